//! Paper: what is signed, handed out and filed. Content goes in, a laid-out [`Document`] comes out, and from it a PDF.
//!
//! Each document is one file: a struct that holds its content in the reader's words, and a function that lays it out.
//! Nothing here asks a clock, reads a store or rounds an amount: times and sums are given.

pub mod agreement;
pub mod check_request;
pub mod day_report;
pub mod deposit_slip;
pub mod disconnect_list;
mod embed;
pub mod evidence;
mod fonts;
pub mod letter;
mod letterhead;
mod page;
mod pdf;
pub mod receipt;
pub mod reconnect_quote;
mod sheet;
pub mod statement;
mod table;
mod text;

pub use fonts::{FONT_BOLD, FONT_FAMILY, FONT_REGULAR, Weight, can_draw};
pub use letterhead::{AmountLine, Letterhead, day_text, weekday_text};
pub use page::{Area, Document, Ink, Mark, Page, Paper};
pub use text::{Align, Run};

#[cfg(test)]
mod samples;
#[cfg(test)]
mod tests;
