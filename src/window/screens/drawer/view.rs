//! What the drawer's screen shows: the count or the drawer at the left, papers, expected amount and the to-do list at
//! the right, what can be done at the foot.

use iced::widget::{Column, Row as Line, column, container, row};
use iced::{Alignment, Fill, FillPortion};

use super::super::asked::{refused, sentence};
use super::super::dates;
use super::form::{Kind, paper_name};
use super::{Message, State};
use crate::basics::{Cents, Code};
use crate::desk::{CountedByKind, DrawerView};
use crate::window::kit::table::{Column as Heading, Row, table};
use crate::window::kit::{
    Element, Figure, Kind as ActionKind, Look, Shortcut, Tone, action, amount, badge, check, empty, figure, money,
    note, screen_title, scrolling, space, titled_card,
};
use crate::words::Method;

impl State {
    pub(super) fn screen(&self, look: Look) -> Element<'_, Message> {
        let (title, beside) = heading(self, look);
        let columns = row![
            scrolling(look, left(self, look)).width(FillPortion(2)),
            scrolling(look, right(self, look)).width(FillPortion(3)),
        ]
        .spacing(space::S)
        .height(Fill);
        let foot = container(actions(self, look)).align_right(Fill);
        column![screen_title(look, title, beside), columns, foot].spacing(space::M).into()
    }
}

fn heading(state: &State, look: Look) -> (String, Element<'_, Message>) {
    let Some(drawer) = state.drawer.value() else {
        return ("Drawer and day".to_string(), iced::widget::Space::new().into());
    };
    let (tone, word) = match drawer {
        _ if state.counting => (Tone::Attention, "Counting"),
        drawer if drawer.closed_at.is_some() => (Tone::Neutral, "Closed"),
        drawer if drawer.is_final => (Tone::Info, "Counted"),
        drawer if drawer.counts > 0 => (Tone::Attention, "To count once more"),
        _ => (Tone::Good, "Open"),
    };
    let day = drawer.day.format("%b %-d");
    let title = format!("{} \u{b7} {} \u{b7} {}", drawer.name, drawer.office, drawer.operator);
    (title, badge(look, tone, format!("{word} \u{b7} {day}")))
}

fn left(state: &State, look: Look) -> Element<'_, Message> {
    let Some(drawer) = state.drawer.value() else { return no_drawer(state, look) };
    if state.counting {
        let count = state.count.view(look, Message::Typed);
        let refusal = refused(look, state.counted.refusal());
        return titled_card(look, "Count what is in the drawer", None, column![count, refusal].spacing(space::S))
            .into();
    }
    let figures = row![
        figure(look, "Opening float", Figure::Normal, Tone::Neutral, drawer.float.dollars()),
        figure(look, "Receipts given", Figure::Normal, Tone::Neutral, drawer.receipts.to_string()),
    ]
    .spacing(space::XL);
    let since = look.quiet(format!("Open since {}.", dates::when(&drawer.opened_at)));
    let about = titled_card(look, "The drawer", None, column![figures, since].spacing(space::M));
    let out = titled_card(look, "Cash that left it", None, movements(drawer, look));
    column![about, out].spacing(space::M).into()
}

fn no_drawer(state: &State, look: Look) -> Element<'_, Message> {
    let open = action(
        look,
        ActionKind::Primary,
        "Open your drawer",
        Shortcut::letter('O'),
        Some(Message::Open(Kind::OpenDrawer)),
    );
    let words = match state.drawer.refusal() {
        None => empty(look, "Looking for your drawer\u{2026}", "", None),
        Some(refusal) if refusal.code == Code::NoOpenDrawer => empty(
            look,
            "You have no open drawer",
            "Count the float and open one: cash and checks over the counter need it.",
            Some(open.into()),
        ),
        Some(refusal) => note(look, Tone::Bad, "The drawer cannot be shown", sentence(&refusal.message)),
    };
    titled_card(look, "The drawer", None, words).into()
}

