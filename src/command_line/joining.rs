//! Joining: what would be due, and the enrollment itself.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::json_input::json_file;
use super::output::{Answer, Fields, Say, Side, Table, section};
use crate::basics::Refused;
use crate::desk::{Call, Desk, Enroll, EnrollInput, Enrolled, Joining, QuoteView};

/// Show what would be due, writing nothing
#[derive(Debug, Subcommand)]
#[command(after_help = "Example:\n  advance-pay quote new ada.json")]
pub enum QuoteCommand {
    /// For somebody who is new to the co-op, or returns
    #[command(after_help = "Example:\n  advance-pay quote new ada.json")]
    New(Input),
    /// For a standard account that is converted
    #[command(after_help = "Example:\n  advance-pay quote convert ada.json")]
    Convert(Input),
}

/// Enroll a member: everything in one transaction, or nothing
#[derive(Debug, Subcommand)]
#[command(after_help = "Example:\n  advance-pay enroll new ada.json")]
pub enum EnrollCommand {
    /// Somebody who is new to the co-op, or returns
    #[command(after_help = "Example:\n  advance-pay enroll new ada.json")]
    New(Input),
    /// A standard account that is converted
    #[command(after_help = "Example:\n  advance-pay enroll convert ada.json")]
    Convert(Input),
}

#[derive(Debug, Args)]
pub struct Input {
    /// The input as JSON: member, service, what the standard account owes, signature, payment
    file: PathBuf,
}

impl QuoteCommand {
    pub fn run(self, desk: &mut Desk, call: &Call) -> Refused<Answer> {
        let (joining, input) = match self {
            Self::New(input) => (Joining::New, input),
            Self::Convert(input) => (Joining::Convert, input),
        };
        let input: EnrollInput = json_file(&input.file)?;
        Ok(Answer::of(&desk.quote(call, joining, &input)?))
    }
}

impl EnrollCommand {
    pub fn run(self, desk: &mut Desk, call: &Call) -> Refused<Answer> {
        let (joining, input) = match self {
            Self::New(input) => (Joining::New, input),
            Self::Convert(input) => (Joining::Convert, input),
        };
        let input: EnrollInput = json_file(&input.file)?;
        Ok(Answer::of(&desk.perform(call, &Enroll { joining, input })?))
    }
}

impl Say for QuoteView {
    fn say(&self) -> String {
        let columns =
            [("What", Side::Left), ("Due", Side::Right), ("From deposit", Side::Right), ("Financed", Side::Right)];
        let lines = Table::new(&columns).rows(self.lines.iter().map(|line| {
            vec![line.text.clone(), line.due.dollars(), line.from_deposit.dollars(), line.financed.dollars()]
        }));
        let sums = Fields::new()
            .money_if_any("Deposit", self.deposit)
            .money_if_any("Interest on it", self.deposit_interest)
            .money_if_any("To the past-due plan", self.to_arrears)
            .money("Due now", self.due_now)
            .money("Opening credit", self.opening_credit);
        let warnings = section("To look at", self.warnings.iter().cloned());
        format!("{}\n{}{warnings}", lines.say(), sums.say())
    }
}

impl Say for Enrolled {
    fn say(&self) -> String {
        let enrolled = Fields::new()
            .field("Account", &self.account)
            .field("Member", &self.member)
            .maybe("Receipt", self.receipt.as_deref())
            .money_if_any("Change", self.change)
            .money("Balance", self.balance)
            .money_if_any("Past-due plan", self.arrears);
        format!("{}\n{}", enrolled.say(), self.quote.say())
    }
}
