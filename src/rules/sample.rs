//! The four programs of the worked examples as values, for tests: published terms with sample rates.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveTime;
use rust_decimal::Decimal;
use rust_decimal_macros::dec;

use crate::basics::{Cents, Day, Kwh};
use crate::terms::*;

use super::tariff::ServiceFacts;
use crate::words::{Condition, Method};

/// A day written like `2026-11-16`.
pub(crate) fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

/// An amount of energy written like `30.0`.
pub(crate) fn kwh(text: &str) -> Kwh {
    text.parse().expect("kWh")
}

/// A service of the class that all four programs take, without tax area, exemption or add-on.
pub(crate) fn residential() -> ServiceFacts {
    ServiceFacts { class: "residential".into(), ..ServiceFacts::default() }
}

/// A block schedule by whole kWh and price.
pub(crate) fn blocks(steps: &[(Option<i64>, Decimal)]) -> Vec<Block> {
    let block =
        |&(up_to, price): &(Option<i64>, Decimal)| Block { up_to: up_to.map(|kwh| Kwh::from_wh(kwh * 1000)), price };
    steps.iter().map(block).collect()
}

/// A price for every class on every kWh.
pub(crate) fn per_kwh(name: &str, price: Decimal) -> PerKwhRate {
    PerKwhRate { name: name.into(), price, classes: vec![] }
}

/// A monthly charge for every class.
pub(crate) fn monthly(name: &str, amount: Cents, while_off: bool) -> MonthlyRate {
    MonthlyRate { name: name.into(), amount, while_off, classes: vec![] }
}

/// A tax on everything, everywhere.
pub(crate) fn tax(name: &str, rate: Decimal) -> TaxRate {
    let on = [TaxedKind::Energy, TaxedKind::PerKwh, TaxedKind::Monthly, TaxedKind::AddOn].into();
    TaxRate { name: name.into(), rate, on, areas: vec![], exempt: vec![] }
}

/// Petit Jean: 0.10 a kWh, 30.00 a month, cut at or below zero.
pub(crate) fn petit_jean() -> Program {
    let mut program = plain("petit-jean", "Petit Jean Electric Cooperative", chrono_tz::America::Chicago);
    let joining = joining(20_00, 40_00, 20_00);
    program.to_confirm = vec!["returning.membership_fee".into(), "debt.cure_deficit_first".into()];
    program.new_member = joining.clone();
    program.returning = joining.clone();
    program.existing_member = Joining {
        membership_fee: Cents::ZERO,
        connection_fee: Cents::ZERO,
        reconnect_fee_when_disconnected: Some(Cents(40_00)),
        ..joining
    };
    let order = [DebtKind::PastDue, DebtKind::BilledNotDue, DebtKind::Unbilled].map(DepositPays::Debt);
    let order = [&order[..], &[DepositPays::Fees, DepositPays::Credit]].concat();
    program.debt = Debt {
        financed_at_most: Some(Cents(200_00)),
        due_at_start: DueAtStart::ByKind([(DebtKind::PriorAccount, Decimal::ONE)].into()),
        share_of_payments: dec!(0.50),
        past_due_after_day: Some(14),
        cure_deficit_first: true,
        deposit_pays: order.clone(),
        deposit_pays_when_disconnected: order,
        deposit_interest: interest(),
        ..program.debt
    };
    program.disconnect.when = CutWhen::AtOrBelowZero;
    program.reconnect.minimum_credit = Cents(20_00);
    program.closing = closing(5, ClosingUnit::BusinessDays);
    program.returned_payment.fee = Cents(25_00);
    program.notices.low_balance = Some(Cents(15_00));
    program.leaving.deposit = LeavingDeposit::TwoMonthsAverage;
    program
}

/// Palmetto: the same rates, cut below zero at 8:30, nothing financed.
pub(crate) fn palmetto() -> Program {
    let mut program = plain("palmetto", "Palmetto Electric Cooperative", chrono_tz::America::New_York);
    program.new_member = joining(5_00, 20_00, 50_00);
    program.returning = program.new_member.clone();
    program.existing_member = program.new_member.clone();
    program.debt.financed = false;
    program.disconnect.at = time(8, 30);
    program.reconnect.minimum_credit = Cents(10_00);
    program.closing = closing(14, ClosingUnit::Days);
    program.returned_payment =
        ReturnedPayment { fee: Cents(35_00), grace_hours: 0, checks_refused_after: 2, within_months: 24 };
    program.notices.low_balance = Some(Cents(25_00));
    program.notices.member_sets_threshold = true;
    program.leaving.deposit = LeavingDeposit::TwoMonthsAverage;
    program.leaving.waived_by = vec!["owner_with_good_credit".into()];
    program
}

