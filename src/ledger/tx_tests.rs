//! The foundation by itself: acts are sealed, nothing half is kept, what was changed is found.

use std::path::Path;
use std::time::Duration;

use rusqlite::Connection;

use super::engine::{Dialect, Engine, Sqlite, cells};
use super::schema;
use super::tables::{BALANCE, BOOK, NOTE, PENDING, POSTING, SEARCH_WORD, SIM_METER, TXN};
use super::tx::{Shared, Tx, read, write};
use crate::basics::Refused;

fn store(folder: &Path) -> Shared {
    let conn = Connection::open(folder.join("desk.db")).expect("a file");
    let mut engine = Sqlite::over(conn, Duration::from_secs(10)).expect("an engine");
    let script = format!("BEGIN; {} COMMIT;", schema::script(Dialect::Sqlite));
    engine.script(&script).expect("the schema");
    Shared::new(Box::new(engine))
}

fn problems(engine: &Shared) -> Vec<String> {
    let mut told = Vec::new();
    read(engine, |tx| tx.prove_chain(0, &mut |problem| told.push(problem))).expect("a proof");
    told
}

fn note(tx: &Tx<'_>, text: &str) -> Refused<i64> {
    let id = tx.next_id(&NOTE)?;
    tx.insert(&NOTE, cells![id, 1_i64, text, false, 7_i64, 1_i64])?;
    Ok(id)
}

/// A transaction of two lines over balances 8 and 16, in book 1.
fn post(tx: &Tx<'_>, cents: i64) -> Refused<i64> {
    let id = tx.next_id(&TXN)?;
    let none = None::<i64>;
    tx.insert(&TXN, cells![id, "payment", 7_i64, none, 1_i64, 1_i64, none, "", none])?;
    tx.insert(&POSTING, cells![id, 8_i64, cents, none])?;
    tx.insert(&POSTING, cells![id, 16_i64, -cents, none])?;
    Ok(id)
}

fn with_balances(folder: &Path) -> Shared {
    let engine = store(folder);
    write(&engine, |tx| {
        tx.insert(&BOOK, cells![1_i64, 0_i64, 20_000_i64, 7_i64])?;
        tx.insert(&BALANCE, cells![8_i64])?;
        tx.insert(&BALANCE, cells![16_i64])
    })
    .expect("balances");
    engine
}

#[test]
fn an_act_is_sealed_and_proven_and_one_that_writes_nothing_is_none() {
    let folder = tempfile::tempdir().expect("a folder");
    let engine = with_balances(folder.path());
    write(&engine, |tx| tx.ask("SELECT 1", cells![]).map(drop)).expect("nothing");
    write(&engine, |_| Ok(())).expect("nothing");
    write(&engine, |tx| {
        note(tx, "first")?;
        // Asked in between: what was written before is found, and the lines run on.
        assert_eq!(tx.ask("SELECT text FROM note", cells![])?.column::<String>()?, ["first"]);
        assert_eq!(note(tx, "second")?, 2);
        post(tx, 40_00)
    })
    .expect("an act");
    assert_eq!(problems(&engine), [""; 0]);
    let (acts, cents) = read(&engine, |tx| {
        let acts: i64 = tx.ask("SELECT count(*) FROM seal", cells![])?.one(|row| row.get(0))?;
        Ok((acts, tx.ask("SELECT cents FROM balance ORDER BY ledger_account_id", cells![])?.column::<i64>()?))
    })
    .expect("answers");
    assert_eq!((acts, cents), (2, vec![40_00, -40_00]));
}

#[test]
fn every_commit_is_counted_whoever_makes_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let engine = store(folder.path());
    let commits = || engine.borrow().counts().commits;
    assert_eq!(commits(), 1, "the schema");
    write(&engine, |tx| note(tx, "an act")).expect("an act");
    write(&engine, |tx| tx.ask("SELECT 1", cells![]).map(drop)).expect("nothing");
    read(&engine, |tx| tx.ask("SELECT 1", cells![]).map(drop)).expect("an answer");
    assert_eq!(commits(), 2);
    let by_itself =
        "INSERT INTO sim_meter(number,wh,state,unreachable,refuse,stuck,lose_reply) VALUES('1',0,'on',0,0,0,0)";
    engine.borrow_mut().script(by_itself).expect("a row");
    assert_eq!(commits(), 3);
}

#[test]
fn nothing_of_a_refused_act_is_kept_and_its_numbers_are_used_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let engine = with_balances(folder.path());
    let refused: Refused<()> = write(&engine, |tx| {
        note(tx, "gone")?;
        tx.ask("SELECT 1", cells![])?;
        Err(crate::basics::Refusal::new(crate::basics::Code::NotDue, "no"))
    });
    refused.expect_err("refused");
    let id = write(&engine, |tx| note(tx, "stays")).expect("written");
    assert_eq!(id, 1);
    assert_eq!(problems(&engine), [""; 0]);
}

