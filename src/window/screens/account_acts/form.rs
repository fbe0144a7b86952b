//! A small form of any act: its lines, what was typed and chosen in them, what is still missing.

use std::any::Any;

use super::Message;
use crate::basics::{Cents, Kwh};
use crate::window::kit::field::FieldView;
use crate::window::kit::signature::{Signature, Stroked};
use crate::window::kit::{Field, Look, field};

/// Which line of a form; every act uses a few of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ask {
    Kind,
    StopsDisconnect,
    StopsReconnect,
    StopsClose,
    Until,
    Reason,
    Text,
    Pin,
    Agency,
    Government,
    ArrearsOnly,
    Amount,
    Lowers,
    Pledge,
    Hold,
    Receipt,
    BankError,
    To,
    Fee,
    Day,
    Register,
    FinalRegister,
    Meter,
    Digits,
    Waiver,
    Name,
    Phone,
    Email,
    TextNumber,
    MailingAddress,
    Joint,
    Authorized,
    Passphrase,
    LowBalance,
    Address,
    Class,
    Phase,
    Link,
    TaxArea,
    AddOns,
    RemoteSwitch,
    SwitchInstalled,
    Signature,
    OnPaper,
}

/// One of several to choose: what it is called for the desk, and two columns of words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    pub value: String,
    pub name: String,
    pub detail: String,
}

impl Choice {
    pub fn new(value: impl Into<String>, name: impl Into<String>, detail: impl Into<String>) -> Self {
        Self { value: value.into(), name: name.into(), detail: detail.into() }
    }
}

/// A field of any meaning.
pub trait Typed: Any + std::fmt::Debug {
    fn type_in(&mut self, text: &str);
    fn ask(&mut self);
    fn view<'a>(&'a self, look: Look, label: &'a str, on_input: OnInput<'a>) -> FieldView<'a, Message>;
}

type OnInput<'a> = Box<dyn Fn(String) -> Message + 'a>;

impl<T: std::fmt::Debug + 'static> Typed for Field<T> {
    fn type_in(&mut self, text: &str) {
        self.type_in(text);
    }

    fn ask(&mut self) {
        self.ask();
    }

    fn view<'a>(&'a self, look: Look, label: &'a str, on_input: OnInput<'a>) -> FieldView<'a, Message> {
        field(look, label, self, on_input)
    }
}

/// What a line takes.
#[derive(Debug)]
pub enum Input {
    Field(Box<dyn Typed>),
    Pick { choices: Vec<Choice>, chosen: Option<usize>, none: &'static str },
    Yes(bool),
    Sign(Signature),
}

impl<T: std::fmt::Debug + 'static> From<Field<T>> for Input {
    fn from(field: Field<T>) -> Self {
        Self::Field(Box::new(field))
    }
}

impl From<bool> for Input {
    fn from(yes: bool) -> Self {
        Self::Yes(yes)
    }
}

#[derive(Debug)]
pub struct Line {
    pub ask: Ask,
    pub label: &'static str,
    pub hint: &'static str,
    pub input: Input,
}

/// The lines of an act.
#[derive(Debug, Default)]
pub struct Form {
    pub lines: Vec<Line>,
}

impl Form {
    #[must_use]
    pub fn with(mut self, ask: Ask, label: &'static str, input: impl Into<Input>) -> Self {
        self.lines.push(Line { ask, label, hint: "", input: input.into() });
        self
    }

    /// A hint under the line that was added last.
    #[must_use]
    pub fn hint(mut self, hint: &'static str) -> Self {
        if let Some(line) = self.lines.last_mut() {
            line.hint = hint;
        }
        self
    }

    fn input(&self, ask: Ask) -> Option<&Input> {
        self.lines.iter().find(|line| line.ask == ask).map(|line| &line.input)
    }

    fn input_mut(&mut self, ask: Ask) -> Option<&mut Input> {
        self.lines.iter_mut().find(|line| line.ask == ask).map(|line| &mut line.input)
    }

    pub fn type_in(&mut self, ask: Ask, text: &str) {
        if let Some(Input::Field(field)) = self.input_mut(ask) {
            field.type_in(text);
        }
    }

    pub fn choose(&mut self, ask: Ask, index: usize) {
        if let Some(Input::Pick { choices, chosen, .. }) = self.input_mut(ask) {
            *chosen = Some(index).filter(|index| *index < choices.len());
        }
    }

