//! Days that are not like others: everybody is cut at once, a practice office is made, a year goes by.

use crate::Bench;
use crate::cost::{self, Cost};
use crate::office::{self, Lives, Member, Office, at};
use crate::store_file::Rows;
use crate::table::Row;

/// Everybody's money is gone on the same morning: at ten all are listed and cut. Twice as many may cost twice as much.
pub fn disconnects(bench: &mut Bench, members: usize) {
    let (half, (cost, steps)) = (cut(bench, members / 2).0, cut(bench, members));
    let (each, of_half) = (cost.cpu_each(members), half.cpu_each(members / 2));
    let ratio = each / of_half;
    bench.table.add(Row {
        accounts: members,
        what: format!("{members} disconnects at once, listed and carried out"),
        made: format!("{members} commands done, {steps} steps"),
        measured: format!("{:.2} s, {each:.0} µs CPU a command; {of_half:.0} of half as many", cost.wall.as_secs_f64()),
        ratio: Some(ratio),
        budget: "linear: 1.2 times the half's",
        met: Some(ratio <= 1.2),
        ..Row::default()
    });
}

/// Cuts everybody; answers what that cost, and how many steps of the switch were recorded.
fn cut(bench: &Bench, members: usize) -> (Cost, usize) {
    let path = bench.store(members, Lives::OutOfMoney, "cut.sqlite");
    let mut office = Office::open(&path, members);
    office.forecast(1);
    let billed = office.cycle_at(office::at(1, 9)).billed as usize;
    assert_eq!(billed, members, "everybody is billed before the list is made");
    drop(office);
    let before = Rows::of(&path);
    let mut office = Office::open(&path, members);
    let (cost, counts) = cost::of(|| office.cycle(1));
    assert_eq!(counts.disconnects as usize, members, "everybody is cut: {counts:?}");
    drop(office);
    let rows = Rows::of(&path);
    assert_eq!(rows.since(&before, "list_row"), members, "everybody is on the list");
    assert_eq!(rows.since(&before, "switch_command"), members, "a command for each");
    assert_eq!(rows.since(&before, "power_seen"), members, "each was seen off");
    std::fs::remove_file(path).expect("the store goes");
    (cost, rows.since(&before, "switch_step"))
}

/// `init --practice --sample-members`.
pub fn samples(bench: &mut Bench, members: u32) {
    let path = bench.folder.join("samples.sqlite");
    // What is not there need not be removed.
    let _ = std::fs::remove_file(&path);
    let (cost, made) = cost::of(|| office::init(&path, members));
    let row = Row {
        accounts: members as usize,
        what: format!("init --practice --sample-members {members}"),
        budget: "20,000 in under a minute",
        ..Row::default()
    };
    let row = match made {
        Err(refusal) => Row { made: "nothing".to_string(), measured: refusal, met: Some(false), ..row },
        Ok(made) => {
            let rows = Rows::of(&path);
            assert_eq!((made.members, rows.count("account")), (members, members as usize), "every member is there");
            let seconds = cost.wall.as_secs_f64();
            Row {
                made: format!(
                    "{members} accounts, {} charges, {} receipts",
                    rows.count("charge"),
                    rows.count("receipt")
                ),
                measured: format!("{seconds:.1} s, {:.0} µs CPU a member", cost.cpu_each(members as usize)),
                met: Some(seconds / f64::from(members) <= 60.0 / 20_000.0),
                ..row
            }
        }
    };
    bench.table.add(row);
    // A store that was refused left none.
    let _ = std::fs::remove_file(path);
}

/// An office that lives on: is a morning of its last week as cheap as one of its first?
pub fn a_long_time(bench: &mut Bench, days: u64) {
    const MEMBERS: usize = 2_000;
    const WEEK: u64 = 7;
    assert!(days >= 2 * WEEK, "a long time has two weeks or more");
    let path = bench.store(MEMBERS, Lives::Ordinary, "long.sqlite");
    let mut office = Office::open(&path, MEMBERS);
    let (mut mornings, mut served) = (Vec::new(), MEMBERS);
    for day in 1..=days {
        office.forecast(day);
        let (cost, counts) = cost::of(|| office.cycle(day));
        assert_eq!(counts.billed as usize, served, "every account that is served is billed: {counts:?}");
        served -= counts.closed as usize;
        mornings.push(cost);
        // Everybody pays every fourth week, before the money is gone.
        for n in (0..MEMBERS).filter(|n| (*n as u64 + day).is_multiple_of(28)) {
            office.pay(Member(n), 250_00, at(day, 12));
        }
    }
    drop(office);
    let charges = Rows::of(&path).count("charge");
    std::fs::remove_file(path).expect("the store goes");
    let middle = |week: &[Cost]| {
        let mut each: Vec<f64> = week.iter().map(|cost| cost.cpu_each(MEMBERS)).collect();
        each.sort_by(f64::total_cmp);
        each[each.len() / 2]
    };
    let week = usize::try_from(WEEK).expect("a week is short");
    let (first, last) = (middle(&mornings[..week]), middle(&mornings[mornings.len() - week..]));
    bench.table.add(Row {
        accounts: MEMBERS,
        what: format!("an account's part of the cycle after {days} days, to that in the first week"),
        made: format!("{charges} charges"),
        measured: format!("{last:.1} and {first:.1} µs CPU"),
        ratio: Some(last / first),
        budget: "flat: 1.2",
        met: Some(last / first <= 1.2),
        ..Row::default()
    });
}
