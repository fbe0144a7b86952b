//! Attacks on what may never happen, with UPDATE, DELETE, INSERT OR REPLACE, UPSERT, late rows and the wrong order.

use advance_pay::trial::Cents;
use advance_pay::trial::ledger::*;
use rusqlite::Connection;

use crate::office::Office;
use crate::tampering::{Table, Tampering, proof, sealed, tables};

/// Whose rows may go, for they are made anew from what is appended.
const GOES: [&str; 1] = ["search_word"];
/// No record of ours: the meters of a practice store, which the program plays itself.
const WORLD: [&str; 1] = ["sim_meter"];

/// The attack is refused by a guard that says why; nothing of it is in the store.
#[track_caller]
fn refused(conn: &Connection, sql: &str) -> String {
    let error = conn.execute_batch(sql).expect_err(sql).to_string();
    let _ = conn.execute_batch("ROLLBACK");
    assert!(error.contains("ledger: "), "{sql}\n was refused, but not by a guard: {error}");
    error
}

fn both_ways(office: &Office) -> [Connection; 2] {
    let with_keys = office.outsider();
    with_keys.execute_batch("PRAGMA foreign_keys=ON").expect("a pragma");
    let without = office.outsider();
    without.execute_batch("PRAGMA foreign_keys=OFF").expect("a pragma");
    [with_keys, without]
}

/// An act by hand: its rows (table, and what stands behind `act_id, line`), what it is, and a seal that nobody made.
fn act(rows: &[(&str, String)]) -> String {
    let next = "(SELECT max(act_id)+1 FROM seal)";
    let mut sql = "BEGIN;".to_string();
    for (line, (table, values)) in (1..).zip(rows) {
        sql += &format!("INSERT INTO {table} SELECT {next},{line},{values};");
    }
    let (named, covers) = (rows.len() + 1, rows.len() + 1);
    sql + &format!(
        "INSERT INTO act SELECT {next},{named},randomblob(16),'step',zeroblob(32),1,NULL,NULL,'';
         INSERT INTO seal SELECT {next},{covers},randomblob(32);"
    )
}

const OPEN_BOOK: &str = "(SELECT max(id) FROM book WHERE id NOT IN(SELECT book_id FROM day_close))";

/// The next number of a transaction.
fn next_txn(conn: &Connection) -> i64 {
    conn.query_row("SELECT max(id)+1 FROM txn", [], |row| row.get(0)).expect("a number")
}

fn txn(id: impl std::fmt::Display, book: impl std::fmt::Display, reverses: &str) -> (&'static str, String) {
    ("txn", format!("{id},'fee',1,NULL,{book},1,NULL,'',{reverses}"))
}

fn posting(txn: i64, account: i64, cents: i64) -> (&'static str, String) {
    ("posting", format!("{txn},{account},{cents},NULL"))
}

/// What the refusals below are measured by: an act by hand that breaks no rule passes every guard.
#[track_caller]
fn taken(conn: &Connection, rows: &[(&str, String)]) {
    conn.execute_batch(&(act(rows) + "ROLLBACK")).expect("it breaks no rule");
}

/// Two offices, each with an outsider; nothing that is guarded is empty in them.
fn with_something_of_everything() -> [(Office, Connection); 2] {
    [0, 1].map(|way| {
        let office = Office::open();
        let [with_keys, without] = both_ways(&office);
        let conn = if way == 0 { with_keys } else { without };
        conn.execute_batch(&(act(&[("old_seal", "1,zeroblob(32)".into())]) + "COMMIT"))
            .expect("the first house's seal");
        for Table { name, .. } in tables(&conn) {
            let some = conn.query_row(&format!("SELECT EXISTS(SELECT 1 FROM {name})"), [], |row| row.get::<_, bool>(0));
            assert!(some.expect("a table"), "{name} has nothing to attack");
        }
        (office, conn)
    })
}

fn is_free(table: &Table) -> bool {
    GOES.contains(&table.name.as_str()) || WORLD.contains(&table.name.as_str())
}

#[test]
fn what_is_appended_is_never_updated_column_by_column() {
    for (_office, conn) in with_something_of_everything() {
        for table in tables(&conn) {
            if !table.is_sealed() && !["seal", "balance"].contains(&table.name.as_str()) {
                continue;
            }
            for column in &table.columns {
                for verb in ["UPDATE", "UPDATE OR REPLACE", "UPDATE OR IGNORE"] {
                    refused(&conn, &format!("{verb} {0} SET {1}={1}", table.name, column.name));
                }
            }
        }
    }
}

