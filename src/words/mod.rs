//! The closed sets of the trade, each written once: its values, the word under which a value is stored and exchanged.

mod account;
mod drawer;
mod hold;
mod list;
mod notice;
mod payment;
mod people;
mod read;
mod switch;
mod transaction;

pub use account::*;
pub use drawer::*;
pub use hold::*;
pub use list::*;
pub use notice::*;
pub use payment::*;
pub use people::*;
pub use read::*;
pub use switch::*;
pub use transaction::*;

/// A closed set of words: what a column, a file or an answer may hold.
pub trait Word: Sized {
    /// The value of a stored word; None: the set has no such word.
    fn from_word(word: &str) -> Option<Self>;
}

/// An enum whose values are stored, printed and exchanged as `snake_case` words.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        pub enum $name { $($(#[$vdoc])* #[serde(rename = $word)] $variant),+ }

        impl $name {
            /// Every value, in the order of the definition.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The stored word.
            #[must_use]
            pub fn word(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }
        }

        impl $crate::words::Word for $name {
            fn from_word(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$variant),)+ _ => None }
            }
        }

        impl std::str::FromStr for $name {
            type Err = String;
            fn from_str(word: &str) -> Result<Self, String> {
                <Self as $crate::words::Word>::from_word(word)
                    .ok_or_else(|| format!("\"{word}\" is not one of: {}", [$($word),+].join(", ")))
            }
        }
    };
}
use words;
