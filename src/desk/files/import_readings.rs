//! Register reads from another system's file. The read of day D is the first of D up to the cut-off (C26).

use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::RangeInclusive;

use chrono::Days;

use super::import_rows::{Imported, Taken, conflict, take_rows};
use super::import_table::{Row, Table, bad};
use crate::basics::{Code, Day, Hour, Instant, Kwh, MeterNo, Refusal, Refused, SourceTime};
use crate::desk::act::Act;
use crate::desk::morning::reads::{self, Arrived, Came, Source};
use crate::ledger::{AccountId, Meter, ReadQuality, ReadRole, Reading, Status, last_true_before};
use crate::rules::clock;
use crate::rules::reads::{Verdict, judge};

/// So many rows are looked up together.
const A_PAGE: usize = 500;
/// So many days of reads at most are looked up together: a file of old reads is taken in read by read.
const FAR: i64 = 8;

/// The columns that a file of reads must and may have.
pub(in crate::desk) fn columns() -> (Vec<&'static str>, Vec<&'static str>) {
    (vec!["meter", "at", "kwh"], vec!["quality"])
}

/// Takes a file of reads in, and bills again what they change.
///
/// Rows are taken in the order of their times, whatever their order in the file. A read that is not its morning's is
/// skipped: one after the cut-off, or of a morning that has its read. Only `reading correct` supersedes a read.
pub(in crate::desk) fn take(act: &Act<'_>, table: &Table) -> Refused<Imported> {
    table.check_whole()?;
    let mut rows: Vec<(Row<'_>, Refused<ReadRow>)> = table.rows().map(|row| (row, ReadRow::read(act, row))).collect();
    rows.sort_by_key(|(row, read)| (read.as_ref().map_or((Instant::MIN_UTC, None), ReadRow::order), row.line));
    let places: HashMap<u64, usize> = rows.iter().enumerate().map(|(place, (row, _))| (row.line, place)).collect();
    // The first morning of each account that has a new read: from it on, days are billed anew.
    let mut changed: BTreeMap<AccountId, Day> = BTreeMap::new();
    let mut page = Page::default();
    let imported = take_rows(rows.iter().map(|(row, _)| *row), |row| {
        let place = places[&row.line];
        let read = rows[place].1.clone()?;
        if place >= page.end {
            page.write(act)?;
            page = Page::load(act, &rows[place..], place)?;
        }
        let meter = page.meter_on(act, &read)?;
        let taken = page.take_one(act, &meter, &read)?;
        if taken == Taken::Added {
            changed.entry(meter.account).or_insert(read.day);
        }
        Ok(taken)
    })?;
    page.write(act)?;
    bill_again(act, changed)?;
    Ok(imported)
}

/// Bills anew the days of the accounts whose new reads came after they were billed.
fn bill_again(act: &Act<'_>, changed: BTreeMap<AccountId, Day>) -> Refused<()> {
    let changed: Vec<(AccountId, Day)> = changed.into_iter().collect();
    for some in changed.chunks(A_PAGE) {
        let ids: Vec<AccountId> = some.iter().map(|(account, _)| *account).collect();
        let standings = act.tx.standings(&ids)?;
        for (account, morning) in some {
            let billed = standings.get(account).map(|standing| standing.billed_through);
            if billed >= Some(morning.pred_opt().unwrap_or(*morning)) {
                reads::bill_again(act, *account, *morning, Source::File)?;
            }
        }
    }
    Ok(())
}

/// A row that says something.
#[derive(Clone)]
struct ReadRow {
    meter: MeterNo,
    at: Instant,
    hour: Hour,
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
        let SourceTime { at, hour } = row.time("at", &act.now)?;
        let at = clock::of_source(at, act.now.at)
            .map_err(|_| bad("at", "this time has not come yet: check the meter's or the head end's clock"))?;
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
        Ok(Self { meter: row.key("meter")?.into(), at, hour, day: local.day(), kwh, quality, late })
    }

    /// Its place in time. Of two reads of a repeated hour the lower is the first, and what is read in the hour that the
    /// clocks skip gives way to a read of the hour after (C56).
    fn order(&self) -> (Instant, Option<Kwh>) {
        (self.at, (self.hour != Hour::Once).then_some(self.kwh))
    }
}

/// What is known of the meters and accounts of some rows, and the reads that were taken of them and are not written yet.
#[derive(Default)]
struct Page {
    /// The place of the first row that is not of this page.
    end: usize,
    meters: HashMap<MeterNo, Meter>,
    /// The days of which all reads are known here; None: the rows reach too far back to know them all.
    days: Option<RangeInclusive<Day>>,
    reads: HashMap<AccountId, Vec<Reading>>,
    /// Accounts whose reads are looked at one by one: with a read that is in doubt, or was; or that have left.
    doubtful: HashSet<AccountId>,
    taken: Vec<Reading>,
}

