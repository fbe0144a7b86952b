//! A transaction of the store: every question and write of the ledger is a method of it.
//!
//! What an act writes is numbered through and hashed as it is inserted, gathered table by table, and written at its end,
//! with its seal: all of it, or nothing. A question that is asked in between finds what was inserted before it.
//!
//! **Foreseen.** What an act will surely ask is asked ahead: those questions travel with its beginning, in one flight. They
//! are foreseen by the same methods that ask them ([`foresee`]), so the two cannot drift apart. An answer holds until a table
//! that its question names is written to; a question that was not foreseen, or whose answer no longer holds, goes to the
//! engine. So what is foreseen decides how far a question has to go, never what is answered.

use std::borrow::Cow;
use std::cell::{Cell, RefCell, RefMut};
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::LazyLock;

use super::codec::ms;
use super::engine::{Ask, Batch, Change, Dialect, Engine, Row, Rows, Value, ask, cells};
use super::known::{Known, Named};
use super::posting::Own;
use super::seal::{NO_SEAL, Seal, Sealing};
use super::tables::{ACT, Keeps, SEAL, TABLES, Table};
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
    /// What was answered, and holds.
    known: RefCell<Known>,
    pub(super) own: RefCell<Own>,
}

enum State {
    /// Nothing was asked yet; what is foreseen travels with the first question.
    Fresh {
        writes: bool,
        foreseen: Vec<Ask>,
    },
    /// No engine is asked: the questions are written down, and answered with nothing.
    Foreseeing(Vec<Ask>),
    /// What was foreseen is answered, in a flight that is over; a question beside it was `missed`.
    Answered {
        missed: bool,
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
    /// What was not sent to the engine yet, and which tables it writes.
    pending: Vec<Batch>,
    unsent: Named,
    /// Which tables it wrote to.
    wrote: Named,
    /// An `act` row was written.
    named: bool,
    /// Something was written that is the store's, not the world's.
    written: bool,
    /// Something was written at all.
    touched: bool,
    /// The last id of each table that has ids.
    last_ids: HashMap<&'static str, i64>,
}

/// The tables whose rows have an id of our own.
fn with_ids() -> impl Iterator<Item = &'static str> {
    TABLES.iter().filter(|table| table.columns[0].name == "id").map(|table| table.name)
}

/// What every act begins with: the last id of each table that has ids, and the chain's head, with when it was sealed.
static OPENING: LazyLock<String> = LazyLock::new(|| {
    let last: String = with_ids().map(|name| format!(",(SELECT COALESCE(max(id),0) FROM {name})")).collect();
    let head = "(SELECT max(act_id) FROM seal)";
    format!("SELECT {head},(SELECT hash FROM seal WHERE act_id={head}),(SELECT at FROM act WHERE act_id={head}){last}")
});

