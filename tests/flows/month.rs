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
