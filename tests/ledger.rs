//! What the ledger promises, attacked through a second connection.
//!
//! The outsider has the file and its schema, and none of the program: each attack is made with foreign keys on and with
//! foreign keys off, as SQLite opens a file by default, and with `recursive_triggers` off, so that `INSERT OR REPLACE` asks
//! no DELETE trigger. Foreign keys off lets two things by that no trigger can see (a transaction left without its seal, a
//! row that refers to nothing); the ledger takes no transaction after the first, and the proof names both.

#[path = "ledger/attacks.rs"]
mod attacks;
#[path = "ledger/backups.rs"]
mod backups;
#[path = "ledger/notices.rs"]
mod notices;
#[path = "ledger/office.rs"]
mod office;
#[path = "ledger/opening.rs"]
mod opening;
#[path = "ledger/proofs.rs"]
mod proofs;
#[path = "ledger/rows.rs"]
mod rows;
