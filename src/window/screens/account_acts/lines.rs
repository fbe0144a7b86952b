//! The lines of each act's form, with what is known of the account already in them.

use super::act::Act;
use super::form::{Ask, Choice, Form, Input, kwh_if, money_if, needed, pick, text};
use super::{Facts, dates};
use crate::basics::{Cents, Day};
use crate::desk::LedgerLine;
use crate::window::kit::Field;
use crate::window::kit::signature::Signature;

/// So many receipts can be chosen from, newest first.
const RECEIPTS: usize = 60;

/// The kinds of holds: the desk's word, its name, what it stops when nothing else is said.
const HOLDS: [(&str, &str, &str); 9] = [
    ("medical", "Medical", "stops disconnects"),
    ("elderly", "Elderly", "stops disconnects"),
    ("disabled", "Disabled", "stops disconnects"),
    ("third_party", "Third-party notice", "stops disconnects"),
    ("safety", "Safety", "stops reconnects"),
    ("tampering", "Tampering", "stops reconnects"),
    ("member_request", "Member's request", "stops disconnects"),
    ("death", "Death", "stops disconnects"),
    ("other", "Other", "stops disconnects"),
];

/// What may speak against a deposit: the desk's word, its name.
const WAIVERS: [(&str, &str); 4] = [
    ("", "Nothing"),
    ("cosigner", "Somebody signs for the member"),
    ("owner_with_good_credit", "The member owns the place and has good credit"),
    ("twelve_months_without_disconnect", "Twelve months without a disconnect"),
];

/// The form of an act over an account.
pub fn form_of(act: Act, facts: &Facts) -> Form {
    let form = Form::default();
    let account = &facts.account;
    match act {
        Act::Hold => hold(form),
        Act::LiftHold => form.with(Ask::Hold, "Which", pick(standing_holds(facts), "No hold stands on this account.")),
        Act::Note => {
            form.with(Ask::Text, "Note", needed()).with(Ask::Pin, "Keep it on top of the card", Input::Yes(false))
        }
        Act::Pledge => pledge(form),
        Act::ReceivePledge => {
            form.with(Ask::Pledge, "Which", pick(open_pledges(facts), "No pledge waits for its money on this account."))
        }
        Act::Contacts => contacts(form, facts),
        Act::Rename => form.with(Ask::Name, "New name", text(Some(&account.name))),
        Act::Deceased | Act::Papers => form,
        Act::Void => form.with(Ask::Receipt, "Receipt", receipts(facts)).with(Ask::Reason, "Why", needed()),
        Act::ReturnedPayment => form
            .with(Ask::Receipt, "Receipt", receipts(facts))
            .with(Ask::Reason, "What the bank says", needed())
            .with(Ask::BankError, "The bank made the mistake: no fee", Input::Yes(false)),
        Act::MovePayment => form
            .with(Ask::Receipt, "Receipt", receipts(facts))
            .with(Ask::To, "To account", needed())
            .with(Ask::Reason, "Why", needed()),
        Act::Fee => {
            form.with(Ask::Fee, "Which", pick(facts.fees.clone(), "The terms name no fee that staff may post."))
        }
        Act::Adjust => form
            .with(Ask::Amount, "Amount", Input::Money(Field::money()))
            .with(Ask::Lowers, "It lowers the balance", Input::Yes(false))
            .with(Ask::Reason, "Why", needed()),
        Act::EnterRead => read(form),
        Act::CorrectRead => read(form).with(Ask::Reason, "Why", needed()),
        Act::ExchangeMeter => exchange(form),
        Act::MoveHouse => move_house(form, facts),
        Act::Leave => form
            .with(Ask::Waiver, "What speaks against a deposit", pick_first(waivers()))
            .with(Ask::FinalRegister, "Final read, kWh", kwh_if())
            .hint("Empty: the meter is asked, else today's read counts."),
        Act::Close => form
            .with(Ask::Reason, "Why", needed())
            .with(Ask::FinalRegister, "Final read, kWh", kwh_if())
            .hint("Empty: the meter is asked, else today's read counts."),
        Act::Refund | Act::WriteOff => form.with(Ask::Reason, "Why", needed()),
    }
}

fn hold(form: Form) -> Form {
    let kinds = HOLDS.map(|(word, name, stops)| Choice::new(word, name, stops)).into();
    form.with(Ask::Kind, "Kind", pick(kinds, ""))
        .with(Ask::Until, "Last day", Input::DayIf(Field::new(dates::read_day_if)))
        .hint("Empty: it stands until somebody lifts it.")
        .with(Ask::StopsDisconnect, "It stops disconnects, too", Input::Yes(false))
        .with(Ask::StopsReconnect, "It stops reconnects, too", Input::Yes(false))
        .with(Ask::StopsClose, "It keeps the account from being closed", Input::Yes(false))
        .with(Ask::Reason, "Why", needed())
}

fn pledge(form: Form) -> Form {
    form.with(Ask::Agency, "Agency", needed())
        .with(Ask::Government, "A state or other government agency", Input::Yes(false))
        .with(Ask::Amount, "Amount", Input::Money(Field::money()))
        .with(Ask::Until, "Last day", Input::DayIf(Field::new(dates::read_day_if)))
        .hint("Empty: until it is paid.")
        .with(Ask::ArrearsOnly, "Only for the past-due plan", Input::Yes(false))
}

