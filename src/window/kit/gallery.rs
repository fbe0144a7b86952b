//! Everything in the kit at once, to be looked at in every palette and tried through a simulator.

use iced::Fill;
use iced::widget::{column, combo_box, row};

use super::chart::{DayOfUse, chart};
use super::dialog::{dialog, root};
use super::list::{List, ListEvent, list};
use super::signature::{Signature, pad};
use super::table::{Column, Row, table};
use super::toast::Toasts;
use super::*;
use crate::basics::{Cents, Day, Kwh};

#[derive(Debug, Clone, PartialEq)]
pub enum Message {
    Go(&'static str),
    Typed(String),
    Chosen(u8),
    Turned(bool),
    List(ListEvent),
    Day(usize),
    Signed,
    Dismissed(u64),
}

const METHODS: [(u8, &str); 4] = [(0, "Cash"), (1, "Check"), (2, "Money order"), (3, "Card")];

/// Something of everything.
pub struct Gallery {
    pub look: Look,
    amount: Field<Cents>,
    wrong: Field<Cents>,
    name: Field<String>,
    banks: combo_box::State<String>,
    days: Vec<DayOfUse>,
    pub members: List,
    signature: Signature,
    pub toasts: Toasts,
    dialog: bool,
}

impl Gallery {
    pub fn new(mode: Mode, size: TextSize) -> Self {
        let mut wrong = Field::money();
        wrong.type_in("40.0");
        let mut signature = Signature::default();
        signature
            .add((0..60).map(|n| n as f32 / 60.0).map(|t| [0.1 + 0.7 * t, 0.18 - 0.1 * (t * 14.0).sin()]).collect());
        Self {
            look: Look::new(mode, size),
            amount: Field::money().holding("20.00"),
            wrong,
            name: Field::any(),
            banks: combo_box::State::new(vec!["First".to_string(), "Second".to_string()]),
            days: november(),
            members: List::default(),
            signature,
            toasts: Toasts::default(),
            dialog: false,
        }
    }

    fn actions(&self) -> Element<'_, Message> {
        let look = self.look;
        row![
            action(look, Kind::Primary, "Take payment", Shortcut::F2, Some(Message::Go("pay"))).id("pay"),
            action(look, Kind::Plain, "Why is it off?", Shortcut::letter('W'), Some(Message::Go("why"))),
            action(look, Kind::Danger, "Disconnect 2 now", Shortcut::CTRL_ENTER, Some(Message::Go("cut"))),
            action(look, Kind::Plain, "Post", Shortcut::ENTER, None).because("There is no open drawer."),
            link(look, "Split tender", Shortcut::ctrl('T'), Message::Go("split")),
        ]
        .spacing(space::M)
        .align_y(iced::Alignment::Center)
        .wrap()
        .into()
    }

