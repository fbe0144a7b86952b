//! The counter: one search box over every member, and those who are being served side by side.

mod card;
mod ledger;
mod member;
mod next;
mod search;
mod why;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use iced::Fill;
use iced::widget::{column, row};

use self::member::Member;
use self::search::Search;
use crate::window::kit::{Element, Kind, Look, Shortcut, action, card as surface, empty, space, tabs};
use crate::window::screens::payment;
use crate::window::work::{Effect, Screen};

/// So many members are open at once; the one that waited longest makes room, unless money is being taken there.
const OPEN_AT_ONCE: usize = 8;

pub struct State {
    look: Look,
    search: Search,
    members: Vec<Member>,
    /// Whose card is in front.
    front: usize,
    /// Payments by their account that were begun before the program was started, until the account is opened.
    waiting: BTreeMap<String, payment::Draft>,
}

#[derive(Debug, Clone)]
pub enum Message {
    /// The focus to the search box.
    Find,
    Search(search::Message),
    /// This account's card to the front, opened if it is not.
    Open(String),
    /// The same, with its payment form.
    Pay(String),
    Front(usize),
    /// Puts away the card in front.
    Close,
    /// To an account that is open.
    Of(String, member::Message),
}

impl Screen for State {
    type Message = Message;

    fn new(look: Look) -> (Self, Effect<Message>) {
        let state = Self { look, search: Search::default(), members: Vec::new(), front: 0, waiting: BTreeMap::new() };
        (state, Effect::Focus(search::BOX.into()))
    }

    fn refresh(&mut self, look: Look) -> Effect<Message> {
        self.look = look;
        self.with_front(Member::refresh)
    }

    fn update(&mut self, message: Message) -> Effect<Message> {
        match message {
            Message::Find => Effect::Focus(search::BOX.into()),
            Message::Search(search::Message::Picked(account)) => self.open(account),
            Message::Search(message) => self.search.update(self.look, message).map(Message::Search),
            Message::Open(account) => self.open(account),
            Message::Pay(account) => {
                let opened = self.open(account);
                Effect::Several(vec![opened, self.with_front(Member::pay)])
            }
            Message::Front(index) => {
                self.front = index.min(self.members.len().saturating_sub(1));
                self.with_front(Member::refresh)
            }
            Message::Close => self.close(),
            Message::Of(account, message) => self.member(&account, message),
        }
    }

    fn view(&self, look: Look) -> Element<'_, Message> {
        let search = self.search.view_box(look).map(Message::Search);
        let below: Element<'_, Message> = match (self.search.view_found(look), self.members.get(self.front)) {
            (Some(found), _) => found.map(Message::Search),
            (None, None) => nobody(look),
            (None, Some(member)) => {
                let shown = member.view(look).map(|message| Message::Of(member.account().to_string(), message));
                column![self.tabs(look), shown].into()
            }
        };
        column![search, below].spacing(space::M).into()
    }

    fn dialog(&self, look: Look) -> Option<Element<'_, Message>> {
        let member = self.members.get(self.front)?;
        let asked = member.dialog(look)?;
        Some(asked.map(|message| Message::Of(member.account().to_string(), message)))
    }
}

impl State {
    /// Keeps payments that were begun before the program was started until their accounts are opened.
    pub fn take_up(&mut self, drafts: BTreeMap<String, payment::Draft>) {
        self.waiting = drafts;
    }

    /// The payments that are half done, by their account.
    pub fn drafts(&self) -> BTreeMap<String, payment::Draft> {
        let open = self.members.iter().filter_map(|member| Some((member.account().to_string(), member.draft()?)));
        self.waiting.clone().into_iter().chain(open).collect()
    }

    fn member(&mut self, account: &str, message: member::Message) -> Effect<Message> {
        if let member::Message::Served = message {
            return self.close();
        }
        let look = self.look;
        let Some(member) = self.members.iter_mut().find(|member| member.account() == account) else {
            return Effect::None;
        };
        let account = account.to_string();
        member.update(look, message).map(move |message| Message::Of(account.clone(), message))
    }

    fn with_front(&mut self, act: impl FnOnce(&mut Member) -> Effect<member::Message>) -> Effect<Message> {
        let Some(member) = self.members.get_mut(self.front) else { return Effect::None };
        let account = member.account().to_string();
        act(member).map(move |message| Message::Of(account.clone(), message))
    }

    /// The search is over: single letters act on the card now, so nothing keeps the focus.
    fn open(&mut self, account: String) -> Effect<Message> {
        self.search.clear();
        match self.members.iter().position(|member| member.account() == account) {
            Some(index) => self.front = index,
            None => {
                self.make_room();
                let draft = self.waiting.remove(&account);
                self.members.push(Member::new(account, draft));
                self.front = self.members.len() - 1;
            }
        }
        let loaded = self.with_front(Member::refresh);
        Effect::Several(vec![loaded, Effect::Focus(iced::widget::Id::unique())])
    }

    fn make_room(&mut self) {
        if self.members.len() >= OPEN_AT_ONCE
            && let Some(idle) = self.members.iter().position(|member| !member.takes_payment())
        {
            self.members.remove(idle);
        }
    }

    fn close(&mut self) -> Effect<Message> {
        if self.front < self.members.len() {
            self.waiting.extend(self.members.remove(self.front).into_waiting());
        }
        self.front = self.front.min(self.members.len().saturating_sub(1));
        let next = self.with_front(Member::refresh);
        Effect::Several(vec![next, Effect::Focus(search::BOX.into())])
    }

    fn tabs(&self, look: Look) -> Element<'_, Message> {
        let open = self.members.iter().enumerate();
        let open = open.map(|(index, member)| (member.tab(), index == self.front, Message::Front(index)));
        let close = action(look, Kind::Link, "Close", Shortcut::ctrl('W'), Some(Message::Close));
        row![iced::widget::container(tabs(look, open)).width(Fill).clip(true), close].into()
    }
}

fn nobody<'a>(look: Look) -> Element<'a, Message> {
    let why = empty(
        look,
        "Nobody is at the counter",
        "Type a name, an account, a meter, a phone number or an address; Enter opens the member's card. Several can be \
         open at once.",
        None,
    );
    surface(look, why).into()
}
