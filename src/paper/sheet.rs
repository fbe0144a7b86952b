//! The layout: content flows down a page and on to the next. Head, band and page number are put on every page at the end.

use std::collections::BTreeSet;

use super::fonts::{Weight, drawable};
use super::letterhead::Letterhead;
use super::page::{Area, Document, Ink, Mark, Page, Paper};
use super::text::{Align, Line, Run, Style, natural_width, wrap, wrap_text};

/// From one baseline to the next, times the text's size.
const LEADING: f32 = 1.38;
/// From a line's top to its baseline, times the text's size.
const ASCENT: f32 = 1.05;
/// The roll grows to its content; nothing breaks before this.
const ENDLESS: f32 = 100_000.0;

/// A document while it is laid out.
pub(super) struct Sheet<'h> {
    pub paper: Paper,
    pub head: &'h Letterhead,
    title: String,
    pages: Vec<Vec<Mark>>,
    /// Where the next thing goes.
    y: f32,
    missing: BTreeSet<char>,
}

impl<'h> Sheet<'h> {
    /// An empty document. `title` names it in the viewer and on each page's foot.
    pub fn new(paper: Paper, head: &'h Letterhead, title: impl Into<String>) -> Self {
        let mut sheet = Self {
            paper,
            head,
            title: String::new(),
            pages: vec![Vec::new()],
            y: paper.edge(),
            missing: BTreeSet::new(),
        };
        sheet.title = sheet.safe(&title.into());
        if paper == Paper::Roll {
            sheet.roll_band();
        }
        sheet
    }

    /// The co-op's name and office, then the document's title and what it is about.
    pub fn opening(&mut self, title: &str, about: &str) {
        let name = Style::BOLD.scaled(1.15).ink(Ink::Green);
        self.pair((&self.head.utility, name), (&self.head.place(), Style::SMALL));
        self.gap(3.0);
        self.fill_line(1.2, Ink::Green);
        self.gap(10.0);
        self.text(Style::BOLD.scaled(1.75), title);
        if !about.is_empty() {
            self.text(Style::QUIET, about);
        }
        self.gap(8.0);
    }

    pub fn gap(&mut self, points: f32) {
        self.y += points;
    }

    /// A thin line over the whole width.
    pub fn rule(&mut self) {
        self.gap(3.0);
        self.fill_line(0.6, Ink::Line);
        self.gap(3.0);
    }

    /// The head of a section; it stays with what follows.
    pub fn heading(&mut self, text: &str) {
        self.gap(10.0);
        self.ensure(70.0);
        self.text(Style::BOLD.scaled(1.15), text);
        self.gap(2.0);
    }

    pub fn text(&mut self, style: Style, text: &str) {
        let lines = wrap_text(&self.safe(text), style.weight, self.size(style), self.width());
        self.lines(style, &lines);
    }

    pub fn runs(&mut self, style: Style, runs: &[Run]) {
        let runs = self.safe_runs(runs);
        let lines = wrap(&runs, style.weight, self.size(style), self.width());
        self.lines(style, &lines);
    }

    /// Something at the left, something that belongs to it at the right; each wraps in its own part.
    pub fn pair(&mut self, left: (&str, Style), right: (&str, Style)) {
        let gap = 10.0;
        let right_text = self.safe(right.0);
        let natural = natural_width(&right_text, right.1.weight, self.size(right.1));
        let right_width = natural.min((self.width() - gap) * 0.62) + 0.5;
        let right_lines = wrap_text(&right_text, right.1.weight, self.size(right.1), right_width);
        let left_lines =
            wrap_text(&self.safe(left.0), left.1.weight, self.size(left.1), self.width() - gap - right_width);
        let step = self.leading(left.1).max(self.leading(right.1));
        let empty = Line::default();
        let size = self.size(left.1).max(self.size(right.1));
        for index in 0..left_lines.len().max(right_lines.len()) {
            self.ensure(step);
            let baseline = self.y + ASCENT * size;
            self.put(left_lines.get(index).unwrap_or(&empty), self.left(), baseline, left.1);
            let line = right_lines.get(index).unwrap_or(&empty);
            self.put(line, self.left() + self.width() - line.width, baseline, right.1);
            self.y += step;
        }
    }

