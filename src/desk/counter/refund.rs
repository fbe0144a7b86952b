//! What a closed account is owed is paid out, what it still owes is written off: two people, always (C14).

use serde::{Deserialize, Serialize};

use crate::basics::{Cents, Code, Refusal, Refused};
use crate::desk::act::{Act, Needs};
use crate::desk::deed::Deed;
use crate::desk::looks::Looks;
use crate::desk::standing::Facts;
use crate::desk::texts::need_reason;
use crate::ledger::{OwnKind, Side, Status, TxnKind};
use crate::paper::AmountLine;
use crate::paper::check_request::CheckRequest;

/// Asks for a check over all that is owed to the member; a second person approves.
///
/// # Errors
/// `nothing_to_refund`, `no_reason`, `approval_needed`, `unknown_account`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refund {
    pub account: String,
    pub reason: String,
}

/// Gives up what a closed account owes, for energy and on the past-due plan; a second person approves.
///
/// # Errors
/// `not_closed`, `nothing_owed`, `no_reason`, `approval_needed`, `unknown_account`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WriteOff {
    pub account: String,
    pub reason: String,
}

/// What `account refund` answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refunded {
    pub account: String,
    pub refunded: Cents,
    /// What is still owed to the member: nothing.
    pub refund_due: Cents,
    pub balance: Cents,
    /// The check request's number.
    pub request: String,
    /// The check request among the account's documents.
    pub document: i64,
}

/// What `account write-off` answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WrittenOff {
    pub account: String,
    pub written_off: Cents,
    pub balance: Cents,
    pub arrears: Cents,
}

impl Deed for Refund {
    const NAME: &'static str = "refund";
    const NEEDS: Needs = Needs::Approval;
    type Answer = Refunded;

    fn looks_at(&self) -> Looks<'_> {
        Looks::at(&self.account).and_money()
    }

    fn run(&self, act: &Act<'_>) -> Refused<Refunded> {
        let facts = act.facts_of(&self.account)?;
        need_reason(&self.reason, "check request")?;
        refund(act, &facts, &self.reason)
    }
}

impl Deed for WriteOff {
    const NAME: &'static str = "write_off";
    const NEEDS: Needs = Needs::Approval;
    type Answer = WrittenOff;

    fn looks_at(&self) -> Looks<'_> {
        Looks::at(&self.account).and_money()
    }

    fn run(&self, act: &Act<'_>) -> Refused<WrittenOff> {
        let facts = act.facts_of(&self.account)?;
        need_reason(&self.reason, "write-off")?;
        write_off(act, &facts, &self.reason)
    }
}

fn refund(act: &Act<'_>, facts: &Facts, reason: &str) -> Refused<Refunded> {
    let amount = facts.balances.refund;
    if amount <= Cents::ZERO {
        return Err(Refusal::new(
            Code::NothingToRefund,
            format!(
                "nothing is owed to the member of account {}: credit is refunded when an account is closed",
                facts.account.number
            ),
        ));
    }
    let lines = vec![(Side::Refund(facts.id()), -amount), (Side::own(OwnKind::CheckRequests), amount)];
    act.post(TxnKind::Refund, act.own_book()?, format!("Refund: {reason}"), lines)?;
    let request = act.tx.next_number("check_request")?;
    let document = keep_check_request(act, facts, &request, amount, reason)?;
    Ok(Refunded {
        account: facts.account.number.0.clone(),
        refunded: amount,
        refund_due: act.tx.balances(facts.id())?.refund,
        balance: facts.balances.energy,
        request,
        document,
    })
}

fn keep_check_request(act: &Act<'_>, facts: &Facts, number: &str, amount: Cents, reason: &str) -> Refused<i64> {
    let request = CheckRequest {
        number: number.to_string(),
        day: act.today(),
        account: facts.account.number.clone(),
        payee: facts.member.name.clone(),
        address: facts.mailing_address().lines().map(str::to_string).collect(),
        lines: vec![AmountLine::new(format!("Owed to the member of account {}", facts.account.number), amount)],
        reason: reason.to_string(),
        requested_by: act.operator.name.clone(),
        approved_by: act.approver.map(|approver| approver.name.clone()).unwrap_or_default(),
        gl_account: act.program().gl.get(OwnKind::CheckRequests.word()).cloned(),
    };
    let office = act.office_name(facts.account.office)?;
    act.keep_paper(Some(facts.id()), "check-request", &request.lay_out(&act.letterhead(&office)))
}

fn write_off(act: &Act<'_>, facts: &Facts, reason: &str) -> Refused<WrittenOff> {
    if facts.standing.status != Status::Closed {
        return Err(Refusal::new(
            Code::NotClosed,
            format!("account {} is not closed: only what a closed account owes is written off", facts.account.number),
        ));
    }
    let (energy, arrears) = ((-facts.balances.energy).or_zero(), facts.arrears().or_zero());
    let whole = energy + arrears;
    if whole.is_zero() {
        return Err(Refusal::new(Code::NothingOwed, format!("account {} owes nothing", facts.account.number)));
    }
    let lines = vec![
        (Side::Energy(facts.id()), energy),
        (Side::Arrears(facts.id()), arrears),
        (Side::own(OwnKind::WrittenOff), -whole),
    ];
    act.post(TxnKind::WriteOff, act.own_book()?, format!("Written off: {reason}"), lines)?;
    let after = act.facts_of(facts.account.number.as_str())?;
    Ok(WrittenOff {
        account: after.account.number.0.clone(),
        written_off: whole,
        balance: after.balances.energy,
        arrears: after.arrears(),
    })
}
