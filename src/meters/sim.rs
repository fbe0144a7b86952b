//! The simulator: meters kept in the store of a practice office, with the faults that real ones have.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Accepted, Command, LinkError, MeterLink, Probe, RegisterRead, SwitchSeen, SwitchState};
use crate::basics::{Instant, Kwh, MeterNo, Refused};

/// One simulated meter, whole: its register, its switch, and the faults that are switched on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SimMeter {
    pub number: MeterNo,
    pub kwh: Kwh,
    pub state: SwitchState,
    /// It answers nothing.
    #[serde(default)]
    pub unreachable: bool,
    /// It refuses every command.
    #[serde(default)]
    pub refuse: bool,
    /// It accepts every command and never moves.
    #[serde(default)]
    pub stuck: bool,
    /// It carries a command out, and the reply is lost.
    #[serde(default)]
    pub lose_reply: bool,
}

#[cfg(test)]
impl SimMeter {
    /// A meter without faults, on, at `kwh`: as enrolling makes one.
    #[must_use]
    pub fn new(number: MeterNo, kwh: Kwh) -> Self {
        let state = SwitchState::On;
        Self { number, kwh, state, unreachable: false, refuse: false, stuck: false, lose_reply: false }
    }
}

/// Where simulated meters are kept. The desk keeps them in the store.
pub trait SimBank: Send {
    /// The meter of this number, if there is one.
    ///
    /// # Errors
    /// When the store cannot be read.
    fn get(&mut self, number: &MeterNo) -> Refused<Option<SimMeter>>;

    /// The meters of these numbers, in their order.
    ///
    /// # Errors
    /// When the store cannot be read.
    fn get_many(&mut self, numbers: &[MeterNo]) -> Refused<Vec<Option<SimMeter>>> {
        numbers.iter().map(|number| self.get(number)).collect()
    }

    /// Keeps `meter` in place of the one of its number.
    ///
    /// # Errors
    /// When the store cannot be written.
    fn put(&mut self, meter: &SimMeter) -> Refused<()>;
}

impl<B: SimBank + ?Sized> SimBank for &mut B {
    fn get(&mut self, number: &MeterNo) -> Refused<Option<SimMeter>> {
        (**self).get(number)
    }

    fn get_many(&mut self, numbers: &[MeterNo]) -> Refused<Vec<Option<SimMeter>>> {
        (**self).get_many(numbers)
    }

    fn put(&mut self, meter: &SimMeter) -> Refused<()> {
        (**self).put(meter)
    }
}

/// The link to the simulated meters of a bank. It answers at once.
#[derive(Debug)]
pub struct Simulator<B> {
    bank: B,
}

impl<B: SimBank> Simulator<B> {
    #[must_use]
    pub fn new(bank: B) -> Self {
        Self { bank }
    }

    /// The meter, if it can be reached.
    fn reach(&mut self, number: &MeterNo) -> Result<SimMeter, LinkError> {
        reached(number, self.bank.get(number).map_err(|refusal| LinkError::Unreachable(refusal.message))?)
    }
}

/// The meter that was found under a number, if it can be reached.
fn reached(number: &MeterNo, found: Option<SimMeter>) -> Result<SimMeter, LinkError> {
    match found {
        None => Err(LinkError::UnknownMeter(format!("the simulator has no meter {number}"))),
        Some(meter) if meter.unreachable => {
            Err(LinkError::Unreachable(format!("simulated meter {number} does not answer")))
        }
        Some(meter) => Ok(meter),
    }
}

/// What a meter's register tells.
fn read_of(meter: &SimMeter) -> RegisterRead {
    RegisterRead { kwh: meter.kwh, meter_time: None, read_at: None, raw: format!("simulator: {} kWh", meter.kwh) }
}

impl<B: SimBank> MeterLink for Simulator<B> {
    fn probe(&mut self) -> Result<Probe, LinkError> {
        let detail = "the built-in simulator: practice meters in this store".to_string();
        Ok(Probe { detail, ..Probe::default() })
    }

    fn read(&mut self, number: &MeterNo) -> Result<RegisterRead, LinkError> {
        self.reach(number).map(|meter| read_of(&meter))
    }

    fn read_many(
        &mut self,
        meters: &[MeterNo],
        sink: &mut dyn FnMut(&MeterNo, Result<RegisterRead, LinkError>),
    ) -> Result<(), LinkError> {
        match self.bank.get_many(meters) {
            Ok(found) => {
                for (number, found) in meters.iter().zip(found) {
                    sink(number, reached(number, found).map(|meter| read_of(&meter)));
                }
            }
            Err(refusal) => {
                meters.iter().for_each(|number| sink(number, Err(LinkError::Unreachable(refusal.message.clone()))));
            }
        }
        Ok(())
    }

    fn switch_state(&mut self, number: &MeterNo) -> Result<SwitchSeen, LinkError> {
        let meter = self.reach(number)?;
        let raw = format!("simulator: {}", meter.state);
        Ok(SwitchSeen { state: meter.state, proof: true, raw })
    }

