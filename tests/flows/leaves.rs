//! What leaves the house: contacts that a sender would refuse, cells that a spreadsheet would work out, answers that cannot
//! be written.

use std::fs::File;
use std::process::Stdio;

use serde_json::Value;

use crate::common::{Answer, Enrollment, Office};

/// What no sender takes, by the field that it is written into.
const NO_CONTACT: [(&str, &str); 10] = [
    ("email", "Zoe <zoe@c.org>"),
    ("email", "a b@c.org"),
    ("email", "@"),
    ("email", "x@"),
    ("email", "zo\u{eb}@example.org"),
    ("phone", "ask her son"),
    ("phone", "501-555-01"),
    ("text", "none"),
    ("text", "555-0100"),
    ("text", "501-555-010O"),
];

#[test]
fn a_contact_that_its_sender_would_refuse_is_refused_at_every_door() {
    let mut office = Office::practice("petit-jean");
    office.at("2026-11-16T09:00").enroll(&Enrollment::new_member());
    let member = office.show()["member"].as_str().expect("a member").to_string();
    for (field, wrong) in NO_CONTACT {
        let refused = |answer: Answer, code: &str, door: &str| {
            let refusal = answer.refused();
            assert_eq!(refusal.code, code, "{door} with {field} {wrong:?}: {}", refusal.message);
            assert!(refusal.message.contains(wrong), "{door} does not say which {field}: {}", refusal.message);
        };
        let joins =
            |way: Enrollment| way.named("Zoe Creek", "M2002").with(&format!("/member/{field}"), wrong).paying("80.00");
        for enrollment in [joins(Enrollment::new_member()), joins(Enrollment::conversion())] {
            refused(office.try_quote(&enrollment), "bad_contact", "quote");
            refused(office.try_enroll(&enrollment), "bad_contact", "enroll");
        }
        refused(office.run(&["member", "set", &member, &format!("--{field}"), wrong]), "bad_contact", "member set");
        let rows = format!(
            "member.name,member.{field},service.meter,service.address,service.class,service.phase,service.remote_switch,\
             service.switch_installed,service.start_kwh,signature.name,signature.paper,payment.method,payment.amount\n\
             Zoe Creek,{wrong},M2002,1 Elm St,residential,single,true,true,1000.0,Zoe Creek,true,external,80.00\n"
        );
        refused(office.run(&["import", "members", &office.file("m.csv", &rows)]), "bad_rows", "import members");
    }
    assert!(office.run(&["account", "find", "Zoe"]).done().as_array().is_some_and(Vec::is_empty));
    // What is on file from before does not keep anything else from being changed.
    office.run(&["member", "set", &member, "--phone", "(501) 555-0101", "--text", "+1 501 555 0102"]).done();
}

fn export(office: &Office, what: &str, name: &str) -> String {
    let out = office.folder().join(name);
    let range = ["export", what, "--from", "2026-11-01", "--to", "2026-11-30", "--out"];
    office.run(&[&range[..], &[out.to_str().expect("UTF-8")]].concat()).done();
    std::fs::read_to_string(out).expect("the export")
}

#[test]
fn no_cell_of_any_export_begins_a_formula() {
    let mut office = Office::practice("petit-jean");
    office.at("2026-11-16T09:00");
    for (number, name) in ["=1+2", "+A1", "-B2", "@SUM(C3)", " =D4"].iter().enumerate() {
        let joins = Enrollment::new_member()
            .named(name, &format!("=M{number}"))
            .with("/service/address", "@12 Elm St")
            .with("/member/mailing_address", "-Elm")
            .with("/member/phone", "+1 501 555 0100");
        office.enroll(&joins);
        let reason = "=HYPERLINK(\"example.org\")";
        let adjust = ["adjust", &office.account().number, "--amount", "-1.00", "--reason", reason];
        office.run(&[&adjust[..], &["--approved-by", "practice"]].concat()).done();
    }
    let rows = format!(
        "source,reference,account,amount,paid_at\n=web,@7,{},5.00,2026-11-16T08:00:00\n",
        office.account().number
    );
    office.run(&["import", "payments", &office.file("p.csv", &rows)]).done();
    for what in ["ledger", "payments", "accounts", "balances", "gl"] {
        let text = export(&office, what, &format!("{what}.csv"));
        let mut below_zero = 0;
        for record in csv::Reader::from_reader(text.as_bytes()).records() {
            for cell in &record.expect("a row") {
                let number = cell.parse::<f64>().is_ok();
                below_zero += usize::from(number && cell.starts_with('-'));
                let formula = cell.trim_start().starts_with(['=', '+', '-', '@']) && !number;
                assert!(!formula, "{what} has the cell {cell:?}");
            }
        }
        assert!(what != "ledger" || below_zero > 0, "numbers below zero are no longer numbers");
    }
}

/// Runs a command with its output on `to`.
fn printed_to(office: &Office, args: &[&str], to: File) -> Answer {
    let mut command = office.command(args);
    let child = command.stdout(to).stderr(Stdio::piped()).spawn().expect("it starts");
    Answer::to(&command, child.wait_with_output().expect("it ends"))
}

