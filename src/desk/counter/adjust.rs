//! What staff post by hand: an adjustment with a second person's word, and the fees that the terms name (R44).

use serde::{Deserialize, Serialize};

use super::pay;
use crate::basics::{Cents, Code, Refusal, Refused};
use crate::desk::act::{Act, Needs};
use crate::desk::deed::Deed;
use crate::desk::looks::Looks;
use crate::desk::standing::Facts;
use crate::desk::texts::need_reason;
use crate::ledger::{Side, Status, TxnKind};
use crate::rules::clause::clause;

/// Moves a balance by hand; a second person approves. A closed account may be adjusted (C14); that never reconnects it.
///
/// # Errors
/// `bad_amount`, `no_reason`, `account_left`, `approval_needed`, `unknown_account`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AdjustInput {
    pub account: String,
    /// Positive raises the balance.
    pub amount: Cents,
    pub reason: String,
}

/// What `adjust` and `fee` answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Adjusted {
    pub account: String,
    /// As it moved the balance: a fee is negative.
    pub amount: Cents,
    pub balance: Cents,
    pub arrears: Cents,
    /// What it brought about at the switch, in a sentence.
    pub power_text: String,
}

/// Charges a fee that the terms name, at their amount (R44).
///
/// # Errors
/// `unknown_fee`, naming those of the terms; `account_left`, `unknown_account`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChargeFee {
    pub account: String,
    pub name: String,
}

impl Deed for AdjustInput {
    const NAME: &'static str = "adjust";
    const NEEDS: Needs = Needs::Approval;
    const MOVES_POWER: bool = true;
    type Answer = Adjusted;

    fn looks_at(&self) -> Looks<'_> {
        Looks::at(&self.account).and_money()
    }

    fn run(&self, act: &Act<'_>) -> Refused<Adjusted> {
        let facts = act.facts_of(&self.account)?;
        need_reason(&self.reason, "adjustment")?;
        if self.amount.is_zero() {
            return Err(Refusal::new(
                Code::BadAmount,
                "an adjustment of 0.00 changes nothing: enter what the balance moves by",
            ));
        }
        let memo = format!("Adjustment: {}", self.reason);
        act.move_balance(&facts, self.amount, TxnKind::Adjustment, "adjustment", &memo)
    }
}

impl Deed for ChargeFee {
    const NAME: &'static str = "fee";
    const NEEDS: Needs = Needs::Clerk;
    const MOVES_POWER: bool = true;
    type Answer = Adjusted;

    fn looks_at(&self) -> Looks<'_> {
        Looks::at(&self.account).and_money()
    }

    fn run(&self, act: &Act<'_>) -> Refused<Adjusted> {
        let facts = act.facts_of(&self.account)?;
        let fee = act.program().fees.iter().find(|fee| fee.name.eq_ignore_ascii_case(self.name.trim()));
        let fee = fee.ok_or_else(|| act.unknown_fee(&self.name))?;
        act.move_balance(&facts, -fee.amount, TxnKind::Fee, &fee.name, &fee.name)
    }
}

impl Act<'_> {
    /// Posts between an account's energy and an income, tells the member, and sees to the power (C33).
    fn move_balance(&self, facts: &Facts, amount: Cents, kind: TxnKind, income: &str, memo: &str) -> Refused<Adjusted> {
        let id = facts.id();
        if facts.standing.status == Status::Left {
            return Err(Refusal::new(
                Code::AccountLeft,
                "the account has gone back to monthly billing: settle it there",
            ));
        }
        self.post(kind, self.own_book()?, memo, vec![(Side::Energy(id), amount), (Side::income(income), -amount)])?;
        if facts.standing.status == Status::Closed {
            self.settle_closed(id)?;
        }
        let after = self.facts_of(facts.account.number.as_str())?;
        let outcome = self.balance_moved_by(&after, false)?;
        self.tell_adjustment(&after, amount)?;
        Ok(Adjusted {
            account: after.account.number.0.clone(),
            amount,
            balance: after.balances.energy,
            arrears: after.arrears(),
            power_text: pay::power_text(self, &after, &outcome),
        })
    }

    fn unknown_fee(&self, name: &str) -> Refusal {
        let program = self.program();
        let names: Vec<&str> = program.fees.iter().map(|fee| fee.name.as_str()).collect();
        let names = if names.is_empty() { "none".to_string() } else { names.join(", ") };
        Refusal::new(
            Code::UnknownFee,
            format!("the terms name no fee \"{name}\": they name {names}{}", clause(program, "fee")),
        )
    }
}
