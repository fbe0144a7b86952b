//! The day's disconnect list: who is on it and why, who is cut, and what a person may release (R30–R32, C10, C25, C27).

use serde::{Deserialize, Serialize};

use super::reads::ReadsOfMorning;
use crate::basics::{Cents, Code, Day, Instant, Now, Refusal, Refused};
use crate::desk::Desk;
use crate::desk::act::{Act, Call, Needs};
use crate::desk::deed::Deed;
use crate::desk::looks::Looks;
use crate::desk::standing::Facts;
use crate::ledger::{Cause, Forecast, ListRow, RowState, Status, SwitchCommand, Wanted};
use crate::rules::disconnect::{self, Candidate, DayOfList, Release, Row, Verdict};
use crate::rules::disconnect_list::{NotNow, list_opens, list_waits};
use crate::rules::reads::Quality;
use crate::words::{Power, PowerNow};

/// How many lists before today's its length is compared with.
const LISTS_BEFORE: usize = 20;

/// One gate of a row, as it is kept with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GateKept {
    pub gate: String,
    pub found: String,
    pub passed: bool,
}

/// A row of the day's list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RowView {
    pub account: String,
    pub name: String,
    pub address: String,
    pub meter: String,
    pub balance: Cents,
    /// C1.
    pub exact_zero: bool,
    pub last_read: Option<Day>,
    pub state: RowState,
    pub code: String,
    pub why: String,
    pub releasable: bool,
    pub gates: Vec<GateKept>,
    pub decided_by: Option<String>,
    pub reason: Option<String>,
    pub power: PowerNow,
}

/// The day's list, or why there is none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ListView {
    pub day: Day,
    pub made_at: Option<String>,
    /// Why there is no list (yet), with the clause.
    pub not_now: Option<String>,
    /// Why the whole list waits for a person.
    pub waits: Option<String>,
    pub business_day: bool,
    pub cut_off: String,
    /// The forecast that counts for the day.
    pub forecast: Option<ForecastView>,
    /// What must be in before the list, and whether it is.
    pub before_list: Vec<(String, bool)>,
    pub rows: Vec<RowView>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ForecastView {
    pub date: Day,
    pub low_f: i32,
    pub inclement: bool,
}

/// What `cycle release` and `cycle hold` answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Released {
    pub rows: Vec<ReleasedRow>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReleasedRow {
    pub account: String,
    pub state: RowState,
    pub why: String,
}

/// Which rows are meant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rows {
    Accounts(Vec<String>),
    All,
}

/// Releases rows: a look passes the review; a gate or a hold needs a reason and a second person's approval; forecast,
/// pledge and running hours never yield.
///
/// # Errors
/// `no_list`, `not_on_list`, `not_releasable`, `approval_needed`, `too_late`, `not_due`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReleaseRows {
    #[serde(flatten)]
    pub rows: Rows,
    pub reason: Option<String>,
}

/// Takes an account off today's list: a person says that it is not cut today.
///
/// # Errors
/// `no_list`, `not_on_list`, `already_sent`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HoldRow {
    pub account: String,
    pub reason: String,
}

/// Enters the forecast of a day; a later one corrects it, and both stay on record (C10).
///
/// # Errors
/// `bad_forecast`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnterForecast {
    pub date: Day,
    pub low_f: i32,
    pub inclement: bool,
}

/// Notes that what the terms' `before_list` waits for is in: `external_payments`, `night_drop`.
///
/// # Errors
/// `unknown_arrival`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoteArrival {
    pub what: String,
}

/// What making the list came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::desk) struct ListMade {
    pub queued: u32,
    pub held: u32,
    pub attention: u32,
}

impl Deed for ReleaseRows {
    const NAME: &'static str = "cycle_release";
    const NEEDS: Needs = Needs::ClerkOrApproval;
    const MOVES_POWER: bool = true;
    type Answer = Released;

    fn run(&self, act: &Act<'_>) -> Refused<Released> {
        release(act, &self.rows, self.reason.as_deref())
    }
}

impl Deed for HoldRow {
    const NAME: &'static str = "cycle_hold";
    const NEEDS: Needs = Needs::Clerk;
    type Answer = Released;

    fn looks_at(&self) -> Looks<'_> {
        Looks::at(&self.account)
    }

    fn run(&self, act: &Act<'_>) -> Refused<Released> {
        hold_row(act, &self.account, &self.reason)
    }
}

