//! How a payment is divided between the past-due plan and the Advance Pay balance.
//!
//! R15 takes a share of every later payment for the arrears; C7 says what comes first while the power is off; R33 is
//! the balance that brings it back; C14 takes what a closed account still owes.

use super::clause::clause;
use super::limits::meets_condition;
use crate::basics::{Cents, Code, Refusal, Refused};
use crate::terms::Program;
use crate::words::Method;

/// Whether the account is served, as a payment sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Service {
    On,
    /// Disconnected for non-payment: a payment may bring the power back.
    Off,
    /// Closed, or gone back to monthly billing: no payment brings the power back (C14).
    Ended,
}

/// The account as the payment finds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// Credit is positive.
    pub balance: Cents,
    /// What the past-due plan still owes; never negative.
    pub arrears: Cents,
    pub service: Service,
}

/// Where one payment goes. The two parts are the payment, always.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Split {
    pub to_arrears: Cents,
    pub to_balance: Cents,
}

/// What a payment that was made before the cut, and came in after it, does (C13).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PaidBeforeCut {
    pub split: Split,
    /// The cut was wrong: the power comes back at once, whatever the minimum credit, and it is reported so.
    pub wrongful_cut: bool,
}

impl Standing {
    /// Divides a payment (R15, C7); on an ended account it pays the energy debt first, then the arrears (C14).
    ///
    /// Refused: an amount that is not positive (`bad_amount`), and more than an ended account owes (`more_than_owed`).
    pub fn split(&self, payment: Cents, program: &Program) -> Refused<Split> {
        check_positive(payment)?;
        if self.service != Service::Ended {
            return Ok(self.shared(payment, program));
        }
        let debt = (-self.balance).or_zero();
        let owed = debt + self.arrears;
        if payment > owed {
            let clause = clause(program, "closing");
            let message =
                format!("This account is closed and owes {}: take no more than that{clause}.", owed.dollars());
            return Err(Refusal::new(Code::MoreThanOwed, message));
        }
        let to_balance = payment.min(debt);
        Ok(Split { to_arrears: payment - to_balance, to_balance })
    }

    /// A payment that the member wants on the past-due plan alone.
    ///
    /// Refused: an amount that is not positive (`bad_amount`), more than the arrears (`more_than_arrears`), and an ended
    /// account that owes for energy, which comes first (`energy_debt_first`, C14).
    pub fn split_to_arrears_only(&self, payment: Cents, program: &Program) -> Refused<Split> {
        check_positive(payment)?;
        if payment > self.arrears {
            let clause = clause(program, "debt");
            let message =
                format!("The past-due plan owes {}: take no more than that for it{clause}.", self.arrears.dollars());
            return Err(Refusal::new(Code::MoreThanArrears, message));
        }
        if self.service == Service::Ended && self.balance < Cents::ZERO {
            let message = format!(
                "This account is closed and owes {} for energy, which is paid before its past-due plan{}.",
                (-self.balance).dollars(),
                clause(program, "closing")
            );
            return Err(Refusal::new(Code::EnergyDebtFirst, message));
        }
        Ok(Split { to_arrears: payment, to_balance: Cents::ZERO })
    }

    /// Divides a payment that was made before the cut and came in after it (C13): as for an account that is on, unless
    /// the account has ended. `at_cut` is the balance that the cut was decided on, with what else was paid before it and
    /// came in late: whether the cut was wrong is judged by it alone, not by what was charged or paid since.
    ///
    /// Refused: an amount that is not positive (`bad_amount`), and more than an ended account owes (`more_than_owed`).
    pub fn paid_before_cut(&self, payment: Cents, at_cut: Cents, program: &Program) -> Refused<PaidBeforeCut> {
        let service = if self.service == Service::Ended { Service::Ended } else { Service::On };
        let split = Self { service, ..*self }.split(payment, program)?;
        let was_due = meets_condition(at_cut, program);
        let wrongful_cut = was_due && !meets_condition(at_cut + split.to_balance, program);
        Ok(PaidBeforeCut { split, wrongful_cut })
    }

    /// The one payment that brings the power back: the smallest whose balance part covers the shortfall (C7, R33).
    /// Zero while the power is on; None on an ended account, which no payment reconnects.
    #[must_use]
    pub fn to_reconnect(self, program: &Program) -> Option<Cents> {
        if self.service == Service::Ended {
            return None;
        }
        let shortfall = self.shortfall(program);
        // A cent more never puts less on the balance, and paying off the arrears as well is always enough.
        let (mut too_little, mut enough) = (Cents(-1), shortfall + self.arrears);
        while enough - too_little > Cents(1) {
            let middle = Cents(i64::midpoint(too_little.0, enough.0));
            if self.shared(middle, program).to_balance >= shortfall { enough = middle } else { too_little = middle }
        }
        Some(enough)
    }

    /// The account once `split` is posted; whether the power follows is for [`reaches_target`].
    #[must_use]
    pub fn after(&self, split: Split) -> Self {
        Self { balance: self.balance + split.to_balance, arrears: self.arrears - split.to_arrears, ..*self }
    }

