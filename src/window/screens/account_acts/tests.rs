//! The acts over an account, against a real practice office.

use iced::keyboard::{Key, Modifiers};

use super::act::MENU;
use super::assistance::RECEIVE_PLEDGE;
use super::charges::{ADJUST, EXCHANGE_METER};
use super::holds::LIFT_HOLD;
use super::leaving::{CLOSE, LEAVE, MOVE_HOUSE, REFUND};
use super::member::{CONTACTS, DECEASED};
use super::payments::{MOVE_PAYMENT, VOID};
use super::*;
use crate::basics::{Cents, Code};
use crate::window::screens::practice::{At, DARK, Office, Seen};
use crate::words::{HoldKind, Status};

type Acts = At<State>;

impl Acts {
    fn open(act: Option<&'static Act>) -> Self {
        Self::of(Office::open(), act)
    }

    fn of(office: Office, act: Option<&'static Act>) -> Self {
        let account = office.account.clone();
        let mut screen = Self::begun(office);
        screen.does(Message::Open(account, act));
        screen
    }

    fn types(&mut self, lines: &[(Ask, &str)]) {
        for (ask, text) in lines {
            self.does(Message::Typed(*ask, (*text).to_string()));
        }
    }

    fn facts(&self) -> &AccountView {
        &self.state.facts.value().expect("the account").account
    }

    fn code(&self) -> Option<Code> {
        self.state.refusal().map(|refusal| refusal.code)
    }

    fn shots(&self, name: &str) {
        self.pictures(name, Some((DARK, "-dark")));
    }
}

#[test]
fn the_menu_shows_every_act_and_its_key_opens_it() {
    let screen = Acts::open(None);
    screen.shots("acts-menu");
    assert!(screen.shows("Back to monthly billing"));
    let told = screen.press(Key::Character("h".into()), Modifiers::empty());
    assert!(matches!(told[..], [Message::Choose(act)] if *act == HOLD));
}

#[test]
fn a_hold_is_read_back_put_on_and_lifted() {
    let mut screen = Acts::open(Some(&HOLD));
    screen.does(Message::Post);
    assert!(screen.facts().holds.is_empty(), "a hold without a kind and a reason is none");
    screen.does(Message::Chosen(Ask::Kind, 0));
    screen.types(&[(Ask::Until, "12/12/2026"), (Ask::Reason, "Doctor's letter")]);
    let read_back = screen.state.task_now().expect("a task").read_back;
    assert_eq!(read_back, "Hold (medical) on Ada Ozark, 12 Elm St, Clinton AR, to Sat Dec 12, 2026: Doctor's letter.");
    screen.shots("acts-hold");
    screen.does(Message::Post);
    assert_eq!(screen.facts().holds.len(), 1);
    screen.does(Message::Choose(&LIFT_HOLD));
    screen.shots("acts-lift");
    screen.does(Message::Post);
    assert!(screen.facts().holds.is_empty());
}

#[test]
fn a_pinned_note_is_kept() {
    let mut screen = Acts::open(Some(&NOTE));
    screen.types(&[(Ask::Text, "Sister gets every notice.")]);
    screen.does(Message::Turned(Ask::Pin, true));
    screen.does(Message::Post);
    assert_eq!(screen.facts().notes.iter().map(|note| note.pinned).collect::<Vec<_>>(), [true]);
}

#[test]
fn a_pledge_is_entered_and_its_money_received_with_a_receipt() {
    let mut screen = Acts::open(Some(&PLEDGE));
    screen.types(&[(Ask::Agency, "Ozark Aid"), (Ask::Amount, "150.00")]);
    screen.does(Message::Turned(Ask::Government, true));
    screen.does(Message::Post);
    assert_eq!(screen.facts().pledges.len(), 1);
    let before = screen.facts().balance;
    screen.does(Message::Choose(&RECEIVE_PLEDGE));
    let seen = screen.does(Message::Post);
    assert!(matches!(&seen[0], Seen::Printed(name) if name.starts_with("receipt-")), "{seen:?}");
    assert_eq!(screen.facts().balance, before + Cents(150_00));
}

#[test]
fn only_what_changed_of_the_contacts_is_changed() {
    let mut screen = Acts::open(Some(&CONTACTS));
    screen.shots("acts-contacts");
    screen.types(&[(Ask::Phone, "501-555-0123")]);
    screen.does(Message::Post);
    assert_eq!(screen.facts().phone.as_deref(), Some("501-555-0123"));
    assert_eq!(screen.facts().email.as_deref(), Some("ada@example.org"));
}

