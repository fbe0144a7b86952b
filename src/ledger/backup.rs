//! Copies of the store while it is used, and coming back from one.

use std::fs::File;
use std::path::{Path, PathBuf};

use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, ErrorCode, OpenFlags, OptionalExtension};

use super::engine::cells;
use super::store::{
    PROOF_FAILED, SCHEMA_VERSION, Store, beside, create_private_file, recognize, refuse_folder, remove_with_siblings,
};
use super::tables::LINK_COUNTER;
use crate::basics::{Code, Refusal, Refused};

/// How far a restored store's DLMS invocation counters jump: a meter refuses one that it has seen, and the backup cannot
/// know how many were used since. Each has room for four thousand restores.
const COUNTERS_SKIPPED: i64 = 1_000_000;

/// What a restore did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    /// The store that was replaced, kept under this name; None: there was none.
    pub kept: Option<PathBuf>,
    /// The epoch that begins: receipts have numbers of its own.
    pub epoch: i64,
}

impl Store {
    /// Copies the store to the new file `to` while others go on writing: one moment of it, checked, on the disk, mode
    /// 0600. Refuses a file that is there (`file_exists`); when it fails, no half file is left behind.
    pub fn backup(&mut self, to: &Path) -> Refused<()> {
        copy(&Connection::open_with_flags(&self.path, OpenFlags::SQLITE_OPEN_READ_ONLY)?, to)
    }

    /// Replaces the store at `path` by the backup. The backup is proven wholly first (`backup_damaged`); the replaced store
    /// is kept as `<name>.before-restore-<n>`, even when it is damaged; at no moment is there neither. Refuses while
    /// another program has the store open (`store_locked`).
    pub fn restore_over(path: &Path, backup: &Path) -> Refused<Restored> {
        let fresh = beside(path, ".restoring");
        remove_with_siblings(&fresh);
        let outcome = Self::prepare_restore(path, backup, &fresh).and_then(|epoch| {
            let kept = exchange(path, &fresh).map_err(|error| cannot_write(path, &error))?;
            Ok(Restored { kept, epoch })
        });
        if outcome.is_err() {
            remove_with_siblings(&fresh);
        }
        outcome
    }

    /// Copies the backup to `fresh`, proves it and begins its epoch.
    fn prepare_restore(path: &Path, backup: &Path, fresh: &Path) -> Refused<i64> {
        refuse_folder(backup)?;
        if !backup.exists() {
            return Err(Refusal::new(
                Code::NoBackup,
                format!("there is no file {}: name the backup", backup.display()),
            ));
        }
        let not_whole = |problem: &str| {
            Refusal::new(
                Code::BackupDamaged,
                format!("{} is not whole: {problem}; nothing was replaced, use another backup", backup.display()),
            )
        };
        let source = Connection::open_with_flags(backup, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        let copied = recognize(&source, backup).and_then(|_| {
            refuse_other_store(&source, path)?;
            copy(&source, fresh)
        });
        copied.map_err(|refusal| match refusal.code {
            Code::BackupFailed | Code::StoreDamaged | Code::StoreFault => not_whole(&refusal.message),
            _ => refusal,
        })?;
        let mut store = Self::open(fresh)?;
        // A backup of an older schema was migrated just now; the backup itself is the copy to keep.
        remove_with_siblings(&beside(fresh, &format!(".before-v{SCHEMA_VERSION}")));
        let (noted, found) = store.read(|tx| Ok((tx.fact(PROOF_FAILED)?, tx.prove_structure()?)))?;
        if let Some(problem) = found.first().or(noted.as_ref()).filter(|problem| !problem.is_empty()) {
            return Err(not_whole(problem));
        }
        let current = release_current(path)?.max(restores_of(path) + 1);
        let epoch = store.write(|tx| {
            let epoch = tx.epoch()?.max(current) + 1;
            tx.set_fact("epoch", &epoch.to_string())?;
            tx.skip_counters()?;
            Ok(epoch)
        })?;
        drop(store);
        into_one_file(&Connection::open(fresh)?)?;
        Ok(epoch)
    }
}

impl super::Tx<'_> {
    /// How many times the store began anew: 1, and one more with each restore.
    pub fn epoch(&self) -> Refused<i64> {
        Ok(self.fact("epoch")?.and_then(|value| value.parse().ok()).unwrap_or(1))
    }

