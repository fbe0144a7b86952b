//! The application without a display: its tasks are run to their end, and what they answer comes back as messages.

use iced::futures::StreamExt as _;
use iced::futures::executor::block_on;
use iced_test::runtime::{Action, task};
use tempfile::TempDir;

use super::*;
use crate::desk::{Call, Desk, InitInput, NewOperator};
use crate::window::work::Place;

/// The application on a store in a folder of its own.
struct Window {
    app: App,
    folder: TempDir,
}

impl Window {
    fn new(make: impl FnOnce(&std::path::Path)) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let store = folder.path().join("store.sqlite");
        make(&store);
        let worker = Worker::start(None).expect("a thread");
        let drafts = Drafts::within(folder.path().join("drafts"));
        let (app, task) = App::boot(Start { store, ..Start::default() }, worker, Preferences::default(), drafts);
        let mut window = Self { app, folder };
        window.run(task);
        window
    }

    /// As after a crash: nothing of the window is left but its files.
    fn restart(&mut self) {
        let start = self.app.start.clone();
        let worker = Worker::start(None).expect("a thread");
        let drafts = Drafts::within(self.folder.path().join("drafts"));
        let (app, task) = App::boot(start, worker, Preferences::default(), drafts);
        self.app = app;
        self.run(task);
    }

    /// What a person does with what is drawn.
    fn does(&mut self, act: impl FnOnce(&mut iced_test::Simulator<'_, Message>)) {
        let mut drawn = crate::window::kit::testing::window((1280.0, 800.0), self.app.view());
        act(&mut drawn);
        let messages: Vec<Message> = drawn.into_messages().collect();
        messages.into_iter().for_each(|message| self.tell(message));
    }

    fn shows(&self, words: &str) -> bool {
        crate::window::kit::testing::window((1280.0, 800.0), self.app.view()).find(words).is_ok()
    }

    fn go(&mut self, place: Place) {
        self.tell(Message::Office(office::Message::Go(place)));
    }

    fn practice() -> Self {
        Self::new(|store| {
            let input = InitInput {
                program: "petit-jean".to_string(),
                practice: true,
                sample_members: 0,
                ..InitInput::default()
            };
            Desk::init(store, &input, &mut |_, _| {}).expect("a store");
        })
    }

    fn real() -> Self {
        Self::new(|store| {
            let input = InitInput { program: "petit-jean".to_string(), ..InitInput::default() };
            Desk::init(store, &input, &mut |_, _| {}).expect("a store");
            let role = "supervisor".parse().expect("a role");
            let first = NewOperator { name: "Sue".to_string(), role, pin: Some("4711".to_string()) };
            Desk::open(store).expect("it opens").add_operator(&Call::default(), &first).expect("a supervisor");
        })
    }

    fn tell(&mut self, message: Message) {
        let task = self.app.update(message);
        self.run(task);
    }

    fn run(&mut self, task: Task<Message>) {
        let Some(mut actions) = task::into_stream(task) else { return };
        while let Some(action) = block_on(actions.next()) {
            if let Action::Output(message) = action {
                self.tell(message);
            }
        }
    }

    fn sign_in(&mut self, name: &str, pin: &str) {
        self.tell(Message::SignIn(sign_in::Message::Name(name.to_string())));
        self.tell(Message::SignIn(sign_in::Message::Pin(pin.to_string())));
        self.tell(Message::SignIn(sign_in::Message::SignIn));
    }

    fn signed_in(&self) -> Option<&str> {
        match &self.app.stage {
            Stage::Office(office) if self.app.lock.is_none() => Some(&office.signed_in.operator.name),
            _ => None,
        }
    }
}

#[test]
fn without_a_store_the_window_begins_with_making_one() {
    let window = Window::new(|_| {});
    assert!(matches!(window.app.stage, Stage::Welcome(_)));
}