#[test]
fn a_death_holds_the_account() {
    let mut screen = Acts::open(Some(&DECEASED));
    screen.does(Message::Post);
    assert_eq!(screen.facts().holds.iter().map(|hold| hold.kind).collect::<Vec<_>>(), [HoldKind::Death]);
}

#[test]
fn practice_approves_a_void_by_itself() {
    let mut office = Office::open();
    office.open_drawer();
    office.pay("cash", 40_00);
    let mut screen = Acts::of(office, Some(&VOID));
    let before = screen.facts().balance;
    screen.types(&[(Ask::Reason, "Wrong member")]);
    screen.does(Message::Chosen(Ask::Receipt, 0));
    screen.shots("acts-void");
    screen.does(Message::Post);
    assert!(screen.state.approval.is_none());
    assert_eq!(screen.facts().balance, before - Cents(40_00));
}

/// The desk as it answers in a store that is no practice: a second person is needed.
fn needs_approval(screen: &mut Acts) {
    screen.state.task = screen.state.task_now();
    let (ticket, _) = screen.state.posting.begin().expect("it begins");
    let refusal = Refusal::new(Code::ApprovalNeeded, "a supervisor must approve this (adjust)");
    screen.does(Message::Came(ticket, Err(refusal)));
}

#[test]
fn an_act_that_needs_a_second_person_asks_for_one_and_posts_with_their_word() {
    let mut screen = Acts::open(Some(&ADJUST));
    let before = screen.facts().balance;
    screen.types(&[(Ask::Amount, "5.00"), (Ask::Reason, "Wrong read in October")]);
    needs_approval(&mut screen);
    assert!(screen.state.approval.is_some());
    screen.shots("acts-approval");
    for (pin, stays) in [("1111", true), ("4711", false)] {
        screen.does(Message::Approval(approve_dialog::Message::Name("Sue".into())));
        screen.does(Message::Approval(approve_dialog::Message::Pin(pin.into())));
        screen.does(Message::Approval(approve_dialog::Message::Approve));
        assert_eq!(screen.state.approval.is_some(), stays, "with PIN {pin}");
    }
    assert_eq!(screen.facts().balance, before + Cents(5_00));
}

#[test]
fn what_finds_no_supervisor_waits_in_words() {
    let mut screen = Acts::open(Some(&ADJUST));
    screen.types(&[(Ask::Amount, "5.00"), (Ask::Reason, "Wrong read in October")]);
    screen.does(Message::Turned(Ask::Lowers, true));
    needs_approval(&mut screen);
    screen.does(Message::Approval(approve_dialog::Message::LeaveIt));
    let call = screen.office.call();
    let waiting = screen.office.desk.approvals(&call).expect("a list");
    assert_eq!(waiting.len(), 1);
    let account = &screen.office.account;
    let words = format!("Lower the balance of Ada Ozark, account {account}, by $5.00: Wrong read in October.");
    assert_eq!(waiting[0].text, words);
    assert!(screen.state.approval.is_none() && screen.state.act.is_none());
}

#[test]
fn a_payment_is_moved_to_the_account_that_was_meant() {
    let mut office = Office::open();
    let other = office.enroll("Ben Riddle", "M1002", "14 Elm St, Clinton AR");
    office.open_drawer();
    office.pay("cash", 40_00);
    let mut screen = Acts::of(office, Some(&MOVE_PAYMENT));
    screen.does(Message::Chosen(Ask::Receipt, 0));
    screen.types(&[(Ask::To, &other), (Ask::Reason, "Wrong member")]);
    screen.does(Message::Post);
    assert_eq!(screen.code(), None);
    let call = screen.office.call();
    assert_eq!(screen.office.desk.show(&call, &other).expect("Ben").balance, Cents(60_00));
}

#[test]
fn leaving_shows_the_deposit_with_its_reason_before_anything_is_done() {
    let mut screen = Acts::open(Some(&LEAVE));
    assert!(screen.state.preview.value().is_some(), "{:?}", screen.state.preview.refusal());
    screen.shots("acts-leave");
    screen.types(&[(Ask::FinalRegister, "1000.0")]);
    screen.does(Message::Post);
    assert_eq!((screen.code(), screen.facts().status), (None, Status::Left));
}

