//! The days' charges, revision by revision, and the true-ups.

use std::collections::{BTreeMap, HashMap};
use std::ops::RangeInclusive;

use chrono::Days;

use super::codec::{day_no, spared};
use super::engine::{Ask, Row, Rows, ask, cells};
use super::readings::listed;
use super::tables::{CHARGE, TRUE_UP};
use super::{AccountId, OpenDoubt, Tx, TxnId};
use crate::basics::{Cents, Day, Kwh, Refused, first_of_month, next_month};
use crate::words::ChargeQuality;

/// What was used and charged earlier in the calendar month.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct MonthBefore {
    pub used: Kwh,
    pub energy: Cents,
    pub per_kwh: Cents,
    pub monthly: Cents,
    pub add_on: Cents,
}

/// One day's charge, as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChargeRow {
    pub account: AccountId,
    pub service_day: Day,
    pub revision: u32,
    /// None: it came to nothing, or changed nothing.
    pub txn: Option<TxnId>,
    /// The terms version, and the last price change that was in force (0: none).
    pub terms: i64,
    pub price: i64,
    pub rules_version: i64,
    /// The register at the day's two mornings.
    pub from: Kwh,
    pub to: Kwh,
    pub quality: ChargeQuality,
    /// Off from midnight to midnight (C32).
    pub off_all_day: bool,
    pub month_before: MonthBefore,
    /// Cents in the order of the terms' lines.
    pub lines: Vec<Cents>,
    /// What the day costs.
    pub total: Cents,
}

impl ChargeRow {
    /// What was used that day; negative when an estimate was too high.
    #[must_use]
    pub fn used(&self) -> Kwh {
        self.to - self.from
    }
}

/// A month's true-up, as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrueUpRow {
    pub account: AccountId,
    /// Its first day.
    pub month: Day,
    pub revision: u32,
    /// None: it came to nothing.
    pub txn: Option<TxnId>,
    /// The month's payments that count (R22).
    pub payments: u32,
    /// JSON.
    pub lines: String,
    /// What it credits; a charge is negative.
    pub total: Cents,
}

/// How far back a search for charges goes at a time, where the days just before held too few.
const LOOK_BACK: u64 = 64;

