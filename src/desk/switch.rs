//! The switch queue: a command is stored before it is sent, and done only when its state was seen.

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

use super::Desk;
use super::act::{Act, Call, Needs};
use super::links::Links;
use super::standing::Facts;
use crate::basics::{Instant, Kwh, MeterNo, Refusal, Refused};
use crate::ledger::{
    Account, Cause, CommandId, CommandStatus, Meter, MeterId, Power, RowState, Status, SwitchCommand, SwitchStep,
    Wanted,
};
use crate::meters::{Command, LinkError, MeterLink, Settled, StateEvent, SwitchState, settle};

/// When a try that failed is made again, in seconds after it; then every [`LATER`].
const BACKOFF: [i64; 4] = [5, 30, 120, 600];
const LATER: i64 = 1800;
/// From this try on a person should look.
const ATTENTION_FROM: u32 = 3;
/// Switchings of a meter that the program makes by itself in a day; more needs a person.
const BY_ITSELF_A_DAY: u32 = 4;
/// How many commands are taken from the queue at a time.
const BATCH: usize = 200;

/// What a person may ask of a meter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SwitchVerb {
    On,
    Off,
    Read,
    State,
}

impl SwitchVerb {
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::On => "on",
            Self::Off => "off",
            Self::Read => "read",
            Self::State => "state",
        }
    }
}

/// What `switch …` answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SwitchView {
    pub meter: String,
    /// `on`, `off`, `read`, `state`.
    pub command: String,
    /// `queued`, `sent`, `done`, `refused`, `attention`, `expired`, `cancelled`.
    pub status: String,
    /// `on`, `off`, `armed`, `unknown`.
    pub state: String,
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
    pub command: String,
    pub cause: String,
    pub reason: String,
    pub status: String,
    pub tries: u32,
    pub detail: String,
    pub queued_at: String,
    pub next_try_at: Option<String>,
    pub done_at: Option<String>,
    /// The last state that was seen.
    pub state: String,
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

/// What a round of the queue came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Worked {
    pub disconnected: u32,
    pub reconnected: u32,
    pub waiting: u32,
    pub refused: u32,
    pub expired: u32,
}

#[derive(Serialize)]
struct HandInput<'a> {
    meter: &'a str,
    verb: SwitchVerb,
}

impl Desk {
    /// Switches or asks a meter by hand: queued, carried out, verified, recorded.
    ///
    /// # Errors
    /// `unknown_meter`; that a link fails is a status, not an error.
    pub fn switch_by_hand(&mut self, call: &Call, verb: SwitchVerb, meter: &str) -> Refused<SwitchView> {
        match verb {
            SwitchVerb::On | SwitchVerb::Off => self.switch_to(call, verb, meter),
            SwitchVerb::Read | SwitchVerb::State => self.look_at(call, verb, meter),
        }
    }

    fn switch_to(&mut self, call: &Call, verb: SwitchVerb, meter: &str) -> Refused<SwitchView> {
        let wanted = if verb == SwitchVerb::On { Wanted::On } else { Wanted::Off };
        let queued: i64 = self.act(call, "switch", Needs::Anyone, &HandInput { meter, verb }, |act| {
            let row = in_service(act, meter)?;
            let facts = act.facts(row.account)?;
            if let Some(open) = &facts.command {
                if open.status == CommandStatus::Queued && !open.in_doubt {
                    act.cancel(open, "another command was given by hand")?;
                } else if open.wanted == wanted {
                    return Ok(open.id.0);
                } else {
                    act.tx.save_command(&SwitchCommand {
                        status: CommandStatus::Cancelled,
                        done_at: Some(act.now.at),
                        detail: "another command was given by hand".to_string(),
                        ..open.clone()
                    })?;
                }
            }
            let reason = format!("by hand, {}", act.operator.name);
            Ok(act.queue_switch(&facts, wanted, Cause::Hand, &reason, None, None)?.0)
        })?;
        self.work_queue(call)?;
        self.ask(call, |act| {
            let command = act.tx.command(CommandId(queued))?;
            let standing = act.tx.standing(command.account)?;
            Ok(SwitchView {
                meter: meter.to_string(),
                command: command.wanted.word().to_string(),
                status: command.status.word().to_string(),
                state: standing.power.word().to_string(),
                kwh: None,
                detail: command.detail,
            })
        })
    }

