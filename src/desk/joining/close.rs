//! Closing: the last charges, what the membership pays, what is owed and to whom (R37, R38, C14, C28).

use chrono::Days;
use serde::{Deserialize, Serialize};

use crate::basics::{Cents, Code, Day, Kwh, Refusal, Refused, first_of_month};
use crate::desk::Desk;
use crate::desk::act::{Act, By, Needs};
use crate::desk::deed::Deed;
use crate::desk::looks::Looks;
use crate::desk::standing::{Facts, is_out};
use crate::desk::switching::order::Judged;
use crate::desk::switching::switch::SwitchByHand;
use crate::desk::texts::need_reason;
use crate::ledger::{AccountId, Balances, Cause, Ground, Power, ReadQuality, Side, Status, TxnKind, Wanted};
use crate::rules::closing::{self, PaidFrom, PaidTo, Pots, Settlement};
use crate::words::SwitchVerb;

/// Closes an account by hand: charges up to its final read, with today's whole share, then as the terms close one.
///
/// # Errors
/// `no_reason`, `already_ended`, `held` by a hold that stops closing, `final_read_needed`, `bad_read`,
/// `unknown_account`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CloseInput {
    pub account: String,
    pub reason: String,
    /// The final read; None: the meter is asked, else today's read counts.
    #[serde(default)]
    pub final_kwh: Option<Kwh>,
}

/// How an account was closed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closed {
    pub account: String,
    pub status: Status,
    /// Its last day, billed whole.
    pub closed_on: Day,
    pub balance: Cents,
    pub arrears: Cents,
    pub membership: Cents,
    /// What the co-op owes the member; `account refund` pays it out.
    pub refund_due: Cents,
    /// The terms' letter among the account's documents.
    pub letter: Option<i64>,
}

impl Deed for CloseInput {
    const NAME: &'static str = "close";
    const NEEDS: Needs = Needs::Clerk;
    const MOVES_POWER: bool = true;
    type Answer = Closed;

    fn looks_at(&self) -> Looks<'_> {
        Looks::at(&self.account)
    }

    fn prepared(&self, desk: &mut Desk, by: By<'_>) -> Refused<Option<Self>> {
        need_reason(&self.reason, "closing")?;
        let final_kwh = desk.final_register(by, &self.account, self.final_kwh)?;
        Ok(Some(Self { final_kwh, ..self.clone() }))
    }

    fn run(&self, act: &Act<'_>) -> Refused<Closed> {
        let facts = act.facts_of(&self.account)?;
        act.check_may_close(&facts)?;
        act.bill_to_final(&facts, self.final_kwh)?;
        act.close_account(&act.facts(facts.id())?, &self.reason, Some(Ground::Stop), act.today())
    }
}

impl Desk {
    /// The final read of an account's meter: the one that is given, else what the meter answers now. None: it does not
    /// answer, and today's read is looked for in the store.
    pub(in crate::desk) fn final_register(
        &mut self,
        (call, signed): By<'_>,
        account: &str,
        given: Option<Kwh>,
    ) -> Refused<Option<Kwh>> {
        if given.is_some() {
            return Ok(given);
        }
        let meter = self.ask_by(signed, |act| {
            let facts = act.facts_of(account)?;
            Ok(facts.meter.to_day.is_none().then_some(facts.meter.number))
        })?;
        let Some(meter) = meter else { return Ok(None) };
        Ok(self.switch_by_hand(call, &SwitchByHand::plain(SwitchVerb::Read, meter.0))?.kwh)
    }
}

