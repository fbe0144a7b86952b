//! Double entry: a transaction is balanced lines and a seal in one chain, or it is not.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

use super::engine::cells;
use super::tables::{BALANCE, BOOK, OWN_ACCOUNT, POSTING, TXN};
use super::{AccountId, OfficeId, OperatorId, Tx};
use crate::basics::{Cents, Code, Day, Instant, Refusal, Refused};
use crate::words::{OwnKind, TxnKind};

/// A transaction of the ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub struct TxnId(pub i64);

/// A book: an office's day, or the store's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct BookId(pub i64);

/// A side of a transaction: one of an account's own balances, or one of the co-op's.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Side {
    /// The Advance Pay balance.
    Energy(AccountId),
    /// The past-due plan: what is owed stands as a negative balance.
    Arrears(AccountId),
    Deposit(AccountId),
    Membership(AccountId),
    /// Owed to the member.
    Refund(AccountId),
    /// One of the co-op's own, by kind and name.
    Own(OwnKind, String),
}

/// How many ledger accounts' places a member's account has in their numbers: its five are `id * 8 + 1` to `+ 5`.
const PLACES: i64 = 8;

impl Side {
    /// One of the co-op's own accounts that needs no name.
    #[must_use]
    pub fn own(kind: OwnKind) -> Self {
        Self::Own(kind, String::new())
    }

    /// Income of a kind: `energy`, `connection_fee`, …
    #[must_use]
    pub fn income(kind: &str) -> Self {
        Self::Own(OwnKind::Income, kind.to_string())
    }

    /// The account whose own balance it is; None: it is the co-op's.
    #[must_use]
    pub fn account(&self) -> Option<AccountId> {
        match self {
            Self::Energy(account)
            | Self::Arrears(account)
            | Self::Deposit(account)
            | Self::Membership(account)
            | Self::Refund(account) => Some(*account),
            Self::Own(..) => None,
        }
    }

    fn member_id(&self) -> Option<i64> {
        match self {
            Self::Energy(account) => Some(account.0 * PLACES + 1),
            Self::Arrears(account) => Some(account.0 * PLACES + 2),
            Self::Deposit(account) => Some(account.0 * PLACES + 3),
            Self::Membership(account) => Some(account.0 * PLACES + 4),
            Self::Refund(account) => Some(account.0 * PLACES + 5),
            Self::Own(..) => None,
        }
    }

    /// The side that a line's ledger account names; of the co-op's own, with its kind and name.
    pub(super) fn of_ledger_account(id: i64, own: Option<(OwnKind, String)>) -> Refused<Self> {
        let account = AccountId(id / PLACES);
        Ok(match (id % PLACES, own) {
            (1, _) => Self::Energy(account),
            (2, _) => Self::Arrears(account),
            (3, _) => Self::Deposit(account),
            (4, _) => Self::Membership(account),
            (5, _) => Self::Refund(account),
            (_, Some((kind, name))) => Self::Own(kind, name),
            _ => {
                return Err(Refusal::new(
                    Code::StoreDamaged,
                    format!("a line names ledger account {id}, which nobody has"),
                ));
            }
        })
    }
}

/// The five ledger accounts of each of these accounts.
pub(super) fn ledger_accounts_of(accounts: &[AccountId]) -> Vec<i64> {
    accounts.iter().flat_map(|account| (1..=5).map(|place| account.0 * PLACES + place)).collect()
}
/// A transaction to be written: what it is, and its lines. Credits are positive; the lines must add to zero.
#[derive(Debug, Clone)]
pub struct NewTxn {
    pub kind: TxnKind,
    pub at: Instant,
    pub service_day: Option<Day>,
    pub book: BookId,
    pub operator: OperatorId,
    pub approver: Option<OperatorId>,
    pub memo: String,
    pub reverses: Option<TxnId>,
    pub lines: Vec<(Side, Cents)>,
}

/// What an act knows of the co-op's own accounts.
#[derive(Debug, Default)]
pub(super) struct Own {
    ids: HashMap<(OwnKind, String), i64>,
    /// The names that were asked for.
    names: HashSet<String>,
}

impl Own {
    /// Nobody posted to this name before.
    pub fn is_new(&mut self, name: String) {
        self.names.insert(name);
    }
}

/// The balances of one account. Arrears are as the ledger keeps them: what is owed is negative.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Balances {
    pub energy: Cents,
    pub arrears: Cents,
    pub deposit: Cents,
    pub membership: Cents,
    pub refund: Cents,
}

