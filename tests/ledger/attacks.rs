//! Attacks on what may never happen, with UPDATE, DELETE, INSERT OR REPLACE, UPSERT and the wrong order.

use advance_pay::trial::Cents;
use advance_pay::trial::ledger::*;
use rusqlite::Connection;

use crate::office::Office;

/// What is only ever appended: no row of it changes, whatever column is named.
const KEPT: &str = "txn posting seal ledger_account reading charge true_up receipt receipt_tender receipt_allocation
    receipt_undone drawer_movement drawer_count bank_deposit day_close status_change power_seen member_change document act
    taken_in terms_version price_change cycle_run switch_step note forecast channel_choice
    arrival";

/// What is never deleted or replaced, and changes only in the one way that its kind knows.
const IDENTIFIED: &str = "balance book drawer approval hold pledge attention disconnect_list list_row switch_command
    link_counter notice store_fact office operator member account account_option meter standing";

/// Every table that is guarded; each has a row to attack.
fn guarded(conn: &Connection) -> impl Iterator<Item = &'static str> {
    KEPT.split_whitespace().chain(IDENTIFIED.split_whitespace()).inspect(|table| {
        assert!(!content(conn, table).is_empty(), "{table} has nothing to attack");
    })
}

fn columns(conn: &Connection, table: &str) -> Vec<String> {
    let mut query = conn.prepare(&format!("SELECT name FROM pragma_table_info('{table}')")).expect("a table");
    let names = query.query_map([], |row| row.get(0)).expect("columns").collect::<Result<_, _>>();
    names.expect("names")
}

/// Everything a table holds, as text.
fn content(conn: &Connection, table: &str) -> Vec<String> {
    let all = columns(conn, table).iter().map(|c| format!("quote({c})")).collect::<Vec<_>>().join("||'|'||");
    let mut query = conn.prepare(&format!("SELECT {all} FROM {table} ORDER BY 1")).expect("a table");
    let rows = query.query_map([], |row| row.get(0)).expect("rows").collect::<Result<_, _>>();
    rows.expect("texts")
}

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

#[test]
fn what_is_kept_is_never_updated_column_by_column() {
    let office = Office::open();
    for conn in both_ways(&office) {
        for table in KEPT.split_whitespace() {
            for column in columns(&conn, table) {
                for verb in ["UPDATE", "UPDATE OR REPLACE", "UPDATE OR IGNORE"] {
                    refused(&conn, &format!("{verb} {table} SET {column}={column}"));
                }
            }
        }
    }
}

#[test]
fn nothing_is_ever_deleted() {
    let office = Office::open();
    for conn in both_ways(&office) {
        for table in guarded(&conn) {
            refused(&conn, &format!("DELETE FROM {table}"));
        }
    }
}

/// Every unique key of a table that is of columns alone and without a condition.
fn unique_keys(conn: &Connection, table: &str) -> Vec<Vec<String>> {
    let mut query = conn
        .prepare(
            "SELECT i.name, group_concat(x.name) FROM pragma_index_list(?1) i, pragma_index_info(i.name) x
             WHERE i.\"unique\" AND NOT i.partial GROUP BY i.name HAVING count(*)=count(x.name)",
        )
        .expect("indexes");
    let keys = query.query_map([table], |row| row.get::<_, String>(1)).expect("keys");
    let mut keys: Vec<Vec<String>> =
        keys.map(|key| key.expect("a key").split(',').map(String::from).collect()).collect();
    let mut rowid =
        conn.prepare("SELECT max(name) FROM pragma_table_info(?1) WHERE pk>0 HAVING count(*)=1").expect("columns");
    keys.extend(rowid.query_map([table], |row| row.get(0)).expect("a rowid").map(|name| vec![name.expect("a name")]));
    keys
}

#[test]
fn no_row_is_replaced_through_any_of_its_keys() {
    let office = Office::open();
    for conn in both_ways(&office) {
        for table in guarded(&conn) {
            let before = content(&conn, table);
            let all = columns(&conn, table);
            let keys = unique_keys(&conn, table);
            assert!(!keys.is_empty(), "{table} has no key");
            for key in keys {
                replace_by_key(&conn, table, &all, &key);
                assert_eq!(content(&conn, table), before, "{table} was replaced by its key {key:?}");
            }
        }
    }
}

