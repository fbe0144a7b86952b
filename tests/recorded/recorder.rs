//! Calls of the program, one after the other, and what each answered, as the lines of one text.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use chrono::{Days, NaiveDate};
use serde_json::Value;

use crate::common::{Enrollment, Office};
use crate::mask::Mask;

/// Set to anything, it writes the recordings anew instead of comparing with them.
pub const RENEW: &str = "ADVANCE_PAY_RENEW_RECORDINGS";

/// The folder of the recordings.
pub fn recordings() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/recorded")
}

/// An office at work, and whoever writes down what it asks and what it is told.
pub struct Recorder {
    pub office: Office,
    pub today: NaiveDate,
    time: String,
    who: String,
    /// What later calls name with a `$`: accounts, receipts, amounts that an answer told.
    names: BTreeMap<String, String>,
    answer: Value,
    lines: Vec<String>,
    files: u32,
}

impl Recorder {
    pub fn at(office: Office, first: NaiveDate) -> Self {
        Self {
            office,
            today: first,
            time: String::new(),
            who: String::new(),
            names: BTreeMap::new(),
            answer: Value::Null,
            lines: Vec::new(),
            files: 0,
        }
    }

    /// Goes on at another office, at the machine's own time, with nobody signed in.
    pub fn go_to(&mut self, office: Office) {
        self.office = office;
        self.time = String::new();
        self.who = String::new();
        self.heading("another office");
    }

    /// A line that is no call, for who reads the recording.
    pub fn heading(&mut self, words: &str) {
        self.lines.push(format!("== {words}"));
    }

    pub fn clock(&mut self, time: &str) {
        self.time = format!("{}T{time}", self.today);
        self.office.at(&self.time);
    }

    /// `$name` is `value` in the calls to come.
    pub fn name(&mut self, name: &str, value: &str) {
        self.names.insert(name.to_string(), value.to_string());
    }

    pub fn named(&self, name: &str) -> String {
        self.names.get(name).cloned().unwrap_or_else(|| format!("no-{name}"))
    }

    /// A value of the last answer, as text; `none` where it has none, so that what changed shows in the comparison and
    /// not as a panic here.
    pub fn told(&self, pointer: &str) -> String {
        match self.answer.pointer(pointer) {
            None | Some(Value::Null) => "none".to_string(),
            Some(Value::String(text)) => text.clone(),
            Some(other) => other.to_string(),
        }
    }

    /// Works through a script, a line a step: `at 10:00` sets the clock, `by NAME PIN` signs in, `by nobody` out, `# …` is
    /// for the reader, `keep NAME /pointer` names a value of the last answer; every other line is a call.
    pub fn script(&mut self, script: &str) {
        for line in script.lines().map(str::trim).filter(|line| !line.is_empty()) {
            let words: Vec<&str> = line.split_whitespace().collect();
            match words[..] {
                ["at", time] => self.clock(time),
                ["by", "nobody"] => {
                    self.office.signed_out();
                    self.who = String::new();
                }
                ["by", name, pin] => {
                    self.office.signed_in(name, pin);
                    self.who = name.to_string();
                }
                ["approver", pin] => drop(self.office.approver_types(pin)),
                ["keep", name, pointer] => self.name(name, &self.told(pointer)),
                ["#", ..] => {}
                _ => self.call(line),
            }
        }
    }

    /// Calls the program with these words, in which `$…` are names, and writes down the answer.
    pub fn call(&mut self, line: &str) {
        let line = self.with_names(line);
        let words = words(&line);
        let answer = self.office.run(&words.iter().map(String::as_str).collect::<Vec<_>>());
        let (out, told) = (answer.stdout.trim_end(), answer.stderr.trim_end());
        let between = if out.is_empty() || told.is_empty() { "" } else { " " };
        self.answer = serde_json::from_str(if out.is_empty() { told } else { out }).unwrap_or(Value::Null);
        let (time, who) = (&self.time, &self.who);
        let asked = [time.as_str(), who.as_str()].into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>();
        self.write(format!("{} $ {line} -> {} {out}{between}{told}", asked.join(" "), answer.status));
    }

    /// Calls `export …` into a new file and writes down what is in it.
    pub fn export(&mut self, line: &str) {
        let file = self.new_file("export.csv");
        self.call(&format!("{line} --out {file}"));
        let text = std::fs::read_to_string(&file).unwrap_or_default();
        self.holds("the file", &text);
    }

    /// Writes down what a file holds.
    pub fn holds(&mut self, file: &str, text: &str) {
        self.write(format!("= {file}: {}", Value::String(text.to_string())));
    }

    /// The path of a file that is not there yet.
    pub fn new_file(&mut self, name: &str) -> String {
        self.files += 1;
        self.office.folder().join(format!("out-{}-{name}", self.files)).to_string_lossy().into_owned()
    }

    /// Imports these rows.
    pub fn import(&mut self, what: &str, rows: &str) {
        let rows = self.with_names(rows);
        let file = self.office.file(&format!("{what}.csv"), &rows);
        self.call(&format!("import {what} {file}"));
    }

