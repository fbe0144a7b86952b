//! MultiSpeak 3.0: a head end that reads and switches any number of meters for us.
//!
//! Its yes means accepted. What its GetCDMeterState tells is proof of open and of armed; Closed is also its answer when
//! it does not know, so a reconnect waits for more (see [`settle`](crate::meters::settle)).

mod listener;
mod reading;
mod soap;
mod xml;

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use chrono::SecondsFormat;
use chrono_tz::Tz;
use quick_xml::escape::escape;
use uuid::Uuid;

use self::listener::Listener;
pub use self::soap::trusted;
use self::soap::{Answer, CallFailed, Caller};
use self::xml::Element;
use super::{
    Accepted, Command, LinkError, LinkUrl, MeterLink, MultiSpeakServer, Probe, RegisterRead, Secret, StateEvent,
    SwitchSeen, SwitchState,
};
use crate::basics::{Instant, MeterNo, SourceTime, side_by_side};

/// Up to so many meters are read one by one; for more, the head end's list of latest readings is paged through.
const ONE_BY_ONE: usize = 8;

/// After so many silences in a row the head end is gone, and the rest is not waited for.
const GONE_AFTER: u32 = 3;

/// Of so many meters that are asked one by one, one more is asked at the same time, up to [`AT_ONCE`].
const ONE_MORE: usize = 25;
const AT_ONCE: usize = 8;

/// A link to a head end.
#[derive(Clone)]
pub struct MultiSpeakLink {
    caller: Caller,
    zone: Tz,
    wait: Duration,
    /// What is told to the head end as `responseURL`.
    respond_to: Option<String>,
    /// Listening, or why not. Then another process of ours may listen there, and this one polls.
    listener: Option<Result<Arc<Listener>, String>>,
}

impl MultiSpeakLink {
    /// A link that listens where the URL says; it calls nobody yet.
    ///
    /// # Errors
    /// [`LinkError::Auth`] when the head end's certificate authority cannot be read.
    pub fn new(
        url: &LinkUrl,
        server: &MultiSpeakServer,
        password: Option<Secret>,
        zone: Tz,
    ) -> Result<Self, LinkError> {
        let roots = trusted(server).map_err(LinkError::Auth)?;
        let start = |address| {
            let listener = Listener::start(address).map_err(|error| format!("not listening at {address}: {error}"));
            listener.map(Arc::new)
        };
        Ok(Self {
            caller: Caller::new(server, roots, url.timeout, password),
            zone,
            wait: url.wait,
            respond_to: server.notify.map(|address| format!("http://{address}/")),
            listener: server.notify.map(start),
        })
    }

    fn read_one(&self, meter: &MeterNo) -> Result<RegisterRead, CallFailed> {
        let operation = "GetLatestReadingByMeterNo";
        let answer = self.caller.call(operation, &element("meterNo", meter.as_str()))?;
        let Some(result) = answer.response.child("GetLatestReadingByMeterNoResult") else {
            let why = format!("the head end has no reading of meter {meter}");
            return Err(CallFailed::before(LinkError::UnknownMeter(why)));
        };
        let (found, read) = self.register(result).map_err(CallFailed::before)?;
        if found == *meter { Ok(read) } else { Err(CallFailed::before(LinkError::wrong_meter(meter, found.as_str()))) }
    }

    fn register(&self, element: &Element) -> Result<(MeterNo, RegisterRead), LinkError> {
        let read = reading::meter_read(element, self.zone).map_err(LinkError::Protocol)?;
        let raw = self.caller.record(element);
        Ok((read.meter.into(), RegisterRead { kwh: read.kwh, meter_time: None, read_at: read.read_at, raw }))
    }

    /// Pages through the head end's latest readings, telling each wanted meter as it comes, and takes what was told out
    /// of `wanted`.
    fn page_through(
        &self,
        wanted: &mut BTreeSet<&MeterNo>,
        sink: &mut dyn FnMut(&MeterNo, Result<RegisterRead, LinkError>),
    ) -> Result<(), LinkError> {
        let mut last = String::new();
        while !wanted.is_empty() {
            let answer = self.caller.call("GetLatestReadings", &element("lastReceived", &last))?;
            let result = answer.response.child("GetLatestReadingsResult");
            for one in result.into_iter().flat_map(|result| result.children("meterRead")) {
                // A reading without a meter or a register is nobody's; its meter is asked for by itself.
                let Ok((meter, read)) = self.register(one) else { continue };
                if let Some(meter) = wanted.take(&meter) {
                    sink(meter, Ok(read));
                }
            }
            match next_page(&answer, &last)? {
                Some(next) => last = next,
                None => break,
            }
        }
        Ok(())
    }

