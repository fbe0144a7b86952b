//! How the member is told: the contacts that alerts go to, and the member's consent (R24, R25).

use iced::Fill;
use iced::widget::{Column, column, row};

use super::eligibility::terms;
use super::input::said;
use super::{Message, State, halves};
use crate::window::kit::{Element, Look, Tone, badge, check, note, space, titled_card};

impl State {
    /// The consent as it is noted on the account; none where nobody can be told.
    pub(super) fn consent_in_words(&self) -> Option<String> {
        let form = &self.member;
        let ways = [("e-mail", &form.email), ("text", &form.text), ("phone", &form.phone)];
        let ways: Vec<&str> =
            ways.into_iter().filter(|(_, field)| said(field).is_some()).map(|(name, _)| name).collect();
        (self.consent && !ways.is_empty()).then(|| format!("Agreed to be told by {}.", ways.join(", ")))
    }

    pub(super) fn notices_step(&self, look: Look) -> Element<'_, Message> {
        let agrees = Some(Message::Consent);
        let words = "The member agrees to be told this way, and knows that power may go off without further notice";
        let consent = titled_card(look, "Consent", None, check(look, words, self.consent, agrees));
        let left = column![self.contacts_told(look), consent].spacing(space::M);
        let right: Element<'_, Message> = match &self.offered {
            Some(offered) => {
                titled_card(look, "What is told", None, terms(look, &offered.notices, &offered.notices_clause)).into()
            }
            None => titled_card(look, "What is told", None, look.quiet("The terms are being read.")).into(),
        };
        halves(look, left, right)
    }

    fn contacts_told(&self, look: Look) -> Element<'_, Message> {
        let form = &self.member;
        let contacts = [("E-mail", &form.email), ("Text", &form.text), ("Phone", &form.phone)];
        let told: Vec<(&str, Option<String>)> = contacts.into_iter().map(|(name, field)| (name, said(field))).collect();
        let none = told.iter().all(|(_, contact)| contact.is_none()).then(|| {
            note(
                look,
                Tone::Attention,
                "Nobody can be told",
                "There is no contact on file: go back and ask for one, or the member learns of a low balance only here.",
            )
        });
        let lines = told.into_iter().map(|(name, contact)| {
            let state = match contact {
                Some(_) => badge(look, Tone::Good, "alerts go here"),
                None => badge(look, Tone::Neutral, "none given"),
            };
            row![look.label(name).width(70), look.body(contact.unwrap_or_default()).width(Fill), state]
                .spacing(space::S)
                .into()
        });
        let lines = Column::with_children(lines).spacing(space::M);
        titled_card(look, "Alerts go to", None, column![lines, none].spacing(space::M)).into()
    }
}
