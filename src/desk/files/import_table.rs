//! A CSV file as an import reads it: columns by name in any order, every row with its line.

use std::path::Path;

use crate::basics::{Code, Now, Refusal, Refused, SourceTime};

/// A file that was read, with its header checked. Its rows are looked at one by one.
pub(in crate::desk) struct Table {
    /// The columns in the order of the file.
    columns: Vec<String>,
    rows: Vec<(u64, csv::StringRecord)>,
    /// BLAKE3 of the file, in hex: the same file is the same act.
    pub hash: String,
}

/// One row of the file.
#[derive(Clone, Copy)]
pub(in crate::desk) struct Row<'t> {
    columns: &'t [String],
    record: &'t csv::StringRecord,
    pub line: u64,
}

impl Table {
    /// Reads the file and checks its header.
    ///
    /// # Errors
    /// `no_file`, `bad_file` when it is not CSV in UTF-8, `bad_header` naming every column that is unknown, missing or
    /// there twice.
    pub fn read(file: &Path, required: &[&str], optional: &[&str]) -> Refused<Self> {
        let bytes = std::fs::read(file)
            .map_err(|error| Refusal::new(Code::NoFile, format!("{} cannot be read: {error}", file.display())))?;
        Self::parse(&bytes, required, optional)
            .map_err(|refusal| Refusal::new(refusal.code, format!("{}: {}", file.display(), refusal.message)))
    }

    fn parse(bytes: &[u8], required: &[&str], optional: &[&str]) -> Refused<Self> {
        // A spreadsheet marks its UTF-8 with three bytes that belong to no column's name.
        let content = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let mut reader = csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::All).from_reader(content);
        let columns: Vec<String> = reader.headers().map_err(unreadable)?.iter().map(str::to_string).collect();
        check_header(&columns, required, optional)?;
        let mut lines = Lines { content, at: 0, line: 1 };
        let rows = reader
            .records()
            .map(|record| {
                let record = record.map_err(unreadable)?;
                Ok((lines.of(&record), record))
            })
            .collect::<Refused<Vec<_>>>()?;
        Ok(Self { columns, rows, hash: blake3::hash(bytes).to_hex().to_string() })
    }

    pub fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.rows.iter().map(|(line, record)| Row { columns: &self.columns, record, line: *line })
    }
}

/// Counts the lines of a file as a person does, whatever ends them. The reader's own count lags behind where lines end
/// as on Windows, or are blank.
struct Lines<'c> {
    content: &'c [u8],
    /// How far was counted.
    at: usize,
    line: u64,
}

impl Lines<'_> {
    /// The line that a record begins on; records come in the order of the file.
    fn of(&mut self, record: &csv::StringRecord) -> u64 {
        let told = record.position().map_or(0, |position| usize::try_from(position.byte()).unwrap_or(usize::MAX));
        let ended = |byte: &u8| matches!(byte, b'\r' | b'\n');
        while self.at < told || self.content.get(self.at).is_some_and(ended) {
            match self.content.get(self.at) {
                Some(b'\n') => self.line += 1,
                Some(_) => {}
                None => break,
            }
            self.at += 1;
        }
        self.line
    }
}

impl<'t> Row<'t> {
    /// What stands in a column; None when it is empty or the file has no such column.
    pub fn text(&self, column: &str) -> Option<&'t str> {
        let index = self.columns.iter().position(|name| name == column)?;
        self.record.get(index).filter(|text| !text.is_empty())
    }

    /// What stands in a column that must not be empty.
    pub fn required(&self, column: &str) -> Refused<&'t str> {
        self.text(column).ok_or_else(|| bad(column, "is empty"))
    }

    /// What stands in a column, read as `T`.
    pub fn parsed<T: std::str::FromStr>(&self, column: &str) -> Refused<T>
    where
        T::Err: std::fmt::Display,
    {
        self.required(column)?.parse().map_err(|error: T::Err| bad(column, &error.to_string()))
    }

    /// A local time of the program's zone, or one with its own offset.
    pub fn time(&self, column: &str, now: &Now) -> Refused<SourceTime> {
        SourceTime::read(self.required(column)?, now.zone).map_err(|error| bad(column, &error.to_string()))
    }

    /// A row has a field for each column, or it says nothing that can be trusted.
    pub fn check_length(&self) -> Refused<()> {
        if self.record.len() == self.columns.len() {
            return Ok(());
        }
        let message = format!("{} fields where the header names {}", self.record.len(), self.columns.len());
        Err(Refusal::new(Code::BadRow, message))
    }
}

