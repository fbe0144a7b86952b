//! The proof finds what a guard could not keep out: an edited file.

use advance_pay::trial::Cents;
use advance_pay::trial::ledger::*;
use proptest::prelude::*;

use crate::office::Office;
use crate::rows::charge;
use crate::tampering::{self, Tampering};

fn proof(office: &mut Office) -> Vec<String> {
    tampering::proof(&mut office.store)
}

/// Guards are taken away for the change and put back after it.
fn tamper(office: &Office, change: &str) {
    let conn = office.outsider();
    let mut query = conn
        .prepare("SELECT group_concat('DROP TRIGGER '||name,'; '), group_concat(sql,'; ') FROM sqlite_master WHERE type='trigger'")
        .expect("triggers");
    let (drop, make): (String, String) = query.query_row([], |row| Ok((row.get(0)?, row.get(1)?))).expect("the guards");
    conn.execute_batch(&format!("PRAGMA foreign_keys=OFF; BEGIN; {drop}; {change}; {make}; COMMIT")).expect("tampered");
}

#[track_caller]
fn found(change: &str, says: &str) {
    let mut office = Office::open();
    tamper(&office, change);
    let problems = proof(&mut office);
    assert!(problems.iter().any(|problem| problem.contains(says)), "{change}\n was told as: {problems:#?}");
}

#[test]
fn an_honest_store_is_proven() {
    let mut office = Office::open();
    assert_eq!(proof(&mut office), Vec::<String>::new());
    assert_eq!(office.store.read(|tx| tx.quick_proof()).expect("a proof"), Vec::<String>::new());
}

/// The act of a transaction.
fn act_of(txn: i64) -> i64 {
    let office = Office::open();
    office.outsider().query_row("SELECT act_id FROM txn WHERE id=?1", [txn], |row| row.get(0)).expect("an act")
}

#[test]
fn a_changed_transaction_breaks_the_chain() {
    let (first, second) = (act_of(1), act_of(2));
    let not_as_sealed = |act: i64| format!("act {act} is not as it was sealed");
    found("UPDATE txn SET at=at+1 WHERE id=1", &not_as_sealed(first));
    found("UPDATE txn SET memo='gift' WHERE id=2", &not_as_sealed(second));
    found(&format!("UPDATE seal SET hash=zeroblob(32) WHERE act_id={first}"), &not_as_sealed(first));
    found(&format!("UPDATE seal SET covers=covers-1 WHERE act_id={first}"), "is covered by no seal");
    found(&format!("UPDATE seal SET covers=covers+1 WHERE act_id={first}"), &format!("act {first} has lost its line"));
    found(&format!("DELETE FROM seal WHERE act_id={second}"), &format!("the chain lacks the seal of act {second}"));
    found("DELETE FROM posting WHERE txn_id=2; DELETE FROM txn WHERE id=2", "after transaction 1 comes 3");
    found("DELETE FROM posting WHERE txn_id=2; DELETE FROM txn WHERE id=2", &format!("act {second} has lost its line"));
    found(
        "UPDATE posting SET cents=cents+1 WHERE txn_id=1 AND line=(SELECT min(line) FROM posting WHERE txn_id=1)",
        "transaction 1 does not balance",
    );
    found(
        "UPDATE posting SET line=99 WHERE txn_id=1 AND line=(SELECT min(line) FROM posting WHERE txn_id=1)",
        &format!("act {first} has lost its line"),
    );
    found("UPDATE txn SET reverses=1 WHERE id=4", "transaction 4 reverses 1 but does not mirror it");
}

/// In this office nothing of the first house's is to be changed: its chain is proven where its store is taken over.
const EMPTY: [&str; 1] = ["old_seal"];

/// Whatever is changed in any column of anything that is sealed, the seal of its act says so.
#[test]
fn every_column_of_everything_that_is_sealed_is_proven() {
    let mut tampering = Tampering::begin();
    for table in tampering::sealed(&tampering.outlaw) {
        for column in &table.columns[2..] {
            let mut changed = 0;
            for change in column.changes() {
                let sql = table.changed(column, &change);
                let Some(problems) = tampering.proof_after(&table.name, &sql) else { continue };
                changed += 1;
                let says = problems.iter().any(|problem| problem.contains("is not as it was sealed"));
                assert!(says, "{sql}\n was told as {problems:?}");
            }
            assert!(
                changed > 0 || EMPTY.contains(&table.name.as_str()),
                "{}.{} was not changed",
                table.name,
                column.name
            );
        }
    }
    assert_eq!(proof(&mut tampering.office), Vec::<String>::new());
}

