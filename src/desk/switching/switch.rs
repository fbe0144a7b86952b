//! The switch queue: a command is stored before it is sent, and done only when its state was seen.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

use super::carry_out::{Outcome, Ready, Round, Worked, carry_out, make_ready, record};
use super::links::{Links, is_built_in};
use super::order::Judged;
use crate::basics::{Code, Instant, Kwh, Now, Refusal, Refused};
use crate::desk::Desk;
use crate::desk::act::{Act, By, Call, Needs, Signed};
use crate::desk::deed::Deed;
use crate::desk::looks::Looks;
use crate::desk::standing::{Facts, is_out};
use crate::desk::texts::need_reason;
use crate::desk::wires::Share;
use crate::ledger::{
    AccountId, Cause, CommandId, CommandStatus, Due, Ground, Meter, MeterId, Power, SwitchCommand, SwitchStep, Wanted,
};
use crate::meters::{LinkError, SwitchState};
use crate::words::SwitchVerb;

/// So many commands of a link are looked up at a time.
const A_PAGE: usize = 100;

/// What `switch …` answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SwitchView {
    pub meter: String,
    pub command: SwitchVerb,
    pub status: CommandStatus,
    pub state: Power,
    pub kwh: Option<Kwh>,
    pub detail: String,
}

/// A row of the switch queue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct QueueRow {
    pub id: i64,
    pub account: String,
    pub name: String,
    pub address: String,
    pub meter: String,
    pub command: Wanted,
    pub cause: Cause,
    pub reason: String,
    pub status: CommandStatus,
    pub tries: u32,
    pub detail: String,
    pub queued_at: String,
    pub next_try_at: Option<String>,
    pub done_at: Option<String>,
    /// The last state that was seen.
    pub state: Power,
    pub operator: String,
    pub steps: Vec<StepView>,
}

/// One step of a command, as it was recorded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StepView {
    pub at: String,
    pub step: String,
    pub state: Option<String>,
    pub raw: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct QueueView {
    pub rows: Vec<QueueRow>,
}

/// Switches a meter by hand, on or off: queued, carried out, verified, recorded. Answers the command's number. A switch is
/// opened on a ground, judged from the store; safety, tampering and a switch that is closed before the target is met need
/// a reason and a supervisor who is not the maker (C44).
///
/// # Errors
/// `unknown_meter`, `not_in_service`; `ground_needed`, `not_justified` with the gate that stands, `no_reason`,
/// `approval_needed`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SwitchByHand {
    pub verb: SwitchVerb,
    pub meter: String,
    /// Opening a switch has one, always; never the list's.
    #[serde(default)]
    pub ground: Option<Ground>,
    /// Who asked for it, by what they were known, or what was found.
    #[serde(default)]
    pub reason: Option<String>,
}

impl SwitchByHand {
    /// A question, or a switch that is closed: no ground, no reason.
    #[must_use]
    pub fn plain(verb: SwitchVerb, meter: impl Into<String>) -> Self {
        Self { verb, meter: meter.into(), ground: None, reason: None }
    }
}

impl Deed for SwitchByHand {
    const NAME: &'static str = "switch";
    const NEEDS: Needs = Needs::ClerkOrApproval;
    const MOVES_POWER: bool = true;
    type Answer = i64;

    fn looks_at(&self) -> Looks<'_> {
        Looks::at_meter(&self.meter)
    }

    fn run(&self, act: &Act<'_>) -> Refused<i64> {
        Ok(order_by_hand(act, self)?.0)
    }
}

impl Desk {
    /// Switches or asks a meter by hand: queued, carried out, verified, recorded. A switch is opened on a ground, judged
    /// from the store; safety, tampering and a switch that is closed before the target is met need a reason and a
    /// supervisor who is not the maker (C44).
    ///
    /// # Errors
    /// `unknown_meter`, `not_in_service`; `ground_needed`, `not_justified` with the gate that stands, `no_reason`,
    /// `approval_needed`. That a link fails is a status, not an error: its detail begins with the link's own code.
    pub fn switch_by_hand(&mut self, call: &Call, input: &SwitchByHand) -> Refused<SwitchView> {
        match input.verb {
            SwitchVerb::On | SwitchVerb::Off => self.switch_to(call, input),
            SwitchVerb::Read | SwitchVerb::State => self.look_at(call, input.verb, &input.meter),
        }
    }

