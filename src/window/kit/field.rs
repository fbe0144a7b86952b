//! Form fields: what was typed, what it means, and what is wrong with it.

use iced::advanced::widget::Id;
use iced::widget::{column, text_input};
use iced::{Element, Length, alignment};

use super::ring::halo;
use super::{Look, font, space, styles};
use crate::basics::{Cents, Kwh};

/// A field's state. `T` is what its text means.
#[derive(Debug, Clone)]
pub struct Field<T> {
    text: String,
    value: Result<T, String>,
    touched: bool,
    rules: Rules<T>,
}

#[derive(Debug, Clone)]
struct Rules<T> {
    /// What the text means, or a sentence that says what to write.
    read: fn(&str) -> Result<T, String>,
    /// What of a typed or pasted text is kept; `None` leaves the field as it was.
    keep: fn(&str) -> Option<String>,
    numeric: bool,
}

impl<T> Field<T> {
    /// An empty field; `read` says what a text means, or what to write instead.
    #[must_use]
    pub fn new(read: fn(&str) -> Result<T, String>) -> Self {
        Self::with_rules(Rules { read, keep: |text| Some(text.to_string()), numeric: false })
    }

    fn numeric(read: fn(&str) -> Result<T, String>, keep: fn(&str) -> Option<String>) -> Self {
        Self::with_rules(Rules { read, keep, numeric: true })
    }

    fn with_rules(rules: Rules<T>) -> Self {
        Self { text: String::new(), value: (rules.read)(""), touched: false, rules }
    }

    /// The same field, holding `text` from the start.
    #[must_use]
    pub fn holding(mut self, text: impl AsRef<str>) -> Self {
        self.put(text.as_ref());
        self
    }

    /// What the person typed or pasted. What can't belong in the field is not taken.
    pub fn type_in(&mut self, text: &str) {
        self.put(text);
        self.touched = true;
    }

    fn put(&mut self, text: &str) {
        if let Some(kept) = (self.rules.keep)(text) {
            self.value = (self.rules.read)(kept.trim());
            self.text = kept;
        }
    }

    /// Shows what is wrong although nothing was typed: the person wants to go on.
    pub fn ask(&mut self) {
        self.touched = true;
    }

    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What the text means, if it means anything.
    #[must_use]
    pub fn value(&self) -> Option<&T> {
        self.value.as_ref().ok()
    }

    /// What is wrong, once the person has been here.
    #[must_use]
    pub fn warning(&self) -> Option<&str> {
        self.value.as_ref().err().filter(|_| self.touched).map(String::as_str)
    }
}

impl Field<Cents> {
    /// An amount of money: digits and one point are taken; a pasted `$1,234.50` loses its dollar sign and commas.
    #[must_use]
    pub fn money() -> Self {
        Self::numeric(
            |text| text.parse().map_err(|_| "Write dollars and cents, like 40.00.".to_string()),
            |text| keep_decimal(text, 10, 2),
        )
    }
}

impl Field<Kwh> {
    /// A register or a use in kWh, with up to three decimals.
    #[must_use]
    pub fn kwh() -> Self {
        Self::numeric(
            |text| text.parse().map_err(|_| "Write kWh, like 1042.5.".to_string()),
            |text| keep_decimal(text, 9, 3),
        )
    }
}

impl Field<u32> {
    /// How many of something; empty is none.
    #[must_use]
    pub fn count() -> Self {
        Self::numeric(
            |text| if text.is_empty() { Ok(0) } else { text.parse().map_err(|_| "Write a number.".to_string()) },
            |text| keep_decimal(text, 6, 0),
        )
    }
}

impl Field<String> {
    /// Any text, which may be empty.
    #[must_use]
    pub fn any() -> Self {
        Self::new(|text| Ok(text.to_string()))
    }
}

/// The text, if it could become a number with so many digits before and after the point.
fn keep_decimal(text: &str, whole: usize, decimals: usize) -> Option<String> {
    let kept: String = text.chars().filter(|c| !matches!(c, '$' | ',' | ' ')).collect();
    let (before, after) = match kept.split_once('.') {
        Some(_) if decimals == 0 => return None,
        Some((before, after)) => (before, after),
        None => (kept.as_str(), ""),
    };
    let digits = |part: &str, most: usize| part.len() <= most && part.bytes().all(|b| b.is_ascii_digit());
    (digits(before, whole) && digits(after, decimals)).then_some(kept)
}