/// A row that is taken away, added, or moved to another act, of every table.
#[test]
fn every_row_of_everything_that_is_sealed_is_proven() {
    let mut tampering = Tampering::begin();
    for table in tampering::sealed(&tampering.outlaw) {
        let name = &table.name;
        let last = format!("(act_id,line)=(SELECT act_id,line FROM {name} ORDER BY act_id DESC, line DESC LIMIT 1)");
        let other = "SELECT max(act_id)-1 FROM seal";
        let covers = format!("SELECT covers+1 FROM seal WHERE act_id=({other})");
        let (other, covers) = (format!("({other})"), format!("({covers})"));
        for (sql, says) in [
            (format!("DELETE FROM {name} WHERE {last}"), "has lost its line"),
            (format!("INSERT INTO {name} {}", table.copied([&other, &covers], &[])), "is covered by no seal"),
            (format!("UPDATE {name} SET act_id={other}, line={covers} WHERE {last}"), "has lost its line"),
            (format!("UPDATE {name} SET act_id={other}, line={covers} WHERE {last}"), "is covered by no seal"),
        ] {
            let Some(problems) = tampering.proof_after(name, &sql) else {
                assert!(EMPTY.contains(&name.as_str()) || name == "day_close", "{sql} changed nothing");
                continue;
            };
            assert!(problems.iter().any(|problem| problem.contains(says)), "{sql}\n was told as {problems:?}");
        }
    }
}

/// Two rows of a table that trade their places: all that was written is still there.
#[test]
fn rows_that_trade_places_are_found() {
    let mut tampering = Tampering::begin();
    let mut traded = 0;
    for table in tampering::sealed(&tampering.outlaw) {
        let name = &table.name;
        let place = |order: &str| {
            let sql = format!("SELECT act_id, line FROM {name} ORDER BY act_id {order}, line {order} LIMIT 1");
            tampering.outlaw.query_row(&sql, [], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?)))
        };
        let (Ok((act, line)), Ok((last_act, last_line))) = (place("ASC"), place("DESC")) else { continue };
        let sql = format!(
            "UPDATE {name} SET act_id=-1, line=-1 WHERE act_id={act} AND line={line};
             UPDATE {name} SET act_id={act}, line={line} WHERE act_id={last_act} AND line={last_line};
             UPDATE {name} SET act_id={last_act}, line={last_line} WHERE act_id=-1"
        );
        let Some(problems) = tampering.proof_after(name, &sql) else { continue };
        traded += 1;
        let says = problems.iter().any(|problem| problem.contains("is not as it was sealed"));
        assert!(says, "{sql}\n was told as {problems:?}");
    }
    assert!(traded > 10, "{traded} tables have two rows");
}

/// What is kept besides what is appended, and follows from no row: it may be lost or wrong, and no money with it.
const CACHES: [(&str, &str, &str); 7] = [
    ("standing", "estimated_run", "counted by the morning from the reads that it had"),
    ("standing", "grace_until", "said by a rule when a payment was returned"),
    ("standing", "told_cents", "what the notices last looked at"),
    ("standing", "told_days", "what the notices last looked at"),
    (
        "search_account",
        "",
        "what stands there is proven; that it stands is not: it is made anew from members and accounts",
    ),
    ("search_word", "", "made anew from members and accounts"),
    ("sim_meter", "", "no record of ours: a practice store plays it"),
];

/// Whatever is changed in any column of what is derived, the rows that it follows from say so.
#[test]
fn every_column_of_what_is_derived_is_proven_or_a_cache() {
    let mut tampering = Tampering::begin();
    for table in tampering::tables(&tampering.outlaw) {
        if table.is_sealed() || CACHES.iter().any(|(name, column, _)| *name == table.name && column.is_empty()) {
            continue;
        }
        for column in &table.columns {
            if CACHES.iter().any(|(name, of, _)| *name == table.name && *of == column.name) {
                continue;
            }
            let mut changed = 0;
            for change in column.changes() {
                // A restored store has forgotten how the switches stand.
                if column.name == "power" && change == "'unknown'" {
                    continue;
                }
                let sql = table.changed(column, &change);
                let Some(problems) = tampering.proof_after(&table.name, &sql) else { continue };
                changed += 1;
                assert!(!problems.is_empty(), "{sql}\n was not found");
            }
            assert!(changed > 0, "{}.{} was not changed", table.name, column.name);
        }
        let (name, key) = (&table.name, table.key.join(","));
        let first = format!("DELETE FROM {name} WHERE ({key})=(SELECT {key} FROM {name} ORDER BY {key} LIMIT 1)");
        let problems = tampering.proof_after(name, &first).expect("a row is gone");
        assert!(!problems.is_empty(), "{first}\n was not found");
    }
    assert_eq!(proof(&mut tampering.office), Vec::<String>::new());
}