    fn look_at(&mut self, call: &Call, verb: SwitchVerb, number: &str) -> Refused<SwitchView> {
        let signed = self.sign(call)?;
        let meter = self.ask(call, |act| in_service(act, number))?;
        let mut view = SwitchView {
            meter: number.to_string(),
            command: verb.word().to_string(),
            status: CommandStatus::Done.word().to_string(),
            state: SwitchState::Unknown.to_string(),
            kwh: None,
            detail: String::new(),
        };
        let now = signed.now;
        let mut links = Links::new(self, now)?;
        let asked = links.with(&meter.link, |link| {
            if verb == SwitchVerb::Read {
                let read = link.read(&meter.number)?;
                view.kwh = Some(read.kwh);
                return Ok((None, read.raw));
            }
            let seen = link.switch_state(&meter.number)?;
            view.state = seen.state.to_string();
            Ok((Some(seen.state), seen.raw))
        });
        drop(links);
        let (state, raw) = match asked {
            Ok((state, raw)) => (state, raw),
            Err(error) => {
                view.status = error.code().to_string();
                view.detail = error.to_string();
                (None, error.to_string())
            }
        };
        self.store.write(|tx| {
            tx.add_step(&SwitchStep {
                command: None,
                meter: meter.id,
                at: now.at,
                operator: signed.operator.id,
                step: format!("asked by hand: {}", verb.word()),
                state: state.map(|state| state.to_string()),
                raw,
            })?;
            if let Some(state) = state.and_then(power_of) {
                tx.see_power(meter.account, state, "asked by hand", now.at)?;
            }
            tx.touch(now.at)
        })?;
        if let Some(read) = view.kwh {
            view.detail = format!("register {read} kWh");
        }
        Ok(view)
    }

    /// The queue: everything open, and what ended in the last day.
    pub fn switch_queue(&mut self, call: &Call) -> Refused<QueueView> {
        self.ask(call, |act| {
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

    /// Works the queue once: every command that is due by now, reconnects first.
    pub fn work_queue(&mut self, call: &Call) -> Refused<Worked> {
        let signed = self.sign(call)?;
        let now = signed.now.at;
        let mut worked = Worked::default();
        loop {
            let due = self.store.read(|tx| tx.due_commands(now, BATCH))?;
            if due.is_empty() {
                return Ok(worked);
            }
            for command in due {
                self.work_one(call, now, command.id, &mut worked)?;
            }
        }
    }

    /// One command: stored as sent, sent, looked at, and what was seen is stored.
    fn work_one(&mut self, call: &Call, now: Instant, id: CommandId, worked: &mut Worked) -> Refused<()> {
        let Some(ready) = self.queue_step(call, |act| make_ready(act, id, worked))? else { return Ok(()) };
        let moment = crate::basics::Now::new(now, self.zone());
        let mut links = Links::new(self, moment)?;
        let mut heard = links.take_heard();
        let outcome = links.with(&ready.meter.link, |link| Ok(send(link, &ready, &mut heard)));
        links.keep_heard(heard);
        drop(links);
        let outcome = outcome.unwrap_or_else(Outcome::not_sent);
        self.queue_step(call, |act| record(act, &ready, outcome, worked))
    }

    /// A transaction of the queue's own: it is no act of a person, and needs no key.
    fn queue_step<T>(&mut self, call: &Call, work: impl FnOnce(&Act<'_>) -> Refused<T>) -> Refused<T> {
        let signed = self.sign(call)?;
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
                key: uuid::Uuid::nil(),
            })?;
            tx.touch(signed.now.at)?;
            Ok(answer)
        })
    }
}

/// A command about to be sent.
struct Ready {
    command: SwitchCommand,
    meter: Meter,
    /// It went out before and its outcome is unknown, or it is not known where the switch stands: look first.
    look_first: bool,
    /// It went out before: whether it was carried out is not known.
    was_out: bool,
    /// The register before, where a head end's word alone proves nothing.
    before: Option<Kwh>,
}

/// What came of sending.
enum Outcome {
    /// The state was seen.
    Seen {
        detail: String,
        raw: String,
    },
    Armed {
        raw: String,
    },
    /// Accepted, and not seen yet.
    Accepted {
        detail: String,
        raw: String,
        state: SwitchState,
    },
    /// Nothing went out.
    NotSent {
        error: LinkError,
    },
    /// It may have been carried out.
    Unknown {
        error: LinkError,
    },
    Refused {
        detail: String,
    },
}

