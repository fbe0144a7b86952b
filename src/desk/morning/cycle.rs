//! The morning: everything that is due by now, and nothing twice (C26–C30).
//!
//! Reads are collected, every unbilled day is billed in batches, months are trued up, accounts whose days are over are
//! closed, and at the disconnect time the list is made. Then the switch queue is worked. It can be stopped between
//! batches and goes on where it was.

use std::fs::{File, TryLockError};
use std::path::PathBuf;

use chrono::Days;
use serde::{Deserialize, Serialize};

use super::bill::NO_READ;
use super::bill::{bill_page, take_reads};
use super::counts::CycleCounts;
use super::disconnects::{ListMade, list_is_due, make_list};
use super::page::{Page, Reads};
use super::reads::ReadsOfMorning;
use crate::basics::{Code, Day, Instant, Refusal, Refused};
use crate::desk::Desk;
use crate::desk::act::{Act, Call, Needs, Signed};
use crate::desk::deed::Deed;
use crate::desk::standing::MEAN_DAYS;
use crate::desk::switching::links::is_built_in;
use crate::ledger::{Account, AccountId, Meter, Standing};
use crate::rules::clock::{self, Clock};

/// How many accounts are billed in one transaction.
const BATCH: usize = 500;

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

/// A supervisor's word that the clock, which cannot be right by itself, is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConfirmClock {
    at: Instant,
}

impl Deed for ConfirmClock {
    const NAME: &'static str = "confirm_clock";
    const NEEDS: Needs = Needs::Supervisor;
    type Answer = ();

