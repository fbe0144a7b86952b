//! Who may do what in a store for real members: PINs, approvals by a second person, the scheduler.

use serde_json::json;

use crate::common::{Answer, Enrollment, Office};

const SUE: (&str, &str) = ("Sue", "471100");
const CARL: (&str, &str) = ("Carl", "220022");
const DORA: (&str, &str) = ("Dora", "330033");

/// A real store with two supervisors, Sue and Dora, and a clerk, Carl, who is signed in.
fn staffed() -> Office {
    let mut office = Office::real("petit-jean");
    add_first_supervisor(&office).done();
    office.signed_in(SUE.0, SUE.1);
    add(&office, CARL, "csr").done();
    add(&office, DORA, "supervisor").done();
    office.signed_in(CARL.0, CARL.1);
    office
}

/// In a store that has no supervisor yet, the first one makes themselves.
fn add_first_supervisor(office: &Office) -> Answer {
    let mut command = office.command(&["operator", "add", SUE.0, "--role", "supervisor"]);
    Answer::of(command.env("ADVANCE_PAY_PIN", SUE.1))
}

/// The new one's PIN is typed by themselves; a script passes it beside that of who acts.
fn add(office: &Office, (name, pin): (&str, &str), role: &str) -> Answer {
    Answer::of(office.command(&["operator", "add", name, "--role", role]).env("ADVANCE_PAY_NEW_PIN", pin))
}

/// A real member on a meter that is read and switched by hand.
fn with_a_member() -> Office {
    let mut office = staffed();
    office.run(&["drawer", "open", "--float", "100.00"]).done();
    office.enroll(&Enrollment::new_member().with("/service/link", "manual"));
    office
}

fn adjust(office: &Office, approver: &str) -> Answer {
    let adjust = ["adjust", &office.account().number, "--amount", "5.00", "--reason", "goodwill"];
    office.run(&[&adjust[..], &["--approved-by", approver]].concat())
}

#[test]
fn only_the_first_supervisor_makes_themselves() {
    let mut office = staffed();
    office.signed_out();
    let mut stranger = office.command(&["operator", "add", "Mallory", "--role", "supervisor"]);
    Answer::of(stranger.env("ADVANCE_PAY_PIN", "999999")).not_done();
    office.signed_in(CARL.0, CARL.1);
    add(&office, ("Eve", "555555"), "supervisor").refused();
    let operators = office.run(&["operator", "list"]).done().to_string();
    assert!(!operators.contains("Mallory") && !operators.contains("Eve"), "{operators}");
    for pin in [SUE.1, CARL.1, DORA.1] {
        assert!(!operators.contains(pin), "a PIN is listed");
    }
}

#[test]
fn nobody_acts_without_a_name_and_the_right_pin() {
    let mut office = with_a_member();
    let account = office.account().clone();
    office.signed_in(CARL.0, "000000").try_pay("5.00").refused();
    office.signed_in("Nobody", "220022").try_pay("5.00").refused();
    office.signed_out().try_pay("5.00").not_done();
    office.signed_in(CARL.0, CARL.1).serve(&account).shows(json!({"balance": "20.00"}));
}

#[test]
fn the_clock_on_the_wall_cannot_be_set_in_a_real_store() {
    let mut office = with_a_member();
    office.at("2030-01-01T10:00").try_pay("5.00").not_done();
    office.run(&["cycle"]).not_done();
}

#[test]
fn there_are_no_built_in_meters_in_a_real_store() {
    let office = with_a_member();
    office.run(&["sim", "set", "M1001", "--kwh", "5.0"]).refused();
}

#[test]
fn over_the_counter_a_payment_needs_the_clerks_open_drawer() {
    let mut office = with_a_member();
    let account = office.account().number.clone();
    office.signed_in(SUE.0, SUE.1);
    let pay = ["pay", &account, "--method", "cash", "--amount", "5.00", "--tendered", "5.00"];
    assert_eq!(office.run(&pay).refused().code, "no_open_drawer");
    office.signed_in(CARL.0, CARL.1).run(&pay).done();
    office.shows(json!({"balance": "25.00"}));
}

#[test]
fn an_adjustment_needs_a_supervisor_who_is_not_its_maker() {
    let mut office = with_a_member();
    adjust(&office, SUE.0).not_done();
    office.approver_types("000000");
    adjust(&office, SUE.0).refused();
    office.approver_types(CARL.1);
    adjust(&office, CARL.0).refused();
    adjust(&office, SUE.0).refused();
    office.shows(json!({"balance": "20.00"}));

    office.approver_types(SUE.1);
    adjust(&office, SUE.0).done();
    office.shows(json!({"balance": "25.00"}));

    office.signed_in(SUE.0, SUE.1);
    adjust(&office, SUE.0).refused();
    office.approver_types(DORA.1);
    adjust(&office, DORA.0).done();
    office.shows(json!({"balance": "30.00"}));
}

