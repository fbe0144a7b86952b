//! What every morning does: reads arrive, days are billed, months trued up, the list is made, notices leave by the ways
//! that were set up.

mod asking;
mod bill;
pub(super) mod billing;
#[cfg(test)]
mod billing_tests;
mod counts;
pub(super) mod cycle;
pub(super) mod disconnects;
pub(super) mod doubts;
pub(super) mod exchange;
pub(super) mod notices;
pub(super) mod outbox_settings;
mod page;
pub(super) mod reads;
#[cfg(test)]
mod reads_tests;
pub(super) mod rejudge;
pub(super) mod true_up;

pub use counts::CycleCounts;
pub use cycle::*;
pub use disconnects::*;
pub use doubts::{Decide, Decided};
pub use exchange::*;
pub use notices::*;
pub use outbox_settings::OutboxSettings;
pub use reads::*;
