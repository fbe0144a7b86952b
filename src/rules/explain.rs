//! What a day's charges follow from, in sentences: for `account why`, and for the member who asks at the counter.

use rust_decimal::Decimal;

use crate::basics::{Cents, Kwh, days_in_month, month_of};
use crate::terms::{Block, Program};

use super::charges::{DayCharge, DayFacts};
use super::reads::Boundary;
use super::rounding::cents_through;
use super::tariff::{LineKind, line_names, names_season};

/// The reads that a day stands on: its own morning's and the next one's.
pub type Reads = (Boundary, Boundary);

/// A sentence for the use, one for each line that is not zero, one for the sum. Each line says what the calendar month
/// comes to with this day, what it came to before, and the clause that the terms cite.
#[must_use]
pub fn explain(facts: &DayFacts, reads: Option<Reads>, program: &Program, charge: &DayCharge) -> Vec<String> {
    let mut sentences = vec![use_sentence(facts, reads)];
    let mut places = Places::default();
    for (line, &cents) in line_names(program).iter().zip(&charge.cents) {
        let index = places.next(line.kind);
        if !cents.is_zero() {
            let (reason, table) = line_reason(line.kind, index, facts, program, charge);
            let clause = clause(program, &table);
            sentences.push(format!("{}: {} ({reason}{clause}).", line.name, cents.dollars()));
        }
    }
    sentences.push(format!("The day comes to {}.", charge.total().dollars()));
    sentences
}

/// Counts the lines of each kind, so that a line finds its rate.
#[derive(Default)]
struct Places {
    last: Option<LineKind>,
    index: usize,
}

impl Places {
    fn next(&mut self, kind: LineKind) -> usize {
        self.index = if self.last == Some(kind) { self.index + 1 } else { 0 };
        self.last = Some(kind);
        self.index
    }
}

fn use_sentence(facts: &DayFacts, reads: Option<Reads>) -> String {
    let day = facts.service_day;
    let off = if facts.off_all_day { ", off all day" } else { "" };
    match reads {
        Some((from, to)) => format!(
            "{day}: {} kWh, from {} ({}) to {} ({}){off}.",
            facts.used,
            from.cum,
            from.quality.word(),
            to.cum,
            to.quality.word()
        ),
        None => format!("{day}: {} kWh{off}.", facts.used),
    }
}

/// How a line came about, and the table of the program file that it follows.
fn line_reason(
    kind: LineKind,
    index: usize,
    facts: &DayFacts,
    program: &Program,
    charge: &DayCharge,
) -> (String, String) {
    let rates = &program.rates;
    let month = month_words(facts.month.used, charge.month.used);
    match kind {
        LineKind::Energy => energy_reason(facts, program, charge),
        LineKind::PerKwh => {
            (format!("${} a kWh, {month}", rates.per_kwh[index].price), format!("rates.per_kwh[{index}]"))
        }
        LineKind::Monthly => (share_words(rates.monthly[index].amount, facts), format!("rates.monthly[{index}]")),
        LineKind::AddOn => {
            let rate = &rates.add_on[index];
            let count = facts.service.count_of(&rate.name);
            (format!("{count} of it, each {}", share_words(rate.monthly, facts)), format!("rates.add_on[{index}]"))
        }
        LineKind::TrueUpFee => (share_words(true_up_amount(program, kind), facts), "true_up".into()),
        LineKind::TrueUpReserve => (
            format!("{}, credited back by the true-up", share_words(true_up_amount(program, kind), facts)),
            "true_up".into(),
        ),
        LineKind::Tax => {
            let tax = &rates.tax[index];
            let (before, after) = (facts.month.taxed_by(tax), charge.month.taxed_by(tax));
            let percent = (tax.rate * Decimal::ONE_HUNDRED).normalize();
            let words =
                format!("{percent}% of the month's {} so far, less that of {}", after.dollars(), before.dollars());
            (words, format!("rates.tax[{index}]"))
        }
    }
}

fn energy_reason(facts: &DayFacts, program: &Program, charge: &DayCharge) -> (String, String) {
    let month = month_words(facts.month.used, charge.month.used);
    let (class, of_year) = (&facts.service.class, month_of(facts.service_day));
    let table = program.rates.energy.iter().enumerate().find(|(_, rate)| names_season(rate, class, of_year));
    match table {
        Some((index, rate)) => (format!("{}, {month}", price_words(&rate.blocks)), format!("rates.energy[{index}]")),
        None => (month, "rates".into()),
    }
}

fn true_up_amount(program: &Program, kind: LineKind) -> Cents {
    let amount =
        |true_up: &crate::terms::TrueUp| if kind == LineKind::TrueUpFee { true_up.fee } else { true_up.reserve };
    program.true_up.as_ref().map_or(Cents::ZERO, amount)
}

/// `the month's 142.4 kWh so far, less the 71.2 before`.
fn month_words(before: Kwh, after: Kwh) -> String {
    format!("the month's {after} kWh so far, less the {before} before")
}

