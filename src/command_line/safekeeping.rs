//! The store as a file: its proof, its backup, and putting one in its place.

use std::path::PathBuf;

use clap::Args;

use super::options::Options;
use super::output::section;
use super::output::{Answer, Fields, Say, to_the_minute};
use super::values::day;
use crate::basics::{Code, Day, Refusal, Refused};
use crate::desk::{BackedUp, Call, Desk, RestoredView, Verified};

/// Prove the store: every invariant, from the postings up
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  advance-pay verify\n  advance-pay verify --head 5f0c… --day 2026-11-30")]
pub struct Verify {
    /// The head of the chain of seals, as a day report on paper has it
    #[arg(long, value_name = "HASH", requires = "day")]
    head: Option<String>,
    /// The day of that report
    #[arg(long, value_name = "DATE", value_parser = day, requires = "head")]
    day: Option<Day>,
}

impl Verify {
    /// A store that does not hold is an answer, and trouble that whoever scheduled this must notice.
    pub fn run(self, desk: &mut Desk, call: &Call) -> Refused<Answer> {
        let verified = desk.verify(call, self.head.as_deref().zip(self.day))?;
        let answer = Answer::of(&verified);
        if verified.ok {
            return Ok(answer);
        }
        let found = match verified.problems.len() {
            1 => "1 problem".to_string(),
            count => format!("{count} problems"),
        };
        let words = format!("the store does not hold: {found}; post nothing, and see RECOVERY.md");
        Ok(answer.with_trouble(Refusal::new(Code::NotProven, words)))
    }
}

impl Say for Verified {
    fn say(&self) -> String {
        let verdict = if self.ok { "Everything holds." } else { "The store does not hold." };
        let proof = Fields::new().field("Charges derived again", self.charges).field("Head of the seals", &self.head);
        format!("{verdict}\n{}{}", proof.say(), section("Problems", self.problems.iter().cloned()))
    }
}

/// Copy the store while it is worked on; the copy is proved
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  advance-pay backup advance-pay-2026-11-30.sqlite")]
pub struct Backup {
    /// The file to write; one that is there is never written over
    file: PathBuf,
}

impl Backup {
    pub fn run(self, desk: &mut Desk, call: &Call) -> Refused<Answer> {
        Ok(Answer::of(&desk.backup(call, &self.file)?))
    }
}

impl Say for BackedUp {
    fn say(&self) -> String {
        Fields::new().field("Backup", &self.file).field("Head of the seals", &self.head).say()
    }
}

/// Put a backup in the store's place, once it is proved
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  advance-pay restore advance-pay-2026-11-30.sqlite")]
pub struct Restore {
    /// The backup
    file: PathBuf,
}

impl Restore {
    /// The store that is replaced need not be one that opens.
    pub fn run(self, options: &Options) -> Refused<Answer> {
        let (call, store) = (options.call_without_store()?, options.new_store_path()?);
        let restored = Desk::restore(&call, &store, &self.file)?;
        let practice = Desk::open(&store)?.is_practice();
        Ok(Answer::of(&restored).in_practice(practice))
    }
}

impl Say for RestoredView {
    fn say(&self) -> String {
        let restored = Fields::new()
            .field("Store", &self.file)
            .maybe("The old store is", self.kept.as_deref())
            .maybe("Last act of the backup", self.last_act.as_deref().map(to_the_minute))
            .field("Head of the seals", &self.head);
        let ends = self.receipts_end.iter().map(|end| format!("{}: {}", end.series, end.last));
        let lost = self.enter_again.iter().flatten().map(|lost| {
            let (at, amount) = (to_the_minute(&lost.at), lost.amount.dollars());
            format!("{} {at} {amount} {}, account {}", lost.receipt, lost.methods, lost.accounts)
        });
        [
            restored.say(),
            section("The last receipt of each series", ends),
            section("To be entered again", lost),
            section("What to do now", self.words.iter().cloned()),
        ]
        .concat()
    }
}
