//! Drawers, their counts, bank deposits and the close of an office's day.

use super::engine::{Row, cells};
use super::files::LEDGER_KIND;
use super::posting::office_or_own;
use super::tables::{
    BANK_DEPOSIT, BANK_ITEM, DAY_CLOSE, DRAWER, DRAWER_CLOSED, DRAWER_COUNT, DRAWER_MOVEMENT, PENDING,
};
use super::{BookId, OfficeId, OperatorId, Receipt, ReceiptId, Side, Tx, TxnId};
use crate::basics::{Cents, Code, Day, Instant, Refusal, Refused};
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
    /// It was counted, once at least.
    pub counted: bool,
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

const DRAWERS: &str = "SELECT d.id, d.office_id, d.operator_id, o.name, d.book_id, b.day, d.opened_at, d.float_cents,
     c.at, d.by_itself, CASE WHEN EXISTS(SELECT 1 FROM drawer_count n WHERE n.drawer_id=d.id) THEN 1 ELSE 0 END
    FROM drawer d JOIN operator o ON o.id=d.operator_id AND o.revision=1 JOIN book b ON b.id=d.book_id
    LEFT JOIN drawer_closed c ON c.drawer_id=d.id";
/// The open drawers of an office.
const OPEN_AT: &str = "d.id IN(SELECT id FROM pending WHERE kind='drawer' AND of_id=?1 AND is_open=1)";

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
        let id = DrawerId(self.next_id(&DRAWER)?);
        self.insert(&DRAWER, cells![id, office, operator, book, at, float, by_itself])?;
        self.insert(&PENDING, cells!["drawer", id, office, "", true])?;
        self.own.borrow_mut().is_new(id.0.to_string());
        Ok(id)
    }

    pub fn drawer(&self, id: DrawerId) -> Refused<Drawer> {
        self.ask(format!("{DRAWERS} WHERE d.id=?1"), cells![id])?.one(drawer_row)
    }

    /// The operator's open drawers at an office, oldest first.
    pub fn open_drawers_of(&self, office: OfficeId, operator: OperatorId) -> Refused<Vec<Drawer>> {
        let sql = format!("{DRAWERS} WHERE {OPEN_AT} AND d.operator_id=?2 ORDER BY d.id");
        self.ask(sql, cells![office, operator])?.read(drawer_row)
    }

    /// The drawers of a book, in the order they were opened.
    pub fn drawers_of_book(&self, book: BookId) -> Refused<Vec<Drawer>> {
        self.ask(format!("{DRAWERS} WHERE d.book_id=?1 ORDER BY d.id"), cells![book])?.read(drawer_row)
    }

    /// Closes a drawer; the store takes one such mark.
    pub fn close_drawer(&self, drawer: DrawerId, by: OperatorId, at: Instant) -> Refused<()> {
        self.insert(&DRAWER_CLOSED, cells![drawer, at, by])?;
        self.set(&PENDING, ["kind", "id", "is_open"], cells!["drawer", drawer, false])
    }

    pub fn add_movement(&self, movement: &Movement) -> Refused<()> {
        let Movement { drawer, kind, amount, reason, at, operator, txn } = movement;
        self.insert(&DRAWER_MOVEMENT, cells![*drawer, kind.word(), *amount, reason, *at, *operator, *txn])
    }

    pub fn movements(&self, drawer: DrawerId) -> Refused<Vec<Movement>> {
        self.ask(
            "SELECT drawer_id, kind, cents, reason, at, operator_id, txn_id FROM drawer_movement WHERE drawer_id=?1
             ORDER BY act_id, line",
            cells![drawer],
        )?
        .read(movement_row)
    }

    pub fn add_count(&self, count: &Count) -> Refused<()> {
        self.insert(
            &DRAWER_COUNT,
            cells![
                count.drawer,
                count.ordinal,
                count.operator,
                count.at,
                &count.pieces,
                count.cash,
                count.checks,
                count.money_orders,
                count.expected_cash,
                count.expected_checks,
                count.expected_money_orders
            ],
        )
    }

    pub fn counts(&self, drawer: DrawerId) -> Refused<Vec<Count>> {
        self.ask(
            "SELECT drawer_id, ordinal, operator_id, at, pieces, cash_cents, checks_cents, money_orders_cents,
              expected_cash_cents, expected_checks_cents, expected_money_orders_cents
             FROM drawer_count WHERE drawer_id=?1 ORDER BY ordinal",
            cells![drawer],
        )?
        .read(count_row)
    }

    /// The receipts taken into a drawer, oldest first.
    pub fn receipts_of_drawer(&self, drawer: DrawerId) -> Refused<Vec<Receipt>> {
        self.receipts_where("r.drawer_id=?1", drawer.into())
    }

    /// Writes a bank deposit, and which receipts' papers it took along (`id` of the one given is not used).
    pub fn add_bank_deposit(&self, deposit: &BankDeposit) -> Refused<i64> {
        let id = self.next_id(&BANK_DEPOSIT)?;
        self.insert(
            &BANK_DEPOSIT,
            cells![
                id,
                deposit.office,
                deposit.book,
                &deposit.bag,
                deposit.at,
                deposit.operator,
                deposit.cash,
                &deposit.items,
                deposit.amount,
                deposit.txn
            ],
        )?;
        let numbers = receipts_named(&deposit.items)?;
        let receipts = self.ask("SELECT id FROM receipt WHERE number IN LIST(?1)", cells![numbers])?;
        for receipt in receipts.column::<ReceiptId>()? {
            self.insert(&BANK_ITEM, cells![id, receipt])?;
        }
        Ok(id)
    }

    pub fn bank_deposits(&self, book: BookId) -> Refused<Vec<BankDeposit>> {
        self.ask(
            "SELECT id, office_id, book_id, bag, at, operator_id, cash_cents, items, cents, txn_id FROM bank_deposit
             WHERE book_id=?1 ORDER BY act_id, line",
            cells![book],
        )?
        .read(deposit_row)
    }

    /// Whether a bag number was used by the office before.
    pub fn bag_used(&self, office: OfficeId, bag: &str) -> Refused<bool> {
        let found = self.ask("SELECT id FROM bank_deposit WHERE office_id=?1 AND bag=?2", cells![office, bag])?;
        Ok(!found.is_empty())
    }

    /// The checks and money orders that wait for the bank: of receipts of closed drawers of an office, in no bank deposit
    /// and not voided. Receipt ids, oldest first.
    pub fn undeposited_items(&self, office: OfficeId) -> Refused<Vec<ReceiptId>> {
        self.ask(
            "SELECT DISTINCT r.id FROM book b JOIN drawer d ON d.book_id=b.id JOIN drawer_closed c ON c.drawer_id=d.id
             JOIN receipt r ON r.drawer_id=d.id JOIN receipt_tender t ON t.receipt_id=r.id
             WHERE b.office_id=?1 AND t.method IN('check','money_order')
             AND NOT EXISTS(SELECT 1 FROM bank_item i WHERE i.receipt_id=r.id)
             AND NOT EXISTS(SELECT 1 FROM receipt_undone u WHERE u.receipt_id=r.id AND u.how='void') ORDER BY r.id",
            cells![office],
        )?
        .column()
    }

    /// The receipts of an office, or of none, of which something came back on `day`: by the bank or by its source.
    pub fn returned_on(&self, office: Option<OfficeId>, day: Day) -> Refused<Vec<Receipt>> {
        let ids = self
            .ask(
                "SELECT r.id FROM receipt r WHERE COALESCE(r.office_id,0)=?1 AND (r.id IN(SELECT u.receipt_id
                  FROM receipt_undone u WHERE u.day=?2 AND u.how IN('returned','bank_error','reversed'))
                  OR r.id IN(SELECT b.receipt_id FROM item_returned b WHERE b.day=?2)) ORDER BY r.id",
                cells![office_or_own(office), day],
            )?
            .column()?;
        self.receipts(&ids)
    }

    /// The open drawers of every office.
    pub fn open_drawers_anywhere(&self) -> Refused<Vec<DrawerId>> {
        self.ask("SELECT id FROM pending WHERE kind='drawer' AND is_open=1 ORDER BY id", cells![])?.column()
    }

    /// The open drawers of an office, oldest first.
    pub fn open_drawers_at(&self, office: OfficeId) -> Refused<Vec<Drawer>> {
        self.ask(format!("{DRAWERS} WHERE {OPEN_AT} ORDER BY d.id"), cells![office])?.read(drawer_row)
    }

    /// The cash that a drawer was given to begin with: its opening float, and what one that opened by itself got later.
    pub fn float_of(&self, drawer: DrawerId) -> Refused<Cents> {
        self.ask(
            "SELECT CAST(COALESCE(-sum(p.cents),0) AS BIGINT) FROM own_account l
             JOIN posting p ON p.ledger_account_id=l.id AND p.daily IS NULL JOIN txn t ON t.id=p.txn_id
             WHERE l.kind='cash' AND l.name=?1 AND t.kind='float'",
            cells![drawer.0.to_string()],
        )?
        .one(|row| row.get(0))
    }

    /// The balance of one of the co-op's own accounts; zero if nothing was ever posted to it. It asks and writes nothing.
    pub fn own_balance(&self, kind: OwnKind, name: &str) -> Refused<Cents> {
        self.balance_of(&Side::Own(kind, name.to_string()))
    }

    /// How many seals the chain has.
    pub fn seal_count(&self) -> Refused<u64> {
        let count: i64 = self.ask("SELECT COALESCE(max(act_id),0) FROM seal", [])?.one(|row| row.get(0))?;
        Ok(count.unsigned_abs())
    }

    /// The book of an office's day, open or closed; None if nothing was ever posted to it.
    pub fn find_book(&self, office: Option<OfficeId>, day: Day) -> Refused<Option<BookId>> {
        self.ask("SELECT id FROM book WHERE office_id=?1 AND day=?2", cells![office_or_own(office), day])?
            .first(|row| row.get(0))
    }

    /// The days before `day` whose book at an office is still open, oldest first.
    pub fn days_left_open(&self, office: OfficeId, day: Day) -> Refused<Vec<Day>> {
        self.ask(
            "SELECT b.day FROM book b WHERE b.office_id=?1 AND b.day<?2
             AND NOT EXISTS(SELECT 1 FROM day_close c WHERE c.book_id=b.id) ORDER BY b.day",
            cells![office, day],
        )?
        .column()
    }

    /// Closes a book with its report. A closed book takes no more.
    pub fn close_book(&self, close: &DayClose) -> Refused<()> {
        let DayClose { book, at, operator, card_batch, head, report } = close;
        self.insert(&DAY_CLOSE, cells![*book, *at, *operator, *card_batch, head, report])
    }

    pub fn day_close(&self, book: BookId) -> Refused<Option<DayClose>> {
        self.ask(
            "SELECT book_id, at, operator_id, card_batch_cents, head, report FROM day_close WHERE book_id=?1",
            cells![book],
        )?
        .first(close_row)
    }

    /// What a book moved, by ledger kind and name: sums of cents, credits positive.
    pub fn book_totals(&self, book: BookId) -> Refused<Vec<(String, String, Cents)>> {
        let sql = format!(
            "SELECT {LEDGER_KIND}, COALESCE(l.name,''), CAST(sum(p.cents) AS BIGINT)
             FROM txn t JOIN posting p ON p.act_id=t.act_id AND p.txn_id=t.id
             LEFT JOIN own_account l ON l.id=p.ledger_account_id WHERE t.book_id=?1 GROUP BY 1, 2 ORDER BY 1, 2"
        );
        self.ask(sql, cells![book])?.read(|row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
    }
}

