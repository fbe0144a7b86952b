//! The small forms of the drawer, each over the screen: the float, money that leaves it, its close, the deposit, the day.

use std::collections::BTreeSet;

use iced::widget::{Column, column};

use super::super::asked::{Asked, Posting, refused};
use super::super::dates;
use super::super::reports::day_report;
use crate::basics::{Cents, Code, Day, Refused};
use crate::desk::{
    Call, CloseDayInput, CloseDrawerInput, DayReportView, DepositInput, DepositView, Desk, DrawerView, DropToSafe,
    HandOver, ItemView, OpenDrawer, PayOut, Reported,
};
use crate::window::kit::dialog::dialog;
use crate::window::kit::table::{Column as Heading, Row, table};
use crate::window::kit::{
    Element, Field, Kind as ActionKind, Look, Shortcut, action, amount, check, field, scrolling, space,
};
use crate::window::work::{Effect, Job};

/// What the form is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    OpenDrawer,
    PaidOut,
    SafeDrop,
    HandOver,
    CloseDrawer,
    Deposit,
    CloseDay,
    /// The day's report, to look at and print: an X while the day goes on, the Z when it is closed.
    Report,
}

/// A form that is open.
#[derive(Debug, Clone)]
pub struct Form {
    pub kind: Kind,
    amount: Field<Cents>,
    words: Field<String>,
    pub posting: Posting,
    /// What would go to the bank.
    pub deposit: Asked<DepositView>,
    /// Receipts whose paper stays behind.
    left_out: BTreeSet<String>,
    pub report: Asked<DayReportView>,
}

#[derive(Debug, Clone)]
pub enum Message {
    Amount(String),
    Words(String),
    /// Whether a receipt's paper goes into the bag.
    Pack(String, bool),
    DepositCame(u64, Refused<DepositView>),
    ReportCame(u64, Refused<Box<DayReportView>>),
    Post,
    Print,
    Printed(Refused<(String, Vec<u8>)>),
    Close,
    Done(u64, Box<Refused<Done>>),
}

/// What a form did.
#[derive(Debug, Clone)]
pub enum Done {
    /// To the drawer; with the words of the toast.
    Drawer(DrawerView, String),
    /// The bag is packed: its slip, to print.
    Deposit(DepositView, Vec<u8>),
    /// The day is closed: its Z report, to print.
    Day(Box<DayReportView>, Vec<u8>),
}

const AMOUNT: &str = "drawer-amount";
const WORDS: &str = "drawer-words";
/// A report is no higher than this, so that its actions are seen in the smallest window.
const REPORT: f32 = 470.0;

impl Form {
    /// Opens a form, with what has to be asked for it.
    pub fn open(kind: Kind) -> (Self, Effect<Message>) {
        let mut form = Self {
            kind,
            amount: Field::money(),
            words: Field::any(),
            posting: Posting::default(),
            deposit: Asked::default(),
            left_out: BTreeSet::new(),
            report: Asked::default(),
        };
        let effect = match kind {
            Kind::Deposit => {
                let ticket = form.deposit.ask();
                let asked = Effect::run(move |desk, call| Message::DepositCame(ticket, desk.next_deposit(call)));
                Effect::Several(vec![asked, Effect::Focus(WORDS.into())])
            }
            Kind::Report => {
                let ticket = form.report.ask();
                Effect::run(move |desk, call| {
                    Message::ReportCame(ticket, desk.day_report(call, None, Reported::Here).map(Box::new))
                })
            }
            Kind::CloseDrawer | Kind::HandOver => Effect::Focus(WORDS.into()),
            _ => Effect::Focus(AMOUNT.into()),
        };
        (form, effect)
    }

    /// Shows a report that is there already: the Z of the day that was just closed.
    pub fn of_report(report: DayReportView) -> Self {
        let (mut form, _) = Self::open(Kind::Report);
        form.report.put(report);
        form
    }

    pub fn type_amount(&mut self, text: &str) {
        self.amount.type_in(text);
    }

    pub fn type_words(&mut self, text: &str) {
        self.words.type_in(text);
    }

    pub fn pack(&mut self, receipt: String, packed: bool) {
        if packed {
            self.left_out.remove(&receipt);
        } else {
            self.left_out.insert(receipt);
        }
    }

    /// The card terminal's total, once it is typed.
    pub fn card_batch(&self) -> Option<Cents> {
        self.amount.value().copied().filter(|_| self.kind == Kind::CloseDay)
    }

    fn words(&self) -> String {
        self.words.text().trim().to_string()
    }

    fn reason(&self) -> Option<String> {
        Some(self.words()).filter(|words| !words.is_empty())
    }

