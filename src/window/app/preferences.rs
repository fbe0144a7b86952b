//! How this person likes the window, kept in the platform's folder for settings. A field that cannot be read is taken
//! as its default, and the others stay.

use std::path::{Path, PathBuf};

use crate::window::kit::{Look, Mode, TextSize};

/// What is kept.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Preferences {
    pub mode: Mode,
    pub text_size: TextSize,
    /// Where this computer stands.
    pub office: Option<String>,
    /// Where they are kept; nowhere, where the platform has no folder for settings.
    file: Option<PathBuf>,
}

impl Preferences {
    pub fn look(&self) -> Look {
        Look::new(self.mode, self.text_size)
    }

    /// What was kept; defaults where nothing was, or where it cannot be read.
    pub fn load() -> Self {
        let project = directories::ProjectDirs::from("", "", "advance-pay");
        let file = project.map(|project| project.config_dir().join("window.toml"));
        let text = file.as_ref().and_then(|path| std::fs::read_to_string(path).ok()).unwrap_or_default();
        Self { file, ..Self::read(&text) }
    }

    /// Keeps them for the next time.
    ///
    /// # Errors
    /// Why they could not be written, in words.
    pub fn save(&self) -> Result<(), String> {
        let Some(path) = &self.file else { return Ok(()) };
        write(path, &self.text()).map_err(|error| format!("the settings are not kept: {}: {error}", path.display()))
    }

    fn read(text: &str) -> Self {
        let table = readable(text);
        let word = |key: &str| table.get(key).and_then(toml::Value::as_str);
        Self {
            mode: match word("look") {
                Some("dark") => Mode::Dark,
                Some("high_contrast") => Mode::HighContrast,
                _ => Mode::Light,
            },
            text_size: if word("text") == Some("large") { TextSize::Large } else { TextSize::Normal },
            office: word("office").map(str::to_string),
            file: None,
        }
    }

    fn text(&self) -> String {
        let look = match self.mode {
            Mode::Light => "light",
            Mode::Dark => "dark",
            Mode::HighContrast => "high_contrast",
        };
        let text = match self.text_size {
            TextSize::Normal => "normal",
            TextSize::Large => "large",
        };
        let mut table = toml::Table::new();
        table.insert("look".to_string(), look.into());
        table.insert("text".to_string(), text.into());
        if let Some(office) = &self.office {
            table.insert("office".to_string(), office.as_str().into());
        }
        table.to_string()
    }
}

/// The lines that can be read: one that someone broke by hand does not take the others with it.
fn readable(text: &str) -> toml::Table {
    text.parse()
        .unwrap_or_else(|_| text.lines().filter_map(|line| line.parse::<toml::Table>().ok()).flatten().collect())
}

/// Beside it first and then in its place, so that a full disk leaves the old settings whole.
fn write(path: &Path, text: &str) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let beside = path.with_extension("new");
    std::fs::write(&beside, text)?;
    std::fs::rename(beside, path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_is_read_again() {
        let kept = Preferences {
            mode: Mode::HighContrast,
            text_size: TextSize::Large,
            office: Some("Clinton \"East\"".to_string()),
            file: None,
        };
        assert_eq!(Preferences::read(&kept.text()), kept);
        assert_eq!(Preferences::read(&Preferences::default().text()), Preferences::default());
    }

    #[test]
    fn a_bad_field_does_not_take_the_others_with_it() {
        let read = Preferences::read("look = \"dark\"\ntext = 7\noffice = \"Clinton\"\nunknown = true\n");
        assert_eq!((read.mode, read.text_size), (Mode::Dark, TextSize::Normal));
        let broken = Preferences::read("look = \"dark\"\ntext = \"large\noffice = \"Clinton\"\n");
        assert_eq!((broken.mode, broken.office.as_deref()), (Mode::Dark, Some("Clinton")));
    }
}
