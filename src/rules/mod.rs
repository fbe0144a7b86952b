//! (see the map in lib.rs)

pub mod clause;
pub mod closing;
pub mod disconnect;
pub mod disconnect_list;
pub mod eligibility;
pub mod enrollment;
pub mod hold;
pub mod interest;
pub mod leaving;
pub mod notices;
pub mod payment;
pub mod pledge;
pub mod returned;
#[cfg(test)]
pub mod sample_terms;
