//! Where a row of the day's disconnect list stands.

use super::words;

words! {
    /// Where a row of the list stands.
    RowState {
        Ready = "ready",
        Held = "held",
        Attention = "attention",
        Review = "review",
        Queued = "queued",
        Released = "released",
        Withdrawn = "withdrawn",
    }
}
