//! A soft box that says something a person must not miss.

use iced::widget::{column, container};
use iced::{Element, Fill};

use super::styles::{self, Surface};
use super::{Look, Tone, font, space};

/// A title in the tone's colour and a sentence under it; either may be empty.
pub fn note<'a, M: 'a>(look: Look, tone: Tone, title: impl Into<String>, words: impl Into<String>) -> Element<'a, M> {
    let (title, words) = (title.into(), words.into());
    let ink = look.palette().tone(tone).0;
    let title = (!title.is_empty()).then(|| look.text(title, 14.0, font::BOLD, ink));
    let words = (!words.is_empty()).then(|| look.text(words, 14.0, font::REGULAR, ink));
    container(column![title, words].spacing(space::XS))
        .padding([space::M, 14.0])
        .width(Fill)
        .style(styles::surface(look, Surface::Note(tone)))
        .into()
}
