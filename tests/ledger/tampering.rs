//! What the schema says of itself, and changes that are made from it: a table that is added is attacked and proven without
//! another line here.

use advance_pay::trial::ledger::Store;
use rusqlite::Connection;
use rusqlite::config::DbConfig;

use crate::office::Office;

pub struct Column {
    pub name: String,
    kind: String,
    /// The words that its CHECK allows; empty: any.
    words: Vec<String>,
}

/// A table as the file's schema has it.
pub struct Table {
    pub name: String,
    pub columns: Vec<Column>,
    pub key: Vec<String>,
    /// Every other key.
    pub unique: Vec<Vec<String>>,
}

fn texts(conn: &Connection, sql: &str) -> Vec<String> {
    let mut query = conn.prepare(sql).expect(sql);
    let rows = query.query_map([], |row| row.get(0)).expect(sql).collect::<Result<_, _>>();
    rows.expect(sql)
}

/// Every table of the file.
pub fn tables(conn: &Connection) -> Vec<Table> {
    let names =
        texts(conn, "SELECT name FROM sqlite_master WHERE type='table' AND name NOT LIKE 'sqlite!_%' ESCAPE '!'");
    assert!(names.len() > 50, "the list of tables is read");
    names.into_iter().map(|name| Table::read(conn, name)).collect()
}

/// The tables that a seal covers.
pub fn sealed(conn: &Connection) -> Vec<Table> {
    tables(conn).into_iter().filter(Table::is_sealed).collect()
}

impl Table {
    fn read(conn: &Connection, name: String) -> Self {
        let made: String = texts(conn, &format!("SELECT sql FROM sqlite_master WHERE name='{name}'")).remove(0);
        let column = |column: String| {
            let kind = texts(conn, &format!("SELECT type FROM pragma_table_info('{name}') WHERE name='{column}'"));
            let words = made.split_once(&format!("CHECK({column} IN('")).and_then(|(_, rest)| rest.split_once("')"));
            let words = words.map_or_else(Vec::new, |(words, _)| words.split("','").map(String::from).collect());
            Column { kind: kind[0].clone(), words, name: column }
        };
        let columns = texts(conn, &format!("SELECT name FROM pragma_table_info('{name}') ORDER BY cid"));
        let key = texts(conn, &format!("SELECT name FROM pragma_table_info('{name}') WHERE pk>0 ORDER BY pk"));
        let unique = texts(
            conn,
            &format!(
                "SELECT group_concat(x.name) FROM pragma_index_list('{name}') i, pragma_index_info(i.name) x
                 WHERE i.\"unique\" AND i.origin='u' GROUP BY i.name"
            ),
        );
        let unique = unique.iter().map(|columns| columns.split(',').map(String::from).collect()).collect();
        Self { columns: columns.into_iter().map(column).collect(), key, unique, name }
    }

    /// What begins with `act_id, line` is sealed.
    pub fn is_sealed(&self) -> bool {
        self.columns[0].name == "act_id" && self.columns[1].name == "line"
    }

    /// A copy of one of its rows that is in the way of none by a key of its own: `place` stands for `act_id, line`. With
    /// `but` it keeps that key.
    pub fn copied(&self, place: [&str; 2], but: &[String]) -> String {
        let moved: Vec<&str> = self
            .unique
            .iter()
            .filter(|key| key.as_slice() != but)
            .filter_map(|key| {
                let free = |name: &&String| !but.contains(name) && self.column(name).words.is_empty();
                key.iter().find(free).map(String::as_str)
            })
            .collect();
        let value = |column: &Column| match column.name.as_str() {
            "act_id" if self.is_sealed() => place[0].to_string(),
            "line" if self.is_sealed() => place[1].to_string(),
            name if moved.contains(&name) => column.changes()[0].clone(),
            name => name.to_string(),
        };
        let values: Vec<String> = self.columns.iter().map(value).collect();
        format!("SELECT {} FROM {} ORDER BY 1 DESC, 2 DESC LIMIT 1", values.join(","), self.name)
    }

