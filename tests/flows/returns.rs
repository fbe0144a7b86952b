//! Payments that come back, are voided or moved: over several tenders and accounts, in whatever state (R40, R41, C15).

use serde_json::{Value, json};

use crate::common::{Account, Answer, Enrollment, Office};

fn pay_by(office: &Office, tenders: &[&str], parts: &[(&Account, &str)]) -> Answer {
    let mut args = vec!["pay".to_string()];
    args.extend(tenders.iter().flat_map(|tender| ["--tender".to_string(), tender.to_string()]));
    let part = |(account, amount): &(&Account, &str)| ["--to".to_string(), format!("{}={amount}", account.number)];
    args.extend(parts.iter().flat_map(part));
    office.run(&args.iter().map(String::as_str).collect::<Vec<_>>())
}

fn receipt_of(paid: &Value) -> String {
    paid["receipt"].as_str().expect("a receipt").to_string()
}

fn by_check(office: &Office, amount: &str) -> Answer {
    office.run(&["pay", &office.account().number, "--method", "check", "--check-number", "7", "--amount", amount])
}

/// Two households of `program`: the first with arrears of 100.00, the second with none.
fn two(program: &str) -> (Office, Account, Account) {
    let mut office = Office::practice(program);
    office.at("2026-11-16T09:00").enroll(&Enrollment::arrears("100.00"));
    let first = office.account().clone();
    office.enroll(&Enrollment::new_member().named("Bo Pine", "M2002"));
    let second = office.account().clone();
    (office, first, second)
}

#[test]
fn r40_c15_of_a_check_beside_cash_only_the_check_comes_back_on_every_leg_it_paid() {
    let (mut office, first, second) = two("petit-jean");
    let paid = pay_by(&office, &["cash=40.00", "check=60.00#1234"], &[(&first, "70.00"), (&second, "30.00")]).done();
    office.serve(&first).shows(json!({"balance": "55.00", "arrears": "65.00"}));
    let back = office.return_payment(&receipt_of(&paid));
    assert_eq!(back["fee"], "25.00");
    // 60% of each leg: 21.00 of 35.00 twice, 18.00 of 30.00; the fee once, on the first account.
    office.serve(&first).shows(json!({"balance": "9.00", "arrears": "86.00"}));
    office.serve(&second).shows(json!({"balance": "32.00", "arrears": "0.00"}));
    let again = office.run(&["return-payment", &receipt_of(&paid), "--reason", "twice"]).refused();
    assert_eq!(again.code, "already_undone");
    office.verifies();
}

#[test]
fn r40_cash_does_not_come_back() {
    let (office, _, second) = two("petit-jean");
    let paid = pay_by(&office, &["cash=10.00"], &[(&second, "10.00")]).done();
    assert_eq!(office.run(&["return-payment", &receipt_of(&paid), "--reason", "no"]).refused().code, "not_returnable");
    office.shows(json!({"balance": "30.00"}));
}

#[test]
fn c15_a_check_of_a_closed_account_comes_back_and_the_debt_can_be_paid_or_written_off() {
    let (mut office, first, _) = two("petit-jean");
    office.serve(&first);
    let paid = by_check(&office, "60.00").done();
    let close = ["account", "close", &first.number, "--reason", "moved away", "--final-kwh", "1000.0"];
    office.at("2026-11-16T15:00").run(&close).done();
    // 50.00 less the day's 1.00 pays arrears of 70.00; no membership fee was paid at a conversion.
    office.shows(json!({"status": "closed", "balance": "0.00", "arrears": "21.00", "refund_due": "0.00"}));
    office.return_payment(&receipt_of(&paid));
    office.shows(json!({"status": "closed", "balance": "-55.00", "arrears": "51.00"}));
    assert_eq!(office.try_pay("106.01").refused().code, "more_than_owed");
    let arrears_only = ["pay", &first.number, "--method", "external", "--amount", "10.00", "--arrears-only"];
    assert_eq!(office.run(&arrears_only).refused().code, "energy_debt_first");
    office.pay("60.00");
    office.shows(json!({"status": "closed", "power": "off", "balance": "0.00", "arrears": "46.00"}));
    let write_off = ["account", "write-off", &first.number, "--reason", "gone", "--approved-by", "practice"];
    assert_eq!(office.run(&write_off).done()["written_off"], "46.00");
    office.shows(json!({"balance": "0.00", "arrears": "0.00"}));
    assert_eq!(office.run(&write_off).refused().code, "nothing_owed");
    office.verifies();
}