impl Outcome {
    fn not_sent(error: LinkError) -> Self {
        match error {
            LinkError::OutcomeUnknown(_) => Self::Unknown { error },
            LinkError::Refused(detail) => Self::Refused { detail },
            error => Self::NotSent { error },
        }
    }
}

/// Stores that a command goes out now; None when it does not: it expired, was overtaken, or needs a person.
fn make_ready(act: &Act<'_>, id: CommandId, worked: &mut Worked) -> Refused<Option<Ready>> {
    let command = act.tx.command(id)?;
    if !command.status.is_open() {
        return Ok(None);
    }
    let not_sent_yet = command.status == CommandStatus::Queued && !command.in_doubt;
    if not_sent_yet && command.not_after.is_some_and(|last| act.now.at >= last) {
        end(act, &command, CommandStatus::Expired, "not done by the terms' last time of day")?;
        worked.expired += 1;
        return Ok(None);
    }
    let meter = act.tx.meter(command.meter)?;
    if not_sent_yet && command.cause != Cause::Hand && too_often(act, &command)? {
        let text = format!("meter {} was switched {BY_ITSELF_A_DAY} times today: more needs a person", meter.number);
        wait_for_person(act, &command, &text)?;
        worked.waiting += 1;
        return Ok(None);
    }
    let state_unknown = act.tx.standing(command.account)?.power == Power::Unknown;
    let was_out = command.in_doubt || command.status != CommandStatus::Queued;
    let look_first = was_out || state_unknown || command.cause == Cause::Opening;
    let tries = command.tries + 1;
    let going_out = SwitchCommand { in_doubt: true, tries, next_try_at: act.now.at + backoff(tries), ..command };
    act.tx.save_command(&going_out)?;
    let before = act.tx.last_true_read(meter.id)?.map(|read| read.register);
    Ok(Some(Ready { command: going_out, meter, look_first, was_out, before }))
}

fn too_often(act: &Act<'_>, command: &SwitchCommand) -> Refused<bool> {
    let midnight = act.now.start_of(act.today());
    Ok(act.tx.switchings_since(command.meter, midnight)? > BY_ITSELF_A_DAY)
}

fn backoff(tries: u32) -> TimeDelta {
    let seconds = tries.checked_sub(1).and_then(|index| BACKOFF.get(index as usize).copied()).unwrap_or(LATER);
    TimeDelta::seconds(seconds)
}

/// Sends one command over a link, or only looks, where it may have been carried out already.
fn send(link: &mut dyn MeterLink, ready: &Ready, heard: &mut Vec<StateEvent>) -> Outcome {
    let meter: &MeterNo = &ready.meter.number;
    let command = match ready.command.wanted {
        Wanted::On => Command::Close,
        Wanted::Off => Command::Open,
    };
    let mut sent_before = false;
    if ready.look_first {
        match link.switch_state(meter) {
            Ok(seen) if seen.state == command.wanted() && seen.proof => {
                return Outcome::Seen { detail: format!("meter {meter} was seen {}", seen.state), raw: seen.raw };
            }
            Ok(seen) if seen.state == command.wanted() && ready.command.status != CommandStatus::Queued => {
                sent_before = true
            }
            Ok(_) => {}
            Err(error) => return Outcome::NotSent { error },
        }
    }
    if sent_before {
        return settled(settle(link, meter, command, ready.command.tx, ready.before, heard));
    }
    match link.command(meter, command, ready.command.tx, ready.command.not_after) {
        Ok(accepted) => match settled(settle(link, meter, command, ready.command.tx, ready.before, heard)) {
            Outcome::Accepted { detail, raw, state } if !accepted.detail.is_empty() => {
                Outcome::Accepted { detail: format!("{}; {detail}", accepted.detail), raw, state }
            }
            outcome => outcome,
        },
        Err(LinkError::OutcomeUnknown(detail)) => match link.switch_state(meter) {
            Ok(seen) if seen.state == command.wanted() && seen.proof => Outcome::Seen {
                detail: format!("the reply was lost, and meter {meter} was seen {}", seen.state),
                raw: seen.raw,
            },
            _ => Outcome::Unknown { error: LinkError::OutcomeUnknown(detail) },
        },
        Err(error) => Outcome::not_sent(error),
    }
}

