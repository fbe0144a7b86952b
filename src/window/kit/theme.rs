//! How the window looks right now: palette, text size, and the text styles that follow from them.

use iced::theme;
use iced::widget::text::{IntoFragment, Wrapping};
use iced::widget::{Text, text};
use iced::{Color, Theme};

use super::font;
use super::palette::{DARK, HIGH_CONTRAST, LIGHT, Palette, Tone};

/// Distances, in logical pixels.
pub mod space {
    pub const XS: f32 = 4.0;
    pub const S: f32 = 8.0;
    pub const M: f32 = 12.0;
    pub const L: f32 = 16.0;
    pub const XL: f32 = 24.0;
    /// The radius of corners.
    pub const RADIUS: f32 = 6.0;
}

/// Which palette.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mode {
    #[default]
    Light,
    Dark,
    HighContrast,
}

/// How large text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum TextSize {
    #[default]
    Normal,
    /// A fifth larger.
    Large,
}

/// Palette and text size, handed to every view.
#[derive(Debug, Clone, Copy)]
pub struct Look {
    mode: Mode,
    size: TextSize,
}

impl Look {
    #[must_use]
    pub const fn new(mode: Mode, size: TextSize) -> Self {
        Self { mode, size }
    }

    /// Which palette, for the settings that change it.
    #[must_use]
    pub const fn mode(&self) -> Mode {
        self.mode
    }

    /// How large text is, for the settings that change it.
    #[must_use]
    pub const fn text_size(&self) -> TextSize {
        self.size
    }

    #[must_use]
    pub const fn palette(&self) -> &'static Palette {
        match self.mode {
            Mode::Light => &LIGHT,
            Mode::Dark => &DARK,
            Mode::HighContrast => &HIGH_CONTRAST,
        }
    }

    #[must_use]
    pub(super) fn is_high_contrast(&self) -> bool {
        self.mode == Mode::HighContrast
    }

    /// The theme that iced is given; it matters only where iced draws something by itself.
    #[must_use]
    pub fn theme(&self) -> Theme {
        let p = self.palette();
        let name = match self.mode {
            Mode::Light => "Light",
            Mode::Dark => "Dark",
            Mode::HighContrast => "High contrast",
        };
        let colours = theme::Palette {
            background: p.paper,
            text: p.ink,
            primary: p.green,
            success: p.green,
            warning: p.amber_ink,
            danger: p.red,
        };
        Theme::custom(name, colours)
    }

    /// A size of the scale at the chosen text size, in logical pixels.
    #[must_use]
    pub fn scaled(&self, pixels: f32) -> f32 {
        match self.size {
            TextSize::Normal => pixels,
            TextSize::Large => (pixels * 1.2).round(),
        }
    }

    /// Labels, table headers, the footer of the rail.
    #[must_use]
    pub fn label_size(&self) -> f32 {
        self.scaled(12.0)
    }

    #[must_use]
    pub fn body_size(&self) -> f32 {
        self.scaled(14.0)
    }

    /// The height of a row of a table or list.
    #[must_use]
    pub fn row_height(&self) -> f32 {
        self.scaled(28.0)
    }

    /// A small quiet word over or under something.
    pub fn label<'a>(&self, words: impl IntoFragment<'a>) -> Text<'a> {
        self.text(words, 12.0, font::REGULAR, self.palette().quiet_ink)
    }

    pub fn body<'a>(&self, words: impl IntoFragment<'a>) -> Text<'a> {
        self.text(words, 14.0, font::REGULAR, self.palette().ink)
    }

    /// Body text that matters less.
    pub fn quiet<'a>(&self, words: impl IntoFragment<'a>) -> Text<'a> {
        self.text(words, 14.0, font::REGULAR, self.palette().quiet_ink)
    }

    /// Body text that matters more.
    pub fn strong<'a>(&self, words: impl IntoFragment<'a>) -> Text<'a> {
        self.text(words, 14.0, font::BOLD, self.palette().ink)
    }

    /// The title of a card.
    pub fn heading<'a>(&self, words: impl IntoFragment<'a>) -> Text<'a> {
        self.text(words, 14.0, font::BOLD, self.palette().ink)
    }

    /// The title of a screen, a dialog or a member.
    pub fn title<'a>(&self, words: impl IntoFragment<'a>) -> Text<'a> {
        self.text(words, 21.0, font::BOLD, self.palette().ink)
    }

    /// Body text in the colour of a tone.
    pub fn toned<'a>(&self, tone: Tone, words: impl IntoFragment<'a>) -> Text<'a> {
        self.text(words, 14.0, font::REGULAR, self.palette().tone(tone).0)
    }

    /// Text of any size of the scale, for the kit's own use.
    pub(super) fn text<'a>(&self, words: impl IntoFragment<'a>, size: f32, font: iced::Font, color: Color) -> Text<'a> {
        text(words).size(self.scaled(size)).font(font).color(color)
    }

    /// Body text on one line, cut where its place ends.
    pub fn line<'a>(&self, words: impl IntoFragment<'a>) -> Text<'a> {
        self.body(words).wrapping(Wrapping::None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn large_text_is_a_fifth_larger() {
        assert!((Look::new(Mode::Light, TextSize::Large).scaled(35.0) - 42.0).abs() < f32::EPSILON);
    }
}
