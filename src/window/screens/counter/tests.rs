//! The counter as a clerk works it, on a practice office of its own.

use super::search::Message as OfSearch;
use super::*;
use crate::window::kit::list::ListEvent;
use crate::window::kit::testing::{shot, window};
use crate::window::screens::payment;
use crate::window::screens::practice::{LIGHT, Office, WIDE, WINDOW, framed};

/// The effects of tasks that only hand a message on, which the practice office does not run.
fn picked(counter: &State) -> Message {
    let account = counter.search.first().expect("somebody is found");
    Message::Search(OfSearch::Picked(account))
}

fn office() -> Office {
    Office::new("petit-jean", "2026-11-30T14:00:00", 12)
}

fn told(office: &mut Office, counter: &mut State, message: Message) {
    let effect = counter.update(message);
    office.settle(effect, |message| counter.update(message));
}

fn typed(words: &str) -> Message {
    Message::Search(OfSearch::Typed(words.to_string()))
}

/// The counter with this member's card in front.
fn opened(office: &mut Office, words: &str) -> State {
    let (mut counter, _) = State::new(LIGHT);
    told(office, &mut counter, typed(words));
    let open = picked(&counter);
    told(office, &mut counter, open);
    counter
}

#[test]
fn what_is_typed_finds_members_and_enter_opens_the_card() {
    let mut office = office();
    let counter = opened(&mut office, "ozark");
    let mut seen = window(WIDE, framed(counter.view(LIGHT), None));
    for words in ["Advance Pay balance", "What happens next", "Ledger", "Daily use and balance", "Take payment"] {
        assert!(seen.find(words).is_ok(), "{words} is not on the card");
    }
    shot(LIGHT, &mut seen, "counter");
}

#[test]
fn a_late_answer_to_earlier_letters_is_dropped() {
    let mut office = office();
    let (mut counter, _) = State::new(LIGHT);
    let late = counter.update(typed("m"));
    told(&mut office, &mut counter, typed("ozark"));
    let found = counter.search.count();
    office.settle(late, |message| counter.update(message));
    assert_eq!(counter.search.count(), found);
}

#[test]
fn enter_never_opens_whom_earlier_letters_found() {
    let mut office = office();
    let (mut counter, _) = State::new(LIGHT);
    told(&mut office, &mut counter, typed("m"));
    let asked = counter.update(typed("nobody of this name"));
    assert!(matches!(counter.update(Message::Search(OfSearch::Enter)), Effect::None));
    office.settle(asked, |message| counter.update(message));
    assert!(counter.members.is_empty() && counter.search.count() == 0);
    assert!(
        window(WIDE, counter.view(LIGHT)).find("Up and Down choose \u{b7} Enter opens \u{b7} Esc goes back").is_ok()
    );
}

#[test]
fn a_half_done_payment_survives_another_member() {
    let mut office = office();
    let accounts = office.accounts(9);
    let (mut counter, _) = State::new(LIGHT);
    told(&mut office, &mut counter, Message::Pay(accounts[0].clone()));
    let amount = payment::Message::Tender(0, payment::tender::Message::Amount("20.00".to_string()));
    told(&mut office, &mut counter, Message::Of(accounts[0].clone(), member::Message::Payment(amount)));
    told(&mut office, &mut counter, Message::Open(accounts[1].clone()));
    assert!(window(WIDE, counter.view(LIGHT)).find("Take payment").is_ok());
    told(&mut office, &mut counter, Message::Open(accounts[0].clone()));
    let mut seen = window(WIDE, framed(counter.view(LIGHT), None));
    assert!(seen.find("Post $20.00").is_ok(), "what was typed is gone");
    shot(LIGHT, &mut seen, "payment");
}

#[test]
fn only_so_many_are_open_and_a_payment_is_never_put_away() {
    let mut office = office();
    let accounts = office.accounts(12);
    let (mut counter, _) = State::new(LIGHT);
    told(&mut office, &mut counter, Message::Pay(accounts[0].clone()));
    for account in &accounts[1..] {
        told(&mut office, &mut counter, Message::Open(account.clone()));
    }
    assert_eq!(counter.members.len(), OPEN_AT_ONCE);
    assert_eq!(counter.members[0].account(), accounts[0]);
}

#[test]
fn why_is_told_in_a_dialog() {
    let mut office = office();
    let mut counter = opened(&mut office, "ozark");
    let account = counter.members[0].account().to_string();
    told(&mut office, &mut counter, Message::Of(account, member::Message::Why));
    let mut seen = window(WINDOW, framed(counter.view(LIGHT), counter.dialog(LIGHT)));
    assert!(seen.find("How it came to this").is_ok());
    shot(LIGHT, &mut seen, "why");
}

#[test]
fn the_selection_moves_with_the_arrows() {
    let mut office = office();
    let (mut counter, _) = State::new(LIGHT);
    told(&mut office, &mut counter, typed("555"));
    let first = counter.search.selected();
    told(&mut office, &mut counter, Message::Search(OfSearch::Down));
    assert_eq!((first, counter.search.selected()), (Some(0), Some(1)));
    told(&mut office, &mut counter, Message::Search(OfSearch::List(ListEvent::Marked(0))));
    assert_eq!(counter.search.selected(), Some(0));
}

#[test]
fn a_payment_that_was_kept_opens_with_its_account_and_waits_until_then() {
    let mut office = office();
    let account = office.accounts(1).remove(0);
    let (mut counter, _) = State::new(LIGHT);
    told(&mut office, &mut counter, Message::Pay(account.clone()));
    let amount = payment::Message::Tender(0, payment::tender::Message::Amount("20.00".to_string()));
    told(&mut office, &mut counter, Message::Of(account.clone(), member::Message::Payment(amount)));
    let drafts = counter.drafts();
    assert!(drafts.contains_key(&account));
    let (mut counter, _) = State::new(LIGHT);
    counter.take_up(drafts.clone());
    assert_eq!(counter.drafts(), drafts);
    let _ = counter.update(Message::Open(account.clone()));
    counter.update(Message::Close);
    assert_eq!(counter.drafts(), drafts, "the card never came: it still waits");
    told(&mut office, &mut counter, Message::Open(account.clone()));
    assert!(window(WIDE, counter.view(LIGHT)).find("Post $20.00").is_ok());
    told(&mut office, &mut counter, Message::Of(account, member::Message::Payment(payment::Message::Close)));
    assert!(counter.drafts().is_empty(), "it was cancelled");
}
