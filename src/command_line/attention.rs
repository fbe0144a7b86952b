//! What a person should look at, and what a supervisor decides of it.

use clap::Subcommand;

use super::output::{Answer, Fields, Say, Side, Table, or_dash, spaced};
use crate::basics::Refused;
use crate::desk::{AttentionView, Call, Decide, Decided, Desk};

/// What a person should look at
#[derive(Debug, Subcommand)]
#[command(after_help = "Example:\n  advance-pay attention list")]
pub enum AttentionCommand {
    /// List what is open, newest first
    #[command(after_help = "Example:\n  advance-pay attention list")]
    List,
    /// Decide a matter: what was read or paid counts, or it does not; a supervisor, with a reason
    #[command(
        after_help = "Example:\n  advance-pay attention decide 17 --reject --reason \"the meter was read again: 35301\""
    )]
    Decide {
        /// The matter's number
        id: i64,
        /// What was read or paid counts
        #[arg(long, required_unless_present = "reject", conflicts_with = "reject")]
        accept: bool,
        /// It does not
        #[arg(long)]
        reject: bool,
        /// Why; it is kept with what is done
        #[arg(long)]
        reason: String,
    },
}

impl AttentionCommand {
    pub fn run(self, desk: &mut Desk, call: &Call) -> Refused<Answer> {
        match self {
            Self::List => {
                let matters = desk.attention(call)?;
                Ok(Answer::saying(&matters, listed(&matters)))
            }
            Self::Decide { id, accept, reason, .. } => {
                Ok(Answer::of(&desk.perform(call, &Decide { id, accept, reason })?))
            }
        }
    }
}

fn listed(matters: &[AttentionView]) -> String {
    let columns = [
        ("No.", Side::Right),
        ("Day", Side::Left),
        ("Account", Side::Left),
        ("Name", Side::Left),
        ("About", Side::Left),
        ("What", Side::Left),
    ];
    let cells = |matter: &AttentionView| {
        vec![
            matter.id.to_string(),
            matter.day.to_string(),
            or_dash(matter.account.as_ref()),
            or_dash(matter.name.as_ref()),
            spaced(&matter.code),
            matter.text.clone(),
        ]
    };
    Table::new(&columns).rows(matters.iter().map(cells)).say()
}

impl Say for Decided {
    fn say(&self) -> String {
        Fields::new()
            .field("Matter", self.id)
            .maybe("Account", self.account.as_ref())
            .field("About", spaced(&self.code))
            .field("Decision", &self.decision)
            .maybe("Balance changed by", self.changed.filter(|cents| !cents.is_zero()).map(|cents| cents.dollars()))
            .maybe("Balance", self.balance.map(|cents| cents.dollars()))
            .say()
    }
}
