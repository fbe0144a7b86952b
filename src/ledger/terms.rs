//! The store's own copy of the terms, version by version, and the prices that change by themselves.

use rusqlite::params;

use super::codec::{Columns, day_no, ms};
use super::{OperatorId, Tx};
use crate::basics::{Day, Instant, Refusal, Refused};

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
        let taken: bool = self.conn.query_row(
            "SELECT EXISTS(SELECT 1 FROM terms_version WHERE from_day=?1)",
            [day_no(row.from_day)],
            |row| row.get(0),
        )?;
        if taken {
            return Err(Refusal::new(
                "terms_exist",
                format!("terms from {} on are loaded already: choose another day", row.from_day),
            ));
        }
        self.conn
            .prepare_cached(
                "INSERT INTO terms_version(from_day,loaded_at,operator_id,program,agreement,letters,hash)
                 VALUES(?1,?2,?3,?4,?5,?6,?7)",
            )?
            .execute(params![
                day_no(row.from_day),
                ms(at),
                operator.0,
                row.program,
                row.agreement,
                row.letters,
                row.hash
            ])?;
        Ok(self.conn.last_insert_rowid())
    }

    pub fn terms_rows(&self) -> Refused<Vec<TermsRow>> {
        let mut query = self.conn.prepare_cached("SELECT * FROM terms_version ORDER BY from_day")?;
        let rows = query.query_map([], |row| {
            Ok(TermsRow {
                id: row.get("id")?,
                from_day: row.day("from_day")?,
                program: row.get("program")?,
                agreement: row.get("agreement")?,
                letters: row.get("letters")?,
                hash: row.get("hash")?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    pub fn add_price(&self, name: &str, from_day: Day, price: &str, operator: OperatorId, at: Instant) -> Refused<i64> {
        self.conn
            .prepare_cached("INSERT INTO price_change(name,from_day,price,at,operator_id) VALUES(?1,?2,?3,?4,?5)")?
            .execute(params![name, day_no(from_day), price, ms(at), operator.0])?;
        Ok(self.conn.last_insert_rowid())
    }

    pub fn price_rows(&self) -> Refused<Vec<PriceRow>> {
        let mut query =
            self.conn.prepare_cached("SELECT id,name,from_day,price FROM price_change ORDER BY from_day,id")?;
        let rows = query.query_map([], |row| {
            Ok(PriceRow { id: row.get(0)?, name: row.get(1)?, from_day: row.day("from_day")?, price: row.get(3)? })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// How many terms versions and price changes there are: when it changes, the terms are read anew.
    pub fn terms_mark(&self) -> Refused<(i64, i64)> {
        Ok(self
            .conn
            .prepare_cached("SELECT (SELECT count(*) FROM terms_version), (SELECT count(*) FROM price_change)")?
            .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))?)
    }
}
