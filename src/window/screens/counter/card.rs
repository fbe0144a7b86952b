//! The card of a member: what they are told in one number, what they used, what moved, what happens next.

use iced::widget::{Column, Row, column, container, row};
use iced::{Alignment, Fill};

use super::member::{Loaded, Message};
use super::{ledger, next};
use crate::basics::Cents;
use crate::desk::AccountView;
use crate::window::kit::chart::chart;
use crate::window::kit::list::List;
use crate::window::kit::{
    Element, Figure, Kind, Look, Shortcut, Tone, action, badge, card as surface, figure, money, note, scrolling, space,
    titled_card,
};
use crate::window::work::Place;
use crate::words::{PowerNow, Status};

impl Loaded {
    pub(super) fn view<'a>(&'a self, look: Look, day: Option<usize>, lines: &'a List) -> Element<'a, Message> {
        let chart = surface(look, chart(look, &self.days, day, Message::Day));
        let left = column![chart, ledger::view(look, &self.ledger, lines)].spacing(space::M);
        let beside = container(scrolling(look, beside(look, self))).width(look.scaled(266.0));
        column![head(look, &self.card), row![left.width(Fill), beside].spacing(space::M).height(Fill)]
            .spacing(space::M)
            .into()
    }
}

/// A status in a word, with its colour.
pub fn status_badge<'a, M: 'a>(look: Look, status: Status) -> Element<'a, M> {
    match status {
        Status::Active => badge(look, Tone::Good, "Active"),
        Status::Disconnected => badge(look, Tone::Bad, "Disconnected"),
        Status::Closed => badge(look, Tone::Neutral, "Closed"),
        Status::Left => badge(look, Tone::Neutral, "Monthly billing"),
    }
}

fn head<'a>(look: Look, card: &'a AccountView) -> Element<'a, Message> {
    let name = row![look.title(card.name.as_str()), standing(look, card), power(look, card)]
        .spacing(space::S)
        .align_y(Alignment::Center);
    let figures = row(figures(look, card)).spacing(28).align_y(Alignment::End);
    let why = if card.power == PowerNow::Off { "Why is it off?" } else { "Why this balance?" };
    let actions = row![
        action(look, Kind::Primary, "Take payment", Shortcut::F2, Some(Message::Pay)),
        action(look, Kind::Plain, why, Shortcut::letter('W'), Some(Message::Why)),
    ]
    .spacing(space::M);
    let below = row![figures.width(Fill).wrap(), actions].spacing(space::M).align_y(Alignment::End);
    surface(look, column![name.wrap(), look.quiet(facts(card)), below].spacing(space::S)).into()
}

/// Account, address, meter, how long a member, phone: what is compared with what the person says.
fn facts(card: &AccountView) -> String {
    let mut facts = vec![
        format!("Account {}", card.account),
        card.address.clone(),
        format!("meter {}", card.meter),
        format!("member since {}", card.member_since.format("%Y")),
    ];
    facts.extend(card.phone.clone());
    if card.has_passphrase {
        facts.push("passphrase on file".to_string());
    }
    facts.join(" \u{b7} ")
}

fn standing<'a>(look: Look, card: &AccountView) -> Element<'a, Message> {
    match (card.status, card.disconnected_at.as_deref().and_then(ledger::local), card.ended_on) {
        (Status::Disconnected, Some(at), _) => {
            badge(look, Tone::Bad, format!("Disconnected \u{b7} seen open {}", at.format("%a %b %-d, %-I:%M %p")))
        }
        (Status::Closed, _, Some(on)) => badge(look, Tone::Neutral, format!("Closed since {}", next::day(on))),
        (Status::Left, _, Some(on)) => badge(look, Tone::Neutral, format!("Monthly billing since {}", next::day(on))),
        (status, ..) => status_badge(look, status),
    }
}

/// The power, where the status does not say it.
fn power<'a>(look: Look, card: &AccountView) -> Option<Element<'a, Message>> {
    match (card.status, card.power) {
        (_, PowerNow::Switching) => Some(badge(look, Tone::Attention, "Power is being switched")),
        (_, PowerNow::Unknown) => Some(badge(look, Tone::Attention, "Power not seen")),
        (Status::Active, PowerNow::Off) => Some(badge(look, Tone::Bad, "Power off")),
        _ => None,
    }
}

