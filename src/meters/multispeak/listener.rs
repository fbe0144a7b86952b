//! Where a head end tells us by itself what became of a command: a small HTTP server for two notifications.
//!
//! Whatever it hears is a hint, from whoever sent it. It is weighed elsewhere, against the transaction and the meter,
//! and it never counts without a state that was seen.

use std::collections::VecDeque;
use std::io::{self, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant as Moment};

use super::reading::switch_state;
use super::soap::{NAMESPACE, SOAP, failure};
use super::xml::{self, Element};
use crate::meters::StateEvent;

/// How long one notification may take to arrive.
const PATIENCE: Duration = Duration::from_secs(5);
/// The largest notification; real ones are a few kilobytes.
const LARGEST: usize = 256 * 1024;
/// The largest head of one.
const LARGEST_HEAD: usize = 16 * 1024;
/// So many callers are heard at the same time; one more takes the place of the one who has been at it longest, so that
/// slow callers keep nobody out.
const MOST_CALLERS: usize = 32;
/// How many unheard events are kept; older ones are dropped, since each is only a hint.
const MOST_EVENTS: usize = 1000;

/// Listens until it is dropped.
pub struct Listener {
    address: SocketAddr,
    events: Arc<Mutex<VecDeque<StateEvent>>>,
    stop: Arc<AtomicBool>,
}

impl Listener {
    /// Listens at `address`.
    ///
    /// # Errors
    /// When the address is not ours or somebody listens there already, another window of this program for example.
    pub fn start(address: SocketAddr) -> io::Result<Self> {
        let socket = TcpListener::bind(address)?;
        let address = socket.local_addr()?;
        let events = Arc::new(Mutex::new(VecDeque::new()));
        let stop = Arc::new(AtomicBool::new(false));
        let (kept, stopped) = (Arc::clone(&events), Arc::clone(&stop));
        thread::Builder::new().name("notifications".into()).spawn(move || serve(&socket, &kept, &stopped))?;
        Ok(Self { address, events, stop })
    }

    /// What was heard since the last call.
    pub fn heard(&self) -> Vec<StateEvent> {
        self.events.lock().unwrap_or_else(PoisonError::into_inner).drain(..).collect()
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Release);
        // The thread waits for a caller; this is the last one.
        let mut own = self.address;
        if own.ip().is_unspecified() {
            own.set_ip(if own.is_ipv4() { [127, 0, 0, 1].into() } else { std::net::Ipv6Addr::LOCALHOST.into() });
        }
        let _ = TcpStream::connect_timeout(&own, Duration::from_millis(200));
    }
}

fn serve(socket: &TcpListener, events: &Arc<Mutex<VecDeque<StateEvent>>>, stop: &AtomicBool) {
    let mut callers: VecDeque<TcpStream> = VecDeque::new();
    for caller in socket.incoming() {
        if stop.load(Ordering::Acquire) {
            return;
        }
        let Ok(mut caller) = caller else { continue };
        let Ok(ours) = caller.try_clone() else { continue };
        if callers.len() == MOST_CALLERS
            && let Some(longest) = callers.pop_front()
        {
            // One that has hung up by itself is gone already.
            let _ = longest.shutdown(Shutdown::Both);
        }
        callers.push_back(ours);
        let kept = Arc::clone(events);
        // A caller for whom there is no thread loses its own notification: it is a hint, and the state is polled.
        let _ = thread::Builder::new().name("notification".into()).spawn(move || {
            hear(&mut caller, &kept);
            // Ours keeps the connection open until then.
            let _ = caller.shutdown(Shutdown::Both);
        });
    }
}

/// Hears one caller out. One that breaks off loses its own notification and nothing else.
fn hear(caller: &mut TcpStream, events: &Mutex<VecDeque<StateEvent>>) {
    let Ok(Some(body)) = receive(caller) else { return };
    let (status, answer) = match understood(&body) {
        Ok((operation, event)) => {
            if let Some(event) = event {
                keep(events, event);
            }
            ("200 OK", envelope(&format!("<{operation}Response xmlns=\"{NAMESPACE}\"/>")))
        }
        Err(why) => ("500 Internal Server Error", fault(&why)),
    };
    // What was told is kept, whether the caller hears so or not.
    let _ = respond(caller, status, &answer);
}

fn keep(events: &Mutex<VecDeque<StateEvent>>, event: StateEvent) {
    let mut events = events.lock().unwrap_or_else(PoisonError::into_inner);
    if events.len() == MOST_EVENTS {
        events.pop_front();
    }
    events.push_back(event);
}

