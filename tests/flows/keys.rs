//! A double click, a retry after a crash, a scheduler that fires twice: the same key does a thing once.

use serde_json::{Value, json};

use crate::common::{Enrollment, Office};

const KEY: &str = "3e0f5d51-6a0e-4a53-9b6f-0d6a3f1c9a01";

fn pay_with_key(office: &Office, amount: &str) -> crate::common::Answer {
    let account = &office.account().number;
    office.run(&["pay", account, "--method", "external", "--amount", amount, "--key", KEY])
}

#[test]
fn a_payment_with_the_same_key_is_posted_once_and_answered_as_the_first_time() {
    let mut office = Office::practice("petit-jean");
    office.at("2026-11-16T09:00").enroll(&Enrollment::new_member());
    let first = pay_with_key(&office, "30.00").done();
    let again = office.at("2026-11-16T09:05");
    assert_eq!(pay_with_key(again, "30.00").done(), first);
    office.shows(json!({"balance": "50.00"}));
    assert_eq!(pay_with_key(&office, "31.00").refused().code, "key_reused");
    office.shows(json!({"balance": "50.00"}));
    office.verifies();
}

#[test]
fn an_enrollment_with_the_same_key_makes_one_account() {
    let mut office = Office::practice("petit-jean");
    office.at("2026-11-16T09:00");
    let with_key = |office: &Office, name: &str| {
        let enrollment = Enrollment::new_member().named(name, "M1001").paying("80.00");
        let mut input: Value = serde_json::from_str(&office.input(&enrollment, None)).expect("our own JSON");
        input["key"] = KEY.into();
        let file = office.file("enroll.json", &input.to_string());
        office.run(&["enroll", "new", &file])
    };
    let first = with_key(&office, "Ada Ozark").done();
    assert_eq!(with_key(&office, "Ada Ozark").done(), first);
    assert_eq!(with_key(&office, "Eda Ozark").refused().code, "key_reused");
}

#[test]
fn an_adjustment_with_the_same_key_is_made_once() {
    let mut office = Office::practice("petit-jean");
    office.at("2026-11-16T09:00").enroll(&Enrollment::new_member());
    let adjust = |amount: &str| {
        let who = ["--reason", "goodwill", "--approved-by", "practice", "--key", KEY];
        office.run(&[&["adjust", &office.account().number, "--amount", amount], &who[..]].concat())
    };
    let first = adjust("5.00").done();
    assert_eq!(adjust("5.00").done(), first);
    assert_eq!(adjust("-5.00").refused().code, "key_reused");
    office.shows(json!({"balance": "25.00"}));
}

#[test]
fn a_key_of_one_act_is_refused_for_another() {
    let mut office = Office::practice("petit-jean");
    office.at("2026-11-16T09:00").enroll(&Enrollment::new_member());
    pay_with_key(&office, "30.00").done();
    let adjust = ["adjust", &office.account().number, "--amount", "30.00", "--reason", "goodwill"];
    let refused = office.run(&[&adjust[..], &["--approved-by", "practice", "--key", KEY]].concat()).refused();
    assert_eq!(refused.code, "key_reused");
    office.shows(json!({"balance": "50.00"}));
}

#[test]
fn two_payments_without_a_key_are_two_payments() {
    let mut office = Office::practice("petit-jean");
    office.at("2026-11-16T09:00").enroll(&Enrollment::new_member());
    office.pay("30.00");
    office.pay("30.00");
    office.shows(json!({"balance": "80.00"}));
}
