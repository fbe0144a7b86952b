//! A display of our own (Xvfb), the program's window on it, and a person's hands and eyes (xdotool, import).

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::common::Office;

/// How long anything may take on a slow, busy machine before the test gives up.
const PATIENCE: Duration = Duration::from_secs(60);

/// An X server without a monitor.
pub struct Screen {
    server: Child,
    display: String,
}

/// The program's window.
pub struct Window<'a> {
    screen: &'a Screen,
    program: Child,
    id: String,
}

/// What was seen.
pub struct Shot {
    pixels: Vec<u8>,
    bytes_a_pixel: usize,
}

impl Screen {
    /// Starts a server on a display that is free: it picks one and tells us.
    pub fn start() -> Self {
        let mut server = Command::new("Xvfb")
            .args(["-displayfd", "1", "-screen", "0", "1280x800x24", "-nolisten", "tcp", "-noreset"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("Xvfb starts (tests/run installs it)");
        let mut number = String::new();
        let told = BufReader::new(server.stdout.take().expect("its output")).read_line(&mut number);
        assert!(told.is_ok() && !number.trim().is_empty(), "Xvfb found no free display");
        Self { server, display: format!(":{}", number.trim()) }
    }

    /// Opens the program's window on this office's store and waits until it is there.
    pub fn open(&self, office: &Office) -> Window<'_> {
        let mut command = office.command_without_store();
        command.arg("--store").arg(office.store()).env("DISPLAY", &self.display);
        command.env("XDG_RUNTIME_DIR", office.folder()).stdout(Stdio::null()).stderr(Stdio::inherit());
        let mut program = command.spawn().expect("the program starts");
        let deadline = Instant::now() + PATIENCE;
        let id = loop {
            let found = self.xdotool(&["search", "--onlyvisible", "--name", "Advance Pay"]);
            if let Some(id) = found.lines().next() {
                break id.to_string();
            }
            if let Some(status) = program.try_wait().expect("its state") {
                panic!("the program ended before its window opened: {status}");
            }
            assert!(Instant::now() < deadline, "no window within {PATIENCE:?}");
            sleep(Duration::from_millis(50));
        };
        let window = Window { screen: self, program, id };
        // There is no window manager: nothing else gives the window the keyboard.
        self.xdotool(&["windowfocus", &window.id]);
        window
    }

    fn xdotool(&self, args: &[&str]) -> String {
        let output = Command::new("xdotool").args(args).env("DISPLAY", &self.display).output();
        let output = output.expect("xdotool starts (tests/run installs it)");
        String::from_utf8_lossy(&output.stdout).trim().to_string()
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        // Nobody is left to look at it: it may have ended already.
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

impl Window<'_> {
    /// Presses keys by their X names, one after the other: `F2`, `Return`, `ctrl+q`.
    pub fn press(&self, keys: &[&str]) -> &Self {
        for key in keys {
            self.screen.xdotool(&["key", "--clearmodifiers", key]);
            sleep(Duration::from_millis(60));
        }
        self
    }

    /// Types text where the focus is.
    pub fn types(&self, text: &str) -> &Self {
        self.screen.xdotool(&["type", "--clearmodifiers", "--delay", "30", text]);
        self
    }

    /// A picture in `target/shots`, taken once two in a row are the same.
    pub fn shot_when_still(&self, name: &str) -> Shot {
        let deadline = Instant::now() + PATIENCE;
        let mut before = self.shot(name);
        loop {
            sleep(Duration::from_millis(200));
            let now = self.shot(name);
            if (now.pixels == before.pixels && now.colours() > 1) || Instant::now() > deadline {
                return now;
            }
            before = now;
        }
    }

    fn shot(&self, name: &str) -> Shot {
        let path = shots().join(format!("{name}.png"));
        let mut import = Command::new("import");
        import.args(["-window", "root", "-depth", "8"]).arg(&path).env("DISPLAY", &self.screen.display);
        let taken = import.status().expect("import starts (tests/run installs ImageMagick)");
        assert!(taken.success(), "no picture was taken: {taken}");
        Shot::read(&path)
    }

    /// Asks the window to close, as a person does, and waits until the program has ended well.
    pub fn close(self) {
        self.press(&["ctrl+q"]);
        self.ends();
    }

    /// Waits until the program, which was told to close, has ended well.
    pub fn ends(mut self) {
        let deadline = Instant::now() + PATIENCE;
        loop {
            if let Some(status) = self.program.try_wait().expect("its state") {
                assert!(status.success(), "the program ended with {status}");
                return;
            }
            assert!(Instant::now() < deadline, "the window is still open");
            sleep(Duration::from_millis(50));
        }
    }
}

impl Drop for Window<'_> {
    fn drop(&mut self) {
        // Only a test that failed leaves the program running.
        let _ = self.program.kill();
        let _ = self.program.wait();
    }
}

impl Shot {
    fn read(path: &Path) -> Self {
        let file = std::fs::File::open(path).expect("the picture");
        let mut decoder = png::Decoder::new(BufReader::new(file));
        decoder.set_transformations(png::Transformations::normalize_to_color8());
        let mut reader = decoder.read_info().expect("a PNG");
        let mut pixels = vec![0; reader.output_buffer_size().expect("it fits into memory")];
        let frame = reader.next_frame(&mut pixels).expect("the picture's pixels");
        pixels.truncate(frame.buffer_size());
        Self { pixels, bytes_a_pixel: frame.color_type.samples() }
    }

    /// How many different colours it has: one if nothing was painted.
    pub fn colours(&self) -> usize {
        self.pixels.chunks(self.bytes_a_pixel).collect::<BTreeSet<_>>().len()
    }

    /// The share of its pixels that differ from another picture of the same screen.
    pub fn changed_since(&self, before: &Self) -> f64 {
        let pairs = self.pixels.chunks(self.bytes_a_pixel).zip(before.pixels.chunks(before.bytes_a_pixel));
        let changed = pairs.filter(|(now, then)| now != then).count();
        changed as f64 * self.bytes_a_pixel as f64 / self.pixels.len() as f64
    }
}

/// Where the pictures of the tests go.
fn shots() -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/shots");
    std::fs::create_dir_all(&folder).expect("a folder for the pictures");
    folder
}
