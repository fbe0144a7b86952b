//! The store's beginning, and the co-op's terms.

use clap::{Args, Subcommand};
use serde_json::json;

use super::options::Options;
use super::output::section;
use super::output::{Answer, Fields, Say, Side, Table, or_dash};
use super::values::day;
use crate::basics::{Day, Refused};
use crate::desk::{
    Call, ChangePrice, Desk, InitInput, Initialized, LoadProgram, ProgramView, SAMPLE_DAYS, TermView, check_program,
    program_at, shipped_programs,
};

/// Make the store
#[derive(Debug, Args)]
#[command(after_help = "Example:
  advance-pay --store practice.sqlite init --program petit-jean --practice --sample-members 200
  advance-pay init --program our-terms")]
pub struct Init {
    /// A program that ships with this one, or the folder of your own
    #[arg(long, value_name = "ID|DIR")]
    program: String,
    /// A store to practise in: built-in meters, a clock that can be set, nothing real
    #[arg(long)]
    practice: bool,
    /// So many invented members, in a practice store
    #[arg(long, value_name = "N", requires = "practice", default_value_t = 0, hide_default_value = true)]
    sample_members: u32,
    /// How many days they have lived
    #[arg(long, value_name = "D", requires = "sample_members", default_value_t = SAMPLE_DAYS)]
    sample_days: u32,
}

impl Init {
    pub fn run(self, options: &Options) -> Refused<Answer> {
        let input = InitInput {
            program: self.program,
            practice: self.practice,
            sample_members: self.sample_members,
            sample_days: Some(self.sample_days),
            now: options.now,
        };
        let made = Desk::init(&options.new_store_path()?, &input, &mut |_, _| {})?;
        let practice = made.practice;
        Ok(Answer::of(&made).in_practice(practice))
    }
}

impl Say for Initialized {
    fn say(&self) -> String {
        let store = &self.store;
        let next = if self.practice {
            format!("Its first morning: advance-pay --store \"{store}\" cycle")
        } else {
            format!("Next, the first supervisor: advance-pay --store \"{store}\" operator add NAME --role supervisor")
        };
        let made =
            Fields::new().field("Store", &self.store).field("Program", &self.program).field("Members", self.members);
        format!("{}\n{next}\n", made.say())
    }
}

/// The co-op's terms
#[derive(Debug, Subcommand)]
#[command(after_help = "Example:\n  advance-pay program list\n  advance-pay program check our-terms")]
pub enum ProgramCommand {
    /// List the programs that ship with this one
    #[command(after_help = "Example:\n  advance-pay program list")]
    List,
    /// Show terms: the store's, or those of a shipped program or folder
    #[command(after_help = "Example:\n  advance-pay program show petit-jean")]
    Show {
        /// A shipped program or a folder [default: the store's terms in force]
        #[arg(value_name = "ID|DIR")]
        program: Option<String>,
    },
    /// Check a program's folder and name everything that is wrong
    #[command(after_help = "Example:\n  advance-pay program check our-terms")]
    Check {
        /// The folder with program.toml and the letters
        #[arg(value_name = "DIR")]
        folder: String,
    },
    /// List the versions of the terms that the store has
    #[command(after_help = "Example:\n  advance-pay program versions")]
    Versions,
    /// Bring in new terms that hold from a day on
    #[command(after_help = "Example:\n  advance-pay program load our-terms --from 2027-01-01")]
    Load {
        /// A shipped program or a folder
        #[arg(value_name = "ID|DIR")]
        folder: String,
        /// Their first day
        #[arg(long, value_name = "DATE", value_parser = day)]
        from: Day,
    },
    /// Set a charge's price from a day on
    #[command(
        after_help = "Example:\n  advance-pay program price \"Power cost adjustment\" --from 2026-12-01 --price 0.00455"
    )]
    Price {
        /// The charge, as the terms name it
        name: String,
        /// Its first day
        #[arg(long, value_name = "DATE", value_parser = day)]
        from: Day,
        /// Dollars for a kWh
        #[arg(long, value_name = "P", allow_negative_numbers = true)]
        price: String,
    },
}

