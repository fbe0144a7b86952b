//! A meter asked or switched by hand. Before power is switched, whose it is is read back, and on which ground (C44).

use iced::widget::{column, row};
use uuid::Uuid;

use super::message::Message;
use crate::basics::{Code, Refusal, Refused};
use crate::desk::{Approver, Call, FoundView, Ground, SwitchByHand, SwitchView};
use crate::window::kit::dialog::dialog;
use crate::window::kit::{
    Element, Field, Kind, Look, Shortcut, Tone, action, choice, divider, field, money, note, space, titled_card,
};
use crate::window::screens::approve_dialog::signed;
use crate::window::work::Effect;
use crate::words::{CommandStatus, Power, SwitchVerb};

/// So many are looked through for the one whose meter it is.
const LOOKED_THROUGH: usize = 20;

/// The grounds that a person may name.
const GROUNDS: [(Ground, &str); 5] = [
    (Ground::Request, "Request"),
    (Ground::Stop, "Stop"),
    (Ground::Move, "Move"),
    (Ground::Safety, "Safety"),
    (Ground::Tampering, "Tampering"),
];

/// A switching that waits to be confirmed.
struct Asked {
    verb: SwitchVerb,
    member: FoundView,
    ground: Option<Ground>,
    reason: Field<String>,
    approver: Field<String>,
    pin: Field<String>,
    /// The desk said that a second person is needed.
    needs_approval: bool,
    refusal: Option<Refusal>,
    /// Made when it was asked, and anew when it was refused: pressing twice switches once.
    key: Uuid,
}

impl Asked {
    fn new(verb: SwitchVerb, member: FoundView) -> Self {
        let (reason, approver, pin) = (Field::any(), Field::any(), Field::any());
        let (ground, needs_approval, refusal) = (None, false, None);
        Self { verb, member, ground, reason, approver, pin, needs_approval, refusal, key: Uuid::now_v7() }
    }

    /// It was refused: a second person is asked for, or what was written may be mended.
    fn refused(&mut self, refusal: Refusal) {
        self.needs_approval |= refusal.code == Code::ApprovalNeeded;
        self.pin = Field::any();
        self.key = Uuid::now_v7();
        self.refusal = Some(refusal);
    }

    fn input(&self) -> SwitchByHand {
        let reason = self.reason.value().filter(|reason| !reason.is_empty()).cloned();
        SwitchByHand { verb: self.verb, meter: self.member.meter.clone(), ground: self.ground, reason }
    }

    fn approver(&self) -> Option<Approver> {
        let name = self.approver.value().filter(|name| self.needs_approval && !name.is_empty())?.clone();
        Some(Approver { name, pin: self.pin.value().filter(|pin| !pin.is_empty()).cloned() })
    }
}

/// The meter that is meant, and what it answered.
pub(super) struct ByHand {
    /// Of its own: looking for a meter makes no answer about the queue an old one.
    ticket: u64,
    meter: Field<String>,
    wanted: Option<SwitchVerb>,
    asked: Option<Asked>,
    under_way: bool,
    pub answer: Option<Refused<SwitchView>>,
}

impl Default for ByHand {
    fn default() -> Self {
        let named = |text: &str| match text {
            "" => Err("Write the number on the meter, or choose a command.".to_string()),
            meter => Ok(meter.to_string()),
        };
        Self { ticket: 0, meter: Field::new(named), wanted: None, asked: None, under_way: false, answer: None }
    }
}

impl ByHand {
    /// The selected command's meter is meant.
    pub fn suggest(&mut self, meter: &str) {
        if !self.under_way {
            self.meter.type_in(meter);
            self.answer = None;
        }
    }

    pub fn answered(&mut self, answered: Refused<SwitchView>) {
        self.under_way = false;
        match (&mut self.asked, answered) {
            (Some(asked), Err(refusal)) => asked.refused(refusal),
            (asked, answered) => {
                *asked = None;
                self.answer = Some(answered);
            }
        }
    }

    pub fn dialog(&self, look: Look) -> Option<Element<'_, Message>> {
        let asked = self.asked.as_ref()?;
        let member = &asked.member;
        let off = asked.verb == SwitchVerb::Off;
        let what = if off {
            "The power goes off now, if the ground carries it, and stays off until somebody switches it on."
        } else {
            "The power comes on now; before the target is met a second person approves, and the next list judges again."
        };
        let ground = off.then(|| choice(look, "Ground", &GROUNDS, asked.ground, Message::Ground));
        let approval = asked.needs_approval.then(|| {
            row![
                field(look, "Supervisor", &asked.approver, Message::Approver),
                field(look, "PIN", &asked.pin, Message::Pin).secure().width(130),
            ]
            .spacing(space::M)
        });
        let refusal = asked.refusal.as_ref().map(|refusal| note(look, Tone::Attention, "", refusal.message.as_str()));
        let body = column![
            look.strong(format!("{} {}", member.name, member.account)),
            look.body(member.address.as_str()),
            row![
                look.body(format!("Meter {} \u{b7} {} \u{b7} balance", member.meter, member.status)),
                money(look, member.balance)
            ]
            .spacing(space::XS),
            divider(look),
            look.body(what),
            look.quiet("Read the name and the address back to whoever asks for it."),
            ground,
            field(look, "Why", &asked.reason, Message::Reason)
                .id("by-hand-reason")
                .hint("Who asked and how they were known, or what was found."),
            approval,
            refusal,
        ];
        let (kind, label) = if off { (Kind::Danger, "Disconnect") } else { (Kind::Primary, "Reconnect") };
        let confirm = (!self.under_way).then_some(Message::Confirm);
        let actions = vec![
            action(look, Kind::Plain, "Leave it as it is", Shortcut::ESCAPE, Some(Message::CloseDialog)).into(),
            action(look, kind, label, Shortcut::CTRL_ENTER, confirm).into(),
        ];
        let title = if off { "Switch this meter off?" } else { "Switch this meter on?" };
        Some(dialog(look, title, body.spacing(space::S), actions))
    }
}