#[test]
fn a_practice_office_opens_at_once() {
    let window = Window::practice();
    assert_eq!(window.signed_in(), Some("practice"));
    assert!(window.app.title().contains("Petit Jean"), "{}", window.app.title());
}

#[test]
fn a_real_office_opens_for_the_right_pin_only() {
    let mut window = Window::real();
    assert_eq!(window.signed_in(), None);
    window.sign_in("Sue", "4712");
    assert_eq!(window.signed_in(), None);
    window.sign_in("Sue", "4711");
    assert_eq!(window.signed_in(), Some("Sue"));
}

#[test]
fn a_window_nobody_touches_is_locked_and_the_office_stays_behind_the_lock() {
    let mut window = Window::real();
    window.sign_in("Sue", "4711");
    window.tell(Message::Ticked);
    assert_eq!(window.signed_in(), Some("Sue"), "somebody was just there");
    window.app.touched = Instant::now().checked_sub(LOCK_AFTER).expect("the machine is up for longer");
    window.tell(Message::Ticked);
    assert_eq!(window.signed_in(), None);
    window.sign_in("Sue", "4712");
    assert_eq!(window.signed_in(), None);
    window.sign_in("Sue", "4711");
    assert_eq!(window.signed_in(), Some("Sue"));
}

#[test]
fn a_store_that_is_damaged_says_so_and_offers_another() {
    let window = Window::new(|store| std::fs::write(store, "no store at all").expect("a file"));
    let Stage::Welcome(welcome) = &window.app.stage else { panic!("it stands at the welcome") };
    let mut seen = crate::window::kit::testing::window((1280.0, 800.0), welcome.view(window.app.look()));
    assert!(seen.find("This store does not open").is_ok() && seen.find("Open another store").is_ok());
    assert!(seen.find("Set up for real").is_err(), "what stands there would be overwritten");
    drop(seen);
    assert!(window.folder.path().join("store.sqlite").exists());
}

#[test]
fn what_is_asked_of_the_store_is_done_before_the_window_closes() {
    let window = Window::practice();
    let (told, hears) = std::sync::mpsc::channel();
    let slow = window.app.worker.run(Box::new(move |_, _| {
        std::thread::sleep(Duration::from_millis(50));
        told.send(()).expect("the test listens");
    }));
    let finished = window.app.worker.finish();
    let mut finished = task::into_stream(finished).expect("a task");
    assert!(block_on(finished.next()).is_some());
    assert!(hears.try_recv().is_ok(), "the window would have closed before its job was done");
    drop(slow);
}

#[test]
fn when_the_stores_thread_is_gone_the_window_says_so() {
    let mut window = Window::practice();
    window.tell(Message::Answered(Err(Stopped)));
    assert!(!window.app.toasts.is_empty());
}

#[test]
fn a_half_done_payment_survives_the_end_of_the_program_until_it_is_cancelled() {
    let mut window = Window::new(|store| {
        let input =
            InitInput { program: "petit-jean".to_string(), practice: true, sample_members: 2, ..InitInput::default() };
        Desk::init(store, &input, &mut |_, _| {}).expect("a store");
    });
    let mut desk = Desk::open(&window.app.start.store).expect("it opens");
    let account = desk.find(&Call::default(), "555", 1).expect("a member").remove(0).account;
    window.go(Place::Payment(account.clone()));
    window.does(|drawn| {
        drawn.click(iced::widget::Id::new("payment-amount")).expect("the amount's field");
        drawn.typewrite("7");
    });
    assert!(window.shows("Post $7.00"));
    window.restart();
    assert!(!window.app.toasts.is_empty(), "it is said that it is kept");
    window.go(Place::Account(account.clone()));
    assert!(window.shows("Post $7.00"), "what was typed is gone");
    window.does(|drawn| {
        let _ = drawn.tap_key(iced::keyboard::key::Named::Escape);
    });
    window.restart();
    window.go(Place::Payment(account));
    assert!(!window.shows("Post $7.00"), "it was cancelled");
}
