//! What the ledger books, on which of its sides.

use super::words;

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

words! {
    /// Which of an account's balances a line moves.
    Moves { Energy = "energy", Arrears = "arrears", Deposit = "deposit", Membership = "membership", Refund = "refund" }
}
