//! Holds, notes, pledges and what a person should look at.

use std::collections::{BTreeSet, HashMap};

use super::engine::{Row, Rows, cells};
use super::offices::NEWEST_OPERATOR;
use super::tables::{
    ATTENTION, ATTENTION_CLEARED, AWAITED_PAYMENT, HOLD, HOLD_LIFTED, NOTE, PLEDGE, PLEDGE_RECEIVED, PLEDGE_WITHDRAWN,
};
use super::{AccountId, OperatorId, ReceiptId, Tx};
use crate::basics::{Cents, Code, Day, Instant, Refusal, Refused};
use crate::words::{HoldKind, PendingKind, Stops};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hold {
    pub id: i64,
    pub account: AccountId,
    pub kind: HoldKind,
    pub stops: Vec<Stops>,
    pub from_day: Day,
    /// Its last day, included (C34).
    pub until: Day,
    pub reason: String,
    pub at: Instant,
    pub operator: OperatorId,
}

impl Hold {
    /// Whether it stops this on `day`.
    #[must_use]
    pub fn stops_on(&self, what: Stops, day: Day) -> bool {
        self.stops.contains(&what) && self.from_day <= day && day <= self.until
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    pub id: i64,
    pub text: String,
    pub pinned: bool,
    pub at: Instant,
    pub operator: String,
}

/// A promise of an agency to pay (R42).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pledge {
    pub id: i64,
    pub account: AccountId,
    pub agency: String,
    pub government: bool,
    pub amount: Cents,
    /// Its last day, included; None: until it is received.
    pub until: Option<Day>,
    pub arrears_only: bool,
    pub at: Instant,
    pub operator: OperatorId,
    pub received_at: Option<Instant>,
    pub withdrawn_at: Option<Instant>,
}

impl Pledge {
    /// Neither received nor withdrawn.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.received_at.is_none() && self.withdrawn_at.is_none()
    }
}

/// What a person should look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attention {
    pub id: i64,
    pub account: Option<AccountId>,
    pub day: Day,
    pub code: String,
    pub text: String,
    pub at: Instant,
}

/// The matter of a payments file that was refused: a gate of whom it names, or of the whole list (C45).
pub const REFUSED_PAYMENTS: &str = "payments_refused";

