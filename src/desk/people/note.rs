//! Notes that people leave on an account.

use serde::{Deserialize, Serialize};

use crate::basics::{Code, Refusal, Refused};
use crate::desk::act::{Act, Needs};
use crate::desk::deed::Deed;
use crate::desk::looks::Looks;
use crate::desk::texts::LONGEST_NOTE;

/// What `account note` answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Noted {
    pub account: String,
    /// The note's own number.
    pub note: i64,
    pub text: String,
    pub pinned: bool,
}

/// Keeps a note on an account; a pinned one stays on top of the member's card.
///
/// # Errors
/// `unknown_account`, `bad_note` when it says nothing or is too long.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeepNote {
    pub account: String,
    pub text: String,
    pub pin: bool,
}

impl Deed for KeepNote {
    const NAME: &'static str = "note";
    const NEEDS: Needs = Needs::Clerk;
    type Answer = Noted;

    fn looks_at(&self) -> Looks<'_> {
        Looks::at(&self.account)
    }

    fn run(&self, act: &Act<'_>) -> Refused<Noted> {
        let text = self.text.trim();
        if text.is_empty() || text.chars().count() > LONGEST_NOTE {
            return Err(Refusal::new(
                Code::BadNote,
                format!("a note says something, in at most {LONGEST_NOTE} letters"),
            ));
        }
        let row = act.facts_of(&self.account)?.account;
        let note = act.tx.add_note(row.id, text, self.pin, act.operator.id, act.now.at)?;
        Ok(Noted { account: row.number.0, note, text: text.to_string(), pinned: self.pin })
    }
}
