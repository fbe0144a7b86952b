//! Files that bring in what others hold: members, register reads, payments. All rows or none.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::import_members;
use super::import_payments;
use super::import_readings;
use super::import_rows::Imported;
use super::import_table::Table;
use crate::basics::Refused;
use crate::desk::Desk;
use crate::desk::act::{Call, Needs};

/// What a file brings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ImportKind {
    Members,
    Readings,
    Payments,
}

#[derive(Serialize)]
struct ImportInput<'a> {
    kind: ImportKind,
    file: &'a str,
}

impl Desk {
    /// Takes a file in: all of its rows or none. A row that was taken in before is skipped and counted.
    ///
    /// # Errors
    /// `not_allowed` for the scheduler; `no_file`, `bad_file`, `bad_header`; `bad_rows` naming every bad row by its line; `import_conflict` when a row was
    /// taken in before with other content.
    pub fn import(&mut self, call: &Call, kind: ImportKind, file: &Path) -> Refused<Imported> {
        self.sign_person(call)?;
        self.take_in(call, kind, file)
    }

    /// As [`Desk::import`], also for the scheduler, which takes files from the watched folder alone.
    pub(super) fn take_in(&mut self, call: &Call, kind: ImportKind, file: &Path) -> Refused<Imported> {
        let (required, optional) = match kind {
            ImportKind::Members => import_members::columns(),
            ImportKind::Readings => import_readings::columns(),
            ImportKind::Payments => import_payments::columns(),
        };
        let table = Table::read(file, &required, &optional)?;
        let input = ImportInput { kind, file: &table.hash };
        let (imported, signed) = self.act_by(call, "import", Needs::Anyone, &input, |act| match kind {
            ImportKind::Members => import_members::take(act, &table),
            ImportKind::Readings => import_readings::take(act, &table),
            ImportKind::Payments => import_payments::take(act, &table),
        })?;
        self.work_queue_by(call, &signed)?;
        Ok(imported)
    }
}