    fn figures(&self) -> Element<'_, Message> {
        let look = self.look;
        row![
            Figure::Large.balance(look, "Advance Pay balance", Cents(-56)),
            Figure::Large.to_reconnect(look, "One payment that reconnects now", Cents(20_56)),
            Figure::Normal.balance(look, "Past-due plan", Cents(10_000)),
            figure(look, "Becomes inactive after", Figure::Normal, Tone::Neutral, "Mon Dec 7"),
        ]
        .spacing(28)
        .align_y(iced::Alignment::End)
        .wrap()
        .into()
    }

    fn badges(&self) -> Element<'_, Message> {
        let look = self.look;
        row![
            badge(look, Tone::Bad, "Disconnected \u{b7} seen open Mon Nov 30, 10:02 AM"),
            badge(look, Tone::Good, "ready"),
            badge(look, Tone::Attention, "held: medical to Dec 12"),
            badge(look, Tone::Info, "held: government pledge"),
            badge(look, Tone::Neutral, "inactive"),
            count_badge(look, 2),
        ]
        .spacing(space::S)
        .wrap()
        .into()
    }

    fn form(&self) -> Element<'_, Message> {
        let look = self.look;
        let bank = combo(look, "Bank", &self.banks, "Type to find one", None, |_: String| Message::Chosen(9));
        let turn = |on| Message::Turned(on);
        column![
            field(look, "Amount", &self.amount, Message::Typed).id("amount").large().width(220),
            choice(look, "Method", &METHODS, Some(0), Message::Chosen),
            row![
                field(look, "Tendered", &self.wrong, Message::Typed).id("tendered").width(150),
                field(look, "Paid by", &self.name, Message::Typed).placeholder("As on the account").hint("Optional."),
                bank,
            ]
            .spacing(space::M),
            check(look, "Copy given to the member", true, Some(turn)),
            check(look, "Read aloud on request", false, Some(turn)),
            check(look, "Drawer 1 final", true, None::<fn(bool) -> Message>),
        ]
        .spacing(space::M)
        .into()
    }

    fn notes(&self) -> Element<'_, Message> {
        let look = self.look;
        column![
            note(look, Tone::Bad, "The power stays off: $20.56 more is needed.", "While disconnected it comes first."),
            note(
                look,
                Tone::Attention,
                "",
                "Same amount was paid on this account 6 minutes ago. Is this another payment?"
            ),
            note(look, Tone::Info, "", "Held by a government pledge to Dec 15."),
            note(look, Tone::Good, "Reconnect requested", ""),
        ]
        .spacing(space::S)
        .into()
    }

    fn ledger(&self) -> Element<'_, Message> {
        let look = self.look;
        let columns = [
            Column::words("When", 120),
            Column::words("What", Fill),
            Column::figures("Amount", 80),
            Column::figures("Balance", 80),
        ];
        let lines = [
            (
                "Nov 30 2:09p",
                "Payment, cash \u{b7} R-C-004118 \u{b7} short by $20.56, and more words than fit",
                20_00,
                -56,
            ),
            ("Nov 30", "34.1 kWh \u{b7} availability $0.95", -5_21, -20_56),
            ("Nov 26", "37.6 kWh \u{b7} availability $0.95", -5_12, 1_28),
        ];
        let rows = lines.into_iter().enumerate().map(|(index, (when, what, paid, balance))| {
            let figures = [amount(look, Cents(paid)).into(), amount(look, Cents(balance)).into()];
            let [paid, balance] = figures;
            Row::new(vec![look.quiet(when).into(), look.line(what).into(), paid, balance])
                .selected(index == 1)
                .on_press(Message::Go("line"))
        });
        titled_card(look, "Ledger", None, table(look, &columns, rows)).into()
    }

    fn long_list(&self) -> Element<'_, Message> {
        let look = self.look;
        let columns = [Column::words("Member", Fill), Column::figures("Balance", 100)];
        let row = move |index: usize| {
            let balance = Cents(index as i64 * 137 % 4_000 - 1_500);
            Row::new(vec![look.line(format!("Member {index:06}")).into(), money(look, balance).into()])
        };
        list(look, &self.members, &columns, 100_000, row, Message::List)
    }

    fn steps(&self) -> Element<'_, Message> {
        let named = [("Member", StepState::Done), ("What is due", StepState::Now), ("Payment", StepState::ToCome)];
        let step = |(name, state): (&str, StepState)| Step { name: name.to_string(), detail: String::new(), state };
        steps(self.look, named.map(step))
    }

    fn everything(&self) -> Element<'_, Message> {
        let look = self.look;
        let signed =
            pad(look, &self.signature, 380.0, "Ada Ozark \u{b7} Nov 30, 2026 \u{b7} Clinton", |_| Message::Signed);
        let nothing = empty(look, "Nobody waits", "Approvals that find no supervisor come here.", None);
        let left = column![
            card(look, column![self.badges(), self.figures(), self.actions()].spacing(space::L)),
            card(look, chart(look, &self.days, Some(23), Message::Day)),
            self.ledger(),
            card(look, self.long_list()).height(210),
        ];
        let right = column![
            card(look, self.form()),
            self.notes(),
            titled_card(look, "Sign here", None, signed),
            card(look, nothing),
            card(look, chart(look, &[], None, Message::Day)),
        ];
        let head = screen_title(look, "Take payment", badge(look, Tone::Attention, "Counting \u{b7} Nov 30"));
        let open = [("Ada Ozark \u{b7} 1000204".to_string(), true), ("Ben Riddle \u{b7} 1000077".to_string(), false)];
        let search = search_box(
            look,
            "search",
            "",
            (Shortcut::ctrl('F'), Message::Go("find")),
            Message::Typed,
            Message::Go("first"),
        );
        column![
            search,
            tabs(look, open.map(|(name, on)| (name, on, Message::Go("tab")))),
            head,
            self.steps(),
            row![
                left.spacing(space::M).width(iced::FillPortion(5)),
                right.spacing(space::M).width(iced::FillPortion(4))
            ]
            .spacing(space::M),
        ]
        .spacing(space::S)
        .into()
    }

    pub fn view(&self) -> Element<'_, Message> {
        let look = self.look;
        let places = [
            ("Counter", Shortcut::F1, 0),
            ("Enroll", Shortcut::F3, 0),
            ("Morning", Shortcut::F5, 0),
            ("Switch queue", Shortcut::F6, 2),
            ("Drawer & day", Shortcut::F8, 0),
            ("To approve", Shortcut::F9, 0),
            ("Reports", Shortcut::F10, 0),
            ("Settings", Shortcut::F12, 0),
        ];
        let items = places.map(|(label, key, waiting)| RailItem {
            label,
            key,
            waiting,
            active: label == "Counter",
            on_press: Message::Go(label),
        });
        let footer = [
            "Clinton \u{b7} D. Park",
            "Drawer open since 8:02",
            "Mon Nov 30, 2:14 PM",
            "Cycle done 10:02 \u{b7} all reads in",
        ];
        let around = Shell {
            band: Some("PRACTICE OFFICE \u{b7} nothing here is real \u{b7} rates are samples"),
            items: items.into(),
            footer: footer.map(String::from).into(),
        };
        let content = scrolling(look, self.everything());
        let asked = self.dialog.then(|| self.question());
        root(look, shell(look, around, content), asked, self.toasts.view(look, Message::Dismissed))
    }

    fn question(&self) -> Element<'_, Message> {
        let look = self.look;
        let body = column![
            look.body(
                "Ada Ozark, 12 Elm St, Clinton, is disconnected now. A supervisor who is not you has released it."
            ),
            field(look, "Reason", &self.name, Message::Typed).id("reason"),
        ];
        let actions = vec![
            action(look, Kind::Plain, "Keep the power on", Shortcut::ESCAPE, Some(Message::Go("keep"))).into(),
            action(look, Kind::Danger, "Disconnect", Shortcut::CTRL_ENTER, Some(Message::Go("disconnect"))).into(),
        ];
        dialog(look, "Disconnect this member?", body.spacing(space::M), actions)
    }

    pub fn with_dialog(mut self) -> Self {
        self.dialog = true;
        self
    }
}

fn november() -> Vec<DayOfUse> {
    let first: Day = "2026-10-20".parse().expect("a day");
    let mut balance = 60_00;
    let day = |(index, day): (usize, Day)| {
        let wh = 30_000 + (index as i64 * 7_919) % 17_000;
        let cost = wh / 80 + 95;
        balance += if index % 15 == 14 { 90_00 - cost } else { -cost };
        DayOfUse { day, used: Kwh::from_wh(wh), cost: Cents(cost), balance: Cents(balance), estimated: index == 30 }
    };
    first.iter_days().take(40).enumerate().map(day).collect()
}
