//! `advance-pay`: without a command the window, with one the same act as text or JSON.

use std::process::ExitCode;

use advance_pay::command_line::{self, Asked, WindowCall};

fn main() -> ExitCode {
    ExitCode::from(match command_line::run(std::env::args_os()) {
        Asked::Done(status) => status,
        Asked::Window(call) => open_window(&call),
    })
}

#[cfg(not(feature = "window"))]
fn open_window(call: &WindowCall) -> u8 {
    command_line::no_window("this program was built without its window", call.json)
}
