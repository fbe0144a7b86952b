//! A drawer's day, from its float to the bank and the Z report, with the people who work at it.

use tempfile::TempDir;

use crate::basics::{Cents, Code, Refused};
use crate::desk::tests::{example, join, member, store};
use crate::desk::{
    Call, CloseDayInput, CloseDrawerInput, CountInput, DepositInput, Desk, DrawerView, DropToSafe, HandOver, InitInput,
    NewOperator, OpenDrawer, PartInput, PayInput, PayOut, Reported, SetOverShortLimit, TenderInput, Who,
};
use crate::ledger::{Role, Waiting};
use crate::words::Method;

/// A practice store with two clerks, a supervisor and one member, on Monday, November 16, 2026.
struct Counter {
    desk: Desk,
    account: String,
    now: String,
    _folder: TempDir,
}

impl Counter {
    fn open() -> Self {
        let (program, now) = (example("petit-jean"), "2026-11-16T09:00:00");
        let (folder, desk) =
            store(&InitInput { program, practice: true, now: now.parse().ok(), ..InitInput::default() });
        let mut counter = Self { desk, account: String::new(), now: now.to_string(), _folder: folder };
        for (name, role) in [("Sue", Role::Supervisor), ("Dora", Role::Csr), ("Carl", Role::Csr)] {
            let new = NewOperator { name: name.to_string(), role, pin: None };
            counter.desk.add_operator(&counter.call("practice"), &new).expect("an operator");
        }
        let ada = member("Ada Ozark", "M1001", "12 Elm St, Clinton AR");
        let call = counter.call("Sue");
        counter.account = join(&mut counter.desk, &call, ada);
        counter
    }

    fn call(&self, name: &str) -> Call {
        Call { who: Who::SignedIn(name.to_string()), now: self.now.parse().ok(), ..Call::default() }
    }

    fn try_pay(&mut self, who: &str, method: &str, amount: Cents) -> Refused<String> {
        let tender = TenderInput {
            method: method.parse().expect("a method"),
            amount,
            tendered: None,
            check_number: (method != "cash").then(|| "1001".to_string()),
            reference: None,
        };
        let part = PartInput { account: self.account.clone(), amount };
        let input = PayInput { tenders: vec![tender], parts: vec![part], arrears_only: false, seen_balance: None };
        let call = self.call(who);
        Ok(self.desk.perform(&call, &input)?.receipt.expect("a receipt"))
    }

    fn pay(&mut self, who: &str, method: &str, amount: i64) -> String {
        self.try_pay(who, method, Cents(amount)).expect("a payment")
    }

    fn open_drawer(&mut self, who: &str, float: i64) -> DrawerView {
        self.desk.perform(&self.call(who), &OpenDrawer { float: Cents(float) }).expect("a drawer")
    }

    fn try_count(&mut self, who: &str, count: &str) -> Refused<DrawerView> {
        self.desk.perform(&self.call(who), &CountInput { count: count.to_string(), of: None })
    }

    fn count(&mut self, who: &str, count: &str) -> DrawerView {
        self.try_count(who, count).expect("a count")
    }

    fn try_close(&mut self, who: &str, reason: Option<&str>) -> Refused<DrawerView> {
        let input = CloseDrawerInput { of: None, reason: reason.map(str::to_string) };
        self.desk.perform(&self.call(who), &input)
    }

    fn try_close_day(
        &mut self,
        who: &str,
        card_batch: Option<i64>,
        reason: Option<&str>,
    ) -> Refused<crate::desk::DayReportView> {
        let input = CloseDayInput {
            day: None,
            card_batch: card_batch.map(Cents),
            reason: reason.map(str::to_string),
            ..CloseDayInput::default()
        };
        self.desk.perform(&self.call(who), &input)
    }

    fn try_deposit(&mut self, bag: &str) -> Refused<crate::desk::DepositView> {
        let input = DepositInput { bag: bag.to_string(), leave_out: Vec::new() };
        self.desk.perform(&self.call("Sue"), &input)
    }