/// The keys that hold only under a condition, or are over an expression.
#[test]
fn no_row_is_replaced_through_a_key_with_a_condition() {
    let office = Office::open();
    for conn in both_ways(&office) {
        refused(&conn, "REPLACE INTO book(office_id,day,opened_at) SELECT office_id,day,1 FROM book");
        refused(
            &conn,
            "REPLACE INTO ledger_account(id,kind,name) SELECT id+8000,kind,name FROM ledger_account WHERE id%8=0",
        );
        refused(
            &conn,
            "REPLACE INTO meter(account_id,number,digits,link,from_day) SELECT 2,number,5,'sim',1 FROM meter WHERE id=1",
        );
        let drawer = "INTO drawer(office_id,operator_id,book_id,opened_at,float_cents) VALUES(1,1,1,1,0)";
        refused(&conn, &format!("BEGIN; INSERT {drawer}; REPLACE {drawer}"));
        conn.execute_batch(
            "REPLACE INTO attention(account_id,day,code,text,at) SELECT account_id,day,code,'x',at FROM attention",
        )
        .expect("passed over");
        let text: String = conn.query_row("SELECT text FROM attention", [], |row| row.get(0)).expect("one matter");
        assert_ne!(text, "x", "the open matter stands");
    }
}

/// Inserts rows that share only `key` with one that is there: every other key is new, and something else is said.
fn replace_by_key(conn: &Connection, table: &str, all: &[String], key: &[String]) {
    let keys: Vec<String> = unique_keys(conn, table).into_iter().flatten().collect();
    let said_anew = [
        "at",
        "made_at",
        "opened_at",
        "added_at",
        "loaded_at",
        "queued_at",
        "billed_through",
        "payments",
        "cash_cents",
        "balance_cents",
        "digits",
        "to_day",
        "tendered",
        "to_energy",
        "hash",
        "cents",
    ];
    let values = all.iter().map(|column| match column.as_str() {
        name if key.contains(column) => name.to_string(),
        "key" | "tx" if keys.contains(column) => "randomblob(16)".to_string(),
        name if keys.contains(column) => {
            format!("CASE typeof({name}) WHEN 'text' THEN {name}||'x' ELSE {name}+1000 END")
        }
        "hash" => "CASE typeof(hash) WHEN 'blob' THEN randomblob(32) ELSE 'x' END".to_string(),
        "next" => "next-1".to_string(),
        "value" => "value||'x'".to_string(),
        "to_day" => "from_day+9".to_string(),
        name if said_anew.contains(&name) => format!("{name}+1"),
        // What is inserted must be undecided, or it is refused for that.
        name if name.starts_with("lifted") || name.starts_with("received") || name.starts_with("closed") => {
            "NULL".to_string()
        }
        name => name.to_string(),
    });
    let values = values.collect::<Vec<_>>().join(",");
    let sql = format!("REPLACE INTO {table} SELECT {values} FROM {table} WHERE true");
    // Refused by a guard or a constraint, or passed over in silence: what counts is that the row stands.
    let _ = conn.execute_batch(&sql);
}

#[test]
fn an_upsert_changes_nothing_that_is_kept() {
    let office = Office::open();
    for conn in both_ways(&office) {
        refused(&conn, "INSERT INTO seal SELECT * FROM seal WHERE true ON CONFLICT DO UPDATE SET hash=zeroblob(32)");
        refused(&conn, "INSERT INTO posting SELECT * FROM posting WHERE true ON CONFLICT DO UPDATE SET cents=cents*2");
        refused(&conn, "INSERT INTO balance SELECT * FROM balance WHERE true ON CONFLICT DO UPDATE SET cents=0");
        refused(&conn, "INSERT INTO charge SELECT * FROM charge WHERE true ON CONFLICT DO UPDATE SET cents=0");
        refused(&conn, "INSERT INTO operator SELECT * FROM operator WHERE true ON CONFLICT DO UPDATE SET role='csr'");
        refused(&conn, "INSERT INTO store_fact VALUES('practice','no') ON CONFLICT DO UPDATE SET value='no'");
        refused(&conn, "INSERT INTO link_counter VALUES('pole',1) ON CONFLICT DO UPDATE SET next=1");
    }
}

