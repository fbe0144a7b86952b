//! How long a balance lasts (C30).

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use crate::basics::{Cents, Day, Kwh, Refused};

use super::estimate::{MEAN_FROM_DAYS, MEAN_OF_DAYS};
use super::tariff::{ServiceFacts, Tariff};

/// What a day costs an account: the mean of the days that were billed, or one that is expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DailyCost {
    total: Cents,
    days: i64,
}

impl DailyCost {
    /// The mean of the last 30 billed days, newest first; none until there are seven.
    #[must_use]
    pub fn of_billed(days: impl IntoIterator<Item = Cents>) -> Option<Self> {
        let (total, days) =
            days.into_iter().take(MEAN_OF_DAYS).fold((Cents::ZERO, 0), |(total, days), cost| (total + cost, days + 1));
        (days >= MEAN_FROM_DAYS as i64).then_some(Self { total, days })
    }

    /// Before that: a day of estimated use at the first block, with today's share of the monthly charges and tax.
    ///
    /// # Errors
    /// `no_energy_price` when the rates have no table for the service's class and season.
    pub fn expected(tariff: &Tariff, service: &ServiceFacts, today: Day, estimated_use: Kwh) -> Refused<Self> {
        tariff.day_at_first_block(service, today, estimated_use).map(|total| Self { total, days: 1 })
    }
}

/// The balance divided by a day's cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd)]
pub struct DaysLeft(Decimal);

impl DaysLeft {
    /// None when a day costs nothing, or brings a credit: then the balance lasts for ever.
    #[must_use]
    pub fn of(balance: Cents, cost: DailyCost) -> Option<Self> {
        let days = Decimal::from(balance.or_zero().0) * Decimal::from(cost.days);
        (cost.total > Cents::ZERO).then(|| Self(days / Decimal::from(cost.total.0)))
    }

    /// As people are told: rounded down, never below zero.
    #[must_use]
    pub fn whole(self) -> u32 {
        self.0.floor().to_u32().unwrap_or(u32::MAX)
    }

    /// The fewest whole days that the quotient itself is at or below: what an alert goes by (R24). 3.5 is not yet at 3.
    #[must_use]
    pub fn at_or_below(self) -> u32 {
        self.0.ceil().to_u32().unwrap_or(u32::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::sample::{self, day, kwh};
    use crate::rules::sample_account::SampleAccount;

    #[test]
    fn c30_a_balance_lasts_by_the_mean_of_the_billed_days_e31() {
        let program = sample::peninsula_light();
        let mut account = SampleAccount::new("2026-11-09", Cents(36_00));
        let mut billed = Vec::new();
        let mut left = Vec::new();
        for balance in [31_87, 27_74, 23_60, 19_47, 15_34, 11_20, 7_07, 2_94].map(Cents) {
            billed.insert(0, account.bill(&program, "30.0").total());
            assert_eq!(account.balance, balance);
            let cost = DailyCost::of_billed(billed.iter().copied());
            left.push(cost.and_then(|cost| DaysLeft::of(balance, cost)).map(DaysLeft::whole));
        }
        assert_eq!(left, [None, None, None, None, None, None, Some(1), Some(0)]);
    }

    #[test]
    fn c30_until_seven_days_are_billed_an_estimated_day_stands_for_them() {
        let tariff = Tariff::of(&sample::peninsula_light());
        let cost =
            DailyCost::expected(&tariff, &sample::residential(), day("2026-11-15"), kwh("36.0")).expect("a price");
        // 3.60 of energy, 1.00 of availability and 0.13 of prepay charge.
        assert_eq!(cost, DailyCost { total: Cents(4_73), days: 1 });
        assert_eq!(DaysLeft::of(Cents(11_20), cost).map(DaysLeft::whole), Some(2));
    }

    #[test]
    fn c30_the_quotient_decides_on_an_alert_and_the_whole_days_are_told() {
        let cost = DailyCost { total: Cents(4_00), days: 1 };
        let left = DaysLeft::of(Cents(14_00), cost).expect("a day costs something");
        assert_eq!((left.whole(), left.at_or_below()), (3, 4));
        assert_eq!(DaysLeft::of(Cents(12_00), cost).map(DaysLeft::at_or_below), Some(3));
    }

    #[test]
    fn c30_days_left_are_never_negative_and_a_free_day_has_no_end() {
        let cost = DailyCost { total: Cents(4_00), days: 1 };
        assert_eq!(DaysLeft::of(Cents(-5_00), cost).map(DaysLeft::whole), Some(0));
        assert_eq!(DaysLeft::of(Cents(5_00), DailyCost { total: Cents::ZERO, ..cost }), None);
        assert_eq!(DaysLeft::of(Cents(5_00), DailyCost { total: Cents(-1), ..cost }), None);
    }
}
