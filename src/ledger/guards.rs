//! What may never happen, checked by the store itself: once an act, by its seal, where that is enough.
//!
//! In SQLite whoever can write the file can do anything: triggers stop mistakes, the proof finds the rest. In PostgreSQL
//! most guards are privileges, for who owns the tables is not who works with them.

use std::fmt::Write as _;

use super::engine::Dialect;
use super::seal::sealed;
use super::tables::{Column, Keeps, Refers, TABLES, Table};

/// What must not be found in an act when it is sealed: why, and the question that finds it. One text for both engines.
struct Check {
    /// Without a row of this table in the act there is nothing to look for; empty: always.
    of: &'static str,
    why: String,
    found: String,
}

impl Check {
    fn new(of: &'static str, why: impl Into<String>, found: impl Into<String>) -> Self {
        Self { of, why: why.into(), found: found.into() }
    }
}

/// The balances' move, once an act: by the sum of its lines.
const MOVE_BALANCES: &str = "UPDATE balance SET cents=cents+p.moved, seq=seq+p.lines, last_act=NEW.act_id
    FROM (SELECT ledger_account_id AS id, CAST(sum(cents) AS BIGINT) AS moved, count(*) AS lines FROM posting
          WHERE act_id=NEW.act_id GROUP BY ledger_account_id) p WHERE ledger_account_id=p.id;";

const KEPT: &str = "what was written is never changed or deleted";

