//! The reconnect quote: the one payment that brings the power back (R33, C7).

use super::letterhead::{AmountLine, Letterhead, weekday_text};
use super::page::{Document, Ink, Paper};
use super::sheet::Sheet;
use super::text::Style;
use crate::basics::{AccountNo, Cents, Day, Instant};

/// One number, and what it is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReconnectQuote {
    pub account: AccountNo,
    pub name: String,
    pub service_address: String,
    pub disconnected_on: Day,
    /// What one payment must be.
    pub to_reconnect: Cents,
    /// What it is made of: outstanding balance, minimum credit, share to the past-due plan.
    pub lines: Vec<AmountLine>,
    /// The last day before the account closes; None where the terms never close it.
    pub closes_after: Option<Day>,
    /// When the number was true: charges of later days add to it.
    pub as_of: Instant,
    /// Where and how it can be paid.
    pub how_to_pay: String,
}

impl ReconnectQuote {
    /// The paper, ready to become a PDF.
    #[must_use]
    pub fn lay_out(&self, head: &Letterhead) -> Document {
        let mut sheet = Sheet::new(Paper::HalfLetter, head, format!("Reconnect quote · account {}", self.account));
        sheet.opening("To bring the power back", &format!("As of {}", head.time(self.as_of)));
        let off = weekday_text(self.disconnected_on);
        sheet.facts(&[
            ("Account", self.account.as_str()),
            ("Member", &self.name),
            ("Service", &self.service_address),
            ("Disconnected", &off),
        ]);
        sheet.gap(16.0);
        sheet.text(Style::QUIET, "One payment that reconnects now");
        sheet.text(Style::BOLD.scaled(3.4).ink(Ink::Green), &self.to_reconnect.dollars());
        sheet.gap(10.0);
        for line in &self.lines {
            sheet.pair((&line.text, Style::BODY), (&line.amount.dollars(), Style::BODY));
        }
        sheet.rule();
        sheet.pair(("Together", Style::BOLD), (&self.to_reconnect.dollars(), Style::BOLD));
        sheet.gap(10.0);
        sheet.text(Style::BODY, &self.how_to_pay);
        sheet.gap(6.0);
        if let Some(day) = self.closes_after {
            let title = format!("The account closes at the end of {}", weekday_text(day));
            sheet.callout(
                Ink::Amber,
                Ink::SoftAmber,
                &title,
                "After that, service starts again only as a new account.",
            );
        }
        sheet.text(Style::SMALL, "The charges of the days to come add to this amount.");
        sheet.finish()
    }
}
