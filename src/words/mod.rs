//! The closed sets of the trade, each written once: its values, the word under which a value is
//! stored and exchanged, the text that people read.

mod account;
mod doubt;
mod drawer;
mod hold;
mod list;
mod notice;
mod payment;
mod pending;
mod people;
mod read;
mod switch;
mod terms;
mod transaction;

pub use account::*;
pub use doubt::*;
pub use drawer::*;
pub use hold::*;
pub use list::*;
pub use notice::*;
pub use payment::*;
pub use pending::*;
pub use people::*;
pub use read::*;
pub use switch::*;
pub use terms::*;
pub use transaction::*;

/// A closed set of words: what a column, a file or an answer may hold.
pub trait Word: Copy + PartialEq + 'static {
    /// Every value, in the order of the definition.
    const ALL: &'static [Self];

    /// The word under which the value is stored and exchanged.
    fn word(self) -> &'static str;

    /// As people read it, in a sentence.
    fn text(self) -> &'static str;

    /// As people read it, at the head of a line.
    fn label(self) -> String {
        capitalized(self.text())
    }

    /// The value of a stored word; None: the set has no such word.
    fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|one| one.word() == word)
    }
}

/// Values with what a form calls each.
pub fn labelled<W: Word>(values: &[W]) -> Vec<(W, String)> {
    values.iter().map(|value| (*value, value.label())).collect()
}

/// With a capital letter at its head.
#[must_use]
pub fn capitalized(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// The letters of a word with a blank for each `_`.
const fn spaced<const N: usize>(word: &str) -> [u8; N] {
    let (bytes, mut letters, mut at) = (word.as_bytes(), [0; N], 0);
    while at < N {
        letters[at] = if bytes[at] == b'_' { b' ' } else { bytes[at] };
        at += 1;
    }
    letters
}

/// An enum whose values are stored, printed and exchanged as `snake_case` words. People read the word with blanks, or the
/// text that stands after `=>`.
macro_rules! words {
    ($($(#[$doc:meta])* $name:ident {
        $($(#[$vdoc:meta])* $variant:ident = $word:literal $(=> $text:literal)?),+ $(,)?
    })+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        pub enum $name { $($(#[$vdoc])* #[serde(rename = $word)] $variant),+ }

        impl $name {
            /// Every value, in the order of the definition.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];
            /// Every word, in the same order.
            pub const WORDS: &'static [&'static str] = &[$($word),+];

            /// The word under which it is stored and exchanged.
            #[must_use]
            pub const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }

            /// As people read it, in a sentence.
            #[must_use]
            pub const fn text(self) -> &'static str {
                match self { $(Self::$variant => $crate::words::words!(@text $word $($text)?)),+ }
            }
        }

        impl $crate::words::Word for $name {
            const ALL: &'static [Self] = Self::ALL;
            fn word(self) -> &'static str {
                self.word()
            }
            fn text(self) -> &'static str {
                self.text()
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.word())
            }
        }

        impl std::str::FromStr for $name {
            type Err = String;
            fn from_str(word: &str) -> Result<Self, String> {
                <Self as $crate::words::Word>::from_word(word)
                    .ok_or_else(|| format!("\"{word}\" is not one of: {}", Self::WORDS.join(", ")))
            }
        }
    )+};
    (@text $word:literal) => {{
        const SPACED: [u8; $word.len()] = $crate::words::spaced($word);
        const TEXT: &str = match std::str::from_utf8(&SPACED) { Ok(text) => text, Err(_) => $word };
        TEXT
    }};
    (@text $word:literal $text:literal) => { $text };
}
use words;
