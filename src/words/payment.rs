//! How money comes in, and how a receipt is undone.

use super::words;

words! {
    /// What a receipt is for.
    ReceiptKind { Payment = "payment", Enrollment = "enrollment", External = "external", Pledge = "pledge" }
}

words! {
    /// How money was handed over.
    Method {
        Cash = "cash", Check = "check", MoneyOrder = "money_order", Card = "card", External = "external", Pledge = "pledge",
    }
}

words! {
    /// How a receipt was undone.
    Undone { Void = "void", Returned = "returned", BankError = "bank_error", Moved = "moved", Reversed = "reversed" }
}
