//! What other systems drop into the watched folder, and what they find there.

use crate::basics::Code;

use tempfile::TempDir;

use super::*;
use crate::desk::InitInput;
use crate::desk::tests::{example, join, member, store};
use crate::ledger::REFUSED_PAYMENTS;

/// A practice office with one member, and the folder it watches.
struct Office {
    desk: Desk,
    account: String,
    folder: TempDir,
}

fn call() -> Call {
    Call { now: "2026-11-16T09:00:00".parse().ok(), ..Call::default() }
}

impl Office {
    fn watching() -> Self {
        let input =
            InitInput { program: example("petit-jean"), practice: true, now: call().now, ..InitInput::default() };
        let (folder, mut desk) = store(&input);
        let account = join(&mut desk, &call(), member("Ada Ozark", "M1001", "12 Elm St, Clinton AR"));
        let drop = folder.path().join("drop");
        std::fs::create_dir(&drop).expect("a folder");
        let view = desk.perform(&call(), &SetWatch { folder: drop.to_str().map(str::to_string) }).expect("watched");
        assert_eq!(desk.watch(&call()), Ok(view));
        Self { desk, account, folder }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join("drop").join(name)
    }

    /// Another system leaves a file, some time ago.
    fn drop(&self, name: &str, text: &str) {
        std::fs::write(self.path(name), text).expect("a file");
        let file = std::fs::File::options().write(true).open(self.path(name)).expect("the file");
        file.set_modified(SystemTime::now() - Duration::from_secs(60)).expect("an older time");
    }

    fn payment(&self, reference: &str) -> String {
        format!("source,reference,account,amount,paid_at\nweb,{reference},{},25.00,2026-11-16T08:00:00\n", self.account)
    }

    fn take(&mut self) -> (u32, u32) {
        let watched = self.desk.take_watched(&call()).expect("taken in");
        (watched.taken, watched.refused)
    }

    fn balance(&mut self) -> String {
        self.desk.show(&call(), &self.account.clone()).expect("the account").balance.to_string()
    }

    fn attention(&mut self) -> Vec<String> {
        let matters = self.desk.store.read(|tx| tx.attention(None)).expect("the list");
        let codes: std::collections::BTreeSet<String> = matters.into_iter().map(|matter| matter.code).collect();
        codes.into_iter().collect()
    }
}

/// A payments file was refused, and what it says is in doubt.
fn both() -> Vec<String> {
    vec![REFUSED_PAYMENTS.to_string(), REFUSED.to_string()]
}

#[test]
fn a_payment_that_is_dropped_is_posted_once_and_its_file_moved_to_done() {
    let mut office = Office::watching();
    office.drop("payments-1.csv", &office.payment("W1"));
    assert_eq!(office.take(), (1, 0));
    assert_eq!(office.balance(), "45.00");
    assert!(office.path("done/payments-1.csv").exists() && !office.path("payments-1.csv").exists());
    office.drop("payments-1.csv", &office.payment("W1"));
    assert_eq!(office.take(), (1, 0));
    assert_eq!(office.balance(), "45.00", "the same payment was posted twice");
    assert!(office.path("done/payments-1-2.csv").exists());
}

#[test]
fn a_refused_file_is_put_aside_with_the_reason_and_the_others_are_taken_in() {
    let mut office = Office::watching();
    office.drop("payments-1.csv", "source,reference,account,amount,paid_at\nweb,W1,9999,25.00,2026-11-16T08:00:00\n");
    office.drop("payments-2.csv", &office.payment("W2"));
    office.drop("notes.csv", "anything\n");
    assert_eq!(office.take(), (1, 1));
    let why = std::fs::read_to_string(office.path("refused/payments-1.csv.why.txt")).expect("the reason");
    assert!(why.contains("line 2") && why.contains("9999"), "{why}");
    assert_eq!((office.balance().as_str(), office.attention()), ("45.00", both()));
    assert!(office.path("notes.csv").exists(), "what is nobody's stays");
}

#[test]
fn a_refused_file_is_taken_in_once_its_reason_has_passed() {
    let mut office = Office::watching();
    let reversal =
        office.payment("W1").replace("paid_at\n", "paid_at,kind\n").replace("08:00:00\n", "08:30:00,reversal\n");
    office.drop("payments-1.csv", &reversal);
    assert_eq!(office.take(), (0, 1));
    // Another file brings what it waited for, whatever their names.
    office.drop("payments-2.csv", &office.payment("W1"));
    assert_eq!(office.take(), (2, 0));
    assert_eq!((office.balance().as_str(), office.attention()), ("20.00", Vec::new()));
    assert!(!office.path("refused/payments-1.csv").exists() && !office.path("refused/payments-1.csv.why.txt").exists());
    let told = std::fs::read_to_string(office.path("done/payments-1.csv.taken.txt")).expect("what became of it");
    assert_eq!(told, "1 rows: 1 added, 0 skipped, 0 to look at\n");
}

