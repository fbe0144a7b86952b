//! One version's prices, made ready to bill a million days: which line of the rates holds for whom, and what so many
//! kWh of a month cost.

use rust_decimal::Decimal;

use crate::basics::{Cents, Code, Day, Kwh, Refusal, Refused, month_of};
use crate::terms::{AddOnRate, EnergyRate, MonthlyRate, PerKwhRate, Program, TaxRate, TaxedKind, TrueUp};

/// What about an account's service decides its charges on a day: each is kept with its effective day, so a day is
/// billed by what held on it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ServiceFacts {
    /// `residential`, `general`.
    pub class: String,
    pub tax_area: Option<String>,
    /// Exemption codes of the account.
    pub exempt: Vec<String>,
    pub add_ons: Vec<AddOn>,
}

/// So many of one add-on of the rates. One that the terms no longer name costs nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddOn {
    pub name: String,
    pub count: u32,
}

/// What a line of a day's charges is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LineKind {
    Energy,
    PerKwh,
    Monthly,
    TrueUpFee,
    TrueUpReserve,
    AddOn,
    Tax,
}

impl LineKind {
    /// A stable word for scripts and stores.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Energy => "energy",
            Self::PerKwh => "per_kwh",
            Self::Monthly => "monthly",
            Self::TrueUpFee => "true_up_fee",
            Self::TrueUpReserve => "true_up_reserve",
            Self::AddOn => "add_on",
            Self::Tax => "tax",
        }
    }
}

/// One line of a day's charges: every day of a terms version has the same lines in the same order.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ChargeLine {
    pub kind: LineKind,
    pub name: String,
}

/// The lines of this version's days: energy, each per-kWh line, each monthly charge, the true-up's fee and reserve
/// where there is one, each add-on, each tax.
#[must_use]
pub fn line_names(program: &Program) -> Vec<ChargeLine> {
    let line = |kind, name: &str| ChargeLine { kind, name: name.to_string() };
    let rates = &program.rates;
    let mut lines = vec![line(LineKind::Energy, "Energy")];
    lines.extend(rates.per_kwh.iter().map(|rate| line(LineKind::PerKwh, &rate.name)));
    lines.extend(rates.monthly.iter().map(|rate| line(LineKind::Monthly, &rate.name)));
    if program.true_up.is_some() {
        lines.push(line(LineKind::TrueUpFee, "Transaction fee"));
        lines.push(line(LineKind::TrueUpReserve, "True-up reserve"));
    }
    lines.extend(rates.add_on.iter().map(|rate| line(LineKind::AddOn, &rate.name)));
    lines.extend(rates.tax.iter().map(|rate| line(LineKind::Tax, &rate.name)));
    lines
}

/// The prices of one terms version. Make it once, bill with it as often as you like.
#[derive(Debug, Clone, PartialEq)]
pub struct Tariff {
    energy: Vec<Schedule>,
    pub(super) per_kwh: Vec<PerKwhRate>,
    pub(super) monthly: Vec<MonthlyRate>,
    pub(super) true_up: Option<TrueUp>,
    pub(super) add_ons: Vec<AddOnRate>,
    pub(super) taxes: Vec<TaxRate>,
    lines: Vec<ChargeLine>,
}

impl Tariff {
    /// The prices of `program`.
    #[must_use]
    pub fn of(program: &Program) -> Self {
        let rates = &program.rates;
        Self {
            energy: rates.energy.iter().filter_map(Schedule::of).collect(),
            per_kwh: rates.per_kwh.clone(),
            monthly: rates.monthly.clone(),
            true_up: program.true_up.clone(),
            add_ons: rates.add_on.clone(),
            taxes: rates.tax.clone(),
            lines: line_names(program),
        }
    }

    /// What each place of a `DayCharge` is.
    #[must_use]
    pub fn lines(&self) -> &[ChargeLine] {
        &self.lines
    }

    /// The block schedule of a service's class in the season of `day`: the first of the rates that names both.
    ///
    /// # Errors
    /// `no_energy_price` when the rates have no table for that class and month.
    pub(super) fn schedule(&self, service: &ServiceFacts, day: Day) -> Refused<&Schedule> {
        let month = month_of(day);
        self.energy.iter().find(|schedule| names_season(&schedule.rate, &service.class, month)).ok_or_else(|| {
            let class = &service.class;
            Refusal::new(
                Code::NoEnergyPrice,
                format!("The rates have no energy price for class \"{class}\" in month {month}: add a [[rates.energy]] table for it"),
            )
        })
    }
}

/// Whether a list of classes names `class`; an empty list names all.
pub(super) fn names_class(classes: &[String], class: &str) -> bool {
    classes.is_empty() || classes.iter().any(|named| named == class)
}

