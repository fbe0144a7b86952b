//! Energy-assistance pledges: entered, when they hold the power; received, when their money counts (R42, C35).

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

use super::credit::CreditSource;
use super::pay;
use super::pay::TakenTenders;
use crate::basics::{Cents, Code, Day, Refusal, Refused};
use crate::desk::Desk;
use crate::desk::act::{Act, By, Needs};
use crate::desk::deed::Deed;
use crate::desk::looks::Looks;
use crate::desk::standing::Facts;
use crate::desk::texts::need_reason;
use crate::ledger::{Allocation, Pledge, ReceiptKind, Side, TxnKind};
use crate::rules::clause::clause;
use crate::rules::payment::Service;
use crate::rules::pledge as rules;
use crate::words::PowerNow;

/// Enters an agency's promise to pay. One that the terms name keeps the power on from now to its last day, and brings
/// it back if its energy part would reach the reconnect target (C35).
///
/// # Errors
/// `bad_amount`, `bad_agency`, `until_over`, `until_too_far`, `account_ended`, `unknown_account`, `approval_needed`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PledgeInput {
    pub account: String,
    pub agency: String,
    /// From a state or other government agency.
    pub government: bool,
    pub amount: Cents,
    /// Its last day, included; None: the last one that the terms allow (C48).
    pub until: Option<Day>,
    /// Pledged to the past-due plan alone.
    #[serde(default)]
    pub arrears_only: bool,
}

/// A pledge's money is in: it counts now, the terms' share to the past-due plan (R42).
///
/// # Errors
/// `unknown_pledge`, `already_received`, `more_than_owed` on a closed account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceivePledge {
    pub pledge: i64,
}

/// Takes a pledge back that does not hold any more; power that it kept on is judged by the next list (C48).
///
/// # Errors
/// `unknown_pledge`, `already_received`, `already_withdrawn`, `no_reason`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WithdrawPledge {
    pub pledge: i64,
    pub reason: String,
}

/// What `pledge withdraw` answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PledgeWithdrawn {
    pub pledge: i64,
    pub account: String,
    pub agency: String,
    pub amount: Cents,
}

/// What `account pledge` answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pledged {
    /// By which it is received.
    pub pledge: i64,
    pub account: String,
    /// Whether the terms let it keep the power on.
    pub holds: bool,
    pub power: PowerNow,
    /// What it brought about at the switch, in a sentence.
    pub power_text: String,
}

/// What `pledge receive` answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PledgeReceived {
    pub pledge: i64,
    pub account: String,
    pub receipt: String,
    pub amount: Cents,
    pub to_arrears: Cents,
    pub to_credit: Cents,
    pub balance: Cents,
    pub arrears: Cents,
    pub power: PowerNow,
    pub power_text: String,
}

impl Deed for PledgeInput {
    const NAME: &'static str = "pledge";
    const NEEDS: Needs = Needs::ClerkOrApproval;
    const MOVES_POWER: bool = true;
    type Answer = Pledged;

    fn looks_at(&self) -> Looks<'_> {
        Looks::at(&self.account).and_holds()
    }

    fn run(&self, act: &Act<'_>) -> Refused<Pledged> {
        enter(act, self)
    }

    fn then(&self, desk: &mut Desk, by: By<'_>, pledged: &mut Pledged) -> Refused<()> {
        pledged.power = desk.power_of(by, &pledged.account)?;
        Ok(())
    }
}

impl Deed for ReceivePledge {
    const NAME: &'static str = "pledge_receive";
    const NEEDS: Needs = Needs::ClerkOrApproval;
    const MOVES_POWER: bool = true;
    type Answer = PledgeReceived;

    fn looks_at(&self) -> Looks<'_> {
        Looks { pledges: vec![self.pledge], outside: true, ..Looks::default() }.and_receipt()
    }

    fn run(&self, act: &Act<'_>) -> Refused<PledgeReceived> {
        receive(act, self.pledge)
    }

    fn then(&self, desk: &mut Desk, by: By<'_>, received: &mut PledgeReceived) -> Refused<()> {
        received.power = desk.power_of(by, &received.account)?;
        Ok(())
    }
}

