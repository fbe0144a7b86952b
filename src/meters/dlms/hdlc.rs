//! HDLC on a serial line: frames with checksums, sequence numbers and our own retransmission.
//!
//! A frame that is not answered, or answered with a damaged one, is sent twice more. A meter that then answers RR (it
//! has nothing to repeat) or DM (it has forgotten the link) has lost the exchange: that is told as such, never as a
//! refusal, and whoever asked opens the link again.

use std::io;
use std::thread;
use std::time::{Duration, Instant as Moment};

use dlms_cosem_rs::codec::Encode;
use dlms_cosem_rs::transport::hdlc::{Address, Control, Found, Frame, Framer, LLC_REQUEST, LLC_RESPONSE, Parameters};

use super::wire::{Wire, WireError};

/// How often a frame is sent at most.
const SENDS: usize = 3;
/// Between two questions to a meter that is not ready.
const NOT_READY_PAUSE: Duration = Duration::from_millis(100);
/// The longest answer that is put together from segments.
const LARGEST: usize = 4096;

/// Bytes out and bytes in, with a limit on the waiting.
pub trait Line: Send {
    /// Sends all of `data`, after throwing away what came in unasked.
    fn send(&mut self, data: &[u8]) -> io::Result<()>;

    /// Waits up to `within` for bytes; none is `Ok(0)`.
    fn receive(&mut self, data: &mut [u8], within: Duration) -> io::Result<usize>;
}

/// Opens the line anew.
pub type OpenLine = Box<dyn Fn() -> Result<Box<dyn Line>, String> + Send>;

/// An HDLC link to one meter.
pub struct HdlcWire {
    place: String,
    open_line: OpenLine,
    line: Option<Box<dyn Line>>,
    ours: Address,
    meters: Address,
    timeout: Duration,
    /// The number of the next frame we send, and of the next one we expect.
    ns: u8,
    nr: u8,
    largest_field: usize,
}

/// A frame that was received whole.
struct Received {
    control: Control,
    segmented: bool,
    information: Vec<u8>,
    /// Ours had to be sent more than once before it came.
    repeated: bool,
}

impl HdlcWire {
    pub fn new(place: String, open_line: OpenLine, ours: Address, meters: Address, timeout: Duration) -> Self {
        let largest_field = usize::from(Parameters::DEFAULT.max_info_tx);
        Self { place, open_line, line: None, ours, meters, timeout, ns: 0, nr: 0, largest_field }
    }

    fn lost(&self, why: &str) -> WireError {
        WireError::Lost(format!("the meter at {} did not answer: {why}", self.place))
    }

    fn frame(&self, control: Control, segmented: bool, information: &[u8]) -> Result<Vec<u8>, WireError> {
        let frame = Frame { segmented, destination: self.meters, source: self.ours, control, information };
        let mut bytes = Vec::new();
        let encoded = frame.encode(&mut bytes);
        encoded.map_err(|error| WireError::Unreachable(format!("the request does not fit into a frame: {error}")))?;
        Ok(bytes)
    }

    /// Sends a frame until one comes back that `fits`, at most `sends` times.
    fn ask(&mut self, frame: &[u8], sends: usize, fits: fn(Control) -> bool) -> Result<Received, WireError> {
        for attempt in 0..sends {
            let Some(line) = self.line.as_mut() else { return Err(self.lost("the line is closed")) };
            line.send(frame).map_err(|error| self.lost(&error.to_string()))?;
            if let Some(mut received) = self.receive(fits)? {
                received.repeated = attempt > 0;
                return Ok(received);
            }
        }
        // A meter that is silent for so long is not taken leave of either.
        self.line = None;
        Err(self.lost(&format!("no whole frame came after {sends} tries of {} s", self.timeout.as_secs_f64())))
    }

