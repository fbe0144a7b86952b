//! The screens, one file (or folder) each: `State`, `Message`, `update` → [`super::work::Effect`], `view`.

pub mod counter;
pub mod payment;
pub mod sign_in;
pub mod welcome;
