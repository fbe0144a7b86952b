//! Register reads: collected, entered, corrected; each becomes a point on the account's continuous register (C26, C31).

use serde::{Deserialize, Serialize};

use crate::basics::{Cents, Code, Day, Instant, Kwh, Refusal, Refused};
use crate::desk::Desk;
use crate::desk::act::{Act, Call, Needs};
use crate::ledger::{AccountId, Meter, ReadQuality, ReadRole, Reading, Status};
use crate::rules::reads::{KnownRead, Verdict, judge};

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

#[derive(Serialize)]
struct ReadInput<'a> {
    meter: &'a str,
    day: Day,
    kwh: Kwh,
    reason: &'a str,
}

/// A register value that arrived.
pub(in crate::desk) struct Arrived<'a> {
    pub meter: &'a Meter,
    pub day: Day,
    pub register: Kwh,
    pub quality: ReadQuality,
    pub at: Instant,
    pub detail: Option<String>,
}

/// How many reads of this morning are in, whichever cycle of the day took them.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::desk) struct ReadsOfMorning {
    pub missing: u32,
    pub expected: u32,
}

impl Desk {
    /// Enters a read that a person took. If the day was billed without it, what it changes is posted at once.
    ///
    /// # Errors
    /// `unknown_meter`, `bad_read` with the reason (C31), `read_exists`, `day_ahead`, `account_left`.
    pub fn add_reading(&mut self, call: &Call, meter: &str, day: Day, kwh: Kwh) -> Refused<ReadTaken> {
        let input = ReadInput { meter, day, kwh, reason: "" };
        self.act(call, "reading_add", Needs::Clerk, &input, |act| {
            let meter = meter_on(act, meter, day)?;
            if act.tx.morning_read(meter.account, day)?.is_some_and(|read| read.quality != ReadQuality::Estimated) {
                return Err(Refusal::new(
                    Code::ReadExists,
                    format!("meter {} has a read on {day}: correct it with `reading correct`", meter.number),
                ));
            }
            enter(act, &meter, day, kwh, None)
        })
    }

    /// Supersedes a read; both are kept. What it changes is posted at once. A second person approves.
    ///
    /// # Errors
    /// As [`Desk::add_reading`], and `no_read` where there is nothing to correct.
    pub fn correct_reading(
        &mut self,
        call: &Call,
        meter: &str,
        day: Day,
        kwh: Kwh,
        reason: &str,
    ) -> Refused<ReadTaken> {
        let input = ReadInput { meter, day, kwh, reason };
        self.act(call, "reading_correct", Needs::Approval, &input, |act| {
            let meter = meter_on(act, meter, day)?;
            if reason.trim().is_empty() {
                return Err(Refusal::new(Code::NoReason, "say why the read is corrected: it is kept with both reads"));
            }
            if act.tx.morning_read(meter.account, day)?.is_none() {
                return Err(Refusal::new(
                    Code::NoRead,
                    format!("meter {} has no read on {day}: enter one with `reading add`", meter.number),
                ));
            }
            enter(act, &meter, day, kwh, Some(reason))
        })
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

fn enter(act: &Act<'_>, meter: &Meter, day: Day, kwh: Kwh, reason: Option<&str>) -> Refused<ReadTaken> {
    let before = act.tx.balances(meter.account)?.energy;
    let status = act.tx.standing(meter.account)?.status;
    if status == Status::Left {
        return Err(Refusal::new(Code::AccountLeft, "the account has gone back to monthly billing: settle it there"));
    }
    let arrived = Arrived {
        meter,
        day,
        register: kwh,
        quality: ReadQuality::Manual,
        at: act.now.at,
        detail: reason.map(str::to_string),
    };
    match verdict_by(act, &arrived, None)? {
        Verdict::Rejected { why } => return Err(Refusal::new(Code::BadRead, why)),
        Verdict::Taken { cum } | Verdict::Rollover { cum } => keep(act, &arrived, Some(cum))?,
    }
    act.judge_later_reads(meter.account, day)?;
    act.rebill(meter.account, day)?;
    if status == Status::Closed {
        act.settle_closed(meter.account)?;
    }
    let facts = act.facts(meter.account)?;
    act.balance_moved_by(&facts, false)?;
    act.tell_adjustment(&facts, facts.balances.energy - before)?;
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

/// Takes a register value in by itself: one that C31 does not explain is kept, never billed, and put on the attention
/// list. Answers whether it counts.
pub(in crate::desk) fn arrive(act: &Act<'_>, arrived: &Arrived<'_>) -> Refused<bool> {
    match verdict(act, arrived)? {
        Verdict::Taken { cum } => {
            keep(act, arrived, Some(cum))?;
            act.tx.attended(Some(arrived.meter.account), "bad_read", act.operator.id, act.now.at)?;
            Ok(true)
        }
        Verdict::Rollover { cum } => {
            keep(act, arrived, Some(cum))?;
            Ok(true)
        }
        Verdict::Rejected { why } => {
            if !act.tx.read_attempted(arrived.meter.account, arrived.day, arrived.register)? {
                keep(act, arrived, None)?;
            }
            act.tx.attend(Some(arrived.meter.account), "bad_read", &why, act.today(), act.now.at)?;
            Ok(false)
        }
    }
}

/// Judges a value by the true reads of its meter around its day.
fn verdict(act: &Act<'_>, arrived: &Arrived<'_>) -> Refused<Verdict> {
    let later = act.tx.true_read_after(arrived.meter.id, arrived.day)?.and_then(|read| known(&read));
    verdict_by(act, arrived, later)
}

/// Judges a value by the true read of its meter before its day, and by a `later` one. Where a person enters a read, the
/// later ones are judged by it instead.
fn verdict_by(act: &Act<'_>, arrived: &Arrived<'_>, later: Option<KnownRead>) -> Refused<Verdict> {
    let account = arrived.meter.account;
    let before = act.tx.true_read_before(arrived.meter.id, arrived.day)?;
    match before.as_ref().and_then(known) {
        Some(last) => Ok(judge(arrived.register, arrived.meter.digits, last, later)),
        // The first read of all: what service began with.
        None => {
            let own = act.tx.morning_read(account, arrived.day)?;
            Ok(Verdict::Taken {
                cum: own
                    .and_then(|read| Some(read.cum? + (arrived.register - read.register)))
                    .unwrap_or(arrived.register),
            })
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
    /// As it is kept: without a place on the account's register it is never billed (C31).
    pub fn kept(&self, act: &Act<'_>, cum: Option<Kwh>) -> Reading {
        Reading {
            id: 0,
            account: self.meter.account,
            meter: self.meter.id,
            day: self.day,
            role: ReadRole::Daily,
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