    /// Quiet labels in one column, what they name in the next.
    pub fn facts(&mut self, facts: &[(&str, &str)]) {
        let widest = |sheet: &Self| {
            facts
                .iter()
                .map(|fact| natural_width(fact.0, Weight::Regular, sheet.size(Style::QUIET)))
                .fold(0.0, f32::max)
        };
        let column = (widest(self) + 12.0).min(self.width() * 0.45);
        for (label, value) in facts.iter().filter(|fact| !fact.1.is_empty()) {
            let labels = wrap_text(&self.safe(label), Weight::Regular, self.size(Style::QUIET), column - 6.0);
            let values = wrap_text(&self.safe(value), Weight::Regular, self.size(Style::BODY), self.width() - column);
            let empty = Line::default();
            for index in 0..labels.len().max(values.len()) {
                self.ensure(self.leading(Style::BODY));
                let baseline = self.y + ASCENT * self.size(Style::BODY);
                self.put(labels.get(index).unwrap_or(&empty), self.left(), baseline, Style::QUIET);
                self.put(values.get(index).unwrap_or(&empty), self.left() + column, baseline, Style::BODY);
                self.y += self.leading(Style::BODY);
            }
        }
    }

    /// A tinted box that must not be overlooked: its first line bold, the rest under it.
    pub fn callout(&mut self, ink: Ink, ground: Ink, title: &str, rest: &str) {
        let padding = if self.paper == Paper::Roll { 6.0 } else { 10.0 };
        let width = self.width() - 2.0 * padding;
        let bold = Style::BOLD.scaled(1.1).ink(ink);
        let plain = Style::BODY.ink(ink);
        let titles = wrap_text(&self.safe(title), Weight::Bold, self.size(bold), width);
        let lines = wrap_text(&self.safe(rest), Weight::Regular, self.size(plain), width);
        let height =
            count(titles.len()) * self.leading(bold) + count(lines.len()) * self.leading(plain) + 1.3 * padding;
        self.gap(3.0);
        self.ensure(height);
        self.mark(Mark::Fill { area: Area { x: self.left(), y: self.y, width: self.width(), height }, ink: ground });
        self.mark(Mark::Fill { area: Area { x: self.left(), y: self.y, width: 2.5, height }, ink });
        let bottom = self.y + height;
        self.y += 0.6 * padding;
        for (style, lines) in [(bold, &titles), (plain, &lines)] {
            for line in lines {
                self.put(line, self.left() + padding, self.y + ASCENT * self.size(style), style);
                self.y += self.leading(style);
            }
        }
        self.y = bottom;
        self.gap(6.0);
    }

    /// Goes on to the next page unless `height` fits on this one.
    pub fn ensure(&mut self, height: f32) {
        if !self.fits(height) && self.y > self.paper.edge() {
            self.next_page();
        }
    }

    pub fn next_page(&mut self) {
        self.pages.push(Vec::new());
        self.y = self.paper.edge();
    }

    /// Whether `height` fits on this page.
    pub fn fits(&self, height: f32) -> bool {
        self.y + height <= self.bottom()
    }

    /// Where the next thing goes.
    pub fn cursor(&self) -> f32 {
        self.y
    }

    /// Takes `height` of the page, in one piece, and says where.
    pub fn reserve(&mut self, height: f32) -> Area {
        self.ensure(height);
        let area = Area { x: self.left(), y: self.y, width: self.width(), height };
        self.y += height;
        area
    }

    pub fn mark(&mut self, mark: Mark) {
        if let Some(page) = self.pages.last_mut() {
            page.push(mark);
        }
    }

    /// `line` with its start at `x`, as it is.
    pub fn put(&mut self, line: &Line, x: f32, baseline: f32, style: Style) {
        let size = self.size(style);
        for span in &line.spans {
            let (weight, text) = (span.weight, span.text.clone());
            self.mark(Mark::Text { x: x + span.x, y: baseline, size, weight, ink: style.ink, text });
        }
    }

    /// `text` as it can be drawn; what is missing is remembered.
    pub fn safe(&mut self, text: &str) -> String {
        drawable(text, &mut self.missing).into_owned()
    }

    pub fn size(&self, style: Style) -> f32 {
        self.paper.text_size() * style.scale
    }

