//! A whole life under a program in which every number is unusual: what the terms say is all that counts.

use serde_json::{Value, json};

use crate::common::{Enrollment, Office};

/// A farm that converts with every kind of debt, two lights and an exemption; the second day of the story is 28 October.
fn farm() -> Enrollment {
    Enrollment::conversion()
        .past_due("210.00")
        .not_due("99.99")
        .unbilled("50.01")
        .deposit("44.00")
        .finance("as_much_as_allowed")
        .with("/service/tax_area", "north")
        .with("/service/add_ons", json!(["Barn light", "Barn light"]))
        .with("/exempt", json!(["farm"]))
}

fn joined() -> Office {
    let mut office = Office::practice("cedar-bend");
    office.at("2026-10-27T12:00").enroll(&farm().paying("165.00"));
    office
}

/// What must be in before the list: payments of others, and the night drop.
fn everything_is_in(office: &Office) {
    let none = office.file("payments.csv", "source,reference,account,amount,paid_at\n");
    office.run(&["import", "payments", &none]).done();
    office.run(&["cycle", "arrived", "night_drop"]).done();
}

/// Cuts the farm on Monday, 2 November, at -10.00.
fn cut() -> Office {
    let mut office = joined();
    office.cycles("2026-10-28", "2026-11-01", "13:45", "40");
    office.at("2026-11-02T13:00").use_kwh("10").cycle();
    office.set_to("-10.00");
    office.run(&["forecast", "2026-11-02", "--low-f", "21"]).done();
    everything_is_in(&office);
    office.at("2026-11-02T13:45").cycle();
    office.release().done();
    office
}

fn account(office: &Office, word: &str, more: &[&str]) -> crate::common::Answer {
    office.run(&[&["account", word, &office.account().number], more].concat())
}

#[test]
fn r10_r12_r13_joining_follows_each_share_order_and_cap_of_the_file() {
    let mut office = Office::practice("cedar-bend");
    office.at("2026-10-27T12:00");
    let quote = office.quote(&farm());
    // The deposit of 44.00 pays 10.00 of fees and 34.00 unbilled; 20% of 210.00 is due, 30.00 less the 7.00 inside.
    for (key, value) in [("due_now", "65.00"), ("to_arrears", "284.00"), ("opening_credit", "23.00")] {
        assert_eq!(quote[key], value, "{key}: {quote:#}");
    }
    let one_way = farm().with("/member/email", Value::Null);
    let refused = office.try_quote(&one_way).refused();
    assert_eq!(refused.code, "not_eligible");
    assert!(refused.message.contains("Rule 1"), "{}", refused.message);
    let ill = office.try_quote(&farm().with("/conditions", json!(["life_support"]))).refused();
    assert_eq!(ill.code, "not_eligible");
    let capped = office.try_quote(&farm().past_due("900.00").finance("333.34")).refused();
    assert_eq!(capped.code, "finance_above_cap");
}

#[test]
fn r17_r18_r21_r22_a_month_is_billed_by_its_blocks_lines_taxes_and_true_up() {
    let mut office = joined();
    let balances = office.cycles("2026-10-28", "2026-11-01", "13:45", "40");
    assert_eq!(balances[4], "91.50", "{balances:?}");
    let charges = office.charges();
    let sum =
        |line: usize| -> i64 { charges.iter().map(|charge| crate::common::money::cents(&charge.lines[line])).sum() };
    // Energy, fuel, base, lamp rental, fee, reserve, two lights, county tax; the exemption lifts the State's.
    assert_eq!([0, 1, 2, 3, 4, 5, 6, 7, 8].map(sum), [2300, -80, 500, 100, 125, 90, 144, 67, 0]);
    office.verifies();
}

