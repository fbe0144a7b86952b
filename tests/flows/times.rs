//! Times that come from outside: one range, one reader, and the two hours and none of autumn and spring (C55, C56).

use serde_json::{Value, json};

use crate::common::money::wh;
use crate::common::{Answer, Enrollment, Office};

fn import(office: &Office, what: &str, rows: &str) -> Answer {
    office.run(&["import", what, &office.file("rows.csv", rows)])
}

fn payments(office: &Office, rows: &[(&str, &str)]) -> Answer {
    let account = &office.account().number;
    let row = |(reference, paid_at): &(&str, &str)| format!("kiosk,{reference},{account},14.76,{paid_at}\n");
    let rows: String = rows.iter().map(row).collect();
    import(office, "payments", &format!("source,reference,account,amount,paid_at\n{rows}"))
}

fn readings(office: &Office, rows: &[(&str, &str)]) -> Answer {
    let rows: String = rows.iter().map(|(at, kwh)| format!("M1001,{at},{kwh}\n")).collect();
    import(office, "readings", &format!("meter,at,kwh\n{rows}"))
}

#[track_caller]
fn counts(imported: &Value, added: u64, skipped: u64) {
    assert_eq!((&imported["added"], &imported["skipped"]), (&json!(added), &json!(skipped)), "{imported}");
}

fn office_since(day: &str) -> Office {
    let mut office = Office::practice("petit-jean");
    let ada = Enrollment::new_member().named("Ada Ozark", "M1001");
    office.at(&format!("{day}T09:00")).enroll(&ada);
    office
}

#[test]
fn c55_a_payment_whose_year_has_two_digits_brings_no_power_back() {
    let mut office = office_since("2026-11-18");
    office.at("2026-11-19T10:00").use_kwh("90").cycle();
    office.at("2026-11-20T09:00").use_kwh("150").cycle();
    office.at("2026-11-20T10:00").cycle();
    office.shows(json!({"status": "disconnected"}));
    let before = office.balance();
    office.at("2026-11-20T12:00");
    let refused = payments(&office, &[("1", "26-11-20 11:58")]).refused();
    assert_eq!(refused.code, "bad_rows");
    assert!(
        refused.message.contains("line 2: paid_at: \"26-11-20 11:58\" is not a time: write it like 2026-"),
        "{refused:?}"
    );
    office.shows(json!({"status": "disconnected", "balance": before}));
    counts(&payments(&office, &[("1", "2026-11-20 11:58")]).done(), 1, 0);
    office.shows(json!({"status": "disconnected"}));
}

#[test]
fn c55_a_payment_before_its_account_or_more_than_a_day_ahead_is_refused_by_its_line() {
    let mut office = office_since("2026-11-18");
    office.at("2026-11-19T12:00");
    for (paid_at, why) in [
        ("2025-11-19T11:58", "since 2026-11-18"),
        ("2026-11-20T12:01", "more than a day ahead"),
        ("2062-11-19T11:58", "more than a day ahead"),
        ("2026-11-19T12:11", "has not come yet"),
        ("+262142-12-31T00:00:00Z", "is not a time"),
        ("9999-12-31T00:00", "check the year"),
    ] {
        let refused = payments(&office, &[("1", "2026-11-19T11:00"), ("2", paid_at)]).refused();
        assert!(refused.message.contains("line 3") && refused.message.contains(why), "{paid_at}: {refused:?}");
    }
    office.shows(json!({"balance": "20.00"}));
}

#[test]
fn c55_a_sources_clock_up_to_ten_minutes_ahead_counts_as_now_and_its_row_comes_in_once() {
    let mut office = office_since("2026-11-18");
    office.at("2026-11-19T12:00");
    let rows = [("1", "2026-11-19T11:59"), ("2", "2026-11-19T12:00:03"), ("3", "2026-11-19T12:10")];
    counts(&payments(&office, &rows).done(), 3, 0);
    office.at("2026-11-19T12:30");
    counts(&payments(&office, &[rows[2], rows[1], rows[0]]).done(), 0, 3);
    office.verifies();
}

#[test]
fn c56_the_hour_that_happens_twice_refuses_no_file_of_reads() {
    let mut office = office_since("2026-10-29");
    office.at("2026-11-01T11:00");
    let night = [("2026-11-01 01:00", "1090.0"), ("2026-11-01 01:00", "1091.2"), ("2026-11-01 02:00", "1092.0")];
    counts(&readings(&office, &night).done(), 1, 2);
    let newest_first = [night[2], night[1], night[0], ("2026-11-01 01:30", "1090.6"), ("2026-11-01 01:30", "1091.8")];
    counts(&readings(&office, &newest_first).done(), 0, 5);
    office.cycle();
    let used: i64 = office.charges().iter().map(|charge| wh(&charge.kwh)).sum();
    assert_eq!(used, 90_000, "billed from 1000.0 to the morning's 1090.0");
    let same_hour_told_apart = [("2026-11-01T01:00:00-05:00", "1090.0"), ("2026-11-01T01:00:00-06:00", "1091.2")];
    counts(&readings(&office, &same_hour_told_apart).done(), 0, 2);
    let refused = readings(&office, &[("2026-11-01T01:00:00-05:00", "1099.0")]).refused();
    assert_eq!(refused.code, "import_conflict", "an offset leaves no doubt");
}

#[test]
fn c56_the_hour_that_the_clocks_skip_refuses_no_file_of_reads() {
    let mut office = office_since("2026-03-05");
    office.at("2026-03-08T11:00");
    let night = [("2026-03-08 02:00", "1090.0"), ("2026-03-08 03:00", "1091.2"), ("2026-03-08 04:00", "1092.0")];
    counts(&readings(&office, &night).done(), 1, 2);
    counts(&readings(&office, &night).done(), 0, 3);
    counts(&readings(&office, &[("2026-03-08 02:30", "1091.5")]).done(), 0, 1);
}

#[test]
fn c55_no_door_takes_a_day_or_a_time_of_another_age() {
    let mut office = office_since("2026-11-18");
    office.at("2026-11-19T12:00");
    let account = office.account().number.clone();
    for day in ["26-11-30", "0026-11-30", "+262142-12-31", "9999-12-31", "2026-11-31"] {
        for call in [
            vec!["forecast", day, "--low-f", "30"],
            vec!["reading", "add", "M1001", day, "1090.0"],
            vec!["account", "hold", &account, "--kind", "other", "--until", day, "--reason", "why"],
            vec!["program", "load", "petit-jean", "--from", day],
            vec!["export", "ledger", "--from", day, "--to", day, "--out", "-"],
            vec!["day", "report", day],
        ] {
            let said = office.run(&call).not_done();
            assert!(said.contains(day), "{call:?}: {said}");
        }
        let conversion = Enrollment::conversion().deposit("200.00").with("/standard_account/deposit_since", day);
        let refused = office.try_quote(&conversion).refused();
        assert!(refused.code == "bad_input" && refused.message.contains(day), "{refused:?}");
        let refused = readings(&office, &[(&format!("{day}T06:00"), "1090.0")]).refused();
        assert!(refused.code == "bad_rows" && refused.message.contains(day), "{refused:?}");
    }
    office.shows(json!({"balance": "20.00"}));
}
