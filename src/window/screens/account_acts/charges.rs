//! Charges by hand, and the meter.

use super::act::{Act, Done, Group, Task, said};
use super::dates;
use super::form::{Ask, Form, needed, pick};
use crate::basics::{Cents, Day, Kwh};
use crate::desk::{AddReading, AdjustInput, ChargeFee, CorrectReading, ExchangeInput, ReadTaken};
use crate::window::kit::Field;

pub const GROUP: Group = ("Charges and meter", &[&FEE, &ADJUST, &ENTER_READ, &CORRECT_READ, &EXCHANGE_METER]);

pub static FEE: Act = Act {
    name: "Charge a fee",
    key: 'F',
    about: "The fees that the terms let staff post.",
    form: |facts| {
        let fees = pick(facts.fees.clone(), "The terms name no fee that staff may post.");
        Form::default().with(Ask::Fee, "Which", fees)
    },
    task: |form, facts| {
        let (account, fee) = (facts.account.account.clone(), form.picked(Ask::Fee)?);
        let words = format!("Charge {} the fee \"{fee}\".", facts.account.name);
        Some(Task::of(words, ChargeFee { account, name: fee }, |_, _, charged| {
            let (amount, balance) = (charged.amount.abs().dollars(), charged.balance.dollars());
            Ok(said(format!("{amount} charged; the balance is {balance}.")))
        }))
    },
    ..Act::USUAL
};

pub static ADJUST: Act = Act {
    name: "Adjust the balance",
    key: 'A',
    about: "Moves the balance by hand. A supervisor approves.",
    form: |_| {
        Form::default()
            .with(Ask::Amount, "Amount", Field::money())
            .with(Ask::Lowers, "It lowers the balance", false)
            .with(Ask::Reason, "Why", needed())
    },
    task: |form, facts| {
        let (sum, reason) = (form.get::<Cents>(Ask::Amount)?, form.get(Ask::Reason)?);
        let (way, amount) = if form.yes(Ask::Lowers) { ("Lower", -sum) } else { ("Raise", sum) };
        let (account, name) = (facts.account.account.clone(), &facts.account.name);
        let words = format!("{way} the balance of {name}, account {account}, by {}: {reason}.", sum.dollars());
        Some(Task::of(words, AdjustInput { account, amount, reason }, |_, _, adjusted| {
            Ok(said(format!("Adjusted; the balance is {}.", adjusted.balance.dollars())))
        }))
    },
    ..Act::USUAL
};

pub static ENTER_READ: Act = Act {
    name: "Enter a read",
    key: 'I',
    about: "A read that somebody took. If the day was billed without it, the difference posts now.",
    form: |_| read(),
    task: |form, facts| {
        let (meter, day, kwh) = (facts.account.meter.clone(), form.get(Ask::Day)?, form.get::<Kwh>(Ask::Register)?);
        let words = format!("Meter {meter} showed {kwh} kWh on {}.", dates::day(day));
        Some(Task::of(words, AddReading { meter, day, kwh }, |_, _, read| Ok(taken(&read))))
    },
    ..Act::USUAL
};

pub static CORRECT_READ: Act = Act {
    name: "Correct a read",
    key: 'R',
    about: "Both reads are kept; the difference posts now. A supervisor approves.",
    form: |_| read().with(Ask::Reason, "Why", needed()),
    task: |form, facts| {
        let (day, kwh): (Day, Kwh) = (form.get(Ask::Day)?, form.get(Ask::Register)?);
        let (meter, reason) = (facts.account.meter.clone(), form.get::<String>(Ask::Reason)?);
        let words = format!("Correct the read of meter {meter} on {} to {kwh} kWh: {reason}.", dates::day(day));
        Some(Task::of(words, CorrectReading { meter, day, kwh, reason }, |_, _, read| Ok(taken(&read))))
    },
    ..Act::USUAL
};

fn read() -> Form {
    Form::default()
        .with(Ask::Day, "Day", Field::new(dates::read_day))
        .hint("The read of the morning of this day.")
        .with(Ask::Register, "Register, kWh", Field::kwh())
}

fn taken(read: &ReadTaken) -> Done {
    let posted = match read.changed {
        Cents::ZERO => "it changes no charge".to_string(),
        changed => format!("the balance moved by {}", changed.dollars()),
    };
    said(format!("Meter {} showed {} kWh on {}; {posted}.", read.meter, read.kwh, dates::day(read.date)))
}

pub static EXCHANGE_METER: Act = Act {
    name: "Exchange the meter",
    key: 'X',
    about: "The old meter's last read and the new one's first are one point of the account.",
    form: |_| {
        Form::default()
            .with(Ask::FinalRegister, "What the old meter showed last, kWh", Field::kwh())
            .with(Ask::Meter, "Number of the new meter", needed())
            .with(Ask::Register, "What the new meter shows first, kWh", Field::kwh())
            .with(Ask::Digits, "Digits of its register", Field::count())
            .hint("Empty: as many as the old one has.")
    },
    task: |form, facts| {
        let input = ExchangeInput {
            account: facts.account.account.clone(),
            final_kwh: form.get(Ask::FinalRegister)?,
            new_meter: form.get(Ask::Meter)?,
            start_kwh: form.get(Ask::Register)?,
            digits: Some(form.get(Ask::Digits)?).filter(|digits| *digits > 0),
        };
        let (last, first) = (input.final_kwh, input.start_kwh);
        let words = format!(
            "Meter {} goes out at {last} kWh, {} comes in at {first} kWh.",
            facts.account.meter, input.new_meter
        );
        Some(Task::of(words, input, |_, _, exchanged| {
            Ok(said(format!("Meter {} serves the account now.", exchanged.meter)))
        }))
    },
    ..Act::USUAL
};
