//! The file: how it is made, opened and refused, and the transactions it hands out.

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, ErrorCode, OpenFlags};

use super::engine::{Counts, Dialect, Engine as _, Postgres, Sqlite};
use super::tx::{self, Shared};
use super::{migrate, schema};
use crate::basics::{Code, Refusal, Refused};
use crate::ledger::Tx;

/// Marks a file as a store of this program (SQLite's `application_id`).
const APPLICATION_ID: i32 = 0x4150_6479;
/// The schema that this program writes; a store with a higher number is refused.
pub const SCHEMA_VERSION: i32 = 2;
/// How long a writer waits for another process before it says that the store is in use.
const PATIENCE: Duration = Duration::from_secs(10);

/// A store, opened by this process.
pub struct Store {
    pub(super) engine: Shared,
    pub(super) path: PathBuf,
    /// What the last proof found first: while it stands, nothing is written.
    unproven: Option<String>,
}

/// The fact by which a store remembers what its whole proof found first; empty, or none: it held.
pub(super) const PROOF_FAILED: &str = "proof_failed";

impl Store {
    /// Makes a new, empty store with mode 0600. Refuses when a file is there already (`store_exists`); when it fails half
    /// way, no file is left behind.
    pub fn create(path: &Path) -> Refused<Self> {
        if path.exists() {
            return Err(Refusal::new(
                Code::StoreExists,
                format!("{} is there already: name another file, or open that one", path.display()),
            ));
        }
        refuse_network_path(path)?;
        if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            std::fs::create_dir_all(folder).map_err(|error| unusable(path, &error))?;
        }
        create_private_file(path)?;
        Self::fill(path).inspect_err(|_| remove_with_siblings(path))
    }

    /// Writes the schema into the empty file.
    fn fill(path: &Path) -> Refused<Self> {
        let mut store = Self::over(Connection::open(path)?, path, PATIENCE)?;
        store.engine.get_mut().script(&format!(
            "BEGIN IMMEDIATE; {} PRAGMA application_id={APPLICATION_ID}; PRAGMA user_version={SCHEMA_VERSION}; COMMIT;",
            schema::script(Dialect::Sqlite)
        ))?;
        Ok(store)
    }

    /// Opens the store at `path`; one of an older schema is migrated first. Refuses what is missing (`no_store`), not a
    /// store, newer (`store_newer`), locked or read-only, each with its reason.
    pub fn open(path: &Path) -> Refused<Self> {
        Self::open_with_patience(path, PATIENCE)
    }

    /// Opens the store as [`Store::open`] does; a writer waits `patience` for another process before it says that the
    /// store is in use (`store_locked`).
    pub fn open_with_patience(path: &Path, patience: Duration) -> Refused<Self> {
        if !path.exists() {
            return Err(Refusal::new(
                Code::NoStore,
                format!("there is no store at {}: make one with `advance-pay init`, or name another", path.display()),
            ));
        }
        refuse_folder(path)?;
        refuse_network_path(path)?;
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let conn = Connection::open_with_flags(path, flags)?;
        conn.busy_timeout(patience)?;
        let version = recognize(&conn, path)?;
        if version < SCHEMA_VERSION {
            refuse_read_only(&conn)?;
            migrate::migrate(path, patience)?;
        }
        Self::over(conn, path, patience)
    }

    fn over(conn: Connection, path: &Path, patience: Duration) -> Refused<Self> {
        refuse_read_only(&conn)?;
        Ok(Self {
            engine: Shared::new(Box::new(Sqlite::over(conn, patience)?)),
            path: path.to_path_buf(),
            unproven: None,
        })
    }

    /// Makes a new, empty store in the PostgreSQL database at `address` (a URL, or `key=value` words), owned by who is
    /// named there; members of the role `advance_pay_counter` work with it. Refuses when there is one (`store_exists`).
    pub fn create_in_postgres(address: &str) -> Refused<Self> {
        let mut engine = Postgres::open(address)?;
        if engine.has_schema()? {
            return Err(Refusal::new(
                Code::StoreExists,
                "there is a store in this database already: name another, or open that one",
            ));
        }
        engine.script(&format!("BEGIN; {} COMMIT;", schema::script(Dialect::Postgres)))?;
        Ok(Self::of_a_server(engine))
    }

    /// Opens the store in the PostgreSQL database at `address`. Refuses where there is none (`no_store`), or no server
    /// answers (`store_lost`).
    pub fn over_postgres(address: &str) -> Refused<Self> {
        let mut engine = Postgres::open(address)?;
        if !engine.has_schema()? {
            return Err(Refusal::new(Code::NoStore, "there is no store in this database: make one, or name another"));
        }
        Ok(Self::of_a_server(engine))
    }

    /// It has no file, so nothing that is done with one (backup, restore) finds it.
    fn of_a_server(engine: Postgres) -> Self {
        Self { engine: Shared::new(Box::new(engine)), path: PathBuf::from("postgresql:"), unproven: None }
    }

    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What the engine was asked to do since the store was opened.
    #[must_use]
    pub fn counts(&self) -> Counts {
        self.engine.borrow().counts()
    }

    /// Proves the store as far as that is quick. One that does not hold, or did not when it was last proven wholly, is only
    /// read from then on.
    pub fn prove_at_start(&mut self) {
        self.unproven = match self.read(|tx| Ok((tx.fact(PROOF_FAILED)?, tx.proof_at_start()?))) {
            Ok((noted, found)) => found.into_iter().next().or(noted).filter(|problem| !problem.is_empty()),
            Err(refusal) => Some(refusal.to_string()),
        };
    }

    /// Notes what a whole proof found, for whoever opens the store: while it found anything, the store is only read.
    pub fn note_proof(&mut self, problems: &[String]) -> Refused<()> {
        let first = problems.first().map_or("", String::as_str);
        self.unproven = problems.first().cloned();
        let noted = self.read(|tx| tx.fact(PROOF_FAILED))?.unwrap_or_default();
        if noted.is_empty() == first.is_empty() {
            return Ok(());
        }
        self.take_down(|tx| tx.set_fact(PROOF_FAILED, first))
    }

    /// As [`Store::write`], for what is taken down even in a store that does not prove what it holds: that it does not, and
    /// that a PIN was tried. No money stands on it.
    pub fn take_down<T>(&mut self, work: impl FnOnce(&Tx<'_>) -> Refused<T>) -> Refused<T> {
        tx::write(&self.engine, work)
    }

    /// What a proof found first, if the store is only read.
    #[must_use]
    pub fn unproven(&self) -> Option<&str> {
        self.unproven.as_deref()
    }

    /// Refuses (`not_proven`) to write what stands on a store that does not prove what it holds.
    pub fn check_proven(&self) -> Refused<()> {
        let Some(problem) = &self.unproven else { return Ok(()) };
        Err(Refusal::new(
            Code::NotProven,
            format!(
                "the proof of this store does not hold ({problem}): it takes no money and moves no switch; looking things \
                 up, verify, backup and export go on. Call a supervisor: RECOVERY.md says what to do"
            ),
        ))
    }

    /// Runs one act. If `work` refuses or fails, nothing of it is kept; if it writes nothing, there is no act. A store that
    /// does not prove what it holds takes none (`not_proven`).
    pub fn write<T>(&mut self, work: impl FnOnce(&Tx<'_>) -> Refused<T>) -> Refused<T> {
        self.check_proven()?;
        tx::write(&self.engine, work)
    }

    /// As [`Store::write`], with the questions that `foresee` puts, as `work` will: they travel with its beginning. What is
    /// answered is the same whatever is foreseen.
    pub fn write_foreseen<T>(
        &mut self,
        foresee: impl FnOnce(&Tx<'_>),
        work: impl FnOnce(&Tx<'_>) -> Refused<T>,
    ) -> Refused<T> {
        self.check_proven()?;
        tx::write_foreseen(&self.engine, tx::foresee(&self.engine, foresee), work)
    }

    /// Runs one reading transaction: everything in it sees the same moment.
    pub fn read<T>(&mut self, work: impl FnOnce(&Tx<'_>) -> Refused<T>) -> Refused<T> {
        tx::read(&self.engine, work)
    }

    /// As [`Store::read`], in one flight if `foresee` puts all that `work` asks.
    pub fn look<T>(&mut self, foresee: impl FnOnce(&Tx<'_>), work: impl Fn(&Tx<'_>) -> Refused<T>) -> Refused<T> {
        tx::look(&self.engine, &tx::foresee(&self.engine, foresee), work)
    }
}

/// A folder is named where a file is meant.
pub(super) fn refuse_folder(path: &Path) -> Refused<()> {
    if path.is_dir() {
        let message = format!("{} is a folder: name the store file in it", path.display());
        return Err(Refusal::new(Code::NotAStore, message));
    }
    Ok(())
}

/// The schema's version; refuses a file that is no store of ours, or one of a newer program.
pub(super) fn recognize(conn: &Connection, path: &Path) -> Refused<i32> {
    let not_a_store = |what: &str| {
        let path = path.display();
        Refusal::new(
            Code::NotAStore,
            format!("{path} is not a store of Advance Pay Desk but {what}: name the right file"),
        )
    };
    if std::fs::metadata(path).is_ok_and(|file| file.len() == 0) {
        return Err(not_a_store("an empty file"));
    }
    let number = |pragma: &str| conn.query_row(pragma, [], |row| row.get::<_, i32>(0));
    let application = match number("PRAGMA application_id") {
        Err(error) if error.sqlite_error_code() == Some(ErrorCode::NotADatabase) => {
            return Err(not_a_store("no database at all"));
        }
        other => other?,
    };
    let version = number("PRAGMA user_version")?;
    if application != APPLICATION_ID || version < 1 {
        return Err(not_a_store("another program's database"));
    }
    if version > SCHEMA_VERSION {
        return Err(Refusal::new(
            Code::StoreNewer,
            format!(
                "{} was written by a newer program (schema {version}, this one knows {SCHEMA_VERSION}): use that program",
                path.display()
            ),
        ));
    }
    Ok(version)
}

/// SQLite opens a file that it may not write without a word, and fails at the first payment.
fn refuse_read_only(conn: &Connection) -> Refused<()> {
    if conn.is_readonly("main")? { Err(read_only()) } else { Ok(()) }
}

/// A member's money must not be readable by whoever logs in to the same computer.
pub(super) fn create_private_file(path: &Path) -> Refused<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop).map_err(|error| unusable(path, &error))
}

/// Removes a file that was half made, and what SQLite keeps beside it.
pub(super) fn remove_with_siblings(path: &Path) {
    for suffix in ["", "-wal", "-shm", "-journal"] {
        // What is not there need not be removed; what cannot be removed is not worth hiding the first error for.
        let _ = std::fs::remove_file(beside(path, suffix));
    }
}

/// The file of this name with `suffix` appended: `store.db` and `-wal` is `store.db-wal`.
pub(super) fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

fn read_only() -> Refusal {
    Refusal::new(Code::StoreReadOnly, "the store cannot be written: check the file's and its folder's permissions")
}

fn unusable(path: &Path, error: &std::io::Error) -> Refusal {
    Refusal::new(
        Code::StoreUnusable,
        format!("{} cannot be made: {error}; choose a folder you may write in", path.display()),
    )
}

/// One store serves one computer: over a network, file locks are promises nobody keeps.
fn refuse_network_path(path: &Path) -> Refused<()> {
    let text = path.to_string_lossy();
    let unc = text.starts_with("\\\\") || text.starts_with("//");
    if unc || on_network_file_system(path) {
        return Err(Refusal::new(
            Code::NetworkPath,
            format!(
                "{text} is on a network drive, where file locks cannot be trusted: keep the store on this computer's own disk"
            ),
        ));
    }
    Ok(())
}

/// Looks the path's longest mount point up in the system's table of mounts.
#[cfg(target_os = "linux")]
fn on_network_file_system(path: &Path) -> bool {
    const NETWORK: [&str; 7] = ["nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "fuse.sshfs"];
    let mut folder = path.to_path_buf();
    while !folder.exists() {
        if !folder.pop() {
            return false;
        }
    }
    let Ok(folder) = folder.canonicalize() else { return false };
    let Ok(mounts) = std::fs::read_to_string("/proc/self/mounts") else { return false };
    let mut best = (0, false);
    for line in mounts.lines() {
        let mut words = line.split(' ');
        if let (Some(point), Some(kind)) = (words.nth(1), words.next())
            && folder.starts_with(point)
            && point.len() >= best.0
        {
            best = (point.len(), NETWORK.contains(&kind));
        }
    }
    best.1
}

#[cfg(not(target_os = "linux"))]
fn on_network_file_system(_path: &Path) -> bool {
    false
}

impl From<rusqlite::Error> for Refusal {
    /// What SQLite says, in the words of the person who has to do something about it.
    fn from(error: rusqlite::Error) -> Self {
        let (code, message) = match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
                (Code::StoreLocked, "the store is in use by another program: wait a moment and try again".to_string())
            }
            Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied | ErrorCode::CannotOpen) => return read_only(),
            Some(ErrorCode::DiskFull) => {
                (Code::DiskFull, "the disk is full: free some space; nothing of this was written".to_string())
            }
            Some(ErrorCode::NotADatabase) => {
                (Code::NotAStore, "the file is not a store of Advance Pay Desk: name the right file".to_string())
            }
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::SystemIoFailure) => (
                Code::StoreDamaged,
                format!(
                    "the store cannot be read properly ({error}): stop, and restore the last backup (see RECOVERY.md)"
                ),
            ),
            _ => (Code::StoreFault, format!("the store refused this: {error}; nothing of it was written")),
        };
        Self::new(code, message)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_is_said_and_nothing_is_written() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut store = Store::create(&folder.path().join("desk.db")).expect("a store");
        store.engine.get_mut().script("PRAGMA max_page_count=1").expect("no more pages than there are");
        let refusal = store
            .write(|tx| {
                tx.set_fact("small", "fits")?;
                tx.set_fact("large", &"x".repeat(100_000))
            })
            .expect_err("no room");
        assert_eq!(refusal.code, Code::DiskFull);
        assert_eq!(store.read(|tx| tx.fact("small")).expect("the store goes on"), None);
    }

    #[test]
    fn a_store_that_fails_half_way_leaves_no_file() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("desk.db");
        std::fs::create_dir(beside(&path, "-wal")).expect("something in the way of the log");
        Store::create(&path).err().expect("no log, no store");
        assert!(!path.exists());
    }
}
