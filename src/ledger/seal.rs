//! What a seal covers, and the proof of it.
//!
//! A seal is BLAKE3 over the seal before it and every row that its act wrote, whatever the table, in the order in which
//! they were written. A row counts as its table's name and its columns that hold something, each with its place: a column
//! that is added later is empty in the rows before it, and leaves their seals as they are.

use std::rc::Rc;

use super::engine::{Ask, Rows, Value, ask, cells};
use super::tables::{TABLES, Table};
use super::tx::Tx;
use crate::basics::Refused;

/// A link of the chain.
pub type Seal = [u8; 32];
/// What stands before the first act.
pub const NO_SEAL: Seal = [0; 32];
/// How many rows, more or less, are read at a time when the chain is proven, and at most how many acts.
const ROWS_AT_A_TIME: i64 = 20_000;
const ACTS_AT_A_TIME: i64 = 500;
/// In pieces of some size BLAKE3 works on many blocks at once.
const PIECE: usize = 60_000;

/// A seal in the making.
pub struct Sealing {
    hasher: blake3::Hasher,
    bytes: Vec<u8>,
    rows: i64,
}

impl Sealing {
    #[must_use]
    pub fn after(previous: &Seal, act: i64) -> Self {
        let mut hasher = blake3::Hasher::new();
        hasher.update(previous).update(&act.to_le_bytes());
        Self { hasher, bytes: Vec::new(), rows: 0 }
    }

    /// Adds the next row of the act, and answers its line: its columns are without `act_id` and `line`, which its place
    /// says.
    pub fn row(&mut self, table: &Table, row: &[Value]) -> i64 {
        assert!(row.len() == table.columns.len(), "a row of {} has its columns", table.name);
        self.rows += 1;
        self.bytes_of(table.name.as_bytes());
        self.bytes.push(row.iter().filter(|cell| **cell != Value::Null).count() as u8);
        for (place, cell) in (0_u8..).zip(row) {
            match cell {
                Value::Null => continue,
                Value::Int(number) => {
                    self.bytes.extend([place, 1]);
                    self.bytes.extend(number.to_le_bytes());
                }
                Value::Text(text) => {
                    self.bytes.extend([place, 2]);
                    self.bytes_of(text.as_bytes());
                }
                Value::Blob(blob) => {
                    self.bytes.extend([place, 3]);
                    self.bytes_of(blob);
                }
                Value::List(_) | Value::Texts(_) => unreachable!("no column holds a list"),
            }
        }
        if self.bytes.len() > PIECE {
            self.hasher.update(&self.bytes);
            self.bytes.clear();
        }
        self.rows
    }

    fn bytes_of(&mut self, bytes: &[u8]) {
        self.bytes.extend((bytes.len() as u64).to_le_bytes());
        self.bytes.extend(bytes);
    }

    /// How many rows it covers.
    #[must_use]
    pub fn rows(&self) -> i64 {
        self.rows
    }

    #[must_use]
    pub fn finish(mut self) -> Seal {
        self.hasher.update(&self.bytes);
        *self.hasher.finalize().as_bytes()
    }
}

/// Every table that a seal covers.
pub fn sealed() -> impl Iterator<Item = &'static Table> {
    TABLES.iter().copied().filter(|table| table.is_sealed())
}

/// How far the chain goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Proven {
    pub acts: i64,
    pub rows: i64,
    pub head: Seal,
}

/// A seal as its row says it.
struct Link {
    act: i64,
    covers: i64,
    hash: Seal,
}

