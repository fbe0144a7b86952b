//! What an act over an account is, and what is done with one.

use std::sync::Arc;

use super::form::Form;
use super::{Facts, assistance, charges, holds, leaving, member, payments};
use crate::basics::Refused;
use crate::desk::{Call, Deed, Desk, LeaveInput, WaitingAct};
use crate::window::kit::Shortcut;

/// One thing to do with an account: all that the window knows of it.
#[derive(Debug)]
pub struct Act {
    /// As it stands in the menu and over its form.
    pub name: &'static str,
    /// As it stands on the button that does it, where that says more than the name.
    pub verb: Option<&'static str>,
    /// The letter that opens it from the menu; no two acts share one.
    pub key: char,
    /// What to know before it is done.
    pub about: &'static str,
    /// Whether it takes power, money or the account away.
    pub takes_away: bool,
    /// Its lines, with what is known of the account already in them.
    pub form: fn(&Facts) -> Form,
    /// What a form asks for; `None` while something is missing.
    pub task: fn(&Form, &Facts) -> Option<Task>,
    /// What is tried out before it is done.
    pub preview: Option<fn(&Form, &Facts) -> Option<LeaveInput>>,
}

/// A group of the menu: its name and its acts.
pub type Group = (&'static str, &'static [&'static Act]);

/// The menu, in the order of the counter.
pub const MENU: [Group; 6] =
    [holds::GROUP, assistance::GROUP, member::GROUP, payments::GROUP, charges::GROUP, leaving::GROUP];

impl Act {
    /// What most acts are, for those that say the rest.
    pub const USUAL: Self = Self {
        name: "",
        verb: None,
        key: ' ',
        about: "",
        takes_away: false,
        form: |_| Form::default(),
        task: |_, _| None,
        preview: None,
    };

    pub const fn shortcut(&self) -> Shortcut {
        Shortcut::letter(self.key)
    }
}

impl PartialEq for Act {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key
    }
}

type Run = dyn Fn(&mut Desk, &Call) -> Refused<Done> + Send + Sync;

/// An act with everything that it needs.
#[derive(Clone)]
pub struct Task {
    /// What will be done, read back before it is.
    pub read_back: String,
    /// What waits for a second person, when none is at hand.
    pub waiting: Option<WaitingAct>,
    run: Arc<Run>,
}

impl Task {
    /// Does the act, and says what came of it.
    pub fn of<D: Deed + Send + Sync + 'static>(
        read_back: impl Into<String>,
        deed: D,
        say: impl Fn(&mut Desk, &Call, D::Answer) -> Refused<Done> + Send + Sync + 'static,
    ) -> Self {
        let waiting = D::NEEDS.second_person().then(|| WaitingAct::of(&deed));
        let run = move |desk: &mut Desk, call: &Call| {
            let answer = desk.perform(call, &deed)?;
            say(desk, call, answer)
        };
        Self { read_back: read_back.into(), waiting, run: Arc::new(run) }
    }

    pub fn run(&self, desk: &mut Desk, call: &Call) -> Refused<Done> {
        (self.run)(desk, call)
    }
}

impl std::fmt::Debug for Task {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Task").field(&self.read_back).finish()
    }
}

/// What was done, in words, and what follows from it.
#[derive(Debug, Clone, Default)]
pub struct Done {
    pub words: String,
    /// Papers that it made, to print: file names and bytes.
    pub papers: Vec<(String, Vec<u8>)>,
    /// Another account to go to.
    pub account: Option<String>,
}

impl Done {
    /// With a paper of the store.
    pub fn with(mut self, desk: &mut Desk, call: &Call, name: String, paper: i64) -> Refused<Self> {
        self.papers.push((name, desk.document(call, paper)?));
        Ok(self)
    }
}

/// Done, in these words.
pub fn said(words: impl Into<String>) -> Done {
    Done { words: words.into(), ..Done::default() }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_act_has_a_key_of_its_own() {
        let acts: Vec<&Act> = MENU.iter().flat_map(|(_, acts)| acts.iter().copied()).collect();
        let keys: HashSet<Shortcut> = acts.iter().map(|act| act.shortcut()).collect();
        assert_eq!((keys.len(), acts.len()), (acts.len(), 22));
    }
}
