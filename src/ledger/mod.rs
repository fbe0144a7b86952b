//! The store: one SQLite file, double entry, append-only. The only room that knows SQL; it owns the row types.
//!
//! [`Store`] opens the file and hands out transactions; every question and every write is a method of [`Tx`], one file a
//! subject. What the schema can enforce stands in `schema.sql`, not here.

mod accounts;
mod acts;
mod backup;
mod charges;
mod codec;
mod counter;
mod documents;
#[allow(dead_code, unused_imports)]
mod engine;
mod files;
#[allow(dead_code)]
mod guards;
mod holds;
mod lists;
mod meters;
mod migrate;
mod notices;
mod offices;
mod posting;
mod readings;
mod receipts;
#[allow(dead_code)]
mod schema;
#[allow(dead_code)]
mod seal;
mod search;
mod store;
mod switching;
#[allow(dead_code)]
mod tables;
mod terms;
#[allow(dead_code)]
mod tx;
#[cfg(test)]
mod tx_tests;
mod verify;

pub use accounts::*;
pub use acts::*;
pub use backup::Restored;
pub use charges::*;
pub use counter::*;
pub use documents::*;
pub use files::*;
pub use holds::*;
pub use lists::*;
pub use meters::*;
pub use notices::*;
pub use offices::*;
pub use posting::*;
pub use readings::*;
pub use receipts::*;
pub use search::*;
pub use store::{Store, Tx};
pub use switching::*;
pub use terms::*;

engine::ids!(AccountId, BookId, CommandId, DrawerId, MemberId, MeterId, OfficeId, OperatorId, ReceiptId, TxnId);
