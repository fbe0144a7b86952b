//! The two faces that window and paper share, and what their characters measure.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};
use ttf_parser::GlyphId;
use unicode_normalization::{UnicodeNormalization, is_nfc};

/// The regular face, weight 400. Its digits all have one width.
pub static FONT_REGULAR: &[u8] = include_bytes!("../../assets/fonts/AdvancePaySans-Regular.ttf");
/// The bold face, weight 700. Its digits all have one width.
pub static FONT_BOLD: &[u8] = include_bytes!("../../assets/fonts/AdvancePaySans-Bold.ttf");

/// Stands for a character that the font cannot draw, where it would have stood.
pub(super) const UNKNOWN: char = '\u{FFFD}';
/// Beyond this the faces hold nothing that is printed, but for [`UNKNOWN`]: the small letters of Cherokee are the last.
const MAPPED: usize = 0xabc0;
/// What PDF measures characters in: parts of the text's size.
pub(super) const EM: u32 = 1000;

/// How heavy a character is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Weight {
    Regular,
    Bold,
}

impl Weight {
    /// Its face, parsed once for the whole program.
    pub(super) fn face(self) -> &'static Face {
        match self {
            Self::Regular => &FACES.regular,
            Self::Bold => &FACES.bold,
        }
    }

    /// The width of `character`, or of what stands for it when it cannot be drawn, in thousandths of its size.
    pub(super) fn width(self, character: char) -> u32 {
        self.face().glyph(character).width
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
    [Weight::Regular, Weight::Bold].iter().all(|weight| weight.face().own_glyph(character).is_some())
}

/// The characters of `text` that no paper can show, each once.
#[must_use]
pub fn undrawable(text: &str) -> String {
    let unknown: BTreeSet<char> =
        composed(text).chars().filter(|character| *character != '\n' && !can_draw(*character)).collect();
    unknown.into_iter().collect()
}

/// `text` with each letter and its accent in one, as the faces hold them.
fn composed(text: &str) -> Cow<'_, str> {
    if is_nfc(text) { Cow::Borrowed(text) } else { Cow::Owned(text.nfc().collect()) }
}

/// `text` as it can be drawn: tabs are spaces, and what the faces lack is a visible mark, told to `missing`.
/// A PDF would drop such a character without a word.
pub(super) fn drawable<'t>(text: &'t str, missing: &mut impl Extend<char>) -> Cow<'t, str> {
    let as_it_is = |character: char| character == '\n' || can_draw(character);
    let text = composed(text);
    if text.chars().all(as_it_is) {
        return text;
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

struct Faces {
    regular: Face,
    bold: Face,
}

/// One of the two font files, and what a PDF asks of it. Lengths are in whole thousandths of the text's size.
pub(super) struct Face {
    pub file: &'static [u8],
    /// By character, below [`MAPPED`].
    glyphs: Vec<Option<Glyph>>,
    unknown: Glyph,
    /// Left, bottom, right and top of the box that holds every glyph.
    pub reach: [i32; 4],
    pub ascent: i32,
    pub descent: i32,
    pub cap_height: i32,
}

/// A character as a face draws it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Glyph {
    /// Its place in the font file.
    pub id: u16,
    pub width: u32,
}

static FACES: LazyLock<Faces> =
    LazyLock::new(|| Faces { regular: Face::parse(FONT_REGULAR), bold: Face::parse(FONT_BOLD) });

impl Face {
    fn parse(file: &'static [u8]) -> Self {
        let font = ttf_parser::Face::parse(file, 0).expect("the faces are part of the program, and a test parses both");
        let em = font.units_per_em();
        let scaled = |units: i16| i32::from(units) * 1000 / i32::from(em);
        let glyph = |character: char| {
            let GlyphId(id) = font.glyph_index(character).filter(|glyph| glyph.0 != 0)?;
            // Cut off as the PDF's own width table cuts it off, so that what is measured is what is drawn.
            Some(Glyph { id, width: u32::from(font.glyph_hor_advance(GlyphId(id))?) * EM / u32::from(em) })
        };
        let mut glyphs = vec![None; MAPPED];
        for table in font.tables().cmap.into_iter().flat_map(|cmap| cmap.subtables).filter(|table| table.is_unicode()) {
            table.codepoints(|code| {
                let printed = char::from_u32(code).filter(|character| !character.is_control());
                if let (Some(character), Some(place)) = (printed, glyphs.get_mut(code as usize)) {
                    *place = glyph(character);
                }
            });
        }
        let reach = font.global_bounding_box();
        Self {
            file,
            glyphs,
            unknown: glyph(UNKNOWN).unwrap_or(Glyph { id: 0, width: EM }),
            reach: [reach.x_min, reach.y_min, reach.x_max, reach.y_max].map(scaled),
            ascent: scaled(font.ascender()),
            descent: scaled(font.descender()),
            cap_height: scaled(font.capital_height().unwrap_or_else(|| font.ascender())),
        }
    }

    /// `character`, or what stands for it when it cannot be drawn.
    pub(super) fn glyph(&self, character: char) -> Glyph {
        self.own_glyph(character).unwrap_or(self.unknown)
    }

    /// None if the face cannot draw `character`.
    fn own_glyph(&self, character: char) -> Option<Glyph> {
        if character == UNKNOWN { Some(self.unknown) } else { *self.glyphs.get(character as usize)? }
    }
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
    fn names_of_the_neighbourhood_and_of_most_of_europe_can_be_drawn() {
        for name in [
            "\u{13e3}\u{13b3}\u{13a9} Smith",
            "\u{13e3}\u{ab83}\u{ab79}",
            "Pe\u{f1}a",
            "Zoe\u{308}",
            "Nguy\u{1ec5}n",
            "\u{418}\u{432}\u{430}\u{43d}",
            "\u{3a3}\u{3af}\u{3c3}\u{3c5}",
            "\u{531}\u{580}\u{561}",
            "\u{10d0}\u{10e0}",
        ] {
            assert_eq!(undrawable(name), "", "{name}");
        }
        assert_eq!(undrawable("\u{674e} Lee \u{674e}\u{1f600}\n"), "\u{674e}\u{1f600}");
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
