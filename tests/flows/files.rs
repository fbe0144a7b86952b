//! Files in and out: what others took or read comes in once, what the office did goes out and adds up.

use std::collections::HashMap;

use serde_json::{Value, json};

use crate::common::money::{amount, cents};
use crate::common::{Answer, Enrollment, Office};

/// A member at 20.00 who used so much that five days later the power is cut.
fn cut_on_20_november(variant: &[(&str, &str)]) -> Office {
    let mut office = Office::variant("petit-jean", variant);
    office.at("2026-11-18T09:00").enroll(&Enrollment::new_member());
    office.at("2026-11-19T10:00").use_kwh("90").cycle();
    office.at("2026-11-20T09:00").use_kwh("150").cycle();
    office.shows(json!({"balance": "-6.00", "power": "on"}));
    office
}

fn import(office: &Office, what: &str, rows: &str) -> Answer {
    office.run(&["import", what, &office.file("rows.csv", rows)])
}

fn payments(rows: &str) -> String {
    format!("source,reference,account,amount,paid_at,kind\n{rows}")
}

#[track_caller]
fn counts(imported: &Value, added: u64, skipped: u64, attention: u64) {
    let counted = ["added", "skipped", "attention"].map(|count| imported[count].as_u64().expect("a count"));
    assert_eq!(counted, [added, skipped, attention], "{imported}");
}

#[track_caller]
fn attention(office: &Office, words: &str) {
    let shown = office.show();
    let matters = shown["attention"].as_array().expect("what a person should look at");
    assert!(matters.iter().any(|text| text.as_str().is_some_and(|text| text.contains(words))), "{words}: {matters:?}");
}

// Payments

#[test]
fn c13_a_cut_that_a_late_payment_would_have_prevented_is_reported_as_wrongful() {
    let mut office = cut_on_20_november(&[]);
    office.at("2026-11-20T10:00").cycle();
    office.shows(json!({"status": "disconnected"}));
    let account = office.account().number.clone();
    office.at("2026-11-20T13:00");
    let late = format!("web,1,{account},6.01,2026-11-20T15:59:00Z,\n");
    counts(&import(&office, "payments", &payments(&late)).done(), 1, 0, 0);
    office.shows(json!({"status": "active", "power": "on", "balance": "0.01"}));
    attention(&office, "Wrongful disconnect");
    office.verifies();
}

#[test]
fn c13_a_payment_made_after_the_cut_needs_the_reconnect_target_like_any_other() {
    let mut office = cut_on_20_november(&[]);
    office.at("2026-11-20T10:00").cycle();
    let account = office.account().number.clone();
    office.at("2026-11-20T13:00");
    import(&office, "payments", &payments(&format!("web,1,{account},6.01,2026-11-20T10:01:00,\n"))).done();
    office.shows(json!({"status": "disconnected", "balance": "0.01", "to_reconnect": "19.99"}));
    import(&office, "payments", &payments(&format!("web,2,{account},19.99,2026-11-20T12:00:00,\n"))).done();
    office.shows(json!({"status": "active", "power": "on", "balance": "20.00"}));
}

#[test]
fn the_list_waits_for_the_outside_payments_and_a_file_without_any_is_an_answer_too() {
    let waits = [("review                 = false", "before_list = [\"external_payments\"]")];
    let mut office = cut_on_20_november(&waits);
    office.at("2026-11-20T10:00").cycle();
    office.shows(json!({"status": "active", "power": "on"}));
    counts(&import(&office, "payments", &payments("")).done(), 0, 0, 0);
    office.at("2026-11-20T10:05").cycle();
    office.shows(json!({"status": "disconnected"}));
}

#[test]
fn c14_more_than_a_closed_account_owes_is_owed_to_the_member_and_never_lost() {
    let mut office = Office::practice("petit-jean");
    office.at("2026-11-18T09:00").enroll(&Enrollment::new_member());
    let account = office.account().number.clone();
    office.at("2026-11-18T12:00");
    let close = ["account", "close", &account, "--reason", "moved away", "--final-kwh", "1500.0"];
    office.run(&close).done();
    let balance = cents(&office.balance());
    assert!(balance < 0, "something is owed: {balance}");
    let rows = format!("web,1,{account},{},2026-11-18T11:00:00,\n", amount(-balance + 5_00));
    import(&office, "payments", &payments(&rows)).done();
    office.shows(json!({"status": "closed", "balance": "0.00", "refund_due": "5.00"}));
    attention(&office, "waits to be refunded");
    office.verifies();
}

