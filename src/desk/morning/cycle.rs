//! The morning: everything that is due by now, and nothing twice (C26–C30).
//!
//! Reads are collected, every unbilled day is billed in batches, months are trued up, accounts whose days are over are
//! closed, and at the disconnect time the list is made. Then the switch queue is worked. It can be stopped between
//! batches and goes on where it was.

use std::collections::BTreeMap;
use std::fs::{File, TryLockError};
use std::path::PathBuf;

use chrono::{Days, TimeDelta};
use serde::{Deserialize, Serialize};

use super::billing::closing_is_due;
use super::disconnects::{ListMade, make_list};
use super::reads::{Arrived, ReadsOfMorning, arrive};
use crate::basics::{Day, Instant, Kwh, MeterNo, Refusal, Refused};
use crate::desk::Desk;
use crate::desk::act::{Act, Call, Needs, Signed};
use crate::desk::switching::links::{Links, is_built_in};
use crate::ledger::{Account, AccountId, ChargeQuality, Meter, ReadQuality, Standing, Status};
use crate::meters::RegisterRead;

/// How many accounts are billed in one transaction.
const BATCH: usize = 500;
/// A clock that ran ahead of the last act by more than this is not trusted without a person.
const TRUSTED_HOURS: i64 = 36;

/// What a cycle did; all are counts, `billed`, `estimated` and `charged` of account-days.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CycleCounts {
    pub billed: u32,
    pub estimated: u32,
    pub charged: u32,
    pub disconnects: u32,
    pub reconnects: u32,
    pub closed: u32,
    pub held: u32,
    pub attention: u32,
    pub notices: u32,
    pub reads: u32,
    pub missing_reads: u32,
    /// Another cycle was at work, and this one did nothing.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub already_running: bool,
}

/// How far a cycle has come, told between batches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    pub step: &'static str,
    pub done: u64,
    pub of: u64,
}

/// A run of the cycle, for the morning's screen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CycleRunView {
    pub at: String,
    pub operator: String,
    pub counts: CycleCounts,
}

impl Desk {
    /// Runs the cycle at the time of the call.
    ///
    /// # Errors
    /// `clock_not_trusted` when the clock is behind the last act, or more than 36 hours after it, and no supervisor
    /// confirmed it.
    pub fn cycle(&mut self, call: &Call, confirm_clock: bool) -> Refused<CycleCounts> {
        self.cycle_with_progress(call, confirm_clock, &mut |_| true)
    }

    /// As [`Desk::cycle`], telling its progress between batches; it stops early, whole, when `go_on` says so.
    pub fn cycle_with_progress(
        &mut self,
        call: &Call,
        confirm_clock: bool,
        go_on: &mut dyn FnMut(&Progress) -> bool,
    ) -> Refused<CycleCounts> {
        let signed = self.sign(call)?;
        self.trust_clock(&signed, call, confirm_clock)?;
        let Some(_lock) = CycleLock::take(self.store.path().to_path_buf())? else {
            return Ok(CycleCounts { already_running: true, ..CycleCounts::default() });
        };
        self.take_watched(call)?;
        let mut counts = CycleCounts::default();
        let before = self.count_notices()?;
        let total = self.store.read(|tx| tx.count_accounts())?;
        let total = u64::try_from(total).unwrap_or(0);
        let mut after = AccountId(0);
        let mut done = 0;
        let mut morning = ReadsOfMorning::default();
        let mut wired = self.read_wires(&signed)?;
        loop {
            let batch = self.store.read(|tx| tx.served_accounts(after, BATCH))?;
            let Some((last, _)) = batch.last() else { break };
            after = last.id;
            done += batch.len() as u64;
            self.run_batch(&signed, batch, &mut wired, &mut counts, &mut morning)?;
            if !go_on(&Progress { step: "billing", done, of: total }) {
                return Ok(counts);
            }
        }
        let proof_holds = self.store.read(|tx| tx.quick_proof())?.is_empty();
        let list = self.step(&signed, |act| make_list(act, proof_holds, &morning))?.unwrap_or_default();
        self.count_list(&list, &mut counts);
        let worked = self.work_queue(call)?;
        counts.disconnects += worked.disconnected;
        counts.reconnects += worked.reconnected;
        self.send_due(&signed)?;
        counts.notices = self.count_notices()?.saturating_sub(before);
        counts.attention = u32::try_from(self.store.read(|tx| tx.attention(None))?.len()).unwrap_or(u32::MAX);
        self.step(&signed, |act| {
            let json =
                serde_json::to_string(&counts).map_err(|error| Refusal::new("store_fault", error.to_string()))?;
            act.tx.record_cycle(act.today(), &json, act.operator.id, act.now.at)
        })?;
        self.put_out_balances(call)?;
        Ok(counts)
    }

