//! A CSV file as an import reads it: columns by name in any order, every row with its line.

use std::borrow::Cow;
use std::path::Path;

use crate::basics::{Cents, Code, NotMoney, Now, Refusal, Refused, SourceTime};
use crate::desk::texts::check_key;

/// A file that was read, with its header checked. Its rows are looked at one by one.
pub(in crate::desk) struct Table {
    /// The columns in the order of the file.
    columns: Vec<String>,
    rows: Vec<(u64, csv::StringRecord)>,
    /// Whether its last line ended.
    ends: bool,
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
    /// `no_file`, `bad_file` when it is not CSV in UTF-8 or UTF-16, `bad_header` naming every column that is unknown,
    /// missing or there twice.
    pub fn read(file: &Path, required: &[&str], optional: &[&str]) -> Refused<Self> {
        let bytes = std::fs::read(file)
            .map_err(|error| Refusal::new(Code::NoFile, format!("{} cannot be read: {error}", file.display())))?;
        Self::parse(&bytes, required, optional)
            .map_err(|refusal| Refusal::new(refusal.code, format!("{}: {}", file.display(), refusal.message)))
    }

    fn parse(bytes: &[u8], required: &[&str], optional: &[&str]) -> Refused<Self> {
        let text = text_of(bytes)?;
        let mut reader = csv::ReaderBuilder::new()
            .flexible(true)
            .trim(csv::Trim::All)
            .delimiter(delimiter_of(&text, required))
            .from_reader(text.as_bytes());
        let columns: Vec<String> = reader.headers().map_err(unreadable)?.iter().map(str::to_string).collect();
        check_header(&columns, required, optional)?;
        let mut lines = Lines { content: text.as_bytes(), at: 0, line: 1 };
        let mut rows = Vec::new();
        for record in reader.records() {
            let record = record.map_err(unreadable)?;
            let line = lines.of(&record);
            // A spreadsheet writes its empty rows too.
            if record.iter().any(|field| !field.is_empty()) {
                rows.push((line, record));
            }
        }
        let ends = text.ends_with(['\n', '\r']);
        Ok(Self { columns, rows, ends, hash: blake3::hash(bytes).to_hex().to_string() })
    }

    /// Refuses (`file_cut_short`) a file whose last line has not ended: more of it may come, and what is there of the line
    /// may be a part of a number.
    pub fn check_whole(&self) -> Refused<()> {
        if self.ends {
            return Ok(());
        }
        let last = self.rows.last().map_or(1, |(line, _)| *line);
        let message = format!(
            "line {last}: the file ends in the middle of its last line, and may be cut short: nothing of it was taken in; \
             fetch it again whole, each line ended"
        );
        Err(Refusal::new(Code::FileCutShort, message))
    }

    pub fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.rows.iter().map(|(line, record)| Row { columns: &self.columns, record, line: *line })
    }
}

/// The text of a file: UTF-8, or UTF-16 as some spreadsheets save it, told by its mark.
fn text_of(bytes: &[u8]) -> Refused<Cow<'_, str>> {
    let wrong = |what: String| Refusal::new(Code::BadFile, format!("this is no CSV file in UTF-8: {what}"));
    let in_pairs = |bytes: &[u8], pair: fn([u8; 2]) -> u16| {
        let units = bytes.chunks_exact(2).map(|two| pair([two[0], two[1]]));
        let text: Result<String, _> = char::decode_utf16(units).collect();
        text.ok()
            .filter(|_| bytes.len().is_multiple_of(2))
            .ok_or_else(|| wrong("it is UTF-16 with a broken letter".to_string()))
    };
    let text = match bytes {
        // A spreadsheet marks its text with bytes that belong to no column's name.
        [0xff, 0xfe, rest @ ..] => Cow::Owned(in_pairs(rest, u16::from_le_bytes)?),
        [0xfe, 0xff, rest @ ..] => Cow::Owned(in_pairs(rest, u16::from_be_bytes)?),
        _ => {
            let content = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
            Cow::Borrowed(std::str::from_utf8(content).map_err(|error| {
                let line = 1 + content[..error.valid_up_to()].iter().filter(|byte| **byte == b'\n').count();
                wrong(format!("line {line} has a letter in another encoding; save it as \"CSV UTF-8\""))
            })?)
        }
    };
    match text.lines().position(|line| line.contains('\0')) {
        Some(line) => Err(wrong(format!("line {} holds bytes that are no text; save it as \"CSV UTF-8\"", line + 1))),
        None => Ok(text),
    }
}

