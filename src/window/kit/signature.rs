//! A pad to sign on. Who can't draw signs on paper: that is an action beside the pad, with its key.

use iced::widget::canvas::{self, Cache, Canvas, Event, Frame, Geometry, LineCap, LineJoin, Path, Stroke};
use iced::widget::{column, container};
use iced::{Element, Fill, Pixels, Point, Rectangle, Renderer, Theme, border, mouse, touch};

use super::{Look, font, space};

/// Height of the pad over its width.
pub const ASPECT: f32 = 0.37;

/// Points of a stroke, in widths of the pad: x from 0 to 1, y from 0 (top) to [`ASPECT`].
pub type Stroked = Vec<[f32; 2]>;

/// What was drawn.
#[derive(Debug, Default)]
pub struct Signature {
    strokes: Vec<Stroked>,
    cache: Cache,
}

impl Signature {
    #[must_use]
    pub fn strokes(&self) -> &[Stroked] {
        &self.strokes
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.strokes.is_empty()
    }

    pub fn add(&mut self, stroke: Stroked) {
        self.strokes.push(stroke);
        self.cache.clear();
    }

    pub fn clear(&mut self) {
        self.strokes.clear();
        self.cache.clear();
    }
}

/// The pad at a width in logical pixels, with its caption: who signs, when and where.
pub fn pad<'a, M: 'a>(
    look: Look,
    signature: &'a Signature,
    width: f32,
    caption: impl Into<String>,
    on_stroke: impl Fn(Stroked) -> M + 'a,
) -> Element<'a, M> {
    let p = look.palette();
    let ground = if look.is_high_contrast() { p.surface } else { p.paper };
    let line = if signature.is_empty() { p.strong_line } else { p.focus };
    let frame = border::rounded(space::RADIUS).width(1.0).color(line);
    let pad = Pad { look, signature, caption: caption.into(), on_stroke: Box::new(on_stroke) };
    let canvas = Canvas::new(pad).width(Fill).height(width * ASPECT);
    let hint = signature.is_empty().then(|| look.label("Sign with the mouse, a pen or a finger, above the line."));
    let boxed = container(canvas).width(width).style(move |_| container::background(ground).border(frame));
    column![boxed, hint].spacing(space::XS).into()
}

struct Pad<'a, M> {
    look: Look,
    signature: &'a Signature,
    caption: String,
    on_stroke: Box<dyn Fn(Stroked) -> M + 'a>,
}

/// What mouse, pen and finger have in common.
enum Pen {
    Down,
    Moved,
    Up,
}

fn pen(event: &Event) -> Option<Pen> {
    match event {
        Event::Mouse(mouse::Event::ButtonPressed(mouse::Button::Left))
        | Event::Touch(touch::Event::FingerPressed { .. }) => Some(Pen::Down),
        Event::Mouse(mouse::Event::CursorMoved { .. }) | Event::Touch(touch::Event::FingerMoved { .. }) => {
            Some(Pen::Moved)
        }
        Event::Mouse(mouse::Event::ButtonReleased(mouse::Button::Left))
        | Event::Touch(touch::Event::FingerLifted { .. } | touch::Event::FingerLost { .. }) => Some(Pen::Up),
        _ => None,
    }
}

impl<M> Pad<'_, M> {
    fn draw_stroke(&self, frame: &mut Frame, stroke: &[[f32; 2]]) {
        let width = frame.width();
        let at = |point: &[f32; 2]| Point::new(point[0] * width, point[1] * width);
        let path = Path::new(|path| match stroke {
            [] => {}
            [dot] => path.circle(at(dot), 1.0),
            [first, rest @ ..] => {
                path.move_to(at(first));
                rest.iter().for_each(|point| path.line_to(at(point)));
            }
        });
        let ink = Stroke { line_cap: LineCap::Round, line_join: LineJoin::Round, ..Stroke::default() };
        frame.stroke(&path, ink.with_color(self.look.palette().blue_ink).with_width(2.2));
    }

    fn draw_paper(&self, frame: &mut Frame) {
        let p = self.look.palette();
        let (left, right) = (frame.width() * 0.05, frame.width() * 0.95);
        let y = frame.height() - self.look.scaled(30.0);
        let baseline = Stroke::default().with_color(p.strong_line).with_width(1.5);
        frame.stroke(&Path::line(Point::new(left, y), Point::new(right, y)), baseline);
        frame.fill_text(canvas::Text {
            content: self.caption.clone(),
            position: Point::new(left, y + 7.0),
            color: p.quiet_ink,
            size: Pixels(self.look.scaled(11.0)),
            font: font::REGULAR,
            ..canvas::Text::default()
        });
    }
}

impl<M> canvas::Program<M> for Pad<'_, M> {
    /// The stroke that is being drawn.
    type State = Option<Stroked>;

    fn update(
        &self,
        drawing: &mut Self::State,
        event: &Event,
        bounds: Rectangle,
        cursor: mouse::Cursor,
    ) -> Option<canvas::Action<M>> {
        let point = cursor.position_in(bounds).map(|at| [at.x / bounds.width, at.y / bounds.width]);
        match pen(event)? {
            Pen::Down => {
                *drawing = Some(vec![point?]);
                Some(canvas::Action::request_redraw().and_capture())
            }
            Pen::Moved => {
                drawing.as_mut()?.push(point?);
                Some(canvas::Action::request_redraw().and_capture())
            }
            Pen::Up => Some(canvas::Action::publish((self.on_stroke)(drawing.take()?)).and_capture()),
        }
    }

    fn draw(
        &self,
        drawing: &Self::State,
        renderer: &Renderer,
        _: &Theme,
        bounds: Rectangle,
        _: mouse::Cursor,
    ) -> Vec<Geometry> {
        let mut paper = Frame::new(renderer, bounds.size());
        self.draw_paper(&mut paper);
        if let Some(stroke) = drawing {
            self.draw_stroke(&mut paper, stroke);
        }
        let done = self.signature.cache.draw(renderer, bounds.size(), |frame| {
            self.signature.strokes.iter().for_each(|stroke| self.draw_stroke(frame, stroke));
        });
        vec![paper.into_geometry(), done]
    }

    fn mouse_interaction(&self, _: &Self::State, bounds: Rectangle, cursor: mouse::Cursor) -> mouse::Interaction {
        if cursor.is_over(bounds) { mouse::Interaction::Crosshair } else { mouse::Interaction::default() }
    }
}
