//! The proof of the store, from the postings up: every problem is a sentence that names its row.
//!
//! The triggers of `schema.sql` keep an honest program from mistakes. Whoever edits the file itself passes them by, and is
//! found here: tamper-evident, not tamper-proof. What a rule can be wrong about (whether a charge is the right one) is
//! proven above the ledger; here only what the rows say of each other.

mod accounts;
mod chain;
mod counter;

use rusqlite::{OptionalExtension, Params, Row, params};

use super::codec::day_no;
use super::migrate::{schema_made_by, schema_of};
use super::posting::hex;
use super::store::SCHEMA;
use super::{Tx, TxnId};
use crate::basics::{Day, Refused};

/// After this many problems of a kind the rest are counted, not told: a proof's memory is flat.
const TOLD: usize = 50;

/// What a proof has found so far.
#[derive(Default)]
struct Findings {
    told: Vec<String>,
    of_this_kind: usize,
}

impl Findings {
    fn say(&mut self, problem: String) {
        self.of_this_kind += 1;
        if self.of_this_kind <= TOLD {
            self.told.push(problem);
        }
    }

    /// Ends a kind of problem: those that were not told are counted.
    fn end_kind(&mut self, kind: &str) {
        if self.of_this_kind > TOLD {
            self.told.push(format!("{kind}: {} more of the same", self.of_this_kind - TOLD));
        }
        self.of_this_kind = 0;
    }
}