    /// Quotes and enrolls; `$name` is the account's number from then on, `$name_member` and `$name_receipt` the others.
    pub fn enroll(&mut self, name: &str, enrollment: &Enrollment) {
        self.enroll_with(name, enrollment, |_| ());
    }

    /// The same with an input that was edited.
    pub fn enroll_with(&mut self, name: &str, enrollment: &Enrollment, edit: impl Fn(&mut Value)) {
        self.joins("quote", enrollment, None, &edit);
        let due = self.told("/due_now");
        self.joins("enroll", enrollment, Some(due.as_str()).filter(|due| *due != "none"), &edit);
        for (end, pointer) in [("", "/account"), ("_member", "/member"), ("_receipt", "/receipt")] {
            self.name(&format!("{name}{end}"), &self.told(pointer));
        }
    }

    /// `quote` or `enroll` with this input, edited.
    pub fn joins(&mut self, verb: &str, enrollment: &Enrollment, due: Option<&str>, edit: impl Fn(&mut Value)) {
        let mut input = serde_json::from_str(&self.office.input(enrollment, due)).expect("our own JSON");
        edit(&mut input);
        let file = self.office.file(&format!("{verb}.json"), &input.to_string());
        self.call(&format!("{verb} {} {file}", enrollment.way));
    }

    /// `$name`s, and days: `$today`, `$in5`, `$ago3`.
    pub fn with_names(&self, text: &str) -> String {
        let mut parts = text.split('$');
        let mut whole = parts.next().unwrap_or_default().to_string();
        for part in parts {
            let end =
                part.find(|c: char| !c.is_ascii_lowercase() && !c.is_ascii_digit() && c != '_').unwrap_or(part.len());
            let (name, rest) = part.split_at(end);
            whole.push_str(&self.day_named(name).unwrap_or_else(|| self.named(name)));
            whole.push_str(rest);
        }
        whole
    }

    fn day_named(&self, name: &str) -> Option<String> {
        let days = |digits: &str| digits.parse().ok().map(Days::new);
        let day = match name {
            "today" => self.today,
            _ => match (name.strip_prefix("in").and_then(days), name.strip_prefix("ago").and_then(days)) {
                (Some(ahead), _) => self.today + ahead,
                (_, Some(back)) => self.today - back,
                _ => return None,
            },
        };
        Some(day.to_string())
    }

    fn write(&mut self, line: String) {
        self.lines.push(Mask::of(self.office.folder()).put_on(&line));
    }

    /// Compares with the recording of that name, or writes it when it is to be renewed.
    #[track_caller]
    pub fn compare(self, name: &str) {
        let text = self.lines.join("\n") + "\n";
        let file = recordings().join(format!("{name}.txt"));
        if std::env::var_os(RENEW).is_some() {
            std::fs::write(&file, text).expect("the recording");
            return;
        }
        let recorded = std::fs::read_to_string(&file).unwrap_or_default();
        if recorded == text {
            return;
        }
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/recorded");
        std::fs::create_dir_all(&folder).expect("a folder for what differs");
        let beside = folder.join(format!("{name}.txt"));
        std::fs::write(&beside, &text).expect("what was answered now");
        panic!("{}\nThe new recording is {}.", difference(&recorded, &text), beside.display());
    }
}

/// The first call that differs: as it was recorded, and as it is now.
fn difference(recorded: &str, now: &str) -> String {
    let (mut before, mut after) = (recorded.lines(), now.lines());
    for number in 1.. {
        let (was, is) = (before.next(), after.next());
        if was == is && was.is_some() {
            continue;
        }
        let (was, is) = (was.unwrap_or("(the recording ends)"), is.unwrap_or("(the calls end)"));
        let same = was.chars().zip(is.chars()).take_while(|(a, b)| a == b).count();
        return format!(
            "line {number} differs, from its letter {same} on.\nrecorded: {}\n     now: {}",
            around(was, same),
            around(is, same)
        );
    }
    unreachable!("the texts differ")
}

/// The call, and the text on both sides of the letter `at`.
fn around(line: &str, at: usize) -> String {
    const SIDE: usize = 400;
    let call = line.split(" -> ").next().unwrap_or(line);
    let from = at.saturating_sub(SIDE);
    if from <= call.chars().count() {
        return line.chars().take(at + SIDE).collect();
    }
    format!("{call} -> … {}", line.chars().skip(from).take(2 * SIDE).collect::<String>())
}

/// The words of a call; what is in double quotes is one word.
fn words(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quoted = false;
    for letter in line.chars() {
        match letter {
            '"' => quoted = !quoted,
            ' ' if !quoted => words.push(String::new()),
            _ => words.last_mut().expect("a word").push(letter),
        }
    }
    words.retain(|word| !word.is_empty());
    // An empty text is written as a lone apostrophe pair.
    words.into_iter().map(|word| if word == "''" { String::new() } else { word }).collect()
}
