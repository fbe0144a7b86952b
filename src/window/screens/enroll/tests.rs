//! Enrolling at a practice office, from the first letter typed to the receipt.

use iced::keyboard::{Key, Modifiers, key::Named};
use iced_test::selector::id;

use super::*;
use crate::basics::Cents;
use crate::window::kit::testing::window;
use crate::window::screens::practice::{At, Office, SMALL_WINDOW, Seen, WINDOW};

type Form = At<State>;

impl Form {
    fn new(program: &str) -> Self {
        Self::begun(Office::new(program, "2026-11-30T14:14:00", 0))
    }

    fn write(&mut self, blanks: &[(Blank, &str)]) -> &mut Self {
        for (blank, text) in blanks {
            self.tell(Message::Typed(*blank, (*text).to_string()));
        }
        self
    }

    /// Ada Ozark at 12 Elm St, up to the step of eligibility.
    fn filled(program: &str) -> Self {
        let mut form = Self::new(program);
        form.write(&[(Blank::Name, "Ada Ozark"), (Blank::Phone, "501-555-0142"), (Blank::Email, "ada@example.org")]);
        form.tell(Message::Continue);
        form.write(&[(Blank::Address, "12 Elm St, Clinton"), (Blank::Meter, "M204"), (Blank::StartKwh, "1042.5")]);
        form.tell(Message::Continue);
        form
    }

    fn signed(program: &str) -> Self {
        let mut form = Self::filled(program);
        form.tell(Message::Continue).tell(Message::Continue).tell(Message::Consent(true)).tell(Message::Continue);
        let wave = (0..40).map(|n| n as f32 / 40.0).map(|t| [0.1 + 0.7 * t, 0.18 - 0.1 * (t * 14.0).sin()]);
        form.tell(Message::Stroke(wave.collect()));
        form
    }

    fn due_now(&self) -> Option<Cents> {
        self.state.quote.as_ref()?.as_ref().ok().map(|quote| quote.due_now)
    }
}

#[test]
fn r07_a_new_member_is_enrolled_with_what_the_terms_ask_and_gets_both_papers() {
    let mut form = Form::signed("petit-jean");
    assert_eq!(form.due_now(), Some(Cents(80_00)));
    form.write(&[(Blank::Identification, "Driver license")]).tell(Message::CopyGiven(true)).tell(Message::Continue);
    form.write(&[(Blank::Tendered, "100.00")]).tell(Message::Continue);
    let enrolled = form.state.enrolled.clone().unwrap_or_else(|| panic!("{:?}", form.state.trouble));
    assert_eq!((enrolled.balance, enrolled.change), (Cents(20_00), Cents(20_00)));
    let shown = form.office.desk.show(&form.office.call(), &enrolled.account).expect("the account");
    let note = "Agreed to be told by e-mail, phone. Identification seen: Driver license. Copy of the agreement given to \
                the member.";
    assert_eq!(shown.notes[0].text, note);
    assert!(matches!(form.does(Message::PrintBoth)[..], [Seen::Printed(_), Seen::Printed(_)]));
    assert_eq!(form.does(Message::Continue), [Seen::Went(Place::Account(enrolled.account))]);
}

#[test]
fn a_second_press_while_it_is_posted_enrolls_nobody_twice() {
    let mut form = Form::signed("petit-jean");
    form.tell(Message::Continue);
    let first = form.state.update(Message::Continue);
    assert!(matches!(form.state.update(Message::Continue), Effect::None));
    assert!(matches!(form.state.update(Message::Back), Effect::None));
    assert_eq!(form.state.step, Step::Payment);
    form.settle(first);
    assert!(form.state.enrolled.is_some());
    let call = form.office.call();
    assert_eq!(form.office.desk.find(&call, "Ozark", 9).expect("found").len(), 1);
}

#[test]
fn r02_a_condition_that_the_terms_refuse_is_told_with_its_clause_and_stops_the_form() {
    let mut form = Form::filled("pec");
    assert!(form.due_now().is_some());
    form.tell(Message::Say(Condition::LifeSupport, true));
    form.picture("enroll-refused", WINDOW);
    form.tell(Message::Continue);
    assert_eq!(form.state.step, Step::Eligibility);
    let why = form.state.trouble.clone().expect("a reason");
    assert!(why.contains("in danger without power") && why.contains("307 A1"), "{why}");
    form.tell(Message::Say(Condition::LifeSupport, false)).tell(Message::Continue);
    assert_eq!(form.state.step, Step::Due);
}

#[test]
fn r12_a_conversion_is_worked_out_from_its_worksheet() {
    let mut form = Form::filled("petit-jean");
    form.tell(Message::Back).tell(Message::Back).tell(Message::Join(Joining::Convert));
    form.tell(Message::Continue).tell(Message::Continue).tell(Message::Continue);
    form.write(&[(Blank::PastDue, "180.00"), (Blank::BilledNotDue, "90.00")]);
    form.write(&[(Blank::Deposit, "50.00"), (Blank::DepositSince, "11/30/2026")]);
    let quote = form.state.quote.clone().expect("an answer").expect("a quote");
    // 270.00 is owed, the deposit pays 50.00, and at most 200.00 is financed; 20.00 is the opening credit.
    assert_eq!((quote.to_arrears, quote.due_now), (Cents(200_00), Cents(40_00)));
    form.picture("enroll-convert", WINDOW);
    form.picture("enroll-convert-small", SMALL_WINDOW);
    form.write(&[(Blank::DepositSince, "soon")]).tell(Message::Continue);
    assert_eq!(form.state.step, Step::Due);
    assert!(form.state.trouble.is_some());
}

