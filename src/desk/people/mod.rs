//! Who works here and whom they serve: staff and their PINs, approvals, members, consents, notes.

pub(super) mod approvals;
pub(super) mod consent;
pub(super) mod member;
pub(super) mod note;
pub(super) mod staff;

pub use approvals::*;
pub use consent::*;
pub use member::*;
pub use note::*;
pub use staff::*;
