//! The small print of the command line: what a script may count on, and what a person reads.

use std::process::Command;

use serde_json::{Value, json};

use crate::common::{Answer, Enrollment, Office, PROGRAM};

/// An office with one member, at 20.00.
fn with_a_member() -> Office {
    let mut office = Office::practice("petit-jean");
    office.at("2026-11-16T09:00").enroll(&Enrollment::new_member());
    office
}

/// The same call without `--json`: what a person reads.
fn read_by_a_person(office: &Office, args: &[&str]) -> Answer {
    let mut command = Command::new(PROGRAM);
    command.env_clear().env("HOME", office.folder()).arg("--store").arg(office.store());
    Answer::of(command.args(["--now", "2026-11-16T10:00"]).args(args))
}

#[test]
fn what_is_wrong_in_an_input_is_told_by_its_key() {
    let office = with_a_member();
    let second = Enrollment::new_member().named("Ben Boone", "M2002");
    for (pointer, value, key) in [
        ("/service/start_kwh", json!(1000), "service.start_kwh"),
        ("/service/demand_metered", json!("no"), "service.demand_metered"),
        ("/member/name", json!(7), "member.name"),
        ("/standard_account", json!({"past_due": "80.5"}), "standard_account.past_due"),
        ("/signature", json!({"strokes": []}), "signature.name"),
        ("/member", json!({"name": "Ben Boone", "fone": "1"}), "member.fone"),
        ("/member/name", json!("Ben\u{1b}[31m Boone"), "member.name"),
        ("/member/email", json!("ben"), "member.email"),
        ("/service/start_kwh", json!("100000.0"), "service.start_kwh"),
    ] {
        let input = office.input(&second.clone().with(pointer, value), None);
        let message = office.run(&["quote", "new", &office.file("wrong.json", &input)]).refused().message;
        assert!(message.contains(key), "{key} is not named in {message:?}");
        assert!(!message.contains("struct") && !message.contains('`'), "words of the program's own: {message:?}");
    }
    let ahead =
        Enrollment::conversion().named("Ben Boone", "M2002").with("/standard_account/deposit_since", "2026-11-17");
    assert!(office.try_quote(&ahead).refused().message.contains("deposit_since"));
}

#[test]
fn what_is_null_or_blank_is_left_out_and_a_mark_at_the_files_start_is_no_part_of_it() {
    let office = with_a_member();
    let plain = Enrollment::conversion().named("Ben Boone", "M2002");
    let expected = office.quote(&plain);
    let mut scarce = plain;
    for pointer in [
        "/exempt",
        "/conditions",
        "/service/add_ons",
        "/service/demand_metered",
        "/service/digits",
        "/standard_account/past_due",
        "/standard_account/disconnected",
    ] {
        scarce = scarce.with(pointer, Value::Null);
    }
    for pointer in ["/member/number", "/member/text", "/service/tax_area"] {
        scarce = scarce.with(pointer, " ");
    }
    let marked = format!("\u{feff}{}", office.input(&scarce, None));
    assert_eq!(office.run(&["quote", "convert", &office.file("marked.json", &marked)]).done(), expected);
}

#[test]
fn a_text_that_cannot_be_shown_is_refused_and_never_steers_a_terminal() {
    let office = with_a_member();
    let account = office.account().number.clone();
    assert_eq!(office.run(&["account", "note", &account, "red \u{1b}[31m"]).refused().code, "bad_text");
    let adjust = ["adjust", &account, "--amount", "5.00", "--reason", "bell \u{7}", "--approved-by", "practice"];
    assert_eq!(office.run(&adjust).refused().code, "bad_text");
    office.run(&["account", "note", &account, "李小龍 says:\nring \"twice\" \u{1f600}", "--pin"]).done();
    let shown = read_by_a_person(&office, &["account", "show", &account]).stdout;
    assert!(shown.contains("practice (pinned): 李小龍 says:\n    ring \"twice\""), "{shown}");
    let unknown = read_by_a_person(&office, &["account", "show", "\u{1b}[31m"]);
    assert!(unknown.status == 1 && !unknown.stderr.contains('\u{1b}'), "{unknown:?}");
}

#[test]
fn a_register_below_zero_is_refused_as_such() {
    let office = with_a_member();
    let account = office.account().number.clone();
    for args in [
        &["reading", "add", "M1001", "2026-11-16", "-20"][..],
        &["sim", "set", "M1001", "--kwh", "-5"],
        &["meter", "exchange", &account, "--final", "-5", "--new", "M7", "--start", "0"],
        &["account", "close", &account, "--reason", "moved", "--final-kwh", "-5"],
    ] {
        office.run(args).refused();
    }
}

