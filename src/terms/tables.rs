//! The tables of the program file, one function a table: what each key may hold, and what its absence means.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveTime, Weekday};
use chrono_tz::{TZ_VARIANTS, Tz};
use rust_decimal::Decimal;

use super::errors::did_you_mean;
use super::kinds::{AT_LEAST_ONE, COUNT, DATE, DAY_OF_MONTH, FAHRENHEIT, FLAG, MONEY, SHARE, TEXT, TIME, year};
use super::model::{
    Closing, DailyCycle, Debt, DebtKind, DepositPays, Disconnect, DueAtStart, Eligibility, Joining, Leaving,
    LeavingDeposit, Method, NoticeEvent, Notices, Payments, PledgeHolds, Pledges, Reconnect, ReturnedPayment, StaffFee,
    TrueUp, WhenSwitchInstalled,
};
use super::reader::Table;
use crate::basics::{Cents, Day};
use crate::words::{Condition, Word};

/// The service classes that a program may serve.
pub const SERVICE_CLASSES: [&str; 2] = ["residential", "general"];
/// The phases that a service may have.
pub const PHASES: [&str; 2] = ["single", "three"];
/// What the disconnect list may have to wait for.
pub const BEFORE_LIST: [&str; 2] = ["external_payments", "night_drop"];
/// What may stand in for the deposit of a member who leaves (R43).
pub const WAIVERS: [&str; 3] = ["cosigner", "owner_with_good_credit", "twelve_months_without_disconnect"];
/// The ledger account kinds that `[gl]` may map, `income` also by the kind of what was charged.
pub const GL_KINDS: [&str; 32] = [
    "energy",
    "arrears",
    "deposit",
    "membership",
    "refund",
    "cash",
    "safe",
    "float",
    "checks",
    "money_orders",
    "cards",
    "external",
    "bank",
    "tax",
    "deposit_interest",
    "over_short",
    "paid_out",
    "standard_billing",
    "written_off",
    "income",
    "income.energy",
    "income.per_kwh",
    "income.monthly",
    "income.add_on",
    "income.true_up",
    "income.connection_fee",
    "income.setup_fee",
    "income.reconnect_fee",
    "income.membership_fee",
    "income.returned_payment",
    "income.fee",
    "income.adjustment",
];

/// A disconnect that is not done by then expires, where the file names no time (C27).
fn not_after_if_left_out() -> NaiveTime {
    NaiveTime::from_hms_opt(15, 30, 0).expect("15:30 is a time of day")
}

/// `offices`: at least one.
pub(super) fn offices(top: &Table) -> Vec<String> {
    top.required_list("offices", &TEXT, "[\"Clinton\", \"Marshall\"]")
}

/// `time_zone`: a zone of the IANA list.
pub(super) fn time_zone(top: &Table) -> Tz {
    let name = top.required("time_zone", &TEXT);
    name.parse().unwrap_or_else(|_| {
        if !name.is_empty() {
            let hint = did_you_mean(&name, TZ_VARIANTS.iter().map(|zone| zone.name()));
            top.note("time_zone", format!("expected a time zone, like \"America/Chicago\"; found \"{name}\"{hint}"));
        }
        Tz::UTC
    })
}

/// `[eligibility]` (R01, R02). Classes or phases that are left out or empty set no limit: all are served.
pub(super) fn eligibility(table: &Table) -> Eligibility {
    let or_all = |chosen: Vec<String>, all: &[&str]| {
        if chosen.is_empty() { all.iter().map(ToString::to_string).collect() } else { chosen }
    };
    Eligibility {
        service_classes: or_all(table.choices("service_classes", &SERVICE_CLASSES), &SERVICE_CLASSES),
        phases: or_all(table.choices("phases", &PHASES), &PHASES),
        demand_metered: table.or("demand_metered", &FLAG, false),
        remote_switch: table.or("remote_switch", &FLAG, false),
        refused_when: table.words("refused_when", Condition::ALL).unwrap_or_default(),
        contact_methods_at_least: table.or("contact_methods_at_least", &COUNT, 0),
    }
}

/// `[new_member]` (R04–R07).
pub(super) fn new_member(table: &Table) -> Joining {
    joining(table, &NOTHING_DUE)
}