impl Tx<'_> {
    pub fn add_hold(&self, hold: &Hold) -> Refused<i64> {
        let stops = hold.stops.iter().map(|s| s.word()).collect::<Vec<_>>().join(",");
        let id = self.next_id(&HOLD)?;
        self.insert(
            &HOLD,
            cells![
                id,
                hold.account,
                hold.kind.word(),
                stops,
                hold.from_day,
                hold.until,
                &hold.reason,
                hold.at,
                hold.operator
            ],
        )?;
        Ok(id)
    }

    /// The holds that were not lifted, ended ones included.
    pub fn holds(&self, account: AccountId) -> Refused<Vec<Hold>> {
        Ok(self.holds_of(&[account])?.remove(&account).unwrap_or_default())
    }

    /// The holds of these accounts that were not lifted, ended ones included; accounts without one are left out.
    pub fn holds_of(&self, accounts: &[AccountId]) -> Refused<HashMap<AccountId, Vec<Hold>>> {
        let rows = self.ask(
            "SELECT h.id,h.account_id,h.kind,h.stops,h.from_day,h.until_day,h.reason,h.at,h.operator_id FROM hold h
             WHERE h.account_id IN LIST(?1) AND NOT EXISTS(SELECT 1 FROM hold_lifted l WHERE l.hold_id=h.id) ORDER BY h.id",
            cells![accounts],
        )?;
        by_account(&rows, |row| {
            let stops: &str = row.get(3)?;
            Ok(Hold {
                id: row.get(0)?,
                account: row.get(1)?,
                kind: row.get(2)?,
                stops: stops.split(',').filter_map(|word| word.parse().ok()).collect(),
                from_day: row.get(4)?,
                until: row.get(5)?,
                reason: row.get(6)?,
                at: row.get(7)?,
                operator: row.get(8)?,
            })
        })
    }

    /// Lifts a hold that stands; the store takes one such mark.
    pub fn lift_hold(&self, id: i64, by: OperatorId, at: Instant) -> Refused<()> {
        self.insert(&HOLD_LIFTED, cells![id, at, by])
    }

    pub fn add_note(
        &self,
        account: AccountId,
        text: &str,
        pinned: bool,
        operator: OperatorId,
        at: Instant,
    ) -> Refused<i64> {
        let id = self.next_id(&NOTE)?;
        self.insert(&NOTE, cells![id, account, text, pinned, at, operator])?;
        Ok(id)
    }

    /// The notes of an account, pinned ones first, then newest first.
    pub fn notes(&self, account: AccountId) -> Refused<Vec<Note>> {
        self.ask(
            format!(
                "SELECT m.id,m.text,m.pinned,m.at,o.name FROM note m JOIN operator o ON o.id=m.operator_id
                 WHERE m.account_id=?1 AND {NEWEST_OPERATOR} ORDER BY m.pinned DESC, m.id DESC"
            ),
            cells![account],
        )?
        .read(|row| {
            Ok(Note { id: row.get(0)?, text: row.get(1)?, pinned: row.get(2)?, at: row.get(3)?, operator: row.get(4)? })
        })
    }

    pub fn add_pledge(&self, pledge: &Pledge) -> Refused<i64> {
        let id = self.next_id(&PLEDGE)?;
        self.insert(
            &PLEDGE,
            cells![
                id,
                pledge.account,
                &pledge.agency,
                pledge.government,
                pledge.amount,
                pledge.until,
                pledge.arrears_only,
                pledge.at,
                pledge.operator
            ],
        )?;
        Ok(id)
    }

    /// The pledge of that id (`unknown_pledge`).
    pub fn pledge(&self, id: i64) -> Refused<Pledge> {
        self.ask(format!("{PLEDGE_QUESTION} WHERE p.id=?1"), cells![id])?.first(pledge_row)?.ok_or_else(|| {
            Refusal::new(Code::UnknownPledge, format!("there is no pledge {id}: see the account's pledges"))
        })
    }

    pub fn pledges(&self, account: AccountId) -> Refused<Vec<Pledge>> {
        Ok(self.pledges_of(&[account])?.remove(&account).unwrap_or_default())
    }

    /// The pledges to these accounts, received ones included; accounts without one are left out.
    pub fn pledges_of(&self, accounts: &[AccountId]) -> Refused<HashMap<AccountId, Vec<Pledge>>> {
        let rows =
            self.ask(format!("{PLEDGE_QUESTION} WHERE p.account_id IN LIST(?1) ORDER BY p.id"), cells![accounts])?;
        by_account(&rows, pledge_row)
    }

    pub fn receive_pledge(&self, id: i64, receipt: ReceiptId, at: Instant) -> Refused<()> {
        if self.pledge(id)?.received_at.is_none() {
            self.insert(&PLEDGE_RECEIVED, cells![id, at, receipt])?;
        }
        Ok(())
    }

    /// Takes a pledge back; the store takes one such word.
    pub fn withdraw_pledge(&self, id: i64, reason: &str, operator: OperatorId, at: Instant) -> Refused<()> {
        self.insert(&PLEDGE_WITHDRAWN, cells![id, at, reason, operator])
    }

    /// Puts a matter on the attention list; one that is open already stays as it is.
    pub fn attend(&self, account: Option<AccountId>, code: &str, text: &str, day: Day, at: Instant) -> Refused<()> {
        if !self.open_matters(account, code)?.is_empty() {
            return Ok(());
        }
        self.open_matter(account, code, text, day, at).map(drop)
    }

    /// Puts a matter on the attention list, whatever is on it, and gives its number.
    pub fn open_matter(
        &self,
        account: Option<AccountId>,
        code: &str,
        text: &str,
        day: Day,
        at: Instant,
    ) -> Refused<i64> {
        let id = self.next_id(&ATTENTION)?;
        self.insert(&ATTENTION, cells![id, account, day, code, text, at])?;
        self.begin_pending(PendingKind::Attention, id, account.map_or(0, |account| account.0), code)?;
        Ok(id)
    }

    /// Puts on an account's attention list, or on that of all, that payments of a refused file are in doubt (C45), and what
    /// is awaited: payments by the keys by which they are taken in.
    pub fn await_payments(
        &self,
        account: Option<AccountId>,
        awaited: &[String],
        text: &str,
        day: Day,
        at: Instant,
    ) -> Refused<()> {
        self.attend(account, REFUSED_PAYMENTS, text, day, at)?;
        for matter in self.open_matters(account, REFUSED_PAYMENTS)? {
            let known: Vec<String> =
                self.ask("SELECT source FROM awaited_payment WHERE attention_id=?1", cells![matter])?.column()?;
            for source in awaited.iter().filter(|source| !known.contains(source)).collect::<BTreeSet<_>>() {
                self.insert(&AWAITED_PAYMENT, cells![matter, source])?;
            }
        }
        Ok(())
    }

    /// Ends the doubt where every payment that is awaited was taken in, or came with the file that is awaited as a whole.
    pub fn payments_came(&self, file: &str, by: OperatorId, at: Instant) -> Refused<()> {
        let over: Vec<i64> = self
            .ask(
                "SELECT p.id FROM pending p WHERE p.kind='attention' AND p.is_open=1 AND p.code=?1
                  AND EXISTS(SELECT 1 FROM awaited_payment w WHERE w.attention_id=p.id)
                  AND NOT EXISTS(SELECT 1 FROM awaited_payment w WHERE w.attention_id=p.id AND w.source<>?2
                   AND NOT EXISTS(SELECT 1 FROM taken_in t WHERE t.kind='payment' AND t.source=w.source))
                 ORDER BY p.id",
                cells![REFUSED_PAYMENTS, file],
            )?
            .column()?;
        over.into_iter().try_for_each(|matter| self.clear(matter, by, at))
    }

    /// Takes matters of one code off an account's attention list: the program saw that they are over.
    pub fn attended(&self, account: Option<AccountId>, code: &str, by: OperatorId, at: Instant) -> Refused<()> {
        for id in self.open_matters(account, code)? {
            self.clear(id, by, at)?;
        }
        Ok(())
    }

    /// Puts what holds of the whole office now on the attention list, in place of what was told under this code before; None:
    /// it is over.
    pub fn attend_now(&self, code: &str, text: Option<&str>, by: OperatorId, day: Day, at: Instant) -> Refused<()> {
        let open = self.attention(Some(AccountId(0)))?;
        let told = open.iter().find(|matter| matter.code == code).map(|matter| matter.text.as_str());
        if told == text {
            return Ok(());
        }
        self.attended(None, code, by, at)?;
        text.map_or(Ok(()), |text| self.attend(None, code, text, day, at))
    }

    /// Takes one matter off the attention list.
    pub fn clear_attention(&self, id: i64, by: OperatorId, at: Instant) -> Refused<()> {
        if self.is_pending(PendingKind::Attention, id)? { self.clear(id, by, at) } else { Ok(()) }
    }

    fn clear(&self, id: i64, by: OperatorId, at: Instant) -> Refused<()> {
        self.insert(&ATTENTION_CLEARED, cells![id, at, by])?;
        self.end_pending(PendingKind::Attention, id)
    }

    /// The open matters of one code of an account, or of nobody.
    pub fn open_matters(&self, account: Option<AccountId>, code: &str) -> Refused<Vec<i64>> {
        self.ask(
            "SELECT id FROM pending WHERE kind='attention' AND of_id=?1 AND code=?2 AND is_open=1",
            cells![account.map_or(0, |account| account.0), code],
        )?
        .column()
    }

    /// The accounts of these on which a matter of one of these codes is open, with the code.
    pub fn open_matters_of(&self, accounts: &[AccountId]) -> Refused<Vec<(AccountId, String)>> {
        self.ask(
            "SELECT of_id, code FROM pending WHERE kind='attention' AND of_id IN LIST(?1) AND is_open=1",
            cells![accounts],
        )?
        .read(|row| Ok((row.get(0)?, row.get(1)?)))
    }

    /// The open matters, of one account or of all (`None`), newest first.
    pub fn attention(&self, account: Option<AccountId>) -> Refused<Vec<Attention>> {
        let (of, with) = match account {
            Some(account) => ("p.of_id=?1 AND ", cells![account].to_vec()),
            None => ("", Vec::new()),
        };
        self.ask(
            format!(
                "SELECT a.id,a.account_id,a.day,a.code,a.text,a.at FROM pending p JOIN attention a ON a.id=p.id
                 WHERE {of}p.kind='attention' AND p.is_open=1 ORDER BY a.id DESC"
            ),
            with,
        )?
        .read(|row| {
            Ok(Attention {
                id: row.get(0)?,
                account: row.get(1)?,
                day: row.get(2)?,
                code: row.get(3)?,
                text: row.get(4)?,
                at: row.get(5)?,
            })
        })
    }

    /// How many matters are open.
    pub fn count_attention(&self) -> Refused<u32> {
        self.ask("SELECT count(*) FROM pending WHERE kind='attention' AND is_open=1", cells![])?.one(|row| row.get(0))
    }
}

