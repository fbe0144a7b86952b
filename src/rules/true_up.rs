//! The true-up of a month (R21, R22, C19, C29): the month billed once more as one, less what its days were charged;
//! the lights' kWh; then the fee credit and the reserve.

use std::collections::BTreeMap;

use crate::basics::{Cents, Day, Kwh, Refused};
use crate::terms::AddOnRate;

use super::charges::{DayCharge, DayFacts, MonthSoFar};
use super::rounding::{share_of_cents, share_of_kwh};
use super::tariff::{ChargeLine, LineKind, ServiceFacts, Tariff};

/// A billed day of the month, as the true-up looks at it again.
#[derive(Debug, Clone, Copy)]
pub struct MonthDay<'a> {
    pub service_day: Day,
    /// What the day used by the reads as they are known now.
    pub used: Kwh,
    pub off_all_day: bool,
    pub service: &'a ServiceFacts,
    /// The terms in force on the day, as they are known now.
    pub tariff: &'a Tariff,
    pub charged: Charged<'a>,
}

/// What a day was charged, corrections included.
#[derive(Debug, Clone, Copy)]
pub struct Charged<'a> {
    /// The terms it was charged by: others than those in force now if a version was brought in for days gone by.
    pub by: &'a Tariff,
    /// One amount a line of `by`.
    pub cents: &'a [Cents],
}

impl<'a> Charged<'a> {
    fn lines(self) -> impl Iterator<Item = (&'a ChargeLine, Cents)> {
        self.by.lines().iter().zip(self.cents.iter().copied())
    }
}

/// Why a line of a true-up stands there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TrueUpReason {
    /// The month billed as one, less what its days were charged.
    Rebilled,
    /// The kWh of lights that no meter counts (R21), with their tax.
    LightKwh,
    /// The transaction fee credited back by the month's payments (R22).
    FeeCredit,
    /// The reserve credited back whole (R21).
    ReserveCredit,
}

impl TrueUpReason {
    /// As a statement says it.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Rebilled => "month billed as one, less what its days were charged",
            Self::LightKwh => "kWh of lights without a meter",
            Self::FeeCredit => "credited back for the month's payments",
            Self::ReserveCredit => "credited back whole",
        }
    }
}

/// One amount of a true-up: what the member pays is positive, a credit negative.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrueUpLine {
    pub reason: TrueUpReason,
    /// The line of the days' charges that it belongs to, so that it is posted where they were.
    pub line: ChargeLine,
    pub cents: Cents,
}

impl TrueUpLine {
    /// `True-up of Transaction fee: credited back for the month's payments`.
    #[must_use]
    pub fn text(&self) -> String {
        format!("True-up of {}: {}", self.line.name, self.reason.words())
    }
}

/// A month's true-up: no line is zero, and none means that the days were right to the cent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TrueUpOfMonth {
    pub lines: Vec<TrueUpLine>,
}

impl TrueUpOfMonth {
    /// What the member pays; negative for a credit.
    #[must_use]
    pub fn total(&self) -> Cents {
        self.lines.iter().map(|line| line.cents).sum()
    }

    fn push(&mut self, reason: TrueUpReason, line: &ChargeLine, cents: Cents) {
        if !cents.is_zero() {
            self.lines.push(TrueUpLine { reason, line: line.clone(), cents });
        }
    }
}

/// The true-up of the billed `days` of one calendar month, in their order (C29). `payments` counts the month's payments
/// without the enrollment's, voided and returned ones. Each day is priced by its own terms; a day whose terms have no
/// true-up takes no part in fee and reserve.
///
/// # Errors
/// `no_energy_price` when a day's rates have no table for its class and season.
pub fn true_up(days: &[MonthDay], payments: u32) -> Refused<TrueUpOfMonth> {
    let mut result = TrueUpOfMonth::default();
    let (differences, month) = rebilled(days)?;
    for (line, cents) in differences {
        result.push(TrueUpReason::Rebilled, line, cents);
    }
    for (line, cents) in light_kwh(days, month)? {
        result.push(TrueUpReason::LightKwh, line, cents);
    }
    for (line, cents) in fee_credit(days, payments) {
        result.push(TrueUpReason::FeeCredit, line, -cents);
    }
    for (line, cents) in reserve_charged(days) {
        result.push(TrueUpReason::ReserveCredit, line, -cents);
    }
    Ok(result)
}

