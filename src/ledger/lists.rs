//! The day's disconnect list, the forecasts, and the runs of the cycle.

use super::engine::{Row, cells};
use super::offices::NEWEST_OPERATOR;
use super::tables::{ARRIVAL, CYCLE_RUN, DISCONNECT_LIST, FORECAST, LIST_DECISION, LIST_LET_GO, LIST_ROW};
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

/// That a list which waited as a whole went on (C60): why it waited, and who let it go on, in their words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LetGo {
    pub waits: String,
    /// None: a list of before this was kept.
    pub by: Option<OperatorId>,
    pub approver: Option<OperatorId>,
    pub reason: Option<String>,
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

/// A row `r` of a list with its last decision `d`.
const ROW_QUESTION: &str = "SELECT r.day,r.account_id,r.balance_cents,r.last_read_day,COALESCE(d.state,r.state),
    COALESCE(d.code,r.code),COALESCE(d.why,r.why),r.releasable,r.gates,d.decided_by,d.approved_by,d.reason,d.command_id
    FROM list_row r LEFT JOIN list_decision d ON d.day=r.day AND d.account_id=r.account_id AND NOT EXISTS(
     SELECT 1 FROM list_decision n WHERE n.day=d.day AND n.account_id=d.account_id AND n.ordinal=d.ordinal+1)";

