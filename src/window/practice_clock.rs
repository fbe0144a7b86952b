//! The time of a practice office.

use std::time::Instant;

use chrono::{NaiveDateTime, TimeDelta};

/// A practice office's clock: it began at a time of its own, and goes on from there.
#[derive(Debug, Clone, Copy)]
pub struct Clock {
    began: NaiveDateTime,
    at: Instant,
}

impl Clock {
    /// A clock that stands at `began` now.
    pub fn beginning(began: NaiveDateTime) -> Self {
        Self { began, at: Instant::now() }
    }

    pub fn now(self) -> NaiveDateTime {
        self.began + TimeDelta::from_std(self.at.elapsed()).unwrap_or_default()
    }
}
