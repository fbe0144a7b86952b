//! What an act is sure to ask, put ahead: once before it begins, and again with its beginning.
//!
//! Before it begins, while who asks is looked up, the numbers that it names are looked up as well. Nothing is decided by
//! that: it says which questions travel with the beginning. Those are put here by the same methods that ask them later, so
//! that one which is missing here costs a flight, and one too many a statement; what is answered stays the same.

use uuid::Uuid;

use super::act::Act;
use super::looks::Looks;
use super::standing::MEAN_DAYS;
use crate::basics::Refused;
use crate::ledger::{AccountId, AccountNamed, DrawerId, MemberId, OfficeId, ReceiptNamed, Tx};

/// What was looked up before an act begins.
#[derive(Debug, Default)]
pub(super) struct Ahead {
    accounts: Vec<AccountNamed>,
    receipts: Vec<ReceiptNamed>,
    /// Members, each with their accounts.
    members: Vec<(MemberId, Option<AccountId>)>,
    /// The open drawers, of whomever.
    drawers: Vec<DrawerId>,
    epoch: Option<String>,
}

impl Ahead {
    /// Looks up what an act names.
    pub fn look_up(tx: &Tx<'_>, looks: &Looks<'_>) -> Refused<Self> {
        let texts = |given: &[&str]| given.iter().map(ToString::to_string).collect::<Vec<_>>();
        let epoch = if looks.receipt { tx.fact("epoch")? } else { None };
        let drawers = if looks.drawer || !looks.receipts.is_empty() { tx.open_drawers_anywhere()? } else { Vec::new() };
        let receipts = if looks.receipts.is_empty() { Vec::new() } else { tx.receipts_named(texts(&looks.receipts))? };
        let members = if looks.members.is_empty() { Vec::new() } else { tx.members_named(texts(&looks.members))? };
        let [by_account, by_meter, by_receipt] = [&looks.accounts, &looks.meters, &looks.receipts].map(|of| texts(of));
        let none = by_account.is_empty() && by_meter.is_empty() && by_receipt.is_empty() && looks.pledges.is_empty();
        let accounts =
            if none { Vec::new() } else { tx.accounts_named(by_account, by_meter, by_receipt, &looks.pledges)? };
        Ok(Self { accounts, receipts, members, drawers, epoch })
    }

    /// Puts what an act is sure to ask. What is refused here means nothing.
    pub fn foresee(&self, act: &Act<'_>, key: Option<Uuid>, looks: &Looks<'_>) {
        let (tx, today) = (act.tx, act.today());
        if let Some(key) = key {
            let _ = tx.act(key);
        }
        for number in &looks.members {
            let _ = tx.member_numbered(number);
        }
        if let Some((member, _)) = self.members.first() {
            let accounts: Vec<AccountId> = self.members.iter().filter_map(|(_, account)| *account).collect();
            tx.foresee_change(*member, &accounts);
        }
        for number in &looks.meters {
            let _ = tx.meter_numbered(number);
        }
        for pledge in &looks.pledges {
            let _ = tx.pledge(*pledge);
        }
        for (number, receipt) in looks.receipts.iter().zip(&self.receipts) {
            let _ = (tx.receipt_numbered(number), tx.lines_of(receipt.txn), receipt.drawer.map(|id| tx.drawer(id)));
        }
        if looks.money || looks.drawer {
            let _ = act.know_own_accounts(self);
        }
        match act.office.filter(|_| looks.drawer) {
            Some(office) => {
                let _ = (tx.book_of(Some(office.id), today), tx.open_drawers_of(office.id, act.operator.id));
            }
            None if looks.outside => drop(tx.book_of(Some(OfficeId::OUTSIDE), today)),
            None if looks.money => drop(tx.book_of(None, today)),
            None => (),
        }
        if looks.receipt {
            let code = act.office.filter(|_| looks.drawer).map_or("X", |office| &office.code);
            let _ = (tx.fact("epoch"), tx.next_of_series(&series_of(code, self.epoch.as_deref())));
        }
        self.foresee_accounts(act, looks);
    }

    fn foresee_accounts(&self, act: &Act<'_>, looks: &Looks<'_>) {
        let tx = act.tx;
        if !looks.accounts.is_empty() {
            let _ = tx.whole_accounts_numbered(&looks.accounts);
        }
        let all: Vec<AccountId> = self.accounts.iter().map(|account| account.id).collect();
        let by_number = looks.receipts.is_empty() && looks.meters.is_empty() && looks.pledges.is_empty();
        if by_number && !all.is_empty() {
            let _ = (tx.balances_of(&all), tx.open_commands(&all));
        }
        for account in &self.accounts {
            if !by_number {
                let _ = (tx.whole_accounts(&[account.id]), tx.balances(account.id), tx.open_command(account.id));
            }
            if looks.money {
                let _ = tx.channels_refused(account.member);
                if act.tells_by_days() {
                    let _ = tx.last_charges(account.id, act.today(), MEAN_DAYS);
                }
            }
            if looks.checks {
                let _ = tx.check_returns(account.id);
            }
            if looks.holds || (looks.money && !account.at_rest) {
                let _ = (tx.holds(account.id), tx.pledges(account.id), tx.open_matters(Some(account.id), "held_off"));
            }
        }
    }
}

/// The receipt series of a code: a restored store begins its own (`C2`).
pub(super) fn series_of(code: &str, epoch: Option<&str>) -> String {
    match epoch {
        None | Some("1") => code.to_string(),
        Some(epoch) => format!("{code}{epoch}"),
    }
}

impl Act<'_> {
    /// Learns, by one question, the co-op's own accounts that an act may post to: those of the open drawers, of the office,
    /// and of what the terms name.
    pub(super) fn know_own_accounts(&self, ahead: &Ahead) -> Refused<()> {
        let mut names: Vec<String> = ["", "adjustment", "returned_payment"].map(String::from).to_vec();
        names.extend(self.office.map(|office| office.name.clone()));
        names.extend(self.program().fees.iter().map(|fee| fee.name.clone()));
        names.extend(ahead.drawers.iter().map(|drawer| drawer.0.to_string()));
        names.dedup();
        self.tx.know_own_accounts(names)
    }
}
