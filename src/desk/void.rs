//! Undoing a receipt: void on the same day, return of what bounced, move to the right account (R40, R41, C15).

use serde::{Deserialize, Serialize};

use super::Desk;
use super::act::{Act, Call, Needs};
use super::why::undone_words;
use crate::basics::{Cents, Refusal, Refused};
use crate::ledger::{
    Allocation, BookId, Method, NewTxn, OwnKind, Receipt, ReceiptId, ReceiptKind, Side, Status, TxnId, TxnKind, Undone,
    UndoneRow,
};
use crate::rules::payment::Split;
use crate::rules::returned::{self, Paid};

/// What `void` answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Voided {
    pub receipt: String,
    pub account: String,
    pub balance: Cents,
    pub arrears: Cents,
}

/// What `return-payment` answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReturnedView {
    pub receipt: String,
    pub account: String,
    pub fee: Cents,
    pub balance: Cents,
    pub arrears: Cents,
    /// Until when the member has time to pay before the power is cut; null: no hours run.
    pub grace_until: Option<String>,
}

/// What `payment move` answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moved {
    pub receipt: String,
    pub from: AccountBalance,
    pub to: AccountBalance,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountBalance {
    pub account: String,
    pub balance: Cents,
    pub arrears: Cents,
}

#[derive(Serialize)]
struct UndoInput<'a> {
    receipt: &'a str,
    reason: &'a str,
    bank_error: bool,
    to: Option<&'a str>,
}

impl Desk {
    /// Voids a receipt of the same day, from the same open drawer; a second person approves.
    ///
    /// # Errors
    /// `unknown_receipt`, `already_undone`, `not_same_day`, `drawer_closed`, `not_your_drawer`, `approval_needed`.
    pub fn void(&mut self, call: &Call, receipt: &str, reason: &str) -> Refused<Voided> {
        let input = UndoInput { receipt, reason, bank_error: false, to: None };
        let voided = self.act(call, "void", Needs::Approval, &input, |act| void(act, receipt, reason))?;
        self.work_queue(call)?;
        Ok(voided)
    }

    /// Takes back a payment that the bank returned: both legs, and the fee unless the bank erred.
    ///
    /// # Errors
    /// `unknown_receipt`, `already_undone`, `not_returnable`.
    pub fn return_payment(
        &mut self,
        call: &Call,
        receipt: &str,
        reason: &str,
        bank_error: bool,
    ) -> Refused<ReturnedView> {
        let input = UndoInput { receipt, reason, bank_error, to: None };
        self.act(call, "return_payment", Needs::Clerk, &input, |act| give_back(act, receipt, reason, bank_error))
    }

    /// Moves a payment that was posted to the wrong account; found on any day.
    ///
    /// # Errors
    /// `unknown_receipt`, `already_undone`, `several_accounts`, `same_account`, `approval_needed`.
    pub fn move_payment(&mut self, call: &Call, receipt: &str, to: &str, reason: &str) -> Refused<Moved> {
        let input = UndoInput { receipt, reason, bank_error: false, to: Some(to) };
        let moved = self.act(call, "payment_move", Needs::Approval, &input, |act| move_to(act, receipt, to, reason))?;
        self.work_queue(call)?;
        Ok(moved)
    }
}

fn open_receipt(act: &Act<'_>, number: &str, reason: &str) -> Refused<Receipt> {
    if reason.trim().is_empty() {
        return Err(Refusal::new("no_reason", "say why: the reason is kept with the receipt"));
    }
    let receipt = act.tx.receipt_numbered(number)?;
    if let Some(undone) = &receipt.undone {
        return Err(Refusal::new(
            "already_undone",
            format!(
                "receipt {number} was {} on {}: it cannot be undone again",
                undone_words(undone.how.word()),
                undone.day
            ),
        ));
    }
    Ok(receipt)
}

