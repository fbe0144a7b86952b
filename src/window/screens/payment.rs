//! Taking a payment: what is handed over, where it goes, the one number that reconnects, the receipt.

mod draft;
mod form;
mod outcome;
pub mod tender;

#[cfg(test)]
mod tests;

pub use draft::Draft;
use iced::widget::row;
use iced::{Fill, FillPortion};
use uuid::Uuid;

use self::tender::Tender;
use crate::basics::{Cents, Refusal, Refused};
use crate::desk::{AccountView, Call, Paid, PartInput, PayInput, TenderInput};
use crate::window::kit::{Element, Field, Look, space};
use crate::window::work::{Effect, Place};
use crate::words::{Method, labelled};

/// The amount of the first tender: where a payment begins.
const AMOUNT: &str = "payment-amount";

pub struct State {
    card: AccountView,
    /// Made when the form opened: a double click, or a retry after a lost answer, pays once.
    key: Uuid,
    methods: Vec<(Method, String)>,
    tenders: Vec<Tender>,
    /// Further accounts and what they get; the rest goes to the card's own.
    others: Vec<Other>,
    arrears_only: bool,
    /// Of the newest question; answers to older ones are dropped.
    ticket: u64,
    /// What the payment as it stands would do.
    preview: Option<Refused<Paid>>,
    /// The person said that this is another payment of the same amount.
    is_another: bool,
    /// Enter was pressed before the preview came.
    post_when_seen: bool,
    posting: bool,
    /// The balance that was seen when Post was pressed, until the answer comes. It may never have come: then the same
    /// is asked once more under the same key, and what was posted answers with its receipt.
    sent: Option<Cents>,
    refused: Option<Refusal>,
    posted: Option<Paid>,
}

/// A part of the payment for another account.
struct Other {
    account: Field<String>,
    amount: Field<Cents>,
}

#[derive(Debug, Clone)]
pub enum Message {
    Tender(usize, tender::Message),
    FillReconnect,
    SplitTender,
    OneTender,
    SeveralAccounts,
    OneAccount,
    OtherAccount(usize, String),
    OtherAmount(usize, String),
    ArrearsOnly(bool),
    IsAnother(bool),
    Post,
    Print,
    Drawer,
    /// Away with the form; what was posted stays posted.
    Close,

    Previewed(u64, Box<Refused<Paid>>),
    Posted(Box<Refused<Paid>>),
    Printed(Box<Refused<(String, Vec<u8>)>>),
}

impl State {
    /// Begins a payment on the account of `card`; `methods` is what the terms take.
    pub fn new(card: AccountView, methods: &[Method]) -> (Self, Effect<Message>) {
        let first = methods.first().copied().unwrap_or(Method::Cash);
        let state = Self {
            card,
            key: Uuid::now_v7(),
            methods: labelled(methods),
            tenders: vec![Tender::new(first)],
            others: Vec::new(),
            arrears_only: false,
            ticket: 0,
            preview: None,
            is_another: false,
            post_when_seen: false,
            posting: false,
            sent: None,
            refused: None,
            posted: None,
        };
        let focus = state.focus();
        (state, focus)
    }

    pub fn focus(&self) -> Effect<Message> {
        Effect::Focus(AMOUNT.into())
    }

    pub fn is_posted(&self) -> bool {
        self.posted.is_some()
    }

    /// The account as it is now: what the payment would do is asked again.
    pub fn seen(&mut self, card: AccountView) -> Effect<Message> {
        self.card = card;
        if self.posted.is_some() || self.posting { Effect::None } else { self.ask() }
    }

    pub fn update(&mut self, message: Message) -> Effect<Message> {
        match message {
            Message::Post => return self.post(),
            Message::Print => return self.print(),
            Message::Drawer => return Effect::Go(Place::Drawer),
            Message::Previewed(ticket, preview) => return self.previewed(ticket, *preview),
            Message::Posted(answer) => return self.came(*answer),
            Message::Printed(answer) => {
                return match *answer {
                    Ok((name, bytes)) => Effect::Print(name, bytes),
                    Err(refusal) => {
                        self.refused = Some(refusal);
                        Effect::None
                    }
                };
            }
            Message::IsAnother(is_another) => {
                self.is_another = is_another;
                return Effect::None;
            }
            _ if self.posting || self.posted.is_some() => return Effect::None,
            message => self.edit(message),
        }
        self.refused = None;
        self.is_another = false;
        self.sent = None;
        self.ask()
    }

    /// What the person changes of the payment.
    fn edit(&mut self, message: Message) {
        match message {
            Message::Tender(_, tender::Message::Amount(text)) if text.ends_with(['r', 'R']) => self.fill_reconnect(),
            Message::Tender(index, message) => {
                if let Some(tender) = self.tenders.get_mut(index) {
                    tender.update(message);
                }
            }
            Message::FillReconnect => self.fill_reconnect(),
            Message::SplitTender => {
                let used: Vec<Method> = self.tenders.iter().map(|tender| tender.method).collect();
                let next = self.methods.iter().find(|(method, _)| !used.contains(method)).or(self.methods.first());
                self.tenders.extend(next.map(|(method, _)| Tender::new(*method)));
            }
            Message::OneTender => self.tenders.truncate(1),
            Message::SeveralAccounts => {
                let account = Field::new(read_account);
                self.others.push(Other { account, amount: Field::money() });
            }
            Message::OneAccount => self.others.clear(),
            Message::OtherAccount(index, text) => {
                if let Some(other) = self.others.get_mut(index) {
                    other.account.type_in(&text);
                }
            }
            Message::OtherAmount(index, text) => {
                if let Some(other) = self.others.get_mut(index) {
                    other.amount.type_in(&text);
                }
            }
            Message::ArrearsOnly(only) => self.arrears_only = only,
            _ => {}
        }
    }

