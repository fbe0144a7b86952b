//! Accounts as people look at them. What is done to them is in `account_acts`.

use clap::Subcommand;

use super::account_acts::{AccountAct, hold_line};
use super::output::{Answer, Fields, Say, Side, Table, dollars_or_none, or_dash, section, to_the_minute};
use crate::basics::Refused;
use crate::desk::{AccountView, Call, Desk, FoundView, LedgerLine, NoteView, PledgeView, WhyView};

/// As many as a person looks through.
const FOUND_AT_MOST: usize = 50;

/// Accounts: find them, look at them, and what is done to them
#[derive(Debug, Subcommand)]
#[command(after_help = "Example:\n  advance-pay account find ozark\n  advance-pay account show 100234")]
pub enum AccountCommand {
    /// Find accounts by name, number, meter, phone or address
    #[command(after_help = "Example:\n  advance-pay account find ozark elm")]
    Find {
        /// Words that must all be there
        #[arg(required = true)]
        text: Vec<String>,
    },
    /// Show an account as it is now
    #[command(after_help = "Example:\n  advance-pay account show 100234")]
    Show {
        /// The account's number
        account: String,
    },
    /// List everything that moved an account's balance, oldest first
    #[command(after_help = "Example:\n  advance-pay account ledger 100234")]
    Ledger {
        /// The account's number
        account: String,
    },
    /// Tell line by line how the account came to its state
    #[command(after_help = "Example:\n  advance-pay account why 100234")]
    Why {
        /// The account's number
        account: String,
    },
    #[command(flatten)]
    Act(AccountAct),
}

impl AccountCommand {
    pub fn run(self, desk: &mut Desk, call: &Call) -> Refused<Answer> {
        match self {
            Self::Find { text } => {
                let found = desk.find(call, &text.join(" "), FOUND_AT_MOST)?;
                Ok(Answer::saying(&found, found_table(&found)))
            }
            Self::Show { account } => Ok(Answer::of(&desk.show(call, &account)?)),
            Self::Ledger { account } => {
                let lines = desk.account_ledger(call, &account)?;
                Ok(Answer::saying(&lines, ledger_table(&lines)))
            }
            Self::Why { account } => Ok(Answer::of(&desk.why(call, &account)?)),
            Self::Act(act) => act.run(desk, call),
        }
    }
}

fn found_table(found: &[FoundView]) -> String {
    let columns = [
        ("Account", Side::Left),
        ("Name", Side::Left),
        ("Address", Side::Left),
        ("Meter", Side::Left),
        ("Phone", Side::Left),
        ("Status", Side::Left),
        ("Balance", Side::Right),
    ];
    let cells = |row: &FoundView| {
        let (phone, balance) = (or_dash(row.phone.as_deref()), row.balance.dollars());
        let (account, name, address) = (row.account.clone(), row.name.clone(), row.address.clone());
        vec![account, name, address, row.meter.clone(), phone, row.status.to_string(), balance]
    };
    Table::new(&columns).rows(found.iter().map(cells)).say()
}

fn ledger_table(lines: &[LedgerLine]) -> String {
    let columns = [
        ("Date", Side::Left),
        ("At", Side::Left),
        ("Text", Side::Left),
        ("Amount", Side::Right),
        ("Balance", Side::Right),
        ("Past due", Side::Right),
        ("Receipt", Side::Left),
    ];
    let cells = |line: &LedgerLine| {
        let (date, at, receipt) = (line.date.to_string(), to_the_minute(&line.at), or_dash(line.receipt.as_deref()));
        let money = [line.shown(), line.balance, line.arrears].map(|amount| amount.dollars());
        let [amount, balance, arrears] = money;
        vec![date, at, line.text.clone(), amount, balance, arrears, receipt]
    };
    Table::new(&columns).rows(lines.iter().map(cells)).say()
}

impl Say for AccountView {
    fn say(&self) -> String {
        let who = Fields::new()
            .field("Account", &self.account)
            .field("Member", format!("{} {}", self.member, self.name))
            .field("Service", format!("{}, {}", self.address, self.office))
            .field("Meter", format!("{} ({})", self.meter, self.link))
            .maybe("Phone", self.phone.as_deref())
            .maybe("Email", self.email.as_deref())
            .field("Status", self.status);
        let money = Fields::new()
            .money("Balance", self.balance)
            .money_if_any("Past-due plan", self.arrears)
            .money_if_any("Deposit", self.deposit)
            .money_if_any("Membership", self.membership)
            .money_if_any("Owed to the member", self.refund_due)
            .maybe("Days left", self.days_left);
        let power = Fields::new()
            .field("Power", self.power)
            .field("To reconnect", dollars_or_none(self.to_reconnect))
            .maybe("Disconnected on", self.disconnected_on)
            .maybe("Closes after", self.closes_after)
            .maybe(
                "Last read",
                self.last_read.as_ref().map(|read| format!("{}, {} kWh, {}", read.date, read.kwh, read.quality)),
            )
            .field("Billed through", self.billed_through);
        let attention = section("Attention", self.attention.iter().cloned());
        [
            who.say(),
            format!("\n{}", money.say()),
            format!("\n{}", power.say()),
            section("Holds", self.holds.iter().map(hold_line)),
            pledges(self),
            notes(self),
            attention,
        ]
        .concat()
    }
}

fn pledges(view: &AccountView) -> String {
    let line = |pledge: &PledgeView| {
        let until = pledge.until.map(|until| format!(", until {until}")).unwrap_or_default();
        format!("{}: {} of {}{until}", pledge.id, pledge.amount.dollars(), pledge.agency)
    };
    section("Pledges", view.pledges.iter().map(line))
}

fn notes(view: &AccountView) -> String {
    let line = |note: &NoteView| {
        let pinned = if note.pinned { " (pinned)" } else { "" };
        format!("{} {}{pinned}: {}", to_the_minute(&note.at), note.operator, note.text)
    };
    section("Notes", view.notes.iter().map(line))
}

impl Say for WhyView {
    /// What stands now comes first; the days and what they cost follow, oldest first.
    fn say(&self) -> String {
        let days = self.days.iter().map(|day| {
            let words: String = day.words.iter().map(|words| format!("\n    {words}")).collect();
            format!("{}: {} kWh ({}), {}{words}", day.date, day.kwh, day.quality, day.total.dollars())
        });
        let disconnects = self.disconnects.iter().map(|cut| format!("{}: {}, {}", cut.day, cut.status, cut.reason));
        let words: String = self.words.iter().map(|words| format!("{words}\n")).collect();
        [words, section("Days", days), section("Disconnects", disconnects)].concat()
    }
}
