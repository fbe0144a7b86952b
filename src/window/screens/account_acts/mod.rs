//! What to do with an account: holds, pledges, contacts, corrections, moving and leaving, each a small form with its
//! read-back, opened from the counter by key.

mod act;
mod assistance;
mod charges;
mod form;
mod holds;
mod leaving;
mod member;
mod payments;
#[cfg(test)]
mod tests;
mod view;

pub use act::Act;
pub use assistance::PLEDGE;
pub use form::Ask;
pub use holds::{HOLD, NOTE};
pub use member::PAPERS;

use super::approve_dialog::{self, Outcome, signed};
use super::asked::{Asked, Posting};
use super::dates;
use crate::basics::{Cents, Code, Refusal, Refused};
use crate::desk::{AccountView, Approver, AskApproval, Call, Desk, DocumentView, LedgerLine, Left, WaitingView};
use crate::window::kit::signature::Stroked;
use crate::window::kit::toast::Severity;
use crate::window::kit::{Element, Look};
use crate::window::work::{Effect, Place, Screen};
use act::{Done, Task};
use form::{Choice, Form};

/// Everything that the forms know of the account.
#[derive(Debug, Clone)]
pub struct Facts {
    account: AccountView,
    ledger: Vec<LedgerLine>,
    papers: Vec<DocumentView>,
    /// The fees of the terms: by name, with their amounts.
    fees: Vec<Choice>,
}

#[derive(Debug, Default)]
pub struct State {
    /// The account's number; `None` until one is opened.
    account: Option<String>,
    facts: Asked<Facts>,
    /// The act to open once the facts are there.
    wanted: Option<&'static Act>,
    act: Option<&'static Act>,
    form: Form,
    posting: Posting,
    /// What is tried, and tried again when a second person has approved.
    task: Option<Task>,
    approval: Option<approve_dialog::State>,
    /// Leaves the act in "To approve".
    leaving_it: Posting,
    /// What leaving would take.
    preview: Asked<Left>,
    /// What was done last, in words.
    done: Option<String>,
}

#[derive(Debug, Clone)]
pub enum Message {
    /// Opens an account, with an act's form or the menu.
    Open(String, Option<&'static Act>),
    FactsCame(u64, Refused<Box<Facts>>),
    Choose(&'static Act),
    /// From a form to the menu, from the menu to the counter.
    Back,
    Typed(Ask, String),
    Chosen(Ask, usize),
    Turned(Ask, bool),
    Signed(Stroked),
    SignAnew,
    PreviewCame(u64, Refused<Left>),
    Post,
    Came(u64, Refused<Done>),
    Approval(approve_dialog::Message),
    LeftWaiting(u64, Refused<WaitingView>),
    OpenPaper(i64),
    /// A receipt again, marked COPY.
    Copy(String),
    PaperCame(Refused<(String, Vec<u8>)>),
}

impl Screen for State {
    type Message = Message;

    /// The screen before an account is opened ([`Message::Open`]).
    fn new(_look: Look) -> (Self, Effect<Message>) {
        (Self::default(), Effect::None)
    }

    fn refresh(&mut self, _look: Look) -> Effect<Message> {
        self.reload()
    }

    fn update(&mut self, message: Message) -> Effect<Message> {
        match message {
            Message::Open(account, act) => return self.open(account, act),
            Message::FactsCame(ticket, answer) => {
                self.facts.take(ticket, answer.map(|facts| *facts));
                if self.facts.value().is_some()
                    && let Some(act) = self.wanted.take()
                {
                    return self.choose(act);
                }
            }
            Message::Choose(act) => return self.choose(act),
            Message::Back => return self.back(),
            Message::Typed(ask, text) => self.form.type_in(ask, &text),
            Message::Chosen(ask, index) => {
                self.form.choose(ask, index);
                return self.ask_preview();
            }
            Message::Turned(ask, on) => self.form.turn(ask, on),
            Message::Signed(stroke) => self.form.sign(stroke),
            Message::SignAnew => self.form.unsign(),
            Message::PreviewCame(ticket, answer) => self.preview.take(ticket, answer),
            Message::Post => return self.post(),
            Message::Came(ticket, answer) => return self.came(ticket, answer),
            Message::Approval(message) => return self.approval(message),
            Message::LeftWaiting(ticket, answer) => return self.left_waiting(ticket, answer),
            Message::OpenPaper(id) => {
                return Effect::run(move |desk, call| {
                    Message::PaperCame(desk.document(call, id).map(|paper| (format!("document-{id}.pdf"), paper)))
                });
            }
            Message::Copy(receipt) => {
                return Effect::run(move |desk, call| {
                    let copy = desk.reprint_receipt(call, &receipt);
                    Message::PaperCame(copy.map(|paper| (format!("receipt-{receipt}-copy.pdf"), paper)))
                });
            }
            Message::PaperCame(Ok((name, paper))) => return Effect::Print(name, paper),
            Message::PaperCame(Err(refusal)) => return Effect::Say(Severity::Refused, refusal.message),
        }
        Effect::None
    }

    fn view(&self, look: Look) -> Element<'_, Message> {
        view::screen(self, look)
    }

    /// What stands over the screen: who approves.
    fn dialog(&self, look: Look) -> Option<Element<'_, Message>> {
        Some(self.approval.as_ref()?.view(look).map(Message::Approval))
    }
}

