//! What lies in a drawer, by kind: as the ledger expects it, and beside it what was counted.

use serde::{Deserialize, Serialize};

use crate::basics::{Cents, Refused};
use crate::desk::act::Act;
use crate::ledger::{Count, Drawer, OwnKind};

/// Sums by kind of what lies in a drawer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::desk) struct Tally {
    pub cash: Cents,
    pub checks: Cents,
    pub money_orders: Cents,
}

/// One kind, as it was expected and as it was counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct CountedKind {
    pub expected: Cents,
    pub counted: Cents,
    /// Over is positive, short is negative.
    pub over_short: Cents,
}

/// A final count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct CountedByKind {
    pub cash: CountedKind,
    pub checks: CountedKind,
    pub money_orders: CountedKind,
}

impl CountedByKind {
    fn of(expected: Tally, counted: Tally) -> Self {
        let kind = |expected: Cents, counted: Cents| CountedKind { expected, counted, over_short: counted - expected };
        Self {
            cash: kind(expected.cash, counted.cash),
            checks: kind(expected.checks, counted.checks),
            money_orders: kind(expected.money_orders, counted.money_orders),
        }
    }

    fn kinds(&self) -> [CountedKind; 3] {
        [self.cash, self.checks, self.money_orders]
    }

    #[must_use]
    pub fn expected(&self) -> Cents {
        self.kinds().iter().map(|kind| kind.expected).sum()
    }

    #[must_use]
    pub fn counted(&self) -> Cents {
        self.kinds().iter().map(|kind| kind.counted).sum()
    }

    #[must_use]
    pub fn over_short(&self) -> Cents {
        self.kinds().iter().map(|kind| kind.over_short).sum()
    }

    /// How far off it is in all: cash that is over does not make up for a check that is missing.
    pub(in crate::desk) fn off_by(&self) -> Cents {
        self.kinds().iter().map(|kind| kind.over_short.abs()).sum()
    }
}

impl From<&Count> for CountedByKind {
    fn from(count: &Count) -> Self {
        let expected = Tally {
            cash: count.expected_cash,
            checks: count.expected_checks,
            money_orders: count.expected_money_orders,
        };
        Self::of(expected, Tally { cash: count.cash, checks: count.checks, money_orders: count.money_orders })
    }
}

impl Tally {
    /// What the ledger says lies in the drawer.
    pub fn expected(act: &Act<'_>, drawer: &Drawer) -> Refused<Self> {
        let name = drawer.id.0.to_string();
        let kinds = [OwnKind::Cash, OwnKind::Checks, OwnKind::MoneyOrders];
        act.tx.ahead(|tx| drop(kinds.map(|kind| tx.own_balance(kind, &name))))?;
        let held = |kind| act.tx.own_balance(kind, &name).map(|balance| -balance);
        Ok(Self {
            cash: held(OwnKind::Cash)?,
            checks: held(OwnKind::Checks)?,
            money_orders: held(OwnKind::MoneyOrders)?,
        })
    }
}
