//! The plug is pulled in the middle of a payment or a cycle. Whatever was acknowledged is there, whatever was not can
//! be asked for again with the same key, and the store proves itself.

use std::process::Stdio;
use std::thread::sleep;
use std::time::Duration;

use serde_json::{Value, json};

use crate::common::{Answer, Enrollment, Office};

/// Moments from a fixed seed, so that a failure can be looked for again (Knuth's MMIX generator).
struct Moments(u64);

impl Moments {
    fn next(&mut self, at_most: Duration) -> Duration {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        Duration::from_micros((self.0 >> 33) % at_most.as_micros().max(1) as u64)
    }
}

/// Runs a call and kills it after `moment`; gives the answer if it came first.
fn killed_after(office: &Office, args: &[&str], moment: Duration) -> Option<Value> {
    let mut command = office.command(args);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program starts");
    sleep(moment);
    // `kill` is SIGKILL: nothing is tidied up. It is an error only for a process that has already ended.
    let _ = child.kill();
    let answer = Answer::to(&command, child.wait_with_output().expect("its last words"));
    if answer.status == 0 { Some(answer.done()) } else { None }
}

#[test]
fn a_payment_that_was_acknowledged_survives_a_killed_process_and_one_that_was_not_can_be_asked_again() {
    let mut office = Office::practice("petit-jean");
    office.at("2026-11-16T09:00").enroll(&Enrollment::new_member());
    let account = office.account().number.clone();
    let keys: Vec<String> =
        (0..24).map(|n| uuid::Uuid::from_u128(0x0a00_0000_0000_4000_8000_0000_0000_0000 + n).to_string()).collect();
    let pay = |key| ["pay", account.as_str(), "--method", "external", "--amount", "1.00", "--key", key];
    let usual = usual_time(|| drop(office.run(&["account", "show", &account]).done()));

    let mut moments = Moments(20_261_116);
    let acknowledged: Vec<Option<Value>> =
        keys.iter().map(|key| killed_after(&office, &pay(key), moments.next(usual * 3))).collect();

    office.verifies();
    let receipts: Vec<Value> = office.ledger().iter().map(|line| line["receipt"].clone()).collect();
    for payment in acknowledged.iter().flatten() {
        assert!(
            receipts.contains(&payment["receipt"]),
            "{} was acknowledged and is not in the ledger",
            payment["receipt"]
        );
    }
    for (key, before) in keys.iter().zip(&acknowledged) {
        let again = office.run(&pay(key)).done();
        assert!(before.as_ref().is_none_or(|before| *before == again), "{before:?} became {again}");
    }
    office.shows(json!({"balance": "44.00"}));
    office.verifies();
}

#[test]
fn a_killed_cycle_goes_on_where_it_was_and_ends_as_one_that_ran_through() {
    let mut office = Office::with_sample_members("petit-jean", 200, "2026-10-01T08:00");
    let spare = office.folder().join("spare.sqlite").into_os_string().into_string().expect("UTF-8");
    office.run(&["backup", &spare]).done();
    office.at("2026-10-05T10:05");
    let usual = usual_time(|| drop(office.cycle()));
    let ran_through = balances(&office);

    std::fs::remove_file(office.store()).expect("the store of the cycle that ran through");
    for beside in ["store.sqlite-wal", "store.sqlite-shm"] {
        let _ = std::fs::remove_file(office.folder().join(beside));
    }
    std::fs::copy(&spare, office.store()).expect("the store as it was before");

    let mut moments = Moments(20_261_005);
    for _ in 0..8 {
        killed_after(&office, &["cycle"], moments.next(usual));
        office.verifies();
    }
    office.cycle();
    assert_eq!(balances(&office), ran_through);
    office.verifies();
}

/// How long a call takes here today: what the moments are drawn from.
fn usual_time(call: impl FnOnce()) -> Duration {
    let start = std::time::Instant::now();
    call();
    start.elapsed().max(Duration::from_millis(20))
}

fn balances(office: &Office) -> String {
    let file = office.folder().join(format!("balances-{}.csv", uuid::Uuid::new_v4()));
    let out = file.to_str().expect("UTF-8");
    office.run(&["export", "balances", "--from", "2026-10-01", "--to", "2026-10-05", "--out", out]).done();
    std::fs::read_to_string(&file).expect("the export")
}
