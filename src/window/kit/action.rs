//! Something to do: a button with its key, reachable with Tab, that says why when it can't be done.

use iced::advanced::widget::Id;
use iced::widget::{button, container, row, tooltip};
use iced::{Alignment, Element, Length};

use super::styles::{self, Surface};
use super::{Look, Shortcut, focusable, font, space};

/// What kind of action.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The one thing to do here. A view has at most one.
    Primary,
    Plain,
    /// What takes power or money away.
    Danger,
    /// Words that can be pressed.
    Link,
}

/// A button with its key. Turn it into an element with `into()`.
pub struct Action<M> {
    look: Look,
    kind: Kind,
    label: String,
    key: Option<Shortcut>,
    on_press: Option<M>,
    because: Option<String>,
    id: Option<Id>,
    width: Length,
}

/// An action; without a message it is disabled, and ought to say why ([`Action::because`]).
pub fn action<M>(
    look: Look,
    kind: Kind,
    label: impl Into<String>,
    key: impl Into<Option<Shortcut>>,
    on_press: Option<M>,
) -> Action<M> {
    Action {
        look,
        kind,
        label: label.into(),
        key: key.into(),
        on_press,
        because: None,
        id: None,
        width: Length::Shrink,
    }
}

/// Words with a key that can be pressed, for what is done seldom.
pub fn link<M>(look: Look, label: impl Into<String>, key: impl Into<Option<Shortcut>>, on_press: M) -> Action<M> {
    action(look, Kind::Link, label, key, Some(on_press))
}

impl<M> Action<M> {
    /// Why it can't be done, shown under the pointer while it is disabled.
    #[must_use]
    pub fn because(mut self, reason: impl Into<String>) -> Self {
        self.because = Some(reason.into());
        self
    }

    /// The name by which it is given the focus.
    #[must_use]
    pub fn id(mut self, id: impl Into<Id>) -> Self {
        self.id = Some(id.into());
        self
    }

    #[must_use]
    pub fn width(mut self, width: impl Into<Length>) -> Self {
        self.width = width.into();
        self
    }
}

impl<'a, M: Clone + 'static> From<Action<M>> for Element<'a, M> {
    fn from(action: Action<M>) -> Self {
        let look = action.look;
        let enabled = action.on_press.is_some();
        let (style, chip_on) = match action.kind {
            Kind::Primary => (styles::Button::Primary, ChipOn::Fill),
            Kind::Danger => (styles::Button::Danger, ChipOn::Fill),
            Kind::Plain => (styles::Button::Plain, ChipOn::Surface),
            Kind::Link => (styles::Button::Link, ChipOn::Surface),
        };
        let chip_on = if enabled { chip_on } else { ChipOn::Surface };
        let mut words = row![iced::widget::text(action.label).size(look.body_size()).font(font::REGULAR)]
            .spacing(space::S)
            .align_y(Alignment::Center);
        if let Some(key) = action.key {
            words = words.push(chip(look, key, chip_on));
        }
        let padding = if action.kind == Kind::Link { [3.0, 4.0] } else { [6.0, 12.0] };
        let pressed = button(words)
            .padding(padding)
            .width(action.width)
            .style(styles::press(look, style))
            .on_press_maybe(action.on_press.clone());
        let mut reached = focusable(look, pressed, action.on_press).shortcut(action.key);
        if let Some(id) = action.id {
            reached = reached.id(id);
        }
        match action.because.filter(|_| !enabled) {
            None => reached.into(),
            Some(reason) => tooltip(reached, hint(look, reason), tooltip::Position::Top).gap(space::XS).into(),
        }
    }
}

/// A few words over everything, beside the pointer.
fn hint<'a, M: 'a>(look: Look, words: String) -> Element<'a, M> {
    container(look.body(words))
        .padding([space::XS, space::S])
        .max_width(320)
        .style(styles::surface(look, Surface::Raised))
        .into()
}

/// What a key chip is drawn on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ChipOn {
    Surface,
    /// A filled button.
    Fill,
    Rail,
}

/// A key as it is drawn on what it does.
pub fn key_chip<'a, M: 'a>(look: Look, key: Shortcut) -> Element<'a, M> {
    chip(look, key, ChipOn::Surface)
}

pub(super) fn chip<'a, M: 'a>(look: Look, key: Shortcut, on: ChipOn) -> Element<'a, M> {
    let p = look.palette();
    let (ink, line) = match on {
        ChipOn::Surface => (p.quiet_ink, p.strong_line),
        ChipOn::Fill => (p.on_green, p.on_green.scale_alpha(0.5)),
        ChipOn::Rail => (p.rail_quiet_ink, p.rail_quiet_ink.scale_alpha(0.5)),
    };
    let outline = iced::border::rounded(space::XS).width(1.0).color(line);
    container(look.text(key.to_string(), 11.0, font::REGULAR, ink))
        .padding([1.0, 6.0])
        .style(move |_| container::Style::default().border(outline))
        .into()
}
