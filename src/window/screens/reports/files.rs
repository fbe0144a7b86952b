//! Files for the co-op's other systems: which, of which days, where to.

use std::path::PathBuf;

use iced::widget::{column, row};

use super::super::asked::{Posting, refused};
use super::super::dates;
use super::save_dialog::save_dialog;
use crate::basics::{Code, Day, Refusal, Refused};
use crate::desk::{ExportKind, Exported};
use crate::window::kit::toast::Severity;
use crate::window::kit::{Element, Field, Kind, Look, Shortcut, Tone, action, choice, field, note, space, titled_card};
use crate::window::work::Effect;

const KINDS: [(ExportKind, &str); 6] = [
    (ExportKind::Ledger, "Ledger"),
    (ExportKind::Payments, "Payments"),
    (ExportKind::Accounts, "Accounts"),
    (ExportKind::Balances, "Balances"),
    (ExportKind::Gl, "General ledger"),
    (ExportKind::Acts, "Acts"),
];

#[derive(Debug)]
pub struct State {
    kind: ExportKind,
    from: Field<Day>,
    to: Field<Day>,
    posting: Posting,
    written: Option<Exported>,
}

#[derive(Debug, Clone)]
pub enum Message {
    Kind(ExportKind),
    From(String),
    To(String),
    /// Asks where to.
    Choose,
    /// `None`: the person changed their mind.
    Chosen(Option<PathBuf>),
    Written(u64, Refused<Exported>),
}

impl Default for State {
    fn default() -> Self {
        let day = || Field::new(dates::read_day);
        Self { kind: ExportKind::Gl, from: day(), to: day(), posting: Posting::default(), written: None }
    }
}

impl State {
    pub fn update(&mut self, message: Message) -> Effect<Message> {
        match message {
            Message::Kind(kind) => self.kind = kind,
            Message::From(text) => self.from.type_in(&text),
            Message::To(text) => self.to.type_in(&text),
            Message::Choose => {
                self.from.ask();
                self.to.ask();
                if let Some((from, to)) = self.days() {
                    let name = format!("{}-{from}-to-{to}.csv", self.word());
                    return Effect::Task(save_dialog("Write the file", name, Message::Chosen));
                }
            }
            Message::Chosen(None) => {}
            Message::Chosen(Some(path)) => return self.write(path),
            Message::Written(ticket, answer) => {
                if let Some(written) = self.posting.take(ticket, answer) {
                    let words = format!("{} rows are in {}.", written.rows, written.file);
                    self.written = Some(written);
                    return Effect::Say(Severity::Done, words);
                }
            }
        }
        Effect::None
    }

    fn write(&mut self, path: PathBuf) -> Effect<Message> {
        let (Some((from, to)), kind) = (self.days(), self.kind) else { return Effect::None };
        let Some((ticket, _)) = self.posting.begin() else { return Effect::None };
        Effect::run(move |desk, call| {
            Message::Written(ticket, replaceable(&path).and_then(|()| desk.export(call, kind, from, to, &path)))
        })
    }

    fn days(&self) -> Option<(Day, Day)> {
        Some((*self.from.value()?, *self.to.value()?))
    }

    fn word(&self) -> &'static str {
        match self.kind {
            ExportKind::Ledger => "ledger",
            ExportKind::Payments => "payments",
            ExportKind::Accounts => "accounts",
            ExportKind::Balances => "balances",
            ExportKind::Gl => "gl",
            ExportKind::Acts => "acts",
        }
    }

    /// What the file tells, and which days count.
    fn about(&self) -> &'static str {
        match self.kind {
            ExportKind::Ledger => "Every line that was posted on these book days.",
            ExportKind::Payments => "Every receipt of these book days, a row for each account that it paid.",
            ExportKind::Accounts => "The accounts that were open in these days, with their members and services.",
            ExportKind::Balances => "Every account's balances at the end of the last day.",
            ExportKind::Gl => "Debits and credits by day, office and the co-op's own account numbers.",
            ExportKind::Acts => "Every act of these days: who did it, who approved it, where and why.",
        }
    }

    pub fn view(&self, look: Look) -> Element<'_, Message> {
        let write = (!self.posting.under_way()).then_some(Message::Choose);
        let written = self.written.as_ref().map(|written| {
            note(look, Tone::Good, "Written", format!("{} rows are in {}.", written.rows, written.file))
        });
        let body = column![
            choice(look, "What", &KINDS, Some(self.kind), Message::Kind),
            look.quiet(self.about()),
            row![
                field(look, "From", &self.from, Message::From).placeholder("11/1/2026").width(160),
                field(look, "To", &self.to, Message::To).placeholder("11/30/2026").width(160),
            ]
            .spacing(space::M),
            action(look, Kind::Primary, "Write the file\u{2026}", Shortcut::CTRL_ENTER, write)
                .because("The file is being written."),
            refused(look, self.posting.refusal()),
            written,
        ];
        titled_card(look, "Files for other systems", None, body.spacing(space::M)).into()
    }
}

/// The person has agreed in the system's dialog that an older file of this name is replaced; the desk replaces none.
/// Only a file of ours goes: anything but a CSV stays, and the desk then refuses the name.
fn replaceable(path: &std::path::Path) -> Refused<()> {
    if path.extension().is_none_or(|end| end != "csv") {
        return Ok(());
    }
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(Refusal::new(Code::FileUnwritable, format!("{} cannot be replaced: {error}", path.display())))
        }
        _ => Ok(()),
    }
}
