//! What a register read is, and what a day's charge stands on.

use super::words;

words! {
    /// What a read is: the morning's, or the first or last of a meter.
    ReadRole { Daily = "daily", Start = "start", Final = "final" }
}

words! {
    /// How a read came to be. `rejected` is kept and never billed (C31).
    ReadQuality { Actual = "actual", Manual = "manual", Estimated = "estimated", Rejected = "rejected" }
}

words! {
    /// What a day's use stands on.
    ChargeQuality { Actual = "actual", Spread = "spread", Estimated = "estimated", Manual = "manual" }
}
