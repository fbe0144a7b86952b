//! Enrollment, step by step: who, where, whether the terms let them, what is due, how they are told, what they sign,
//! and the payment that makes it so.

mod agreement;
mod draft;
mod due;
mod eligibility;
mod input;
mod member;
mod message;
mod notices;
mod offered;
mod payment;
mod result;
mod service;
#[cfg(test)]
mod tests;

use iced::widget::{Space, column, container, row};
use iced::{Alignment, Fill};
use uuid::Uuid;

use self::agreement::Agreement;
use self::draft::Draft;
use self::due::Worksheet;
use self::member::MemberForm;
pub use self::message::{Blank, Message};
use self::message::{Step, typed};
use self::offered::Offered;
use self::payment::Payment;
use self::service::ServiceForm;
use crate::basics::{Code, Refused};
use crate::desk::{Call, Enroll, Enrolled, Joining, KeepNote, QuoteView};
use crate::window::kit::toast::Severity;
use crate::window::kit::{
    Element, Kind, Look, Shortcut, Step as Bar, StepState, Tone, action, note, scrolling, space, steps,
};
use crate::window::work::{Effect, Place, Screen};
use crate::words::Condition;

/// An enrollment under way. It survives going to another screen.
pub struct State {
    look: Look,
    ticket: u64,
    step: Step,
    joining: Joining,
    offered: Option<Offered>,
    member: MemberForm,
    service: ServiceForm,
    conditions: Vec<Condition>,
    worksheet: Worksheet,
    /// None while it is being asked.
    quote: Option<Refused<QuoteView>>,
    consent: bool,
    agreement: Agreement,
    payment: Payment,
    /// What keeps the clerk from going on, or what the desk refused.
    trouble: Option<String>,
    /// Made when the form opened: posting twice enrolls once.
    key: Uuid,
    note_key: Uuid,
    posting: bool,
    enrolled: Option<Enrolled>,
}

impl Screen for State {
    type Message = Message;

    /// An empty form.
    fn new(look: Look) -> (Self, Effect<Message>) {
        let mut state = Self {
            look,
            ticket: 0,
            step: Step::Member,
            joining: Joining::New,
            offered: None,
            member: MemberForm::default(),
            service: ServiceForm::default(),
            conditions: Vec::new(),
            worksheet: Worksheet::default(),
            quote: None,
            consent: false,
            agreement: Agreement::default(),
            payment: Payment::default(),
            trouble: None,
            key: Uuid::now_v7(),
            note_key: Uuid::now_v7(),
            posting: false,
            enrolled: None,
        };
        let asked = state.refresh(look);
        (state, asked)
    }

    fn refresh(&mut self, look: Look) -> Effect<Message> {
        self.look = look;
        Effect::run(|desk, call| Message::OfferedCame(Box::new(Offered::ask(desk, call))))
    }

    fn update(&mut self, message: Message) -> Effect<Message> {
        match message {
            Message::Back => self.back(),
            Message::Continue => self.go_on(),
            Message::PrintBoth => self.print_both(),
            Message::OpenAccount => match &self.enrolled {
                Some(enrolled) => Effect::Go(Place::Account(enrolled.account.clone())),
                None => Effect::None,
            },
            Message::StartAgain => {
                let (state, effect) = Self::new(self.look);
                *self = state;
                effect
            }
            Message::OfferedCame(_)
            | Message::FoundCame(..)
            | Message::MemberCame(..)
            | Message::QuoteCame(..)
            | Message::DraftCame(..)
            | Message::Posted(_)
            | Message::NoteKept(_)
            | Message::PapersCame(_) => self.take(message),
            entered => self.enter(entered),
        }
    }

    fn view(&self, look: Look) -> Element<'_, Message> {
        if let Some(enrolled) = &self.enrolled {
            return result::view(look, enrolled);
        }
        let body = match self.step {
            Step::Member => self.member_step(look),
            Step::Service => self.service_step(look),
            Step::Eligibility => self.eligibility_step(look),
            Step::Due => self.due_step(look),
            Step::Notices => self.notices_step(look),
            Step::Agreement => self.agreement_step(look),
            Step::Payment => self.payment_step(look),
        };
        column![steps(look, self.bars()), container(body).height(Fill), self.footer(look)].spacing(space::M).into()
    }
}

