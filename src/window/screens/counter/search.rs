//! The search: every keystroke asks the store, the newest answer counts, arrows and Enter choose.

use iced::Fill;
use iced::widget::{Space, column, row};

use super::card::status_badge;
use crate::basics::Refused;
use crate::desk::FoundView;
use crate::window::kit::list::{List, ListEvent, list};
use crate::window::kit::table::{Column, Row};
use crate::window::kit::{Element, Look, Shortcut, Tone, card, empty, focusable, money, note, search_box};
use crate::window::screens::asked::sentence;
use crate::window::work::Effect;

/// The search box.
pub const BOX: &str = "search";
/// More than anybody reads through: the next letter narrows it.
const MOST_FOUND: usize = 200;

#[derive(Default)]
pub struct Search {
    words: String,
    /// Of the newest question; answers to older ones are dropped.
    ticket: u64,
    /// Of the question that `found` answers.
    answered: u64,
    found: Option<Refused<Vec<FoundView>>>,
    list: List,
    /// Enter was pressed before the answer came.
    open_first: bool,
}

#[derive(Debug, Clone)]
pub enum Message {
    /// The focus to the box.
    Focus,
    Typed(String),
    Found(u64, Refused<Vec<FoundView>>),
    List(ListEvent),
    Up,
    Down,
    Enter,
    Clear,
    /// For the counter: this account is wanted.
    Picked(String),
}

impl Search {
    pub fn clear(&mut self) {
        self.ticket += 1;
        (self.words, self.found, self.open_first) = (String::new(), None, false);
    }

    pub fn update(&mut self, look: Look, message: Message) -> Effect<Message> {
        match message {
            Message::Focus => Effect::Focus(BOX.into()),
            Message::Typed(words) => self.ask(words),
            Message::Found(ticket, found) if ticket == self.ticket => self.found(look, found),
            Message::Found(..) | Message::Picked(_) => Effect::None,
            Message::Up => self.select(look, self.list.selected().unwrap_or(0).saturating_sub(1)),
            Message::Down => self.select(look, self.list.selected().map_or(0, |at| at + 1)),
            Message::Enter => self.enter(),
            Message::List(ListEvent::Opened(row)) => self.pick(row),
            // A click on the selected row opens it.
            Message::List(ListEvent::Selected(row)) if self.list.selected() == Some(row) => self.pick(row),
            Message::List(event) => Effect::Task(self.list.update(look, event)),
            Message::Clear => {
                self.clear();
                Effect::None
            }
        }
    }

    fn ask(&mut self, words: String) -> Effect<Message> {
        if words.trim().is_empty() {
            self.clear();
            self.words = words;
            return Effect::None;
        }
        self.ticket += 1;
        self.open_first = false;
        self.words = words;
        let (ticket, words) = (self.ticket, self.words.clone());
        Effect::run(move |desk, call| Message::Found(ticket, desk.find(call, &words, MOST_FOUND)))
    }

    fn found(&mut self, look: Look, found: Refused<Vec<FoundView>>) -> Effect<Message> {
        self.found = Some(found);
        self.answered = self.ticket;
        let top = self.list.reset();
        let first = if self.rows().is_empty() { Effect::None } else { self.select(look, 0) };
        let opened = if std::mem::take(&mut self.open_first) { self.pick(0) } else { Effect::None };
        Effect::Several(vec![Effect::Task(top), first, opened])
    }

    fn enter(&mut self) -> Effect<Message> {
        match (&self.found, self.list.selected()) {
            (Some(Ok(_)), Some(row)) if self.answered == self.ticket => self.pick(row),
            _ => {
                // What is shown may answer an earlier question: the wrong member must not open.
                self.open_first = self.answered != self.ticket && !self.words.trim().is_empty();
                Effect::None
            }
        }
    }

    fn select(&mut self, look: Look, row: usize) -> Effect<Message> {
        match self.rows().len().checked_sub(1) {
            Some(last) => Effect::Task(self.list.update(look, ListEvent::Selected(row.min(last)))),
            None => Effect::None,
        }
    }

    fn pick(&mut self, row: usize) -> Effect<Message> {
        let Some(account) = self.rows().get(row).map(|found| found.account.clone()) else { return Effect::None };
        Effect::Task(iced::Task::done(Message::Picked(account)))
    }

    fn rows(&self) -> &[FoundView] {
        match &self.found {
            Some(Ok(rows)) => rows,
            _ => &[],
        }
    }

    #[cfg(test)]
    pub fn first(&self) -> Option<String> {
        self.rows().first().map(|row| row.account.clone())
    }

    #[cfg(test)]
    pub fn count(&self) -> usize {
        self.rows().len()
    }

    #[cfg(test)]
    pub fn selected(&self) -> Option<usize> {
        self.list.selected()
    }

    pub fn view_box(&self, look: Look) -> Element<'_, Message> {
        let key = (Shortcut::ctrl('F'), Message::Focus);
        search_box(look, BOX, &self.words, key, Message::Typed, Message::Enter)
    }

    /// What was found, while something is searched for.
    pub fn view_found(&self, look: Look) -> Option<Element<'_, Message>> {
        let shown: Element<'_, Message> = match self.found.as_ref()? {
            Err(refusal) => note(look, Tone::Bad, "The search was refused", sentence(&refusal.message)),
            Ok(rows) if rows.is_empty() => empty(
                look,
                format!("Nobody is found by \u{201c}{}\u{201d}", self.words.trim()),
                "Every word must stand in the name, account, meter, phone or address; one or two letters are looked for \
                 only where a name or an account begins. Take a word away, or type a letter more.",
                None,
            ),
            Ok(rows) => self.table(look, rows),
        };
        let key = |key, message| focusable(look, Space::new(), Some(message)).shortcut(Some(key)).not_a_tab_stop();
        let keys = row![
            key(Shortcut::UP, Message::Up),
            key(Shortcut::DOWN, Message::Down),
            key(Shortcut::ESCAPE, Message::Clear)
        ];
        let help = look.label("Up and Down choose \u{b7} Enter opens \u{b7} Esc goes back");
        Some(card(look, column![shown, row![help, keys]].spacing(6)).height(Fill).into())
    }

    fn table<'a>(&'a self, look: Look, rows: &'a [FoundView]) -> Element<'a, Message> {
        let columns = [
            Column::words("Name", Fill),
            Column::words("Account", look.scaled(90.0)),
            Column::words("Address", Fill),
            Column::words("Meter", look.scaled(80.0)),
            Column::words("Status", look.scaled(120.0)),
            Column::figures("Balance", look.scaled(90.0)),
        ];
        let draw = move |index: usize| {
            let found: &FoundView = &rows[index];
            Row::new(vec![
                look.line(found.name.as_str()).into(),
                look.line(found.account.as_str()).into(),
                look.line(found.address.as_str()).into(),
                look.line(found.meter.as_str()).into(),
                status_badge(look, found.status),
                money(look, found.balance).into(),
            ])
        };
        list(look, &self.list, &columns, rows.len(), draw, Message::List)
    }
}
