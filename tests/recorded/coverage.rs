//! The recordings leave nothing out: every command with every option of its own, and enough refusals.

use std::collections::BTreeSet;
use std::process::Command;

use serde_json::Value;

use crate::common::{Answer, PROGRAM};
use crate::recorder::{RENEW, recordings};

/// The calls of all recordings, without who asked and what was answered.
fn calls() -> Vec<(String, String)> {
    let files = recordings().read_dir().expect("the recordings");
    let texts = files
        .map(|entry| entry.expect("a file").path())
        .filter(|file| file.extension().is_some_and(|end| end == "txt"))
        .map(|file| std::fs::read_to_string(file).expect("a recording"));
    let call = |line: &str| {
        let (call, answer) = line.split_once(" $ ").or_else(|| line.split_once("$ "))?.1.split_once(" -> ")?;
        Some((call.to_string(), answer.to_string()))
    };
    texts.flat_map(|text| text.lines().filter_map(call).collect::<Vec<_>>()).collect()
}

fn help(words: &[String]) -> String {
    let mut command = Command::new(PROGRAM);
    Answer::of(command.env_clear().args(words).arg("--help")).stdout
}

/// The first words of the lines of a part of the help text.
fn part<'t>(help: &'t str, title: &str) -> impl Iterator<Item = &'t str> {
    let lines = help.lines().skip_while(move |line| *line != title).skip(1);
    lines.take_while(|line| line.is_empty() || line.starts_with(' ')).filter_map(|line| line.split_whitespace().next())
}

/// Every command that can be called, with its own options.
fn commands(words: &[String]) -> Vec<(String, Vec<String>)> {
    let help = help(words);
    let below: Vec<String> = part(&help, "Commands:").map(str::to_string).collect();
    let mut all: Vec<_> =
        below.iter().flat_map(|command| commands(&[words, std::slice::from_ref(command)].concat())).collect();
    let usage = help.lines().find(|line| line.starts_with("Usage:")).unwrap_or_default();
    if below.is_empty() || !usage.contains("<COMMAND>") {
        let options =
            help.lines().skip_while(|line| *line != "Options:").take_while(|line| !line.starts_with("Options of"));
        let own = options.filter_map(|line| line.split_whitespace().find(|word| word.starts_with("--")));
        let own = own.filter(|option| *option != "--help" && *option != "--version").map(str::to_string);
        all.push((words.join(" "), own.collect()));
    }
    all
}

#[test]
fn every_command_with_every_option_of_its_own_is_in_the_recordings() {
    if std::env::var_os(RENEW).is_some() {
        return;
    }
    let calls = calls();
    let all: Vec<_> = commands(&[]).into_iter().filter(|(command, _)| !command.is_empty()).collect();
    assert!(all.len() > 60, "the commands are read from the help text: {all:?}");
    let mut missing = Vec::new();
    for (command, options) in all {
        let of_it: Vec<&str> = calls
            .iter()
            .map(|(call, _)| call.as_str())
            .filter(|call| call.strip_prefix(&command).is_some_and(|rest| rest.is_empty() || rest.starts_with(' ')))
            .collect();
        if of_it.is_empty() {
            missing.push(command);
            continue;
        }
        let unused = |option: &String| !of_it.iter().any(|call| call.split(' ').any(|word| word == option));
        missing.extend(options.iter().filter(|option| unused(option)).map(|option| format!("{command} {option}")));
    }
    assert!(missing.is_empty(), "no call of these is recorded: {missing:#?}");
}

#[test]
fn refusals_of_many_kinds_are_in_the_recordings() {
    if std::env::var_os(RENEW).is_some() {
        return;
    }
    let codes: BTreeSet<String> = calls().iter().filter_map(|(_, answer)| code_of(answer)).collect();
    assert!(codes.len() >= 140, "{} codes: {codes:?}", codes.len());
}

fn code_of(answer: &str) -> Option<String> {
    let told: Value =
        serde_json::from_str(answer.split_once(" {\"error\"").map(|(_, rest)| format!("{{\"error\"{rest}"))?.as_str())
            .ok()?;
    told["error"]["code"].as_str().map(str::to_string)
}
