//! The agreement, read and signed (R03).

use iced::widget::text::Span;
use iced::widget::{Column, column, rich_text, row};
use iced::{Fill, Font};

use super::draft::{Draft, Words};
use super::input::said;
use super::{Blank, Message, State, halves, typed};
use crate::desk::ParagraphStyle;
use crate::window::kit::signature::{Signature, Stroked, pad};
use crate::window::kit::{
    Element, Field, Kind, Look, Shortcut, Tone, action, check, field, font, note, space, titled_card,
};

/// The pad's width at normal text size.
const PAD: f32 = 390.0;

/// What is signed, and what was seen while signing.
pub(super) struct Agreement {
    pub draft: Option<Draft>,
    signature: Signature,
    /// It is signed in ink, on the printed form.
    pub paper: bool,
    pub identification: Field<String>,
    pub copy_given: bool,
}

impl Default for Agreement {
    fn default() -> Self {
        Self {
            draft: None,
            signature: Signature::default(),
            paper: false,
            identification: Field::any(),
            copy_given: false,
        }
    }
}

impl Agreement {
    /// Takes the text to be signed. What was signed counts only for the words that it was put under.
    pub fn read(&mut self, draft: Draft) {
        if self.draft.as_ref().is_some_and(|known| known.paragraphs != draft.paragraphs) {
            self.signature.clear();
            self.paper = false;
        }
        self.draft = Some(draft);
    }

    pub fn draw(&mut self, stroke: Stroked) {
        self.paper = false;
        self.signature.add(stroke);
    }

    pub fn clear(&mut self) {
        self.signature.clear();
    }

    pub fn on_paper(&mut self) {
        self.paper = !self.paper;
        self.signature.clear();
    }

    pub fn strokes(&self) -> Vec<Stroked> {
        self.signature.strokes().to_vec()
    }

    pub fn missing(&self) -> Option<String> {
        if self.draft.is_none() {
            return Some("The agreement is still being filled in.".to_string());
        }
        (self.signature.is_empty() && !self.paper)
            .then(|| "The member signs on the pad, or on paper (Ctrl P).".to_string())
    }

    /// What is noted of the signing, in sentences.
    pub fn in_words(&self) -> impl Iterator<Item = String> {
        let seen = said(&self.identification).map(|what| format!("Identification seen: {what}."));
        let given = self.copy_given.then(|| "Copy of the agreement given to the member.".to_string());
        seen.into_iter().chain(given)
    }
}

impl State {
    pub(super) fn agreement_step(&self, look: Look) -> Element<'_, Message> {
        let title = match &self.offered {
            Some(offered) => format!("{} \u{b7} terms of {}", offered.title, offered.since),
            None => "Agreement".to_string(),
        };
        let text: Element<'_, Message> = match &self.agreement.draft {
            Some(draft) => {
                let paragraphs = draft.paragraphs.iter().map(|words| paragraph(look, words));
                Column::with_children(paragraphs).spacing(space::M).into()
            }
            None => look.quiet("The agreement is being filled in\u{2026}").into(),
        };
        let right = column![self.sign_here(look), self.witness(look)].spacing(space::M);
        halves(look, titled_card(look, title, None, text), right)
    }

    fn sign_here(&self, look: Look) -> Element<'_, Message> {
        let agreement = &self.agreement;
        let place = agreement.draft.as_ref().map(|draft| draft.place.as_str()).unwrap_or_default();
        let caption = format!("{} \u{b7} {place}", self.member.name.text());
        let surface: Element<'_, Message> = if agreement.paper {
            note(
                look,
                Tone::Info,
                "Signed on paper",
                "The agreement prints with a line to sign in ink when the enrollment is posted; keep the signed copy.",
            )
        } else {
            pad(look, &agreement.signature, PAD, caption, Message::Stroke)
        };
        let clear = (!agreement.signature.is_empty()).then_some(Message::ClearSignature);
        let other = if agreement.paper { "Sign on the screen" } else { "Sign on paper instead" };
        let actions = row![
            action(look, Kind::Plain, "Clear", Shortcut::DELETE, clear).because("Nothing is drawn yet."),
            action(look, Kind::Plain, other, Shortcut::ctrl('P'), Some(Message::SignOnPaper)),
        ];
        titled_card(look, "Sign here", None, column![surface, actions.spacing(space::S).wrap()].spacing(space::S))
            .into()
    }

    fn witness(&self, look: Look) -> Element<'_, Message> {
        let agreement = &self.agreement;
        let seen = field(look, "Identification seen", &agreement.identification, typed(Blank::Identification))
            .placeholder("Driver license")
            .hint("What kind, never its number.");
        let copy = check(look, "Copy given to the member", agreement.copy_given, Some(Message::CopyGiven));
        titled_card(look, "Witness and identification", None, column![seen, copy].spacing(space::M)).into()
    }
}

fn paragraph<'a>(look: Look, words: &'a Words) -> Element<'a, Message> {
    let heading = words.style == ParagraphStyle::Heading;
    let face = |filled: bool| -> Font { if filled || heading { font::BOLD } else { font::REGULAR } };
    let indent = if words.style == ParagraphStyle::Item { "\u{2022} " } else { "" };
    let first: Span<'a, (), Font> = Span::new(indent).font(font::REGULAR);
    let runs = words.runs.iter().map(|(text, filled)| Span::new(text.as_str()).font(face(*filled)));
    let spans: Vec<Span<'a, (), Font>> = std::iter::once(first).chain(runs).collect();
    rich_text(spans).size(look.body_size()).color(look.palette().ink).width(Fill).into()
}