#[test]
fn nothing_is_ever_deleted() {
    for (_office, conn) in with_something_of_everything() {
        for table in tables(&conn).iter().filter(|table| !is_free(table)) {
            refused(&conn, &format!("DELETE FROM {}", table.name));
        }
    }
}

/// What is derived moves, but what names a row stays, by whatever name of it.
#[test]
fn what_is_derived_keeps_its_names() {
    let office = Office::open();
    for conn in both_ways(&office) {
        for table in tables(&conn) {
            if table.is_sealed() || WORLD.contains(&table.name.as_str()) {
                continue;
            }
            let mut names = table.key.clone();
            let by_number = conn.prepare(&format!("SELECT rowid FROM {}", table.name)).is_ok();
            names.extend(["rowid", "oid", "_rowid_"].into_iter().filter(|_| by_number).map(String::from));
            for name in names {
                refused(&conn, &format!("UPDATE {} SET {name}={name}", table.name));
                refused(&conn, &format!("UPDATE OR REPLACE {} SET {name}={name}", table.name));
            }
        }
    }
}

/// `INSERT OR REPLACE` asks no DELETE trigger where an outsider left `recursive_triggers` off: it is refused, or it is
/// found.
#[test]
fn no_row_is_replaced_unseen_through_any_of_its_keys() {
    let mut tampering = Tampering::begin();
    for conn in both_ways(&tampering.office) {
        for table in tables(&conn) {
            let name = table.name.clone();
            if is_free(&table) {
                continue;
            }
            for key in table.unique.iter().chain([&table.key]) {
                let same_place = *key == table.key;
                let place = if same_place { ["act_id", "line"] } else { ["(SELECT max(act_id) FROM seal)", "9000"] };
                let mut copy = table.copied(place, key);
                if same_place || !table.is_sealed() {
                    // Something else is said.
                    let other =
                        table.columns.iter().rev().find(|column| !key.contains(&column.name)).expect("a column");
                    copy = copy.replacen(&format!(",{} FROM", other.name), &format!(",{} FROM", other.changes()[0]), 1);
                }
                let sql = format!("REPLACE INTO {name} {copy}");
                if let Some(problems) = tampering.after(&conn, &name, &sql, proof) {
                    assert!(!problems.is_empty(), "{sql}\n was neither refused nor found");
                }
            }
        }
    }
    assert_eq!(proof(&mut tampering.office.store), Vec::<String>::new());
}

/// A row that comes after its act was sealed, before the first act or without one: refused, or found, and what touches the
/// last act is found at each start.
#[test]
fn a_late_row_is_refused_or_found() {
    let mut tampering = Tampering::begin();
    let [conn, _] = both_ways(&tampering.office);
    let last = "(SELECT max(act_id) FROM seal)";
    for (act, at_once) in
        [("1", false), ("0", false), ("-5", false), (last, true), ("(SELECT max(act_id)+1 FROM seal)", true)]
    {
        for table in sealed(&conn) {
            let sql = format!("INSERT INTO {} {}", table.name, table.copied([act, "9000"], &[]));
            let proofs = |store: &mut Store| (proof(store), store.read(|tx| tx.quick_proof()).expect("a proof"));
            let Some((whole, quick)) = tampering.after(&conn, &table.name, &sql, proofs) else { continue };
            let says = format!("a row of {}, is covered by no seal", table.name);
            assert!(whole.iter().any(|problem| problem.contains(&says)), "{sql}\n was told as {whole:?}");
            assert!(!at_once || quick.iter().any(|problem| problem.contains(&says)), "{sql}\n at once: {quick:?}");
        }
    }
}

#[test]
fn an_upsert_changes_nothing_that_is_kept() {
    for (_office, conn) in with_something_of_everything() {
        for table in tables(&conn).iter().filter(|table| !is_free(table)) {
            let (name, first) = (&table.name, &table.columns[0].name);
            refused(
                &conn,
                &format!(
                    "INSERT INTO {name} SELECT * FROM {name} WHERE true ON CONFLICT DO UPDATE SET {first}={first}"
                ),
            );
        }
        refused(&conn, "INSERT INTO balance SELECT * FROM balance WHERE true ON CONFLICT DO UPDATE SET cents=0");
        refused(&conn, "INSERT INTO charge SELECT * FROM charge WHERE true ON CONFLICT DO UPDATE SET cents=0");
    }
}

