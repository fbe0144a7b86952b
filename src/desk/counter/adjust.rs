//! What staff post by hand: an adjustment with a second person's word, and the fees that the terms name (R44).

use serde::{Deserialize, Serialize};

use super::pay;
use crate::basics::{Cents, Code, Refusal, Refused};
use crate::desk::Desk;
use crate::desk::act::{Act, Call, Needs};
use crate::desk::standing::Facts;
use crate::desk::texts::need_reason;
use crate::ledger::{Side, Status, TxnKind};
use crate::rules::clause::clause;

/// What is asked of `adjust`.
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

#[derive(Serialize)]
struct FeeInput<'a> {
    account: &'a str,
    name: &'a str,
}

impl Desk {
    /// Moves a balance by hand; a second person approves. A closed account may be adjusted (C14); that never reconnects
    /// it.
    ///
    /// # Errors
    /// `bad_amount`, `no_reason`, `account_left`, `approval_needed`, `unknown_account`.
    pub fn adjust(&mut self, call: &Call, input: &AdjustInput) -> Refused<Adjusted> {
        let adjusted = self.act(call, "adjust", Needs::Approval, input, |act| {
            let facts = act.facts_of(&input.account)?;
            need_reason(&input.reason, "adjustment")?;
            if input.amount.is_zero() {
                return Err(Refusal::new(
                    Code::BadAmount,
                    "an adjustment of 0.00 changes nothing: enter what the balance moves by",
                ));
            }
            act.move_balance(
                &facts,
                input.amount,
                TxnKind::Adjustment,
                "adjustment",
                &format!("Adjustment: {}", input.reason),
            )
        })?;
        self.work_queue(call)?;
        Ok(adjusted)
    }

    /// Charges a fee that the terms name, at their amount (R44).
    ///
    /// # Errors
    /// `unknown_fee`, naming those of the terms; `account_left`, `unknown_account`.
    pub fn fee(&mut self, call: &Call, account: &str, name: &str) -> Refused<Adjusted> {
        let charged = self.act(call, "fee", Needs::Clerk, &FeeInput { account, name }, |act| {
            let facts = act.facts_of(account)?;
            let fee = act.program().fees.iter().find(|fee| fee.name.eq_ignore_ascii_case(name.trim()));
            let fee = fee.ok_or_else(|| act.unknown_fee(name))?;
            act.move_balance(&facts, -fee.amount, TxnKind::Fee, &fee.name, &fee.name)
        })?;
        self.work_queue(call)?;
        Ok(charged)
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
        let after = self.facts(id)?;
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
