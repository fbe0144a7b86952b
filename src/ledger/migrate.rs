//! From an older schema to this program's, once, when a store is opened.
//!
//! The schema's number is SQLite's `user_version`, and nothing else: it stands in the file's first page, so it is read
//! before anything is trusted.

use std::path::Path;

use rusqlite::Connection;

use crate::basics::{Refusal, Refused};

/// Brings an older store to this program's schema.
pub(super) fn migrate(path: &Path, from: i32) -> Refused<()> {
    Err(Refusal::new("migration_failed", format!("{} is of schema {from}", path.display())))
}

/// What the schema says, object by object, spaces and comments aside: to compare one store with another.
pub(super) fn schema_of(conn: &Connection) -> Refused<Vec<(String, String)>> {
    let mut query = conn.prepare("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name")?;
    let rows = query.query_map([], |row| Ok((row.get(0)?, normalized(&row.get::<_, String>(1)?))))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The objects that `sql` makes in an empty store.
pub(super) fn schema_made_by(sql: &str) -> Refused<Vec<(String, String)>> {
    let empty = Connection::open_in_memory()?;
    empty.execute_batch("PRAGMA foreign_keys=OFF")?;
    empty.execute_batch(sql)?;
    schema_of(&empty)
}

/// An object's SQL without spaces and comments.
pub(super) fn normalized(sql: &str) -> String {
    let without_comments = sql.lines().map(|line| line.split("--").next().unwrap_or_default());
    without_comments.flat_map(str::split_whitespace).collect::<Vec<_>>().join(" ")
}
