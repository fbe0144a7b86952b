//! Who asks, at what time, where, with whose approval: what every act and every question begins with.

use chrono::NaiveDateTime;
use uuid::Uuid;

use super::Desk;
use super::in_force::Terms;
use super::who::{Approver, PRACTICE, Who, check_pin, identify, known};
use crate::basics::{Code, Day, Now, Refusal, Refused};
use crate::ledger::{BookId, NewTxn, Office, Operator, Role, Side, Tx, TxnId, TxnKind};
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
pub enum Needs {
    /// Any operator at the counter.
    Clerk,
    /// Any operator, the scheduler included.
    Anyone,
    /// Any operator at the counter; whoever approves it, where somebody does, as for [`Needs::Approval`].
    ClerkOrApproval,
    /// A supervisor.
    Supervisor,
    /// A supervisor who is not the maker approves.
    Approval,
}

/// Who and when, checked, before the transaction begins.
#[derive(Debug, Clone)]
pub struct Signed {
    pub operator: Operator,
    pub approver: Option<Operator>,
    pub office: Option<Office>,
    pub now: Now,
}

/// Who signed, and the call by which they did.
pub(super) type By<'a> = (&'a Call, &'a Signed);

/// An act under way: the transaction it writes in and everything it may look at.
pub struct Act<'a> {
    pub tx: &'a Tx<'a>,
    pub terms: &'a Terms,
    pub now: Now,
    pub operator: &'a Operator,
    pub approver: Option<&'a Operator>,
    pub office: Option<&'a Office>,
    pub practice: bool,
}

impl Desk {
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
        check_person(&signed.operator, "")?;
        Ok(signed)
    }

    /// As [`Desk::ask`], by who signed before in the same call: a part of an act, which asks no role.
    pub(super) fn ask_by<A>(&mut self, signed: &Signed, question: impl FnOnce(&Act<'_>) -> Refused<A>) -> Refused<A> {
        let (terms, practice) = (self.terms()?, self.practice);
        self.store.read(|tx| question(&signed.acting(tx, &terms, practice)))
    }

    /// Writes in one transaction, all or nothing.
    pub(super) fn write<A>(&mut self, signed: &Signed, work: impl FnOnce(&Act<'_>) -> Refused<A>) -> Refused<A> {
        let (terms, practice) = (self.terms()?, self.practice);
        self.store.write(|tx| work(&signed.acting(tx, &terms, practice)))
    }

    /// One transaction of the program's own: the cycle's, the queue's. It is no act of a person: doing it again does
    /// nothing, so it needs no key.
    pub(super) fn step<A>(&mut self, signed: &Signed, work: impl FnOnce(&Act<'_>) -> Refused<A>) -> Refused<A> {
        self.write(&Signed { approver: None, ..signed.clone() }, |act| {
            let answer = work(act)?;
            act.tx.touch(act.now.at);
            Ok(answer)
        })
    }

    /// The entrance of what is no act of its own (a cycle, a copy of the store): who asks, when, and whether they may.
    ///
    /// # Errors
    /// Those of signing in, then those of what it needs.
    pub(super) fn enter(&mut self, call: &Call, name: &str, needs: Needs) -> Refused<Signed> {
        let signed = self.sign(call)?;
        needs.check(name, &signed, self.practice)?;
        Ok(signed)
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

impl Needs {
    /// Whether a second person must approve: where none is at hand, the act may wait for one.
    pub fn second_person(self) -> bool {
        matches!(self, Self::Approval | Self::ClerkOrApproval)
    }

    /// Whether who signed may do the act of that name (`not_allowed`, `supervisor_needed`, those of an approval).
    pub(super) fn check(self, name: &str, signed: &Signed, practice: bool) -> Refused<()> {
        let words = name.replace('_', " ");
        if self != Self::Anyone {
            check_person(&signed.operator, &format!(" ({words})"))?;
        }
        match self {
            Self::Supervisor if signed.operator.role != Role::Supervisor => {
                Err(Refusal::new(Code::SupervisorNeeded, format!("this needs a supervisor ({words}): sign in as one")))
            }
            Self::Approval => check_approver(&words, signed, practice),
            Self::ClerkOrApproval if signed.approver.is_some() => check_approver(&words, signed, practice),
            Self::Anyone | Self::Clerk | Self::ClerkOrApproval | Self::Supervisor => Ok(()),
        }
    }
}

impl Signed {
    fn acting<'a>(&'a self, tx: &'a Tx<'a>, terms: &'a Terms, practice: bool) -> Act<'a> {
        Act {
            tx,
            terms,
            now: self.now,
            operator: &self.operator,
            approver: self.approver.as_ref(),
            office: self.office.as_ref(),
            practice,
        }
    }
}

/// Refuses (`not_allowed`) the scheduler what only people do.
fn check_person(operator: &Operator, what: &str) -> Refused<()> {
    if operator.role != Role::System {
        return Ok(());
    }
    let name = &operator.name;
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
    /// Refuses (`not_allowed`) the scheduler what only people do.
    pub fn check_person(&self) -> Refused<()> {
        check_person(self.operator, "")
    }

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
