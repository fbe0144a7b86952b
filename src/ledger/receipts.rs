//! Receipts: what was tendered, where it went, and what became of it.

use rusqlite::{OptionalExtension, params};

use super::codec::{Columns, day_no, ms};
use super::{AccountId, DrawerId, OfficeId, OperatorId, Tx, TxnId};
use crate::basics::{Cents, Day, Instant, ReceiptNo, Refusal, Refused};
use crate::words::{Method, ReceiptKind, Undone};

/// A receipt's id in the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ReceiptId(pub i64);

#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Tender {
    pub method: Method,
    pub amount: Cents,
    /// What was handed over; more than the amount only in cash.
    pub tendered: Cents,
    pub check_number: Option<String>,
    pub reference: Option<String>,
}

/// Where a receipt's money went, by account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allocation {
    pub account: AccountId,
    pub to_energy: Cents,
    pub to_arrears: Cents,
    /// Fees, membership, debt to the standard service.
    pub to_other: Cents,
}

/// A receipt with its tenders and allocations.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    pub id: ReceiptId,
    pub number: ReceiptNo,
    pub kind: ReceiptKind,
    pub txn: TxnId,
    pub at: Instant,
    /// When it was paid, as its source states (C13).
    pub paid_at: Instant,
    pub office: Option<OfficeId>,
    pub drawer: Option<DrawerId>,
    pub operator: OperatorId,
    pub amount: Cents,
    pub change: Cents,
    pub tenders: Vec<Tender>,
    pub allocations: Vec<Allocation>,
    pub undone: Option<UndoneRow>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UndoneRow {
    pub how: Undone,
    pub at: Instant,
    pub day: Day,
    pub reason: String,
    pub operator: OperatorId,
    pub approver: Option<OperatorId>,
    pub txn: TxnId,
    pub becomes: Option<ReceiptId>,
}