    /// What every account of a kind of the co-op's own holds, as money that is there.
    fn held(&mut self, kind: crate::ledger::OwnKind, name: &str) -> Cents {
        -self.desk.store.read(|tx| tx.own_balance(kind, name)).expect("a balance")
    }
}

fn code<T: std::fmt::Debug>(refused: Refused<T>) -> Code {
    refused.expect_err("it should be refused").code
}

#[test]
fn a_count_that_is_off_tells_nothing_until_a_second_person_counts() {
    let mut counter = Counter::open();
    counter.open_drawer("Dora", 100_00);
    counter.pay("Dora", "cash", 25_00);
    let first = counter.count("Dora", "100=1,20=1");
    assert_eq!((first.is_final, first.recount, first.expected, first.over_short), (false, true, None, None));
    assert_eq!(code(counter.try_count("Dora", "100=1,20=1,5=1")), Code::SecondPersonNeeded);
    let second = counter.count("Carl", "100=1,20=1,1=4");
    assert_eq!((second.expected, second.over_short), (Some(Cents(125_00)), Some(Cents(-1_00))));
    assert_eq!(code(counter.try_count("Sue", "100=1,20=1,5=1")), Code::NoOpenDrawer);
    let closed = counter.try_close("Dora", None).expect("a close");
    assert_eq!(closed.over_short, Some(Cents(-1_00)));
}

#[test]
fn a_counted_drawer_takes_no_more_money_and_is_counted_no_third_time() {
    let mut counter = Counter::open();
    counter.open_drawer("Dora", 50_00);
    counter.count("Dora", "50=1");
    assert_eq!(code(counter.try_pay("Dora", "cash", Cents(10_00))), Code::DrawerCounted);
    assert_eq!(code(counter.try_count("Dora", "50=1")), Code::CountFinal);
}

#[test]
fn over_or_short_above_the_offices_limit_needs_a_reason() {
    let mut counter = Counter::open();
    counter.open_drawer("Dora", 50_00);
    assert_eq!(code(counter.try_close("Dora", None)), Code::NotCounted);
    counter.count("Dora", "20=2");
    assert_eq!(code(counter.try_close("Dora", None)), Code::ReasonNeeded);
    assert_eq!(
        code(counter.desk.perform(&counter.call("Carl"), &SetOverShortLimit { limit: Cents(20_00) })),
        Code::SupervisorNeeded
    );
    counter.desk.perform(&counter.call("Sue"), &SetOverShortLimit { limit: Cents(20_00) }).expect("a limit");
    let closed = counter.try_close("Dora", None).expect("a close within the limit");
    assert_eq!(closed.over_short, Some(Cents(-10_00)));
}

#[test]
fn money_goes_from_the_drawer_to_the_safe_and_the_bank_and_the_float_stays() {
    use crate::ledger::OwnKind;
    let mut counter = Counter::open();
    counter.open_drawer("Dora", 100_00);
    counter.pay("Dora", "cash", 60_00);
    let check = counter.pay("Dora", "check", 40_00);
    counter.desk.perform(&counter.call("Dora"), &DropToSafe { amount: Cents(80_00) }).expect("a drop");
    let paid_out = counter
        .desk
        .perform(&counter.call("Dora"), &PayOut { amount: Cents(5_00), reason: "stamps".to_string() })
        .expect("petty cash");
    assert_eq!(paid_out.movements.len(), 2);
    assert_eq!(
        code(counter.desk.perform(&counter.call("Dora"), &DropToSafe { amount: Cents(75_01) })),
        Code::NotEnoughCash
    );
    let counted = counter.count("Dora", "50=1,20=1,5=1,checks=40.00");
    assert_eq!((counted.is_final, counted.expected), (true, Some(Cents(115_00))));
    counter.try_close("Dora", None).expect("a close");
    assert_eq!(counter.held(OwnKind::Float, "Clinton"), Cents::ZERO);
    assert_eq!(counter.held(OwnKind::Safe, "Clinton"), Cents(55_00));
    let deposit = counter.try_deposit("B-77").expect("a deposit");
    assert_eq!((deposit.cash, deposit.checks, deposit.amount), (Cents(55_00), Cents(40_00), Cents(95_00)));
    assert_eq!(deposit.items[0].receipt, check);
    assert_eq!(counter.held(OwnKind::Bank, ""), Cents(95_00));
    for kind in [OwnKind::Safe, OwnKind::Checks, OwnKind::MoneyOrders] {
        assert_eq!(counter.held(kind, "Clinton"), Cents::ZERO, "{kind:?}");
    }
    assert_eq!(code(counter.try_deposit("B-77")), Code::BagUsed);
    assert_eq!(code(counter.try_deposit("B-78")), Code::NothingToDeposit);
}

