//! The blind count: how many of each coin and note there are, and which checks and money orders are really there.

use std::collections::BTreeSet;

use iced::widget::{Column, column, container, row, text::Wrapping};
use iced::{Alignment, Fill};
use serde::{Deserialize, Serialize};

use crate::basics::Cents;
use crate::desk::{DENOMINATIONS, ItemView};
use crate::window::kit::{Element, Field, Look, amount, divider, field, space};
use crate::words::Method;

/// A count that was begun, to be kept while the clerk does something else, or the program is not running.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// The drawer that is counted; a draft of another one is dropped.
    pub drawer: i64,
    /// How many of each denomination, as typed, largest first.
    pub pieces: Vec<String>,
    /// The receipts whose paper was found.
    pub here: BTreeSet<String>,
}

/// What was typed and ticked so far.
#[derive(Debug, Clone)]
pub struct Count {
    pieces: Vec<Field<u32>>,
    here: BTreeSet<String>,
}

impl Default for Count {
    fn default() -> Self {
        Self { pieces: vec![Field::count(); DENOMINATIONS.len()], here: BTreeSet::new() }
    }
}

impl Count {
    pub fn from_draft(draft: Draft) -> Self {
        let mut count = Self { here: draft.here, ..Self::default() };
        for (field, text) in count.pieces.iter_mut().zip(draft.pieces) {
            field.type_in(&text);
        }
        count
    }

    pub fn draft(&self, drawer: i64) -> Draft {
        let pieces = self.pieces.iter().map(|field| field.text().to_string()).collect();
        Draft { drawer, pieces, here: self.here.clone() }
    }

    /// Whether anything was counted: a count nobody began cannot be final.
    pub fn begun(&self) -> bool {
        !self.here.is_empty() || self.pieces.iter().any(|field| !field.text().is_empty())
    }

    pub fn type_in(&mut self, piece: usize, text: &str) {
        if let Some(field) = self.pieces.get_mut(piece) {
            field.type_in(text);
        }
    }

    /// Whether the paper of a receipt was found.
    pub fn tick(&mut self, receipt: &str, found: bool) {
        if found {
            self.here.insert(receipt.to_string());
        } else {
            self.here.remove(receipt);
        }
    }

    pub fn is_here(&self, item: &ItemView) -> bool {
        self.here.contains(&item.receipt)
    }

    fn amount_of(&self, piece: usize) -> Cents {
        let count = self.pieces[piece].value().copied().unwrap_or_default();
        Cents(DENOMINATIONS[piece].0 * i64::from(count))
    }

    pub fn cash(&self) -> Cents {
        (0..DENOMINATIONS.len()).map(|piece| self.amount_of(piece)).sum()
    }

    /// What the papers that were found come to, of one method.
    pub fn papers(&self, items: &[ItemView], method: Method) -> Cents {
        items.iter().filter(|item| item.method == method && self.is_here(item)).map(|item| item.amount).sum()
    }

    /// As the desk takes it: `100=3,0.25=8,checks=140.00,money_orders=0.00`.
    pub fn written(&self, items: &[ItemView]) -> String {
        let counted = self.pieces.iter().zip(DENOMINATIONS);
        let mut parts: Vec<String> = counted
            .filter_map(|(field, piece)| {
                field.value().filter(|count| **count > 0).map(|count| format!("{piece}={count}"))
            })
            .collect();
        parts.push(format!("checks={}", self.papers(items, Method::Check)));
        parts.push(format!("money_orders={}", self.papers(items, Method::MoneyOrder)));
        parts.join(",")
    }

    /// The coins and notes, each with its field and what it comes to.
    pub fn view<'a, M: Clone + 'static>(
        &'a self,
        look: Look,
        on_type: impl Fn(usize, String) -> M + Copy + 'a,
    ) -> Element<'a, M> {
        let lines = (0..DENOMINATIONS.len()).map(|piece| self.line(look, piece, on_type));
        let total = line(look, look.strong("Cash").into(), None, look.strong(plain(self.cash())).into());
        let head = line(
            look,
            look.label("Coin or note").into(),
            Some(look.label("How many").into()),
            look.label("Amount").into(),
        );
        column![head, divider(look), Column::with_children(lines), total].into()
    }

    fn line<'a, M: Clone + 'static>(
        &'a self,
        look: Look,
        piece: usize,
        on_type: impl Fn(usize, String) -> M + 'a,
    ) -> Element<'a, M> {
        let typed = field(look, "", &self.pieces[piece], move |text| on_type(piece, text)).id(field_id(piece));
        let name = look.strong(piece_name(DENOMINATIONS[piece])).wrapping(Wrapping::None);
        column![line(look, name.into(), Some(typed.into()), amount(look, self.amount_of(piece)).into()), divider(look)]
            .into()
    }
}

fn line<'a, M: 'a>(
    look: Look,
    name: Element<'a, M>,
    middle: Option<Element<'a, M>>,
    sum: Element<'a, M>,
) -> Element<'a, M> {
    row![
        container(name).width(look.scaled(110.0)),
        container(middle.unwrap_or_else(|| iced::widget::Space::new().into())).width(look.scaled(90.0)),
        container(sum).align_right(Fill),
    ]
    .spacing(space::M)
    .padding([1.5, space::S])
    .align_y(Alignment::Center)
    .into()
}

/// The name by which a denomination's field is given the focus.
pub fn field_id(piece: usize) -> iced::widget::Id {
    iced::widget::Id::from(format!("count-{piece}"))
}

/// `$20`, `25¢`.
fn piece_name(piece: Cents) -> String {
    if piece.0 < 100 { format!("{}\u{a2}", piece.0) } else { format!("${}", piece.0 / 100) }
}

fn plain(sum: Cents) -> String {
    sum.dollars().replace('$', "")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(receipt: &str, method: Method, cents: i64) -> ItemView {
        ItemView {
            receipt: receipt.into(),
            from: "Ada Ozark".into(),
            method,
            number: Some("1001".into()),
            amount: Cents(cents),
        }
    }

    #[test]
    fn a_count_is_written_as_the_desk_takes_it() {
        let items = [
            item("R-1", Method::Check, 60_00),
            item("R-2", Method::Check, 5_00),
            item("R-3", Method::MoneyOrder, 45_00),
        ];
        let mut count = Count::default();
        assert!(!count.begun());
        count.type_in(0, "3");
        count.type_in(8, "18");
        count.tick("R-1", true);
        count.tick("R-3", true);
        assert_eq!(count.cash(), Cents(304_50));
        assert_eq!(count.written(&items), "100.00=3,0.25=18,checks=60.00,money_orders=45.00");
    }

    #[test]
    fn a_half_done_count_survives() {
        let mut count = Count::default();
        count.type_in(2, "12");
        count.tick("R-1", true);
        let kept = serde_json::to_string(&count.draft(7)).expect("text");
        let draft: Draft = serde_json::from_str(&kept).expect("the same draft");
        assert_eq!(Count::from_draft(draft.clone()).draft(7), draft);
        assert_eq!(Count::from_draft(draft).cash(), Cents(240_00));
    }

    #[test]
    fn a_coin_is_named_as_people_name_it() {
        assert_eq!([Cents(100_00), Cents(25)].map(piece_name), ["$100", "25\u{a2}"]);
    }
}