impl Deed for WithdrawPledge {
    const NAME: &'static str = "pledge_withdraw";
    const NEEDS: Needs = Needs::ClerkOrApproval;
    type Answer = PledgeWithdrawn;

    fn looks_at(&self) -> Looks<'_> {
        Looks { pledges: vec![self.pledge], ..Looks::default() }
    }

    fn run(&self, act: &Act<'_>) -> Refused<PledgeWithdrawn> {
        withdraw(act, self)
    }
}

impl Desk {
    /// The power as it is after the queue was worked.
    fn power_of(&mut self, by: By<'_>, account: &str) -> Refused<PowerNow> {
        self.ask_by(by.1, |act| Ok(act.facts_of(account)?.power()))
    }
}

impl Act<'_> {
    /// Whether a pledge that is not received yet owes the account its power (C35): it keeps it on, and while it is off
    /// brings it back only if its energy part would reach the target.
    pub fn pledge_keeps_power(&self, facts: &Facts) -> Refused<bool> {
        Ok(self.pledges_of(facts.id())?.iter().any(|pledge| self.owes_power(facts, pledge)))
    }

    fn owes_power(&self, facts: &Facts, pledge: &rules::Pledge) -> bool {
        let (standing, program) = (facts.for_payment(), self.program());
        pledge.keeps_power_on(self.today(), program)
            && (standing.service != Service::Off || pledge.reconnects(&standing, program))
    }
}

fn enter(act: &Act<'_>, input: &PledgeInput) -> Refused<Pledged> {
    let facts = act.facts_of(&input.account)?;
    let until = check(act, input, &facts)?;
    act.credit(CreditSource::Pledge)?;
    let pledge = Pledge {
        id: 0,
        account: facts.id(),
        agency: input.agency.trim().to_string(),
        government: input.government,
        amount: input.amount,
        until: Some(until),
        arrears_only: input.arrears_only,
        at: act.now.at,
        operator: act.operator.id,
        received_at: None,
        withdrawn_at: None,
    };
    let entered = act.rules_pledge(&pledge);
    let owed_power = act.pledge_keeps_power(&facts)? || act.owes_power(&facts, &entered);
    let id = act.tx.add_pledge(&pledge)?;
    let holds = entered.keeps_power_on(act.today(), act.program());
    let outcome = act.balance_moved_by(&facts, owed_power)?;
    Ok(Pledged {
        pledge: id,
        account: facts.account.number.0.clone(),
        holds,
        power: facts.power(),
        power_text: pay::power_text(act, &facts, &outcome),
    })
}

/// The pledge's last day, if it may be entered: none that is named is the last one that the terms allow (C48).
fn check(act: &Act<'_>, input: &PledgeInput, facts: &Facts) -> Refused<Day> {
    if input.amount <= Cents::ZERO {
        return Err(Refusal::new(
            Code::BadAmount,
            format!("{} cannot be pledged: enter an amount above 0.00", input.amount),
        ));
    }
    if input.agency.trim().is_empty() {
        return Err(Refusal::new(
            Code::BadAgency,
            "name the agency that pledges: the money is received under its name",
        ));
    }
    let terms = &act.program().pledges;
    if !terms.agencies.is_empty() && !terms.agencies.iter().any(|it| it.eq_ignore_ascii_case(input.agency.trim())) {
        let (agency, agencies) = (&input.agency, terms.agencies.join(", "));
        let text =
            format!("\"{agency}\" is not on the list of agencies: {agencies}{}", clause(act.program(), "pledges"));
        return Err(Refusal::new(Code::BadAgency, text));
    }
    let last = act.today() + TimeDelta::days(i64::from(terms.at_most_days));
    let until = input.until.unwrap_or(last);
    if until < act.today() {
        return Err(Refusal::new(Code::UntilOver, format!("{until} is over: a pledge ends today or later")));
    }
    if until > last {
        let text = format!("{until} is too far away: a pledge ends on {last} at the latest (C48)");
        return Err(Refusal::new(Code::UntilTooFar, text));
    }
    if facts.for_payment().service == Service::Ended {
        return Err(Refusal::new(
            Code::AccountEnded,
            format!("account {} is no longer served: an agency's money for it is taken as a payment", input.account),
        ));
    }
    Ok(until)
}

