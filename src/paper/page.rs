//! What lies on a page: marks at their places. Points (1/72 inch) from the top left corner.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::fonts::Weight;
use crate::basics::Instant;

/// The paper a document is laid out for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paper {
    /// 8.5 by 11 inches.
    Letter,
    /// 5.5 by 8.5 inches.
    HalfLetter,
    /// A receipt printer's roll, 80 mm wide and as long as it must be.
    Roll,
}

impl Paper {
    pub(super) const fn width(self) -> f32 {
        match self {
            Self::Letter => 612.0,
            Self::HalfLetter => 396.0,
            Self::Roll => 226.8,
        }
    }

    /// The page's height; the roll has none until its content is known.
    pub(super) const fn height(self) -> Option<f32> {
        match self {
            Self::Letter => Some(792.0),
            Self::HalfLetter => Some(612.0),
            Self::Roll => None,
        }
    }

    /// Space that stays free at the left and right.
    pub(super) const fn side(self) -> f32 {
        match self {
            Self::Letter => 60.0,
            Self::HalfLetter => 40.0,
            // Printers of 80 mm rolls reach 72 mm of it.
            Self::Roll => 12.0,
        }
    }

    /// Space above and below the content: the band, the head and the page number lie in it.
    pub(super) const fn edge(self) -> f32 {
        match self {
            Self::Letter => 62.0,
            Self::HalfLetter => 50.0,
            Self::Roll => 12.0,
        }
    }

    /// The size of running text.
    pub(super) const fn text_size(self) -> f32 {
        match self {
            Self::Letter => 10.0,
            Self::HalfLetter => 9.5,
            Self::Roll => 8.5,
        }
    }
}

/// A colour by what it is for. On a printer without colours every one is still told apart by its words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ink {
    Text,
    Quiet,
    Green,
    Amber,
    Red,
    Line,
    Hair,
    SoftGreen,
    SoftAmber,
    SoftRed,
}

impl Ink {
    /// Red, green, blue of 255.
    pub(super) const fn rgb(self) -> [u8; 3] {
        match self {
            Self::Text => [0x1E, 0x23, 0x26],
            Self::Quiet => [0x5B, 0x64, 0x68],
            Self::Green => [0x1C, 0x6B, 0x52],
            Self::Amber => [0x7A, 0x4E, 0x0B],
            Self::Red => [0x8F, 0x1D, 0x16],
            Self::Line => [0xCF, 0xC9, 0xBC],
            Self::Hair => [0xE3, 0xDF, 0xD6],
            Self::SoftGreen => [0xE3, 0xF0, 0xEA],
            Self::SoftAmber => [0xFB, 0xF0, 0xDA],
            Self::SoftRed => [0xFB, 0xE6, 0xE4],
        }
    }
}

/// Where something lies and how far it reaches.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Area {
    pub x: f32,
    pub y: f32,
    pub width: f32,
    pub height: f32,
}

/// One thing that is drawn.
#[derive(Debug, Clone, PartialEq)]
pub enum Mark {
    /// `y` is the baseline.
    Text {
        x: f32,
        y: f32,
        size: f32,
        weight: Weight,
        ink: Ink,
        text: String,
    },
    Fill {
        area: Area,
        ink: Ink,
    },
    /// A pen's way; a single point is a dot.
    Stroke {
        points: Vec<(f32, f32)>,
        thickness: f32,
        ink: Ink,
    },
}

/// One page of a document.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    pub width: f32,
    pub height: f32,
    pub marks: Vec<Mark>,
}

#[cfg(test)]
impl Page {
    /// The texts as they are read: from the top, each line from the left, its parts two spaces apart.
    #[must_use]
    pub fn lines(&self) -> Vec<String> {
        let mut parts: Vec<(f32, f32, &str)> = self.marks.iter().filter_map(Mark::as_text).collect();
        parts.sort_by(|a, b| a.1.total_cmp(&b.1).then(a.0.total_cmp(&b.0)));
        let on_one_line = |a: &(f32, f32, &str), b: &(f32, f32, &str)| (a.1 - b.1).abs() < 1.0;
        parts.chunk_by(on_one_line).map(|line| line.iter().map(|part| part.2).collect::<Vec<_>>().join("  ")).collect()
    }
}

#[cfg(test)]
impl Mark {
    fn as_text(&self) -> Option<(f32, f32, &str)> {
        match self {
            Self::Text { x, y, text, .. } => Some((*x, *y, text)),
            _ => None,
        }
    }
}

/// A document laid out, ready to become a PDF.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    pub title: String,
    /// When it was made; the only date in the file.
    pub made: Instant,
    pub pages: Vec<Page>,
    /// Characters of the content that the font cannot draw. Each is shown as a mark in its place; the caller tells the clerk.
    pub missing: BTreeSet<char>,
}

#[cfg(test)]
impl Document {
    /// Every line of text, page by page.
    #[must_use]
    pub fn lines(&self) -> Vec<String> {
        self.pages.iter().flat_map(Page::lines).collect()
    }
}

/// To a hundredth of a point: finer is only longer.
pub(super) fn hundredth(points: f32) -> f32 {
    (points * 100.0).round() / 100.0
}