impl Tx<'_> {
    /// Proves the chain after act `after` (0: all of it) by reading every sealed table and making every seal again. Each
    /// problem is a sentence, told to `say`; the proof goes on behind it.
    pub fn prove_chain(&self, after: i64, say: &mut dyn FnMut(String)) -> Refused<Proven> {
        let head = self.ask("SELECT hash FROM seal WHERE act_id=?1", cells![after])?.first(|row| row.get(0))?;
        let mut proven = Proven { acts: after, rows: 0, head: head.unwrap_or(NO_SEAL) };
        loop {
            let links = self.links_after(proven.acts)?;
            let Some(last) = links.last() else { break };
            let window = [proven.acts + 1, last.act];
            let asks: Vec<Ask> = sealed().map(|table| rows_in_order(table, window)).collect();
            let mut reading = Reading::of(self.ask_all(&asks)?);
            for link in &links {
                if link.act != proven.acts + 1 {
                    say(format!("the chain lacks the seal of act {}", proven.acts + 1));
                }
                prove_act(&proven.head, link, &mut reading, say);
                (proven.acts, proven.rows, proven.head) = (link.act, proven.rows + link.covers, link.hash);
            }
        }
        self.prove_nothing_beside(after, proven.acts, say)?;
        Ok(proven)
    }

    /// The next links: so many that their rows fit in memory.
    fn links_after(&self, act: i64) -> Refused<Vec<Link>> {
        let mut links = self
            .ask(
                "SELECT act_id, covers, hash FROM seal WHERE act_id>?1 AND act_id<=?2 ORDER BY act_id",
                cells![act, act + ACTS_AT_A_TIME],
            )?
            .read(|row| Ok(Link { act: row.get(0)?, covers: row.get(1)?, hash: row.get(2)? }))?;
        let mut rows = 0;
        let fit = links.iter().take_while(|link| {
            let fits = rows < ROWS_AT_A_TIME;
            rows += link.covers;
            fits
        });
        let fit = fit.count();
        links.truncate(fit);
        Ok(links)
    }

    /// Rows of acts that are none: before the first, after the last.
    fn prove_nothing_beside(&self, after: i64, last: i64, say: &mut dyn FnMut(String)) -> Refused<()> {
        let first = if after == 0 { 1 } else { i64::MIN };
        // The rows of the act that asks get their seal at its end.
        let last = self.own_act().unwrap_or(last);
        let beside = |table: &Table| {
            let sql = format!("SELECT act_id, line FROM {} WHERE act_id<?1 OR act_id>?2 LIMIT 1", table.name);
            ask(sql, cells![first, last])
        };
        let asks: Vec<Ask> = sealed().map(beside).collect();
        for (table, rows) in sealed().zip(self.ask_all(&asks)?) {
            for row in rows.iter() {
                say(unsealed(table, row.get(0)?, row.get(1)?));
            }
        }
        Ok(())
    }
}

fn unsealed(table: &Table, act: i64, line: i64) -> String {
    format!("line {line} of act {act}, a row of {}, is covered by no seal", table.name)
}

fn rows_in_order(table: &Table, [first, last]: [i64; 2]) -> Ask {
    let columns: Vec<&str> = table.columns.iter().map(|column| column.name).collect();
    let (name, columns) = (table.name, columns.join(","));
    ask(
        format!("SELECT act_id,line,{columns} FROM {name} WHERE act_id BETWEEN ?1 AND ?2 ORDER BY act_id, line"),
        cells![first, last],
    )
}

/// The rows of some acts, table by table, and how far each has been read.
struct Reading {
    tables: Vec<(&'static Table, Rc<Rows>, usize)>,
}

impl Reading {
    fn of(answers: Vec<Rc<Rows>>) -> Self {
        Self { tables: sealed().zip(answers).map(|(table, rows)| (table, rows, 0)).collect() }
    }

    /// The rows up to an act: act, line, table, columns; those of one act in the order of their lines.
    fn through(&mut self, act: i64) -> Vec<(i64, i64, &'static Table, &[Value])> {
        let mut found = Vec::new();
        for (table, rows, place) in &mut self.tables {
            while let Some([Value::Int(of), Value::Int(line), row @ ..]) = rows.cells.get(*place..*place + rows.width)
                && !row.is_empty()
                && *of <= act
            {
                found.push((*of, *line, *table, row));
                *place += rows.width;
            }
        }
        found.sort_by_key(|(act, line, ..)| (*act, *line));
        found
    }
}

/// Makes an act's seal again from its rows as the tables hold them: the lines of all tables run through it from 1 without
/// a gap.
fn prove_act(previous: &Seal, link: &Link, reading: &mut Reading, say: &mut dyn FnMut(String)) {
    let act = link.act;
    let mut sealing = Sealing::after(previous, act);
    let mut whole = true;
    for (of, line, table, row) in reading.through(act) {
        if of != act || line != sealing.rows() + 1 || line > link.covers {
            whole = false;
            if of != act || line <= sealing.rows() || line > link.covers {
                say(unsealed(table, of, line));
                continue;
            }
            say(format!("act {act} has lost its line {}", sealing.rows() + 1));
            sealing.rows = line - 1;
        }
        sealing.row(table, row);
    }
    if sealing.rows() < link.covers {
        whole = false;
        say(format!("act {act} has lost its line {}", sealing.rows() + 1));
    }
    if whole && sealing.finish() != link.hash {
        say(format!("act {act} is not as it was sealed: one of its rows, or the seal before it, was changed"));
    }
}
