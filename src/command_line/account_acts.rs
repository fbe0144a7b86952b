//! What is done to an account beside taking its money: holds, notes, pledges, moving house, and the ways out.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::moving::transfer_file;
use super::output::{Answer, Fields, Say, section};
use super::values::{day, id, yes_or_no};
use crate::basics::{Cents, Day, Kwh, Refused};
use crate::desk::{
    Call, CloseInput, Closed, Desk, HoldInput, HoldView, Holds, KeepNote, LeaveInput, Left, LiftHold, Noted,
    PledgeInput, Pledged, Refund, Refunded, Transfer, Transferred, WhichHold, WriteOff, WrittenOff,
};

const HOLD_KINDS: [&str; 9] =
    ["medical", "elderly", "disabled", "third_party", "safety", "tampering", "member_request", "death", "other"];
const WAIVERS: [&str; 3] = ["cosigner", "owner_with_good_credit", "twelve_months_without_disconnect"];
const STOPS: [&str; 3] = ["disconnect", "reconnect", "close"];

#[derive(Debug, Subcommand)]
pub enum AccountAct {
    /// Hold an account through a day
    #[command(
        after_help = "Example:\n  advance-pay account hold 100234 --kind medical --until 2026-12-31 --reason \"a letter on file\""
    )]
    Hold(Hold),
    /// Lift a hold
    #[command(after_help = "Example:\n  advance-pay account unhold 100234 --kind medical")]
    Unhold {
        /// The account's number
        account: String,
        /// The hold, as `account show` lists it [default: the only one]
        #[arg(long, value_name = "N", value_parser = id)]
        id: Option<i64>,
        /// All of this kind
        #[arg(long, value_parser = HOLD_KINDS, conflicts_with = "id")]
        kind: Option<String>,
    },
    /// Write a note on an account
    #[command(after_help = "Example:\n  advance-pay account note 100234 \"calls back on Friday\" --pin")]
    Note {
        /// The account's number
        account: String,
        /// What to remember
        text: String,
        /// Keep it on top
        #[arg(long)]
        pin: bool,
    },
    /// Move house: money and membership go along, final and start read, a new agreement
    #[command(
        after_help = "The input is that of an enrollment: service and signature, and final_kwh, the last reading of the old meter, if
somebody took it.

Example:
  advance-pay account transfer 100234 new-house.json"
    )]
    Transfer {
        /// The account's number
        account: String,
        /// The input as JSON
        file: PathBuf,
    },
    /// Enter what an agency has promised to pay
    #[command(
        after_help = "Example:\n  advance-pay account pledge 100234 --agency \"County Aid\" --government yes --amount 200.00 --until 2026-12-15"
    )]
    Pledge(Pledge),
    /// Go back to monthly billing
    #[command(after_help = "Example:\n  advance-pay account leave 100234")]
    Leave {
        /// The account's number
        account: String,
        /// Why no deposit is asked, where the terms know such reasons
        #[arg(long, value_name = "W", value_parser = WAIVERS)]
        waiver: Option<String>,
        /// The last reading, if somebody took it
        #[arg(long, value_name = "K", allow_negative_numbers = true)]
        final_kwh: Option<Kwh>,
        /// Show what it would take by what is billed so far, writing nothing
        #[arg(long)]
        dry_run: bool,
    },
    /// Close an account
    #[command(after_help = "Example:\n  advance-pay account close 100234 --reason \"moved away\" --final-kwh 1042.5")]
    Close {
        /// The account's number
        account: String,
        /// Why; it is kept with what is done
        #[arg(long)]
        reason: String,
        /// The last reading, if somebody took it
        #[arg(long, value_name = "K", allow_negative_numbers = true)]
        final_kwh: Option<Kwh>,
    },
    /// Pay out what is owed to the member, as a check request; a second person approves
    #[command(
        after_help = "Example:\n  advance-pay account refund 100234 --reason \"account closed\" --approved-by Sue"
    )]
    Refund {
        /// The account's number
        account: String,
        /// Why; it is kept with what is done
        #[arg(long)]
        reason: String,
    },
    /// Write off what a closed account still owes; a second person approves
    #[command(
        after_help = "Example:\n  advance-pay account write-off 100234 --reason \"no forwarding address\" --approved-by Sue"
    )]
    WriteOff {
        /// The account's number
        account: String,
        /// Why; it is kept with what is done
        #[arg(long)]
        reason: String,
    },
}

#[derive(Debug, Args)]
pub struct Hold {
    /// The account's number
    account: String,
    /// Why it is held
    #[arg(long, value_parser = HOLD_KINDS)]
    kind: String,
    /// Its last day, included [default: until it is lifted]
    #[arg(long, value_name = "DATE", value_parser = day)]
    until: Option<Day>,
    /// Why; it is kept with what is done
    #[arg(long)]
    reason: String,
    /// What it stops [default: disconnect; safety and tampering: reconnect]
    #[arg(long, value_delimiter = ',', value_parser = STOPS)]
    stops: Vec<String>,
}

#[derive(Debug, Args)]
pub struct Pledge {
    /// The account's number
    account: String,
    /// Who has promised to pay
    #[arg(long)]
    agency: String,
    /// Whether the agency is one of government
    #[arg(long, value_name = "yes|no", value_parser = yes_or_no, action = clap::ArgAction::Set)]
    government: bool,
    /// How much, like 40.00
    #[arg(long, value_name = "A", allow_negative_numbers = true)]
    amount: Cents,
    /// Until when it stands
    #[arg(long, value_name = "DATE", value_parser = day)]
    until: Option<Day>,
    /// It pays on the past-due plan alone
    #[arg(long)]
    arrears_only: bool,
}