impl Deed for EnterForecast {
    const NAME: &'static str = "forecast";
    const NEEDS: Needs = Needs::Clerk;
    type Answer = ForecastView;

    fn run(&self, act: &Act<'_>) -> Refused<ForecastView> {
        let Self { date, low_f, inclement } = *self;
        if !(-100..=150).contains(&low_f) {
            return Err(Refusal::new(
                Code::BadForecast,
                format!("{low_f} °F is no forecast: enter the day's low in °F"),
            ));
        }
        act.tx.add_forecast(date, Forecast { low_f, inclement, at: act.now.at }, act.operator.id)?;
        Ok(ForecastView { date, low_f, inclement })
    }
}

impl Deed for NoteArrival {
    const NAME: &'static str = "arrived";
    const NEEDS: Needs = Needs::Anyone;
    type Answer = Vec<String>;

    fn run(&self, act: &Act<'_>) -> Refused<Vec<String>> {
        let what = self.what.as_str();
        if !crate::terms::BEFORE_LIST.contains(&what) {
            let known = crate::terms::BEFORE_LIST.join(", ");
            return Err(Refusal::new(Code::UnknownArrival, format!("\"{what}\" is nothing a list waits for: {known}")));
        }
        act.tx.arrived(act.today(), what, act.operator.id, act.now.at)?;
        act.tx.arrivals(act.today())
    }
}

impl Desk {
    /// The day's list with its reasons.
    pub fn review(&mut self, call: &Call) -> Refused<ListView> {
        self.ask(call, list_view)
    }
}

/// Whether it is time for the day's list.
pub(in crate::desk) fn list_is_due(act: &Act<'_>) -> Refused<bool> {
    let arrivals = act.tx.arrivals(act.today())?;
    let done: Vec<&str> = arrivals.iter().map(String::as_str).collect();
    Ok(list_opens(act.now, act.tx.list_of(act.today())?.is_some(), &done, act.program()).is_ok())
}

/// Makes the day's list if it is time, and queues the disconnects of those rows that nothing holds.
pub(in crate::desk) fn make_list(
    act: &Act<'_>,
    proof_holds: bool,
    reads: &ReadsOfMorning,
) -> Refused<Option<ListMade>> {
    if !list_is_due(act)? {
        return Ok(None);
    }
    let program = act.program();
    let day = day_of_list(act, proof_holds)?;
    let mut rows = Vec::new();
    for account in act.tx.accounts_at_or_below(Cents::ZERO)? {
        let facts = act.facts(account)?;
        if let Some(row) = disconnect::decide(&candidate(act, &facts, None)?, &day, program) {
            rows.push((facts, row));
        }
    }
    let sizes = act.tx.last_list_sizes(act.today(), LISTS_BEFORE)?;
    let count = u32::try_from(rows.len()).unwrap_or(u32::MAX);
    let waits = list_waits(count, &sizes, reads.missing, reads.expected).map(|why| why.to_string());
    act.tx.make_list(act.today(), waits.as_deref(), act.now.at)?;
    if let Some(why) = &waits {
        act.tx.attend(None, "list_waits", why, act.today(), act.now.at)?;
    }
    let mut made = ListMade::default();
    for (facts, row) in rows {
        let stored = write_row(act, &facts, &row)?;
        match row.verdict {
            Verdict::Ready if waits.is_none() => {
                queue_cut(act, &facts, &row, stored, None)?;
                made.queued += 1;
            }
            Verdict::Ready | Verdict::NeedsReview | Verdict::Held => made.held += 1,
            Verdict::Attention => {
                made.attention += 1;
                let text = row.reasons.first().map_or_else(String::new, |reason| reason.text.clone());
                act.tx.attend(
                    Some(facts.id()),
                    "not_disconnected",
                    &format!("not disconnected: {text}"),
                    act.today(),
                    act.now.at,
                )?;
            }
        }
    }
    Ok(Some(made))
}

fn day_of_list(act: &Act<'_>, proof_holds: bool) -> Refused<DayOfList> {
    let forecast = forecast_that_counts(act)?;
    Ok(DayOfList {
        now: act.now,
        forecast: forecast.map(|f| disconnect::Forecast { low_f: f.low_f, inclement: f.inclement }),
        proof_holds,
    })
}

