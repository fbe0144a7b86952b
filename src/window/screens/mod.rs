//! The screens, one file (or folder) each: `State`, `Message`, `update` → [`super::work::Effect`], `view`.

pub mod enroll;
pub mod morning;
#[cfg(test)]
mod practice;
pub mod switch_queue;
