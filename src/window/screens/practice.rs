//! A practice office for the tests of the screens, and the application's part in what they ask for.

use std::path::Path;

use iced::Event;
use iced::keyboard::{Key, Modifiers};
use iced::widget::Space;
use tempfile::TempDir;

use crate::basics::Cents;
use crate::desk::tests::{example, join, member, store};
use crate::desk::{
    AdjustInput, Approver, Call, Desk, InitInput, NewOperator, OpenDrawer, PartInput, PayInput, TenderInput, Who,
};
use crate::window::kit::dialog::root;
use crate::window::kit::testing::{key_press, shot, window};
use crate::window::kit::toast::Severity;
use crate::window::kit::{Element, Look, Mode, Shell, TextSize, shell};
use crate::window::work::{Effect, Place, Screen};

pub const LIGHT: Look = Look::new(Mode::Light, TextSize::Normal);
pub const DARK: Look = Look::new(Mode::Dark, TextSize::Normal);
/// The whole window, at the size to look right at.
pub const WINDOW: (f32, f32) = (1280.0, 800.0);
/// The same at the smallest size that must be usable.
pub const SMALL_WINDOW: (f32, f32) = (1024.0, 700.0);
/// What the window has for a screen, without the rail and the band around it.
pub const WIDE: (f32, f32) = (1064.0, 776.0);
pub const SMALL: (f32, f32) = (808.0, 676.0);

/// What a screen asked of the application, beside its jobs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Seen {
    Said(Severity, String),
    Printed(String),
    Went(Place),
    Looks(Mode, TextSize),
    SignedOut,
}

/// A practice store, and who works at it.
pub struct Office {
    pub desk: Desk,
    /// The account that a test is about.
    pub account: String,
    call: Call,
    folder: TempDir,
}

impl Office {
    /// An office of a program, made at a local time, with sample members.
    pub fn new(program: &str, now: &str, sample_members: u32) -> Self {
        let now = Some(now.parse().expect("a local time"));
        let (folder, desk) =
            store(&InitInput { program: program.into(), practice: true, sample_members, now, ..InitInput::default() });
        Self { desk, account: String::new(), call: Call { now, ..Call::default() }, folder }
    }

    /// Monday, November 16, 2026, with a supervisor (Sue), two clerks (Dora, Carl) and one member: Ada. Dora is
    /// signed in.
    pub fn open() -> Self {
        let mut office = Self::new(&example("petit-jean"), "2026-11-16T09:00:00", 0);
        office.call.office = Some("Clinton".to_string());
        office.sign_in("practice");
        for (name, role) in [("Sue", "supervisor"), ("Dora", "csr"), ("Carl", "csr")] {
            let role = role.parse().expect("a role");
            let new = NewOperator { name: name.to_string(), role, pin: Some("4711".into()) };
            office.desk.add_operator(&office.call, &new).expect("an operator");
        }
        office.sign_in("Dora");
        office.account = office.enroll("Ada Ozark", "M1001", "12 Elm St, Clinton AR");
        office
    }

    pub fn sign_in(&mut self, name: &str) {
        self.call.who = Who::SignedIn(name.to_string());
    }

    /// It is another time now.
    pub fn at(&mut self, now: &str) {
        self.call.now = Some(now.parse().expect("a local time"));
    }

