//! Energy-assistance pledges: what they hold, and where their money goes (R42, C35).

use super::limits::reaches_target;
use super::payment::{Service, Split, Standing, check_positive};
use crate::basics::{Cents, Day, Refused};
use crate::terms::{PledgeHolds, Program};

/// An agency's word that it will pay, not yet received; once the money is in, it counts and the pledge is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pledge {
    pub amount: Cents,
    /// From a state or other government agency.
    pub government: bool,
    /// Pledged to the past-due plan alone.
    pub arrears_only: bool,
    pub entered: Day,
    /// Its last day, included; None: until it is received or withdrawn.
    pub until: Option<Day>,
}

impl Pledge {
    /// Whether it keeps the power on `today`: the terms name its kind, and its days run (R42, C35).
    #[must_use]
    pub fn keeps_power_on(&self, today: Day, program: &Program) -> bool {
        self.is_named_by(program) && self.entered <= today && self.until.is_none_or(|last| today <= last)
    }

    /// Whether entering it brings the power back: the terms name its kind, and its energy part would reach the
    /// reconnect target (C35). The money itself counts on receipt.
    #[must_use]
    pub fn reconnects(&self, standing: &Standing, program: &Program) -> bool {
        standing.service == Service::Off
            && self.is_named_by(program)
            && reaches_target(standing.balance + self.shared(standing, program).to_balance, program)
    }

    /// Where the pledged money goes when it is received: the terms' share to the arrears, or, pledged to them alone,
    /// all that they owe; what is more is for energy (R42).
    ///
    /// Refused: an amount that is not positive (`bad_amount`), and more than an ended account owes (`more_than_owed`).
    pub fn receive(&self, standing: &Standing, program: &Program) -> Refused<Split> {
        check_positive(self.amount)?;
        if standing.service == Service::Ended {
            return standing.split(self.amount, program);
        }
        Ok(self.shared(standing, program))
    }

    fn shared(&self, standing: &Standing, program: &Program) -> Split {
        if self.arrears_only {
            let to_arrears = self.amount.min(standing.arrears);
            return Split { to_arrears, to_balance: self.amount - to_arrears };
        }
        standing.shared(self.amount, program)
    }

    fn is_named_by(&self, program: &Program) -> bool {
        match program.pledges.holds {
            PledgeHolds::All => true,
            PledgeHolds::Government => self.government,
            PledgeHolds::None => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::sample_terms::{day, pec, petit_jean};

    fn pledge() -> Pledge {
        Pledge {
            amount: Cents(200_00),
            government: true,
            arrears_only: false,
            entered: day("2026-11-30"),
            until: Some(day("2026-12-04")),
        }
    }

    fn off(balance: i64, arrears: i64) -> Standing {
        Standing { balance: Cents(balance), arrears: Cents(arrears), service: Service::Off }
    }

    #[test]
    fn r42_only_a_pledge_that_the_terms_name_keeps_the_power_on() {
        let today = day("2026-11-30");
        let private = Pledge { government: false, ..pledge() };
        assert!(pledge().keeps_power_on(today, &pec()));
        assert!(!private.keeps_power_on(today, &pec()));
        assert!(!pledge().keeps_power_on(today, &petit_jean()));
        let mut all = pec();
        all.pledges.holds = PledgeHolds::All;
        assert!(private.keeps_power_on(today, &all));
    }

    #[test]
    fn c35_a_pledge_holds_from_its_entry_to_its_last_day() {
        for (today, holds) in [("2026-11-29", false), ("2026-11-30", true), ("2026-12-04", true), ("2026-12-05", false)]
        {
            assert_eq!(pledge().keeps_power_on(day(today), &pec()), holds, "{today}");
        }
    }

    #[test]
    fn c35_it_reconnects_when_entered_if_its_energy_part_would_reach_the_target() {
        assert!(pledge().reconnects(&off(-99_99, 200_00), &pec()));
        assert!(!pledge().reconnects(&off(-100_00, 200_00), &pec()));
        let to_arrears = Pledge { arrears_only: true, ..pledge() };
        assert!(!to_arrears.reconnects(&off(-12_00, 200_00), &pec()));
        assert!(!Pledge { government: false, ..pledge() }.reconnects(&off(-12_00, 0), &pec()));
    }

    #[test]
    fn e40_half_of_what_is_received_goes_to_the_arrears_unless_pledged_to_them_alone() {
        let on = Standing { service: Service::On, ..off(-12_00, 156_11) };
        let split = pledge().receive(&on, &pec()).expect("a pledge that is received");
        assert_eq!((on.after(split).balance, on.after(split).arrears), (Cents(88_00), Cents(56_11)));
        let alone = Pledge { arrears_only: true, ..pledge() }.receive(&on, &pec()).expect("a pledge that is received");
        assert_eq!(alone, Split { to_arrears: Cents(156_11), to_balance: Cents(43_89) });
    }
}