/// An answer in a sentence, with its tone.
fn in_words(answer: &SwitchView) -> (Tone, String) {
    let tone = match answer.status {
        CommandStatus::Done => Tone::Good,
        CommandStatus::Queued | CommandStatus::Sent => Tone::Info,
        _ => Tone::Attention,
    };
    let seen = match (answer.command, &answer.kwh) {
        (SwitchVerb::Read, Some(kwh)) => format!("reads {kwh} kWh"),
        _ if answer.state == Power::Unknown => "is not known".to_string(),
        _ => format!("is {}", answer.state),
    };
    let words = match answer.status {
        CommandStatus::Done => format!("Meter {} {seen}.", answer.meter),
        status => format!("Meter {}, {}: {status}. {}", answer.meter, answer.command, answer.detail),
    };
    (tone, words)
}

impl ByHand {
    pub fn update(&mut self, message: Message) -> Effect<Message> {
        match message {
            Message::Meter(text) => {
                self.meter.type_in(&text);
                self.answer = None;
            }
            Message::ByHand(verb) => return self.ask_by_hand(verb),
            Message::MeterFound(ticket, found) if ticket == self.ticket => self.found(found),
            Message::Confirm => return self.confirm(),
            Message::Ground(_) | Message::Reason(_) | Message::Approver(_) | Message::Pin(_) => self.write(message),
            Message::CloseDialog if !self.under_way => self.asked = None,
            _ => {}
        }
        Effect::None
    }

    fn ask_by_hand(&mut self, verb: SwitchVerb) -> Effect<Message> {
        self.meter.ask();
        let Some(meter) = self.meter.value().filter(|_| !self.under_way).cloned() else {
            return Effect::None;
        };
        self.answer = None;
        if matches!(verb, SwitchVerb::Read | SwitchVerb::State) {
            self.under_way = true;
            return Effect::run(move |desk, call| {
                Message::Answered(desk.switch_by_hand(call, &SwitchByHand::plain(verb, meter.as_str())))
            });
        }
        self.wanted = Some(verb);
        self.ticket += 1;
        let ticket = self.ticket;
        Effect::run(move |desk, call| {
            let found = desk.find(call, &meter, LOOKED_THROUGH);
            Message::MeterFound(ticket, found.map(|found| found.into_iter().find(|one| one.meter == meter)))
        })
    }

    fn found(&mut self, found: Refused<Option<FoundView>>) {
        let Some(verb) = self.wanted.take() else { return };
        match found {
            Ok(Some(member)) => self.asked = Some(Asked::new(verb, member)),
            Ok(None) => {
                let words = format!("No account has meter {}: look at the number again.", self.meter.text());
                self.answer = Some(Err(Refusal::new(Code::UnknownMeter, words)));
            }
            Err(refusal) => self.answer = Some(Err(refusal)),
        }
    }

    fn confirm(&mut self) -> Effect<Message> {
        let Some(asked) = self.asked.as_ref().filter(|_| !self.under_way) else { return Effect::None };
        let (key, input, approver) = (asked.key, asked.input(), asked.approver());
        let needed = asked.needs_approval;
        self.under_way = true;
        Effect::run(move |desk, call| {
            // A practice store approves itself, once a second person is asked for.
            let call = match needed {
                true => signed(desk, call, key, approver),
                false => Call { key: Some(key), ..call.clone() },
            };
            Message::Answered(desk.switch_by_hand(&call, &input))
        })
    }

    fn write(&mut self, message: Message) {
        let Some(asked) = &mut self.asked else { return };
        match message {
            Message::Ground(ground) => asked.ground = Some(ground),
            Message::Reason(text) => asked.reason.type_in(&text),
            Message::Approver(text) => asked.approver.type_in(&text),
            Message::Pin(text) => asked.pin.type_in(&text),
            _ => {}
        }
    }

    pub fn card(&self, look: Look) -> Element<'_, Message> {
        let ready = |verb: SwitchVerb| (!self.under_way).then_some(Message::ByHand(verb));
        let answer = self.answer.as_ref().map(|answer| match answer {
            Ok(answer) => {
                let (tone, words) = in_words(answer);
                note(look, tone, "", words)
            }
            Err(refusal) => note(look, Tone::Bad, "", refusal.message.as_str()),
        });
        let asks = row![
            action(look, Kind::Plain, "State", Shortcut::letter('S'), ready(SwitchVerb::State)),
            action(look, Kind::Plain, "Read", Shortcut::letter('R'), ready(SwitchVerb::Read)),
        ];
        let switches = row![
            action(look, Kind::Plain, "On", Shortcut::ctrl('O'), ready(SwitchVerb::On)),
            action(look, Kind::Danger, "Off", Shortcut::ctrl('K'), ready(SwitchVerb::Off)),
        ];
        let body = column![
            field(look, "Meter", &self.meter, Message::Meter).id("by-hand-meter"),
            row![asks.spacing(space::S), switches.spacing(space::S)].spacing(space::S).wrap(),
            answer,
        ];
        titled_card(look, "By hand", None, body.spacing(space::S)).into()
    }
}
