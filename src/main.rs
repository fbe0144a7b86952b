//! `advance-pay`: without a command the window, with one the same act as text or JSON.

use std::process::ExitCode;

use advance_pay::{Asked, WindowCall, no_window, run};

fn main() -> ExitCode {
    ExitCode::from(match run(std::env::args_os()) {
        Asked::Done(status) => status,
        Asked::Window(call) => open_window(call),
    })
}

/// Opens the window and waits until it is closed. Gives the exit status.
#[cfg(feature = "window")]
fn open_window(call: WindowCall) -> u8 {
    use advance_pay::{Start, open};
    let WindowCall { store, operator, office, now, json } = call;
    match open(Start { store, operator, office, now }) {
        Ok(()) => 0,
        Err(why) => no_window(&why, json),
    }
}

#[cfg(not(feature = "window"))]
fn open_window(call: WindowCall) -> u8 {
    no_window("this program was built without its window", call.json)
}