    /// The next whole frame from the meter to us that `fits`, if one comes in time.
    fn receive(&mut self, fits: fn(Control) -> bool) -> Result<Option<Received>, WireError> {
        let until = Moment::now() + self.timeout;
        let mut data: Vec<u8> = Vec::new();
        let mut framer = Framer::new();
        let mut part = [0; 512];
        loop {
            let (taken, found) = match framer.next_frame(&data) {
                Ok(Found::Frame { frame, consumed }) => (consumed, self.accept(&frame, fits)),
                Ok(Found::Incomplete { discard }) => (discard, None),
                Err(_) => (data.len(), None),
            };
            if found.is_some() {
                return Ok(found);
            }
            data.drain(..taken);
            let more_waits = taken > 0 && !data.is_empty();
            if more_waits {
                continue;
            }
            let left = until.saturating_duration_since(Moment::now());
            if left.is_zero() {
                return Ok(None);
            }
            let Some(line) = self.line.as_mut() else { return Ok(None) };
            let size = line.receive(&mut part, left).map_err(|error| self.lost(&error.to_string()))?;
            data.extend_from_slice(&part[..size]);
        }
    }

    /// A frame of our own conversation; the echo of our own and other meters' frames are not.
    fn accept(&self, frame: &Frame<'_>, fits: fn(Control) -> bool) -> Option<Received> {
        let between_us = frame.destination == self.ours && frame.source == self.meters;
        (between_us && fits(frame.control)).then(|| Received {
            control: frame.control,
            segmented: frame.segmented,
            information: frame.information.to_vec(),
            repeated: false,
        })
    }

    fn connect(&mut self) -> Result<(), WireError> {
        let proposed = Parameters::DEFAULT;
        let mut offer = Vec::new();
        let encoded = proposed.encode(&mut offer);
        encoded.map_err(|error| WireError::Unreachable(format!("the link cannot be proposed: {error}")))?;
        let snrm = self.frame(Control::Snrm, false, &offer)?;
        let fits = |control| matches!(control, Control::Ua | Control::Dm | Control::Frmr);
        let answer = self.ask(&snrm, SENDS, fits)?;
        if answer.control != Control::Ua {
            return Err(self.lost("it does not open the link"));
        }
        let agreed =
            Parameters::decode(&answer.information).map_err(|_| self.lost("its link parameters are damaged"))?;
        self.largest_field = usize::from(proposed.negotiate(agreed).max_info_tx).max(1);
        (self.ns, self.nr) = (0, 0);
        Ok(())
    }

    /// Sends one information frame and gives the first frame of the answer. Each asks for an answer, since the window
    /// is one frame.
    fn tell(&mut self, part: &[u8], more_follow: bool) -> Result<Received, WireError> {
        let frame = self.frame(Control::I { ns: self.ns, nr: self.nr, pf: true }, more_follow, part)?;
        self.ns = (self.ns + 1) % 8;
        self.ask(&frame, SENDS, is_answer)
    }

    /// Asks for what comes next.
    fn poll(&mut self) -> Result<Received, WireError> {
        let frame = self.frame(Control::Rr { nr: self.nr, pf: true }, false, &[])?;
        self.ask(&frame, SENDS, is_answer)
    }

    /// Puts the answer together, from its first frame on.
    fn gather(&mut self, first: Received) -> Result<Vec<u8>, WireError> {
        let until = Moment::now() + self.timeout;
        let mut answer = Vec::new();
        let mut received = first;
        loop {
            match received.control {
                Control::I { ns, .. } if ns == self.nr => {
                    self.nr = (self.nr + 1) % 8;
                    answer.extend_from_slice(&received.information);
                    if answer.len() > LARGEST {
                        return Err(self.lost("its answer is longer than any should be"));
                    }
                    if !received.segmented {
                        return Ok(answer);
                    }
                }
                Control::I { .. } => return Err(self.lost("a part of its answer is missing")),
                Control::Rr { .. } | Control::Rnr { .. } if !received.repeated && Moment::now() < until => {
                    thread::sleep(NOT_READY_PAUSE);
                }
                Control::Rr { .. } | Control::Rnr { .. } => return Err(self.lost("it has no answer to repeat")),
                _ => return Err(self.lost("it has forgotten the link")),
            }
            received = self.poll()?;
        }
    }
}