    /// The terms' share to the arrears, never more than they are; before it, where the terms promise it, what brings
    /// the power back (R15, C7).
    pub(super) fn shared(&self, payment: Cents, program: &Program) -> Split {
        let cure = if program.debt.cure_deficit_first { self.shortfall(program).min(payment) } else { Cents::ZERO };
        let to_arrears = (payment - cure).times(program.debt.share_of_payments).min(self.arrears);
        Split { to_arrears, to_balance: payment - to_arrears }
    }

    /// How far a disconnected account is from the reconnect target.
    fn shortfall(&self, program: &Program) -> Cents {
        match self.service {
            Service::Off => (program.reconnect.minimum_credit - self.balance).or_zero(),
            Service::On | Service::Ended => Cents::ZERO,
        }
    }
}

/// Whether the counter takes `method` (R28, R29). Refused: `method_not_taken`, naming those that are.
pub fn accepts(method: Method, program: &Program) -> Refused<()> {
    if program.payments.methods.contains(&method) {
        return Ok(());
    }
    let taken: Vec<_> = program.payments.methods.iter().map(|method| method.text()).collect();
    let message = format!(
        "{} takes no {}: take {}{}.",
        program.title,
        method.text(),
        taken.join(", "),
        clause(program, "payments")
    );
    Err(Refusal::new(Code::MethodNotTaken, message))
}

