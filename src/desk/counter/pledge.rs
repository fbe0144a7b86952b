//! Energy-assistance pledges: entered, when they hold the power; received, when their money counts (R42, C35).

use serde::{Deserialize, Serialize};

use super::pay;
use super::pay::{TakenTenders, TenderInput};
use crate::basics::{Cents, Code, Day, Refusal, Refused};
use crate::desk::Desk;
use crate::desk::act::{Act, By, Needs};
use crate::desk::deed::Deed;
use crate::desk::looks::Looks;
use crate::desk::standing::Facts;
use crate::ledger::{Allocation, Method, Pledge, ReceiptKind, Side, TxnKind};
use crate::rules::payment::Service;
use crate::rules::pledge as rules;
use crate::words::PowerNow;

/// Enters an agency's promise to pay. One that the terms name keeps the power on from now to its last day, and brings
/// it back if its energy part would reach the reconnect target (C35).
///
/// # Errors
/// `bad_amount`, `bad_agency`, `until_over`, `account_ended`, `unknown_account`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PledgeInput {
    pub account: String,
    pub agency: String,
    /// From a state or other government agency.
    pub government: bool,
    pub amount: Cents,
    /// Its last day, included; None: until it is received.
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
    const NEEDS: Needs = Needs::Clerk;
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
    const NEEDS: Needs = Needs::Clerk;
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
    check(act, input, &facts)?;
    let pledge = Pledge {
        id: 0,
        account: facts.id(),
        agency: input.agency.trim().to_string(),
        government: input.government,
        amount: input.amount,
        until: input.until,
        arrears_only: input.arrears_only,
        at: act.now.at,
        operator: act.operator.id,
        received_at: None,
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

fn check(act: &Act<'_>, input: &PledgeInput, facts: &Facts) -> Refused<()> {
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
    if let Some(until) = input.until.filter(|until| *until < act.today()) {
        return Err(Refusal::new(Code::UntilOver, format!("{until} is over: a pledge ends today or later")));
    }
    if facts.for_payment().service == Service::Ended {
        return Err(Refusal::new(
            Code::AccountEnded,
            format!("account {} is no longer served: an agency's money for it is taken as a payment", input.account),
        ));
    }
    Ok(())
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

fn receive(act: &Act<'_>, id: i64) -> Refused<PledgeReceived> {
    let pledge = act.tx.pledge(id)?;
    if let Some(at) = pledge.received_at {
        let day = act.now.at_instant(at).day();
        return Err(Refusal::new(Code::AlreadyReceived, format!("pledge {id} was received on {day}: it counts once")));
    }
    let facts = act.facts(pledge.account)?;
    let split = act.rules_pledge(&pledge).receive(&facts.for_payment(), act.program())?;
    let tender = TenderInput {
        method: Method::Pledge,
        amount: pledge.amount,
        tendered: None,
        check_number: None,
        reference: Some(pledge.agency.clone()),
    };
    let taken = TakenTenders::take(act, &[tender], &[])?;
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
