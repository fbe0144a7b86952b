//! Makes anything reachable with Tab and operable with keys.

use iced::advanced::layout::Layout;
use iced::advanced::widget::operation::Focusable as FocusableState;
use iced::advanced::widget::{Id, Operation, Tree, Widget, tree};
use iced::advanced::{Clipboard, Shell, renderer};
use iced::keyboard::key::Named;
use iced::keyboard::{self, Key, Modifiers};
use iced::{Element, Event, Rectangle, Renderer, Theme, mouse, touch};

use super::ring::Ring;
use super::wrap::{forward_overlay, forward_to_content};
use super::{Look, Shortcut};

type OnKey<'a, M> = Box<dyn Fn(Named) -> Option<M> + 'a>;

/// A widget around another: Tab reaches it, Enter and Space activate it, its shortcut acts from anywhere.
pub struct Focusable<'a, M> {
    content: Element<'a, M>,
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
    let content = content.into();
    Focusable { content, on_activate, on_key: None, shortcut: None, tab_stop: true, id: None, ring }
}

impl<'a, M> Focusable<'a, M> {
    /// The name by which it is given the focus.
    #[must_use]
    pub fn id(mut self, id: impl Into<Id>) -> Self {
        self.id = Some(id.into());
        self
    }

    /// The key that activates it from anywhere in the window.
    #[must_use]
    pub fn shortcut(mut self, key: Option<Shortcut>) -> Self {
        self.shortcut = key;
        self
    }

    /// What keys without Ctrl or Alt do while it has the focus; `None` leaves the key to others.
    #[must_use]
    pub fn on_key(mut self, on_key: impl Fn(Named) -> Option<M> + 'a) -> Self {
        self.on_key = Some(Box::new(on_key));
        self
    }

    /// Tab passes it by: only its shortcut acts.
    #[must_use]
    pub fn not_a_tab_stop(mut self) -> Self {
        self.tab_stop = false;
        self
    }

    /// The ring that can be seen on the rail.
    #[must_use]
    pub fn on_rail(mut self, look: Look) -> Self {
        self.ring.color = look.palette().focus_on_rail;
        self
    }

    /// The ring inside the bounds, for what fills its place.
    #[must_use]
    pub fn inset(mut self) -> Self {
        self.ring.inset = true;
        self
    }

    fn takes_keys(&self) -> bool {
        self.tab_stop && (self.on_activate.is_some() || self.on_key.is_some())
    }
}

/// What a widget offers for a key; [`super::scope`] takes it. It names no message: a screen's messages are mapped on
/// their way to the window's, and only the widget itself can publish its own.
pub(super) struct Offer {
    pub shortcut: Shortcut,
    pub taken: bool,
}

#[derive(Default)]
struct State {
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

impl<M: Clone + 'static> Focusable<'_, M> {
    fn key_pressed(&self, key: Named, shell: &mut Shell<'_, M>) {
        let activates = matches!(key, Named::Enter | Named::Space);
        let by_key = self.on_key.as_ref().and_then(|on_key| on_key(key));
        if let Some(message) = by_key.or_else(|| self.on_activate.clone().filter(|_| activates)) {
            shell.publish(message);
            shell.capture_event();
        }
    }
}

impl<M: Clone + 'static> Widget<M, Theme, Renderer> for Focusable<'_, M> {
    forward_to_content!();
    forward_overlay!();

    fn tag(&self) -> tree::Tag {
        tree::Tag::of::<State>()
    }

    fn state(&self) -> tree::State {
        tree::State::new(State::default())
    }

    fn operate(&mut self, tree: &mut Tree, layout: Layout<'_>, renderer: &Renderer, operation: &mut dyn Operation) {
        if self.takes_keys() {
            operation.focusable(self.id.as_ref(), layout.bounds(), tree.state.downcast_mut::<State>());
        }
        if let (Some(shortcut), Some(_)) = (self.shortcut, &self.on_activate) {
            let mut offer = Offer { shortcut, taken: false };
            operation.custom(None, layout.bounds(), &mut offer);
            tree.state.downcast_mut::<State>().pressed |= offer.taken;
        }
        self.content.as_widget_mut().operate(&mut tree.children[0], layout, renderer, operation);
    }

    fn update(
        &mut self,
        tree: &mut Tree,
        event: &Event,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        renderer: &Renderer,
        clipboard: &mut dyn Clipboard,
        shell: &mut Shell<'_, M>,
        viewport: &Rectangle,
    ) {
        let content = self.content.as_widget_mut();
        content.update(&mut tree.children[0], event, layout, cursor, renderer, clipboard, shell, viewport);
        let state = tree.state.downcast_mut::<State>();
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
                if state.focused && !shell.is_event_captured() && self.takes_keys() =>
            {
                // A key held down moves a selection on, but never presses a button twice.
                let moves = !matches!(key, Named::Enter | Named::Space);
                if (moves || !repeat) && !modifiers.intersects(Modifiers::CTRL | Modifiers::ALT) {
                    self.key_pressed(*key, shell);
                }
            }
            _ => {}
        }
    }

    fn draw(
        &self,
        tree: &Tree,
        renderer: &mut Renderer,
        theme: &Theme,
        style: &renderer::Style,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        viewport: &Rectangle,
    ) {
        self.content.as_widget().draw(&tree.children[0], renderer, theme, style, layout, cursor, viewport);
        if tree.state.downcast_ref::<State>().focused && self.takes_keys() {
            self.ring.draw(renderer, layout.bounds());
        }
    }
}

impl<'a, M: Clone + 'static> From<Focusable<'a, M>> for Element<'a, M> {
    fn from(focusable: Focusable<'a, M>) -> Self {
        Element::new(focusable)
    }
}
