//! A small form of any act: its lines, what was typed and chosen in them, what is still missing.

use crate::basics::{Cents, Day, Kwh};
use crate::window::kit::Field;
use crate::window::kit::signature::{Signature, Stroked};

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

/// What a line takes.
#[derive(Debug)]
pub enum Input {
    Text(Field<String>),
    Money(Field<Cents>),
    MoneyIf(Field<Option<Cents>>),
    Kwh(Field<Kwh>),
    KwhIf(Field<Option<Kwh>>),
    Day(Field<Day>),
    DayIf(Field<Option<Day>>),
    Count(Field<u32>),
    Pick { choices: Vec<Choice>, chosen: Option<usize>, none: &'static str },
    Yes(bool),
    Sign(Signature),
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
    pub fn with(mut self, ask: Ask, label: &'static str, input: Input) -> Self {
        self.lines.push(Line { ask, label, hint: "", input });
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
        match self.input_mut(ask) {
            Some(Input::Text(field)) => field.type_in(text),
            Some(Input::Money(field)) => field.type_in(text),
            Some(Input::MoneyIf(field)) => field.type_in(text),
            Some(Input::Kwh(field)) => field.type_in(text),
            Some(Input::KwhIf(field)) => field.type_in(text),
            Some(Input::Day(field)) => field.type_in(text),
            Some(Input::DayIf(field)) => field.type_in(text),
            Some(Input::Count(field)) => field.type_in(text),
            Some(Input::Pick { .. } | Input::Yes(_) | Input::Sign(_)) | None => {}
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
            match &mut line.input {
                Input::Text(field) => field.ask(),
                Input::Money(field) => field.ask(),
                Input::MoneyIf(field) => field.ask(),
                Input::Kwh(field) => field.ask(),
                Input::KwhIf(field) => field.ask(),
                Input::Day(field) => field.ask(),
                Input::DayIf(field) => field.ask(),
                Input::Count(field) => field.ask(),
                Input::Pick { .. } | Input::Yes(_) | Input::Sign(_) => {}
            }
        }
    }

    /// What a text line means; `None` while it means nothing, or there is no such line.
    pub fn text(&self, ask: Ask) -> Option<String> {
        match self.input(ask)? {
            Input::Text(field) => field.value().cloned(),
            _ => None,
        }
    }

    /// A text that may be left out.
    pub fn text_if(&self, ask: Ask) -> Option<String> {
        self.text(ask).filter(|text| !text.is_empty())
    }

    pub fn money(&self, ask: Ask) -> Option<Cents> {
        match self.input(ask)? {
            Input::Money(field) => field.value().copied(),
            _ => None,
        }
    }

    /// The outer `None`: what is typed is no amount.
    pub fn money_if(&self, ask: Ask) -> Option<Option<Cents>> {
        match self.input(ask)? {
            Input::MoneyIf(field) => field.value().copied(),
            _ => None,
        }
    }

    pub fn kwh(&self, ask: Ask) -> Option<Kwh> {
        match self.input(ask)? {
            Input::Kwh(field) => field.value().copied(),
            _ => None,
        }
    }

    /// The outer `None`: what is typed is no register.
    pub fn kwh_if(&self, ask: Ask) -> Option<Option<Kwh>> {
        match self.input(ask)? {
            Input::KwhIf(field) => field.value().copied(),
            _ => None,
        }
    }

    pub fn day(&self, ask: Ask) -> Option<Day> {
        match self.input(ask)? {
            Input::Day(field) => field.value().copied(),
            _ => None,
        }
    }

    /// The outer `None`: what is typed is no day.
    pub fn day_if(&self, ask: Ask) -> Option<Option<Day>> {
        match self.input(ask)? {
            Input::DayIf(field) => field.value().copied(),
            _ => None,
        }
    }

    pub fn count(&self, ask: Ask) -> Option<u32> {
        match self.input(ask)? {
            Input::Count(field) => field.value().copied(),
            _ => None,
        }
    }

    /// What was chosen.
    pub fn chosen(&self, ask: Ask) -> Option<&Choice> {
        match self.input(ask)? {
            Input::Pick { choices, chosen, .. } => choices.get((*chosen)?),
            _ => None,
        }
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
pub fn needed() -> Input {
    Input::Text(Field::new(|text| if text.is_empty() { Err("Write something here.".into()) } else { Ok(text.into()) }))
}

/// A text that may be empty, holding what is known.
pub fn text(known: Option<&str>) -> Input {
    Input::Text(Field::any().holding(known.unwrap_or_default()))
}

/// A register that may be left out.
pub fn kwh_if() -> Input {
    Input::KwhIf(Field::new(|text| {
        if text.is_empty() {
            return Ok(None);
        }
        text.parse().map(Some).map_err(|_| "Write kWh, like 1042.5.".to_string())
    }))
}

/// An amount that may be left out, holding what is known.
pub fn money_if(known: Option<Cents>) -> Input {
    let field = Field::new(|text| {
        if text.is_empty() {
            return Ok(None);
        }
        text.parse().map(Some).map_err(|_| "Write dollars and cents, like 15.00.".to_string())
    });
    Input::MoneyIf(field.holding(known.map(|known| known.to_string()).unwrap_or_default()))
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
        assert_eq!(form.kwh_if(Ask::FinalRegister), Some(None));
        form.type_in(Ask::FinalRegister, "many");
        assert_eq!(form.kwh_if(Ask::FinalRegister), None);
    }
}