fn movements<'a>(drawer: &'a DrawerView, look: Look) -> Element<'a, Message> {
    if drawer.movements.is_empty() {
        return look.quiet("None left this drawer but as change.").into();
    }
    let headings = [Heading::words("When", 110), Heading::words("What", Fill), Heading::figures("Amount", 80)];
    let rows = drawer.movements.iter().map(|movement| {
        Row::new(vec![
            look.quiet(dates::when(&movement.at)).into(),
            look.line(movement.reason.as_str()).into(),
            amount(look, movement.amount).into(),
        ])
    });
    table(look, &headings, rows)
}

fn right(state: &State, look: Look) -> Element<'_, Message> {
    let papers = state.drawer.value().map(|drawer| papers(state, drawer, look));
    let expected = state.drawer.value().map(|drawer| {
        let count = drawer.by_kind.as_ref().map(|by_kind| expected(by_kind, look));
        let words = count.unwrap_or_else(|| expected_later(drawer, look));
        Element::from(titled_card(look, "Expected", None, words))
    });
    column![papers, expected, todo(state, look)].spacing(space::M).into()
}

fn papers<'a>(state: &'a State, drawer: &'a DrawerView, look: Look) -> Element<'a, Message> {
    let count = drawer.items.len();
    let title = format!("Checks and money orders \u{b7} {count} item{}", if count == 1 { "" } else { "s" });
    if drawer.items.is_empty() {
        return titled_card(look, title, None, look.quiet("None was taken in this drawer.")).into();
    }
    if state.counting {
        let all = action(look, ActionKind::Plain, "All are here", Shortcut::ctrl('T'), Some(Message::TickAll));
        let items = drawer.items.iter().map(|item| {
            let receipt = item.receipt.clone();
            let words = format!(
                "{} \u{b7} {} \u{b7} {} \u{b7} {}",
                item.amount.dollars(),
                paper_name(item),
                item.from,
                item.receipt
            );
            check(look, words, state.count.is_here(item), Some(move |on| Message::Ticked(receipt.clone(), on)))
        });
        let words = look.quiet("Tick each one that you hold in your hand.");
        let list = Column::with_children(items).spacing(space::S);
        return titled_card(look, title, Some(all.into()), column![words, list].spacing(space::S)).into();
    }
    let headings = [
        Heading::words("Receipt", 120),
        Heading::words("From", Fill),
        Heading::words("Number", 150),
        Heading::figures("Amount", 80),
    ];
    let rows = drawer.items.iter().map(|item| {
        Row::new(vec![
            look.line(item.receipt.as_str()).into(),
            look.line(item.from.as_str()).into(),
            look.line(paper_name(item)).into(),
            amount(look, item.amount).into(),
        ])
    });
    titled_card(look, title, None, table(look, &headings, rows)).into()
}

fn expected_later<'a>(drawer: &DrawerView, look: Look) -> Element<'a, Message> {
    if drawer.recount {
        let words = "Another operator counts the drawer from the beginning. After that the count is final, and the expected amount is shown.";
        return note(look, Tone::Attention, "The count is off", words);
    }
    look.quiet("Shown when the count is final. You get one recount, with a second person.").into()
}

fn expected<'a>(by_kind: &CountedByKind, look: Look) -> Element<'a, Message> {
    let headings = [
        Heading::words("", Fill),
        Heading::figures("Expected", 100),
        Heading::figures("Counted", 100),
        Heading::figures("Over or short", 110),
    ];
    let kinds = [("Cash", by_kind.cash), ("Checks", by_kind.checks), ("Money orders", by_kind.money_orders)];
    let rows = kinds.map(|(name, kind)| {
        Row::new(vec![
            look.line(name).into(),
            amount(look, kind.expected).into(),
            amount(look, kind.counted).into(),
            amount(look, kind.over_short).into(),
        ])
    });
    let off: Cents = kinds.iter().map(|(_, kind)| kind.over_short).sum();
    let (tone, words) = match off {
        Cents::ZERO => (Tone::Good, "It agrees".to_string()),
        off if off > Cents::ZERO => (Tone::Attention, format!("{} over", off.dollars())),
        off => (Tone::Bad, format!("{} short", off.abs().dollars())),
    };
    let total = figure(look, "Over or short", Figure::Large, tone, words);
    column![table(look, &headings, rows), total].spacing(space::M).into()
}

