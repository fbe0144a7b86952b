//! Who signs in a store for real members: wrong PINs, and who may let whom in.

use serde_json::{Value, json};

use crate::common::{Answer, Office};

const SUE: (&str, &str) = ("Sue", "471100");
const CARL: (&str, &str) = ("Carl", "220022");
const DORA: (&str, &str) = ("Dora", "330033");
const WRONG: &str = "000000";

/// A real store with one supervisor, Sue, who is signed in.
fn with_sue() -> Office {
    let mut office = Office::real("petit-jean");
    let mut first = office.command(&["operator", "add", SUE.0, "--role", "supervisor"]);
    Answer::of(first.env("ADVANCE_PAY_PIN", SUE.1)).done();
    office.signed_in(SUE.0, SUE.1);
    office
}

/// With Carl, a clerk, and Dora, the second supervisor.
fn with_three() -> Office {
    let office = with_sue();
    add(&office, CARL, "csr").done();
    add(&office, DORA, "supervisor").done();
    office
}

fn with_new_pin(office: &Office, args: &[&str], pin: &str) -> Answer {
    Answer::of(office.command(args).env("ADVANCE_PAY_NEW_PIN", pin))
}

fn add(office: &Office, (name, pin): (&str, &str), role: &str) -> Answer {
    with_new_pin(office, &["operator", "add", name, "--role", role], pin)
}

fn role_of(office: &Office, name: &str) -> Value {
    let operators = office.run(&["operator", "list"]).done();
    let one = operators.as_array().and_then(|all| all.iter().find(|one| one["name"] == name));
    one.cloned().unwrap_or_default()
}

/// In a practice store, whose clock can be set: Carl types a wrong PIN so many times.
fn guessed(times: u32) -> Office {
    let mut office = Office::practice("petit-jean");
    office.at("2027-01-04T10:00:00");
    add(&office, CARL, "csr").done();
    office.signed_in(CARL.0, WRONG);
    for _ in 0..times {
        assert_eq!(office.run(&["operator", "list"]).refused().code, "wrong_pin");
    }
    office.signed_in(CARL.0, CARL.1);
    office
}

#[test]
fn four_wrong_pins_are_mistyped_and_a_right_one_forgets_them() {
    let mut office = guessed(4);
    office.run(&["operator", "list"]).done();
    office.signed_in(CARL.0, WRONG);
    for _ in 0..4 {
        assert_eq!(office.run(&["account", "find", "x"]).refused().code, "wrong_pin");
    }
    office.signed_in(CARL.0, CARL.1).run(&["operator", "list"]).done();
    office.signed_out().verifies();
}

#[test]
fn after_five_wrong_pins_the_right_one_waits_a_minute_and_each_one_more_doubles_it() {
    let mut office = guessed(5);
    assert_eq!(office.run(&["operator", "list"]).refused().code, "pin_locked");
    office.at("2027-01-04T10:00:59");
    assert_eq!(office.run(&["cycle"]).refused().code, "pin_locked");
    office.signed_in(CARL.0, WRONG).at("2027-01-04T10:01:00");
    assert_eq!(office.run(&["operator", "list"]).refused().code, "wrong_pin");
    office.signed_in(CARL.0, CARL.1).at("2027-01-04T10:02:59");
    assert_eq!(office.run(&["operator", "list"]).refused().code, "pin_locked");
    office.at("2027-01-04T10:03:00").run(&["operator", "list"]).done();
}

#[test]
fn wrong_pins_of_an_approver_are_counted_as_well() {
    let mut office = with_three();
    office.approver_types(WRONG);
    let role = ["operator", "role", CARL.0, "--role", "supervisor", "--approved-by", DORA.0];
    for _ in 0..5 {
        assert_eq!(office.run(&role).refused().code, "wrong_pin");
    }
    office.approver_types(DORA.1);
    assert_eq!(office.run(&role).refused().code, "pin_locked");
    office.signed_in(DORA.0, DORA.1);
    assert_eq!(office.run(&["operator", "list"]).refused().code, "pin_locked");
    office.signed_in(SUE.0, SUE.1).verifies();
    assert_eq!(role_of(&office, CARL.0)["role"], "csr");
}

#[test]
fn a_new_pin_from_a_supervisor_lets_in_at_once() {
    let mut office = with_three();
    office.signed_in(CARL.0, WRONG);
    for _ in 0..5 {
        office.run(&["operator", "list"]).refused();
    }
    office.signed_in(SUE.0, SUE.1);
    with_new_pin(&office, &["operator", "pin", CARL.0], "998877").done();
    office.signed_in(CARL.0, "998877").run(&["operator", "list"]).done();
    office.signed_in(CARL.0, CARL.1);
    assert_eq!(office.run(&["operator", "list"]).refused().code, "wrong_pin");
}

