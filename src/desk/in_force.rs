//! The store's terms, ready to use: every version with its prices worked out.

use std::collections::{BTreeMap, HashMap};

use chrono_tz::Tz;

use crate::basics::{Code, Day, Refusal, Refused};
use crate::ledger::{TermsRow, Tx};
use crate::rules::tariff::Tariff;
use crate::terms::{LoadedTerms, PriceChange, Program, TermsBook, Version, VersionRef};

/// All terms of the store, with a tariff for each run of days.
pub struct Terms {
    book: TermsBook,
    tariffs: HashMap<VersionRef, Tariff>,
    mark: (i64, i64),
}

impl Terms {
    /// Reads the store's own copies.
    pub fn load(tx: &Tx<'_>) -> Refused<Self> {
        let loaded = tx.terms_rows()?.iter().map(loaded).collect::<Refused<Vec<_>>>()?;
        let changes = tx
            .price_rows()?
            .into_iter()
            .map(|row| {
                let price = row.price.parse().map_err(|_| unreadable(&format!("the price \"{}\"", row.price)))?;
                Ok(PriceChange { id: row.id, name: row.name, from: row.from_day, price })
            })
            .collect::<Refused<Vec<_>>>()?;
        let book = TermsBook::new(loaded, changes)?;
        let tariffs = book.versions().iter().map(|version| (version.reference, Tariff::of(&version.program))).collect();
        Ok(Self { book, tariffs, mark: tx.terms_mark()? })
    }

    /// The terms in force on `day`.
    pub fn on(&self, day: Day) -> &Version {
        self.book.on(day)
    }

    /// The program in force on `day`.
    pub fn program(&self, day: Day) -> &Program {
        &self.book.on(day).program
    }

    /// The prices in force on `day`.
    pub fn tariff(&self, day: Day) -> &Tariff {
        self.tariff_of(self.book.on(day).reference)
    }

    fn tariff_of(&self, reference: VersionRef) -> &Tariff {
        self.tariffs.get(&reference).expect("every version of the book has its tariff")
    }

    /// The terms that a charge was made under, if the store still has them.
    pub fn of_charge(&self, terms: i64, price: i64) -> Option<(&Version, &Tariff)> {
        let reference = VersionRef { terms, price_change: (price != 0).then_some(price) };
        let version = self.book.find(reference)?;
        Some((version, self.tariff_of(reference)))
    }

    /// The time zone: of the first terms, for a store's days do not move.
    pub fn zone(&self) -> Tz {
        self.book.versions()[0].program.time_zone
    }

    pub fn mark(&self) -> (i64, i64) {
        self.mark
    }

    pub fn versions(&self) -> &[Version] {
        self.book.versions()
    }
}

fn loaded(row: &TermsRow) -> Refused<LoadedTerms> {
    let letters: BTreeMap<String, String> =
        serde_json::from_str(&row.letters).map_err(|error| unreadable(&error.to_string()))?;
    let program =
        Program::parse(&row.program, &row.agreement, letters).map_err(|errors| unreadable(&errors.to_string()))?;
    Ok(LoadedTerms { id: row.id, from: row.from_day, program })
}

fn unreadable(why: &str) -> Refusal {
    Refusal::new(
        Code::TermsUnreadable,
        format!("the store's copy of the terms cannot be read: {why}; restore a backup"),
    )
}
