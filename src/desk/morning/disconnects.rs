//! The day's disconnect list: who is on it and why, who is cut, and what a person may release (R30–R32, C10, C25, C27).

use serde::{Deserialize, Serialize};

use super::reads::ReadsOfMorning;
use crate::basics::{Cents, Code, Day, Instant, Refusal, Refused};
use crate::desk::Desk;
use crate::desk::act::{Act, By, Call, Needs, Signed};
use crate::desk::deed::Deed;
use crate::desk::looks::Looks;
use crate::desk::switching::order::{GateKept, Judged, nothing_stands};
use crate::ledger::{Cause, Forecast, Ground, ListRow, RowState, SwitchCommand};
use crate::rules::disconnect::{DayOfList, Reason, Row, Verdict};
use crate::rules::disconnect_list::{NotNow, list_opens, list_waits};
use crate::words::PowerNow;

/// How many lists before today's its length is compared with.
const LISTS_BEFORE: usize = 20;

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
    /// What the proof says, which is no input: it is asked before the act's transaction.
    #[serde(skip)]
    proof_holds: bool,
}

impl ReleaseRows {
    #[must_use]
    pub fn of(rows: Rows, reason: Option<String>) -> Self {
        Self { rows, reason, proof_holds: false }
    }
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

    fn prepared(&self, desk: &mut Desk, (_, signed): By<'_>) -> Refused<Option<Self>> {
        Ok(Some(Self { proof_holds: desk.proof_of_list(signed)?, ..self.clone() }))
    }

