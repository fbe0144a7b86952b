//! Notes that people leave on an account.

use serde::{Deserialize, Serialize};

use crate::basics::{Code, Refusal, Refused};
use crate::desk::Desk;
use crate::desk::act::{Call, Needs};
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
            return Err(Refusal::new(
                Code::BadNote,
                format!("a note says something, in at most {LONGEST_NOTE} letters"),
            ));
        }
        self.act(call, "note", Needs::Clerk, &NoteInput { account, text, pin }, |act| {
            let row = act.tx.account_numbered(account)?;
            let note = act.tx.add_note(row.id, text, pin, act.operator.id, act.now.at)?;
            Ok(Noted { account: row.number.0, note, text: text.to_string(), pinned: pin })
        })
    }
}
