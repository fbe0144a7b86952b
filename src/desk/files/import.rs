//! Files that bring in what others hold: members, register reads, payments. All rows or none.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::import_members;
use super::import_payments;
use super::import_readings;
use super::import_rows::Imported;
use super::import_table::Table;
use crate::basics::{Code, Refusal, Refused};
use crate::desk::Desk;
use crate::desk::act::{Act, By, Call, Needs, Signed};
use crate::desk::deed::Deed;

/// What a file brings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ImportKind {
    Members,
    Readings,
    Payments,
}

/// Takes a file in: all of its rows or none. A row that was taken in before is skipped and counted.
///
/// # Errors
/// `bad_rows` naming every bad row by its line; `import_conflict` when a row was taken in before with other content;
/// `file_cut_short` when the last line has not ended.
/// A payments file that is refused puts whom it names in doubt (C45).
#[derive(Serialize, Deserialize)]
pub struct Import {
    kind: ImportKind,
    /// The file's hash: the same file is the same act.
    file: String,
    #[serde(skip)]
    table: Option<Table>,
    /// The file's own name.
    #[serde(skip)]
    name: String,
}

impl Import {
    /// Reads the file; what its rows say is looked at when they are taken in.
    ///
    /// # Errors
    /// `no_file`, `bad_file`, `bad_header`.
    pub(super) fn read(kind: ImportKind, file: &Path) -> Refused<Self> {
        let (required, optional) = match kind {
            ImportKind::Members => import_members::columns(),
            ImportKind::Readings => import_readings::columns(),
            ImportKind::Payments => import_payments::columns(),
        };
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let table = Table::read(file, &required, &optional)?;
        Ok(Self { kind, file: table.hash.clone(), table: Some(table), name })
    }
}

impl Desk {
    /// Takes in a file that a person names. The scheduler takes files from the watched folder alone.
    ///
    /// # Errors
    /// `not_allowed` for the scheduler; those of reading the file, and those of [`Import`].
    pub fn import(&mut self, call: &Call, kind: ImportKind, file: &Path) -> Refused<Imported> {
        self.sign_person(call)?;
        self.perform(call, &Import::read(kind, file)?)
    }
}

impl Deed for Import {
    const NAME: &'static str = "import";
    const NEEDS: Needs = Needs::Anyone;
    const MOVES_POWER: bool = true;
    type Answer = Imported;

    fn run(&self, act: &Act<'_>) -> Refused<Imported> {
        let table =
            self.table.as_ref().ok_or_else(|| Refusal::new(Code::NoFile, "the file is not read: import it anew"))?;
        match self.kind {
            ImportKind::Members => import_members::take(act, table),
            ImportKind::Readings => import_readings::take(act, table),
            ImportKind::Payments => import_payments::take(act, table, &self.name),
        }
    }

    fn refused(&self, desk: &mut Desk, (_, signed): By<'_>, why: &Refusal) -> Refused<()> {
        if self.kind == ImportKind::Payments && is_of_the_file(why) {
            doubt_payments(desk, signed, &self.name, self.table.as_ref(), why)?;
        }
        Ok(())
    }
}

/// Writes down that a payments file was refused: whom it names is not disconnected before that is decided (C45).
pub(super) fn doubt_payments(
    desk: &mut Desk,
    signed: &Signed,
    name: &str,
    table: Option<&Table>,
    why: &Refusal,
) -> Refused<()> {
    desk.write(signed, |act| import_payments::doubt(act, name, table, &why.message))
}

/// Whether a file was refused for what stands in it.
fn is_of_the_file(refusal: &Refusal) -> bool {
    matches!(refusal.code, Code::BadRows | Code::ImportConflict | Code::FileCutShort)
}
