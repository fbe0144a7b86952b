//! Advance Pay Desk: an electric cooperative's prepaid program, run from its front counter.
//!
//! # The rooms
//!
//! | room | holds | may look at |
//! | --- | --- | --- |
//! | `basics` | cents, watt-hours, days, the business calendar, refusals | nothing |
//! | `words` | the closed sets of the trade, each once | basics |
//! | `terms` | a co-op's program: the file, its checks, its versions | basics, words |
//! | `rules` | what the terms mean, one file a subject: facts in, decision out | basics, words, terms |
//! | `ledger` | the store: schema, transactions, balances, search, proof; the only room that knows SQL | basics, words |
//! | `meters` | `MeterLink` and its adapters | basics, words |
//! | `outbox` | how a notice leaves | basics, words |
//! | `paper` | agreement, receipt, letters, reports: content, lines, PDF | basics, words, terms |
//! | `desk` | everything a person or the clock can ask for, in rooms of its own, one file an act | all above |
//! | `command_line` | the acts as text and JSON | desk, basics, words |
//! | `window` | the acts as an iced window: `kit`, `screens`, `app` | desk, basics, words |
//!
//! Data flows one way: window or command line → desk → rules decide → ledger writes → the answer comes back as one
//! value. `tests/architecture.rs` reads the imports and fails when a room looks where it may not.

// Without the window nobody asks for what only the window shows; what nobody uses at all is found with it.
#![cfg_attr(not(feature = "window"), allow(dead_code, unused_imports))]

pub(crate) mod basics;
pub(crate) mod command_line;
pub(crate) mod desk;
pub(crate) mod ledger;
pub(crate) mod meters;
pub(crate) mod outbox;
pub(crate) mod paper;
pub(crate) mod rules;
pub(crate) mod terms;
#[cfg(feature = "window")]
pub(crate) mod window;
pub(crate) mod words;

pub use command_line::{Asked, WindowCall, no_window, run};
#[cfg(feature = "window")]
pub use window::{Start, open};

/// The one door for the suites and the bench outside: what they work with, and nothing else.
#[doc(hidden)]
pub mod trial {
    pub use crate::basics::{Cents, Code, Day, Instant, Kwh, MeterNo, Refusal, Refused};

    pub mod desk {
        pub use crate::desk::{
            AdjustInput, Approver, AskApproval, Call, CloseInput, CorrectReading, CycleCounts, Decline, Desk, Enroll,
            EnrollInput, EnterForecast, ImportKind, Imported, InitInput, Initialized, Joining, LeaveInput, MovePayment,
            NoticeView, NoticesSent, OutboxSettings, PartInput, PayInput, PaymentReturned, PledgeInput, ReceivePledge,
            Refund, SetSim, SimInput, TenderInput, Verified, VoidReceipt, WaitingAct, Who, WriteOff,
        };
    }

    /// All of the store: its suite attacks each kind of row.
    pub mod ledger {
        pub use crate::ledger::*;
    }

    pub mod meters {
        pub use crate::meters::{
            Accepted, Command, Counters, LinkError, LinkUrl, MeterLink, Secret, Settled, Setup, SwitchState,
            SystemTitle, open, settle,
        };
    }
}
