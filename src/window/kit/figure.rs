//! Numbers, the largest things on the screen.

use iced::widget::{Text, column, text::Wrapping};
use iced::{Color, Element};

use super::{Look, Tone, font, space};
use crate::basics::Cents;

/// How large a figure is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Figure {
    /// The one or two that the screen is about.
    Large,
    Normal,
}

/// A label with a value under it. `tone` colours the value: [`Tone::Good`] for the amount that reconnects.
pub fn figure<'a, M: 'a>(
    look: Look,
    label: impl Into<String>,
    size: Figure,
    tone: Tone,
    value: impl Into<String>,
) -> Element<'a, M> {
    let p = look.palette();
    let ink = match tone {
        Tone::Neutral => p.ink,
        Tone::Bad => p.red_figure,
        tone => p.tone(tone).0,
    };
    let value = match size {
        Figure::Large => look.text(value.into(), 34.0, font::BOLD, ink),
        Figure::Normal => look.text(value.into(), 19.0, font::BOLD, ink),
    };
    let label = look.label(label.into()).wrapping(Wrapping::None);
    column![label, value.wrapping(Wrapping::None)].spacing(space::XS / 2.0).into()
}

/// Dollars as they stand in text and tables: red with a true minus sign when negative.
#[must_use]
pub fn money<'a>(look: Look, amount: Cents) -> Text<'a> {
    look.line(amount.dollars()).color(ink(look, amount))
}

/// An amount in a ledger column, without the dollar sign: `−5.21`.
#[must_use]
pub fn amount<'a>(look: Look, amount: Cents) -> Text<'a> {
    look.line(amount.dollars().replace('$', "")).color(ink(look, amount))
}

impl Figure {
    /// A balance: red when it is negative.
    pub fn balance<'a, M: 'a>(self, look: Look, label: impl Into<String>, balance: Cents) -> Element<'a, M> {
        let tone = if balance < Cents::ZERO { Tone::Bad } else { Tone::Neutral };
        figure(look, label, self, tone, balance.dollars())
    }

    /// The one payment that brings the power back: green.
    pub fn to_reconnect<'a, M: 'a>(self, look: Look, label: impl Into<String>, payment: Cents) -> Element<'a, M> {
        figure(look, label, self, Tone::Good, payment.dollars())
    }
}

fn ink(look: Look, amount: Cents) -> Color {
    let p = look.palette();
    if amount < Cents::ZERO { p.red_figure } else { p.ink }
}
