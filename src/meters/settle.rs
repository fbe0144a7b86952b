//! Waiting until an accepted command's state is seen.

use std::ops::ControlFlow::{self, Break, Continue};
use std::thread;
use std::time::{Duration, Instant as Moment};

use uuid::Uuid;

use super::{Command, LinkError, MeterLink, StateEvent, SwitchSeen, SwitchState};
use crate::basics::{Kwh, MeterNo};

/// The first pause between two questions; each is twice the one before, up to [`LONGEST_PAUSE`].
const FIRST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(2);
/// At every so manieth look without proof the meter itself is asked.
const ASK_EVERY: u32 = 3;
/// How many events of other commands are kept for their own waits; each is only a hint, so the oldest may go.
const MOST_KEPT: usize = 1000;

/// What the wait for a command's outcome came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Settled {
    /// The state that the command asks for was seen.
    Done { detail: String, raw: String },
    /// A Close armed the switch: it is on only when the member has pressed the button and closed was seen.
    Armed { raw: String },
    /// The other end says that the command failed, and how.
    Failed { last: SwitchState, error: LinkError },
    /// Neither was seen in time: the command stays sent.
    Unseen { last: SwitchState, detail: String },
}

/// Asks for the state of `meter` until `command`, sent as `transaction`, is seen to be carried out, or the link's
/// patience ends: one [`Settling`] by itself.
pub fn settle(
    link: &mut dyn MeterLink,
    meter: &MeterNo,
    command: Command,
    transaction: Uuid,
    before: Option<Kwh>,
    inbox: &mut Vec<StateEvent>,
) -> Settled {
    let mut settling = Settling::new(link.patience(), meter, command, transaction, before);
    let mut pauses = Pauses::default();
    loop {
        if let Some(settled) = settling.look(link, inbox) {
            return settled;
        }
        pauses.wait(settling.left());
    }
}

/// The pauses between the looks of a wait, each longer than the one before.
#[derive(Debug, Clone, Copy)]
pub struct Pauses(Duration);

impl Default for Pauses {
    fn default() -> Self {
        Self(FIRST_PAUSE)
    }
}

impl Pauses {
    /// Sleeps for the next pause, but for no longer than `left`.
    pub fn wait(&mut self, left: Duration) {
        thread::sleep(self.0.min(left));
        self.0 = (self.0 * 2).min(LONGEST_PAUSE);
    }
}

/// A command that was accepted and is being waited for, and what was heard of it. Several can be watched together: each
/// is looked at in turn, with [`Pauses`] between the rounds.
///
/// A state that is told without proof (a head end's Closed) counts only with our own notification, or with a read above
/// `before`, the last register read while the switch was open. A notification alone never counts. Those of other
/// commands that come meanwhile are left in the inbox, where their own wait finds them.
#[derive(Debug)]
pub struct Settling {
    meter: MeterNo,
    command: Command,
    transaction: Uuid,
    before: Option<Kwh>,
    /// When the link's patience ends.
    until: Moment,
    looks: u32,
    /// Our own notification named the state that is wanted.
    confirmed: bool,
    /// What the other end says about why it failed.
    failure: Option<LinkError>,
    /// What is known so far.
    unseen: Settled,
}

impl Settling {
    /// Begins to wait, for `patience` from now, for `command` to be carried out on `meter`.
    #[must_use]
    pub fn new(patience: Duration, meter: &MeterNo, command: Command, transaction: Uuid, before: Option<Kwh>) -> Self {
        Self {
            meter: meter.clone(),
            command,
            transaction,
            before,
            until: Moment::now() + patience,
            looks: 0,
            confirmed: false,
            failure: None,
            unseen: Settled::Unseen {
                last: SwitchState::Unknown,
                detail: format!("the switch of meter {meter} was not looked at yet"),
            },
        }
    }

    /// Looks once. None: it is not seen yet, and there is patience left.
    pub fn look(&mut self, link: &mut dyn MeterLink, inbox: &mut Vec<StateEvent>) -> Option<Settled> {
        self.hear(link, inbox);
        match self.see(link) {
            Break(settled) => Some(settled),
            Continue(unseen) => {
                self.unseen = unseen;
                self.left().is_zero().then(|| self.unseen.clone())
            }
        }
    }

