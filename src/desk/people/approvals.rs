//! What found no supervisor waits here, and posts when one approves.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::basics::{Code, Day, Kwh, Refusal, Refused};
use crate::desk::Desk;
use crate::desk::act::{Call, Needs};
use crate::desk::counter::adjust::AdjustInput;
use crate::desk::counter::refund::PayOutInput;
use crate::desk::morning::disconnects::Rows;
use crate::desk::who::{Approver, PRACTICE, Who};
use crate::ledger::{Outcome, Role, Waiting};

/// An act that needs a second person, with all that was asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "act", rename_all = "snake_case")]
pub enum WaitingAct {
    Void { receipt: String, reason: String },
    Move { receipt: String, to: String, reason: String },
    CorrectReading { meter: String, day: Day, kwh: Kwh, reason: String },
    Adjust(AdjustInput),
    Refund(PayOutInput),
    WriteOff(PayOutInput),
    Release { accounts: Vec<String>, reason: String },
}

impl WaitingAct {
    fn word(&self) -> &'static str {
        match self {
            Self::Void { .. } => "void",
            Self::Move { .. } => "payment_move",
            Self::CorrectReading { .. } => "reading_correct",
            Self::Adjust(_) => "adjust",
            Self::Refund(_) => "refund",
            Self::WriteOff(_) => "write_off",
            Self::Release { .. } => "cycle_release",
        }
    }
}

/// A line of "To approve".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaitingView {
    pub id: i64,
    /// What is asked, in words.
    pub text: String,
    pub maker: String,
    pub office: String,
    pub at: String,
    #[serde(flatten)]
    pub act: WaitingAct,
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
    /// `declined`, or `withdrawn` by the maker.
    pub outcome: String,
}

#[derive(Serialize)]
struct AskInput<'a> {
    act: &'a WaitingAct,
    text: &'a str,
}

impl Desk {
    /// Puts an act on the list of what waits for a second person. `text` says what is asked, as the supervisor reads it.
    ///
    /// # Errors
    /// `no_office`.
    pub fn ask_approval(&mut self, call: &Call, waiting: &WaitingAct, text: &str) -> Refused<WaitingView> {
        self.act(call, "ask_approval", Needs::Clerk, &AskInput { act: waiting, text }, |act| {
            let office = act.office()?;
            let row = Waiting {
                id: 0,
                act: waiting.word().to_string(),
                text: text.to_string(),
                content: serde_json::to_string(waiting).map_err(unreadable)?,
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
                act: waiting.clone(),
            })
        })
    }

    /// What waits for a second person, oldest first.
    pub fn approvals(&mut self, call: &Call) -> Refused<Vec<WaitingView>> {
        self.ask(call, |act| {
            let view = |row: Waiting| {
                Ok(WaitingView {
                    id: row.id,
                    office: act.tx.office(row.office)?.name,
                    at: act.time(row.at),
                    act: serde_json::from_str(&row.content).map_err(unreadable)?,
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
        let answer = self.carry_out(&as_maker, serde_json::from_str(&waiting.content).map_err(unreadable)?)?;
        let deciding = Call {
            key: None,
            approver: None,
            who: Who::Named { name: approver.name, pin: approver.pin },
            ..call.clone()
        };
        self.act(&deciding, "approve", Needs::Supervisor, &id, |act| {
            act.tx.decide_approval(id, Outcome::Approved, act.operator.id, act.now.at)
        })?;
        Ok(Approved { id, text: waiting.text, answer })
    }

    /// Declines what waits; its maker withdraws it.
    ///
    /// # Errors
    /// `unknown_approval`, `supervisor_needed`.
    pub fn decline(&mut self, call: &Call, id: i64) -> Refused<Declined> {
        self.act(call, "decline", Needs::Clerk, &id, |act| {
            let waiting = waiting(act.tx.approvals_waiting()?, id)?;
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
            act.tx.decide_approval(id, outcome, act.operator.id, act.now.at)?;
            Ok(Declined { id, outcome: outcome.word().to_string() })
        })
    }

    fn carry_out(&mut self, call: &Call, waiting: WaitingAct) -> Refused<Value> {
        match waiting {
            WaitingAct::Void { receipt, reason } => told(self.void(call, &receipt, &reason)),
            WaitingAct::Move { receipt, to, reason } => told(self.move_payment(call, &receipt, &to, &reason)),
            WaitingAct::CorrectReading { meter, day, kwh, reason } => {
                told(self.correct_reading(call, &meter, day, kwh, &reason))
            }
            WaitingAct::Adjust(input) => told(self.adjust(call, &input)),
            WaitingAct::Refund(input) => told(self.refund(call, &input)),
            WaitingAct::WriteOff(input) => told(self.write_off(call, &input)),
            WaitingAct::Release { accounts, reason } => {
                told(self.release(call, &Rows::Accounts(accounts), Some(&reason)))
            }
        }
    }
}

fn told<A: Serialize>(answer: Refused<A>) -> Refused<Value> {
    serde_json::to_value(answer?).map_err(unreadable)
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

fn unreadable(error: serde_json::Error) -> Refusal {
    Refusal::new(Code::ApprovalUnreadable, format!("what waits cannot be read or written: {error}"))
}
