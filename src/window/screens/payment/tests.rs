//! A payment as a clerk takes it, on a practice office of its own.

use super::tender::Message as OfTender;
use super::*;
use crate::desk::{Call, Desk, InitInput};
use crate::window::screens::testing::{Counter, run};

fn typed(state: &mut State, amount: &str) -> Effect<Message> {
    state.update(Message::Tender(0, OfTender::Amount(amount.to_string())))
}

/// A payment form on the office's first account.
fn begun(counter: &mut Counter) -> State {
    let account = counter.first_account();
    let card = counter.desk.show(&counter.call, &account).expect("the account");
    State::new(card, "cash, check, money order or card").0
}

fn balance(counter: &mut Counter) -> Cents {
    let account = counter.first_account();
    counter.desk.show(&counter.call, &account).expect("the account").balance
}

#[test]
fn what_is_typed_is_previewed_and_posted_once() {
    let mut counter = Counter::open();
    let before = balance(&mut counter);
    let mut payment = begun(&mut counter);
    let asked = typed(&mut payment, "20.00");
    run(&mut counter, asked, &mut |message| payment.update(message));
    let preview = payment.preview.as_ref().and_then(|preview| preview.as_ref().ok()).expect("a preview");
    assert_eq!(preview.parts[0].balance, before + Cents(20_00));
    let posted = payment.update(Message::Post);
    assert!(matches!(payment.update(Message::Post), Effect::None), "Enter twice posts once");
    run(&mut counter, posted, &mut |message| payment.update(message));
    assert!(payment.posted.as_ref().is_some_and(|paid| paid.receipt.is_some()));
    assert_eq!(balance(&mut counter), before + Cents(20_00));
}

#[test]
fn enter_before_the_preview_posts_when_it_has_come() {
    let mut counter = Counter::open();
    let mut payment = begun(&mut counter);
    let asked = typed(&mut payment, "20.00");
    assert!(matches!(payment.update(Message::Post), Effect::None), "nothing is posted unseen");
    run(&mut counter, asked, &mut |message| payment.update(message));
    assert!(payment.is_posted());
}

#[test]
fn the_same_amount_again_waits_for_a_tick() {
    let mut counter = Counter::open();
    for is_first in [true, false] {
        let mut payment = begun(&mut counter);
        let asked = typed(&mut payment, "20.00");
        run(&mut counter, asked, &mut |message| payment.update(message));
        let posted = payment.update(Message::Post);
        run(&mut counter, posted, &mut |message| payment.update(message));
        assert_eq!(payment.is_posted(), is_first);
        if !is_first {
            payment.update(Message::IsAnother(true));
            let posted = payment.update(Message::Post);
            run(&mut counter, posted, &mut |message| payment.update(message));
            assert!(payment.is_posted());
        }
    }
}

#[test]
fn a_balance_that_moved_meanwhile_comes_back_to_the_person() {
    let mut counter = Counter::open();
    let (mut first, mut second) = (begun(&mut counter), begun(&mut counter));
    for payment in [&mut first, &mut second] {
        let asked = typed(payment, "20.00");
        run(&mut counter, asked, &mut |message| payment.update(message));
    }
    let posted = first.update(Message::Post);
    run(&mut counter, posted, &mut |message| first.update(message));
    let posted = second.update(Message::Post);
    run(&mut counter, posted, &mut |message| second.update(message));
    assert_eq!(second.refused.as_ref().map(|refusal| refusal.code), Some("changed"));
    assert!(!second.is_posted());
    let preview = second.preview.as_ref().and_then(|preview| preview.as_ref().ok()).expect("looked at again");
    assert_eq!(Some(preview.parts[0].balance_before), first.posted.as_ref().map(|paid| paid.balance));
}

#[test]
fn a_late_preview_is_dropped() {
    let mut counter = Counter::open();
    let mut payment = begun(&mut counter);
    let late = typed(&mut payment, "10.00");
    let asked = typed(&mut payment, "20.00");
    run(&mut counter, asked, &mut |message| payment.update(message));
    run(&mut counter, late, &mut |message| payment.update(message));
    let preview = payment.preview.as_ref().and_then(|preview| preview.as_ref().ok()).expect("a preview");
    assert_eq!(preview.amount, Cents(20_00));
}

#[test]
fn tenders_and_accounts_add_up() {
    let mut counter = Counter::open();
    let mut payment = begun(&mut counter);
    let others: Vec<String> = counter.desk.find("M", 5).expect("members").into_iter().map(|row| row.account).collect();
    let other = others.iter().find(|account| **account != payment.card.account).expect("another member");
    let _ = typed(&mut payment, "40.00");
    payment.update(Message::SplitTender);
    payment.update(Message::Tender(1, OfTender::Amount("60.00".to_string())));
    payment.update(Message::Tender(1, OfTender::Number("1234".to_string())));
    payment.update(Message::SeveralAccounts);
    payment.update(Message::OtherAccount(0, other.clone()));
    let asked = payment.update(Message::OtherAmount(0, "30.00".to_string()));
    assert_eq!((payment.total(), payment.own_part()), (Some(Cents(100_00)), Some(Cents(70_00))));
    run(&mut counter, asked, &mut |message| payment.update(message));
    let posted = payment.update(Message::Post);
    run(&mut counter, posted, &mut |message| payment.update(message));
    let paid = payment.posted.as_ref().expect("it is posted");
    assert_eq!(paid.parts.iter().map(|part| part.amount).collect::<Vec<_>>(), [Cents(70_00), Cents(30_00)]);
}

#[test]
fn r_fills_the_one_number_that_reconnects() {
    let mut counter = Counter::open();
    let mut payment = begun(&mut counter);
    payment.card.to_reconnect = Some(Cents(40_56));
    let _ = typed(&mut payment, "r");
    assert_eq!(payment.total(), Some(Cents(40_56)));
}

#[test]
fn without_an_open_drawer_the_way_to_one_is_shown() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("store.sqlite");
    let input = InitInput { program: "petit-jean".to_string(), practice: true, sample_members: 1, now: None };
    Desk::init(&path, &input, &mut |_, _| {}).expect("a practice office");
    let mut desk = Desk::open(&path).expect("it opens");
    let account = desk.find("M", 1).expect("members").remove(0).account;
    let (mut payment, _) = State::new(desk.show(&Call::default(), &account).expect("the account"), "cash");
    let refusal = Refusal::new("no_open_drawer", "open one first");
    payment.posting = true;
    payment.update(Message::Posted(Box::new(Err(refusal))));
    let look = Look::new(crate::window::kit::Mode::Light, crate::window::kit::TextSize::Normal);
    let mut seen = crate::window::kit::testing::window((1000.0, 700.0), payment.view(look));
    assert!(seen.find("Open a drawer").is_ok());
}
