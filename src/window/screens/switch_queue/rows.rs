//! The commands, those that a person should look at first.

use iced::FillPortion;
use iced::widget::responsive;

use super::message::Message;
use crate::basics::Day;
use crate::desk::{QueueRow, Worked};
use crate::window::kit::list::{List, list};
use crate::window::kit::table::{Column, Row};
use crate::window::kit::toast::Severity;
use crate::window::kit::{Element, Look, Tone, badge};
use crate::words::{CommandStatus, Power};

/// Below this width, in logical pixels, cause and next try are left to the details.
const NARROW: f32 = 560.0;

/// Whether a command has not ended.
pub(super) fn is_open(row: &QueueRow) -> bool {
    row.status.is_open()
}

/// Those that a person should look at, then the open ones, then what ended; within each as the desk has them.
pub(super) fn in_order(mut rows: Vec<QueueRow>) -> Vec<QueueRow> {
    rows.sort_by_key(|row| match row.status {
        CommandStatus::Attention => 0,
        _ if is_open(row) => 1,
        _ => 2,
    });
    rows
}

/// A status as a badge.
pub(super) fn status_in_words(row: &QueueRow) -> (Tone, &'static str) {
    match row.status {
        CommandStatus::Attention => (Tone::Attention, "look at it"),
        CommandStatus::Done => (Tone::Good, "done"),
        CommandStatus::Refused => (Tone::Bad, "refused"),
        CommandStatus::Sent => (Tone::Info, "sent"),
        other => (Tone::Neutral, other.text()),
    }
}

/// What was intended, and what was seen.
pub(super) fn intended_and_seen(row: &QueueRow) -> String {
    match row.state {
        Power::Unknown => format!("{} \u{b7} not seen", row.command),
        seen => format!("{} \u{b7} seen {seen}", row.command),
    }
}

/// Date and time out of a moment as the desk writes it: `Nov 30 10:00`.
pub(super) fn moment(at: &str) -> String {
    match (at.get(..10).and_then(|day| day.parse::<Day>().ok()), at.get(11..16)) {
        (Some(day), Some(time)) => format!("{} {time}", day.format("%b %-d")),
        _ => at.to_string(),
    }
}

pub(super) fn severity(worked: &Worked) -> Severity {
    if worked.refused + worked.waiting + worked.expired > 0 { Severity::Attention } else { Severity::Done }
}

/// What a round of the queue came to.
pub(super) fn worked_in_words(worked: &Worked) -> String {
    let parts = [
        (worked.reconnected, "reconnected"),
        (worked.disconnected, "disconnected"),
        (worked.waiting, "tried and still waiting"),
        (worked.refused, "refused"),
        (worked.expired, "expired"),
    ];
    let said: Vec<String> =
        parts.into_iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}")).collect();
    if said.is_empty() {
        return "Nothing was due to be switched now.".to_string();
    }
    format!("The queue was worked: {}.", said.join(", "))
}

pub(super) fn table<'a>(look: Look, queue: &'a List, rows: &'a [QueueRow]) -> Element<'a, Message> {
    responsive(move |size| {
        let narrow = size.width < NARROW;
        let mut columns = vec![
            Column::words("Meter", 64),
            Column::words("Member", FillPortion(3)),
            Column::words("Wanted \u{b7} seen", 104),
            Column::words("Cause", 78),
            Column::words("Status", 88),
            Column::figures("Tries", 34),
            Column::words("Next try", 56),
        ];
        columns.retain(|column| !narrow || !matches!(column.title, "Cause" | "Next try"));
        let row = move |index: usize| cells(look, &rows[index], narrow);
        list(look, queue, &columns, rows.len(), row, Message::List)
    })
    .into()
}

fn cells(look: Look, row: &QueueRow, narrow: bool) -> Row<'_, Message> {
    let (tone, status) = status_in_words(row);
    // No try is more than half an hour off: the time of day says it.
    let next = row.next_try_at.as_deref().filter(|_| is_open(row)).and_then(|at| at.get(11..16)).unwrap_or_default();
    let mut cells: Vec<Element<'_, Message>> = vec![
        look.line(row.meter.as_str()).into(),
        look.line(row.name.as_str()).into(),
        look.line(intended_and_seen(row)).into(),
    ];
    cells.extend((!narrow).then(|| look.line(row.cause.text()).into()));
    cells.extend([badge(look, tone, status), look.line(row.tries.to_string()).into()]);
    cells.extend((!narrow).then(|| look.line(next).into()));
    Row::new(cells)
}
