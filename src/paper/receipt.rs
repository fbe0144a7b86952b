//! The receipt: what was paid, how, where it went, and what it did for the power.

use super::letterhead::{AmountLine, Letterhead};
use super::page::{Document, Ink, Paper};
use super::sheet::Sheet;
use super::text::{Align, Style};
use crate::basics::{AccountNo, Cents, Instant, ReceiptNo};

/// One receipt: 1–n tenders, 1–n accounts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// Gapless within its office.
    pub number: ReceiptNo,
    pub clerk: String,
    /// When it was taken; a reprint keeps it.
    pub at: Instant,
    pub tenders: Vec<Tender>,
    /// Cash given back. What was tendered less this is what was paid.
    pub change: Cents,
    pub allocations: Vec<Allocation>,
    pub copy: Option<Reprint>,
    pub void: Option<Voided>,
}

/// One means of payment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tender {
    /// `Cash`, `Check`, `Money order`, `Card`.
    pub method: String,
    /// `number 2291`, `ending 4242`; None for cash.
    pub detail: Option<String>,
    /// What was handed over, before change.
    pub amount: Cents,
}

/// What one account got.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allocation {
    pub account: AccountNo,
    pub name: String,
    pub service_address: String,
    /// Where the money went: to electricity, to the past-due plan, to a fee or the membership.
    pub lines: Vec<AmountLine>,
    /// The Advance Pay balance after it.
    pub balance: Cents,
    /// The past-due plan after it; None where there is none.
    pub arrears: Option<Cents>,
    pub power: Power,
}

/// What the payment did for the power.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Power {
    On,
    ReconnectRequested,
    /// It stays off until so much more is paid.
    Needed(Cents),
    /// Anything else, in a sentence: a hold, a button to press, a closed account.
    Other(String),
}

/// A reprint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reprint {
    pub printed: Instant,
    pub by: String,
}

/// The receipt was voided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Voided {
    pub at: Instant,
    pub by: String,
    pub approved_by: String,
    pub reason: String,
}

impl Receipt {
    /// What was paid: tendered less change.
    #[must_use]
    pub fn paid(&self) -> Cents {
        self.tenders.iter().map(|tender| tender.amount).sum::<Cents>() - self.change
    }

    /// The receipt on the roll or on half a letter page.
    #[must_use]
    pub fn lay_out(&self, paper: Paper, head: &Letterhead) -> Document {
        let mut sheet = Sheet::new(paper, head, format!("Receipt {}", self.number));
        self.opening(&mut sheet);
        self.marks(&mut sheet);
        for allocation in &self.allocations {
            allocation.lay_out(&mut sheet, self.allocations.len() > 1);
        }
        self.tenders(&mut sheet);
        sheet.gap(6.0);
        sheet.rule();
        sheet.text(Style::SMALL.align(Align::Center), "Please keep this receipt. Thank you.");
        sheet.finish()
    }

    fn opening(&self, sheet: &mut Sheet) {
        let head = sheet.head;
        let name = Style::BOLD.scaled(1.3).align(Align::Center);
        sheet.text(name, &head.utility);
        sheet.text(Style::SMALL.align(Align::Center), &head.place());
        sheet.rule();
        sheet.pair(("Receipt", Style::BOLD.scaled(1.2)), (self.number.as_str(), Style::BOLD.scaled(1.2)));
        sheet.text(Style::QUIET, &format!("{} · {}", head.time(self.at), self.clerk));
        sheet.gap(3.0);
    }

    fn marks(&self, sheet: &mut Sheet) {
        let head = sheet.head;
        if let Some(void) = &self.void {
            let who =
                format!("{} by {}, approved by {}: {}", head.time(void.at), void.by, void.approved_by, void.reason);
            sheet.callout(Ink::Red, Ink::SoftRed, "VOID · this receipt counts for nothing", &who);
        }
        if let Some(copy) = &self.copy {
            let when = format!("Printed again {} by {}.", head.time(copy.printed), copy.by);
            sheet.callout(Ink::Amber, Ink::SoftAmber, "COPY", &when);
        }
    }

    fn tenders(&self, sheet: &mut Sheet) {
        sheet.rule();
        for tender in &self.tenders {
            let text = match &tender.detail {
                Some(detail) => format!("{}, {detail}", tender.method),
                None => tender.method.clone(),
            };
            sheet.pair((&text, Style::BODY), (&tender.amount.dollars(), Style::BODY));
        }
        if !self.change.is_zero() {
            sheet.pair(("Change given", Style::BODY), ((-self.change).dollars().as_str(), Style::BODY));
        }
        sheet.pair(("Paid", Style::BOLD.scaled(1.25)), (&self.paid().dollars(), Style::BOLD.scaled(1.25)));
    }
}

impl Allocation {
    fn lay_out(&self, sheet: &mut Sheet, with_sum: bool) {
        sheet.ensure(110.0);
        sheet.rule();
        sheet.text(Style::BOLD, &self.name);
        sheet.text(Style::QUIET, &format!("Account {} · {}", self.account, self.service_address));
        sheet.gap(3.0);
        for line in &self.lines {
            sheet.pair((&line.text, Style::BODY), (&line.amount.dollars(), Style::BODY));
        }
        if with_sum {
            let sum: Cents = self.lines.iter().map(|line| line.amount).sum();
            sheet.pair(("To this account", Style::BOLD), (&sum.dollars(), Style::BOLD));
        }
        sheet.gap(3.0);
        sheet.pair(("Advance Pay balance now", Style::BOLD), (&self.balance.dollars(), Style::BOLD));
        if let Some(arrears) = self.arrears {
            sheet.pair(("Past-due plan left", Style::BODY), (&arrears.dollars(), Style::BODY));
        }
        sheet.gap(4.0);
        self.power.lay_out(sheet);
    }
}

impl Power {
    /// The sentence on the receipt.
    #[must_use]
    pub fn sentence(&self) -> String {
        match self {
            Self::On => "Power is on".to_string(),
            Self::ReconnectRequested => "Reconnect requested".to_string(),
            Self::Needed(amount) => format!("{} more is needed to reconnect", amount.dollars()),
            Self::Other(sentence) => sentence.clone(),
        }
    }

    fn lay_out(&self, sheet: &mut Sheet) {
        let (ink, ground) = match self {
            Self::On | Self::ReconnectRequested => (Ink::Green, Ink::SoftGreen),
            Self::Needed(_) => (Ink::Red, Ink::SoftRed),
            Self::Other(_) => (Ink::Amber, Ink::SoftAmber),
        };
        sheet.callout(ink, ground, &self.sentence(), "");
    }
}
