//! What is behind a dialog: drawn, but deaf to keys and never given the focus.

use iced::advanced::Shell;
use iced::advanced::widget::operation::Scrollable;
use iced::advanced::widget::{Id, Operation};
use iced::{Element, Event, Rectangle, Vector, keyboard};

use super::wrap::{Around, Hearing, Inside, Nothing, Wrap};

/// Wraps `content` always, so that it keeps its focus and scroll while it is inert.
pub(super) fn inert<'a, M: 'a>(content: Element<'a, M>, inert: bool) -> Element<'a, M> {
    Wrap { content, around: Inert(inert) }.into()
}

struct Inert(bool);

impl<M> Around<M> for Inert {
    type State = Nothing;

    fn is_open(&self) -> bool {
        !self.0
    }

    fn operate(&mut self, _: &mut Nothing, inside: &mut Inside<'_, '_, M>, operation: &mut dyn Operation) {
        if self.0 {
            inside.operate(&mut WithoutFocus(operation));
        } else {
            inside.operate(operation);
        }
    }

    fn update(&mut self, _: &mut Nothing, inside: &mut Hearing<'_, '_, M>, event: &Event, shell: &mut Shell<'_, M>) {
        if !self.0 || passes(event) {
            inside.hear(event, shell);
        }
    }
}

/// The window's own events, and what is let go: a field must not believe that Ctrl is held when its dialog has closed.
fn passes(event: &Event) -> bool {
    use keyboard::Event::{KeyReleased, ModifiersChanged};
    matches!(event, Event::Window(_) | Event::Keyboard(ModifiersChanged(_) | KeyReleased { .. }))
}

/// An operation that finds words and scrolls, but meets nothing that takes keys.
struct WithoutFocus<'o>(&'o mut dyn Operation);

impl Operation for WithoutFocus<'_> {
    fn traverse(&mut self, operate: &mut dyn FnMut(&mut dyn Operation)) {
        self.0.traverse(&mut |inner| operate(&mut WithoutFocus(inner)));
    }

    fn container(&mut self, id: Option<&Id>, bounds: Rectangle) {
        self.0.container(id, bounds);
    }

    fn scrollable(
        &mut self,
        id: Option<&Id>,
        bounds: Rectangle,
        content_bounds: Rectangle,
        translation: Vector,
        state: &mut dyn Scrollable,
    ) {
        self.0.scrollable(id, bounds, content_bounds, translation, state);
    }

    fn text(&mut self, id: Option<&Id>, bounds: Rectangle, text: &str) {
        self.0.text(id, bounds, text);
    }
}