impl ProgramCommand {
    /// Shipped programs and folders are looked at without a store.
    pub fn run(self, options: &Options) -> Refused<Answer> {
        match self {
            Self::List => {
                let programs = shipped_programs()?;
                Ok(Answer::saying(&programs, list(&programs)))
            }
            Self::Show { program: Some(which) } => Ok(Answer::of(&program_at(&which)?)),
            Self::Check { folder } => {
                let checked = check_program(&folder, options.now)?;
                let order = format!("{} of {} is in order.\n", checked.program.title, checked.program.utility);
                let text = order + &section("To look at", checked.warnings.iter().cloned());
                Ok(Answer::saying(&checked, text))
            }
            of_the_store => {
                let (mut desk, call) = options.desk()?;
                let answer = of_the_store.run_on(&mut desk, &call)?;
                Ok(answer.at(&mut desk))
            }
        }
    }

    fn run_on(self, desk: &mut Desk, call: &Call) -> Refused<Answer> {
        match self {
            Self::Versions => {
                let versions = desk.program_versions()?;
                let text = versions_table(&versions);
                let rows: Vec<_> =
                    versions.into_iter().map(|(from, program)| json!({ "from": from, "program": program })).collect();
                Ok(Answer::saying(&rows, text))
            }
            Self::Load { folder, from } => {
                let program = desk.perform(call, &LoadProgram::find(&folder, from)?)?;
                let text = format!("{} of {} holds from {from} on.", program.title, program.utility);
                Ok(Answer::saying(&program, text))
            }
            Self::Price { name, from, price } => {
                let price = desk.perform(call, &ChangePrice { name, from, price })?;
                let text = format!("{} is ${} a kWh from {} on.", price.name, price.price, price.from);
                Ok(Answer::saying(&price, text))
            }
            Self::List | Self::Check { .. } | Self::Show { .. } => Ok(Answer::of(&desk.program(call)?)),
        }
    }
}

fn list(programs: &[ProgramView]) -> String {
    let cells = |program: &ProgramView| {
        vec![program.id.clone(), program.utility.clone(), program.title.clone(), program.offices.join(", ")]
    };
    Table::new(&[("Id", Side::Left), ("Utility", Side::Left), ("Program", Side::Left), ("Offices", Side::Left)])
        .rows(programs.iter().map(cells))
        .say()
}

fn versions_table(versions: &[(Day, ProgramView)]) -> String {
    let cells =
        |(from, program): &(Day, ProgramView)| vec![from.to_string(), program.id.clone(), program.title.clone()];
    Table::new(&[("From", Side::Left), ("Id", Side::Left), ("Program", Side::Left)])
        .rows(versions.iter().map(cells))
        .say()
}

impl Say for ProgramView {
    fn say(&self) -> String {
        let head = Fields::new()
            .field("Program", format!("{} ({})", self.title, self.id))
            .field("Utility", &self.utility)
            .maybe("Phone", self.phone.as_deref())
            .field("Offices", self.offices.join(", "))
            .field("Time zone", &self.time_zone)
            .field("In force from", self.effective)
            .maybe("Rates", self.sample_rates.then_some("samples, to be replaced by your own"));
        let mark = |term: &TermView| if term.to_confirm { " (for the board to confirm)" } else { "" };
        let line = |term: &TermView| format!("{}: {}{}", term.key, or_dash(term.value.as_deref()), mark(term));
        let sections = self.sections.iter().map(|terms| {
            let heading = if terms.clause.is_empty() {
                terms.title.clone()
            } else {
                format!("{} ({})", terms.title, terms.clause)
            };
            section(&heading, terms.rows.iter().map(line))
        });
        head.say() + &sections.collect::<String>()
    }
}
