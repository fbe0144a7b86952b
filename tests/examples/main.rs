//! The worked examples, one test a row, by program. Every number stands in the row; none is computed here.

#[path = "../common/mod.rs"]
mod common;

mod palmetto;
mod pec;
mod peninsula_light;
mod petit_jean;
mod petit_jean_disconnected;
mod rounding;
