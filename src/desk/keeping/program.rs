//! The co-op's terms: what ships, what the store has, and how a new version or price comes in.

use std::path::Path;

use chrono::{NaiveDateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::basics::{Cents, Code, Day, Now, Refusal, Refused};
use crate::desk::Desk;
use crate::desk::act::{Act, Call, Needs};
use crate::desk::deed::Deed;
use crate::desk::in_force::Terms;
use crate::ledger::{OfficeId, TermsRow, Tx};
use crate::terms::{Program, ShippedProgram, TermsErrors, shipped};
use crate::words::Method;

/// A program as it is listed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProgramView {
    pub id: String,
    pub utility: String,
    pub title: String,
    pub phone: Option<String>,
    pub offices: Vec<String>,
    pub time_zone: String,
    /// The first day that these terms are in force.
    pub effective: Day,
    /// The rates are samples, to be replaced.
    pub sample_rates: bool,
    /// Readings that the board has not confirmed.
    pub to_confirm: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sections: Vec<SectionView>,
    /// What a form lets choose from. It is said in the sections, and no part of the answer as JSON.
    #[serde(skip)]
    pub choices: Choices,
}

/// What `program check` answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckedProgram {
    #[serde(flatten)]
    pub program: ProgramView,
    /// What a person should look at, by file and line.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<String>,
}

/// What the terms let a clerk choose from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Choices {
    pub methods: Vec<Method>,
    pub tax_areas: Vec<String>,
    pub add_ons: Vec<String>,
    /// What staff may post by hand, with what it costs.
    pub fees: Vec<(String, Cents)>,
    /// Debt is paid over time: at most so much; no amount: all of it.
    pub financed: Option<Option<Cents>>,
}

/// A table of the terms, in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SectionView {
    pub table: String,
    pub title: String,
    pub clause: String,
    pub rows: Vec<TermView>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TermView {
    pub key: String,
    /// Null: the program has no such term.
    pub value: Option<String>,
    pub clause: String,
    pub to_confirm: bool,
}

/// A price that changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PriceView {
    pub name: String,
    pub from: Day,
    /// Dollars per kWh.
    pub price: String,
}

/// A program that was found, whole: its texts as they stand, and what they say.
pub(in crate::desk) struct FoundProgram {
    pub program: Program,
    pub row: TermsRow,
}

/// The programs that ship with the product.
pub fn shipped_programs() -> Refused<Vec<ProgramView>> {
    shipped().iter().map(|form| Ok(view(&form.program().map_err(|errors| bad_program(&errors))?, false))).collect()
}

/// A shipped program by its id, or one in a folder, checked.
///
/// # Errors
/// `unknown_program`; `bad_program` with every error, each with file, line, key and what was expected.
pub fn program_at(which: &str) -> Refused<ProgramView> {
    Ok(view(&find_program(which)?.program, true))
}

/// A shipped program by its id, or one in a folder, as who keeps it has to look at it: with its warnings as of `now`, or of
/// the machine's clock where none is given.
///
/// # Errors
/// As [`program_at`]; `bad_program` also for what a store would take and nobody can mean.
pub fn check_program(which: &str, now: Option<NaiveDateTime>) -> Refused<CheckedProgram> {
    let FoundProgram { program, row } = find_program(which)?;
    let by_the_clock = || Now::new(Utc::now(), program.time_zone).day();
    let today = now.map_or_else(by_the_clock, |now| now.date());
    let checked = Program::check(&row.program, &row.agreement, program.letters.clone(), today);
    let (program, warnings) = checked.map_err(|errors| bad_program(&errors))?;
    let warnings = warnings.iter().map(ToString::to_string).collect();
    Ok(CheckedProgram { program: view(&program, true), warnings })
}

