//! Who asks, at what time, where, with whose approval: what every act and every question begins with.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;

use chrono::NaiveDateTime;
use uuid::Uuid;

use super::Desk;
use super::in_force::Terms;
use super::who::{Approver, PRACTICE, PinTry, Who, foresee_who, identify, known};
use crate::basics::{Code, Day, Now, Refusal, Refused};
use crate::ledger::{
    AccountId, BookId, NewTxn, Office, OfficeId, Operator, OperatorId, Role, Side, SwitchCommand, Tx, TxnId, TxnKind,
};
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
    /// Any operator at the counter; some of it only with a second person's approval, for which it may wait.
    ClerkOrApproval,
    /// Any operator at the counter; the second person beside them is any other, a clerk too: they count once more.
    SecondPerson,
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
    /// All of them, as the program names them: its main office first.
    pub offices: Vec<Office>,
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
    pub offices: &'a [Office],
    pub practice: bool,
    /// The commands that this act queued; None: the one that it took back.
    pub commands: RefCell<HashMap<AccountId, Option<SwitchCommand>>>,
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
        let (known, practice) = (&mut self.terms, self.practice);
        self.store.read(|tx| {
            let terms = Self::terms_in(known, tx)?;
            question(&signed.acting(tx, &terms, practice))
        })
    }

    /// Writes in one transaction, all or nothing.
    pub(super) fn write<A>(&mut self, signed: &Signed, work: impl FnOnce(&Act<'_>) -> Refused<A>) -> Refused<A> {
        self.write_foreseen(signed, |_| (), work)
    }

    /// As [`Desk::write`], with what `foresee` asks ahead.
    pub(super) fn write_foreseen<A>(
        &mut self,
        signed: &Signed,
        foresee: impl FnOnce(&Act<'_>),
        work: impl FnOnce(&Act<'_>) -> Refused<A>,
    ) -> Refused<A> {
        let (terms, practice) = (Arc::clone(&self.terms), self.practice);
        let known = &mut self.terms;
        self.store.write_foreseen(
            |tx| foresee(&signed.acting(tx, &terms, practice)),
            |tx| {
                let terms = Self::terms_in(known, tx)?;
                work(&signed.acting(tx, &terms, practice))
            },
        )
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
        self.sign_with(call, &|_| Ok(())).map(|(signed, ())| signed)
    }

    /// As [`Desk::sign`], with what `beside` looks up in the same flight.
    pub(super) fn sign_with<T>(&mut self, call: &Call, beside: &dyn Fn(&Tx<'_>) -> Refused<T>) -> Refused<(Signed, T)> {
        let practice = self.practice;
        if call.now.is_some() && !practice {
            return Err(now_only_in_practice());
        }
        let by_last_act = practice && call.now.is_none();
        let foresee = |tx: &Tx<'_>| {
            foresee_who(tx, &call.who, call.approver.as_ref(), practice);
            let _ = (by_last_act.then(|| tx.last_at()), tx.offices(), beside(tx));
        };
        let (last_at, operator, approver, (office, offices), found) = self.store.look(foresee, |tx| {
            let last_at = if by_last_act { tx.last_at()? } else { None };
            let operator = identify(tx, &call.who, practice)?;
            let approver = call.approver.as_ref().map(|approver| known(tx, &approver.name)).transpose()?;
            let offices = tx.offices()?;
            let office = match &call.office {
                Some(name) => tx.office_named(name).map(Some),
                None => Ok(offices.first().cloned()),
            };
            Ok((last_at, operator, approver, (office, offices), beside(tx)?))
        })?;
        let now = call.now.map_or_else(|| self.clock_after(last_at), |local| Now::from_local(local, self.zone()));
        let at = now.at;
        if let Who::Named { pin, .. } = &call.who {
            self.check_pin(&PinTry { of: &operator, given: pin.as_deref(), by: None, at })?;
        }
        if let (Some(of), Some(given)) = (&approver, &call.approver) {
            let by = Some(operator.id);
            self.check_pin(&PinTry { of, given: given.pin.as_deref(), by, at })?;
        }
        Ok((Signed { operator, approver, office: office?, offices, now }, found))
    }

    /// The time at which a call happens, as of now.
    pub(super) fn now_of(&mut self, call: &Call) -> Refused<Now> {
        match call.now {
            Some(_) if !self.practice => Err(now_only_in_practice()),
            Some(local) => Ok(Now::from_local(local, self.zone())),
            None => self.clock(),
        }
    }
}

fn now_only_in_practice() -> Refusal {
    Refusal::new(Code::NowOnlyInPractice, "a time can be given only in a practice store: leave --now out")
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
        if self == Self::Supervisor && signed.operator.role != Role::Supervisor {
            return Err(Refusal::new(
                Code::SupervisorNeeded,
                format!("this needs a supervisor ({words}): sign in as one"),
            ));
        }
        if self == Self::SecondPerson {
            return signed.approver.as_ref().map_or(Ok(()), |second| check_person(second, &format!(" ({words})")));
        }
        // Whoever is named as approver is recorded as one, so they must be one, whatever is asked for.
        if self == Self::Approval || signed.approver.is_some() {
            return check_approver(&words, &signed.operator, signed.approver.as_ref(), practice);
        }
        Ok(())
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
            offices: &self.offices,
            practice,
            commands: RefCell::default(),
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
fn check_approver(words: &str, maker: &Operator, approver: Option<&Operator>, practice: bool) -> Refused<()> {
    let Some(approver) = approver else {
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
    let itself = approver.id == maker.id;
    if itself && !(practice && approver.name == PRACTICE) {
        return Err(Refusal::new(Code::ApproverIsMaker, "nobody approves their own act: ask another supervisor"));
    }
    Ok(())
}

impl<'a> Act<'a> {
    /// Asks for a second person's approval, where only what the act looks at tells that it needs one.
    pub(super) fn need_approver(&self, words: &str) -> Refused<()> {
        check_approver(words, self.operator, self.approver, self.practice)
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

    /// An office of this store.
    pub fn office_of(&self, id: OfficeId) -> Refused<Office> {
        self.offices
            .iter()
            .find(|office| office.id == id)
            .map_or_else(|| self.tx.office(id), |office| Ok(office.clone()))
    }

    /// The name of an office of this store.
    pub fn office_name(&self, id: OfficeId) -> Refused<String> {
        Ok(self.office_of(id)?.name)
    }

    /// The name of who did something: mostly who acts now.
    pub fn name_of(&self, id: OperatorId) -> Refused<String> {
        match [Some(self.operator), self.approver].into_iter().flatten().find(|operator| operator.id == id) {
            Some(operator) => Ok(operator.name.clone()),
            None => Ok(self.tx.operator(id)?.name),
        }
    }

    /// The store's own book of today, for what is done at no drawer.
    pub fn own_book(&self) -> Refused<BookId> {
        self.tx.book(None, self.today(), self.now.at)
    }

    /// The book of money from outside, of today: of no office, and reported once (C46).
    pub fn outside_book(&self) -> Refused<BookId> {
        self.tx.book(Some(OfficeId::OUTSIDE), self.today(), self.now.at)
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
