//! Days and instants, and the one reader of those that come from outside: from files, meters, head ends, calls and hands.
//! The time zone is the program file's, never the machine's.

use std::ops::RangeInclusive;

use chrono::{DateTime, Datelike, Days, LocalResult, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Deserializer, de};

/// The years that whatever comes from outside may name. With them no sum of days can leave the calendar.
const YEARS: RangeInclusive<i32> = 1900..=2999;
/// The furthest that a clock of this earth is from UTC.
const FURTHEST_OFFSET: TimeDelta = TimeDelta::hours(14);

/// A civil day in the program's time zone.
pub type Day = NaiveDate;
/// A point in time, UTC.
pub type Instant = DateTime<Utc>;

/// The moment an act happens at, with the zone it is read in. Passed in; nothing below the desk asks a clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Now {
    pub at: Instant,
    pub zone: Tz,
}

impl Now {
    #[must_use]
    pub fn new(at: Instant, zone: Tz) -> Self {
        Self { at, zone }
    }

    /// The moment at which local clocks show `local`. A time that occurs twice is its first; one that the clocks skip
    /// is an hour later.
    #[must_use]
    pub fn from_local(local: NaiveDateTime, zone: Tz) -> Self {
        Self { at: SourceTime::of_local(local, zone).at, zone }
    }

    /// The local civil day.
    #[must_use]
    pub fn day(&self) -> Day {
        self.local().date()
    }

    /// The local time of day.
    #[must_use]
    pub fn time(&self) -> NaiveTime {
        self.local().time()
    }

    #[must_use]
    pub fn local(&self) -> NaiveDateTime {
        self.at.with_timezone(&self.zone).naive_local()
    }

    /// RFC 3339 with the zone's offset, to the second: `2026-11-30T10:00:00-06:00`.
    #[must_use]
    pub fn rfc3339(&self) -> String {
        self.at.with_timezone(&self.zone).to_rfc3339_opts(chrono::SecondsFormat::Secs, false)
    }

    /// The same zone at another instant.
    #[must_use]
    pub fn at_instant(&self, at: Instant) -> Self {
        Self { at, zone: self.zone }
    }

    /// Midnight at which `day` begins.
    #[must_use]
    pub fn start_of(&self, day: Day) -> Instant {
        Self::from_local(day.and_time(NaiveTime::MIN), self.zone).at
    }
}

/// A time as a source wrote it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SourceTime {
    pub at: Instant,
    pub hour: Hour,
}

/// How often local clocks show a time that was written without its offset (C56).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hour {
    Once,
    /// In autumn: the time is the first, and this is the other.
    Twice {
        second: Instant,
    },
    /// In spring: the time is the hour after.
    Never,
}

impl SourceTime {
    /// Reads a time like `2026-11-30T09:58:00`: a blank may stand for the T, seconds may be left out or have decimals. It
    /// is local in `zone` unless it brings its offset (`Z`, `-06:00`).
    ///
    /// # Errors
    /// What is no time, a year of two digits among it; a year that cannot be meant (C55).
    pub fn read(text: &str, zone: Tz) -> Result<Self, BadTime> {
        let bad = || BadTime::Time(text.to_string());
        if let Some(utc) = text.strip_suffix(['Z', 'z']) {
            return Ok(Self { at: read_local(utc).map_err(|error| error.of(text))?.and_utc(), hour: Hour::Once });
        }
        let split = text.len().checked_sub("+00:00".len()).and_then(|at| text.split_at_checked(at));
        let Some((local, offset)) = split.filter(|(_, end)| shaped(end, "+00:00") || shaped(end, "-00:00")) else {
            return Ok(Self::of_local(read_local(text)?, zone));
        };
        let ahead = read_clock(&offset[1..]).ok_or_else(bad)? - NaiveTime::MIN;
        if ahead > FURTHEST_OFFSET {
            return Err(bad());
        }
        let local = read_local(local).map_err(|error| error.of(text))?.and_utc();
        Ok(Self { at: if offset.starts_with('-') { local + ahead } else { local - ahead }, hour: Hour::Once })
    }

    /// A local time of `zone` (C56).
    #[must_use]
    pub fn of_local(local: NaiveDateTime, zone: Tz) -> Self {
        let (at, hour) = match zone.from_local_datetime(&local) {
            LocalResult::Single(at) => (at, Hour::Once),
            LocalResult::Ambiguous(at, second) => (at, Hour::Twice { second: second.to_utc() }),
            LocalResult::None => {
                let after = zone.from_local_datetime(&(local + TimeDelta::hours(1))).earliest();
                (after.unwrap_or_else(|| zone.from_utc_datetime(&local)), Hour::Never)
            }
        };
        Self { at: at.to_utc(), hour }
    }
}

/// Why a text is no day or no time.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadTime {
    #[error("\"{0}\" is not a day: write it like 2026-11-30")]
    Day(String),
    #[error("\"{0}\" is not a time: write it like 2026-11-30T09:58:00, local or with its offset")]
    Time(String),
    #[error("\"{0}\" is of a year before {first} or after {last}: check the year", first = YEARS.start(), last = YEARS.end())]
    Year(String),
}