/// Cents by the line they belong to; lines of the same kind and name are one, whatever version they come from.
type ByLine<'a> = BTreeMap<&'a ChargeLine, Cents>;

/// The month billed as one less what its days were charged, and the month that this comes to. The reserve is left out:
/// exactly what was charged of it goes back.
fn rebilled<'a>(days: &'a [MonthDay]) -> Refused<(ByLine<'a>, MonthSoFar)> {
    let mut differences = ByLine::new();
    let mut month = MonthSoFar::default();
    for day in days {
        let charge = day.tariff.day_charge(&day.facts(day.used, month))?;
        for (line, &now) in day.tariff.lines().iter().zip(&charge.cents) {
            *differences.entry(line).or_default() += now;
        }
        for (line, then) in day.charged.lines() {
            *differences.entry(line).or_default() -= then;
        }
        month = charge.month;
    }
    differences.retain(|line, _| line.kind != LineKind::TrueUpReserve);
    Ok((differences, month))
}

/// The lights' kWh of the days on which they were in force, by the day formula, priced after the month's metered use,
/// with the taxes that are on energy (R21).
fn light_kwh<'a>(days: &'a [MonthDay], metered: MonthSoFar) -> Refused<ByLine<'a>> {
    let mut lines = ByLine::new();
    let mut month = metered;
    for day in days {
        let used = day.light_share();
        if used == Kwh::ZERO {
            continue;
        }
        let DayCharge { cents, month: after } = day.tariff.unmetered_charge(&day.facts(used, month))?;
        for (line, cents) in day.tariff.lines().iter().zip(cents) {
            *lines.entry(line).or_default() += cents;
        }
        month = after;
    }
    Ok(lines)
}

/// What so many payments earn of the transaction fee, by the day formula over the billed days (R22, C19): beyond the
/// schedule its last entry holds.
fn fee_credit<'a>(days: &'a [MonthDay], payments: u32) -> ByLine<'a> {
    let mut lines = ByLine::new();
    for day in days {
        let schedule = day.tariff.true_up.as_ref().map_or(&[][..], |true_up| &true_up.fee_credit);
        let earned = schedule.get(payments as usize).or(schedule.last());
        let line = day.tariff.lines().iter().find(|line| line.kind == LineKind::TrueUpFee);
        if let (Some(&credit), Some(line)) = (earned, line) {
            *lines.entry(line).or_default() += share_of_cents(credit, day.service_day);
        }
    }
    lines
}

/// Exactly what the days were charged of the reserve.
fn reserve_charged<'a>(days: &'a [MonthDay]) -> ByLine<'a> {
    let mut lines = ByLine::new();
    for (line, cents) in days.iter().flat_map(|day| day.charged.lines()) {
        if line.kind == LineKind::TrueUpReserve {
            *lines.entry(line).or_default() += cents;
        }
    }
    lines
}

