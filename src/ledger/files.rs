//! What the files that go out and come in stand on: lines of an export, the reads of a morning, how far receipts have come.

use std::collections::HashMap;

use rusqlite::params;

use super::accounts::account_row;
use super::codec::{Columns, day_no};
use super::readings::reading_row;
use super::{Account, AccountId, Reading, ReceiptId, Status, Tx, TxnId, TxnKind};
use crate::basics::{AccountNo, Cents, Day, Instant, MemberNo, ReceiptNo, Refused};

/// A line of a transaction, as an export tells it. Credits are positive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostedLine {
    /// The day of the book that it was posted to.
    pub book_day: Day,
    /// None: the store's own book.
    pub office: Option<String>,
    pub txn: TxnId,
    pub at: Instant,
    pub kind: TxnKind,
    pub service_day: Option<Day>,
    /// The kind of ledger account: `energy`, `cash`, `income`, …
    pub ledger: String,
    /// Which of its kind: a drawer, an income, a tax. Empty: there is one.
    pub name: String,
    pub account: Option<AccountNo>,
    pub amount: Cents,
    pub memo: String,
    pub operator: String,
    pub reverses: Option<TxnId>,
}

/// The part of a receipt that went to one account, as an export tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceiptPart {
    pub book_day: Day,
    pub office: Option<String>,
    pub receipt: ReceiptNo,
    pub kind: String,
    pub at: Instant,
    pub paid_at: Instant,
    pub operator: String,
    /// The tenders' methods, joined by `+`.
    pub methods: String,
    /// Check numbers and references, joined by a blank.
    pub reference: String,
    pub account: AccountNo,
    pub member: MemberNo,
    pub name: String,
    pub to_energy: Cents,
    pub to_arrears: Cents,
    pub to_other: Cents,
    /// How it was undone, and on which day.
    pub undone: Option<(String, Day)>,
}

/// What a day's book moved on one ledger account of the co-op or on all members' of a kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BookSum {
    pub book_day: Day,
    pub office: Option<String>,
    pub ledger: String,
    pub name: String,
    pub debit: Cents,
    pub credit: Cents,
}

/// A receipt in a few words, for a list of what to enter again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceiptBrief {
    pub id: ReceiptId,
    pub number: ReceiptNo,
    pub series: String,
    pub seq: i64,
    pub at: Instant,
    pub methods: String,
    pub accounts: String,
    pub amount: Cents,
}

