//! The accounts: where each stands follows from its histories, and what it was charged is what was posted.

use std::collections::HashMap;

use super::Findings;
use crate::basics::{Cents, Day, Refused};
use crate::ledger::Tx;
use crate::ledger::codec::day_of;
use crate::ledger::engine::{Row, cells};

/// A sum over many (transaction, account, cents) that is the same for two sets of them only if the cents of every pair
/// are the same, but for one chance in 2^64: it compares a million charges with a million lines without keeping either.
#[derive(Default, PartialEq, Eq)]
struct Fingerprint(u128);

impl Fingerprint {
    fn add(&mut self, txn: i64, account: i64, cents: i64) {
        let weight = u128::from(mixed(mixed(txn as u64) ^ account as u64)) << 64
            | u128::from(mixed(mixed(account as u64).rotate_left(32) ^ txn as u64));
        // Odd, so that no cent is lost in the upper bits.
        self.0 = self.0.wrapping_add((weight | 1).wrapping_mul(i128::from(cents) as u128));
    }
}

/// Spreads a number over all 64 bits.
fn mixed(number: u64) -> u64 {
    let mut bits = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ (bits >> 31)
}

/// A charge as the proof walks past it.
struct Walked {
    account: i64,
    day: i64,
    revision: i64,
    cents: i64,
}

