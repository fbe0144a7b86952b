//! The days' charges: which mornings are known, what each day cost, and what a corrected read changes (C26, R18–R22).
//!
//! A day's charge follows from the reads as they are known, the terms in force on the day, and the month before it. So
//! billing, correcting and proving are one derivation, asked at three occasions.

use std::collections::BTreeMap;

use chrono::Days;

use super::reads::{self, Arrived, Source, arrive};
use crate::basics::{Cents, Code, Day, Instant, Kwh, Now, Refusal, Refused, first_of_month};
use crate::desk::act::Act;
use crate::desk::in_force::Terms;
use crate::desk::standing::{Facts, off_all_day, service_of};
use crate::ledger::{
    Account, AccountId, ChargeQuality, ChargeRow, MonthBefore, OwnKind, Power, ReadQuality, ReadRole, Reading, Side,
    Standing, Status, Tx, TxnId, TxnKind,
};
use crate::rules::charges::{DayFacts, MonthSoFar};
use crate::rules::closing;
use crate::rules::mornings::{MorningRead, mornings};
use crate::rules::reads::{Boundary, Quality, day_use};
use crate::rules::tariff::{ChargeLine, LineKind, ServiceFacts, Tariff};

/// The rules that today's charges are made by. A charge remembers its own, and `verify` derives those of this version.
pub(in crate::desk) const RULES_VERSION: i64 = 1;

/// A day's charge that was worked out and not written yet.
#[derive(Debug, Clone)]
pub struct NewCharge {
    pub row: ChargeRow,
    /// Where its lines are posted: income by kind, tax by name and area.
    pub sides: Vec<(Side, Cents)>,
}

