//! Notices on their way out of a practice office, and of a real one that nobody has set up.

use std::path::PathBuf;
use std::time::SystemTime;

use serde_json::json;
use tempfile::TempDir;

use super::*;
use crate::basics::{Cents, Code, Refused};
use crate::desk::tests::{example, join, member, store};
use crate::desk::{
    AdjustInput, Approver, Consent, InitInput, MemberChange, NewOperator, OutboxSettings, SetConsent, Who,
};
use crate::ledger::Role;

/// An office with one member, on Monday, November 16, 2026, where it is for practice.
struct Office {
    desk: Desk,
    account: String,
    member: String,
    now: Option<&'static str>,
    folder: TempDir,
}

const MORNING: &str = "2026-11-16T09:00:00";
const BOTH: [Channel; 2] = [Channel::Email, Channel::Phone];

impl Office {
    fn practice() -> Self {
        Self::of("petit-jean", Some(MORNING))
    }

    fn of(program: &str, now: Option<&'static str>) -> Self {
        let (program, practice) = (example(program), now.is_some());
        let input = InitInput { program, practice, now: now.and_then(|now| now.parse().ok()), ..InitInput::default() };
        let (folder, desk) = store(&input);
        let mut office = Self { desk, account: String::new(), member: String::new(), now, folder };
        for name in ["Sue", "Dora"] {
            let new = NewOperator { name: name.to_string(), role: Role::Supervisor, pin: Some("2468".to_string()) };
            office.desk.add_operator(&office.call(), &new).expect("a supervisor");
        }
        office.enroll();
        office
    }

    fn call(&self) -> Call {
        let who = if self.now.is_some() { Who::Default } else { Who::SignedIn("Sue".to_string()) };
        Call { who, now: self.now.map(|now| now.parse().expect("a time")), ..Call::default() }
    }

    fn at(&mut self, now: &'static str) -> &mut Self {
        self.now = Some(now);
        self
    }

    fn enroll(&mut self) {
        let terms = self.desk.terms().expect("terms");
        let office = terms.versions()[0].program.offices[0].clone();
        let link = if self.now.is_some() { "sim" } else { "manual" };
        let mut ada = member("Ada Ozark", "M1001", "12 Elm St");
        (ada["service"]["office"], ada["service"]["link"]) = (json!(office), json!(link));
        ada["payment"]["amount"] = json!("150.00");
        let call = Call { office: Some(office), ..self.call() };
        self.account = join(&mut self.desk, &call, ada);
        self.member = self.desk.show(&self.call(), &self.account).expect("the account").member;
    }

    /// Leaves the balance at `to`: a low-balance notice, where that is low.
    fn set_to(&mut self, to: Cents) {
        let balance = self.desk.show(&self.call(), &self.account).expect("the account").balance;
        let input = AdjustInput { account: self.account.clone(), amount: to - balance, reason: "a test".to_string() };
        let approver = Some(Approver { name: "Dora".to_string(), pin: Some("2468".to_string()) });
        self.desk.perform(&Call { approver, ..self.call() }, &input).expect("adjusted");
    }

    fn set_up(&mut self, settings: OutboxSettings) {
        self.desk.perform(&self.call(), &settings).expect("set up");
    }

    /// The member's word on a way.
    fn word(&mut self, channel: Channel, allowed: bool) -> Refused<Consent> {
        let consent = SetConsent { member: self.member.clone(), channel, allowed };
        self.desk.perform(&self.call(), &consent)
    }

    /// A mail server that is not there.
    fn dead_mail_server(&mut self) {
        self.set_up(OutboxSettings {
            smtp: Some("smtp://127.0.0.1:9?tls=none&timeout=1".to_string()),
            from: Some("billing@example.org".to_string()),
            ..OutboxSettings::default()
        });
    }

    fn send(&mut self) -> NoticesSent {
        self.desk.send_notices(&self.call()).expect("sent, as far as it goes")
    }

    fn notices(&mut self) -> Vec<NoticeView> {
        let account = self.account.clone();
        self.desk.notices(&self.call(), Some(&account), 100).expect("notices")
    }

    #[track_caller]
    fn notice(&mut self, channel: Channel) -> NoticeView {
        self.notices().into_iter().find(|notice| notice.channel == channel).expect("a notice of that channel")
    }

    fn attention(&mut self) -> Vec<String> {
        let matters = self.desk.store.read(|tx| tx.attention(None)).expect("the list");
        matters.into_iter().map(|matter| matter.code).collect()
    }

    /// The codes of the rows of the list that is made then, with what was left used up.
    fn on_the_list_by(&mut self, now: &'static str) -> Vec<String> {
        self.at(now).set_to(Cents(-5_00));
        self.desk.cycle(&self.call(), false).expect("a cycle");
        let list = self.desk.review(&self.call()).expect("the list");
        list.rows.into_iter().map(|row| row.code).collect()
    }

