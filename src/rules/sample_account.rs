//! An account that is billed day after day without a store, for tests of what days and months add up to.

use crate::basics::{Cents, Day, Kwh, first_of_month};
use crate::terms::Program;

use super::charges::{DayCharge, DayFacts, MonthSoFar};
use super::sample::{day, kwh, residential};
use super::tariff::{ServiceFacts, Tariff};

/// The account as the next day finds it.
pub(crate) struct SampleAccount {
    pub(crate) next_day: Day,
    pub(crate) balance: Cents,
    pub(crate) month: MonthSoFar,
    pub(crate) service: ServiceFacts,
    pub(crate) off_all_day: bool,
}

impl SampleAccount {
    /// Enrolled on a day, with its opening credit.
    pub(crate) fn new(enrolled: &str, balance: Cents) -> Self {
        let (next_day, month) = (day(enrolled), MonthSoFar::default());
        Self { next_day, balance, month, service: residential(), off_all_day: false }
    }

    /// Bills the next day.
    pub(crate) fn bill(&mut self, program: &Program, used: &str) -> DayCharge {
        self.bill_with(&Tariff::of(program), kwh(used))
    }

    pub(crate) fn bill_with(&mut self, tariff: &Tariff, used: Kwh) -> DayCharge {
        if self.next_day == first_of_month(self.next_day) {
            self.month = MonthSoFar::default();
        }
        let facts = DayFacts {
            service_day: self.next_day,
            used,
            off_all_day: self.off_all_day,
            service: &self.service,
            month: self.month,
        };
        let charge = tariff.day_charge(&facts).expect("a price");
        self.month = charge.month;
        self.balance -= charge.total();
        self.next_day = self.next_day.succ_opt().expect("a next day");
        charge
    }

    /// Bills one day for each use and answers with the balance after each.
    pub(crate) fn balances(&mut self, program: &Program, uses: &[&str]) -> Vec<Cents> {
        let day = |used: &&str| {
            self.bill(program, used);
            self.balance
        };
        uses.iter().map(day).collect()
    }
}
