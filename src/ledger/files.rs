//! What the files that go out and come in stand on: lines of an export, the reads of a morning, how far receipts have come.

use std::collections::{HashMap, HashSet};

use uuid::Uuid;

use super::accounts::{ACCOUNT_COLUMNS, account_row};
use super::engine::{Row, cells};
use super::posting::BOOK_OFFICE;
use super::tables::{STANDING, TABLES};
use super::{
    Account, AccountId, Allocation, ReadRole, Reading, Receipt, ReceiptId, Status, Tender, Tx, TxnId, TxnKind,
};
use crate::basics::{AccountNo, Cents, Day, Instant, MemberNo, ReceiptNo, Refused};

/// A line of a transaction, as an export tells it. Credits are positive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostedLine {
    /// The day of the book that it was posted to.
    pub book_day: Day,
    /// None: the store's own book. `outside`: what others took for us (C46).
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

/// An act, as an auditor reads it: who did it, by whose approval, where, why, and what it posted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActLine {
    pub id: i64,
    pub at: Instant,
    pub name: String,
    pub key: Uuid,
    pub operator: Option<String>,
    pub approver: Option<String>,
    pub office: Option<String>,
    pub drawer: Option<i64>,
    pub reason: Option<String>,
    /// The first and the last transaction that it posted.
    pub txns: Option<(TxnId, TxnId)>,
    /// What it answered, as JSON; empty: it was a step of the program's own.
    pub answer: String,
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

/// How many receipts of an export are in memory at a time.
const RECEIPTS_AT_A_TIME: usize = 500;

/// The kind of the ledger account of a line `p`, with `l` its row where it is the co-op's own: what the five of a member
/// are follows from their ids.
pub(super) const LEDGER_KIND: &str = "COALESCE(l.kind,CASE p.ledger_account_id%8 WHEN 1 THEN 'energy'
     WHEN 2 THEN 'arrears' WHEN 3 THEN 'deposit' WHEN 4 THEN 'membership' ELSE 'refund' END)";

/// What stands at the head of a receipt in an export.
struct ReceiptHead {
    book_day: Day,
    office: Option<String>,
    operator: String,
}

/// Whose an account is.
struct Owner {
    account: AccountNo,
    member: MemberNo,
    name: String,
}