/// `[returning]` (R39): a key that is left out is as for a new member.
pub(super) fn returning(table: &Table, new_member: &Joining) -> Joining {
    joining(table, new_member)
}

/// `[existing_member]` (R08).
pub(super) fn existing_member(table: &Table) -> Joining {
    Joining {
        reconnect_fee_when_disconnected: table.optional("reconnect_fee_when_disconnected", &MONEY),
        ..joining(table, &NOTHING_DUE)
    }
}

const NOTHING_DUE: Joining = Joining {
    membership_fee: Cents::ZERO,
    connection_fee: Cents::ZERO,
    setup_fee: Cents::ZERO,
    opening_credit: Cents::ZERO,
    opening_credit_days: 0,
    membership_fee_in_opening_credit: false,
    connection_fee_when_switch_installed: WhenSwitchInstalled::Charged,
    reconnect_fee_when_disconnected: None,
};

fn joining(table: &Table, absent: &Joining) -> Joining {
    let joining = Joining {
        membership_fee: table.or("membership_fee", &MONEY, absent.membership_fee),
        connection_fee: table.or("connection_fee", &MONEY, absent.connection_fee),
        setup_fee: table.or("setup_fee", &MONEY, absent.setup_fee),
        opening_credit: table.or("opening_credit", &MONEY, absent.opening_credit),
        opening_credit_days: table.or("opening_credit_days", &COUNT, absent.opening_credit_days),
        membership_fee_in_opening_credit: table.or(
            "membership_fee_in_opening_credit",
            &FLAG,
            absent.membership_fee_in_opening_credit,
        ),
        connection_fee_when_switch_installed: table
            .word_or("connection_fee_when_switch_installed", absent.connection_fee_when_switch_installed),
        reconnect_fee_when_disconnected: None,
    };
    if joining.membership_fee_in_opening_credit && joining.membership_fee > joining.opening_credit {
        table.note(
            "membership_fee_in_opening_credit",
            format!(
                "the membership fee of {} cannot be part of an opening credit of {}",
                joining.membership_fee, joining.opening_credit
            ),
        );
    }
    joining
}

/// `[debt]` (R10–R16). A deposit without an order pays every debt and then the opening credit: fees only where the
/// order says so (C16).
pub(super) fn debt(table: &Table) -> Debt {
    let every_debt = || {
        let debts = DebtKind::ALL.iter().copied().map(DepositPays::Debt);
        debts.chain([DepositPays::Credit]).collect::<Vec<_>>()
    };
    let deposit_pays = table.words("deposit_pays", DepositPays::ALL).unwrap_or_else(every_debt);
    Debt {
        financed: table.or("financed", &FLAG, false),
        financed_at_most: table.optional("financed_at_most", &MONEY),
        due_at_start: table.table("due_at_start", due_at_start),
        share_of_payments: table.or("share_of_payments", &SHARE, Decimal::ZERO),
        past_due_after_day: table.optional("past_due_after_day", &DAY_OF_MONTH),
        cure_deficit_first: table.or("cure_deficit_first", &FLAG, false),
        deposit_pays_when_disconnected: table
            .words("deposit_pays_when_disconnected", DepositPays::ALL)
            .unwrap_or_else(|| deposit_pays.clone()),
        deposit_pays,
        deposit_interest: table.table("deposit_interest", deposit_interest),
    }
}

/// `due_at_start` (R13): shares by kind of debt, or one of the whole.
fn due_at_start(table: &Table) -> DueAtStart {
    let shares = DebtKind::ALL.iter().filter_map(|kind| Some((*kind, table.optional(kind.word(), &SHARE)?)));
    let by_kind: BTreeMap<_, _> = shares.collect();
    match table.optional("total", &SHARE) {
        Some(total) if by_kind.is_empty() => DueAtStart::Total(total),
        Some(_) => {
            table.note("total", "expected either a share of the total or shares by kind of debt, not both");
            DueAtStart::ByKind(by_kind)
        }
        None => DueAtStart::ByKind(by_kind),
    }
}

/// The yearly rate by calendar year (R11).
fn deposit_interest(table: &Table) -> BTreeMap<i32, Decimal> {
    years(table).into_iter().filter_map(|(year, key)| Some((year, table.optional(key, &SHARE)?))).collect()
}

