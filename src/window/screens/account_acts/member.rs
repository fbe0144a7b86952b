//! The member and the papers.

use super::Facts;
use super::act::{Act, Group, Task, said};
use super::form::{Ask, Form, money_if, text};
use crate::basics::Cents;
use crate::desk::{MemberChange, MemberDeceased, RenameMember};

pub const GROUP: Group = ("Member and papers", &[&CONTACTS, &RENAME, &DECEASED, &PAPERS]);

pub static CONTACTS: Act = Act {
    name: "Contacts and threshold",
    verb: Some("Change the contacts"),
    key: 'C',
    about: "Only what you change changes; an empty field takes the contact away.",
    form: |facts| {
        let account = &facts.account;
        Form::default()
            .with(Ask::Phone, "Phone", text(account.phone.as_deref()))
            .with(Ask::TextNumber, "Text messages", text(account.text.as_deref()))
            .with(Ask::Email, "E-mail", text(account.email.as_deref()))
            .with(Ask::MailingAddress, "Mailing address", text(account.mailing_address.as_deref()))
            .with(Ask::Authorized, "Who may call for the member", text(account.authorized.as_deref()))
            .with(Ask::Joint, "Joint member", text(None))
            .hint("Empty: stays as it is.")
            .with(Ask::Passphrase, "Passphrase", text(None))
            .hint(if account.has_passphrase { "One is on file. Empty: it stays." } else { "None is on file." })
            .with(Ask::LowBalance, "Low-balance notice at", money_if(account.low_balance))
    },
    task: |form, facts| {
        let words = format!("Change how {} is reached.", facts.account.name);
        Some(Task::of(words, contacts(form, facts)?, |_, _, _| Ok(said("The contacts are changed."))))
    },
    ..Act::USUAL
};

/// Only what is another than it was: the desk takes an empty text as a contact that is taken away.
fn contacts(form: &Form, facts: &Facts) -> Option<MemberChange> {
    let known = &facts.account;
    let changed = |ask: Ask, was: &Option<String>| {
        form.get(ask).filter(|now: &String| now.as_str() != was.as_deref().unwrap_or_default())
    };
    let low_balance = form.get::<Option<Cents>>(Ask::LowBalance)?.filter(|now| Some(*now) != known.low_balance);
    Some(MemberChange {
        member: known.member.clone(),
        phone: changed(Ask::Phone, &known.phone),
        email: changed(Ask::Email, &known.email),
        text: changed(Ask::TextNumber, &known.text),
        mailing_address: changed(Ask::MailingAddress, &known.mailing_address),
        joint: form.text_if(Ask::Joint),
        authorized: changed(Ask::Authorized, &known.authorized),
        passphrase: form.text_if(Ask::Passphrase),
        low_balance,
    })
}

pub static RENAME: Act = Act {
    name: "Another name",
    verb: Some("Change the name"),
    key: 'M',
    about: "As by marriage. The old name stays in the history.",
    form: |facts| Form::default().with(Ask::Name, "New name", text(Some(&facts.account.name))),
    task: |form, facts| {
        let (member, name) = (facts.account.member.clone(), form.text_if(Ask::Name)?);
        let words = format!("{} is called {name} from now on.", facts.account.name);
        Some(Task::of(words, RenameMember { member, name }, |_, _, renamed| {
            Ok(said(format!("The member is called {} from now on.", renamed.name)))
        }))
    },
    ..Act::USUAL
};

pub static DECEASED: Act = Act {
    name: "The member has died",
    verb: Some("Record the death"),
    key: 'Z',
    about: "Puts a hold on every account of the member: nobody's power is cut over a death.",
    takes_away: true,
    task: |_, facts| {
        let member = facts.account.member.clone();
        let words = format!("{} has died. Every account of the member is held.", facts.account.name);
        Some(Task::of(words, MemberDeceased { member }, |_, _, member| {
            let accounts = member.accounts.len();
            let many = if accounts == 1 { "" } else { "s" };
            Ok(said(format!("Recorded. A hold stands on {accounts} account{many}.")))
        }))
    },
    ..Act::USUAL
};

/// Nothing is done with it: papers are looked at.
pub static PAPERS: Act = Act {
    name: "Papers and copies",
    key: 'D',
    about: "Everything that was handed out, as it was. A copy of a receipt says COPY.",
    ..Act::USUAL
};
