//! What is behind a dialog: drawn, but deaf to keys and never given the focus.

use iced::advanced::layout::Layout;
use iced::advanced::widget::operation::Scrollable;
use iced::advanced::widget::{Id, Operation, Tree, Widget};
use iced::advanced::{Clipboard, Shell, overlay, renderer};
use iced::{Element, Event, Rectangle, Renderer, Theme, Vector, keyboard, mouse};

use super::wrap::forward_to_content;

/// Wraps `content` always, so that it keeps its focus and scroll while it is inert.
pub(super) fn inert<'a, M: 'a>(content: Element<'a, M>, inert: bool) -> Element<'a, M> {
    Element::new(Inert { content, inert })
}

struct Inert<'a, M> {
    content: Element<'a, M>,
    inert: bool,
}

impl<M> Widget<M, Theme, Renderer> for Inert<'_, M> {
    forward_to_content!();

    fn operate(&mut self, tree: &mut Tree, layout: Layout<'_>, renderer: &Renderer, operation: &mut dyn Operation) {
        let content = self.content.as_widget_mut();
        if self.inert {
            content.operate(&mut tree.children[0], layout, renderer, &mut WithoutFocus(operation));
        } else {
            content.operate(&mut tree.children[0], layout, renderer, operation);
        }
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
        if !self.inert || passes(event) {
            let content = self.content.as_widget_mut();
            content.update(&mut tree.children[0], event, layout, cursor, renderer, clipboard, shell, viewport);
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
        let cursor = if self.inert { mouse::Cursor::Unavailable } else { cursor };
        self.content.as_widget().draw(&tree.children[0], renderer, theme, style, layout, cursor, viewport);
    }

    fn overlay<'b>(
        &'b mut self,
        tree: &'b mut Tree,
        layout: Layout<'b>,
        renderer: &Renderer,
        viewport: &Rectangle,
        translation: Vector,
    ) -> Option<overlay::Element<'b, M, Theme, Renderer>> {
        if self.inert {
            return None;
        }
        self.content.as_widget_mut().overlay(&mut tree.children[0], layout, renderer, viewport, translation)
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
