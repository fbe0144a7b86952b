//! The day's cycle, from the reads to the list.

use crate::Bench;
use crate::cost::{self, Cost};
use crate::office::{Lives, Office};
use crate::store_file::{self, Rows};
use crate::table::Row;

/// The measured morning: a Friday, four days after everybody joined.
pub const DAY: u64 = 4;
/// Everything is measured on this store, morning and counter.
pub const STORE: &str = "office.sqlite";

/// Lets the office live for some days, then measures a morning and the cycle after it; answers what the morning cost.
pub fn measure(bench: &mut Bench, members: usize) -> Cost {
    let path = bench.store(members, Lives::Ordinary, STORE);
    let before = bench.folder.join("before.sqlite");
    let mut office = Office::open(&path, members);
    for day in 1..DAY {
        office.morning(day);
        for n in 0..members / 100 {
            office.pay(crate::office::Member(n * 97 % members), 30_00, crate::office::at(day, 11));
        }
    }
    office.forecast(DAY);
    drop(office);
    store_file::copy(&path, &before);
    let (rows_before, bytes_before) = (Rows::of(&path), store_file::bytes(&path));

    let mut office = Office::open(&path, members);
    let (memory, (cost, counts)) = cost::peak_memory(|| {
        cost::of(|| {
            let counts = office.cycle(DAY);
            // The store is closed as the shell closes it: its log is written back.
            drop(office);
            counts
        })
    });
    let rows = Rows::of(&path);
    let billed = usize::try_from(counts.billed).expect("a count");
    assert_eq!(billed, members, "every account is billed for one day: {counts:?}");
    let made = |table: &str| rows.since(&rows_before, table);
    for table in ["reading", "charge"] {
        assert_eq!(made(table), members, "a row of {table} for each account");
    }
    assert!(made("posting") > members, "a line for each account, and the other side");
    let listed = made("list_row");
    assert!(listed > 0 && listed < members / 5, "the list is an ordinary one: {listed} rows");
    assert!(members < 1_000 || counts.disconnects > 0, "it is let go on without a person: {counts:?}");
    assert_eq!(made("switch_command"), counts.disconnects as usize, "each that was cut has its command");

    let row = Row {
        accounts: members,
        what: "the day's cycle, reads to list".to_string(),
        made: format!(
            "{billed} charges, {} lines, {} notices, {listed} on the list, {} cut",
            made("posting"),
            made("notice"),
            counts.disconnects
        ),
        measured: format!(
            "{:.2} s, {:.1} µs CPU an account (wall {:.1}){}",
            cost.wall.as_secs_f64(),
            cost.cpu_each(members),
            cost.wall_each(members),
            memory.map_or_else(String::new, |peak| format!(", at most {peak:.0} MB"))
        ),
        budget: "1.5 times the shell",
        ..Row::default()
    };
    bench.table.add(match bench.shell.as_ref().map(|shell| shell.copy_rows(&before, &path)) {
        None => row,
        Some(copied) => {
            let ratio = cost.cpu.as_secs_f64() / copied.cost.cpu.as_secs_f64();
            Row {
                shell: format!(
                    "{:.1} µs CPU an account (wall {:.1}), {} rows in {} acts",
                    copied.cost.cpu_each(members),
                    copied.cost.wall_each(members),
                    copied.rows,
                    copied.acts
                ),
                ratio: Some(ratio),
                met: Some(ratio <= 1.5),
                ..row
            }
        }
    });
    std::fs::remove_file(before).expect("the copy goes");
    let grown = (store_file::bytes(&path) - bytes_before) as f64 / members as f64;
    bench.table.add(Row {
        accounts: members,
        what: "store growth by an account's day".to_string(),
        made: format!("{billed} account-days, list and notices with them"),
        measured: format!("{grown:.0} bytes"),
        budget: "200 bytes: reading, charge and line",
        met: Some(grown <= 200.0),
        ..Row::default()
    });
    nothing_due(bench, members);
    cost
}

/// A cycle after the morning's.
fn nothing_due(bench: &mut Bench, members: usize) {
    let path = bench.folder.join(STORE);
    let before = Rows::of(&path);
    let mut office = Office::open(&path, members);
    let mut times = cost::Times::default();
    let (cost, billed) = cost::of(|| (0..5).map(|_| times.take(|| office.cycle(DAY)).billed).sum::<u32>());
    drop(office);
    let rows = Rows::of(&path);
    assert_eq!((billed, rows.since(&before, "reading"), rows.since(&before, "posting")), (0, 0, 0), "nothing was due");
    let median = times.of_hundred(50);
    bench.table.add(Row {
        accounts: members,
        what: "a cycle with nothing due".to_string(),
        made: "no charge, no line".to_string(),
        measured: format!("{median:.1} ms, {:.1} ms CPU", cost.cpu_each(times.count()) / 1e3),
        budget: "10 ms",
        met: Some(median < 10.0),
        ..Row::default()
    });
}

/// Compares what an account costs in the smallest and in the largest office.
pub fn is_linear(bench: &mut Bench, mornings: &[(usize, Cost)]) {
    let (Some((few, cheap)), Some((many, dear))) = (mornings.first(), mornings.last()) else { return };
    if few == many {
        return;
    }
    let ratio = dear.cpu_each(*many) / cheap.cpu_each(*few);
    bench.table.add(Row {
        accounts: *many,
        what: format!("an account's part of the cycle, to that among {few}"),
        made: format!("{many} and {few} charges"),
        measured: format!("{:.1} and {:.1} µs CPU", dear.cpu_each(*many), cheap.cpu_each(*few)),
        ratio: Some(ratio),
        budget: "linear: 1.2",
        met: Some(ratio <= 1.2),
        ..Row::default()
    });
}