#[test]
fn an_answer_that_cannot_be_written_ends_with_one_and_says_that_what_was_done_is_done() {
    let mut office = Office::practice("petit-jean");
    office.at("2026-11-16T09:00").enroll(&Enrollment::new_member());
    let account = office.account().number.clone();
    let full = || File::options().write(true).open("/dev/full").expect("a disk that is full");
    let pay = ["pay", &account, "--method", "external", "--amount", "5.00"];
    for args in [&["account", "ledger", &account][..], &["program", "list"], &["verify"], &pay] {
        let refusal = printed_to(&office, args, full()).refused();
        assert_eq!(refusal.code, "cannot_write", "{args:?}");
        assert!(refusal.message.contains("is done"), "{}", refusal.message);
    }
    assert_eq!(printed_to(&office, &["--help"], full()).status, 1);
    office.shows(serde_json::json!({"balance": "25.00"}));

    // Who reads no further has their answer.
    let (reader, writer) = std::io::pipe().expect("a pipe");
    drop(reader);
    let mut command = office.command(&["account", "ledger", &account]);
    let status = command.stdout(writer).stderr(Stdio::null()).status().expect("it ends");
    assert_eq!(status.code(), Some(0));
}

#[test]
fn a_file_that_cannot_be_written_is_refused_wherever_one_is_named_and_leaves_nothing() {
    let mut office = Office::practice("petit-jean");
    office.at("2026-11-16T09:00").enroll(&Enrollment::new_member());
    let nowhere = office.folder().join("no-folder/out").into_os_string().into_string().expect("UTF-8");
    let here = office.file("there.txt", "what is there");
    let range = ["--from", "2026-11-16", "--to", "2026-11-16", "--out"];
    for out in [nowhere.as_str(), &here, "/dev/full", office.folder().to_str().expect("UTF-8")] {
        for what in ["ledger", "payments", "accounts", "balances", "gl"] {
            office.run(&[&["export", what][..], &range, &[out]].concat()).refused();
        }
        office.run(&["export", "archive", "--out", out]).refused();
        office.run(&["document", "1", "--out", out]).refused();
        office.run(&["backup", out]).refused();
    }
    assert_eq!(std::fs::read_to_string(&here).expect("the file"), "what is there");
}

#[test]
#[cfg(unix)]
fn what_is_handed_out_is_for_the_eyes_of_who_asked() {
    use std::os::unix::fs::PermissionsExt as _;
    let mut office = Office::practice("petit-jean");
    office.at("2026-11-16T09:00").enroll(&Enrollment::new_member());
    let documents = office.run(&["documents", &office.account().number]).done();
    let id = documents[0]["id"].as_i64().expect("a document").to_string();
    let out = office.folder().join("agreement.pdf");
    office.run(&["document", &id, "--out", out.to_str().expect("UTF-8")]).done();
    export(&office, "accounts", "accounts.csv");
    for name in ["agreement.pdf", "accounts.csv"] {
        let mode = std::fs::metadata(office.folder().join(name)).expect("the file").permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
}

#[test]
fn a_contact_is_kept_as_it_was_typed() {
    let mut office = Office::practice("petit-jean");
    office.at("2026-11-16T09:00").enroll(&Enrollment::new_member().with("/member/phone", " (501) 555-0100 x12 "));
    let member = office.show()["member"].as_str().expect("a member").to_string();
    let shown: Value = office.run(&["member", "set", &member, "--text", "501.555.0103"]).done();
    assert_eq!((&shown["phone"], &shown["text"]), (&"(501) 555-0100 x12".into(), &"501.555.0103".into()));
}

#[test]
fn a_name_that_no_paper_can_show_is_said_before_it_is_signed_and_beside_the_paper() {
    let mut office = Office::practice("petit-jean");
    office.at("2026-11-16T09:00");
    let says = |value: &Value, letter: &str| value["warnings"].to_string().contains(letter);
    let chinese = Enrollment::new_member().named("\u{674e} Lee", "M1001");
    assert!(says(&office.quote(&chinese), "\u{674e}"), "the quote says nothing");
    assert!(says(&office.enroll(&chinese), "\u{674e}"));
    let attention = office.show()["attention"].to_string();
    assert!(attention.contains('\u{674e}') && attention.contains("shows a mark"), "{attention}");
    let member = office.show()["member"].as_str().expect("a member").to_string();
    assert!(says(&office.run(&["member", "rename", &member, "\u{1f600} Lee"]).done(), "\u{1f600}"));

    for (number, drawn) in ["\u{13e3}\u{13b3}\u{13a9} Smith", "Zoe\u{308} Pe\u{f1}a", "\u{418}\u{432}\u{430}\u{43d}"]
        .into_iter()
        .enumerate()
    {
        let meter = format!("M-{number}");
        let done = office.enroll(&Enrollment::new_member().named(drawn, &meter));
        assert!(done["warnings"].is_null(), "{drawn}: {done}");
        assert!(!office.show()["attention"].to_string().contains("shows a mark"), "{drawn}");
    }
}
