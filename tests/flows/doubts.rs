//! What cannot be, or may not be: it is turned away at every door, and nobody is cut on it until a person has decided.

use serde_json::{Value, json};

use crate::common::{Answer, Enrollment, Office};

const METER: &str = "M1001";

fn member(start: &str) -> Office {
    let mut office = Office::practice("petit-jean");
    office.at(start).enroll(&Enrollment::new_member().paying("380.00"));
    office
}

fn import(office: &Office, what: &str, rows: &str) -> Answer {
    office.run(&["import", what, &office.file("rows.csv", rows)])
}

// C57

#[test]
fn c57_a_register_shows_what_its_digits_can_show_at_every_door() {
    let mut office = member("2026-11-16T09:00");
    office.at("2026-11-17T10:00").use_kwh("30.0").cycle();
    office.at("2026-11-18T09:00");
    let account = office.account().number.clone();
    let service = Enrollment::new_member().named("Bo Lake", "M2002").with("/service/start_kwh", "100000.0");
    assert_eq!(office.try_enroll(&service.paying("380.00")).refused().code, "bad_input");
    let transfer = json!({
        "service": {"meter": "M3003", "address": "9 Oak St", "class": "residential", "phase": "single",
                    "remote_switch": true, "switch_installed": true, "start_kwh": "100000.0"},
        "final_kwh": "1040.0", "signature": {"name": "Ada Ozark", "paper": true},
    });
    let transfer = office.file("transfer.json", &transfer.to_string());
    assert_eq!(office.run(&["account", "transfer", &account, &transfer]).refused().code, "bad_input");
    let doors: [&[&str]; 6] = [
        &["reading", "add", METER, "2026-11-18", "100000.0"],
        &["reading", "correct", METER, "2026-11-17", "103000.0", "--reason", "misread", "--approved-by", "practice"],
        &["meter", "exchange", &account, "--final", "103000.0", "--new", "M4004", "--start", "1.0"],
        &["meter", "exchange", &account, "--final", "1040.0", "--new", "M4004", "--start", "100000.0"],
        &["account", "close", &account, "--reason", "moves away", "--final-kwh", "103000.0"],
        &["account", "leave", &account, "--final-kwh", "103000.0"],
    ];
    let before = office.balance();
    for door in doors {
        let refused = office.run(door).refused();
        assert_eq!(refused.code, "bad_read", "{door:?}: {}", refused.message);
        assert!(refused.message.contains("5 digits"), "{door:?}: {}", refused.message);
    }
    assert_eq!(office.balance(), before);
    let taken = import(&office, "readings", &format!("meter,at,kwh\n{METER},2026-11-18 06:00,1030000\n")).done();
    assert_eq!((&taken["added"], &taken["attention"]), (&json!(0), &json!(1)), "{taken}");
    office.at("2026-11-18T10:00").register(METER, "103000.0").cycle();
    // 36 kWh are expected of a day, until there are seven: nothing was billed of what the register cannot show.
    assert_eq!(office.charges().last().map(|day| day.kwh.clone()).as_deref(), Some("36.0"));
    office.verifies();
}

/// A file says what the register shows after an account closed, or counts for nobody.
#[test]
fn c31_late_reads_of_a_file_leave_nothing_on_an_account_that_nobody_can_clear() {
    let row = format!("meter,at,kwh\n{METER},2026-11-18 06:00,1050.0\n");
    for (end, taken) in [(&["account", "close"][..], "added"), (&["account", "leave"], "skipped")] {
        let mut office = member("2026-11-16T09:00");
        let account = office.account().number.clone();
        office.unreachable().at("2026-11-18T10:00").cycle();
        office.at("2026-11-19T11:00");
        let more: &[&str] = if end[1] == "close" { &["--reason", "moves away"] } else { &[] };
        office.run(&[end, &[&account, "--final-kwh", "1090.0"], more].concat()).done();
        let held = |shown: &Value| [shown["balance"].clone(), shown["arrears"].clone()];
        let before = held(&office.show());
        assert_eq!(import(&office, "readings", &row).done()[taken], 1, "{end:?}");
        assert_eq!(held(&office.show()), before, "{end:?}");
        office.verifies();
    }
}

// C45

