//! What a link is given to work with: who we are, the secret, and where invocation counters are kept.

use std::fmt;
use std::ops::Range;
use std::str::FromStr;

use chrono_tz::Tz;

use crate::basics::Refused;

/// What the desk hands to a link when it opens one.
pub struct Setup {
    /// The zone in which a time without an offset is read.
    pub zone: Tz,
    /// The password or keys that [`LinkUrl::secret_wanted`](super::LinkUrl::secret_wanted) names.
    pub secret: Option<Secret>,
    /// The store's own system title; a title in the URL comes before it.
    pub title: SystemTitle,
    /// Where blocks of invocation counters come from.
    pub counters: Box<dyn Counters>,
    /// Where challenges come from.
    pub entropy: Entropy,
}

/// Fills its argument with bytes that nobody can guess; nothing below the desk makes randomness by itself.
pub type Entropy = fn(&mut [u8]) -> Refused<()>;

/// Where the invocation counters of ciphered links are kept. A counter that is used twice gives away the key, so a
/// block is stored as taken before it is handed out; what a process leaves unused of it is lost.
pub trait Counters: Send {
    /// The next block of counters for messages sent under `title`, each number once and for ever.
    ///
    /// # Errors
    /// When the block could not be stored; then nothing may be sent.
    fn take_block(&mut self, title: SystemTitle) -> Refused<Range<u32>>;
}

/// A password or key. It is never shown, not even by `{:?}`.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The secret itself, for the wire and nothing else.
    #[must_use]
    pub(super) fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// A DLMS system title: eight bytes that name one end of a ciphered link. Written as 16 hex digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SystemTitle(pub [u8; 8]);

impl fmt::Display for SystemTitle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl FromStr for SystemTitle {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let bytes = from_hex(text).and_then(|bytes| bytes.try_into().ok());
        bytes.map(Self).ok_or_else(|| format!("title={text}: a system title is 16 hex digits"))
    }
}

/// The bytes that pairs of hex digits stand for, or none.
pub(super) fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digits = text.as_bytes();
    if !digits.len().is_multiple_of(2) || !digits.iter().all(u8::is_ascii_hexdigit) {
        return None;
    }
    let byte = |at| u8::from_str_radix(text.get(at..at + 2)?, 16).ok();
    (0..digits.len()).step_by(2).map(byte).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_never_shown() {
        assert!(!format!("{:?}", Some(Secret::new("hunter2"))).contains("hunter2"));
    }

    #[test]
    fn a_system_title_is_sixteen_hex_digits() {
        assert_eq!(
            "5453540000000001".parse::<SystemTitle>().map(|title| title.to_string()).as_deref(),
            Ok("5453540000000001")
        );
        for bad in ["", "54", "545354000000000g", "54535400000000012", "+1+1+1+1+1+1+1+1"] {
            assert!(bad.parse::<SystemTitle>().is_err(), "{bad}");
        }
    }
}
