//! A serial port as a line.

use std::io::{self, Read, Write};
use std::time::Duration;

use serialport::{ClearBuffer, SerialPort};

use super::hdlc::Line;
use super::tcp::is_pause;

/// An open port: 8 data bits, no parity, 1 stop bit.
pub struct SerialLine(Box<dyn SerialPort>);

impl SerialLine {
    /// Opens the port at `path`.
    ///
    /// # Errors
    /// The system's words, for example that the port is in use.
    pub fn open(path: &str, baud: u32, timeout: Duration) -> Result<Self, String> {
        let port = serialport::new(path, baud).timeout(timeout).open();
        port.map(Self).map_err(|error| error.to_string())
    }
}

impl Line for SerialLine {
    fn send(&mut self, data: &[u8]) -> io::Result<()> {
        // What is left of an earlier answer would be taken for the next one. Not every line can throw it away.
        let _ = self.0.clear(ClearBuffer::Input);
        self.0.write_all(data)?;
        self.0.flush()
    }

    fn receive(&mut self, data: &mut [u8], within: Duration) -> io::Result<usize> {
        // A timeout of zero would wait for ever on some systems.
        self.0.set_timeout(within.max(Duration::from_millis(1)))?;
        match self.0.read(data) {
            Err(error) if is_pause(&error) => Ok(0),
            other => other,
        }
    }
}
