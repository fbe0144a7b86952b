//! The four co-ops' published terms with sample rates, built by hand: what the rules' tests look at.
//!
//! The numbers are those of the worked examples' program files, so an example proves a rule without a parser.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveTime;
use rust_decimal::Decimal;
use rust_decimal_macros::dec;

use crate::basics::{Cents, Day, Kwh};
use crate::terms::{
    Block, Closing, ClosingUnit, CutWhen, DailyCycle, Debt, DebtKind, DepositPays, Disconnect, DueAtStart, Eligibility,
    EnergyRate, Joining, Leaving, LeavingDeposit, MonthlyRate, NoticeEvent, Notices, Payments, PledgeHolds, Pledges,
    Program, Rates, Reconnect, ReturnedPayment, StaffFee, TrueUp, WhenSwitchInstalled,
};
use crate::words::{Condition, Method};

/// A day, written `2026-11-30`.
pub fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

/// A local time, written `10:00`.
pub fn time(text: &str) -> NaiveTime {
    NaiveTime::parse_from_str(text, "%H:%M").expect("a time of day")
}

/// Petit Jean's terms, without the freeze limit (C10), as the examples use them.
pub fn petit_jean() -> Program {
    let joining = Joining { membership_fee: Cents(20_00), connection_fee: Cents(40_00), ..joining(Cents(20_00)) };
    let deposit_pays = [debts(&[DebtKind::PastDue, DebtKind::BilledNotDue, DebtKind::Unbilled]), fees_then_credit()];
    Program {
        id: "petit-jean".into(),
        utility: "Petit Jean Electric Cooperative".into(),
        title: "Advance Pay".into(),
        phone: Some("501-745-2493".into()),
        offices: vec!["Clinton".into(), "Marshall".into()],
        time_zone: chrono_tz::America::Chicago,
        to_confirm: vec!["returning.membership_fee".into(), "debt.cure_deficit_first".into()],
        new_member: joining.clone(),
        returning: joining.clone(),
        existing_member: Joining {
            membership_fee: Cents::ZERO,
            connection_fee: Cents::ZERO,
            reconnect_fee_when_disconnected: Some(Cents(40_00)),
            ..joining
        },
        debt: Debt {
            financed: true,
            financed_at_most: Some(Cents(200_00)),
            due_at_start: DueAtStart::ByKind(BTreeMap::from([(DebtKind::PriorAccount, Decimal::ONE)])),
            share_of_payments: dec!(0.50),
            past_due_after_day: Some(14),
            cure_deficit_first: true,
            deposit_pays: deposit_pays.concat(),
            deposit_pays_when_disconnected: deposit_pays.concat(),
            deposit_interest: sample_interest(),
        },
        reconnect: Reconnect { minimum_credit: Cents(20_00) },
        closing: Some(closing(5, ClosingUnit::BusinessDays)),
        returned_payment: ReturnedPayment { fee: Cents(25_00), ..no_returns() },
        notices: Notices { low_balance: Some(Cents(15_00)), ..notices() },
        sources: sources(&[
            ("eligibility", "FAQ 12: residential, voluntary"),
            ("new_member", "FAQ 6: 80.00 in all"),
            ("debt", "FAQ 3, 5, 6; past due: Billing Terms; C7"),
            ("disconnect", "FAQ 9, 10, 11, 14; C1"),
            ("reconnect", "FAQ 6, 10, 11, 15"),
            ("closing", "FAQ 6, 10, 16; C2, C14"),
            ("returned_payment", "Billing Terms"),
            ("notices", "FAQ 7"),
            ("leaving", "FAQ 12; Billing Terms: at most two months' average"),
            ("payments", "FAQ 8"),
        ]),
        ..common()
    }
}

