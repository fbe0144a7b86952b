//! Who joins: a new member, or one who is in the store already.

use iced::Fill;
use iced::widget::{column, row};

use super::{Blank, Message, State, halves, typed};
use crate::basics::Refused;
use crate::desk::{AccountView, FoundView, Joining};
use crate::window::kit::table::{Column, Row, table};
use crate::window::kit::{Element, Field, Look, Tone, card, choice, empty, field, note, space, titled_card};

/// How many accounts a search shows.
pub(super) const FOUND: usize = 8;

const JOINING: [(Joining, &str); 2] = [(Joining::New, "New service"), (Joining::Convert, "Convert standard service")];
const MEMBER: [(bool, &str); 2] = [(false, "New member"), (true, "Already a member")];

/// The member's part of the form.
pub(super) struct MemberForm {
    is_known: bool,
    pub search: Field<String>,
    pub found: Option<Refused<Vec<FoundView>>>,
    /// The number of who is a member already.
    pub number: Option<String>,
    pub name: Field<String>,
    pub phone: Field<String>,
    pub email: Field<String>,
    pub text: Field<String>,
    pub mailing: Field<String>,
    pub joint: Field<String>,
    pub authorized: Field<String>,
    pub passphrase: Field<String>,
}

impl Default for MemberForm {
    fn default() -> Self {
        let named = |text: &str| match text {
            "" => Err("Write the member's name, as it stands on the identification.".to_string()),
            name => Ok(name.to_string()),
        };
        Self {
            is_known: false,
            search: Field::any(),
            found: None,
            number: None,
            name: Field::new(named),
            phone: Field::any(),
            email: Field::any(),
            text: Field::any(),
            mailing: Field::any(),
            joint: Field::any(),
            authorized: Field::any(),
            passphrase: Field::any(),
        }
    }
}

impl MemberForm {
    pub fn set_known(&mut self, known: bool) {
        if self.is_known != known {
            *self = Self { is_known: known, ..Self::default() };
        }
    }

    pub fn type_in(&mut self, blank: Blank, text: &str) {
        let field = match blank {
            Blank::Name => &mut self.name,
            Blank::Phone => &mut self.phone,
            Blank::Email => &mut self.email,
            Blank::Text => &mut self.text,
            Blank::Mailing => &mut self.mailing,
            Blank::Joint => &mut self.joint,
            Blank::Authorized => &mut self.authorized,
            Blank::Passphrase => &mut self.passphrase,
            _ => return,
        };
        field.type_in(text);
    }

    /// Takes over what the store knows of a member.
    pub fn fill(&mut self, view: &AccountView) {
        self.number = Some(view.member.clone());
        self.name.type_in(&view.name);
        let known = [
            (&mut self.phone, &view.phone),
            (&mut self.email, &view.email),
            (&mut self.text, &view.text),
            (&mut self.mailing, &view.mailing_address),
            (&mut self.authorized, &view.authorized),
        ];
        for (field, value) in known {
            field.type_in(value.as_deref().unwrap_or_default());
        }
        self.found = None;
    }

    pub fn missing(&mut self) -> Option<String> {
        if self.is_known && self.number.is_none() {
            return Some("Find the member first, and choose them from the list.".to_string());
        }
        self.name.ask();
        self.name.warning().map(|_| "The member's name is missing.".to_string())
    }
}

impl State {
    pub(super) fn member_step(&self, look: Look) -> Element<'_, Message> {
        let form = &self.member;
        let choices = column![
            choice(look, "What is it?", &JOINING, Some(self.joining), Message::Join),
            choice(look, "Who is it?", &MEMBER, Some(form.is_known), Message::IsMember),
        ];
        let who = match (form.is_known, &form.number) {
            (true, None) => self.find_member(look),
            _ => self.contacts(look),
        };
        let left = column![card(look, choices.spacing(space::M)), who].spacing(space::M);
        halves(look, left, self.others(look))
    }

    fn find_member(&self, look: Look) -> Element<'_, Message> {
        let form = &self.member;
        let search = field(look, "", &form.search, typed(Blank::Search))
            .id("enroll-search")
            .placeholder("Name, account, meter, phone or address");
        let answer: Element<'_, Message> = match &form.found {
            None => empty(look, "Nobody is looked for yet", "Write a name, a number or an address.", None),
            Some(Err(refusal)) => note(look, Tone::Bad, "", refusal.message.as_str()),
            Some(Ok(found)) if found.is_empty() => {
                empty(look, "Nobody is found", "Write less of the name, or go on as a new member.", None)
            }
            Some(Ok(found)) => {
                let columns = [
                    Column::words("Member", Fill),
                    Column::words("Account", 90),
                    Column::words("Address", Fill),
                    Column::words("Status", 100),
                ];
                let rows = found.iter().map(|one| {
                    Row::new(vec![
                        look.line(one.name.as_str()).into(),
                        look.line(one.account.as_str()).into(),
                        look.line(one.address.as_str()).into(),
                        look.line(one.status.word()).into(),
                    ])
                    .on_press(Message::Pick(one.account.clone()))
                });
                table(look, &columns, rows)
            }
        };
        titled_card(look, "Find the member", None, column![search, answer].spacing(space::S)).into()
    }

    fn contacts(&self, look: Look) -> Element<'_, Message> {
        let form = &self.member;
        let title = match &form.number {
            Some(number) => format!("Member {number}"),
            None => "New member".to_string(),
        };
        let fields = column![
            field(look, "Name", &form.name, typed(Blank::Name)).id("enroll-name"),
            row![
                field(look, "Phone", &form.phone, typed(Blank::Phone)).placeholder("501-555-0100"),
                field(look, "Text number", &form.text, typed(Blank::Text)),
            ]
            .spacing(space::M),
            field(look, "E-mail", &form.email, typed(Blank::Email)).placeholder("name@example.org"),
            field(look, "Mailing address", &form.mailing, typed(Blank::Mailing))
                .hint("Only where it is not the service address."),
        ];
        titled_card(look, title, None, fields.spacing(space::M)).into()
    }

    fn others(&self, look: Look) -> Element<'_, Message> {
        let form = &self.member;
        let fields = column![
            field(look, "Joint member", &form.joint, typed(Blank::Joint)).hint("Signs and owes as the member does."),
            field(look, "Authorized to ask", &form.authorized, typed(Blank::Authorized))
                .hint("May ask and pay, but changes nothing."),
            field(look, "Passphrase", &form.passphrase, typed(Blank::Passphrase))
                .hint("Asked on the phone before anything is told."),
        ];
        titled_card(look, "Others on the account", None, fields.spacing(space::M)).into()
    }
}
