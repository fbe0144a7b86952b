//! The agreement and the letters: text with places that are filled from the terms, so that paper cannot disagree with
//! what is billed.
//!
//! # How a text is written
//!
//! - `{{new_member.connection_fee}}` stands for a term by its dotted key, money as `$40.00`, a time as `10:00 a.m.`,
//!   a share as `50%`, a list joined in words. Of a list of tables `{{rates.monthly}}` names them all,
//!   `{{rates.monthly[0].name}}` one. [`DERIVED`] are a few more that are worked out from the terms.
//! - `{{member.name}}` stands for a fact about the member, the service or the day, one of [`FACTS`].
//! - A line `{{#if closing}}` keeps the lines up to its `{{/if}}` only if the terms have such a thing: a table that
//!   stands in the file, a term that is not none, no, zero or empty, a fact that is not empty. `{{#unless …}}` …
//!   `{{/unless}}` is the opposite. They may be nested. A sentence about a term that the program may lack belongs
//!   between them: a missing term that would be printed is an error when the program is loaded.
//! - A blank line ends a paragraph; lines within one are joined, and a `\` at the end of a line keeps its break. A
//!   line `# …` is a heading, a line that begins with `- ` a new item.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::errors::{AGREEMENT_FILE, TermsError, TermsErrors, did_you_mean};
use super::model::{Joining, Program, WhenSwitchInstalled};
use super::words;
use crate::basics::Cents;

/// What a text may say about the member, the service and the moment. Whoever fills a text gives them as they are
/// printed, and an empty text for what does not apply (no debt, no e-mail address).
pub const FACTS: [&str; 33] = [
    "today",
    "office",
    "clerk",
    "member.name",
    "member.number",
    "member.phone",
    "member.email",
    "member.text",
    "member.mailing_address",
    "account.number",
    "account.balance",
    "account.arrears",
    "account.owed",
    "account.deposit",
    "account.membership",
    "account.refund",
    "account.to_reconnect",
    "account.disconnected_on",
    "account.closes_after",
    "account.closed_on",
    "service.address",
    "service.meter",
    "service.class",
    "service.office",
    "enrollment.due_now",
    "enrollment.paid",
    "enrollment.from_deposit",
    "enrollment.to_arrears",
    "enrollment.opening_credit",
    "returned.amount",
    "returned.method",
    "returned.fee",
    "returned.pay_by",
];

/// What a text may say beside the keys of the program file.
pub const DERIVED: [&str; 13] = [
    "new_member.total",
    "returning.total",
    "existing_member.total",
    "new_member.total_when_switch_installed",
    "returning.total_when_switch_installed",
    "existing_member.total_when_switch_installed",
    "debt.share_to_electricity",
    "daily_cycle.estimate_period",
    "closing.period",
    "returned_payment.grace_period",
    "returned_payment.within",
    "rates.while_off",
    "fee",
];

/// A part of a filled text. The paper sets what was filled in apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// As the text has it.
    Text(String),
    /// Filled from the terms or the facts.
    Term(String),
}

impl Piece {
    #[must_use]
    pub fn words(&self) -> &str {
        match self {
            Self::Text(text) | Self::Term(text) => text,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    Heading,
    Item,
    Plain,
}

/// A paragraph of a filled text; `\n` within a piece is a line break to keep.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paragraph {
    pub style: Style,
    pub pieces: Vec<Piece>,
}

impl Paragraph {
    /// The words without the difference between what was written and what was filled.
    #[must_use]
    pub fn text(&self) -> String {
        self.pieces.iter().map(|piece| piece.words()).collect()
    }
}

impl Program {
    /// The agreement, filled from the terms and `facts`.
    ///
    /// # Errors
    /// A placeholder whose fact was not given.
    pub fn fill_agreement(&self, facts: &BTreeMap<String, String>) -> Result<Vec<Paragraph>, TermsErrors> {
        fill(self, AGREEMENT_FILE, &self.agreement, facts)
    }

