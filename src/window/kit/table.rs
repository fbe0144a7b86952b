//! Tables: a header, rows of one height, figures to the right, nothing that overflows.
//!
//! A table builds every row: for some two hundred at most. Longer ones are a [`super::list`].

use iced::alignment::Horizontal;
use iced::widget::{Column as Stack, Row as Line, button, column, container};
use iced::{Alignment, Element, Fill, Length};

use super::styles::{self, Button};
use super::{Look, divider, focusable, font, space};

/// One column.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    pub title: &'static str,
    pub width: Length,
    pub side: Horizontal,
}

impl Column {
    /// Words, to the left.
    #[must_use]
    pub fn words(title: &'static str, width: impl Into<Length>) -> Self {
        Self { title, width: width.into(), side: Horizontal::Left }
    }

    /// Figures, to the right.
    #[must_use]
    pub fn figures(title: &'static str, width: impl Into<Length>) -> Self {
        Self { title, width: width.into(), side: Horizontal::Right }
    }
}

/// One row: as many cells as there are columns.
pub struct Row<'a, M> {
    cells: Vec<Element<'a, M>>,
    selected: bool,
    on_press: Option<M>,
}

impl<'a, M> Row<'a, M> {
    #[must_use]
    pub fn new(cells: Vec<Element<'a, M>>) -> Self {
        Self { cells, selected: false, on_press: None }
    }

    #[must_use]
    pub fn selected(mut self, selected: bool) -> Self {
        self.selected = selected;
        self
    }

    #[must_use]
    pub fn on_press(mut self, message: M) -> Self {
        self.on_press = Some(message);
        self
    }
}

/// A table of a few rows. What stands there when it has none is the caller's: [`super::empty()`].
pub fn table<'a, M: Clone + 'static>(
    look: Look,
    columns: &[Column],
    rows: impl IntoIterator<Item = Row<'a, M>>,
) -> Element<'a, M> {
    let height = look.row_height();
    let rows = rows.into_iter().map(|row| {
        let on_press = row.on_press.clone();
        focusable(look, draw_row(look, columns, row, height), on_press).inset().into()
    });
    column![header(look, columns), Stack::with_children(rows)].into()
}

/// The titles over the columns, with a line under them.
pub(super) fn header<'a, M: 'a>(look: Look, columns: &[Column]) -> Element<'a, M> {
    let titles = columns.iter().map(|column| {
        let title = look.text(column.title, 12.0, font::BOLD, look.palette().quiet_ink);
        cell(*column, title.into())
    });
    let line = Line::with_children(titles).spacing(space::M).padding([0.0, space::S]).align_y(Alignment::Center);
    column![line.height(look.scaled(26.0)), divider(look)].into()
}

/// One row, exactly `height` pixels high with the line under it.
pub(super) fn draw_row<'a, M: Clone + 'a>(
    look: Look,
    columns: &[Column],
    row: Row<'a, M>,
    height: f32,
) -> Element<'a, M> {
    let cells = columns.iter().zip(row.cells).map(|(column, content)| cell(*column, content));
    let line = Line::with_children(cells).spacing(space::M).padding([0.0, space::S]).align_y(Alignment::Center);
    let line = line.width(Fill).height(height - 1.0);
    let (selected, ground) = (row.selected, look.palette().green_soft);
    let line: Element<'a, M> = match row.on_press {
        Some(message) => {
            button(line).padding(0).style(styles::press(look, Button::Row { selected })).on_press(message).into()
        }
        None if selected => container(line).style(move |_| container::background(ground)).into(),
        None => line.into(),
    };
    column![line, divider(look)].into()
}

fn cell<'a, M: 'a>(column: Column, content: Element<'a, M>) -> Element<'a, M> {
    container(content).width(column.width).align_x(column.side).clip(true).into()
}
