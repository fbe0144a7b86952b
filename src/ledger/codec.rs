//! How days, instants, money and words are written in columns.

use chrono::{DateTime, NaiveDate, Utc};
use rusqlite::Row;

use crate::basics::{Cents, Day, Instant, Kwh};

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

/// A closed set of words that a column may hold.
pub trait Word: Sized {
    fn from_word(word: &str) -> Option<Self>;
}

/// An enum whose values are stored, printed and exchanged as `snake_case` words.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        pub enum $name { $($(#[$vdoc])* #[serde(rename = $word)] $variant),+ }

        impl $name {
            /// Every value, in the order of the definition.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The stored word.
            #[must_use]
            pub fn word(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }
        }

        impl $crate::ledger::codec::Word for $name {
            fn from_word(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$variant),)+ _ => None }
            }
        }

        impl std::str::FromStr for $name {
            type Err = String;
            fn from_str(word: &str) -> Result<Self, String> {
                <Self as $crate::ledger::codec::Word>::from_word(word)
                    .ok_or_else(|| format!("\"{word}\" is not one of: {}", [$($word),+].join(", ")))
            }
        }
    };
}
pub(crate) use words;
