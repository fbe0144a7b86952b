//! What leaves an account in doubt until a person has decided.

use super::words;

words! {
    /// Why what is known of an account is in doubt (C45): a matter on the attention list, and a gate of the day's list.
    DoubtKind {
        /// A read that cannot be: kept, and never billed.
        BadRead = "bad_read",
        /// A read that was billed, by which a day used more than ten times the mean.
        UseJump = "use_jump",
        /// A link that could not be read.
        LinkUnread = "link_unread",
        /// A file of payments that was refused, or is unfinished, names the account; or nobody knows whom.
        PaymentsFile = "payments_refused",
    }
}
