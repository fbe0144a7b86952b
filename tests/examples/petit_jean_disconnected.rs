//! E07–E09, E11–E14 and E18: Petit Jean's holiday weekend, the cut after it, the way back, and the end.

use serde_json::json;

use crate::common::{Enrollment, Office};

/// The morning of 30 November, billed and not yet at the cut-off time: E07 up to its last cycle.
fn before_the_cut(enrollment: &Enrollment) -> Office {
    let mut office = Office::practice("petit-jean");
    office.at("2026-11-25T14:00").enroll(enrollment);
    let weekend = [("26", "71.2", "11.88"), ("27", "69.8", "3.90"), ("28", "80.5", "-5.15"), ("29", "76.0", "-13.75")];
    for (day, kwh, balance) in weekend {
        office.at(&format!("2026-11-{day}T10:00")).use_kwh(kwh).cycle();
        office.shows(json!({"balance": balance, "status": "active", "power": "on"}));
    }
    office.at("2026-11-30T09:00").use_kwh("108.1").cycle();
    office.shows(json!({"balance": "-25.56", "status": "active", "power": "on"}));
    office
}

/// E07 to its end: disconnected at ten.
fn after_the_cut(enrollment: &Enrollment) -> Office {
    let mut office = before_the_cut(enrollment);
    office.at("2026-11-30T10:00").cycle();
    office.shows(json!({"balance": "-25.56", "status": "disconnected", "power": "off"}));
    office
}

/// E11 to 7 December: off for a week, using nothing.
fn on_the_last_day() -> Office {
    let mut office = after_the_cut(&Enrollment::new_member());
    let balances = office.cycles("2026-12-01", "2026-12-07", "10:00", "0");
    assert_eq!(balances, ["-26.56", "-27.53", "-28.50", "-29.46", "-30.43", "-31.40", "-32.37"]);
    office
}

/// E11 to its end: closed in the first cycle of 8 December.
fn closed() -> Office {
    let mut office = on_the_last_day();
    office.at("2026-12-08T00:01").cycle();
    office.shows(json!({"status": "closed"}));
    office
}

#[test]
fn e07_r30_r31_c26_nobody_is_cut_over_a_holiday_weekend_and_who_is_below_zero_is_cut_after_it() {
    let office = after_the_cut(&Enrollment::new_member());
    office.shows(json!({"to_reconnect": "45.56", "disconnected_on": "2026-11-30", "closes_after": "2026-12-07"}));
}

#[test]
fn e08_c1_c27_a_payment_a_second_before_ten_prevents_the_cut() {
    let mut office = before_the_cut(&Enrollment::new_member());
    office.at("2026-11-30T09:59:59").pay("25.57");
    office.at("2026-11-30T10:00").cycle();
    office.shows(json!({"balance": "0.01", "status": "active", "power": "on", "to_reconnect": "0.00"}));
}

#[test]
fn e08_c1_c27_a_balance_of_exactly_zero_is_cut() {
    let mut office = before_the_cut(&Enrollment::new_member());
    office.at("2026-11-30T09:59:59").pay("25.56");
    office.at("2026-11-30T10:00").cycle();
    office.shows(json!({"balance": "0.00", "status": "disconnected", "power": "off", "to_reconnect": "20.00"}));
}

#[test]
fn e09_c7_c8_c9_r34_what_brings_the_power_back_comes_before_the_arrears() {
    let mut office = after_the_cut(&Enrollment::arrears("100.00"));
    office.shows(json!({"to_reconnect": "45.56"}));
    office.at("2026-11-30T10:30").pay("10.00");
    office.shows(json!({"balance": "-15.56", "arrears": "100.00", "status": "disconnected", "power": "off"}));
    office.pay("35.56");
    office.shows(json!({"balance": "20.00", "arrears": "100.00", "status": "active", "power": "on"}));
}

#[test]
fn e09_c7_the_share_is_taken_from_what_exceeds_the_reconnect_target() {
    let mut office = after_the_cut(&Enrollment::arrears("100.00"));
    office.at("2026-11-30T10:30").pay("50.59");
    office.shows(json!({"balance": "22.51", "arrears": "97.48", "status": "active", "power": "on"}));
}

#[test]
fn e11_c3_r23_r36_r37_r38_the_availability_charge_runs_to_the_last_day_and_the_membership_pays_at_closing() {
    let office = closed();
    office.shows(json!({"balance": "-13.33", "membership": "0.00", "refund_due": "0.00"}));
}

#[test]
fn e12_c2_r35_a_payment_late_on_the_last_day_still_reconnects() {
    let mut office = on_the_last_day();
    office.at("2026-12-07T23:59").pay("52.37");
    office.shows(json!({"status": "active", "power": "on", "balance": "20.00", "membership": "20.00"}));
}

#[test]
fn e12_c28_a_payment_before_the_closing_cycle_ran_still_reconnects() {
    let mut office = on_the_last_day();
    office.at("2026-12-08T00:05").pay("52.37");
    office.shows(json!({"status": "active", "power": "on", "balance": "20.00", "membership": "20.00"}));
}

#[test]
fn e13_r39_c5_to_come_back_costs_the_fees_the_credit_and_what_is_owed() {
    let office = closed();
    let owed = json!({"prior_account": "13.33"});
    let quote = office.quote(&Enrollment::new_member().with("/standard_account", owed));
    assert_eq!(quote["due_now"], "93.33");
}

#[test]
fn e13_r39_c5_a_member_who_returns_is_asked_for_what_the_closed_account_owes() {
    let office = closed();
    let quote = office.quote(&Enrollment::new_member().with("/member/number", office.show()["member"].clone()));
    assert_eq!(quote["due_now"], "93.33");
}

#[test]
fn e14_c14_a_closed_accounts_debt_can_be_paid_and_that_brings_no_power() {
    let office = closed();
    office.pay("10.00");
    office.shows(json!({"status": "closed", "balance": "-3.33", "power": "off"}));
}

#[test]
fn e18_c13_a_late_import_of_a_payment_made_in_time_reconnects_at_once() {
    let mut office = after_the_cut(&Enrollment::new_member());
    import_at_11_20(&mut office, "25.57");
    office.shows(json!({"status": "active", "power": "on", "balance": "0.01"}));
}

#[test]
fn e18_c13_a_late_import_that_would_not_have_prevented_the_cut_leaves_the_power_off() {
    let mut office = after_the_cut(&Enrollment::new_member());
    import_at_11_20(&mut office, "25.56");
    office.shows(json!({"status": "disconnected", "power": "off", "balance": "0.00", "to_reconnect": "20.00"}));
}

/// A payment over the web, made two minutes before the cut and told to us an hour and a half after it.
fn import_at_11_20(office: &mut Office, amount: &str) {
    office.at("2026-11-30T11:20");
    let account = &office.account().number;
    let rows = format!("source,reference,account,amount,paid_at\nweb,7001,{account},{amount},2026-11-30T09:58:00\n");
    let file = office.file("payments.csv", &rows);
    let imported = office.run(&["import", "payments", &file]).done();
    assert_eq!((&imported["rows"], &imported["added"], &imported["skipped"]), (&json!(1), &json!(1), &json!(0)));
}