fn void(act: &Act<'_>, number: &str, reason: &str) -> Refused<Voided> {
    let receipt = open_receipt(act, number, reason)?;
    if receipt.kind == ReceiptKind::Enrollment {
        return Err(Refusal::new(
            "enrollment_receipt",
            "an enrollment's receipt is not voided: close the account, or return the payment if it bounced",
        ));
    }
    let Some(drawer) = receipt.drawer else {
        return Err(Refusal::new("no_drawer", "this money came from outside: its source reverses it, with an import"));
    };
    let drawer = act.tx.drawer(drawer)?;
    if drawer.closed_at.is_some() || !act.tx.counts(drawer.id)?.is_empty() {
        return Err(Refusal::new(
            "drawer_closed",
            "its drawer is counted already: move, return or adjust the payment instead",
        ));
    }
    if act.now.at_instant(receipt.at).day() != act.today() {
        return Err(Refusal::new(
            "not_same_day",
            "only the same day's receipt can be voided: move, return or adjust it instead",
        ));
    }
    if drawer.operator != act.operator.id {
        return Err(Refusal::new(
            "not_your_drawer",
            format!("it is in the drawer of {}: who must void it there", drawer.operator_name),
        ));
    }
    let txn = mirror(act, &receipt, drawer.book, TxnKind::Void, &format!("Void of {number}: {reason}"))?;
    act.tx.undo_receipt(receipt.id, &undone(act, Undone::Void, reason, txn, None))?;
    for to in &receipt.allocations {
        act.drop_unsent_reconnect(to.account)?;
        act.balance_moved(to.account, false)?;
    }
    let facts = act.facts(first_account(&receipt))?;
    Ok(Voided {
        receipt: number.to_string(),
        account: facts.account.number.0.clone(),
        balance: facts.balances.energy,
        arrears: facts.arrears(),
    })
}

/// Posts the mirror of a receipt's transaction.
fn mirror(act: &Act<'_>, receipt: &Receipt, book: BookId, kind: TxnKind, memo: &str) -> Refused<TxnId> {
    let lines = act.tx.lines_of(receipt.txn)?.into_iter().map(|(side, cents)| (side, -cents)).collect();
    let txn = NewTxn { reverses: Some(receipt.txn), ..act.txn(kind, book, memo, lines) };
    act.tx.post(&txn)?.ok_or_else(|| Refusal::new("already_undone", "the receipt's transaction moved nothing"))
}

fn undone(act: &Act<'_>, how: Undone, reason: &str, txn: TxnId, becomes: Option<ReceiptId>) -> UndoneRow {
    UndoneRow {
        how,
        at: act.now.at,
        day: act.today(),
        reason: reason.to_string(),
        operator: act.operator.id,
        approver: act.approver.map(|o| o.id),
        txn,
        becomes,
    }
}

fn first_account(receipt: &Receipt) -> crate::ledger::AccountId {
    receipt.allocations[0].account
}

fn give_back(act: &Act<'_>, number: &str, reason: &str, bank_error: bool) -> Refused<ReturnedView> {
    let receipt = open_receipt(act, number, reason)?;
    let returnable = |method| matches!(method, Method::Check | Method::MoneyOrder | Method::Card | Method::External);
    if !receipt.tenders.iter().all(|tender| returnable(tender.method)) {
        if receipt.tenders.iter().any(|tender| returnable(tender.method)) {
            return Err(Refusal::new(
                "not_returnable",
                "this receipt was paid partly in cash, which does not come back: take the check's part back with an \
                 adjustment, and the fee with another",
            ));
        }
        return Err(Refusal::new(
            "not_returnable",
            "cash does not come back: only checks, money orders, cards and outside payments do",
        ));
    }
    let how = if bank_error { Undone::BankError } else { Undone::Returned };
    let mut grace_until = None;
    let mut fee_charged = Cents::ZERO;
    let mut lines: Vec<(Side, Cents)> = Vec::new();
    for (index, to) in receipt.allocations.iter().enumerate() {
        let facts = act.facts(to.account)?;
        let paid = match receipt.kind {
            ReceiptKind::Enrollment => Paid::Enrollment(to.to_energy + to.to_arrears + to.to_other),
            _ => Paid::OnAccount(Split { to_arrears: to.to_arrears, to_balance: to.to_energy }),
        };
        let account = returned::Account { balance: facts.balances.energy, arrears: facts.arrears() };
        // One item came back: its fee is charged once, to the first account it paid.
        let reversal = returned::reverse(paid, account, bank_error || index > 0, act.now, act.program());
        lines.push((Side::Energy(to.account), -reversal.from_balance));
        lines.push((Side::Arrears(to.account), -reversal.back_to_arrears));
        if !reversal.fee.is_zero() {
            fee_charged = reversal.fee;
        }
        if let Some(until) = reversal.grace_until {
            act.tx.set_grace(to.account, Some(until))?;
            grace_until = Some(act.time(until));
        }
    }
    // The bank takes the item back from where it was deposited: the clearing of its tender bears it until then.
    let source = match receipt.tenders.first().map(|tender| tender.method) {
        Some(Method::External) => OwnKind::External,
        Some(Method::Card) => OwnKind::Cards,
        _ => OwnKind::Bank,
    };
    lines.push((Side::own(source), receipt.amount));
    let book = act.own_book()?;
    let memo = format!("Returned payment {number}: {reason}");
    let txn = act
        .post(TxnKind::Returned, book, memo, lines)?
        .ok_or_else(|| Refusal::new("already_undone", "the receipt moved nothing"))?;
    let first = first_account(&receipt);
    if !fee_charged.is_zero() {
        let fee = vec![(Side::Energy(first), -fee_charged), (Side::income("returned_payment"), fee_charged)];
        act.post(TxnKind::Fee, book, format!("Returned payment fee, {number}"), fee)?;
    }
    act.tx.undo_receipt(receipt.id, &undone(act, how, reason, txn, None))?;
    for to in &receipt.allocations {
        act.drop_unsent_reconnect(to.account)?;
        act.tell_returned(to.account, receipt.amount)?;
    }
    let facts = act.facts(first)?;
    Ok(ReturnedView {
        receipt: number.to_string(),
        account: facts.account.number.0.clone(),
        fee: fee_charged,
        balance: facts.balances.energy,
        arrears: facts.arrears(),
        grace_until,
    })
}

