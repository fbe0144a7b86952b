//! From an older schema to this program's, once, when a store is opened.
//!
//! The schema's number is SQLite's `user_version`, and nothing else: it stands in the file's first page, so it is read
//! before anything is trusted, and it changes in the transaction that changes the schema.
//!
//! The first house updated its rows in place, and sealed its transactions alone. What stood there is copied by acts like any
//! other, named `migration`, while a second connection still reads the store as it was; its own chain comes along, and is
//! proven with everything else.

mod first_house;

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use self::first_house::{PARTS, Part};
use super::engine::{Ask, Batch, Counts, Dialect, Engine, Row, Rows, Sqlite, Value, ask, cells};
use super::store::{SCHEMA_VERSION, beside, remove_with_siblings};
use super::tables::{ACT, Table};
use super::tx::{self, Shared};
use super::verify::{OLD_LINE, OldChain};
use super::{Tx, backup, schema};
use crate::basics::{Code, Refusal, Refused};

/// The first house's schema, as its program made it.
const FIRST_SCHEMA: &str = include_str!("first_house.sql");
/// How many rows an act copies, more or less, where a part can be cut: whoever looks for the lines of a transaction reads
/// those of its act.
const ROWS_AN_ACT: i64 = 2_000;
/// After how many rows they are sent to the engine.
const ROWS_AT_A_TIME: usize = 10_000;

/// Brings an older store to this program's schema. The store is proven, then copied (`<name>.before-v2`), and proven again
/// when all is done; if a proof or a step fails, nothing of it is kept (`migration_failed`). This waits `patience` for another
/// process, which may be doing the same.
pub(super) fn migrate(path: &Path, patience: Duration) -> Refused<()> {
    migrate_by(path, patience, PARTS)
}

fn migrate_by(path: &Path, patience: Duration, parts: &[Part]) -> Refused<()> {
    let connect = || {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        Sqlite::over(Connection::open_with_flags(path, flags)?, patience)
    };
    let (mut first, mut second) = (connect()?, connect()?);
    // Tables that others refer to go; the proof looks at every reference before the commit.
    second.script("PRAGMA foreign_keys=OFF; BEGIN EXCLUSIVE")?;
    if number(&mut second, "PRAGMA user_version")? >= i64::from(SCHEMA_VERSION) {
        // Another process has done it while this one waited.
        return Ok(());
    }
    let mut kept = None;
    let done = prove_first_house(&mut first).and_then(|()| {
        let copy = free_name(&beside(path, &format!(".before-v{SCHEMA_VERSION}")));
        backup::copy(&Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?, &copy)?;
        kept = Some(copy);
        move_house(&mut first, second, parts)
    });
    done.map_err(|refusal| {
        // Closed without a commit, the store is as it was, and needs no copy.
        kept.iter().for_each(|copy| remove_with_siblings(copy));
        match refusal.code {
            Code::StoreLocked | Code::DiskFull | Code::StoreReadOnly => refusal,
            _ => Refusal::new(
                Code::MigrationFailed,
                format!(
                    "{} could not be brought to schema {SCHEMA_VERSION}: {}; it stays as it was",
                    path.display(),
                    refusal.message
                ),
            ),
        }
    })
}

/// Copies everything into the new schema, in the transaction that `second` has begun, and commits it.
fn move_house(first: &mut Sqlite, mut second: Sqlite, parts: &[Part]) -> Refused<()> {
    let drops: Vec<String> = second
        .ask(&[ask(
            "SELECT 'DROP '||type||' '||name||';' FROM sqlite_master WHERE type IN('table','trigger')
              AND name NOT LIKE 'sqlite%' AND name NOT LIKE 'account\\_search\\_%' ESCAPE '\\' ORDER BY type='table'",
            cells![],
        )])?
        .remove(0)
        .column()?;
    second.script(&drops.concat())?;
    second.script(&schema::script(Dialect::Sqlite))?;
    let shared = Shared::new(Box::new(Begun(second)));
    // The store's clock goes on from where it was.
    let at = number(
        first,
        "SELECT COALESCE((SELECT CAST(value AS INTEGER) FROM store_fact WHERE name='last_at'),(SELECT max(at) FROM act),0)",
    )?;
    for part in parts {
        for window in windows(first, part)? {
            tx::write(&shared, |tx| tx.copy(first, part, window, at))?;
        }
    }
    let acts = format!("SELECT {} FROM act ORDER BY at, key", columns(&ACT));
    first.each(&ask(acts, cells![]), &mut |row| tx::write(&shared, |tx| tx.insert(&ACT, row.cells().to_vec())))?;
    if let Some(problem) = tx::read(&shared, |tx| tx.prove_structure())?.into_iter().next() {
        return Err(failed(problem));
    }
    shared.borrow_mut().script(&format!("PRAGMA user_version={SCHEMA_VERSION}; COMMIT"))
}

