//! The store's own copy of the terms, version by version, and the prices that change by themselves.

use super::engine::cells;
use super::tables::{PRICE_CHANGE, TERMS_VERSION};
use super::{OperatorId, Tx};
use crate::basics::{Code, Day, Instant, Refusal, Refused};

/// One version of the terms, as texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TermsRow {
    pub id: i64,
    pub from_day: Day,
    /// `program.toml`.
    pub program: String,
    pub agreement: String,
    /// JSON: letter name to text.
    pub letters: String,
    pub hash: String,
}

/// A price per kWh that changes on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PriceRow {
    pub id: i64,
    pub name: String,
    pub from_day: Day,
    /// A decimal, dollars per kWh.
    pub price: String,
}

impl Tx<'_> {
    pub fn add_terms(&self, row: &TermsRow, operator: OperatorId, at: Instant) -> Refused<i64> {
        if !self.ask("SELECT 1 FROM terms_version WHERE from_day=?1", cells![row.from_day])?.is_empty() {
            return Err(Refusal::new(
                Code::TermsExist,
                format!("terms from {} on are loaded already: choose another day", row.from_day),
            ));
        }
        let id = self.next_id(&TERMS_VERSION)?;
        self.insert(
            &TERMS_VERSION,
            cells![id, row.from_day, at, operator, &row.program, &row.agreement, &row.letters, &row.hash],
        )?;
        Ok(id)
    }

    pub fn terms_rows(&self) -> Refused<Vec<TermsRow>> {
        self.ask("SELECT id,from_day,program,agreement,letters,hash FROM terms_version ORDER BY from_day", cells![])?
            .read(|row| {
                Ok(TermsRow {
                    id: row.get(0)?,
                    from_day: row.get(1)?,
                    program: row.get(2)?,
                    agreement: row.get(3)?,
                    letters: row.get(4)?,
                    hash: row.get(5)?,
                })
            })
    }

    pub fn add_price(&self, name: &str, from_day: Day, price: &str, operator: OperatorId, at: Instant) -> Refused<i64> {
        let id = self.next_id(&PRICE_CHANGE)?;
        self.insert(&PRICE_CHANGE, cells![id, name, from_day, price, at, operator])?;
        Ok(id)
    }

    pub fn price_rows(&self) -> Refused<Vec<PriceRow>> {
        self.ask("SELECT id,name,from_day,price FROM price_change ORDER BY from_day,id", cells![])?
            .read(|row| Ok(PriceRow { id: row.get(0)?, name: row.get(1)?, from_day: row.get(2)?, price: row.get(3)? }))
    }

    /// How many terms versions and price changes there are, for they are numbered without a gap: when it changes, the terms
    /// are read anew.
    pub fn terms_mark(&self) -> Refused<(i64, i64)> {
        if let Some(mark) = self.last_ids([&TERMS_VERSION, &PRICE_CHANGE]) {
            return Ok(mark.into());
        }
        let mark =
            "SELECT COALESCE((SELECT max(id) FROM terms_version),0), COALESCE((SELECT max(id) FROM price_change),0)";
        self.ask(mark, cells![])?.one(|row| Ok((row.get(0)?, row.get(1)?)))
    }
}
