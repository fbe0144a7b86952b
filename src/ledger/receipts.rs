//! Receipts: what was tendered, where it went, and what became of it.

use std::collections::HashMap;

use super::accounts::NEWEST;
use super::engine::{Ask, Row, Value, ask, cells};
use super::tables::{ITEM_RETURNED, RECEIPT, RECEIPT_ALLOCATION, RECEIPT_TENDER, RECEIPT_UNDONE, TAKEN_IN};
use super::{AccountId, BookId, DrawerId, OfficeId, OperatorId, Tx, TxnId};
use crate::basics::{Cents, Code, Day, Instant, ReceiptNo, Refusal, Refused};
use crate::words::{Method, ReceiptKind, TakenKind, Undone};

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
    /// How it came back by itself (C58).
    #[serde(skip)]
    pub returned: Option<UndoneRow>,
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

impl Receipt {
    /// The tenders that came back by themselves, in the order in which they did.
    #[must_use]
    pub fn returned(&self) -> Vec<&Tender> {
        let of = |tender: &&Tender| tender.returned.as_ref().map(|returned| returned.txn);
        let mut returned: Vec<&Tender> = self.tenders.iter().filter(|tender| of(tender).is_some()).collect();
        returned.sort_by_key(of);
        returned
    }
}

/// How a receipt, or a tender of it, was undone.
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

const RECEIPTS: &str =
    "SELECT id, number, kind, txn_id, at, paid_at, office_id, drawer_id, operator_id, cents, change_cents
    FROM receipt WHERE id IN LIST(?1)";
const TENDERS: &str = "SELECT t.receipt_id, t.method, t.cents, t.tendered, t.check_number, t.reference,
    b.how, b.at, b.day, b.reason, b.operator_id, b.approver_id, b.txn_id FROM receipt_tender t
    LEFT JOIN item_returned b ON b.receipt_id=t.receipt_id AND b.tender=t.ordinal
    WHERE t.receipt_id IN LIST(?1) ORDER BY t.receipt_id, t.ordinal";
const ALLOCATIONS: &str = "SELECT receipt_id, account_id, to_energy, to_arrears, to_other
    FROM receipt_allocation WHERE receipt_id IN LIST(?1) ORDER BY receipt_id, ordinal";
const UNDONE: &str = "SELECT receipt_id, how, at, day, reason, operator_id, approver_id, txn_id, becomes
    FROM receipt_undone WHERE receipt_id IN LIST(?1)";
const WHOLE: [&str; 4] = [RECEIPTS, TENDERS, ALLOCATIONS, UNDONE];

/// What a receipt's number leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReceiptNamed {
    pub txn: TxnId,
    pub drawer: Option<DrawerId>,
}

