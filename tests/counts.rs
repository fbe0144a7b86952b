//! What every act of the desk asks of the store: counted, not timed.
//!
//! A flight is a way there and back, which may be 40 miles: who acts is looked up in one, what the act decides by comes in the
//! second, what it wrote goes with the third. More is written down here, act by act; less is for who finds it. The same acts
//! in an office of twice the size ask as much of it.

use std::fmt::Write as _;

use advance_pay::trial::desk::{Call, Desk, ImportKind, InitInput, WaitingAct};
use advance_pay::trial::ledger::Counts;
use chrono::{Days, NaiveDate, NaiveDateTime};
use serde_json::{Value, json};
use tempfile::TempDir;

/// What each act may ask for at most: flights, questions, statements. A row that is written is a statement, and so is a BEGIN,
/// a COMMIT and a ROLLBACK; what follows the act, the switch queue and the look at the power after it, is in it.
/// `ADVANCE_PAY_RENEW_COUNTS=1` writes it anew: read the difference.
const ACTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/counts/acts.txt");

/// The acts of a long line at the counter.
const AT_THE_COUNTER: [&str; 16] = [
    "pay cash",
    "pay cash, again",
    "pay card",
    "pay check",
    "pay check and cash",
    "pay from outside",
    "pay three accounts",
    "void",
    "return_payment, again",
    "payment_move",
    "hold",
    "unhold",
    "adjust",
    "pledge",
    "pledge_receive",
    "note",
];

struct Office {
    desk: Desk,
    _folder: TempDir,
}

fn day(after: u64) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 2).expect("a Monday") + Days::new(after)
}

fn at(days: u64, hour: u32, minute: u32) -> NaiveDateTime {
    day(days).and_hms_opt(hour, minute, 0).expect("a time of the day")
}

fn call(now: NaiveDateTime) -> Call {
    Call { now: Some(now), ..Call::default() }
}

impl Office {
    /// An office of so many members, each of whom paid so often and was billed for three days.
    fn of(members: usize, payments: u32) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("desk.sqlite");
        let program = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/programs/petit-jean").to_string();
        let input = InitInput { program, practice: true, now: Some(at(0, 8, 0)), ..InitInput::default() };
        Desk::init(&path, &input, &mut |_, _| {}).expect("a store");
        let mut office = Self { desk: Desk::open(&path).expect("the store opens"), _folder: folder };
        let file = path.with_extension("csv");
        std::fs::write(&file, members_csv(members)).expect("a file of members");
        let imported = office.desk.import(&call(at(0, 9, 0)), ImportKind::Members, &file).expect("members");
        assert_eq!(imported.added, members);
        for morning in 1..=3 {
            let forecast = json!({"date": day(morning), "low_f": 60, "inclement": false});
            office.done("forecast", forecast, at(morning, 8, 0));
            office.desk.cycle(&call(at(morning, 10, 0)), false).expect("a cycle");
            for number in (0..members).filter(|_| morning <= u64::from(payments)) {
                office.done("pay", pay("cash", &[(number, "5.00")]), at(morning, 12, 0));
            }
        }
        office
    }

    fn try_act(&mut self, act: &str, input: Value, now: NaiveDateTime) -> Result<Value, String> {
        let approver = advance_pay::trial::desk::Approver { name: "practice".to_string(), pin: None };
        let call = Call { approver: Some(approver), ..call(now) };
        let act = WaitingAct { act: act.to_string(), input };
        act.perform(&mut self.desk, &call).map_err(|refusal| refusal.message)
    }

    #[track_caller]
    fn done(&mut self, act: &str, input: Value, now: NaiveDateTime) -> Value {
        self.try_act(act, input, now).unwrap_or_else(|refused| panic!("{act}: {refused}"))
    }
}

fn number(member: usize) -> String {
    format!("{}", 20_001 + member)
}

fn meter(member: usize) -> String {
    format!("M{}", 20_001 + member)
}

fn members_csv(members: usize) -> String {
    let mut text = "account,member.name,member.phone,member.email,service.meter,service.address,service.class,\
                    service.phase,service.demand_metered,service.remote_switch,service.switch_installed,\
                    service.start_kwh,service.digits,service.link,service.office,finance,signature.name,\
                    signature.paper,payment.method,payment.amount\n"
        .to_string();
    for member in 0..members {
        let (number, meter) = (number(member), meter(member));
        writeln!(
            text,
            "{number},Ada Elm {member},501-555-01{:02},m{member}@example.org,{meter},\"{member} Oak Road\",residential,\
             single,false,true,true,100.0,5,sim,Clinton,none,Ada Elm,true,external,180.00",
            member % 100
        )
        .expect("text takes more text");
    }
    text
}

fn tender(method: &str, amount: &str) -> Value {
    let check = (method == "check").then_some("1001");
    json!({"method": method, "amount": amount, "tendered": amount, "check_number": check, "reference": null})
}

fn pay(method: &str, parts: &[(usize, &str)]) -> Value {
    let sum: f64 = parts.iter().map(|(_, amount)| amount.parse::<f64>().expect("an amount")).sum();
    let parts: Vec<Value> =
        parts.iter().map(|(member, amount)| json!({"account": number(*member), "amount": amount})).collect();
    json!({"tenders": [tender(method, &format!("{sum:.2}"))], "parts": parts})
}

