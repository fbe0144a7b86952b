//! What is in doubt (C45): a day's use that is too much to be believed, and what else keeps a balance from being certain.

use std::collections::VecDeque;

use rust_decimal::Decimal;

use super::estimate::{MEAN_OF_DAYS, account_mean};
use super::reads::Quality;
use crate::basics::{Day, Kwh};
use crate::words::DoubtKind;

/// A day's use beyond so many times the account's mean is in doubt.
const JUMP: i64 = 10;

/// What leaves an account's balance in doubt until a person has decided (C45).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Doubt {
    pub kind: DoubtKind,
    /// A sentence without its full stop.
    pub text: String,
}

/// A day that was billed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BilledDay {
    pub day: Day,
    pub used: Kwh,
    pub quality: Quality,
}

/// A day that used more than ten times the account's mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Jump {
    pub day: Day,
    pub used: Kwh,
    pub mean: Kwh,
}

impl Jump {
    /// As the list and the person who decides are told.
    #[must_use]
    pub fn in_words(&self) -> String {
        let Self { day, used, mean } = self;
        format!("The use of {used} kWh on {day} is more than {JUMP} times the account's mean of {mean} kWh")
    }
}

/// Of days that were billed one after the other those that used more than ten times the mean of the 30 billed days before
/// them, once there are seven (C35). `before`: what those used, newest first. A day that is in doubt enters no mean, and one
/// on an estimate is made of a mean already.
#[must_use]
pub fn jumps(before: impl IntoIterator<Item = Kwh>, days: &[BilledDay]) -> Vec<Jump> {
    let mut last: VecDeque<Kwh> = before.into_iter().take(MEAN_OF_DAYS).collect();
    let mut found = Vec::new();
    for &BilledDay { day, used, quality } in days {
        let mean = account_mean(last.iter().copied()).filter(|_| quality != Quality::Estimated);
        match mean.filter(|mean| used.decimal() > mean * Decimal::from(JUMP)) {
            Some(mean) => found.push(Jump { day, used, mean: rounded(mean) }),
            None => {
                last.push_front(used);
                last.truncate(MEAN_OF_DAYS);
            }
        }
    }
    found
}

/// Whether a day's use can be a jump at all, by what `days` days before it used together: their mean is no higher than that of
/// the days that count. It saves asking for thirty days of everybody.
#[must_use]
pub fn may_jump(used: Kwh, before: Kwh, days: u32) -> bool {
    used.wh.saturating_mul(i64::from(days)) > before.wh.saturating_mul(JUMP)
}

/// To the watt-hour, to be told.
fn rounded(mean: Decimal) -> Kwh {
    Kwh::from_wh((mean * Decimal::ONE_THOUSAND).round().try_into().unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests {
    use chrono::Days;
    use proptest::prelude::*;

    use super::*;
    use crate::rules::sample::{day, kwh};

    fn billed(uses: &[(&str, Quality)]) -> Vec<BilledDay> {
        let days = day("2026-11-20").iter_days();
        let billed = |(day, &(used, quality)): (Day, &(&str, Quality))| BilledDay { day, used: kwh(used), quality };
        days.zip(uses).map(billed).collect()
    }

    fn found(before: usize, uses: &[(&str, Quality)]) -> Vec<String> {
        jumps(vec![kwh("30.0"); before], &billed(uses)).iter().map(|jump| jump.used.to_string()).collect()
    }

    #[test]
    fn c45_more_than_ten_times_the_mean_of_seven_days_or_more_is_in_doubt() {
        use Quality::{Actual, Estimated, Manual, Spread};
        assert_eq!(found(7, &[("300.0", Actual)]), Vec::<String>::new(), "ten times is no jump yet");
        for quality in [Actual, Manual, Spread] {
            assert_eq!(found(7, &[("300.001", quality)]), ["300.001"]);
        }
        assert!(found(7, &[("300.001", Estimated)]).is_empty() && found(6, &[("9999.0", Actual)]).is_empty());
    }

    #[test]
    fn c45_what_is_in_doubt_enters_no_mean() {
        let spikes = [("5000.0", Quality::Actual), ("4000.0", Quality::Actual), ("31.0", Quality::Actual)];
        assert_eq!(found(9, &spikes), ["5000.0", "4000.0"]);
        let told = jumps(vec![kwh("30.0"); 9], &billed(&spikes))[1].in_words();
        assert_eq!(told, "The use of 4000.0 kWh on 2026-11-21 is more than 10 times the account's mean of 30.0 kWh");
    }

    proptest! {
        /// Whoever is not asked about has no jump: days before that are no more than those of the mean say so.
        #[test]
        fn c45_what_cannot_be_a_jump_is_none(
            uses in prop::collection::vec(0..90_000_i64, 7..31), used in 0..2_000_000_i64, known in 0..31_usize,
        ) {
            let before: Vec<Kwh> = uses.iter().copied().map(Kwh::from_wh).collect();
            let known: i64 = uses.iter().take(known).sum();
            let today = day("2026-11-20") + Days::new(30);
            let billed = [BilledDay { day: today, used: Kwh::from_wh(used), quality: Quality::Actual }];
            let may = may_jump(Kwh::from_wh(used), Kwh::from_wh(known), before.len() as u32);
            prop_assert!(may || jumps(before, &billed).is_empty());
        }
    }
}
