//! From marks to a PDF's bytes: the same document is the same bytes, always, so that a hash of a paper means something.

use printpdf::{
    Color, Line, LineCapStyle, LineJoinStyle, LinePoint, Mm, OffsetDateTime, Op, PaintMode, PdfFontHandle, PdfPage,
    PdfSaveOptions, Point, Pt, Rect, Rgb, TextItem, TextMatrix,
};

use super::fonts::{self, Weight};
use super::page::{Area, Document, Ink, Mark, Page};

impl Document {
    /// The PDF, with the characters it uses embedded.
    #[must_use]
    pub fn pdf(&self) -> Vec<u8> {
        let mut file = fonts::blank_document();
        let made =
            OffsetDateTime::from_unix_timestamp(self.made.timestamp()).unwrap_or_else(|_| OffsetDateTime::epoch());
        let info = &mut file.metadata.info;
        info.document_title.clone_from(&self.title);
        info.creator = "Advance Pay Desk".to_string();
        (info.creation_date, info.modification_date, info.metadata_date) = (made, made, made);
        file.pages = self.pages.iter().map(draw).collect();
        let mut written = file.to_lopdf_document(&PdfSaveOptions::default(), &mut Vec::new());
        // The file's identifier is random, and not required.
        written.trailer.remove(b"ID");
        // The library names a standard of the printing trade that these papers do not claim.
        if let Ok(info) = written.trailer.get(b"Info").and_then(|info| info.as_reference())
            && let Ok(info) = written.get_dictionary_mut(info)
        {
            info.remove(b"GTS_PDFXVersion");
        }
        written.compress();
        let mut bytes = Vec::new();
        written.save_to(&mut bytes).expect("writing to memory does not fail");
        bytes
    }
}

fn draw(page: &Page) -> PdfPage {
    let mut pen = Pen { height: page.height, ops: Vec::new(), fill: None, outline: None };
    pen.ops.push(Op::SetLineCapStyle { cap: LineCapStyle::Round });
    pen.ops.push(Op::SetLineJoinStyle { join: LineJoinStyle::Round });
    for mark in &page.marks {
        pen.mark(mark);
    }
    PdfPage::new(Mm::from(Pt(page.width)), Mm::from(Pt(page.height)), pen.ops)
}

/// Writes one page, and remembers the colours that are set.
struct Pen {
    height: f32,
    ops: Vec<Op>,
    fill: Option<Ink>,
    outline: Option<Ink>,
}

impl Pen {
    fn mark(&mut self, mark: &Mark) {
        match mark {
            Mark::Text { x, y, size, weight, ink, text } => self.text((*x, *y), *size, *weight, *ink, text),
            Mark::Fill { area, ink } => {
                self.fill_with(*ink);
                self.rectangle(*area, PaintMode::Fill);
            }
            Mark::Frame { area, thickness, ink } => {
                self.outline_with(*ink, *thickness);
                self.rectangle(*area, PaintMode::Stroke);
            }
            Mark::Stroke { points, thickness, ink } => {
                self.outline_with(*ink, *thickness);
                self.stroke(points);
            }
        }
    }

    fn text(&mut self, (x, y): (f32, f32), size: f32, weight: Weight, ink: Ink, text: &str) {
        self.fill_with(ink);
        let matrix = TextMatrix::Translate(Pt(hundredth(x)), self.upward(y));
        self.ops.extend([
            Op::StartTextSection,
            Op::SetFont { font: PdfFontHandle::External(weight.id()), size: Pt(size) },
            Op::SetTextMatrix { matrix },
            Op::ShowText { items: vec![TextItem::Text(text.to_string())] },
            Op::EndTextSection,
        ]);
    }

    fn rectangle(&mut self, area: Area, mode: PaintMode) {
        let rectangle = Rect {
            x: Pt(hundredth(area.x)),
            y: self.upward(area.y + area.height),
            width: Pt(hundredth(area.width)),
            height: Pt(hundredth(area.height)),
            mode: Some(mode),
            winding_order: None,
        };
        self.ops.push(Op::DrawRectangle { rectangle });
    }

    fn stroke(&mut self, points: &[(f32, f32)]) {
        let place =
            |&(x, y): &(f32, f32)| LinePoint { p: Point { x: Pt(hundredth(x)), y: self.upward(y) }, bezier: false };
        let mut points: Vec<_> = points.iter().map(place).collect();
        if points.len() == 1 {
            points.extend_from_within(..);
        }
        self.ops.push(Op::DrawLine { line: Line { points, is_closed: false } });
    }

    fn fill_with(&mut self, ink: Ink) {
        if self.fill.replace(ink) != Some(ink) {
            self.ops.push(Op::SetFillColor { col: color(ink) });
        }
    }

    fn outline_with(&mut self, ink: Ink, thickness: f32) {
        if self.outline.replace(ink) != Some(ink) {
            self.ops.push(Op::SetOutlineColor { col: color(ink) });
        }
        self.ops.push(Op::SetOutlineThickness { pt: Pt(thickness) });
    }

    /// PDF counts from the bottom.
    fn upward(&self, y: f32) -> Pt {
        Pt(hundredth(self.height - y))
    }
}

/// To a hundredth of a point: finer is only longer.
fn hundredth(points: f32) -> f32 {
    (points * 100.0).round() / 100.0
}

fn color(ink: Ink) -> Color {
    let [r, g, b] = ink.rgb().map(|part| hundredth(f32::from(part) / 255.0));
    Color::Rgb(Rgb::new(r, g, b, None))
}
