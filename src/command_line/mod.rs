//! The command line: the same acts as the window's, as text for people and one JSON value for scripts.
//!
//! Every command goes the same way: its words become values ([`values`]), the desk does it, and the view that comes
//! back is printed ([`output`]). One file a subject; nothing is decided here.

mod account_acts;
mod accounts;
mod attention;
mod drawer;
mod files;
mod joining;
mod json_input;
mod members;
mod meters;
mod money;
mod morning;
mod moving;
mod notices;
mod office_day;
mod options;
mod output;
mod program;
mod safekeeping;
mod staff;
mod switching;
mod values;

#[cfg(test)]
mod tests;

use std::ffi::OsString;
use std::io::Write;
use std::path::PathBuf;

use chrono::NaiveDateTime;
use clap::{Parser, Subcommand};

use crate::basics::{Code, Refusal, Refused};
use crate::desk::{Call, Desk};
use options::Options;
use output::Answer;

/// The front counter of an electric cooperative's prepaid program.
///
/// Without a command it opens the window; with one it does what the window does, for schedulers, scripts and machines
/// without a screen.
#[derive(Debug, Parser)]
#[command(name = "advance-pay", version, disable_help_subcommand = true, after_help = EXAMPLE)]
struct CommandLine {
    #[command(flatten)]
    options: Options,
    #[command(subcommand)]
    command: Option<Command>,
}

const EXAMPLE: &str = "Example: a practice office with 200 invented members, its first morning, and one of them
  advance-pay --store practice.sqlite init --program petit-jean --practice --sample-members 200
  advance-pay --store practice.sqlite --now 2026-11-30T10:00 cycle
  advance-pay --store practice.sqlite account find ozark

Exit status: 0 done, 1 refused by a rule or by the state of things (nothing was written), 2 a wrong call.";

#[derive(Debug, Subcommand)]
enum Command {
    Init(program::Init),
    #[command(subcommand)]
    Program(program::ProgramCommand),
    #[command(flatten)]
    AtTheDesk(DeskCommand),
    Restore(safekeeping::Restore),
}

/// A command that an open store is needed for.
#[derive(Debug, Subcommand)]
enum DeskCommand {
    #[command(subcommand)]
    Operator(staff::OperatorCommand),
    #[command(subcommand)]
    Approval(staff::ApprovalCommand),
    #[command(subcommand)]
    Quote(joining::QuoteCommand),
    #[command(subcommand)]
    Enroll(joining::EnrollCommand),
    Pay(money::Pay),
    #[command(subcommand)]
    Payment(money::PaymentCommand),
    Void(money::Void),
    ReturnPayment(money::ReturnPayment),
    Fee(money::Fee),
    Adjust(money::Adjust),
    #[command(subcommand)]
    Account(accounts::AccountCommand),
    #[command(subcommand)]
    Member(members::MemberCommand),
    #[command(subcommand)]
    Pledge(members::PledgeCommand),
    #[command(subcommand)]
    Meter(meters::MeterCommand),
    #[command(subcommand)]
    Reading(meters::ReadingCommand),
    #[command(subcommand)]
    Import(files::ImportCommand),
    Forecast(morning::Forecast),
    Cycle(morning::Cycle),
    #[command(subcommand)]
    Attention(attention::AttentionCommand),
    #[command(subcommand)]
    Switch(switching::SwitchCommand),
    #[command(subcommand)]
    Link(switching::LinkCommand),
    #[command(subcommand)]
    Sim(switching::SimCommand),
    #[command(subcommand)]
    Drawer(drawer::DrawerCommand),
    #[command(subcommand)]
    Deposit(office_day::DepositCommand),
    #[command(subcommand)]
    Day(office_day::DayCommand),
    #[command(subcommand)]
    Notices(notices::NoticesCommand),
    Documents(files::Documents),
    Document(files::Document),
    #[command(subcommand)]
    Export(files::ExportCommand),
    Verify(safekeeping::Verify),
    Backup(safekeeping::Backup),
}

