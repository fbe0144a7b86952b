//! The screens, one file (or folder) each: `State`, `Message`, `update` → [`super::work::Effect`], `view`.

pub mod account_acts;
pub mod approvals;
pub mod approve_dialog;
mod asked;
mod dates;
pub mod drawer;
#[cfg(test)]
mod practice;
pub mod reports;
pub mod settings;
