//! A co-op's program: its terms as data (`forms/<id>/program.toml`), checked, with the paper that is filled from them.

mod model;

pub use model::*;
