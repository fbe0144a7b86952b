//! To approve: what found no supervisor, who asked, when, in words; a supervisor approves with their PIN, or declines.

use iced::widget::{Column, column, row};
use iced::{Alignment, Fill};

use super::approve_dialog::{self, Outcome};
use super::asked::{Asked, Posting, refused, sentence};
use super::dates;
use crate::basics::Refused;
use crate::desk::{Approved, Approver, Call, Decline, Declined, WaitingView};
use crate::window::kit::toast::Severity;
use crate::window::kit::{
    Element, Kind, Look, Shortcut, Tone, action, badge, card, empty, focusable, screen_title, scrolling, space,
};
use crate::window::work::{Effect, Screen};
use crate::words::{Word, capitalized};

/// What waits, and the one that is looked at.
#[derive(Debug)]
pub struct State {
    waiting: Asked<Vec<WaitingView>>,
    selected: usize,
    approval: Option<approve_dialog::State>,
    posting: Posting,
}

#[derive(Debug, Clone)]
pub enum Message {
    Came(u64, Refused<Vec<WaitingView>>),
    Select(usize),
    Approve,
    Approval(approve_dialog::Message),
    Approved(u64, Refused<Approved>),
    Decline,
    Declined(u64, Refused<Declined>),
}

impl Screen for State {
    type Message = Message;

    fn new(_look: Look) -> (Self, Effect<Message>) {
        let mut state = Self { waiting: Asked::default(), selected: 0, approval: None, posting: Posting::default() };
        let effect = state.reload();
        (state, effect)
    }

    fn refresh(&mut self, _look: Look) -> Effect<Message> {
        self.reload()
    }

    fn update(&mut self, message: Message) -> Effect<Message> {
        match message {
            Message::Came(ticket, answer) => {
                self.waiting.take(ticket, answer);
                let count = self.waiting.value().map_or(0, Vec::len);
                self.selected = self.selected.min(count.saturating_sub(1));
            }
            Message::Select(index) => self.selected = index,
            Message::Approve => {
                let Some(waiting) = self.selected() else { return Effect::None };
                let what = format!("{} Asked by {}.", sentence(&waiting.text), waiting.maker);
                let dialog = approve_dialog::State::supervisor(what, false);
                let focus = dialog.focus();
                self.approval = Some(dialog);
                return focus;
            }
            Message::Approval(message) => return self.approval(message),
            Message::Approved(ticket, answer) => return self.approved(ticket, answer),
            Message::Decline => return self.decline(),
            Message::Declined(ticket, answer) => {
                let words = self.selected().map(|waiting| waiting.text.clone()).unwrap_or_default();
                if let Some(declined) = self.posting.take(ticket, answer) {
                    let said =
                        Effect::Say(Severity::Done, format!("{}: {}", declined.outcome.label(), sentence(&words)));
                    return Effect::Several(vec![said, self.reload()]);
                }
            }
        }
        Effect::None
    }

    fn view(&self, look: Look) -> Element<'_, Message> {
        let count = self.waiting.value().map_or(0, Vec::len);
        let beside = match count {
            0 => badge(look, Tone::Neutral, "Nothing waits"),
            1 => badge(look, Tone::Attention, "1 waits"),
            _ => badge(look, Tone::Attention, format!("{count} wait")),
        };
        let content = match self.waiting.value() {
            Some(waiting) if waiting.is_empty() => card(
                look,
                empty(
                    look,
                    "Nothing waits for a second person",
                    "Voids, moved payments, corrected reads, adjustments, refunds and releases that find no supervisor come here, and post when one approves.",
                    None,
                ),
            )
            .into(),
            Some(waiting) => self.list(look, waiting),
            None => refused(look, self.waiting.refusal()).unwrap_or_else(|| look.quiet("Looking what waits\u{2026}").into()),
        };
        let ready = self.selected().is_some() && !self.posting.under_way();
        let foot = row![
            action(look, Kind::Plain, "Decline", Shortcut::letter('X'), ready.then_some(Message::Decline))
                .because("Nothing is selected."),
            action(look, Kind::Primary, "Approve with PIN", Shortcut::letter('A'), ready.then_some(Message::Approve))
                .because("Nothing is selected."),
        ];
        let foot = iced::widget::container(foot.spacing(space::M)).align_right(Fill);
        column![
            screen_title(look, "To approve", beside),
            refused(look, self.posting.refusal()),
            scrolling(look, content),
            foot
        ]
        .spacing(space::M)
        .into()
    }

    /// What stands over the screen: who approves.
    fn dialog(&self, look: Look) -> Option<Element<'_, Message>> {
        Some(self.approval.as_ref()?.view(look).map(Message::Approval))
    }
}

