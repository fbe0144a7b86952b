//! How a member is told, and what became of it.

use super::words;

words! {
    /// How a notice travels.
    Channel { Email = "email", Text = "text", Phone = "phone" }
}

words! {
    /// What became of a notice.
    NoticeStatus {
        Waiting = "waiting",
        Sent = "sent",
        Failed = "failed",
        /// The member refused this way of being told before it left.
        Withdrawn = "withdrawn",
    }
}

words! {
    /// What a notice may be about.
    NoticeEvent {
        LowBalance = "low_balance",
        Disconnected = "disconnected",
        Reconnected = "reconnected",
        Payment = "payment",
        Adjustment = "adjustment",
        BelowZero = "below_zero",
        DisconnectPending = "disconnect_pending",
        Closed = "closed",
    }
}

impl NoticeEvent {
    /// What the member is told of, in the words of the terms.
    #[must_use]
    pub const fn told_of(self) -> &'static str {
        match self {
            Self::LowBalance => "a low balance",
            Self::Disconnected => "a disconnect",
            Self::Reconnected => "a reconnect",
            Self::Payment => "a payment",
            Self::Adjustment => "an adjustment",
            Self::BelowZero => "a balance below $0.00",
            Self::DisconnectPending => "a disconnect that is about to come",
            Self::Closed => "the closing of the account",
        }
    }
}