    /// Lets every invocation counter jump.
    fn skip_counters(&self) -> Refused<()> {
        let counters = self.ask("SELECT link, max(next) FROM link_counter GROUP BY link", [])?;
        for row in counters.iter() {
            self.insert(&LINK_COUNTER, cells![row.get::<&str>(0)?, row.get::<i64>(1)? + COUNTERS_SKIPPED])?;
        }
        Ok(())
    }
}

/// Copies the database to the new file `to`, checks the copy against its source and puts it on the disk. The copy is one
/// file, without a log beside it.
pub(super) fn copy(source: &Connection, to: &Path) -> Refused<()> {
    if to.exists() {
        return Err(Refusal::new(
            Code::FileExists,
            format!("{} is there already: name another file; backups are not overwritten", to.display()),
        ));
    }
    let part = beside(to, ".part");
    remove_with_siblings(&part);
    let outcome = copy_to_part(source, &part).map_err(|refusal| match refusal.code {
        Code::DiskFull => Refusal::new(
            Code::DiskFull,
            format!(
                "there is no room for {}: free some space or name another disk; nothing was left there",
                to.display()
            ),
        ),
        _ => refusal,
    });
    let outcome = outcome.and_then(|()| publish(&part, to).map_err(|error| cannot_write(to, &error)));
    if outcome.is_err() {
        remove_with_siblings(&part);
    }
    outcome
}

fn copy_to_part(source: &Connection, part: &Path) -> Refused<()> {
    create_private_file(part)?;
    let mut target = Connection::open(part)?;
    {
        let backup = Backup::new(source, &mut target)?;
        // All pages in one step: a single moment of the source. Its writers go on in the log meanwhile.
        if backup.step(-1)? != StepResult::Done {
            return Err(Refusal::new(
                Code::StoreLocked,
                "the store is in use by another program: wait a moment and try again",
            ));
        }
    }
    into_one_file(&target)?;
    check_copy(source, &target)
}

/// The copy is a sound database, and its last seal is one of the source's.
fn check_copy(source: &Connection, target: &Connection) -> Refused<()> {
    let check: String = target.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
    let last = target
        .query_row("SELECT rowid, hash FROM seal ORDER BY rowid DESC LIMIT 1", [], |row| {
            Ok((row.get::<_, i64>(0)?, row.get::<_, Vec<u8>>(1)?))
        })
        .optional()?;
    let same_head = match last {
        None => true,
        Some((act, seal)) => source.query_row(
            "SELECT EXISTS(SELECT 1 FROM seal WHERE rowid=?1 AND hash=?2)",
            rusqlite::params![act, seal],
            |row| row.get(0),
        )?,
    };
    if check == "ok" && same_head {
        return Ok(());
    }
    Err(Refusal::new(
        Code::BackupFailed,
        format!(
            "the copy is not what the store is ({check}): run `verify`, and try another disk; the copy was removed"
        ),
    ))
}

/// Writes the log back into the database and leaves it without one.
fn into_one_file(conn: &Connection) -> Refused<()> {
    conn.query_row("PRAGMA journal_mode=DELETE", [], |_| Ok(()))?;
    Ok(())
}

/// Gives the finished copy its name, and puts both on the disk.
fn publish(part: &Path, to: &Path) -> std::io::Result<()> {
    File::open(part)?.sync_all()?;
    std::fs::rename(part, to)?;
    sync_folder(to)
}

/// Puts the proven store in the place of the current one, which keeps its bytes under a name of its own. The name `path`
/// is never without a store: its file is replaced in one move.
fn exchange(path: &Path, fresh: &Path) -> std::io::Result<Option<PathBuf>> {
    File::open(fresh)?.sync_all()?;
    let kept = path.exists().then(|| kept_name(path, restores_of(path) + 1));
    if let Some(kept) = &kept {
        for suffix in ["", "-wal"] {
            keep(&beside(path, suffix), &beside(kept, suffix))?;
        }
        sync_folder(path)?;
    }
    // A log of the old store beside the new one would be played into it.
    for suffix in ["-wal", "-shm"] {
        let log = beside(path, suffix);
        if log.exists() {
            std::fs::remove_file(log)?;
        }
    }
    std::fs::rename(fresh, path)?;
    sync_folder(path)?;
    Ok(kept)
}

