//! What a person should look at, over all accounts, until somebody did.

use iced::Fill;
use iced::widget::{column, container, row};

use super::super::asked::{Asked, Posting, refused, sentence};
use super::super::dates;
use crate::basics::Refused;
use crate::desk::{AttentionView, Call};
use crate::window::kit::list::{List, ListEvent, list};
use crate::window::kit::table::{Column as Heading, Row};
use crate::window::kit::toast::Severity;
use crate::window::kit::{Element, Kind, Look, Shortcut, Tone, action, empty, note, space, titled_card};
use crate::window::work::{Effect, Place};

#[derive(Debug, Default)]
pub struct State {
    matters: Asked<Vec<AttentionView>>,
    list: List,
    clearing: Posting,
}

#[derive(Debug, Clone)]
pub enum Message {
    List(ListEvent),
    /// To the account of the selected matter.
    Open,
    /// Somebody looked at the selected matter.
    LookedAt,

    Came(u64, Refused<Vec<AttentionView>>),
    Cleared(u64, Refused<Vec<i64>>),
}

impl State {
    pub fn load(&mut self) -> Effect<Message> {
        let ticket = self.matters.ask();
        Effect::run(move |desk, call| Message::Came(ticket, desk.attention(call)))
    }

    /// How many matters are open, as far as is known.
    pub fn count(&self) -> usize {
        self.matters.value().map_or(0, Vec::len)
    }

    fn selected(&self) -> Option<&AttentionView> {
        self.matters.value()?.get(self.list.selected()?)
    }

    pub fn update(&mut self, look: Look, message: Message) -> Effect<Message> {
        match message {
            Message::List(event) => {
                let scrolled = Effect::Task(self.list.update(look, event));
                if matches!(event, ListEvent::Opened(_)) { self.open() } else { scrolled }
            }
            Message::Open => self.open(),
            Message::LookedAt => self.clear(),
            Message::Came(ticket, answer) => self.came(look, ticket, answer),
            Message::Cleared(ticket, answer) => match self.clearing.take(ticket, answer) {
                Some(_) => {
                    let words = "Looked at. If it still holds, the next cycle lists it again.";
                    Effect::Several(vec![Effect::Say(Severity::Done, words.to_string()), self.load()])
                }
                None => Effect::None,
            },
        }
    }

    fn open(&self) -> Effect<Message> {
        let account = self.selected().and_then(|matter| matter.account.clone());
        account.map_or(Effect::None, |account| Effect::Go(Place::Account(account)))
    }

    fn clear(&mut self) -> Effect<Message> {
        let Some(id) = self.selected().map(|matter| matter.id) else { return Effect::None };
        let Some((ticket, key)) = self.clearing.begin() else { return Effect::None };
        Effect::run(move |desk, call| {
            let call = Call { key: Some(key), ..call.clone() };
            Message::Cleared(ticket, desk.clear_attention(&call, id))
        })
    }

    /// The selection stays at its matter; when that one is gone, at the one that took its place.
    fn came(&mut self, look: Look, ticket: u64, answer: Refused<Vec<AttentionView>>) -> Effect<Message> {
        let before = self.selected().map(|matter| matter.id);
        self.matters.take(ticket, answer);
        let matters = self.matters.value().map_or(&[][..], Vec::as_slice);
        let same = matters.iter().position(|matter| Some(matter.id) == before);
        let next = same.or_else(|| Some(self.list.selected()?.min(matters.len().checked_sub(1)?)));
        Effect::Task(match next {
            Some(row) => self.list.update(look, ListEvent::Selected(row)),
            None => self.list.reset(),
        })
    }

    pub fn view(&self, look: Look) -> Element<'_, Message> {
        let list: Element<'_, Message> = match self.matters.value() {
            Some(matters) if matters.is_empty() => empty(
                look,
                "Nothing needs a look",
                "A meter that counts while its switch is open, a read that goes backward, a notice nobody gets: the \
                 morning lists them here.",
                None,
            ),
            Some(matters) => self.list(look, matters),
            None => refused(look, self.matters.refusal()).unwrap_or_else(|| look.quiet("Looking\u{2026}").into()),
        };
        let body = column![
            container(list).height(Fill),
            refused(look, self.clearing.refusal()),
            self.selected().map(|matter| note(look, Tone::Attention, whose(matter), sentence(&matter.text))),
            self.actions(look),
        ];
        titled_card(look, "What a person should look at", None, body.spacing(space::M)).height(Fill).into()
    }

    fn list<'a>(&'a self, look: Look, matters: &'a [AttentionView]) -> Element<'a, Message> {
        let headings = [
            Heading::words("Since", look.scaled(130.0)),
            Heading::words("Account", look.scaled(84.0)),
            Heading::words("Member", look.scaled(170.0)),
            Heading::words("What", Fill),
        ];
        let row = move |index: usize| {
            let matter = &matters[index];
            Row::new(vec![
                look.quiet(dates::when(&matter.at)).into(),
                look.line(matter.account.as_deref().unwrap_or("\u{2014}")).into(),
                look.line(matter.name.as_deref().unwrap_or("The office")).into(),
                look.line(matter.text.as_str()).into(),
            ])
        };
        list(look, &self.list, &headings, matters.len(), row, Message::List)
    }

    fn actions(&self, look: Look) -> Element<'_, Message> {
        let selected = self.selected();
        let clear = selected.filter(|_| !self.clearing.under_way()).map(|_| Message::LookedAt);
        let open = selected.and_then(|matter| matter.account.as_ref()).map(|_| Message::Open);
        row![
            action(look, Kind::Primary, "Looked at", Shortcut::letter('L'), clear).because("Choose a matter first."),
            action(look, Kind::Plain, "Open the account", Shortcut::letter('O'), open)
                .because("Choose a matter of an account first."),
        ]
        .spacing(space::M)
        .into()
    }
}

/// Whose matter it is, and from which day.
fn whose(matter: &AttentionView) -> String {
    let day = dates::day(matter.day);
    match (&matter.name, &matter.account) {
        (Some(name), Some(account)) => format!("{name} \u{b7} account {account} \u{b7} {day}"),
        _ => format!("The office \u{b7} {day}"),
    }
}
