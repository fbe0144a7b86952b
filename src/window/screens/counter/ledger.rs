//! The ledger of a member, newest first: a line each, told as far as it fits; `Why` tells all of it.

use chrono::{DateTime, NaiveDateTime};
use iced::advanced::graphics::text::Paragraph;
use iced::advanced::text::{self, Paragraph as _};
use iced::widget::{container, responsive};
use iced::{Fill, Size};

use super::member::Message;
use crate::desk::LedgerLine;
use crate::window::kit::list::{List, list};
use crate::window::kit::table::{Column as TableColumn, Row as TableRow};
use crate::window::kit::{Element, Look, amount, empty, font, titled_card};
use crate::words::TxnKind;

pub fn view<'a>(look: Look, lines: &'a [LedgerLine], state: &'a List) -> Element<'a, Message> {
    let shown: Element<'a, Message> = if lines.is_empty() {
        empty(look, "Nothing has moved yet", "The first payment or the first morning writes the first line.", None)
    } else {
        let columns = [
            TableColumn::words("When", look.scaled(116.0)),
            TableColumn::words("What", Fill),
            TableColumn::figures("Amount", look.scaled(84.0)),
            TableColumn::figures("Balance", look.scaled(84.0)),
        ];
        let draw = move |index: usize| {
            let line = &lines[index];
            TableRow::new(vec![
                look.quiet(when(line)).wrapping(iced::widget::text::Wrapping::None).into(),
                fitted(look, what(line)),
                amount(look, line.shown()).into(),
                amount(look, line.balance).into(),
            ])
        };
        list(look, state, &columns, lines.len(), draw, Message::Lines)
    };
    titled_card(look, "Ledger", None, shown).height(Fill).into()
}

/// A charge by its day; what a person or the switch did by its time.
fn when(line: &LedgerLine) -> String {
    match local(&line.at).filter(|_| line.kind != TxnKind::Charges) {
        Some(at) => at.format("%b %-d %-I:%M%P").to_string().trim_end_matches('m').to_string(),
        None => line.date.format("%b %-d").to_string(),
    }
}

fn what(line: &LedgerLine) -> String {
    match &line.receipt {
        Some(receipt) => format!("{} \u{b7} {receipt}", line.text),
        None => line.text.clone(),
    }
}

/// A line of text that ends with an ellipsis where its place ends.
fn fitted<'a>(look: Look, words: String) -> Element<'a, Message> {
    responsive(move |room| {
        let shown = shortened(&words, |words| width(look, words) <= room.width);
        container(look.line(shown)).center_y(Fill).into()
    })
    .into()
}

/// The words as far as they fit: whole parts between dots while one does, then whole words.
fn shortened(words: &str, fits: impl Fn(&str) -> bool) -> String {
    if fits(words) {
        return words.to_string();
    }
    let parts = words.rmatch_indices(" \u{b7} ").map(|(at, dot)| at + dot.len());
    let spaces = words.rmatch_indices(' ').map(|(at, _)| at);
    let mut shorter = parts.chain(spaces).map(|end| format!("{}\u{2026}", &words[..end]));
    shorter.find(|words| fits(words)).unwrap_or_else(|| "\u{2026}".to_string())
}

fn width(look: Look, words: &str) -> f32 {
    let line = text::Text {
        content: words,
        bounds: Size::INFINITE,
        size: look.body_size().into(),
        line_height: text::LineHeight::default(),
        font: font::REGULAR,
        align_x: text::Alignment::Default,
        align_y: iced::alignment::Vertical::Top,
        shaping: text::Shaping::default(),
        wrapping: text::Wrapping::None,
    };
    Paragraph::with_text(line).min_width()
}

/// The local time in a view's instant.
pub(super) fn local(at: &str) -> Option<NaiveDateTime> {
    DateTime::parse_from_rfc3339(at).ok().map(|at| at.naive_local())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_charge_is_told_in_whole_parts_and_ends_with_an_ellipsis() {
        let charge = "11.261 kWh \u{b7} Power cost adjustment $0.03 \u{b7} Service availability $0.40";
        let at_most = |letters: usize| shortened(charge, |words| words.chars().count() <= letters);
        assert_eq!(at_most(99), charge);
        assert_eq!(at_most(60), "11.261 kWh \u{b7} Power cost adjustment $0.03 \u{b7} \u{2026}");
        assert_eq!(at_most(30), "11.261 kWh \u{b7} \u{2026}");
        assert_eq!(at_most(11), "11.261 kWh\u{2026}");
        assert_eq!(at_most(3), "\u{2026}");
        let words = shortened("Payment by money order", |words| words.len() <= 14);
        assert_eq!(words, "Payment by\u{2026}");
    }
}