/// Peninsula Light: a prepay charge of 4.00 that rests while off, ten days of use as opening credit.
pub(crate) fn peninsula_light() -> Program {
    let mut program = plain("peninsula-light", "Peninsula Light Co.", chrono_tz::America::Los_Angeles);
    program.eligibility.service_classes.push("general".into());
    program.eligibility.phases.push("three".into());
    program.eligibility.demand_metered = true;
    program.eligibility.contact_methods_at_least = 1;
    program.new_member = Joining { setup_fee: Cents(25_00), opening_credit_days: 10, ..joining(0, 0, 25_00) };
    program.returning = program.new_member.clone();
    program.existing_member = program.new_member.clone();
    program.debt.due_at_start = DueAtStart::Total(dec!(0.25));
    program.debt.share_of_payments = dec!(0.25);
    program.rates.monthly.push(monthly("Prepay charge", Cents(4_00), false));
    program.reconnect.minimum_credit = Cents(1);
    program.notices.low_balance_days = vec![7, 3, 1];
    program.notices.events = [
        NoticeEvent::LowBalance,
        NoticeEvent::Payment,
        NoticeEvent::Adjustment,
        NoticeEvent::BelowZero,
        NoticeEvent::DisconnectPending,
        NoticeEvent::Disconnected,
        NoticeEvent::Reconnected,
    ]
    .into();
    program.leaving.deposit = LeavingDeposit::TwiceHighestBill;
    program.leaving.waived_by = vec!["twelve_months_without_disconnect".into()];
    program
}

/// PEC: a transaction fee of 6.00 and a reserve of 10.00 that the true-up credits back; cuts are reviewed.
pub(crate) fn pec() -> Program {
    let mut program = plain("pec", "PEC", chrono_tz::America::Chicago);
    program.title = "PrePaid Metering".into();
    program.eligibility.service_classes.push("general".into());
    program.eligibility.refused_when = Condition::ALL.to_vec();
    program.new_member = Joining {
        membership_fee_in_opening_credit: true,
        connection_fee_when_switch_installed: WhenSwitchInstalled::Credited,
        ..joining(5_00, 50_00, 50_00)
    };
    program.returning = program.new_member.clone();
    program.existing_member =
        Joining { connection_fee_when_switch_installed: WhenSwitchInstalled::Waived, ..joining(0, 50_00, 50_00) };
    let past_due = DepositPays::Debt(DebtKind::PastDue);
    program.debt = Debt {
        due_at_start: DueAtStart::ByKind(
            [(DebtKind::PastDue, dec!(0.50)), (DebtKind::PriorAccount, dec!(0.50))].into(),
        ),
        share_of_payments: dec!(0.50),
        past_due_after_day: Some(10),
        deposit_pays: vec![DepositPays::Fees, past_due, DepositPays::Credit],
        deposit_pays_when_disconnected: vec![past_due, DepositPays::Fees, DepositPays::Credit],
        deposit_interest: interest(),
        ..program.debt
    };
    program.rates.monthly = vec![monthly("Base charge", Cents(30_00), true)];
    program.disconnect = Disconnect {
        when: CutWhen::AtOrBelowZero,
        at: time(9, 0),
        review: true,
        inclement_weather_hold: true,
        ..program.disconnect
    };
    program.reconnect.minimum_credit = Cents(1);
    program.closing = closing(7, ClosingUnit::Days);
    program.returned_payment =
        ReturnedPayment { fee: Cents(30_00), grace_hours: 24, checks_refused_after: 2, within_months: 12 };
    program.notices.low_balance = Some(Cents(20_00));
    program.notices.member_sets_threshold = true;
    program.notices.events.insert(NoticeEvent::Closed);
    program.notices.quiet = Some((time(21, 0), time(7, 0)));
    program.true_up = Some(TrueUp {
        fee: Cents(6_00),
        fee_credit: [6_00, 6_00, 4_00, 2_00, 0].map(Cents).into(),
        reserve: Cents(10_00),
    });
    program.leaving.deposit = LeavingDeposit::TwoMonthsAverage;
    program.leaving.waived_by = vec!["cosigner".into(), "owner_with_good_credit".into()];
    program.fees = vec![StaffFee { name: "Meter change trip".into(), amount: Cents(50_00) }];
    program
}

