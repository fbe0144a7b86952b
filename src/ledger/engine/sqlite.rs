//! The embedded engine: one file on this computer.

use std::borrow::Cow;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::types::{ToSqlOutput, Value as Held, ValueRef};
use rusqlite::{CachedStatement, Connection, Statement, StatementStatus, ToSql, params_from_iter};

use super::{Ask, Batch, Change, Counts, Dialect, Engine, Row, Rows, Value};
use crate::basics::{Code, Refusal, Refused};

/// How often a waiting writer looks again. SQLite's own handler sleeps up to 100 ms at a time, and then a payment misses
/// every gap that the morning leaves it.
const LOOK_AGAIN: Duration = Duration::from_millis(1);
/// The program has some hundred questions; each is compiled once.
const STATEMENTS_KEPT: usize = 512;

/// A connection to a store's file.
pub struct Sqlite {
    conn: Connection,
    counts: Counts,
    commits: Arc<AtomicU64>,
}

impl Sqlite {
    /// Prepares an open connection: what the ledger relies on is switched on, and refused (`store_unsafe`) where it cannot
    /// be. A writer waits `patience` for another process.
    pub fn over(mut conn: Connection, patience: Duration) -> Refused<Self> {
        conn.busy_handler(Some(move |looks: i32| {
            std::thread::sleep(LOOK_AGAIN);
            u128::from(looks.unsigned_abs()) < patience.as_millis()
        }))?;
        conn.set_prepared_statement_cache_capacity(STATEMENTS_KEPT);
        rusqlite::vtab::array::load_module(&conn)?;
        // A statement is planned once, not anew for the values of each call: planning costs more than the work.
        conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
        let journal: String = conn.query_row("PRAGMA journal_mode=WAL", [], |row| row.get(0))?;
        // With recursive triggers a REPLACE fires the guards of what it would delete.
        conn.execute_batch(
            "PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA recursive_triggers=ON; PRAGMA trusted_schema=OFF;
             PRAGMA temp_store=MEMORY; PRAGMA cache_size=-65536;",
        )?;
        let foreign_keys: bool = conn.query_row("PRAGMA foreign_keys", [], |row| row.get(0))?;
        if !foreign_keys || journal != "wal" {
            return Err(Refusal::new(
                Code::StoreUnsafe,
                "this SQLite or this disk does not keep what the ledger relies on (foreign keys, a write-ahead log): \
                 keep the store on this computer's own disk, and use the program as it was built",
            ));
        }
        // Counted where it is made, so that none escapes, whoever asks for it.
        let commits = Arc::new(AtomicU64::new(0));
        let made = Arc::clone(&commits);
        conn.commit_hook(Some(move || {
            made.fetch_add(1, Ordering::Relaxed);
            false
        }))?;
        Ok(Self { conn, counts: Counts::default(), commits })
    }

    fn answer(&mut self, asks: &[Ask]) -> Refused<Vec<Rows>> {
        asks.iter().map(|ask| self.answer_one(ask)).collect()
    }

    fn answer_one(&mut self, ask: &Ask) -> Refused<Rows> {
        self.counts.questions += 1;
        let mut answer = Rows::default();
        let mut statement = self.conn.prepare_cached(&translated(&ask.sql))?;
        answer.width = statement.column_count();
        let outcome = walk(&mut statement, &ask.with, &mut |row| {
            answer.cells.extend(row.iter_mut().map(std::mem::take));
            Ok(())
        });
        count(&mut self.counts, &statement);
        self.counts.rows += answer.iter().len() as u64;
        outcome.map(|()| answer)
    }

    /// One prepared statement, once a row. Rows gathered into one statement were tried: eight or 32 of them cost the same.
    fn write_one(&mut self, batch: &Batch) -> Refused<()> {
        let mut statement: CachedStatement<'_> = self.conn.prepare_cached(&statement_of(batch))?;
        let outcome = batch.rows().try_for_each(|row| statement.execute(params_from_iter(row)).map(drop));
        count(&mut self.counts, &statement);
        self.counts.rows += batch.rows().len() as u64;
        Ok(outcome?)
    }

    /// Ends what was begun; nothing of it is kept.
    fn end(&mut self) -> Refused<()> {
        Ok(self.conn.prepare_cached("ROLLBACK")?.execute([]).map(drop)?)
    }

    fn run(&mut self, word: &str) -> Refused<()> {
        self.counts.flights += 1;
        Ok(self.conn.prepare_cached(word)?.execute([]).map(drop)?)
    }
}

/// Adds up what a statement did, and sets its own counters back.
fn count(counts: &mut Counts, statement: &Statement<'_>) {
    let take = |what| u64::from(statement.reset_status(what).unsigned_abs());
    counts.statements += take(StatementStatus::Run);
    counts.scans += take(StatementStatus::FullscanStep);
    counts.sorts += take(StatementStatus::Sort);
    counts.autoindexes += take(StatementStatus::AutoIndex);
    counts.steps += take(StatementStatus::VmStep);
}