#[test]
fn everybody_changes_their_own_pin_and_a_clerk_nobody_elses() {
    let mut office = with_three();
    office.signed_in(CARL.0, CARL.1);
    with_new_pin(&office, &["operator", "pin", CARL.0], "12").refused();
    assert_eq!(with_new_pin(&office, &["operator", "pin", SUE.0], "998877").refused().code, "supervisor_needed");
    with_new_pin(&office, &["operator", "pin", CARL.0], "998877").done();
    office.signed_in(CARL.0, "998877").run(&["operator", "list"]).done();
}

#[test]
fn once_there_are_two_supervisors_two_decide_who_is_one() {
    let mut office = with_three();
    let eve = ["operator", "add", "Eve", "--role", "supervisor"];
    let alone: [&[&str]; 4] = [
        &eve,
        &["operator", "role", CARL.0, "--role", "supervisor"],
        &["operator", "retire", DORA.0],
        &["operator", "pin", DORA.0],
    ];
    for act in alone {
        assert_eq!(with_new_pin(&office, act, "555555").refused().code, "approval_needed", "{act:?}");
    }
    office.approver_types(CARL.1);
    let by_carl = [&eve[..], &["--approved-by", CARL.0]].concat();
    assert_eq!(with_new_pin(&office, &by_carl, "555555").refused().code, "approver_not_supervisor");
    office.approver_types(SUE.1);
    let by_herself = [&eve[..], &["--approved-by", SUE.0]].concat();
    assert_eq!(with_new_pin(&office, &by_herself, "555555").refused().code, "approver_is_maker");
    assert_eq!(role_of(&office, "Eve"), Value::Null);
    office.approver_types(DORA.1);
    with_new_pin(&office, &[&eve[..], &["--approved-by", DORA.0]].concat(), "555555").done();
    office.run(&["operator", "retire", "Eve", "--approved-by", DORA.0]).done();
    office.run(&["operator", "role", CARL.0, "--role", "supervisor", "--approved-by", DORA.0]).done();
    assert_eq!(role_of(&office, CARL.0)["role"], "supervisor");
    office.run(&["operator", "role", CARL.0, "--role", "csr", "--approved-by", DORA.0]).done();
    assert_eq!(role_of(&office, CARL.0)["role"], "csr");
    office.run(&["operator", "retire", CARL.0]).done();
    office.signed_in(CARL.0, CARL.1);
    assert_eq!(office.run(&["operator", "list"]).refused().code, "unknown_operator");
}

#[test]
fn the_last_supervisor_stays() {
    let office = with_sue();
    add(&office, CARL, "csr").done();
    assert_eq!(office.run(&["operator", "retire", SUE.0]).refused().code, "last_supervisor");
    assert_eq!(office.run(&["operator", "role", SUE.0, "--role", "csr"]).refused().code, "last_supervisor");
    assert_eq!(office.run(&["operator", "retire", "scheduler"]).refused().code, "built_in");
    assert_eq!(role_of(&office, SUE.0), json!({"name": "Sue", "role": "supervisor", "active": true}));
}

#[test]
fn a_name_that_reads_like_another_is_refused() {
    let office = with_sue();
    add(&office, CARL, "csr").done();
    for (name, code) in [
        ("carl", "operator_exists"),
        ("Саrl", "name_alike"),
        ("CARI", "name_alike"),
        ("C arl", "name_alike"),
        ("Car1", "name_alike"),
        ("Ca\u{200b}rl", "bad_name"),
        ("Carl\u{a0}", "bad_name"),
        ("ѕсheduler", "name_alike"),
        ("Practice", "operator_exists"),
    ] {
        assert_eq!(add(&office, (name, "555555"), "csr").refused().code, code, "{name:?}");
    }
    add(&office, ("Carla", "555555"), "csr").done();
}

#[test]
fn what_posts_nothing_asks_who_it_is_as_well() {
    let mut office = with_three();
    for (who, pin, code) in [(CARL.0, WRONG, "wrong_pin"), ("Nobody", WRONG, "unknown_operator")] {
        office.signed_in(who, pin);
        for command in [&["operator", "list"], &["link", "list"]] {
            assert_eq!(office.run(command).refused().code, code, "{command:?}");
        }
    }
    office.signed_out();
    for command in [&["operator", "list"], &["link", "list"]] {
        assert_eq!(office.run(command).refused().code, "no_operator", "{command:?}");
    }
}

#[test]
fn a_whole_copy_is_a_supervisors() {
    let mut office = with_three();
    let copy = office.folder().join("copy.sqlite").display().to_string();
    office.signed_in(CARL.0, CARL.1);
    assert_eq!(office.run(&["backup", &copy]).refused().code, "supervisor_needed");
    assert!(!std::path::Path::new(&copy).exists());
    office.signed_in(SUE.0, SUE.1).run(&["backup", &copy]).done();
}

#[test]
fn whoever_is_named_as_approver_is_a_supervisor_also_where_none_is_needed() {
    let mut office = with_three();
    office.signed_in(SUE.0, SUE.1).approver_types(CARL.1);
    let open = ["drawer", "open", "--float", "50.00", "--approved-by", CARL.0];
    assert_eq!(office.run(&open).refused().code, "approver_not_supervisor");
}
