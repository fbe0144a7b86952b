//! Messages that say what was done, over the bottom of the screen.

use iced::widget::{Column, Row, Space, column, container, row};
use iced::{Alignment, Element, Fill};

use super::shell::RAIL;
use super::styles::{self, Surface};
use super::{Kind, Look, Shortcut, Tone, action, badge, space};

/// At most so many are shown; older ones go first.
const SHOWN: usize = 3;

/// The key that takes the newest message away.
pub const DISMISS: Shortcut = Shortcut::ctrl('D');

/// How a message is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Severity {
    Done,
    Information,
    Attention,
    /// It was not done.
    Refused,
}

impl Severity {
    const fn word(self) -> (&'static str, Tone) {
        match self {
            Self::Done => ("Done", Tone::Good),
            Self::Information => ("Note", Tone::Info),
            Self::Attention => ("Look", Tone::Attention),
            Self::Refused => ("Not done", Tone::Bad),
        }
    }

    /// Whether it may go away by itself: only what asks nothing of anybody.
    #[must_use]
    pub const fn passes(self) -> bool {
        matches!(self, Self::Done | Self::Information)
    }
}

/// The messages that are up, oldest first.
#[derive(Debug, Clone, Default)]
pub struct Toasts {
    next: u64,
    up: Vec<Toast>,
}

#[derive(Debug, Clone)]
struct Toast {
    number: u64,
    severity: Severity,
    words: String,
}

impl Toasts {
    /// Puts a message up and returns its number, by which it can be taken down.
    pub fn say(&mut self, severity: Severity, words: impl Into<String>) -> u64 {
        self.next += 1;
        self.up.push(Toast { number: self.next, severity, words: words.into() });
        if self.up.len() > SHOWN {
            self.up.remove(0);
        }
        self.next
    }

    /// Takes a message down; one that is gone already is no error.
    pub fn dismiss(&mut self, number: u64) {
        self.up.retain(|toast| toast.number != number);
    }

    #[cfg(test)]
    pub fn is_empty(&self) -> bool {
        self.up.is_empty()
    }

    /// The messages, as the third layer of [`super::dialog::root`].
    pub fn view<'a, M: Clone + 'static>(&'a self, look: Look, on_dismiss: impl Fn(u64) -> M) -> Element<'a, M> {
        if self.up.is_empty() {
            return Space::new().into();
        }
        let newest = self.next;
        let toasts = self.up.iter().map(|toast| {
            let key = (toast.number == newest).then_some(DISMISS);
            draw(look, toast, key, on_dismiss(toast.number))
        });
        let toasts = Column::with_children(toasts).spacing(space::S).max_width(look.scaled(520.0));
        // Beside the rail: the actions of a screen are at its right.
        let beside_rail = iced::Padding::new(space::L).left(look.scaled(RAIL) + space::L);
        container(toasts).align_left(Fill).align_bottom(Fill).padding(beside_rail).into()
    }
}

fn draw<'a, M: Clone + 'static>(look: Look, toast: &'a Toast, key: Option<Shortcut>, gone: M) -> Element<'a, M> {
    let (word, tone) = toast.severity.word();
    let words: Row<'a, M> = row![
        badge(look, tone, word),
        look.body(toast.words.as_str()).width(Fill),
        action(look, Kind::Link, "Dismiss", key, Some(gone))
    ];
    container(column![words.spacing(space::M).align_y(Alignment::Center)])
        .padding([space::S, space::M])
        .style(styles::surface(look, Surface::Raised))
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_message_makes_room() {
        let mut toasts = Toasts::default();
        let numbers: Vec<u64> = (0..4).map(|n| toasts.say(Severity::Done, format!("message {n}"))).collect();
        assert_eq!(toasts.up.iter().map(|t| t.number).collect::<Vec<_>>(), numbers[1..]);
        toasts.dismiss(numbers[0]);
        toasts.dismiss(numbers[2]);
        assert_eq!(toasts.up.len(), 2);
    }
}
