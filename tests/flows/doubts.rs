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