#[test]
fn a_check_that_was_missing_at_the_count_and_is_found_again_balances_at_the_bank() {
    use crate::ledger::OwnKind;
    let mut counter = Counter::open();
    counter.open_drawer("Dora", 0);
    let missing = counter.pay("Dora", "check", 40_00);
    counter.pay("Dora", "check", 30_00);
    counter.count("Dora", "checks=30.00");
    counter.try_close("Dora", Some("a check fell behind the printer")).expect("a close");
    let input = DepositInput { bag: "B-1".into(), leave_out: vec![missing] };
    let without = counter.desk.perform(&counter.call("Dora"), &input).expect("a deposit");
    assert_eq!(without.amount, Cents(30_00));
    assert_eq!(counter.held(OwnKind::OverShort, "Clinton"), Cents(40_00));
    let found = counter.try_deposit("B-2").expect("a deposit");
    assert_eq!(found.amount, Cents(40_00));
    assert_eq!(counter.held(OwnKind::OverShort, "Clinton"), Cents::ZERO);
    assert_eq!(counter.held(OwnKind::Checks, "Clinton"), Cents::ZERO);
}

#[test]
fn cash_that_is_handed_over_is_expected_in_the_other_drawer() {
    let mut counter = Counter::open();
    counter.open_drawer("Dora", 100_00);
    assert_eq!(
        code(counter.desk.perform(&counter.call("Dora"), &HandOver { to: "Carl".to_string(), amount: Cents(30_00) })),
        Code::NoOpenDrawer
    );
    counter.open_drawer("Carl", 0);
    counter
        .desk
        .perform(&counter.call("Dora"), &HandOver { to: "Carl".to_string(), amount: Cents(30_00) })
        .expect("a hand-over");
    assert!(counter.count("Dora", "50=1,20=1").is_final);
    assert!(counter.count("Carl", "20=1,10=1").is_final);
}

#[test]
fn the_day_closes_with_every_drawer_closed_and_the_card_batch_compared() {
    let mut counter = Counter::open();
    counter.open_drawer("Dora", 100_00);
    counter.pay("Dora", "card", 45_00);
    counter.pay("Dora", "cash", 20_00);
    assert_eq!(code(counter.desk.day_report(&counter.call("Dora"), None, Reported::Here)), Code::SupervisorNeeded);
    assert_eq!(code(counter.try_close_day("Dora", Some(45_00), None)), Code::DrawersOpen);
    counter.count("Dora", "100=1,20=1");
    counter.try_close("Dora", None).expect("a close");
    assert_eq!(code(counter.try_close_day("Dora", None, None)), Code::CardBatchNeeded);
    assert_eq!(code(counter.try_close_day("Dora", Some(40_00), None)), Code::CardBatchDiffers);
    let report = counter.try_close_day("Dora", Some(40_00), Some("one card refused")).expect("a Z report");
    let taken = &report.taken.by_method;
    assert_eq!(
        (taken.of(Method::Card), taken.of(Method::Cash), taken.of(Method::External)),
        (Cents(45_00), Cents(20_00), Cents::ZERO)
    );
    assert_eq!(report.taken.by_kind.values().copied().sum::<Cents>(), Cents(65_00));
    let outside = counter.desk.day_report(&counter.call("Dora"), None, Reported::Outside).expect("the outside");
    assert_eq!(outside.taken.by_method.of(Method::External), Cents(80_00), "C46: of no office");
    let all = counter.desk.day_report(&counter.call("Dora"), None, Reported::All).expect("all");
    assert_eq!(all.taken.by_kind.values().copied().sum::<Cents>(), Cents(145_00), "C46: each once");
    assert_eq!(report.problems, Vec::<String>::new());
    assert_eq!(report.card_batch.as_ref().map(|batch| batch.difference), Some(Cents(-5_00)));
    assert_eq!(counter.desk.day_report(&counter.call("Carl"), None, Reported::Here).expect("the stored Z"), report);
    let paper = counter.desk.day_report_paper(&counter.call("Carl"), None).expect("its paper");
    assert!(paper.starts_with(b"%PDF"));
    assert_eq!(code(counter.try_close_day("Dora", None, None)), Code::DayClosed);
}

