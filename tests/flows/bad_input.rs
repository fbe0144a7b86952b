//! Bad input at every door: it is answered in words, and nothing has changed.

use serde_json::{Value, json};

use crate::common::{Enrollment, Office};

/// An office with one member, at 20.00.
fn with_a_member() -> Office {
    let mut office = Office::practice("petit-jean");
    office.at("2026-11-16T09:00").enroll(&Enrollment::new_member());
    office
}

#[track_caller]
fn nothing_changed(office: &Office) {
    office.shows(
        json!({"balance": "20.00", "arrears": "0.00", "membership": "20.00", "status": "active", "power": "on"}),
    );
    office.verifies();
}

#[test]
fn an_amount_that_is_not_one_is_never_posted() {
    let office = with_a_member();
    for amount in
        ["", "0.00", "-5.00", "40.5", "40.005", "4O.00", "1e3", "1,000.00", "$5.00", "NaN", "99999999999999.00"]
    {
        office.try_pay(amount).not_done();
        let adjust =
            ["adjust", &office.account().number, "--amount", amount, "--reason", "r", "--approved-by", "practice"];
        if amount != "-5.00" {
            office.run(&adjust).not_done();
        }
    }
    nothing_changed(&office);
}

#[test]
fn what_does_not_exist_is_refused_by_its_name() {
    let office = with_a_member();
    let unknown: [&[&str]; 12] = [
        &["account", "show", "no-such-account"],
        &["account", "ledger", "no-such-account"],
        &["account", "why", "no-such-account"],
        &["pay", "no-such-account", "--method", "external", "--amount", "5.00"],
        &["void", "no-such-receipt", "--reason", "r", "--approved-by", "practice"],
        &["return-payment", "no-such-receipt", "--reason", "r"],
        &[
            "payment",
            "move",
            "no-such-receipt",
            "--to",
            "no-such-account",
            "--reason",
            "r",
            "--approved-by",
            "practice",
        ],
        &["switch", "off", "no-such-meter"],
        &["sim", "set", "no-such-meter", "--kwh", "5"],
        &["pledge", "receive", "no-such-pledge"],
        &["program", "price", "No such charge", "--from", "2026-12-01", "--price", "0.1"],
        &["link", "test", "no-such-link"],
    ];
    for args in unknown {
        office.run(args).not_done();
    }
    nothing_changed(&office);
}

#[test]
fn a_wrong_call_exits_with_2_and_says_what_is_wrong() {
    let office = with_a_member();
    let wrong: [&[&str]; 9] = [
        &["no-such-command"],
        &["pay"],
        &["pay", "1", "--method", "shells", "--amount", "5.00"],
        &["pay", "1", "--amount"],
        &["forecast", "tomorrow", "--low-f", "30"],
        &["forecast", "2026-02-30", "--low-f", "30"],
        &["forecast", "2026-12-01", "--low-f", "cold"],
        &["--no-such-flag", "cycle"],
        &["switch", "sideways", "M1001"],
    ];
    for args in wrong {
        let answer = office.run(args);
        assert_eq!(answer.status, 2, "{args:?}: {answer:?}");
        answer.not_done();
    }
    nothing_changed(&office);
}

#[test]
fn a_time_that_is_not_one_is_a_wrong_call() {
    let mut office = with_a_member();
    for now in ["yesterday", "2026-11-31T10:00", "2026-11-30", "2026-11-30T25:00"] {
        let answer = office.at(now).run(&["cycle"]);
        assert_eq!(answer.status, 2, "{now}: {answer:?}");
    }
    nothing_changed(office.at("2026-11-16T09:00"));
}

#[test]
fn an_enrollment_that_is_not_whole_makes_no_account() {
    let office = with_a_member();
    let second = Enrollment::new_member().named("Ben Boone", "M2002");
    let whole: Value = serde_json::from_str(&office.input(&second, Some("80.00"))).expect("our own JSON");
    let mut wrong: Vec<String> = ["", "not JSON", "[]", "{}", "null", "{\"member\":"].map(str::to_string).to_vec();
    for (pointer, value) in [
        ("/member/name", json!("")),
        ("/member/name", json!(7)),
        ("/member/number", json!("no-such-member")),
        ("/service", json!(null)),
        ("/service/meter", json!("M1001")),
        ("/service/class", json!("castle")),
        ("/service/phase", json!("double")),
        ("/service/start_kwh", json!("a lot")),
        ("/service/start_kwh", json!("-1.0")),
        ("/service/digits", json!(0)),
        ("/service/office", json!("Atlantis")),
        ("/service/link", json!("no-such-link")),
        ("/service/add_ons", json!(["No such light"])),
        ("/finance", json!("some")),
        ("/finance", json!("-1.00")),
        ("/conditions", json!(["moon_phase"])),
        ("/signature", json!(null)),
        ("/payment", json!(null)),
        ("/payment/method", json!("shells")),
        ("/payment/amount", json!(80.0)),
        ("/payment/amount", json!("eighty")),
        ("/payment/tendered", json!("79.99")),
    ] {
        let mut input = whole.clone();
        *input.pointer_mut(pointer).expect("a place of the input") = value;
        wrong.push(input.to_string());
    }
    for input in wrong {
        let answer = office.run(&["enroll", "new", &office.file("wrong.json", &input)]);
        assert_ne!(answer.status, 0, "this was enrolled: {input}");
        answer.not_done();
    }
    office.run(&["enroll", "new", "no-such-file.json"]).not_done();
    let found = office.run(&["account", "find", "Boone"]).done();
    assert!(!found.to_string().contains("M2002"), "a refused enrollment left an account: {found}");
    nothing_changed(&office);
}

