//! Whether a switch may be opened, and if not, why not (R30–R32, C1, C10, C22, C24, C27, C44, C60).
//!
//! Nobody is cut whom the terms do not cut, and nobody is cut on doubtful facts: every gate that stands in the way is
//! named, and a gate is passed only by the people, and never where the terms forbid it. The ground on which a switch is
//! opened says which gates count; the list asks for them all.

use std::borrow::Cow;
use std::collections::BTreeSet;

use chrono::{Datelike, TimeDelta};

use super::clause::clause;
use super::doubt::Doubt;
use super::hold::Hold;
use super::limits::meets_condition;
use super::pledge::Pledge;
use crate::basics::{Cents, Code, Day, Instant, Now, Refusal, Refused};
use crate::terms::{CutWhen, Program};
use crate::words::{DoubtKind, Ground, HoldKind, PowerNow};

/// The day's weather, as somebody entered it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Forecast {
    /// °F.
    pub low_f: i32,
    pub inclement: bool,
}

/// What is true of the day for every row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayOfList {
    pub now: Now,
    /// None: none was entered for the day.
    pub forecast: Option<Forecast>,
    /// Whether the store's proof holds: its balances are what its postings add up to.
    pub proof_holds: bool,
    /// Why the day's list waits as a whole (C60); None: it does not, or a person let it go on.
    pub waits: Option<String>,
}

/// An account as the list finds it, after the day's charges and every payment before the cut-off (C27).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    pub balance: Cents,
    /// Active: not already disconnected for non-payment, closed, or left.
    pub active: bool,
    pub power: PowerNow,
    /// The day of the last read that was not an estimate.
    pub last_actual_read: Option<Day>,
    /// How many days up to now were billed on estimates, one after the other.
    pub estimated_days: u32,
    /// Days that should be billed by now and are not.
    pub unbilled_days: u32,
    /// What leaves the balance in doubt until a person has decided (C45).
    pub doubts: Vec<Doubt>,
    pub holds: Vec<Hold>,
    pub pledges: Vec<Pledge>,
    /// The low-balance notice failed to leave.
    pub notice_failed: bool,
    /// Until when a returned payment leaves the member time (R40, C24).
    pub grace_until: Option<Instant>,
    /// What people let pass on this row today.
    pub release: Release,
}

/// The gates that people saw on a row and let pass; one that comes up later is not among them, and holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Release {
    pub gates: BTreeSet<Gate>,
}

impl Release {
    fn passes(&self, gate: Gate) -> bool {
        gate.releasable() && self.gates.contains(&gate)
    }
}

/// What keeps a row from being cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Gate {
    /// The list waits as a whole (C60).
    ListWaits,
    NoHolidayList,
    GraceRunning,
    NoForecast,
    Freeze,
    Inclement,
    Pledge,
    Switching,
    Hold(HoldKind),
    ProofFailed,
    EstimatedTooLong,
    StaleRead,
    Doubt(DoubtKind),
    NoticeFailed,
    /// The terms want a person's look at every row (C25).
    Review,
}

impl Gate {
    /// Every gate but those of holds and doubts.
    const BUT_HOLDS_AND_DOUBTS: [Self; 13] = [
        Self::ListWaits,
        Self::NoHolidayList,
        Self::GraceRunning,
        Self::NoForecast,
        Self::Freeze,
        Self::Inclement,
        Self::Pledge,
        Self::Switching,
        Self::ProofFailed,
        Self::EstimatedTooLong,
        Self::StaleRead,
        Self::NoticeFailed,
        Self::Review,
    ];

    /// Every gate.
    pub fn all() -> impl Iterator<Item = Self> {
        let holds = HoldKind::ALL.iter().copied().map(Self::Hold);
        let doubts = DoubtKind::ALL.iter().copied().map(Self::Doubt);
        Self::BUT_HOLDS_AND_DOUBTS.into_iter().chain(holds).chain(doubts)
    }

