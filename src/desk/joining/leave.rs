//! Back to monthly billing: what deposit the standard service will ask, and the account settled with it (R43, R45, C35).

use std::collections::{BTreeMap, BTreeSet};

use chrono::Days;
use serde::{Deserialize, Serialize};

use crate::basics::{Cents, Code, Day, Kwh, Refusal, Refused, first_of_month};
use crate::desk::Desk;
use crate::desk::act::{Act, By, Call, Needs};
use crate::desk::deed::Deed;
use crate::desk::looks::Looks;
use crate::desk::standing::Facts;
use crate::ledger::{Account, OwnKind, Side, Status, TxnKind};
use crate::rules::leaving::{self, Leave, Leaver, MonthBill};

/// Takes an account back to monthly billing: billed to its final read, its balance and arrears cleared with the
/// standard billing. The power stays on, and so does the membership.
///
/// # Errors
/// `arrears_first`, `waiver_not_allowed`, `waiver_not_proven`, `already_ended`, `disconnected`, `cut_under_way`,
/// `final_read_needed`, `bad_read`, `unknown_account`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeaveInput {
    pub account: String,
    /// `cosigner`, `owner_with_good_credit`, `twelve_months_without_disconnect`: what speaks against a deposit.
    #[serde(default)]
    pub waiver: Option<String>,
    /// The final read; None: the meter is asked, else today's read counts.
    #[serde(default)]
    pub final_kwh: Option<Kwh>,
}

/// What leaving takes; the standard billing asks the deposit and goes on with the balance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Left {
    pub account: String,
    pub status: Status,
    pub deposit: Cents,
    /// How the deposit came to be, with the clause.
    pub reason: String,
    /// What the member owes, for energy and on the past-due plan; it moves to the standard billing.
    pub owed: Cents,
    /// Credit that moves to the standard billing.
    pub credit: Cents,
    pub balance: Cents,
    pub arrears: Cents,
    pub membership: Cents,
}

impl Deed for LeaveInput {
    const NAME: &'static str = "leave";
    const NEEDS: Needs = Needs::Clerk;
    type Answer = Left;

    fn looks_at(&self) -> Looks<'_> {
        Looks::at(&self.account)
    }

    fn prepared(&self, desk: &mut Desk, by: By<'_>) -> Refused<Option<Self>> {
        let final_kwh = desk.final_register(by, &self.account, self.final_kwh)?;
        Ok(Some(Self { final_kwh, ..self.clone() }))
    }

    fn run(&self, act: &Act<'_>) -> Refused<Left> {
        let facts = act.facts_of(&self.account)?;
        act.check_may_leave(&facts)?;
        act.bill_to_final(&facts, self.final_kwh)?;
        act.true_up_month(facts.id(), first_of_month(act.today()))?;
        let billed = act.facts(facts.id())?;
        let leave = act.leave_by_rule(&billed, self)?;
        act.hand_over(&billed)?;
        Ok(answer(&act.facts(facts.id())?, billed.balances.energy, leave))
    }
}

impl Desk {
    /// Shows what leaving would take by what is billed so far, writing nothing.
    ///
    /// # Errors
    /// As [`LeaveInput`], but for the final read.
    pub fn preview_leave(&mut self, call: &Call, input: &LeaveInput) -> Refused<Left> {
        self.ask(call, |act| {
            let facts = act.facts_of(&input.account)?;
            act.check_may_leave(&facts)?;
            let leave = act.leave_by_rule(&facts, input)?;
            Ok(answer(&facts, facts.balances.energy, leave))
        })
    }
}

fn answer(facts: &Facts, energy: Cents, leave: Leave) -> Left {
    Left {
        account: facts.account.number.0.clone(),
        status: facts.standing.status,
        deposit: leave.deposit,
        reason: leave.why,
        owed: leave.owed,
        credit: energy.or_zero(),
        balance: facts.balances.energy,
        arrears: facts.arrears(),
        membership: facts.balances.membership,
    }
}

