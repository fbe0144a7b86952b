//! A program's folder becomes a [`Program`]: `program.toml`, `agreement.txt` and the letters, checked as one.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use chrono::{Datelike, Days};
use toml::de::DeTable;

use super::errors::{AGREEMENT_FILE, PROGRAM_FILE, TermsError, TermsErrors, did_you_mean, line_at};
use super::kinds::{DATE, ID, TEXT};
use super::model::Program;
use super::reader::{Report, Table};
use super::{rate_tables, tables, template};
use crate::basics::Day;

/// The most bytes that one file of a program may have.
const LARGEST_FILE: u64 = 1 << 20;

impl Program {
    /// Reads the folder `dir`: `program.toml`, `agreement.txt`, and every other `.txt` file as a letter by its name.
    ///
    /// # Errors
    /// Everything that is wrong in any of the files, each with its file, line and key.
    pub fn load(dir: &Path) -> Result<Self, TermsErrors> {
        let (terms, agreement, letters) = texts_of(dir)?;
        Self::parse(&terms, &agreement, letters)
    }

    /// As [`Program::parse`], and looks at what a store would take and nobody can mean. Gives what a person should know on
    /// `today`, by line.
    ///
    /// # Errors
    /// As [`Program::parse`]; and a holiday that is no business day anyway, a light's energy that no true-up bills.
    pub fn check(
        terms: &str,
        agreement: &str,
        letters: BTreeMap<String, String>,
        today: Day,
    ) -> Result<(Self, Vec<TermsError>), TermsErrors> {
        let Read { program, mistakes, mut warnings } = read(terms, agreement, letters, Some(today))?;
        warnings.sort();
        TermsErrors::unless_none(mistakes, (program, warnings))
    }

    /// Reads a program from its texts, as a store keeps them: the letters by name, without `.txt`.
    ///
    /// # Errors
    /// As [`Program::load`].
    pub fn parse(terms: &str, agreement: &str, letters: BTreeMap<String, String>) -> Result<Self, TermsErrors> {
        read(terms, agreement, letters, None).map(|read| read.program)
    }
}

/// A program that can be loaded, and what its check tells.
struct Read {
    program: Program,
    mistakes: Vec<TermsError>,
    warnings: Vec<TermsError>,
}

fn read(
    terms: &str,
    agreement: &str,
    letters: BTreeMap<String, String>,
    today: Option<Day>,
) -> Result<Read, TermsErrors> {
    let (document, broken) = DeTable::parse_recoverable(terms);
    let broken = broken.iter().map(|error| TermsError {
        file: PROGRAM_FILE.to_string(),
        line: error.span().map(|span| line_at(terms, span.start)),
        key: String::new(),
        message: format!("is not TOML: {}", error.message().trim().replace('\n', ", ")),
    });
    TermsErrors::unless_none(broken.collect(), ())?;

    let report = Report::new(terms, document.get_ref());
    let mut program = Table::read(&report, Some(document.get_ref()), String::new(), 0, |top| {
        let mut program = read_program(top);
        program.agreement = agreement.to_string();
        program.letters = letters;
        check_letter(top, &program);
        check_to_confirm(top, &program);
        if let Some(today) = today {
            warn_of_holidays(top, &program, today);
        }
        program
    });
    program.sources = report.sources.take();
    let mut errors = report.errors.take();
    errors.extend(template::check(&program));
    let mut warnings = report.warnings.take();
    warnings.extend(letters_of_nothing(&program));
    TermsErrors::unless_none(errors, Read { program, mistakes: report.mistakes.take(), warnings })
}

fn read_program(top: &Table) -> Program {
    let new_member = top.required_table("new_member", tables::new_member);
    let (rates, eligibility) =
        (top.required_table("rates", rate_tables::rates), top.table("eligibility", tables::eligibility));
    rate_tables::check_energy_covers(top, &rates, &eligibility.service_classes);
    // A table that is left out is read all the same, so that its keys are known; what it would hold is then dropped.
    let closing = top.table("closing", tables::closing);
    let true_up = top.table("true_up", tables::true_up);
    Program {
        id: top.required("id", &ID),
        utility: top.required("utility", &TEXT),
        title: top.required("title", &TEXT),
        phone: top.optional("phone", &TEXT),
        offices: tables::offices(top),
        time_zone: tables::time_zone(top),
        effective: top.required("effective", &DATE),
        to_confirm: top.list("to_confirm", &TEXT).unwrap_or_default(),
        eligibility,
        returning: top.table("returning", |table| tables::returning(table, &new_member)),
        existing_member: top.required_table("existing_member", tables::existing_member),
        new_member,
        debt: top.table("debt", tables::debt),
        rates,
        daily_cycle: top.table("daily_cycle", tables::daily_cycle),
        disconnect: top.required_table("disconnect", tables::disconnect),
        holidays: top.table("holidays", tables::holidays),
        reconnect: top.required_table("reconnect", tables::reconnect),
        closing: top.has("closing").then_some(closing),
        returned_payment: top.table("returned_payment", tables::returned_payment),
        notices: top.table("notices", tables::notices),
        true_up: top.has("true_up").then_some(true_up),
        leaving: top.table("leaving", tables::leaving),
        pledges: top.table("pledges", tables::pledges),
        payments: top.table("payments", tables::payments),
        fees: tables::fees(top),
        gl: top.table("gl", tables::gl),
        sources: BTreeMap::new(),
        agreement: String::new(),
        letters: BTreeMap::new(),
    }
}

