//! How a meter is reached: one trait, [`MeterLink`], and an adapter for each way there is.
//!
//! | file | reaches a meter by |
//! | --- | --- |
//! | `sim` | the simulator, kept in the store, with faults to switch on |
//! | `manual` | a person, who reads and switches on site |
//! | `multispeak/` | a head end that speaks MultiSpeak 3.0 |
//! | `dlms/` | DLMS/COSEM straight to the meter, over TCP or a serial line |
//!
//! Adapters are thin and keep nothing across a restart. What every command needs (ids stored before it is sent,
//! retries, expiry, the record) is the desk's switch queue; [`Settling`] is the one wait that all of them share. What a
//! link must never do is claim a state that nobody saw: an accepted command is not a carried-out one.

mod dlms;
mod error;
mod link;
mod manual;
mod multispeak;
mod open;
mod settle;
mod setup;
mod sim;
mod url;

/// Where a switch stands.
pub use crate::words::Power as SwitchState;
pub use error::LinkError;
pub use link::{Accepted, Command, MeterLink, Probe, RegisterRead, StateEvent, SwitchSeen};
pub use manual::ManualLink;
pub use open::{check_authority, open};
pub use settle::{Pauses, Settled, Settling, settle};
pub use setup::{Counters, Secret, Setup, SystemTitle};
pub use sim::{SimBank, SimMeter, Simulator};
pub use url::{Authentication, DlmsClient, LinkUrl, MultiSpeakServer, Target};
