//! The proof of the store: what its rows say of each other, and every charge derived again from reads, terms and history.

use std::collections::{BTreeMap, HashMap};
use std::ops::RangeInclusive;

use chrono::Days;
use serde::{Deserialize, Serialize};

use crate::basics::{Cents, Day, Instant, Refused, first_of_month, next_month};
use crate::desk::Desk;
use crate::desk::act::{Act, Call, Signed};
use crate::desk::morning::billing::{RULES_VERSION, month_after, morning_of};
use crate::desk::morning::true_up::true_up_json;
use crate::desk::standing::{off_all_day, service_of};
use crate::ledger::{
    Account, AccountId, AccountOption, ChargeRow, MonthBefore, Moves, Power, ReadQuality, Reading, Standing, TrueUpRow,
    Tx,
};
use crate::rules::charges::{DayFacts, MonthSoFar};
use crate::rules::mornings::{MorningRead, mornings};
use crate::rules::reads::{Boundary, day_use};

/// What `verify` answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verified {
    pub ok: bool,
    /// Every problem is a sentence that names its row.
    pub problems: Vec<String>,
    /// How many days' charges were derived again.
    pub charges: u64,
    /// The chain's head now, to write down or compare.
    pub head: String,
}

/// How many charges, more or less, are looked at in one question, and at most how many accounts.
const CHARGES_AT_A_TIME: i64 = 50_000;
const PAGE: i64 = 1_000;
/// After this many problems with charges the rest are counted, not told.
const TOLD: usize = 200;

impl Desk {
    /// Proves the store whole: its structure, and every charge. With a head from a day report's paper, and its day, also
    /// that nothing was changed since it was printed. A store that does not hold is only read from then on.
    ///
    /// # Errors
    /// Only of the store: what does not hold is a problem in the answer.
    pub fn verify(&mut self, call: &Call, head: Option<(&str, Day)>) -> Refused<Verified> {
        let (mut verified, differs) = self.ask_anyone(call, |act| {
            let mut problems = act.tx.prove_structure()?;
            let charges = prove_charges(act, &mut problems).unwrap_or_else(|refusal| {
                problems.push(format!("the charges cannot be derived: {refusal}"));
                0
            });
            let differs = head.map(|(head, day)| act.tx.prove_head(head, day)).transpose()?.unwrap_or_default();
            Ok((Verified { ok: true, problems, charges, head: act.tx.head()? }, differs))
        })?;
        // A head may be mistyped: that it differs is told, and stops nobody.
        if let Err(refusal) = self.store.note_proof(&verified.problems) {
            verified.problems.push(format!("that the proof failed cannot be noted in the store: {refusal}"));
        }
        verified.problems.extend(differs);
        verified.ok = verified.problems.is_empty();
        Ok(verified)
    }
}

/// The act through which every seal was proven last, so that no list has to go back to the first one.
const PROVEN_THROUGH: &str = "proven_through";
/// So many days long each list proves the same seals again; then what holds counts as proven.
const PROVEN_AGAIN_DAYS: i64 = 31;

impl Desk {
    /// Whether the schema and the seals hold, by which nothing that was written since the last proof of a month ago was
    /// changed: no disconnect stands on less.
    pub(in crate::desk) fn seals_hold(&mut self, signed: &Signed) -> Refused<bool> {
        let (holds, through, last) = self.store.read(|tx| {
            let through = tx.fact(PROVEN_THROUGH)?.and_then(|act| act.parse().ok()).unwrap_or(0);
            Ok((tx.prove_since(through)?.is_empty(), tx.act_at(through.max(1))?, tx.last_act()?))
        })?;
        let old = through.is_some_and(|at| (signed.now.at - at).num_days() > PROVEN_AGAIN_DAYS);
        if holds && old {
            self.step(signed, |act| act.tx.set_fact(PROVEN_THROUGH, &last.to_string()))?;
        }
        Ok(holds)
    }

    /// Whether the charges and true-ups of these accounts follow from their reads and terms, and their balances from what
    /// was posted.
    pub(in crate::desk) fn accounts_hold(&mut self, signed: &Signed, accounts: &[AccountId]) -> Refused<bool> {
        self.ask_by(signed, |act| {
            let days = act.tx.days_with_charges()?;
            for page in accounts.chunks(PAGE as usize) {
                let page: Vec<Account> = page.iter().map(|id| act.tx.account(*id)).collect::<Refused<_>>()?;
                let kept = Page::load(act.tx, &page, days.as_ref())?;
                for account in &page {
                    let lines = act.tx.history(account.id)?.into_iter().filter(|line| line.moves == Moves::Energy);
                    let posted: Cents = lines.map(|line| line.amount).sum();
                    if posted != act.tx.balances(account.id)?.energy
                        || kept.first_problem(act, account)?.is_some()
                        || kept.true_up_problem(act, account)?.is_some()
                    {
                        return Ok(false);
                    }
                }
            }
            Ok(true)
        })
    }
}

