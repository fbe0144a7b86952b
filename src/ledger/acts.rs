//! Acts by their keys, and what waits for a second person.

use rusqlite::{OptionalExtension, params};
use uuid::Uuid;

use super::codec::{Columns, ms};
use super::{OfficeId, OperatorId, Tx};
use crate::basics::{Instant, Refused};
use crate::words::Outcome;

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
        Ok(self
            .conn
            .prepare_cached("SELECT name,content,answer FROM act WHERE key=?1")?
            .query_row([key.as_bytes().as_slice()], |row| {
                Ok(ActDone { name: row.get(0)?, content: row.get(1)?, answer: row.get(2)? })
            })
            .optional()?)
    }

    pub fn record_act(
        &self,
        key: Uuid,
        done: &ActDone,
        at: Instant,
        operator: OperatorId,
        approver: Option<OperatorId>,
    ) -> Refused<()> {
        self.conn
            .prepare_cached(
                "INSERT INTO act(key,name,content,at,operator_id,approver_id,answer) VALUES(?1,?2,?3,?4,?5,?6,?7)",
            )?
            .execute(params![
                key.as_bytes().as_slice(),
                done.name,
                done.content,
                ms(at),
                operator.0,
                approver.map(|o| o.0),
                done.answer
            ])?;
        self.touch(at)
    }

    /// Puts an act on the list of what waits for a second person.
    pub fn ask_approval(&self, waiting: &Waiting) -> Refused<i64> {
        self.conn
            .prepare_cached(
                "INSERT INTO approval(act,text,content,key,maker_id,office_id,at) VALUES(?1,?2,?3,?4,?5,?6,?7)",
            )?
            .execute(params![
                waiting.act,
                waiting.text,
                waiting.content,
                waiting.key.as_bytes().as_slice(),
                waiting.maker.0,
                waiting.office.0,
                ms(waiting.at)
            ])?;
        Ok(self.conn.last_insert_rowid())
    }

    pub fn approvals_waiting(&self) -> Refused<Vec<Waiting>> {
        let mut query = self.conn.prepare_cached(
            "SELECT a.*, o.name AS maker_name FROM approval a JOIN operator o ON o.id=a.maker_id
             WHERE outcome IS NULL ORDER BY a.id",
        )?;
        let rows = query.query_map([], |row| {
            Ok(Waiting {
                id: row.get("id")?,
                act: row.get("act")?,
                text: row.get("text")?,
                content: row.get("content")?,
                key: Uuid::from_bytes(row.get("key")?),
                maker: OperatorId(row.get("maker_id")?),
                maker_name: row.get("maker_name")?,
                office: OfficeId(row.get("office_id")?),
                at: row.instant("at")?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    pub fn decide_approval(&self, id: i64, outcome: Outcome, by: OperatorId, at: Instant) -> Refused<bool> {
        let changed = self
            .conn
            .prepare_cached(
                "UPDATE approval SET decided_at=?2, decided_by=?3, outcome=?4 WHERE id=?1 AND outcome IS NULL",
            )?
            .execute(params![id, ms(at), by.0, outcome.word()])?;
        Ok(changed == 1)
    }
}