    pub fn leading(&self, style: Style) -> f32 {
        self.size(style) * LEADING
    }

    pub fn left(&self) -> f32 {
        self.paper.side()
    }

    pub fn width(&self) -> f32 {
        self.paper.width() - 2.0 * self.paper.side()
    }

    /// The height that a page offers.
    pub fn page_room(&self) -> f32 {
        self.bottom() - self.paper.edge()
    }

    /// The pages, each with its band, head and number.
    pub fn finish(mut self) -> Document {
        let width = self.paper.width();
        let height = self.paper.height().unwrap_or(self.y + self.paper.edge());
        let count = self.pages.len();
        if self.paper != Paper::Roll {
            for index in 0..count {
                let mut furniture = self.furniture(index, count, height);
                self.pages[index].append(&mut furniture);
            }
        }
        let pages = self.pages.into_iter().map(|marks| Page { width, height, marks }).collect();
        Document { title: self.title, made: self.head.now.at, pages, missing: self.missing }
    }

    fn lines(&mut self, style: Style, lines: &[Line]) {
        let step = self.leading(style);
        for (index, line) in lines.iter().enumerate() {
            // A paragraph's first and last two lines stay together.
            let pair = lines.len() > 1 && (index == 0 || index + 2 == lines.len());
            self.ensure(if pair { 2.0 * step } else { step });
            let free = self.width() - line.width;
            let indent = match style.align {
                Align::Left => 0.0,
                Align::Center => free / 2.0,
                Align::Right => free,
            };
            self.put(line, self.left() + indent, self.y + ASCENT * self.size(style), style);
            self.y += step;
        }
    }

    fn safe_runs(&mut self, runs: &[Run]) -> Vec<Run> {
        let safe = |sheet: &mut Self, run: &Run| match run {
            Run::Plain(text) => Run::Plain(sheet.safe(text)),
            Run::Strong(text) => Run::Strong(sheet.safe(text)),
        };
        runs.iter().map(|run| safe(self, run)).collect()
    }

    fn bottom(&self) -> f32 {
        self.paper.height().map_or(ENDLESS, |height| height - self.paper.edge())
    }

    fn fill_line(&mut self, thickness: f32, ink: Ink) {
        let area = Area { height: thickness, ..self.reserve(thickness) };
        self.mark(Mark::Fill { area, ink });
    }

    fn roll_band(&mut self) {
        if let Some(band) = self.head.band() {
            self.text(Style::BOLD.align(Align::Center), band);
            self.rule();
        }
    }

    /// The band and, from the second page on, what this paper is; at the foot the page's number.
    fn furniture(&mut self, index: usize, count: usize, height: f32) -> Vec<Mark> {
        let (left, width) = (self.left(), self.width());
        let mut marks = Vec::new();
        if let Some(band) = self.head.band() {
            let size = 8.5;
            let x = left + (width - Weight::Bold.measure(band, size)) / 2.0;
            marks.push(Mark::Fill { area: Area { x: left, y: 18.0, width, height: 16.0 }, ink: Ink::SoftAmber });
            marks.push(Mark::Text { x, y: 29.2, size, weight: Weight::Bold, ink: Ink::Amber, text: band.to_string() });
        }
        let quiet = |x: f32, y: f32, text: String| Mark::Text {
            x,
            y,
            size: 8.0,
            weight: Weight::Regular,
            ink: Ink::Quiet,
            text,
        };
        let number = format!("Page {} of {count}", index + 1);
        let title_width = width - Weight::Regular.measure(&number, 8.0) - 16.0;
        let name = self.safe(&format!("{} · {}", self.head.utility, self.title));
        let mut short = wrap_text(&name, Weight::Regular, 8.0, title_width);
        let name = short
            .drain(..)
            .next()
            .and_then(|line| line.spans.into_iter().next())
            .map_or(String::new(), |span| span.text);
        let number_x = left + width - Weight::Regular.measure(&number, 8.0);
        marks.push(quiet(left, height - 26.0, name));
        marks.push(quiet(number_x, height - 26.0, number));
        marks
    }
}

#[expect(clippy::cast_precision_loss, reason = "a box has a few lines")]
pub(super) fn count(lines: usize) -> f32 {
    lines as f32
}
