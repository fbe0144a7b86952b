//! What the terms mean, one file a subject: facts in, decision out, each with its reasons in words. No store, no clock.

pub mod charges;
pub mod clause;
pub mod clock;
pub mod closing;
pub mod days_left;
pub mod disconnect;
pub mod disconnect_list;
pub mod doubt;
pub mod eligibility;
pub mod enrollment;
pub mod estimate;
pub mod explain;
pub mod hold;
pub mod interest;
pub mod leaving;
pub mod limits;
pub mod mornings;
pub mod notices;
pub mod payment;
pub mod pin;
pub mod pledge;
pub mod reads;
pub mod returned;
mod rounding;
pub mod tariff;
pub mod true_up;

#[cfg(test)]
pub(crate) mod sample;
#[cfg(test)]
pub(crate) mod sample_account;
#[cfg(test)]
pub mod sample_terms;