    /// Asks each meter by itself, a few at a time where they are many, until the head end has gone silent or does not let us.
    fn read_each(&self, wanted: BTreeSet<&MeterNo>, sink: &mut dyn FnMut(&MeterNo, Result<RegisterRead, LinkError>)) {
        let in_vain = AtomicU32::new(0);
        let gone = OnceLock::new();
        let ask = |meter| {
            if let Some(error) = gone.get() {
                return (meter, Err(LinkError::clone(error)));
            }
            let read = self.read_one(meter);
            let denied = |failed: &CallFailed| matches!(failed.error, LinkError::Auth(_) | LinkError::NotAllowed(_));
            match &read {
                Err(failed) if failed.silent || denied(failed) => {
                    if in_vain.fetch_add(1, Ordering::Relaxed) + 1 >= GONE_AFTER {
                        gone.get_or_init(|| failed.error.clone());
                    }
                }
                _ => in_vain.store(0, Ordering::Relaxed),
            }
            (meter, read.map_err(LinkError::from))
        };
        let at_once = wanted.len().div_ceil(ONE_MORE).min(AT_ONCE);
        side_by_side(at_once, wanted, ask, |(meter, read)| sink(meter, read));
    }

    /// The elements that name the transaction and the place to answer to, in the published order.
    fn transaction(&self, transaction: Uuid) -> String {
        let url = self.respond_to.as_deref().map_or(String::new(), |url| element("responseURL", url));
        format!("{url}{}", element("transactionID", &transaction.to_string()))
    }

    fn accepted(&self, operation: &str, answer: &Answer) -> Result<String, LinkError> {
        let result = answer.response.child(&format!("{operation}Result"));
        match result.and_then(|result| result.child("errorObject")) {
            Some(object) => Err(self.caller.error_object(operation, object)),
            None => Ok(self.caller.record(&answer.response)),
        }
    }
}

/// Where the next page begins, if there is one.
fn next_page(answer: &Answer, last: &str) -> Result<Option<String>, LinkError> {
    let remaining = answer.header.attribute("ObjectsRemaining").and_then(|text| text.trim().parse::<i64>().ok());
    if remaining.unwrap_or(0) <= 0 {
        return Ok(None);
    }
    match answer.header.attribute("LastSent").filter(|next| !next.is_empty() && *next != last) {
        Some(next) => Ok(Some(next.to_string())),
        None => Err(LinkError::Protocol(
            "the head end says that readings remain but not where they go on (LastSent)".to_string(),
        )),
    }
}

fn element(name: &str, text: &str) -> String {
    format!("<{name}>{}</{name}>", escape(text))
}

/// The command's event, in the published order of its elements.
fn connect_disconnect_event(meter: &MeterNo, command: Command) -> String {
    let (action, reason) = match command {
        Command::Open => ("Disconnect", "NonPayment"),
        Command::Close => ("Connect", "PaymentReceived"),
        Command::Arm => ("Arm", "PaymentReceived"),
    };
    let number = escape(meter.as_str());
    format!(
        "<connectDisconnectEvent objectID=\"{number}\" verb=\"New\"><loadActionCode>{action}</loadActionCode>\
         <reasonCode>{reason}</reasonCode><meterNo>{number}</meterNo></connectDisconnectEvent>"
    )
}

impl MeterLink for MultiSpeakLink {
    fn probe(&mut self) -> Result<Probe, LinkError> {
        let ping = self.caller.call("PingURL", "")?;
        self.accepted("PingURL", &ping)?;
        let answer = self.caller.call("GetMethods", "")?;
        let result = answer.response.child("GetMethodsResult");
        let methods: Vec<&str> =
            result.into_iter().flat_map(|list| list.children("string")).map(|m| m.text.trim()).collect();
        let needed = ["InitiateConnectDisconnect", "GetCDMeterState", "GetLatestReadingByMeterNo"];
        let missing: Vec<&str> = needed.into_iter().filter(|need| !methods.contains(need)).collect();
        if !methods.is_empty() && !missing.is_empty() {
            let why = format!("the head end answers, but does not offer {}", missing.join(", "));
            return Err(LinkError::Protocol(why));
        }
        let name = answer.header.attribute("AppName").unwrap_or("the head end").to_string();
        let listening = match &self.listener {
            None => "; states are polled".to_string(),
            Some(Ok(_)) => "; listening for its notifications".to_string(),
            Some(Err(why)) => format!("; {why}"),
        };
        let clock = answer.header.attribute("TimeStamp").and_then(|text| SourceTime::read(text, self.zone).ok());
        let detail = format!("{name} answers with {} methods{listening}", methods.len());
        Ok(Probe { detail, meter: None, clock: clock.map(|clock| clock.at) })
    }

