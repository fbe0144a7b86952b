//! An account's service from outside: what staff hold, pledge, adjust, exchange and move, and the ways out of the program.

use advance_pay::trial::desk::{AdjustInput, Approver, AskApproval, Call, Decline, Desk, VoidReceipt, WaitingAct, Who};
use advance_pay::trial::{Cents, Code};
use serde_json::{Value, json};

use crate::common::{Enrollment, Office};

/// An office of `program` on 29 November, where Ada has joined.
fn with_ada(program: &str, enrollment: &Enrollment) -> Office {
    let mut office = Office::practice(program);
    office.at("2026-11-29T12:00");
    office.enroll(enrollment);
    office
}

/// `account WORD ACCOUNT …` for the account that is served.
fn account(office: &Office, word: &str, more: &[&str]) -> crate::common::Answer {
    office.run(&[&["account", word, &office.account().number], more].concat())
}

/// Brings the account below zero on the morning of Monday 30 November, before anybody's cut-off time.
fn overdrawn(office: &mut Office) {
    office.at("2026-11-30T08:00").use_kwh("3").cycle();
    office.set_to("-12.00");
}

fn texts(list: &Value, key: &str) -> Vec<String> {
    let rows = list.as_array().unwrap_or_else(|| panic!("not a list: {list}"));
    rows.iter().map(|row| row[key].as_str().expect("a text").to_string()).collect()
}

// Holds

#[test]
fn r46_a_medical_hold_keeps_the_power_on_through_its_last_day() {
    let mut office = with_ada("petit-jean", &Enrollment::new_member());
    overdrawn(&mut office);
    let held =
        account(&office, "hold", &["--kind", "medical", "--until", "2026-12-01", "--reason", "a doctor's letter"]);
    assert_eq!(held.done()["holds"][0]["stops"], json!(["disconnect"]));
    office.at("2026-11-30T10:00").cycle();
    office.shows(json!({"status": "active", "power": "on"}));
    office.at("2026-12-01T10:00").use_kwh("0").cycle();
    office.shows(json!({"status": "active"}));
    office.at("2026-12-02T10:00").use_kwh("0").cycle();
    office.shows(json!({"status": "disconnected", "power": "off", "holds": []}));
}

#[test]
fn c22_a_flag_stops_the_cut_until_a_person_releases_it() {
    let mut office = with_ada("petit-jean", &Enrollment::new_member());
    overdrawn(&mut office);
    account(&office, "hold", &["--kind", "elderly", "--reason", "82 years old"]).done();
    office.at("2026-11-30T10:00").cycle();
    office.shows(json!({"status": "active", "power": "on"}));
    let released = office.release_against_gates().done();
    assert_eq!(
        released["rows"][0]["account"],
        json!(office.account().number),
        "C22: a person may release it: {released}"
    );
    office.shows(json!({"status": "disconnected"}));
}

#[test]
fn a_hold_that_is_over_before_it_begins_is_refused() {
    let office = with_ada("petit-jean", &Enrollment::new_member());
    let over = account(&office, "hold", &["--kind", "other", "--until", "2026-11-28", "--reason", "late"]).refused();
    assert_eq!(over.code, "until_over");
    assert_eq!(account(&office, "unhold", &["--kind", "other"]).refused().code, "no_such_hold");
}

#[test]
fn a_safety_hold_keeps_the_power_off_after_a_payment_until_it_is_lifted() {
    let mut office = with_ada("petit-jean", &Enrollment::new_member());
    overdrawn(&mut office);
    office.at("2026-11-30T10:00").cycle();
    account(&office, "hold", &["--kind", "safety", "--until", "2026-12-15", "--reason", "a burnt socket"]).done();
    office.at("2026-11-30T11:00").pay("50.00");
    office.shows(json!({"status": "disconnected", "power": "off", "balance": "38.00"}));
    account(&office, "unhold", &["--kind", "safety"]).done();
    office.shows(json!({"status": "active", "power": "on", "holds": []}));
}

// Members