impl Act<'_> {
    fn rules_pledge(&self, pledge: &Pledge) -> rules::Pledge {
        rules::Pledge {
            amount: pledge.amount,
            government: pledge.government,
            arrears_only: pledge.arrears_only,
            entered: self.now.at_instant(pledge.at).day(),
            until: pledge.until,
        }
    }
}

fn not_withdrawn(act: &Act<'_>, pledge: &Pledge) -> Refused<()> {
    let Some(at) = pledge.withdrawn_at else { return Ok(()) };
    let (id, day) = (pledge.id, act.now.at_instant(at).day());
    Err(Refusal::new(Code::AlreadyWithdrawn, format!("pledge {id} was withdrawn on {day}: enter it anew if it holds")))
}

fn withdraw(act: &Act<'_>, input: &WithdrawPledge) -> Refused<PledgeWithdrawn> {
    need_reason(&input.reason, "withdrawal")?;
    let pledge = act.tx.pledge(input.pledge)?;
    not_withdrawn(act, &pledge)?;
    if let Some(at) = pledge.received_at {
        let day = act.now.at_instant(at).day();
        let text = format!("pledge {} was received on {day}: return or move its payment instead", pledge.id);
        return Err(Refusal::new(Code::AlreadyReceived, text));
    }
    act.tx.withdraw_pledge(pledge.id, &input.reason, act.operator.id, act.now.at)?;
    let account = act.tx.account(pledge.account)?.number;
    Ok(PledgeWithdrawn { pledge: pledge.id, account: account.0, agency: pledge.agency, amount: pledge.amount })
}

fn receive(act: &Act<'_>, id: i64) -> Refused<PledgeReceived> {
    let pledge = act.tx.pledge(id)?;
    not_withdrawn(act, &pledge)?;
    if let Some(at) = pledge.received_at {
        let day = act.now.at_instant(at).day();
        return Err(Refusal::new(Code::AlreadyReceived, format!("pledge {id} was received on {day}: it counts once")));
    }
    let facts = act.facts(pledge.account)?;
    let split = act.rules_pledge(&pledge).receive(&facts.for_payment(), act.program())?;
    let taken = TakenTenders::pledged(act, pledge.amount, &pledge.agency)?;
    let lines = vec![(Side::Energy(facts.id()), split.to_balance), (Side::Arrears(facts.id()), split.to_arrears)];
    let allocation = Allocation {
        account: facts.id(),
        to_energy: split.to_balance,
        to_arrears: split.to_arrears,
        to_other: Cents::ZERO,
    };
    let memo = format!("Pledge of {}", pledge.agency);
    let receipt = taken.post(act, TxnKind::Pledge, ReceiptKind::Pledge, &memo, lines, vec![allocation], act.now.at)?;
    act.tx.receive_pledge(id, receipt.id, act.now.at)?;
    let credited = facts.credited(split.to_balance, split.to_arrears);
    let outcome = act.balance_moved_by(&credited, false)?;
    act.tell_payment(&credited, pledge.amount)?;
    let after = credited.switched(act);
    act.keep_receipt(&receipt, std::slice::from_ref(&after))?;
    Ok(PledgeReceived {
        pledge: id,
        account: after.account.number.0.clone(),
        receipt: receipt.number.0,
        amount: pledge.amount,
        to_arrears: split.to_arrears,
        to_credit: split.to_balance,
        balance: after.balances.energy,
        arrears: after.arrears(),
        power: after.power(),
        power_text: pay::power_text(act, &after, &outcome),
    })
}