    /// The gate that `code` names.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::all().find(|gate| gate.code() == code)
    }

    /// Whether it counts against opening a switch on `ground` (C44): against the list all do.
    #[must_use]
    pub fn counts_on(self, ground: Ground) -> bool {
        match ground {
            Ground::List => true,
            Ground::Request | Ground::Stop | Ground::Move => {
                matches!(self, Self::Hold(HoldKind::Safety | HoldKind::Medical))
            }
            Ground::Tampering => matches!(
                self,
                Self::Hold(HoldKind::Medical) | Self::NoForecast | Self::Freeze | Self::Inclement | Self::Pledge
            ),
            Ground::Safety => false,
        }
    }

    /// The stable word that scripts see.
    #[must_use]
    pub fn code(self) -> Cow<'static, str> {
        let code = match self {
            Self::ListWaits => "list_waits",
            Self::NoHolidayList => "no_holiday_list",
            Self::GraceRunning => "grace_running",
            Self::NoForecast => "no_forecast",
            Self::Freeze => "freeze",
            Self::Inclement => "inclement",
            Self::Pledge => "pledge",
            Self::Switching => "switching",
            Self::Hold(kind) => return format!("hold_{kind}").into(),
            Self::ProofFailed => "proof_failed",
            Self::EstimatedTooLong => "estimated_too_long",
            Self::StaleRead => "stale_read",
            Self::Doubt(kind) => kind.word(),
            Self::NoticeFailed => "notice_failed",
            Self::Review => "review",
        };
        code.into()
    }

    /// Whether people may let the row pass. Forecast, pledge, running hours and a missing holiday list never yield
    /// (C10, R42, C24, C28), nor does a command that is on its way.
    #[must_use]
    pub fn releasable(self) -> bool {
        !matches!(
            self,
            Self::NoHolidayList
                | Self::GraceRunning
                | Self::NoForecast
                | Self::Freeze
                | Self::Inclement
                | Self::Pledge
                | Self::Switching
        )
    }

    /// Whether the facts are in doubt and somebody must look, rather than the row rightly waiting.
    #[must_use]
    pub fn needs_attention(self) -> bool {
        matches!(
            self,
            Self::ProofFailed | Self::EstimatedTooLong | Self::StaleRead | Self::Doubt(_) | Self::NoticeFailed
        )
    }
}

/// One gate that stands, in words, with the clause where a clause says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    pub gate: Gate,
    pub text: String,
}

/// What becomes of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    Ready,
    /// Nothing stands in the way but the person whom the terms want to look (C25).
    NeedsReview,
    /// It rightly waits.
    Held,
    /// Its facts are in doubt.
    Attention,
}

/// What speaks for opening an account's switch, and what against it: a row of the day's list, or an order on another
/// ground.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    pub ground: Ground,
    pub verdict: Verdict,
    /// The balance and the clause that it meets.
    pub why: String,
    /// C1: the balance is exactly 0.00, marked on the list.
    pub exact_zero: bool,
    /// Every gate that stands, those that a person passed and those that do not count on the ground included: the
    /// evidence.
    pub reasons: Vec<Reason>,
}

impl Row {
    /// The first gate that counts on the ground.
    #[must_use]
    pub fn against(&self) -> Option<&Reason> {
        self.reasons.iter().find(|reason| reason.gate.counts_on(self.ground))
    }

    /// Whether people may let the row pass: every gate of it yields.
    #[must_use]
    pub fn releasable(&self) -> bool {
        self.reasons.iter().all(|reason| reason.gate.releasable())
    }

    /// The release that people may give this row: of the gates that stand on it now. `approved`: with a reason and a
    /// second person's approval, which every gate but the terms' review wants. What lets a list go on that waits as a
    /// whole opens none of the row's own gates (C60).
    ///
    /// Refused: a gate that never yields (`not_releasable`), and a missing approval (`approval_needed`); the message
    /// names the gate.
    pub fn release(&self, approved: bool) -> Refused<Release> {
        let refuse = |code, reason: &Reason, why| Err(Refusal::new(code, format!("{} {why}", reason.text)));
        if let Some(reason) = self.reasons.iter().find(|reason| !reason.gate.releasable()) {
            return refuse(Code::NotReleasable, reason, "No release passes this.");
        }
        let waits = self.reasons.iter().any(|reason| reason.gate == Gate::ListWaits);
        let closed = |gate: Gate| match gate {
            Gate::Review => false,
            Gate::ListWaits => !approved,
            _ => !approved || waits,
        };
        match self.reasons.iter().find(|reason| closed(reason.gate)) {
            Some(reason) if approved => refuse(
                Code::ApprovalNeeded,
                reason,
                "What lets the list go on opens no gate of the row's own: let it go on first, then release the row.",
            ),
            Some(reason) => {
                refuse(Code::ApprovalNeeded, reason, "To release it, give a reason and a second person's approval.")
            }
            None => Ok(Release { gates: self.reasons.iter().map(|reason| reason.gate).collect() }),
        }
    }
}

