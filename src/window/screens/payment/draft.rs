//! A half-done payment, as it is kept while the clerk is elsewhere or the program is not running.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::tender::{self, Tender};
use super::{Message, Other, State};
use crate::basics::Cents;
use crate::window::work::Effect;

/// What was typed of a payment. Nothing of a card is in it but the amount.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// The form's: whatever happened to the answer, the payment is posted once.
    key: Uuid,
    tenders: Vec<tender::Draft>,
    others: Vec<OtherDraft>,
    arrears_only: bool,
    /// The balance that was seen when Post was pressed, while no answer has come.
    sent: Option<Cents>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct OtherDraft {
    account: String,
    amount: String,
}

impl State {
    /// What is to be kept; `None` when nothing was typed, or when it is posted.
    pub fn draft(&self) -> Option<Draft> {
        let typed = self.tenders.iter().any(Tender::is_begun) || !self.others.is_empty();
        if self.posted.is_some() || !typed {
            return None;
        }
        let other = |other: &Other| OtherDraft {
            account: other.account.text().to_string(),
            amount: other.amount.text().to_string(),
        };
        Some(Draft {
            key: self.key,
            tenders: self.tenders.iter().map(Tender::draft).collect(),
            others: self.others.iter().map(other).collect(),
            arrears_only: self.arrears_only,
            sent: self.sent,
        })
    }

    /// Goes on with a payment that was begun before the program was started.
    pub fn take_up(&mut self, draft: Draft) -> Effect<Message> {
        self.key = draft.key;
        self.arrears_only = draft.arrears_only;
        self.sent = draft.sent;
        self.tenders = draft.tenders.into_iter().map(Tender::from_draft).collect();
        self.others = Vec::new();
        for (index, other) in draft.others.into_iter().enumerate() {
            self.edit(Message::SeveralAccounts);
            self.edit(Message::OtherAccount(index, other.account));
            self.edit(Message::OtherAmount(index, other.amount));
        }
        self.ask()
    }
}