#[test]
fn r30_r31_r32_the_list_waits_for_its_time_what_is_in_the_weather_and_a_person() {
    let mut office = joined();
    office.cycles("2026-10-28", "2026-11-01", "13:45", "40");
    office.at("2026-11-02T13:00").use_kwh("10").cycle();
    office.set_to("-10.00");
    let code = |office: &Office| office.release().refused().code;
    office.at("2026-11-02T13:45").cycle();
    assert_eq!(code(&office), "no_list", "nothing is in");
    everything_is_in(&office);
    office.run(&["forecast", "2026-11-02", "--low-f", "20"]).done();
    office.cycle();
    assert_eq!(code(&office), "not_releasable", "20 °F is the limit");
    office.at("2026-11-02T13:46").run(&["forecast", "2026-11-02", "--low-f", "40"]).done();
    assert_eq!(code(&office), "not_releasable", "C10: corrected too late");
    // 3 November is a holiday here; on the 4th the weather is inclement.
    office.at("2026-11-03T13:45").use_kwh("0").cycle();
    assert_eq!(code(&office), "no_list");
    office.run(&["forecast", "2026-11-04", "--low-f", "40", "--inclement"]).done();
    office.at("2026-11-04T13:45").use_kwh("0");
    everything_is_in(&office);
    office.cycle();
    assert_eq!(code(&office), "not_releasable");
    office.run(&["forecast", "2026-11-05", "--low-f", "40"]).done();
    office.at("2026-11-05T13:45").use_kwh("0");
    everything_is_in(&office);
    office.cycle();
    office.shows(json!({"status": "active", "power": "on"}));
    office.at("2026-11-05T16:10");
    assert_eq!(code(&office), "too_late");
    office.at("2026-11-05T16:09:59").release().done();
    office.shows(json!({"status": "disconnected", "closes_after": "2026-11-14"}));
    office.verifies();
}

#[test]
fn r15_r33_the_quote_to_reconnect_is_grossed_up_by_the_files_share() {
    let office = cut();
    office.shows(json!({"status": "disconnected", "balance": "-10.00", "to_reconnect": "16.15"}));
    let short = office.pay("16.14");
    assert_eq!((&short["to_arrears"], &short["balance"]), (&json!("5.65"), &json!("0.49")));
    office.shows(json!({"status": "disconnected"}));
    office.pay("0.01");
    office.shows(json!({"status": "active", "power": "on", "balance": "0.50"}));
    office.verifies();
}

#[test]
fn r37_r38_c3_c14_c32_closing_after_so_many_days_then_the_refund_and_coming_back() {
    let mut office = cut();
    for day in crate::common::days("2026-11-03", "2026-11-11") {
        office.at(&format!("{day}T13:45")).use_kwh("0").cycle();
        office.shows(json!({"status": "disconnected"}));
    }
    office.at("2026-11-12T00:01").use_kwh("0").cycle();
    // Ten days of everything but Base, which is left out from the first whole day off; then the true-up of 1.15.
    let owes = json!({"status": "closed", "balance": "-21.65", "arrears": "284.00", "membership": "0.00"});
    office.shows(owes);
    office.shows(json!({"refund_due": "7.00"}));
    let refund = ["--reason", "membership", "--approved-by", "practice"];
    assert_eq!(account(&office, "refund", &refund).done()["refunded"], "7.00");
    assert_eq!(account(&office, "refund", &refund).refused().code, "nothing_to_refund");
    office.verifies();

    let member = office.show()["member"].clone();
    office.at("2026-11-20T09:00");
    let back = Enrollment::new_member()
        .with("/member/number", member)
        .with("/service/meter", "M2002")
        .with("/service/class", "general")
        .finance("as_much_as_allowed");
    let quote = office.quote(&back);
    // 9.00 + 8.00 + 17.00, and 75% of 305.65.
    assert_eq!((&quote["due_now"], &quote["to_arrears"]), (&json!("263.24"), &json!("76.41")));
    let old = office.account().clone();
    office.enroll(&back);
    office.shows(json!({"balance": "17.00", "arrears": "76.41", "membership": "9.00"}));
    let new = office.account().clone();
    office.serve(&old).shows(json!({"balance": "0.00", "arrears": "0.00"}));
    office.serve(&new).at("2026-11-21T13:45").use_kwh("1").cycle();
    let left = account(&office, "leave", &["--waiver", "cosigner"]).done();
    assert_eq!((&left["deposit"], &left["status"]), (&json!("0.00"), &json!("left")));
    office.shows(json!({"balance": "0.00", "arrears": "0.00"}));
    office.verifies();
}

#[test]
fn r43_leaving_asks_the_files_least_deposit_and_takes_arrears_along() {
    let office = joined();
    assert_eq!(account(&office, "leave", &["--waiver", "owner_with_good_credit"]).refused().code, "waiver_not_allowed");
    let proven = account(&office, "leave", &["--waiver", "twelve_months_without_disconnect"]).refused();
    assert_eq!(proven.code, "waiver_not_proven");
    let left = account(&office, "leave", &[]).done();
    assert_eq!((&left["deposit"], &left["owed"]), (&json!("60.00"), &json!("284.00")));
    office.verifies();
}

