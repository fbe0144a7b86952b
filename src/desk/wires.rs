//! What a desk holds of its links while it is open: those that were opened, and whose commands it works.

use std::collections::HashMap;
use std::sync::Mutex;

use crate::meters::{MeterLink, StateEvent};

/// The links that are open, by name; None: it is being worked with, and does one thing at a time.
pub(super) type OpenLinks = HashMap<String, Option<Box<dyn MeterLink>>>;

/// What links told by themselves about commands: each is a hint for the one who waits for its command.
pub(super) type Heard = Mutex<Vec<StateEvent>>;

/// Whose commands a desk works.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Share {
    #[default]
    All,
    /// Those of the built-in links, which answer at once.
    BuiltIn,
    /// Those that go over a wire, where an answer may take its time.
    Wires,
}

impl Share {
    /// Whether only the built-in links are asked, or only the others; None: all.
    pub(super) fn built_in(self) -> Option<bool> {
        match self {
            Self::All => None,
            Self::BuiltIn => Some(true),
            Self::Wires => Some(false),
        }
    }
}
