//! Payments that others took and that come in late: each counts from the time it was paid (C13).

use serde_json::json;

use crate::common::{Account, Answer, Enrollment, Office};

const HEADER: &str = "source,reference,account,amount,paid_at\n";

/// A member of `program`, joined on 29 November; on Monday the 30th at 09:00 billed and left with -25.56.
fn owing(program: &str, changes: &[(&str, &str)], enrollment: &Enrollment) -> Office {
    let mut office = Office::variant(program, changes);
    office.at("2026-11-29T12:00").enroll(enrollment);
    office.at("2026-11-30T08:00").use_kwh("3").cycle();
    office.set_to("-25.56");
    office
}

fn cut(program: &str, changes: &[(&str, &str)], enrollment: &Enrollment) -> Office {
    let mut office = owing(program, changes, enrollment);
    office.at("2026-11-30T10:00").cycle();
    office.shows(json!({"status": "disconnected"}));
    office
}

/// Imports payments of `rows`: reference, account, amount, time.
fn import(office: &Office, rows: &[(&str, &str, &str, &str)]) -> Answer {
    let row = |(reference, account, amount, paid_at): &(&str, &str, &str, &str)| {
        format!("web,{reference},{account},{amount},{paid_at}\n")
    };
    let text: String = rows.iter().map(row).collect();
    office.run(&["import", "payments", &office.file("payments.csv", &format!("{HEADER}{text}"))])
}

fn import_one(office: &Office, amount: &str, paid_at: &str) {
    let account = office.account().number.clone();
    let reference = format!("{amount}-{}", paid_at.replace([':', '-'], ""));
    import(office, &[(&reference, &account, amount, paid_at)]).done();
}

/// How many matters with these words wait for a person.
fn attention(office: &Office, words: &str) -> usize {
    office.show()["attention"].to_string().matches(words).count()
}

#[test]
fn c13_late_payments_count_together_as_of_the_cut() {
    let office = cut("petit-jean", &[], &Enrollment::new_member());
    let mut office = office;
    office.at("2026-11-30T11:20");
    import_one(&office, "20.00", "2026-11-30T09:50:00");
    office.shows(json!({"status": "disconnected", "balance": "-5.56", "to_reconnect": "25.56"}));
    import_one(&office, "5.57", "2026-11-30T09:55:00");
    office.shows(json!({"status": "active", "power": "on", "balance": "0.01"}));
    office.verifies();
}

#[test]
fn c13_what_was_paid_after_the_cut_does_not_make_the_cut_wrong() {
    let mut office = cut("petit-jean", &[], &Enrollment::new_member());
    office.at("2026-11-30T10:30").pay("20.00");
    office.at("2026-11-30T11:20");
    import_one(&office, "10.00", "2026-11-30T09:58:00");
    office.shows(json!({"status": "disconnected", "power": "off", "balance": "4.44", "to_reconnect": "15.56"}));
    office.verifies();
}

#[test]
fn c13_charges_since_the_cut_do_not_make_a_wrong_cut_right() {
    let mut office = cut("petit-jean", &[], &Enrollment::new_member());
    office.at("2026-12-01T10:00").use_kwh("0").cycle();
    office.at("2026-12-02T10:00").use_kwh("0").cycle();
    office.shows(json!({"status": "disconnected", "balance": "-27.53"}));
    office.at("2026-12-02T10:30");
    import_one(&office, "25.57", "2026-11-30T09:58:00");
    office.shows(json!({"status": "active", "power": "on", "balance": "-1.96"}));
    // The next list cuts it, rightly, if nothing more is paid.
    office.at("2026-12-03T10:00").use_kwh("0").cycle();
    office.shows(json!({"status": "disconnected", "disconnected_on": "2026-12-03"}));
    office.verifies();
}

#[test]
fn c13_a_payment_of_the_very_cut_off_time_is_not_before_it() {
    let mut office = cut("petit-jean", &[], &Enrollment::new_member());
    office.at("2026-11-30T11:20");
    import_one(&office, "25.57", "2026-11-30T10:00:00");
    office.shows(json!({"status": "disconnected", "balance": "0.01", "to_reconnect": "19.99"}));
    office.verifies();
}

#[test]
fn c13_it_is_split_as_for_an_account_that_is_on() {
    let mut office = cut("petit-jean", &[], &Enrollment::arrears("100.00"));
    office.at("2026-11-30T11:20");
    import_one(&office, "51.20", "2026-11-30T09:58:00");
    office.shows(json!({"status": "active", "power": "on", "balance": "0.04", "arrears": "74.40"}));
    office.verifies();
}

#[test]
fn c13_after_another_payment_reconnected_a_late_one_is_split_as_usual_and_the_cut_is_reported() {
    let mut office = cut("petit-jean", &[], &Enrollment::arrears("100.00"));
    office.at("2026-11-30T10:30").pay("45.56");
    office.shows(json!({"status": "active", "balance": "20.00", "arrears": "100.00"}));
    office.at("2026-11-30T11:20");
    import_one(&office, "60.00", "2026-11-30T09:58:00");
    office.shows(json!({"status": "active", "balance": "50.00", "arrears": "70.00"}));
    assert_eq!(attention(&office, "Wrongful disconnect"), 1);
    office.verifies();
}

