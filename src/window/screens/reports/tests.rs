//! The reports' screen, against a real practice office.

use iced::widget::Space;

use super::super::staffed::{LIGHT, Office, SMALL, Seen, WIDE};
use super::*;
use crate::basics::Cents;
use crate::desk::{AdjustInput, Approver, Call};
use crate::window::kit::dialog::root;
use crate::window::kit::list::ListEvent;
use crate::window::kit::testing::{shot, window};
use crate::window::work::Place;

struct Screen {
    office: Office,
    state: State,
}

impl Screen {
    /// As a supervisor: while a drawer is open only they see the day.
    fn open() -> Self {
        let mut office = Office::open();
        office.open_drawer();
        office.pay("cash", 40_00);
        office.who = "Sue".into();
        let (mut state, effect) = State::new(LIGHT);
        office.settle(effect, &mut |message| state.update(message));
        Self { office, state }
    }

    fn does(&mut self, message: Message) -> Vec<Seen> {
        let effect = self.state.update(message);
        self.office.settle(effect, &mut |message| self.state.update(message))
    }

    fn shots(&self, name: &str) {
        for (size, tail) in [(WIDE, ""), (SMALL, "-small")] {
            let view = root(LIGHT, self.state.view(LIGHT), None, Space::new().into());
            shot(LIGHT, &mut window(size, view), &format!("{name}{tail}"));
        }
    }
}

#[test]
fn the_day_is_shown_and_printed() {
    let mut screen = Screen::open();
    assert_eq!(screen.state.report.value().map(|report| report.taken.by_method.cash), Some(Cents(40_00)));
    screen.shots("reports-day");
    let seen = screen.does(Message::PrintDay);
    assert_eq!(seen, [Seen::Printed("day-report-2026-11-16.pdf".into())]);
}

#[test]
fn a_day_that_is_no_day_is_not_asked_for() {
    let mut screen = Screen::open();
    screen.does(Message::DayTyped("yesterday".into()));
    screen.does(Message::ShowDay);
    assert_eq!(screen.state.day.warning(), Some("Write a day, like 11/30/2026."));
    assert_eq!(screen.state.report.value().map(|report| report.day.to_string()), Some("2026-11-16".into()));
}

#[test]
fn a_blind_day_is_refused_to_a_clerk_in_words() {
    let mut screen = Screen::open();
    screen.office.who = "Dora".into();
    screen.does(Message::ShowDay);
    assert_eq!(screen.state.report.refusal().map(|refusal| refusal.code), Some("supervisor_needed"));
    screen.shots("reports-blind");
}

#[test]
fn nothing_is_empty_without_a_reason() {
    let mut screen = Screen::open();
    for (section, words) in [
        (Section::Papers, "No papers yet"),
        (Section::Runs, "The cycle has not run yet"),
        (Section::Files, "Files for other systems"),
    ] {
        screen.does(Message::Show(section));
        let mut ui = window(WIDE, screen.state.view(LIGHT));
        ui.find(words).unwrap_or_else(|_| panic!("{words}"));
    }
}

#[test]
fn a_run_of_the_cycle_is_listed_with_its_counts() {
    let mut screen = Screen::open();
    screen.office.now = "2026-11-17T10:05:00".into();
    let call = screen.office.call();
    screen.office.desk.cycle(&call, false).expect("a cycle");
    screen.does(Message::Show(Section::Runs));
    assert_eq!(screen.state.runs.value().map(Vec::len), Some(1));
    screen.shots("reports-runs");
}

#[test]
fn a_file_is_written_where_the_person_chose() {
    let mut screen = Screen::open();
    screen.does(Message::Show(Section::Files));
    for (message, text) in [(files::Message::From as fn(String) -> _, "11/1/2026"), (files::Message::To, "11/30/2026")]
    {
        screen.does(Message::Files(message(text.into())));
    }
    let path = screen.office.folder().join("gl.csv");
    std::fs::write(&path, "older").expect("a file");
    let seen = screen.does(Message::Files(files::Message::Chosen(Some(path.clone()))));
    assert!(matches!(&seen[..], [Seen::Said(Severity::Done, _)]), "{seen:?}");
    assert!(std::fs::read_to_string(path).expect("the file").lines().count() > 1);
    screen.shots("reports-files");
}

