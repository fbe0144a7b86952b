//! One call of the program, as a script makes it, and what it answered.

use std::process::{Command, Output};

use serde_json::Value;

/// The program under test.
pub const PROGRAM: &str = env!("CARGO_BIN_EXE_advance-pay");

/// What one call answered.
#[derive(Debug)]
pub struct Answer {
    /// The arguments of the call, to find it by when a test fails.
    pub call: String,
    /// The exit status; -1 if a signal ended it.
    pub status: i32,
    pub stdout: String,
    pub stderr: String,
}

/// A refusal as `--json` writes it on standard error.
#[derive(Debug, PartialEq, Eq)]
pub struct Refusal {
    pub code: String,
    pub message: String,
}

impl Answer {
    /// Runs `command` to its end.
    pub fn of(command: &mut Command) -> Self {
        let output = command.output().expect("the program starts");
        Self::to(command, output)
    }

    /// What `command` answered, however it was run.
    pub fn to(command: &Command, output: Output) -> Self {
        let words: Vec<_> = command.get_args().map(|word| word.to_string_lossy()).collect();
        Self {
            call: words.join(" "),
            status: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8(output.stdout).expect("the program writes UTF-8"),
            stderr: String::from_utf8(output.stderr).expect("the program writes UTF-8"),
        }
    }

    /// The one JSON value on standard output of a call that must succeed.
    #[track_caller]
    pub fn done(self) -> Value {
        assert_eq!(self.status, 0, "was to be done: {self:#?}");
        match serde_json::from_str(&self.stdout) {
            Ok(value) => value,
            Err(error) => panic!("standard output is not one JSON value ({error}): {self:#?}"),
        }
    }

    /// The reason of a call that must be refused by a rule or by the state of things.
    #[track_caller]
    pub fn refused(self) -> Refusal {
        assert_eq!(self.status, 1, "was to be refused: {self:#?}");
        assert!(self.stdout.is_empty(), "a refusal says nothing on standard output: {self:#?}");
        let value: Value = match serde_json::from_str(self.stderr.trim()) {
            Ok(value) => value,
            Err(error) => panic!("standard error is not one JSON value ({error}): {self:#?}"),
        };
        let word = |key: &str| value["error"][key].as_str().unwrap_or_default().to_string();
        let refusal = Refusal { code: word("code"), message: word("message") };
        let snake_case = |text: &str| text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
        assert!(!refusal.code.is_empty() && snake_case(&refusal.code), "the code is not a snake_case word: {self:#?}");
        assert!(refusal.message.len() > 10, "the message does not say what to do: {self:#?}");
        refusal
    }

    /// A call that must not be carried out, whether as a refusal (1) or as a wrong call (2), and must say why in words.
    /// Gives the words.
    #[track_caller]
    pub fn not_done(self) -> String {
        assert!(!self.stderr.contains("panicked"), "bad input is answered, not a panic: {self:#?}");
        match self.status {
            1 => self.refused().message,
            2 => {
                assert!(!self.stderr.trim().is_empty(), "a wrong call is told what is wrong: {self:#?}");
                self.stderr
            }
            _ => panic!("was not to be done: {self:#?}"),
        }
    }
}