impl Tx<'_> {
    /// Shows `look` every line that was posted to the books of the days from `from` to `to`, in the order of posting.
    /// `look` may not ask the store.
    pub fn each_posted_line(&self, from: Day, to: Day, mut look: impl FnMut(PostedLine) -> Refused<()>) -> Refused<()> {
        // The acts that posted to these books are walked through in their order, so that nothing is sorted and memory
        // stays flat; the plus keeps the engine from beginning with the books.
        let acts = self.ask(
            "SELECT min(t.act_id), max(t.act_id) FROM book b JOIN txn t ON t.book_id=b.id WHERE b.day BETWEEN ?1 AND ?2",
            cells![from, to],
        )?;
        let (first, last): (Option<i64>, Option<i64>) = acts.one(|row| Ok((row.get(0)?, row.get(1)?)))?;
        let sql = format!(
            "SELECT b.day, {BOOK_OFFICE}, t.id, t.at, t.kind, t.service_day, {LEDGER_KIND}, COALESCE(l.name,''), a.number,
              p.cents, t.memo, w.name, t.reverses
             FROM posting p JOIN txn t ON t.id=p.txn_id JOIN book b ON b.id=t.book_id
             JOIN operator w ON w.id=t.operator_id AND w.revision=1 LEFT JOIN office o ON o.id=b.office_id
             LEFT JOIN own_account l ON l.id=p.ledger_account_id
             LEFT JOIN account a ON a.id=p.ledger_account_id/8 AND p.ledger_account_id%8<>0
             WHERE p.act_id BETWEEN ?1 AND ?2 AND +b.day BETWEEN ?3 AND ?4 ORDER BY p.act_id, p.line"
        );
        self.each(sql, cells![first, last, from, to], &mut |row| look(posted_line(row)?))
    }

    /// Shows `look` every part of every receipt of the books of the days from `from` to `to`, in the order of receipts.
    pub fn each_receipt_part(
        &self,
        from: Day,
        to: Day,
        mut look: impl FnMut(ReceiptPart) -> Refused<()>,
    ) -> Refused<()> {
        let found = self.ask(
            "SELECT r.id FROM book b JOIN txn t ON t.book_id=b.id JOIN receipt r ON r.txn_id=t.id
             WHERE b.day BETWEEN ?1 AND ?2",
            cells![from, to],
        )?;
        let mut ids: Vec<ReceiptId> = found.column()?;
        ids.sort_unstable();
        for ids in ids.chunks(RECEIPTS_AT_A_TIME) {
            let receipts = self.receipts(ids)?;
            let (heads, owners) = (self.receipt_heads(ids)?, self.owners(&accounts_in(&receipts))?);
            for receipt in &receipts {
                for part in &receipt.allocations {
                    look(receipt_part(receipt, part, &heads[&receipt.id], &owners[&part.account]))?;
                }
            }
        }
        Ok(())
    }

    /// Shows `look` every act from `from` to before `to`, in their order. `look` may not ask the store.
    pub fn each_act(&self, from: Instant, to: Instant, mut look: impl FnMut(ActLine) -> Refused<()>) -> Refused<()> {
        // A reason, an office and a drawer stand with whatever the act wrote.
        let (reason, office, drawer) = (of_act("reason"), of_act("office_id"), of_act("drawer_id"));
        let sql = format!(
            "SELECT x.act_id, x.at, x.name, x.key, w.name, s.name, o.name, x.drawer, x.reason, x.first_txn, x.last_txn, x.answer
             FROM (SELECT a.act_id, a.at, a.name, a.key, a.answer,
               COALESCE(a.operator_id,(SELECT min(t.operator_id) FROM txn t WHERE t.act_id=a.act_id)) AS who,
               COALESCE(a.approver_id,(SELECT min(t.approver_id) FROM txn t WHERE t.act_id=a.act_id)) AS approved_by,
               COALESCE((SELECT max(b.office_id) FROM txn t JOIN book b ON b.id=t.book_id WHERE t.act_id=a.act_id),{office})
                AS office,
               COALESCE({drawer},(SELECT min(d.id) FROM drawer d WHERE d.act_id=a.act_id),
                (SELECT min(r.drawer_id) FROM receipt_undone u JOIN receipt r ON r.id=u.receipt_id WHERE u.act_id=a.act_id))
                AS drawer,
               COALESCE((SELECT min(t.memo) FROM txn t WHERE t.act_id=a.act_id AND t.memo<>''),{reason}) AS reason,
               (SELECT min(t.id) FROM txn t WHERE t.act_id=a.act_id) AS first_txn,
               (SELECT max(t.id) FROM txn t WHERE t.act_id=a.act_id) AS last_txn
              FROM act a WHERE a.at>=?1 AND a.at<?2) x
             LEFT JOIN operator w ON w.id=x.who AND w.revision=1 LEFT JOIN operator s ON s.id=x.approved_by AND s.revision=1
             LEFT JOIN drawer d ON d.id=x.drawer
             LEFT JOIN office o ON o.id=CASE WHEN COALESCE(x.office,0)=0 THEN d.office_id ELSE x.office END
             ORDER BY x.act_id"
        );
        self.each(sql, cells![from, to], &mut |row| look(act_line(row)?))
    }

    fn receipt_heads(&self, receipts: &[ReceiptId]) -> Refused<HashMap<ReceiptId, ReceiptHead>> {
        let heads = self.ask(
            format!(
                "SELECT r.id, b.day, {BOOK_OFFICE}, w.name FROM receipt r JOIN txn t ON t.id=r.txn_id
                 JOIN book b ON b.id=t.book_id JOIN operator w ON w.id=r.operator_id AND w.revision=1
                 LEFT JOIN office o ON o.id=b.office_id WHERE r.id IN LIST(?1)"
            ),
            cells![receipts],
        )?;
        let heads = heads.read(|row| {
            let head = ReceiptHead { book_day: row.get(1)?, office: row.get(2)?, operator: row.get(3)? };
            Ok((row.get(0)?, head))
        })?;
        Ok(heads.into_iter().collect())
    }

    fn owners(&self, accounts: &[AccountId]) -> Refused<HashMap<AccountId, Owner>> {
        let owners = self.ask(
            "SELECT a.id, a.number, m.number, m.name FROM account a JOIN member m ON m.id=a.member_id
             WHERE a.id IN LIST(?1) AND NOT EXISTS(SELECT 1 FROM member n WHERE n.id=m.id AND n.revision=m.revision+1)",
            cells![accounts],
        )?;
        let owners = owners.read(|row| {
            let (account, member) = (AccountNo(row.get(1)?), MemberNo(row.get(2)?));
            Ok((row.get(0)?, Owner { account, member, name: row.get(3)? }))
        })?;
        Ok(owners.into_iter().collect())
    }

    /// What the books of the days from `from` to `to` moved, by day, office, kind and name: debits and credits apart.
    pub fn book_sums(&self, from: Day, to: Day) -> Refused<Vec<BookSum>> {
        let sql = format!(
            "SELECT b.day, {BOOK_OFFICE}, {LEDGER_KIND}, COALESCE(l.name,''),
              CAST(sum(CASE WHEN p.cents<0 THEN -p.cents ELSE 0 END) AS BIGINT),
              CAST(sum(CASE WHEN p.cents>0 THEN p.cents ELSE 0 END) AS BIGINT)
             FROM book b JOIN txn t ON t.book_id=b.id JOIN posting p ON p.act_id=t.act_id AND p.txn_id=t.id
             LEFT JOIN own_account l ON l.id=p.ledger_account_id LEFT JOIN office o ON o.id=b.office_id
             WHERE b.day BETWEEN ?1 AND ?2 GROUP BY b.day, b.id, b.office_id, o.name, 3, 4 ORDER BY b.day, b.id, 3, 4"
        );
        self.ask(sql, cells![from, to])?.read(|row| {
            Ok(BookSum {
                book_day: row.get(0)?,
                office: row.get(1)?,
                ledger: row.get(2)?,
                name: row.get(3)?,
                debit: row.get(4)?,
                credit: row.get(5)?,
            })
        })
    }

    /// What the books after `day` moved on each account's energy and arrears: what to take off to see how they stood.
    pub fn moved_after(&self, day: Day) -> Refused<HashMap<AccountId, (Cents, Cents)>> {
        // Crossed joins are made in their order: the few books before the many lines.
        let moved = self.ask(
            "SELECT p.ledger_account_id/8, CAST(sum(CASE WHEN p.ledger_account_id%8=1 THEN p.cents ELSE 0 END) AS BIGINT),
              CAST(sum(CASE WHEN p.ledger_account_id%8=2 THEN p.cents ELSE 0 END) AS BIGINT)
             FROM book b CROSS JOIN txn t CROSS JOIN posting p
             WHERE b.day>?1 AND t.book_id=b.id AND p.act_id=t.act_id AND p.txn_id=t.id AND p.ledger_account_id%8 IN(1,2) GROUP BY p.ledger_account_id/8",
            cells![day],
        )?;
        moved.iter().map(|row| Ok((row.get(0)?, (row.get(1)?, row.get(2)?)))).collect()
    }

    /// The status of an account at the end of `day`; None: it was not open yet.
    pub fn status_on(&self, account: AccountId, day: Day) -> Refused<Option<Status>> {
        self.ask(
            "SELECT status FROM status_change WHERE account_id=?1 AND day<=?2 ORDER BY act_id DESC, line DESC LIMIT 1",
            cells![account, day],
        )?
        .first(|row| row.get(0))
    }

    /// The accounts after `after`, whatever their status, in order of id: a page for whoever walks through all.
    pub fn accounts_page(&self, after: AccountId, limit: usize) -> Refused<Vec<Account>> {
        let sql = format!("SELECT {ACCOUNT_COLUMNS} FROM account a WHERE a.id>?1 ORDER BY a.id LIMIT ?2");
        self.ask(sql, cells![after, limit as i64])?.read(account_row)
    }

    /// Forgets how the switches of served accounts stand: a restored store knows what was seen, not what is.
    pub fn forget_power(&self) -> Refused<()> {
        let served = self.ask("SELECT account_id FROM standing WHERE status IN('active','disconnected')", [])?;
        for account in served.column::<AccountId>()? {
            self.set(&STANDING, ["account_id", "power"], cells![account, "unknown"])?;
        }
        Ok(())
    }

    /// Every read of a morning, oldest revision first, rejected ones included.
    pub fn reads_of_morning(&self, account: AccountId, day: Day) -> Refused<Vec<Reading>> {
        let mut reads = self.reads_of(&[account], day..=day)?.remove(&account).unwrap_or_default();
        reads.retain(|read| read.role == ReadRole::Daily);
        Ok(reads)
    }

    /// The last number of each receipt series, by series.
    pub fn receipt_series(&self) -> Refused<Vec<(String, i64, ReceiptNo)>> {
        let mut series: Vec<(String, i64, ReceiptNo)> = Vec::new();
        loop {
            // From series to series by their index: their receipts are many.
            let before = series.last().map_or("", |(series, ..)| series.as_str());
            let next = self.ask(
                "SELECT series, seq, number FROM receipt WHERE series=(SELECT min(series) FROM receipt WHERE series>?1)
                 ORDER BY seq DESC LIMIT 1",
                cells![before],
            )?;
            match next.first(|row| Ok((row.get(0)?, row.get(1)?, ReceiptNo(row.get(2)?))))? {
                Some(next) => series.push(next),
                None => return Ok(series),
            }
        }
    }

    /// The newest receipts in a few words, oldest of them first.
    pub fn newest_receipts(&self, count: usize) -> Refused<Vec<ReceiptBrief>> {
        let newest = self.ask("SELECT id, series, seq FROM receipt ORDER BY id DESC LIMIT ?1", cells![count as i64])?;
        let mut newest: Vec<(ReceiptId, String, i64)> =
            newest.read(|row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        newest.reverse();
        let receipts = self.receipts(&newest.iter().map(|(id, ..)| *id).collect::<Vec<_>>())?;
        let owners = self.owners(&accounts_in(&receipts))?;
        let brief = |((id, series, seq), receipt): (_, Receipt)| {
            let accounts: Vec<&str> =
                receipt.allocations.iter().map(|part| owners[&part.account].account.as_str()).collect();
            ReceiptBrief {
                id,
                series,
                seq,
                at: receipt.at,
                methods: methods(&receipt.tenders, ","),
                accounts: accounts.join(" "),
                amount: receipt.amount,
                number: receipt.number,
            }
        };
        Ok(newest.into_iter().zip(receipts).map(brief).collect())
    }
}

