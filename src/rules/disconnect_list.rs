//! When the day's disconnect list is made, and when the whole of it waits for a person (R31, C27).

use std::fmt;

use chrono::{Datelike, NaiveTime};

use super::clause::clause;
use crate::basics::{Code, Day, Now};
use crate::terms::Program;

/// A list longer than so many times the mean of the last lists waits, once it has more than [`FEW_ROWS`].
const TIMES_THE_MEAN: u64 = 3;
/// A list this short is looked over at a glance and never waits for its length.
const FEW_ROWS: u32 = 10;
/// So many missing reads are not yet a pattern.
const READS_THAT_MAY_BE_MISSING: u32 = 3;
/// More than one read in so many missing: 5%.
const ONE_READ_IN: u64 = 20;

/// Why no list is made now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotNow {
    AlreadyMade,
    NoHolidayList {
        year: i32,
    },
    NotABusinessDay {
        day: Day,
    },
    BeforeTheTime {
        at: NaiveTime,
    },
    /// C27: it is past the time after which nobody is cut; who is due waits for the next list.
    TooLate {
        not_after: NaiveTime,
    },
    /// What the terms' `before_list` names and is not in yet.
    Waiting {
        missing: Vec<String>,
    },
}

impl NotNow {
    /// The code under which a release is refused for it; a list that is made or waits is no bar to one.
    #[must_use]
    pub fn code(&self) -> Code {
        match self {
            Self::NoHolidayList { .. } => Code::NoHolidayList,
            Self::NotABusinessDay { .. } => Code::NotABusinessDay,
            Self::TooLate { .. } => Code::TooLate,
            Self::AlreadyMade | Self::BeforeTheTime { .. } | Self::Waiting { .. } => Code::BeforeTheTime,
        }
    }

    /// The reason in a sentence, with the clause.
    #[must_use]
    pub fn in_words(&self, program: &Program) -> String {
        let text = match self {
            Self::AlreadyMade => "Today's list is made: who drops later waits for the next one".to_string(),
            Self::NoHolidayList { year } => {
                format!("{year} has no holiday list: load the board's before anybody is cut")
            }
            Self::NotABusinessDay { day } => format!("{} is not a business day", day.format("%A, %Y-%m-%d")),
            Self::BeforeTheTime { at } => format!("The list is made at {}", at.format("%H:%M")),
            Self::TooLate { not_after } => format!("Nobody is cut at or after {}", not_after.format("%H:%M")),
            Self::Waiting { missing } => {
                format!("The list waits for what must be in before it: {}", missing.join(", ").replace('_', " "))
            }
        };
        format!("{text}{}.", clause(program, "disconnect"))
    }
}

/// Whether the list of the day is made `now` (R31, C27): once a business day, from the cut-off time on, before
/// `not_after`, when everything that the terms' `before_list` names is among `done`.
pub fn list_opens(now: Now, already_made: bool, done: &[&str], program: &Program) -> Result<(), NotNow> {
    let (day, terms, calendar) = (now.day(), &program.disconnect, program.calendar());
    if already_made {
        return Err(NotNow::AlreadyMade);
    }
    if !calendar.has_list(day) {
        return Err(NotNow::NoHolidayList { year: day.year() });
    }
    if !calendar.is_business_day(day) {
        return Err(NotNow::NotABusinessDay { day });
    }
    if now.time() < terms.at {
        return Err(NotNow::BeforeTheTime { at: terms.at });
    }
    if now.time() >= terms.not_after {
        return Err(NotNow::TooLate { not_after: terms.not_after });
    }
    let missing: Vec<_> = terms.before_list.iter().filter(|item| !done.contains(&item.as_str())).cloned().collect();
    if missing.is_empty() { Ok(()) } else { Err(NotNow::Waiting { missing }) }
}

/// Why the whole list waits for a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ListWaits {
    Longer { rows: u32, of_lists: usize },
    ReadsMissing { missing: u32, expected: u32 },
}

impl fmt::Display for ListWaits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Longer { rows, of_lists } => write!(
                f,
                "The list has {rows} rows, more than {TIMES_THE_MEAN} times the mean of the last {of_lists} lists: \
                 a person must look it over."
            ),
            Self::ReadsMissing { missing, expected } => {
                write!(f, "{missing} of {expected} reads of the day are missing: a person must look the list over.")
            }
        }
    }
}

