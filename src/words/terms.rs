//! What a co-op's program may choose between.

use super::words;

words! {
    /// What may be so in a household, that terms refuse (R02).
    Condition {
        LifeSupport = "life_support" => "somebody in the home depends on electricity to stay alive",
        LoanProgram = "loan_program" => "the account is in a loan program",
        NoBalanceAccess = "no_balance_access" => "the member has no way to check the balance",
    }

    /// When the balance is gone (R30, C1).
    CutWhen { AtOrBelowZero = "at_or_below_zero" => "at or below $0.00", BelowZero = "below_zero" => "below $0.00" }

    /// What becomes of the connection fee when the switch is installed already (R05).
    WhenSwitchInstalled {
        Charged = "charged" => "is charged all the same",
        Waived = "waived" => "is waived",
        /// What is due is the greater of fee and opening credit, all of it credit.
        Credited = "credited" => "counts toward the opening credit",
    }

    /// A kind of debt to the standard service.
    DebtKind {
        PastDue = "past_due" => "what is past due",
        BilledNotDue = "billed_not_due" => "what is billed and not yet due",
        Unbilled = "unbilled" => "use not yet billed",
        PriorAccount = "prior_account" => "what is owed from an earlier account",
    }

    /// What a tax may be on.
    TaxedKind {
        Energy = "energy",
        PerKwh = "per_kwh" => "charges per kWh",
        Monthly = "monthly" => "monthly charges",
        AddOn = "add_on" => "add-ons",
    }

    /// What the days until an account is closed are counted in.
    ClosingUnit { BusinessDays = "business_days", Days = "days" }

    /// The deposit of a member who leaves (R43).
    LeavingDeposit {
        None = "none",
        TwoMonthsAverage = "two_months_average" => "two months of the average bill",
        TwoHighestBills = "two_highest_bills" => "the two highest bills of the last 12 months",
        TwiceHighestBill = "twice_highest_bill" => "twice the highest bill",
    }

    /// Whose pledge keeps the power on and reconnects (R42).
    PledgeHolds {
        None = "none" => "no agency",
        Government = "government" => "a state or other government agency",
        All = "all" => "any assistance agency",
    }
}

impl ClosingUnit {
    /// One of it.
    #[must_use]
    pub const fn one(self) -> &'static str {
        match self {
            Self::BusinessDays => "business day",
            Self::Days => "day",
        }
    }
}