/// Whether a season's table holds for a class in a month.
pub(super) fn names_season(rate: &EnergyRate, class: &str, month: u32) -> bool {
    rate.months.contains(&month) && names_class(&rate.classes, class)
}

/// Whether a tax is charged on a service: in its area, and not lifted by one of the account's exemptions.
pub(super) fn is_taxed(tax: &TaxRate, service: &ServiceFacts) -> bool {
    let in_area = tax.areas.is_empty() || service.tax_area.as_ref().is_some_and(|area| tax.areas.contains(area));
    in_area && !service.exempt.iter().any(|code| tax.exempt.contains(code))
}

/// The kind of charge that a line is to a tax; none for the true-up's fee and reserve and for taxes.
pub(super) fn taxed_kind(kind: LineKind) -> Option<TaxedKind> {
    match kind {
        LineKind::Energy => Some(TaxedKind::Energy),
        LineKind::PerKwh => Some(TaxedKind::PerKwh),
        LineKind::Monthly => Some(TaxedKind::Monthly),
        LineKind::AddOn => Some(TaxedKind::AddOn),
        LineKind::TrueUpFee | LineKind::TrueUpReserve | LineKind::Tax => None,
    }
}

/// So many kWh at a price in dollars, as an exact number of cents.
fn exact_cents(used: Kwh, price: Decimal) -> Decimal {
    used.decimal() * price * Decimal::ONE_HUNDRED
}

/// So many kWh at a price in dollars, to the cent.
pub(super) fn cost(used: Kwh, price: Decimal) -> Cents {
    Cents::rounded(exact_cents(used, price))
}

/// One step of a schedule with what the steps below it come to.
#[derive(Debug, Clone, PartialEq)]
struct Step {
    from: Kwh,
    /// Exact cents for the month's first `from` kWh.
    below: Decimal,
    /// Dollars per kWh.
    price: Decimal,
}

/// A season's block schedule with its steps summed up.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Schedule {
    rate: EnergyRate,
    first: Step,
    higher: Vec<Step>,
}

impl Schedule {
    /// None for a table without a price.
    fn of(rate: &EnergyRate) -> Option<Self> {
        let mut from = Kwh::ZERO;
        let mut below = Decimal::ZERO;
        let mut steps = rate.blocks.iter().map(|block| {
            let step = Step { from, below, price: block.price };
            if let Some(up_to) = block.up_to {
                below += exact_cents(up_to - from, block.price);
                from = up_to;
            }
            step
        });
        let first = steps.next()?;
        let higher = steps.collect();
        Some(Self { rate: rate.clone(), first, higher })
    }

    /// P(u): what a month's `used` kWh come to, to the cent. Below zero the first block's price holds.
    pub(super) fn month_cost(&self, used: Kwh) -> Cents {
        let step = self.higher.iter().rfind(|step| used > step.from).unwrap_or(&self.first);
        Cents::rounded(step.below + exact_cents(used - step.from, step.price))
    }

    /// So many kWh at the first block's price, whatever the month's use (C24, C30).
    pub(super) fn first_block_cost(&self, used: Kwh) -> Cents {
        cost(used, self.first.price)
    }
}

#[cfg(test)]
mod tests {
    use rust_decimal_macros::dec;

    use super::*;
    use crate::rules::sample::{self, blocks};

    fn of_blocks() -> Schedule {
        let rate = EnergyRate {
            months: (1..=12).collect(),
            classes: vec![],
            blocks: blocks(&[(Some(500), dec!(0.11250)), (Some(900), dec!(0.1)), (None, dec!(0.09375))]),
        };
        Schedule::of(&rate).expect("a price")
    }

    #[test]
    fn a_months_kwh_cost_what_their_blocks_say() {
        let cost_of = |kwh: i64| of_blocks().month_cost(Kwh::from_wh(kwh * 1000));
        assert_eq!([0, 100, 500, 501, 900, 1000].map(cost_of), [0, 11_25, 56_25, 56_35, 96_25, 105_63].map(Cents));
    }

    #[test]
    fn below_zero_the_first_blocks_price_holds() {
        assert_eq!(of_blocks().month_cost(Kwh::from_wh(-100_000)), Cents(-11_25));
    }

    #[test]
    fn the_season_and_the_class_choose_the_table() {
        let mut program = sample::petit_jean();
        program.rates.energy[0].classes = vec!["residential".into()];
        let tariff = Tariff::of(&program);
        let day = sample::day("2026-11-16");
        assert!(tariff.schedule(&sample::residential(), day).is_ok());
        let general = ServiceFacts { class: "general".into(), ..sample::residential() };
        assert_eq!(tariff.schedule(&general, day).map_err(|refusal| refusal.code), Err(Code::NoEnergyPrice));
    }
}
