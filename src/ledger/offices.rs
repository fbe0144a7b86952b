//! Offices, operators and the facts of the store itself.

use rusqlite::{OptionalExtension, params};

use super::Tx;
use super::codec::{Columns, instant, ms};
use crate::basics::{Instant, Refusal, Refused};
use crate::words::Role;

/// An office's id in the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub struct OfficeId(pub i64);

/// An operator's id in the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub struct OperatorId(pub i64);

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Office {
    pub id: OfficeId,
    pub name: String,
    /// Stands in receipt numbers.
    pub code: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operator {
    pub id: OperatorId,
    pub name: String,
    pub role: Role,
    /// argon2; None: no PIN is asked.
    pub pin_hash: Option<String>,
    pub active: bool,
}

impl Tx<'_> {
    /// A fact of the store: `practice`, `store_id`, `epoch`, …
    pub fn fact(&self, name: &str) -> Refused<Option<String>> {
        Ok(self
            .conn
            .prepare_cached("SELECT value FROM store_fact WHERE name=?1")?
            .query_row([name], |row| row.get(0))
            .optional()?)
    }

    pub fn set_fact(&self, name: &str, value: &str) -> Refused<()> {
        self.conn
            .prepare_cached(
                "INSERT INTO store_fact VALUES(?1,?2) ON CONFLICT(name) DO UPDATE SET value=excluded.value",
            )?
            .execute([name, value])?;
        Ok(())
    }

    pub fn add_office(&self, name: &str, code: &str) -> Refused<OfficeId> {
        self.conn.prepare_cached("INSERT INTO office(name,code) VALUES(?1,?2)")?.execute([name, code])?;
        Ok(OfficeId(self.conn.last_insert_rowid()))
    }

    pub fn offices(&self) -> Refused<Vec<Office>> {
        let mut query = self.conn.prepare_cached("SELECT id,name,code FROM office ORDER BY id")?;
        let rows = query
            .query_map([], |row| Ok(Office { id: OfficeId(row.get(0)?), name: row.get(1)?, code: row.get(2)? }))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The office of that name (`unknown_office`).
    pub fn office_named(&self, name: &str) -> Refused<Office> {
        let offices = self.offices()?;
        let names = offices.iter().map(|office| office.name.as_str()).collect::<Vec<_>>().join(", ");
        offices.into_iter().find(|office| office.name.eq_ignore_ascii_case(name)).ok_or_else(|| {
            Refusal::new("unknown_office", format!("there is no office \"{name}\": this store has {names}"))
        })
    }

    pub fn office(&self, id: OfficeId) -> Refused<Office> {
        Ok(self
            .conn
            .prepare_cached("SELECT id,name,code FROM office WHERE id=?1")?
            .query_row([id.0], |row| Ok(Office { id: OfficeId(row.get(0)?), name: row.get(1)?, code: row.get(2)? }))?)
    }

    pub fn add_operator(&self, name: &str, role: Role, pin_hash: Option<&str>, at: Instant) -> Refused<OperatorId> {
        if self.operator_named(name)?.is_some() {
            return Err(Refusal::new(
                "operator_exists",
                format!("there is an operator \"{name}\" already: choose another name"),
            ));
        }
        self.conn
            .prepare_cached("INSERT INTO operator(name,role,pin_hash,added_at) VALUES(?1,?2,?3,?4)")?
            .execute(params![name, role.word(), pin_hash, ms(at)])?;
        Ok(OperatorId(self.conn.last_insert_rowid()))
    }

    pub fn operators(&self) -> Refused<Vec<Operator>> {
        let mut query = self.conn.prepare_cached("SELECT * FROM operator ORDER BY id")?;
        let rows = query.query_map([], operator_row)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    pub fn operator_named(&self, name: &str) -> Refused<Option<Operator>> {
        Ok(self
            .conn
            .prepare_cached("SELECT * FROM operator WHERE name=?1 COLLATE NOCASE")?
            .query_row([name], operator_row)
            .optional()?)
    }

    pub fn operator(&self, id: OperatorId) -> Refused<Operator> {
        Ok(self.conn.prepare_cached("SELECT * FROM operator WHERE id=?1")?.query_row([id.0], operator_row)?)
    }

    /// Takes an operator's access away; what they did stays theirs.
    pub fn retire_operator(&self, id: OperatorId) -> Refused<()> {
        self.conn.prepare_cached("UPDATE operator SET active=0 WHERE id=?1")?.execute([id.0])?;
        Ok(())
    }

    /// When the last act was done: the clock may not run behind it.
    pub fn last_at(&self) -> Refused<Option<Instant>> {
        let last: Option<i64> = self
            .conn
            .prepare_cached("SELECT CAST(value AS INTEGER) FROM store_fact WHERE name='last_at'")?
            .query_row([], |row| row.get(0))
            .optional()?;
        Ok(last.map(instant))
    }

    /// Remembers the latest instant that anything was done at.
    pub fn touch(&self, at: Instant) -> Refused<()> {
        self.conn
            .prepare_cached(
                "INSERT INTO store_fact VALUES('last_at',?1) ON CONFLICT(name) DO UPDATE SET value=excluded.value
                 WHERE CAST(value AS INTEGER)<CAST(excluded.value AS INTEGER)",
            )?
            .execute([ms(at).to_string()])?;
        Ok(())
    }
}

fn operator_row(row: &rusqlite::Row<'_>) -> rusqlite::Result<Operator> {
    Ok(Operator {
        id: OperatorId(row.get("id")?),
        name: row.get("name")?,
        role: row.word("role")?,
        pin_hash: row.get("pin_hash")?,
        active: row.get("active")?,
    })
}