#[test]
fn a_reversal_follows_the_payment_to_the_account_it_was_moved_to() {
    let mut office = Office::practice("petit-jean");
    office.at("2026-11-16T09:00").enroll(&Enrollment::new_member());
    let first = office.account().clone();
    office.enroll(&Enrollment::arrears("78.00").named("Bo Ridge", "M2002"));
    let second = office.account().clone();
    let row = |kind: &str| payments(&format!("web,1,{},20.00,2026-11-16T08:00:00,{kind}\n", first.number));
    import(&office, "payments", &row("payment")).done();
    office.serve(&first).shows(json!({"balance": "40.00"}));
    let ledger = office.ledger();
    let receipt = ledger.iter().rev().find_map(|line| line["receipt"].as_str()).expect("a receipt").to_string();
    let moved = ["payment", "move", &receipt, "--to", &second.number, "--reason", "wrong", "--approved-by", "practice"];
    office.run(&moved).done();
    office.serve(&second).shows(json!({"balance": "30.00", "arrears": "68.00"}));
    import(&office, "payments", &row("reversal")).done();
    office.serve(&second).shows(json!({"balance": "20.00", "arrears": "78.00"}));
    office.serve(&first).shows(json!({"balance": "20.00"}));
    counts(&import(&office, "payments", &row("reversal")).done(), 0, 1, 0);
    office.verifies();
}

#[test]
fn a_reversal_of_what_was_never_paid_or_of_another_amount_is_a_bad_row() {
    let mut office = Office::practice("petit-jean");
    office.at("2026-11-16T09:00").enroll(&Enrollment::new_member());
    let account = office.account().number.clone();
    let rows = format!(
        "web,1,{account},5.00,2026-11-16T08:00:00,payment\n\
         web,1,{account},6.00,2026-11-16T08:30:00,reversal\n\
         web,2,{account},5.00,2026-11-16T08:30:00,reversal\n\
         web,3,{account},5.00,2026-11-16T09:30:00,payment\n"
    );
    let refused = import(&office, "payments", &payments(&rows)).refused();
    assert_eq!(refused.code, "bad_rows");
    for line in ["line 3", "line 4", "line 5"] {
        assert!(refused.message.contains(line), "{line} is not named in {:?}", refused.message);
    }
    office.shows(json!({"balance": "20.00"}));
}

// Reads

#[test]
fn c26_the_first_read_of_a_day_up_to_the_cut_off_is_the_days_and_later_ones_are_kept_out() {
    let mut office = Office::practice("petit-jean");
    office.at("2026-11-16T09:00").enroll(&Enrollment::new_member());
    office.at("2026-11-17T12:00");
    let rows = "kwh,meter,at\n\
                1099.0,M1001,2026-11-17T10:00:01\n\
                1030.0,M1001,2026-11-17T05:59:00\n\
                1020.0,M1001,2026-11-17T00:10:00\n";
    counts(&import(&office, "readings", rows).done(), 1, 2, 0);
    counts(&import(&office, "readings", rows).done(), 0, 3, 0);
    let other = "kwh,meter,at\n1021.0,M1001,2026-11-17T00:10:00\n";
    assert_eq!(import(&office, "readings", other).refused().code, "import_conflict");
    office.cycle();
    assert_eq!(office.charges()[0].kwh, "20.0");
    office.at("2026-11-18T12:00");
    let only_late = "kwh,meter,at\n1055.0,M1001,2026-11-18T10:00:01\n";
    counts(&import(&office, "readings", only_late).done(), 0, 1, 0);
    office.verifies();
}

#[test]
fn r20_a_read_for_a_day_that_was_billed_on_an_estimate_bills_it_again_at_once() {
    let mut office = Office::practice("petit-jean");
    office.at("2026-11-16T09:00").enroll(&Enrollment::new_member().paying("160.00"));
    office.at("2026-11-17T10:00").unreachable().cycle();
    office.shows(json!({"balance": "95.40"}));
    office.at("2026-11-17T15:00");
    counts(&import(&office, "readings", "meter,at,kwh\nM1001,2026-11-17T05:00:00,1010.0\n").done(), 1, 0, 0);
    office.shows(json!({"balance": "98.00"}));
    let charge = &office.charges()[0];
    assert_eq!((charge.kwh.as_str(), charge.quality.as_str()), ("10.0", "actual"));
    office.verifies();
}