fn contacts(form: Form, facts: &Facts) -> Form {
    let account = &facts.account;
    form.with(Ask::Phone, "Phone", text(account.phone.as_deref()))
        .with(Ask::TextNumber, "Text messages", text(account.text.as_deref()))
        .with(Ask::Email, "E-mail", text(account.email.as_deref()))
        .with(Ask::MailingAddress, "Mailing address", text(account.mailing_address.as_deref()))
        .with(Ask::Authorized, "Who may call for the member", text(account.authorized.as_deref()))
        .with(Ask::Joint, "Joint member", text(None))
        .hint("Empty: stays as it is.")
        .with(Ask::Passphrase, "Passphrase", text(None))
        .hint(if account.has_passphrase { "One is on file. Empty: it stays." } else { "None is on file." })
        .with(Ask::LowBalance, "Low-balance notice at", money_if(account.low_balance))
}

fn read(form: Form) -> Form {
    form.with(Ask::Day, "Day", Input::Day(Field::new(dates::read_day)))
        .hint("The read of the morning of this day.")
        .with(Ask::Register, "Register, kWh", Input::Kwh(Field::kwh()))
}

fn exchange(form: Form) -> Form {
    form.with(Ask::FinalRegister, "What the old meter showed last, kWh", Input::Kwh(Field::kwh()))
        .with(Ask::Meter, "Number of the new meter", needed())
        .with(Ask::Register, "What the new meter shows first, kWh", Input::Kwh(Field::kwh()))
        .with(Ask::Digits, "Digits of its register", Input::Count(Field::count()))
        .hint("Empty: as many as the old one has.")
}

fn move_house(form: Form, facts: &Facts) -> Form {
    let account = &facts.account;
    form.with(Ask::Address, "Address of the new service", needed())
        .with(Ask::Meter, "Its meter", needed())
        .with(Ask::Register, "What it shows now, kWh", Input::Kwh(Field::kwh()))
        .with(Ask::Class, "Class", text(Some(&account.class)))
        .with(Ask::Phase, "Phase", text(Some("single")))
        .with(Ask::Link, "Meter connection", text(Some(&account.link)))
        .with(Ask::TaxArea, "Tax area", text(None))
        .with(Ask::AddOns, "Add-ons", text(None))
        .hint("Names from the terms, with commas between.")
        .with(Ask::RemoteSwitch, "It has a remote switch", Input::Yes(true))
        .with(Ask::SwitchInstalled, "The switch is installed already", Input::Yes(true))
        .with(Ask::FinalRegister, "Final read here, kWh", kwh_if())
        .hint("Empty: the meter is asked, else today's read counts.")
        .with(Ask::Name, "Who signs the new agreement", text(Some(&account.name)))
        .with(Ask::Signature, "Signature", Input::Sign(Signature::default()))
        .with(Ask::OnPaper, "Signed in ink on the printed form", Input::Yes(false))
}

fn pick_first(choices: Vec<Choice>) -> Input {
    Input::Pick { choices, chosen: Some(0), none: "" }
}

fn waivers() -> Vec<Choice> {
    WAIVERS.map(|(word, name)| Choice::new(word, name, "")).into()
}

fn standing_holds(facts: &Facts) -> Vec<Choice> {
    let choice = |hold: &crate::desk::HoldView| {
        let name = HOLDS.iter().find(|(word, ..)| *word == hold.kind).map_or(hold.kind.as_str(), |(_, name, _)| name);
        Choice::new(hold.id.to_string(), name, hold.reason.clone())
    };
    facts.account.holds.iter().map(choice).collect()
}

fn open_pledges(facts: &Facts) -> Vec<Choice> {
    let until = |day: Option<Day>| day.map_or_else(String::new, |day| format!("until {}", dates::day(day)));
    let choice = |pledge: &crate::desk::PledgeView| {
        let name = format!("{} \u{b7} {}", pledge.amount.dollars(), pledge.agency);
        Choice::new(pledge.id.to_string(), name, until(pledge.until))
    };
    facts.account.pledges.iter().map(choice).collect()
}

fn receipts(facts: &Facts) -> Input {
    pick(receipt_choices(&facts.ledger), "No receipt was given for this account.")
}

/// The receipts of a ledger, newest first, each once with what it moved.
pub fn receipt_choices(ledger: &[LedgerLine]) -> Vec<Choice> {
    let mut choices: Vec<Choice> = Vec::new();
    for line in ledger.iter().rev() {
        let Some(receipt) = &line.receipt else { continue };
        if choices.len() < RECEIPTS && !choices.iter().any(|choice| choice.value == *receipt) {
            let sum: Cents =
                ledger.iter().filter(|other| other.receipt == line.receipt).map(|other| other.amount).sum();
            let name = format!("{receipt} \u{b7} {}", sum.dollars());
            choices.push(Choice::new(receipt, name, format!("{} \u{b7} {}", dates::day(line.date), line.text)));
        }
    }
    choices
}