/// `day 25 of 30 of $30.00 a month: $25.00 so far`.
fn share_words(monthly: Cents, facts: &DayFacts) -> String {
    let day = facts.service_day;
    let (number, days) = (day.format("%-d"), days_in_month(day));
    format!("day {number} of {days} of {} a month: {} so far", monthly.dollars(), cents_through(monthly, day).dollars())
}

/// `$0.11250 a kWh up to 500.0 kWh, then $0.09375`.
fn price_words(blocks: &[Block]) -> String {
    let step = |(index, block): (usize, &Block)| {
        let price = if index == 0 { format!("${} a kWh", block.price) } else { format!("then ${}", block.price) };
        block.up_to.map_or(price.clone(), |up_to| format!("{price} up to {up_to} kWh"))
    };
    blocks.iter().enumerate().map(step).collect::<Vec<_>>().join(", ")
}

/// The clause of a table, or of the rates as a whole where it cites none.
fn clause(program: &Program, table: &str) -> String {
    let own = program.source(table);
    let source = if own.is_empty() && table.starts_with("rates") { program.source("rates") } else { own };
    if source.is_empty() { String::new() } else { format!("; {source}") }
}

#[cfg(test)]
mod tests {
    use rust_decimal_macros::dec;

    use super::*;
    use crate::rules::charges::MonthSoFar;
    use crate::rules::reads::Quality;
    use crate::rules::sample::{self, day, kwh};
    use crate::rules::tariff::{AddOn, Tariff};
    use crate::terms::AddOnRate;

    #[test]
    fn every_line_says_its_price_the_month_and_its_clause() {
        let mut program = sample::pec();
        program.rates.energy[0].blocks = sample::blocks(&[(Some(500), dec!(0.11250)), (None, dec!(0.09375))]);
        program.rates.per_kwh = vec![sample::per_kwh("Power cost adjustment", dec!(0.00310))];
        program.rates.tax = vec![sample::tax("State sales tax", dec!(0.0650))];
        program.rates.add_on = vec![AddOnRate { name: "Light".into(), monthly: Cents(9_50), kwh: Kwh::ZERO }];
        program.sources = [("rates", "sample"), ("rates.monthly[0]", "B4"), ("true_up", "B5, B6")]
            .map(|(table, clause)| (table.to_string(), clause.to_string()))
            .into();
        let lights = vec![AddOn { name: "Light".into(), count: 2 }];
        let service = crate::rules::tariff::ServiceFacts { add_ons: lights, ..sample::residential() };
        let month = MonthSoFar { used: kwh("100"), energy: Cents(11_25), ..MonthSoFar::default() };
        let facts =
            DayFacts { service_day: day("2026-11-25"), used: kwh("30"), off_all_day: false, service: &service, month };
        let charge = Tariff::of(&program).day_charge(&facts).expect("a price");
        let at = |cum, quality| Boundary { cum: kwh(cum), quality };
        let reads = (at("1100.0", Quality::Actual), at("1130.0", Quality::Estimated));
        assert_eq!(
            explain(&facts, Some(reads), &program, &charge),
            [
                "2026-11-25: 30.0 kWh, from 1100.0 (actual) to 1130.0 (estimated).",
                "Energy: $3.38 ($0.11250 a kWh up to 500.0 kWh, then $0.09375, the month's 130.0 kWh so far, less the 100.0 before; sample).",
                "Power cost adjustment: $0.09 ($0.00310 a kWh, the month's 130.0 kWh so far, less the 100.0 before; sample).",
                "Base charge: $1.00 (day 25 of 30 of $30.00 a month: $25.00 so far; B4).",
                "Transaction fee: $0.20 (day 25 of 30 of $6.00 a month: $5.00 so far; B5, B6).",
                "True-up reserve: $0.33 (day 25 of 30 of $10.00 a month: $8.33 so far, credited back by the true-up; B5, B6).",
                "Light: $0.64 (2 of it, each day 25 of 30 of $9.50 a month: $7.92 so far; sample).",
                "State sales tax: $0.33 (6.5% of the month's $16.36 so far, less that of $11.25; sample).",
                "The day comes to $5.97.",
            ]
        );
    }

    #[test]
    fn a_day_off_says_so_and_a_line_that_does_not_apply_is_silent() {
        let (program, service) = (sample::peninsula_light(), sample::residential());
        let facts = DayFacts {
            service_day: day("2026-12-01"),
            used: Kwh::ZERO,
            off_all_day: true,
            service: &service,
            month: MonthSoFar::default(),
        };
        let charge = Tariff::of(&program).day_charge(&facts).expect("a price");
        assert_eq!(
            explain(&facts, None, &program, &charge),
            [
                "2026-12-01: 0.0 kWh, off all day.",
                "Service availability charge: $0.97 (day 1 of 31 of $30.00 a month: $0.97 so far).",
                "The day comes to $0.97.",
            ]
        );
    }
}
