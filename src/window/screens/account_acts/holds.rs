//! Holds and notes.

use super::act::{Act, Group, Task, said};
use super::form::{Ask, Choice, Form, needed, pick};
use super::{Facts, dates};
use crate::desk::{HoldInput, HoldView, WhichHold};
use crate::window::kit::Field;

pub const GROUP: Group = ("Holds and notes", &[&HOLD, &LIFT_HOLD, &NOTE]);

/// The kinds of holds: the desk's word, its name, what it stops when nothing else is said.
const KINDS: [(&str, &str, &str); 9] = [
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

pub static HOLD: Act = Act {
    name: "Put a hold on",
    key: 'H',
    about: "The program switches and closes nothing by itself against a hold. Its last day counts.",
    form: |_| {
        let kinds = KINDS.map(|(word, name, stops)| Choice::new(word, name, stops)).into();
        Form::default()
            .with(Ask::Kind, "Kind", pick(kinds, ""))
            .with(Ask::Until, "Last day", Field::new(dates::read_day_if))
            .hint("Empty: it stands until somebody lifts it.")
            .with(Ask::StopsDisconnect, "It stops disconnects, too", false)
            .with(Ask::StopsReconnect, "It stops reconnects, too", false)
            .with(Ask::StopsClose, "It keeps the account from being closed", false)
            .with(Ask::Reason, "Why", needed())
    },
    task: |form, facts| {
        let input = hold(form, facts)?;
        let until =
            input.until.map_or_else(|| "until it is lifted".to_string(), |day| format!("to {}", dates::day(day)));
        let (kind, reason) = (input.kind.replace('_', " "), &input.reason);
        let words = format!("Hold ({kind}) on {}, {}, {until}: {reason}.", facts.account.name, facts.account.address);
        Some(Task::new(words, move |desk, call| {
            Ok(said(desk.hold(call, &input)?.power_text.unwrap_or("The hold stands.".into())))
        }))
    },
    ..Act::USUAL
};

fn hold(form: &Form, facts: &Facts) -> Option<HoldInput> {
    let kind = form.chosen(Ask::Kind)?;
    let more = [(Ask::StopsDisconnect, "disconnect"), (Ask::StopsReconnect, "reconnect"), (Ask::StopsClose, "close")];
    let mut stops: Vec<String> =
        more.into_iter().filter(|(ask, _)| form.yes(*ask)).map(|(_, word)| word.to_string()).collect();
    // The kind's own comes on top of what was ticked; nothing ticked leaves it to the desk.
    if !stops.is_empty() {
        let own = if kind.detail.contains("reconnects") { "reconnect" } else { "disconnect" };
        if !stops.iter().any(|word| word == own) {
            stops.push(own.to_string());
        }
    }
    let (until, reason) = (form.get(Ask::Until)?, form.get(Ask::Reason)?);
    Some(HoldInput { account: facts.account.account.clone(), kind: kind.value.clone(), stops, until, reason })
}

pub static LIFT_HOLD: Act = Act {
    name: "Lift a hold",
    key: 'U',
    about: "Where it kept the power off, a balance that reaches the target brings it back now.",
    form: |facts| {
        let standing = facts.account.holds.iter().map(standing).collect();
        Form::default().with(Ask::Hold, "Which", pick(standing, "No hold stands on this account."))
    },
    task: |form, facts| {
        let (account, which) =
            (facts.account.account.clone(), WhichHold::Id(form.chosen(Ask::Hold)?.value.parse().ok()?));
        let words = format!("Lift the hold on {}, {}.", facts.account.name, facts.account.address);
        Some(Task::new(words, move |desk, call| {
            Ok(said(desk.unhold(call, &account, &which)?.power_text.unwrap_or("The hold is lifted.".into())))
        }))
    },
    ..Act::USUAL
};

fn standing(hold: &HoldView) -> Choice {
    let name = KINDS.iter().find(|(word, ..)| *word == hold.kind).map_or(hold.kind.as_str(), |(_, name, _)| name);
    Choice::new(hold.id.to_string(), name, hold.reason.clone())
}

pub static NOTE: Act = Act {
    name: "Leave a note",
    key: 'N',
    about: "A pinned note stays on top of the member's card.",
    form: |_| Form::default().with(Ask::Text, "Note", needed()).with(Ask::Pin, "Keep it on top of the card", false),
    task: |form, facts| {
        let (account, text, pin) = (facts.account.account.clone(), form.get::<String>(Ask::Text)?, form.yes(Ask::Pin));
        let words = format!("A {}note on {}.", if pin { "pinned " } else { "" }, facts.account.name);
        Some(Task::new(words, move |desk, call| {
            desk.note(call, &account, &text, pin)?;
            Ok(said("The note is kept."))
        }))
    },
    ..Act::USUAL
};