#[test]
fn r40_a_return_that_leaves_credit_gives_no_hours_and_one_that_leaves_a_debt_does() {
    let mut office = Office::practice("pec");
    office.at("2026-12-01T08:00").enroll(&Enrollment::new_member().paying("150.00"));
    let small = by_check(&office, "10.00").done();
    assert_eq!(office.return_payment(&receipt_of(&small))["grace_until"], Value::Null);
    let large = by_check(&office, "60.00").done();
    office.set_to("20.00");
    let back = office.at("2026-12-01T11:00").return_payment(&receipt_of(&large));
    assert_eq!(back["grace_until"], "2026-12-02T11:00:00-06:00");
    office.verifies();
}

#[test]
fn c24_hours_that_end_on_a_day_without_cuts_act_on_the_next_day_with_cuts() {
    let mut office = Office::practice("pec");
    office.at("2026-12-03T08:00").enroll(&Enrollment::new_member().paying("150.00"));
    let check = by_check(&office, "60.00").done();
    office.set_to("20.00");
    // Friday 08:00: the hours end on Saturday.
    office.at("2026-12-04T08:00").use_kwh("1").cycle();
    office.return_payment(&receipt_of(&check));
    office.at("2026-12-04T09:00").cycle();
    assert_eq!(office.release_against_gates().refused().code, "not_releasable");
    for day in ["2026-12-05", "2026-12-06"] {
        office.at(&format!("{day}T09:00")).use_kwh("1").cycle();
        assert_eq!(office.release().refused().code, "no_list");
    }
    office.at("2026-12-07T09:00").use_kwh("1").cycle();
    office.release().done();
    office.shows(json!({"status": "disconnected", "disconnected_on": "2026-12-07"}));
    office.verifies();
}

#[test]
fn r41_a_member_who_comes_back_after_closing_still_brings_no_check() {
    let mut office = Office::practice("palmetto");
    office.at("2026-11-16T09:00").enroll(&Enrollment::new_member().paying("300.00"));
    for _ in 0..2 {
        let paid = by_check(&office, "10.00").done();
        office.return_payment(&receipt_of(&paid));
    }
    assert_eq!(by_check(&office, "10.00").refused().code, "checks_refused");
    let member = office.show()["member"].clone();
    let number = office.account().number.clone();
    office.run(&["account", "close", &number, "--reason", "moved", "--final-kwh", "1000.0"]).done();
    office.at("2026-12-01T09:00");
    let back = Enrollment::new_member().with("/member/number", member).with("/service/meter", "M9");
    let refused = office.try_enroll(&back.clone().paying_by_check("100.00")).refused();
    assert_eq!(refused.code, "checks_refused");
    office.enroll(&back.paying("100.00"));
    office.verifies();
}

#[test]
fn a_payment_on_the_wrong_account_is_moved_with_both_legs_and_what_it_earned() {
    let (mut office, first, second) = two("petit-jean");
    office.at("2026-11-17T09:00").cycle();
    office.serve(&first).set_to("-5.00");
    office.at("2026-11-17T10:00").cycle();
    office.shows(json!({"status": "disconnected"}));
    let paid = office.serve(&second).at("2026-11-17T11:00").pay("25.00");
    let move_to = ["payment", "move", &receipt_of(&paid), "--to", &first.number, "--reason", "her neighbour's"];
    office.run(&[&move_to[..], &["--approved-by", "practice"]].concat()).done();
    office.serve(&first).shows(json!({"status": "active", "power": "on", "balance": "20.00", "arrears": "100.00"}));
    office.serve(&second).shows(json!({"balance": "19.00"}));
    office.verifies();
}

