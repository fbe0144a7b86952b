//! The ledger's promises on both its engines: a file, and a PostgreSQL server.
//!
//! One office, the same acts: the same answers, and the same chain byte for byte. On the server it works as a member of
//! `advance_pay_counter`, who owns nothing there.

#[path = "engines/cluster.rs"]
mod cluster;
// The ledger's suite uses all of both.
#[allow(dead_code)]
#[path = "ledger/office.rs"]
mod office;
#[allow(dead_code)]
#[path = "ledger/rows.rs"]
mod rows;

use std::sync::Arc;

use advance_pay::trial::ledger::*;
use advance_pay::trial::{Cents, Refused};
use chrono::{Days, TimeDelta};

use cluster::{CLERK, Cluster, OWNER};
use office::{Office, at};

/// An office and its outsider: somebody with the same rights, and none of the program.
struct Place {
    office: Office,
    /// None: the office's store is a file.
    server: Option<(Arc<Cluster>, &'static str)>,
}

impl Place {
    fn in_a_file() -> Self {
        Self { office: Office::open(), server: None }
    }

    fn on_a_server(database: &'static str) -> Self {
        let cluster = Cluster::get();
        cluster.database(database);
        drop(Store::create_in_postgres(&cluster.address(OWNER, database)).expect("a store"));
        let store = Store::over_postgres(&cluster.address(CLERK, database)).expect("the clerk's");
        let office = Office::in_store(tempfile::tempdir().expect("a folder"), store);
        Self { office, server: Some((cluster, database)) }
    }

    fn both(database: &'static str) -> [Self; 2] {
        [Self::in_a_file(), Self::on_a_server(database)]
    }

    /// Another program's connection.
    fn another(&self) -> Store {
        match &self.server {
            None => Store::open(&self.office.path()),
            Some((cluster, database)) => Store::over_postgres(&cluster.address(CLERK, database)),
        }
        .expect("a second connection")
    }

    /// Runs SQL as the outsider; refused: why.
    fn attack(&self, sql: &str) -> Result<(), String> {
        match &self.server {
            None => self.office.outsider().execute_batch(sql).map_err(|error| error.to_string()),
            Some((cluster, database)) => cluster.psql(CLERK, database, sql).map(drop),
        }
    }

    #[track_caller]
    fn refused(&self, sql: &str, why: &str) {
        let told = self.attack(sql).expect_err(sql);
        assert!(told.contains(why), "{sql}\n was refused, but not because {why}: {told}");
    }