/// Runs `work` as one act. If it refuses or fails, nothing of it is kept; if it writes nothing, no act is made. An act
/// that gives itself no name is a `step` of the program.
pub(super) fn write<T>(engine: &Shared, work: impl FnOnce(&Tx<'_>) -> Refused<T>) -> Refused<T> {
    write_foreseen(engine, Vec::new(), work)
}

/// As [`write`], with questions that are asked ahead.
pub(super) fn write_foreseen<T>(
    engine: &Shared,
    foreseen: Vec<Ask>,
    work: impl FnOnce(&Tx<'_>) -> Refused<T>,
) -> Refused<T> {
    let tx = Tx::new(engine, State::Fresh { writes: true, foreseen });
    let answer = work(&tx)?;
    tx.end()?;
    Ok(answer)
}

/// Runs `work` as one reading transaction: everything in it sees the same moment.
pub(super) fn read<T>(engine: &Shared, work: impl FnOnce(&Tx<'_>) -> Refused<T>) -> Refused<T> {
    work(&Tx::new(engine, State::Fresh { writes: false, foreseen: Vec::new() }))
}

/// Runs `work` by answers to what is foreseen, in one flight. If it asks more, it is run again as a reading transaction, so
/// that all it answers by is of one moment.
pub(super) fn look<T>(engine: &Shared, foreseen: &[Ask], work: impl Fn(&Tx<'_>) -> Refused<T>) -> Refused<T> {
    let answers = engine.borrow_mut().look(foreseen)?;
    let tx = Tx::new(engine, State::Answered { missed: false });
    tx.learn(foreseen, answers);
    let answer = work(&tx);
    match *tx.state.borrow() {
        State::Answered { missed: true } => read(engine, work),
        _ => answer,
    }
}

/// What `questions` asks, none of it answered: to be asked ahead. A question that needs the answer of another is not
/// reached, and its refusal means nothing.
pub(super) fn foresee(engine: &Shared, questions: impl FnOnce(&Tx<'_>)) -> Vec<Ask> {
    let tx = Tx::new(engine, State::Foreseeing(Vec::new()));
    questions(&tx);
    let State::Foreseeing(foreseen) = tx.state.replace(State::Ended) else {
        unreachable!("who foresees does nothing else")
    };
    foreseen
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
    fn new(engine: &'a Shared, state: State) -> Self {
        Self {
            engine,
            state: RefCell::new(state),
            step_at: Cell::new(None),
            moved: RefCell::default(),
            known: RefCell::default(),
            own: RefCell::default(),
        }
    }

    /// One question. In an act it finds what was written before it.
    pub fn ask(&self, sql: impl Into<Cow<'static, str>>, with: impl Into<Vec<Value>>) -> Refused<Rc<Rows>> {
        Ok(self.ask_all(&[ask(sql, with)])?.pop().unwrap_or_default())
    }

    /// Several questions in one flight, as far as they are not answered yet; an answer each.
    pub fn ask_all(&self, asks: &[Ask]) -> Refused<Vec<Rc<Rows>>> {
        self.begin(asks)?;
        let known: Vec<Option<Rc<Rows>>> = asks.iter().map(|ask| self.known.borrow().answer(ask)).collect();
        let unknown: Vec<Ask> =
            asks.iter().zip(&known).filter(|(_, known)| known.is_none()).map(|(ask, _)| ask.clone()).collect();
        let mut new = self.ask_engine(&unknown)?.into_iter();
        Ok(known.into_iter().map(|known| known.or_else(|| new.next()).unwrap_or_default()).collect())
    }

    /// Asks now, in one flight, what `questions` puts and is not known yet: it is asked again one by one.
    pub fn ahead(&self, questions: impl FnOnce(&Tx<'_>)) -> Refused<()> {
        let mut asks = foresee(self.engine, questions);
        self.begin(&asks)?;
        asks.retain(|ask| self.known.borrow().answer(ask).is_none());
        let answers = self.ask_engine(&asks)?;
        let mut known = self.known.borrow_mut();
        asks.iter().zip(answers).for_each(|(ask, answer)| known.keep(ask, answer));
        Ok(())
    }

    /// Begins an act that is not begun, with what was foreseen and, in the same flight, `asks`.
    fn begin(&self, asks: &[Ask]) -> Refused<()> {
        let mut state = self.state.borrow_mut();
        let State::Fresh { writes: true, foreseen } = &mut *state else { return Ok(()) };
        let mut sent = std::mem::take(foreseen);
        for ask in asks {
            if !sent.contains(ask) {
                sent.push(ask.clone());
            }
        }
        let mut answers = self.engine.borrow_mut().begin(&[&[ask(OPENING.as_str(), [])], &sent[..]].concat())?;
        let own = answers.split_off(1);
        *state = State::Acting(Box::new(answers[0].one(Acting::after)?));
        drop(state);
        self.learn(&sent, own);
        Ok(())
    }

    /// Puts to the engine what is not known.
    fn ask_engine(&self, asks: &[Ask]) -> Refused<Vec<Rc<Rows>>> {
        if asks.is_empty() {
            return Ok(Vec::new());
        }
        let mut state = self.state.borrow_mut();
        let mut engine = self.engine.borrow_mut();
        let answers = match &mut *state {
            State::Fresh { .. } => {
                let answers = engine.begin_read(asks)?;
                *state = State::Reading;
                answers
            }
            State::Reading => engine.ask(asks)?,
            State::Acting(acting) => {
                let answers = if asks.iter().any(|ask| Named::by(&ask.sql).meets(acting.unsent)) {
                    engine.write_then_ask(&acting.take_pending(), asks)?
                } else {
                    engine.ask(asks)?
                };
                drop((state, engine));
                return Ok(self.learn(asks, answers));
            }
            State::Foreseeing(foreseen) => {
                foreseen.extend_from_slice(asks);
                vec![Rows::default(); asks.len()]
            }
            State::Answered { missed } => {
                *missed = true;
                vec![Rows::default(); asks.len()]
            }
            State::Ended => unreachable!("a transaction that ended answers nothing"),
        };
        Ok(answers.into_iter().map(Rc::new).collect())
    }

    /// Keeps answers for as long as they hold.
    fn learn(&self, asks: &[Ask], answers: Vec<Rows>) -> Vec<Rc<Rows>> {
        let mut known = self.known.borrow_mut();
        asks.iter().zip(answers).map(|(ask, answer)| known.learn(ask, answer)).collect()
    }

    /// One question, row by row, for what does not fit in memory. `look` may not ask or write.
    pub fn each(
        &self,
        sql: impl Into<Cow<'static, str>>,
        with: impl Into<Vec<Value>>,
        look: &mut dyn FnMut(Row<'_>) -> Refused<()>,
    ) -> Refused<()> {
        self.begin(&[])?;
        let mut engine = self.engine.borrow_mut();
        match &mut *self.state.borrow_mut() {
            State::Acting(acting) if !acting.pending.is_empty() => engine.write(&acting.take_pending())?,
            state @ State::Fresh { .. } => {
                engine.begin_read(&[])?;
                *state = State::Reading;
            }
            _ => (),
        }
        engine.each(&ask(sql, with), look)
    }

    /// Adds a row, its columns in the order of the list of tables (of what a seal moves, its key alone). What is appended
    /// gets its place in the act and is hashed.
    pub fn insert(&self, table: &'static Table, row: impl AsRef<[Value]> + IntoIterator<Item = Value>) -> Refused<()> {
        let (given, written) = (row.as_ref().len(), table.written().len());
        assert!(given == written, "a row of {} has {written} columns, not {given}", table.name);
        let mut acting = self.writing(table)?;
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
        self.writing(table)?.push(table, Change::Update { keys: keys.len() }, columns.into_iter(), row);
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
        self.writing(table)?.push(table, Change::Delete { keys: N }, columns.into_iter(), row);
        Ok(())
    }

    /// The next free id of a table that begins with an `id`.
    pub fn next_id(&self, table: &'static Table) -> Refused<i64> {
        let mut acting = self.acting()?;
        let last = acting.last_ids.get_mut(table.name).expect("only what begins with an id has a next one");
        *last += 1;
        Ok(*last)
    }

    /// The last ids of these tables, where they are known without a question: within an act.
    pub(super) fn last_ids<const N: usize>(&self, tables: [&'static Table; N]) -> Option<[i64; N]> {
        let State::Acting(acting) = &*self.state.borrow() else { return None };
        Some(tables.map(|table| acting.last_ids[table.name]))
    }

    /// Remembers the last id of a table that does not count by one.
    pub(super) fn count_to(&self, table: &'static Table, id: i64) {
        if let State::Acting(acting) = &mut *self.state.borrow_mut() {
            acting.last_ids.insert(table.name, id);
        }
    }

    /// Whether this act wrote to a table so far.
    pub(super) fn wrote(&self, table: &'static Table) -> bool {
        matches!(&*self.state.borrow(), State::Acting(acting) if acting.wrote.meets(Named::table(table)))
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

    /// Whether this is an act, or becomes one with its first question.
    pub(super) fn may_write(&self) -> bool {
        matches!(&*self.state.borrow(), State::Fresh { writes: true, .. } | State::Acting(_))
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
        self.begin(&[])?;
        Ok(RefMut::map(self.state.borrow_mut(), |state| match state {
            State::Acting(acting) => &mut **acting,
            _ => unreachable!("a reading transaction writes nothing"),
        }))
    }

    /// The act, about to write to a table: what was answered from it no longer holds.
    fn writing(&self, table: &'static Table) -> Refused<RefMut<'_, Acting>> {
        let acting = self.acting()?;
        self.known.borrow_mut().forget(Named::table(table));
        Ok(acting)
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
            State::Fresh { .. } | State::Foreseeing(_) | State::Answered { .. } | State::Ended => Ok(()),
        }
    }
}

impl Acting {
    fn after(opening: Row<'_>) -> Refused<Self> {
        let id = opening.get::<Option<i64>>(0)?.unwrap_or(0) + 1;
        let previous: Seal = opening.get::<Option<Seal>>(1)?.unwrap_or(NO_SEAL);
        let at_before = opening.get::<Option<i64>>(2)?.unwrap_or(0);
        let last_ids = (3..).zip(with_ids()).map(|(at, name)| Ok((name, opening.get(at)?)));
        let last_ids = last_ids.collect::<Refused<_>>()?;
        Ok(Self {
            id,
            previous,
            at_before,
            sealing: Sealing::after(&previous, id),
            pending: Vec::new(),
            unsent: Named::default(),
            wrote: Named::default(),
            named: false,
            written: false,
            touched: false,
            last_ids,
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
        self.unsent = self.unsent.and(Named::table(table));
        self.wrote = self.wrote.and(Named::table(table));
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

    /// What was not sent yet, to be sent now.
    fn take_pending(&mut self) -> Vec<Batch> {
        self.unsent = Named::default();
        std::mem::take(&mut self.pending)
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
