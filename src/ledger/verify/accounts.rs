//! The accounts: where each stands follows from its histories, and what it was charged is what was posted.

use rusqlite::params;

use super::Findings;
use crate::basics::{Cents, Refused};
use crate::ledger::Tx;
use crate::ledger::codec::day_of;

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
            "SELECT 'account '||a.number||' stands as '||s.status||', its last status is '||ifnull(c.status,'missing')||
              ' of '||ifnull(date(c.day*86400,'unixepoch'),'no day')
             FROM standing s JOIN account a ON a.id=s.account_id LEFT JOIN status_change c
              ON c.id=(SELECT max(id) FROM status_change WHERE account_id=s.account_id)
             WHERE c.status IS NOT s.status
              OR s.disconnected_at IS NOT CASE WHEN s.status='disconnected' THEN c.at END
              OR s.disconnected_on IS NOT CASE WHEN s.status='disconnected' THEN c.day END
              OR s.ended_on IS NOT CASE WHEN s.status IN('closed','left') THEN c.day END
             ORDER BY a.id",
            found,
        )?;
        self.problems(
            "power",
            "SELECT 'account '||a.number||' stands with power '||s.power||', what was seen last is '||ifnull(p.state,'nothing')
             FROM standing s JOIN account a ON a.id=s.account_id LEFT JOIN power_seen p
              ON p.id=(SELECT max(id) FROM power_seen WHERE account_id=s.account_id)
             WHERE s.power<>'unknown' AND p.state IS NOT s.power ORDER BY a.id",
            found,
        )?;
        self.problems(
            "billing",
            "SELECT 'account '||a.number||' stands as billed through '||date(s.billed_through*86400,'unixepoch')||
              ', its last charge is of '||date(charged*86400,'unixepoch')
             FROM (SELECT s.*, ifnull((SELECT max(service_day) FROM charge WHERE account_id=s.account_id),
                a.opened_on-1) AS charged FROM standing s JOIN account a ON a.id=s.account_id) s
             JOIN account a ON a.id=s.account_id WHERE s.billed_through<>charged ORDER BY a.id",
            found,
        )?;
        self.problems(
            "accounts",
            "SELECT 'account '||number||' stands nowhere: its standing is missing' FROM account
             WHERE NOT EXISTS(SELECT 1 FROM standing WHERE account_id=account.id) ORDER BY id",
            found,
        )
    }

    /// Revisions have no gap, days have none, a charge is the sum of its lines, and the charges are what was posted.
    pub(super) fn prove_charges(&self, found: &mut Findings) -> Refused<()> {
        let mut charged = Fingerprint::default();
        let mut before: Option<Walked> = None;
        self.each(
            "SELECT account_id, service_day, revision, txn_id, lines, cents FROM charge
             ORDER BY account_id, service_day, revision",
            [],
            |row| {
                let charge =
                    Walked { account: row.get(0)?, day: row.get(1)?, revision: row.get(2)?, cents: row.get(5)? };
                let same_day = before.as_ref().filter(|b| (b.account, b.day) == (charge.account, charge.day));
                // Corrections that cancel out moved nothing and have no transaction: together they must come to nothing.
                let txn = row.get::<_, Option<i64>>(3)?.unwrap_or(0);
                charged.add(txn, charge.account, charge.cents - same_day.map_or(0, |b| b.cents));
                let lines = row.get_ref(4)?.as_str().unwrap_or_default();
                if let Some(problem) = problem_of(&charge, before.as_ref(), lines) {
                    found.say(format!(
                        "the charge of {} to {}, revision {}, {problem}",
                        day_of(charge.day),
                        self.account_in_words(charge.account)?,
                        charge.revision
                    ));
                }
                before = Some(charge);
                Ok(())
            },
        )?;
        found.end_kind("charges");
        if charged != self.posted_for_charges()? {
            self.name_charges_not_posted(found)?;
        }
        Ok(())
    }

    /// What the transactions of charges and corrections took from the accounts' balances.
    fn posted_for_charges(&self) -> Refused<Fingerprint> {
        let mut posted = Fingerprint::default();
        self.each(
            "SELECT p.txn_id, (p.ledger_account_id-1)/8, -p.cents FROM txn t JOIN posting p ON p.txn_id=t.id
             WHERE t.kind IN('charges','correction') AND p.ledger_account_id%8=1",
            [],
            |row| {
                posted.add(row.get(0)?, row.get(1)?, row.get(2)?);
                Ok(())
            },
        )?;
        Ok(posted)
    }

    /// The slow walk, once it is known that something differs: which transaction and account.
    fn name_charges_not_posted(&self, found: &mut Findings) -> Refused<()> {
        self.each(
            "SELECT txn, account, sum(charged), sum(posted) FROM (
               SELECT ifnull(c.txn_id,0) AS txn, c.account_id AS account, c.cents-ifnull((SELECT b.cents FROM charge b
                 WHERE b.account_id=c.account_id AND b.service_day=c.service_day AND b.revision=c.revision-1),0) AS charged,
                 0 AS posted FROM charge c
               UNION ALL
               SELECT p.txn_id, (p.ledger_account_id-1)/8, 0, -p.cents FROM txn t JOIN posting p ON p.txn_id=t.id
               WHERE t.kind IN('charges','correction') AND p.ledger_account_id%8=1)
             GROUP BY txn, account HAVING sum(charged)<>sum(posted) ORDER BY txn, account",
            [],
            |row| {
                found.say(format!(
                    "transaction {} took {} from {}, its charges come to {}",
                    row.get::<_, i64>(0)?,
                    Cents(row.get(3)?),
                    self.account_in_words(row.get(1)?)?,
                    Cents(row.get(2)?)
                ));
                Ok(())
            },
        )?;
        found.end_kind("charges posted");
        Ok(())
    }

    fn account_in_words(&self, id: i64) -> Refused<String> {
        Ok(self.conn.query_row(
            "SELECT 'account '||ifnull((SELECT number FROM account WHERE id=?1),'with id '||?1)",
            params![id],
            |row| row.get(0),
        )?)
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
