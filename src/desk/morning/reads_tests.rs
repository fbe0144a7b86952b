//! Promises of the one way in for reads: whatever they come by, the same is asked of them.

use tempfile::TempDir;

use super::bill::take_reads;
use super::page::{Page, Reads};
use super::reads::{Arrived, Came, Source, arrive, bill_again};
use crate::basics::{Cents, Day, Kwh};
use crate::desk::act::Act;
use crate::desk::tests::{example, join, member, store};
use crate::desk::{AddReading, Call, Desk, InitInput, LeaveInput, SetSim, SimInput};
use crate::ledger::{ReadQuality, ReadRole};
use crate::meters::RegisterRead;

/// An office with one member since November 16, whose meter answers only what a test lets it.
struct Office {
    desk: Desk,
    account: String,
    _folder: TempDir,
}

fn at(time: &str) -> Call {
    Call { now: Some(format!("2026-11-{time}").parse().expect("a local time")), ..Call::default() }
}

fn kwh(text: &str) -> Kwh {
    text.parse().expect("kWh")
}

fn day(of_november: u32) -> Day {
    Day::from_ymd_opt(2026, 11, of_november).expect("a day")
}

impl Office {
    fn open() -> Self {
        let input = InitInput { program: example("petit-jean"), practice: true, ..InitInput::default() };
        let (folder, mut desk) = store(&input);
        let account = join(&mut desk, &at("16T09:00:00"), member("Ada Ozark", "M1001", "12 Elm St"));
        let silent = SimInput { unreachable: true, ..SimInput::default() };
        desk.perform(&at("16T09:00:00"), &SetSim { meter: "M1001".to_string(), input: silent })
            .expect("a meter that does not answer");
        Self { desk, account, _folder: folder }
    }

    fn step<T>(&mut self, now: &str, work: impl FnOnce(&Act<'_>, &str) -> T) -> T {
        let signed = self.desk.sign(&at(now)).expect("signed");
        let account = self.account.clone();
        self.desk.step(&signed, |act| Ok(work(act, &account))).expect("done")
    }

    /// The meter's link answers at `now` with a read that was taken at `read_at`; gives how many were taken and missing.
    fn answers(&mut self, now: &str, read_at: &str, register: &str) -> (u32, u32) {
        let read_at = self.desk.sign(&at(read_at)).expect("signed").now.at;
        let read = RegisterRead { kwh: kwh(register), meter_time: None, read_at: Some(read_at), raw: String::new() };
        self.step(now, |act, account| {
            let facts = act.facts_of(account).expect("the account");
            let mut page = Page::load(act.tx, &[facts.id()], act.today(), 0).expect("a page");
            let reads = Reads::from([(facts.id(), read)]);
            take_reads(act, &mut page, &[(facts.account, facts.meter)], &reads).expect("looked at")
        })
    }

    fn comes(&mut self, source: Source, morning: Day, register: &str) -> Came {
        self.step("20T11:00:00", |act, account| {
            let facts = act.facts_of(account).expect("the account");
            let arrived = Arrived {
                source,
                meter: &facts.meter,
                day: morning,
                role: ReadRole::Daily,
                register: kwh(register),
                quality: ReadQuality::Actual,
                at: act.now.at,
                detail: None,
            };
            let came = arrive(act, &arrived).expect("looked at");
            if came == Came::Counts {
                bill_again(act, facts.id(), morning, source).expect("billed again");
            }
            came
        })
    }

    fn read(&mut self, now: &str, register: &str) {
        let call = at(now);
        let today = call.now.expect("a time").date();
        self.desk
            .perform(&call, &AddReading { meter: "M1001".to_string(), day: today, kwh: kwh(register) })
            .expect("a read");
    }

    fn cycle(&mut self, now: &str) {
        self.desk.cycle(&at(now), false).expect("a cycle");
    }

    fn balance(&mut self) -> Cents {
        let account = self.account.clone();
        self.desk.show(&at("20T12:00:00"), &account).expect("the account").balance
    }

    fn verifies(&mut self) {
        let proven = self.desk.verify(&at("20T12:00:00"), None).expect("the proof runs");
        assert!(proven.ok, "{:?}", proven.problems);
    }
}

#[test]
fn c55_a_links_read_of_a_time_that_has_not_come_is_missing_and_never_billed() {
    let mut office = Office::open();
    assert_eq!(office.answers("17T09:00:00", "17T09:10:00", "1030.0"), (1, 0), "a little ahead is now");
    assert_eq!(office.answers("18T09:00:00", "18T09:11:00", "1060.0"), (0, 1));
    assert_eq!(office.answers("18T09:00:00", "19T06:00:00", "1090.0"), (0, 1), "the register of tomorrow");
    office.cycle("18T09:00:00");
    office.cycle("19T09:00:00");
    assert_eq!(office.answers("19T09:00:00", "19T06:00:00", "1090.0"), (1, 0));
    office.cycle("19T10:00:00");
    // 30 kWh a day, whichever was read.
    let three_days = Cents(20_00) - Cents(3 * 4_00);
    assert_eq!(office.balance(), three_days);
    office.verifies();
}

#[test]
fn c26_a_links_late_read_bills_again_what_was_spread_or_estimated_without_it() {
    for estimated in [false, true] {
        let mut office = Office::open();
        if estimated {
            office.cycle("17T10:00:00");
        }
        office.read("18T06:00:00", "1060.0");
        office.cycle("18T10:00:00");
        let spread = office.balance();
        assert_eq!(office.answers("19T09:00:00", "17T06:00:00", "1050.0"), (0, 1), "it is no read of today");
        assert_eq!(office.balance(), spread, "the two days use the same together");
        office.verifies();
        assert_eq!(office.answers("19T09:01:00", "17T06:00:00", "1051.0"), (0, 1), "its morning has a read");
        office.verifies();
    }
}

#[test]
fn c31_a_late_read_of_an_account_that_has_left_changes_nothing() {
    let mut office = Office::open();
    office.cycle("17T10:00:00");
    let leave = LeaveInput { account: office.account.clone(), waiver: None, final_kwh: Some(kwh("1070.0")) };
    office.read("18T06:00:00", "1060.0");
    office.desk.perform(&at("18T11:00:00"), &leave).expect("gone back to monthly billing");
    let before = office.balance();
    for source in [Source::Link, Source::File] {
        assert_eq!(office.comes(source, day(17), "1050.0"), Came::NotNeeded, "{source:?}");
    }
    assert_eq!(office.balance(), before);
    office.verifies();
}