/// Refuses (`bad_amount`) what is not a positive amount that one act may name.
pub(super) fn check_positive(amount: Cents) -> Refused<()> {
    if amount > Cents::ZERO && amount <= Cents::MOST {
        return Ok(());
    }
    let message = format!("{} cannot be paid: enter an amount above $0.00.", amount.dollars());
    Err(Refusal::new(Code::BadAmount, message))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rust_decimal::Decimal;

    use super::*;
    use crate::rules::limits::reaches_target;
    use crate::rules::sample_terms::{palmetto, pec, peninsula_light, petit_jean};

    fn standing(balance: i64, arrears: i64, service: Service) -> Standing {
        Standing { balance: Cents(balance), arrears: Cents(arrears), service }
    }

    /// What goes to the arrears and to the balance, in cents.
    fn split(standing: Standing, payment: i64, program: &Program) -> (i64, i64) {
        let split = standing.split(Cents(payment), program).expect("a payment that is taken");
        (split.to_arrears.0, split.to_balance.0)
    }

    #[test]
    fn e03_e06_half_of_a_payment_goes_to_the_arrears_until_they_are_paid() {
        let mut account = standing(20_00, 110_55, Service::On);
        for expected in [(60_00, 70_55), (100_00, 30_55), (149_45, 0), (229_45, 0)] {
            account = account.after(account.split(Cents(80_00), &petit_jean()).expect("a payment"));
            assert_eq!((account.balance.0, account.arrears.0), expected);
        }
        assert_eq!(split(standing(20_00, 100_00, Service::On), 33_33, &petit_jean()), (16_67, 16_66));
        assert_eq!(split(standing(36_66, 83_33, Service::On), 1, &petit_jean()), (1, 0));
    }

    #[test]
    fn e09_a_promise_of_power_is_kept_before_the_arrears_take_their_share() {
        let off = standing(-25_56, 100_00, Service::Off);
        assert_eq!(off.to_reconnect(&petit_jean()), Some(Cents(45_56)));
        assert_eq!(split(off, 10_00, &petit_jean()), (0, 10_00));
        assert_eq!(split(off, 50_59, &petit_jean()), (2_52, 48_07));
    }

    #[test]
    fn e10_while_the_power_is_on_nothing_is_cured_first() {
        assert_eq!(split(standing(4_00, 78_00, Service::On), 20_00, &petit_jean()), (10_00, 10_00));
    }

    #[test]
    fn e29_the_quote_is_grossed_up_where_the_share_applies_to_every_payment() {
        let off = standing(-7_25, 300_00, Service::Off);
        assert_eq!(off.to_reconnect(&peninsula_light()), Some(Cents(9_68)));
        let nearly = off.after(off.split(Cents(9_67), &peninsula_light()).expect("a payment"));
        assert_eq!((nearly.balance, nearly.arrears), (Cents::ZERO, Cents(297_58)));
        assert!(!reaches_target(nearly.balance, &peninsula_light()));
    }

    #[test]
    fn e14_a_closed_account_pays_energy_first_and_no_payment_reconnects_it() {
        let closed = standing(-13_33, 50_00, Service::Ended);
        assert_eq!(split(closed, 10_00, &petit_jean()), (0, 10_00));
        assert_eq!(split(closed, 20_00, &petit_jean()), (6_67, 13_33));
        assert_eq!(closed.to_reconnect(&petit_jean()), None);
        assert_eq!(closed.split(Cents(63_34), &petit_jean()).unwrap_err().code, Code::MoreThanOwed);
        let only = closed.split_to_arrears_only(Cents(10_00), &petit_jean());
        assert_eq!(only.unwrap_err().code, Code::EnergyDebtFirst);
    }

    #[test]
    fn a_payment_for_the_arrears_alone_is_never_more_than_they_are() {
        let off = standing(-25_56, 100_00, Service::Off);
        let all = Split { to_arrears: Cents(100_00), to_balance: Cents::ZERO };
        assert_eq!(off.split_to_arrears_only(Cents(100_00), &petit_jean()), Ok(all));
        let too_much = off.split_to_arrears_only(Cents(100_01), &petit_jean());
        assert_eq!(too_much.unwrap_err().code, Code::MoreThanArrears);
    }

    #[test]
    fn e18_a_payment_made_before_the_cut_reconnects_without_the_minimum_credit() {
        let off = standing(-25_56, 0, Service::Off);
        let wrong = |paid, program: &Program| {
            off.paid_before_cut(Cents(paid), off.balance, program).expect("a payment").wrongful_cut
        };
        assert!(wrong(25_57, &petit_jean()));
        assert!(!wrong(25_56, &petit_jean()));
        assert!(wrong(25_56, &palmetto()), "at zero Palmetto cuts nobody");
    }

    #[test]
    fn c13_the_cut_is_judged_by_the_balance_it_was_decided_on() {
        let wrong = |balance, at_cut| {
            let now = standing(balance, 0, Service::Off);
            now.paid_before_cut(Cents(10_00), Cents(at_cut), &petit_jean()).expect("a payment").wrongful_cut
        };
        assert!(wrong(-12_00, -9_99), "days off were charged since");
        assert!(!wrong(-1_00, -10_00), "20.00 were paid since");
        assert!(!wrong(-1_00, 2_00), "another late payment proved it wrong before");
    }

    #[test]
    fn c13_a_payment_made_before_the_cut_is_split_as_for_an_account_that_is_on() {
        let off = standing(-10_00, 100_00, Service::Off);
        let late = off.paid_before_cut(Cents(30_00), off.balance, &petit_jean()).expect("a payment");
        assert_eq!(late.split, Split { to_arrears: Cents(15_00), to_balance: Cents(15_00) });
        assert!(late.wrongful_cut);
    }

    #[test]
    fn r28_what_the_terms_do_not_list_is_not_taken() {
        let mut no_checks = pec();
        no_checks.payments.methods.retain(|method| *method != Method::Check);
        assert_eq!(accepts(Method::Cash, &no_checks), Ok(()));
        let refusal = accepts(Method::Check, &no_checks).unwrap_err();
        assert_eq!(refusal.code, Code::MethodNotTaken);
        assert!(refusal.message.contains("cash, money order, card"), "{}", refusal.message);
    }

    #[test]
    fn nothing_and_less_than_nothing_cannot_be_paid() {
        for amount in [0, -1, Cents::MOST.0 + 1] {
            let on = standing(0, 1_00, Service::On);
            assert_eq!(on.split(Cents(amount), &pec()).unwrap_err().code, Code::BadAmount);
            assert_eq!(on.split_to_arrears_only(Cents(amount), &pec()).unwrap_err().code, Code::BadAmount);
            assert_eq!(on.paid_before_cut(Cents(amount), on.balance, &pec()).unwrap_err().code, Code::BadAmount);
        }
    }

    fn any_terms() -> impl Strategy<Value = Program> {
        (0..=100_u32, any::<bool>(), 1..60_00_i64).prop_map(|(share, cure_deficit_first, target)| {
            let mut program = petit_jean();
            program.debt.share_of_payments = Decimal::new(share.into(), 2);
            program.debt.cure_deficit_first = cure_deficit_first;
            program.reconnect.minimum_credit = Cents(target);
            program
        })
    }

    proptest! {
        #[test]
        fn c7_the_quoted_cent_reconnects_and_one_less_does_not(
            program in any_terms(), balance in -500_00..100_00_i64, arrears in 0..500_00_i64,
        ) {
            let off = standing(balance, arrears, Service::Off);
            let quote = off.to_reconnect(&program).expect("the account is not ended");
            let reconnects = |payment| reaches_target(off.balance + off.shared(payment, &program).to_balance, &program);
            prop_assert!(reconnects(quote));
            prop_assert!(quote.is_zero() || !reconnects(quote - Cents(1)));
        }

        #[test]
        fn the_parts_are_the_payment_and_neither_is_negative(
            program in any_terms(), balance in -500_00..500_00_i64, arrears in 0..500_00_i64, payment in 1..1_000_00_i64,
            service in prop::sample::select(vec![Service::On, Service::Off, Service::Ended]),
        ) {
            let account = standing(balance, arrears, service);
            if let Ok(split) = account.split(Cents(payment), &program) {
                prop_assert_eq!(split.to_arrears + split.to_balance, Cents(payment));
                prop_assert!(split.to_balance >= Cents::ZERO);
                prop_assert!((Cents::ZERO..=account.arrears).contains(&split.to_arrears));
            } else {
                prop_assert_eq!(service, Service::Ended);
            }
        }
    }
}
