//! The scheduler: it does the morning by itself, and sees nothing of a member.

use std::time::{Duration, SystemTime};

use serde_json::json;

use crate::common::{Enrollment, Office};

/// An office with a member and a watched folder, worked by the scheduler.
fn watched() -> Office {
    let mut office = Office::practice("petit-jean");
    office.at("2026-11-16T09:00").enroll(&Enrollment::new_member());
    let folder = office.folder().join("in");
    std::fs::create_dir(&folder).expect("a folder");
    office.run(&["notices", "watch", folder.to_str().expect("UTF-8")]).done();
    office
}

/// Another system leaves a file in the watched folder, a while ago.
fn drop_in(office: &Office, name: &str, text: &str) {
    let path = office.folder().join("in").join(name);
    std::fs::write(&path, text).expect("a file");
    let file = std::fs::File::options().write(true).open(path).expect("the file");
    file.set_modified(SystemTime::now() - Duration::from_secs(60)).expect("an older time");
}

fn payment(office: &Office, reference: &str) -> String {
    let account = &office.account().number;
    format!("source,reference,account,amount,paid_at\nweb,{reference},{account},5.00,2026-11-16T08:00:00\n")
}

#[test]
fn the_scheduler_runs_the_cycle_with_its_watched_folder_to_the_end() {
    let office = watched();
    drop_in(&office, "payments-1.csv", &payment(&office, "1"));
    office.run(&["--operator", "scheduler", "cycle"]).done();
    office.shows(json!({"balance": "25.00"}));
    let out = std::fs::read_to_string(office.folder().join("in/out/balances.csv")).expect("the balances");
    assert!(out.contains(",25.00,"), "{out}");
}

#[test]
fn the_scheduler_takes_no_file_that_is_named_by_hand() {
    let office = watched();
    let beside = office.folder().join("in/payments.csv").into_os_string().into_string().expect("UTF-8");
    std::fs::write(&beside, payment(&office, "2")).expect("a file");
    for (kind, file) in [
        ("payments", office.file("p.csv", &payment(&office, "1"))),
        ("payments", beside),
        ("readings", office.file("r.csv", "meter,at,kwh\n")),
        ("members", office.file("m.csv", "member.name\n")),
        ("payments", "/no/such/file.csv".to_string()),
    ] {
        let refusal = office.run(&["--operator", "scheduler", "import", kind, &file]).refused();
        assert_eq!(refusal.code, "not_allowed", "{kind} {file}: {}", refusal.message);
    }
    office.shows(json!({"balance": "20.00"}));
}

#[test]
fn the_scheduler_reads_nothing_of_a_member() {
    let mut office = watched();
    let account = office.account().number.clone();
    let meter = office.account().meter.clone();
    let out = office.folder().join("out").into_os_string().into_string().expect("UTF-8");
    let enroll = office.file("e.json", &office.input(&Enrollment::new_member().named("Bo Ridge", "M2"), Some("80.00")));
    let range = ["--from", "2026-11-16", "--to", "2026-11-16", "--out", &out];
    let export = |what: &'static str| [&["export", what][..], &range].concat();
    let mut reads = vec![
        vec!["account", "find", "ozark"],
        vec!["account", "show", &account],
        vec!["account", "ledger", &account],
        vec!["account", "why", &account],
        vec!["documents", &account],
        vec!["documents"],
        vec!["document", "1", "--out", &out],
        vec!["notices", "list"],
        vec!["cycle", "review"],
        vec!["day", "report"],
        vec!["drawer", "show"],
        vec!["approval", "list"],
        vec!["quote", "new", &enroll],
        vec!["pay", &account, "--method", "external", "--amount", "5.00", "--dry-run"],
        vec!["export", "archive", "--out", &out],
        vec!["backup", &out],
    ];
    reads.extend(["ledger", "payments", "accounts", "balances", "gl"].map(export));
    for read in &reads {
        let refusal = office.run(&[&["--operator", "scheduler"], &read[..]].concat()).refused();
        assert_eq!(refusal.code, "not_allowed", "{read:?}: {}", refusal.message);
    }
    office.at("2026-11-16T09:30");
    for work in
        [&["switch", "queue"][..], &["switch", "state", &meter], &["switch", "work"], &["notices", "send"], &["verify"]]
    {
        office.run(&[&["--operator", "scheduler"], work].concat()).done();
    }
}
