//! What an enrollment came to, and the papers to hand over.

use iced::widget::{column, container, row};
use iced::{Alignment, Fill};

use super::Message;
use crate::basics::{Cents, Refused};
use crate::desk::{Call, Desk, Enrolled};
use crate::window::kit::{
    Element, Figure, Kind, Look, Shortcut, Tone, action, card, divider, figure, note, screen_title, scrolling, space,
};

/// The receipt and the agreement of a new account, each with a file name.
pub(super) fn papers(desk: &mut Desk, call: &Call, account: &str) -> Refused<Vec<(String, Vec<u8>)>> {
    let kept = desk.documents(call, account)?;
    let wanted = kept.into_iter().filter(|paper| matches!(paper.kind.as_str(), "receipt" | "agreement"));
    wanted.map(|paper| Ok((format!("{account}-{}.pdf", paper.kind), desk.document(call, paper.id)?))).collect()
}

pub(super) fn view<'a>(look: Look, enrolled: &'a Enrolled) -> Element<'a, Message> {
    let figures = row![
        figure(look, "Account", Figure::Large, Tone::Neutral, enrolled.account.as_str()),
        Figure::Large.balance(look, "Advance Pay balance", enrolled.balance),
        figure(look, "Change", Figure::Large, Tone::Neutral, enrolled.change.dollars()),
    ];
    let plan = (enrolled.arrears > Cents::ZERO)
        .then(|| figure(look, "Past-due plan", Figure::Normal, Tone::Neutral, enrolled.arrears.dollars()));
    let receipt = enrolled.receipt.as_deref().unwrap_or("none: nothing was paid");
    let papers = row![
        figure(look, "Member", Figure::Normal, Tone::Neutral, enrolled.member.as_str()),
        figure(look, "Receipt", Figure::Normal, Tone::Neutral, receipt),
        figure(look, "Agreement", Figure::Normal, Tone::Neutral, format!("document {}", enrolled.agreement)),
        plan,
    ];
    let body = column![
        note(
            look,
            Tone::Good,
            "Enrolled.",
            "The account is open, the meter's start read is in, and the papers are kept."
        ),
        card(look, column![figures.spacing(48).wrap(), divider(look), papers.spacing(36).wrap()].spacing(space::L)),
    ];
    let actions = row![
        action(look, Kind::Plain, "Enroll another", Shortcut::ctrl('N'), Some(Message::StartAgain)),
        action(look, Kind::Plain, "Print both", Shortcut::ctrl('P'), Some(Message::PrintBoth)),
        action(look, Kind::Primary, "Open the account", Shortcut::ENTER, Some(Message::OpenAccount)),
    ];
    let actions = container(actions.spacing(space::M).align_y(Alignment::Center)).align_right(Fill);
    let title = screen_title(look, "Enrollment", look.quiet("Hand over the receipt and a copy of the agreement."));
    column![title, scrolling(look, body.spacing(space::M)), actions].spacing(space::M).into()
}
