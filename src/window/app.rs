//! The application: opens the window, carries out what the screens ask for, and owns nothing of the store itself.

mod clock;
mod display;
mod drafts;
mod footer;
mod office;
mod preferences;
mod print;
mod screens;
#[cfg(test)]
mod tests;

use std::path::PathBuf;
use std::time::{Duration, Instant};

use chrono::NaiveDateTime;
use iced::keyboard::Key;
use iced::{Event, Subscription, Task, keyboard, window};

use self::drafts::Drafts;
use self::footer::Footer;
use self::office::Office;
use self::preferences::Preferences;
use super::kit::toast::{Severity, Toasts};
use super::kit::{Element, Look, dialog, font};
use super::screens::{sign_in, welcome};
use super::wires::News;
use super::work::Effect;
use super::worker::{Answer, Credentials, Making, SignedIn, Stopped, StoreFacts, Worker};
use crate::basics::{Code, Refused};

/// A window that nobody touches for so long is locked.
const LOCK_AFTER: Duration = Duration::from_secs(5 * 60);
/// A message that asks nothing of anybody stays for so long.
const TOAST: Duration = Duration::from_secs(6);
/// After a job the footer is looked at again, but not more often than this.
const FOOTER: Duration = Duration::from_secs(2);
/// The operator of a practice office.
const PRACTICE: &str = "practice";

/// With what the window begins.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Start {
    /// The store's file; where there is none yet, the window begins with making one.
    pub store: PathBuf,
    pub operator: Option<String>,
    pub office: Option<String>,
    /// The local time to begin at, in a practice store.
    pub now: Option<NaiveDateTime>,
}

/// Opens the window and returns when it is closed.
///
/// # Errors
/// Why no window can be opened, in words.
pub fn open(start: Start) -> Result<(), String> {
    if let Some(why) = display::missing() {
        return Err(why.to_string());
    }
    print::tidy();
    let worker = Worker::start(start.now).map_err(|error| format!("the store's thread does not start: {error}"))?;
    let boot = move || {
        let (app, opened) = App::boot(start.clone(), worker.clone(), Preferences::load(), Drafts::here());
        (app, Task::batch([opened, worker.news().map(Message::Wires)]))
    };
    iced::application(boot, App::update, App::view)
        .title(App::title)
        .theme(|app: &App| app.look().theme())
        .subscription(App::subscription)
        .settings(settings())
        .window(window_settings())
        .run()
        .map_err(|error| format!("the window does not open: {error}"))
}

fn settings() -> iced::Settings {
    iced::Settings {
        id: Some("advance-pay".to_string()),
        fonts: vec![
            include_bytes!("../../assets/fonts/AdvancePaySans-Regular.ttf").as_slice().into(),
            include_bytes!("../../assets/fonts/AdvancePaySans-Bold.ttf").as_slice().into(),
        ],
        default_font: font::REGULAR,
        ..iced::Settings::default()
    }
}

fn window_settings() -> window::Settings {
    window::Settings {
        size: iced::Size::new(1280.0, 800.0),
        min_size: Some(iced::Size::new(900.0, 600.0)),
        icon: icon(),
        exit_on_close_request: false,
        ..window::Settings::default()
    }
}

/// The bundled icon. A window without one is better than none.
fn icon() -> Option<window::Icon> {
    let mut decoder = png::Decoder::new(std::io::Cursor::new(include_bytes!("../../assets/icon.png")));
    decoder.set_transformations(png::Transformations::ALPHA | png::Transformations::STRIP_16);
    let mut reader = decoder.read_info().ok()?;
    let mut pixels = vec![0; reader.output_buffer_size()?];
    let frame = reader.next_frame(&mut pixels).ok()?;
    pixels.truncate(frame.buffer_size());
    window::icon::from_rgba(pixels, frame.width, frame.height).ok()
}

/// The whole window.
struct App {
    start: Start,
    worker: Worker,
    preferences: Preferences,
    drafts: Drafts,
    /// The store that is open.
    store: Option<StoreFacts>,
    stage: Stage,
    /// Over the office, until somebody signs in again.
    lock: Option<sign_in::State>,
    toasts: Toasts,
    touched: Instant,
    footer_asked: Instant,
    /// It is asked again in a moment.
    footer_due: bool,
    closing: bool,
}

enum Stage {
    Opening,
    Welcome(welcome::State),
    SignIn(sign_in::State),
    Office(Box<Office>),
}

#[derive(Debug, Clone)]
enum Message {
    /// A person pressed a key or a button.
    Touched,
    Welcome(welcome::Message),
    SignIn(sign_in::Message),
    Office(office::Message),
    Dismiss(u64),
    Close,

