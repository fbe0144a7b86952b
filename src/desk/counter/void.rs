//! Undoing a receipt: void on the same day, return of what bounced, move to the right account (R40, R41, C15).

use serde::{Deserialize, Serialize};

use super::pay::TenderInput;
use crate::basics::{Cents, Code, Refusal, Refused};
use crate::desk::act::{Act, Needs};
use crate::desk::deed::Deed;
use crate::desk::looks::Looks;
use crate::ledger::{
    AccountId, Allocation, BookId, NewTxn, Receipt, ReceiptId, ReceiptKind, Side, Status, Tender, TxnId, TxnKind,
    Undone, UndoneRow,
};
use crate::rules::payment::Split;
use crate::rules::returned::{self, Paid, Reversal};

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

/// Voids a receipt of the same day, from the same open drawer; a second person approves.
///
/// # Errors
/// `unknown_receipt`, `already_undone`, `not_same_day`, `drawer_closed`, `not_your_drawer`, `approval_needed`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VoidReceipt {
    pub receipt: String,
    pub reason: String,
}

/// Takes back a payment that the bank returned: both legs, and the fee unless the bank erred.
///
/// # Errors
/// `unknown_receipt`, `already_undone`, `not_returnable`, `which_tender`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaymentReturned {
    pub receipt: String,
    pub reason: String,
    pub bank_error: bool,
    /// Which of the receipt's items came back (C58); None: the only one that can.
    #[serde(default)]
    pub tender: Option<TenderInput>,
}

/// Moves a payment that was posted to the wrong account; found on any day.
///
/// # Errors
/// `unknown_receipt`, `already_undone`, `several_accounts`, `same_account`, `approval_needed`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MovePayment {
    pub receipt: String,
    pub to: String,
    pub reason: String,
}

impl Deed for VoidReceipt {
    const NAME: &'static str = "void";
    const NEEDS: Needs = Needs::Approval;
    const MOVES_POWER: bool = true;
    type Answer = Voided;

    fn looks_at(&self) -> Looks<'_> {
        Looks::at_receipt(&self.receipt).and_money()
    }

    fn run(&self, act: &Act<'_>) -> Refused<Voided> {
        void(act, &self.receipt, &self.reason)
    }
}

impl Deed for PaymentReturned {
    const NAME: &'static str = "return_payment";
    const NEEDS: Needs = Needs::Clerk;
    type Answer = ReturnedView;

    fn looks_at(&self) -> Looks<'_> {
        Looks::at_receipt(&self.receipt).and_money()
    }

    fn run(&self, act: &Act<'_>) -> Refused<ReturnedView> {
        give_back(act, self)
    }
}

impl Deed for MovePayment {
    const NAME: &'static str = "payment_move";
    const NEEDS: Needs = Needs::Approval;
    const MOVES_POWER: bool = true;
    type Answer = Moved;

    fn looks_at(&self) -> Looks<'_> {
        Looks { accounts: vec![&self.to], ..Looks::at_receipt(&self.receipt) }.and_receipt()
    }

    fn run(&self, act: &Act<'_>) -> Refused<Moved> {
        move_to(act, &self.receipt, &self.to, &self.reason)
    }
}

fn open_receipt(act: &Act<'_>, number: &str, reason: &str) -> Refused<Receipt> {
    if reason.trim().is_empty() {
        return Err(Refusal::new(Code::NoReason, "say why: the reason is kept with the receipt"));
    }
    let receipt = act.tx.receipt_numbered(number)?;
    if let Some(undone) = &receipt.undone {
        return Err(Refusal::new(
            Code::AlreadyUndone,
            format!("receipt {number} was {} on {}: it cannot be undone again", undone.how.text(), undone.day),
        ));
    }
    Ok(receipt)
}

/// A receipt of which nothing came back: it is undone whole, or not at all.
fn whole_receipt(act: &Act<'_>, number: &str, reason: &str) -> Refused<Receipt> {
    let receipt = open_receipt(act, number, reason)?;
    if let Some(returned) = receipt.returned().first().and_then(|tender| tender.returned.as_ref()) {
        let text = format!("an item of receipt {number} came back on {}: return the others, or adjust", returned.day);
        return Err(Refusal::new(Code::AlreadyUndone, text));
    }
    Ok(receipt)
}

