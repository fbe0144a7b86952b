//! What one act of the morning does to a page of accounts: reads come in, days are billed, months trued up, members told,
//! accounts closed whose days are over (C26-C30).

use std::collections::{HashMap, HashSet};

use chrono::Days;

use super::billing::{NewCharge, closing_is_due};
use super::counts::CycleCounts;
use super::page::{Page, Reads};
use super::reads::{Arrived, Came, Source, arrive, bill_again};
use crate::basics::{Day, Kwh, Refused};
use crate::desk::act::Act;
use crate::desk::standing::MEAN_DAYS;
use crate::ledger::{
    Account, AccountId, ChargeQuality, DoubtKind, Meter, ReadQuality, ReadRole, Reading, Standing, Status,
};
use crate::rules::clock;
use crate::rules::doubt::may_jump;
use crate::rules::notices::Happening;
use crate::rules::reads::{Verdict, judge};

/// The matter of an account whose day waits for its read.
pub(super) const NO_READ: &str = "no_read";

/// Takes in what the meters answered. A read counts as that of the day on which it was taken.
pub(super) fn take_reads(
    act: &Act<'_>,
    page: &mut Page,
    asked: &[(Account, Meter)],
    reads: &Reads,
) -> Refused<(u32, u32)> {
    let (mut taken, mut missing) = (0, 0);
    let mut plain = Vec::new();
    for (account, meter) in asked {
        let Some(read) = reads.get(&account.id) else {
            missing += 1;
            continue;
        };
        let Ok(read_at) = clock::of_source(read.read_at.unwrap_or(act.now.at), act.now.at) else {
            missing += 1;
            continue;
        };
        let day = act.now.at_instant(read_at).day();
        let arrived = Arrived {
            source: Source::Link,
            meter,
            day,
            role: ReadRole::Daily,
            register: read.kwh,
            quality: ReadQuality::Actual,
            at: read_at,
            detail: read.meter_time.map(|time| format!("the meter's clock: {}", act.time(time))),
        };
        if let Some(reading) = plain_read(act, page, &arrived) {
            taken += 1;
            page.add_read(Reading { revision: 1, ..reading.clone() });
            plain.push(reading);
            continue;
        }
        let came = arrive(act, &arrived)?;
        if came == Came::Counts {
            bill_again(act, account.id, day, Source::Link)?;
        }
        if came == Came::Counts && day == act.today() { taken += 1 } else { missing += 1 }
    }
    act.tx.add_readings(&plain)?;
    Ok((taken, missing))
}

/// The read of today that follows yesterday's without a question; None: it is judged with everything that is known.
fn plain_read(act: &Act<'_>, page: &Page, arrived: &Arrived<'_>) -> Option<Reading> {
    let account = arrived.meter.account;
    let in_service = page.meter(account).is_some_and(|meter| meter.id == arrived.meter.id);
    if arrived.day != act.today() || !in_service || page.is_open(account, "bad_read") {
        return None;
    }
    let before = page.read_before(account, arrived.day)?;
    let cum = match judge(arrived.register, arrived.meter.digits, before, None) {
        Verdict::Taken { cum } | Verdict::Rollover { cum } => cum,
        Verdict::Rejected { .. } => return None,
    };
    Some(arrived.kept(act, Some(cum)))
}

/// Bills every day of a page that can be billed, then trues up, tells and closes.
pub(super) fn bill_page(act: &Act<'_>, page: &Page, counts: &mut CycleCounts) -> Refused<()> {
    let mut all: Vec<(&Account, &Standing, Vec<NewCharge>)> = Vec::with_capacity(page.accounts.len());
    for account in &page.accounts {
        let Some(standing) = page.standings.get(&account.id) else { continue };
        // Between the listing of the page and now a closing may have come.
        if !matches!(standing.status, Status::Active | Status::Disconnected) {
            continue;
        }
        let charges = match page.day_to_bill(act, account)? {
            Some(charge) => vec![charge],
            None => act.due_charges(account, standing)?,
        };
        for charge in &charges {
            counts.billed += 1;
            counts.estimated += u32::from(charge.row.quality == ChargeQuality::Estimated);
            counts.charged += u32::from(!charge.row.total.is_zero());
        }
        all.push((account, standing, charges));
    }
    let written = all.iter().map(|(account, standing, charges)| (account.id, standing.estimated_run, charges.clone()));
    let billed: HashMap<AccountId, (Day, u32)> =
        act.write_charges(written.collect())?.into_iter().map(|(account, day, run)| (account, (day, run))).collect();
    let doubted = watch_use(act, page, &all)?;
    for (account, standing, charges) in all {
        let mut standing = standing.clone();
        if let Some((through, run)) = billed.get(&account.id) {
            (standing.billed_through, standing.estimated_run) = (*through, *run);
            after_billing(act, page, account, &standing, &charges, doubted.contains(&account.id))?;
        }
        watch_estimates(act, page, account.id, &standing)?;
        if standing.status == Status::Disconnected {
            close_if_due(act, account.id, counts)?;
        }
    }
    Ok(())
}

