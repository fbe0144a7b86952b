//! How days, instants, and words that are nearly always the same are written in columns.

use chrono::{DateTime, NaiveDate, Utc};

use crate::basics::{Day, Instant};

/// Civil days since 1970-01-01.
pub(super) fn day_no(day: Day) -> i64 {
    i64::from(day.to_epoch_days())
}

pub(super) fn day_of(number: i64) -> Day {
    i32::try_from(number).ok().and_then(NaiveDate::from_epoch_days).unwrap_or(NaiveDate::MIN)
}

/// Unix milliseconds.
pub(super) fn ms(at: Instant) -> i64 {
    at.timestamp_millis()
}

pub(super) fn instant(ms: i64) -> Instant {
    DateTime::<Utc>::from_timestamp_millis(ms).unwrap_or(DateTime::<Utc>::MIN_UTC)
}

/// A word as it is kept where nearly every row says `usual`, which takes no room: a store has a row a day of every account.
/// `Row::word_or` reads it.
pub(super) fn spared(word: &'static str, usual: &'static str) -> &'static str {
    if word == usual { "" } else { word }
}
