//! The bank deposit: cash by denomination, every check and money order, one bag.

use super::letterhead::{Letterhead, column_amount, weekday_text};
use super::page::{Document, Paper};
use super::sheet::Sheet;
use super::table::Table;
use super::text::{Align, Style};
use crate::basics::{Cents, Day, ReceiptNo};

/// What goes to the bank in one bag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DepositSlip {
    pub day: Day,
    pub bag: String,
    pub prepared_by: String,
    pub cash: Cash,
    /// Checks and money orders.
    pub checks: Vec<Check>,
}

/// The cash, counted or in one sum.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cash {
    /// Denomination in cents, and how many of it.
    #[cfg_attr(not(test), expect(dead_code, reason = "a deposit does not know the pieces yet"))]
    Counted(Vec<(Cents, u32)>),
    Sum(Cents),
}

/// A check or a money order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    pub receipt: ReceiptNo,
    pub from: String,
    /// `2291`, `MO 88120`.
    pub number: String,
    pub amount: Cents,
}

impl Cash {
    #[must_use]
    pub fn sum(&self) -> Cents {
        match self {
            Self::Counted(counts) => counts.iter().map(|(denomination, count)| worth(*denomination, *count)).sum(),
            Self::Sum(sum) => *sum,
        }
    }
}

fn worth(denomination: Cents, count: u32) -> Cents {
    Cents(denomination.0 * i64::from(count))
}

/// `$20`, `25¢`.
fn denomination_text(denomination: Cents) -> String {
    if denomination.0 % 100 == 0 { format!("${}", denomination.0 / 100) } else { format!("{}¢", denomination.0) }
}

impl DepositSlip {
    /// The paper, ready to become a PDF.
    #[must_use]
    pub fn lay_out(&self, head: &Letterhead) -> Document {
        let mut sheet = Sheet::new(Paper::Letter, head, format!("Bank deposit · bag {}", self.bag));
        sheet.opening("Bank deposit", &format!("{} · {} office", weekday_text(self.day), head.office));
        sheet.facts(&[("Bag", self.bag.as_str()), ("Prepared by", &self.prepared_by)]);
        self.cash(&mut sheet);
        self.checks(&mut sheet);
        let checks: Cents = self.checks.iter().map(|check| check.amount).sum();
        sheet.gap(10.0);
        sheet.ensure(90.0);
        sheet.pair(("Cash", Style::BODY), (&self.cash.sum().dollars(), Style::BODY));
        sheet.pair(("Checks and money orders", Style::BODY), (&checks.dollars(), Style::BODY));
        sheet.rule();
        let strong = Style::BOLD.scaled(1.3);
        sheet.pair(("Deposit", strong), (&(self.cash.sum() + checks).dollars(), strong));
        sheet.gap(30.0);
        sheet.text(Style::QUIET, "Received by ______________________________      Date ____________________");
        sheet.finish()
    }

    fn cash(&self, sheet: &mut Sheet) {
        let Cash::Counted(counts) = &self.cash else { return };
        sheet.heading("Cash");
        let columns = [("Coin or note", Align::Left), ("How many", Align::Right), ("Amount", Align::Right)];
        let mut table = Table::new(&columns, "No cash.");
        for (denomination, count) in counts.iter().filter(|(_, count)| *count > 0) {
            table.row([
                denomination_text(*denomination),
                count.to_string(),
                column_amount(worth(*denomination, *count)),
            ]);
        }
        table.total(["Cash".to_string(), String::new(), self.cash.sum().dollars()]);
        sheet.table(&table);
    }

    fn checks(&self, sheet: &mut Sheet) {
        sheet.heading(&format!("Checks and money orders · {}", self.checks.len()));
        let columns =
            [("Receipt", Align::Left), ("From", Align::Left), ("Number", Align::Left), ("Amount", Align::Right)];
        let mut table = Table::new(&columns, "No checks and no money orders.");
        for check in &self.checks {
            table.row([
                check.receipt.to_string(),
                check.from.clone(),
                check.number.clone(),
                column_amount(check.amount),
            ]);
        }
        if !self.checks.is_empty() {
            let sum: Cents = self.checks.iter().map(|check| check.amount).sum();
            table.total(["Total".to_string(), String::new(), String::new(), sum.dollars()]);
        }
        sheet.table(&table);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cash_is_the_sum_of_its_coins_and_notes() {
        let cash = Cash::Counted(vec![(Cents(100_00), 3), (Cents(20_00), 12), (Cents(25), 18), (Cents(1), 35)]);
        assert_eq!(cash.sum(), Cents(544_85));
        assert_eq!(denomination_text(Cents(25)), "25¢");
        assert_eq!(denomination_text(Cents(20_00)), "$20");
    }
}