/// Palmetto's terms: nothing is financed.
pub fn palmetto() -> Program {
    let joining = Joining { membership_fee: Cents(5_00), connection_fee: Cents(20_00), ..joining(Cents(50_00)) };
    Program {
        id: "palmetto".into(),
        utility: "Palmetto Electric Cooperative".into(),
        title: "Advance Pay".into(),
        phone: Some("866-445-5551".into()),
        offices: vec!["Ridgeland".into(), "Hilton Head".into()],
        time_zone: chrono_tz::America::New_York,
        new_member: joining.clone(),
        returning: joining.clone(),
        existing_member: joining,
        debt: Debt { financed: false, ..debt() },
        disconnect: Disconnect { when: CutWhen::BelowZero, at: time("08:30"), ..disconnect() },
        reconnect: Reconnect { minimum_credit: Cents(10_00) },
        closing: Some(closing(14, ClosingUnit::Days)),
        returned_payment: ReturnedPayment {
            fee: Cents(35_00),
            checks_refused_after: 2,
            within_months: 24,
            ..no_returns()
        },
        notices: Notices { low_balance: Some(Cents(25_00)), member_sets_threshold: true, ..notices() },
        leaving: Leaving { waived_by: vec!["owner_with_good_credit".into()], ..leaving() },
        sources: sources(&[
            ("debt", "Palmetto terms: deposit to the balance, the rest to energy; nothing financed"),
            ("returned_payment", "Palmetto terms: 35.00; two in 24 months"),
        ]),
        ..common()
    }
}

/// Peninsula Light's terms: a quarter of the debt at the start, notices by days left, never closed by itself.
pub fn peninsula_light() -> Program {
    let joining = Joining { setup_fee: Cents(25_00), opening_credit_days: 10, ..joining(Cents(25_00)) };
    let mut rates = rates("Service availability charge");
    rates.monthly.push(MonthlyRate { while_off: false, ..monthly("Prepay charge", Cents(4_00)) });
    let mut notices = Notices { low_balance_days: vec![7, 3, 1], ..notices() };
    notices.events.extend([
        NoticeEvent::Payment,
        NoticeEvent::Adjustment,
        NoticeEvent::BelowZero,
        NoticeEvent::DisconnectPending,
    ]);
    Program {
        id: "peninsula-light".into(),
        utility: "Peninsula Light Co.".into(),
        title: "Prepay".into(),
        phone: Some("253-857-5950".into()),
        offices: vec!["Gig Harbor".into()],
        time_zone: chrono_tz::America::Los_Angeles,
        eligibility: Eligibility {
            service_classes: vec!["residential".into(), "general".into()],
            phases: vec!["single".into(), "three".into()],
            demand_metered: true,
            contact_methods_at_least: 1,
            ..eligibility()
        },
        new_member: joining.clone(),
        returning: joining.clone(),
        existing_member: joining,
        debt: Debt { due_at_start: DueAtStart::Total(dec!(0.25)), share_of_payments: dec!(0.25), ..debt() },
        rates,
        disconnect: Disconnect { when: CutWhen::BelowZero, ..disconnect() },
        reconnect: Reconnect { minimum_credit: Cents(1) },
        notices,
        leaving: Leaving {
            deposit: LeavingDeposit::TwiceHighestBill,
            waived_by: vec!["twelve_months_without_disconnect".into()],
            ..leaving()
        },
        sources: sources(&[("eligibility", "Peninsula terms: a valid notification method")]),
        ..common()
    }
}

