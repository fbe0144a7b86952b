//! The screens, one file (or folder) each: `State`, `Message`, `update` → [`super::work::Effect`], `view`.

pub mod enroll;
