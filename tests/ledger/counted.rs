//! What can be counted need not be timed: questions are asked of a set, whatever its size, and answered by an index.

use advance_pay::trial::ledger::*;
use advance_pay::trial::{Cents, Day, Kwh};
use chrono::Days;

use crate::office::{Office, at};
use crate::rows::{charge, reading};

/// An office with 500 accounts more, each read and charged on a morning of its own day.
fn with_many() -> Office {
    let mut office = Office::open();
    let numbers: Vec<(String, String)> = (0..500).map(|n| (format!("{}", 2000 + n), format!("N{n}"))).collect();
    let accounts = office.enroll(&numbers).expect("enrolled");
    let (day, clerk) = (office.day, office.clerk);
    let mut txn = office.txn(TxnKind::Charges, BookId(0), Vec::new());
    for account in &accounts {
        txn.lines.push((Side::Energy(*account), Cents(-4_00)));
        txn.lines.push((Side::income("energy"), Cents(4_00)));
    }
    let charged = office.store.write(|tx| {
        txn.book = tx.book(None, day, at(20))?;
        let txn = tx.post(&txn)?.expect("money moved");
        let meters = tx.meters_at(&accounts)?;
        let mut reads = Vec::new();
        for account in &accounts {
            for (day, wh) in [(day, 1_000_000), (day + Days::new(1), 1_030_000)] {
                reads.push(reading(*account, meters[account].id, day, Kwh::from_wh(wh), clerk));
            }
            tx.add_charge(&charge(*account, day, 1, txn, &[3_00, 1_00]))?;
            tx.set_billed(*account, day, 0)?;
        }
        tx.add_readings(&reads)
    });
    charged.expect("a morning");
    office.accounts.extend(accounts);
    office
}

/// What `work` asked the engine for.
fn counted<T>(store: &mut Store, work: impl FnOnce(&mut Store) -> T) -> Counts {
    let before = store.counts();
    work(store);
    store.counts() - before
}

/// What is put in order after it was found: as many rows as are answered, and no more.
const PUT_IN_ORDER: [&str; 4] = ["holds", "pledges", "meters", "commands"];

