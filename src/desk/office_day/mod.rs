//! The office's day: drawers, their count, the bank deposit, the close and its report.

pub(super) mod count;
pub(super) mod day;
pub(super) mod day_report;
pub(super) mod deposit;
pub(super) mod drawer;
#[cfg(test)]
mod drawer_tests;
pub(super) mod tally;

pub use count::*;
pub use day::*;
pub use day_report::*;
pub use deposit::*;
pub use drawer::*;
pub use tally::*;