/// The receipts that the items of a deposit name.
fn receipts_named(items: &str) -> Refused<Vec<String>> {
    #[derive(serde::Deserialize)]
    struct Item {
        receipt: String,
    }
    let items: Vec<Item> = serde_json::from_str(items).map_err(|error| {
        Refusal::new(Code::AnswerUnreadable, format!("the deposit's items cannot be read: {error}"))
    })?;
    Ok(items.into_iter().map(|item| item.receipt).collect())
}

fn drawer_row(row: Row<'_>) -> Refused<Drawer> {
    Ok(Drawer {
        id: row.get(0)?,
        office: row.get(1)?,
        operator: row.get(2)?,
        operator_name: row.get(3)?,
        book: row.get(4)?,
        day: row.get(5)?,
        opened_at: row.get(6)?,
        float: row.get(7)?,
        closed_at: row.get(8)?,
        by_itself: row.get(9)?,
        counted: row.get(10)?,
    })
}

fn movement_row(row: Row<'_>) -> Refused<Movement> {
    Ok(Movement {
        drawer: row.get(0)?,
        kind: row.get(1)?,
        amount: row.get(2)?,
        reason: row.get(3)?,
        at: row.get(4)?,
        operator: row.get(5)?,
        txn: row.get(6)?,
    })
}

fn count_row(row: Row<'_>) -> Refused<Count> {
    Ok(Count {
        drawer: row.get(0)?,
        ordinal: row.get(1)?,
        operator: row.get(2)?,
        at: row.get(3)?,
        pieces: row.get(4)?,
        cash: row.get(5)?,
        checks: row.get(6)?,
        money_orders: row.get(7)?,
        expected_cash: row.get(8)?,
        expected_checks: row.get(9)?,
        expected_money_orders: row.get(10)?,
    })
}

fn deposit_row(row: Row<'_>) -> Refused<BankDeposit> {
    Ok(BankDeposit {
        id: row.get(0)?,
        office: row.get(1)?,
        book: row.get(2)?,
        bag: row.get(3)?,
        at: row.get(4)?,
        operator: row.get(5)?,
        cash: row.get(6)?,
        items: row.get(7)?,
        amount: row.get(8)?,
        txn: row.get(9)?,
    })
}

fn close_row(row: Row<'_>) -> Refused<DayClose> {
    Ok(DayClose {
        book: row.get(0)?,
        at: row.get(1)?,
        operator: row.get(2)?,
        card_batch: row.get(3)?,
        head: row.get(4)?,
        report: row.get(5)?,
    })
}
