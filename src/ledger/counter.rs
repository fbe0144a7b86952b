//! Drawers, their counts, bank deposits and the close of an office's day.

use rusqlite::{OptionalExtension, params};

use super::codec::{Columns, day_no, ms};
use super::{BookId, OfficeId, OperatorId, Tx, TxnId};
use crate::basics::{Cents, Day, Instant, Refused};
use crate::words::{MovementKind, OwnKind};

/// A drawer's id in the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DrawerId(pub i64);

/// A cash drawer: of an operator, an office and a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawer {
    pub id: DrawerId,
    pub office: OfficeId,
    pub operator: OperatorId,
    pub operator_name: String,
    pub book: BookId,
    pub day: Day,
    pub opened_at: Instant,
    pub float: Cents,
    pub closed_at: Option<Instant>,
    /// Opened by a practice store for its operator.
    pub by_itself: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Movement {
    pub drawer: DrawerId,
    pub kind: MovementKind,
    pub amount: Cents,
    pub reason: String,
    pub at: Instant,
    pub operator: OperatorId,
    pub txn: TxnId,
}

/// A blind count of a drawer; the second, if there is one, by another person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Count {
    pub drawer: DrawerId,
    pub ordinal: u32,
    pub operator: OperatorId,
    pub at: Instant,
    /// JSON: denomination to number.
    pub pieces: String,
    pub cash: Cents,
    pub checks: Cents,
    pub money_orders: Cents,
    pub expected_cash: Cents,
    pub expected_checks: Cents,
    pub expected_money_orders: Cents,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BankDeposit {
    pub id: i64,
    pub office: OfficeId,
    pub book: BookId,
    pub bag: String,
    pub at: Instant,
    pub operator: OperatorId,
    pub cash: Cents,
    /// JSON: each check and money order.
    pub items: String,
    pub amount: Cents,
    pub txn: TxnId,
}

/// An office's day, closed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayClose {
    pub book: BookId,
    pub at: Instant,
    pub operator: OperatorId,
    pub card_batch: Option<Cents>,
    /// The seal chain's head at the close.
    pub head: String,
    /// JSON, as it was shown and printed.
    pub report: String,
}

const DRAWER: &str = "SELECT d.*, o.name AS operator_name, b.day AS book_day FROM drawer d
    JOIN operator o ON o.id=d.operator_id JOIN book b ON b.id=d.book_id";