    fn switch_to(&mut self, call: &Call, input: &SwitchByHand) -> Refused<SwitchView> {
        let queued = self.perform(call, input)?;
        self.ask_anyone(call, |act| {
            let command = act.tx.command(CommandId(queued))?;
            let standing = act.tx.standing(command.account)?;
            Ok(SwitchView {
                meter: input.meter.clone(),
                command: command.wanted.into(),
                status: command.status,
                state: standing.power,
                kwh: None,
                detail: command.detail,
            })
        })
    }

    fn look_at(&mut self, call: &Call, verb: SwitchVerb, number: &str) -> Refused<SwitchView> {
        let signed = self.sign(call)?;
        let meter = self.ask_anyone(call, |act| in_service(act, number))?;
        let mut view = SwitchView {
            meter: number.to_string(),
            command: verb,
            status: CommandStatus::Done,
            state: Power::Unknown,
            kwh: None,
            detail: String::new(),
        };
        let now = signed.now;
        let mut links = Links::new(self, now);
        let asked = links.with(&meter.link, |link| {
            if verb == SwitchVerb::Read {
                let read = link.read(&meter.number)?;
                view.kwh = Some(read.kwh);
                return Ok((None, read.raw));
            }
            let seen = link.switch_state(&meter.number)?;
            view.state = seen.state;
            Ok((Some(seen.state), seen.raw))
        });
        let (state, raw) = match asked {
            Ok((state, raw)) => (state, raw),
            Err(error) => {
                let refused = matches!(error, LinkError::Refused(_) | LinkError::NotAllowed(_));
                let status = if refused { CommandStatus::Refused } else { CommandStatus::Attention };
                view.status = status;
                view.detail = format!("{}: {error}", error.code());
                (None, error.to_string())
            }
        };
        self.step(&signed, |act| {
            act.tx.add_step(&SwitchStep {
                command: None,
                meter: meter.id,
                at: now.at,
                operator: signed.operator.id,
                step: format!("asked by hand: {verb}"),
                state: state.map(|state| state.to_string()),
                raw,
            })?;
            match state.and_then(power_of) {
                Some(state) => act.see_power(meter.account, state, "asked by hand", now.at),
                None => Ok(()),
            }
        })?;
        if let Some(read) = view.kwh {
            view.detail = format!("register {read} kWh");
        }
        Ok(view)
    }

    /// The queue: everything open, and what ended in the last day.
    pub fn switch_queue(&mut self, call: &Call) -> Refused<QueueView> {
        self.ask_anyone(call, |act| {
            let since = act.now.at - TimeDelta::days(1);
            let rows = act
                .tx
                .switch_queue(since)?
                .into_iter()
                .map(|command| queue_row(act, &command))
                .collect::<Refused<_>>()?;
            Ok(QueueView { rows })
        })
    }

    /// Says which links' commands [`Desk::work_queue`] works from now on; the others are left to another desk on the
    /// same store.
    pub fn work_only(&mut self, share: Share) {
        self.share = share;
    }

    /// Works the queue once: every command that is due by now, a few of each link at a time, reconnects first.
    pub fn work_queue(&mut self, call: &Call) -> Refused<Worked> {
        let signed = self.enter(call, "switch_work", Needs::Anyone)?;
        self.work_queue_by((call, &signed))
    }

    /// As [`Desk::work_queue`], by who signed before in the same call.
    pub(in crate::desk) fn work_queue_by(&mut self, by: By<'_>) -> Refused<Worked> {
        let now = self.now_of(by.0)?.at;
        let mut worked = Worked::default();
        let mut sealed = None;
        while self.work_round(by, now, &mut sealed, &mut worked)? {}
        Ok(worked)
    }