    Opened(Answer<Refused<StoreFacts>>),
    Making(Answer<Making>),
    SignedIn(Answer<Refused<SignedIn>>),
    /// A screen's job is done: its answer.
    Answered(Answer<office::Message>),
    /// What the thread of the wires tells.
    Wires(News),
    FooterCame(Answer<Footer>),
    FooterDue,
    Printed(Result<(), String>),
    Focused,
    Ticked,
    Finished,
}

impl App {
    fn boot(start: Start, worker: Worker, preferences: Preferences, drafts: Drafts) -> (Self, Task<Message>) {
        let opened = worker.open(start.store.clone()).map(Message::Opened);
        let app = Self {
            start,
            worker,
            preferences,
            drafts,
            store: None,
            stage: Stage::Opening,
            lock: None,
            toasts: Toasts::default(),
            touched: Instant::now(),
            footer_asked: Instant::now(),
            footer_due: false,
            closing: false,
        };
        (app, opened)
    }

    fn look(&self) -> Look {
        self.preferences.look()
    }

    fn title(&self) -> String {
        match &self.store {
            Some(store) if !store.utility.is_empty() => format!("Advance Pay Desk \u{2014} {}", store.utility),
            _ => "Advance Pay Desk".to_string(),
        }
    }

    fn subscription(&self) -> Subscription<Message> {
        Subscription::batch([iced::event::listen_with(heard), clock::ticks().map(|()| Message::Ticked)])
    }

    fn update(&mut self, message: Message) -> Task<Message> {
        match message {
            Message::Touched => self.touched = Instant::now(),
            Message::Welcome(message) => return self.welcome(message),
            Message::SignIn(message) => return self.sign_in(message),
            Message::Office(message) => return self.in_office(message),
            Message::Dismiss(number) => self.toasts.dismiss(number),
            Message::Close => return self.close(),
            Message::Opened(answer) => return self.opened(answer),
            Message::Making(answer) => return self.making(answer),
            Message::SignedIn(answer) => return self.signed_in(answer),
            Message::Answered(Ok(message)) => {
                let done = self.in_office(message);
                return Task::batch([done, self.ask_footer_again()]);
            }
            Message::Answered(Err(Stopped)) => return self.say_stopped(),
            Message::Wires(News::Worked) => return self.refresh(),
            Message::Wires(News::Trouble(why)) => return self.say(Severity::Attention, why),
            Message::FooterCame(answer) => {
                if let (Stage::Office(office), Ok(footer)) = (&mut self.stage, answer) {
                    office.footer = footer;
                }
            }
            Message::FooterDue => {
                self.footer_due = false;
                return self.ask_footer();
            }
            Message::Printed(Ok(())) => {}
            Message::Printed(Err(why)) => return self.say(Severity::Attention, why),
            Message::Focused => return self.refresh(),
            Message::Ticked => return self.ticked(),
            Message::Finished => return iced::exit(),
        }
        Task::none()
    }

    fn welcome(&mut self, message: welcome::Message) -> Task<Message> {
        let Stage::Welcome(welcome) = &mut self.stage else { return Task::none() };
        match welcome.update(message) {
            welcome::Action::None => Task::none(),
            welcome::Action::Make(plan) => self.worker.make(plan).map(Message::Making),
            welcome::Action::Open(path) => self.worker.open(path).map(Message::Opened),
            welcome::Action::Task(task) => task.map(Message::Welcome),
        }
    }

    fn making(&mut self, answer: Answer<Making>) -> Task<Message> {
        match answer {
            Err(Stopped) => self.say_stopped(),
            Ok(Making::Made(Ok(store))) => self.opened(Ok(Ok(store))),
            Ok(making) => {
                if let Stage::Welcome(welcome) = &mut self.stage {
                    welcome.making(&making);
                }
                Task::none()
            }
        }
    }

    fn opened(&mut self, answer: Answer<Refused<StoreFacts>>) -> Task<Message> {
        match answer {
            Err(Stopped) => self.say_stopped(),
            Ok(Ok(store)) => self.greet(store),
            Ok(Err(refusal)) => {
                if let Stage::Welcome(welcome) = &mut self.stage {
                    welcome.refuse(refusal);
                    return Task::none();
                }
                let project = directories::ProjectDirs::from("", "", "advance-pay");
                let own = project.map(|project| project.data_dir().join("store.sqlite"));
                let practice = welcome::practice_path(&self.start.store, own.as_deref());
                let why = (refusal.code != Code::NoStore).then_some(refusal);
                self.stage = Stage::Welcome(welcome::State::new(self.start.store.clone(), practice, why));
                Task::none()
            }
        }
    }

