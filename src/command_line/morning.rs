//! The morning: the cycle and its list, the forecast it asks for, the notices it sends.

use clap::{Args, Subcommand};
use serde_json::json;

use super::output::{Answer, Fields, Say, Side, Table, or_dash, to_the_minute};
use super::values::day;
use crate::basics::{Day, Refused};
use crate::desk::{
    Call, CycleCounts, Desk, EnterForecast, ForecastView, HoldRow, ListView, NoteArrival, ReleaseRows, Released, Rows,
};

/// Do all that is due by now, and nothing twice; or look at the day's list
#[derive(Debug, Args)]
#[command(
    args_conflicts_with_subcommands = true,
    after_help = "It collects reads, bills every unbilled day, warns, closes, and at the cut-off disconnects; then it works the switch
queue. Run it every five minutes.

Example:
  advance-pay --operator scheduler cycle
  advance-pay cycle review"
)]
pub struct Cycle {
    #[command(subcommand)]
    command: Option<CycleCommand>,
    /// A supervisor says that the clock is right, after it was told that it may not be
    #[arg(long)]
    confirm_clock: bool,
}

#[derive(Debug, Subcommand)]
enum CycleCommand {
    /// Show the day's list: who is disconnected, who is held, and why
    #[command(after_help = "Example:\n  advance-pay cycle review")]
    Review,
    /// Release rows of the list; a gate or hold only with a reason and a second person
    #[command(after_help = "Example:
  advance-pay cycle release --all
  advance-pay cycle release 100234 --reason \"agreed with the member\" --approved-by Sue")]
    Release {
        /// Their numbers
        #[arg(required_unless_present = "all")]
        accounts: Vec<String>,
        /// Every row that waits only for a person
        #[arg(long, conflicts_with = "accounts")]
        all: bool,
        /// Why; it is kept with what is done
        #[arg(long)]
        reason: Option<String>,
    },
    /// Keep an account off today's list
    #[command(after_help = "Example:\n  advance-pay cycle hold 100234 --reason \"pays at noon\"")]
    Hold {
        /// The account's number
        account: String,
        /// Why; it is kept with what is done
        #[arg(long)]
        reason: String,
    },
    /// Say that something the list waits for is in, like the night drop
    #[command(after_help = "Example:\n  advance-pay cycle arrived night_drop")]
    Arrived {
        /// As the terms' `before_list` names it
        name: String,
    },
}

impl Cycle {
    pub fn run(self, desk: &mut Desk, call: &Call) -> Refused<Answer> {
        match self.command {
            None => Ok(Answer::of(&desk.cycle(call, self.confirm_clock)?)),
            Some(CycleCommand::Review) => Ok(Answer::of(&desk.review(call)?)),
            Some(CycleCommand::Release { accounts, all, reason }) => {
                let rows = if all { Rows::All } else { Rows::Accounts(accounts) };
                Ok(Answer::of(&desk.perform(call, &ReleaseRows::of(rows, reason))?))
            }
            Some(CycleCommand::Hold { account, reason }) => {
                Ok(Answer::of(&desk.perform(call, &HoldRow { account, reason })?))
            }
            Some(CycleCommand::Arrived { name }) => {
                let arrived = desk.perform(call, &NoteArrival { what: name })?;
                let text = format!("In by now: {}.", arrived.join(", "));
                Ok(Answer::saying(&json!({ "arrived": arrived }), text))
            }
        }
    }
}

impl Say for CycleCounts {
    fn say(&self) -> String {
        if self.already_running {
            return "Another cycle is at work; this one did nothing.\n".to_string();
        }
        let hint = if self.held > 0 { "\nWho is held, and why: advance-pay cycle review\n" } else { "" };
        let counts = Fields::new()
            .field("Reads collected", self.reads)
            .field("Reads missing", self.missing_reads)
            .field("Days billed", self.billed)
            .field("Days estimated", self.estimated)
            .field("Days charged", self.charged)
            .field("Disconnects", self.disconnects)
            .field("Held", self.held)
            .field("Reconnects", self.reconnects)
            .field("Closed", self.closed)
            .field("Notices", self.notices)
            .field("To look at", self.attention);
        counts.say() + hint
    }
}

impl Say for ListView {
    fn say(&self) -> String {
        let head = Fields::new()
            .field("List of", self.day)
            .field("Cut-off", &self.cut_off)
            .maybe("Made", self.made_at.as_deref().map(to_the_minute))
            .maybe("Forecast", self.forecast.as_ref().map(forecast_words))
            .maybe("No list", self.not_now.as_deref())
            .maybe("Waits", self.waits.as_deref());
        let columns = [
            ("Account", Side::Left),
            ("Name", Side::Left),
            ("Balance", Side::Right),
            ("Last read", Side::Left),
            ("State", Side::Left),
            ("Why", Side::Left),
        ];
        let rows = self.rows.iter().map(|row| {
            let (balance, read) = (row.balance.dollars(), or_dash(row.last_read));
            vec![row.account.clone(), row.name.clone(), balance, read, row.state.to_string(), without_clauses(&row.why)]
        });
        format!("{}\n{}", head.say(), Table::new(&columns).rows(rows).say())
    }
}

/// The sentences without the clauses that end them: a list repeats the same ones on every row, and `account why` and the
/// printed list name them.
fn without_clauses(sentences: &str) -> String {
    let (mut said, mut rest) = (String::new(), sentences);
    while let Some((sentence, after)) = rest.split_once(").") {
        said.push_str(sentence.rsplit_once(" (").map_or(sentence, |(said, _)| said));
        said.push('.');
        rest = after;
    }
    said + rest
}

impl Say for Released {
    fn say(&self) -> String {
        let columns = [("Account", Side::Left), ("State", Side::Left), ("Why", Side::Left)];
        let rows = self.rows.iter().map(|row| vec![row.account.clone(), row.state.to_string(), row.why.clone()]);
        Table::new(&columns).rows(rows).say()
    }
}

/// Enter a day's weather
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  advance-pay forecast 2026-12-02 --low-f 30")]
pub struct Forecast {
    /// The day, like 2026-12-02
    #[arg(value_parser = day)]
    date: Day,
    /// The lowest temperature that is forecast, in degrees Fahrenheit
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    low_f: i32,
    /// The weather is too bad to disconnect anybody
    #[arg(long)]
    inclement: bool,
}

impl Forecast {
    pub fn run(self, desk: &mut Desk, call: &Call) -> Refused<Answer> {
        let forecast = EnterForecast { date: self.date, low_f: self.low_f, inclement: self.inclement };
        Ok(Answer::of(&desk.perform(call, &forecast)?))
    }
}

impl Say for ForecastView {
    fn say(&self) -> String {
        format!("{}: {}\n", self.date, forecast_words(self))
    }
}

fn forecast_words(forecast: &ForecastView) -> String {
    let inclement = if forecast.inclement { ", inclement" } else { "" };
    format!("low {} \u{b0}F{inclement}", forecast.low_f)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_says_why_without_the_clauses_that_every_row_repeats() {
        let why = "The balance is \u{2212}$5.00, below $0.00 (FAQ 9; C10, C27). No forecast was entered (FAQ 9). Held (again) by Sue.";
        let said = "The balance is \u{2212}$5.00, below $0.00. No forecast was entered. Held (again) by Sue.";
        assert_eq!(without_clauses(why), said);
        assert_eq!(without_clauses("agreed with the member"), "agreed with the member");
    }
}