    fn low_balance_notice_failed(&mut self) -> bool {
        let number = self.account.clone();
        let ask = |tx: &Tx<'_>| tx.low_balance_notice_failed(tx.account_numbered(&number)?.id);
        self.desk.store.read(ask).expect("an answer")
    }

    fn out(&self) -> PathBuf {
        self.folder.path().join("store.sqlite.outbox")
    }

    fn files_of(&self, kind: &str) -> Vec<String> {
        let Ok(entries) = self.out().read_dir() else { return Vec::new() };
        let names = entries.map(|entry| entry.expect("an entry").path()).filter(|path| path.is_file());
        let texts = names.filter(|path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(kind)));
        texts.map(|path| std::fs::read_to_string(path).expect("a file")).collect()
    }

    /// A file of results from the gateway, written a while ago.
    fn results(&self, text: &str) {
        let path = self.out().join("results-1.csv");
        std::fs::write(&path, text).expect("a file");
        let file = std::fs::File::options().write(true).open(&path).expect("the file");
        file.set_modified(SystemTime::now() - Duration::from_secs(60)).expect("an older time");
    }
}

#[test]
fn r25_a_practice_notice_leaves_once_by_every_way_into_files_beside_the_store() {
    let mut office = Office::practice();
    office.set_to(Cents(10_00));
    assert_eq!(office.notices().iter().map(|notice| notice.status).collect::<Vec<_>>(), [NoticeStatus::Waiting; 2]);
    assert_eq!(office.send(), NoticesSent { sent: 2, ..NoticesSent::default() });
    assert_eq!(office.send(), NoticesSent::default(), "it left a second time");
    for channel in BOTH {
        let notice = office.notice(channel);
        assert_eq!((notice.status, notice.tries), (NoticeStatus::Sent, 1));
        assert!(notice.detail.starts_with("practice: written to "), "{notice:?}");
        assert_eq!(notice.sent_at.as_deref(), Some("2026-11-16T09:00:00-06:00"));
    }
    let (mails, calls) = (office.files_of("emails"), office.files_of("calls"));
    assert!(mails[0].contains("To: ada@example.org") && mails[0].contains("$10.00"), "{mails:?}");
    assert!(calls[0].starts_with("id,number,text\n") && calls[0].contains(",501-555-0100,"), "{calls:?}");
    assert_eq!((mails.len(), calls.len()), (1, 1));
}

#[test]
fn r26_a_notice_waits_for_the_end_of_the_quiet_hours_and_so_does_its_next_try() {
    let mut office = Office::of("pec", Some(MORNING));
    office.at("2026-11-16T22:00:00").set_to(Cents(10_00));
    assert_eq!(office.send(), NoticesSent { waiting: 2, ..NoticesSent::default() });
    office.at("2026-11-17T06:59:00");
    assert_eq!(office.send().sent, 0);
    office.at("2026-11-17T07:00:00");
    assert_eq!(office.send().sent, 2);

    office.dead_mail_server();
    office.at("2026-11-17T08:00:00").set_to(Cents(40_00));
    office.at("2026-11-17T20:59:30").set_to(Cents(10_00));
    assert_eq!(office.send(), NoticesSent { sent: 1, waiting: 1, ..NoticesSent::default() });
    office.at("2026-11-18T06:59:00");
    office.send();
    assert_eq!(office.notice(Channel::Email).tries, 1, "it was tried in the quiet hours");
    office.at("2026-11-18T07:00:00");
    office.send();
    assert_eq!(office.notice(Channel::Email).tries, 2);
}

#[test]
fn a_notice_is_tried_after_1_5_15_60_minutes_then_every_2_hours_and_given_up_after_24() {
    let mut office = Office::practice();
    office.dead_mail_server();
    office.set_to(Cents(10_00));
    let start = office.call().now.expect("a time");
    let mut tried_at = Vec::new();
    for minute in 0..=25 * 60 {
        let now = start + TimeDelta::minutes(minute);
        let call = Call { now: Some(now), ..office.call() };
        let before = office.notice(Channel::Email).tries;
        office.desk.send_notices(&call).expect("sent, as far as it goes");
        if office.notice(Channel::Email).tries > before {
            tried_at.push(minute);
        }
    }
    let every_two_hours = (1..=11).map(|n| 81 + 120 * n);
    let expected: Vec<i64> = [0, 1, 6, 21, 81].into_iter().chain(every_two_hours).chain([24 * 60]).collect();
    assert_eq!(tried_at, expected);
    let notice = office.notice(Channel::Email);
    assert_eq!(notice.status, NoticeStatus::Failed);
    assert!(notice.detail.contains("127.0.0.1:9"), "{notice:?}");
    assert!(office.attention().contains(&"notice_failed".to_string()));
    assert!(!office.low_balance_notice_failed(), "the call went out");
}

