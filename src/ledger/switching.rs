//! The switch queue: what was asked of a meter, step by step, until it was seen.

use rusqlite::{OptionalExtension, params};
use uuid::Uuid;

use super::codec::{Columns, ms};
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

impl Tx<'_> {
    pub fn queue_command(&self, command: &SwitchCommand) -> Refused<CommandId> {
        self.conn
            .prepare_cached(
                "INSERT INTO switch_command(tx,account_id,meter_id,command,cause,reason,evidence,queued_at,not_after,
                 operator_id,status,next_try_at,detail) VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,'queued',?11,?12)",
            )?
            .execute(params![
                command.tx.as_bytes().as_slice(),
                command.account.0,
                command.meter.0,
                command.wanted.word(),
                command.cause.word(),
                command.reason,
                command.evidence,
                ms(command.queued_at),
                command.not_after.map(ms),
                command.operator.0,
                ms(command.next_try_at),
                command.detail
            ])?;
        Ok(CommandId(self.conn.last_insert_rowid()))
    }

    pub fn command(&self, id: CommandId) -> Refused<SwitchCommand> {
        Ok(self.conn.prepare_cached("SELECT * FROM switch_command WHERE id=?1")?.query_row([id.0], command_row)?)
    }

    /// Writes how far a command has come.
    pub fn save_command(&self, command: &SwitchCommand) -> Refused<()> {
        self.conn
            .prepare_cached(
                "UPDATE switch_command SET status=?2,in_doubt=?3,tries=?4,next_try_at=?5,done_at=?6,detail=?7 WHERE id=?1",
            )?
            .execute(params![
                command.id.0,
                command.status.word(),
                command.in_doubt,
                command.tries,
                ms(command.next_try_at),
                command.done_at.map(ms),
                command.detail
            ])?;
        Ok(())
    }

    /// The commands that are due by `at`, each with its meter's link: reconnects first, then in the order they were
    /// queued, and no more than `per_link` of any link. `built_in` asks only for those of the links `sim` and `manual`,
    /// or only for those of all others.
    pub fn due_commands(
        &self,
        at: Instant,
        per_link: usize,
        built_in: Option<bool>,
    ) -> Refused<Vec<(CommandId, String)>> {
        let mut query = self.conn.prepare_cached(
            "SELECT id, link FROM (
               SELECT c.id, c.command, m.link,
                      row_number() OVER (PARTITION BY m.link ORDER BY c.command='off', c.id) AS place
               FROM switch_command c JOIN meter m ON m.id=c.meter_id
               WHERE c.status IN('queued','sent','attention') AND c.next_try_at<=?1
                 AND (?3 IS NULL OR (m.link IN('sim','manual'))=?3))
             WHERE place<=?2 ORDER BY command='off', id",
        )?;
        let rows = query.query_map(params![ms(at), per_link as i64, built_in], |row| {
            Ok((CommandId(row.get("id")?), row.get("link")?))
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The account's open command, if there is one: the newest.
    pub fn open_command(&self, account: AccountId) -> Refused<Option<SwitchCommand>> {
        Ok(self
            .conn
            .prepare_cached(
                "SELECT * FROM switch_command WHERE account_id=?1 AND status IN('queued','sent','attention')
                 ORDER BY id DESC LIMIT 1",
            )?
            .query_row([account.0], command_row)
            .optional()?)
    }

    /// The commands of an account, oldest first.
    pub fn commands_of(&self, account: AccountId) -> Refused<Vec<SwitchCommand>> {
        let mut query = self.conn.prepare_cached("SELECT * FROM switch_command WHERE account_id=?1 ORDER BY id")?;
        let rows = query.query_map([account.0], command_row)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The queue: everything open, then what ended since `since`, newest first.
    pub fn switch_queue(&self, since: Instant) -> Refused<Vec<SwitchCommand>> {
        let mut query = self.conn.prepare_cached(
            "SELECT * FROM switch_command WHERE status IN('queued','sent','attention') OR queued_at>=?1
             ORDER BY status IN('queued','sent','attention') DESC, id DESC LIMIT 1000",
        )?;
        let rows = query.query_map([ms(since)], command_row)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// How many switchings of a meter the program itself queued since `since`.
    pub fn switchings_since(&self, meter: MeterId, since: Instant) -> Refused<u32> {
        Ok(self
            .conn
            .prepare_cached(
                "SELECT count(*) FROM switch_command WHERE meter_id=?1 AND queued_at>=?2 AND cause<>'hand'
                 AND status<>'cancelled'",
            )?
            .query_row(params![meter.0, ms(since)], |row| row.get(0))?)
    }

    pub fn add_step(&self, step: &SwitchStep) -> Refused<()> {
        self.conn
            .prepare_cached("INSERT INTO switch_step(command_id,meter_id,at,operator_id,step,state,raw) VALUES(?1,?2,?3,?4,?5,?6,?7)")?
            .execute(params![
                step.command.map(|c| c.0),
                step.meter.0,
                ms(step.at),
                step.operator.0,
                step.step,
                step.state,
                step.raw
            ])?;
        Ok(())
    }

    pub fn steps(&self, command: CommandId) -> Refused<Vec<SwitchStep>> {
        let mut query = self.conn.prepare_cached("SELECT * FROM switch_step WHERE command_id=?1 ORDER BY id")?;
        let rows = query.query_map([command.0], |row| {
            Ok(SwitchStep {
                command: row.get::<_, Option<i64>>("command_id")?.map(CommandId),
                meter: MeterId(row.get("meter_id")?),
                at: row.instant("at")?,
                operator: OperatorId(row.get("operator_id")?),
                step: row.get("step")?,
                state: row.get("state")?,
                raw: row.get("raw")?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

fn command_row(row: &rusqlite::Row<'_>) -> rusqlite::Result<SwitchCommand> {
    Ok(SwitchCommand {
        id: CommandId(row.get("id")?),
        tx: Uuid::from_bytes(row.get("tx")?),
        account: AccountId(row.get("account_id")?),
        meter: MeterId(row.get("meter_id")?),
        wanted: row.word("command")?,
        cause: row.word("cause")?,
        reason: row.get("reason")?,
        evidence: row.get("evidence")?,
        queued_at: row.instant("queued_at")?,
        not_after: row.instant_if("not_after")?,
        operator: OperatorId(row.get("operator_id")?),
        status: row.word("status")?,
        in_doubt: row.get("in_doubt")?,
        tries: row.get("tries")?,
        next_try_at: row.instant("next_try_at")?,
        done_at: row.instant_if("done_at")?,
        detail: row.get("detail")?,
    })
}
