//! The links to meters: which there are, one more, and a try that only reads.

use iced::Fill;
use iced::widget::{Column, column, row};

use super::super::asked::{Asked, Posting, refused, sentence};
use crate::basics::Refused;
use crate::desk::{AddLink, Call, LinkTest, LinkView};
use crate::window::kit::table::{Column as Heading, Row, table};
use crate::window::kit::toast::Severity;
use crate::window::kit::{Element, Field, Kind, Look, Shortcut, Tone, action, check, field, note, space, titled_card};
use crate::window::work::Effect;

#[derive(Debug)]
pub struct State {
    links: Asked<Vec<LinkView>>,
    /// Which link was tried last, and how that went.
    tried: Option<(String, Asked<LinkTest>)>,
    name: Field<String>,
    url: Field<String>,
    secret: Field<String>,
    confirmed: bool,
    posting: Posting,
}

#[derive(Debug, Clone)]
pub enum Message {
    Came(u64, Refused<Vec<LinkView>>),
    Try(String),
    Tried(u64, Refused<LinkTest>),
    Name(String),
    Url(String),
    Secret(String),
    Confirm(bool),
    Add,
    Added(u64, Refused<LinkView>),
}

impl Default for State {
    fn default() -> Self {
        let needed =
            || Field::new(|text| if text.is_empty() { Err("Write something here.".into()) } else { Ok(text.into()) });
        Self {
            links: Asked::default(),
            tried: None,
            name: needed(),
            url: needed(),
            secret: Field::any(),
            confirmed: false,
            posting: Posting::default(),
        }
    }
}

impl State {
    pub fn load(&mut self) -> Effect<Message> {
        let ticket = self.links.ask();
        Effect::run(move |desk, call| Message::Came(ticket, desk.links(call)))
    }

    pub fn update(&mut self, message: Message) -> Effect<Message> {
        match message {
            Message::Came(ticket, answer) => self.links.take(ticket, answer),
            Message::Try(name) => {
                let mut asked = Asked::default();
                let (ticket, tried) = (asked.ask(), name.clone());
                self.tried = Some((name, asked));
                return Effect::run(move |desk, call| Message::Tried(ticket, desk.test_link(call, &tried)));
            }
            Message::Tried(ticket, answer) => {
                if let Some((_, asked)) = &mut self.tried {
                    asked.take(ticket, answer);
                }
            }
            Message::Name(text) => self.name.type_in(&text),
            Message::Url(text) => self.url.type_in(&text),
            Message::Secret(text) => self.secret.type_in(&text),
            Message::Confirm(on) => self.confirmed = on,
            Message::Add => return self.add(),
            Message::Added(ticket, answer) => {
                if let Some(added) = self.posting.take(ticket, answer) {
                    let said = Effect::Say(Severity::Done, format!("The link {} is there; try it.", added.name));
                    let links = std::mem::take(&mut self.links);
                    *self = Self { links, ..Self::default() };
                    return Effect::Several(vec![said, self.load()]);
                }
            }
        }
        Effect::None
    }

    fn add(&mut self) -> Effect<Message> {
        self.name.ask();
        self.url.ask();
        let (Some(name), Some(url)) = (self.name.value().cloned(), self.url.value().cloned()) else {
            return Effect::None;
        };
        let secret_env = Some(self.secret.text().trim().to_string()).filter(|secret| !secret.is_empty());
        let link = AddLink { name, url, secret_env, confirmed: self.confirmed };
        let Some((ticket, key)) = self.posting.begin() else { return Effect::None };
        Effect::run(move |desk, call| {
            let call = Call { key: Some(key), ..call.clone() };
            Message::Added(ticket, desk.perform(&call, &link))
        })
    }

    pub fn view(&self, look: Look) -> Element<'_, Message> {
        column![self.list(look), self.form(look)].spacing(space::M).into()
    }

    fn list(&self, look: Look) -> Element<'_, Message> {
        let headings = [Heading::words("Name", 160), Heading::words("Where", Fill), Heading::words("Secret in", 180)];
        let rows = self.links.value().into_iter().flatten().map(|link| {
            Row::new(vec![
                look.line(link.name.as_str()).into(),
                look.line(link.url.as_str()).into(),
                look.quiet(link.secret_env.as_deref().unwrap_or("needs none")).into(),
            ])
            .on_press(Message::Try(link.name.clone()))
        });
        let words = look.quiet("Press a link to try it: that only reads, and switches nothing.");
        let tried = self.tried.as_ref().map(|(name, asked)| outcome(look, name, asked));
        let body = Column::new().push(words).push(table(look, &headings, rows)).push(tried);
        titled_card(look, "Meter connections", None, body.spacing(space::M)).into()
    }

    fn form(&self, look: Look) -> Element<'_, Message> {
        let add = (!self.posting.under_way()).then_some(Message::Add);
        let secret = field(look, "Variable with its secret", &self.secret, Message::Secret)
            .hint("Only the variable's name is kept, never the secret.");
        let body = column![
            row![field(look, "Name", &self.name, Message::Name).width(220), secret].spacing(space::M),
            field(look, "Address", &self.url, Message::Url).placeholder("dlms+tcp://127.0.0.1:4059?auth=none"),
            check(look, "A serial path of this computer, checked by a person", self.confirmed, Some(Message::Confirm)),
            refused(look, self.posting.refusal()),
            action(look, Kind::Primary, "Add the connection", Shortcut::CTRL_ENTER, add).because("It is being done."),
        ];
        titled_card(look, "Add one", None, body.spacing(space::M)).into()
    }
}

fn outcome<'a>(look: Look, name: &str, asked: &'a Asked<LinkTest>) -> Element<'a, Message> {
    match (asked.value(), asked.refusal()) {
        (Some(test), _) => {
            let words = format!("{} It took {} ms.", sentence(&test.detail), test.milliseconds);
            note(look, Tone::Good, format!("{name} answers"), words)
        }
        (None, Some(refusal)) => note(look, Tone::Bad, format!("{name} does not answer"), sentence(&refusal.message)),
        (None, None) => look.quiet(format!("Trying {name}\u{2026}")).into(),
    }
}