#[test]
fn a_balance_that_its_lines_do_not_add_to_is_named() {
    found(
        "UPDATE balance SET cents=cents+1 WHERE ledger_account_id=9",
        "the balance of energy of account 1001 is 21.01",
    );
    found("UPDATE balance SET seq=0 WHERE ledger_account_id=9", "the balance of energy of account 1001");
}

#[test]
fn a_schema_without_a_guard_is_no_proof() {
    let mut office = Office::open();
    office.outsider().execute_batch("DROP TRIGGER seal_proves; CREATE TABLE mine(x)").expect("tampered");
    let problems = office.store.read(|tx| tx.quick_proof()).expect("a proof");
    assert!(problems.iter().any(|p| p.contains("lacks seal_proves")), "{problems:?}");
    assert!(problems.iter().any(|p| p.contains("has mine")), "{problems:?}");
}

#[test]
fn receipts_that_do_not_add_up_are_named() {
    found("UPDATE receipt_tender SET cents=cents+1 WHERE receipt_id=2", "receipt R-C1-000002 is over 2500 cents");
    found("UPDATE receipt_allocation SET to_energy=2400, to_arrears=100 WHERE receipt_id=2", "says 2400 and 100 cents");
    found("UPDATE receipt SET seq=3 WHERE seq=2", "series C1: 2 of 3 are there");
    found("UPDATE receipt_undone SET txn_id=1", "undone (void) by transaction 1");
}

#[test]
fn a_standing_that_its_histories_do_not_say_is_named() {
    found(
        "UPDATE standing SET billed_through=billed_through+1 WHERE account_id=1",
        "account 1001 stands as billed through",
    );
    found(
        "UPDATE standing SET status='active', disconnected_at=NULL, disconnected_on=NULL WHERE account_id=2",
        "account 1002 stands as active, its last status is disconnected",
    );
    found("UPDATE standing SET power='on' WHERE account_id=2", "account 1002 stands with power on");
    found("DELETE FROM standing WHERE account_id=1", "account 1001 stands nowhere");
}

#[test]
fn charges_that_are_not_what_was_posted_are_named() {
    found(
        "UPDATE charge SET cents=500, lines='400,100' WHERE account_id=1",
        "took 4.00 from account 1001, its charges come to 5.00",
    );
    found("UPDATE charge SET lines='300,101' WHERE account_id=1", "its lines are 300,101");
    found("UPDATE charge SET revision=2 WHERE account_id=1", "a charge is missing");
    found("DELETE FROM charge WHERE account_id=1", "took 4.00 from account 1001, its charges come to 0.00");
}

#[test]
fn a_corrected_charge_posts_the_difference() {
    let mut office = Office::open();
    let (account, day) = (office.accounts[0], office.day);
    let mut txn = office.txn(
        TxnKind::Correction,
        BookId(0),
        vec![(Side::Energy(account), Cents(1_50)), (Side::income("energy"), Cents(-1_50))],
    );
    office
        .store
        .write(|tx| {
            txn.book = tx.book(None, day, crate::office::at(20))?;
            let txn = tx.post(&txn)?.expect("money moved");
            tx.add_charge(&charge(account, day, 2, txn, &[1_50, 1_00]))
        })
        .expect("a correction");
    assert_eq!(proof(&mut office), Vec::<String>::new());
}

#[test]
fn what_came_after_a_day_report_is_named() {
    found(
        "UPDATE txn SET book_id=(SELECT book_id FROM day_close) WHERE id=1; UPDATE day_close SET act_id=2, line=99",
        "was posted to it after its day report",
    );
    found("UPDATE day_close SET head='00ff'", "is in no link of the chain");
    found(
        "UPDATE day_close SET head=(SELECT lower(hex(hash)) FROM seal ORDER BY act_id DESC LIMIT 1), act_id=2, line=99",
        "is in no link of the chain",
    );
    found("DELETE FROM day_close", "has lost its line");
    found("DELETE FROM drawer_closed", "drawer 1 is open");
    found("UPDATE drawer_count SET at=at+3600000", "counted after it was closed");
}