/// Brings in new terms from a day on. The days before it, and what was billed on them, stay as they are.
///
/// # Errors
/// `terms_exist`, `days_billed` for a day that is billed already, `other_zone`, `unknown_price`.
#[derive(Serialize, Deserialize)]
pub struct LoadProgram {
    /// The hash of its texts: the same terms are the same act.
    hash: String,
    from: Day,
    #[serde(skip)]
    found: Option<FoundProgram>,
}

impl LoadProgram {
    /// Finds a shipped program or one in a folder, to hold from a day on.
    ///
    /// # Errors
    /// `unknown_program`, `bad_program`.
    pub fn find(which: &str, from: Day) -> Refused<Self> {
        let found = find_program(which)?;
        Ok(Self { hash: found.row.hash.clone(), from, found: Some(found) })
    }
}

impl Deed for LoadProgram {
    const NAME: &'static str = "program_load";
    const NEEDS: Needs = Needs::Supervisor;
    type Answer = ProgramView;

    fn run(&self, act: &Act<'_>) -> Refused<ProgramView> {
        let found = self.found.as_ref();
        let found = found.ok_or_else(|| Refusal::new(Code::UnknownProgram, "the program is not read: load it anew"))?;
        let zone = act.terms.zone();
        if found.program.time_zone != zone {
            return Err(Refusal::new(
                Code::OtherZone,
                format!("the store's days are those of {zone}: terms of another zone need another store"),
            ));
        }
        refuse_billed(act.tx, self.from)?;
        for office in &found.program.offices {
            if !act.tx.offices()?.iter().any(|known| known.name == *office) {
                add_office(act.tx, office)?;
            }
        }
        act.tx.add_terms(&TermsRow { from_day: self.from, ..found.row.clone() }, act.operator.id, act.now.at)?;
        Terms::load(act.tx)?;
        Ok(view(&found.program, false))
    }
}

/// Changes a per-kWh price from a day on.
///
/// # Errors
/// `unknown_price`, `bad_price`, `days_billed`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangePrice {
    pub name: String,
    pub from: Day,
    /// Dollars per kWh, like 0.00310.
    pub price: String,
}

impl Deed for ChangePrice {
    const NAME: &'static str = "program_price";
    const NEEDS: Needs = Needs::Supervisor;
    type Answer = PriceView;

    fn run(&self, act: &Act<'_>) -> Refused<PriceView> {
        let price: rust_decimal::Decimal = self.price.parse().map_err(|_| {
            Refusal::new(Code::BadPrice, format!("\"{}\" is no price: write dollars per kWh, like 0.00310", self.price))
        })?;
        let view = PriceView { name: self.name.clone(), from: self.from, price: price.to_string() };
        refuse_billed(act.tx, self.from)?;
        act.tx.add_price(&view.name, view.from, &view.price, act.operator.id, act.now.at)?;
        // The book refuses a name that the terms of that day do not have.
        Terms::load(act.tx)?;
        Ok(view)
    }
}

impl Desk {
    /// The terms in force now, each with its clause.
    pub fn program(&mut self, call: &Call) -> Refused<ProgramView> {
        self.ask_anyone(call, |act| Ok(view(act.program(), true)))
    }

    /// Every version of the terms that the store has, by its first day.
    pub fn program_versions(&mut self) -> Refused<Vec<(Day, ProgramView)>> {
        let terms = self.terms()?;
        Ok(terms.versions().iter().map(|version| (version.from, view(&version.program, false))).collect())
    }
}

/// Terms and prices change for days to come: a charge that was made keeps the terms it was made under.
fn refuse_billed(tx: &crate::ledger::Tx<'_>, from: Day) -> Refused<()> {
    match tx.last_billed_day()? {
        Some(last) if from <= last => Err(Refusal::new(
            Code::DaysBilled,
            format!("days through {last} are billed already: let it begin on {} or later", last + chrono::Days::new(1)),
        )),
        _ => Ok(()),
    }
}