impl Act<'_> {
    /// Works out every day of an account that can be billed now, estimating what the terms let it (R20). Nothing is
    /// written but the estimates.
    pub fn due_charges(&self, account: &Account, standing: &Standing) -> Refused<Vec<NewCharge>> {
        let through = self.bill_through(account, standing)?;
        let first = standing.billed_through + Days::new(1);
        if first > through {
            return Ok(Vec::new());
        }
        self.estimate_missing(account, standing, through)?;
        derive(self.tx, self.terms, &self.now, account, first, through)
    }

    /// The last day that is to be billed: yesterday, or for a disconnected account the day of its closing (C3, C28).
    fn bill_through(&self, account: &Account, standing: &Standing) -> Refused<Day> {
        let yesterday = self.today() - Days::new(1);
        if standing.status != Status::Disconnected {
            return Ok(yesterday);
        }
        let held = self.holds_of(account.id)?.iter().any(|hold| hold.stops_close(self.today()));
        Ok(match self.closes_after(standing) {
            Some(last) if !held => yesterday.min(last),
            _ => yesterday,
        })
    }

    /// Estimates the mornings that are without a read since their cut-off time, one after the other, as long as the terms
    /// allow. A morning that a later read reaches is not estimated: its days are spread.
    fn estimate_missing(&self, account: &Account, standing: &Standing, through: Day) -> Refused<()> {
        let mut run = standing.estimated_run;
        let mut morning = standing.billed_through + Days::new(2);
        while morning <= through + Days::new(1) {
            let known = self.tx.morning_read(account.id, morning)?;
            if known.as_ref().is_some_and(|read| read.quality != ReadQuality::Estimated) {
                run = 0;
            }
            if known.is_none() {
                if let Some(read) = self.tx.next_actual_read(account.id, morning)?
                    && read.day <= through + Days::new(1)
                {
                    morning = read.day;
                    continue;
                }
                let terms = self.terms.program(morning);
                let due = Now::from_local(morning.and_time(terms.disconnect.at), self.now.zone).at <= self.now.at;
                let allowed = terms.daily_cycle.estimate_missing_reads && run < terms.daily_cycle.estimate_at_most_days;
                if !due || !allowed {
                    return Ok(());
                }
                let day = morning - Days::new(1);
                let Some(before) = self.tx.morning_read(account.id, day)? else { return Ok(()) };
                let on = !off_all_day(&self.tx.power_history(account.id)?, &self.now, day);
                let used = self.estimated_use(account, on)?;
                reads::estimate(self, account.id, morning, &before, used)?;
                run += 1;
            }
            morning = morning + Days::new(1);
        }
        Ok(())
    }

    /// Writes charges of many accounts: one transaction a service day, its income and tax one line a kind. Answers through
    /// which day each account is billed now, and how many days in a row on estimates: the standing is the caller's to set.
    pub fn write_charges(&self, charges: Vec<(AccountId, u32, Vec<NewCharge>)>) -> Refused<Vec<(AccountId, Day, u32)>> {
        let book = self.own_book()?;
        let mut days: BTreeMap<Day, Vec<(Side, Cents)>> = BTreeMap::new();
        for charge in charges.iter().flat_map(|(_, _, charges)| charges) {
            let lines = days.entry(charge.row.service_day).or_default();
            lines.push((Side::Energy(charge.row.account), -charge.row.total));
            lines.extend(charge.sides.iter().cloned());
        }
        let mut txns: BTreeMap<Day, Option<TxnId>> = BTreeMap::new();
        for (day, lines) in days {
            let txn = self.txn(TxnKind::Charges, book, "", merged(lines));
            let txn = crate::ledger::NewTxn { service_day: Some(day), ..txn };
            txns.insert(day, self.tx.post(&txn)?);
        }
        let mut billed = Vec::with_capacity(charges.len());
        for (account, before, charges) in charges {
            let Some(last) = charges.last().map(|charge| charge.row.service_day) else { continue };
            let run = charges
                .iter()
                .fold(before, |run, charge| if charge.row.quality == ChargeQuality::Estimated { run + 1 } else { 0 });
            for charge in charges {
                let txn = txns.get(&charge.row.service_day).copied().flatten();
                self.tx.add_charge(&ChargeRow { txn, ..charge.row })?;
            }
            billed.push((account, last, run));
        }
        Ok(billed)
    }

    /// Writes charges of one account and says that they are billed.
    fn post_charges_of(&self, account: AccountId, charges: Vec<NewCharge>) -> Refused<()> {
        let before = self.tx.standing(account)?.estimated_run;
        for (account, through, run) in self.write_charges(vec![(account, before, charges)])? {
            self.tx.set_billed(account, through, run)?;
        }
        Ok(())
    }

    /// Bills the days of an account again from `from` on, after a read changed, and posts what that changes (C31). Answers
    /// the days whose charges changed.
    pub fn rebill(&self, account: AccountId, from: Day) -> Refused<Vec<Day>> {
        let row = self.tx.account(account)?;
        let standing = self.tx.standing(account)?;
        // A read ends the day before its own, or the days spread since the read before; and the month's later days stand on
        // the earlier ones.
        let before = from - Days::new(1);
        let reaches_back =
            self.tx.last_morning_read(account, before, true)?.map_or(before, |read| read.day).min(before);
        let first = first_of_month(reaches_back).max(row.opened_on);
        if first > standing.billed_through {
            return Ok(Vec::new());
        }
        let fresh = derive(self.tx, self.terms, &self.now, &row, first, standing.billed_through)?;
        let mut lines = Vec::new();
        let mut changed = Vec::new();
        for charge in fresh {
            let day = charge.row.service_day;
            let Some(old) = self.tx.charge(account, day)? else { continue };
            if same_charge(&old, &charge.row) {
                continue;
            }
            lines.push((Side::Energy(account), old.total - charge.row.total));
            lines.extend(charge.sides.iter().cloned());
            lines.extend(self.sides_of_stored(&row, &old).into_iter().map(|(side, cents)| (side, -cents)));
            changed.push(ChargeRow { revision: old.revision + 1, ..charge.row });
        }
        if changed.is_empty() {
            return Ok(Vec::new());
        }
        let (since, until) = (changed[0].service_day, changed[changed.len() - 1].service_day);
        let memo = if since == until {
            format!("Corrected charge of {since}")
        } else {
            format!("Corrected charges of {since} to {until}")
        };
        let txn = self.post(TxnKind::Correction, self.own_book()?, memo, merged(lines))?;
        for row in &changed {
            self.tx.add_charge(&ChargeRow { txn, ..row.clone() })?;
        }
        let months: std::collections::BTreeSet<Day> =
            changed.iter().map(|row| first_of_month(row.service_day)).collect();
        let done: Vec<Day> = self.tx.true_ups(account)?.into_iter().map(|row| row.month).collect();
        for month in months.into_iter().filter(|month| done.contains(month)) {
            self.true_up_month(account, month)?;
        }
        self.count_estimates(account)?;
        Ok(changed.iter().map(|row| row.service_day).collect())
    }

    /// Counts the estimated days at the end of what is billed anew.
    fn count_estimates(&self, account: AccountId) -> Refused<()> {
        let standing = self.tx.standing(account)?;
        let last = self.tx.last_charges(account, standing.billed_through, 40)?;
        let run = last.iter().take_while(|charge| charge.quality == ChargeQuality::Estimated).count();
        self.tx.set_billed(account, standing.billed_through, u32::try_from(run).unwrap_or(u32::MAX))
    }

    /// Where a stored charge's lines were posted.
    fn sides_of_stored(&self, account: &Account, charge: &ChargeRow) -> Vec<(Side, Cents)> {
        let tariff = self
            .terms
            .of_charge(charge.terms, charge.price)
            .map_or_else(|| self.terms.tariff(charge.service_day), |(_, t)| t);
        sides(tariff, account, &charge.lines)
    }

    /// Bills everything of an account up to a final register read of now: every unbilled day, and today whole (C14).
    pub fn bill_final_day(&self, facts: &Facts, final_register: Kwh) -> Refused<()> {
        if self.tx.last_true_read(facts.meter.id)?.is_none_or(|read| read.cum.is_none()) {
            return Err(Refusal::new(Code::FinalReadNeeded, "the meter was never read: enter its final read"));
        }
        let arrived = Arrived {
            source: Source::Final,
            meter: &facts.meter,
            day: self.today() + Days::new(1),
            role: ReadRole::Daily,
            register: final_register,
            quality: ReadQuality::Manual,
            at: self.now.at,
            detail: Some("final read".to_string()),
        };
        arrive(self, &arrived)?;
        let first = facts.standing.billed_through + Days::new(1);
        let charges = derive(self.tx, self.terms, &self.now, &facts.account, first, self.today())?;
        self.post_charges_of(facts.id(), charges)?;
        self.true_up_months(facts.id(), first, self.today())
    }
}

