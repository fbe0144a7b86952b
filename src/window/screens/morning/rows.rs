//! The rows of the disconnect list: who, how much, why, and in what state.

use iced::widget::text::Wrapping;
use iced::widget::{Space, responsive, row as line};
use iced::{Fill, FillPortion};

use super::{Message, Shown, State};
use crate::basics::Day;
use crate::desk::{ListView, Released, RowView};
use crate::window::kit::list::list;
use crate::window::kit::table::{Column, Row};
use crate::window::kit::toast::Severity;
use crate::window::kit::{Element, Kind, Look, Shortcut, Tone, action, badge, check, empty, money};
use crate::words::{PowerNow, RowState};

/// Below this width, in logical pixels, the list leaves the service's address to the dialog that says why.
const NARROW: f32 = 900.0;

/// Whether a row waits for a person.
pub(super) fn waits(row: &RowView) -> bool {
    matches!(row.state, RowState::Ready | RowState::Held | RowState::Attention | RowState::Review)
}

/// Whether a person may release it: a gate that never yields can't be, and what went out can't be twice.
pub(super) fn can_be_released(row: &RowView) -> bool {
    waits(row) && (row.releasable || row.state == RowState::Ready)
}

/// Whether it can still be kept from being cut today.
pub(super) fn can_be_held(row: &RowView) -> bool {
    waits(row) || (matches!(row.state, RowState::Queued | RowState::Released) && row.power != PowerNow::Off)
}

/// Why a row is here, short enough for a line: the reason it was decided by, the gate that stands, or else the terms'
/// condition without its clause. All of it is told by W; that every row is reviewed its state says already.
fn why_in_a_line(row: &RowView) -> String {
    let stands = row.gates.iter().find(|gate| !gate.passed && gate.gate != "review");
    match (&row.reason, stands) {
        (Some(reason), _) => reason.clone(),
        (None, Some(gate)) => gate.found.clone(),
        (None, None) => condition(&row.why),
    }
}

/// The condition that the balance met, out of `The balance is −$3.12, at or below $0.00 (clause).`; the balance itself
/// has a column of its own.
fn condition(why: &str) -> String {
    let sentence = why.split(" (").next().unwrap_or(why);
    match sentence.split_once(", ") {
        Some((_, met)) => {
            format!("Balance {}", met.trim_start_matches("and the terms disconnect ").trim_end_matches('.'))
        }
        None => sentence.to_string(),
    }
}

/// The time of day out of a moment as the desk writes it: `10:00`.
pub(super) fn clock(at: &str) -> String {
    at.get(11..16).unwrap_or(at).to_string()
}

/// A gate's code in words: `stale read`.
pub(super) fn gate_in_words(code: &str) -> String {
    code.strip_prefix("hold_").unwrap_or(code).replace('_', " ")
}

/// What became of a release, and how to say it.
pub(super) fn outcome_in_words(released: &Released) -> (Severity, String) {
    let done = released.rows.iter().filter(|row| row.state == RowState::Released).count();
    let rest: Vec<String> = released
        .rows
        .iter()
        .filter(|row| row.state != RowState::Released)
        .map(|row| format!("{}: {}", row.account, row.why))
        .collect();
    let rows = |count: usize| if count == 1 { "1 row".to_string() } else { format!("{count} rows") };
    match (done, rest.is_empty()) {
        (0, true) => (Severity::Information, "Nobody is disconnected: no row was waiting.".to_string()),
        (0, false) => (Severity::Attention, format!("Not disconnected today: {}", rest.join(" "))),
        (done, true) => (Severity::Done, format!("{} released: the disconnects are on their way.", rows(done))),
        (done, false) => (Severity::Attention, format!("{} released. Still held: {}", rows(done), rest.join(" "))),
    }
}

