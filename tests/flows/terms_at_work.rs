//! Rules that the worked examples leave out, seen from the counter.

use serde_json::json;

use crate::common::{Answer, Enrollment, Office};

/// Petit Jean's member, enrolled the day before `day` and billed at 09:00 of it, with -1.00 left at the cut-off time.
fn below_zero_on(day: &str, before: &str) -> Office {
    let mut office = Office::practice("petit-jean");
    office.at(&format!("{before}T12:00")).enroll(&Enrollment::new_member());
    office.at(&format!("{day}T09:00")).use_kwh("5").cycle();
    office.set_to("-1.00");
    office
}

fn hold(office: &Office, kind: &str, until: &str) -> Answer {
    let account = &office.account().number;
    office.run(&["account", "hold", account, "--kind", kind, "--until", until, "--reason", "a letter on file"])
}

#[test]
fn c11_the_day_before_a_weekend_or_a_holiday_is_a_day_for_cuts() {
    for (day, before) in [("2026-11-20", "2026-11-19"), ("2026-11-25", "2026-11-24")] {
        let mut office = below_zero_on(day, before);
        office.at(&format!("{day}T10:00")).cycle();
        office.shows(json!({"status": "disconnected", "disconnected_on": day}));
    }
}

#[test]
fn r46_c22_a_flag_never_cuts_silently_and_a_person_may_release_it() {
    for kind in ["medical", "elderly", "disabled", "third_party"] {
        let mut office = below_zero_on("2026-11-17", "2026-11-16");
        hold(&office, kind, "2026-11-30").done();
        let cycle = office.at("2026-11-17T10:00").cycle();
        assert_eq!((&cycle["disconnects"], &cycle["held"]), (&json!(0), &json!(1)), "{kind}: {cycle}");
        office.shows(json!({"status": "active", "power": "on"}));
        office.release().refused();
        office.release_against_gates().done();
        office.shows(json!({"status": "disconnected", "power": "off"}));
    }
}

#[test]
fn c34_a_holds_last_day_is_included() {
    let mut office = below_zero_on("2026-11-17", "2026-11-16");
    hold(&office, "member_request", "2026-11-17").done();
    office.at("2026-11-17T10:00").cycle();
    office.shows(json!({"status": "active"}));
    office.at("2026-11-18T10:00").use_kwh("5").cycle();
    office.shows(json!({"status": "disconnected"}));
}

#[test]
fn r32_inclement_weather_holds_the_day_and_cannot_be_released() {
    let mut office = Office::practice("pec");
    office.at("2026-11-16T12:00").enroll(&Enrollment::new_member());
    office.at("2026-11-17T08:00").use_kwh("5").cycle();
    office.set_to("-1.00");
    office.run(&["forecast", "2026-11-17", "--low-f", "50", "--inclement"]).done();
    office.at("2026-11-17T09:00").cycle();
    office.release().refused();
    office.release_against_gates().refused();
    office.shows(json!({"status": "active", "power": "on"}));
}

#[test]
fn r41_c34_checks_are_refused_after_two_returns_that_were_not_the_banks_error() {
    let mut office = Office::practice("palmetto");
    office.at("2026-11-16T09:00").enroll(&Enrollment::new_member());
    let by_check = |office: &Office| {
        let account = &office.account().number;
        office.run(&["pay", account, "--method", "check", "--check-number", "1002", "--amount", "50.00"])
    };
    for bank_error in [false, true, false] {
        let receipt = by_check(&office).done()["receipt"].as_str().expect("a receipt").to_string();
        let back = ["return-payment", receipt.as_str(), "--reason", "returned by the bank", "--bank-error"];
        office.run(&back[..if bank_error { 5 } else { 4 }]).done();
    }
    by_check(&office).refused();
    office.pay("50.00");
}

#[test]
fn r44_staff_post_a_fee_that_the_terms_name_and_no_other() {
    let mut office = Office::practice("pec");
    office.at("2026-11-16T09:00").enroll(&Enrollment::new_member().paying("150.00"));
    let account = &office.account().number;
    office.run(&["fee", account, "Meter change trip"]).done();
    office.shows(json!({"balance": "95.00"}));
    office.run(&["fee", account, "Being late"]).refused();
    office.shows(json!({"balance": "95.00"}));
}

#[test]
fn r28_payment_is_by_cash_check_card_or_money_order() {
    let mut office = Office::practice("petit-jean");
    office.at("2026-11-16T09:00").enroll(&Enrollment::new_member());
    let account = &office.account().number;
    let each: [&[&str]; 4] = [
        &["cash", "--tendered", "20.00"],
        &["check", "--check-number", "1003"],
        &["money_order", "--reference", "77001"],
        &["card", "--reference", "4242 A1B2C3"],
    ];
    for method in each {
        office.run(&[&["pay", account, "--amount", "10.00", "--method"], method].concat()).done();
    }
    office.shows(json!({"balance": "60.00"}));
}

#[test]
fn r29_c23_a_recurring_draft_is_no_way_to_pay() {
    let mut office = Office::practice("petit-jean");
    office.at("2026-11-16T09:00").enroll(&Enrollment::new_member());
    office.run(&["pay", &office.account().number, "--method", "eft", "--amount", "10.00"]).not_done();
    office.shows(json!({"balance": "20.00"}));
}

#[test]
fn r03_nobody_joins_without_a_signature_and_the_agreement_is_kept() {
    let mut office = Office::practice("petit-jean");
    office.at("2026-11-16T09:00");
    let unsigned = json!({"name": "Ada Ozark", "strokes": []});
    office.try_enroll(&Enrollment::new_member().with("/signature", unsigned)).not_done();
    let on_paper = json!({"name": "Ada Ozark", "paper": true});
    office.enroll(&Enrollment::new_member().with("/signature", on_paper));

    let documents = office.run(&["documents", &office.account().number]).done();
    let agreement = documents.as_array().and_then(|all| all.iter().find(|one| one["kind"] == "agreement"));
    let id = agreement.unwrap_or_else(|| panic!("there is no agreement in {documents:#}"))["id"].to_string();
    let out = office.file("agreement.pdf", "");
    std::fs::remove_file(&out).expect("only the name was wanted");
    office.run(&["document", id.trim_matches('"'), "--out", &out]).done();
    assert!(std::fs::read(&out).expect("the file").starts_with(b"%PDF"));
}

#[test]
fn r39_who_comes_back_after_closing_is_a_member_again() {
    let mut office = Office::practice("petit-jean");
    office.at("2026-11-16T09:00").enroll(&Enrollment::new_member());
    office
        .run(&["account", "close", &office.account().number, "--reason", "moved away", "--final-kwh", "1000.0"])
        .done();
    office.shows(json!({"status": "closed", "membership": "0.00", "balance": "0.00"}));
    let member = office.show()["member"].clone();
    office.at("2026-11-17T09:00");
    let quote = office.quote(&Enrollment::new_member().with("/member/number", member));
    assert_eq!(quote["due_now"], "80.00");
}
