//! Which terms are in force on a day: what was loaded, with the prices that changed by themselves since.

use std::collections::BTreeSet;

use rust_decimal::Decimal;

use super::model::Program;
use crate::basics::{Code, Day, Refusal, Refused};

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
            return Err(Refusal::new(Code::NoTerms, "The store has no terms: load a program with `program load`."));
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
            return Err(Refusal::new(Code::UnknownPrice, message));
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

#[cfg(test)]
mod tests {
    use chrono::Days;
    use proptest::collection::btree_set;
    use proptest::prelude::*;
    use rust_decimal_macros::dec;

    use super::*;
    use crate::terms::shipped;

    fn form() -> Program {
        shipped()[0].program().unwrap_or_else(|errors| panic!("{errors}"))
    }

    fn day(text: &str) -> Day {
        text.parse().expect("a day")
    }

    fn terms(id: i64, from: &str, title: &str) -> LoadedTerms {
        let program = Program { title: title.to_string(), ..form() };
        LoadedTerms { id, from: day(from), program }
    }

    fn change(id: i64, from: &str, price: Decimal) -> PriceChange {
        PriceChange { id, name: "Power cost adjustment".to_string(), from: day(from), price }
    }

    fn in_force(book: &TermsBook, on: &str) -> (i64, Option<i64>, Decimal) {
        let version = book.on(day(on));
        (version.reference.terms, version.reference.price_change, version.program.rates.per_kwh[0].price)
    }

    #[test]
    fn each_day_has_the_terms_and_the_prices_in_force_on_it() {
        let loaded = vec![terms(2, "2026-12-01", "new"), terms(1, "2026-01-01", "old")];
        let changes = vec![change(8, "2026-11-25", dec!(-0.001)), change(7, "2026-11-20", dec!(0.00455))];
        let book = TermsBook::new(loaded, changes).expect("a book");
        assert_eq!(in_force(&book, "2025-06-01"), (1, None, dec!(0.00310)));
        assert_eq!(in_force(&book, "2026-11-19"), (1, None, dec!(0.00310)));
        assert_eq!(in_force(&book, "2026-11-20"), (1, Some(7), dec!(0.00455)));
        assert_eq!(in_force(&book, "2026-11-30"), (1, Some(8), dec!(-0.001)));
        assert_eq!(in_force(&book, "2026-12-01"), (2, None, dec!(0.00310)));
        assert_eq!(book.on(day("2030-01-01")).program.title, "new");
    }

    #[test]
    fn a_charges_terms_are_found_again_by_their_reference() {
        let book = TermsBook::new(vec![terms(1, "2026-01-01", "x")], vec![change(3, "2026-11-20", dec!(0.1))])
            .expect("a book");
        let references: BTreeSet<VersionRef> = book.versions().iter().map(|version| version.reference).collect();
        assert_eq!(references.len(), book.versions().len());
        for version in book.versions() {
            assert_eq!(book.find(version.reference), Some(version));
        }
    }

    #[test]
    fn a_change_before_the_first_terms_counts_and_of_two_on_one_day_the_later_entered() {
        let changes = vec![change(2, "2025-12-15", dec!(0.2)), change(1, "2025-12-15", dec!(0.1))];
        let book = TermsBook::new(vec![terms(1, "2026-01-01", "x")], changes).expect("a book");
        assert_eq!(in_force(&book, "2026-02-01"), (1, Some(2), dec!(0.2)));
        assert_eq!(in_force(&book, "2025-12-14").1, None);
    }

    #[test]
    fn only_a_price_that_is_in_force_can_change() {
        let wrong = PriceChange { name: "Power cost".to_string(), ..change(1, "2026-11-20", dec!(0.1)) };
        let refusal = TermsBook::new(vec![terms(1, "2026-01-01", "x")], vec![wrong]).expect_err("no such price");
        assert_eq!(refusal.code, Code::UnknownPrice);
        assert!(refusal.message.contains("here: \"Power cost adjustment\""), "{refusal}");
        assert_eq!(TermsBook::new(vec![], vec![]).expect_err("nothing").code, Code::NoTerms);
    }

    proptest! {
        #[test]
        fn a_day_has_the_latest_terms_and_the_latest_change_since_they_came(
            loads in btree_set(1..60_u64, 1..5), steps in btree_set(1..60_u64, 0..8), asked in 0..80_u64,
        ) {
            let on = |offset: u64| day("2026-01-01") + Days::new(offset);
            // Each load and each change has the number of its day as its id.
            let id = |offset: u64| i64::try_from(offset).expect("a small number");
            let loaded = loads.iter().map(|from| LoadedTerms { id: id(*from), from: on(*from), program: form() });
            let changed = steps.iter().map(|from| PriceChange { from: on(*from), ..change(id(*from), "2026-01-01", dec!(0.1)) });
            let book = TermsBook::new(loaded.collect(), changed.collect()).expect("a book");

            let first = *loads.first().expect("at least one");
            let terms = loads.range(..=asked).next_back().copied().unwrap_or(first);
            let since = if terms == first { 0 } else { terms };
            let price_change = steps.range(since..=asked.max(since)).next_back().copied().map(id);
            prop_assert_eq!(book.on(on(asked)).reference, VersionRef { terms: id(terms), price_change });
        }
    }
}
