//! The values of terms in the words that members and staff read.

use std::collections::BTreeSet;

use chrono::{NaiveTime, Timelike};
use rust_decimal::Decimal;

use super::model::{AddOnRate, Block, EnergyRate, MonthlyRate, PerKwhRate, TaxRate, TrueUp};
use crate::basics::{Day, Kwh};

/// `10:00 a.m.`, `noon`, `midnight`.
pub(super) fn time(time: NaiveTime) -> String {
    match (time.hour(), time.minute()) {
        (0, 0) => "midnight".to_string(),
        (12, 0) => "noon".to_string(),
        _ => {
            let (afternoon, hour) = time.hour12();
            format!("{hour}:{:02} {}", time.minute(), if afternoon { "p.m." } else { "a.m." })
        }
    }
}

/// `November 30, 2026`.
pub(super) fn day(day: Day) -> String {
    day.format("%B %-d, %Y").to_string()
}

/// `50%`, `1.25%`.
pub(super) fn share(share: Decimal) -> String {
    format!("{}%", (share * Decimal::ONE_HUNDRED).normalize())
}

/// `$0.10250`, with the digits that the file gives.
pub(super) fn price(dollars: Decimal) -> String {
    format!("{}${}", if dollars.is_sign_negative() { "\u{2212}" } else { "" }, dollars.abs())
}

/// `1,000 kWh`, `36.5 kWh`.
pub(super) fn kwh(energy: Kwh) -> String {
    let text = energy.to_string();
    let (whole, part) = text.split_once('.').unwrap_or((&text, "0"));
    let mut grouped = String::new();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    if part == "0" { format!("{grouped} kWh") } else { format!("{grouped}.{part} kWh") }
}

/// `5 business days`, `1 day`.
pub(super) fn counted(count: u32, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// `a`, `a and b`, `a, b and c`; `none` of an empty list.
pub(super) fn joined<T: AsRef<str>>(items: &[T], last: &str) -> String {
    let items: Vec<&str> = items.iter().map(AsRef::as_ref).collect();
    match items.as_slice() {
        [] => "none".to_string(),
        [one] => (*one).to_string(),
        [first @ .., end] => format!("{} {last} {end}", first.join(", ")),
    }
}

pub(super) fn flag(flag: bool) -> &'static str {
    if flag { "yes" } else { "no" }
}

/// A word of the file that the model keeps as text: a class, a condition, a waiver.
pub(super) fn choice(word: &str) -> &str {
    match word {
        "single" => "single phase",
        "three" => "three phase",
        "cosigner" => "a cosigner",
        "owner_with_good_credit" => "good credit, if the member owns the home",
        "twelve_months_without_disconnect" => "twelve months without a disconnect",
        "external_payments" => "the payments taken elsewhere",
        "night_drop" => "the night drop",
        other => other,
    }
}

/// `January through March and July`: runs of months by name.
pub(super) fn months(months: &BTreeSet<u32>) -> String {
    const NAMES: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let name = |month: u32| NAMES.get(month as usize - 1).copied().unwrap_or_default();
    let mut runs: Vec<(u32, u32)> = Vec::new();
    for month in months {
        match runs.last_mut() {
            Some((_, end)) if *end + 1 == *month => *end = *month,
            _ => runs.push((*month, *month)),
        }
    }
    if runs == [(1, 12)] {
        return "all year".to_string();
    }
    let runs: Vec<String> = runs
        .into_iter()
        .map(
            |(from, to)| {
                if from == to { name(from).to_string() } else { format!("{} through {}", name(from), name(to)) }
            },
        )
        .collect();
    joined(&runs, "and")
}

/// `$0.10250 per kWh up to 1,000 kWh in the month, then $0.09500 per kWh`.
pub(super) fn blocks(blocks: &[Block]) -> String {
    let steps = blocks.iter().map(|block| match block.up_to {
        Some(end) => format!("{} per kWh up to {} in the month", price(block.price), kwh(end)),
        None => format!("{} per kWh", price(block.price)),
    });
    steps.collect::<Vec<_>>().join(", then ")
}

/// What an energy table says, with the season and the class where it is not for all.
pub(super) fn energy_rate(rate: &EnergyRate) -> String {
    let season = if rate.months.len() == 12 { String::new() } else { format!(" ({})", months(&rate.months)) };
    format!("{}{season}{}", blocks(&rate.blocks), for_classes(&rate.classes))
}

pub(super) fn per_kwh_rate(rate: &PerKwhRate) -> String {
    format!("{} {} per kWh{}", rate.name, price(rate.price), for_classes(&rate.classes))
}

pub(super) fn monthly_rate(rate: &MonthlyRate) -> String {
    format!("{} {} a month{}", rate.name, rate.amount.dollars(), for_classes(&rate.classes))
}

pub(super) fn tax_rate(rate: &TaxRate) -> String {
    let areas = if rate.areas.is_empty() { String::new() } else { format!(" in {}", joined(&rate.areas, "and")) };
    format!("{} {}{areas}", rate.name, share(rate.rate))
}

pub(super) fn add_on_rate(rate: &AddOnRate) -> String {
    let energy = if rate.kwh > Kwh::ZERO { format!(" and {} of energy", kwh(rate.kwh)) } else { String::new() };
    format!("{} {} a month{energy}", rate.name, rate.monthly.dollars())
}

fn for_classes(classes: &[String]) -> String {
    if classes.is_empty() { String::new() } else { format!(" for {} service", joined(classes, "and")) }
}

/// `$6.00 after no payment, $6.00 after 1 payment, … and $0.00 after 4 or more payments`.
pub(super) fn fee_credit(true_up: &TrueUp) -> String {
    let last = true_up.fee_credit.len().saturating_sub(1);
    let steps = true_up.fee_credit.iter().enumerate().map(|(payments, credit)| {
        let after = match payments {
            0 if last == 0 => "any number of payments".to_string(),
            0 => "no payment".to_string(),
            many if many == last => format!("{many} or more payments"),
            1 => "1 payment".to_string(),
            some => format!("{some} payments"),
        };
        format!("{} after {after}", credit.dollars())
    });
    joined(&steps.collect::<Vec<_>>(), "and")
}