/// Derives every charge of every account again. Of each account the first that differs is named: the later ones stand on
/// it.
fn prove_charges(act: &Act<'_>, problems: &mut Vec<String>) -> Refused<u64> {
    let (mut proven, mut wrong) = (0, 0);
    let mut last = AccountId(0);
    let days = act.tx.days_with_charges()?;
    let page_size = days
        .as_ref()
        .map_or(PAGE, |days| (CHARGES_AT_A_TIME / ((*days.end() - *days.start()).num_days() + 1)).clamp(1, PAGE));
    loop {
        let accounts = act.tx.accounts_page(last, page_size as usize)?;
        let Some(end) = accounts.last() else { break };
        last = end.id;
        let page = Page::load(act.tx, &accounts, days.as_ref())?;
        for account in &accounts {
            proven += page.charges(account.id).len() as u64;
            let problem = match page.first_problem(act, account)? {
                Some(problem) => Some(problem),
                None => page.true_up_problem(act, account)?,
            };
            if let Some(problem) = problem {
                wrong += 1;
                if wrong <= TOLD {
                    problems.push(format!("account {}: {problem}", account.number));
                }
            }
        }
    }
    if wrong > TOLD {
        problems.push(format!("{} more accounts have a charge that does not follow", wrong - TOLD));
    }
    Ok(proven)
}

/// What is kept of some accounts that their charges follow from, and the charges: read in a number of questions that does
/// not depend on how many they are.
struct Page {
    standings: HashMap<AccountId, Standing>,
    charges: HashMap<AccountId, Vec<ChargeRow>>,
    reads: HashMap<AccountId, Vec<Reading>>,
    powers: HashMap<AccountId, Vec<(Instant, Power)>>,
    options: HashMap<AccountId, Vec<AccountOption>>,
    true_ups: HashMap<AccountId, Vec<TrueUpRow>>,
    /// What was posted for true-ups.
    posted: HashMap<AccountId, Cents>,
}

/// What is kept of one account; empty where there is nothing.
fn of<T>(kept: &HashMap<AccountId, Vec<T>>, account: AccountId) -> &[T] {
    kept.get(&account).map_or(&[], Vec::as_slice)
}

impl Page {
    /// `days`: those on which anybody has a charge.
    fn load(tx: &Tx<'_>, accounts: &[Account], days: Option<&RangeInclusive<Day>>) -> Refused<Self> {
        let ids: Vec<AccountId> = accounts.iter().map(|account| account.id).collect();
        let opened = accounts.iter().map(|account| account.opened_on).min();
        let (charges, true_ups) = match days {
            None => Default::default(),
            Some(days) => {
                let next = |month: &Day| Some(next_month(*month));
                let months = std::iter::successors(Some(first_of_month(*days.start())), next);
                let months: Vec<Day> = months.take_while(|month| month <= days.end()).collect();
                (tx.charges_of(&ids, days.clone())?, tx.true_ups_of(&ids, &months)?)
            }
        };
        let reads = match (opened, tx.last_day_read()?) {
            (Some(first), Some(last)) => tx.morning_reads_of(&ids, first..=last)?,
            _ => HashMap::new(),
        };
        Ok(Self {
            standings: tx.standings(&ids)?,
            charges,
            reads,
            powers: tx.power_histories(&ids)?,
            options: tx.options_of(&ids)?,
            posted: if true_ups.is_empty() { HashMap::new() } else { tx.true_ups_posted(&ids)? },
            true_ups,
        })
    }

    fn charges(&self, account: AccountId) -> &[ChargeRow] {
        of(&self.charges, account)
    }

    fn first_problem(&self, act: &Act<'_>, account: &Account) -> Refused<Option<String>> {
        let Some(standing) = self.standings.get(&account.id) else {
            return Ok(Some("it stands nowhere: its standing is missing".to_string()));
        };
        let (through, charges) = (standing.billed_through, self.charges(account.id));
        if let Some(problem) = gap(account, charges, through) {
            return Ok(Some(problem));
        }
        let end = through + Days::new(1);
        let reads = of(&self.reads, account.id);
        // Beyond the last day the next read closes a gap that begins before it.
        let (within, beyond) = reads.split_at(reads.partition_point(|read| read.day <= end));
        let closes = beyond.iter().find(|read| read.quality != ReadQuality::Estimated);
        let counted: Vec<MorningRead> = within.iter().chain(closes).filter_map(morning_of).collect();
        let proof = Proof {
            act,
            account,
            mornings: mornings(&counted, account.opened_on..=end),
            power: of(&self.powers, account.id),
            options: of(&self.options, account.id),
        };
        let mut month = MonthSoFar::default();
        for charge in charges {
            if charge.service_day == first_of_month(charge.service_day) {
                month = MonthSoFar::default();
            }
            if let Some(problem) = proof.of_charge(charge, month)? {
                return Ok(Some(format!("the charge of {} {problem}", charge.service_day)));
            }
            month = month_after(act.terms, charge);
        }
        Ok(None)
    }

