//! The office's day: what goes to the bank, the close, the report.

use clap::Subcommand;

use super::drawer::item_line;
use super::output::section;
use super::output::{Answer, Fields, Say, spaced};
use super::values::day;
use crate::basics::{Cents, Day, Refused};
use crate::desk::{
    Call, CloseDayInput, DayChecklist, DayReportView, DepositInput, DepositLine, DepositView, Desk, DrawerLine,
    MovementView, Reported, Todo, UndoneView,
};

/// The bank deposit
#[derive(Debug, Subcommand)]
#[command(after_help = "Example:\n  advance-pay deposit make --bag B-77")]
pub enum DepositCommand {
    /// Make the day's bank deposit of closed drawers
    #[command(after_help = "Example:\n  advance-pay deposit make --bag B-77")]
    Make {
        /// The bag's number
        #[arg(long, value_name = "N")]
        bag: String,
        /// A receipt whose check or money order stays behind
        #[arg(long, value_name = "RECEIPT")]
        leave_out: Vec<String>,
    },
    /// Show what waits for the bank
    #[command(after_help = "Example:\n  advance-pay deposit show")]
    Show,
}

impl DepositCommand {
    pub fn run(self, desk: &mut Desk, call: &Call) -> Refused<Answer> {
        let view = match self {
            Self::Make { bag, leave_out } => desk.perform(call, &DepositInput { bag, leave_out })?,
            Self::Show => desk.next_deposit(call)?,
        };
        Ok(Answer::of(&view))
    }
}

impl Say for DepositView {
    fn say(&self) -> String {
        let sums = Fields::new()
            .field("Bag", self.bag.as_deref().unwrap_or("not made yet"))
            .field("Office", &self.office)
            .field("Day", self.day)
            .money("Cash", self.cash)
            .money("Checks", self.checks)
            .money("Money orders", self.money_orders)
            .money("In all", self.amount)
            .maybe("Slip", self.document.map(|id| format!("document {id}")));
        format!("{}{}", sums.say(), section("Checks and money orders", self.items.iter().map(item_line)))
    }
}

/// The office's day
#[derive(Debug, Subcommand)]
#[command(after_help = "Example:\n  advance-pay day close --card-batch 240.00\n  advance-pay day report 2026-11-30")]
pub enum DayCommand {
    /// Close the day, once every drawer is closed
    #[command(after_help = "Example:\n  advance-pay day close --card-batch 240.00")]
    Close {
        /// The card terminal's batch total
        #[arg(long, value_name = "A", allow_negative_numbers = true)]
        card_batch: Option<Cents>,
        /// Why the batch differs from ours
        #[arg(long)]
        reason: Option<String>,
        /// An earlier day that was left open [default: today]
        #[arg(long, value_name = "DATE", value_parser = day)]
        day: Option<Day>,
    },
    /// Report a day: totals by method and by kind, and the head of the chain of seals
    #[command(after_help = "Example:\n  advance-pay day report 2026-11-30")]
    Report {
        /// The day [default: today]
        #[arg(value_parser = day)]
        date: Option<Day>,
        /// Every office and the outside, each once
        #[arg(long, conflicts_with = "outside")]
        all: bool,
        /// What others took for us: the web, the phone, agencies
        #[arg(long)]
        outside: bool,
    },
    /// List what is left to do before the day closes
    #[command(after_help = "Example:\n  advance-pay day check")]
    Check,
}

impl DayCommand {
    pub fn run(self, desk: &mut Desk, call: &Call) -> Refused<Answer> {
        match self {
            Self::Close { card_batch, reason, day } => Ok(Answer::of(
                &desk.perform(call, &CloseDayInput { day, card_batch, reason, ..CloseDayInput::default() })?,
            )),
            Self::Report { date, all, outside } => {
                let of = match (all, outside) {
                    (true, _) => Reported::All,
                    (false, true) => Reported::Outside,
                    (false, false) => Reported::Here,
                };
                Ok(Answer::of(&desk.day_report(call, date, of)?))
            }
            Self::Check => Ok(Answer::of(&desk.day_checklist(call, None)?)),
        }
    }
}

impl Say for DayChecklist {
    fn say(&self) -> String {
        let line = |todo: &Todo| format!("[{}] {}", if todo.done { "x" } else { " " }, todo.text);
        section(&format!("{}, {}", self.office, self.day), self.todo.iter().map(line))
    }
}

impl Say for DayReportView {
    fn say(&self) -> String {
        let title = if self.closed { "Day report (Z)" } else { "Day report, as of now (X)" };
        let methods = &self.taken.by_method;
        let head = Fields::new().field("Office", &self.office).field("Day", self.day);
        let sums = methods.sums().fold(Fields::new(), |sums, (method, sum)| sums.money(method.summed_as(), sum));
        let by_method = sums.field("Receipts", self.taken.receipts.count);
        let kinds = self.taken.by_kind.iter().map(|(kind, amount)| format!("{}: {}", spaced(kind), amount.dollars()));
        let undone = |row: &UndoneView| format!("{} {}: {}", row.receipt, row.amount.dollars(), row.reason);
        let drawer = |line: &DrawerLine| {
            let over_short = line.over_short.map_or_else(|| "not counted".to_string(), |amount| amount.dollars());
            format!("{} of {}: over/short {over_short}", line.name, line.operator)
        };
        let moved = |row: &MovementView| format!("{} from {}: {}", row.amount.dollars(), row.drawer, row.reason);
        let deposit = |line: &DepositLine| format!("bag {}: {}", line.bag, line.amount.dollars());
        let foot = Fields::new().money("Over/short", self.over_short).field("Head of the seals", &self.head);
        [
            format!("{title}\n{}\n{}", head.say(), by_method.say()),
            section("Where it went", kinds),
            section("Drawers", self.drawers.iter().map(drawer)),
            section("Voids", self.voids.iter().map(undone)),
            section("Returned", self.returns.iter().map(undone)),
            section("Paid out", self.paid_outs.iter().map(moved)),
            section("Dropped into the safe", self.drops.iter().map(moved)),
            section("Bank deposits", self.deposits.iter().map(deposit)),
            format!("\n{}", foot.say()),
        ]
        .concat()
    }
}
