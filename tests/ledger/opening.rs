//! Making and opening the store, and every reason not to.
use std::path::Path;
use std::time::{Duration, Instant};

use advance_pay::trial::Code;
use advance_pay::trial::ledger::*;
use rusqlite::Connection;

use crate::office::Office;

fn code(outcome: Result<Store, advance_pay::trial::Refusal>) -> Code {
    outcome.err().expect("a refusal").code
}

#[test]
fn what_is_not_there_or_not_a_store_is_refused_by_its_name() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = |name: &str| folder.path().join(name);
    assert_eq!(code(Store::open(&file("none.db"))), Code::NoStore);
    assert_eq!(code(Store::open(folder.path())), Code::NotAStore);
    std::fs::write(file("text.db"), "a shopping list, long enough to be taken for a header of a database file")
        .expect("a file");
    assert_eq!(code(Store::open(&file("text.db"))), Code::NotAStore);
    std::fs::write(file("empty.db"), "").expect("a file");
    assert_eq!(code(Store::open(&file("empty.db"))), Code::NotAStore);
    Connection::open(file("other.db")).expect("a database").execute_batch("CREATE TABLE t(x)").expect("a table");
    assert_eq!(code(Store::open(&file("other.db"))), Code::NotAStore);
    assert_eq!(code(Store::open(Path::new("//server/share/desk.db"))), Code::NoStore);
    assert_eq!(code(Store::create(Path::new("//server/share/desk.db"))), Code::NetworkPath);
    assert_eq!(code(Store::create(&file("text.db"))), Code::StoreExists);
}

#[test]
fn a_newer_store_is_refused_and_left_alone() {
    let office = Office::open();
    office.outsider().execute_batch("PRAGMA user_version=999").expect("a pragma");
    assert_eq!(code(Store::open(&office.path())), Code::StoreNewer);
}

#[test]
fn a_store_that_cannot_be_made_leaves_no_file() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("file"), "").expect("a file");
    let beneath_a_file = folder.path().join("file").join("desk.db");
    assert_eq!(code(Store::create(&beneath_a_file)), Code::StoreUnusable);
    assert_eq!(std::fs::read_dir(folder.path()).expect("a folder").count(), 1);
}

#[test]
fn a_writer_waits_only_as_long_as_it_is_told() {
    let office = Office::open();
    let other = office.outsider();
    other.execute_batch("BEGIN IMMEDIATE").expect("a lock");
    let begun = Instant::now();
    let mut store = Store::open_with_patience(&office.path(), Duration::from_millis(50)).expect("readers need no lock");
    let refusal = store.write(|tx| tx.set_fact("x", "y")).expect_err("locked");
    assert_eq!(refusal.code, Code::StoreLocked);
    assert!(begun.elapsed() < Duration::from_secs(3));
    assert_eq!(store.read(|tx| tx.count_accounts()).expect("readers go on"), 2);
}

#[test]
fn a_store_that_another_program_keeps_to_itself_is_not_opened() {
    let Office { folder, store, .. } = Office::open();
    let path = store.path().to_path_buf();
    drop(store);
    let other = Connection::open(&path).expect("a connection");
    other
        .execute_batch("PRAGMA locking_mode=EXCLUSIVE; BEGIN IMMEDIATE; UPDATE standing SET told_cents=NULL; COMMIT")
        .expect("it keeps the store to itself");
    assert_eq!(code(Store::open_with_patience(&path, Duration::from_millis(50))), Code::StoreLocked);
    drop((other, folder));
}

#[cfg(unix)]
#[test]
fn the_files_are_their_owners_alone() {
    use std::os::unix::fs::PermissionsExt;
    let office = Office::open();
    for suffix in ["", "-wal", "-shm"] {
        let file = format!("{}{suffix}", office.path().display());
        let mode = std::fs::metadata(&file).expect("a file").permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{suffix}");
    }
}

#[cfg(unix)]
#[test]
fn a_file_that_may_not_be_written_is_refused_at_once() {
    use std::os::unix::fs::PermissionsExt;
    let Office { folder, store, .. } = Office::open();
    let path = store.path().to_path_buf();
    drop(store);
    let set =
        |path: &Path, mode| std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).expect("a mode");
    set(&path, 0o400);
    if std::fs::OpenOptions::new().write(true).open(&path).is_ok() {
        eprintln!("this user may write everything: permissions cannot be tried");
        return;
    }
    assert_eq!(code(Store::open(&path)), Code::StoreReadOnly);
    set(&path, 0o600);
    set(folder.path(), 0o500);
    assert_eq!(code(Store::open(&path)), Code::StoreReadOnly);
    set(folder.path(), 0o700);
}

#[test]
fn opening_takes_a_moment() {
    let office = Office::open();
    let fastest = (0..10)
        .map(|_| {
            let begun = Instant::now();
            drop(Store::open(&office.path()).expect("a store"));
            begun.elapsed()
        })
        .min()
        .expect("ten openings");
    eprintln!("opened in {fastest:?}");
    assert!(fastest < Duration::from_millis(10), "opening took {fastest:?}");
}