#[test]
fn r01_who_may_not_join_is_refused_a_quote_as_well() {
    let mut office = Office::practice("petit-jean");
    office.at("2026-11-16T09:00");
    for (pointer, value) in [
        ("/service/class", json!("general")),
        ("/service/phase", json!("three")),
        ("/service/demand_metered", json!(true)),
        ("/service/remote_switch", json!(false)),
    ] {
        office.try_quote(&Enrollment::new_member().with(pointer, value)).refused();
    }
}

#[test]
fn r02_a_condition_that_the_terms_refuse_is_refused() {
    let mut office = Office::practice("pec");
    office.at("2026-11-16T09:00");
    for condition in ["life_support", "loan_program", "no_balance_access"] {
        let refused = office.try_quote(&Enrollment::new_member().with("/conditions", json!([condition]))).refused();
        assert!(!refused.message.contains('_'), "a sentence for people, not a key: {:?}", refused.message);
    }
}

#[test]
fn an_import_takes_all_rows_or_none_and_names_every_bad_line() {
    let office = with_a_member();
    let account = &office.account().number;
    let payments = format!(
        "source,reference,account,amount,paid_at\n\
         web,1,{account},5.00,2026-11-16T08:00:00\n\
         web,2,{account},five,2026-11-16T08:00:00\n\
         web,3,no-such-account,5.00,2026-11-16T08:00:00\n\
         web,4,{account},5.00,2026-11-31T08:00:00\n"
    );
    let message = office.run(&["import", "payments", &office.file("payments.csv", &payments)]).refused().message;
    for line in ["3", "4", "5"] {
        assert!(message.contains(line), "line {line} is not named in {message:?}");
    }
    let readings = "meter,at,kwh\nM1001,2026-11-16T06:00:00,1001.0\nM1001,2026-11-16T06:00:00,1e3\n";
    office.run(&["import", "readings", &office.file("readings.csv", readings)]).refused();
    for wrong in ["", "source,reference\n", "meter,at,kwh\nM1001\n", "source,reference,account,amount,paid_at,colour\n"]
    {
        office.run(&["import", "payments", &office.file("wrong.csv", wrong)]).not_done();
    }
    office.run(&["import", "payments", "no-such-file.csv"]).not_done();
    nothing_changed(&office);
}

#[test]
fn a_row_that_was_taken_in_is_skipped_and_the_same_reference_with_another_amount_is_a_conflict() {
    let office = with_a_member();
    let account = &office.account().number;
    let import = |amount: &str| {
        let rows = format!("source,reference,account,amount,paid_at\nweb,1,{account},{amount},2026-11-16T08:00:00\n");
        office.run(&["import", "payments", &office.file("payments.csv", &rows)])
    };
    assert_eq!(import("5.00").done()["added"], 1);
    let again = import("5.00").done();
    assert_eq!((&again["added"], &again["skipped"]), (&json!(0), &json!(1)));
    assert_eq!(import("6.00").refused().code, "import_conflict");
    office.shows(json!({"balance": "25.00"}));
}

#[test]
fn a_reversal_undoes_the_payment_that_it_names() {
    let office = with_a_member();
    let account = &office.account().number;
    let rows = format!(
        "source,reference,account,amount,paid_at,kind\n\
         web,1,{account},5.00,2026-11-16T08:00:00,payment\n\
         web,1,{account},5.00,2026-11-16T08:30:00,reversal\n"
    );
    office.run(&["import", "payments", &office.file("payments.csv", &rows)]).done();
    nothing_changed(&office);
}

#[test]
fn practice_never_switches_a_real_house() {
    let office = with_a_member();
    for url in ["dlms+tcp://198.51.100.7:4059?auth=none", "multispeak+https://cis@headend.example.org/cd"] {
        office.run(&["link", "add", "afar", url]).refused();
    }
    for wrong in ["", "M1001", "http://127.0.0.1", "dlms+tcp://127.0.0.1", "dlms+tcp://127.0.0.1:4059?colour=red"] {
        office.run(&["link", "add", "wrong", wrong]).not_done();
    }
    nothing_changed(&office);
}
