//! How an account came to its state, line by line: every day's charge, every payment's split, every disconnect.

use std::collections::BTreeMap;

use chrono::Days;
use serde::Serialize;

use super::account::ledger_lines;
use crate::basics::{Cents, Day, Instant, Kwh, Refused};
use crate::desk::Desk;
use crate::desk::act::{Act, Call};
use crate::desk::morning::billing::boundaries;
use crate::desk::standing::Facts;
use crate::ledger::{Cause, ChargeRow, ListRow, Receipt, Status, SwitchCommand, Wanted};
use crate::rules::charges::{DayCharge, DayFacts, MonthSoFar};
use crate::rules::clause::clause;
use crate::rules::explain::explain;
use crate::rules::reads::Boundary;
use crate::words::{ChargeQuality, CommandStatus, Undone};

/// What `account why` answers. Of corrected days, the charge that stands.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct WhyView {
    pub account: String,
    pub status: Status,
    pub balance: Cents,
    pub arrears: Cents,
    /// Oldest first.
    pub days: Vec<WhyDay>,
    pub payments: Vec<WhyPayment>,
    pub disconnects: Vec<WhyDisconnect>,
    /// The whole story in sentences: where it stands first, then what brought it there, newest first.
    pub words: Vec<String>,
}

/// One day's charge, explained.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WhyDay {
    /// The service day.
    pub date: Day,
    pub kwh: Kwh,
    pub quality: ChargeQuality,
    /// In the order of the terms' lines. What the member pays is positive.
    pub lines: Vec<WhyLine>,
    pub total: Cents,
    pub reads: WhyReads,
    pub month_before: WhyMonth,
    pub terms: WhyTerms,
    /// How often the day was billed: 1, and one more with each correction.
    pub revision: u32,
    pub off_all_day: bool,
    pub words: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WhyLine {
    pub kind: String,
    pub name: String,
    pub amount: Cents,
}

/// The continuous register on the day's two mornings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct WhyReads {
    pub from: Kwh,
    pub to: Kwh,
}

/// What was used and charged earlier in the calendar month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct WhyMonth {
    pub kwh: Kwh,
    pub energy: Cents,
    pub per_kwh: Cents,
    pub monthly: Cents,
    pub add_on: Cents,
}

/// The terms that a charge was made by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct WhyTerms {
    pub version: i64,
    /// The first day of these prices.
    pub from: Option<Day>,
    /// The price change in force; null: none.
    pub price_change: Option<i64>,
    pub rules: i64,
}

/// One payment and where it went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WhyPayment {
    pub receipt: String,
    pub at: String,
    pub paid_at: String,
    pub amount: Cents,
    pub to_credit: Cents,
    pub to_arrears: Cents,
    pub to_other: Cents,
    /// Null: it stands.
    pub undone: Option<Undone>,
    pub words: String,
}

/// One disconnect, from the list to the state that was seen.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct WhyDisconnect {
    pub day: Day,
    pub status: CommandStatus,
    pub queued_at: String,
    pub done_at: Option<String>,
    pub reason: String,
    /// Who queued it: the scheduler, or who released it.
    pub who: String,
    pub approved_by: Option<String>,
    /// Balance, reads and clause as they were.
    pub evidence: Option<serde_json::Value>,
    /// What was checked, and how it stood.
    pub gates: Option<serde_json::Value>,
    pub steps: Vec<WhyStep>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WhyStep {
    pub at: String,
    pub who: String,
    pub step: String,
    pub state: Option<String>,
}

impl Desk {
    /// Explains any balance, any day's charge and any disconnect of an account (`unknown_account`).
    pub fn why(&mut self, call: &Call, account: &str) -> Refused<WhyView> {
        self.ask(call, |act| {
            let facts = act.facts_of(account)?;
            Ok(WhyView {
                account: facts.account.number.0.clone(),
                status: facts.standing.status,
                balance: facts.balances.energy,
                arrears: facts.arrears(),
                days: days(act, &facts)?,
                payments: payments(act, &facts)?,
                disconnects: disconnects(act, &facts)?,
                words: story(act, &facts)?,
            })
        })
    }
}

fn days(act: &Act<'_>, facts: &Facts) -> Refused<Vec<WhyDay>> {
    let (first, through) = (facts.account.opened_on, facts.standing.billed_through);
    let charges = act.tx.charges(facts.id(), first, through)?;
    let mornings = boundaries(act.tx, facts.id(), first, through + Days::new(1))?;
    charges.iter().map(|charge| day(act, facts, charge, &mornings)).collect()
}