/// A day at the counter, with what each act cost.
fn a_day(office: &mut Office) -> Vec<(String, Counts)> {
    let mut told = Vec::new();
    let mut minute = 0;
    let mut act = |office: &mut Office, label: &str, act: &str, input: Value| -> Value {
        minute += 1;
        let now = at(4, 13 + minute / 60, minute % 60);
        let before = office.desk.counts();
        let answer = match act {
            "approve" => {
                let done = office.desk.approve(&call(now), input.as_i64().expect("an id"));
                done.map(|done| done.answer).map_err(|refusal| refusal.message)
            }
            _ => office.try_act(act, input, now),
        };
        let counts = office.desk.counts() - before;
        let answer = answer.unwrap_or_else(|refused| panic!("{label}: {refused}"));
        told.push((label.to_string(), counts));
        answer
    };
    let split = json!({"tenders": [tender("cash", "4.00"), tender("check", "6.00")],
                       "parts": [{"account": number(0), "amount": "10.00"}]});
    let of = |member: usize| number(member);
    let reason = "an example";
    let signature = json!({"name": "Bea Ash", "paper": true});
    let service = |meter: &str| {
        json!({"meter": meter, "address": "7 Pine Street", "class": "residential", "phase": "single",
               "remote_switch": true, "switch_installed": true, "start_kwh": "10.0", "office": "Clinton"})
    };
    let joins = |meter: &str| {
        json!({"member": {"name": "Bea Ash", "phone": "501-555-0177", "email": "bea@example.org"},
               "service": service(meter), "signature": signature,
               "payment": {"method": "cash", "amount": "80.00"}})
    };
    let mut converts = joins("M91");
    converts["standard_account"] = json!({"past_due": "0.00", "billed_not_due": "0.00", "unbilled": "0.00",
        "prior_account": "0.00", "deposit": "0.00", "deposit_since": null, "disconnected": false});

    act(office, "drawer_open", "drawer_open", json!({"float": "200.00"}));
    act(office, "pay cash", "pay", pay("cash", &[(0, "10.00")]));
    act(office, "pay cash, again", "pay", pay("cash", &[(0, "10.00")]));
    act(office, "pay card", "pay", pay("card", &[(1, "10.00")]));
    let by_check = act(office, "pay check", "pay", pay("check", &[(1, "10.00")]));
    act(office, "pay check and cash", "pay", split);
    act(office, "pay from outside", "pay", pay("external", &[(2, "10.00")]));
    act(office, "pay three accounts", "pay", pay("cash", &[(0, "1.00"), (1, "2.00"), (2, "3.00")]));
    let wrong = act(office, "pay, to be moved", "pay", pay("cash", &[(3, "12.00")]));
    let voided = act(office, "pay, to be voided", "pay", pay("cash", &[(4, "13.00")]));
    act(office, "void", "void", json!({"receipt": voided["receipt"], "reason": reason}));
    act(
        office,
        "return_payment",
        "return_payment",
        json!({"receipt": by_check["receipt"], "reason": reason, "bank_error": false}),
    );
    let again = act(office, "pay check, again", "pay", pay("check", &[(12, "10.00")]));
    let again = json!({"receipt": again["receipt"], "reason": reason, "bank_error": false});
    act(office, "return_payment, again", "return_payment", again);
    act(office, "payment_move", "payment_move", json!({"receipt": wrong["receipt"], "to": of(5), "reason": reason}));
    act(office, "hold", "hold", json!({"account": of(0), "kind": "medical", "until": null, "reason": reason}));
    act(office, "unhold", "unhold", json!({"account": of(0), "which": "the_only"}));
    let adjust = json!({"account": of(0), "amount": "-3.00", "reason": reason});
    act(office, "adjust, for the first time", "adjust", adjust.clone());
    act(office, "adjust", "adjust", adjust);
    let pledge = json!({"account": of(1), "agency": "CADC", "government": false, "amount": "25.00", "until": null});
    let pledge = act(office, "pledge", "pledge", pledge);
    act(office, "pledge_receive", "pledge_receive", json!({"pledge": pledge["pledge"]}));
    act(office, "note", "note", json!({"account": of(0), "text": "a dog", "pin": true}));
    let numbered = act(office, "enroll", "enroll", json!({"joining": "new", "input": joins("M90")}));
    act(office, "convert", "enroll", json!({"joining": "convert", "input": converts}));
    let member = numbered["member"].clone();
    act(office, "member_set", "member_set", json!({"member": member, "phone": "501-555-0188"}));
    act(office, "member_rename", "member_rename", json!({"member": member, "name": "Bea Birch"}));
    act(office, "consent", "consent", json!({"member": member, "channel": "email", "allowed": false}));
    act(
        office,
        "reading_correct",
        "reading_correct",
        json!({"meter": meter(6), "day": day(3), "kwh": "101.0", "reason": reason}),
    );
    act(
        office,
        "meter_exchange",
        "meter_exchange",
        json!({"account": of(7), "final_kwh": "100.0", "new_meter": "M95", "start_kwh": "0.0", "digits": null}),
    );
    let asked =
        json!({"meter": meter(8), "verb": "off", "ground": "request", "reason": "at the counter, by passphrase"});
    act(office, "switch off", "switch", asked);
    act(office, "switch on", "switch", json!({"meter": meter(8), "verb": "on"}));
    act(office, "close", "close", json!({"account": of(9), "reason": reason, "final_kwh": "100.0"}));
    act(office, "refund", "refund", json!({"account": of(9), "reason": reason}));
    act(office, "leave", "leave", json!({"account": of(10), "waiver": null, "final_kwh": "100.0"}));
    act(
        office,
        "transfer",
        "transfer",
        json!({"account": of(11), "input": {"service": service("M96"), "final_kwh": "100.0", "signature": signature,
               "exempt": null, "conditions": [], "account": null, "key": null}}),
    );
    act(office, "drawer_paid_out", "drawer_paid_out", json!({"amount": "5.00", "reason": "stamps"}));
    act(office, "drawer_drop", "drawer_drop", json!({"amount": "20.00"}));
    act(office, "drawer_count", "drawer_count", json!({"count": "100=1,20=4,5=20,checks=10.00", "of": null}));
    act(office, "drawer_close", "drawer_close", json!({"of": null, "reason": reason}));
    act(office, "deposit_make", "deposit_make", json!({"bag": "B-1", "leave_out": []}));
    act(office, "day_close", "day_close", json!({"day": null, "card_batch": "10.00", "reason": reason}));
    let kept =
        json!({"kept": {"act": "adjust", "account": of(0), "amount": "-3.00", "reason": reason}, "text": reason});
    act(office, "ask_approval", "ask_approval", kept.clone());
    act(office, "approve", "approve", json!(1));
    act(office, "ask_approval, again", "ask_approval", kept);
    act(office, "decline", "decline", json!({"id": 2}));
    told
}

