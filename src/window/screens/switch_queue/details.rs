//! One command, step by step, each with the raw answer and the state that was seen.

use iced::Fill;
use iced::widget::{Column, column, row};

use super::State;
use super::message::Message;
use super::rows::{is_open, moment, status_in_words};
use crate::desk::{QueueRow, StepView};
use crate::window::kit::{Element, Kind, Look, Shortcut, action, badge, divider, space, titled_card};

impl State {
    pub(super) fn details(&self, look: Look) -> Element<'_, Message> {
        let Some(row) = self.selected() else {
            return titled_card(look, "Details", None, look.quiet("Choose a command: every step of it stands here."))
                .into();
        };
        let (tone, status) = status_in_words(row);
        let title = format!("Meter {} \u{b7} {}", row.meter, row.command);
        let steps = row.steps.iter().map(|one| step(look, one));
        let steps = Column::with_children(steps).spacing(space::S);
        let open = action(look, Kind::Plain, "Open the account", Shortcut::letter('A'), Some(Message::OpenAccount));
        let body = column![what(look, row), divider(look), steps, open].spacing(space::S);
        titled_card(look, title, Some(badge(look, tone, status)), body).into()
    }
}

fn what<'a>(look: Look, command: &'a QueueRow) -> Element<'a, Message> {
    let lines = [
        ("Member", format!("{} {}", command.name, command.account)),
        ("Address", command.address.clone()),
        ("Why", command.reason.clone()),
        ("By", format!("{}, queued {}", command.operator, moment(&command.queued_at))),
        ("Seen", command.state.to_string()),
        ("Detail", command.detail.clone()),
        ("Cause", command.cause.text().to_string()),
        ("Next try", command.next_try_at.as_deref().filter(|_| is_open(command)).map(moment).unwrap_or_default()),
    ];
    let lines = lines
        .into_iter()
        .filter(|(_, words)| !words.is_empty())
        .map(|(name, words)| row![look.label(name).width(60), look.body(words).width(Fill)].spacing(space::S).into());
    Column::with_children(lines).spacing(space::XS).into()
}

fn step<'a>(look: Look, step: &'a StepView) -> Element<'a, Message> {
    let seen = step.state.as_ref().map(|state| format!(" \u{b7} seen {state}")).unwrap_or_default();
    let raw = (!step.raw.is_empty()).then(|| look.label(format!("Answer: {}", step.raw)));
    let words = look.body(format!("{}{seen}", step.step));
    row![look.label(moment(&step.at)).width(84), column![words, raw].width(Fill)].spacing(space::S).into()
}
