//! What becomes of a disconnect and of a reconnect when the meter does not do as it is told.

use serde_json::{Value, json};

use crate::common::{Enrollment, Office};

const METER: &str = "M1001";
const BY_REQUEST: [&str; 7] =
    ["switch", "off", METER, "--ground", "request", "--reason", "Ada Ozark asked, known by her passphrase"];

/// Petit Jean's member on Tuesday 17 November, 09:00: billed, and left with `balance`.
fn member_with(balance: &str) -> Office {
    let mut office = Office::practice("petit-jean");
    office.at("2026-11-16T12:00").enroll(&Enrollment::new_member());
    office.at("2026-11-17T09:00").use_kwh("5").cycle();
    office.set_to(balance);
    office
}

/// The simulated meter from now on has these faults and no other.
fn fault(office: &Office, faults: &[&str]) {
    office.run(&[&["sim", "set", METER][..], faults].concat()).done();
}

fn work_at(office: &mut Office, time: &str) {
    office.at(&format!("2026-11-17T{time}")).run(&["switch", "work"]).done();
}

/// The newest command of the queue.
fn newest(office: &Office) -> Value {
    office.run(&["switch", "queue"]).done()["rows"].as_array().expect("rows").iter().next().expect("a command").clone()
}

fn statuses(office: &Office, command: &str) -> Vec<String> {
    let queue = office.run(&["switch", "queue"]).done();
    let rows = queue["rows"].as_array().expect("rows");
    let of_kind = rows.iter().filter(|row| row["command"] == command);
    of_kind.map(|row| row["status"].as_str().expect("a status").to_string()).collect()
}

#[test]
fn a_disconnect_that_never_went_out_is_taken_back_by_a_payment_however_often_it_was_tried() {
    let mut office = member_with("-5.00");
    fault(&office, &["--unreachable"]);
    office.at("2026-11-17T10:00:00").cycle();
    for time in ["10:00:05", "10:00:35", "10:02:35"] {
        work_at(&mut office, time);
    }
    assert_eq!(newest(&office)["status"], "attention", "from the third try on a person looks");
    office.shows(json!({"status": "active", "power": "switching"}));
    let paid = office.at("2026-11-17T10:05:00").pay("5.01");
    assert_eq!(paid["to_reconnect"], "0.00", "0.01 is enough while nothing was cut: {paid}");
    fault(&office, &[]);
    work_at(&mut office, "10:40");
    office.shows(json!({"status": "active", "power": "on", "balance": "0.01"}));
    office.verifies();
}

#[test]
fn c27_a_disconnect_that_could_not_be_sent_expires_at_the_terms_last_time_and_is_never_made_later() {
    let mut office = member_with("-5.00");
    fault(&office, &["--unreachable"]);
    office.at("2026-11-17T10:00:00").cycle();
    for time in ["10:00:05", "10:00:35", "10:02:35", "10:12:35", "15:29"] {
        work_at(&mut office, time);
    }
    fault(&office, &[]);
    work_at(&mut office, "15:30");
    assert_eq!(newest(&office)["status"], "expired");
    office.shows(json!({"status": "active", "power": "on"}));
    office.at("2026-11-18T08:00").use_kwh("0").cycle();
    office.shows(json!({"status": "active", "power": "on"}));
    office.at("2026-11-18T10:00").cycle();
    office.shows(json!({"status": "disconnected", "disconnected_on": "2026-11-18"}));
    office.verifies();
}

#[test]
fn c27_a_disconnect_whose_switch_stayed_closed_is_not_sent_again_after_the_terms_last_time() {
    let mut office = member_with("-5.00");
    fault(&office, &["--stuck"]);
    office.at("2026-11-17T10:00:00").cycle();
    office.shows(json!({"status": "active", "power": "switching"}));
    work_at(&mut office, "12:00");
    fault(&office, &[]);
    work_at(&mut office, "15:31");
    assert_eq!(newest(&office)["status"], "expired");
    office.shows(json!({"status": "active", "power": "on"}));
    office.verifies();
}

#[test]
fn a_lost_reply_is_looked_after_and_not_sent_twice() {
    let mut office = member_with("-5.00");
    fault(&office, &["--lose-reply"]);
    office.at("2026-11-17T10:00:00").cycle();
    office.shows(json!({"status": "disconnected", "power": "off"}));
    assert_eq!(newest(&office)["tries"], 1);
    office.at("2026-11-17T11:00").pay("25.00");
    office.shows(json!({"status": "active", "power": "on", "balance": "20.00"}));
    office.verifies();
}

#[test]
fn after_a_disconnect_went_out_the_reconnect_target_applies_and_the_disconnect_is_not_sent_again() {
    let mut office = member_with("-5.00");
    fault(&office, &["--stuck"]);
    office.at("2026-11-17T10:00:00").cycle();
    let short = office.at("2026-11-17T10:00:01").pay("5.01");
    assert_eq!((&short["balance"], &short["to_reconnect"]), (&json!("0.01"), &json!("19.99")));
    office.at("2026-11-17T10:00:02").pay("19.99");
    fault(&office, &[]);
    for time in ["10:01", "10:31", "11:01", "15:31"] {
        work_at(&mut office, time);
    }
    office.shows(json!({"status": "active", "power": "on", "balance": "20.00"}));
    assert_eq!(statuses(&office, "off"), ["cancelled"]);
    office.verifies();
}

