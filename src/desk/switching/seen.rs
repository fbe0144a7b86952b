//! What was seen of a switch decides what is said of the power (C44): power that is off and should be on is on the
//! attention list from that moment, and is put right by the next cycle.

use super::order::ground_of;
use crate::basics::{Instant, Refused};
use crate::desk::act::Act;
use crate::desk::standing::Facts;
use crate::ledger::{AccountId, Cause, CommandStatus, Ground, Power, Status, SwitchCommand, Wanted};
use crate::rules::limits::{meets_condition, reaches_target};

/// The power is off and nothing that was done says so.
const OFF_UNEXPLAINED: &str = "off_unexplained";
/// The power is on, and the account is disconnected.
const ON_UNEXPLAINED: &str = "on_while_disconnected";
/// It was switched on before the target was met.
pub(in crate::desk) const ON_BEFORE_TARGET: &str = "on_before_target";

/// The matter of a switch that was opened by two people, until the power is on.
fn off_for(ground: Ground) -> &'static str {
    if ground == Ground::Tampering { "off_for_tampering" } else { "off_for_safety" }
}

/// What is said of an active account's power that was not seen on.
pub(in crate::desk) fn not_seen_on(facts: &Facts) -> &'static str {
    match facts.standing.power {
        Power::Off => "The power was seen off",
        Power::Armed => "The button at the meter must be pressed",
        Power::On | Power::Unknown => "The switch was not seen yet",
    }
}

impl Act<'_> {
    /// Keeps where an account's switch was seen, and what a person should look at because of it.
    pub fn see_power(&self, account: AccountId, state: Power, detail: &str, at: Instant) -> Refused<()> {
        self.tx.see_power(account, state, detail, at)?;
        self.mind_power(account)
    }

    /// What a person should look at, as the account stands and as its power was seen.
    pub fn mind_power(&self, account: AccountId) -> Refused<()> {
        let standing = self.tx.standing(account)?;
        let is_off = matches!(standing.power, Power::Off | Power::Armed);
        match standing.status {
            Status::Active if is_off => self.mind_off(&self.facts(account)?),
            Status::Active if standing.power == Power::On => {
                for code in [OFF_UNEXPLAINED, ON_UNEXPLAINED, off_for(Ground::Safety), off_for(Ground::Tampering)] {
                    self.tx.attended(Some(account), code, self.operator.id, self.now.at)?;
                }
                Ok(())
            }
            Status::Disconnected if standing.power == Power::On && self.tx.open_command(account)?.is_none() => {
                let text =
                    "the power is seen on, and the account is disconnected: find out on site who closed the switch";
                self.tx.attend(Some(account), ON_UNEXPLAINED, text, self.today(), self.now.at)
            }
            Status::Disconnected if is_off => {
                self.tx.attended(Some(account), ON_UNEXPLAINED, self.operator.id, self.now.at)
            }
            _ => Ok(()),
        }
    }

    fn mind_off(&self, facts: &Facts) -> Refused<()> {
        if facts.command.is_some() {
            return Ok(());
        }
        let (code, text) = match self.opened_by(facts.id())? {
            Some(command) if ground_of(&command).needs_two() => return self.attend_off(&command),
            Some(_) => return Ok(()),
            None => {
                let meter = &facts.meter.number;
                (OFF_UNEXPLAINED, format!("meter {meter} is seen off and should be on: the next cycle switches it on"))
            }
        };
        self.tx.attend(Some(facts.id()), code, &text, self.today(), self.now.at)
    }

    /// Puts a switch that two people opened on the attention list, until the power is on.
    pub fn attend_off(&self, command: &SwitchCommand) -> Refused<()> {
        let text = format!("the power is off for {}", command.reason);
        let code = off_for(ground_of(command));
        self.tx.attend(Some(command.account), code, &text, self.today(), self.now.at)
    }

    /// The command by which an active account's switch stands open; None: nothing that was done says that it is off.
    pub fn opened_by(&self, account: AccountId) -> Refused<Option<SwitchCommand>> {
        let done = self.tx.commands_of(account)?.into_iter().filter(|command| command.status == CommandStatus::Done);
        let last = done.max_by_key(|command| (command.done_at, command.id));
        Ok(last.filter(|command| command.wanted == Wanted::Off && ground_of(command) != Ground::List))
    }

    /// Switches on what was seen off and should be on, but for what a person must find out first after a restore; what two people switched off is on the attention list again if
    /// somebody took it off.
    pub fn put_power_right(&self) -> Refused<()> {
        for account in self.tx.active_seen_off()? {
            let facts = self.facts(account)?;
            self.mind_off(&facts)?;
            let after_restore = self.tx.open_matters_of(&[account])?.iter().any(|(_, code)| code == "power_differs");
            if facts.command.is_none() && !after_restore && self.opened_by(account)?.is_none() {
                self.bring_back(&facts, true)?;
            }
        }
        Ok(())
    }

    /// The list has judged everybody: what was switched on before the target is a matter no more.
    pub fn judged_by_list(&self) -> Refused<()> {
        let matters = self.tx.attention(None)?.into_iter().filter(|matter| matter.code == ON_BEFORE_TARGET);
        for matter in matters {
            self.tx.clear_attention(matter.id, self.operator.id, self.now.at)?;
        }
        Ok(())
    }

    /// Why a switch is not closed by one person alone (C44): the target is not met, or somebody had a reason to open it.
    /// None: it may be.
    pub fn against_closing(&self, facts: &Facts) -> Refused<Option<String>> {
        let today = self.today();
        if let Some(hold) = self.holds_of(facts.id())?.iter().find(|hold| hold.stops_reconnect(today)) {
            return Ok(Some(format!("A {} hold keeps the power off.", hold.kind.word().replace('_', " "))));
        }
        let balance = facts.balances.energy;
        let (program, needed) = (self.program(), self.still_needed(facts));
        if facts.standing.status == Status::Disconnected || facts.cut_is_out() {
            let short = !reaches_target(balance, program);
            return Ok(short.then(|| format!("{} more is needed to reconnect.", needed.dollars())));
        }
        let due = meets_condition(balance, program);
        let cut_waits = facts.command.as_ref().is_some_and(|command| command.cause == Cause::Disconnect);
        Ok(match self.opened_by(facts.id())? {
            Some(command) if ground_of(&command).needs_two() => {
                Some(format!("It was switched off for {}.", command.reason))
            }
            opened if due && (cut_waits || opened.is_some()) => {
                Some(format!("The balance is {}, at which the terms disconnect.", balance.dollars()))
            }
            _ => None,
        })
    }
}
