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

/// Moves a file into the folder `into` beside it, under a name that is still free there, and gives its new path.
///
/// # Errors
/// The folder cannot be made or the file cannot be moved.
pub fn put_away(file: &Path, into: &str) -> io::Result<PathBuf> {
    let folder = file.parent().unwrap_or(Path::new(".")).join(into);
    std::fs::create_dir_all(&folder)?;
    let to = free_name(&folder, file);
    std::fs::rename(file, &to)?;
    Ok(to)
}

/// Moves a file that cannot be taken in to `refused/`, with the reason beside it.
///
/// # Errors
/// As [`put_away`]; and the reason cannot be written.
pub fn refuse(file: &Path, why: &str) -> io::Result<PathBuf> {
    let to = put_away(file, "refused")?;
    let mut note = to.clone().into_os_string();
    note.push(".why.txt");
    std::fs::write(note, format!("{why}\n"))?;
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
        assert_eq!(put_away(&file, "done").expect("moved"), folder.path().join("done/payments.csv"));
        std::fs::write(&file, "another").expect("a file");
        assert_eq!(put_away(&file, "done").expect("moved"), folder.path().join("done/payments-2.csv"));
        assert_eq!(std::fs::read_to_string(folder.path().join("done/payments.csv")).expect("the first"), "a,b\n");
    }

    #[test]
    fn a_refused_file_has_the_reason_beside_it() {
        let folder = folder_with(&["readings.csv"]);
        let to = refuse(&folder.path().join("readings.csv"), "line 2: no such meter").expect("moved");
        assert_eq!(to, folder.path().join("refused/readings.csv"));
        let why = std::fs::read_to_string(folder.path().join("refused/readings.csv.why.txt")).expect("the reason");
        assert_eq!(why, "line 2: no such meter\n");
    }
}