#[test]
fn a_transaction_without_a_seal_cannot_be_committed() {
    let office = Office::open();
    let conn = office.outsider();
    conn.execute_batch("PRAGMA foreign_keys=ON").expect("a pragma");
    let book = "(SELECT max(id) FROM book WHERE closed_at IS NULL)";
    let next = "(SELECT max(txn_id)+1 FROM seal)";
    conn.execute_batch(&format!(
        "BEGIN; INSERT INTO txn(id,kind,at,book_id,operator_id) VALUES({next},'payment',1,{book},1)"
    ))
    .expect("a transaction may begin");
    conn.execute_batch("COMMIT").expect_err("it has no seal");
}

/// With foreign keys off an unsealed transaction can be committed, and no trigger can see it. It does not go unseen: the
/// ledger takes nothing after it, and the proof names it.
#[test]
fn an_unsealed_transaction_stops_the_ledger_and_is_found() {
    let mut office = Office::open();
    let conn = office.outsider();
    conn.execute_batch(
        "PRAGMA foreign_keys=OFF;
         INSERT INTO txn(id,kind,at,book_id,operator_id)
          VALUES((SELECT max(txn_id)+1 FROM seal),'payment',1,(SELECT max(id) FROM book WHERE closed_at IS NULL),1)",
    )
    .expect("nothing stops it");
    let stranger = office.store.write(|tx| {
        let book = tx.book(None, office.day, crate::office::at(20))?;
        let lines = vec![(Side::Energy(office.accounts[0]), Cents(1)), (Side::income("energy"), Cents(-1))];
        let txn = NewTxn {
            kind: TxnKind::Adjustment,
            at: crate::office::at(20),
            service_day: None,
            book,
            operator: office.clerk,
            approver: None,
            memo: String::new(),
            reverses: None,
            lines,
        };
        tx.post(&txn)
    });
    assert!(stranger.expect_err("the ledger stands").message.contains("never replaced"));
    let problems = office.store.read(|tx| tx.quick_proof()).expect("a proof");
    assert!(problems.iter().any(|p| p.contains("has no seal")), "{problems:?}");
}

#[test]
fn a_seal_stands_over_two_or_more_lines_that_add_to_zero() {
    let office = Office::open();
    for conn in both_ways(&office) {
        let lines = |lines: &str| {
            format!(
                "BEGIN; INSERT INTO txn(id,kind,at,book_id,operator_id) VALUES((SELECT max(txn_id)+1 FROM seal),'fee',1,
                  (SELECT max(id) FROM book WHERE closed_at IS NULL),1);
                 {lines} INSERT INTO seal SELECT max(id),zeroblob(32) FROM txn;"
            )
        };
        let line = |n: i64, account: i64, cents: i64| {
            format!("INSERT INTO posting SELECT max(id),{n},{account},{cents} FROM txn;")
        };
        assert!(refused(&conn, &lines("")).contains("two or more lines"));
        assert!(refused(&conn, &lines(&line(1, 9, 5))).contains("two or more lines"));
        assert!(refused(&conn, &lines(&(line(1, 9, 5) + &line(2, 17, -4)))).contains("add to zero"));
        assert!(refused(&conn, &lines(&(line(1, 9, 5) + &line(3, 17, -5)))).contains("next number"));
        assert!(refused(&conn, &lines(&(line(1, 9, 5) + &line(2, 799, -5)))).contains("balance that exists"));
        let replaced = line(1, 9, 5) + "INSERT OR REPLACE INTO posting SELECT max(id),1,9,7 FROM txn;";
        assert!(refused(&conn, &lines(&replaced)).contains("never replaced"));
    }
}

#[test]
fn a_sealed_transaction_takes_no_more_and_the_order_is_kept() {
    let office = Office::open();
    for conn in both_ways(&office) {
        let error = refused(&conn, "INSERT INTO posting SELECT txn_id,max(line)+1,9,5 FROM posting WHERE txn_id=1");
        assert!(error.contains("takes no more lines"));
        assert!(refused(&conn, "INSERT INTO posting VALUES(99,1,9,5)").contains("belongs to a transaction"));
        assert!(refused(&conn, "INSERT INTO seal VALUES(99,zeroblob(32))").contains("sealed in order"));
        let txn = "INSERT INTO txn(id,kind,at,book_id,operator_id) SELECT";
        let book = "(SELECT max(id) FROM book WHERE closed_at IS NULL)";
        for id in ["NULL", "-1", "1", "max(txn_id)", "max(txn_id)+2"] {
            assert!(refused(&conn, &format!("{txn} {id},'fee',1,{book},1 FROM seal")).contains("next number"));
        }
    }
}

