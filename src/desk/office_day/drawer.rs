//! A cash drawer: opened with its float, money taken out of it otherwise than as change, and what its operator may see of
//! it. Its count and close are in `count.rs`.

use chrono::Days;
use serde::{Deserialize, Serialize};

use super::tally::{CountedByKind, Tally};
use crate::basics::{Cents, Code, Day, Refusal, Refused};
use crate::desk::Desk;
use crate::desk::act::{Act, Call, Needs};
use crate::desk::deed::Deed;
use crate::desk::looks::Looks;
use crate::desk::who::known;
use crate::ledger::{
    Drawer, DrawerId, Method, Movement, MovementKind, OwnKind, Receipt, Role, Side, Tender, TxnKind, Undone,
};

/// A check or a money order, as it lies in a drawer or goes to the bank.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemView {
    pub receipt: String,
    /// Whose account it paid.
    pub from: String,
    pub method: Method,
    pub number: Option<String>,
    pub amount: Cents,
}

/// Cash that left a drawer otherwise than as change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MovementView {
    pub kind: MovementKind,
    /// `Drawer 1`.
    pub drawer: String,
    pub amount: Cents,
    pub reason: String,
    pub at: String,
    pub operator: String,
}

/// A drawer as its operator sees it. The count is blind: what is expected and what was counted is null until the count is
/// final, and nothing here adds up to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DrawerView {
    pub drawer: i64,
    /// `Drawer 1`: in the order in which the office's drawers of the day were opened.
    pub name: String,
    pub office: String,
    pub operator: String,
    /// Of the book that it posts to.
    pub day: Day,
    pub opened_at: String,
    pub closed_at: Option<String>,
    pub float: Cents,
    /// How many receipts were given.
    pub receipts: u32,
    /// Checks and money orders in it.
    pub items: Vec<ItemView>,
    pub movements: Vec<MovementView>,
    /// How often it was counted.
    pub counts: u32,
    /// The count stands: it agrees, or a second person counted too, or the drawer is closed.
    #[serde(rename = "final")]
    pub is_final: bool,
    /// A second person may count once more.
    pub recount: bool,
    /// All of it: cash, checks and money orders.
    pub expected: Option<Cents>,
    pub counted: Option<Cents>,
    /// Over is positive, short is negative.
    pub over_short: Option<Cents>,
    pub by_kind: Option<CountedByKind>,
}

/// Opens the operator's drawer of today with its float. Once the office's day is closed, it is a drawer of the next
/// business day. A drawer that a practice store opened by itself today gets the float.
///
/// # Errors
/// `bad_amount`, `drawer_open`, `drawer_of_yesterday`, `no_office`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenDrawer {
    pub float: Cents,
}

/// Pays petty cash out of the operator's drawer.
///
/// # Errors
/// `bad_amount`, `no_reason`, `no_open_drawer`, `not_enough_cash`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PayOut {
    pub amount: Cents,
    pub reason: String,
}

/// Drops cash from the operator's drawer into the office's safe.
///
/// # Errors
/// `bad_amount`, `no_open_drawer`, `not_enough_cash`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DropToSafe {
    pub amount: Cents,
}

/// Hands cash over to another operator's open drawer at the same office.
///
/// # Errors
/// `bad_amount`, `no_open_drawer`, `not_enough_cash`, `unknown_operator`, `same_drawer`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandOver {
    pub to: String,
    pub amount: Cents,
}

impl Deed for OpenDrawer {
    const NAME: &'static str = "drawer_open";
    const NEEDS: Needs = Needs::Clerk;
    type Answer = DrawerView;

    fn looks_at(&self) -> Looks<'_> {
        Looks::default().and_drawer()
    }

    fn run(&self, act: &Act<'_>) -> Refused<DrawerView> {
        open(act, self.float)
    }
}

impl Deed for PayOut {
    const NAME: &'static str = "drawer_paid_out";
    const NEEDS: Needs = Needs::Clerk;
    type Answer = DrawerView;

    fn looks_at(&self) -> Looks<'_> {
        Looks::default().and_drawer()
    }

    fn run(&self, act: &Act<'_>) -> Refused<DrawerView> {
        if self.reason.trim().is_empty() {
            return Err(Refusal::new(Code::NoReason, "say what the money is for: it stands in the day's report"));
        }
        let to = Side::Own(OwnKind::PaidOut, act.office()?.name.clone());
        act.take_out(MovementKind::PaidOut, self.amount, &self.reason, to)
    }
}

