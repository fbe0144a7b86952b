//! The counter: receipts, what became of them, closed books and drawers, and the papers that were kept.

use super::Findings;
use crate::basics::Refused;
use crate::ledger::Tx;

impl Tx<'_> {
    pub(super) fn prove_receipts(&self, found: &mut Findings) -> Refused<()> {
        self.prove_receipt_sums(found)?;
        self.prove_receipt_postings(found)?;
        self.problems(
            "receipt numbers",
            "SELECT 'receipts of series '||series||': '||count(*)||' of '||max(seq)||' are there: a number is missing'
             FROM receipt GROUP BY series HAVING count(*)<>max(seq) OR min(seq)<>1",
            found,
        )?;
        // A returned or moved payment may take back one tender or one account of several; a void takes back all.
        self.problems(
            "receipts undone",
            "SELECT 'receipt '||r.number||' is undone ('||u.how||') by transaction '||t.id||', which does not reverse it'
             FROM receipt_undone u JOIN receipt r ON r.id=u.receipt_id JOIN txn t ON t.id=u.txn_id
             WHERE (u.how IN('void','reversed') OR t.reverses IS NOT NULL) AND t.reverses IS NOT r.txn_id ORDER BY r.id",
            found,
        )
    }

    /// Tenders and allocations each add to the receipt's amount.
    fn prove_receipt_sums(&self, found: &mut Findings) -> Refused<()> {
        self.problems(
            "receipt amounts",
            "SELECT 'receipt '||number||' is over '||cents||' cents, its tenders add to '||tendered||' and its parts to '
              ||allocated
             FROM (SELECT r.number, r.cents,
               (SELECT ifnull(sum(cents),0) FROM receipt_tender WHERE receipt_id=r.id) AS tendered,
               (SELECT ifnull(sum(to_energy+to_arrears+to_other),0) FROM receipt_allocation WHERE receipt_id=r.id)
                 AS allocated
              FROM receipt r ORDER BY r.id)
             WHERE tendered<>cents OR allocated<>cents",
            found,
        )
    }

    /// What a receipt says went to an account's balance and arrears is what its transaction posted there. An enrollment's
    /// payment is one of several transactions, and is proven by its sums alone.
    fn prove_receipt_postings(&self, found: &mut Findings) -> Refused<()> {
        self.problems(
            "receipt postings",
            "SELECT 'receipt '||number||' says '||to_energy||' and '||to_arrears||' cents to balance and past-due plan of account '
              ||account||', its transaction posted '||energy||' and '||arrears
             FROM (SELECT r.id, r.number, c.number AS account, sum(a.to_energy) AS to_energy, sum(a.to_arrears) AS to_arrears,
               (SELECT ifnull(sum(cents),0) FROM posting WHERE txn_id=r.txn_id AND ledger_account_id=a.account_id*8+1)
                 AS energy,
               (SELECT ifnull(sum(cents),0) FROM posting WHERE txn_id=r.txn_id AND ledger_account_id=a.account_id*8+2)
                 AS arrears
              FROM receipt r JOIN receipt_allocation a ON a.receipt_id=r.id JOIN account c ON c.id=a.account_id
              WHERE r.kind<>'enrollment' GROUP BY r.id, a.account_id)
             WHERE to_energy<>energy OR to_arrears<>arrears ORDER BY id",
            found,
        )
    }

    /// A closed book has its report, and nothing came after it; its drawers are closed, and their counts are final.
    pub(super) fn prove_books(&self, found: &mut Findings) -> Refused<()> {
        const BOOK: &str = "'the book of '||date(b.day*86400,'unixepoch')||ifnull(' at '||o.name,'')";
        self.problems(
            "closed books",
            &format!(
                "SELECT {BOOK}||CASE
                   WHEN b.closed_at IS NULL THEN ' has a day report, and is not closed'
                   WHEN c.book_id IS NULL THEN ' is closed without a day report'
                   ELSE ' and its day report do not agree on when it was closed' END
                 FROM book b LEFT JOIN office o ON o.id=b.office_id LEFT JOIN day_close c ON c.book_id=b.id
                 WHERE b.closed_at IS NOT c.at ORDER BY b.id"
            ),
            found,
        )?;
        self.problems(
            "closed books",
            &format!(
                "SELECT CASE WHEN head_txn IS NULL
                   THEN book||': the head on its day report is in no link of the chain'
                   ELSE book||': transaction '||last_txn||' was posted to it after its day report' END
                 FROM (SELECT {BOOK} AS book, b.id,
                   ifnull((SELECT max(id) FROM txn WHERE book_id=b.id),0) AS last_txn,
                   CASE WHEN c.head=printf('%064d',0) THEN 0
                        ELSE (SELECT txn_id FROM seal WHERE hash=unhex(c.head)) END AS head_txn
                  FROM day_close c JOIN book b ON b.id=c.book_id LEFT JOIN office o ON o.id=b.office_id)
                 WHERE head_txn IS NULL OR head_txn<last_txn ORDER BY id"
            ),
            found,
        )?;
        self.problems(
            "drawers",
            &format!(
                "SELECT 'drawer '||d.id||' is open, and '||{BOOK}||' is closed'
                 FROM drawer d JOIN book b ON b.id=d.book_id LEFT JOIN office o ON o.id=b.office_id
                 WHERE d.closed_at IS NULL AND b.closed_at IS NOT NULL ORDER BY d.id"
            ),
            found,
        )?;
        self.problems(
            "counts",
            "SELECT 'drawer '||d.id||CASE WHEN c.at>d.closed_at THEN ' was counted after it was closed'
               ELSE ' has a second count without a first' END
             FROM drawer_count c JOIN drawer d ON d.id=c.drawer_id
             WHERE c.at>d.closed_at OR (c.ordinal=2 AND NOT EXISTS(
               SELECT 1 FROM drawer_count f WHERE f.drawer_id=d.id AND f.ordinal=1)) ORDER BY d.id",
            found,
        )
    }

    /// Every paper is byte for byte what its hash says.
    pub(super) fn prove_documents(&self, found: &mut Findings) -> Refused<()> {
        self.each("SELECT id, title, hash, bytes FROM document ORDER BY id", [], |row| {
            let bytes = row.get_ref(3)?.as_blob().unwrap_or_default();
            if blake3::hash(bytes).as_bytes() != &row.get::<_, [u8; 32]>(2)? {
                found.say(format!(
                    "document {} ({}) is not the one that was kept: its bytes were changed",
                    row.get::<_, i64>(0)?,
                    row.get::<_, String>(1)?
                ));
            }
            Ok(())
        })?;
        found.end_kind("documents");
        Ok(())
    }
}