#[test]
fn c45_a_refused_payments_file_is_a_doubt_of_whom_it_names_until_all_that_was_paid_came() {
    let mut office = Office::watching();
    let unknown = "web,W9,9999,25.00,2026-11-16T08:00:00\n";
    let two =
        office.payment("W1") + &office.payment("W2").lines().nth(1).map(|row| format!("{row}\n")).unwrap_or_default();
    office.drop("payments-1.csv", &format!("{two}{unknown}"));
    assert_eq!(office.take(), (0, 1));
    assert_eq!(office.attention(), both());
    std::fs::remove_file(office.path("refused/payments-1.csv")).expect("somebody takes it away");
    office.drop("payments-2.csv", &office.payment("W1"));
    office.take();
    assert_eq!(office.attention(), [REFUSED_PAYMENTS], "one of two came");
    office.drop("payments-3.csv", &two);
    office.take();
    assert_eq!(office.attention(), Vec::<String>::new());

    // A file of which nothing can be read puts everybody in doubt, until it comes as it should.
    for nothing in
        ["source,account\n", "source,reference,account,amount,paid_at\nweb,W9,9999,5.00,2026-11-16T08:00:00\n", "\u{0}"]
    {
        office.drop("payments-4.csv", nothing);
        office.take();
        let of_all = office.desk.store.read(|tx| tx.attention(None)).expect("the list");
        assert!(of_all.iter().any(|matter| matter.account.is_none() && matter.code == REFUSED_PAYMENTS), "{nothing:?}");
        std::fs::remove_file(office.path("refused/payments-4.csv")).expect("somebody takes it away");
        office.drop("payments-4.csv", &office.payment("W4"));
        office.take();
        assert_eq!(office.attention(), Vec::<String>::new(), "{nothing:?}");
    }
}

#[test]
fn a_file_that_was_cut_short_waits_where_it_is_and_gates_whom_it_names() {
    let mut office = Office::watching();
    let whole = office.payment("W1");
    office.drop("payments.csv", &whole[..whole.len() - 4]);
    assert_eq!(office.take(), (0, 0));
    assert_eq!((office.balance().as_str(), office.attention()), ("20.00", both()));
    assert!(office.path("payments.csv").exists(), "its source cannot finish it");
    office.drop("payments.csv", &whole);
    assert_eq!(office.take(), (1, 0));
    assert_eq!((office.balance().as_str(), office.attention()), ("45.00", Vec::new()));
}

#[test]
fn a_file_that_is_still_being_written_is_left_for_the_next_time() {
    let mut office = Office::watching();
    std::fs::write(office.path("payments.csv"), office.payment("W1")).expect("a file");
    assert_eq!(office.take(), (0, 0));
    office.drop("payments.csv", &office.payment("W1"));
    assert_eq!(office.take(), (1, 0));
}

#[test]
fn the_balances_are_put_out_whole_each_time_over_those_of_before() {
    let mut office = Office::watching();
    for balance in ["20.00", "45.00"] {
        office.desk.put_out_balances(&call()).expect("put out");
        let text = std::fs::read_to_string(office.path("out/balances.csv")).expect("the file");
        assert!(text.lines().nth(1).is_some_and(|row| row.contains(balance)), "{text}");
        office.drop("payments.csv", &office.payment("W1"));
        office.take();
    }
    assert_eq!(office.path("out").read_dir().expect("the folder").count(), 1);
}

#[test]
fn a_watched_folder_that_is_gone_is_told_and_ends_nothing() {
    let mut office = Office::watching();
    std::fs::remove_dir_all(office.path("")).expect("gone");
    assert_eq!(office.take(), (0, 0));
    office.desk.put_out_balances(&call()).expect("the cycle goes on");
    assert_eq!(office.attention(), [BALANCES, FOLDER]);
    std::fs::create_dir(office.path("")).expect("back");
    office.take();
    office.desk.put_out_balances(&call()).expect("put out");
    assert!(office.attention().is_empty());
}

#[test]
fn without_a_watched_folder_nothing_is_looked_for() {
    let mut office = Office::watching();
    office.desk.perform(&call(), &SetWatch { folder: None }).expect("no longer");
    office.drop("payments.csv", &office.payment("W1"));
    assert_eq!(office.take(), (0, 0));
    office.desk.put_out_balances(&call()).expect("nothing to do");
    assert!(!office.path("out").exists());
    assert_eq!(
        office.desk.perform(&call(), &SetWatch { folder: Some("nowhere".to_string()) }).expect_err("no folder").code,
        Code::NoFolder
    );
}
