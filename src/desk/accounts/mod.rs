//! An account as people see it: found, shown, explained line by line, and what of it needs a person.

pub(super) mod account;
pub(super) mod attention;
pub(super) mod why;

pub use account::*;
pub use attention::*;
pub use why::*;
