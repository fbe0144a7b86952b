//! Whatever is done to two accounts, in whatever order: the ledger adds up to nothing, and the store proves itself.

use advance_pay::trial::Cents;
use advance_pay::trial::desk::{
    AdjustInput, Approver, Call, CloseInput, CorrectReading, Desk, Enroll, EnrollInput, InitInput, Joining, LeaveInput,
    MovePayment, PartInput, PayInput, PaymentReturned, PledgeInput, ReceivePledge, Refund, SetSim, SimInput,
    TenderInput, VoidReceipt, WriteOff,
};
use proptest::prelude::*;
use serde_json::json;

/// One thing that somebody, or the clock, does. A refusal is an answer too.
#[derive(Debug, Clone)]
enum Step {
    NextDay { uses: u16, reachable: bool },
    Cycle,
    Pay { account: usize, cents: i64, check: bool },
    PayBoth { cents: i64 },
    Return { of: usize, bank_error: bool },
    Void { of: usize },
    Move { of: usize, to: usize },
    Adjust { account: usize, cents: i64 },
    Correct { account: usize, back: u8, less: u16 },
    Pledge { account: usize, cents: i64, arrears_only: bool },
    Receive { pledge: i64 },
    Close { account: usize },
    Leave { account: usize },
    Refund { account: usize },
    WriteOff { account: usize },
}

fn step() -> impl Strategy<Value = Step> {
    let account = 0..2_usize;
    let cents = 1..9_000_i64;
    prop_oneof![
        6 => (0..900_u16, any::<bool>()).prop_map(|(uses, reachable)| Step::NextDay { uses, reachable }),
        6 => Just(Step::Cycle),
        4 => (account.clone(), cents.clone(), any::<bool>())
            .prop_map(|(account, cents, check)| Step::Pay { account, cents, check }),
        2 => cents.clone().prop_map(|cents| Step::PayBoth { cents }),
        2 => (0..9_usize, any::<bool>()).prop_map(|(of, bank_error)| Step::Return { of, bank_error }),
        1 => (0..9_usize).prop_map(|of| Step::Void { of }),
        1 => (0..9_usize, account.clone()).prop_map(|(of, to)| Step::Move { of, to }),
        3 => (account.clone(), -9_000..4_000_i64).prop_map(|(account, cents)| Step::Adjust { account, cents }),
        2 => (account.clone(), 0..6_u8, 0..60_u16)
            .prop_map(|(account, back, less)| Step::Correct { account, back, less }),
        1 => (account.clone(), cents, any::<bool>())
            .prop_map(|(account, cents, arrears_only)| Step::Pledge { account, cents, arrears_only }),
        1 => (1..4_i64).prop_map(|pledge| Step::Receive { pledge }),
        1 => account.clone().prop_map(|account| Step::Close { account }),
        1 => account.clone().prop_map(|account| Step::Leave { account }),
        1 => account.clone().prop_map(|account| Step::Refund { account }),
        1 => account.prop_map(|account| Step::WriteOff { account }),
    ]
}

struct Life {
    desk: Desk,
    folder: tempfile::TempDir,
    accounts: Vec<String>,
    receipts: Vec<String>,
    registers: [i64; 2],
    now: chrono::NaiveDateTime,
}

const METERS: [&str; 2] = ["M1", "M2"];

impl Life {
    fn begin(program: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let store = folder.path().join("store.sqlite");
        let program = format!("{}/tests/programs/{program}", env!("CARGO_MANIFEST_DIR"));
        let input = InitInput { program, practice: true, ..InitInput::default() };
        Desk::init(&store, &input, &mut |_, _| {}).expect("a store");
        let desk = Desk::open(&store).expect("the store");
        let now = "2026-11-25T09:00:00".parse().expect("a time");
        let mut life =
            Self { desk, folder, accounts: Vec::new(), receipts: Vec::new(), registers: [1_000_000; 2], now };
        for meter in METERS {
            life.enroll(meter);
        }
        life
    }

    fn enroll(&mut self, meter: &str) {
        let input = json!({
            "member": {"name": "Ada Ozark", "phone": "501-555-0100", "email": "ada@example.org"},
            "service": {"meter": meter, "address": "12 Elm St", "class": "residential", "phase": "single",
                        "remote_switch": true, "switch_installed": true, "start_kwh": "1000.0"},
            "standard_account": {"past_due": "150.00"}, "finance": "as_much_as_allowed",
            "signature": {"name": "Ada Ozark", "paper": true},
            "payment": {"method": "cash", "amount": "250.00"},
        });
        let input: EnrollInput = serde_json::from_value(input).expect("an application");
        let enrolled = self.desk.perform(&self.call(), &Enroll { joining: Joining::Convert, input }).expect("enrolled");
        self.receipts.extend(enrolled.receipt);
        self.accounts.push(enrolled.account);
    }

    fn call(&self) -> Call {
        let approver = Some(Approver { name: "practice".to_string(), pin: None });
        Call { now: Some(self.now), approver, ..Call::default() }
    }

    fn pay(&mut self, method: &str, parts: Vec<PartInput>) {
        let amount = parts.iter().map(|part| part.amount).sum();
        let tender = TenderInput {
            method: method.parse().expect("a method"),
            amount,
            tendered: None,
            check_number: None,
            reference: None,
        };
        let input = PayInput { tenders: vec![tender], parts, arrears_only: false, seen_balance: None };
        if let Ok(paid) = self.desk.perform(&self.call(), &input) {
            self.receipts.extend(paid.receipt);
        }
    }

