//! A small office, made through the ledger's own functions, and a second connection that attacks it.

use std::path::PathBuf;

use advance_pay::trial::ledger::*;
use advance_pay::trial::{Cents, Day, Instant, Kwh, Refused};
use chrono::{DateTime, Days, TimeDelta};
use rusqlite::Connection;

use crate::rows::{charge, count, notice, reading, receipt, switch_command};

/// An invented office at the end of its first morning: two members charged once, one of them cut off, a payment that was
/// voided, one that stands, a closed book, a signed paper.
pub struct Office {
    pub folder: tempfile::TempDir,
    pub store: Store,
    pub clerk: OperatorId,
    pub office: OfficeId,
    pub accounts: Vec<AccountId>,
    /// The day that was charged; its book is closed.
    pub day: Day,
    pub closed_book: BookId,
    /// The head on the day report.
    pub head: String,
}

pub fn first_day() -> Day {
    Day::from_ymd_opt(2026, 11, 16).expect("a day")
}

pub fn at(minutes: i64) -> Instant {
    DateTime::from_timestamp(1_794_900_000, 0).expect("an instant") + TimeDelta::minutes(minutes)
}

impl Office {
    pub fn path(&self) -> PathBuf {
        self.store.path().to_path_buf()
    }

    /// Another program's connection, as SQLite opens it by default.
    pub fn outsider(&self) -> Connection {
        Connection::open(self.path()).expect("a second connection")
    }

    /// The chain's head as it stands.
    pub fn head_now(&mut self) -> String {
        self.store.read(|tx| tx.head()).expect("a head")
    }

    /// How many acts were sealed.
    pub fn acts(&mut self) -> i64 {
        self.store.read(|tx| tx.seal_count()).expect("a count") as i64
    }