#[test]
fn a_closed_book_takes_no_more_and_is_never_opened_again() {
    let office = Office::open();
    let book = office.closed_book.0;
    for conn in both_ways(&office) {
        let txn = "INSERT INTO txn(id,kind,at,book_id,operator_id) SELECT max(txn_id)+1,'fee',1";
        assert!(refused(&conn, &format!("{txn},{book},1 FROM seal")).contains("open book"));
        assert!(refused(&conn, &format!("{txn},9999,1 FROM seal")).contains("open book"));
        refused(&conn, &format!("UPDATE book SET closed_at=NULL, closed_by=NULL WHERE id={book}"));
        refused(&conn, &format!("UPDATE book SET closed_at=closed_at+1 WHERE id={book}"));
        refused(&conn, "UPDATE book SET day=day+1 WHERE closed_at IS NULL");
        refused(&conn, "UPDATE book SET rowid=rowid+100 WHERE closed_at IS NULL");
    }
}

#[test]
fn a_reversal_mirrors_its_target_once_and_is_final() {
    let office = Office::open();
    for conn in both_ways(&office) {
        let reverse = |target: &str, lines: &str| {
            format!(
                "BEGIN; INSERT INTO txn(id,kind,at,book_id,operator_id,reverses) SELECT max(txn_id)+1,'void',1,
                  (SELECT max(id) FROM book WHERE closed_at IS NULL),1,{target} FROM seal;
                 {lines} INSERT INTO seal SELECT max(id),zeroblob(32) FROM txn;"
            )
        };
        let voided = "(SELECT reverses FROM txn WHERE reverses IS NOT NULL)";
        let void = "(SELECT id FROM txn WHERE reverses IS NOT NULL)";
        assert!(refused(&conn, &reverse(voided, "")).contains("reversed once"));
        assert!(refused(&conn, &reverse(void, "")).contains("a reversal cannot be reversed"));
        assert!(refused(&conn, &reverse("999", "")).contains("only a sealed transaction"));
        assert!(refused(&conn, &reverse("(max(txn_id)+1)", "")).contains("only a sealed transaction"));
        let other_money = "INSERT INTO posting SELECT max(id),1,9,400 FROM txn;
                           INSERT INTO posting SELECT max(id),2,17,-400 FROM txn;";
        assert!(refused(&conn, &reverse("1", other_money)).contains("mirrors its target"));
        let half = "INSERT INTO posting SELECT (SELECT max(id) FROM txn),line,ledger_account_id,-cents/2
                    FROM posting WHERE txn_id=1;";
        assert!(refused(&conn, &reverse("1", half)).contains("mirrors its target"));
    }
}

#[test]
fn a_balance_is_moved_only_by_a_line() {
    let office = Office::open();
    for conn in both_ways(&office) {
        refused(&conn, "UPDATE balance SET cents=cents+1");
        refused(&conn, "UPDATE balance SET cents=cents-400, seq=seq+1 WHERE ledger_account_id=9");
        // A line that it has had already.
        refused(
            &conn,
            "UPDATE balance SET cents=cents-400, seq=seq+1, last_txn=1, last_line=1 WHERE ledger_account_id=9",
        );
        // A line of another account.
        refused(
            &conn,
            "UPDATE balance SET cents=cents+p.moved, seq=seq+1, last_txn=p.txn_id, last_line=p.line
             FROM (SELECT txn_id, line, cents AS moved FROM posting WHERE ledger_account_id<>9 ORDER BY txn_id DESC, line DESC LIMIT 1) p
             WHERE balance.ledger_account_id=9",
        );
        refused(&conn, "UPDATE balance SET ledger_account_id=ledger_account_id+800");
        refused(&conn, "INSERT INTO balance VALUES(8000,500,0,0,0)");
        refused(&conn, "INSERT INTO balance VALUES(8000,0,0,0,1)");
    }
}

#[test]
fn receipts_are_numbered_without_a_gap_and_keep_their_lines() {
    let office = Office::open();
    for conn in both_ways(&office) {
        let again = "INSERT INTO receipt(number,series,seq,kind,txn_id,at,paid_at,operator_id,cents)
                     SELECT number||'x',series";
        let rest = "kind,txn_id,at,paid_at,operator_id,cents FROM receipt WHERE id=1";
        for seq in ["seq", "seq+5", "0", "-1"] {
            assert!(refused(&conn, &format!("{again},{seq},{rest}")).contains("next number of its series"));
        }
        refused(&conn, "INSERT INTO receipt_tender VALUES(1,2,'cash',1,1,NULL,NULL)");
        refused(&conn, "INSERT INTO receipt_tender SELECT max(id),2,'cash',1,1,NULL,NULL FROM receipt");
        refused(&conn, "INSERT INTO receipt_allocation VALUES(1,2,1,1,0,0)");
    }
}

