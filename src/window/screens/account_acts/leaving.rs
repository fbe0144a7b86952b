//! Moving and leaving, and what is owed at the end.

use super::act::{Act, Done, Group, Task, said};
use super::form::{Ask, Choice, Form, Input, kwh_if, needed, text};
use super::{Facts, dates};
use crate::basics::Cents;
use crate::desk::{
    CloseInput, Closed, LeaveInput, Refund, ServiceInput, SignatureInput, Transfer, TransferInput, WriteOff,
};
use crate::window::kit::Field;
use crate::window::kit::signature::Signature;

pub const GROUP: Group = ("Moving and leaving", &[&MOVE_HOUSE, &LEAVE, &CLOSE, &REFUND, &WRITE_OFF]);

/// What may speak against a deposit: the desk's word, its name.
const WAIVERS: [(&str, &str); 4] = [
    ("", "Nothing"),
    ("cosigner", "Somebody signs for the member"),
    ("owner_with_good_credit", "The member owns the place and has good credit"),
    ("twelve_months_without_disconnect", "Twelve months without a disconnect"),
];

pub static MOVE_HOUSE: Act = Act {
    name: "Moving house",
    verb: Some("Move the account"),
    key: 'T',
    about: "Credit, past-due plan and membership go along; the account here is closed. No fee.",
    form: |facts| {
        let account = &facts.account;
        let form = Form::default()
            .with(Ask::Address, "Address of the new service", needed())
            .with(Ask::Meter, "Its meter", needed())
            .with(Ask::Register, "What it shows now, kWh", Field::kwh())
            .with(Ask::Class, "Class", text(Some(&account.class)))
            .with(Ask::Phase, "Phase", text(Some("single")))
            .with(Ask::Link, "Meter connection", text(Some(&account.link)))
            .with(Ask::TaxArea, "Tax area", text(None))
            .with(Ask::AddOns, "Add-ons", text(None))
            .hint("Names from the terms, with commas between.")
            .with(Ask::RemoteSwitch, "It has a remote switch", true)
            .with(Ask::SwitchInstalled, "The switch is installed already", true);
        final_read(form, "Final read here, kWh")
            .with(Ask::Name, "Who signs the new agreement", text(Some(&account.name)))
            .with(Ask::Signature, "Signature", Input::Sign(Signature::default()))
            .with(Ask::OnPaper, "Signed in ink on the printed form", false)
    },
    task: |form, facts| {
        let (account, input) = (facts.account.account.clone(), transfer(form, facts)?);
        let service = &input.service;
        let (name, from) = (&facts.account.name, &facts.account.address);
        let words = format!("{name} moves from {from} to {}, meter {}.", service.address, service.meter);
        let address = service.address.clone();
        Some(Task::of(words, Transfer { account, input }, move |desk, call, moved| {
            let balance = moved.balance.dollars();
            let words = format!("Account {} at {address}; its balance is {balance}.", moved.account);
            let done = said(words).with(desk, call, format!("agreement-{}.pdf", moved.account), moved.agreement)?;
            Ok(Done { account: Some(moved.account), ..done })
        }))
    },
    ..Act::USUAL
};

fn transfer(form: &Form, facts: &Facts) -> Option<TransferInput> {
    let add_ons: String = form.get(Ask::AddOns)?;
    let add_ons = add_ons.split(',').map(str::trim).filter(|name| !name.is_empty()).map(str::to_string).collect();
    let service = ServiceInput {
        meter: form.get(Ask::Meter)?,
        address: form.get(Ask::Address)?,
        class: form.get(Ask::Class)?,
        phase: form.get(Ask::Phase)?,
        demand_metered: false,
        remote_switch: form.yes(Ask::RemoteSwitch),
        switch_installed: form.yes(Ask::SwitchInstalled),
        start_kwh: form.get(Ask::Register)?,
        digits: 5,
        estimated_daily_kwh: None,
        link: form.text_if(Ask::Link),
        office: Some(facts.account.office.clone()),
        tax_area: form.text_if(Ask::TaxArea),
        add_ons,
    };
    let signature =
        SignatureInput { name: form.get(Ask::Name)?, strokes: form.strokes(), paper: form.yes(Ask::OnPaper) };
    let final_kwh = form.get(Ask::FinalRegister)?;
    Some(TransferInput {
        service,
        final_kwh,
        signature,
        exempt: None,
        conditions: Vec::new(),
        account: None,
        key: None,
    })
}