fn void(act: &Act<'_>, number: &str, reason: &str) -> Refused<Voided> {
    let receipt = whole_receipt(act, number, reason)?;
    if receipt.kind == ReceiptKind::Enrollment {
        return Err(Refusal::new(
            Code::EnrollmentReceipt,
            "an enrollment's receipt is not voided: close the account, or return the payment if it bounced",
        ));
    }
    let Some(drawer) = receipt.drawer else {
        return Err(Refusal::new(
            Code::NoDrawer,
            "this money came from outside: its source reverses it, with an import",
        ));
    };
    let drawer = act.tx.drawer(drawer)?;
    if drawer.closed_at.is_some() || drawer.counted {
        return Err(Refusal::new(
            Code::DrawerClosed,
            "its drawer is counted already: move, return or adjust the payment instead",
        ));
    }
    if act.now.at_instant(receipt.at).day() != act.today() {
        return Err(Refusal::new(
            Code::NotSameDay,
            "only the same day's receipt can be voided: move, return or adjust it instead",
        ));
    }
    if drawer.operator != act.operator.id {
        return Err(Refusal::new(
            Code::NotYourDrawer,
            format!("it is in the drawer of {}: who must void it there", drawer.operator_name),
        ));
    }
    let txn = act.take_back(&receipt, drawer.book, TxnKind::Void, &format!("Void of {number}: {reason}"))?;
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
    let txn = NewTxn { reverses: Some(receipt.txn), ..act.txn(kind, book, memo, negated(act, receipt)?) };
    act.tx.post(&txn)?.ok_or_else(|| Refusal::new(Code::AlreadyUndone, "the receipt's transaction moved nothing"))
}

/// The lines that take a receipt's transaction back: those that were posted, never written anew.
fn negated(act: &Act<'_>, receipt: &Receipt) -> Refused<Vec<(Side, Cents)>> {
    Ok(act.tx.lines_of(receipt.txn)?.into_iter().map(|(side, cents)| (side, -cents)).collect())
}

impl Act<'_> {
    /// Takes a receipt's whole transaction back by its mirror. What of it was refunded to the member already is owed again.
    pub(in crate::desk) fn take_back(
        &self,
        receipt: &Receipt,
        book: BookId,
        kind: TxnKind,
        memo: &str,
    ) -> Refused<TxnId> {
        let txn = mirror(self, receipt, book, kind, memo)?;
        for part in &receipt.allocations {
            self.owe_refund_again(part.account, book, memo)?;
        }
        Ok(txn)
    }

    /// What an account is to be refunded is never below nothing: what was paid out before its payment was taken back is
    /// owed by the balance again.
    fn owe_refund_again(&self, account: AccountId, book: BookId, memo: &str) -> Refused<()> {
        let short = (-self.tx.balances(account)?.refund).or_zero();
        let lines = vec![(Side::Energy(account), -short), (Side::Refund(account), short)];
        self.post(TxnKind::Returned, book, memo, lines).map(drop)
    }
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

fn first_account(receipt: &Receipt) -> AccountId {
    receipt.allocations[0].account
}

fn give_back(act: &Act<'_>, input: &PaymentReturned) -> Refused<ReturnedView> {
    let PaymentReturned { receipt: number, reason, bank_error, tender } = input;
    let bank_error = *bank_error;
    let receipt = open_receipt(act, number, reason)?;
    let place = item_that_bounced(&receipt, tender.as_ref())?;
    let item = &receipt.tenders[place];
    let reversals = reversals(act, &receipt, item, bank_error)?;
    let mut lines: Vec<(Side, Cents)> = reversals.iter().flat_map(Back::lines).collect();
    lines.extend(item.method.bears().map(|bears| (Side::own(bears), item.amount)));
    let book = act.own_book()?;
    let memo = format!("Returned payment {number}: {reason}");
    let txn = act
        .post(TxnKind::Returned, book, memo, lines)?
        .ok_or_else(|| Refusal::new(Code::AlreadyUndone, "the receipt moved nothing"))?;
    let first = first_account(&receipt);
    let fee: Cents = reversals.iter().map(|back| back.reversal.fee).sum();
    if !fee.is_zero() {
        let lines = vec![(Side::Energy(first), -fee), (Side::income("returned_payment"), fee)];
        act.post(TxnKind::Fee, book, format!("Returned payment fee, {number}"), lines)?;
    }
    let how = if bank_error { Undone::BankError } else { Undone::Returned };
    let returned = undone(act, how, reason, txn, None);
    act.tx.return_item(receipt.id, place + 1, &returned)?;
    // While anything of it stands, it still counts as a payment (C58).
    if receipt.returned().len() + 1 == receipt.tenders.len() {
        act.tx.undo_receipt(receipt.id, &returned)?;
    }
    let after = reversals.iter().map(|back| act.facts(back.account)).collect::<Refused<Vec<_>>>()?;
    for (back, facts) in reversals.iter().zip(&after) {
        act.drop_unsent_reconnect(back.account)?;
        if let Some(until) = back.reversal.grace_until {
            act.tx.set_grace(back.account, Some(until))?;
        }
        act.tell_adjustment(facts, -back.reversal.from_balance - back.reversal.fee)?;
    }
    let facts = &after[0];
    Ok(ReturnedView {
        receipt: number.to_string(),
        account: facts.account.number.0.clone(),
        fee,
        balance: facts.balances.energy,
        arrears: facts.arrears(),
        grace_until: reversals.iter().rev().find_map(|back| back.reversal.grace_until).map(|until| act.time(until)),
    })
}

