//! The cash side of the counter from outside: what a script sees of a drawer, the deposit and the day.

use serde_json::{Value, json};

use crate::common::money::denominations;
use crate::common::{Enrollment, Office};

/// A practice office on a Monday morning, its drawer open with 100.00, and a member who brought 80.00 in cash.
fn monday() -> Office {
    let mut office = Office::practice("petit-jean");
    office.at("2026-11-16T09:00");
    office.run(&["drawer", "open", "--float", "100.00"]).done();
    office.enroll(&Enrollment::new_member());
    office
}

fn pay(office: &Office, method: &str, amount: &str) -> Value {
    office.run(&["pay", &office.account().number, "--method", method, "--amount", amount]).done()
}

fn count(office: &Office, counts: &str) -> Value {
    office.run(&["drawer", "count", "--count", counts]).done()
}

#[test]
fn what_an_open_drawer_shows_does_not_add_up_to_what_it_should_hold() {
    let office = monday();
    pay(&office, "cash", "25.00");
    let shown = office.run(&["drawer", "show"]).done();
    for key in ["expected", "counted", "over_short", "by_kind"] {
        assert!(shown[key].is_null(), "{key} of {shown:#}");
    }
    assert_eq!(shown["receipts"], 2, "{shown:#}");
    assert!(!shown.to_string().contains("25.00") && !shown.to_string().contains("205.00"), "{shown:#}");
}

#[test]
fn a_drop_and_a_paid_out_are_no_longer_expected_in_the_drawer() {
    let office = monday();
    office.run(&["drawer", "drop", "--amount", "100.00"]).done();
    office.run(&["drawer", "paid-out", "--amount", "12.50", "--reason", "stamps"]).done();
    assert_eq!(office.run(&["drawer", "drop", "--amount", "67.51"]).refused().code, "not_enough_cash");
    let counted = count(&office, &denominations("67.50"));
    assert_eq!((&counted["expected"], &counted["over_short"]), (&json!("67.50"), &json!("0.00")), "{counted:#}");
    office.run(&["drawer", "close"]).done();
    // The float of 100.00 stays behind: of 180.00, 12.50 were paid out.
    let deposit = office.run(&["deposit", "make", "--bag", "B-1"]).done();
    assert_eq!(deposit["amount"], "67.50", "{deposit:#}");
    office.run(&["day", "close"]).done();
    let report = office.run(&["day", "report"]).done();
    assert_eq!(report["paid_outs"][0]["amount"], "12.50", "{report:#}");
    assert_eq!(report["drops"][0]["amount"], "100.00", "{report:#}");
    office.verifies();
}

#[test]
fn a_bag_goes_to_the_bank_once_with_each_check_and_money_order() {
    let office = monday();
    pay(&office, "check", "60.00");
    pay(&office, "money_order", "45.00");
    count(&office, &format!("{},checks=60.00,money_orders=45.00", denominations("180.00")));
    assert_eq!(office.run(&["deposit", "make", "--bag", "B-7"]).refused().code, "nothing_to_deposit");
    office.run(&["drawer", "close"]).done();
    let deposit = office.run(&["deposit", "make", "--bag", "B-7"]).done();
    let sums = ["cash", "checks", "money_orders", "amount"].map(|key| deposit[key].as_str().expect("an amount"));
    assert_eq!(sums, ["80.00", "60.00", "45.00", "185.00"]);
    assert_eq!(deposit["items"].as_array().map(Vec::len), Some(2), "{deposit:#}");
    pay(&office, "check", "10.00");
    count(&office, "checks=10.00");
    office.run(&["drawer", "close"]).done();
    assert_eq!(office.run(&["deposit", "make", "--bag", "B-7"]).refused().code, "bag_used");
    assert_eq!(office.run(&["deposit", "make", "--bag", "B-8"]).done()["amount"], "10.00");
    office.verifies();
}