#[test]
fn an_account_is_closed_and_what_is_owed_refunded_by_check_request() {
    let mut screen = Acts::open(Some(&CLOSE));
    screen.types(&[(Ask::Reason, "Moved away"), (Ask::FinalRegister, "1000.0")]);
    screen.does(Message::Post);
    assert_eq!((screen.code(), screen.facts().status), (None, Status::Closed));
    assert!(screen.facts().refund_due > Cents::ZERO);
    screen.does(Message::Choose(&REFUND));
    screen.types(&[(Ask::Reason, "Account closed")]);
    let seen = screen.does(Message::Post);
    assert!(matches!(&seen[0], Seen::Printed(name) if name.starts_with("check-request-")), "{seen:?}");
    assert_eq!(screen.facts().refund_due, Cents::ZERO);
    screen.shots("acts-done");
}

#[test]
fn moving_house_opens_the_new_account() {
    let mut screen = Acts::open(Some(&MOVE_HOUSE));
    screen.shots("acts-move");
    screen.types(&[
        (Ask::Address, "3 Oak Ave, Clinton AR"),
        (Ask::Meter, "M2001"),
        (Ask::Register, "500.0"),
        (Ask::FinalRegister, "1000.0"),
    ]);
    screen.does(Message::Post);
    assert_eq!(screen.code(), Some(Code::NotSigned));
    screen.does(Message::Turned(Ask::OnPaper, true));
    let seen = screen.does(Message::Post);
    assert!(matches!(seen.last(), Some(Seen::Went(Place::Account(new))) if *new != screen.office.account), "{seen:?}");
}

#[test]
fn a_meter_is_exchanged_and_a_bad_read_is_refused_in_words() {
    let mut screen = Acts::open(Some(&EXCHANGE_METER));
    screen.types(&[(Ask::FinalRegister, "900.0"), (Ask::Meter, "M9"), (Ask::Register, "0.0")]);
    screen.does(Message::Post);
    assert_eq!(screen.code(), Some(Code::BadRead));
    screen.shots("acts-refused");
    screen.types(&[(Ask::FinalRegister, "1000.0")]);
    screen.does(Message::Post);
    assert_eq!(screen.facts().meter, "M9");
}

#[test]
fn papers_are_opened_and_a_receipt_is_copied() {
    let mut office = Office::open();
    office.open_drawer();
    let receipt = office.pay("cash", 40_00);
    let mut screen = Acts::of(office, Some(&PAPERS));
    screen.shots("acts-papers");
    let seen = screen.does(Message::Copy(receipt.clone()));
    assert_eq!(seen, [Seen::Printed(format!("receipt-{receipt}-copy.pdf"))]);
    let paper = screen.state.facts.value().expect("facts").papers[0].id;
    assert!(matches!(screen.does(Message::OpenPaper(paper)).as_slice(), [Seen::Printed(_)]));
}

#[test]
fn every_form_that_is_filled_in_reads_back_what_it_does() {
    let mut office = Office::open();
    office.open_drawer();
    office.pay("cash", 40_00);
    let mut screen = Acts::of(office, None);
    for (_, acts) in MENU {
        for act in acts.iter().copied() {
            let mut facts = screen.state.facts.value().expect("the account").clone();
            facts.fees = vec![Choice::new("Trip", "Trip", "$25.00")];
            screen.state.facts.put(facts);
            screen.does(Message::Choose(act));
            for ask in screen.state.form.lines.iter().map(|line| line.ask).collect::<Vec<_>>() {
                let text = if matches!(ask, Ask::Day | Ask::Until) { "11/16/2026" } else { "5" };
                screen.types(&[(ask, text)]);
                screen.does(Message::Chosen(ask, 0));
            }
            assert_eq!(screen.state.task_now().is_some(), *act != PAPERS, "{}", act.name);
            // What a later act lifts, or receives.
            if *act == HOLD || *act == PLEDGE {
                screen.does(Message::Post);
                assert_eq!(screen.code(), None);
            }
        }
    }
}

#[test]
fn back_leads_from_the_form_to_the_menu_and_to_the_counter() {
    let mut screen = Acts::open(Some(&NOTE));
    assert!(screen.does(Message::Back).is_empty());
    assert_eq!(screen.does(Message::Back), [Seen::Went(Place::Account(screen.office.account.clone()))]);
}

#[test]
fn an_account_that_is_not_there_is_said_in_words() {
    let mut screen = Acts::open(None);
    screen.does(Message::Open("nobody".into(), None));
    assert!(screen.shows("The account cannot be shown"));
}