#[test]
fn a_refused_disconnect_is_for_a_person_and_the_next_list_takes_it_up_again() {
    let mut office = member_with("-5.00");
    fault(&office, &["--refuse"]);
    let cycle = office.at("2026-11-17T10:00").cycle();
    assert_eq!(cycle["disconnects"], 0);
    assert!(cycle["attention"].as_u64() >= Some(1), "{cycle}");
    assert_eq!(newest(&office)["status"], "refused");
    fault(&office, &[]);
    work_at(&mut office, "11:00");
    office.shows(json!({"status": "active", "power": "on"}));
    office.at("2026-11-18T10:00").use_kwh("0").cycle();
    office.shows(json!({"status": "disconnected"}));
    office.verifies();
}

#[test]
fn r35_a_reconnect_is_tried_again_after_5_s_30_s_2_min_10_min_then_every_30_min_until_it_is_seen() {
    let mut office = member_with("-5.00");
    office.at("2026-11-17T10:00").cycle();
    fault(&office, &["--unreachable"]);
    office.at("2026-11-17T20:00:00").pay("25.00");
    let tries = |office: &Office| newest(office)["tries"].as_i64().expect("a number");
    assert_eq!(tries(&office), 1);
    for (before, due, count) in [
        ("20:00:04", "20:00:05", 2),
        ("20:00:34", "20:00:35", 3),
        ("20:02:34", "20:02:35", 4),
        ("20:12:34", "20:12:35", 5),
        ("20:42:34", "20:42:35", 6),
        ("21:12:34", "21:12:35", 7),
    ] {
        work_at(&mut office, before);
        assert_eq!(tries(&office), count - 1, "at {before}");
        work_at(&mut office, due);
        assert_eq!(tries(&office), count, "at {due}");
    }
    assert_eq!(newest(&office)["status"], "attention");
    office.shows(json!({"status": "disconnected", "power": "switching"}));
    fault(&office, &[]);
    work_at(&mut office, "21:42:35");
    office.shows(json!({"status": "active", "power": "on"}));
    office.verifies();
}

#[test]
fn r35_a_refused_or_stuck_reconnect_is_asked_again_until_the_power_is_seen() {
    for kind in ["--refuse", "--stuck"] {
        let mut office = member_with("-5.00");
        office.at("2026-11-17T10:00").cycle();
        fault(&office, &[kind]);
        office.at("2026-11-17T11:00:00").pay("25.00");
        office.shows(json!({"status": "disconnected"}));
        fault(&office, &[]);
        work_at(&mut office, "12:00");
        office.shows(json!({"status": "active", "power": "on"}));
        office.verifies();
    }
}

#[test]
fn a_void_drops_a_reconnect_that_never_went_out_however_often_it_was_tried() {
    let mut office = member_with("-5.00");
    office.at("2026-11-17T10:00").cycle();
    fault(&office, &["--unreachable"]);
    office.at("2026-11-17T11:00:00");
    let account = office.account().number.clone();
    let paid = office.run(&["pay", &account, "--method", "cash", "--amount", "25.00"]).done();
    for time in ["11:00:05", "11:00:35", "11:02:35"] {
        work_at(&mut office, time);
    }
    let receipt = paid["receipt"].as_str().expect("a receipt");
    let void = ["void", receipt, "--reason", "the wrong member", "--approved-by", "practice"];
    office.at("2026-11-17T11:03:00").run(&void).done();
    fault(&office, &[]);
    work_at(&mut office, "12:00");
    office.shows(json!({"status": "disconnected", "power": "off", "balance": "-5.00", "to_reconnect": "25.00"}));
    office.verifies();
}

#[test]
fn a_void_leaves_the_power_on_until_the_next_list() {
    let mut office = member_with("-5.00");
    office.at("2026-11-17T10:00").cycle();
    office.at("2026-11-17T11:00:00");
    let account = office.account().number.clone();
    let paid = office.run(&["pay", &account, "--method", "cash", "--amount", "25.00"]).done();
    let receipt = paid["receipt"].as_str().expect("a receipt");
    office.run(&["void", receipt, "--reason", "the wrong member", "--approved-by", "practice"]).done();
    office.at("2026-11-17T14:00").cycle();
    office.shows(json!({"status": "active", "power": "on", "balance": "-5.00"}));
    office.at("2026-11-18T10:00").use_kwh("0").cycle();
    office.shows(json!({"status": "disconnected"}));
    office.verifies();
}

#[test]
fn c44_a_meter_that_is_switched_off_at_the_members_request_is_no_disconnect_and_stays_off() {
    let mut office = member_with("30.00");
    let off = office.run(&BY_REQUEST).done();
    assert_eq!((&off["status"], &off["state"]), (&json!("done"), &json!("off")));
    office.shows(json!({"status": "active", "power": "off", "disconnected_on": null, "closes_after": null}));
    office.at("2026-11-17T10:00").cycle();
    office.shows(json!({"status": "active", "power": "off", "attention": []}));
    office.run(&["switch", "on", METER]).done();
    office.shows(json!({"status": "active", "power": "on"}));
    office.verifies();
}

#[test]
fn a_disconnect_that_waits_is_hurried_by_hand_and_stays_one_for_non_payment() {
    let mut office = member_with("-5.00");
    fault(&office, &["--unreachable"]);
    office.at("2026-11-17T10:00:00").cycle();
    fault(&office, &[]);
    office.at("2026-11-17T10:00:02").run(&BY_REQUEST).done();
    office.shows(json!({"status": "disconnected", "power": "off", "to_reconnect": "25.00"}));
    office.verifies();
}
