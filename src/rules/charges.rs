//! The charges of one service day (C26): what the calendar month comes to so far, rounded once to the cent, less what
//! it came to the day before. So the days of a month add up to the standard monthly bill to the cent.

use crate::basics::{Cents, Day, Kwh, Refused};
use crate::terms::{TaxRate, TaxedKind};

use super::rounding::share_of_cents;
use super::tariff::{LineKind, ServiceFacts, Tariff, cost, is_taxed, names_class, taxed_kind};

/// What was used and charged earlier in the calendar month, under whatever terms. All zero at its start.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct MonthSoFar {
    /// Billed kWh.
    pub used: Kwh,
    pub energy: Cents,
    pub per_kwh: Cents,
    pub monthly: Cents,
    pub add_on: Cents,
}

impl MonthSoFar {
    /// The month after one more charge of `kind`; what no tax can be on is left out.
    fn plus(mut self, kind: LineKind, cents: Cents) -> Self {
        match taxed_kind(kind) {
            Some(TaxedKind::Energy) => self.energy += cents,
            Some(TaxedKind::PerKwh) => self.per_kwh += cents,
            Some(TaxedKind::Monthly) => self.monthly += cents,
            Some(TaxedKind::AddOn) => self.add_on += cents,
            None => {}
        }
        self
    }

    /// What a tax is on: the charged cents of its kinds.
    pub(super) fn taxed_by(&self, tax: &TaxRate) -> Cents {
        let of_kind = |kind: &TaxedKind| match kind {
            TaxedKind::Energy => self.energy,
            TaxedKind::PerKwh => self.per_kwh,
            TaxedKind::Monthly => self.monthly,
            TaxedKind::AddOn => self.add_on,
        };
        tax.on.iter().map(of_kind).sum()
    }
}

/// All that one day's charges follow from, besides the terms in force on it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DayFacts<'a> {
    pub service_day: Day,
    /// May be negative: an estimate that the next actual read corrects (R20).
    pub used: Kwh,
    /// Off from midnight to midnight (C32).
    pub off_all_day: bool,
    pub service: &'a ServiceFacts,
    /// The calendar month before this day.
    pub month: MonthSoFar,
}

/// One day's charges: what the member pays is positive, a credit negative.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayCharge {
    /// One amount a line of `Tariff::lines`, zero where the line does not apply.
    pub cents: Vec<Cents>,
    /// The calendar month with this day.
    pub month: MonthSoFar,
}

impl DayCharge {
    /// What the day costs.
    #[must_use]
    pub fn total(&self) -> Cents {
        self.cents.iter().copied().sum()
    }
}

impl Tariff {
    /// What a day costs under these terms (R17–R19, C26, C32).
    ///
    /// # Errors
    /// `no_energy_price` when the rates have no table for the service's class and season.
    pub fn day_charge(&self, facts: &DayFacts) -> Refused<DayCharge> {
        let schedule = self.schedule(facts.service, facts.service_day)?;
        let before = facts.month.used;
        let energy = schedule.month_cost(before + facts.used) - schedule.month_cost(before);
        Ok(self.with_energy(facts, energy))
    }

    /// What a day of so much use costs by itself, at the first block: the expected day of C30.
    ///
    /// # Errors
    /// As [`Tariff::day_charge`].
    pub fn day_at_first_block(&self, service: &ServiceFacts, service_day: Day, used: Kwh) -> Refused<Cents> {
        let facts = DayFacts { service_day, used, off_all_day: false, service, month: MonthSoFar::default() };
        let energy = self.schedule(service, service_day)?.first_block_cost(used);
        Ok(self.with_energy(&facts, energy).total())
    }

    /// What use alone costs at the first block: energy, per-kWh lines and their taxes, nothing monthly (R06, C24).
    ///
    /// # Errors
    /// As [`Tariff::day_charge`].
    pub fn use_at_first_block(&self, service: &ServiceFacts, service_day: Day, used: Kwh) -> Refused<Cents> {
        let month = MonthSoFar::default();
        let facts = DayFacts { service_day, used, off_all_day: false, service, month };
        let energy = self.schedule(service, service_day)?.first_block_cost(used);
        let per_kwh = self.per_kwh_lines(&facts).sum();
        let after = MonthSoFar { used, energy, per_kwh, ..month };
        Ok(energy + per_kwh + self.tax_lines(service, month, after).sum())
    }