impl Tx<'_> {
    /// Writes a receipt with the next number of its series (`id` and `number` of the one given are not used).
    pub fn add_receipt(&self, receipt: &Receipt, series: &str) -> Refused<(ReceiptId, ReceiptNo)> {
        let seq: i64 = self
            .conn
            .prepare_cached("SELECT ifnull(max(seq),0)+1 FROM receipt WHERE series=?1")?
            .query_row([series], |row| row.get(0))?;
        let number = ReceiptNo(format!("R-{series}-{seq:06}"));
        self.conn
            .prepare_cached(
                "INSERT INTO receipt(number,series,seq,kind,txn_id,at,paid_at,office_id,drawer_id,operator_id,cents,change_cents)
                 VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12)",
            )?
            .execute(params![
                number.as_str(),
                series,
                seq,
                receipt.kind.word(),
                receipt.txn.0,
                ms(receipt.at),
                ms(receipt.paid_at),
                receipt.office.map(|o| o.0),
                receipt.drawer.map(|d| d.0),
                receipt.operator.0,
                receipt.amount.0,
                receipt.change.0
            ])?;
        let id = ReceiptId(self.conn.last_insert_rowid());
        for (line, tender) in receipt.tenders.iter().enumerate() {
            self.conn.prepare_cached("INSERT INTO receipt_tender VALUES(?1,?2,?3,?4,?5,?6,?7)")?.execute(params![
                id.0,
                line as i64 + 1,
                tender.method.word(),
                tender.amount.0,
                tender.tendered.0,
                tender.check_number,
                tender.reference
            ])?;
        }
        for (line, part) in receipt.allocations.iter().enumerate() {
            self.conn.prepare_cached("INSERT INTO receipt_allocation VALUES(?1,?2,?3,?4,?5,?6)")?.execute(params![
                id.0,
                line as i64 + 1,
                part.account.0,
                part.to_energy.0,
                part.to_arrears.0,
                part.to_other.0
            ])?;
        }
        Ok((id, number))
    }

    /// The receipt of that number (`unknown_receipt`).
    pub fn receipt_numbered(&self, number: &str) -> Refused<Receipt> {
        let id: Option<i64> = self
            .conn
            .prepare_cached("SELECT id FROM receipt WHERE number=?1")?
            .query_row([number], |row| row.get(0))
            .optional()?;
        match id {
            Some(id) => self.receipt(ReceiptId(id)),
            None => Err(Refusal::new(
                "unknown_receipt",
                format!("there is no receipt {number}: read the number on the paper again"),
            )),
        }
    }

    pub fn receipt(&self, id: ReceiptId) -> Refused<Receipt> {
        let mut receipt = self.conn.prepare_cached("SELECT * FROM receipt WHERE id=?1")?.query_row([id.0], |row| {
            Ok(Receipt {
                id: ReceiptId(row.get("id")?),
                number: ReceiptNo(row.get("number")?),
                kind: row.word("kind")?,
                txn: TxnId(row.get("txn_id")?),
                at: row.instant("at")?,
                paid_at: row.instant("paid_at")?,
                office: row.get::<_, Option<i64>>("office_id")?.map(OfficeId),
                drawer: row.get::<_, Option<i64>>("drawer_id")?.map(DrawerId),
                operator: OperatorId(row.get("operator_id")?),
                amount: row.cents("cents")?,
                change: row.cents("change_cents")?,
                tenders: Vec::new(),
                allocations: Vec::new(),
                undone: None,
            })
        })?;
        let mut query = self.conn.prepare_cached("SELECT * FROM receipt_tender WHERE receipt_id=?1 ORDER BY line")?;
        receipt.tenders = query
            .query_map([id.0], |row| {
                Ok(Tender {
                    method: row.word("method")?,
                    amount: row.cents("cents")?,
                    tendered: row.cents("tendered")?,
                    check_number: row.get("check_number")?,
                    reference: row.get("reference")?,
                })
            })?
            .collect::<Result<_, _>>()?;
        let mut query =
            self.conn.prepare_cached("SELECT * FROM receipt_allocation WHERE receipt_id=?1 ORDER BY line")?;
        receipt.allocations = query
            .query_map([id.0], |row| {
                Ok(Allocation {
                    account: AccountId(row.get("account_id")?),
                    to_energy: row.cents("to_energy")?,
                    to_arrears: row.cents("to_arrears")?,
                    to_other: row.cents("to_other")?,
                })
            })?
            .collect::<Result<_, _>>()?;
        receipt.undone = self
            .conn
            .prepare_cached("SELECT * FROM receipt_undone WHERE receipt_id=?1")?
            .query_row([id.0], |row| {
                Ok(UndoneRow {
                    how: row.word("how")?,
                    at: row.instant("at")?,
                    day: row.day("day")?,
                    reason: row.get("reason")?,
                    operator: OperatorId(row.get("operator_id")?),
                    approver: row.get::<_, Option<i64>>("approver_id")?.map(OperatorId),
                    txn: TxnId(row.get("txn_id")?),
                    becomes: row.get::<_, Option<i64>>("becomes")?.map(ReceiptId),
                })
            })
            .optional()?;
        Ok(receipt)
    }

    /// Marks a receipt as undone; the store takes one such mark.
    pub fn undo_receipt(&self, receipt: ReceiptId, undone: &UndoneRow) -> Refused<()> {
        self.conn.prepare_cached("INSERT INTO receipt_undone VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9)")?.execute(params![
            receipt.0,
            undone.how.word(),
            ms(undone.at),
            day_no(undone.day),
            undone.reason,
            undone.operator.0,
            undone.approver.map(|o| o.0),
            undone.txn.0,
            undone.becomes.map(|r| r.0)
        ])?;
        Ok(())
    }

    /// The receipts that allocated to an account, oldest first.
    pub fn receipts_of(&self, account: AccountId) -> Refused<Vec<Receipt>> {
        let mut query = self.conn.prepare_cached(
            "SELECT DISTINCT receipt_id FROM receipt_allocation WHERE account_id=?1 ORDER BY receipt_id",
        )?;
        let ids = query.query_map([account.0], |row| row.get(0).map(ReceiptId))?.collect::<Result<Vec<_>, _>>()?;
        ids.into_iter().map(|id| self.receipt(id)).collect()
    }

    /// The receipts of a book, by number.
    pub fn receipts_of_book(&self, book: super::BookId) -> Refused<Vec<Receipt>> {
        let mut query = self.conn.prepare_cached(
            "SELECT r.id FROM receipt r JOIN txn t ON t.id=r.txn_id WHERE t.book_id=?1 ORDER BY r.id",
        )?;
        let ids = query.query_map([book.0], |row| row.get(0).map(ReceiptId))?.collect::<Result<Vec<_>, _>>()?;
        ids.into_iter().map(|id| self.receipt(id)).collect()
    }

    /// How many payments of an account were taken from `from` on, before `to`: enrollments, voided and returned ones not
    /// counted (C29).
    pub fn count_payments(&self, account: AccountId, from: Instant, to: Instant) -> Refused<u32> {
        Ok(self
            .conn
            .prepare_cached(
                "SELECT count(DISTINCT r.id) FROM receipt r JOIN receipt_allocation a ON a.receipt_id=r.id
                 WHERE a.account_id=?1 AND r.kind<>'enrollment' AND r.paid_at>=?2 AND r.paid_at<?3
                 AND NOT EXISTS(SELECT 1 FROM receipt_undone u WHERE u.receipt_id=r.id)",
            )?
            .query_row(params![account.0, ms(from), ms(to)], |row| row.get(0))?)
    }

    /// The days on which checks of an account came back, bank errors not counted (C34).
    pub fn check_returns(&self, account: AccountId) -> Refused<Vec<Day>> {
        let mut query = self.conn.prepare_cached(
            "SELECT DISTINCT u.receipt_id, u.day FROM receipt_undone u
             JOIN receipt_allocation a ON a.receipt_id=u.receipt_id
             JOIN receipt_tender t ON t.receipt_id=u.receipt_id
             WHERE a.account_id=?1 AND u.how='returned' AND t.method='check' ORDER BY u.day",
        )?;
        let rows = query.query_map([account.0], |row| row.day("day"))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The receipt whose transaction this is.
    pub fn receipt_of_txn(&self, txn: TxnId) -> Refused<Option<(ReceiptId, ReceiptNo)>> {
        Ok(self
            .conn
            .prepare_cached("SELECT id,number FROM receipt WHERE txn_id=?1")?
            .query_row([txn.0], |row| Ok((ReceiptId(row.get(0)?), ReceiptNo(row.get(1)?))))
            .optional()?)
    }
}

/// What a row of a file that was taken in is remembered by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TakenIn {
    /// BLAKE3 of the row's content.
    pub content: [u8; 32],
    pub receipt: Option<ReceiptId>,
}

impl Tx<'_> {
    /// A row that was taken in before, by its kind and own key.
    pub fn taken_in(&self, kind: &str, source: &str) -> Refused<Option<TakenIn>> {
        Ok(self
            .conn
            .prepare_cached("SELECT content, receipt_id FROM taken_in WHERE kind=?1 AND source=?2")?
            .query_row([kind, source], |row| {
                Ok(TakenIn { content: row.get(0)?, receipt: row.get::<_, Option<i64>>(1)?.map(ReceiptId) })
            })
            .optional()?)
    }

    pub fn take_in(&self, kind: &str, source: &str, row: &TakenIn, at: Instant) -> Refused<()> {
        self.conn
            .prepare_cached("INSERT INTO taken_in(kind,source,content,receipt_id,at) VALUES(?1,?2,?3,?4,?5)")?
            .execute(params![kind, source, row.content, row.receipt.map(|r| r.0), ms(at)])?;
        Ok(())
    }
}