/// Finds a shipped program by its id, else the folder of that name.
pub(in crate::desk) fn find_program(which: &str) -> Refused<FoundProgram> {
    if let Some(form) = shipped().iter().find(|form| form.id == which) {
        let program = form.program().map_err(|errors| bad_program(&errors))?;
        return Ok(of_shipped(form, program));
    }
    let folder = Path::new(which);
    if !folder.is_dir() {
        let ids = shipped().iter().map(|form| form.id).collect::<Vec<_>>().join(", ");
        return Err(Refusal::new(
            Code::UnknownProgram,
            format!("there is no program \"{which}\": name a folder with a program.toml, or one of {ids}"),
        ));
    }
    let program = Program::load(folder).map_err(|errors| bad_program(&errors))?;
    let terms = std::fs::read_to_string(folder.join("program.toml")).map_err(|error| {
        Refusal::new(Code::BadProgram, format!("{}: {error}", folder.join("program.toml").display()))
    })?;
    let row = terms_row(&program, &terms);
    Ok(FoundProgram { program, row })
}

fn of_shipped(form: &ShippedProgram, program: Program) -> FoundProgram {
    let row = terms_row(&program, form.terms);
    FoundProgram { program, row }
}

fn terms_row(program: &Program, terms: &str) -> TermsRow {
    let letters = serde_json::to_string(&program.letters).unwrap_or_else(|_| "{}".to_string());
    let mut hasher = blake3::Hasher::new();
    for text in [terms, &program.agreement, &letters] {
        hasher.update(&(text.len() as u64).to_le_bytes());
        hasher.update(text.as_bytes());
    }
    TermsRow {
        id: 0,
        from_day: program.effective,
        program: terms.to_string(),
        agreement: program.agreement.clone(),
        letters,
        hash: hasher.finalize().to_hex().to_string(),
    }
}

fn bad_program(errors: &TermsErrors) -> Refusal {
    Refusal::new(Code::BadProgram, errors.to_string())
}

pub(in crate::desk) fn view(program: &Program, with_terms: bool) -> ProgramView {
    let sections = if with_terms { program.describe() } else { Vec::new() };
    let (rates, debt) = (&program.rates, &program.debt);
    let choices = Choices {
        methods: program.payments.methods.clone(),
        tax_areas: rates.tax.iter().flat_map(|tax| tax.areas.clone()).collect(),
        add_ons: rates.add_on.iter().map(|add_on| add_on.name.clone()).collect(),
        fees: program.fees.iter().map(|fee| (fee.name.clone(), fee.amount)).collect(),
        financed: debt.financed.then_some(debt.financed_at_most),
    };
    ProgramView {
        id: program.id.clone(),
        utility: program.utility.clone(),
        title: program.title.clone(),
        phone: program.phone.clone(),
        offices: program.offices.clone(),
        time_zone: program.time_zone.to_string(),
        effective: program.effective,
        sample_rates: program.rates.sample,
        to_confirm: program.to_confirm.clone(),
        sections: sections
            .into_iter()
            .map(|section| SectionView {
                table: section.table,
                title: section.title.to_string(),
                clause: section.clause,
                rows: section
                    .rows
                    .into_iter()
                    .map(|row| TermView {
                        key: row.key,
                        value: row.value,
                        clause: row.clause,
                        to_confirm: row.to_confirm,
                    })
                    .collect(),
            })
            .collect(),
        choices,
    }
}

/// Adds an office with a code of its own for receipt numbers: its first letter, or as many as it takes.
pub(in crate::desk) fn add_office(tx: &Tx<'_>, name: &str) -> Refused<OfficeId> {
    let letters: String = name.chars().filter(|c| c.is_ascii_alphabetic()).collect::<String>().to_ascii_uppercase();
    let taken: Vec<String> = tx.offices()?.into_iter().map(|office| office.code).collect();
    let code = (1..=letters.len())
        .map(|length| letters[..length].to_string())
        // X is the series of money from outside.
        .find(|code| code != "X" && !taken.contains(code))
        .unwrap_or_else(|| format!("O{}", taken.len() + 1));
    tx.add_office(name, &code)
}
