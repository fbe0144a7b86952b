//! The acts as an iced window. [`kit`] is the design system; screens and the application stand on it.
//!
//! Messages go one way: a screen's `update` answers with an [`work::Effect`], the application carries it out, and what
//! the store's thread answers comes back to the screen as a message.

mod app;
pub mod kit;
mod practice_clock;
pub mod screens;
mod wires;
pub mod work;
mod worker;

pub use app::{Start, open};
