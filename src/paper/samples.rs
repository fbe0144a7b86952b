//! One of each paper, filled with invented people, for the tests.

use chrono::NaiveDate;

use super::agreement::{Agreement, DueLine, Signature, Signed};
use super::check_request::CheckRequest;
use super::day_report::{CardBatch, DayReport, Deposit, Drawer, Movement, Receipts, Reversal, Standing, Total};
use super::deposit_slip::{Cash, Check, DepositSlip};
use super::disconnect_list::{DisconnectList, Row};
use super::evidence::{Evidence, Gate, Read, Step};
use super::letter::{Letter, Settlement};
use super::receipt::{Allocation, Power, Receipt, Reprint, Tender, Voided};
use super::reconnect_quote::ReconnectQuote;
use super::statement::{Entry, Statement};
use super::{AmountLine, Document, Letterhead, Paper, Run};
use crate::basics::{Cents, Day, Instant, Kwh, Now};

pub fn head() -> Letterhead {
    Letterhead {
        utility: "Petit Jean Electric Cooperative".into(),
        office: "Clinton".into(),
        phone: Some("501-555-0100".into()),
        practice: true,
        sample_rates: true,
        now: now("2026-11-30T14:14:00"),
    }
}

fn now(local: &str) -> Now {
    Now::from_local(local.parse().expect("a local time"), chrono_tz::America::Chicago)
}

fn at(time: &str) -> Instant {
    now(&format!("2026-11-30T{time}")).at
}

fn day(of_month: u32) -> Day {
    NaiveDate::from_ymd_opt(2026, 11, of_month).expect("a day of November")
}

/// Every kind of paper by a name for its file.
pub fn all() -> Vec<(&'static str, Document)> {
    let head = head();
    let real = Letterhead { practice: false, sample_rates: false, ..head.clone() };
    vec![
        ("receipt-roll", receipt().lay_out(Paper::Roll, &head)),
        ("receipt-half", receipt().lay_out(Paper::HalfLetter, &real)),
        ("receipt-many-roll", receipt_of_three().lay_out(Paper::Roll, &real)),
        ("receipt-many-half", receipt_of_three().lay_out(Paper::HalfLetter, &head)),
        ("agreement-drawn", agreement(drawn()).lay_out(&head)),
        ("agreement-draft", agreement(Signature::Draft { name: "Ada Ozark".into() }).lay_out(&real)),
        ("agreement-ink", agreement(Signature::Ink(signed())).lay_out(&Letterhead { practice: false, ..head.clone() })),
        ("letter", letter().lay_out(&real)),
        ("day-report-z", day_report().lay_out(&head)),
        ("day-report-x", open_day_report().lay_out(&real)),
        ("deposit-slip", deposit_slip().lay_out(&head)),
        ("evidence", evidence().lay_out(&head)),
        ("disconnect-list", disconnect_list().lay_out(&head)),
        ("statement", statement(75).lay_out(&head)),
        ("reconnect-quote", reconnect_quote().lay_out(&head)),
        ("check-request", check_request().lay_out(&real)),
    ]
}

pub(super) fn receipt() -> Receipt {
    Receipt {
        number: "R-C-004118".into(),
        clerk: "D. Park".into(),
        at: at("14:09:00"),
        tenders: vec![Tender { method: "Cash".into(), detail: None, amount: Cents(40_00) }],
        change: Cents(20_00),
        allocations: vec![Allocation {
            account: "1000204".into(),
            name: "Ada Ozark".into(),
            service_address: "12 Elm St, Clinton".into(),
            lines: vec![
                AmountLine::new("To electricity", Cents(20_00)),
                AmountLine::new("To the past-due plan", Cents(0)),
            ],
            balance: Cents(-56),
            arrears: Some(Cents(100_00)),
            power: Power::Needed(Cents(20_56)),
        }],
        copy: None,
        void: None,
    }
}

