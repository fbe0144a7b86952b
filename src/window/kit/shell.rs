//! What is around every screen: the band of a practice office, the rail, the search box, tabs.

use iced::widget::{Column, Row, Space, button, column, container, row, scrollable, text, text_input};
use iced::{Alignment, Element, Fill};

use super::action::{ChipOn, chip};
use super::ring::halo;
use super::styles::{self, Button, Surface};
use super::{Look, Shortcut, Tone, count_badge, focusable, font, key_chip, space};

/// The width of the rail at normal text size.
pub(super) const RAIL: f32 = 196.0;

/// One place that the rail leads to.
#[derive(Debug, Clone)]
pub struct RailItem<M> {
    pub label: &'static str,
    pub key: Shortcut,
    /// How many things wait there; none shows no count.
    pub waiting: usize,
    pub active: bool,
    pub on_press: M,
}

/// What stands around the screen.
pub struct Shell<'a, M> {
    /// The words of the band over everything, in a practice office.
    pub band: Option<&'a str>,
    pub items: Vec<RailItem<M>>,
    /// Office and operator, drawer, date, cycle: a line each.
    pub footer: Vec<String>,
}

/// The band, the rail and the screen beside it.
pub fn shell<'a, M: Clone + 'static>(
    look: Look,
    shell: Shell<'a, M>,
    screen: impl Into<Element<'a, M>>,
) -> Element<'a, M> {
    let band = shell.band.map(|words| band(look, words));
    let screen = container(screen).padding([14.0, 20.0]).width(Fill).height(Fill);
    let beside = row![rail(look, shell.items, shell.footer), screen].height(Fill);
    container(column![band, beside]).width(Fill).height(Fill).style(styles::surface(look, Surface::Paper)).into()
}

fn band<'a, M: 'a>(look: Look, words: &'a str) -> Element<'a, M> {
    let words = look.text(words, 12.0, font::REGULAR, look.palette().amber_ink);
    container(words)
        .center_x(Fill)
        .padding([3.0, space::M])
        .style(styles::surface(look, Surface::Band(Tone::Attention)))
        .into()
}

fn rail<'a, M: Clone + 'static>(look: Look, items: Vec<RailItem<M>>, footer: Vec<String>) -> Element<'a, M> {
    let p = look.palette();
    let name = look.text("Advance Pay Desk", 15.0, font::BOLD, p.rail_ink);
    let items = items.into_iter().map(|item| rail_item(look, item));
    let items =
        scrollable(Column::with_children(items).spacing(2).padding(6.0)).style(styles::scroll(look)).height(Fill);
    let lines = footer.into_iter().map(|line| look.text(line, 12.0, font::REGULAR, p.rail_quiet_ink).into());
    let rule = container(Space::new()).width(Fill).height(1).style(move |_| container::background(p.rail_on));
    let footer = column![rule, Column::with_children(lines).spacing(3).padding([6.0, space::S])].spacing(space::XS);
    container(column![container(name).padding([8.0, 14.0]), items, container(footer).padding([0.0, 10.0])])
        .width(look.scaled(RAIL))
        .height(Fill)
        .padding([space::S, 4.0])
        .style(styles::surface(look, Surface::Rail))
        .into()
}

fn rail_item<'a, M: Clone + 'static>(look: Look, item: RailItem<M>) -> Element<'a, M> {
    let waiting = (item.waiting > 0).then(|| count_badge(look, item.waiting));
    let line = row![
        text(item.label).size(look.body_size()).font(font::REGULAR).width(Fill),
        waiting,
        chip(look, item.key, ChipOn::Rail)
    ];
    let pressed = button(line.spacing(space::S).align_y(Alignment::Center))
        .padding([7.0, space::S])
        .width(Fill)
        .style(styles::press(look, Button::RailItem { active: item.active }))
        .on_press(item.on_press.clone());
    focusable(look, pressed, Some(item.on_press)).shortcut(Some(item.key)).on_rail(look).into()
}

/// The title of a screen, with whatever belongs at its right.
pub fn screen_title<'a, M: 'a>(
    look: Look,
    title: impl Into<String>,
    beside: impl Into<Element<'a, M>>,
) -> Element<'a, M> {
    row![container(look.title(title.into())).width(Fill), beside.into()].align_y(Alignment::Center).into()
}

/// The search box over everything, named `id`; its key gives it the focus through `on_key`.
pub fn search_box<'a, M: Clone + 'static>(
    look: Look,
    id: &'static str,
    words: &'a str,
    key: (Shortcut, M),
    on_input: impl Fn(String) -> M + 'a,
    on_submit: M,
) -> Element<'a, M> {
    let input = text_input("Find a member: name, account, meter, phone or address", words)
        .id(id)
        .on_input(on_input)
        .on_submit(on_submit)
        .size(look.body_size())
        .font(font::REGULAR)
        .padding([9.0, 12.0])
        .style(styles::input(look, false));
    let (key, on_key) = key;
    let chip = focusable(look, key_chip(look, key), Some(on_key)).shortcut(Some(key)).not_a_tab_stop();
    row![halo(look, input), chip].spacing(10).align_y(Alignment::Center).into()
}

/// What is open side by side, the active one in front.
pub fn tabs<'a, M: Clone + 'static>(look: Look, tabs: impl IntoIterator<Item = (String, bool, M)>) -> Element<'a, M> {
    let tabs = tabs.into_iter().map(|(name, on, message)| {
        let weight = if on { font::BOLD } else { font::REGULAR };
        let words = text(name).size(look.scaled(13.0)).font(weight).wrapping(text::Wrapping::None);
        let pressed = button(words)
            .padding([6.0, 12.0])
            .clip(true)
            .style(styles::press(look, Button::Tab { on }))
            .on_press(message.clone());
        focusable(look, pressed, Some(message)).inset().into()
    });
    Row::with_children(tabs).spacing(space::XS).into()
}