    /// How much of the patience is left.
    #[must_use]
    pub fn left(&self) -> Duration {
        self.until.saturating_duration_since(Moment::now())
    }

    /// Only our transaction on our meter counts; a second telling changes nothing.
    fn hear(&mut self, link: &mut dyn MeterLink, inbox: &mut Vec<StateEvent>) {
        inbox.extend(link.poll_events());
        for event in inbox.extract_if(.., |event| event.transaction == self.transaction && event.meter == self.meter) {
            match event.error {
                Some(error) => self.failure = Some(error),
                None => self.confirmed |= event.state == self.command.wanted(),
            }
        }
        let too_many = inbox.len().saturating_sub(MOST_KEPT);
        inbox.drain(..too_many);
    }

    /// One look at the switch: an outcome, or what is known so far.
    fn see(&mut self, link: &mut dyn MeterLink) -> ControlFlow<Settled, Settled> {
        self.looks += 1;
        let seen = match link.switch_state(&self.meter) {
            Ok(seen) => seen,
            Err(error) => return self.not_told(&error),
        };
        if seen.state == self.command.wanted() {
            self.weigh(link, seen)
        } else if seen.state == SwitchState::Armed && self.command == Command::Close {
            Break(Settled::Armed { raw: seen.raw })
        } else {
            self.not_yet(seen.state, format!("the switch of meter {} is {}", self.meter, seen.state))
        }
    }

    fn weigh(&self, link: &mut dyn MeterLink, seen: SwitchSeen) -> ControlFlow<Settled, Settled> {
        let meter = &self.meter;
        let state = seen.state;
        if seen.proof {
            return Break(Settled::Done { detail: format!("meter {meter} was seen {state}"), raw: seen.raw });
        }
        if self.confirmed {
            let detail = format!("meter {meter} is told {state} and our notification confirms it");
            return Break(Settled::Done { detail, raw: seen.raw });
        }
        let mut why = "which is also the answer when nobody knows: no notification and no higher read yet".to_string();
        match self.before.map(|before| (before, link.read(meter))) {
            Some((before, Ok(read))) if read.kwh > before => {
                let detail = format!("meter {meter} is told {state} and counts: {} after {before} kWh", read.kwh);
                return Break(Settled::Done { detail, raw: format!("{}\n{}", seen.raw, read.raw) });
            }
            Some((_, Err(error))) => why.push_str(&format!("; its register was not read: {error}")),
            _ => {}
        }
        if self.looks.is_multiple_of(ASK_EVERY)
            && let Err(error) = link.ask_state(meter, self.transaction)
        {
            why.push_str(&format!("; its state was not asked for: {error}"));
        }
        self.not_yet(state, format!("meter {meter} is told {state}, {why}"))
    }

    /// A meter that is silent may answer yet; one that we may not ask will not.
    fn not_told(&self, error: &LinkError) -> ControlFlow<Settled, Settled> {
        let (last, detail) = (SwitchState::Unknown, error.to_string());
        match error {
            LinkError::Auth(_) | LinkError::NotAllowed(_) | LinkError::UnknownMeter(_) | LinkError::WrongMeter(_) => {
                Break(Settled::Unseen { last, detail })
            }
            _ => self.not_yet(last, detail),
        }
    }

