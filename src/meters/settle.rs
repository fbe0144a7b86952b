//! Waiting until an accepted command's state is seen.

use std::thread;
use std::time::{Duration, Instant as Moment};

use uuid::Uuid;

use super::{Command, MeterLink, StateEvent, SwitchSeen, SwitchState};
use crate::basics::{Kwh, MeterNo};

/// The first pause between two questions; each is twice the one before, up to [`LONGEST_PAUSE`].
const FIRST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(2);
/// At every so manieth look without proof the meter itself is asked.
const ASK_EVERY: u32 = 3;

/// What the wait for a command's outcome came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Settled {
    /// The state that the command asks for was seen.
    Done { detail: String, raw: String },
    /// A Close armed the switch: it is on only when the member has pressed the button and closed was seen.
    Armed { raw: String },
    /// The other end says that the command failed.
    Failed { last: SwitchState, detail: String },
    /// Neither was seen in time: the command stays sent.
    Unseen { last: SwitchState, detail: String },
}

/// Asks for the state of `meter` until `command`, sent as `transaction`, is seen to be carried out, or the link's
/// patience ends.
///
/// A state that is told without proof (a head end's Closed) counts only with our own notification, or with a read above
/// `before`, the last register read while the switch was open. A notification alone never counts.
pub fn settle(
    link: &mut dyn MeterLink,
    meter: &MeterNo,
    command: Command,
    transaction: Uuid,
    before: Option<Kwh>,
) -> Settled {
    let until = Moment::now() + link.patience();
    let mut watch = Watch { meter, command, transaction, before, looks: 0, confirmed: false, failure: None };
    let mut pause = FIRST_PAUSE;
    loop {
        let outcome = watch.look(link);
        let left = until.saturating_duration_since(Moment::now());
        if left.is_zero() || !matches!(outcome, Settled::Unseen { .. }) {
            return outcome;
        }
        thread::sleep(pause.min(left));
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
}

/// One command being waited for, and what was heard of it.
struct Watch<'a> {
    meter: &'a MeterNo,
    command: Command,
    transaction: Uuid,
    before: Option<Kwh>,
    looks: u32,
    /// Our own notification named the state that is wanted.
    confirmed: bool,
    /// The other end's words for why it failed.
    failure: Option<String>,
}

impl Watch<'_> {
    fn look(&mut self, link: &mut dyn MeterLink) -> Settled {
        self.looks += 1;
        for event in link.poll_events() {
            self.hear(event);
        }
        let seen = match link.switch_state(self.meter) {
            Ok(seen) => seen,
            Err(error) => return self.not_yet(SwitchState::Unknown, error.to_string()),
        };
        if seen.state == self.command.wanted() {
            self.weigh(link, seen)
        } else if seen.state == SwitchState::Armed && self.command == Command::Close {
            Settled::Armed { raw: seen.raw }
        } else {
            self.not_yet(seen.state, format!("the switch of meter {} is {}", self.meter, seen.state))
        }
    }

    /// Only our transaction on our meter counts; a second telling changes nothing.
    fn hear(&mut self, event: StateEvent) {
        if event.transaction != self.transaction || event.meter != *self.meter {
            return;
        }
        match event.error {
            Some(error) => self.failure = Some(error),
            None => self.confirmed |= event.state == self.command.wanted(),
        }
    }

    fn weigh(&self, link: &mut dyn MeterLink, seen: SwitchSeen) -> Settled {
        let meter = self.meter;
        let state = seen.state;
        if seen.proof {
            return Settled::Done { detail: format!("meter {meter} was seen {state}"), raw: seen.raw };
        }
        if self.confirmed {
            let detail = format!("meter {meter} is told {state} and our notification confirms it");
            return Settled::Done { detail, raw: seen.raw };
        }
        if let (Some(before), Ok(read)) = (self.before, link.read(meter))
            && read.kwh > before
        {
            let detail = format!("meter {meter} is told {state} and counts: {} after {before} kWh", read.kwh);
            return Settled::Done { detail, raw: format!("{}\n{}", seen.raw, read.raw) };
        }
        // Asking only helps; that it failed shows in what stays unseen.
        if self.looks.is_multiple_of(ASK_EVERY) {
            let _ = link.ask_state(meter, self.transaction);
        }
        let why = "which is also the answer when nobody knows: no notification and no higher read yet";
        self.not_yet(state, format!("meter {meter} is told {state}, {why}"))
    }

    fn not_yet(&self, last: SwitchState, detail: String) -> Settled {
        match &self.failure {
            Some(failure) => {
                Settled::Failed { last, detail: format!("the head end says that the command failed: {failure}") }
            }
            None => Settled::Unseen { last, detail },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::basics::Instant;
    use crate::meters::{Accepted, LinkError, Probe, RegisterRead};

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
        let error = error.map(str::to_string);
        Some(StateEvent { meter: meter.into(), transaction, state, error, raw: String::new() })
    }

    fn closed(proof: bool, wh: i64, event: Option<StateEvent>) -> Settled {
        let mut link = Told { state: SwitchState::On, proof, wh, event };
        settle(&mut link, &"10042".into(), Command::Close, OURS, Some(Kwh::from_wh(1000)))
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
    fn a_notification_alone_is_never_proof() {
        let event = event("10042", OURS, SwitchState::Off, None);
        let mut link = Told { state: SwitchState::On, proof: false, wh: 0, event };
        let settled = settle(&mut link, &"10042".into(), Command::Open, OURS, None);
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
        let settled = settle(&mut link, &"10042".into(), Command::Close, OURS, None);
        assert!(matches!(settled, Settled::Armed { .. }));
    }
}
