//! What a screen asked of the store: a late answer is dropped, an act keeps its key until it is done, a refusal is shown.

use std::sync::atomic::{AtomicU64, Ordering};

use uuid::Uuid;

use crate::basics::{Refusal, Refused};
use crate::window::kit::{Element, Look, Tone, note};

/// A number that no other question of this process has: an answer to a screen that was left belongs to nobody.
fn next_ticket() -> u64 {
    static LAST: AtomicU64 = AtomicU64::new(0);
    LAST.fetch_add(1, Ordering::Relaxed) + 1
}

/// A question and its newest answer, which stays in sight while it is asked again.
#[derive(Debug, Clone)]
pub struct Asked<T> {
    ticket: u64,
    under_way: bool,
    answer: Option<T>,
    refusal: Option<Refusal>,
}

impl<T> Default for Asked<T> {
    fn default() -> Self {
        Self { ticket: 0, under_way: false, answer: None, refusal: None }
    }
}

impl<T> Asked<T> {
    /// The ticket of a new question; answers to older ones are late from now on.
    pub fn ask(&mut self) -> u64 {
        (self.ticket, self.under_way) = (next_ticket(), true);
        self.ticket
    }

    /// Takes an answer in, unless it is late.
    pub fn take(&mut self, ticket: u64, answer: Refused<T>) {
        if ticket != self.ticket || !self.under_way {
            return;
        }
        self.under_way = false;
        match answer {
            Ok(answer) => (self.answer, self.refusal) = (Some(answer), None),
            Err(refusal) => (self.answer, self.refusal) = (None, Some(refusal)),
        }
    }

    /// Puts in what an act answered, without asking again.
    pub fn put(&mut self, answer: T) {
        *self = Self { ticket: next_ticket(), under_way: false, answer: Some(answer), refusal: None };
    }

    pub fn value(&self) -> Option<&T> {
        self.answer.as_ref()
    }

    pub fn refusal(&self) -> Option<&Refusal> {
        self.refusal.as_ref()
    }

    pub fn under_way(&self) -> bool {
        self.under_way
    }
}

/// A writing act: its key is made when its form opens, so that a double click or a retry does it once.
#[derive(Debug, Clone)]
pub struct Posting {
    key: Uuid,
    ticket: u64,
    under_way: bool,
    refusal: Option<Refusal>,
}

impl Default for Posting {
    fn default() -> Self {
        Self { key: Uuid::now_v7(), ticket: 0, under_way: false, refusal: None }
    }
}

impl Posting {
    /// Begins; `None` while it is under way already.
    pub fn begin(&mut self) -> Option<(u64, Uuid)> {
        if self.under_way {
            return None;
        }
        (self.ticket, self.under_way, self.refusal) = (next_ticket(), true, None);
        Some((self.ticket, self.key))
    }

    /// Takes the answer in, unless it is late. What is done gets a new key; a refusal stays until the next try.
    pub fn take<T>(&mut self, ticket: u64, answer: Refused<T>) -> Option<T> {
        if ticket != self.ticket || !self.under_way {
            return None;
        }
        self.under_way = false;
        match answer {
            Ok(done) => {
                *self = Self::default();
                Some(done)
            }
            Err(refusal) => {
                self.refusal = Some(refusal);
                None
            }
        }
    }

    pub fn under_way(&self) -> bool {
        self.under_way
    }

    pub fn refusal(&self) -> Option<&Refusal> {
        self.refusal.as_ref()
    }

    /// Takes the refusal away: a dialog shows it, or the person types something else.
    pub fn take_refusal(&mut self) -> Option<Refusal> {
        self.refusal.take()
    }
}

/// A refusal in words, where it belongs.
pub fn refused<'a, M: 'a>(look: Look, refusal: Option<&Refusal>) -> Option<Element<'a, M>> {
    refusal.map(|refusal| note(look, Tone::Bad, "Not done", sentence(&refusal.message)))
}

/// A message as a sentence: with a capital and a full stop.
pub fn sentence(message: &str) -> String {
    let mut letters = message.chars();
    let mut sentence: String = letters.next().map_or_else(String::new, |first| first.to_uppercase().collect());
    sentence.extend(letters);
    if !sentence.is_empty() && !sentence.ends_with(['.', '?', '!']) {
        sentence.push('.');
    }
    sentence
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::basics::Code;

    #[test]
    fn a_late_answer_is_dropped() {
        let mut asked = Asked::default();
        let first = asked.ask();
        let second = asked.ask();
        asked.take(first, Ok("old"));
        assert_eq!((asked.value(), asked.under_way()), (None, true));
        asked.take(second, Ok("new"));
        assert_eq!((asked.value(), asked.under_way()), (Some(&"new"), false));
    }

    #[test]
    fn an_act_under_way_is_not_begun_again_and_keeps_its_key_until_it_is_done() {
        let mut posting = Posting::default();
        let (ticket, key) = posting.begin().expect("it begins");
        assert_eq!(posting.begin(), None);
        assert_eq!(posting.take::<()>(ticket, Err(Refusal::new(Code::StoreLocked, "try again"))), None);
        let (again, same_key) = posting.begin().expect("it begins again");
        assert_eq!(same_key, key);
        assert_eq!(posting.take(again, Ok(1)), Some(1));
        assert_ne!(posting.begin().expect("another act").1, key);
    }

    #[test]
    fn a_message_is_said_as_a_sentence() {
        assert_eq!(
            sentence("nobody approves their own act: ask another"),
            "Nobody approves their own act: ask another."
        );
        assert_eq!(sentence("Is it so?"), "Is it so?");
    }
}
