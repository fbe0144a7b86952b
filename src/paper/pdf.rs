//! From marks to a PDF's bytes: the same document is the same bytes, always, so that a hash of a paper means something.

use chrono::{Datelike, Timelike};
use pdf_writer::types::{LineCapStyle, LineJoinStyle};
use pdf_writer::{Content, Date, Filter, Finish, Pdf, Rect, Ref, Str, TextStr};

use super::embed::{Embedded, packed};
use super::fonts::Weight;
use super::page::{Area, Document, Ink, Mark, Page, hundredth};
use crate::basics::Instant;

impl Document {
    /// The PDF, with the characters it uses embedded.
    #[must_use]
    pub fn pdf(&self) -> Vec<u8> {
        let mut fonts = Fonts { regular: Embedded::new(Weight::Regular), bold: Embedded::new(Weight::Bold) };
        let contents: Vec<_> = self.pages.iter().map(|page| packed(&draw(page, &mut fonts))).collect();

        let mut next = Ref::new(1);
        let [catalog, tree, info] = [(); 3].map(|()| next.bump());
        let mut pdf = Pdf::new();
        pdf.catalog(catalog).pages(tree);
        let made = date(self.made);
        pdf.document_info(info)
            .title(TextStr(&self.title))
            .creator(TextStr("Advance Pay Desk"))
            .creation_date(made)
            .modified_date(made);
        let fonts = [&fonts.regular, &fonts.bold].map(|font| Some((font.name(), font.write(&mut pdf, &mut next)?)));
        let mut kids = Vec::with_capacity(self.pages.len());
        for (page, content) in self.pages.iter().zip(&contents) {
            let [id, drawn] = [(); 2].map(|()| next.bump());
            kids.push(id);
            let mut leaf = pdf.page(id);
            leaf.parent(tree)
                .media_box(Rect::new(0.0, 0.0, hundredth(page.width), hundredth(page.height)))
                .contents(drawn);
            leaf.resources().fonts().pairs(fonts.iter().flatten().copied());
            leaf.finish();
            pdf.stream(drawn, content).filter(Filter::FlateDecode);
        }
        let count = i32::try_from(kids.len()).unwrap_or(i32::MAX);
        pdf.pages(tree).kids(kids).count(count);
        pdf.finish()
    }
}

fn date(made: Instant) -> Date {
    let small = |part: u32| u8::try_from(part).unwrap_or(u8::MAX);
    Date::new(u16::try_from(made.year()).unwrap_or_default())
        .month(small(made.month()))
        .day(small(made.day()))
        .hour(small(made.hour()))
        .minute(small(made.minute()))
        .second(small(made.second()))
        .utc_offset_hour(0)
}

struct Fonts {
    regular: Embedded,
    bold: Embedded,
}

fn draw(page: &Page, fonts: &mut Fonts) -> Vec<u8> {
    let mut pen = Pen { height: page.height, content: Content::new(), fonts, font: None, fill: None, outline: None };
    pen.content.set_line_cap(LineCapStyle::RoundCap).set_line_join(LineJoinStyle::RoundJoin);
    for mark in &page.marks {
        pen.mark(mark);
    }
    pen.content.finish().into_vec()
}

/// Writes one page, and remembers what is set.
struct Pen<'f> {
    height: f32,
    content: Content,
    fonts: &'f mut Fonts,
    font: Option<(Weight, f32)>,
    fill: Option<Ink>,
    outline: Option<Ink>,
}

impl Pen<'_> {
    fn mark(&mut self, mark: &Mark) {
        match mark {
            Mark::Text { x, y, size, weight, ink, text } => self.text((*x, *y), *size, *weight, *ink, text),
            Mark::Fill { area, ink } => {
                self.fill_with(*ink);
                self.rectangle(*area);
                self.content.fill_nonzero();
            }
            Mark::Stroke { points, thickness, ink } => {
                self.outline_with(*ink, *thickness);
                self.stroke(points);
            }
        }
    }

    fn text(&mut self, (x, y): (f32, f32), size: f32, weight: Weight, ink: Ink, text: &str) {
        self.fill_with(ink);
        let (x, y) = (hundredth(x), self.upward(y));
        let font = match weight {
            Weight::Regular => &mut self.fonts.regular,
            Weight::Bold => &mut self.fonts.bold,
        };
        self.content.begin_text();
        if self.font.replace((weight, size)) != Some((weight, size)) {
            self.content.set_font(font.name(), size);
        }
        self.content.next_line(x, y).show(Str(&font.encode(text))).end_text();
    }

    fn rectangle(&mut self, area: Area) {
        let bottom = self.upward(hundredth(area.y) + hundredth(area.height));
        self.content.rect(hundredth(area.x), bottom, hundredth(area.width), hundredth(area.height));
    }

    fn stroke(&mut self, points: &[(f32, f32)]) {
        let Some((first, rest)) = points.split_first() else { return };
        // A single point is a line to itself: with round ends it is a dot.
        let rest = if rest.is_empty() { std::slice::from_ref(first) } else { rest };
        self.content.move_to(hundredth(first.0), self.upward(first.1));
        for point in rest {
            self.content.line_to(hundredth(point.0), self.upward(point.1));
        }
        self.content.stroke();
    }

    fn fill_with(&mut self, ink: Ink) {
        if self.fill.replace(ink) != Some(ink) {
            let [red, green, blue] = color(ink);
            self.content.set_fill_rgb(red, green, blue);
        }
    }

    fn outline_with(&mut self, ink: Ink, thickness: f32) {
        if self.outline.replace(ink) != Some(ink) {
            let [red, green, blue] = color(ink);
            self.content.set_stroke_rgb(red, green, blue);
        }
        self.content.set_line_width(thickness);
    }

    /// PDF counts from the bottom. Each place is rounded before it is turned, so that a rounded one is drawn where it was.
    fn upward(&self, y: f32) -> f32 {
        hundredth(hundredth(self.height) - hundredth(y))
    }
}

fn color(ink: Ink) -> [f32; 3] {
    ink.rgb().map(|part| hundredth(f32::from(part) / 255.0))
}