#[test]
fn a_file_that_is_no_export_is_never_replaced() {
    let mut screen = Screen::open();
    screen.does(Message::Files(files::Message::From("11/1/2026".into())));
    screen.does(Message::Files(files::Message::To("11/30/2026".into())));
    let store = screen.office.desk.path().to_path_buf();
    screen.does(Message::Show(Section::Files));
    let seen = screen.does(Message::Files(files::Message::Chosen(Some(store.clone()))));
    assert!(seen.is_empty() && store.exists(), "{seen:?}");
    assert!(window(WIDE, screen.state.view(LIGHT)).find("Not done").is_ok());
}

#[test]
fn the_proof_says_that_all_adds_up_and_compares_a_head_from_paper() {
    let mut screen = Screen::open();
    screen.does(Message::Show(Section::Proof));
    screen.does(Message::Proof(proof::Message::Prove));
    let mut ui = window(WIDE, screen.state.view(LIGHT));
    ui.find("Everything adds up").expect("words");
    drop(ui);
    screen.shots("reports-proof");
    screen.does(Message::Proof(proof::Message::Head("00".repeat(32))));
    let seen = screen.does(Message::Proof(proof::Message::Prove));
    assert!(matches!(&seen[..], [Seen::Said(Severity::Attention, _)]), "a head needs its day: {seen:?}");
    screen.does(Message::Proof(proof::Message::Day("11/16/2026".into())));
    screen.does(Message::Proof(proof::Message::Prove));
    screen.shots("reports-proof-bad");
    let mut ui = window(WIDE, screen.state.view(LIGHT));
    assert!(ui.find("Everything adds up").is_err(), "a head that is not in the chain");
}

#[test]
fn a_backup_is_made_beside_the_work() {
    let mut screen = Screen::open();
    let path = screen.office.folder().join("copy.sqlite");
    let seen = screen.does(Message::Proof(proof::Message::CopyChosen(Some(path.clone()))));
    assert!(matches!(&seen[..], [Seen::Said(Severity::Done, _)]), "{seen:?}");
    assert!(path.exists());
}

#[test]
fn notices_are_listed_with_what_became_of_them() {
    let mut screen = Screen::open();
    let input =
        AdjustInput { account: screen.office.account.clone(), amount: Cents(-50_00), reason: "Wrong read".into() };
    let approver = Some(Approver { name: "practice".into(), pin: None });
    let call = Call { approver, ..screen.office.call() };
    screen.office.desk.adjust(&call, &input).expect("a balance below the threshold");
    screen.does(Message::Show(Section::Notices));
    screen.does(Message::Notices(notices::Message::Send));
    screen.does(Message::Notices(notices::Message::List(ListEvent::Selected(0))));
    screen.shots("reports-notices");
    assert!(window(WIDE, screen.state.view(LIGHT)).find("low balance").is_ok());
    let seen = screen.does(Message::Notices(notices::Message::List(ListEvent::Opened(0))));
    assert_eq!(seen, [Seen::Went(Place::Account(screen.office.account.clone()))]);
    screen.does(Message::Notices(notices::Message::Account("nobody".into())));
    screen.does(Message::Notices(notices::Message::Find));
    assert!(window(WIDE, screen.state.view(LIGHT)).find("Not done").is_ok(), "an account that is not there is said");
}

#[test]
fn an_empty_attention_list_says_so() {
    let mut screen = Screen::open();
    screen.does(Message::Show(Section::Attention));
    assert!(window(WIDE, screen.state.view(LIGHT)).find("Nothing needs a look").is_ok());
}
