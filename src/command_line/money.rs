//! Money at the counter: payments and how they are undone, fees, adjustments.

use clap::{Args, Subcommand};

use super::output::{Answer, Fields, Say, to_the_minute};
use super::values::{change_from_cash, methods, part, tender};
use crate::basics::{Cents, Refused};
use crate::desk::{
    AccountBalance, AdjustInput, Adjusted, Call, ChargeFee, Desk, MovePayment, Moved, Paid, PartInput, PayInput,
    PaymentReturned, ReturnedView, TenderInput, VoidReceipt, Voided,
};
use crate::words::Method;

/// Take a payment; the power is switched if it reaches the target
#[derive(Debug, Args)]
#[command(
    override_usage = "advance-pay pay ACCOUNT --method METHOD --amount A [OPTIONS]
       advance-pay pay --tender METHOD=AMOUNT[#NUMBER]... --to ACCOUNT=AMOUNT... [OPTIONS]",
    after_help = "Example:
  advance-pay pay 100234 --method cash --amount 40.56 --tendered 60.00
  advance-pay pay --tender cash=40.00 --tender check=60.00#1234 --to 100234=70.00 --to 100240=30.00"
)]
pub struct Pay {
    /// The account that is paid on
    #[arg(required_unless_present = "to", conflicts_with = "to", requires_all = ["method", "amount"])]
    account: Option<String>,
    /// How it is paid
    #[arg(long, value_parser = methods())]
    method: Option<Method>,
    /// How much is paid, like 40.00
    #[arg(long, value_name = "A", allow_negative_numbers = true)]
    amount: Option<Cents>,
    /// What was handed over in cash; the change is told
    #[arg(long, value_name = "T", conflicts_with = "tenders", allow_negative_numbers = true)]
    tendered: Option<Cents>,
    /// The check's number
    #[arg(long, value_name = "N", conflicts_with = "tenders")]
    check_number: Option<String>,
    /// A card's last four and authorization code, or the outside source's number
    #[arg(long, value_name = "R", conflicts_with = "tenders")]
    reference: Option<String>,
    /// All of it to the past-due plan
    #[arg(long)]
    arrears_only: bool,
    /// One of several tenders; change comes from the cash
    #[arg(long = "tender", value_name = "METHOD=AMOUNT[#NUMBER]", value_parser = tender, requires = "to",
          conflicts_with_all = ["account", "method", "amount"])]
    tenders: Vec<TenderInput>,
    /// What goes to one of several accounts
    #[arg(long, value_name = "ACCOUNT=AMOUNT", value_parser = part, requires = "tenders")]
    to: Vec<PartInput>,
    /// Show what it would do, writing nothing
    #[arg(long)]
    dry_run: bool,
}

impl Pay {
    pub fn run(self, desk: &mut Desk, call: &Call) -> Refused<Answer> {
        let dry_run = self.dry_run;
        let input = self.input();
        let paid = if dry_run { desk.preview_payment(call, &input)? } else { desk.perform(call, &input)? };
        Ok(Answer::of(&paid))
    }

    fn input(self) -> PayInput {
        let (tenders, parts) = match (self.account, self.method, self.amount) {
            (Some(account), Some(method), Some(amount)) => {
                let (tendered, check_number, reference) = (self.tendered, self.check_number, self.reference);
                let tender = TenderInput { method, amount, tendered, check_number, reference };
                (vec![tender], vec![PartInput { account, amount }])
            }
            _ => {
                let mut tenders = self.tenders;
                change_from_cash(&mut tenders, &self.to);
                (tenders, self.to)
            }
        };
        PayInput { tenders, parts, arrears_only: self.arrears_only, seen_balance: None }
    }
}

impl Say for Paid {
    fn say(&self) -> String {
        let title = match &self.receipt {
            Some(_) => "",
            None => "Nothing was posted: this is what the payment would do.\n\n",
        };
        let total = Fields::new()
            .maybe("Receipt", self.receipt.as_deref())
            .money("Paid", self.amount)
            .money_if_any("Change", self.change);
        let parts = self.parts.iter().map(|part| {
            let figures = Fields::new()
                .money("  To electricity", part.to_credit)
                .money_if_any("  To the past-due plan", part.to_arrears)
                .money("  Balance", part.balance)
                .money_if_any("  Past-due plan", part.arrears)
                .money_if_any("  To reconnect", part.to_reconnect.unwrap_or_default());
            let (amount, figures) = (part.amount.dollars(), figures.say());
            format!("\n{} {}: {amount}\n{figures}  {}\n", part.account, part.name, part.power_text)
        });
        let warning = self.warning.iter().map(|warning| format!("\n{warning}\n"));
        format!("{title}{}{}", total.say(), parts.chain(warning).collect::<String>())
    }
}

