//! A meter is exchanged: the final read of the old and the start read of the new are one point of the account's
//! continuous register (C31).

use serde::{Deserialize, Serialize};

use super::reads::{Arrived, Source, arrive};
use crate::basics::{Cents, Code, Kwh, MeterNo, Refusal, Refused};
use crate::desk::act::{Act, Needs};
use crate::desk::deed::Deed;
use crate::desk::looks::Looks;
use crate::desk::standing::Facts;
use crate::desk::switching::links::SIM;
use crate::desk::texts::check_key;
use crate::ledger::{Cause, Meter, MeterId, Power, ReadQuality, ReadRole, SimRow, Status, Wanted};

/// Puts another meter into an account's service. What the old one counted up to its final read is billed with the
/// day, together with what the new one counts.
///
/// # Errors
/// `bad_read` with the reason, `meter_in_service`, `same_meter`, `bad_input`, `account_ended`, `unknown_account`.
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

impl Deed for ExchangeInput {
    const NAME: &'static str = "meter_exchange";
    const NEEDS: Needs = Needs::Clerk;
    const MOVES_POWER: bool = true;
    type Answer = Exchanged;

    fn looks_at(&self) -> Looks<'_> {
        Looks::at(&self.account)
    }

    fn run(&self, act: &Act<'_>) -> Refused<Exchanged> {
        exchange(act, self)
    }
}

fn exchange(act: &Act<'_>, input: &ExchangeInput) -> Refused<Exchanged> {
    let facts = act.facts_of(&input.account)?;
    check(&facts, input)?;
    arrive(act, &arrived(act, &facts.meter, Source::Final, input.final_kwh))?;
    let last = act.tx.last_true_read(facts.meter.id)?;
    let cum = last.and_then(|read| read.cum).unwrap_or(input.final_kwh);
    act.tx.end_meter(facts.meter.id, act.today())?;
    let new = write_new_meter(act, &facts.meter, input)?;
    arrive(act, &arrived(act, &new, Source::Start { cum }, input.start_kwh))?;
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
    check_key("meter", &input.new_meter)?;
    if input.digits.is_some_and(|digits| !(3..=9).contains(&digits)) {
        return bad("a register has 3 to 9 digits of kWh: count those of the new meter");
    }
    Ok(())
}

/// What a meter shows at its end or its start.
fn arrived<'a>(act: &Act<'_>, meter: &'a Meter, source: Source, register: Kwh) -> Arrived<'a> {
    Arrived {
        source,
        meter,
        day: act.today(),
        role: if source == Source::Final { ReadRole::Final } else { ReadRole::Start },
        register,
        quality: ReadQuality::Manual,
        at: act.now.at,
        detail: Some("meter exchange".to_string()),
    }
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
        act.order_on(&facts, command.cause, &command.reason)?;
    }
    Ok(())
}
