//! How iced's own widgets are drawn, from the tokens.

use iced::widget::{button, checkbox, container, overlay::menu, scrollable, text_input};
use iced::{Background, Border, Color, Shadow, Theme, Vector, border};

use super::{Look, Tone, space};

/// What a container is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Surface {
    Paper,
    Card,
    /// A card over others: a dialog, a toast.
    Raised,
    Rail,
    /// A soft box with rounded corners.
    Note(Tone),
    /// A soft band over the whole width.
    Band(Tone),
    /// A soft pill.
    Pill(Tone),
    /// What dims the screen behind a dialog.
    Scrim,
}

/// The style of a container.
pub fn surface(look: Look, surface: Surface) -> impl Fn(&Theme) -> container::Style {
    move |_| {
        let p = look.palette();
        let filled = |color: Color| container::Style { text_color: Some(p.ink), ..container::background(color) };
        let outline = border::rounded(space::RADIUS).width(1.0).color(p.line);
        match surface {
            Surface::Paper => filled(p.paper),
            Surface::Card => filled(p.surface).border(outline),
            Surface::Raised => filled(p.surface).border(outline.color(p.strong_line)).shadow(Shadow {
                color: Color::BLACK.scale_alpha(0.22),
                offset: Vector::new(0.0, 4.0),
                blur_radius: 18.0,
            }),
            Surface::Rail => filled(p.rail).color(p.rail_ink),
            Surface::Note(tone) => soft(look, tone, space::RADIUS),
            Surface::Band(tone) => soft(look, tone, 0.0),
            Surface::Pill(tone) => soft(look, tone, 20.0),
            Surface::Scrim => container::background(Color::BLACK.scale_alpha(0.42)),
        }
    }
}

fn soft(look: Look, tone: Tone, radius: f32) -> container::Style {
    let (ink, ground) = look.palette().tone(tone);
    let outlined = tone == Tone::Neutral || look.is_high_contrast();
    let outline = border::rounded(radius).width(if outlined { 1.0 } else { 0.0 }).color(ink.scale_alpha(0.6));
    container::background(ground).color(ink).border(outline)
}

/// What a button is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Button {
    /// The one thing to do here.
    Primary,
    Plain,
    /// What takes power or money away.
    Danger,
    /// Words that can be pressed.
    Link,
    Segment {
        on: bool,
    },
    Tab {
        on: bool,
    },
    RailItem {
        active: bool,
    },
    /// A row of a table or list.
    Row {
        selected: bool,
    },
}

/// The style of a button.
pub fn press(look: Look, kind: Button) -> impl Fn(&Theme, button::Status) -> button::Style {
    move |_, status| {
        let p = look.palette();
        let hovered = matches!(status, button::Status::Hovered | button::Status::Pressed);
        let over = |normal: Color, hover: Color| if hovered { hover } else { normal };
        let clear = Color::TRANSPARENT;
        let (ground, ink, border) = match kind {
            Button::Primary if status == button::Status::Disabled => disabled(look),
            Button::Danger if status == button::Status::Disabled => disabled(look),
            Button::Plain if status == button::Status::Disabled => disabled(look),
            Button::Primary => (over(p.green, p.green_hover), p.on_green, border::rounded(space::RADIUS)),
            Button::Danger => (over(p.red, p.red_hover), p.on_red, border::rounded(space::RADIUS)),
            Button::Plain => (over(p.surface, p.hover), p.ink, outlined(p.strong_line)),
            Button::Link => (over(clear, p.hover), p.quiet_ink, border::rounded(space::XS)),
            Button::Segment { on: true } => (p.green, p.on_green, border::rounded(space::RADIUS - 1.0)),
            Button::Segment { on: false } => (over(clear, p.hover), p.ink, border::rounded(space::RADIUS - 1.0)),
            Button::Tab { on: true } => (p.surface, p.ink, outlined(p.line).rounded(border::top(space::RADIUS))),
            Button::Tab { on: false } => {
                (over(p.tab, p.hover), p.ink, Border::default().rounded(border::top(space::RADIUS)))
            }
            Button::RailItem { active } => {
                let ground = if active { p.rail_on } else { over(clear, p.rail_on.scale_alpha(0.5)) };
                (ground, p.rail_ink, border::rounded(space::RADIUS))
            }
            Button::Row { selected: true } => (p.green_soft, p.ink, Border::default()),
            Button::Row { selected: false } => (over(clear, p.hover), p.ink, Border::default()),
        };
        button::Style {
            background: Some(Background::Color(ground)),
            text_color: ink,
            border,
            ..button::Style::default()
        }
    }
}

fn outlined(color: Color) -> Border {
    border::rounded(space::RADIUS).width(1.0).color(color)
}

fn disabled(look: Look) -> (Color, Color, Border) {
    let p = look.palette();
    (p.hover, p.quiet_ink, outlined(p.line))
}

/// The style of a field; `bad` when what it holds can't be used.
pub fn input(look: Look, bad: bool) -> impl Fn(&Theme, text_input::Status) -> text_input::Style {
    move |_, status| {
        let p = look.palette();
        let (width, line) = match status {
            text_input::Status::Focused { .. } => (2.0, if bad { p.red } else { p.focus }),
            _ if bad => (1.5, p.red),
            text_input::Status::Hovered => (1.0, p.quiet_ink),
            _ => (1.0, p.strong_line),
        };
        let ground = if status == text_input::Status::Disabled { p.paper } else { p.surface };
        text_input::Style {
            background: ground.into(),
            border: outlined(line).width(width),
            icon: p.quiet_ink,
            placeholder: p.quiet_ink,
            value: p.ink,
            selection: p.green.scale_alpha(0.25),
        }
    }
}

/// The style of a combo's menu.
pub fn drop_down(look: Look) -> impl Fn(&Theme) -> menu::Style {
    move |_| {
        let p = look.palette();
        menu::Style {
            background: p.surface.into(),
            border: outlined(p.strong_line),
            text_color: p.ink,
            selected_text_color: p.ink,
            selected_background: p.green_soft.into(),
            shadow: Shadow::default(),
        }
    }
}

/// The style of a checkbox.
pub fn checkmark(look: Look) -> impl Fn(&Theme, checkbox::Status) -> checkbox::Style {
    move |_, status| {
        let p = look.palette();
        let (checked, live) = match status {
            checkbox::Status::Active { is_checked } | checkbox::Status::Hovered { is_checked } => (is_checked, true),
            checkbox::Status::Disabled { is_checked } => (is_checked, false),
        };
        let fill = if live { p.green } else { p.quiet_ink };
        checkbox::Style {
            background: if checked { fill } else { p.surface }.into(),
            icon_color: p.on_green,
            border: border::rounded(3.0).width(1.5).color(if checked { fill } else { p.quiet_ink }),
            text_color: Some(if live { p.ink } else { p.quiet_ink }),
        }
    }
}

/// The style of whatever scrolls.
pub fn scroll(look: Look) -> impl Fn(&Theme, scrollable::Status) -> scrollable::Style {
    move |theme, status| {
        let p = look.palette();
        let held = matches!(status, scrollable::Status::Dragged { .. });
        let rail = scrollable::Rail {
            background: None,
            border: Border::default(),
            scroller: scrollable::Scroller {
                background: if held { p.green } else { p.strong_line }.into(),
                border: border::rounded(4.0),
            },
        };
        scrollable::Style { vertical_rail: rail, horizontal_rail: rail, ..scrollable::default(theme, status) }
    }
}
