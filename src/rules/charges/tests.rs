use proptest::prelude::*;
use rust_decimal::Decimal;
use rust_decimal_macros::dec;

use super::*;
use crate::basics::days_in_month;
use crate::rules::sample::{self, blocks, kwh};
use crate::rules::sample_account::SampleAccount;
use crate::rules::tariff::{AddOn, line_names};
use crate::terms::{AddOnRate, Program, TaxRate};

fn cents<const N: usize>(amounts: [i64; N]) -> Vec<Cents> {
    amounts.map(Cents).into()
}

#[test]
fn c26_a_day_is_its_use_and_its_share_e07() {
    let mut account = SampleAccount::new("2026-11-25", Cents(20_00));
    let balances = account.balances(&sample::petit_jean(), &["71.2", "69.8", "80.5", "76.0", "108.1"]);
    assert_eq!(balances, cents([11_88, 3_90, -5_15, -13_75, -25_56]));
}

#[test]
fn c3_the_availability_charge_runs_on_while_off_e11() {
    let mut account = SampleAccount::new("2026-11-30", Cents(-25_56));
    let balances = account.balances(&sample::petit_jean(), &["0"; 8]);
    assert_eq!(balances, cents([-26_56, -27_53, -28_50, -29_46, -30_43, -31_40, -32_37, -33_33]));
}

#[test]
fn c31_a_rollovers_use_is_billed_like_any_e24() {
    let mut account = SampleAccount::new("2026-11-16", Cents(50_00));
    assert_eq!(account.balances(&sample::palmetto(), &["30.0", "40.8"]), cents([46_00, 40_92]));
}

#[test]
fn c31_a_corrected_read_moves_use_from_one_day_to_the_next_e25() {
    let totals = |uses: [&str; 3]| {
        let mut account = SampleAccount::new("2026-11-16", Cents(50_00));
        let days = uses.map(|used| account.bill(&sample::palmetto(), used).total());
        (days.to_vec(), account.balance)
    };
    assert_eq!(totals(["30", "45", "25"]), (cents([4_00, 5_50, 3_50]), Cents(37_00)));
    assert_eq!(totals(["30", "30", "40"]), (cents([4_00, 4_00, 5_00]), Cents(37_00)));
    assert_eq!(totals(["30", "30", "50"]), (cents([4_00, 4_00, 6_00]), Cents(36_00)));
}

#[test]
fn c31_a_day_with_a_meter_exchange_bills_both_meters_e26() {
    let mut account = SampleAccount::new("2026-11-16", Cents(50_00));
    assert_eq!(account.balances(&sample::palmetto(), &["30.0", "32.6"]), cents([46_00, 41_74]));
}

#[test]
fn c32_a_charge_that_rests_while_off_is_left_out_only_for_whole_days_off_e30() {
    let mut account = SampleAccount::new("2026-11-30", Cents(-7_25));
    let program = sample::peninsula_light();
    let mut balances = account.balances(&program, &["0"]);
    account.off_all_day = true;
    balances.extend(account.balances(&program, &["0", "0"]));
    assert_eq!(balances, cents([-8_38, -9_35, -10_32]));
}

#[test]
fn r20_an_estimate_too_high_is_credited_by_a_negative_day_e32() {
    let mut account = SampleAccount::new("2026-11-09", Cents(136_00));
    let balances = account.balances(&sample::peninsula_light(), &["30"; 10]);
    assert_eq!(balances[7..], cents([102_94, 98_80, 94_67]));
    let correcting = account.bill(&sample::peninsula_light(), "-20");
    assert_eq!(correcting.cents, cents([-2_00, 1_00, 13]));
    assert_eq!(account.balance, Cents(95_54));
}

#[test]
fn r17_pec_adds_its_fee_and_its_reserve_e37_e38_e39() {
    let mut account = SampleAccount::new("2026-12-01", Cents(-37_60));
    assert_eq!(account.balances(&sample::pec(), &["3", "3"]), cents([-39_38, -41_18]));
    let mut account = SampleAccount::new("2026-11-21", Cents(95_00));
    assert_eq!(account.balances(&sample::pec(), &["30", "30", "30"]), cents([90_47, 85_94, 81_40]));
    let mut account = SampleAccount::new("2026-11-29", Cents(45_00));
    assert_eq!(account.bill(&sample::pec(), "3").cents, cents([30, 1_00, 20, 34]));
    assert_eq!(account.balance, Cents(43_16));
}

