//! A payment that comes back unpaid: both legs are reversed, the fee is charged, the hours may run (R40, R41, C15).

use chrono::{Months, TimeDelta};
use rust_decimal::Decimal;

use super::clause::clause;
use super::limits::meets_condition;
use super::payment::Split;
use crate::basics::{Cents, Code, Day, Instant, Now, Refusal, Refused};
use crate::terms::{Program, ReturnedPayment};

/// What the payment that came back had been.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paid {
    /// A payment on the account, as it was split.
    OnAccount(Split),
    /// What was brought to the enrollment: charged to energy whole (C15).
    Enrollment(Cents),
}

/// The account as the return finds it, whatever its state, closed ones included (C15).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Account {
    pub balance: Cents,
    /// What the past-due plan still owes.
    pub arrears: Cents,
}

/// What a return posts, and where the account then stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reversal {
    /// Taken back from the balance.
    pub from_balance: Cents,
    /// Owed again by the past-due plan.
    pub back_to_arrears: Cents,
    /// Charged to energy; zero when the bank erred.
    pub fee: Cents,
    pub balance: Cents,
    pub arrears: Cents,
    /// Until when the member has time to pay before the power is cut (R40); None: no hours run.
    pub grace_until: Option<Instant>,
}

/// Reverses a payment that came back (R40, C15). The hours run only where the terms give them and the account is left
/// where it would be cut.
#[must_use]
pub fn reverse(paid: Paid, account: Account, bank_erred: bool, now: Now, program: &Program) -> Reversal {
    let terms = &program.returned_payment;
    let (from_balance, back_to_arrears) = match paid {
        Paid::OnAccount(split) => (split.to_balance, split.to_arrears),
        Paid::Enrollment(amount) => (amount, Cents::ZERO),
    };
    let fee = if bank_erred { Cents::ZERO } else { terms.fee };
    let balance = account.balance - from_balance - fee;
    let hours_run = terms.grace_hours > 0 && meets_condition(balance, program);
    Reversal {
        from_balance,
        back_to_arrears,
        fee,
        balance,
        arrears: account.arrears + back_to_arrears,
        grace_until: hours_run.then(|| now.at + TimeDelta::hours(i64::from(terms.grace_hours))),
    }
}

/// What of each leg of a receipt comes back with the last of these items, which come back one after the other (C58): in
/// proportion, half away from zero, the last leg the remainder; with the last of the receipt whatever is left. Never more
/// than is left of a leg.
#[must_use]
pub fn part_of_legs(legs: &[Cents], items: &[Cents]) -> Vec<Cents> {
    let whole: Cents = legs.iter().copied().sum();
    let mut left = legs.to_vec();
    let mut parts = vec![Cents::ZERO; legs.len()];
    for item in items {
        let mut rest = *item;
        for (index, leg) in legs.iter().enumerate() {
            let later: Cents = left[index + 1..].iter().copied().sum();
            let share = Cents::rounded(Decimal::from(leg.0) * Decimal::from(item.0) / Decimal::from(whole.0.max(1)));
            let share = if later.is_zero() { rest } else { share };
            parts[index] = share.max(rest - later).min(rest).min(left[index]);
            rest -= parts[index];
        }
        left.iter_mut().zip(&parts).for_each(|(left, part)| *left -= *part);
    }
    parts
}

/// One payment of the member's that came back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Return {
    /// The day it came back, not the day it was paid (C34).
    pub on: Day,
    pub bank_erred: bool,
}

/// Whether a check of this member is taken (R41, C34). Refused: `checks_refused`, naming the day from which they are
/// taken again.
pub fn accepts_checks(returns: &[Return], today: Day, program: &Program) -> Refused<()> {
    let terms = &program.returned_payment;
    if terms.checks_refused_after == 0 {
        return Ok(());
    }
    let counted = returns.iter().filter(|item| !item.bank_erred && item.on <= today);
    let mut counts_until: Vec<_> = counted.map(|item| lapses_on(item.on, terms)).collect();
    counts_until.retain(|lapse| *lapse > today);
    if counts_until.len() < terms.checks_refused_after as usize {
        return Ok(());
    }
    counts_until.sort_unstable();
    let again_on = counts_until[counts_until.len() - terms.checks_refused_after as usize];
    let until = if again_on == Day::MAX { String::new() } else { format!(" until {again_on}") };
    let message = format!(
        "{} of this member's payments came back: checks are not taken{until}. Take another method{}.",
        counts_until.len(),
        clause(program, "returned_payment")
    );
    Err(Refusal::new(Code::ChecksRefused, message))
}

