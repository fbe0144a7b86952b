//! What is due now, what the deposit pays, what is financed; for a conversion, the worksheet it is worked out from.

use iced::widget::{column, container, row};
use iced::{Fill, FillPortion};

use super::{Blank, Message, State, typed};
use crate::basics::{Cents, Day};
use crate::desk::{Joining, QuoteLine, QuoteView};
use crate::window::kit::table::{Column, Row, table};
use crate::window::kit::{
    Element, Field, Figure, Look, Tone, card, check, choice, divider, field, figure, money, note, scrolling, space,
    titled_card,
};
use crate::window::screens::dates;

/// How much of a debt is paid over time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Finance {
    None,
    AsMuchAsAllowed,
    Amount,
}

const FINANCE: [(Finance, &str); 3] =
    [(Finance::None, "Nothing"), (Finance::AsMuchAsAllowed, "As much as allowed"), (Finance::Amount, "An amount")];

/// What a standard account owes and holds.
pub(super) struct Worksheet {
    pub past_due: Field<Cents>,
    pub billed_not_due: Field<Cents>,
    pub unbilled: Field<Cents>,
    pub prior_account: Field<Cents>,
    pub deposit: Field<Cents>,
    pub deposit_since: Field<Option<Day>>,
    pub already_off: bool,
    pub finance: Finance,
    pub finance_amount: Field<Cents>,
}

impl Default for Worksheet {
    fn default() -> Self {
        Self {
            past_due: Field::money().holding("0.00"),
            billed_not_due: Field::money().holding("0.00"),
            unbilled: Field::money().holding("0.00"),
            prior_account: Field::money().holding("0.00"),
            deposit: Field::money().holding("0.00"),
            deposit_since: Field::new(dates::read_day_if),
            already_off: false,
            finance: Finance::AsMuchAsAllowed,
            finance_amount: Field::money(),
        }
    }
}

impl Worksheet {
    pub fn type_in(&mut self, blank: Blank, text: &str) {
        let amount = match blank {
            Blank::PastDue => &mut self.past_due,
            Blank::BilledNotDue => &mut self.billed_not_due,
            Blank::Unbilled => &mut self.unbilled,
            Blank::PriorAccount => &mut self.prior_account,
            Blank::Deposit => &mut self.deposit,
            Blank::FinanceAmount => &mut self.finance_amount,
            Blank::DepositSince => return self.deposit_since.type_in(text),
            _ => return,
        };
        amount.type_in(text);
    }

    /// What of a conversion cannot be read.
    pub fn missing(&mut self, joining: Joining) -> Option<String> {
        if joining == Joining::New {
            return None;
        }
        if self.finance == Finance::Amount {
            self.finance_amount.ask();
        }
        let amounts =
            [&self.past_due, &self.billed_not_due, &self.unbilled, &self.prior_account, &self.deposit].into_iter();
        let unread = amounts.chain((self.finance == Finance::Amount).then_some(&self.finance_amount));
        let unread = unread.filter(|field| field.value().is_none()).count() > 0;
        let trouble = unread || self.deposit_since.value().is_none();
        trouble.then(|| "An amount or a day of the worksheet cannot be read.".to_string())
    }
}

