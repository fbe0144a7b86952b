//! The people who may sign in.

use clap::Subcommand;

use super::options::Options;
use super::output::{Answer, Say, Side, Table};
use crate::basics::Refused;
use crate::desk::{Call, Desk, NewOperator, OperatorView};

/// Staff: who may sign in
#[derive(Debug, Subcommand)]
#[command(after_help = "Example:\n  advance-pay --operator Sue operator add Carl --role csr")]
pub enum OperatorCommand {
    /// Add an operator; the first one of a store is a supervisor and adds themselves
    #[command(
        after_help = "The new operator types a PIN, or it comes from ADVANCE_PAY_NEW_PIN; that of the first supervisor, who needs no
--operator, from ADVANCE_PAY_PIN.

Example:
  advance-pay --operator Sue operator add Carl --role csr"
    )]
    Add {
        name: String,
        #[arg(long, value_parser = ["csr", "supervisor"])]
        role: String,
    },
    /// List the operators
    #[command(after_help = "Example:\n  advance-pay operator list")]
    List,
}

impl OperatorCommand {
    pub fn run(self, desk: &mut Desk, call: &Call, options: &Options) -> Refused<Answer> {
        match self {
            Self::Add { name, role } => {
                let pin = options.new_pin(&name)?;
                let role = role.parse().expect("clap takes only words that are roles");
                let added = desk.add_operator(call, &NewOperator { name, role, pin })?;
                let text = format!("{} is added as {}.", added.name, added.role);
                Ok(Answer::saying(&added, text))
            }
            Self::List => {
                let operators = desk.operators()?;
                Ok(Answer::saying(&operators, list(&operators)))
            }
        }
    }
}

fn list(operators: &[OperatorView]) -> String {
    let active = |operator: &OperatorView| if operator.active { "yes" } else { "no" };
    Table::new(&[("Name", Side::Left), ("Role", Side::Left), ("Active", Side::Left)])
        .rows(operators.iter().map(|one| vec![one.name.clone(), one.role.clone(), active(one).to_string()]))
        .say()
}
