//! The switch queue: what was asked of a meter, step by step, until it was seen.

use std::collections::HashMap;

use uuid::Uuid;

use super::engine::{Row, cells};
use super::tables::{COMMAND_STATE, COMMAND_STEP, SWITCH_COMMAND, SWITCH_STEP};
use super::{AccountId, MeterId, OperatorId, Tx};
use crate::basics::{Instant, Refused};
use crate::words::{Cause, CommandStatus, Wanted};

/// A switch command's id in the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CommandId(pub i64);

/// A command to a meter's switch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SwitchCommand {
    pub id: CommandId,
    /// Travels with every try.
    pub tx: Uuid,
    pub account: AccountId,
    pub meter: MeterId,
    pub wanted: Wanted,
    pub cause: Cause,
    pub reason: String,
    /// JSON: balance, reads, clause, gates, who released.
    pub evidence: Option<String>,
    pub queued_at: Instant,
    /// A disconnect that was not done by then expires.
    pub not_after: Option<Instant>,
    pub operator: OperatorId,
    pub status: CommandStatus,
    /// It went out and no answer came: the state is asked before it is sent again.
    pub in_doubt: bool,
    pub tries: u32,
    pub next_try_at: Instant,
    pub done_at: Option<Instant>,
    pub detail: String,
}

/// A command that is due, and the link of its meter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    pub command: CommandId,
    pub account: AccountId,
    pub link: String,
    /// Since when a disconnect of the list waits; None: it is another command.
    pub cut_since: Option<Instant>,
}

/// One step of a command, or a read or state that was asked by hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SwitchStep {
    pub command: Option<CommandId>,
    pub meter: MeterId,
    pub at: Instant,
    pub operator: OperatorId,
    pub step: String,
    pub state: Option<String>,
    /// The raw answer, without credentials.
    pub raw: String,
}

/// A command `c` with how it stands `s`.
const COMMAND_QUESTION: &str =
    "SELECT c.id,c.tx,c.account_id,c.meter_id,c.command,c.cause,c.reason,c.evidence,c.queued_at,
    c.not_after,c.operator_id,s.status,s.in_doubt,s.tries,s.next_try_at,s.done_at,s.detail
    FROM command_state s JOIN switch_command c ON c.id=s.command_id";
/// As the index of what is open says it.
const OPEN: &str = "s.status IN('queued','sent','attention')";