impl BadTime {
    /// The same about the whole of what was written.
    fn of(self, whole: &str) -> Self {
        match self {
            Self::Year(_) => Self::Year(whole.to_string()),
            Self::Day(_) | Self::Time(_) => Self::Time(whole.to_string()),
        }
    }
}

/// Reads a day like `2026-11-30`.
///
/// # Errors
/// What is no day of the calendar, or of a year that cannot be meant (C55).
pub fn read_day(text: &str) -> Result<Day, BadTime> {
    let bad = || BadTime::Day(text.to_string());
    let day: Day = if shaped(text, "0000-00-00") { text.parse().map_err(|_| bad())? } else { return Err(bad()) };
    if YEARS.contains(&day.year()) { Ok(day) } else { Err(BadTime::Year(text.to_string())) }
}

/// Reads a day as a person types it: `11/30/2026`, `11/30/26` (of this century), or `2026-11-30`.
///
/// # Errors
/// As [`read_day`].
pub fn read_typed_day(text: &str) -> Result<Day, BadTime> {
    let bad = || BadTime::Day(text.to_string());
    let parts: Vec<&str> = text.split('/').collect();
    let [month, day, year] = parts[..] else { return read_day(text) };
    let century = if year.len() == 2 { "20" } else { "" };
    read_day(&format!("{century}{year}-{month:0>2}-{day:0>2}")).map_err(|_| bad())
}

/// Reads a local time like `2026-11-30T10:00`; seconds, and their decimals, may follow.
///
/// # Errors
/// As [`read_day`].
pub fn read_local(text: &str) -> Result<NaiveDateTime, BadTime> {
    let bad = || BadTime::Time(text.to_string());
    let (day, time) = text.split_once(['T', ' ']).ok_or_else(bad)?;
    let day = read_day(day).map_err(|error| error.of(text))?;
    Ok(day.and_time(read_clock(time).ok_or_else(bad)?))
}

/// Reads a time of day like `10:00`; seconds, and their decimals, may follow.
#[must_use]
pub fn read_clock(text: &str) -> Option<NaiveTime> {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, "0"));
    let short = text == whole && shaped(whole, "00:00");
    let plain = shaped(whole, "00:00:00") && (1..=9).contains(&decimals.len()) && decimals.bytes().all(is_digit);
    // The second that is put in once in some years has no place on our clock.
    let seconds = if short { "00" } else { whole.get(6..).filter(|seconds| plain && *seconds < "60")? };
    NaiveTime::parse_from_str(&format!("{}:{seconds}.{decimals}", whole.get(..5)?), "%H:%M:%S%.f").ok()
}

/// Reads a day of a JSON input that may be left out or null, as [`read_day`] does.
///
/// # Errors
/// As [`read_day`].
pub fn day_of_json<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Day>, D::Error> {
    let text: Option<String> = Option::deserialize(deserializer)?;
    text.map(|text| read_day(&text)).transpose().map_err(de::Error::custom)
}

/// Whether a text is its shape with a digit for every 0.
fn shaped(text: &str, shape: &str) -> bool {
    let fits = |(byte, wanted): (u8, u8)| if wanted == b'0' { is_digit(byte) } else { byte == wanted };
    text.len() == shape.len() && text.bytes().zip(shape.bytes()).all(fits)
}

fn is_digit(byte: u8) -> bool {
    byte.is_ascii_digit()
}

/// The first day of the month `day` is in.
#[must_use]
pub fn first_of_month(day: Day) -> Day {
    day.with_day(1).expect("every month has a first day")
}

/// The first day of the month after the one `day` is in.
#[must_use]
pub fn next_month(day: Day) -> Day {
    first_of_month(day) + Days::new(u64::from(days_in_month(day)))
}

/// How many days the month of `day` has.
#[must_use]
pub fn days_in_month(day: Day) -> u32 {
    u32::from(day.num_days_in_month())
}

/// The month of `day`, 1 to 12.
#[must_use]
pub fn month_of(day: Day) -> u32 {
    day.month()
}

#[cfg(test)]
mod tests {
    use chrono_tz::America::Chicago;
    use proptest::prelude::*;

    use super::*;

    fn local(text: &str) -> NaiveDateTime {
        text.parse().expect("a local time")
    }

    #[test]
    fn a_local_time_is_read_in_the_programs_zone() {
        let now = Now::from_local(local("2026-11-30T10:00:00"), Chicago);
        assert_eq!(now.rfc3339(), "2026-11-30T10:00:00-06:00");
        assert_eq!(now.day(), NaiveDate::from_ymd_opt(2026, 11, 30).expect("a day"));
    }

    #[test]
    fn a_time_that_the_clocks_skip_is_the_hour_after() {
        let now = Now::from_local(local("2026-03-08T02:30:00"), Chicago);
        assert_eq!(now.rfc3339(), "2026-03-08T03:30:00-05:00");
    }

    fn at(text: &str) -> Option<String> {
        SourceTime::read(text, Chicago).ok().map(|time| time.at.to_rfc3339())
    }

