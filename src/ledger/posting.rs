//! Double entry: a transaction is balanced lines and a seal in one chain, or it is not.

use rusqlite::{OptionalExtension, params};

use super::codec::{Columns, day_no, ms, words};
use super::{AccountId, OperatorId, Tx};
use crate::basics::{Cents, Day, Instant, Refusal, Refused};

/// A transaction of the ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub struct TxnId(pub i64);

/// A book: an office's day, or the store's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct BookId(pub i64);

words! {
    /// What a transaction records.
    TxnKind {
        Payment = "payment",
        Enrollment = "enrollment",
        Conversion = "conversion",
        Charges = "charges",
        Correction = "correction",
        TrueUp = "true_up",
        Fee = "fee",
        Adjustment = "adjustment",
        Void = "void",
        Returned = "returned",
        Moved = "moved",
        Closing = "closing",
        Leaving = "leaving",
        Refund = "refund",
        WriteOff = "write_off",
        Transfer = "transfer",
        Pledge = "pledge",
        Float = "float",
        PaidOut = "paid_out",
        Drop = "drop",
        OverShort = "over_short",
        DrawerClose = "drawer_close",
        BankDeposit = "bank_deposit",
    }
}

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

words! {
    /// The co-op's own ledger accounts.
    OwnKind {
        /// By drawer.
        Cash = "cash",
        Checks = "checks",
        MoneyOrders = "money_orders",
        Cards = "cards",
        /// SmartHub, phone: money that others took for us.
        External = "external",
        Bank = "bank",
        /// By office: what was dropped or counted and waits for the bank.
        Safe = "safe",
        /// By office: the cash that drawers start the day with.
        Float = "float",
        PaidOut = "paid_out",
        /// Refunds asked of the office that writes checks.
        CheckRequests = "check_requests",
        /// By kind.
        Income = "income",
        /// By name and area.
        Tax = "tax",
        DepositInterest = "deposit_interest",
        OverShort = "over_short",
        /// Clearing with the standard billing system.
        StandardBilling = "standard_billing",
        WrittenOff = "written_off",
    }
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
    /// Writes a transaction with its seal. Lines of nothing are left out and lines of one side are added up; fewer than
    /// two lines that remain mean that nothing moved, and None is answered.
    pub fn post(&self, txn: &NewTxn) -> Refused<Option<TxnId>> {
        let mut lines: Vec<(i64, i64)> = Vec::with_capacity(txn.lines.len());
        let mut at = std::collections::HashMap::with_capacity(txn.lines.len());
        for (side, cents) in &txn.lines {
            if cents.is_zero() {
                continue;
            }
            let account = self.ledger_account(side)?;
            match at.entry(account) {
                std::collections::hash_map::Entry::Occupied(index) => {
                    let line: &mut (i64, i64) = &mut lines[*index.get()];
                    line.1 += cents.0;
                }
                std::collections::hash_map::Entry::Vacant(slot) => {
                    slot.insert(lines.len());
                    lines.push((account, cents.0));
                }
            }
        }
        lines.retain(|(_, cents)| *cents != 0);
        if lines.is_empty() {
            return Ok(None);
        }
        self.insert_txn(txn, &lines).map(Some)
    }

    fn insert_txn(&self, txn: &NewTxn, lines: &[(i64, i64)]) -> Refused<TxnId> {
        let sum: i64 = lines.iter().map(|(_, cents)| cents).sum();
        assert!(sum == 0, "a {} of {sum} cents does not balance", txn.kind.word());
        let (last, previous): (i64, Vec<u8>) = self
            .conn
            .prepare_cached("SELECT txn_id, hash FROM seal ORDER BY txn_id DESC LIMIT 1")?
            .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?
            .unwrap_or((0, vec![0; 32]));
        let id = last + 1;
        self.conn
            .prepare_cached(
                "INSERT INTO txn(id,kind,at,service_day,book_id,operator_id,approver_id,memo,reverses)
                 VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9)",
            )?
            .execute(params![
                id,
                txn.kind.word(),
                ms(txn.at),
                txn.service_day.map(day_no),
                txn.book.0,
                txn.operator.0,
                txn.approver.map(|o| o.0),
                txn.memo,
                txn.reverses.map(|t| t.0)
            ])?;
        let mut insert =
            self.conn.prepare_cached("INSERT INTO posting(txn_id,line,ledger_account_id,cents) VALUES(?1,?2,?3,?4)")?;
        for (index, (account, cents)) in lines.iter().enumerate() {
            insert.execute(params![id, index as i64 + 1, account, cents])?;
        }
        let hash = seal(&previous, id, txn, lines);
        self.conn
            .prepare_cached("INSERT INTO seal(txn_id,hash) VALUES(?1,?2)")?
            .execute(params![id, hash.as_slice()])?;
        Ok(TxnId(id))
    }

    /// The id of a side's ledger account; the co-op's own are made when first used.
    fn ledger_account(&self, side: &Side) -> Refused<i64> {
        if let Some(id) = side.member_id() {
            return Ok(id);
        }
        let Side::Own(kind, name) = side else { unreachable!("a side without a member's id is the co-op's own") };
        let found = self
            .conn
            .prepare_cached("SELECT id FROM ledger_account WHERE kind=?1 AND name=?2 AND account_id IS NULL")?
            .query_row(params![kind.word(), name], |row| row.get(0))
            .optional()?;
        if let Some(id) = found {
            return Ok(id);
        }
        let id: i64 = self.conn.query_row(
            "SELECT ifnull(max(id),-8)+8 FROM ledger_account WHERE account_id IS NULL AND id%8=0",
            [],
            |row| row.get(0),
        )?;
        self.conn.prepare_cached("INSERT INTO ledger_account(id,kind,name) VALUES(?1,?2,?3)")?.execute(params![
            id,
            kind.word(),
            name
        ])?;
        self.conn.prepare_cached("INSERT INTO balance(ledger_account_id) VALUES(?1)")?.execute([id])?;
        Ok(id)
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
        let id = self.ledger_account(side)?;
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
        let hash: Option<Vec<u8>> = self
            .conn
            .prepare_cached("SELECT hash FROM seal ORDER BY txn_id DESC LIMIT 1")?
            .query_row([], |row| row.get(0))
            .optional()?;
        Ok(hash.unwrap_or_else(|| vec![0; 32]).iter().map(|byte| format!("{byte:02x}")).collect())
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

/// The seal of a transaction: BLAKE3 over the seal before it and everything the transaction says.
pub(super) fn seal(previous: &[u8], id: i64, txn: &NewTxn, lines: &[(i64, i64)]) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new();
    hasher.update(previous);
    let none = i64::MIN;
    for number in [
        id,
        ms(txn.at),
        txn.service_day.map_or(none, day_no),
        txn.book.0,
        txn.operator.0,
        txn.approver.map_or(none, |o| o.0),
        txn.reverses.map_or(none, |t| t.0),
        lines.len() as i64,
    ] {
        hasher.update(&number.to_le_bytes());
    }
    for text in [txn.kind.word(), &txn.memo] {
        hasher.update(&(text.len() as u64).to_le_bytes());
        hasher.update(text.as_bytes());
    }
    for (account, cents) in lines {
        hasher.update(&account.to_le_bytes());
        hasher.update(&cents.to_le_bytes());
    }
    *hasher.finalize().as_bytes()
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
