//! One of a few, one of many, yes or no.

use std::fmt::Display;

use iced::keyboard::key::Named;
use iced::widget::{Row, button, checkbox, column, combo_box, container};
use iced::{Alignment, Element, Length, border};

use super::ring::halo;
use super::{Look, focusable, font, space, styles};

/// One of a few, side by side. Tab reaches the row once; the arrows choose.
pub fn choice<'a, T, M>(
    look: Look,
    label: impl Into<String>,
    options: &'a [(T, impl AsRef<str>)],
    chosen: Option<T>,
    on_choose: impl Fn(T) -> M + 'a,
) -> Element<'a, M>
where
    T: Copy + PartialEq + 'a,
    M: Clone + 'static,
{
    let segments = options.iter().map(|(value, name)| {
        let on = chosen == Some(*value);
        let weight = if on { font::BOLD } else { font::REGULAR };
        button(iced::widget::text(name.as_ref()).size(look.body_size()).font(weight))
            .padding([6.0, 14.0])
            .style(styles::press(look, styles::Button::Segment { on }))
            .on_press(on_choose(*value))
            .into()
    });
    let p = look.palette();
    let frame = border::rounded(space::RADIUS).width(1.0).color(p.strong_line);
    let row = container(Row::with_children(segments).align_y(Alignment::Center))
        .padding(1)
        .style(move |_| container::background(p.surface).border(frame));
    let at = options.iter().position(|(value, _)| chosen == Some(*value));
    let keyed = focusable(look, row, None).on_key(move |key| {
        let next = beside(at, options.len(), key)?;
        options.get(next).map(|(value, _)| on_choose(*value))
    });
    let label = label.into();
    let label = (!label.is_empty()).then(|| look.label(label));
    column![label, keyed].spacing(space::XS).into()
}

/// The option that an arrow, Home or End leads to.
fn beside(at: Option<usize>, count: usize, key: Named) -> Option<usize> {
    let last = count.checked_sub(1)?;
    match key {
        Named::ArrowRight | Named::ArrowDown => Some(at.map_or(0, |at| (at + 1).min(last))),
        Named::ArrowLeft | Named::ArrowUp => Some(at.map_or(last, |at| at.saturating_sub(1))),
        Named::Home => Some(0),
        Named::End => Some(last),
        _ => None,
    }
}

/// Yes or no. Space turns it; without a function it only shows.
pub fn check<'a, M: Clone + 'static>(
    look: Look,
    label: impl Into<String>,
    checked: bool,
    on_turn: Option<impl Fn(bool) -> M + 'a>,
) -> Element<'a, M> {
    let turned = on_turn.as_ref().map(|on_turn| on_turn(!checked));
    let label: String = label.into();
    let shown = checkbox(checked)
        .label(label)
        .size(look.scaled(16.0))
        .text_size(look.body_size())
        .font(font::REGULAR)
        .spacing(space::S)
        .style(styles::checkmark(look))
        .on_toggle_maybe(on_turn);
    focusable(look, shown, turned).into()
}

/// One of many: type to narrow the list, then arrows and Enter.
pub fn combo<'a, T, M>(
    look: Look,
    label: impl Into<String>,
    state: &'a combo_box::State<T>,
    placeholder: &str,
    chosen: Option<&T>,
    on_choose: impl Fn(T) -> M + 'static,
) -> Element<'a, M>
where
    T: Display + Clone + 'static,
    M: Clone + 'static,
{
    let list = combo_box(state, placeholder, chosen, on_choose)
        .size(look.body_size())
        .font(font::REGULAR)
        .padding([7.0, 10.0])
        .width(Length::Fill)
        .menu_height(look.row_height() * 8.0)
        .input_style(styles::input(look, false))
        .menu_style(styles::drop_down(look));
    column![look.label(label.into()), halo(look, list)].spacing(space::XS).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrows_choose_and_stop_at_the_ends() {
        assert_eq!(beside(None, 3, Named::ArrowRight), Some(0));
        assert_eq!(beside(Some(1), 3, Named::ArrowRight), Some(2));
        assert_eq!(beside(Some(2), 3, Named::ArrowRight), Some(2));
        assert_eq!(beside(Some(0), 3, Named::ArrowLeft), Some(0));
        assert_eq!(beside(Some(0), 3, Named::End), Some(2));
        assert_eq!(beside(None, 0, Named::ArrowRight), None);
        assert_eq!(beside(Some(0), 3, Named::Enter), None);
    }
}
