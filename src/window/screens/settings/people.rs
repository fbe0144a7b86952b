//! The people at the counter: who may sign in, and one more.

use iced::Fill;
use iced::widget::{column, row};

use super::super::asked::{Asked, Posting, refused};
use crate::basics::{Code, Refusal, Refused};
use crate::desk::{Call, NewOperator, OperatorView};
use crate::window::kit::table::{Column as Heading, Row, table};
use crate::window::kit::toast::Severity;
use crate::window::kit::{Element, Field, Kind, Look, Shortcut, action, choice, field, space, titled_card};
use crate::window::work::Effect;
use crate::words::Role;

const ROLES: [(Role, &str); 2] = [(Role::Csr, "Counter staff"), (Role::Supervisor, "Supervisor")];

#[derive(Debug)]
pub struct State {
    operators: Asked<Vec<OperatorView>>,
    name: Field<String>,
    role: Role,
    pin: Field<String>,
    again: Field<String>,
    posting: Posting,
}

#[derive(Debug, Clone)]
pub enum Message {
    Came(u64, Refused<Vec<OperatorView>>),
    Name(String),
    Role(Role),
    Pin(String),
    Again(String),
    Add,
    Added(u64, Refused<OperatorView>),
}

impl Default for State {
    fn default() -> Self {
        Self {
            operators: Asked::default(),
            name: Field::new(|text| if text.is_empty() { Err("Write a name.".into()) } else { Ok(text.into()) }),
            role: Role::Csr,
            pin: Field::any(),
            again: Field::any(),
            posting: Posting::default(),
        }
    }
}

impl State {
    pub fn load(&mut self) -> Effect<Message> {
        let ticket = self.operators.ask();
        Effect::run(move |desk, call| Message::Came(ticket, desk.operators(call)))
    }

    pub fn update(&mut self, message: Message) -> Effect<Message> {
        match message {
            Message::Came(ticket, answer) => self.operators.take(ticket, answer),
            Message::Name(text) => self.name.type_in(&text),
            Message::Role(role) => self.role = role,
            Message::Pin(text) => self.pin.type_in(&text),
            Message::Again(text) => self.again.type_in(&text),
            Message::Add => return self.add(),
            Message::Added(ticket, answer) => {
                if let Some(added) = self.posting.take(ticket, answer) {
                    (self.name, self.pin, self.again) = (Self::default().name, Field::any(), Field::any());
                    let said = Effect::Say(Severity::Done, format!("{} may sign in now.", added.name));
                    return Effect::Several(vec![said, self.load()]);
                }
            }
        }
        Effect::None
    }

    fn add(&mut self) -> Effect<Message> {
        self.name.ask();
        let Some(name) = self.name.value().cloned() else { return Effect::None };
        let (role, pin) = (self.role, Some(self.pin.text().to_string()).filter(|pin| !pin.is_empty()));
        let same = self.pin.text() == self.again.text();
        let Some((ticket, key)) = self.posting.begin() else { return Effect::None };
        Effect::run(move |desk, call| {
            let call = Call { key: Some(key), ..call.clone() };
            let added = if same {
                desk.add_operator(&call, &NewOperator { name, role, pin })
            } else {
                Err(Refusal::new(Code::BadPin, "the two PINs differ: type the same one twice"))
            };
            Message::Added(ticket, added)
        })
    }

    pub fn view(&self, look: Look) -> Element<'_, Message> {
        let headings = [Heading::words("Name", Fill), Heading::words("Role", 200), Heading::words("", 160)];
        let rows = self.operators.value().into_iter().flatten().map(|operator| {
            let standing = match (operator.active, operator.role) {
                (_, Role::System) => "works by itself",
                (true, _) => "may sign in",
                (false, _) => "no longer",
            };
            Row::new(vec![
                look.line(operator.name.as_str()).into(),
                look.line(role_name(operator.role)).into(),
                look.quiet(standing).into(),
            ])
        });
        let add = (!self.posting.under_way()).then_some(Message::Add);
        let form = column![
            row![
                field(look, "Name", &self.name, Message::Name),
                choice(look, "Role", &ROLES, Some(self.role), Message::Role),
            ]
            .spacing(space::M),
            row![
                field(look, "PIN, 4 to 12 digits", &self.pin, Message::Pin).secure(),
                field(look, "The same once more", &self.again, Message::Again).secure(),
            ]
            .spacing(space::M),
            refused(look, self.posting.refusal()),
            action(look, Kind::Primary, "Add", Shortcut::CTRL_ENTER, add).because("It is being done."),
        ];
        column![
            titled_card(look, "Who may sign in", None, table(look, &headings, rows)),
            titled_card(look, "Add somebody; a supervisor does", None, form.spacing(space::M)),
        ]
        .spacing(space::M)
        .into()
    }
}

fn role_name(role: Role) -> &'static str {
    ROLES.iter().find(|(known, _)| *known == role).map_or("The scheduler", |(_, name)| name)
}
