//! Reading one table of the program file: every value by its kind, every mistake noted with its line, and at the end
//! every key that nobody asked for. Reading goes on after a mistake, so that one look at the report mends them all.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeArray, DeTable, DeValue};

use super::errors::{PROGRAM_FILE, TermsError, did_you_mean, line_at};
use super::kinds::{ANY_TEXT, Kind};
use crate::words::Word;

/// What the reading of one program file gathers beside its values.
pub(super) struct Report<'a> {
    text: &'a str,
    pub errors: RefCell<Vec<TermsError>>,
    /// What cannot be meant: an error of `program check`, while a store that holds it goes on.
    pub mistakes: RefCell<Vec<TermsError>>,
    /// What `program check` only tells.
    pub warnings: RefCell<Vec<TermsError>>,
    /// The clause that each table cites, by its dotted name.
    pub sources: RefCell<BTreeMap<String, String>>,
    /// Every dotted key that could stand in the file.
    known: RefCell<BTreeSet<String>>,
    /// Every dotted key that stands in it.
    stands: RefCell<BTreeSet<String>>,
    /// The tables and keys at the file's top.
    top: BTreeSet<String>,
}

impl<'a> Report<'a> {
    pub fn new(text: &'a str, document: &DeTable) -> Self {
        Self {
            text,
            errors: RefCell::default(),
            mistakes: RefCell::default(),
            warnings: RefCell::default(),
            sources: RefCell::default(),
            known: RefCell::default(),
            stands: RefCell::default(),
            top: document.iter().map(|(key, _)| key.get_ref().to_string()).collect(),
        }
    }

    /// Notes that something is wrong with `key` at the byte `offset`.
    pub fn note(&self, offset: usize, key: &str, message: impl Into<String>) {
        self.errors.borrow_mut().push(self.told(offset, key, message.into()));
    }

    fn told(&self, offset: usize, key: &str, message: String) -> TermsError {
        TermsError {
            file: PROGRAM_FILE.to_string(),
            line: Some(line_at(self.text, offset)),
            key: key.to_string(),
            message,
        }
    }
}

/// One table of the file, or the place where it is left out.
pub(super) struct Table<'a> {
    report: &'a Report<'a>,
    /// None: the table is left out, and everything in it is what its absence means.
    entries: Option<&'a DeTable<'a>>,
    /// The dotted name; empty for the file's top.
    path: String,
    /// Where the table begins.
    offset: usize,
    asked: RefCell<BTreeSet<String>>,
}

