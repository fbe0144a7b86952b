//! Payments that others took for us: the web, the phone, a kiosk. Each counts from the time it was paid (C13).

use std::collections::{BTreeMap, HashMap};

use super::import_rows::{Imported, Taken, content_of, refusal_of, take_rows};
use super::import_table::{Row, Table, bad};
use crate::basics::{Cents, Code, Instant, Refusal, Refused};
use crate::desk::act::Act;
use crate::desk::counter::credit::CreditSource;
use crate::desk::morning::disconnects::balance_of_evidence;
use crate::desk::standing::{Facts, is_out};
use crate::ledger::{
    AccountId, Allocation, BookId, Cause, CommandStatus, Method, OwnKind, Receipt, ReceiptId, ReceiptKind, Side,
    SwitchCommand, TakenIn, Tender, TxnId, TxnKind, Undone, UndoneRow,
};
use crate::rules::clock::{self, Ahead};
use crate::rules::payment::{Service, Split};
use crate::words::TakenKind;

/// The word of a file's last row that carries the sum of its rows (C59).
const TOTAL: &str = "total";
/// What the disconnect list may have to wait for (`before_list`).
const ARRIVAL: &str = "external_payments";

/// The columns that a file of payments must and may have.
pub(in crate::desk) fn columns() -> (Vec<&'static str>, Vec<&'static str>) {
    (vec!["source", "reference", "account", "amount", "paid_at"], vec!["kind"])
}

/// Takes a file of payments in, its rows in the order of their times, whatever their order in the file. That it came is
/// noted for the day, even when it has a header only. `name` is the file's.
pub(in crate::desk) fn take(act: &Act<'_>, table: &Table, name: &str) -> Refused<Imported> {
    let (rows, total) = rows_of(act, table);
    check_total(table, &rows, total.as_ref())?;
    let has_total = total.is_some();
    let intake = Intake { book: act.outside_book()?, series: act.series("X")? };
    let mut payments: HashMap<u64, Refused<PaymentRow<'_>>> = HashMap::new();
    let lines: Vec<Row<'_>> = rows
        .into_iter()
        .map(|(row, payment)| {
            payments.insert(row.line, payment);
            row
        })
        .collect();
    let imported = take_rows(lines.into_iter(), |row| {
        let payment = payments.remove(&row.line).unwrap_or_else(|| PaymentRow::read(act, row))?;
        if act.was_taken_in(TakenKind::Payment, &payment.key(payment.kind), &payment.content(), &payment.name())? {
            return Ok(Taken::Skipped);
        }
        act.credit(CreditSource::File { source: payment.source, total: has_total })?;
        match payment.kind {
            RowKind::Payment => intake.post(act, &payment),
            RowKind::Reversal => intake.reverse(act, &payment),
        }
    })?;
    act.tx.payments_came(&of_file(name), act.operator.id, act.now.at)?;
    act.tx.arrived(act.today(), ARRIVAL, act.operator.id, act.now.at)?;
    Ok(imported)
}

type Read<'t> = (Row<'t>, Refused<PaymentRow<'t>>);

/// The rows in the order of their times, a reversal after its payment; and the file's own total, if its last row is one.
fn rows_of<'t>(act: &Act<'_>, table: &'t Table) -> (Vec<Read<'t>>, Option<Row<'t>>) {
    let mut rows: Vec<Row<'t>> = table.rows().collect();
    let total = rows.pop_if(|last| last.text("kind") == Some(TOTAL));
    let mut rows: Vec<Read<'t>> = rows.into_iter().map(|row| (row, PaymentRow::read(act, row))).collect();
    let paid: HashMap<String, Instant> = rows
        .iter()
        .filter_map(|(_, payment)| payment.as_ref().ok())
        .filter(|payment| payment.kind == RowKind::Payment)
        .map(|payment| (payment.key(RowKind::Payment), payment.paid_at))
        .collect();
    rows.sort_by_cached_key(|(row, payment)| {
        let place = payment.as_ref().ok().map(|payment| {
            let after = paid.get(&payment.key(RowKind::Payment)).filter(|_| payment.kind == RowKind::Reversal);
            (after.copied().unwrap_or(payment.paid_at).max(payment.paid_at), payment.key(payment.kind))
        });
        (place, row.line)
    });
    (rows, total)
}

