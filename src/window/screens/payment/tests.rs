//! A payment as a clerk takes it, on a practice office of its own.

use super::tender::Message as OfTender;
use super::*;
use crate::basics::Code;
use crate::window::kit::testing::window;
use crate::window::screens::practice::{LIGHT, Office, Seen};

fn typed(state: &mut State, amount: &str) -> Effect<Message> {
    state.update(Message::Tender(0, OfTender::Amount(amount.to_string())))
}

/// A small office after its morning.
fn office() -> Office {
    Office::new("petit-jean", "2026-11-30T14:00:00", 4)
}

fn card(office: &mut Office) -> AccountView {
    let account = office.accounts(9).remove(0);
    office.desk.show(&office.call(), &account).expect("the account")
}

/// A payment form on the office's first account.
fn begun(office: &mut Office) -> State {
    State::new(card(office), Method::AT_COUNTER).0
}

#[test]
fn what_is_typed_is_previewed_and_posted_once() {
    let mut office = office();
    let before = card(&mut office).balance;
    let mut payment = begun(&mut office);
    let asked = typed(&mut payment, "20.00");
    office.settle(asked, |message| payment.update(message));
    let preview = payment.preview.as_ref().and_then(|preview| preview.as_ref().ok()).expect("a preview");
    assert_eq!(preview.parts[0].balance, before + Cents(20_00));
    let posted = payment.update(Message::Post);
    assert!(matches!(payment.update(Message::Post), Effect::None), "Enter twice posts once");
    office.settle(posted, |message| payment.update(message));
    assert!(payment.posted.as_ref().is_some_and(|paid| paid.receipt.is_some()));
    assert_eq!(card(&mut office).balance, before + Cents(20_00));
}

#[test]
fn enter_before_the_preview_posts_when_it_has_come() {
    let mut office = office();
    let mut payment = begun(&mut office);
    let asked = typed(&mut payment, "20.00");
    assert!(matches!(payment.update(Message::Post), Effect::None), "nothing is posted unseen");
    office.settle(asked, |message| payment.update(message));
    assert!(payment.is_posted());
}

#[test]
fn the_same_amount_again_waits_for_a_tick() {
    let mut office = office();
    for is_first in [true, false] {
        let mut payment = begun(&mut office);
        let asked = typed(&mut payment, "20.00");
        office.settle(asked, |message| payment.update(message));
        let posted = payment.update(Message::Post);
        office.settle(posted, |message| payment.update(message));
        assert_eq!(payment.is_posted(), is_first);
        if !is_first {
            payment.update(Message::IsAnother(true));
            let posted = payment.update(Message::Post);
            office.settle(posted, |message| payment.update(message));
            assert!(payment.is_posted());
        }
    }
}

#[test]
fn a_balance_that_moved_meanwhile_comes_back_to_the_person() {
    let mut office = office();
    let (mut first, mut second) = (begun(&mut office), begun(&mut office));
    for payment in [&mut first, &mut second] {
        let asked = typed(payment, "20.00");
        office.settle(asked, |message| payment.update(message));
    }
    let posted = first.update(Message::Post);
    office.settle(posted, |message| first.update(message));
    let posted = second.update(Message::Post);
    office.settle(posted, |message| second.update(message));
    assert_eq!(second.refused.as_ref().map(|refusal| refusal.code), Some(Code::Changed));
    assert!(!second.is_posted());
    let preview = second.preview.as_ref().and_then(|preview| preview.as_ref().ok()).expect("looked at again");
    assert_eq!(Some(preview.parts[0].balance_before), first.posted.as_ref().map(|paid| paid.balance));
}

#[test]
fn a_late_preview_is_dropped() {
    let mut office = office();
    let mut payment = begun(&mut office);
    let late = typed(&mut payment, "10.00");
    let asked = typed(&mut payment, "20.00");
    office.settle(asked, |message| payment.update(message));
    office.settle(late, |message| payment.update(message));
    let preview = payment.preview.as_ref().and_then(|preview| preview.as_ref().ok()).expect("a preview");
    assert_eq!(preview.amount, Cents(20_00));
}

#[test]
fn tenders_and_accounts_add_up() {
    let mut office = office();
    let mut payment = begun(&mut office);
    let other = office.accounts(9).remove(1);
    let _ = typed(&mut payment, "40.00");
    payment.update(Message::SplitTender);
    payment.update(Message::Tender(1, OfTender::Amount("60.00".to_string())));
    payment.update(Message::Tender(1, OfTender::Number("1234".to_string())));
    payment.update(Message::SeveralAccounts);
    payment.update(Message::OtherAccount(0, other.clone()));
    let asked = payment.update(Message::OtherAmount(0, "30.00".to_string()));
    assert_eq!((payment.total(), payment.own_part()), (Some(Cents(100_00)), Some(Cents(70_00))));
    office.settle(asked, |message| payment.update(message));
    let posted = payment.update(Message::Post);
    office.settle(posted, |message| payment.update(message));
    let paid = payment.posted.as_ref().expect("it is posted");
    assert_eq!(paid.parts.iter().map(|part| part.amount).collect::<Vec<_>>(), [Cents(70_00), Cents(30_00)]);
}

