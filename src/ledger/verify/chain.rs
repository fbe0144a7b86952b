//! The postings: every transaction balances, the seals are one chain, and the balances are the sums of their lines.

use rusqlite::{OptionalExtension, Row, params};

use super::Findings;
use crate::basics::{Cents, Refused};
use crate::ledger::Tx;
use crate::ledger::posting::{Entered, NO_SEAL, Seal};

/// How many ledger accounts are summed up in one walk through the postings: some thirty megabytes.
const SUMMED_AT_ONCE: i64 = 1 << 21;

/// A transaction's row with its seal.
const ENTERED: &str = "SELECT t.id, t.kind, t.at, t.service_day, t.book_id, t.operator_id, t.approver_id, t.memo,
    t.reverses, s.hash FROM txn t LEFT JOIN seal s ON s.txn_id=t.id";

impl Tx<'_> {
    pub(super) fn prove_postings(&self, found: &mut Findings) -> Refused<()> {
        self.prove_chain(found)?;
        self.prove_reversals(found)?;
        self.prove_balances(found)
    }

    /// Walks the transactions in order and computes the chain anew.
    fn prove_chain(&self, found: &mut Findings) -> Refused<()> {
        let (mut before, mut previous) = (0, NO_SEAL);
        let mut lines = Vec::new();
        self.each(&format!("{ENTERED} ORDER BY t.id"), [], |row| {
            let id: i64 = row.get(0)?;
            if id != before + 1 {
                found.say(format!("after transaction {before} comes {id}: one in between is missing"));
            }
            self.lines_in_order(id, &mut lines, found)?;
            match row.get::<_, Option<Seal>>(9)? {
                None => found.say(format!("transaction {id} has no seal: it was never finished")),
                Some(seal) => {
                    if seal != sealed(row, &previous, &lines)? {
                        found.say(format!(
                            "transaction {id} is not what its seal says: it, or one before it, was changed"
                        ));
                    }
                    previous = seal;
                }
            }
            before = id;
            Ok(())
        })?;
        found.end_kind("transactions");
        Ok(())
    }

    /// Reads a transaction's lines, and says what is wrong with them.
    fn lines_in_order(&self, id: i64, lines: &mut Vec<(i64, i64)>, found: &mut Findings) -> Refused<()> {
        lines.clear();
        let mut query = self
            .conn
            .prepare_cached("SELECT line, ledger_account_id, cents FROM posting WHERE txn_id=?1 ORDER BY line")?;
        let mut rows = query.query([id])?;
        while let Some(row) = rows.next()? {
            let line: i64 = row.get(0)?;
            lines.push((row.get(1)?, row.get(2)?));
            if line != lines.len() as i64 {
                found.say(format!("transaction {id}: line {} is missing", lines.len()));
            }
        }
        let sum: i128 = lines.iter().map(|(_, cents)| i128::from(*cents)).sum();
        if sum != 0 || lines.len() < 2 {
            found.say(format!(
                "transaction {id} does not balance: its {} lines add to {sum} cents, not to zero",
                lines.len()
            ));
        }
        Ok(())
    }

    fn prove_reversals(&self, found: &mut Findings) -> Refused<()> {
        self.problems(
            "reversals",
            "SELECT 'transaction '||r.id||' reverses '||r.reverses||
              CASE WHEN t.reverses IS NOT NULL THEN ', which is a reversal itself' ELSE ' but does not mirror it' END
             FROM txn r JOIN txn t ON t.id=r.reverses
             WHERE r.reverses IS NOT NULL AND (t.reverses IS NOT NULL OR t.id>=r.id OR EXISTS(
               SELECT 1 FROM posting WHERE txn_id IN(r.id,t.id) GROUP BY ledger_account_id HAVING sum(cents)<>0))
             ORDER BY r.id",
            found,
        )
    }

    /// Sums up the lines of a few million ledger accounts at a time and compares each sum with its balance.
    fn prove_balances(&self, found: &mut Findings) -> Refused<()> {
        let mut from = i64::MIN;
        while let Some(first) = self.first_balance(from)? {
            let end = first.saturating_add(SUMMED_AT_ONCE);
            let sums = self.sums(first, end)?;
            self.each(
                "SELECT ledger_account_id, cents, seq FROM balance WHERE ledger_account_id>=?1 AND ledger_account_id<?2
                 ORDER BY ledger_account_id",
                [first, end],
                |row| {
                    let (id, cents, seq): (i64, i64, i64) = (row.get(0)?, row.get(1)?, row.get(2)?);
                    let (sum, count) = sums.get((id - first) as usize).copied().unwrap_or_default();
                    if cents != sum || seq != i64::from(count) {
                        found.say(format!(
                            "the balance of {} is {}, its {count} lines add to {}",
                            self.name_of_ledger_account(id)?,
                            Cents(cents),
                            Cents(sum)
                        ));
                    }
                    Ok(())
                },
            )?;
            from = end;
        }
        found.end_kind("balances");
        Ok(())
    }

    fn first_balance(&self, from: i64) -> Refused<Option<i64>> {
        Ok(self.conn.query_row(
            "SELECT min(ledger_account_id) FROM balance WHERE ledger_account_id>=?1",
            [from],
            |row| row.get(0),
        )?)
    }

    /// What the lines of each ledger account from `first` to before `end` add to, and how many they are.
    fn sums(&self, first: i64, end: i64) -> Refused<Vec<(i64, u32)>> {
        let mut sums: Vec<(i64, u32)> = Vec::with_capacity(SUMMED_AT_ONCE as usize);
        self.each(
            "SELECT ledger_account_id, cents FROM posting WHERE ledger_account_id>=?1 AND ledger_account_id<?2
             ORDER BY txn_id, line",
            [first, end],
            |row| {
                let place = (row.get::<_, i64>(0)? - first) as usize;
                if sums.len() <= place {
                    sums.resize(place + 1, (0, 0));
                }
                sums[place].0 = sums[place].0.wrapping_add(row.get(1)?);
                sums[place].1 += 1;
                Ok(())
            },
        )?;
        Ok(sums)
    }

    /// A ledger account in words: `energy of account 1000001`, `income energy`.
    fn name_of_ledger_account(&self, id: i64) -> Refused<String> {
        let name = self
            .conn
            .prepare_cached(
                "SELECT CASE WHEN a.number IS NULL THEN trim(l.kind||' '||l.name) ELSE l.kind||' of account '||a.number END
                 FROM ledger_account l LEFT JOIN account a ON a.id=l.account_id WHERE l.id=?1",
            )?
            .query_row([id], |row| row.get(0))
            .optional()?;
        Ok(name.unwrap_or_else(|| format!("ledger account {id}")))
    }

    /// The last transaction is sealed, and its seal follows from the one before.
    pub(super) fn prove_last_link(&self, found: &mut Findings) -> Refused<()> {
        let mut lines = Vec::new();
        self.each(&format!("{ENTERED} ORDER BY t.id DESC LIMIT 1"), [], |row| {
            let id: i64 = row.get(0)?;
            let previous = self
                .conn
                .query_row("SELECT hash FROM seal WHERE txn_id=?1", [id - 1], |row| row.get(0))
                .optional()?
                .unwrap_or(NO_SEAL);
            self.lines_in_order(id, &mut lines, found)?;
            match row.get::<_, Option<Seal>>(9)? {
                None => found.say(format!("transaction {id} has no seal: it was never finished")),
                Some(seal) if seal != sealed(row, &previous, &lines)? => {
                    found.say(format!("transaction {id} is not what its seal says: it was changed"));
                }
                Some(_) => {}
            }
            Ok(())
        })
    }

    /// The balances that the last transactions moved are where their last lines left them.
    pub(super) fn prove_last_balances(&self, found: &mut Findings) -> Refused<()> {
        const LINES: i64 = 1000;
        self.each(
            "SELECT DISTINCT ledger_account_id FROM (SELECT ledger_account_id FROM posting
             ORDER BY txn_id DESC, line DESC LIMIT ?1)",
            params![LINES],
            |row| {
                let id: i64 = row.get(0)?;
                let moved_last: bool = self
                    .conn
                    .prepare_cached(
                        "SELECT EXISTS(SELECT 1 FROM balance b WHERE b.ledger_account_id=?1 AND (b.last_txn,b.last_line)=
                          (SELECT txn_id, line FROM posting WHERE ledger_account_id=?1
                           ORDER BY txn_id DESC, line DESC LIMIT 1))",
                    )?
                    .query_row([id], |row| row.get(0))?;
                if !moved_last {
                    found.say(format!("the balance of {} missed its last line", self.name_of_ledger_account(id)?));
                }
                Ok(())
            },
        )?;
        found.end_kind("balances");
        Ok(())
    }
}

/// The seal that a transaction's row and lines ought to have.
fn sealed(row: &Row<'_>, previous: &Seal, lines: &[(i64, i64)]) -> Refused<Seal> {
    let (kind, memo): (String, String) = (row.get(1)?, row.get(7)?);
    let entered = Entered {
        id: row.get(0)?,
        kind: &kind,
        at: row.get(2)?,
        service_day: row.get(3)?,
        book: row.get(4)?,
        operator: row.get(5)?,
        approver: row.get(6)?,
        memo: &memo,
        reverses: row.get(8)?,
    };
    Ok(entered.seal(previous, lines))
}
