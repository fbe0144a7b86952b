//! The counter: payments, alone and beside a running cycle, search, and what is done with the store whole.

use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

use crate::cost::{self, Times};
use crate::morning::{DAY, STORE};
use crate::office::{Member, Office, at};
use crate::store_file::{self, Rows};
use crate::table::Row;
use crate::{Bench, files};

/// How many payments are taken at the counter.
const PAYMENTS: usize = 500;
/// As many lines as the window asks for.
const MOST_FOUND: usize = 200;

/// Measures the counter of the office whose morning was measured.
pub fn measure(bench: &mut Bench, members: usize) {
    let receipts = payments(bench, members);
    search(bench, members);
    open(bench, members);
    files::receipts(bench, members, &receipts);
    files::import_payments(bench, members);
    beside_a_cycle(bench, members);
    verify(bench, members);
    std::fs::remove_file(bench.folder.join(STORE)).expect("the store goes");
}

fn payments(bench: &mut Bench, members: usize) -> Vec<String> {
    let path = bench.folder.join(STORE);
    let mut office = Office::open(&path, members);
    // The first opens the drawer.
    office.pay(Member::at_the_counter(1, members), 20_00, at(DAY, 11));
    drop(office);
    let (before, bytes) = (Rows::of(&path), store_file::bytes(&path));
    let mut office = Office::open(&path, members);
    let mut times = Times::default();
    let (cost, receipts) = cost::of(|| {
        let pay =
            |n: usize| times.take(|| office.pay(Member::at_the_counter(n, members), 20_00 + n as i64, at(DAY, 11)));
        (0..PAYMENTS).map(pay).collect::<Vec<_>>()
    });
    drop(office);
    let rows = Rows::of(&path);
    for table in ["receipt", "receipt_tender", "receipt_allocation"] {
        assert_eq!(rows.since(&before, table), PAYMENTS, "a row of {table} for each payment");
    }
    let lines = rows.since(&before, "posting");
    assert!(lines >= 2 * PAYMENTS, "two lines or more for each payment");
    let cpu = cost.cpu_each(PAYMENTS) / 1e3;
    bench.table.add(Row {
        accounts: members,
        what: "a payment, Post to committed".to_string(),
        made: format!("{PAYMENTS} receipts, {lines} lines"),
        measured: format!("{cpu:.2} ms CPU; {}", times.in_words()),
        budget: "0.4 ms CPU and one sync",
        met: Some(cpu <= 0.4),
        ..Row::default()
    });
    let grown = (store_file::bytes(&path) - bytes) as f64 / PAYMENTS as f64 / 1024.0;
    bench.table.add(Row {
        accounts: members,
        what: "store growth by a payment".to_string(),
        made: format!("{PAYMENTS} receipts"),
        measured: format!("{grown:.2} KB"),
        budget: "1.5 KB a receipt",
        met: Some(grown <= 1.5),
        ..Row::default()
    });
    receipts
}

/// Twenty payments a second while the next days' cycles run in another desk on the same store.
fn beside_a_cycle(bench: &mut Bench, members: usize) {
    const DAYS: std::ops::RangeInclusive<u64> = DAY + 1..=DAY + 6;
    let path = bench.folder.join(STORE);
    let before = Rows::of(&path);
    let mut counter = Office::open(&path, members);
    let mut morning = counter.again();
    let mut times = Times::default();
    let (tell, told) = channel::<()>();
    let mut billed = 0;
    std::thread::scope(|scope| {
        let cycles = scope.spawn(move || {
            let (mut billed, mut served) = (0, members);
            for day in DAYS {
                let counts = morning.morning(day);
                assert_eq!(counts.billed as usize, served, "every account that is served is billed: {counts:?}");
                billed += served;
                served -= counts.closed as usize;
            }
            drop(tell);
            billed
        });
        while told.recv_timeout(Duration::from_millis(50)) == Err(RecvTimeoutError::Timeout) {
            let n = times.count();
            times.take(|| counter.pay(Member::at_the_counter(n, members), 10_00 + n as i64, at(*DAYS.start(), 12)));
        }
        billed = cycles.join().expect("the cycles end well");
    });
    drop(counter);
    let rows = Rows::of(&path);
    assert_eq!(rows.since(&before, "receipt"), times.count(), "a receipt for each payment");
    assert_eq!(rows.since(&before, "charge"), billed, "a charge for each account and day");
    let most = times.of_hundred(99);
    bench.table.add(Row {
        accounts: members,
        what: "a payment beside a running cycle".to_string(),
        made: format!("{} receipts, {billed} charges", times.count()),
        measured: times.in_words(),
        budget: "99 of 100 within 20 ms",
        met: Some(most <= 20.0),
        ..Row::default()
    });
}

/// Every prefix of words that members say, as it is typed; and pieces from within them.
fn search(bench: &mut Bench, members: usize) {
    let mut office = Office::open(&bench.folder.join(STORE), members);
    let mut typed = Vec::new();
    for n in 0..25 {
        let member = Member(n * 7919 % members);
        let (name, address) = (member.name(), member.address());
        let words = [
            name.clone(),
            name.split(' ').next_back().unwrap_or_default().to_string(),
            address,
            member.meter(),
            member.account(),
            member.phone(),
        ];
        for word in words {
            typed.extend((1..=word.len()).map(|length| word[..length].to_string()));
            typed.extend(
                (1..word.len().saturating_sub(3)).step_by(3).map(|from| word[from..from + 3].trim().to_string()),
            );
        }
    }
    typed.retain(|text| !text.is_empty());
    // What is found first warms what any counter has warm by its second search.
    office.find("ada", MOST_FOUND);
    let mut times = Times::default();
    let mut found = 0;
    for text in &typed {
        found += times.take(|| office.find(&text.to_lowercase(), MOST_FOUND));
    }
    assert!(found >= typed.len(), "what was typed of a member finds somebody");
    let most = times.of_hundred(99);
    bench.table.add(Row {
        accounts: members,
        what: "search, each keystroke".to_string(),
        made: format!("{} searches, {found} lines", typed.len()),
        measured: times.in_words(),
        budget: "p99 under 1 ms",
        met: Some(most < 1.0),
        ..Row::default()
    });
}

fn open(bench: &mut Bench, members: usize) {
    let path = bench.folder.join(STORE);
    let mut times = Times::default();
    for _ in 0..20 {
        drop(times.take(|| Office::open(&path, members)));
    }
    bench.table.add(Row {
        accounts: members,
        what: "opening the store".to_string(),
        made: format!("{} times", times.count()),
        measured: times.in_words(),
        ..Row::default()
    });
}

fn verify(bench: &mut Bench, members: usize) {
    let path = bench.folder.join(STORE);
    let charges = Rows::of(&path).count("charge");
    let mut office = Office::open(&path, members);
    let (cost, proof) = cost::of(|| office.verify(DAY + 6));
    assert!(proof.ok, "the store holds: {:?}", proof.problems);
    assert_eq!(proof.charges as usize, charges, "every charge is derived again");
    bench.table.add(Row {
        accounts: members,
        what: "verify, the whole store".to_string(),
        made: format!("{charges} charges derived again"),
        measured: format!("{:.2} s, {:.1} µs CPU a charge", cost.wall.as_secs_f64(), cost.cpu_each(charges)),
        ..Row::default()
    });
}
