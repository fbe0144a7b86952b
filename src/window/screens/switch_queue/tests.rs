//! The switch queue of a practice office.

use crate::basics::Code;
use iced::keyboard::{Key, Modifiers, key::Named};

use super::*;
use crate::desk::{AccountView, SetSim, SimInput};
use crate::window::screens::practice::{At, LIGHT, Office, SMALL_WINDOW, Seen, WINDOW};
use crate::words::{CommandStatus, Ground, Power, PowerNow, Status, SwitchVerb, Wanted};

type Queue = At<State>;

impl Queue {
    /// The queue, and the account of somebody whose power is on.
    fn new() -> Self {
        let mut office = Office::new("petit-jean", "2026-11-30T14:14:00", 12);
        let call = office.call();
        let found = office.desk.find(&call, "Clinton", 20).expect("members");
        office.account = found.into_iter().find(|one| one.status == Status::Active).expect("an active account").account;
        Self::begun(office)
    }

    fn account(&mut self) -> AccountView {
        let (call, account) = (self.office.call(), self.office.account.clone());
        self.office.desk.show(&call, &account).expect("the account")
    }

    fn fail(&mut self, fault: SimInput) {
        let (call, meter) = (self.office.call(), self.account().meter);
        self.office.desk.perform(&call, &SetSim { meter, input: fault }).expect("a practice meter");
    }

    fn power(&mut self) -> PowerNow {
        self.account().power
    }

    fn off_on_request(&mut self) -> &mut Self {
        self.switch(SwitchVerb::Off)
            .tell(Message::Ground(Ground::Request))
            .tell(Message::Reason("the member asked, known by name and address".into()))
            .tell(Message::Confirm)
    }

    fn switch(&mut self, verb: SwitchVerb) -> &mut Self {
        let meter = self.account().meter;
        self.tell(Message::Meter(meter)).tell(Message::ByHand(verb))
    }
}

#[test]
fn a_meter_is_switched_only_once_whose_it_is_was_read_back() {
    let mut queue = Queue::new();
    queue.switch(SwitchVerb::Off);
    assert_eq!(queue.power(), PowerNow::On, "nothing is switched before it is confirmed");
    queue.picture("queue-confirm", WINDOW);
    queue.tell(Message::CloseDialog).tell(Message::Confirm);
    assert_eq!(queue.power(), PowerNow::On);
    queue.off_on_request();
    assert_eq!(queue.power(), PowerNow::Off);
    let row = &queue.state.rows()[0];
    assert_eq!((row.command, row.status, row.state), (Wanted::Off, CommandStatus::Done, Power::Off));
}

#[test]
fn c44_what_needs_a_ground_a_reason_or_a_second_person_is_asked_for_in_the_dialog() {
    let mut queue = Queue::new();
    queue.switch(SwitchVerb::Off).tell(Message::Confirm);
    assert!(queue.state.dialog(LIGHT).is_some(), "refused without a ground, the question stays");
    queue.tell(Message::Ground(Ground::Safety)).tell(Message::Reason("the meter burns".into())).tell(Message::Confirm);
    assert_eq!(queue.power(), PowerNow::On, "safety is no one person's word");
    queue.picture("queue-second-person", WINDOW);
    queue.tell(Message::Approver("practice".into())).tell(Message::Confirm);
    assert_eq!(queue.power(), PowerNow::Off);
    assert!(queue.state.dialog(LIGHT).is_none());
    assert!(queue.account().attention.iter().any(|text| text.contains("the meter burns")));
}

#[test]
fn a_meter_that_is_nobodys_is_not_switched() {
    let mut queue = Queue::new();
    queue.tell(Message::Meter("M999999".into())).tell(Message::ByHand(SwitchVerb::Off));
    assert!(queue.state.dialog(LIGHT).is_none());
    assert!(matches!(&queue.state.by_hand.answer, Some(Err(refusal)) if refusal.code == Code::UnknownMeter));
}

#[test]
fn what_a_person_should_look_at_comes_first_with_every_step_of_it() {
    let mut queue = Queue::new();
    queue.fail(SimInput { unreachable: true, ..SimInput::default() });
    queue.off_on_request();
    for now in ["2026-11-30T14:20:00", "2026-11-30T14:40:00", "2026-11-30T15:20:00"] {
        queue.office.at(now);
        queue.tell(Message::Work);
    }
    let first = queue.state.rows()[0].clone();
    assert_eq!((first.status, first.account.as_str()), (CommandStatus::Attention, queue.office.account.as_str()));
    assert_eq!(first.state, Power::On, "unreachable is not off");
    queue.tell(Message::List(ListEvent::Selected(0)));
    assert!(first.steps.len() >= 4, "{:?}", first.steps);
    queue.picture("queue-attention", WINDOW);
    queue.picture("queue-attention-small", SMALL_WINDOW);
    let seen = queue.does(Message::List(ListEvent::Opened(0)));
    assert_eq!(seen, [Seen::Went(Place::Account(first.account))]);
    queue.fail(SimInput::default());
    queue.office.at("2026-11-30T16:20:00");
    queue.tell(Message::Work);
    assert_eq!(queue.power(), PowerNow::Off);
}

#[test]
fn a_meter_and_a_link_are_asked_without_a_question() {
    let mut queue = Queue::new();
    queue.switch(SwitchVerb::State);
    queue.tell(Message::Test("sim".into())).tell(Message::Test("manual".into()));
    queue.picture("queue-asked", WINDOW);
    assert_eq!(queue.power(), PowerNow::On);
    queue.switch(SwitchVerb::Read);
    assert!(queue.state.dialog(LIGHT).is_none());
}

#[test]
fn the_queue_is_worked_once_at_a_time_and_an_old_answer_is_dropped() {
    let mut queue = Queue::new();
    let first = queue.state.update(Message::Work);
    assert!(matches!(queue.state.update(Message::Work), Effect::None));
    let seen = queue.settle(first);
    assert!(!queue.state.working && matches!(seen[..], [Seen::Said(..)]));
    let known = queue.state.rows().to_vec();
    queue.tell(Message::Came(0, Ok(Vec::new())));
    assert_eq!(queue.state.rows(), known);
    let asked = queue.state.refresh(LIGHT);
    queue.switch(SwitchVerb::Off);
    queue.state.queue = None;
    queue.settle(asked);
    assert_eq!(queue.state.rows(), known, "looking for a meter makes no answer about the queue an old one");
}

#[test]
fn the_keys_on_the_queue_act() {
    let mut queue = Queue::new();
    assert!(matches!(queue.press(Key::Character("r".into()), Modifiers::CTRL)[..], [Message::Work]));
    let state = queue.press(Key::Character("s".into()), Modifiers::empty());
    assert!(matches!(state[..], [Message::ByHand(SwitchVerb::State)]), "{state:?}");
    queue.switch(SwitchVerb::Off);
    assert!(matches!(queue.press(Key::Named(Named::Enter), Modifiers::CTRL)[..], [Message::Confirm]));
    assert!(matches!(queue.press(Key::Named(Named::Escape), Modifiers::empty())[..], [Message::CloseDialog]));
}
