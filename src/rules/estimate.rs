//! What an account is expected to use: for days without a read, for the opening credit, and to tell a wild day (C24).

use rust_decimal::Decimal;

use crate::basics::{Cents, Day, Kwh, Refused};

use super::reads::Quality;
use super::rounding::half_away;
use super::tariff::{ServiceFacts, Tariff};

/// The days that a mean is of, at most, and the days from which it says anything (C24, C30, C35).
pub(super) const MEAN_OF_DAYS: usize = 30;
pub(super) const MEAN_FROM_DAYS: usize = 7;

/// A tenth of a kWh: what an estimate is rounded to.
const TENTH_WH: i64 = 100;

/// What is known about an account's use besides its days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Expectation {
    /// The member's own figure.
    pub of_member: Option<Kwh>,
    /// The program file's class average.
    pub of_class: Kwh,
    pub power_is_on: bool,
}

/// Estimated daily use (C24): the mean of the last 30 days with actual reads, from 7 such days on, to 0.1 kWh; before
/// that the member's own figure, else the class average; nothing while the power is off. Days come newest first.
#[must_use]
pub fn estimated_daily_use(days: impl IntoIterator<Item = (Kwh, Quality)>, expectation: Expectation) -> Kwh {
    if !expectation.power_is_on {
        return Kwh::ZERO;
    }
    let read_days = days.into_iter().filter(|(_, quality)| quality.is_read()).map(|(used, _)| used);
    match total_and_count(read_days) {
        Some((total, count)) => Kwh::from_wh(half_away(total.wh, count * TENTH_WH) * TENTH_WH).max(Kwh::ZERO),
        None => expectation.of_member.unwrap_or(expectation.of_class),
    }
}

/// The account's mean (C35), in kWh: that of the 30 billed days before, once there are seven. Days come newest first.
#[must_use]
pub fn account_mean(days: impl IntoIterator<Item = Kwh>) -> Option<Decimal> {
    total_and_count(days).map(|(total, count)| total.decimal() / Decimal::from(count))
}

/// What so many days of estimated use cost before a service begins (R06, C24): at the first block of the season of
/// `day`, with per-kWh lines and their taxes, without monthly charges.
///
/// # Errors
/// `no_energy_price` when the rates have no table for the service's class and season.
pub fn opening_use_cost(tariff: &Tariff, service: &ServiceFacts, day: Day, daily: Kwh, days: u32) -> Refused<Cents> {
    tariff.use_at_first_block(service, day, Kwh::from_wh(daily.wh * i64::from(days)))
}

/// The newest days of a mean, summed and counted; none until there are enough.
fn total_and_count(days: impl IntoIterator<Item = Kwh>) -> Option<(Kwh, i64)> {
    let (total, count) =
        days.into_iter().take(MEAN_OF_DAYS).fold((Kwh::ZERO, 0), |(total, count), used| (total + used, count + 1));
    (count >= MEAN_FROM_DAYS as i64).then_some((total, count))
}

#[cfg(test)]
mod tests {
    use rust_decimal_macros::dec;

    use super::*;
    use crate::rules::sample::{self, day, kwh};

    const ON: Expectation = Expectation { of_member: None, of_class: Kwh::from_wh(36_000), power_is_on: true };

    fn days_of(used: &str, quality: Quality, count: usize) -> Vec<(Kwh, Quality)> {
        vec![(kwh(used), quality); count]
    }

    #[test]
    fn c24_before_seven_read_days_the_members_figure_stands_else_the_class_average() {
        let six = days_of("30.0", Quality::Actual, 6);
        assert_eq!(estimated_daily_use(six.clone(), ON), kwh("36.0"));
        let own = Expectation { of_member: Some(kwh("20.0")), ..ON };
        assert_eq!(estimated_daily_use(six, own), kwh("20.0"));
        assert_eq!(estimated_daily_use(days_of("30.0", Quality::Actual, 7), own), kwh("30.0"));
    }

    #[test]
    fn c24_only_days_with_actual_reads_count_the_last_30_of_them_to_a_tenth() {
        let guessed = days_of("99.0", Quality::Estimated, 20).into_iter().chain(days_of("99.0", Quality::Spread, 20));
        let read = days_of("30.0", Quality::Actual, 29).into_iter().chain(days_of("31.5", Quality::Manual, 1));
        let old = days_of("500.0", Quality::Actual, 9);
        // 901.5 kWh in 30 days are 30.05 a day: half away from zero.
        assert_eq!(estimated_daily_use(guessed.chain(read).chain(old), ON), kwh("30.1"));
    }

    #[test]
    fn c24_nothing_is_estimated_while_the_power_is_off() {
        let off = Expectation { power_is_on: false, ..ON };
        assert_eq!(estimated_daily_use(days_of("30.0", Quality::Actual, 30), off), Kwh::ZERO);
    }

    #[test]
    fn c35_the_accounts_mean_is_of_30_billed_days_once_there_are_seven() {
        assert_eq!(account_mean(vec![kwh("30.0"); 6]), None);
        let days = [kwh("10.0"), kwh("11.0")].into_iter().cycle().take(30).chain([kwh("900.0")]);
        assert_eq!(account_mean(days), Some(dec!(10.5)));
    }

    #[test]
    fn r06_ten_days_of_use_are_at_the_first_block_e27() {
        let tariff = Tariff::of(&sample::peninsula_light());
        let cost = |daily| opening_use_cost(&tariff, &sample::residential(), day("2026-11-16"), kwh(daily), 10);
        assert_eq!(cost("36.0"), Ok(Cents(36_00)));
        assert_eq!(cost("20.0"), Ok(Cents(20_00)));
    }

    #[test]
    fn r06_per_kwh_lines_and_their_taxes_belong_to_the_use_and_blocks_do_not() {
        let mut program = sample::peninsula_light();
        program.rates.energy[0].blocks = sample::blocks(&[(Some(100), dec!(0.12)), (None, dec!(0.08))]);
        program.rates.per_kwh.push(sample::per_kwh("Power cost adjustment", dec!(0.005)));
        program.rates.tax.push(sample::tax("State sales tax", dec!(0.065)));
        let cost = opening_use_cost(&Tariff::of(&program), &sample::residential(), day("2026-11-16"), kwh("36.0"), 10);
        // 43.20 of energy, 1.80 of adjustment, 2.93 of tax on both.
        assert_eq!(cost, Ok(Cents(47_93)));
    }
}
