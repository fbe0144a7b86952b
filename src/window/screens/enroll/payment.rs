//! The money that opens the account.

use iced::widget::{Column, column, row};
use iced::{Alignment, Fill};

use super::input::said;
use super::offered::Offered;
use super::{Blank, Message, State, halves, typed};
use crate::basics::Cents;
use crate::desk::PaymentInput;
use crate::window::kit::{
    Element, Field, Figure, Look, Tone, card, choice, divider, field, figure, money, note, space, titled_card,
};
use crate::words::{Asks, Method, labelled};

/// The payment's part of the form.
pub(super) struct Payment {
    pub method: Method,
    methods: Vec<(Method, String)>,
    due: Cents,
    /// The clerk wrote an amount: what is due no longer overwrites it.
    written: bool,
    amount: Field<Cents>,
    tendered: Field<Cents>,
    check_number: Field<String>,
    reference: Field<String>,
}

impl Default for Payment {
    fn default() -> Self {
        Self {
            method: Method::Cash,
            methods: labelled(Method::AT_COUNTER),
            due: Cents::ZERO,
            written: false,
            amount: Field::money().holding("0.00"),
            tendered: Field::money(),
            check_number: Field::any(),
            reference: Field::any(),
        }
    }
}

impl Payment {
    /// Only what the terms take can be chosen.
    pub fn begin(&mut self, offered: &Offered) {
        let Some(first) = offered.methods.first() else { return };
        self.methods = labelled(&offered.methods);
        if !offered.methods.contains(&self.method) {
            self.method = *first;
        }
    }

    /// So much is due now.
    pub fn expect(&mut self, due: Cents) {
        self.due = due;
        if !self.written || self.amount.value().is_none_or(|amount| *amount < due) {
            self.amount = Field::money().holding(due.to_string());
            self.written = false;
        }
    }

    pub fn type_in(&mut self, blank: Blank, text: &str) {
        match blank {
            Blank::Amount => {
                self.written = true;
                self.amount.type_in(text);
            }
            Blank::Tendered => self.tendered.type_in(text),
            Blank::CheckNumber => self.check_number.type_in(text),
            Blank::Reference => self.reference.type_in(text),
            _ => {}
        }
    }

    fn paid(&self) -> Cents {
        self.amount.value().copied().unwrap_or_default()
    }

    /// What goes back over the counter; None while too little is handed over.
    fn change(&self) -> Option<Cents> {
        let handed = match self.tendered.text() {
            "" => self.paid(),
            _ => *self.tendered.value()?,
        };
        Some(handed - self.paid()).filter(|change| *change >= Cents::ZERO)
    }

    pub fn missing(&mut self) -> Option<String> {
        self.amount.ask();
        let Some(amount) = self.amount.value().copied() else {
            return Some("Write the amount that is paid.".to_string());
        };
        if amount < self.due {
            return Some(format!("At least {} is due now.", self.due.dollars()));
        }
        let asks = self.method.asks();
        if asks == Some(Asks::HandedOver) && self.change().is_none() {
            return Some(format!("{} is paid, and less is handed over.", amount.dollars()));
        }
        (asks == Some(Asks::Number) && self.check_number.text().trim().is_empty())
            .then(|| format!("Write the {}'s number.", self.method.text()))
    }

    /// As the desk takes it; None when nothing is paid because nothing is due.
    pub fn input(&self) -> Option<PaymentInput> {
        let amount = self.paid();
        let of = |asked: Asks| self.method.asks() == Some(asked);
        (amount > Cents::ZERO).then(|| PaymentInput {
            method: self.method.word().to_string(),
            amount,
            tendered: self.tendered.value().copied().filter(|_| of(Asks::HandedOver)),
            check_number: said(&self.check_number).filter(|_| of(Asks::Number)),
            reference: said(&self.reference).filter(|_| of(Asks::CardSlip)),
        })
    }
}

impl State {
    pub(super) fn payment_step(&self, look: Look) -> Element<'_, Message> {
        let form = &self.payment;
        let detail: Element<'_, Message> = match form.method.asks() {
            Some(Asks::HandedOver) => field(look, "Handed over", &form.tendered, typed(Blank::Tendered))
                .id("enroll-tendered")
                .hint("Empty: exactly the amount.")
                .width(220)
                .into(),
            Some(Asks::Number) => {
                field(look, "Number", &form.check_number, typed(Blank::CheckNumber)).width(220).into()
            }
            Some(Asks::CardSlip) => {
                field(look, "Last four and authorization code", &form.reference, typed(Blank::Reference))
                    .hint("Never the card's number.")
                    .width(320)
                    .into()
            }
            None => iced::widget::Space::new().into(),
        };
        let amount = field(look, "Amount", &form.amount, typed(Blank::Amount)).id("enroll-amount").large().width(220);
        let fields = column![amount, choice(look, "Method", &form.methods, Some(form.method), Message::Pay), detail];
        let left = titled_card(look, "Payment", None, fields.spacing(space::M));
        halves(look, left, self.payment_figures(look))
    }

    fn payment_figures(&self, look: Look) -> Element<'_, Message> {
        let form = &self.payment;
        let change: Element<'_, Message> = match (form.method.asks(), form.change()) {
            (Some(Asks::HandedOver), Some(change)) => {
                figure(look, "Change", Figure::Large, Tone::Neutral, change.dollars())
            }
            (Some(Asks::HandedOver), None) => note(look, Tone::Attention, "", "Less is handed over than is paid."),
            _ => figure(look, "Paid", Figure::Large, Tone::Neutral, form.paid().dollars()),
        };
        let Some(Ok(quote)) = &self.quote else { return card(look, change).into() };
        let more = (form.paid() - quote.due_now).or_zero();
        let lines = [
            ("Due now", quote.due_now),
            ("More than is due, to the balance", more),
            ("Balance to begin with", quote.opening_credit + more),
            ("Past-due plan", quote.to_arrears),
        ];
        let lines = lines.into_iter().map(|(name, amount)| {
            row![look.quiet(name).width(Fill), money(look, amount)].align_y(Alignment::Center).into()
        });
        let who = look.body(format!(
            "{} \u{b7} {} \u{b7} meter {}",
            self.member.name.text(),
            self.service.address.text(),
            self.service.meter.text()
        ));
        let lines = Column::with_children(lines).spacing(space::S);
        card(look, column![change, divider(look), lines, divider(look), who].spacing(space::M)).into()
    }
}