fn is_answer(control: Control) -> bool {
    matches!(control, Control::I { .. } | Control::Rr { .. } | Control::Rnr { .. } | Control::Dm | Control::Frmr)
}

impl Wire for HdlcWire {
    fn open(&mut self) -> Result<(), WireError> {
        // A port is opened once more only after it is given back.
        self.line = None;
        let line = (self.open_line)();
        let line = line.map_err(|why| WireError::Unreachable(format!("{} does not open: {why}", self.place)))?;
        self.line = Some(line);
        self.connect()
    }

    fn exchange(&mut self, apdu: &[u8]) -> Result<Vec<u8>, WireError> {
        let unit = [&LLC_REQUEST[..], apdu].concat();
        let parts: Vec<&[u8]> = unit.chunks(self.largest_field).collect();
        let Some((last, before)) = parts.split_last() else { return Err(self.lost("the request is empty")) };
        for part in before {
            let answer = self.tell(part, true)?;
            if !matches!(answer.control, Control::Rr { nr, .. } if nr == self.ns) {
                return Err(self.lost("it did not take a part of the request"));
            }
        }
        let first = self.tell(last, false)?;
        let answer = self.gather(first)?;
        match answer.strip_prefix(&LLC_RESPONSE) {
            Some(apdu) => Ok(apdu.to_vec()),
            None => Err(self.lost("its answer is not of this protocol")),
        }
    }

    fn close(&mut self) {
        // The meter gives up by itself when it does not hear this.
        if let Ok(disc) = self.frame(Control::Disc, false, &[]) {
            let _ = self.ask(&disc, 1, |control| matches!(control, Control::Ua | Control::Dm));
        }
        self.line = None;
    }
}

#[cfg(test)]
mod tests {
    use std::collections::VecDeque;
    use std::sync::{Arc, Mutex};

    use dlms_cosem_rs::transport::hdlc::decode_frame;

    use super::*;

    const OURS: Address = Address::Single(1);
    const METERS: Address = Address::Single(1);

    /// What the meter answers to each frame sent, in order; none is silence.
    #[derive(Default)]
    struct Script {
        answers: VecDeque<Option<Vec<u8>>>,
        sent: Vec<Vec<u8>>,
    }

    struct Scripted {
        script: Arc<Mutex<Script>>,
        waiting: Vec<u8>,
    }

    impl Line for Scripted {
        fn send(&mut self, data: &[u8]) -> io::Result<()> {
            let mut script = self.script.lock().expect("one thread");
            script.sent.push(data.to_vec());
            self.waiting = script.answers.pop_front().flatten().unwrap_or_default();
            Ok(())
        }

        fn receive(&mut self, data: &mut [u8], within: Duration) -> io::Result<usize> {
            if self.waiting.is_empty() {
                thread::sleep(within);
            }
            let size = self.waiting.len().min(data.len());
            data[..size].copy_from_slice(&self.waiting[..size]);
            self.waiting.drain(..size);
            Ok(size)
        }
    }

    fn frame(control: Control, segmented: bool, information: &[u8]) -> Option<Vec<u8>> {
        let frame = Frame { segmented, destination: OURS, source: METERS, control, information };
        let mut bytes = Vec::new();
        frame.encode(&mut bytes).expect("it encodes");
        Some(bytes)
    }

    fn damaged(whole: Option<Vec<u8>>) -> Option<Vec<u8>> {
        whole.map(|mut bytes| {
            let middle = bytes.len() / 2;
            bytes[middle] ^= 0x55;
            bytes
        })
    }

    fn ua() -> Option<Vec<u8>> {
        frame(Control::Ua, false, &[])
    }

    fn info(ns: u8, segmented: bool, information: &[u8]) -> Option<Vec<u8>> {
        frame(Control::I { ns, nr: 1, pf: true }, segmented, information)
    }

    fn rr(nr: u8) -> Option<Vec<u8>> {
        frame(Control::Rr { nr, pf: true }, false, &[])
    }

