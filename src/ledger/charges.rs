//! The days' charges, revision by revision, and the true-ups.

use rusqlite::{OptionalExtension, params};

use super::codec::{Columns, day_no};
use super::{AccountId, Tx, TxnId};
use crate::basics::{Cents, Day, Kwh, Refused};
use crate::words::ChargeQuality;

/// What was used and charged earlier in the calendar month.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct MonthBefore {
    pub used: Kwh,
    pub energy: Cents,
    pub per_kwh: Cents,
    pub monthly: Cents,
    pub add_on: Cents,
}

/// One day's charge, as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChargeRow {
    pub account: AccountId,
    pub service_day: Day,
    pub revision: u32,
    /// None: it came to nothing, or changed nothing.
    pub txn: Option<TxnId>,
    /// The terms version, and the last price change that was in force (0: none).
    pub terms: i64,
    pub price: i64,
    pub rules_version: i64,
    /// The register at the day's two mornings.
    pub from: Kwh,
    pub to: Kwh,
    pub quality: ChargeQuality,
    /// Off from midnight to midnight (C32).
    pub off_all_day: bool,
    pub month_before: MonthBefore,
    /// Cents in the order of the terms' lines.
    pub lines: Vec<Cents>,
    /// What the day costs.
    pub total: Cents,
}

impl ChargeRow {
    /// What was used that day; negative when an estimate was too high.
    #[must_use]
    pub fn used(&self) -> Kwh {
        self.to - self.from
    }
}

/// A month's true-up, as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrueUpRow {
    pub account: AccountId,
    /// Its first day.
    pub month: Day,
    pub revision: u32,
    /// None: it came to nothing.
    pub txn: Option<TxnId>,
    /// The month's payments that count (R22).
    pub payments: u32,
    /// JSON.
    pub lines: String,
    /// What it credits; a charge is negative.
    pub total: Cents,
}

