//! An account as people see it: found, shown, its ledger.

use std::collections::HashMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::basics::{Cents, Day, Instant, Kwh, Refused};
use crate::desk::Desk;
use crate::desk::act::{Act, Call};
use crate::desk::standing::Facts;
use crate::desk::standing::UNTIL_LIFTED;
use crate::ledger::{ChargeRow, HistoryLine, HoldKind, Moves, Standing, Status, Stops, TxnId, TxnKind};
use crate::rules::closing;
use crate::rules::tariff::LineKind;
use crate::words::{ChargeQuality, PowerNow, ReadQuality};

/// A line of the search's answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FoundView {
    pub account: String,
    pub name: String,
    pub address: String,
    pub meter: String,
    pub phone: Option<String>,
    pub status: Status,
    pub balance: Cents,
}

/// The last read of an account's meter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LastRead {
    pub date: Day,
    pub kwh: Kwh,
    pub quality: ReadQuality,
}

/// A hold in force.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HoldView {
    pub id: i64,
    pub kind: HoldKind,
    pub stops: Vec<Stops>,
    /// Its last day, included; None: it stands until it is lifted.
    pub until: Option<Day>,
    pub reason: String,
}

/// A pledge that was not received yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PledgeView {
    pub id: i64,
    pub agency: String,
    pub government: bool,
    pub amount: Cents,
    pub until: Option<Day>,
    pub arrears_only: bool,
}

/// A note on an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NoteView {
    pub text: String,
    pub pinned: bool,
    pub at: String,
    pub operator: String,
}

/// An account as `account show` prints it and the member's card shows it. What does not apply is null.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AccountView {
    pub account: String,
    pub member: String,
    pub meter: String,
    pub status: Status,
    pub balance: Cents,
    pub arrears: Cents,
    pub deposit: Cents,
    pub membership: Cents,
    pub refund_due: Cents,
    pub power: PowerNow,
    /// The one payment that brings the power back now; zero if it is on.
    pub to_reconnect: Option<Cents>,
    pub days_left: Option<u32>,
    pub disconnected_on: Option<Day>,
    pub closes_after: Option<Day>,
    pub holds: Vec<HoldView>,
    pub last_read: Option<LastRead>,
    pub name: String,
    pub phone: Option<String>,
    pub email: Option<String>,
    pub text: Option<String>,
    pub mailing_address: Option<String>,
    pub address: String,
    pub office: String,
    pub class: String,
    pub link: String,
    pub member_since: Day,
    pub opened_on: Day,
    pub ended_on: Option<Day>,
    /// The last service day that was billed.
    pub billed_through: Day,
    pub low_balance: Option<Cents>,
    pub has_passphrase: bool,
    pub authorized: Option<String>,
    pub pledges: Vec<PledgeView>,
    pub notes: Vec<NoteView>,
    /// What a person should look at.
    pub attention: Vec<String>,
    /// Since when the power is off for non-payment.
    pub disconnected_at: Option<String>,
    pub estimated_run: u32,
}

/// A line of `account ledger`, oldest first; `amount` as it moves the balance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LedgerLine {
    /// The service day of a charge, else the local day it was posted on.
    pub date: Day,
    pub at: String,
    pub kind: TxnKind,
    pub text: String,
    pub amount: Cents,
    /// After this line.
    pub balance: Cents,
    /// What the past-due plan owes after this line.
    pub arrears: Cents,
    pub receipt: Option<String>,
    /// What its receipt says was paid on the account, wherever it went; null: no receipt of this account's.
    pub paid: Option<Cents>,
}

impl LedgerLine {
    /// What a list shows: what was paid, where it was; else what moved the balance.
    #[must_use]
    pub fn shown(&self) -> Cents {
        self.paid.unwrap_or(self.amount)
    }
}

/// A billed day, for the chart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DayOfUse {
    pub day: Day,
    pub used: Kwh,
    pub cost: Cents,
    /// The Advance Pay balance after everything of that day.
    pub balance: Cents,
    pub quality: ChargeQuality,
}

impl Desk {
    /// The accounts in which every word of `text` stands: name, account, meter, phone, address.
    pub fn find(&mut self, call: &Call, text: &str, limit: usize) -> Refused<Vec<FoundView>> {
        let found = self.ask(call, |act| act.tx.find(text, limit))?;
        Ok(found
            .into_iter()
            .map(|row| FoundView {
                account: row.number.0,
                name: row.name,
                address: row.address,
                meter: row.meter.0,
                phone: row.phone,
                status: row.status,
                balance: row.balance,
            })
            .collect())
    }