pub(super) fn receipt_of_three() -> Receipt {
    let one = receipt();
    let second = Allocation {
        account: "1000077".into(),
        name: "Bartholomew Featherstonehaugh-Cholmondeley and Wilhelmina Featherstonehaugh-Cholmondeley".into(),
        service_address: "4417 Old Highway 65 South, Unit B, behind the feed store, Marshall AR 72650".into(),
        lines: vec![
            AmountLine::new("Membership fee", Cents(20_00)),
            AmountLine::new("Connection fee", Cents(40_00)),
            AmountLine::new("To electricity", Cents(1_234_00)),
        ],
        balance: Cents(1_234_00),
        arrears: None,
        power: Power::ReconnectRequested,
    };
    let third = Allocation {
        account: "1000301".into(),
        power: Power::Other("The power stays off: a safety hold stands since Nov 28. Ask a supervisor.".into()),
        ..one.allocations[0].clone()
    };
    Receipt {
        tenders: vec![
            Tender { method: "Check".into(), detail: Some("number 2291".into()), amount: Cents(1_000_00) },
            Tender { method: "Card".into(), detail: Some("ending 4242".into()), amount: Cents(314_00) },
            Tender { method: "Cash".into(), detail: None, amount: Cents(60_00) },
        ],
        change: Cents(40_00),
        allocations: vec![Allocation { power: Power::On, ..one.allocations[0].clone() }, second, third],
        copy: Some(Reprint { printed: at("15:02:00"), by: "D. Park".into() }),
        void: Some(Voided {
            at: at("14:20:00"),
            by: "D. Park".into(),
            approved_by: "L. Reyes".into(),
            reason: "the wrong member's account".into(),
        }),
        ..one
    }
}

fn signed() -> Signed {
    Signed { name: "Ada Ozark".into(), at: at("14:14:00"), clerk: "D. Park".into() }
}

fn drawn() -> Signature {
    let letter = |x: f32| vec![(x, 60.0), (x + 12.0, 10.0), (x + 20.0, 58.0), (x + 26.0, 30.0), (x + 34.0, 60.0)];
    let strokes = vec![
        letter(0.0),
        letter(40.0),
        (0..40_u16).map(|step| (85.0 + 3.0 * f32::from(step), 45.0 + 12.0 * (f32::from(step) * 0.6).sin())).collect(),
        vec![(210.0, 20.0)],
    ];
    Signature::Drawn { strokes, signed: signed() }
}

pub(super) fn agreement(signature: Signature) -> Agreement {
    let paragraph = |number: usize| {
        vec![
            Run::plain(format!("{number}. To begin, the member pays a membership fee of ")),
            Run::strong("$20.00"),
            Run::plain(", a connection fee of "),
            Run::strong("$40.00"),
            Run::plain(" and at least "),
            Run::strong("$20.00"),
            Run::plain(" that is credited to the account. No deposit is required. When the balance reaches "),
            Run::strong("$0.00"),
            Run::plain(", service is disconnected without further notice at "),
            Run::strong("10:00 a.m."),
            Run::plain(
                " on the next business day, at any time of the year, unless the law or these terms forbid it that day.",
            ),
        ]
    };
    let line = |text: &str, due, from_deposit, financed| DueLine {
        text: text.into(),
        due: Cents(due),
        from_deposit: Cents(from_deposit),
        financed: Cents(financed),
    };
    Agreement {
        title: "Advance Pay agreement".into(),
        terms: "Terms in force from Jan 1, 2026".into(),
        terms_hash: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08".into(),
        member: "20331".into(),
        names: vec!["Ada Ozark".into(), "Benjamin Ozark".into()],
        mailing_address: "PO Box 14, Clinton AR 72031".into(),
        account: "1000204".into(),
        service_address: "12 Elm St, Clinton AR".into(),
        meter: "M10204".into(),
        paragraphs: (1..=11).map(paragraph).collect(),
        due: vec![
            line("Past due", 465_90, 200_00, 200_00),
            line("Connection fee", 40_00, 0, 0),
            line("Membership fee", 20_00, 0, 0),
            line("Opening credit", 20_00, 0, 0),
        ],
        outcome: vec![
            AmountLine::new("Paid now, cash", Cents(145_90)),
            AmountLine::new("Advance Pay balance to begin with", Cents(20_00)),
            AmountLine::new("Past-due plan", Cents(200_00)),
        ],
        signature,
    }
}

fn letter() -> Letter {
    Letter {
        subject: "Final notice".into(),
        date: day(30),
        to: vec!["Ada Ozark".into(), "PO Box 14".into(), "Clinton AR 72031".into()],
        account: "1000204".into(),
        service_address: "12 Elm St, Clinton AR".into(),
        paragraphs: vec![
            vec![
                Run::plain("Your Advance Pay account was disconnected on "),
                Run::strong("Nov 20, 2026"),
                Run::plain(" and has been closed, since no payment brought it back within "),
                Run::strong("5 business days"),
                Run::plain("."),
            ],
            vec![
                Run::plain("Your membership fee of "),
                Run::strong("$20.00"),
                Run::plain(
                    " has been applied to what is owed. Service can begin again at any time as a new account; please call us, and we will tell you what it takes.",
                ),
            ],
        ],
        settlement: Some(Settlement {
            lines: vec![
                AmountLine::new("Balance after the last charge", Cents(-33_33)),
                AmountLine::new("Membership fee applied", Cents(20_00)),
            ],
            outcome: Cents(-13_33),
        }),
        from: "Member Services".into(),
    }
}