/// A second name for a file's bytes; a copy where the disk knows no second names.
fn keep(file: &Path, kept: &Path) -> std::io::Result<()> {
    if !file.exists() || std::fs::hard_link(file, kept).is_ok() {
        return Ok(());
    }
    std::fs::copy(file, kept)?;
    File::open(kept)?.sync_all()
}

/// Sees that no other program has the store open, writes its log back, and answers its epoch. A store that is missing or
/// cannot be read counts as epoch 0.
fn release_current(path: &Path) -> Refused<i64> {
    let Ok(conn) = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE) else { return Ok(0) };
    match conn.query_row("PRAGMA journal_mode=DELETE", [], |_| Ok(())) {
        Err(error)
            if matches!(error.sqlite_error_code(), Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked)) =>
        {
            Err(Refusal::new(
                Code::StoreLocked,
                format!("{} is open in another program: close it everywhere, then restore", path.display()),
            ))
        }
        Err(_) => Ok(0),
        Ok(()) => Ok(epoch_in(&conn)),
    }
}

/// The epoch of a store that may be of an older schema, or damaged: then none.
fn epoch_in(conn: &Connection) -> i64 {
    match fact_in(conn, "epoch") {
        Ok(value) => value.and_then(|value| value.parse().ok()).unwrap_or(1),
        Err(_) => 0,
    }
}

/// A fact of a store that may be of an older schema.
fn fact_in(conn: &Connection, name: &str) -> rusqlite::Result<Option<String>> {
    let last = "SELECT value FROM store_fact WHERE name=?1 ORDER BY act_id DESC, line DESC LIMIT 1";
    let only = "SELECT value FROM store_fact WHERE name=?1";
    let asked = |sql: &str| conn.query_row(sql, [name], |row| row.get::<_, String>(0)).optional();
    asked(last).or_else(|_| asked(only))
}

/// Refuses (`other_store`) to put a store in the place of one that it is no copy of, as far as that one can be read: of
/// another co-op, or of a practice office.
fn refuse_other_store(backup: &Connection, path: &Path) -> Refused<()> {
    // With no log beside it the file is all there is, and looking at it leaves none.
    let immutable = if beside(path, "-wal").exists() { "" } else { "?immutable=1" };
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI;
    let Ok(url) = url::Url::from_file_path(path) else { return Ok(()) };
    let Ok(current) = Connection::open_with_flags(format!("{url}{immutable}"), flags) else { return Ok(()) };
    let (Ok(Some(theirs)), Ok(Some(ours))) = (fact_in(backup, "store_id"), fact_in(&current, "store_id")) else {
        return Ok(());
    };
    if theirs == ours {
        return Ok(());
    }
    let kind = |conn: &Connection| match fact_in(conn, "practice").ok().flatten().as_deref() {
        Some("yes") => "a practice store",
        _ => "a co-op's own books",
    };
    Err(Refusal::new(
        Code::OtherStore,
        format!(
            "this is a backup of another store ({}), and {} is {}: nothing was replaced; name the right backup, or move \
             the store away first",
            kind(backup),
            path.display(),
            kind(&current)
        ),
    ))
}

/// How many stores were replaced at this place before: the restore after the n-th begins epoch n+2 or a later one, so that
/// none comes twice, even when the store it replaces cannot tell its own.
fn restores_of(path: &Path) -> i64 {
    (1..).take_while(|&n| kept_name(path, n).exists()).last().unwrap_or(0)
}

fn kept_name(path: &Path, n: i64) -> PathBuf {
    beside(path, &format!(".before-restore-{n}"))
}

fn sync_folder(file: &Path) -> std::io::Result<()> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

fn cannot_write(path: &Path, error: &std::io::Error) -> Refusal {
    let code = if error.kind() == std::io::ErrorKind::StorageFull { Code::DiskFull } else { Code::FileUnwritable };
    Refusal::new(code, format!("{} cannot be written: {error}; choose another folder or disk", path.display()))
}
