//! What every link test needs.

use std::ops::Range;
use std::sync::atomic::{AtomicU32, Ordering};

use advance_pay::trial::meters::{
    Accepted, Command, Counters, LinkError, LinkUrl, MeterLink, Secret, Settled, Setup, SystemTitle, open, settle,
};
use advance_pay::trial::{Code, Kwh, MeterNo, Refusal, Refused};
use uuid::Uuid;

/// Counters that begin where no other link of the same run has been.
pub struct Blocks;

static NEXT: AtomicU32 = AtomicU32::new(1);

impl Counters for Blocks {
    fn take_block(&mut self, _: SystemTitle) -> Refused<Range<u32>> {
        let start = NEXT.fetch_add(1000, Ordering::Relaxed);
        Ok(start..start + 1000)
    }
}

/// Counters as a store would give them that was put back to an old copy: the same again.
pub struct Again;

impl Counters for Again {
    fn take_block(&mut self, _: SystemTitle) -> Refused<Range<u32>> {
        Ok(1..200)
    }
}

pub fn setup(secret: Option<&str>) -> Setup {
    Setup {
        zone: chrono_tz::America::Chicago,
        secret: secret.map(Secret::new),
        title: SystemTitle(*b"APD\0\0\0\0\x01"),
        counters: Box::new(Blocks),
        entropy: |bytes| getrandom::fill(bytes).map_err(|error| Refusal::new(Code::NoRandomness, error.to_string())),
    }
}

pub fn link(url: &str, secret: Option<&str>) -> Box<dyn MeterLink> {
    let url: LinkUrl = url.parse().expect("a link URL");
    open(&url, setup(secret)).expect("it opens")
}

pub fn meter() -> MeterNo {
    "10042".into()
}

/// Commands and waits, as the switch queue does.
pub fn carry_out(link: &mut dyn MeterLink, command: Command, before: Option<Kwh>) -> Result<Settled, LinkError> {
    let transaction = Uuid::new_v4();
    link.command(&meter(), command, transaction, None)?;
    Ok(settle(link, &meter(), command, transaction, before, &mut Vec::new()))
}

pub fn send(link: &mut dyn MeterLink, command: Command) -> Result<Accepted, LinkError> {
    link.command(&meter(), command, Uuid::new_v4(), None)
}
