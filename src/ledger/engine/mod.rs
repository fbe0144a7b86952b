//! The seam: what the ledger asks of an engine, and nothing of how it is done.
//!
//! SQL is one text for both: placeholders are `?1`, `?2`, …, a list stands as `x IN LIST(?1)`. It keeps to what both
//! understand: `COALESCE`, `CASE`, `IS NOT DISTINCT FROM`, `CAST(sum(x) AS BIGINT)`, ids of our own; never `ifnull`,
//! `max(a,b)`, `IS ?`, `INDEXED BY`, `last_insert_rowid`, a bare column beside an aggregate.

mod postgres;
mod sqlite;
mod value;

use std::borrow::Cow;

pub use postgres::Postgres;
pub use sqlite::Sqlite;
pub use value::{FromValue, Row, Rows, Value};
pub(in crate::ledger) use value::{cells, ids};

use super::tables::Table;
use crate::basics::Refused;

/// A question: SQL, and what stands for its placeholders.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Ask {
    pub sql: Cow<'static, str>,
    pub with: Vec<Value>,
}

pub fn ask(sql: impl Into<Cow<'static, str>>, with: impl Into<Vec<Value>>) -> Ask {
    Ask { sql: sql.into(), with: with.into() }
}

/// What a batch does with its rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    Insert,
    /// The first `keys` columns name a row, the others take their new values.
    Update {
        keys: usize,
    },
    /// The first `keys` columns name the rows that go.
    Delete {
        keys: usize,
    },
}

/// Rows of one table, to be written together.
#[derive(Debug)]
pub struct Batch {
    pub table: &'static Table,
    pub change: Change,
    pub columns: Vec<&'static str>,
    /// Row after row.
    pub cells: Vec<Value>,
}

impl Batch {
    pub fn rows(&self) -> std::slice::ChunksExact<'_, Value> {
        self.cells.chunks_exact(self.columns.len())
    }
}

/// Which SQL a schema is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    Sqlite,
    Postgres,
}

/// What an engine was asked to do since it was opened: what can be counted need not be timed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Round trips: one in SQLite's sense is a call of the engine.
    pub flights: u64,
    /// Questions that were answered.
    pub questions: u64,
    /// Statements that were run, questions among them; a row of a batch is one where it is run by itself.
    pub statements: u64,
    /// Commits that wrote something.
    pub commits: u64,
    /// Rows that were read or written.
    pub rows: u64,
    /// Rows that were walked over without an index. SQLite only, as what follows.
    pub scans: u64,
    pub sorts: u64,
    pub autoindexes: u64,
    /// Steps of SQLite's machine.
    pub steps: u64,
}

impl std::ops::Sub for Counts {
    type Output = Self;

    /// What was asked since `before`.
    fn sub(self, before: Self) -> Self {
        Self {
            flights: self.flights - before.flights,
            questions: self.questions - before.questions,
            statements: self.statements - before.statements,
            commits: self.commits - before.commits,
            rows: self.rows - before.rows,
            scans: self.scans - before.scans,
            sorts: self.sorts - before.sorts,
            autoindexes: self.autoindexes - before.autoindexes,
            steps: self.steps - before.steps,
        }
    }
}

/// An engine, by one connection. Every engine lets one writer in at a time, in the order in which they come as far as it
/// can, and a writer waits only so long (`store_locked`).
pub trait Engine: Send {
    fn dialect(&self) -> Dialect;

    /// Becomes the writer and answers these questions as of that moment. Refused: nothing happened (`store_lost` when the
    /// connection broke).
    fn begin(&mut self, asks: &[Ask]) -> Refused<Vec<Rows>>;

    /// Answers questions as of one moment, which ends with the answers: one flight.
    fn look(&mut self, asks: &[Ask]) -> Refused<Vec<Rows>>;

    /// Begins to read without becoming the writer: everything until [`Engine::rollback`] is of one moment.
    fn begin_read(&mut self, asks: &[Ask]) -> Refused<Vec<Rows>>;

    /// Answers questions in what was begun.
    fn ask(&mut self, asks: &[Ask]) -> Refused<Vec<Rows>>;

    /// Writes batches in their order, then answers questions, which find what was written: one flight.
    fn write_then_ask(&mut self, batches: &[Batch], asks: &[Ask]) -> Refused<Vec<Rows>>;

    /// Answers one question row by row, for answers that do not fit in memory.
    fn each(&mut self, ask: &Ask, look: &mut dyn FnMut(Row<'_>) -> Refused<()>) -> Refused<()>;

    /// Writes batches in their order, and goes on.
    fn write(&mut self, batches: &[Batch]) -> Refused<()>;

    /// Writes batches in their order and commits: all, or nothing. Only `outcome_unknown` leaves open which.
    fn commit(&mut self, batches: &[Batch]) -> Refused<()>;

    /// Ends what was begun; nothing of it is kept.
    fn rollback(&mut self);

    /// Runs a script of the engine's own dialect: a schema.
    fn script(&mut self, sql: &str) -> Refused<()>;

    fn counts(&self) -> Counts;
}