fn todo(state: &State, look: Look) -> Element<'_, Message> {
    let beside = state.todo.value().and_then(|todo| todo.closed.then(|| badge(look, Tone::Neutral, "Closed")));
    let content: Element<'_, Message> = match (state.todo.value(), state.todo.refusal()) {
        (Some(todo), _) => {
            let lines = todo.todo.iter().map(|item| {
                let words = if item.needed { item.text.clone() } else { format!("{} (may wait)", item.text) };
                check(look, words, item.done, None::<fn(bool) -> Message>)
            });
            Column::with_children(lines).spacing(space::S).into()
        }
        (None, Some(refusal)) => note(look, Tone::Bad, "", sentence(&refusal.message)),
        (None, None) => look.quiet("Looking what is left to do\u{2026}").into(),
    };
    titled_card(look, "To do before the day closes", beside, content).into()
}

fn actions(state: &State, look: Look) -> Element<'_, Message> {
    if state.counting {
        return counting_actions(state, look);
    }
    let open = |kind: ActionKind, label: &'static str, key: char, form: Kind| {
        Element::from(action(look, kind, label, Shortcut::letter(key), Some(Message::Open(form))))
    };
    let drawer = state.drawer.value();
    let in_use = drawer.is_some_and(|drawer| drawer.closed_at.is_none() && drawer.counts == 0);
    let counted = drawer.is_some_and(|drawer| drawer.closed_at.is_none() && drawer.counts > 0);
    let ready = state.todo.value().is_some_and(|todo| todo.ready && !todo.closed);
    let mut actions = Vec::new();
    if in_use {
        actions.push(open(ActionKind::Plain, "Pay out", 'P', Kind::PaidOut));
        actions.push(open(ActionKind::Plain, "Safe drop", 'S', Kind::SafeDrop));
        actions.push(open(ActionKind::Plain, "Hand over", 'H', Kind::HandOver));
    }
    actions.push(open(ActionKind::Plain, "X report", 'X', Kind::Report));
    actions.push(open(ActionKind::Plain, "Bank deposit", 'B', Kind::Deposit));
    let close_day = if ready { ActionKind::Primary } else { ActionKind::Plain };
    actions.push(open(close_day, "Close the day", 'Z', Kind::CloseDay));
    if drawer.is_some_and(|drawer| drawer.closed_at.is_some()) {
        actions.push(open(ActionKind::Plain, "Open another drawer", 'O', Kind::OpenDrawer));
    }
    if counted {
        let recount = drawer.is_some_and(|drawer| drawer.recount);
        let kind = if recount { ActionKind::Plain } else { ActionKind::Primary };
        actions.push(open(kind, "Close the drawer", 'L', Kind::CloseDrawer));
    }
    if in_use || drawer.is_some_and(|drawer| drawer.recount) {
        let words = match (state.count.begun(), in_use) {
            (true, _) => "Go on counting",
            (false, true) => "Count the drawer",
            (false, false) => "Count once more",
        };
        actions.push(action(look, ActionKind::Primary, words, Shortcut::letter('C'), Some(Message::Count)).into());
    }
    Line::with_children(actions).spacing(space::S).align_y(Alignment::Center).wrap().into()
}

fn counting_actions(state: &State, look: Look) -> Element<'_, Message> {
    let items = state.drawer.value().map_or(&[][..], |drawer| &drawer.items);
    let counted =
        state.count.cash() + state.count.papers(items, Method::Check) + state.count.papers(items, Method::MoneyOrder);
    let ready = (state.count.begun() && !state.counted.under_way()).then_some(Message::CountIsFinal);
    row![
        look.quiet("Counted so far"),
        money(look, counted),
        action(look, ActionKind::Plain, "Keep counting later", Shortcut::ESCAPE, Some(Message::KeepForLater)),
        action(look, ActionKind::Primary, "Count is final", Shortcut::CTRL_ENTER, ready)
            .because("Type how many of each there are; 0 where the drawer holds none."),
    ]
    .spacing(space::M)
    .align_y(Alignment::Center)
    .into()
}
