//! The one way to an open switch (C44). Whoever wants it (the list, a hand, a closing), it has a ground, and the ground
//! says which gates count. They are judged from the store in the transaction that queues the command, and once more
//! before it is sent, if time has passed since.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::basics::{Cents, Code, Day, Instant, Now, Refusal, Refused};
use crate::desk::act::Act;
use crate::desk::standing::Facts;
use crate::ledger::{
    Cause, CommandId, CommandStatus, Forecast, Ground, Power, Status, SwitchCommand, SwitchStep, Wanted,
};
use crate::rules::disconnect::{self, Candidate, DayOfList, Gate, Release, Row, Verdict};
use crate::rules::disconnect_list::list_opens;
use crate::words::PowerNow;

/// One gate of an order, as it is kept with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GateKept {
    pub gate: String,
    pub found: String,
    pub passed: bool,
    /// Who let it pass and why, or that it does not count on the ground.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided: Option<String>,
}

/// What an order stands on, as it is kept with the command.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::desk) struct Evidence {
    /// None: the switch is closed.
    #[serde(default)]
    pub ground: Option<Ground>,
    pub balance: Cents,
    pub why: String,
    pub clause: String,
    pub gates: Vec<GateKept>,
    pub last_read: Option<Day>,
    pub decided_by: String,
    pub approved_by: Option<String>,
    pub reason: Option<String>,
}

impl Evidence {
    /// What was kept with a command; None: nothing that can be read.
    pub fn of(command: &SwitchCommand) -> Option<Self> {
        serde_json::from_str(command.evidence.as_deref()?).ok()
    }

    /// What people let pass.
    fn release(&self) -> Release {
        let passed = self.gates.iter().filter(|gate| gate.passed);
        Release { gates: passed.filter_map(|gate| Gate::from_code(&gate.gate)).collect() }
    }
}

/// The ground of a command that opens a switch. Before grounds were asked for, a hand's command was what the member asked.
pub(in crate::desk) fn ground_of(command: &SwitchCommand) -> Ground {
    let of_cause = match command.cause {
        Cause::Disconnect => Ground::List,
        Cause::Closing => Ground::Stop,
        Cause::Hand | Cause::Reconnect | Cause::Opening => Ground::Request,
    };
    Evidence::of(command).and_then(|evidence| evidence.ground).unwrap_or(of_cause)
}

/// An account that was looked at in this transaction, with what speaks for opening its switch and what against it. Only
/// [`Act::judge`] makes one, and only with one is a switch ordered open.
pub struct Judged {
    facts: Facts,
    candidate: Candidate,
    row: Row,
}

impl Judged {
    pub fn facts(&self) -> &Facts {
        &self.facts
    }

    pub fn row(&self) -> &Row {
        &self.row
    }

    pub fn last_read(&self) -> Option<Day> {
        self.candidate.last_actual_read
    }

    /// The same account, with what more is known of the day, or with what people let pass. None: it is not due.
    pub fn again(self, release: Option<Release>, day: &DayOfList, act: &Act<'_>) -> Option<Self> {
        let candidate = Candidate { release: release.unwrap_or_default(), ..self.candidate };
        let row = disconnect::judge(self.row.ground, &candidate, day, act.program())?;
        Some(Self { candidate, row, ..self })
    }
}

