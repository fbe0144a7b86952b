//! `[rates]`: prices by season, class and block, and whether they answer for every month and class that is served.

use std::collections::BTreeSet;

use super::kinds::{BLOCK_END, FLAG, KWH, MONEY, MONTH, PRICE, SHARE, SIGNED_PRICE, TEXT};
use super::model::{AddOnRate, Block, EnergyRate, MonthlyRate, PerKwhRate, Rates, TaxRate};
use super::reader::Table;
use super::tables::SERVICE_CLASSES;
use crate::basics::{Cents, Kwh};
use crate::words::TaxedKind;

/// `[rates]` with its lists.
pub(super) fn rates(table: &Table) -> Rates {
    Rates {
        sample: table.or("sample", &FLAG, false),
        estimated_daily_use: table.or("estimated_daily_use", &KWH, Kwh::ZERO),
        energy: energy(table),
        per_kwh: per_kwh(table),
        monthly: monthly(table),
        tax: tax(table),
        add_on: add_on(table),
    }
}

fn classes(table: &Table) -> Vec<String> {
    table.choices("classes", &SERVICE_CLASSES)
}

/// `[[rates.energy]]`: no month and class may have two.
fn energy(rates: &Table) -> Vec<EnergyRate> {
    let mut taken: BTreeSet<(u32, &str)> = BTreeSet::new();
    rates.tables("energy", |table| {
        let rate = EnergyRate {
            months: table.required_list("months", &MONTH, "[6, 7, 8, 9]").into_iter().collect(),
            classes: classes(table),
            blocks: blocks(table),
        };
        for class in served(&rate.classes) {
            for month in &rate.months {
                if !taken.insert((*month, class)) {
                    table.note("months", format!("month {month} has another energy table for {class} service already"));
                }
            }
        }
        rate
    })
}

/// `blocks`: ascending, and open at the end.
fn blocks(table: &Table) -> Vec<Block> {
    let blocks = table.tables("blocks", |block| {
        let step = Block { up_to: block.optional("up_to", &BLOCK_END), price: block.required("price", &PRICE) };
        // An end that could not be read must not count as an open one.
        let closed = block.has("up_to");
        (step, closed)
    });
    let Some((last, earlier)) = blocks.split_last() else {
        table.note("blocks", "expected at least one block, like [ { price = \"0.10250\" } ]");
        return Vec::new();
    };
    if last.1 {
        table.note_item("blocks", earlier.len(), "the last block must be open: leave out its up_to");
    }
    let mut reached = Kwh::ZERO;
    for (index, (block, closed)) in earlier.iter().enumerate() {
        match block.up_to {
            Some(up_to) if up_to <= reached => {
                table.note_item(
                    "blocks",
                    index,
                    format!("expected up_to above {reached}, the end of the block before; found {up_to}"),
                );
            }
            Some(up_to) => reached = up_to,
            None if !closed => table.note_item("blocks", index, "only the last block may be open: give it an up_to"),
            None => {}
        }
    }
    blocks.into_iter().map(|(block, _)| block).collect()
}

/// Every month of every class that the program serves must have an energy table.
pub(super) fn check_energy_covers(top: &Table, rates: &Rates, served_classes: &[String]) {
    if !top.has("rates") {
        return;
    }
    if rates.energy.is_empty() {
        top.note("rates", "expected at least one energy table [[rates.energy]]");
        return;
    }
    for class in served_classes {
        let has = |month: &u32| {
            rates.energy.iter().any(|rate| rate.months.contains(month) && applies_to(&rate.classes, class))
        };
        let missing: Vec<String> = (1..=12).filter(|month| !has(month)).map(|month| month.to_string()).collect();
        if !missing.is_empty() {
            let months = if missing.len() == 1 { "month" } else { "months" };
            top.note("rates", format!("no energy table covers {months} {} for {class} service", missing.join(", ")));
        }
    }
}

/// `[[rates.per_kwh]]`. A name may stand twice only for different classes.
fn per_kwh(rates: &Table) -> Vec<PerKwhRate> {
    let mut taken = Taken::new();
    rates.tables("per_kwh", |table| {
        let rate = PerKwhRate {
            name: table.required("name", &TEXT),
            price: table.required("price", &SIGNED_PRICE),
            classes: classes(table),
        };
        note_second_name(table, &mut taken, &rate.name, &rate.classes);
        rate
    })
}

/// `[[rates.monthly]]`. A name may stand twice only for different classes.
fn monthly(rates: &Table) -> Vec<MonthlyRate> {
    let mut taken = Taken::new();
    rates.tables("monthly", |table| {
        let rate = MonthlyRate {
            name: table.required("name", &TEXT),
            amount: table.required("amount", &MONEY),
            while_off: table.or("while_off", &FLAG, false),
            classes: classes(table),
        };
        note_second_name(table, &mut taken, &rate.name, &rate.classes);
        rate
    })
}

/// `[[rates.tax]]`. A name may stand twice only for different areas.
fn tax(rates: &Table) -> Vec<TaxRate> {
    let mut taken = Taken::new();
    rates.tables("tax", |table| {
        let on = table.words("on", TaxedKind::ALL).unwrap_or_default();
        if on.is_empty() {
            table.note("on", "expected what the tax is on, like [\"energy\", \"monthly\"]");
        }
        let rate = TaxRate {
            name: table.required("name", &TEXT),
            rate: table.required("rate", &SHARE),
            on: on.into_iter().collect(),
            areas: table.list("areas", &TEXT).unwrap_or_default(),
            exempt: table.list("exempt", &TEXT).unwrap_or_default(),
        };
        note_second_name(table, &mut taken, &rate.name, &rate.areas);
        rate
    })
}

/// `[[rates.add_on]]`, each by its own name.
fn add_on(rates: &Table) -> Vec<AddOnRate> {
    let mut taken = Taken::new();
    rates.tables("add_on", |table| {
        let rate = AddOnRate {
            name: table.required("name", &TEXT),
            monthly: table.or("monthly", &MONEY, Cents::ZERO),
            kwh: table.or("kwh", &KWH, Kwh::ZERO),
        };
        if rate.kwh > Kwh::ZERO && !table.file_has("true_up") {
            let message =
                "a light's energy is billed at the true-up (R21), and this file has no [true_up]: expected \"0\"";
            table.mistake("kwh", None, message);
        }
        note_second_name(table, &mut taken, &rate.name, &[]);
        rate
    })
}

/// The names that a list has used, each with the classes or areas it is for; none: for all.
type Taken = Vec<(String, Vec<String>)>;

/// Notes a `name` that stands already for one of the same `scopes`.
fn note_second_name(table: &Table, taken: &mut Taken, name: &str, scopes: &[String]) {
    let meets =
        |other: &[String]| scopes.is_empty() || other.is_empty() || scopes.iter().any(|scope| other.contains(scope));
    if !name.is_empty() && taken.iter().any(|(other, others)| other == name && meets(others)) {
        table.note("name", format!("another one is named \"{name}\" already"));
    }
    taken.push((name.to_string(), scopes.to_vec()));
}

/// The classes that a rate is for: those it names, or all.
fn served(classes: &[String]) -> Vec<&'static str> {
    SERVICE_CLASSES.into_iter().filter(|class| applies_to(classes, class)).collect()
}

fn applies_to(classes: &[String], class: &str) -> bool {
    classes.is_empty() || classes.iter().any(|one| one == class)
}
