//! The store of the first house opens in the second. `fixtures/first-house.sqlite` was made by the first program, and
//! `fixtures/first-house.txt` is what it answered about it; `fixtures/make-first-house.sh` says how.

use std::path::{Path, PathBuf};
use std::process::Command;

use advance_pay::trial::Code;
use advance_pay::trial::ledger::Store;
use rusqlite::Connection;
use serde_json::Value;
use tempfile::TempDir;

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name)
}

/// The first house's store in a folder of its own.
fn first_house() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let store = folder.path().join("desk.db");
    std::fs::copy(fixture("first-house.sqlite"), &store).expect("a copy");
    (folder, store)
}

/// Every row of every table, and the schema.
fn content(store: &Path) -> Vec<String> {
    let conn = Connection::open(store).expect("a file");
    let mut all = Vec::new();
    let version: i64 = conn.query_row("PRAGMA user_version", [], |row| row.get(0)).expect("a number");
    all.push(format!("schema {version}"));
    let mut objects = conn.prepare("SELECT name, type, sql FROM sqlite_master ORDER BY name").expect("a schema");
    let objects: Vec<(String, String, Option<String>)> = objects
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .expect("objects")
        .collect::<Result<_, _>>()
        .expect("objects");
    for (name, kind, sql) in objects {
        if kind == "table" {
            let mut rows = conn.prepare(&format!("SELECT * FROM {name}")).expect("a table");
            let width = rows.column_count();
            let mut rows = rows.query([]).expect("rows");
            while let Some(row) = rows.next().expect("a row") {
                let cells: Vec<rusqlite::types::Value> = (0..width).map(|at| row.get(at).expect("a cell")).collect();
                all.push(format!("{name} {cells:?}"));
            }
        }
        all.push(format!("{kind} {name} {sql:?}"));
    }
    all
}

fn names(folder: &TempDir) -> Vec<String> {
    let entries = folder.path().read_dir().expect("a folder");
    let mut names: Vec<String> =
        entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

fn call(store: &Path, now: &str, words: &[String]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_advance-pay"));
    command.env_clear().env("HOME", store.parent().expect("a folder")).stdin(std::process::Stdio::null());
    let done = command.arg("--store").arg(store).args(["--now", now, "--json"]).args(words).output().expect("it runs");
    String::from_utf8_lossy(&done.stdout).into_owned() + &String::from_utf8_lossy(&done.stderr)
}

fn words(line: &str) -> Vec<String> {
    line.split(' ').map(str::to_string).collect()
}

/// The last day of the fixture.
const LAST_DAY: &str = "2026-11-19";
/// What the first program answered to the cycle of the morning after.
const COUNTED: &str = r#"{"billed":10,"estimated":0,"charged":10,"disconnects":0,"reconnects":0,"closed":0,"held":0,"attention":10,"notices":0,"reads":10,"missing_reads":0}"#;

#[test]
fn a_store_of_the_first_house_opens_and_is_whole() {
    let (folder, path) = first_house();
    let before = content(&path);
    let mut store = Store::open(&path).expect("it opens");
    assert_eq!(store.read(|tx| tx.prove_structure()).expect("a proof"), Vec::<String>::new());
    drop(store);
    assert_eq!(names(&folder), ["desk.db", "desk.db.before-v2"]);
    let kept = folder.path().join("desk.db.before-v2");
    assert_eq!(content(&kept), before);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(&kept).expect("a file").permissions().mode() & 0o777, 0o600);
    }
    // The second time there is nothing to be done.
    Store::open(&path).expect("it opens");
    assert!(!folder.path().join("desk.db.before-v2-2").exists());
}

/// Whether an answer says all that it said then; a key may have joined. What came in from outside (`own`) is no longer on an
/// office's report: it has one of its own (C46).
fn still_says(now: &str, then: &str) -> bool {
    fn holds(now: &Value, then: &Value) -> bool {
        match (now, then) {
            (Value::Object(now), Value::Object(then)) => then
                .iter()
                .filter(|(key, _)| *key != "own")
                .all(|(key, then)| now.get(key).is_some_and(|now| holds(now, then))),
            (Value::Array(now), Value::Array(then)) => {
                now.len() == then.len() && now.iter().zip(then).all(|(now, then)| holds(now, then))
            }
            (now, then) => now == then,
        }
    }
    match (serde_json::from_str(now), serde_json::from_str(then)) {
        (Ok(now), Ok(then)) => holds(&now, &then),
        _ => false,
    }
}

