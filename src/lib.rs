//! Advance Pay Desk: an electric cooperative's prepaid program, run from its front counter.
//!
//! # The rooms
//!
//! | room | holds | may look at |
//! | --- | --- | --- |
//! | [`basics`] | cents, watt-hours, days, the business calendar, refusals | nothing |
//! | [`words`] | the closed sets of the trade, each once | basics |
//! | [`terms`] | a co-op's program: the file, its checks, its versions | basics, words |
//! | [`rules`] | what the terms mean, one file a subject: facts in, decision out | basics, words, terms |
//! | [`ledger`] | the store: schema, transactions, balances, search, proof; the only room that knows SQL | basics, words |
//! | [`meters`] | `MeterLink` and its adapters | basics, words |
//! | [`outbox`] | how a notice leaves | basics, words |
//! | [`paper`] | agreement, receipt, letters, reports: content, lines, PDF | basics, words, terms |
//! | [`desk`] | everything a person or the clock can ask for, in rooms of its own, one file an act | all above |
//! | [`command_line`] | the acts as text and JSON | desk, basics, words |
//! | `window` | the acts as an iced window: `kit`, `screens`, `app` | desk, basics, words |
//!
//! Data flows one way: window or command line → desk → rules decide → ledger writes → the answer comes back as one
//! value. `tests/architecture.rs` reads the imports and fails when a room looks where it may not.

pub mod basics;
pub mod command_line;
pub mod desk;
pub mod ledger;
pub mod meters;
pub mod outbox;
pub mod paper;
pub mod rules;
pub mod terms;
#[cfg(feature = "window")]
pub mod window;
pub mod words;