impl State {
    /// What the clerk entered.
    fn enter(&mut self, message: Message) -> Effect<Message> {
        self.trouble = None;
        match message {
            Message::Typed(blank, text) => return self.type_in(blank, &text),
            Message::Join(joining) => self.joining = joining,
            Message::IsMember(known) => self.member.set_known(known),
            Message::Pick(account) => {
                let ticket = self.next_ticket();
                return Effect::run(move |desk, call| Message::MemberCame(ticket, Box::new(desk.show(call, &account))));
            }
            Message::Class(class) => self.service.class = class,
            Message::Phase(phase) => self.service.phase = phase,
            Message::Turn(tick, on) => self.service.turn(tick, on),
            Message::Office(office) => self.service.office = Some(office),
            Message::Link(link) => self.service.link = Some(link),
            Message::Area(area) => self.service.tax_area = Some(area),
            Message::AddOn(name, on) => self.service.add_on(name, on),
            Message::Say(condition, on) => {
                self.conditions.retain(|known| *known != condition);
                self.conditions.extend(on.then_some(condition));
                return self.ask_quote();
            }
            Message::AlreadyOff(off) => {
                self.worksheet.already_off = off;
                return self.ask_quote();
            }
            Message::Finance(finance) => {
                self.worksheet.finance = finance;
                return self.ask_quote();
            }
            Message::Consent(consent) => self.consent = consent,
            Message::Stroke(stroke) => self.agreement.draw(stroke),
            Message::ClearSignature => self.agreement.clear(),
            Message::SignOnPaper => self.agreement.on_paper(),
            Message::CopyGiven(given) => self.agreement.copy_given = given,
            Message::Pay(method) => self.payment.method = method,
            _ => {}
        }
        Effect::None
    }

    fn type_in(&mut self, blank: Blank, text: &str) -> Effect<Message> {
        match blank {
            Blank::Search => {
                self.member.search.type_in(text);
                return self.search();
            }
            Blank::PastDue
            | Blank::BilledNotDue
            | Blank::Unbilled
            | Blank::PriorAccount
            | Blank::Deposit
            | Blank::DepositSince
            | Blank::FinanceAmount => {
                self.worksheet.type_in(blank, text);
                return self.ask_quote();
            }
            Blank::Identification => self.agreement.identification.type_in(text),
            Blank::Amount | Blank::Tendered | Blank::CheckNumber | Blank::Reference => {
                self.payment.type_in(blank, text);
            }
            Blank::Meter | Blank::Address | Blank::StartKwh | Blank::Digits | Blank::DailyKwh => {
                self.service.type_in(blank, text);
            }
            member => self.member.type_in(member, text),
        }
        Effect::None
    }

    /// What came back from the desk. An answer to an older question is dropped.
    fn take(&mut self, message: Message) -> Effect<Message> {
        match message {
            Message::OfferedCame(offered) => match *offered {
                Ok(offered) => {
                    self.service.begin(&offered);
                    self.payment.begin(&offered);
                    self.offered = Some(offered);
                }
                Err(refusal) => self.trouble = Some(refusal.message),
            },
            Message::FoundCame(ticket, found) if ticket == self.ticket => self.member.found = Some(found),
            Message::MemberCame(ticket, shown) if ticket == self.ticket => match *shown {
                Ok(view) => self.member.fill(&view),
                Err(refusal) => self.trouble = Some(refusal.message),
            },
            Message::QuoteCame(ticket, quote) if ticket == self.ticket => self.take_quote(quote),
            Message::DraftCame(ticket, Ok(draft)) if ticket == self.ticket => self.agreement.read(draft),
            Message::DraftCame(ticket, Err(refusal)) if ticket == self.ticket => self.trouble = Some(refusal.message),
            Message::Posted(posted) => return self.take_posted(*posted),
            Message::NoteKept(Some(refusal)) => {
                let words = format!("Enrolled, but consent and identification were not noted: {}", refusal.message);
                return Effect::Say(Severity::Attention, words);
            }
            Message::PapersCame(Ok(papers)) => {
                return Effect::Several(papers.into_iter().map(|(name, bytes)| Effect::Print(name, bytes)).collect());
            }
            Message::PapersCame(Err(refusal)) => return Effect::Say(Severity::Refused, refusal.message),
            _ => {}
        }
        Effect::None
    }

    fn take_quote(&mut self, quote: Refused<QuoteView>) {
        if let Ok(quote) = &quote {
            self.payment.expect(quote.due_now);
        }
        self.quote = Some(quote);
    }

    fn take_posted(&mut self, posted: Refused<Enrolled>) -> Effect<Message> {
        self.posting = false;
        match posted {
            Ok(enrolled) => {
                let effect = self.keep_note(&enrolled);
                self.enrolled = Some(enrolled);
                effect
            }
            Err(refusal) if refusal.code == Code::Changed => {
                self.trouble = Some(format!("What is due has changed: look at it again. {}", refusal.message));
                self.step = Step::Due;
                self.ask_quote()
            }
            Err(refusal) => {
                self.trouble = Some(refusal.message);
                Effect::None
            }
        }
    }

    /// The consent, and what identification was seen, are kept as a note on the new account.
    fn keep_note(&self, enrolled: &Enrolled) -> Effect<Message> {
        let said: Vec<String> = self.consent_in_words().into_iter().chain(self.agreement.in_words()).collect();
        if said.is_empty() {
            return Effect::None;
        }
        let note = KeepNote { account: enrolled.account.clone(), text: said.join(" "), pin: false };
        let key = self.note_key;
        Effect::run(move |desk, call| {
            let call = Call { key: Some(key), ..call.clone() };
            Message::NoteKept(desk.perform(&call, &note).err())
        })
    }

    fn next_ticket(&mut self) -> u64 {
        self.ticket += 1;
        self.ticket
    }

