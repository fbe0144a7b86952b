//! Who is at the counter: name, PIN, office. The same screen unlocks a window that nobody touched for a while.

use iced::widget::{column, combo_box, container};
use iced::{Fill, Task};

use crate::basics::{Code, Refusal};
use crate::window::kit::styles::{Surface, surface};
use crate::window::kit::{Element, Field, Kind, Look, Shortcut, Tone, action, combo, field, note, space};
use crate::window::screens::asked::sentence;
use crate::window::worker::{Credentials, StoreFacts};

const NAME: &str = "sign-in-name";
const PIN: &str = "sign-in-pin";

#[derive(Debug)]
pub struct State {
    utility: String,
    practice: bool,
    locked: bool,
    name: Field<String>,
    pin: Field<String>,
    offices: combo_box::State<String>,
    office: Option<String>,
    /// The answer is awaited.
    asking: bool,
    refused: Option<Refusal>,
}

#[derive(Debug, Clone)]
pub enum Message {
    Name(String),
    Pin(String),
    Office(String),
    SignIn,
}

impl State {
    /// Asks who is there; `name` and `office` are what it most likely is.
    pub fn new(store: &StoreFacts, name: Option<&str>, office: Option<&str>, locked: bool) -> Self {
        let office = office.filter(|office| store.offices.iter().any(|known| known == office)).map(str::to_string);
        Self {
            utility: store.utility.clone(),
            practice: store.practice,
            locked,
            name: Field::new(read_name).holding(name.unwrap_or_default()),
            pin: Field::any(),
            office: office.or_else(|| store.offices.first().cloned()),
            offices: combo_box::State::new(store.offices.clone()),
            asking: false,
            refused: None,
        }
    }

    /// Puts the focus where something is to be typed.
    pub fn focus<M: Send + 'static>(&self) -> Task<M> {
        iced::widget::operation::focus(if self.name.text().is_empty() { NAME } else { PIN })
    }

    /// Whom to sign in, once they ask for it.
    pub fn update(&mut self, message: Message) -> Option<Credentials> {
        match message {
            Message::Name(name) => self.name.type_in(&name),
            Message::Pin(pin) => self.pin.type_in(&pin),
            Message::Office(office) => self.office = Some(office),
            Message::SignIn => return self.credentials(),
        }
        self.refused = None;
        None
    }

    /// Says why nobody is signed in.
    pub fn refuse(&mut self, refusal: Refusal) {
        self.asking = false;
        self.pin = Field::any();
        self.refused = Some(refusal);
    }

    fn credentials(&mut self) -> Option<Credentials> {
        self.name.ask();
        let credentials = Credentials {
            name: self.name.value()?.clone(),
            pin: self.pin.value().filter(|pin| !pin.is_empty()).cloned(),
            office: self.office.clone()?,
        };
        if self.asking {
            return None;
        }
        self.asking = true;
        Some(credentials)
    }

    pub fn view(&self, look: Look) -> Element<'_, Message> {
        let locked = self.locked.then(|| {
            note(
                look,
                Tone::Info,
                "Locked",
                "Everything is as it was left. Sign in to go on; another operator may, too.",
            )
        });
        let practice = self.practice.then(|| {
            note(look, Tone::Attention, "", "A practice office: the operator \"practice\" signs in without a PIN.")
        });
        let refused = self.refused.as_ref().map(|refusal| note(look, Tone::Bad, "", words(refusal)));
        let press = (!self.asking).then_some(Message::SignIn);
        let form = column![
            column![look.title("Sign in"), look.quiet(self.utility.as_str())].spacing(space::XS),
            locked,
            practice,
            field(look, "Name", &self.name, Message::Name).id(NAME),
            field(look, "PIN", &self.pin, Message::Pin).id(PIN).secure(),
            combo(look, "Office", &self.offices, "Which office is this?", self.office.as_ref(), Message::Office),
            refused,
            action(look, Kind::Primary, "Sign in", Shortcut::ENTER, press).because("The PIN is being checked."),
        ];
        let card = container(form.spacing(space::M))
            .padding(space::XL)
            .width(look.scaled(400.0))
            .style(surface(look, Surface::Card));
        container(card).center(Fill).style(surface(look, Surface::Paper)).into()
    }
}

fn read_name(text: &str) -> Result<String, String> {
    if text.is_empty() {
        Err("Write your name as the supervisor entered it.".to_string())
    } else {
        Ok(text.to_string())
    }
}

/// The refusal as a person at the window reads it: the desk's words name what a command line would type.
fn words(refusal: &Refusal) -> String {
    match refusal.code {
        Code::PinNeeded => "This operator signs in with a PIN: type it.".to_string(),
        _ => sentence(&refusal.message),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn store() -> StoreFacts {
        let offices = vec!["Clinton".to_string(), "Heber Springs".to_string()];
        StoreFacts { path: "store.sqlite".into(), practice: false, utility: "A co-op".to_string(), offices }
    }

    #[test]
    fn nobody_is_asked_twice_while_the_pin_is_being_checked() {
        let mut screen = State::new(&store(), Some("D. Park"), Some("Heber Springs"), false);
        screen.update(Message::Pin("4711".to_string()));
        let asked = screen.update(Message::SignIn).expect("name, PIN and office are there");
        assert_eq!((asked.name.as_str(), asked.pin.as_deref()), ("D. Park", Some("4711")));
        assert_eq!(asked.office, "Heber Springs");
        assert_eq!(screen.update(Message::SignIn), None);
        screen.refuse(Refusal::new(Code::WrongPin, "that is not the PIN"));
        assert_eq!(screen.pin.text(), "", "a wrong PIN is typed again, not mended");
        assert!(screen.update(Message::SignIn).is_some());
    }

    #[test]
    fn an_office_that_is_no_more_is_not_chosen() {
        let screen = State::new(&store(), None, Some("Closed long ago"), false);
        assert_eq!(screen.office.as_deref(), Some("Clinton"));
    }
}
