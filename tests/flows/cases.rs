//! Small inputs that other programs were reported to fail on, each by its name. What is of their kind stands in the
//! files of their subjects.

use std::fs::{File, FileTimes};
use std::process::Stdio;
use std::time::{Duration, SystemTime};

use serde_json::json;

use crate::common::{Answer, Enrollment, Office};
use crate::peer::{Peer, free_port};

/// A practice office on a morning, with Ada, who begins with so much.
fn ada(now: &str, paying: &str) -> Office {
    let mut office = Office::practice("petit-jean");
    office.at(now).enroll(&Enrollment::new_member().paying(paying));
    office
}

fn import(office: &Office, what: &str, text: &str) -> Answer {
    office.run(&["import", what, &office.file("rows.csv", text)])
}

fn mild(office: &mut Office, day: &str) {
    office.at(&format!("{day}T06:00")).run(&["forecast", day, "--low-f", "50"]).done();
}

/// `01-spike-decimal-shift`: a register answers ten times what it shows, once.
#[test]
fn c45_case_01_spike_decimal_shift() {
    let mut office = Office::practice("petit-jean");
    let member = Enrollment::new_member().named("Bo Spike", "M2001").with("/service/start_kwh", "35000.0");
    office.at("2026-11-20T08:30").enroll(&member.paying("300.00"));
    for day in 21..=29 {
        mild(&mut office, &format!("2026-11-{day}"));
        office.at(&format!("2026-11-{day}T10:00")).use_kwh("30").cycle();
    }
    for (day, kwh) in [("2026-11-30", "352700.2"), ("2026-12-01", "35301.0"), ("2026-12-02", "35331.0")] {
        mild(&mut office, day);
        office.register("M2001", kwh).at(&format!("{day}T10:00")).cycle();
        office.shows(json!({"status": "active", "power": "on"}));
        let charged: Vec<String> = office.charges().iter().map(|charge| charge.kwh.clone()).collect();
        assert!(charged.iter().all(|kwh| kwh.parse::<f64>().expect("a number") < 60.0), "{charged:?}");
    }
    office.verifies();
}

/// `03-wh-file`: what was kWh is Wh now.
#[test]
fn c57_case_03_wh_file() {
    let mut office = ada("2026-11-02T09:00", "80.00");
    office.at("2026-11-03T09:00");
    import(&office, "readings", "meter,at,kwh\nM1001,2026-11-03 01:00,1030000\n");
    office.at("2026-11-03T10:00").cycle();
    assert!(office.balance().parse::<f64>().expect("an amount") > 15.0, "{}", office.balance());
    office.verifies();
}

/// `05-paid-at-two-digit-year`: the year 26 brings nobody back for a cent.
#[test]
fn c55_case_05_paid_at_two_digit_year() {
    let mut office = ada("2026-11-29T09:00", "80.00");
    mild(&mut office, "2026-11-30");
    office.use_kwh("300").at("2026-11-30T10:00").cycle();
    office.shows(json!({"status": "disconnected"}));
    let account = office.account().number.clone();
    office.at("2026-11-30T12:00");
    let rows = format!("source,reference,account,amount,paid_at\nkiosk,1,{account},14.76,26-11-30 11:58\n");
    let refusal = import(&office, "payments", &rows).refused();
    assert!(refusal.message.contains("line 2"), "{}", refusal.message);
    office.shows(json!({"status": "disconnected", "power": "off"}));
}

/// `07-clock-three-seconds-ahead`: the kiosk's clock is fast, and nobody who paid is cut for it.
#[test]
fn c55_case_07_clock_three_seconds_ahead() {
    let mut office = ada("2026-11-29T09:00", "80.00");
    let payer = office.account().clone();
    office.enroll(&Enrollment::new_member().named("Ben Boone", "M1002"));
    let other = office.account().number.clone();
    let folder = office.folder().join("in");
    std::fs::create_dir(&folder).expect("a folder");
    office.run(&["notices", "watch", folder.to_str().expect("UTF-8")]).done();
    mild(&mut office, "2026-11-30");
    office.serve(&payer).use_kwh("300");
    let rows = format!(
        "source,reference,account,amount,paid_at\nkiosk,1,{},60.00,2026-11-30T09:30:00\nkiosk,2,{other},5.00,2026-11-30T09:50:03\n",
        payer.number
    );
    let file = folder.join("payments.csv");
    std::fs::write(&file, rows).expect("a file");
    let before = FileTimes::new().set_modified(SystemTime::now() - Duration::from_secs(60));
    File::options().write(true).open(&file).expect("the file").set_times(before).expect("a time");
    for time in ["09:50:00", "09:55:00", "10:00:00"] {
        office.at(&format!("2026-11-30T{time}")).cycle();
    }
    office.shows(json!({"status": "active", "power": "on"}));
}

