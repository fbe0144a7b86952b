//! The part of a face that a document uses, as a PDF carries it: the glyphs cut out of the file and numbered anew, their
//! widths, and the way back from each number to its character, so that text can be searched and copied.

use pdf_writer::types::{CidFontType, FontFlags, SystemInfo, UnicodeCmap};
use pdf_writer::{Filter, Finish, Name, Pdf, Rect, Ref, Str};
use subsetter::GlyphRemapper;

use super::fonts::Weight;

/// The numbers are ours alone: Adobe's name for "no public list of characters".
const OUR_NUMBERS: SystemInfo<'static> =
    SystemInfo { registry: Str(b"Adobe"), ordering: Str(b"Identity"), supplement: 0 };

/// What a document has drawn in one face so far.
pub(super) struct Embedded {
    weight: Weight,
    numbers: GlyphRemapper,
    /// The character and the width behind each number, from number 1 on: 0 is the mark for "no such glyph".
    used: Vec<(char, u32)>,
}

impl Embedded {
    pub fn new(weight: Weight) -> Self {
        Self { weight, numbers: GlyphRemapper::new(), used: Vec::new() }
    }

    /// The font's name within a document.
    pub fn name(&self) -> Name<'static> {
        match self.weight {
            Weight::Regular => Name(b"R"),
            Weight::Bold => Name(b"B"),
        }
    }

    /// `text` in the numbers that the embedded face knows its glyphs by.
    pub fn encode(&mut self, text: &str) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(2 * text.len());
        for character in text.chars() {
            let glyph = self.weight.face().glyph(character);
            let number = self.numbers.remap(glyph.id);
            if usize::from(number) > self.used.len() {
                self.used.push((character, glyph.width));
            }
            bytes.extend(number.to_be_bytes());
        }
        bytes
    }

    /// Writes the font and what belongs to it; None when nothing was drawn in it.
    pub fn write(&self, pdf: &mut Pdf, next: &mut Ref) -> Option<Ref> {
        if self.used.is_empty() {
            return None;
        }
        let face = self.weight.face();
        let [font, descendant, descriptor, file, characters] = [(); 5].map(|()| next.bump());
        // Six letters before the name say that this is a part of the face.
        let (name, stem) = match self.weight {
            Weight::Regular => (Name(b"REGULA+AdvancePaySans-Regular"), 95.0),
            Weight::Bold => (Name(b"BOLDFA+AdvancePaySans-Bold"), 169.0),
        };
        let identity = Name(b"Identity-H");

        let mut whole = pdf.type0_font(font);
        whole.base_font(name).encoding_predefined(identity).descendant_font(descendant).to_unicode(characters);
        whole.finish();

        let mut part = pdf.cid_font(descendant);
        part.subtype(CidFontType::Type2).base_font(name).system_info(OUR_NUMBERS).font_descriptor(descriptor);
        part.default_width(0.0).cid_to_gid_map_predefined(Name(b"Identity"));
        part.widths().consecutive(1, self.used.iter().map(|used| whole_number(used.1.cast_signed())));
        part.finish();

        let [left, bottom, right, top] = face.reach.map(whole_number);
        let mut described = pdf.font_descriptor(descriptor);
        described.name(name).flags(FontFlags::SYMBOLIC).bbox(Rect::new(left, bottom, right, top)).italic_angle(0.0);
        described.ascent(whole_number(face.ascent)).descent(whole_number(face.descent));
        described.cap_height(whole_number(face.cap_height)).stem_v(stem).font_file2(file);
        described.finish();

        let cut = subsetter::subset(face.file, 0, &self.numbers)
            .expect("both faces are part of the program, and a test draws with each");
        let (length, cut) = (i32::try_from(cut.len()).unwrap_or(i32::MAX), packed(&cut));
        pdf.stream(file, &cut).filter(Filter::FlateDecode).pair(Name(b"Length1"), length);

        let mut back = UnicodeCmap::new(Name(b"Custom"), OUR_NUMBERS);
        for (number, (character, _)) in (1_u16..).zip(&self.used) {
            back.pair(number, *character);
        }
        pdf.cmap(characters, &packed(back.finish().as_slice())).filter(Filter::FlateDecode);
        Some(font)
    }
}

/// Compressed; the same bytes for the same data.
pub(super) fn packed(data: &[u8]) -> Vec<u8> {
    miniz_oxide::deflate::compress_to_vec_zlib(data, 6)
}

#[expect(clippy::cast_precision_loss, reason = "a glyph's measures are far below what f32 holds exactly")]
fn whole_number(thousandths: i32) -> f32 {
    thousandths as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_number_leads_back_to_its_character() {
        let mut regular = Embedded::new(Weight::Regular);
        let text = "Ada Ozark −$0.56 · ½ ✓";
        let numbers = regular.encode(text);
        let back: String = numbers
            .chunks_exact(2)
            .map(|pair| regular.used[usize::from(u16::from_be_bytes([pair[0], pair[1]])) - 1].0)
            .collect();
        assert_eq!(back, text);
        assert_eq!(regular.encode(text), numbers, "a character keeps its number");
    }

    #[test]
    fn only_what_is_used_is_carried() {
        let written = |text: &str| {
            let mut font = Embedded::new(Weight::Bold);
            font.encode(text);
            let mut pdf = Pdf::new();
            let font = font.write(&mut pdf, &mut Ref::new(1));
            (font.is_some(), pdf.finish().len())
        };
        assert!(!written("").0);
        assert!(written("$40.00").1 < 4_000 && written("$40.00").1 < written("Petit Jean Electric").1);
    }
}