/// The place of the one item of a receipt that came back (C58): the one that is named, else the only one that can. Cash
/// beside a check stays paid.
fn item_that_bounced(receipt: &Receipt, named: Option<&TenderInput>) -> Refused<usize> {
    let can_return = |place: &usize| receipt.tenders[*place].method.bears().is_some();
    let all = 0..receipt.tenders.len();
    let returnable: Vec<usize> = all.filter(can_return).collect();
    let meant: Vec<usize> = named.map_or_else(|| returnable.clone(), |named| named_items(receipt, named));
    match *meant.as_slice() {
        _ if returnable.is_empty() => Err(not_returnable()),
        [place] if !can_return(&place) => Err(not_returnable()),
        [place] => match &receipt.tenders[place].returned {
            Some(before) => Err(Refusal::new(
                Code::AlreadyUndone,
                format!(
                    "this item of receipt {} came back on {}: it cannot come back twice",
                    receipt.number, before.day
                ),
            )),
            None => Ok(place),
        },
        _ => Err(which_tender(receipt, &returnable)),
    }
}

fn not_returnable() -> Refusal {
    let text = "cash does not come back: only checks, money orders, cards and outside payments do";
    Refusal::new(Code::NotReturnable, text)
}

/// The items that a name may mean: of that method and amount, by their number, else by their order (`2nd`).
fn named_items(receipt: &Receipt, named: &TenderInput) -> Vec<usize> {
    let number = |tender: &Tender| tender.check_number.clone().or_else(|| tender.reference.clone());
    let alike: Vec<usize> = (0..receipt.tenders.len())
        .filter(|place| {
            let tender = &receipt.tenders[*place];
            tender.method == named.method && tender.amount == named.amount
        })
        .collect();
    let Some(wanted) = named.check_number.as_deref().or(named.reference.as_deref()) else { return alike };
    let numbered = |place: &usize| number(&receipt.tenders[*place]).as_deref() == Some(wanted);
    let by_number: Vec<usize> = alike.iter().copied().filter(numbered).collect();
    if by_number.is_empty() {
        place_told(wanted).and_then(|nth| alike.get(nth).copied()).into_iter().collect()
    } else {
        by_number
    }
}

/// A place as it is told, `1st`, `2nd`, from zero.
fn place_told(text: &str) -> Option<usize> {
    let ends = ["st", "nd", "rd", "th"].iter().find_map(|end| text.strip_suffix(end))?;
    ends.parse::<usize>().ok()?.checked_sub(1)
}

fn which_tender(receipt: &Receipt, returnable: &[usize]) -> Refusal {
    let item = |place: &usize| {
        let tender = &receipt.tenders[*place];
        let number = tender.check_number.as_ref().or(tender.reference.as_ref());
        format!("{}={}{}", tender.method, tender.amount, number.map_or_else(String::new, |number| format!("#{number}")))
    };
    let items: Vec<String> = returnable.iter().map(item).collect();
    let number = &receipt.number;
    let text = format!(
        "say which item of receipt {number} came back (--tender): {}; of equal ones the first is #1st, the next #2nd",
        items.join(", ")
    );
    Refusal::new(Code::WhichTender, text)
}

/// What a return takes back on one account.
struct Back {
    account: AccountId,
    reversal: Reversal,
    /// Taken back from what was to be refunded: what an ended account did not owe.
    from_refund: Cents,
}

