//! Register reads, each a point on one continuous register of its account.

use std::collections::HashMap;
use std::ops::RangeInclusive;

use chrono::Days;

use super::codec::{day_no, spared};
use super::engine::{Row, Value, cells};
use super::tables::READING;
use super::{AccountId, MeterId, OperatorId, Tx};
use crate::basics::{Day, Instant, Kwh, Refused};
use crate::words::{ReadQuality, ReadRole};

/// A register read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// Of no use: account, day, role and revision name a read.
    pub id: i64,
    pub account: AccountId,
    pub meter: MeterId,
    pub day: Day,
    pub role: ReadRole,
    /// Counted by the store.
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
    pub fn add_reading(&self, reading: &Reading) -> Refused<()> {
        self.add_readings(std::slice::from_ref(reading))
    }

    /// Writes reads, each as the next revision of its day: one question, however many they are.
    pub fn add_readings(&self, readings: &[Reading]) -> Refused<()> {
        let days: Vec<i64> = readings.iter().map(|read| day_no(read.day)).collect();
        let accounts: Vec<AccountId> = readings.iter().map(|read| read.account).collect();
        let known = self.ask(
            "SELECT day, account_id, role, max(revision) FROM reading WHERE day IN LIST(?1) AND account_id IN LIST(?2)
             GROUP BY day, account_id, role",
            cells![days, &accounts[..]],
        )?;
        let mut revisions: HashMap<(Day, AccountId, ReadRole), u32> = known
            .iter()
            .map(|row| Ok(((row.get(0)?, row.get(1)?, row.word_or(2, ReadRole::Daily)?), row.get(3)?)))
            .collect::<Refused<_>>()?;
        for read in readings {
            assert!(
                (read.quality == ReadQuality::Rejected) == read.cum.is_none(),
                "a rejected read, and no other, has no place on the continuous register"
            );
            let revision = revisions.entry((read.day, read.account, read.role)).or_default();
            *revision += 1;
            self.insert(
                &READING,
                cells![
                    read.account,
                    read.meter,
                    read.day,
                    spared(read.role.word(), ReadRole::Daily.word()),
                    *revision,
                    read.register,
                    read.cum,
                    spared(read.quality.word(), ReadQuality::Actual.word()),
                    read.at,
                    read.operator,
                    read.approver,
                    &read.detail
                ],
            )?;
        }
        Ok(())
    }

    /// Everything that was read of some accounts on `days`, each account's by day, role and revision. An account without
    /// any is missing.
    pub fn reads_of(
        &self,
        accounts: &[AccountId],
        days: RangeInclusive<Day>,
    ) -> Refused<HashMap<AccountId, Vec<Reading>>> {
        let rows = self.ask(
            "SELECT account_id, meter_id, day, role, revision, wh, cum_wh, quality, at, operator_id, approver_id, detail
             FROM reading WHERE day IN LIST(?1) AND account_id IN LIST(?2)",
            cells![listed(&days), accounts],
        )?;
        let mut found: HashMap<AccountId, Vec<Reading>> = HashMap::new();
        for read in rows.read(reading_row)? {
            found.entry(read.account).or_default().push(read);
        }
        found.values_mut().for_each(|reads| reads.sort_by_key(|read| (read.day, read.role.word(), read.revision)));
        Ok(found)
    }

    /// As [`Tx::reads_of`], of one account.
    fn reads(&self, account: AccountId, days: RangeInclusive<Day>) -> Refused<Vec<Reading>> {
        Ok(self.reads_of(&[account], days)?.remove(&account).unwrap_or_default())
    }

    /// The read that counts for the morning of `day`: the last revision that was not rejected.
    pub fn morning_read(&self, account: AccountId, day: Day) -> Refused<Option<Reading>> {
        Ok(self.morning_reads(account, day, day)?.pop())
    }

    /// The mornings' reads that count, from `from` to `to` inclusive, by day.
    pub fn morning_reads(&self, account: AccountId, from: Day, to: Day) -> Refused<Vec<Reading>> {
        Ok(mornings(self.reads(account, from..=to)?))
    }

    /// As [`Tx::morning_reads`], of several accounts.
    pub fn morning_reads_of(
        &self,
        accounts: &[AccountId],
        days: RangeInclusive<Day>,
    ) -> Refused<HashMap<AccountId, Vec<Reading>>> {
        let reads = self.reads_of(accounts, days)?;
        Ok(reads.into_iter().map(|(account, reads)| (account, mornings(reads))).collect())
    }

    /// The last morning's read that counts on or before `day`, estimates included when `estimates`.
    pub fn last_morning_read(&self, account: AccountId, day: Day, estimates: bool) -> Refused<Option<Reading>> {
        let known = self.days_read(account)?;
        self.search(account, spans_back(*known.start(), day.min(*known.end())), |reads| {
            mornings(reads).into_iter().rev().find(|read| estimates || read.quality != ReadQuality::Estimated)
        })
    }

    /// The first morning's read after `day` that counts and is no estimate.
    pub fn next_actual_read(&self, account: AccountId, day: Day) -> Refused<Option<Reading>> {
        let known = self.days_read(account)?;
        self.search(account, spans_on((day + Days::new(1)).max(*known.start()), *known.end()), |reads| {
            mornings(reads).into_iter().find(|read| read.quality != ReadQuality::Estimated)
        })
    }

    /// The last read of a meter before the morning of `day` that is neither estimated nor rejected: what the day's own is
    /// compared with (C31). A meter's start and final read come after the morning of their day.
    pub fn true_read_before(&self, meter: MeterId, day: Day) -> Refused<Option<Reading>> {
        let meter = self.metered(meter)?;
        let began = meter.from_day == day;
        let days = spans_back(*meter.days.start(), day.min(*meter.days.end()));
        self.search(meter.account, days, |reads| last_true_before(reads, meter.id, day, began))
    }

    /// The first read of a meter after the morning of `day` that is neither estimated nor rejected.
    pub fn true_read_after(&self, meter: MeterId, day: Day) -> Refused<Option<Reading>> {
        let meter = self.metered(meter)?;
        let days = spans_on(day.max(*meter.days.start()), *meter.days.end());
        self.search(meter.account, days, |reads| first_true_after(reads, meter.id, day))
    }

    /// The last read of a meter of all that is neither estimated nor rejected.
    pub fn last_true_read(&self, meter: MeterId) -> Refused<Option<Reading>> {
        let meter = self.metered(meter)?;
        self.search(meter.account, spans_back(*meter.days.start(), *meter.days.end()), |reads| {
            true_reads(reads, meter.id).max_by_key(place)
        })
    }

    /// The last day on which anything was read anywhere.
    pub fn last_day_read(&self) -> Refused<Option<Day>> {
        self.ask("SELECT max(day) FROM reading", cells![])?.one(|row| row.get(0))
    }

    /// Everything that was ever read at an account, oldest first.
    pub fn all_reads(&self, account: AccountId) -> Refused<Vec<Reading>> {
        self.reads(account, self.days_read(account)?)
    }

    /// Whether the day has a daily read of any kind, rejected ones included.
    pub fn read_attempted(&self, account: AccountId, day: Day, register: Kwh) -> Refused<bool> {
        let found = self.ask(
            "SELECT revision FROM reading WHERE day=?1 AND account_id=?2 AND role='' AND wh=?3",
            cells![day, account, register],
        )?;
        Ok(!found.is_empty())
    }

    /// Looks through an account's reads, span by span of days, until something is found.
    fn search<T>(
        &self,
        account: AccountId,
        spans: impl Iterator<Item = RangeInclusive<Day>>,
        look: impl Fn(Vec<Reading>) -> Option<T>,
    ) -> Refused<Option<T>> {
        for days in spans {
            if let Some(found) = look(self.reads(account, days)?) {
                return Ok(Some(found));
            }
        }
        Ok(None)
    }

    /// The days on which an account may have reads: from its first to the last that was read of anybody.
    fn days_read(&self, account: AccountId) -> Refused<RangeInclusive<Day>> {
        let found = self.ask(
            "SELECT a.opened_on, COALESCE((SELECT max(day) FROM reading),a.opened_on-1) FROM account a WHERE a.id=?1",
            cells![account],
        )?;
        found.one(|row| Ok(row.get(0)?..=row.get(1)?))
    }

    fn metered(&self, meter: MeterId) -> Refused<Metered> {
        let found = self.ask(
            "SELECT m.id, m.account_id, m.from_day, a.opened_on,
              COALESCE((SELECT max(day) FROM reading),a.opened_on-1)
             FROM meter m JOIN account a ON a.id=m.account_id WHERE m.id=?1",
            cells![meter],
        )?;
        found.one(|row| {
            Ok(Metered {
                id: row.get(0)?,
                account: row.get(1)?,
                from_day: row.get(2)?,
                days: row.get(3)?..=row.get(4)?,
            })
        })
    }
}

