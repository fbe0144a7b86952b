//! An office's day on the screen: what came in and how, the drawers, what was undone, the bank, the chain's head.

use iced::Fill;
use iced::widget::{Column, column, row};

use super::super::dates;
use crate::basics::Cents;
use crate::desk::{DayReportView, DrawerLine, MovementView, UndoneView, kind_text};
use crate::window::kit::table::{Column as Heading, Row, table};
use crate::window::kit::{Element, Figure, Look, Tone, amount, badge, figure, note, space};

/// The report, X or Z.
pub fn view<'a, M: Clone + 'static>(look: Look, report: &'a DayReportView) -> Element<'a, M> {
    let (tone, standing) = match (&report.closed_by, &report.closed_at) {
        (Some(by), Some(at)) => (Tone::Neutral, format!("Closed by {by}, {}", dates::when(at))),
        _ => (Tone::Attention, "Open: these are the sums as of now".to_string()),
    };
    let sections = [
        Some(figures(look, report)),
        Some(sums(look, "By method", methods(report))),
        Some(sums(look, "Where it went", kinds(report))),
        (!report.drawers.is_empty()).then(|| drawers(look, &report.drawers)),
        undone(look, "Voids", &report.voids),
        undone(look, "Returned payments", &report.returns),
        movements(look, "Paid out", &report.paid_outs),
        movements(look, "Safe drops and hand-overs", &report.drops),
        card_batch(look, report),
        Some(sums(look, "Bank deposits", deposits(report))),
        Some(chain(look, report)),
    ];
    let head =
        row![look.strong(format!("{} \u{b7} {}", report.office, dates::day(report.day))), badge(look, tone, standing)];
    let sections = Column::with_children(sections.into_iter().flatten()).spacing(space::L);
    column![head.spacing(space::M), sections].spacing(space::M).into()
}

fn figures<'a, M: 'a>(look: Look, report: &'a DayReportView) -> Element<'a, M> {
    let taken: Cents = report.taken.by_method.sums().map(|(_, sum)| sum).sum();
    let receipts = &report.taken.receipts;
    let numbers = match (&receipts.first, &receipts.last) {
        (Some(first), Some(last)) => format!("{first} to {last}"),
        _ => "none".to_string(),
    };
    row![
        figure(look, "Taken", Figure::Normal, Tone::Neutral, taken.dollars()),
        figure(look, "Receipts", Figure::Normal, Tone::Neutral, receipts.count.to_string()),
        column![look.label("Their numbers"), look.body(numbers)].spacing(space::XS),
        Figure::Normal.balance(look, "Over or short", report.over_short),
    ]
    .spacing(space::XL)
    .wrap()
    .into()
}

fn methods(report: &DayReportView) -> Vec<(String, u32, Cents)> {
    let sums = report.taken.by_method.sums();
    sums.map(|(method, sum)| (method.summed_as().to_string(), count(report, method.word()), sum)).collect()
}

fn kinds(report: &DayReportView) -> Vec<(String, u32, Cents)> {
    report.taken.by_kind.iter().map(|(kind, sum)| (kind_text(kind), count(report, kind), *sum)).collect()
}

fn deposits(report: &DayReportView) -> Vec<(String, u32, Cents)> {
    report.deposits.iter().map(|bag| (format!("Bag {}", bag.bag), 1, bag.amount)).collect()
}

fn count(report: &DayReportView, key: &str) -> u32 {
    report.taken.counts.get(key).copied().unwrap_or_default()
}

fn sums<'a, M: Clone + 'static>(look: Look, title: &'static str, lines: Vec<(String, u32, Cents)>) -> Element<'a, M> {
    if lines.is_empty() {
        return column![look.heading(title), look.quiet("None.")].spacing(space::XS).into();
    }
    let headings = [Heading::words(title, Fill), Heading::figures("How many", 80), Heading::figures("Amount", 110)];
    let rows = lines.into_iter().map(|(name, count, sum)| {
        Row::new(vec![look.line(name).into(), look.line(count.to_string()).into(), amount(look, sum).into()])
    });
    table(look, &headings, rows)
}

fn drawers<'a, M: Clone + 'static>(look: Look, drawers: &'a [DrawerLine]) -> Element<'a, M> {
    let headings = [
        Heading::words("Drawers", Fill),
        Heading::figures("Expected", 90),
        Heading::figures("Counted", 90),
        Heading::figures("Over or short", 100),
    ];
    let rows = drawers.iter().map(|drawer| {
        let state = if drawer.closed { "" } else { " \u{b7} still open" };
        let told = |sum: Option<Cents>| match sum {
            Some(sum) => amount(look, sum).into(),
            None => look.quiet("\u{2013}").into(),
        };
        Row::new(vec![
            look.line(format!("{} \u{b7} {}{state}", drawer.name, drawer.operator)).into(),
            told(drawer.expected),
            told(drawer.counted),
            told(drawer.over_short),
        ])
    });
    table(look, &headings, rows)
}

fn undone<'a, M: Clone + 'static>(look: Look, title: &'static str, lines: &'a [UndoneView]) -> Option<Element<'a, M>> {
    let headings = [Heading::words(title, 130), Heading::words("Why, and who", Fill), Heading::figures("Amount", 90)];
    let rows = lines.iter().map(|line| {
        let approved = line.approver.as_ref().map(|by| format!(", approved by {by}")).unwrap_or_default();
        Row::new(vec![
            look.line(line.receipt.as_str()).into(),
            look.line(format!("{} \u{b7} {}{approved}", line.reason, line.operator)).into(),
            amount(look, line.amount).into(),
        ])
    });
    (!lines.is_empty()).then(|| table(look, &headings, rows))
}

fn movements<'a, M: Clone + 'static>(
    look: Look,
    title: &'static str,
    lines: &'a [MovementView],
) -> Option<Element<'a, M>> {
    let headings = [Heading::words(title, 100), Heading::words("What", Fill), Heading::figures("Amount", 90)];
    let rows = lines.iter().map(|line| {
        Row::new(vec![
            look.line(line.drawer.as_str()).into(),
            look.line(format!("{} \u{b7} {}", line.reason, line.operator)).into(),
            amount(look, line.amount).into(),
        ])
    });
    (!lines.is_empty()).then(|| table(look, &headings, rows))
}

fn card_batch<'a, M: 'a>(look: Look, report: &'a DayReportView) -> Option<Element<'a, M>> {
    let batch = report.card_batch.as_ref()?;
    let terminal = batch.terminal.dollars();
    Some(if batch.difference.is_zero() {
        note(look, Tone::Good, "Card terminal", format!("Its batch of {terminal} matches."))
    } else {
        let why = batch.reason.clone().unwrap_or_default();
        let words = format!("Its batch is {terminal}, the receipts come to {}: {why}", batch.ours.dollars());
        note(look, Tone::Attention, "Card terminal", words)
    })
}

fn chain<'a, M: 'a>(look: Look, report: &'a DayReportView) -> Element<'a, M> {
    column![
        look.label(format!("Head of the chain of {} seals; the paper proves the store with it", report.seals)),
        look.body(report.head.as_str()).wrapping(iced::widget::text::Wrapping::Glyph),
    ]
    .spacing(space::XS)
    .into()
}
