//! What an operator may do, and how a second person decides.

use super::words;

words! {
    /// What an operator may do.
    Role { Csr = "csr", Supervisor = "supervisor", System = "system" }
}

words! {
    /// How a second person decided.
    Outcome { Approved = "approved", Declined = "declined", Withdrawn = "withdrawn" }
}