/// Whether a list of `rows` waits for a person: it is far longer than the `last_lists` (the rows of each of the last 20
/// business days, fewer in a new store), or too many of the day's reads are missing.
#[must_use]
pub fn list_waits(rows: u32, last_lists: &[u32], missing_reads: u32, expected_reads: u32) -> Option<ListWaits> {
    let before: u64 = last_lists.iter().copied().map(u64::from).sum();
    let far_longer = u64::from(rows) * last_lists.len() as u64 > TIMES_THE_MEAN * before;
    if rows > FEW_ROWS && far_longer {
        return Some(ListWaits::Longer { rows, of_lists: last_lists.len() });
    }
    let many_missing = u64::from(missing_reads) * ONE_READ_IN > u64::from(expected_reads);
    (missing_reads >= READS_THAT_MAY_BE_MISSING && many_missing)
        .then_some(ListWaits::ReadsMissing { missing: missing_reads, expected: expected_reads })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::sample_terms::{day, palmetto, petit_jean, time};

    fn opens(date: &str, clock: &str, program: &Program) -> Result<(), Code> {
        let now = Now::from_local(day(date).and_time(time(clock)), program.time_zone);
        list_opens(now, false, &[], program).map_err(|why| why.code())
    }

    #[test]
    fn r31_the_list_is_made_on_business_days_at_the_time_of_the_terms() {
        assert_eq!(opens("2026-11-30", "09:59", &petit_jean()), Err(Code::BeforeTheTime));
        assert_eq!(opens("2026-11-30", "10:00", &petit_jean()), Ok(()));
        assert_eq!(opens("2026-11-30", "08:30", &palmetto()), Ok(()));
        assert_eq!(opens("2026-11-27", "10:00", &petit_jean()), Err(Code::NotABusinessDay));
        assert_eq!(opens("2026-11-28", "10:00", &petit_jean()), Err(Code::NotABusinessDay));
    }

    #[test]
    fn c27_no_list_is_made_at_or_after_the_last_time_and_only_one_a_day() {
        assert_eq!(opens("2026-11-30", "15:29", &petit_jean()), Ok(()));
        assert_eq!(opens("2026-11-30", "15:30", &petit_jean()), Err(Code::TooLate));
        let now = Now::from_local(day("2026-11-30").and_time(time("11:00")), chrono_tz::America::Chicago);
        assert_eq!(list_opens(now, true, &[], &petit_jean()), Err(NotNow::AlreadyMade));
    }

    #[test]
    fn c28_a_year_without_a_holiday_list_makes_none_and_says_so() {
        assert_eq!(opens("2027-01-04", "10:00", &petit_jean()), Err(Code::NoHolidayList));
        let sentence = NotNow::NoHolidayList { year: 2027 }.in_words(&petit_jean());
        assert!(sentence.contains("2027") && sentence.contains("FAQ 9"), "{sentence}");
    }

    #[test]
    fn the_list_waits_for_what_must_be_in_before_it() {
        let mut program = petit_jean();
        program.disconnect.before_list = vec!["external_payments".into(), "night_drop".into()];
        let now = Now::from_local(day("2026-11-30").and_time(time("10:00")), program.time_zone);
        let waiting = list_opens(now, false, &["night_drop"], &program).unwrap_err();
        assert_eq!(waiting, NotNow::Waiting { missing: vec!["external_payments".into()] });
        assert!(waiting.in_words(&program).contains("external payments"));
        assert_eq!(list_opens(now, false, &["night_drop", "external_payments"], &program), Ok(()));
    }

    #[test]
    fn a_list_far_longer_than_the_last_ones_waits_for_a_person() {
        let waits = |rows, last: &[u32]| list_waits(rows, last, 0, 100);
        assert_eq!(waits(12, &[4, 4, 4]), None);
        assert_eq!(waits(13, &[4, 4, 4]), Some(ListWaits::Longer { rows: 13, of_lists: 3 }));
        assert_eq!(waits(10, &[0, 0, 0]), None);
        assert_eq!(waits(11, &[0, 0, 0]), Some(ListWaits::Longer { rows: 11, of_lists: 3 }));
        assert_eq!(waits(500, &[]), None);
    }

    #[test]
    fn more_than_one_read_in_twenty_missing_stops_the_list_from_three_on() {
        let waits = |missing, expected| list_waits(0, &[], missing, expected);
        assert_eq!(waits(2, 10), None);
        assert_eq!(waits(3, 59), Some(ListWaits::ReadsMissing { missing: 3, expected: 59 }));
        assert_eq!(waits(3, 60), None);
    }
}