    /// What kWh that no meter counts cost after the month's use: energy and its taxes only (R21).
    ///
    /// # Errors
    /// As [`Tariff::day_charge`].
    pub(super) fn unmetered_charge(&self, facts: &DayFacts) -> Refused<DayCharge> {
        let schedule = self.schedule(facts.service, facts.service_day)?;
        let used = facts.month.used + facts.used;
        let mut cents = vec![Cents::ZERO; self.lines().len() - self.taxes.len()];
        cents[0] = schedule.month_cost(used) - schedule.month_cost(facts.month.used);
        let month = self.month_after(facts.month, facts.used, &cents);
        cents.extend(self.tax_lines(facts.service, facts.month, month));
        Ok(DayCharge { cents, month })
    }

    /// The month after a day whose charges are known, a stored one for example.
    #[must_use]
    pub fn month_after(&self, before: MonthSoFar, used: Kwh, cents: &[Cents]) -> MonthSoFar {
        let start = MonthSoFar { used: before.used + used, ..before };
        self.lines().iter().zip(cents).fold(start, |month, (line, &cents)| month.plus(line.kind, cents))
    }

    /// All lines of a day, in the order of [`super::tariff::line_names`].
    fn with_energy(&self, facts: &DayFacts, energy: Cents) -> DayCharge {
        let mut cents = Vec::with_capacity(self.lines().len());
        cents.push(energy);
        cents.extend(self.per_kwh_lines(facts));
        cents.extend(self.monthly_lines(facts));
        if let Some(true_up) = &self.true_up {
            cents.push(share_of_cents(true_up.fee, facts.service_day));
            cents.push(share_of_cents(true_up.reserve, facts.service_day));
        }
        cents.extend(self.add_on_lines(facts));
        let month = self.month_after(facts.month, facts.used, &cents);
        cents.extend(self.tax_lines(facts.service, facts.month, month));
        DayCharge { cents, month }
    }

    fn per_kwh_lines(&self, facts: &DayFacts) -> impl Iterator<Item = Cents> {
        let (before, after) = (facts.month.used, facts.month.used + facts.used);
        self.per_kwh.iter().map(move |rate| {
            let holds = names_class(&rate.classes, &facts.service.class);
            if holds { cost(after, rate.price) - cost(before, rate.price) } else { Cents::ZERO }
        })
    }

    fn monthly_lines(&self, facts: &DayFacts) -> impl Iterator<Item = Cents> {
        self.monthly.iter().map(move |rate| {
            let runs = rate.while_off || !facts.off_all_day;
            let holds = runs && names_class(&rate.classes, &facts.service.class);
            if holds { share_of_cents(rate.amount, facts.service_day) } else { Cents::ZERO }
        })
    }

    /// Each light has its own share, so that one more of them in mid-month leaves the others' sums exact.
    fn add_on_lines(&self, facts: &DayFacts) -> impl Iterator<Item = Cents> {
        self.add_ons.iter().map(move |rate| {
            let share = share_of_cents(rate.monthly, facts.service_day);
            Cents(share.0 * i64::from(facts.service.count_of(&rate.name)))
        })
    }

    fn tax_lines(&self, service: &ServiceFacts, before: MonthSoFar, after: MonthSoFar) -> impl Iterator<Item = Cents> {
        self.taxes.iter().map(move |tax| {
            let so_far = |month: MonthSoFar| month.taxed_by(tax).times(tax.rate);
            if is_taxed(tax, service) { so_far(after) - so_far(before) } else { Cents::ZERO }
        })
    }
}

impl ServiceFacts {
    /// How many of an add-on the account has.
    pub(super) fn count_of(&self, add_on: &str) -> u32 {
        self.add_ons.iter().filter(|held| held.name == add_on).map(|held| held.count).sum()
    }
}

#[cfg(test)]
mod tests;
