//! DLMS/COSEM straight to one meter, over TCP or a serial line.
//!
//! Each question opens an association of its own and closes it again, so that a meter that takes one client at a time
//! is free for others. Before anything else it is asked for its number: a wrong meter is neither read nor switched.

mod aare;
mod hdlc;
mod keys;
mod serial;
mod talk;
mod tcp;
mod values;
mod wire;

use std::time::Duration;

use chrono_tz::Tz;
use dlms_cosem_rs::axdr::Data;
use dlms_cosem_rs::obis::Obis;
use dlms_cosem_rs::transport::hdlc::Address;
use uuid::Uuid;

use self::hdlc::{HdlcWire, Line, OpenLine};
use self::keys::{Identity, Proof};
use self::serial::SerialLine;
use self::talk::{Failed, Object, Talk};
use self::tcp::TcpWire;
use self::wire::Wire;
use super::{
    Accepted, Command, DlmsClient, LinkError, LinkUrl, MeterLink, Probe, RegisterRead, Setup, SwitchSeen, SwitchState,
};
use crate::basics::{Instant, MeterNo};

const NUMBER: Object = Object { class: 1, name: Obis::new(0, 0, 96, 1, 0, 255), words: "number" };
const CLOCK: Object = Object { class: 8, name: Obis::new(0, 0, 1, 0, 0, 255), words: "clock" };
const ENERGY: Object = Object { class: 3, name: Obis::new(1, 0, 1, 8, 0, 255), words: "energy register" };
const SWITCH: Object = Object { class: 70, name: Obis::new(0, 0, 96, 3, 10, 255), words: "supply switch" };

/// A link to one meter.
pub struct DlmsLink {
    wire: Box<dyn Wire>,
    identity: Identity,
    place: String,
    wait: Duration,
    zone: Tz,
}

impl DlmsLink {
    /// A link over TCP; it calls nobody yet.
    pub fn over_tcp(
        url: &LinkUrl,
        host: &str,
        port: u16,
        client: &DlmsClient,
        setup: Setup,
    ) -> Result<Self, LinkError> {
        let wire = TcpWire::new(host, port, client.client, client.device, url.timeout);
        Self::new(url, Box::new(wire), format!("{host}:{port}"), client, setup)
    }

    /// A link over a serial port; it opens nothing yet.
    pub fn over_serial(
        url: &LinkUrl,
        path: &str,
        baud: u32,
        physical: Option<u16>,
        client: &DlmsClient,
        setup: Setup,
    ) -> Result<Self, LinkError> {
        let (timeout, port) = (url.timeout, path.to_string());
        let open_line: OpenLine =
            Box::new(move || SerialLine::open(&port, baud, timeout).map(|line| Box::new(line) as Box<dyn Line>));
        let meters = match (physical, u8::try_from(client.device)) {
            (None, Ok(device)) if device < 0x80 => Address::client(device),
            (physical, _) => Address::server(client.device, physical.unwrap_or(0)),
        };
        let wire = HdlcWire::new(path.to_string(), open_line, Address::client(client.client), meters, timeout);
        Self::new(url, Box::new(wire), path.to_string(), client, setup)
    }

    fn new(
        url: &LinkUrl,
        wire: Box<dyn Wire>,
        place: String,
        client: &DlmsClient,
        setup: Setup,
    ) -> Result<Self, LinkError> {
        let proof = Proof::of(client.authentication, setup.secret)?;
        let title = client.title.unwrap_or(setup.title);
        let identity = Identity::new(proof, client.clone(), title, setup.entropy, setup.counters);
        Ok(Self { wire, identity, place, wait: url.wait, zone: setup.zone })
    }

