//! The cash drawer: opened with a float, counted blind, closed.

use clap::Subcommand;
use clap::builder::NonEmptyStringValueParser;
use serde_json::json;

use super::output::section;
use super::output::{Answer, Fields, Say, Side, Table, dollars_or_none, to_the_minute};
use crate::basics::{Cents, Refused};
use crate::desk::{
    Call, CloseDrawerInput, CountInput, CountedByKind, Desk, DrawerView, DropToSafe, HandOver, ItemView, MovementView,
    OpenDrawer, PayOut, SetOverShortLimit,
};

/// The operator's cash drawer
#[derive(Debug, Subcommand)]
#[command(
    after_help = "Example:\n  advance-pay drawer open --float 100.00\n  advance-pay drawer count --count 100=3,20=12,0.25=8,checks=140.00"
)]
pub enum DrawerCommand {
    /// Open a drawer
    #[command(after_help = "Example:\n  advance-pay drawer open --float 100.00")]
    Open {
        /// What is in it to make change with
        #[arg(long, value_name = "A", allow_negative_numbers = true)]
        float: Cents,
    },
    /// Show a drawer; what it should hold is told only once the count stands
    #[command(after_help = "Example:\n  advance-pay drawer show")]
    Show {
        /// Whose drawer [default: your own]
        #[arg(long, value_name = "OPERATOR")]
        of: Option<String>,
    },
    /// Pay something out of the drawer
    #[command(after_help = "Example:\n  advance-pay drawer paid-out --amount 12.50 --reason stamps")]
    PaidOut {
        /// How much, like 40.00
        #[arg(long, value_name = "A", allow_negative_numbers = true)]
        amount: Cents,
        /// Why; it is kept with what is done
        #[arg(long)]
        reason: String,
    },
    /// Drop cash into the safe
    #[command(after_help = "Example:\n  advance-pay drawer drop --amount 500.00")]
    Drop {
        /// How much, like 40.00
        #[arg(long, value_name = "A", allow_negative_numbers = true)]
        amount: Cents,
    },
    /// Hand cash over to another operator's drawer
    #[command(after_help = "Example:\n  advance-pay drawer hand-over --to Dora --amount 100.00")]
    HandOver {
        /// Whose drawer it goes into
        #[arg(long, value_name = "OPERATOR")]
        to: String,
        /// How much, like 40.00
        #[arg(long, value_name = "A", allow_negative_numbers = true)]
        amount: Cents,
    },
    /// Count the drawer without knowing what it should hold; a second person may count once more
    #[command(after_help = "Example:\n  advance-pay drawer count --count 100=3,20=12,0.25=8,checks=140.00")]
    Count {
        /// How many of each bill and coin, and the sum of the checks and money orders
        #[arg(long, value_name = "COUNTS", value_parser = NonEmptyStringValueParser::new())]
        count: String,
        /// Whose drawer [default: your own, else the one that waits for a second person]
        #[arg(long, value_name = "OPERATOR")]
        of: Option<String>,
    },
    /// Close the counted drawer; over or short posts by itself
    #[command(after_help = "Example:\n  advance-pay drawer close")]
    Close {
        /// Why it is over or short, above the office's limit
        #[arg(long)]
        reason: Option<String>,
        /// Whose drawer [default: your own]
        #[arg(long, value_name = "OPERATOR")]
        of: Option<String>,
    },
    /// Set the office's limit for over and short, above which a reason is asked for
    #[command(after_help = "Example:\n  advance-pay --office Clinton drawer limit --amount 5.00")]
    Limit {
        /// How much, like 40.00
        #[arg(long, value_name = "A", allow_negative_numbers = true)]
        amount: Cents,
    },
}

impl DrawerCommand {
    pub fn run(self, desk: &mut Desk, call: &Call) -> Refused<Answer> {
        let view = match self {
            Self::Open { float } => desk.perform(call, &OpenDrawer { float })?,
            Self::Show { of } => desk.drawer_view(call, of.as_deref())?,
            Self::PaidOut { amount, reason } => desk.perform(call, &PayOut { amount, reason })?,
            Self::Drop { amount } => desk.perform(call, &DropToSafe { amount })?,
            Self::HandOver { to, amount } => desk.perform(call, &HandOver { to, amount })?,
            Self::Count { count, of } => desk.perform(call, &CountInput { count, of })?,
            Self::Close { reason, of } => desk.perform(call, &CloseDrawerInput { of, reason })?,
            Self::Limit { amount } => {
                let limit = desk.perform(call, &SetOverShortLimit { limit: amount })?;
                let text = format!("Over or short above {} needs a reason.", limit.dollars());
                return Ok(Answer::saying(&json!({ "limit": limit }), text));
            }
        };
        Ok(Answer::of(&view))
    }
}

impl Say for DrawerView {
    fn say(&self) -> String {
        let drawer = Fields::new()
            .field("Drawer", format!("{} of {}, {}", self.name, self.operator, self.office))
            .field("Day", self.day)
            .field("Opened", to_the_minute(&self.opened_at))
            .maybe("Closed", self.closed_at.as_deref().map(to_the_minute))
            .money("Float", self.float)
            .field("Receipts", self.receipts);
        let count = match &self.by_kind {
            Some(kinds) => count_table(kinds, self),
            None if self.recount => "Counted: a second person counts it once more.\n".to_string(),
            None => "Not counted yet: what it should hold is told once the count stands.\n".to_string(),
        };
        let movement = |moved: &MovementView| {
            format!("{} {} {}: {}", to_the_minute(&moved.at), moved.kind.text(), moved.amount.dollars(), moved.reason)
        };
        let items = section("Checks and money orders", self.items.iter().map(item_line));
        let movements = section("Out of and into the drawer", self.movements.iter().map(movement));
        format!("{}\n{count}{items}{movements}", drawer.say())
    }
}

fn count_table(kinds: &CountedByKind, drawer: &DrawerView) -> String {
    let columns = [("", Side::Left), ("Expected", Side::Right), ("Counted", Side::Right), ("Over/short", Side::Right)];
    let kind = |name: &str, kind: &crate::desk::CountedKind| {
        vec![name.to_string(), kind.expected.dollars(), kind.counted.dollars(), kind.over_short.dollars()]
    };
    let sums = [drawer.expected, drawer.counted, drawer.over_short].map(dollars_or_none);
    let all = ["All".to_string()].into_iter().chain(sums).collect();
    Table::new(&columns)
        .rows([
            kind("Cash", &kinds.cash),
            kind("Checks", &kinds.checks),
            kind("Money orders", &kinds.money_orders),
            all,
        ])
        .say()
}

/// A check or money order in one line.
pub fn item_line(item: &ItemView) -> String {
    let number = item.number.as_deref().map(|number| format!(" {number}")).unwrap_or_default();
    format!("{}{number} {}: {}, {}", item.method.text(), item.amount.dollars(), item.receipt, item.from)
}
