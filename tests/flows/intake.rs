//! Files of other systems as they really come: cut short, newest first, through a spreadsheet, pasted from a web page.

use serde_json::json;

use crate::common::{Answer, Enrollment, Office};

const PAYMENTS: &str = "source,reference,account,amount,paid_at,kind";

fn office() -> Office {
    let mut office = Office::practice("petit-jean");
    office.at("2026-11-16T09:00").enroll(&Enrollment::new_member());
    office
}

fn import(office: &Office, what: &str, text: &str) -> Answer {
    office.run(&["import", what, &office.file("rows.csv", text)])
}

#[track_caller]
fn refused(answer: Answer, code: &str, says: &[&str]) {
    let refusal = answer.refused();
    assert_eq!(refusal.code, code, "{}", refusal.message);
    for part in says {
        assert!(refusal.message.contains(part), "{:?} does not say {part:?}", refusal.message);
    }
}

/// Rows of payments on the account of the office: reference, amount, time, kind.
fn payments(office: &Office, rows: &[(&str, &str, &str, &str)]) -> String {
    let account = &office.account().number;
    let row = |(reference, amount, at, kind): &(&str, &str, &str, &str)| {
        format!("web,{reference},{account},{amount},2026-11-16T{at},{kind}\n")
    };
    format!("{PAYMENTS}\n{}", rows.iter().map(row).collect::<String>())
}

#[test]
fn a_payments_file_is_taken_only_when_its_last_line_has_ended() {
    let office = office();
    let whole = payments(&office, &[("1", "25.00", "08:00", ""), ("2", "120.00", "08:01", "")]);
    let header = PAYMENTS.len() + 1;
    // Wherever within a line the transfer stalls, nothing of it is taken.
    for cut in header + 1..whole.len() {
        if !whole[..cut].ends_with('\n') {
            refused(import(&office, "payments", &whole[..cut]), "file_cut_short", &["line "]);
        }
    }
    office.shows(json!({"balance": "20.00"}));
    import(&office, "payments", &whole).done();
    office.shows(json!({"balance": "165.00", "attention": []}));
}

#[test]
fn reads_and_members_are_taken_only_when_the_last_line_has_ended() {
    let mut office = office();
    office.at("2026-11-17T09:00");
    refused(import(&office, "readings", "meter,at,kwh\nM1001,2026-11-17T05:00,1030"), "file_cut_short", &["line 2"]);
    let member = "member.name,service.meter,service.address,service.class,service.phase,service.start_kwh\nBo,M2,1 Elm,residential,single,1000";
    refused(import(&office, "members", member), "file_cut_short", &["line 2"]);
}

#[test]
fn c59_a_files_own_total_says_whether_it_is_whole() {
    let office = office();
    let rows = [("1", "25.00", "08:00", ""), ("2", "12.00", "08:01", ""), ("1", "25.00", "08:02", "reversal")];
    let with_total = |total: &str| payments(&office, &rows) + total;
    for wrong in ["web,,,12.01,,total\n", ",,,37.00,,total\n", ",,,62.00,,total", ",,,-12.00,,total\n"] {
        refused(import(&office, "payments", &with_total(wrong)), "bad_rows", &["line 5", "12.00"]);
    }
    refused(import(&office, "payments", &with_total(",,,12,,total\n")), "bad_rows", &["line 5", "two decimals"]);
    let in_the_middle = with_total(",,,12.00,2026-11-16T08:00,total\n") + "web,3,1,1.00,2026-11-16T08:00,\n";
    refused(import(&office, "payments", &in_the_middle), "bad_rows", &["line 5", "last row"]);
    office.shows(json!({"balance": "20.00"}));
    // The total is no payment, and with it the last line need not end.
    let taken = import(&office, "payments", &with_total(",,,12.00,,total")).done();
    assert_eq!((&taken["rows"], &taken["added"]), (&json!(3), &json!(3)));
    office.shows(json!({"balance": "32.00"}));
    office.verifies();
}

#[test]
fn money_in_a_file_has_its_cents() {
    let office = office();
    for wrong in ["12", "12.5", "12.", "1,200.00", "12,00", "$12.00", "12.000", "-12.00", "0.00"] {
        let quoted = format!("\"{wrong}\"");
        refused(
            import(&office, "payments", &payments(&office, &[("1", &quoted, "08:00", "")])),
            "bad_rows",
            &["line 2", "amount"],
        );
    }
    let members = "member.name,service.meter,service.address,service.class,service.phase,service.start_kwh,payment.amount\nBo,M2,1 Elm,residential,single,1000.0,80\n";
    refused(import(&office, "members", members), "bad_rows", &["line 2", "payment.amount", "two decimals"]);
    office.shows(json!({"balance": "20.00"}));
}

#[test]
fn the_order_of_a_files_rows_changes_nothing() {
    let rows = [
        ("9", "40.00", "08:10", "payment"),
        ("9", "40.00", "08:30", "reversal"),
        ("7", "10.00", "08:20", "payment"),
        // By a clock that is behind that of the payment.
        ("8", "5.00", "08:40", "payment"),
        ("8", "5.00", "08:35", "reversal"),
        ("6", "3.00", "08:40", "payment"),
    ];
    let mut seen = Vec::new();
    for turn in 0..rows.len() {
        let mut office = Office::practice("petit-jean");
        office.at("2026-11-16T07:00").enroll(&Enrollment::arrears("20.00").paying("20.00"));
        office.at("2026-11-16T09:00");
        let mut turned = rows;
        turned.rotate_left(turn);
        if turn % 2 == 1 {
            turned.reverse();
        }
        let taken = import(&office, "payments", &payments(&office, &turned)).done();
        assert_eq!(taken["added"], json!(6), "{turned:?}");
        let shown = office.show();
        seen.push((shown["balance"].clone(), shown["arrears"].clone()));
    }
    assert!(seen.iter().all(|one| *one == seen[0]), "{seen:?}");
}

