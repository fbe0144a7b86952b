//! The screens, one file (or folder) each, whose `State` is a [`super::work::Screen`].

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
pub mod switch_queue;
pub mod welcome;
