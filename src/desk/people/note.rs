//! Words that people leave on an account: notes, and the reasons that an act must give.

use serde::{Deserialize, Serialize};

use crate::basics::{Refusal, Refused};
use crate::desk::Desk;
use crate::desk::act::{Call, Needs};

/// A note is read at the counter, at a glance: longer than this it is a letter.
const LONGEST_NOTE: usize = 1000;

/// What `account note` answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Noted {
    pub account: String,
    /// The note's own number.
    pub note: i64,
    pub text: String,
    pub pinned: bool,
}

#[derive(Serialize)]
struct NoteInput<'a> {
    account: &'a str,
    text: &'a str,
    pin: bool,
}

impl Desk {
    /// Keeps a note on an account; a pinned one stays on top of the member's card.
    ///
    /// # Errors
    /// `unknown_account`, `bad_note` when it says nothing or is too long.
    pub fn note(&mut self, call: &Call, account: &str, text: &str, pin: bool) -> Refused<Noted> {
        let text = text.trim();
        if text.is_empty() || text.chars().count() > LONGEST_NOTE {
            return Err(Refusal::new("bad_note", format!("a note says something, in at most {LONGEST_NOTE} letters")));
        }
        self.act(call, "note", Needs::Clerk, &NoteInput { account, text, pin }, |act| {
            let row = act.tx.account_numbered(account)?;
            let note = act.tx.add_note(row.id, text, pin, act.operator.id, act.now.at)?;
            Ok(Noted { account: row.number.0, note, text: text.to_string(), pinned: pin })
        })
    }
}

/// Refuses (`no_reason`) an act whose reason is missing; it is kept with what the act writes.
pub(in crate::desk) fn need_reason(reason: &str, kept_with: &str) -> Refused<()> {
    if reason.trim().is_empty() {
        return Err(Refusal::new("no_reason", format!("say why: the reason is kept with the {kept_with}")));
    }
    if reason.chars().count() > LONGEST_NOTE {
        return Err(Refusal::new("bad_reason", format!("a reason is said in at most {LONGEST_NOTE} letters")));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_says_something() {
        assert!(need_reason("meter misread", "adjustment").is_ok());
        for empty in ["", "  \n"] {
            assert_eq!(need_reason(empty, "adjustment").unwrap_err().code, "no_reason");
        }
    }
}
