//! A store that is locked, read-only, full, from a newer program, or no store at all: a sentence, and nothing is lost.

use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::os::unix::process::CommandExt;
use std::process::{Command, Stdio};

use rusqlite::Connection;
use serde_json::json;

use crate::common::{Answer, Enrollment, Office, PROGRAM};

fn with_a_member() -> Office {
    let mut office = Office::practice("petit-jean");
    office.at("2026-11-16T09:00").enroll(&Enrollment::new_member());
    office
}

#[test]
fn a_second_init_leaves_the_store_alone() {
    let office = with_a_member();
    office.run(&["init", "--program", &office.program_folder(), "--practice"]).refused();
    office.shows(json!({"balance": "20.00"}));
}

#[test]
fn without_a_store_every_command_says_how_to_make_one() {
    let office = Office::with_program("petit-jean", &[]);
    for args in [&["cycle"][..], &["verify"], &["account", "show", "1"]] {
        let refused = office.run(args).refused();
        assert!(refused.message.contains("init"), "{args:?}: {refused:?}");
    }
    assert!(!office.store().exists(), "asking made a store");
}

#[test]
fn a_file_that_is_no_store_is_refused_and_left_as_it_is() {
    let office = Office::with_program("petit-jean", &[]);
    for content in [&b""[..], b"a letter to the editor\n", b"SQLite format 3\0 and then nothing of the kind"] {
        std::fs::write(office.store(), content).expect("a file in the store's place");
        office.run(&["cycle"]).refused();
        office.run(&["init", "--program", &office.program_folder(), "--practice"]).refused();
        assert_eq!(std::fs::read(office.store()).expect("the file"), content);
    }
}

#[test]
fn another_programs_database_is_refused() {
    let office = Office::with_program("petit-jean", &[]);
    let other = Connection::open(office.store()).expect("a database");
    other.execute_batch("CREATE TABLE recipe(name TEXT)").expect("a table");
    drop(other);
    office.run(&["cycle"]).refused();
}

#[test]
fn a_store_of_a_newer_program_is_refused_and_left_as_it_is() {
    let office = with_a_member();
    let store = Connection::open(office.store()).expect("the store");
    store.pragma_update(None, "user_version", 1000).expect("a version from the future");
    drop(store);
    for args in [&["cycle"][..], &["verify"], &["account", "show", "1"]] {
        let refused = office.run(args).refused();
        assert!(refused.message.contains("newer"), "{refused:?}");
    }
}

#[test]
fn a_store_that_another_program_keeps_locked_is_told_and_unchanged() {
    let office = with_a_member();
    let other = Connection::open(office.store()).expect("the store");
    other.execute_batch("BEGIN EXCLUSIVE").expect("a lock");
    office.try_pay("5.00").refused();
    other.execute_batch("ROLLBACK").expect("the lock ends");
    drop(other);
    office.shows(json!({"balance": "20.00"}));
    office.pay("5.00");
    office.shows(json!({"balance": "25.00"}));
    office.verifies();
}

#[test]
fn a_store_that_may_only_be_read_takes_no_payment_and_says_so() {
    let office = with_a_member();
    let set_modes = |store: u32, folder: u32| {
        for (path, mode) in [(office.store().as_path(), store), (office.folder(), folder)] {
            std::fs::set_permissions(path, PermissionsExt::from_mode(mode)).expect("a mode");
        }
    };
    set_modes(0o444, 0o555);
    let account = &office.account().number;
    as_nobody(&office, &["pay", account, "--method", "external", "--amount", "5.00"]).refused();
    set_modes(0o600, 0o700);
    office.shows(json!({"balance": "20.00"}));
    office.verifies();
}

/// Runs a call as somebody whom file modes bind: root is not, so root becomes user 65534 and runs a copy of the
/// program from where everybody may.
fn as_nobody(office: &Office, args: &[&str]) -> Answer {
    let mut command = office.command(args);
    let we_are = std::fs::metadata("/proc/self").map(|process| process.uid()).expect("our own process");
    if we_are != 0 {
        return Answer::of(&mut command);
    }
    let public = tempfile::tempdir().expect("a folder");
    let copy = public.path().join("advance-pay");
    std::fs::copy(PROGRAM, &copy).expect("a copy of the program");
    for path in [public.path(), &copy] {
        std::fs::set_permissions(path, PermissionsExt::from_mode(0o755)).expect("a mode");
    }
    Answer::of(same_call(&command, Command::new(&copy)).uid(65534))
}