impl<'a> Table<'a> {
    /// Reads `table` with `read`, then notes every key in it that `read` did not ask for.
    pub fn read<T>(
        report: &'a Report<'a>,
        entries: Option<&'a DeTable<'a>>,
        path: String,
        offset: usize,
        read: impl FnOnce(&Table<'a>) -> T,
    ) -> T {
        if entries.is_some() {
            report.stands.borrow_mut().insert(path.clone());
        }
        let table = Self { report, entries, path, offset, asked: RefCell::default() };
        if let Some(clause) = table.optional("source", &ANY_TEXT) {
            report.sources.borrow_mut().insert(table.path.clone(), clause);
        }
        let value = read(&table);
        table.note_unknown_keys();
        value
    }

    fn note_unknown_keys(&self) {
        let asked = self.asked.borrow();
        for (key, _) in self.entries.into_iter().flatten() {
            let name: &str = key.get_ref();
            if !asked.contains(name) {
                let hint = did_you_mean(name, asked.iter().map(String::as_str));
                self.note_at(key.span(), name, format!("is not a key of {}{hint}", self.name()));
            }
        }
    }

    /// The table as a person names it.
    fn name(&self) -> String {
        if self.path.is_empty() { "the program file".to_string() } else { format!("[{}]", self.path) }
    }

    /// The dotted name of `key` in this table.
    pub fn dotted(&self, key: &str) -> String {
        if self.path.is_empty() { key.to_string() } else { format!("{}.{key}", self.path) }
    }

    /// Notes that something is wrong with `key`, at its value if it stands in the file, else at the table's head.
    pub fn note(&self, key: &str, message: impl Into<String>) {
        let offset = self.get(key).map_or(self.offset, |value| value.span().start);
        self.report.note(offset, &self.dotted(key), message);
    }

    /// Notes that something is wrong with one item of the list at `key`.
    pub fn note_item(&self, key: &str, index: usize, message: impl Into<String>) {
        let item = self.get(key).and_then(|value| value.get_ref().as_array()).and_then(|items| items.get(index));
        let offset = item.map_or(self.offset, |item| item.span().start);
        self.report.note(offset, &self.dotted(&format!("{key}[{index}]")), message);
    }

    /// Notes for `program check` that the value of `key`, or one item of its list, cannot be meant.
    pub fn mistake(&self, key: &str, index: Option<usize>, message: impl Into<String>) {
        let value = self.get(key);
        let item = index.and_then(|index| value?.get_ref().as_array()?.get(index));
        let offset = item.or(value).map_or(self.offset, |value| value.span().start);
        let name = index.map_or_else(|| key.to_string(), |index| format!("{key}[{index}]"));
        self.report.mistakes.borrow_mut().push(self.report.told(offset, &self.dotted(&name), message.into()));
    }

    /// Notes for `program check` something about one item of the list at `key` that a person should know.
    pub fn warn_item(&self, key: &str, index: usize, message: impl Into<String>) {
        let item = self.get(key).and_then(|value| value.get_ref().as_array()).and_then(|items| items.get(index));
        let offset = item.map_or(self.offset, |item| item.span().start);
        let name = self.dotted(&format!("{key}[{index}]"));
        self.report.warnings.borrow_mut().push(self.report.told(offset, &name, message.into()));
    }

    /// The same about `key` of the table at `table`.
    pub fn warn_in(&self, table: &str, key: &str, message: impl Into<String>) {
        let value = self.get(table).and_then(|value| value.get_ref().as_table()?.get(key));
        let offset = value.map_or(self.offset, |value| value.span().start);
        let name = format!("{}.{key}", self.dotted(table));
        self.report.warnings.borrow_mut().push(self.report.told(offset, &name, message.into()));
    }

    /// Notes that something is wrong with `key` of the table at `table`.
    pub fn note_in(&self, table: &str, key: &str, message: impl Into<String>) {
        let entries = self.get(table).and_then(|value| value.get_ref().as_table());
        let offset = entries.and_then(|entries| entries.get(key)).map_or(self.offset, |value| value.span().start);
        self.report.note(offset, &format!("{}.{key}", self.dotted(table)), message);
    }

    fn note_at(&self, span: Range<usize>, key: &str, message: impl Into<String>) {
        self.report.note(span.start, &self.dotted(key), message);
    }

    fn note_wrong(&self, key: &str, value: &Spanned<DeValue>, expected: &str) {
        self.note_at(value.span(), key, format!("expected {expected}; found {}", found(value.get_ref())));
    }

    fn get(&self, key: &str) -> Option<&'a Spanned<DeValue<'a>>> {
        self.entries.and_then(|entries| entries.get(key))
    }

    fn ask(&self, key: &str) -> Option<&'a Spanned<DeValue<'a>>> {
        self.asked.borrow_mut().insert(key.to_string());
        self.report.known.borrow_mut().insert(self.dotted(key));
        let value = self.get(key);
        if value.is_some() {
            self.report.stands.borrow_mut().insert(self.dotted(key));
        }
        value
    }

    /// Whether `key` stands in this table.
    pub fn has(&self, key: &str) -> bool {
        self.get(key).is_some()
    }

    /// Whether the value of `key` is a table.
    pub fn has_table(&self, key: &str) -> bool {
        self.get(key).is_some_and(|value| value.get_ref().is_table())
    }

    /// Every dotted key that could stand in the file, as far as it has been read.
    pub fn known(&self) -> BTreeSet<String> {
        self.report.known.borrow().clone()
    }

    /// Whether a dotted key stands in the file, as far as it has been read.
    pub fn stands(&self, key: &str) -> bool {
        self.report.stands.borrow().contains(key)
    }

    /// Whether the file has a table or key of that name at its top.
    pub fn file_has(&self, key: &str) -> bool {
        self.report.top.contains(key)
    }

    /// Every key of this table, in the order of the alphabet. For tables whose keys are years or account kinds.
    pub fn keys(&self) -> impl Iterator<Item = &'a str> {
        self.entries.into_iter().flatten().map(|(key, _)| -> &'a str { key.get_ref() })
    }

    /// The value of `key`, or None if it is left out or not of its kind.
    pub fn optional<T>(&self, key: &str, kind: &Kind<T>) -> Option<T> {
        let value = self.ask(key)?;
        let read = (kind.read)(value.get_ref());
        if read.is_none() {
            self.note_wrong(key, value, kind.expected);
        }
        read
    }

    /// The value of `key`, or what its absence means.
    pub fn or<T>(&self, key: &str, kind: &Kind<T>, absent: T) -> T {
        self.optional(key, kind).unwrap_or(absent)
    }

    /// The value of a key that must be there. After an error, a stand-in with which the rest can be read.
    pub fn required<T: Default>(&self, key: &str, kind: &Kind<T>) -> T {
        self.note_if_missing(key, kind.expected);
        self.optional(key, kind).unwrap_or_default()
    }

    fn note_if_missing(&self, key: &str, expected: &str) {
        if self.entries.is_some() && !self.has(key) {
            self.note(key, format!("is missing: expected {expected}"));
        }
    }

    /// One word of a fixed list, or what its absence means.
    pub fn word_or<T: Word>(&self, key: &str, absent: T) -> T {
        self.ask(key).and_then(|value| self.one_word(key, value, T::ALL)).unwrap_or(absent)
    }

    /// One word of a fixed list that must be there.
    pub fn required_word<T: Word>(&self, key: &str) -> T {
        self.note_if_missing(key, &one_of(&words_of(T::ALL)));
        self.word_or(key, T::ALL[0])
    }

    fn one_word<T: Word>(&self, key: &str, value: &Spanned<DeValue>, among: &[T]) -> Option<T> {
        let word = value.get_ref().as_str().and_then(|word| among.iter().find(|one| one.word() == word));
        if word.is_none() {
            self.note_word(key, value, &words_of(among));
        }
        word.copied()
    }

    fn note_word(&self, key: &str, value: &Spanned<DeValue>, words: &[&'static str]) {
        let hint = value.get_ref().as_str().map(|word| did_you_mean(word, words.iter().copied())).unwrap_or_default();
        self.note_wrong(key, value, &one_of(words));
        if let Some(error) = self.report.errors.borrow_mut().last_mut() {
            error.message.push_str(&hint);
        }
    }

    /// A list of words of a set, or of a part of it, each at most once. None if it is left out.
    pub fn words<T: Word>(&self, key: &str, among: &[T]) -> Option<Vec<T>> {
        self.each(key, &format!("a list of {}", one_of(&words_of(among))), |name, value| {
            self.one_word(name, value, among)
        })
    }

    /// A list of words that the model keeps as text, each at most once; empty if it is left out.
    pub fn choices(&self, key: &str, words: &[&'static str]) -> Vec<String> {
        self.each(key, &format!("a list of {}", one_of(words)), |name, value| {
            let choice = value.get_ref().as_str().filter(|word| words.contains(word)).map(str::to_string);
            if choice.is_none() {
                self.note_word(name, value, words);
            }
            choice
        })
        .unwrap_or_default()
    }

    /// A list of values of one kind, none of them twice. None if it is left out.
    pub fn list<T: PartialEq>(&self, key: &str, kind: &Kind<T>) -> Option<Vec<T>> {
        self.each(key, &format!("a list, each {}", kind.expected), |name, value| self.item(name, value, kind))
    }

    /// A list that must name at least one value; `like` shows one.
    pub fn required_list<T: PartialEq>(&self, key: &str, kind: &Kind<T>, like: &str) -> Vec<T> {
        let empty = self.get(key).is_none_or(|value| value.get_ref().as_array().is_some_and(|items| items.is_empty()));
        if empty && self.entries.is_some() {
            self.note(key, format!("expected a list with at least one value, like {like}"));
        }
        self.list(key, kind).unwrap_or_default()
    }

    /// A list of values of one kind that may repeat. None if it is left out.
    pub fn series<T>(&self, key: &str, kind: &Kind<T>) -> Option<Vec<T>> {
        let items = self.array(key, &format!("a list, each {}", kind.expected))?;
        let named = items.iter().enumerate().map(|(index, value)| (format!("{key}[{index}]"), value));
        Some(named.filter_map(|(name, value)| self.item(&name, value, kind)).collect())
    }

    fn item<T>(&self, name: &str, value: &Spanned<DeValue>, kind: &Kind<T>) -> Option<T> {
        let read = (kind.read)(value.get_ref());
        if read.is_none() {
            self.note_wrong(name, value, kind.expected);
        }
        read
    }

    fn each<T: PartialEq>(
        &self,
        key: &str,
        expected: &str,
        read: impl Fn(&str, &Spanned<DeValue>) -> Option<T>,
    ) -> Option<Vec<T>> {
        let items = self.array(key, expected)?;
        let mut values: Vec<T> = Vec::with_capacity(items.len());
        for (index, item) in items.iter().enumerate() {
            let name = format!("{key}[{index}]");
            match read(&name, item) {
                Some(value) if values.contains(&value) => {
                    self.note_at(item.span(), &name, format!("{} stands in the list twice", found(item.get_ref())));
                }
                Some(value) => values.push(value),
                None => {}
            }
        }
        Some(values)
    }

    fn array(&self, key: &str, expected: &str) -> Option<&'a DeArray<'a>> {
        let value = self.ask(key)?;
        let items = value.get_ref().as_array();
        if items.is_none() {
            self.note_wrong(key, value, expected);
        }
        items
    }

    /// The table at `key`; if it is left out, `read` is given an empty one and says what its absence means.
    pub fn table<T>(&self, key: &str, read: impl FnOnce(&Table<'a>) -> T) -> T {
        let value = self.ask(key);
        let entries = value.and_then(|value| value.get_ref().as_table());
        if let (Some(value), None) = (value, entries) {
            self.note_wrong(key, value, &format!("a table [{}]", self.dotted(key)));
        }
        let offset = value.map_or(self.offset, |value| value.span().start);
        Table::read(self.report, entries, self.dotted(key), offset, read)
    }

    /// A table that must be there.
    pub fn required_table<T>(&self, key: &str, read: impl FnOnce(&Table<'a>) -> T) -> T {
        if !self.has(key) {
            self.note(key, format!("the table [{}] is missing", self.dotted(key)));
        }
        self.table(key, read)
    }

    /// Every table of the list at `key`, in the file's order; none if it is left out.
    pub fn tables<T>(&self, key: &str, mut read: impl FnMut(&Table<'a>) -> T) -> Vec<T> {
        let expected = format!("tables [[{}]]", self.dotted(key));
        let Some(items) = self.array(key, &expected) else { return Vec::new() };
        let mut values = Vec::with_capacity(items.len());
        for (index, item) in items.iter().enumerate() {
            let name = format!("{key}[{index}]");
            match item.get_ref().as_table() {
                Some(entries) => {
                    let path = self.dotted(&name);
                    values.push(Table::read(self.report, Some(entries), path, item.span().start, &mut read));
                }
                None => self.note_wrong(&name, item, &expected),
            }
        }
        values
    }
}

fn words_of<T: Word>(among: &[T]) -> Vec<&'static str> {
    among.iter().map(|one| one.word()).collect()
}

fn one_of(words: &[&str]) -> String {
    format!("one of {}", words.iter().map(|word| format!("\"{word}\"")).collect::<Vec<_>>().join(", "))
}

/// A value as it stands in the file, shortened.
fn found(value: &DeValue) -> String {
    match value {
        DeValue::String(text) if text.chars().count() > 40 => {
            format!("{:?} and more", text.chars().take(40).collect::<String>())
        }
        DeValue::String(text) => format!("{text:?}"),
        DeValue::Integer(number) => number.as_str().to_string(),
        DeValue::Float(number) => number.as_str().to_string(),
        DeValue::Boolean(flag) => flag.to_string(),
        DeValue::Datetime(when) => format!("{when} without quotes"),
        DeValue::Array(_) => "a list".to_string(),
        DeValue::Table(_) => "a table".to_string(),
    }
}
