//! What SQLite itself needs for the same rows: Debian's `sqlite3` shell copies them from an attached file into the store
//! as it was before, act by act, under the same schema, triggers, indexes, foreign keys and `synchronous=FULL`.
//!
//! Which rows those are is found by comparing the store before with the store after, whatever the schema, and the copy
//! is compared with the store afterwards, row by row: it is the same work, or the bench fails.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use rusqlite::Connection;

use crate::cost::{self, Cost};
use crate::store_file;

/// A program of the system that copies rows.
pub struct Shell {
    pub version: String,
}

/// What the shell copied.
pub struct Copied {
    pub cost: Cost,
    pub rows: usize,
    /// In how many transactions.
    pub acts: i64,
}

/// What a script copies.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Copies {
    EveryRow,
    /// The same statements, which find nothing to copy.
    NoRow,
}

/// What stands in no sealed row of its own: the guards move it when a line comes in.
const MOVED_BY_GUARDS: [&str; 1] = ["balance"];
/// What closes an act, and comes last in it.
const LAST_OF_AN_ACT: &str = "seal";
/// As the ledger opens its own connection.
const SETTINGS: &str =
    "PRAGMA foreign_keys=ON; PRAGMA recursive_triggers=ON; PRAGMA cache_size=-65536; PRAGMA temp_store=MEMORY;";

impl Shell {
    /// The shell, if this machine has one.
    pub fn find() -> Option<Self> {
        let output = Command::new("sqlite3").arg("--version").output().ok()?;
        let version = String::from_utf8_lossy(&output.stdout).split(' ').next()?.to_string();
        output.status.success().then_some(Self { version })
    }

    /// Runs a script on a file.
    fn run(&self, file: &Path, script: &Path) -> Cost {
        let script = std::fs::File::open(script).expect("the script");
        let mut shell = Command::new("sqlite3");
        shell.args(["-batch", "-bail"]).arg(file).stdin(Stdio::from(script));
        let (cost, _) = cost::of_program(&mut shell);
        cost
    }

    /// Copies what makes `after` of `before`.
    ///
    /// # Panics
    /// When the copy is not the same as `after`.
    pub fn copy_rows(&self, before: &Path, after: &Path) -> Copied {
        let beside = |name: &str| after.with_file_name(name);
        let (rows, target, script) = (beside("rows.sqlite"), beside("copy.sqlite"), beside("copy.sql"));
        let _ = std::fs::remove_file(&rows);
        store_file::copy(before, &target);
        drop(store_file::open(after));
        let work = Work::between(before, after, &rows);
        let run = |copies: Copies| {
            std::fs::write(&script, work.script(&rows, copies)).expect("the script is written");
            self.run(&target, &script)
        };
        // The shell prepares each act's statements anew, guards and all, which a program does once: that is no row's cost.
        let (preparing, whole) = (run(Copies::NoRow), run(Copies::EveryRow));
        let cost =
            Cost { wall: whole.wall.saturating_sub(preparing.wall), cpu: whole.cpu.saturating_sub(preparing.cpu) };
        assert_same(&target, after);
        for file in [rows, target, script] {
            std::fs::remove_file(file).expect("what was made for the copy goes");
        }
        Copied { cost, rows: work.parts.iter().map(|part| part.rows).sum(), acts: work.acts }
    }

    /// The shell's own import of a file of rows, as text.
    pub fn import(&self, csv: &Path) -> Cost {
        let beside = |name: &str| csv.with_file_name(name);
        let (target, script) = (beside("import.sqlite"), beside("import.sql"));
        let _ = std::fs::remove_file(&target);
        let text = format!(
            ".output /dev/null\nPRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;\n.import --csv {} taken\n",
            csv.display()
        );
        std::fs::write(&script, text).expect("the script is written");
        self.run(&target, &script)
    }
}

/// The rows that are copied, kept in a file of their own in the order in which they are.
struct Work {
    parts: Vec<Part>,
    acts: i64,
}

/// The rows of one table.
struct Part {
    table: String,
    columns: Vec<String>,
    /// Not empty: rows that stood before are changed, and found by these.
    key: Vec<String>,
    rows: usize,
    /// By act: the first and the last of its rows.
    of_act: BTreeMap<i64, (i64, i64)>,
}

