//! What every way to a meter can be asked.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::LinkError;
use super::SwitchState;
use crate::basics::{Instant, Kwh, MeterNo};

/// A way to one meter or to many. Every call is bounded in time by the link's own timeouts.
pub trait MeterLink: Send {
    /// Asks the other end who it is, without touching a switch.
    ///
    /// # Errors
    /// Whatever keeps this link from being used.
    fn probe(&mut self) -> Result<Probe, LinkError>;

    /// The cumulative register of `meter`.
    ///
    /// # Errors
    /// A register that is not seen is an error, never zero.
    fn read(&mut self, meter: &MeterNo) -> Result<RegisterRead, LinkError>;

    /// The state of the switch, as the other end tells it now.
    ///
    /// # Errors
    /// When no state was told; that says nothing about the switch.
    fn switch_state(&mut self, meter: &MeterNo) -> Result<SwitchSeen, LinkError>;

    /// Sends one command. `transaction` is the id it was stored under, the same on every retry; `expires` is the
    /// moment after which it must not be carried out any more, for links that can pass it on.
    ///
    /// # Errors
    /// [`LinkError::OutcomeUnknown`] when it may have been carried out; every other error means that it was not.
    fn command(
        &mut self,
        meter: &MeterNo,
        command: Command,
        transaction: Uuid,
        expires: Option<Instant>,
    ) -> Result<Accepted, LinkError>;

    /// Has the other end ask the meter itself for its state, and tell it as an event of `transaction`. A link that
    /// cannot be told anything does nothing.
    ///
    /// # Errors
    /// When the question was not taken; the state can still be polled.
    fn ask_state(&mut self, _meter: &MeterNo, _transaction: Uuid) -> Result<(), LinkError> {
        Ok(())
    }

    /// What the other end told by itself since the last call: hints, which [`settle`](super::settle) weighs. Whoever
    /// uses one compares its transaction and its meter with what was sent; late and doubled ones are harmless.
    fn poll_events(&mut self) -> Vec<StateEvent> {
        Vec::new()
    }

    /// Reads many meters, each answer into `sink` as it comes. A link that has a cheaper way than one by one takes it;
    /// each of `meters` is told exactly once.
    ///
    /// # Errors
    /// What kept the cheaper way from being gone to its end; then the meters were asked one by one.
    fn read_many(
        &mut self,
        meters: &[MeterNo],
        sink: &mut dyn FnMut(&MeterNo, Result<RegisterRead, LinkError>),
    ) -> Result<(), LinkError> {
        for meter in meters {
            let read = self.read(meter);
            sink(meter, read);
        }
        Ok(())
    }

    /// One more of this link, to work beside it at the same time; both hear the same events. None: it can do one thing at a
    /// time.
    fn beside(&self) -> Option<Box<dyn MeterLink>> {
        None
    }

    /// How long, in real time, an accepted command's state may take to be seen. Zero: ask once.
    fn patience(&self) -> Duration {
        Duration::ZERO
    }
}

/// What to do with a switch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// Open the switch: disconnect.
    Open,
    /// Close the switch: reconnect.
    Close,
    /// Make it ready, for the member to close at the meter.
    Arm,
}

impl Command {
    /// The state that shows it was carried out.
    #[must_use]
    pub fn wanted(self) -> SwitchState {
        match self {
            Self::Open => SwitchState::Off,
            Self::Close => SwitchState::On,
            Self::Arm => SwitchState::Armed,
        }
    }
}

/// A switch's state as it was told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SwitchSeen {
    pub state: SwitchState,
    /// Whether the telling alone proves it. A head end answers Closed by default, so its Closed does not.
    pub proof: bool,
    /// The answer as it came, without credentials.
    pub raw: String,
}

/// A cumulative register, as it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegisterRead {
    pub kwh: Kwh,
    /// The meter's own clock at the read.
    pub meter_time: Option<Instant>,
    /// When the read was taken, where a head end keeps it and says so (its readingDate); none: just now.
    pub read_at: Option<Instant>,
    /// The answer as it came, without credentials.
    pub raw: String,
}

/// The other end took a command. It has not been carried out by that: a state must be seen.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Accepted {
    /// A Close will only arm the switch: the member must press the button at the meter.
    pub arms_only: bool,
    /// What a person should know while waiting; empty when there is nothing.
    pub detail: String,
    /// The answer as it came, without credentials.
    pub raw: String,
}

/// What the other end told by itself about a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StateEvent {
    pub meter: MeterNo,
    /// The command that it is about.
    pub transaction: Uuid,
    pub state: SwitchState,
    /// That the command failed, in the other end's words.
    pub error: Option<LinkError>,
    /// The notification as it came.
    pub raw: String,
}

/// Who answered, when a link was tried.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Probe {
    /// One sentence: who answered and how.
    pub detail: String,
    /// The meter's number, where the link reaches one meter.
    pub meter: Option<MeterNo>,
    /// The other end's clock, to compare with ours.
    pub clock: Option<Instant>,
}
