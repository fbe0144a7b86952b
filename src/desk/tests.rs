//! What the tests inside the crate begin with: a store in a folder of its own, and a member who joins.

use std::path::Path;

use serde_json::{Value, json};
use tempfile::TempDir;

use super::{Approver, Call, Desk, Enroll, InitInput, Joining};

/// The folder of a program that ships with the tests.
pub fn example(program: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/programs").join(program).display().to_string()
}

/// A new store, opened.
pub fn store(input: &InitInput) -> (TempDir, Desk) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("store.sqlite");
    Desk::init(&path, input, &mut |_, _| {}).expect("a store");
    let desk = Desk::open(&path).expect("the store opens");
    (folder, desk)
}

/// An enrollment in Clinton without money over the counter, so that every drawer begins empty.
pub fn member(name: &str, meter: &str, address: &str) -> Value {
    json!({
        "member": {"name": name, "phone": "501-555-0100", "email": "ada@example.org"},
        "service": {"meter": meter, "address": address, "class": "residential", "phase": "single",
                    "remote_switch": true, "switch_installed": true, "start_kwh": "1000.0", "office": "Clinton"},
        "signature": {"name": name, "paper": true},
        "payment": {"method": "external", "amount": "80.00", "reference": "web 1"},
    })
}

/// Somebody joins; answers the account. In a practice store `practice` approves what was paid elsewhere (C59).
pub fn join(desk: &mut Desk, call: &Call, member: Value) -> String {
    let input = serde_json::from_value(member).expect("an enrollment");
    let approver = desk.is_practice().then(|| Approver { name: "practice".to_string(), pin: None });
    desk.perform(&Call { approver, ..call.clone() }, &Enroll { joining: Joining::New, input })
        .expect("a member")
        .account
}
