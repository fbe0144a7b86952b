//! Words into lines that fit a width.

use super::fonts::{self, EM, Weight};
use super::page::Ink;

/// A part of a paragraph: as written, or filled in and therefore bold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Run {
    Plain(String),
    Strong(String),
}

impl Run {
    #[must_use]
    pub fn plain(text: impl Into<String>) -> Self {
        Self::Plain(text.into())
    }

    #[cfg(test)]
    pub fn strong(text: impl Into<String>) -> Self {
        Self::Strong(text.into())
    }
}

/// Which edge a line keeps to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    Left,
    Center,
    Right,
}

/// How a text looks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Style {
    /// Times the paper's text size.
    pub scale: f32,
    pub weight: Weight,
    pub ink: Ink,
    pub align: Align,
}

impl Style {
    pub(super) const BODY: Self = Self { scale: 1.0, weight: Weight::Regular, ink: Ink::Text, align: Align::Left };
    pub(super) const BOLD: Self = Self { weight: Weight::Bold, ..Self::BODY };
    pub(super) const QUIET: Self = Self { ink: Ink::Quiet, ..Self::BODY };
    pub(super) const SMALL: Self = Self { scale: 0.85, ..Self::QUIET };

    pub(super) const fn scaled(self, scale: f32) -> Self {
        Self { scale, ..self }
    }

    pub(super) const fn ink(self, ink: Ink) -> Self {
        Self { ink, ..self }
    }

    pub(super) const fn align(self, align: Align) -> Self {
        Self { align, ..self }
    }
}

/// A stretch of one weight, `x` points from its line's start.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Span {
    pub x: f32,
    pub weight: Weight,
    pub text: String,
}

/// One line, broken and measured.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Line {
    pub spans: Vec<Span>,
    pub width: f32,
}

/// Breaks drawable `runs` into lines of at most `width` points at `size`: at spaces, at line feeds, and within a word only
/// if it is longer than a line. Plain runs take the weight `plain`.
pub(super) fn wrap(runs: &[Run], plain: Weight, size: f32, width: f32) -> Vec<Line> {
    let letters: Vec<Letter> = runs.iter().flat_map(|run| letters_of(run, plain)).collect();
    let mut lines = Vec::new();
    let mut start = 0;
    while start < letters.len() {
        let (end, next) = break_after(&letters[start..], limit(width, size));
        lines.push(set(&letters[start..start + end], size));
        start += next;
    }
    lines
}

/// The same for a text of one weight.
pub(super) fn wrap_text(text: &str, weight: Weight, size: f32, width: f32) -> Vec<Line> {
    wrap(&[Run::plain(text)], weight, size, width)
}

struct Letter {
    character: char,
    weight: Weight,
}

fn letters_of(run: &Run, plain: Weight) -> impl Iterator<Item = Letter> {
    let (text, weight) = match run {
        Run::Plain(text) => (text, plain),
        Run::Strong(text) => (text, Weight::Bold),
    };
    text.chars().map(move |character| Letter { character, weight })
}

/// `width` in thousandths of `size`, with room for what rounding took.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "a width in points is small and positive"
)]
fn limit(width: f32, size: f32) -> u32 {
    (width.max(0.0) * EM as f32 / size).round() as u32
}

/// How many letters the first line takes, and at which letter the next one starts.
fn break_after(letters: &[Letter], limit: u32) -> (usize, usize) {
    let mut reached = 0;
    let mut last_space = None;
    for (index, letter) in letters.iter().enumerate() {
        if letter.character == '\n' {
            return (index, index + 1);
        }
        if letter.character == ' ' {
            last_space = Some(index);
        }
        reached += letter.weight.width(letter.character);
        if reached > limit && letter.character != ' ' {
            return match last_space {
                Some(space) => (space, space + 1),
                None => (index.max(1), index.max(1)),
            };
        }
    }
    (letters.len(), letters.len())
}

/// Gathers letters of one weight into spans. Spaces at the end of a line take no room.
fn set(letters: &[Letter], size: f32) -> Line {
    let end = letters.iter().rposition(|letter| letter.character != ' ').map_or(0, |last| last + 1);
    let mut line = Line::default();
    for group in letters[..end].chunk_by(|a, b| a.weight == b.weight) {
        let (weight, text) = (group[0].weight, group.iter().map(|letter| letter.character).collect::<String>());
        let width = weight.measure(&text, size);
        line.spans.push(Span { x: line.width, weight, text });
        line.width += width;
    }
    line
}

/// The space that `text` takes on one line.
pub(super) fn natural_width(text: &str, weight: Weight, size: f32) -> f32 {
    text.lines()
        .map(|line| line.chars().map(|character| weight.width(character)).sum())
        .max()
        .map_or(0.0, |widest| fonts::points(widest, size))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn texts(lines: &[Line]) -> Vec<String> {
        lines.iter().map(|line| line.spans.iter().map(|span| span.text.as_str()).collect()).collect()
    }

    #[test]
    fn a_line_breaks_at_spaces_and_a_long_word_within() {
        let lines = wrap_text("pay 40.00 Llanfairpwllgwyngyll", Weight::Regular, 10.0, 50.0);
        assert_eq!(texts(&lines), ["pay 40.00", "Llanfairpw", "llgwyngyll"]);
    }

    #[test]
    fn what_is_filled_in_is_bold_and_keeps_its_comma() {
        let lines =
            wrap(&[Run::plain("a fee of "), Run::strong("$20.00"), Run::plain(", and")], Weight::Regular, 10.0, 300.0);
        let weights: Vec<_> = lines[0].spans.iter().map(|span| (span.text.as_str(), span.weight)).collect();
        assert_eq!(weights, [("a fee of ", Weight::Regular), ("$20.00", Weight::Bold), (", and", Weight::Regular)]);
    }

    proptest! {
        #[test]
        fn no_line_is_wider_than_the_width_and_no_letter_is_lost(text in "[a-zA-Z0-9 $.,]{0,200}", width in 20.0_f32..300.0) {
            let lines = wrap_text(&text, Weight::Bold, 9.0, width);
            prop_assert!(lines.iter().all(|line| line.width <= width + 0.1));
            let letters = |text: &str| text.replace(' ', "");
            prop_assert_eq!(letters(&texts(&lines).concat()), letters(&text));
        }
    }
}