    fn run(&self, _: &Act<'_>) -> Refused<()> {
        Ok(())
    }
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
        let signed = self.enter(call, "cycle", Needs::Anyone)?;
        self.trust_clock(&signed, call, confirm_clock)?;
        let Some(_lock) = CycleLock::take(self.store.path().to_path_buf())? else {
            return Ok(CycleCounts { already_running: true, ..CycleCounts::default() });
        };
        self.store.check_proven()?;
        self.take_watched(call)?;
        let mut counts = CycleCounts::default();
        let before = self.count_notices()?;
        let yesterday = signed.now.day() - Days::new(1);
        let due = self.store.read(|tx| tx.accounts_due(yesterday, NO_READ))?;
        // The list has to know how many reads are missing of all, also of those accounts that were billed before.
        let list_is_due = self.ask_by(&signed, list_is_due)?;
        let mut morning = ReadsOfMorning::default();
        if list_is_due {
            (morning.expected, morning.missing) = self.store.read(|tx| tx.count_served(yesterday))?;
        }
        let mut done = 0;
        let mut wired = self.read_wires(&signed, &due)?;
        for page in due.chunks(BATCH) {
            let batch = self.store.read(|tx| tx.served_of(page))?;
            done += page.len() as u64;
            self.run_batch(&signed, batch, &mut wired, &mut counts, &mut morning)?;
            if !go_on(&Progress { step: "billing", done, of: due.len() as u64 }) {
                return Ok(counts);
            }
        }
        if list_is_due {
            let proof_holds = self.proof_of_list(&signed)?;
            let list = self.step(&signed, |act| make_list(act, proof_holds, &morning))?.unwrap_or_default();
            self.count_list(&list, &mut counts);
        }
        self.step(&signed, |act| act.put_power_right())?;
        let worked = self.work_queue_by((call, &signed))?;
        counts.disconnects += worked.disconnected;
        counts.reconnects += worked.reconnected;
        self.send_due(&signed)?;
        counts.notices = self.count_notices()?.saturating_sub(before);
        counts.attention = self.store.read(|tx| tx.count_attention())?;
        self.step(&signed, |act| {
            let json =
                serde_json::to_string(&counts).map_err(|error| Refusal::new(Code::StoreFault, error.to_string()))?;
            act.tx.record_cycle(act.today(), &json, act.operator.id, act.now.at)
        })?;
        self.put_out_balances(call)?;
        Ok(counts)
    }

    /// The last runs of the cycle, newest first: those of the scheduler too.
    pub fn cycle_runs(&mut self, call: &Call, count: usize) -> Refused<Vec<CycleRunView>> {
        self.ask_anyone(call, |act| {
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
        let asked = self.store.read(|tx| meters_to_read(tx, &batch, day))?;
        let (near, far): (Vec<_>, Vec<_>) = asked.iter().cloned().partition(|(_, meter)| is_built_in(&meter.link));
        let mut reads = self.read_built_in(signed, &near);
        reads.extend(far.iter().filter_map(|(account, _)| wired.remove_entry(&account.id)));
        let ids: Vec<AccountId> = batch.iter().map(|(account, _)| account.id).collect();
        let (read, missing) = self.step(signed, |act| {
            let recent = if act.tells_by_days() { MEAN_DAYS - 1 } else { 0 };
            let mut page = Page::load(act.tx, &ids, act.today(), recent)?;
            let taken = take_reads(act, &mut page, &asked, &reads)?;
            bill_page(act, &page, counts)?;
            Ok(taken)
        })?;
        counts.reads += read;
        counts.missing_reads += missing;
        morning.missing += missing;
        Ok(())
    }

    /// Today's reads of every meter behind a wire that is not read yet. They are collected before the batches, for a head
    /// end tells all of its meters page by page, and is asked for them once.
    fn read_wires(&mut self, signed: &Signed, due: &[AccountId]) -> Refused<Reads> {
        if self.store.read(|tx| tx.links())?.is_empty() {
            return Ok(Reads::new());
        }
        let mut asked = Vec::new();
        for page in due.chunks(BATCH) {
            let batch = self.store.read(|tx| tx.served_of(page))?;
            let unread = self.store.read(|tx| meters_to_read(tx, &batch, signed.now.day()))?;
            asked.extend(unread.into_iter().filter(|(_, meter)| !is_built_in(&meter.link)));
        }
        self.read_over_wires(signed, &asked)
    }

    /// Refuses to bill or cut by a clock that cannot be right. In a practice store a time that was given confirms itself.
    fn trust_clock(&mut self, signed: &Signed, call: &Call, confirmed: bool) -> Refused<()> {
        if self.practice {
            return Ok(());
        }
        let last = self.store.read(|tx| tx.last_at())?;
        let behind = match clock::judge(signed.now.at, last) {
            Clock::Trusted => return Ok(()),
            Clock::Behind => "behind",
            Clock::FarAhead => "more than 36 hours after",
        };
        if confirmed {
            return self.perform(call, &ConfirmClock { at: signed.now.at });
        }
        Err(Refusal::new(
            Code::ClockNotTrusted,
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

/// The meters whose read of today is not in yet; on the day that service begins its start read is.
fn meters_to_read(
    tx: &crate::ledger::Tx<'_>,
    batch: &[(Account, Standing)],
    day: Day,
) -> Refused<Vec<(Account, Meter)>> {
    let unbilled: Vec<AccountId> =
        batch.iter().filter(|(_, standing)| !is_billed(standing, day)).map(|(account, _)| account.id).collect();
    if unbilled.is_empty() {
        return Ok(Vec::new());
    }
    let read = tx.morning_reads_of(&unbilled, day..=day)?;
    let mut meters = tx.meters_at(&unbilled)?;
    let is_read = |account: &Account| read.get(&account.id).is_some_and(|reads| !reads.is_empty());
    let unread = batch.iter().filter(|(account, _)| !is_read(account));
    Ok(unread.filter_map(|(account, _)| Some((account.clone(), meters.remove(&account.id)?))).collect())
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
            Refusal::new(Code::StoreReadOnly, format!("{} cannot be written: {error}", path.to_string_lossy()))
        })?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Self { _file: file })),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => {
                Err(Refusal::new(Code::StoreReadOnly, format!("{} cannot be locked: {error}", path.to_string_lossy())))
            }
        }
    }
}