/// What was billed that is too much to be believed is in doubt (C45); gives whose it is. Nearly all are believed by what is
/// in the page.
fn watch_use(
    act: &Act<'_>,
    page: &Page,
    billed: &[(&Account, &Standing, Vec<NewCharge>)],
) -> Refused<HashSet<AccountId>> {
    let suspect = |charges: &[NewCharge], before: Kwh| {
        charges.iter().any(|charge| may_jump(charge.row.used(), before, MEAN_DAYS as u32))
    };
    let by_month = billed.iter().filter(|(account, _, charges)| {
        let doubted = page.is_open(account.id, DoubtKind::UseJump.word());
        let known = page.month_so_far(account.id).filter(|_| charges.len() == 1 && !doubted);
        suspect(charges, known.unwrap_or_default())
    });
    let suspects: Vec<_> = by_month.collect();
    // The register of thirty days ago says what they used together.
    let ids: Vec<AccountId> = suspects.iter().map(|(account, ..)| account.id).collect();
    if ids.is_empty() {
        return Ok(HashSet::new());
    }
    let then = act.today() - Days::new(1 + MEAN_DAYS as u64);
    let thirty_ago = act.tx.charges_of(&ids, then..=then)?;
    let mut doubted = HashSet::new();
    for (account, _, charges) in suspects {
        let [charge] = charges.as_slice() else {
            doubted
                .extend(act.watch_charges(account.id, charges.iter().map(|charge| &charge.row))?.then_some(account.id));
            continue;
        };
        let from = thirty_ago.get(&account.id).and_then(|rows| Some(rows.first()?.from));
        let used = from.filter(|_| !page.is_open(account.id, DoubtKind::UseJump.word()));
        if suspect(charges, used.map_or(Kwh::ZERO, |from| charge.row.from - from)) {
            doubted.extend(act.watch_charges(account.id, std::iter::once(&charge.row))?.then_some(account.id));
        }
    }
    Ok(doubted)
}

/// What follows an account's charges: the standing, the month's true-up, what the member is told, and the power.
fn after_billing(
    act: &Act<'_>,
    page: &Page,
    account: &Account,
    standing: &Standing,
    charges: &[NewCharge],
    in_doubt: bool,
) -> Refused<()> {
    let (Some(first), Some(last)) = (charges.first(), charges.last()) else { return Ok(()) };
    let billed = (standing.billed_through, standing.estimated_run);
    watch_open_switch(act, account.id, charges)?;
    let trued_up = act.trues_up(first.row.service_day, last.row.service_day);
    let facts = page
        .facts(account)
        .filter(|_| !trued_up && !in_doubt && standing.status == Status::Active && charges.len() == 1);
    let Some(mut facts) = facts else {
        act.tx.set_billed(account.id, billed.0, billed.1)?;
        act.true_up_months(account.id, first.row.service_day, last.row.service_day)?;
        act.tell_charges(account.id)?;
        act.balance_moved(account.id, false)?;
        return Ok(());
    };
    facts.standing = standing.clone();
    facts.balances.energy -= last.row.total;
    let lasts = if act.tells_by_days() {
        let totals = std::iter::once(last.row.total).chain(page.recent(account.id).iter().map(|charge| charge.total));
        act.days_left_by(&facts, totals.take(MEAN_DAYS))?
    } else {
        None
    };
    let refused = page.refused(account.member);
    let told = act.tell_by(&facts, page.told(account.id), lasts, refused, Happening::Charges)?;
    act.tx.set_billed_and_told(account.id, billed, (told.balance, told.days_left))?;
    act.balance_moved_by(&facts, false)?;
    Ok(())
}

/// An account that is estimated too long, or whose day waits for its read, is for a person to look at.
fn watch_estimates(act: &Act<'_>, page: &Page, account: AccountId, standing: &Standing) -> Refused<()> {
    let terms = &act.program().daily_cycle;
    let waiting = matches!(standing.status, Status::Active | Status::Disconnected)
        && act.now.time() >= act.program().disconnect.at
        && standing.billed_through < act.today() - Days::new(1);
    if waiting && (standing.estimated_run >= terms.estimate_at_most_days || !terms.estimate_missing_reads) {
        let text =
            format!("no read since {}: look at the meter or enter a read", standing.billed_through + Days::new(1));
        return act.tx.attend(Some(account), NO_READ, &text, act.today(), act.now.at);
    }
    if !waiting && page.is_open(account, NO_READ) {
        act.tx.attended(Some(account), NO_READ, act.operator.id, act.now.at)?;
    }
    Ok(())
}

/// A meter that counts while its switch was seen open is for a person to look at: a bypass, or a switch that lies.
fn watch_open_switch(act: &Act<'_>, account: AccountId, charges: &[NewCharge]) -> Refused<()> {
    let counting = charges.iter().map(|charge| &charge.row).find(|row| row.off_all_day && row.used() > Kwh::ZERO);
    match counting {
        Some(charge) => {
            let text =
                format!("the meter counted {} kWh on {} while its switch is open", charge.used(), charge.service_day);
            act.tx.attend(Some(account), "counts_while_open", &text, act.today(), act.now.at)
        }
        None => Ok(()),
    }
}

/// Closes an account whose last day is over and billed (R37, C28), unless a hold stops it.
fn close_if_due(act: &Act<'_>, account: AccountId, counts: &mut CycleCounts) -> Refused<()> {
    let standing = act.tx.standing(account)?;
    if let Some(on) = standing.disconnected_on
        && crate::rules::closing::off_too_long(on, act.today(), act.program())
    {
        act.tx.attend(
            Some(account),
            "off_too_long",
            &format!("off since {on}: decide what becomes of it"),
            act.today(),
            act.now.at,
        )?;
    }
    let Some(last_day) = closing_is_due(act, &standing) else { return Ok(()) };
    if act.holds_of(account)?.iter().any(|hold| hold.stops_close(act.today())) {
        return act.tx.attend(
            Some(account),
            "close_held",
            "a hold keeps the account from closing",
            act.today(),
            act.now.at,
        );
    }
    let facts = act.facts(account)?;
    if facts.command.is_some() {
        return act.tx.attend(
            Some(account),
            "close_waits",
            "the account closes when its switch command has ended",
            act.today(),
            act.now.at,
        );
    }
    act.close_account(&facts, "disconnected too long", None, last_day)?;
    counts.closed += 1;
    Ok(())
}
