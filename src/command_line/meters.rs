//! Meters in service: exchanges, and reads that a person enters or corrects.

use clap::Subcommand;

use super::output::{Answer, Fields, Say};
use super::values::day;
use crate::basics::{Day, Kwh, Refused};
use crate::desk::{AddReading, Call, CorrectReading, Desk, ExchangeInput, Exchanged, ReadTaken};

/// A meter in service
#[derive(Debug, Subcommand)]
#[command(after_help = "Example:\n  advance-pay meter exchange 100234 --final 1042.5 --new M7700 --start 3.0")]
pub enum MeterCommand {
    /// Put a new meter in the place of an account's meter
    #[command(after_help = "Example:\n  advance-pay meter exchange 100234 --final 1042.5 --new M7700 --start 3.0")]
    Exchange {
        /// The account's number
        account: String,
        /// The last reading of the old meter, in kWh
        #[arg(long = "final", value_name = "K", allow_negative_numbers = true)]
        final_kwh: Kwh,
        /// The new meter's number
        #[arg(long = "new", value_name = "METER")]
        new_meter: String,
        /// The first reading of the new meter, in kWh
        #[arg(long, value_name = "K", allow_negative_numbers = true)]
        start: Kwh,
        /// The digits of kWh on its register [default: as many as the old one's]
        #[arg(long, value_name = "N")]
        digits: Option<u32>,
    },
}

impl MeterCommand {
    pub fn run(self, desk: &mut Desk, call: &Call) -> Refused<Answer> {
        let Self::Exchange { account, final_kwh, new_meter, start: start_kwh, digits } = self;
        let input = ExchangeInput { account, final_kwh, new_meter, start_kwh, digits };
        Ok(Answer::of(&desk.perform(call, &input)?))
    }
}

impl Say for Exchanged {
    fn say(&self) -> String {
        Fields::new()
            .field("Account", &self.account)
            .field("Old meter", &self.old_meter)
            .field("Meter", &self.meter)
            .money("Balance", self.balance)
            .money_if_any("Past-due plan", self.arrears)
            .say()
    }
}

/// Reads that a person took
#[derive(Debug, Subcommand)]
#[command(after_help = "Example:\n  advance-pay reading add M1001 2026-11-18 1060.0")]
pub enum ReadingCommand {
    /// Enter a read for a day that has none
    #[command(after_help = "Example:\n  advance-pay reading add M1001 2026-11-18 1060.0")]
    Add {
        /// The meter's number
        meter: String,
        /// The morning of the read, like 2026-11-18
        #[arg(value_parser = day)]
        date: Day,
        /// What the register showed
        #[arg(allow_negative_numbers = true)]
        kwh: Kwh,
    },
    /// Correct a read; what it changes is posted at once, and a second person approves
    #[command(
        after_help = "Example:\n  advance-pay reading correct M1001 2026-11-18 1060.0 --reason \"read again on site\" --approved-by Sue"
    )]
    Correct {
        /// The meter's number
        meter: String,
        /// The morning of the read, like 2026-11-18
        #[arg(value_parser = day)]
        date: Day,
        /// What the register truly showed
        #[arg(allow_negative_numbers = true)]
        kwh: Kwh,
        /// Why; it is kept with what is done
        #[arg(long)]
        reason: String,
    },
}

impl ReadingCommand {
    pub fn run(self, desk: &mut Desk, call: &Call) -> Refused<Answer> {
        let taken = match self {
            Self::Add { meter, date, kwh } => desk.perform(call, &AddReading { meter, day: date, kwh })?,
            Self::Correct { meter, date, kwh, reason } => {
                desk.perform(call, &CorrectReading { meter, day: date, kwh, reason })?
            }
        };
        Ok(Answer::of(&taken))
    }
}

impl Say for ReadTaken {
    fn say(&self) -> String {
        Fields::new()
            .field("Account", &self.account)
            .field("Meter", &self.meter)
            .field("Read of", self.date)
            .field("Register", format!("{} kWh", self.kwh))
            .money_if_any("Balance changed by", self.changed)
            .money("Balance", self.balance)
            .money_if_any("Past-due plan", self.arrears)
            .say()
    }
}
