//! A list of any length: only the rows near the viewport are built. One Tab stop; arrows move, Enter opens, Space
//! marks.

use std::ops::Range;

use iced::advanced::widget::Id;
use iced::keyboard::key::Named;
use iced::widget::scrollable::AbsoluteOffset;
use iced::widget::{Column as Stack, Space, column, container, operation, scrollable};
use iced::{Element, Fill, Task};

use super::table::{self, Column, Row};
use super::{Look, focusable, styles};

/// Rows built beyond each edge of the viewport, so that a scroll shows no gap before the next view.
const SPARE: usize = 6;
/// Room at the right that the scrollbar may cover.
const GUTTER: f32 = 12.0;

/// Where a list is scrolled to and which row is selected.
#[derive(Debug, Clone)]
pub struct List {
    id: Id,
    offset: f32,
    height: f32,
    selected: Option<usize>,
}

/// What happened to a list. Give each to [`List::update`]; act on the last two as well.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum ListEvent {
    /// Scrolled to an offset, in a viewport of a height.
    Scrolled { offset: f32, height: f32 },
    /// The selection goes to a row.
    Selected(usize),
    /// Enter was pressed on a row.
    Opened(usize),
    /// Space was pressed on a row.
    Marked(usize),
}

impl Default for List {
    fn default() -> Self {
        Self { id: Id::unique(), offset: 0.0, height: 600.0, selected: None }
    }
}

impl List {
    #[must_use]
    pub fn selected(&self) -> Option<usize> {
        self.selected
    }

    /// Back to the top with nothing selected: the rows are others now.
    pub fn reset<M: Send + 'static>(&mut self) -> Task<M> {
        self.selected = None;
        self.scroll_to(0.0)
    }

    /// Takes an event in, and scrolls so that the selection is seen.
    pub fn update<M: Send + 'static>(&mut self, look: Look, event: ListEvent) -> Task<M> {
        match event {
            ListEvent::Scrolled { offset, height } => (self.offset, self.height) = (offset, height),
            ListEvent::Selected(row) | ListEvent::Opened(row) | ListEvent::Marked(row) => {
                self.selected = Some(row);
                if let Some(offset) = self.offset_that_shows(row, look.row_height()) {
                    return self.scroll_to(offset);
                }
            }
        }
        Task::none()
    }

    fn scroll_to<M: Send + 'static>(&mut self, offset: f32) -> Task<M> {
        self.offset = offset;
        operation::scroll_to(self.id.clone(), AbsoluteOffset { x: Some(0.0), y: Some(offset) })
    }

    /// `None` while the row is seen whole.
    fn offset_that_shows(&self, row: usize, row_height: f32) -> Option<f32> {
        let top = row as f32 * row_height;
        let bottom = top + row_height;
        if top < self.offset {
            Some(top)
        } else if bottom > self.offset + self.height {
            Some(bottom - self.height)
        } else {
            None
        }
    }

    /// The rows that are built.
    fn near(&self, count: usize, row_height: f32) -> Range<usize> {
        let first = ((self.offset / row_height) as usize).saturating_sub(SPARE).min(count);
        let shown = (self.height / row_height) as usize + 1 + 2 * SPARE;
        first..(first + shown).min(count)
    }

    fn key(&self, key: Named, count: usize, row_height: f32) -> Option<ListEvent> {
        let last = count.checked_sub(1)?;
        let page = ((self.height / row_height) as usize).max(1);
        let at = self.selected.map(|at| at.min(last));
        let selected = |row: usize| Some(ListEvent::Selected(row.min(last)));
        match key {
            Named::ArrowDown => selected(at.map_or(0, |at| at + 1)),
            Named::ArrowUp => selected(at.map_or(last, |at| at.saturating_sub(1))),
            Named::PageDown => selected(at.unwrap_or(0) + page),
            Named::PageUp => selected(at.unwrap_or(0).saturating_sub(page)),
            Named::Home => selected(0),
            Named::End => selected(last),
            Named::Enter => at.map(ListEvent::Opened),
            Named::Space => at.map(ListEvent::Marked),
            _ => None,
        }
    }
}

/// Draws `count` rows under their header. `row` builds one; it is asked only for those near the viewport.
pub fn list<'a, M: Clone + 'static>(
    look: Look,
    state: &'a List,
    columns: &[Column],
    count: usize,
    row: impl Fn(usize) -> Row<'a, M>,
    on_event: impl Fn(ListEvent) -> M + Clone + 'a,
) -> Element<'a, M> {
    let height = look.row_height();
    let near = state.near(count, height);
    let above = Space::new().height(near.start as f32 * height);
    let below = Space::new().height((count - near.end) as f32 * height);
    let rows = near.map(|index| {
        let row = row(index).selected(state.selected == Some(index)).on_press(on_event(ListEvent::Selected(index)));
        table::draw_row(look, columns, row, height)
    });
    let content = column![above, Stack::with_children(rows), below].padding(iced::Padding::ZERO.right(GUTTER));
    let scrolled = on_event.clone();
    let rows = scrollable(content)
        .id(state.id.clone())
        .on_scroll(move |viewport| {
            let (offset, height) = (viewport.absolute_offset().y, viewport.bounds().height);
            scrolled(ListEvent::Scrolled { offset, height })
        })
        .height(Fill)
        .style(styles::scroll(look));
    let keyed = focusable(look, rows, None)
        .id(state.id.clone())
        .inset()
        .on_key(move |key| state.key(key, count, height).map(&on_event));
    let header = container(table::header(look, columns)).padding(iced::Padding::ZERO.right(GUTTER));
    column![header, keyed].into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scrolled_to(offset: f32) -> List {
        List { offset, height: 280.0, ..List::default() }
    }

    #[test]
    fn only_rows_near_the_viewport_are_built() {
        assert_eq!(scrolled_to(0.0).near(1_000_000, 28.0), 0..23);
        assert_eq!(scrolled_to(28_000.0).near(1_000_000, 28.0), 994..1017);
        assert_eq!(scrolled_to(0.0).near(3, 28.0), 0..3);
        assert_eq!(scrolled_to(28_000.0).near(3, 28.0), 3..3);
    }

    #[test]
    fn the_selection_stays_in_the_list_and_in_sight() {
        let mut list = scrolled_to(0.0);
        assert_eq!(list.key(Named::ArrowDown, 100, 28.0), Some(ListEvent::Selected(0)));
        list.selected = Some(9);
        assert_eq!(list.offset_that_shows(9, 28.0), None);
        assert_eq!(list.key(Named::ArrowDown, 100, 28.0), Some(ListEvent::Selected(10)));
        assert_eq!(list.offset_that_shows(10, 28.0), Some(28.0));
        assert_eq!(list.key(Named::PageDown, 100, 28.0), Some(ListEvent::Selected(19)));
        list.selected = Some(99);
        assert_eq!(list.key(Named::ArrowDown, 100, 28.0), Some(ListEvent::Selected(99)));
        assert_eq!(list.key(Named::Enter, 100, 28.0), Some(ListEvent::Opened(99)));
        assert_eq!(list.key(Named::Enter, 0, 28.0), None);
    }
}
