//! The terms of one program version, as checked values. Names are those of the program file.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveTime;
use chrono_tz::Tz;
use rust_decimal::Decimal;

use crate::basics::{BusinessCalendar, Cents, Day, Kwh};
use crate::words::Word;
pub use crate::words::{
    ClosingUnit, Condition, CutWhen, DebtKind, LeavingDeposit, Method, NoticeEvent, PledgeHolds, TaxedKind,
    WhenSwitchInstalled,
};

/// A co-op's program as one folder of `forms/` states it.
#[derive(Debug, Clone, PartialEq)]
pub struct Program {
    pub id: String,
    pub utility: String,
    /// What the co-op calls the program: `Advance Pay`, `PrePaid Metering`.
    pub title: String,
    pub phone: Option<String>,
    pub offices: Vec<String>,
    pub time_zone: Tz,
    /// The first day that these terms are in force.
    pub effective: Day,
    /// Dotted keys of readings that the board has not confirmed; shown as such.
    pub to_confirm: Vec<String>,
    pub eligibility: Eligibility,
    /// R04–R07.
    pub new_member: Joining,
    /// R39: after closing. What is owed comes on top.
    pub returning: Joining,
    /// R08.
    pub existing_member: Joining,
    pub debt: Debt,
    pub rates: Rates,
    pub daily_cycle: DailyCycle,
    pub disconnect: Disconnect,
    /// Observed holidays by year, as the board adopted them.
    pub holidays: BTreeMap<i32, BTreeSet<Day>>,
    pub reconnect: Reconnect,
    /// None: an account is never closed by itself (C20).
    pub closing: Option<Closing>,
    pub returned_payment: ReturnedPayment,
    pub notices: Notices,
    /// R21; None: there is no true-up.
    pub true_up: Option<TrueUp>,
    pub leaving: Leaving,
    pub pledges: Pledges,
    pub payments: Payments,
    /// What staff may post by hand (R44).
    pub fees: Vec<StaffFee>,
    /// Ledger account kind to the co-op's own account number.
    pub gl: BTreeMap<String, String>,
    /// The clause that each table cites: `disconnect` → `FAQ 9, 10, 11, 14; C1`; `rates.monthly[0]` for arrays.
    pub sources: BTreeMap<String, String>,
    /// The agreement's text with its `{{placeholders}}`.
    pub agreement: String,
    /// The letters' texts by name (`final-notice`), with their placeholders.
    pub letters: BTreeMap<String, String>,
}

impl Program {
    /// The business calendar of the board's lists (R31, C2).
    #[must_use]
    pub fn calendar(&self) -> BusinessCalendar {
        BusinessCalendar::new(self.holidays.clone())
    }

    /// The clause that `table` cites, or an empty text.
    #[must_use]
    pub fn source(&self, table: &str) -> &str {
        self.sources.get(table).map_or("", String::as_str)
    }
}

/// Who may join (R01, R02).
#[derive(Debug, Clone, PartialEq)]
pub struct Eligibility {
    pub service_classes: Vec<String>,
    pub phases: Vec<String>,
    /// May a demand-metered service join?
    pub demand_metered: bool,
    /// Must the meter answer remotely and carry a switch?
    pub remote_switch: bool,
    /// Conditions that refuse.
    pub refused_when: Vec<Condition>,
    pub contact_methods_at_least: u32,
}

/// What one way of joining costs (R04–R08, R39).
#[derive(Debug, Clone, PartialEq)]
pub struct Joining {
    pub membership_fee: Cents,
    pub connection_fee: Cents,
    pub setup_fee: Cents,
    pub opening_credit: Cents,
    /// If more than 0: the greater of `opening_credit` and so many days of estimated use (R06, C24).
    pub opening_credit_days: u32,
    pub membership_fee_in_opening_credit: bool,
    pub connection_fee_when_switch_installed: WhenSwitchInstalled,
    /// Only for existing members: due instead of a connection fee when the standard service is already cut (C4).
    pub reconnect_fee_when_disconnected: Option<Cents>,
}