/// The checks that say what the trade means by its tables. What a single table says of itself follows from the list.
const OF_THE_TRADE: [(&str, &str, &str); 18] = [
    (
        "posting",
        "a transaction has two lines or more, and they balance",
        "SELECT 1 FROM posting WHERE act_id=NEW.act_id GROUP BY txn_id HAVING count(*)<2 OR sum(cents)<>0",
    ),
    (
        // Numbers of transactions have no gap: the same count, first and last are the same transactions.
        "txn",
        "a transaction is written with its lines",
        "SELECT 1 FROM (SELECT count(*) AS n, min(id) AS a, max(id) AS b FROM txn WHERE act_id=NEW.act_id) t,
       (SELECT count(DISTINCT txn_id) AS n, min(txn_id) AS a, max(txn_id) AS b FROM posting WHERE act_id=NEW.act_id) p
       WHERE t.n<>p.n OR t.a<>p.a OR t.b<>p.b",
    ),
    (
        "posting",
        "a line is written with its transaction",
        "SELECT 1 FROM (SELECT DISTINCT txn_id FROM posting WHERE act_id=NEW.act_id) p
       WHERE NOT EXISTS(SELECT 1 FROM txn t WHERE t.id=p.txn_id AND t.act_id=NEW.act_id)",
    ),
    (
        "txn",
        "a transaction is posted to a book that is open",
        "SELECT 1 FROM txn t JOIN day_close c ON c.book_id=t.book_id WHERE t.act_id=NEW.act_id AND c.act_id<NEW.act_id",
    ),
    (
        "txn",
        "a reversal mirrors a transaction before it, once, that is none itself",
        "SELECT 1 FROM txn n LEFT JOIN txn o ON o.id=n.reverses WHERE n.act_id=NEW.act_id AND n.reverses IS NOT NULL
       AND (o.id IS NULL OR o.id>=n.id OR o.reverses IS NOT NULL
         OR EXISTS(SELECT 1 FROM posting p WHERE p.act_id IN(n.act_id,o.act_id) AND p.txn_id IN(n.id,o.id)
                   GROUP BY p.ledger_account_id HAVING sum(p.cents)<>0))",
    ),
    (
        "receipt_tender",
        "a tender is written with its receipt",
        "SELECT 1 FROM receipt_tender t JOIN receipt r ON r.id=t.receipt_id
       WHERE t.act_id=NEW.act_id AND r.act_id<>t.act_id",
    ),
    (
        "receipt_tender",
        "tenders never come to more than their receipt",
        "SELECT 1 FROM (SELECT receipt_id, sum(cents) AS cents FROM receipt_tender WHERE act_id=NEW.act_id
         GROUP BY receipt_id) t JOIN receipt r ON r.id=t.receipt_id WHERE t.cents>r.cents",
    ),
    (
        "receipt_allocation",
        "where a receipt went is written with it",
        "SELECT 1 FROM receipt_allocation t JOIN receipt r ON r.id=t.receipt_id
       WHERE t.act_id=NEW.act_id AND r.act_id<>t.act_id",
    ),
    (
        "store_fact",
        "whether a store is for practice, and its id, are never changed",
        "SELECT 1 FROM store_fact n WHERE n.act_id=NEW.act_id AND n.name IN('practice','store_id')
       AND EXISTS(SELECT 1 FROM store_fact o WHERE o.name=n.name AND o.value<>n.value)",
    ),
    (
        "operator",
        "an operator keeps their name",
        "SELECT 1 FROM operator n JOIN operator o ON o.id=n.id AND o.revision=1
       WHERE n.act_id=NEW.act_id AND (o.name<>n.name OR o.added_at<>n.added_at)",
    ),
    (
        "operator",
        "an operator's name is their own",
        "SELECT 1 FROM operator n JOIN operator o ON o.name=n.name WHERE n.act_id=NEW.act_id AND o.id<>n.id",
    ),
    (
        "member",
        "a member keeps the number",
        "SELECT 1 FROM member n JOIN member o ON o.id=n.id AND o.revision=1
       WHERE n.act_id=NEW.act_id AND (o.number<>n.number OR o.joined_on<>n.joined_on)",
    ),
    (
        "member",
        "a member's number is their own",
        "SELECT 1 FROM member n JOIN member o ON o.number=n.number WHERE n.act_id=NEW.act_id AND o.id<>n.id",
    ),
    (
        "link_counter",
        "an invocation counter never goes back",
        "SELECT 1 FROM link_counter n JOIN link_counter o ON o.link=n.link AND o.next>n.next WHERE n.act_id=NEW.act_id",
    ),
    (
        "notice_step",
        "that a notice left is never unsaid",
        "SELECT 1 FROM notice_step n JOIN notice_step o ON o.notice_id=n.notice_id
         AND (o.act_id<n.act_id OR (o.act_id=n.act_id AND o.line<n.line))
       WHERE n.act_id=NEW.act_id AND (o.status='sent' OR o.sent_at IS NOT NULL)
       AND (n.status NOT IN('sent','failed') OR n.sent_at IS DISTINCT FROM o.sent_at)",
    ),
    (
        "command_step",
        "a switch command that ended stays ended",
        "SELECT 1 FROM command_step n JOIN command_step o ON o.command_id=n.command_id
         AND (o.act_id<n.act_id OR (o.act_id=n.act_id AND o.line<n.line))
       WHERE n.act_id=NEW.act_id AND o.status IN('done','refused','expired','cancelled')
       AND (n.status<>o.status OR n.done_at IS DISTINCT FROM o.done_at)",
    ),
    (
        "drawer",
        "a drawer is opened once",
        "SELECT 1 FROM drawer n JOIN drawer o
         ON o.book_id=n.book_id AND o.operator_id=n.operator_id AND o.office_id=n.office_id AND o.id<>n.id
       WHERE n.act_id=NEW.act_id AND NOT EXISTS(SELECT 1 FROM drawer_closed c WHERE c.drawer_id IN(n.id,o.id))",
    ),
    (
        "attention",
        "a matter that is open stays as it is",
        "SELECT 1 FROM attention n JOIN pending p ON p.kind='attention' AND p.of_id=COALESCE(n.account_id,0)
         AND p.code=n.code AND p.is_open=1 AND p.id<>n.id WHERE n.act_id=NEW.act_id",
    ),
];

fn checks() -> Vec<Check> {
    let mut checks = vec![
        Check::new(
            "",
            "acts are sealed in order, once",
            "SELECT 1 WHERE NEW.act_id<>COALESCE((SELECT max(act_id) FROM seal),0)+1",
        ),
        Check::new(
            "",
            "an act says once what it is",
            "SELECT 1 WHERE (SELECT count(*) FROM act WHERE act_id=NEW.act_id)<>1",
        ),
    ];
    checks.extend(OF_THE_TRADE.into_iter().map(|(of, why, found)| Check::new(of, why, found)));
    for table in sealed() {
        if let Keeps::Appended { numbered: numbered @ [.., _] } = table.keeps {
            let why = format!("{} takes the next number", table.name);
            checks.push(Check::new(table.name, why, next_is_missing(table.name, numbered)));
        }
        for column in table.columns {
            if let Some(refers) = column.refers.filter(|refers| refers.at_seal) {
                let why = format!("{}.{} names what is there", table.name, column.name);
                checks.push(Check::new(table.name, why, dangling(table, column, refers)));
            }
        }
    }
    checks
}