#[test]
fn a_void_takes_several_accounts_and_tenders_back_at_once() {
    let (mut office, first, second) = two("petit-jean");
    let before: Vec<Value> = [&first, &second].map(|account| office.serve(account).show()).to_vec();
    let paid = pay_by(&office, &["cash=40.00", "check=60.00#1234"], &[(&first, "70.00"), (&second, "30.00")]).done();
    let void = ["void", &receipt_of(&paid), "--reason", "keyed twice", "--approved-by", "practice"];
    office.run(&void).done();
    for (account, before) in [&first, &second].into_iter().zip(&before) {
        office.serve(account).shows(json!({"balance": before["balance"], "arrears": before["arrears"]}));
    }
    office.verifies();
}

#[test]
fn r24_a_returned_payment_is_told_by_what_it_moved() {
    let mut office = Office::practice("peninsula-light");
    office.at("2026-11-16T09:00").enroll(&Enrollment::conversion().past_due("400.00").finance("300.00"));
    let paid = by_check(&office, "40.00").done();
    office.return_payment(&receipt_of(&paid));
    let notices = office.told().concat();
    // 30.00 of it went to the balance, 10.00 to the arrears.
    assert!(notices.contains("adjusted by \u{2212}$30.00"), "{notices}");
}

/// A member at 40.00 who then pays 100.00 by two tenders: their receipt, a day later.
fn two_checks(first: &str, second: &str) -> (Office, String) {
    let mut office = Office::practice("petit-jean");
    office.at("2026-11-16T09:00").enroll(&Enrollment::new_member().paying("100.00"));
    let account = office.account().clone();
    let paid = pay_by(&office, &[first, second], &[(&account, "100.00")]).done();
    office.at("2026-11-17T10:00");
    let receipt = receipt_of(&paid);
    (office, receipt)
}

fn item(office: &Office, receipt: &str, tender: &str) -> Answer {
    office.run(&["return-payment", receipt, "--reason", "NSF", "--tender", tender])
}

#[test]
fn c58_one_of_two_checks_comes_back_and_the_other_can_later() {
    let (office, receipt) = two_checks("check=60.00#501", "check=40.00#502");
    assert_eq!(office.run(&["return-payment", &receipt, "--reason", "NSF"]).refused().code, "which_tender");
    assert_eq!(item(&office, &receipt, "check=40.00#503").refused().code, "which_tender");
    assert_eq!(item(&office, &receipt, "check=41.00#502").refused().code, "which_tender");
    office.shows(json!({"balance": "140.00"}));
    item(&office, &receipt, "check=40.00#502").done();
    office.shows(json!({"balance": "75.00"}));
    let returns = office.run(&["day", "report"]).done()["returns"].clone();
    assert_eq!((&returns[0]["amount"], returns.as_array().map(Vec::len)), (&json!("40.00"), Some(1)), "{returns}");
    assert_eq!(item(&office, &receipt, "check=40.00#502").refused().code, "already_undone");
    let moves =
        ["payment", "move", &receipt, "--to", &office.account().number, "--reason", "x", "--approved-by", "practice"];
    assert_eq!(office.run(&moves).refused().code, "already_undone");
    item(&office, &receipt, "check=60.00#501").done();
    office.shows(json!({"balance": "-10.00"}));
    assert_eq!(item(&office, &receipt, "check=60.00#501").refused().code, "already_undone");
    office.verifies();
}

#[test]
fn c58_two_equal_items_are_told_apart_by_their_order() {
    let (office, receipt) = two_checks("check=50.00", "check=50.00");
    assert_eq!(item(&office, &receipt, "check=50.00").refused().code, "which_tender");
    assert_eq!(item(&office, &receipt, "check=50.00#3rd").refused().code, "which_tender");
    item(&office, &receipt, "check=50.00#2nd").done();
    assert_eq!(item(&office, &receipt, "check=50.00#2nd").refused().code, "already_undone");
    item(&office, &receipt, "check=50.00#1st").done();
    office.shows(json!({"balance": "-10.00"}));
    office.verifies();
}