#[test]
fn an_act_without_a_seal_cannot_be_committed() {
    let office = Office::open();
    let conn = office.outsider();
    conn.execute_batch("PRAGMA foreign_keys=ON").expect("a pragma");
    conn.execute_batch(
        "BEGIN; INSERT INTO act SELECT max(act_id)+1,1,randomblob(16),'pay',zeroblob(32),1,1,NULL,'' FROM seal",
    )
    .expect("an act may begin");
    conn.execute_batch("COMMIT").expect_err("it has no seal");
}

/// What is not sealed can be committed with foreign keys off, or without an `act`, and no trigger sees it. It does not go
/// unseen: the ledger takes nothing after it, and the proof names it.
#[test]
fn what_is_not_sealed_stops_the_ledger_and_is_found() {
    for stranger in [
        "PRAGMA foreign_keys=OFF; INSERT INTO act SELECT max(act_id)+1,1,randomblob(16),'pay',zeroblob(32),1,1,NULL,'' FROM seal",
        "INSERT INTO txn SELECT max(act_id)+1,7,(SELECT max(id)+1 FROM txn),'payment',1,NULL,(SELECT max(id) FROM book),1,NULL,'',NULL FROM seal",
        "INSERT INTO note SELECT max(act_id)+1,7,99,1,'mine',0,1,1 FROM seal",
    ] {
        let mut office = Office::open();
        office.outsider().execute_batch(stranger).expect("nothing stops it");
        let lines = vec![(Side::Energy(office.accounts[0]), Cents(1)), (Side::income("energy"), Cents(-1))];
        let mut txn = office.txn(TxnKind::Adjustment, BookId(0), lines);
        let day = office.day;
        let posted = office.store.write(|tx| {
            txn.book = tx.book(None, day, crate::office::at(20))?;
            tx.post(&txn)
        });
        posted.expect_err("the ledger stands");
        office.store.write(|tx| tx.set_fact("x", "y")).expect_err("for every act");
        let problems = office.store.read(|tx| tx.quick_proof()).expect("a proof");
        assert!(problems.iter().any(|p| p.contains("is covered by no seal")), "{problems:?}");
    }
}