/// What the four have in common, and none, no or zero for the rest.
fn plain(id: &str, utility: &str, time_zone: chrono_tz::Tz) -> Program {
    Program {
        id: id.into(),
        utility: utility.into(),
        title: "Advance Pay".into(),
        phone: Some("555-0100".into()),
        offices: vec!["Main".into()],
        time_zone,
        effective: day("2026-01-01"),
        to_confirm: vec![],
        eligibility: Eligibility {
            service_classes: vec!["residential".into()],
            phases: vec!["single".into()],
            demand_metered: false,
            remote_switch: true,
            refused_when: vec![],
            contact_methods_at_least: 0,
        },
        new_member: joining(0, 0, 0),
        returning: joining(0, 0, 0),
        existing_member: joining(0, 0, 0),
        debt: plain_debt(),
        rates: plain_rates(),
        daily_cycle: DailyCycle { estimate_missing_reads: true, estimate_at_most_days: 3 },
        disconnect: Disconnect {
            when: CutWhen::BelowZero,
            at: time(10, 0),
            review: false,
            freeze_at_or_below_f: None,
            inclement_weather_hold: false,
            not_after: time(15, 30),
            before_list: vec![],
        },
        holidays: [(2026, holidays_of_2026())].into(),
        reconnect: Reconnect { minimum_credit: Cents::ZERO },
        closing: None,
        returned_payment: ReturnedPayment {
            fee: Cents::ZERO,
            grace_hours: 0,
            checks_refused_after: 0,
            within_months: 0,
        },
        notices: Notices {
            low_balance: None,
            low_balance_days: vec![],
            member_sets_threshold: false,
            events: [NoticeEvent::LowBalance, NoticeEvent::Disconnected, NoticeEvent::Reconnected].into(),
            quiet: None,
        },
        true_up: None,
        leaving: Leaving {
            deposit: LeavingDeposit::None,
            deposit_at_least: Cents::ZERO,
            waived_by: vec![],
            arrears_paid_first: true,
        },
        pledges: Pledges { holds: PledgeHolds::Government, agencies: Vec::new(), at_most_days: 30 },
        payments: Payments { methods: Method::AT_COUNTER.into() },
        fees: vec![],
        gl: BTreeMap::new(),
        sources: BTreeMap::new(),
        agreement: String::new(),
        letters: BTreeMap::new(),
    }
}

fn plain_debt() -> Debt {
    let order: Vec<DepositPays> = DebtKind::ALL.iter().copied().map(DepositPays::Debt).collect();
    let order = [&order[..], &[DepositPays::Credit]].concat();
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

fn plain_rates() -> Rates {
    Rates {
        sample: true,
        estimated_daily_use: kwh("36"),
        energy: vec![EnergyRate {
            months: (1..=12).collect(),
            classes: vec![],
            blocks: blocks(&[(None, dec!(0.10000))]),
        }],
        per_kwh: vec![],
        monthly: vec![monthly("Service availability charge", Cents(30_00), true)],
        tax: vec![],
        add_on: vec![],
    }
}

fn joining(membership: i64, connection: i64, credit: i64) -> Joining {
    Joining {
        membership_fee: Cents(membership),
        connection_fee: Cents(connection),
        setup_fee: Cents::ZERO,
        opening_credit: Cents(credit),
        opening_credit_days: 0,
        membership_fee_in_opening_credit: false,
        connection_fee_when_switch_installed: WhenSwitchInstalled::Charged,
        reconnect_fee_when_disconnected: None,
    }
}

fn closing(after: u32, unit: ClosingUnit) -> Option<Closing> {
    Some(Closing { after, unit, membership_fee_pays_debt: true, letter: None })
}

fn interest() -> BTreeMap<i32, Decimal> {
    [(2025, dec!(0.0150)), (2026, dec!(0.0125))].into()
}

fn holidays_of_2026() -> BTreeSet<Day> {
    [(1, 1), (5, 25), (7, 3), (9, 7), (11, 26), (11, 27), (12, 24), (12, 25)]
        .map(|(month, of_month)| Day::from_ymd_opt(2026, month, of_month).expect("a day"))
        .into()
}

fn time(hour: u32, minute: u32) -> NaiveTime {
    NaiveTime::from_hms_opt(hour, minute, 0).expect("a time of day")
}
