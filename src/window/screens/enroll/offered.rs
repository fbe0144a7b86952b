//! What the terms and the store offer to the form: offices, links, add-ons, methods, and the clauses to show.

use crate::basics::{Cents, Refused};
use crate::desk::{Call, Desk, ProgramView};
use crate::words::Method;

/// What can be chosen, and what the terms say about it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Offered {
    pub title: String,
    /// The first day of the terms in force, in words.
    pub since: String,
    pub offices: Vec<String>,
    /// The office the clerk sits in.
    pub here: Option<String>,
    pub links: Vec<String>,
    pub add_ons: Vec<String>,
    pub areas: Vec<String>,
    pub methods: Vec<Method>,
    /// Who may join, line by line, and the clause.
    pub may_join: Vec<(String, String)>,
    pub may_join_clause: String,
    /// What is told, and when, line by line, and the clause.
    pub notices: Vec<(String, String)>,
    pub notices_clause: String,
    /// In which order a deposit pays.
    pub deposit_pays: String,
    /// The same, where the standard service is cut already.
    pub deposit_pays_when_off: String,
    pub financed: String,
    pub debt_clause: String,
}

impl Offered {
    /// Asks the store.
    pub fn ask(desk: &mut Desk, call: &Call) -> Refused<Self> {
        let program = desk.program(call)?;
        let links = desk.links(call)?.into_iter().map(|link| link.name).collect();
        Ok(Self::of(&program, links, call.office.clone()))
    }

    fn of(program: &ProgramView, links: Vec<String>, here: Option<String>) -> Self {
        let choices = program.choices.clone();
        Self {
            title: program.title.clone(),
            since: program.effective.format("%b %-d, %Y").to_string(),
            offices: program.offices.clone(),
            here: here.or_else(|| program.offices.first().cloned()),
            links,
            add_ons: choices.add_ons,
            areas: choices.tax_areas,
            methods: choices.methods,
            may_join: lines(
                program,
                &[
                    ("eligibility.service_classes", "Class of service"),
                    ("eligibility.phases", "Phase"),
                    ("eligibility.demand_metered", "Demand metered may join"),
                    ("eligibility.remote_switch", "Remote read and switch needed"),
                    ("eligibility.contact_methods_at_least", "Ways to be told, at least"),
                    ("eligibility.refused_when", "Refused when"),
                ],
            ),
            may_join_clause: clause(program, "eligibility"),
            notices: lines(
                program,
                &[
                    ("notices.low_balance", "Low-balance alert at"),
                    ("notices.low_balance_days", "Alert at days left"),
                    ("notices.events", "Told of"),
                    ("notices.quiet", "No messages between"),
                ],
            ),
            notices_clause: clause(program, "notices"),
            deposit_pays: term(program, "debt.deposit_pays").unwrap_or_default().to_string(),
            deposit_pays_when_off: term(program, "debt.deposit_pays_when_disconnected").unwrap_or_default().to_string(),
            financed: financed(choices.financed),
            debt_clause: clause(program, "debt"),
        }
    }
}

fn financed(at_most: Option<Option<Cents>>) -> String {
    match at_most {
        Some(Some(most)) => format!("At most {} of the debt can be paid over time.", most.dollars()),
        Some(None) => "What is left of the debt can be paid over time.".to_string(),
        None => "Nothing is financed: all debt is due now.".to_string(),
    }
}

/// A term by its dotted key; None where the program has no such term.
fn term<'a>(program: &'a ProgramView, key: &str) -> Option<&'a str> {
    let rows = program.sections.iter().flat_map(|section| &section.rows);
    rows.filter(|row| row.key == key).find_map(|row| row.value.as_deref())
}

/// Those of the terms that say something, each with its name for people.
fn lines(program: &ProgramView, keys: &[(&str, &str)]) -> Vec<(String, String)> {
    let said = |value: &&str| !matches!(*value, "none" | "0");
    keys.iter()
        .filter_map(|(key, name)| Some(((*name).to_string(), term(program, key).filter(said)?.to_string())))
        .collect()
}

fn clause(program: &ProgramView, table: &str) -> String {
    let section = program.sections.iter().find(|section| section.table == table);
    section.map(|section| section.clause.clone()).unwrap_or_default()
}
