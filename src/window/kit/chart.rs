//! Daily use as bars, with the balance as a line over them.

use iced::alignment::Horizontal;
use iced::keyboard::key::Named;
use iced::widget::canvas::{self, Canvas, Event, Frame, Geometry, Path, Stroke};
use iced::widget::text::Wrapping;
use iced::widget::{column, row};
use iced::{Alignment, Color, Element, Fill, Pixels, Point, Rectangle, Renderer, Size, Theme, mouse};

use super::{Kind, Look, action, empty, focusable, font, space};
use crate::basics::{Cents, Day, Kwh};

/// One billed day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DayOfUse {
    pub day: Day,
    /// Negative where a true read came in below an estimate (R20).
    pub used: Kwh,
    /// What the day cost.
    pub cost: Cents,
    /// The balance after it.
    pub balance: Cents,
    /// The use was estimated: its bar is an outline.
    pub estimated: bool,
}

impl DayOfUse {
    /// The day in words: `Nov 24 · 41.3 kWh · $5.18 · balance $17.42`.
    #[must_use]
    pub fn words(&self) -> String {
        let estimated = if self.estimated { " estimated" } else { "" };
        let (day, used) = (self.day.format("%b %-d"), self.used);
        let (cost, balance) = (self.cost.dollars(), self.balance.dollars());
        format!("{day} \u{b7} {used} kWh{estimated} \u{b7} {cost} \u{b7} balance {balance}")
    }
}

/// The chart under its title. Days are in order; the arrows move the selection, and what is selected is said in words.
pub fn chart<'a, M: Clone + 'static>(
    look: Look,
    days: &'a [DayOfUse],
    selected: Option<usize>,
    on_select: impl Fn(usize) -> M + Clone + 'a,
) -> Element<'a, M> {
    let title = look.heading("Daily use and balance");
    let Some(last) = days.len().checked_sub(1) else {
        let why =
            empty(look, "No day has been billed yet", "The first bar appears after the next morning's reads.", None);
        return column![title, why].spacing(space::S).into();
    };
    let selected = selected.map(|at| at.min(last));
    let words = selected.map_or_else(|| "Choose a day to see its figures".to_string(), |at| days[at].words());
    let (back, on) = (selected.map_or(last, |at| at.saturating_sub(1)), selected.map_or(last, |at| (at + 1).min(last)));
    let step = |name: &'static str, to: usize| action(look, Kind::Link, name, None, Some(on_select(to)));
    let words = look.quiet(words).width(Fill).align_x(Horizontal::Right);
    let head = row![title.wrapping(Wrapping::None), words, step("\u{2039}", back), step("\u{203a}", on)];
    let by_key = on_select.clone();
    let plot = Canvas::new(Plot { look, days, selected, on_select: Box::new(on_select) }).width(Fill).height(150);
    let keyed = focusable(look, plot, None).inset().on_key(move |key| match key {
        Named::ArrowLeft => Some(by_key(back)),
        Named::ArrowRight => Some(by_key(on)),
        Named::Home => Some(by_key(0)),
        Named::End => Some(by_key(last)),
        _ => None,
    });
    column![head.spacing(space::S).align_y(Alignment::Center), keyed].spacing(space::XS).into()
}

struct Plot<'a, M> {
    look: Look,
    days: &'a [DayOfUse],
    selected: Option<usize>,
    on_select: Box<dyn Fn(usize) -> M + 'a>,
}

/// Where things are within the canvas.
struct Scale {
    width: f32,
    /// Where the bars stand.
    ground: f32,
    bars: f32,
    most_used: f32,
    line_top: f32,
    line_bottom: f32,
    lowest: f32,
    highest: f32,
}

impl Scale {
    fn new(days: &[DayOfUse], size: Size, words: f32) -> Self {
        let ground = size.height - words - 8.0;
        let bars = ground * 0.34;
        let balances = || days.iter().map(|day| day.balance.0 as f32);
        Self {
            width: size.width / days.len() as f32,
            ground,
            bars,
            most_used: days.iter().map(|day| day.used.wh as f32).fold(1.0, f32::max),
            line_top: 10.0,
            line_bottom: ground - bars - 12.0,
            lowest: balances().fold(0.0, f32::min),
            highest: balances().fold(1.0, f32::max),
        }
    }

    fn middle(&self, index: usize) -> f32 {
        (index as f32 + 0.5) * self.width
    }

    fn balance(&self, cents: f32) -> f32 {
        let share = (cents - self.lowest) / (self.highest - self.lowest);
        self.line_bottom - share * (self.line_bottom - self.line_top)
    }

    fn bar(&self, index: usize, day: &DayOfUse) -> Rectangle {
        let height = (day.used.wh.max(0) as f32 / self.most_used * self.bars).max(1.0);
        let width = (self.width * 0.76).max(1.0);
        Rectangle { x: self.middle(index) - width / 2.0, y: self.ground - height, width, height }
    }
}

