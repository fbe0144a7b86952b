//! Everything that a person or the clock can ask for, one file an act.
//!
//! An act is one IMMEDIATE transaction: load the facts, ask the rules, write. It carries a key, so that a double click or
//! a retry finds what was done the first time. Its answer is one value, which the window shows and the command line
//! prints.

mod account;
mod act;
mod adjust;
mod application;
mod approvals;
mod attention;
mod billing;
#[cfg(test)]
mod billing_tests;
mod close;
mod consent;
mod count;
mod cycle;
mod day;
mod day_report;
mod deposit;
mod disconnects;
mod drawer;
#[cfg(test)]
mod drawer_tests;
mod enroll;
mod exchange;
mod export;
mod hold;
mod import;
mod import_members;
mod import_payments;
mod import_readings;
mod import_table;
mod in_force;
mod init;
mod leave;
mod letters;
mod links;
mod member;
mod note;
mod notices;
mod outbox_settings;
mod papers;
mod pay;
mod pledge;
mod power;
mod program;
mod reads;
mod refund;
mod rejudge;
mod safekeeping;
mod staff;
mod standing;
mod switch;
mod switching;
mod tell;
mod texts;
mod transfer;
mod true_up;
mod verify;
mod void;
mod watch;
mod why;

pub use crate::ledger::Channel;
pub use account::*;
pub use act::{Approver, Call, Who};
pub use adjust::*;
pub use application::*;
pub use approvals::*;
pub use attention::*;
pub use close::*;
pub use consent::*;
pub use count::*;
pub use cycle::*;
pub use day::*;
pub use day_report::*;
pub use deposit::*;
pub use disconnects::*;
pub use drawer::*;
pub use enroll::*;
pub use exchange::*;
pub use export::*;
pub use hold::*;
pub use import::*;
pub use init::*;
pub use leave::*;
pub use links::*;
pub use member::*;
pub use note::*;
pub use notices::*;
pub use outbox_settings::OutboxSettings;
pub use papers::*;
pub use pay::*;
pub use pledge::*;
pub use program::*;
pub use reads::*;
pub use refund::*;
pub use safekeeping::*;
pub use staff::*;
pub use switch::*;
pub use transfer::*;
pub use verify::*;
pub use void::*;
pub use watch::*;
pub use why::*;

/// A filled text, as the window draws it.
pub use crate::terms::{Paragraph, Piece, Style as ParagraphStyle};

use std::path::Path;
use std::sync::Arc;

use chrono_tz::Tz;

use crate::basics::{Now, Refused};
use crate::ledger::Store;
use in_force::Terms;

/// A store, opened for work: what the window and the command line hold.
pub struct Desk {
    store: Store,
    terms: Arc<Terms>,
    practice: bool,
    open_links: links::OpenLinks,
    heard: Vec<crate::meters::StateEvent>,
    share: Share,
}

impl Desk {
    /// Opens the store at `path`.
    ///
    /// # Errors
    /// As [`Store::open`]; and `terms_unreadable` when the store's own copy of the terms does not load.
    pub fn open(path: &Path) -> Refused<Self> {
        let mut store = Store::open(path)?;
        let (terms, practice) =
            store.read(|tx| Ok((Terms::load(tx)?, tx.fact("practice")?.as_deref() == Some("yes"))))?;
        Ok(Self {
            store,
            terms: Arc::new(terms),
            practice,
            open_links: links::OpenLinks::new(),
            heard: Vec::new(),
            share: Share::default(),
        })
    }

    /// Whether nothing here is real.
    #[must_use]
    pub fn is_practice(&self) -> bool {
        self.practice
    }

    /// The zone in which days and times are read.
    #[must_use]
    pub fn zone(&self) -> Tz {
        self.terms.zone()
    }

    /// The store's file.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.store.path()
    }

    /// The terms as they are now: loaded anew when another process brought in a version or a price.
    fn terms(&mut self) -> Refused<Arc<Terms>> {
        let mark = self.store.read(|tx| tx.terms_mark())?;
        if mark != self.terms.mark() {
            self.terms = Arc::new(self.store.read(Terms::load)?);
        }
        Ok(Arc::clone(&self.terms))
    }

    /// The moment that a call without a time of its own happens at. In a practice store whose days have run ahead, time
    /// goes on from the last act.
    fn clock(&mut self) -> Refused<Now> {
        let real = chrono::Utc::now();
        let last = if self.practice { self.store.read(|tx| tx.last_at())? } else { None };
        Ok(Now::new(last.map_or(real, |last| last.max(real)), self.zone()))
    }
}