impl Act<'_> {
    /// Closes an account that is billed through `last_day` (R38): the true-up of its last month, the settlement (C14),
    /// the end of its meter's service, the terms' letter. `ground`: on which its
    /// switch is opened; the terms' own closing has none, for the switch was seen open before.
    pub fn close_account(&self, facts: &Facts, reason: &str, ground: Option<Ground>, last_day: Day) -> Refused<Closed> {
        let id = facts.id();
        self.true_up_month(id, first_of_month(last_day))?;
        let before = self.facts(id)?;
        let keep = self.is_served_elsewhere(&before)?;
        if !keep {
            self.gather_membership(&before)?;
        }
        let settlement = self.settle(id, keep, &format!("Account closed: {reason}"))?;
        self.tx.set_status(id, Status::Closed, reason, self.operator.id, self.now.at, last_day)?;
        let judged = self.judged_to_end(&before, ground)?;
        self.end_service(&before, judged, last_day)?;
        let letter = self.keep_closing_letter(&before, &settlement, last_day)?;
        self.tell_closed(id)?;
        let after = self.facts(id)?;
        Ok(Closed {
            account: after.account.number.0.clone(),
            status: after.standing.status,
            closed_on: last_day,
            balance: after.balances.energy,
            arrears: after.arrears(),
            membership: after.balances.membership,
            refund_due: after.balances.refund,
            letter,
        })
    }

    /// Refuses what cannot be closed by hand: an account that has ended, or that a hold keeps open.
    fn check_may_close(&self, facts: &Facts) -> Refused<()> {
        let number = &facts.account.number;
        if matches!(facts.standing.status, Status::Closed | Status::Left) {
            return Err(Refusal::new(
                Code::AlreadyEnded,
                format!("account {number} is {} already", facts.standing.status.word()),
            ));
        }
        let today = self.today();
        if let Some(hold) = self.holds_of(facts.id())?.iter().find(|hold| hold.stops_close(today)) {
            let kind = hold.kind.text();
            return Err(Refusal::new(Code::Held, format!("a {kind} hold keeps account {number} open: lift it first")));
        }
        Ok(())
    }

    /// Bills everything up to a final read, today whole (C14): the register that is given, else today's read.
    pub fn bill_to_final(&self, facts: &Facts, register: Option<Kwh>) -> Refused<()> {
        let of_today = self.tx.morning_read(facts.id(), self.today())?;
        let of_today = of_today.filter(|read| read.quality != ReadQuality::Estimated).map(|read| read.register);
        let register = register.or(of_today).ok_or_else(|| {
            Refusal::new(
                Code::FinalReadNeeded,
                format!("meter {} does not answer and has no read of today: enter its final read", facts.meter.number),
            )
        })?;
        self.bill_final_day(facts, register)
    }

    /// Whether the member has another service that is active: then the membership stays (C14).
    fn is_served_elsewhere(&self, facts: &Facts) -> Refused<bool> {
        for account in self.tx.accounts_of(facts.member.id)? {
            let served = matches!(self.tx.standing(account.id)?.status, Status::Active | Status::Disconnected);
            if served && account.id != facts.id() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Brings a membership that was kept on an account closed before to the last one that closes: there it pays what is
    /// owed, or is returned.
    fn gather_membership(&self, facts: &Facts) -> Refused<()> {
        for account in self.tx.accounts_of(facts.member.id)? {
            let kept = self.tx.balances(account.id)?.membership;
            if account.id == facts.id() || kept <= Cents::ZERO || self.tx.standing(account.id)?.status != Status::Closed
            {
                continue;
            }
            let lines = vec![(Side::Membership(account.id), -kept), (Side::Membership(facts.id()), kept)];
            self.post(TxnKind::Transfer, self.own_book()?, format!("Membership of account {}", account.number), lines)?;
        }
        Ok(())
    }

    /// Posts what a closing moves between an account's balances (C14).
    fn settle(&self, id: AccountId, keep_membership: bool, memo: &str) -> Refused<Settlement> {
        let settlement = closing::settle(pots(self.tx.balances(id)?), keep_membership, self.program().closing.as_ref());
        let mut lines = Vec::new();
        for posting in &settlement.moves {
            let from = match posting.from {
                PaidFrom::Membership => Side::Membership(id),
                PaidFrom::Energy => Side::Energy(id),
            };
            let to = match posting.to {
                PaidTo::Energy => Side::Energy(id),
                PaidTo::Arrears => Side::Arrears(id),
                PaidTo::Refund => Side::Refund(id),
            };
            lines.extend([(from, -posting.amount), (to, posting.amount)]);
        }
        self.post(TxnKind::Closing, self.own_book()?, memo, lines)?;
        Ok(settlement)
    }

    /// After a posting to an account that is closed: credit pays its arrears, the rest is the member's (C14).
    pub fn settle_closed(&self, id: AccountId) -> Refused<()> {
        self.settle(id, true, "Credit of a closed account").map(drop)
    }

    /// What stands against opening the switch of a service that ends; None: nothing says that it is opened.
    pub fn judged_to_end(&self, facts: &Facts, ground: Option<Ground>) -> Refused<Option<Judged>> {
        let Some(ground) = ground else { return Ok(None) };
        self.judge(ground, facts.clone(), &self.day_of_list(true)?)
    }

    /// Ends the meter's service with the read that ends `last_day`, and sees that the power goes off. Where that was not
    /// judged, or a gate stands against it, a switch that is not seen open is for a person to look at.
    pub fn end_service(&self, facts: &Facts, judged: Option<Judged>, last_day: Day) -> Refused<()> {
        self.tx.end_meter(facts.meter.id, last_day + Days::new(1))?;
        let awaited = match &facts.command {
            Some(command) if !is_out(command) => {
                self.cancel(command, "the account was closed")?;
                None
            }
            awaited => awaited.as_ref(),
        };
        let goes_off = awaited.is_some_and(|command| command.wanted == Wanted::Off);
        if facts.standing.power == Power::Off && awaited.is_none() || goes_off {
            return Ok(());
        }
        let carried = judged.filter(|judged| self.check_carried(judged).is_ok());
        if carried.is_none() || facts.standing.status == Status::Disconnected {
            let then = if carried.is_some() { "it is switched off now" } else { "see on site that it is off" };
            let text = format!("closed while the power at meter {} is not seen off: {then}", facts.meter.number);
            self.tx.attend(Some(facts.id()), "closed_with_load", &text, self.today(), self.now.at)?;
        }
        match carried {
            Some(judged) => self.order(&judged, Cause::Closing, Some("the account was closed")).map(drop),
            None => Ok(()),
        }
    }
}

fn pots(balances: Balances) -> Pots {
    Pots {
        energy: balances.energy,
        arrears: -balances.arrears,
        membership: balances.membership,
        refund: balances.refund,
    }
}
