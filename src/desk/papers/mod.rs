//! The papers and letters that acts hand out.

pub(super) mod handed_out;
pub(super) mod letters;

pub use handed_out::*;

#[cfg(test)]
mod papers_tests;
