//! E20–E26: Palmetto, and registers that roll over, are corrected or exchanged.

use serde_json::json;

use crate::common::{Enrollment, Office};

#[test]
fn e20_r07_r08_c17_the_fees_are_due_from_new_and_existing_members_alike() {
    let mut office = Office::practice("palmetto");
    office.at("2026-11-16T09:00");
    assert_eq!(office.quote(&Enrollment::new_member())["due_now"], "75.00");
    for (past_due, due_now, opening_credit) in [("96.42", "25.00", "53.58"), ("210.00", "135.00", "50.00")] {
        let quote = office.quote(&Enrollment::conversion().past_due(past_due).deposit("150.00"));
        assert_eq!((&quote["due_now"], &quote["opening_credit"]), (&json!(due_now), &json!(opening_credit)));
    }
}

/// E21 up to the cut-off time: -18.34 on 30 November.
fn before_the_cut() -> Office {
    let mut office = Office::practice("palmetto");
    office.at("2026-11-29T09:00").enroll(&Enrollment::new_member());
    office.at("2026-11-30T08:00").use_kwh("20").cycle();
    office.shows(json!({"balance": "47.00"}));
    office.set_to("-18.34");
    office
}

#[test]
fn e21_r30_r33_r37_a_cent_short_of_10_00_stays_off() {
    let mut office = before_the_cut();
    office.at("2026-11-30T08:30").cycle();
    office.shows(json!({"status": "disconnected", "to_reconnect": "28.34", "closes_after": "2026-12-14"}));
    office.at("2026-11-30T09:00").pay("28.33");
    office.shows(json!({"status": "disconnected", "power": "off", "balance": "9.99"}));
    office.pay("0.01");
    office.shows(json!({"status": "active", "power": "on", "balance": "10.00"}));
}

#[test]
fn e22_r31_a_payment_confirmed_before_half_past_eight_prevents_the_cut_at_exactly_zero() {
    let mut office = before_the_cut();
    office.at("2026-11-30T08:29:59").pay("18.34");
    office.at("2026-11-30T08:30").cycle();
    office.shows(json!({"balance": "0.00", "status": "active", "power": "on"}));
}

#[test]
fn e23_r40_a_returned_check_takes_its_amount_and_35_00() {
    let mut office = Office::practice("palmetto");
    office.at("2026-11-09T09:00").enroll(&Enrollment::new_member());
    let receipt = office.pay_by_check("80.00");
    office.set_to("41.10").return_payment(&receipt);
    office.shows(json!({"balance": "-73.90"}));
}

#[test]
fn e24_c31_a_register_that_rolls_over_is_billed_across_the_zero() {
    let mut office = Office::practice("palmetto");
    office.at("2026-11-16T09:00").enroll(&Enrollment::new_member().with("/service/start_kwh", "99941.5"));
    office.at("2026-11-17T08:30").use_kwh("30").cycle();
    office.shows(json!({"balance": "46.00"}));
    office.at("2026-11-18T08:30").register("M1001", "12.3").cycle();
    office.shows(json!({"balance": "40.92"}));
    assert_eq!(office.charges()[1].kwh, "40.8");
}

#[test]
fn e25_c31_r20_a_corrected_read_moves_the_use_between_the_days_beside_it() {
    let mut office = Office::practice("palmetto");
    office.at("2026-11-16T09:00").enroll(&Enrollment::new_member());
    for (day, kwh) in [("17", "30"), ("18", "45"), ("19", "25")] {
        office.at(&format!("2026-11-{day}T08:30")).use_kwh(kwh).cycle();
    }
    cost_by_day_is(&office, ["4.00", "5.50", "3.50"], "37.00");

    office.at("2026-11-19T11:00");
    correct(&office, "2026-11-18", "1060");
    cost_by_day_is(&office, ["4.00", "4.00", "5.00"], "37.00");

    office.at("2026-11-19T12:00");
    correct(&office, "2026-11-19", "1110");
    office.cycle();
    cost_by_day_is(&office, ["4.00", "4.00", "6.00"], "36.00");
}

fn correct(office: &Office, date: &str, kwh: &str) {
    let correction = ["reading", "correct", "M1001", date, kwh, "--reason", "misread", "--approved-by", "practice"];
    office.run(&correction).done();
}

#[track_caller]
fn cost_by_day_is(office: &Office, days: [&str; 3], balance: &str) {
    let costs: Vec<String> = office.charges().into_iter().map(|charge| charge.total).collect();
    assert_eq!(costs, days);
    office.shows(json!({"balance": balance}));
}

#[test]
fn e26_c31_a_day_with_a_meter_exchange_is_billed_on_both_meters() {
    let mut office = Office::practice("palmetto");
    office.at("2026-11-16T09:00").enroll(&Enrollment::new_member());
    office.at("2026-11-17T08:30").use_kwh("30").cycle();
    office.shows(json!({"balance": "46.00"}));

    office.at("2026-11-17T14:00");
    let account = &office.account().number;
    let exchange = ["meter", "exchange", account, "--final", "1042.5", "--new", "M7700", "--start", "3.0"];
    office.run(&exchange).done();

    office.at("2026-11-18T08:30").register("M7700", "23.1").cycle();
    office.shows(json!({"balance": "41.74", "meter": "M7700"}));
    assert_eq!(office.charges()[1].kwh, "32.6");
}
