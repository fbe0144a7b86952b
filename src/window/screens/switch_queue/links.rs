//! The links to the meters, each of which can be tried.

use std::collections::BTreeMap;

use iced::widget::{Column, column, row};
use iced::{Alignment, Fill};

use super::message::Message;
use crate::basics::Refused;
use crate::desk::{LinkTest, LinkView};
use crate::window::kit::{Element, Kind, Look, Tone, action, note, space, titled_card};
use crate::window::work::Effect;

/// The links, and what each answered when it was tried; None while it is being tried.
#[derive(Default)]
pub(super) struct Links {
    links: Option<Refused<Vec<LinkView>>>,
    tried: BTreeMap<String, Option<Refused<LinkTest>>>,
}

impl Links {
    pub fn came(&mut self, links: Refused<Vec<LinkView>>) {
        self.links = Some(links);
    }

    pub fn test(&mut self, name: String) -> Effect<Message> {
        if matches!(self.tried.get(&name), Some(None)) {
            return Effect::None;
        }
        self.tried.insert(name.clone(), None);
        Effect::run(move |desk, call| {
            let tested = desk.test_link(call, &name);
            Message::Tested(name, tested)
        })
    }

    pub fn tested(&mut self, name: String, tested: Refused<LinkTest>) {
        self.tried.insert(name, Some(tested));
    }

    pub fn card(&self, look: Look) -> Element<'_, Message> {
        let content: Element<'_, Message> = match &self.links {
            None => look.quiet("The links are being looked up\u{2026}").into(),
            Some(Err(refusal)) => note(look, Tone::Bad, "", refusal.message.as_str()),
            Some(Ok(links)) => {
                Column::with_children(links.iter().map(|link| self.link(look, link))).spacing(space::S).into()
            }
        };
        titled_card(look, "Links", None, content).into()
    }

    fn link<'a>(&'a self, look: Look, link: &'a LinkView) -> Element<'a, Message> {
        let tried = self.tried.get(&link.name);
        let on_test = (!matches!(tried, Some(None))).then(|| Message::Test(link.name.clone()));
        let test = action(look, Kind::Plain, "Test", None, on_test).because("It is being tried.");
        let answer = tried.map(|tried| match tried {
            None => look.quiet("Being tried\u{2026}").into(),
            Some(Ok(test)) => look.toned(Tone::Good, format!("{} \u{b7} {} ms", test.detail, test.milliseconds)).into(),
            Some(Err(refusal)) => Element::from(look.toned(Tone::Bad, refusal.message.as_str())),
        });
        let names = column![look.strong(link.name.as_str()), look.label(link.url.as_str())].width(Fill);
        column![row![names, test].spacing(space::S).align_y(Alignment::Center), answer].spacing(space::XS).into()
    }
}
