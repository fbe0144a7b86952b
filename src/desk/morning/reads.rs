//! Register reads: collected, entered, corrected; each becomes a point on the account's continuous register (C26, C31).

use chrono::Days;
use serde::{Deserialize, Serialize};

use crate::basics::{Cents, Code, Day, Instant, Kwh, Refusal, Refused};
use crate::desk::act::{Act, Needs};
use crate::desk::deed::Deed;
use crate::desk::looks::Looks;
use crate::ledger::{AccountId, DoubtKind, Meter, ReadQuality, ReadRole, Reading, Status};
use crate::rules::reads::{KnownRead, Verdict, cannot_show, judge};

/// What `reading add` and `reading correct` answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadTaken {
    pub account: String,
    pub meter: String,
    pub date: Day,
    pub kwh: Kwh,
    /// What the correction posted at once; zero when nothing was billed on it yet.
    pub changed: Cents,
    pub balance: Cents,
    pub arrears: Cents,
}

/// Enters a read that a person took. If the day was billed without it, what it changes is posted at once.
///
/// # Errors
/// `unknown_meter`, `bad_read` with the reason (C31), `read_exists`, `day_ahead`, `account_left`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddReading {
    pub meter: String,
    pub day: Day,
    pub kwh: Kwh,
}

/// Supersedes a read; both are kept. What it changes is posted at once. A second person approves.
///
/// # Errors
/// As [`AddReading`], and `no_read` where there is nothing to correct.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CorrectReading {
    pub meter: String,
    pub day: Day,
    pub kwh: Kwh,
    pub reason: String,
}

/// Where a register value comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::desk) enum Source {
    /// The meter's own answer.
    Link,
    /// Another system's file.
    File,
    /// A person enters the read of a morning that has none.
    Hand,
    /// A person supersedes a read.
    Correction,
    /// What a meter shows last, when it is exchanged or its account ends.
    Final,
    /// What a meter shows first; the account's continuous register stands at `cum`.
    Start { cum: Kwh },
}

impl Source {
    /// Whether a person vouches for the value: what cannot be is refused, not kept, and the reads after it are judged by it.
    fn is_person(self) -> bool {
        !matches!(self, Self::Link | Self::File)
    }
}

/// A register value that arrived.
pub(in crate::desk) struct Arrived<'a> {
    pub source: Source,
    pub meter: &'a Meter,
    /// The morning that it is of; a final read may be of tomorrow's.
    pub day: Day,
    pub role: ReadRole,
    pub register: Kwh,
    pub quality: ReadQuality,
    pub at: Instant,
    pub detail: Option<String>,
}

/// What became of a register value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::desk) enum Came {
    /// It counts. What was billed on its day before is to be billed again.
    Counts,
    /// It changes nothing: its morning has a read, or its account is gone.
    NotNeeded,
    /// It cannot be: kept, never billed, in doubt (C45).
    Rejected,
}

/// How many reads of this morning are in, whichever cycle of the day took them.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::desk) struct ReadsOfMorning {
    pub missing: u32,
    pub expected: u32,
}

impl Deed for AddReading {
    const NAME: &'static str = "reading_add";
    const NEEDS: Needs = Needs::Clerk;
    type Answer = ReadTaken;

    fn looks_at(&self) -> Looks<'_> {
        Looks::at_meter(&self.meter)
    }

    fn run(&self, act: &Act<'_>) -> Refused<ReadTaken> {
        enter(act, &meter_on(act, &self.meter, self.day)?, self.day, self.kwh, Source::Hand, None)
    }
}

impl Deed for CorrectReading {
    const NAME: &'static str = "reading_correct";
    const NEEDS: Needs = Needs::Approval;
    type Answer = ReadTaken;

    fn looks_at(&self) -> Looks<'_> {
        Looks::at_meter(&self.meter)
    }

    fn run(&self, act: &Act<'_>) -> Refused<ReadTaken> {
        let meter = meter_on(act, &self.meter, self.day)?;
        if self.reason.trim().is_empty() {
            return Err(Refusal::new(Code::NoReason, "say why the read is corrected: it is kept with both reads"));
        }
        enter(act, &meter, self.day, self.kwh, Source::Correction, Some(&self.reason))
    }
}