type Asked = fn(&Tx<'_>, &[AccountId], &Office) -> advance_pay::trial::Refused<()>;

#[test]
fn five_hundred_accounts_are_asked_for_as_one_is() {
    let mut office = with_many();
    let mut store = Store::open(&office.path()).expect("a second connection");
    let many = office.accounts.clone();
    let questions: [(&str, Asked); 14] = [
        ("standings", |tx, of, _| tx.standings(of).map(drop)),
        ("balances", |tx, of, _| tx.balances_of(of).map(drop)),
        ("charges", |tx, of, office| tx.charges_of(of, office.day..=office.day).map(drop)),
        ("last charges", |tx, of, office| tx.last_charges_of(of, office.day, 3).map(drop)),
        ("last actual days", |tx, of, office| tx.last_actual_days_of(of, office.day, 3).map(drop)),
        ("reads", |tx, of, office| tx.morning_reads_of(of, office.day..=office.day).map(drop)),
        ("true-ups", |tx, of, office| tx.true_ups_of(of, &[office.day]).map(drop)),
        ("options", |tx, of, _| tx.options_of(of).map(drop)),
        ("holds", |tx, of, _| tx.holds_of(of).map(drop)),
        ("pledges", |tx, of, _| tx.pledges_of(of).map(drop)),
        ("meters", |tx, of, _| tx.meters_at(of).map(drop)),
        ("matters", |tx, of, _| tx.open_matters_of(of).map(drop)),
        ("commands", |tx, of, _| tx.open_commands(of).map(drop)),
        ("told", |tx, of, _| tx.told_of(of).map(drop)),
    ];
    let mut wrong = Vec::new();
    for (name, question) in questions {
        let mut ask =
            |of: &[AccountId]| counted(&mut store, |store| store.read(|tx| question(tx, of, &office)).expect(name));
        ask(&many[..1]);
        let (one, all) = (ask(&many[..1]), ask(&many));
        if one.statements != all.statements || one.flights != all.flights {
            wrong.push(format!("{name}: {} statements for one, {} for all", one.statements, all.statements));
        }
        if all.scans > 0 || all.sorts > u64::from(PUT_IN_ORDER.contains(&name)) || all.autoindexes > 0 {
            wrong.push(format!("{name}: {all:?}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert_eq!(office.store.read(|tx| tx.prove_structure()).expect("a proof"), Vec::<String>::new());
}

/// An act that asks once and then writes is two flights: its questions go with the beginning, its rows with the commit.
#[test]
fn an_act_that_asks_once_is_two_flights_and_one_commit() {
    let mut office = Office::open();
    let accounts = office.accounts.clone();
    let counts = counted(&mut office.store, |store| {
        let written = store.write(|tx| {
            tx.balances_of(&accounts)?;
            tx.set_fact("first", "1")?;
            tx.set_fact("second", "2")
        });
        written.expect("an act");
    });
    assert_eq!((counts.flights, counts.commits), (2, 1), "{counts:?}");
    let nothing = counted(&mut office.store, |store| store.write(|tx| tx.balances_of(&accounts)).expect("an answer"));
    assert_eq!((nothing.flights, nothing.commits), (2, 0), "{nothing:?}");
}

/// Foreseen questions travel with the beginning, whatever is written in between, until what they asked of is written to.
/// Then they are asked anew, and find it.
#[test]
fn what_is_foreseen_is_not_asked_again_until_it_is_written_to() {
    let mut office = Office::open();
    let (one, all, day) = (office.accounts[0], office.accounts.clone(), office.day);
    let looks = |tx: &Tx<'_>| {
        let _ = (tx.fact("lamp"), tx.standings(&all), tx.member_numbered("71001"), tx.options(one));
    };
    let counts = counted(&mut office.store, |store| {
        let written = store.write_foreseen(looks, |tx| {
            let standings = tx.standings(&all)?;
            tx.attend(Some(one), "lamp", "look at it", day, at(30))?;
            assert_eq!(tx.standings(&all)?, standings);
            assert_eq!(tx.fact("lamp")?, None);
            assert_eq!((tx.options(one)?.len(), tx.member_numbered("71001")?.is_some()), (1, true));
            tx.set_fact("shade", "green")
        });
        written.expect("an act");
    });
    assert_eq!(
        (counts.flights, counts.commits),
        (3, 1),
        "one question, whether the matter is open, was not foreseen: {counts:?}"
    );
    let counts = counted(&mut office.store, |store| {
        let written = store.write_foreseen(looks, |tx| {
            tx.set_fact("lamp", "on")?;
            assert_eq!(tx.fact("lamp")?.as_deref(), Some("on"));
            tx.set_fact("lamp", "off")?;
            assert_eq!(tx.fact("lamp")?.as_deref(), Some("off"));
            tx.set_billed(one, day, 3)?;
            assert_eq!(tx.standings(&all)?[&one].estimated_run, 3);
            Ok(())
        });
        written.expect("an act");
    });
    assert_eq!(counts.commits, 1, "{counts:?}");
    assert_eq!(office.store.read(|tx| tx.fact("lamp")).expect("a fact").as_deref(), Some("off"));
}

/// A look is one flight if all of it is foreseen, and of one moment if not.
#[test]
fn a_look_is_one_flight() {
    let mut office = Office::open();
    office.store.write(|tx| tx.set_fact("lamp", "on")).expect("a fact");
    let foresee = |tx: &Tx<'_>| drop(tx.fact("lamp"));
    for (more, flights) in [(false, 1), (true, 4)] {
        let counts = counted(&mut office.store, |store| {
            let told = store.look(foresee, |tx| {
                let others = if more { tx.offices()?.len() } else { 0 };
                Ok((tx.fact("lamp")?, others))
            });
            assert_eq!(told.expect("an answer"), (Some("on".to_string()), usize::from(more)));
        });
        assert_eq!((counts.flights, counts.commits), (flights, 0), "{counts:?}");
    }
}

/// Whom a keystroke finds is read in the order of the answer, as many as are shown: what many have in common costs no more
/// in a large co-op than in a small one.
#[test]
fn a_keystroke_that_finds_many_costs_the_same_among_twice_as_many() {
    const SHOWN: usize = 20;
    let mut office = Office::open();
    let more = |office: &mut Office, from: usize| {
        let numbers: Vec<(String, String)> = (from..from + 1_000).map(|n| (format!("{n}"), format!("N{n}"))).collect();
        let accounts = office.enroll(&numbers).expect("enrolled");
        office.store.write(|tx| accounts.iter().try_for_each(|id| tx.index_account(*id))).expect("indexed");
    };
    let said = ["a", "oz", "oza", "ozark", "clint", "501-555-0100", "a o", "ozark elm", "cl ozark 5015550100"];
    let keystrokes = |office: &mut Office| {
        said.map(|said| {
            counted(&mut office.store, |store| {
                assert_eq!(store.read(|tx| tx.find(said, SHOWN)).expect(said).len(), SHOWN, "{said}");
            })
        })
    };
    more(&mut office, 2_000);
    keystrokes(&mut office);
    let before = keystrokes(&mut office);
    more(&mut office, 3_000);
    for ((said, before), after) in said.iter().zip(before).zip(keystrokes(&mut office)) {
        assert_eq!((after.scans, after.sorts, after.autoindexes), (0, 0, 0), "{said}: {after:?}");
        assert_eq!((after.rows, after.flights), (before.rows, before.flights), "{said}: {before:?} {after:?}");
        assert!(after.steps <= before.steps + before.steps / 10, "{said}: {before:?} {after:?}");
    }
}

/// Bytes that hold something: pages of the file, without those that are free.
fn bytes(office: &Office) -> i64 {
    let file = office.outsider();
    let number = |pragma: &str| file.query_row(pragma, [], |row| row.get::<_, i64>(0)).expect("a number");
    (number("PRAGMA page_count") - number("PRAGMA freelist_count")) * number("PRAGMA page_size")
}

/// A morning's act over a page of accounts, as a co-op of some years writes it: each is read and charged.
fn a_page(office: &mut Office, accounts: &[AccountId], day: Day) {
    let clerk = office.clerk;
    let nth_day = (day - office.day).num_days();
    let (wh_before, used) = (|account: AccountId| 61_234_567 + account.0 * 1_777 + nth_day * 31_234, 31_234);
    let energy = |account: AccountId| 3_00 + account.0 % 97;
    let mut txn = office.txn(TxnKind::Charges, BookId(0), Vec::new());
    txn.service_day = Some(day);
    for account in accounts {
        txn.lines.push((Side::Energy(*account), Cents(-energy(*account) - 1_52)));
        txn.lines.push((Side::income("energy"), Cents(energy(*account) + 1_52)));
    }
    let written = office.store.write(|tx| {
        let meters = tx.meters_at(accounts)?;
        let read = |account: &AccountId| {
            let register = Kwh::from_wh(wh_before(*account) + used);
            reading(*account, meters[account].id, day + Days::new(1), register, clerk)
        };
        tx.add_readings(&accounts.iter().map(read).collect::<Vec<_>>())?;
        txn.book = tx.book(None, day, at(20))?;
        let txn = tx.post(&txn)?.expect("money moved");
        for account in accounts {
            let energy = energy(*account);
            tx.add_charge(&ChargeRow {
                from: Kwh::from_wh(wh_before(*account)),
                to: Kwh::from_wh(wh_before(*account) + used),
                month_before: MonthBefore {
                    used: Kwh::from_wh(14 * used),
                    energy: Cents(14 * energy),
                    per_kwh: Cents(14 * 40),
                    monthly: Cents(14 * 1_00),
                    add_on: Cents::ZERO,
                },
                ..charge(*account, day, 1, txn, &[energy, 40, 1_00, 12])
            })?;
            tx.set_billed(*account, day, 0)?;
        }
        Ok(())
    });
    written.expect("a page of a morning");
}

/// An account's day is a reading, a charge and a line, in every index that has them, and a part of the act that wrote them.
#[test]
fn an_accounts_day_takes_at_most_200_bytes() {
    const PAGE: usize = 500;
    const DAYS: u64 = 8;
    let mut office = Office::open();
    let numbers: Vec<(String, String)> = (0..PAGE * 2).map(|n| (format!("{}", 2000 + n), format!("N{n}"))).collect();
    let accounts = office.enroll(&numbers).expect("enrolled");
    let mut day = office.day;
    let mut mornings = |office: &mut Office, days: u64| {
        for _ in 0..days {
            accounts.chunks(PAGE).for_each(|page| a_page(office, page, day));
            day = day + Days::new(1);
        }
    };
    mornings(&mut office, 1);
    let before = bytes(&office);
    mornings(&mut office, DAYS);
    let each = (bytes(&office) - before) / (DAYS as i64 * accounts.len() as i64);
    assert!(each <= 200, "{each} bytes");
}
