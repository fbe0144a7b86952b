//! The bank deposit: what lies in the safe, each check and money order, one bag with its slip.

use serde::{Deserialize, Serialize};

use super::drawer::ItemView;
use crate::basics::{Cents, Code, Day, Refusal, Refused};
use crate::desk::Desk;
use crate::desk::act::{Act, Call, Needs};
use crate::desk::deed::Deed;
use crate::ledger::{BankDeposit, Method, OwnKind, Side, TxnKind};
use crate::paper::deposit_slip::{Cash, Check, DepositSlip};

/// Takes everything that waits to the bank in one bag, and keeps the slip.
///
/// # Errors
/// `bad_bag`, `bag_used`, `nothing_to_deposit`, `unknown_receipt`, `no_office`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DepositInput {
    /// The number on the bag.
    pub bag: String,
    /// Receipts whose check or money order stays behind: it is missing, or waits for its date.
    #[serde(default)]
    pub leave_out: Vec<String>,
}

/// A bank deposit, made or, without a bag, what would go into it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DepositView {
    pub bag: Option<String>,
    pub office: String,
    /// The book that it is posted to.
    pub day: Day,
    pub cash: Cents,
    pub checks: Cents,
    pub money_orders: Cents,
    pub amount: Cents,
    pub items: Vec<ItemView>,
    /// The slip's number among the documents.
    pub document: Option<i64>,
}

impl Deed for DepositInput {
    const NAME: &'static str = "deposit_make";
    const NEEDS: Needs = Needs::Clerk;
    type Answer = DepositView;

    fn run(&self, act: &Act<'_>) -> Refused<DepositView> {
        make(act, self)
    }
}

impl Desk {
    /// What waits for the bank at the office: the cash in its safe, the checks and money orders of closed drawers.
    ///
    /// # Errors
    /// `no_office`.
    pub fn next_deposit(&mut self, call: &Call) -> Refused<DepositView> {
        self.ask(call, |act| act.next_deposit(&[]))
    }
}

fn make(act: &Act<'_>, input: &DepositInput) -> Refused<DepositView> {
    let office = act.office()?;
    let bag = checked_bag(act, &input.bag)?;
    let mut deposit = act.next_deposit(&input.leave_out)?;
    if deposit.amount.is_zero() {
        return Err(Refusal::new(
            Code::NothingToDeposit,
            format!("nothing waits for the bank at {}: a drawer's money is in the safe once it is closed", office.name),
        ));
    }
    let book = act.tx.book(Some(office.id), deposit.day, act.now.at)?;
    let mut lines = vec![
        (Side::Own(OwnKind::Safe, office.name.clone()), deposit.cash),
        (Side::own(OwnKind::Bank), -deposit.amount),
    ];
    for (kind, sum) in [(OwnKind::Checks, deposit.checks), (OwnKind::MoneyOrders, deposit.money_orders)] {
        // A paper that was missing when its drawer was counted stands as short; now that it goes to the bank it is over.
        let held = (-act.tx.own_balance(kind, &office.name)?).or_zero();
        let found_again = (sum - held).or_zero();
        lines.push((Side::Own(kind, office.name.clone()), sum - found_again));
        lines.push((Side::Own(OwnKind::OverShort, office.name.clone()), found_again));
    }
    let txn = act
        .post(TxnKind::BankDeposit, book, format!("Bank deposit, bag {bag}"), lines)?
        .ok_or_else(|| Refusal::new(Code::NothingToDeposit, "nothing waits for the bank"))?;
    let items = serde_json::to_string(&deposit.items).map_err(|error| {
        Refusal::new(Code::AnswerUnreadable, format!("the deposit's items cannot be written: {error}"))
    })?;
    act.tx.add_bank_deposit(&BankDeposit {
        id: 0,
        office: office.id,
        book,
        bag: bag.clone(),
        at: act.now.at,
        operator: act.operator.id,
        cash: deposit.cash,
        items,
        amount: deposit.amount,
        txn,
    })?;
    let slip = slip(act, &bag, &deposit).lay_out(&act.letterhead(&office.name));
    deposit.document = Some(act.keep_paper(None, "deposit-slip", &slip)?);
    deposit.bag = Some(bag);
    Ok(deposit)
}

/// The bag's number, which no deposit of the office had before.
fn checked_bag(act: &Act<'_>, bag: &str) -> Refused<String> {
    let bag = bag.trim();
    if bag.is_empty() || bag.chars().count() > 40 || bag.contains(char::is_control) {
        return Err(Refusal::new(Code::BadBag, "enter the number that is printed on the bag, 40 letters at most"));
    }
    if act.tx.bag_used(act.office()?.id, bag)? {
        return Err(Refusal::new(
            Code::BagUsed,
            format!("bag {bag} went to the bank before: read the number on the bag again"),
        ));
    }
    Ok(bag.to_string())
}

fn slip(act: &Act<'_>, bag: &str, deposit: &DepositView) -> DepositSlip {
    DepositSlip {
        day: act.today(),
        bag: bag.to_string(),
        prepared_by: act.operator.name.clone(),
        cash: Cash::Sum(deposit.cash),
        checks: deposit.items.iter().map(check_on_slip).collect(),
    }
}

fn check_on_slip(item: &ItemView) -> Check {
    let number = item.number.clone().unwrap_or_else(|| "–".to_string());
    let is_check = item.method == Method::Check;
    Check {
        receipt: item.receipt.clone().into(),
        from: item.from.clone(),
        number: if is_check { number } else { format!("MO {number}") },
        amount: item.amount,
    }
}

impl Act<'_> {
    /// What waits for the bank, without the receipts of `leave_out`.
    pub(in crate::desk) fn next_deposit(&self, leave_out: &[String]) -> Refused<DepositView> {
        let office = self.office()?;
        let cash = (-self.tx.own_balance(OwnKind::Safe, &office.name)?).or_zero();
        let mut items = self.items_of(&self.tx.receipts(&self.tx.undeposited_items(office.id)?)?)?;
        if let Some(unknown) = leave_out.iter().find(|left| !items.iter().any(|item| item.receipt == **left)) {
            return Err(Refusal::new(
                Code::UnknownReceipt,
                format!("no check or money order of receipt {unknown} waits for the bank: nothing is to be left out"),
            ));
        }
        items.retain(|item| !leave_out.contains(&item.receipt));
        let sum = |method: Method| -> Cents {
            items.iter().filter(|item| item.method == method).map(|item| item.amount).sum()
        };
        let (checks, money_orders) = (sum(Method::Check), sum(Method::MoneyOrder));
        Ok(DepositView {
            bag: None,
            office: office.name.clone(),
            day: self.till_day()?,
            cash,
            checks,
            money_orders,
            amount: cash + checks + money_orders,
            items,
            document: None,
        })
    }
}
