//! How one command of the switch queue is carried out: sent, looked at, and what was seen is stored.

use std::sync::PoisonError;
use std::time::Duration;

use chrono::TimeDelta;
use serde::Serialize;
use uuid::Uuid;

use super::seen::ON_BEFORE_TARGET;
use crate::basics::{Instant, Kwh, MeterNo, Refused};
use crate::desk::act::{Act, By};
use crate::desk::standing::is_out;
use crate::desk::wires::Heard;
use crate::ledger::{
    Cause, CommandId, CommandStatus, Meter, Power, RowState, Status, SwitchCommand, SwitchStep, Wanted,
};
use crate::meters::{Command, LinkError, MeterLink, Pauses, Settled, Settling, StateEvent, SwitchState};
use crate::rules::limits::reaches_target;

/// Who works a round of the queue, what is due by when, and whether the proof holds for the disconnects in it that waited.
pub(super) type Round<'a> = (By<'a>, Instant, bool);

/// When a try that failed is made again, in seconds after it; then every [`LATER`].
const BACKOFF: [i64; 4] = [5, 30, 120, 600];
const LATER: i64 = 1800;
/// From this try on a person should look.
const ATTENTION_FROM: u32 = 3;
/// Switchings of a meter that the program makes by itself in a day; more needs a person.
const BY_ITSELF_A_DAY: u32 = 4;
/// So many notifications that nobody waited for yet are kept.
const HEARD_AT_MOST: usize = 10_000;
/// Why a disconnect expires (C27).
const TOO_LATE: &str = "not done by the terms' last time of day";

/// What a round of the queue came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Worked {
    pub disconnected: u32,
    pub reconnected: u32,
    pub waiting: u32,
    pub refused: u32,
    pub expired: u32,
}

/// A command about to be sent.
pub(in crate::desk) struct Ready {
    pub command: SwitchCommand,
    pub meter: Meter,
    /// It went out before and its outcome is unknown, or it is not known where the switch stands: look first.
    look_first: bool,
    /// It went out before: whether it was carried out is not known.
    was_out: bool,
    /// It is past the time after which it may be sent: its state is looked at, no more (C27).
    too_late: bool,
    /// The register before, where a head end's word alone proves nothing.
    before: Option<Kwh>,
}

/// What came of sending.
pub(in crate::desk) enum Outcome {
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
    /// Service begins, and the switch is told closed without proof.
    ToldOn {
        raw: String,
    },
    /// Nothing went out.
    NotSent {
        error: LinkError,
    },
    /// It may have been carried out.
    Unknown {
        error: LinkError,
    },
    /// The other end said no; `for_good`: it will say so until somebody changes what this link may.
    Refused {
        detail: String,
        for_good: bool,
    },
    /// It was not carried out in time, and is not sent again.
    TooLate {
        state: SwitchState,
        raw: String,
    },
}

impl Outcome {
    pub fn not_sent(error: LinkError) -> Self {
        match error {
            LinkError::OutcomeUnknown(_) => Self::Unknown { error },
            LinkError::Refused(detail) => Self::Refused { detail, for_good: false },
            LinkError::NotAllowed(detail) => Self::Refused { detail, for_good: true },
            error => Self::NotSent { error },
        }
    }
}

/// Stores that a command goes out now, and that nobody else takes it up within the link's `patience`; None when it does
/// not: it expired, was overtaken, is out already by another process, needs a person, or is no longer carried by the
/// ground that it was given on (C44). `proof_holds`: what the proof said of the accounts of disconnects that waited.
pub(in crate::desk) fn make_ready(
    act: &Act<'_>,
    id: CommandId,
    due_by: Instant,
    patience: Duration,
    proof_holds: bool,
    worked: &mut Worked,
) -> Refused<Option<Ready>> {
    let command = act.tx.command(id)?;
    if !command.status.is_open() || command.next_try_at > due_by {
        return Ok(None);
    }
    let was_out = is_out(&command);
    let too_late = command.not_after.is_some_and(|last| act.now.at >= last);
    if too_late && !was_out {
        end(act, &command, CommandStatus::Expired, TOO_LATE)?;
        worked.expired += 1;
        return Ok(None);
    }
    if command.wanted == Wanted::Off
        && !was_out
        && command.queued_at < act.now.at
        && let Some(why) = act.no_longer_carried(&command, proof_holds)?
    {
        withdraw(act, &command, &why)?;
        return Ok(None);
    }
    let meter = act.tx.meter(command.meter)?;
    if !was_out && command.cause != Cause::Hand && too_often(act, &command)? {
        let text = format!("meter {} was switched {BY_ITSELF_A_DAY} times today: more needs a person", meter.number);
        wait_for_person(act, &command, &text)?;
        worked.waiting += 1;
        return Ok(None);
    }
    let state_unknown = act.tx.standing(command.account)?.power == Power::Unknown;
    let look_first = was_out || state_unknown || command.cause == Cause::Opening;
    let tries = command.tries + 1;
    let patience = TimeDelta::from_std(patience).unwrap_or_default();
    let next_try_at = next_look(act, &command, tries) + patience;
    let going_out = SwitchCommand { in_doubt: true, tries, next_try_at, ..command };
    act.tx.save_command(&going_out)?;
    let before = act.tx.last_true_read(meter.id)?.map(|read| read.register);
    Ok(Some(Ready { command: going_out, meter, look_first, was_out, too_late, before }))
}