    fn search(&mut self) -> Effect<Message> {
        let words = self.member.search.text().trim().to_string();
        let ticket = self.next_ticket();
        if words.is_empty() {
            self.member.found = None;
            return Effect::None;
        }
        Effect::run(move |desk, call| Message::FoundCame(ticket, desk.find(call, &words, member::FOUND)))
    }

    fn ask_quote(&mut self) -> Effect<Message> {
        self.quote = None;
        let (ticket, joining, input) = (self.next_ticket(), self.joining, self.input());
        Effect::run(move |desk, call| Message::QuoteCame(ticket, desk.quote(call, joining, &input)))
    }

    fn ask_draft(&mut self) -> Effect<Message> {
        let Some(Ok(quote)) = self.quote.clone() else { return Effect::None };
        let (ticket, facts) = (self.next_ticket(), self.agreement_facts());
        Effect::run(move |desk, call| Message::DraftCame(ticket, Draft::ask(desk, call, &quote, &facts)))
    }

    fn back(&mut self) -> Effect<Message> {
        self.trouble = None;
        if let Some(step) = self.step.beside(-1).filter(|_| !self.posting && self.enrolled.is_none()) {
            self.step = step;
        }
        Effect::None
    }

    fn go_on(&mut self) -> Effect<Message> {
        if self.enrolled.is_some() {
            return self.update(Message::OpenAccount);
        }
        self.trouble = self.missing();
        if self.trouble.is_some() || self.posting {
            return Effect::None;
        }
        let Some(step) = self.step.beside(1) else { return self.post() };
        self.step = step;
        match step {
            Step::Eligibility | Step::Due => self.ask_quote(),
            Step::Agreement => self.ask_draft(),
            _ => Effect::None,
        }
    }

    fn post(&mut self) -> Effect<Message> {
        self.posting = true;
        let (key, enroll) = (self.key, Enroll { joining: self.joining, input: self.whole_input() });
        Effect::run(move |desk, call| {
            let call = Call { key: Some(key), ..call.clone() };
            Message::Posted(Box::new(desk.perform(&call, &enroll)))
        })
    }

    fn print_both(&self) -> Effect<Message> {
        let Some(enrolled) = &self.enrolled else { return Effect::None };
        let account = enrolled.account.clone();
        Effect::run(move |desk, call| Message::PapersCame(result::papers(desk, call, &account)))
    }

    /// What this step still lacks, in words.
    fn missing(&mut self) -> Option<String> {
        match self.step {
            Step::Member => self.member.missing(),
            Step::Service => self.service.missing(),
            Step::Eligibility | Step::Due => match &self.quote {
                None => Some("What is due is still being worked out.".to_string()),
                Some(Err(refusal)) => Some(refusal.message.clone()),
                Some(Ok(_)) => self.worksheet.missing(self.joining),
            },
            Step::Notices => {
                (!self.consent).then(|| "Ask whether the member agrees to be told this way, and tick it.".to_string())
            }
            Step::Agreement => self.agreement.missing(),
            Step::Payment => self.payment.missing(),
        }
    }

    fn bars(&self) -> impl Iterator<Item = Bar> {
        Step::ALL.into_iter().map(|step| Bar {
            name: step.name().to_string(),
            detail: String::new(),
            state: match step.cmp(&self.step) {
                std::cmp::Ordering::Less => StepState::Done,
                std::cmp::Ordering::Equal => StepState::Now,
                std::cmp::Ordering::Greater => StepState::ToCome,
            },
        })
    }

    fn footer(&self, look: Look) -> Element<'_, Message> {
        let trouble: Element<'_, Message> = match &self.trouble {
            Some(words) => note(look, Tone::Bad, "", words.as_str()),
            None => Space::new().into(),
        };
        let label = match self.step {
            Step::Agreement => "Continue to payment",
            Step::Payment if self.posting => "Posting\u{2026}",
            Step::Payment => "Enroll and post",
            _ => "Continue",
        };
        // Enter twice must not post: the last step has another key.
        let key = if self.step == Step::Payment { Shortcut::CTRL_ENTER } else { Shortcut::ENTER };
        let back = self.step.beside(-1).filter(|_| !self.posting).map(|_| Message::Back);
        let on = (!self.posting).then_some(Message::Continue);
        row![
            container(trouble).width(Fill),
            action(look, Kind::Plain, "Back", Shortcut::ALT_LEFT, back).because("This is the first step."),
            action(look, Kind::Primary, label, key, on).because("It is being posted."),
        ]
        .spacing(space::M)
        .align_y(Alignment::Center)
        .into()
    }
}

/// Two halves of a step side by side, each of which scrolls when it is higher than its place.
fn halves<'a>(
    look: Look,
    left: impl Into<Element<'a, Message>>,
    right: impl Into<Element<'a, Message>>,
) -> Element<'a, Message> {
    row![
        container(scrolling(look, left)).width(iced::FillPortion(4)),
        container(scrolling(look, right)).width(iced::FillPortion(3)),
    ]
    .spacing(space::S)
    .into()
}