impl Work {
    fn between(before: &Path, after: &Path, rows: &Path) -> Self {
        let conn = Connection::open(rows).expect("a file for the rows");
        conn.execute_batch("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA temp_store=MEMORY;").expect("fast");
        for (name, path) in [("before", before), ("after", after)] {
            conn.execute(&format!("ATTACH ?1 AS {name}"), [path.to_str().expect("UTF-8")]).expect("a store");
        }
        let acts = number_acts(&conn);
        let mut parts = Vec::new();
        let mut tables = store_file::tables(&conn, "after");
        tables.sort_by_key(|table| table == LAST_OF_AN_ACT);
        for table in tables {
            parts.extend(added(&conn, &table, acts));
            if !MOVED_BY_GUARDS.contains(&&table[..]) {
                parts.extend(changed(&conn, &table, acts));
            }
        }
        Self { parts, acts }
    }

    fn script(&self, rows: &Path, copies: Copies) -> String {
        let mut script = format!(
            ".output /dev/null\nPRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; {SETTINGS}\nATTACH '{}' AS src;\n",
            rows.display()
        );
        for act in 1..=self.acts {
            // A row may come before what it refers to, within its act.
            script.push_str("BEGIN IMMEDIATE; PRAGMA defer_foreign_keys=ON;\n");
            for part in &self.parts {
                if let Some(range) = part.of_act.get(&act) {
                    part.write(if copies == Copies::EveryRow { *range } else { (1, 0) }, &mut script);
                }
            }
            script.push_str("COMMIT;\n");
        }
        script
    }
}

impl Part {
    fn write(&self, (first, last): (i64, i64), script: &mut String) {
        let Self { table, columns, key, .. } = self;
        let written = if key.is_empty() {
            let names = columns.join(",");
            writeln!(
                script,
                "INSERT INTO main.{table}({names}) SELECT {names} FROM src.added_{table} WHERE rowid BETWEEN {first} AND {last};"
            )
        } else {
            let sets: Vec<_> = columns.iter().map(|column| format!("{column}=s.{column}")).collect();
            let same: Vec<_> = key.iter().map(|column| format!("s.{column}=t.{column}")).collect();
            writeln!(
                script,
                "UPDATE main.{table} AS t SET {} FROM src.changed_{table} AS s WHERE s.rowid BETWEEN {first} AND {last} AND {};",
                sets.join(","),
                same.join(" AND ")
            )
        };
        written.expect("text takes more text");
    }
}

/// Numbers the acts that are new, in their order; how many there are, at least one.
fn number_acts(conn: &Connection) -> i64 {
    let act = act_column(conn, LAST_OF_AN_ACT).expect("a seal names its act");
    conn.execute_batch(&format!(
        "CREATE TABLE act_number AS SELECT row_number() OVER (ORDER BY {act}) AS number, {act} AS act
           FROM after.seal WHERE {act}>(SELECT ifnull(max({act}),0) FROM before.seal);
         CREATE UNIQUE INDEX act_number_act ON act_number(act, number);"
    ))
    .expect("the acts");
    conn.query_row("SELECT max(count(*),1) FROM act_number", [], |row| row.get(0)).expect("a count")
}

/// The column by which a row names its act: today's ledger seals transactions, the next one acts.
fn act_column(conn: &Connection, table: &str) -> Option<&'static str> {
    let (columns, _) = columns(conn, table);
    let named = ["act_id", "txn_id"].into_iter().find(|name| columns.iter().any(|column| column == name));
    named.or_else(|| (table == "txn").then_some("id"))
}

/// A table's columns, and those of its key in order.
fn columns(conn: &Connection, table: &str) -> (Vec<String>, Vec<String>) {
    let sql = "SELECT name, pk FROM pragma_table_info(?1,'after') ORDER BY cid";
    let mut query = conn.prepare(sql).expect("the columns");
    let rows = query.query_map([table], |row| Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?)));
    let all: Vec<(String, i64)> = rows.expect("columns").collect::<Result<_, _>>().expect("their names");
    let mut key: Vec<_> = all.iter().filter(|(_, place)| *place > 0).collect();
    key.sort_by_key(|(_, place)| *place);
    assert!(!key.is_empty(), "{table} has no key");
    let key = key.into_iter().map(|(name, _)| name.clone()).collect();
    (all.into_iter().map(|(name, _)| name).collect(), key)
}