impl Tx<'_> {
    /// Writes a charge as the next revision of its day. The revision and transaction are those given.
    pub fn add_charge(&self, charge: &ChargeRow) -> Refused<()> {
        let m = charge.month_before;
        let month = format!("{},{},{},{},{}", m.used.wh, m.energy.0, m.per_kwh.0, m.monthly.0, m.add_on.0);
        self.conn
            .prepare_cached(
                "INSERT INTO charge(account_id,service_day,revision,txn_id,terms_id,price_id,rules_version,from_cum,to_cum,
                 quality,off_all_day,month_before,lines,cents) VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14)",
            )?
            .execute(params![
                charge.account.0,
                day_no(charge.service_day),
                charge.revision,
                charge.txn.map(|t| t.0),
                charge.terms,
                charge.price,
                charge.rules_version,
                charge.from.wh,
                charge.to.wh,
                charge.quality.word(),
                charge.off_all_day,
                month,
                join(&charge.lines),
                charge.total.0
            ])?;
        Ok(())
    }

    /// The day's charge as it stands: its last revision.
    pub fn charge(&self, account: AccountId, day: Day) -> Refused<Option<ChargeRow>> {
        Ok(self
            .conn
            .prepare_cached(
                "SELECT * FROM charge WHERE account_id=?1 AND service_day=?2 ORDER BY revision DESC LIMIT 1",
            )?
            .query_row(params![account.0, day_no(day)], charge_row)
            .optional()?)
    }

    /// The charges as they stand of the days from `from` to `to` inclusive, by day.
    pub fn charges(&self, account: AccountId, from: Day, to: Day) -> Refused<Vec<ChargeRow>> {
        let mut query = self.conn.prepare_cached(
            "SELECT * FROM charge WHERE account_id=?1 AND service_day BETWEEN ?2 AND ?3 ORDER BY service_day, revision",
        )?;
        let rows = query.query_map(params![account.0, day_no(from), day_no(to)], charge_row)?;
        let mut charges: Vec<ChargeRow> = Vec::new();
        for row in rows {
            let charge = row?;
            match charges.last_mut() {
                Some(last) if last.service_day == charge.service_day => *last = charge,
                _ => charges.push(charge),
            }
        }
        Ok(charges)
    }

    /// Every revision of every charge of an account, by day and revision.
    pub fn all_charges(&self, account: AccountId) -> Refused<Vec<ChargeRow>> {
        let mut query =
            self.conn.prepare_cached("SELECT * FROM charge WHERE account_id=?1 ORDER BY service_day, revision")?;
        let rows = query.query_map([account.0], charge_row)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The last `count` charges as they stand, of days on or before `through`, newest first.
    pub fn last_charges(&self, account: AccountId, through: Day, count: usize) -> Refused<Vec<ChargeRow>> {
        let mut query = self.conn.prepare_cached(
            "SELECT * FROM charge WHERE account_id=?1 AND service_day<=?2 ORDER BY service_day DESC, revision DESC",
        )?;
        let mut rows = query.query(params![account.0, day_no(through)])?;
        let mut charges: Vec<ChargeRow> = Vec::with_capacity(count);
        while let Some(row) = rows.next()? {
            let charge = charge_row(row)?;
            if charges.last().is_some_and(|last| last.service_day == charge.service_day) {
                continue;
            }
            if charges.len() == count {
                break;
            }
            charges.push(charge);
        }
        Ok(charges)
    }

    /// The last `count` days billed on actual reads, newest first, on or before `through`.
    pub fn last_actual_days(&self, account: AccountId, through: Day, count: usize) -> Refused<Vec<ChargeRow>> {
        let mut query = self.conn.prepare_cached(
            "SELECT * FROM charge c WHERE account_id=?1 AND service_day<=?2 AND quality IN('actual','manual')
             AND NOT EXISTS(SELECT 1 FROM charge n WHERE n.account_id=c.account_id AND n.service_day=c.service_day
                            AND n.revision>c.revision)
             ORDER BY service_day DESC LIMIT ?3",
        )?;
        let rows = query.query_map(params![account.0, day_no(through), count as i64], charge_row)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The last day that is billed for anybody; None: none yet.
    pub fn last_billed_day(&self) -> Refused<Option<Day>> {
        let last: Option<i64> = self.conn.query_row(
            "SELECT max(billed_through) FROM standing s WHERE EXISTS(SELECT 1 FROM charge c WHERE c.account_id=s.account_id)",
            [],
            |row| row.get(0),
        )?;
        Ok(last.map(super::codec::day_of))
    }

    pub fn add_true_up(&self, row: &TrueUpRow) -> Refused<()> {
        self.conn
            .prepare_cached(
                "INSERT INTO true_up(account_id,month,revision,txn_id,payments,lines,cents) VALUES(?1,?2,?3,?4,?5,?6,?7)",
            )?
            .execute(params![
                row.account.0,
                day_no(row.month),
                row.revision,
                row.txn.map(|t| t.0),
                row.payments,
                row.lines,
                row.total.0
            ])?;
        Ok(())
    }

    /// The true-ups of an account, by month and revision.
    pub fn true_ups(&self, account: AccountId) -> Refused<Vec<TrueUpRow>> {
        let mut query =
            self.conn.prepare_cached("SELECT * FROM true_up WHERE account_id=?1 ORDER BY month, revision")?;
        let rows = query.query_map([account.0], |row| {
            Ok(TrueUpRow {
                account: AccountId(row.get("account_id")?),
                month: row.day("month")?,
                revision: row.get("revision")?,
                txn: row.get::<_, Option<i64>>("txn_id")?.map(TxnId),
                payments: row.get("payments")?,
                lines: row.get("lines")?,
                total: row.cents("cents")?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

fn join(lines: &[Cents]) -> String {
    lines.iter().map(|cents| cents.0.to_string()).collect::<Vec<_>>().join(",")
}

fn numbers(text: &str) -> Vec<i64> {
    text.split(',').map(|number| number.parse().unwrap_or_default()).collect()
}

fn charge_row(row: &rusqlite::Row<'_>) -> rusqlite::Result<ChargeRow> {
    let month = numbers(&row.get::<_, String>("month_before")?);
    let of = |index: usize| month.get(index).copied().unwrap_or_default();
    Ok(ChargeRow {
        account: AccountId(row.get("account_id")?),
        service_day: row.day("service_day")?,
        revision: row.get("revision")?,
        txn: row.get::<_, Option<i64>>("txn_id")?.map(TxnId),
        terms: row.get("terms_id")?,
        price: row.get("price_id")?,
        rules_version: row.get("rules_version")?,
        from: row.kwh("from_cum")?,
        to: row.kwh("to_cum")?,
        quality: row.word("quality")?,
        off_all_day: row.get("off_all_day")?,
        month_before: MonthBefore {
            used: Kwh::from_wh(of(0)),
            energy: Cents(of(1)),
            per_kwh: Cents(of(2)),
            monthly: Cents(of(3)),
            add_on: Cents(of(4)),
        },
        lines: numbers(&row.get::<_, String>("lines")?).into_iter().map(Cents).collect(),
        total: row.cents("cents")?,
    })
}
