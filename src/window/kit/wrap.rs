//! A widget around one other: it says what it does otherwise, and everything else is its content's.

use iced::advanced::layout::{self, Layout};
use iced::advanced::widget::{Operation, Tree, Widget, tree};
use iced::advanced::{Clipboard, Shell, overlay, renderer};
use iced::{Element, Event, Length, Rectangle, Renderer, Size, Theme, Vector, mouse};

/// What such a widget does otherwise; without a word about it, its content does it alone.
pub(super) trait Around<M> {
    /// What it remembers from frame to frame.
    type State: Default + 'static;

    /// Whether the mouse finds its content, and whether this may show something over everything else.
    fn is_open(&self) -> bool {
        true
    }

    fn operate(&mut self, _: &mut Self::State, inside: &mut Inside<'_, '_, M>, operation: &mut dyn Operation) {
        inside.operate(operation);
    }

    fn update(
        &mut self,
        _: &mut Self::State,
        inside: &mut Hearing<'_, '_, M>,
        event: &Event,
        shell: &mut Shell<'_, M>,
    ) {
        inside.hear(event, shell);
    }

    /// Draws `content`, and what belongs under or over it.
    fn draw(&self, _: &Self::State, renderer: &mut Renderer, _: Rectangle, content: impl FnOnce(&mut Renderer)) {
        content(renderer);
    }
}

/// What remembers nothing: iced takes `()` for the tag of a widget that has no state at all.
#[derive(Default)]
pub(super) struct Nothing;

/// The content where it stands.
pub(super) struct Inside<'i, 'a, M> {
    content: &'i mut Element<'a, M>,
    tree: &'i mut Tree,
    layout: Layout<'i>,
    renderer: &'i Renderer,
}

impl<M> Inside<'_, '_, M> {
    /// The place of both.
    pub fn bounds(&self) -> Rectangle {
        self.layout.bounds()
    }

    pub fn operate(&mut self, operation: &mut dyn Operation) {
        self.content.as_widget_mut().operate(self.tree, self.layout, self.renderer, operation);
    }
}

/// The content, ready to hear events.
pub(super) struct Hearing<'i, 'a, M> {
    pub content: Inside<'i, 'a, M>,
    cursor: mouse::Cursor,
    clipboard: &'i mut dyn Clipboard,
    viewport: &'i Rectangle,
}

impl<M> Hearing<'_, '_, M> {
    pub fn hear(&mut self, event: &Event, shell: &mut Shell<'_, M>) {
        let Inside { content, tree, layout, renderer } = &mut self.content;
        let content = content.as_widget_mut();
        content.update(tree, event, *layout, self.cursor, renderer, self.clipboard, shell, self.viewport);
    }
}

/// The widget itself.
pub struct Wrap<'a, M, A> {
    pub(super) content: Element<'a, M>,
    pub(super) around: A,
}

/// What it remembers, and what its content does.
fn apart<S: 'static>(tree: &mut Tree) -> (&mut S, &mut Tree) {
    (tree.state.downcast_mut(), &mut tree.children[0])
}

impl<M, A: Around<M>> Widget<M, Theme, Renderer> for Wrap<'_, M, A> {
    fn tag(&self) -> tree::Tag {
        tree::Tag::of::<A::State>()
    }

    fn state(&self) -> tree::State {
        tree::State::new(A::State::default())
    }

    fn children(&self) -> Vec<Tree> {
        vec![Tree::new(&self.content)]
    }

    fn diff(&self, tree: &mut Tree) {
        tree.diff_children(std::slice::from_ref(&self.content));
    }

    fn size(&self) -> Size<Length> {
        self.content.as_widget().size()
    }

    fn size_hint(&self) -> Size<Length> {
        self.content.as_widget().size_hint()
    }

    fn layout(&mut self, tree: &mut Tree, renderer: &Renderer, limits: &layout::Limits) -> layout::Node {
        self.content.as_widget_mut().layout(&mut tree.children[0], renderer, limits)
    }

    fn operate(&mut self, tree: &mut Tree, layout: Layout<'_>, renderer: &Renderer, operation: &mut dyn Operation) {
        let (state, tree) = apart(tree);
        self.around.operate(state, &mut Inside { content: &mut self.content, tree, layout, renderer }, operation);
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
        let (state, tree) = apart(tree);
        let content = Inside { content: &mut self.content, tree, layout, renderer };
        self.around.update(state, &mut Hearing { content, cursor, clipboard, viewport }, event, shell);
    }

    fn mouse_interaction(
        &self,
        tree: &Tree,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        viewport: &Rectangle,
        renderer: &Renderer,
    ) -> mouse::Interaction {
        self.content.as_widget().mouse_interaction(&tree.children[0], layout, cursor, viewport, renderer)
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
        let cursor = if self.around.is_open() { cursor } else { mouse::Cursor::Unavailable };
        self.around.draw(tree.state.downcast_ref(), renderer, layout.bounds(), |renderer| {
            self.content.as_widget().draw(&tree.children[0], renderer, theme, style, layout, cursor, viewport);
        });
    }

    fn overlay<'b>(
        &'b mut self,
        tree: &'b mut Tree,
        layout: Layout<'b>,
        renderer: &Renderer,
        viewport: &Rectangle,
        translation: Vector,
    ) -> Option<overlay::Element<'b, M, Theme, Renderer>> {
        if !self.around.is_open() {
            return None;
        }
        self.content.as_widget_mut().overlay(&mut tree.children[0], layout, renderer, viewport, translation)
    }
}

impl<'a, M: 'a, A: Around<M> + 'a> From<Wrap<'a, M, A>> for Element<'a, M> {
    fn from(wrap: Wrap<'a, M, A>) -> Self {
        Element::new(wrap)
    }
}