impl Tx<'_> {
    /// Writes a transaction; the act's seal covers it. Lines of nothing are left out and lines of one side are added up; when
    /// none remain nothing moved, and None is answered.
    pub fn post(&self, txn: &NewTxn) -> Refused<Option<TxnId>> {
        let lines = self.merged(&txn.lines)?;
        if lines.is_empty() {
            return Ok(None);
        }
        let sum: i64 = lines.iter().map(|(_, cents)| cents).sum();
        assert!(sum == 0, "a {} of {sum} cents does not balance", txn.kind.word());
        let id = TxnId(self.next_id(&TXN)?);
        self.insert(
            &TXN,
            cells![
                id,
                txn.kind.word(),
                txn.at,
                txn.service_day,
                txn.book,
                txn.operator,
                txn.approver,
                &txn.memo,
                txn.reverses
            ],
        )?;
        let daily = (txn.kind == TxnKind::Charges).then_some(1_i64);
        for (account, cents) in lines {
            self.insert(&POSTING, cells![id, account, cents, daily])?;
            self.moves(account, cents);
        }
        Ok(Some(id))
    }

    /// What true-ups came to on these accounts, as it was posted. An account without any is missing.
    pub fn true_ups_posted(&self, accounts: &[AccountId]) -> Refused<HashMap<AccountId, Cents>> {
        let energy: Vec<i64> = accounts.iter().map(|account| account.0 * PLACES + 1).collect();
        let rows = self.ask(
            "SELECT p.ledger_account_id/8, CAST(sum(p.cents) AS BIGINT) FROM posting p JOIN txn t ON t.id=p.txn_id
             WHERE p.ledger_account_id IN LIST(?1) AND p.daily IS NULL AND t.kind='true_up' GROUP BY p.ledger_account_id",
            cells![energy],
        )?;
        Ok(rows.read(|row| Ok((row.get(0)?, row.get(1)?)))?.into_iter().collect())
    }

    /// The lines by ledger account, each once, in the order in which they were first named.
    fn merged(&self, lines: &[(Side, Cents)]) -> Refused<Vec<(i64, i64)>> {
        let own = self.own_accounts(lines.iter().filter(|(_, cents)| !cents.is_zero()).map(|(side, _)| side))?;
        let mut merged: Vec<(i64, i64)> = Vec::with_capacity(lines.len());
        let mut places: HashMap<i64, usize> = HashMap::with_capacity(lines.len());
        for (side, cents) in lines.iter().filter(|(_, cents)| !cents.is_zero()) {
            let account = side.member_id().unwrap_or_else(|| own[side]);
            match places.entry(account) {
                Entry::Occupied(place) => merged[*place.get()].1 += cents.0,
                Entry::Vacant(place) => {
                    place.insert(merged.len());
                    merged.push((account, cents.0));
                }
            }
        }
        merged.retain(|(_, cents)| *cents != 0);
        Ok(merged)
    }

    /// The ids of the co-op's own among these sides; those that are named for the first time are opened.
    fn own_accounts<'s>(&self, sides: impl Iterator<Item = &'s Side>) -> Refused<HashMap<&'s Side, i64>> {
        let mut wanted: Vec<&Side> = Vec::new();
        for side in sides.filter(|side| matches!(side, Side::Own(..))) {
            // A batch names the same few of the co-op's accounts thousands of times.
            if !wanted.contains(&side) {
                wanted.push(side);
            }
        }
        let names = wanted.iter().filter_map(|side| if let Side::Own(_, name) = side { Some(name) } else { None });
        let unasked: Vec<String> = names.filter(|name| !self.own.borrow().names.contains(*name)).cloned().collect();
        if !unasked.is_empty() {
            self.know_own_accounts(unasked)?;
        }
        let mut ids = HashMap::new();
        for side in wanted {
            let Side::Own(kind, name) = side else { continue };
            let known = self.own.borrow().ids.get(&(*kind, name.clone())).copied();
            let id = match known {
                Some(id) => id,
                None => self.open_own_account(*kind, name)?,
            };
            ids.insert(side, id);
        }
        Ok(ids)
    }

    /// Learns the ids of the co-op's own accounts of these names; what is not there is known to be new.
    pub fn know_own_accounts(&self, names: Vec<String>) -> Refused<()> {
        let rows = self.ask("SELECT kind,name,id FROM own_account WHERE name IN LIST(?1)", cells![names.clone()])?;
        let mut own = self.own.borrow_mut();
        own.ids.extend(rows.read(|row| Ok(((row.get(0)?, row.get(1)?), row.get(2)?)))?);
        own.names.extend(names);
        Ok(())
    }

    fn open_own_account(&self, kind: OwnKind, name: &str) -> Refused<i64> {
        // Multiples of eight, from 0: between them stand the members'.
        let id = match self.last_ids([&OWN_ACCOUNT]) {
            // Nobody, or the first.
            None | Some([0]) => self.last_own_account()? + PLACES,
            Some([last]) => last + PLACES,
        };
        self.count_to(&OWN_ACCOUNT, id);
        self.insert(&OWN_ACCOUNT, cells![id, kind.word(), name])?;
        self.own.borrow_mut().ids.insert((kind, name.to_string()), id);
        self.insert(&BALANCE, cells![id])?;
        Ok(id)
    }

    /// The id of the last of the co-op's own accounts; before the first, what it follows.
    fn last_own_account(&self) -> Refused<i64> {
        self.ask("SELECT COALESCE(max(id),-8) FROM own_account", cells![])?.one(|row| row.get(0))
    }

    /// Makes the five balances of a new account.
    pub(super) fn open_balances(&self, account: AccountId) -> Refused<()> {
        ledger_accounts_of(&[account]).into_iter().try_for_each(|id| self.insert(&BALANCE, cells![id]))
    }

    /// The balances of an account.
    pub fn balances(&self, account: AccountId) -> Refused<Balances> {
        Ok(self.balances_of(&[account])?.remove(&account).unwrap_or_default())
    }

    /// The balances of these accounts.
    pub fn balances_of(&self, accounts: &[AccountId]) -> Refused<HashMap<AccountId, Balances>> {
        let rows = self.ask(
            "SELECT ledger_account_id, cents FROM balance WHERE ledger_account_id IN LIST(?1)",
            cells![ledger_accounts_of(accounts)],
        )?;
        let mut found: HashMap<AccountId, Balances> = HashMap::with_capacity(accounts.len());
        for row in rows.iter() {
            let id: i64 = row.get(0)?;
            let cents = Cents(row.get::<i64>(1)? + self.moved(id));
            let balances = found.entry(AccountId(id / PLACES)).or_default();
            match id % PLACES {
                1 => balances.energy = cents,
                2 => balances.arrears = cents,
                3 => balances.deposit = cents,
                4 => balances.membership = cents,
                _ => balances.refund = cents,
            }
        }
        Ok(found)
    }

    /// The balance of one side; zero if nothing was ever posted to it.
    pub fn balance_of(&self, side: &Side) -> Refused<Cents> {
        let found = match side {
            Side::Own(kind, name) => self.ask(
                "SELECT b.ledger_account_id, b.cents FROM own_account o JOIN balance b ON b.ledger_account_id=o.id
                 WHERE o.name=?1 AND o.kind=?2",
                cells![name, kind.word()],
            )?,
            _ => self.ask(
                "SELECT ledger_account_id, cents FROM balance WHERE ledger_account_id=?1",
                cells![side.member_id()],
            )?,
        };
        let found = found.first(|row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(found.map_or(Cents::ZERO, |(id, cents): (i64, i64)| Cents(cents + self.moved(id))))
    }

    /// The lines of a transaction, as sides and cents.
    pub fn lines_of(&self, txn: TxnId) -> Refused<Vec<(Side, Cents)>> {
        self.ask(
            "SELECT p.ledger_account_id, o.kind, o.name, p.cents FROM txn t
             JOIN posting p ON p.act_id=t.act_id AND p.txn_id=t.id
             LEFT JOIN own_account o ON o.id=p.ledger_account_id WHERE t.id=?1 ORDER BY p.line",
            cells![txn],
        )?
        .read(|row| {
            let own = row.get::<Option<OwnKind>>(1)?.zip(row.get(2)?);
            Ok((Side::of_ledger_account(row.get(0)?, own)?, row.get(3)?))
        })
    }

    /// The chain's head, in hex: the last seal, in an act the one before it; zeros in a store without one.
    pub fn head(&self) -> Refused<String> {
        Ok(hex(&self.last_seal()?))
    }

    /// The open book of an office's day, or the store's own (`office` None); made when first used. A closed one refuses
    /// (`day_closed`).
    pub fn book(&self, office: Option<OfficeId>, day: Day, at: Instant) -> Refused<BookId> {
        match self.book_of(office, day)? {
            Some((id, false)) => Ok(id),
            Some((_, true)) => Err(Refusal::new(
                Code::DayClosed,
                format!("the books of {day} are closed: post on the next business day's book"),
            )),
            None => {
                let id = BookId(self.next_id(&BOOK)?);
                self.insert(&BOOK, cells![id, office_or_own(office), day, at])?;
                Ok(id)
            }
        }
    }

    /// Whether the office's book of that day is closed.
    pub fn book_closed(&self, office: OfficeId, day: Day) -> Refused<bool> {
        Ok(self.book_of(Some(office), day)?.is_some_and(|(_, closed)| closed))
    }

    /// An office's book of a day, or the store's own, and whether it is closed; None: not made yet.
    pub fn book_of(&self, office: Option<OfficeId>, day: Day) -> Refused<Option<(BookId, bool)>> {
        self.ask(
            "SELECT b.id, CASE WHEN c.book_id IS NULL THEN 0 ELSE 1 END FROM book b
             LEFT JOIN day_close c ON c.book_id=b.id WHERE b.office_id=?1 AND b.day=?2",
            cells![office_or_own(office), day],
        )?
        .first(|row| Ok((row.get(0)?, row.get(1)?)))
    }
}

impl OfficeId {
    /// Whose the book of money from outside is (C46): nobody's office, and kept like one.
    pub const OUTSIDE: Self = Self(-1);
}

/// The name of a book's office `o`, as exports tell it; none: the store's own book `b`.
pub(super) const BOOK_OFFICE: &str = "CASE WHEN b.office_id=-1 THEN 'outside' ELSE o.name END";

/// How a book's office is kept: 0 is the store's own.
pub(super) fn office_or_own(office: Option<OfficeId>) -> i64 {
    office.map_or(0, |office| office.0)
}

/// A seal or a hash as it is printed.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