#[test]
fn papers_references_and_checks_are_proven() {
    found("UPDATE document SET bytes=x'00'", "document 1 (Agreement) is not the one that was kept");
    found("UPDATE document SET content='[]' WHERE id=2", "document 2 (Receipt) is not the one that was kept");
    found("DELETE FROM office", "refers to a row of office that is not there");
    found(
        "PRAGMA ignore_check_constraints=ON; UPDATE posting SET cents=0 WHERE txn_id=1",
        "CHECK constraint failed in posting",
    );
}

#[test]
fn the_head_on_paper_is_compared_with_the_file() {
    let mut office = Office::open();
    let (head, day) = (office.head.clone(), office.day);
    let compare =
        |office: &mut Office, head: &str, day| office.store.read(|tx| tx.prove_head(head, day)).expect("an answer");
    assert_eq!(compare(&mut office, &head, day), Vec::<String>::new());
    assert_eq!(compare(&mut office, &head.to_uppercase(), day), Vec::<String>::new());
    let next = day.succ_opt().expect("a day");
    assert!(compare(&mut office, &head, next)[0].contains("no office closed"));
    let first = office.store.read(|tx| tx.chain_head_at(1)).expect("an answer").expect("a head");
    assert!(compare(&mut office, &first, day)[0].contains("one of them was changed"));
    assert!(compare(&mut office, &"ab".repeat(32), day)[0].contains("in no link of the chain"));
    assert!(compare(&mut office, "no hex", day)[0].contains("in no link of the chain"));
}

/// A store from before the close, or one whose last acts were cut off, is whole by itself: only the paper knows more.
#[test]
fn a_store_that_was_rolled_back_is_found_by_the_paper() {
    let mut office = Office::open();
    let (head, day) = (office.head.clone(), office.day);
    let close: i64 =
        office.outsider().query_row("SELECT act_id FROM day_close", [], |row| row.get(0)).expect("the close");
    for (first, says) in [(close, "no office closed"), (close - 1, "in no link of the chain")] {
        let sealed = tampering::sealed(&office.outsider());
        let tables = sealed.iter().map(|table| table.name.as_str()).chain(["seal"]);
        let cut: Vec<String> = tables.map(|table| format!("DELETE FROM {table} WHERE act_id>={first}")).collect();
        tamper(&office, &cut.join("; "));
        let problems = office.store.read(|tx| tx.prove_head(&head, day)).expect("an answer");
        assert!(problems.iter().any(|problem| problem.contains(says)), "{problems:?}");
    }
}

#[test]
fn a_thousand_problems_are_counted_not_told() {
    let mut office = Office::open();
    let many = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i<1000)
                INSERT INTO document SELECT max(act_id)+i,1,i+100,NULL,'x','x',1,1,zeroblob(32),NULL,x'00' FROM n, seal GROUP BY i";
    tamper(&office, many);
    let problems = proof(&mut office);
    let papers: Vec<&String> = problems.iter().filter(|problem| problem.starts_with("document")).collect();
    assert_eq!(papers.len(), 51);
    assert!(papers[50].contains("950 more"), "{}", papers[50]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn whatever_is_paid_and_voided_the_store_is_proven(
        acts in proptest::collection::vec((0..2_usize, 1..100_000_i64, any::<bool>()), 1..12),
    ) {
        let mut office = Office::open();
        office.day = office.day.succ_opt().expect("a day");
        let mut energy = [Cents(21_00), Cents(-4_00)];
        for (account, cents, voided) in acts {
            let receipt = office.pay(account, Cents(cents), "C1").expect("a payment");
            if voided {
                office.void(receipt).expect("a void");
            } else {
                energy[account].0 += cents;
            }
        }
        prop_assert_eq!(proof(&mut office), Vec::<String>::new());
        prop_assert_eq!(office.store.read(|tx| tx.quick_proof()).expect("a proof"), Vec::<String>::new());
        for (account, expected) in office.accounts.clone().into_iter().zip(energy) {
            let balance = office.store.read(|tx| tx.balances(account)).expect("balances").energy;
            prop_assert_eq!(balance, expected);
        }
    }
}