/// What stands against opening the switch of `candidate` on `ground` (C44). None: it is not due on the day's list, for
/// its balance does not meet the condition, it is not active, or its power is already off.
///
/// Asked of the store in the transaction that queues the command, and once more before it is sent.
#[must_use]
pub fn judge(ground: Ground, candidate: &Candidate, day: &DayOfList, program: &Program) -> Option<Row> {
    let due = meets_condition(candidate.balance, program) && candidate.active && candidate.power != PowerNow::Off;
    if ground == Ground::List && !due {
        return None;
    }
    let reasons = Gates { ground, candidate, day, program }.standing();
    Some(Row {
        ground,
        verdict: verdict(ground, &reasons, &candidate.release),
        why: why(candidate.balance, program),
        exact_zero: candidate.balance.is_zero(),
        reasons,
    })
}

fn verdict(ground: Ground, reasons: &[Reason], release: &Release) -> Verdict {
    let counts = |gate: &Gate| gate.counts_on(ground) && !release.passes(*gate);
    let mut standing = reasons.iter().map(|reason| reason.gate).filter(counts);
    let Some(first) = standing.next() else { return Verdict::Ready };
    if first.needs_attention() || standing.any(Gate::needs_attention) {
        Verdict::Attention
    } else if first == Gate::Review {
        Verdict::NeedsReview
    } else {
        Verdict::Held
    }
}

fn why(balance: Cents, program: &Program) -> String {
    let limit = match program.disconnect.when {
        CutWhen::AtOrBelowZero => "at or below $0.00",
        CutWhen::BelowZero => "below $0.00",
    };
    let clause = clause(program, "disconnect");
    if balance.is_zero() && meets_condition(balance, program) {
        format!("The balance is exactly $0.00, and the terms disconnect {limit}{clause}.")
    } else if !meets_condition(balance, program) {
        format!("The balance is {}, and the terms disconnect {limit}{clause}.", balance.dollars())
    } else {
        format!("The balance is {}, {limit}{clause}.", balance.dollars())
    }
}

/// One row's facts, asked gate by gate.
struct Gates<'a> {
    ground: Ground,
    candidate: &'a Candidate,
    day: &'a DayOfList,
    program: &'a Program,
}

