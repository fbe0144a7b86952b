//! What is asked before power is cut or kept: why a row is there, a release with its second person, a hold for today.

use iced::Fill;
use iced::widget::{Column, column, row};
use uuid::Uuid;

use super::{Message, State, accounts, rows};
use crate::basics::{Code, Refusal};
use crate::desk::{Approver, AskApproval, Call, HoldRow, ReleaseRows, RowView, Rows, WaitingAct};
use crate::window::kit::dialog::dialog;
use crate::window::kit::{
    Element, Field, Kind, Look, Shortcut, Tone, action, badge, divider, field, money, note, space,
};
use crate::window::work::Effect;

const REASON: &str = "morning-reason";
const NAME: &str = "morning-approver";
/// The operator by whom a practice store approves itself.
const PRACTICE: &str = "practice";

/// What a dialog is about.
enum About {
    Why(Box<RowView>),
    Hold(Box<RowView>),
    Release(Rows),
}

/// A dialog over the morning.
pub(super) struct Ask {
    about: About,
    /// What is released, in words: who, where, how much.
    lines: Vec<(String, String, crate::basics::Cents)>,
    reason: Field<String>,
    approver: Field<String>,
    pin: Field<String>,
    /// The desk said that a second person is needed.
    needs_approval: bool,
    under_way: bool,
    refusal: Option<Refusal>,
    /// Made when the dialog opened.
    key: Uuid,
}

impl Ask {
    fn new(about: About, rows: &[&RowView]) -> Self {
        let line = |row: &&RowView| (format!("{} {}", row.name, row.account), row.address.clone(), row.balance);
        Self {
            about,
            lines: rows.iter().map(line).collect(),
            reason: Field::any(),
            approver: Field::any(),
            pin: Field::any(),
            needs_approval: false,
            under_way: false,
            refusal: None,
            key: Uuid::now_v7(),
        }
    }

    /// Puts the focus where the typing begins.
    pub fn focus(&self) -> Effect<Message> {
        match self.about {
            About::Why(_) => Effect::None,
            _ if self.needs_approval && !self.reason.text().is_empty() => Effect::Focus(NAME.into()),
            _ => Effect::Focus(REASON.into()),
        }
    }

    /// It was refused: a second person is asked for, or the reason is told and may be mended.
    pub fn refused(&mut self, refusal: Refusal) {
        self.needs_approval |= refusal.code == Code::ApprovalNeeded;
        self.under_way = false;
        self.pin = Field::any();
        // Other content under the same key is refused, and a reason may now be written.
        self.key = Uuid::now_v7();
        self.refusal = Some(refusal);
    }

    fn reason(&self) -> Option<String> {
        self.reason.value().filter(|text| !text.is_empty()).cloned()
    }

    fn approver(&self) -> Option<Approver> {
        let name = self.approver.value().filter(|name| self.needs_approval && !name.is_empty())?.clone();
        Some(Approver { name, pin: self.pin.value().filter(|pin| !pin.is_empty()).cloned() })
    }