impl Tx<'_> {
    pub fn add_forecast(&self, day: Day, forecast: Forecast, operator: OperatorId) -> Refused<()> {
        self.insert(&FORECAST, cells![day, forecast.low_f, forecast.inclement, forecast.at, operator])
    }

    /// The last forecast of a day.
    pub fn forecast(&self, day: Day) -> Refused<Option<Forecast>> {
        self.forecast_known_at(day, Instant::MAX_UTC)
    }

    /// The last forecast of a day that was entered by `at`.
    pub fn forecast_known_at(&self, day: Day, at: Instant) -> Refused<Option<Forecast>> {
        self.ask(
            "SELECT low_f,inclement,at FROM forecast WHERE day=?1 AND at<=?2 ORDER BY act_id DESC, line DESC LIMIT 1",
            cells![day, at],
        )?
        .first(|row| Ok(Forecast { low_f: row.get(0)?, inclement: row.get(1)?, at: row.get(2)? }))
    }

    /// Notes that what `before_list` waits for is in; the first arrival stands.
    pub fn arrived(&self, day: Day, what: &str, operator: OperatorId, at: Instant) -> Refused<()> {
        if self.arrivals(day)?.iter().any(|known| known == what) {
            return Ok(());
        }
        self.insert(&ARRIVAL, cells![day, what, at, operator])
    }

    pub fn arrivals(&self, day: Day) -> Refused<Vec<String>> {
        self.ask("SELECT what FROM arrival WHERE day=?1 ORDER BY what", cells![day])?.column()
    }

    /// Makes the day's list. There is one a day (C27).
    pub fn make_list(&self, day: Day, waits: Option<&str>, at: Instant) -> Refused<()> {
        self.insert(&DISCONNECT_LIST, cells![day, at, waits])
    }

    /// When the day's list was made and why it waits, if it does; None: not made.
    pub fn list_of(&self, day: Day) -> Refused<Option<(Instant, Option<String>)>> {
        self.ask(
            "SELECT l.made_at, CASE WHEN g.day IS NULL THEN l.waits END FROM disconnect_list l
             LEFT JOIN list_let_go g ON g.day=l.day WHERE l.day=?1",
            cells![day],
        )?
        .first(|row| Ok((row.get(0)?, row.get(1)?)))
    }

    /// People let the whole list go on that waited.
    pub fn list_goes_on(
        &self,
        day: Day,
        by: OperatorId,
        approver: Option<OperatorId>,
        reason: Option<&str>,
    ) -> Refused<()> {
        match self.list_of(day)? {
            Some((_, Some(_))) => self.insert(&LIST_LET_GO, cells![day, by, approver, reason]),
            _ => Ok(()),
        }
    }

    /// Who let the day's list go on, if it had waited.
    pub fn list_let_go(&self, day: Day) -> Refused<Option<LetGo>> {
        self.ask(
            "SELECT l.waits, g.operator_id, g.approver_id, g.reason FROM list_let_go g
             JOIN disconnect_list l ON l.day=g.day WHERE g.day=?1",
            cells![day],
        )?
        .first(|row| Ok(LetGo { waits: row.get(0)?, by: row.get(1)?, approver: row.get(2)?, reason: row.get(3)? }))
    }

    pub fn add_row(&self, row: &ListRow) -> Refused<()> {
        self.insert(
            &LIST_ROW,
            cells![
                row.day,
                row.account,
                row.balance,
                row.last_read_day,
                row.state.word(),
                &row.code,
                &row.why,
                row.releasable,
                &row.gates
            ],
        )
    }

    /// Writes how a row was decided: its state, who, why and the command.
    pub fn decide_row(&self, row: &ListRow, at: Instant) -> Refused<()> {
        let before: i64 = self
            .ask("SELECT count(*) FROM list_decision WHERE day=?1 AND account_id=?2", cells![row.day, row.account])?
            .one(|row| row.get(0))?;
        self.insert(
            &LIST_DECISION,
            cells![
                row.day,
                row.account,
                before + 1,
                row.state.word(),
                &row.code,
                &row.why,
                at,
                row.decided_by,
                row.approved_by,
                &row.reason,
                row.command
            ],
        )
    }

    pub fn list_rows(&self, day: Day) -> Refused<Vec<ListRow>> {
        self.ask(format!("{ROW_QUESTION} WHERE r.day=?1 ORDER BY r.balance_cents, r.account_id"), cells![day])?
            .read(list_row)
    }

    pub fn list_row(&self, day: Day, account: AccountId) -> Refused<Option<ListRow>> {
        self.ask(format!("{ROW_QUESTION} WHERE r.day=?1 AND r.account_id=?2"), cells![day, account])?.first(list_row)
    }

    /// How many rows each of the last `count` lists before `day` had, newest first.
    pub fn last_list_sizes(&self, day: Day, count: usize) -> Refused<Vec<u32>> {
        self.ask(
            "SELECT (SELECT count(*) FROM list_row r WHERE r.day=l.day) FROM disconnect_list l WHERE l.day<?1
             ORDER BY l.day DESC LIMIT ?2",
            cells![day, count as i64],
        )?
        .column()
    }

    pub fn record_cycle(&self, day: Day, counts: &str, operator: OperatorId, at: Instant) -> Refused<()> {
        self.insert(&CYCLE_RUN, cells![at, day, operator, counts])
    }

    /// The last runs of the cycle, newest first.
    pub fn cycle_runs(&self, count: usize) -> Refused<Vec<CycleRun>> {
        self.ask(
            format!(
                "SELECT c.at, o.name, c.counts FROM cycle_run c JOIN operator o ON o.id=c.operator_id AND {NEWEST_OPERATOR}
                 ORDER BY c.act_id DESC, c.line DESC LIMIT ?1"
            ),
            cells![count as i64],
        )?
        .read(|row| Ok(CycleRun { at: row.get(0)?, operator: row.get(1)?, counts: row.get(2)? }))
    }
}

fn list_row(row: Row<'_>) -> Refused<ListRow> {
    Ok(ListRow {
        day: row.get(0)?,
        account: row.get(1)?,
        balance: row.get(2)?,
        last_read_day: row.get(3)?,
        state: row.get(4)?,
        code: row.get(5)?,
        why: row.get(6)?,
        releasable: row.get(7)?,
        gates: row.get(8)?,
        decided_by: row.get(9)?,
        approved_by: row.get(10)?,
        reason: row.get(11)?,
        command: row.get(12)?,
    })
}