fn settled(settled: Settled) -> Outcome {
    match settled {
        Settled::Done { detail, raw } => Outcome::Seen { detail, raw },
        Settled::Armed { raw } => Outcome::Armed { raw },
        Settled::Failed { detail, .. } => Outcome::Refused { detail },
        Settled::Unseen { last, detail } => Outcome::Accepted { raw: detail.clone(), detail, state: last },
    }
}

/// Stores what came of a command.
fn record(act: &Act<'_>, ready: &Ready, outcome: Outcome, worked: &mut Worked) -> Refused<()> {
    // A person may have ended it while it was out.
    let command = act.tx.command(ready.command.id)?;
    let step = |text: String, state: Option<SwitchState>, raw: String| SwitchStep {
        command: Some(command.id),
        meter: command.meter,
        at: act.now.at,
        operator: act.operator.id,
        step: text,
        state: state.map(|state| state.to_string()),
        raw,
    };
    let wanted = if command.wanted == Wanted::On { SwitchState::On } else { SwitchState::Off };
    match outcome {
        Outcome::Seen { detail, raw } => {
            act.tx.add_step(&step(detail.clone(), Some(wanted), raw))?;
            end(act, &command, CommandStatus::Done, &detail)?;
            seen(act, &command, worked)
        }
        Outcome::Armed { raw } => {
            let detail = "armed: the member must press the button at the meter";
            act.tx.add_step(&step(detail.to_string(), Some(SwitchState::Armed), raw))?;
            act.tx.see_power(command.account, Power::Armed, detail, act.now.at)?;
            try_again(act, &command, CommandStatus::Sent, detail, worked)
        }
        Outcome::Accepted { detail, raw, state } => {
            act.tx.add_step(&step(format!("accepted: {detail}"), Some(state), raw))?;
            try_again(act, &command, CommandStatus::Sent, &detail, worked)
        }
        Outcome::NotSent { error } => {
            act.tx.add_step(&step(format!("{}: {error}", error.code()), None, error.to_string()))?;
            let command = SwitchCommand { in_doubt: ready.was_out, ..command };
            let status = command.status;
            try_again(act, &command, status, &error.to_string(), worked)
        }
        Outcome::Unknown { error } => {
            act.tx.add_step(&step(format!("outcome unknown: {error}"), None, error.to_string()))?;
            let status = command.status;
            try_again(act, &command, status, &error.to_string(), worked)
        }
        Outcome::Refused { detail } => {
            act.tx.add_step(&step(format!("refused: {detail}"), None, detail.clone()))?;
            worked.refused += 1;
            refused(act, &command, &detail)
        }
    }
}

/// A meter that refuses a disconnect is looked at by a person; one that refuses a reconnect is asked again as well, for
/// the power must come back.
fn refused(act: &Act<'_>, command: &SwitchCommand, detail: &str) -> Refused<()> {
    let meter = act.tx.meter(command.meter)?.number;
    let text = format!("meter {meter} refused to switch {}: {detail}", command.wanted.word());
    act.tx.attend(Some(command.account), "switch_refused", &text, act.today(), act.now.at)?;
    if command.wanted == Wanted::On && command.cause != Cause::Hand {
        let again = SwitchCommand {
            status: CommandStatus::Attention,
            in_doubt: false,
            detail: detail.to_string(),
            ..command.clone()
        };
        return act.tx.save_command(&again);
    }
    end(act, command, CommandStatus::Refused, detail)
}

fn try_again(
    act: &Act<'_>,
    command: &SwitchCommand,
    status: CommandStatus,
    detail: &str,
    worked: &mut Worked,
) -> Refused<()> {
    worked.waiting += 1;
    let late = command.tries >= ATTENTION_FROM;
    let status = if late { CommandStatus::Attention } else { status };
    act.tx.save_command(&SwitchCommand { status, detail: detail.to_string(), ..command.clone() })?;
    if late {
        let meter = act.tx.meter(command.meter)?.number;
        let text = format!("meter {meter} is not {} after {} tries: {detail}", command.wanted.word(), command.tries);
        act.tx.attend(Some(command.account), "switch_waiting", &text, act.today(), act.now.at)?;
    }
    Ok(())
}

fn wait_for_person(act: &Act<'_>, command: &SwitchCommand, text: &str) -> Refused<()> {
    let waiting = SwitchCommand {
        status: CommandStatus::Attention,
        detail: text.to_string(),
        next_try_at: act.now.at + TimeDelta::days(1),
        ..command.clone()
    };
    act.tx.save_command(&waiting)?;
    act.tx.attend(Some(command.account), "switch_waiting", text, act.today(), act.now.at)
}