/// Where a part is cut: from which number to which.
fn windows(first: &mut Sqlite, part: &Part) -> Refused<Vec<[i64; 2]>> {
    let Some(cut_by) = part.cut_by else { return Ok(vec![[i64::MIN, i64::MAX]]) };
    let mut windows: Vec<[i64; 2]> = Vec::new();
    let mut rows = ROWS_AN_ACT;
    first.each(&ask(cut_by, cells![]), &mut |row| {
        let (number, weight): (i64, i64) = (row.get(0)?, row.get(1)?);
        match windows.last_mut() {
            Some(last) if rows + weight <= ROWS_AN_ACT => last[1] = number,
            _ => {
                windows.push([number; 2]);
                rows = 0;
            }
        }
        rows += weight;
        Ok(())
    })?;
    Ok(windows)
}

impl Tx<'_> {
    /// Copies a window of a part, as one act.
    fn copy(&self, first: &mut Sqlite, part: &Part, [from, to]: [i64; 2], at: i64) -> Refused<()> {
        let mut hasher = blake3::Hasher::new();
        let key =
            hasher.update(b"migration").update(&self.act_id()?.to_le_bytes()).update(&self.last_seal()?).finalize();
        let (key, none) = (Value::from(&key.as_bytes()[..16]), None::<i64>);
        self.insert(&ACT, cells![key, "migration", [0_u8; 32], at, none, none, ""])?;
        for (table, rows) in part.rows {
            let sql =
                if rows.starts_with("FROM") { format!("SELECT {} {rows}", columns(table)) } else { (*rows).into() };
            let with = if sql.contains("?2") { cells![from, to].to_vec() } else { Vec::new() };
            let mut copied = 0;
            first.each(&ask(sql, with), &mut |row| {
                copied += 1;
                if copied % ROWS_AT_A_TIME == 0 {
                    self.ask_all(&[])?;
                }
                self.insert(table, row.cells().to_vec())
            })?;
        }
        if part.with_words {
            let accounts =
                self.ask("SELECT id FROM account WHERE id BETWEEN ?1 AND ?2 ORDER BY id", cells![from, to])?;
            self.index_accounts(&accounts.column()?)?;
        }
        Ok(())
    }
}

/// The columns that an act writes.
fn columns(table: &Table) -> String {
    table.written().iter().map(|column| column.name).collect::<Vec<_>>().join(",")
}

/// What the first program proved of itself, as far as it is needed: the file, the schema with its guards, the references,
/// the chain, the balances.
fn prove_first_house(first: &mut Sqlite) -> Refused<()> {
    let mut problem = None;
    let mut say = |found: String| {
        problem.get_or_insert(found);
    };
    let questions = [
        "PRAGMA integrity_check(1)",
        "PRAGMA foreign_key_check",
        "SELECT name, sql FROM sqlite_master
        WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite%' ORDER BY name",
    ];
    let answers = first.ask(&questions.map(|sql| ask(sql, cells![])))?;
    for text in answers[0].column::<String>()?.into_iter().filter(|text| text != "ok") {
        say(format!("the file: {text}"));
    }
    if let Some(table) = answers[1].first(|row| row.get::<String>(0))? {
        say(format!("a row of {table} refers to nothing"));
    }
    let schema = answers[2].read(|row| Ok((row.get(0)?, normalized(row.get(1)?))))?;
    let expected = schema_made_by(FIRST_SCHEMA)?;
    if let Some((name, _)) =
        expected.iter().find(|one| !schema.contains(one)).or_else(|| schema.iter().find(|one| !expected.contains(one)))
    {
        say(format!("{name} in its schema is not the first program's"));
    }
    let mut chain = OldChain::default();
    let lines = format!(
        "SELECT {OLD_LINE} FROM txn t LEFT JOIN seal s ON s.txn_id=t.id LEFT JOIN posting p ON p.txn_id=t.id
         ORDER BY t.id, p.line"
    );
    first.each(&ask(lines, cells![]), &mut |row| chain.line(row, &mut say))?;
    chain.end(&mut say);
    let balances = "SELECT b.ledger_account_id FROM balance b WHERE (b.cents, b.seq) IS NOT
        (SELECT COALESCE(sum(p.cents),0), count(*) FROM posting p WHERE p.ledger_account_id=b.ledger_account_id)";
    first.each(&ask(balances, cells![]), &mut |row| {
        say(format!("the balance of ledger account {} is not the sum of its lines", row.get::<i64>(0)?));
        Ok(())
    })?;
    problem.map_or(Ok(()), |problem| Err(failed(problem)))
}