impl Tx<'_> {
    /// Writes a charge as the next revision of its day. The revision and transaction are those given.
    pub fn add_charge(&self, charge: &ChargeRow) -> Refused<()> {
        let month = charge.month_before;
        self.insert(
            &CHARGE,
            cells![
                charge.account,
                charge.service_day,
                charge.revision,
                charge.txn,
                charge.terms,
                charge.price,
                charge.rules_version,
                charge.from,
                charge.to,
                spared(charge.quality.word(), ChargeQuality::Actual.word()),
                charge.off_all_day,
                month.used,
                month.energy,
                month.per_kwh,
                month.monthly,
                month.add_on,
                join(&charge.lines),
                charge.total
            ],
        )
    }

    /// The day's charge as it stands: its last revision.
    pub fn charge(&self, account: AccountId, day: Day) -> Refused<Option<ChargeRow>> {
        Ok(self.charges_of(&[account], day..=day)?.remove(&account).and_then(|mut charges| charges.pop()))
    }

    /// The charges as they stand of the days from `from` to `to` inclusive, by day.
    pub fn charges(&self, account: AccountId, from: Day, to: Day) -> Refused<Vec<ChargeRow>> {
        let billed = self.days_billed(account)?;
        let days = from.max(*billed.start())..=to.min(*billed.end());
        Ok(self.charges_of(&[account], days)?.remove(&account).unwrap_or_default())
    }

    /// The charges as they stand of some accounts on `days`, each account's by day. An account without any is missing.
    pub fn charges_of(
        &self,
        accounts: &[AccountId],
        days: RangeInclusive<Day>,
    ) -> Refused<HashMap<AccountId, Vec<ChargeRow>>> {
        Ok(that_stand(self.charge_rows(accounts, days)?))
    }

    /// Every revision of every charge of an account, by day and revision.
    pub fn all_charges(&self, account: AccountId) -> Refused<Vec<ChargeRow>> {
        self.charge_rows(&[account], self.days_billed(account)?)
    }

    /// The last `count` charges as they stand, of days on or before `through`, newest first.
    pub fn last_charges(&self, account: AccountId, through: Day, count: usize) -> Refused<Vec<ChargeRow>> {
        Ok(self.last_charges_of(&[account], through, count)?.remove(&account).unwrap_or_default())
    }

    /// As [`Tx::last_charges`], of several accounts.
    pub fn last_charges_of(
        &self,
        accounts: &[AccountId],
        through: Day,
        count: usize,
    ) -> Refused<HashMap<AccountId, Vec<ChargeRow>>> {
        self.last_of(accounts, through, count, |_| true)
    }

    /// As [`Tx::last_charges_of`], without the days that are in doubt (C45): what a mean is made of.
    pub fn last_sound_charges_of(
        &self,
        accounts: &[AccountId],
        through: Day,
        count: usize,
    ) -> Refused<HashMap<AccountId, Vec<ChargeRow>>> {
        let doubts = self.doubts_of(accounts)?;
        self.last_of(accounts, through, count, |charge| !is_in_doubt(&doubts, charge))
    }

    /// The last `count` days billed on actual reads that are in no doubt, newest first, on or before `through`.
    pub fn last_actual_days(&self, account: AccountId, through: Day, count: usize) -> Refused<Vec<ChargeRow>> {
        Ok(self.last_actual_days_of(&[account], through, count)?.remove(&account).unwrap_or_default())
    }

    /// As [`Tx::last_actual_days`], of several accounts.
    pub fn last_actual_days_of(
        &self,
        accounts: &[AccountId],
        through: Day,
        count: usize,
    ) -> Refused<HashMap<AccountId, Vec<ChargeRow>>> {
        let doubts = self.doubts_of(accounts)?;
        self.last_of(accounts, through, count, |charge| {
            matches!(charge.quality, ChargeQuality::Actual | ChargeQuality::Manual) && !is_in_doubt(&doubts, charge)
        })
    }

    /// The last `count` charges that `counts`, newest first. An account's days are billed without a gap, so that the
    /// first span of days nearly always holds them; accounts that are billed equally far share a question.
    fn last_of(
        &self,
        accounts: &[AccountId],
        through: Day,
        count: usize,
        counts: impl Fn(&ChargeRow) -> bool,
    ) -> Refused<HashMap<AccountId, Vec<ChargeRow>>> {
        let mut found: HashMap<AccountId, Vec<ChargeRow>> = HashMap::with_capacity(accounts.len());
        let mut open: BTreeMap<Day, Vec<(AccountId, Day)>> = BTreeMap::new();
        let spans = self.ask(
            "SELECT a.id, a.opened_on, s.billed_through FROM account a JOIN standing s ON s.account_id=a.id
             WHERE a.id IN LIST(?1)",
            cells![accounts],
        )?;
        for row in spans.iter() {
            let (account, first, billed): (_, Day, Day) = (row.get(0)?, row.get(1)?, row.get(2)?);
            let last = billed.min(through);
            if first <= last && count > 0 {
                open.entry(last).or_default().push((account, first));
            }
        }
        let mut reach = count as u64;
        while !open.is_empty() {
            let from = |last: Day| last - Days::new(reach - 1);
            let asks: Vec<Ask> = open
                .iter()
                .map(|(last, accounts)| {
                    let ids: Vec<AccountId> = accounts.iter().map(|(account, _)| *account).collect();
                    question(&ids, &(from(*last)..=*last))
                })
                .collect();
            let mut farther: BTreeMap<Day, Vec<(AccountId, Day)>> = BTreeMap::new();
            for ((last, accounts), rows) in open.iter().zip(self.ask_all(&asks)?) {
                let mut charges = that_stand(in_order(&rows)?);
                let before = from(*last) - Days::new(1);
                for (account, first) in accounts {
                    let newest = found.entry(*account).or_default();
                    let older = charges.remove(account).unwrap_or_default().into_iter().rev();
                    newest.extend(older.filter(|charge| counts(charge)).take(count - newest.len()));
                    if newest.len() < count && *first <= before {
                        farther.entry(before).or_default().push((*account, *first));
                    }
                }
            }
            (open, reach) = (farther, LOOK_BACK);
        }
        Ok(found)
    }

    /// The days from the first to the last that anybody has a charge of; None: none yet.
    pub fn days_with_charges(&self) -> Refused<Option<RangeInclusive<Day>>> {
        let ends = "SELECT (SELECT min(service_day) FROM charge), (SELECT max(service_day) FROM charge)";
        let (first, last): (Option<Day>, Option<Day>) =
            self.ask(ends, [])?.one(|row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(first.zip(last).map(|(first, last)| first..=last))
    }

    /// The last day that is billed for anybody; None: none yet.
    pub fn last_billed_day(&self) -> Refused<Option<Day>> {
        self.ask("SELECT max(service_day) FROM charge", [])?.one(|row| row.get(0))
    }

    /// The days on which an account may have charges: from its first to the last that is billed for anybody.
    fn days_billed(&self, account: AccountId) -> Refused<RangeInclusive<Day>> {
        let found = self.ask(
            "SELECT a.opened_on, COALESCE((SELECT max(service_day) FROM charge),a.opened_on-1) FROM account a
             WHERE a.id=?1",
            cells![account],
        )?;
        found.one(|row| Ok(row.get(0)?..=row.get(1)?))
    }

    /// Every revision of the charges of some accounts on `days`, by account, day and revision.
    fn charge_rows(&self, accounts: &[AccountId], days: RangeInclusive<Day>) -> Refused<Vec<ChargeRow>> {
        let Ask { sql, with } = question(accounts, &days);
        in_order(&*self.ask(sql, with)?)
    }

    pub fn add_true_up(&self, row: &TrueUpRow) -> Refused<()> {
        let TrueUpRow { account, month, revision, txn, payments, lines, total } = row;
        self.insert(&TRUE_UP, cells![*account, *month, *revision, *txn, *payments, lines, *total])
    }

    /// The true-ups of an account, by month and revision.
    pub fn true_ups(&self, account: AccountId) -> Refused<Vec<TrueUpRow>> {
        let (opened, last): (Day, Option<Day>) = self
            .ask("SELECT opened_on, (SELECT max(month) FROM true_up) FROM account WHERE id=?1", cells![account])?
            .one(|row| Ok((row.get(0)?, row.get(1)?)))?;
        let months = std::iter::successors(Some(first_of_month(opened)), |month| Some(next_month(*month)));
        let months: Vec<Day> = months.take_while(|month| last.is_some_and(|last| *month <= last)).collect();
        Ok(self.true_ups_of(&[account], &months)?.remove(&account).unwrap_or_default())
    }

    /// The true-ups of some accounts in `months` (their first days), each account's by month and revision.
    pub fn true_ups_of(&self, accounts: &[AccountId], months: &[Day]) -> Refused<HashMap<AccountId, Vec<TrueUpRow>>> {
        let months: Vec<i64> = months.iter().copied().map(day_no).collect();
        let rows = self.ask(
            "SELECT account_id, month, revision, txn_id, payments, lines, cents FROM true_up
             WHERE month IN LIST(?1) AND account_id IN LIST(?2)",
            cells![months, accounts],
        )?;
        let mut found: HashMap<AccountId, Vec<TrueUpRow>> = HashMap::new();
        for row in rows.read(true_up_row)? {
            found.entry(row.account).or_default().push(row);
        }
        found.values_mut().for_each(|rows| rows.sort_by_key(|row| (row.month, row.revision)));
        Ok(found)
    }
}

