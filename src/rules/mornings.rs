//! The mornings of an account: read, estimated, or laid evenly between two that are (C26).

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use chrono::Days;

use super::reads::{Boundary, Quality, spread};
use crate::basics::{Day, Kwh};

/// A morning's read that counts: where the continuous register stood, and how that came to be known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MorningRead {
    pub day: Day,
    pub cum: Kwh,
    pub quality: Quality,
}

/// The mornings among `days` that are known by reads in the order of their days. What was used between two of them is
/// spread evenly over the days between, the remainder of the watt-hours on the last; reads outside `days` are the ends of
/// gaps that reach into them.
#[must_use]
pub fn mornings(reads: &[MorningRead], days: RangeInclusive<Day>) -> BTreeMap<Day, Boundary> {
    debug_assert!(reads.windows(2).all(|pair| pair[0].day < pair[1].day), "each morning is read once, in order");
    let mut known = BTreeMap::new();
    for gap in reads.windows(2) {
        let [before, after] = [gap[0], gap[1]];
        let between = u32::try_from((after.day - before.day).num_days()).unwrap_or(0);
        let (mut day, mut cum) = (before.day, before.cum);
        for used in spread(before.cum, after.cum, between).into_iter().take(between.saturating_sub(1) as usize) {
            (day, cum) = (day + Days::new(1), cum + used);
            known.insert(day, Boundary { cum, quality: Quality::Spread });
        }
    }
    known.extend(reads.iter().map(|read| (read.day, Boundary { cum: read.cum, quality: read.quality })));
    known.retain(|day, _| days.contains(day));
    known
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(of_month: u32) -> Day {
        Day::from_ymd_opt(2026, 11, of_month).expect("a day of November")
    }

    fn read(of_month: u32, wh: i64, quality: Quality) -> MorningRead {
        MorningRead { day: day(of_month), cum: Kwh::from_wh(wh), quality }
    }

    #[test]
    fn c26_the_use_between_two_reads_is_laid_over_the_days_between_them() {
        let reads = [read(1, 0, Quality::Actual), read(4, 10, Quality::Actual)];
        let known = mornings(&reads, day(1)..=day(4));
        let at = |of_month: u32| known.get(&day(of_month)).map(|morning| (morning.cum.wh, morning.quality));
        assert_eq!(at(1), Some((0, Quality::Actual)));
        assert_eq!(at(2), Some((3, Quality::Spread)));
        assert_eq!(at(3), Some((6, Quality::Spread)));
        assert_eq!(at(4), Some((10, Quality::Actual)), "the remainder is on the last day");
    }

    #[test]
    fn c26_a_gap_that_begins_before_the_days_asked_for_reaches_into_them() {
        let reads = [read(1, 0, Quality::Estimated), read(5, 400, Quality::Manual)];
        let known = mornings(&reads, day(3)..=day(4));
        assert_eq!(known.keys().copied().collect::<Vec<_>>(), [day(3), day(4)]);
    }

    #[test]
    fn c26_after_the_last_read_nothing_is_known() {
        assert!(mornings(&[read(2, 100, Quality::Actual)], day(3)..=day(9)).is_empty());
    }
}