#[test]
fn c31_an_imported_read_that_runs_backwards_is_kept_and_told_and_never_billed() {
    let mut office = Office::practice("petit-jean");
    office.at("2026-11-16T09:00").enroll(&Enrollment::new_member());
    office.at("2026-11-17T06:00");
    counts(
        &import(&office, "readings", "meter,at,kwh,quality\nM1001,2026-11-17T05:00:00,900.0,manual\n").done(),
        0,
        0,
        1,
    );
    attention(&office, "900.0");
    let unknown = import(&office, "readings", "meter,at,kwh\nM9,2026-11-17T05:00:00,1.0\n").refused();
    assert!(unknown.message.contains("line 2") && unknown.message.contains("M9"), "{}", unknown.message);
    let ahead = import(&office, "readings", "meter,at,kwh\nM1001,2026-11-17T07:00:00,1001.0\n").refused();
    assert!(ahead.message.contains("line 2"), "{}", ahead.message);
}

// Members

#[test]
fn a_file_of_members_enrolls_and_converts_all_of_them_once_or_none() {
    let mut office = Office::practice("petit-jean");
    office.at("2026-11-16T09:00");
    let header = "member.name,member.phone,service.meter,service.address,service.class,service.phase,service.remote_switch,\
                  service.switch_installed,service.start_kwh,standard_account.past_due,standard_account.deposit,\
                  standard_account.deposit_since,finance,signature.name,signature.paper,payment.method,payment.amount";
    let row = |name: &str, meter: &str, rest: &str| {
        format!("{name},501-555-0101,{meter},1 Elm St,residential,single,true,true,1000.0,{rest}")
    };
    let new = row("Ada Ozark", "M1", ",,,none,Ada Ozark,true,external,80.00");
    let convert = row("Bo Ridge", "M2", "310.55,200.00,2026-11-16,as_much_as_allowed,Bo Ridge,true,external,20.00");
    let unsigned = row("Cy Creek", "M3", ",,,none,,,external,80.00");
    let twice = row("Di Dale", "M1", ",,,none,Di Dale,true,external,80.00");
    let bad = import(&office, "members", &format!("{header}\n{new}\n{unsigned}\n{twice}\n")).refused();
    assert!(bad.message.contains("line 3") && bad.message.contains("line 4"), "{}", bad.message);
    assert!(!bad.message.contains("line 2"), "{}", bad.message);

    let rows = format!("{header}\n{new}\n{convert}\n");
    counts(&import(&office, "members", &rows).done(), 2, 0, 0);
    counts(&import(&office, "members", &rows).done(), 0, 2, 0);
    let found = office.run(&["account", "find", "Bo Ridge"]).done();
    let account = found[0]["account"].as_str().expect("an account").to_string();
    let shown = office.run(&["account", "show", &account]).done();
    assert_eq!((&shown["balance"], &shown["arrears"]), (&json!("20.00"), &json!("110.55")), "{shown:#}");
    office.verifies();
}

// Out

fn export(office: &Office, what: &str, from: &str, to: &str) -> Vec<Vec<String>> {
    let file =
        office.folder().join(format!("{}.csv", uuid::Uuid::new_v4())).into_os_string().into_string().expect("UTF-8");
    let exported = office.run(&["export", what, "--from", from, "--to", to, "--out", &file]).done();
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_path(&file).expect("the export");
    let rows: Vec<csv::StringRecord> = reader.records().collect::<Result<_, _>>().expect("rows of CSV");
    assert_eq!(exported["rows"].as_u64().expect("a count") + 1, rows.len() as u64);
    rows.iter().map(|row| row.iter().map(str::to_string).collect()).collect()
}

/// The column of that name, without its header.
fn column(rows: &[Vec<String>], name: &str) -> Vec<String> {
    let index = rows[0].iter().position(|column| column == name).expect("a column of that name");
    rows[1..].iter().map(|row| row[index].clone()).collect()
}

fn sum(amounts: Vec<String>) -> i64 {
    amounts.iter().map(|amount| cents(amount)).sum()
}

