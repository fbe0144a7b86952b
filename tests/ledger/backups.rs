//! Backups while others write, and coming back from one.

use std::path::{Path, PathBuf};

use advance_pay::trial::ledger::*;
use advance_pay::trial::{Cents, Code};

use crate::office::Office;

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

fn backed_up() -> (Office, PathBuf) {
    let mut office = Office::open();
    let to = office.folder.path().join("monday.backup");
    office.store.backup(&to).expect("a backup");
    (office, to)
}

#[test]
fn a_backup_is_one_whole_private_file() {
    let (mut office, to) = backed_up();
    assert_eq!(names(office.folder.path()), ["desk.db", "desk.db-shm", "desk.db-wal", "monday.backup"]);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(&to).expect("a file").permissions().mode() & 0o777, 0o600);
    }
    let mut copy = Store::open(&to).expect("a backup is a store");
    assert_eq!(copy.read(|tx| tx.prove_structure()).expect("a proof"), Vec::<String>::new());
    assert_eq!(copy.read(|tx| tx.head()).expect("a head"), office.head_now());
}

#[test]
fn a_backup_is_taken_while_another_writes() {
    let mut office = Office::open();
    let writer = office.outsider();
    writer.execute_batch("BEGIN IMMEDIATE; UPDATE standing SET told_cents=777").expect("a writer in the middle");
    let to = office.folder.path().join("monday.backup");
    office.store.backup(&to).expect("a backup");
    writer.execute_batch("COMMIT").expect("the writer goes on");
    let told: i64 = rusqlite::Connection::open(&to)
        .and_then(|conn| conn.query_row("SELECT count(*) FROM standing WHERE told_cents=777", [], |row| row.get(0)))
        .expect("a count");
    assert_eq!(told, 0, "the backup is of one moment");
}

#[test]
fn two_writers_and_a_backup_at_once_leave_one_chain() {
    let mut office = Office::open();
    let to = office.folder.path().join("monday.backup");
    let template = office.txn(
        TxnKind::Adjustment,
        BookId(0),
        vec![(Side::Energy(office.accounts[0]), Cents(1)), (Side::income("energy"), Cents(-1))],
    );
    let (path, day) = (office.path(), office.day);
    let post_many = || {
        let mut store = Store::open(&path).expect("a store");
        for _ in 0..40 {
            let mut txn = template.clone();
            store
                .write(|tx| {
                    txn.book = tx.book(None, day, crate::office::at(20))?;
                    tx.post(&txn)
                })
                .expect("a writer waits for its turn");
        }
    };
    std::thread::scope(|scope| {
        let writers = [scope.spawn(post_many), scope.spawn(post_many)];
        office.store.backup(&to).expect("a backup");
        for writer in writers {
            writer.join().expect("a writer");
        }
    });
    for mut store in [office.store, Store::open(&to).expect("the backup")] {
        assert_eq!(store.read(|tx| tx.prove_structure()).expect("a proof"), Vec::<String>::new());
    }
    let mut store = Store::open(&path).expect("a store");
    let energy = store.read(|tx| tx.balances(office.accounts[0])).expect("balances").energy;
    assert_eq!(energy, Cents(21_80), "eighty cents from eighty transactions");
}

#[test]
fn a_backup_overwrites_nothing_and_leaves_no_half_file() {
    let (mut office, to) = backed_up();
    let before = std::fs::read(&to).expect("a file");
    assert_eq!(office.store.backup(&to).expect_err("it is there").code, Code::FileExists);
    assert_eq!(std::fs::read(&to).expect("a file"), before);
    let nowhere = office.folder.path().join("none").join("b.backup");
    assert_eq!(office.store.backup(&nowhere).expect_err("no folder").code, Code::StoreUnusable);
    assert!(!names(office.folder.path()).iter().any(|name| name.contains("part")));
}

