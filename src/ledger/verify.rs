//! The proof of the store, from the seals up: every problem is a sentence that names its row.
//!
//! The guards of the schema keep an honest program from mistakes. Whoever edits the store itself passes them by, and is
//! found here: tamper-evident, not tamper-proof. What a rule can be wrong about (whether a charge is the right one) is
//! proven above the ledger; here only what the rows say of each other, and of the seals over them.

mod accounts;
mod counter;
mod derived;
mod old_chain;
mod postings;

pub(super) use old_chain::{OLD_LINE, OldChain};

use super::engine::{Dialect, Row, cells};
use super::migrate::{normalized, schema_made_by};
use super::posting::hex;
use super::tables::TABLES;
use super::{Tx, schema};
use crate::basics::{Day, Instant, Refused};

/// After this many problems of a kind the rest are counted, not told: a proof's memory is flat.
const TOLD: usize = 50;
/// How many rows, more or less, and at most how many acts are proven at each start.
const ROWS_AT_START: i64 = 2_000;
const ACTS_AT_START: i64 = 200;

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
    /// of it in memory. That takes its time, so it is asked for by who only reads: an act would keep everybody waiting.
    pub fn prove_structure(&self) -> Refused<Vec<String>> {
        assert!(!self.may_write(), "the store is proven outside of acts");
        let mut found = Findings::default();
        if !self.prove_file(&mut found)? {
            return Ok(found.told);
        }
        self.prove_schema(&mut found)?;
        self.prove_seals(0, &mut found)?;
        self.prove_old_chain(&mut found)?;
        self.prove_references(&mut found)?;
        self.prove_postings(&mut found)?;
        self.prove_receipts(&mut found)?;
        self.prove_books(&mut found)?;
        self.prove_documents(&mut found)?;
        self.prove_standings(&mut found)?;
        self.prove_charges(&mut found)?;
        self.prove_derived(&mut found)?;
        Ok(found.told)
    }

    /// What is proven when a store is opened: one that is small wholly, of any other what can be seen at once.
    pub fn proof_at_start(&self) -> Refused<Vec<String>> {
        if self.newest_begin()?.0 == 0 { self.prove_structure() } else { self.quick_proof() }
    }

    /// What can be seen at once: the schema with its guards, the newest links of the chain with every row that they cover,
    /// and that the balances moved last are where the last act left them.
    pub fn quick_proof(&self) -> Refused<Vec<String>> {
        self.prove_since(self.newest_begin()?.0)
    }

    /// The act before the newest ones that are proven at once, 0: they are all there are; and the last act.
    fn newest_begin(&self) -> Refused<(i64, i64)> {
        let newest: Vec<(i64, i64)> = self
            .ask("SELECT act_id, covers FROM seal ORDER BY act_id DESC LIMIT ?1", cells![ACTS_AT_START])?
            .read(|row| Ok((row.get(0)?, row.get(1)?)))?;
        let last = newest.first().map_or(0, |(act, _)| *act);
        let mut rows = 0;
        let enough = newest.iter().find(|(act, covers)| {
            rows += covers;
            *act < last && rows > ROWS_AT_START
        });
        let before = enough.map(|(act, _)| *act).or(newest.last().map(|(act, _)| act - 1));
        Ok((before.unwrap_or(0).max(0), last))
    }

    /// What a list of disconnects stands on beside the charges of who is on it: the schema with its guards, every seal after
    /// act `after` with every row that it covers, and that the balances moved last are where the last act left them.
    pub fn prove_since(&self, after: i64) -> Refused<Vec<String>> {
        let mut found = Findings::default();
        self.prove_schema(&mut found)?;
        self.prove_seals(after, &mut found)?;
        self.prove_last_balances(self.last_act()?, &mut found)?;
        Ok(found.told)
    }

    /// The last act that was sealed; 0: there is none.
    pub fn last_act(&self) -> Refused<i64> {
        self.ask("SELECT COALESCE(max(act_id),0) FROM seal", cells![])?.one(|row| row.get(0))
    }

    /// When an act was done; None: there is no such act.
    pub fn act_at(&self, act: i64) -> Refused<Option<Instant>> {
        self.ask("SELECT at FROM act WHERE act_id=?1", cells![act])?.first(|row| row.get(0))
    }

    /// Every seal after act `after` is made again from the rows that it covers.
    fn prove_seals(&self, after: i64, found: &mut Findings) -> Refused<()> {
        self.prove_chain(after, &mut |problem| found.say(problem))?;
        found.end_kind("seals");
        Ok(())
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
        self.ask(
            "SELECT c.head FROM day_close c JOIN book b ON b.id=c.book_id WHERE b.day=?1 ORDER BY b.office_id",
            cells![day],
        )?
        .column()
    }

    /// The act whose seal this is, in hex; of the first house's chain the act that took it over. None: the chain has no
    /// such link.
    pub fn seal_known(&self, head: &str) -> Refused<Option<i64>> {
        let Some(hash) = from_hex(head) else { return Ok(None) };
        let known = self.ask("SELECT act_id FROM seal WHERE hash=?1", cells![hash.clone()])?.first(|row| row.get(0))?;
        match known {
            Some(act) => Ok(Some(act)),
            None => self.ask("SELECT act_id FROM old_seal WHERE hash=?1", cells![hash])?.first(|row| row.get(0)),
        }
    }

    /// The chain's head as it stood after an act, in hex; None: there is no such act.
    pub fn chain_head_at(&self, act: i64) -> Refused<Option<String>> {
        self.ask("SELECT hash FROM seal WHERE act_id=?1", cells![act])?.first(|row| Ok(hex(row.get(0)?)))
    }

    /// The file's own soundness, where there is a file. False: the pages themselves are damaged, and nothing more can be
    /// learned from them.
    fn prove_file(&self, found: &mut Findings) -> Refused<bool> {
        if self.dialect() != Dialect::Sqlite {
            return Ok(true);
        }
        let mut sound = true;
        for text in self.ask("PRAGMA integrity_check(100)", cells![])?.column::<String>()? {
            if text != "ok" {
                // A broken CHECK or NULL is one row's; anything else is the file's.
                sound &= text.contains("constraint failed") || text.contains("NULL value in");
                found.say(format!("the file: {text}"));
            }
        }
        found.end_kind("the file");
        Ok(sound)
    }

    /// Every reference leads somewhere: what is appended never goes away, so what is not there was taken.
    fn prove_references(&self, found: &mut Findings) -> Refused<()> {
        for table in TABLES {
            for column in table.columns {
                let Some(refers) = column.refers else { continue };
                let (name, of) = (column.name, refers.table);
                let place = if table.is_sealed() { "t.act_id" } else { "0" };
                self.problems(
                    "references",
                    &format!(
                        "SELECT {place}, t.{name} FROM {} t WHERE t.{name} IS NOT NULL
                         AND NOT EXISTS(SELECT 1 FROM {of} o WHERE o.{}=t.{name})",
                        table.name, refers.column
                    ),
                    found,
                    |row| {
                        let in_act =
                            if table.is_sealed() { format!(" in act {}", row.get::<i64>(0)?) } else { String::new() };
                        Ok(format!("{}{in_act} refers to a row of {of} that is not there", table.name))
                    },
                )?;
            }
        }
        Ok(())
    }

    /// Tables, indexes and guards are those of the program.
    fn prove_schema(&self, found: &mut Findings) -> Refused<()> {
        if self.dialect() != Dialect::Sqlite {
            return Ok(());
        }
        let expected = schema_made_by(&schema::script(Dialect::Sqlite))?;
        let actual: Vec<(String, String)> = self
            .ask("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name", cells![])?
            .read(|row| Ok((row.get(0)?, normalized(row.get(1)?))))?;
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

    /// Each row of the answer is a problem, put in words by `tell`.
    fn problems(
        &self,
        kind: &str,
        sql: &str,
        found: &mut Findings,
        tell: impl Fn(Row<'_>) -> Refused<String>,
    ) -> Refused<()> {
        self.each(sql.to_string(), cells![], &mut |row| {
            found.say(tell(row)?);
            Ok(())
        })?;
        found.end_kind(kind);
        Ok(())
    }

    /// An account in words.
    fn account_in_words(&self, id: i64) -> Refused<String> {
        let number: Option<String> =
            self.ask("SELECT number FROM account WHERE id=?1", cells![id])?.first(|row| row.get(0))?;
        Ok(number.map_or_else(|| format!("account with id {id}"), |number| format!("account {number}")))
    }
}

/// The bytes that a head on paper stands for; None: it is none.
fn from_hex(text: &str) -> Option<Vec<u8>> {
    let pairs = text.as_bytes().chunks(2).map(|pair| std::str::from_utf8(pair).ok());
    let bytes: Option<Vec<u8>> = pairs.map(|pair| u8::from_str_radix(pair?, 16).ok()).collect();
    bytes.filter(|bytes| bytes.len() == 32 && text.is_ascii())
}
