//! The store and its settings: made, proved, backed up, restored; the program's versions; the way out for notices.

pub(super) mod init;
pub(super) mod outbox_settings;
pub(super) mod program;
pub(super) mod safekeeping;
pub(super) mod verify;

pub use init::*;
pub use outbox_settings::OutboxSettings;
pub use program::*;
pub use safekeeping::*;
pub use verify::*;
