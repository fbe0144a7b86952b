//! The wrapper: eight bytes before each APDU on a TCP connection.

use std::io::{Read, Write};
use std::net::{IpAddr, SocketAddr, TcpStream, ToSocketAddrs};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant as Moment};

use dlms_cosem_rs::codec::Encode;
use dlms_cosem_rs::transport::wrapper::{StreamReassembler, Wpdu};

use super::wire::{Wire, WireError};

/// The largest answer that is taken; we offer half of it.
const LARGEST: u16 = 2048;

/// A TCP connection to one meter.
pub struct TcpWire {
    host: String,
    port: u16,
    client: u16,
    device: u16,
    timeout: Duration,
    stream: Option<TcpStream>,
}

impl TcpWire {
    pub fn new(host: &str, port: u16, client: u8, device: u16, timeout: Duration) -> Self {
        Self { host: host.to_string(), port, client: client.into(), device, timeout, stream: None }
    }

    fn lost(&mut self, why: &str) -> WireError {
        self.stream = None;
        WireError::Lost(format!("the meter at {}:{} did not answer: {why}", self.host, self.port))
    }

    fn connect(&self) -> Result<TcpStream, String> {
        let address = resolve(&self.host, self.port, self.timeout)?;
        let stream = TcpStream::connect_timeout(&address, self.timeout).map_err(|error| error.to_string())?;
        // Small requests that wait for each other gain nothing from being held back.
        stream
            .set_nodelay(true)
            .and_then(|()| stream.set_write_timeout(Some(self.timeout)))
            .map_err(|e| e.to_string())?;
        Ok(stream)
    }

    fn receive(&self, stream: &mut TcpStream) -> Result<Vec<u8>, String> {
        let until = Moment::now() + self.timeout;
        let reassembler = StreamReassembler::new(LARGEST);
        let mut data = Vec::new();
        let mut part = [0; 2048];
        loop {
            let found = reassembler.next_pdu(&data).map_err(|error| format!("its frame is damaged ({error})"))?;
            if let Some((pdu, used)) = found {
                if (pdu.header.source, pdu.header.destination) == (self.device, self.client) {
                    return Ok(pdu.apdu.to_vec());
                }
                data.drain(..used);
                continue;
            }
            let left = until.saturating_duration_since(Moment::now());
            if left.is_zero() {
                return Err(format!("nothing whole came within {} s", self.timeout.as_secs_f64()));
            }
            stream.set_read_timeout(Some(left)).map_err(|error| error.to_string())?;
            match stream.read(&mut part) {
                Ok(0) => return Err("it closed the connection".to_string()),
                Ok(size) => data.extend_from_slice(&part[..size]),
                Err(error) if is_pause(&error) => {}
                Err(error) => return Err(error.to_string()),
            }
        }
    }
}

impl Wire for TcpWire {
    fn open(&mut self) -> Result<(), WireError> {
        self.stream = None;
        let stream = self.connect();
        let unreachable = |why| WireError::Unreachable(format!("no meter at {}:{}: {why}", self.host, self.port));
        self.stream = Some(stream.map_err(unreachable)?);
        Ok(())
    }

    fn exchange(&mut self, apdu: &[u8]) -> Result<Vec<u8>, WireError> {
        let Some(mut stream) = self.stream.take() else { return Err(self.lost("the connection is closed")) };
        let mut frame = Vec::with_capacity(apdu.len() + 8);
        let framed = Wpdu::new(self.client, self.device, apdu).and_then(|pdu| pdu.encode(&mut frame));
        framed.map_err(|error| WireError::Unreachable(format!("the request does not fit into a frame: {error}")))?;
        if let Err(error) = stream.write_all(&frame) {
            return Err(self.lost(&error.to_string()));
        }
        match self.receive(&mut stream) {
            Ok(answer) => {
                self.stream = Some(stream);
                Ok(answer)
            }
            Err(why) => Err(self.lost(&why)),
        }
    }

    fn close(&mut self) {
        self.stream = None;
    }
}

/// A read that ended without data and may be tried again.
pub fn is_pause(error: &std::io::Error) -> bool {
    use std::io::ErrorKind::{Interrupted, TimedOut, WouldBlock};
    matches!(error.kind(), Interrupted | TimedOut | WouldBlock)
}

/// The address of `host`. The system's resolver has no timeout of its own, so it is asked on the side.
fn resolve(host: &str, port: u16, timeout: Duration) -> Result<SocketAddr, String> {
    if let Ok(ip) = host.parse::<IpAddr>() {
        return Ok(SocketAddr::new(ip, port));
    }
    let (answer, answered) = mpsc::channel();
    let name = host.to_string();
    thread::spawn(move || {
        let found = (name.as_str(), port).to_socket_addrs().map(|mut addresses| addresses.next());
        // Nobody waits any more when the time is up.
        let _ = answer.send(found);
    });
    match answered.recv_timeout(timeout) {
        Ok(Ok(Some(address))) => Ok(address),
        Ok(Ok(None)) => Err("its name has no address".to_string()),
        Ok(Err(error)) => Err(error.to_string()),
        Err(_) => Err("its name was not resolved in time".to_string()),
    }
}
