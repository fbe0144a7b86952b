//! A document's content, as a store keeps it: every text, line and box at its place. Small, because it names each pen once
//! and carries no font; and exact, because a PDF knows no finer place than a hundredth of a point either.

use serde::{Deserialize, Serialize};

use super::fonts::Weight;
use super::page::{Area, Document, Ink, Mark, Page, hundredth};
use crate::basics::Instant;

impl Document {
    /// What is kept of it, in JSON. [`Document::from_content`] is the way back, to the same PDF byte for byte.
    ///
    /// # Errors
    /// None that a laid-out document can cause.
    pub fn content(&self) -> serde_json::Result<String> {
        let mut pens = Vec::new();
        let sheets = self.pages.iter().map(|page| Sheet::of(page, &mut pens)).collect();
        serde_json::to_string(&Content { title: self.title.clone(), made: self.made, pens, sheets })
    }

    /// The document that this is the content of.
    ///
    /// # Errors
    /// It is the content of none.
    pub fn from_content(content: &str) -> serde_json::Result<Self> {
        let content: Content = serde_json::from_str(content)?;
        let page = |sheet: Sheet| sheet.page(&content.pens);
        let pages = content.sheets.into_iter().map(page).collect::<serde_json::Result<_>>()?;
        Ok(Self { title: content.title, made: content.made, pages, missing: Default::default() })
    }
}

#[derive(Serialize, Deserialize)]
struct Content {
    title: String,
    made: Instant,
    pens: Vec<Pen>,
    sheets: Vec<Sheet>,
}

/// What a text is written with: its size, weight and ink.
#[derive(Clone, Copy, PartialEq, Serialize, Deserialize)]
struct Pen(f32, Weight, Ink);

#[derive(Serialize, Deserialize)]
struct Sheet {
    width: f32,
    height: f32,
    marks: Vec<Placed>,
}

/// A mark, told from the others by what it begins with and how long it is.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Placed {
    /// The number of its pen, x, the baseline, the text.
    Text(usize, f32, f32, String),
    /// Its ink, x, y, width, height.
    Fill(Ink, f32, f32, f32, f32),
    /// Its ink, its thickness, the way.
    Stroke(Ink, f32, Vec<(f32, f32)>),
}

impl Sheet {
    fn of(page: &Page, pens: &mut Vec<Pen>) -> Self {
        let marks = page.marks.iter().map(|mark| Placed::of(mark, pens)).collect();
        Self { width: hundredth(page.width), height: hundredth(page.height), marks }
    }

    fn page(self, pens: &[Pen]) -> serde_json::Result<Page> {
        let marks = self.marks.into_iter().map(|mark| mark.mark(pens)).collect::<serde_json::Result<_>>()?;
        Ok(Page { width: self.width, height: self.height, marks })
    }
}

impl Placed {
    fn of(mark: &Mark, pens: &mut Vec<Pen>) -> Self {
        match mark {
            Mark::Text { x, y, size, weight, ink, text } => {
                let pen = Pen(*size, *weight, *ink);
                let number = pens.iter().position(|known| *known == pen).unwrap_or_else(|| {
                    pens.push(pen);
                    pens.len() - 1
                });
                Self::Text(number, hundredth(*x), hundredth(*y), text.clone())
            }
            Mark::Fill { area, ink } => {
                let [x, y, width, height] = [area.x, area.y, area.width, area.height].map(hundredth);
                Self::Fill(*ink, x, y, width, height)
            }
            Mark::Stroke { points, thickness, ink } => {
                let points = points.iter().map(|(x, y)| (hundredth(*x), hundredth(*y))).collect();
                Self::Stroke(*ink, *thickness, points)
            }
        }
    }

    fn mark(self, pens: &[Pen]) -> serde_json::Result<Mark> {
        Ok(match self {
            Self::Text(pen, x, y, text) => {
                let no_pen = || serde::de::Error::custom(format!("there is no pen {pen}"));
                let Pen(size, weight, ink) = *pens.get(pen).ok_or_else(no_pen)?;
                Mark::Text { x, y, size, weight, ink, text }
            }
            Self::Fill(ink, x, y, width, height) => Mark::Fill { area: Area { x, y, width, height }, ink },
            Self::Stroke(ink, thickness, points) => Mark::Stroke { points, thickness, ink },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::paper::samples;

    #[test]
    fn what_is_kept_of_a_paper_draws_the_same_bytes() {
        for (name, document) in samples::all() {
            let content = document.content().expect("content");
            let again = Document::from_content(&content).expect("a document");
            assert!(again.pdf() == document.pdf(), "{name}");
            assert_eq!(again.content().expect("content"), content, "{name}");
        }
    }

    #[test]
    fn a_receipt_keeps_at_most_1_500_bytes() {
        let content = samples::receipt().lay_out(crate::paper::Paper::Roll, &samples::head()).content();
        let content = content.expect("content");
        assert!(content.len() <= 1_500, "{} bytes: {content}", content.len());
    }

    #[test]
    fn what_is_no_content_is_refused() {
        for no_content in [
            "",
            "{}",
            r#"{"title":"A","made":"2026-11-30T20:14:00Z","pens":[],"sheets":[{"width":1,"height":1,"marks":[[0,1,1,"a"]]}]}"#,
        ] {
            assert!(Document::from_content(no_content).is_err(), "{no_content}");
        }
    }
}