impl Tx<'_> {
    pub fn queue_command(&self, command: &SwitchCommand) -> Refused<CommandId> {
        let id = CommandId(self.next_id(&SWITCH_COMMAND)?);
        self.insert(
            &SWITCH_COMMAND,
            cells![
                id,
                command.tx,
                command.account,
                command.meter,
                command.wanted.word(),
                command.cause.word(),
                &command.reason,
                &command.evidence,
                command.queued_at,
                command.not_after,
                command.operator,
                command.next_try_at,
                &command.detail
            ],
        )?;
        let queued = CommandStatus::Queued.word();
        self.insert(
            &COMMAND_STATE,
            cells![id, command.account, queued, false, 0_i64, command.next_try_at, None::<i64>, &command.detail],
        )?;
        Ok(id)
    }

    pub fn command(&self, id: CommandId) -> Refused<SwitchCommand> {
        self.ask(format!("{COMMAND_QUESTION} WHERE s.command_id=?1"), cells![id])?.one(command_row)
    }

    /// Writes how far a command has come. What ended stays ended.
    pub fn save_command(&self, command: &SwitchCommand) -> Refused<()> {
        let status = command.status.word();
        self.insert(
            &COMMAND_STEP,
            cells![
                command.id,
                status,
                command.in_doubt,
                command.tries,
                command.next_try_at,
                command.done_at,
                &command.detail
            ],
        )?;
        self.set(
            &COMMAND_STATE,
            ["command_id", "status", "in_doubt", "tries", "next_try_at", "done_at", "detail"],
            cells![
                command.id,
                status,
                command.in_doubt,
                command.tries,
                command.next_try_at,
                command.done_at,
                &command.detail
            ],
        )
    }

    /// The commands that are due by `at`, each with its meter's link: reconnects first, then in the order they were
    /// queued, and no more of any link than `per_link` says. `built_in` asks only for those of the links `sim` and `manual`,
    /// or only for those of all others.
    pub fn due_commands(
        &self,
        at: Instant,
        per_link: impl Fn(&str) -> usize,
        built_in: Option<bool>,
    ) -> Refused<Vec<Due>> {
        let rows = self.ask(
            format!(
                "SELECT c.id, c.account_id, m.link, CASE WHEN c.cause='disconnect' THEN c.queued_at END FROM command_state s JOIN switch_command c ON c.id=s.command_id
                 JOIN meter m ON m.id=c.meter_id WHERE {OPEN} AND s.next_try_at<=?1
                 ORDER BY CASE c.command WHEN 'off' THEN 1 ELSE 0 END, c.id"
            ),
            cells![at],
        )?;
        let mut of_link: HashMap<String, usize> = HashMap::new();
        let mut due = rows.read(|row| {
            Ok(Due { command: row.get(0)?, account: row.get(1)?, link: row.get(2)?, cut_since: row.get(3)? })
        })?;
        due.retain(|Due { link, .. }| {
            let wanted = built_in.is_none_or(|built_in| matches!(link.as_str(), "sim" | "manual") == built_in);
            let taken = of_link.entry(link.clone()).or_default();
            *taken += usize::from(wanted);
            wanted && *taken <= per_link(link)
        });
        Ok(due)
    }

    /// Whether any command is due by `at`.
    pub fn any_due(&self, at: Instant) -> Refused<bool> {
        let due = format!("SELECT 1 FROM command_state s WHERE {OPEN} AND s.next_try_at<=?1 LIMIT 1");
        Ok(!self.ask(due, cells![at])?.is_empty())
    }

    /// Whether this act sent a command on its way, or went on with one.
    #[must_use]
    pub fn moved_commands(&self) -> bool {
        self.wrote(&COMMAND_STATE)
    }

    /// The account's open command, if there is one: the newest.
    pub fn open_command(&self, account: AccountId) -> Refused<Option<SwitchCommand>> {
        Ok(self.open_commands(&[account])?.remove(&account))
    }

    /// The open command of each of these accounts, the newest; accounts without one are left out.
    pub fn open_commands(&self, accounts: &[AccountId]) -> Refused<HashMap<AccountId, SwitchCommand>> {
        let rows = self.ask(
            format!("{COMMAND_QUESTION} WHERE s.account_id IN LIST(?1) AND {OPEN} ORDER BY c.id"),
            cells![accounts],
        )?;
        Ok(rows.read(command_row)?.into_iter().map(|command| (command.account, command)).collect())
    }

    /// The commands of an account, oldest first.
    pub fn commands_of(&self, account: AccountId) -> Refused<Vec<SwitchCommand>> {
        self.ask(format!("{COMMAND_QUESTION} WHERE c.account_id=?1 ORDER BY c.id"), cells![account])?.read(command_row)
    }

    /// The queue: everything open, then what ended since `since`, newest first.
    pub fn switch_queue(&self, since: Instant) -> Refused<Vec<SwitchCommand>> {
        let open = self.ask(format!("{COMMAND_QUESTION} WHERE {OPEN} ORDER BY c.id DESC LIMIT 1000"), cells![])?;
        let ended = self.ask(
            format!("{COMMAND_QUESTION} WHERE c.queued_at>=?1 AND NOT {OPEN} ORDER BY c.id DESC LIMIT 1000"),
            cells![since],
        )?;
        let mut queue = open.read(command_row)?;
        queue.extend(ended.read(command_row)?);
        queue.truncate(1000);
        Ok(queue)
    }

    /// How many switchings of a meter the program itself queued since `since`.
    pub fn switchings_since(&self, meter: MeterId, since: Instant) -> Refused<u32> {
        self.ask(
            "SELECT count(*) FROM switch_command c JOIN command_state s ON s.command_id=c.id
             WHERE c.meter_id=?1 AND c.queued_at>=?2 AND c.cause<>'hand' AND s.status<>'cancelled'",
            cells![meter, since],
        )?
        .one(|row| row.get(0))
    }

    pub fn add_step(&self, step: &SwitchStep) -> Refused<()> {
        self.insert(
            &SWITCH_STEP,
            cells![step.command, step.meter, step.at, step.operator, &step.step, &step.state, &step.raw],
        )
    }

    pub fn steps(&self, command: CommandId) -> Refused<Vec<SwitchStep>> {
        self.ask(
            "SELECT command_id,meter_id,at,operator_id,step,state,raw FROM switch_step WHERE command_id=?1
             ORDER BY act_id, line",
            cells![command],
        )?
        .read(|row| {
            Ok(SwitchStep {
                command: row.get(0)?,
                meter: row.get(1)?,
                at: row.get(2)?,
                operator: row.get(3)?,
                step: row.get(4)?,
                state: row.get(5)?,
                raw: row.get(6)?,
            })
        })
    }
}

fn command_row(row: Row<'_>) -> Refused<SwitchCommand> {
    Ok(SwitchCommand {
        id: row.get(0)?,
        tx: row.get(1)?,
        account: row.get(2)?,
        meter: row.get(3)?,
        wanted: row.get(4)?,
        cause: row.get(5)?,
        reason: row.get(6)?,
        evidence: row.get(7)?,
        queued_at: row.get(8)?,
        not_after: row.get(9)?,
        operator: row.get(10)?,
        status: row.get(11)?,
        in_doubt: row.get(12)?,
        tries: row.get(13)?,
        next_try_at: row.get(14)?,
        done_at: row.get(15)?,
        detail: row.get(16)?,
    })
}