#[test]
fn c13_one_file_for_several_accounts_reconnects_those_whose_cut_was_wrong() {
    let mut office = Office::practice("petit-jean");
    office.at("2026-11-29T12:00");
    let names = [("Ada Ozark", "M1"), ("Bo Pine", "M2"), ("Cy Elm", "M3")];
    let mut accounts: Vec<Account> = Vec::new();
    for (name, meter) in names {
        office.enroll(&Enrollment::new_member().named(name, meter));
        accounts.push(office.account().clone());
    }
    office.at("2026-11-30T08:00").cycle();
    for account in &accounts {
        office.serve(account).set_to("-25.56");
    }
    office.at("2026-11-30T10:00").cycle();
    office.at("2026-11-30T11:20");
    let [a, b, c] = [0, 1, 2].map(|index: usize| accounts[index].number.clone());
    let rows = [
        ("1", a.as_str(), "25.57", "2026-11-30T09:58:00"),
        ("2", b.as_str(), "25.56", "2026-11-30T09:58:00"),
        ("3", c.as_str(), "45.56", "2026-11-30T10:01:00"),
    ];
    assert_eq!(import(&office, &rows).done()["added"], 3);
    for (account, status, balance) in
        [(&accounts[0], "active", "0.01"), (&accounts[1], "disconnected", "0.00"), (&accounts[2], "active", "20.00")]
    {
        office.serve(account).shows(json!({"status": status, "balance": balance}));
    }
    assert_eq!(import(&office, &rows).done()["skipped"], 3, "the same file again changes nothing");
    office.verifies();
}

#[test]
fn c13_a_returned_late_payment_comes_back_whole_even_what_a_closed_account_did_not_owe() {
    let mut office = owing("petit-jean", &[], &Enrollment::new_member());
    office.set_to("-5.00");
    let account = office.account().number.clone();
    office.at("2026-11-30T09:00");
    office.run(&["account", "close", &account, "--reason", "moved away", "--final-kwh", "1003.0"]).done();
    let before = office.show();
    office.at("2026-11-30T11:00");
    import(&office, &[("9", &account, "30.00", "2026-11-30T10:00:00")]).done();
    let ledger = office.ledger();
    let receipt = ledger.iter().rev().find_map(|line| line["receipt"].as_str()).expect("a receipt").to_string();
    office.run(&["return-payment", &receipt, "--reason", "charged back", "--bank-error"]).done();
    let after = office.show();
    for key in ["balance", "arrears", "refund_due"] {
        assert_eq!(before[key], after[key], "{key}");
    }
    office.verifies();
}

const WAITS: (&str, &str) =
    ("review                 = false", "review = false\nnot_after = \"15:30\"\nbefore_list = [\"external_payments\"]");

#[test]
fn c27_the_list_waits_for_what_the_terms_want_in_before_it() {
    let mut office = owing("petit-jean", &[WAITS], &Enrollment::new_member());
    office.at("2026-11-30T10:00").cycle();
    office.shows(json!({"status": "active", "power": "on"}));
    office.at("2026-11-30T10:20");
    let account = office.account().number.clone();
    import(&office, &[("1", &account, "25.00", "2026-11-30T09:58:00")]).done();
    office.at("2026-11-30T10:21").cycle();
    office.shows(json!({"status": "disconnected", "balance": "-0.56"}));
    office.verifies();
}

#[test]
fn c27_a_list_that_waited_past_the_last_time_is_not_made_that_day() {
    let mut office = owing("petit-jean", &[WAITS], &Enrollment::new_member());
    office.at("2026-11-30T10:00").cycle();
    office.at("2026-11-30T15:30");
    import(&office, &[]).done();
    office.cycle();
    office.shows(json!({"status": "active", "power": "on"}));
    office.at("2026-12-01T10:00").use_kwh("1").cycle();
    office.shows(json!({"status": "active"}));
    import(&office, &[]).done();
    office.at("2026-12-01T15:29:59").cycle();
    office.shows(json!({"status": "disconnected", "disconnected_on": "2026-12-01"}));
    office.verifies();
}

#[test]
fn c27_who_drops_after_the_list_waits_for_the_next() {
    let mut office = owing("petit-jean", &[], &Enrollment::new_member());
    office.set_to("5.00");
    office.at("2026-11-30T10:00").cycle();
    office.at("2026-11-30T10:05").set_to("-5.00");
    office.at("2026-11-30T14:00").cycle();
    office.shows(json!({"status": "active"}));
    office.at("2026-12-01T10:00").use_kwh("0").cycle();
    office.shows(json!({"status": "disconnected"}));
    office.verifies();
}
