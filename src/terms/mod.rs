//! A co-op's program: its terms as data (`forms/<id>/program.toml`), checked, with the paper that is filled from them.
//!
//! [`Program::load`] reads a folder, [`Program::parse`] the copy that a store keeps, [`shipped`] what comes with the
//! product. A [`TermsBook`] says which terms are in force on a day.

mod catalogue;
mod errors;
mod file;
mod kinds;
mod model;
mod rate_tables;
mod reader;
mod shipped;
mod tables;
mod template;
mod versions;
mod words;

#[cfg(test)]
mod file_tests;
#[cfg(test)]
mod paper_tests;

pub use errors::TermsErrors;
pub use model::*;
pub use shipped::{ShippedProgram, shipped};
pub use tables::BEFORE_LIST;
pub use template::{FACTS, Paragraph, Piece, Style};
pub use versions::{LoadedTerms, PriceChange, TermsBook, Version, VersionRef};
