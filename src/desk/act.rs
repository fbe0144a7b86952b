//! How every act runs: who asks, at what time, with whose approval, and never twice.

use std::sync::Arc;

use chrono::NaiveDateTime;
use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use super::Desk;
use super::in_force::Terms;
use super::texts::check_showable;
use super::who::{Approver, PRACTICE, Who, check_pin, identify, known};
use crate::basics::{Code, Day, Now, Refusal, Refused};
use crate::ledger::{ActDone, BookId, NewTxn, Office, Operator, Role, Side, Tx, TxnId, TxnKind};
use crate::terms::Program;

/// The circumstances of a call: who, where, when, under which key.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Call {
    pub who: Who,
    pub office: Option<String>,
    /// A local time to act at: only in a practice store.
    pub now: Option<NaiveDateTime>,
    /// Made when the form opened; None: made now.
    pub key: Option<Uuid>,
    pub approver: Option<Approver>,
}

/// What an act asks of the people who do it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Needs {
    /// Any operator at the counter.
    Clerk,
    /// Any operator, the scheduler included.
    Anyone,
    /// A supervisor.
    Supervisor,
    /// A supervisor who is not the maker approves.
    Approval,
}

/// Who and when, checked, before the transaction begins.
#[derive(Debug, Clone)]
pub(super) struct Signed {
    pub operator: Operator,
    pub approver: Option<Operator>,
    pub office: Option<Office>,
    pub now: Now,
}

/// An act under way: the transaction it writes in and everything it may look at.
pub(super) struct Act<'a> {
    pub tx: &'a Tx<'a>,
    pub terms: &'a Terms,
    pub now: Now,
    pub operator: &'a Operator,
    pub approver: Option<&'a Operator>,
    pub office: Option<&'a Office>,
    pub practice: bool,
}