/// The first day on which a return no longer counts; `Day::MAX` where the terms set no months.
fn lapses_on(returned: Day, terms: &ReturnedPayment) -> Day {
    match terms.within_months {
        0 => Day::MAX,
        months => returned.checked_add_months(Months::new(months)).unwrap_or(Day::MAX),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::rules::sample_terms::{day, palmetto, pec, peninsula_light, petit_jean, time};

    fn now(date: &str, clock: &str, program: &Program) -> Now {
        Now::from_local(day(date).and_time(time(clock)), program.time_zone)
    }

    fn on_account(to_balance: i64, to_arrears: i64) -> Paid {
        Paid::OnAccount(Split { to_balance: Cents(to_balance), to_arrears: Cents(to_arrears) })
    }

    fn account(balance: i64, arrears: i64) -> Account {
        Account { balance: Cents(balance), arrears: Cents(arrears) }
    }

    fn reversed(paid: Paid, account: Account, bank_erred: bool, program: &Program) -> Reversal {
        reverse(paid, account, bank_erred, now("2026-12-01", "11:00", program), program)
    }

    #[test]
    fn e16_both_legs_come_back_and_the_fee_is_charged_to_energy() {
        let back = reversed(on_account(30_00, 30_00), account(50_00, 48_00), false, &petit_jean());
        assert_eq!((back.balance, back.arrears, back.fee), (Cents(-5_00), Cents(78_00), Cents(25_00)));
        assert_eq!(back.grace_until, None);
    }

    #[test]
    fn e17_a_returned_enrollment_payment_is_charged_to_energy_whole() {
        let back = reversed(Paid::Enrollment(Cents(80_00)), account(20_00, 0), false, &petit_jean());
        assert_eq!((back.balance, back.arrears), (Cents(-85_00), Cents::ZERO));
    }

    #[test]
    fn e23_palmetto_charges_the_item_and_35_00() {
        assert_eq!(reversed(on_account(80_00, 0), account(41_10, 0), false, &palmetto()).balance, Cents(-73_90));
    }

    #[test]
    fn r40_when_the_bank_erred_there_is_no_fee() {
        let back = reversed(on_account(30_00, 30_00), account(50_00, 48_00), true, &petit_jean());
        assert_eq!((back.balance, back.fee), (Cents(20_00), Cents::ZERO));
    }

    #[test]
    fn e37_pec_gives_24_hours_when_the_return_leaves_a_debt() {
        let program = pec();
        let back = reversed(on_account(60_00, 0), account(52_40, 0), false, &program);
        assert_eq!(back.balance, Cents(-37_60));
        assert_eq!(back.grace_until, Some(now("2026-12-02", "11:00", &program).at));
        assert_eq!(reversed(on_account(60_00, 0), account(90_01, 0), false, &program).grace_until, None);
    }

    proptest! {
        #[test]
        fn c15_the_parts_of_the_legs_are_what_came_back(
            legs in prop::collection::vec(0..100_000_i64, 1..6),
            share in 0..=100_i64,
        ) {
            let legs: Vec<Cents> = legs.into_iter().map(Cents).collect();
            let whole: Cents = legs.iter().copied().sum();
            let returned = Cents(whole.0 * share / 100);
            let parts = part_of_legs(&legs, &[returned]);
            prop_assert_eq!(parts.iter().copied().sum::<Cents>(), returned);
            prop_assert!(parts.iter().zip(&legs).all(|(part, leg)| *part >= Cents::ZERO && part <= leg));
            let rest = part_of_legs(&legs, &[returned, whole - returned]);
            let both: Vec<Cents> = parts.iter().zip(rest).map(|(part, rest)| *part + rest).collect();
            prop_assert_eq!(both, legs, "with the last item comes whatever is left");
        }
    }

    #[test]
    fn c58_an_item_comes_off_each_leg_in_proportion_and_the_last_leg_bears_the_remainder() {
        let legs = [Cents(33_35), Cents(33_35), Cents(33_30)];
        // 50.00 of 100.00: 16.675 is 16.68, twice.
        assert_eq!(part_of_legs(&legs, &[Cents(50_00)]), [Cents(16_68), Cents(16_68), Cents(16_64)]);
        assert_eq!(part_of_legs(&legs, &[Cents(50_00), Cents(50_00)]), [Cents(16_67), Cents(16_67), Cents(16_66)]);
        // Four legs of a cent, each half: no leg gives more than it has.
        assert_eq!(part_of_legs(&[Cents(1); 4], &[Cents(2)]), [Cents(1), Cents(1), Cents(0), Cents(0)]);
        assert_eq!(part_of_legs(&[Cents(50), Cents(0)], &[Cents(20)]), [Cents(20), Cents(0)]);
    }

    fn returns(days: &[&str]) -> Vec<Return> {
        days.iter().map(|on| Return { on: day(on), bank_erred: false }).collect()
    }

    #[test]
    fn r41_checks_are_refused_after_two_returns_in_the_months_of_the_terms() {
        let twice = returns(&["2025-12-02", "2026-06-15"]);
        let refusal = accepts_checks(&twice, day("2026-12-01"), &pec()).unwrap_err();
        assert_eq!(refusal.code, Code::ChecksRefused);
        assert!(refusal.message.contains("until 2026-12-02"), "{}", refusal.message);
        assert_eq!(accepts_checks(&twice, day("2026-12-02"), &pec()), Ok(()));
        assert!(accepts_checks(&twice, day("2026-12-02"), &palmetto()).is_err());
        assert_eq!(accepts_checks(&twice[..1], day("2026-01-01"), &pec()), Ok(()));
        for silent in [petit_jean(), peninsula_light()] {
            assert_eq!(accepts_checks(&twice, day("2026-12-01"), &silent), Ok(()));
        }
    }

    #[test]
    fn r41_the_day_named_is_the_one_on_which_too_few_returns_count() {
        let three_times = returns(&["2026-09-01", "2026-03-01", "2026-06-01"]);
        let refusal = accepts_checks(&three_times, day("2026-12-01"), &pec()).unwrap_err();
        assert!(refusal.message.contains("until 2027-06-01"), "{}", refusal.message);
        assert!(accepts_checks(&three_times, day("2027-05-31"), &pec()).is_err());
        assert_eq!(accepts_checks(&three_times, day("2027-06-01"), &pec()), Ok(()));
    }

    #[test]
    fn c34_a_return_by_the_banks_error_does_not_count() {
        let mut twice = returns(&["2026-03-01", "2026-06-15"]);
        twice[1].bank_erred = true;
        assert_eq!(accepts_checks(&twice, day("2026-12-01"), &pec()), Ok(()));
    }
}
