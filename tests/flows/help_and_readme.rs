//! What a newcomer reads first is true: the help at every level, and the read-me's own words.

use std::path::Path;
use std::process::Command;

use crate::common::{Answer, Office, PROGRAM};

#[test]
fn help_at_every_level_has_an_example() {
    let levels = "init program quote enroll pay payment void return-payment fee adjust account member meter reading pledge \
                  import forecast cycle switch link sim drawer deposit day notices documents document export verify \
                  backup restore operator";
    for level in levels.split_whitespace() {
        let help = Answer::of(Command::new(PROGRAM).args([level, "--help"]));
        assert_eq!(help.status, 0, "{help:?}");
        assert!(help.stdout.contains("advance-pay ") && help.stdout.contains("Example"), "{level}: {}", help.stdout);
    }
}

#[test]
fn the_practice_commands_of_the_readme_work_as_written() {
    let office = Office::with_program("petit-jean", &[]);
    let readme = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).expect("the read-me");
    let commands: Vec<&str> =
        readme.lines().filter_map(|line| line.strip_prefix("advance-pay --store practice.sqlite ")).collect();
    assert!(commands.len() >= 3, "the read-me shows how to try it: {commands:?}");
    for words in commands {
        let mut command = office.command_without_store();
        command.args(["--store", "practice.sqlite"]).args(words.split_whitespace());
        Answer::of(&mut command).done();
    }
}
