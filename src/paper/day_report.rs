//! The day report: an X report while the day is open, the Z report when it is closed.

use super::letterhead::{AmountLine, Letterhead, column_amount, weekday_text};
use super::page::{Document, Ink, Paper};
use super::sheet::Sheet;
use super::table::Table;
use super::text::{Align, Style};
use crate::basics::{Cents, Day, Instant, ReceiptNo};

/// What an office took in on one book day, and whether it was there when counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayReport {
    pub day: Day,
    pub standing: Standing,
    pub drawers: Vec<Drawer>,
    /// Receipts given: how many, the first, the last.
    pub receipts: Option<Receipts>,
    /// What was taken by method: cash, check, money order, card, external.
    pub by_method: Vec<Total>,
    /// Where it went: electricity, past-due plan, membership, fees, deposits.
    pub by_kind: Vec<Total>,
    pub voids: Vec<Reversal>,
    pub returns: Vec<Reversal>,
    /// Petty cash paid out of drawers.
    pub paid_outs: Vec<Movement>,
    /// Safe drops and hand-overs.
    pub drops: Vec<Movement>,
    pub deposit: Option<Deposit>,
    /// The card terminal's own total beside ours.
    pub card_batch: Option<CardBatch>,
    /// The head of the ledger's seal chain after the day's last posting, in hex.
    pub chain_head: String,
    /// How many seals the chain has.
    pub chain_length: u64,
}

/// Whether the day goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// X report: the day goes on.
    Open,
    /// Z report.
    Closed { at: Instant, by: String },
}

/// One drawer, by operator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawer {
    pub name: String,
    pub operator: String,
    pub float: Cents,
    /// Cash that should be in it. None until its count is final: the count is blind.
    pub expected: Option<Cents>,
    /// None until it is counted.
    pub counted: Option<Cents>,
}

/// The receipts given: gapless, so the numbers say how many.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipts {
    pub count: u32,
    pub first: ReceiptNo,
    pub last: ReceiptNo,
}

/// One line of a breakdown: how many receipts, and what they come to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Total {
    pub text: String,
    pub count: u32,
    pub amount: Cents,
}

/// A receipt that was voided, or a payment that came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reversal {
    pub receipt: ReceiptNo,
    pub at: Instant,
    pub amount: Cents,
    pub by: String,
    pub approved_by: String,
    pub reason: String,
}

/// Cash that left a drawer otherwise than as change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Movement {
    pub drawer: String,
    pub at: Instant,
    pub text: String,
    pub amount: Cents,
}

/// What went to the bank: one bag, a line for cash, checks and money orders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deposit {
    /// The bag's number.
    pub bag: String,
    pub lines: Vec<AmountLine>,
}

/// Two sums that must be one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CardBatch {
    /// What the terminal's batch says.
    pub terminal: Cents,
    /// What our receipts by card come to.
    pub ours: Cents,
}

impl Drawer {
    /// Over (positive) or short (negative), once it is counted.
    #[must_use]
    pub fn over_short(&self) -> Option<Cents> {
        Some(self.counted? - self.expected?)
    }
}

impl DayReport {
    /// The paper, ready to become a PDF.
    #[must_use]
    pub fn lay_out(&self, head: &Letterhead) -> Document {
        let (kind, about) = match &self.standing {
            Standing::Open => ("X report", format!("The day is open. As of {}.", head.time(head.now.at))),
            Standing::Closed { at, by } => ("Z report", format!("Closed {} by {by}.", head.time(*at))),
        };
        let day = weekday_text(self.day);
        let mut sheet = Sheet::new(Paper::Letter, head, format!("{kind} · {} · {day}", head.office));
        sheet.opening(&format!("{kind} · {day}"), &about);
        self.taken(&mut sheet);
        self.drawers(&mut sheet);
        self.bank(&mut sheet);
        self.reversals(&mut sheet);
        movements(&mut sheet, "Paid-outs", &self.paid_outs, "No paid-outs.");
        movements(&mut sheet, "Safe drops and hand-overs", &self.drops, "No drops and no hand-overs.");
        self.seal(&mut sheet);
        sheet.finish()
    }

    fn taken(&self, sheet: &mut Sheet) {
        let range = match &self.receipts {
            Some(receipts) => {
                format!("{} receipts, {} to {}", receipts.count, receipts.first, receipts.last)
            }
            None => "No receipts yet".to_string(),
        };
        sheet.facts(&[("Receipts", range.as_str())]);
        totals(sheet, "Taken by method", &self.by_method);
        totals(sheet, "Where it went", &self.by_kind);
    }

    fn drawers(&self, sheet: &mut Sheet) {
        sheet.heading("Drawers");
        let columns = [
            ("Drawer", Align::Left),
            ("Operator", Align::Left),
            ("Float", Align::Right),
            ("Expected", Align::Right),
            ("Counted", Align::Right),
            ("Over / short", Align::Right),
        ];
        let mut table = Table::new(&columns, "No drawer was opened.");
        for drawer in &self.drawers {
            let known = |amount: Option<Cents>| amount.map_or_else(|| "not counted".to_string(), column_amount);
            table.row([
                drawer.name.clone(),
                drawer.operator.clone(),
                column_amount(drawer.float),
                drawer.counted.and(drawer.expected).map_or_else(|| "–".to_string(), column_amount),
                known(drawer.counted),
                drawer.over_short().map_or_else(|| "–".to_string(), signed),
            ]);
        }
        if self.drawers.len() > 1 && self.drawers.iter().all(|drawer| drawer.over_short().is_some()) {
            let sum: Cents = self.drawers.iter().filter_map(Drawer::over_short).sum();
            table.total(["All drawers", "", "", "", "", &signed(sum)]);
        }
        sheet.table(&table);
    }

