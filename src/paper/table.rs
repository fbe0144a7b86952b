//! Tables: amounts at the right of their column, the head again on every page, rows kept whole where they can be.

use super::fonts::Weight;
use super::page::{Area, Ink, Mark};
use super::sheet::{Sheet, count};
use super::text::{Align, Line, Style, natural_width, wrap_text};

const BETWEEN: f32 = 14.0;
const PADDING: f32 = 2.2;
const BASELINE: f32 = 1.05;
const HEAD_SCALE: f32 = 0.88;
/// How much wider than it needs a column may be before the last one takes the rest.
const MOST_APART: f32 = 1.7;

/// Rows under a head.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Table {
    columns: Vec<(String, Align)>,
    rows: Vec<Row>,
    empty: String,
}

#[derive(Debug, Clone, PartialEq)]
struct Row {
    cells: Vec<String>,
    total: bool,
}

impl Table {
    /// A table that says `empty` while it has no rows: nothing is empty without saying so.
    pub fn new(columns: &[(&str, Align)], empty: &str) -> Self {
        let columns = columns.iter().map(|(title, align)| ((*title).to_string(), *align)).collect();
        Self { columns, rows: Vec::new(), empty: empty.to_string() }
    }

    pub fn row<C: Into<String>>(&mut self, cells: impl IntoIterator<Item = C>) {
        self.rows.push(Row { cells: cells.into_iter().map(Into::into).collect(), total: false });
    }

    /// A bold row.
    pub fn total<C: Into<String>>(&mut self, cells: impl IntoIterator<Item = C>) {
        self.rows.push(Row { cells: cells.into_iter().map(Into::into).collect(), total: true });
    }
}

impl Sheet<'_> {
    pub(super) fn table(&mut self, table: &Table) {
        if table.rows.is_empty() {
            self.text(Style::QUIET, &table.empty);
            return;
        }
        let mut table = table.clone();
        for cell in table.rows.iter_mut().flat_map(|row| &mut row.cells) {
            *cell = self.safe(cell);
        }
        let layout = Columns::of(&table, self.size(Style::BODY), self.width());
        self.table_head(&table, &layout);
        for row in &table.rows {
            self.table_row(&table, &layout, row);
        }
        self.gap(4.0);
    }

    fn table_head(&mut self, table: &Table, layout: &Columns) {
        let style = Style::BOLD.scaled(HEAD_SCALE).ink(Ink::Quiet);
        let cells = table.columns.iter().map(|column| column.0.as_str());
        let lines = layout.break_up(cells, style.weight, self.size(style));
        let height = self.leading(style) * count(tallest(&lines)) + PADDING;
        self.ensure(height + 3.0 * self.leading(Style::BODY));
        let area = self.reserve(height);
        for index in 0..tallest(&lines) {
            let baseline = area.y + self.leading(style) * count(index) + BASELINE * self.size(style);
            self.table_line(table, layout, &lines, index, baseline, style);
        }
        self.mark(Mark::Fill { area: Area { y: area.y + height, height: 0.8, ..area }, ink: Ink::Line });
    }

    /// A row goes to the next page whole; one that is longer than a page is continued there.
    fn table_row(&mut self, table: &Table, layout: &Columns, row: &Row) {
        let style = if row.total { Style::BOLD } else { Style::BODY };
        let lines = layout.break_up(row.cells.iter().map(String::as_str), style.weight, self.size(style));
        let leading = self.leading(style);
        let height = leading * count(tallest(&lines)) + 2.0 * PADDING;
        if !self.fits(height) && height < self.page_room() * 0.8 {
            self.next_page();
            self.table_head(table, layout);
        }
        self.gap(PADDING);
        for index in 0..tallest(&lines) {
            if !self.fits(leading) {
                self.next_page();
                self.table_head(table, layout);
            }
            let area = self.reserve(leading);
            self.table_line(table, layout, &lines, index, area.y + BASELINE * self.size(style), style);
        }
        self.gap(PADDING);
        let area = Area { x: self.left(), y: self.cursor(), width: self.width(), height: 0.4 };
        self.mark(Mark::Fill { area, ink: Ink::Hair });
    }

    fn table_line(
        &mut self,
        table: &Table,
        layout: &Columns,
        cells: &[Vec<Line>],
        index: usize,
        baseline: f32,
        style: Style,
    ) {
        for (column, cell) in cells.iter().enumerate() {
            let Some(line) = cell.get(index) else { continue };
            let (x, width) = layout.places[column];
            let indent = if table.columns[column].1 == Align::Right { width - line.width } else { 0.0 };
            self.put(line, self.left() + x + indent, baseline, style);
        }
    }
}

fn tallest(cells: &[Vec<Line>]) -> usize {
    cells.iter().map(Vec::len).max().unwrap_or(0)
}

/// Where each column begins and how wide it is.
struct Columns {
    places: Vec<(f32, f32)>,
}

impl Columns {
    /// Amounts at the right take what they need. Of the rest, narrow columns keep what they need and the widest give way;
    /// where there is room to spare, columns stand further apart and the last one before the amounts takes what is left.
    fn of(table: &Table, size: f32, width: f32) -> Self {
        let mut widths: Vec<f32> = (0..table.columns.len()).map(|column| table.natural_width(column, size)).collect();
        let (soft, rigid): (Vec<usize>, Vec<usize>) =
            (0..widths.len()).partition(|column| table.columns[*column].1 != Align::Right);
        let room = width - BETWEEN * count(widths.len() - 1);
        let taken: f32 = rigid.iter().map(|column| widths[*column]).sum();
        let left = (room - taken).max(room * 0.3);
        if taken > room - left {
            rigid.iter().for_each(|column| widths[*column] *= (room - left) / taken);
        }
        share(&mut widths, &soft, left);
        let mut x = 0.0;
        let place = |width: f32| {
            let place = (x, width);
            x += width + BETWEEN;
            place
        };
        Self { places: widths.into_iter().map(place).collect() }
    }

    fn break_up<'c>(&self, cells: impl Iterator<Item = &'c str>, weight: Weight, size: f32) -> Vec<Vec<Line>> {
        // A hair of room, for what fits exactly.
        cells.zip(&self.places).map(|(cell, (_, width))| wrap_text(cell, weight, size, width + 0.3)).collect()
    }
}

/// Fits the columns named in `soft` into `room`.
fn share(widths: &mut [f32], soft: &[usize], room: f32) {
    let wanted: f32 = soft.iter().map(|column| widths[*column]).sum();
    if wanted <= room {
        let apart = (room / wanted.max(1.0)).min(MOST_APART);
        soft.iter().for_each(|column| widths[*column] *= apart);
        if let Some(last) = soft.last() {
            widths[*last] += room - wanted * apart;
        }
        return;
    }
    let mut narrow_first = soft.to_vec();
    narrow_first.sort_by(|a, b| widths[*a].total_cmp(&widths[*b]));
    let mut room = room;
    for (index, column) in narrow_first.iter().enumerate() {
        widths[*column] = widths[*column].min(room / count(narrow_first.len() - index));
        room -= widths[*column];
    }
}

impl Table {
    fn natural_width(&self, column: usize, size: f32) -> f32 {
        let cells = self
            .rows
            .iter()
            .filter_map(|row| row.cells.get(column))
            .map(|cell| natural_width(cell, Weight::Bold, size));
        cells.fold(natural_width(&self.columns[column].0, Weight::Bold, size * HEAD_SCALE), f32::max)
    }
}