    /// The first month whose true-up does not follow from its charges, and whether the true-ups are what was posted (C29).
    fn true_up_problem(&self, act: &Act<'_>, account: &Account) -> Refused<Option<String>> {
        // Of each month the last revision counts.
        let standing: BTreeMap<Day, &TrueUpRow> =
            of(&self.true_ups, account.id).iter().map(|row| (row.month, row)).collect();
        let charges = self.charges(account.id);
        for (month, row) in &standing {
            let from = charges.partition_point(|charge| charge.service_day < *month);
            let to = charges.partition_point(|charge| charge.service_day < next_month(*month));
            let derived = act.work_out_true_up(account, &charges[from..to], row.payments)?;
            if true_up_json(&derived)? != row.lines || -derived.total() != row.total {
                let month = month.format("%B %Y");
                return Ok(Some(format!(
                    "the true-up of {month} is {}, derived again {}",
                    row.total,
                    -derived.total()
                )));
            }
        }
        let kept: Cents = standing.values().map(|row| row.total).sum();
        let posted = self.posted.get(&account.id).copied().unwrap_or_default();
        Ok((kept != posted).then(|| format!("its true-ups come to {kept}, and {posted} was posted for them")))
    }
}

/// Every day from the first to the last billed one has its charge, and no other day has one.
fn gap(account: &Account, charges: &[ChargeRow], through: Day) -> Option<String> {
    let mut days = account.opened_on.iter_days().take_while(|day| *day <= through);
    for charge in charges {
        if days.next() != Some(charge.service_day) {
            return Some(format!("the days before {} are not each billed once", charge.service_day));
        }
    }
    days.next().map(|day| format!("it is billed through {through}, and {day} has no charge"))
}

/// What an account's charges must follow from.
struct Proof<'a> {
    act: &'a Act<'a>,
    account: &'a Account,
    mornings: BTreeMap<Day, Boundary>,
    power: &'a [(Instant, Power)],
    options: &'a [AccountOption],
}

impl Proof<'_> {
    /// What a charge says that does not follow, if anything. It is derived by the terms that it names; of older rules only
    /// the sums are proven.
    fn of_charge(&self, charge: &ChargeRow, month: MonthSoFar) -> Refused<Option<String>> {
        let sum = charge.lines.iter().copied().sum();
        if charge.total != sum {
            return Ok(Some(format!("is {}, and its lines add up to {sum}", charge.total)));
        }
        if charge.rules_version != RULES_VERSION {
            return Ok(None);
        }
        let day = charge.service_day;
        let Some((_, tariff)) = self.act.terms.of_charge(charge.terms, charge.price) else {
            return Ok(Some("names terms that the store does not have".to_string()));
        };
        let (Some(from), Some(to)) = (self.mornings.get(&day), self.mornings.get(&(day + Days::new(1)))) else {
            return Ok(Some("has no read on one of its mornings".to_string()));
        };
        let (used, quality) = day_use(*from, *to);
        if (charge.from, charge.to) != (from.cum, to.cum) {
            return Ok(Some(format!(
                "stands on {} to {} kWh, the reads say {} to {}",
                charge.from, charge.to, from.cum, to.cum
            )));
        }
        if charge.quality.word() != quality.word() {
            return Ok(Some(format!("says {}, its reads are {}", charge.quality.word(), quality.word())));
        }
        let off_all_day = off_all_day(self.power, &self.act.now, day);
        if charge.off_all_day != off_all_day {
            return Ok(Some("does not agree with when the power was seen off".to_string()));
        }
        if month_of_row(charge.month_before) != month {
            return Ok(Some("does not go on from the month's days before it".to_string()));
        }
        let service = service_of(self.account, self.options, day);
        let derived = tariff.day_charge(&DayFacts { service_day: day, used, off_all_day, service: &service, month })?;
        if derived.cents != charge.lines {
            let lines = |cents: &[Cents]| cents.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
            return Ok(Some(format!("is {}, derived again {}", lines(&charge.lines), lines(&derived.cents))));
        }
        Ok(None)
    }
}

fn month_of_row(row: MonthBefore) -> MonthSoFar {
    MonthSoFar { used: row.used, energy: row.energy, per_kwh: row.per_kwh, monthly: row.monthly, add_on: row.add_on }
}