/// The arguments and surroundings of `command`, for another program.
fn same_call(command: &Command, mut program: Command) -> Command {
    program.args(command.get_args()).env_clear().stdin(Stdio::null());
    program.envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
    program.current_dir(command.get_current_dir().expect("the office's folder"));
    program
}

#[test]
fn a_full_disk_refuses_a_payment_whole_or_takes_it_whole() {
    let office = with_a_member();
    let account = &office.account().number;
    let mut taken = 0;
    let mut refused = 0;
    for kilobytes in [1, 4, 16, 33, 48, 64, 128, 256] {
        let pay = office.command(&["pay", account, "--method", "external", "--amount", "1.00"]);
        // No file may grow beyond the limit: what a full disk looks like, without one. The signal for it is ignored,
        // so that the program sees the failed write.
        let mut shell = Command::new("bash");
        shell.args(["-c", &format!("trap '' XFSZ; ulimit -f {kilobytes}; exec \"$0\" \"$@\""), PROGRAM]);
        let answer = Answer::of(&mut same_call(&pay, shell));
        if answer.status == 0 {
            taken += 1;
        } else {
            answer.refused();
            refused += 1;
        }
        office.shows(json!({"balance": format!("{}.00", 20 + taken)}));
        office.verifies();
    }
    assert!(refused > 0, "a limit of a kilobyte was not felt");
}

#[test]
fn a_backup_is_never_written_over_another_file_and_a_broken_one_never_replaces_the_store() {
    let office = with_a_member();
    let letter = office.file("letter.txt", "a letter");
    office.run(&["backup", &letter]).refused();
    assert_eq!(std::fs::read_to_string(&letter).expect("the letter"), "a letter");
    office.run(&["restore", &letter]).refused();
    office.run(&["restore", "no-such-file"]).refused();
    office.shows(json!({"balance": "20.00"}));
    office.verifies();
}

/// Changes the store as somebody would who has the file and patience: the guards are dropped for it and put back.
fn tamper(office: &Office, change: &str) {
    let store = Connection::open(office.store()).expect("the store");
    let guards = "SELECT group_concat('DROP TRIGGER '||name,'; '), group_concat(sql,'; ') FROM sqlite_master WHERE type='trigger'";
    let (drop, make): (String, String) =
        store.query_row(guards, [], |row| Ok((row.get(0)?, row.get(1)?))).expect("the guards");
    store
        .execute_batch(&format!("PRAGMA foreign_keys=OFF; BEGIN; {drop}; {change}; {make}; COMMIT"))
        .expect("tampered");
}

/// What a hand may do to a store, each in another table.
const CHANGES: [&str; 6] = [
    "UPDATE posting SET cents=cents+1 WHERE act_id=(SELECT min(act_id) FROM posting)",
    "UPDATE balance SET cents=cents+10000 WHERE ledger_account_id%8=1",
    "UPDATE receipt_tender SET cents=cents+1",
    "UPDATE operator SET added_at=added_at+1",
    "UPDATE standing SET billed_through=billed_through+1",
    "DELETE FROM seal WHERE act_id=(SELECT max(act_id) FROM seal)",
];

#[test]
fn a_store_that_does_not_hold_takes_no_money_and_moves_no_switch_and_says_so() {
    for change in CHANGES {
        let office = with_a_member();
        let (account, meter) = (office.account().number.clone(), office.account().meter.clone());
        tamper(&office, change);
        for args in [
            &["pay", &account, "--method", "external", "--amount", "5.00"][..],
            &["adjust", &account, "--amount", "5.00", "--reason", "x", "--approved-by", "practice"],
            &["account", "note", &account, "x"],
            &["switch", "off", &meter],
            &["switch", "state", &meter],
            &["cycle"],
            &["day", "close"],
        ] {
            let refused = office.run(args).refused();
            assert_eq!(refused.code, "not_proven", "{change}: {args:?}: {refused:?}");
            assert!(refused.message.contains("takes no money"), "{refused:?}");
        }
        let copy = office.folder().join("evidence.sqlite");
        for args in [
            &["account", "show", &account][..],
            &["account", "find", "100"],
            &["account", "why", &account],
            &["backup", &copy.to_string_lossy()],
        ] {
            let answer = office.run(args);
            assert_eq!(answer.status, 0, "{change}: {args:?}: {}", answer.stderr);
        }
        assert_eq!(office.run(&["verify"]).status, 1, "{change}: it verifies");
        assert_eq!(office.run(&["restore", &copy.to_string_lossy()]).refused().code, "backup_damaged");
    }
}