    fn run(&self, act: &Act<'_>) -> Refused<Released> {
        release(act, &self.rows, self.reason.as_deref(), self.proof_holds)
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

impl Desk {
    /// Whether the store's proof holds for every account that may be on the list: no list stands on less. It is proven
    /// before the transaction that makes the list or releases of it, for it may take its time.
    pub(in crate::desk) fn proof_of_list(&mut self, signed: &Signed) -> Refused<bool> {
        let spent = self.store.read(|tx| tx.accounts_at_or_below(Cents::ZERO))?;
        Ok(spent.is_empty() || self.seals_hold(signed)? && self.accounts_hold(signed, &spent)?)
    }
}

/// Whether it is time for the day's list.
pub(in crate::desk) fn list_is_due(act: &Act<'_>) -> Refused<bool> {
    let arrivals = act.tx.arrivals(act.today())?;
    let done: Vec<&str> = arrivals.iter().map(String::as_str).collect();
    Ok(list_opens(act.now, act.tx.list_of(act.today())?.is_some(), &done, act.program()).is_ok())
}

/// Makes the day's list if it is time, and queues the disconnects of those rows that nothing holds. `proof_holds`: what the
/// proof said of the accounts that may be on it.
pub(in crate::desk) fn make_list(
    act: &Act<'_>,
    proof_holds: bool,
    reads: &ReadsOfMorning,
) -> Refused<Option<ListMade>> {
    if !list_is_due(act)? {
        return Ok(None);
    }
    let mut day = act.day_of_list(proof_holds)?;
    let mut rows = Vec::new();
    for account in act.tx.accounts_at_or_below(Cents::ZERO)? {
        rows.extend(act.judge(Ground::List, act.facts(account)?, &day)?);
    }
    let sizes = act.tx.last_list_sizes(act.today(), LISTS_BEFORE)?;
    let count = u32::try_from(rows.len()).unwrap_or(u32::MAX);
    day.waits = match list_waits(count, &sizes, reads.missing, reads.expected) {
        Some(why) => Some(why.to_string()),
        None => act.doubt_of_everybody()?,
    };
    act.tx.make_list(act.today(), day.waits.as_deref(), act.now.at)?;
    if let Some(why) = &day.waits {
        act.tx.attend(None, "list_waits", why, act.today(), act.now.at)?;
    }
    if !proof_holds && !rows.is_empty() {
        let text = "the store's proof failed, and nobody is disconnected by the list: run `verify`, and read RECOVERY";
        act.tx.attend(None, "proof_failed", text, act.today(), act.now.at)?;
    }
    act.judged_by_list()?;
    let mut made = ListMade::default();
    for judged in rows {
        let judged = if day.waits.is_some() { judged.again(None, &day, act) } else { Some(judged) };
        let Some(judged) = judged else { continue };
        let (id, row) = (judged.facts().id(), judged.row());
        let stored = write_row(act, &judged)?;
        match row.verdict {
            Verdict::Ready => {
                queue_cut(act, &judged, stored, None)?;
                made.queued += 1;
            }
            Verdict::NeedsReview | Verdict::Held => made.held += 1,
            Verdict::Attention => {
                made.attention += 1;
                let doubt = row.reasons.iter().find(|reason| reason.gate.needs_attention());
                let text = format!("not disconnected: {}", doubt.map_or("", |reason| reason.text.as_str()));
                act.tx.attend(Some(id), "not_disconnected", &text, act.today(), act.now.at)?;
            }
        }
    }
    Ok(Some(made))
}

fn write_row(act: &Act<'_>, judged: &Judged) -> Refused<ListRow> {
    let (facts, row) = (judged.facts(), judged.row());
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
        last_read_day: judged.last_read(),
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

/// Every gate of the row that stands, for the evidence; a row without one passed them all.
fn gates_json(row: &Row) -> Refused<String> {
    let standing = |reason: &Reason| GateKept {
        gate: reason.gate.code().to_string(),
        found: reason.text.clone(),
        passed: false,
        decided: None,
    };
    let mut gates: Vec<GateKept> = row.reasons.iter().map(standing).collect();
    if gates.is_empty() {
        gates.push(nothing_stands());
    }
    serde_json::to_string(&gates).map_err(|error| Refusal::new(Code::StoreFault, error.to_string()))
}

/// Queues the disconnect of a row with its evidence, in the transaction that looked at it.
fn queue_cut(act: &Act<'_>, judged: &Judged, stored: ListRow, reason: Option<&str>) -> Refused<()> {
    let command = act.order(judged, Cause::Disconnect, reason)?;
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

/// Releases rows of the list. A list that waits as a whole goes on with a reason and an approval, which open that gate
/// only (C60).
fn release(act: &Act<'_>, rows: &Rows, reason: Option<&str>, proof_holds: bool) -> Refused<Released> {
    let (_, waits) = act.tx.list_of(act.today())?.ok_or_else(no_list)?;
    act.open_for_cuts()?;
    let reason = reason.filter(|reason| !reason.trim().is_empty());
    let approved = act.approver.is_some() && reason.is_some();
    let all = *rows == Rows::All;
    if let Some(why) = waits.as_ref().filter(|_| all && !approved) {
        let text = format!("The list waits: {why}. To let it go on, give a reason and a second person's approval.");
        return Err(Refusal::new(Code::ApprovalNeeded, text));
    }
    let wanted: Vec<ListRow> = match rows {
        Rows::All => act.tx.list_rows(act.today())?.into_iter().filter(is_waiting).collect(),
        Rows::Accounts(numbers) => numbers.iter().map(|number| row_of(act, number)).collect::<Refused<_>>()?,
    };
    let day = act.day_of_list(proof_holds)?;
    let mut released = Vec::new();
    for stored in wanted {
        let account = act.tx.account(stored.account)?.number.0;
        match release_one(act, stored, approved, reason, &day) {
            Ok(why) => released.push(ReleasedRow { account, state: RowState::Released, why }),
            // Of the whole list, those that cannot pass stay where they are, and say why.
            Err(refusal) if all && !refusal.code.is_of_the_store() => {
                released.push(ReleasedRow { account, state: RowState::Held, why: refusal.message });
            }
            Err(refusal) => return Err(refusal),
        }
    }
    if waits.is_some() && all {
        let approver = act.approver.map(|approver| approver.id);
        act.tx.list_goes_on(act.today(), act.operator.id, approver, reason)?;
        act.tx.attended(None, "list_waits", act.operator.id, act.now.at)?;
    }
    Ok(Released { rows: released })
}

fn release_one(
    act: &Act<'_>,
    stored: ListRow,
    approved: bool,
    reason: Option<&str>,
    day: &DayOfList,
) -> Refused<String> {
    let facts = act.facts(stored.account)?;
    let number = facts.account.number.clone();
    if matches!(stored.state, RowState::Queued | RowState::Released) {
        return Err(Refusal::new(
            Code::AlreadyReleased,
            format!("the disconnect of account {number} is under way already"),
        ));
    }
    let not_due = || {
        Refusal::new(Code::NotDue, format!("account {number} is no longer to be cut: its balance or state has changed"))
    };
    let judged = act.judge(Ground::List, facts, day)?.ok_or_else(not_due)?;
    let pass = judged.row().release(approved)?;
    let judged = judged.again(Some(pass), day, act).ok_or_else(not_due)?;
    let reason = reason.unwrap_or("looked over and released");
    act.end_doubts_released(judged.facts(), reason)?;
    queue_cut(act, &judged, stored, Some(reason))?;
    Ok(judged.row().why.clone())
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

#[cfg(test)]
#[path = "disconnects_tests.rs"]
mod tests;