pub(super) fn day_report() -> DayReport {
    let total = |text: &str, count, amount| Total { text: text.into(), count, amount: Cents(amount) };
    let movement = |text: &str, amount| Movement {
        drawer: "1".into(),
        at: at("12:00:00"),
        text: text.into(),
        amount: Cents(amount),
    };
    let drawer = |name: &str, operator: &str, counted| Drawer {
        name: name.into(),
        operator: operator.into(),
        float: Cents(100_00),
        expected: Some(Cents(743_75)),
        counted: Some(Cents(counted)),
    };
    DayReport {
        day: day(30),
        standing: Standing::Closed { at: at("17:06:00"), by: "L. Reyes".into() },
        drawers: vec![drawer("1", "D. Park", 743_50), drawer("2", "J. Whitfield-Montgomery", 744_00)],
        receipts: Some(Receipts { count: 61, first: "R-C-004060".into(), last: "R-C-004120".into() }),
        by_method: vec![
            total("Cash", 31, 1_287_50),
            total("Check", 12, 1_105_00),
            total("Money order", 3, 185_00),
            total("Card", 14, 412_18),
            total("External", 1, 40_00),
        ],
        by_kind: vec![
            total("Electricity", 58, 2_549_68),
            total("Past-due plan", 17, 360_00),
            total("Membership", 2, 40_00),
            total("Connection fee", 2, 80_00),
        ],
        voids: vec![Reversal {
            receipt: "R-C-004101".into(),
            at: at("14:20:00"),
            amount: Cents(-60_00),
            by: "D. Park".into(),
            approved_by: "L. Reyes".into(),
            reason: "posted to the wrong member's account, who has the same name".into(),
        }],
        returns: Vec::new(),
        paid_outs: vec![movement("Postage stamps", -13_60)],
        drops: vec![movement("To the safe, envelope 3", -500_00), movement("To the safe, envelope 4", -300_00)],
        deposit: Some(Deposit {
            bag: "B-77120".into(),
            lines: vec![
                AmountLine::new("Cash", Cents(1_287_50)),
                AmountLine::new("Checks", Cents(1_105_00)),
                AmountLine::new("Money orders", Cents(185_00)),
            ],
        }),
        card_batch: Some(CardBatch { terminal: Cents(412_18), ours: Cents(412_18) }),
        chain_head: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08".into(),
        chain_length: 184_022,
    }
}

fn open_day_report() -> DayReport {
    DayReport {
        standing: Standing::Open,
        drawers: day_report().drawers.into_iter().map(|drawer| Drawer { counted: None, ..drawer }).collect(),
        receipts: None,
        by_method: Vec::new(),
        by_kind: Vec::new(),
        deposit: None,
        card_batch: Some(CardBatch { terminal: Cents(412_18), ours: Cents(400_00) }),
        ..day_report()
    }
}

fn deposit_slip() -> DepositSlip {
    let check = |receipt: &str, from: &str, number: &str, amount| Check {
        receipt: receipt.into(),
        from: from.into(),
        number: number.into(),
        amount: Cents(amount),
    };
    DepositSlip {
        day: day(30),
        bag: "B-77120".into(),
        prepared_by: "D. Park".into(),
        cash: Cash::Counted(vec![
            (Cents(100_00), 3),
            (Cents(50_00), 1),
            (Cents(20_00), 12),
            (Cents(10_00), 7),
            (Cents(5_00), 9),
            (Cents(1_00), 31),
            (Cents(25), 18),
            (Cents(10), 22),
            (Cents(5), 9),
            (Cents(1), 35),
        ]),
        checks: vec![
            check("R-C-004102", "B. Riddle", "2291", 60_00),
            check("R-C-004109", "Ozark Aid", "10077", 200_00),
            check("R-C-004115", "M. Tull", "MO 88120", 45_00),
        ],
    }
}

