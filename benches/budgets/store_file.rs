//! The store's file from outside: copies of it, how large it is, how many rows stand in each of its tables.

use std::collections::BTreeMap;
use std::path::Path;

use rusqlite::Connection;

/// Opens the file as a stranger; what stands in its log is brought into the file first.
pub fn open(path: &Path) -> Connection {
    let conn = Connection::open(path).expect("the store");
    conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).expect("the log is written back");
    conn
}

/// Copies the whole file, which nobody else has open.
pub fn copy(from: &Path, to: &Path) {
    drop(open(from));
    for suffix in ["-wal", "-shm"] {
        // What is not there need not be removed.
        let _ = std::fs::remove_file(format!("{}{suffix}", to.display()));
    }
    std::fs::copy(from, to).expect("room for a copy");
}

/// Bytes that hold something: pages, without those that are free.
pub fn bytes(path: &Path) -> i64 {
    let conn = open(path);
    let number = |pragma: &str| conn.query_row(pragma, [], |row| row.get::<_, i64>(0)).expect("a number");
    (number("PRAGMA page_count") - number("PRAGMA freelist_count")) * number("PRAGMA page_size")
}

/// The ordinary tables of `schema` (`main`, or an attached file), in the order in which they were made. Those of an
/// index for search are left out: nobody inserts into them.
pub fn tables(conn: &Connection, schema: &str) -> Vec<String> {
    let sql = format!(
        "SELECT l.name FROM {schema}.sqlite_schema s JOIN pragma_table_list l ON l.name=s.name AND l.schema='{schema}'
         WHERE s.type='table' AND l.type='table' AND l.name NOT LIKE 'sqlite_%' ORDER BY s.rowid"
    );
    let mut query = conn.prepare(&sql).expect("a list of tables");
    let names = query.query_map([], |row| row.get(0)).expect("tables");
    names.collect::<Result<_, _>>().expect("their names")
}

/// How many rows stand in each table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rows(BTreeMap<String, usize>);

impl Rows {
    pub fn of(path: &Path) -> Self {
        let conn = open(path);
        let count = |table: &String| {
            let sql = format!("SELECT count(*) FROM {table}");
            let rows: i64 = conn.query_row(&sql, [], |row| row.get(0)).expect("a count");
            usize::try_from(rows).expect("not less than none")
        };
        Self(tables(&conn, "main").into_iter().map(|table| (table.clone(), count(&table))).collect())
    }

    pub fn count(&self, table: &str) -> usize {
        *self.0.get(table).unwrap_or_else(|| panic!("there is no table {table}"))
    }

    /// How many rows of this table were made since `before`.
    pub fn since(&self, before: &Self, table: &str) -> usize {
        self.count(table) - before.count(table)
    }
}