impl Tx<'_> {
    /// Shows `look` every line that was posted to the books of the days from `from` to `to`, in the order of posting.
    pub fn each_posted_line(&self, from: Day, to: Day, mut look: impl FnMut(PostedLine) -> Refused<()>) -> Refused<()> {
        // The cross joins keep the order of the transactions, so that nothing is sorted and memory stays flat.
        let mut query = self.conn.prepare_cached(
            "SELECT b.day AS book_day, o.name AS office, t.id, t.at, t.kind, t.service_day, l.kind AS ledger, l.name AS name,
              a.number AS account, p.cents, t.memo, w.name AS operator, t.reverses
             FROM txn t CROSS JOIN book b ON b.id=t.book_id CROSS JOIN posting p ON p.txn_id=t.id
             CROSS JOIN ledger_account l ON l.id=p.ledger_account_id CROSS JOIN operator w ON w.id=t.operator_id
             LEFT JOIN office o ON o.id=b.office_id LEFT JOIN account a ON a.id=l.account_id
             WHERE b.day BETWEEN ?1 AND ?2 ORDER BY t.id, p.line",
        )?;
        let mut rows = query.query([day_no(from), day_no(to)])?;
        while let Some(row) = rows.next()? {
            look(PostedLine {
                book_day: row.day("book_day")?,
                office: row.get("office")?,
                txn: TxnId(row.get("id")?),
                at: row.instant("at")?,
                kind: row.word("kind")?,
                service_day: row.day_if("service_day")?,
                ledger: row.get("ledger")?,
                name: row.get("name")?,
                account: row.get::<_, Option<String>>("account")?.map(AccountNo),
                amount: row.cents("cents")?,
                memo: row.get("memo")?,
                operator: row.get("operator")?,
                reverses: row.get::<_, Option<i64>>("reverses")?.map(TxnId),
            })?;
        }
        Ok(())
    }

    /// Shows `look` every part of every receipt of the books of the days from `from` to `to`, in the order of receipts.
    pub fn each_receipt_part(
        &self,
        from: Day,
        to: Day,
        mut look: impl FnMut(ReceiptPart) -> Refused<()>,
    ) -> Refused<()> {
        let mut query = self.conn.prepare_cached(
            "SELECT b.day AS book_day, o.name AS office, r.number, r.kind, r.at, r.paid_at, w.name AS operator,
              (SELECT group_concat(DISTINCT method) FROM receipt_tender WHERE receipt_id=r.id) AS methods,
              (SELECT group_concat(ifnull(check_number,reference),' ') FROM receipt_tender WHERE receipt_id=r.id) AS reference,
              a.number AS account, m.number AS member, m.name AS name, p.to_energy, p.to_arrears, p.to_other,
              u.how AS undone, u.day AS undone_day
             FROM receipt r CROSS JOIN txn t ON t.id=r.txn_id CROSS JOIN book b ON b.id=t.book_id
             CROSS JOIN receipt_allocation p ON p.receipt_id=r.id CROSS JOIN account a ON a.id=p.account_id
             CROSS JOIN member m ON m.id=a.member_id CROSS JOIN operator w ON w.id=r.operator_id
             LEFT JOIN office o ON o.id=b.office_id LEFT JOIN receipt_undone u ON u.receipt_id=r.id
             WHERE b.day BETWEEN ?1 AND ?2 ORDER BY r.id, p.line",
        )?;
        let mut rows = query.query([day_no(from), day_no(to)])?;
        while let Some(row) = rows.next()? {
            let undone: Option<String> = row.get("undone")?;
            look(ReceiptPart {
                book_day: row.day("book_day")?,
                office: row.get("office")?,
                receipt: ReceiptNo(row.get("number")?),
                kind: row.get("kind")?,
                at: row.instant("at")?,
                paid_at: row.instant("paid_at")?,
                operator: row.get("operator")?,
                methods: row.get::<_, String>("methods")?.replace(',', "+"),
                reference: row.get::<_, Option<String>>("reference")?.unwrap_or_default(),
                account: AccountNo(row.get("account")?),
                member: MemberNo(row.get("member")?),
                name: row.get("name")?,
                to_energy: row.cents("to_energy")?,
                to_arrears: row.cents("to_arrears")?,
                to_other: row.cents("to_other")?,
                undone: undone.zip(row.day_if("undone_day")?),
            })?;
        }
        Ok(())
    }

    /// What the books of the days from `from` to `to` moved, by day, office, kind and name: debits and credits apart.
    pub fn book_sums(&self, from: Day, to: Day) -> Refused<Vec<BookSum>> {
        let mut query = self.conn.prepare_cached(
            "SELECT b.day AS book_day, o.name AS office, l.kind AS ledger, l.name AS name,
              -sum(min(p.cents,0)) AS debit, sum(max(p.cents,0)) AS credit
             FROM book b JOIN txn t ON t.book_id=b.id JOIN posting p ON p.txn_id=t.id
             JOIN ledger_account l ON l.id=p.ledger_account_id LEFT JOIN office o ON o.id=b.office_id
             WHERE b.day BETWEEN ?1 AND ?2 GROUP BY b.id, l.kind, l.name ORDER BY b.day, b.id, l.kind, l.name",
        )?;
        let rows = query.query_map([day_no(from), day_no(to)], |row| {
            Ok(BookSum {
                book_day: row.day("book_day")?,
                office: row.get("office")?,
                ledger: row.get("ledger")?,
                name: row.get("name")?,
                debit: row.cents("debit")?,
                credit: row.cents("credit")?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// What the books after `day` moved on each account's energy and arrears: what to take off to see how they stood.
    pub fn moved_after(&self, day: Day) -> Refused<HashMap<AccountId, (Cents, Cents)>> {
        let mut query = self.conn.prepare_cached(
            "SELECT p.ledger_account_id/8, sum(iif(p.ledger_account_id%8=1,p.cents,0)),
              sum(iif(p.ledger_account_id%8=2,p.cents,0))
             FROM book b JOIN txn t ON t.book_id=b.id JOIN posting p ON p.txn_id=t.id
             WHERE b.day>?1 AND p.ledger_account_id%8 IN(1,2) GROUP BY 1",
        )?;
        let rows = query
            .query_map([day_no(day)], |row| Ok((AccountId(row.get(0)?), (Cents(row.get(1)?), Cents(row.get(2)?)))))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The status of an account at the end of `day`; None: it was not open yet.
    pub fn status_on(&self, account: AccountId, day: Day) -> Refused<Option<Status>> {
        let mut query = self.conn.prepare_cached(
            "SELECT status FROM status_change WHERE account_id=?1 AND day<=?2 ORDER BY id DESC LIMIT 1",
        )?;
        let mut rows = query.query(params![account.0, day_no(day)])?;
        Ok(match rows.next()? {
            Some(row) => Some(row.word("status")?),
            None => None,
        })
    }

    /// The accounts after `after`, whatever their status, in order of id: a page for whoever walks through all.
    pub fn accounts_page(&self, after: AccountId, limit: usize) -> Refused<Vec<Account>> {
        let mut query = self.conn.prepare_cached("SELECT * FROM account WHERE id>?1 ORDER BY id LIMIT ?2")?;
        let rows = query.query_map(params![after.0, limit as i64], account_row)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Forgets how the switches of served accounts stand: a restored store knows what was seen, not what is.
    pub fn forget_power(&self) -> Refused<()> {
        self.conn.execute("UPDATE standing SET power='unknown' WHERE status IN('active','disconnected')", [])?;
        Ok(())
    }

    /// Every read of a morning, oldest revision first, rejected ones included.
    pub fn reads_of_morning(&self, account: AccountId, day: Day) -> Refused<Vec<Reading>> {
        let mut query = self.conn.prepare_cached(
            "SELECT * FROM reading WHERE account_id=?1 AND day=?2 AND role='daily' ORDER BY revision",
        )?;
        let rows = query.query_map(params![account.0, day_no(day)], reading_row)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The last number of each receipt series, by series.
    pub fn receipt_series(&self) -> Refused<Vec<(String, i64, ReceiptNo)>> {
        let mut query =
            self.conn.prepare_cached("SELECT series, max(seq), number FROM receipt GROUP BY series ORDER BY series")?;
        let rows = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?, ReceiptNo(row.get(2)?))))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The newest receipts in a few words, oldest of them first.
    pub fn newest_receipts(&self, count: usize) -> Refused<Vec<ReceiptBrief>> {
        let mut query = self.conn.prepare_cached(
            "SELECT r.id, r.number, r.series, r.seq, r.at, r.cents,
              (SELECT group_concat(DISTINCT method) FROM receipt_tender WHERE receipt_id=r.id) AS methods,
              (SELECT group_concat(a.number,' ') FROM receipt_allocation p JOIN account a ON a.id=p.account_id
               WHERE p.receipt_id=r.id) AS accounts
             FROM (SELECT * FROM receipt ORDER BY id DESC LIMIT ?1) r ORDER BY r.id",
        )?;
        let rows = query.query_map([count as i64], |row| {
            Ok(ReceiptBrief {
                id: ReceiptId(row.get("id")?),
                number: ReceiptNo(row.get("number")?),
                series: row.get("series")?,
                seq: row.get("seq")?,
                at: row.instant("at")?,
                methods: row.get::<_, Option<String>>("methods")?.unwrap_or_default(),
                accounts: row.get::<_, Option<String>>("accounts")?.unwrap_or_default(),
                amount: row.cents("cents")?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}
