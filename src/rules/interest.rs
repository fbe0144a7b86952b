//! What a deposit has earned (R11): simple interest at each calendar year's rate, actual/365, rounded once.

use chrono::{Datelike, NaiveDate};
use rust_decimal::Decimal;

use super::clause::clause;
use crate::basics::{Cents, Code, Day, Refusal, Refused};
use crate::terms::Program;

/// The days that a year's rate is for, leap years too (actual/365).
const DAYS_OF_A_RATE: i64 = 365;

/// The interest on `deposit`, held since `since`, the day it is paid out excluded (R11, rounding).
///
/// Zero where the terms give no interest. Refused: an unknown or future `since` (`deposit_since`), and a year whose rate
/// the terms do not have (`no_interest_rate`).
pub fn on_deposit(deposit: Cents, since: Option<Day>, paid_out: Day, program: &Program) -> Refused<Cents> {
    if deposit.is_zero() || program.debt.deposit_interest.is_empty() {
        return Ok(Cents::ZERO);
    }
    let since = held_since(since, paid_out, program)?;
    let mut rate_days = Decimal::ZERO;
    for year in since.year()..=paid_out.year() {
        let days = days_held_in(year, since, paid_out);
        if days > 0 {
            rate_days += rate_of(year, program)? * Decimal::from(days);
        }
    }
    Ok(Cents::rounded(Decimal::from(deposit.0) * rate_days / Decimal::from(DAYS_OF_A_RATE)))
}

fn held_since(since: Option<Day>, paid_out: Day, program: &Program) -> Refused<Day> {
    let clause = clause(program, "debt");
    match since {
        Some(since) if since <= paid_out => Ok(since),
        Some(since) => Err(Refusal::new(
            Code::DepositSince,
            format!("The deposit cannot be held since {since}, which is after {paid_out}: correct its date{clause}."),
        )),
        None => Err(Refusal::new(
            Code::DepositSince,
            format!("The deposit earns interest: enter the day since which it is held{clause}."),
        )),
    }
}

fn rate_of(year: i32, program: &Program) -> Refused<Decimal> {
    program.debt.deposit_interest.get(&year).copied().ok_or_else(|| {
        let message = format!(
            "The deposit was held in {year}, and the terms have no interest rate for that year: add it to \
             deposit_interest{}.",
            clause(program, "debt")
        );
        Refusal::new(Code::NoInterestRate, message)
    })
}

/// How many days of `year` lie in `since..paid_out`.
fn days_held_in(year: i32, since: Day, paid_out: Day) -> i64 {
    let new_year = |year| NaiveDate::from_ymd_opt(year, 1, 1);
    let first = new_year(year).map_or(since, |first| first.max(since));
    let end = new_year(year + 1).map_or(paid_out, |end| end.min(paid_out));
    (end - first).num_days()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::rules::sample_terms::{day, palmetto, petit_jean};

    #[test]
    fn e05_each_year_earns_at_its_own_rate_and_the_sum_is_rounded_once() {
        let earned = on_deposit(Cents(200_00), Some(day("2025-03-01")), day("2026-11-20"), &petit_jean());
        assert_eq!(earned, Ok(Cents(4_73)));
    }

    #[test]
    fn r11_a_year_without_a_rate_is_refused_unless_no_day_of_it_counts() {
        let refusal = on_deposit(Cents(200_00), Some(day("2024-12-31")), day("2026-11-20"), &petit_jean()).unwrap_err();
        assert_eq!(refusal.code, Code::NoInterestRate);
        assert!(refusal.message.contains("2024"), "{}", refusal.message);
        let through_new_years_eve =
            on_deposit(Cents(200_00), Some(day("2026-12-31")), day("2027-01-01"), &petit_jean());
        assert_eq!(through_new_years_eve, Ok(Cents(1)));
    }

    #[test]
    fn r11_a_deposit_that_earns_needs_a_day_that_is_not_in_the_future() {
        let today = day("2026-11-20");
        for since in [None, Some(day("2026-11-21"))] {
            assert_eq!(on_deposit(Cents(200_00), since, today, &petit_jean()).unwrap_err().code, Code::DepositSince);
            assert_eq!(on_deposit(Cents(200_00), since, today, &palmetto()), Ok(Cents::ZERO));
            assert_eq!(on_deposit(Cents::ZERO, since, today, &petit_jean()), Ok(Cents::ZERO));
        }
    }

    proptest! {
        #[test]
        fn r11_the_days_of_the_years_are_the_days_held(from in 0..700_i64, held in 0..900_i64) {
            let since = day("2025-01-01") + chrono::TimeDelta::days(from);
            let paid_out = since + chrono::TimeDelta::days(held);
            let by_year: i64 = (since.year()..=paid_out.year()).map(|year| days_held_in(year, since, paid_out)).sum();
            prop_assert_eq!(by_year, held);
        }
    }
}
