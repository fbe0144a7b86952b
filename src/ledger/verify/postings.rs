//! The postings: every transaction balances, a reversal mirrors its target, and the balances are the sums of their lines.

use super::Findings;
use crate::basics::{Cents, Refused};
use crate::ledger::engine::cells;
use crate::ledger::posting::Side;
use crate::ledger::{AccountId, Tx};

/// How many ledger accounts are summed up in one walk through the postings: some fifty megabytes.
const SUMMED_AT_ONCE: i64 = 1 << 21;

/// What the lines of a ledger account add to, how many they are, and the act of the last one.
#[derive(Clone, Copy, Default)]
struct Sum {
    cents: i64,
    lines: i64,
    last_act: i64,
}

/// The lines of one transaction, as the proof walks past them.
#[derive(Default)]
struct Walked {
    txn: i64,
    lines: u32,
    sum: i128,
}

impl Walked {
    fn problem(&self) -> Option<String> {
        (self.txn != 0 && (self.sum != 0 || self.lines < 2)).then(|| {
            format!(
                "transaction {} does not balance: its {} lines add to {} cents, not to zero",
                self.txn, self.lines, self.sum
            )
        })
    }
}

impl Tx<'_> {
    pub(super) fn prove_postings(&self, found: &mut Findings) -> Refused<()> {
        self.prove_transactions(found)?;
        self.prove_lines(found)?;
        self.prove_reversals(found)?;
        self.prove_balances(found)
    }

    /// Transactions are numbered without a gap.
    fn prove_transactions(&self, found: &mut Findings) -> Refused<()> {
        let mut before = 0;
        self.each("SELECT id FROM txn ORDER BY id", cells![], &mut |row| {
            let id: i64 = row.get(0)?;
            if id != before + 1 {
                found.say(format!("after transaction {before} comes {id}: one in between is missing"));
            }
            before = id;
            Ok(())
        })?;
        found.end_kind("transactions");
        self.problems(
            "transactions",
            "SELECT t.id FROM txn t WHERE NOT EXISTS(SELECT 1 FROM posting p WHERE p.act_id=t.act_id AND p.txn_id=t.id)",
            found,
            |row| Ok(format!("transaction {} has no lines", row.get::<i64>(0)?)),
        )
    }

    /// The lines of a transaction stand together in the order of the acts, and add to zero.
    fn prove_lines(&self, found: &mut Findings) -> Refused<()> {
        let mut walked = Walked::default();
        self.each("SELECT txn_id, cents FROM posting ORDER BY act_id, line", cells![], &mut |row| {
            let txn = row.get(0)?;
            if txn != walked.txn {
                walked.problem().into_iter().for_each(|problem| found.say(problem));
                walked = Walked { txn, ..Walked::default() };
            }
            walked.lines += 1;
            walked.sum += i128::from(row.get::<i64>(1)?);
            Ok(())
        })?;
        walked.problem().into_iter().for_each(|problem| found.say(problem));
        found.end_kind("lines");
        Ok(())
    }

    fn prove_reversals(&self, found: &mut Findings) -> Refused<()> {
        self.problems(
            "reversals",
            "SELECT r.id, r.reverses, t.reverses FROM txn r JOIN txn t ON t.id=r.reverses
             WHERE r.reverses IS NOT NULL AND (t.reverses IS NOT NULL OR t.id>=r.id OR EXISTS(
               SELECT 1 FROM posting p WHERE (p.act_id=r.act_id AND p.txn_id=r.id) OR (p.act_id=t.act_id AND p.txn_id=t.id)
               GROUP BY p.ledger_account_id HAVING sum(p.cents)<>0))
             ORDER BY r.id",
            found,
            |row| {
                let itself = row.get::<Option<i64>>(2)?.is_some();
                let why = if itself { ", which is a reversal itself" } else { " but does not mirror it" };
                Ok(format!("transaction {} reverses {}{why}", row.get::<i64>(0)?, row.get::<i64>(1)?))
            },
        )
    }

    /// Sums up the lines of a few million ledger accounts at a time and compares each sum with its balance.
    fn prove_balances(&self, found: &mut Findings) -> Refused<()> {
        let mut from = i64::MIN;
        while let Some(first) = self.first_balance(from)? {
            let end = first.saturating_add(SUMMED_AT_ONCE);
            let sums = self.sums(first, end)?;
            let mut wrong = Vec::new();
            self.each(
                "SELECT ledger_account_id, cents, seq, last_act FROM balance
                 WHERE ledger_account_id>=?1 AND ledger_account_id<?2 ORDER BY ledger_account_id",
                cells![first, end],
                &mut |row| {
                    let (id, cents): (i64, i64) = (row.get(0)?, row.get(1)?);
                    let sum = sums.get((id - first) as usize).copied().unwrap_or_default();
                    if cents != sum.cents || sum.lines != row.get::<i64>(2)? || sum.last_act != row.get::<i64>(3)? {
                        wrong.push((id, cents, sum));
                    }
                    Ok(())
                },
            )?;
            for (id, cents, sum) in wrong {
                found.say(format!(
                    "the balance of {} is {}, its {} lines, the last of act {}, add to {}",
                    self.name_of_ledger_account(id)?,
                    Cents(cents),
                    sum.lines,
                    sum.last_act,
                    Cents(sum.cents)
                ));
            }
            from = end;
        }
        found.end_kind("balances");
        Ok(())
    }

    fn first_balance(&self, from: i64) -> Refused<Option<i64>> {
        self.ask("SELECT min(ledger_account_id) FROM balance WHERE ledger_account_id>=?1", cells![from])?
            .one(|row| row.get(0))
    }

    /// The lines of each ledger account from `first` to before `end`.
    fn sums(&self, first: i64, end: i64) -> Refused<Vec<Sum>> {
        let mut sums: Vec<Sum> = Vec::new();
        self.each(
            "SELECT ledger_account_id, cents, act_id FROM posting WHERE ledger_account_id>=?1 AND ledger_account_id<?2
             ORDER BY act_id, line",
            cells![first, end],
            &mut |row| {
                let place = (row.get::<i64>(0)? - first) as usize;
                if sums.len() <= place {
                    sums.resize(place + 1, Sum::default());
                }
                let sum = &mut sums[place];
                sum.cents = sum.cents.wrapping_add(row.get(1)?);
                sum.lines += 1;
                sum.last_act = row.get(2)?;
                Ok(())
            },
        )?;
        Ok(sums)
    }

    /// A ledger account in words: `energy of account 1001`, `income energy`.
    fn name_of_ledger_account(&self, id: i64) -> Refused<String> {
        let own = self
            .ask("SELECT kind, name FROM own_account WHERE id=?1", cells![id])?
            .first(|row| Ok((row.get(0)?, row.get(1)?)))?;
        let of = |kind: &str, account: AccountId| Ok(format!("{kind} of {}", self.account_in_words(account.0)?));
        match Side::of_ledger_account(id, own) {
            Ok(Side::Energy(account)) => of("energy", account),
            Ok(Side::Arrears(account)) => of("arrears", account),
            Ok(Side::Deposit(account)) => of("deposit", account),
            Ok(Side::Membership(account)) => of("membership", account),
            Ok(Side::Refund(account)) => of("refund", account),
            Ok(Side::Own(kind, name)) => Ok(format!("{} {name}", kind.word()).trim_end().to_string()),
            Err(_) => Ok(format!("ledger account {id}")),
        }
    }

    /// The balances that the last act's lines name were moved by it.
    pub(super) fn prove_last_balances(&self, last: i64, found: &mut Findings) -> Refused<()> {
        let missed: Vec<i64> = self
            .ask(
                "SELECT DISTINCT p.ledger_account_id FROM posting p LEFT JOIN balance b ON b.ledger_account_id=p.ledger_account_id
                 WHERE p.act_id=?1 AND (b.last_act IS NULL OR b.last_act<>?1)",
                cells![last],
            )?
            .column()?;
        for id in missed {
            found.say(format!("the balance of {} missed its last line", self.name_of_ledger_account(id)?));
        }
        found.end_kind("balances");
        Ok(())
    }
}