impl Tx<'_> {
    /// Every structural invariant of the store; an empty answer is the proof. Reads the whole store once, and keeps little
    /// of it in memory.
    pub fn prove_structure(&self) -> Refused<Vec<String>> {
        self.prove_against(SCHEMA)
    }

    /// The proof, for a store whose schema is to be what `schema` makes.
    pub(super) fn prove_against(&self, schema: &str) -> Refused<Vec<String>> {
        let mut found = Findings::default();
        if !self.prove_file(&mut found)? {
            return Ok(found.told);
        }
        self.prove_schema(schema, &mut found)?;
        self.prove_postings(&mut found)?;
        self.prove_receipts(&mut found)?;
        self.prove_books(&mut found)?;
        self.prove_documents(&mut found)?;
        self.prove_standings(&mut found)?;
        self.prove_charges(&mut found)?;
        Ok(found.told)
    }

    /// What is proven before a migration: the file, the references, the chain and the balances, whatever the schema.
    pub(super) fn prove_ledger(&self) -> Refused<Vec<String>> {
        let mut found = Findings::default();
        if self.prove_file(&mut found)? {
            self.prove_postings(&mut found)?;
        }
        Ok(found.told)
    }

    /// What can be seen at once, at each start: the schema with its guards, the last link of the chain, and that the
    /// balances moved last are where their last lines left them.
    pub fn quick_proof(&self) -> Refused<Vec<String>> {
        let mut found = Findings::default();
        self.prove_schema(SCHEMA, &mut found)?;
        self.prove_last_link(&mut found)?;
        self.prove_last_balances(&mut found)?;
        Ok(found.told)
    }

    /// Compares a head on paper with the store: it is a link of the chain, and it is the one that a close of `day` keeps.
    /// Together with [`Tx::prove_structure`] it shows that nothing before that close was changed since.
    pub fn prove_head(&self, head: &str, day: Day) -> Refused<Vec<String>> {
        let mut problems = Vec::new();
        if self.seal_known(head)?.is_none() {
            problems
                .push(format!("the head {head} is in no link of the chain: the store is not the one that printed it"));
        }
        let closes = self.heads_on(day)?;
        if closes.is_empty() {
            problems.push(format!("no office closed {day}: there is no day report to compare with"));
        } else if !closes.iter().any(|close| close.eq_ignore_ascii_case(head)) {
            problems.push(format!(
                "the close of {day} keeps the head {}, the paper says {head}: one of them was changed",
                closes.join(" and ")
            ));
        }
        Ok(problems)
    }

    /// The chain's heads that the closes of a day keep: one an office.
    pub fn heads_on(&self, day: Day) -> Refused<Vec<String>> {
        let mut query = self.conn.prepare_cached(
            "SELECT c.head FROM day_close c JOIN book b ON b.id=c.book_id WHERE b.day=?1 ORDER BY b.office_id",
        )?;
        let rows = query.query_map([day_no(day)], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The transaction whose seal this is, in hex; None: the chain has no such link.
    pub fn seal_known(&self, head: &str) -> Refused<Option<TxnId>> {
        Ok(self
            .conn
            .prepare_cached("SELECT txn_id FROM seal WHERE hash=unhex(?1)")?
            .query_row([head], |row| row.get(0).map(TxnId))
            .optional()?)
    }

    /// The chain's head as it stood after a transaction, in hex; None: there is no such transaction.
    pub fn chain_head_at(&self, txn: TxnId) -> Refused<Option<String>> {
        Ok(self
            .conn
            .prepare_cached("SELECT hash FROM seal WHERE txn_id=?1")?
            .query_row([txn.0], |row| row.get::<_, Vec<u8>>(0))
            .optional()?
            .map(|seal| hex(&seal)))
    }

    /// The file's own soundness, and that every reference leads somewhere. False: the pages themselves are damaged, and
    /// nothing more can be learned from them.
    fn prove_file(&self, found: &mut Findings) -> Refused<bool> {
        let mut sound = true;
        self.each("PRAGMA integrity_check(100)", [], |row| {
            let text: String = row.get(0)?;
            if text != "ok" {
                // A broken CHECK or NULL is one row's; anything else is the file's.
                sound &= text.contains("constraint failed") || text.contains("NULL value in");
                found.say(format!("the file: {text}"));
            }
            Ok(())
        })?;
        found.end_kind("the file");
        if !sound {
            return Ok(false);
        }
        self.each("PRAGMA foreign_key_check", [], |row| {
            let (table, id): (String, Option<i64>) = (row.get(0)?, row.get(1)?);
            let row_name = id.map_or(String::new(), |id| format!(" {id}"));
            found.say(format!("{table}{row_name} refers to a row of {} that is not there", row.get::<_, String>(2)?));
            Ok(())
        })?;
        found.end_kind("references");
        Ok(true)
    }

    /// Tables, indexes and guards are those of the program.
    fn prove_schema(&self, schema: &str, found: &mut Findings) -> Refused<()> {
        let (expected, actual) = (schema_made_by(schema)?, schema_of(self.conn)?);
        for (name, sql) in &expected {
            match actual.iter().find(|(other, _)| other == name) {
                None => found.say(format!("the schema lacks {name}: what it guards is not guarded")),
                Some((_, other)) if other != sql => found.say(format!("{name} in the schema is not the program's")),
                Some(_) => {}
            }
        }
        for (name, _) in &actual {
            // What ANALYZE leaves is SQLite's own.
            if !expected.iter().any(|(other, _)| other == name) && !name.starts_with("sqlite_") {
                found.say(format!("the schema has {name}, which is not the program's"));
            }
        }
        found.end_kind("the schema");
        Ok(())
    }

    /// Runs a question and looks at its rows one by one.
    fn each(&self, sql: &str, values: impl Params, mut look: impl FnMut(&Row<'_>) -> Refused<()>) -> Refused<()> {
        let mut query = self.conn.prepare(sql)?;
        let mut rows = query.query(values)?;
        while let Some(row) = rows.next()? {
            look(row)?;
        }
        Ok(())
    }

    /// Each row of the answer is a problem, told by its only column.
    fn problems(&self, kind: &str, sql: &str, found: &mut Findings) -> Refused<()> {
        self.each(sql, params![], |row| {
            found.say(row.get(0)?);
            Ok(())
        })?;
        found.end_kind(kind);
        Ok(())
    }
}
