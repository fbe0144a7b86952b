//! Members: how they are reached, their names; and the pledges that come in for them.

use clap::{ArgGroup, Args, Subcommand};

use super::output::{Answer, Fields, Say};
use super::values::id;
use crate::basics::{Cents, Refused};
use crate::desk::{
    Call, Desk, MemberChange, MemberDeceased, MemberView, PledgeReceived, PledgeWithdrawn, ReceivePledge, RenameMember,
    WithdrawPledge,
};

/// Members: contacts, thresholds, names
#[derive(Debug, Subcommand)]
#[command(after_help = "Example:\n  advance-pay member set 5001 --phone 501-555-0100 --low-balance 20.00")]
pub enum MemberCommand {
    /// Change how a member is reached, and when they are warned; an empty text takes a value away
    #[command(after_help = "Example:\n  advance-pay member set 5001 --phone 501-555-0100 --low-balance 20.00")]
    Set(Set),
    /// Change a member's name
    #[command(after_help = "Example:\n  advance-pay member rename 5001 \"Ada Boone\"")]
    Rename {
        /// The member's number
        member: String,
        /// The new name
        name: String,
    },
    /// Note that a member has died
    #[command(after_help = "Example:\n  advance-pay member deceased 5001")]
    Deceased {
        /// The member's number
        member: String,
    },
}

#[derive(Debug, Args)]
#[command(group(ArgGroup::new("change").required(true).multiple(true).args([
    "phone", "email", "text", "mailing_address", "joint", "authorized", "passphrase", "low_balance",
])))]
pub struct Set {
    /// The member's number
    member: String,
    /// The phone number
    #[arg(long)]
    phone: Option<String>,
    /// The e-mail address
    #[arg(long)]
    email: Option<String>,
    /// The number for text messages
    #[arg(long)]
    text: Option<String>,
    /// Where letters go
    #[arg(long, value_name = "ADDRESS")]
    mailing_address: Option<String>,
    /// A joint member
    #[arg(long, value_name = "NAME")]
    joint: Option<String>,
    /// Who else may call about the account
    #[arg(long, value_name = "NAMES")]
    authorized: Option<String>,
    /// What a caller must say
    #[arg(long)]
    passphrase: Option<String>,
    /// Warn below this balance
    #[arg(long, value_name = "A", allow_negative_numbers = true)]
    low_balance: Option<Cents>,
}

impl MemberCommand {
    pub fn run(self, desk: &mut Desk, call: &Call) -> Refused<Answer> {
        let member = match self {
            Self::Set(set) => desk.perform(call, &set.change())?,
            Self::Rename { member, name } => desk.perform(call, &RenameMember { member, name })?,
            Self::Deceased { member } => desk.perform(call, &MemberDeceased { member })?,
        };
        Ok(Answer::of(&member))
    }
}

impl Set {
    fn change(self) -> MemberChange {
        let Self { member, phone, email, text, mailing_address, joint, authorized, passphrase, low_balance } = self;
        MemberChange { member, phone, email, text, mailing_address, joint, authorized, passphrase, low_balance }
    }
}

impl Say for MemberView {
    fn say(&self) -> String {
        Fields::new()
            .field("Member", format!("{} {}", self.member, self.name))
            .maybe("Phone", self.phone.as_deref())
            .maybe("Email", self.email.as_deref())
            .maybe("Text messages", self.text.as_deref())
            .maybe("Mailing address", self.mailing_address.as_deref())
            .maybe("Joint member", self.joint.as_deref())
            .maybe("May call", self.authorized.as_deref())
            .maybe("Warned below", self.low_balance.map(Cents::dollars))
            .maybe("Died", self.deceased.then_some("yes"))
            .field("Accounts", self.accounts.join(", "))
            .maybe("To look at", (!self.warnings.is_empty()).then(|| self.warnings.join("; ")))
            .say()
    }
}

/// Pledges of agencies
#[derive(Debug, Subcommand)]
#[command(after_help = "Example:\n  advance-pay pledge receive 12")]
pub enum PledgeCommand {
    /// Post a pledge that was paid
    #[command(after_help = "Example:\n  advance-pay pledge receive 12")]
    Receive {
        /// As `account pledge` gave it, and `account show` lists it
        #[arg(value_parser = id)]
        id: i64,
    },
    /// Take a pledge back that does not hold any more
    #[command(after_help = "Example:\n  advance-pay pledge withdraw 12 --reason \"the agency has no funds\"")]
    Withdraw {
        /// As `account pledge` gave it, and `account show` lists it
        #[arg(value_parser = id)]
        id: i64,
        /// Why; it is kept with what is done
        #[arg(long)]
        reason: String,
    },
}

impl PledgeCommand {
    pub fn run(self, desk: &mut Desk, call: &Call) -> Refused<Answer> {
        Ok(match self {
            Self::Receive { id } => Answer::of(&desk.perform(call, &ReceivePledge { pledge: id })?),
            Self::Withdraw { id, reason } => Answer::of(&desk.perform(call, &WithdrawPledge { pledge: id, reason })?),
        })
    }
}

impl Say for PledgeWithdrawn {
    fn say(&self) -> String {
        Fields::new()
            .field("Withdrawn", self.pledge)
            .field("Account", &self.account)
            .field("Agency", &self.agency)
            .money("Pledge", self.amount)
            .say()
    }
}

impl Say for PledgeReceived {
    fn say(&self) -> String {
        let figures = Fields::new()
            .field("Receipt", &self.receipt)
            .field("Account", &self.account)
            .money("Pledge", self.amount)
            .money("To electricity", self.to_credit)
            .money_if_any("To the past-due plan", self.to_arrears)
            .money("Balance", self.balance)
            .money_if_any("Past-due plan", self.arrears);
        format!("{}{}\n", figures.say(), self.power_text)
    }
}
