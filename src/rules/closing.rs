//! When a disconnected account is closed, and what becomes of its money then (R37, R38, C2, C14, C28).

use chrono::Days;

use crate::basics::{BusinessCalendar, Cents, Day};
use crate::terms::{Closing, ClosingUnit, Program};

/// C20: an account that its terms never close is looked at by a person once it is off for so many days.
const OFF_TOO_LONG: Days = Days::new(14);

/// The last day on which a payment still reconnects: the day of the cut is day 0 (C2, R37).
///
/// None while it cannot be said: a year without a holiday list comes first, and closing waits (C28).
#[must_use]
pub fn last_day(disconnected_on: Day, terms: &Closing, calendar: &BusinessCalendar) -> Option<Day> {
    match terms.unit {
        ClosingUnit::BusinessDays => calendar.business_days_after(disconnected_on, terms.after),
        ClosingUnit::Days => disconnected_on.checked_add_days(Days::new(u64::from(terms.after))),
    }
}

/// Whether the cycle of `today` closes an account whose last day is `last_day`: only once that day is over (C28).
#[must_use]
pub fn is_due(last_day: Day, today: Day) -> bool {
    last_day < today
}

/// Whether an account that the terms never close by themselves is off so long that a person must look at it (C20).
#[must_use]
pub fn off_too_long(disconnected_on: Day, today: Day, program: &Program) -> bool {
    program.closing.is_none() && today >= disconnected_on + OFF_TOO_LONG
}

/// A member's pots. Energy is credit when positive and debt when negative; `arrears` is what is owed; `refund` is what
/// the co-op owes the member.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Pots {
    pub energy: Cents,
    pub arrears: Cents,
    pub membership: Cents,
    pub refund: Cents,
}

/// A pot that money leaves at closing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PaidFrom {
    Membership,
    Energy,
}

/// A pot that money reaches at closing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PaidTo {
    Energy,
    Arrears,
    Refund,
}

/// One posting of a closing; `amount` is positive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Move {
    pub from: PaidFrom,
    pub to: PaidTo,
    pub amount: Cents,
}

/// What a closing posts, and the pots after it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settlement {
    /// In the order in which they are posted; none is of nothing.
    pub moves: Vec<Move>,
    pub after: Pots,
}

/// Settles an account that closes (R38, C14): the membership fee pays the energy debt, then the arrears, and the rest
/// is refunded; energy credit pays the arrears, then is refunded.
///
/// `keep_membership`: the member has another active service. Where the terms do not let the fee pay debt, or have no
/// table of closing, it is refunded whole.
#[must_use]
pub fn settle(pots: Pots, keep_membership: bool, terms: Option<&Closing>) -> Settlement {
    let mut settlement = Settlement { moves: Vec::new(), after: pots };
    if !keep_membership {
        if terms.is_some_and(|terms| terms.membership_fee_pays_debt) {
            settlement.pay(PaidFrom::Membership, PaidTo::Energy, (-pots.energy).or_zero());
            settlement.pay(PaidFrom::Membership, PaidTo::Arrears, pots.arrears);
        }
        settlement.pay(PaidFrom::Membership, PaidTo::Refund, pots.membership);
    }
    if pots.energy > Cents::ZERO {
        settlement.pay(PaidFrom::Energy, PaidTo::Arrears, settlement.after.arrears);
        settlement.pay(PaidFrom::Energy, PaidTo::Refund, pots.energy);
    }
    settlement
}