impl Tx<'_> {
    /// Writes a receipt with the next number of its series (`id` and `number` of the one given are not used).
    pub fn add_receipt(&self, receipt: &Receipt, series: &str) -> Refused<(ReceiptId, ReceiptNo)> {
        let seq = self.next_of_series(series)?;
        let number = ReceiptNo(format!("R-{series}-{seq:06}"));
        let id = ReceiptId(self.next_id(&RECEIPT)?);
        self.insert(
            &RECEIPT,
            cells![
                id,
                number.as_str(),
                series,
                seq,
                receipt.kind.word(),
                receipt.txn,
                receipt.at,
                receipt.paid_at,
                receipt.office,
                receipt.drawer,
                receipt.operator,
                receipt.amount,
                receipt.change
            ],
        )?;
        for (ordinal, tender) in (1_i64..).zip(&receipt.tenders) {
            let Tender { method, amount, tendered, check_number, reference, returned: _ } = tender;
            let row = cells![id, ordinal, method.word(), *amount, *tendered, check_number, reference];
            self.insert(&RECEIPT_TENDER, row)?;
        }
        for (ordinal, part) in (1_i64..).zip(&receipt.allocations) {
            let row = cells![id, ordinal, part.account, part.to_energy, part.to_arrears, part.to_other];
            self.insert(&RECEIPT_ALLOCATION, row)?;
        }
        Ok((id, number))
    }

    /// The next number of a series of receipts.
    pub fn next_of_series(&self, series: &str) -> Refused<i64> {
        self.ask("SELECT COALESCE(max(seq),0)+1 FROM receipt WHERE series=?1", cells![series])?.one(|row| row.get(0))
    }

    /// The receipt of that number (`unknown_receipt`).
    pub fn receipt_numbered(&self, number: &str) -> Refused<Receipt> {
        self.receipts_where("r.number=?1", number.into())?.into_iter().next().ok_or_else(|| {
            Refusal::new(
                Code::UnknownReceipt,
                format!("there is no receipt {number}: read the number on the paper again"),
            )
        })
    }

    /// The transactions and drawers of the receipts of these numbers: what an act that names them will look at.
    pub fn receipts_named(&self, numbers: Vec<String>) -> Refused<Vec<ReceiptNamed>> {
        self.ask("SELECT txn_id, drawer_id FROM receipt WHERE number IN LIST(?1) ORDER BY id", cells![numbers])?
            .read(|row| Ok(ReceiptNamed { txn: row.get(0)?, drawer: row.get(1)? }))
    }

    pub fn receipt(&self, id: ReceiptId) -> Refused<Receipt> {
        let found = self.receipts(&[id])?.pop();
        found.ok_or_else(|| Refusal::new(Code::StoreFault, format!("the store names a receipt {} that it lacks", id.0)))
    }

    /// Receipts whole, in the order of `ids`: four questions, however many they are.
    pub fn receipts(&self, ids: &[ReceiptId]) -> Refused<Vec<Receipt>> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let mut found = self.whole_receipts(&WHOLE.map(|sql| ask(sql, cells![ids])))?;
        Ok(ids.iter().filter_map(|id| found.remove(id)).collect())
    }

    /// The receipts `r` of which that is so, whole, in the order of their ids: four questions in one flight.
    pub(super) fn receipts_where(&self, which: &str, with: Value) -> Refused<Vec<Receipt>> {
        let these = format!("IN(SELECT r.id FROM receipt r WHERE {which})");
        let asks = WHOLE.map(|sql| ask(sql.replace("IN LIST(?1)", &these), [with.clone()]));
        let mut found: Vec<Receipt> = self.whole_receipts(&asks)?.into_values().collect();
        found.sort_unstable_by_key(|receipt| receipt.id);
        Ok(found)
    }

    /// Receipts whole, by the four questions of [`WHOLE`].
    fn whole_receipts(&self, asks: &[Ask]) -> Refused<HashMap<ReceiptId, Receipt>> {
        let answers = self.ask_all(asks)?;
        let [receipts, tenders, allocations, undone] = &answers[..] else {
            unreachable!("four questions have four answers")
        };
        let mut found = receipts
            .iter()
            .map(|row| receipt_row(row).map(|receipt| (receipt.id, receipt)))
            .collect::<Refused<HashMap<_, _>>>()?;
        for row in tenders.iter() {
            if let Some(receipt) = found.get_mut(&row.get(0)?) {
                receipt.tenders.push(tender_row(row)?);
            }
        }
        for row in allocations.iter() {
            if let Some(receipt) = found.get_mut(&row.get(0)?) {
                receipt.allocations.push(allocation_row(row)?);
            }
        }
        for row in undone.iter() {
            if let Some(receipt) = found.get_mut(&row.get(0)?) {
                receipt.undone = Some(undone_row(row)?);
            }
        }
        Ok(found)
    }

    /// Who paid these receipts: the member of the first account of each.
    pub fn payers_of(&self, receipts: &[ReceiptId]) -> Refused<HashMap<ReceiptId, String>> {
        if receipts.is_empty() {
            return Ok(HashMap::new());
        }
        let rows = self.ask(
            format!(
                "SELECT x.receipt_id, m.name FROM receipt_allocation x JOIN account a ON a.id=x.account_id
                 JOIN member m ON m.id=a.member_id AND {NEWEST} WHERE x.receipt_id IN LIST(?1) AND x.ordinal=1"
            ),
            cells![receipts],
        )?;
        Ok(rows.read(|row| Ok((row.get(0)?, row.get(1)?)))?.into_iter().collect())
    }

    /// Marks a receipt as undone; the store takes one such mark.
    pub fn undo_receipt(&self, receipt: ReceiptId, undone: &UndoneRow) -> Refused<()> {
        let UndoneRow { how, at, day, reason, operator, approver, txn, becomes } = undone;
        self.insert(
            &RECEIPT_UNDONE,
            cells![receipt, how.word(), *at, *day, reason, *operator, *approver, *txn, *becomes],
        )
    }

    /// Marks a receipt's tender as returned by itself; the store takes one such mark.
    pub fn return_item(&self, receipt: ReceiptId, ordinal: usize, returned: &UndoneRow) -> Refused<()> {
        let UndoneRow { how, at, day, reason, operator, approver, txn, becomes: _ } = returned;
        let ordinal = i64::try_from(ordinal).unwrap_or(i64::MAX);
        self.insert(&ITEM_RETURNED, cells![receipt, ordinal, how.word(), *at, *day, reason, *operator, *approver, *txn])
    }

    /// The receipts that allocated to an account, oldest first.
    pub fn receipts_of(&self, account: AccountId) -> Refused<Vec<Receipt>> {
        let found = self.ask(
            "SELECT DISTINCT receipt_id FROM receipt_allocation WHERE account_id=?1 ORDER BY receipt_id",
            cells![account],
        )?;
        self.receipts(&found.column()?)
    }

    /// The receipts of a book, by number.
    pub fn receipts_of_book(&self, book: BookId) -> Refused<Vec<Receipt>> {
        let found =
            self.ask("SELECT r.id FROM txn t JOIN receipt r ON r.txn_id=t.id WHERE t.book_id=?1", cells![book])?;
        let mut ids: Vec<ReceiptId> = found.column()?;
        ids.sort_unstable();
        self.receipts(&ids)
    }

    /// How many payments of an account were taken from `from` on, before `to`: enrollments, voided and returned ones not
    /// counted (C29).
    pub fn count_payments(&self, account: AccountId, from: Instant, to: Instant) -> Refused<u32> {
        self.ask(
            "SELECT count(DISTINCT r.id) FROM receipt_allocation a JOIN receipt r ON r.id=a.receipt_id
             WHERE a.account_id=?1 AND r.kind<>'enrollment' AND r.paid_at>=?2 AND r.paid_at<?3
             AND NOT EXISTS(SELECT 1 FROM receipt_undone u WHERE u.receipt_id=r.id)",
            cells![account, from, to],
        )?
        .one(|row| row.get(0))
    }

    /// The days on which checks of an account came back, bank errors not counted (C34); in the first house all of a receipt
    /// at once.
    pub fn check_returns(&self, account: AccountId) -> Refused<Vec<Day>> {
        self.ask(
            "SELECT DISTINCT COALESCE(b.day,u.day), t.receipt_id, CASE WHEN b.day IS NULL THEN 0 ELSE t.ordinal END
             FROM receipt_allocation a JOIN receipt_tender t ON t.receipt_id=a.receipt_id
             LEFT JOIN item_returned b ON b.receipt_id=t.receipt_id AND b.tender=t.ordinal
             LEFT JOIN receipt_undone u ON u.receipt_id=t.receipt_id
             WHERE a.account_id=?1 AND t.method='check' AND COALESCE(b.how,u.how)='returned' ORDER BY 1, 2, 3",
            cells![account],
        )?
        .column()
    }

    /// The receipt whose transaction this is.
    pub fn receipt_of_txn(&self, txn: TxnId) -> Refused<Option<(ReceiptId, ReceiptNo)>> {
        self.ask("SELECT id, number FROM receipt WHERE txn_id=?1", cells![txn])?
            .first(|row| Ok((row.get(0)?, ReceiptNo(row.get(1)?))))
    }
}

