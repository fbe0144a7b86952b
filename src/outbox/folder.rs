//! A folder in which two programs hand each other files: what is there, and where it goes when it was taken in.

use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// A file that changed within so long may still be being written.
const SETTLES_IN: Duration = Duration::from_secs(2);

/// The CSV files of `folder` whose names begin with `prefix`, by name. Those that are still being written, as `now` tells,
/// are left for the next time; a program that writes under another name and renames is never caught half way.
///
/// # Errors
/// The folder cannot be read.
pub fn csv_files(folder: &Path, prefix: &str, now: SystemTime) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in folder.read_dir()? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().to_ascii_lowercase();
        if name.starts_with(prefix) && name.ends_with(".csv") && entry.file_type()?.is_file() && settled(&entry, now) {
            found.push(entry.path());
        }
    }
    found.sort();
    Ok(found)
}

/// A file whose time is ahead of the clock says nothing about who writes it: it is taken.
fn settled(entry: &std::fs::DirEntry, now: SystemTime) -> bool {
    let modified = entry.metadata().and_then(|data| data.modified());
    modified.is_ok_and(|modified| now.duration_since(modified).map_or(true, |age| age >= SETTLES_IN))
}

/// Moves a file that was taken in to `done/` of `folder`, with what became of it beside it, and gives its new path.
///
/// # Errors
/// The folder cannot be made, the file cannot be moved, or the note cannot be written.
pub fn take(folder: &Path, file: &Path, told: &str) -> io::Result<PathBuf> {
    let to = put_away(folder, file, "done")?;
    std::fs::write(beside(&to, TOLD), format!("{told}\n"))?;
    // What was said of it when it was refused is over; it may never have been.
    let _ = std::fs::remove_file(beside(file, WHY));
    Ok(to)
}

/// Moves a file that cannot be taken in to `refused/` of `folder`, with the reason beside it, and gives its new path. One
/// that lies there stays, and its reason is that of the last time.
///
/// # Errors
/// As [`take`].
pub fn refuse(folder: &Path, file: &Path, why: &str) -> io::Result<PathBuf> {
    let there = file.parent() == Some(&folder.join("refused"));
    let to = if there { file.to_path_buf() } else { put_away(folder, file, "refused")? };
    std::fs::write(beside(&to, WHY), format!("{why}\n"))?;
    Ok(to)
}

const TOLD: &str = ".taken.txt";
const WHY: &str = ".why.txt";

/// The note beside a file.
fn beside(file: &Path, note: &str) -> PathBuf {
    let mut name = file.as_os_str().to_os_string();
    name.push(note);
    PathBuf::from(name)
}

/// Moves a file into a folder within `folder`, under a name that is still free there, and gives its new path.
fn put_away(folder: &Path, file: &Path, into: &str) -> io::Result<PathBuf> {
    let folder = folder.join(into);
    std::fs::create_dir_all(&folder)?;
    let to = free_name(&folder, file);
    std::fs::rename(file, &to)?;
    Ok(to)
}

/// `payments.csv`, else `payments-2.csv`, `payments-3.csv`, …: nothing in the folder is overwritten.
fn free_name(folder: &Path, file: &Path) -> PathBuf {
    let part = |part: Option<&std::ffi::OsStr>| part.unwrap_or_default().to_string_lossy().into_owned();
    let (stem, ending) = (part(file.file_stem()), part(file.extension()));
    let mut to = folder.join(format!("{stem}.{ending}"));
    let mut number = 2;
    while to.exists() {
        to = folder.join(format!("{stem}-{number}.{ending}"));
        number += 1;
    }
    to
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder_with(names: &[&str]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a folder");
        for name in names {
            std::fs::write(folder.path().join(name), "a,b\n").expect("a file");
        }
        folder
    }

    fn later() -> SystemTime {
        SystemTime::now() + Duration::from_secs(60)
    }

    #[test]
    fn only_whole_csv_files_of_the_wanted_name_are_found_in_order() {
        let folder = folder_with(&["payments-2.csv", "payments-1.CSV", "payments.csv.part", "readings.csv"]);
        let names = |now| {
            let files = csv_files(folder.path(), "payments", now).expect("the folder");
            files.iter().map(|file| file.file_name().expect("a name").to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(names(later()), ["payments-1.CSV", "payments-2.csv"]);
        assert!(names(SystemTime::now()).is_empty(), "a file that was written just now was taken");
    }

    #[test]
    fn a_file_that_is_put_away_overwrites_nothing() {
        let folder = folder_with(&["payments.csv"]);
        let file = folder.path().join("payments.csv");
        assert_eq!(take(folder.path(), &file, "1 row").expect("moved"), folder.path().join("done/payments.csv"));
        std::fs::write(&file, "another").expect("a file");
        assert_eq!(take(folder.path(), &file, "2 rows").expect("moved"), folder.path().join("done/payments-2.csv"));
        let told =
            std::fs::read_to_string(folder.path().join("done/payments-2.csv.taken.txt")).expect("what became of it");
        assert_eq!(told, "2 rows\n");
        assert_eq!(std::fs::read_to_string(folder.path().join("done/payments.csv")).expect("the first"), "a,b\n");
    }

    #[test]
    fn a_refused_file_has_the_reason_beside_it() {
        let folder = folder_with(&["readings.csv"]);
        let why = || std::fs::read_to_string(folder.path().join("refused/readings.csv.why.txt")).ok();
        let to = refuse(folder.path(), &folder.path().join("readings.csv"), "line 2: no such meter").expect("moved");
        assert_eq!(to, folder.path().join("refused/readings.csv"));
        assert_eq!(why().as_deref(), Some("line 2: no such meter\n"));
        assert_eq!(refuse(folder.path(), &to, "line 2: not yet").expect("it stays"), to);
        assert_eq!(why().as_deref(), Some("line 2: not yet\n"));
        take(folder.path(), &to, "1 row").expect("moved");
        assert!(folder.path().join("done/readings.csv").exists() && why().is_none(), "it is told as refused still");
    }
}