#[test]
fn a_meter_that_cannot_be_read_has_a_status_of_the_list_and_the_links_reason() {
    let office = with_a_member();
    office.run(&["sim", "set", "M1001", "--unreachable"]).done();
    let asked = ["--ground", "request", "--reason", "Ada Ozark asked"];
    for (command, with) in [("read", &[][..]), ("state", &[]), ("off", &asked)] {
        let answer = office.run(&[&["switch", command, "M1001"], with].concat()).done();
        let status = answer["status"].as_str().expect("a status");
        let known = ["queued", "sent", "done", "refused", "attention", "expired", "cancelled"];
        assert!(known.contains(&status) && status != "done", "{answer}");
        assert!(answer["detail"].as_str().is_some_and(|detail| detail.starts_with("unreachable: ")), "{answer}");
    }
}

#[test]
fn a_move_reads_an_enrollments_file_and_takes_no_money() {
    let office = with_a_member();
    let account = office.account().number.clone();
    let there = Enrollment::new_member().named("Ada Ozark", "M2002");
    let paying = office.input(&there, Some("80.00"));
    let refused = office.run(&["account", "transfer", &account, &office.file("paying.json", &paying)]).refused();
    assert!(refused.message.contains("payment"), "{refused:?}");
    let moved = office.run(&["account", "transfer", &account, &office.file("move.json", &office.input(&there, None))]);
    // The day of the move is charged where the member lived: one day's share of 30.00 a month.
    assert_eq!(moved.done()["balance"], "19.00");
    office.verifies();
}

#[test]
fn a_wrong_call_says_what_to_write() {
    let office = with_a_member();
    for (args, words) in [
        (&["document", "first", "--out", "a.pdf"][..], "as the list shows it"),
        (&["--key", "mine", "account", "note", "1", "text"], "is no UUID"),
        (&["pay"], "--tender METHOD=AMOUNT"),
        (&["member", "set", "1000001"], "--phone"),
        (&["drawer", "count", "--count", ""], "--count"),
    ] {
        let answer = office.run(args);
        assert_eq!(answer.status, 2, "{answer:?}");
        assert!(answer.stderr.contains(words), "{words:?} is not said: {answer:?}");
    }
}

#[test]
fn what_a_clerk_reads_tells_times_by_the_minute_and_the_power_once() {
    let office = with_a_member();
    let account = office.account().number.clone();
    let paid =
        read_by_a_person(&office, &["pay", &account, "--method", "cash", "--amount", "5.00", "--tendered", "20.00"]);
    assert_eq!(
        paid.stdout,
        "PRACTICE: nothing here is real.\n\nReceipt  R-C-000002\nPaid     $5.00\nChange   $15.00\n\n\
         1000001 Ada Ozark: $5.00\n  To electricity  $5.00\n  Balance         $25.00\n  The power is on\n"
    );
    let why = read_by_a_person(&office, &["account", "why", &account]).stdout;
    assert!(why.contains("2026-11-16 09:00: active") && !why.contains("-06:00"), "{why}");
}

#[test]
fn every_bad_row_is_named_by_its_line_however_the_lines_end() {
    let office = with_a_member();
    let rows = "\u{feff}meter,at,kwh\r\nM1001,2026-11-16T07:00,1001.0\r\n\r\nM1001,never,1001.0\r\nM1001\r\n";
    let message = office.run(&["import", "readings", &office.file("readings.csv", rows)]).refused().message;
    let named: Vec<&str> = message.lines().filter_map(|line| line.split_once(": ").map(|(line, _)| line)).collect();
    assert_eq!(named, ["line 4", "line 5"], "{message}");
}

#[test]
fn a_member_is_found_by_what_is_said_first_at_the_counter() {
    let office = with_a_member();
    let account = office.account().number.clone();
    for said in ["ozark", "12 elm", "elm st", "Ada Oz", "M1", "m1001", "501-555-0100", "5555 ozark", &account] {
        let found = office.run(&["account", "find", said]).done();
        let is_there = found.as_array().is_some_and(|rows| rows.iter().any(|row| row["account"] == account.as_str()));
        assert_eq!(is_there, said != "5555 ozark", "{said}: {found}");
    }
}

#[test]
fn lifting_the_only_hold_again_with_its_key_answers_as_the_first_time() {
    let office = with_a_member();
    let account = office.account().number.clone();
    let hold = |kind: &str| office.run(&["account", "hold", &account, "--kind", kind, "--reason", "a letter"]).done();
    hold("medical");
    hold("elderly");
    assert_eq!(office.run(&["account", "unhold", &account]).refused().code, "which_hold");
    office.run(&["account", "unhold", &account, "--kind", "elderly"]).done();
    let again = ["account", "unhold", &account, "--key", "019a8f3e-6b1d-7d3c-9a5e-4b7c21d0f6aa"];
    let first = office.run(&again).done();
    assert_eq!(first["holds"], json!([]));
    assert_eq!(office.run(&again).done(), first);
    assert_eq!(office.run(&["account", "unhold", &account]).refused().code, "no_such_hold");
}