fn move_to(act: &Act<'_>, number: &str, to: &str, reason: &str) -> Refused<Moved> {
    let receipt = open_receipt(act, number, reason)?;
    let [from] = receipt.allocations.as_slice() else {
        return Err(Refusal::new(
            "several_accounts",
            "this receipt paid several accounts: void or return it, and take it anew",
        ));
    };
    if receipt.kind == ReceiptKind::Enrollment {
        return Err(Refusal::new(
            "enrollment_receipt",
            "an enrollment's receipt belongs to its account and is not moved",
        ));
    }
    let target = act.facts_of(to)?;
    if target.id() == from.account {
        return Err(Refusal::new("same_account", format!("it is on account {to} already: name the right account")));
    }
    if matches!(act.tx.standing(from.account)?.status, Status::Left) {
        return Err(Refusal::new("account_left", "the account has gone back to monthly billing: settle it there"));
    }
    let split = target.for_payment().split(receipt.amount, act.program())?;
    let lines = vec![
        (Side::Energy(from.account), -from.to_energy),
        (Side::Arrears(from.account), -from.to_arrears),
        (Side::Energy(target.id()), split.to_balance),
        (Side::Arrears(target.id()), split.to_arrears),
    ];
    let memo = format!("Payment {number} moved: {reason}");
    let txn = act
        .post(TxnKind::Moved, act.own_book()?, memo, lines)?
        .ok_or_else(|| Refusal::new("already_undone", "the receipt moved nothing"))?;
    let receipt_after = Receipt {
        kind: ReceiptKind::External,
        txn,
        office: None,
        drawer: None,
        at: act.now.at,
        operator: act.operator.id,
        change: Cents::ZERO,
        allocations: vec![Allocation {
            account: target.id(),
            to_energy: split.to_balance,
            to_arrears: split.to_arrears,
            to_other: Cents::ZERO,
        }],
        ..receipt.clone()
    };
    let (new_id, new_number) = act.tx.add_receipt(&receipt_after, &act.series("X")?)?;
    act.tx.undo_receipt(receipt.id, &undone(act, Undone::Moved, reason, txn, Some(new_id)))?;
    act.drop_unsent_reconnect(from.account)?;
    act.balance_moved(from.account, false)?;
    act.balance_moved(target.id(), false)?;
    act.keep_receipt(&new_number.0)?;
    let balance = |facts: super::standing::Facts| AccountBalance {
        account: facts.account.number.0.clone(),
        balance: facts.balances.energy,
        arrears: facts.arrears(),
    };
    Ok(Moved { receipt: new_number.0, from: balance(act.facts(from.account)?), to: balance(act.facts(target.id())?) })
}
