//! The rows of a file, one after the other: what became of each, and why all were refused.

use serde::{Deserialize, Serialize};

use super::import_table::Row;
use crate::basics::{Code, Refusal, Refused};
use crate::desk::act::Act;
use crate::words::TakenKind;

/// What `import` answers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Imported {
    /// Rows of the file, the header not counted.
    pub rows: usize,
    pub added: usize,
    /// Rows that were taken in before, and reads that are not their morning's.
    pub skipped: usize,
    /// Reads that C31 does not explain: kept, never billed, and on the attention list.
    pub attention: usize,
}

/// What became of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::desk) enum Taken {
    Added,
    Skipped,
    Attention,
}

/// Takes the rows one after the other. A bad row does not end it, so that every one is named; then nothing is kept, for
/// the act is refused.
pub(in crate::desk) fn take_rows<'t>(
    rows: impl Iterator<Item = Row<'t>>,
    mut take: impl FnMut(Row<'t>) -> Refused<Taken>,
) -> Refused<Imported> {
    let mut imported = Imported::default();
    let mut problems = Vec::new();
    for row in rows {
        imported.rows += 1;
        match row.check_length().and_then(|()| take(row)) {
            Ok(Taken::Added) => imported.added += 1,
            Ok(Taken::Skipped) => imported.skipped += 1,
            Ok(Taken::Attention) => imported.attention += 1,
            // The row is not to blame, and the next would fail too.
            Err(refusal) if refusal.code.is_of_the_store() => return Err(refusal),
            Err(refusal) => problems.push((row.line, refusal)),
        }
    }
    problems.sort_by_key(|(line, _)| *line);
    if problems.is_empty() { Ok(imported) } else { Err(refusal_of(&problems)) }
}

/// Why a file was refused, line by line.
pub(in crate::desk) fn refusal_of(problems: &[(u64, Refusal)]) -> Refusal {
    let conflict = problems.iter().any(|(_, refusal)| refusal.code == Code::ImportConflict);
    let lines: Vec<String> =
        problems.iter().map(|(line, refusal)| format!("line {line}: {}", refusal.message)).collect();
    let code = if conflict { Code::ImportConflict } else { Code::BadRows };
    Refusal::new(code, format!("nothing of the file was taken in\n{}", lines.join("\n")))
}

/// The same key as a row that was taken in before, with other content.
pub(in crate::desk) fn conflict(what: &str) -> Refusal {
    Refusal::new(
        Code::ImportConflict,
        format!("{what} was taken in before with other content: ask its source which is right"),
    )
}

impl Act<'_> {
    /// Whether a row of a file was taken in before (`import_conflict` if it had other content).
    pub fn was_taken_in(&self, kind: TakenKind, key: &str, content: &[u8; 32], what: &str) -> Refused<bool> {
        match self.tx.taken_in(kind, key)? {
            None => Ok(false),
            Some(before) if before.content == *content => Ok(true),
            Some(_) => Err(conflict(what)),
        }
    }
}

/// The hash by which a row's content is remembered.
pub(in crate::desk) fn content_of(parts: &[&str]) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new();
    for part in parts {
        hasher.update(&(part.len() as u64).to_le_bytes()).update(part.as_bytes());
    }
    *hasher.finalize().as_bytes()
}