impl State {
    fn reload(&mut self) -> Effect<Message> {
        let ticket = self.waiting.ask();
        Effect::run(move |desk, call| Message::Came(ticket, desk.approvals(call)))
    }

    fn selected(&self) -> Option<&WaitingView> {
        self.waiting.value()?.get(self.selected)
    }

    fn approval(&mut self, message: approve_dialog::Message) -> Effect<Message> {
        let Some(dialog) = &mut self.approval else { return Effect::None };
        match dialog.update(message) {
            Outcome::Approved(approver) => self.approve(approver),
            Outcome::Cancelled => {
                self.approval = None;
                Effect::None
            }
            Outcome::Nothing | Outcome::LeftWaiting => Effect::None,
        }
    }

    fn approve(&mut self, approver: Approver) -> Effect<Message> {
        let Some(id) = self.selected().map(|waiting| waiting.id) else { return Effect::None };
        let Some((ticket, key)) = self.posting.begin() else { return Effect::None };
        Effect::run(move |desk, call| {
            let call = Call { key: Some(key), approver: Some(approver), ..call.clone() };
            Message::Approved(ticket, desk.approve(&call, id))
        })
    }

    fn approved(&mut self, ticket: u64, answer: Refused<Approved>) -> Effect<Message> {
        if let Some(approved) = self.posting.take(ticket, answer) {
            self.approval = None;
            let said = Effect::Say(Severity::Done, format!("Approved and posted: {}", sentence(&approved.text)));
            return Effect::Several(vec![said, self.reload()]);
        }
        match (&mut self.approval, self.posting.refusal()) {
            (Some(dialog), Some(refusal)) if approve_dialog::is_about_approver(refusal) => {
                dialog.refused(refusal.clone());
                self.posting.take_refusal();
            }
            // The act itself is refused: it goes on waiting, and says why on the screen.
            _ => self.approval = None,
        }
        Effect::None
    }

    fn decline(&mut self) -> Effect<Message> {
        let Some(id) = self.selected().map(|waiting| waiting.id) else { return Effect::None };
        let Some((ticket, key)) = self.posting.begin() else { return Effect::None };
        Effect::run(move |desk, call| {
            let call = Call { key: Some(key), ..call.clone() };
            Message::Declined(ticket, desk.perform(&call, &Decline { id }))
        })
    }

    fn list<'a>(&'a self, look: Look, waiting: &'a [WaitingView]) -> Element<'a, Message> {
        let cards = waiting.iter().enumerate().map(|(index, waiting)| {
            let on = index == self.selected;
            let mark = on.then(|| badge(look, Tone::Good, "Selected"));
            let head = row![
                badge(look, Tone::Info, kind_name(&waiting.kept.act)),
                look.strong(sentence(&waiting.text)).width(Fill),
                mark
            ];
            let asked = format!("{} asked at {}, {}.", waiting.maker, waiting.office, dates::when(&waiting.at));
            let body = column![head.spacing(space::S).align_y(Alignment::Center), look.quiet(asked)].spacing(space::S);
            let pressed = iced::widget::mouse_area(card(look, body)).on_press(Message::Select(index));
            focusable(look, pressed, Some(Message::Select(index))).into()
        });
        Column::with_children(cards).spacing(space::S).padding(2).into()
    }
}

