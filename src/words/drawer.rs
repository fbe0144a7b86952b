//! How money leaves a drawer.

use super::words;

words! {
    /// Money that leaves a drawer other than as change.
    MovementKind { PaidOut = "paid_out", Drop = "drop", HandOver = "hand_over" }
}