    /// Whether the store's proof holds for the disconnects among `due` that another call queued: what this one queued was
    /// judged in it. `sealed`: what the proof of the seals said before in this call.
    fn proof_of_what_waited(&mut self, signed: &Signed, due: &[Due], sealed: &mut Option<bool>) -> Refused<bool> {
        let waited = due.iter().filter(|due| due.cut_since.is_some_and(|since| since < signed.now.at));
        let waited: Vec<AccountId> = waited.map(|due| due.account).collect();
        if waited.is_empty() {
            return Ok(true);
        }
        let seals_hold = match *sealed {
            Some(holds) => holds,
            None => *sealed.insert(self.seals_hold(signed)?),
        };
        Ok(seals_hold && self.accounts_hold(signed, &waited)?)
    }

    /// One round: a page of commands of the links without a wire, then those of the others, several at the same time.
    /// False: nothing is due.
    fn work_round(
        &mut self,
        by: By<'_>,
        now: Instant,
        sealed: &mut Option<bool>,
        worked: &mut Worked,
    ) -> Refused<bool> {
        let built_in = self.share.built_in();
        let due = self.store.read(|tx| tx.due_commands(now, |_| A_PAGE, built_in))?;
        let proof_holds = self.proof_of_what_waited(by.1, &due, sealed)?;
        let any = !due.is_empty();
        let (near, far): (Vec<Due>, Vec<Due>) = due.into_iter().partition(|due| is_built_in(&due.link));
        self.work_page((by, now, proof_holds), near, worked)?;
        self.work_wires((by, now, proof_holds), far.into(), worked)?;
        Ok(any)
    }

    /// Works commands of links without a wire, which answer at once: all are stored as going out in one act, and what came
    /// of them is in another.
    fn work_page(&mut self, (by, now, proof_holds): Round<'_>, mut page: Vec<Due>, worked: &mut Worked) -> Refused<()> {
        // What comes of an account's command decides its next: that one waits for the next round.
        let mut accounts = HashSet::new();
        page.retain(|due| accounts.insert(due.account));
        if page.is_empty() {
            return Ok(());
        }
        let ready = self.queue_step(by, |act| {
            let ready = page.iter().map(|due| make_ready(act, due.command, now, Duration::ZERO, proof_holds, worked));
            Ok(ready.collect::<Refused<Vec<_>>>()?.into_iter().flatten().collect::<Vec<Ready>>())
        })?;
        let (heard, now) = (Arc::clone(&self.heard), Now::new(now, self.zone()));
        let mut links = Links::new(self, now);
        let came = ready.into_iter().map(|ready| {
            let outcome = links.with(&ready.meter.link, |link| Ok(carry_out(link, &ready, &heard)));
            (ready, outcome.unwrap_or_else(Outcome::not_sent))
        });
        let came: Vec<(Ready, Outcome)> = came.collect();
        self.queue_step(by, |act| {
            came.into_iter().try_for_each(|(ready, outcome)| record(act, &ready, outcome, worked))
        })
    }

