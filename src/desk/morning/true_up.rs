//! The true-up of a month: what billing it as one changes, the fee credit and the reserve (R21, R22, C29).

use std::collections::BTreeMap;

use chrono::Days;

use super::billing::side_of;
use crate::basics::{Cents, Code, Day, Refusal, Refused, first_of_month, next_month};
use crate::desk::act::Act;
use crate::desk::standing::service_of;
use crate::ledger::{Account, AccountId, ChargeRow, Side, TrueUpRow, TxnKind};
use crate::rules::tariff::{ChargeLine, LineKind};
use crate::rules::true_up::{Charged, MonthDay, TrueUpOfMonth, true_up};

impl Act<'_> {
    /// Whether the days from `first` to `last` end a month that the terms true up.
    pub fn trues_up(&self, first: Day, last: Day) -> bool {
        let ends = first_of_month(last + Days::new(1)) > first;
        ends && [first_of_month(first), last].iter().any(|day| self.terms.program(*day).true_up.is_some())
    }

    /// Trues up every month whose last day is among the days that were billed just now (C29).
    pub fn true_up_months(&self, account: AccountId, first: Day, last: Day) -> Refused<()> {
        let mut month = first_of_month(first);
        while next_month(month) - Days::new(1) <= last {
            self.true_up_month(account, month)?;
            month = next_month(month);
        }
        Ok(())
    }

    /// Trues up a month of an account up to what is billed of it (C29): the difference to what was trued up before is
    /// posted, one line a transaction, so that the ledger reads like the rule.
    pub fn true_up_month(&self, account: AccountId, month: Day) -> Refused<Cents> {
        if self.terms.program(month).true_up.is_none()
            && self.terms.program(next_month(month) - Days::new(1)).true_up.is_none()
        {
            return Ok(Cents::ZERO);
        }
        let row = self.tx.account(account)?;
        let charges = self.tx.charges(account, month, next_month(month) - Days::new(1))?;
        if charges.is_empty() {
            return Ok(Cents::ZERO);
        }
        let payments =
            self.tx.count_payments(account, self.now.start_of(month), self.now.start_of(next_month(month)))?;
        let result = self.work_out_true_up(&row, &charges, payments)?;
        let before: Vec<TrueUpRow> = self.tx.true_ups(account)?.into_iter().filter(|row| row.month == month).collect();
        let last = before.last();
        let mut amounts: BTreeMap<(String, LineKind, String), Cents> = BTreeMap::new();
        for line in &result.lines {
            *amounts.entry((line.text(), line.line.kind, line.line.name.clone())).or_default() += line.cents;
        }
        if let Some(last) = last {
            for (text, kind, name, cents) in stored_lines(&last.lines)? {
                *amounts.entry((text, kind, name)).or_default() -= cents;
            }
        }
        let mut txn = None;
        for ((text, kind, name), cents) in &amounts {
            let line = ChargeLine { kind: *kind, name: name.clone() };
            let lines = vec![(Side::Energy(account), -*cents), (side_of(&line, &row), *cents)];
            let posted = crate::ledger::NewTxn {
                service_day: Some(next_month(month) - Days::new(1)),
                ..self.txn(TxnKind::TrueUp, self.own_book()?, text.clone(), lines)
            };
            txn = self.tx.post(&posted)?.or(txn);
        }
        let total = result.total();
        self.tx.add_true_up(&TrueUpRow {
            account,
            month,
            revision: last.map_or(1, |row| row.revision + 1),
            txn,
            payments,
            lines: true_up_json(&result)?,
            total: -total,
        })?;
        Ok(-total)
    }

    /// What a month's true-up comes to by the charges as they stand.
    pub fn work_out_true_up(&self, account: &Account, charges: &[ChargeRow], payments: u32) -> Refused<TrueUpOfMonth> {
        let options = self.tx.options(account.id)?;
        let services: Vec<_> = charges.iter().map(|charge| service_of(account, &options, charge.service_day)).collect();
        let days: Vec<MonthDay<'_>> = charges
            .iter()
            .zip(&services)
            .map(|(charge, service)| MonthDay {
                service_day: charge.service_day,
                used: charge.used(),
                off_all_day: charge.off_all_day,
                service,
                tariff: self.terms.tariff(charge.service_day),
                charged: Charged {
                    by: self
                        .terms
                        .of_charge(charge.terms, charge.price)
                        .map_or_else(|| self.terms.tariff(charge.service_day), |(_, t)| t),
                    cents: &charge.lines,
                },
            })
            .collect();
        true_up(&days, payments)
    }
}

/// A true-up's lines as they are kept with it.
pub(in crate::desk) fn true_up_json(result: &TrueUpOfMonth) -> Refused<String> {
    let kept: Vec<_> =
        result.lines.iter().map(|line| (line.text(), line.line.kind.word(), &line.line.name, line.cents)).collect();
    serde_json::to_string(&kept).map_err(|error| Refusal::new(Code::StoreFault, error.to_string()))
}

type StoredLine = (String, LineKind, String, Cents);

fn stored_lines(json: &str) -> Refused<Vec<StoredLine>> {
    let lines: Vec<(String, String, String, Cents)> = serde_json::from_str(json)
        .map_err(|error| Refusal::new(Code::StoreDamaged, format!("a true-up's lines cannot be read: {error}")))?;
    Ok(lines
        .into_iter()
        .map(|(text, kind, name, cents)| {
            let kind = [
                LineKind::Energy,
                LineKind::PerKwh,
                LineKind::Monthly,
                LineKind::TrueUpFee,
                LineKind::TrueUpReserve,
                LineKind::AddOn,
            ]
            .into_iter()
            .find(|known| known.word() == kind)
            .unwrap_or(LineKind::Tax);
            (text, kind, name, cents)
        })
        .collect())
}