/// The day's forecast. One that is entered after the list was made frees nobody that day, and may only hold (C10).
fn forecast_that_counts(act: &Act<'_>) -> Refused<Option<Forecast>> {
    let latest = act.tx.forecast(act.today())?;
    let Some((made_at, _)) = act.tx.list_of(act.today())? else { return Ok(latest) };
    let of_list = act.tx.forecast_known_at(act.today(), made_at)?;
    Ok(match (of_list, latest) {
        (Some(before), Some(after)) => Some(Forecast {
            low_f: before.low_f.min(after.low_f),
            inclement: before.inclement || after.inclement,
            at: after.at,
        }),
        (None, Some(after)) if after.inclement && act.program().disconnect.freeze_at_or_below_f.is_none() => {
            Some(after)
        }
        (of_list, _) => of_list,
    })
}

/// The account as the list finds it.
fn candidate(act: &Act<'_>, facts: &Facts, release: Option<Release>) -> Refused<Candidate> {
    let id = facts.id();
    let today = act.today();
    let last = act.tx.last_charges(id, today, 1)?.into_iter().next();
    let read = act.tx.last_morning_read(id, today, false)?;
    let yesterday = today - chrono::Days::new(1);
    let unbilled = (yesterday - facts.standing.billed_through).num_days().max(0);
    Ok(Candidate {
        balance: facts.balances.energy,
        active: facts.standing.status == Status::Active,
        power: match facts.standing.power {
            _ if facts.command.is_some() => PowerNow::Switching,
            Power::On => PowerNow::On,
            Power::Off | Power::Armed => PowerNow::Off,
            Power::Unknown => PowerNow::Unknown,
        },
        last_actual_read: read.map(|read| read.day),
        estimated_days: facts.standing.estimated_run,
        unbilled_days: u32::try_from(unbilled).unwrap_or(u32::MAX),
        use_of_day: last.as_ref().map(crate::ledger::ChargeRow::used).unwrap_or_default(),
        mean_use: match &last {
            // Spread and estimated days are no jump of the day: they are made of a mean already.
            Some(charge) if crate::desk::standing::quality_of(charge) == Quality::Estimated => None,
            last => act.mean_use(last.as_ref(), id)?,
        },
        holds: act.holds_of(id)?,
        pledges: act.pledges_of(id)?,
        notice_failed: act.tx.low_balance_notice_failed(id)?,
        grace_until: facts.standing.grace_until,
        release: release.unwrap_or_default(),
    })
}

fn write_row(act: &Act<'_>, facts: &Facts, row: &Row) -> Refused<ListRow> {
    let first = row.reasons.first();
    let state = match row.verdict {
        Verdict::Ready => RowState::Ready,
        Verdict::NeedsReview => RowState::Review,
        Verdict::Held => RowState::Held,
        Verdict::Attention => RowState::Attention,
    };
    let why = first.map_or_else(|| row.why.clone(), |reason| format!("{} {}", row.why, reason.text));
    let stored = ListRow {
        day: act.today(),
        account: facts.id(),
        balance: facts.balances.energy,
        last_read_day: act.tx.last_morning_read(facts.id(), act.today(), false)?.map(|read| read.day),
        state,
        code: first.map_or_else(|| "due".to_string(), |reason| reason.gate.code().to_string()),
        why,
        releasable: row.releasable(),
        gates: gates_json(row)?,
        decided_by: None,
        approved_by: None,
        reason: None,
        command: None,
    };
    act.tx.add_row(&stored)?;
    Ok(stored)
}

/// Every gate of the row that stood, for the evidence; a row without one passed them all.
fn gates_json(row: &Row) -> Refused<String> {
    let mut gates: Vec<GateKept> = row
        .reasons
        .iter()
        .map(|reason| GateKept {
            gate: reason.gate.code().to_string(),
            found: reason.text.clone(),
            passed: row.verdict == Verdict::Ready,
        })
        .collect();
    if gates.is_empty() {
        gates.push(GateKept {
            gate: "all".to_string(),
            found: "reads, estimates, use, holds, pledges, forecast, notices, hours, holidays, proof: nothing stands in the way"
                .to_string(),
            passed: true,
        });
    }
    serde_json::to_string(&gates).map_err(|error| Refusal::new(Code::StoreFault, error.to_string()))
}

