//! What became of notices, and the questions that a disconnect asks of them.

use advance_pay::trial::ledger::*;

use crate::office::{Office, at};
use crate::rows::notice;

/// A low-balance notice of the first account, made at `minutes`, that ended as `status`.
fn told(office: &mut Office, minutes: i64, channel: Channel, status: NoticeStatus) -> Notice {
    let account = office.accounts[0];
    let row = Notice { channel, made_at: at(minutes), ..notice(account) };
    office
        .store
        .write(|tx| {
            let id = tx.add_notice(&row)?;
            let sent_at = (status == NoticeStatus::Sent).then(|| at(minutes + 1));
            let ended = Notice { id, status, sent_at, ..row };
            tx.save_notice(&ended)?;
            Ok(ended)
        })
        .expect("a notice")
}

fn failed(office: &mut Office) -> bool {
    let account = office.accounts[0];
    office.store.read(|tx| tx.low_balance_notice_failed(account)).expect("an answer")
}

#[test]
fn a_low_balance_notice_failed_when_its_last_one_reached_the_member_by_no_way() {
    use Channel::{Email, Phone, Text};
    use NoticeStatus::{Failed, Sent, Waiting, Withdrawn};
    for (ends, expected) in [
        (&[(Email, Failed)][..], true),
        (&[(Email, Failed), (Phone, Failed)], true),
        (&[(Email, Failed), (Phone, Sent)], false),
        (&[(Email, Failed), (Phone, Waiting)], false),
        (&[(Email, Failed), (Text, Withdrawn)], true),
        (&[(Email, Withdrawn), (Text, Withdrawn)], false),
        (&[], false),
    ] {
        let mut office = Office::open();
        // Of one before, which was sent, nothing is asked any more.
        told(&mut office, 20, Email, Sent);
        for (channel, status) in ends {
            told(&mut office, 30, *channel, *status);
        }
        assert_eq!(failed(&mut office), expected, "{ends:?}");
        // What is told of something else says nothing about it.
        let account = office.accounts[0];
        let other = Notice { event: NoticeEvent::Payment, made_at: at(40), ..notice(account) };
        office.store.write(|tx| tx.add_notice(&other)).expect("another notice");
        assert_eq!(failed(&mut office), expected, "{ends:?}, and a payment");
        told(&mut office, 50, Email, Sent);
        assert!(!failed(&mut office), "{ends:?}, and a later one that was sent");
    }
}

#[test]
fn a_notice_that_left_may_be_found_undelivered_but_never_unsent() {
    let mut office = Office::open();
    let sent = told(&mut office, 20, Channel::Text, NoticeStatus::Sent);
    let mut save = |notice: Notice| office.store.write(|tx| tx.save_notice(&notice));
    for status in [NoticeStatus::Waiting, NoticeStatus::Withdrawn] {
        save(Notice { status, ..sent.clone() }).expect_err("it left");
    }
    save(Notice { sent_at: Some(at(99)), ..sent.clone() }).expect_err("it left when it left");
    save(Notice { sent_at: None, ..sent.clone() }).expect_err("it left when it left");
    save(Notice { status: NoticeStatus::Failed, ..sent.clone() }).expect("the gateway says so");
    save(Notice { status: NoticeStatus::Waiting, ..sent.clone() }).expect_err("it left");
    save(Notice { sent_at: None, status: NoticeStatus::Failed, ..sent.clone() }).expect_err("it left when it left");
    save(sent).expect("the gateway corrects itself");
}

#[test]
fn only_what_is_due_on_a_channel_is_due_and_the_oldest_first() {
    let mut office = Office::open();
    for minutes in [20, 21] {
        told(&mut office, minutes, Channel::Text, NoticeStatus::Waiting);
    }
    told(&mut office, 22, Channel::Text, NoticeStatus::Sent);
    let due = |office: &mut Office, when, limit| {
        let due = office.store.read(|tx| tx.notices_due(Channel::Text, at(when), limit)).expect("notices");
        due.into_iter().map(|notice| notice.made_at).collect::<Vec<_>>()
    };
    assert_eq!(due(&mut office, 30, usize::MAX), [at(20), at(21)]);
    assert_eq!(due(&mut office, 30, 1), [at(20)]);
    assert!(due(&mut office, 8, 9).is_empty(), "before they may leave");
    let later = office.store.read(|tx| tx.notices(None, 1)).expect("the newest");
    assert_eq!(later[0].made_at, at(22));
}

#[test]
fn of_what_a_member_chose_for_a_channel_the_last_word_counts() {
    let mut office = Office::open();
    let (account, clerk) = (office.accounts[0], office.clerk);
    let waiting = told(&mut office, 20, Channel::Phone, NoticeStatus::Waiting);
    let refused = office.store.write(|tx| {
        let member = tx.account(account)?.member;
        let mut seen = Vec::new();
        for (channel, allowed) in
            [(Channel::Text, true), (Channel::Phone, false), (Channel::Phone, true), (Channel::Email, false)]
        {
            tx.set_choice(member, channel, allowed, clerk, at(30))?;
            seen.push(tx.channels_refused(member)?);
        }
        Ok(seen)
    });
    let expected = [vec![], vec![Channel::Phone], vec![], vec![Channel::Email]];
    assert_eq!(refused.expect("choices"), expected);
    let kept = office.store.read(|tx| tx.notice(waiting.id)).expect("a notice").map(|notice| notice.status);
    assert_eq!(kept, Some(NoticeStatus::Withdrawn), "allowed again, it is not sent after the fact");
}
