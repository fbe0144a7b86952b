//! Register reads from another system's file. The read of day D is the first of D up to the cut-off (C26).

use std::collections::BTreeMap;

use super::import_rows::{Imported, Taken, conflict, take_rows};
use super::import_table::{Row, Table, bad};
use crate::basics::{Code, Day, Instant, Kwh, Refusal, Refused};
use crate::desk::act::Act;
use crate::desk::morning::reads::{self, Arrived};
use crate::ledger::{AccountId, Meter, ReadQuality, Reading};

/// The columns that a file of reads must and may have.
pub(in crate::desk) fn columns() -> (Vec<&'static str>, Vec<&'static str>) {
    (vec!["meter", "at", "kwh"], vec!["quality"])
}

/// Takes a file of reads in, and bills again what they change.
///
/// Rows are taken in the order of their times, whatever their order in the file. A read that is not its morning's is
/// skipped: one after the cut-off, or of a morning that has its read. Only `reading correct` supersedes a read.
pub(in crate::desk) fn take(act: &Act<'_>, table: &Table) -> Refused<Imported> {
    let mut rows: Vec<(Row<'_>, Refused<ReadRow>)> = table.rows().map(|row| (row, ReadRow::read(act, row))).collect();
    rows.sort_by_key(|(row, read)| (read.as_ref().map_or(Instant::MIN_UTC, |read| read.at), row.line));
    let reads: BTreeMap<u64, &Refused<ReadRow>> = rows.iter().map(|(row, read)| (row.line, read)).collect();
    // The first morning of each account that has a new read: from it on, days are billed anew.
    let mut changed: BTreeMap<AccountId, Day> = BTreeMap::new();
    let imported = take_rows(rows.iter().map(|(row, _)| *row), |row| {
        let read = reads[&row.line].clone()?;
        let meter = meter_on(act, &read)?;
        let taken = take_one(act, &meter, &read)?;
        if taken == Taken::Added {
            changed.entry(meter.account).or_insert(read.day);
        }
        Ok(taken)
    })?;
    for (account, morning) in changed {
        if act.tx.standing(account)?.billed_through >= morning.pred_opt().unwrap_or(morning) {
            let before = act.tx.balances(account)?.energy;
            act.rebill(account, morning)?;
            act.balance_moved(account, false)?;
            act.tell_adjustment(account, act.tx.balances(account)?.energy - before)?;
        }
    }
    Ok(imported)
}

/// A row that says something.
#[derive(Clone)]
struct ReadRow {
    meter: String,
    at: Instant,
    /// The local day of `at`.
    day: Day,
    kwh: Kwh,
    quality: ReadQuality,
    /// After the cut-off of its day: no morning's read.
    late: bool,
}

impl ReadRow {
    fn read(act: &Act<'_>, row: Row<'_>) -> Refused<Self> {
        row.check_length()?;
        let at = row.instant("at", &act.now)?;
        if at > act.now.at {
            return Err(bad("at", "this time has not come yet: check the meter's or the head end's clock"));
        }
        let local = act.now.at_instant(at);
        let kwh: Kwh = row.parsed("kwh")?;
        if kwh < Kwh::ZERO {
            return Err(bad("kwh", &format!("a register cannot show {kwh}")));
        }
        let quality = match row.text("quality") {
            None | Some("actual") => ReadQuality::Actual,
            Some("manual") => ReadQuality::Manual,
            Some(other) => return Err(bad("quality", &format!("\"{other}\" is not one of: actual, manual"))),
        };
        let late = local.time() > act.terms.program(local.day()).disconnect.at;
        Ok(Self { meter: row.required("meter")?.to_string(), at, day: local.day(), kwh, quality, late })
    }
}

/// The meter, which must have been in service on the day of the read.
fn meter_on(act: &Act<'_>, read: &ReadRow) -> Refused<Meter> {
    let meter = act.tx.meter_numbered(&read.meter)?;
    if read.day < meter.from_day || meter.to_day.is_some_and(|last| read.day > last) {
        let message = format!("meter {} was not in service on {}: check the date", read.meter, read.day);
        return Err(Refusal::new(Code::NotInService, message));
    }
    Ok(meter)
}

fn take_one(act: &Act<'_>, meter: &Meter, read: &ReadRow) -> Refused<Taken> {
    let known = act.tx.reads_of_morning(meter.account, read.day)?;
    if let Some(same) = known.iter().find(|known| known.meter == meter.id && known.at == read.at) {
        if same.register == read.kwh {
            return Ok(Taken::Skipped);
        }
        return Err(conflict(&format!("the read of meter {} at {}", read.meter, act.time(read.at))));
    }
    if read.late || known.iter().rev().find(|known| known.cum.is_some()).is_some_and(was_read) {
        return Ok(Taken::Skipped);
    }
    let arrived = Arrived {
        meter,
        day: read.day,
        register: read.kwh,
        quality: read.quality,
        at: read.at,
        detail: Some("imported".to_string()),
    };
    Ok(if reads::arrive(act, &arrived)? { Taken::Added } else { Taken::Attention })
}

fn was_read(known: &Reading) -> bool {
    matches!(known.quality, ReadQuality::Actual | ReadQuality::Manual)
}