#[test]
fn a_seal_refuses_what_the_trade_does_not_allow() {
    let folder = tempfile::tempdir().expect("a folder");
    let engine = with_balances(folder.path());
    let none = None::<i64>;
    let refused = |engine: &Shared, work: &dyn Fn(&Tx<'_>) -> Refused<()>, why: &str| {
        let refusal = write(engine, work).expect_err(why);
        assert!(refusal.message.contains(why), "{why}: {}", refusal.message);
    };
    refused(
        &engine,
        &|tx| {
            tx.insert(&TXN, cells![1_i64, "payment", 7_i64, none, 1_i64, 1_i64, none, "", none])?;
            tx.insert(&POSTING, cells![1_i64, 8_i64, 5_i64, none])?;
            tx.insert(&POSTING, cells![1_i64, 16_i64, -4_i64, none])
        },
        "balance",
    );
    refused(
        &engine,
        &|tx| tx.insert(&TXN, cells![1_i64, "payment", 7_i64, none, 1_i64, 1_i64, none, "", none]),
        "is written with its lines",
    );
    refused(
        &engine,
        &|tx| {
            post(tx, 5)?;
            tx.insert(&POSTING, cells![1_i64, 24_i64, 5_i64, none])?;
            tx.insert(&POSTING, cells![1_i64, 8_i64, -5_i64, none])
        },
        "posting.ledger_account_id names what is there",
    );
    let gap = |tx: &Tx<'_>| {
        tx.insert(&TXN, cells![2_i64, "payment", 7_i64, none, 1_i64, 1_i64, none, "", none])?;
        tx.insert(&POSTING, cells![2_i64, 8_i64, 5_i64, none])?;
        tx.insert(&POSTING, cells![2_i64, 16_i64, -5_i64, none])
    };
    refused(&engine, &gap, "txn takes the next number");
    write(&engine, |tx| post(tx, 5)).expect("in order");
    let reversal = |cents: i64| {
        move |tx: &Tx<'_>| {
            tx.insert(&TXN, cells![2_i64, "void", 7_i64, none, 1_i64, 1_i64, none, "", 1_i64])?;
            tx.insert(&POSTING, cells![2_i64, 8_i64, -cents, none])?;
            tx.insert(&POSTING, cells![2_i64, 16_i64, cents, none])
        }
    };
    refused(&engine, &reversal(4), "a reversal mirrors");
    write(&engine, reversal(5)).expect("mirrored");
    assert_eq!(problems(&engine), [""; 0]);
}

#[test]
fn what_a_stranger_does_to_the_file_is_found() {
    let folder = tempfile::tempdir().expect("a folder");
    let engine = with_balances(folder.path());
    write(&engine, |tx| note(tx, "a word")).expect("written");
    write(&engine, |tx| note(tx, "another")).expect("written");
    let stranger = Connection::open(folder.path().join("desk.db")).expect("a shell");
    stranger.execute("UPDATE note SET text='another word'", []).expect_err("kept");
    stranger.execute("UPDATE balance SET cents=5", []).expect_err("moved by a seal");
    stranger.execute("INSERT INTO note VALUES(2,9,9,1,'late',0,7,1)", []).expect("a late row is not refused");
    assert_eq!(problems(&engine), ["line 9 of act 2, a row of note, is covered by no seal"]);
    stranger.execute_batch("DROP TRIGGER note_stays; DELETE FROM note WHERE line=9;").expect("gone");
    stranger.execute("REPLACE INTO note VALUES(2,1,1,1,'A word',0,7,1)", []).expect("replaced");
    assert_eq!(
        problems(&engine),
        ["act 2 is not as it was sealed: one of its rows, or the seal before it, was changed"]
    );
    stranger.execute("DELETE FROM note WHERE act_id=3", []).expect("removed");
    assert_eq!(problems(&engine).len(), 2);
    assert!(problems(&engine)[1].starts_with("act 3 has lost its line 1"), "{:?}", problems(&engine));
    stranger.execute("INSERT INTO note VALUES(9,1,9,1,'of no act',0,7,1)", []).expect("a row of no act");
    assert!(problems(&engine).iter().any(|problem| problem.contains("line 1 of act 9")));
}

#[test]
fn derived_rows_move_and_the_world_is_no_act() {
    let folder = tempfile::tempdir().expect("a folder");
    let engine = with_balances(folder.path());
    write(&engine, |tx| {
        tx.insert(&PENDING, cells!["drawer", 1_i64, 2_i64, "", true])?;
        tx.set(&PENDING, ["kind", "id", "is_open"], cells!["drawer", 1_i64, false])?;
        tx.insert(&SEARCH_WORD, cells!["ada", "0Ada", 1_i64, "ada"])?;
        tx.remove(&SEARCH_WORD, ["account_id"], cells![1_i64])
    })
    .expect("moved");
    let none = None::<i64>;
    write(&engine, |tx| tx.insert(&SIM_METER, cells!["M1", 5_i64, "on", 0_i64, 0_i64, 0_i64, 0_i64, none, none, none]))
        .expect("the world turns");
    let seen = read(&engine, |tx| {
        Ok((
            tx.ask("SELECT is_open FROM pending", cells![])?.column::<bool>()?,
            tx.ask("SELECT word FROM search_word", cells![])?.column::<String>()?,
            tx.ask("SELECT number FROM sim_meter WHERE wh IN LIST(?1)", cells![vec![4_i64, 5]])?.column::<String>()?,
            tx.ask("SELECT name FROM act", cells![])?.column::<String>()?,
        ))
    })
    .expect("answers");
    assert_eq!(seen.0, [false]);
    assert!(seen.1.is_empty());
    assert_eq!(seen.2, ["M1"]);
    assert_eq!(seen.3, ["step", "step"]);
    assert_eq!(problems(&engine), [""; 0]);
}
