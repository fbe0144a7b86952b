//! From an older schema to this program's, once, when a store is opened.
//!
//! The schema's number is SQLite's `user_version`, and nothing else: it stands in the file's first page, so it is read
//! before anything is trusted, and it changes in the transaction that changes the schema. (A migration library would keep
//! a table of its own in the store, a second truth, stamped by the machine's clock.)

use std::path::PathBuf;

use rusqlite::{Connection, OpenFlags, TransactionBehavior};

use super::Tx;
use super::store::{SCHEMA, SCHEMA_VERSION, Store, beside};
use crate::basics::{Refusal, Refused};

/// One step a version, from nothing to `schema.sql`. The first is `schema.sql` itself until the first release; from then
/// on it is frozen in `migrations/`, and every change of the schema is a step of its own.
const STEPS: [&str; SCHEMA_VERSION as usize] = [SCHEMA];

impl Store {
    /// Brings an older store to this program's schema. The store is copied first (`<name>.before-v<N>`), proven before
    /// and after; if a proof or a step fails, nothing of it is kept (`migration_failed`).
    pub(super) fn migrate(&mut self) -> Refused<()> {
        self.migrate_by(&STEPS).map(drop)
    }

    fn migrate_by(&mut self, steps: &[&str]) -> Refused<Option<PathBuf>> {
        // A step may rebuild a table that others refer to; what it leaves is checked by the proof, before the commit.
        self.conn.execute_batch("PRAGMA foreign_keys=OFF")?;
        let outcome = self.migrate_in_one_transaction(steps);
        self.conn.execute_batch("PRAGMA foreign_keys=ON")?;
        outcome
    }

    fn migrate_in_one_transaction(&mut self, steps: &[&str]) -> Refused<Option<PathBuf>> {
        let path = self.path.clone();
        let transaction = self.conn.transaction_with_behavior(TransactionBehavior::Exclusive)?;
        let from = schema_version(&transaction)?;
        if from >= steps.len() {
            // Another process has done it while this one waited.
            return Ok(None);
        }
        let proven = |when: &str, problems: Vec<String>| match problems.first() {
            None => Ok(()),
            Some(problem) => Err(Refusal::new(
                "migration_failed",
                format!(
                    "{} could not be brought to schema {}: {when} it, {problem}; it stays as it was",
                    path.display(),
                    steps.len()
                ),
            )),
        };
        proven("before", Tx { conn: &transaction }.prove_ledger()?)?;
        let kept = free_name(&beside(&path, &format!(".before-v{}", steps.len())));
        // Through a second connection: the one that holds the lock, so that nobody writes in between, cannot be copied from.
        let reader = Connection::open_with_flags(&path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        super::backup::copy(&reader, &kept)?;
        for step in &steps[from..] {
            transaction.execute_batch(step)?;
        }
        transaction.execute_batch(&format!("PRAGMA user_version={}", steps.len()))?;
        proven("after", Tx { conn: &transaction }.prove_against(&steps.concat())?)?;
        transaction.commit()?;
        Ok(Some(kept))
    }
}

fn schema_version(conn: &Connection) -> Refused<usize> {
    Ok(conn.query_row("PRAGMA user_version", [], |row| row.get::<_, u32>(0))? as usize)
}

/// The name, or the first of `name-2`, `name-3`, … that no file has yet.
fn free_name(name: &std::path::Path) -> PathBuf {
    let numbered = (2_u32..).map(|n| beside(name, &format!("-{n}")));
    std::iter::once(name.to_path_buf()).chain(numbered).find(|name| !name.exists()).unwrap_or_default()
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

fn normalized(sql: &str) -> String {
    let without_comments = sql.lines().map(|line| line.split("--").next().unwrap_or_default());
    without_comments.flat_map(str::split_whitespace).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn migrations_arrive_at_exactly_the_schema() {
        let step_by_step = Connection::open_in_memory().expect("a connection");
        for step in STEPS {
            step_by_step.execute_batch(step).expect("a step");
        }
        assert_eq!(schema_of(&step_by_step).expect("a schema"), schema_made_by(SCHEMA).expect("a schema"));
    }

    fn old_store(folder: &tempfile::TempDir) -> Store {
        Store::create(&folder.path().join("desk.db")).expect("a store")
    }

    #[test]
    fn a_migration_keeps_a_copy_and_counts_the_schema_on() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut store = old_store(&folder);
        let kept =
            store.migrate_by(&[SCHEMA, "CREATE TABLE season(id INTEGER PRIMARY KEY) STRICT;"]).expect("migrated");
        assert_eq!(kept, Some(folder.path().join("desk.db.before-v2")));
        assert_eq!(schema_version(&store.conn).expect("a number"), 2);
        let copy = Store::open(&folder.path().join("desk.db.before-v2")).expect("the copy is a store as it was");
        assert_eq!(schema_version(&copy.conn).expect("a number"), 1);
        drop(store);
        let refusal = Store::open(&folder.path().join("desk.db")).err().expect("a newer store");
        assert_eq!(refusal.code, "store_newer");
    }

    #[test]
    fn a_migration_that_fails_leaves_the_store_as_it_was() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut store = old_store(&folder);
        let before = schema_of(&store.conn).expect("a schema");
        let broken = "CREATE TABLE season(id INTEGER PRIMARY KEY) STRICT; DROP TRIGGER seal_in_order; SELECT nothing;";
        store.migrate_by(&[SCHEMA, broken]).expect_err("a step that fails");
        assert_eq!(schema_of(&store.conn).expect("a schema"), before);
        assert_eq!(schema_version(&store.conn).expect("a number"), 1);
        let foreign_keys: bool = store.conn.query_row("PRAGMA foreign_keys", [], |row| row.get(0)).expect("a pragma");
        assert!(foreign_keys, "foreign keys are asserted again");
    }

    #[test]
    fn a_migration_that_breaks_a_reference_is_not_kept() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut store = old_store(&folder);
        let broken = "CREATE TABLE season(office INTEGER REFERENCES office(id)) STRICT; INSERT INTO season VALUES(77);";
        let refusal = store.migrate_by(&[SCHEMA, broken]).expect_err("a reference to nothing");
        assert_eq!(refusal.code, "migration_failed");
        assert_eq!(schema_version(&store.conn).expect("a number"), 1);
    }
}
