//! The window while somebody is signed in: the rail, the screens, where they are.

use super::drafts::HalfDone;
use super::footer::Footer;
use super::screens::{self, Screen, Screens};
use crate::window::kit::toast::Severity;
use crate::window::kit::{Element, Look, RailItem, Shell, Shortcut, shell};
use crate::window::screens::{account_acts, counter, drawer};
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
    /// A count that was begun before the program was started, until the drawer's screen is opened.
    count: Option<drawer::Draft>,
}

/// What is meant in the office.
#[derive(Debug, Clone)]
pub enum Message {
    Screen(Box<screens::Message>),
    Go(Place),
    Lock,
}

fn of_screen(message: screens::Message) -> Message {
    Message::Screen(Box::new(message))
}

impl Office {
    /// Opens the office at the counter, with what was half done when it was left.
    pub fn open(store: StoreFacts, signed_in: SignedIn, half_done: HalfDone, look: Look) -> (Self, Effect<Message>) {
        let screens = Screens::default();
        let (at, footer, count) = (Screen::Counter, Footer::default(), half_done.count);
        let mut office = Self { signed_in, store, screens, at, footer, count };
        let shown = office.go(Place::Counter, look);
        let said = half_done_words(&half_done.payments.keys().map(String::as_str).collect::<Vec<_>>());
        if let Some(counter) = &mut office.screens.counter {
            counter.take_up(half_done.payments);
        }
        let said = said.map_or(Effect::None, |words| Effect::Say(Severity::Attention, words));
        (office, Effect::Several(vec![shown, said]))
    }

    /// What is half done, to be kept until it is posted or cancelled.
    pub fn half_done(&self) -> HalfDone {
        let count = self.screens.drawer.as_ref().and_then(drawer::State::draft);
        HalfDone {
            payments: self.screens.counter.as_ref().map(counter::State::drafts).unwrap_or_default(),
            count: count.or_else(|| self.count.clone()),
        }
    }

    /// Brings a screen to the front.
    pub fn go(&mut self, place: Place, look: Look) -> Effect<Message> {
        let (screen, message) = Self::lead(place);
        self.at = screen;
        let shown = self.screens.show(screen, look);
        if let Some(drawer) = &mut self.screens.drawer
            && let Some(count) = self.count.take()
        {
            drawer.take_up(count);
        }
        let told = message.map_or(Effect::None, |message| self.screens.update(message));
        Effect::Several(vec![shown, told]).map(of_screen)
    }

    /// The screen of a place, and what it is told there.
    fn lead(place: Place) -> (Screen, Option<screens::Message>) {
        let at_counter = |message| (Screen::Counter, Some(screens::Message::Counter(message)));
        let act = |account, act| {
            let open = account_acts::Message::Open(account, act);
            (Screen::AccountActs, Some(screens::Message::AccountActs(open)))
        };
        match place {
            Place::Counter => at_counter(counter::Message::Find),
            Place::Enroll => (Screen::Enroll, None),
            Place::Morning => (Screen::Morning, None),
            Place::SwitchQueue => (Screen::SwitchQueue, None),
            Place::Account(account) => at_counter(counter::Message::Open(account)),
            Place::Payment(account) => at_counter(counter::Message::Pay(account)),
            Place::Hold(account) => act(account, Some(&account_acts::HOLD)),
            Place::Pledge(account) => act(account, Some(&account_acts::PLEDGE)),
            Place::Papers(account) => act(account, Some(&account_acts::PAPERS)),
            Place::Note(account) => act(account, Some(&account_acts::NOTE)),
            Place::Acts(account) => act(account, None),
            Place::Drawer => (Screen::Drawer, None),
            Place::Approvals => (Screen::Approvals, None),
            Place::Reports => (Screen::Reports, None),
            Place::Settings => (Screen::Settings, None),
        }
    }

    /// Brings what is in front up to date.
    pub fn refresh(&mut self, look: Look) -> Effect<Message> {
        self.screens.show(self.at, look).map(of_screen)
    }

    /// Hands a message to its screen.
    pub fn update(&mut self, message: screens::Message) -> Effect<Message> {
        self.screens.update(message).map(of_screen)
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
        let screen = self.screens.view(self.at, look).map(|screen| screen.map(of_screen));
        shell(look, around, screen.unwrap_or_else(|| iced::widget::Space::new().into()))
    }

    pub fn dialog(&self, look: Look) -> Option<Element<'_, Message>> {
        self.screens.dialog(self.at, look).map(|asked| asked.map(of_screen))
    }

    fn items(&self) -> Vec<RailItem<Message>> {
        let go = |label, key, screen, place, waiting| RailItem {
            label,
            key,
            waiting,
            // What is done with an account is done from the counter.
            active: self.at == screen || (self.at == Screen::AccountActs && screen == Screen::Counter),
            on_press: Message::Go(place),
        };
        let lock =
            RailItem { label: "Lock", key: Shortcut::ctrl('L'), waiting: 0, active: false, on_press: Message::Lock };
        vec![
            go("Counter", Shortcut::F1, Screen::Counter, Place::Counter, 0),
            go("Enroll", Shortcut::F3, Screen::Enroll, Place::Enroll, 0),
            go("Morning", Shortcut::F5, Screen::Morning, Place::Morning, 0),
            go("Switch queue", Shortcut::F6, Screen::SwitchQueue, Place::SwitchQueue, self.footer.switching),
            go("Drawer & day", Shortcut::F8, Screen::Drawer, Place::Drawer, 0),
            go("To approve", Shortcut::F9, Screen::Approvals, Place::Approvals, self.footer.to_approve),
            go("Reports", Shortcut::F10, Screen::Reports, Place::Reports, self.footer.attention),
            go("Settings", Shortcut::F12, Screen::Settings, Place::Settings, 0),
            lock,
        ]
    }
}

/// Whose payments are half done; `None` when nobody's is.
fn half_done_words(accounts: &[&str]) -> Option<String> {
    match accounts {
        [] => None,
        [account] => {
            Some(format!("A half-done payment on account {account} is kept. Open the account to go on with it."))
        }
        accounts => Some(format!(
            "Half-done payments on accounts {} are kept. Open an account to go on with its own.",
            accounts.join(", ")
        )),
    }
}
