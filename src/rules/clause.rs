//! How a sentence names the clause it stands on.

use crate::terms::Program;

/// The clause that `table` of the program file cites, ready to end a sentence: ` (FAQ 9, 10; C1)`. Empty if it cites
/// none.
#[must_use]
pub fn clause(program: &Program, table: &str) -> String {
    match program.source(table) {
        "" => String::new(),
        source => format!(" ({source})"),
    }
}