impl Act<'_> {
    /// What is true of today for every row. `proof_holds`: what the proof said of the accounts that are looked at.
    pub fn day_of_list(&self, proof_holds: bool) -> Refused<DayOfList> {
        let list = self.tx.list_of(self.today())?;
        let forecast = self.forecast_that_counts(list.as_ref().map(|(made_at, _)| *made_at))?;
        Ok(DayOfList {
            now: self.now,
            forecast: forecast.map(|f| disconnect::Forecast { low_f: f.low_f, inclement: f.inclement }),
            proof_holds,
            waits: list.and_then(|(_, waits)| waits),
        })
    }

    /// The day's forecast. One that is entered after the list was made frees nobody that day, and may only hold (C10).
    fn forecast_that_counts(&self, list_made_at: Option<Instant>) -> Refused<Option<Forecast>> {
        let latest = self.tx.forecast(self.today())?;
        let Some(made_at) = list_made_at else { return Ok(latest) };
        let of_list = self.tx.forecast_known_at(self.today(), made_at)?;
        Ok(match (of_list, latest) {
            (Some(before), Some(after)) => Some(Forecast {
                low_f: before.low_f.min(after.low_f),
                inclement: before.inclement || after.inclement,
                at: after.at,
            }),
            (None, Some(after)) if after.inclement && self.program().disconnect.freeze_at_or_below_f.is_none() => {
                Some(after)
            }
            (of_list, _) => of_list,
        })
    }

    /// Judges from the store whether an account's switch may be opened on a ground. None: the terms do not cut it.
    pub fn judge(&self, ground: Ground, facts: Facts, day: &DayOfList) -> Refused<Option<Judged>> {
        let candidate = self.candidate(&facts)?;
        let row = disconnect::judge(ground, &candidate, day, self.program());
        Ok(row.map(|row| Judged { facts, candidate, row }))
    }

    /// An account as the gates look at it.
    fn candidate(&self, facts: &Facts) -> Refused<Candidate> {
        let id = facts.id();
        let today = self.today();
        let read = self.tx.last_morning_read(id, today, false)?;
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
            doubts: self.doubts_of(facts)?,
            holds: self.holds_of(id)?,
            pledges: self.pledges_of(id)?,
            notice_failed: self.tx.low_balance_notice_failed(id)?,
            grace_until: facts.standing.grace_until,
            release: Release::default(),
        })
    }

    /// Orders a switch open, with its evidence. `reason`: the words of whoever decided it.
    ///
    /// Refused: `not_justified` when a gate stands that counts on the ground, naming it; for the list also a day or an hour
    /// that makes none (C27).
    pub fn order(&self, judged: &Judged, cause: Cause, reason: Option<&str>) -> Refused<CommandId> {
        self.check_carried(judged)?;
        let Judged { facts, row, .. } = judged;
        let program = self.program();
        let mut not_after = None;
        if row.ground == Ground::List {
            self.open_for_cuts()?;
            let last = self.today().and_time(program.disconnect.not_after);
            not_after = Some(Now::from_local(last, self.now.zone).at);
        }
        let evidence = Evidence {
            ground: Some(row.ground),
            balance: facts.balances.energy,
            why: row.why.clone(),
            clause: program.source("disconnect").to_string(),
            gates: self.gates_kept(row, reason)?,
            last_read: judged.last_read(),
            decided_by: self.operator.name.clone(),
            approved_by: self.approver.map(|approver| approver.name.clone()),
            reason: reason.map(str::to_string),
        };
        let why = match row.ground {
            Ground::List => row.why.clone(),
            ground => format!("{}, {}", ground.word(), self.decided(reason)),
        };
        self.queue(facts, Wanted::Off, cause, &why, Some(evidence), not_after)
    }

    /// Whether the ground carries it (`not_justified`, naming the gate that stands).
    pub fn check_carried(&self, judged: &Judged) -> Refused<()> {
        let Judged { facts, row, .. } = judged;
        if row.verdict == Verdict::Ready {
            return Ok(());
        }
        let gate = row.against().map_or("", |reason| reason.text.as_str());
        let text = format!("{gate} On the ground {} meter {} stays on.", row.ground.word(), facts.meter.number);
        Err(Refusal::new(Code::NotJustified, text))
    }

    /// Every gate that stood, and who let it pass; where none did, that nothing stood in the way.
    fn gates_kept(&self, row: &Row, reason: Option<&str>) -> Refused<Vec<GateKept>> {
        let mut gates = Vec::new();
        if row.ground == Ground::List
            && let Some(let_go) = self.tx.list_let_go(self.today())?
        {
            let approver = let_go.approver.map(|id| self.tx.operator(id)).transpose()?.map(|approver| approver.name);
            let by = let_go.by.map(|id| self.tx.operator(id)).transpose()?.map(|operator| operator.name);
            gates.push(GateKept {
                gate: Gate::ListWaits.code().to_string(),
                found: let_go.waits,
                passed: true,
                decided: by.map(|by| in_their_words(&by, approver.as_deref(), let_go.reason.as_deref())),
            });
        }
        gates.extend(row.reasons.iter().map(|stood| GateKept {
            gate: stood.gate.code().to_string(),
            found: stood.text.clone(),
            passed: true,
            decided: Some(if stood.gate.counts_on(row.ground) {
                self.decided(reason)
            } else {
                format!("it does not count on the ground {}", row.ground.word())
            }),
        }));
        if gates.is_empty() {
            gates.push(nothing_stands());
        }
        Ok(gates)
    }

    /// Who decides, with whose approval, in their words.
    pub fn decided(&self, reason: Option<&str>) -> String {
        in_their_words(&self.operator.name, self.approver.map(|approver| approver.name.as_str()), reason)
    }

    /// Judges a command that opens a switch again, before it is sent. None: it is carried still; else why it is not.
    pub fn no_longer_carried(&self, command: &SwitchCommand, proof_holds: bool) -> Refused<Option<String>> {
        let ground = ground_of(command);
        if ground == Ground::List
            && let Err(why) = self.open_for_cuts()
        {
            return Ok(Some(why.message));
        }
        let facts = self.facts(command.account)?;
        let facts = Facts { command: facts.command.filter(|open| open.id != command.id), ..facts };
        let day = self.day_of_list(proof_holds)?;
        let release = Evidence::of(command).map(|evidence| evidence.release());
        let judged = self.judge(ground, facts, &day)?.and_then(|judged| judged.again(release, &day, self));
        Ok(match judged {
            None => Some("its balance or its state has changed".to_string()),
            Some(Judged { row, .. }) if row.verdict == Verdict::Ready => None,
            Some(Judged { row, candidate, .. }) => {
                let stands = row
                    .reasons
                    .iter()
                    .find(|reason| reason.gate.counts_on(ground) && !candidate.release.gates.contains(&reason.gate));
                stands.or(row.against()).map(|reason| reason.text.clone())
            }
        })
    }

    /// No cut is made on a day or at a time that makes no list (C27).
    pub fn open_for_cuts(&self) -> Refused<()> {
        let program = self.program();
        let names: Vec<&str> = program.disconnect.before_list.iter().map(String::as_str).collect();
        list_opens(self.now, false, &names, program).map_err(|why| Refusal::new(why.code(), why.in_words(program)))
    }

    /// Orders a switch closed: service begins, the power was earned or should never have gone.
    pub fn order_on(&self, facts: &Facts, cause: Cause, reason: &str) -> Refused<CommandId> {
        self.queue(facts, Wanted::On, cause, reason, None, None)
    }

    /// Stores a command before anything is sent.
    fn queue(
        &self,
        facts: &Facts,
        wanted: Wanted,
        cause: Cause,
        reason: &str,
        evidence: Option<Evidence>,
        not_after: Option<Instant>,
    ) -> Refused<CommandId> {
        let evidence = evidence.map(|evidence| serde_json::to_string(&evidence)).transpose();
        let mut command = SwitchCommand {
            id: CommandId(0),
            tx: Uuid::now_v7(),
            account: facts.id(),
            meter: facts.meter.id,
            wanted,
            cause,
            reason: reason.to_string(),
            evidence: evidence.map_err(|error| Refusal::new(Code::StoreFault, error.to_string()))?,
            queued_at: self.now.at,
            not_after,
            operator: self.operator.id,
            status: CommandStatus::Queued,
            in_doubt: false,
            tries: 0,
            next_try_at: self.now.at,
            done_at: None,
            detail: String::new(),
        };
        command.id = self.tx.queue_command(&command)?;
        let id = command.id;
        self.commands.borrow_mut().insert(facts.id(), Some(command));
        let step = SwitchStep {
            command: Some(id),
            meter: facts.meter.id,
            at: self.now.at,
            operator: self.operator.id,
            step: format!("queued {}: {reason}", wanted.word()),
            state: None,
            raw: String::new(),
        };
        self.tx.add_step(&step)?;
        Ok(id)
    }
}

/// What the evidence of an order says where no gate stood.
pub(in crate::desk) fn nothing_stands() -> GateKept {
    GateKept {
        gate: "all".to_string(),
        found: "reads, estimates, use, holds, pledges, forecast, notices, hours, holidays, proof: nothing stands in the way"
            .to_string(),
        passed: true,
        decided: None,
    }
}

fn in_their_words(who: &str, approver: Option<&str>, reason: Option<&str>) -> String {
    let approved = approver.map(|approver| format!(", approved by {approver}")).unwrap_or_default();
    let reason = reason.map(|reason| format!(": {reason}")).unwrap_or_default();
    format!("{who}{approved}{reason}")
}