/// A number before which one is missing. The first of a series has none before it and is not looked up: nearly all are.
fn next_is_missing(name: &str, numbered: &[&str]) -> String {
    let (number, series) = numbered.split_last().expect("a numbered table says what is numbered");
    let same: String = series.iter().map(|column| format!("b.{column}=n.{column} AND ")).collect();
    format!(
        "SELECT 1 FROM {name} n WHERE n.act_id=NEW.act_id AND (n.{number}<1 OR n.{number}>1
       AND NOT EXISTS(SELECT 1 FROM {name} b WHERE {same}b.{number}=n.{number}-1))"
    )
}

/// What is appended never goes away, so a reference needs looking at once, when it is made.
fn dangling(table: &Table, column: &Column, refers: Refers) -> String {
    // Hundreds of rows of an act name the same transaction, and each another account.
    let distinct = if refers.table == "txn" { "DISTINCT " } else { "" };
    let given = if column.nullable { format!(" AND {} IS NOT NULL", column.name) } else { String::new() };
    let (table, column) = (table.name, column.name);
    format!(
        "SELECT 1 FROM (SELECT {distinct}{column} AS named FROM {table} WHERE act_id=NEW.act_id{given}) n
       WHERE NOT EXISTS(SELECT 1 FROM {} o WHERE o.{}=n.named)",
        refers.table, refers.column
    )
}

/// Writes the guards of an engine.
pub(super) fn write(dialect: Dialect, sql: &mut String) {
    sql.push_str("\n-- What may never happen. A seal looks at its whole act, once.\n\n");
    match dialect {
        Dialect::Sqlite => sqlite(sql),
        Dialect::Postgres => postgres(sql),
    }
}

fn sqlite(sql: &mut String) {
    let refuse = |why: &str| format!("SELECT RAISE(ABORT,'ledger: {}')", quoted(why));
    let checks = checks();
    let mut at_seal: String =
        checks.iter().map(|check| format!("\n  {} WHERE EXISTS(\n    {});", refuse(&check.why), check.found)).collect();
    let counts: Vec<String> =
        sealed().map(|table| format!("(SELECT count(*) FROM {} WHERE act_id=NEW.act_id)", table.name)).collect();
    let _ = write!(
        at_seal,
        "\n  {} WHERE NEW.covers<>\n    {};",
        refuse("a seal covers every row of its act"),
        counts.join("+\n    ")
    );
    let mut trigger = |name: &str, head: &str, body: &str| {
        let _ = writeln!(sql, "CREATE TRIGGER {name} {head} BEGIN{body}\nEND;");
    };
    trigger("seal_proves", "BEFORE INSERT ON seal", &format!("{at_seal}\n  {MOVE_BALANCES}"));
    for table in TABLES {
        let name = table.name;
        let (kept, stays) = match table.keeps {
            Keeps::Appended { .. } => (format!("UPDATE ON {name}"), true),
            // Of what moves, what names a row stays. `UPDATE … SET rowid=` moves it by another name.
            Keeps::Derived { key, goes } => (key_update(table, key), !goes),
            Keeps::MovedBySeal { .. } if name == "seal" => (format!("UPDATE ON {name}"), true),
            Keeps::MovedBySeal { key } => (key_update(table, key), true),
            Keeps::World { .. } => continue,
        };
        let never = format!(" {};", refuse(&format!("{name}: {KEPT}")));
        trigger(&format!("{name}_is_kept"), &format!("BEFORE {kept}"), &never);
        if stays {
            trigger(&format!("{name}_stays"), &format!("BEFORE DELETE ON {name}"), &never);
        }
    }
    trigger(
        "balance_starts_at_zero",
        "BEFORE INSERT ON balance WHEN NEW.cents<>0 OR NEW.seq<>0 OR NEW.last_act<>0
  OR EXISTS(SELECT 1 FROM balance WHERE ledger_account_id=NEW.ledger_account_id)",
        &format!(" {};", refuse("a balance starts at zero, once")),
    );
    trigger(
        "balance_moves_by_a_seal",
        "BEFORE UPDATE ON balance WHEN NEW.seq<=OLD.seq OR NEW.last_act<=OLD.last_act
  OR NEW.last_act<>COALESCE((SELECT max(act_id) FROM seal),0)+1",
        &format!(" {};", refuse("a balance is moved by a seal, once")),
    );
}