#[test]
fn the_day_does_not_close_while_an_act_waits_for_a_second_person() {
    let mut counter = Counter::open();
    let at = crate::basics::Now::from_local(counter.now.parse().expect("a time"), counter.desk.zone()).at;
    let ask = |tx: &crate::ledger::Tx<'_>| {
        let (maker, office) = (tx.operator_named("Carl")?.expect("Carl"), tx.office_named("Clinton")?);
        tx.ask_approval(&Waiting {
            id: 0,
            act: "adjust".to_string(),
            text: "5.00 of goodwill".to_string(),
            content: "{}".to_string(),
            key: uuid::Uuid::from_u128(7),
            maker: maker.id,
            maker_name: maker.name,
            office: office.id,
            at,
        })
    };
    counter.desk.store.write(ask).expect("an act that waits");
    assert_eq!(code(counter.try_close_day("Dora", None, None)), Code::ApprovalsWaiting);
    let elsewhere = Call { office: Some("Marshall".to_string()), ..counter.call("Dora") };
    counter.desk.perform(&elsewhere, &CloseDayInput::default()).expect("the other office closes");
}

/// A store for real members, on the machine's own clock, in which Dora forgot her drawer yesterday.
fn with_a_forgotten_drawer() -> (TempDir, Desk, Call) {
    let (folder, mut desk) = store(&InitInput { program: example("petit-jean"), ..InitInput::default() });
    let office = Some("Clinton".to_string());
    let call = |name: &str| Call { who: Who::SignedIn(name.to_string()), office: office.clone(), ..Call::default() };
    for (name, role) in [("Sue", Role::Supervisor), ("Dora", Role::Csr)] {
        let new = NewOperator { name: name.to_string(), role, pin: Some("471100".to_string()) };
        desk.add_operator(&call("Sue"), &new).expect("an operator");
    }
    let now = crate::basics::Now::new(chrono::Utc::now(), desk.zone());
    let forget = |tx: &crate::ledger::Tx<'_>| {
        let (dora, office) = (tx.operator_named("Dora")?.expect("Dora"), tx.office_named("Clinton")?);
        let book = tx.book(Some(office.id), now.day().pred_opt().expect("a day"), now.at)?;
        tx.open_drawer(office.id, dora.id, book, Cents::ZERO, false, now.at)
    };
    desk.store.write(forget).expect("a drawer of yesterday");
    (folder, desk, call("Dora"))
}

#[test]
fn a_drawer_forgotten_overnight_blocks_its_operator_and_not_the_office() {
    let (_folder, mut desk, dora) = with_a_forgotten_drawer();
    let sue = Call { who: Who::SignedIn("Sue".to_string()), ..dora.clone() };
    assert_eq!(code(desk.perform(&dora, &OpenDrawer { float: Cents(50_00) })), Code::DrawerOfYesterday);
    desk.perform(&sue, &OpenDrawer { float: Cents(50_00) }).expect("the office goes on");
    let list = desk.day_checklist(&sue, None).expect("a list");
    assert!(list.todo.iter().any(|todo| todo.text.starts_with("Earlier days are not closed")), "{list:#?}");
    let of = Some("Dora".to_string());
    let count = CountInput { count: String::new(), of: of.clone() };
    assert!(desk.perform(&sue, &count).expect("a supervisor counts it").is_final);
    desk.perform(&sue, &CloseDrawerInput { of, reason: None }).expect("and closes it");
    desk.perform(&dora, &OpenDrawer { float: Cents(50_00) }).expect("Dora works on");
}

