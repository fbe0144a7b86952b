//! Peers that run beside a test and end with it.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;

const STARTS_WITHIN: Duration = Duration::from_secs(30);

/// A Python peer of `tests/peers/`.
pub struct Peer {
    child: Child,
    log: Arc<Mutex<Vec<String>>>,
}

impl Peer {
    /// Starts `script` and waits until it listens.
    pub fn start(script: &str, args: &[&str]) -> Self {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/peers").join(script);
        let python = python();
        let mut child =
            Command::new(&python).arg(path).args(args).stderr(Stdio::piped()).spawn().unwrap_or_else(|error| {
                panic!("{python} does not start ({error}): tests/run installs what the peers need")
            });
        let log = Arc::new(Mutex::new(Vec::new()));
        let (kept, lines) = (Arc::clone(&log), BufReader::new(child.stderr.take().expect("its log is piped")));
        thread::spawn(move || {
            lines.lines().map_while(Result::ok).for_each(|line| kept.lock().expect("log").push(line))
        });
        let peer = Self { child, log };
        peer.wait_for("listening on");
        peer
    }

    /// Waits until the peer has logged `text`, and gives that line.
    pub fn wait_for(&self, text: &str) -> String {
        let until = Instant::now() + STARTS_WITHIN;
        loop {
            if let Some(line) = self.log.lock().expect("log").iter().find(|line| line.contains(text)) {
                return line.clone();
            }
            assert!(
                Instant::now() < until,
                "the peer never logged \"{text}\", but: {:?}",
                self.log.lock().expect("log")
            );
            thread::sleep(Duration::from_millis(10));
        }
    }

    /// How many lines the peer has logged with `text` in them.
    pub fn logged(&self, text: &str) -> usize {
        self.log.lock().expect("log").iter().filter(|line| line.contains(text)).count()
    }

    /// The port it listens at.
    pub fn port(&self) -> u16 {
        let line = self.wait_for("listening on");
        let digits = line.trim_end_matches('/').rsplit(':').next().expect("an address");
        digits.parse().expect("a port")
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The Python that `tests/run` furnished, unless `PYTHON` names another.
fn python() -> String {
    let furnished = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/test-venv/bin/python");
    let furnished = furnished.exists().then(|| furnished.display().to_string());
    std::env::var("PYTHON").ok().or(furnished).unwrap_or_else(|| "python3".to_string())
}

/// A pair of serial ports that are wired to each other, in a folder of their own.
pub struct SerialPair {
    child: Child,
    folder: TempDir,
}

impl SerialPair {
    pub fn start() -> Self {
        let folder = TempDir::new().expect("a folder");
        let end = |name: &str| format!("pty,raw,echo=0,link={}", folder.path().join(name).display());
        let child = Command::new("socat").args([end("meter"), end("client")]).stderr(Stdio::null()).spawn();
        let child = child.unwrap_or_else(|error| panic!("socat does not start ({error}): tests/run installs it"));
        let pair = Self { child, folder };
        let until = Instant::now() + STARTS_WITHIN;
        while !Path::new(&pair.meter()).exists() || !Path::new(&pair.client()).exists() {
            assert!(Instant::now() < until, "socat made no ports");
            thread::sleep(Duration::from_millis(10));
        }
        pair
    }

    pub fn meter(&self) -> String {
        self.folder.path().join("meter").display().to_string()
    }

    pub fn client(&self) -> String {
        self.folder.path().join("client").display().to_string()
    }
}

impl Drop for SerialPair {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A port nobody listens at just now.
pub fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").and_then(|socket| socket.local_addr()).expect("a free port").port()
}

/// An HTTP server that gives each caller the next of `answers`, (status, body), and the calls it got.
pub fn scripted(answers: Vec<(u16, String)>) -> (u16, thread::JoinHandle<Vec<String>>) {
    let socket = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = socket.local_addr().expect("bound").port();
    let server = thread::spawn(move || {
        answers
            .into_iter()
            .map(|(status, body)| {
                let (mut caller, _) = socket.accept().expect("a caller");
                let mut call = String::new();
                let mut part = [0; 4096];
                while !call.contains("Envelope>") {
                    let size = caller.read(&mut part).expect("a call");
                    call.push_str(&String::from_utf8_lossy(&part[..size]));
                }
                let size = body.len();
                write!(caller, "HTTP/1.1 {status} X\r\nContent-Length: {size}\r\nConnection: close\r\n\r\n{body}")
                    .expect("answered");
                call
            })
            .collect()
    });
    (port, server)
}
