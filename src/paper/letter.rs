//! Letters: the final notice at closing, and any other that a co-op's folder holds.

use super::letterhead::{AmountLine, Letterhead};
use super::page::{Document, Paper};
use super::sheet::Sheet;
use super::text::{Run, Style};
use crate::basics::{AccountNo, Cents, Day};

/// A letter to a member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// `Final notice`.
    pub subject: String,
    pub date: Day,
    /// Name and address, a line each.
    pub to: Vec<String>,
    pub account: AccountNo,
    pub service_address: String,
    pub paragraphs: Vec<Vec<Run>>,
    /// How the account was settled, if the letter tells it.
    pub settlement: Option<Settlement>,
    /// Who signs.
    pub from: String,
}

/// How a closed account comes out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settlement {
    /// The balance, the membership applied, the past-due plan: what adds up to the outcome.
    pub lines: Vec<AmountLine>,
    /// Positive: the member is owed a refund. Negative: the member owes it.
    pub outcome: Cents,
}

impl Letter {
    /// The paper, ready to become a PDF.
    #[must_use]
    pub fn lay_out(&self, head: &Letterhead) -> Document {
        let mut sheet = Sheet::new(Paper::Letter, head, format!("{} · account {}", self.subject, self.account));
        let name = Style::BOLD.scaled(1.15).ink(super::Ink::Green);
        sheet.pair((&head.utility, name), (&head.place(), Style::SMALL));
        sheet.rule();
        sheet.gap(40.0);
        for line in &self.to {
            sheet.text(Style::BODY.scaled(1.05), line);
        }
        sheet.gap(30.0);
        sheet.text(Style::QUIET, &self.date.format("%B %-d, %Y").to_string());
        sheet.gap(10.0);
        sheet.text(Style::BOLD.scaled(1.4), &self.subject);
        sheet.text(Style::QUIET, &format!("Account {} · {}", self.account, self.service_address));
        sheet.gap(12.0);
        for paragraph in &self.paragraphs {
            sheet.runs(Style::BODY, paragraph);
            sheet.gap(8.0);
        }
        if let Some(settlement) = &self.settlement {
            settlement.lay_out(&mut sheet);
        }
        sheet.gap(18.0);
        sheet.ensure(40.0);
        sheet.text(Style::BODY, &self.from);
        sheet.text(Style::BODY, &head.utility);
        sheet.finish()
    }
}

impl Settlement {
    fn lay_out(&self, sheet: &mut Sheet) {
        sheet.heading("How the account was settled");
        for line in &self.lines {
            sheet.pair((&line.text, Style::BODY), (&line.amount.dollars(), Style::BODY));
        }
        sheet.rule();
        let words = match self.outcome {
            Cents(1..) => "We owe you",
            Cents(0) => "Nothing is owed",
            Cents(_) => "You owe",
        };
        sheet.pair((words, Style::BOLD.scaled(1.15)), (&self.outcome.abs().dollars(), Style::BOLD.scaled(1.15)));
    }
}