#[test]
fn the_exports_add_up_and_carry_the_co_ops_account_numbers() {
    let gl = "[closing]\nsource                 = \"FAQ 6, 10, 16; C2, C14\"";
    let numbers = format!("[gl]\nenergy = \"235.10\"\nincome.energy = \"440.10\"\nexternal = \"131.20\"\n\n{gl}");
    let mut office = Office::variant("petit-jean", &[(gl, &numbers)]);
    office.at("2026-11-16T09:00").enroll(&Enrollment::new_member());
    office.pay("30.00");
    office.at("2026-11-17T10:00").use_kwh("30").cycle();
    let ledger = export(&office, "ledger", "2026-11-16", "2026-11-17");
    assert_eq!(sum(column(&ledger, "amount")), 0);
    let sums = export(&office, "gl", "2026-11-16", "2026-11-17");
    assert_eq!(sum(column(&sums, "debit")), sum(column(&sums, "credit")));
    for number in ["235.10", "440.10", "131.20"] {
        assert!(column(&sums, "gl").contains(&number.to_string()), "{number} is not in {sums:?}");
    }
    let payments = export(&office, "payments", "2026-11-16", "2026-11-16");
    assert_eq!(sum(column(&payments, "amount")), 110_00);
    assert_eq!(column(&payments, "gl"), ["", "131.20"]);
    let accounts = export(&office, "accounts", "2026-11-16", "2026-11-16");
    assert_eq!(column(&accounts, "meter"), ["M1001"]);
}

/// A table's row as a map from its columns' names.
fn rows(table: &[Vec<String>]) -> Vec<HashMap<&str, &str>> {
    table[1..]
        .iter()
        .map(|row| table[0].iter().map(String::as_str).zip(row.iter().map(String::as_str)).collect())
        .collect()
}

#[test]
fn the_acts_and_the_ledger_answer_for_every_cent() {
    let mut office = Office::practice("petit-jean");
    office.at("2026-11-16T09:00").enroll(&Enrollment::arrears("78.00").paying("20.00"));
    let account = office.account().number.clone();
    let receipt = office.run(&["pay", &account, "--method", "cash", "--amount", "30.00"]).done();
    let receipt = receipt["receipt"].as_str().expect("a number").to_string();
    office.run(&["void", &receipt, "--reason", "typed twice", "--approved-by", "practice"]).done();
    let adjust = ["adjust", &account, "--amount", "-1.50", "--reason", "a fee forgotten", "--approved-by", "practice"];
    office.run(&adjust).done();
    office.at("2026-11-17T10:00").use_kwh("30").cycle();
    let (ledger, acts) =
        (export(&office, "ledger", "2026-11-16", "2026-11-17"), export(&office, "acts", "2026-11-16", "2026-11-17"));
    let (ledger, acts) = (rows(&ledger), rows(&acts));
    assert!(ledger.len() > 10, "{ledger:?}");
    let number = |text: &str| text.parse::<u64>().expect("a transaction");
    let mut balance = 0;
    for line in &ledger {
        let txn = number(line["transaction"]);
        let posted = |act: &&HashMap<&str, &str>| {
            let (first, last) =
                act["transactions"].split_once('-').unwrap_or((act["transactions"], act["transactions"]));
            !first.is_empty() && (number(first)..=number(last)).contains(&txn)
        };
        let act = acts.iter().find(posted).unwrap_or_else(|| panic!("nobody did {line:?}"));
        assert_eq!(act["operator"], line["operator"], "{line:?}");
        if line["ledger_account"] == "energy" {
            balance += cents(line["amount"]);
        }
    }
    assert_eq!(amount(balance), office.balance(), "what the lines come to is what the member has");
    let of = |name: &str| acts.iter().find(|act| act["name"] == name).unwrap_or_else(|| panic!("{name}: {acts:?}"));
    let void = of("void");
    assert!(void["reason"].contains("typed twice") && void["approver"] == "practice", "{void:?}");
    assert!(void["ids"].contains(&receipt) && !void["drawer"].is_empty() && !void["office"].is_empty(), "{void:?}");
    assert!(of("adjust")["reason"].contains("a fee forgotten"));
}

#[test]
fn balances_are_those_at_the_end_of_the_last_day() {
    let mut office = Office::practice("petit-jean");
    office.at("2026-11-16T09:00").enroll(&Enrollment::arrears("78.00").paying("20.00"));
    office.at("2026-11-17T09:00").pay("30.00");
    let balances = |to| export(&office, "balances", "2026-11-16", to);
    let (before, now) = (balances("2026-11-16"), balances("2026-11-17"));
    assert_eq!((column(&before, "balance"), column(&before, "arrears")), (vec!["20.00".into()], vec!["78.00".into()]));
    assert_eq!((column(&now, "balance"), column(&now, "arrears")), (vec!["35.00".into()], vec!["63.00".into()]));
    assert!(column(&export(&office, "balances", "2026-11-01", "2026-11-15"), "balance").is_empty());
}