/// A field with its label, drawn. Turn it into an element with `into()`.
pub struct FieldView<'a, M> {
    look: Look,
    label: String,
    text: &'a str,
    warning: Option<&'a str>,
    numeric: bool,
    on_input: Option<Box<dyn Fn(String) -> M + 'a>>,
    placeholder: String,
    hint: Option<String>,
    id: Option<Id>,
    width: Length,
    large: bool,
    secure: bool,
}

/// Draws a field: label above, warning or hint below, numbers to the right. An empty label takes no room.
pub fn field<'a, T, M>(
    look: Look,
    label: impl Into<String>,
    state: &'a Field<T>,
    on_input: impl Fn(String) -> M + 'a,
) -> FieldView<'a, M> {
    FieldView {
        look,
        label: label.into(),
        text: &state.text,
        warning: state.warning(),
        numeric: state.rules.numeric,
        on_input: Some(Box::new(on_input)),
        placeholder: String::new(),
        hint: None,
        id: None,
        width: Length::Fill,
        large: false,
        secure: false,
    }
}

impl<M> FieldView<'_, M> {
    /// The name by which it is given the focus.
    #[must_use]
    pub fn id(mut self, id: impl Into<Id>) -> Self {
        self.id = Some(id.into());
        self
    }

    #[must_use]
    pub fn placeholder(mut self, words: impl Into<String>) -> Self {
        self.placeholder = words.into();
        self
    }

    /// What to know before typing; a warning takes its place.
    #[must_use]
    pub fn hint(mut self, words: impl Into<String>) -> Self {
        self.hint = Some(words.into());
        self
    }

    #[must_use]
    pub fn width(mut self, width: impl Into<Length>) -> Self {
        self.width = width.into();
        self
    }

    /// The one number that the screen is about.
    #[must_use]
    pub fn large(mut self) -> Self {
        self.large = true;
        self
    }

    /// What is typed is not shown: a PIN.
    #[must_use]
    pub fn secure(mut self) -> Self {
        self.secure = true;
        self
    }

    /// Takes nothing now.
    #[must_use]
    pub fn disabled(mut self, disabled: bool) -> Self {
        if disabled {
            self.on_input = None;
        }
        self
    }
}

impl<'a, M: Clone + 'static> From<FieldView<'a, M>> for Element<'a, M> {
    fn from(view: FieldView<'a, M>) -> Self {
        let look = view.look;
        let (size, font, padding) =
            if view.large { (26.0, font::BOLD, [7.0, 10.0]) } else { (14.0, font::REGULAR, [7.0, 10.0]) };
        let side = if view.numeric && !view.large { alignment::Horizontal::Right } else { alignment::Horizontal::Left };
        let mut input = text_input(&view.placeholder, view.text)
            .on_input_maybe(view.on_input)
            .secure(view.secure)
            .size(look.scaled(size))
            .font(font)
            .padding(padding)
            .align_x(side)
            .style(styles::input(look, view.warning.is_some()));
        if let Some(id) = view.id {
            input = input.id(id);
        }
        let label = (!view.label.is_empty()).then(|| look.label(view.label));
        let below = match (view.warning, view.hint) {
            (Some(warning), _) => Some(look.text(warning, 12.0, font::BOLD, look.palette().red_ink)),
            (None, hint) => hint.map(|words| look.label(words)),
        };
        column![label, halo(look, input), below].spacing(space::XS).width(view.width).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_money_field_takes_digits_and_two_decimals_and_nothing_else() {
        let mut amount = Field::money();
        for (typed, left) in [("4", "4"), ("40.", "40."), ("40.0x", "40."), ("40.00", "40.00"), ("40.000", "40.00")] {
            amount.type_in(typed);
            assert_eq!(amount.text(), left, "after typing {typed}");
        }
        assert_eq!(amount.value(), Some(&Cents(40_00)));
        amount.type_in("$1,234.50");
        assert_eq!(amount.value(), Some(&Cents(123_450)));
    }

    #[test]
    fn a_field_warns_only_where_the_person_has_been() {
        let mut amount = Field::money();
        assert_eq!((amount.value(), amount.warning()), (None, None));
        amount.ask();
        assert_eq!(amount.warning(), Some("Write dollars and cents, like 40.00."));
        amount.type_in("40");
        assert_eq!(amount.warning(), None);
    }

    #[test]
    fn a_count_left_empty_is_none() {
        let mut count = Field::count();
        assert_eq!(count.value(), Some(&0));
        count.type_in("1.5");
        assert_eq!(count.text(), "");
        count.type_in("31");
        assert_eq!(count.value(), Some(&31));
    }

    #[test]
    fn what_is_around_a_text_does_not_count() {
        let name = Field::any().holding("  Ada Ozark ");
        assert_eq!(name.value().map(String::as_str), Some("Ada Ozark"));
    }
}
