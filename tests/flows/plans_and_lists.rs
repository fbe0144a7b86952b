//! What the terms leave out stays out (C12, R16, R27), and when a whole list waits for a person.

use serde_json::{Value, json};

use crate::common::{Enrollment, Office};

#[test]
fn c12_the_plan_made_at_enrollment_is_the_only_one() {
    let mut office = Office::practice("petit-jean");
    office.at("2026-11-16T09:00").enroll(&Enrollment::arrears("100.00"));
    let account = office.account().number.clone();
    for word in ["finance", "plan", "arrange"] {
        office.run(&["account", word, &account, "--amount", "40.00"]).not_done();
    }
    // What is owed later is owed for energy, on or off; only a payment moves the plan, and only down.
    office.at("2026-11-17T09:00").use_kwh("5").cycle();
    office.set_to("-40.00");
    office.shows(json!({"balance": "-40.00", "arrears": "100.00"}));
    office.at("2026-11-17T10:00").cycle();
    office.shows(json!({"status": "disconnected", "balance": "-40.00", "arrears": "100.00", "to_reconnect": "60.00"}));
    office.pay("80.00");
    office.shows(json!({"balance": "30.00", "arrears": "90.00"}));
    office.verifies();
}

#[test]
fn r16_the_day_on_which_a_bill_is_past_due_is_the_files() {
    let past_due = |office: &Office| -> String {
        let shown = office.run(&["program", "show"]).done();
        let sections = shown["sections"].as_array().expect("the terms by table").clone();
        let rows = sections.iter().filter_map(|section| section["rows"].as_array()).flatten();
        let row = rows.filter(|row| row["key"] == "debt.past_due_after_day").find_map(|row| row["value"].as_str());
        row.expect("the day").to_string()
    };
    assert_eq!(past_due(&Office::practice("petit-jean")), "14");
    assert_eq!(past_due(&Office::practice("cedar-bend")), "21");
}

#[test]
fn r27_a_month_of_days_makes_no_bill_on_paper() {
    let mut office = Office::practice("pec");
    office.at("2026-10-31T12:00").enroll(&Enrollment::new_member().paying("300.00"));
    office.cycles("2026-11-01", "2026-12-01", "09:00", "10");
    let documents = office.run(&["documents", &office.account().number]).done();
    let kinds = documents.as_array().expect("documents").iter().map(|one| one["kind"].clone());
    assert_eq!(kinds.collect::<Vec<Value>>(), [json!("agreement"), json!("receipt")]);
}

/// 60 sample members, Ada at -5.00, and `missing` households whose meter does not answer: at 09:00 on 17 November.
fn morning_with(missing: usize) -> Office {
    let mut office = Office::with_sample_members("petit-jean", 60, "2026-11-16T08:00");
    office.at("2026-11-16T12:00");
    for number in 0..missing {
        office.enroll(&Enrollment::new_member().named(&format!("Bo Pine {number}"), &format!("X{number}")));
        office.unreachable();
    }
    office.enroll(&Enrollment::new_member());
    office.run(&["forecast", "2026-11-17", "--low-f", "50"]).done();
    office.at("2026-11-17T09:00").use_kwh("5").cycle();
    office.set_to("-5.00");
    office
}

#[test]
fn a_few_missing_reads_of_a_whole_morning_do_not_hold_the_list_whichever_cycle_missed_them() {
    let mut office = morning_with(3);
    office.at("2026-11-17T10:00").cycle();
    office.shows(json!({"status": "disconnected"}));
    office.verifies();
}

#[test]
fn c60_the_whole_list_waits_at_a_gate_when_one_read_in_twenty_is_missing() {
    let mut office = morning_with(4);
    office.at("2026-11-17T10:00").cycle();
    office.shows(json!({"status": "active", "power": "on"}));
    let review = office.run(&["cycle", "review"]).done();
    assert!(review["waits"].as_str().is_some_and(|why| why.contains("4 of 65 reads")), "{review:#}");
    assert_eq!(office.release().refused().code, "approval_needed");
    assert_eq!(office.run(&["cycle", "release", "--all"]).refused().code, "approval_needed");
    let alone = ["cycle", "release", "--all", "--reason", "the gateway was down"];
    assert_eq!(office.run(&alone).refused().code, "approval_needed");
    office.shows(json!({"status": "active", "power": "on"}));
    office.release_against_gates().done();
    office.shows(json!({"status": "disconnected"}));
    office.verifies();
}

#[test]
fn c60_letting_the_list_go_on_opens_that_gate_only_and_the_evidence_says_who_did() {
    let mut office = morning_with(4);
    let ada = office.account().clone();
    office.at("2026-11-16T12:00").enroll(&Enrollment::new_member().named("Cal Cole", "M3003"));
    let cal = office.account().clone();
    office.at("2026-11-17T09:00").use_kwh("5").cycle();
    office.set_to("-5.00");
    office.run(&["account", "hold", &cal.number, "--kind", "medical", "--reason", "a letter"]).done();
    office.at("2026-11-17T10:00").cycle();
    let go_on = ["cycle", "release", "--all", "--reason", "the gateway was down", "--approved-by", "practice"];
    office.run(&go_on).done();
    office.shows(json!({"status": "active", "power": "on"}));
    office.serve(&ada).shows(json!({"status": "disconnected"}));
    let why = office.run(&["account", "why", &ada.number]).done();
    let gates = why["disconnects"][0]["evidence"]["gates"].to_string();
    assert!(gates.contains("4 of 65") || gates.contains("4 of 66"), "what stood is told: {gates}");
    assert!(gates.contains("practice, approved by practice: the gateway was down"), "and who decided: {gates}");
    assert!(!gates.contains("nothing stands in the way"), "{gates}");
    office.serve(&cal).release().refused();
    office.release_against_gates().done();
    office.shows(json!({"status": "disconnected"}));
    office.verifies();
}