impl<'a> MonthDay<'a> {
    fn facts(&self, used: Kwh, month: MonthSoFar) -> DayFacts<'a> {
        let Self { service_day, off_all_day, service, .. } = *self;
        DayFacts { service_day, used, off_all_day, service, month }
    }

    /// The day's part of what its account's lights use in a month.
    fn light_share(&self) -> Kwh {
        let of_rate = |rate: &AddOnRate| {
            let share = share_of_kwh(rate.kwh, self.service_day);
            Kwh::from_wh(share.wh * i64::from(self.service.count_of(&rate.name)))
        };
        self.tariff.add_ons.iter().map(of_rate).fold(Kwh::ZERO, |sum, share| sum + share)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rust_decimal_macros::dec;

    use super::*;
    use crate::rules::sample::{self, day, kwh};
    use crate::rules::sample_account::SampleAccount;
    use crate::rules::tariff::AddOn;
    use crate::terms::Program;

    /// Days that were billed as they came, each under its own terms.
    struct Month {
        service: ServiceFacts,
        days: Vec<BilledDay>,
    }

    struct BilledDay {
        service_day: Day,
        used: Kwh,
        tariff: Tariff,
        charged_by: Tariff,
        charged: Vec<Cents>,
    }

    impl Month {
        fn of(program: &Program, service: ServiceFacts, first: &str, uses: &[Kwh]) -> Self {
            let tariff = Tariff::of(program);
            Self::under(|_| tariff.clone(), service, first, uses)
        }

        fn under(terms: impl Fn(Day) -> Tariff, service: ServiceFacts, first: &str, uses: &[Kwh]) -> Self {
            let mut account = SampleAccount::new(first, Cents::ZERO);
            account.service = service.clone();
            let bill = |&used: &Kwh| {
                let (service_day, tariff) = (account.next_day, terms(account.next_day));
                let charged = account.bill_with(&tariff, used).cents;
                BilledDay { service_day, used, charged_by: tariff.clone(), tariff, charged }
            };
            let days = uses.iter().map(bill).collect();
            Self { service, days }
        }

        fn true_up(&self, payments: u32) -> TrueUpOfMonth {
            let days: Vec<MonthDay> = self.days.iter().map(|day| day.facts(&self.service)).collect();
            true_up(&days, payments).expect("a price")
        }
    }

    impl BilledDay {
        fn facts<'a>(&'a self, service: &'a ServiceFacts) -> MonthDay<'a> {
            MonthDay {
                service_day: self.service_day,
                used: self.used,
                off_all_day: false,
                service,
                tariff: &self.tariff,
                charged: Charged { by: &self.charged_by, cents: &self.charged },
            }
        }
    }

    fn amounts(true_up: &TrueUpOfMonth) -> Vec<(TrueUpReason, LineKind, i64)> {
        true_up.lines.iter().map(|line| (line.reason, line.line.kind, line.cents.0)).collect()
    }

    const FEE: (TrueUpReason, LineKind) = (TrueUpReason::FeeCredit, LineKind::TrueUpFee);
    const RESERVE: (TrueUpReason, LineKind) = (TrueUpReason::ReserveCredit, LineKind::TrueUpReserve);

    #[test]
    fn r22_a_partial_month_credits_its_part_of_the_fee_and_the_reserve_it_was_charged_e38() {
        let month = Month::of(&sample::pec(), sample::residential(), "2026-11-21", &[kwh("30"); 10]);
        let true_up = month.true_up(2);
        assert_eq!(amounts(&true_up), [(FEE.0, FEE.1, -1_33), (RESERVE.0, RESERVE.1, -3_33)]);
        assert_eq!(true_up.lines[0].text(), "True-up of Transaction fee: credited back for the month's payments");
    }

    #[test]
    fn c19_no_payment_credits_the_full_fee_e39() {
        let november = Month::of(&sample::pec(), sample::residential(), "2026-11-29", &[kwh("3"), kwh("0")]);
        assert_eq!(november.true_up(0).total(), Cents(-1_07));
        // The account closes after 7 December: its balance was -21.37 before that day.
        let december = Month::of(&sample::pec(), sample::residential(), "2026-12-01", &[Kwh::ZERO; 7]);
        let last_day: Cents = december.days[6].charged.iter().copied().sum();
        assert_eq!(Cents(-21_37) - last_day - december.true_up(0).total() + Cents(5_00), Cents(-14_23));
    }

    #[test]
    fn r22_the_schedules_last_entry_holds_for_more_payments() {
        let credits = |program: &Program| {
            let month = Month::of(program, sample::residential(), "2026-11-01", &[kwh("30"); 30]);
            [0, 1, 2, 3, 4, 9].map(|payments| -(month.true_up(payments).total() + Cents(10_00)))
        };
        let mut program = sample::pec();
        assert_eq!(credits(&program), [6_00, 6_00, 4_00, 2_00, 0, 0].map(Cents));
        program.true_up.as_mut().expect("PEC has one").fee_credit = [6_00, 3_00].map(Cents).into();
        assert_eq!(credits(&program), [6_00, 3_00, 3_00, 3_00, 3_00, 3_00].map(Cents));
    }

    #[test]
    fn c29_a_read_corrected_after_its_day_was_charged_is_billed_by_the_true_up() {
        let mut month = Month::of(&sample::pec(), sample::residential(), "2026-11-01", &[kwh("30"); 30]);
        month.days[29].used = kwh("35.5");
        assert_eq!(amounts(&month.true_up(4))[0], (TrueUpReason::Rebilled, LineKind::Energy, 55));
    }

    /// PEC with one light of 70 kWh a month, blocks and a tax on energy.
    fn with_light() -> (Program, ServiceFacts) {
        let mut program = sample::pec();
        program.rates.energy[0].blocks = sample::blocks(&[(Some(300), dec!(0.12)), (None, dec!(0.08))]);
        program.rates.per_kwh = vec![sample::per_kwh("Power cost adjustment", dec!(0.01))];
        program.rates.tax = vec![sample::tax("State sales tax", dec!(0.05))];
        program.rates.add_on = vec![AddOnRate { name: "Light".into(), monthly: Cents(9_50), kwh: kwh("70") }];
        let lights = vec![AddOn { name: "Light".into(), count: 1 }];
        (program, ServiceFacts { add_ons: lights, ..sample::residential() })
    }

    #[test]
    fn r21_light_kwh_are_priced_after_the_metered_use_with_the_tax_on_energy() {
        let (program, lit) = with_light();
        let lights = |uses: &[Kwh]| {
            let month = Month::of(&program, lit.clone(), "2026-11-01", uses);
            let lines = month.true_up(4).lines;
            let light = lines.into_iter().filter(|line| line.reason == TrueUpReason::LightKwh);
            light.map(|line| (line.line.kind, line.cents.0)).collect::<Vec<_>>()
        };
        // 70 kWh in the upper block; 20 in the lower and 50 in the upper; 14 kWh for six days of thirty.
        assert_eq!(lights(&[kwh("20"); 30]), [(LineKind::Energy, 5_60), (LineKind::Tax, 28)]);
        let straddling = [&[kwh("280")], &[Kwh::ZERO; 29][..]].concat();
        assert_eq!(lights(&straddling), [(LineKind::Energy, 6_40), (LineKind::Tax, 32)]);
        assert_eq!(lights(&[Kwh::ZERO; 6]), [(LineKind::Energy, 1_68), (LineKind::Tax, 8)]);
    }

    #[test]
    fn c29_each_versions_days_are_priced_by_that_version_and_nothing_is_left_over() {
        let mut program = sample::pec();
        let old = Tariff::of(&program);
        program.rates.energy[0].blocks = sample::blocks(&[(None, dec!(0.12345))]);
        let new = Tariff::of(&program);
        let terms = |service_day| if service_day < day("2026-11-17") { old.clone() } else { new.clone() };
        let month = Month::under(terms, sample::residential(), "2026-11-01", &[kwh("31.337"); 30]);
        assert_eq!(amounts(&month.true_up(4)), [(RESERVE.0, RESERVE.1, -10_00)]);
    }

    #[test]
    fn c29_terms_brought_in_for_days_gone_by_are_billed_and_the_reserve_that_was_charged_goes_back() {
        let mut month = Month::of(&sample::pec(), sample::residential(), "2026-11-01", &[kwh("30"); 30]);
        let mut program = sample::pec();
        program.rates.monthly[0] = sample::monthly("Basic service", Cents(33_00), true);
        program.true_up.as_mut().expect("PEC has one").reserve = Cents(12_00);
        month.days.iter_mut().for_each(|day| day.tariff = Tariff::of(&program));
        let lines = month.true_up(4).lines;
        let named: Vec<_> = lines.iter().map(|line| (line.line.name.as_str(), line.cents.0)).collect();
        assert_eq!(named, [("Base charge", -30_00), ("Basic service", 33_00), ("True-up reserve", -10_00)]);
    }

    proptest! {
        #[test]
        fn c29_a_month_whose_reads_stand_differs_in_nothing(
            wh in proptest::collection::vec(-9_000..90_000_i64, 1..=31), begins in 1..=31_usize,
        ) {
            let (program, _) = with_light();
            let wh = &wh[..wh.len().min(32 - begins)];
            let uses: Vec<Kwh> = wh.iter().copied().map(Kwh::from_wh).collect();
            let first = day(&format!("2026-12-{begins:02}"));
            let true_up = Month::of(&program, sample::residential(), &first.to_string(), &uses).true_up(4);
            prop_assert!(true_up.lines.iter().all(|line| line.reason == TrueUpReason::ReserveCredit), "{true_up:?}");
        }
    }
}