#[test]
fn r40_r41_a_returned_check_costs_what_the_file_says_and_is_the_last_for_three_months() {
    let mut office = joined();
    let receipt = office.pay_by_check("100.00");
    office.set_to("20.00");
    let back = office.at("2026-10-28T09:00").return_payment(&receipt);
    assert_eq!(
        (&back["fee"], &back["balance"], &back["arrears"]),
        (&json!("31.50"), &json!("-76.50"), &json!("284.00"))
    );
    assert_eq!(back["grace_until"], "2026-10-29T21:00:00-04:00");
    let number = office.account().number.clone();
    let check = ["pay", &number, "--method", "check", "--check-number", "8", "--amount", "5.00"];
    assert_eq!(office.at("2027-01-27T09:00").run(&check).refused().code, "checks_refused");
    office.at("2027-01-28T09:00").run(&check).done();
    let card = ["pay", &number, "--method", "card", "--amount", "5.00"];
    let refused = office.run(&card).refused();
    assert_eq!(refused.code, "method_not_taken");
    assert!(refused.message.contains("Rule 13"), "{}", refused.message);
}

#[test]
fn c28_in_a_year_without_a_holiday_list_nobody_is_cut() {
    let mut office = Office::practice("cedar-bend");
    office.at("2026-12-30T12:00").enroll(&farm().paying("165.00"));
    office.cycles("2026-12-31", "2027-01-03", "13:45", "10");
    office.set_to("-10.00");
    office.run(&["forecast", "2027-01-04", "--low-f", "40"]).done();
    office.at("2027-01-04T13:45").use_kwh("0");
    everything_is_in(&office);
    office.cycle();
    let review = office.run(&["cycle", "review"]).done();
    assert!(review.to_string().contains("holiday list"), "{review}");
    office.shows(json!({"status": "active", "power": "on"}));
    office.verifies();
}

#[test]
fn c35_every_pledge_holds_where_the_file_says_all_until_its_last_day() {
    let mut office = cut();
    let pledge = ["--agency", "Church", "--government", "no", "--amount", "16.15", "--until", "2026-11-05"];
    let entered = account(&office, "pledge", &pledge).done();
    assert_eq!((&entered["holds"], &entered["power"]), (&json!(true), &json!("on")));
    for (day, code) in [("2026-11-04", "not_releasable"), ("2026-11-05", "not_releasable"), ("2026-11-06", "")] {
        office.run(&["forecast", day, "--low-f", "40"]).done();
        office.at(&format!("{day}T13:45")).use_kwh("0");
        everything_is_in(&office);
        office.cycle();
        match code {
            "" => drop(office.release().done()),
            code => assert_eq!(office.release().refused().code, code, "on {day}"),
        }
    }
    office.shows(json!({"status": "disconnected"}));
    office.verifies();
}

#[test]
fn c35_no_pledge_holds_where_the_file_says_none() {
    let mut office = Office::variant("cedar-bend", &[("holds                  = \"all\"", "holds = \"none\"")]);
    office.at("2026-10-27T12:00").enroll(&farm().paying("165.00"));
    let pledge = ["--agency", "State aid", "--government", "yes", "--amount", "100.00"];
    assert_eq!(account(&office, "pledge", &pledge).done()["holds"], false);
}

#[test]
fn r24_r26_c30_alerts_by_amount_and_days_are_sent_once_and_wait_for_the_end_of_the_quiet_hours() {
    let mut office = joined();
    let low = |office: &Office| office.told().iter().filter(|text| text.contains("Pay in time")).count();
    office.at("2026-10-28T06:00").use_kwh("40").cycle();
    assert_eq!(low(&office), 0, "the balance lasts for weeks");
    office.set_to("12.34");
    assert_eq!(low(&office), 1, "{:?}", office.told());
    office.set_to("1.00");
    office.set_to("12.34");
    assert_eq!(low(&office), 2, "it fell below two days in between, and not again to 12.34: {:?}", office.told());
    office.set_to("100.00");
    office.set_to("12.34");
    assert_eq!(low(&office), 3, "after it was above");
    office.verifies();
}

#[test]
fn r44_the_files_own_fee_is_posted_by_its_name() {
    let office = joined();
    let number = office.account().number.clone();
    office.run(&["fee", &number, "Tree trimming"]).done();
    office.shows(json!({"balance": "110.66"}));
    assert_eq!(office.run(&["fee", &number, "Meter change trip"]).refused().code, "unknown_fee");
}