impl Back {
    fn lines(&self) -> [(Side, Cents); 3] {
        [
            (Side::Energy(self.account), -self.reversal.from_balance),
            (Side::Arrears(self.account), -self.reversal.back_to_arrears),
            (Side::Refund(self.account), -self.from_refund),
        ]
    }
}

/// What comes back on each account that the receipt paid, if `item` of it does (C15, C58).
fn reversals(act: &Act<'_>, receipt: &Receipt, item: &Tender, bank_error: bool) -> Refused<Vec<Back>> {
    let legs: Vec<Cents> =
        receipt.allocations.iter().flat_map(|to| [to.to_energy, to.to_arrears, to.to_other]).collect();
    let items: Vec<Cents> = receipt.returned().into_iter().chain([item]).map(|item| item.amount).collect();
    let back = returned::part_of_legs(&legs, &items);
    let mut found = Vec::new();
    for (index, (to, back)) in receipt.allocations.iter().zip(back.chunks_exact(3)).enumerate() {
        let &[energy, arrears, other] = back else { continue };
        let facts = act.facts(to.account)?;
        let from_refund = match receipt.kind {
            ReceiptKind::Enrollment => Cents::ZERO,
            // What was paid out already is owed again.
            _ => other.min(facts.balances.refund.or_zero()),
        };
        let paid = match receipt.kind {
            ReceiptKind::Enrollment => Paid::Enrollment(energy + arrears + other),
            _ => Paid::OnAccount(Split { to_arrears: arrears, to_balance: energy + other - from_refund }),
        };
        let account = returned::Account { balance: facts.balances.energy, arrears: facts.arrears() };
        // One item came back: its fee is charged once, to the first account it paid.
        let reversal = returned::reverse(paid, account, bank_error || index > 0, act.now, act.program());
        found.push(Back { account: to.account, reversal, from_refund });
    }
    Ok(found)
}

fn move_to(act: &Act<'_>, number: &str, to: &str, reason: &str) -> Refused<Moved> {
    let receipt = whole_receipt(act, number, reason)?;
    let [from] = receipt.allocations.as_slice() else {
        return Err(Refusal::new(
            Code::SeveralAccounts,
            "this receipt paid several accounts: void or return it, and take it anew",
        ));
    };
    if receipt.kind == ReceiptKind::Enrollment {
        return Err(Refusal::new(
            Code::EnrollmentReceipt,
            "an enrollment's receipt belongs to its account and is not moved",
        ));
    }
    let target = act.facts_of(to)?;
    if target.id() == from.account {
        return Err(Refusal::new(Code::SameAccount, format!("it is on account {to} already: name the right account")));
    }
    if act.facts(from.account)?.standing.status == Status::Left {
        return Err(Refusal::new(Code::AccountLeft, "the account has gone back to monthly billing: settle it there"));
    }
    let split = target.for_payment().split(receipt.amount, act.program())?;
    let mut lines = negated(act, &receipt)?;
    lines.retain(|(side, _)| side.account() == Some(from.account));
    lines.push((Side::Energy(target.id()), split.to_balance));
    lines.push((Side::Arrears(target.id()), split.to_arrears));
    let (book, memo) = (act.own_book()?, format!("Payment {number} moved: {reason}"));
    let txn = act
        .post(TxnKind::Moved, book, &memo, lines)?
        .ok_or_else(|| Refusal::new(Code::AlreadyUndone, "the receipt moved nothing"))?;
    act.owe_refund_again(from.account, book, &memo)?;
    let mut receipt_after = Receipt {
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
    (receipt_after.id, receipt_after.number) = act.tx.add_receipt(&receipt_after, &act.series("X")?)?;
    act.tx.undo_receipt(receipt.id, &undone(act, Undone::Moved, reason, txn, Some(receipt_after.id)))?;
    act.drop_unsent_reconnect(from.account)?;
    act.balance_moved(from.account, false)?;
    act.balance_moved(target.id(), false)?;
    let to = act.facts(target.id())?;
    act.keep_receipt(&receipt_after, std::slice::from_ref(&to))?;
    let balance = |facts: crate::desk::standing::Facts| AccountBalance {
        account: facts.account.number.0.clone(),
        balance: facts.balances.energy,
        arrears: facts.arrears(),
    };
    Ok(Moved { receipt: receipt_after.number.0, from: balance(act.facts(from.account)?), to: balance(to) })
}