fn figures<'a>(look: Look, card: &AccountView) -> Vec<Element<'a, Message>> {
    let mut shown = vec![Figure::Large.balance(look, "Advance Pay balance", card.balance)];
    if let Some(payment) = card.to_reconnect.filter(|payment| *payment > Cents::ZERO) {
        shown.push(Figure::Large.to_reconnect(look, "One payment that reconnects now", payment));
    }
    if card.arrears > Cents::ZERO {
        shown.push(figure(look, "Past-due plan", Figure::Normal, Tone::Neutral, card.arrears.dollars()));
    }
    if let Some(last) = card.closes_after {
        shown.push(figure(look, "Becomes inactive after", Figure::Normal, Tone::Neutral, next::day(last)));
    }
    if let Some(days) = card.days_left.filter(|_| card.status == Status::Active) {
        let tone = if days <= 1 { Tone::Attention } else { Tone::Neutral };
        shown.push(figure(look, "Days left, about", Figure::Normal, tone, days.to_string()));
    }
    if card.refund_due > Cents::ZERO {
        shown.push(figure(look, "Owed to the member", Figure::Normal, Tone::Neutral, card.refund_due.dollars()));
    }
    shown
}

fn beside<'a>(look: Look, loaded: &'a Loaded) -> Element<'a, Message> {
    let card = &loaded.card;
    let mut sentences = next::sentences(card, &loaded.terms).into_iter();
    let first = sentences.next().map(|words| look.body(words));
    let next = column![first, Column::with_children(sentences.map(|words| look.quiet(words).into())).spacing(space::S)]
        .spacing(space::S);
    let attention = card.attention.iter().map(|words| note(look, Tone::Attention, "", words.as_str()));
    let attention = Column::with_children(attention).spacing(space::S);
    column![
        (!card.attention.is_empty()).then_some(attention),
        titled_card(look, "What happens next", None, next),
        holds(look, card),
        pinned(look, card),
        contact(look, card),
        acts(look, card),
    ]
    .spacing(space::M)
    .into()
}

/// What else is done with the account.
fn acts<'a>(look: Look, card: &AccountView) -> Element<'a, Message> {
    let go = |label: &'static str, key, place: fn(String) -> Place| {
        let to = Message::Go(place(card.account.clone()));
        action(look, Kind::Plain, label, Shortcut::letter(key), Some(to)).into()
    };
    Row::with_children([
        go("Hold", 'H', Place::Hold),
        go("Pledge", 'P', Place::Pledge),
        go("Papers", 'D', Place::Papers),
        go("Note", 'N', Place::Note),
        go("More", 'M', Place::Acts),
    ])
    .spacing(space::S)
    .wrap()
    .into()
}

fn holds<'a>(look: Look, card: &'a AccountView) -> Option<Element<'a, Message>> {
    let holds = card.holds.iter().map(|hold| {
        let words = format!("{} {}", hold.kind.text(), next::until(hold.until));
        column![badge(look, Tone::Info, words), look.quiet(hold.reason.as_str())].spacing(space::XS).into()
    });
    let pledges = card.pledges.iter().map(|pledge| {
        let until = pledge.until.map_or_else(String::new, |until| format!(" by {}", next::day(until)));
        column![
            row![badge(look, Tone::Info, "pledge"), money(look, pledge.amount)].spacing(space::S),
            look.quiet(format!("{}{until}", pledge.agency)),
        ]
        .spacing(space::XS)
        .into()
    });
    let all: Vec<Element<'a, Message>> = holds.chain(pledges).collect();
    let any = !all.is_empty();
    any.then(|| titled_card(look, "Holds and pledges", None, Column::with_children(all).spacing(space::S)).into())
}

fn pinned<'a>(look: Look, card: &'a AccountView) -> Option<Element<'a, Message>> {
    let notes = card.notes.iter().filter(|note| note.pinned);
    let notes: Vec<Element<'a, Message>> = notes.map(|note| look.body(note.text.as_str()).into()).collect();
    let any = !notes.is_empty();
    any.then(|| titled_card(look, "Pinned", None, Column::with_children(notes).spacing(space::S)).into())
}

fn contact<'a>(look: Look, card: &'a AccountView) -> Element<'a, Message> {
    let text = card.text.as_ref().map(|number| format!("Text {number}"));
    let alerts = card.low_balance.map(|limit| format!("Alerts at {}", limit.dollars()));
    let authorized = card.authorized.as_ref().map(|names| format!("May ask: {names}"));
    let ways: Vec<String> = [text, card.email.clone(), alerts, authorized].into_iter().flatten().collect();
    let shown: Element<'a, Message> = if card.text.is_none() && card.email.is_none() {
        note(look, Tone::Attention, "", "No text number and no e-mail are on file: ask for one.")
    } else {
        Column::with_children(ways.into_iter().map(|words| look.quiet(words).into())).spacing(space::XS).into()
    };
    titled_card(look, "Contact", None, shown).into()
}
