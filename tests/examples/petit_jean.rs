//! E01–E06, E10 and E15–E19: joining Advance Pay at Petit Jean, and paying for it.

use serde_json::json;

use crate::common::{Enrollment, Office};

#[test]
fn e01_r04_r05_r06_r07_r09_a_new_member_pays_80_00() {
    let mut office = Office::practice("petit-jean");
    office.at("2026-11-16T09:00");
    assert_eq!(office.quote(&Enrollment::new_member())["due_now"], "80.00");

    let too_little = office.try_enroll(&Enrollment::new_member().paying("79.99")).refused();
    assert_eq!(too_little.code, "below_minimum");

    office.enroll(&Enrollment::new_member().paying("100.00"));
    office.shows(json!({"balance": "40.00", "membership": "20.00", "status": "active"}));
}

#[test]
fn e02_r10_c4_a_deposit_pays_the_debts_and_then_the_reconnect_fee_only_if_cut() {
    let mut office = Office::practice("petit-jean");
    office.at("2026-11-20T09:00");
    let conversion = Enrollment::conversion().past_due("62.18").not_due("71.40").unbilled("18.25").deposit("200.00");
    let quote = office.quote(&conversion);
    assert_eq!((&quote["due_now"], &quote["opening_credit"]), (&json!("0.00"), &json!("48.17")));
    let cut = office.quote(&conversion.disconnected());
    assert_eq!((&cut["due_now"], &cut["opening_credit"]), (&json!("11.83"), &json!("20.00")));
}

#[test]
fn e03_r15_half_of_every_later_payment_pays_the_arrears() {
    let mut office = Office::practice("petit-jean");
    office.at("2026-11-16T09:00");
    office.enroll(&Enrollment::conversion().past_due("310.55").deposit("200.00").finance("as_much_as_allowed"));
    office.shows(json!({"arrears": "110.55", "balance": "20.00"}));
    for (balance, arrears) in [("60.00", "70.55"), ("100.00", "30.55"), ("149.45", "0.00"), ("229.45", "0.00")] {
        office.pay("80.00");
        office.shows(json!({"balance": balance, "arrears": arrears}));
    }
}

#[test]
fn e04_r12_no_more_than_200_00_is_financed() {
    let mut office = Office::practice("petit-jean");
    office.at("2026-11-16T09:00");
    let conversion = Enrollment::conversion().past_due("465.90").deposit("200.00");
    let quote = office.quote(&conversion.clone().finance("as_much_as_allowed"));
    assert_eq!((&quote["due_now"], &quote["to_arrears"]), (&json!("85.90"), &json!("200.00")));
    office.try_quote(&conversion.finance("200.01")).refused();
}

#[test]
fn e05_r11_a_deposit_brings_its_interest_of_each_calendar_year() {
    let mut office = Office::practice("petit-jean");
    office.at("2026-11-20T09:00");
    let conversion = Enrollment::conversion().past_due("100.00").deposit("200.00");
    let quote = office.quote(&conversion.with("/standard_account/deposit_since", "2025-03-01"));
    assert_eq!((&quote["deposit_interest"], &quote["opening_credit"]), (&json!("4.73"), &json!("104.73")));
}

#[test]
fn e06_c6_r15_an_odd_cent_is_rounded_once_and_never_lost() {
    let mut office = Office::practice("petit-jean");
    office.at("2026-11-16T09:00").enroll(&Enrollment::arrears("100.00"));
    office.pay("33.33");
    office.shows(json!({"balance": "36.66", "arrears": "83.33"}));
    office.pay("0.01");
    office.shows(json!({"balance": "36.66", "arrears": "83.32"}));
}

#[test]
fn e10_c7_while_the_power_is_on_the_share_comes_off_every_payment() {
    let mut office = Office::practice("petit-jean");
    office.at("2026-11-16T09:00").enroll(&Enrollment::arrears("78.00"));
    office.set_to("4.00").pay("20.00");
    office.shows(json!({"power": "on", "balance": "14.00", "arrears": "68.00"}));
}

#[test]
fn e15_c2_five_business_days_over_christmas_end_on_the_30th() {
    let mut office = Office::practice("petit-jean");
    office.at("2026-12-20T09:00").enroll(&Enrollment::new_member());
    office.at("2026-12-21T09:00").use_kwh("10").cycle();
    office.shows(json!({"balance": "18.04"}));
    office.set_to("-1.00");
    office.at("2026-12-21T10:00").cycle();
    office.shows(json!({"status": "disconnected", "disconnected_on": "2026-12-21", "closes_after": "2026-12-30"}));
}

#[test]
fn e16_c15_r40_a_returned_check_is_taken_back_on_both_legs_and_costs_a_fee() {
    let mut office = Office::practice("petit-jean");
    office.at("2026-11-16T09:00").enroll(&Enrollment::arrears("78.00"));
    let receipt = office.pay_by_check("60.00");
    office.shows(json!({"balance": "50.00", "arrears": "48.00"}));
    office.return_payment(&receipt);
    office.shows(json!({"balance": "-5.00", "arrears": "78.00"}));
    office.at("2026-11-17T10:00").use_kwh("0").cycle();
    office.shows(json!({"balance": "-6.00", "status": "disconnected", "to_reconnect": "26.00"}));
}

#[test]
fn e17_c15_a_returned_enrollment_check_is_charged_to_energy_whole() {
    let mut office = Office::practice("petit-jean");
    let enrolled = office.at("2026-11-16T09:00").enroll(&Enrollment::new_member().paying_by_check("80.00"));
    office.return_payment(enrolled["receipt"].as_str().expect("a receipt"));
    office.shows(json!({"balance": "-85.00", "membership": "20.00"}));
}

#[test]
fn e19_c10_nobody_is_cut_at_the_freeze_limit_or_without_a_forecast() {
    let set = [("# freeze_at_or_below_f = 32", "freeze_at_or_below_f = 32")];
    let mut office = Office::variant("petit-jean", &set);
    office.at("2026-11-30T09:00").enroll(&Enrollment::new_member());

    office.at("2026-12-01T09:00").use_kwh("5").cycle();
    office.set_to("-5.00");
    office.at("2026-12-01T10:00").cycle();
    office.shows(json!({"status": "active", "power": "on"}));
    office.release().refused();
    office.release_against_gates().refused();

    office.at("2026-12-02T10:00").use_kwh("3");
    office.run(&["forecast", "2026-12-02", "--low-f", "32"]).done();
    office.cycle();
    office.shows(json!({"balance": "-6.27", "status": "active", "power": "on"}));

    office.at("2026-12-03T10:00").use_kwh("3");
    office.run(&["forecast", "2026-12-03", "--low-f", "33"]).done();
    office.cycle();
    office.shows(json!({"balance": "-7.54", "status": "disconnected", "power": "off", "to_reconnect": "27.54"}));
}
