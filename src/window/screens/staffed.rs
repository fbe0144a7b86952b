//! A practice office for the tests of the screens, and what the application would do for a screen.

use std::path::Path;

use serde_json::json;
use tempfile::TempDir;

use crate::basics::Cents;
use crate::desk::{Call, Desk, EnrollInput, InitInput, Joining, NewOperator, PartInput, PayInput, TenderInput, Who};
use crate::window::kit::toast::Severity;
use crate::window::kit::{Look, Mode, TextSize};
use crate::window::work::{Effect, Place};

pub const LIGHT: Look = Look::new(Mode::Light, TextSize::Normal);
pub const DARK: Look = Look::new(Mode::Dark, TextSize::Normal);
/// The window without the rail and the band around a screen, at the size to look right at.
pub const WIDE: (f32, f32) = (1064.0, 776.0);
/// The same at the smallest size that must be usable.
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

/// A practice store on Monday, November 16, 2026, with a supervisor (Sue), two clerks (Dora, Carl) and one member.
pub struct Office {
    pub desk: Desk,
    pub account: String,
    /// Who is signed in.
    pub who: String,
    pub now: String,
    folder: TempDir,
}

impl Office {
    pub fn open() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("store.sqlite");
        let program = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/programs/petit-jean").display().to_string();
        let now = "2026-11-16T09:00:00".to_string();
        let input = InitInput { program, practice: true, sample_members: 0, now: now.parse().ok() };
        Desk::init(&path, &input, &mut |_, _| {}).expect("a practice store");
        let desk = Desk::open(&path).expect("the store opens");
        let mut office = Self { desk, account: String::new(), who: "practice".into(), now, folder };
        for (name, role) in [("Sue", "supervisor"), ("Dora", "csr"), ("Carl", "csr")] {
            let role = role.parse().expect("a role");
            let new = NewOperator { name: name.to_string(), role, pin: Some("4711".into()) };
            office.desk.add_operator(&office.call(), &new).expect("an operator");
        }
        office.who = "Dora".into();
        office.account = office.enroll("Ada Ozark", "M1001", "12 Elm St, Clinton AR");
        office
    }

    pub fn call(&self) -> Call {
        let office = Some("Clinton".to_string());
        Call { who: Who::SignedIn(self.who.clone()), office, now: self.now.parse().ok(), ..Call::default() }
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// A member joins without money over the counter, so that every drawer begins empty.
    pub fn enroll(&mut self, name: &str, meter: &str, address: &str) -> String {
        let input: EnrollInput = serde_json::from_value(json!({
            "member": {"name": name, "phone": "501-555-0100", "email": "ada@example.org"},
            "service": {"meter": meter, "address": address, "class": "residential", "phase": "single",
                        "remote_switch": true, "switch_installed": true, "start_kwh": "1000.0", "office": "Clinton"},
            "signature": {"name": name, "paper": true},
            "payment": {"method": "external", "amount": "80.00"},
        }))
        .expect("an enrollment");
        self.desk.enroll(&self.call(), Joining::New, &input).expect("a member").account
    }

    /// Who is signed in opens a drawer with $100.00.
    pub fn open_drawer(&mut self) {
        self.desk.open_drawer(&self.call(), Cents(100_00)).expect("a drawer");
    }

    /// Ada pays over the counter; answers the receipt.
    pub fn pay(&mut self, method: &str, cents: i64) -> String {
        let amount = Cents(cents);
        let check_number = (method != "cash").then(|| "1001".to_string());
        let tender = TenderInput { method: method.into(), amount, tendered: None, check_number, reference: None };
        let part = PartInput { account: self.account.clone(), amount };
        let input = PayInput { tenders: vec![tender], parts: vec![part], arrears_only: false, seen_balance: None };
        self.desk.pay(&self.call(), &input).expect("a payment").receipt.expect("a receipt")
    }

    /// Does what the application would do, until the screen asks for nothing more.
    pub fn settle<M>(&mut self, effect: Effect<M>, update: &mut impl FnMut(M) -> Effect<M>) -> Vec<Seen> {
        let mut seen = Vec::new();
        let mut open = vec![effect];
        while let Some(effect) = open.pop() {
            match effect {
                Effect::Run(job) => {
                    let call = self.call();
                    open.push(update(job(&mut self.desk, &call)));
                }
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
