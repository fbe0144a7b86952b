//! Holds and notes.

use super::act::{Act, Group, Task, said};
use super::form::{Ask, Choice, Form, needed, pick};
use super::{Facts, dates};
use crate::desk::{HoldInput, HoldView, KeepNote, LiftHold, WhichHold, stops_by_itself};
use crate::window::kit::Field;
use crate::words::{HoldKind, Stops, Word};

pub const GROUP: Group = ("Holds and notes", &[&HOLD, &LIFT_HOLD, &NOTE]);

/// What the form calls a kind.
fn name(kind: HoldKind) -> String {
    match kind {
        HoldKind::ThirdParty => "Third-party notice".to_string(),
        HoldKind::MemberRequest => "Member's request".to_string(),
        kind => kind.label(),
    }
}

fn kind(kind: HoldKind) -> Choice {
    Choice::new(kind.word(), name(kind), format!("stops {}s", stops_by_itself(kind)))
}

pub static HOLD: Act = Act {
    name: "Put a hold on",
    key: 'H',
    about: "The program switches and closes nothing by itself against a hold. Its last day counts.",
    form: |_| {
        let kinds = HoldKind::ALL.iter().copied().map(kind).collect();
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
        let (kind, reason) = (input.kind.parse::<HoldKind>().ok()?.text(), &input.reason);
        let words = format!("Hold ({kind}) on {}, {}, {until}: {reason}.", facts.account.name, facts.account.address);
        Some(Task::of(words, input, |_, _, held| Ok(said(held.power_text.unwrap_or("The hold stands.".into())))))
    },
    ..Act::USUAL
};

fn hold(form: &Form, facts: &Facts) -> Option<HoldInput> {
    let kind = form.chosen(Ask::Kind)?;
    let more = [
        (Ask::StopsDisconnect, Stops::Disconnect),
        (Ask::StopsReconnect, Stops::Reconnect),
        (Ask::StopsClose, Stops::Close),
    ];
    let mut stops: Vec<Stops> = more.into_iter().filter(|(ask, _)| form.yes(*ask)).map(|(_, stops)| stops).collect();
    // The kind's own comes on top of what was ticked; nothing ticked leaves it to the desk.
    let own = kind.value.parse().map(stops_by_itself).ok()?;
    if !stops.is_empty() && !stops.contains(&own) {
        stops.push(own);
    }
    let stops = stops.iter().map(Stops::to_string).collect();
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
        Some(Task::of(words, LiftHold { account, which }, |_, _, held| {
            Ok(said(held.power_text.unwrap_or("The hold is lifted.".into())))
        }))
    },
    ..Act::USUAL
};

fn standing(hold: &HoldView) -> Choice {
    Choice::new(hold.id.to_string(), name(hold.kind), hold.reason.clone())
}

pub static NOTE: Act = Act {
    name: "Leave a note",
    key: 'N',
    about: "A pinned note stays on top of the member's card.",
    form: |_| Form::default().with(Ask::Text, "Note", needed()).with(Ask::Pin, "Keep it on top of the card", false),
    task: |form, facts| {
        let (account, text, pin) = (facts.account.account.clone(), form.get::<String>(Ask::Text)?, form.yes(Ask::Pin));
        let words = format!("A {}note on {}.", if pin { "pinned " } else { "" }, facts.account.name);
        Some(Task::of(words, KeepNote { account, text, pin }, |_, _, _| Ok(said("The note is kept."))))
    },
    ..Act::USUAL
};