    /// The letter `name` (`final-notice`), filled from the terms and `facts`.
    ///
    /// # Errors
    /// There is no such letter, or a placeholder's fact was not given.
    pub fn fill_letter(&self, name: &str, facts: &BTreeMap<String, String>) -> Result<Vec<Paragraph>, TermsErrors> {
        let file = format!("{name}.txt");
        let Some(text) = self.letters.get(name) else {
            let message = format!(
                "{} has no such letter{}",
                self.id,
                did_you_mean(name, self.letters.keys().map(String::as_str))
            );
            return Err(TermsErrors(vec![TermsError { file, line: None, key: String::new(), message }]));
        };
        fill(self, &file, text, facts)
    }
}

/// Fills `text` from the terms and `facts` (one of [`FACTS`] to what is printed). `file` is what errors call it.
///
/// # Errors
/// An unknown placeholder, a term that the program lacks, a fact that was not given, an `{{#if …}}` that does not
/// close.
pub fn fill(
    program: &Program,
    file: &str,
    text: &str,
    facts: &BTreeMap<String, String>,
) -> Result<Vec<Paragraph>, TermsErrors> {
    let mut reading = Reading::new(program, file, Some(facts));
    let paragraphs = reading.paragraphs(text);
    TermsErrors::unless_none(reading.errors, paragraphs)
}

/// What is wrong with the agreement and the letters of `program`, whoever they will be filled for.
pub(super) fn check(program: &Program) -> Vec<TermsError> {
    let mut errors = Vec::new();
    if program.agreement.trim().is_empty() {
        let message = "is empty: expected what the member signs".to_string();
        errors.push(TermsError { file: AGREEMENT_FILE.to_string(), line: None, key: String::new(), message });
    }
    let letters = program.letters.iter().map(|(name, text)| (format!("{name}.txt"), text));
    for (file, text) in letters.chain([(AGREEMENT_FILE.to_string(), &program.agreement)]) {
        let mut reading = Reading::new(program, &file, None);
        reading.paragraphs(text);
        errors.append(&mut reading.errors);
    }
    errors
}

/// What a name stands for.
struct Meaning {
    /// None: the program has no such term.
    value: Option<String>,
    applies: bool,
}

/// An `{{#if …}}` that is open.
struct Condition {
    line: usize,
    word: &'static str,
    holds: bool,
}

/// One pass over one text.
struct Reading<'a> {
    file: &'a str,
    terms: BTreeMap<String, Meaning>,
    /// None: the text is only checked, and any fact may be there.
    facts: Option<&'a BTreeMap<String, String>>,
    open: Vec<Condition>,
    errors: Vec<TermsError>,
}

impl<'a> Reading<'a> {
    fn new(program: &Program, file: &'a str, facts: Option<&'a BTreeMap<String, String>>) -> Self {
        Self { file, terms: meanings(program), facts, open: Vec::new(), errors: Vec::new() }
    }

    fn note(&mut self, line: usize, key: &str, message: impl Into<String>) {
        let error =
            TermsError { file: self.file.to_string(), line: Some(line), key: key.to_string(), message: message.into() };
        self.errors.push(error);
    }

    fn paragraphs(&mut self, text: &str) -> Vec<Paragraph> {
        let mut paragraphs: Vec<Paragraph> = Vec::new();
        let mut current: Option<Paragraph> = None;
        for (index, line) in text.lines().enumerate() {
            let (number, line) = (index + 1, line.trim());
            if line.starts_with("{{#") || line.starts_with("{{/") {
                self.directive(number, line);
                continue;
            }
            let kept = self.open.iter().all(|condition| condition.holds);
            if !kept {
                // What is left out now may be printed under other terms: its names must be known all the same.
                self.pieces(number, line, false);
                continue;
            }
            let (style, rest) = style_of(line);
            if line.is_empty() || style != Style::Plain {
                paragraphs.extend(current.take());
            }
            if line.is_empty() {
                continue;
            }
            let pieces = self.pieces(number, rest, true);
            current.get_or_insert(Paragraph { style, pieces: Vec::new() }).add_line(pieces);
            if style == Style::Heading {
                paragraphs.extend(current.take());
            }
        }
        paragraphs.extend(current);
        for condition in std::mem::take(&mut self.open) {
            self.note(condition.line, "", format!("{{{{#{0} …}}}} has no {{{{/{0}}}}}", condition.word));
        }
        paragraphs.into_iter().map(Paragraph::tidied).collect()
    }

