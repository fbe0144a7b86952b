//! Two processes on one store: the window and the scheduler, or two calls of a script.

use std::thread;

use serde_json::json;

use crate::common::{Answer, Enrollment, Office};

#[test]
fn payments_of_two_processes_at_once_are_all_counted() {
    let mut office = Office::practice("petit-jean");
    office.at("2026-11-16T09:00").enroll(&Enrollment::new_member());
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| (0..15).for_each(|_| drop(office.pay("1.00"))));
        }
    });
    office.shows(json!({"balance": "50.00"}));
    office.verifies();
}

#[test]
fn receipts_of_two_processes_at_once_have_no_gap_and_no_double() {
    let mut office = Office::practice("petit-jean");
    office.at("2026-11-16T09:00").enroll(&Enrollment::new_member());
    let receipts: Vec<String> = thread::scope(|scope| {
        let desks: Vec<_> =
            (0..2).map(|_| scope.spawn(|| (0..8).map(|_| office.pay_by_check("1.00")).collect::<Vec<_>>())).collect();
        desks.into_iter().flat_map(|desk| desk.join().expect("a desk")).collect()
    });
    let mut numbers: Vec<u64> = receipts.iter().map(|receipt| number_at_the_end(receipt)).collect();
    numbers.sort_unstable();
    assert!(numbers.windows(2).all(|pair| pair[1] == pair[0] + 1), "{numbers:?}");
}

/// The count within a receipt's number, whatever the office writes before it.
fn number_at_the_end(receipt: &str) -> u64 {
    let start = receipt.rfind(|c: char| !c.is_ascii_digit()).map_or(0, |at| at + 1);
    receipt[start..].parse().unwrap_or_else(|_| panic!("{receipt} does not end in a number"))
}

#[test]
fn two_cycles_at_once_bill_each_day_once() {
    let mut office = Office::practice("petit-jean");
    office.at("2026-11-16T09:00").enroll(&Enrollment::new_member());
    office.at("2026-11-17T10:00").use_kwh("30");
    let answers: Vec<Answer> = thread::scope(|scope| {
        let cycles: Vec<_> = (0..3).map(|_| scope.spawn(|| office.run(&["cycle"]))).collect();
        cycles.into_iter().map(|cycle| cycle.join().expect("a cycle")).collect()
    });
    for answer in answers {
        answer.done();
    }
    office.shows(json!({"balance": "16.00"}));
    assert_eq!(office.charges().len(), 1);
    office.verifies();
}

#[test]
fn a_backup_is_taken_while_payments_are_posted_and_proves_itself() {
    let mut office = Office::practice("petit-jean");
    office.at("2026-11-16T09:00").enroll(&Enrollment::new_member());
    let copy = office.folder().join("copy.sqlite").into_os_string().into_string().expect("UTF-8");
    thread::scope(|scope| {
        scope.spawn(|| (0..10).for_each(|_| drop(office.pay("1.00"))));
        scope.spawn(|| office.run(&["backup", &copy]).done());
    });
    let before = office.balance();
    office.verifies();
    office.run(&["restore", &copy]).done();
    office.verifies();
    assert!(crate::common::money::cents(&office.balance()) <= crate::common::money::cents(&before));
}