    fn problems(&mut self) -> Vec<String> {
        self.office.store.read(|tx| tx.prove_structure()).expect("a proof")
    }
}

/// Every question of the ledger, put to an office; its answers in order.
fn answers(office: &mut Office) -> Vec<(&'static str, String)> {
    let (one, all, day, own) = (office.accounts[0], office.accounts.clone(), office.day, office.office);
    let (clerk, book, next, head) = (office.clerk, office.closed_book, day + Days::new(1), office.head.clone());
    let from = at(0) - TimeDelta::days(400);
    let asked = office.store.read(|tx| {
        let mut told: Vec<(&'static str, String)> = Vec::new();
        // A map is told in no order of its own: of one only its letters are compared.
        let in_order = |text: String| {
            let mut letters: Vec<char> = text.chars().collect();
            if text.starts_with('{') {
                letters.sort_unstable();
            }
            letters.into_iter().collect::<String>()
        };
        macro_rules! ask {
            ($($name:ident($($with:expr),*)),+ $(,)?) => {$(
                let answer = tx.$name($($with),*).unwrap_or_else(|error| panic!("{}: {error:?}", stringify!($name)));
                told.push((stringify!($name), in_order(format!("{answer:?}"))));
            )+};
        }
        let account = tx.account(one)?;
        let (member, meter) = (account.member, tx.meter_of(one)?.id);
        ask![
            member(member),
            members(&[member]),
            member_numbered("71001"),
            accounts(&all),
            account_numbered("1001"),
            whole_accounts(&all),
            whole_accounts_numbered(&["1002", "1001"]),
            accounts_named(vec!["1001".to_string()], vec!["M2002".to_string()], vec!["R-C1-000001".to_string()], &[1]),
            members_named(vec!["71001".to_string()]),
            open_matters(Some(one), "lamp"),
            any_due(at(999)),
            open_drawers_anywhere(),
            receipts_named(vec!["R-C1-000001".to_string()]),
            next_of_series("C1"),
            book_of(Some(own), day),
            book_of(None, day),
            account_number_taken("1001"),
            accounts_of(member),
            all_accounts(),
            count_accounts(),
            standing(one),
            standings(&all),
            status_history(all[1]),
            power_history(one),
            power_histories(&all),
            accounts_at_or_below(Cents(5_00)),
            served_accounts(AccountId(0), 10),
            options(one),
            options_of(&all),
            act(uuid::Uuid::from_u128(1)),
            approvals_waiting(),
            epoch(),
            charge(one, day),
            charges(one, day, next),
            all_charges(one),
            last_charges(one, next, 3),
            last_actual_days(one, next, 3),
            charges_of(&all, day..=next),
            last_charges_of(&all, next, 3),
            last_actual_days_of(&all, next, 3),
            last_billed_day(),
            true_ups(one),
            true_ups_of(&all, &[day]),
            drawer(DrawerId(1)),
            open_drawers_of(own, clerk),
            drawers_of_book(book),
            movements(DrawerId(1)),
            counts(DrawerId(1)),
            receipts_of_drawer(DrawerId(1)),
            bank_deposits(book),
            bag_used(own, "B-1"),
            undeposited_items(own),
            returned_on(Some(own), day),
            open_drawers_at(own),
            float_of(DrawerId(1)),
            own_balance(OwnKind::Income, "energy"),
            seal_count(),
            find_book(Some(own), day),
            days_left_open(own, next),
            day_close(book),
            book_totals(book),
            documents(Some(one)),
            documents(None),
            document(1),
            book_sums(day, next),
            moved_after(day - Days::new(1)),
            status_on(all[1], day),
            accounts_page(AccountId(0), 10),
            reads_of_morning(one, day),
            receipt_series(),
            newest_receipts(5),
            holds(one),
            holds_of(&all),
            notes(one),
            pledge(1),
            pledges(one),
            pledges_of(&all),
            open_matters_of(&all),
            attention(Some(one)),
            attention(None),
            count_attention(),
            forecast(day),
            forecast_known_at(day, at(99)),
            arrivals(day),
            list_of(day),
            list_rows(day),
            list_row(day, all[1]),
            last_list_sizes(next, 3),
            cycle_runs(3),
            meter(meter),
            meter_in_service("M1001"),
            meter_numbered("M1001"),
            meters_numbered(vec!["M1001".to_string(), "M2002".to_string()]),
            meters_at(&all),
            meters_of(all[1]),
            link("pole"),
            links(),
            sim("M2002"),
            sims(vec!["M2002".to_string()]),
            notice(1),
            notices_due(Channel::Text, at(999), 5),
            count_waiting_notices(),
            notices(Some(one), 5),
            notices(None, 5),
            count_notices(),
            told(one),
            told_of(&all),
            low_balance_notice_failed(one),
            channels_refused(member),
            channels_refused_by(&[member]),
            fact("store_id"),
            offices(),
            office_named("clinton"),
            operators(),
            operator_named("RUTH"),
            operator(clerk),
            last_at(),
            balances(one),
            balances_of(&all),
            balance_of(&Side::own(OwnKind::Cash)),
            lines_of(TxnId(1)),
            book_closed(own, day),
            morning_read(one, day),
            morning_reads(one, day, next),
            morning_reads_of(&all, day..=next),
            last_morning_read(one, next, true),
            last_morning_read(one, next, false),
            next_actual_read(one, day),
            true_read_before(meter, next),
            true_read_after(meter, day),
            last_true_read(meter),
            all_reads(one),
            receipt(ReceiptId(1)),
            receipts(&[ReceiptId(1), ReceiptId(2)]),
            receipts_of(one),
            receipts_of_book(book),
            count_payments(one, from, at(99)),
            check_returns(one),
            receipt_of_txn(TxnId(2)),
            taken_in(TakenKind::Payment, "bank,1"),
            find("ada", 5),
            find("1001", 5),
            find("elm 12", 5),
            history(one),
            command(CommandId(1)),
            open_command(one),
            open_commands(&all),
            commands_of(all[1]),
            switch_queue(from),
            switchings_since(meter, from),
            steps(CommandId(1)),
            terms_rows(),
            price_rows(),
            terms_mark(),
            head(),
            quick_proof(),
            prove_head(&head, day),
            heads_on(day),
            seal_known(&head),
            chain_head_at(3),
        ];
        let mut lines = 0;
        tx.each_posted_line(day, next, |_| {
            lines += 1;
            Ok(())
        })?;
        told.push(("each_posted_line", lines.to_string()));
        Ok(told)
    });
    asked.expect("answers")
}

#[test]
fn the_same_acts_give_the_same_answers_and_the_same_chain() {
    let [mut file, mut server] = Place::both("chain");
    assert_eq!(file.problems(), [""; 0]);
    assert_eq!(server.problems(), [""; 0]);
    for (here, there) in answers(&mut file.office).into_iter().zip(answers(&mut server.office)) {
        assert_eq!(here, there);
    }
    assert_eq!(file.office.head_now(), server.office.head_now());
    assert!(file.office.acts() > 10);
}

/// An act by hand: its rows, what it is, and a seal that nobody made.
fn act_by_hand(place: &mut Place, rows: &[(&str, String)]) -> String {
    let next = place.office.acts() + 1;
    let blob = |bytes: usize| match place.server {
        None => format!("zeroblob({bytes})"),
        Some(_) => format!("decode(repeat('00',{bytes}),'hex')"),
    };
    let mut sql = "BEGIN;".to_string();
    for (line, (table, values)) in (1..).zip(rows) {
        sql += &format!("INSERT INTO {table} VALUES({next},{line},{values});");
    }
    let last = rows.len() + 1;
    sql + &format!(
        "INSERT INTO act VALUES({next},{last},{},'step',{},1,NULL,NULL,''); INSERT INTO seal VALUES({next},{last},{}); COMMIT;",
        blob(16),
        blob(32),
        blob(32)
    )
}

/// Rows of a transaction by hand, over the first two members' Advance Pay balances.
fn txn_by_hand(id: i64, book: i64, reverses: &str, cents: [i64; 2]) -> Vec<(&'static str, String)> {
    vec![
        ("txn", format!("{id},'fee',1,NULL,{book},1,NULL,'',{reverses}")),
        ("posting", format!("{id},9,{},NULL", cents[0])),
        ("posting", format!("{id},17,{},NULL", cents[1])),
    ]
}

#[test]
fn what_may_never_happen_is_refused_on_both() {
    for mut place in Place::both("never") {
        let (clerk, office, day) = (place.office.clerk, place.office.office, place.office.day + Days::new(1));
        let open = place.office.store.write(|tx| tx.book(Some(office), day, at(20))).expect("a book").0;
        let closed = place.office.closed_book.0;
        let before = (place.office.head_now(), place.problems());
        let last: i64 = place
            .office
            .store
            .read(|tx| tx.ask("SELECT max(id) FROM txn", [])?.one(|row| row.get(0)))
            .expect("a number");
        for (rows, why) in [
            (txn_by_hand(last + 1, open, "NULL", [5, -4]), "they balance"),
            (txn_by_hand(last + 1, closed, "NULL", [5, -5]), "a book that is open"),
            (txn_by_hand(last + 2, open, "NULL", [5, -5]), "takes the next number"),
            (txn_by_hand(last + 1, open, "1", [5, -5]), "a reversal mirrors"),
        ] {
            let act = act_by_hand(&mut place, &rows);
            place.refused(&act, why);
        }
        let server = place.server.is_some();
        let kept = if server { "permission denied" } else { "never changed or deleted" };
        place.refused("UPDATE posting SET cents=1", kept);
        place.refused("DELETE FROM receipt", kept);
        place.refused("UPDATE seal SET covers=1", kept);
        place.refused("UPDATE balance SET cents=5", if server { "permission denied" } else { "moved by a seal" });
        let late = "INSERT INTO note VALUES(1,99,99,1,'late',0,7,1)";
        if server {
            place.refused(late, "a sealed act takes no more rows");
            place.refused("TRUNCATE note", "permission denied");
            place.refused("DROP TRIGGER note_open ON note", "must be owner");
            let unsealed = "INSERT INTO act VALUES(999,1,decode(repeat('01',16),'hex'),'step',decode(repeat('00',32),'hex'),1,NULL,NULL,'')";
            place.refused(unsealed, "foreign key");
        }
        assert_eq!((place.office.head_now(), place.problems()), before);

        // A reversal and a key, each a second time.
        let receipt = pay_on(&mut place.office, day);
        let void = |office: &mut Office| undo(office, receipt, day);
        void(&mut place.office).expect("once");
        void(&mut place.office).expect_err("a second reversal");
        let key = uuid::Uuid::from_u128(7);
        let done = ActDone { name: "pay".into(), content: [7; 32], answer: "{}".into() };
        let record = |office: &mut Office| office.store.write(|tx| tx.record_act(key, &done, at(21), clerk, None));
        record(&mut place.office).expect("once");
        record(&mut place.office).expect_err("the key again");
        assert_eq!(place.office.store.read(|tx| tx.act(key)).expect("an answer").as_ref(), Some(&done));
        assert_eq!(place.problems(), [""; 0]);
    }
}

/// A payment of 12.00 in cash on an open day's book.
fn pay_on(office: &mut Office, day: advance_pay::trial::Day) -> TxnId {
    let energy = Side::Energy(office.accounts[0]);
    let lines = vec![(Side::own(OwnKind::Cash), Cents(-12_00)), (energy, Cents(12_00))];
    let (mut txn, of) = (office.txn(TxnKind::Payment, BookId(0), lines), office.office);
    let paid = office.store.write(|tx| {
        txn.book = tx.book(Some(of), day, at(22))?;
        tx.post(&txn)
    });
    paid.expect("paid").expect("money moved")
}

fn undo(office: &mut Office, txn: TxnId, day: advance_pay::trial::Day) -> Refused<Option<TxnId>> {
    let (mut void, of) = (office.txn(TxnKind::Void, BookId(0), Vec::new()), office.office);
    void.reverses = Some(txn);
    office.store.write(|tx| {
        void.book = tx.book(Some(of), day, at(23))?;
        void.lines = tx.lines_of(txn)?.into_iter().map(|(side, cents)| (side, Cents(-cents.0))).collect();
        tx.post(&void)
    })
}

#[test]
fn two_writers_take_turns_and_nothing_is_lost() {
    for mut place in Place::both("writers") {
        let (day, acts) = (place.office.day + Days::new(1), place.office.acts());
        let mut other = place.another();
        let account = place.office.accounts[0];
        let writer = std::thread::spawn(move || {
            for n in 0..20 {
                other
                    .write(|tx| tx.add_note(account, &format!("note {n}"), false, OperatorId(1), at(30)))
                    .expect("a note");
            }
        });
        for _ in 0..20 {
            pay_on(&mut place.office, day);
        }
        writer.join().expect("the other writer");
        assert_eq!(place.office.acts(), acts + 40);
        let balance = place.office.store.read(|tx| tx.balances(account)).expect("a balance").energy;
        assert_eq!(balance, Cents(25_00 - 4_00 + 20 * 12_00));
        assert_eq!(place.problems(), [""; 0]);
    }
}

#[test]
fn an_act_that_asks_once_is_two_flights_on_both() {
    for mut place in Place::both("flights") {
        let accounts = place.office.accounts.clone();
        let act = |store: &mut Store, value: &str| {
            let before = store.counts();
            let written = store.write(|tx| {
                tx.balances_of(&accounts)?;
                tx.set_fact("first", value)?;
                tx.set_fact("second", value)
            });
            written.expect("an act");
            let after = store.counts();
            (after.flights - before.flights, after.commits - before.commits)
        };
        // A server is told each statement once, before it is first used.
        act(&mut place.office.store, "1");
        assert_eq!(act(&mut place.office.store, "2"), (2, 1));
    }
}

/// What is foreseen travels with the beginning, in the order in which it is asked, however much it is; a look is one flight.
#[test]
fn what_is_foreseen_is_no_flight_of_its_own_on_both() {
    let facts: Vec<String> = (0..70).map(|n| format!("fact {n}")).collect();
    for mut place in Place::both("foreseen") {
        let mut store = place.another();
        store.write(|tx| facts.iter().try_for_each(|name| tx.set_fact(name, name))).expect("facts");
        let foresee = |tx: &Tx<'_>| facts.iter().for_each(|name| drop(tx.fact(name)));
        let asked = |tx: &Tx<'_>| facts.iter().map(|name| tx.fact(name)).collect::<Refused<Vec<_>>>();
        let all: Vec<_> = facts.iter().cloned().map(Some).collect();
        let mut flights = |act: bool| {
            let before = store.counts();
            let told = if act {
                store.write_foreseen(foresee, |tx| {
                    let told = asked(tx)?;
                    tx.add_note(AccountId(1), "asked, then written", false, OperatorId(1), at(30))?;
                    Ok(told)
                })
            } else {
                store.look(foresee, asked)
            };
            assert_eq!(told.expect("an answer"), all);
            store.counts().flights - before.flights
        };
        for act in [true, false] {
            flights(act);
            assert_eq!(flights(act), if act { 2 } else { 1 });
        }
        assert_eq!(place.problems(), [""; 0]);
    }
}

#[test]
fn a_server_that_is_not_there_and_one_that_is_far_are_refused() {
    let code = |address: &str| Store::over_postgres(address).err().expect("refused").code.word();
    let nowhere = tempfile::tempdir().expect("a folder");
    assert_eq!(code(&format!("host={} user=ruth dbname=none", nowhere.path().display())), "store_lost");
    assert_eq!(code("host=db.example user=ruth dbname=desk"), "store_unsafe");
    let cluster = Cluster::get();
    cluster.database("empty");
    assert_eq!(code(&cluster.address(CLERK, "empty")), "no_store");
    drop(Store::create_in_postgres(&cluster.address(OWNER, "empty")).expect("a store"));
    assert_eq!(
        Store::create_in_postgres(&cluster.address(OWNER, "empty")).err().expect("twice").code.word(),
        "store_exists"
    );
}
