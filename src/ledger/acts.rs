//! Acts by their keys, and what waits for a second person.

use uuid::Uuid;

use super::engine::cells;
use super::offices::NEWEST_OPERATOR;
use super::tables::{ACT, APPROVAL, APPROVAL_DECIDED, PENDING};
use super::{OfficeId, OperatorId, Tx};
use crate::basics::{Instant, Refused};
use crate::words::{Outcome, PendingKind};

/// An act that was done: what was asked (its hash) and what was answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActDone {
    pub name: String,
    pub content: [u8; 32],
    /// JSON.
    pub answer: String,
}

/// An act that waits for a second person.
#[derive(Debug, Clone, PartialEq)]
pub struct Waiting {
    pub id: i64,
    pub act: String,
    /// What is asked, in words.
    pub text: String,
    /// The act's input as JSON.
    pub content: String,
    pub key: Uuid,
    pub maker: OperatorId,
    pub maker_name: String,
    pub office: OfficeId,
    pub at: Instant,
}

impl Tx<'_> {
    pub fn act(&self, key: Uuid) -> Refused<Option<ActDone>> {
        self.ask("SELECT name,content,answer FROM act WHERE key=?1", cells![key])?
            .first(|row| Ok(ActDone { name: row.get(0)?, content: row.get(1)?, answer: row.get(2)? }))
    }

    pub fn record_act(
        &self,
        key: Uuid,
        done: &ActDone,
        at: Instant,
        operator: OperatorId,
        approver: Option<OperatorId>,
    ) -> Refused<()> {
        self.insert(&ACT, cells![key, &done.name, done.content, at, operator, approver, &done.answer])
    }

    /// Puts an act on the list of what waits for a second person.
    pub fn ask_approval(&self, waiting: &Waiting) -> Refused<i64> {
        let id = self.next_id(&APPROVAL)?;
        self.insert(
            &APPROVAL,
            cells![
                id,
                &waiting.act,
                &waiting.text,
                &waiting.content,
                waiting.key,
                waiting.maker,
                waiting.office,
                waiting.at
            ],
        )?;
        self.begin_pending(PendingKind::Approval, id, waiting.office.0, &waiting.act)?;
        Ok(id)
    }

    pub fn approvals_waiting(&self) -> Refused<Vec<Waiting>> {
        self.ask(
            format!(
                "SELECT a.id,a.act,a.text,a.content,a.key,a.maker_id,o.name,a.office_id,a.at FROM pending p
                 JOIN approval a ON a.id=p.id JOIN operator o ON o.id=a.maker_id AND {NEWEST_OPERATOR}
                 WHERE p.is_open=1 AND p.kind='approval' ORDER BY a.id"
            ),
            cells![],
        )?
        .read(|row| {
            Ok(Waiting {
                id: row.get(0)?,
                act: row.get(1)?,
                text: row.get(2)?,
                content: row.get(3)?,
                key: row.get(4)?,
                maker: row.get(5)?,
                maker_name: row.get(6)?,
                office: row.get(7)?,
                at: row.get(8)?,
            })
        })
    }

    /// Decides what waits, once. False: it does not wait.
    pub fn decide_approval(&self, id: i64, outcome: Outcome, by: OperatorId, at: Instant) -> Refused<bool> {
        if !self.is_pending(PendingKind::Approval, id)? {
            return Ok(false);
        }
        self.insert(&APPROVAL_DECIDED, cells![id, at, by, outcome.word()])?;
        self.end_pending(PendingKind::Approval, id)?;
        Ok(true)
    }

    /// Remembers that something is open, so that it is found among everything that ever was.
    pub(super) fn begin_pending(&self, kind: PendingKind, id: i64, of: i64, code: &str) -> Refused<()> {
        self.insert(&PENDING, cells![kind, id, of, code, true])
    }

    pub(super) fn end_pending(&self, kind: PendingKind, id: i64) -> Refused<()> {
        self.set(&PENDING, ["kind", "id", "is_open"], cells![kind, id, false])
    }

    pub(super) fn is_pending(&self, kind: PendingKind, id: i64) -> Refused<bool> {
        Ok(!self.ask("SELECT 1 FROM pending WHERE kind=?1 AND id=?2 AND is_open=1", cells![kind, id])?.is_empty())
    }
}