fn meter_on(act: &Act<'_>, number: &str, day: Day) -> Refused<Meter> {
    if day > act.today() {
        return Err(Refusal::new(Code::DayAhead, format!("{day} has not come yet: enter the read on its day")));
    }
    let meter = act.tx.meter_numbered(number)?;
    let before = day < meter.from_day;
    let after = meter.to_day.is_some_and(|last| day > last);
    if before || after {
        return Err(Refusal::new(
            Code::NotInService,
            format!("meter {number} was not in service on {day}: check the date"),
        ));
    }
    Ok(meter)
}

fn enter(act: &Act<'_>, meter: &Meter, day: Day, kwh: Kwh, source: Source, reason: Option<&str>) -> Refused<ReadTaken> {
    let before = act.tx.balances(meter.account)?.energy;
    let arrived = Arrived {
        source,
        meter,
        day,
        role: ReadRole::Daily,
        register: kwh,
        quality: ReadQuality::Manual,
        at: act.now.at,
        detail: reason.map(str::to_string),
    };
    arrive(act, &arrived)?;
    act.read_was_entered(meter.account, day)?;
    bill_again(act, meter.account, day, source)?;
    act.end_doubts_answered(meter.account)?;
    let facts = act.facts(meter.account)?;
    Ok(ReadTaken {
        account: facts.account.number.0.clone(),
        meter: meter.number.0.clone(),
        date: day,
        kwh,
        changed: facts.balances.energy - before,
        balance: facts.balances.energy,
        arrears: facts.arrears(),
    })
}

/// The one way in for a register value, wherever it comes from: whether its account is served, whether its day and time have
/// come, whether its morning has a read, and what its digits (C57) and the true reads around it (C31) say of it. What cannot
/// be is kept, never billed, and a person's matter; from a person it is refused.
///
/// Whoever calls this bills again what the read changes ([`bill_again`]), once an account.
///
/// # Errors
/// From a person: `bad_read` with the reason, `read_exists`, `no_read` where there is nothing to correct, `account_left`.
pub(in crate::desk) fn arrive(act: &Act<'_>, arrived: &Arrived<'_>) -> Refused<Came> {
    if !is_awaited(act, arrived)? {
        return Ok(Came::NotNeeded);
    }
    match verdict(act, arrived)? {
        Verdict::Taken { cum } | Verdict::Rollover { cum } => {
            keep(act, arrived, Some(cum))?;
            if arrived.may_have_later(act.today()) {
                act.judge_later_reads(arrived.meter.account, arrived.day)?;
            }
            Ok(Came::Counts)
        }
        Verdict::Rejected { why } if arrived.source.is_person() => Err(Refusal::new(Code::BadRead, why)),
        Verdict::Rejected { why } => {
            if !act.tx.read_attempted(arrived.meter.account, arrived.day, arrived.register)? {
                keep(act, arrived, None)?;
                act.doubt_read(DoubtKind::BadRead, arrived.meter.account, arrived.day, &why, None)?;
            }
            Ok(Came::Rejected)
        }
    }
}

/// Whether a value is one that its account and its morning still wait for. A person is told why it is not.
fn is_awaited(act: &Act<'_>, arrived: &Arrived<'_>) -> Refused<bool> {
    let Arrived { source, meter, day, .. } = arrived;
    let refuse = |code, message| Err(Refusal::new(code, message));
    if arrived.at > act.now.at {
        let at = act.moment(arrived.at);
        return refuse(Code::BadRead, format!("the read of meter {} at {at} has not come yet", meter.number));
    }
    if matches!(source, Source::Final | Source::Start { .. }) {
        return Ok(true);
    }
    let status = act.tx.standing(meter.account)?.status;
    let known = act.tx.morning_read(meter.account, *day)?;
    let is_read = known.as_ref().is_some_and(|read| read.quality != ReadQuality::Estimated);
    match (source, status) {
        (Source::Hand | Source::Correction, Status::Left) => {
            refuse(Code::AccountLeft, "the account has gone back to monthly billing: settle it there".to_string())
        }
        // Nobody could clear what it changes.
        (_, Status::Left) | (Source::Link, Status::Closed) => Ok(false),
        (Source::Link, _) if *day < meter.from_day => Ok(false),
        (Source::Hand, _) if is_read => refuse(
            Code::ReadExists,
            format!("meter {} has a read on {day}: correct it with `reading correct`", meter.number),
        ),
        (Source::Correction, _) if known.is_none() => {
            refuse(Code::NoRead, format!("meter {} has no read on {day}: enter one with `reading add`", meter.number))
        }
        (Source::Correction, _) => Ok(true),
        _ => Ok(!is_read),
    }
}

