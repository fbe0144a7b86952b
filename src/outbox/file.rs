//! Messages as files: texts for the gateway, calls for the dialer, and in a practice office e-mails too. What became of
//! them is read back from `results*.csv`.

use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::folder;
use super::{Message, Outbox, SendError, Sent};
use crate::basics::csv_cell;
use crate::words::Channel;

/// How many messages stand in one file.
const ROWS: usize = 500;

/// A folder that another program empties. Texts and calls are CSV (`id,number,text`); a file appears when it is whole.
pub struct FileOutbox {
    folder: PathBuf,
    /// Stands in the files' names: when they were made.
    label: String,
}

impl FileOutbox {
    /// Files in `folder`, which is made when it is missing, named by `label`.
    #[must_use]
    pub fn new(folder: &Path, label: &str) -> Self {
        Self { folder: folder.to_path_buf(), label: label.to_string() }
    }

    fn write(&self, messages: &[Message]) -> io::Result<PathBuf> {
        std::fs::create_dir_all(&self.folder)?;
        let channel = messages.first().map_or(Channel::Text, |message| message.channel);
        let (mut file, part, whole) = self.begin(channel)?;
        let written = match channel {
            Channel::Email => write_mails(&mut file, messages),
            Channel::Text | Channel::Phone => write_rows(&mut file, messages),
        };
        let done = written.and_then(|()| file.sync_all()).and_then(|()| std::fs::rename(&part, &whole));
        if done.is_err() {
            // Half a file is worth nothing, and the first error is the one to tell.
            let _ = std::fs::remove_file(&part);
        }
        done.map(|()| whole)
    }

    /// A new file under a name that no reader looks for, and the name it gets when it is whole.
    fn begin(&self, channel: Channel) -> io::Result<(File, PathBuf, PathBuf)> {
        let (kind, ending) = match channel {
            Channel::Email => ("emails", "txt"),
            Channel::Text => ("texts", "csv"),
            Channel::Phone => ("calls", "csv"),
        };
        let mut number = 1;
        loop {
            let whole = self.folder.join(format!("{kind}-{}-{number}.{ending}", self.label));
            let part = whole.with_extension("part");
            number += 1;
            // Made anew or not at all: two processes never write the same file.
            match new_private_file(&part) {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
                Ok(_) if whole.exists() => std::fs::remove_file(&part)?,
                Ok(file) => return Ok((file, part, whole)),
            }
        }
    }
}

impl Outbox for FileOutbox {
    fn at_once(&self) -> usize {
        ROWS
    }

    fn send(&mut self, messages: &[Message]) -> Result<Sent, SendError> {
        match self.write(messages) {
            Ok(file) => Ok(Sent { detail: format!("written to {}", file.display()) }),
            Err(error) => Err(SendError::Down(format!("{} cannot be written: {error}", self.folder.display()))),
        }
    }
}

/// Members' numbers and balances: for the eyes of the account that runs the desk and the gateway.
fn new_private_file(path: &Path) -> io::Result<File> {
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o660);
    options.open(path)
}

fn write_rows(file: &mut File, messages: &[Message]) -> io::Result<()> {
    let mut rows = csv::Writer::from_writer(file);
    rows.write_record(["id", "number", "text"])?;
    for message in messages {
        let cells = [&message.id, &message.address, &message.text].map(|text| csv_cell(text));
        rows.write_record(cells.iter().map(|cell| cell.as_bytes()))?;
    }
    rows.flush()
}

fn write_mails(file: &mut File, messages: &[Message]) -> io::Result<()> {
    for Message { id, address, subject, text, .. } in messages {
        writeln!(file, "To: {address}\nSubject: {subject}\nMessage-ID: {id}\n\n{text}\n")?;
    }
    Ok(())
}

/// What became of one message, as the gateway or the dialer tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// The message's id.
    pub id: String,
    pub delivered: bool,
    /// In the gateway's words; may be empty.
    pub detail: String,
}

/// The files of results that wait in a folder; none when there is no such folder yet.
///
/// # Errors
/// The folder cannot be read.
pub fn results_in(folder: &Path, now: SystemTime) -> io::Result<Vec<PathBuf>> {
    match folder::csv_files(folder, "results", now) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        found => found,
    }
}