#[test]
fn a_voided_payment_is_in_no_total_and_its_number_is_in_the_report() {
    let office = monday();
    let receipt = pay(&office, "cash", "25.00")["receipt"].as_str().expect("a receipt").to_string();
    office.run(&["void", &receipt, "--reason", "wrong member", "--approved-by", "practice"]).done();
    let report = office.run(&["day", "report"]).done();
    assert_eq!((&report["closed"], &report["by_method"]["cash"]), (&json!(false), &json!("80.00")), "{report:#}");
    assert_eq!((&report["receipts"]["count"], &report["receipts"]["last"]), (&json!(2), &json!(receipt)), "{report:#}");
    assert_eq!(report["voids"][0]["receipt"], json!(receipt), "{report:#}");
}

#[test]
fn c46_an_offices_report_has_its_own_drawers_and_the_outside_is_reported_once() {
    let office = monday();
    pay(&office, "card", "30.00");
    pay(&office, "external", "15.00");
    let shows = |args: &[&str], cash: &str, card: &str, external: &str| {
        let report = office.run(&[&["day", "report"], args].concat()).done();
        let methods = report["by_method"].as_object().expect("methods");
        let shown = (&methods["cash"], &methods["card"], &methods["external"]);
        assert_eq!(shown, (&json!(cash), &json!(card), &json!(external)), "{args:?}");
        let cents = |map: &serde_json::Map<String, Value>| -> i64 {
            map.values().map(|value| crate::common::money::cents(value.as_str().expect("an amount"))).sum()
        };
        assert_eq!(cents(methods), cents(report["by_kind"].as_object().expect("kinds")), "{report:#}");
    };
    shows(&["--office", "Clinton"], "80.00", "30.00", "0.00");
    shows(&["--office", "Marshall"], "0.00", "0.00", "0.00");
    shows(&["--outside"], "0.00", "0.00", "15.00");
    shows(&["--all"], "80.00", "30.00", "15.00");
}

#[test]
fn c46_a_web_payment_after_the_close_is_on_the_outsides_report_of_that_day() {
    let office = monday();
    count(&office, &denominations("180.00"));
    office.run(&["drawer", "close"]).done();
    office.run(&["day", "close"]).done();
    let row =
        format!("source,reference,account,amount,paid_at\nweb,1,{},15.00,2026-11-16T09:00\n", office.account().number);
    office.run(&["import", "payments", &office.file("web.csv", &row)]).done();
    assert_eq!(office.run(&["day", "report"]).done()["by_method"]["external"], "0.00");
    let external = |args: &[&str]| office.run(args).done()["by_method"]["external"].clone();
    assert_eq!(external(&["day", "report", "2026-11-16", "--outside"]), "15.00");
    assert_eq!(external(&["day", "report", "2026-11-16", "--all"]), "15.00");
    office.verifies();
}

#[test]
fn the_day_closes_once_and_only_with_every_drawer_closed_and_the_cards_compared() {
    let office = monday();
    pay(&office, "card", "30.00");
    assert_eq!(office.run(&["day", "close", "--card-batch", "30.00"]).refused().code, "drawers_open");
    count(&office, &denominations("180.00"));
    office.run(&["drawer", "close"]).done();
    assert_eq!(office.run(&["day", "close"]).refused().code, "card_batch_needed");
    assert_eq!(office.run(&["day", "close", "--card-batch", "29.00"]).refused().code, "card_batch_differs");
    let closed = office.run(&["day", "close", "--card-batch", "30.00"]).done();
    assert_eq!(closed["closed"], true);
    assert_eq!(office.run(&["day", "report", "2026-11-16"]).done(), closed);
    assert_eq!(office.run(&["day", "close"]).refused().code, "day_closed");
    office.verifies();
}

#[test]
fn money_taken_after_the_close_is_on_the_next_business_days_report() {
    let mut office = monday();
    count(&office, &denominations("180.00"));
    office.run(&["drawer", "close"]).done();
    office.run(&["day", "close"]).done();
    let before = crate::common::money::cents(&office.balance());
    pay(&office, "cash", "12.00");
    assert_eq!(crate::common::money::cents(&office.balance()) - before, 12_00);
    assert_eq!(office.run(&["day", "report", "2026-11-16"]).done()["by_method"]["cash"], "80.00");
    office.at("2026-11-17T08:30");
    assert_eq!(office.run(&["day", "report"]).done()["by_method"]["cash"], "12.00");
}