    fn exchanged(request: &[u8], answers: Vec<Option<Vec<u8>>>) -> (Result<Vec<u8>, WireError>, Vec<Vec<u8>>) {
        let script = Arc::new(Mutex::new(Script { answers: answers.into(), sent: Vec::new() }));
        let shared = Arc::clone(&script);
        let open: OpenLine =
            Box::new(move || Ok(Box::new(Scripted { script: Arc::clone(&shared), waiting: Vec::new() })));
        let mut wire = HdlcWire::new("line".into(), open, OURS, METERS, Duration::from_millis(10));
        let answer = wire.open().and_then(|()| wire.exchange(request));
        let sent = std::mem::take(&mut script.lock().expect("one thread").sent);
        (answer, sent)
    }

    #[test]
    fn a_damaged_or_missing_frame_is_asked_for_twice_more() {
        let good = info(0, false, b"\xe6\xe7\x00hello");
        let (answer, sent) = exchanged(b"hi", vec![None, ua(), damaged(good.clone()), None, good]);
        assert_eq!(answer.as_deref(), Ok(&b"hello"[..]));
        assert_eq!(sent.len(), 5);
        assert!(sent[2] == sent[3] && sent[3] == sent[4], "a repeat is the same frame");
    }

    #[test]
    fn after_three_silences_the_exchange_is_lost() {
        let (answer, sent) = exchanged(b"hi", vec![ua()]);
        assert!(matches!(answer, Err(WireError::Lost(_))));
        assert_eq!(sent.len(), 4);
    }

    #[test]
    fn a_meter_that_forgot_the_link_or_has_nothing_to_repeat_has_lost_the_exchange() {
        for answer in [frame(Control::Dm, false, &[]), rr(1)] {
            let (answer, _) = exchanged(b"hi", vec![ua(), None, answer]);
            assert!(matches!(answer, Err(WireError::Lost(_))));
        }
    }

    #[test]
    fn a_meter_that_is_not_ready_is_asked_again() {
        let mut wire_answers = vec![ua(), rr(1)];
        wire_answers.push(info(0, false, b"\xe6\xe7\x00late"));
        assert_eq!(exchanged(b"hi", wire_answers).0.as_deref(), Ok(&b"late"[..]));
    }

    #[test]
    fn an_answer_in_parts_is_put_together_and_a_missing_part_is_noticed() {
        let parts = |second| vec![ua(), info(0, true, b"\xe6\xe7\x00one "), info(second, false, b"two")];
        assert_eq!(exchanged(b"hi", parts(1)).0.as_deref(), Ok(&b"one two"[..]));
        assert!(matches!(exchanged(b"hi", parts(2)).0, Err(WireError::Lost(_))));
    }

    #[test]
    fn a_long_request_goes_out_in_parts_and_each_asks_for_an_answer() {
        let request = [7; 200];
        let (answer, sent) = exchanged(&request, vec![ua(), rr(1), info(0, false, b"\xe6\xe7\x00ok")]);
        assert_eq!(answer.as_deref(), Ok(&b"ok"[..]));
        let parts: Vec<Frame<'_>> =
            sent[1..].iter().map(|bytes| decode_frame(bytes).expect("a whole frame").0).collect();
        assert_eq!(parts.iter().map(|part| part.segmented).collect::<Vec<_>>(), [true, false]);
        assert!(parts.iter().all(|part| matches!(part.control, Control::I { pf: true, .. })));
        assert_eq!(parts.iter().map(|part| part.information.len()).sum::<usize>(), 203);
    }

    #[test]
    fn frames_of_others_are_not_ours() {
        let other = Frame {
            segmented: false,
            destination: Address::Single(2),
            source: METERS,
            control: Control::I { ns: 0, nr: 1, pf: true },
            information: b"\xe6\xe7\x00theirs",
        };
        let mut bytes = Vec::new();
        other.encode(&mut bytes).expect("it encodes");
        bytes.extend(info(0, false, b"\xe6\xe7\x00ours").expect("a frame"));
        assert_eq!(exchanged(b"hi", vec![ua(), Some(bytes)]).0.as_deref(), Ok(&b"ours"[..]));
    }
}
