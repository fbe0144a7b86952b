//! What the ledger promises, attacked through a second connection.
//!
//! The outsider has the file and its schema, and none of the program: each attack is made with foreign keys on and with
//! foreign keys off, as SQLite opens a file by default, and with `recursive_triggers` off, so that `INSERT OR REPLACE` asks
//! no DELETE trigger. What no trigger sees is found: a row that comes late or is replaced, one that is left without its seal
//! or refers to nothing; the ledger takes no act after an unsealed one, and the proof names them all.

#[path = "ledger/attacks.rs"]
mod attacks;
#[path = "ledger/backups.rs"]
mod backups;
#[path = "ledger/counted.rs"]
mod counted;
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
#[path = "ledger/tampering.rs"]
mod tampering;