/// The mornings of an account from `from` to `to`, as far as they are known: read, estimated, or laid evenly between two
/// that are (C26).
pub(in crate::desk) fn boundaries(
    tx: &Tx<'_>,
    account: AccountId,
    from: Day,
    to: Day,
) -> Refused<BTreeMap<Day, Boundary>> {
    let mut reads = Vec::new();
    reads.extend(tx.last_morning_read(account, from, true)?);
    reads.extend(tx.morning_reads(account, from + Days::new(1), to)?);
    // Beyond the span the next read closes a gap that begins within it.
    if reads.last().is_some_and(|read| read.day < to) {
        reads.extend(tx.next_actual_read(account, to)?);
    }
    let counted: Vec<MorningRead> = reads.iter().filter_map(morning_of).collect();
    Ok(mornings(&counted, from..=to))
}

/// A stored read as the rules look at it; None: it does not count.
pub(in crate::desk) fn morning_of(read: &Reading) -> Option<MorningRead> {
    let quality = match read.quality {
        ReadQuality::Estimated => Quality::Estimated,
        ReadQuality::Manual => Quality::Manual,
        ReadQuality::Actual => Quality::Actual,
        ReadQuality::Rejected => return None,
    };
    Some(MorningRead { day: read.day, cum: read.cum?, quality })
}

/// Derives the charges of an account's days from `first` to `through`, up to the first day that has no end yet.
pub(in crate::desk) fn derive(
    tx: &Tx<'_>,
    terms: &Terms,
    now: &Now,
    account: &Account,
    first: Day,
    through: Day,
) -> Refused<Vec<NewCharge>> {
    let known = boundaries(tx, account.id, first, through + Days::new(1))?;
    let history = tx.power_history(account.id)?;
    let options = tx.options(account.id)?;
    let mut month = month_before(tx, terms, account.id, first)?;
    let mut charges = Vec::new();
    let mut day = first;
    while day <= through {
        let (Some(from), Some(to)) = (known.get(&day), known.get(&(day + Days::new(1)))) else { break };
        if day == first_of_month(day) {
            month = MonthSoFar::default();
        }
        let service = service_of(account, &options, day);
        let (charge, after) = charge_of(terms, now, account, day, (*from, *to), &history, &service, month)?;
        month = after;
        charges.push(charge);
        day = day + Days::new(1);
    }
    Ok(charges)
}