/// The body of one POST, or none when it was not one and has been answered.
fn receive(caller: &mut TcpStream) -> io::Result<Option<String>> {
    let until = Moment::now() + PATIENCE;
    let mut data = Vec::new();
    let mut searched = 0;
    let head_end = loop {
        if let Some(at) = data[searched..].windows(4).position(|window| window == b"\r\n\r\n") {
            break searched + at + 4;
        }
        searched = data.len().saturating_sub(3);
        if searched > LARGEST_HEAD {
            respond(caller, "431 Request Header Fields Too Large", "")?;
            return Ok(None);
        }
        more(caller, &mut data, until)?;
    };
    let head = String::from_utf8_lossy(&data[..head_end]).to_lowercase();
    let field = |name: &str| {
        head.lines()
            .find_map(|line| line.split_once(':').filter(|(key, _)| *key == name).map(|(_, value)| value.trim()))
    };
    let length = field("content-length").and_then(|text| text.parse::<usize>().ok());
    let Some(length) = length.filter(|length| head.starts_with("post ") && *length <= LARGEST) else {
        respond(caller, "400 Bad Request", "")?;
        return Ok(None);
    };
    if field("expect").is_some_and(|value| value.contains("100-continue")) && data.len() == head_end {
        caller.write_all(b"HTTP/1.1 100 Continue\r\n\r\n")?;
    }
    while data.len() < head_end + length {
        more(caller, &mut data, until)?;
    }
    let body = &data[head_end..head_end + length];
    Ok(Some(String::from_utf8_lossy(body).trim_start_matches('\u{feff}').to_string()))
}

fn more(caller: &mut TcpStream, data: &mut Vec<u8>, until: Moment) -> io::Result<()> {
    let left = until.saturating_duration_since(Moment::now());
    if left.is_zero() || data.len() > 2 * LARGEST {
        return Err(io::ErrorKind::TimedOut.into());
    }
    caller.set_read_timeout(Some(left))?;
    let mut part = [0; 4096];
    match caller.read(&mut part)? {
        0 => Err(io::ErrorKind::UnexpectedEof.into()),
        size => {
            data.extend_from_slice(&part[..size]);
            Ok(())
        }
    }
}

fn respond(caller: &mut TcpStream, status: &str, body: &str) -> io::Result<()> {
    caller.set_write_timeout(Some(PATIENCE))?;
    let kind = "Content-Type: text/xml; charset=utf-8\r\nConnection: close";
    write!(caller, "HTTP/1.1 {status}\r\n{kind}\r\nContent-Length: {}\r\n\r\n{body}", body.len())
}

fn envelope(body: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?><soap:Envelope xmlns:soap=\"{SOAP}\"><soap:Body>{body}</soap:Body>\
         </soap:Envelope>"
    )
}

fn fault(why: &str) -> String {
    let why = quick_xml::escape::escape(why);
    envelope(&format!("<soap:Fault><faultcode>soap:Client</faultcode><faultstring>{why}</faultstring></soap:Fault>"))
}

/// The operation that was called and the event in it; none where its transaction cannot be one of ours.
fn understood(body: &str) -> Result<(String, Option<StateEvent>), String> {
    let root = xml::parse(body)?;
    let call = root.child("Body").and_then(|body| body.children.first()).ok_or("no SOAP body")?;
    // CDStateNotification wraps what it tells into a state element; the other tells it directly.
    let told = match call.name.as_str() {
        "CDStateChangedNotification" => call,
        "CDStateNotification" => call.child("state").or_else(|| call.child("states")?.children.first()).unwrap_or(call),
        other => return Err(format!("{other} is not served here")),
    };
    Ok((call.name.clone(), event(call, told)))
}