/// The accounts that receipts went to, each once.
fn accounts_in(receipts: &[Receipt]) -> Vec<AccountId> {
    let accounts: HashSet<AccountId> =
        receipts.iter().flat_map(|receipt| &receipt.allocations).map(|part| part.account).collect();
    accounts.into_iter().collect()
}

/// The methods of tenders, each once.
fn methods(tenders: &[Tender], between: &str) -> String {
    let mut words: Vec<&str> = Vec::new();
    for word in tenders.iter().map(|tender| tender.method.word()) {
        if !words.contains(&word) {
            words.push(word);
        }
    }
    words.join(between)
}

fn receipt_part(receipt: &Receipt, part: &Allocation, head: &ReceiptHead, owner: &Owner) -> ReceiptPart {
    let references: Vec<&str> = receipt
        .tenders
        .iter()
        .filter_map(|tender| tender.check_number.as_deref().or(tender.reference.as_deref()))
        .collect();
    ReceiptPart {
        book_day: head.book_day,
        office: head.office.clone(),
        receipt: receipt.number.clone(),
        kind: receipt.kind.word().to_string(),
        at: receipt.at,
        paid_at: receipt.paid_at,
        operator: head.operator.clone(),
        methods: methods(&receipt.tenders, "+"),
        reference: references.join(" "),
        account: owner.account.clone(),
        member: owner.member.clone(),
        name: owner.name.clone(),
        to_energy: part.to_energy,
        to_arrears: part.to_arrears,
        to_other: part.to_other,
        undone: receipt.undone.as_ref().map(|undone| (undone.how.word().to_string(), undone.day)),
    }
}

