//! What a screen asks of the application: only the application acts on the store, so that a screen is tested without one.
//!

use iced::widget;

use super::kit::toast::Severity;
use super::kit::{Element, Look, Mode, TextSize};
use crate::desk::{Call, Desk};

/// A screen: what it knows, what it is told, what it shows.
pub trait Screen: Sized {
    type Message: Clone + Send + 'static;

    /// The screen when somebody comes to it for the first time.
    fn new(look: Look) -> (Self, Effect<Self::Message>);

    /// Brings what it shows up to date, as the store may have moved without it; what is typed stays.
    fn refresh(&mut self, look: Look) -> Effect<Self::Message>;

    fn update(&mut self, message: Self::Message) -> Effect<Self::Message>;

    fn view(&self, look: Look) -> Element<'_, Self::Message>;

    /// What it asks over everything else: the root of the window draws it, because what is behind a dialog must take no
    /// keys.
    fn dialog(&self, _look: Look) -> Option<Element<'_, Self::Message>> {
        None
    }
}

/// Work for the thread that owns the store. Its answer comes back to the screen as a message; a late one is dropped by
/// the screen's own ticket.
pub type Job<M> = Box<dyn FnOnce(&mut Desk, &Call) -> M + Send>;

/// Where a screen leads; to the others leads the rail alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    Counter,
    /// The counter, with this account open.
    Account(String),
    /// The payment form of this account.
    #[cfg_attr(not(test), expect(dead_code, reason = "no screen leads there past the account's card yet"))]
    Payment(String),
    /// The holds of this account: what they stop, until when.
    Hold(String),
    /// The pledges of this account.
    Pledge(String),
    /// The papers of this account: agreement, receipts, letters.
    Papers(String),
    /// A note on this account.
    Note(String),
    /// Everything else that can be done with this account.
    Acts(String),
    Drawer,
}

/// What the application does after a screen's update.
pub enum Effect<M> {
    None,
    /// Runs a job on the store's thread and gives the screen its answer.
    Run(Job<M>),
    /// Puts the focus into a field.
    Focus(widget::Id),
    /// Runs a task of the screen's own: scrolling, a timer.
    Task(iced::Task<M>),
    Go(Place),
    /// Says something in a toast.
    Say(Severity, String),
    /// Opens a paper in the system's viewer, from where it is printed: file name and bytes.
    Print(String, Vec<u8>),
    /// Palette and text size, from now on and the next time.
    Appearance(Mode, TextSize),
    /// Back to the sign-in: another operator, or another office.
    SignOut,
    Several(Vec<Effect<M>>),
}

impl<M: 'static> Effect<M> {
    /// Asks the store something, or has it do something.
    pub fn run(job: impl FnOnce(&mut Desk, &Call) -> M + Send + 'static) -> Self {
        Self::Run(Box::new(job))
    }

    /// The same action as one of a screen that holds this one.
    pub fn map<N: Send + 'static>(self, into: impl Fn(M) -> N + Clone + Send + 'static) -> Effect<N>
    where
        M: Send,
    {
        match self {
            Self::None => Effect::None,
            Self::Run(job) => Effect::run(move |desk, call| into(job(desk, call))),
            Self::Focus(id) => Effect::Focus(id),
            Self::Task(task) => Effect::Task(task.map(into)),
            Self::Go(place) => Effect::Go(place),
            Self::Say(severity, words) => Effect::Say(severity, words),
            Self::Print(name, bytes) => Effect::Print(name, bytes),
            Self::Appearance(mode, size) => Effect::Appearance(mode, size),
            Self::SignOut => Effect::SignOut,
            Self::Several(actions) => {
                Effect::Several(actions.into_iter().map(|action| action.map(into.clone())).collect())
            }
        }
    }
}
