//! Drawer and day: the float, money that leaves it, the blind count, the bank deposit, the day's close and its report.
//!
//! A half-done count stays in [`State`] while the clerk is elsewhere; [`State::draft`] is what the application keeps
//! through a restart.

mod count;
mod form;
#[cfg(test)]
mod tests;
mod view;

pub use count::Draft;
pub use form::Kind;

use super::approve_dialog::{self, Outcome};
use super::asked::{Asked, Posting};
use crate::basics::{Cents, Refused};
use crate::desk::{Approver, Call, CountInput, DayChecklist, DrawerView};
use crate::window::kit::toast::Severity;
use crate::window::kit::{Element, Look};
use crate::window::work::{Effect, Screen};
use count::Count;
use form::{Done, Form};

/// The drawer of who is signed in, and their office's day.
#[derive(Debug)]
pub struct State {
    drawer: Asked<DrawerView>,
    todo: Asked<DayChecklist>,
    count: Count,
    /// A draft waits for the drawer that it belongs to.
    draft: Option<Draft>,
    counting: bool,
    counted: Posting,
    form: Option<Form>,
    /// Asks for the second person of a recount.
    second: Option<approve_dialog::State>,
}

#[derive(Debug, Clone)]
pub enum Message {
    DrawerCame(u64, Refused<DrawerView>),
    TodoCame(u64, Refused<DayChecklist>),
    /// Begins the count, or goes on with it.
    Count,
    Typed(usize, String),
    /// Whether the paper of a receipt was found.
    Ticked(String, bool),
    TickAll,
    KeepForLater,
    CountIsFinal,
    Counted(u64, Refused<DrawerView>),
    Second(approve_dialog::Message),
    Open(Kind),
    Form(form::Message),
}

impl Screen for State {
    type Message = Message;

    fn new(_look: Look) -> (Self, Effect<Message>) {
        let mut state = Self {
            drawer: Asked::default(),
            todo: Asked::default(),
            count: Count::default(),
            draft: None,
            counting: false,
            counted: Posting::default(),
            form: None,
            second: None,
        };
        let effect = state.reload();
        (state, effect)
    }

    fn refresh(&mut self, _look: Look) -> Effect<Message> {
        self.reload()
    }

    fn update(&mut self, message: Message) -> Effect<Message> {
        match message {
            Message::DrawerCame(ticket, answer) => {
                self.drawer.take(ticket, answer);
                self.take_up_draft();
                Effect::None
            }
            Message::TodoCame(ticket, answer) => {
                self.todo.take(ticket, answer);
                Effect::None
            }
            Message::Count => {
                self.counting = true;
                Effect::Focus(count::field_id(0))
            }
            Message::Typed(piece, text) => {
                self.count.type_in(piece, &text);
                Effect::None
            }
            Message::Ticked(receipt, found) => {
                self.count.tick(&receipt, found);
                Effect::None
            }
            Message::TickAll => {
                let items = self.drawer.value().map(|drawer| drawer.items.clone()).unwrap_or_default();
                items.iter().for_each(|item| self.count.tick(&item.receipt, true));
                Effect::None
            }
            Message::KeepForLater => {
                self.counting = false;
                Effect::Say(Severity::Information, "The count is kept. Go on with it when you come back.".into())
            }
            Message::CountIsFinal => self.post_count(None),
            Message::Counted(ticket, answer) => self.counted(ticket, answer),
            Message::Second(message) => self.second_person(message),
            Message::Open(kind) => {
                let (form, effect) = Form::open(kind);
                self.form = Some(form);
                effect.map(Message::Form)
            }
            Message::Form(message) => self.update_form(message),
        }
    }

    fn view(&self, look: Look) -> Element<'_, Message> {
        self.screen(look)
    }

    /// What stands over the screen: a form, or the second person's word.
    fn dialog(&self, look: Look) -> Option<Element<'_, Message>> {
        let second = self.second.as_ref().map(|second| second.view(look).map(Message::Second));
        second.or_else(|| {
            let form = self.form.as_ref()?;
            Some(form.view(look, self.drawer.value()).map(Message::Form))
        })
    }
}

impl State {
    /// Takes up a count that was begun before the program was started; it goes on with the same drawer only.
    pub fn take_up(&mut self, draft: Draft) {
        self.draft = Some(draft);
        self.take_up_draft();
    }

    /// The count that was begun, to be kept until it is final.
    #[must_use]
    pub fn draft(&self) -> Option<Draft> {
        if self.draft.is_some() {
            return self.draft.clone();
        }
        let drawer = self.drawer.value().filter(|_| self.count.begun())?;
        Some(self.count.draft(drawer.drawer))
    }

    fn reload(&mut self) -> Effect<Message> {
        let ticket = self.drawer.ask();
        let drawer = Effect::run(move |desk, call| Message::DrawerCame(ticket, desk.drawer_view(call, None)));
        Effect::Several(vec![drawer, self.ask_todo()])
    }

    fn ask_todo(&mut self) -> Effect<Message> {
        let ticket = self.todo.ask();
        let batch = self.form.as_ref().and_then(Form::card_batch);
        Effect::run(move |desk, call| Message::TodoCame(ticket, desk.day_checklist(call, batch)))
    }

