//! The left side of a payment: what is handed over, and for which accounts.

use iced::widget::{Column, column, row};
use iced::{Alignment, Fill};

use super::tender::{self, Tender};
use super::{AMOUNT, Message, State};
use crate::basics::{Cents, Code};
use crate::window::kit::{
    Element, Figure, Kind, Look, Shortcut, Tone, action, card, check, choice, divider, field, figure, link, note,
    scrolling, space,
};
use crate::window::screens::asked::sentence;
use crate::words::{Asks, Word};

impl State {
    pub(super) fn form(&self, look: Look) -> Element<'_, Message> {
        let who = &self.card;
        let read_back = row![
            look.quiet("Read back:"),
            look.strong(format!("{} \u{b7} {} \u{b7} meter {}", who.name, who.address, who.meter)),
        ];
        let head = column![look.title("Take payment"), read_back.spacing(space::XS).wrap()].spacing(2);
        let tenders = self.tenders.iter().enumerate().map(|(index, tender)| one(look, self, index, tender));
        let several = self.tenders.len() > 1 || !self.others.is_empty();
        let total = several.then(|| self.total()).flatten();
        let total = total.map(|total| figure(look, "Together", Figure::Normal, Tone::Neutral, total.dollars()));
        let form = column![
            Column::with_children(tenders).spacing(space::M),
            others(look, self),
            total,
            arrears_only(look, self),
            more(look, self),
        ]
        .spacing(space::L);
        card(look, column![head, scrolling(look, form), refused(look, self), actions(look, self)].spacing(space::M))
            .height(Fill)
            .into()
    }
}

fn one<'a>(look: Look, state: &'a State, index: usize, tender: &'a Tender) -> Element<'a, Message> {
    let tell = move |message| Message::Tender(index, message);
    let amount = field(look, "Amount", &tender.amount, move |text| tell(tender::Message::Amount(text)))
        .large()
        .width(look.scaled(170.0));
    let amount: Element<'a, Message> = if index == 0 { amount.id(AMOUNT).into() } else { amount.into() };
    let reconnects = state.card.to_reconnect.filter(|amount| *amount > Cents::ZERO && state.tenders.len() == 1);
    let fill = reconnects.map(|amount| {
        let label = format!("Fill {} that reconnects", amount.dollars());
        action(look, Kind::Plain, label, Shortcut::letter('R'), Some(Message::FillReconnect))
    });
    let method = choice(look, "Method", &state.methods, Some(tender.method), move |method| {
        tell(tender::Message::Method(method))
    });
    let rule = (index > 0).then(|| divider(look));
    column![
        rule,
        row![amount, fill].spacing(space::M).align_y(Alignment::End).wrap(),
        method,
        of_method(look, index, tender)
    ]
    .spacing(space::M)
    .into()
}

/// What belongs to the method: the change, the number, the card.
fn of_method(look: Look, index: usize, tender: &Tender) -> Element<'_, Message> {
    let tell = move |message| Message::Tender(index, message);
    let width = look.scaled(150.0);
    match tender.method.asks() {
        Some(Asks::HandedOver) => {
            let tendered = field(look, "Tendered", &tender.tendered, move |text| tell(tender::Message::Tendered(text)))
                .placeholder("exact")
                .width(width);
            let change = match (tender.change(), tender.short()) {
                (_, Some(short)) => figure(look, "Still missing", Figure::Normal, Tone::Bad, short.dollars()),
                (change, None) => {
                    let change = change.unwrap_or_default().dollars();
                    figure(look, "Change to give", Figure::Normal, Tone::Neutral, change)
                }
            };
            row![tendered, change].spacing(space::M).into()
        }
        Some(Asks::Number) => {
            let label = format!("{} number", tender.method.label());
            field(look, label, &tender.number, move |text| tell(tender::Message::Number(text))).width(width).into()
        }
        Some(Asks::CardSlip) => row![
            field(look, "Card's last four", &tender.last_four, move |text| tell(tender::Message::LastFour(text)))
                .width(width),
            field(look, "Authorization", &tender.authorization, move |text| {
                tell(tender::Message::Authorization(text))
            })
            .width(width),
        ]
        .spacing(space::M)
        .into(),
        None => iced::widget::Space::new().into(),
    }
}

