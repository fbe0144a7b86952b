//! Settings: the look, the people, the terms, the meter connections, what this store is.
//!
//! What only the application can change it is asked for: `Effect::Appearance` sets the look, `Effect::SignOut` leads to
//! another operator or office.

mod links;
mod people;
mod terms;
#[cfg(test)]
mod tests;

use iced::widget::{column, row};

use super::asked::{Asked, Posting, refused};
use crate::basics::{Cents, Refused};
use crate::desk::{Call, Desk, SetOverShortLimit, Who};
use crate::window::kit::toast::Severity;
use crate::window::kit::{
    Element, Field, Kind, Look, Mode, Shortcut, TextSize, action, choice, field, screen_title, scrolling, space,
    titled_card,
};
use crate::window::work::{Effect, Screen};

const MODES: [(Mode, &str); 3] = [(Mode::Light, "Light"), (Mode::Dark, "Dark"), (Mode::HighContrast, "High contrast")];
const SIZES: [(TextSize, &str); 2] = [(TextSize::Normal, "Normal"), (TextSize::Large, "A fifth larger")];

/// A part of the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Section {
    Appearance,
    People,
    Terms,
    Links,
    About,
}

const SECTIONS: [(Section, &str, char); 5] = [
    (Section::Appearance, "Appearance", 'A'),
    (Section::People, "Operators", 'O'),
    (Section::Terms, "Terms", 'T'),
    (Section::Links, "Meter connections", 'L'),
    (Section::About, "Office and store", 'S'),
];

/// What this store is, and who sits at it.
#[derive(Debug, Clone)]
pub struct About {
    store: String,
    practice: bool,
    program: String,
    office: String,
    operator: String,
    zone: String,
}

#[derive(Debug)]
pub struct State {
    section: Section,
    people: people::State,
    terms: terms::State,
    links: links::State,
    about: Asked<About>,
    limit: Field<Cents>,
    setting: Posting,
}

#[derive(Debug, Clone)]
pub enum Message {
    Show(Section),
    Appearance(Mode, TextSize),
    SignOut,
    People(people::Message),
    Terms(terms::Message),
    Links(links::Message),
    AboutCame(u64, Refused<About>),
    /// From which over or short on the office asks for a reason.
    Limit(String),
    SetLimit,
    LimitSet(u64, Refused<Cents>),
}

impl Screen for State {
    type Message = Message;

    fn new(_look: Look) -> (Self, Effect<Message>) {
        let state = Self {
            section: Section::Appearance,
            people: people::State::default(),
            terms: terms::State::default(),
            links: links::State::default(),
            about: Asked::default(),
            limit: Field::money(),
            setting: Posting::default(),
        };
        (state, Effect::None)
    }

    fn refresh(&mut self, _look: Look) -> Effect<Message> {
        self.show(self.section)
    }

    fn update(&mut self, message: Message) -> Effect<Message> {
        match message {
            Message::Show(section) => return self.show(section),
            Message::Appearance(mode, size) => return Effect::Appearance(mode, size),
            Message::SignOut => return Effect::SignOut,
            Message::People(message) => return self.people.update(message).map(Message::People),
            Message::Terms(message) => return self.terms.update(message).map(Message::Terms),
            Message::Links(message) => return self.links.update(message).map(Message::Links),
            Message::AboutCame(ticket, answer) => self.about.take(ticket, answer),
            Message::Limit(text) => self.limit.type_in(&text),
            Message::SetLimit => {
                self.limit.ask();
                let Some(limit) = self.limit.value().copied() else { return Effect::None };
                let Some((ticket, key)) = self.setting.begin() else { return Effect::None };
                return Effect::run(move |desk, call| {
                    let call = Call { key: Some(key), ..call.clone() };
                    Message::LimitSet(ticket, desk.perform(&call, &SetOverShortLimit { limit }))
                });
            }
            Message::LimitSet(ticket, answer) => {
                if let Some(limit) = self.setting.take(ticket, answer) {
                    let words = format!("Over or short above {} asks for a reason now.", limit.dollars());
                    return Effect::Say(Severity::Done, words);
                }
            }
        }
        Effect::None
    }

