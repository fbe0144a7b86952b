//! A transaction of the store: every question and write of the ledger is a method of it.
//!
//! What an act writes is numbered through and hashed as it is inserted, gathered table by table, and written at its end,
//! with its seal: all of it, or nothing. A question that is asked in between finds what was inserted before it.

use std::borrow::Cow;
use std::cell::{Cell, RefCell, RefMut};
use std::collections::HashMap;

use super::codec::ms;
use super::engine::{Ask, Batch, Change, Dialect, Engine, Row, Rows, Value, ask, cells};
use super::seal::{NO_SEAL, Seal, Sealing};
use super::tables::{ACT, Keeps, SEAL, Table};
use crate::basics::{Instant, Refused};

/// An engine, shared by the store and the one transaction that it has open.
pub(super) type Shared = RefCell<Box<dyn Engine>>;

/// A transaction: all of it happens, or nothing.
pub struct Tx<'a> {
    engine: &'a Shared,
    state: RefCell<State>,
    /// When a step of the program's own is done.
    step_at: Cell<Option<i64>>,
    /// What this act posted to each ledger account: the balances in the store are moved by its seal.
    moved: RefCell<HashMap<i64, i64>>,
}

enum State {
    /// Nothing was asked yet.
    Fresh {
        writes: bool,
    },
    Reading,
    Acting(Box<Acting>),
    Ended,
}

/// An act that is under way.
struct Acting {
    id: i64,
    previous: Seal,
    /// When the act before was done: a step of the program's own has no other time.
    at_before: i64,
    sealing: Sealing,
    /// What was not sent to the engine yet.
    pending: Vec<Batch>,
    /// An `act` row was written.
    named: bool,
    /// Something was written that is the store's, not the world's.
    written: bool,
    /// Something was written at all.
    touched: bool,
    last_ids: HashMap<&'static str, i64>,
}

/// The question that every act begins with: the chain's head, and when it was sealed.
fn head_question() -> Ask {
    ask("SELECT s.act_id, s.hash, a.at FROM seal s JOIN act a ON a.act_id=s.act_id ORDER BY s.act_id DESC LIMIT 1", [])
}