#[test]
fn a_store_that_a_whole_proof_found_changed_long_ago_is_only_read_until_it_holds_again() {
    let office = with_a_member();
    tamper(&office, "UPDATE txn SET at=at+1 WHERE id=1");
    office.run(&["verify"]);
    // Whatever the proof at the start sees of it later: the store remembers.
    let store = Connection::open(office.store()).expect("the store");
    let noted: String = store
        .query_row("SELECT value FROM store_fact WHERE name='proof_failed'", [], |row| row.get(0))
        .expect("it is noted");
    assert!(noted.contains("is not as it was sealed"), "{noted}");
    drop(store);
    assert_eq!(office.try_pay("5.00").refused().code, "not_proven");
    tamper(&office, "UPDATE txn SET at=at-1 WHERE id=1");
    assert_eq!(office.try_pay("5.00").refused().code, "not_proven", "only a whole proof says that it holds");
    office.verifies();
    office.pay("5.00");
    office.shows(json!({"balance": "25.00"}));
}

#[test]
fn a_mistyped_head_stops_nobody() {
    let office = with_a_member();
    assert_eq!(office.run(&["verify", "--head", &"ab".repeat(32), "--day", "2026-11-16"]).status, 1);
    office.pay("5.00");
}

#[test]
fn a_restore_says_what_a_file_is_and_replaces_nothing() {
    let office = with_a_member();
    let before = office.show();
    let database = |name: &str, sql: &str| {
        let path = office.folder().join(name);
        Connection::open(&path).and_then(|other| other.execute_batch(sql)).expect("a database");
        path.to_string_lossy().into_owned()
    };
    let newer = office.folder().join("newer.sqlite").to_string_lossy().into_owned();
    office.run(&["backup", &newer]).done();
    Connection::open(&newer).and_then(|copy| copy.pragma_update(None, "user_version", 99)).expect("a newer version");
    let half = office.folder().join("half.sqlite").to_string_lossy().into_owned();
    office.run(&["backup", &half]).done();
    let bytes = std::fs::read(&half).expect("the copy");
    std::fs::write(&half, &bytes[..bytes.len() / 2]).expect("half of it");
    let other = with_a_member();
    let theirs = office.folder().join("theirs.sqlite").to_string_lossy().into_owned();
    other.run(&["backup", &theirs]).done();
    for (file, code, says) in [
        (
            office.file("letter.txt", "a letter to the editor, long enough to be looked at"),
            "not_a_store",
            "no database",
        ),
        (office.file("empty", ""), "not_a_store", "an empty file"),
        (office.folder().to_string_lossy().into_owned(), "not_a_store", "a folder"),
        (database("recipes", "CREATE TABLE recipe(name TEXT)"), "not_a_store", "another program's database"),
        (newer, "store_newer", "newer program"),
        (half, "backup_damaged", "not whole"),
        (theirs, "other_store", "another store"),
        ("none.sqlite".to_string(), "no_backup", "no file"),
    ] {
        let refused = office.run(&["restore", &file]).refused();
        assert_eq!(refused.code, code, "{file}: {refused:?}");
        assert!(refused.message.contains(says), "{file}: {refused:?}");
    }
    assert_eq!(office.show(), before);
    office.verifies();
}

#[test]
fn a_store_that_was_changed_behind_its_back_does_not_verify() {
    let office = with_a_member();
    let store = Connection::open(office.store()).expect("the store");
    let triggers: Vec<String> = store
        .prepare("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        .and_then(|mut query| query.query_map([], |row| row.get(0))?.collect())
        .expect("the triggers");
    for trigger in triggers {
        store.execute_batch(&format!("DROP TRIGGER \"{trigger}\"")).expect("a trigger is dropped");
    }
    let money: Vec<(String, String)> = store
        .prepare(
            "SELECT t.name, c.name FROM sqlite_master t, pragma_table_info(t.name) c
             WHERE t.type = 'table' AND t.name LIKE '%posting%' AND c.name LIKE '%cents%'",
        )
        .and_then(|mut query| query.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect())
        .expect("the columns of postings");
    assert!(!money.is_empty(), "the schema has no cents in a table of postings");
    for (table, column) in money {
        store.execute_batch(&format!("UPDATE {table} SET {column} = {column} + 1")).expect("cents from nowhere");
    }
    drop(store);
    let verified = office.run(&["verify"]);
    assert!(verified.status != 0 || verified.done()["ok"] == false, "a changed store verifies");
}
