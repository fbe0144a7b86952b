//! What is wrong with a program's files: every error at once, each with its file, its line and its key.

use std::fmt;

/// The file that holds the terms.
pub(super) const PROGRAM_FILE: &str = "program.toml";
/// The file that holds the agreement.
pub(super) const AGREEMENT_FILE: &str = "agreement.txt";

/// One thing that is wrong, written for the person who keeps the file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct TermsError {
    /// The file within the program's folder: `program.toml`, `agreement.txt`.
    pub file: String,
    /// The line, from 1; None when the file as a whole is meant.
    pub line: Option<usize>,
    /// The dotted key or the placeholder; empty when the file or line as a whole is meant.
    pub key: String,
    /// What was expected, and what was found instead.
    pub message: String,
}

impl fmt::Display for TermsError {
    /// `program.toml:23: debt.share_of_payments: expected a share …; found "1.5"`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        if !self.key.is_empty() {
            write!(f, ": {}", self.key)?;
        }
        write!(f, ": {}", self.message)
    }
}

/// Everything that keeps a program from being loaded, in the order of files and lines. Never empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TermsErrors(pub Vec<TermsError>);

impl TermsErrors {
    /// `value`, if nothing was wrong with it; else what was, in reading order and each thing once.
    pub(super) fn unless_none<T>(mut errors: Vec<TermsError>, value: T) -> Result<T, Self> {
        if errors.is_empty() {
            return Ok(value);
        }
        errors.sort();
        errors.dedup();
        Err(Self(errors))
    }
}

impl fmt::Display for TermsErrors {
    /// One error a line.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, error) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str("\n")?;
            }
            error.fmt(f)?;
        }
        Ok(())
    }
}

impl std::error::Error for TermsErrors {}

/// The line, from 1, that the byte at `offset` of `text` is on.
pub(super) fn line_at(text: &str, offset: usize) -> usize {
    text.as_bytes().iter().take(offset).filter(|byte| **byte == b'\n').count() + 1
}

/// Which of `known` was probably meant by `word`, as a sentence to append; empty if none is near.
pub(super) fn did_you_mean<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    let near = known.into_iter().map(|candidate| (distance(word, candidate), candidate)).min();
    match near {
        Some((steps, candidate)) if steps <= 1 + word.chars().count() / 4 => format!("; did you mean {candidate}?"),
        _ => String::new(),
    }
}

/// How many characters must be added, dropped or changed to make `a` into `b`.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.chars().take(80).enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, to) in b.iter().enumerate() {
            let change = diagonal + usize::from(from != *to);
            diagonal = row[j + 1];
            row[j + 1] = change.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_finger_finds_the_key_that_was_meant_and_another_word_none() {
        let known = ["membership_fee", "connection_fee", "opening_credit"];
        assert_eq!(did_you_mean("conection_fee", known), "; did you mean connection_fee?");
        assert_eq!(did_you_mean("colour", known), "");
    }

    #[test]
    fn an_error_names_file_line_and_key_as_far_as_they_are_known() {
        let error = |line, key: &str| TermsError {
            file: "program.toml".into(),
            line,
            key: key.into(),
            message: "expected a share".into(),
        };
        assert_eq!(error(Some(23), "debt.share").to_string(), "program.toml:23: debt.share: expected a share");
        assert_eq!(error(None, "").to_string(), "program.toml: expected a share");
    }
}
