//! What is half done, kept beside this person's settings, so that it survives the end of the program: a file for each
//! store. One that cannot be read is dropped: then the clerk types it again.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::window::screens::{drawer, payment};

/// What is half done in an office.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HalfDone {
    /// Payments by their account.
    pub payments: BTreeMap<String, payment::Draft>,
    /// The drawer's count.
    pub count: Option<drawer::Draft>,
}

/// Where it is kept.
#[derive(Debug, Default)]
pub struct Drafts {
    /// Nowhere, where the platform has no folder for data.
    folder: Option<PathBuf>,
    /// Of the store that is open.
    file: Option<PathBuf>,
    /// What stands in the file.
    kept: HalfDone,
    /// That it cannot be written is said once, not at every letter.
    said: bool,
}

impl Drafts {
    /// In the platform's folder for this person's data.
    pub fn here() -> Self {
        let project = directories::ProjectDirs::from("", "", "advance-pay");
        Self { folder: project.map(|project| project.data_dir().join("drafts")), ..Self::default() }
    }

    #[cfg(test)]
    pub fn within(folder: PathBuf) -> Self {
        Self { folder: Some(folder), ..Self::default() }
    }

    /// What was kept of this store.
    pub fn take_up(&mut self, store: &Path) -> HalfDone {
        self.file = self.folder.as_ref().map(|folder| folder.join(file_name(store)));
        let text = self.file.as_ref().and_then(|file| std::fs::read(file).ok()).unwrap_or_default();
        self.kept = serde_json::from_slice(&text).unwrap_or_default();
        self.kept.clone()
    }

    /// Keeps what is half done now; where nothing is, nothing stays.
    ///
    /// # Errors
    /// Why it is not kept, in words, the first time.
    pub fn keep(&mut self, now: HalfDone) -> Result<(), String> {
        let Some(file) = self.file.as_ref().filter(|_| now != self.kept) else { return Ok(()) };
        let written = if now == HalfDone::default() { remove(file) } else { write(file, &now) };
        self.kept = now;
        match written {
            Err(error) if !std::mem::replace(&mut self.said, true) => Err(format!(
                "what is half done would not survive a crash: {} cannot be written: {error}",
                file.display()
            )),
            _ => Ok(()),
        }
    }
}

/// The same for a store however its path is written, and different for each.
fn file_name(store: &Path) -> String {
    let store = std::fs::canonicalize(store).unwrap_or_else(|_| store.to_path_buf());
    format!("{}.json", blake3::hash(store.as_os_str().as_encoded_bytes()).to_hex())
}

fn remove(file: &Path) -> std::io::Result<()> {
    match std::fs::remove_file(file) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Beside it first and then in its place, readable by this person only.
fn write(file: &Path, now: &HalfDone) -> std::io::Result<()> {
    let mut making = std::fs::DirBuilder::new();
    let mut writing = std::fs::OpenOptions::new();
    writing.write(true).create(true).truncate(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
        making.mode(0o700);
        writing.mode(0o600);
    }
    if let Some(folder) = file.parent() {
        making.recursive(true).create(folder)?;
    }
    let beside = file.with_extension("new");
    writing.open(&beside)?.write_all(&serde_json::to_vec(now)?)?;
    std::fs::rename(beside, file)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counted() -> HalfDone {
        let count = drawer::Draft { drawer: 7, pieces: vec!["3".to_string()], ..drawer::Draft::default() };
        HalfDone { count: Some(count), ..HalfDone::default() }
    }

    #[test]
    fn what_is_kept_is_taken_up_by_its_own_store_only_and_removed_when_it_is_done() {
        let folder = tempfile::tempdir().expect("a folder");
        let drafts = || Drafts::within(folder.path().join("drafts"));
        let (store, other) = (folder.path().join("a.sqlite"), folder.path().join("b.sqlite"));
        let mut first = drafts();
        assert_eq!(first.take_up(&store), HalfDone::default());
        first.keep(counted()).expect("it is kept");
        assert_eq!((drafts().take_up(&store), drafts().take_up(&other)), (counted(), HalfDone::default()));
        let file = first.file.clone().expect("a file");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = std::fs::metadata(&file).expect("it is there").permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
        first.keep(HalfDone::default()).expect("it is removed");
        assert!(!file.exists());
    }

    #[test]
    fn what_cannot_be_read_is_dropped() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = folder.path().join("a.sqlite");
        std::fs::write(folder.path().join(file_name(&store)), "{\"payments\": 7").expect("a file");
        assert_eq!(Drafts::within(folder.path().to_path_buf()).take_up(&store), HalfDone::default());
    }

    #[test]
    fn that_nothing_can_be_kept_is_said_once() {
        let folder = tempfile::tempdir().expect("a folder");
        let blocked = folder.path().join("blocked");
        std::fs::write(&blocked, "no folder").expect("a file");
        let mut drafts = Drafts::within(blocked);
        drafts.take_up(&folder.path().join("a.sqlite"));
        assert!(drafts.keep(counted()).is_err());
        drafts.keep(HalfDone::default()).expect("it was said");
    }
}
