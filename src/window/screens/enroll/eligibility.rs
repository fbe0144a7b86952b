//! Whether the terms let this service and this household join (R01, R02).

use crate::basics::Code;
use iced::Fill;
use iced::widget::{Column, column, row};

use super::{Message, State, halves};
use crate::window::kit::{Element, Look, Tone, check, note, space, titled_card};
use crate::words::{Condition, Word};

/// Terms in two columns: what, and how.
pub(super) fn terms<'a>(look: Look, lines: &'a [(String, String)], clause: &'a str) -> Element<'a, Message> {
    let lines = lines.iter().map(|(name, value)| {
        row![look.label(name.as_str()).width(190), look.body(value.as_str()).width(Fill)].spacing(space::S).into()
    });
    let clause = (!clause.is_empty()).then(|| look.label(format!("Terms: {clause}")));
    column![Column::with_children(lines).spacing(space::S), clause].spacing(space::M).into()
}

impl State {
    pub(super) fn eligibility_step(&self, look: Look) -> Element<'_, Message> {
        let ticks = Condition::ALL.iter().copied().map(|condition| {
            let turn = move |on| Message::Say(condition, on);
            check(look, condition.label(), self.conditions.contains(&condition), Some(turn))
        });
        let asked = titled_card(look, "Ask, and tick what is so", None, Column::with_children(ticks).spacing(space::M));
        let left = column![asked, self.may_they(look)].spacing(space::M);
        let right: Element<'_, Message> = match &self.offered {
            Some(offered) => {
                titled_card(look, "Who may join", None, terms(look, &offered.may_join, &offered.may_join_clause)).into()
            }
            None => titled_card(look, "Who may join", None, look.quiet("The terms are being read.")).into(),
        };
        halves(look, left, right)
    }

    fn may_they(&self, look: Look) -> Element<'_, Message> {
        match &self.quote {
            None => note(look, Tone::Neutral, "", "The terms are being asked\u{2026}"),
            Some(Ok(quote)) if quote.returning => note(
                look,
                Tone::Good,
                "This service may join.",
                "The member comes back after closing: what a returning member pays is due.",
            ),
            Some(Ok(_)) => note(look, Tone::Good, "This service may join.", "Nothing in the terms stands against it."),
            Some(Err(refusal)) if refusal.code == Code::NotEligible => {
                note(look, Tone::Bad, "The terms refuse this service.", refusal.message.as_str())
            }
            Some(Err(refusal)) => {
                note(look, Tone::Attention, "Something must be put right first.", refusal.message.as_str())
            }
        }
    }
}