#[test]
fn r24_a_member_sets_a_threshold_only_where_the_terms_let_members() {
    let office = with_ada("petit-jean", &Enrollment::new_member());
    let member = office.show()["member"].as_str().expect("a member").to_string();
    let set = |office: &Office, member: &str| office.run(&["member", "set", member, "--low-balance", "25.00"]);
    assert_eq!(set(&office, &member).refused().code, "threshold_not_offered");
    let phone = office.run(&["member", "set", &member, "--phone", "501-555-0177"]).done();
    assert_eq!((&phone["phone"], &phone["email"]), (&json!("501-555-0177"), &json!("ada@example.org")));

    let office = with_ada("pec", &Enrollment::new_member());
    let member = office.show()["member"].as_str().expect("a member").to_string();
    assert_eq!(set(&office, &member).done()["low_balance"], "25.00");
}

#[test]
fn a_death_holds_the_power_on_until_somebody_has_looked() {
    let mut office = with_ada("petit-jean", &Enrollment::new_member());
    let member = office.show()["member"].as_str().expect("a member").to_string();
    office.run(&["member", "rename", &member, "Ada Pine"]).done();
    office.run(&["member", "deceased", &member]).done();
    overdrawn(&mut office);
    office.at("2026-11-30T10:00").cycle();
    office.shows(json!({"status": "active", "power": "on"}));
    let holds = &office.show()["holds"];
    assert_eq!((&holds[0]["kind"], &holds[0]["until"]), (&json!("death"), &json!(null)), "until it is lifted");
}

// Money by hand

#[test]
fn r44_a_fee_is_one_that_the_terms_name_and_an_adjustment_may_bring_the_power_back() {
    let office = with_ada("pec", &Enrollment::new_member());
    let number = office.account().number.clone();
    let unknown = office.run(&["fee", &number, "Tree trimming"]).refused();
    assert_eq!(unknown.code, "unknown_fee");
    assert!(unknown.message.contains("Meter change trip"), "{}", unknown.message);
    let before = crate::common::money::cents(&office.balance());
    let charged = office.run(&["fee", &number, "Meter change trip"]).done();
    assert_eq!(charged["balance"], crate::common::money::amount(before - 5000));

    let mut office = with_ada("petit-jean", &Enrollment::new_member());
    overdrawn(&mut office);
    office.at("2026-11-30T10:00").cycle();
    office.shows(json!({"status": "disconnected"}));
    office.at("2026-11-30T13:00").set_to("20.00");
    office.shows(json!({"status": "active", "power": "on", "balance": "20.00"}));
    office.verifies();
}

// Pledges

#[test]
fn c35_a_pledge_of_a_private_agency_does_not_hold_and_one_of_government_reconnects() {
    let mut office = with_ada("pec", &Enrollment::new_member());
    overdrawn(&mut office);
    office.at("2026-11-30T09:30");
    let pledge = |office: &Office, government: &str, amount: &str| {
        let how = ["--agency", "County Aid", "--government", government, "--amount", amount];
        account(office, "pledge", &how).done()
    };
    assert_eq!(pledge(&office, "no", "200.00")["holds"], false);
    office.cycle();
    office.release().done();
    office.shows(json!({"status": "disconnected", "power": "off"}));
    pledge(&office, "yes", "12.00");
    office.shows(json!({"status": "disconnected"}));
    let entered = pledge(&office, "yes", "12.01");
    assert_eq!((&entered["holds"], &entered["power"]), (&json!(true), &json!("on")));
    office.shows(json!({"status": "active", "balance": "-12.00"}));

    let id = entered["pledge"].to_string();
    let received = office.run(&["pledge", "receive", &id]).done();
    assert_eq!(received["balance"], "0.01");
    assert_eq!(office.run(&["pledge", "receive", &id]).refused().code, "already_received");
    office.verifies();
}

// The meter

#[test]
fn c31_an_exchanged_meter_goes_on_where_the_old_one_stopped() {
    let mut office = Office::practice("petit-jean");
    office.at("2026-11-16T09:00");
    office.enroll(&Enrollment::new_member().paying("160.00"));
    office.at("2026-11-17T10:00").use_kwh("30").cycle();
    office.at("2026-11-17T14:00");
    let number = office.account().number.clone();
    let exchange = |last: &str| {
        let meter = ["meter", "exchange", number.as_str(), "--final", last, "--new", "M7700", "--start", "3.0"];
        office.run(&meter)
    };
    assert_eq!(exchange("1029.9").refused().code, "bad_read");
    let done = exchange("1042.5").done();
    assert_eq!((&done["meter"], &done["balance"]), (&json!("M7700"), &json!("96.00")));
    office.at("2026-11-18T10:00").register("M7700", "23.1").cycle();
    office.shows(json!({"meter": "M7700", "balance": "91.74"}));
    office.verifies();
}