/// PEC's Section 307: a person reviews the list, a true-up, pledges that hold.
pub fn pec() -> Program {
    let joining = Joining { connection_fee: Cents(50_00), ..joining(Cents(50_00)) };
    let new_member = Joining {
        membership_fee: Cents(5_00),
        membership_fee_in_opening_credit: true,
        connection_fee_when_switch_installed: WhenSwitchInstalled::Credited,
        ..joining.clone()
    };
    let past_due = debts(&[DebtKind::PastDue]);
    let mut notices = Notices {
        low_balance: Some(Cents(20_00)),
        member_sets_threshold: true,
        quiet: Some((time("21:00"), time("07:00"))),
        ..notices()
    };
    notices.events.insert(NoticeEvent::Closed);
    Program {
        id: "pec".into(),
        utility: "PEC".into(),
        title: "PrePaid Metering".into(),
        phone: Some("580-332-3031".into()),
        offices: vec!["Ada".into()],
        eligibility: Eligibility {
            service_classes: vec!["residential".into(), "general".into()],
            refused_when: Condition::ALL.to_vec(),
            ..eligibility()
        },
        new_member: new_member.clone(),
        returning: new_member,
        existing_member: Joining { connection_fee_when_switch_installed: WhenSwitchInstalled::Waived, ..joining },
        debt: Debt {
            due_at_start: DueAtStart::ByKind(BTreeMap::from([
                (DebtKind::PastDue, dec!(0.50)),
                (DebtKind::PriorAccount, dec!(0.50)),
            ])),
            share_of_payments: dec!(0.50),
            past_due_after_day: Some(10),
            deposit_pays: [vec![DepositPays::Fees], past_due.clone(), vec![DepositPays::Credit]].concat(),
            deposit_pays_when_disconnected: [past_due, fees_then_credit()].concat(),
            deposit_interest: sample_interest(),
            ..debt()
        },
        rates: rates("Base charge"),
        disconnect: Disconnect { at: time("09:00"), review: true, inclement_weather_hold: true, ..disconnect() },
        reconnect: Reconnect { minimum_credit: Cents(1) },
        closing: Some(closing(7, ClosingUnit::Days)),
        returned_payment: ReturnedPayment {
            fee: Cents(30_00),
            grace_hours: 24,
            checks_refused_after: 2,
            within_months: 12,
        },
        notices,
        true_up: Some(TrueUp {
            fee: Cents(6_00),
            fee_credit: [6_00, 6_00, 4_00, 2_00, 0].map(Cents).to_vec(),
            reserve: Cents(10_00),
        }),
        leaving: Leaving { waived_by: vec!["cosigner".into(), "owner_with_good_credit".into()], ..leaving() },
        pledges: Pledges { holds: PledgeHolds::Government, agencies: Vec::new(), at_most_days: 30 },
        fees: vec![StaffFee { name: "Meter change trip".into(), amount: Cents(50_00) }],
        sources: sources(&[
            ("eligibility", "Section 307 A1"),
            ("disconnect", "Section 307 E1, E2"),
            ("returned_payment", "Section 307 E4"),
            ("leaving", "Section 307 A4"),
            ("pledges", "Section 307 D4"),
        ]),
        ..common()
    }
}

/// What the four share, and what a program file that leaves a table out means.
fn common() -> Program {
    let nothing = joining(Cents::ZERO);
    Program {
        id: String::new(),
        utility: String::new(),
        title: String::new(),
        phone: None,
        offices: Vec::new(),
        time_zone: chrono_tz::America::Chicago,
        effective: day("2026-01-01"),
        to_confirm: Vec::new(),
        eligibility: eligibility(),
        new_member: nothing.clone(),
        returning: nothing.clone(),
        existing_member: nothing,
        debt: debt(),
        rates: rates("Service availability charge"),
        daily_cycle: DailyCycle { estimate_missing_reads: true, estimate_at_most_days: 3 },
        disconnect: disconnect(),
        holidays: BTreeMap::from([(2026, holidays_of_2026())]),
        reconnect: Reconnect { minimum_credit: Cents(1) },
        closing: None,
        returned_payment: no_returns(),
        notices: notices(),
        true_up: None,
        leaving: leaving(),
        pledges: Pledges { holds: PledgeHolds::None, agencies: Vec::new(), at_most_days: 30 },
        payments: Payments { methods: Method::AT_COUNTER.to_vec() },
        fees: Vec::new(),
        gl: BTreeMap::new(),
        sources: BTreeMap::new(),
        agreement: String::new(),
        letters: BTreeMap::new(),
    }
}