/// Queues the disconnect of a row with its evidence, in the transaction that looked at it once more.
fn queue_cut(act: &Act<'_>, facts: &Facts, row: &Row, stored: ListRow, reason: Option<&str>) -> Refused<()> {
    let program = act.program();
    let not_after = Now::from_local(act.today().and_time(program.disconnect.not_after), act.now.zone).at;
    let evidence = serde_json::json!({
        "balance": facts.balances.energy,
        "why": row.why,
        "clause": program.source("disconnect"),
        "gates": row.reasons.iter().map(|reason| &reason.text).collect::<Vec<_>>(),
        "last_read": stored.last_read_day,
        "decided_by": act.operator.name,
        "approved_by": act.approver.map(|o| &o.name),
        "reason": reason,
    });
    let command =
        act.queue_switch(facts, Wanted::Off, Cause::Disconnect, &row.why, Some(evidence.to_string()), Some(not_after))?;
    let by_person = stored.state != RowState::Ready || reason.is_some();
    let decided = ListRow {
        state: if by_person { RowState::Released } else { RowState::Queued },
        decided_by: by_person.then_some(act.operator.id),
        approved_by: act.approver.map(|o| o.id),
        reason: reason.map(str::to_string),
        command: Some(command),
        ..stored
    };
    act.tx.decide_row(&decided, act.now.at)
}

/// The balance that a disconnect was decided on, by the evidence that was kept with it.
pub(in crate::desk) fn balance_of_evidence(command: &SwitchCommand) -> Option<Cents> {
    let evidence: serde_json::Value = serde_json::from_str(command.evidence.as_deref()?).ok()?;
    serde_json::from_value(evidence["balance"].clone()).ok()
}

fn release(act: &Act<'_>, rows: &Rows, reason: Option<&str>) -> Refused<Released> {
    let (_, waits) = act.tx.list_of(act.today())?.ok_or_else(no_list)?;
    open_for_cuts(act)?;
    let wanted: Vec<ListRow> = match rows {
        Rows::All => act.tx.list_rows(act.today())?.into_iter().filter(is_waiting).collect(),
        Rows::Accounts(numbers) => numbers.iter().map(|number| row_of(act, number)).collect::<Refused<_>>()?,
    };
    let approved = act.approver.is_some() && reason.is_some_and(|reason| !reason.trim().is_empty());
    let mut released = Vec::new();
    for stored in wanted {
        let number = act.tx.account(stored.account)?.number.0;
        match release_one(act, stored, approved, reason) {
            Ok(why) => released.push(ReleasedRow { account: number, state: RowState::Released, why }),
            // Of the whole list, those that cannot pass stay where they are, and say why.
            Err(refusal) if *rows == Rows::All && !refusal.code.is_of_the_store() => {
                released.push(ReleasedRow { account: number, state: RowState::Held, why: refusal.message });
            }
            Err(refusal) => return Err(refusal),
        }
    }
    if waits.is_some() && *rows == Rows::All {
        act.tx.list_goes_on(act.today())?;
        act.tx.attended(None, "list_waits", act.operator.id, act.now.at)?;
    }
    Ok(Released { rows: released })
}

fn release_one(act: &Act<'_>, stored: ListRow, approved: bool, reason: Option<&str>) -> Refused<String> {
    let program = act.program();
    let facts = act.facts(stored.account)?;
    let number = &facts.account.number;
    if matches!(stored.state, RowState::Queued | RowState::Released) {
        return Err(Refusal::new(
            Code::AlreadyReleased,
            format!("the disconnect of account {number} is under way already"),
        ));
    }
    let day = day_of_list(act, true)?;
    let not_due = || {
        Refusal::new(Code::NotDue, format!("account {number} is no longer to be cut: its balance or state has changed"))
    };
    let row = disconnect::decide(&candidate(act, &facts, None)?, &day, program).ok_or_else(not_due)?;
    let pass = row.release(approved)?;
    let row = disconnect::decide(&candidate(act, &facts, Some(pass))?, &day, program).ok_or_else(not_due)?;
    if row.verdict != Verdict::Ready {
        let text = row.reasons.first().map_or_else(String::new, |reason| reason.text.clone());
        return Err(Refusal::new(Code::NotReleasable, text));
    }
    queue_cut(act, &facts, &row, stored, Some(reason.unwrap_or("looked over and released")))?;
    Ok(row.why)
}

