//! The morning: reads, bills, notices and the day's disconnect list, with why each row is on it and who lets it go.

mod ask;
mod before;
mod rows;
mod running;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use iced::widget::{Space, column, container, row};
use iced::{Alignment, Fill};

use self::ask::Ask;
use self::before::Before;
use self::running::Running;
use crate::basics::Refused;
use crate::desk::{
    Call, CycleCounts, CycleRunView, Desk, ForecastView, ListView, Progress, Released, RowView, Rows, WaitingView,
};
use crate::window::kit::list::{List, ListEvent};
use crate::window::kit::toast::Severity;
use crate::window::kit::{Element, Kind, Look, Shortcut, Tone, action, card, note, screen_title, space, titled_card};
use crate::window::work::{Effect, Place, Screen};

/// How many runs of the cycle are looked back on: those of a day at one every five minutes.
const RUNS: usize = 300;

/// What the store says of the day.
#[derive(Debug, Clone, PartialEq)]
pub struct Shown {
    pub list: ListView,
    /// Of today, newest first.
    pub runs: Vec<CycleRunView>,
}

impl Shown {
    fn ask(desk: &mut Desk, call: &Call) -> Refused<Self> {
        let list = desk.review(call)?;
        let today = list.day.to_string();
        let mut runs = desk.cycle_runs(call, RUNS)?;
        runs.retain(|run| run.at.starts_with(&today));
        Ok(Self { list, runs })
    }
}

#[derive(Debug, Clone)]
pub enum Message {
    List(ListEvent),
    /// Runs the cycle; with `true` a supervisor confirms that the clock is right.
    Run(bool),
    Stop,
    OpenAccount,
    AskWhy,
    AskHold,
    AskRelease,
    AskGoOn,
    Reason(String),
    Approver(String),
    Pin(String),
    Decide,
    LeaveForApproval,
    CloseDialog,
    ForecastLow(String),
    Inclement(bool),
    EnterForecast,
    Arrived(String),
    Came(u64, Box<Refused<Shown>>),
    Progressed(u64, Progress),
    Ran(u64, Refused<CycleCounts>),
    Decided(Refused<Released>),
    LeftForApproval(Refused<WaitingView>),
    ForecastEntered(Refused<ForecastView>),
    ArrivalNoted(Refused<Vec<String>>),
}

/// The morning's screen.
pub struct State {
    look: Look,
    ticket: u64,
    /// None until the store has answered.
    shown: Option<Refused<Shown>>,
    list: List,
    /// The accounts that are marked.
    marked: BTreeSet<String>,
    running: Option<Running>,
    /// What the cycle was refused for, until it runs again.
    trouble: Option<crate::basics::Refusal>,
    before: Before,
    ask: Option<Ask>,
}

impl Screen for State {
    type Message = Message;

    /// The screen, asking for the day.
    fn new(look: Look) -> (Self, Effect<Message>) {
        let mut state = Self {
            look,
            ticket: 0,
            shown: None,
            list: List::default(),
            marked: BTreeSet::new(),
            running: None,
            trouble: None,
            before: Before::default(),
            ask: None,
        };
        let effect = state.refresh(look);
        (state, effect)
    }

    fn refresh(&mut self, look: Look) -> Effect<Message> {
        self.look = look;
        self.ask_again()
    }

    fn update(&mut self, message: Message) -> Effect<Message> {
        match message {
            Message::List(event) => self.list_event(event),
            Message::Run(confirm_clock) => self.run(confirm_clock),
            Message::Stop => {
                if let Some(running) = &mut self.running {
                    running.stop();
                }
                Effect::None
            }
            Message::OpenAccount => {
                self.ask = None;
                self.selected().map_or(Effect::None, |row| Effect::Go(Place::Account(row.account.clone())))
            }
            Message::AskWhy
            | Message::AskHold
            | Message::AskRelease
            | Message::AskGoOn
            | Message::Reason(_)
            | Message::Approver(_)
            | Message::Pin(_)
            | Message::Decide
            | Message::LeaveForApproval
            | Message::CloseDialog => self.asking(message),
            Message::ForecastLow(_)
            | Message::Inclement(_)
            | Message::EnterForecast
            | Message::Arrived(_)
            | Message::ForecastEntered(_)
            | Message::ArrivalNoted(_) => self.before_the_list(message),
            Message::Came(ticket, shown) if ticket == self.ticket => {
                self.show(*shown);
                Effect::None
            }
            Message::Came(..) => Effect::None,
            Message::Progressed(ticket, progress) => {
                if let Some(running) = self.running.as_mut().filter(|running| running.ticket == ticket) {
                    running.progress = Some(progress);
                }
                Effect::None
            }
            Message::Ran(ticket, ran) => self.ran(ticket, ran),
            Message::Decided(decided) => self.decided(decided),
            Message::LeftForApproval(left) => self.left_for_approval(left),
        }
    }