#[test]
fn everything_is_answered_as_the_first_program_did() {
    let (folder, path) = first_house();
    let recorded = std::fs::read_to_string(fixture("first-house.txt")).expect("the answers");
    let mut answers = 0;
    for part in recorded.split("$ [").skip(1) {
        let (asked, answered) = part.split_once('\n').expect("a call and its answer");
        let asked: Vec<String> = serde_json::from_str(&format!("[{asked}")).expect("a call");
        let export = folder.path().join("export");
        let file = export.to_string_lossy();
        let words: Vec<String> =
            asked.iter().map(|word| if word == "FILE" { file.to_string() } else { word.clone() }).collect();
        let mut now = call(&path, &format!("{LAST_DAY}T18:00:00"), &words);
        if export.exists() {
            // A cell that would begin a formula is quoted since.
            now = std::fs::read_to_string(&export).expect("an export").replace(",'", ",");
            std::fs::remove_file(&export).expect("it is ours");
        }
        if asked[0] == "verify" {
            // The head that the chain has now is another one; that it holds the old one is what is asked.
            let (now, then): (Value, Value) =
                (serde_json::from_str(&now).expect("JSON"), serde_json::from_str(answered).expect("JSON"));
            assert_eq!((&now["ok"], &now["problems"]), (&then["ok"], &then["problems"]), "{asked:?}");
        } else if !still_says(&now, answered) {
            assert_eq!(now.trim_end_matches('\n'), answered.trim_end_matches('\n'), "{asked:?}");
        }
        answers += 1;
    }
    assert!(answers > 100, "{answers} answers are compared");
}

#[test]
fn keys_answer_as_before_and_the_clock_goes_on() {
    let (_folder, path) = first_house();
    let conn = Connection::open(&path).expect("a file");
    let mut question = conn.prepare("SELECT key, name, content, answer FROM act").expect("acts");
    let acts: Vec<(Vec<u8>, String, Vec<u8>, String)> = question
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))
        .expect("acts")
        .collect::<Result<_, _>>()
        .expect("acts");
    let last: i64 = conn
        .query_row("SELECT CAST(value AS INTEGER) FROM store_fact WHERE name='last_at'", [], |row| row.get(0))
        .expect("a time");
    drop(question);
    drop(conn);
    let mut store = Store::open(&path).expect("it opens");
    assert!(acts.len() > 100);
    for (key, name, content, answer) in acts {
        let key = uuid::Uuid::from_slice(&key).expect("a key");
        let done = store.read(|tx| tx.act(key)).expect("an answer").expect("the act is known");
        assert_eq!((done.name, done.content.to_vec(), done.answer), (name, content, answer));
    }
    let now = store.read(|tx| tx.last_at()).expect("a time").expect("acts were done");
    assert_eq!(now.timestamp_millis(), last);
}

#[test]
fn the_next_morning_bills() {
    let (_folder, path) = first_house();
    let next = "2026-11-20T10:00:00";
    // As the first program counted.
    let counts = call(&path, next, &words("cycle"));
    assert_eq!(counts.trim_end(), COUNTED);
    let proof: Value = serde_json::from_str(&call(&path, next, &words("verify"))).expect("JSON");
    assert_eq!(proof["ok"], true, "{proof}");
}

/// The fixture with one of its guards out of the way while it is changed: tampered with, and looking whole.
fn tampered(guard: &str, change: &str) -> (TempDir, PathBuf) {
    let (folder, path) = first_house();
    let conn = Connection::open(&path).expect("a file");
    let sql: String =
        conn.query_row("SELECT sql FROM sqlite_master WHERE name=?1", [guard], |row| row.get(0)).expect("a guard");
    conn.execute_batch(&format!("DROP TRIGGER {guard}; {change}; {sql};")).expect("tampered");
    (folder, path)
}

