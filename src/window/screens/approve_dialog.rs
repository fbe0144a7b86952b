//! A second person's word: their name and PIN, asked for over any screen.
//!
//! A screen tries its act as it is ([`signed`]); when the desk answers that it needs a second person ([`is_asked_for`])
//! the screen opens this dialog and tries again with the [`Approver`] that it gives. The PIN is checked by the desk.

use iced::widget::column;
use uuid::Uuid;

use super::asked::refused;
use crate::basics::{Code, Refusal};
use crate::desk::{Approver, Call, Desk};
use crate::window::kit::dialog::dialog;
use crate::window::kit::{Element, Field, Kind, Look, Shortcut, action, field, space};
use crate::window::work::Effect;

/// The operator by whom a practice store approves itself.
const PRACTICE: &str = "practice";

const NAME: &str = "approver-name";

/// Who is asked for, and what they typed.
#[derive(Debug, Clone)]
pub struct State {
    title: &'static str,
    /// What is approved, in words.
    what: String,
    name: Field<String>,
    pin: Field<String>,
    /// Whether it may wait in "To approve" when nobody is at hand.
    may_wait: bool,
    under_way: bool,
    refusal: Option<Refusal>,
}

#[derive(Debug, Clone)]
pub enum Message {
    Name(String),
    Pin(String),
    Approve,
    /// Nobody is at hand: it goes to "To approve".
    LeaveIt,
    Cancel,
}

/// What the screen does after a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    Nothing,
    /// Try again with this word.
    Approved(Approver),
    /// Ask `Desk::ask_approval`, then close the dialog.
    LeftWaiting,
    /// Close the dialog; nothing was done.
    Cancelled,
}

impl State {
    /// Asks a supervisor who is not the maker. `may_wait`: the act can be left in "To approve".
    #[must_use]
    pub fn supervisor(what: impl Into<String>, may_wait: bool) -> Self {
        Self::new("A supervisor approves this", what.into(), may_wait)
    }

    /// Asks any other operator, as for a second count.
    #[must_use]
    pub fn second_person(what: impl Into<String>) -> Self {
        Self::new("A second person confirms this", what.into(), false)
    }

    fn new(title: &'static str, what: String, may_wait: bool) -> Self {
        let name = Field::new(|text| if text.is_empty() { Err("Who approves?".into()) } else { Ok(text.into()) });
        Self { title, what, name, pin: Field::any(), may_wait, under_way: false, refusal: None }
    }

    /// Puts the focus where the typing begins.
    pub fn focus<M>(&self) -> Effect<M> {
        Effect::Focus(NAME.into())
    }

    pub fn update(&mut self, message: Message) -> Outcome {
        match message {
            Message::Name(text) => self.name.type_in(&text),
            Message::Pin(text) => self.pin.type_in(&text),
            Message::Approve => return self.approve(),
            Message::LeaveIt if self.may_wait && !self.under_way => {
                self.under_way = true;
                return Outcome::LeftWaiting;
            }
            Message::LeaveIt => {}
            Message::Cancel => return Outcome::Cancelled,
        }
        Outcome::Nothing
    }

    fn approve(&mut self) -> Outcome {
        self.name.ask();
        let Some(name) = self.name.value().filter(|_| !self.under_way).cloned() else { return Outcome::Nothing };
        let pin = self.pin.value().filter(|pin| !pin.is_empty()).cloned();
        (self.under_way, self.refusal) = (true, None);
        Outcome::Approved(Approver { name, pin })
    }

    /// It was refused: the PIN is typed anew.
    pub fn refused(&mut self, refusal: Refusal) {
        self.pin = Field::any();
        (self.under_way, self.refusal) = (false, Some(refusal));
    }

