//! The colours, as tokens. Dark and high contrast are palettes of the same tokens.

use iced::Color;

/// One set of colours. A `soft` colour is a background; an `…_ink` is text that can be read on the surface, on the
/// paper and on the soft colour of its name.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Palette {
    /// Behind the cards.
    pub paper: Color,
    /// Cards and fields.
    pub surface: Color,
    /// A row or button under the pointer.
    pub hover: Color,
    /// A tab that is not in front.
    pub tab: Color,
    pub line: Color,
    pub strong_line: Color,
    pub ink: Color,
    pub quiet_ink: Color,
    pub rail: Color,
    pub rail_on: Color,
    pub rail_ink: Color,
    pub rail_quiet_ink: Color,
    /// The one primary action.
    pub green: Color,
    pub green_hover: Color,
    pub on_green: Color,
    pub green_ink: Color,
    pub green_soft: Color,
    /// A bar of the chart that is not selected.
    pub green_bar: Color,
    /// Danger buttons and counts.
    pub red: Color,
    pub red_hover: Color,
    pub on_red: Color,
    pub red_ink: Color,
    /// Negative amounts.
    pub red_figure: Color,
    pub red_soft: Color,
    pub amber_ink: Color,
    pub amber_soft: Color,
    /// The balance line.
    pub blue: Color,
    pub blue_ink: Color,
    pub blue_soft: Color,
    /// The focus ring on surface and paper, and on the rail.
    pub focus: Color,
    pub focus_on_rail: Color,
}

/// What a badge, a note or a figure says, beside its words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Tone {
    #[default]
    Neutral,
    /// Safe, done, ready.
    Good,
    /// Power off, money owed, refused.
    Bad,
    /// A person should look.
    Attention,
    /// Holds and information.
    Info,
}

impl Palette {
    /// Text and background of a tone.
    #[must_use]
    pub const fn tone(&self, tone: Tone) -> (Color, Color) {
        match tone {
            Tone::Neutral => (self.quiet_ink, self.paper),
            Tone::Good => (self.green_ink, self.green_soft),
            Tone::Bad => (self.red_ink, self.red_soft),
            Tone::Attention => (self.amber_ink, self.amber_soft),
            Tone::Info => (self.blue_ink, self.blue_soft),
        }
    }
}

const fn hex(rgb: u32) -> Color {
    Color::from_rgb8((rgb >> 16) as u8, (rgb >> 8) as u8, rgb as u8)
}

pub(super) const LIGHT: Palette = Palette {
    paper: hex(0xF6_F4EF),
    surface: hex(0xFF_FFFF),
    hover: hex(0xF1_EEE6),
    tab: hex(0xE9_E5DB),
    line: hex(0xE3_DFD6),
    strong_line: hex(0xCF_C9BC),
    ink: hex(0x1E_2326),
    quiet_ink: hex(0x5B_6468),
    rail: hex(0x17_332A),
    rail_on: hex(0x24_503F),
    rail_ink: hex(0xEC_F3EF),
    rail_quiet_ink: hex(0xB4_C9BF),
    green: hex(0x1C_6B52),
    green_hover: hex(0x16_5844),
    on_green: hex(0xFF_FFFF),
    green_ink: hex(0x1A_5F49),
    green_soft: hex(0xE3_F0EA),
    green_bar: hex(0x9D_C6B4),
    red: hex(0xB3_261E),
    red_hover: hex(0x95_1E18),
    on_red: hex(0xFF_FFFF),
    red_ink: hex(0x8F_1D16),
    red_figure: hex(0xB3_261E),
    red_soft: hex(0xFB_E6E4),
    amber_ink: hex(0x7A_4E0B),
    amber_soft: hex(0xFB_F0DA),
    blue: hex(0x2B_5C8A),
    blue_ink: hex(0x23_4E78),
    blue_soft: hex(0xE5_EEF6),
    focus: hex(0x1C_6B52),
    focus_on_rail: hex(0x8F_E0BF),
};

pub(super) const DARK: Palette = Palette {
    paper: hex(0x14_1918),
    surface: hex(0x1D_2423),
    hover: hex(0x27_302E),
    tab: hex(0x2A_3331),
    line: hex(0x33_3D3B),
    strong_line: hex(0x53_605C),
    ink: hex(0xEA_EEEB),
    quiet_ink: hex(0xA9_B4B0),
    rail: hex(0x0D_1D17),
    rail_on: hex(0x1E_4435),
    rail_ink: hex(0xE4_EFEA),
    rail_quiet_ink: hex(0xA6_BDB2),
    green: hex(0x1F_7A5C),
    green_hover: hex(0x18_6549),
    on_green: hex(0xFF_FFFF),
    green_ink: hex(0x7F_D8B2),
    green_soft: hex(0x17_352A),
    green_bar: hex(0x3E_6E5B),
    red: hex(0xB9_3028),
    red_hover: hex(0xCB_3D34),
    on_red: hex(0xFF_FFFF),
    red_ink: hex(0xFF_A79E),
    red_figure: hex(0xFF_8E84),
    red_soft: hex(0x40_1D1B),
    amber_ink: hex(0xF1_C877),
    amber_soft: hex(0x3A_2D13),
    blue: hex(0x7D_B2E0),
    blue_ink: hex(0xA2_CAEE),
    blue_soft: hex(0x1B_2F42),
    focus: hex(0x6F_D3AA),
    focus_on_rail: hex(0x8F_E0BF),
};