/// `08-dst-hour-twice`: one o'clock comes twice on the first of November.
#[test]
fn c56_case_08_dst_hour_twice() {
    let mut office = ada("2026-10-29T09:00", "80.00");
    office.at("2026-11-01T11:00");
    let rows =
        "meter,at,kwh\nM1001,2026-11-01 01:00,1090.0\nM1001,2026-11-01 01:00,1091.2\nM1001,2026-11-01 02:00,1092.0\n";
    assert_eq!(import(&office, "readings", rows).done()["rows"], 3);
    office.verifies();
}

/// `10-file-cut-short`: the last amount ends in its middle.
#[test]
fn case_10_file_cut_short() {
    let mut office = ada("2026-11-02T08:30", "80.00");
    let account = office.account().number.clone();
    office.at("2026-11-02T09:20");
    let rows = |last: &str| {
        format!(
            "source,reference,account,paid_at,amount\nweb,1,{account},2026-11-02T09:00,25.00\nweb,2,{account},2026-11-02T09:01,{last}"
        )
    };
    assert_eq!(import(&office, "payments", &rows("12")).refused().code, "file_cut_short");
    office.shows(json!({"balance": "20.00"}));
    assert_eq!(import(&office, "payments", &rows("120.00\n")).done()["added"], 2);
    office.shows(json!({"balance": "165.00"}));
}

/// `12-newest-first`: the reversal stands above its payment.
#[test]
fn case_12_newest_first() {
    let mut office = ada("2026-11-02T08:30", "80.00");
    let account = office.account().number.clone();
    office.at("2026-11-02T12:00");
    let rows = format!(
        "source,reference,account,amount,paid_at,kind\nach,9,{account},40.00,2026-11-02T11:30,reversal\nach,9,{account},40.00,2026-11-02T09:30,payment\n"
    );
    assert_eq!(import(&office, "payments", &rows).done()["added"], 2);
    office.shows(json!({"balance": "20.00"}));
    office.verifies();
}

/// `13-mail-without-charset`: the minus of a balance is no ASCII.
#[test]
fn case_13_mail_without_charset() {
    let server = Peer::start("mail_server.py", &["--port", &free_port().to_string()]);
    let mut office = ada("2026-11-16T09:00", "80.00");
    let smtp = format!("smtp://127.0.0.1:{}?tls=none&timeout=5", server.port());
    office.run(&["notices", "setup", "--smtp", &smtp, "--from", "Example Electric <billing@example.org>"]).done();
    office.set_to("-15.00");
    office.at("2026-11-16T10:00").run(&["notices", "send"]).done();
    let mail = server.wait_for("mail {");
    assert!(mail.contains("\u{2212}$15.00") || mail.contains("\\u2212$15.00"), "{mail}");
}

/// `14-contact-that-cannot-be-mailed`: a name stands where the address belongs.
#[test]
fn case_14_contact_that_cannot_be_mailed() {
    let mut office = Office::practice("palmetto");
    office.at("2026-11-16T09:00");
    let zoe = Enrollment::new_member().with("/member/email", "Zoe <zoe@c.org>").paying("100.00");
    assert_eq!(office.try_enroll(&zoe).refused().code, "bad_contact");
}

fn is_found(office: &Office, text: &str) {
    let found = office.run(&["account", "find", text]).done();
    assert_eq!(found.as_array().map(Vec::len), Some(1), "{text}: {found}");
}

/// `16-phone-by-digits`: a number is found however it is typed.
#[test]
fn case_16_phone_by_digits() {
    let mut office = Office::practice("petit-jean");
    office.at("2026-11-16T09:00").enroll(&Enrollment::new_member().with("/member/phone", "(501) 745-0199"));
    ["5017450199", "501-745-0199", "501.745.0199"].iter().for_each(|text| is_found(&office, text));
}

/// `18-name-without-accent`: who has no accents on the keyboard finds a name that has one.
#[test]
fn case_18_name_without_accent() {
    let mut office = Office::practice("petit-jean");
    office.at("2026-11-16T09:00").enroll(&Enrollment::new_member().named("Rosa Pe\u{f1}a", "M1001"));
    ["pena", "Pe\u{f1}a", "PENA"].iter().for_each(|text| is_found(&office, text));
}

/// `20-holiday-on-saturday`: the day on which a holiday is observed was forgotten.
#[test]
fn case_20_holiday_on_saturday() {
    let observed = "2026 = [\"2026-01-01\", \"2026-05-25\", \"2026-07-03\"";
    let named = "2026 = [\"2026-01-01\", \"2026-05-25\", \"2026-07-04\"";
    let office = Office::with_program("petit-jean", &[(observed, named)]);
    let message = office.run(&["program", "check", &office.program_folder()]).refused().message;
    assert!(message.contains("2026-07-04") && message.contains("Saturday"), "{message}");
}

