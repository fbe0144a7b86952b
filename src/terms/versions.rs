//! Which terms are in force on a day: what was loaded, with the prices that changed by themselves since.

use std::collections::BTreeSet;

use rust_decimal::Decimal;

use super::model::Program;
use crate::basics::{Day, Refusal, Refused};

/// Which terms a charge was made under. With the terms and the price changes of a store it finds the same prices
/// again, as long as no change is entered for days that are billed already.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct VersionRef {
    /// The id of the version of the program file.
    pub terms: i64,
    /// The id of the latest price change that is in force on top of it; None: the file's own prices.
    pub price_change: Option<i64>,
}

/// Terms as they were loaded: from a day on.
#[derive(Debug, Clone, PartialEq)]
pub struct LoadedTerms {
    pub id: i64,
    pub from: Day,
    pub program: Program,
}

/// A price that changes without a new file: the per-kWh charges of that name, from a day on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PriceChange {
    pub id: i64,
    /// The name of a `[[rates.per_kwh]]`.
    pub name: String,
    pub from: Day,
    /// Dollars per kWh; may be negative.
    pub price: Decimal,
}

/// Terms that hold unchanged for a run of days.
#[derive(Debug, Clone, PartialEq)]
pub struct Version {
    pub reference: VersionRef,
    /// The first day of the run.
    pub from: Day,
    /// The terms, with every price change of that day applied.
    pub program: Program,
}

/// All terms of a store. Finding a day's is a binary search: the cycle asks for every account and day.
#[derive(Debug, Clone, PartialEq)]
pub struct TermsBook {
    /// By day, never empty; the first also holds for every day before it.
    versions: Vec<Version>,
}

impl TermsBook {
    /// Puts the loaded terms and the price changes in order of their days (of two on one day, the later id holds).
    /// A file states every price that holds from its day on, so it ends the changes of earlier days.
    ///
    /// # Errors
    /// `no_terms` without any terms; `unknown_price` when the terms of a change's day have no per-kWh charge of its name.
    pub fn new(mut loaded: Vec<LoadedTerms>, mut changes: Vec<PriceChange>) -> Refused<Self> {
        loaded.sort_by_key(|terms| (terms.from, terms.id));
        changes.sort_by_key(|change| (change.from, change.id));
        if loaded.is_empty() {
            return Err(Refusal::new("no_terms", "The store has no terms: load a program with `program load`."));
        }
        check_names(&loaded, &changes)?;
        let first = changes.first().map_or(loaded[0].from, |change| change.from.min(loaded[0].from));
        // The first terms have no beginning: they are in force, at their own prices, before whatever else there is.
        let mut versions = vec![Version { from: first, ..version_on(Day::MIN, &loaded, &changes) }];
        let later = loaded[1..].iter().map(|terms| terms.from).chain(changes.iter().map(|change| change.from));
        versions.extend(later.collect::<BTreeSet<_>>().into_iter().map(|day| version_on(day, &loaded, &changes)));
        Ok(Self { versions })
    }

    /// The terms in force on `day`. A day before the first terms has the first.
    #[must_use]
    pub fn on(&self, day: Day) -> &Version {
        let later = self.versions.partition_point(|version| version.from <= day);
        &self.versions[later.saturating_sub(1)]
    }

    /// The terms that a charge was made under, if the store still has them.
    #[must_use]
    pub fn find(&self, reference: VersionRef) -> Option<&Version> {
        self.versions.iter().find(|version| version.reference == reference)
    }

    /// Every run of days, in order.
    #[must_use]
    pub fn versions(&self) -> &[Version] {
        &self.versions
    }
}

/// The loaded terms that hold on `day`, before price changes.
fn loaded_on(day: Day, loaded: &[LoadedTerms]) -> &LoadedTerms {
    &loaded[loaded.partition_point(|terms| terms.from <= day).saturating_sub(1)]
}

fn check_names(loaded: &[LoadedTerms], changes: &[PriceChange]) -> Refused<()> {
    for change in changes {
        let prices = &loaded_on(change.from, loaded).program.rates.per_kwh;
        if !prices.iter().any(|price| price.name == change.name) {
            let names: Vec<String> = prices.iter().map(|price| format!("\"{}\"", price.name)).collect();
            let known = super::words::joined(&names, "and");
            let message = format!(
                "No price named \"{}\" is in force on {}: only per-kWh charges change by themselves (here: {known}).",
                change.name, change.from
            );
            return Err(Refusal::new("unknown_price", message));
        }
    }
    Ok(())
}

fn version_on(day: Day, loaded: &[LoadedTerms], changes: &[PriceChange]) -> Version {
    let terms = loaded_on(day, loaded);
    // No change is too early for the first terms.
    let begins = if terms.id == loaded[0].id { Day::MIN } else { terms.from };
    let mut program = terms.program.clone();
    let mut price_change = None;
    for change in changes.iter().filter(|change| (begins..=day).contains(&change.from)) {
        for price in program.rates.per_kwh.iter_mut().filter(|price| price.name == change.name) {
            price.price = change.price;
        }
        price_change = Some(change.id);
    }
    Version { reference: VersionRef { terms: terms.id, price_change }, from: day, program }
}
