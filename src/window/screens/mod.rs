//! The screens, one file (or folder) each: `State`, `Message`, `update` → [`super::work::Effect`], `view`.

pub mod account_acts;
pub mod approvals;
pub mod approve_dialog;
mod asked;
pub mod counter;
mod dates;
pub mod drawer;
pub mod enroll;
pub mod morning;
pub mod payment;
#[cfg(test)]
mod practice;
pub mod reports;
pub mod settings;
pub mod sign_in;
#[cfg(test)]
mod staffed;
pub mod switch_queue;
pub mod welcome;