fn receipt_row(row: Row<'_>) -> Refused<Receipt> {
    Ok(Receipt {
        id: row.get(0)?,
        number: ReceiptNo(row.get(1)?),
        kind: row.get(2)?,
        txn: row.get(3)?,
        at: row.get(4)?,
        paid_at: row.get(5)?,
        office: row.get(6)?,
        drawer: row.get(7)?,
        operator: row.get(8)?,
        amount: row.get(9)?,
        change: row.get(10)?,
        tenders: Vec::new(),
        allocations: Vec::new(),
        undone: None,
    })
}

fn tender_row(row: Row<'_>) -> Refused<Tender> {
    Ok(Tender {
        method: row.get(1)?,
        amount: row.get(2)?,
        tendered: row.get(3)?,
        check_number: row.get(4)?,
        reference: row.get(5)?,
        returned: match row.get::<Option<Undone>>(6)? {
            Some(how) => Some(UndoneRow {
                how,
                at: row.get(7)?,
                day: row.get(8)?,
                reason: row.get(9)?,
                operator: row.get(10)?,
                approver: row.get(11)?,
                txn: row.get(12)?,
                becomes: None,
            }),
            None => None,
        },
    })
}

fn allocation_row(row: Row<'_>) -> Refused<Allocation> {
    Ok(Allocation { account: row.get(1)?, to_energy: row.get(2)?, to_arrears: row.get(3)?, to_other: row.get(4)? })
}

fn undone_row(row: Row<'_>) -> Refused<UndoneRow> {
    Ok(UndoneRow {
        how: row.get(1)?,
        at: row.get(2)?,
        day: row.get(3)?,
        reason: row.get(4)?,
        operator: row.get(5)?,
        approver: row.get(6)?,
        txn: row.get(7)?,
        becomes: row.get(8)?,
    })
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
    pub fn taken_in(&self, kind: TakenKind, source: &str) -> Refused<Option<TakenIn>> {
        self.ask("SELECT content, receipt_id FROM taken_in WHERE kind=?1 AND source=?2", cells![kind, source])?
            .first(|row| Ok(TakenIn { content: row.get(0)?, receipt: row.get(1)? }))
    }

    pub fn take_in(&self, kind: TakenKind, source: &str, row: &TakenIn, at: Instant) -> Refused<()> {
        self.insert(&TAKEN_IN, cells![kind, source, row.content, row.receipt, at])
    }
}
