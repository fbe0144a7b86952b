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