    pub fn view(&self, look: Look) -> Element<'_, Message> {
        match &self.about {
            About::Why(row) => why(look, row),
            About::Hold(row) => self.hold(look, row),
            About::Release(_) => self.release(look),
        }
    }

    fn refusal_note(&self, look: Look) -> Option<Element<'_, Message>> {
        let refusal = self.refusal.as_ref()?;
        let tone = if refusal.code == Code::ApprovalNeeded { Tone::Attention } else { Tone::Bad };
        Some(note(look, tone, "", refusal.message.as_str()))
    }

    fn hold<'a>(&'a self, look: Look, row: &'a RowView) -> Element<'a, Message> {
        let body = column![
            look.body(format!(
                "{} {}, {}, stays on today. The next list looks again.",
                row.name, row.account, row.address
            )),
            field(look, "Why", &self.reason, Message::Reason).id(REASON).hint("Kept with the list."),
            self.refusal_note(look),
        ];
        let hold = (!self.under_way).then_some(Message::Decide);
        let actions = vec![
            action(look, Kind::Plain, "Back", Shortcut::ESCAPE, Some(Message::CloseDialog)).into(),
            action(look, Kind::Primary, "Hold today", Shortcut::CTRL_ENTER, hold).into(),
        ];
        dialog(look, "Not cut today?", body.spacing(space::M), actions)
    }

    fn release(&self, look: Look) -> Element<'_, Message> {
        let lines = self.lines.iter().map(|(who, where_, balance)| {
            row![look.strong(who.as_str()).width(Fill), look.body(where_.as_str()).width(Fill), money(look, *balance)]
                .spacing(space::M)
                .into()
        });
        let approval = self.needs_approval.then(|| {
            row![
                field(look, "Supervisor", &self.approver, Message::Approver).id(NAME),
                field(look, "PIN", &self.pin, Message::Pin).secure().width(130),
            ]
            .spacing(space::M)
        });
        let hint = if self.needs_approval { "Needed: a gate or a hold stands." } else { "Kept with the evidence." };
        let body = column![
            look.body("Power goes off now, after balance, holds and calendar are checked once more:"),
            Column::with_children(lines).spacing(space::XS),
            field(look, "Why", &self.reason, Message::Reason).id(REASON).hint(hint),
            approval,
            self.refusal_note(look),
        ];
        let ready = !self.under_way;
        let mut actions: Vec<Element<'_, Message>> =
            vec![action(look, Kind::Plain, "Back", Shortcut::ESCAPE, Some(Message::CloseDialog)).into()];
        if self.needs_approval && matches!(self.about, About::Release(Rows::Accounts(_))) {
            let leave = ready.then_some(Message::LeaveForApproval);
            actions.push(action(look, Kind::Plain, "Leave it for approval", Shortcut::ctrl('L'), leave).into());
        }
        let count = self.lines.len();
        let label = if count == 1 { "Disconnect".to_string() } else { format!("Disconnect {count}") };
        let decide = ready.then_some(Message::Decide);
        actions.push(action(look, Kind::Danger, label, Shortcut::CTRL_ENTER, decide).into());
        dialog(
            look,
            if count == 1 { "Disconnect this member?" } else { "Disconnect these members?" },
            body.spacing(space::M),
            actions,
        )
    }
}

/// Why a row is on the list: what was found, gate by gate, and who decided.
fn why<'a>(look: Look, row: &'a RowView) -> Element<'a, Message> {
    let gates = row.gates.iter().map(|gate| {
        let state =
            if gate.passed { badge(look, Tone::Good, "passed") } else { badge(look, Tone::Attention, "stands") };
        let name =
            look.label(if gate.gate == "all" { "every gate".to_string() } else { rows::gate_in_words(&gate.gate) });
        row![name.width(120), look.body(gate.found.as_str()).width(Fill), state].spacing(space::S).into()
    });
    let (tone, state) = rows::state_in_words(row);
    let decided = row.decided_by.as_ref().map(|who| {
        let reason = row.reason.as_deref().unwrap_or("no reason given");
        look.body(format!("Decided by {who}: {reason}."))
    });
    let never = (rows::waits(row) && !rows::can_be_released(row))
        .then(|| note(look, Tone::Info, "", "This gate never yields today: nobody can release the row."));
    let facts = row![
        look.quiet(format!("Meter {} \u{b7} power {}", row.meter, row.power)).width(Fill),
        badge(look, tone, state)
    ];
    let body = column![
        row![
            look.strong(format!("{} {}, {}", row.name, row.account, row.address)).width(Fill),
            money(look, row.balance)
        ],
        look.body(row.why.as_str()),
        facts,
        divider(look),
        Column::with_children(gates).spacing(space::S),
        decided,
        never,
    ];
    let actions = vec![
        action(look, Kind::Plain, "Open the account", Shortcut::ENTER, Some(Message::OpenAccount)).into(),
        action(look, Kind::Primary, "Close", Shortcut::ESCAPE, Some(Message::CloseDialog)).into(),
    ];
    dialog(look, "Why is it here?", body.spacing(space::M), actions)
}