impl Tx<'_> {
    pub fn open_drawer(
        &self,
        office: OfficeId,
        operator: OperatorId,
        book: BookId,
        float: Cents,
        by_itself: bool,
        at: Instant,
    ) -> Refused<DrawerId> {
        self.conn
            .prepare_cached("INSERT INTO drawer(office_id,operator_id,book_id,opened_at,float_cents,by_itself) VALUES(?1,?2,?3,?4,?5,?6)")?
            .execute(params![office.0, operator.0, book.0, ms(at), float.0, by_itself])?;
        Ok(DrawerId(self.conn.last_insert_rowid()))
    }

    pub fn drawer(&self, id: DrawerId) -> Refused<Drawer> {
        Ok(self.conn.prepare_cached(&format!("{DRAWER} WHERE d.id=?1"))?.query_row([id.0], drawer_row)?)
    }

    /// The operator's open drawers at an office, oldest first.
    pub fn open_drawers_of(&self, office: OfficeId, operator: OperatorId) -> Refused<Vec<Drawer>> {
        let mut query = self.conn.prepare_cached(&format!(
            "{DRAWER} WHERE d.office_id=?1 AND d.operator_id=?2 AND d.closed_at IS NULL ORDER BY d.id"
        ))?;
        let rows = query.query_map(params![office.0, operator.0], drawer_row)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The drawers of a book, in the order they were opened.
    pub fn drawers_of_book(&self, book: BookId) -> Refused<Vec<Drawer>> {
        let mut query = self.conn.prepare_cached(&format!("{DRAWER} WHERE d.book_id=?1 ORDER BY d.id"))?;
        let rows = query.query_map([book.0], drawer_row)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    pub fn close_drawer(&self, drawer: DrawerId, by: OperatorId, at: Instant) -> Refused<()> {
        self.conn
            .prepare_cached("UPDATE drawer SET closed_at=?2, closed_by=?3 WHERE id=?1 AND closed_at IS NULL")?
            .execute(params![drawer.0, ms(at), by.0])?;
        Ok(())
    }

    pub fn add_movement(&self, movement: &Movement) -> Refused<()> {
        self.conn
            .prepare_cached("INSERT INTO drawer_movement(drawer_id,kind,cents,reason,at,operator_id,txn_id) VALUES(?1,?2,?3,?4,?5,?6,?7)")?
            .execute(params![
                movement.drawer.0,
                movement.kind.word(),
                movement.amount.0,
                movement.reason,
                ms(movement.at),
                movement.operator.0,
                movement.txn.0
            ])?;
        Ok(())
    }

    pub fn movements(&self, drawer: DrawerId) -> Refused<Vec<Movement>> {
        let mut query = self.conn.prepare_cached("SELECT * FROM drawer_movement WHERE drawer_id=?1 ORDER BY id")?;
        let rows = query.query_map([drawer.0], |row| {
            Ok(Movement {
                drawer: DrawerId(row.get("drawer_id")?),
                kind: row.word("kind")?,
                amount: row.cents("cents")?,
                reason: row.get("reason")?,
                at: row.instant("at")?,
                operator: OperatorId(row.get("operator_id")?),
                txn: TxnId(row.get("txn_id")?),
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    pub fn add_count(&self, count: &Count) -> Refused<()> {
        self.conn.prepare_cached("INSERT INTO drawer_count VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11)")?.execute(
            params![
                count.drawer.0,
                count.ordinal,
                count.operator.0,
                ms(count.at),
                count.pieces,
                count.cash.0,
                count.checks.0,
                count.money_orders.0,
                count.expected_cash.0,
                count.expected_checks.0,
                count.expected_money_orders.0
            ],
        )?;
        Ok(())
    }

    pub fn counts(&self, drawer: DrawerId) -> Refused<Vec<Count>> {
        let mut query = self.conn.prepare_cached("SELECT * FROM drawer_count WHERE drawer_id=?1 ORDER BY ordinal")?;
        let rows = query.query_map([drawer.0], |row| {
            Ok(Count {
                drawer: DrawerId(row.get("drawer_id")?),
                ordinal: row.get("ordinal")?,
                operator: OperatorId(row.get("operator_id")?),
                at: row.instant("at")?,
                pieces: row.get("pieces")?,
                cash: row.cents("cash_cents")?,
                checks: row.cents("checks_cents")?,
                money_orders: row.cents("money_orders_cents")?,
                expected_cash: row.cents("expected_cash_cents")?,
                expected_checks: row.cents("expected_checks_cents")?,
                expected_money_orders: row.cents("expected_money_orders_cents")?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The receipts taken into a drawer, oldest first.
    pub fn receipts_of_drawer(&self, drawer: DrawerId) -> Refused<Vec<super::Receipt>> {
        let mut query = self.conn.prepare_cached("SELECT id FROM receipt WHERE drawer_id=?1 ORDER BY id")?;
        let ids =
            query.query_map([drawer.0], |row| row.get(0).map(super::ReceiptId))?.collect::<Result<Vec<_>, _>>()?;
        ids.into_iter().map(|id| self.receipt(id)).collect()
    }

    pub fn add_bank_deposit(&self, deposit: &BankDeposit) -> Refused<i64> {
        self.conn
            .prepare_cached("INSERT INTO bank_deposit(office_id,book_id,bag,at,operator_id,cash_cents,items,cents,txn_id) VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9)")?
            .execute(params![
                deposit.office.0,
                deposit.book.0,
                deposit.bag,
                ms(deposit.at),
                deposit.operator.0,
                deposit.cash.0,
                deposit.items,
                deposit.amount.0,
                deposit.txn.0
            ])?;
        Ok(self.conn.last_insert_rowid())
    }

    pub fn bank_deposits(&self, book: BookId) -> Refused<Vec<BankDeposit>> {
        let mut query = self.conn.prepare_cached("SELECT * FROM bank_deposit WHERE book_id=?1 ORDER BY id")?;
        let rows = query.query_map([book.0], |row| {
            Ok(BankDeposit {
                id: row.get("id")?,
                office: OfficeId(row.get("office_id")?),
                book: BookId(row.get("book_id")?),
                bag: row.get("bag")?,
                at: row.instant("at")?,
                operator: OperatorId(row.get("operator_id")?),
                cash: row.cents("cash_cents")?,
                items: row.get("items")?,
                amount: row.cents("cents")?,
                txn: TxnId(row.get("txn_id")?),
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Whether a bag number was used by the office before.
    pub fn bag_used(&self, office: OfficeId, bag: &str) -> Refused<bool> {
        Ok(self.conn.query_row(
            "SELECT EXISTS(SELECT 1 FROM bank_deposit WHERE office_id=?1 AND bag=?2)",
            params![office.0, bag],
            |row| row.get(0),
        )?)
    }

    /// The checks and money orders that wait for the bank: of receipts of closed drawers of an office, in no bank deposit
    /// and not voided. Receipt ids, oldest first.
    pub fn undeposited_items(&self, office: OfficeId) -> Refused<Vec<super::ReceiptId>> {
        let mut query = self.conn.prepare_cached(
            "SELECT DISTINCT r.id FROM receipt r JOIN receipt_tender t ON t.receipt_id=r.id JOIN drawer d ON d.id=r.drawer_id
             WHERE r.office_id=?1 AND t.method IN('check','money_order') AND d.closed_at IS NOT NULL
             AND NOT EXISTS(SELECT 1 FROM receipt_undone u WHERE u.receipt_id=r.id AND u.how='void')
             AND r.number NOT IN(SELECT json_extract(i.value,'$.receipt') FROM bank_deposit b, json_each(b.items) i
                                 WHERE b.office_id=?1)
             ORDER BY r.id",
        )?;
        let rows = query.query_map([office.0], |row| row.get(0).map(super::ReceiptId))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The receipts of an office, and those of no office, that were undone on `day` otherwise than by a void: returned
    /// and reversed payments.
    pub fn returned_on(&self, office: OfficeId, day: Day) -> Refused<Vec<super::Receipt>> {
        let mut query = self.conn.prepare_cached(
            "SELECT u.receipt_id FROM receipt_undone u JOIN receipt r ON r.id=u.receipt_id
             WHERE u.day=?2 AND u.how IN('returned','bank_error','reversed') AND ifnull(r.office_id,?1)=?1
             ORDER BY u.at, u.receipt_id",
        )?;
        let ids = query
            .query_map(params![office.0, day_no(day)], |row| row.get(0).map(super::ReceiptId))?
            .collect::<Result<Vec<_>, _>>()?;
        ids.into_iter().map(|id| self.receipt(id)).collect()
    }

    /// The open drawers of an office, oldest first.
    pub fn open_drawers_at(&self, office: OfficeId) -> Refused<Vec<Drawer>> {
        let mut query = self
            .conn
            .prepare_cached(&format!("{DRAWER} WHERE d.office_id=?1 AND d.closed_at IS NULL ORDER BY d.id"))?;
        let rows = query.query_map([office.0], drawer_row)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The cash that a drawer was given to begin with: its opening float, and what one that opened by itself got later.
    pub fn float_of(&self, drawer: DrawerId) -> Refused<Cents> {
        Ok(self
            .conn
            .prepare_cached(
                "SELECT ifnull(-sum(p.cents),0) AS cents FROM ledger_account l JOIN posting p ON p.ledger_account_id=l.id
                 JOIN txn t ON t.id=p.txn_id WHERE l.kind='cash' AND l.name=?1 AND t.kind='float'",
            )?
            .query_row([drawer.0.to_string()], |row| row.cents("cents"))?)
    }

    /// The balance of one of the co-op's own accounts; zero if nothing was ever posted to it. It asks and writes nothing.
    pub fn own_balance(&self, kind: OwnKind, name: &str) -> Refused<Cents> {
        Ok(self
            .conn
            .prepare_cached(
                "SELECT b.cents FROM ledger_account l JOIN balance b ON b.ledger_account_id=l.id
                 WHERE l.kind=?1 AND l.name=?2 AND l.account_id IS NULL",
            )?
            .query_row([kind.word(), name], |row| row.cents("cents"))
            .optional()?
            .unwrap_or_default())
    }

    /// How many seals the chain has.
    pub fn seal_count(&self) -> Refused<u64> {
        let count: i64 =
            self.conn.prepare_cached("SELECT ifnull(max(txn_id),0) FROM seal")?.query_row([], |row| row.get(0))?;
        Ok(count.unsigned_abs())
    }

    /// The book of an office's day, open or closed; None if nothing was ever posted to it.
    pub fn find_book(&self, office: Option<OfficeId>, day: Day) -> Refused<Option<BookId>> {
        Ok(self
            .conn
            .prepare_cached("SELECT id FROM book WHERE ifnull(office_id,0)=?1 AND day=?2")?
            .query_row(params![office.map_or(0, |o| o.0), day_no(day)], |row| row.get(0).map(BookId))
            .optional()?)
    }

    /// The days before `day` whose book at an office is still open, oldest first.
    pub fn days_left_open(&self, office: OfficeId, day: Day) -> Refused<Vec<Day>> {
        let mut query = self
            .conn
            .prepare_cached("SELECT day FROM book WHERE office_id=?1 AND day<?2 AND closed_at IS NULL ORDER BY day")?;
        let rows = query.query_map(params![office.0, day_no(day)], |row| row.day("day"))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Closes a book with its report. A closed book takes no more.
    pub fn close_book(&self, close: &DayClose) -> Refused<()> {
        self.conn
            .prepare_cached("UPDATE book SET closed_at=?2, closed_by=?3 WHERE id=?1 AND closed_at IS NULL")?
            .execute(params![close.book.0, ms(close.at), close.operator.0])?;
        self.conn.prepare_cached("INSERT INTO day_close VALUES(?1,?2,?3,?4,?5,?6)")?.execute(params![
            close.book.0,
            ms(close.at),
            close.operator.0,
            close.card_batch.map(|c| c.0),
            close.head,
            close.report
        ])?;
        Ok(())
    }

    pub fn day_close(&self, book: BookId) -> Refused<Option<DayClose>> {
        Ok(self
            .conn
            .prepare_cached("SELECT * FROM day_close WHERE book_id=?1")?
            .query_row([book.0], |row| {
                Ok(DayClose {
                    book: BookId(row.get("book_id")?),
                    at: row.instant("at")?,
                    operator: OperatorId(row.get("operator_id")?),
                    card_batch: row.get::<_, Option<i64>>("card_batch_cents")?.map(Cents),
                    head: row.get("head")?,
                    report: row.get("report")?,
                })
            })
            .optional()?)
    }

    /// What a book moved, by ledger kind and name: sums of cents, credits positive.
    pub fn book_totals(&self, book: BookId) -> Refused<Vec<(String, String, Cents)>> {
        let mut query = self.conn.prepare_cached(
            "SELECT l.kind, l.name, sum(p.cents) AS cents FROM txn t JOIN posting p ON p.txn_id=t.id
             JOIN ledger_account l ON l.id=p.ledger_account_id WHERE t.book_id=?1 GROUP BY l.kind, l.name ORDER BY l.kind, l.name",
        )?;
        let rows = query.query_map([book.0], |row| Ok((row.get(0)?, row.get(1)?, row.cents("cents")?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

fn drawer_row(row: &rusqlite::Row<'_>) -> rusqlite::Result<Drawer> {
    Ok(Drawer {
        id: DrawerId(row.get("id")?),
        office: OfficeId(row.get("office_id")?),
        operator: OperatorId(row.get("operator_id")?),
        operator_name: row.get("operator_name")?,
        book: BookId(row.get("book_id")?),
        day: row.day("book_day")?,
        opened_at: row.instant("opened_at")?,
        float: row.cents("float_cents")?,
        closed_at: row.instant_if("closed_at")?,
        by_itself: row.get("by_itself")?,
    })
}