    /// A transaction of the queue's own, at the time that it is by then: it is no act of a person, and needs no key.
    pub(super) fn queue_step<T>(
        &mut self,
        (call, signed): By<'_>,
        work: impl FnOnce(&Act<'_>) -> Refused<T>,
    ) -> Refused<T> {
        let now = self.now_of(call)?;
        self.step(&Signed { now, ..signed.clone() }, work)
    }
}

/// Queues what a person wants of a switch.
fn order_by_hand(act: &Act<'_>, input: &SwitchByHand) -> Refused<CommandId> {
    let meter = in_service(act, &input.meter)?;
    let facts = act.facts(meter.account)?;
    let reason = input.reason.as_deref().filter(|reason| !reason.trim().is_empty());
    let wanted = if input.verb == SwitchVerb::On { Wanted::On } else { Wanted::Off };
    let judged = match wanted {
        Wanted::Off => Some(judge_by_hand(act, &facts, input.ground, reason)?),
        Wanted::On => {
            if let Some(why) = act.against_closing(&facts)? {
                need_two(act, reason, &format!("{why} Meter {} is not switched on by one person", input.meter))?;
            }
            None
        }
    };
    if let Some(open) = &facts.command {
        if open.wanted == wanted && (is_out(open) || open.cause == Cause::Disconnect) {
            // What is under way is what is wanted: it is tried now, and stays what it is for.
            act.tx.save_command(&SwitchCommand { next_try_at: act.now.at, ..open.clone() })?;
            return Ok(open.id);
        }
        act.cancel(open, "another command was given by hand")?;
    }
    match judged {
        None => act.order_on(&facts, Cause::Hand, &format!("by hand, {}", act.decided(reason))),
        Some(judged) => {
            let id = act.order(&judged, Cause::Hand, reason)?;
            if judged.row().ground.needs_two() {
                act.attend_off(&act.tx.command(id)?)?;
            }
            Ok(id)
        }
    }
}

/// Whether a person may open the switch, on the ground that they name.
fn judge_by_hand(act: &Act<'_>, facts: &Facts, ground: Option<Ground>, reason: Option<&str>) -> Refused<Judged> {
    let meter = &facts.meter.number;
    let ground = ground.filter(|ground| *ground != Ground::List).ok_or_else(|| {
        let text = format!(
            "say on which ground meter {meter} is switched off: --ground request, stop, move, safety or tampering. For what \
             is owed only the day's list disconnects."
        );
        Refusal::new(Code::GroundNeeded, text)
    })?;
    if ground.needs_two() {
        need_two(act, reason, &format!("Meter {meter} is not switched off for {} by one person", ground.word()))?;
    }
    need_reason(reason.unwrap_or_default(), "command")?;
    let judged = act.judge(ground, facts.clone(), &act.day_of_list(true)?)?;
    let judged = judged.expect("only the list asks for what is due");
    act.check_carried(&judged)?;
    Ok(judged)
}

/// Refuses what wants a reason and a supervisor who is not the maker (C44).
fn need_two(act: &Act<'_>, reason: Option<&str>, why: &str) -> Refused<()> {
    if act.approver.is_none() {
        let text = format!("{why}: give a reason and a supervisor's approval.");
        return Err(Refusal::new(Code::ApprovalNeeded, text));
    }
    need_reason(reason.unwrap_or_default(), "command")
}

fn in_service(act: &Act<'_>, number: &str) -> Refused<Meter> {
    let meter = act.tx.meter_numbered(number)?;
    if meter.to_day.is_some() {
        return Err(Refusal::new(
            Code::NotInService,
            format!("meter {number} is no longer in service: check the number"),
        ));
    }
    Ok(meter)
}

pub(in crate::desk) fn power_of(state: SwitchState) -> Option<Power> {
    match state {
        SwitchState::On => Some(Power::On),
        SwitchState::Off => Some(Power::Off),
        SwitchState::Armed => Some(Power::Armed),
        SwitchState::Unknown => None,
    }
}

fn queue_row(act: &Act<'_>, command: &SwitchCommand) -> Refused<QueueRow> {
    let facts = act.facts(command.account)?;
    let meter: MeterId = command.meter;
    let open = command.status.is_open();
    Ok(QueueRow {
        id: command.id.0,
        account: facts.account.number.0.clone(),
        name: facts.member.name.clone(),
        address: facts.account.address.clone(),
        meter: act.tx.meter(meter)?.number.0,
        command: command.wanted,
        cause: command.cause,
        reason: command.reason.clone(),
        status: command.status,
        tries: command.tries,
        detail: command.detail.clone(),
        queued_at: act.time(command.queued_at),
        next_try_at: open.then(|| act.time(command.next_try_at)),
        done_at: command.done_at.map(|at| act.time(at)),
        state: facts.standing.power,
        operator: act.tx.operator(command.operator)?.name,
        steps: act
            .tx
            .steps(command.id)?
            .into_iter()
            .map(|step| StepView { at: act.time(step.at), step: step.step, state: step.state, raw: step.raw })
            .collect(),
    })
}