    fn column(&self, name: &str) -> &Column {
        self.columns.iter().find(|column| column.name == name).expect("a column")
    }

    /// Changes one row so that `column` holds something else: the last row whose value is another than `change`.
    pub fn changed(&self, column: &Column, change: &str) -> String {
        let (name, of, key) = (&self.name, &column.name, self.key.join(","));
        let newest = self.key.iter().map(|key| format!("{key} DESC")).collect::<Vec<_>>().join(",");
        format!(
            "UPDATE {name} SET {of}={change} WHERE ({key})=(SELECT {key} FROM {name} WHERE {of} IS NOT ({change})
             ORDER BY {of} IS NULL, {newest} LIMIT 1)"
        )
    }
}

impl Column {
    /// Values that it might hold instead, as SQL over the row. Some are refused by a CHECK or a key.
    pub fn changes(&self) -> Vec<String> {
        let name = &self.name;
        let mut changes = match self.kind.as_str() {
            "INTEGER" => vec![format!("COALESCE({name},0)+1000"), format!("1-{name}"), format!("{name}+1")],
            "TEXT" => vec![format!("COALESCE({name},'')||'x'")],
            _ => vec![format!("randomblob(COALESCE(length({name}),9))")],
        };
        changes.extend(self.words.iter().map(|word| format!("'{word}'")));
        changes.push("NULL".to_string());
        changes
    }
}

/// Somebody with the file and patience: no trigger fires for them, and no key holds them.
pub fn outlaw(office: &Office) -> Connection {
    let conn = office.outsider();
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false).expect("a switch");
    conn.execute_batch("PRAGMA foreign_keys=OFF").expect("a pragma");
    conn
}

/// An office whose tables are changed one after the other, each put back after it was looked at.
pub struct Tampering {
    pub office: Office,
    pub outlaw: Connection,
}

impl Tampering {
    pub fn begin() -> Self {
        let office = Office::open();
        let outlaw = outlaw(&office);
        Self { office, outlaw }
    }

    /// Runs `sql`, which changes `table`, over `conn`; answers what `look` makes of the store then. None: the change was
    /// refused, or changed nothing.
    pub fn after<T>(
        &mut self,
        conn: &Connection,
        table: &str,
        sql: &str,
        look: impl FnOnce(&mut Store) -> T,
    ) -> Option<T> {
        self.outlaw
            .execute_batch(&format!(
                "DROP TABLE IF EXISTS temp.kept; CREATE TEMP TABLE kept AS SELECT * FROM main.{table}"
            ))
            .expect("a copy");
        if conn.execute_batch(sql).is_err() {
            if !conn.is_autocommit() {
                conn.execute_batch("ROLLBACK").expect("nothing happened");
            }
            return None;
        }
        let differ = format!(
            "SELECT EXISTS(SELECT * FROM main.{table} EXCEPT SELECT * FROM temp.kept)
             OR EXISTS(SELECT * FROM temp.kept EXCEPT SELECT * FROM main.{table})"
        );
        let changed: bool = self.outlaw.query_row(&differ, [], |row| row.get(0)).expect("an answer");
        if !changed {
            return None;
        }
        let answer = look(&mut self.office.store);
        self.outlaw
            .execute_batch(&format!(
                "BEGIN; DELETE FROM main.{table}; INSERT INTO main.{table} SELECT * FROM temp.kept; COMMIT"
            ))
            .expect("put back");
        Some(answer)
    }

    /// As [`Tampering::after`], by somebody whom no trigger stops: what the proof of the structure says.
    pub fn proof_after(&mut self, table: &str, sql: &str) -> Option<Vec<String>> {
        let outlaw = outlaw(&self.office);
        self.after(&outlaw, table, sql, proof)
    }
}

pub fn proof(store: &mut Store) -> Vec<String> {
    store.read(|tx| tx.prove_structure()).expect("a proof")
}
