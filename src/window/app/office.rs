//! The window while somebody is signed in: the rail, the screens, where they are.

use super::drafts::HalfDone;
use super::footer::Footer;
use super::screens::{self, RAIL, Screen, Screens};
use crate::window::kit::toast::Severity;
use crate::window::kit::{Element, Look, RailItem, Shell, Shortcut, shell};
use crate::window::screens::{account_acts, counter, drawer};
use crate::window::work::{Effect, Place};
use crate::window::worker::{SignedIn, StoreFacts};

/// The words of the band in a practice office.
const PRACTICE: &str = "PRACTICE OFFICE \u{b7} nothing here is real \u{b7} rates are samples";

/// The words of the band over a store that does not prove what it holds.
const UNPROVEN: &str = "READ ONLY \u{b7} the proof of this store does not hold \u{b7} no money is taken, no switch is moved \u{b7} see RECOVERY.md";

fn band(unproven: bool, practice: bool) -> Option<&'static str> {
    if unproven { Some(UNPROVEN) } else { practice.then_some(PRACTICE) }
}

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
    /// Brings a screen to the front, from the rail.
    Show(Screen),
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

    /// Goes where a screen leads.
    pub fn go(&mut self, place: Place, look: Look) -> Effect<Message> {
        let act = |account, act| screens::Message::AccountActs(account_acts::Message::Open(account, act));
        match place {
            Place::Counter => self.show(Screen::Counter, look),
            Place::Drawer => self.show(Screen::Drawer, look),
            Place::Account(account) => self.lead(screens::Message::Counter(counter::Message::Open(account)), look),
            Place::Payment(account) => self.lead(screens::Message::Counter(counter::Message::Pay(account)), look),
            Place::Hold(account) => self.lead(act(account, Some(&account_acts::HOLD)), look),
            Place::Pledge(account) => self.lead(act(account, Some(&account_acts::PLEDGE)), look),
            Place::Papers(account) => self.lead(act(account, Some(&account_acts::PAPERS)), look),
            Place::Note(account) => self.lead(act(account, Some(&account_acts::NOTE)), look),
            Place::Acts(account) => self.lead(act(account, None), look),
        }
    }

    /// Brings a screen to the front; the counter is ready to find somebody.
    pub fn show(&mut self, screen: Screen, look: Look) -> Effect<Message> {
        if screen == Screen::Counter {
            return self.lead(screens::Message::Counter(counter::Message::Find), look);
        }
        self.front(screen, look).map(of_screen)
    }

    /// Brings a screen to the front and tells it something.
    fn lead(&mut self, message: screens::Message, look: Look) -> Effect<Message> {
        let shown = self.front(message.screen(), look);
        Effect::Several(vec![shown, self.screens.update(message)]).map(of_screen)
    }

    fn front(&mut self, screen: Screen, look: Look) -> Effect<screens::Message> {
        self.at = screen;
        let shown = self.screens.show(screen, look);
        if let Some(drawer) = &mut self.screens.drawer
            && let Some(count) = self.count.take()
        {
            drawer.take_up(count);
        }
        shown
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
            band: band(self.footer.unproven, self.store.practice),
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
        // What is done with an account is done from the counter.
        let at = if self.at == Screen::AccountActs { Screen::Counter } else { self.at };
        let lock =
            RailItem { label: "Lock", key: Shortcut::ctrl('L'), waiting: 0, active: false, on_press: Message::Lock };
        let items = RAIL.iter().map(|item| RailItem {
            label: item.label,
            key: item.key,
            waiting: (item.waiting)(&self.footer),
            active: at == item.screen,
            on_press: Message::Show(item.screen),
        });
        items.chain([lock]).collect()
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
