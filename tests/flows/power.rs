//! Power by hand and by the list (C44, C60): every way in, every gate; what was seen decides what is said.

use serde_json::{Value, json};

use crate::common::{Answer, Enrollment, Office};

const METER: &str = "M1001";
/// The grounds on which a person may switch a meter off.
const GROUNDS: [&str; 5] = ["request", "stop", "move", "safety", "tampering"];

/// Petit Jean's member on Tuesday 17 November, 09:00: billed, and left with `balance`.
fn member_with(balance: &str) -> Office {
    member_of("petit-jean", &[], balance)
}

fn member_of(program: &str, changes: &[(&str, &str)], balance: &str) -> Office {
    let mut office = Office::variant(program, changes);
    office.at("2026-11-16T12:00").enroll(&Enrollment::new_member().paying("200.00"));
    office.at("2026-11-17T09:00").use_kwh("5").cycle();
    office.set_to(balance);
    office
}

fn off(office: &Office, ground: &str) -> Answer {
    office.run(&[
        "switch",
        "off",
        METER,
        "--ground",
        ground,
        "--reason",
        "as it was found",
        "--approved-by",
        "practice",
    ])
}

fn attention(office: &Office) -> String {
    office.show()["attention"].to_string()
}

fn row(office: &Office) -> Value {
    let review = office.run(&["cycle", "review"]).done();
    review["rows"].as_array().and_then(|rows| rows.first()).cloned().unwrap_or_default()
}

fn edit(office: &Office, sql: &str) {
    let conn = rusqlite::Connection::open(office.store()).expect("the store");
    let guards: Vec<(String, String)> = conn
        .prepare("SELECT name, sql FROM sqlite_master WHERE type='trigger'")
        .and_then(|mut query| query.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect())
        .expect("the guards");
    for (name, _) in &guards {
        conn.execute_batch(&format!("DROP TRIGGER {name}")).expect("dropped");
    }
    conn.execute_batch(sql).expect("edited");
    for (_, sql) in &guards {
        conn.execute_batch(sql).expect("put back");
    }
}

#[test]
fn c44_a_switch_is_opened_on_a_ground_and_closed_without_one() {
    let office = member_with("30.00");
    let plain = office.run(&["switch", "off", METER]).refused();
    assert_eq!(plain.code, "ground_needed");
    assert!(plain.message.contains("request") && plain.message.contains("tampering"), "{plain:?}");
    assert_eq!(office.run(&["switch", "off", METER, "--ground", "list", "--reason", "owes"]).status, 2);
    for ground in ["request", "stop", "move"] {
        assert_eq!(office.run(&["switch", "off", METER, "--ground", ground]).refused().code, "no_reason", "{ground}");
    }
    for ground in ["safety", "tampering"] {
        let alone = ["switch", "off", METER, "--ground", ground, "--reason", "sparks"];
        assert_eq!(office.run(&alone).refused().code, "approval_needed", "{ground}");
        let silent = ["switch", "off", METER, "--ground", ground, "--approved-by", "practice"];
        assert_eq!(office.run(&silent).refused().code, "no_reason", "{ground}");
    }
    office.shows(json!({"power": "on", "attention": []}));
    assert_eq!(office.run(&["switch", "queue"]).done()["rows"], json!([]));
}

/// What can stand against a cut: how it comes to stand (Petit Jean's terms changed, calls before the switch), its code on
/// the list, and the grounds that it counts on.
struct Case {
    gate: &'static str,
    changes: &'static [(&'static str, &'static str)],
    calls: &'static [&'static str],
    counts_on: &'static [&'static str],
}

const FREEZE: &[(&str, &str)] = &[("[disconnect]", "[disconnect]\nfreeze_at_or_below_f = 32")];
const PLEDGES: &[(&str, &str)] = &[("[holidays]\n", "[pledges]\nholds = \"all\"\n\n[holidays]\n")];
const LIFE: &[&str] = &["request", "stop", "move", "tampering"];
const TAMPERING: &[&str] = &["tampering"];