// The ways out

#[test]
fn c14_closing_by_hand_charges_up_to_the_final_read_with_the_days_whole_share() {
    let mut office = Office::practice("petit-jean");
    office.at("2026-11-16T09:00");
    office.enroll(&Enrollment::new_member().paying("120.00"));
    office.at("2026-11-17T10:00").use_kwh("30").cycle();
    office.at("2026-11-17T15:00");
    office.shows(json!({"balance": "56.00"}));
    let closed = account(&office, "close", &["--reason", "moved away", "--final-kwh", "1042.5"]).done();
    // 12.5 kWh and one day's share; then credit and membership are the member's.
    let expected = json!({"status": "closed", "balance": "0.00", "membership": "0.00", "refund_due": "73.75"});
    for (key, value) in expected.as_object().expect("keys") {
        assert_eq!(&closed[key], value, "{key} in {closed}");
    }
    office.shows(json!({"status": "closed", "power": "off", "refund_due": "73.75", "to_reconnect": null}));
    let again = account(&office, "close", &["--reason", "moved away", "--final-kwh", "1042.5"]).refused();
    assert_eq!(again.code, "already_ended");

    let refund = account(&office, "refund", &["--reason", "account closed", "--approved-by", "practice"]).done();
    assert_eq!((&refund["refunded"], &refund["refund_due"]), (&json!("73.75"), &json!("0.00")));
    let nothing = account(&office, "refund", &["--reason", "again", "--approved-by", "practice"]).refused();
    assert_eq!(nothing.code, "nothing_to_refund");
    office.verifies();
}

#[test]
fn c14_a_closed_accounts_debt_is_written_off_with_a_second_persons_word() {
    let office = with_ada("petit-jean", &Enrollment::arrears("100.00"));
    let open = account(&office, "write-off", &["--reason", "no address", "--approved-by", "practice"]).refused();
    assert_eq!(open.code, "not_closed");
    office.set_to("-30.00");
    account(&office, "close", &["--reason", "moved away", "--final-kwh", "1000.0"]).done();
    // A day's share, and no membership to pay it with: a conversion brings none.
    office.shows(json!({"balance": "-31.00", "arrears": "100.00"}));
    let written_off = account(&office, "write-off", &["--reason", "no address", "--approved-by", "practice"]).done();
    assert_eq!(written_off["written_off"], "131.00");
    office.shows(json!({"status": "closed", "balance": "0.00", "arrears": "0.00"}));
    office.verifies();
}

#[test]
fn c14_the_membership_stays_until_the_members_last_service_closes() {
    let mut office = with_ada("petit-jean", &Enrollment::new_member());
    let (first, member) = (office.account().clone(), office.show()["member"].clone());
    office.enroll(&Enrollment::conversion().with("/member/number", member).with("/service/meter", "M2002"));
    let second = office.account().clone();
    let close = |office: &Office| account(office, "close", &["--reason", "moved away", "--final-kwh", "1000.0"]).done();
    // Either day costs one share of the month's 30.00.
    office.serve(&first);
    close(&office);
    office.shows(json!({"status": "closed", "membership": "20.00", "refund_due": "19.00"}));
    office.serve(&second);
    close(&office);
    office.shows(json!({"status": "closed", "membership": "0.00", "refund_due": "39.00"}));
    office.serve(&first).shows(json!({"membership": "0.00"}));
    office.verifies();
}

#[test]
fn c14_credit_that_reaches_a_closed_account_is_the_members_and_brings_no_power() {
    let mut office = with_ada("petit-jean", &Enrollment::new_member());
    account(&office, "close", &["--reason", "moved away", "--final-kwh", "1000.0"]).done();
    office.shows(json!({"status": "closed", "power": "off", "refund_due": "39.00"}));
    office.set_to("25.00");
    office.shows(json!({"status": "closed", "power": "off", "balance": "0.00", "refund_due": "64.00"}));
    office.at("2026-11-30T09:00").verifies();
}

