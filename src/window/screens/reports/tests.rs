//! The reports' screen, against a real practice office.

use super::*;
use crate::basics::{Cents, Code};
use crate::desk::{AdjustInput, Approver, Call};
use crate::window::kit::list::ListEvent;
use crate::window::screens::practice::{At, Office, Seen};
use crate::window::work::Place;
use crate::words::Method;

type Reports = At<State>;

impl Reports {
    /// As a supervisor: while a drawer is open only they see the day.
    fn open() -> Self {
        let mut office = Office::open();
        office.open_drawer();
        office.pay("cash", 40_00);
        office.sign_in("Sue");
        Self::begun(office)
    }
}

#[test]
fn the_day_is_shown_and_printed() {
    let mut screen = Reports::open();
    assert_eq!(screen.state.report.value().map(|report| report.taken.by_method.of(Method::Cash)), Some(Cents(40_00)));
    screen.pictures("reports-day", None);
    let seen = screen.does(Message::PrintDay);
    assert_eq!(seen, [Seen::Printed("day-report-2026-11-16.pdf".into())]);
}

#[test]
fn a_day_that_is_no_day_is_not_asked_for() {
    let mut screen = Reports::open();
    screen.does(Message::DayTyped("yesterday".into()));
    screen.does(Message::ShowDay);
    assert_eq!(screen.state.day.warning(), Some("Write a day, like 11/30/2026."));
    assert_eq!(screen.state.report.value().map(|report| report.day.to_string()), Some("2026-11-16".into()));
}

#[test]
fn a_blind_day_is_refused_to_a_clerk_in_words() {
    let mut screen = Reports::open();
    screen.office.sign_in("Dora");
    screen.does(Message::ShowDay);
    assert_eq!(screen.state.report.refusal().map(|refusal| refusal.code), Some(Code::SupervisorNeeded));
    screen.pictures("reports-blind", None);
}

#[test]
fn nothing_is_empty_without_a_reason() {
    let mut screen = Reports::open();
    for (section, words) in [
        (Section::Papers, "No papers yet"),
        (Section::Runs, "The cycle has not run yet"),
        (Section::Files, "Files for other systems"),
    ] {
        screen.does(Message::Show(section));
        assert!(screen.shows(words), "{words}");
    }
}

#[test]
fn a_run_of_the_cycle_is_listed_with_its_counts() {
    let mut screen = Reports::open();
    screen.office.at("2026-11-17T10:05:00");
    let call = screen.office.call();
    screen.office.desk.cycle(&call, false).expect("a cycle");
    screen.does(Message::Show(Section::Runs));
    assert_eq!(screen.state.runs.value().map(Vec::len), Some(1));
    screen.pictures("reports-runs", None);
}

#[test]
fn a_file_is_written_where_the_person_chose() {
    let mut screen = Reports::open();
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
    screen.pictures("reports-files", None);
}

#[test]
fn a_file_that_is_no_export_is_never_replaced() {
    let mut screen = Reports::open();
    screen.does(Message::Files(files::Message::From("11/1/2026".into())));
    screen.does(Message::Files(files::Message::To("11/30/2026".into())));
    let store = screen.office.desk.path().to_path_buf();
    screen.does(Message::Show(Section::Files));
    let seen = screen.does(Message::Files(files::Message::Chosen(Some(store.clone()))));
    assert!(seen.is_empty() && store.exists(), "{seen:?}");
    assert!(screen.shows("Not done"));
}

#[test]
fn the_proof_says_that_all_adds_up_and_compares_a_head_from_paper() {
    let mut screen = Reports::open();
    screen.does(Message::Show(Section::Proof));
    screen.does(Message::Proof(proof::Message::Prove));
    assert!(screen.shows("Everything adds up"));
    screen.pictures("reports-proof", None);
    screen.does(Message::Proof(proof::Message::Head("00".repeat(32))));
    let seen = screen.does(Message::Proof(proof::Message::Prove));
    assert!(matches!(&seen[..], [Seen::Said(Severity::Attention, _)]), "a head needs its day: {seen:?}");
    screen.does(Message::Proof(proof::Message::Day("11/16/2026".into())));
    screen.does(Message::Proof(proof::Message::Prove));
    screen.pictures("reports-proof-bad", None);
    assert!(!screen.shows("Everything adds up"), "a head that is not in the chain");
}

#[test]
fn a_backup_is_made_beside_the_work() {
    let mut screen = Reports::open();
    let path = screen.office.folder().join("copy.sqlite");
    let seen = screen.does(Message::Proof(proof::Message::CopyChosen(Some(path.clone()))));
    assert!(matches!(&seen[..], [Seen::Said(Severity::Done, _)]), "{seen:?}");
    assert!(path.exists());
}

#[test]
fn notices_are_listed_with_what_became_of_them() {
    let mut screen = Reports::open();
    let input =
        AdjustInput { account: screen.office.account.clone(), amount: Cents(-50_00), reason: "Wrong read".into() };
    let approver = Some(Approver { name: "practice".into(), pin: None });
    let call = Call { approver, ..screen.office.call() };
    screen.office.desk.perform(&call, &input).expect("a balance below the threshold");
    screen.does(Message::Show(Section::Notices));
    screen.does(Message::Notices(notices::Message::Send));
    screen.does(Message::Notices(notices::Message::List(ListEvent::Selected(0))));
    screen.pictures("reports-notices", None);
    assert!(screen.shows("low balance"));
    let seen = screen.does(Message::Notices(notices::Message::List(ListEvent::Opened(0))));
    assert_eq!(seen, [Seen::Went(Place::Account(screen.office.account.clone()))]);
    screen.does(Message::Notices(notices::Message::Account("nobody".into())));
    screen.does(Message::Notices(notices::Message::Find));
    assert!(screen.shows("Not done"), "an account that is not there is said");
}

#[test]
fn an_empty_attention_list_says_so() {
    let mut screen = Reports::open();
    screen.does(Message::Show(Section::Attention));
    assert!(screen.shows("Nothing needs a look"));
}
