//! Assistance: pledges, and their money.

use super::act::{Act, Done, Group, Task, said};
use super::dates;
use super::form::{Ask, Choice, Form, needed, pick};
use crate::desk::{PledgeInput, PledgeView, ReceivePledge};
use crate::window::kit::Field;

pub const GROUP: Group = ("Assistance", &[&PLEDGE, &RECEIVE_PLEDGE]);

pub static PLEDGE: Act = Act {
    name: "Enter a pledge",
    key: 'P',
    about: "A promise of money. Where the terms say so it keeps the power on until its last day.",
    form: |_| {
        Form::default()
            .with(Ask::Agency, "Agency", needed())
            .with(Ask::Government, "A state or other government agency", false)
            .with(Ask::Amount, "Amount", Field::money())
            .with(Ask::Until, "Last day", Field::new(dates::read_day_if))
            .hint("Empty: until it is paid.")
            .with(Ask::ArrearsOnly, "Only for the past-due plan", false)
    },
    task: |form, facts| {
        let input = PledgeInput {
            account: facts.account.account.clone(),
            agency: form.get(Ask::Agency)?,
            government: form.yes(Ask::Government),
            amount: form.get(Ask::Amount)?,
            until: form.get(Ask::Until)?,
            arrears_only: form.yes(Ask::ArrearsOnly),
        };
        let words = format!("{} pledged by {} for {}.", input.amount.dollars(), input.agency, facts.account.name);
        Some(Task::of(words, input, |_, _, pledged| {
            let words = pledged.power_text;
            Ok(said(if words.is_empty() { "The pledge is entered.".to_string() } else { words }))
        }))
    },
    ..Act::USUAL
};

pub static RECEIVE_PLEDGE: Act = Act {
    name: "A pledge is paid",
    verb: Some("The money is in"),
    key: 'G',
    about: "The agency's money is in, and counts now.",
    form: |facts| {
        let open = facts.account.pledges.iter().map(open).collect();
        Form::default().with(Ask::Pledge, "Which", pick(open, "No pledge waits for its money on this account."))
    },
    task: |form, facts| {
        let pledge = form.chosen(Ask::Pledge)?.value.parse().ok()?;
        let words = format!("The pledge's money is in for {}, and counts now.", facts.account.name);
        Some(Task::of(words, ReceivePledge { pledge }, |desk, call, received| {
            let copy = desk.reprint_receipt(call, &received.receipt)?;
            let words =
                format!("{} received; the balance is {}.", received.amount.dollars(), received.balance.dollars());
            Ok(Done { papers: vec![(format!("receipt-{}.pdf", received.receipt), copy)], ..said(words) })
        }))
    },
    ..Act::USUAL
};

fn open(pledge: &PledgeView) -> Choice {
    let name = format!("{} \u{b7} {}", pledge.amount.dollars(), pledge.agency);
    let until = pledge.until.map_or_else(String::new, |day| format!("until {}", dates::day(day)));
    Choice::new(pledge.id.to_string(), name, until)
}
