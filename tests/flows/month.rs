//! The practice office with its sample members, through a month.

use crate::common::{Office, days};

#[test]
fn a_month_of_cycles_over_200_sample_members_keeps_every_invariant() {
    let mut office = Office::with_sample_members("petit-jean", 200, "2026-10-01T08:00");
    let mut billed = 0;
    for day in days("2026-10-01", "2026-11-01") {
        let cycle = office.at(&format!("{day}T10:05")).cycle();
        billed += cycle["billed"].as_u64().expect("a count");
    }
    assert!(billed >= 200 * 28, "{billed} account-days were billed in a month of 200 members");
    office.verifies();
}

#[test]
fn a_cycle_does_nothing_twice() {
    let mut office = Office::with_sample_members("petit-jean", 20, "2026-10-01T08:00");
    office.at("2026-10-02T10:05").cycle();
    let balances = |office: &Office| {
        let file = office.file("balances.csv", "");
        let range = ["--from", "2026-10-01", "--to", "2026-10-02", "--out", &file];
        std::fs::remove_file(&file).expect("the file to be written");
        office.run(&[&["export", "balances"], &range[..]].concat()).done();
        std::fs::read_to_string(&file).expect("the export")
    };
    let once = balances(&office);
    let again = office.cycle();
    for count in ["billed", "estimated", "charged", "disconnects", "reconnects", "closed", "notices"] {
        assert_eq!(again[count], 0, "{count} in a second cycle at the same time: {again}");
    }
    assert_eq!(balances(&office), once);
}

#[test]
fn each_shipped_program_checks_out_and_makes_a_practice_store() {
    for program in ["petit-jean", "palmetto", "peninsula-light", "pec"] {
        let office = Office::with_sample_members(program, 5, "2026-10-01T08:00");
        office.verifies();
    }
}

/// How many stand on the list of each day.
fn lists(office: &Office) -> Vec<u32> {
    let store = rusqlite::Connection::open(office.store()).expect("the store");
    let sql = "SELECT (SELECT count(*) FROM list_row r WHERE r.day=l.day) FROM disconnect_list l ORDER BY l.day";
    let mut query = store.prepare(sql).expect("lists");
    let counts = query.query_map([], |row| row.get(0)).expect("counts");
    counts.collect::<Result<_, _>>().expect("counts")
}

#[test]
fn sample_members_pay_like_people_so_that_a_mornings_list_is_an_ordinary_one() {
    const MEMBERS: u32 = 300;
    let mut office = Office::with_sample_members("petit-jean", MEMBERS, "2026-11-16T12:00");
    let lived = lists(&office);
    assert!(lived.iter().sum::<u32>() > 0, "somebody runs out of money in a month: {lived:?}");
    assert!(lived.iter().all(|listed| *listed <= MEMBERS / 20), "nobody lists one in twenty: {lived:?}");
    // Nobody is at the counter to take a payment for nine days.
    for day in days("2026-11-17", "2026-11-26") {
        office.at(&format!("{day}T10:05")).cycle();
    }
    let alone = lists(&office).split_off(lived.len());
    assert!(alone.iter().sum::<u32>() <= MEMBERS / 5, "one in five at most runs out in nine days: {alone:?}");
    office.verifies();
}

#[test]
fn sample_members_are_the_same_for_everybody_and_live_as_long_as_is_said() {
    let balances = |office: &Office| {
        let store = rusqlite::Connection::open(office.store()).expect("the store");
        let sql = "SELECT a.number, a.opened_on, b.cents FROM account a JOIN balance b ON b.ledger_account_id=a.id*8+1";
        let mut query = store.prepare(sql).expect("balances");
        let rows = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).expect("rows");
        rows.collect::<Result<Vec<(String, i64, i64)>, _>>().expect("rows")
    };
    let made = |days: &str| {
        let mut office = Office::with_program("petit-jean", &[]);
        office.at("2026-11-16T12:00");
        let init = ["init", "--program", "petit-jean", "--practice", "--sample-members", "20", "--sample-days", days];
        office.run(&init).done();
        office.verifies();
        balances(&office)
    };
    let (once, again) = (made("10"), made("10"));
    assert_eq!((once.len(), &once), (20, &again));
    let first = |balances: &[(String, i64, i64)]| balances.iter().map(|(_, opened, _)| *opened).min().expect("members");
    assert_eq!(first(&once) - first(&made("3")), -7);
    assert_eq!(made("0").len(), 20);
}
