//! How days, instants, money and words are written in columns.

use chrono::{DateTime, NaiveDate, Utc};
use rusqlite::Row;

use crate::basics::{Cents, Day, Instant, Kwh};
use crate::words::Word;

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

/// Reads columns by name, in the types of the program.
pub(super) trait Columns {
    fn day(&self, column: &str) -> rusqlite::Result<Day>;
    fn day_if(&self, column: &str) -> rusqlite::Result<Option<Day>>;
    fn instant(&self, column: &str) -> rusqlite::Result<Instant>;
    fn instant_if(&self, column: &str) -> rusqlite::Result<Option<Instant>>;
    fn cents(&self, column: &str) -> rusqlite::Result<Cents>;
    fn kwh(&self, column: &str) -> rusqlite::Result<Kwh>;
    /// A column that holds one of the program's words.
    fn word<T: Word>(&self, column: &str) -> rusqlite::Result<T>;
}

impl Columns for Row<'_> {
    fn day(&self, column: &str) -> rusqlite::Result<Day> {
        self.get(column).map(day_of)
    }
    fn day_if(&self, column: &str) -> rusqlite::Result<Option<Day>> {
        Ok(self.get::<_, Option<i64>>(column)?.map(day_of))
    }
    fn instant(&self, column: &str) -> rusqlite::Result<Instant> {
        self.get(column).map(instant)
    }
    fn instant_if(&self, column: &str) -> rusqlite::Result<Option<Instant>> {
        Ok(self.get::<_, Option<i64>>(column)?.map(instant))
    }
    fn cents(&self, column: &str) -> rusqlite::Result<Cents> {
        self.get(column).map(Cents)
    }
    fn kwh(&self, column: &str) -> rusqlite::Result<Kwh> {
        self.get(column).map(Kwh::from_wh)
    }
    fn word<T: Word>(&self, column: &str) -> rusqlite::Result<T> {
        let text: String = self.get(column)?;
        T::from_word(&text).ok_or_else(|| {
            rusqlite::Error::InvalidColumnType(0, format!("{column}: \"{text}\""), rusqlite::types::Type::Text)
        })
    }
}
