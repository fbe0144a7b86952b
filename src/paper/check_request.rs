//! The check request: a refund that accounting pays out as a check.

use super::letterhead::{AmountLine, Letterhead, weekday_text};
use super::page::{Document, Paper};
use super::sheet::Sheet;
use super::text::Style;
use crate::basics::{AccountNo, Cents, Day};

/// A refund owed to a member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckRequest {
    /// The request's own number.
    pub number: String,
    pub day: Day,
    pub account: AccountNo,
    /// To whom the check is made out.
    pub payee: String,
    /// Where it is mailed, a line each.
    pub address: Vec<String>,
    /// What the refund is made of.
    pub lines: Vec<AmountLine>,
    pub reason: String,
    pub requested_by: String,
    /// The second person.
    pub approved_by: String,
    /// The co-op's own account number for refunds, if its terms name one.
    pub gl_account: Option<String>,
}

impl CheckRequest {
    /// What the check is written for.
    #[must_use]
    pub fn amount(&self) -> Cents {
        self.lines.iter().map(|line| line.amount).sum()
    }

    /// The paper, ready to become a PDF.
    #[must_use]
    pub fn lay_out(&self, head: &Letterhead) -> Document {
        let mut sheet = Sheet::new(Paper::Letter, head, format!("Check request {}", self.number));
        sheet.opening(&format!("Check request {}", self.number), &weekday_text(self.day));
        let address = self.address.join("\n");
        sheet.facts(&[
            ("Pay to", self.payee.as_str()),
            ("Mail to", &address),
            ("Account", self.account.as_str()),
            ("For", &self.reason),
            ("Charge to", self.gl_account.as_deref().unwrap_or_default()),
        ]);
        sheet.heading("Amount");
        for line in &self.lines {
            sheet.pair((&line.text, Style::BODY), (&line.amount.dollars(), Style::BODY));
        }
        sheet.rule();
        let strong = Style::BOLD.scaled(1.3);
        sheet.pair(("Check for", strong), (&self.amount().dollars(), strong));
        sheet.gap(16.0);
        sheet.facts(&[("Requested by", self.requested_by.as_str()), ("Approved by", &self.approved_by)]);
        sheet.gap(34.0);
        sheet.text(
            Style::QUIET,
            "Check number ____________________      Date ____________________      Paid by ____________________",
        );
        sheet.finish()
    }
}
