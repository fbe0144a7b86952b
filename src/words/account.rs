//! How an account came to be, where it stands and what it may carry.

use super::words;

words! {
    /// How an account came to be.
    JoinedAs { New = "new", Returning = "returning", Convert = "convert", Transfer = "transfer" }
}

words! {
    /// `disconnected`: for non-payment, and seen open. `left`: gone back to monthly billing.
    Status { Active = "active", Disconnected = "disconnected", Closed = "closed", Left = "left" }
}

words! {
    /// What an account may carry from a day on.
    OptionKind { AddOn = "add_on", Exempt = "exempt" }
}
