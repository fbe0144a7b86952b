//! The day's cycle against SQLite itself: how long the morning of an office takes, from the reads to the list, and how
//! long the same rows take when they are inserted ready-made. Prints the ratio, which is what the budget speaks of.
//!
//! `cargo bench --bench morning -- 2000` takes so many accounts (500 if none are named).

use std::time::{Duration, Instant};

use advance_pay::trial::desk::{Call, Desk, InitInput};
use rusqlite::Connection;

fn main() {
    let accounts = std::env::args().filter_map(|word| word.parse().ok()).next().unwrap_or(500);
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("store.sqlite");
    let input = InitInput {
        program: "petit-jean".to_string(),
        practice: true,
        sample_members: accounts,
        now: "2026-11-15T12:00:00".parse().ok(),
    };
    Desk::init(&path, &input, &mut |_, _| {}).expect("a store");
    let mut desk = Desk::open(&path).expect("the store");

    let mut cycles = Vec::new();
    let mut billed = 0;
    for day in 16..=20 {
        let call = Call { now: format!("2026-11-{day}T09:00:00").parse().ok(), ..Call::default() };
        let begun = Instant::now();
        billed = desk.cycle(&call, false).expect("a cycle").billed;
        cycles.push(begun.elapsed());
    }
    drop(desk);
    let mut ready_made = Vec::new();
    let conn = Connection::open(&path).expect("the store");
    for day in 16..=20 {
        ready_made.push(insert_ready_made(&conn, day));
    }
    let (cycle, rows) = (median(&mut cycles), median(&mut ready_made));
    println!("{billed} accounts: cycle {cycle:?}, the same rows ready-made {rows:?}");
    println!("ratio {:.2} (budget 1.5)", cycle.as_secs_f64() / rows.as_secs_f64());
}

/// Copies a day's reads, charges and postings into tables of the same shape, one transaction, as durable as the store.
fn insert_ready_made(conn: &Connection, day: i64) -> Duration {
    let first = 20_593 + day - 16; // November 16, 2026, in days since 1970
    for table in ["reading", "charge", "posting"] {
        let sql: String = conn
            .query_row("SELECT sql FROM sqlite_master WHERE name=?1", [table], |row| row.get(0))
            .expect("the table's definition");
        let copy = sql.replacen(&format!("CREATE TABLE {table}("), &format!("CREATE TABLE bench_{table}("), 1);
        conn.execute_batch(&format!("DROP TABLE IF EXISTS bench_{table}; {copy};")).expect("a table of the same shape");
    }
    conn.execute_batch("PRAGMA foreign_keys=OFF; PRAGMA synchronous=FULL;").expect("settings");
    let begun = Instant::now();
    conn.execute_batch(&format!(
        "BEGIN IMMEDIATE;
         INSERT INTO bench_reading SELECT * FROM reading WHERE day={first};
         INSERT INTO bench_charge SELECT * FROM charge WHERE service_day={first}-1;
         INSERT INTO bench_posting SELECT p.* FROM posting p JOIN txn t ON t.id=p.txn_id WHERE t.service_day={first}-1;
         COMMIT;"
    ))
    .expect("the rows");
    begun.elapsed()
}

fn median(times: &mut [Duration]) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}