impl Deed for DropToSafe {
    const NAME: &'static str = "drawer_drop";
    const NEEDS: Needs = Needs::Clerk;
    type Answer = DrawerView;

    fn looks_at(&self) -> Looks<'_> {
        Looks::default().and_drawer()
    }

    fn run(&self, act: &Act<'_>) -> Refused<DrawerView> {
        let to = Side::Own(OwnKind::Safe, act.office()?.name.clone());
        act.take_out(MovementKind::Drop, self.amount, "Safe drop", to)
    }
}

impl Deed for HandOver {
    const NAME: &'static str = "drawer_hand_over";
    const NEEDS: Needs = Needs::Clerk;
    type Answer = DrawerView;

    fn looks_at(&self) -> Looks<'_> {
        Looks::default().and_drawer()
    }

    fn run(&self, act: &Act<'_>) -> Refused<DrawerView> {
        let theirs = act.drawer_to_receive(&self.to)?;
        let reason = format!("Handed over to {}", theirs.operator_name);
        act.take_out(MovementKind::HandOver, self.amount, &reason, cash_of(theirs.id))
    }
}

impl Desk {
    /// The operator's drawer as it may be seen (X view): the open one of today, else the last one of today, else an older
    /// one that is still open. `of` names another operator's.
    ///
    /// # Errors
    /// `no_open_drawer`, `unknown_operator`.
    pub fn drawer_view(&mut self, call: &Call, of: Option<&str>) -> Refused<DrawerView> {
        self.ask(call, |act| act.drawer_view(&act.drawer_to_show(of)?))
    }
}

/// The cash of a drawer; a negative balance is what it holds.
pub(in crate::desk) fn cash_of(drawer: DrawerId) -> Side {
    Side::Own(OwnKind::Cash, drawer.0.to_string())
}

fn open(act: &Act<'_>, float: Cents) -> Refused<DrawerView> {
    if float < Cents::ZERO {
        return Err(Refusal::new(
            Code::BadAmount,
            format!("a drawer cannot begin with {float}: count its float and enter it"),
        ));
    }
    let day = act.till_day()?;
    let drawer = match act.drawer_of_day(day)? {
        Some(drawer) if drawer.by_itself && !drawer.counted && act.tx.float_of(drawer.id)?.is_zero() => drawer,
        Some(drawer) => {
            return Err(Refusal::new(
                Code::DrawerOpen,
                format!(
                    "{} has a drawer of {} open already: count it and close it first",
                    drawer.operator_name, drawer.day
                ),
            ));
        }
        None => act.make_drawer(day, float, false)?,
    };
    let office = Side::Own(OwnKind::Float, act.office()?.name.clone());
    act.post(TxnKind::Float, drawer.book, "Opening float", vec![(cash_of(drawer.id), -float), (office, float)])?;
    act.drawer_view(&drawer)
}

