//! Promises of the day's charges that need a store: whatever the order in which reads come, the money is the same.

use proptest::prelude::*;
use tempfile::TempDir;

use crate::basics::{Cents, Kwh};
use crate::desk::tests::{example, store};
use crate::desk::{AddReading, Approver, Call, Desk, Enroll, EnrollInput, InitInput, Joining, SetSim, SimInput};

/// The first of the month's days that are tried, and how many.
const DAYS: usize = 10;

/// An office with one member whose meter nobody can reach: reads come by hand.
struct Office {
    desk: Desk,
    account: String,
    _folder: TempDir,
}

fn at(time: &str) -> Call {
    let approver = Some(Approver { name: "practice".to_string(), pin: None });
    Call { now: Some(time.parse().expect("a local time")), approver, ..Call::default() }
}

impl Office {
    /// Enrolled on October 26, so that the days run over the end of a month.
    fn open(program: &str) -> Self {
        let (folder, mut desk) =
            store(&InitInput { program: example(program), practice: true, ..InitInput::default() });
        let mut input: EnrollInput = serde_json::from_value(serde_json::json!({
            "member": {"name": "Ada Ozark", "phone": "501-555-0100", "email": "ada@example.org"},
            "service": {"meter": "M1", "address": "12 Elm St", "class": "residential", "phase": "single",
                        "remote_switch": true, "switch_installed": true, "start_kwh": "1000.0"},
            "signature": {"name": "Ada Ozark", "paper": true},
        }))
        .expect("an application");
        let call = at("2026-10-26T09:00:00");
        let quote = desk.quote(&call, Joining::New, &input).expect("a quote");
        let paid = quote.due_now + Cents(500_00);
        input.payment =
            serde_json::from_value(serde_json::json!({"method": "cash", "amount": paid})).expect("a payment");
        let account = desk.perform(&call, &Enroll { joining: Joining::New, input }).expect("enrolled").account;
        let faults = SimInput { unreachable: true, ..SimInput::default() };
        desk.perform(&call, &SetSim { meter: "M1".to_string(), input: faults }).expect("a meter that does not answer");
        Self { desk, account, _folder: folder }
    }

    fn read(&mut self, call: &Call, index: usize, register: Kwh) {
        let day = "2026-10-27".parse::<chrono::NaiveDate>().expect("a day") + chrono::Days::new(index as u64);
        self.desk
            .perform(call, &AddReading { meter: "M1".to_string(), day, kwh: register })
            .expect("the read is taken");
    }

    fn balance(&mut self, call: &Call) -> Cents {
        self.desk.show(call, &self.account).expect("the account").balance
    }
}

proptest! {
    // Every case makes two stores and runs days of cycles.
    #![proptest_config(ProptestConfig::with_cases(12))]

    /// Reads that come late, in any order, with cycles that estimate between them, end where reads in time end.
    #[test]
    fn c26_reads_in_any_order_of_arrival_end_in_the_same_balance(
        uses in prop::collection::vec(0..90_000_i64, DAYS),
        late in prop::collection::vec(any::<bool>(), DAYS),
        order in any::<u64>(),
        pec in any::<bool>(),
    ) {
        let program = if pec { "pec" } else { "petit-jean" };
        let mut register = 1_000_000;
        let registers: Vec<Kwh> = uses.iter().map(|wh| { register += wh; Kwh::from_wh(register) }).collect();
        let morning = |index: usize| {
            let day = chrono::NaiveDate::from_ymd_opt(2026, 10, 27).expect("a day") + chrono::Days::new(index as u64);
            at(&format!("{day}T10:00:00"))
        };
        let last = at("2026-11-05T12:00:00");

        let mut in_time = Office::open(program);
        let mut any_order = Office::open(program);
        let mut waiting = Vec::new();
        for (index, &register) in registers.iter().enumerate() {
            let call = morning(index);
            in_time.read(&call, index, register);
            in_time.desk.cycle(&call, false).expect("a cycle");
            if late[index] { waiting.push(index) } else { any_order.read(&call, index, register) }
            any_order.desk.cycle(&call, false).expect("a cycle");
        }
        let mut seed = order;
        while !waiting.is_empty() {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            let index = waiting.swap_remove((seed >> 33) as usize % waiting.len());
            any_order.read(&last, index, registers[index]);
        }
        any_order.desk.cycle(&last, false).expect("a cycle");
        prop_assert_eq!(any_order.balance(&last), in_time.balance(&last));
        let proven = any_order.desk.verify(&last, None).expect("the proof runs");
        prop_assert!(proven.ok, "{:?}", proven.problems);
    }
}
