//! E33–E40: PEC, its fee for a switch, its true-up, its reviewed list and its pledges.

use serde_json::json;

use crate::common::{Enrollment, Office};

#[test]
fn e33_r05_r07_a_new_member_without_a_switch_pays_for_its_connection() {
    let mut office = Office::practice("pec");
    office.at("2026-11-16T09:00");
    let to_be_installed = Enrollment::new_member().switch_to_be_installed();
    for (enrollment, due_now) in [(Enrollment::new_member(), "50.00"), (to_be_installed, "100.00")] {
        let quote = office.quote(&enrollment);
        assert_eq!((&quote["due_now"], &quote["opening_credit"]), (&json!(due_now), &json!("45.00")));
    }
}

#[test]
fn e34_r13_half_of_a_prior_accounts_debt_is_due_at_the_start() {
    let mut office = Office::practice("pec");
    office.at("2026-11-16T09:00");
    let owes = Enrollment::new_member().switch_to_be_installed().finance("as_much_as_allowed");
    let quote = office.quote(&owes.with("/standard_account", json!({"prior_account": "180.01"})));
    assert_eq!((&quote["due_now"], &quote["to_arrears"]), (&json!("190.01"), &json!("90.00")));
}

#[test]
fn e35_r10_r13_r14_c19_the_deposit_counts_toward_the_half_that_is_due() {
    let mut office = Office::practice("pec");
    office.at("2026-11-16T09:00");
    let owes = Enrollment::conversion().past_due("140.00").not_due("95.30").unbilled("22.18");
    let owes = owes.finance("as_much_as_allowed");
    for (deposit, due_now, to_arrears) in [("0.00", "120.00", "187.48"), ("101.37", "50.00", "156.11")] {
        let quote = office.quote(&owes.clone().deposit(deposit));
        assert_eq!((&quote["due_now"], &quote["to_arrears"]), (&json!(due_now), &json!(to_arrears)));
    }
}

#[test]
fn e36_r10_c16_the_deposit_of_a_cut_account_pays_the_debt_then_the_fees_then_the_credit() {
    let mut office = Office::practice("pec");
    office.at("2026-11-16T09:00");
    let cut = Enrollment::conversion().disconnected().switch_to_be_installed().past_due("120.00").deposit("253.41");
    let quote = office.quote(&cut);
    assert_eq!((&quote["due_now"], &quote["opening_credit"]), (&json!("0.00"), &json!("83.41")));
}

#[test]
fn e37_r40_c24_c25_a_returned_check_gives_24_hours_and_a_person_releases_the_row() {
    let mut office = Office::practice("pec");
    office.at("2026-12-01T08:00").enroll(&Enrollment::new_member().paying("150.00"));
    office.shows(json!({"balance": "145.00"}));
    let receipt = office.pay_by_check("60.00");
    office.shows(json!({"balance": "205.00"}));
    office.set_to("52.40");
    office.at("2026-12-01T11:00").return_payment(&receipt);
    office.shows(json!({"balance": "-37.60"}));

    office.at("2026-12-02T09:00").use_kwh("3").cycle();
    office.shows(json!({"balance": "-39.38", "status": "active", "power": "on"}));
    office.release().refused();

    office.at("2026-12-03T09:00").use_kwh("3").cycle();
    office.shows(json!({"balance": "-41.18", "status": "active", "power": "on"}));
    office.at("2026-12-03T09:05").release().done();
    office.shows(json!({"status": "disconnected", "power": "off", "to_reconnect": "41.19"}));
}

#[test]
fn e38_r17_r21_r22_c19_c29_the_true_up_credits_the_fee_by_payments_and_the_whole_reserve() {
    let mut office = Office::practice("pec");
    office.at("2026-11-21T12:00").enroll(&Enrollment::new_member().paying("100.00"));
    let november = [
        ("22", "90.47"),
        ("23", "85.94"),
        ("24", "81.40"),
        ("25", "86.87"),
        ("26", "82.34"),
        ("27", "77.80"),
        ("28", "83.27"),
        ("29", "78.74"),
        ("30", "74.20"),
    ];
    for (day, balance) in november {
        office.at(&format!("2026-11-{day}T09:00")).use_kwh("30").cycle();
        office.shows(json!({"balance": balance}));
        if ["24", "27"].contains(&day) {
            office.at(&format!("2026-11-{day}T12:00")).pay("10.00");
        }
    }
    office.at("2026-12-01T09:00").use_kwh("30").cycle();
    office.shows(json!({"balance": "74.33"}));
    let amounts: Vec<String> = office.ledger().iter().map(|line| line["amount"].to_string()).collect();
    for credit in ["\"1.33\"", "\"3.33\""] {
        assert!(amounts.iter().any(|amount| amount == credit), "no credit of {credit} in {amounts:?}");
    }
}

#[test]
fn e39_c14_c33_r37_seven_days_off_end_in_a_true_up_and_the_membership_pays() {
    let mut office = Office::practice("pec");
    office.at("2026-11-29T12:00").enroll(&Enrollment::new_member());
    office.at("2026-11-30T08:00").use_kwh("3").cycle();
    office.shows(json!({"balance": "43.16"}));
    office.set_to("-12.00");
    office.at("2026-11-30T09:00").cycle();
    office.shows(json!({"status": "active", "power": "on"}));

    office.at("2026-11-30T09:05").release().done();
    office.shows(json!({"status": "disconnected", "to_reconnect": "12.01", "closes_after": "2026-12-07"}));

    let week = office.cycles("2026-12-01", "2026-12-07", "09:00", "0");
    assert_eq!(week, ["-12.46", "-13.94", "-15.44", "-16.91", "-18.39", "-19.88", "-21.37"]);
    office.cycles("2026-12-08", "2026-12-08", "09:00", "0");
    office.shows(json!({"status": "closed", "balance": "-14.23", "membership": "0.00"}));
}

#[test]
fn e40_r42_c35_a_government_pledge_keeps_the_power_on_and_half_of_it_pays_the_arrears() {
    let mut office = Office::practice("pec");
    office.at("2026-11-29T12:00").enroll(&Enrollment::conversion().not_due("156.11").finance("as_much_as_allowed"));
    office.at("2026-11-30T08:00").use_kwh("3").cycle();
    office.set_to("-12.00");
    let account = &office.account().number;
    let pledge = ["account", "pledge", account, "--agency", "County Aid", "--government", "yes", "--amount", "200.00"];
    let pledged = office.run(&pledge).done();

    office.at("2026-11-30T09:00").cycle();
    office.shows(json!({"status": "active", "power": "on", "balance": "-12.00"}));
    office.release().refused();
    office.release_against_gates().refused();

    office.at("2026-11-30T15:00");
    let id = pledged["pledge"].as_str().map_or_else(|| pledged["pledge"].to_string(), str::to_string);
    office.run(&["pledge", "receive", &id]).done();
    office.shows(json!({"balance": "88.00", "arrears": "56.11"}));
}