/// The value that stands in a column of that name in whatever an act `a` wrote.
fn of_act(column: &str) -> String {
    TABLES
        .iter()
        .filter(|table| table.is_sealed() && table.columns.iter().any(|of| of.name == column))
        .map(|table| format!("(SELECT min({column}) FROM {} WHERE act_id=a.act_id)", table.name))
        .collect::<Vec<_>>()
        .join(",")
}

fn act_line(row: Row<'_>) -> Refused<ActLine> {
    Ok(ActLine {
        id: row.get(0)?,
        at: row.get(1)?,
        name: row.get(2)?,
        key: row.get(3)?,
        operator: row.get(4)?,
        approver: row.get(5)?,
        office: row.get(6)?,
        drawer: row.get(7)?,
        reason: row.get(8)?,
        txns: row.get::<Option<TxnId>>(9)?.zip(row.get(10)?),
        answer: row.get(11)?,
    })
}

fn posted_line(row: Row<'_>) -> Refused<PostedLine> {
    Ok(PostedLine {
        book_day: row.get(0)?,
        office: row.get(1)?,
        txn: row.get(2)?,
        at: row.get(3)?,
        kind: row.get(4)?,
        service_day: row.get(5)?,
        ledger: row.get(6)?,
        name: row.get(7)?,
        account: row.get::<Option<String>>(8)?.map(AccountNo),
        amount: row.get(9)?,
        memo: row.get(10)?,
        operator: row.get(11)?,
        reverses: row.get(12)?,
    })
}