fn others(look: Look, state: &State) -> Option<Element<'_, Message>> {
    let own = state.own_part()?;
    if state.others.is_empty() {
        return None;
    }
    let rows = state.others.iter().enumerate().map(|(index, other)| {
        row![
            field(look, "Other account", &other.account, move |text| Message::OtherAccount(index, text))
                .width(look.scaled(150.0)),
            field(look, "Gets", &other.amount, move |text| Message::OtherAmount(index, text)).width(look.scaled(110.0)),
        ]
        .spacing(space::M)
        .into()
    });
    let rest = format!("The rest, {}, goes to {}.", own.dollars(), state.card.name);
    Some(column![Column::with_children(rows).spacing(space::S), look.quiet(rest)].spacing(space::S).into())
}

fn arrears_only(look: Look, state: &State) -> Option<Element<'_, Message>> {
    (state.card.arrears > Cents::ZERO)
        .then(|| check(look, "All of it to the past-due plan", state.arrears_only, Some(Message::ArrearsOnly)))
}

/// What is done seldom.
fn more(look: Look, state: &State) -> Element<'_, Message> {
    let one_tender = (state.tenders.len() > 1).then(|| link(look, "One tender", None, Message::OneTender));
    let one_account = (!state.others.is_empty()).then(|| link(look, "One account", None, Message::OneAccount));
    row![
        link(look, "Split tender", Shortcut::ctrl('T'), Message::SplitTender),
        link(look, "Several accounts", Shortcut::ctrl('E'), Message::SeveralAccounts),
        one_tender,
        one_account,
    ]
    .spacing(space::S)
    .wrap()
    .into()
}

/// Why it was not posted, and the way on where there is one.
fn refused(look: Look, state: &State) -> Option<Element<'_, Message>> {
    if state.sent.is_some() && !state.posting {
        let words = "Post was pressed, and the program stopped before the answer came. Post again: it is paid once.";
        return Some(note(look, Tone::Attention, "This payment may be posted already", words));
    }
    let refusal = state.refused.as_ref()?;
    if refusal.code == Code::KeyReused {
        let words = "Post was pressed before the program stopped. The ledger shows what was paid; for another payment, \
                     cancel this form and open it again.";
        return Some(note(look, Tone::Attention, "This form's payment is posted already", words));
    }
    let open = matches!(refusal.code, Code::NoOpenDrawer | Code::DrawerCounted | Code::DrawerOfYesterday)
        .then(|| action(look, Kind::Plain, "Open a drawer", Shortcut::F8, Some(Message::Drawer)));
    let said = note(look, Tone::Bad, "Nothing was posted", sentence(&refusal.message));
    Some(column![said, open].spacing(space::S).into())
}

fn actions(look: Look, state: &State) -> Element<'_, Message> {
    let label = match state.total().filter(|total| *total > Cents::ZERO) {
        _ if state.posting => "Posting\u{2026}".to_string(),
        Some(total) => format!("Post {}", total.dollars()),
        None => "Post".to_string(),
    };
    let hindered = state.hindered();
    // Enter pressed while the preview is on its way waits for it.
    let pending = state.preview.is_none() && state.total().is_some_and(|total| total > Cents::ZERO);
    let press = (hindered.is_none() || (pending && !state.posting)).then_some(Message::Post);
    row![
        action(look, Kind::Primary, label, Shortcut::ENTER, press).because(hindered.unwrap_or_default()),
        action(look, Kind::Plain, "Cancel", Shortcut::ESCAPE, Some(Message::Close)),
    ]
    .spacing(space::M)
    .into()
}