impl AccountAct {
    pub fn run(self, desk: &mut Desk, call: &Call) -> Refused<Answer> {
        match self {
            Self::Hold(hold) => {
                let Hold { account, kind, until, reason, stops } = hold;
                Ok(Answer::of(&desk.perform(call, &HoldInput { account, kind, stops, until, reason })?))
            }
            Self::Unhold { account, id, kind } => {
                let which = match (id, kind) {
                    (Some(id), _) => WhichHold::Id(id),
                    (None, Some(kind)) => WhichHold::Kind(kind),
                    (None, None) => WhichHold::TheOnly,
                };
                Ok(Answer::of(&desk.perform(call, &LiftHold { account, which })?))
            }
            Self::Note { account, text, pin } => Ok(Answer::of(&desk.perform(call, &KeepNote { account, text, pin })?)),
            Self::Transfer { account, file } => {
                let input = transfer_file(&file)?;
                Ok(Answer::of(&desk.perform(call, &Transfer { account, input })?))
            }
            Self::Pledge(pledge) => {
                let Pledge { account, agency, government, amount, until, arrears_only } = pledge;
                let input = PledgeInput { account, agency, government, amount, until, arrears_only };
                Ok(Answer::of(&desk.perform(call, &input)?))
            }
            Self::Leave { account, waiver, final_kwh, dry_run } => {
                let input = LeaveInput { account, waiver, final_kwh };
                let left = if dry_run { desk.preview_leave(call, &input)? } else { desk.perform(call, &input)? };
                Ok(Answer::of(&left))
            }
            Self::Close { account, reason, final_kwh } => {
                Ok(Answer::of(&desk.perform(call, &CloseInput { account, reason, final_kwh })?))
            }
            Self::Refund { account, reason } => Ok(Answer::of(&desk.perform(call, &Refund { account, reason })?)),
            Self::WriteOff { account, reason } => Ok(Answer::of(&desk.perform(call, &WriteOff { account, reason })?)),
        }
    }
}

impl Say for Holds {
    fn say(&self) -> String {
        let holds = section("Holds", self.holds.iter().map(hold_line));
        let none = if self.holds.is_empty() { "No hold stands.\n" } else { "" };
        let power = self.power_text.iter().map(|text| format!("{text}\n"));
        format!("Account {}\n{none}{holds}{}", self.account, power.collect::<String>())
    }
}

impl Say for Noted {
    fn say(&self) -> String {
        format!("Noted on account {}{}.\n", self.account, if self.pinned { ", and pinned" } else { "" })
    }
}

impl Say for Refunded {
    fn say(&self) -> String {
        Fields::new()
            .field("Account", &self.account)
            .money("To be paid out", self.refunded)
            .field("Check request", &self.request)
            .field("Document", self.document)
            .money("Balance", self.balance)
            .say()
    }
}

impl Say for WrittenOff {
    fn say(&self) -> String {
        Fields::new()
            .field("Account", &self.account)
            .money("Written off", self.written_off)
            .money("Balance", self.balance)
            .money_if_any("Past-due plan", self.arrears)
            .say()
    }
}

impl Say for Pledged {
    fn say(&self) -> String {
        let figures = Fields::new()
            .field("Pledge", self.pledge)
            .field("Account", &self.account)
            .field("Keeps the power on", if self.holds { "yes" } else { "no" });
        format!("{}{}\n", figures.say(), self.power_text)
    }
}

impl Say for Closed {
    fn say(&self) -> String {
        Fields::new()
            .field("Account", &self.account)
            .field("Closed on", self.closed_on)
            .money("Balance", self.balance)
            .money_if_any("Past-due plan", self.arrears)
            .money_if_any("Owed to the member", self.refund_due)
            .maybe("Letter", self.letter.map(|id| format!("document {id}")))
            .say()
    }
}

impl Say for Left {
    fn say(&self) -> String {
        Fields::new()
            .field("Account", &self.account)
            .field("Status", self.status)
            .money("Deposit", self.deposit)
            .field("Because", &self.reason)
            .money_if_any("Owed, on the next bill", self.owed)
            .money_if_any("Credit, on the next bill", self.credit)
            .money_if_any("Membership", self.membership)
            .say()
    }
}

impl Say for Transferred {
    fn say(&self) -> String {
        Fields::new()
            .field("Account", &self.account)
            .field("Instead of", &self.from)
            .field("Member", &self.member)
            .field("Meter", &self.meter)
            .money("Balance", self.balance)
            .money_if_any("Past-due plan", self.arrears)
            .money_if_any("Membership", self.membership)
            .field("Agreement", format!("document {}", self.agreement))
            .say()
    }
}

/// A hold in one line, with the number by which it is lifted.
pub fn hold_line(hold: &HoldView) -> String {
    let stops: Vec<&str> = hold.stops.iter().map(|stops| stops.word()).collect();
    let (kind, stops) = (hold.kind.text(), stops.join(", "));
    let until = hold.until.map_or_else(|| "it is lifted".to_string(), |last| last.to_string());
    format!("{}: {kind} until {until}, stops {stops}: {}", hold.id, hold.reason)
}