    pub fn open() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let store = Store::create(&folder.path().join("desk.db")).expect("a store");
        Self::in_store(folder, store)
    }

    /// The office in a store that is empty still, of whichever engine.
    pub fn in_store(folder: tempfile::TempDir, mut store: Store) -> Self {
        let (clerk, office) = store
            .write(|tx| {
                let clerk = tx.add_operator("ruth", Role::Supervisor, None, at(0))?;
                tx.record_pin_try(clerk, None, WrongPins { in_row: 1, last: at(0) })?;
                Ok((clerk, tx.add_office("Clinton", "C")?))
            })
            .expect("an office");
        let mut office = Self {
            folder,
            store,
            clerk,
            office,
            accounts: Vec::new(),
            day: first_day(),
            closed_book: BookId(0),
            head: String::new(),
        };
        office.settle().expect("the office's first day");
        office
    }

    fn settle(&mut self) -> Refused<()> {
        self.load_terms()?;
        for number in ["1001", "1002"] {
            let enrolled = self.enroll(&[(number.to_string(), format!("M{number}"))])?;
            self.accounts.extend(enrolled);
        }
        self.charge_all()?;
        let payment = self.pay(0, Cents(40_00), "C1")?;
        self.void(payment)?;
        self.pay(0, Cents(25_00), "C1")?;
        self.cut_off()?;
        self.small_things()?;
        self.close_day()
    }

    fn load_terms(&mut self) -> Refused<()> {
        let (clerk, day) = (self.clerk, self.day);
        self.store.write(|tx| {
            let row = TermsRow {
                id: 0,
                from_day: day,
                program: "id = \"sample\"".into(),
                agreement: String::new(),
                letters: "{}".into(),
                hash: "sample".into(),
            };
            tx.add_terms(&row, clerk, at(1))?;
            tx.add_price("fuel", day, "0.01", clerk, at(1))?;
            tx.set_fact("practice", "yes")?;
            tx.set_fact("store_id", "sample")
        })
    }

    /// A member with one account and its meter for each pair of numbers, in one act.
    pub fn enroll(&mut self, numbers: &[(String, String)]) -> Refused<Vec<AccountId>> {
        let (clerk, office, day) = (self.clerk, self.office, self.day);
        self.store.write(|tx| {
            let enroll = |(number, meter): &(String, String)| {
                let member = tx.add_member(&Member {
                    id: MemberId(0),
                    number: format!("7{number}").into(),
                    name: format!("Ada Ozark {number}"),
                    phone: Some("501-555-0100".into()),
                    email: None,
                    text: None,
                    mailing_address: None,
                    joint: None,
                    authorized: None,
                    passphrase: None,
                    low_balance: None,
                    deceased_at: None,
                    joined_on: day,
                })?;
                let account = tx.add_account(
                    &Account {
                        id: AccountId(0),
                        number: number.as_str().into(),
                        member,
                        office,
                        address: "12 Elm St, Clinton AR".into(),
                        class: "residential".into(),
                        phase: "single".into(),
                        tax_area: None,
                        estimated_daily: None,
                        opened_at: at(2),
                        opened_on: day,
                        joined_as: JoinedAs::New,
                        moved_from: None,
                    },
                    clerk,
                )?;
                tx.add_meter(&Meter {
                    id: MeterId(0),
                    account,
                    number: meter.as_str().into(),
                    digits: 5,
                    link: "sim".into(),
                    from_day: day,
                    to_day: None,
                })?;
                tx.see_power(account, Power::On, "seen", at(3))?;
                Ok(account)
            };
            numbers.iter().map(enroll).collect()
        })
    }

    pub fn txn(&self, kind: TxnKind, book: BookId, lines: Vec<(Side, Cents)>) -> NewTxn {
        NewTxn {
            kind,
            at: at(10),
            service_day: None,
            book,
            operator: self.clerk,
            approver: None,
            memo: String::new(),
            reverses: None,
            lines,
        }
    }

    /// A day's charge of 4.00 for every account, in one batch.
    fn charge_all(&mut self) -> Refused<()> {
        let (accounts, clerk, day) = (self.accounts.clone(), self.clerk, self.day);
        let mut txn = self.txn(TxnKind::Charges, BookId(0), Vec::new());
        for account in &accounts {
            txn.lines.push((Side::Energy(*account), Cents(-4_00)));
            txn.lines.push((Side::income("energy"), Cents(4_00)));
        }
        self.store.write(|tx| {
            txn.book = tx.book(None, day, at(4))?;
            let txn = tx.post(&txn)?.expect("money moved");
            for account in &accounts {
                let meter = tx.meter_of(*account)?.id;
                tx.add_reading(&reading(*account, meter, day, Kwh::from_wh(1_000_000), clerk))?;
                tx.add_reading(&reading(*account, meter, day + Days::new(1), Kwh::from_wh(1_030_000), clerk))?;
                tx.add_charge(&charge(*account, day, 1, txn, &[3_00, 1_00]))?;
                tx.set_billed(*account, day, 0)?;
            }
            Ok(())
        })
    }

    /// A cash payment with its receipt.
    pub fn pay(&mut self, account: usize, amount: Cents, series: &str) -> Refused<ReceiptId> {
        let (account, office, clerk, day) = (self.accounts[account], self.office, self.clerk, self.day);
        let mut txn = self.txn(
            TxnKind::Payment,
            BookId(0),
            vec![(Side::own(OwnKind::Cash), Cents(-amount.0)), (Side::Energy(account), amount)],
        );
        let series = series.to_string();
        self.store.write(|tx| {
            txn.book = tx.book(Some(office), day, at(5))?;
            let txn = tx.post(&txn)?.expect("money moved");
            let (id, _) = tx.add_receipt(&receipt(account, amount, txn, office, clerk), &series)?;
            Ok(id)
        })
    }

    pub fn void(&mut self, receipt: ReceiptId) -> Refused<TxnId> {
        let (office, clerk, day) = (self.office, self.clerk, self.day);
        let mut txn = self.txn(TxnKind::Void, BookId(0), Vec::new());
        self.store.write(|tx| {
            txn.book = tx.book(Some(office), day, at(6))?;
            let target = tx.receipt(receipt)?.txn;
            txn.reverses = Some(target);
            txn.lines = tx.lines_of(target)?.into_iter().map(|(side, cents)| (side, Cents(-cents.0))).collect();
            let void = tx.post(&txn)?.expect("money moved");
            let undone = UndoneRow {
                how: Undone::Void,
                at: at(6),
                day,
                reason: "wrong amount".into(),
                operator: clerk,
                approver: Some(clerk),
                txn: void,
                becomes: None,
            };
            tx.return_item(receipt, 1, &undone)?;
            tx.undo_receipt(receipt, &undone)?;
            Ok(void)
        })
    }

    fn cut_off(&mut self) -> Refused<()> {
        let (account, clerk, day) = (self.accounts[1], self.clerk, self.day);
        self.store.write(|tx| {
            let meter = tx.meter_of(account)?.id;
            tx.make_list(day, Some("one in three"), at(7))?;
            tx.list_goes_on(day, clerk, None, Some("looked over"))?;
            let row = ListRow {
                day,
                account,
                balance: Cents(-4_00),
                last_read_day: Some(day),
                state: RowState::Ready,
                code: "below".into(),
                why: "the balance is below zero".into(),
                releasable: false,
                gates: "[]".into(),
                decided_by: None,
                approved_by: None,
                reason: None,
                command: None,
            };
            tx.add_row(&row)?;
            tx.decide_row(&ListRow { state: RowState::Queued, ..row }, at(7))?;
            let mut command = switch_command(account, meter, clerk);
            command.id = tx.queue_command(&command)?;
            tx.add_step(&SwitchStep {
                command: Some(command.id),
                meter,
                at: at(8),
                operator: clerk,
                step: "command".into(),
                state: Some("off".into()),
                raw: "open".into(),
            })?;
            command.status = CommandStatus::Done;
            command.done_at = Some(at(8));
            tx.save_command(&command)?;
            tx.see_power(account, Power::Off, "seen", at(8))?;
            tx.set_status(account, Status::Disconnected, "balance", clerk, at(8), day)
        })
    }

    /// One row of everything else that is kept.
    fn small_things(&mut self) -> Refused<()> {
        let (account, office, clerk, day) = (self.accounts[0], self.office, self.clerk, self.day);
        let cut_off = self.accounts[1];
        self.store.write(|tx| {
            tx.keep_document(Some(account), "agreement", "Agreement", &Kept::Bytes(b"signed".to_vec()), clerk, at(9))?;
            tx.keep_document(Some(account), "receipt", "Receipt", &Kept::Content("{}".into()), clerk, at(9))?;
            let done = ActDone { name: "pay".into(), content: [7; 32], answer: "{}".into() };
            tx.record_act(uuid::Uuid::from_u128(1), &done, at(9), clerk, None)?;
            tx.add_note(account, "calls back", true, clerk, at(9))?;
            tx.add_forecast(day, Forecast { low_f: 40, inclement: false, at: at(9) }, clerk)?;
            tx.arrived(day, "payments", clerk, at(9))?;
            tx.record_cycle(day, "{}", clerk, at(9))?;
            tx.take_in(TakenKind::Payment, "bank,1", &TakenIn { content: [1; 32], receipt: None }, at(9))?;
            tx.add_true_up(&TrueUpRow {
                account,
                month: day,
                revision: 1,
                txn: None,
                payments: 0,
                lines: "[]".into(),
                total: Cents::ZERO,
            })?;
            let mut member = tx.member(tx.account(account)?.member)?;
            member.phone = Some("501-555-0101".into());
            tx.change_member(&member, clerk, at(9))?;
            tx.add_option(
                account,
                &AccountOption {
                    kind: OptionKind::AddOn,
                    name: "light".into(),
                    count: 1,
                    from_day: day,
                    to_day: Some(day),
                },
            )?;
            tx.end_meter(tx.meter_of(cut_off)?.id, day)?;
            tx.add_meter(&Meter {
                id: MeterId(0),
                account: cut_off,
                number: "M2002".into(),
                digits: 5,
                link: "sim".into(),
                from_day: day,
                to_day: None,
            })?;
            tx.put_sim(&SimRow {
                number: "M2002".into(),
                register: Kwh::ZERO,
                state: "on".into(),
                unreachable: false,
                refuse: false,
                stuck: false,
                lose_reply: false,
                profile: None,
            })?;
            tx.index_account(account)?;
            let hold = tx.add_hold(&Hold {
                id: 0,
                account,
                kind: HoldKind::Medical,
                stops: vec![Stops::Disconnect],
                from_day: day,
                until: day,
                reason: "letter".into(),
                at: at(9),
                operator: clerk,
            })?;
            tx.lift_hold(hold, clerk, at(9))?;
            let pledge = tx.add_pledge(&Pledge {
                id: 0,
                account,
                agency: "County".into(),
                government: true,
                amount: Cents(50_00),
                until: None,
                arrears_only: false,
                at: at(9),
                operator: clerk,
                received_at: None,
                withdrawn_at: None,
            })?;
            tx.receive_pledge(pledge, ReceiptId(2), at(9))?;
            tx.withdraw_pledge(pledge, "entered twice", clerk, at(9))?;
            let waiting = Waiting {
                id: 0,
                act: "refund".into(),
                text: "refund 1.00".into(),
                content: "{}".into(),
                key: uuid::Uuid::from_u128(2),
                maker: clerk,
                maker_name: String::new(),
                office,
                at: at(9),
            };
            let approval = tx.ask_approval(&waiting)?;
            tx.decide_approval(approval, Outcome::Declined, clerk, at(9))?;
            tx.attend(Some(account), "closed_with_load", "counts while open", day, at(9))?;
            tx.attend(Some(account), "no_read", "no read came", day, at(9))?;
            tx.attended(Some(account), "no_read", clerk, at(9))?;
            let read = || ("the read cannot be", day, at(9));
            tx.doubt(DoubtKind::BadRead, Some(account), read(), Some("yard"), Some(day..=day))?;
            tx.doubt(DoubtKind::UseJump, Some(account), read(), None, None)?;
            let doubts = tx.doubts_of(&[account])?.remove(&account).unwrap_or_default();
            tx.end_doubt(&doubts[0], account, clerk, at(9))?;
            tx.decide_matter(doubts[1].matter, true, "it was a hot day", clerk, at(9))?;
            tx.await_payments(Some(account), &["web\t17\tpayment".to_string()], "a file was refused", day, at(9))?;
            let sent = Notice { status: NoticeStatus::Sent, sent_at: Some(at(9)), tries: 1, ..notice(account) };
            tx.save_notice(&Notice { id: tx.add_notice(&notice(account))?, ..sent })?;
            tx.add_notice(&notice(account))?;
            tx.set_choice(tx.account(account)?.member, Channel::Text, false, clerk, at(9))?;
            tx.add_link(
                &LinkRow {
                    name: "pole".into(),
                    url: "dlms+tcp://127.0.0.1:4059".into(),
                    secret_env: None,
                    confirmed: true,
                },
                at(9),
            )?;
            tx.take_counters("pole", 100)?;
            Ok(())
        })
    }

    fn close_day(&mut self) -> Refused<()> {
        let (office, clerk, day) = (self.office, self.clerk, self.day);
        let mut drop = self.txn(
            TxnKind::Drop,
            BookId(0),
            vec![(Side::own(OwnKind::Cash), Cents(25_00)), (Side::Own(OwnKind::Safe, "C".into()), Cents(-25_00))],
        );
        let mut deposit = self.txn(
            TxnKind::BankDeposit,
            BookId(0),
            vec![(Side::Own(OwnKind::Safe, "C".into()), Cents(25_00)), (Side::own(OwnKind::Bank), Cents(-25_00))],
        );
        (self.closed_book, self.head) = self.store.write(|tx| {
            let book = tx.book(Some(office), day, at(11))?;
            (drop.book, deposit.book) = (book, book);
            let drawer = tx.open_drawer(office, clerk, book, Cents(50_00), false, at(11))?;
            let movement = Movement {
                drawer,
                kind: MovementKind::Drop,
                amount: Cents(25_00),
                reason: "full".into(),
                at: at(11),
                operator: clerk,
                txn: tx.post(&drop)?.expect("money moved"),
            };
            tx.add_movement(&movement)?;
            tx.add_count(&count(drawer, clerk))?;
            tx.close_drawer(drawer, clerk, at(12))?;
            tx.add_bank_deposit(&BankDeposit {
                id: 0,
                office,
                book,
                bag: "B-1".into(),
                at: at(12),
                operator: clerk,
                cash: Cents(25_00),
                items: r#"[{"receipt":"R-C1-000002"}]"#.into(),
                amount: Cents(25_00),
                txn: tx.post(&deposit)?.expect("money moved"),
            })?;
            let head = tx.head()?;
            tx.close_book(&DayClose {
                book,
                at: at(13),
                operator: clerk,
                card_batch: None,
                head: head.clone(),
                report: "{}".into(),
            })?;
            Ok((book, head))
        })?;
        Ok(())
    }
}