/// No cut is released on a day or at a time that makes no list (C27).
fn open_for_cuts(act: &Act<'_>) -> Refused<()> {
    let program = act.program();
    let names: Vec<&str> = program.disconnect.before_list.iter().map(String::as_str).collect();
    list_opens(act.now, false, &names, program).map_err(|why| Refusal::new(why.code(), why.in_words(program)))
}

fn hold_row(act: &Act<'_>, number: &str, reason: &str) -> Refused<Released> {
    if reason.trim().is_empty() {
        return Err(Refusal::new(Code::NoReason, "say why the account is not cut today: it is kept with the list"));
    }
    act.tx.list_of(act.today())?.ok_or_else(no_list)?;
    let row = row_of(act, number)?;
    let facts = act.facts(row.account)?;
    if let Some(command) = &facts.command {
        if facts.cut_is_out() {
            return Err(Refusal::new(Code::AlreadySent, "the disconnect has gone out: its outcome comes first"));
        }
        act.cancel(command, "held by a person")?;
    }
    let held = ListRow {
        state: RowState::Withdrawn,
        why: format!("{} Held today: {reason}.", row.why),
        decided_by: Some(act.operator.id),
        reason: Some(reason.to_string()),
        ..row
    };
    act.tx.decide_row(&held, act.now.at)?;
    Ok(Released { rows: vec![ReleasedRow { account: number.to_string(), state: held.state, why: held.why }] })
}

fn row_of(act: &Act<'_>, number: &str) -> Refused<ListRow> {
    let account = act.tx.account_numbered(number)?;
    act.tx.list_row(act.today(), account.id)?.ok_or_else(|| {
        Refusal::new(
            Code::NotOnList,
            format!("account {number} is not on today's list: only who is on it can be released or held"),
        )
    })
}

fn is_waiting(row: &ListRow) -> bool {
    matches!(row.state, RowState::Ready | RowState::Held | RowState::Attention | RowState::Review)
}

fn no_list() -> Refusal {
    Refusal::new(Code::NoList, "today's list is not made yet: run the cycle at the disconnect time of a business day")
}

fn list_view(act: &Act<'_>) -> Refused<ListView> {
    let program = act.program();
    let today = act.today();
    let list = act.tx.list_of(today)?;
    let arrivals = act.tx.arrivals(today)?;
    let done: Vec<&str> = arrivals.iter().map(String::as_str).collect();
    let not_now = match list_opens(act.now, list.is_some(), &done, program) {
        Err(NotNow::AlreadyMade) | Ok(()) => None,
        Err(why) => Some(why.in_words(program)),
    };
    let made_at: Option<Instant> = list.as_ref().map(|(at, _)| *at);
    Ok(ListView {
        day: today,
        made_at: made_at.map(|at| act.time(at)),
        not_now: not_now.filter(|_| made_at.is_none()),
        waits: list.and_then(|(_, waits)| waits),
        business_day: program.calendar().is_business_day(today),
        cut_off: program.disconnect.at.format("%H:%M").to_string(),
        forecast: act.tx.forecast(today)?.map(|f| ForecastView { date: today, low_f: f.low_f, inclement: f.inclement }),
        before_list: program
            .disconnect
            .before_list
            .iter()
            .map(|what| (what.clone(), arrivals.contains(what)))
            .collect(),
        rows: act.tx.list_rows(today)?.into_iter().map(|row| row_view(act, row)).collect::<Refused<_>>()?,
    })
}

fn row_view(act: &Act<'_>, row: ListRow) -> Refused<RowView> {
    let facts = act.facts(row.account)?;
    Ok(RowView {
        account: facts.account.number.0.clone(),
        name: facts.member.name.clone(),
        address: facts.account.address.clone(),
        meter: facts.meter.number.0.clone(),
        balance: row.balance,
        exact_zero: row.balance.is_zero(),
        last_read: row.last_read_day,
        state: row.state,
        code: row.code,
        why: row.why,
        releasable: row.releasable,
        gates: serde_json::from_str(&row.gates).unwrap_or_default(),
        decided_by: row.decided_by.map(|id| act.tx.operator(id)).transpose()?.map(|operator| operator.name),
        reason: row.reason,
        power: facts.power(),
    })
}