    /// The last runs of the cycle, newest first: those of the scheduler too.
    pub fn cycle_runs(&mut self, call: &Call, count: usize) -> Refused<Vec<CycleRunView>> {
        self.ask(call, |act| {
            let runs = act.tx.cycle_runs(count)?;
            Ok(runs
                .into_iter()
                .map(|run| CycleRunView {
                    at: act.time(run.at),
                    operator: run.operator,
                    counts: serde_json::from_str(&run.counts).unwrap_or_default(),
                })
                .collect())
        })
    }

    fn count_list(&self, made: &ListMade, counts: &mut CycleCounts) {
        counts.held += made.held + made.attention;
    }

    fn count_notices(&mut self) -> Refused<u32> {
        self.store.read(|tx| tx.count_notices())
    }

    /// One transaction of the program's own: the cycle's, the queue's. It is no act of a person: doing it again does nothing, so it needs no key.
    pub(in crate::desk) fn step<T>(
        &mut self,
        signed: &Signed,
        work: impl FnOnce(&Act<'_>) -> Refused<T>,
    ) -> Refused<T> {
        let terms = self.terms()?;
        let practice = self.practice;
        self.store.write(|tx| {
            let answer = work(&Act {
                tx,
                terms: &terms,
                now: signed.now,
                operator: &signed.operator,
                approver: None,
                office: signed.office.as_ref(),
                practice,
            })?;
            tx.touch(signed.now.at);
            Ok(answer)
        })
    }

    /// Reads, bills, trues up and closes a batch of accounts.
    fn run_batch(
        &mut self,
        signed: &Signed,
        batch: Vec<(Account, Standing)>,
        wired: &mut Reads,
        counts: &mut CycleCounts,
        morning: &mut ReadsOfMorning,
    ) -> Refused<()> {
        let day = signed.now.day();
        // An account that is billed through yesterday has its read, unless that was estimated.
        let estimated = batch.iter().filter(|(_, standing)| standing.estimated_run > 0 && is_billed(standing, day));
        morning.missing += u32::try_from(estimated.count()).unwrap_or(u32::MAX);
        morning.expected += u32::try_from(batch.len()).unwrap_or(u32::MAX);
        let asked = self.store.read(|tx| meters_to_read(tx, &batch, day))?;
        let (near, far): (Vec<_>, Vec<_>) = asked.iter().cloned().partition(|(_, meter)| is_built_in(&meter.link));
        let mut reads = self.collect(signed, &near)?;
        reads.extend(far.iter().filter_map(|(account, _)| wired.remove_entry(&account.id)));
        let (read, missing) = self.step(signed, |act| take_reads(act, &asked, &reads))?;
        counts.reads += read;
        counts.missing_reads += missing;
        morning.missing += missing;
        self.step(signed, |act| bill_batch(act, &batch, counts))
    }

    /// Today's reads of every meter behind a wire that is not read yet. They are collected before the batches, for a head
    /// end tells all of its meters page by page, and is asked for them once.
    fn read_wires(&mut self, signed: &Signed) -> Refused<Reads> {
        if self.store.read(|tx| tx.links())?.is_empty() {
            return Ok(Reads::new());
        }
        let (mut asked, mut after) = (Vec::new(), AccountId(0));
        loop {
            let batch = self.store.read(|tx| tx.served_accounts(after, BATCH))?;
            let Some((last, _)) = batch.last() else { break };
            after = last.id;
            let unread = self.store.read(|tx| meters_to_read(tx, &batch, signed.now.day()))?;
            asked.extend(unread.into_iter().filter(|(_, meter)| !is_built_in(&meter.link)));
        }
        self.collect(signed, &asked)
    }

    /// Asks meters for today's read, link by link, with no transaction open.
    fn collect(&mut self, signed: &Signed, asked: &[(Account, Meter)]) -> Refused<Reads> {
        let mut by_link: BTreeMap<&str, BTreeMap<MeterNo, AccountId>> = BTreeMap::new();
        for (account, meter) in asked {
            by_link.entry(&meter.link).or_default().insert(meter.number.clone(), account.id);
        }
        // A practice office's days run ahead of the head end's clock: a read keeps its age.
        let ahead = if self.practice { signed.now.at - chrono::Utc::now() } else { TimeDelta::zero() };
        let mut reads = Reads::new();
        for (link, meters) in by_link {
            let numbers: Vec<MeterNo> = meters.keys().cloned().collect();
            let mut links = Links::new(self, signed.now);
            // A link that cannot be opened answers for none of its meters: their reads are missing, and nothing is zero.
            let _ = links.with(link, |link| {
                link.read_many(&numbers, &mut |number, read| {
                    if let (Some(account), Ok(read)) = (meters.get(number), read) {
                        let read_at = read.read_at.map(|at| at + ahead);
                        reads.insert(*account, RegisterRead { read_at, ..read });
                    }
                });
                Ok(())
            });
        }
        Ok(reads)
    }

    /// Refuses to bill or cut by a clock that cannot be right. In a practice store a time that was given confirms itself.
    fn trust_clock(&mut self, signed: &Signed, call: &Call, confirmed: bool) -> Refused<()> {
        if self.practice {
            return Ok(());
        }
        let Some(last) = self.store.read(|tx| tx.last_at())? else { return Ok(()) };
        let now = signed.now.at;
        if now >= last && now - last <= TimeDelta::hours(TRUSTED_HOURS) {
            return Ok(());
        }
        if confirmed {
            return self.act(call, "confirm_clock", Needs::Supervisor, &now, |_| Ok(()));
        }
        let behind = if now < last { "behind" } else { "more than 36 hours after" };
        Err(Refusal::new(
            "clock_not_trusted",
            format!(
                "the computer's clock shows {}, {behind} the last act: nothing is billed or disconnected until a supervisor \
                 confirms it (`cycle --confirm-clock`)",
                signed.now.rfc3339()
            ),
        ))
    }
}

/// Whether an account's last day is billed, with the read of this morning or without it.
fn is_billed(standing: &Standing, today: Day) -> bool {
    standing.billed_through >= today - Days::new(1)
}

/// What meters answered, by account.
type Reads = BTreeMap<AccountId, RegisterRead>;

/// The meters whose read of today is not in yet; on the day that service begins its start read is.
fn meters_to_read(
    tx: &crate::ledger::Tx<'_>,
    batch: &[(Account, Standing)],
    day: Day,
) -> Refused<Vec<(Account, Meter)>> {
    let mut asked = Vec::with_capacity(batch.len());
    for (account, standing) in batch {
        if is_billed(standing, day) || tx.morning_read(account.id, day)?.is_some() {
            continue;
        }
        asked.push((account.clone(), tx.meter_of(account.id)?));
    }
    Ok(asked)
}

/// Takes in what the meters answered. A read counts as that of the day on which it was taken.
fn take_reads(act: &Act<'_>, asked: &[(Account, Meter)], reads: &Reads) -> Refused<(u32, u32)> {
    let (mut taken, mut missing) = (0, 0);
    for (account, meter) in asked {
        let Some(read) = reads.get(&account.id) else {
            missing += 1;
            continue;
        };
        let read_at: Instant = read.read_at.unwrap_or(act.now.at);
        let day = act.now.at_instant(read_at).day();
        let stale = day != act.today();
        let known = stale && act.tx.morning_read(account.id, day)?.is_some();
        if known || day < account.opened_on {
            missing += 1;
            continue;
        }
        let arrived = Arrived {
            meter,
            day,
            register: read.kwh,
            quality: ReadQuality::Actual,
            at: read_at,
            detail: read.meter_time.map(|time| format!("the meter's clock: {}", act.time(time))),
        };
        if arrive(act, &arrived)? && !stale {
            taken += 1;
        } else {
            missing += 1;
        }
    }
    Ok((taken, missing))
}

/// Bills every day of a batch that can be billed, then trues up, tells and closes.
fn bill_batch(act: &Act<'_>, batch: &[(Account, Standing)], counts: &mut CycleCounts) -> Refused<()> {
    let mut all = Vec::new();
    for (account, _) in batch {
        // Between the reading of the page and now a payment or a closing may have come.
        let standing = act.tx.standing(account.id)?;
        if !matches!(standing.status, Status::Active | Status::Disconnected) {
            continue;
        }
        let charges = act.due_charges(account, &standing)?;
        for charge in &charges {
            counts.billed += 1;
            counts.estimated += u32::from(charge.row.quality == ChargeQuality::Estimated);
            counts.charged += u32::from(!charge.row.total.is_zero());
        }
        all.push((account.id, charges));
    }
    let billed: Vec<(AccountId, Option<(Day, Day)>)> = all
        .iter()
        .map(|(account, charges)| {
            let span =
                charges.first().zip(charges.last()).map(|(first, last)| (first.row.service_day, last.row.service_day));
            (*account, span)
        })
        .collect();
    act.post_charges(all)?;
    for (account, span) in billed {
        if let Some((first, last)) = span {
            watch_open_switch(act, account, first, last)?;
            act.true_up_months(account, first, last)?;
            act.tell_charges(account)?;
            act.balance_moved(account, false)?;
        }
        watch_estimates(act, account)?;
        close_if_due(act, account, counts)?;
    }
    Ok(())
}

/// An account that is estimated too long, or whose day waits for its read, is for a person to look at.
fn watch_estimates(act: &Act<'_>, account: AccountId) -> Refused<()> {
    let standing = act.tx.standing(account)?;
    let terms = &act.program().daily_cycle;
    let waiting = matches!(standing.status, Status::Active | Status::Disconnected)
        && act.now.time() >= act.program().disconnect.at
        && standing.billed_through < act.today() - Days::new(1);
    if waiting && (standing.estimated_run >= terms.estimate_at_most_days || !terms.estimate_missing_reads) {
        let text =
            format!("no read since {}: look at the meter or enter a read", standing.billed_through + Days::new(1));
        return act.tx.attend(Some(account), "no_read", &text, act.today(), act.now.at);
    }
    if !waiting {
        act.tx.attended(Some(account), "no_read", act.operator.id, act.now.at)?;
    }
    Ok(())
}

/// A meter that counts while its switch was seen open is for a person to look at: a bypass, or a switch that lies.
fn watch_open_switch(act: &Act<'_>, account: AccountId, first: Day, last: Day) -> Refused<()> {
    let counting = act
        .tx
        .charges(account, first, last)?
        .into_iter()
        .find(|charge| charge.off_all_day && charge.used() > Kwh::ZERO);
    match counting {
        Some(charge) => {
            let text =
                format!("the meter counted {} kWh on {} while its switch is open", charge.used(), charge.service_day);
            act.tx.attend(Some(account), "counts_while_open", &text, act.today(), act.now.at)
        }
        None => Ok(()),
    }
}

/// Closes an account whose last day is over and billed (R37, C28), unless a hold stops it.
fn close_if_due(act: &Act<'_>, account: AccountId, counts: &mut CycleCounts) -> Refused<()> {
    let standing = act.tx.standing(account)?;
    if let Some(on) = standing.disconnected_on
        && crate::rules::closing::off_too_long(on, act.today(), act.program())
    {
        act.tx.attend(
            Some(account),
            "off_too_long",
            &format!("off since {on}: decide what becomes of it"),
            act.today(),
            act.now.at,
        )?;
    }
    let Some(last_day) = closing_is_due(act, &standing) else { return Ok(()) };
    if act.holds_of(account)?.iter().any(|hold| hold.stops_close(act.today())) {
        return act.tx.attend(
            Some(account),
            "close_held",
            "a hold keeps the account from closing",
            act.today(),
            act.now.at,
        );
    }
    let facts = act.facts(account)?;
    if facts.command.is_some() {
        return act.tx.attend(
            Some(account),
            "close_waits",
            "the account closes when its switch command has ended",
            act.today(),
            act.now.at,
        );
    }
    act.close_account(&facts, "disconnected too long", last_day)?;
    counts.closed += 1;
    Ok(())
}

/// Only one cycle at a time: a second one finds this taken.
struct CycleLock {
    _file: File,
}

impl CycleLock {
    fn take(store: PathBuf) -> Refused<Option<Self>> {
        let mut path = store.into_os_string();
        path.push(".cycle");
        let file = File::create(&path).map_err(|error| {
            Refusal::new("store_read_only", format!("{} cannot be written: {error}", path.to_string_lossy()))
        })?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Self { _file: file })),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => {
                Err(Refusal::new("store_read_only", format!("{} cannot be locked: {error}", path.to_string_lossy())))
            }
        }
    }
}