/// The letter of `[closing]` must be in the folder.
fn check_letter(top: &Table, program: &Program) {
    let Some(letter) = program.closing.as_ref().and_then(|closing| closing.letter.as_ref()) else { return };
    if !program.letters.contains_key(letter) {
        let hint = did_you_mean(letter, program.letters.keys().map(String::as_str));
        let message = format!("names a letter that is not there: expected the file {letter}.txt{hint}");
        top.note_in("closing", "letter", message);
    }
}

/// What the board has still to confirm must be a key or a table that could stand in the file.
fn check_to_confirm(top: &Table, program: &Program) {
    let known = top.known();
    for (index, key) in program.to_confirm.iter().enumerate() {
        if !known.contains(key) {
            let hint = did_you_mean(key, known.iter().map(String::as_str));
            top.note_item("to_confirm", index, format!("expected a key of this file; found \"{key}\"{hint}"));
        } else if !top.stands(key) {
            let message =
                format!("{key} stands nowhere in this file: what is to be confirmed is what its absence means");
            top.warn_item("to_confirm", index, message);
        }
    }
}

/// So long before the lists of holidays end the next one is asked for.
const HOLIDAYS_AHEAD: Days = Days::new(60);

/// In a year without a list nobody is cut, and nothing closes (C28).
fn warn_of_holidays(top: &Table, program: &Program, today: Day) {
    let Some(first) = program.holidays.keys().next() else { return };
    let year = today.year().max(*first);
    let missing = (year..).find(|year| !program.holidays.contains_key(year)).unwrap_or(year);
    let begins = Day::from_ymd_opt(missing, 1, 1).unwrap_or(today);
    if begins <= today + HOLIDAYS_AHEAD {
        let last = program.holidays.keys().rfind(|known| **known < missing).unwrap_or(first);
        let message = format!("{missing} has no list of holidays: without one nobody is disconnected from {begins} on");
        top.warn_in("holidays", &last.to_string(), message);
    }
}

/// The letters of the folder that no term names.
fn letters_of_nothing(program: &Program) -> impl Iterator<Item = TermsError> {
    let printed = program.closing.as_ref().and_then(|closing| closing.letter.as_deref());
    program.letters.keys().filter(move |letter| Some(letter.as_str()) != printed).map(|letter| TermsError {
        file: format!("{letter}.txt"),
        line: None,
        key: String::new(),
        message: "nothing prints this letter: name it where the terms name a letter, or take it away".to_string(),
    })
}

/// The texts of a program's folder: the terms, the agreement and the letters.
fn texts_of(dir: &Path) -> Result<(String, String, BTreeMap<String, String>), TermsErrors> {
    let mut errors = Vec::new();
    let mut required = |name: &str| read_text(dir, name).map_err(|error| errors.push(error)).unwrap_or_default();
    let (terms, agreement) = (required(PROGRAM_FILE), required(AGREEMENT_FILE));
    let letters = read_letters(dir, &mut errors);
    TermsErrors::unless_none(errors, (terms, agreement, letters))
}

/// Every `.txt` file of the folder but the agreement, by its name without the ending.
fn read_letters(dir: &Path, errors: &mut Vec<TermsError>) -> BTreeMap<String, String> {
    let mut letters = BTreeMap::new();
    // A folder that cannot be listed could not give its program file either; that error is enough.
    for entry in fs::read_dir(dir).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let Some(letter) = name.strip_suffix(".txt").filter(|_| name != AGREEMENT_FILE) else { continue };
        match read_text(dir, &name) {
            Ok(text) => {
                letters.insert(letter.to_string(), text);
            }
            Err(error) => errors.push(error),
        }
    }
    letters
}

fn read_text(dir: &Path, name: &str) -> Result<String, TermsError> {
    let path = dir.join(name);
    let wrong = |line, message: String| TermsError { file: name.to_string(), line, key: String::new(), message };
    let size =
        fs::metadata(&path).map_err(|error| wrong(None, format!("cannot be read in {}: {error}", dir.display())))?;
    if size.len() > LARGEST_FILE {
        return Err(wrong(None, format!("is too large: {} bytes, at most {LARGEST_FILE} are read", size.len())));
    }
    let bytes =
        fs::read(&path).map_err(|error| wrong(None, format!("cannot be read in {}: {error}", dir.display())))?;
    String::from_utf8(bytes).map(|text| text.trim_start_matches('\u{feff}').to_string()).map_err(|error| {
        let valid = String::from_utf8_lossy(&error.as_bytes()[..error.utf8_error().valid_up_to()]).into_owned();
        wrong(
            Some(line_at(&valid, valid.len())),
            "is not UTF-8 text: save the file with the encoding UTF-8".to_string(),
        )
    })
}