/// Nine mornings of 30 kWh, and 200 dollars.
fn nine_mornings() -> Office {
    let mut office = Office::practice("petit-jean");
    let bo = Enrollment::new_member().with("/service/start_kwh", "35000.0").paying("300.00");
    office.at("2026-11-20T08:30").enroll(&bo);
    for day in 21..=29 {
        office.at(&format!("2026-11-{day}T10:00")).use_kwh("30.0");
        office.run(&["forecast", &format!("2026-11-{day}"), "--low-f", "50"]).done();
        office.cycle();
    }
    for day in ["2026-11-30", "2026-12-01", "2026-12-02", "2026-12-03"] {
        office.run(&["forecast", day, "--low-f", "50"]).done();
    }
    office
}

fn doubts(office: &Office) -> Vec<(i64, String)> {
    let matters = office.run(&["attention", "list"]).done();
    let doubts = matters.as_array().expect("a list").iter().filter(|matter| matter["doubt"] == true);
    doubts
        .map(|matter| (matter["id"].as_i64().expect("a number"), matter["code"].as_str().unwrap().to_string()))
        .collect()
}

fn decide(office: &Office, id: i64, how: &str) -> Answer {
    office.run(&["attention", "decide", &id.to_string(), how, "--reason", "looked at the meter"])
}

#[test]
fn c45_a_register_that_jumped_for_a_morning_cuts_nobody_until_a_person_has_decided() {
    for (spike, code) in [("352700.2", "bad_read"), ("65270.2", "use_jump")] {
        let mut office = nine_mornings();
        office.at("2026-11-30T10:00").register(METER, spike).cycle();
        office.at("2026-12-01T10:00").register(METER, "35330.0").cycle();
        office.set_to("-5.00");
        office.at("2026-12-02T10:00").register(METER, "35360.0").cycle();
        office.shows(json!({"status": "active", "power": "on"}));
        let estimated: Vec<String> =
            (office.charges().into_iter()).filter(|day| day.quality == "estimated").map(|day| day.kwh).collect();
        assert!(
            !estimated.is_empty() && estimated.iter().all(|kwh| kwh == "30.0"),
            "{spike} is in no mean: {estimated:?}"
        );
        let open = doubts(&office);
        let (first, _) = open.iter().find(|(_, open)| open == code).unwrap_or_else(|| panic!("{spike}: {open:?}"));
        decide(&office, *first, "--reject").done();
        assert_eq!(doubts(&office), [], "deciding clears what it raised: {spike}");
        let used: Vec<String> = office.charges().into_iter().rev().take(3).map(|day| day.kwh).collect();
        assert_eq!(used, ["30.0", "30.0", "30.0"], "{spike}");
        office.set_to("-5.00");
        office.at("2026-12-03T10:00").register(METER, "35390.0").cycle();
        office.shows(json!({"status": "disconnected"}));
        office.verifies();
    }
}

#[test]
fn c45_what_was_accepted_counts_and_a_released_row_is_decided() {
    let mut office = nine_mornings();
    office.at("2026-11-30T10:00").register(METER, "36270.0").cycle();
    office.set_to("-5.00");
    let [(jump, _)] = doubts(&office)[..] else { panic!("one doubt") };
    assert_eq!(
        office.run(&["attention", "decide", &jump.to_string(), "--accept", "--reason", " "]).refused().code,
        "no_reason"
    );
    let mut accepted = doubts(&office);
    assert_eq!(decide(&office, accepted.remove(0).0, "--accept").done()["changed"], "0.00");
    office.at("2026-12-01T10:00").register(METER, "36300.0").cycle();
    office.shows(json!({"status": "disconnected"}));
    office.verifies();

    let mut office = nine_mornings();
    office.at("2026-11-30T09:00").register(METER, "1.0").cycle();
    office.set_to("-5.00");
    office.at("2026-11-30T10:00").cycle();
    office.shows(json!({"status": "active"}));
    assert_eq!(office.release().refused().code, "approval_needed");
    office.release_against_gates().done();
    assert_eq!(doubts(&office), []);
    office.shows(json!({"status": "disconnected"}));
    office.verifies();
}

#[test]
fn c45_a_read_that_a_person_enters_ends_its_doubt() {
    for word in ["add", "correct"] {
        let mut office = nine_mornings();
        office.at("2026-11-30T09:00").register(METER, "1.0").cycle();
        assert_eq!(doubts(&office).len(), 1);
        if word == "correct" {
            office.at("2026-11-30T10:00").cycle();
        }
        let more: &[&str] =
            if word == "add" { &[] } else { &["--reason", "seen on site", "--approved-by", "practice"] };
        office.run(&[&["reading", word, METER, "2026-11-30", "35300.0"], more].concat()).done();
        assert_eq!(doubts(&office), [], "{word}");
        office.verifies();
    }
}