    /// The store is open: in a practice office everybody is `practice`, elsewhere they sign in.
    fn greet(&mut self, store: StoreFacts) -> Task<Message> {
        let office = self.start.office.clone().or_else(|| self.preferences.office.clone());
        let screen = sign_in::State::new(&store, self.start.operator.as_deref(), office.as_deref(), false);
        let at_once = store.practice && self.start.operator.is_none();
        let office = office.filter(|office| store.offices.contains(office)).or_else(|| store.offices.first().cloned());
        self.store = Some(store);
        let focus = screen.focus();
        self.stage = Stage::SignIn(screen);
        match office.filter(|_| at_once) {
            Some(office) => {
                let credentials = Credentials { name: PRACTICE.to_string(), pin: None, office };
                self.worker.sign_in(credentials).map(Message::SignedIn)
            }
            None => focus,
        }
    }

    fn sign_in(&mut self, message: sign_in::Message) -> Task<Message> {
        let screen = match (&mut self.lock, &mut self.stage) {
            (Some(lock), _) => lock,
            (None, Stage::SignIn(screen)) => screen,
            _ => return Task::none(),
        };
        match screen.update(message) {
            Some(credentials) => self.worker.sign_in(credentials).map(Message::SignedIn),
            None => Task::none(),
        }
    }

    fn signed_in(&mut self, answer: Answer<Refused<SignedIn>>) -> Task<Message> {
        let Ok(answer) = answer else { return self.say_stopped() };
        self.touched = Instant::now();
        match (answer, &mut self.lock, &mut self.stage) {
            (Err(refusal), Some(lock), _) => {
                lock.refuse(refusal);
                lock.focus()
            }
            (Err(refusal), None, Stage::SignIn(screen)) => {
                screen.refuse(refusal);
                screen.focus()
            }
            (Ok(signed_in), lock, Stage::Office(office)) => {
                *lock = None;
                office.signed_in = signed_in;
                self.refresh()
            }
            (Ok(signed_in), ..) => self.enter(signed_in),
            (Err(_), ..) => Task::none(),
        }
    }

    /// Opens the office for whoever signed in.
    fn enter(&mut self, signed_in: SignedIn) -> Task<Message> {
        let Some(store) = self.store.clone() else { return Task::none() };
        self.preferences.office = Some(signed_in.office.clone());
        let kept = self.keep_preferences();
        let half_done = self.drafts.take_up(&store.path);
        let (office, effect) = Office::open(store, signed_in, half_done, self.look());
        self.stage = Stage::Office(Box::new(office));
        Task::batch([kept, self.perform(effect), self.ask_footer()])
    }

    fn in_office(&mut self, message: office::Message) -> Task<Message> {
        let look = self.look();
        let Stage::Office(office) = &mut self.stage else { return Task::none() };
        match message {
            office::Message::Screen(message) => {
                let effect = office.update(*message);
                // Before the effect: a payment that is being posted is known even when its answer never comes.
                let kept = self.keep_drafts();
                Task::batch([kept, self.perform(effect)])
            }
            office::Message::Go(place) => {
                let effect = office.go(place, look);
                Task::batch([self.perform(effect), self.ask_footer_again()])
            }
            office::Message::Show(screen) => {
                let effect = office.show(screen, look);
                Task::batch([self.perform(effect), self.ask_footer_again()])
            }
            office::Message::Lock => self.lock(),
        }
    }

    /// Carries out what a screen asked for.
    fn perform(&mut self, effect: Effect<office::Message>) -> Task<Message> {
        match effect {
            Effect::None => Task::none(),
            Effect::Run(job) => self.worker.run(job).map(Message::Answered),
            Effect::Focus(id) => iced::widget::operation::focus(id),
            Effect::Task(task) => task.map(Message::Office),
            Effect::Go(place) => self.in_office(office::Message::Go(place)),
            Effect::Say(severity, words) => self.say(severity, words),
            Effect::Print(name, bytes) => Task::future(async move { Message::Printed(print::open(&name, &bytes)) }),
            Effect::Appearance(mode, text_size) => {
                (self.preferences.mode, self.preferences.text_size) = (mode, text_size);
                Task::batch([self.keep_preferences(), self.refresh()])
            }
            Effect::SignOut => self.sign_out(),
            Effect::Several(effects) => {
                Task::batch(effects.into_iter().map(|effect| self.perform(effect)).collect::<Vec<_>>())
            }
        }
    }

    fn say(&mut self, severity: Severity, words: impl Into<String>) -> Task<Message> {
        let number = self.toasts.say(severity, words);
        if severity.passes() { clock::after(TOAST).map(move |()| Message::Dismiss(number)) } else { Task::none() }
    }