    /// The act that the form asks for; `None` while something is missing, which the form then says, or under way.
    pub fn post(&mut self, day: Option<Day>) -> Option<Job<Message>> {
        self.amount.ask();
        let needs_amount = matches!(self.kind, Kind::OpenDrawer | Kind::PaidOut | Kind::SafeDrop | Kind::HandOver);
        if needs_amount && self.amount.value().is_none() {
            return None;
        }
        let (ticket, key) = self.posting.begin()?;
        let form = self.clone();
        Some(Box::new(move |desk, call| {
            let call = Call { key: Some(key), ..call.clone() };
            Message::Done(ticket, Box::new(form.run(desk, &call, day)))
        }))
    }

    fn run(&self, desk: &mut Desk, call: &Call, day: Option<Day>) -> Refused<Done> {
        let amount = self.amount.value().copied().unwrap_or_default();
        let sum = amount.dollars();
        match self.kind {
            Kind::OpenDrawer => Ok(Done::Drawer(
                desk.perform(call, &OpenDrawer { float: amount })?,
                format!("The drawer is open with {sum}."),
            )),
            Kind::PaidOut => Ok(Done::Drawer(
                desk.perform(call, &PayOut { amount, reason: self.words() })?,
                format!("{sum} was paid out."),
            )),
            Kind::SafeDrop => {
                Ok(Done::Drawer(desk.perform(call, &DropToSafe { amount })?, format!("{sum} is in the safe.")))
            }
            Kind::HandOver => {
                let to = self.words();
                let words = format!("{sum} was handed over to {to}.");
                Ok(Done::Drawer(desk.perform(call, &HandOver { to, amount })?, words))
            }
            Kind::CloseDrawer => {
                let drawer = desk.perform(call, &CloseDrawerInput { of: None, reason: self.reason() })?;
                Ok(Done::Drawer(drawer, "The drawer is closed; its money is in the safe.".to_string()))
            }
            Kind::Deposit => {
                let input = DepositInput { bag: self.words(), leave_out: self.left_out.iter().cloned().collect() };
                let deposit = desk.perform(call, &input)?;
                let slip = deposit.document.map(|slip| desk.document(call, slip)).transpose()?.unwrap_or_default();
                Ok(Done::Deposit(deposit, slip))
            }
            Kind::CloseDay => {
                let input = CloseDayInput {
                    day,
                    card_batch: self.card_batch(),
                    reason: self.reason(),
                    ..CloseDayInput::default()
                };
                let report = desk.perform(call, &input)?;
                let paper = desk.day_report_paper(call, Some(report.day))?;
                Ok(Done::Day(Box::new(report), paper))
            }
            Kind::Report => Err(crate::basics::Refusal::new(Code::NothingToDo, "a report is only looked at")),
        }
    }

    fn title(&self) -> String {
        match self.kind {
            Kind::OpenDrawer => "Open your drawer".to_string(),
            Kind::PaidOut => "Pay out of the drawer".to_string(),
            Kind::SafeDrop => "Drop cash into the safe".to_string(),
            Kind::HandOver => "Hand cash over to another drawer".to_string(),
            Kind::CloseDrawer => "Close the drawer".to_string(),
            Kind::Deposit => "Take the money to the bank".to_string(),
            Kind::CloseDay => "Close the day".to_string(),
            Kind::Report => match self.report.value() {
                Some(report) if report.closed => format!("Z report \u{b7} {}", dates::day(report.day)),
                _ => "X report \u{b7} as of now".to_string(),
            },
        }
    }