/// One day's charge, and the month after it.
#[allow(clippy::too_many_arguments, reason = "these are the facts of one day, and each is of another kind")]
pub(super) fn charge_of(
    terms: &Terms,
    now: &Now,
    account: &Account,
    day: Day,
    (from, to): (Boundary, Boundary),
    history: &[(Instant, Power)],
    service: &ServiceFacts,
    month: MonthSoFar,
) -> Refused<(NewCharge, MonthSoFar)> {
    let version = terms.on(day);
    let tariff = terms.tariff(day);
    let off = off_all_day(history, now, day);
    let (used, quality) = day_use(from, to);
    let facts = DayFacts { service_day: day, used, off_all_day: off, service, month };
    let charge = tariff.day_charge(&facts)?;
    let total = charge.total();
    let row = ChargeRow {
        account: account.id,
        service_day: day,
        revision: 1,
        txn: None,
        terms: version.reference.terms,
        price: version.reference.price_change.unwrap_or(0),
        rules_version: RULES_VERSION,
        from: from.cum,
        to: to.cum,
        quality: match quality {
            Quality::Actual => ChargeQuality::Actual,
            Quality::Spread => ChargeQuality::Spread,
            Quality::Estimated => ChargeQuality::Estimated,
            Quality::Manual => ChargeQuality::Manual,
        },
        off_all_day: off,
        month_before: MonthBefore {
            used: month.used,
            energy: month.energy,
            per_kwh: month.per_kwh,
            monthly: month.monthly,
            add_on: month.add_on,
        },
        lines: charge.cents.clone(),
        total,
    };
    Ok((NewCharge { sides: sides(tariff, account, &charge.cents), row }, charge.month))
}

/// What was used and charged of the month before `day`.
fn month_before(tx: &Tx<'_>, terms: &Terms, account: AccountId, day: Day) -> Refused<MonthSoFar> {
    if day == first_of_month(day) {
        return Ok(MonthSoFar::default());
    }
    Ok(month_before_of(terms, tx.charge(account, day - Days::new(1))?.as_ref()))
}

/// The month before a day, by the charge of the day before it; without one nothing was used of it.
pub(super) fn month_before_of(terms: &Terms, last: Option<&ChargeRow>) -> MonthSoFar {
    last.map_or_else(MonthSoFar::default, |charge| month_after(terms, charge))
}

/// The month with a stored charge's day.
pub(in crate::desk) fn month_after(terms: &Terms, charge: &ChargeRow) -> MonthSoFar {
    let before = charge.month_before;
    let before = MonthSoFar {
        used: before.used,
        energy: before.energy,
        per_kwh: before.per_kwh,
        monthly: before.monthly,
        add_on: before.add_on,
    };
    let tariff = terms
        .of_charge(charge.terms, charge.price)
        .map_or_else(|| terms.tariff(charge.service_day), |(_, tariff)| tariff);
    tariff.month_after(before, charge.used(), &charge.lines)
}

/// Whether two charges of a day say the same, whatever their revision and transaction.
pub(in crate::desk) fn same_charge(old: &ChargeRow, new: &ChargeRow) -> bool {
    let comparable = |row: &ChargeRow| ChargeRow { revision: 0, txn: None, rules_version: 0, ..row.clone() };
    comparable(old) == comparable(new)
}

/// Where a charge's lines are posted.
fn sides(tariff: &Tariff, account: &Account, cents: &[Cents]) -> Vec<(Side, Cents)> {
    let lines = tariff.lines().iter().zip(cents).filter(|(_, cents)| !cents.is_zero());
    lines.map(|(line, cents)| (side_of(line, account), *cents)).collect()
}

/// Income by kind, tax by its name and the service's area.
pub(in crate::desk) fn side_of(line: &ChargeLine, account: &Account) -> Side {
    match line.kind {
        LineKind::Tax => {
            let area = account.tax_area.as_ref().map_or_else(String::new, |area| format!(" · {area}"));
            Side::Own(OwnKind::Tax, format!("{}{area}", line.name))
        }
        LineKind::TrueUpFee | LineKind::TrueUpReserve => Side::income("true_up"),
        kind => Side::income(kind.word()),
    }
}

/// Adds lines of one side up, so that a batch has one line a kind.
fn merged(lines: Vec<(Side, Cents)>) -> Vec<(Side, Cents)> {
    let mut at = std::collections::HashMap::new();
    let mut merged: Vec<(Side, Cents)> = Vec::new();
    for (side, cents) in lines {
        match at.get(&side) {
            Some(&index) => {
                let line: &mut (Side, Cents) = &mut merged[index];
                line.1 += cents;
            }
            None => {
                at.insert(side.clone(), merged.len());
                merged.push((side, cents));
            }
        }
    }
    merged
}

/// Whether an account's closing is due in the cycle of `today` (C28): its last day is over and billed.
pub(in crate::desk) fn closing_is_due(act: &Act<'_>, standing: &Standing) -> Option<Day> {
    if standing.status != Status::Disconnected {
        return None;
    }
    let last = act.closes_after(standing)?;
    (closing::is_due(last, act.today()) && standing.billed_through >= last).then_some(last)
}
