//! Papers that were signed or handed out. What somebody signed or got by mail is kept byte for byte, any other as its
//! content, from which it is drawn when it is asked for.

use super::engine::cells;
use super::offices::NEWEST_OPERATOR;
use super::posting::hex;
use super::tables::DOCUMENT;
use super::{AccountId, OperatorId, Tx};
use crate::basics::{Code, Instant, Refusal, Refused};

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
    /// BLAKE3 of the bytes or the content, in hex.
    pub hash: String,
}

/// What is kept of a paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kept {
    /// The PDF itself.
    Bytes(Vec<u8>),
    /// What it is drawn from.
    Content(String),
}

impl Kept {
    /// What the hash is of.
    fn proven(&self) -> &[u8] {
        match self {
            Self::Bytes(bytes) => bytes,
            Self::Content(content) => content.as_bytes(),
        }
    }
}

impl Tx<'_> {
    /// Keeps a paper of an account, or of none. Answers its number.
    pub fn keep_document(
        &self,
        account: Option<AccountId>,
        kind: &str,
        title: &str,
        kept: &Kept,
        operator: OperatorId,
        at: Instant,
    ) -> Refused<i64> {
        let id = self.next_id(&DOCUMENT)?;
        let hash = blake3::hash(kept.proven());
        let (content, bytes) = match kept {
            Kept::Bytes(bytes) => (None, Some(bytes.as_slice())),
            Kept::Content(content) => (Some(content.as_str()), None),
        };
        self.insert(&DOCUMENT, cells![id, account, kind, title, at, operator, hash.as_bytes(), content, bytes])?;
        Ok(id)
    }

    /// The papers of an account, or those of no account (day reports, slips), newest last.
    pub fn documents(&self, account: Option<AccountId>) -> Refused<Vec<DocumentRow>> {
        let (of, with) = match account {
            Some(account) => ("d.account_id=?1", cells![account].to_vec()),
            None => ("d.account_id IS NULL", Vec::new()),
        };
        self.ask(
            format!(
                "SELECT d.id,d.account_id,d.kind,d.title,d.at,d.hash,o.name FROM document d
                 JOIN operator o ON o.id=d.operator_id AND {NEWEST_OPERATOR} WHERE {of} ORDER BY d.id"
            ),
            with,
        )?
        .read(|row| {
            Ok(DocumentRow {
                id: row.get(0)?,
                account: row.get(1)?,
                kind: row.get(2)?,
                title: row.get(3)?,
                at: row.get(4)?,
                hash: hex(row.get(5)?),
                operator: row.get(6)?,
            })
        })
    }

    /// What was kept of a paper (`unknown_document`).
    pub fn document(&self, id: i64) -> Refused<Kept> {
        let found = self.ask("SELECT bytes, content FROM document WHERE id=?1", cells![id])?;
        let kept = found.first(|row| {
            Ok(match row.get::<Option<Vec<u8>>>(0)? {
                Some(bytes) => Kept::Bytes(bytes),
                None => Kept::Content(row.get(1)?),
            })
        })?;
        kept.ok_or_else(|| {
            Refusal::new(
                Code::UnknownDocument,
                format!("there is no document {id}: list them with `documents ACCOUNT`"),
            )
        })
    }
}