    pub fn call(&self) -> Call {
        self.call.clone()
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// A member joins without money over the counter, so that every drawer begins empty.
    pub fn enroll(&mut self, name: &str, meter: &str, address: &str) -> String {
        join(&mut self.desk, &self.call, member(name, meter, address))
    }

    /// The accounts of the sample members, at most so many.
    pub fn accounts(&mut self, most: usize) -> Vec<String> {
        self.desk.find(&self.call, "555", most).expect("members").into_iter().map(|row| row.account).collect()
    }

    /// Takes an account's balance below zero, so that it is on the next list.
    pub fn run_out(&mut self, account: &str) {
        let balance = self.desk.show(&self.call, account).expect("an account").balance;
        let amount = -balance - Cents(5_00);
        let input = AdjustInput { account: account.to_string(), amount, reason: "a practice list".to_string() };
        let approver = Some(Approver { name: "practice".to_string(), pin: None });
        self.desk.perform(&Call { approver, ..self.call() }, &input).expect("an adjustment");
    }

    /// Who is signed in opens a drawer with $100.00.
    pub fn open_drawer(&mut self) {
        self.desk.perform(&self.call, &OpenDrawer { float: Cents(100_00) }).expect("a drawer");
    }

    /// Ada pays over the counter; answers the receipt.
    pub fn pay(&mut self, method: &str, cents: i64) -> String {
        let amount = Cents(cents);
        let check_number = (method != "cash").then(|| "1001".to_string());
        let tender = TenderInput {
            method: method.parse().expect("a method"),
            amount,
            tendered: None,
            check_number,
            reference: None,
        };
        let part = PartInput { account: self.account.clone(), amount };
        let input = PayInput { tenders: vec![tender], parts: vec![part], arrears_only: false, seen_balance: None };
        self.desk.perform(&self.call, &input).expect("a payment").receipt.expect("a receipt")
    }

    /// Does what the application would do, until the screen asks for nothing more.
    pub fn settle<M>(&mut self, effect: Effect<M>, mut update: impl FnMut(M) -> Effect<M>) -> Vec<Seen> {
        let mut seen = Vec::new();
        let mut open = vec![effect];
        while let Some(effect) = open.pop() {
            match effect {
                Effect::Run(job) => open.push(update(job(&mut self.desk, &self.call))),
                Effect::Several(effects) => open.extend(effects.into_iter().rev()),
                Effect::Say(severity, words) => seen.push(Seen::Said(severity, words)),
                Effect::Print(name, paper) => {
                    assert!(paper.starts_with(b"%PDF"), "{name} is no PDF");
                    seen.push(Seen::Printed(name));
                }
                Effect::Go(place) => seen.push(Seen::Went(place)),
                Effect::Appearance(mode, size) => seen.push(Seen::Looks(mode, size)),
                Effect::SignOut => seen.push(Seen::SignedOut),
                Effect::None | Effect::Focus(_) | Effect::Task(_) => {}
            }
        }
        seen
    }
}

/// A screen at an office, as a person works with it.
pub struct At<S> {
    pub office: Office,
    pub state: S,
}

impl<S: Screen> At<S> {
    pub fn begun(mut office: Office) -> Self {
        let (mut state, effect) = S::new(LIGHT);
        office.settle(effect, |message| state.update(message));
        Self { office, state }
    }

    pub fn settle(&mut self, effect: Effect<S::Message>) -> Vec<Seen> {
        self.office.settle(effect, |message| self.state.update(message))
    }

    pub fn does(&mut self, message: S::Message) -> Vec<Seen> {
        let effect = self.state.update(message);
        self.settle(effect)
    }

    /// The same, where nothing is seen of it.
    pub fn tell(&mut self, message: S::Message) -> &mut Self {
        self.does(message);
        self
    }

    /// As it stands in the window.
    pub fn in_window(&self) -> Element<'_, S::Message> {
        framed(self.state.view(LIGHT), self.state.dialog(LIGHT))
    }

    /// What it says after one key.
    pub fn press(&self, key: Key, held: Modifiers) -> Vec<S::Message> {
        let mut ui = window(WINDOW, self.in_window());
        ui.simulate([Event::Keyboard(key_press(key, held))]);
        ui.into_messages().collect()
    }

    pub fn shows(&self, words: &str) -> bool {
        window(WIDE, self.state.view(LIGHT)).find(words).is_ok()
    }

    /// Its picture in the window.
    pub fn picture(&self, name: &str, size: (f32, f32)) {
        shot(LIGHT, &mut window(size, self.in_window()), name);
    }

    /// Its pictures without the window around it: wide, small, and in another look under another name.
    pub fn pictures(&self, name: &str, also: Option<(Look, &str)>) {
        let in_light = [(LIGHT, WIDE, ""), (LIGHT, SMALL, "-small")];
        for (look, size, tail) in in_light.into_iter().chain(also.map(|(look, tail)| (look, WIDE, tail))) {
            shot(look, &mut window(size, alone(look, &self.state)), &format!("{name}{tail}"));
        }
    }
}

/// A screen with the dialog over it.
pub fn alone<S: Screen>(look: Look, state: &S) -> Element<'_, S::Message> {
    root(look, state.view(look), state.dialog(look), Space::new().into())
}

/// A screen as it stands in the window, with the dialog over it.
pub fn framed<'a, M: Clone + Send + 'static>(screen: Element<'a, M>, dialog: Option<Element<'a, M>>) -> Element<'a, M> {
    let band = Some("PRACTICE OFFICE \u{b7} nothing here is real \u{b7} rates are samples");
    let around = Shell { band, items: Vec::new(), footer: vec!["Clinton \u{b7} D. Park".into()] };
    // As the application does: every screen's messages become its own.
    let (screen, dialog) = (screen.map(Some), dialog.map(|dialog| dialog.map(Some)));
    root(LIGHT, shell(LIGHT, around, screen), dialog, Space::new().into())
        .map(|told| told.expect("what the screen says"))
}