impl<M> Plot<'_, M> {
    fn words(&self, frame: &mut Frame, at: Point, color: Color, content: String, side: iced::widget::text::Alignment) {
        frame.fill_text(canvas::Text {
            content,
            position: at,
            color,
            size: Pixels(self.look.scaled(11.0)),
            font: font::REGULAR,
            align_x: side,
            align_y: iced::alignment::Vertical::Bottom,
            ..canvas::Text::default()
        });
    }

    fn draw_bars(&self, frame: &mut Frame, scale: &Scale) {
        let p = self.look.palette();
        for (index, day) in self.days.iter().enumerate() {
            let bar = scale.bar(index, day);
            let color = if self.selected == Some(index) { p.focus } else { p.green_bar };
            let shape = Path::rectangle(bar.position(), bar.size());
            if day.estimated {
                frame.stroke(&shape, Stroke::default().with_color(color).with_width(1.5));
            } else {
                frame.fill(&shape, color);
            }
        }
        let end = Point::new(frame.width(), scale.ground);
        frame.stroke(&Path::line(Point::new(0.0, scale.ground), end), Stroke::default().with_color(p.strong_line));
    }

    fn draw_balance(&self, frame: &mut Frame, scale: &Scale) {
        let p = self.look.palette();
        let zero = scale.balance(0.0);
        let dashes = canvas::LineDash { segments: &[4.0, 4.0], offset: 0 };
        let dashed = Stroke { line_dash: dashes, ..Stroke::default().with_color(p.red_ink.scale_alpha(0.55)) };
        frame.stroke(&Path::line(Point::new(0.0, zero), Point::new(frame.width(), zero)), dashed);
        self.words(
            frame,
            Point::new(2.0, zero - 2.0),
            p.red_ink,
            "$0.00".to_string(),
            iced::widget::text::Alignment::Left,
        );
        let points = self.days.iter().enumerate();
        let mut points =
            points.map(|(index, day)| Point::new(scale.middle(index), scale.balance(day.balance.0 as f32)));
        let line = Path::new(|line| {
            if let Some(first) = points.next() {
                line.move_to(first);
                points.for_each(|point| line.line_to(point));
            }
        });
        frame.stroke(&line, Stroke::default().with_color(p.blue).with_width(2.0));
        if let Some(at) = self.selected {
            let point = Point::new(scale.middle(at), scale.balance(self.days[at].balance.0 as f32));
            frame.fill(&Path::circle(point, 4.5), p.surface);
            frame.fill(&Path::circle(point, 3.5), p.blue);
        }
    }

    /// The first and the last day, and every first of a month between them that has room.
    fn draw_days(&self, frame: &mut Frame, scale: &Scale) {
        use chrono::Datelike as _;
        use iced::widget::text::Alignment;
        let ink = self.look.palette().quiet_ink;
        let (height, room) = (frame.height() - 1.0, self.look.scaled(56.0));
        let (width, last) = (frame.width(), self.days.len() - 1);
        let name = |index: usize| self.days[index].day.format("%b %-d").to_string();
        self.words(frame, Point::new(2.0, height), ink, name(0), Alignment::Left);
        if scale.width * last as f32 > room {
            self.words(frame, Point::new(width - 2.0, height), ink, name(last), Alignment::Right);
        }
        for (index, _) in self.days.iter().enumerate().filter(|(_, day)| day.day.day() == 1) {
            let x = scale.middle(index);
            if x > room * 1.5 && x < width - room * 1.5 {
                self.words(frame, Point::new(x, height), ink, name(index), Alignment::Center);
            }
        }
    }
}

impl<M> canvas::Program<M> for Plot<'_, M> {
    type State = ();

    fn update(
        &self,
        (): &mut (),
        event: &Event,
        bounds: Rectangle,
        cursor: mouse::Cursor,
    ) -> Option<canvas::Action<M>> {
        let Event::Mouse(mouse::Event::ButtonPressed(mouse::Button::Left)) = event else { return None };
        let at = cursor.position_in(bounds)?;
        let index = (at.x / bounds.width * self.days.len() as f32) as usize;
        Some(canvas::Action::publish((self.on_select)(index.min(self.days.len() - 1))).and_capture())
    }

    fn draw(&self, (): &(), renderer: &Renderer, _: &Theme, bounds: Rectangle, _: mouse::Cursor) -> Vec<Geometry> {
        let mut frame = Frame::new(renderer, bounds.size());
        let scale = Scale::new(self.days, bounds.size(), self.look.scaled(13.0));
        self.draw_bars(&mut frame, &scale);
        self.draw_balance(&mut frame, &scale);
        self.draw_days(&mut frame, &scale);
        vec![frame.into_geometry()]
    }

    fn mouse_interaction(&self, (): &(), bounds: Rectangle, cursor: mouse::Cursor) -> mouse::Interaction {
        if cursor.is_over(bounds) { mouse::Interaction::Pointer } else { mouse::Interaction::default() }
    }
}
