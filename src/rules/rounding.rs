//! Whole numbers divided fairly: the day formula that every monthly amount follows.

use chrono::Datelike;

use crate::basics::{Cents, Day, Kwh, days_in_month};

/// `numerator / denominator` to the nearest whole, half away from zero; the denominator is positive.
pub(super) fn half_away(numerator: i64, denominator: i64) -> i64 {
    (2 * numerator + denominator * numerator.signum()) / (2 * denominator)
}

/// What a month's `amount` comes to from its first day through `day`.
fn through(amount: i64, day: Day) -> i64 {
    half_away(amount * i64::from(day.day()), i64::from(days_in_month(day)))
}

/// One day's share of a month's `amount`: what the month comes to through it less what it came to the day before,
/// whatever day the account began (Rounding). The shares of a month are the amount.
fn share(amount: i64, day: Day) -> i64 {
    let yesterday = if day.day() == 1 { 0 } else { through(amount, day.pred_opt().unwrap_or(day)) };
    through(amount, day) - yesterday
}

/// One day's share of a monthly amount of money.
pub(super) fn share_of_cents(monthly: Cents, day: Day) -> Cents {
    Cents(share(monthly.0, day))
}

/// One day's share of a month's energy, to the watt-hour.
pub(super) fn share_of_kwh(monthly: Kwh, day: Day) -> Kwh {
    Kwh::from_wh(share(monthly.wh, day))
}

/// What a monthly amount of money comes to through `day`, for an explanation of its share.
pub(super) fn cents_through(monthly: Cents, day: Day) -> Cents {
    Cents(through(monthly.0, day))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_half_goes_away_from_zero() {
        let halves = [(5, 10), (-5, 10), (4, 10), (-4, 10), (15, 10), (0, 7)];
        assert_eq!(halves.map(|(numerator, denominator)| half_away(numerator, denominator)), [1, -1, 0, 0, 2, 0]);
    }

    proptest! {
        #[test]
        fn the_shares_of_a_months_days_are_the_amount(amount in -1_000_000..1_000_000_i64, year in 2020..2040, month in 1..=12_u32) {
            let first = Day::from_ymd_opt(year, month, 1).expect("a first of a month");
            let days = first.iter_days().take(days_in_month(first) as usize);
            prop_assert_eq!(days.map(|day| share(amount, day)).sum::<i64>(), amount);
        }
    }
}