impl Act<'_> {
    /// Only an account that is on goes over: the terms' target brings a disconnected one back, not another tariff.
    pub fn check_may_leave(&self, facts: &Facts) -> Refused<()> {
        let number = &facts.account.number;
        match facts.standing.status {
            Status::Closed | Status::Left => Err(Refusal::new(
                Code::AlreadyEnded,
                format!("account {number} is {} already", facts.standing.status.word()),
            )),
            Status::Disconnected => Err(Refusal::new(
                Code::Disconnected,
                format!(
                    "account {number} is disconnected: {} brings the power back first",
                    self.still_needed(facts).dollars()
                ),
            )),
            Status::Active if facts.cut_is_out() => Err(Refusal::new(
                Code::CutUnderWay,
                format!("a disconnect of account {number} has gone out: wait until its outcome is seen"),
            )),
            Status::Active => Ok(()),
        }
    }

    fn leave_by_rule(&self, facts: &Facts, input: &LeaveInput) -> Refused<Leave> {
        let homes = self.homes(&facts.account)?;
        let mut last_disconnect = None;
        for home in &homes {
            let cuts =
                self.tx.status_history(home.id)?.into_iter().filter(|(_, status, ..)| *status == Status::Disconnected);
            last_disconnect = last_disconnect.max(cuts.map(|(at, ..)| self.now.at_instant(at).day()).max());
        }
        let leaver = Leaver {
            balance: facts.balances.energy,
            arrears: facts.arrears(),
            bills: self.month_bills(&homes)?,
            enrolled_on: homes.iter().map(|home| home.opened_on).min().unwrap_or(facts.account.opened_on),
            last_disconnect,
            waiver: input.waiver.clone(),
        };
        leaving::leave(&leaver, self.today(), self.program())
    }

    /// The account and those that it was moved from: the member's history in the program.
    fn homes(&self, account: &Account) -> Refused<Vec<Account>> {
        let mut homes = vec![account.clone()];
        while let Some(before) = homes.last().and_then(|home| home.moved_from) {
            homes.push(self.tx.account(before)?);
        }
        Ok(homes)
    }

    /// What each calendar month came to, its true-up included, and how many of its days were billed (C35).
    fn month_bills(&self, homes: &[Account]) -> Refused<Vec<MonthBill>> {
        let mut months: BTreeMap<Day, (Cents, BTreeSet<Day>)> = BTreeMap::new();
        for home in homes {
            for charge in self.tx.charges(home.id, home.opened_on, self.today())? {
                let (amount, days) = months.entry(first_of_month(charge.service_day)).or_default();
                *amount += charge.total;
                days.insert(charge.service_day);
            }
            let credited: BTreeMap<Day, Cents> =
                self.tx.true_ups(home.id)?.into_iter().map(|row| (row.month, row.total)).collect();
            for (month, credit) in credited {
                months.entry(month).or_default().0 -= credit;
            }
        }
        let bill = |(month, (amount, days)): (Day, (Cents, BTreeSet<Day>))| MonthBill {
            month,
            amount,
            days_billed: u32::try_from(days.len()).unwrap_or(u32::MAX),
        };
        Ok(months.into_iter().map(bill).collect())
    }

    /// Clears energy and arrears with the standard billing, and ends the account's service in the program.
    fn hand_over(&self, facts: &Facts) -> Refused<()> {
        let (id, balances) = (facts.id(), &facts.balances);
        let lines = vec![
            (Side::Energy(id), -balances.energy),
            (Side::Arrears(id), -balances.arrears),
            (Side::Deposit(id), -balances.deposit),
            (Side::own(OwnKind::StandardBilling), balances.energy + balances.arrears + balances.deposit),
        ];
        self.post(TxnKind::Leaving, self.own_book()?, "Back to monthly billing", lines)?;
        if let Some(command) = &facts.command {
            self.cancel(command, "the account went back to monthly billing")?;
        }
        self.tx.set_status(id, Status::Left, "back to monthly billing", self.operator.id, self.now.at, self.today())?;
        self.tx.end_meter(facts.meter.id, self.today() + Days::new(1))
    }
}
