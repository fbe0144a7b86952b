//! Register reads, each a point on one continuous register of its account.

use rusqlite::{OptionalExtension, params};

use super::codec::{Columns, day_no, ms};
use super::{AccountId, MeterId, OperatorId, Tx};
use crate::basics::{Day, Instant, Kwh, Refused};
use crate::words::{ReadQuality, ReadRole};

/// A register read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    pub id: i64,
    pub account: AccountId,
    pub meter: MeterId,
    pub day: Day,
    pub role: ReadRole,
    pub revision: u32,
    /// What the register showed.
    pub register: Kwh,
    /// The same point on the account's continuous register; None: rejected.
    pub cum: Option<Kwh>,
    pub quality: ReadQuality,
    pub at: Instant,
    pub operator: OperatorId,
    pub approver: Option<OperatorId>,
    pub detail: Option<String>,
}

impl Tx<'_> {
    /// Writes a read as the next revision of its day.
    pub fn add_reading(&self, reading: &Reading) -> Refused<i64> {
        self.conn
            .prepare_cached(
                "INSERT INTO reading(account_id,meter_id,day,role,revision,wh,cum_wh,quality,at,operator_id,approver_id,detail)
                 VALUES(?1,?2,?3,?4,
                  (SELECT ifnull(max(revision),0)+1 FROM reading WHERE account_id=?1 AND day=?3 AND role=?4),
                  ?5,?6,?7,?8,?9,?10,?11)",
            )?
            .execute(params![
                reading.account.0,
                reading.meter.0,
                day_no(reading.day),
                reading.role.word(),
                reading.register.wh,
                reading.cum.map(|k| k.wh),
                reading.quality.word(),
                ms(reading.at),
                reading.operator.0,
                reading.approver.map(|o| o.0),
                reading.detail
            ])?;
        Ok(self.conn.last_insert_rowid())
    }

    /// The read that counts for the morning of `day`: the last revision that was not rejected.
    pub fn morning_read(&self, account: AccountId, day: Day) -> Refused<Option<Reading>> {
        Ok(self
            .conn
            .prepare_cached(
                "SELECT * FROM reading WHERE account_id=?1 AND day=?2 AND role='daily' AND cum_wh IS NOT NULL
                 ORDER BY revision DESC LIMIT 1",
            )?
            .query_row(params![account.0, day_no(day)], reading_row)
            .optional()?)
    }

    /// The mornings' reads that count, from `from` to `to` inclusive, by day.
    pub fn morning_reads(&self, account: AccountId, from: Day, to: Day) -> Refused<Vec<Reading>> {
        let mut query = self.conn.prepare_cached(
            "SELECT * FROM reading WHERE account_id=?1 AND day BETWEEN ?2 AND ?3 AND role='daily' AND cum_wh IS NOT NULL
             ORDER BY day, revision",
        )?;
        let rows = query.query_map(params![account.0, day_no(from), day_no(to)], reading_row)?;
        let mut reads: Vec<Reading> = Vec::new();
        for row in rows {
            let read = row?;
            match reads.last_mut() {
                Some(last) if last.day == read.day => *last = read,
                _ => reads.push(read),
            }
        }
        Ok(reads)
    }

    /// The last morning's read that counts on or before `day`, estimates included when `estimates`.
    pub fn last_morning_read(&self, account: AccountId, day: Day, estimates: bool) -> Refused<Option<Reading>> {
        let mut query = self.conn.prepare_cached(
            "SELECT * FROM reading WHERE account_id=?1 AND day<=?2 AND role='daily' AND cum_wh IS NOT NULL
             ORDER BY day DESC, revision DESC",
        )?;
        let mut rows = query.query(params![account.0, day_no(day)])?;
        let mut seen = None;
        while let Some(row) = rows.next()? {
            let read = reading_row(row)?;
            // An older revision of a day does not count once there is a newer one.
            if seen == Some(read.day) {
                continue;
            }
            seen = Some(read.day);
            if estimates || read.quality != ReadQuality::Estimated {
                return Ok(Some(read));
            }
        }
        Ok(None)
    }

    /// The first morning's read after `day` that counts and is no estimate.
    pub fn next_actual_read(&self, account: AccountId, day: Day) -> Refused<Option<Reading>> {
        let mut query = self.conn.prepare_cached(
            "SELECT * FROM reading r WHERE account_id=?1 AND day>?2 AND role='daily' AND cum_wh IS NOT NULL
             AND NOT EXISTS(SELECT 1 FROM reading n WHERE n.account_id=r.account_id AND n.day=r.day AND n.role='daily'
                            AND n.cum_wh IS NOT NULL AND n.revision>r.revision)
             AND quality<>'estimated' ORDER BY day LIMIT 1",
        )?;
        Ok(query.query_row(params![account.0, day_no(day)], reading_row).optional()?)
    }

    /// The last read of a meter before the morning of `day` that is neither estimated nor rejected: what the day's own is
    /// compared with (C31). A meter's start and final read come after the morning of their day.
    pub fn true_read_before(&self, meter: MeterId, day: Day) -> Refused<Option<Reading>> {
        self.true_read(meter, "r.day<?2 OR (r.day=?2 AND r.role='start' AND m.from_day=?2)", "DESC", day)
    }

    /// The first read of a meter after the morning of `day` that is neither estimated nor rejected.
    pub fn true_read_after(&self, meter: MeterId, day: Day) -> Refused<Option<Reading>> {
        self.true_read(meter, "r.day>?2 OR (r.day=?2 AND r.role='final')", "ASC", day)
    }

    /// The last read of a meter of all that is neither estimated nor rejected.
    pub fn last_true_read(&self, meter: MeterId) -> Refused<Option<Reading>> {
        self.true_read(meter, "r.day<=?2", "DESC", Day::MAX)
    }

    fn true_read(&self, meter: MeterId, which: &str, order: &str, day: Day) -> Refused<Option<Reading>> {
        let sql = format!(
            "SELECT r.* FROM meter m JOIN reading r ON r.account_id=m.account_id AND r.meter_id=m.id
             WHERE m.id=?1 AND ({which}) AND r.quality IN('actual','manual')
             AND NOT EXISTS(SELECT 1 FROM reading n WHERE n.account_id=r.account_id AND n.day=r.day AND n.role=r.role
                            AND n.meter_id=r.meter_id AND n.cum_wh IS NOT NULL AND n.revision>r.revision)
             ORDER BY r.day {order}, CASE r.role WHEN 'final' THEN 2 WHEN 'start' THEN 1 ELSE 0 END {order} LIMIT 1"
        );
        let day = if day == Day::MAX { i64::MAX } else { day_no(day) };
        Ok(self.conn.prepare_cached(&sql)?.query_row(params![meter.0, day], reading_row).optional()?)
    }

    /// Everything that was ever read at an account, oldest first.
    pub fn all_reads(&self, account: AccountId) -> Refused<Vec<Reading>> {
        let mut query =
            self.conn.prepare_cached("SELECT * FROM reading WHERE account_id=?1 ORDER BY day, role, revision")?;
        let rows = query.query_map([account.0], reading_row)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Whether the day has a daily read of any kind, rejected ones included.
    pub fn read_attempted(&self, account: AccountId, day: Day, register: Kwh) -> Refused<bool> {
        Ok(self
            .conn
            .prepare_cached(
                "SELECT EXISTS(SELECT 1 FROM reading WHERE account_id=?1 AND day=?2 AND wh=?3 AND role='daily')",
            )?
            .query_row(params![account.0, day_no(day), register.wh], |row| row.get(0))?)
    }
}

pub(super) fn reading_row(row: &rusqlite::Row<'_>) -> rusqlite::Result<Reading> {
    Ok(Reading {
        id: row.get("id")?,
        account: AccountId(row.get("account_id")?),
        meter: MeterId(row.get("meter_id")?),
        day: row.day("day")?,
        role: row.word("role")?,
        revision: row.get("revision")?,
        register: row.kwh("wh")?,
        cum: row.get::<_, Option<i64>>("cum_wh")?.map(Kwh::from_wh),
        quality: row.word("quality")?,
        at: row.instant("at")?,
        operator: OperatorId(row.get("operator_id")?),
        approver: row.get::<_, Option<i64>>("approver_id")?.map(OperatorId),
        detail: row.get("detail")?,
    })
}
