//! Papers that were signed or handed out, kept byte for byte.

use rusqlite::{OptionalExtension, params};

use super::codec::{Columns, ms};
use super::{AccountId, OperatorId, Tx};
use crate::basics::{Instant, Refusal, Refused};

/// A paper, without its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentRow {
    pub id: i64,
    pub account: Option<AccountId>,
    /// `agreement`, `receipt`, `final-notice`, `day-report`, …
    pub kind: String,
    pub title: String,
    pub at: Instant,
    pub operator: String,
    /// BLAKE3 of the bytes, in hex.
    pub hash: String,
}

impl Tx<'_> {
    pub fn keep_document(
        &self,
        account: Option<AccountId>,
        kind: &str,
        title: &str,
        bytes: &[u8],
        operator: OperatorId,
        at: Instant,
    ) -> Refused<i64> {
        self.conn
            .prepare_cached(
                "INSERT INTO document(account_id,kind,title,at,operator_id,hash,bytes) VALUES(?1,?2,?3,?4,?5,?6,?7)",
            )?
            .execute(params![
                account.map(|a| a.0),
                kind,
                title,
                ms(at),
                operator.0,
                blake3::hash(bytes).as_bytes().as_slice(),
                bytes
            ])?;
        Ok(self.conn.last_insert_rowid())
    }

    /// The papers of an account, or those of no account (day reports, slips), newest last.
    pub fn documents(&self, account: Option<AccountId>) -> Refused<Vec<DocumentRow>> {
        let mut query = self.conn.prepare_cached(
            "SELECT d.id,d.account_id,d.kind,d.title,d.at,lower(hex(d.hash)) AS hash,o.name AS operator
             FROM document d JOIN operator o ON o.id=d.operator_id WHERE d.account_id IS ?1 ORDER BY d.id",
        )?;
        let rows = query.query_map([account.map(|a| a.0)], |row| {
            Ok(DocumentRow {
                id: row.get("id")?,
                account: row.get::<_, Option<i64>>("account_id")?.map(AccountId),
                kind: row.get("kind")?,
                title: row.get("title")?,
                at: row.instant("at")?,
                operator: row.get("operator")?,
                hash: row.get("hash")?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// A paper's bytes (`unknown_document`).
    pub fn document(&self, id: i64) -> Refused<Vec<u8>> {
        self.conn
            .prepare_cached("SELECT bytes FROM document WHERE id=?1")?
            .query_row([id], |row| row.get(0))
            .optional()?
            .ok_or_else(|| {
                Refusal::new(
                    "unknown_document",
                    format!("there is no document {id}: list them with `documents ACCOUNT`"),
                )
            })
    }
}