#[test]
fn a_months_days_are_the_monthly_bill_to_the_cent_e41() {
    let mut program = sample::petit_jean();
    program.rates.energy[0].blocks = blocks(&[(Some(500), dec!(0.11250)), (None, dec!(0.09375))]);
    let uses = "28.682 36.648 21.341 25.308 23.235 29.271 35.102 18.254 28.131 19.450 28.874 31.908 32.112 34.354 \
                21.106 32.741 26.282 25.309 34.761 27.671 32.366 27.548 32.612 31.094 30.899 23.959 29.761 8.536 \
                9.090 13.517 21.387";
    let uses: Vec<&str> = uses.split_whitespace().collect();
    let mut account = SampleAccount::new("2026-10-01", Cents(200_00));
    let balances = account.balances(&program, &uses);
    assert_eq!(balances[..3], cents([195_80, 190_71, 187_35]));
    assert_eq!(balances[30], Cents(83_63));
    assert_eq!(account.month.used, kwh("821.309"));
}

#[test]
fn per_kwh_lines_and_taxes_round_the_month_and_a_new_price_goes_on_from_there_e42() {
    let mut program = sample::petit_jean();
    program.rates.per_kwh = vec![sample::per_kwh("Power cost adjustment", dec!(0.00310))];
    program.rates.tax = vec![sample::tax("State sales tax", dec!(0.0650))];
    let mut account = SampleAccount::new("2026-11-16", Cents(100_00));
    let old = [(); 4].map(|()| account.bill(&program, "41.3").cents);
    program.rates.per_kwh[0].price = dec!(0.00455);
    let new = [(); 2].map(|()| account.bill(&program, "41.3").cents);
    assert_eq!(old[0], cents([4_13, 13, 1_00, 34]));
    assert_eq!(old[1], cents([4_13, 13, 1_00, 34]));
    assert_eq!(old[2], cents([4_13, 12, 1_00, 35]));
    assert_eq!(old[3], cents([4_13, 13, 1_00, 34]));
    assert_eq!(new, [cents([4_13, 19, 1_00, 34]), cents([4_13, 19, 1_00, 35])]);
    assert_eq!(account.balance, Cents(66_27));
}

#[test]
fn the_season_is_the_service_days_e43() {
    let mut program = sample::petit_jean();
    let mut summer = program.rates.energy[0].clone();
    summer.months = (6..=9).collect();
    summer.blocks = blocks(&[(None, dec!(0.11430))]);
    program.rates.energy[0].months = [1, 2, 3, 4, 5, 10, 11, 12].into();
    program.rates.energy.push(summer);
    let mut account = SampleAccount::new("2026-09-26", Cents(100_00));
    assert_eq!(account.balances(&program, &["30"]), cents([95_57]));
    let spread = crate::rules::reads::spread(kwh("1030"), kwh("1230.003"), 6);
    let tariff = Tariff::of(&program);
    let days: Vec<Cents> = spread.into_iter().map(|used| account.bill_with(&tariff, used).total()).collect();
    assert_eq!(days, cents([4_81, 4_81, 4_81, 4_81, 4_30, 4_31]));
    assert_eq!(account.balance, Cents(67_72));
}

#[test]
fn a_line_is_zero_where_its_class_area_or_exemption_says_so() {
    let mut program = sample::pec();
    program.rates.tax = vec![
        TaxRate { areas: vec!["Ada".into()], ..sample::tax("City tax", dec!(0.04)) },
        TaxRate { exempt: vec!["church".into()], ..sample::tax("State tax", dec!(0.05)) },
    ];
    program.rates.monthly.push(sample::monthly("Demand charge", Cents(60_00), true));
    program.rates.monthly[1].classes = vec!["general".into()];
    program.rates.add_on = vec![AddOnRate { name: "Light".into(), monthly: Cents(9_00), kwh: Kwh::ZERO }];
    let words: Vec<_> = line_names(&program).iter().map(|line| line.kind.word()).collect();
    let expected = ["energy", "monthly", "monthly", "true_up_fee", "true_up_reserve", "add_on", "tax", "tax"];
    assert_eq!(words, expected);

    let bill = |service: ServiceFacts| {
        let mut account = SampleAccount::new("2026-11-01", Cents::ZERO);
        account.service = service;
        account.bill(&program, "30").cents
    };
    assert_eq!(bill(sample::residential()), cents([3_00, 1_00, 0, 20, 33, 0, 0, 20]));
    let in_town = ServiceFacts { tax_area: Some("Ada".into()), exempt: vec!["church".into()], ..sample::residential() };
    assert_eq!(bill(in_town), cents([3_00, 1_00, 0, 20, 33, 0, 16, 0]));
    let lit = vec![AddOn { name: "Light".into(), count: 2 }, AddOn { name: "Unknown".into(), count: 1 }];
    let lit = ServiceFacts { class: "general".into(), add_ons: lit, ..ServiceFacts::default() };
    assert_eq!(bill(lit), cents([3_00, 1_00, 2_00, 20, 33, 60, 0, 33]));
}

