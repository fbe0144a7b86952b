//! The worked examples of joining, and what holds for every quote.

use crate::basics::Code;
use proptest::prelude::*;

use super::*;
use crate::rules::sample_terms::{day, palmetto, pec, peninsula_light, petit_jean};

fn new_service() -> Application {
    Application {
        joins_as: JoinsAs::New,
        applicant: Applicant {
            service_class: "residential".into(),
            phase: "single".into(),
            demand_metered: false,
            remote_switch: true,
            conditions: Vec::new(),
            contact_methods: 2,
        },
        switch_installed: true,
        standard: StandardAccount { deposit_since: Some(today()), ..StandardAccount::default() },
        finance: Finance::None,
        opening_use_cost: Cents::ZERO,
    }
}

fn conversion() -> Application {
    Application { joins_as: JoinsAs::Existing, ..new_service() }
}

fn today() -> Day {
    day("2026-11-16")
}

fn owing(past_due: i64, deposit: i64) -> StandardAccount {
    StandardAccount {
        past_due: Cents(past_due),
        deposit: Cents(deposit),
        deposit_since: Some(today()),
        ..Default::default()
    }
}

fn quoted(application: &Application, program: &Program) -> Quote {
    quote(application, program, today()).expect("these terms let the applicant join")
}

/// `due_now`, `to_arrears` and `opening_credit` in cents.
fn totals(application: &Application, program: &Program) -> (i64, i64, i64) {
    let quote = quoted(application, program);
    (quote.due_now.0, quote.to_arrears.0, quote.opening_credit.0)
}

#[test]
fn e01_a_new_member_pays_80_00_and_what_is_more_is_credit() {
    let quote = quoted(&new_service(), &petit_jean());
    assert_eq!(quote.due_now, Cents(80_00));
    assert_eq!(quote.balance_after(Cents(79_99), JoinsAs::New, &petit_jean()).unwrap_err().code, Code::BelowMinimum);
    assert_eq!(quote.balance_after(Cents(100_00), JoinsAs::New, &petit_jean()), Ok(Cents(40_00)));
    let kinds: Vec<_> = quote.lines.iter().map(|line| line.kind.word()).collect();
    assert_eq!(kinds, ["membership_fee", "connection_fee", "opening_credit"]);
}

#[test]
fn e02_the_deposit_pays_the_debt_then_the_reconnect_fee_then_credit() {
    let standard = StandardAccount { billed_not_due: Cents(71_40), unbilled: Cents(18_25), ..owing(62_18, 200_00) };
    let served = Application { standard, ..conversion() };
    assert_eq!(totals(&served, &petit_jean()), (0, 0, 48_17));
    let cut = Application { standard: StandardAccount { disconnected: true, ..standard }, ..conversion() };
    assert_eq!(totals(&cut, &petit_jean()), (11_83, 0, 20_00));
    assert!(quoted(&cut, &petit_jean()).lines.iter().all(|line| line.kind != LineKind::ConnectionFee));
}

#[test]
fn e04_the_cap_applies_after_all_deposits() {
    let owes = Application { standard: owing(465_90, 200_00), ..conversion() };
    let as_much = Application { finance: Finance::AsMuchAsAllowed, ..owes.clone() };
    assert_eq!(totals(&as_much, &petit_jean()), (85_90, 200_00, 20_00));
    let too_much = Application { finance: Finance::Amount(Cents(200_01)), ..owes };
    assert_eq!(quote(&too_much, &petit_jean(), today()).unwrap_err().code, Code::FinanceAboveCap);
}

#[test]
fn e05_the_deposit_pays_with_its_interest() {
    let standard = StandardAccount { deposit_since: Some(day("2025-03-01")), ..owing(100_00, 200_00) };
    let quote = quote(&Application { standard, ..conversion() }, &petit_jean(), day("2026-11-20")).expect("allowed");
    assert_eq!((quote.deposit_interest, quote.opening_credit), (Cents(4_73), Cents(104_73)));
}

