//! The acts as an iced window. [`kit`] is the design system; screens and the application stand on it.

pub mod kit;

pub mod screens;
pub mod work;
