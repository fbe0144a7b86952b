//! What a person should look at, over all accounts.

use serde::{Deserialize, Serialize};

use crate::basics::{Code, Day, Refusal, Refused};
use crate::desk::Desk;
use crate::desk::act::{Act, Call, Needs};
use crate::desk::deed::Deed;
use crate::ledger::{DoubtKind, Word};

/// A matter on the attention list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttentionView {
    pub id: i64,
    /// Null: it is about no one account.
    pub account: Option<String>,
    pub name: Option<String>,
    pub day: Day,
    pub code: String,
    /// Somebody is not disconnected until a supervisor has decided it (C45).
    pub doubt: bool,
    pub text: String,
    pub at: String,
}

/// Takes a matter off the list: somebody looked at it. One that still holds comes back with the next cycle.
///
/// # Errors
/// `unknown_matter` when it is not on the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClearAttention {
    pub id: i64,
}

impl Desk {
    /// The open matters, newest first.
    pub fn attention(&mut self, call: &Call) -> Refused<Vec<AttentionView>> {
        self.ask(call, |act| {
            let matters = act.tx.attention(None)?.into_iter().map(|matter| {
                let account = matter.account.map(|id| act.tx.account(id)).transpose()?;
                let member = account.as_ref().map(|account| act.tx.member(account.member)).transpose()?;
                Ok(AttentionView {
                    id: matter.id,
                    account: account.map(|account| account.number.0),
                    name: member.map(|member| member.name),
                    day: matter.day,
                    doubt: DoubtKind::from_word(&matter.code).is_some(),
                    code: matter.code,
                    text: matter.text,
                    at: act.time(matter.at),
                })
            });
            matters.collect()
        })
    }
}

impl Deed for ClearAttention {
    const NAME: &'static str = "attention_clear";
    const NEEDS: Needs = Needs::Clerk;
    type Answer = Vec<i64>;

    fn run(&self, act: &Act<'_>) -> Refused<Vec<i64>> {
        let matter = act.tx.attention(None)?.into_iter().find(|matter| matter.id == self.id).ok_or_else(|| {
            Refusal::new(Code::UnknownMatter, format!("there is no open matter {}: list them again", self.id))
        })?;
        if DoubtKind::from_word(&matter.code).is_some() {
            return Err(Refusal::new(
                Code::DecisionNeeded,
                "a look does not end a doubt: a supervisor accepts or rejects it, with a reason",
            ));
        }
        act.tx.clear_attention(self.id, act.operator.id, act.now.at)?;
        Ok(act.tx.attention(None)?.into_iter().map(|matter| matter.id).collect())
    }
}
