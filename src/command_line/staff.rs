//! The people who may sign in, and what waits for a second one of them.

use clap::Subcommand;

use super::options::Options;
use super::output::{Answer, Say, Side, Table, to_the_minute};
use super::values::id;
use crate::basics::Refused;
use crate::desk::{Call, Decline, Desk, NewOperator, OperatorView, Retire, SetRole, WaitingView};

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
        /// Who signs in by it
        name: String,
        /// What they may do
        #[arg(long, value_parser = ["csr", "supervisor"])]
        role: String,
    },
    /// Take an operator's access away; what they did stays theirs
    #[command(
        after_help = "A supervisor is retired with a second one's approval.\n\nExample:\n  advance-pay --operator Sue operator retire Carl"
    )]
    Retire {
        /// Who signs in no more
        name: String,
    },
    /// Give an operator another role
    #[command(after_help = "Who becomes a supervisor, or stops being one, needs two supervisors once there are two.

Example:
  advance-pay --operator Sue operator role Carl --role supervisor --approved-by Dora")]
    Role {
        /// Whose role it is
        name: String,
        /// What they may do from now on
        #[arg(long, value_parser = ["csr", "supervisor"])]
        role: String,
    },
    /// Give an operator a new PIN: one's own, or as a supervisor somebody's
    #[command(
        after_help = "The new PIN is typed, or it comes from ADVANCE_PAY_NEW_PIN. Another supervisor's needs two supervisors.

Example:
  advance-pay --operator Sue operator pin Carl"
    )]
    Pin {
        /// Whose PIN it is
        name: String,
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
            Self::Retire { name } => {
                let retired = desk.perform(call, &Retire { name })?;
                Ok(Answer::saying(&retired, format!("{} signs in no more.", retired.name)))
            }
            Self::Role { name, role } => {
                let role = role.parse().expect("clap takes only words that are roles");
                let changed = desk.perform(call, &SetRole { name, role })?;
                Ok(Answer::saying(&changed, format!("{} is {} from now on.", changed.name, changed.role)))
            }
            Self::Pin { name } => {
                let pin = options.new_pin(&name)?;
                let changed = desk.set_pin(call, &name, pin.as_deref())?;
                Ok(Answer::saying(&changed, format!("{} signs with the new PIN from now on.", changed.name)))
            }
            Self::List => {
                let operators = desk.operators(call)?;
                Ok(Answer::saying(&operators, list(&operators)))
            }
        }
    }
}

fn list(operators: &[OperatorView]) -> String {
    let active = |operator: &OperatorView| if operator.active { "yes" } else { "no" };
    Table::new(&[("Name", Side::Left), ("Role", Side::Left), ("Active", Side::Left)])
        .rows(operators.iter().map(|one| vec![one.name.clone(), one.role.to_string(), active(one).to_string()]))
        .say()
}

/// What waits for a second person's approval
#[derive(Debug, Subcommand)]
#[command(after_help = "Example:\n  advance-pay approval list\n  advance-pay --operator Sue approval approve 12")]
pub enum ApprovalCommand {
    /// List what waits, oldest first
    #[command(after_help = "Example:\n  advance-pay approval list")]
    List,
    /// Approve: it is done now, as its maker asked it
    #[command(after_help = "Example:\n  advance-pay --operator Sue approval approve 12")]
    Approve {
        /// As `approval list` shows it
        #[arg(value_parser = id)]
        id: i64,
    },
    /// Decline; its maker withdraws it
    #[command(after_help = "Example:\n  advance-pay --operator Sue approval decline 12")]
    Decline {
        /// As `approval list` shows it
        #[arg(value_parser = id)]
        id: i64,
    },
}

impl ApprovalCommand {
    pub fn run(self, desk: &mut Desk, call: &Call) -> Refused<Answer> {
        match self {
            Self::List => {
                let waiting = desk.approvals(call)?;
                Ok(Answer::saying(&waiting, waiting_table(&waiting)))
            }
            Self::Approve { id } => {
                let approved = desk.approve(call, id)?;
                let text = format!("Approved and done: {}", approved.text);
                Ok(Answer::saying(&approved, text))
            }
            Self::Decline { id } => {
                let declined = desk.perform(call, &Decline { id })?;
                let text = format!("{id} is {}.", declined.outcome);
                Ok(Answer::saying(&declined, text))
            }
        }
    }
}

fn waiting_table(waiting: &[WaitingView]) -> String {
    let columns = [
        ("Id", Side::Right),
        ("At", Side::Left),
        ("Office", Side::Left),
        ("Asked by", Side::Left),
        ("What", Side::Left),
    ];
    let cells = |one: &WaitingView| {
        let (id, at) = (one.id.to_string(), to_the_minute(&one.at));
        vec![id, at, one.office.clone(), one.maker.clone(), one.text.clone()]
    };
    Table::new(&columns).rows(waiting.iter().map(cells)).say()
}
