//! Days and instants. The time zone is the program file's, never the machine's.

use chrono::{DateTime, Datelike, Days, LocalResult, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;

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
        let at = match zone.from_local_datetime(&local) {
            LocalResult::Single(at) | LocalResult::Ambiguous(at, _) => at,
            LocalResult::None => zone
                .from_local_datetime(&(local + TimeDelta::hours(1)))
                .earliest()
                .unwrap_or_else(|| zone.from_utc_datetime(&local)),
        };
        Self { at: at.with_timezone(&Utc), zone }
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
    use super::*;

    fn local(text: &str) -> NaiveDateTime {
        text.parse().expect("a local time")
    }

    #[test]
    fn a_local_time_is_read_in_the_programs_zone() {
        let now = Now::from_local(local("2026-11-30T10:00:00"), chrono_tz::America::Chicago);
        assert_eq!(now.rfc3339(), "2026-11-30T10:00:00-06:00");
        assert_eq!(now.day(), NaiveDate::from_ymd_opt(2026, 11, 30).expect("a day"));
    }

    #[test]
    fn a_time_that_the_clocks_skip_is_the_hour_after() {
        let now = Now::from_local(local("2026-03-08T02:30:00"), chrono_tz::America::Chicago);
        assert_eq!(now.rfc3339(), "2026-03-08T03:30:00-05:00");
    }
}
