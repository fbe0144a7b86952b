//! Holds: what people put on an account so that the program does not switch or close it by itself (R46, C22, C34).

use serde::{Deserialize, Serialize};

use super::pay;
use crate::basics::{AccountNo, Code, Day, Refusal, Refused};
use crate::desk::accounts::account::HoldView;
use crate::desk::act::{Act, Needs};
use crate::desk::deed::Deed;
use crate::desk::looks::Looks;
use crate::desk::standing::UNTIL_LIFTED;
use crate::desk::standing::{Facts, is_out};
use crate::desk::switching::power::PowerOutcome;
use crate::desk::texts::need_reason;
use crate::ledger::{Cause, Hold, HoldKind, Stops, SwitchCommand, Wanted};

/// Puts a hold on an account. A command that has not gone out and that the hold stops is taken back.
///
/// # Errors
/// `unknown_hold`, `unknown_stop`, `until_over`, `no_reason`, `unknown_account`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HoldInput {
    pub account: String,
    /// A word of [`HoldKind`].
    pub kind: String,
    /// Words of [`Stops`]; empty: what the kind stops by itself.
    #[serde(default)]
    pub stops: Vec<String>,
    /// Its last day, included (C34); None: until it is lifted.
    pub until: Option<Day>,
    pub reason: String,
}

/// Which hold is lifted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WhichHold {
    Id(i64),
    /// All that stand of a kind.
    Kind(String),
    /// The one that stands.
    TheOnly,
}

/// What `account hold` and `account unhold` answer: the holds that stand now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holds {
    pub account: String,
    pub holds: Vec<HoldView>,
    /// What this did to the power, or could not do any more.
    pub power_text: Option<String>,
}

/// Lifts a hold. Where it kept the power off, a balance that reaches the target brings it back now.
///
/// # Errors
/// `no_such_hold`, naming those that stand; `which_hold` when several do and none is named; `unknown_hold`,
/// `unknown_account`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LiftHold {
    pub account: String,
    pub which: WhichHold,
}

impl Deed for HoldInput {
    const NAME: &'static str = "hold";
    const NEEDS: Needs = Needs::Clerk;
    type Answer = Holds;

    fn looks_at(&self) -> Looks<'_> {
        Looks::at(&self.account).and_holds()
    }

    fn run(&self, act: &Act<'_>) -> Refused<Holds> {
        let facts = act.facts_of(&self.account)?;
        let kind = kind_of(&self.kind)?;
        let stops = stops_of(kind, &self.stops)?;
        need_reason(&self.reason, "hold")?;
        let mut holds = act.tx.holds(facts.id())?;
        let (hold, power_text) = act.put_hold(&facts, kind, stops, self.until, &self.reason)?;
        holds.push(hold);
        Ok(act.standing_holds(&facts, holds, power_text))
    }
}

impl Deed for LiftHold {
    const NAME: &'static str = "unhold";
    const NEEDS: Needs = Needs::Clerk;
    const MOVES_POWER: bool = true;
    type Answer = Holds;

    fn looks_at(&self) -> Looks<'_> {
        Looks::at(&self.account).and_holds()
    }

    fn run(&self, act: &Act<'_>) -> Refused<Holds> {
        let facts = act.facts_of(&self.account)?;
        let lifted = act.holds_to_lift(&facts, &self.which)?;
        let mut left = act.tx.holds(facts.id())?;
        left.retain(|hold| !lifted.contains(hold));
        for hold in &lifted {
            act.tx.lift_hold(hold.id, act.operator.id, act.now.at)?;
        }
        let kept_off = lifted.iter().any(|hold| hold.stops.contains(&Stops::Reconnect));
        let power_text = if kept_off { act.power_after_hold(&facts)? } else { None };
        Ok(act.standing_holds(&facts, left, power_text))
    }
}

