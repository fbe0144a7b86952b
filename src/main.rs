//! `advance-pay`: without a command the window, with one the same act as text or JSON.

use std::process::ExitCode;

use advance_pay::command_line::{self, Asked, WindowCall};

fn main() -> ExitCode {
    ExitCode::from(match command_line::run(std::env::args_os()) {
        Asked::Done(status) => status,
        Asked::Window(call) => open_window(&call),
    })
}

/// Opens the window, where this program has one and there is a display. Gives the exit status.
fn open_window(call: &WindowCall) -> u8 {
    if !cfg!(feature = "window") {
        return command_line::no_window("this program was built without its window", call.json);
    }
    if !has_display() {
        return command_line::no_window("there is no display here", call.json);
    }
    command_line::no_window("the window cannot be opened", call.json)
}

/// Whether a window system can be reached. Asked first, because the windowing library ends the program without one.
fn has_display() -> bool {
    let named = |variable: &str| std::env::var_os(variable).is_some_and(|value| !value.is_empty());
    !cfg!(all(unix, not(target_os = "macos")))
        || named("DISPLAY")
        || named("WAYLAND_DISPLAY")
        || named("WAYLAND_SOCKET")
}