const CASES: [Case; 12] = [
    Case {
        gate: "hold_medical",
        changes: &[],
        calls: &["account hold ACCOUNT --kind medical --reason letter"],
        counts_on: LIFE,
    },
    Case {
        gate: "hold_elderly",
        changes: &[],
        calls: &["account hold ACCOUNT --kind elderly --reason letter"],
        counts_on: &[],
    },
    Case {
        gate: "hold_disabled",
        changes: &[],
        calls: &["account hold ACCOUNT --kind disabled --reason letter"],
        counts_on: &[],
    },
    Case {
        gate: "hold_third_party",
        changes: &[],
        calls: &["account hold ACCOUNT --kind third_party --reason letter"],
        counts_on: &[],
    },
    Case {
        gate: "hold_safety",
        changes: &[],
        calls: &["account hold ACCOUNT --kind safety --stops disconnect --reason wires"],
        counts_on: &["request", "stop", "move"],
    },
    Case {
        gate: "hold_member_request",
        changes: &[],
        calls: &["account hold ACCOUNT --kind member_request --reason asked"],
        counts_on: &[],
    },
    Case {
        gate: "hold_death",
        changes: &[],
        calls: &["account hold ACCOUNT --kind death --reason told"],
        counts_on: &[],
    },
    Case {
        gate: "hold_other",
        changes: &[],
        calls: &["account hold ACCOUNT --kind other --reason told"],
        counts_on: &[],
    },
    Case { gate: "no_forecast", changes: FREEZE, calls: &[], counts_on: TAMPERING },
    Case { gate: "freeze", changes: FREEZE, calls: &["forecast 2026-11-17 --low-f 20"], counts_on: TAMPERING },
    Case {
        gate: "inclement",
        changes: &[("[disconnect]", "[disconnect]\ninclement_weather_hold = true")],
        calls: &["forecast 2026-11-17 --low-f 50 --inclement"],
        counts_on: TAMPERING,
    },
    Case {
        gate: "pledge",
        changes: PLEDGES,
        calls: &["account pledge ACCOUNT --agency Relief --government yes --amount 1.00 --until 2026-11-30"],
        counts_on: TAMPERING,
    },
];

impl Case {
    /// The office in which the gate stands, with a balance that the list cuts.
    fn office(&self) -> Office {
        let office = member_of("petit-jean", self.changes, "-5.00");
        let account = office.account().number.clone();
        for call in self.calls {
            let words: Vec<&str> =
                call.split(' ').map(|word| if word == "ACCOUNT" { &account } else { word }).collect();
            office.run(&words).done();
        }
        office
    }
}

#[test]
fn c44_the_ground_says_which_gates_count_and_the_refusal_names_the_one_that_stands() {
    for case in CASES {
        for ground in GROUNDS {
            let office = case.office();
            let counts = case.counts_on.contains(&ground);
            let answer = off(&office, ground);
            if counts {
                let refusal = answer.refused();
                assert_eq!(refusal.code, "not_justified", "{} on {ground}", case.gate);
                let word = case.gate.trim_start_matches("hold_").trim_start_matches("no_");
                let named = refusal.message.to_lowercase().contains(word) || word == "freeze";
                assert!(named, "{} on {ground}: {refusal:?}", case.gate);
                office.shows(json!({"power": "on"}));
            } else {
                assert_eq!(answer.done()["state"], "off", "{} on {ground}", case.gate);
                let alerted = attention(&office).contains("the power is off for");
                assert_eq!(alerted, ["safety", "tampering"].contains(&ground), "{} on {ground}", case.gate);
            }
        }
    }
}

#[test]
fn c44_every_gate_stands_against_the_list() {
    for case in CASES {
        let mut office = case.office();
        office.at("2026-11-17T10:00").cycle();
        office.shows(json!({"status": "active", "power": "on"}));
        assert_eq!(row(&office)["code"], case.gate);
        office.release().refused();
        office.shows(json!({"status": "active", "power": "on"}));
    }
}

