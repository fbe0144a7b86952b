//! The switch queue: every command to a meter with what was intended and what was seen, the queue worked by hand, and
//! the links to the meters.

mod by_hand;
mod details;
mod links;
mod message;
mod rows;
#[cfg(test)]
mod tests;

use iced::widget::{column, container, row};
use iced::{Alignment, Fill, FillPortion};

use self::by_hand::ByHand;
use self::links::Links;
pub use self::message::Message;
use crate::basics::Refused;
use crate::desk::{QueueRow, Worked};
use crate::window::kit::list::{List, ListEvent};
use crate::window::kit::toast::Severity;
use crate::window::kit::{
    Element, Kind, Look, Shortcut, Tone, action, card, empty, note, screen_title, scrolling, space, titled_card,
};
use crate::window::work::{Effect, Place, Screen};
use crate::words::CommandStatus;

/// The switch queue's screen.
pub struct State {
    look: Look,
    ticket: u64,
    /// None until the store has answered; those that a person should look at first.
    queue: Option<Refused<Vec<QueueRow>>>,
    list: List,
    working: bool,
    by_hand: ByHand,
    links: Links,
}

impl Screen for State {
    type Message = Message;

    /// The screen, asking for the queue and the links.
    fn new(look: Look) -> (Self, Effect<Message>) {
        let mut state = Self {
            look,
            ticket: 0,
            queue: None,
            list: List::default(),
            working: false,
            by_hand: ByHand::default(),
            links: Links::default(),
        };
        let queue = state.refresh(look);
        let links = Effect::run(|desk, call| Message::LinksCame(desk.links(call)));
        (state, Effect::Several(vec![queue, links]))
    }

    fn refresh(&mut self, look: Look) -> Effect<Message> {
        self.look = look;
        self.ask_again()
    }

    fn update(&mut self, message: Message) -> Effect<Message> {
        match message {
            Message::List(event) => {
                let scrolled = Effect::Task(self.list.update(self.look, event));
                match event {
                    ListEvent::Opened(_) => Effect::Several(vec![scrolled, self.update(Message::OpenAccount)]),
                    ListEvent::Selected(_) => {
                        if let Some(meter) = self.selected().map(|row| row.meter.clone()) {
                            self.by_hand.suggest(&meter);
                        }
                        scrolled
                    }
                    _ => scrolled,
                }
            }
            Message::Work => self.work(),
            Message::OpenAccount => match self.selected() {
                Some(row) => Effect::Go(Place::Account(row.account.clone())),
                None => Effect::None,
            },
            Message::Came(ticket, queue) => {
                if ticket == self.ticket {
                    self.queue = Some(queue.map(rows::in_order));
                }
                Effect::None
            }
            Message::Worked(worked) => self.worked(worked),
            Message::Test(name) => self.links.test(name),
            Message::LinksCame(links) => {
                self.links.came(links);
                Effect::None
            }
            Message::Tested(name, tested) => {
                self.links.tested(name, tested);
                Effect::None
            }
            Message::Answered(answered) => {
                self.by_hand.answered(answered);
                self.ask_again()
            }
            Message::Meter(_)
            | Message::ByHand(_)
            | Message::Ground(_)
            | Message::Reason(_)
            | Message::Approver(_)
            | Message::Pin(_)
            | Message::Confirm
            | Message::CloseDialog
            | Message::MeterFound(..) => self.by_hand.update(message),
        }
    }

    fn view(&self, look: Look) -> Element<'_, Message> {
        let waiting = self.rows().iter().filter(|row| rows::is_open(row)).count();
        let look_at = self.rows().iter().filter(|row| row.status == CommandStatus::Attention).count();
        let words = match (waiting, look_at) {
            (0, _) => "Nothing waits to be switched.".to_string(),
            (open, 0) => format!("{open} open"),
            (open, look_at) => format!("{open} open \u{b7} {look_at} to look at"),
        };
        let work = if self.working { "Working\u{2026}" } else { "Work the queue now" };
        let on_work = (!self.working).then_some(Message::Work);
        let beside = row![
            look.quiet(words),
            action(look, Kind::Primary, work, Shortcut::ctrl('R'), on_work).because("It is being worked.")
        ];
        let beside = beside.spacing(space::M).align_y(Alignment::Center);
        let right = column![self.by_hand.card(look), self.details(look), self.links.card(look)].spacing(space::S);
        let body = row![
            container(self.queue_card(look)).width(FillPortion(5)),
            container(scrolling(look, right)).width(FillPortion(3)),
        ];
        column![screen_title(look, "Switch queue", beside), body.spacing(space::S)].spacing(space::S).into()
    }

    /// Whose power it is, read back before it is switched.
    fn dialog(&self, look: Look) -> Option<Element<'_, Message>> {
        self.by_hand.dialog(look)
    }
}

impl State {
    fn ask_again(&mut self) -> Effect<Message> {
        self.ticket += 1;
        let ticket = self.ticket;
        Effect::run(move |desk, call| Message::Came(ticket, desk.switch_queue(call).map(|queue| queue.rows)))
    }

    fn work(&mut self) -> Effect<Message> {
        if std::mem::replace(&mut self.working, true) {
            return Effect::None;
        }
        Effect::run(|desk, call| Message::Worked(desk.work_queue(call)))
    }

    fn worked(&mut self, worked: Refused<Worked>) -> Effect<Message> {
        self.working = false;
        let said = match worked {
            Ok(worked) => Effect::Say(rows::severity(&worked), rows::worked_in_words(&worked)),
            Err(refusal) => Effect::Say(Severity::Refused, refusal.message),
        };
        Effect::Several(vec![said, self.ask_again()])
    }

    fn rows(&self) -> &[QueueRow] {
        match &self.queue {
            Some(Ok(rows)) => rows,
            _ => &[],
        }
    }

    fn selected(&self) -> Option<&QueueRow> {
        self.rows().get(self.list.selected()?)
    }

    fn queue_card(&self, look: Look) -> Element<'_, Message> {
        let content: Element<'_, Message> = match &self.queue {
            None => look.quiet("The queue is being looked up\u{2026}").into(),
            Some(Err(refusal)) => note(look, Tone::Bad, "The queue cannot be shown.", refusal.message.as_str()),
            Some(Ok(rows)) if rows.is_empty() => empty(
                look,
                "No command is open, and none ended in the last day",
                "Payments and the morning's list put commands here; by hand you can ask any meter.",
                None,
            ),
            Some(Ok(rows)) => rows::table(look, &self.list, rows),
        };
        if self.rows().is_empty() {
            return card(look, content).height(Fill).into();
        }
        let keys = look.quiet("Enter opens the account");
        titled_card(look, "Commands", Some(keys.into()), container(content).height(Fill)).height(Fill).into()
    }
}
