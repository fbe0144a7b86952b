//! The focus ring: two pixels of green with a soft halo, around everything that takes keys.

use iced::advanced::layout::Layout;
use iced::advanced::widget::operation::Focusable as FocusableState;
use iced::advanced::widget::{Id, Operation, Tree, Widget, tree};
use iced::advanced::{Clipboard, Renderer as _, Shell, renderer};
use iced::{Border, Color, Element, Event, Rectangle, Renderer, Theme, mouse, window};

use super::wrap::{forward_overlay, forward_to_content};
use super::{Look, space};

const RING: f32 = 2.0;
const HALO: f32 = 3.0;

/// How a ring is drawn.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ring {
    pub color: Color,
    /// Inside the bounds, for what is cut at its edges.
    pub inset: bool,
}

impl Ring {
    pub fn draw(self, renderer: &mut Renderer, bounds: Rectangle) {
        let around = if self.inset { bounds.shrink(RING) } else { bounds };
        let radius = if self.inset { 2.0 } else { space::RADIUS };
        outline(renderer, around.expand(RING + HALO), HALO, radius + RING + HALO, self.color.scale_alpha(0.25));
        outline(renderer, around.expand(RING), RING, radius + RING, self.color);
    }
}

fn outline(renderer: &mut Renderer, bounds: Rectangle, width: f32, radius: f32, color: Color) {
    let border = Border { color, width, radius: radius.into() };
    renderer.fill_quad(renderer::Quad { bounds, border, ..Default::default() }, Color::TRANSPARENT);
}

/// Draws the halo around a field that has the focus; the field's own border is the ring.
pub(super) struct Halo<'a, M> {
    look: Look,
    content: Element<'a, M>,
}

pub(super) fn halo<'a, M: 'a>(look: Look, field: impl Into<Element<'a, M>>) -> Element<'a, M> {
    Element::new(Halo { look, content: field.into() })
}

#[derive(Default)]
struct Focused(bool);

impl<M> Widget<M, Theme, Renderer> for Halo<'_, M> {
    forward_to_content!();
    forward_overlay!();

    fn tag(&self) -> tree::Tag {
        tree::Tag::of::<Focused>()
    }

    fn state(&self) -> tree::State {
        tree::State::new(Focused::default())
    }

    fn operate(&mut self, tree: &mut Tree, layout: Layout<'_>, renderer: &Renderer, operation: &mut dyn Operation) {
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
        if let Event::Window(window::Event::RedrawRequested(_)) = event {
            let mut ask = AnyFocused(false);
            content.operate(&mut tree.children[0], layout, renderer, &mut ask);
            tree.state.downcast_mut::<Focused>().0 = ask.0;
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
        if tree.state.downcast_ref::<Focused>().0 {
            let color = self.look.palette().focus.scale_alpha(0.25);
            outline(renderer, layout.bounds().expand(HALO), HALO, space::RADIUS + HALO, color);
        }
        self.content.as_widget().draw(&tree.children[0], renderer, theme, style, layout, cursor, viewport);
    }
}

/// Whether anything that is met has the focus.
pub(super) struct AnyFocused(pub bool);

impl Operation for AnyFocused {
    fn traverse(&mut self, operate: &mut dyn FnMut(&mut dyn Operation)) {
        operate(self);
    }

    fn focusable(&mut self, _id: Option<&Id>, _bounds: Rectangle, state: &mut dyn FocusableState) {
        self.0 |= state.is_focused();
    }
}
