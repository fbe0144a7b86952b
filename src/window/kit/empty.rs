//! Nothing is empty without saying why.

use iced::widget::{column, container};
use iced::{Alignment, Element, Fill};

use super::{Look, space};

/// What stands where a list would: why there is nothing, and what to do, with the action that does it if there is one.
pub fn empty<'a, M: 'a>(
    look: Look,
    why: impl Into<String>,
    what_to_do: impl Into<String>,
    action: Option<Element<'a, M>>,
) -> Element<'a, M> {
    let words = column![look.strong(why.into()).center(), look.quiet(what_to_do.into()).center(), action]
        .spacing(space::S)
        .align_x(Alignment::Center);
    container(container(words).max_width(460)).center_x(Fill).padding([space::XL, space::L]).into()
}
