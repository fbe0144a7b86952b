//! Power on and off: the queue of commands, the links that carry them, what a posting does to the power.

mod abreast;
pub(super) mod carry_out;
pub(super) mod links;
pub(super) mod order;
pub(super) mod power;
mod secrets;
pub(super) mod seen;
pub(super) mod switch;

pub use carry_out::Worked;
pub use links::*;
pub use switch::*;