/// Of an account's reads in their order the one that [`Tx::true_read_before`] seeks; `began`: the meter's service began
/// on `day`.
#[must_use]
pub fn last_true_before(reads: Vec<Reading>, meter: MeterId, day: Day, began: bool) -> Option<Reading> {
    let before = |read: &Reading| read.day < day || (read.role == ReadRole::Start && began);
    true_reads(reads, meter).filter(before).max_by_key(place)
}

/// Of an account's reads in their order the one that [`Tx::true_read_after`] seeks.
#[must_use]
pub fn first_true_after(reads: Vec<Reading>, meter: MeterId, day: Day) -> Option<Reading> {
    let after = |read: &Reading| read.day > day || read.role == ReadRole::Final;
    true_reads(reads, meter).filter(after).min_by_key(place)
}

/// A meter whose reads are sought.
struct Metered {
    id: MeterId,
    account: AccountId,
    from_day: Day,
    /// The days on which its account may have reads.
    days: RangeInclusive<Day>,
}

/// How many days a search looks through at first, and how much farther each time it has to go on: what is sought is nearly
/// always near.
const NEAR: u64 = 8;

/// The days from `last` back to `first`, in spans that grow.
fn spans_back(first: Day, mut last: Day) -> impl Iterator<Item = RangeInclusive<Day>> {
    let mut reach = NEAR;
    std::iter::from_fn(move || {
        let span = first.max(last - Days::new(reach - 1))..=last;
        (last, reach) = (*span.start() - Days::new(1), reach * NEAR);
        (!span.is_empty()).then_some(span)
    })
}

