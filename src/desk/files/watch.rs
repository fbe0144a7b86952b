//! A folder that other systems drop their files into and fetch the balances from, so that nobody has to import by hand.
//!
//! `payments*.csv`, `readings*.csv` and `members*.csv` are taken in with every cycle and moved to `done/`, or to
//! `refused/` with the reason beside them, where they are tried again: a time may come, an account or another file. What has
//! not ended stays where it is. After it `out/balances.csv` says where every account stands.

use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};

use super::export::ExportKind;
use super::import::{Import, ImportKind, doubt_payments};
use super::import_rows::Imported;
use crate::basics::{Code, Refusal, Refused};
use crate::desk::Desk;
use crate::desk::act::{Act, Call, Needs};
use crate::desk::deed::Deed;
use crate::desk::morning::outbox_settings::whole_path;
use crate::outbox::folder;

/// The store's fact that names the folder; empty: none is watched.
const FACT: &str = "watch";
/// What is taken in, in this order: who somebody is comes before what they paid, and that before what they used.
const KINDS: [(&str, ImportKind); 3] =
    [("members", ImportKind::Members), ("payments", ImportKind::Payments), ("readings", ImportKind::Readings)];

/// What `watch` answers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WatchView {
    /// None: no folder is watched.
    pub folder: Option<String>,
}

/// So long a file that was refused is tried again.
const TRIED_FOR: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// What came in by the watched folder.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Watched {
    pub taken: u32,
    pub refused: u32,
    /// The files that are not taken in, each with its reason.
    pub waiting: Vec<String>,
}

/// Watches a folder from now on, or none.
///
/// # Errors
/// `no_folder`, `supervisor_needed`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetWatch {
    pub folder: Option<String>,
}

impl Deed for SetWatch {
    const NAME: &'static str = "watch";
    const NEEDS: Needs = Needs::Supervisor;
    type Answer = WatchView;

    fn run(&self, act: &Act<'_>) -> Refused<WatchView> {
        let folder = self.folder.as_deref().map(whole_path).transpose()?;
        act.tx.set_fact(FACT, folder.as_deref().unwrap_or_default())?;
        Ok(WatchView { folder })
    }
}

impl Desk {
    /// Which folder is watched.
    pub fn watch(&mut self, call: &Call) -> Refused<WatchView> {
        self.ask_anyone(call, |act| Ok(WatchView { folder: act.tx.fact(FACT)?.filter(|folder| !folder.is_empty()) }))
    }

    /// Takes in what was dropped into the watched folder. A file that is refused does not keep the others waiting; a store
    /// that fails leaves them where they are. What one file brings may be what another waits for: they are tried until none
    /// is taken any more.
    pub(in crate::desk) fn take_watched(&mut self, call: &Call) -> Refused<Watched> {
        let mut watched = Watched::default();
        let Some(folder) = self.watch(call)?.folder.map(PathBuf::from) else { return Ok(watched) };
        loop {
            let before = watched.taken;
            watched.waiting.clear();
            for (prefix, kind) in KINDS {
                let (new, tried) = match files_of(&folder, prefix) {
                    Ok(files) => files,
                    Err(error) => {
                        let why = format!("the watched folder {} cannot be read: {error}", folder.display());
                        self.tell_watch(call, FOLDER, Some(&why))?;
                        return Ok(watched);
                    }
                };
                for file in &new {
                    self.take_file(call, kind, &folder, file, &mut watched)?;
                }
                for file in tried.iter().filter(|file| file.exists()) {
                    self.take_file(call, kind, &folder, file, &mut watched)?;
                }
            }
            if watched.taken == before {
                break;
            }
        }
        self.tell_watch(call, FOLDER, None)?;
        let waiting = watched.waiting.join("\n");
        self.tell_watch(call, REFUSED, Some(&waiting).filter(|waiting| !waiting.is_empty()).map(String::as_str))?;
        Ok(watched)
    }

    /// Writes where every account stands to `out/balances.csv` of the watched folder. The file is always whole.
    pub(in crate::desk) fn put_out_balances(&mut self, call: &Call) -> Refused<()> {
        let Some(folder) = self.watch(call)?.folder.map(PathBuf::from) else { return Ok(()) };
        let signed = self.sign(call)?;
        let today = signed.now.day();
        let (whole, next) = (folder.join("out/balances.csv"), folder.join("out/balances.csv.next"));
        let written = make_room(&folder, &next).map_err(|error| unwritable(&whole, &error)).and_then(|()| {
            self.export_by(&signed, ExportKind::Balances, today, today, &next)?;
            std::fs::rename(&next, &whole).map_err(|error| unwritable(&whole, &error))
        });
        match written {
            Ok(()) => self.tell_watch(call, BALANCES, None),
            // The morning's work is done and stays done: a full disk or a lost folder is a person's matter.
            Err(refusal) if refusal.code == Code::FileUnwritable => {
                self.tell_watch(call, BALANCES, Some(&refusal.message))
            }
            Err(refusal) => Err(refusal),
        }
    }