/// What was posted, later
#[derive(Debug, Subcommand)]
#[command(
    after_help = "Example:\n  advance-pay payment move CL-1042 --to 100240 --reason \"meant for Ben\" --approved-by Sue"
)]
pub enum PaymentCommand {
    /// Move a payment from the wrong account to the right one
    #[command(
        after_help = "Example:\n  advance-pay payment move CL-1042 --to 100240 --reason \"meant for Ben\" --approved-by Sue"
    )]
    Move {
        /// The receipt's number
        receipt: String,
        /// The account that it was meant for
        #[arg(long, value_name = "ACCOUNT")]
        to: String,
        /// Why; it is kept with what is done
        #[arg(long)]
        reason: String,
    },
}

impl PaymentCommand {
    pub fn run(self, desk: &mut Desk, call: &Call) -> Refused<Answer> {
        let Self::Move { receipt, to, reason } = self;
        Ok(Answer::of(&desk.perform(call, &MovePayment { receipt, to, reason })?))
    }
}

impl Say for Moved {
    fn say(&self) -> String {
        let side = |side: &AccountBalance| format!("{}: balance {}", side.account, side.balance.dollars());
        Fields::new().field("Receipt", &self.receipt).field("From", side(&self.from)).field("To", side(&self.to)).say()
    }
}

/// Void a receipt of today from the drawer that is still open; a second person approves
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  advance-pay void CL-1042 --reason \"keyed to the wrong member\" --approved-by Sue")]
pub struct Void {
    /// The receipt's number
    receipt: String,
    /// Why; it is kept with what is done
    #[arg(long)]
    reason: String,
}

impl Void {
    pub fn run(self, desk: &mut Desk, call: &Call) -> Refused<Answer> {
        Ok(Answer::of(&desk.perform(call, &VoidReceipt { receipt: self.receipt, reason: self.reason })?))
    }
}

impl Say for Voided {
    fn say(&self) -> String {
        Fields::new()
            .field("Voided", &self.receipt)
            .field("Account", &self.account)
            .money("Balance", self.balance)
            .money_if_any("Past-due plan", self.arrears)
            .say()
    }
}

/// Take back a payment that the bank returned
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  advance-pay return-payment CL-1042 --reason \"insufficient funds\"")]
pub struct ReturnPayment {
    /// The receipt's number
    receipt: String,
    /// Why; it is kept with what is done
    #[arg(long)]
    reason: String,
    /// The bank erred: no fee, and it does not count against paying by check
    #[arg(long)]
    bank_error: bool,
    /// Which of several items came back; of equal ones `#2nd` is the second
    #[arg(long, value_name = "METHOD=AMOUNT[#NUMBER]", value_parser = tender)]
    tender: Option<TenderInput>,
}

impl ReturnPayment {
    pub fn run(self, desk: &mut Desk, call: &Call) -> Refused<Answer> {
        let Self { receipt, reason, bank_error, tender } = self;
        Ok(Answer::of(&desk.perform(call, &PaymentReturned { receipt, reason, bank_error, tender })?))
    }
}

impl Say for ReturnedView {
    fn say(&self) -> String {
        Fields::new()
            .field("Returned", &self.receipt)
            .field("Account", &self.account)
            .money("Fee", self.fee)
            .money("Balance", self.balance)
            .money_if_any("Past-due plan", self.arrears)
            .maybe("Time to pay until", self.grace_until.as_deref().map(to_the_minute))
            .say()
    }
}

/// Post a fee that the terms name
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  advance-pay fee 100234 \"Meter change trip\"")]
pub struct Fee {
    /// The account's number
    account: String,
    /// As the terms write it
    name: String,
}

impl Fee {
    pub fn run(self, desk: &mut Desk, call: &Call) -> Refused<Answer> {
        Ok(Answer::of(&desk.perform(call, &ChargeFee { account: self.account, name: self.name })?))
    }
}

/// Correct a balance; a second person approves
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  advance-pay adjust 100234 --amount 5.00 --reason goodwill --approved-by Sue")]
pub struct Adjust {
    /// The account's number
    account: String,
    /// Above zero raises the balance, below lowers it
    #[arg(long, value_name = "A", allow_negative_numbers = true)]
    amount: Cents,
    /// Why; it is kept with what is done
    #[arg(long)]
    reason: String,
}

impl Adjust {
    pub fn run(self, desk: &mut Desk, call: &Call) -> Refused<Answer> {
        let input = AdjustInput { account: self.account, amount: self.amount, reason: self.reason };
        Ok(Answer::of(&desk.perform(call, &input)?))
    }
}

impl Say for Adjusted {
    fn say(&self) -> String {
        let figures = Fields::new()
            .field("Account", &self.account)
            .money("Posted", self.amount)
            .money("Balance", self.balance)
            .money_if_any("Past-due plan", self.arrears);
        format!("{}{}\n", figures.say(), self.power_text)
    }
}