/// A command that waited is not sent: what stands against it is told to a person.
fn withdraw(act: &Act<'_>, command: &SwitchCommand, why: &str) -> Refused<()> {
    let why = why.trim_end_matches('.');
    act.cancel(command, &format!("it was not sent: {why}"))?;
    let text = format!("not switched off: {why}");
    act.tx.attend(Some(command.account), "not_disconnected", &text, act.today(), act.now.at)
}

fn too_often(act: &Act<'_>, command: &SwitchCommand) -> Refused<bool> {
    let midnight = act.now.start_of(act.today());
    Ok(act.tx.switchings_since(command.meter, midnight)? > BY_ITSELF_A_DAY)
}

/// When a command is looked at again: after its backoff, or when it expires, whichever comes first.
fn next_look(act: &Act<'_>, command: &SwitchCommand, tries: u32) -> Instant {
    let expires = command.not_after.filter(|last| act.now.at < *last).unwrap_or(Instant::MAX_UTC);
    expires.min(act.now.at + backoff(tries))
}

fn backoff(tries: u32) -> TimeDelta {
    let seconds = tries.checked_sub(1).and_then(|index| BACKOFF.get(index as usize).copied()).unwrap_or(LATER);
    TimeDelta::seconds(seconds)
}

/// Sends one command over a link, or only looks, where it may have been carried out already; then looks until its state is
/// seen or the link's patience is over.
pub(in crate::desk) fn carry_out(link: &mut dyn MeterLink, ready: &Ready, heard: &Heard) -> Outcome {
    let meter: &MeterNo = &ready.meter.number;
    let command = match ready.command.wanted {
        Wanted::On => Command::Close,
        Wanted::Off => Command::Open,
    };
    let mut sent_before = false;
    if ready.look_first {
        match link.switch_state(meter) {
            Ok(seen) if seen.state == command.wanted() && seen.proof => {
                let detail = format!("meter {meter} was seen {}", seen.state);
                return Outcome::Seen { detail, raw: seen.raw };
            }
            // Service that begins needs no proof that it is on: nothing is sent, and nothing is claimed to be seen.
            Ok(seen) if seen.state == command.wanted() && ready.command.cause == Cause::Opening => {
                return Outcome::ToldOn { raw: seen.raw };
            }
            Ok(seen)
                if seen.state == command.wanted() && ready.was_out && ready.command.status != CommandStatus::Queued =>
            {
                sent_before = true
            }
            Ok(seen) if ready.too_late => return Outcome::TooLate { state: seen.state, raw: seen.raw },
            Ok(_) => {}
            Err(error) => return Outcome::NotSent { error },
        }
    }
    let accepted = if sent_before {
        String::new()
    } else {
        match link.command(meter, command, ready.command.tx, ready.command.not_after) {
            Ok(accepted) => accepted.detail,
            Err(LinkError::OutcomeUnknown(detail)) => return reply_lost(link, meter, command, detail),
            Err(error) => return Outcome::not_sent(error),
        }
    };
    let transaction = ready.command.tx;
    let mut settling = Settling::new(link.patience(), meter, command, transaction, ready.before);
    let mut pauses = Pauses::default();
    loop {
        let mut inbox = about(heard, transaction);
        let settled = settling.look(link, &mut inbox);
        keep(heard, inbox);
        if let Some(settled) = settled {
            return outcome(settled, &accepted);
        }
        pauses.wait(settling.left());
    }
}

/// What was told about one command.
fn about(heard: &Heard, transaction: Uuid) -> Vec<StateEvent> {
    let mut heard = heard.lock().unwrap_or_else(PoisonError::into_inner);
    heard.extract_if(.., |event| event.transaction == transaction).collect()
}

/// Keeps what was told about the commands of others for those who wait for them; the oldest goes when there is too much.
fn keep(heard: &Heard, mut told: Vec<StateEvent>) {
    let mut heard = heard.lock().unwrap_or_else(PoisonError::into_inner);
    heard.append(&mut told);
    let too_many = heard.len().saturating_sub(HEARD_AT_MOST);
    heard.drain(..too_many);
}

/// It may have been carried out: one look tells, or nobody knows.
fn reply_lost(link: &mut dyn MeterLink, meter: &MeterNo, command: Command, detail: String) -> Outcome {
    match link.switch_state(meter) {
        Ok(seen) if seen.state == command.wanted() && seen.proof => Outcome::Seen {
            detail: format!("the reply was lost, and meter {meter} was seen {}", seen.state),
            raw: seen.raw,
        },
        Ok(_) => Outcome::Unknown { error: LinkError::OutcomeUnknown(detail) },
        Err(error) => {
            let detail = format!("{detail}; then its switch was not seen: {error}");
            Outcome::Unknown { error: LinkError::OutcomeUnknown(detail) }
        }
    }
}

