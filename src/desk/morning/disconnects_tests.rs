//! A store that is edited while it is open: the list stands on the proof of its seals, and of the accounts on it.

use tempfile::TempDir;

use super::*;
use crate::desk::tests::{example, join, member, store};
use crate::desk::{AdjustInput, Approver, InitInput};
use crate::words::PowerNow;

/// A practice store with one member, billed and left at -5.00, on Tuesday 17 November 2026 at 09:00.
fn member_who_is_due() -> (TempDir, Desk, String) {
    let now = "2026-11-16T12:00:00".parse().ok();
    let (folder, mut desk) =
        store(&InitInput { program: example("petit-jean"), practice: true, now, ..InitInput::default() });
    let account = join(&mut desk, &at("16T12:00:00"), member("Ada Ozark", "M1001", "12 Elm St, Clinton AR"));
    desk.cycle(&at("17T09:00:00"), false).expect("a morning");
    let balance = desk.show(&at("17T09:00:00"), &account).expect("the account").balance;
    let input = AdjustInput { account: account.clone(), amount: Cents(-5_00) - balance, reason: "a test".to_string() };
    let approver = Some(Approver { name: "practice".to_string(), pin: None });
    desk.perform(&Call { approver, ..at("17T09:30:00") }, &input).expect("adjusted");
    (folder, desk, account)
}

fn at(time: &str) -> Call {
    Call { now: format!("2026-11-{time}").parse().ok(), ..Call::default() }
}

/// Changes the store with its guards dropped, and puts them back.
fn edit(folder: &TempDir, sql: &str) {
    let conn = rusqlite::Connection::open(folder.path().join("store.sqlite")).expect("the store");
    let guards: Vec<(String, String)> = conn
        .prepare("SELECT name, sql FROM sqlite_master WHERE type='trigger'")
        .and_then(|mut query| query.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect())
        .expect("the guards");
    guards.iter().for_each(|(name, _)| conn.execute_batch(&format!("DROP TRIGGER {name}")).expect("dropped"));
    conn.execute_batch(sql).expect("edited");
    guards.iter().for_each(|(_, sql)| conn.execute_batch(sql).expect("put back"));
}

#[test]
fn no_row_passes_a_proof_that_failed_without_a_reason_and_a_second_person() {
    for (what, sql) in [
        ("a charge", "UPDATE charge SET cents=cents+1"),
        ("a read", "UPDATE reading SET cum_wh=cum_wh-1000 WHERE day=(SELECT max(day) FROM reading)"),
        ("a balance", "UPDATE balance SET cents=cents-500 WHERE ledger_account_id%8=1 AND ledger_account_id>8"),
        ("a posting", "UPDATE posting SET cents=cents-1 WHERE line=(SELECT min(line) FROM posting)"),
        ("a member", "UPDATE member SET name='Somebody Else'"),
    ] {
        let (folder, mut desk, account) = member_who_is_due();
        edit(&folder, sql);
        let counts = desk.cycle(&at("17T10:00:00"), false).expect("a cycle");
        assert_eq!(counts.disconnects, 0, "{what}");
        let row = desk.review(&at("17T10:01:00")).expect("the list").rows.remove(0);
        assert_eq!((row.code.as_str(), row.state), ("proof_failed", RowState::Attention), "{what}");
        let alone = ReleaseRows::of(Rows::Accounts(vec![account.clone()]), Some("it looks well".to_string()));
        assert_eq!(desk.perform(&at("17T10:02:00"), &alone).unwrap_err().code, Code::ApprovalNeeded, "{what}");
        let all = desk.perform(&at("17T10:03:00"), &ReleaseRows::of(Rows::All, None)).expect("an answer");
        assert_eq!(all.rows[0].state, RowState::Held, "{what}");
        assert_eq!(desk.show(&at("17T10:04:00"), &account).expect("the account").power, PowerNow::On, "{what}");
    }
}