    fn not_yet(&self, last: SwitchState, detail: String) -> ControlFlow<Settled, Settled> {
        match &self.failure {
            Some(failure) => Break(Settled::Failed { last, error: failure.clone() }),
            None => Continue(Settled::Unseen { last, detail }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::basics::Instant;
    use crate::meters::{Accepted, Probe, RegisterRead};

    const OURS: Uuid = Uuid::from_u128(7);

    /// A head end that tells one state, one register and one notification.
    struct Told {
        state: SwitchState,
        proof: bool,
        wh: i64,
        event: Option<StateEvent>,
    }

    impl MeterLink for Told {
        fn probe(&mut self) -> Result<Probe, LinkError> {
            Ok(Probe::default())
        }
        fn read(&mut self, _: &MeterNo) -> Result<RegisterRead, LinkError> {
            let kwh = Kwh::from_wh(self.wh);
            Ok(RegisterRead { kwh, meter_time: None, read_at: None, raw: String::new() })
        }
        fn switch_state(&mut self, _: &MeterNo) -> Result<SwitchSeen, LinkError> {
            Ok(SwitchSeen { state: self.state, proof: self.proof, raw: String::new() })
        }
        fn command(&mut self, _: &MeterNo, _: Command, _: Uuid, _: Option<Instant>) -> Result<Accepted, LinkError> {
            Ok(Accepted::default())
        }
        fn poll_events(&mut self) -> Vec<StateEvent> {
            self.event.take().into_iter().collect()
        }
    }

    fn event(meter: &str, transaction: Uuid, state: SwitchState, error: Option<&str>) -> Option<StateEvent> {
        let error = error.map(|words| LinkError::Refused(words.to_string()));
        Some(StateEvent { meter: meter.into(), transaction, state, error, raw: String::new() })
    }

    fn closed(proof: bool, wh: i64, event: Option<StateEvent>) -> Settled {
        let mut link = Told { state: SwitchState::On, proof, wh, event };
        settle(&mut link, &"10042".into(), Command::Close, OURS, Some(Kwh::from_wh(1000)), &mut Vec::new())
    }

    #[test]
    fn a_closed_that_is_only_a_default_is_no_proof() {
        assert!(matches!(closed(false, 1000, None), Settled::Unseen { last: SwitchState::On, .. }));
        assert!(matches!(closed(true, 1000, None), Settled::Done { .. }));
    }

    #[test]
    fn closed_counts_with_a_higher_read_or_with_our_own_notification() {
        assert!(matches!(closed(false, 1001, None), Settled::Done { .. }));
        assert!(matches!(closed(false, 1000, event("10042", OURS, SwitchState::On, None)), Settled::Done { .. }));
    }

    #[test]
    fn a_notification_of_another_transaction_or_meter_does_not_count() {
        let other = Uuid::from_u128(8);
        for foreign in [event("10042", other, SwitchState::On, None), event("10043", OURS, SwitchState::On, None)] {
            assert!(matches!(closed(false, 1000, foreign), Settled::Unseen { .. }));
        }
    }

    #[test]
    fn a_notification_of_another_command_is_kept_for_its_own_wait() {
        let (meter, other) = (MeterNo::from("10042"), MeterNo::from("10043"));
        let mut inbox = Vec::new();
        let event = event("10042", OURS, SwitchState::On, None);
        let mut link = Told { state: SwitchState::On, proof: false, wh: 0, event };
        let theirs = settle(&mut link, &other, Command::Close, Uuid::from_u128(8), None, &mut inbox);
        assert!(matches!(theirs, Settled::Unseen { .. }));
        let ours = settle(&mut link, &meter, Command::Close, OURS, None, &mut inbox);
        assert!(matches!(ours, Settled::Done { .. }) && inbox.is_empty());
    }

    #[test]
    fn a_notification_alone_is_never_proof() {
        let event = event("10042", OURS, SwitchState::Off, None);
        let mut link = Told { state: SwitchState::On, proof: false, wh: 0, event };
        let settled = settle(&mut link, &"10042".into(), Command::Open, OURS, None, &mut Vec::new());
        assert!(matches!(settled, Settled::Unseen { last: SwitchState::On, .. }));
    }

    #[test]
    fn a_failure_that_was_told_ends_the_wait_unless_the_state_is_seen() {
        let failed = || event("10042", OURS, SwitchState::Unknown, Some("no answer from the meter"));
        assert!(matches!(closed(false, 1000, failed()), Settled::Failed { .. }));
        assert!(matches!(closed(true, 1000, failed()), Settled::Done { .. }));
    }

    #[test]
    fn a_close_that_only_arms_is_not_on() {
        let mut link = Told { state: SwitchState::Armed, proof: true, wh: 0, event: None };
        let settled = settle(&mut link, &"10042".into(), Command::Close, OURS, None, &mut Vec::new());
        assert!(matches!(settled, Settled::Armed { .. }));
    }
}