    fn read(&mut self, meter: &MeterNo) -> Result<RegisterRead, LinkError> {
        Ok(self.read_one(meter)?)
    }

    fn switch_state(&mut self, meter: &MeterNo) -> Result<SwitchSeen, LinkError> {
        let answer = self.caller.call("GetCDMeterState", &element("meterNo", meter.as_str()))?;
        let state =
            answer.response.text_of("GetCDMeterStateResult").map_or(SwitchState::Unknown, reading::switch_state);
        let proof = matches!(state, SwitchState::Off | SwitchState::Armed);
        Ok(SwitchSeen { state, proof, raw: self.caller.record(&answer.response) })
    }

    fn command(
        &mut self,
        meter: &MeterNo,
        command: Command,
        transaction: Uuid,
        expires: Option<Instant>,
    ) -> Result<Accepted, LinkError> {
        let operation = "InitiateConnectDisconnect";
        let events = connect_disconnect_event(meter, command);
        let expires = expires.map(|at| element("expirationTime", &at.to_rfc3339_opts(SecondsFormat::Secs, true)));
        let inner =
            format!("<cdEvents>{events}</cdEvents>{}{}", self.transaction(transaction), expires.unwrap_or_default());
        let answer = self.caller.call(operation, &inner).map_err(CallFailed::of_a_command)?;
        let raw = self.accepted(operation, &answer)?;
        Ok(Accepted { raw, ..Accepted::default() })
    }

    fn ask_state(&mut self, meter: &MeterNo, transaction: Uuid) -> Result<(), LinkError> {
        if self.respond_to.is_none() {
            return Ok(());
        }
        let number = escape(meter.as_str());
        let states = format!("<states><CDState objectID=\"{number}\"><meterNo>{number}</meterNo></CDState></states>");
        let inner = format!("{states}{}", self.transaction(transaction));
        let answer = self.caller.call("InitiateCDStateRequest", &inner)?;
        self.accepted("InitiateCDStateRequest", &answer).map(|_| ())
    }

    fn poll_events(&mut self) -> Vec<StateEvent> {
        match &self.listener {
            Some(Ok(listener)) => listener.heard(),
            _ => Vec::new(),
        }
    }

    fn read_many(
        &mut self,
        meters: &[MeterNo],
        sink: &mut dyn FnMut(&MeterNo, Result<RegisterRead, LinkError>),
    ) -> Result<(), LinkError> {
        let mut wanted: BTreeSet<&MeterNo> = meters.iter().collect();
        let paged = if wanted.len() > ONE_BY_ONE { self.page_through(&mut wanted, sink) } else { Ok(()) };
        self.read_each(wanted, sink);
        paged
    }

    fn beside(&self) -> Option<Box<dyn MeterLink>> {
        Some(Box::new(self.clone()))
    }

    fn patience(&self) -> Duration {
        self.wait
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_names_its_elements_in_the_published_order() {
        let event = connect_disconnect_event(&"1<2".into(), Command::Open);
        assert_eq!(
            event,
            "<connectDisconnectEvent objectID=\"1&lt;2\" verb=\"New\"><loadActionCode>Disconnect</loadActionCode>\
             <reasonCode>NonPayment</reasonCode><meterNo>1&lt;2</meterNo></connectDisconnectEvent>"
        );
    }

    #[test]
    fn paging_ends_with_nothing_remaining_and_never_runs_in_a_circle() {
        let header = |text: &str| Answer { header: xml::parse(text).expect("XML"), response: Element::default() };
        assert_eq!(next_page(&header("<h/>"), ""), Ok(None));
        assert_eq!(next_page(&header("<h ObjectsRemaining='0' LastSent='M9'/>"), ""), Ok(None));
        assert_eq!(next_page(&header("<h ObjectsRemaining='3' LastSent='M9'/>"), ""), Ok(Some("M9".into())));
        assert!(next_page(&header("<h ObjectsRemaining='3' LastSent='M9'/>"), "M9").is_err());
        assert!(next_page(&header("<h ObjectsRemaining='3'/>"), "").is_err());
    }
}
