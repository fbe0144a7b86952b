//! The evidence of a cut: why this service was disconnected, on what the decision stood, and what was seen.

use super::letterhead::{Letterhead, weekday_text};
use super::page::{Document, Paper};
use super::sheet::Sheet;
use super::table::Table;
use super::text::{Align, Style};
use crate::basics::{AccountNo, Cents, Day, Instant, Kwh, MeterNo};

/// Everything a decision to disconnect stood on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    pub account: AccountNo,
    pub name: String,
    pub service_address: String,
    pub meter: MeterNo,
    /// The day of the list.
    pub day: Day,
    /// The reason in one sentence: `The balance was at or below $0.00 at 10:00 AM.`
    pub reason: String,
    /// The balance that decided.
    pub balance: Cents,
    /// The terms' clause: `FAQ 9, 10, 11, 14; C1`.
    pub clause: String,
    /// Which terms were in force.
    pub terms: String,
    /// The last reads, oldest first.
    pub reads: Vec<Read>,
    /// Every safety gate, passed or not.
    pub gates: Vec<Gate>,
    /// Who released it; None where the terms cut without a person's review.
    pub released_by: Option<String>,
    /// Commands sent and states seen, oldest first.
    pub steps: Vec<Step>,
}

/// One register read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Read {
    pub day: Day,
    pub register: Kwh,
    /// `actual`, `estimated`, `spread`.
    pub quality: String,
}

/// One safety gate, and what it found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gate {
    pub text: String,
    pub found: String,
    pub passed: bool,
}

/// One thing that happened at the switch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    pub at: Instant,
    pub what: String,
    /// The raw answer, or the state that was seen.
    pub answer: String,
}

impl Evidence {
    /// The paper, ready to become a PDF.
    #[must_use]
    pub fn lay_out(&self, head: &Letterhead) -> Document {
        let mut sheet =
            Sheet::new(Paper::Letter, head, format!("Disconnect evidence · account {} · {}", self.account, self.day));
        sheet.opening("Why this service was disconnected", &weekday_text(self.day));
        self.decision(&mut sheet);
        self.reads(&mut sheet);
        self.gates(&mut sheet);
        self.steps(&mut sheet);
        sheet.finish()
    }

    fn decision(&self, sheet: &mut Sheet) {
        let account = format!("{} · {}", self.account, self.name);
        let service = format!("{} · meter {}", self.service_address, self.meter);
        let balance = self.balance.dollars();
        let released = self.released_by.clone().unwrap_or_else(|| "by itself, as the terms state".to_string());
        sheet.facts(&[
            ("Account", account.as_str()),
            ("Service", &service),
            ("Reason", &self.reason),
            ("Balance that decided", &balance),
            ("Clause", &self.clause),
            ("Terms", &self.terms),
            ("Released", &released),
        ]);
    }

    fn reads(&self, sheet: &mut Sheet) {
        sheet.heading("Reads");
        let mut table = Table::new(
            &[("Day", Align::Left), ("Quality", Align::Left), ("Register, kWh", Align::Right)],
            "No read is on record.",
        );
        for read in &self.reads {
            table.row([weekday_text(read.day), read.quality.clone(), read.register.to_string()]);
        }
        sheet.table(&table);
    }

    fn gates(&self, sheet: &mut Sheet) {
        sheet.heading("Safety gates");
        let mut table =
            Table::new(&[("", Align::Left), ("Gate", Align::Left), ("Found", Align::Left)], "No gate applied.");
        for gate in &self.gates {
            table.row([if gate.passed { "✓ passed" } else { "✗ held" }, &gate.text, &gate.found]);
        }
        sheet.table(&table);
    }

    fn steps(&self, sheet: &mut Sheet) {
        sheet.heading("Commands and states seen");
        let mut table = Table::new(
            &[("When", Align::Left), ("What", Align::Left), ("Answer or state", Align::Left)],
            "No command was sent.",
        );
        for step in &self.steps {
            table.row([sheet.head.exact_time(step.at), step.what.clone(), step.answer.clone()]);
        }
        sheet.table(&table);
        sheet.text(Style::SMALL, "Disconnected is when the switch was seen open, not when the command was sent.");
    }
}
