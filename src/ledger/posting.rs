//! Double entry: a transaction is balanced lines and a seal in one chain, or it is not.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use rusqlite::{OptionalExtension, params};

use super::codec::{Columns, day_no, ms};
use super::{AccountId, OperatorId, Tx};
use crate::basics::{Cents, Day, Instant, Refusal, Refused};
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

    fn member_id(&self) -> Option<i64> {
        match self {
            Self::Energy(account) => Some(account.0 * 8 + 1),
            Self::Arrears(account) => Some(account.0 * 8 + 2),
            Self::Deposit(account) => Some(account.0 * 8 + 3),
            Self::Membership(account) => Some(account.0 * 8 + 4),
            Self::Refund(account) => Some(account.0 * 8 + 5),
            Self::Own(..) => None,
        }
    }
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
    /// Writes a transaction with its seal. Lines of nothing are left out and lines of one side are added up; when none
    /// remain nothing moved, and None is answered.
    pub fn post(&self, txn: &NewTxn) -> Refused<Option<TxnId>> {
        let lines = self.merged(&txn.lines)?;
        if lines.is_empty() {
            return Ok(None);
        }
        self.insert_txn(txn, &lines).map(Some)
    }

    /// The lines by ledger account, each once, in the order in which they were first named.
    fn merged(&self, lines: &[(Side, Cents)]) -> Refused<Vec<(i64, i64)>> {
        let mut merged: Vec<(i64, i64)> = Vec::with_capacity(lines.len());
        let mut places: HashMap<i64, usize> = HashMap::with_capacity(lines.len());
        // A batch names the same few of the co-op's accounts thousands of times.
        let mut own: Vec<(&Side, i64)> = Vec::new();
        for (side, cents) in lines.iter().filter(|(_, cents)| !cents.is_zero()) {
            let account = match side.member_id() {
                Some(id) => id,
                None => match own.iter().find(|(known, _)| *known == side) {
                    Some((_, id)) => *id,
                    None => {
                        let id = self.ledger_account(side)?;
                        own.push((side, id));
                        id
                    }
                },
            };
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

    fn insert_txn(&self, txn: &NewTxn, lines: &[(i64, i64)]) -> Refused<TxnId> {
        let sum: i64 = lines.iter().map(|(_, cents)| cents).sum();
        assert!(sum == 0, "a {} of {sum} cents does not balance", txn.kind.word());
        let (last, previous) = self.last_seal()?.unwrap_or((0, NO_SEAL));
        let entry = Entered {
            id: last + 1,
            kind: txn.kind.word(),
            at: ms(txn.at),
            service_day: txn.service_day.map(day_no),
            book: txn.book.0,
            operator: txn.operator.0,
            approver: txn.approver.map(|o| o.0),
            memo: &txn.memo,
            reverses: txn.reverses.map(|t| t.0),
        };
        self.conn
            .prepare_cached(
                "INSERT INTO txn(id,kind,at,service_day,book_id,operator_id,approver_id,memo,reverses)
                 VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9)",
            )?
            .execute(params![
                entry.id,
                entry.kind,
                entry.at,
                entry.service_day,
                entry.book,
                entry.operator,
                entry.approver,
                entry.memo,
                entry.reverses
            ])?;
        let mut insert =
            self.conn.prepare_cached("INSERT INTO posting(txn_id,line,ledger_account_id,cents) VALUES(?1,?2,?3,?4)")?;
        for (line, (account, cents)) in (1_i64..).zip(lines) {
            insert.execute(params![entry.id, line, account, cents])?;
        }
        self.conn
            .prepare_cached("INSERT INTO seal(txn_id,hash) VALUES(?1,?2)")?
            .execute(params![entry.id, entry.seal(&previous, lines)])?;
        Ok(TxnId(entry.id))
    }

    /// The last transaction that was sealed, and its seal.
    pub(super) fn last_seal(&self) -> Refused<Option<(i64, Seal)>> {
        Ok(self
            .conn
            .prepare_cached("SELECT txn_id, hash FROM seal ORDER BY txn_id DESC LIMIT 1")?
            .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?)
    }

    /// The id of a side's ledger account; the co-op's own are made when first used.
    fn ledger_account(&self, side: &Side) -> Refused<i64> {
        if let Some(id) = self.find_ledger_account(side)? {
            return Ok(id);
        }
        let Side::Own(kind, name) = side else { unreachable!("a side without a member's id is the co-op's own") };
        // By the index of the co-op's own accounts: they are few among the members' millions.
        let id: i64 = self
            .conn
            .prepare_cached(
                "SELECT ifnull(max(id),-8)+8 FROM ledger_account INDEXED BY ledger_account_own WHERE account_id IS NULL",
            )?
            .query_row([], |row| row.get(0))?;
        self.conn.prepare_cached("INSERT INTO ledger_account(id,kind,name) VALUES(?1,?2,?3)")?.execute(params![
            id,
            kind.word(),
            name
        ])?;
        self.conn.prepare_cached("INSERT INTO balance(ledger_account_id) VALUES(?1)")?.execute([id])?;
        Ok(id)
    }

    /// The id of a side's ledger account; None: nothing was ever posted to it.
    fn find_ledger_account(&self, side: &Side) -> Refused<Option<i64>> {
        match side {
            Side::Own(kind, name) => Ok(self
                .conn
                .prepare_cached("SELECT id FROM ledger_account WHERE kind=?1 AND name=?2 AND account_id IS NULL")?
                .query_row(params![kind.word(), name], |row| row.get(0))
                .optional()?),
            _ => Ok(side.member_id()),
        }
    }

    /// Makes the five balances of a new account.
    pub(super) fn open_balances(&self, account: AccountId) -> Refused<()> {
        for (offset, kind) in ["energy", "arrears", "deposit", "membership", "refund"].into_iter().enumerate() {
            let id = account.0 * 8 + 1 + offset as i64;
            self.conn
                .prepare_cached("INSERT INTO ledger_account(id,kind,account_id) VALUES(?1,?2,?3)")?
                .execute(params![id, kind, account.0])?;
            self.conn.prepare_cached("INSERT INTO balance(ledger_account_id) VALUES(?1)")?.execute([id])?;
        }
        Ok(())
    }

    /// The balances of an account.
    pub fn balances(&self, account: AccountId) -> Refused<Balances> {
        let mut balances = Balances::default();
        let mut query = self.conn.prepare_cached(
            "SELECT ledger_account_id%8, cents FROM balance WHERE ledger_account_id BETWEEN ?1 AND ?2",
        )?;
        let mut rows = query.query([account.0 * 8 + 1, account.0 * 8 + 5])?;
        while let Some(row) = rows.next()? {
            let cents = Cents(row.get(1)?);
            match row.get::<_, i64>(0)? {
                1 => balances.energy = cents,
                2 => balances.arrears = cents,
                3 => balances.deposit = cents,
                4 => balances.membership = cents,
                _ => balances.refund = cents,
            }
        }
        Ok(balances)
    }

    /// The balance of one side; zero if nothing was ever posted to it.
    pub fn balance_of(&self, side: &Side) -> Refused<Cents> {
        let Some(id) = self.find_ledger_account(side)? else { return Ok(Cents::ZERO) };
        Ok(self
            .conn
            .prepare_cached("SELECT cents FROM balance WHERE ledger_account_id=?1")?
            .query_row([id], |row| row.get(0))
            .optional()?
            .map_or(Cents::ZERO, Cents))
    }

    /// The lines of a transaction, as sides and cents.
    pub fn lines_of(&self, txn: TxnId) -> Refused<Vec<(Side, Cents)>> {
        let mut query = self.conn.prepare_cached(
            "SELECT l.kind, l.account_id, l.name, p.cents FROM posting p
             JOIN ledger_account l ON l.id=p.ledger_account_id WHERE p.txn_id=?1 ORDER BY p.line",
        )?;
        let rows = query.query_map([txn.0], |row| Ok((side_of(row)?, row.cents("cents")?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The chain's head: the seal of the last transaction, in hex; zeros in a store without one.
    pub fn head(&self) -> Refused<String> {
        Ok(hex(&self.last_seal()?.map_or(NO_SEAL, |(_, seal)| seal)))
    }

    /// The open book of an office's day, or the store's own (`office` None); made when first used. A closed one refuses
    /// (`day_closed`).
    pub fn book(&self, office: Option<super::OfficeId>, day: Day, at: Instant) -> Refused<BookId> {
        let found: Option<(i64, Option<i64>)> = self
            .conn
            .prepare_cached("SELECT id, closed_at FROM book WHERE ifnull(office_id,0)=?1 AND day=?2")?
            .query_row(params![office.map_or(0, |o| o.0), day_no(day)], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        match found {
            Some((id, None)) => Ok(BookId(id)),
            Some((_, Some(_))) => Err(Refusal::new(
                "day_closed",
                format!("the books of {day} are closed: post on the next business day's book"),
            )),
            None => {
                self.conn
                    .prepare_cached("INSERT INTO book(office_id,day,opened_at) VALUES(?1,?2,?3)")?
                    .execute(params![office.map(|o| o.0), day_no(day), ms(at)])?;
                Ok(BookId(self.conn.last_insert_rowid()))
            }
        }
    }

    /// Whether the office's book of that day is closed.
    pub fn book_closed(&self, office: super::OfficeId, day: Day) -> Refused<bool> {
        let closed: Option<Option<i64>> = self
            .conn
            .prepare_cached("SELECT closed_at FROM book WHERE office_id=?1 AND day=?2")?
            .query_row(params![office.0, day_no(day)], |row| row.get(0))
            .optional()?;
        Ok(closed.flatten().is_some())
    }
}

/// A link of the chain.
pub(super) type Seal = [u8; 32];
/// What stands before the first transaction.
pub(super) const NO_SEAL: Seal = [0; 32];

/// A transaction as its row says it, without its lines.
pub(super) struct Entered<'a> {
    pub id: i64,
    pub kind: &'a str,
    pub at: i64,
    pub service_day: Option<i64>,
    pub book: i64,
    pub operator: i64,
    pub approver: Option<i64>,
    pub memo: &'a str,
    pub reverses: Option<i64>,
}

impl Entered<'_> {
    /// Its seal: BLAKE3 over the seal before it and everything the transaction says, lines as ledger account and cents.
    pub(super) fn seal(&self, previous: &Seal, lines: &[(i64, i64)]) -> Seal {
        let mut hasher = blake3::Hasher::new();
        hasher.update(previous);
        let none = i64::MIN;
        for number in [
            self.id,
            self.at,
            self.service_day.unwrap_or(none),
            self.book,
            self.operator,
            self.approver.unwrap_or(none),
            self.reverses.unwrap_or(none),
            lines.len() as i64,
        ] {
            hasher.update(&number.to_le_bytes());
        }
        for text in [self.kind, self.memo] {
            hasher.update(&(text.len() as u64).to_le_bytes());
            hasher.update(text.as_bytes());
        }
        for (account, cents) in lines {
            hasher.update(&account.to_le_bytes());
            hasher.update(&cents.to_le_bytes());
        }
        *hasher.finalize().as_bytes()
    }
}

/// A seal as it is printed.
pub(super) fn hex(seal: &[u8]) -> String {
    seal.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The side a row's `kind`, `account_id` and `name` columns name.
pub(super) fn side_of(row: &rusqlite::Row<'_>) -> rusqlite::Result<Side> {
    let account: Option<i64> = row.get("account_id")?;
    let kind: String = row.get("kind")?;
    Ok(match (account, kind.as_str()) {
        (Some(id), "energy") => Side::Energy(AccountId(id)),
        (Some(id), "arrears") => Side::Arrears(AccountId(id)),
        (Some(id), "deposit") => Side::Deposit(AccountId(id)),
        (Some(id), "membership") => Side::Membership(AccountId(id)),
        (Some(id), _) => Side::Refund(AccountId(id)),
        (None, _) => Side::Own(row.word("kind")?, row.get("name")?),
    })
}
