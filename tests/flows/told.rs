//! How a call is told: text for people, one JSON value for scripts, and nothing written over.

use std::process::Command;

use serde_json::{Value, json};

use crate::common::{Answer, Enrollment, Office, PROGRAM};

fn with_a_member() -> Office {
    let mut office = Office::practice("petit-jean");
    office.at("2026-11-16T09:00").enroll(&Enrollment::new_member());
    office
}

/// The same call without `--json`, as a person makes it.
fn as_a_person(office: &Office, args: &[&str]) -> Answer {
    let mut command = Command::new(PROGRAM);
    Answer::of(command.env_clear().arg("--store").arg(office.store()).args(["--now", "2026-11-16T09:05"]).args(args))
}

#[test]
fn a_person_reads_dollars_and_that_it_is_practice() {
    let office = with_a_member();
    let shown = as_a_person(&office, &["account", "show", &office.account().number]);
    assert_eq!(shown.status, 0, "{shown:?}");
    assert!(shown.stdout.starts_with("PRACTICE") && shown.stdout.contains("$20.00"), "{}", shown.stdout);
    let refused = as_a_person(&office, &["account", "show", "no-such-account"]);
    assert_eq!((refused.status, refused.stdout.as_str()), (1, ""));
    assert!(refused.stderr.starts_with("error: "), "{}", refused.stderr);
}

#[test]
fn a_wrong_call_is_json_for_who_asked_for_json() {
    let office = with_a_member();
    let answer = office.run(&["pay", "1", "--method", "shells", "--amount", "5.00"]);
    let told: Value = serde_json::from_str(&answer.stderr).expect("one JSON value");
    assert_eq!((answer.status, answer.stdout.as_str(), &told["error"]["code"]), (2, "", &json!("wrong_call")));
}

#[test]
fn a_store_that_is_not_named_is_in_the_data_folder_of_whoever_asks() {
    let office = Office::with_program("petit-jean", &[]);
    let mut init = office.command_without_store();
    let made = Answer::of(init.args(["init", "--program", "petit-jean", "--practice"])).done();
    let store = made["store"].as_str().expect("a path");
    assert!(std::path::Path::new(store).starts_with(office.folder()), "{store} is not below the home folder");
    Answer::of(office.command_without_store().arg("cycle")).done();
}

#[test]
fn change_of_a_split_payment_comes_from_the_cash() {
    let office = with_a_member();
    let to = format!("{}=45.00", office.account().number);
    let paid = office.run(&["pay", "--tender", "check=30.00#1001", "--tender", "cash=20.00", "--to", &to]).done();
    assert_eq!((&paid["amount"], &paid["change"]), (&json!("45.00"), &json!("5.00")));
    office.shows(json!({"balance": "65.00"}));
    office.run(&["pay", "--tender", "check=50.00#1002", "--to", &to]).refused();
    office.shows(json!({"balance": "65.00"}));
}

#[test]
fn a_payment_that_is_only_shown_is_not_posted() {
    let office = with_a_member();
    let account = &office.account().number;
    let shown = office.run(&["pay", account, "--method", "external", "--amount", "5.00", "--dry-run"]).done();
    assert_eq!((&shown["receipt"], &shown["balance"]), (&Value::Null, &json!("25.00")));
    office.shows(json!({"balance": "20.00"}));
}

#[test]
fn a_document_is_never_written_over_another_file() {
    let office = with_a_member();
    let documents = office.run(&["documents", &office.account().number]).done();
    let id = documents[0]["id"].to_string();
    let letter = office.file("letter.txt", "a letter");
    assert_eq!(office.run(&["document", &id, "--out", &letter]).refused().code, "file_exists");
    assert_eq!(std::fs::read_to_string(&letter).expect("the letter"), "a letter");
}

#[test]
fn a_hold_is_lifted_without_its_number_when_it_is_the_only_one() {
    let office = with_a_member();
    let account = office.account().number.as_str();
    let hold = |kind: &str| {
        office.run(&["account", "hold", account, "--kind", kind, "--until", "2026-12-31", "--reason", "asked"])
    };
    assert_eq!(office.run(&["account", "unhold", account]).refused().code, "no_such_hold");
    hold("medical").done();
    hold("elderly").done();
    assert_eq!(office.run(&["account", "unhold", account]).refused().code, "which_hold");
    office.run(&["account", "unhold", account, "--kind", "medical"]).done();
    let lifted = office.run(&["account", "unhold", account]).done();
    assert_eq!(lifted["holds"], json!([]));
}
