//! How a notice leaves: e-mail by SMTP, texts and phone calls as files for the gateway and the dialer, and what those
//! say became of them. Stateless: what was sent and what is tried again, the store knows.

mod address;
mod email;
mod file;
pub mod folder;
mod smtp_url;

pub use address::check_address;
pub use email::{EmailOutbox, authority, check_sender};
pub use file::{FileOutbox, Outcome, read_results, results_in};
pub use smtp_url::{Security, SmtpUrl};

use crate::words::Channel;

/// One message to one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// The same at every try and never another message's: who receives it twice can tell.
    pub id: String,
    pub channel: Channel,
    /// An e-mail address or a telephone number.
    pub address: String,
    /// For e-mail only.
    pub subject: String,
    pub text: String,
}

/// Messages were handed over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    /// What took them, in words: the server's answer, the file's name.
    pub detail: String,
}

/// Messages were not handed over. Each says why, in words, without a secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SendError {
    /// Nothing leaves this way now: the server does not answer or does not let us in, the folder cannot be written.
    #[error("{0}")]
    Down(String),
    /// This message cannot be taken now, another might.
    #[error("{0}")]
    Later(String),
    /// This message will never be taken: no such address.
    #[error("{0}")]
    Refused(String),
}

/// A way out for messages.
pub trait Outbox {
    /// How many messages go out together: as many as are taken all or none.
    fn at_once(&self) -> usize;

    /// Hands over messages of one channel, at most [`Outbox::at_once`]: all of them, or none.
    ///
    /// # Errors
    /// [`SendError`]; an answer that was lost counts as [`SendError::Down`], though the message may have arrived.
    fn send(&mut self, messages: &[Message]) -> Result<Sent, SendError>;
}