/// The days from `first` on to `last`, in spans that grow.
fn spans_on(mut first: Day, last: Day) -> impl Iterator<Item = RangeInclusive<Day>> {
    let mut reach = NEAR;
    std::iter::from_fn(move || {
        let span = first..=last.min(first + Days::new(reach - 1));
        (first, reach) = (*span.end() + Days::new(1), reach * NEAR);
        (!span.is_empty()).then_some(span)
    })
}

/// Days as a question's list.
pub(super) fn listed(days: &RangeInclusive<Day>) -> Value {
    Value::List((day_no(*days.start())..=day_no(*days.end())).collect())
}

/// Of reads in their order those that count: the last revision of a day and role that was not rejected.
fn that_count(reads: impl Iterator<Item = Reading>) -> Vec<Reading> {
    let mut counted: Vec<Reading> = Vec::new();
    for read in reads.filter(|read| read.cum.is_some()) {
        match counted.last_mut() {
            Some(last) if (last.day, last.role) == (read.day, read.role) => *last = read,
            _ => counted.push(read),
        }
    }
    counted
}

fn mornings(reads: Vec<Reading>) -> Vec<Reading> {
    that_count(reads.into_iter().filter(|read| read.role == ReadRole::Daily))
}

/// What a meter or a person read of `meter`, as far as it counts.
fn true_reads(reads: Vec<Reading>, meter: MeterId) -> impl Iterator<Item = Reading> {
    let counted = that_count(reads.into_iter().filter(move |read| read.meter == meter));
    counted.into_iter().filter(|read| matches!(read.quality, ReadQuality::Actual | ReadQuality::Manual))
}

/// A read's place in time: on its day the morning's, then the start of a meter, then its end.
fn place(read: &Reading) -> (Day, u8) {
    let of_day = match read.role {
        ReadRole::Daily => 0,
        ReadRole::Start => 1,
        ReadRole::Final => 2,
    };
    (read.day, of_day)
}

fn reading_row(row: Row<'_>) -> Refused<Reading> {
    Ok(Reading {
        id: 0,
        account: row.get(0)?,
        meter: row.get(1)?,
        day: row.get(2)?,
        role: row.word_or(3, ReadRole::Daily)?,
        revision: row.get(4)?,
        register: row.get(5)?,
        cum: row.get(6)?,
        quality: row.word_or(7, ReadQuality::Actual)?,
        at: row.get(8)?,
        operator: row.get(9)?,
        approver: row.get(10)?,
        detail: row.get(11)?,
    })
}