    /// R fills the number, in the amount's field too, where no letter belongs.
    fn fill_reconnect(&mut self) {
        if let ([tender], Some(amount)) = (self.tenders.as_mut_slice(), self.card.to_reconnect)
            && amount > Cents::ZERO
        {
            tender.fill(amount);
        }
    }

    /// Asks what the payment would do, once it says something.
    fn ask(&mut self) -> Effect<Message> {
        self.ticket += 1;
        self.post_when_seen = false;
        let Some(input) = self.input(None) else {
            self.preview = None;
            return Effect::None;
        };
        let ticket = self.ticket;
        Effect::run(move |desk, call| Message::Previewed(ticket, Box::new(desk.preview_payment(call, &input))))
    }

    fn previewed(&mut self, ticket: u64, preview: Refused<Paid>) -> Effect<Message> {
        if ticket != self.ticket {
            return Effect::None;
        }
        self.preview = Some(preview);
        if std::mem::take(&mut self.post_when_seen) { self.post() } else { Effect::None }
    }

    /// The sum of what is handed over.
    fn total(&self) -> Option<Cents> {
        self.tenders.iter().map(|tender| tender.amount.value().copied()).sum()
    }

    /// What the card's own account gets.
    fn own_part(&self) -> Option<Cents> {
        let others: Option<Cents> = self.others.iter().map(|other| other.amount.value().copied()).sum();
        Some(self.total()? - others?)
    }

    /// The payment as it stands; `None` while something is missing or cannot be.
    fn input(&self, seen_balance: Option<Cents>) -> Option<PayInput> {
        let tenders: Option<Vec<TenderInput>> = self.tenders.iter().map(Tender::input).collect();
        let mut parts = vec![PartInput { account: self.card.account.clone(), amount: self.own_part()? }];
        for other in &self.others {
            parts.push(PartInput { account: other.account.value()?.clone(), amount: *other.amount.value()? });
        }
        let tenders = tenders.filter(|_| self.total().is_some_and(|total| total > Cents::ZERO))?;
        Some(PayInput { tenders, parts, arrears_only: self.arrears_only, seen_balance })
    }

    /// Why nothing can be posted now; `None` when it can.
    fn hindered(&self) -> Option<&str> {
        match &self.preview {
            _ if self.posting => Some("It is being posted."),
            _ if self.is_sent_again() => None,
            None => Some("Enter an amount, and what belongs to the method."),
            Some(Err(refusal)) => Some(&refusal.message),
            Some(Ok(preview)) if preview.warning.is_some() && !self.is_another => {
                Some("The same amount was just paid: tick that this is another payment.")
            }
            Some(Ok(_)) => None,
        }
    }

    /// Whether Post was pressed before the program stopped, and nothing was changed since.
    fn is_sent_again(&self) -> bool {
        self.sent.is_some() && !self.posting && self.preview.is_some()
    }

    fn post(&mut self) -> Effect<Message> {
        for tender in &mut self.tenders {
            tender.ask();
        }
        for other in &mut self.others {
            other.account.ask();
            other.amount.ask();
        }
        if self.posting || self.posted.is_some() {
            return Effect::None;
        }
        if self.preview.is_none() {
            self.post_when_seen = true;
            return Effect::None;
        }
        let seen = match &self.preview {
            _ if self.is_sent_again() => self.sent,
            Some(Ok(preview)) if self.hindered().is_none() => preview.parts.first().map(|part| part.balance_before),
            _ => return Effect::None,
        };
        let Some(input) = self.input(seen) else { return Effect::None };
        (self.posting, self.sent) = (true, seen);
        self.refused = None;
        let key = self.key;
        Effect::run(move |desk, call| {
            let call = Call { key: Some(key), ..call.clone() };
            Message::Posted(Box::new(desk.perform(&call, &input)))
        })
    }

    fn came(&mut self, answer: Refused<Paid>) -> Effect<Message> {
        (self.posting, self.sent) = (false, None);
        match answer {
            Ok(paid) => {
                self.posted = Some(paid);
                // Nothing keeps the focus: the receipt's keys act.
                Effect::Focus(iced::widget::Id::unique())
            }
            Err(refusal) => {
                self.refused = Some(refusal);
                self.ask()
            }
        }
    }

    /// The receipt as it was handed out.
    fn print(&mut self) -> Effect<Message> {
        let Some(number) = self.posted.as_ref().and_then(|paid| paid.receipt.clone()) else { return Effect::None };
        let account = self.card.account.clone();
        Effect::run(move |desk, call| {
            let printed = desk.documents(call, &account).and_then(|papers| {
                match papers.iter().rev().find(|paper| paper.kind == "receipt" && paper.title.contains(&number)) {
                    Some(paper) => desk.document(call, paper.id),
                    None => desk.reprint_receipt(call, &number),
                }
            });
            Message::Printed(Box::new(printed.map(|bytes| (format!("{number}.pdf"), bytes))))
        })
    }

    pub fn view(&self, look: Look) -> Element<'_, Message> {
        let (left, right) = match &self.posted {
            Some(paid) => (self.receipt(look, paid), self.outcome(look, Some(paid))),
            None => (self.form(look), self.preview(look)),
        };
        let left = iced::widget::container(left).width(FillPortion(5)).height(Fill);
        let right = iced::widget::container(right).width(FillPortion(6)).height(Fill);
        row![left, right].spacing(space::M).height(Fill).into()
    }
}

fn read_account(text: &str) -> Result<String, String> {
    if text.is_empty() { Err("Write the other account's number.".to_string()) } else { Ok(text.to_string()) }
}