/// The keys of `table` that are years; the others are left for the table to report as unknown.
fn years<'a>(table: &Table<'a>) -> Vec<(i32, &'a str)> {
    table.keys().filter_map(|key| Some((year(key)?, key))).collect()
}

/// `[daily_cycle]` (R20).
pub(super) fn daily_cycle(table: &Table) -> DailyCycle {
    DailyCycle {
        estimate_missing_reads: table.or("estimate_missing_reads", &FLAG, false),
        estimate_at_most_days: table.or("estimate_at_most_days", &COUNT, 0),
    }
}

/// `[disconnect]` (R30–R32).
pub(super) fn disconnect(table: &Table) -> Disconnect {
    let disconnect = Disconnect {
        when: table.required_word("when"),
        at: table.required("at", &TIME),
        review: table.or("review", &FLAG, false),
        freeze_at_or_below_f: table.optional("freeze_at_or_below_f", &FAHRENHEIT),
        inclement_weather_hold: table.or("inclement_weather_hold", &FLAG, false),
        not_after: table.or("not_after", &TIME, not_after_if_left_out()),
        before_list: table.choices("before_list", &BEFORE_LIST),
    };
    if disconnect.at > disconnect.not_after {
        let last = disconnect.not_after.format("%H:%M");
        let found = disconnect.at.format("%H:%M");
        table.note("at", format!("expected a time not later than not_after, which is \"{last}\"; found \"{found}\""));
    }
    disconnect
}

/// `[holidays]` (R31): a list of observed dates by year.
pub(super) fn holidays(table: &Table) -> BTreeMap<i32, BTreeSet<Day>> {
    years(table).into_iter().map(|(year, key)| (year, holidays_of(table, year, key))).collect()
}

fn holidays_of(table: &Table, year: i32, key: &str) -> BTreeSet<Day> {
    let days = table.list(key, &DATE).unwrap_or_default();
    for day in days.iter().filter(|day| day.year() != year) {
        table.note(key, format!("expected days of {year}; found \"{day}\""));
    }
    for (index, day) in days.iter().enumerate() {
        let observed = match day.weekday() {
            Weekday::Sat => day.pred_opt(),
            Weekday::Sun => day.succ_opt(),
            _ => continue,
        };
        let observed = observed.map_or_else(|| "a business day".to_string(), |observed| format!("\"{observed}\""));
        let message = format!(
            "\"{day}\" is a {}, no business day anyway: expected the day on which it is observed, like {observed}",
            day.format("%A")
        );
        table.mistake(key, Some(index), message);
    }
    days.into_iter().collect()
}

/// `[reconnect]` (R33).
pub(super) fn reconnect(table: &Table) -> Reconnect {
    Reconnect { minimum_credit: table.required("minimum_credit", &MONEY) }
}

/// `[closing]` (R37, R38).
pub(super) fn closing(table: &Table) -> Closing {
    Closing {
        after: table.required("after", &AT_LEAST_ONE),
        unit: table.required_word("unit"),
        membership_fee_pays_debt: table.or("membership_fee_pays_debt", &FLAG, false),
        letter: table.optional("letter", &TEXT),
    }
}

/// `[returned_payment]` (R40, R41).
pub(super) fn returned_payment(table: &Table) -> ReturnedPayment {
    let returned = ReturnedPayment {
        fee: table.or("fee", &MONEY, Cents::ZERO),
        grace_hours: table.or("grace_hours", &COUNT, 0),
        checks_refused_after: table.or("checks_refused_after", &COUNT, 0),
        within_months: table.or("within_months", &COUNT, 0),
    };
    if returned.checks_refused_after > 0 && returned.within_months == 0 {
        table.note(
            "within_months",
            "expected the months within which returned checks count, since checks_refused_after is set",
        );
    }
    returned
}

