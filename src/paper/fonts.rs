//! The two faces that window and paper share, and what their characters measure.

use std::borrow::Cow;
use std::sync::LazyLock;

use printpdf::{FontId, ParsedFont, PdfDocument, PdfFont};

/// The family's name inside both files; of our own, so that no installed font is taken for it.
pub const FONT_FAMILY: &str = "Advance Pay Sans";
/// The regular face, weight 400. Its digits all have one width.
pub static FONT_REGULAR: &[u8] = include_bytes!("../../assets/fonts/AdvancePaySans-Regular.ttf");
/// The bold face, weight 700. Its digits all have one width.
pub static FONT_BOLD: &[u8] = include_bytes!("../../assets/fonts/AdvancePaySans-Bold.ttf");

/// Stands for a character that the font cannot draw, where it would have stood.
pub(super) const UNKNOWN: char = '\u{FFFD}';
/// Beyond this the faces hold nothing that is printed, but for [`UNKNOWN`].
const MAPPED: u32 = 0x2800;
/// What PDF measures characters in: parts of the text's size.
pub(super) const EM: u32 = 1000;

/// How heavy a character is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    Regular,
    Bold,
}

impl Weight {
    /// The font's name within a document. Its first six letters become the tag of the embedded subset.
    pub(super) fn id(self) -> FontId {
        FontId(match self {
            Self::Regular => "REGULAR".to_string(),
            Self::Bold => "BOLDFACE".to_string(),
        })
    }

    /// The width of `character` in thousandths of its size; None if the face cannot draw it.
    fn width_of(self, character: char) -> Option<u32> {
        let face = match self {
            Self::Regular => &FACES.regular,
            Self::Bold => &FACES.bold,
        };
        if character == UNKNOWN { Some(face.unknown) } else { *face.widths.get(character as usize)? }
    }

    /// The width of `character`, or of what stands for it when it cannot be drawn.
    pub(super) fn width(self, character: char) -> u32 {
        self.width_of(character).or_else(|| self.width_of(UNKNOWN)).unwrap_or(EM)
    }

    /// The width of `text` in points at `size`.
    pub(super) fn measure(self, text: &str, size: f32) -> f32 {
        points(text.chars().map(|character| self.width(character)).sum(), size)
    }
}

/// Thousandths of `size`, in points.
#[expect(clippy::cast_precision_loss, reason = "a line's width is far below what f32 holds exactly")]
pub(super) fn points(thousandths: u32, size: f32) -> f32 {
    thousandths as f32 * size / EM as f32
}

/// Whether both faces can draw `character`.
#[must_use]
pub fn can_draw(character: char) -> bool {
    Weight::Regular.width_of(character).is_some() && Weight::Bold.width_of(character).is_some()
}

/// `text` as it can be drawn: tabs are spaces, and what the faces lack is a visible mark, told to `missing`.
/// A PDF would drop such a character without a word.
pub(super) fn drawable<'t>(text: &'t str, missing: &mut impl Extend<char>) -> Cow<'t, str> {
    let as_it_is = |character: char| character == '\n' || can_draw(character);
    if text.chars().all(as_it_is) {
        return Cow::Borrowed(text);
    }
    let visible = |character: char| match character {
        '\t' => ' ',
        _ if as_it_is(character) => character,
        _ => {
            missing.extend([character]);
            UNKNOWN
        }
    };
    Cow::Owned(text.chars().map(visible).collect())
}

/// An empty document that holds both faces, parsed once for the whole program.
pub(super) fn blank_document() -> PdfDocument {
    let mut document = PdfDocument::new("");
    for (weight, face) in [(Weight::Regular, &FACES.regular), (Weight::Bold, &FACES.bold)] {
        document.resources.fonts.map.insert(weight.id(), face.font.clone());
    }
    document
}

struct Faces {
    regular: Face,
    bold: Face,
}

struct Face {
    font: PdfFont,
    /// By character, below [`MAPPED`].
    widths: Vec<Option<u32>>,
    unknown: u32,
}

static FACES: LazyLock<Faces> =
    LazyLock::new(|| Faces { regular: Face::parse(FONT_REGULAR), bold: Face::parse(FONT_BOLD) });

impl Face {
    fn parse(file: &[u8]) -> Self {
        let font = ParsedFont::from_bytes(file, 0, &mut Vec::new())
            .expect("the faces are part of the program, and a test parses both");
        let width =
            |code: u32| font.lookup_glyph_index(code).filter(|glyph| *glyph != 0).map(|glyph| advance(&font, glyph));
        let printed = |code: u32| char::from_u32(code).is_some_and(|character| !character.is_control());
        let widths = (0..MAPPED).map(|code| if printed(code) { width(code) } else { None }).collect();
        let unknown = width(UNKNOWN as u32).unwrap_or(EM);
        Self { font: PdfFont::new(font), widths, unknown }
    }
}

/// The width of a glyph in whole thousandths, cut off as the PDF's own width table cuts it off, so that what is measured
/// is what is drawn.
fn advance(font: &ParsedFont, glyph: u16) -> u32 {
    u32::from(font.get_horizontal_advance(glyph)) * EM / u32::from(font.pdf_font_metrics.units_per_em)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the program writes anywhere, on paper or in its window, beside plain letters.
    const SIGNS: &str = "\u{2212}−–—‘’“”…·•°¢§×½≤≥✓✗☑☐◀▶▲▼←→↑↓□●○©®™éñüçÅßøœŁž\u{a0}\u{2010}\u{2011}";

    #[test]
    fn every_sign_we_print_is_in_both_faces() {
        for character in (' '..='~').chain(SIGNS.chars()).chain([UNKNOWN]) {
            assert!(can_draw(character), "{character:?} (U+{:04X}) is missing", character as u32);
        }
    }

    #[test]
    fn every_digit_is_as_wide_as_the_next() {
        for weight in [Weight::Regular, Weight::Bold] {
            let zero = weight.width('0');
            assert!(('0'..='9').all(|digit| weight.width(digit) == zero));
            assert_eq!(weight.width('\u{2212}'), zero, "a true minus sign keeps columns straight");
        }
    }

    #[test]
    fn a_character_that_cannot_be_drawn_is_shown_and_reported() {
        let mut missing = Vec::new();
        assert_eq!(drawable("Ada \u{4F60}\u{7}\tOzark", &mut missing), format!("Ada {UNKNOWN}{UNKNOWN} Ozark"));
        assert_eq!(missing, ['\u{4F60}', '\u{7}']);
    }
}