impl Act<'_> {
    /// The operator's open drawer at the office, for money that is taken now. A practice store opens one by itself, and is
    /// not blocked by yesterday's.
    ///
    /// # Errors
    /// `no_open_drawer`; `drawer_of_yesterday`; `drawer_counted`: what is counted takes no more.
    pub fn open_drawer(&self) -> Refused<Drawer> {
        let day = self.till_day()?;
        match self.drawer_of_day(day)? {
            Some(drawer) if drawer.counted => Err(Refusal::new(
                Code::DrawerCounted,
                "this drawer is counted and takes no more: close it, and open another (drawer close, drawer open)",
            )),
            Some(drawer) => Ok(drawer),
            None if self.practice => self.make_drawer(day, Cents::ZERO, true),
            None => Err(Refusal::new(
                Code::NoOpenDrawer,
                format!(
                    "{} has no open drawer at this office: count the float and open one (drawer open)",
                    self.operator.name
                ),
            )),
        }
    }

    /// The day whose book takes what is done at the office now: today's, or once that is closed the next business day's.
    pub fn till_day(&self) -> Refused<Day> {
        let office = self.office()?.id;
        let calendar = self.program().calendar();
        let mut day = self.today();
        while self.tx.book_closed(office, day)? {
            let next = day + Days::new(1);
            // In a year without a list of holidays the next day has to do.
            day = calendar.next_business_day(next).unwrap_or(next);
        }
        Ok(day)
    }

    /// The operator's open drawer of `day` at the office. One that was forgotten on an earlier day blocks its operator
    /// (`drawer_of_yesterday`), but not in a practice store, whose days may run ahead.
    fn drawer_of_day(&self, day: Day) -> Refused<Option<Drawer>> {
        let open = self.tx.open_drawers_of(self.office()?.id, self.operator.id)?;
        if let Some(old) = open.iter().find(|drawer| drawer.day < self.today()).filter(|_| !self.practice) {
            return Err(Refusal::new(
                Code::DrawerOfYesterday,
                format!(
                    "the drawer of {} is still open: count it and close it first (drawer count, drawer close)",
                    old.day
                ),
            ));
        }
        Ok(open.into_iter().rev().find(|drawer| drawer.day == day))
    }

    fn make_drawer(&self, day: Day, float: Cents, by_itself: bool) -> Refused<Drawer> {
        let office = self.office()?.id;
        let book = self.tx.book(Some(office), day, self.now.at)?;
        let id = self.tx.open_drawer(office, self.operator.id, book, float, by_itself, self.now.at)?;
        Ok(Drawer {
            id,
            office,
            operator: self.operator.id,
            operator_name: self.operator.name.clone(),
            book,
            day,
            opened_at: self.now.at,
            float,
            closed_at: None,
            by_itself,
            counted: false,
        })
    }

    /// The operator whose drawer is meant: the one who acts, or the one named.
    pub(in crate::desk) fn operator_of_drawer(&self, of: Option<&str>) -> Refused<crate::ledger::OperatorId> {
        of.map_or(Ok(self.operator.id), |name| Ok(known(self.tx, name)?.id))
    }

    fn drawer_to_show(&self, of: Option<&str>) -> Refused<Drawer> {
        let (office, operator) = (self.office()?.id, self.operator_of_drawer(of)?);
        let open = self.tx.open_drawers_of(office, operator)?;
        let current = open.iter().rev().find(|drawer| drawer.day >= self.today()).cloned();
        if let Some(drawer) = current {
            return Ok(drawer);
        }
        let of_today = match self.tx.find_book(Some(office), self.today())? {
            Some(book) => self.tx.drawers_of_book(book)?.into_iter().rfind(|drawer| drawer.operator == operator),
            None => None,
        };
        of_today.or_else(|| open.into_iter().next_back()).ok_or_else(|| {
            Refusal::new(Code::NoOpenDrawer, "there is no drawer to show: count the float and open one (drawer open)")
        })
    }

    fn drawer_to_receive(&self, name: &str) -> Refused<Drawer> {
        let (office, other) = (self.office()?, known(self.tx, name)?);
        if other.id == self.operator.id {
            return Err(Refusal::new(
                Code::SameDrawer,
                "that is your own drawer: name the operator who takes the cash over",
            ));
        }
        let day = self.till_day()?;
        let open = self.tx.open_drawers_of(office.id, other.id)?.into_iter().rev().find(|drawer| drawer.day == day);
        match open {
            Some(drawer) if !drawer.counted => Ok(drawer),
            Some(_) => Err(Refusal::new(
                Code::DrawerCounted,
                format!("the drawer of {} is counted and takes no more", other.name),
            )),
            None => {
                Err(Refusal::new(Code::NoOpenDrawer, format!("{} has no open drawer at {}", other.name, office.name)))
            }
        }
    }

    /// Takes cash out of the operator's drawer to `side`.
    fn take_out(&self, kind: MovementKind, amount: Cents, reason: &str, side: Side) -> Refused<DrawerView> {
        if amount <= Cents::ZERO {
            return Err(Refusal::new(
                Code::BadAmount,
                format!("{amount} cannot leave a drawer: enter an amount above 0.00"),
            ));
        }
        let drawer = self.open_drawer()?;
        if amount > Tally::expected(self, &drawer)?.cash {
            return Err(Refusal::new(
                Code::NotEnoughCash,
                format!("the drawer does not hold {} in cash", amount.dollars()),
            ));
        }
        let txn = match kind {
            MovementKind::PaidOut => TxnKind::PaidOut,
            MovementKind::Drop | MovementKind::HandOver => TxnKind::Drop,
        };
        let lines = vec![(cash_of(drawer.id), amount), (side, -amount)];
        let txn = self
            .post(txn, drawer.book, reason, lines)?
            .ok_or_else(|| Refusal::new(Code::BadAmount, "nothing would move: enter an amount above 0.00"))?;
        self.tx.add_movement(&Movement {
            drawer: drawer.id,
            kind,
            amount,
            reason: reason.to_string(),
            at: self.now.at,
            operator: self.operator.id,
            txn,
        })?;
        self.drawer_view(&drawer)
    }

    /// A drawer as it may be seen now.
    pub(in crate::desk) fn drawer_view(&self, drawer: &Drawer) -> Refused<DrawerView> {
        self.tx.ahead(|tx| {
            let (id, book) = (drawer.id, drawer.book);
            let _ = (tx.drawer(id), tx.drawers_of_book(book), tx.counts(id), tx.float_of(id), tx.movements(id));
            let _ = tx.receipts_of_drawer(id);
        })?;
        let drawer = self.tx.drawer(drawer.id)?;
        let name = self.drawer_name(&drawer)?;
        let receipts = self.tx.receipts_of_drawer(drawer.id)?;
        let count = self.count_of(&drawer)?;
        let counted = count.told();
        Ok(DrawerView {
            drawer: drawer.id.0,
            office: self.office_name(drawer.office)?,
            operator: drawer.operator_name.clone(),
            day: drawer.day,
            opened_at: self.time(drawer.opened_at),
            closed_at: drawer.closed_at.map(|at| self.time(at)),
            float: self.tx.float_of(drawer.id)?,
            receipts: receipts.len() as u32,
            items: self.items_of(&receipts)?,
            movements: self.movements_of(&drawer, &name)?,
            counts: count.times(),
            is_final: counted.is_some(),
            recount: count.may_be_recounted(),
            expected: counted.map(|counted| counted.expected()),
            counted: counted.map(|counted| counted.counted()),
            over_short: counted.map(|counted| counted.over_short()),
            by_kind: counted,
            name,
        })
    }

    /// `Drawer 2`: the second that was opened at its office on its day.
    pub(in crate::desk) fn drawer_name(&self, drawer: &Drawer) -> Refused<String> {
        let drawers = self.tx.drawers_of_book(drawer.book)?;
        let place = drawers.iter().position(|other| other.id == drawer.id).unwrap_or_default();
        Ok(format!("Drawer {}", place + 1))
    }

    pub(in crate::desk) fn movements_of(&self, drawer: &Drawer, name: &str) -> Refused<Vec<MovementView>> {
        let movements = self.tx.movements(drawer.id)?;
        movements
            .into_iter()
            .map(|movement| {
                Ok(MovementView {
                    kind: movement.kind,
                    drawer: name.to_string(),
                    amount: movement.amount,
                    reason: movement.reason,
                    at: self.time(movement.at),
                    operator: self.name_of(movement.operator)?,
                })
            })
            .collect()
    }

    /// The checks and money orders of these receipts; a voided one gave them back.
    pub(in crate::desk) fn items_of(&self, receipts: &[Receipt]) -> Refused<Vec<ItemView>> {
        let voided = |receipt: &Receipt| receipt.undone.as_ref().is_some_and(|undone| undone.how == Undone::Void);
        let is_item = |tender: &&Tender| tender.method.is_item();
        let with_items: Vec<&Receipt> =
            receipts.iter().filter(|receipt| !voided(receipt) && receipt.tenders.iter().any(|t| is_item(&t))).collect();
        let payers = self.tx.payers_of(&with_items.iter().map(|receipt| receipt.id).collect::<Vec<_>>())?;
        let items = with_items.into_iter().flat_map(|receipt| {
            let from = payers.get(&receipt.id).cloned().unwrap_or_default();
            receipt.tenders.iter().filter(is_item).map(move |tender| ItemView {
                receipt: receipt.number.0.clone(),
                from: from.clone(),
                method: tender.method,
                number: tender.check_number.clone().or_else(|| tender.reference.clone()),
                amount: tender.amount,
            })
        });
        Ok(items.collect())
    }

    /// A supervisor may do what belongs to another operator's drawer; others only to their own.
    pub(in crate::desk) fn check_drawer_is_theirs(&self, drawer: &Drawer) -> Refused<()> {
        if drawer.operator == self.operator.id || self.operator.role == Role::Supervisor {
            return Ok(());
        }
        Err(Refusal::new(
            Code::NotYourDrawer,
            format!("this is the drawer of {}: they or a supervisor count and close it", drawer.operator_name),
        ))
    }
}