const PLEDGE_QUESTION: &str = "SELECT p.id,p.account_id,p.agency,p.government,p.cents,p.until_day,p.arrears_only,p.at,
    p.operator_id,r.at,w.at FROM pledge p LEFT JOIN pledge_received r ON r.pledge_id=p.id
    LEFT JOIN pledge_withdrawn w ON w.pledge_id=p.id";

fn pledge_row(row: Row<'_>) -> Refused<Pledge> {
    Ok(Pledge {
        id: row.get(0)?,
        account: row.get(1)?,
        agency: row.get(2)?,
        government: row.get(3)?,
        amount: row.get(4)?,
        until: row.get(5)?,
        arrears_only: row.get(6)?,
        at: row.get(7)?,
        operator: row.get(8)?,
        received_at: row.get(9)?,
        withdrawn_at: row.get(10)?,
    })
}

/// Rows by the account in their second column, each read by `read`.
fn by_account<T>(rows: &Rows, read: impl Fn(Row<'_>) -> Refused<T>) -> Refused<HashMap<AccountId, Vec<T>>> {
    let mut found: HashMap<AccountId, Vec<T>> = HashMap::new();
    for row in rows.iter() {
        found.entry(row.get(1)?).or_default().push(read(row)?);
    }
    Ok(found)
}