fn walk(
    statement: &mut Statement<'_>,
    with: &[Value],
    look: &mut dyn FnMut(&mut [Value]) -> Refused<()>,
) -> Refused<()> {
    let mut cells = vec![Value::Null; statement.column_count()];
    let mut rows = statement.query(params_from_iter(with))?;
    while let Some(row) = rows.next()? {
        for (column, cell) in cells.iter_mut().enumerate() {
            *cell = match row.get_ref(column)? {
                ValueRef::Null => Value::Null,
                ValueRef::Integer(number) => Value::Int(number),
                ValueRef::Text(text) => Value::Text(String::from_utf8_lossy(text).into_owned()),
                ValueRef::Blob(bytes) => Value::Blob(bytes.to_vec()),
                ValueRef::Real(_) => {
                    return Err(Refusal::new(Code::StoreFault, "no column of the store holds a fraction"));
                }
            };
        }
        look(&mut cells)?;
    }
    Ok(())
}

fn translated(sql: &str) -> Cow<'_, str> {
    if sql.contains("IN LIST(") { sql.replace("IN LIST(", "IN rarray(").into() } else { sql.into() }
}

fn statement_of(batch: &Batch) -> String {
    let (table, columns) = (batch.table.name, &batch.columns);
    let each = |columns: &[&str], from: usize, by: &str| {
        let each: Vec<String> = (from..).zip(columns).map(|(at, name)| format!("{name}=?{at}")).collect();
        each.join(by)
    };
    match batch.change {
        Change::Insert => {
            format!("INSERT INTO {table}({}) VALUES({})", columns.join(","), vec!["?"; columns.len()].join(","))
        }
        Change::Update { keys } => {
            let (key, moved) = columns.split_at(keys);
            format!("UPDATE {table} SET {} WHERE {}", each(moved, keys + 1, ","), each(key, 1, " AND "))
        }
        Change::Delete { keys } => format!("DELETE FROM {table} WHERE {}", each(&columns[..keys], 1, " AND ")),
    }
}

impl Engine for Sqlite {
    fn dialect(&self) -> Dialect {
        Dialect::Sqlite
    }

    fn begin(&mut self, asks: &[Ask]) -> Refused<Vec<Rows>> {
        self.run("BEGIN IMMEDIATE")?;
        self.answer(asks).inspect_err(|_| self.rollback())
    }

    fn look(&mut self, asks: &[Ask]) -> Refused<Vec<Rows>> {
        let answers = self.begin_read(asks)?;
        self.end()?;
        Ok(answers)
    }

    fn begin_read(&mut self, asks: &[Ask]) -> Refused<Vec<Rows>> {
        self.run("BEGIN")?;
        self.answer(asks).inspect_err(|_| self.rollback())
    }

    fn ask(&mut self, asks: &[Ask]) -> Refused<Vec<Rows>> {
        self.counts.flights += 1;
        self.answer(asks)
    }

    fn write_then_ask(&mut self, batches: &[Batch], asks: &[Ask]) -> Refused<Vec<Rows>> {
        self.write(batches)?;
        self.answer(asks)
    }

    fn each(&mut self, ask: &Ask, look: &mut dyn FnMut(Row<'_>) -> Refused<()>) -> Refused<()> {
        (self.counts.flights, self.counts.questions) = (self.counts.flights + 1, self.counts.questions + 1);
        let (mut statement, mut rows) = (self.conn.prepare_cached(&translated(&ask.sql))?, 0);
        let outcome = walk(&mut statement, &ask.with, &mut |row| {
            rows += 1;
            look(Row(row))
        });
        count(&mut self.counts, &statement);
        self.counts.rows += rows;
        outcome
    }

    fn write(&mut self, batches: &[Batch]) -> Refused<()> {
        self.counts.flights += 1;
        batches.iter().try_for_each(|batch| self.write_one(batch))
    }

    fn commit(&mut self, batches: &[Batch]) -> Refused<()> {
        // SQLite keeps a transaction whose COMMIT failed open, so that it can be rolled back: its outcome is always known.
        let done = batches.iter().try_for_each(|batch| self.write_one(batch)).and_then(|()| self.run("COMMIT"));
        done.inspect_err(|_| self.rollback())
    }

    fn rollback(&mut self) {
        // A transaction that SQLite ended by itself, on a full disk, is no longer there to be rolled back.
        if !self.conn.is_autocommit() {
            self.counts.flights += 1;
            let _ = self.end();
        }
    }

    fn script(&mut self, sql: &str) -> Refused<()> {
        Ok(self.conn.execute_batch(sql)?)
    }

    fn counts(&self) -> Counts {
        Counts { commits: self.commits.load(Ordering::Relaxed), ..self.counts }
    }
}

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        let list = |values: Vec<Held>| ToSqlOutput::from_rc(Rc::new(values), c"rarray");
        Ok(match self {
            Self::Null => ToSqlOutput::Borrowed(ValueRef::Null),
            Self::Int(number) => ToSqlOutput::Borrowed(ValueRef::Integer(*number)),
            Self::Text(text) => ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes())),
            Self::Blob(bytes) => ToSqlOutput::Borrowed(ValueRef::Blob(bytes)),
            Self::List(numbers) => list(numbers.iter().copied().map(Held::Integer).collect()),
            Self::Texts(texts) => list(texts.iter().cloned().map(Held::Text).collect()),
        })
    }
}
