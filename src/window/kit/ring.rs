//! The focus ring: two pixels of green with a soft halo, around everything that takes keys.

use iced::advanced::widget::operation::Focusable as FocusableState;
use iced::advanced::widget::{Id, Operation};
use iced::advanced::{Renderer as _, Shell, renderer};
use iced::{Border, Color, Element, Event, Rectangle, Renderer, window};

use super::wrap::{Around, Hearing, Wrap};
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

/// The halo around a field that has the focus; the field's own border is the ring.
pub(super) fn halo<'a, M: 'a>(look: Look, field: impl Into<Element<'a, M>>) -> Element<'a, M> {
    Wrap { content: field.into(), around: Halo(look) }.into()
}

struct Halo(Look);

#[derive(Default)]
struct Focused(bool);

impl<M> Around<M> for Halo {
    type State = Focused;

    fn update(
        &mut self,
        focused: &mut Focused,
        field: &mut Hearing<'_, '_, M>,
        event: &Event,
        shell: &mut Shell<'_, M>,
    ) {
        field.hear(event, shell);
        if let Event::Window(window::Event::RedrawRequested(_)) = event {
            let mut ask = AnyFocused(false);
            field.content.operate(&mut ask);
            focused.0 = ask.0;
        }
    }

    fn draw(&self, focused: &Focused, renderer: &mut Renderer, bounds: Rectangle, field: impl FnOnce(&mut Renderer)) {
        if focused.0 {
            let color = self.0.palette().focus.scale_alpha(0.25);
            outline(renderer, bounds.expand(HALO), HALO, space::RADIUS + HALO, color);
        }
        field(renderer);
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