fn key_update(table: &Table, key: &[&str]) -> String {
    let rowid = if table.has_rowid() { ", rowid, oid, _rowid_" } else { "" };
    format!("UPDATE OF {}{rowid} ON {}", key.join(", "), table.name)
}

fn postgres(sql: &mut String) {
    let stop = |why: &str, found: &str| {
        format!("IF EXISTS({found}) THEN\n    RAISE EXCEPTION 'ledger: {}'; END IF;", quoted(why))
    };
    let checks = checks();
    let of = |name: &str| -> String {
        checks
            .iter()
            .filter(|check| check.of == name)
            .map(|check| format!("\n  {}", stop(&check.why, &check.found)))
            .collect()
    };
    let mut at_seal = of("");
    for table in sealed() {
        let (name, own) = (table.name, of(table.name));
        let _ = write!(
            at_seal,
            "\n  SELECT count(*) INTO found FROM {name} WHERE act_id=NEW.act_id; covered := covered+found;"
        );
        if !own.is_empty() {
            let _ = write!(at_seal, "\n  IF found>0 THEN{}\n  END IF;", own.replace('\n', "\n  "));
        }
    }
    let _ = write!(
        at_seal,
        "\n  IF NEW.covers<>covered THEN RAISE EXCEPTION 'ledger: a seal covers every row of its act'; END IF;\n  {MOVE_BALANCES}"
    );
    let mut function = |name: &str, declare: &str, body: &str| {
        // With the owner's rights, for who works here has none on a balance.
        let _ = writeln!(
            sql,
            "CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path=public,pg_temp
AS $$ {declare}BEGIN{body}\nEND $$;"
        );
    };
    let declare = "DECLARE found BIGINT; covered BIGINT := 0; ";
    function("seal_proves", declare, &format!("{at_seal}\n  RETURN NEW;"));
    function("stays", "", &format!("\n  RAISE EXCEPTION 'ledger: %: {KEPT}', TG_TABLE_NAME;"));
    // Once a statement, whatever its rows. In SQLite it would be once a row, and cost half as much as the row.
    let late = "SELECT 1 FROM fresh WHERE act_id<=COALESCE((SELECT max(act_id) FROM seal),0)";
    let late = stop("a sealed act takes no more rows", late);
    function("act_is_open", "", &format!("\n  {late}\n  RETURN NULL;"));
    let mut line = |text: String| sql.push_str(&(text + "\n"));
    line("CREATE TRIGGER seal_proves BEFORE INSERT ON seal FOR EACH ROW EXECUTE FUNCTION seal_proves();".into());
    for name in sealed().map(|table| table.name).chain(["seal"]) {
        line(format!(
            "CREATE TRIGGER {name}_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON {name} FOR EACH STATEMENT EXECUTE FUNCTION stays();"
        ));
    }
    for name in sealed().map(|table| table.name) {
        line(format!(
            "CREATE TRIGGER {name}_open AFTER INSERT ON {name} REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION act_is_open();"
        ));
    }
    line(format!(
        "DO $$ BEGIN IF NOT EXISTS(SELECT 1 FROM pg_roles WHERE rolname='{COUNTER}') THEN CREATE ROLE {COUNTER} NOLOGIN; END IF; END $$;"
    ));
    for table in TABLES {
        line(format!("GRANT SELECT, {} ON {} TO {COUNTER};", privileges(table), table.name));
    }
}

/// The group that whoever works with the store is of.
const COUNTER: &str = "advance_pay_counter";

fn privileges(table: &Table) -> String {
    let others = |key: &[&str]| {
        let names: Vec<&str> =
            table.columns.iter().map(|column| column.name).filter(|name| !key.contains(name)).collect();
        names.join(",")
    };
    match table.keeps {
        Keeps::Appended { .. } => "INSERT".into(),
        Keeps::MovedBySeal { .. } if table.name == "seal" => "INSERT".into(),
        // A balance starts at its default, which is zero.
        Keeps::MovedBySeal { key } => format!("INSERT({})", key.join(",")),
        Keeps::Derived { key, goes } => {
            let moves = others(key);
            let update = if moves.is_empty() { String::new() } else { format!(", UPDATE({moves})") };
            format!("INSERT{update}{}", if goes { ", DELETE" } else { "" })
        }
        Keeps::World { .. } => "INSERT, UPDATE, DELETE".into(),
    }
}

fn quoted(text: &str) -> String {
    text.replace('\'', "''")
}