    /// The dialog, to stand over the screen.
    pub fn view(&self, look: Look) -> Element<'_, Message> {
        let ready = !self.under_way;
        let body = column![
            look.body(self.what.as_str()),
            field(look, "Name", &self.name, Message::Name).id(NAME),
            field(look, "PIN", &self.pin, Message::Pin).secure().width(look.scaled(180.0)),
            refused(look, self.refusal.as_ref()),
        ]
        .spacing(space::M);
        let mut actions: Vec<Element<'_, Message>> =
            vec![action(look, Kind::Plain, "Cancel", Shortcut::ESCAPE, Some(Message::Cancel)).into()];
        if self.may_wait {
            let leave = ready.then_some(Message::LeaveIt);
            actions.push(action(look, Kind::Plain, "Leave it for approval", Shortcut::ctrl('W'), leave).into());
        }
        let approve = ready.then_some(Message::Approve);
        actions.push(action(look, Kind::Primary, "Approve", Shortcut::CTRL_ENTER, approve).into());
        dialog(look, self.title, body, actions)
    }
}

/// The call of an act that needs a second person. A practice store approves itself.
#[must_use]
pub fn signed(desk: &Desk, call: &Call, key: Uuid, approver: Option<Approver>) -> Call {
    let itself = || desk.is_practice().then(|| Approver { name: PRACTICE.to_string(), pin: None });
    Call { key: Some(key), approver: approver.or_else(itself), ..call.clone() }
}

/// Whether the desk refused only because nobody has approved yet.
#[must_use]
pub fn is_asked_for(refusal: &Refusal) -> bool {
    matches!(refusal.code, Code::ApprovalNeeded | Code::SecondPersonNeeded)
}

/// Whether a refusal is about who approves, and belongs in the dialog.
#[must_use]
pub fn is_about_approver(refusal: &Refusal) -> bool {
    is_asked_for(refusal)
        || matches!(
            refusal.code,
            Code::WrongPin
                | Code::PinNeeded
                | Code::UnknownOperator
                | Code::ApproverIsMaker
                | Code::ApproverNotSupervisor
        )
}

#[cfg(test)]
mod tests {
    use iced::keyboard::key::Named;

    use super::*;
    use crate::window::kit::testing::{shot, window};
    use crate::window::kit::{Mode, TextSize, dialog::root};

    fn typed(state: &mut State, name: &str, pin: &str) {
        state.update(Message::Name(name.into()));
        state.update(Message::Pin(pin.into()));
    }

    #[test]
    fn a_name_is_asked_for_and_a_second_press_does_nothing() {
        let mut state = State::supervisor("Void receipt R-C-000001.", true);
        assert_eq!(state.update(Message::Approve), Outcome::Nothing);
        typed(&mut state, "Sue", "4711");
        let approver = Approver { name: "Sue".into(), pin: Some("4711".into()) };
        assert_eq!(state.update(Message::Approve), Outcome::Approved(approver));
        assert_eq!(state.update(Message::Approve), Outcome::Nothing);
        assert_eq!(state.update(Message::LeaveIt), Outcome::Nothing);
    }

    #[test]
    fn a_wrong_pin_is_typed_anew() {
        let mut state = State::supervisor("Void receipt R-C-000001.", true);
        typed(&mut state, "Sue", "1234");
        state.update(Message::Approve);
        state.refused(Refusal::new(Code::WrongPin, "the PIN is wrong"));
        assert_eq!(state.pin.text(), "");
        assert!(matches!(state.update(Message::Approve), Outcome::Approved(_)));
    }

    #[test]
    fn a_second_count_cannot_be_left_waiting() {
        let mut state = State::second_person("The drawer is counted once more.");
        assert_eq!(state.update(Message::LeaveIt), Outcome::Nothing);
    }

    #[test]
    fn its_keys_act_and_it_can_be_looked_at() {
        let look = Look::new(Mode::Light, TextSize::Normal);
        let mut state = State::supervisor("Void receipt R-C-000001, $40.00, Ada Ozark: posted twice.", true);
        state.refused(Refusal::new(Code::WrongPin, "the PIN of Sue is wrong: type it again"));
        let view = root(look, iced::widget::Space::new(), Some(state.view(look)), iced::widget::Space::new().into());
        let mut ui = window((1024.0, 700.0), view);
        shot(look, &mut ui, "approve-dialog");
        ui.tap_key(Named::Escape);
        assert!(matches!(ui.into_messages().collect::<Vec<_>>().as_slice(), [Message::Cancel]));
    }
}