/// Which act a row `n` belongs to, by `column`. Of what names none, a table with a row for most accounts is shared out
/// over the acts in the order of its key, as the pages of the morning write it; the rest (the day's book, the list) is the
/// first act's, for others refer to it.
fn act_of(column: Option<&str>, key: &str, acts: i64) -> String {
    let shared = format!(
        "CASE WHEN count(*) OVER ()*2>=(SELECT count(*) FROM after.account)
           THEN (row_number() OVER (ORDER BY {key})-1)*{acts}/count(*) OVER ()+1 ELSE 1 END"
    );
    match column {
        Some(name) => format!("ifnull((SELECT number FROM act_number WHERE act=n.{name}),{shared})"),
        None => shared,
    }
}

/// The rows whose key did not stand before.
fn added(conn: &Connection, table: &str, acts: i64) -> Option<Part> {
    let (columns, key) = columns(conn, table);
    let same: Vec<_> = key.iter().map(|column| format!("o.{column} IS n.{column}")).collect();
    let act = act_of(act_column(conn, table), &key.join(","), acts);
    conn.execute_batch(&format!(
        "CREATE TABLE added_{table} AS SELECT {act} AS of_act, n.* FROM after.{table} n
         WHERE NOT EXISTS(SELECT 1 FROM before.{table} o WHERE {}) ORDER BY 1, {}",
        same.join(" AND "),
        key.iter().map(|column| format!("n.{column}")).collect::<Vec<_>>().join(",")
    ))
    .expect("the new rows");
    part(conn, &format!("added_{table}"), table, columns, Vec::new())
}

/// The rows that stood before and say something else now; only the columns that differ.
fn changed(conn: &Connection, table: &str, acts: i64) -> Option<Part> {
    let (columns, key) = columns(conn, table);
    let same: Vec<_> = key.iter().map(|column| format!("o.{column} IS n.{column}")).collect();
    let others: Vec<String> = columns.iter().filter(|column| !key.contains(column)).cloned().collect();
    let differ: Vec<_> = others.iter().map(|column| format!("n.{column} IS NOT o.{column}")).collect();
    if others.is_empty() {
        return None;
    }
    let from =
        format!("FROM after.{table} n JOIN before.{table} o ON {} WHERE {}", same.join(" AND "), differ.join(" OR "));
    let act = act_of(None, &format!("n.{}", key.join(",n.")), acts);
    conn.execute_batch(&format!("CREATE TABLE changed_{table} AS SELECT {act} AS of_act, n.* {from} ORDER BY 1"))
        .expect("the changed rows");
    let differs = |column: &String| {
        let sql = format!("SELECT EXISTS(SELECT 1 {from} AND n.{column} IS NOT o.{column})")
            .replace(&format!("WHERE {}", differ.join(" OR ")), &format!("WHERE ({})", differ.join(" OR ")));
        conn.query_row(&sql, [], |row| row.get::<_, bool>(0)).expect("an answer")
    };
    let columns = others.into_iter().filter(differs).collect();
    part(conn, &format!("changed_{table}"), table, columns, key)
}

fn part(conn: &Connection, rows: &str, table: &str, columns: Vec<String>, key: Vec<String>) -> Option<Part> {
    let sql = format!("SELECT of_act, min(rowid), max(rowid) FROM {rows} GROUP BY of_act");
    let mut query = conn.prepare(&sql).expect("the acts of the rows");
    let ranges = query.query_map([], |row| Ok((row.get(0)?, (row.get(1)?, row.get(2)?)))).expect("ranges");
    let of_act: BTreeMap<i64, (i64, i64)> = ranges.collect::<Result<_, _>>().expect("ranges");
    let rows = of_act.values().map(|(first, last)| usize::try_from(last - first + 1).expect("in order")).sum();
    (rows > 0).then(|| Part { table: table.to_string(), columns, key, rows, of_act })
}

/// Every table of the copy says what the store says.
fn assert_same(copy: &Path, store: &Path) {
    let conn = store_file::open(copy);
    conn.execute("ATTACH ?1 AS store", [store.to_str().expect("UTF-8")]).expect("the store");
    for table in store_file::tables(&conn, "main") {
        let differing = |one: &str, other: &str| {
            let sql =
                format!("SELECT count(*) FROM (SELECT * FROM {one}.{table} EXCEPT SELECT * FROM {other}.{table})");
            conn.query_row(&sql, [], |row| row.get::<_, i64>(0)).expect("a count")
        };
        let (more, less) = (differing("main", "store"), differing("store", "main"));
        assert!(more + less == 0, "the copy of {table} has {more} rows of its own and lacks {less}");
    }
}