fn day(act: &Act<'_>, facts: &Facts, charge: &ChargeRow, mornings: &BTreeMap<Day, Boundary>) -> Refused<WhyDay> {
    let date = charge.service_day;
    let version = act.terms.of_charge(charge.terms, charge.price);
    let (lines, words) = match version {
        Some((version, tariff)) => {
            let service = act.service_on(&facts.account, date)?;
            let month = month_of(charge);
            let day = DayFacts {
                service_day: date,
                used: charge.used(),
                off_all_day: charge.off_all_day,
                service: &service,
                month,
            };
            let after = tariff.month_after(month, charge.used(), &charge.lines);
            let reads = mornings.get(&date).copied().zip(mornings.get(&(date + Days::new(1))).copied());
            let words =
                explain(&day, reads, &version.program, &DayCharge { cents: charge.lines.clone(), month: after });
            let lines = tariff.lines().iter().zip(&charge.lines);
            let lines = lines.map(|(line, cents)| WhyLine {
                kind: line.kind.word().to_string(),
                name: line.name.clone(),
                amount: *cents,
            });
            (lines.collect(), words)
        }
        None => (
            Vec::new(),
            vec![format!("{date}: {} kWh. The store no longer has the terms of this charge.", charge.used())],
        ),
    };
    Ok(WhyDay {
        date,
        kwh: charge.used(),
        quality: charge.quality,
        lines,
        total: charge.total,
        reads: WhyReads { from: charge.from, to: charge.to },
        month_before: WhyMonth {
            kwh: charge.month_before.used,
            energy: charge.month_before.energy,
            per_kwh: charge.month_before.per_kwh,
            monthly: charge.month_before.monthly,
            add_on: charge.month_before.add_on,
        },
        terms: WhyTerms {
            version: charge.terms,
            from: version.map(|(version, _)| version.from),
            price_change: (charge.price != 0).then_some(charge.price),
            rules: charge.rules_version,
        },
        revision: charge.revision,
        off_all_day: charge.off_all_day,
        words,
    })
}

fn month_of(charge: &ChargeRow) -> MonthSoFar {
    let before = charge.month_before;
    MonthSoFar {
        used: before.used,
        energy: before.energy,
        per_kwh: before.per_kwh,
        monthly: before.monthly,
        add_on: before.add_on,
    }
}

fn payments(act: &Act<'_>, facts: &Facts) -> Refused<Vec<WhyPayment>> {
    let receipts = act.tx.receipts_of(facts.id())?;
    Ok(receipts.iter().map(|receipt| payment(act, facts, receipt)).collect())
}

fn payment(act: &Act<'_>, facts: &Facts, receipt: &Receipt) -> WhyPayment {
    let parts = || receipt.allocations.iter().filter(|part| part.account == facts.id());
    let to_credit: Cents = parts().map(|part| part.to_energy).sum();
    let to_arrears: Cents = parts().map(|part| part.to_arrears).sum();
    let to_other: Cents = parts().map(|part| part.to_other).sum();
    let undone = receipt.undone.as_ref().map(|undone| undone.how);
    let mut words = format!(
        "{}: {} ({}).",
        receipt.number,
        (to_credit + to_arrears + to_other).dollars(),
        payment_parts(act, act.now.at_instant(receipt.at).day(), [to_credit, to_arrears, to_other]).join(", ")
    );
    if receipt.paid_at != receipt.at {
        words.push_str(&format!(
            " It was paid at {} and came in at {}.",
            act.moment(receipt.paid_at),
            act.moment(receipt.at)
        ));
    }
    for (item, returned) in receipt.returned().into_iter().filter_map(|item| Some((item, item.returned.as_ref()?))) {
        let (amount, how) = (item.amount.dollars(), returned.how.text());
        words.push_str(&format!(" On {} {amount} of it was {how}: {}.", returned.day, returned.reason));
    }
    if let Some(undone) = receipt.undone.as_ref().filter(|_| receipt.returned().is_empty()) {
        words.push_str(&format!(" On {} it was {}: {}.", undone.day, undone.how.text(), undone.reason));
    }
    WhyPayment {
        receipt: receipt.number.0.clone(),
        at: act.time(receipt.at),
        paid_at: act.time(receipt.paid_at),
        amount: to_credit + to_arrears + to_other,
        to_credit,
        to_arrears,
        to_other,
        undone,
        words,
    }
}

/// Where a payment's parts went, each with the clause that sent it there; what is nothing is silent.
fn payment_parts(act: &Act<'_>, day: Day, [credit, arrears, other]: [Cents; 3]) -> Vec<String> {
    let program = act.terms.program(day);
    let mut parts = Vec::new();
    if !credit.is_zero() {
        parts.push(format!("{} to the Advance Pay balance", credit.dollars()));
    }
    if !arrears.is_zero() {
        parts.push(format!("{} to the past-due plan{}", arrears.dollars(), clause(program, "debt")));
    }
    if !other.is_zero() {
        parts.push(format!("{} to fees, membership, earlier debt or a refund", other.dollars()));
    }
    parts
}