    /// The word on the button that does it.
    fn verb(&self) -> &'static str {
        match self.kind {
            Kind::OpenDrawer => "Open the drawer",
            Kind::PaidOut => "Pay out",
            Kind::SafeDrop => "Drop into the safe",
            Kind::HandOver => "Hand over",
            Kind::CloseDrawer => "Close the drawer",
            Kind::Deposit => "Seal the bag, print the slip",
            Kind::CloseDay => "Close the day, print the Z report",
            Kind::Report => "Print",
        }
    }

    /// The form, to stand over the screen. `drawer` is what the close is read back from.
    pub fn view<'a>(&'a self, look: Look, drawer: Option<&'a DrawerView>) -> Element<'a, Message> {
        let body = column![self.body(look, drawer), refused(look, self.refusal())].spacing(space::M);
        let under_way = self.posting.under_way();
        let close = if self.kind == Kind::Report { "Close" } else { "Cancel" };
        let cancel = action(look, ActionKind::Plain, close, Shortcut::ESCAPE, Some(Message::Close));
        let go = match self.kind {
            Kind::Report => self.report.value().map(|_| Message::Print),
            _ => (!under_way).then_some(Message::Post),
        };
        let go = action(look, ActionKind::Primary, self.verb(), Shortcut::CTRL_ENTER, go).because("It is being done.");
        dialog(look, self.title(), body, vec![cancel.into(), go.into()])
    }

    fn refusal(&self) -> Option<&crate::basics::Refusal> {
        self.posting.refusal().or(self.deposit.refusal()).or(self.report.refusal())
    }

    fn body<'a>(&'a self, look: Look, drawer: Option<&'a DrawerView>) -> Element<'a, Message> {
        let amount = |label: &'static str| field(look, label, &self.amount, Message::Amount).id(AMOUNT);
        let words = |label: &'static str| field(look, label, &self.words, Message::Words).id(WORDS);
        let body: Column<'a, Message> = match self.kind {
            Kind::OpenDrawer => {
                column![
                    look.body("Count the float and enter it. It goes back when the drawer is closed."),
                    amount("Opening float").large()
                ]
            }
            Kind::PaidOut => {
                column![
                    amount("Amount").large(),
                    words("What for").placeholder("Stamps").hint("It stands in the day's report.")
                ]
            }
            Kind::SafeDrop => column![look.body("It stays counted with this day."), amount("Amount").large()],
            Kind::HandOver => {
                column![words("To whom").placeholder("An operator with an open drawer here"), amount("Amount").large()]
            }
            Kind::CloseDrawer => column![
                look.body(read_back_close(drawer)),
                words("Why it is over or short").hint("Needed above the office's limit.")
            ],
            Kind::Deposit => return self.deposit_body(look, words("Number on the bag").into()),
            Kind::CloseDay => column![
                look.body("What is taken later goes to the next business day's book."),
                amount("Card terminal batch total").hint("Leave it empty when no card was taken."),
                words("Why the batch differs").hint("Only needed when it does.")
            ],
            Kind::Report => return self.report_body(look),
        };
        body.spacing(space::M).into()
    }

    fn deposit_body<'a>(&'a self, look: Look, bag: Element<'a, Message>) -> Element<'a, Message> {
        let Some(deposit) = self.deposit.value() else {
            return look.quiet(if self.deposit.under_way() { "Looking into the safe\u{2026}" } else { "" }).into();
        };
        let packed = |item: &ItemView| !self.left_out.contains(&item.receipt);
        let papers: Cents = deposit.items.iter().filter(|item| packed(item)).map(|item| item.amount).sum();
        let items = deposit.items.iter().map(|item| {
            let receipt = item.receipt.clone();
            let words = format!("{} \u{b7} {} \u{b7} {}", item.amount.dollars(), item.from, paper_name(item));
            check(look, words, packed(item), Some(move |on| Message::Pack(receipt.clone(), on)))
        });
        let headings = [Heading::words("", iced::Fill), Heading::figures("", 120)];
        let sums = [
            ("Cash in the safe", deposit.cash),
            ("Checks and money orders", papers),
            ("To the bank", deposit.cash + papers),
        ];
        let sums = sums.map(|(name, sum)| Row::new(vec![look.line(name).into(), amount(look, sum).into()]));
        column![bag, table(look, &headings, sums), Column::with_children(items).spacing(space::XS)]
            .spacing(space::M)
            .into()
    }

    fn report_body(&self, look: Look) -> Element<'_, Message> {
        match self.report.value() {
            Some(report) => {
                let report = scrolling(look, day_report::view(look, report));
                iced::widget::container(report).max_height(look.scaled(REPORT)).into()
            }
            None if self.report.under_way() => look.quiet("Adding up the day\u{2026}").into(),
            None => iced::widget::Space::new().into(),
        }
    }
}

/// `check 2291`, `money order 88120`.
pub fn paper_name(item: &ItemView) -> String {
    let method = item.method.text();
    item.number.as_ref().map_or_else(|| method.to_string(), |number| format!("{method} {number}"))
}

fn read_back_close(drawer: Option<&DrawerView>) -> String {
    match drawer.and_then(|drawer| drawer.over_short) {
        Some(Cents::ZERO) => "The count agrees. The float goes back, everything else into the safe.".to_string(),
        Some(off) if off > Cents::ZERO => {
            format!("The drawer is {} over. Over or short posts by itself.", off.dollars())
        }
        Some(off) => format!("The drawer is {} short. Over or short posts by itself.", off.abs().dollars()),
        None => "The first count stands, without a second person's. What was expected is then told.".to_string(),
    }
}