/// What a deposit pays, in the terms' order (R10).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DepositPays {
    Debt(DebtKind),
    Fees,
    Credit,
}

impl Word for DepositPays {
    const ALL: &'static [Self] = &[
        Self::Debt(DebtKind::PastDue),
        Self::Debt(DebtKind::BilledNotDue),
        Self::Debt(DebtKind::Unbilled),
        Self::Debt(DebtKind::PriorAccount),
        Self::Fees,
        Self::Credit,
    ];

    fn word(self) -> &'static str {
        match self {
            Self::Debt(kind) => kind.word(),
            Self::Fees => "fees",
            Self::Credit => "credit",
        }
    }

    fn text(self) -> &'static str {
        match self {
            Self::Debt(kind) => kind.text(),
            Self::Fees => "the fees for joining",
            Self::Credit => "the opening credit",
        }
    }
}

/// How much of the debt must be paid at the start (R13).
#[derive(Debug, Clone, PartialEq)]
pub enum DueAtStart {
    /// A share, 0 to 1, by kind; a kind that is missing: none of it.
    ByKind(BTreeMap<DebtKind, Decimal>),
    /// A share of the whole.
    Total(Decimal),
}

/// Debts, deposits and the past-due plan (R10–R16).
#[derive(Debug, Clone, PartialEq)]
pub struct Debt {
    /// False: all debt is due at the start.
    pub financed: bool,
    /// None: no cap (R12).
    pub financed_at_most: Option<Cents>,
    pub due_at_start: DueAtStart,
    /// Share of each later payment that goes to the arrears, 0 to 1 (R15, C6).
    pub share_of_payments: Decimal,
    pub past_due_after_day: Option<u32>,
    /// While disconnected, reach the reconnect target before anything goes to the arrears (C7).
    pub cure_deficit_first: bool,
    pub deposit_pays: Vec<DepositPays>,
    pub deposit_pays_when_disconnected: Vec<DepositPays>,
    /// Yearly rate by calendar year (R11); empty: none.
    pub deposit_interest: BTreeMap<i32, Decimal>,
}

/// What electricity costs. Prices are dollars per kWh, amounts cents per calendar month.
#[derive(Debug, Clone, PartialEq)]
pub struct Rates {
    /// The rates are samples, to be replaced by the co-op's own: shown on every screen and agreement.
    pub sample: bool,
    /// Class average, for estimates and `opening_credit_days` (C24).
    pub estimated_daily_use: Kwh,
    pub energy: Vec<EnergyRate>,
    pub per_kwh: Vec<PerKwhRate>,
    pub monthly: Vec<MonthlyRate>,
    pub tax: Vec<TaxRate>,
    pub add_on: Vec<AddOnRate>,
}

/// One season's (and class's) block schedule.
#[derive(Debug, Clone, PartialEq)]
pub struct EnergyRate {
    /// Calendar months, 1 to 12.
    pub months: BTreeSet<u32>,
    /// Empty: all classes.
    pub classes: Vec<String>,
    /// Ascending; only the last has no upper end.
    pub blocks: Vec<Block>,
}

/// One step of a block schedule.
#[derive(Debug, Clone, PartialEq)]
pub struct Block {
    /// The kWh in the calendar month up to which `price` holds; None: all above.
    pub up_to: Option<Kwh>,
    /// Dollars per kWh.
    pub price: Decimal,
}

