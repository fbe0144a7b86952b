//! Credit without cash has one way in: at each door the same is asked (C48, C59).

use serde_json::{Value, json};

use crate::common::{Answer, Enrollment, Office};

const SUE: (&str, &str) = ("Sue", "471100");
const CARL: (&str, &str) = ("Carl", "220022");

/// A real store with a supervisor, Sue, and a clerk, Carl, who is signed in and has one member.
fn real() -> Office {
    let mut office = Office::real("petit-jean");
    Answer::of(office.command(&["operator", "add", SUE.0, "--role", "supervisor"]).env("ADVANCE_PAY_PIN", SUE.1))
        .done();
    office.signed_in(SUE.0, SUE.1);
    let add = ["operator", "add", CARL.0, "--role", "csr"];
    Answer::of(office.command(&add).env("ADVANCE_PAY_NEW_PIN", CARL.1)).done();
    office.signed_in(CARL.0, CARL.1);
    office.run(&["drawer", "open", "--float", "100.00"]).done();
    office.enroll(&Enrollment::new_member().with("/service/link", "manual"));
    office
}

/// The file of an enrollment that pays so.
fn input(office: &Office, enrollment: &Enrollment, payment: Value) -> String {
    let mut input: Value = serde_json::from_str(&office.input(enrollment, None)).expect("an input");
    input["payment"] = payment;
    office.file("enroll.json", &input.to_string())
}

/// Each way in, by what it is called.
fn ways_in(office: &Office) -> Vec<(&'static str, Vec<String>)> {
    let words = |args: &[&str]| args.iter().map(ToString::to_string).collect::<Vec<_>>();
    let account = office.account().number.as_str();
    let from_web = Enrollment::new_member().named("Bo Pine", "M2002").with("/service/link", "manual");
    let from_web = input(office, &from_web, json!({"method": "external", "amount": "80.00", "reference": "web 9"}));
    let deposit = Enrollment::conversion().named("Cy Reed", "M3003").with("/service/link", "manual").deposit("900.00");
    let deposit = deposit.with("/standard_account/deposit_since", "2026-11-01");
    let due = office.quote(&deposit)["due_now"].clone();
    let cash = if due == "0.00" { Value::Null } else { json!({"method": "cash", "amount": due}) };
    let deposit = input(office, &deposit, cash);
    vec![
        ("external", words(&["pay", account, "--method", "external", "--amount", "5.00", "--reference", "web 7"])),
        ("enroll", words(&["enroll", "new", &from_web])),
        ("deposit", words(&["enroll", "convert", &deposit])),
        (
            "pledge",
            words(&["account", "pledge", account, "--agency", "Aid", "--government", "yes", "--amount", "5.00"]),
        ),
        ("receive", words(&["pledge", "receive", "1"])),
    ]
}

fn run(office: &Office, args: &[String], more: &[&str]) -> Answer {
    let args: Vec<&str> = args.iter().map(String::as_str).chain(more.iter().copied()).collect();
    office.run(&args)
}

#[test]
fn c59_a_clerk_alone_raises_no_balance_without_cash_at_any_way_in_and_with_a_supervisor_does() {
    let mut office = real();
    for (way, args) in ways_in(&office) {
        if way != "receive" {
            let refused = run(&office, &args, &[]).refused();
            assert_eq!(refused.code, "approval_needed", "{way}");
        }
        office.approver_types(SUE.1);
        if way == "receive" {
            assert_eq!(run(&office, &args, &[]).refused().code, "approval_needed", "{way}");
        }
        run(&office, &args, &["--approved-by", SUE.0]).done();
    }
    office.verifies();
}

#[test]
fn c59_money_from_outside_has_its_sources_reference_and_a_supervisor_posts_it() {
    let mut office = real();
    office.signed_in(SUE.0, SUE.1);
    let pay = ["pay", &office.account().number.clone(), "--method", "external", "--amount", "5.00"];
    assert_eq!(office.run(&pay).refused().code, "no_reference");
    office.run(&[&pay[..], &["--reference", "web 7"]].concat()).done();
}

#[test]
fn c59_a_payments_file_is_of_a_source_that_a_supervisor_named_and_carries_its_total() {
    let mut office = real();
    let now = chrono::Utc::now().format("%Y-%m-%dT%H:%M:%SZ").to_string();
    let rows = |total: &str| {
        let account = &office.account().number;
        format!("source,reference,account,amount,paid_at,kind\nweb,1,{account},5.00,{now},payment\n{total}")
    };
    let total = format!(",,,5.00,{now},total\n");
    let import = |office: &Office, text: &str| office.run(&["import", "payments", &office.file("web.csv", text)]);
    let code = |answer: Answer| answer.refused().message;
    assert!(code(import(&office, &rows(&total))).contains("import source web"), "the source is not named");
    let (with, without) = (rows(&total), rows(""));
    assert_eq!(office.run(&["import", "source", "web"]).refused().code, "supervisor_needed");
    office.signed_in(SUE.0, SUE.1);
    office.run(&["import", "source", "web"]).done();
    office.signed_in(CARL.0, CARL.1);
    assert!(code(import(&office, &without)).contains("total"), "the file has no total");
    assert_eq!(import(&office, &with).done()["added"], 1);
}

#[test]
fn c59_a_pledge_is_no_way_to_pay_at_enrollment() {
    let mut office = Office::practice("petit-jean");
    office.at("2026-11-16T09:00");
    let pledged = json!({"method": "pledge", "amount": "100.00"});
    let file = input(&office, &Enrollment::new_member(), pledged);
    office.run(&["enroll", "new", &file]).refused();
}

#[test]
fn c48_a_pledge_ends_in_the_days_of_the_terms_is_of_their_agencies_and_can_be_withdrawn_once() {
    let terms = [("[pledges]", "[pledges]\nagencies = [\"County Aid\"]\nat_most_days = 10")];
    let mut office = Office::variant("pec", &terms);
    office.at("2026-11-16T09:00").enroll(&Enrollment::new_member());
    let account = office.account().number.clone();
    let pledge = |agency: &str, until: &[&str]| {
        let how = ["account", "pledge", &account, "--agency", agency, "--government", "yes", "--amount", "50.00"];
        office.run(&[&how[..], until].concat())
    };
    assert_eq!(pledge("Myself", &[]).refused().code, "bad_agency");
    assert_eq!(pledge("County Aid", &["--until", "2026-11-27"]).refused().code, "until_too_far");
    let id = pledge("County Aid", &[]).done()["pledge"].to_string();
    let shown = |office: &Office| office.show()["pledges"].clone();
    assert_eq!(shown(&office)[0]["until"], "2026-11-26");
    assert_eq!(office.run(&["pledge", "withdraw", &id, "--reason", " "]).refused().code, "no_reason");
    office.run(&["pledge", "withdraw", &id, "--reason", "no funds"]).done();
    assert_eq!(shown(&office), Value::Array(Vec::new()));
    for act in [&["pledge", "withdraw", &id, "--reason", "again"][..], &["pledge", "receive", &id]] {
        assert_eq!(office.run(act).refused().code, "already_withdrawn");
    }
    office.verifies();
}
