//! What the program says when it will not do a thing.

use serde::Serialize;

use super::code::Code;

/// Nothing was written, and this is why: a stable code for scripts, a sentence for people that says what to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, thiserror::Error)]
#[error("{message}")]
pub struct Refusal {
    pub code: Code,
    /// What, where, and what to do; with the clause when a rule of the terms refuses.
    pub message: String,
}

impl Refusal {
    #[must_use]
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self { code, message: message.into() }
    }
}

/// The outcome of whatever may be refused.
pub type Refused<T> = Result<T, Refusal>;