#[track_caller]
fn stays_as_it_was((folder, path): (TempDir, PathBuf), why: &str) {
    let before = content(&path);
    let refusal = Store::open(&path).err().expect("it is refused");
    assert_eq!(refusal.code, Code::MigrationFailed);
    assert!(refusal.message.contains(why) && refusal.message.ends_with("it stays as it was"), "{}", refusal.message);
    assert_eq!(content(&path), before);
    assert_eq!(names(&folder), ["desk.db"]);
}

#[test]
fn a_store_that_was_changed_is_refused_before_it_is_moved() {
    let cent = "UPDATE posting SET cents=cents+1 WHERE txn_id=7 AND line=1";
    stays_as_it_was(tampered("posting_is_not_changed", cent), "transaction 7 is not what its first seal says");
    let memo = "UPDATE txn SET memo='another' WHERE id=9";
    stays_as_it_was(tampered("txn_is_not_changed", memo), "transaction 9 is not what its first seal says");
    let balance = "UPDATE balance SET cents=cents+1 WHERE ledger_account_id=9";
    stays_as_it_was(tampered("balance_is_derived", balance), "the balance of ledger account 9");
    let (folder, path) = first_house();
    Connection::open(&path).and_then(|conn| conn.execute_batch("DROP TRIGGER seal_in_order")).expect("a guard less");
    stays_as_it_was((folder, path), "seal_in_order in its schema");
}

#[test]
fn a_store_that_is_not_whole_afterwards_is_left_as_it_was() {
    // What only the second house's seals refuse, in the middle of the copying.
    let gap = "UPDATE reading SET revision=9 WHERE id=(SELECT max(id) FROM reading)";
    stays_as_it_was(tampered("reading_is_not_changed", gap), "takes the next number");
    // What its proof finds when all is copied.
    let charge = "UPDATE charge SET cents=cents+1 WHERE account_id=1 AND service_day=(SELECT min(service_day) FROM charge WHERE account_id=1)";
    stays_as_it_was(tampered("charge_is_not_changed", charge), "the charge of");
}

#[test]
fn a_program_that_is_ended_in_the_middle_leaves_the_store_as_it_was() {
    let (folder, path) = first_house();
    let before = content(&path);
    let mut ended = 0;
    for wait in [5, 20, 60, 120, 200, 300] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_advance-pay"));
        let mut child = command
            .arg("--store")
            .arg(&path)
            .arg("verify")
            .stdout(std::process::Stdio::null())
            .spawn()
            .expect("it runs");
        std::thread::sleep(std::time::Duration::from_millis(wait));
        child.kill().expect("ended");
        child.wait().expect("ended");
        let found = content(&path);
        if found[0] == "schema 1" {
            ended += 1;
            assert_eq!(found, before, "after {wait} ms");
        }
    }
    assert!(ended > 0, "it was never ended before it was done");
    let mut store = Store::open(&path).expect("it opens");
    assert_eq!(store.read(|tx| tx.prove_structure()).expect("a proof"), Vec::<String>::new());
    drop(folder);
}

#[test]
fn two_programs_at_once_move_it_once() {
    let (folder, path) = first_house();
    std::thread::scope(|scope| {
        let both = [(); 2].map(|()| scope.spawn(|| Store::open(&path).map(drop)));
        both.into_iter().for_each(|one| one.join().expect("a program").expect("it opens"));
    });
    assert!(!folder.path().join("desk.db.before-v2-2").exists());
}

#[test]
fn a_backup_of_the_first_house_is_restored() {
    let (folder, path) = first_house();
    let backup = folder.path().join("monday.backup");
    std::fs::rename(&path, &backup).expect("a backup");
    let restored = Store::restore_over(&path, &backup).expect("restored");
    assert_eq!(restored.epoch, 2);
    assert_eq!(names(&folder), ["desk.db", "monday.backup"]);
    let mut store = Store::open(&path).expect("it opens");
    assert_eq!(store.read(|tx| tx.prove_structure()).expect("a proof"), Vec::<String>::new());
}
