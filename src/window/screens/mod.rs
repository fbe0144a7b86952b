//! The screens, one file (or folder) each: `State`, `Message`, `update` → [`super::work::Effect`], `view`.

pub mod counter;
pub mod enroll;
pub mod morning;
pub mod payment;
#[cfg(test)]
mod practice;
pub mod sign_in;
pub mod switch_queue;
pub mod welcome;
