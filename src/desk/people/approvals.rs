//! What found no supervisor waits here, and posts when one approves.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::basics::{Code, Refusal, Refused};
use crate::desk::Desk;
use crate::desk::act::{Act, Call, Needs};
use crate::desk::deed::{Deed, WaitingAct};
use crate::desk::who::{Approver, PRACTICE, Who};
use crate::ledger::{Outcome, Role, Waiting};

/// A line of "To approve".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaitingView {
    pub id: i64,
    /// What is asked, in words.
    pub text: String,
    pub maker: String,
    pub office: String,
    pub at: String,
    /// The act, with all that was asked.
    #[serde(flatten)]
    pub kept: WaitingAct,
}

/// What approving answers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Approved {
    pub id: i64,
    pub text: String,
    /// What the act itself answered.
    pub answer: Value,
}

/// What declining answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Declined {
    pub id: i64,
    pub outcome: Outcome,
}

/// Puts an act on the list of what waits for a second person.
///
/// # Errors
/// `no_office`; `no_approval_needed` for an act that nobody else has to approve.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AskApproval {
    pub kept: WaitingAct,
    /// What is asked, as the supervisor reads it.
    pub text: String,
}

/// Declines what waits; its maker withdraws it.
///
/// # Errors
/// `unknown_approval`, `supervisor_needed`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decline {
    pub id: i64,
}

/// Marks what waited as approved; the act itself is done before, under its own key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MarkApproved {
    id: i64,
}

impl Deed for AskApproval {
    const NAME: &'static str = "ask_approval";
    const NEEDS: Needs = Needs::Clerk;
    type Answer = WaitingView;

    fn run(&self, act: &Act<'_>) -> Refused<WaitingView> {
        self.kept.check_waits()?;
        let office = act.office()?;
        let row = Waiting {
            id: 0,
            act: self.kept.act.clone(),
            text: self.text.clone(),
            content: self.kept.input.to_string(),
            key: uuid::Uuid::now_v7(),
            maker: act.operator.id,
            maker_name: act.operator.name.clone(),
            office: office.id,
            at: act.now.at,
        };
        let id = act.tx.ask_approval(&row)?;
        Ok(WaitingView {
            id,
            text: row.text,
            maker: row.maker_name,
            office: office.name.clone(),
            at: act.time(row.at),
            kept: self.kept.clone(),
        })
    }
}

impl Deed for Decline {
    const NAME: &'static str = "decline";
    const NEEDS: Needs = Needs::Clerk;
    type Answer = Declined;

    fn run(&self, act: &Act<'_>) -> Refused<Declined> {
        let waiting = waiting(act.tx.approvals_waiting()?, self.id)?;
        let outcome = match act.operator.role {
            _ if waiting.maker == act.operator.id => Outcome::Withdrawn,
            Role::Supervisor => Outcome::Declined,
            Role::Csr | Role::System => {
                return Err(Refusal::new(
                    Code::SupervisorNeeded,
                    "a supervisor declines, or the maker withdraws: sign in as one",
                ));
            }
        };
        act.tx.decide_approval(self.id, outcome, act.operator.id, act.now.at)?;
        Ok(Declined { id: self.id, outcome })
    }
}

impl Deed for MarkApproved {
    const NAME: &'static str = "approve";
    const NEEDS: Needs = Needs::Supervisor;
    type Answer = bool;

    fn run(&self, act: &Act<'_>) -> Refused<bool> {
        act.tx.decide_approval(self.id, Outcome::Approved, act.operator.id, act.now.at)
    }
}

impl Desk {
    /// What waits for a second person, oldest first.
    pub fn approvals(&mut self, call: &Call) -> Refused<Vec<WaitingView>> {
        self.ask(call, |act| {
            let view = |row: Waiting| {
                Ok(WaitingView {
                    id: row.id,
                    office: act.tx.office(row.office)?.name,
                    at: act.time(row.at),
                    kept: kept(&row)?,
                    text: row.text,
                    maker: row.maker_name,
                })
            };
            act.tx.approvals_waiting()?.into_iter().map(view).collect()
        })
    }

    /// Approves: the act is done as its maker asked it, under the key it was stored with, so that it is done once even
    /// if the answer gets lost. Who approves is `call.approver`, or else who calls.
    ///
    /// # Errors
    /// `unknown_approval`; `approver_is_maker`, `approver_not_supervisor`, `wrong_pin`; whatever the act itself refuses:
    /// then it goes on waiting.
    pub fn approve(&mut self, call: &Call, id: i64) -> Refused<Approved> {
        let (waiting, office) = self.ask(call, |act| {
            let waiting = waiting(act.tx.approvals_waiting()?, id)?;
            let office = act.tx.office(waiting.office)?.name;
            Ok((waiting, office))
        })?;
        let approver = approver_of(call)?;
        let as_maker = Call {
            who: Who::SignedIn(waiting.maker_name.clone()),
            office: Some(office),
            now: call.now,
            key: Some(waiting.key),
            approver: Some(approver.clone()),
        };
        let answer = kept(&waiting)?.perform(self, &as_maker)?;
        let deciding = Call {
            key: None,
            approver: None,
            who: Who::Named { name: approver.name, pin: approver.pin },
            ..call.clone()
        };
        self.perform(&deciding, &MarkApproved { id })?;
        Ok(Approved { id, text: waiting.text, answer })
    }
}

fn kept(waiting: &Waiting) -> Refused<WaitingAct> {
    let input = serde_json::from_str(&waiting.content)
        .map_err(|error| Refusal::new(Code::ApprovalUnreadable, format!("what waits cannot be read: {error}")))?;
    Ok(WaitingAct { act: waiting.act.clone(), input })
}

fn waiting(all: Vec<Waiting>, id: i64) -> Refused<Waiting> {
    all.into_iter().find(|waiting| waiting.id == id).ok_or_else(|| {
        Refusal::new(
            Code::UnknownApproval,
            format!("nothing waits under number {id}: it was decided already, or never asked"),
        )
    })
}

/// Who approves: the one who typed a PIN for it, else who is signed in to the call.
fn approver_of(call: &Call) -> Refused<Approver> {
    if let Some(approver) = &call.approver {
        return Ok(approver.clone());
    }
    Ok(match &call.who {
        Who::Named { name, pin } => Approver { name: name.clone(), pin: pin.clone() },
        Who::SignedIn(name) => Approver { name: name.clone(), pin: None },
        Who::Default => Approver { name: PRACTICE.to_string(), pin: None },
    })
}