#[test]
fn a_hold_may_keep_an_account_open() {
    let office = with_ada("petit-jean", &Enrollment::new_member());
    let hold = ["--kind", "other", "--until", "2026-12-31", "--stops", "close", "--reason", "the estate"];
    account(&office, "hold", &hold).done();
    let held = account(&office, "close", &["--reason", "moved away", "--final-kwh", "1000.0"]).refused();
    assert_eq!(held.code, "held");
}

#[test]
fn without_a_read_of_today_the_final_read_is_asked_for() {
    let mut office = with_ada("petit-jean", &Enrollment::new_member());
    office.at("2026-11-30T09:00").unreachable();
    let closing = account(&office, "close", &["--reason", "moved away"]).refused();
    assert_eq!(closing.code, "final_read_needed");
}

#[test]
fn r38_the_final_notice_is_kept_with_the_account_that_the_terms_close() {
    let mut office = Office::with_sample_members("petit-jean", 0, "2026-11-29T12:00");
    office.enroll(&Enrollment::new_member());
    overdrawn(&mut office);
    office.run(&["forecast", "2026-11-30", "--low-f", "50"]).done();
    office.at("2026-11-30T10:00").cycle();
    for day in crate::common::days("2026-12-01", "2026-12-08") {
        office.at(&format!("{day}T10:00")).use_kwh("0").cycle();
    }
    office.shows(json!({"status": "closed", "membership": "0.00"}));
    let documents = office.run(&["documents", &office.account().number]).done();
    let letters = texts(&documents, "kind").iter().filter(|kind| *kind == "final-notice").count();
    assert_eq!(letters, 1, "{documents:#}");
}

#[test]
fn r43_leaving_asks_for_a_deposit_and_settles_with_the_standard_billing() {
    let office = with_ada("petit-jean", &Enrollment::arrears("40.00"));
    let arrears = account(&office, "leave", &[]).refused();
    assert_eq!(arrears.code, "arrears_first");
    let number = office.account().number.clone();
    office.run(&["pay", &number, "--method", "external", "--amount", "40.00", "--arrears-only"]).done();
    assert_eq!(account(&office, "leave", &["--waiver", "cosigner"]).refused().code, "waiver_not_allowed");
    let left = account(&office, "leave", &[]).done();
    assert_eq!(left["deposit"], "0.00", "without a whole month the terms' least is asked: {left}");
    office.shows(json!({"status": "left", "balance": "0.00", "arrears": "0.00", "power": "on"}));
    office.verifies();
}

#[test]
fn r43_c35_the_deposit_is_of_whole_calendar_months() {
    let mut office = Office::practice("peninsula-light");
    office.at("2026-09-30T12:00");
    office.enroll(&Enrollment::new_member().paying("300.00"));
    // Of October every day: 30 kWh at 0.10, and the month's 30.00 and 4.00.
    office.cycles("2026-10-01", "2026-11-02", "10:00", "30");
    let left = account(&office, "leave", &[]).done();
    assert_eq!(left["deposit"], "254.00", "twice the highest bill: {left}");
    assert!(left["reason"].as_str().expect("a reason").contains("Twice the highest bill"), "{left}");
}

#[test]
fn moving_house_takes_credit_arrears_and_membership_along() {
    let mut office = Office::practice("petit-jean");
    office.at("2026-11-16T09:00");
    office.enroll(&Enrollment::arrears("50.00").paying("100.00"));
    let old = office.account().number.clone();
    account(&office, "hold", &["--kind", "elderly", "--until", "2027-11-16", "--reason", "82 years old"]).done();
    office.at("2026-11-17T10:00").use_kwh("30").cycle();
    let input = json!({
        "service": {"meter": "M2002", "address": "3 Oak Rd, Clinton AR", "class": "residential", "phase": "single",
                    "remote_switch": true, "switch_installed": true, "start_kwh": "500.0", "link": "sim"},
        "final_kwh": "1040.0",
        "signature": {"name": "Ada Ozark", "paper": true},
    });
    let file = office.file("transfer.json", &input.to_string());
    let moved = office.at("2026-11-17T12:00").run(&["account", "transfer", &old, &file]).done();
    // 100.00, less 30 kWh and 10 kWh, less two days' share.
    assert_eq!((&moved["from"], &moved["balance"], &moved["arrears"]), (&json!(old), &json!("94.00"), &json!("50.00")));
    office.shows(json!({"status": "closed", "balance": "0.00", "arrears": "0.00", "power": "off"}));
    let new = moved["account"].as_str().expect("an account").to_string();
    let shown = office.run(&["account", "show", &new]).done();
    assert_eq!((&shown["status"], &shown["meter"], &shown["power"]), (&json!("active"), &json!("M2002"), &json!("on")));
    assert_eq!(texts(&shown["holds"], "kind"), ["elderly"], "a flag of the person goes along");
    let documents = office.run(&["documents", &new]).done();
    assert_eq!(texts(&documents, "kind"), ["agreement"], "{documents:#}");
    office.verifies();
}

