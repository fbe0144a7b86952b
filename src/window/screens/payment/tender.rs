//! One means of payment: its method, its amount, and what belongs to the method.

use serde::{Deserialize, Serialize};

use crate::basics::Cents;
use crate::desk::TenderInput;
use crate::window::kit::Field;
use crate::words::{Asks, Method};

pub struct Tender {
    pub method: Method,
    pub amount: Field<Cents>,
    /// The notes that are handed over, in cash; empty is the exact amount.
    pub tendered: Field<Option<Cents>>,
    /// A check's or a money order's.
    pub number: Field<String>,
    pub last_four: Field<String>,
    pub authorization: Field<String>,
}

/// What was typed of it, to be kept. What belongs to a card stays out of files: it is typed again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    method: Method,
    amount: String,
    tendered: String,
    number: String,
}

#[derive(Debug, Clone)]
pub enum Message {
    Method(Method),
    Amount(String),
    Tendered(String),
    Number(String),
    LastFour(String),
    Authorization(String),
}

impl Tender {
    pub fn new(method: Method) -> Self {
        Self {
            method,
            amount: Field::money(),
            tendered: Field::new(read_tendered),
            number: Field::new(|text| needed(text, "Write its number.")),
            last_four: Field::new(read_last_four),
            authorization: Field::new(|text| needed(text, "Write the authorization code.")),
        }
    }

    pub fn from_draft(draft: Draft) -> Self {
        let blank = Self::new(draft.method);
        Self {
            amount: blank.amount.holding(draft.amount),
            tendered: blank.tendered.holding(draft.tendered),
            number: blank.number.holding(draft.number),
            ..blank
        }
    }

    pub fn draft(&self) -> Draft {
        Draft {
            method: self.method,
            amount: self.amount.text().to_string(),
            tendered: self.tendered.text().to_string(),
            number: self.number.text().to_string(),
        }
    }

    /// Whether anything was typed.
    pub fn is_begun(&self) -> bool {
        let texts = [self.amount.text(), self.tendered.text(), self.number.text()];
        texts.iter().any(|text| !text.is_empty())
    }

    pub fn update(&mut self, message: Message) {
        match message {
            Message::Method(method) => self.method = method,
            Message::Amount(text) => self.amount.type_in(&text),
            Message::Tendered(text) => self.tendered.type_in(&text),
            Message::Number(text) => self.number.type_in(&text),
            Message::LastFour(text) => self.last_four.type_in(&text),
            Message::Authorization(text) => self.authorization.type_in(&text),
        }
    }

    /// Puts an amount in as if it were typed.
    pub fn fill(&mut self, amount: Cents) {
        self.amount.type_in(&amount.to_string());
    }

    /// Shows what is missing.
    pub fn ask(&mut self) {
        self.amount.ask();
        match self.method.asks() {
            Some(Asks::HandedOver) => self.tendered.ask(),
            Some(Asks::Number) => self.number.ask(),
            Some(Asks::CardSlip) => {
                self.last_four.ask();
                self.authorization.ask();
            }
            None => {}
        }
    }

    fn gives_change(&self) -> bool {
        self.method.asks() == Some(Asks::HandedOver)
    }

    /// What is given back; `None` while too little is handed over, or for a method that gives nothing back.
    pub fn change(&self) -> Option<Cents> {
        let (tendered, amount) = ((*self.tendered.value()?)?, *self.amount.value()?);
        (self.gives_change() && tendered >= amount).then(|| tendered - amount)
    }

    /// How much is still missing of what is to be handed over in cash.
    pub fn short(&self) -> Option<Cents> {
        let (tendered, amount) = ((*self.tendered.value()?)?, *self.amount.value()?);
        (self.gives_change() && tendered < amount).then(|| amount - tendered)
    }

    /// The tender as it is posted; `None` while something is missing.
    pub fn input(&self) -> Option<TenderInput> {
        let exact = TenderInput {
            method: self.method,
            amount: *self.amount.value()?,
            tendered: None,
            check_number: None,
            reference: None,
        };
        Some(match self.method.asks()? {
            Asks::HandedOver if self.short().is_some() => return None,
            Asks::HandedOver => TenderInput { tendered: *self.tendered.value()?, ..exact },
            Asks::Number if self.method == Method::Check => {
                TenderInput { check_number: Some(self.number.value()?.clone()), ..exact }
            }
            Asks::Number => TenderInput { reference: Some(self.number.value()?.clone()), ..exact },
            Asks::CardSlip => {
                let (last_four, authorization) = (self.last_four.value()?, self.authorization.value()?);
                TenderInput { reference: Some(format!("{last_four} auth {authorization}")), ..exact }
            }
        })
    }
}

fn read_tendered(text: &str) -> Result<Option<Cents>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    text.parse().map(Some).map_err(|_| "Write dollars and cents, like 40.00.".to_string())
}

/// Never more than four digits: a card's whole number has no place here.
fn read_last_four(text: &str) -> Result<String, String> {
    if text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        Ok(text.to_string())
    } else {
        Err("The card's last four digits only.".to_string())
    }
}

fn needed(text: &str, words: &str) -> Result<String, String> {
    if text.is_empty() { Err(words.to_string()) } else { Ok(text.to_string()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(method: Method, amount: &str) -> Tender {
        let mut tender = Tender::new(method);
        tender.update(Message::Amount(amount.to_string()));
        tender
    }

    #[test]
    fn change_comes_from_cash_only_and_too_little_is_not_posted() {
        let mut cash = typed(Method::Cash, "20.00");
        assert_eq!((cash.change(), cash.short()), (None, None));
        assert_eq!(cash.input().and_then(|input| input.tendered), None, "exact money needs no second figure");
        cash.update(Message::Tendered("40".to_string()));
        assert_eq!(cash.change(), Some(Cents(20_00)));
        cash.update(Message::Tendered("10".to_string()));
        assert_eq!((cash.short(), cash.input()), (Some(Cents(10_00)), None));
    }

    #[test]
    fn a_check_needs_its_number_and_a_card_its_last_four_and_code() {
        let mut check = typed(Method::Check, "20.00");
        assert_eq!(check.input(), None);
        check.update(Message::Number("1234".to_string()));
        assert_eq!(check.input().and_then(|input| input.check_number).as_deref(), Some("1234"));
        let mut card = typed(Method::Card, "20.00");
        card.update(Message::Authorization("005577".to_string()));
        card.update(Message::LastFour("4111111111111111".to_string()));
        assert_eq!(card.input(), None, "a card's whole number is never taken");
        card.update(Message::LastFour("1111".to_string()));
        assert_eq!(card.input().and_then(|input| input.reference).as_deref(), Some("1111 auth 005577"));
    }
}