fn disconnects(act: &Act<'_>, facts: &Facts) -> Refused<Vec<WhyDisconnect>> {
    let commands = act.tx.commands_of(facts.id())?;
    let cuts = commands.iter().filter(|command| command.wanted == Wanted::Off && command.cause == Cause::Disconnect);
    cuts.map(|command| disconnect(act, command)).collect()
}

fn disconnect(act: &Act<'_>, command: &SwitchCommand) -> Refused<WhyDisconnect> {
    let day = act.now.at_instant(command.queued_at).day();
    let row: Option<ListRow> = act.tx.list_row(day, command.account)?.filter(|row| row.command == Some(command.id));
    let approver =
        row.as_ref().and_then(|row| row.approved_by).map(|approver| act.tx.operator(approver)).transpose()?;
    let mut steps = Vec::new();
    for step in act.tx.steps(command.id)? {
        steps.push(WhyStep {
            at: act.time(step.at),
            who: act.tx.operator(step.operator)?.name,
            step: step.step,
            state: step.state,
        });
    }
    Ok(WhyDisconnect {
        day,
        status: command.status,
        queued_at: act.time(command.queued_at),
        done_at: command.done_at.map(|at| act.time(at)),
        reason: command.reason.clone(),
        who: act.tx.operator(command.operator)?.name,
        approved_by: approver.map(|approver| approver.name),
        evidence: command.evidence.as_deref().map(json_or_text),
        gates: row.map(|row| json_or_text(&row.gates)),
        steps,
    })
}

/// What was kept as JSON; a text that is none stays a text.
fn json_or_text(kept: &str) -> serde_json::Value {
    serde_json::from_str(kept).unwrap_or_else(|_| kept.into())
}

/// Where the account stands, then everything that brought it there, newest first.
fn story(act: &Act<'_>, facts: &Facts) -> Refused<Vec<String>> {
    let mut words = state_words(act, facts)?;
    let mut events: Vec<(Instant, String)> = Vec::new();
    for line in ledger_lines(act, facts)? {
        let at = chrono::DateTime::parse_from_rfc3339(&line.at).map_or(facts.account.opened_at, |at| at.to_utc());
        let receipt = line.receipt.as_ref().map_or_else(String::new, |number| format!(" ({number})"));
        events.push((
            at,
            format!(
                "{}: {}{receipt}: {} to the balance, which is then {}; the past-due plan owes {}.",
                line.date,
                line.text,
                line.amount.dollars(),
                line.balance.dollars(),
                line.arrears.dollars()
            ),
        ));
    }
    for (at, status, reason, who) in act.tx.status_history(facts.id())? {
        events.push((at, format!("{}: {} ({reason}; {who}).", act.moment(at), status.word())));
    }
    // Stable: what happened at one instant stays in the order it was written.
    events.sort_by_key(|(at, _)| *at);
    words.extend(events.into_iter().rev().map(|(_, sentence)| sentence));
    Ok(words)
}

/// The state now, each sentence with the clause that it stands on.
fn state_words(act: &Act<'_>, facts: &Facts) -> Refused<Vec<String>> {
    let program = act.program();
    let mut words = vec![format!(
        "Account {} of {} is {}. Its Advance Pay balance is {}, its past-due plan owes {}.",
        facts.account.number,
        facts.member.name,
        facts.standing.status.word(),
        facts.balances.energy.dollars(),
        facts.arrears().dollars()
    )];
    match facts.standing.status {
        Status::Disconnected => {
            let since = facts.standing.disconnected_at.map_or_else(String::new, |at| act.moment(at));
            let needed = act.still_needed(facts).dollars();
            words.push(format!(
                "The power is off since {since}: {needed} brings it back{}.",
                clause(program, "reconnect")
            ));
            if let Some(last) = act.closes_after(&facts.standing) {
                words.push(format!("The account closes after {last}{}.", clause(program, "closing")));
            }
        }
        Status::Active => {
            let days = act.days_left(facts)?.map(|left| left.whole());
            let days = days.map_or_else(String::new, |days| format!("The balance lasts about {days} days. "));
            let kind = clause(program, "disconnect");
            words.push(format!("{days}The power is cut when it is {}{kind}.", cut_when(program)));
        }
        Status::Closed | Status::Left => {
            let ended = facts.standing.ended_on.map_or_else(String::new, |day| format!(" on {day}"));
            words.push(format!("Service ended{ended}. What is owed can be paid; that brings no power back."));
        }
    }
    Ok(words)
}

fn cut_when(program: &crate::terms::Program) -> &'static str {
    match program.disconnect.when {
        crate::terms::CutWhen::AtOrBelowZero => "$0.00 or below",
        crate::terms::CutWhen::BelowZero => "below $0.00",
    }
}
