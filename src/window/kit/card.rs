//! Cards: the white surfaces that things lie on.

use iced::widget::{Space, column, container, row};
use iced::{Alignment, Element, Fill};

use super::styles::{self, Surface};
use super::{Look, space};

/// A card around anything.
pub fn card<'a, M: 'a>(look: Look, content: impl Into<Element<'a, M>>) -> iced::widget::Container<'a, M> {
    container(content).padding(space::L).width(Fill).style(styles::surface(look, Surface::Card))
}

/// A card with a title, and at its right whatever belongs beside the title.
pub fn titled_card<'a, M: 'a>(
    look: Look,
    title: impl Into<String>,
    beside: Option<Element<'a, M>>,
    content: impl Into<Element<'a, M>>,
) -> iced::widget::Container<'a, M> {
    let beside = beside.unwrap_or_else(|| Space::new().into());
    let head = row![container(look.heading(title.into())).width(Fill), beside].align_y(Alignment::Center);
    card(look, column![head.spacing(space::S), content.into()].spacing(space::S))
}

/// Content that scrolls when it is higher than its place, with room for the scrollbar beside it.
pub fn scrolling<'a, M: 'a>(look: Look, content: impl Into<Element<'a, M>>) -> iced::widget::Scrollable<'a, M> {
    let content = container(content).padding(iced::Padding::ZERO.right(space::L));
    iced::widget::scrollable(content).height(Fill).style(styles::scroll(look))
}

/// A line across.
pub fn divider<'a, M: 'a>(look: Look) -> Element<'a, M> {
    let color = look.palette().line;
    container(Space::new()).width(Fill).height(1).style(move |_| container::background(color)).into()
}