    fn say_stopped(&mut self) -> Task<Message> {
        self.say(
            Severity::Refused,
            "The part of the program that keeps the store has stopped. What was posted is safe; close the window and \
             start again.",
        )
    }

    fn keep_preferences(&mut self) -> Task<Message> {
        match self.preferences.save() {
            Ok(()) => Task::none(),
            Err(why) => self.say(Severity::Attention, why),
        }
    }

    fn keep_drafts(&mut self) -> Task<Message> {
        let Stage::Office(office) = &self.stage else { return Task::none() };
        match self.drafts.keep(office.half_done()) {
            Ok(()) => Task::none(),
            Err(why) => self.say(Severity::Attention, why),
        }
    }

    fn refresh(&mut self) -> Task<Message> {
        let look = self.look();
        if self.lock.is_some() {
            return Task::none();
        }
        let Stage::Office(office) = &mut self.stage else { return Task::none() };
        let effect = office.refresh(look);
        Task::batch([self.perform(effect), self.ask_footer()])
    }

    fn ask_footer(&mut self) -> Task<Message> {
        self.footer_asked = Instant::now();
        self.worker.run(Box::new(Footer::look)).map(Message::FooterCame)
    }

    /// Not at every job's answer; but what the last one changed is shown.
    fn ask_footer_again(&mut self) -> Task<Message> {
        if self.footer_asked.elapsed() >= FOOTER {
            return self.ask_footer();
        }
        if std::mem::replace(&mut self.footer_due, true) {
            return Task::none();
        }
        clock::after(FOOTER).map(|()| Message::FooterDue)
    }

    fn ticked(&mut self) -> Task<Message> {
        if self.touched.elapsed() >= LOCK_AFTER && self.lock.is_none() {
            return self.lock();
        }
        self.refresh()
    }

    /// Asks who is there; everything stays as it is behind the question.
    fn lock(&mut self) -> Task<Message> {
        let (Stage::Office(office), Some(store)) = (&self.stage, &self.store) else { return Task::none() };
        let SignedIn { operator, office } = &office.signed_in;
        let screen = sign_in::State::new(store, Some(&operator.name), Some(office), true);
        let focus = screen.focus();
        self.lock = Some(screen);
        focus
    }

    fn sign_out(&mut self) -> Task<Message> {
        let Some(store) = &self.store else { return Task::none() };
        let screen = sign_in::State::new(store, None, self.preferences.office.as_deref(), false);
        let focus = screen.focus();
        self.stage = Stage::SignIn(screen);
        focus
    }

    /// Closes once everything that was asked of the store is done.
    fn close(&mut self) -> Task<Message> {
        if std::mem::replace(&mut self.closing, true) {
            return Task::none();
        }
        let finished = self.worker.finish().map(|_| Message::Finished);
        Task::batch([finished, self.say(Severity::Information, "Closing: what is being posted is finished first.")])
    }

    fn view(&self) -> Element<'_, Message> {
        let look = self.look();
        let (screen, asked): (Element<'_, Message>, _) = match (&self.lock, &self.stage) {
            (Some(lock), _) => (lock.view(look).map(Message::SignIn), None),
            (None, Stage::Opening) => (opening(look), None),
            (None, Stage::Welcome(welcome)) => (welcome.view(look).map(Message::Welcome), None),
            (None, Stage::SignIn(screen)) => (screen.view(look).map(Message::SignIn), None),
            (None, Stage::Office(office)) => {
                let asked = office.dialog(look).map(|asked| asked.map(Message::Office));
                (office.view(look).map(Message::Office), asked)
            }
        };
        dialog::root(look, screen, asked, self.toasts.view(look, Message::Dismiss))
    }
}

fn opening<'a>(look: Look) -> Element<'a, Message> {
    let words = look.quiet("Opening the store\u{2026}");
    iced::widget::container(words).center(iced::Fill).into()
}

/// What the window hears beside its widgets.
fn heard(event: Event, _: iced::event::Status, _: window::Id) -> Option<Message> {
    match event {
        Event::Window(window::Event::CloseRequested) => Some(Message::Close),
        Event::Window(window::Event::Focused) => Some(Message::Focused),
        Event::Keyboard(keyboard::Event::KeyPressed { key, physical_key, modifiers, .. }) => {
            let quits = modifiers.command() && Key::to_latin(&key, physical_key) == Some('q');
            Some(if quits { Message::Close } else { Message::Touched })
        }
        Event::Mouse(iced::mouse::Event::ButtonPressed(_)) => Some(Message::Touched),
        _ => None,
    }
}