#[test]
fn a_revision_follows_the_one_before_it() {
    let office = Office::open();
    for conn in both_ways(&office) {
        for revision in ["revision", "revision+2", "0"] {
            let columns = "quality,off_all_day,month_before,lines,cents";
            refused(
                &conn,
                &format!(
                    "INSERT INTO charge SELECT account_id,service_day,{revision},txn_id,terms_id,price_id,rules_version,
                     from_cum,to_cum,{columns} FROM charge LIMIT 1"
                ),
            );
            refused(
                &conn,
                &format!(
                    "INSERT INTO reading(account_id,meter_id,day,role,revision,wh,cum_wh,quality,at,operator_id)
                     SELECT account_id,meter_id,day,role,{revision},wh,cum_wh,quality,at,operator_id FROM reading LIMIT 1"
                ),
            );
        }
    }
}

#[test]
fn what_is_decided_once_is_not_decided_again() {
    let office = Office::open();
    for conn in both_ways(&office) {
        refused(&conn, "UPDATE approval SET outcome='approved'");
        refused(&conn, "UPDATE approval SET decided_at=NULL, decided_by=NULL, outcome=NULL");
        refused(&conn, "UPDATE hold SET lifted_at=NULL, lifted_by=NULL");
        refused(&conn, "UPDATE hold SET until_day=until_day+30");
        refused(&conn, "UPDATE pledge SET received_at=NULL, receipt_id=NULL");
        refused(&conn, "UPDATE pledge SET cents=1");
        refused(&conn, "UPDATE drawer SET closed_at=NULL, closed_by=NULL");
        refused(&conn, "UPDATE drawer SET float_cents=0");
        refused(&conn, "UPDATE switch_command SET status='queued'");
        refused(&conn, "UPDATE switch_command SET evidence='{\"balance\":\"-9.00\"}'");
        refused(&conn, "UPDATE list_row SET balance_cents=-900");
        refused(&conn, "UPDATE attention SET text='nothing'");
        refused(&conn, "UPDATE notice SET text='you owe nothing'");
        refused(&conn, "UPDATE link_counter SET next=1");
        refused(&conn, "UPDATE disconnect_list SET made_at=0");
        conn.execute_batch("INSERT OR REPLACE INTO arrival VALUES((SELECT day FROM arrival),'payments',0,1)")
            .expect("passed over");
        let at: i64 = conn.query_row("SELECT at FROM arrival", [], |row| row.get(0)).expect("an arrival");
        assert_ne!(at, 0, "the first arrival stands");
    }
}

#[test]
fn people_and_things_keep_who_they_are() {
    let office = Office::open();
    for conn in both_ways(&office) {
        for attack in [
            "UPDATE operator SET role='csr'",
            "UPDATE operator SET name='somebody'",
            "UPDATE operator SET rowid=rowid+1",
            "UPDATE member SET number='0'",
            "UPDATE member SET rowid=rowid+100",
            "UPDATE account SET number='0'||number",
            "UPDATE account SET member_id=1 WHERE id=2",
            "UPDATE account SET oid=oid+100",
            "UPDATE meter SET number='M9999' WHERE id=1",
            "UPDATE meter SET digits=6",
            "UPDATE standing SET account_id=account_id+100",
            "UPDATE standing SET rowid=rowid+100",
            "UPDATE office SET code='Z'",
            "UPDATE store_fact SET value='no' WHERE name='practice'",
            "UPDATE store_fact SET name='practise' WHERE name='practice'",
            "UPDATE account_option SET name='pump'",
            "UPDATE account_option SET to_day=NULL",
        ] {
            refused(&conn, attack);
        }
        conn.execute_batch("UPDATE operator SET pin_hash='x', active=0; UPDATE member SET phone='501-555-0199'")
            .expect("what may change does");
    }
    let conn = office.outsider();
    conn.execute_batch("UPDATE meter SET to_day=20800 WHERE id=1").expect("a meter ends");
    refused(&conn, "UPDATE meter SET to_day=20801 WHERE id=1");
    refused(&conn, "UPDATE meter SET to_day=NULL WHERE id=1");
}