#[test]
fn c44_what_comes_up_after_the_list_stops_a_disconnect_that_waits_to_be_sent() {
    for case in CASES {
        // What the list itself looks at is entered before it; here it comes after.
        if case.calls.is_empty() || case.gate == "freeze" {
            continue;
        }
        let mut office = member_of("petit-jean", case.changes, "-5.00");
        office.run(&["sim", "set", METER, "--unreachable"]).done();
        office.at("2026-11-17T10:00").cycle();
        assert_eq!(row(&office)["state"], "queued", "{}", case.gate);
        let account = office.account().number.clone();
        for call in case.calls {
            let words: Vec<&str> =
                call.split(' ').map(|word| if word == "ACCOUNT" { &account } else { word }).collect();
            office.at("2026-11-17T10:01").run(&words).done();
        }
        office.run(&["sim", "set", METER]).done();
        office.at("2026-11-17T11:00").run(&["switch", "work"]).done();
        office.shows(json!({"status": "active", "power": "on"}));
        office.verifies();
    }
}

#[test]
fn c44_a_clerk_alone_switches_nobody_on_before_the_target() {
    let mut office = member_with("-5.00");
    office.at("2026-11-17T10:00").cycle();
    office.shows(json!({"status": "disconnected", "power": "off"}));
    let alone = office.run(&["switch", "on", METER]).refused();
    assert_eq!(alone.code, "approval_needed");
    assert!(alone.message.contains("25.00"), "{alone:?}");
    office.shows(json!({"status": "disconnected", "power": "off"}));

    let two = ["switch", "on", METER, "--reason", "a child is ill", "--approved-by", "practice"];
    office.at("2026-11-17T12:00").run(&two).done();
    office.shows(json!({"status": "active", "power": "on", "balance": "-5.00"}));
    assert!(attention(&office).contains("a child is ill"), "{}", attention(&office));
    let why = office.run(&["account", "why", &office.account().number]).done().to_string();
    assert!(why.contains("a child is ill") && why.contains("disconnected for non-payment"), "the cut leaves its trace");

    office.at("2026-11-18T10:00").use_kwh("0").cycle();
    office.shows(json!({"status": "disconnected", "disconnected_on": "2026-11-18"}));
    assert!(!attention(&office).contains("a child is ill"));
    office.verifies();
}

#[test]
fn c44_a_disconnect_that_waits_is_not_taken_back_by_one_person() {
    let mut office = member_with("-5.00");
    office.run(&["sim", "set", METER, "--unreachable"]).done();
    office.at("2026-11-17T10:00").cycle();
    assert_eq!(office.run(&["switch", "on", METER]).refused().code, "approval_needed");
    assert_eq!(row(&office)["state"], "queued");
}

#[test]
fn c44_who_was_switched_off_for_safety_comes_on_by_two_people_and_by_no_cycle() {
    let mut office = member_with("30.00");
    off(&office, "safety").done();
    office.at("2026-11-17T10:00").cycle();
    office.at("2026-11-18T10:00").cycle();
    office.shows(json!({"status": "active", "power": "off"}));
    assert!(attention(&office).contains("off for safety"));
    assert_eq!(office.run(&["switch", "on", METER]).refused().code, "approval_needed");
    office.run(&["switch", "on", METER, "--reason", "repaired", "--approved-by", "practice"]).done();
    office.shows(json!({"power": "on", "attention": []}));
    office.verifies();
}

#[test]
fn c44_power_that_is_seen_off_and_should_be_on_is_told_at_once_and_put_right_by_the_next_cycle() {
    let mut office = member_with("30.00");
    office.run(&["sim", "set", METER, "--state", "off"]).done();
    office.shows(json!({"power": "on", "attention": []}));
    office.run(&["switch", "state", METER]).done();
    office.shows(json!({"status": "active", "power": "off"}));
    assert!(attention(&office).contains("should be on"), "{}", attention(&office));
    let paid = office.pay("5.00");
    let said = paid["parts"][0]["power_text"].as_str().expect("a sentence").to_lowercase();
    assert!(!said.contains("is on") && said.contains("off"), "{said}");
    office.at("2026-11-17T09:10").cycle();
    office.shows(json!({"status": "active", "power": "on", "attention": []}));
    office.verifies();
}

