//! Makes anything reachable with Tab and operable with keys.

use iced::advanced::Shell;
use iced::advanced::widget::operation::Focusable as FocusableState;
use iced::advanced::widget::{Id, Operation};
use iced::keyboard::key::Named;
use iced::keyboard::{self, Key, Modifiers};
use iced::{Element, Event, Rectangle, Renderer, mouse, touch};

use super::ring::Ring;
use super::wrap::{Around, Hearing, Inside, Wrap};
use super::{Look, Shortcut};

type OnKey<'a, M> = Box<dyn Fn(Named) -> Option<M> + 'a>;

/// A widget around another: Tab reaches it, Enter and Space activate it, its shortcut acts from anywhere.
pub type Focusable<'a, M> = Wrap<'a, M, Keys<'a, M>>;

/// What keys do with it.
pub struct Keys<'a, M> {
    on_activate: Option<M>,
    on_key: Option<OnKey<'a, M>>,
    shortcut: Option<Shortcut>,
    tab_stop: bool,
    id: Option<Id>,
    ring: Ring,
}

/// Wraps `content`; without a message it takes no keys, as if it were not there.
pub fn focusable<'a, M>(look: Look, content: impl Into<Element<'a, M>>, on_activate: Option<M>) -> Focusable<'a, M> {
    let ring = Ring { color: look.palette().focus, inset: false };
    let around = Keys { on_activate, on_key: None, shortcut: None, tab_stop: true, id: None, ring };
    Wrap { content: content.into(), around }
}

impl<'a, M> Focusable<'a, M> {
    /// The name by which it is given the focus.
    #[must_use]
    pub fn id(mut self, id: impl Into<Id>) -> Self {
        self.around.id = Some(id.into());
        self
    }

    /// The key that activates it from anywhere in the window.
    #[must_use]
    pub fn shortcut(mut self, key: Option<Shortcut>) -> Self {
        self.around.shortcut = key;
        self
    }

    /// What keys without Ctrl or Alt do while it has the focus; `None` leaves the key to others.
    #[must_use]
    pub fn on_key(mut self, on_key: impl Fn(Named) -> Option<M> + 'a) -> Self {
        self.around.on_key = Some(Box::new(on_key));
        self
    }

    /// Tab passes it by: only its shortcut acts.
    #[must_use]
    pub fn not_a_tab_stop(mut self) -> Self {
        self.around.tab_stop = false;
        self
    }

    /// The ring that can be seen on the rail.
    #[must_use]
    pub fn on_rail(mut self, look: Look) -> Self {
        self.around.ring.color = look.palette().focus_on_rail;
        self
    }

    /// The ring inside the bounds, for what fills its place.
    #[must_use]
    pub fn inset(mut self) -> Self {
        self.around.ring.inset = true;
        self
    }
}

/// What a widget offers for a key; [`super::scope`] takes it. It names no message: a screen's messages are mapped on
/// their way to the window's, and only the widget itself can publish its own.
pub(super) struct Offer {
    pub shortcut: Shortcut,
    pub taken: bool,
}

/// What it remembers.
#[derive(Default)]
pub struct State {
    focused: bool,
    /// Its shortcut was pressed: the next event lets it publish.
    pressed: bool,
}

impl FocusableState for State {
    fn is_focused(&self) -> bool {
        self.focused
    }

    fn focus(&mut self) {
        self.focused = true;
    }

    fn unfocus(&mut self) {
        self.focused = false;
    }
}

impl<M: Clone> Keys<'_, M> {
    fn take_keys(&self) -> bool {
        self.tab_stop && (self.on_activate.is_some() || self.on_key.is_some())
    }

    fn pressed(&self, key: Named, shell: &mut Shell<'_, M>) {
        let activates = matches!(key, Named::Enter | Named::Space);
        let by_key = self.on_key.as_ref().and_then(|on_key| on_key(key));
        if let Some(message) = by_key.or_else(|| self.on_activate.clone().filter(|_| activates)) {
            shell.publish(message);
            shell.capture_event();
        }
    }
}

impl<M: Clone> Around<M> for Keys<'_, M> {
    type State = State;

    fn operate(&mut self, state: &mut State, inside: &mut Inside<'_, '_, M>, operation: &mut dyn Operation) {
        if self.take_keys() {
            operation.focusable(self.id.as_ref(), inside.bounds(), state);
        }
        if let (Some(shortcut), Some(_)) = (self.shortcut, &self.on_activate) {
            let mut offer = Offer { shortcut, taken: false };
            operation.custom(None, inside.bounds(), &mut offer);
            state.pressed |= offer.taken;
        }
        inside.operate(operation);
    }

    fn update(&mut self, state: &mut State, inside: &mut Hearing<'_, '_, M>, event: &Event, shell: &mut Shell<'_, M>) {
        inside.hear(event, shell);
        if std::mem::take(&mut state.pressed)
            && let Some(message) = self.on_activate.clone()
        {
            shell.publish(message);
        }
        match event {
            Event::Mouse(mouse::Event::ButtonPressed(_)) | Event::Touch(touch::Event::FingerPressed { .. }) => {
                state.focused = false;
            }
            Event::Keyboard(keyboard::Event::KeyPressed { key: Key::Named(key), modifiers, repeat, .. })
                if state.focused && !shell.is_event_captured() && self.take_keys() =>
            {
                // A key held down moves a selection on, but never presses a button twice.
                let moves = !matches!(key, Named::Enter | Named::Space);
                if (moves || !repeat) && !modifiers.intersects(Modifiers::CTRL | Modifiers::ALT) {
                    self.pressed(*key, shell);
                }
            }
            _ => {}
        }
    }

    fn draw(&self, state: &State, renderer: &mut Renderer, bounds: Rectangle, content: impl FnOnce(&mut Renderer)) {
        content(renderer);
        if state.focused && self.take_keys() {
            self.ring.draw(renderer, bounds);
        }
    }
}