/// What is wrong in one column of a row.
pub(in crate::desk) fn bad(column: &str, what: &str) -> Refusal {
    Refusal::new(Code::BadRow, format!("{column}: {what}"))
}

fn check_header(columns: &[String], required: &[&str], optional: &[&str]) -> Refused<()> {
    let mut wrong = Vec::new();
    for (index, column) in columns.iter().enumerate() {
        if !required.contains(&column.as_str()) && !optional.contains(&column.as_str()) {
            wrong.push(format!("\"{column}\" is not a column of this import"));
        } else if columns[..index].contains(column) {
            wrong.push(format!("\"{column}\" is there twice"));
        }
    }
    let missing = required.iter().filter(|name| !columns.iter().any(|column| column == *name));
    wrong.extend(missing.map(|name| format!("\"{name}\" is missing")));
    if wrong.is_empty() {
        return Ok(());
    }
    let optional = if optional.is_empty() { String::new() } else { format!(" and may have {}", optional.join(",")) };
    let message = format!("the header is wrong: {}; it must have {}{optional}", wrong.join("; "), required.join(","));
    Err(Refusal::new(Code::BadHeader, message))
}

fn unreadable(error: csv::Error) -> Refusal {
    Refusal::new(Code::BadFile, format!("this is no CSV file in UTF-8: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: [&str; 2] = ["meter", "kwh"];

    fn table(text: &str) -> Refused<Table> {
        Table::parse(text.as_bytes(), &COLUMNS, &["quality"])
    }

    #[test]
    fn columns_come_in_any_order_and_a_row_knows_its_line() {
        let table = table("\u{feff}quality,kwh,meter\n,1001.0, M1\nmanual,\"1,5\",M2\n").expect("a table");
        let rows: Vec<Row<'_>> = table.rows().collect();
        assert_eq!((rows[0].line, rows[0].text("meter"), rows[0].text("quality")), (2, Some("M1"), None));
        assert_eq!((rows[1].line, rows[1].text("kwh"), rows[1].text("quality")), (3, Some("1,5"), Some("manual")));
    }

    #[test]
    fn lines_are_counted_as_a_person_counts_them() {
        let table = table("kwh,meter\r\n1.0,M1\r\n\r\n2.0,M2\r\n3.0,\"M\r\n3\"\r\n4.0,M4\r\n").expect("a table");
        assert_eq!(table.rows().map(|row| row.line).collect::<Vec<_>>(), [2, 4, 5, 7]);
    }

    #[test]
    fn a_wrong_header_names_every_column_that_is_unknown_missing_or_twice() {
        let message = table("meter,meter,colour\n").map(|_| ()).expect_err("a wrong header").message;
        for part in ["\"meter\" is there twice", "\"colour\" is not a column", "\"kwh\" is missing"] {
            assert!(message.contains(part), "{message:?} does not say {part:?}");
        }
        assert_eq!(table("").map(|_| ()).map_err(|refusal| refusal.code), Err(Code::BadHeader));
    }

    #[test]
    fn a_row_of_another_length_and_a_file_that_is_no_text_are_refused() {
        let table = table("meter,kwh\nM1\n").expect("a header");
        assert!(table.rows().all(|row| row.check_length().is_err()));
        let binary = Table::parse(b"meter,kwh\n\xff\xfe,1\n", &COLUMNS, &[]);
        assert_eq!(binary.map(|_| ()).map_err(|refusal| refusal.code), Err(Code::BadFile));
    }
}