/// Runs `work` as one act. If it refuses or fails, nothing of it is kept; if it writes nothing, no act is made. An act
/// that gives itself no name is a `step` of the program.
pub(super) fn write<T>(engine: &Shared, work: impl FnOnce(&Tx<'_>) -> Refused<T>) -> Refused<T> {
    let tx = Tx::new(engine, true);
    let answer = work(&tx)?;
    tx.end()?;
    Ok(answer)
}

/// Runs `work` as one reading transaction: everything in it sees the same moment.
pub(super) fn read<T>(engine: &Shared, work: impl FnOnce(&Tx<'_>) -> Refused<T>) -> Refused<T> {
    work(&Tx::new(engine, false))
}

impl Drop for Tx<'_> {
    /// Whatever was not ended is not kept, also when a panic passes by.
    fn drop(&mut self) {
        if matches!(self.state.get_mut(), State::Reading | State::Acting(_)) {
            self.engine.borrow_mut().rollback();
        }
    }
}

impl<'a> Tx<'a> {
    fn new(engine: &'a Shared, writes: bool) -> Self {
        Self {
            engine,
            state: RefCell::new(State::Fresh { writes }),
            step_at: Cell::new(None),
            moved: RefCell::default(),
        }
    }

    /// One question. In an act it finds what was written before it.
    pub fn ask(&self, sql: impl Into<Cow<'static, str>>, with: impl Into<Vec<Value>>) -> Refused<Rows> {
        Ok(self.ask_all(&[ask(sql, with)])?.pop().unwrap_or_default())
    }

    /// Several questions in one flight; an answer each.
    pub fn ask_all(&self, asks: &[Ask]) -> Refused<Vec<Rows>> {
        let mut state = self.state.borrow_mut();
        let mut engine = self.engine.borrow_mut();
        match &mut *state {
            State::Fresh { writes: true } => {
                let mut with_head = Vec::with_capacity(asks.len() + 1);
                with_head.push(head_question());
                with_head.extend_from_slice(asks);
                let mut answers = engine.begin(&with_head)?;
                let own = answers.split_off(1);
                *state = State::Acting(Box::new(Acting::after(&answers[0])?));
                Ok(own)
            }
            State::Fresh { writes: false } => {
                let answers = engine.begin_read(asks)?;
                *state = State::Reading;
                Ok(answers)
            }
            State::Reading => engine.ask(asks),
            State::Acting(acting) => {
                acting.flush(&mut **engine)?;
                engine.ask(asks)
            }
            State::Ended => unreachable!("a transaction that ended answers nothing"),
        }
    }

    /// One question, row by row, for what does not fit in memory. `look` may not ask or write.
    pub fn each(
        &self,
        sql: impl Into<Cow<'static, str>>,
        with: impl Into<Vec<Value>>,
        look: &mut dyn FnMut(Row<'_>) -> Refused<()>,
    ) -> Refused<()> {
        // Begins what is not begun, and sends what is pending.
        self.ask_all(&[])?;
        self.engine.borrow_mut().each(&ask(sql, with), look)
    }

    /// Adds a row, its columns in the order of the list of tables (of what a seal moves, its key alone). What is appended
    /// gets its place in the act and is hashed.
    pub fn insert(&self, table: &'static Table, row: impl AsRef<[Value]> + IntoIterator<Item = Value>) -> Refused<()> {
        let (given, written) = (row.as_ref().len(), table.written().len());
        assert!(given == written, "a row of {} has {written} columns, not {given}", table.name);
        let mut acting = self.acting()?;
        acting.named |= std::ptr::eq(table, &raw const ACT);
        acting.insert(table, row);
        Ok(())
    }

    /// Gives a row of a derived table new values: `columns` begin with the table's key. A row that is not there stays so.
    pub fn set<const N: usize>(
        &self,
        table: &'static Table,
        columns: [&'static str; N],
        row: [Value; N],
    ) -> Refused<()> {
        let keys = table.moved_by();
        assert!(N > keys.len() && columns[..keys.len()] == *keys, "{} is set by {keys:?}", table.name);
        self.acting()?.push(table, Change::Update { keys: keys.len() }, columns.into_iter(), row);
        Ok(())
    }

    /// Takes away rows of a derived table, by `columns`, which are its key or a part of it.
    pub fn remove<const N: usize>(
        &self,
        table: &'static Table,
        columns: [&'static str; N],
        row: [Value; N],
    ) -> Refused<()> {
        let goes = matches!(table.keeps, Keeps::Derived { goes: true, .. } | Keeps::World { .. });
        assert!(goes, "rows of {} stay", table.name);
        self.acting()?.push(table, Change::Delete { keys: N }, columns.into_iter(), row);
        Ok(())
    }

    /// The next free id of a table with a column `id`: asked once an act, then counted.
    pub fn next_id(&self, table: &'static Table) -> Refused<i64> {
        let known = self.acting()?.last_ids.get(table.name).copied();
        let last = match known {
            Some(last) => last,
            None => self.ask(format!("SELECT COALESCE(max(id),0) FROM {}", table.name), [])?.one(|row| row.get(0))?,
        };
        self.acting()?.last_ids.insert(table.name, last + 1);
        Ok(last + 1)
    }

    /// Remembers what a line of this act moves, so that a balance that is asked for within the act has it.
    pub(super) fn moves(&self, ledger_account: i64, cents: i64) {
        *self.moved.borrow_mut().entry(ledger_account).or_default() += cents;
    }

    /// What this act moved on a ledger account so far, in cents.
    pub(super) fn moved(&self, ledger_account: i64) -> i64 {
        self.moved.borrow().get(&ledger_account).copied().unwrap_or_default()
    }

    /// Says when a step of the program's own is done: the time of its act, if it writes anything.
    pub fn touch(&self, at: Instant) {
        self.step_at.set(Some(ms(at)));
    }

    /// The number of this act: the place of its seal in the chain.
    pub fn act_id(&self) -> Refused<i64> {
        Ok(self.acting()?.id)
    }

    /// The act that is under way, if there is one.
    pub(super) fn own_act(&self) -> Option<i64> {
        if let State::Acting(acting) = &*self.state.borrow() { Some(acting.id) } else { None }
    }

    /// The chain's head: the last seal; zeros in a store without one. In an act, the seal before it.
    pub fn last_seal(&self) -> Refused<Seal> {
        if let State::Acting(acting) = &*self.state.borrow() {
            return Ok(acting.previous);
        }
        let found = self.ask("SELECT hash FROM seal ORDER BY act_id DESC LIMIT 1", [])?;
        Ok(found.first(|row| row.get(0))?.unwrap_or(NO_SEAL))
    }

    /// Which engine answers: only the proof asks for more than both have.
    pub(super) fn dialect(&self) -> Dialect {
        self.engine.borrow().dialect()
    }

    /// The act, begun if it was not.
    fn acting(&self) -> Refused<RefMut<'_, Acting>> {
        if matches!(&*self.state.borrow(), State::Fresh { writes: true }) {
            self.ask_all(&[])?;
        }
        Ok(RefMut::map(self.state.borrow_mut(), |state| match state {
            State::Acting(acting) => &mut **acting,
            _ => unreachable!("a reading transaction writes nothing"),
        }))
    }

    /// Seals what was written and commits it.
    fn end(self) -> Refused<()> {
        if let State::Acting(acting) = &mut *self.state.borrow_mut()
            && acting.written
            && !acting.named
        {
            acting.name_a_step(self.step_at.get());
        }
        let mut engine = self.engine.borrow_mut();
        match std::mem::replace(&mut *self.state.borrow_mut(), State::Ended) {
            State::Acting(acting) if acting.touched => engine.commit(&acting.sealed()),
            State::Acting(_) | State::Reading => {
                engine.rollback();
                Ok(())
            }
            State::Fresh { .. } | State::Ended => Ok(()),
        }
    }
}

impl Acting {
    fn after(head: &Rows) -> Refused<Self> {
        let (last, previous, at_before) =
            head.first(|row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?.unwrap_or((0, NO_SEAL, 0));
        let id = last + 1;
        Ok(Self {
            id,
            previous,
            at_before,
            sealing: Sealing::after(&previous, id),
            pending: Vec::new(),
            named: false,
            written: false,
            touched: false,
            last_ids: HashMap::new(),
        })
    }

    fn insert(&mut self, table: &'static Table, row: impl AsRef<[Value]> + IntoIterator<Item = Value>) {
        let names = table.written().iter().map(|column| column.name);
        if table.is_sealed() {
            let place = cells![self.id, self.sealing.row(table, row.as_ref())];
            let columns = ["act_id", "line"].into_iter().chain(names);
            self.push(table, Change::Insert, columns, place.into_iter().chain(row));
        } else {
            self.push(table, Change::Insert, names, row);
        }
    }

    /// Adds a row to what is pending: to the last batch of its table if that does the same, for within a table the order
    /// stays, and between tables it does not matter before the seal.
    fn push(
        &mut self,
        table: &'static Table,
        change: Change,
        columns: impl Iterator<Item = &'static str> + Clone,
        row: impl IntoIterator<Item = Value>,
    ) {
        self.touched = true;
        self.written |= !matches!(table.keeps, Keeps::World { .. });
        let last = self.pending.iter_mut().rev().find(|batch| std::ptr::eq(batch.table, table));
        match last {
            Some(batch) if batch.change == change && batch.columns.iter().copied().eq(columns.clone()) => {
                batch.cells.extend(row);
            }
            _ => {
                let (columns, cells) = (columns.collect(), row.into_iter().collect());
                self.pending.push(Batch { table, change, columns, cells });
            }
        }
    }

    fn flush(&mut self, engine: &mut dyn Engine) -> Refused<()> {
        if self.pending.is_empty() {
            return Ok(());
        }
        engine.write(&std::mem::take(&mut self.pending))
    }

    /// An act of its own that nobody asked for by a key: its key follows from its place in the chain.
    fn name_a_step(&mut self, at: Option<i64>) {
        let mut hasher = blake3::Hasher::new();
        let key = hasher.update(&self.previous).update(&self.id.to_le_bytes()).finalize();
        let key = Value::Blob(key.as_bytes()[..16].to_vec());
        let none = None::<i64>;
        let row = cells![key, "step", [0_u8; 32], at.unwrap_or(self.at_before), none, none, ""];
        self.insert(&ACT, row);
    }

    /// What is left to be written, with the seal where there is something to be sealed.
    fn sealed(mut self) -> Vec<Batch> {
        if self.written {
            let cells = cells![self.id, self.sealing.rows(), self.sealing.finish()].to_vec();
            let columns = vec!["act_id", "covers", "hash"];
            self.pending.push(Batch { table: &SEAL, change: Change::Insert, columns, cells });
        }
        self.pending
    }
}