    /// A line that opens or closes a condition.
    fn directive(&mut self, line: usize, text: &str) {
        let inside = text.strip_prefix("{{").and_then(|text| text.strip_suffix("}}")).unwrap_or_default().trim();
        let (word, name) = inside.split_once(char::is_whitespace).unwrap_or((inside, ""));
        match word {
            "#if" if !name.contains('}') => self.open(line, "if", name.trim()),
            "#unless" if !name.contains('}') => self.open(line, "unless", name.trim()),
            "/if" if name.is_empty() => self.close(line, "if"),
            "/unless" if name.is_empty() => self.close(line, "unless"),
            _ => {
                let forms = "{{#if …}}, {{#unless …}}, {{/if}} or {{/unless}}";
                self.note(line, "", format!("expected {forms}, alone on the line; found {text}"));
            }
        }
    }

    fn open(&mut self, line: usize, word: &'static str, name: &str) {
        let holds = self.condition(line, name, word == "if");
        self.open.push(Condition { line, word, holds });
    }

    fn close(&mut self, line: usize, word: &str) {
        match self.open.pop() {
            Some(open) if open.word == word => {}
            Some(open) => {
                let message = format!("expected {{{{/{}}}}} for line {}; found {{{{/{word}}}}}", open.word, open.line);
                self.note(line, "", message);
            }
            None => self.note(line, "", format!("{{{{/{word}}}}} closes nothing")),
        }
    }

    /// Whether what depends on `name` is printed. While a text is only checked, whatever depends on a fact may be.
    fn condition(&mut self, line: usize, name: &str, wanted: bool) -> bool {
        if FACTS.contains(&name) {
            return self.facts.is_none_or(|facts| facts.get(name).is_some_and(|fact| !fact.is_empty()) == wanted);
        }
        match self.terms.get(name) {
            Some(meaning) => meaning.applies == wanted,
            None => {
                self.note_unknown(line, name);
                false
            }
        }
    }

    /// Splits a line at its placeholders and fills them. A line that is not `kept` is only checked for unknown names.
    fn pieces(&mut self, line: usize, text: &str, kept: bool) -> Vec<Piece> {
        let mut pieces = Vec::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("{{") {
            let Some((name, after)) = after.split_once("}}") else {
                self.note(line, "", "expected }} after {{ on the same line");
                return pieces;
            };
            pieces.push(Piece::Text(before.to_string()));
            pieces.push(Piece::Term(self.value(line, name.trim(), kept)));
            rest = after;
        }
        pieces.push(Piece::Text(rest.to_string()));
        pieces
    }

    /// What `name` stands for, or an empty text after an error.
    fn value(&mut self, line: usize, name: &str, kept: bool) -> String {
        if FACTS.contains(&name) {
            let fact = self.facts.map(|facts| facts.get(name).cloned());
            if kept && fact == Some(None) {
                self.note(line, name, "was not given");
            }
            return fact.flatten().unwrap_or_default();
        }
        match self.terms.get(name).map(|meaning| meaning.value.clone()) {
            Some(Some(value)) => return value,
            Some(None) if kept => {
                let around = format!("{{{{#if {name}}}}} and {{{{/if}}}}");
                self.note(line, name, format!("the terms have none: put what says so between {around}"));
            }
            Some(None) => {}
            None => self.note_unknown(line, name),
        }
        String::new()
    }

    fn note_unknown(&mut self, line: usize, name: &str) {
        let known = self.terms.keys().map(String::as_str).chain(FACTS);
        let hint = did_you_mean(name, known);
        self.note(
            line,
            &format!("{{{{{name}}}}}"),
            format!("is neither a term nor a fact that the program knows{hint}"),
        );
    }
}

impl Paragraph {
    /// Adds a line, joined to the one before by a space unless that one keeps its break.
    fn add_line(&mut self, line: Vec<Piece>) {
        match self.pieces.last_mut() {
            Some(Piece::Text(before)) if before.ends_with('\\') => {
                before.pop();
                *before = format!("{}\n", before.trim_end());
            }
            Some(_) => self.pieces.push(Piece::Text(" ".to_string())),
            None => {}
        }
        self.pieces.extend(line);
    }