impl State {
    pub(super) fn asking(&mut self, message: Message) -> Effect<Message> {
        match message {
            Message::AskWhy => self.ask = self.selected().map(|row| Ask::new(About::Why(Box::new(row.clone())), &[])),
            Message::AskHold => self.ask = self.selected().map(|row| Ask::new(About::Hold(Box::new(row.clone())), &[])),
            Message::AskRelease => {
                let chosen = self.chosen();
                self.ask = (!chosen.is_empty()).then(|| Ask::new(About::Release(accounts(&chosen)), &chosen));
            }
            Message::AskGoOn => {
                let waiting: Vec<&RowView> = self
                    .shown()
                    .into_iter()
                    .flat_map(|shown| &shown.list.rows)
                    .filter(|row| rows::waits(row))
                    .collect();
                self.ask = Some(Ask::new(About::Release(Rows::All), &waiting));
            }
            Message::CloseDialog => self.ask = None,
            Message::Decide => return self.decide(),
            Message::LeaveForApproval => return self.leave_for_approval(),
            typed => self.type_in(typed),
        }
        self.ask.as_ref().map_or(Effect::None, Ask::focus_first)
    }

    fn type_in(&mut self, message: Message) {
        let Some(ask) = &mut self.ask else { return };
        match message {
            Message::Reason(text) => ask.reason.type_in(&text),
            Message::Approver(text) => ask.approver.type_in(&text),
            Message::Pin(text) => ask.pin.type_in(&text),
            _ => {}
        }
    }

    fn decide(&mut self) -> Effect<Message> {
        let Some(ask) = self.ask.as_mut().filter(|ask| !ask.under_way) else { return Effect::None };
        ask.under_way = true;
        let (key, reason, approver) = (ask.key, ask.reason(), ask.approver());
        match &ask.about {
            About::Why(_) => Effect::None,
            About::Hold(row) => {
                let account = row.account.clone();
                Effect::run(move |desk, call| {
                    let call = Call { key: Some(key), ..call.clone() };
                    Message::Decided(desk.perform(&call, &HoldRow { account, reason: reason.unwrap_or_default() }))
                })
            }
            About::Release(wanted) => {
                let (rows, needed) = (wanted.clone(), ask.needs_approval);
                Effect::run(move |desk, call| {
                    // A practice store approves itself.
                    let itself = || Approver { name: PRACTICE.to_string(), pin: None };
                    let approver = approver.or_else(|| (needed && desk.is_practice()).then(itself));
                    let call = Call { key: Some(key), approver, ..call.clone() };
                    Message::Decided(desk.perform(&call, &ReleaseRows::of(rows, reason)))
                })
            }
        }
    }

    fn leave_for_approval(&mut self) -> Effect<Message> {
        let Some(ask) = self.ask.as_mut().filter(|ask| !ask.under_way) else { return Effect::None };
        let About::Release(rows @ Rows::Accounts(_)) = &ask.about else { return Effect::None };
        let Some(reason) = ask.reason() else {
            ask.refused(Refusal::new(Code::NoReason, "say why they are cut: the supervisor reads it"));
            return ask.focus();
        };
        ask.under_way = true;
        let who: Vec<&str> = ask.lines.iter().map(|(who, ..)| who.as_str()).collect();
        let text = format!("Disconnect {}: {reason}", who.join(", "));
        let (key, kept) = (ask.key, WaitingAct::of(&ReleaseRows::of(rows.clone(), Some(reason))));
        Effect::run(move |desk, call| {
            let call = Call { key: Some(key), ..call.clone() };
            Message::LeftForApproval(desk.perform(&call, &AskApproval { kept, text }))
        })
    }
}

impl Ask {
    /// Puts the focus into a dialog that has just opened, never while something is typed.
    fn focus_first(&self) -> Effect<Message> {
        let untouched = self.reason.text().is_empty() && self.approver.text().is_empty() && self.pin.text().is_empty();
        if untouched { self.focus() } else { Effect::None }
    }
}
