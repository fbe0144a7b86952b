//! The whole schema of either engine, made from the list of tables: tables, indexes, guards.
//!
//! `schema.sql` and `schema.postgres.sql` at the top of the repository are what this prints; a test compares them.

use std::fmt::Write as _;

use super::engine::Dialect;
use super::guards;
use super::tables::{Column, Keeps, Kind, TABLES, Table};

/// What stands above the schema of an engine.
const HEAD: &str = "\
-- Advance Pay Desk: the whole schema as it stands, made from the list of tables in src/ledger/tables.rs.
--
-- Money: integer cents, credits positive. Energy: integer watt-hours. Days: integer civil days since 1970-01-01 in the
-- program's time zone (`…day`, `…_on`). Instants: unix milliseconds UTC (`at`, `…_at`). Texts hold the program's words.
--
-- What begins with `act_id, line` is appended by an act, numbered through it, and sealed with it: never updated, deleted or
-- replaced. Everything else is derived from that, and proven from it.
";

/// The schema as a script.
#[must_use]
pub fn script(dialect: Dialect) -> String {
    let mut sql = HEAD.to_string();
    for table in TABLES {
        create(table, dialect, &mut sql);
    }
    guards::write(dialect, &mut sql);
    sql
}

/// COMMIT fails unless every act got its seal.
const SEALED_AT_COMMIT: &str = "FOREIGN KEY(act_id) REFERENCES seal(act_id) DEFERRABLE INITIALLY DEFERRED";

fn create(table: &Table, dialect: Dialect, sql: &mut String) {
    let mut parts = Vec::new();
    if table.is_sealed() {
        parts.extend(["act_id", "line"].map(|name| format!("{name} {} NOT NULL", word(Kind::Int, dialect))));
    }
    parts.extend(table.columns.iter().map(|column| declared(column, dialect)));
    parts.push(format!("PRIMARY KEY({})", table.key().join(", ")));
    parts.extend(table.unique.iter().map(|columns| format!("UNIQUE({columns})")));
    if table.name == "act" && dialect == Dialect::Sqlite {
        parts.push(SEALED_AT_COMMIT.into());
    }
    let end = match (dialect, table.has_rowid(), table.is_sealed()) {
        (Dialect::Sqlite, true, _) => " STRICT",
        (Dialect::Sqlite, false, _) => " STRICT, WITHOUT ROWID",
        (Dialect::Postgres, _, true) => "",
        // Room beside each row, so that a move stays on its page and touches no index.
        (Dialect::Postgres, _, false) => " WITH (fillfactor=50)",
    };
    sql.push('\n');
    for line in table.doc {
        let _ = writeln!(sql, "--{line}");
    }
    let _ = writeln!(sql, "CREATE TABLE {}(\n  {}\n){end};", table.name, parts.join(",\n  "));
    for index in table.indexes {
        let only = if index.only_where.is_empty() { String::new() } else { format!(" WHERE {}", index.only_where) };
        let _ = writeln!(sql, "CREATE INDEX {} ON {}({}){only};", index.name, table.name, index.on);
    }
    if table.name == "seal" && dialect == Dialect::Postgres {
        // Only now is there what it refers to.
        let _ = writeln!(sql, "ALTER TABLE act ADD {SEALED_AT_COMMIT};");
    }
}

fn declared(column: &Column, dialect: Dialect) -> String {
    let needed = if column.nullable { "" } else { " NOT NULL" };
    let words: Vec<String> = column.words.iter().map(|word| format!("'{word}'")).collect();
    let rule = match (column.rule, &words[..]) {
        ("", []) => String::new(),
        ("", words) => format!(" CHECK({} IN({}))", column.name, words.join(",")),
        (rule, _) => format!(" {rule}"),
    };
    format!("{} {}{needed}{rule}", column.name, word(column.kind, dialect))
}

fn word(kind: Kind, dialect: Dialect) -> &'static str {
    match (kind, dialect) {
        (Kind::Int, Dialect::Sqlite) => "INTEGER",
        (Kind::Int, Dialect::Postgres) => "BIGINT",
        (Kind::Blob, Dialect::Sqlite) => "BLOB",
        (Kind::Blob, Dialect::Postgres) => "BYTEA",
        (Kind::Text, Dialect::Sqlite) => "TEXT",
        // Texts are ordered by their bytes, as in SQLite.
        (Kind::Text, Dialect::Postgres) => "TEXT COLLATE \"C\"",
    }
}

impl Table {
    /// The columns of its primary key.
    pub(super) fn key(&self) -> &'static [&'static str] {
        match self.keeps {
            Keeps::Appended { .. } => &["act_id", "line"],
            Keeps::Derived { key, .. } | Keeps::MovedBySeal { key } | Keeps::World { key } => key,
        }
    }

    /// Whether SQLite keeps it by a number, its key, rather than by the key's columns.
    pub(super) fn has_rowid(&self) -> bool {
        matches!(self.key(), [column] if self.kind_of(column) == Kind::Int)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::tables::COMMAND_STATE;
    use crate::words::CommandStatus;

    #[test]
    fn no_table_writes_out_a_closed_set_of_words() {
        let columns = TABLES.iter().flat_map(|table| table.columns);
        let by_hand: Vec<&Column> = columns.filter(|column| column.rule.contains('\'')).collect();
        assert!(by_hand.is_empty(), "name the set of src/words instead: {by_hand:?}");
    }

    #[test]
    fn what_is_indexed_of_commands_is_what_the_queue_works_on() {
        let open = CommandStatus::ALL.iter().filter(|status| status.is_open());
        let open: Vec<String> = open.map(|status| format!("'{status}'")).collect();
        let only = format!("status IN({})", open.join(","));
        let indexes: Vec<&str> = COMMAND_STATE.indexes.iter().map(|index| index.only_where).collect();
        assert_eq!(indexes, [&only, &only]);
    }

    #[test]
    fn the_schemas_at_the_top_are_what_the_list_of_tables_makes() {
        for (name, dialect) in [("schema.sql", Dialect::Sqlite), ("schema.postgres.sql", Dialect::Postgres)] {
            let kept = std::fs::read_to_string(format!("{}/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap_or_default();
            let made = script(dialect);
            if kept != made {
                let fresh = std::env::temp_dir().join(name);
                std::fs::write(&fresh, made).expect("a file");
                panic!("{name} is not what the list makes: read {} and put it there", fresh.display());
            }
        }
    }
}