#[test]
fn r_fills_the_one_number_that_reconnects() {
    let mut office = office();
    let mut payment = begun(&mut office);
    payment.card.to_reconnect = Some(Cents(40_56));
    let _ = typed(&mut payment, "r");
    assert_eq!(payment.total(), Some(Cents(40_56)));
}

#[test]
fn without_an_open_drawer_the_way_to_one_is_shown() {
    let mut office = office();
    let mut payment = begun(&mut office);
    payment.update(Message::Posted(Box::new(Err(Refusal::new(Code::NoOpenDrawer, "open one first")))));
    let mut seen = window((1000.0, 700.0), payment.view(LIGHT));
    assert!(seen.find("Open a drawer").is_ok() && seen.find("Open one first.").is_ok());
}

#[test]
fn the_receipt_that_was_kept_is_printed() {
    let mut office = office();
    let mut payment = begun(&mut office);
    let asked = typed(&mut payment, "20.00");
    office.settle(asked, |message| payment.update(message));
    let posted = payment.update(Message::Post);
    office.settle(posted, |message| payment.update(message));
    let printed = payment.update(Message::Print);
    let seen = office.settle(printed, |message| payment.update(message));
    let number = payment.posted.as_ref().and_then(|paid| paid.receipt.clone()).expect("a receipt");
    assert_eq!(seen, [Seen::Printed(format!("{number}.pdf"))]);
}

/// The form after a restart: nothing is left but its draft, as it was written.
fn taken_up(office: &mut Office, draft: &Draft) -> State {
    let written = serde_json::to_string(draft).expect("it is written");
    let mut payment = begun(office);
    let asked = payment.take_up(serde_json::from_str(&written).expect("it is read"));
    office.settle(asked, |message| payment.update(message));
    payment
}

#[test]
fn a_draft_keeps_what_was_typed_and_nothing_of_a_card() {
    let mut office = office();
    let mut payment = begun(&mut office);
    assert_eq!(payment.draft(), None, "nothing was typed");
    let _ = typed(&mut payment, "40.00");
    payment.update(Message::Tender(0, OfTender::Tendered("50".to_string())));
    payment.update(Message::SplitTender);
    payment.update(Message::Tender(1, OfTender::Method(Method::Card)));
    payment.update(Message::Tender(1, OfTender::Amount("60.00".to_string())));
    payment.update(Message::Tender(1, OfTender::LastFour("4242".to_string())));
    payment.update(Message::Tender(1, OfTender::Authorization("AUTH77".to_string())));
    payment.update(Message::SeveralAccounts);
    payment.update(Message::OtherAccount(0, "1009".to_string()));
    payment.update(Message::OtherAmount(0, "30.00".to_string()));
    let draft = payment.draft().expect("a draft");
    let written = serde_json::to_string(&draft).expect("it is written");
    assert!(!written.contains("4242") && !written.contains("AUTH77"), "{written}");
    let again = taken_up(&mut office, &draft);
    assert_eq!(again.draft(), Some(draft));
    assert_eq!((again.key, again.total(), again.own_part()), (payment.key, Some(Cents(100_00)), Some(Cents(70_00))));
}

#[test]
fn a_crash_between_post_and_its_answer_pays_once() {
    let mut office = office();
    let before = card(&mut office).balance;
    for is_lost in [false, true] {
        let mut payment = begun(&mut office);
        let asked = typed(&mut payment, if is_lost { "30.00" } else { "20.00" });
        office.settle(asked, |message| payment.update(message));
        let posted = payment.update(Message::Post);
        let draft = payment.draft().expect("a draft while it is posted");
        if !is_lost {
            // The store writes it, and nobody hears the answer.
            office.settle(posted, |_| Effect::None);
        }
        let mut again = taken_up(&mut office, &draft);
        assert!(window((1000.0, 700.0), again.view(LIGHT)).find("This payment may be posted already").is_ok());
        let posted = again.update(Message::Post);
        office.settle(posted, |message| again.update(message));
        assert!(again.is_posted() && again.draft().is_none());
    }
    assert_eq!(card(&mut office).balance, before + Cents(50_00), "each is paid once");
}

#[test]
fn a_payment_that_was_posted_is_not_posted_otherwise_after_a_crash() {
    let mut office = office();
    let before = card(&mut office).balance;
    let mut payment = begun(&mut office);
    let asked = typed(&mut payment, "20.00");
    office.settle(asked, |message| payment.update(message));
    let posted = payment.update(Message::Post);
    let draft = payment.draft().expect("a draft");
    office.settle(posted, |_| Effect::None);
    let mut again = taken_up(&mut office, &draft);
    let asked = typed(&mut again, "25.00");
    office.settle(asked, |message| again.update(message));
    let posted = again.update(Message::Post);
    office.settle(posted, |message| again.update(message));
    assert!(window((1000.0, 700.0), again.view(LIGHT)).find("This form's payment is posted already").is_ok());
    assert_eq!(card(&mut office).balance, before + Cents(20_00));
}
