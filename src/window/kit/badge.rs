//! A state in a word or two.

use iced::widget::container;
use iced::{Element, border};

use super::styles::{self, Surface};
use super::{Look, Tone, font};

/// A soft pill that says a state: `Disconnected`, `held: medical to Dec 12`.
pub fn badge<'a, M: 'a>(look: Look, tone: Tone, words: impl Into<String>) -> Element<'a, M> {
    let words = look.text(words.into(), 12.0, font::BOLD, look.palette().tone(tone).0);
    container(words.wrapping(iced::widget::text::Wrapping::None))
        .padding([2.0, 9.0])
        .clip(true)
        .style(styles::surface(look, Surface::Pill(tone)))
        .into()
}

/// How many things wait, as a red disc. More than 99 are `99+`.
pub fn count_badge<'a, M: 'a>(look: Look, count: usize) -> Element<'a, M> {
    let p = look.palette();
    let words = if count > 99 { "99+".to_string() } else { count.to_string() };
    container(look.text(words, 11.0, font::BOLD, p.on_red))
        .padding([2.0, 7.0])
        .style(move |_| container::background(p.red).border(border::rounded(10.0)))
        .into()
}
