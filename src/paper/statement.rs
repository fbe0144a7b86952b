//! The statement: an account's ledger over a period, so that every cent can be followed.

use super::letterhead::{Letterhead, column_amount, day_text};
use super::page::{Document, Paper};
use super::sheet::Sheet;
use super::table::Table;
use super::text::{Align, Style};
use crate::basics::{AccountNo, Cents, Day};

/// An account from one day to another, both included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    pub account: AccountNo,
    pub name: String,
    pub mailing_address: String,
    pub service_address: String,
    pub from: Day,
    pub to: Day,
    /// The balance before the first entry.
    pub opening: Cents,
    /// Oldest first.
    pub entries: Vec<Entry>,
    /// The past-due plan at the end; None where there is none.
    pub arrears: Option<Cents>,
}

/// One line of the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub day: Day,
    /// `34.1 kWh · availability $0.95`, `Payment, cash · R-C-004118`.
    pub text: String,
    /// As it moves the balance.
    pub amount: Cents,
    /// The balance after it.
    pub balance: Cents,
}

impl Statement {
    /// The balance after the last entry.
    #[must_use]
    pub fn closing(&self) -> Cents {
        self.entries.last().map_or(self.opening, |entry| entry.balance)
    }

    /// The paper, ready to become a PDF.
    #[must_use]
    pub fn lay_out(&self, head: &Letterhead) -> Document {
        let period = format!("{} to {}", day_text(self.from), day_text(self.to));
        let mut sheet = Sheet::new(Paper::Letter, head, format!("Statement · account {} · {period}", self.account));
        sheet.opening("Statement", &period);
        sheet.facts(&[
            ("Account", self.account.as_str()),
            ("Member", &self.name),
            ("Mailing address", &self.mailing_address),
            ("Service", &self.service_address),
        ]);
        self.summary(&mut sheet);
        self.entries(&mut sheet);
        sheet.finish()
    }

    fn summary(&self, sheet: &mut Sheet) {
        let sum = |keep: fn(&&Entry) -> bool| self.entries.iter().filter(keep).map(|entry| entry.amount).sum::<Cents>();
        let (credits, charges) = (sum(|entry| entry.amount > Cents::ZERO), sum(|entry| entry.amount < Cents::ZERO));
        sheet.gap(8.0);
        let start = format!("Balance at the start of {}", day_text(self.from));
        for (text, amount) in [(start.as_str(), self.opening), ("Payments and credits", credits), ("Charges", charges)]
        {
            sheet.pair((text, Style::BODY), (&amount.dollars(), Style::BODY));
        }
        sheet.rule();
        let strong = Style::BOLD.scaled(1.15);
        let end = format!("Balance at the end of {}", day_text(self.to));
        sheet.pair((&end, strong), (&self.closing().dollars(), strong));
        if let Some(arrears) = self.arrears {
            sheet.pair(("Past-due plan left", Style::BODY), (&arrears.dollars(), Style::BODY));
        }
    }

    fn entries(&self, sheet: &mut Sheet) {
        sheet.heading("Every entry");
        let columns =
            [("Day", Align::Left), ("What", Align::Left), ("Amount", Align::Right), ("Balance", Align::Right)];
        let mut table = Table::new(&columns, "Nothing was charged and nothing was paid.");
        for entry in &self.entries {
            table.row([
                day_text(entry.day),
                entry.text.clone(),
                column_amount(entry.amount),
                column_amount(entry.balance),
            ]);
        }
        sheet.table(&table);
    }
}
