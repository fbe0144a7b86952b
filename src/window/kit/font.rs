//! The names of the fonts. Loading their bytes is the application's matter.

use iced::Font;
use iced::font::{Family, Weight};

/// The family that text is set in; it has tabular figures.
pub const FAMILY: &str = "Advance Pay Sans";

pub const REGULAR: Font = of_weight(Weight::Normal);
pub const BOLD: Font = of_weight(Weight::Bold);

const fn of_weight(weight: Weight) -> Font {
    Font { family: Family::Name(FAMILY), weight, ..Font::DEFAULT }
}