/// What the end of a wait means; `accepted` is what was said when the command was taken.
fn outcome(settled: Settled, accepted: &str) -> Outcome {
    match settled {
        Settled::Done { detail, raw } => Outcome::Seen { detail, raw },
        Settled::Armed { raw } => Outcome::Armed { raw },
        // The head end heard nothing of the meter: it may have switched all the same.
        Settled::Failed { error: error @ LinkError::Unreachable(_), .. } => {
            Outcome::Unknown { error: error.after_sending() }
        }
        Settled::Failed { error, .. } => Outcome::not_sent(error),
        Settled::Unseen { last, detail } => {
            let said = if accepted.is_empty() { detail.clone() } else { format!("{accepted}; {detail}") };
            Outcome::Accepted { raw: detail, detail: said, state: last }
        }
    }
}

/// Stores what came of a command.
pub(in crate::desk) fn record(act: &Act<'_>, ready: &Ready, outcome: Outcome, worked: &mut Worked) -> Refused<()> {
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
        Outcome::ToldOn { raw } => {
            let detail = "told closed: nothing was sent";
            act.tx.add_step(&step(detail.to_string(), None, raw))?;
            end(act, &command, CommandStatus::Cancelled, detail)
        }
        Outcome::Armed { raw } => {
            let detail = "armed: the member must press the button at the meter";
            act.tx.add_step(&step(detail.to_string(), Some(SwitchState::Armed), raw))?;
            act.see_power(command.account, Power::Armed, detail, act.now.at)?;
            try_again(act, &command, CommandStatus::Sent, detail, worked)
        }
        Outcome::Accepted { detail, raw, state } => {
            act.tx.add_step(&step(format!("accepted: {detail}"), Some(state), raw))?;
            try_again(act, &command, CommandStatus::Sent, &detail, worked)
        }
        Outcome::NotSent { error } => {
            let told = format!("{}: {error}", error.code());
            act.tx.add_step(&step(told.clone(), None, error.to_string()))?;
            let command = SwitchCommand { in_doubt: ready.was_out, ..command };
            let status = command.status;
            try_again(act, &command, status, &told, worked)
        }
        Outcome::Unknown { error } => {
            act.tx.add_step(&step(format!("outcome unknown: {error}"), None, error.to_string()))?;
            let status = command.status;
            try_again(act, &command, status, &error.to_string(), worked)
        }
        Outcome::Refused { detail, for_good } => {
            act.tx.add_step(&step(format!("refused: {detail}"), None, detail.clone()))?;
            worked.refused += 1;
            refused(act, &command, &detail, for_good)
        }
        Outcome::TooLate { state, raw } => {
            act.tx.add_step(&step(TOO_LATE.to_string(), Some(state), raw))?;
            worked.expired += 1;
            end(act, &command, CommandStatus::Expired, TOO_LATE)
        }
    }
}

/// A meter that refuses a disconnect is looked at by a person; one that refuses a reconnect is asked again as well, for
/// the power must come back, unless it is the link that may not switch it.
fn refused(act: &Act<'_>, command: &SwitchCommand, detail: &str, for_good: bool) -> Refused<()> {
    let meter = act.tx.meter(command.meter)?.number;
    let text = format!("meter {meter} refused to switch {}: {detail}", command.wanted.word());
    act.tx.attend(Some(command.account), "switch_refused", &text, act.today(), act.now.at)?;
    if command.wanted == Wanted::On && command.cause != Cause::Hand && !for_good {
        let again = SwitchCommand {
            status: CommandStatus::Attention,
            in_doubt: false,
            next_try_at: act.now.at + backoff(command.tries),
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
    let next_try_at = next_look(act, command, command.tries);
    act.tx.save_command(&SwitchCommand { status, next_try_at, detail: detail.to_string(), ..command.clone() })?;
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
    if status == CommandStatus::Done { Ok(()) } else { act.mind_power(command.account) }
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
            let after = act.facts(account)?;
            act.tell_power(&after, false)?;
            // A payment that came while the command was out brings the power back at once.
            act.balance_moved_by(&after, false)?;
        }
        (Wanted::On, Cause::Reconnect | Cause::Hand, Status::Disconnected) => {
            worked.reconnected += 1;
            let by_hand = command.cause == Cause::Hand;
            let reason = match by_hand {
                true => format!("switched on {}, seen closed", command.reason),
                false => "reconnected, seen closed".to_string(),
            };
            act.tx.set_status(account, Status::Active, &reason, act.operator.id, act.now.at, act.today())?;
            let after = act.facts(account)?;
            if by_hand && !reaches_target(after.balances.energy, act.program()) {
                let text =
                    format!("the power is on before the target is met, {}: the next list judges it", command.reason);
                act.tx.attend(Some(account), ON_BEFORE_TARGET, &text, act.today(), act.now.at)?;
            }
            act.tell_power(&after, true)?;
        }
        (Wanted::On, Cause::Reconnect, _) => {
            worked.reconnected += 1;
            act.tell_power(&act.facts(account)?, true)?;
        }
        _ => {}
    }
    act.mind_power(account)
}