impl State {
    fn reload(&mut self) -> Effect<Message> {
        let Some(account) = self.account.clone() else { return Effect::None };
        let ticket = self.facts.ask();
        Effect::run(move |desk, call| Message::FactsCame(ticket, facts(desk, call, &account).map(Box::new)))
    }

    fn open(&mut self, account: String, act: Option<&'static Act>) -> Effect<Message> {
        *self = Self { account: Some(account), wanted: act, ..Self::default() };
        self.reload()
    }

    fn choose(&mut self, act: &'static Act) -> Effect<Message> {
        let Some(facts) = self.facts.value() else { return Effect::None };
        self.form = (act.form)(facts);
        (self.act, self.posting, self.done, self.task) = (Some(act), Posting::default(), None, None);
        let first = self.form.lines.first().map(|line| Effect::Focus(view::field_id(line.ask)));
        Effect::Several(vec![first.unwrap_or(Effect::None), self.ask_preview()])
    }

    fn back(&mut self) -> Effect<Message> {
        if self.act.take().is_some() {
            return Effect::None;
        }
        Effect::Go(self.account.clone().map_or(Place::Counter, Place::Account))
    }

    /// What leaving would take, as soon as the form says enough.
    fn ask_preview(&mut self) -> Effect<Message> {
        let (Some(preview), Some(facts)) = (self.act.and_then(|act| act.preview), self.facts.value()) else {
            return Effect::None;
        };
        let Some(input) = preview(&self.form, facts) else { return Effect::None };
        let ticket = self.preview.ask();
        Effect::run(move |desk, call| Message::PreviewCame(ticket, desk.preview_leave(call, &input)))
    }

    /// The act as the form has it now.
    fn task_now(&self) -> Option<Task> {
        (self.act?.task)(&self.form, self.facts.value()?)
    }

    fn post(&mut self) -> Effect<Message> {
        self.form.ask_all();
        self.task = self.task_now();
        self.try_task(None)
    }

    /// Tries what was asked; without an approver first, as a practice store approves itself.
    fn try_task(&mut self, approver: Option<Approver>) -> Effect<Message> {
        let Some(task) = self.task.clone() else { return Effect::None };
        let Some((ticket, key)) = self.posting.begin() else { return Effect::None };
        Effect::run(move |desk, call| {
            let call = match task.waiting {
                Some(_) => signed(desk, call, key, approver),
                None => Call { key: Some(key), ..call.clone() },
            };
            Message::Came(ticket, task.run(desk, &call))
        })
    }