fn in_a_line(act: &str, counts: &Counts) -> String {
    let Counts { flights, questions, statements, .. } = counts;
    format!("{act:<28}{flights:>3} flights{questions:>4} questions{statements:>4} statements\n")
}

/// The numbers of a line.
fn numbers(line: &str) -> Vec<u64> {
    line[28..].split_whitespace().filter_map(|word| word.parse().ok()).collect()
}

#[test]
fn an_act_asks_no_more_than_is_written_down_and_no_more_in_a_larger_office() {
    let mut small = Office::of(30, 1);
    let counted = a_day(&mut small);
    let table: String = counted.iter().map(|(act, counts)| in_a_line(act, counts)).collect();
    if std::env::var_os("ADVANCE_PAY_RENEW_COUNTS").is_some() {
        std::fs::write(ACTS, &table).expect("the table is written");
    }
    let allowed = std::fs::read_to_string(ACTS).expect("the table");
    assert_eq!(allowed.lines().count(), counted.len(), "an act each:\n{table}");
    for (line, allowed) in table.lines().zip(allowed.lines()) {
        let at_most = numbers(line).iter().zip(numbers(allowed)).all(|(count, allowed)| *count <= allowed);
        assert!(line[..28] == allowed[..28] && at_most, "{line} is more than\n{allowed}");
    }
    let mut large = Office::of(60, 3);
    for ((act, small), (_, large)) in counted.iter().zip(a_day(&mut large)) {
        let same = (small.flights, small.questions, small.commits) == (large.flights, large.questions, large.commits);
        assert!(same, "{act}: {small:?} {large:?}");
        // The day's close proves what was sealed since the last proof: that is as long as the days were.
        if act != "day_close" {
            // Only the few operators and offices are walked over.
            assert!((large.scans, large.autoindexes) == (small.scans, 0), "{act}: {small:?} {large:?}");
            assert!(large.steps <= small.steps + small.steps / 8, "{act}: {small:?} {large:?}");
        }
    }
}

/// What is done at the counter all day is three flights: who acts, what is there, what was done.
#[test]
fn what_is_done_at_the_counter_all_day_is_three_flights() {
    let allowed = std::fs::read_to_string(ACTS).expect("the table");
    for act in AT_THE_COUNTER {
        let line = allowed.lines().find(|line| line[..28].trim_end() == act).unwrap_or_else(|| panic!("{act}"));
        assert_eq!(numbers(line)[0], 3, "{line}");
    }
}

/// A page of the morning asks as many questions for twice as many accounts.
#[test]
fn a_morning_asks_as_many_questions_of_twice_as_many() {
    let [small, large] = [30, 60].map(|members| {
        let mut office = Office::of(members, 0);
        office.done("forecast", json!({"date": day(4), "low_f": 60, "inclement": false}), at(4, 8, 0));
        let before = office.desk.counts();
        office.desk.cycle(&call(at(4, 10, 0)), false).expect("a cycle");
        let after = office.desk.counts();
        (after.flights - before.flights, after.questions - before.questions, after.commits - before.commits)
    });
    assert_eq!(small, large, "flights, questions, commits");
}