impl Settlement {
    /// Moves up to `most`, as far as the pot reaches.
    fn pay(&mut self, from: PaidFrom, to: PaidTo, most: Cents) {
        let pots = &mut self.after;
        let source = match from {
            PaidFrom::Membership => &mut pots.membership,
            PaidFrom::Energy => &mut pots.energy,
        };
        let amount = most.min(*source);
        if amount <= Cents::ZERO {
            return;
        }
        *source -= amount;
        match to {
            PaidTo::Energy => pots.energy += amount,
            PaidTo::Arrears => pots.arrears -= amount,
            PaidTo::Refund => pots.refund += amount,
        }
        self.moves.push(Move { from, to, amount });
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::rules::sample_terms::{day, palmetto, pec, peninsula_light, petit_jean};

    fn closes_after(cut: &str, program: &Program) -> Option<Day> {
        last_day(day(cut), program.closing.as_ref()?, &program.calendar())
    }

    fn settled(energy: i64, arrears: i64, membership: i64, keep: bool) -> Settlement {
        let pots =
            Pots { energy: Cents(energy), arrears: Cents(arrears), membership: Cents(membership), ..Pots::default() };
        settle(pots, keep, petit_jean().closing.as_ref())
    }

    #[test]
    fn e07_e15_petit_jean_counts_business_days_and_the_day_of_the_cut_is_day_0() {
        assert_eq!(closes_after("2026-11-30", &petit_jean()), Some(day("2026-12-07")));
        assert_eq!(closes_after("2026-12-21", &petit_jean()), Some(day("2026-12-30")));
    }

    #[test]
    fn e21_e39_palmetto_and_pec_count_days_and_peninsula_never_closes() {
        assert_eq!(closes_after("2026-11-30", &palmetto()), Some(day("2026-12-14")));
        assert_eq!(closes_after("2026-11-30", &pec()), Some(day("2026-12-07")));
        assert_eq!(closes_after("2026-11-30", &peninsula_light()), None);
    }

    #[test]
    fn c20_who_is_never_closed_is_looked_at_after_14_days() {
        let since = day("2026-11-30");
        assert!(!off_too_long(since, day("2026-12-13"), &peninsula_light()));
        assert!(off_too_long(since, day("2026-12-14"), &peninsula_light()));
        assert!(!off_too_long(since, day("2026-12-14"), &palmetto()));
    }

    #[test]
    fn c28_closing_waits_for_the_next_years_holiday_list() {
        assert_eq!(closes_after("2026-12-30", &petit_jean()), None);
        assert_eq!(closes_after("2026-12-30", &palmetto()), Some(day("2027-01-13")));
    }

    #[test]
    fn e12_the_account_closes_at_the_end_of_its_last_day() {
        assert!(!is_due(day("2026-12-07"), day("2026-12-07")));
        assert!(is_due(day("2026-12-07"), day("2026-12-08")));
    }

    #[test]
    fn e11_the_membership_fee_pays_what_is_owed() {
        let closed = settled(-33_33, 0, 20_00, false);
        assert_eq!(closed.moves, [Move { from: PaidFrom::Membership, to: PaidTo::Energy, amount: Cents(20_00) }]);
        assert_eq!(closed.after, Pots { energy: Cents(-13_33), ..Pots::default() });
    }

    #[test]
    fn c14_energy_first_then_arrears_then_the_member() {
        let closed = settled(-5_00, 8_00, 20_00, false);
        assert_eq!(closed.after, Pots { refund: Cents(7_00), ..Pots::default() });
        let targets: Vec<_> = closed.moves.iter().map(|posting| posting.to).collect();
        assert_eq!(targets, [PaidTo::Energy, PaidTo::Arrears, PaidTo::Refund]);
    }

    #[test]
    fn c14_energy_credit_pays_the_arrears_then_is_refunded() {
        assert_eq!(settled(30_00, 25_00, 20_00, false).after, Pots { refund: Cents(25_00), ..Pots::default() });
        assert_eq!(settled(30_00, 80_00, 0, false).after, Pots { arrears: Cents(50_00), ..Pots::default() });
    }

    #[test]
    fn c14_the_membership_stays_while_another_service_is_active() {
        let closed = settled(-33_33, 10_00, 20_00, true);
        assert_eq!(closed.moves, []);
        assert_eq!(closed.after.membership, Cents(20_00));
    }

    #[test]
    fn where_the_terms_do_not_say_so_the_fee_pays_no_debt() {
        let pots = Pots { energy: Cents(-5_00), membership: Cents(20_00), ..Pots::default() };
        let after = settle(pots, false, peninsula_light().closing.as_ref()).after;
        assert_eq!(after, Pots { energy: Cents(-5_00), refund: Cents(20_00), ..Pots::default() });
    }

    proptest! {
        #[test]
        fn c14_a_closing_moves_money_and_makes_none(
            energy in -500_00..500_00_i64, arrears in 0..500_00_i64, membership in 0..50_00_i64, refund in 0..50_00_i64,
            keep: bool, pays_debt: bool,
        ) {
            let terms = Closing {
                membership_fee_pays_debt: pays_debt, after: 5, unit: ClosingUnit::Days, letter: None,
            };
            let before = Pots {
                energy: Cents(energy), arrears: Cents(arrears), membership: Cents(membership), refund: Cents(refund),
            };
            let after = settle(before, keep, Some(&terms)).after;
            let owned = |pots: Pots| pots.energy - pots.arrears + pots.membership + pots.refund;
            prop_assert_eq!(owned(after), owned(before));
            prop_assert!(after.energy <= Cents::ZERO && after.arrears >= Cents::ZERO);
            prop_assert_eq!(after.membership, if keep { before.membership } else { Cents::ZERO });
            prop_assert!(after.refund >= before.refund);
        }
    }
}