pub(super) const HIGH_CONTRAST: Palette = Palette {
    paper: hex(0xFF_FFFF),
    surface: hex(0xFF_FFFF),
    hover: hex(0xE8_E8E8),
    tab: hex(0xDD_DDDD),
    line: hex(0x4A_4A4A),
    strong_line: hex(0x00_0000),
    ink: hex(0x00_0000),
    quiet_ink: hex(0x2A_2A2A),
    rail: hex(0x00_0000),
    rail_on: hex(0x0B_4A34),
    rail_ink: hex(0xFF_FFFF),
    rail_quiet_ink: hex(0xE6_E6E6),
    green: hex(0x00_4D36),
    green_hover: hex(0x00_3626),
    on_green: hex(0xFF_FFFF),
    green_ink: hex(0x00_4530),
    green_soft: hex(0xE6_F5EE),
    green_bar: hex(0x5E_9A82),
    red: hex(0x8E_0000),
    red_hover: hex(0x70_0000),
    on_red: hex(0xFF_FFFF),
    red_ink: hex(0x80_0000),
    red_figure: hex(0x8E_0000),
    red_soft: hex(0xFF_ECEB),
    amber_ink: hex(0x4F_3000),
    amber_soft: hex(0xFF_F3D6),
    blue: hex(0x00_337A),
    blue_ink: hex(0x00_2E6E),
    blue_soft: hex(0xE6_EFFA),
    focus: hex(0x00_6B4A),
    focus_on_rail: hex(0x8F_FFD0),
};

#[cfg(test)]
mod tests {
    use super::*;

    /// Every pair of text and background that the kit draws.
    fn readable_pairs(p: &Palette) -> Vec<(&'static str, Color, Color)> {
        let mut pairs = vec![
            ("rail", p.rail_ink, p.rail),
            ("active rail item", p.rail_ink, p.rail_on),
            ("quiet rail", p.rail_quiet_ink, p.rail),
            ("key on the active rail item", p.rail_quiet_ink, p.rail_on),
            ("a tab at the back", p.ink, p.tab),
            ("primary", p.on_green, p.green),
            ("primary under the pointer", p.on_green, p.green_hover),
            ("danger", p.on_red, p.red),
            ("danger under the pointer", p.on_red, p.red_hover),
        ];
        let grounds = [("paper", p.paper), ("surface", p.surface), ("hover", p.hover), ("selected row", p.green_soft)];
        for (name, ground) in grounds {
            for ink in [p.ink, p.quiet_ink, p.green_ink, p.red_ink, p.red_figure, p.amber_ink, p.blue_ink] {
                pairs.push((name, ink, ground));
            }
        }
        for tone in [Tone::Neutral, Tone::Good, Tone::Bad, Tone::Attention, Tone::Info] {
            let (ink, soft) = p.tone(tone);
            pairs.push(("tone", ink, soft));
            pairs.push(("words on a tone", p.ink, soft));
        }
        pairs
    }

    /// WCAG 2: (lighter + 0.05) / (darker + 0.05), of relative luminances.
    fn contrast(a: Color, b: Color) -> f32 {
        let luminance = |color: Color| {
            let [r, g, b] = [color.r, color.g, color.b]
                .map(|c| if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) });
            0.2126 * r + 0.7152 * g + 0.0722 * b
        };
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    fn assert_readable(palette: &Palette, least: f32) {
        for (name, ink, ground) in readable_pairs(palette) {
            let ratio = contrast(ink, ground);
            assert!(ratio >= least, "{name}: {ink:?} on {ground:?} is {ratio:.2}:1, less than {least}:1");
        }
    }

    #[test]
    fn contrast_is_at_least_4_5_in_light_and_dark() {
        assert_readable(&LIGHT, 4.5);
        assert_readable(&DARK, 4.5);
    }

    #[test]
    fn contrast_is_at_least_7_in_high_contrast() {
        assert_readable(&HIGH_CONTRAST, 7.0);
    }

    #[test]
    fn the_focus_ring_stands_out_from_what_is_around_it() {
        for p in [LIGHT, DARK, HIGH_CONTRAST] {
            assert!(contrast(p.focus, p.surface) >= 3.0 && contrast(p.focus, p.paper) >= 3.0);
            assert!(contrast(p.focus_on_rail, p.rail) >= 3.0);
        }
    }
}
