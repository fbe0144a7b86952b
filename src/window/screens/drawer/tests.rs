//! The drawer's screen, against a real practice office.

use crate::basics::Code;
use iced::keyboard::{Key, Modifiers, key::Named};

use super::*;
use crate::window::screens::practice::{At, DARK, LIGHT, Office, Seen};

type Drawer = At<State>;

impl Drawer {
    fn with_drawer() -> Self {
        let mut office = Office::open();
        office.open_drawer();
        office.pay("cash", 40_00);
        office.pay("check", 60_00);
        Self::begun(office)
    }

    fn form(&mut self, message: form::Message) -> Vec<Seen> {
        self.does(Message::Form(message))
    }

    /// Counts so many twenties, with every paper, and calls it final.
    fn count(&mut self, twenties: &str) -> Vec<Seen> {
        self.does(Message::Count);
        self.does(Message::Typed(2, twenties.into()));
        self.does(Message::TickAll);
        self.does(Message::CountIsFinal)
    }

    fn drawer(&self) -> &DrawerView {
        self.state.drawer.value().expect("a drawer")
    }

    fn shots(&self, name: &str) {
        self.pictures(name, Some((DARK, "-dark")));
    }
}

#[test]
fn without_a_drawer_the_screen_says_so_and_opens_one() {
    let mut screen = Drawer::begun(Office::open());
    screen.shots("drawer-none");
    assert!(screen.shows("You have no open drawer"));
    screen.does(Message::Open(Kind::OpenDrawer));
    screen.form(form::Message::Post);
    assert!(screen.state.form.is_some(), "a float that is not typed opens nothing");
    screen.form(form::Message::Amount("100.00".into()));
    screen.form(form::Message::Post);
    assert_eq!(screen.drawer().float, Cents(100_00));
    assert!(screen.state.form.is_none());
}

#[test]
fn the_expected_amount_is_told_only_when_the_count_is_final() {
    let mut screen = Drawer::with_drawer();
    assert_eq!(screen.drawer().expected, None);
    assert!(screen.shows("Shown when the count is final. You get one recount, with a second person."));
    screen.count("7");
    assert_eq!(screen.drawer().over_short, Some(Cents::ZERO));
    screen.shots("drawer-final");
}

#[test]
fn a_count_that_is_off_is_counted_again_by_a_second_person() {
    let mut screen = Drawer::with_drawer();
    let seen = screen.count("6");
    assert!(matches!(&seen[0], Seen::Said(Severity::Attention, _)), "{seen:?}");
    assert_eq!(screen.drawer().expected, None, "the count is still blind");
    screen.shots("drawer-recount");
    screen.count("6");
    assert!(screen.state.second.is_some(), "the second person is asked for");
    let type_in = |name: &str, pin: &str| {
        [
            approve_dialog::Message::Name(name.into()),
            approve_dialog::Message::Pin(pin.into()),
            approve_dialog::Message::Approve,
        ]
    };
    for message in type_in("Carl", "9999") {
        screen.does(Message::Second(message));
    }
    assert!(screen.state.second.is_some(), "a wrong PIN counts nothing");
    let mut seen = Vec::new();
    for message in type_in("Carl", "4711") {
        seen.extend(screen.does(Message::Second(message)));
    }
    assert_eq!(screen.drawer().over_short, Some(Cents(-20_00)), "{seen:?}");
    screen.shots("drawer-short");
}

#[test]
fn a_half_done_count_survives_a_restart_but_not_another_drawer() {
    let mut screen = Drawer::with_drawer();
    screen.does(Message::Count);
    screen.does(Message::Typed(2, "7".into()));
    screen.does(Message::KeepForLater);
    let draft = screen.state.draft().expect("a draft");
    let mut office = screen.office;
    let (mut state, effect) = State::new(LIGHT);
    state.take_up(draft.clone());
    office.settle(effect, |message| state.update(message));
    assert_eq!(state.count.cash(), Cents(140_00));
    let (mut other, effect) = State::new(LIGHT);
    other.take_up(Draft { drawer: draft.drawer + 1, ..draft });
    office.settle(effect, |message| other.update(message));
    assert!(!other.count.begun());
}

#[test]
fn a_count_that_nobody_began_is_not_final() {
    let mut screen = Drawer::with_drawer();
    screen.does(Message::Count);
    assert!(screen.does(Message::CountIsFinal).is_empty());
    assert_eq!(screen.drawer().counts, 0);
}

#[test]
fn the_keys_shown_while_counting_act() {
    let mut screen = Drawer::with_drawer();
    screen.does(Message::Count);
    screen.does(Message::Typed(0, "1".into()));
    screen.shots("drawer-counting");
    assert!(matches!(screen.press(Key::Named(Named::Escape), Modifiers::empty())[..], [Message::KeepForLater]));
}

#[test]
fn money_leaves_a_drawer_only_with_what_it_is_for() {
    let mut screen = Drawer::with_drawer();
    screen.does(Message::Open(Kind::PaidOut));
    screen.form(form::Message::Amount("12.50".into()));
    screen.form(form::Message::Post);
    let form = screen.state.form.as_ref().expect("it is still open");
    assert_eq!(form.posting.refusal().map(|refusal| refusal.code), Some(Code::NoReason));
    screen.shots("drawer-paid-out");
    screen.form(form::Message::Words("Stamps".into()));
    screen.form(form::Message::Post);
    assert_eq!(screen.drawer().movements.len(), 1);
}

#[test]
fn the_day_goes_from_the_count_to_the_bank_and_the_z_report() {
    let mut screen = Drawer::with_drawer();
    screen.count("7");
    screen.does(Message::Open(Kind::CloseDrawer));
    screen.form(form::Message::Post);
    assert!(screen.drawer().closed_at.is_some());
    screen.does(Message::Open(Kind::Deposit));
    screen.form(form::Message::Words("B-1017".into()));
    screen.shots("drawer-deposit");
    let seen = screen.form(form::Message::Post);
    assert!(seen.contains(&Seen::Printed("deposit-slip-B-1017.pdf".into())), "{seen:?}");
    screen.shots("drawer-closed");
    screen.does(Message::Open(Kind::CloseDay));
    screen.shots("drawer-close-day");
    let seen = screen.form(form::Message::Post);
    assert!(seen.contains(&Seen::Printed("day-report-2026-11-16.pdf".into())), "{seen:?}");
    let report = screen.state.form.as_ref().and_then(|form| form.report.value()).expect("the Z report is shown");
    assert!(report.closed);
    screen.shots("drawer-z");
}

#[test]
fn a_card_total_that_differs_needs_a_reason_and_the_list_says_so_as_it_is_typed() {
    let mut office = Office::open();
    office.open_drawer();
    office.pay("card", 25_00);
    let mut screen = Drawer::begun(office);
    screen.count("5");
    screen.does(Message::Open(Kind::CloseDrawer));
    screen.form(form::Message::Post);
    screen.does(Message::Open(Kind::CloseDay));
    screen.form(form::Message::Amount("24.00".into()));
    let todo = screen.state.todo.value().expect("a list");
    assert!(todo.todo.iter().any(|item| item.text.contains("differs")), "{todo:?}");
    screen.form(form::Message::Post);
    let form = screen.state.form.as_ref().expect("it is still open");
    assert_eq!(form.posting.refusal().map(|refusal| refusal.code), Some(Code::CardBatchDiffers));
    screen.form(form::Message::Words("Tip line was left on".into()));
    screen.form(form::Message::Post);
    assert!(screen.state.form.as_ref().and_then(|form| form.report.value()).is_some_and(|report| report.closed));
}