#[test]
fn a_desk_that_did_not_run_for_days_tries_more_than_once() {
    let mut office = Office::practice();
    office.dead_mail_server();
    office.set_to(Cents(10_00));
    for (now, status) in [
        ("2026-11-20T09:00:00", NoticeStatus::Waiting),
        ("2026-11-20T09:01:00", NoticeStatus::Waiting),
        ("2026-11-20T09:06:00", NoticeStatus::Waiting),
        ("2026-11-20T09:21:00", NoticeStatus::Waiting),
        ("2026-11-20T10:21:00", NoticeStatus::Failed),
    ] {
        office.at(now).send();
        assert_eq!(office.notice(Channel::Email).status, status, "at {now}");
    }
}

#[test]
fn a_dead_mail_server_costs_one_timeout_and_the_other_ways_go_on() {
    let mut office = Office::practice();
    let silent = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = silent.local_addr().expect("bound").port();
    for balance in [10_00, 40_00, 9_00, 40_00, 8_00] {
        office.set_to(Cents(balance));
    }
    office.set_up(OutboxSettings {
        smtp: Some(format!("smtp://127.0.0.1:{port}?tls=none&timeout=1")),
        from: Some("billing@example.org".to_string()),
        ..OutboxSettings::default()
    });
    let begun = Moment::now();
    assert_eq!(office.send(), NoticesSent { sent: 3, waiting: 3, ..NoticesSent::default() });
    assert!(begun.elapsed() < Duration::from_millis(2_500), "each mail waited for the server by itself");
    let mails: Vec<NoticeView> = office.notices().into_iter().filter(|n| n.channel == Channel::Email).collect();
    assert!(mails.iter().all(|mail| mail.tries == 1 && mail.detail.contains("no answer")), "{mails:#?}");
    assert_eq!(office.attention(), ["emails_do_not_leave"]);
}

#[test]
fn what_was_claimed_by_a_process_that_died_is_sent_later_under_the_same_id() {
    let mut office = Office::practice();
    office.set_to(Cents(10_00));
    let signed = office.desk.sign(&office.call()).expect("signed");
    let (_, first) = office.desk.claim(&signed, Channel::Email, 1).expect("claimed");
    office.at("2026-11-16T09:09:00");
    assert_eq!(office.send().sent, 1, "only the call is free");
    office.at("2026-11-16T09:10:00");
    assert_eq!(office.send().sent, 1);
    assert!(office.files_of("emails")[0].contains(&first[0].id), "its id changed");
}

#[test]
fn a_result_of_the_dialer_that_says_failed_fails_the_notice_and_is_taken_in_once() {
    let mut office = Office::practice();
    office.word(Channel::Email, false).expect("their word");
    office.set_to(Cents(10_00));
    office.send();
    let id =
        office.files_of("calls")[0].lines().nth(1).and_then(|row| row.split(',').next()).expect("an id").to_string();
    office.results(&format!("id,status,detail\n{id},failed,no such number\n999.1.other,failed,not ours\n"));
    assert_eq!(office.send(), NoticesSent { failed: 1, ..NoticesSent::default() });
    let call = office.notice(Channel::Phone);
    assert_eq!((call.status, call.detail.as_str()), (NoticeStatus::Failed, "not delivered: no such number"));
    assert_eq!(office.attention(), ["notice_failed"]);
    assert!(office.low_balance_notice_failed(), "the member was told by no way, and would be cut");
    assert!(office.out().join("done/results-1.csv").exists());
    assert_eq!(office.send(), NoticesSent::default());
    assert_eq!(office.on_the_list_by("2026-11-17T10:00:00"), ["notice_failed"]);

    office.results(&format!("id,status\n{id},delivered\n"));
    assert_eq!(office.send(), NoticesSent { delivered: 1, ..NoticesSent::default() });
    assert_eq!(office.notice(Channel::Phone).status, NoticeStatus::Sent);
    assert!(!office.low_balance_notice_failed());
}

#[test]
fn results_that_cannot_be_read_are_put_aside_with_the_reason() {
    let mut office = Office::practice();
    std::fs::create_dir_all(office.out()).expect("a folder");
    office.results("number,status\n1,delivered\n");
    office.send();
    let why = std::fs::read_to_string(office.out().join("refused/results-1.csv.why.txt")).expect("the reason");
    assert!(why.contains("id,status"), "{why}");
    assert_eq!(office.attention(), ["results_refused"]);
}