/// Whether a day's charge stands on a read that is in doubt.
fn is_in_doubt(doubts: &HashMap<AccountId, Vec<OpenDoubt>>, charge: &ChargeRow) -> bool {
    let of_account = doubts.get(&charge.account).map_or(&[][..], Vec::as_slice).iter();
    of_account.filter_map(|doubt| doubt.days.as_ref()).any(|days| days.contains(&charge.service_day))
}

/// The question for every revision of the charges of some accounts on `days`.
fn question(accounts: &[AccountId], days: &RangeInclusive<Day>) -> Ask {
    ask(
        "SELECT account_id, service_day, revision, txn_id, terms_id, price_id, rules_version, from_cum, to_cum, quality,
          off_all_day, month_wh, month_energy, month_per_kwh, month_monthly, month_add_on, lines, cents
         FROM charge WHERE service_day IN LIST(?1) AND account_id IN LIST(?2)",
        cells![listed(days), accounts],
    )
}

fn in_order(rows: &Rows) -> Refused<Vec<ChargeRow>> {
    let mut charges = rows.read(charge_row)?;
    charges.sort_by_key(|charge| (charge.account, charge.service_day, charge.revision));
    Ok(charges)
}

/// The last revision of each day, of charges in their order.
fn that_stand(charges: Vec<ChargeRow>) -> HashMap<AccountId, Vec<ChargeRow>> {
    let mut found: HashMap<AccountId, Vec<ChargeRow>> = HashMap::new();
    for charge in charges {
        let stand = found.entry(charge.account).or_default();
        match stand.last_mut() {
            Some(last) if last.service_day == charge.service_day => *last = charge,
            _ => stand.push(charge),
        }
    }
    found
}

fn join(lines: &[Cents]) -> String {
    lines.iter().map(|cents| cents.0.to_string()).collect::<Vec<_>>().join(",")
}

fn numbers(text: &str) -> impl Iterator<Item = i64> {
    text.split(',').map(|number| number.parse().unwrap_or_default())
}

fn charge_row(row: Row<'_>) -> Refused<ChargeRow> {
    Ok(ChargeRow {
        account: row.get(0)?,
        service_day: row.get(1)?,
        revision: row.get(2)?,
        txn: row.get(3)?,
        terms: row.get(4)?,
        price: row.get(5)?,
        rules_version: row.get(6)?,
        from: row.get(7)?,
        to: row.get(8)?,
        quality: row.word_or(9, ChargeQuality::Actual)?,
        off_all_day: row.get(10)?,
        month_before: MonthBefore {
            used: row.get(11)?,
            energy: row.get(12)?,
            per_kwh: row.get(13)?,
            monthly: row.get(14)?,
            add_on: row.get(15)?,
        },
        lines: numbers(row.get(16)?).map(Cents).collect(),
        total: row.get(17)?,
    })
}

fn true_up_row(row: Row<'_>) -> Refused<TrueUpRow> {
    Ok(TrueUpRow {
        account: row.get(0)?,
        month: row.get(1)?,
        revision: row.get(2)?,
        txn: row.get(3)?,
        payments: row.get(4)?,
        lines: row.get(5)?,
        total: row.get(6)?,
    })
}