#[test]
fn an_export_is_never_written_over_another_file() {
    let office = Office::practice("petit-jean");
    let letter = office.file("letter.txt", "a letter");
    let range = ["export", "gl", "--from", "2026-11-16", "--to", "2026-11-16", "--out", &letter];
    assert_eq!(office.run(&range).refused().code, "file_exists");
    assert_eq!(std::fs::read_to_string(&letter).expect("the letter"), "a letter");
}

// Why

#[test]
fn why_explains_each_day_each_payment_and_the_disconnect_in_words() {
    let mut office = cut_on_20_november(&[]);
    office.at("2026-11-20T10:00").cycle();
    office.at("2026-11-20T11:00").pay("10.00");
    let why = office.run(&["account", "why", &office.account().number]).done();
    let day = &why["days"][1];
    assert_eq!((&day["date"], &day["total"]), (&json!("2026-11-19"), &json!("16.00")));
    assert_eq!((&day["reads"]["from"], &day["reads"]["to"]), (&json!("1090.0"), &json!("1240.0")));
    let words = day["words"].to_string();
    assert!(
        words.contains("1090.0 (actual) to 1240.0 (actual)") && words.contains("The day comes to $16.00"),
        "{words}"
    );
    assert_eq!(why["payments"][1]["to_credit"], "10.00");
    let cut = &why["disconnects"][0];
    assert_eq!((&cut["day"], &cut["status"]), (&json!("2026-11-20"), &json!("done")));
    assert_eq!(cut["evidence"]["balance"], "-6.00");
    assert!(cut["gates"].is_array() && !cut["steps"].as_array().expect("steps").is_empty(), "{cut:#}");
    let story = why["words"].as_array().expect("sentences");
    assert!(story[0].as_str().expect("a sentence").contains("is disconnected"), "{story:#?}");
    assert!(story[1].as_str().expect("a sentence").contains("$16.00 brings it back"), "{story:#?}");
}

// Proof and safekeeping

#[test]
fn a_charge_that_does_not_follow_from_its_reads_is_named() {
    let mut office = Office::practice("petit-jean");
    office.at("2026-11-16T09:00").enroll(&Enrollment::new_member().paying("160.00"));
    office.cycles("2026-11-17", "2026-11-19", "10:00", "30");
    office.verifies();
    let store = rusqlite::Connection::open(office.store()).expect("the store");
    let guard: (String, String) = store
        .query_row(
            "SELECT name, sql FROM sqlite_master WHERE tbl_name='reading' AND sql LIKE '%BEFORE UPDATE%'",
            [],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .expect("the guard of the reads");
    store.execute_batch(&format!("DROP TRIGGER {}", guard.0)).expect("the guard is gone");
    store.execute("UPDATE reading SET wh=wh-1000, cum_wh=cum_wh-1000 WHERE wh=1060000", []).expect("a read is changed");
    store.execute_batch(&guard.1).expect("the guard is back");
    drop(store);
    let verified = office.run(&["verify"]);
    assert_eq!(verified.status, 1);
    assert!(verified.stdout.contains("2026-11-17"), "the day that it changed is not named: {}", verified.stdout);
}

#[test]
fn a_restore_says_what_to_enter_again_and_asks_every_meter() {
    let mut office = Office::practice("petit-jean");
    office.at("2026-11-16T09:00").enroll(&Enrollment::new_member());
    let copy = office.folder().join("copy.sqlite").into_os_string().into_string().expect("UTF-8");
    office.run(&["backup", &copy]).done();
    let lost = office.at("2026-11-16T10:00").pay("7.00")["receipt"].clone();
    let restored = office.run(&["restore", &copy]).done();
    assert_eq!(restored["enter_again"][0]["receipt"], lost, "{restored:#}");
    assert_eq!(restored["enter_again"].as_array().map(Vec::len), Some(1));
    assert_eq!((&restored["meters_seen"], &restored["meters_silent"]), (&json!(1), &json!(0)));
    office.shows(json!({"balance": "20.00", "power": "on"}));
    assert_ne!(office.pay("7.00")["receipt"], lost, "a number on paper means one payment");
    office.verifies();
}