fn failed(problem: String) -> Refusal {
    Refusal::new(Code::MigrationFailed, problem)
}

/// The only number that a question is answered with.
fn number(engine: &mut Sqlite, sql: &'static str) -> Refused<i64> {
    engine.ask(&[ask(sql, cells![])])?.remove(0).one(|row| row.get(0))
}

/// The name, or the first of `name-2`, `name-3`, … that no file has yet.
fn free_name(name: &Path) -> PathBuf {
    let numbered = (2_u32..).map(|n| beside(name, &format!("-{n}")));
    std::iter::once(name.to_path_buf()).chain(numbered).find(|name| !name.exists()).unwrap_or_default()
}

/// The engine inside of a transaction that goes on until everything is done: acts neither begin nor commit theirs.
struct Begun(Sqlite);

impl Engine for Begun {
    fn dialect(&self) -> Dialect {
        self.0.dialect()
    }

    fn begin(&mut self, asks: &[Ask]) -> Refused<Vec<Rows>> {
        self.0.ask(asks)
    }

    fn look(&mut self, asks: &[Ask]) -> Refused<Vec<Rows>> {
        self.0.ask(asks)
    }

    fn begin_read(&mut self, asks: &[Ask]) -> Refused<Vec<Rows>> {
        self.0.ask(asks)
    }

    fn ask(&mut self, asks: &[Ask]) -> Refused<Vec<Rows>> {
        self.0.ask(asks)
    }

    fn write_then_ask(&mut self, batches: &[Batch], asks: &[Ask]) -> Refused<Vec<Rows>> {
        self.0.write_then_ask(batches, asks)
    }

    fn each(&mut self, ask: &Ask, look: &mut dyn FnMut(Row<'_>) -> Refused<()>) -> Refused<()> {
        self.0.each(ask, look)
    }

    fn write(&mut self, batches: &[Batch]) -> Refused<()> {
        self.0.write(batches)
    }

    fn commit(&mut self, batches: &[Batch]) -> Refused<()> {
        self.0.write(batches)
    }

    /// Whoever refuses ends the whole; whoever only read has nothing to take back.
    fn rollback(&mut self) {}

    fn script(&mut self, sql: &str) -> Refused<()> {
        self.0.script(sql)
    }

    fn counts(&self) -> Counts {
        self.0.counts()
    }
}

/// What the schema says, object by object, spaces and comments aside: to compare one store with another.
pub(super) fn schema_of(conn: &Connection) -> Refused<Vec<(String, String)>> {
    let mut query = conn.prepare("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name")?;
    let rows = query.query_map([], |row| Ok((row.get(0)?, normalized(&row.get::<_, String>(1)?))))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The objects that `sql` makes in an empty store.
pub(super) fn schema_made_by(sql: &str) -> Refused<Vec<(String, String)>> {
    let empty = Connection::open_in_memory()?;
    empty.execute_batch("PRAGMA foreign_keys=OFF")?;
    empty.execute_batch(sql)?;
    schema_of(&empty)
}

/// An object's SQL without spaces and comments.
pub(super) fn normalized(sql: &str) -> String {
    let without_comments = sql.lines().map(|line| line.split("--").next().unwrap_or_default());
    without_comments.flat_map(str::split_whitespace).collect::<Vec<_>>().join(" ")
}