#[test]
fn a_void_needs_a_second_person() {
    let mut office = with_a_member();
    let receipt = office.pay_by_check("40.00");
    let void = |office: &Office, approver: &str| {
        office.run(&["void", &receipt, "--reason", "wrong member", "--approved-by", approver])
    };
    office.approver_types(CARL.1);
    void(&office, CARL.0).refused();
    office.shows(json!({"balance": "60.00"}));
    office.approver_types(SUE.1);
    void(&office, SUE.0).done();
    office.shows(json!({"balance": "20.00"}));
}

#[test]
fn a_void_after_the_drawer_was_closed_is_refused() {
    let mut office = with_a_member();
    let receipt = office.pay_by_check("40.00");
    office.run(&["drawer", "count", "--count", "100=1,20=4,checks=40.00"]).done();
    office.run(&["drawer", "close"]).done();
    office.approver_types(SUE.1);
    office.run(&["void", &receipt, "--reason", "wrong member", "--approved-by", SUE.0]).refused();
    office.shows(json!({"balance": "60.00"}));
}

#[test]
fn the_scheduler_cycles_without_a_pin_and_takes_no_money() {
    let mut office = with_a_member();
    let account = office.account().number.clone();
    office.signed_out();
    office.run(&["--operator", "scheduler", "cycle"]).done();
    let pay = ["--operator", "scheduler", "pay", &account, "--method", "external", "--amount", "5.00"];
    office.run(&pay).refused();
    // It works the queue; to switch by hand somebody signs.
    office.run(&["--operator", "scheduler", "switch", "work"]).done();
    for verb in ["on", "off"] {
        let by_hand = ["--operator", "scheduler", "switch", verb, &office.account().meter];
        assert_eq!(office.run(&by_hand).refused().code, "not_allowed");
    }
    let add = ["--operator", "scheduler", "operator", "add", "Eve", "--role", "supervisor"];
    office.run(&add).refused();
}

#[test]
fn the_scheduler_of_another_account_of_the_system_does_nothing() {
    let mut office = with_a_member();
    office.signed_out();
    let conn = rusqlite::Connection::open(office.store()).expect("the store");
    let moved = "INSERT INTO store_fact(act_id, line, name, value) SELECT act_id, 1000, 'system_account', 'uid 99999'
                 FROM act ORDER BY act_id DESC LIMIT 1";
    conn.execute_batch(moved).expect("a store that another account made");
    drop(conn);
    for asked in [&["cycle"][..], &["switch", "work"], &["notices", "send"]] {
        let answer = office.run(&[&["--operator", "scheduler"], asked].concat());
        assert_eq!(answer.refused().code, "wrong_system_account", "{asked:?}");
    }
}

#[test]
fn c44_safety_and_tampering_and_power_before_the_target_are_no_one_persons_word() {
    let mut office = with_a_member();
    let meter = office.account().meter.clone();
    for ground in ["safety", "tampering"] {
        let off = ["switch", "off", &meter, "--ground", ground, "--reason", "sparks"];
        assert_eq!(office.run(&off).refused().code, "approval_needed", "{ground}");
        let by = |office: &Office, approver: &str| office.run(&[&off[..], &["--approved-by", approver]].concat());
        office.approver_types(CARL.1);
        by(&office, CARL.0).refused();
        office.signed_in(SUE.0, SUE.1).approver_types(SUE.1);
        assert_eq!(by(&office, SUE.0).refused().code, "approver_is_maker", "{ground}");
        office.signed_in(CARL.0, CARL.1);
    }
    office.shows(json!({"attention": []}));
    let off = ["switch", "off", &meter, "--ground", "safety", "--reason", "sparks", "--approved-by", SUE.0];
    office.run(&off).done();
    assert!(office.show()["attention"].to_string().contains("Carl, approved by Sue: sparks"));
}

#[test]
fn a_real_store_is_readable_by_its_owner_alone() {
    let office = Office::real("petit-jean");
    let mode =
        std::fs::metadata(office.store()).map(|file| std::os::unix::fs::PermissionsExt::mode(&file.permissions()));
    assert_eq!(mode.expect("the store") & 0o777, 0o600);
}