#[test]
fn c44_closing_and_moving_ask_the_same_gates() {
    for held in [false, true] {
        for way in ["close", "transfer"] {
            let office = member_with("30.00");
            let account = office.account().number.clone();
            if held {
                office.run(&["account", "hold", &account, "--kind", "medical", "--reason", "a letter"]).done();
            }
            match way {
                "close" => office.run(&["account", "close", &account, "--reason", "the member asked"]).done(),
                _ => {
                    let there = Enrollment::new_member().named("Ada Ozark", "M2002");
                    let file = office.file("move.json", &office.input(&there, None));
                    office.run(&["account", "transfer", &account, &file]).done()
                }
            };
            assert_eq!(office.run(&["sim", "show", METER]).done()["state"], if held { "on" } else { "off" }, "{way}");
            assert_eq!(attention(&office).contains("not seen off"), held, "{way}: {}", attention(&office));
        }
    }
}

#[test]
fn nobody_is_disconnected_by_a_store_that_was_edited() {
    let mut office = member_with("-5.00");
    office.run(&["sim", "set", METER, "--unreachable"]).done();
    office.at("2026-11-17T10:00").cycle();
    edit(&office, "UPDATE charge SET cents=cents+1");
    office.at("2026-11-17T11:00").run(&["switch", "work"]).refused();
    office.run(&["cycle"]).refused();
    office.release_against_gates().refused();
    assert_eq!(office.show()["status"], "active");
}

type Happens = fn(&mut Office);

/// A morning of the list, with one doubt about the balance that it would cut by: how it comes, and the gate's code.
const DOUBTS: [(&str, Happens); 3] = [
    // More days in a row than may be estimated are not billed at all.
    ("stale_read", |office| {
        for day in ["17", "18", "19", "20"] {
            office.unreachable().at(&format!("2026-11-{day}T10:00")).cycle();
        }
        office.at("2026-11-23T09:00").cycle();
    }),
    ("use_jump", |office| {
        for day in 17..=30 {
            office.at(&format!("2026-11-{day}T07:00")).use_kwh("3").cycle();
        }
        office.at("2026-12-01T07:00").use_kwh("400").cycle();
    }),
    ("switching", |office| {
        office.at("2026-11-17T09:00").use_kwh("3").cycle();
        office.run(&["sim", "set", METER, "--stuck"]).done();
        off(office, "request").done();
    }),
];

#[test]
fn nobody_is_disconnected_on_a_doubt_whichever_it_is() {
    for (gate, comes) in DOUBTS {
        let mut office = Office::practice("petit-jean");
        office.at("2026-11-16T12:00").enroll(&Enrollment::new_member().paying("200.00"));
        comes(&mut office);
        office.set_to("-5.00");
        let day = office.run(&["cycle", "review"]).done()["day"].as_str().expect("a day").to_string();
        office.at(&format!("{day}T10:00")).cycle();
        assert_eq!(row(&office)["code"], gate, "{:#}", row(&office));
        assert_ne!(office.show()["status"], "disconnected", "{gate}");
        office.release().refused();
        assert_ne!(office.show()["status"], "disconnected", "{gate}");
    }
}

#[test]
fn c27_no_list_is_made_before_its_hour_after_its_last_or_on_a_day_without_one() {
    for (day, time) in [
        ("2026-11-17", "09:59:59"),
        ("2026-11-17", "15:30"),
        ("2026-11-21", "10:00"),
        ("2026-11-26", "10:00"),
        ("2027-01-04", "10:00"),
    ] {
        let mut office = Office::practice("petit-jean");
        office.at(&format!("{}T12:00", if day < "2027" { "2026-11-16" } else { "2027-01-03" }));
        office.enroll(&Enrollment::new_member().paying("200.00"));
        office.at(&format!("{day}T06:00")).use_kwh("3").cycle();
        office.set_to("-5.00");
        office.at(&format!("{day}T{time}")).cycle();
        office.shows(json!({"status": "active", "power": "on"}));
        office.release().refused();
    }
}
