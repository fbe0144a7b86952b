//! A head end that is slow, deaf, gone or forbidding is told by its name, and says no more than it knows.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::common::{Account, Enrollment, Office};
use crate::peer::{Peer, free_port};

const PASSWORD: &str = "s3cret-pass";

fn head_end(meters: &str, faults: &[&str]) -> Peer {
    let common = ["--user", "cis", "--password", PASSWORD, "--wh", "--port", "0", "--meters", meters];
    Peer::start("msp_headend.py", &[&common[..], faults].concat())
}

fn office_at(port: u16) -> Office {
    let mut office = Office::practice("petit-jean");
    office.at("2026-11-29T09:00").environment("WIRE_SECRET", PASSWORD);
    let url = format!("multispeak+http://cis@127.0.0.1:{port}/cd?timeout=2&wait=1");
    office.run(&["link", "add", "hub", &url, "--secret-env", "WIRE_SECRET"]).done();
    office
}

fn enroll(office: &mut Office, meter: &str) -> Account {
    let member = Enrollment::new_member().named(&format!("Member {meter}"), meter);
    office.enroll(&member.with("/service/link", "hub").with("/service/start_kwh", "1234.0"));
    office.account().clone()
}

/// What the attention list of the whole office tells of links.
fn told(office: &Office) -> Vec<String> {
    let store = rusqlite::Connection::open(office.store()).expect("the store");
    let mut open = store
        .prepare(
            "SELECT a.text FROM attention a JOIN pending p ON p.id=a.id AND p.kind='attention'
             WHERE p.is_open=1 AND a.code='link_trouble' AND a.account_id IS NULL",
        )
        .expect("the question");
    let texts = open.query_map([], |row| row.get(0)).expect("answered");
    texts.collect::<Result<_, _>>().expect("texts")
}

fn newest(office: &Office) -> Value {
    office.run(&["switch", "queue"]).done()["rows"].as_array().expect("rows")[0].clone()
}

#[test]
fn a_head_end_that_is_gone_is_told_by_its_name_and_why_until_it_answers_again() {
    let mut office = office_at(free_port());
    for meter in ["10042", "10043"] {
        enroll(&mut office, meter);
    }
    let cycle = office.at("2026-11-30T08:00").cycle();
    assert_eq!(cycle["missing_reads"], 2, "{cycle}");
    let said = told(&office);
    assert!(
        matches!(&said[..], [one] if one.starts_with("Link \"hub\": 2 of 2 meters not read (10042, 10043): the head end at ")
        && one.contains("did not answer GetLatestReadingByMeterNo: io: Connection refused")),
        "{said:?}"
    );
    let cycle = office.at("2026-11-30T08:30").cycle();
    assert_eq!((&cycle["missing_reads"], told(&office).len()), (&json!(2), 1), "{cycle}");
}

#[test]
fn meters_are_asked_one_by_one_when_the_list_fails_and_a_deaf_meter_is_named() {
    let meters: Vec<String> = (10042..10054).map(|number| number.to_string()).collect();
    let peer = head_end(&meters.join(","), &["--no-list", "--deaf", "10045"]);
    let mut office = office_at(peer.port());
    for meter in &meters {
        enroll(&mut office, meter);
    }
    let cycle = office.at("2026-11-30T08:00").cycle();
    assert_eq!((&cycle["reads"], &cycle["missing_reads"]), (&json!(11), &json!(1)), "{cycle}");
    let said = told(&office).join("");
    for words in [
        "one by one",
        "GetLatestReadings is out of order",
        "1 of 12 meters not read (10045)",
        "no answer from meter 10045",
    ] {
        assert!(said.contains(words), "{words}: {said}");
    }
}

#[test]
fn a_link_that_may_not_switch_says_so_for_good() {
    let peer = head_end("10042", &["--deny-switch"]);
    let mut office = office_at(peer.port());
    enroll(&mut office, "10042");
    office.at("2026-11-30T09:00").cycle();
    office.set_to("-5.00");
    office.at("2026-11-30T10:00").cycle();
    let command = newest(&office);
    assert_eq!((&command["status"], &command["tries"]), (&json!("refused"), &json!(1)), "{command}");
    assert!(
        command["detail"].as_str().expect("words").contains("not authorized to connect or disconnect"),
        "{command}"
    );
    for time in ["10:01", "10:30", "12:00"] {
        office.at(&format!("2026-11-30T{time}")).run(&["switch", "work"]).done();
    }
    assert_eq!(newest(&office)["tries"], 1);
    office.shows(json!({"status": "active"}));
}

#[test]
fn a_slow_head_end_is_given_several_commands_at_once_and_its_reads_in_one_list() {
    const ANSWER: Duration = Duration::from_millis(500);
    let meters: Vec<String> = (20001..20025).map(|number| number.to_string()).collect();
    let peer = head_end(&meters.join(","), &["--delay", "0.5", "--switch-delay", "0"]);
    let mut office = office_at(peer.port());
    let accounts: Vec<Account> = meters.iter().map(|meter| enroll(&mut office, meter)).collect();
    let begun = Instant::now();
    let cycle = office.at("2026-11-30T09:00").cycle();
    assert_eq!((&cycle["reads"], &cycle["missing_reads"]), (&json!(24), &json!(0)), "{cycle}");
    assert!(begun.elapsed() < ANSWER * 8, "one list, not 24 answers: {:?}", begun.elapsed());
    for account in &accounts {
        office.serve(account).set_to("-5.00");
    }
    office.at("2026-11-30T10:00").cycle();
    let begun = Instant::now();
    office.run(&["cycle", "release", "--all", "--reason", "looked at", "--approved-by", "practice"]).done();
    let took = begun.elapsed();
    for account in &accounts {
        office.serve(account).shows(json!({"status": "disconnected", "power": "off"}));
    }
    assert!(took < ANSWER * 24, "each takes two answers, and 16 go at once: {took:?}");
    office.verifies();
}