#[test]
fn c58_cash_beside_a_check_is_named_in_vain() {
    let (office, receipt) = two_checks("cash=60.00", "check=40.00#502");
    assert_eq!(item(&office, &receipt, "cash=60.00").refused().code, "not_returnable");
    item(&office, &receipt, "check=40.00#502").done();
    office.shows(json!({"balance": "75.00"}));
    office.verifies();
}

#[test]
fn d1_an_external_payment_of_a_closed_account_is_moved_with_what_was_to_be_refunded() {
    let (mut office, first, second) = two("petit-jean");
    let close = ["account", "close", &first.number, "--reason", "moved away", "--final-kwh", "1000.0"];
    office.at("2026-11-16T15:00").run(&close).done();
    let before = office.serve(&first).show();
    let row = |kind: &str| {
        let head = "source,reference,account,amount,paid_at,kind";
        format!("{head}\nweb,1,{},300.00,2026-11-16T10:00,{kind}\n", first.number)
    };
    office.run(&["import", "payments", &office.file("web.csv", &row("payment"))]).done();
    let receipt = office.ledger().last().expect("a line")["receipt"].as_str().expect("a receipt").to_string();
    assert_eq!(office.ledger().last().expect("a line")["paid"], "300.00");
    assert_ne!(office.show()["refund_due"], "0.00");
    let moves =
        ["payment", "move", &receipt, "--to", &second.number, "--reason", "meant for Bo", "--approved-by", "practice"];
    office.run(&moves).done();
    let now = |field: &str| (office.show()[field].clone(), before[field].clone());
    for field in ["balance", "arrears", "refund_due", "deposit", "membership"] {
        let (after, before) = now(field);
        assert_eq!(after, before, "{field}");
    }
    office.verifies();
    office.run(&["import", "payments", &office.file("web.csv", &row("reversal"))]).done();
    office.verifies();
}

#[test]
fn d1_what_was_refunded_before_its_payment_was_taken_back_is_owed_again() {
    let (mut office, first, second) = two("petit-jean");
    let close = ["account", "close", &first.number, "--reason", "moved away", "--final-kwh", "1000.0"];
    office.at("2026-11-16T15:00").run(&close).done();
    office.serve(&first);
    let row = format!("source,reference,account,amount,paid_at\nweb,1,{},300.00,2026-11-16T10:00\n", first.number);
    office.run(&["import", "payments", &office.file("web.csv", &row)]).done();
    let receipt = office.ledger().last().expect("a line")["receipt"].as_str().expect("a receipt").to_string();
    let (owed, refunded) = (office.show()["arrears"].clone(), office.show()["refund_due"].clone());
    assert_eq!(owed, "0.00");
    office.run(&["account", "refund", &first.number, "--reason", "overpaid", "--approved-by", "practice"]).done();
    let moves =
        ["payment", "move", &receipt, "--to", &second.number, "--reason", "meant for Bo", "--approved-by", "practice"];
    office.run(&moves).done();
    let owes = format!("-{}", refunded.as_str().expect("an amount"));
    office.shows(json!({"balance": owes, "refund_due": "0.00"}));
    office.verifies();
}

#[test]
fn d1_a_number_that_the_coop_gave_itself_is_passed_over() {
    let mut office = Office::practice("petit-jean");
    office.at("2026-11-16T09:00");
    let theirs = Enrollment::new_member().paying("100.00");
    let mut input: Value = serde_json::from_str(&office.input(&theirs, None)).expect("an input");
    input["account"] = "1000001".into();
    office.run(&["enroll", "new", &office.file("enroll.json", &input.to_string())]).done();
    office.enroll(&Enrollment::new_member().named("Bo Pine", "M2002"));
    assert_eq!(office.account().number, "1000002");
    office.verifies();
}

#[test]
fn d1_a_receipts_amount_is_what_was_paid_in_the_ledger_too() {
    let (mut office, first, _) = two("petit-jean");
    office.serve(&first).pay("60.00");
    let ledger = office.ledger();
    let line = ledger.last().expect("a line");
    assert_eq!((&line["amount"], &line["paid"]), (&json!("30.00"), &json!("60.00")));
}
