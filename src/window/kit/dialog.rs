//! The root of the window, and dialogs over it.

use iced::widget::{Row, Space, column, container, opaque, scrollable, stack};
use iced::{Element, Fill, Length};

use super::inert::inert;
use super::scope::scope;
use super::styles::{self, Surface};
use super::{Look, space};

/// The root of every view: always the same three layers, so that nothing loses its focus or scroll. While there is a
/// dialog, what is behind it takes neither mouse nor keys.
pub fn root<'a, M: Clone + Send + 'static>(
    look: Look,
    screen: impl Into<Element<'a, M>>,
    dialog: Option<Element<'a, M>>,
    toasts: Element<'a, M>,
) -> Element<'a, M> {
    let open = dialog.is_some();
    let dialog = dialog.map_or_else(
        || Space::new().into(),
        |dialog| opaque(container(dialog).center(Fill).padding(space::XL).style(styles::surface(look, Surface::Scrim))),
    );
    scope(stack![inert(screen.into(), open), dialog, toasts].width(Fill).height(Fill))
}

/// A dialog: a title, what it is about, and the actions, the one to take last.
pub fn dialog<'a, M: 'a>(
    look: Look,
    title: impl Into<String>,
    body: impl Into<Element<'a, M>>,
    actions: Vec<Element<'a, M>>,
) -> Element<'a, M> {
    let body = scrollable(container(body).padding(space::S)).style(styles::scroll(look)).height(Length::Shrink);
    let actions = container(Row::with_children(actions).spacing(space::M)).align_right(Fill).padding(space::S);
    let title = container(look.title(title.into())).padding([0.0, space::S]);
    container(column![title, body, actions].spacing(space::S))
        .padding(space::L)
        .max_width(look.scaled(560.0))
        .style(styles::surface(look, Surface::Raised))
        .into()
}
