//! What the screen shows: whose account, the menu with its keys, and the form of the act that was chosen.

use iced::widget::{Column, Id, column, container, row};
use iced::{Alignment, Fill, Length};

use super::super::asked::{refused, sentence};
use super::super::reports::paper_table;
use super::act::{Act, MENU};
use super::form::{Ask, Choice, Input, Line};
use super::payments::receipt_choices;
use super::{Facts, Message, PAPERS, State};
use crate::basics::Cents;
use crate::desk::Left;
use crate::window::kit::signature::pad;
use crate::window::kit::table::{Column as Heading, Row, table};
use crate::window::kit::{
    Element, Field, Figure, Kind, Look, Shortcut, Tone, action, amount, badge, card, check, empty, figure, note,
    screen_title, scrolling, space, titled_card,
};
use crate::words::Status;

/// A field that takes a number, a day or a name is not wider than this.
const SHORT: f32 = 260.0;
/// A form of at most so many lines has them under each other.
const SHORT_FORM: usize = 6;
/// The width of a line of a longer form.
const BESIDE: f32 = 340.0;

pub fn screen(state: &State, look: Look) -> Element<'_, Message> {
    let Some(facts) = state.facts.value() else { return without_facts(state, look) };
    let title = screen_title(look, "What to do with this account", iced::widget::Space::new());
    let left = scrolling(look, menu(state, look)).width(look.scaled(260.0));
    let right = column![
        whose(facts, look),
        scrolling(look, content(state, facts, look)).width(Fill),
        read_back(state, look),
        refused(look, state.refusal()),
        foot(state, look),
    ]
    .spacing(space::M);
    let columns = row![left, right].spacing(space::S).height(Fill);
    column![title, columns].spacing(space::M).into()
}

fn without_facts(state: &State, look: Look) -> Element<'_, Message> {
    let back = action(look, Kind::Plain, "Back to the counter", Shortcut::ESCAPE, Some(Message::Back));
    let words = match (state.facts.refusal(), &state.account) {
        (Some(refusal), _) => empty(look, "The account cannot be shown", sentence(&refusal.message), Some(back.into())),
        (None, None) => empty(look, "No account is open", "Find the member at the counter first.", Some(back.into())),
        (None, Some(account)) => empty(look, format!("Opening account {account}\u{2026}"), "", None),
    };
    card(look, words).into()
}

/// Whose account it is, read back on every form.
fn whose<'a>(facts: &'a Facts, look: Look) -> Element<'a, Message> {
    let account = &facts.account;
    let (tone, status) = match account.status {
        Status::Active => (Tone::Good, "Active"),
        Status::Disconnected => (Tone::Bad, "Disconnected"),
        Status::Closed => (Tone::Neutral, "Closed"),
        Status::Left => (Tone::Neutral, "On monthly billing"),
    };
    let head = row![look.title(account.name.as_str()), badge(look, tone, status)].spacing(space::S);
    let place =
        look.quiet(format!("Account {} \u{b7} {} \u{b7} meter {}", account.account, account.address, account.meter));
    let refund = (account.refund_due > Cents::ZERO)
        .then(|| figure(look, "Owed to the member", Figure::Normal, Tone::Info, account.refund_due.dollars()));
    let figures = row![
        Figure::Normal.balance(look, "Advance Pay balance", account.balance),
        Figure::Normal.balance(look, "Past-due plan", account.arrears),
        refund,
    ];
    let words = column![head.align_y(Alignment::Center), place].spacing(space::XS).width(Fill);
    card(look, row![words, figures.spacing(space::XL)].spacing(space::L).align_y(Alignment::Center)).into()
}

fn menu(state: &State, look: Look) -> Element<'_, Message> {
    let groups = MENU.iter().map(|(name, acts)| {
        let acts = acts.iter().copied().map(|act| {
            let kind = if state.act == Some(act) { Kind::Plain } else { Kind::Link };
            action(look, kind, act.name, act.shortcut(), Some(Message::Choose(act))).into()
        });
        column![look.label(*name), Column::with_children(acts)].spacing(space::XS).into()
    });
    card(look, Column::with_children(groups).spacing(space::S)).padding([space::S, space::L]).into()
}

fn content<'a>(state: &'a State, facts: &'a Facts, look: Look) -> Element<'a, Message> {
    match state.act {
        None => {
            let done = state.done.as_ref().map(|done| note(look, Tone::Good, "Done", sentence(done)));
            let words = "Every act has its key. What needs a second person says so, and can wait in \"To approve\".";
            column![done, card(look, empty(look, "Choose what to do", words, None))].spacing(space::M).into()
        }
        Some(act) if *act == PAPERS => papers(facts, look),
        Some(act) => form(state, act, look),
    }
}

fn form<'a>(state: &'a State, act: &Act, look: Look) -> Element<'a, Message> {
    let lines = state.form.lines.iter();
    // A long form goes side by side where there is room.
    let lines: Element<'a, Message> = if state.form.lines.len() > SHORT_FORM {
        let lines = lines.map(|line| container(line_view(line, look)).width(look.scaled(BESIDE)).into());
        iced::widget::Row::with_children(lines).spacing(space::M).wrap().vertical_spacing(space::M).into()
    } else {
        Column::with_children(lines.map(|line| line_view(line, look))).spacing(space::M).into()
    };
    let preview = state.preview.value().filter(|_| act.preview.is_some()).map(|left| preview(left, look));
    let body = column![look.quiet(act.about), lines, preview];
    titled_card(look, act.name, None, body.spacing(space::M)).into()
}

