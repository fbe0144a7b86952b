//! The right side of a payment: what it does; and once it is posted, the receipt.

use iced::widget::{Column, column, row};
use iced::{Alignment, Fill};

use super::{Message, State};
use crate::basics::Cents;
use crate::desk::{Paid, PartView, PowerTold};
use crate::window::kit::table::{Column as TableColumn, Row, table as draw_table};
use crate::window::kit::{
    Element, Figure, Kind, Look, Shortcut, Tone, action, card, check, empty, figure, money, note, scrolling, space,
    titled_card,
};
use crate::window::screens::asked::sentence;
use crate::words::PowerNow;

impl State {
    /// What the payment would do, as it stands.
    pub(super) fn preview(&self, look: Look) -> Element<'_, Message> {
        match &self.preview {
            None => {
                let why = empty(
                    look,
                    "Enter an amount",
                    "What it does to the balance, to the past-due plan and to the power stands here before it is posted.",
                    None,
                );
                titled_card(look, "What this payment does", None, why).height(Fill).into()
            }
            Some(Err(refusal)) => {
                let why = note(look, Tone::Bad, "This cannot be posted", sentence(&refusal.message));
                titled_card(look, "What this payment does", None, why).height(Fill).into()
            }
            Some(Ok(preview)) => self.outcome(look, Some(preview)),
        }
    }

    /// The figures before and after, what they mean for the power, and what a person should look at.
    pub(super) fn outcome<'a>(&'a self, look: Look, paid: Option<&'a Paid>) -> Element<'a, Message> {
        let parts = paid.map(|paid| paid.parts.as_slice()).unwrap_or_default();
        let several = parts.len() > 1;
        let shown = parts.iter().map(|part| one(look, part, several, self.posted.is_some()));
        let warning = paid.and_then(|paid| paid.warning.as_ref()).map(|words| {
            let tick = check(look, "Yes, this is another payment", self.is_another, Some(Message::IsAnother));
            column![note(look, Tone::Attention, "", words.as_str()), tick].spacing(space::S)
        });
        let title = if self.posted.is_some() { "What this payment did" } else { "What this payment does" };
        let printed = self
            .posted
            .is_none()
            .then(|| look.quiet("The receipt shows the member both amounts, and what the power does."));
        let all = column![Column::with_children(shown).spacing(space::L), warning, printed].spacing(space::M);
        titled_card(look, title, None, scrolling(look, all)).height(Fill).into()
    }

    /// The receipt: its number, the change in the largest figures, and the ways on.
    pub(super) fn receipt<'a>(&'a self, look: Look, paid: &'a Paid) -> Element<'a, Message> {
        let number = paid.receipt.as_deref().unwrap_or_default();
        let who = &self.card;
        let change = (paid.change > Cents::ZERO)
            .then(|| figure(look, "Change to give", Figure::Large, Tone::Good, paid.change.dollars()));
        let figures = row![
            change,
            figure(look, "Paid", Figure::Large, Tone::Neutral, paid.amount.dollars()),
            Figure::Normal.balance(look, "Balance now", paid.balance),
        ]
        .spacing(28)
        .align_y(Alignment::End);
        let refused = self.refused.as_ref().map(|refusal| {
            note(
                look,
                Tone::Attention,
                "The receipt did not print",
                format!("{} The payment is posted.", sentence(&refusal.message)),
            )
        });
        let actions = row![
            action(look, Kind::Primary, "Next member", Shortcut::ESCAPE, Some(Message::Close)),
            action(look, Kind::Plain, "Print receipt", Shortcut::ctrl('P'), Some(Message::Print)),
        ]
        .spacing(space::M);
        let said = format!("{} \u{b7} {} \u{b7} account {}", who.name, who.address, who.account);
        let receipt = column![
            look.title(format!("Posted: receipt {number}")),
            look.quiet(said),
            figures.wrap(),
            refused,
            actions,
        ];
        card(look, receipt.spacing(space::L)).height(Fill).into()
    }
}

fn one<'a>(look: Look, part: &'a PartView, several: bool, posted: bool) -> Element<'a, Message> {
    let columns = [
        TableColumn::words("", Fill),
        TableColumn::figures("Before", look.scaled(96.0)),
        TableColumn::figures("This payment", look.scaled(104.0)),
        TableColumn::figures("After", look.scaled(96.0)),
    ];
    let line = |name: &'static str, before: Cents, paid: Cents, after: Cents| {
        Row::new(vec![
            look.line(name).into(),
            money(look, before).into(),
            look.line(format!("+{}", paid.dollars())).into(),
            money(look, after).into(),
        ])
    };
    let mut lines = vec![line("Advance Pay balance", part.balance_before, part.to_credit, part.balance)];
    if part.arrears_before > Cents::ZERO || part.to_arrears > Cents::ZERO {
        let owed = Row::new(vec![
            look.line("Past-due plan").into(),
            money(look, part.arrears_before).into(),
            look.line(format!("\u{2212}{}", part.to_arrears.dollars())).into(),
            money(look, part.arrears).into(),
        ]);
        lines.push(owed);
    }
    let who = several.then(|| look.strong(format!("{} \u{b7} {}", part.name, part.account)));
    column![who, draw_table(look, &columns, lines), power(look, part, posted)].spacing(space::M).into()
}

/// What to say about the power.
fn power<'a>(look: Look, part: &'a PartView, posted: bool) -> Element<'a, Message> {
    let stays_off = part.told == PowerTold::StaysOff || part.to_reconnect.is_some_and(|more| more > Cents::ZERO);
    let tone = match part.power {
        _ if stays_off => Tone::Bad,
        PowerNow::On => Tone::Good,
        PowerNow::Off if !posted => Tone::Good,
        _ => Tone::Attention,
    };
    let seen = match (posted, part.power) {
        (true, PowerNow::On) if part.told != PowerTold::IsOn => "The power was seen on.",
        (true, PowerNow::Switching) => "The switch is at work; the card shows the power once it is seen.",
        (true, PowerNow::Off) => "The power is off.",
        _ => "",
    };
    note(look, tone, format!("{}.", part.power_text.trim_end_matches('.')), seen)
}