    fn bank(&self, sheet: &mut Sheet) {
        sheet.heading("Bank deposit and card terminal");
        match &self.deposit {
            Some(deposit) => {
                let mut table =
                    Table::new(&[("Deposit", Align::Left), ("Amount", Align::Right)], "Nothing was deposited.");
                for line in &deposit.lines {
                    table.row([line.text.clone(), column_amount(line.amount)]);
                }
                let sum: Cents = deposit.lines.iter().map(|line| line.amount).sum();
                table.total([format!("Bag {}", deposit.bag), sum.dollars()]);
                sheet.table(&table);
            }
            None => sheet.text(Style::QUIET, "No bank deposit yet."),
        }
        match &self.card_batch {
            Some(batch) if batch.terminal == batch.ours => {
                sheet.pair(
                    ("✓ The card terminal's batch agrees", Style::BODY),
                    (&batch.terminal.dollars(), Style::BODY),
                );
            }
            Some(batch) => {
                let rest = format!("Terminal {}, receipts {}.", batch.terminal.dollars(), batch.ours.dollars());
                let title = format!("The card terminal's batch differs by {}", (batch.terminal - batch.ours).dollars());
                sheet.callout(Ink::Red, Ink::SoftRed, &title, &rest);
            }
            None => sheet.text(Style::QUIET, "The card terminal's batch has not been compared."),
        }
    }

    fn reversals(&self, sheet: &mut Sheet) {
        for (title, rows, empty) in [
            ("Voids", &self.voids, "No receipt was voided."),
            ("Returned payments", &self.returns, "No payment came back."),
        ] {
            sheet.heading(title);
            let columns = [
                ("Receipt", Align::Left),
                ("When", Align::Left),
                ("By, approved by", Align::Left),
                ("Reason", Align::Left),
                ("Amount", Align::Right),
            ];
            let mut table = Table::new(&columns, empty);
            for row in rows {
                table.row([
                    row.receipt.to_string(),
                    sheet.head.short_time(row.at),
                    format!("{}, {}", row.by, row.approved_by),
                    row.reason.clone(),
                    column_amount(row.amount),
                ]);
            }
            sheet.table(&table);
        }
    }

    fn seal(&self, sheet: &mut Sheet) {
        sheet.ensure(120.0);
        sheet.heading("Seal of the ledger");
        for line in grouped(&self.chain_head) {
            sheet.text(Style::BOLD.scaled(1.05), &line);
        }
        sheet.gap(2.0);
        let how = format!(
            "This is the head of the chain that seals every posting; it has {} seals. Keep this page. To compare paper and file, run \
             verify with --head, the characters above without spaces, and --day {}: it says whether anything up to this day was changed.",
            self.chain_length, self.day
        );
        sheet.text(Style::SMALL, &how);
    }
}

fn totals(sheet: &mut Sheet, title: &str, totals: &[Total]) {
    sheet.heading(title);
    let mut table =
        Table::new(&[("", Align::Left), ("How many", Align::Right), ("Amount", Align::Right)], "Nothing yet.");
    for total in totals {
        table.row([total.text.clone(), total.count.to_string(), column_amount(total.amount)]);
    }
    if !totals.is_empty() {
        let sum: Cents = totals.iter().map(|total| total.amount).sum();
        table.total(["Total".to_string(), String::new(), sum.dollars()]);
    }
    sheet.table(&table);
}

fn movements(sheet: &mut Sheet, title: &str, rows: &[Movement], empty: &str) {
    sheet.heading(title);
    let columns = [("Drawer", Align::Left), ("When", Align::Left), ("What", Align::Left), ("Amount", Align::Right)];
    let mut table = Table::new(&columns, empty);
    for row in rows {
        table.row([row.drawer.clone(), sheet.head.short_time(row.at), row.text.clone(), column_amount(row.amount)]);
    }
    sheet.table(&table);
}

/// `+0.25`, `−1.00`, `0.00`: the sign says over or short.
fn signed(amount: Cents) -> String {
    if amount > Cents::ZERO { format!("+{}", column_amount(amount)) } else { column_amount(amount) }
}

/// A hash in groups of eight, four groups a line: as a person compares it.
fn grouped(hash: &str) -> Vec<String> {
    let letters: Vec<char> = hash.chars().collect();
    let group = |group: &[char]| group.iter().collect::<String>();
    let line = |line: &[char]| line.chunks(8).map(group).collect::<Vec<_>>().join(" ");
    letters.chunks(32).map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_drawer_is_over_or_short_only_once_it_is_counted() {
        let drawer = Drawer {
            name: "1".into(),
            operator: "D. Park".into(),
            float: Cents(100_00),
            expected: Some(Cents(743_75)),
            counted: None,
        };
        assert_eq!(drawer.over_short(), None);
        assert_eq!(Drawer { counted: Some(Cents(743_50)), ..drawer }.over_short(), Some(Cents(-25)));
    }

    #[test]
    fn a_hash_is_grouped_for_the_eye() {
        assert_eq!(grouped(&"0123456789abcdef".repeat(4))[1], "01234567 89abcdef 01234567 89abcdef");
    }
}