/// The kind of act, in a word or two.
fn kind_name(act: &str) -> String {
    match act {
        "payment_move" => "Moved payment".to_string(),
        "reading_correct" => "Corrected read".to_string(),
        "cycle_release" => "Release".to_string(),
        "adjust" => "Adjustment".to_string(),
        other => capitalized(&other.replace('_', " ")),
    }
}

#[cfg(test)]
mod tests {
    use iced::keyboard::{Key, Modifiers};

    use super::super::practice::{At, LIGHT, Office, SMALL, Seen, WIDE, alone};
    use super::*;
    use crate::basics::Cents;
    use crate::basics::Code;
    use crate::desk::{AdjustInput, AskApproval, WaitingAct};
    use crate::window::kit::testing::{shot, window};

    type Approvals = At<State>;

    impl Approvals {
        /// Dora asked for two adjustments.
        fn open() -> Self {
            let mut office = Office::open();
            for (cents, reason) in [(5_00, "Wrong read in October"), (-2_00, "Posted twice")] {
                let input =
                    AdjustInput { account: office.account.clone(), amount: Cents(cents), reason: reason.into() };
                let text = format!("Adjust the balance of Ada Ozark by {}: {reason}", Cents(cents).dollars());
                let call = office.call();
                office.desk.perform(&call, &AskApproval { kept: WaitingAct::of(&input), text }).expect("it waits");
            }
            Self::begun(office)
        }

        fn approves(&mut self, name: &str, pin: &str) -> Vec<Seen> {
            self.does(Message::Approval(approve_dialog::Message::Name(name.into())));
            self.does(Message::Approval(approve_dialog::Message::Pin(pin.into())));
            self.does(Message::Approval(approve_dialog::Message::Approve))
        }

        fn count(&self) -> usize {
            self.state.waiting.value().map_or(0, Vec::len)
        }
    }

    #[test]
    fn what_waits_is_approved_with_a_pin_and_posts() {
        let mut screen = Approvals::open();
        assert_eq!(screen.count(), 2);
        screen.does(Message::Approve);
        screen.approves("Sue", "1111");
        assert!(screen.state.approval.is_some() && screen.count() == 2, "a wrong PIN approves nothing");
        screen.approves("Dora", "4711");
        assert!(screen.state.approval.is_some() && screen.count() == 2, "nobody approves their own act");
        screen.approves("Sue", "4711");
        assert_eq!((screen.count(), screen.state.approval.is_none()), (1, true));
        let call = screen.office.call();
        let account = screen.office.account.clone();
        let ledger = screen.office.desk.account_ledger(&call, &account).expect("a ledger");
        assert_eq!(ledger.last().map(|line| line.amount), Some(Cents(5_00)));
    }

    #[test]
    fn its_maker_withdraws_and_nothing_is_posted() {
        let mut screen = Approvals::open();
        let seen = screen.does(Message::Decline);
        assert!(matches!(&seen[0], Seen::Said(_, words) if words.starts_with("Withdrawn")), "{seen:?}");
        assert_eq!(screen.count(), 1);
    }

    #[test]
    fn another_clerk_cannot_decline_and_is_told_why() {
        let mut screen = Approvals::open();
        screen.office.sign_in("Carl");
        screen.does(Message::Decline);
        assert_eq!(screen.state.posting.refusal().map(|refusal| refusal.code), Some(Code::SupervisorNeeded));
        assert_eq!(screen.count(), 2);
    }

    #[test]
    fn the_keys_act_and_nothing_waiting_is_said() {
        let mut screen = Approvals::open();
        shot(LIGHT, &mut window(WIDE, alone(LIGHT, &screen.state)), "approvals");
        let told = screen.press(Key::Character("a".into()), Modifiers::empty());
        assert!(matches!(told[..], [Message::Approve]));
        shot(LIGHT, &mut window(SMALL, screen.state.view(LIGHT)), "approvals-small");
        screen.does(Message::Decline);
        screen.does(Message::Decline);
        let mut ui = window(WIDE, screen.state.view(LIGHT));
        ui.find("Nothing waits for a second person").expect("words");
        shot(LIGHT, &mut ui, "approvals-empty");
    }
}