/// The state as a badge: words and tone.
pub(super) fn state_in_words(row: &RowView) -> (Tone, String) {
    match row.state {
        RowState::Queued | RowState::Released if row.power == PowerNow::Off => (Tone::Bad, "disconnected".to_string()),
        RowState::Queued | RowState::Released => (Tone::Attention, "disconnect on its way".to_string()),
        RowState::Ready => (Tone::Good, "ready".to_string()),
        RowState::Review => (Tone::Attention, "to be looked over".to_string()),
        RowState::Held if row.code == "pledge" => (Tone::Info, "held: pledge".to_string()),
        RowState::Held | RowState::Attention => {
            (Tone::Attention, format!("{}: {}", row.state, gate_in_words(&row.code)))
        }
        RowState::Withdrawn => (Tone::Neutral, "not cut today".to_string()),
    }
}

fn read_in_words(read: Option<Day>, today: Day) -> String {
    match read {
        Some(day) if day == today => "today".to_string(),
        Some(day) => day.format("%b %-d").to_string(),
        None => "never".to_string(),
    }
}

impl State {
    pub(super) fn rows<'a>(&'a self, look: Look, shown: &'a Shown) -> Element<'a, Message> {
        if shown.list.rows.is_empty() {
            return self.no_rows(look, &shown.list);
        }
        responsive(move |size| {
            let narrow = size.width < NARROW;
            let mut columns = vec![
                Column::words("", 22),
                Column::words("Member", FillPortion(4)),
                Column::words("Service", FillPortion(3)),
                Column::figures("Balance", 78),
                Column::words("Last read", 64),
                Column::words("Why it is here", FillPortion(5)),
                Column::words("State", 172),
            ];
            columns.retain(|column| !narrow || column.title != "Service");
            let row = move |index: usize| self.row(look, shown, &shown.list.rows[index], narrow);
            list(look, &self.list, &columns, shown.list.rows.len(), row, Message::List)
        })
        .into()
    }

    fn row<'a>(&'a self, look: Look, shown: &'a Shown, row: &'a RowView, narrow: bool) -> Row<'a, Message> {
        let marked = self.marked.contains(&row.account);
        let mark: Element<'_, Message> = if can_be_released(row) {
            check(look, "", marked, None::<fn(bool) -> Message>)
        } else {
            Space::new().into()
        };
        let (tone, state) = state_in_words(row);
        let zero = if row.exact_zero { " (exactly zero)" } else { "" };
        let number = look.quiet(row.account.as_str()).wrapping(Wrapping::None);
        let who = line![look.strong(row.name.as_str()).wrapping(Wrapping::None), number].spacing(6);
        let mut cells: Vec<Element<'_, Message>> = vec![mark, who.into()];
        cells.extend((!narrow).then(|| look.line(row.address.as_str()).into()));
        cells.extend([
            money(look, row.balance).into(),
            look.line(read_in_words(row.last_read, shown.list.day)).into(),
            look.line(format!("{}{zero}", why_in_a_line(row))).into(),
            badge(look, tone, state),
        ]);
        Row::new(cells)
    }

    fn no_rows<'a>(&'a self, look: Look, list: &'a ListView) -> Element<'a, Message> {
        match (&list.made_at, &list.not_now) {
            (Some(_), _) => {
                empty(look, "Nobody is on today's list", "No balance met the terms' condition when it was made.", None)
            }
            (None, Some(why)) => empty(look, "There is no list now", why.as_str(), None),
            (None, None) => {
                let run = (self.running.is_none()).then_some(Message::Run(false));
                let run = action(look, Kind::Primary, "Run the cycle", Shortcut::ENTER, run).width(iced::Shrink);
                let why = "It is time for the list: the cycle makes it.";
                empty(look, "The list is not made yet", why, Some(iced::widget::container(run).center_x(Fill).into()))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn c1_the_condition_is_told_in_a_line_also_of_a_balance_of_exactly_zero() {
        let below = "The balance is \u{2212}$3.12, at or below $0.00 (FAQ 9, 10).";
        assert_eq!(condition(below), "Balance at or below $0.00");
        let zero = "The balance is exactly $0.00, and the terms disconnect at or below $0.00 (FAQ 9, 10).";
        assert_eq!(condition(zero), "Balance at or below $0.00");
        assert_eq!(condition("Held by a person."), "Held by a person.");
    }
}
