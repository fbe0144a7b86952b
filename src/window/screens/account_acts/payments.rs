//! What is done with a payment after it was taken.

use super::act::{Act, Group, Task, said};
use super::form::{Ask, Choice, Form, needed, pick};
use super::{Facts, dates};
use crate::desk::{LedgerLine, MovePayment, PaymentReturned, VoidReceipt};

pub const GROUP: Group = ("Payments", &[&VOID, &RETURNED_PAYMENT, &MOVE_PAYMENT]);

/// So many receipts can be chosen from, newest first.
const RECEIPTS: usize = 60;

pub static VOID: Act = Act {
    name: "Void a receipt",
    key: 'V',
    about: "Only on the same day, from the same open drawer. A supervisor approves.",
    takes_away: true,
    form: |facts| which(facts).with(Ask::Reason, "Why", needed()),
    task: |form, facts| {
        let (receipt, reason) = (form.picked(Ask::Receipt)?, form.get::<String>(Ask::Reason)?);
        let words = format!("Void receipt {receipt} of {}: {reason}.", facts.account.name);
        Some(Task::of(words, VoidReceipt { receipt, reason }, |_, _, voided| {
            Ok(said(format!("Receipt {} is void; the balance is {}.", voided.receipt, voided.balance.dollars())))
        }))
    },
    ..Act::USUAL
};

pub static RETURNED_PAYMENT: Act = Act {
    name: "Returned payment",
    verb: Some("Take the payment back"),
    key: 'B',
    about: "Both legs of the payment come back, and the fee unless the bank erred.",
    takes_away: true,
    form: |facts| {
        which(facts).with(Ask::Reason, "What the bank says", needed()).with(
            Ask::BankError,
            "The bank made the mistake: no fee",
            false,
        )
    },
    task: |form, facts| {
        let (receipt, reason) = (form.picked(Ask::Receipt)?, form.get::<String>(Ask::Reason)?);
        let bank_error = form.yes(Ask::BankError);
        let fee = if bank_error { "without a fee" } else { "with the returned-payment fee" };
        let words = format!("Take back receipt {receipt} from {}, {fee}.", facts.account.name);
        Some(Task::of(words, PaymentReturned { receipt, reason, bank_error, tender: None }, |_, _, returned| {
            let (fee, balance) = (returned.fee.dollars(), returned.balance.dollars());
            Ok(said(format!("Taken back; the fee is {fee}, the balance {balance}.")))
        }))
    },
    ..Act::USUAL
};

pub static MOVE_PAYMENT: Act = Act {
    name: "Move a payment",
    key: 'O',
    about: "It was posted to the wrong account. A supervisor approves.",
    form: |facts| which(facts).with(Ask::To, "To account", needed()).with(Ask::Reason, "Why", needed()),
    task: |form, facts| {
        let (receipt, reason) = (form.picked(Ask::Receipt)?, form.get::<String>(Ask::Reason)?);
        let to: String = form.get(Ask::To)?;
        let (number, name) = (&facts.account.account, &facts.account.name);
        let words = format!("Move receipt {receipt} from {name}, account {number}, to account {to}: {reason}.");
        Some(Task::of(words, MovePayment { receipt, to, reason }, |_, _, moved| {
            let (from, to) = (moved.from.balance.dollars(), moved.to.balance.dollars());
            Ok(said(format!("Moved to account {}: it has {to}, this one {from}.", moved.to.account)))
        }))
    },
    ..Act::USUAL
};

fn which(facts: &Facts) -> Form {
    let receipts = pick(receipt_choices(&facts.ledger), "No receipt was given for this account.");
    Form::default().with(Ask::Receipt, "Receipt", receipts)
}

/// The receipts of a ledger, newest first, each once with what was paid.
pub fn receipt_choices(ledger: &[LedgerLine]) -> Vec<Choice> {
    let mut choices: Vec<Choice> = Vec::new();
    for line in ledger.iter().rev() {
        let Some(receipt) = &line.receipt else { continue };
        if choices.len() < RECEIPTS && !choices.iter().any(|choice| choice.value == *receipt) {
            let name = format!("{receipt} \u{b7} {}", line.shown().dollars());
            choices.push(Choice::new(receipt, name, format!("{} \u{b7} {}", dates::day(line.date), line.text)));
        }
    }
    choices
}