    /// All that is known of an account now (`unknown_account`).
    pub fn show(&mut self, call: &Call, account: &str) -> Refused<AccountView> {
        self.ask(call, |act| act.view(&act.facts_of(account)?))
    }

    /// Everything that moved an account's balances, oldest first.
    pub fn account_ledger(&mut self, call: &Call, account: &str) -> Refused<Vec<LedgerLine>> {
        self.ask(call, |act| ledger_lines(act, &act.facts_of(account)?))
    }

    /// The last `days` billed days of an account with the balance after each, oldest first.
    pub fn use_by_day(&mut self, call: &Call, account: &str, days: usize) -> Refused<Vec<DayOfUse>> {
        self.ask(call, |act| use_by_day(act, &act.facts_of(account)?, days))
    }
}

impl Act<'_> {
    /// The account as people see it.
    pub fn view(&self, facts: &Facts) -> Refused<AccountView> {
        let id = facts.id();
        let ended = matches!(facts.standing.status, Status::Closed | Status::Left);
        let last_read = self.tx.last_morning_read(id, self.today(), true)?.map(|read| LastRead {
            date: read.day,
            kwh: read.register,
            quality: read.quality,
        });
        let days_left = match facts.standing.status {
            Status::Disconnected => Some(0),
            _ => self.days_left(facts)?.map(|left| left.whole()),
        };
        Ok(AccountView {
            account: facts.account.number.0.clone(),
            member: facts.member.number.0.clone(),
            meter: facts.meter.number.0.clone(),
            status: facts.standing.status,
            balance: facts.balances.energy,
            arrears: facts.arrears(),
            deposit: facts.balances.deposit,
            membership: facts.balances.membership,
            refund_due: facts.balances.refund,
            power: facts.power(),
            to_reconnect: facts.for_payment().to_reconnect(self.program()),
            days_left,
            disconnected_on: facts.standing.disconnected_on,
            closes_after: self.closes_after(&facts.standing),
            holds: self.hold_views(self.tx.holds(facts.id())?),
            last_read,
            name: facts.member.name.clone(),
            phone: facts.member.phone.clone(),
            email: facts.member.email.clone(),
            text: facts.member.text.clone(),
            mailing_address: facts.member.mailing_address.clone(),
            address: facts.account.address.clone(),
            office: self.tx.office(facts.account.office)?.name,
            class: facts.account.class.clone(),
            link: facts.meter.link.clone(),
            member_since: facts.member.joined_on,
            opened_on: facts.account.opened_on,
            ended_on: facts.standing.ended_on.filter(|_| ended),
            billed_through: facts.standing.billed_through,
            low_balance: facts.member.low_balance.or(self.program().notices.low_balance),
            has_passphrase: facts.member.passphrase.is_some(),
            authorized: facts.member.authorized.clone(),
            pledges: self
                .tx
                .pledges(id)?
                .into_iter()
                .filter(|pledge| pledge.is_open())
                .map(|pledge| PledgeView {
                    id: pledge.id,
                    agency: pledge.agency,
                    government: pledge.government,
                    amount: pledge.amount,
                    until: pledge.until,
                    arrears_only: pledge.arrears_only,
                })
                .collect(),
            notes: self
                .tx
                .notes(id)?
                .into_iter()
                .map(|note| NoteView {
                    text: note.text,
                    pinned: note.pinned,
                    at: self.time(note.at),
                    operator: note.operator,
                })
                .collect(),
            attention: self.tx.attention(Some(id))?.into_iter().map(|matter| matter.text).collect(),
            disconnected_at: facts.standing.disconnected_at.map(|at| self.time(at)),
            estimated_run: facts.standing.estimated_run,
        })
    }

    /// An instant as the program's zone writes it.
    pub fn time(&self, at: Instant) -> String {
        self.now.at_instant(at).rfc3339()
    }

    /// A time as a sentence tells it: the local day and minute.
    pub fn moment(&self, at: Instant) -> String {
        self.now.at_instant(at).local().format("%Y-%m-%d %H:%M").to_string()
    }

    /// The last day on which a payment still reconnects (C2); None when the terms never close, or it cannot be said yet.
    pub fn closes_after(&self, standing: &Standing) -> Option<NaiveDate> {
        let program = self.program();
        let terms = program.closing.as_ref()?;
        closing::last_day(standing.disconnected_on?, terms, &program.calendar())
    }

    /// Those of an account's holds that stand.
    pub fn hold_views(&self, holds: Vec<crate::ledger::Hold>) -> Vec<HoldView> {
        let today = self.today();
        holds
            .into_iter()
            .filter(|hold| hold.until >= today)
            .map(|hold| HoldView {
                id: hold.id,
                kind: hold.kind,
                stops: hold.stops,
                until: Some(hold.until).filter(|last| *last != UNTIL_LIFTED),
                reason: hold.reason,
            })
            .collect()
    }
}