impl Page {
    /// What is known of the first of these rows, which begin at `place` of the file: as many questions, whatever they are.
    fn load(act: &Act<'_>, rows: &[(Row<'_>, Refused<ReadRow>)], place: usize) -> Refused<Self> {
        let rows = &rows[..rows.len().min(A_PAGE)];
        let reads: Vec<&ReadRow> = rows.iter().filter_map(|(_, read)| read.as_ref().ok()).collect();
        let meters = act.tx.meters_numbered(reads.iter().map(|read| read.meter.0.clone()).collect())?;
        let mut page = Self { end: place + rows.len(), meters, ..Self::default() };
        let first = reads.iter().map(|read| read.day).min().unwrap_or_else(|| act.today()) - Days::new(1);
        let last = reads.iter().map(|read| read.day).max().max(act.tx.last_day_read()?).unwrap_or(first);
        if (last - first).num_days() <= FAR {
            let accounts: Vec<AccountId> = page.meters.values().map(|meter| meter.account).collect();
            page.reads = act.tx.reads_of(&accounts, first..=last)?;
            let open = act.tx.open_matters_of(&accounts)?.into_iter();
            page.doubtful = open.filter(|(_, code)| code == "bad_read").map(|(account, _)| account).collect();
            let standings = act.tx.standings(&accounts)?.into_iter();
            let left = standings.filter(|(_, standing)| standing.status == Status::Left).map(|(account, _)| account);
            page.doubtful.extend(left);
            page.days = Some(first..=last);
        }
        Ok(page)
    }

    /// The meter, which must have been in service on the day of the read.
    fn meter_on(&self, act: &Act<'_>, read: &ReadRow) -> Refused<Meter> {
        let meter = match self.meters.get(&read.meter) {
            Some(meter) => meter.clone(),
            None => act.tx.meter_numbered(read.meter.as_str())?,
        };
        if read.day < meter.from_day || meter.to_day.is_some_and(|last| read.day > last) {
            let message = format!("meter {} was not in service on {}: check the date", read.meter, read.day);
            return Err(Refusal::new(Code::NotInService, message));
        }
        Ok(meter)
    }

    fn take_one(&mut self, act: &Act<'_>, meter: &Meter, read: &ReadRow) -> Refused<Taken> {
        let here = self.days.is_some() && !self.doubtful.contains(&meter.account);
        let known: Vec<Reading> = if here {
            let reads = self.reads.get(&meter.account).map_or(&[][..], Vec::as_slice).iter();
            reads.filter(|known| known.day == read.day && known.role == ReadRole::Daily).cloned().collect()
        } else {
            self.write(act)?;
            act.tx.reads_of_morning(meter.account, read.day)?
        };
        let read_at = |at: Instant| known.iter().find(|known| known.meter == meter.id && known.at == at);
        let at = match (read_at(read.at), read.hour) {
            (Some(first), Hour::Twice { second }) if first.register < read.kwh => second.min(act.now.at),
            _ => read.at,
        };
        if let Some(same) = read_at(at) {
            // One of two hours, or of none, is no other content (C56): its morning has its read.
            if same.register == read.kwh || read.hour != Hour::Once {
                return Ok(Taken::Skipped);
            }
            return Err(conflict(&format!("the read of meter {} at {}", read.meter, act.time(at))));
        }
        if read.late || known.iter().rev().find(|known| known.cum.is_some()).is_some_and(was_read) {
            return Ok(Taken::Skipped);
        }
        let arrived = Arrived {
            source: Source::File,
            meter,
            day: read.day,
            role: ReadRole::Daily,
            register: read.kwh,
            quality: read.quality,
            at,
            detail: Some("imported".to_string()),
        };
        if here && let Some(cum) = self.follows(&arrived) {
            self.keep(arrived.kept(act, Some(cum)), known.last().map_or(1, |last| last.revision + 1));
            return Ok(Taken::Added);
        }
        // What it brings about is the store's to tell from here on.
        self.write(act)?;
        self.doubtful.insert(meter.account);
        Ok(match reads::arrive(act, &arrived)? {
            Came::Counts => Taken::Added,
            Came::NotNeeded => Taken::Skipped,
            Came::Rejected => Taken::Attention,
        })
    }

    /// Where a read stands on its account's register, if it follows the one before without a question; None: it is judged
    /// with everything that is known.
    fn follows(&self, arrived: &Arrived<'_>) -> Option<Kwh> {
        let (meter, day) = (arrived.meter, arrived.day);
        let reads = self.reads.get(&meter.account)?;
        // What was read or estimated after it is judged again.
        if reads.iter().any(|known| known.day > day) {
            return None;
        }
        let before = last_true_before(reads.clone(), meter.id, day, meter.from_day == day)?;
        match judge(arrived.register, meter.digits, reads::known(&before)?, None) {
            Verdict::Taken { cum } | Verdict::Rollover { cum } => Some(cum),
            Verdict::Rejected { .. } => None,
        }
    }

    fn keep(&mut self, read: Reading, revision: u32) {
        let reads = self.reads.entry(read.account).or_default();
        reads.push(Reading { revision, ..read.clone() });
        reads.sort_by_key(|read| (read.day, read.role.word(), read.revision));
        self.taken.push(read);
    }

    /// Writes what was taken so far.
    fn write(&mut self, act: &Act<'_>) -> Refused<()> {
        if self.taken.is_empty() { Ok(()) } else { act.tx.add_readings(&std::mem::take(&mut self.taken)) }
    }
}

fn was_read(known: &Reading) -> bool {
    matches!(known.quality, ReadQuality::Actual | ReadQuality::Manual)
}
