//! Which days are business days (R31, C2): weekdays that the board's list does not name as holidays.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, Days, Weekday};

use super::Day;

/// The co-op's business days, by the holiday lists its board adopted. In a year without a list no day is one (C28).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BusinessCalendar {
    holidays: BTreeMap<i32, BTreeSet<Day>>,
}

impl BusinessCalendar {
    /// A calendar by year; a year that is missing has no list.
    #[must_use]
    pub fn new(holidays: BTreeMap<i32, BTreeSet<Day>>) -> Self {
        Self { holidays }
    }

    /// Whether the year of `day` has a list at all.
    #[must_use]
    pub fn has_list(&self, day: Day) -> bool {
        self.holidays.contains_key(&day.year())
    }

    #[must_use]
    pub fn is_holiday(&self, day: Day) -> bool {
        self.holidays.get(&day.year()).is_some_and(|days| days.contains(&day))
    }

    /// A weekday, in a year with a list, that the list does not name.
    #[must_use]
    pub fn is_business_day(&self, day: Day) -> bool {
        self.has_list(day) && !self.is_holiday(day) && !matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
    }

    /// The `count`th business day after `day`, which itself is day 0 (C2). None if a year without a list comes first.
    #[must_use]
    pub fn business_days_after(&self, day: Day, count: u32) -> Option<Day> {
        let mut reached = day;
        let mut left = count;
        while left > 0 {
            reached = reached + Days::new(1);
            if !self.has_list(reached) {
                return None;
            }
            left -= u32::from(self.is_business_day(reached));
        }
        Some(reached)
    }

    /// The first business day on or after `day`. None if a year without a list comes first.
    #[must_use]
    pub fn next_business_day(&self, day: Day) -> Option<Day> {
        if self.is_business_day(day) { Some(day) } else { self.business_days_after(day, 1) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().expect("a day")
    }

    fn of_2026() -> BusinessCalendar {
        let days = ["2026-11-26", "2026-11-27", "2026-12-24", "2026-12-25"].map(day);
        BusinessCalendar::new(BTreeMap::from([(2026, BTreeSet::from(days))]))
    }

    #[test]
    fn c2_the_day_of_the_cut_is_day_0_and_holidays_do_not_count() {
        assert_eq!(of_2026().business_days_after(day("2026-11-30"), 5), Some(day("2026-12-07")));
        assert_eq!(of_2026().business_days_after(day("2026-12-21"), 5), Some(day("2026-12-30")));
    }

    #[test]
    fn c28_in_a_year_without_a_list_no_day_is_a_business_day() {
        assert!(!of_2026().is_business_day(day("2027-01-04")));
        assert_eq!(of_2026().business_days_after(day("2026-12-30"), 5), None);
    }
}