/// A program with every kind of line and a schedule of three blocks.
fn rich(prices: [u32; 3], adjustment: i64, rate: u32) -> Program {
    let price = |index: usize| Decimal::new(prices[index].into(), 5);
    let mut program = sample::peninsula_light();
    program.rates.energy[0].blocks = blocks(&[(Some(300), price(0)), (Some(700), price(1)), (None, price(2))]);
    program.rates.per_kwh = vec![sample::per_kwh("Power cost adjustment", Decimal::new(adjustment, 5))];
    program.rates.add_on = vec![AddOnRate { name: "Light".into(), monthly: Cents(9_51), kwh: Kwh::ZERO }];
    program.rates.tax = vec![sample::tax("State sales tax", Decimal::new(rate.into(), 4))];
    program
}

/// What three blocks of a month cost, written down without the schedule's own code.
fn block_price(used: Kwh, prices: [u32; 3]) -> Decimal {
    let price = |index: usize| Decimal::new(prices[index].into(), 5);
    let used = used.decimal();
    let upper = [dec!(0), dec!(300), dec!(700)].map(|from| (used - from).max(Decimal::ZERO));
    let first = if used < Decimal::ZERO { used } else { upper[0] };
    (first - upper[1]) * price(0) + (upper[1] - upper[2]) * price(1) + upper[2] * price(2)
}

fn dollars(amount: Decimal) -> Cents {
    Cents::rounded(amount * Decimal::ONE_HUNDRED)
}

proptest! {
    #[test]
    fn any_month_of_days_is_the_month_billed_at_once(
        prices in proptest::array::uniform3(1_000..40_000_u32), adjustment in -2_000..2_000_i64, rate in 0..2_000_u32,
        month in 1..=12_u32, uses in proptest::collection::vec(-20_000..120_000_i64, 31),
    ) {
        let program = rich(prices, adjustment, rate);
        let tariff = Tariff::of(&program);
        let first = Day::from_ymd_opt(2026, month, 1).expect("a first of a month");
        let mut account = SampleAccount::new(&first.to_string(), Cents::ZERO);
        account.service.add_ons = vec![AddOn { name: "Light".into(), count: 1 }];
        let uses = &uses[..days_in_month(first) as usize];
        let mut lines = vec![Cents::ZERO; tariff.lines().len()];
        for &wh in uses {
            let charge = account.bill_with(&tariff, Kwh::from_wh(wh));
            lines.iter_mut().zip(charge.cents).for_each(|(sum, cents)| *sum += cents);
        }
        let used = Kwh::from_wh(uses.iter().sum());
        let energy = dollars(block_price(used, prices));
        let per_kwh = dollars(used.decimal() * Decimal::new(adjustment, 5));
        let before_tax = energy + per_kwh + Cents(30_00 + 4_00 + 9_51);
        let tax = before_tax.times(Decimal::new(rate.into(), 4));
        prop_assert_eq!(lines, vec![energy, per_kwh, Cents(30_00), Cents(4_00), Cents(9_51), tax]);
        prop_assert_eq!(account.month.used, used);
    }

    #[test]
    fn a_stored_day_gives_the_same_month_as_the_day_itself(uses in proptest::collection::vec(-20_000..120_000_i64, 1..28)) {
        let tariff = Tariff::of(&rich([11_250, 10_000, 9_375], 310, 650));
        let mut account = SampleAccount::new("2026-11-01", Cents::ZERO);
        let mut stored = MonthSoFar::default();
        for wh in uses {
            let charge = account.bill_with(&tariff, Kwh::from_wh(wh));
            stored = tariff.month_after(stored, Kwh::from_wh(wh), &charge.cents);
        }
        prop_assert_eq!(stored, account.month);
    }
}