#[test]
fn an_answer_to_an_older_question_is_dropped() {
    let mut form = Form::filled("petit-jean");
    let older = form.state.ask_quote();
    let newer = form.state.ask_quote();
    form.settle(older);
    assert_eq!(form.state.quote, None);
    form.settle(newer);
    assert!(form.due_now().is_some());
}

#[test]
fn too_little_money_is_told_before_anything_is_posted() {
    let mut form = Form::signed("petit-jean");
    form.tell(Message::Continue);
    form.write(&[(Blank::Amount, "79.99")]).tell(Message::Continue);
    assert_eq!(form.state.trouble.as_deref(), Some("At least $80.00 is due now."));
    form.write(&[(Blank::Amount, "80.00"), (Blank::Tendered, "60.00")]).tell(Message::Continue);
    assert_eq!(form.state.trouble.as_deref(), Some("$80.00 is paid, and less is handed over."));
    assert!(!form.state.posting && form.state.enrolled.is_none());
}

#[test]
fn somebody_who_is_a_member_already_is_found_and_filled_in() {
    let mut form = Form::signed("petit-jean");
    form.tell(Message::Continue).tell(Message::Continue).tell(Message::StartAgain);
    form.tell(Message::IsMember(true)).tell(Message::Continue);
    assert!(form.state.trouble.is_some(), "nobody is chosen yet");
    form.write(&[(Blank::Search, "ozark")]);
    form.picture("enroll-found", WINDOW);
    let found = form.state.member.found.clone().expect("an answer").expect("accounts");
    form.tell(Message::Pick(found[0].account.clone()));
    assert_eq!(form.state.member.name.text(), "Ada Ozark");
    assert_eq!(form.state.member.phone.text(), "501-555-0142");
    assert!(form.state.member.number.is_some());
}

#[test]
fn a_missing_signature_holds_the_form_and_paper_will_do() {
    let mut form = Form::signed("petit-jean");
    form.tell(Message::ClearSignature).tell(Message::Continue);
    assert_eq!(form.state.step, Step::Agreement);
    form.tell(Message::SignOnPaper).tell(Message::Continue);
    assert_eq!(form.state.step, Step::Payment);
}

#[test]
fn what_was_signed_is_signed_anew_once_its_words_change() {
    let mut form = Form::signed("petit-jean");
    form.tell(Message::Back).tell(Message::Continue);
    assert!(!form.state.agreement.strokes().is_empty(), "the same words stay signed");
    for _ in 0..4 {
        form.tell(Message::Back);
    }
    form.write(&[(Blank::Address, "14 Elm St, Clinton")]);
    for _ in 0..4 {
        form.tell(Message::Continue);
    }
    assert_eq!(form.state.step, Step::Agreement);
    assert!(form.state.agreement.strokes().is_empty());
}

#[test]
fn the_keys_on_the_form_act() {
    let form = Form::signed("petit-jean");
    let pressed = |key, held| form.press(key, held);
    assert!(matches!(pressed(Key::Named(Named::Enter), Modifiers::empty())[..], [Message::Continue]));
    assert!(matches!(pressed(Key::Named(Named::ArrowLeft), Modifiers::ALT)[..], [Message::Back]));
    assert!(matches!(pressed(Key::Named(Named::Delete), Modifiers::empty())[..], [Message::ClearSignature]));
    assert!(matches!(pressed(Key::Character("p".into()), Modifiers::CTRL)[..], [Message::SignOnPaper]));
    let mut paying = Form::signed("petit-jean");
    paying.tell(Message::Continue);
    let nothing = paying.press(Key::Named(Named::Enter), Modifiers::empty());
    assert!(nothing.is_empty(), "a second Enter posts nothing: {nothing:?}");
    assert!(matches!(paying.press(Key::Named(Named::Enter), Modifiers::CTRL)[..], [Message::Continue]));
    let first = Form::new("petit-jean");
    let mut ui = window(WINDOW, first.in_window());
    ui.click(id("enroll-name")).expect("the field is there");
    ui.tap_key(Named::Enter);
    let heard: Vec<Message> = ui.into_messages().collect();
    assert!(matches!(heard[..], [Message::Continue]), "Enter goes on from within a field: {heard:?}");
}

#[test]
fn every_step_can_be_looked_at() {
    let large = WINDOW;
    let mut form = Form::new("petit-jean");
    form.tell(Message::Continue).picture("enroll-1-member", large);
    let mut form = Form::filled("petit-jean");
    form.picture("enroll-3-eligibility", large);
    form.tell(Message::Back).picture("enroll-2-service", large);
    form.picture("enroll-2-service-small", SMALL_WINDOW);
    form.tell(Message::Continue).tell(Message::Continue).picture("enroll-4-due", large);
    form.tell(Message::Continue).picture("enroll-5-notices", large);
    let mut form = Form::signed("petit-jean");
    form.picture("enroll-6-agreement", large);
    form.picture("enroll-6-agreement-small", SMALL_WINDOW);
    form.tell(Message::Continue).write(&[(Blank::Tendered, "100")]).picture("enroll-7-payment", large);
    form.tell(Message::Continue).picture("enroll-8-done", large);
}