impl Command {
    fn run(self, options: &Options) -> Refused<Answer> {
        match self {
            Self::Init(init) => init.run(options),
            Self::Program(program) => program.run(options),
            Self::Restore(restore) => restore.run(options),
            Self::AtTheDesk(command) => {
                let (mut desk, call) = options.desk()?;
                let answer = command.run(&mut desk, &call, options)?;
                Ok(answer.at(&mut desk))
            }
        }
    }
}

impl DeskCommand {
    fn run(self, desk: &mut Desk, call: &Call, options: &Options) -> Refused<Answer> {
        match self {
            Self::Operator(command) => command.run(desk, call, options),
            Self::Approval(command) => command.run(desk, call),
            Self::Quote(command) => command.run(desk, call),
            Self::Enroll(command) => command.run(desk, call),
            Self::Pay(command) => command.run(desk, call),
            Self::Payment(command) => command.run(desk, call),
            Self::Void(command) => command.run(desk, call),
            Self::ReturnPayment(command) => command.run(desk, call),
            Self::Fee(command) => command.run(desk, call),
            Self::Adjust(command) => command.run(desk, call),
            Self::Account(command) => command.run(desk, call),
            Self::Member(command) => command.run(desk, call),
            Self::Pledge(command) => command.run(desk, call),
            Self::Meter(command) => command.run(desk, call),
            Self::Reading(command) => command.run(desk, call),
            Self::Import(command) => command.run(desk, call),
            Self::Forecast(command) => command.run(desk, call),
            Self::Cycle(command) => command.run(desk, call),
            Self::Attention(command) => command.run(desk, call),
            Self::Switch(command) => command.run(desk, call),
            Self::Link(command) => command.run(desk, call),
            Self::Sim(command) => command.run(desk, call),
            Self::Drawer(command) => command.run(desk, call),
            Self::Deposit(command) => command.run(desk, call),
            Self::Day(command) => command.run(desk, call),
            Self::Notices(command) => command.run(desk, call),
            Self::Documents(command) => command.run(desk, call),
            Self::Document(command) => command.run(desk, call),
            Self::Export(command) => command.run(desk, call),
            Self::Verify(command) => command.run(desk, call),
            Self::Backup(command) => command.run(desk, call),
        }
    }
}

/// What the program was asked for.
#[derive(Debug)]
pub enum Asked {
    /// A command: it was carried out, and the program ends with this status.
    Done(u8),
    /// No command: the window.
    Window(WindowCall),
}

/// With what the window is to open.
#[derive(Debug, Clone)]
pub struct WindowCall {
    pub store: PathBuf,
    pub operator: Option<String>,
    pub office: Option<String>,
    /// The time to begin at, in a practice store.
    pub now: Option<NaiveDateTime>,
    /// Whether a refusal is to be written as JSON.
    pub json: bool,
}

/// Reads the program's arguments, the first of them its own name, and carries out the command among them.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> Asked {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let CommandLine { options, command } = match CommandLine::try_parse_from(&arguments) {
        Ok(line) => line,
        Err(error) => return Asked::Done(not_parsed(&error, arguments.iter().any(|word| word == "--json"))),
    };
    let Some(command) = command else {
        return match options.store_path() {
            Ok(store) => Asked::Window(WindowCall {
                store,
                operator: options.operator,
                office: options.office,
                now: options.now,
                json: options.json,
            }),
            Err(refusal) => Asked::Done(output::refuse(&refusal, options.json)),
        };
    };
    Asked::Done(match command.run(&options) {
        Ok(answer) => answer.print(options.json),
        Err(refusal) => output::refuse(&refusal, options.json),
    })
}

/// Tells that the window cannot open, and why, in one line that names the way without one. Gives the exit status.
pub fn no_window(why: &str, as_json: bool) -> u8 {
    let message = format!("{why}; without a window, advance-pay --help lists what can be done from here");
    output::refuse(&Refusal::new(Code::NoWindow, message), as_json)
}

/// Help and version are answers; everything else that clap stops at is a wrong call.
fn not_parsed(error: &clap::Error, as_json: bool) -> u8 {
    if !error.use_stderr() {
        return output::told(|out| write!(out, "{}", error.render()), as_json);
    }
    let text = error.render().to_string();
    output::wrong_call(text.trim().trim_start_matches("error: "), as_json)
}