fn end(act: &Act<'_>, command: &SwitchCommand, status: CommandStatus, detail: &str) -> Refused<()> {
    act.tx.save_command(&SwitchCommand {
        status,
        in_doubt: false,
        done_at: Some(act.now.at),
        detail: detail.to_string(),
        ..command.clone()
    })?;
    if status == CommandStatus::Expired
        && let Some(row) = act.tx.list_row(act.now.at_instant(command.queued_at).day(), command.account)?
    {
        let why = format!("{} The disconnect expired: it was {detail}.", row.why);
        act.tx.decide_row(&crate::ledger::ListRow { state: RowState::Withdrawn, why, ..row }, act.now.at)?;
    }
    Ok(())
}

/// A switch was seen where it was wanted: the account follows.
fn seen(act: &Act<'_>, command: &SwitchCommand, worked: &mut Worked) -> Refused<()> {
    let account = command.account;
    act.tx.attended(Some(account), "switch_waiting", act.operator.id, act.now.at)?;
    act.tx.attended(Some(account), "switch_refused", act.operator.id, act.now.at)?;
    let standing = act.tx.standing(account)?;
    let state = if command.wanted == Wanted::On { Power::On } else { Power::Off };
    act.tx.see_power(account, state, &format!("{} · {}", command.cause.word(), command.reason), act.now.at)?;
    match (command.wanted, command.cause, standing.status) {
        (Wanted::Off, Cause::Disconnect, Status::Active) => {
            worked.disconnected += 1;
            act.tx.set_status(
                account,
                Status::Disconnected,
                "disconnected for non-payment, seen open",
                act.operator.id,
                act.now.at,
                act.today(),
            )?;
            act.keep_evidence(command)?;
            act.tell_power(account, false)?;
            // A payment that came while the command was out brings the power back at once.
            act.balance_moved(account, false)?;
        }
        (Wanted::On, Cause::Reconnect | Cause::Hand, Status::Disconnected) => {
            worked.reconnected += 1;
            act.tx.set_status(
                account,
                Status::Active,
                "reconnected, seen closed",
                act.operator.id,
                act.now.at,
                act.today(),
            )?;
            act.tell_power(account, true)?;
        }
        (Wanted::On, Cause::Reconnect, _) => {
            worked.reconnected += 1;
            act.tell_power(account, true)?;
        }
        _ => {}
    }
    Ok(())
}

fn in_service(act: &Act<'_>, number: &str) -> Refused<Meter> {
    let meter = act.tx.meter_numbered(number)?;
    if meter.to_day.is_some() {
        return Err(Refusal::new(
            "not_in_service",
            format!("meter {number} is no longer in service: check the number"),
        ));
    }
    Ok(meter)
}

pub(super) fn power_of(state: SwitchState) -> Option<Power> {
    match state {
        SwitchState::On => Some(Power::On),
        SwitchState::Off => Some(Power::Off),
        SwitchState::Armed => Some(Power::Armed),
        SwitchState::Unknown => None,
    }
}

fn queue_row(act: &Act<'_>, command: &SwitchCommand) -> Refused<QueueRow> {
    let account: Account = act.tx.account(command.account)?;
    let facts = Facts::load(act.tx, account)?;
    let meter: MeterId = command.meter;
    let open = command.status.is_open();
    Ok(QueueRow {
        id: command.id.0,
        account: facts.account.number.0.clone(),
        name: facts.member.name.clone(),
        address: facts.account.address.clone(),
        meter: act.tx.meter(meter)?.number.0,
        command: command.wanted.word().to_string(),
        cause: command.cause.word().to_string(),
        reason: command.reason.clone(),
        status: command.status.word().to_string(),
        tries: command.tries,
        detail: command.detail.clone(),
        queued_at: act.time(command.queued_at),
        next_try_at: open.then(|| act.time(command.next_try_at)),
        done_at: command.done_at.map(|at| act.time(at)),
        state: facts.standing.power.word().to_string(),
        operator: act.tx.operator(command.operator)?.name,
        steps: act
            .tx
            .steps(command.id)?
            .into_iter()
            .map(|step| StepView { at: act.time(step.at), step: step.step, state: step.state, raw: step.raw })
            .collect(),
    })
}