impl Gates<'_> {
    /// Every gate that stands, the review last.
    fn standing(&self) -> Vec<Reason> {
        let mut found = Vec::new();
        found.extend(self.day.waits.as_ref().map(|why| self.reason(Gate::ListWaits, format!("The list waits: {why}"))));
        found.extend(self.no_holiday_list());
        found.extend(self.grace());
        found.extend(self.weather());
        found.extend(self.pledge());
        found.extend(self.switching());
        found.extend(self.holds());
        found.extend(self.doubts());
        if self.program.disconnect.review {
            found.push(self.reason(Gate::Review, "A person reviews every row before it is cut"));
        }
        found
    }

    fn reason(&self, gate: Gate, text: impl std::fmt::Display) -> Reason {
        let table = match gate {
            Gate::NoHolidayList => "holidays",
            Gate::GraceRunning => "returned_payment",
            Gate::Pledge => "pledges",
            Gate::NoForecast | Gate::Freeze | Gate::Inclement | Gate::Review => "disconnect",
            Gate::EstimatedTooLong | Gate::StaleRead => "daily_cycle",
            Gate::ListWaits
            | Gate::Switching
            | Gate::Hold(_)
            | Gate::ProofFailed
            | Gate::Doubt(_)
            | Gate::NoticeFailed => {
                return Reason { gate, text: format!("{text}.") };
            }
        };
        Reason { gate, text: format!("{text}{}.", clause(self.program, table)) }
    }

    fn no_holiday_list(&self) -> Option<Reason> {
        let year = self.day.now.day().year();
        let missing = !self.program.holidays.contains_key(&year);
        missing.then(|| {
            let text = format!("{year} has no holiday list: nobody is disconnected until the board's list is loaded");
            self.reason(Gate::NoHolidayList, text)
        })
    }

    /// R40, C24: the hours that a returned payment leaves the member.
    fn grace(&self) -> Option<Reason> {
        let until = self.candidate.grace_until.filter(|until| self.day.now.at < *until)?;
        let until = self.day.now.at_instant(until).local().format("%Y-%m-%d %H:%M");
        Some(self.reason(Gate::GraceRunning, format!("A returned payment leaves the member until {until} to pay")))
    }

    /// R32, C10.
    fn weather(&self) -> Vec<Reason> {
        let terms = &self.program.disconnect;
        let freeze = terms.freeze_at_or_below_f.and_then(|limit| match self.day.forecast {
            None => Some(self.reason(Gate::NoForecast, "No forecast was entered for the day, and the terms need one")),
            Some(forecast) if forecast.low_f <= limit => {
                let text =
                    format!("The forecast low is {} °F, and nobody is cut at {limit} °F or less", forecast.low_f);
                Some(self.reason(Gate::Freeze, text))
            }
            Some(_) => None,
        });
        let inclement = terms.inclement_weather_hold && self.day.forecast.is_some_and(|forecast| forecast.inclement);
        let inclement = inclement.then(|| self.reason(Gate::Inclement, "The forecast is of inclement weather"));
        freeze.into_iter().chain(inclement).collect()
    }

    /// R42, C35.
    fn pledge(&self) -> Option<Reason> {
        let today = self.day.now.day();
        let pledge = self.candidate.pledges.iter().find(|pledge| pledge.keeps_power_on(today, self.program))?;
        let until = pledge.until.map(|last| format!(" through {last}")).unwrap_or_default();
        let text = format!("A pledge of {} keeps the power on{until}", pledge.amount.dollars());
        Some(self.reason(Gate::Pledge, text))
    }

    fn switching(&self) -> Option<Reason> {
        (self.candidate.power == PowerNow::Switching)
            .then(|| self.reason(Gate::Switching, "A switch command is on its way: its outcome comes first"))
    }

    /// R46, C22. On another ground than the list a hold for safety counts whatever it stops (C44).
    fn holds(&self) -> Vec<Reason> {
        let today = self.day.now.day();
        let list = self.ground == Ground::List;
        let for_safety = |hold: &Hold| !list && hold.kind == HoldKind::Safety && hold.stands(today);
        let standing = self.candidate.holds.iter().filter(|hold| hold.stops_disconnect(today) || for_safety(hold));
        let in_words = |hold: &Hold| {
            let kind = hold.kind.text();
            let until = hold.until.map_or("until it is lifted".to_string(), |last| format!("through {last}"));
            let then = if list { ": a person must release the row" } else { "" };
            self.reason(Gate::Hold(hold.kind), format!("A hold ({kind}) stands {until}{then}"))
        };
        standing.map(in_words).collect()
    }

    /// What makes the balance or the notice doubtful.
    fn doubts(&self) -> Vec<Reason> {
        let mut found = Vec::new();
        if !self.day.proof_holds {
            found.push(self.reason(Gate::ProofFailed, "The store's proof failed: no balance is certain"));
        }
        found.extend(self.reads());
        found.extend(self.candidate.doubts.iter().map(|doubt| self.reason(Gate::Doubt(doubt.kind), &doubt.text)));
        if self.candidate.notice_failed {
            found.push(self.reason(Gate::NoticeFailed, "The low-balance notice failed to leave"));
        }
        found
    }

    /// A cut stands on a balance after that day's charges (C27), on estimates no longer than the terms allow.
    fn reads(&self) -> Option<Reason> {
        let terms = &self.program.daily_cycle;
        let Candidate { last_actual_read, estimated_days, unbilled_days, .. } = *self.candidate;
        if estimated_days > terms.estimate_at_most_days {
            let text = format!(
                "{estimated_days} days in a row are estimated, and at most {} may be",
                terms.estimate_at_most_days
            );
            return Some(self.reason(Gate::EstimatedTooLong, text));
        }
        if unbilled_days > 0 {
            let text = format!("{unbilled_days} days are not billed yet: the balance is not today's");
            return Some(self.reason(Gate::StaleRead, text));
        }
        let Some(read) = last_actual_read else {
            return Some(self.reason(Gate::StaleRead, "The meter was never read"));
        };
        let may_be_missing = if terms.estimate_missing_reads { terms.estimate_at_most_days } else { 0 };
        let too_old = self.day.now.day() - read > TimeDelta::days(i64::from(may_be_missing));
        too_old.then(|| self.reason(Gate::StaleRead, format!("The last read is of {read}, older than the terms allow")))
    }
}

#[cfg(test)]
#[path = "disconnect_tests.rs"]
mod tests;