    fn part(&self, account: usize, cents: i64) -> PartInput {
        PartInput { account: self.accounts[account].clone(), amount: Cents(cents) }
    }

    fn receipt(&self, of: usize) -> String {
        self.receipts[of % self.receipts.len()].clone()
    }

    /// Does the step; what is refused leaves everything as it was.
    fn does(&mut self, step: &Step) {
        let call = self.call();
        let reason = "one of many".to_string();
        let name = |life: &Self, account: usize| life.accounts[account].clone();
        match step {
            Step::NextDay { uses, reachable } => self.next_day(i64::from(*uses), *reachable),
            Step::Cycle => drop(self.desk.cycle(&call, false).expect("a cycle is never refused in practice")),
            Step::Pay { account, cents, check } => {
                self.pay(if *check { "check" } else { "cash" }, vec![self.part(*account, *cents)]);
            }
            Step::PayBoth { cents } => self.pay("check", vec![self.part(0, *cents), self.part(1, *cents / 3 + 1)]),
            Step::Return { of, bank_error } => {
                let returned =
                    PaymentReturned { receipt: self.receipt(*of), reason, bank_error: *bank_error, tender: None };
                drop(self.desk.perform(&call, &returned));
            }
            Step::Void { of } => {
                drop(self.desk.perform(&call, &VoidReceipt { receipt: self.receipt(*of), reason }));
            }
            Step::Move { of, to } => {
                let (receipt, to) = (self.receipt(*of), name(self, *to));
                if let Ok(moved) = self.desk.perform(&call, &MovePayment { receipt, to, reason }) {
                    self.receipts.push(moved.receipt);
                }
            }
            Step::Adjust { account, cents } => {
                let input = AdjustInput { account: name(self, *account), amount: Cents(*cents), reason };
                drop(self.desk.perform(&call, &input));
            }
            Step::Correct { account, back, less } => {
                let day = self.now.date() - chrono::Days::new(u64::from(*back));
                let kwh = advance_pay::trial::Kwh::from_wh(self.registers[*account] - i64::from(*less) * 1000);
                let meter = METERS[*account].to_string();
                drop(self.desk.perform(&call, &CorrectReading { meter, day, kwh, reason }));
            }
            Step::Pledge { account, cents, arrears_only } => {
                let input = PledgeInput {
                    account: name(self, *account),
                    agency: "County Aid".to_string(),
                    government: true,
                    amount: Cents(*cents),
                    until: None,
                    arrears_only: *arrears_only,
                };
                drop(self.desk.perform(&call, &input));
            }
            Step::Receive { pledge } => drop(self.desk.perform(&call, &ReceivePledge { pledge: *pledge })),
            Step::Close { account } => {
                let input = CloseInput { account: name(self, *account), reason, final_kwh: None };
                drop(self.desk.perform(&call, &input));
            }
            Step::Leave { account } => {
                let input = LeaveInput { account: name(self, *account), waiver: None, final_kwh: None };
                drop(self.desk.perform(&call, &input));
            }
            Step::Refund { account } => {
                drop(self.desk.perform(&call, &Refund { account: name(self, *account), reason }));
            }
            Step::WriteOff { account } => {
                drop(self.desk.perform(&call, &WriteOff { account: name(self, *account), reason }));
            }
        }
    }

    fn next_day(&mut self, tenths: i64, reachable: bool) {
        let tomorrow = self.now.date() + chrono::Days::new(1);
        self.now = tomorrow.and_hms_opt(10, 30, 0).expect("a time of day");
        for (meter, register) in METERS.iter().zip(&mut self.registers) {
            *register += tenths * 100;
            let kwh = Some(advance_pay::trial::Kwh::from_wh(*register));
            let input = SimInput { kwh, unreachable: !reachable, ..SimInput::default() };
            let call = Call { now: Some(self.now), ..Call::default() };
            self.desk.perform(&call, &SetSim { meter: (*meter).to_string(), input }).expect("a simulated meter");
        }
    }

    /// Every posting there is, added up.
    fn sum_of_the_ledger(&self) -> i64 {
        let store = rusqlite::Connection::open(self.folder.path().join("store.sqlite")).expect("the store");
        store.query_row("SELECT ifnull(sum(cents),0) FROM posting", [], |row| row.get(0)).expect("a sum")
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, max_shrink_iters: 200, ..ProptestConfig::default() })]

    #[test]
    fn c15_c29_c31_c33_any_order_of_acts_leaves_a_ledger_that_adds_up_and_a_store_that_proves_itself(
        program in prop::sample::select(vec!["petit-jean", "pec", "peninsula-light", "cedar-bend"]),
        steps in prop::collection::vec(step(), 20..50),
    ) {
        let mut life = Life::begin(program);
        for step in &steps {
            life.does(step);
            prop_assert_eq!(life.sum_of_the_ledger(), 0, "after {:?}", step);
        }
        let verified = life.desk.verify(&life.call(), None).expect("a proof");
        prop_assert!(verified.ok, "{:?}", verified.problems);
    }
}