impl Tx<'_> {
    /// Where every account stands is what its histories say.
    pub(super) fn prove_standings(&self, found: &mut Findings) -> Refused<()> {
        self.problems(
            "statuses",
            "SELECT a.number, s.status, c.status, c.day FROM standing s JOIN account a ON a.id=s.account_id
             LEFT JOIN status_change c ON c.account_id=s.account_id AND NOT EXISTS(SELECT 1 FROM status_change n
              WHERE n.account_id=c.account_id AND (n.act_id>c.act_id OR (n.act_id=c.act_id AND n.line>c.line)))
             WHERE c.status IS DISTINCT FROM s.status
              OR s.disconnected_at IS DISTINCT FROM CASE WHEN s.status='disconnected' THEN c.at END
              OR s.disconnected_on IS DISTINCT FROM CASE WHEN s.status='disconnected' THEN c.day END
              OR s.ended_on IS DISTINCT FROM CASE WHEN s.status IN('closed','left') THEN c.day END
             ORDER BY a.id",
            found,
            |row| {
                let (account, status): (String, String) = (row.get(0)?, row.get(1)?);
                let last: Option<String> = row.get(2)?;
                let day = row.get::<Option<Day>>(3)?.map_or("no day".to_string(), |day| day.to_string());
                let last = last.unwrap_or_else(|| "missing".to_string());
                Ok(format!("account {account} stands as {status}, its last status is {last} of {day}"))
            },
        )?;
        self.problems(
            "power",
            "SELECT a.number, s.power, p.state FROM standing s JOIN account a ON a.id=s.account_id
             LEFT JOIN power_seen p ON p.account_id=s.account_id AND NOT EXISTS(SELECT 1 FROM power_seen n
              WHERE n.account_id=p.account_id AND (n.act_id>p.act_id OR (n.act_id=p.act_id AND n.line>p.line)))
             WHERE s.power<>'unknown' AND p.state IS DISTINCT FROM s.power ORDER BY a.id",
            found,
            |row| {
                let (account, power): (String, String) = (row.get(0)?, row.get(1)?);
                let seen = row.get::<Option<String>>(2)?.unwrap_or_else(|| "nothing".to_string());
                Ok(format!("account {account} stands with power {power}, what was seen last is {seen}"))
            },
        )?;
        self.problems(
            "meters",
            "SELECT a.number FROM standing s JOIN account a ON a.id=s.account_id
             LEFT JOIN meter m ON m.account_id=s.account_id AND NOT EXISTS(SELECT 1 FROM meter_ended e WHERE e.meter_id=m.id)
             WHERE s.meter_id IS DISTINCT FROM m.id OR s.meter_number IS DISTINCT FROM m.number ORDER BY a.id",
            found,
            |row| Ok(format!("account {} does not stand with the meter in its service", row.get::<String>(0)?)),
        )?;
        self.problems(
            "accounts",
            "SELECT a.number FROM account a WHERE NOT EXISTS(SELECT 1 FROM standing s WHERE s.account_id=a.id) ORDER BY a.id",
            found,
            |row| Ok(format!("account {} stands nowhere: its standing is missing", row.get::<String>(0)?)),
        )
    }

    /// Revisions have no gap, days have none, a charge is the sum of its lines, the charges are what was posted, and every
    /// account is billed through its last one.
    pub(super) fn prove_charges(&self, found: &mut Findings) -> Refused<()> {
        let mut charged = Fingerprint::default();
        let mut last: HashMap<i64, Walked> = HashMap::new();
        let mut wrong = Vec::new();
        // Day by day, as they stand: of each account the last is remembered.
        self.each(
            "SELECT account_id, service_day, revision, txn_id, lines, cents FROM charge
             ORDER BY service_day, account_id, revision",
            cells![],
            &mut |row| {
                let charge =
                    Walked { account: row.get(0)?, day: row.get(1)?, revision: row.get(2)?, cents: row.get(5)? };
                let before = last.get(&charge.account);
                let same_day = before.filter(|b| b.day == charge.day);
                // Corrections that cancel out moved nothing and have no transaction: together they must come to nothing.
                let txn = row.get::<Option<i64>>(3)?.unwrap_or(0);
                charged.add(txn, charge.account, charge.cents - same_day.map_or(0, |b| b.cents));
                if let Some(problem) = problem_of(&charge, before, row.get(4)?) {
                    wrong.push((charge.account, charge.day, charge.revision, problem));
                    wrong.truncate(super::TOLD * 20);
                }
                last.insert(charge.account, charge);
                Ok(())
            },
        )?;
        for (account, day, revision, problem) in wrong {
            let account = self.account_in_words(account)?;
            found.say(format!("the charge of {} to {account}, revision {revision}, {problem}", day_of(day)));
        }
        found.end_kind("charges");
        self.prove_billed_through(&last, found)?;
        if charged != self.posted_for_charges()? {
            self.name_charges_not_posted(found)?;
        }
        Ok(())
    }

    fn prove_billed_through(&self, last: &HashMap<i64, Walked>, found: &mut Findings) -> Refused<()> {
        self.each(
            "SELECT s.account_id, a.number, s.billed_through, a.opened_on FROM standing s JOIN account a ON a.id=s.account_id
             ORDER BY s.account_id",
            cells![],
            &mut |row| {
                let (account, number): (i64, String) = (row.get(0)?, row.get(1)?);
                let (through, opened): (i64, i64) = (row.get(2)?, row.get(3)?);
                let charged = last.get(&account).map_or(opened - 1, |charge| charge.day);
                if through != charged {
                    found.say(format!(
                        "account {number} stands as billed through {}, its last charge is of {}",
                        day_of(through),
                        day_of(charged)
                    ));
                }
                Ok(())
            },
        )?;
        found.end_kind("billing");
        Ok(())
    }

    /// What the transactions of charges and corrections took from the accounts' balances.
    fn posted_for_charges(&self) -> Refused<Fingerprint> {
        let mut posted = Fingerprint::default();
        self.each(
            "SELECT p.txn_id, (p.ledger_account_id-1)/8, -p.cents FROM txn t
             JOIN posting p ON p.act_id=t.act_id AND p.txn_id=t.id
             WHERE t.kind IN('charges','correction') AND p.ledger_account_id%8=1",
            cells![],
            &mut |row| {
                posted.add(row.get(0)?, row.get(1)?, row.get(2)?);
                Ok(())
            },
        )?;
        Ok(posted)
    }

    /// The slow walk, once it is known that something differs: which transaction and account.
    fn name_charges_not_posted(&self, found: &mut Findings) -> Refused<()> {
        let differing = self
            .ask(
                "SELECT txn, account, CAST(sum(charged) AS BIGINT), CAST(sum(posted) AS BIGINT) FROM (
                   SELECT COALESCE(c.txn_id,0) AS txn, c.account_id AS account, c.cents-COALESCE((SELECT b.cents FROM charge b
                     WHERE b.service_day=c.service_day AND b.account_id=c.account_id AND b.revision=c.revision-1),0) AS charged,
                     0 AS posted FROM charge c
                   UNION ALL
                   SELECT p.txn_id, (p.ledger_account_id-1)/8, 0, -p.cents FROM txn t
                   JOIN posting p ON p.act_id=t.act_id AND p.txn_id=t.id
                   WHERE t.kind IN('charges','correction') AND p.ledger_account_id%8=1) x
                 GROUP BY txn, account HAVING sum(charged)<>sum(posted) ORDER BY txn, account",
                cells![],
            )?
            .read(|row: Row<'_>| Ok((row.get::<i64>(0)?, row.get(1)?, Cents(row.get(2)?), Cents(row.get(3)?))))?;
        for (txn, account, charged, posted) in differing {
            let account = self.account_in_words(account)?;
            found.say(format!("transaction {txn} took {posted} from {account}, its charges come to {charged}"));
        }
        found.end_kind("charges posted");
        Ok(())
    }
}

/// What is wrong with a charge by itself, or after the one before it.
fn problem_of(charge: &Walked, before: Option<&Walked>, lines: &str) -> Option<String> {
    let before = before.filter(|b| b.account == charge.account);
    let (last_day, last_revision) = before.map_or((charge.day - 1, 0), |b| (b.day, b.revision));
    let follows = if charge.day == last_day {
        charge.revision == last_revision + 1
    } else {
        charge.day == last_day + 1 && charge.revision == 1
    };
    if !follows {
        return Some("does not follow the one before it: a charge is missing".to_string());
    }
    let sum: Option<i64> = lines.split(',').filter(|line| !line.is_empty()).map(|line| line.parse::<i64>().ok()).sum();
    (sum != Some(charge.cents)).then(|| format!("is {}, its lines are {lines}", Cents(charge.cents)))
}
