//! What every paper of an office has in common, and how its times are written.

use crate::basics::{Cents, Day, Instant, Now};

/// Whose paper it is, from where, and when it is made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letterhead {
    /// The co-op's name.
    pub utility: String,
    /// The office it comes from.
    pub office: String,
    pub phone: Option<String>,
    /// A practice office: every page says that nothing on it is real.
    pub practice: bool,
    /// The rates are samples: every page says so.
    pub sample_rates: bool,
    /// When the paper is made. Its zone is the one that all times on it are written in.
    pub now: Now,
}

impl Letterhead {
    /// `Mon Nov 30, 2026, 2:14 PM` in the program's zone.
    #[must_use]
    pub fn time(&self, at: Instant) -> String {
        self.now.at_instant(at).local().format("%a %b %-d, %Y, %-I:%M %p").to_string()
    }

    /// `Nov 30 2:14 PM`: where the year is plain and room is short.
    #[must_use]
    pub fn short_time(&self, at: Instant) -> String {
        self.now.at_instant(at).local().format("%b %-d %-I:%M %p").to_string()
    }

    /// `Nov 30 10:00:04 AM`: where seconds count.
    #[must_use]
    pub fn exact_time(&self, at: Instant) -> String {
        self.now.at_instant(at).local().format("%b %-d %-I:%M:%S %p").to_string()
    }

    /// What the band at the top of every page says, if there must be one.
    pub(super) fn band(&self) -> Option<&'static str> {
        match (self.practice, self.sample_rates) {
            (true, true) => Some("PRACTICE OFFICE · nothing here is real · rates are samples"),
            (true, false) => Some("PRACTICE OFFICE · nothing here is real"),
            (false, true) => Some("RATES ARE SAMPLES · to be replaced by the cooperative's own"),
            (false, false) => None,
        }
    }

    /// The office and the phone, on one line.
    pub(super) fn place(&self) -> String {
        match &self.phone {
            Some(phone) => format!("{} office · {phone}", self.office),
            None => format!("{} office", self.office),
        }
    }
}

/// `Nov 30, 2026`.
#[must_use]
pub fn day_text(day: Day) -> String {
    day.format("%b %-d, %Y").to_string()
}

/// `Mon Nov 30, 2026`.
#[must_use]
pub fn weekday_text(day: Day) -> String {
    day.format("%a %b %-d, %Y").to_string()
}

/// An amount in a column: `1,234.50`, `−0.56`. The column's head or total carries the dollar sign.
pub(super) fn column_amount(amount: Cents) -> String {
    amount.dollars().replacen('$', "", 1)
}

/// One amount with its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AmountLine {
    pub text: String,
    pub amount: Cents,
}

impl AmountLine {
    #[must_use]
    pub fn new(text: impl Into<String>, amount: Cents) -> Self {
        Self { text: text.into(), amount }
    }
}