/// What stands between two fields: a comma, or what a spreadsheet of another country puts there, as the header shows.
fn delimiter_of(text: &str, required: &[&str]) -> u8 {
    let header = text.lines().next().unwrap_or_default();
    let has_all = |delimiter: char| {
        let columns: Vec<&str> = header.split(delimiter).map(|name| name.trim().trim_matches('"')).collect();
        required.iter().all(|name| columns.contains(name))
    };
    [',', ';', '\t'].into_iter().find(|delimiter| has_all(*delimiter)).map_or(b',', |delimiter| delimiter as u8)
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

    /// What stands in a column by whose text something is known: a meter, an account, a reference.
    pub fn key(&self, column: &str) -> Refused<&'t str> {
        let text = self.required(column)?;
        check_key(column, text).map(|()| text)
    }

    /// An amount of money. In a file it has its cents: `12` may be the beginning of `120.00`.
    pub fn money(&self, column: &str) -> Refused<Cents> {
        money_of(column, self.required(column)?)
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

/// Reads money as [`Row::money`].
pub(in crate::desk) fn money_of(column: &str, text: &str) -> Refused<Cents> {
    let amount: Cents = text.parse().map_err(|error: NotMoney| bad(column, &error.to_string()))?;
    if text.contains('.') { Ok(amount) } else { Err(bad(column, &NotMoney(text.to_string()).to_string())) }
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
    fn a_table_reads_the_same_whatever_program_saved_it() {
        let utf16 = |text: &str, little: bool| -> Vec<u8> {
            let units = format!("\u{feff}{text}");
            units.encode_utf16().flat_map(|unit| if little { unit.to_le_bytes() } else { unit.to_be_bytes() }).collect()
        };
        let text = "meter,kwh\r\nM\u{f1},1.0\r\n";
        for bytes in [
            text.as_bytes().to_vec(),
            format!("\u{feff}{text}").into_bytes(),
            utf16(text, true),
            utf16(text, false),
            text.replace(',', ";").into_bytes(),
            text.replace(',', "\t").into_bytes(),
            text.replace("\r\n", "\n").into_bytes(),
            format!("{text},\r\n\r\n,\r\n").into_bytes(),
            text.replace("meter", "\"meter\"").into_bytes(),
        ] {
            let table = Table::parse(&bytes, &COLUMNS, &[]).expect("a table");
            let rows: Vec<_> = table.rows().map(|row| (row.text("meter"), row.text("kwh"))).collect();
            assert_eq!(rows, [(Some("M\u{f1}"), Some("1.0"))], "{}", String::from_utf8_lossy(&bytes));
            assert!(table.check_whole().is_ok());
        }
    }

    #[test]
    fn a_file_whose_last_line_has_not_ended_is_not_whole() {
        for cut in ["meter,kwh\nM1,12", "meter,kwh\nM1,12.0", "meter,kwh"] {
            let refusal = table(cut).expect("a table").check_whole().expect_err(cut);
            assert_eq!(refusal.code, Code::FileCutShort);
        }
    }

    #[test]
    fn money_in_a_file_has_its_cents() {
        assert_eq!(money_of("amount", "120.00"), Ok(Cents(120_00)));
        for wrong in ["12", "12.0", "12,00", "1e2", "$12.00", "", "12."] {
            assert!(money_of("amount", wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_row_of_another_length_and_a_file_that_is_no_text_are_refused() {
        let table = table("meter,kwh\nM1\n").expect("a header");
        assert!(table.rows().all(|row| row.check_length().is_err()));
        for binary in [
            &b"meter,kwh\n\xff\xfe,1\n"[..],
            b"meter,kwh\nM\0,1\n",
            b"\xff\xfem\0e",
            b"m\0e\0t\0e\0r\0",
            b"\xff\xfe\x00\xd8",
        ] {
            let refusal = Table::parse(binary, &COLUMNS, &[]).map(|_| ()).expect_err("no text");
            assert_eq!(refusal.code, Code::BadFile);
        }
        let latin = Table::parse(b"meter,kwh\nM1,1.0\nM\xf1,1.0\n", &COLUMNS, &[]).map(|_| ()).expect_err("no UTF-8");
        assert!(latin.message.contains("line 3") && latin.message.contains("CSV UTF-8"), "{}", latin.message);
    }
}
