//! The whole tree of commands keeps its promises without a store.

use clap::{CommandFactory, Parser};

use super::CommandLine;

/// Every command and subcommand, each with the words that lead to it.
fn commands(top: &clap::Command, path: &str) -> Vec<(String, clap::Command)> {
    let below = top.get_subcommands().flat_map(|command| commands(command, &format!("{path} {}", command.get_name())));
    [(path.to_string(), top.clone())].into_iter().chain(below).collect()
}

#[test]
fn the_tree_of_commands_is_sound() {
    CommandLine::command().debug_assert();
}

#[test]
fn every_command_at_every_level_is_explained_by_an_example_of_itself() {
    for (path, mut command) in commands(&CommandLine::command(), "advance-pay") {
        let help = command.render_long_help().to_string();
        let example = help.split_once("Example").map(|(_, example)| example);
        assert!(example.is_some_and(|text| text.contains("advance-pay ")), "{path} has no example: {help}");
        let words = path.trim_start_matches("advance-pay").trim();
        assert!(example.is_some_and(|text| text.contains(words)), "{path} is not in its own example: {help}");
        assert!(command.get_about().is_some() || path == "advance-pay", "{path} does not say what it does");
    }
}

#[test]
fn the_options_of_every_command_stand_before_or_after_it() {
    for call in ["advance-pay --json --now 2026-11-30T10:00 cycle", "advance-pay cycle --now 2026-11-30T10:00 --json"] {
        let line = CommandLine::try_parse_from(call.split_whitespace()).expect("a right call");
        assert!(line.options.json && line.options.now.is_some(), "{call}");
    }
}

#[test]
fn a_payment_is_for_one_account_or_split_and_never_half_of_each() {
    let right = [
        "pay 1 --method cash --amount 40.00 --tendered 50.00",
        "pay 1 --method external --amount 40.00 --arrears-only --dry-run",
        "pay --tender cash=40.00 --tender check=60.00#1234 --to 1=70.00 --to 2=30.00",
    ];
    let wrong = [
        "pay",
        "pay 1",
        "pay 1 --method cash",
        "pay 1 --amount 40.00",
        "pay 1 --method shells --amount 40.00",
        "pay 1 --method cash --amount 4O.00",
        "pay --tender cash=40.00",
        "pay --to 1=70.00",
        "pay 1 --tender cash=40.00 --to 1=40.00",
        "pay --tender cash=40.00 --to 1=40.00 --amount 40.00",
        "pay --tender cash=40.00 --to 1=40.00 --tendered 40.00",
    ];
    let parses = |call: &str| CommandLine::try_parse_from(format!("advance-pay {call}").split_whitespace()).is_ok();
    for call in right {
        assert!(parses(call), "{call}");
    }
    for call in wrong {
        assert!(!parses(call), "{call}");
    }
}

#[test]
fn an_amount_below_zero_is_an_amount_and_no_option() {
    let call = ["advance-pay", "adjust", "1", "--amount", "-5.00", "--reason", "goodwill"];
    assert!(CommandLine::try_parse_from(call).is_ok());
}

#[test]
fn rows_are_released_by_name_or_all_together() {
    for (call, right) in
        [("release", false), ("release 1 2", true), ("release --all", true), ("release 1 --all", false)]
    {
        let words = format!("advance-pay cycle {call}");
        assert_eq!(CommandLine::try_parse_from(words.split_whitespace()).is_ok(), right, "{call}");
    }
}

#[test]
fn every_argument_says_what_it_is() {
    let all = commands(&CommandLine::command(), "advance-pay");
    let silent: Vec<String> = all
        .iter()
        .flat_map(|(path, command)| {
            command
                .get_arguments()
                .filter(|one| one.get_help().is_none())
                .map(move |one| format!("{path} {}", one.get_id()))
        })
        .collect();
    assert!(silent.is_empty(), "{silent:#?}");
}