    pub fn turn(&mut self, ask: Ask, on: bool) {
        if let Some(Input::Yes(yes)) = self.input_mut(ask) {
            *yes = on;
        }
    }

    pub fn sign(&mut self, stroke: Stroked) {
        if let Some(Input::Sign(signature)) = self.input_mut(Ask::Signature) {
            signature.add(stroke);
        }
    }

    pub fn unsign(&mut self) {
        if let Some(Input::Sign(signature)) = self.input_mut(Ask::Signature) {
            signature.clear();
        }
    }

    /// Shows what is missing: the person wants to go on.
    pub fn ask_all(&mut self) {
        for line in &mut self.lines {
            if let Input::Field(field) = &mut line.input {
                field.ask();
            }
        }
    }

    /// What a field means, as `T` (that of its line); `None` while it means nothing, or there is no such line.
    pub fn get<T: Clone + 'static>(&self, ask: Ask) -> Option<T> {
        let Input::Field(field) = self.input(ask)? else { return None };
        let field = (field.as_ref() as &dyn Any).downcast_ref::<Field<T>>();
        debug_assert!(field.is_some(), "{ask:?} is read as what its line does not take");
        field?.value().cloned()
    }

    /// A text that may be left out.
    pub fn text_if(&self, ask: Ask) -> Option<String> {
        self.get(ask).filter(|text: &String| !text.is_empty())
    }

    /// What was chosen.
    pub fn chosen(&self, ask: Ask) -> Option<&Choice> {
        match self.input(ask)? {
            Input::Pick { choices, chosen, .. } => choices.get((*chosen)?),
            _ => None,
        }
    }

    /// What the desk calls it.
    pub fn picked(&self, ask: Ask) -> Option<String> {
        self.chosen(ask).map(|choice| choice.value.clone())
    }

    pub fn yes(&self, ask: Ask) -> bool {
        matches!(self.input(ask), Some(Input::Yes(true)))
    }

    pub fn strokes(&self) -> Vec<Stroked> {
        match self.input(Ask::Signature) {
            Some(Input::Sign(signature)) => signature.strokes().to_vec(),
            _ => Vec::new(),
        }
    }
}

/// A text that must say something.
pub fn needed() -> Field<String> {
    Field::new(|text| if text.is_empty() { Err("Write something here.".into()) } else { Ok(text.into()) })
}

/// A text that may be empty, holding what is known.
pub fn text(known: Option<&str>) -> Field<String> {
    Field::any().holding(known.unwrap_or_default())
}

/// A register that may be left out.
pub fn kwh_if() -> Field<Option<Kwh>> {
    Field::new(|text| read_if(text, "Write kWh, like 1042.5."))
}

/// An amount that may be left out, holding what is known.
pub fn money_if(known: Option<Cents>) -> Field<Option<Cents>> {
    let field = Field::new(|text| read_if(text, "Write dollars and cents, like 15.00."));
    field.holding(known.map(|known| known.to_string()).unwrap_or_default())
}

fn read_if<T: std::str::FromStr>(text: &str, instead: &str) -> Result<Option<T>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    text.parse().map(Some).map_err(|_| instead.to_string())
}

/// One of several; `none` says why there is nothing to choose.
pub fn pick(choices: Vec<Choice>, none: &'static str) -> Input {
    let chosen = (choices.len() == 1).then_some(0);
    Input::Pick { choices, chosen, none }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_only_choice_is_chosen_and_others_are_not() {
        let choice = |value: &str| Choice::new(value, value, "");
        let form = Form::default().with(Ask::Hold, "", pick(vec![choice("1")], ""));
        assert_eq!(form.chosen(Ask::Hold).map(|choice| choice.value.as_str()), Some("1"));
        let mut form = Form::default().with(Ask::Hold, "", pick(vec![choice("1"), choice("2")], ""));
        assert_eq!(form.chosen(Ask::Hold), None);
        form.choose(Ask::Hold, 1);
        form.choose(Ask::Hold, 7);
        assert_eq!(form.chosen(Ask::Hold), None);
    }

    #[test]
    fn what_may_be_left_out_is_not_missing_but_must_be_readable() {
        let mut form = Form::default().with(Ask::FinalRegister, "", kwh_if());
        assert_eq!(form.get::<Option<Kwh>>(Ask::FinalRegister), Some(None));
        form.type_in(Ask::FinalRegister, "many");
        assert_eq!(form.get::<Option<Kwh>>(Ask::FinalRegister), None);
    }
}
