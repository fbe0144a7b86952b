//! The papers and letters that acts hand out, kept byte for byte.

pub(super) mod handed_out;
pub(super) mod letters;

pub use handed_out::*;