    /// Opens an association, does `act` in it, and closes it.
    fn visit<T>(&mut self, act: impl FnOnce(&mut Talk<'_>) -> Result<T, LinkError>) -> Result<T, LinkError> {
        let outcome = Talk::begin(&mut *self.wire, &mut self.identity).and_then(|mut talk| act(&mut talk));
        self.wire.close();
        outcome
    }

    /// The same, once the meter has shown that it is `meter`.
    fn visit_meter<T>(
        &mut self,
        meter: &MeterNo,
        act: impl FnOnce(&mut Talk<'_>) -> Result<T, LinkError>,
    ) -> Result<T, LinkError> {
        self.visit(|talk| {
            let found = talk.get(NUMBER, 2, values::meter_number)?;
            if found != meter.as_str() {
                return Err(LinkError::wrong_meter(meter, &found));
            }
            act(talk)
        })
    }
}

/// The meter's clock, where it is set.
fn clock(talk: &mut Talk<'_>, zone: Tz) -> Result<Option<Instant>, LinkError> {
    talk.get(CLOCK, 2, |data| Ok(values::clock(data, zone)))
}

fn switch_seen(talk: &mut Talk<'_>) -> Result<SwitchSeen, LinkError> {
    let output = talk.get(SWITCH, 2, |data| data.as_bool().ok_or_else(|| "its output state is no yes or no".into()))?;
    let control = talk.get(SWITCH, 3, |data| number(data, "control state"))?;
    let raw = format!("output_state={output} control_state={control}");
    Ok(SwitchSeen { state: values::switch_state(output, control), proof: true, raw })
}

fn number(data: &Data<'_>, words: &str) -> Result<i64, String> {
    data.as_i64().ok_or_else(|| format!("its {words} is not a number"))
}

/// After the answer to an action was lost: the state is read before anything else is sent. Seen as wanted, the command
/// was carried out; anything else leaves it unknown.
fn after_a_lost_answer(
    talk: &mut Talk<'_>,
    act: values::Act,
    wanted: SwitchState,
    lost: LinkError,
) -> Result<Accepted, LinkError> {
    let seen = talk.begin_again().and_then(|()| switch_seen(talk));
    match seen {
        Ok(seen) if seen.state == wanted => {
            let detail = format!("the meter's answer was lost, but its switch was seen {}", seen.state);
            Ok(Accepted { arms_only: act.arms_only, detail, raw: seen.raw })
        }
        Ok(seen) => {
            let why = format!("the answer was lost and the switch is {}: ask again before sending again", seen.state);
            Err(LinkError::OutcomeUnknown(why))
        }
        Err(error) => {
            let lost = lost.after_sending();
            Err(LinkError::OutcomeUnknown(format!("{lost}; then its switch was not seen: {error}")))
        }
    }
}

impl MeterLink for DlmsLink {
    fn probe(&mut self) -> Result<Probe, LinkError> {
        let zone = self.zone;
        let (meter, clock) = self.visit(|talk| {
            let meter = talk.get(NUMBER, 2, values::meter_number)?;
            Ok((meter, clock(talk, zone)))
        })?;
        let mut detail = format!("meter {meter} answers at {} {}", self.place, self.identity.proof.words());
        if let Err(why) = &clock {
            detail.push_str(&format!("; its clock was not read: {why}"));
        }
        Ok(Probe { detail, meter: Some(meter.into()), clock: clock.unwrap_or_default() })
    }

    fn read(&mut self, meter: &MeterNo) -> Result<RegisterRead, LinkError> {
        let zone = self.zone;
        self.visit_meter(meter, |talk| {
            let scaler = talk.get(ENERGY, 3, values::scaler)?;
            let (kwh, raw) = talk.get(ENERGY, 2, |data| Ok((values::register(data, scaler)?, format!("{data:?}"))))?;
            // A register counts without a clock.
            let (meter_time, no_clock) = match clock(talk, zone) {
                Ok(time) => (time, String::new()),
                Err(why) => (None, format!("; its clock was not read: {why}")),
            };
            let raw = format!("1.0.1.8.0.255 {raw} {scaler:?}{no_clock}");
            Ok(RegisterRead { kwh, meter_time, read_at: None, raw })
        })
    }

    fn switch_state(&mut self, meter: &MeterNo) -> Result<SwitchSeen, LinkError> {
        self.visit_meter(meter, switch_seen)
    }

    fn command(
        &mut self,
        meter: &MeterNo,
        command: Command,
        _: Uuid,
        _: Option<Instant>,
    ) -> Result<Accepted, LinkError> {
        self.visit_meter(meter, |talk| {
            let mode = talk.get(SWITCH, 4, |data| number(data, "control mode"))?;
            let act = values::act(command, mode).map_err(|why| LinkError::Refused(format!("meter {meter}: {why}")))?;
            let wanted = if act.arms_only { SwitchState::Armed } else { command.wanted() };
            match talk.act(SWITCH, act.method) {
                Ok(()) => {
                    let detail = if act.arms_only { "the member must press the button at the meter" } else { "" };
                    let raw = format!("control_mode={mode} method {} accepted", act.method);
                    Ok(Accepted { arms_only: act.arms_only, detail: detail.to_string(), raw })
                }
                Err(Failed::Lost(lost)) => after_a_lost_answer(talk, act, wanted, lost),
                Err(Failed::Final(error)) => Err(error),
            }
        })
    }

    fn patience(&self) -> Duration {
        self.wait
    }
}