#[test]
fn e13_coming_back_costs_the_fees_and_what_is_still_owed() {
    let standard = StandardAccount { prior_account: Cents(13_33), ..StandardAccount::default() };
    let returning = Application { joins_as: JoinsAs::Returning, standard, ..new_service() };
    assert_eq!(totals(&returning, &petit_jean()), (93_33, 0, 20_00));
    let financing = Application { finance: Finance::Amount(Cents(1)), ..returning };
    assert_eq!(quote(&financing, &petit_jean(), today()).unwrap_err().code, Code::FinanceAboveDebt);
}

#[test]
fn e20_palmetto_finances_nothing_and_its_deposit_pays_no_fees() {
    assert_eq!(totals(&new_service(), &palmetto()), (75_00, 0, 50_00));
    let covered = Application { standard: owing(96_42, 150_00), ..conversion() };
    assert_eq!(totals(&covered, &palmetto()), (25_00, 0, 53_58));
    let short = Application { standard: owing(210_00, 150_00), ..conversion() };
    assert_eq!(totals(&short, &palmetto()), (135_00, 0, 50_00));
    let financing = Application { finance: Finance::Amount(Cents(60_00)), ..short.clone() };
    assert_eq!(quote(&financing, &palmetto(), today()).unwrap_err().code, Code::FinanceNotAllowed);
    let as_allowed = Application { finance: Finance::AsMuchAsAllowed, ..short };
    assert_eq!(totals(&as_allowed, &palmetto()), (135_00, 0, 50_00));
}

#[test]
fn e27_the_opening_credit_is_the_greater_of_the_amount_and_ten_days_of_use() {
    let class_average = Application { opening_use_cost: Cents(36_00), ..new_service() };
    assert_eq!(totals(&class_average, &peninsula_light()), (61_00, 0, 36_00));
    let own_figure = Application { opening_use_cost: Cents(20_00), ..new_service() };
    assert_eq!(totals(&own_figure, &peninsula_light()), (50_00, 0, 25_00));
    assert_eq!(totals(&class_average, &petit_jean()), (80_00, 0, 20_00));
}

#[test]
fn e28_the_deposit_counts_toward_the_quarter_that_is_due() {
    let owes = Application {
        standard: owing(400_00, 60_00),
        finance: Finance::AsMuchAsAllowed,
        opening_use_cost: Cents(36_00),
        ..conversion()
    };
    assert_eq!(totals(&owes, &peninsula_light()), (101_00, 300_00, 36_00));
}

#[test]
fn r13_a_share_of_the_whole_is_paid_on_the_oldest_debt() {
    let standard =
        StandardAccount { prior_account: Cents(150_00), unbilled: Cents(250_00), ..StandardAccount::default() };
    let owes = Application { standard, finance: Finance::AsMuchAsAllowed, ..conversion() };
    let quote = quoted(&owes, &peninsula_light());
    let due_now: Vec<_> = quote.lines.iter().map(|line| (line.kind.word(), line.left())).collect();
    assert_eq!(due_now[..2], [("unbilled", Cents::ZERO), ("prior_account", Cents(100_00))]);
}

#[test]
fn e33_the_connect_fee_is_opening_credit_once_a_switch_is_installed() {
    assert_eq!(totals(&new_service(), &pec()), (50_00, 0, 45_00));
    let without_a_switch = Application { switch_installed: false, ..new_service() };
    assert_eq!(totals(&without_a_switch, &pec()), (100_00, 0, 45_00));
}

#[test]
fn e34_half_of_a_prior_account_is_due_rounded_away_from_zero() {
    let standard = StandardAccount { prior_account: Cents(180_01), ..StandardAccount::default() };
    let owes = Application { switch_installed: false, standard, finance: Finance::AsMuchAsAllowed, ..new_service() };
    assert_eq!(totals(&owes, &pec()), (190_01, 90_00, 45_00));
}

#[test]
fn e35_half_of_past_due_is_due_and_the_deposit_counts_toward_it() {
    let without = StandardAccount { billed_not_due: Cents(95_30), unbilled: Cents(22_18), ..owing(140_00, 0) };
    let owes = Application { standard: without, finance: Finance::AsMuchAsAllowed, ..conversion() };
    assert_eq!(totals(&owes, &pec()), (120_00, 187_48, 50_00));
    let with = StandardAccount { deposit: Cents(101_37), ..without };
    assert_eq!(totals(&Application { standard: with, ..owes }, &pec()), (50_00, 156_11, 50_00));
}