/// What a spreadsheet, a web page or a careless hand makes of what names a thing.
const SPOILED: [(&str, &str); 9] = [
    ("1.23457E+11", "spreadsheet"),
    ("1,23457E+11", "spreadsheet"),
    ("1.2e12", "spreadsheet"),
    ("1001.0", "spreadsheet"),
    ("#N/A", "spreadsheet"),
    ("2-Jan", "spreadsheet"),
    ("r1\u{200b}", "cannot be seen"),
    ("r\u{ad}1", "cannot be seen"),
    ("r\u{a0}1", "cannot be seen"),
];

#[test]
fn what_names_a_thing_is_refused_at_every_door_when_it_is_not_what_its_source_wrote() {
    let office = office();
    let account = office.account().number.clone();
    let exchange =
        |new: &str| office.run(&["meter", "exchange", &account, "--final", "1001.0", "--new", new, "--start", "0.0"]);
    for (spoiled, says) in SPOILED {
        let quoted = format!("\"{spoiled}\"");
        let row = |source: &str, reference: &str, account: &str| {
            format!("{PAYMENTS}\n{source},{reference},{account},20.00,2026-11-16T08:00,\n")
        };
        refused(
            import(&office, "payments", &row("web", &quoted, &account)),
            "bad_rows",
            &["line 2", "reference", says],
        );
        refused(import(&office, "payments", &row(&quoted, "1", &account)), "bad_rows", &["line 2", "source", says]);
        refused(import(&office, "payments", &row("web", "1", &quoted)), "bad_rows", &["line 2", "account", says]);
        let read = format!("meter,at,kwh\n{quoted},2026-11-16T08:00,1000.0\n");
        refused(import(&office, "readings", &read), "bad_rows", &["line 2", "meter", says]);
        let header = "member.name,service.meter,service.address,service.class,service.phase,service.start_kwh,service.remote_switch,\
                      service.switch_installed,signature.name,signature.paper,payment.method,payment.amount";
        let member = format!(
            "{header}\nBo Ridge,{quoted},12 Elm St,residential,single,1000.0,true,true,Bo Ridge,true,external,80.00\n"
        );
        refused(import(&office, "members", &member), "bad_rows", &["line 2", "service.meter", says]);
        let joins = Enrollment::new_member().named("Bo Ridge", spoiled).paying("80.00");
        refused(office.try_enroll(&joins), "bad_input", &["service.meter", says]);
        refused(exchange(spoiled), "bad_input", &["meter", says]);
        let pay = ["pay", &account, "--method", "check", "--amount", "5.00", "--check-number", spoiled];
        refused(office.run(&pay), "bad_input", &["check_number", says]);
        let pay = ["pay", &account, "--method", "external", "--amount", "5.00", "--reference", spoiled];
        refused(office.run(&pay), "bad_input", &["reference", says]);
    }
    office.shows(json!({"balance": "20.00", "meter": "M1001"}));
}

#[test]
fn a_file_is_read_as_any_spreadsheet_saves_it() {
    let office = office();
    let text = |reference: &str| payments(&office, &[(reference, "5.00", "08:00", "")]);
    let utf16: Vec<u8> = format!("\u{feff}{}", text("4")).encode_utf16().flat_map(u16::to_le_bytes).collect();
    let files = [
        format!("\u{feff}{}", text("1")).into_bytes(),
        text("2").replace('\n', "\r\n").into_bytes(),
        text("3").replace(',', ";").into_bytes(),
        utf16,
        (text("5") + ",,,,,\n\n,,,,,\n").into_bytes(),
        text("6").replace("web", "\"web\"").into_bytes(),
    ];
    for (number, bytes) in files.iter().enumerate() {
        let file = office.folder().join(format!("saved-{number}.csv"));
        std::fs::write(&file, bytes).expect("a file");
        let taken = office.run(&["import", "payments", file.to_str().expect("UTF-8")]).done();
        assert_eq!((&taken["rows"], &taken["added"]), (&json!(1), &json!(1)), "file {number}");
    }
    office.shows(json!({"balance": "50.00"}));
    for (bytes, says) in
        [(&b"source,reference\nP\xe9\n"[..], "line 2"), (b"s\0o\0u\0", "UTF-8"), (b"PK\x03\x04\0\0", "UTF-8")]
    {
        let file = office.folder().join("binary.csv");
        std::fs::write(&file, bytes).expect("a file");
        refused(office.run(&["import", "payments", file.to_str().expect("UTF-8")]), "bad_file", &[says]);
    }
    let quoted_line = format!("{PAYMENTS}\nweb,\"a\nb\",{},5.00,2026-11-16T08:00,\n", office.account().number);
    refused(import(&office, "payments", &quoted_line), "bad_rows", &["line 2", "reference"]);
}

#[test]
fn c45_who_is_named_by_a_refused_file_is_in_doubt_until_the_payments_came() {
    let office = office();
    let whole = payments(&office, &[("1", "25.00", "08:00", "")]);
    refused(import(&office, "payments", &whole.replace("25.00", "25")), "bad_rows", &["line 2"]);
    let told = office.show()["attention"].to_string();
    assert!(told.contains("in doubt") && told.contains("rows.csv"), "{told}");
    import(&office, "payments", &payments(&office, &[("2", "1.00", "08:00", "")])).done();
    assert!(office.show()["attention"].to_string().contains("in doubt"), "another payment ended the doubt");
    import(&office, "payments", &whole).done();
    office.shows(json!({"attention": []}));
    office.verifies();
}