    /// Takes a file in, and tells beside it and on the attention list what became of it.
    fn take_file(
        &mut self,
        call: &Call,
        kind: ImportKind,
        folder: &Path,
        file: &Path,
        watched: &mut Watched,
    ) -> Refused<()> {
        // Each file is an act of its own; rows that were taken in before are known by their own keys.
        let by_itself = Call { key: None, ..call.clone() };
        let imported = Import::read(kind, file).and_then(|import| self.perform(&by_itself, &import));
        let moved = match imported {
            Ok(imported) => {
                watched.taken += 1;
                folder::take(folder, file, &told(&imported))
            }
            Err(refusal) if refusal.code.is_of_the_store() => return Err(refusal),
            Err(refusal) => {
                if kind == ImportKind::Payments && matches!(refusal.code, Code::BadFile | Code::BadHeader) {
                    let name = file.file_name().unwrap_or_default().to_string_lossy();
                    let signed = self.sign(call)?;
                    doubt_payments(self, &signed, &name, None, &refusal)?;
                }
                let unfinished = refusal.code == Code::FileCutShort;
                let what = if unfinished { "has not ended" } else { "was refused" };
                watched.waiting.push(format!("{} {what}: {}", file.display(), refusal.message));
                if unfinished {
                    return Ok(());
                }
                watched.refused += u32::from(file.parent() == Some(folder));
                folder::refuse(folder, file, &refusal.message)
            }
        };
        let stuck =
            moved.err().map(|error| format!("{} was looked at and cannot be moved away: {error}", file.display()));
        match stuck {
            Some(why) => self.tell_watch(call, STUCK, Some(&why)),
            None => Ok(()),
        }
    }

    /// Puts a matter of the watched folder on the attention list as it stands now, or takes it off.
    fn tell_watch(&mut self, call: &Call, code: &str, trouble: Option<&str>) -> Refused<()> {
        let signed = self.sign(call)?;
        self.store.write(|tx| {
            let told = tx.attention(None)?.into_iter().find(|matter| matter.account.is_none() && matter.code == code);
            let told = told.map(|matter| matter.text);
            if told.as_deref() == trouble {
                return Ok(());
            }
            tx.attended(None, code, signed.operator.id, signed.now.at)?;
            trouble.map_or(Ok(()), |text| tx.attend(None, code, text, signed.now.day(), signed.now.at))
        })
    }
}

/// What became of a file that was taken in.
fn told(imported: &Imported) -> String {
    let Imported { rows, added, skipped, attention } = imported;
    format!("{rows} rows: {added} added, {skipped} skipped, {attention} to look at")
}

/// The files of a kind that are new, and those that were refused lately.
fn files_of(folder: &Path, prefix: &str) -> io::Result<(Vec<PathBuf>, Vec<PathBuf>)> {
    let now = SystemTime::now();
    let new = folder::csv_files(folder, prefix, now)?;
    let refused = folder.join("refused");
    let tried = if refused.is_dir() { folder::csv_files(&refused, prefix, now)? } else { Vec::new() };
    let lately = |file: &PathBuf| {
        let came = file.metadata().and_then(|data| data.modified());
        came.is_ok_and(|came| now.duration_since(came).is_ok_and(|age| age < TRIED_FOR))
    };
    Ok((new, tried.into_iter().filter(lately).collect()))
}

const FOLDER: &str = "watched_folder";
const REFUSED: &str = "watched_file_refused";
const STUCK: &str = "watched_file_stuck";
const BALANCES: &str = "balances_not_written";

/// The folder of what goes out, without what a crash left of an earlier file.
fn make_room(folder: &Path, next: &Path) -> io::Result<()> {
    if !folder.is_dir() {
        return Err(io::Error::new(io::ErrorKind::NotFound, "the watched folder is gone"));
    }
    std::fs::create_dir_all(folder.join("out"))?;
    match std::fs::remove_file(next) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

fn unwritable(file: &Path, error: &io::Error) -> Refusal {
    Refusal::new(Code::FileUnwritable, format!("{} cannot be written: {error}", file.display()))
}

#[cfg(test)]
#[path = "watch_tests.rs"]
mod tests;