impl State {
    pub(super) fn due_step(&self, look: Look) -> Element<'_, Message> {
        let sheet = (self.joining == Joining::Convert).then(|| self.worksheet_card(look));
        let lines: Element<'_, Message> = match &self.quote {
            None => card(look, look.quiet("What is due is being worked out\u{2026}")).into(),
            Some(Err(refusal)) => note(look, Tone::Bad, "This cannot be quoted.", refusal.message.as_str()),
            Some(Ok(quote)) => titled_card(look, "What is due", None, quote_table(look, quote)).into(),
        };
        let warnings = self.quote.iter().flatten().flat_map(|quote| &quote.warnings);
        let told = warnings.map(|warning| note(look, Tone::Attention, "Before it is signed.", warning.as_str()));
        let left = column![column(told).spacing(space::S), sheet, lines].spacing(space::M);
        // The table needs the room: four columns of figures stand beside the words.
        row![
            container(scrolling(look, left)).width(FillPortion(2)),
            container(scrolling(look, self.due_figures(look))).width(FillPortion(1)),
        ]
        .spacing(space::S)
        .into()
    }

    fn worksheet_card(&self, look: Look) -> Element<'_, Message> {
        let sheet = &self.worksheet;
        let off = Some(Message::AlreadyOff);
        let amount = (sheet.finance == Finance::Amount)
            .then(|| field(look, "Amount", &sheet.finance_amount, typed(Blank::FinanceAmount)).width(140));
        let order = self.offered.as_ref().map(|offered| {
            let pays = if sheet.already_off { &offered.deposit_pays_when_off } else { &offered.deposit_pays };
            look.label(format!("The deposit pays {pays}. {} ({})", offered.financed, offered.debt_clause))
        });
        let fields = column![
            row![
                field(look, "Past due", &sheet.past_due, typed(Blank::PastDue)),
                field(look, "Billed, not due", &sheet.billed_not_due, typed(Blank::BilledNotDue)),
                field(look, "Not yet billed", &sheet.unbilled, typed(Blank::Unbilled)),
            ]
            .spacing(space::M),
            row![
                field(look, "Earlier account", &sheet.prior_account, typed(Blank::PriorAccount)),
                field(look, "Deposit held", &sheet.deposit, typed(Blank::Deposit)),
                field(look, "Deposit since", &sheet.deposit_since, typed(Blank::DepositSince)).placeholder("3/15/2024"),
            ]
            .spacing(space::M),
            check(look, "The standard service is disconnected already", sheet.already_off, off),
            row![choice(look, "Pay over time", &FINANCE, Some(sheet.finance), Message::Finance), amount]
                .spacing(space::M),
            order,
        ];
        titled_card(look, "The standard account", None, fields.spacing(space::M)).into()
    }

    fn due_figures(&self, look: Look) -> Element<'_, Message> {
        let Some(Ok(quote)) = &self.quote else {
            return card(look, look.quiet("The amount stands here once it is known.")).into();
        };
        let due = figure(look, "Due now", Figure::Large, Tone::Good, quote.due_now.dollars());
        let rest = [
            ("Opening balance", quote.opening_credit),
            ("To the past-due plan", quote.to_arrears),
            ("Deposit brought over", quote.deposit),
            ("Interest on the deposit", quote.deposit_interest),
        ];
        let rest = rest.into_iter().filter(|(name, amount)| *name == "Opening balance" || !amount.is_zero());
        let rest =
            rest.map(|(name, amount)| row![look.quiet(name).width(Fill), money(look, amount)].spacing(space::S).into());
        let rest = iced::widget::Column::with_children(rest).spacing(space::S);
        card(look, column![due, divider(look), rest].spacing(space::M)).into()
    }
}

fn quote_table<'a>(look: Look, quote: &'a QuoteView) -> Element<'a, Message> {
    let columns = [
        Column::words("", Fill),
        Column::figures("Due", 68),
        Column::figures("Deposit", 68),
        Column::figures("Financed", 68),
        Column::figures("Left", 68),
    ];
    let left = |line: &QuoteLine| line.due - line.from_deposit - line.financed;
    let rows = quote.lines.iter().map(|line| {
        Row::new(vec![
            look.line(line.text.as_str()).into(),
            money(look, line.due).into(),
            blank_if_none(look, line.from_deposit),
            blank_if_none(look, line.financed),
            money(look, left(line)).into(),
        ])
    });
    let sum = |part: fn(&QuoteLine) -> Cents| quote.lines.iter().map(part).sum::<Cents>();
    let total = Row::new(vec![
        look.strong("In all").into(),
        look.strong(sum(|line| line.due).dollars()).into(),
        look.strong(sum(|line| line.from_deposit).dollars()).into(),
        look.strong(sum(|line| line.financed).dollars()).into(),
        look.strong(quote.lines.iter().map(left).sum::<Cents>().dollars()).into(),
    ]);
    table(look, &columns, rows.chain(std::iter::once(total)))
}

fn blank_if_none<'a>(look: Look, amount: Cents) -> Element<'a, Message> {
    if amount.is_zero() { look.quiet("\u{2013}").into() } else { money(look, amount).into() }
}
