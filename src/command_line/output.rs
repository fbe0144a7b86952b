//! What a command answers: one JSON value for scripts, or aligned text for people.

use std::io::{ErrorKind, Write};

use serde::Serialize;
use serde_json::{Value, json};

use crate::basics::{Cents, Code, Refusal};
use crate::desk::Desk;

/// A view as a person reads it in a terminal.
pub trait Say {
    fn say(&self) -> String;
}

/// What a command answers, in both forms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    json: Value,
    text: String,
    /// The question was answered, and the answer is bad news that a script must notice.
    trouble: Option<Refusal>,
    practice: bool,
    /// What went wrong after it was done, and stays done.
    later: Vec<Refusal>,
}

impl Answer {
    pub fn of<V: Serialize + Say>(view: &V) -> Self {
        Self::saying(view, view.say())
    }

    /// A view without words of its own.
    pub fn saying<V: Serialize + ?Sized>(view: &V, text: String) -> Self {
        let json = serde_json::to_value(view).expect("views are plain data, their maps keyed by text");
        Self { json, text, trouble: None, practice: false, later: Vec::new() }
    }

    /// The same answer of a store in which nothing is real.
    pub fn in_practice(self, practice: bool) -> Self {
        Self { practice, ..self }
    }

    /// The same answer of this desk: whether anything is real there, and what went wrong afterwards.
    pub fn at(self, desk: &mut Desk) -> Self {
        Self { later: desk.troubles(), ..self.in_practice(desk.is_practice()) }
    }

    /// The same answer, ending the program with status 1 for this reason.
    pub fn with_trouble(self, trouble: Refusal) -> Self {
        Self { trouble: Some(trouble), ..self }
    }

    /// Prints the answer. Gives the exit status.
    pub fn print(&self, as_json: bool) -> u8 {
        let mut text = String::new();
        if as_json {
            text.push_str(&self.json.to_string());
        } else {
            if self.practice {
                text.push_str("PRACTICE: nothing here is real.\n\n");
            }
            text.push_str(self.text.trim_end());
        }
        text.push('\n');
        let printed = told(|out| out.write_all(shown(&text).as_bytes()), as_json);
        for trouble in &self.later {
            if as_json {
                eprintln!("{}", json!({ "later": trouble }));
            } else {
                eprintln!("done, but afterwards: {}", shown(&trouble.message));
            }
        }
        self.trouble.as_ref().map_or(printed, |trouble| refuse(trouble, as_json))
    }
}

/// Writes to standard output, with a line on standard error when that cannot be. Gives the exit status. Whoever reads may
/// close the pipe early: that is their answer, and no fault.
pub fn told(write: impl FnOnce(&mut std::io::Stdout) -> std::io::Result<()>, as_json: bool) -> u8 {
    let mut out = std::io::stdout();
    match write(&mut out).and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            let message = format!(
                "the answer cannot be written: {error}; what the command was to do is done: do not do it again"
            );
            refuse(&Refusal::new(Code::CannotWrite, message), as_json)
        }
        _ => 0,
    }
}

/// Tells on standard error why nothing was done. Gives the exit status.
pub fn refuse(refusal: &Refusal, as_json: bool) -> u8 {
    tell(refusal, as_json);
    refusal.code.exit_status()
}

/// Tells on standard error that the call itself is wrong. Gives the exit status.
pub fn wrong_call(message: &str, as_json: bool) -> u8 {
    refuse(&Refusal::new(Code::WrongCall, message), as_json)
}

fn tell(refusal: &Refusal, as_json: bool) {
    if as_json {
        eprintln!("{}", json!({ "error": refusal }));
    } else {
        eprintln!("error: {}", shown(&refusal.message));
    }
}

/// The text with a blank for whatever could steer the terminal that shows it: it may come out of a file or a letter.
fn shown(text: &str) -> String {
    text.chars().map(|it| if it.is_control() && it != '\n' { ' ' } else { it }).collect()
}

