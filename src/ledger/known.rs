//! What a transaction was answered, for as long as it holds.

use std::collections::HashMap;
use std::rc::Rc;
use std::sync::LazyLock;

use super::engine::{Ask, Rows};
use super::tables::{TABLES, Table};

/// So many cells are kept at most: an act over a whole list asks more than it asks twice.
const KEPT: usize = 100_000;

/// A set of tables, a bit each.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Named(u128);

static BITS: LazyLock<HashMap<&'static str, Named>> = LazyLock::new(|| {
    assert!(TABLES.len() <= 128, "a set of tables has a bit for each");
    TABLES.iter().enumerate().map(|(at, table)| (table.name, Named(1 << at))).collect()
});

impl Named {
    pub fn table(table: &Table) -> Self {
        BITS[table.name]
    }

    /// The tables that a question names: every word of it that is a table's name.
    pub fn by(sql: &str) -> Self {
        let words = sql.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_');
        words.filter_map(|word| BITS.get(word)).fold(Self::default(), |all, one| all.and(*one))
    }

    pub fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

/// Answers, each with the tables that its question names.
#[derive(Debug, Default)]
pub(super) struct Known {
    answers: HashMap<Ask, (Named, Rc<Rows>)>,
    /// All that they name, and all that they hold.
    named: Named,
    cells: usize,
}

impl Known {
    pub fn answer(&self, ask: &Ask) -> Option<Rc<Rows>> {
        self.answers.get(ask).map(|(_, rows)| Rc::clone(rows))
    }

    pub fn learn(&mut self, ask: &Ask, rows: Rows) -> Rc<Rows> {
        let rows = Rc::new(rows);
        self.keep(ask, Rc::clone(&rows));
        rows
    }

    /// Keeps an answer, as long as there is room.
    pub fn keep(&mut self, ask: &Ask, rows: Rc<Rows>) {
        if self.cells + rows.cells.len() <= KEPT {
            let named = Named::by(&ask.sql);
            self.cells += rows.cells.len();
            self.named = self.named.and(named);
            self.answers.insert(ask.clone(), (named, rows));
        }
    }

    /// Forgets every answer that names one of these tables.
    pub fn forget(&mut self, written: Named) {
        if self.named.meets(written) {
            self.answers.retain(|_, (named, _)| !named.meets(written));
            self.named = self.answers.values().fold(Named::default(), |all, (named, _)| all.and(*named));
            self.cells = self.answers.values().map(|(_, rows)| rows.cells.len()).sum();
        }
    }
}