impl Desk {
    /// Runs an act once. The same key and content again answers with what was done the first time; other content under
    /// a used key is refused (`key_reused`).
    pub(super) fn act<I, A>(
        &mut self,
        call: &Call,
        name: &'static str,
        needs: Needs,
        input: &I,
        work: impl FnOnce(&Act<'_>) -> Refused<A>,
    ) -> Refused<A>
    where
        I: Serialize + ?Sized,
        A: Serialize + DeserializeOwned,
    {
        let key = call.key.unwrap_or_else(Uuid::now_v7);
        let content = content_hash(name, input)?;
        match self.done_before(key, &content)? {
            Some(answer) => Ok(answer),
            None => {
                let signed = self.sign(call)?;
                self.act_once(&signed, (key, content), name, needs, work)
            }
        }
    }

    /// As [`Desk::act`], with who signed, for what the same call still has to do.
    pub(super) fn act_by<I, A>(
        &mut self,
        call: &Call,
        name: &'static str,
        needs: Needs,
        input: &I,
        work: impl FnOnce(&Act<'_>) -> Refused<A>,
    ) -> Refused<(A, Signed)>
    where
        I: Serialize + ?Sized,
        A: Serialize + DeserializeOwned,
    {
        let key = call.key.unwrap_or_else(Uuid::now_v7);
        let content = content_hash(name, input)?;
        let done = self.done_before(key, &content)?;
        let signed = self.sign(call)?;
        let answer = match done {
            Some(answer) => answer,
            None => self.act_once(&signed, (key, content), name, needs, work)?,
        };
        Ok((answer, signed))
    }

    /// The act itself, unless it was done meanwhile.
    fn act_once<A: Serialize + DeserializeOwned>(
        &mut self,
        signed: &Signed,
        (key, content): (Uuid, [u8; 32]),
        name: &'static str,
        needs: Needs,
        work: impl FnOnce(&Act<'_>) -> Refused<A>,
    ) -> Refused<A> {
        check_needs(name, needs, signed, self.practice)?;
        let terms = self.terms()?;
        let practice = self.practice;
        self.store.write(|tx| {
            if let Some(answer) = answer_of(tx, key, &content)? {
                return Ok(answer);
            }
            let act = Act {
                tx,
                terms: &terms,
                now: signed.now,
                operator: &signed.operator,
                approver: signed.approver.as_ref(),
                office: signed.office.as_ref(),
                practice,
            };
            let answer = work(&act)?;
            let json = serde_json::to_string(&answer).map_err(unwritable)?;
            let done = ActDone { name: name.to_string(), content, answer: json };
            tx.record_act(key, &done, signed.now.at, signed.operator.id, signed.approver.as_ref().map(|o| o.id))?;
            Ok(answer)
        })
    }

    /// Asks the store something that writes nothing. A person asks: what is on file of members is not the scheduler's to
    /// read (`not_allowed`).
    pub(super) fn ask<A>(&mut self, call: &Call, question: impl FnOnce(&Act<'_>) -> Refused<A>) -> Refused<A> {
        let signed = self.sign_person(call)?;
        self.ask_by(&signed, question)
    }

    /// As [`Desk::ask`], for what anyone may ask, the scheduler too: it tells nothing of a member.
    pub(super) fn ask_anyone<A>(&mut self, call: &Call, question: impl FnOnce(&Act<'_>) -> Refused<A>) -> Refused<A> {
        let signed = self.sign(call)?;
        self.ask_by(&signed, question)
    }

    /// As [`Desk::sign`], where only a person may (`not_allowed`).
    pub(super) fn sign_person(&mut self, call: &Call) -> Refused<Signed> {
        let signed = self.sign(call)?;
        check_person(&signed, "")?;
        Ok(signed)
    }

    /// As [`Desk::ask`], by who signed before in the same call: a part of an act, which asks no role.
    pub(super) fn ask_by<A>(&mut self, signed: &Signed, question: impl FnOnce(&Act<'_>) -> Refused<A>) -> Refused<A> {
        let terms: Arc<Terms> = self.terms()?;
        let practice = self.practice;
        self.store.read(|tx| {
            question(&Act {
                tx,
                terms: &terms,
                now: signed.now,
                operator: &signed.operator,
                approver: signed.approver.as_ref(),
                office: signed.office.as_ref(),
                practice,
            })
        })
    }

    fn done_before<A: DeserializeOwned>(&mut self, key: Uuid, content: &[u8; 32]) -> Refused<Option<A>> {
        self.store.read(|tx| answer_of(tx, key, content))
    }

    /// Checks who asks, their PIN, the approver's PIN, the office and the time.
    pub(super) fn sign(&mut self, call: &Call) -> Refused<Signed> {
        let now = self.now_of(call)?;
        let practice = self.practice;
        let (operator, approver, office) = self.store.read(|tx| {
            let operator = identify(tx, &call.who, practice)?;
            let approver = call.approver.as_ref().map(|approver| known(tx, &approver.name)).transpose()?;
            let office = match &call.office {
                Some(name) => tx.office_named(name).map(Some),
                // The program names its main office first.
                None => Ok(tx.offices()?.into_iter().next()),
            };
            Ok((operator, approver, office))
        })?;
        if let Who::Named { pin, .. } = &call.who {
            check_pin(&operator, pin.as_deref())?;
        }
        if let (Some(approver), Some(given)) = (&approver, &call.approver) {
            check_pin(approver, given.pin.as_deref())?;
        }
        Ok(Signed { operator, approver, office: office?, now })
    }

    /// The time at which a call happens, as of now.
    pub(super) fn now_of(&mut self, call: &Call) -> Refused<Now> {
        match call.now {
            Some(_) if !self.practice => Err(Refusal::new(
                Code::NowOnlyInPractice,
                "a time can be given only in a practice store: leave --now out",
            )),
            Some(local) => Ok(Now::from_local(local, self.zone())),
            None => self.clock(),
        }
    }
}

fn answer_of<A: DeserializeOwned>(tx: &Tx<'_>, key: Uuid, content: &[u8; 32]) -> Refused<Option<A>> {
    match tx.act(key)? {
        None => Ok(None),
        Some(done) if done.content != *content => Err(Refusal::new(
            Code::KeyReused,
            format!("the key {key} was used for something else ({}): make a new key for a new act", done.name),
        )),
        Some(done) => serde_json::from_str(&done.answer).map(Some).map_err(unwritable),
    }
}

/// The hash of what is asked; text that cannot be shown is refused before anything is done with it.
fn content_hash<I: Serialize + ?Sized>(name: &str, input: &I) -> Refused<[u8; 32]> {
    let json = serde_json::to_string(input).map_err(unwritable)?;
    check_showable(&json)?;
    let mut hasher = blake3::Hasher::new();
    hasher.update(name.as_bytes()).update(&[0]).update(json.as_bytes());
    Ok(*hasher.finalize().as_bytes())
}

fn unwritable(error: serde_json::Error) -> Refusal {
    Refusal::new(Code::AnswerUnreadable, format!("the act's answer cannot be read or written: {error}"))
}

fn check_needs(name: &str, needs: Needs, signed: &Signed, practice: bool) -> Refused<()> {
    let role = signed.operator.role;
    let words = name.replace('_', " ");
    if needs != Needs::Anyone {
        check_person(signed, &format!(" ({words})"))?;
    }
    match needs {
        Needs::Supervisor if role != Role::Supervisor => {
            Err(Refusal::new(Code::SupervisorNeeded, format!("this needs a supervisor ({words}): sign in as one")))
        }
        Needs::Approval => check_approver(&words, signed, practice),
        Needs::Anyone | Needs::Clerk | Needs::Supervisor => Ok(()),
    }
}

/// Refuses (`not_allowed`) the scheduler what only people do.
fn check_person(signed: &Signed, what: &str) -> Refused<()> {
    if signed.operator.role != Role::System {
        return Ok(());
    }
    let name = &signed.operator.name;
    let may = "it only runs the cycle with its watched folder, the switch and notices";
    Err(Refusal::new(Code::NotAllowed, format!("{name} may not do this{what}: {may}")))
}

/// A second person's approval: a supervisor, never the maker; in a practice store `practice` may approve itself.
fn check_approver(words: &str, signed: &Signed, practice: bool) -> Refused<()> {
    let Some(approver) = &signed.approver else {
        return Err(Refusal::new(
            Code::ApprovalNeeded,
            format!("a supervisor must approve this ({words}): name one with --approved-by, who enters their own PIN"),
        ));
    };
    if approver.role != Role::Supervisor {
        return Err(Refusal::new(
            Code::ApproverNotSupervisor,
            format!("{} is no supervisor and cannot approve this", approver.name),
        ));
    }
    let itself = approver.id == signed.operator.id;
    if itself && !(practice && approver.name == PRACTICE) {
        return Err(Refusal::new(Code::ApproverIsMaker, "nobody approves their own act: ask another supervisor"));
    }
    Ok(())
}

impl<'a> Act<'a> {
    /// The terms in force today.
    pub fn program(&self) -> &'a Program {
        self.terms.program(self.now.day())
    }

    pub fn today(&self) -> Day {
        self.now.day()
    }

    /// The office that this is done at (`no_office`).
    pub fn office(&self) -> Refused<&'a Office> {
        self.office.ok_or_else(|| Refusal::new(Code::NoOffice, "name the office that this is done at: --office NAME"))
    }

    /// The store's own book of today, for what is done at no drawer.
    pub fn own_book(&self) -> Refused<BookId> {
        self.tx.book(None, self.today(), self.now.at)
    }

    /// A transaction of this act's operator, now.
    pub fn txn(
        &self,
        kind: TxnKind,
        book: BookId,
        memo: impl Into<String>,
        lines: Vec<(Side, crate::basics::Cents)>,
    ) -> NewTxn {
        NewTxn {
            kind,
            at: self.now.at,
            service_day: None,
            book,
            operator: self.operator.id,
            approver: self.approver.map(|o| o.id),
            memo: memo.into(),
            reverses: None,
            lines,
        }
    }

    /// Posts lines to a book; None when nothing moved.
    pub fn post(
        &self,
        kind: TxnKind,
        book: BookId,
        memo: impl Into<String>,
        lines: Vec<(Side, crate::basics::Cents)>,
    ) -> Refused<Option<TxnId>> {
        self.tx.post(&self.txn(kind, book, memo, lines))
    }
}
