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
mod doubts;
mod engine;
mod files;
mod guards;
mod holds;
mod known;
mod lists;
mod meters;
mod migrate;
mod notices;
mod offices;
mod posting;
mod readings;
mod receipts;
mod schema;
mod seal;
mod search;
mod store;
mod switching;
mod tables;
mod terms;
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
pub use doubts::*;
pub use engine::{Counts, Value};
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
pub use store::Store;
pub use switching::*;
pub use terms::*;
pub use tx::Tx;
// The sets of words that rows carry.
pub use crate::words::*;

engine::ids!(AccountId, BookId, CommandId, DrawerId, MemberId, MeterId, OfficeId, OperatorId, ReceiptId, TxnId);