fn event(call: &Element, told: &Element) -> Option<StateEvent> {
    let word = told.text_of("stateChange").or_else(|| told.text_of("RCDState")).unwrap_or("Unknown");
    let error = call.text_of("errorString").or_else(|| told.text_of("errorString"));
    Some(StateEvent {
        meter: told.text_of("meterNo").or_else(|| told.text_of("meterID"))?.into(),
        transaction: call.text_of("transactionID")?.parse().ok()?,
        state: switch_state(word),
        error: error.map(|words| failure(words, format!("the head end says that the command failed: {words}"))),
        raw: call.compact(),
    })
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::meters::{LinkError, SwitchState};

    const OURS: &str = "00000000-0000-0000-0000-000000000007";

    fn notification(inner: &str) -> String {
        envelope(&format!("<CDStateChangedNotification xmlns=\"{NAMESPACE}\">{inner}</CDStateChangedNotification>"))
    }

    /// Our transaction on M1 came to `word`.
    fn changed(word: &str, more: &str) -> String {
        let state = format!("<meterNo>M1</meterNo><stateChange>{word}</stateChange>");
        notification(&format!("{state}<transactionID>{OURS}</transactionID>{more}"))
    }

    fn post(address: SocketAddr, body: &str) -> String {
        let mut caller = TcpStream::connect(address).expect("it listens");
        write!(caller, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: {}\r\n\r\n{body}", body.len()).expect("sent");
        let mut answer = String::new();
        caller.read_to_string(&mut answer).expect("answered");
        answer
    }

    fn listener() -> Listener {
        Listener::start(([127, 0, 0, 1], 0).into()).expect("a free port")
    }

    #[test]
    fn a_notification_is_heard_once_and_answered_with_an_empty_response() {
        let listener = listener();
        let answer = post(listener.address, &changed("Connect", ""));
        assert!(
            answer.starts_with("HTTP/1.1 200") && answer.contains("CDStateChangedNotificationResponse"),
            "{answer}"
        );
        let heard = listener.heard();
        assert_eq!((heard.len(), heard[0].state, heard[0].transaction), (1, SwitchState::On, Uuid::from_u128(7)));
        assert!(listener.heard().is_empty());
    }

    #[test]
    fn a_failure_comes_with_its_words() {
        let listener = listener();
        post(listener.address, &changed("Unknown", "<errorString>no answer</errorString>"));
        let heard = listener.heard();
        assert_eq!(heard[0].state, SwitchState::Unknown);
        assert!(matches!(&heard[0].error, Some(LinkError::Unreachable(why)) if why.contains("no answer")), "{heard:?}");
    }

    #[test]
    fn the_answer_to_a_state_request_is_heard_too() {
        let listener = listener();
        let state = "<state><meterNo>M1</meterNo><RCDState>Opened</RCDState></state>";
        let told = format!("{state}<transactionID>{OURS}</transactionID>");
        let body = envelope(&format!("<CDStateNotification>{told}</CDStateNotification>"));
        post(listener.address, &body);
        assert_eq!(listener.heard()[0].state, SwitchState::Off);
    }

    #[test]
    fn noise_is_answered_and_leaves_no_event() {
        let listener = listener();
        assert!(post(listener.address, "hello").starts_with("HTTP/1.1 500"));
        assert!(
            post(listener.address, &notification("<meterNo>M1</meterNo><transactionID>7</transactionID>"))
                .contains("200")
        );
        assert!(post(listener.address, &envelope("<Other/>")).contains("Fault"));
        assert!(listener.heard().is_empty());
    }

    #[test]
    fn a_caller_that_asks_before_it_sends_is_told_to_go_on() {
        let listener = listener();
        let body = changed("Open", "");
        let mut caller = TcpStream::connect(listener.address).expect("it listens");
        write!(caller, "POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: {}\r\n\r\n", body.len())
            .expect("sent");
        let mut go_on = [0; 25];
        caller.read_exact(&mut go_on).expect("told");
        assert!(go_on.starts_with(b"HTTP/1.1 100"));
        caller.write_all(body.as_bytes()).expect("sent");
        let mut answer = String::new();
        caller.read_to_string(&mut answer).expect("answered");
        assert_eq!(listener.heard().len(), 1);
    }

    #[test]
    fn callers_who_say_nothing_or_never_end_keep_nobody_out() {
        let listener = listener();
        let silent: Vec<TcpStream> =
            (0..3 * MOST_CALLERS).map(|_| TcpStream::connect(listener.address).expect("it listens")).collect();
        let begun = Moment::now();
        let answer = post(listener.address, &changed("Connect", ""));
        assert!(answer.starts_with("HTTP/1.1 200") && begun.elapsed() < PATIENCE / 2, "{answer}");
        assert_eq!(listener.heard().len(), 1);
        drop(silent);
    }

    #[test]
    fn a_head_without_an_end_is_cut_off() {
        let listener = listener();
        let mut caller = TcpStream::connect(listener.address).expect("it listens");
        write!(caller, "POST / HTTP/1.1\r\n{}", "X: y\r\n".repeat(LARGEST_HEAD / 5)).expect("sent");
        let mut answer = String::new();
        // What was not read any more may end the connection hard.
        let _ = caller.read_to_string(&mut answer);
        assert!(answer.is_empty() || answer.contains("431"), "{answer}");
    }

    proptest::proptest! {
        #[test]
        fn no_body_makes_it_fall_over(inner in "(<(/?(meterNo|stateChange|state|states|transactionID|errorString))>|[a-z0-9&;-]{0,9}){0,12}") {
            let _ = (understood(&inner), understood(&notification(&inner)));
        }
    }

    #[test]
    fn dropping_it_frees_the_port() {
        let listener = listener();
        let address = listener.address;
        drop(listener);
        for _ in 0..50 {
            if TcpListener::bind(address).is_ok() {
                return;
            }
            thread::sleep(Duration::from_millis(20));
        }
        panic!("the port is still taken");
    }
}