    fn command(
        &mut self,
        number: &MeterNo,
        command: Command,
        _: Uuid,
        _: Option<Instant>,
    ) -> Result<Accepted, LinkError> {
        let mut meter = self.reach(number)?;
        if meter.refuse {
            return Err(LinkError::Refused(format!("simulated meter {number} refuses the command")));
        }
        if !meter.stuck {
            meter.state = command.wanted();
            self.bank.put(&meter).map_err(|refusal| LinkError::Unreachable(refusal.message))?;
        }
        if meter.lose_reply {
            return Err(LinkError::OutcomeUnknown(format!(
                "the reply of simulated meter {number} was lost: it may have carried the command out"
            )));
        }
        Ok(Accepted { raw: "simulator: accepted".to_string(), ..Accepted::default() })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::basics::Code;
    use crate::meters::{Settled, settle};

    #[derive(Default)]
    struct Shelf(BTreeMap<MeterNo, SimMeter>);

    impl SimBank for Shelf {
        fn get(&mut self, number: &MeterNo) -> Refused<Option<SimMeter>> {
            Ok(self.0.get(number).cloned())
        }
        fn put(&mut self, meter: &SimMeter) -> Refused<()> {
            self.0.insert(meter.number.clone(), meter.clone());
            Ok(())
        }
    }

    fn one(fault: impl FnOnce(&mut SimMeter)) -> Simulator<Shelf> {
        let mut meter = SimMeter::new("M1".into(), Kwh::from_wh(1_000_000));
        fault(&mut meter);
        Simulator::new(Shelf(BTreeMap::from([(meter.number.clone(), meter)])))
    }

    fn open(link: &mut Simulator<Shelf>) -> Result<Accepted, LinkError> {
        link.command(&"M1".into(), Command::Open, Uuid::nil(), None)
    }

    fn state(link: &mut Simulator<Shelf>) -> SwitchState {
        link.switch_state(&"M1".into()).expect("it answers").state
    }

    #[test]
    fn a_command_moves_the_switch_and_leaves_the_register() {
        let mut link = one(|_| ());
        open(&mut link).expect("accepted");
        assert_eq!(state(&mut link), SwitchState::Off);
        assert_eq!(link.read(&"M1".into()).expect("a read").kwh, Kwh::from_wh(1_000_000));
    }

    #[test]
    fn a_refusal_moves_nothing() {
        let mut link = one(|meter| meter.refuse = true);
        assert_eq!(open(&mut link).expect_err("refused").code(), Code::Refused);
        assert_eq!(state(&mut link), SwitchState::On);
    }

    #[test]
    fn a_stuck_switch_accepts_and_is_never_seen_open() {
        let mut link = one(|meter| meter.stuck = true);
        open(&mut link).expect("accepted");
        let settled = settle(&mut link, &"M1".into(), Command::Open, Uuid::nil(), None, &mut Vec::new());
        assert!(matches!(settled, Settled::Unseen { last: SwitchState::On, .. }));
    }

    #[test]
    fn a_lost_reply_is_unknown_although_it_was_carried_out() {
        let mut link = one(|meter| meter.lose_reply = true);
        assert_eq!(open(&mut link).expect_err("lost").code(), Code::OutcomeUnknown);
        assert_eq!(state(&mut link), SwitchState::Off);
    }

    #[test]
    fn an_unreachable_meter_tells_neither_state_nor_register_and_takes_no_command() {
        let mut link = one(|meter| meter.unreachable = true);
        assert_eq!(open(&mut link).expect_err("no answer").code(), Code::Unreachable);
        assert_eq!(link.read(&"M1".into()).expect_err("no answer").code(), Code::Unreachable);
        assert_eq!(link.switch_state(&"M1".into()).expect_err("no answer").code(), Code::Unreachable);
    }

    #[test]
    fn a_meter_that_was_never_made_is_unknown() {
        assert_eq!(one(|_| ()).read(&"M2".into()).expect_err("not made").code(), Code::UnknownMeter);
    }

    #[test]
    fn many_reads_tell_each_meter_once_and_one_failure_stops_nothing() {
        let mut link = one(|_| ());
        let mut told = Vec::new();
        let read = link.read_many(&["M2".into(), "M1".into()], &mut |meter, read| {
            told.push((meter.clone(), read.is_ok()));
        });
        assert_eq!(read, Ok(()));
        assert_eq!(told, [("M2".into(), false), ("M1".into(), true)]);
    }

    #[test]
    fn a_simulated_meter_is_kept_as_text() {
        let meter = SimMeter::new("M1".into(), Kwh::from_wh(1_042_500));
        let text = serde_json::to_string(&meter).expect("serializes");
        assert!(text.contains("\"kwh\":\"1042.5\"") && text.contains("\"state\":\"on\""), "{text}");
        assert_eq!(serde_json::from_str::<SimMeter>(&text).expect("reads back"), meter);
    }
}