/// Labels and values, one a line, the values below each other.
#[derive(Debug, Default)]
pub struct Fields(Vec<(&'static str, String)>);

impl Fields {
    pub fn new() -> Self {
        Self::default()
    }

    #[must_use]
    pub fn field(mut self, label: &'static str, value: impl ToString) -> Self {
        self.0.push((label, value.to_string()));
        self
    }

    #[must_use]
    pub fn money(self, label: &'static str, amount: Cents) -> Self {
        self.field(label, amount.dollars())
    }

    /// A line only when there is a value.
    #[must_use]
    pub fn maybe(self, label: &'static str, value: Option<impl ToString>) -> Self {
        match value {
            Some(value) => self.field(label, value),
            None => self,
        }
    }

    /// A line only when the amount is not zero.
    #[must_use]
    pub fn money_if_any(self, label: &'static str, amount: Cents) -> Self {
        if amount.is_zero() { self } else { self.money(label, amount) }
    }
}

impl Say for Fields {
    fn say(&self) -> String {
        let widest = self.0.iter().map(|(label, _)| label.chars().count()).max().unwrap_or(0);
        self.0.iter().map(|(label, value)| format!("{label:<widest$}  {value}\n")).collect()
    }
}

/// How the cells of a column stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    Left,
    /// Numbers: their last digits below each other.
    Right,
}

/// A table with a heading line.
#[derive(Debug)]
pub struct Table {
    columns: Vec<(&'static str, Side)>,
    rows: Vec<Vec<String>>,
}

impl Table {
    pub fn new(columns: &[(&'static str, Side)]) -> Self {
        Self { columns: columns.to_vec(), rows: Vec::new() }
    }

    #[must_use]
    pub fn rows(mut self, rows: impl IntoIterator<Item = Vec<String>>) -> Self {
        self.rows.extend(rows);
        self
    }

    fn line(&self, cells: &[String], widths: &[usize]) -> String {
        let cells = cells.iter().zip(&self.columns).zip(widths).map(|((cell, (_, side)), width)| match side {
            Side::Left => format!("{cell:<width$}"),
            Side::Right => format!("{cell:>width$}"),
        });
        let line: Vec<String> = cells.collect();
        format!("{}\n", line.join("  ").trim_end())
    }
}

impl Say for Table {
    /// The table; a word that there is nothing when it has no row.
    fn say(&self) -> String {
        if self.rows.is_empty() {
            return "Nothing.\n".to_string();
        }
        let heads: Vec<String> = self.columns.iter().map(|(head, _)| (*head).to_string()).collect();
        let widths: Vec<usize> = (0..heads.len())
            .map(|column| self.rows.iter().chain([&heads]).map(|row| row[column].chars().count()).max().unwrap_or(0))
            .collect();
        let lines: String = self.rows.iter().map(|row| self.line(row, &widths)).collect();
        self.line(&heads, &widths) + &lines
    }
}

/// An amount that may not apply.
pub fn dollars_or_none(amount: Option<Cents>) -> String {
    amount.map_or_else(|| "\u{2013}".to_string(), Cents::dollars)
}

/// A value that may not apply.
pub fn or_dash(value: Option<impl ToString>) -> String {
    value.map_or_else(|| "\u{2013}".to_string(), |value| value.to_string())
}

/// A word of a view (`money_order`) as people write it.
pub fn spaced(word: &str) -> String {
    word.replace('_', " ")
}

/// The local day and minute of a time as the views write it (`2026-11-30T10:00:00-06:00`).
pub fn to_the_minute(time: &str) -> String {
    time.get(..16).unwrap_or(time).replace('T', " ")
}

/// Lines under a heading; nothing without lines.
pub fn section(heading: &str, lines: impl Iterator<Item = String>) -> String {
    let lines: String = lines.map(|line| format!("  {}\n", line.replace('\n', "\n    "))).collect();
    if lines.is_empty() { lines } else { format!("\n{heading}\n{lines}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_stand_below_each_other() {
        let table = Table::new(&[("Text", Side::Left), ("Amount", Side::Right)])
            .rows([vec!["A".to_string(), Cents(1_00).dollars()], vec!["Bee".to_string(), Cents(-100_00).dollars()]]);
        assert_eq!(table.say(), "Text    Amount\nA        $1.00\nBee   \u{2212}$100.00\n");
        let fields = Fields::new().money("Balance", Cents(5_00)).maybe("Receipt", None::<&str>).field("On", "yes");
        assert_eq!(fields.say(), "Balance  $5.00\nOn       yes\n");
    }

    #[test]
    fn no_text_steers_the_terminal_that_shows_it() {
        assert_eq!(shown("a\u{1b}[31mred\tb\u{9b}2J\nline"), "a [31mred b 2J\nline");
    }

    #[test]
    fn a_time_is_told_to_the_minute() {
        assert_eq!(to_the_minute("2026-11-30T10:00:00-06:00"), "2026-11-30 10:00");
    }
}