/// `[notices]` (R24–R26). Where no `events` are named, a low-balance amount or days that are set still alert: nobody
/// sets an amount that does nothing. A list that is written holds as it is written.
pub(super) fn notices(table: &Table) -> Notices {
    let low_balance = table.optional("low_balance", &MONEY);
    let low_balance_days = table.list("low_balance_days", &COUNT).unwrap_or_default();
    let alerts = low_balance.is_some() || !low_balance_days.is_empty();
    let unwritten = || alerts.then_some(NoticeEvent::LowBalance).into_iter().collect();
    Notices {
        low_balance,
        low_balance_days,
        member_sets_threshold: table.or("member_sets_threshold", &FLAG, false),
        events: table.words("events", NoticeEvent::ALL).map_or_else(unwritten, |events| events.into_iter().collect()),
        quiet: quiet(table),
    }
}

fn quiet(table: &Table) -> Option<(NaiveTime, NaiveTime)> {
    match table.series("quiet", &TIME)?.as_slice() {
        [] => None,
        [from, to] if from != to => Some((*from, *to)),
        _ => {
            table.note("quiet", "expected two different times, from and to, like [\"21:00\", \"07:00\"], or none");
            None
        }
    }
}

/// `[true_up]` (R17, R21, R22). Without a list nothing of the fee is credited back.
pub(super) fn true_up(table: &Table) -> TrueUp {
    let fee = table.or("fee", &MONEY, Cents::ZERO);
    let fee_credit = table.series("fee_credit", &MONEY).unwrap_or_else(|| vec![Cents::ZERO]);
    if fee_credit.is_empty() {
        table.note("fee_credit", "expected what is credited after 0, 1, 2, … payments, like [\"6.00\", \"0.00\"]");
    }
    for (index, credit) in fee_credit.iter().enumerate().filter(|(_, credit)| **credit > fee) {
        table.note_item("fee_credit", index, format!("expected at most the fee of \"{fee}\"; found \"{credit}\""));
    }
    TrueUp { fee, fee_credit, reserve: table.or("reserve", &MONEY, Cents::ZERO) }
}

/// `[leaving]` (R43, R45).
pub(super) fn leaving(table: &Table) -> Leaving {
    Leaving {
        deposit: table.word_or("deposit", LeavingDeposit::None),
        deposit_at_least: table.or("deposit_at_least", &MONEY, Cents::ZERO),
        waived_by: table.choices("waived_by", &WAIVERS),
        arrears_paid_first: table.or("arrears_paid_first", &FLAG, false),
    }
}

/// `[pledges]` (R42, C48).
pub(super) fn pledges(table: &Table) -> Pledges {
    Pledges {
        holds: table.word_or("holds", PledgeHolds::None),
        agencies: table.list("agencies", &TEXT).unwrap_or_default(),
        at_most_days: table.or("at_most_days", &AT_LEAST_ONE, 30),
    }
}

/// `[payments]` (R28): every method, where none is named.
pub(super) fn payments(table: &Table) -> Payments {
    Payments { methods: table.words("methods", Method::AT_COUNTER).unwrap_or_else(|| Method::AT_COUNTER.to_vec()) }
}

/// `[[fee]]` (R44), each by its own name.
pub(super) fn fees(top: &Table) -> Vec<StaffFee> {
    let mut names = BTreeSet::new();
    top.tables("fee", |table| {
        let fee = StaffFee { name: table.required("name", &TEXT), amount: table.required("amount", &MONEY) };
        if !fee.name.is_empty() && !names.insert(fee.name.clone()) {
            table.note("name", format!("two fees are named \"{}\"", fee.name));
        }
        fee
    })
}

/// `[gl]`: the co-op's own account number by ledger account kind; income by kind as `income.energy = "…"`.
pub(super) fn gl(table: &Table) -> BTreeMap<String, String> {
    let mut numbers = BTreeMap::new();
    for kind in GL_KINDS {
        if kind == "income" && table.has_table(kind) {
            let by_kind = table.table(kind, |income| {
                let kinds = GL_KINDS.iter().filter_map(|kind| kind.strip_prefix("income."));
                kinds
                    .filter_map(|kind| Some((format!("income.{kind}"), income.optional(kind, &TEXT)?)))
                    .collect::<Vec<_>>()
            });
            numbers.extend(by_kind);
        } else if let Some(number) = table.optional(kind, &TEXT) {
            numbers.insert(kind.to_string(), number);
        }
    }
    numbers
}
