//! A meter is exchanged: the final read of the old and the start read of the new are one point of the account's
//! continuous register (C31).

use serde::{Deserialize, Serialize};

use crate::basics::{Cents, Code, Kwh, MeterNo, Refusal, Refused};
use crate::desk::Desk;
use crate::desk::act::{Act, Call, Needs};
use crate::desk::standing::Facts;
use crate::desk::switching::links::SIM;
use crate::ledger::{Cause, Meter, MeterId, Power, ReadQuality, ReadRole, Reading, SimRow, Status, Wanted};
use crate::rules::reads::{KnownRead, Verdict, judge};

/// What is asked of `meter exchange`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExchangeInput {
    pub account: String,
    /// What the old meter showed last.
    pub final_kwh: Kwh,
    pub new_meter: String,
    /// What the new meter shows first.
    pub start_kwh: Kwh,
    /// The new register's digits of kWh; None: as many as the old one's.
    #[serde(default)]
    pub digits: Option<u32>,
}

/// What `meter exchange` answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exchanged {
    pub account: String,
    pub old_meter: String,
    pub meter: String,
    pub balance: Cents,
    pub arrears: Cents,
}

impl Desk {
    /// Puts another meter into an account's service. What the old one counted up to its final read is billed with the
    /// day, together with what the new one counts.
    ///
    /// # Errors
    /// `bad_read` with the reason, `meter_in_service`, `same_meter`, `bad_input`, `account_ended`, `unknown_account`.
    pub fn exchange_meter(&mut self, call: &Call, input: &ExchangeInput) -> Refused<Exchanged> {
        let exchanged = self.act(call, "meter_exchange", Needs::Clerk, input, |act| exchange(act, input))?;
        self.work_queue(call)?;
        Ok(exchanged)
    }
}

fn exchange(act: &Act<'_>, input: &ExchangeInput) -> Refused<Exchanged> {
    let facts = act.facts_of(&input.account)?;
    check(&facts, input)?;
    let cum = final_point(act, &facts.meter, input.final_kwh)?;
    write_read(act, &facts.meter, ReadRole::Final, input.final_kwh, cum)?;
    act.tx.end_meter(facts.meter.id, act.today())?;
    let new = write_new_meter(act, &facts.meter, input)?;
    write_read(act, &new, ReadRole::Start, input.start_kwh, cum)?;
    place(act, &facts, &new, input.start_kwh)?;
    move_reconnect(act, &facts)?;
    act.tx.index_account(facts.id())?;
    Ok(Exchanged {
        account: facts.account.number.0.clone(),
        old_meter: facts.meter.number.0.clone(),
        meter: new.number.0,
        balance: facts.balances.energy,
        arrears: facts.arrears(),
    })
}

fn check(facts: &Facts, input: &ExchangeInput) -> Refused<()> {
    let bad = |message: &str| Err(Refusal::new(Code::BadInput, message));
    if matches!(facts.standing.status, Status::Closed | Status::Left) {
        return Err(Refusal::new(
            Code::AccountEnded,
            format!("account {} is no longer served and has no meter", input.account),
        ));
    }
    if input.new_meter == facts.meter.number.as_str() {
        return Err(Refusal::new(
            Code::SameMeter,
            format!("meter {} is in place already: name the new one", input.new_meter),
        ));
    }
    if input.new_meter.trim().is_empty() {
        return bad("the new meter's number is missing: read it off the meter");
    }
    if input.start_kwh < Kwh::ZERO {
        return bad("a register cannot show less than 0: read the new meter again");
    }
    if input.digits.is_some_and(|digits| !(3..=9).contains(&digits)) {
        return bad("a register has 3 to 9 digits of kWh: count those of the new meter");
    }
    Ok(())
}

/// The point of the continuous register at which the old meter stops.
fn final_point(act: &Act<'_>, old: &Meter, register: Kwh) -> Refused<Kwh> {
    let last = act.tx.last_true_read(old.id)?;
    let known = last.and_then(|read| Some(KnownRead { register: read.register, cum: read.cum? }));
    let Some(known) = known else { return Ok(register) };
    match judge(register, old.digits, known, None) {
        Verdict::Taken { cum } | Verdict::Rollover { cum } => Ok(cum),
        Verdict::Rejected { why } => Err(Refusal::new(Code::BadRead, why)),
    }
}

fn write_read(act: &Act<'_>, meter: &Meter, role: ReadRole, register: Kwh, cum: Kwh) -> Refused<()> {
    act.tx.add_reading(&Reading {
        id: 0,
        account: meter.account,
        meter: meter.id,
        day: act.today(),
        role,
        revision: 0,
        register,
        cum: Some(cum),
        quality: ReadQuality::Manual,
        at: act.now.at,
        operator: act.operator.id,
        approver: None,
        detail: Some("meter exchange".to_string()),
    })?;
    Ok(())
}

fn write_new_meter(act: &Act<'_>, old: &Meter, input: &ExchangeInput) -> Refused<Meter> {
    let new = Meter {
        id: MeterId(0),
        number: MeterNo(input.new_meter.clone()),
        digits: input.digits.unwrap_or(old.digits),
        from_day: act.today(),
        to_day: None,
        ..old.clone()
    };
    let id = act.tx.add_meter(&new)?;
    Ok(Meter { id, ..new })
}

/// A built-in meter is made with the state of the old one. Of a real one nobody knows yet how it was left.
fn place(act: &Act<'_>, facts: &Facts, new: &Meter, start: Kwh) -> Refused<()> {
    if let Some(old) = act.tx.sim(facts.meter.number.as_str())?.filter(|_| new.link == SIM) {
        return act.tx.put_sim(&SimRow {
            number: new.number.clone(),
            register: start,
            state: old.state,
            unreachable: false,
            refuse: false,
            stuck: false,
            lose_reply: false,
            profile: old.profile,
        });
    }
    act.tx.see_power(facts.id(), Power::Unknown, "the meter was exchanged", act.now.at)?;
    if facts.standing.status == Status::Disconnected {
        let text = format!("meter {} was put in while the account is disconnected: see that it is off", new.number);
        act.tx.attend(Some(facts.id()), "exchanged_while_off", &text, act.today(), act.now.at)?;
    }
    Ok(())
}

/// A command to the old meter can't be done any more: a reconnect is asked of the new one, a disconnect waits for the
/// next list.
fn move_reconnect(act: &Act<'_>, before: &Facts) -> Refused<()> {
    let Some(command) = &before.command else { return Ok(()) };
    act.cancel(command, "the meter was exchanged")?;
    if command.wanted == Wanted::On && command.cause != Cause::Opening {
        let facts = act.facts(before.id())?;
        act.queue_switch(&facts, Wanted::On, command.cause, &command.reason, None, None)?;
    }
    Ok(())
}