/// Bills again what a read that came late changes, settles what an account that is closed then owes or is owed, and tells
/// the member. What a day then uses is in doubt as on any morning, unless a second person approved it.
pub(in crate::desk) fn bill_again(act: &Act<'_>, account: AccountId, morning: Day, source: Source) -> Refused<()> {
    let standing = act.tx.standing(account)?;
    if standing.billed_through < morning - Days::new(1) {
        return Ok(());
    }
    let before = act.tx.balances(account)?.energy;
    let changed = act.rebill(account, morning)?;
    if source != Source::Correction {
        act.watch_days(account, changed)?;
    }
    if standing.status == Status::Closed {
        act.settle_closed(account)?;
    }
    let after = act.facts(account)?;
    act.balance_moved_by(&after, false)?;
    act.tell_adjustment(&after, after.balances.energy - before)?;
    Ok(())
}

/// Judges a value by its digits, by the true read of its meter before it, and, unless a person vouches for it, by the one
/// after it: a person's read judges those.
fn verdict(act: &Act<'_>, arrived: &Arrived<'_>) -> Refused<Verdict> {
    let Arrived { source, meter, day, role, register, .. } = *arrived;
    if let Some(why) = cannot_show(register, meter.digits) {
        return Ok(Verdict::Rejected { why });
    }
    if let Source::Start { cum } = source {
        return Ok(Verdict::Taken { cum });
    }
    // A final read comes after the morning of its day.
    let after = if role == ReadRole::Final { day + Days::new(1) } else { day };
    let later = match source.is_person() {
        true => None,
        false => act.tx.true_read_after(meter.id, day)?.as_ref().and_then(known),
    };
    match act.tx.true_read_before(meter.id, after)?.as_ref().and_then(known) {
        Some(last) => Ok(judge(register, meter.digits, last, later)),
        // The first read of all: what service began with.
        None => {
            let own = act.tx.morning_read(meter.account, day)?;
            let cum = own.and_then(|read| Some(read.cum? + (register - read.register))).unwrap_or(register);
            Ok(Verdict::Taken { cum })
        }
    }
}

/// The read as the rules compare with it.
pub(in crate::desk) fn known(read: &Reading) -> Option<KnownRead> {
    Some(KnownRead { register: read.register, cum: read.cum? })
}

fn keep(act: &Act<'_>, arrived: &Arrived<'_>, cum: Option<Kwh>) -> Refused<()> {
    act.tx.add_reading(&arrived.kept(act, cum))
}

impl Arrived<'_> {
    /// Whether anything can have been read after it.
    fn may_have_later(&self, today: Day) -> bool {
        match self.source {
            Source::Link | Source::File => self.day < today,
            Source::Hand | Source::Correction => true,
            Source::Final | Source::Start { .. } => false,
        }
    }

    /// As it is kept: without a place on the account's register it is never billed (C31).
    pub fn kept(&self, act: &Act<'_>, cum: Option<Kwh>) -> Reading {
        Reading {
            id: 0,
            account: self.meter.account,
            meter: self.meter.id,
            day: self.day,
            role: self.role,
            revision: 0,
            register: self.register,
            cum,
            quality: if cum.is_some() { self.quality } else { ReadQuality::Rejected },
            at: self.at,
            operator: act.operator.id,
            approver: act.approver.map(|o| o.id),
            detail: self.detail.clone(),
        }
    }
}

/// Writes the estimate of a morning: the register so much further than the morning before (R20).
pub(in crate::desk) fn estimate(
    act: &Act<'_>,
    account: AccountId,
    day: Day,
    before: &Reading,
    used: Kwh,
) -> Refused<Reading> {
    let reading = Reading {
        id: 0,
        account,
        meter: before.meter,
        day,
        role: ReadRole::Daily,
        revision: 0,
        register: before.register + used,
        cum: before.cum.map(|cum| cum + used),
        quality: ReadQuality::Estimated,
        at: act.now.at,
        operator: act.operator.id,
        approver: None,
        detail: None,
    };
    act.tx.add_reading(&reading)?;
    Ok(reading)
}
