//! Money at the counter: taken, undone, moved, adjusted, pledged and paid out; and the holds that staff set.

pub(super) mod adjust;
pub(super) mod credit;
pub(super) mod hold;
pub(super) mod pay;
pub(super) mod pledge;
pub(super) mod refund;
pub(super) mod void;

pub use adjust::*;
pub use credit::*;
pub use hold::*;
pub use pay::*;
pub use pledge::*;
pub use refund::*;
pub use void::*;