#[derive(Debug, Clone, PartialEq)]
pub struct PerKwhRate {
    pub name: String,
    /// Dollars per kWh; may be negative.
    pub price: Decimal,
    /// Empty: all classes.
    pub classes: Vec<String>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct MonthlyRate {
    pub name: String,
    pub amount: Cents,
    /// Whether it runs on for a day that was off from midnight to midnight (C32).
    pub while_off: bool,
    /// Empty: all classes.
    pub classes: Vec<String>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct TaxRate {
    pub name: String,
    /// 0 to 1.
    pub rate: Decimal,
    pub on: BTreeSet<TaxedKind>,
    /// Tax areas of the service; empty: all.
    pub areas: Vec<String>,
    /// Exemption codes of the account that lift it.
    pub exempt: Vec<String>,
}

/// A light, surge protection: by account.
#[derive(Debug, Clone, PartialEq)]
pub struct AddOnRate {
    pub name: String,
    /// Cents a calendar month, prorated like a monthly charge.
    pub monthly: Cents,
    /// A month's kWh, billed at the energy price at the true-up (R21).
    pub kwh: Kwh,
}

#[derive(Debug, Clone, PartialEq)]
pub struct DailyCycle {
    /// False: a day without a read is billed when the read comes (R20).
    pub estimate_missing_reads: bool,
    pub estimate_at_most_days: u32,
}

/// R30–R32.
#[derive(Debug, Clone, PartialEq)]
pub struct Disconnect {
    pub when: CutWhen,
    /// Local time of the list.
    pub at: NaiveTime,
    /// Only rows that a person released (C25).
    pub review: bool,
    /// °F. Set: a day whose forecast is at or below it, or missing, disconnects nobody (C10).
    pub freeze_at_or_below_f: Option<i32>,
    pub inclement_weather_hold: bool,
    /// Local time after which a disconnect that was not done expires, and no list is made (C27).
    pub not_after: NaiveTime,
    /// What must be in before the list: `external_payments`, `night_drop`.
    pub before_list: Vec<String>,
}

/// R33.
#[derive(Debug, Clone, PartialEq)]
pub struct Reconnect {
    /// The balance that brings the power back.
    pub minimum_credit: Cents,
}

/// R37, R38.
#[derive(Debug, Clone, PartialEq)]
pub struct Closing {
    pub after: u32,
    pub unit: ClosingUnit,
    pub membership_fee_pays_debt: bool,
    /// The letter that is written, by the name of its file.
    pub letter: Option<String>,
}

/// R40, R41.
#[derive(Debug, Clone, PartialEq)]
pub struct ReturnedPayment {
    pub fee: Cents,
    pub grace_hours: u32,
    /// 0: never.
    pub checks_refused_after: u32,
    pub within_months: u32,
}

/// R24–R26.
#[derive(Debug, Clone, PartialEq)]
pub struct Notices {
    /// None: no alert by amount.
    pub low_balance: Option<Cents>,
    /// Alerts at so many days left (C30).
    pub low_balance_days: Vec<u32>,
    pub member_sets_threshold: bool,
    pub events: BTreeSet<NoticeEvent>,
    /// Local times between which none is sent: from, to (may wrap midnight).
    pub quiet: Option<(NaiveTime, NaiveTime)>,
}

/// R17, R21, R22.
#[derive(Debug, Clone, PartialEq)]
pub struct TrueUp {
    /// Cents a calendar month, prorated daily.
    pub fee: Cents,
    /// Credited back by the number of the month's payments: 0, 1, 2, …; the last entry holds for more.
    pub fee_credit: Vec<Cents>,
    /// Cents a calendar month, prorated daily, credited back whole.
    pub reserve: Cents,
}

/// R43, R45.
#[derive(Debug, Clone, PartialEq)]
pub struct Leaving {
    pub deposit: LeavingDeposit,
    pub deposit_at_least: Cents,
    /// `cosigner`, `owner_with_good_credit`, `twelve_months_without_disconnect`.
    pub waived_by: Vec<String>,
    pub arrears_paid_first: bool,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Pledges {
    pub holds: PledgeHolds,
    /// Whose pledges are entered; empty: anybody's (C48).
    pub agencies: Vec<String>,
    /// A pledge's last day is at most so many days away (C48).
    pub at_most_days: u32,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Payments {
    /// Of those of the counter (R28).
    pub methods: Vec<Method>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct StaffFee {
    pub name: String,
    pub amount: Cents,
}