    fn view(&self, look: Look) -> Element<'_, Message> {
        let body: Element<'_, Message> = match &self.shown {
            None => card(look, look.quiet("The day is being looked up\u{2026}")).into(),
            Some(Err(refusal)) => note(look, Tone::Bad, "The day cannot be shown.", refusal.message.as_str()),
            Some(Ok(shown)) => self.day(look, shown),
        };
        let title = match self.shown() {
            Some(shown) => format!("{} \u{b7} the morning", shown.list.day.format("%A, %B %-d")),
            None => "The morning".to_string(),
        };
        column![screen_title(look, title, self.day_in_words(look)), body].spacing(space::S).into()
    }

    /// What is asked over the screen, if anything is.
    fn dialog(&self, look: Look) -> Option<Element<'_, Message>> {
        self.ask.as_ref().map(|ask| ask.view(look))
    }
}

impl State {
    fn ask_again(&mut self) -> Effect<Message> {
        self.ticket += 1;
        let ticket = self.ticket;
        Effect::run(move |desk, call| Message::Came(ticket, Box::new(Shown::ask(desk, call))))
    }

    fn show(&mut self, shown: Refused<Shown>) {
        if let Ok(shown) = &shown {
            self.before.forecast(shown.list.forecast.as_ref());
            let waiting: BTreeSet<&str> = shown
                .list
                .rows
                .iter()
                .filter(|row| rows::can_be_released(row))
                .map(|row| row.account.as_str())
                .collect();
            self.marked.retain(|account| waiting.contains(account.as_str()));
        }
        self.shown = Some(shown);
    }

    fn list_event(&mut self, event: ListEvent) -> Effect<Message> {
        let scrolled = Effect::Task(self.list.update(self.look, event));
        match event {
            ListEvent::Opened(_) => Effect::Several(vec![scrolled, self.update(Message::OpenAccount)]),
            ListEvent::Marked(_) => {
                self.turn_mark();
                scrolled
            }
            _ => scrolled,
        }
    }

    /// Marks the selected row, or takes its mark away. Only what a person may release can be marked.
    fn turn_mark(&mut self) {
        let Some(row) = self.selected().filter(|row| rows::can_be_released(row)) else { return };
        let account = row.account.clone();
        if !self.marked.remove(&account) {
            self.marked.insert(account);
        }
    }

    fn shown(&self) -> Option<&Shown> {
        self.shown.as_ref()?.as_ref().ok()
    }

    fn selected(&self) -> Option<&RowView> {
        self.shown()?.list.rows.get(self.list.selected()?)
    }

    /// The rows that would be released: the marked ones, or else the selected one.
    fn chosen(&self) -> Vec<&RowView> {
        let Some(shown) = self.shown() else { return Vec::new() };
        if self.marked.is_empty() {
            return self.selected().filter(|row| rows::can_be_released(row)).into_iter().collect();
        }
        shown.list.rows.iter().filter(|row| self.marked.contains(&row.account)).collect()
    }

    fn decided(&mut self, decided: Refused<Released>) -> Effect<Message> {
        match decided {
            Ok(released) => {
                self.ask = None;
                self.marked.clear();
                let (severity, words) = rows::outcome_in_words(&released);
                Effect::Several(vec![Effect::Say(severity, words), self.ask_again()])
            }
            Err(refusal) => match &mut self.ask {
                Some(ask) => {
                    ask.refused(refusal);
                    ask.focus()
                }
                None => Effect::Say(Severity::Refused, refusal.message),
            },
        }
    }