#[test]
fn a_transaction_has_two_or_more_lines_that_add_to_zero() {
    let office = Office::open();
    for conn in both_ways(&office) {
        let next = next_txn(&conn);
        let with = |lines: &[(&'static str, String)]| [&[txn(next, OPEN_BOOK, "NULL")], lines].concat();
        taken(&conn, &with(&[posting(next, 9, 5), posting(next, 17, -5)]));
        let why = |lines: &[(&'static str, String)]| refused(&conn, &act(&with(lines)));
        assert!(why(&[]).contains("written with its lines"));
        assert!(why(&[posting(next, 9, 5)]).contains("two lines or more"));
        assert!(why(&[posting(next, 9, 5), posting(next, 17, -4)]).contains("they balance"));
        assert!(why(&[posting(next, 9, 5), posting(next, 799, -5)]).contains("names what is there"));
        let alone = [posting(next, 9, 5), posting(next, 17, -5)];
        assert!(refused(&conn, &act(&alone)).contains("is written with its"));
        let late = [&with(&[posting(next, 9, 5), posting(next, 17, -5)])[..], &[posting(1, 9, 5), posting(1, 17, -5)]];
        assert!(refused(&conn, &act(&late.concat())).contains("with its"));
    }
}

#[test]
fn acts_and_transactions_are_sealed_in_order_whole_and_once() {
    let office = Office::open();
    for conn in both_ways(&office) {
        for id in ["99", "0", "-1", "(SELECT max(act_id) FROM seal)", "(SELECT max(act_id)+2 FROM seal)"] {
            let error = refused(&conn, &format!("INSERT INTO seal VALUES({id},1,zeroblob(32))"));
            assert!(error.contains("sealed in order"), "{error}");
        }
        let empty = "INSERT INTO seal SELECT max(act_id)+1,0,zeroblob(32) FROM seal";
        assert!(refused(&conn, empty).contains("says once what it is"));
        let note = [("note", "99,1,'x',0,1,1".to_string())];
        taken(&conn, &note);
        for covers in ["1,", "3,", "0,", "-2,"] {
            let sql = act(&note).replace(",2,randomblob(32)", &format!(",{covers}randomblob(32)"));
            assert!(refused(&conn, &sql).contains("covers every row"), "{sql}");
        }
        let twice = [("act", "randomblob(16),'pay',zeroblob(32),1,NULL,NULL,''".to_string())];
        assert!(refused(&conn, &act(&twice)).contains("says once what it is"));
        let next = next_txn(&conn);
        for id in [-1, 0, next + 1] {
            let sql = act(&[txn(id, OPEN_BOOK, "NULL"), posting(id, 9, 5), posting(id, 17, -5)]);
            if id > 0 {
                assert!(refused(&conn, &sql).contains("next number"));
            } else {
                conn.execute_batch(&sql).expect_err("a CHECK");
                conn.execute_batch("ROLLBACK").expect("nothing of it");
            }
        }
        for id in [1, next - 1] {
            conn.execute_batch(&act(&[txn(id, OPEN_BOOK, "NULL"), posting(id, 9, 5), posting(id, 17, -5)]))
                .expect_err("the number is taken");
            conn.execute_batch("ROLLBACK").expect("nothing of it");
        }
    }
}

#[test]
fn a_closed_book_takes_no_more_and_is_never_opened_again() {
    let office = Office::open();
    let book = office.closed_book.0;
    for conn in both_ways(&office) {
        let next = next_txn(&conn);
        let to = |book: i64| act(&[txn(next, book, "NULL"), posting(next, 9, 5), posting(next, 17, -5)]);
        assert!(refused(&conn, &to(book)).contains("book that is open"));
        assert!(refused(&conn, &to(9999)).contains("txn.book_id names what is there"));
        let again = act(&[("day_close", format!("{book},1,1,NULL,'','{{}}'"))]);
        conn.execute_batch(&again).expect_err("it is closed");
        conn.execute_batch("ROLLBACK").expect("nothing of it");
    }
}

#[test]
fn a_reversal_mirrors_its_target_once_and_is_final() {
    let office = Office::open();
    for conn in both_ways(&office) {
        let next = next_txn(&conn);
        let one = |sql: &str| conn.query_row(sql, [], |row| row.get::<_, i64>(0)).expect("a transaction");
        let reverse = |target: i64, lines: &[(&'static str, String)]| {
            [&[txn(next, OPEN_BOOK, &target.to_string())], lines].concat()
        };
        let mirror = |target: i64, by: i64| -> Vec<(&'static str, String)> {
            let mut query =
                conn.prepare("SELECT ledger_account_id,-cents FROM posting WHERE txn_id=?1").expect("lines");
            let lines = query.query_map([target], |row| Ok(posting(next, row.get(0)?, row.get::<_, i64>(1)? / by)));
            lines.expect("lines").collect::<Result<_, _>>().expect("lines")
        };
        taken(&conn, &reverse(1, &mirror(1, 1)));
        let voided = one("SELECT reverses FROM txn WHERE reverses IS NOT NULL");
        let void = one("SELECT id FROM txn WHERE reverses IS NOT NULL");
        let error = conn.execute_batch(&act(&reverse(voided, &mirror(voided, 1)))).expect_err("reversed once");
        conn.execute_batch("ROLLBACK").expect("nothing of it");
        assert!(error.to_string().contains("UNIQUE constraint failed: txn.reverses"), "{error}");
        for (target, lines) in [
            (void, mirror(void, 1)),
            (999, mirror(1, 1)),
            (next, mirror(1, 1)),
            (1, vec![posting(next, 9, 400), posting(next, 17, -400)]),
            (1, mirror(1, 2)),
        ] {
            assert!(refused(&conn, &act(&reverse(target, &lines))).contains("a reversal mirrors"), "{target}");
        }
    }
}

#[test]
fn a_balance_is_moved_only_by_a_seal() {
    let office = Office::open();
    for conn in both_ways(&office) {
        refused(&conn, "UPDATE balance SET cents=cents+1");
        refused(&conn, "UPDATE balance SET cents=cents-400, seq=seq+1 WHERE ledger_account_id=9");
        // An act that it has had already.
        refused(&conn, "UPDATE balance SET cents=cents-400, seq=seq+1, last_act=last_act WHERE ledger_account_id=9");
        refused(
            &conn,
            "UPDATE balance SET cents=cents-400, seq=seq+1, last_act=(SELECT max(act_id) FROM seal) WHERE ledger_account_id=9",
        );
        refused(&conn, "UPDATE balance SET ledger_account_id=ledger_account_id+800");
        refused(&conn, "INSERT INTO balance VALUES(8000,500,0,0)");
        refused(&conn, "INSERT INTO balance VALUES(8000,0,0,1)");
        refused(&conn, "INSERT INTO balance VALUES(8000,0,1,0)");
        refused(&conn, "REPLACE INTO balance VALUES(9,0,0,0)");
    }
}

#[test]
fn receipts_are_numbered_without_a_gap_and_keep_their_lines() {
    let office = Office::open();
    for conn in both_ways(&office) {
        let next: i64 = conn.query_row("SELECT max(seq)+1 FROM receipt", [], |row| row.get(0)).expect("a number");
        let receipt = |seq: i64| ("receipt", format!("900,'R-{seq}x','C1',{seq},'payment',1,1,1,NULL,NULL,1,500,0"));
        let tender = |receipt: i64, ordinal: i64, cents: i64| {
            ("receipt_tender", format!("{receipt},{ordinal},'cash',{cents},{cents},NULL,NULL"))
        };
        let part = |receipt: i64, ordinal: i64| ("receipt_allocation", format!("{receipt},{ordinal},1,1,0,0"));
        taken(&conn, &[receipt(next), tender(900, 1, 500), part(900, 1)]);
        assert!(refused(&conn, &act(&[receipt(next + 1)])).contains("receipt takes the next number"));
        assert!(refused(&conn, &act(&[receipt(next + 5)])).contains("receipt takes the next number"));
        for seq in [0, -1, 1] {
            conn.execute_batch(&act(&[receipt(seq)])).expect_err("no number, or one that is taken");
            conn.execute_batch("ROLLBACK").expect("nothing of it");
        }
        assert!(refused(&conn, &act(&[tender(1, 2, 1)])).contains("a tender is written with its receipt"));
        assert!(refused(&conn, &act(&[receipt(next), tender(900, 1, 501)])).contains("never come to more"));
        assert!(refused(&conn, &act(&[receipt(next), tender(900, 2, 5)])).contains("tender takes the next number"));
        assert!(refused(&conn, &act(&[part(1, 2)])).contains("written with it"));
        assert!(refused(&conn, &act(&[receipt(next), part(900, 2)])).contains("allocation takes the next number"));
    }
}

/// Of every table that is numbered: a revision that leaves one out is refused, one that is there cannot come again.
#[test]
fn a_revision_follows_the_one_before_it() {
    let office = Office::open();
    let mut numbered = 0;
    for conn in both_ways(&office) {
        for table in sealed(&conn) {
            let Some(column) = table.columns.iter().find(|c| ["revision", "ordinal"].contains(&c.name.as_str())) else {
                continue;
            };
            numbered += 1;
            for (revision, refusable) in [("", false), ("+5", true), ("-1", false)] {
                let values: Vec<String> = table.columns[2..]
                    .iter()
                    .map(|c| if c.name == column.name { format!("{}{revision}", c.name) } else { c.name.clone() })
                    .collect();
                let row = [(table.name.as_str(), format!("{} FROM {} LIMIT 1", values.join(","), table.name))];
                let error = conn.execute_batch(&act(&row)).expect_err(&table.name).to_string();
                conn.execute_batch("ROLLBACK").expect("nothing of it");
                let by_guard = ["takes the next number", "written with it", "CHECK constraint failed"];
                let by_guard = by_guard.into_iter().any(|why| error.contains(why));
                assert!(!refusable || by_guard, "{}: {error}", table.name);
            }
        }
    }
    assert!(numbered >= 16, "readings, charges, true-ups, counts, tenders, parts, decisions, members, operators");
}

/// What is decided, lifted, received, cleared, let go on or closed is so once; what ended stays ended.
#[test]
fn what_is_decided_once_is_not_decided_again() {
    let office = Office::open();
    for conn in both_ways(&office) {
        for table in [
            "approval_decided",
            "hold_lifted",
            "pledge_received",
            "pledge_withdrawn",
            "item_returned",
            "attention_cleared",
            "drawer_closed",
            "day_close",
            "disconnect_list",
            "list_let_go",
            "list_row",
            "arrival",
            "receipt_undone",
            "taken_in",
            "meter_ended",
            "account_option_ended",
            "terms_version",
            "office",
            "link",
            "account",
            "meter",
            "switch_command",
            "act",
            "bank_deposit",
        ] {
            let found = sealed(&conn).into_iter().find(|found| found.name == table).expect("a table");
            let columns: Vec<String> = found.columns[2..].iter().map(|column| column.name.clone()).collect();
            let again = act(&[(table, format!("{} FROM {table} LIMIT 1", columns.join(",")))]);
            let error = conn.execute_batch(&again).expect_err(table).to_string();
            assert!(error.contains("UNIQUE constraint failed"), "{table}: {error}");
            conn.execute_batch("ROLLBACK").expect("nothing of it");
        }
        let step = |status: &str| [("command_step", format!("1,'{status}',0,0,0,NULL,''"))];
        assert!(refused(&conn, &act(&step("queued"))).contains("stays ended"));
        assert!(refused(&conn, &act(&step("done"))).contains("stays ended"));
        let left = |status: &str, sent: &str| [("notice_step", format!("1,'{status}',0,0,{sent},''"))];
        let sent: i64 = conn.query_row("SELECT sent_at FROM notice_step", [], |row| row.get(0)).expect("it left");
        taken(&conn, &left("failed", &sent.to_string()));
        assert!(refused(&conn, &act(&left("waiting", &sent.to_string()))).contains("never unsaid"));
        assert!(refused(&conn, &act(&left("sent", "NULL"))).contains("never unsaid"));
        let counter = |next: i64| [("link_counter", format!("'pole',{next}"))];
        taken(&conn, &counter(500));
        assert!(refused(&conn, &act(&counter(1))).contains("never goes back"));
        let drawer = |id: i64| ("drawer", format!("{id},1,1,(SELECT max(book_id) FROM drawer),1,0,0"));
        taken(&conn, &[drawer(90)]);
        assert!(refused(&conn, &act(&[drawer(90), drawer(91)])).contains("opened once"));
        let matter =
            ("attention", "90,account_id,day,code,'x',at FROM attention WHERE code='closed_with_load'".to_string());
        assert!(refused(&conn, &act(&[matter])).contains("stays as it is"));
    }
}

#[test]
fn people_and_things_keep_who_they_are() {
    let office = Office::open();
    for conn in both_ways(&office) {
        let member = |id: &str, number: &str, day: &str| {
            let rest = "'Ada',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL";
            let revision = "(SELECT COALESCE(max(revision),0)+1 FROM member";
            [("member", format!("{id},{revision} WHERE id={id}),{number},{rest},{day}"))]
        };
        let (number, day) = ("(SELECT number FROM member WHERE id=1)", "(SELECT joined_on FROM member WHERE id=1)");
        taken(&conn, &member("1", number, day));
        assert!(refused(&conn, &act(&member("1", "'0'", day))).contains("keeps the number"));
        assert!(refused(&conn, &act(&member("1", number, "5"))).contains("keeps the number"));
        assert!(refused(&conn, &act(&member("90", number, day))).contains("their own"));
        let operator = |id: &str, name: &str, role: &str| {
            let revision = "(SELECT COALESCE(max(revision),0)+1 FROM operator";
            let added = "COALESCE((SELECT max(added_at) FROM operator";
            [("operator", format!("{id},{revision} WHERE id={id}),{name},'{role}','x',{added} WHERE id={id}),1),0"))]
        };
        taken(&conn, &operator("1", "'ruth'", "supervisor"));
        taken(&conn, &operator("1", "'ruth'", "csr"));
        assert!(refused(&conn, &act(&operator("1", "'somebody'", "supervisor"))).contains("keeps their name"));
        assert!(refused(&conn, &act(&operator("90", "'ruth'", "supervisor"))).contains("their own"));
        let fact = |name: &str, value: &str| [("store_fact", format!("'{name}','{value}'"))];
        taken(&conn, &fact("something", "else"));
        assert!(refused(&conn, &act(&fact("practice", "no"))).contains("never changed"));
        assert!(refused(&conn, &act(&fact("store_id", "other"))).contains("never changed"));
    }
}
