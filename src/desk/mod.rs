//! Everything that a person or the clock can ask for, in rooms of its own, one file an act.
//!
//! Here at the top is only what all rooms share: the entrance of an act, the facts of an account, the terms in force,
//! what may be written, what a member is told.
//!
//! An act is one IMMEDIATE transaction: load the facts, ask the rules, write. It carries a key, so that a double click or
//! a retry finds what was done the first time. Its answer is one value, which the window shows and the command line
//! prints.

mod accounts;
mod act;
mod counter;
mod deed;
mod deeds;
mod files;
mod foreseen;
mod in_force;
mod joining;
mod keeping;
mod looks;
mod morning;
mod office_day;
mod papers;
mod people;
mod standing;
mod switching;
mod tell;
#[cfg(test)]
pub(crate) mod tests;
mod texts;
mod who;
mod wires;

pub use crate::words::{Channel, Ground, SwitchVerb};
pub use accounts::*;
pub use act::Call;
pub use counter::*;
pub use deed::{Deed, WaitingAct};
pub use files::*;
pub use joining::*;
pub use keeping::*;
pub use morning::*;
pub use office_day::*;
pub use papers::*;
pub use people::*;
pub use switching::*;
pub use who::{Approver, Who};
pub use wires::Share;

/// A filled text, as the window draws it.
pub use crate::terms::{Piece, Style as ParagraphStyle};

use std::path::Path;
use std::sync::Arc;

use chrono_tz::Tz;

use crate::basics::{Instant, Now, Refusal, Refused};
use crate::ledger::{Counts, Store, Tx};
use in_force::Terms;
use wires::{Heard, OpenLinks};

/// A store, opened for work: what the window and the command line hold.
pub struct Desk {
    store: Store,
    terms: Arc<Terms>,
    practice: bool,
    open_links: OpenLinks,
    heard: Arc<Heard>,
    share: Share,
    troubles: Vec<Refusal>,
}

impl Desk {
    /// Opens the store at `path`.
    ///
    /// # Errors
    /// As [`Store::open`]; and `terms_unreadable` when the store's own copy of the terms does not load.
    pub fn open(path: &Path) -> Refused<Self> {
        let mut store = Store::open(path)?;
        store.prove_at_start();
        let (terms, practice) =
            store.read(|tx| Ok((Terms::load(tx)?, tx.fact("practice")?.as_deref() == Some("yes"))))?;
        Ok(Self {
            store,
            terms: Arc::new(terms),
            practice,
            open_links: OpenLinks::new(),
            heard: Arc::default(),
            share: Share::default(),
            troubles: Vec::new(),
        })
    }

    /// Whether nothing here is real.
    #[must_use]
    pub fn is_practice(&self) -> bool {
        self.practice
    }

    /// What the proof found first, where the store is only read.
    #[must_use]
    pub fn unproven(&self) -> Option<&str> {
        self.store.unproven()
    }

    /// The zone in which days and times are read.
    #[must_use]
    pub fn zone(&self) -> Tz {
        self.terms.zone()
    }

    /// What the store's engine was asked to do since the desk was opened.
    #[must_use]
    pub fn counts(&self) -> Counts {
        self.store.counts()
    }

    /// The store's file.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.store.path()
    }

    /// The terms as they are at this moment of the store: loaded anew when another process brought in a version or a price.
    fn terms_in(known: &mut Arc<Terms>, tx: &Tx<'_>) -> Refused<Arc<Terms>> {
        if tx.terms_mark()? != known.mark() {
            *known = Arc::new(Terms::load(tx)?);
        }
        Ok(Arc::clone(known))
    }

    /// The terms as they are now.
    fn terms(&mut self) -> Refused<Arc<Terms>> {
        let known = &mut self.terms;
        self.store.read(|tx| Self::terms_in(known, tx))
    }

    /// The moment that a call without a time of its own happens at. In a practice store whose days have run ahead, time
    /// goes on from the last act.
    fn clock(&mut self) -> Refused<Now> {
        let last = if self.practice { self.store.read(|tx| tx.last_at())? } else { None };
        Ok(self.clock_after(last))
    }

    fn clock_after(&self, last: Option<Instant>) -> Now {
        let real = chrono::Utc::now();
        Now::new(last.map_or(real, |last| last.max(real)), self.zone())
    }
}