#[test]
fn without_an_open_drawer_a_real_store_takes_no_cash() {
    let (_folder, mut desk, dora) = with_a_forgotten_drawer();
    let sue = Call { who: Who::SignedIn("Sue".to_string()), ..dora };
    assert_eq!(code(desk.perform(&sue, &DropToSafe { amount: Cents(1_00) })), Code::NoOpenDrawer);
}

#[test]
fn after_the_close_money_goes_to_the_next_business_days_book_and_counts_at_once() {
    let mut counter = Counter::open();
    // The day before Thanksgiving: the next business day is the Monday after.
    counter.now = "2026-11-25T17:30:00".to_string();
    counter.try_close_day("Sue", None, None).expect("a Z report");
    let before = counter.desk.show(&counter.call("Sue"), &counter.account.clone()).expect("the account").balance;
    let drawer = counter.open_drawer("Dora", 50_00);
    assert_eq!(drawer.day.to_string(), "2026-11-30");
    counter.pay("Dora", "cash", 10_00);
    let after = counter.desk.show(&counter.call("Sue"), &counter.account.clone()).expect("the account").balance;
    assert_eq!(after - before, Cents(10_00));
    let report = counter.desk.day_report(&counter.call("Sue"), None, Reported::Here).expect("the stored Z");
    assert_eq!(report.taken.by_method.of(Method::Cash), Cents::ZERO);
    counter.now = "2026-11-30T08:00:00".to_string();
    let report = counter.desk.day_report(&counter.call("Sue"), None, Reported::Here).expect("an X report");
    assert_eq!(report.taken.by_method.of(Method::Cash), Cents(10_00));
}

#[test]
fn the_checklist_says_what_is_left_to_do() {
    let mut counter = Counter::open();
    counter.open_drawer("Dora", 100_00);
    counter.pay("Dora", "card", 45_00);
    counter.pay("Dora", "cash", 20_00);
    let list = counter.desk.day_checklist(&counter.call("Dora"), None).expect("a list");
    let left: Vec<&str> = list.todo.iter().filter(|todo| !todo.done).map(|todo| todo.text.as_str()).collect();
    assert_eq!(left, ["Card terminal batch total: receipts come to $45.00", "Drawer 1 (Dora): count it and close it"]);
    assert!(!list.ready);
    counter.count("Dora", "100=1,20=1");
    counter.try_close("Dora", None).expect("a close");
    let list = counter.desk.day_checklist(&counter.call("Dora"), Some(Cents(45_00))).expect("a list");
    let left: Vec<&str> = list.todo.iter().filter(|todo| !todo.done).map(|todo| todo.text.as_str()).collect();
    assert_eq!(left, ["Bank deposit: bag number, $20.00 wait in the safe"]);
    assert!(list.ready, "the deposit may go in the morning");
}

#[test]
fn a_practice_store_opens_a_drawer_by_itself_and_opening_it_later_adds_its_float() {
    let mut counter = Counter::open();
    counter.pay("practice", "cash", 20_00);
    let opened = counter.open_drawer("practice", 100_00);
    assert_eq!((opened.float, opened.receipts), (Cents(100_00), 1));
    assert_eq!(
        code(counter.desk.perform(&counter.call("practice"), &OpenDrawer { float: Cents(1_00) })),
        Code::DrawerOpen
    );
    let counted = counter.count("practice", "100=1,10=1");
    assert_eq!(counted.over_short, Some(Cents(-10_00)), "practice has nobody beside it and is told at once");
    assert_eq!(
        counter.count("practice", "100=1,20=1").over_short,
        Some(Cents::ZERO),
        "and may be its own second person"
    );
    counter.now = "2026-11-17T09:00:00".to_string();
    counter.pay("practice", "cash", 20_00);
}