#[test]
fn r25_a_way_that_the_member_refused_is_not_used_and_what_waits_by_it_does_not_leave() {
    let mut office = Office::practice();
    office.set_to(Cents(10_00));
    let consent = office.word(Channel::Phone, false).expect("their word");
    assert_eq!((consent.told_by, consent.refused), (vec![Channel::Email], vec![Channel::Phone]));
    assert_eq!(office.notice(Channel::Phone).status, NoticeStatus::Withdrawn);
    assert_eq!(office.send(), NoticesSent { sent: 1, ..NoticesSent::default() });
    office.set_to(Cents(40_00));
    office.set_to(Cents(10_00));
    assert_eq!(office.notices().len(), 3, "only the mail was made");

    office.word(Channel::Phone, true).expect("their word");
    office.set_to(Cents(40_00));
    office.set_to(Cents(10_00));
    assert_eq!(office.notices().len(), 5, "the last word counts");
}

#[test]
fn r25_where_the_terms_want_one_way_the_last_cannot_be_refused() {
    let mut office = Office::of("peninsula-light", Some(MORNING));
    let member = office.member.clone();
    office.word(Channel::Phone, false).expect("one is left");
    let refusal = office.word(Channel::Email, false).expect_err("none is left");
    assert_eq!(refusal.code, Code::ContactNeeded);
    let change =
        MemberChange { member: member.clone(), text: Some("501-555-0101".to_string()), ..MemberChange::default() };
    office.desk.perform(&office.call(), &change).expect("another way");
    let consent = office.word(Channel::Email, false).expect("one is left");
    assert_eq!(consent.told_by, [Channel::Text]);
    assert_eq!(office.desk.consent(&office.call(), &member), Ok(consent));
}

#[test]
fn in_a_real_store_that_nobody_set_up_notices_wait_with_one_matter_for_a_person() {
    let mut office = Office::of("petit-jean", None);
    office.set_to(Cents(10_00));
    assert_eq!(office.send(), NoticesSent { waiting: 2, ..NoticesSent::default() });
    assert_eq!(office.send(), NoticesSent { waiting: 2, ..NoticesSent::default() });
    assert_eq!(office.attention(), ["notices_not_set_up"]);
    assert!(!office.out().exists(), "a real store writes nothing beside itself");

    let folder = office.folder.path().join("gateway");
    std::fs::create_dir(&folder).expect("a folder");
    office.set_up(OutboxSettings { folder: Some(folder.display().to_string()), ..OutboxSettings::default() });
    assert_eq!(office.send(), NoticesSent { sent: 1, waiting: 1, ..NoticesSent::default() });
    let call = office.notice(Channel::Phone);
    assert!(call.detail.starts_with("written to "), "{call:?}");
    assert_eq!(office.attention(), ["notices_not_set_up"], "nobody set up the mail");
}

#[test]
fn settings_are_kept_whole_and_practice_mails_only_to_this_machine() {
    let mut office = Office::practice();
    assert_eq!(office.desk.outbox_settings(&office.call()), Ok(OutboxSettings::default()));
    let mut settings = OutboxSettings {
        smtp: Some("smtp://127.0.0.1:2525?tls=none".to_string()),
        from: Some("billing@example.org".to_string()),
        ..OutboxSettings::default()
    };
    office.set_up(settings.clone());
    assert_eq!(office.desk.outbox_settings(&office.call()), Ok(settings.clone()));
    settings.smtp = Some("smtp://mail.example.org".to_string());
    let refused = |office: &mut Office, settings: &OutboxSettings| {
        office.desk.perform(&office.call(), settings).expect_err("refused").code
    };
    assert_eq!(refused(&mut office, &settings), Code::NotInPractice);
    settings.from = None;
    assert_eq!(refused(&mut office, &settings), Code::BadOutbox);
    let folder = OutboxSettings { folder: Some("nowhere".to_string()), ..OutboxSettings::default() };
    assert_eq!(refused(&mut office, &folder), Code::NoFolder);
}

#[test]
fn a_message_id_is_of_one_notice_of_one_store() {
    let mut office = Office::practice();
    office.set_to(Cents(10_00));
    let found = office.desk.store.read(|tx| {
        let store = store_id(tx)?;
        let notice = tx.notices(None, 1)?.remove(0);
        let id = message_id(&notice, &store);
        let other_time = id.replacen(&notice.made_at.timestamp_millis().to_string(), "1", 1);
        let others = [other_time, format!("{id}x"), "1".to_string(), String::new()];
        let strangers = others.iter().map(|id| notice_of(tx, &store, id)).collect::<Refused<Vec<_>>>()?;
        Ok((notice_of(tx, &store, &id)?.map(|found| found.id) == Some(notice.id), strangers))
    });
    assert_eq!(found, Ok((true, vec![None; 4])));
}