    fn view(&self, look: Look) -> Element<'_, Message> {
        let sections = SECTIONS.map(|(section, name, key)| {
            let kind = if section == self.section { Kind::Plain } else { Kind::Link };
            action(look, kind, name, Shortcut::letter(key), Some(Message::Show(section))).into()
        });
        let sections = iced::widget::Row::with_children(sections).spacing(space::S).wrap();
        let content = match self.section {
            Section::Appearance => appearance(look),
            Section::People => self.people.view(look).map(Message::People),
            Section::Terms => self.terms.view(look).map(Message::Terms),
            Section::Links => self.links.view(look).map(Message::Links),
            Section::About => self.about(look),
        };
        let title = screen_title(look, "Settings", iced::widget::Space::new());
        column![title, sections, scrolling(look, content)].spacing(space::M).into()
    }
}

impl State {
    fn show(&mut self, section: Section) -> Effect<Message> {
        self.section = section;
        match section {
            Section::Appearance => Effect::None,
            Section::People => self.people.load().map(Message::People),
            Section::Terms => self.terms.load().map(Message::Terms),
            Section::Links => self.links.load().map(Message::Links),
            Section::About => {
                let ticket = self.about.ask();
                Effect::run(move |desk, call| Message::AboutCame(ticket, about(desk, call)))
            }
        }
    }

    fn about(&self, look: Look) -> Element<'_, Message> {
        let Some(about) = self.about.value() else {
            return refused(look, self.about.refusal()).unwrap_or_else(|| look.quiet("Looking\u{2026}").into());
        };
        let office = column![
            line(look, "Office", about.office.as_str()),
            line(look, "Signed in", about.operator.as_str()),
            action(
                look,
                Kind::Plain,
                "Sign out: another operator or office",
                Shortcut::letter('Q'),
                Some(Message::SignOut)
            ),
        ];
        let set = (!self.setting.under_way()).then_some(Message::SetLimit);
        let limit = column![
            row![
                field(look, "Over or short above this asks for a reason", &self.limit, Message::Limit).width(320),
                action(look, Kind::Plain, "Set", Shortcut::CTRL_ENTER, set).because("It is being done."),
            ]
            .spacing(space::M)
            .align_y(iced::Alignment::End),
            refused(look, self.setting.refusal()),
        ];
        let kind = if about.practice { "Practice: nothing here is real" } else { "The co-op's own books" };
        let store = column![
            line(look, "Program", about.program.as_str()),
            line(look, "Store", about.store.as_str()),
            line(look, "Kind", kind),
            line(look, "Days are those of", about.zone.as_str()),
            line(look, "Version", env!("CARGO_PKG_VERSION")),
        ];
        column![
            titled_card(look, "The office", None, office.spacing(space::S)),
            titled_card(look, "The drawers of this office; a supervisor decides", None, limit.spacing(space::S)),
            titled_card(look, "The store", None, store.spacing(space::XS)),
        ]
        .spacing(space::M)
        .into()
    }
}

fn line<'a>(look: Look, name: &'static str, value: &'a str) -> Element<'a, Message> {
    row![
        iced::widget::container(look.quiet(name)).width(look.scaled(180.0)),
        look.body(value).width(iced::Fill).wrapping(iced::widget::text::Wrapping::WordOrGlyph)
    ]
    .spacing(space::M)
    .into()
}

fn appearance<'a>(look: Look) -> Element<'a, Message> {
    let (mode, size) = (look.mode(), look.text_size());
    let body = column![
        choice(look, "Colours", &MODES, Some(mode), move |mode| Message::Appearance(mode, size)),
        choice(look, "Text", &SIZES, Some(size), move |size| Message::Appearance(mode, size)),
        look.quiet("It is kept for this computer. Money owed is red and has a minus sign in all of them."),
    ];
    titled_card(look, "How the window looks", None, body.spacing(space::L)).into()
}

fn about(desk: &mut Desk, call: &Call) -> Refused<About> {
    let program = desk.program(call)?;
    let operator = match &call.who {
        Who::SignedIn(name) | Who::Named { name, .. } => name.clone(),
        Who::Default => "practice".to_string(),
    };
    Ok(About {
        store: desk.path().display().to_string(),
        practice: desk.is_practice(),
        program: format!("{} {}", program.utility, program.title),
        office: call.office.clone().unwrap_or_else(|| program.offices.join(", ")),
        operator,
        zone: program.time_zone,
    })
}