fn evidence() -> Evidence {
    let gate = |text: &str, found: &str, passed| Gate { text: text.into(), found: found.into(), passed };
    let step = |time: &str, what: &str, answer: &str| Step { at: at(time), what: what.into(), answer: answer.into() };
    Evidence {
        account: "1000204".into(),
        name: "Ada Ozark".into(),
        service_address: "12 Elm St, Clinton AR".into(),
        meter: "M10204".into(),
        day: day(30),
        reason: "The balance was at or below $0.00 at 10:00 AM on a business day.".into(),
        balance: Cents(-20_56),
        clause: "FAQ 9, 10, 11, 14; C1".into(),
        terms: "in force from Jan 1, 2026".into(),
        reads: (27..=30)
            .map(|of_month| Read {
                day: day(of_month),
                register: Kwh::from_wh(1_000_000 + i64::from(of_month) * 41_300),
                quality: "actual".into(),
            })
            .collect(),
        gates: vec![
            gate("The read is fresh enough", "read this morning at 6:02 AM", true),
            gate("The day's use is plausible", "34.1 kWh, mean 39.8 kWh", true),
            gate("No hold and no flag stands", "third-party notice, released", true),
            gate("The forecast is above the freeze limit", "41 °F, limit 32 °F", true),
        ],
        released_by: Some("L. Reyes, Nov 30, 9:41 AM".into()),
        steps: vec![
            step("10:00:02", "Disconnect queued, transaction 8841", "balance checked again: −$20.56"),
            step("10:00:04", "Disconnect sent through the head end", "accepted"),
            step("10:02:11", "State asked", "open (seen)"),
        ],
    }
}

fn disconnect_list() -> DisconnectList {
    let row = |account: u32, balance, reason: &str| Row {
        account: account.to_string().into(),
        name: "Ada Ozark".into(),
        service_address: "12 Elm St, Clinton".into(),
        balance: Cents(balance),
        last_read: day(30),
        reason: reason.into(),
    };
    DisconnectList {
        day: day(30),
        made: at("10:00:00"),
        waits: Some("There are 42 rows, more than three times the mean of the last 20 business days (11).".into()),
        cut: (0..42)
            .map(|index| {
                row(
                    1_000_200 + index,
                    -56 * i64::from(index),
                    if index == 0 { "exactly $0.00: at or below zero (C1)" } else { "at or below $0.00" },
                )
            })
            .collect(),
        held: vec![
            row(1_000_077, -12_50, "medical hold to Dec 14"),
            row(1_000_078, -3_10, "estimated for 4 days: never cut on estimates, on the attention list"),
        ],
    }
}

pub(super) fn statement(days: u32) -> Statement {
    let mut balance = Cents(60_00);
    let mut entries = Vec::new();
    for index in 0..days {
        let day = day(1) + chrono::Days::new(index.into());
        let (text, amount) = if index % 10 == 9 {
            ("Payment, cash · R-C-004118", Cents(60_00))
        } else {
            ("34.1 kWh · availability $0.95", Cents(-5_21))
        };
        balance += amount;
        entries.push(Entry { day, text: text.into(), amount, balance });
    }
    Statement {
        account: "1000204".into(),
        name: "Ada Ozark".into(),
        mailing_address: "PO Box 14, Clinton AR 72031".into(),
        service_address: "12 Elm St, Clinton AR".into(),
        from: day(1),
        to: day(1) + chrono::Days::new(days.into()),
        opening: Cents(60_00),
        entries,
        arrears: Some(Cents(100_00)),
    }
}

fn reconnect_quote() -> ReconnectQuote {
    ReconnectQuote {
        account: "1000204".into(),
        name: "Ada Ozark".into(),
        service_address: "12 Elm St, Clinton AR".into(),
        disconnected_on: day(30),
        to_reconnect: Cents(40_56),
        lines: vec![
            AmountLine::new("Outstanding balance", Cents(20_56)),
            AmountLine::new("Minimum credit", Cents(20_00)),
        ],
        closes_after: NaiveDate::from_ymd_opt(2026, 12, 7),
        as_of: at("14:14:00"),
        how_to_pay:
            "Pay at either office in cash, by check, card or money order. The power comes back by itself, at any hour."
                .into(),
    }
}

fn check_request() -> CheckRequest {
    CheckRequest {
        number: "CR-0031".into(),
        day: day(30),
        account: "1000204".into(),
        payee: "Ada Ozark".into(),
        address: vec!["PO Box 14".into(), "Clinton AR 72031".into()],
        lines: vec![
            AmountLine::new("Advance Pay credit at closing", Cents(31_40)),
            AmountLine::new("Membership fee", Cents(20_00)),
        ],
        reason: "Closed at the member's request on Nov 27, 2026".into(),
        requested_by: "D. Park".into(),
        approved_by: "L. Reyes".into(),
        gl_account: Some("232.10".into()),
    }
}
