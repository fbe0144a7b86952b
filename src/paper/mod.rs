//! Paper: what is signed, handed out and filed. Content goes in, a laid-out [`Document`] comes out, and from it a PDF.
//!
//! Each document is one file: a struct that holds its content in the reader's words, and a function that lays it out.
//! Nothing here asks a clock, reads a store or rounds an amount: times and sums are given.

pub mod agreement;
pub mod check_request;
mod content;
pub mod day_report;
pub mod deposit_slip;
#[cfg_attr(not(test), expect(dead_code, reason = "no act asks for this paper yet"))]
pub mod disconnect_list;
mod embed;
pub mod evidence;
mod fonts;
pub mod letter;
mod letterhead;
mod page;
mod pdf;
pub mod receipt;
#[cfg_attr(not(test), expect(dead_code, reason = "no act asks for this paper yet"))]
pub mod reconnect_quote;
mod sheet;
#[cfg_attr(not(test), expect(dead_code, reason = "no act asks for this paper yet"))]
pub mod statement;
mod table;
mod text;

pub use fonts::undrawable;
pub use letterhead::{AmountLine, Letterhead, day_text};
pub use page::{Document, Ink, Paper};
pub use text::Run;

#[cfg(test)]
pub mod samples;
#[cfg(test)]
mod tests;