pub static LEAVE: Act = Act {
    name: "Back to monthly billing",
    key: 'L',
    about: "The power stays on, and so does the membership; what is owed moves to monthly billing.",
    takes_away: true,
    form: |_| {
        let choices = WAIVERS.map(|(word, name)| Choice::new(word, name, "")).into();
        let waivers = Input::Pick { choices, chosen: Some(0), none: "" };
        final_read(Form::default().with(Ask::Waiver, "What speaks against a deposit", waivers), "Final read, kWh")
    },
    task: |form, facts| {
        let input = leave(form, facts)?;
        let words = format!("{}, {}, goes back to monthly billing.", facts.account.name, facts.account.address);
        Some(Task::of(words, input, |_, _, left| {
            Ok(said(format!("Back to monthly billing. Deposit {}: {}", left.deposit.dollars(), left.reason)))
        }))
    },
    preview: Some(leave),
    ..Act::USUAL
};

fn leave(form: &Form, facts: &Facts) -> Option<LeaveInput> {
    let waiver = form.picked(Ask::Waiver).filter(|waiver| !waiver.is_empty());
    Some(LeaveInput { account: facts.account.account.clone(), waiver, final_kwh: form.get(Ask::FinalRegister)? })
}

pub static CLOSE: Act = Act {
    name: "Close the account",
    key: 'K',
    about: "Charges up to the final read, then as the terms close an account.",
    takes_away: true,
    form: |_| final_read(Form::default().with(Ask::Reason, "Why", needed()), "Final read, kWh"),
    task: |form, facts| {
        let (account, name, reason) = ending(form, facts)?;
        let final_kwh = form.get(Ask::FinalRegister)?;
        let words = format!("Close account {account} of {name}, {}: {reason}.", facts.account.address);
        Some(Task::of(words, CloseInput { account, reason, final_kwh }, |desk, call, closed| {
            let done = said(closed_words(&closed));
            match closed.letter {
                Some(letter) => done.with(desk, call, format!("closing-{}.pdf", closed.account), letter),
                None => Ok(done),
            }
        }))
    },
    ..Act::USUAL
};

fn closed_words(closed: &Closed) -> String {
    let owed = match (closed.refund_due, closed.balance + -closed.arrears) {
        (refund, _) if refund > Cents::ZERO => format!("{} is owed to the member", refund.dollars()),
        (_, balance) if balance < Cents::ZERO => format!("{} is still owed", balance.abs().dollars()),
        _ => "nothing is owed".to_string(),
    };
    format!("Account {} is closed on {}; {owed}.", closed.account, dates::day(closed.closed_on))
}

pub static REFUND: Act = Act {
    name: "Refund what is owed",
    key: 'E',
    about: "A check request over all that is owed to the member. A supervisor approves.",
    form: |_| Form::default().with(Ask::Reason, "Why", needed()),
    task: |form, facts| {
        let (account, name, reason) = ending(form, facts)?;
        let due = facts.account.refund_due.dollars();
        let words = format!("Refund {due} to {name}, account {account}: {reason}.");
        Some(Task::of(words, Refund { account, reason }, |desk, call, refunded| {
            let words = format!("Check request {} over {}.", refunded.request, refunded.refunded.dollars());
            said(words).with(desk, call, format!("check-request-{}.pdf", refunded.request), refunded.document)
        }))
    },
    ..Act::USUAL
};

pub static WRITE_OFF: Act = Act {
    name: "Write off",
    key: 'W',
    about: "Gives up what a closed account owes. A supervisor approves.",
    takes_away: true,
    form: |_| Form::default().with(Ask::Reason, "Why", needed()),
    task: |form, facts| {
        let (account, name, reason) = ending(form, facts)?;
        let words = format!("Write off what {name}, account {account}, owes: {reason}.");
        Some(Task::of(words, WriteOff { account, reason }, |_, _, written| {
            Ok(said(format!("{} written off.", written.written_off.dollars())))
        }))
    },
    ..Act::USUAL
};

/// Which account ends, whose it is, and why.
fn ending<'a>(form: &Form, facts: &'a Facts) -> Option<(String, &'a str, String)> {
    Some((facts.account.account.clone(), &facts.account.name, form.get(Ask::Reason)?))
}

fn final_read(form: Form, label: &'static str) -> Form {
    form.with(Ask::FinalRegister, label, kwh_if()).hint("Empty: the meter is asked, else today's read counts.")
}