    #[test]
    fn a_time_is_local_unless_it_brings_its_offset() {
        for same in [
            "2026-11-30T09:58:00",
            "2026-11-30 09:58",
            "2026-11-30T09:58:00.000",
            "2026-11-30T15:58:00Z",
            "2026-11-30T10:58:00-05:00",
            "2026-12-01T01:28:00+09:30",
        ] {
            assert_eq!(at(same).as_deref(), Some("2026-11-30T15:58:00+00:00"), "{same}");
        }
    }

    #[test]
    fn what_is_no_whole_time_of_the_calendar_is_refused() {
        for wrong in [
            "",
            "9:58",
            "2026-11-30",
            "2026-11-31T08:00",
            "2026-11-30T24:00",
            "2026-11-30T23:59:60",
            "2026-11-30T8:00",
            "2026-11-30T08:00:00.",
            "2026-11-30T08:00:00+6:00",
            "2026-11-30T08:00:00+15:00",
            "2026-11-30T08:00.5",
            "2026-11-30T+8:00",
            "2026-11-30T08:00 ",
            "2026-11-30T08:00:00é",
            "T",
            "\u{661}026-11-30T08:00",
        ] {
            assert_eq!(SourceTime::read(wrong, Chicago), Err(BadTime::Time(wrong.into())), "{wrong}");
        }
    }

    #[test]
    fn c55_a_year_of_two_digits_or_of_another_age_is_refused() {
        for wrong in [
            "26-11-30 11:58",
            "+262142-12-31T00:00:00",
            "+262142-12-31T00:00:00Z",
            "-2026-11-30T11:58",
            "02026-11-30T11:58",
        ] {
            assert_eq!(SourceTime::read(wrong, Chicago), Err(BadTime::Time(wrong.into())), "{wrong}");
        }
        for wrong in ["0026-11-30 11:58", "9999-12-31T23:59:59Z", "1899-12-31T23:59:59-06:00"] {
            assert_eq!(SourceTime::read(wrong, Chicago), Err(BadTime::Year(wrong.into())), "{wrong}");
        }
        for wrong in ["26-11-30", "0026-11-30", "3000-01-01", "2026-1-30", "2026-02-30", "+2026-11-30", "2026-11-30 "] {
            assert!(read_day(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_day_is_typed_as_people_write_it_here() {
        for typed in ["2026-11-30", "11/30/2026", "11/30/26"] {
            assert_eq!(read_typed_day(typed), read_day("2026-11-30"), "{typed}");
        }
        assert_eq!(read_typed_day("3/5/2024"), read_day("2024-03-05"));
        for wrong in ["Nov 30", "26-11-30", "11/30", "11/30/026", "11/30/1726", "30/11/2026", "1/2/3/4", "//", "é/1/26"]
        {
            assert!(read_typed_day(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn c56_a_repeated_hour_is_the_first_and_knows_its_second() {
        let time = SourceTime::read("2026-11-01T01:30", Chicago).expect("a time");
        assert_eq!(time.at.to_rfc3339(), "2026-11-01T06:30:00+00:00");
        assert_eq!(time.hour, Hour::Twice { second: time.at + TimeDelta::hours(1) });
        assert_eq!(SourceTime::read("2026-11-01T01:30-06:00", Chicago).map(|time| time.hour), Ok(Hour::Once));
        let skipped = SourceTime::read("2026-03-08 02:30", Chicago).expect("a time");
        assert_eq!((skipped.at.to_rfc3339().as_str(), skipped.hour), ("2026-03-08T08:30:00+00:00", Hour::Never));
    }

    proptest! {
        #[test]
        fn whatever_is_read_can_be_shown_in_any_zone_and_reads_back(
            text in "[+-]?[0-9]{2,6}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\\.[0-9]{0,10})?)?(Z|[+-][0-9]{2}:[0-9]{2})?",
            zone in proptest::sample::select(&chrono_tz::TZ_VARIANTS[..]),
        ) {
            if let Ok(time) = SourceTime::read(&text, zone) {
                let shown = Now::new(time.at, zone).rfc3339();
                let whole = time.at - TimeDelta::nanoseconds(time.at.timestamp_subsec_nanos().into());
                // Old clocks ran to the second, which RFC 3339 does not show.
                let of_now = time.at.year() >= 1973;
                prop_assert!(!of_now || SourceTime::read(&shown, zone).is_ok_and(|again| again.at == whole), "{} {}", text, shown);
            }
        }

        #[test]
        fn no_text_makes_the_readers_fall_over(text in "\\PC{0,30}", form in "[0-9TZ:. +/é-]{0,30}") {
            for text in [text, form] {
                let _ = (SourceTime::read(&text, Chicago), read_typed_day(&text), read_clock(&text));
            }
        }

        #[test]
        fn every_day_of_the_range_is_read(day in -25_567..376_200_i32) {
            let day = Day::from_epoch_days(day).expect("a day");
            prop_assert_eq!(read_day(&day.to_string()), Ok(day));
        }
    }
}
