//! The day's list: who is disconnected and who is held, each row with its reason.

use super::letterhead::{Letterhead, column_amount, weekday_text};
use super::page::{Document, Ink, Paper};
use super::sheet::Sheet;
use super::table::Table;
use super::text::{Align, Style};
use crate::basics::{AccountNo, Cents, Day, Instant};

/// The list of one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DisconnectList {
    pub day: Day,
    pub made: Instant,
    /// Why the whole list waits for a person, if it does.
    pub waits: Option<String>,
    pub cut: Vec<Row>,
    /// Met the condition, and is not cut: a gate or a hold stands.
    pub held: Vec<Row>,
}

/// One service on the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    pub account: AccountNo,
    pub name: String,
    pub service_address: String,
    pub balance: Cents,
    pub last_read: Day,
    pub reason: String,
}

impl DisconnectList {
    /// The paper, ready to become a PDF.
    #[must_use]
    pub fn lay_out(&self, head: &Letterhead) -> Document {
        let mut sheet = Sheet::new(Paper::Letter, head, format!("Disconnect list · {}", self.day));
        let about = format!("{} · made {}", weekday_text(self.day), head.time(self.made));
        sheet.opening("Disconnect list", &about);
        if let Some(why) = &self.waits {
            sheet.callout(Ink::Amber, Ink::SoftAmber, "The list waits for a person", why);
        }
        rows(&mut sheet, "To be disconnected", &self.cut, "Nobody is disconnected today.");
        rows(&mut sheet, "Held", &self.held, "Nobody is held.");
        sheet.gap(4.0);
        sheet.text(Style::SMALL, "A balance and its holds are checked once more when a command is queued; a payment in between takes a row off.");
        sheet.finish()
    }
}

fn rows(sheet: &mut Sheet, title: &str, rows: &[Row], empty: &str) {
    sheet.heading(&format!("{title} · {}", rows.len()));
    let columns = [
        ("Account", Align::Left),
        ("Member and service", Align::Left),
        ("Last read", Align::Left),
        ("Reason", Align::Left),
        ("Balance", Align::Right),
    ];
    let mut table = Table::new(&columns, empty);
    for row in rows {
        let member = format!("{}\n{}", row.name, row.service_address);
        let read = row.last_read.format("%b %-d").to_string();
        table.row([row.account.to_string(), member, read, row.reason.clone(), column_amount(row.balance)]);
    }
    sheet.table(&table);
}
