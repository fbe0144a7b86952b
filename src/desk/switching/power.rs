//! What a posting does to the power: the reconnect that it earns, the disconnect that it makes needless (C33).

use crate::basics::{Cents, Refused};
use crate::desk::act::Act;
use crate::desk::standing::{Facts, is_out};
use crate::ledger::{AccountId, Cause, CommandStatus, RowState, Status, SwitchCommand, Wanted};
use crate::rules::limits::{meets_condition, reaches_target};

/// What a posting brought about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PowerOutcome {
    /// Nothing about the power changes.
    Unchanged,
    /// It comes back: a reconnect is queued.
    Reconnecting,
    /// A queued disconnect was taken back before it went out.
    CutCancelled,
    /// The target is reached and a hold keeps the power off: why.
    HeldOff(String),
}

impl Act<'_> {
    /// Looks at an account after its balance moved, and queues or cancels what that calls for.
    ///
    /// `owed_power`: the power comes back whatever the balance, for it should never have gone (C13, C35).
    pub fn balance_moved(&self, account: AccountId, owed_power: bool) -> Refused<PowerOutcome> {
        self.balance_moved_by(&self.facts(account)?, owed_power)
    }

    /// As [`Act::balance_moved`], by the account's facts after it.
    pub fn balance_moved_by(&self, facts: &Facts, owed_power: bool) -> Refused<PowerOutcome> {
        let program = self.program();
        let balance = facts.balances.energy;
        let off = facts.standing.status == Status::Disconnected || facts.cut_is_out();
        if off && (owed_power || reaches_target(balance, program)) {
            return self.bring_back(facts, owed_power);
        }
        let waiting_cut = facts.command.as_ref().filter(|command| {
            command.wanted == Wanted::Off && command.cause == Cause::Disconnect && !facts.cut_is_out()
        });
        match waiting_cut {
            Some(command) if owed_power || !meets_condition(balance, program) => {
                self.cancel(command, "paid before the disconnect went out")?;
                Ok(PowerOutcome::CutCancelled)
            }
            _ => Ok(PowerOutcome::Unchanged),
        }
    }

    /// Has the power switched on, unless a hold keeps it off.
    pub fn bring_back(&self, facts: &Facts, owed: bool) -> Refused<PowerOutcome> {
        let today = self.today();
        if let Some(hold) = self.holds_of(facts.id())?.iter().find(|hold| hold.stops_reconnect(today)) {
            let kind = hold.kind.text();
            let why = format!("a {kind} hold keeps the power off: lift it when it is safe");
            self.tx.attend(Some(facts.id()), "held_off", &format!("paid, and {why}"), today, self.now.at)?;
            return Ok(PowerOutcome::HeldOff(why));
        }
        if facts.command.as_ref().is_some_and(|command| command.wanted == Wanted::On) {
            return Ok(PowerOutcome::Reconnecting);
        }
        let reason = if owed { "the power should be on" } else { "the balance reached the reconnect target" };
        // A disconnect that is still out is not sent again after the reconnect.
        if let Some(command) = &facts.command {
            self.cancel(command, "a reconnect was earned after the disconnect went out")?;
        }
        self.order_on(facts, Cause::Reconnect, reason)?;
        Ok(PowerOutcome::Reconnecting)
    }

    /// Takes back a command: it is not sent, or not sent again.
    pub fn cancel(&self, command: &SwitchCommand, why: &str) -> Refused<()> {
        let ended = SwitchCommand {
            status: CommandStatus::Cancelled,
            done_at: Some(self.now.at),
            detail: why.to_string(),
            ..command.clone()
        };
        self.tx.save_command(&ended)?;
        self.commands.borrow_mut().insert(command.account, None);
        if command.cause != Cause::Disconnect {
            return self.mind_power(command.account);
        }
        if let Some(row) = self.tx.list_row(self.now.at_instant(command.queued_at).day(), command.account)? {
            let withdrawn = crate::ledger::ListRow {
                state: RowState::Withdrawn,
                why: format!("{} Then {why}.", row.why),
                decided_by: Some(self.operator.id),
                ..row
            };
            self.tx.decide_row(&withdrawn, self.now.at)?;
        }
        Ok(())
    }

    /// Drops a reconnect that did not go out, once the posting that earned it is undone; power that is on stays on until
    /// the next list.
    pub fn drop_unsent_reconnect(&self, account: AccountId) -> Refused<()> {
        let facts = self.facts(account)?;
        let still_earned = reaches_target(facts.balances.energy, self.program());
        match &facts.command {
            Some(command)
                if command.wanted == Wanted::On
                    && command.cause == Cause::Reconnect
                    && !is_out(command)
                    && !still_earned =>
            {
                self.cancel(command, "the payment was undone")
            }
            _ => Ok(()),
        }
    }

    /// How much a disconnected account still lacks, in one number that a member can be told.
    pub fn still_needed(&self, facts: &Facts) -> Cents {
        facts.for_payment().to_reconnect(self.program()).unwrap_or_default()
    }
}