/// A file is whole when its last line has ended, or when its own total is that of its rows: payments less reversals (C59).
fn check_total(table: &Table, rows: &[Read<'_>], total: Option<&Row<'_>>) -> Refused<()> {
    let Some(row) = total else { return table.check_whole() };
    let told = row.money("amount").map_err(|refusal| refusal_of(&[(row.line, refusal)]))?;
    let sum: Cents = rows.iter().filter_map(|(_, payment)| payment.as_ref().ok()).map(PaymentRow::moves).sum();
    // Rows that say nothing are told one by one; without them no sum says anything.
    if told == sum || rows.iter().any(|(_, payment)| payment.is_err()) {
        return Ok(());
    }
    let message =
        format!("the total is {told}, and the rows come to {sum}: rows are missing or changed, ask the source");
    Err(refusal_of(&[(row.line, bad("amount", &message))]))
}

/// Puts on the attention list of every account that a refused file names that what was paid is in doubt, until it came or
/// a person has decided (C45). Without one account that can be read, the whole list is in doubt.
///
/// `table` is none where the file could not be read at all.
pub(in crate::desk) fn doubt(act: &Act<'_>, name: &str, table: Option<&Table>, why: &str) -> Refused<()> {
    let mut awaited: BTreeMap<AccountId, Vec<String>> = BTreeMap::new();
    for row in table.into_iter().flat_map(Table::rows).filter(|row| row.text("kind") != Some(TOTAL)) {
        let Some(number) = row.text("account") else { continue };
        let Ok(account) = act.tx.account_numbered(number) else { continue };
        awaited.entry(account.id).or_default().push(key_of(row).unwrap_or_else(|| of_file(name)));
    }
    let why: String = why.lines().take(2).collect::<Vec<_>>().join(": ");
    let doubt = |account: Option<AccountId>, awaited: &[String]| {
        let of = if account.is_some() { "what it paid" } else { "who paid" };
        let text = format!("The payments file {name} was refused, and {of} is in doubt (C45): {why}");
        act.tx.await_payments(account, awaited, &text, act.today(), act.now.at)
    };
    if awaited.is_empty() {
        return doubt(None, &[of_file(name)]);
    }
    awaited.iter().try_for_each(|(account, keys)| doubt(Some(*account), keys))
}

/// By what a payment is awaited that cannot be named: by its file.
fn of_file(name: &str) -> String {
    format!("file\t{name}")
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum RowKind {
    Payment,
    /// Undoes the payment of the same source and reference.
    Reversal,
}

/// A row that says something.
struct PaymentRow<'t> {
    source: &'t str,
    reference: &'t str,
    account: &'t str,
    amount: Cents,
    /// By the source's clock: as it is written, in every file that repeats the row.
    written: Instant,
    /// By ours (C55).
    paid_at: Instant,
    kind: RowKind,
}

impl<'t> PaymentRow<'t> {
    fn read(act: &Act<'_>, row: Row<'t>) -> Refused<Self> {
        row.check_length()?;
        let kind = kind_of(row)?;
        let amount = row.money("amount")?;
        if amount <= Cents::ZERO {
            return Err(bad("amount", &format!("{amount} cannot be paid: a payment is above 0.00")));
        }
        let written = row.time("paid_at", &act.now)?.at;
        let paid_at = clock::of_source(written, act.now.at).map_err(|ahead| match ahead {
            Ahead::NotYet => bad("paid_at", "this time has not come yet: the file can be taken when it has (C55)"),
            Ahead::Never => bad("paid_at", "this time is more than a day ahead: ask the source for its clock (C55)"),
        })?;
        let (source, reference) = (row.key("source")?, row.key("reference")?);
        Ok(Self { source, reference, account: row.key("account")?, amount, written, paid_at, kind })
    }

    /// What it moves toward the co-op.
    fn moves(&self) -> Cents {
        match self.kind {
            RowKind::Payment => self.amount,
            RowKind::Reversal => -self.amount,
        }
    }

    /// The row's own key, or that of the other kind with the same source and reference.
    fn key(&self, kind: RowKind) -> String {
        key(self.source, self.reference, kind)
    }

    fn content(&self) -> [u8; 32] {
        content_of(&[self.account, &self.amount.to_string(), &self.written.timestamp_millis().to_string()])
    }

    /// As a person finds it again: `web 7001`.
    fn name(&self) -> String {
        format!("{} {}", self.source, self.reference)
    }
}

fn kind_of(row: Row<'_>) -> Refused<RowKind> {
    match row.text("kind") {
        None | Some("payment") => Ok(RowKind::Payment),
        Some("reversal") => Ok(RowKind::Reversal),
        Some(TOTAL) => Err(bad("kind", "the total is the file's last row: what stands below it belongs to no sum")),
        Some(other) => Err(bad("kind", &format!("\"{other}\" is not one of: payment, reversal, total"))),
    }
}

fn key(source: &str, reference: &str, kind: RowKind) -> String {
    let kind = match kind {
        RowKind::Payment => "payment",
        RowKind::Reversal => "reversal",
    };
    format!("{source}\t{reference}\t{kind}")
}

/// The key of a row of which no more has to be right.
fn key_of(row: Row<'_>) -> Option<String> {
    Some(key(row.text("source")?, row.text("reference")?, kind_of(row).ok()?))
}

/// Where a payment goes.
struct Parts {
    split: Split,
    /// What a closed account does not owe goes back to the member.
    to_refund: Cents,
    /// The power should not have been cut (C13).
    wrongful_cut: bool,
}

/// What every row of a file is posted with.
struct Intake {
    book: BookId,
    series: String,
}

impl Intake {
    fn post(&self, act: &Act<'_>, row: &PaymentRow<'_>) -> Refused<Taken> {
        let facts = act.facts_of(row.account)?;
        let since = facts.account.opened_on;
        if act.now.at_instant(row.paid_at).day() < since {
            let why = format!("account {} is there since {since}: check the time and the account (C55)", row.account);
            return Err(bad("paid_at", &why));
        }
        let cut = cut_after(act, &facts, row.paid_at)?;
        let parts = parts_of(act, &facts, row, cut.as_ref())?;
        let id = facts.id();
        let lines = vec![
            (Side::Energy(id), parts.split.to_balance),
            (Side::Arrears(id), parts.split.to_arrears),
            (Side::Refund(id), parts.to_refund),
            (Side::own(OwnKind::External), -row.amount),
        ];
        let memo = format!("Payment, external ({})", row.name());
        let txn = act
            .post(TxnKind::Payment, self.book, memo, lines)?
            .ok_or_else(|| bad("amount", "nothing is paid: a payment is above 0.00"))?;
        let receipt = Receipt {
            id: ReceiptId(0),
            number: String::new().into(),
            kind: ReceiptKind::External,
            txn,
            at: act.now.at,
            paid_at: row.paid_at,
            office: None,
            drawer: None,
            operator: act.operator.id,
            amount: row.amount,
            change: Cents::ZERO,
            tenders: vec![Tender {
                method: Method::External,
                amount: row.amount,
                tendered: row.amount,
                check_number: None,
                reference: Some(row.name()),
                returned: None,
            }],
            allocations: vec![Allocation {
                account: id,
                to_energy: parts.split.to_balance,
                to_arrears: parts.split.to_arrears,
                to_other: parts.to_refund,
            }],
            undone: None,
        };
        let (receipt, _) = act.tx.add_receipt(&receipt, &self.series)?;
        self.remember(act, row, receipt)?;
        let after = facts.clone().credited(parts.split.to_balance, parts.split.to_arrears);
        act.balance_moved_by(&after, parts.wrongful_cut)?;
        report(act, &facts, row, &parts, cut.as_ref())?;
        act.tell_payment(&after, row.amount)?;
        Ok(Taken::Added)
    }

    /// Takes both legs of a payment back, wherever it was moved since: each move first, the last one first. One that a
    /// clerk took back before is only noted.
    fn reverse(&self, act: &Act<'_>, row: &PaymentRow<'_>) -> Refused<Taken> {
        let paid = act.tx.taken_in(TakenKind::Payment, &row.key(RowKind::Payment))?.and_then(|paid| paid.receipt);
        let paid = paid.ok_or_else(|| {
            let message = format!("{} was never taken in: there is nothing to reverse", row.name());
            Refusal::new(Code::UnknownPayment, message)
        })?;
        let receipts = with_its_moves(act, paid)?;
        check_same(act, &receipts[0], row)?;
        let last = &receipts[receipts.len() - 1];
        self.remember(act, row, last.id)?;
        if last.undone.is_some() {
            return Ok(Taken::Skipped);
        }
        let reason = format!("reversed by its source ({})", row.name());
        for receipt in receipts.iter().rev() {
            let memo = format!("Payment {} {reason}", receipt.number);
            let txn = act.take_back(receipt, self.book, TxnKind::Returned, &memo)?;
            if receipt.id == last.id {
                act.tx.undo_receipt(last.id, &reversed(act, &reason, txn))?;
            }
        }
        for part in receipts.iter().flat_map(|receipt| &receipt.allocations) {
            act.drop_unsent_reconnect(part.account)?;
            act.balance_moved(part.account, false)?;
        }
        for part in &last.allocations {
            act.tell_adjustment(&act.facts(part.account)?, -part.to_energy)?;
        }
        Ok(Taken::Added)
    }

    fn remember(&self, act: &Act<'_>, row: &PaymentRow<'_>, receipt: ReceiptId) -> Refused<()> {
        let taken = TakenIn { content: row.content(), receipt: Some(receipt) };
        act.tx.take_in(TakenKind::Payment, &row.key(row.kind), &taken, act.now.at)
    }
}

/// Divides a payment. Of what a closed account does not owe, nothing is lost: the source has taken it already, so it is
/// owed to the member (C14). One that was paid before the last cut may prove it wrong (C13).
fn parts_of(act: &Act<'_>, facts: &Facts, row: &PaymentRow<'_>, cut: Option<&Cut>) -> Refused<Parts> {
    let standing = facts.for_payment();
    let program = act.program();
    let taken = match standing.service {
        Service::Ended => row.amount.min((-standing.balance).or_zero() + standing.arrears),
        Service::On | Service::Off => row.amount,
    };
    let to_refund = row.amount - taken;
    let nothing = Split { to_arrears: Cents::ZERO, to_balance: Cents::ZERO };
    let (split, wrongful_cut) = match cut {
        _ if taken.is_zero() => (nothing, false),
        Some(cut) => {
            let late = standing.paid_before_cut(taken, cut.balance, program)?;
            (late.split, late.wrongful_cut)
        }
        None => (standing.split(taken, program)?, false),
    };
    Ok(Parts { split, to_refund, wrongful_cut })
}

/// A disconnect for non-payment, as it stood when it was decided.
struct Cut {
    decided_at: Instant,
    /// The balance it was decided on, with what was paid before it and came in since.
    balance: Cents,
}

/// The account's last disconnect, if the payment was made before it was decided.
fn cut_after(act: &Act<'_>, facts: &Facts, paid_at: Instant) -> Refused<Option<Cut>> {
    let made = |command: &SwitchCommand| {
        command.cause == Cause::Disconnect && (command.status == CommandStatus::Done || is_out(command))
    };
    let Some(command) = act.tx.commands_of(facts.id())?.into_iter().rev().find(made) else { return Ok(None) };
    if paid_at >= command.queued_at {
        return Ok(None);
    }
    let came_late = |receipt: &Receipt| {
        receipt.paid_at < command.queued_at && receipt.at > command.queued_at && receipt.undone.is_none()
    };
    let receipts = act.tx.receipts_of(facts.id())?;
    let late = receipts.iter().filter(|receipt| came_late(receipt)).flat_map(|receipt| &receipt.allocations);
    let late: Cents = late.filter(|part| part.account == facts.id()).map(|part| part.to_energy).sum();
    let decided_on = balance_of_evidence(&command).unwrap_or(facts.balances.energy - late);
    Ok(Some(Cut { decided_at: command.queued_at, balance: decided_on + late }))
}

/// Puts on the attention list what a person should know of a payment.
fn report(act: &Act<'_>, facts: &Facts, row: &PaymentRow<'_>, parts: &Parts, cut: Option<&Cut>) -> Refused<()> {
    let (amount, paid_at) = (row.amount.dollars(), act.moment(row.paid_at));
    if let Some(cut) = cut.filter(|_| parts.wrongful_cut) {
        let then = match facts.for_payment().service {
            Service::Off => "The power comes back at once: tell",
            Service::On => "The power is on again by now: tell",
            Service::Ended => "The account has ended since: talk to",
        };
        let text = format!(
            "Wrongful disconnect (C13): {amount} was paid at {paid_at} ({}), before the power was cut at {}, and came in \
             late. {then} the member, and ask the source why it was late.",
            row.name(),
            act.moment(cut.decided_at)
        );
        act.tx.attend(Some(facts.id()), "wrongful_disconnect", &text, act.today(), act.now.at)?;
    }
    if parts.to_refund > Cents::ZERO {
        let text = format!(
            "{amount} was paid at {paid_at} ({}) on an account that has ended: {} more than it owes waits to be refunded.",
            row.name(),
            parts.to_refund.dollars()
        );
        act.tx.attend(Some(facts.id()), "refund_due", &text, act.today(), act.now.at)?;
    }
    Ok(())
}

/// A reversal names the account and the amount of what it undoes.
fn check_same(act: &Act<'_>, original: &Receipt, row: &PaymentRow<'_>) -> Refused<()> {
    let account = act.tx.account(original.allocations[0].account)?.number;
    if account.as_str() == row.account && original.amount == row.amount {
        return Ok(());
    }
    let paid = format!("{} was {} on account {account}", row.name(), original.amount.dollars());
    let row = format!("{} on account {}", row.amount.dollars(), row.account);
    Err(Refusal::new(Code::ReversalDiffers, format!("{paid}, and the reversal says {row}: ask the source")))
}

/// A payment's receipts: its own, and one for each account it was moved to.
fn with_its_moves(act: &Act<'_>, paid: ReceiptId) -> Refused<Vec<Receipt>> {
    let mut receipts = vec![act.tx.receipt(paid)?];
    while let Some(UndoneRow { how: Undone::Moved, becomes: Some(next), .. }) = receipts[receipts.len() - 1].undone {
        receipts.push(act.tx.receipt(next)?);
    }
    Ok(receipts)
}

fn reversed(act: &Act<'_>, reason: &str, txn: TxnId) -> UndoneRow {
    UndoneRow {
        how: Undone::Reversed,
        at: act.now.at,
        day: act.today(),
        reason: reason.to_string(),
        operator: act.operator.id,
        approver: None,
        txn,
        becomes: None,
    }
}