/// What will be done, once the form says enough.
fn read_back(state: &State, look: Look) -> Option<Element<'_, Message>> {
    state.task_now().map(|task| note(look, Tone::Info, "", task.read_back))
}

fn foot(state: &State, look: Look) -> Element<'_, Message> {
    let back = if state.act.is_some() { "Back to the menu" } else { "Back to the counter" };
    let back = action(look, Kind::Plain, back, Shortcut::ESCAPE, Some(Message::Back));
    let post = state.act.filter(|act| **act != PAPERS).map(|act| {
        let kind = if act.takes_away { Kind::Danger } else { Kind::Primary };
        let post = (!state.posting.under_way()).then_some(Message::Post);
        Element::from(
            action(look, kind, act.verb.unwrap_or(act.name), Shortcut::CTRL_ENTER, post).because("It is being done."),
        )
    });
    container(row![back, post].spacing(space::M)).align_right(Fill).into()
}

/// The name by which a line's field is given the focus.
pub fn field_id(ask: Ask) -> Id {
    Id::from(format!("account-act-{ask:?}"))
}

fn line_view(line: &Line, look: Look) -> Element<'_, Message> {
    let ask = line.ask;
    match &line.input {
        Input::Field(state) => {
            let wide = (state.as_ref() as &dyn std::any::Any).is::<Field<String>>();
            let width = if wide { Fill } else { Length::Fixed(look.scaled(SHORT)) };
            let drawn = state.view(look, line.label, Box::new(move |text| Message::Typed(ask, text)));
            let drawn = drawn.id(field_id(ask)).width(width);
            if line.hint.is_empty() { drawn.into() } else { drawn.hint(line.hint).into() }
        }
        Input::Yes(yes) => check(look, line.label, *yes, Some(move |on| Message::Turned(ask, on))),
        Input::Pick { choices, chosen, none } => choices_view(line.label, ask, choices, *chosen, none, look),
        Input::Sign(signature) => {
            let pad = pad(look, signature, look.scaled(BESIDE), line.label, Message::Signed);
            let anew = action(look, Kind::Plain, "Sign anew", Shortcut::ctrl('R'), Some(Message::SignAnew));
            column![pad, anew].spacing(space::S).into()
        }
    }
}

fn choices_view<'a>(
    label: &'static str,
    ask: Ask,
    choices: &'a [Choice],
    chosen: Option<usize>,
    none: &'static str,
    look: Look,
) -> Element<'a, Message> {
    if choices.is_empty() {
        return note(look, Tone::Attention, "", none);
    }
    let in_detail = choices.iter().any(|choice| !choice.detail.is_empty());
    let names = if in_detail { Length::Fixed(look.scaled(230.0)) } else { Fill };
    let details = if in_detail { Fill } else { Length::Fixed(0.0) };
    let headings = [Heading::words("", 64), Heading::words(label, names), Heading::words("", details)];
    let rows = choices.iter().enumerate().map(|(index, choice)| {
        let on = chosen == Some(index);
        let mark: Element<'_, Message> =
            if on { look.strong("Chosen").into() } else { iced::widget::Space::new().into() };
        let cells = vec![mark, look.line(choice.name.as_str()).into(), look.quiet(choice.detail.as_str()).into()];
        Row::new(cells).selected(on).on_press(Message::Chosen(ask, index))
    });
    table(look, &headings, rows)
}

/// What leaving would take, by what is billed so far.
fn preview<'a>(left: &'a Left, look: Look) -> Element<'a, Message> {
    let headings = [Heading::words("By what is billed so far", Fill), Heading::figures("", 110)];
    let lines = [
        ("Deposit that monthly billing asks", left.deposit),
        ("Owed, moves to monthly billing", left.owed),
        ("Credit, moves to monthly billing", left.credit),
    ];
    let rows = lines.map(|(name, sum)| Row::new(vec![look.line(name).into(), amount(look, sum).into()]));
    column![table(look, &headings, rows), look.quiet(sentence(&left.reason))].spacing(space::S).into()
}

fn papers<'a>(facts: &'a Facts, look: Look) -> Element<'a, Message> {
    let kept: Element<'a, Message> = if facts.papers.is_empty() {
        look.quiet("No paper was handed out for this account yet.").into()
    } else {
        paper_table(look, &facts.papers, Message::OpenPaper)
    };
    let headings = [Heading::words("Receipt", 230), Heading::words("", Fill)];
    let receipts = receipt_choices(&facts.ledger);
    let copies: Element<'a, Message> = if receipts.is_empty() {
        look.quiet("No receipt was given for this account yet.").into()
    } else {
        let rows = receipts.into_iter().map(|choice| {
            Row::new(vec![look.line(choice.name).into(), look.quiet(choice.detail).into()])
                .on_press(Message::Copy(choice.value))
        });
        table(look, &headings, rows)
    };
    column![
        titled_card(look, "Papers, as they were handed out", None, kept),
        titled_card(look, "Print a receipt again; it says COPY", None, copies),
    ]
    .spacing(space::M)
    .into()
}
