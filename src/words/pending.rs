//! What is open still, and what was taken in from files.

use super::words;

words! {
    /// What waits to be found among everything that ever was.
    PendingKind { Approval = "approval", Attention = "attention", Drawer = "drawer" }

    /// A row of a file that was taken in, by its own key.
    TakenKind { Payment = "payment", Reading = "reading", Member = "member" }
}
