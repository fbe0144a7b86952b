//! Into the program and out of it: quote, enrollment, moving house, leaving, closing.

pub(super) mod application;
pub(super) mod close;
pub(super) mod enroll;
pub(super) mod leave;
pub(super) mod transfer;

pub use application::*;
pub use close::*;
pub use enroll::*;
pub use leave::*;
pub use transfer::*;