/// Reads a file of results: `id,status[,detail]` with status `delivered` or `failed`, columns in any order.
///
/// # Errors
/// What is wrong, and in which line; then nothing of the file counts.
pub fn read_results(file: &Path) -> Result<Vec<Outcome>, String> {
    let bytes = std::fs::read(file).map_err(|error| format!("it cannot be read: {error}"))?;
    let content = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(content);
    let header = reader.headers().map_err(|error| format!("this is no CSV file in UTF-8: {error}"))?.clone();
    let column = |name: &str| header.iter().position(|known| known.eq_ignore_ascii_case(name));
    let (Some(id), Some(status)) = (column("id"), column("status")) else {
        return Err("the header is wrong: it must have id,status and may have detail".to_string());
    };
    let detail = column("detail");
    let outcome = |row: csv::StringRecord| {
        let line = row.position().map_or(0, csv::Position::line);
        let delivered = match row.get(status) {
            Some("delivered") => true,
            Some("failed") => false,
            other => {
                return Err(format!("line {line}: status \"{}\" is neither delivered nor failed", other.unwrap_or("")));
            }
        };
        let text = |column: usize| row.get(column).unwrap_or_default().to_string();
        Ok(Outcome { id: text(id), delivered, detail: detail.map(text).unwrap_or_default() })
    };
    reader
        .records()
        .map(|row| outcome(row.map_err(|error| format!("this is no CSV file in UTF-8: {error}"))?))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(channel: Channel, id: &str) -> Message {
        Message {
            id: id.to_string(),
            channel,
            address: "501-555-0100".to_string(),
            subject: "low balance".to_string(),
            text: "Your balance is $3.00, and \"low\".".to_string(),
        }
    }

    fn names(folder: &Path) -> Vec<String> {
        let entries = folder.read_dir().expect("the folder");
        let mut names: Vec<String> =
            entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    #[test]
    fn texts_and_calls_are_whole_csv_files_of_their_own_and_none_is_overwritten() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("gateway");
        let mut outbox = FileOutbox::new(&path, "20261130-100000");
        let sent = outbox.send(&[message(Channel::Text, "1.a"), message(Channel::Text, "2.a")]).expect("written");
        assert!(sent.detail.contains("texts-20261130-100000-1.csv"), "{sent:?}");
        outbox.send(&[message(Channel::Text, "3.a")]).expect("written");
        FileOutbox::new(&path, "20261130-100000").send(&[message(Channel::Phone, "4.a")]).expect("written");
        let expected = ["calls-20261130-100000-1.csv", "texts-20261130-100000-1.csv", "texts-20261130-100000-2.csv"];
        assert_eq!(names(&path), expected);
        let text = std::fs::read_to_string(path.join(expected[1])).expect("the file");
        let row = |id: &str| format!("{id},501-555-0100,\"Your balance is $3.00, and \"\"low\"\".\"\n");
        assert_eq!(text, format!("id,number,text\n{}{}", row("1.a"), row("2.a")));
    }

    #[test]
    fn a_folder_that_cannot_be_written_is_said_and_leaves_nothing() {
        let folder = tempfile::tempdir().expect("a folder");
        let in_the_way = folder.path().join("gateway");
        std::fs::write(&in_the_way, "a file").expect("a file");
        let error = FileOutbox::new(&in_the_way, "x").send(&[message(Channel::Text, "1.a")]).expect_err("no folder");
        assert!(matches!(&error, SendError::Down(why) if why.contains("gateway")), "{error:?}");
    }

    #[test]
    fn results_are_read_in_any_order_of_columns_and_a_wrong_one_is_named_by_its_line() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("results-1.csv");
        std::fs::write(&file, "\u{feff}status,detail,id\ndelivered,,1.a\nfailed,\"no, such number\",2.a\n")
            .expect("a file");
        let outcome = |id: &str, delivered, detail: &str| Outcome { id: id.into(), delivered, detail: detail.into() };
        let expected = vec![outcome("1.a", true, ""), outcome("2.a", false, "no, such number")];
        assert_eq!(read_results(&file), Ok(expected));
        std::fs::write(&file, "id,status\n1.a,delivered\n2.a,maybe\n").expect("a file");
        assert!(read_results(&file).expect_err("a wrong status").contains("line 3"));
        std::fs::write(&file, "number,status\n1,delivered\n").expect("a file");
        assert!(read_results(&file).expect_err("a wrong header").contains("id,status"));
    }

    #[test]
    fn a_folder_that_is_not_there_has_no_results() {
        let folder = tempfile::tempdir().expect("a folder");
        let none = results_in(&folder.path().join("nowhere"), SystemTime::now()).expect("no results");
        assert!(none.is_empty());
    }
}