#[test]
fn a_restore_brings_the_day_back_in_a_new_epoch_and_keeps_what_it_replaced() {
    let (mut office, backup) = backed_up();
    let (head, acts) = (office.head_now(), office.acts());
    office.day = office.day.succ_opt().expect("a day");
    office.pay(0, Cents(10_00), "C1").expect("a payment after the backup");
    let path = office.path();
    drop(office.store);
    let restored = Store::restore_over(&path, &backup).expect("restored");
    let kept = office.folder.path().join("desk.db.before-restore-1");
    assert_eq!(restored, Restored { kept: Some(kept.clone()), epoch: 2 });
    assert_eq!(names(office.folder.path()), ["desk.db", "desk.db.before-restore-1", "monday.backup"]);
    let mut store = Store::open(&path).expect("the restored store");
    // The restore itself is an act, the first of the new epoch.
    assert_eq!(store.read(|tx| tx.chain_head_at(acts)).expect("a head"), Some(head.clone()));
    assert_eq!(store.read(|tx| tx.seal_count()).expect("a count") as i64, acts + 1);
    assert_eq!(store.read(|tx| tx.epoch()).expect("an epoch"), 2);
    assert!(store.write(|tx| tx.take_counters("pole", 1)).expect("a counter") > 1_000_000, "no counter is used twice");
    drop(store);
    let mut replaced = Store::open(&kept).expect("the replaced store");
    assert_ne!(replaced.read(|tx| tx.head()).expect("a head"), head, "it has the later payment");
    assert_eq!(replaced.read(|tx| tx.chain_head_at(acts)).expect("a head"), Some(head), "after the same beginning");
    drop(replaced);
    assert_eq!(Store::restore_over(&path, &backup).expect("once more").epoch, 3, "no epoch comes twice");
}

#[test]
fn a_restore_needs_no_sound_store_and_no_epoch_comes_twice() {
    let (office, backup) = backed_up();
    let path = office.path();
    drop(office.store);
    Store::restore_over(&path, &backup).expect("restored");
    for epoch in [3, 4] {
        std::fs::write(&path, "not a database any more").expect("damage");
        assert_eq!(Store::restore_over(&path, &backup).expect("restored over damage").epoch, epoch);
        let mut store = Store::open(&path).expect("a store");
        assert_eq!(store.read(|tx| tx.prove_structure()).expect("a proof"), Vec::<String>::new());
    }
    std::fs::remove_file(&path).expect("lost");
    assert_eq!(Store::restore_over(&path, &backup).expect("restored to nothing").kept, None);
}

#[test]
fn a_log_of_the_replaced_store_is_never_played_into_the_new_one() {
    let (mut office, backup) = backed_up();
    let (head, acts) = (office.head_now(), office.acts());
    office.day = office.day.succ_opt().expect("a day");
    office.pay(0, Cents(10_00), "C1").expect("a payment that is still in the log");
    let path = office.path();
    // A crash: the file is unreadable, and its log lies beside it.
    let log = std::fs::read(office.folder.path().join("desk.db-wal")).expect("a log");
    drop(office.store);
    std::fs::write(&path, [0_u8; 4096]).expect("damage");
    std::fs::write(office.folder.path().join("desk.db-wal"), log).expect("the log");
    Store::restore_over(&path, &backup).expect("restored");
    let mut store = Store::open(&path).expect("a store");
    assert_eq!(store.read(|tx| tx.chain_head_at(acts)).expect("a head"), Some(head));
    assert_eq!(store.read(|tx| tx.seal_count()).expect("a count") as i64, acts + 1, "and the restore");
    assert_eq!(store.read(|tx| tx.prove_structure()).expect("a proof"), Vec::<String>::new());
}

#[test]
fn a_damaged_backup_replaces_nothing() {
    let (office, backup) = backed_up();
    let path = office.path();
    let conn = rusqlite::Connection::open(&backup).expect("the backup");
    conn.execute_batch(
        "DROP TRIGGER balance_moves_by_a_seal; UPDATE balance SET cents=cents+1 WHERE ledger_account_id=9",
    )
    .expect("tampered");
    drop(conn);
    drop(office.store);
    let before = std::fs::read(&path).expect("a file");
    let refusal = Store::restore_over(&path, &backup).expect_err("not whole");
    assert_eq!(refusal.code, Code::BackupDamaged);
    assert_eq!(std::fs::read(&path).expect("a file"), before);
    assert_eq!(names(office.folder.path()), ["desk.db", "monday.backup"]);
    std::fs::write(&backup, "no database").expect("a file");
    assert_eq!(Store::restore_over(&path, &backup).expect_err("no database").code, Code::NotAStore);
    assert_eq!(Store::restore_over(&path, Path::new("none")).expect_err("no file").code, Code::NoBackup);
}

#[test]
fn a_store_that_another_program_has_open_is_not_replaced() {
    let (mut office, backup) = backed_up();
    let (path, head) = (office.path(), office.head_now());
    assert_eq!(Store::restore_over(&path, &backup).expect_err("it is open").code, Code::StoreLocked);
    assert_eq!(office.head_now(), head);
    office.store.write(|tx| tx.set_fact("still", "here")).expect("it goes on");
}