impl Act<'_> {
    /// Writes a hold, and takes back what has not gone out and is stopped by it. Answers it, and what there is to say about
    /// the power.
    pub fn put_hold(
        &self,
        facts: &Facts,
        kind: HoldKind,
        stops: Vec<Stops>,
        until: Option<Day>,
        reason: &str,
    ) -> Refused<(Hold, Option<String>)> {
        let until = until.unwrap_or(UNTIL_LIFTED);
        if until < self.today() {
            return Err(Refusal::new(Code::UntilOver, format!("{until} is over: a hold ends today or later")));
        }
        let mut hold = Hold {
            id: 0,
            account: facts.id(),
            kind,
            stops,
            from_day: self.today(),
            until,
            reason: reason.to_string(),
            at: self.now.at,
            operator: self.operator.id,
        };
        hold.id = self.tx.add_hold(&hold)?;
        let power_text = match &facts.command {
            Some(command) if is_stopped(command, &hold) => self.stop(command, kind)?,
            _ => None,
        };
        Ok((hold, power_text))
    }

    fn stop(&self, command: &SwitchCommand, kind: HoldKind) -> Refused<Option<String>> {
        let what = if command.wanted == Wanted::Off { "disconnect" } else { "reconnect" };
        if is_out(command) {
            return Ok(Some(format!("The {what} has gone out already: its outcome is awaited")));
        }
        let kind = kind.text();
        self.cancel(command, &format!("a {kind} hold was put on the account"))?;
        Ok(Some(format!("The {what} was taken back before it went out")))
    }

    fn holds_to_lift(&self, facts: &Facts, which: &WhichHold) -> Refused<Vec<Hold>> {
        let kind = match which {
            WhichHold::Id(_) | WhichHold::TheOnly => None,
            WhichHold::Kind(word) => Some(kind_of(word)?),
        };
        let standing: Vec<Hold> =
            self.tx.holds(facts.id())?.into_iter().filter(|hold| hold.until >= self.today()).collect();
        if *which == WhichHold::TheOnly && standing.len() > 1 {
            return Err(which_of(&facts.account.number, &standing));
        }
        let (lifted, left): (Vec<Hold>, Vec<Hold>) = standing.into_iter().partition(|hold| match which {
            WhichHold::Id(id) => hold.id == *id,
            WhichHold::Kind(_) => Some(hold.kind) == kind,
            WhichHold::TheOnly => true,
        });
        if lifted.is_empty() {
            let names: Vec<String> = left.iter().map(|hold| format!("{} ({})", hold.kind, hold.id)).collect();
            let names = if names.is_empty() { "none".to_string() } else { names.join(", ") };
            return Err(Refusal::new(
                Code::NoSuchHold,
                format!("no such hold stands on account {}: those that do are {names}", facts.account.number),
            ));
        }
        Ok(lifted)
    }

    /// Looks again at an account that a hold kept off.
    fn power_after_hold(&self, facts: &Facts) -> Refused<Option<String>> {
        self.tx.attended(Some(facts.id()), "held_off", self.operator.id, self.now.at)?;
        let outcome = self.balance_moved_by(facts, self.pledge_keeps_power(facts)?)?;
        match outcome {
            PowerOutcome::Unchanged => Ok(None),
            outcome => Ok(Some(pay::power_text(self, facts, &outcome))),
        }
    }

    fn standing_holds(&self, facts: &Facts, holds: Vec<Hold>, power_text: Option<String>) -> Holds {
        Holds { account: facts.account.number.0.clone(), holds: self.hold_views(holds), power_text }
    }

    /// Carries the flags of a person over to the account they move to: they are about the member, not about the house
    /// that is left.
    pub fn carry_flags(&self, from: &Facts, to: &Facts) -> Refused<()> {
        for hold in self.tx.holds(from.id())?.into_iter().filter(|hold| hold.until >= self.today()) {
            if hold.kind.is_flag() {
                self.tx.lift_hold(hold.id, self.operator.id, self.now.at)?;
                self.put_hold(to, hold.kind, hold.stops, Some(hold.until), &hold.reason)?;
            }
        }
        Ok(())
    }
}

/// Whether the program itself wants what the hold stops; what a person switched by hand is theirs.
fn is_stopped(command: &SwitchCommand, hold: &Hold) -> bool {
    let flag = hold.kind.is_flag();
    match command.cause {
        Cause::Disconnect => flag || hold.stops.contains(&Stops::Disconnect),
        Cause::Reconnect => hold.stops.contains(&Stops::Reconnect),
        Cause::Hand | Cause::Closing | Cause::Opening => false,
    }
}

fn kind_of(word: &str) -> Refused<HoldKind> {
    word.parse().map_err(|error| Refusal::new(Code::UnknownHold, format!("kind: {error}")))
}

/// What a hold stops: as it is said, else what its kind stops by itself.
fn stops_of(kind: HoldKind, said: &[String]) -> Refused<Vec<Stops>> {
    if !said.is_empty() {
        let stop =
            |word: &String| word.parse().map_err(|error| Refusal::new(Code::UnknownStop, format!("stops: {error}")));
        return said.iter().map(stop).collect();
    }
    Ok(vec![stops_by_itself(kind)])
}

/// What a hold of the kind stops when nothing else is said.
#[must_use]
pub fn stops_by_itself(kind: HoldKind) -> Stops {
    kind.stops_by_default()
}

/// Several holds stand and none was named.
fn which_of(account: &AccountNo, standing: &[Hold]) -> Refusal {
    let one = |hold: &Hold| format!("--id {} ({})", hold.id, hold.kind.text());
    let named: Vec<String> = standing.iter().map(one).collect();
    Refusal::new(Code::WhichHold, format!("account {account} has several holds: name one with {}", named.join(" or ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_that_is_not_there_is_told_with_those_that_are() {
        let refusal = kind_of("vacation").unwrap_err();
        assert_eq!(refusal.code, Code::UnknownHold);
        assert!(HoldKind::WORDS.iter().all(|word| refusal.message.contains(word)), "{}", refusal.message);
    }

    #[test]
    fn r46_a_hold_stops_what_is_said_or_what_its_kind_stops_by_itself() {
        assert_eq!(stops_of(HoldKind::Medical, &[]), Ok(vec![Stops::Disconnect]));
        assert_eq!(stops_of(HoldKind::Tampering, &[]), Ok(vec![Stops::Reconnect]));
        let said = ["close".to_string(), "disconnect".to_string()];
        assert_eq!(stops_of(HoldKind::Safety, &said), Ok(vec![Stops::Close, Stops::Disconnect]));
        assert_eq!(stops_of(HoldKind::Safety, &["all".to_string()]).unwrap_err().code, Code::UnknownStop);
    }
}