    /// Neighbouring texts as one, empty pieces dropped.
    fn tidied(self) -> Self {
        let mut pieces: Vec<Piece> = Vec::new();
        for piece in self.pieces {
            match (pieces.last_mut(), piece) {
                (_, Piece::Text(text) | Piece::Term(text)) if text.is_empty() => {}
                (Some(Piece::Text(before)), Piece::Text(text)) => before.push_str(&text),
                // `10:00 a.m.` at the end of a sentence brings its full stop along.
                (Some(Piece::Term(term)), Piece::Text(text)) if term.ends_with('.') && text.starts_with('.') => {
                    pieces.push(Piece::Text(text[1..].to_string()));
                }
                (_, piece) => pieces.push(piece),
            }
        }
        if let Some(Piece::Text(end)) = pieces.last_mut()
            && end.ends_with('\\')
        {
            // What would have stood on the next line is left out under these terms.
            end.pop();
        }
        pieces.retain(|piece| !piece.words().is_empty());
        Self { style: self.style, pieces }
    }
}

fn style_of(line: &str) -> (Style, &str) {
    match (line.strip_prefix("# "), line.strip_prefix("- ")) {
        (Some(heading), _) => (Style::Heading, heading.trim()),
        (_, Some(item)) => (Style::Item, item.trim()),
        _ => (Style::Plain, line),
    }
}

/// Everything that a text may say about the terms: keys, tables, and what is derived.
fn meanings(program: &Program) -> BTreeMap<String, Meaning> {
    let mut meanings = BTreeMap::new();
    for section in program.describe() {
        let stands = match section.table.as_str() {
            "closing" => program.closing.is_some(),
            "true_up" => program.true_up.is_some(),
            _ => section.rows.iter().any(|row| row.applies),
        };
        meanings.insert(section.table, Meaning { value: None, applies: stands });
        let rows = section.rows.into_iter().map(|row| (row.key, Meaning { value: row.value, applies: row.applies }));
        meanings.extend(rows);
    }
    meanings.remove("");
    for (name, value) in DERIVED.into_iter().zip(derived(program)) {
        let applies = value.is_some();
        meanings.insert(name.to_string(), Meaning { value, applies });
    }
    meanings
}

/// The values of [`DERIVED`], in its order.
fn derived(program: &Program) -> [Option<String>; DERIVED.len()] {
    let returned = &program.returned_payment;
    let period = |count: u32, one: &str, many: &str| (count > 0).then(|| words::counted(count, one, many));
    let monthly = program.rates.monthly.iter().filter(|rate| rate.while_off);
    let running_on: Vec<String> = monthly.map(words::monthly_rate).collect();
    let fees: Vec<String> = program.fees.iter().map(|fee| format!("{} {}", fee.name, fee.amount.dollars())).collect();
    [
        Some(total(&program.new_member)),
        Some(total(&program.returning)),
        Some(total(&program.existing_member)),
        Some(total_when_switch_installed(&program.new_member)),
        Some(total_when_switch_installed(&program.returning)),
        Some(total_when_switch_installed(&program.existing_member)),
        Some(words::share(Decimal::ONE - program.debt.share_of_payments)),
        period(program.daily_cycle.estimate_at_most_days, "day", "days"),
        program.closing.as_ref().map(|closing| words::counted(closing.after, closing.unit.one(), closing.unit.text())),
        period(returned.grace_hours, "hour", "hours"),
        period(returned.within_months, "month", "months"),
        (!running_on.is_empty()).then(|| words::joined(&running_on, "and")),
        (!fees.is_empty()).then(|| words::joined(&fees, "and")),
    ]
}

/// What joining costs at least, before debts, where the switch is not installed yet (R07, R08).
fn total(joining: &Joining) -> String {
    (fees_beside_connection(joining) + joining.connection_fee + joining.opening_credit).dollars()
}

/// What joining costs at least, before debts, where the switch is installed (R05).
fn total_when_switch_installed(joining: &Joining) -> String {
    let connection_and_credit = match joining.connection_fee_when_switch_installed {
        WhenSwitchInstalled::Charged => joining.connection_fee + joining.opening_credit,
        WhenSwitchInstalled::Waived => joining.opening_credit,
        WhenSwitchInstalled::Credited => joining.connection_fee.max(joining.opening_credit),
    };
    (fees_beside_connection(joining) + connection_and_credit).dollars()
}

fn fees_beside_connection(joining: &Joining) -> Cents {
    let membership = if joining.membership_fee_in_opening_credit { Cents::ZERO } else { joining.membership_fee };
    membership + joining.setup_fee
}
