//! The store: made, proved, backed up, restored; the program's versions.

pub(super) mod init;
pub(super) mod program;
pub(super) mod safekeeping;
mod samples;
pub(super) mod verify;

pub use init::*;
pub use program::*;
pub use safekeeping::*;
pub use verify::*;
