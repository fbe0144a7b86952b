//! The window while somebody is signed in: the rail, the screens, where they are.

use super::footer::Footer;
use super::screens::{self, Screen, Screens};
use crate::window::kit::{Element, Look, RailItem, Shell, Shortcut, shell};
use crate::window::screens::counter;
use crate::window::work::{Effect, Place};
use crate::window::worker::{SignedIn, StoreFacts};

/// The words of the band in a practice office.
const PRACTICE: &str = "PRACTICE OFFICE \u{b7} nothing here is real \u{b7} rates are samples";

/// Everything that is open.
pub struct Office {
    pub signed_in: SignedIn,
    store: StoreFacts,
    screens: Screens,
    at: Screen,
    pub footer: Footer,
}

/// What is meant in the office.
#[derive(Debug, Clone)]
pub enum Message {
    Screen(screens::Message),
    Go(Place),
    Lock,
}

impl Office {
    /// Opens the office at the counter.
    pub fn open(store: StoreFacts, signed_in: SignedIn, look: Look) -> (Self, Effect<Message>) {
        let screens = Screens::default();
        let mut office = Self { signed_in, store, screens, at: Screen::Counter, footer: Footer::default() };
        let effect = office.go(Place::Counter, look);
        (office, effect)
    }

    /// Brings a screen to the front.
    pub fn go(&mut self, place: Place, look: Look) -> Effect<Message> {
        let (screen, message) = self.lead(place);
        self.at = screen;
        let shown = self.screens.show(screen, look);
        let told = message.map_or(Effect::None, |message| self.screens.update(message));
        Effect::Several(vec![shown, told]).map(Message::Screen)
    }

    /// The screen of a place, and what it is told there.
    fn lead(&self, place: Place) -> (Screen, Option<screens::Message>) {
        let at_counter = |message| (Screen::Counter, Some(screens::Message::Counter(message)));
        match place {
            Place::Counter => (Screen::Counter, None),
            Place::Account(account) => at_counter(counter::Message::Open(account)),
            Place::Payment(account) => at_counter(counter::Message::Pay(account)),
            _ => (self.at, None),
        }
    }

    /// Brings what is in front up to date.
    pub fn refresh(&mut self, look: Look) -> Effect<Message> {
        self.screens.show(self.at, look).map(Message::Screen)
    }

    /// Hands a message to its screen.
    pub fn update(&mut self, message: screens::Message) -> Effect<Message> {
        self.screens.update(message).map(Message::Screen)
    }

    pub fn view(&self, look: Look) -> Element<'_, Message> {
        let around = Shell {
            band: self.store.practice.then_some(PRACTICE),
            items: self.items(),
            footer: vec![
                format!("{} \u{b7} {}", self.signed_in.office, self.signed_in.operator.name),
                self.footer.drawer.clone(),
                self.footer.time.clone(),
                self.footer.cycle.clone(),
            ],
        };
        let screen = self.screens.view(self.at, look).map(|screen| screen.map(Message::Screen));
        shell(look, around, screen.unwrap_or_else(|| iced::widget::Space::new().into()))
    }

    pub fn dialog(&self, look: Look) -> Option<Element<'_, Message>> {
        self.screens.dialog(self.at, look).map(|asked| asked.map(Message::Screen))
    }

    fn items(&self) -> Vec<RailItem<Message>> {
        let go = |label, key, screen, place, waiting| RailItem {
            label,
            key,
            waiting,
            active: self.at == screen,
            on_press: Message::Go(place),
        };
        let lock =
            RailItem { label: "Lock", key: Shortcut::ctrl('L'), waiting: 0, active: false, on_press: Message::Lock };
        vec![go("Counter", Shortcut::F1, Screen::Counter, Place::Counter, 0), lock]
    }
}