#[test]
fn e36_after_a_cut_the_deposit_pays_what_was_cut_for_then_the_fee_then_credit() {
    let standard = StandardAccount { disconnected: true, ..owing(120_00, 253_41) };
    let cut = Application { standard, switch_installed: false, ..conversion() };
    assert_eq!(totals(&cut, &pec()), (0, 0, 83_41));
    let short = StandardAccount { disconnected: true, ..owing(120_00, 130_00) };
    let short = Application { standard: short, finance: Finance::AsMuchAsAllowed, ..cut };
    assert_eq!(totals(&short, &pec()), (90_00, 0, 50_00));
    let served = StandardAccount { disconnected: false, ..short.standard };
    assert_eq!(totals(&Application { standard: served, ..short }, &pec()), (50_00, 40_00, 50_00));
}

#[test]
fn r12_what_is_financed_is_the_newest_debt() {
    let standard = StandardAccount { unbilled: Cents(18_25), ..owing(62_18, 0) };
    let owes = Application { standard, finance: Finance::Amount(Cents(20_00)), ..conversion() };
    let quote = quoted(&owes, &petit_jean());
    let financed = |kind| quote.lines.iter().find(|line| line.kind == LineKind::Debt(kind)).map(|line| line.financed);
    assert_eq!(financed(DebtKind::Unbilled), Some(Cents(18_25)));
    assert_eq!(financed(DebtKind::PastDue), Some(Cents(1_75)));
}

#[test]
fn an_amount_that_cannot_be_and_a_deposit_on_a_new_service_are_refused() {
    for past_due in [-1, Cents::MOST.0 + 1] {
        let impossible = Application { standard: owing(past_due, 0), ..conversion() };
        assert_eq!(quote(&impossible, &petit_jean(), today()).unwrap_err().code, Code::BadAmount);
    }
    let negative_plan = Application { finance: Finance::Amount(Cents(-1)), ..conversion() };
    assert_eq!(quote(&negative_plan, &petit_jean(), today()).unwrap_err().code, Code::BadAmount);
    let with_a_deposit = Application { standard: owing(0, 100_00), ..new_service() };
    assert_eq!(quote(&with_a_deposit, &petit_jean(), today()).unwrap_err().code, Code::NotAConversion);
}

#[test]
fn a_quote_refuses_whom_enrollment_would_refuse() {
    let mut mill = new_service();
    mill.applicant.phase = "three".into();
    assert_eq!(quote(&mill, &petit_jean(), today()).unwrap_err().code, Code::NotEligible);
}

proptest! {
    #[test]
    fn every_cent_of_a_quote_is_paid_once_and_every_cent_of_the_deposit_is_used(
        debts in prop::array::uniform4(0..500_00_i64), deposit in 0..600_00_i64, disconnected: bool, switch_installed: bool,
        whose in 0..4_usize, as_much: bool,
    ) {
        let program = vec![petit_jean(), palmetto(), peninsula_light(), pec()].swap_remove(whose);
        let standard = StandardAccount {
            billed_not_due: Cents(debts[1]), unbilled: Cents(debts[2]), prior_account: Cents(debts[3]), disconnected,
            ..owing(debts[0], deposit)
        };
        let finance = if as_much { Finance::AsMuchAsAllowed } else { Finance::None };
        let quote = quoted(&Application { standard, switch_installed, finance, ..conversion() }, &program);
        let sum = |part: fn(&Line) -> Cents| quote.lines.iter().map(part).sum::<Cents>();
        prop_assert!(quote.lines.iter().all(|line| line.left() >= Cents::ZERO && line.financed >= Cents::ZERO));
        prop_assert_eq!(sum(|line| line.from_deposit), Cents(deposit));
        prop_assert_eq!(sum(|line| line.due), Cents(deposit) + quote.to_arrears + quote.due_now);
        prop_assert!(quote.opening_credit >= program.existing_member.opening_credit);
        prop_assert!(program.debt.financed_at_most.is_none_or(|cap| quote.to_arrears <= cap));
        prop_assert!(as_much || quote.to_arrears.is_zero());
    }
}
