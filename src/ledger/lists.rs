//! The day's disconnect list, the forecasts, and the runs of the cycle.

use rusqlite::{OptionalExtension, params};

use super::codec::{Columns, day_no, ms};
use super::{AccountId, CommandId, OperatorId, Tx};
use crate::basics::{Cents, Day, Instant, Refused};
use crate::words::RowState;

/// A row of the day's list: who, and why or why not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListRow {
    pub day: Day,
    pub account: AccountId,
    pub balance: Cents,
    pub last_read_day: Option<Day>,
    pub state: RowState,
    pub code: String,
    pub why: String,
    /// Whether a person may override what holds it.
    pub releasable: bool,
    /// JSON: what was checked, and how it stood.
    pub gates: String,
    pub decided_by: Option<OperatorId>,
    pub approved_by: Option<OperatorId>,
    pub reason: Option<String>,
    pub command: Option<CommandId>,
}

/// A forecast that was entered for a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Forecast {
    /// °F.
    pub low_f: i32,
    pub inclement: bool,
    pub at: Instant,
}

/// A run of the cycle: when it ran and what it counted, as JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CycleRun {
    pub at: Instant,
    pub operator: String,
    pub counts: String,
}

impl Tx<'_> {
    pub fn add_forecast(&self, day: Day, forecast: Forecast, operator: OperatorId) -> Refused<()> {
        self.conn
            .prepare_cached("INSERT INTO forecast(day,low_f,inclement,at,operator_id) VALUES(?1,?2,?3,?4,?5)")?
            .execute(params![day_no(day), forecast.low_f, forecast.inclement, ms(forecast.at), operator.0])?;
        Ok(())
    }

    /// The last forecast of a day.
    pub fn forecast(&self, day: Day) -> Refused<Option<Forecast>> {
        self.forecast_known_at(day, Instant::MAX_UTC)
    }

    /// The last forecast of a day that was entered by `at`.
    pub fn forecast_known_at(&self, day: Day, at: Instant) -> Refused<Option<Forecast>> {
        Ok(self
            .conn
            .prepare_cached("SELECT * FROM forecast WHERE day=?1 AND at<=?2 ORDER BY id DESC LIMIT 1")?
            .query_row(params![day_no(day), ms(at)], |row| {
                Ok(Forecast { low_f: row.get("low_f")?, inclement: row.get("inclement")?, at: row.instant("at")? })
            })
            .optional()?)
    }

    /// Notes that what `before_list` waits for is in.
    pub fn arrived(&self, day: Day, what: &str, operator: OperatorId, at: Instant) -> Refused<()> {
        self.conn
            .prepare_cached("INSERT OR IGNORE INTO arrival(day,what,at,operator_id) VALUES(?1,?2,?3,?4)")?
            .execute(params![day_no(day), what, ms(at), operator.0])?;
        Ok(())
    }

    pub fn arrivals(&self, day: Day) -> Refused<Vec<String>> {
        let mut query = self.conn.prepare_cached("SELECT what FROM arrival WHERE day=?1")?;
        let rows = query.query_map([day_no(day)], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Makes the day's list. There is one a day (C27).
    pub fn make_list(&self, day: Day, waits: Option<&str>, at: Instant) -> Refused<()> {
        self.conn
            .prepare_cached("INSERT INTO disconnect_list(day,made_at,waits) VALUES(?1,?2,?3)")?
            .execute(params![day_no(day), ms(at), waits])?;
        Ok(())
    }

    /// When the day's list was made and why it waits, if it does; None: not made.
    pub fn list_of(&self, day: Day) -> Refused<Option<(Instant, Option<String>)>> {
        Ok(self
            .conn
            .prepare_cached("SELECT made_at, waits FROM disconnect_list WHERE day=?1")?
            .query_row([day_no(day)], |row| Ok((row.instant("made_at")?, row.get(1)?)))
            .optional()?)
    }

    /// A person let the whole list go on.
    pub fn list_goes_on(&self, day: Day) -> Refused<()> {
        self.conn.prepare_cached("UPDATE disconnect_list SET waits=NULL WHERE day=?1")?.execute([day_no(day)])?;
        Ok(())
    }

    pub fn add_row(&self, row: &ListRow) -> Refused<()> {
        self.conn
            .prepare_cached(
                "INSERT INTO list_row(day,account_id,balance_cents,last_read_day,state,code,why,releasable,gates)
                 VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9)",
            )?
            .execute(params![
                day_no(row.day),
                row.account.0,
                row.balance.0,
                row.last_read_day.map(day_no),
                row.state.word(),
                row.code,
                row.why,
                row.releasable,
                row.gates
            ])?;
        Ok(())
    }

    /// Writes how a row was decided: its state, who, why and the command.
    pub fn decide_row(&self, row: &ListRow, at: Instant) -> Refused<()> {
        self.conn
            .prepare_cached(
                "UPDATE list_row SET state=?3, code=?4, why=?5, decided_at=?6, decided_by=?7, approved_by=?8, reason=?9,
                 command_id=?10 WHERE day=?1 AND account_id=?2",
            )?
            .execute(params![
                day_no(row.day),
                row.account.0,
                row.state.word(),
                row.code,
                row.why,
                ms(at),
                row.decided_by.map(|o| o.0),
                row.approved_by.map(|o| o.0),
                row.reason,
                row.command.map(|c| c.0)
            ])?;
        Ok(())
    }

    pub fn list_rows(&self, day: Day) -> Refused<Vec<ListRow>> {
        let mut query =
            self.conn.prepare_cached("SELECT * FROM list_row WHERE day=?1 ORDER BY balance_cents, account_id")?;
        let rows = query.query_map([day_no(day)], list_row)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    pub fn list_row(&self, day: Day, account: AccountId) -> Refused<Option<ListRow>> {
        Ok(self
            .conn
            .prepare_cached("SELECT * FROM list_row WHERE day=?1 AND account_id=?2")?
            .query_row(params![day_no(day), account.0], list_row)
            .optional()?)
    }

    /// How many rows each of the last `count` lists before `day` had, newest first.
    pub fn last_list_sizes(&self, day: Day, count: usize) -> Refused<Vec<u32>> {
        let mut query = self.conn.prepare_cached(
            "SELECT (SELECT count(*) FROM list_row r WHERE r.day=l.day) FROM disconnect_list l WHERE day<?1
             ORDER BY day DESC LIMIT ?2",
        )?;
        let rows = query.query_map(params![day_no(day), count as i64], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    pub fn record_cycle(&self, day: Day, counts: &str, operator: OperatorId, at: Instant) -> Refused<()> {
        self.conn
            .prepare_cached("INSERT INTO cycle_run(at,day,operator_id,counts) VALUES(?1,?2,?3,?4)")?
            .execute(params![ms(at), day_no(day), operator.0, counts])?;
        Ok(())
    }

    /// The last runs of the cycle, newest first.
    pub fn cycle_runs(&self, count: usize) -> Refused<Vec<CycleRun>> {
        let mut query = self.conn.prepare_cached(
            "SELECT c.at, o.name AS operator, c.counts FROM cycle_run c JOIN operator o ON o.id=c.operator_id
             ORDER BY c.id DESC LIMIT ?1",
        )?;
        let rows = query.query_map([count as i64], |row| {
            Ok(CycleRun { at: row.instant("at")?, operator: row.get("operator")?, counts: row.get("counts")? })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

fn list_row(row: &rusqlite::Row<'_>) -> rusqlite::Result<ListRow> {
    Ok(ListRow {
        day: row.day("day")?,
        account: AccountId(row.get("account_id")?),
        balance: row.cents("balance_cents")?,
        last_read_day: row.day_if("last_read_day")?,
        state: row.word("state")?,
        code: row.get("code")?,
        why: row.get("why")?,
        releasable: row.get("releasable")?,
        gates: row.get("gates")?,
        decided_by: row.get::<_, Option<i64>>("decided_by")?.map(OperatorId),
        approved_by: row.get::<_, Option<i64>>("approved_by")?.map(OperatorId),
        reason: row.get("reason")?,
        command: row.get::<_, Option<i64>>("command_id")?.map(CommandId),
    })
}
