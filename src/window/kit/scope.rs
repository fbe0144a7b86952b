//! The keyboard of the whole window: Tab moves the focus and brings it into view, a shortcut finds its action.

use std::any::Any;

use iced::advanced::Shell;
use iced::advanced::widget::operation::{Focusable as FocusableState, Outcome, Scrollable, focusable};
use iced::advanced::widget::{Id, Operation};
use iced::keyboard::key::Named;
use iced::keyboard::{self, Key};
use iced::widget::scrollable::AbsoluteOffset;
use iced::{Element, Event, Rectangle, Vector};

use super::focusable::Offer;
use super::ring::AnyFocused;
use super::wrap::{Around, Hearing, Inside, Nothing, Wrap};
use super::{Shortcut, space};

/// Wraps the root of the window.
pub(super) fn scope<'a, M: 'a>(content: impl Into<Element<'a, M>>) -> Element<'a, M> {
    Wrap { content: content.into(), around: Scope }.into()
}

struct Scope;

impl<M> Around<M> for Scope {
    type State = Nothing;

    fn update(&mut self, _: &mut Nothing, window: &mut Hearing<'_, '_, M>, event: &Event, shell: &mut Shell<'_, M>) {
        window.hear(event, shell);
        let Event::Keyboard(event) = event else { return };
        if let Some(back) = tab(event).filter(|_| !shell.is_event_captured()) {
            move_focus(&mut window.content, back);
            shell.capture_event();
            shell.request_redraw();
            return;
        }
        let pressed = Shortcut::pressed(event).filter(|key| key.always_acts() || !shell.is_event_captured());
        if pressed.is_some_and(|key| take_offer(&mut window.content, key)) {
            // An event that says nothing new, through a shell of its own: what captured the key must not stop it.
            let event = Event::Keyboard(keyboard::Event::ModifiersChanged(modifiers(event)));
            let mut messages = Vec::new();
            let mut own = Shell::new(&mut messages);
            window.hear(&event, &mut own);
            shell.merge(own, |message| message);
            shell.capture_event();
        }
    }
}

fn run<M>(content: &mut Inside<'_, '_, M>, operation: impl Operation + 'static) {
    let mut operation: Box<dyn Operation> = Box::new(operation);
    loop {
        content.operate(&mut operation);
        match operation.finish() {
            Outcome::Chain(next) => operation = next,
            Outcome::None | Outcome::Some(()) => break,
        }
    }
}

/// To the next or previous widget, round the ends, and into view.
fn move_focus<M>(content: &mut Inside<'_, '_, M>, back: bool) {
    // Beyond an end iced leaves nothing focused; moving once more comes in at the other.
    for _ in 0..2 {
        if back {
            run(content, focusable::focus_previous());
        } else {
            run(content, focusable::focus_next());
        }
        let mut any = AnyFocused(false);
        content.operate(&mut any);
        if any.0 {
            break;
        }
    }
    run(content, FindFocused::default());
}

/// Tells the first that offers this key that it was pressed; whether there is one.
fn take_offer<M>(content: &mut Inside<'_, '_, M>, key: Shortcut) -> bool {
    let mut wanted = Wanted { key, found: false };
    content.operate(&mut wanted);
    wanted.found
}

/// Whether Tab goes back; `None` for any other key.
fn tab(event: &keyboard::Event) -> Option<bool> {
    match event {
        keyboard::Event::KeyPressed { key: Key::Named(Named::Tab), modifiers, .. } => Some(modifiers.shift()),
        _ => None,
    }
}

/// What is held while a key is pressed.
fn modifiers(event: &keyboard::Event) -> keyboard::Modifiers {
    match event {
        keyboard::Event::KeyPressed { modifiers, .. } => *modifiers,
        _ => keyboard::Modifiers::default(),
    }
}

struct Wanted {
    key: Shortcut,
    found: bool,
}

impl Operation for Wanted {
    fn traverse(&mut self, operate: &mut dyn FnMut(&mut dyn Operation)) {
        operate(self);
    }

    fn custom(&mut self, _id: Option<&Id>, _bounds: Rectangle, state: &mut dyn Any) {
        if let Some(offer) = state.downcast_mut::<Offer>()
            && offer.shortcut == self.key
            && !self.found
        {
            (self.found, offer.taken) = (true, true);
        }
    }
}

/// Finds what has the focus and what scrolls around it; then scrolls it into view.
#[derive(Default)]
struct FindFocused {
    /// The last thing that scrolls before the focus was met: what is around it, or a list before it.
    scrolls: Option<Rectangle>,
    missed: Option<Missed>,
}

/// How far what has the focus is from being seen.
#[derive(Clone, Copy)]
struct Missed {
    /// What scrolls, by its place.
    scrolls: Rectangle,
    by: f32,
}

impl Operation for FindFocused {
    fn traverse(&mut self, operate: &mut dyn FnMut(&mut dyn Operation)) {
        let around = self.scrolls;
        operate(self);
        self.scrolls = around;
    }

    fn scrollable(
        &mut self,
        _id: Option<&Id>,
        bounds: Rectangle,
        _content_bounds: Rectangle,
        translation: Vector,
        _state: &mut dyn Scrollable,
    ) {
        // What is inside is measured where it would be without scrolling.
        self.scrolls = Some(bounds + translation);
    }

    fn focusable(&mut self, _id: Option<&Id>, bounds: Rectangle, state: &mut dyn FocusableState) {
        let Some(view) = self.scrolls.filter(|_| state.is_focused()) else { return };
        let above = bounds.y - space::S - view.y;
        let below = bounds.y + bounds.height + space::S - (view.y + view.height);
        let by = if above < 0.0 { above } else { below.max(0.0) };
        self.missed = Some(Missed { scrolls: view, by }).filter(|missed| missed.by != 0.0);
    }

    fn finish(&self) -> Outcome<()> {
        self.missed.map_or(Outcome::None, |missed| Outcome::Chain(Box::new(Reveal(missed))))
    }
}

struct Reveal(Missed);

impl Operation for Reveal {
    fn traverse(&mut self, operate: &mut dyn FnMut(&mut dyn Operation)) {
        operate(self);
    }

    fn scrollable(
        &mut self,
        _id: Option<&Id>,
        bounds: Rectangle,
        content_bounds: Rectangle,
        translation: Vector,
        state: &mut dyn Scrollable,
    ) {
        if bounds + translation == self.0.scrolls {
            state.scroll_by(AbsoluteOffset { x: 0.0, y: self.0.by }, bounds, content_bounds);
        }
    }
}
