//! Coming back after closing: what the old accounts owe is due again, and is posted where it was owed (R13, R39, C5, C14).

use serde_json::{Value, json};

use crate::common::{Account, Enrollment, Office};

/// A closed account that owes `energy` and `arrears`.
fn closed_with(office: &mut Office, enrollment: &Enrollment, energy: &str, now: &str) -> Account {
    office.at(now).enroll(enrollment);
    let account = office.account().clone();
    let close = ["account", "close", &account.number, "--reason", "moved away", "--final-kwh", "1000.0"];
    office.run(&close).done();
    let left = ["adjust", &account.number, "--amount", &format!("-{energy}"), "--reason", "what was found"];
    office.run(&[&left[..], &["--approved-by", "practice"]].concat()).done();
    account
}

fn balances(office: &mut Office, account: &Account) -> (Value, Value) {
    let shown = office.serve(account).show();
    (shown["balance"].clone(), shown["arrears"].clone())
}

#[test]
fn r39_c5_what_the_old_account_owes_comes_on_top_and_is_paid_there() {
    let mut office = Office::practice("petit-jean");
    let joined = Enrollment::conversion().past_due("80.00").finance("80.00").paying("30.00");
    let old = closed_with(&mut office, &joined, "13.33", "2026-11-16T09:00");
    // 30.00 less the day's 1.00 paid arrears of 80.00.
    assert_eq!(balances(&mut office, &old), (json!("-13.33"), json!("51.00")));
    let member = office.show()["member"].clone();
    office.at("2026-11-17T09:00");
    let back = Enrollment::new_member().with("/member/number", member);
    let quote = office.quote(&back);
    // 20.00 + 40.00 + 20.00, and 64.33.
    assert_eq!(quote["due_now"], "144.33");
    let joined = office.enroll(&back);
    assert_eq!((&joined["balance"], &joined["arrears"]), (&json!("20.00"), &json!("0.00")));
    assert_eq!(balances(&mut office, &old), (json!("0.00"), json!("0.00")));
    office.verifies();
}

#[test]
fn r13_r39_a_financed_part_leaves_the_old_account_and_is_arrears_of_the_new_one() {
    let mut office = Office::practice("pec");
    let old = closed_with(&mut office, &Enrollment::new_member(), "63.33", "2026-11-16T09:00");
    let owed = balances(&mut office, &old);
    let member = office.show()["member"].clone();
    office.at("2026-11-17T09:00");
    let back = Enrollment::new_member().with("/member/number", member).finance("as_much_as_allowed");
    let quote = office.quote(&back);
    let cents = |text: &Value| crate::common::money::cents(text.as_str().expect("an amount"));
    let debt = -cents(&owed.0);
    // Half of it now, half away from zero; the rest is arrears.
    assert_eq!(cents(&quote["to_arrears"]), debt - (debt + 1) / 2);
    let joined = office.enroll(&back);
    assert_eq!(joined["arrears"], quote["to_arrears"]);
    assert_eq!(balances(&mut office, &old), (json!("0.00"), json!("0.00")));
    office.verifies();
}

#[test]
fn r39_every_closed_account_that_owes_is_due_to_the_cent() {
    let mut office = Office::practice("pec");
    let first = closed_with(&mut office, &Enrollment::new_member(), "51.01", "2026-11-16T09:00");
    let member = office.show()["member"].clone();
    let again = Enrollment::new_member().with("/member/number", member.clone()).with("/service/meter", "M2");
    office.at("2026-11-16T10:00").enroll(&again);
    let second = office.account().clone();
    assert_eq!(balances(&mut office, &first), (json!("0.00"), json!("0.00")));
    for (account, owes) in [(&first, "7.77"), (&second, "33.34")] {
        if account == &second {
            let close = ["account", "close", &second.number, "--reason", "moved", "--final-kwh", "1000.0"];
            office.serve(&second).run(&close).done();
        }
        let amount = format!("-{owes}");
        let adjust = ["adjust", &account.number, "--amount", &amount, "--reason", "found", "--approved-by", "practice"];
        office.run(&adjust).done();
    }
    let owed: i64 = [&first, &second]
        .map(|account| -crate::common::money::cents(balances(&mut office, account).0.as_str().expect("an amount")))
        .iter()
        .sum();
    let third = Enrollment::new_member().with("/member/number", member).with("/service/meter", "M3");
    let quote = office.at("2026-11-17T09:00").quote(&third);
    let prior = quote["lines"].as_array().expect("lines").iter().find(|line| line["kind"] == "prior_account");
    assert_eq!(prior.expect("a prior account")["due"], crate::common::money::amount(owed));
    office.enroll(&third.finance("as_much_as_allowed"));
    for account in [&first, &second] {
        assert_eq!(balances(&mut office, account), (json!("0.00"), json!("0.00")));
    }
    office.verifies();
}

#[test]
fn r13_a_share_of_the_whole_and_an_amount_below_what_may_be_financed() {
    let mut office = Office::practice("peninsula-light");
    office.at("2026-11-16T09:00");
    let with =
        |finance: &str| Enrollment::conversion().past_due("400.00").unbilled("80.00").deposit("60.00").finance(finance);
    // 25% of 480.00 is 120.00, the deposit counts: 60.00; 360.00 are left to finance.
    let all = office.quote(&with("as_much_as_allowed"));
    assert_eq!((&all["to_arrears"], &all["due_now"]), (&json!("360.00"), &json!("121.00")));
    let some = office.quote(&with("100.00"));
    assert_eq!((&some["to_arrears"], &some["due_now"]), (&json!("100.00"), &json!("381.00")));
    assert_eq!(office.try_quote(&with("360.01")).refused().code, "finance_above_debt");
    office.enroll(&with("100.00"));
    office.shows(json!({"balance": office.balance(), "arrears": "100.00"}));
    office.verifies();
}