fn holidays_of_2026() -> BTreeSet<Day> {
    let first_half = ["2026-01-01", "2026-05-25"];
    let second_half = ["2026-07-03", "2026-09-07", "2026-11-26", "2026-11-27", "2026-12-24", "2026-12-25"];
    first_half.into_iter().chain(second_half).map(day).collect()
}

fn eligibility() -> Eligibility {
    Eligibility {
        service_classes: vec!["residential".into()],
        phases: vec!["single".into()],
        demand_metered: false,
        remote_switch: true,
        refused_when: Vec::new(),
        contact_methods_at_least: 0,
    }
}

fn joining(opening_credit: Cents) -> Joining {
    Joining {
        membership_fee: Cents::ZERO,
        connection_fee: Cents::ZERO,
        setup_fee: Cents::ZERO,
        opening_credit,
        opening_credit_days: 0,
        membership_fee_in_opening_credit: false,
        connection_fee_when_switch_installed: WhenSwitchInstalled::Charged,
        reconnect_fee_when_disconnected: None,
    }
}

fn debt() -> Debt {
    let order = [debts(DebtKind::ALL), vec![DepositPays::Credit]].concat();
    Debt {
        financed: true,
        financed_at_most: None,
        due_at_start: DueAtStart::ByKind(BTreeMap::new()),
        share_of_payments: Decimal::ZERO,
        past_due_after_day: None,
        cure_deficit_first: false,
        deposit_pays: order.clone(),
        deposit_pays_when_disconnected: order,
        deposit_interest: BTreeMap::new(),
    }
}

fn debts(kinds: &[DebtKind]) -> Vec<DepositPays> {
    kinds.iter().copied().map(DepositPays::Debt).collect()
}

fn fees_then_credit() -> Vec<DepositPays> {
    vec![DepositPays::Fees, DepositPays::Credit]
}

fn sample_interest() -> BTreeMap<i32, Decimal> {
    BTreeMap::from([(2025, dec!(0.0150)), (2026, dec!(0.0125))])
}

fn rates(monthly_charge: &str) -> Rates {
    Rates {
        sample: true,
        estimated_daily_use: Kwh::from_wh(36_000),
        energy: vec![EnergyRate {
            months: (1..=12).collect(),
            classes: Vec::new(),
            blocks: vec![Block { up_to: None, price: dec!(0.10000) }],
        }],
        per_kwh: Vec::new(),
        monthly: vec![monthly(monthly_charge, Cents(30_00))],
        tax: Vec::new(),
        add_on: Vec::new(),
    }
}

fn monthly(name: &str, amount: Cents) -> MonthlyRate {
    MonthlyRate { name: name.into(), amount, while_off: true, classes: Vec::new() }
}

fn disconnect() -> Disconnect {
    Disconnect {
        when: CutWhen::AtOrBelowZero,
        at: time("10:00"),
        review: false,
        freeze_at_or_below_f: None,
        inclement_weather_hold: false,
        not_after: time("15:30"),
        before_list: Vec::new(),
    }
}

fn closing(after: u32, unit: ClosingUnit) -> Closing {
    Closing { after, unit, membership_fee_pays_debt: true, letter: None }
}

fn no_returns() -> ReturnedPayment {
    ReturnedPayment { fee: Cents::ZERO, grace_hours: 0, checks_refused_after: 0, within_months: 0 }
}

fn notices() -> Notices {
    Notices {
        low_balance: None,
        low_balance_days: Vec::new(),
        member_sets_threshold: false,
        events: BTreeSet::from([NoticeEvent::LowBalance, NoticeEvent::Disconnected, NoticeEvent::Reconnected]),
        quiet: None,
    }
}

fn leaving() -> Leaving {
    Leaving {
        deposit: LeavingDeposit::TwoMonthsAverage,
        deposit_at_least: Cents::ZERO,
        waived_by: Vec::new(),
        arrears_paid_first: true,
    }
}

fn sources(clauses: &[(&str, &str)]) -> BTreeMap<String, String> {
    clauses.iter().map(|(table, clause)| ((*table).to_string(), (*clause).to_string())).collect()
}
