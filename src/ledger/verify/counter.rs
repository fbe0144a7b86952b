//! The counter: receipts, what became of them, closed books and drawers, and the papers that were kept.

use super::Findings;
use crate::basics::{Day, Refused};
use crate::ledger::Tx;
use crate::ledger::engine::{Row, cells};

impl Tx<'_> {
    pub(super) fn prove_receipts(&self, found: &mut Findings) -> Refused<()> {
        self.prove_receipt_sums(found)?;
        self.prove_receipt_postings(found)?;
        self.problems(
            "receipt numbers",
            "SELECT series, count(*), max(seq) FROM receipt GROUP BY series HAVING count(*)<>max(seq) OR min(seq)<>1",
            found,
            |row| {
                let (series, count, last): (String, i64, i64) = (row.get(0)?, row.get(1)?, row.get(2)?);
                Ok(format!("receipts of series {series}: {count} of {last} are there: a number is missing"))
            },
        )?;
        // A returned or moved payment may take back one tender or one account of several; a void takes back all.
        self.problems(
            "receipts undone",
            "SELECT r.number, u.how, t.id FROM receipt_undone u JOIN receipt r ON r.id=u.receipt_id JOIN txn t ON t.id=u.txn_id
             WHERE (u.how IN('void','reversed') OR t.reverses IS NOT NULL) AND t.reverses IS DISTINCT FROM r.txn_id ORDER BY r.id",
            found,
            |row| {
                let (number, how, txn): (String, String, i64) = (row.get(0)?, row.get(1)?, row.get(2)?);
                Ok(format!("receipt {number} is undone ({how}) by transaction {txn}, which does not reverse it"))
            },
        )
    }

    /// Tenders and allocations each add to the receipt's amount.
    fn prove_receipt_sums(&self, found: &mut Findings) -> Refused<()> {
        self.problems(
            "receipt amounts",
            "SELECT number, cents, tendered, allocated FROM (SELECT r.id, r.number, r.cents,
               (SELECT CAST(COALESCE(sum(t.cents),0) AS BIGINT) FROM receipt_tender t WHERE t.receipt_id=r.id) AS tendered,
               (SELECT CAST(COALESCE(sum(a.to_energy+a.to_arrears+a.to_other),0) AS BIGINT) FROM receipt_allocation a
                WHERE a.receipt_id=r.id) AS allocated
              FROM receipt r) x
             WHERE tendered<>cents OR allocated<>cents ORDER BY id",
            found,
            |row| {
                let (number, cents): (String, i64) = (row.get(0)?, row.get(1)?);
                let (tendered, allocated): (i64, i64) = (row.get(2)?, row.get(3)?);
                Ok(format!(
                    "receipt {number} is over {cents} cents, its tenders add to {tendered} and its parts to {allocated}"
                ))
            },
        )
    }

    /// What a receipt says went to an account's balance and arrears is what its transaction posted there. An enrollment's
    /// payment is one of several transactions, and is proven by its sums alone.
    fn prove_receipt_postings(&self, found: &mut Findings) -> Refused<()> {
        let posted = |place: i64| {
            format!(
                "(SELECT CAST(COALESCE(sum(p.cents),0) AS BIGINT) FROM posting p
                  WHERE p.act_id=x.txn_act AND p.txn_id=x.txn_id AND p.ledger_account_id=x.account_id*8+{place})"
            )
        };
        self.problems(
            "receipt postings",
            &format!(
                "SELECT number, to_energy, to_arrears, account, energy, arrears FROM (
                  SELECT x.*, {} AS energy, {} AS arrears FROM (
                   SELECT r.id, r.number, r.txn_id, t.act_id AS txn_act, a.account_id, c.number AS account,
                    CAST(sum(a.to_energy) AS BIGINT) AS to_energy, CAST(sum(a.to_arrears) AS BIGINT) AS to_arrears
                   FROM receipt r JOIN txn t ON t.id=r.txn_id JOIN receipt_allocation a ON a.receipt_id=r.id
                   JOIN account c ON c.id=a.account_id WHERE r.kind<>'enrollment'
                   GROUP BY r.id, r.number, r.txn_id, t.act_id, a.account_id, c.number) x) y
                 WHERE to_energy<>energy OR to_arrears<>arrears ORDER BY id",
                posted(1),
                posted(2)
            ),
            found,
            |row| {
                let (number, account): (String, String) = (row.get(0)?, row.get(3)?);
                let cents = |column| row.get::<i64>(column);
                Ok(format!(
                    "receipt {number} says {} and {} cents to balance and past-due plan of account {account}, its transaction \
                     posted {} and {}",
                    cents(1)?,
                    cents(2)?,
                    cents(4)?,
                    cents(5)?
                ))
            },
        )
    }

    /// Nothing came after a closed book's report; its drawers are closed, and their counts are final.
    pub(super) fn prove_books(&self, found: &mut Findings) -> Refused<()> {
        self.prove_heads_of_closes(found)?;
        self.problems(
            "closed books",
            "SELECT b.day, o.name, t.id FROM day_close c JOIN book b ON b.id=c.book_id JOIN txn t ON t.book_id=b.id
             LEFT JOIN office o ON o.id=b.office_id WHERE t.act_id>c.act_id ORDER BY t.id",
            found,
            |row| {
                Ok(format!("{}: transaction {} was posted to it after its day report", book(row)?, row.get::<i64>(2)?))
            },
        )?;
        self.problems(
            "drawers",
            "SELECT b.day, o.name, d.id FROM drawer d JOIN book b ON b.id=d.book_id JOIN day_close c ON c.book_id=b.id
             LEFT JOIN office o ON o.id=b.office_id
             WHERE NOT EXISTS(SELECT 1 FROM drawer_closed e WHERE e.drawer_id=d.id) ORDER BY d.id",
            found,
            |row| Ok(format!("drawer {} is open, and {} is closed", row.get::<i64>(2)?, book(row)?)),
        )?;
        self.problems(
            "counts",
            "SELECT d.drawer_id FROM drawer_count c JOIN drawer_closed d ON d.drawer_id=c.drawer_id
             WHERE c.at>d.at ORDER BY d.drawer_id",
            found,
            |row| Ok(format!("drawer {} was counted after it was closed", row.get::<i64>(0)?)),
        )
    }

    /// The head on each day report is a link of the chain: the one before the act that closed it, or one of the first
    /// house's.
    fn prove_heads_of_closes(&self, found: &mut Findings) -> Refused<()> {
        let closes = self
            .ask(
                "SELECT b.day, o.name, c.head, c.act_id FROM day_close c JOIN book b ON b.id=c.book_id
                 LEFT JOIN office o ON o.id=b.office_id ORDER BY b.id",
                cells![],
            )?
            .read(|row| Ok((book(row)?, row.get::<String>(2)?, row.get::<i64>(3)?)))?;
        for (book, head, act) in closes {
            let none = head.bytes().all(|byte| byte == b'0');
            match self.seal_known(&head)? {
                Some(link) if link <= act => {}
                None if none => {}
                _ => found.say(format!("{book}: the head on its day report is in no link of the chain")),
            }
        }
        found.end_kind("closed books");
        Ok(())
    }

    /// Every paper is byte for byte what its hash says.
    pub(super) fn prove_documents(&self, found: &mut Findings) -> Refused<()> {
        self.each("SELECT id, title, hash, bytes, content FROM document ORDER BY id", cells![], &mut |row| {
            let kept = match (row.get::<Option<&[u8]>>(3)?, row.get::<Option<&str>>(4)?) {
                (Some(bytes), _) => bytes,
                (None, Some(content)) => content.as_bytes(),
                (None, None) => &[],
            };
            if blake3::hash(kept).as_bytes() != &row.get::<[u8; 32]>(2)? {
                found.say(format!(
                    "document {} ({}) is not the one that was kept: its bytes were changed",
                    row.get::<i64>(0)?,
                    row.get::<String>(1)?
                ));
            }
            Ok(())
        })?;
        found.end_kind("documents");
        Ok(())
    }
}

/// The book whose day and office a row begins with.
fn book(row: Row<'_>) -> Refused<String> {
    let (day, office): (Day, Option<String>) = (row.get(0)?, row.get(1)?);
    Ok(format!("the book of {day}{}", office.map_or_else(String::new, |office| format!(" at {office}"))))
}
