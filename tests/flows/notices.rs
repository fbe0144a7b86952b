//! Notices that really leave: a mail server on this machine takes them, refuses them, or is not there for a while.

use advance_pay::trial::Refused;
use advance_pay::trial::desk::{Call, Desk, NoticeView, NoticesSent, OutboxSettings};
use advance_pay::trial::ledger::{Channel, NoticeStatus, Store};
use serde_json::Value;

use crate::common::{Enrollment, Office};
use crate::peer::{Peer, free_port};

const MORNING: &str = "2026-11-16T09:00:00";

/// An office whose one member is about to be told by e-mail and phone that the balance is low; mails go to `port`.
fn with_a_low_balance(port: u16) -> Office {
    let mut office = Office::practice("petit-jean");
    office.at("2026-11-16T09:00").enroll(&Enrollment::new_member());
    desk(&office, |desk| {
        let settings = OutboxSettings {
            smtp: Some(format!("smtp://127.0.0.1:{port}?tls=none&timeout=5")),
            from: Some("Example Electric <billing@example.org>".to_string()),
            ..OutboxSettings::default()
        };
        desk.perform(&at(MORNING), &settings)
    });
    office.set_to("10.00");
    office
}

fn at(now: &str) -> Call {
    Call { now: now.parse().ok(), ..Call::default() }
}

#[track_caller]
fn desk<T>(office: &Office, work: impl FnOnce(&mut Desk) -> Refused<T>) -> T {
    let mut desk = Desk::open(&office.store()).expect("the store opens");
    work(&mut desk).expect("done")
}

#[track_caller]
fn send(office: &Office, now: &str) -> NoticesSent {
    desk(office, |desk| desk.send_notices(&at(now)))
}

#[track_caller]
fn mail(office: &Office) -> NoticeView {
    let notices = desk(office, |desk| desk.notices(&at(MORNING), None, 10));
    notices.into_iter().find(|notice| notice.channel == Channel::Email).expect("a mail")
}

fn attention(office: &Office) -> Vec<String> {
    let mut store = Store::open(&office.store()).expect("the store opens");
    let matters = store.read(|tx| tx.attention(None)).expect("the list");
    matters.into_iter().map(|matter| matter.code).collect()
}

/// The mail that the server took.
fn taken(server: &Peer) -> Value {
    let line = server.wait_for("mail {");
    serde_json::from_str(line.trim_start_matches("mail ")).expect("the mail as JSON")
}

#[test]
fn a_notice_arrives_at_the_mail_server_with_who_what_and_its_own_id() {
    let server = Peer::start("mail_server.py", &["--port", &free_port().to_string()]);
    let office = with_a_low_balance(server.port());
    assert_eq!(send(&office, MORNING), NoticesSent { sent: 2, ..NoticesSent::default() });
    let arrived = taken(&server);
    let notice = mail(&office);
    assert_eq!(arrived["to"][0], notice.address.as_str());
    assert_eq!(arrived["from"], "Example Electric <billing@example.org>");
    assert!(arrived["subject"].as_str().is_some_and(|subject| subject.ends_with(": low balance")), "{arrived}");
    assert_eq!(arrived["text"].as_str().map(str::trim_end), Some(notice.text.as_str()));
    let id = arrived["id"].as_str().expect("an id");
    assert!(id.starts_with(&format!("<{}.", notice.id)) && id.ends_with("@example.org>"), "{id}");
    assert!(notice.detail.starts_with("taken by 127.0.0.1"), "it was really sent: {notice:?}");
    assert_eq!(send(&office, "2026-11-16T12:00:00"), NoticesSent::default());
    assert_eq!(server.logged("mail {"), 1);
}

#[test]
fn while_the_mail_server_is_down_the_notice_waits_and_then_leaves_once() {
    let port = free_port();
    let office = with_a_low_balance(port);
    assert_eq!(send(&office, MORNING), NoticesSent { sent: 1, waiting: 1, ..NoticesSent::default() });
    let waiting = mail(&office);
    assert_eq!((waiting.status, waiting.tries), (NoticeStatus::Waiting, 1));
    assert!(waiting.detail.contains(&format!("127.0.0.1:{port}")), "the reason is kept: {waiting:?}");
    assert_eq!(attention(&office), ["emails_do_not_leave"]);

    let server = Peer::start("mail_server.py", &["--port", &port.to_string()]);
    assert_eq!(send(&office, "2026-11-16T09:00:30").sent, 0, "its next try is not due yet");
    assert_eq!(send(&office, "2026-11-16T09:01:00"), NoticesSent { sent: 1, ..NoticesSent::default() });
    assert_eq!(send(&office, "2026-11-16T18:00:00"), NoticesSent::default());
    taken(&server);
    assert_eq!(server.logged("mail {"), 1, "it arrived more than once");
    let sent = mail(&office);
    assert_eq!((sent.status, sent.tries), (NoticeStatus::Sent, 2));
    assert!(attention(&office).is_empty());
}

#[test]
fn an_address_that_the_server_does_not_know_fails_at_once_and_is_a_persons_matter() {
    let port = free_port().to_string();
    let server = Peer::start("mail_server.py", &["--port", &port, "--refuse", "ada@example.org"]);
    let office = with_a_low_balance(server.port());
    assert_eq!(send(&office, MORNING), NoticesSent { sent: 1, failed: 1, ..NoticesSent::default() });
    let failed = mail(&office);
    assert_eq!(failed.status, NoticeStatus::Failed);
    assert!(failed.detail.contains("no such mailbox"), "{failed:?}");
    assert_eq!(attention(&office), ["notice_failed"]);
    assert_eq!(send(&office, "2026-11-17T09:00:00"), NoticesSent::default(), "it was tried again");
}