    /// A count that was begun goes on only with the same drawer.
    fn take_up_draft(&mut self) {
        let Some(drawer) = self.drawer.value() else { return };
        let may_be_counted = drawer.counts == 0 || drawer.recount;
        if let Some(draft) = self.draft.take().filter(|draft| draft.drawer == drawer.drawer && may_be_counted) {
            self.count = Count::from_draft(draft);
        }
    }

    fn post_count(&mut self, approver: Option<Approver>) -> Effect<Message> {
        let Some(drawer) = self.drawer.value().filter(|_| self.count.begun()) else { return Effect::None };
        let input = CountInput { count: self.count.written(&drawer.items), of: None };
        let Some((ticket, key)) = self.counted.begin() else { return Effect::None };
        Effect::run(move |desk, call| {
            let call = Call { key: Some(key), approver, ..call.clone() };
            Message::Counted(ticket, desk.perform(&call, &input))
        })
    }

    fn counted(&mut self, ticket: u64, answer: Refused<DrawerView>) -> Effect<Message> {
        let Some(drawer) = self.counted.take(ticket, answer) else { return self.count_refused() };
        (self.second, self.counting, self.count) = (None, false, Count::default());
        let words = match (drawer.is_final, drawer.over_short) {
            (true, Some(Cents::ZERO)) => "The count is final and agrees.",
            (true, _) => "The count is final.",
            (false, _) => "The count is off. A second person counts the drawer once more.",
        };
        let severity = if drawer.is_final { Severity::Done } else { Severity::Attention };
        self.drawer.put(drawer);
        Effect::Several(vec![Effect::Say(severity, words.into()), self.ask_todo()])
    }

    fn count_refused(&mut self) -> Effect<Message> {
        match (&mut self.second, self.counted.refusal()) {
            (Some(second), Some(refusal)) if approve_dialog::is_about_approver(refusal) => {
                second.refused(refusal.clone());
                self.counted.take_refusal();
                Effect::None
            }
            (None, Some(refusal)) if approve_dialog::is_asked_for(refusal) => {
                let second = approve_dialog::State::second_person(
                    "The first count was off. Who counted the drawer this time? It is somebody else than the first.",
                );
                let focus = second.focus();
                (self.second, _) = (Some(second), self.counted.take_refusal());
                focus
            }
            _ => {
                self.second = None;
                Effect::None
            }
        }
    }

    fn second_person(&mut self, message: approve_dialog::Message) -> Effect<Message> {
        let Some(second) = &mut self.second else { return Effect::None };
        match second.update(message) {
            Outcome::Approved(approver) => self.post_count(Some(approver)),
            Outcome::Cancelled => {
                self.second = None;
                Effect::None
            }
            Outcome::Nothing | Outcome::LeftWaiting => Effect::None,
        }
    }

    fn update_form(&mut self, message: form::Message) -> Effect<Message> {
        let Some(form) = &mut self.form else { return Effect::None };
        match message {
            form::Message::Amount(text) => {
                form.type_amount(&text);
                if form.kind == Kind::CloseDay {
                    return self.ask_todo();
                }
            }
            form::Message::Words(text) => form.type_words(&text),
            form::Message::Pack(receipt, packed) => form.pack(receipt, packed),
            form::Message::DepositCame(ticket, answer) => form.deposit.take(ticket, answer),
            form::Message::ReportCame(ticket, answer) => form.report.take(ticket, answer.map(|report| *report)),
            form::Message::Post => {
                let day = self.todo.value().map(|todo| todo.day);
                return form.post(day).map_or(Effect::None, Effect::Run).map(Message::Form);
            }
            form::Message::Print => {
                let day = form.report.value().map(|report| report.day);
                return Effect::run(move |desk, call| {
                    let paper = desk.day_report_paper(call, day).map(|paper| (report_name(day), paper));
                    Message::Form(form::Message::Printed(paper))
                });
            }
            form::Message::Printed(Ok((name, paper))) => return Effect::Print(name, paper),
            form::Message::Printed(Err(refusal)) => return Effect::Say(Severity::Refused, refusal.message),
            form::Message::Close => self.form = None,
            form::Message::Done(ticket, answer) => {
                if let Some(done) = form.posting.take(ticket, *answer) {
                    return self.form_done(done);
                }
            }
        }
        Effect::None
    }

    fn form_done(&mut self, done: Done) -> Effect<Message> {
        self.form = None;
        let mut effects = match done {
            Done::Drawer(drawer, words) => {
                self.drawer.put(drawer);
                vec![Effect::Say(Severity::Done, words), self.ask_todo()]
            }
            Done::Deposit(deposit, slip) => {
                let bag = deposit.bag.unwrap_or_default();
                let words = format!("{} go to the bank in bag {bag}.", deposit.amount.dollars());
                vec![Effect::Print(format!("deposit-slip-{bag}.pdf"), slip), Effect::Say(Severity::Done, words)]
            }
            Done::Day(report, paper) => {
                let (day, office) = (report.day, report.office.clone());
                self.form = Some(Form::of_report(*report));
                vec![
                    Effect::Print(report_name(Some(day)), paper),
                    Effect::Say(Severity::Done, format!("The day is closed at {office}.")),
                ]
            }
        };
        effects.push(self.reload());
        Effect::Several(effects)
    }
}

fn report_name(day: Option<crate::basics::Day>) -> String {
    day.map_or_else(|| "day-report.pdf".to_string(), |day| format!("day-report-{day}.pdf"))
}
