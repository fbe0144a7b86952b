//! What a person should look at, over all accounts.

use serde::{Deserialize, Serialize};

use crate::basics::{Code, Day, Refusal, Refused};
use crate::desk::Desk;
use crate::desk::act::{Call, Needs};

/// A matter on the attention list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttentionView {
    pub id: i64,
    /// Null: it is about no one account.
    pub account: Option<String>,
    pub name: Option<String>,
    pub day: Day,
    pub code: String,
    pub text: String,
    pub at: String,
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
                    code: matter.code,
                    text: matter.text,
                    at: act.time(matter.at),
                })
            });
            matters.collect()
        })
    }

    /// Takes a matter off the list: somebody looked at it. One that still holds comes back with the next cycle.
    ///
    /// # Errors
    /// `unknown_matter` when it is not on the list.
    pub fn clear_attention(&mut self, call: &Call, id: i64) -> Refused<Vec<i64>> {
        self.act(call, "attention_clear", Needs::Clerk, &id, |act| {
            if !act.tx.attention(None)?.iter().any(|matter| matter.id == id) {
                return Err(Refusal::new(
                    Code::UnknownMatter,
                    format!("there is no open matter {id}: list them again"),
                ));
            }
            act.tx.clear_attention(id, act.operator.id, act.now.at)?;
            Ok(act.tx.attention(None)?.into_iter().map(|matter| matter.id).collect())
        })
    }
}