    fn left_for_approval(&mut self, left: Refused<WaitingView>) -> Effect<Message> {
        match left {
            Ok(waiting) => {
                self.ask = None;
                let words =
                    format!("{} waits in \u{201c}To approve\u{201d}. Nothing is switched until then.", waiting.text);
                Effect::Say(Severity::Information, words)
            }
            Err(refusal) => self.decided(Err(refusal)),
        }
    }

    fn day_in_words(&self, look: Look) -> Element<'_, Message> {
        let Some(shown) = self.shown() else { return Space::new().into() };
        let kind = if shown.list.business_day { "Business day" } else { "No business day: nobody is disconnected" };
        look.quiet(format!("{kind} \u{b7} cut-off {}", shown.list.cut_off)).into()
    }

    fn day<'a>(&'a self, look: Look, shown: &'a Shown) -> Element<'a, Message> {
        column![
            card(look, self.steps(look, shown)),
            self.cycle_note(look),
            self.waits_note(look, shown),
            self.before_card(look, shown),
            self.list_card(look, shown),
            self.footer(look, shown),
        ]
        .spacing(space::S)
        .into()
    }

    /// The whole list waits for a person, and why.
    fn waits_note<'a>(&'a self, look: Look, shown: &'a Shown) -> Option<Element<'a, Message>> {
        let why = shown.list.waits.as_deref()?;
        let go_on = action(look, Kind::Danger, "Let the list go on", Shortcut::ctrl('G'), Some(Message::AskGoOn));
        let words = note(look, Tone::Attention, "The whole list waits for a person.", why);
        Some(row![container(words).width(Fill), go_on].spacing(space::M).align_y(Alignment::Center).into())
    }

    fn list_card<'a>(&'a self, look: Look, shown: &'a Shown) -> Element<'a, Message> {
        let title = match &shown.list.made_at {
            Some(at) => format!("Disconnect list \u{b7} made {}", rows::clock(at)),
            None => "Disconnect list".to_string(),
        };
        let keys = look.quiet("Space marks a row \u{b7} Enter opens it \u{b7} W says why");
        let rows = self.rows(look, shown);
        titled_card(look, title, Some(keys.into()), container(rows).height(Fill)).height(Fill).into()
    }

    fn footer<'a>(&'a self, look: Look, shown: &'a Shown) -> Element<'a, Message> {
        let waiting = shown.list.rows.iter().filter(|row| rows::waits(row)).count();
        let words = match waiting {
            0 => "No row waits for a person.".to_string(),
            1 => "1 row waits for a person. Nothing on it is switched.".to_string(),
            many => format!("{many} rows wait for a person. Nothing on them is switched."),
        };
        let selected = self.selected().is_some();
        let can_be_held = self.selected().is_some_and(rows::can_be_held);
        let chosen = self.chosen().len();
        let release = if chosen == 0 { "Release".to_string() } else { format!("Disconnect {chosen} now") };
        let cycle = match &self.running {
            Some(_) => action(look, Kind::Plain, "Stop", Shortcut::ESCAPE, Some(Message::Stop)),
            None => action(look, Kind::Plain, "Run the cycle", Shortcut::ctrl('R'), Some(Message::Run(false))),
        };
        let because = "Choose a row first: the arrows move, Space marks.";
        row![
            look.quiet(words).width(Fill),
            action(look, Kind::Plain, "Why?", Shortcut::letter('W'), selected.then_some(Message::AskWhy))
                .because(because),
            action(look, Kind::Plain, "Hold today", Shortcut::letter('H'), can_be_held.then_some(Message::AskHold))
                .because("Choose a row whose power is still on."),
            cycle,
            action(look, Kind::Danger, release, Shortcut::CTRL_ENTER, (chosen > 0).then_some(Message::AskRelease))
                .because("Mark the rows to release: what was disconnected or is under way cannot be."),
        ]
        .spacing(space::M)
        .align_y(Alignment::Center)
        .into()
    }
}

/// The rows by their accounts, as the desk takes them.
fn accounts(rows: &[&RowView]) -> Rows {
    Rows::Accounts(rows.iter().map(|row| row.account.clone()).collect())
}
