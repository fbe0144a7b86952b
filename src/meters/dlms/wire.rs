//! How an APDU travels to a meter and its answer back.

use crate::meters::LinkError;

/// A way for one APDU at a time. Every call ends within the link's timeout and its repeats.
pub trait Wire: Send {
    /// Opens the way, closing what was open.
    fn open(&mut self) -> Result<(), WireError>;

    /// Sends one APDU and waits for the answer.
    fn exchange(&mut self, apdu: &[u8]) -> Result<Vec<u8>, WireError>;

    /// Closes the way, politely if the meter still answers.
    fn close(&mut self);
}

/// Why no answer came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WireError {
    /// Nothing was sent.
    Unreachable(String),
    /// It was sent and its answer is lost, or the meter forgot the link: it may have been acted on.
    Lost(String),
}

impl From<WireError> for LinkError {
    fn from(error: WireError) -> Self {
        match error {
            WireError::Unreachable(why) | WireError::Lost(why) => Self::Unreachable(why),
        }
    }
}
