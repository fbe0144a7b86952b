//! Files in and out: imports, exports, the watched folder.

pub(super) mod export;
pub(super) mod import;
pub(super) mod import_members;
pub(super) mod import_payments;
pub(super) mod import_readings;
pub(super) mod import_rows;
pub(super) mod import_table;
pub(super) mod watch;

pub use export::*;
pub use import::*;
pub use import_rows::Imported;
pub use watch::*;