    fn came(&mut self, ticket: u64, answer: Refused<Done>) -> Effect<Message> {
        match self.posting.take(ticket, answer) {
            Some(done) => self.done(done),
            None => self.refused(),
        }
    }

    fn done(&mut self, done: Done) -> Effect<Message> {
        (self.act, self.approval, self.task) = (None, None, None);
        let mut effects: Vec<Effect<Message>> =
            done.papers.into_iter().map(|(name, paper)| Effect::Print(name, paper)).collect();
        effects.push(Effect::Say(Severity::Done, done.words.clone()));
        self.done = Some(done.words);
        effects.push(match done.account {
            Some(account) => Effect::Go(Place::Account(account)),
            None => self.reload(),
        });
        Effect::Several(effects)
    }

    fn refused(&mut self) -> Effect<Message> {
        let Some(refusal) = self.posting.refusal().cloned() else { return Effect::None };
        match &mut self.approval {
            Some(dialog) if approve_dialog::is_about_approver(&refusal) => {
                dialog.refused(refusal);
                self.posting.take_refusal();
                Effect::None
            }
            None if approve_dialog::is_asked_for(&refusal) => {
                self.posting.take_refusal();
                self.ask_for_approval()
            }
            _ => {
                self.approval = None;
                if refusal.code == Code::Changed { self.reload() } else { Effect::None }
            }
        }
    }

    fn ask_for_approval(&mut self) -> Effect<Message> {
        let Some(task) = &self.task else { return Effect::None };
        let dialog = approve_dialog::State::supervisor(task.read_back.clone(), task.waiting.is_some());
        let focus = dialog.focus();
        self.approval = Some(dialog);
        focus
    }

    fn approval(&mut self, message: approve_dialog::Message) -> Effect<Message> {
        let Some(dialog) = &mut self.approval else { return Effect::None };
        match dialog.update(message) {
            Outcome::Nothing => Effect::None,
            Outcome::Approved(approver) => self.try_task(Some(approver)),
            Outcome::LeftWaiting => self.leave_waiting(),
            Outcome::Cancelled => {
                self.approval = None;
                Effect::None
            }
        }
    }

    fn leave_waiting(&mut self) -> Effect<Message> {
        let Some(Task { waiting: Some(kept), read_back: text, .. }) = self.task.clone() else { return Effect::None };
        let Some((ticket, key)) = self.leaving_it.begin() else { return Effect::None };
        Effect::run(move |desk, call| {
            let call = Call { key: Some(key), ..call.clone() };
            Message::LeftWaiting(ticket, desk.perform(&call, &AskApproval { kept, text }))
        })
    }

    fn left_waiting(&mut self, ticket: u64, answer: Refused<WaitingView>) -> Effect<Message> {
        if let Some(waiting) = self.leaving_it.take(ticket, answer) {
            (self.act, self.approval, self.task) = (None, None, None);
            let words = format!("It waits in \"To approve\": {}", waiting.text);
            self.done = Some(words.clone());
            return Effect::Say(Severity::Information, words);
        }
        if let (Some(dialog), Some(refusal)) = (&mut self.approval, self.leaving_it.take_refusal()) {
            dialog.refused(refusal);
        }
        Effect::None
    }

    /// What is wrong where the form stands.
    fn refusal(&self) -> Option<&Refusal> {
        self.posting.refusal().or(self.preview.refusal().filter(|_| self.act.is_some_and(|act| act.preview.is_some())))
    }
}

fn facts(desk: &mut Desk, call: &Call, account: &str) -> Refused<Facts> {
    Ok(Facts {
        account: desk.show(call, account)?,
        ledger: desk.account_ledger(call, account)?,
        papers: desk.documents(call, account)?,
        fees: desk.program(call)?.choices.fees.into_iter().map(fee).collect(),
    })
}

/// A fee that the terms let staff post.
fn fee((name, amount): (String, Cents)) -> Choice {
    Choice::new(name.clone(), name, amount.dollars())
}
