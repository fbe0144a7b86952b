//! The proof of the store, the head that is compared with paper, and the backup.

use std::path::PathBuf;

use iced::widget::{Column, column, row};

use super::super::asked::{Posting, refused, sentence};
use super::super::dates;
use super::save_dialog::save_dialog;
use crate::basics::{Day, Refused};
use crate::desk::{BackedUp, Verified};
use crate::window::kit::toast::Severity;
use crate::window::kit::{Element, Field, Kind, Look, Shortcut, Tone, action, field, note, space, titled_card};
use crate::window::work::Effect;

/// So many problems are shown; the command line tells all of them.
const SHOWN: usize = 50;

#[derive(Debug)]
pub struct State {
    head: Field<String>,
    day: Field<Option<Day>>,
    proving: Posting,
    proof: Option<Verified>,
    copying: Posting,
    copied: Option<BackedUp>,
}

#[derive(Debug, Clone)]
pub enum Message {
    Head(String),
    Day(String),
    Prove,
    Proven(u64, Refused<Verified>),
    ChooseCopy,
    /// `None`: the person changed their mind.
    CopyChosen(Option<PathBuf>),
    Copied(u64, Refused<BackedUp>),
}

impl Default for State {
    fn default() -> Self {
        Self {
            head: Field::any(),
            day: Field::new(dates::read_day_if),
            proving: Posting::default(),
            proof: None,
            copying: Posting::default(),
            copied: None,
        }
    }
}

impl State {
    pub fn update(&mut self, message: Message) -> Effect<Message> {
        match message {
            Message::Head(text) => self.head.type_in(&text),
            Message::Day(text) => self.day.type_in(&text),
            Message::Prove => return self.prove(),
            Message::Proven(ticket, answer) => {
                if let Some(proof) = self.proving.take(ticket, answer) {
                    self.proof = Some(proof);
                }
            }
            Message::ChooseCopy => {
                let name = "advance-pay-backup.sqlite".to_string();
                return Effect::Task(save_dialog("Back up the store", name, Message::CopyChosen));
            }
            Message::CopyChosen(None) => {}
            Message::CopyChosen(Some(path)) => {
                if let Some((ticket, _)) = self.copying.begin() {
                    return Effect::run(move |desk, call| Message::Copied(ticket, desk.backup(call, &path)));
                }
            }
            Message::Copied(ticket, answer) => {
                if let Some(copied) = self.copying.take(ticket, answer) {
                    let words = format!("The store is copied to {}, and the copy is proven.", copied.file);
                    self.copied = Some(copied);
                    return Effect::Say(Severity::Done, words);
                }
            }
        }
        Effect::None
    }

    fn prove(&mut self) -> Effect<Message> {
        let head = Some(self.head.text().trim().to_string()).filter(|head| !head.is_empty());
        let day = self.day.value().copied().flatten();
        self.day.ask();
        // A head says something only with the day of the report that it stands on.
        let compared = match (head, day) {
            (Some(_), None) => return Effect::Say(Severity::Attention, "Enter the day of the report, too.".into()),
            (head, day) => head.zip(day),
        };
        let Some((ticket, _)) = self.proving.begin() else { return Effect::None };
        self.proof = None;
        Effect::run(move |desk, call| {
            let compared = compared.as_ref().map(|(head, day)| (head.as_str(), *day));
            Message::Proven(ticket, desk.verify(call, compared))
        })
    }

    pub fn view(&self, look: Look) -> Element<'_, Message> {
        column![self.proof(look), self.copy(look)].spacing(space::M).into()
    }

    fn proof(&self, look: Look) -> Element<'_, Message> {
        let prove = (!self.proving.under_way()).then_some(Message::Prove);
        let body = column![
            look.body(
                "Adds up every posting again, derives every charge from its reads and terms, and follows the chain of seals."
            ),
            row![
                field(look, "Head on the day report (optional)", &self.head, Message::Head),
                field(look, "Its day", &self.day, Message::Day).placeholder("11/30/2026").width(160),
            ]
            .spacing(space::M),
            action(look, Kind::Primary, "Prove the store now", Shortcut::CTRL_ENTER, prove)
                .because("It is being proven; a large store takes a while."),
            refused(look, self.proving.refusal()),
            self.proof.as_ref().map(|proof| outcome(look, proof)),
        ];
        titled_card(look, "Proof", None, body.spacing(space::M)).into()
    }

    fn copy(&self, look: Look) -> Element<'_, Message> {
        let copy = (!self.copying.under_way()).then_some(Message::ChooseCopy);
        let copied =
            self.copied.as_ref().map(|copied| note(look, Tone::Good, "Copied", format!("To {}.", copied.file)));
        let body = column![
            look.body("Copies the whole store while everybody goes on working. Keep the copy away from this computer."),
            action(look, Kind::Plain, "Back up\u{2026}", Shortcut::letter('B'), copy).because("It is being copied."),
            refused(look, self.copying.refusal()),
            copied,
        ];
        titled_card(look, "Backup", None, body.spacing(space::M)).into()
    }
}

fn outcome<'a>(look: Look, proof: &'a Verified) -> Element<'a, Message> {
    let head = column![
        look.label("Head of the chain now"),
        look.body(proof.head.as_str()).wrapping(iced::widget::text::Wrapping::Glyph)
    ];
    let charges = format!("{} days' charges were derived again.", proof.charges);
    let words: Element<'a, Message> = if proof.ok {
        note(look, Tone::Good, "Everything adds up", charges)
    } else {
        let title = format!("{} problems", proof.problems.len());
        let told = proof.problems.iter().take(SHOWN).map(|problem| look.body(sentence(problem)).into());
        let advice = "Stop posting, keep this store as it is, and come back from the last backup that proves.";
        column![note(look, Tone::Bad, title, advice), Column::with_children(told).spacing(space::XS)]
            .spacing(space::S)
            .into()
    };
    column![words, head.spacing(space::XS)].spacing(space::M).into()
}
