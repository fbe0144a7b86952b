//! Three weeks at the counter, and the Monday after a holiday weekend: the one number, a void, a count, a day report
//! that adds up.

use serde_json::{Value, json};

use crate::common::money::{amount, cents, denominations};
use crate::common::{Enrollment, Office};

#[test]
fn a_clerks_day_adds_up_from_the_first_payment_to_the_bank_deposit() {
    let mut office = Office::practice("petit-jean");
    office.at("2026-11-09T09:00");
    office.enroll(&Enrollment::new_member().named("Ben Boone", "M2002").paying("180.00"));
    let ben = office.account().clone();
    office.enroll(&Enrollment::new_member().paying("120.00"));
    let ada = office.account().clone();

    three_weeks_of_cycles(&mut office);
    office.serve(&ada).shows(json!({"status": "disconnected", "power": "off"}));
    office.serve(&ben).shows(json!({"status": "active", "power": "on"}));

    // The counter opens after the cut. A drawer begins with its float.
    office.at("2026-11-30T10:30");
    office.run(&["drawer", "open", "--float", "100.00"]).done();

    // "How much to get it back on?" One number, and it is true to the cent.
    let number = office.serve(&ada).show()["to_reconnect"].as_str().expect("a number").to_string();
    let tendered = amount((cents(&number) / 2000 + 1) * 2000);
    let paid = pay_cash(&office, &number, &tendered);
    assert_eq!(paid["change"], amount(cents(&tendered) - cents(&number)));
    office.shows(json!({"status": "active", "power": "on", "balance": "20.00", "to_reconnect": "0.00"}));

    // The next payment was keyed to the wrong member: it is voided, and leaves no trace in the balance.
    let before = office.balance();
    let mistake = pay_cash(&office, "25.00", "25.00");
    void(&office, &mistake).done();
    assert_eq!(office.balance(), before);
    void(&office, &mistake).refused();
    pay_cash(office.serve(&ben), "25.00", "40.00");
    office.pay_by_check("60.00");

    let in_the_drawer = amount(cents("100.00") + cents(&number) + cents("25.00"));
    count_and_close(&office, &in_the_drawer);
    close_the_day(&office, &number);
    office.verifies();
}

/// 10 to 30 November: Ada uses more than she can pay for and is cut on the Monday after Thanksgiving, Ben does not.
fn three_weeks_of_cycles(office: &mut Office) {
    let ada = office.account().clone();
    for day in crate::common::days("2026-11-10", "2026-11-30") {
        office.at(&format!("{day}T10:00")).use_kwh("24.7");
        let cycle = office.cycle();
        assert_eq!(cycle["billed"], 2, "on {day}: {cycle}");
        let holiday_weekend = ("2026-11-26".."2026-11-30").contains(&day.as_str());
        assert!(!holiday_weekend || cycle["disconnects"] == 0, "nobody is cut on {day}: {cycle}");
        assert_eq!(office.cycle()["billed"], 0, "a second cycle does nothing again");
    }
    assert_eq!(*office.account(), ada);
}

fn pay_cash(office: &Office, amount: &str, tendered: &str) -> Value {
    let account = &office.account().number;
    office.run(&["pay", account, "--method", "cash", "--amount", amount, "--tendered", tendered]).done()
}

fn void(office: &Office, payment: &Value) -> crate::common::Answer {
    let receipt = payment["receipt"].as_str().expect("a receipt");
    office.run(&["void", receipt, "--reason", "keyed to the wrong member", "--approved-by", "practice"])
}

/// The count is blind: what is expected is told only when it is final.
fn count_and_close(office: &Office, cash: &str) {
    let open = office.run(&["drawer", "show"]).done();
    assert!(open["expected"].is_null(), "a drawer tells what it expects before it is counted: {open}");
    let counts = format!("{},checks=60.00", denominations(cash));
    let counted = office.run(&["drawer", "count", "--count", &counts]).done();
    let expected = amount(cents(cash) + cents("60.00"));
    assert_eq!(
        (&counted["expected"], &counted["counted"], &counted["over_short"]),
        (&json!(expected), &json!(expected), &json!("0.00")),
        "{counted}"
    );
    office.run(&["drawer", "close"]).done();
}

fn close_the_day(office: &Office, reconnect: &str) {
    office.run(&["deposit", "make", "--bag", "B-77"]).done();
    office.run(&["day", "close"]).done();
    let report = office.run(&["day", "report", "2026-11-30"]).done();
    assert_eq!(report["by_method"]["cash"], amount(cents(reconnect) + cents("25.00")), "{report:#}");
    assert_eq!(report["by_method"]["check"], "60.00", "{report:#}");
    let head = report["head"].as_str().expect("the head of the chain of seals");
    let verified = office.run(&["verify", "--head", head, "--day", "2026-11-30"]).done();
    assert_eq!(verified["ok"], true, "{verified:#}");
}

#[test]
fn a_drawer_that_is_short_says_so_and_posts_it() {
    let mut office = Office::practice("petit-jean");
    office.at("2026-11-16T09:00");
    office.run(&["drawer", "open", "--float", "50.00"]).done();
    office.enroll(&Enrollment::new_member());
    let counted = office.run(&["drawer", "count", "--count", &denominations("129.75")]).done();
    assert_eq!((&counted["expected"], &counted["over_short"]), (&json!("130.00"), &json!("-0.25")), "{counted}");
    office.run(&["drawer", "close"]).done();
    office.verifies();
}

#[test]
fn a_payment_in_two_tenders_for_two_accounts_is_one_receipt() {
    let mut office = Office::practice("petit-jean");
    office.at("2026-11-16T09:00");
    office.enroll(&Enrollment::new_member().named("Ben Boone", "M2002"));
    let ben = office.account().clone();
    office.enroll(&Enrollment::new_member());
    let to_ada = format!("{}=70.00", office.account().number);
    let to_ben = format!("{}=30.00", ben.number);
    let tenders = ["pay", "--tender", "cash=40.00", "--tender", "check=60.00#1234"];
    office.run(&[&tenders[..], &["--to", &to_ada, "--to", &to_ben]].concat()).done();
    office.shows(json!({"balance": "90.00"}));
    office.serve(&ben).shows(json!({"balance": "50.00"}));
    office.verifies();
}

#[test]
fn a_payment_on_the_wrong_account_is_moved_on_any_later_day() {
    let mut office = Office::practice("petit-jean");
    office.at("2026-11-16T09:00");
    office.enroll(&Enrollment::new_member().named("Ben Boone", "M2002"));
    let ben = office.account().clone();
    office.enroll(&Enrollment::new_member());
    let receipt = office.pay_by_check("35.00");
    office.at("2026-11-18T09:00");
    let reason = ["--reason", "meant for Ben", "--approved-by", "practice"];
    office.run(&[&["payment", "move", &receipt, "--to", &ben.number], &reason[..]].concat()).done();
    office.shows(json!({"balance": "20.00"}));
    office.serve(&ben).shows(json!({"balance": "55.00"}));
    office.verifies();
}