// To approve

/// An act that is to wait.
fn asking(kept: &WaitingAct, text: &str) -> AskApproval {
    AskApproval { kept: kept.clone(), text: text.to_string() }
}

/// Somebody at the counter, without a PIN as in practice.
fn by(name: &str) -> Call {
    let now = "2026-11-29T13:00:00".parse().expect("a local time");
    Call { who: Who::SignedIn(name.to_string()), now: Some(now), ..Call::default() }
}

#[test]
fn what_finds_no_supervisor_waits_and_is_done_once_as_its_maker_asked_it() {
    let office = with_ada("petit-jean", &Enrollment::new_member());
    for (name, role) in [("Cara", "csr"), ("Sue", "supervisor")] {
        office.run(&["operator", "add", name, "--role", role]).done();
    }
    let mut desk = Desk::open(&office.store()).expect("the store");
    let account = office.account().number.clone();
    let adjust = WaitingAct::of(&AdjustInput {
        account: account.clone(),
        amount: Cents(5_00),
        reason: "an hour without power".to_string(),
    });
    let asked = desk.perform(&by("Cara"), &asking(&adjust, "Adjust Ada Ozark by $5.00")).expect("it waits");
    assert_eq!(office.balance(), "20.00", "what waits has not happened");
    assert_eq!(desk.approvals(&by("Sue")).expect("the list"), std::slice::from_ref(&asked));

    let oneself = desk.approve(&by("Cara"), asked.id).expect_err("nobody approves their own act");
    assert_eq!(oneself.code, Code::ApproverNotSupervisor);
    let typed = Call { approver: Some(Approver { name: "Sue".to_string(), pin: None }), ..by("Cara") };
    let approved = desk.approve(&typed, asked.id).expect("it is done");
    assert_eq!(approved.answer["balance"], "25.00");
    assert_eq!(office.balance(), "25.00");
    assert_eq!(desk.approve(&by("Sue"), asked.id).expect_err("it is decided").code, Code::UnknownApproval);
    assert_eq!(desk.approvals(&by("Sue")).expect("the list"), []);
    office.verifies();
}

#[test]
fn what_waits_is_declined_by_a_supervisor_or_withdrawn_by_its_maker() {
    let office = with_ada("petit-jean", &Enrollment::new_member());
    for (name, role) in [("Cara", "csr"), ("Carl", "csr"), ("Sue", "supervisor")] {
        office.run(&["operator", "add", name, "--role", role]).done();
    }
    let mut desk = Desk::open(&office.store()).expect("the store");
    let void = WaitingAct::of(&VoidReceipt { receipt: "R-C-000001".to_string(), reason: "wrong member".to_string() });
    let first = desk.perform(&by("Cara"), &asking(&void, "Void R-C-000001")).expect("it waits");
    let second = desk.perform(&by("Cara"), &asking(&void, "Void R-C-000001")).expect("it waits");
    assert_eq!(
        desk.perform(&by("Carl"), &Decline { id: first.id }).expect_err("Carl decides nothing").code,
        Code::SupervisorNeeded
    );
    assert_eq!(desk.perform(&by("Cara"), &Decline { id: first.id }).expect("her own").outcome.word(), "withdrawn");
    // An enrollment's receipt is not voided: the refusal is told, and the act goes on waiting.
    assert_eq!(desk.approve(&by("Sue"), second.id).expect_err("refused").code, Code::EnrollmentReceipt);
    assert_eq!(desk.perform(&by("Sue"), &Decline { id: second.id }).expect("a supervisor").outcome.word(), "declined");
}
