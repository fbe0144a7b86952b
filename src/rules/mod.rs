//! What the terms mean, one file a subject: facts in, decision out, each with its reasons in words. No store, no clock.

pub mod charges;
pub mod days_left;
pub mod estimate;
pub mod explain;
pub mod reads;
mod rounding;
pub mod tariff;
pub mod true_up;

#[cfg(test)]
pub(crate) mod sample;
#[cfg(test)]
pub(crate) mod sample_account;