/// `22-two-checks-one-bounces`: one item of a receipt comes back.
#[test]
fn c58_case_22_two_checks_one_bounces() {
    let mut office = ada("2026-11-16T09:00", "100.00");
    let to = format!("{}=100.00", office.account().number);
    let paid = office.run(&["pay", "--tender", "check=60.00#501", "--tender", "check=40.00#502", "--to", &to]).done();
    let receipt = paid["receipt"].as_str().expect("a receipt").to_string();
    office.at("2026-11-17T10:00");
    let back = ["return-payment", &receipt, "--reason", "NSF, check 502"];
    assert_eq!(office.run(&back).refused().code, "which_tender");
    office.shows(json!({"balance": "140.00"}));
    office.run(&[&back[..], &["--tender", "check=40.00#502"]].concat()).done();
    office.shows(json!({"balance": "75.00"}));
}

/// `24-meter-number-by-excel`: a spreadsheet shortened a number.
#[test]
fn case_24_meter_number_by_excel() {
    let mut office = Office::practice("petit-jean");
    office.at("2026-11-16T12:00");
    let rows = "member.name,service.meter,service.address,service.class,service.phase,service.start_kwh,service.remote_switch,\
                service.switch_installed,signature.name,signature.paper,payment.method,payment.amount\n\
                Sci Two,1.23457E+11,12 Elm St,residential,single,1000.0,true,true,Sci Two,true,external,100.00\n";
    let refusal = import(&office, "members", rows).refused();
    assert!(refusal.message.contains("line 2: service.meter"), "{}", refusal.message);
    assert_eq!(office.run(&["account", "find", "Sci"]).done(), json!([]));
}

/// `26-output-lost`: the disk that takes the answer is full.
#[test]
#[cfg(target_os = "linux")]
fn case_26_output_lost() {
    let office = ada("2026-11-16T09:00", "80.00");
    let mut command = office.command(&["account", "ledger", &office.account().number]);
    let full = File::options().write(true).open("/dev/full").expect("a disk that is full");
    let child = command.stdout(full).stderr(Stdio::piped()).spawn().expect("it starts");
    let answer = Answer::to(&command, child.wait_with_output().expect("it ends"));
    assert_eq!(answer.refused().code, "cannot_write");
}

/// `27-formula-in-export`: a name that a spreadsheet would run.
#[test]
fn case_27_formula_in_export() {
    let mut office = Office::practice("petit-jean");
    office.at("2026-11-16T09:00").enroll(&Enrollment::new_member().named("=cmd|' /C calc'!A0", "X1"));
    let out = office.folder().join("a.csv").into_os_string().into_string().expect("UTF-8");
    office.run(&["export", "accounts", "--from", "2026-11-16", "--to", "2026-11-16", "--out", &out]).done();
    let text = std::fs::read_to_string(out).expect("the export");
    assert!(text.contains("'=cmd") && !text.contains(",=cmd"), "{text}");
}

/// `28-name-without-letters-on-agreement`: a name in Cherokee is on the paper.
#[test]
fn case_28_name_without_letters_on_agreement() {
    let mut office = Office::practice("petit-jean");
    let smith = Enrollment::new_member().named("\u{13e3}\u{13b3}\u{13a9} Smith", "M1001");
    assert!(office.at("2026-11-16T09:00").enroll(&smith)["warnings"].is_null());
    let out = office.folder().join("a.pdf").into_os_string().into_string().expect("UTF-8");
    office.run(&["document", "1", "--out", &out]).done();
    let text = std::process::Command::new("pdftotext").args([&out, "-"]).output().expect("pdftotext").stdout;
    assert!(String::from_utf8_lossy(&text).contains("\u{13e3}\u{13b3}\u{13a9} Smith"));
}

/// `30-reference-with-invisible-character`: two references look alike, and only one is the source's.
#[test]
fn case_30_reference_with_invisible_character() {
    let mut office = ada("2026-11-02T08:30", "80.00");
    let account = office.account().number.clone();
    office.at("2026-11-02T09:20");
    let rows = format!(
        "source,reference,account,amount,paid_at\nweb,r1,{account},20.00,2026-11-02T09:00\nweb,r1\u{200b},{account},20.00,2026-11-02T09:00\n"
    );
    let refusal = import(&office, "payments", &rows).refused();
    assert!(refusal.message.contains("line 3: reference"), "{}", refusal.message);
    office.shows(json!({"balance": "20.00"}));
}
