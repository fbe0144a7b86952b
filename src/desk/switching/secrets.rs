//! Where a link's secret comes from: the variable named at `link add`; else a file of its own that nobody else may read;
//! else, in a build that has it, the system's key store. It is never in the store.

use std::io::ErrorKind;
use std::path::{Component, Path, PathBuf};

use crate::ledger::LinkRow;
use crate::meters::{LinkError, LinkUrl, Secret};

/// The secret of a link; None where it needs none.
///
/// # Errors
/// [`LinkError::Auth`] when it needs one and there is none, or the file that holds it is open to others.
pub(super) fn secret_of(row: &LinkRow, url: &LinkUrl) -> Result<Option<Secret>, LinkError> {
    let (found, place) = match &row.secret_env {
        Some(variable) => (std::env::var(variable).ok().map(Secret::new), format!("set the variable {variable}")),
        None => {
            let file = file_of(&row.name);
            let kept = file.as_deref().map(kept_in).transpose()?.flatten();
            let place = match &file {
                Some(file) => format!("write it into {}, and let nobody else read it (chmod 600)", file.display()),
                None => "add it again with --secret-env VAR".to_string(),
            };
            (kept.or_else(|| from_key_store(&row.name)), place)
        }
    };
    match (url.secret_wanted(), found) {
        (Some(wanted), None) => Err(LinkError::Auth(format!("this link needs {wanted}: {place}"))),
        (_, found) => Ok(found),
    }
}

/// `secrets/NAME` in this account's folder of settings; None where there is no such folder, or the name is a path.
fn file_of(link: &str) -> Option<PathBuf> {
    let project = directories::ProjectDirs::from("", "", "advance-pay")?;
    let plain =
        matches!(Path::new(link).components().collect::<Vec<_>>()[..], [Component::Normal(name)] if name == link);
    plain.then(|| project.config_dir().join("secrets").join(link))
}

/// What the file holds, without the end of its line; None: there is no such file.
fn kept_in(file: &Path) -> Result<Option<Secret>, LinkError> {
    let unusable = |why: String| LinkError::Auth(format!("{}: {why}; nothing was sent", file.display()));
    match std::fs::metadata(file) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(unusable(format!("cannot be read: {error}"))),
        Ok(about) if open_to_others(&about) => {
            return Err(unusable(
                "others may read or change it; close it with chmod 600, and change the secret".into(),
            ));
        }
        Ok(_) => {}
    }
    let text = std::fs::read_to_string(file).map_err(|error| unusable(format!("cannot be read: {error}")))?;
    let secret = text.trim_end_matches(['\n', '\r']);
    if secret.is_empty() {
        return Err(unusable("is empty".into()));
    }
    Ok(Some(Secret::new(secret)))
}

#[cfg(unix)]
fn open_to_others(about: &std::fs::Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt;
    about.permissions().mode() & 0o077 != 0
}

/// Elsewhere the account's own folder is closed to others by itself.
#[cfg(not(unix))]
fn open_to_others(_: &std::fs::Metadata) -> bool {
    false
}

#[cfg(feature = "key-store")]
fn from_key_store(link: &str) -> Option<Secret> {
    keyring::v1::Entry::new("advance-pay", link).ok()?.get_password().ok().map(Secret::new)
}

#[cfg(not(feature = "key-store"))]
fn from_key_store(_: &str) -> Option<Secret> {
    None
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn a_file_that_others_may_read_is_not_used_and_its_secret_not_repeated() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("headend");
        assert_eq!(kept_in(&file), Ok(None));
        std::fs::write(&file, "hunter2\n").expect("a file");
        for (mode, open) in [(0o600, false), (0o400, false), (0o640, true), (0o604, true), (0o620, true)] {
            std::fs::set_permissions(&file, std::fs::Permissions::from_mode(mode)).expect("a mode");
            match kept_in(&file) {
                Ok(secret) => assert!(!open && secret == Some(Secret::new("hunter2")), "{mode:o}"),
                Err(why) => {
                    let why = why.to_string();
                    assert!(open && why.contains("chmod 600") && !why.contains("hunter2"), "{mode:o}: {why}");
                }
            }
        }
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o600)).expect("a mode");
        std::fs::write(&file, "\n").expect("a file");
        assert!(kept_in(&file).is_err_and(|why| why.to_string().contains("empty")));
    }

    #[test]
    fn a_links_name_leads_to_no_file_elsewhere() {
        assert!(file_of("head end 2").is_some_and(|file| file.ends_with("secrets/head end 2")));
        for elsewhere in ["", ".", "..", "../id", "/etc/passwd", "a/b", "a/"] {
            assert_eq!(file_of(elsewhere), None, "{elsewhere}");
        }
    }

    #[test]
    fn what_is_missing_is_asked_for_by_its_place() {
        let row = |secret_env: Option<&str>| LinkRow {
            name: "none-such".into(),
            url: String::new(),
            secret_env: secret_env.map(str::to_string),
            confirmed: false,
        };
        let url: LinkUrl = "dlms+tcp://127.0.0.1:4059?auth=low".parse().expect("a link");
        let why = |row| secret_of(&row, &url).expect_err("no secret").to_string();
        assert!(why(row(Some("NO_SUCH_VARIABLE"))).contains("the meter's password: set the variable NO_SUCH_VARIABLE"));
        assert!(why(row(None)).contains("secrets/none-such"));
        let open: LinkUrl = "dlms+tcp://127.0.0.1:4059".parse().expect("a link");
        assert_eq!(secret_of(&row(None), &open), Ok(None));
    }
}