/// Everything that moved an account's balances as lines, oldest first.
pub(in crate::desk) fn ledger_lines(act: &Act<'_>, facts: &Facts) -> Refused<Vec<LedgerLine>> {
    let charges: HashMap<(TxnId, Day), ChargeRow> = act
        .tx
        .all_charges(facts.id())?
        .into_iter()
        .filter_map(|charge| Some(((charge.txn?, charge.service_day), charge)))
        .collect();
    let (mut balance, mut arrears) = (Cents::ZERO, Cents::ZERO);
    let mut lines: Vec<(TxnId, LedgerLine)> = Vec::new();
    for entry in act.tx.history(facts.id())? {
        match entry.moves {
            Moves::Energy => balance += entry.amount,
            Moves::Arrears => arrears -= entry.amount,
            Moves::Deposit | Moves::Membership | Moves::Refund => {}
        }
        let moved = if entry.moves == Moves::Energy { entry.amount } else { Cents::ZERO };
        match lines.last_mut() {
            Some((txn, line)) if *txn == entry.txn => {
                line.amount += moved;
                line.balance = balance;
                line.arrears = arrears;
            }
            _ => {
                let line = LedgerLine {
                    date: entry.service_day.unwrap_or_else(|| act.now.at_instant(entry.at).day()),
                    at: act.time(entry.at),
                    kind: entry.kind,
                    text: entry_text(act, &entry, &charges),
                    amount: moved,
                    balance,
                    arrears,
                    receipt: entry.receipt.clone(),
                    paid: entry.paid,
                };
                lines.push((entry.txn, line));
            }
        }
    }
    Ok(lines.into_iter().map(|(_, line)| line).collect())
}

/// What a line of the ledger says: a charge by its use and lines, everything else by its memo.
fn entry_text(act: &Act<'_>, entry: &HistoryLine, charges: &HashMap<(TxnId, Day), ChargeRow>) -> String {
    let charge = entry.service_day.and_then(|day| charges.get(&(entry.txn, day)));
    match (entry.kind, charge) {
        (TxnKind::Charges, Some(charge)) => charge_text(act, charge),
        (TxnKind::Correction, Some(charge)) => format!("Corrected: {}", charge_text(act, charge)),
        _ if entry.memo.is_empty() => entry.kind.text().to_string(),
        _ => entry.memo.clone(),
    }
}

/// `41.3 kWh · $4.13 · Service availability charge $1.00`.
fn charge_text(act: &Act<'_>, charge: &ChargeRow) -> String {
    let quality = match charge.quality {
        ChargeQuality::Actual => String::new(),
        other => format!(" ({other})"),
    };
    let mut text = format!("{} kWh{quality}", charge.used());
    if let Some((_, tariff)) = act.terms.of_charge(charge.terms, charge.price) {
        for (line, cents) in tariff.lines().iter().zip(&charge.lines) {
            if !cents.is_zero() && line.kind != LineKind::Energy {
                text.push_str(&format!(" · {} {}", line.name, cents.dollars()));
            }
        }
    }
    text
}

fn use_by_day(act: &Act<'_>, facts: &Facts, days: usize) -> Refused<Vec<DayOfUse>> {
    let mut charges = act.tx.last_charges(facts.id(), act.today(), days)?;
    charges.reverse();
    let lines = ledger_lines(act, facts)?;
    let balance_at_end = |day: Day| {
        lines
            .iter()
            .rev()
            .find(|line| {
                let posted = line.at.get(..10).and_then(|text| text.parse::<Day>().ok()).unwrap_or(line.date);
                // A day's charge is posted the morning after; it belongs to its day.
                if line.kind == TxnKind::Charges { line.date <= day } else { posted <= day }
            })
            .map_or(Cents::ZERO, |line| line.balance)
    };
    Ok(charges
        .into_iter()
        .map(|charge| DayOfUse {
            day: charge.service_day,
            used: charge.used(),
            cost: charge.total,
            balance: balance_at_end(charge.service_day),
            quality: charge.quality,
        })
        .collect())
}
