//! E27–E32: Peninsula Light, its days left and its estimates.

use serde_json::json;

use crate::common::{Enrollment, Office};

#[test]
fn e27_r06_c24_the_opening_credit_is_the_greater_of_25_00_and_ten_days_of_estimated_use() {
    let mut office = Office::practice("peninsula-light");
    office.at("2026-11-16T09:00");
    let quote = |enrollment: Enrollment| office.quote(&enrollment)["due_now"].clone();
    assert_eq!(quote(Enrollment::new_member()), "61.00");
    assert_eq!(quote(Enrollment::new_member().with("/service/estimated_daily_kwh", "20")), "50.00");
}

#[test]
fn e28_r13_c18_the_deposit_counts_toward_the_quarter_that_is_due() {
    let mut office = Office::practice("peninsula-light");
    office.at("2026-11-16T09:00");
    let conversion = Enrollment::conversion().past_due("400.00").deposit("60.00").finance("as_much_as_allowed");
    let quote = office.quote(&conversion);
    assert_eq!((&quote["due_now"], &quote["to_arrears"]), (&json!("101.00"), &json!("300.00")));
    office.enroll(&conversion);
    office.pay("33.33");
    office.shows(json!({"balance": "61.00", "arrears": "291.67"}));
}

#[test]
fn e29_c7_r33_the_number_that_reconnects_is_grossed_up_for_the_share() {
    let mut office = Office::practice("peninsula-light");
    let conversion = Enrollment::conversion().past_due("400.00").deposit("100.00").finance("as_much_as_allowed");
    office.at("2026-11-29T12:00").enroll(&conversion);
    office.at("2026-11-30T09:00").use_kwh("30").cycle();
    office.shows(json!({"balance": "31.86", "arrears": "300.00"}));
    office.set_to("-7.25");
    office.at("2026-11-30T10:00").cycle();
    office.shows(json!({"status": "disconnected", "to_reconnect": "9.68"}));

    office.at("2026-11-30T10:30").pay("9.67");
    office.shows(json!({"balance": "0.00", "arrears": "297.58", "status": "disconnected", "power": "off"}));
    office.pay("0.01");
    office.shows(json!({"balance": "0.01", "status": "active", "power": "on"}));
}

#[test]
fn e30_r36_c20_c32_while_off_the_base_charge_runs_on_and_the_prepay_charge_stops_after_the_day_of_the_cut() {
    let mut office = Office::practice("peninsula-light");
    office.at("2026-11-29T12:00").enroll(&Enrollment::new_member());
    office.at("2026-11-30T09:00").use_kwh("30").cycle();
    office.set_to("-7.25");
    office.at("2026-11-30T10:00").cycle();
    office.shows(json!({"status": "disconnected", "to_reconnect": "7.26", "closes_after": null}));
    assert_eq!(office.cycles("2026-12-01", "2026-12-03", "10:00", "0"), ["-8.38", "-9.35", "-10.32"]);
}

#[test]
fn e31_r24_c30_days_left_is_the_balance_over_the_mean_daily_cost_rounded_down() {
    let mut office = Office::practice("peninsula-light");
    office.at("2026-11-09T09:00").enroll(&Enrollment::new_member());
    let first_week = office.cycles("2026-11-10", "2026-11-16", "10:00", "30");
    assert_eq!(first_week, ["31.87", "27.74", "23.60", "19.47", "15.34", "11.20", "7.07"]);
    office.shows(json!({"days_left": 1}));
    assert_eq!(office.cycles("2026-11-17", "2026-11-17", "10:00", "30"), ["2.94"]);
    office.shows(json!({"days_left": 0}));
}

#[test]
fn e32_r20_c26_an_estimate_corrects_itself_with_the_next_actual_read() {
    let mut office = Office::practice("peninsula-light");
    office.at("2026-11-09T09:00").enroll(&Enrollment::new_member().paying("161.00"));
    office.cycles("2026-11-10", "2026-11-17", "10:00", "30");
    office.shows(json!({"balance": "102.94"}));

    for (day, balance) in [("18", "98.80"), ("19", "94.67")] {
        let cycle = office.at(&format!("2026-11-{day}T10:00")).unreachable().cycle();
        assert_eq!(cycle["estimated"], 1);
        office.shows(json!({"balance": balance}));
    }

    let cycle = office.at("2026-11-20T10:00").use_kwh("40").cycle();
    assert_eq!(cycle["estimated"], 0);
    office.shows(json!({"balance": "95.54"}));
    let uses: Vec<String> = office.charges()[8..].iter().map(|charge| charge.kwh.clone()).collect();
    assert_eq!(uses, ["30.0", "30.0", "-20.0"]);
}
