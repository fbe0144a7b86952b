//! Files in and out: imports, exports, documents.

use std::fs::File;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use serde_json::json;

use super::output::{Answer, Fields, Say, Side, Table, spaced, to_the_minute};
use super::values::{day, id};
use crate::basics::{Code, Day, Refusal, Refused};
use crate::desk::{Call, Desk, DocumentView, ExportKind, Exported, ImportKind, Imported, NamePaymentSource};

/// Take rows in from a CSV file: all or none
#[derive(Debug, Subcommand)]
#[command(after_help = "Example:\n  advance-pay import payments web.csv")]
pub enum ImportCommand {
    /// Members with their accounts; the columns are the enrollment's fields, like member.name
    #[command(after_help = "Example:\n  advance-pay import members members.csv")]
    Members {
        /// The file to read
        file: PathBuf,
    },
    /// Register reads: meter, at, kwh, quality
    #[command(after_help = "Example:\n  advance-pay import readings readings.csv")]
    Readings {
        /// The file to read
        file: PathBuf,
    },
    /// Payments from outside: source, reference, account, amount, paid_at, kind
    #[command(after_help = "Example:\n  advance-pay import payments web.csv")]
    Payments {
        /// The file to read
        file: PathBuf,
    },
    /// Name a source whose payments files are taken; a supervisor does
    #[command(after_help = "Example:\n  advance-pay import source web")]
    Source {
        /// As its files call it
        name: String,
    },
}

impl ImportCommand {
    pub fn run(self, desk: &mut Desk, call: &Call) -> Refused<Answer> {
        let (kind, file) = match self {
            Self::Members { file } => (ImportKind::Members, file),
            Self::Readings { file } => (ImportKind::Readings, file),
            Self::Payments { file } => (ImportKind::Payments, file),
            Self::Source { name } => {
                let source = desk.perform(call, &NamePaymentSource { source: name })?;
                let text = format!("Payments files of {source} are taken.");
                return Ok(Answer::saying(&serde_json::json!({ "source": source }), text));
            }
        };
        Ok(Answer::of(&desk.import(call, kind, &file)?))
    }
}

impl Say for Imported {
    fn say(&self) -> String {
        Fields::new()
            .field("Rows", self.rows)
            .field("Added", self.added)
            .field("Skipped", self.skipped)
            .field("To look at", self.attention)
            .say()
    }
}

/// Write a CSV file
#[derive(Debug, Subcommand)]
#[command(after_help = "Example:\n  advance-pay export payments --from 2026-11-01 --to 2026-11-30 --out november.csv")]
pub enum ExportCommand {
    /// Every posting
    #[command(after_help = "Example:\n  advance-pay export ledger --from 2026-11-01 --to 2026-11-30 --out ledger.csv")]
    Ledger(Range),
    /// Every payment
    #[command(
        after_help = "Example:\n  advance-pay export payments --from 2026-11-01 --to 2026-11-30 --out payments.csv"
    )]
    Payments(Range),
    /// The accounts
    #[command(
        after_help = "Example:\n  advance-pay export accounts --from 2026-11-01 --to 2026-11-30 --out accounts.csv"
    )]
    Accounts(Range),
    /// The balances
    #[command(
        after_help = "Example:\n  advance-pay export balances --from 2026-11-01 --to 2026-11-30 --out balances.csv"
    )]
    Balances(Range),
    /// The general ledger's sums, under the co-op's own account numbers
    #[command(after_help = "Example:\n  advance-pay export gl --from 2026-11-01 --to 2026-11-30 --out gl.csv")]
    Gl(Range),
    /// Every act for an auditor: who, by whose approval, where, why, under which key
    #[command(after_help = "Example:\n  advance-pay export acts --from 2026-11-01 --to 2026-11-30 --out acts.csv")]
    Acts(Range),
    /// The whole store as a new file, for the shelf; nothing is removed from it
    #[command(after_help = "Example:\n  advance-pay export archive --out archive-2026.sqlite")]
    Archive {
        /// The file to write; one that is there is never written over
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
}

#[derive(Debug, Args)]
pub struct Range {
    /// The first day
    #[arg(long, value_name = "D", value_parser = day)]
    from: Day,
    /// The last day, included
    #[arg(long, value_name = "D", value_parser = day)]
    to: Day,
    /// The file to write; one that is there is never written over
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

impl ExportCommand {
    pub fn run(self, desk: &mut Desk, call: &Call) -> Refused<Answer> {
        let (kind, range) = match self {
            Self::Ledger(range) => (ExportKind::Ledger, range),
            Self::Payments(range) => (ExportKind::Payments, range),
            Self::Accounts(range) => (ExportKind::Accounts, range),
            Self::Balances(range) => (ExportKind::Balances, range),
            Self::Gl(range) => (ExportKind::Gl, range),
            Self::Acts(range) => (ExportKind::Acts, range),
            Self::Archive { out } => return Ok(Answer::of(&desk.export_archive(call, &out)?)),
        };
        Ok(Answer::of(&desk.export(call, kind, range.from, range.to, &range.out)?))
    }
}

impl Say for Exported {
    fn say(&self) -> String {
        format!("{} rows are in {}.\n", self.rows, self.file)
    }
}

/// List documents: agreement, receipts, letters
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  advance-pay documents 100234")]
pub struct Documents {
    /// Whose [default: those of no account: day reports, slips, lists]
    account: Option<String>,
}

/// Write a document as PDF, byte for byte as it was handed out
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  advance-pay document 17 --out agreement.pdf")]
pub struct Document {
    /// As `documents` lists it
    #[arg(value_parser = id)]
    id: i64,
    /// The file to write; one that is there is never written over
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

impl Documents {
    pub fn run(self, desk: &mut Desk, call: &Call) -> Refused<Answer> {
        let documents = match &self.account {
            Some(account) => desk.documents(call, account)?,
            None => desk.office_documents(call)?,
        };
        Ok(Answer::saying(&documents, documents_table(&documents)))
    }
}

fn documents_table(documents: &[DocumentView]) -> String {
    let columns = [
        ("Id", Side::Right),
        ("Kind", Side::Left),
        ("Title", Side::Left),
        ("At", Side::Left),
        ("Operator", Side::Left),
    ];
    let cells = |one: &DocumentView| {
        let (id, kind, at) = (one.id.to_string(), spaced(&one.kind), to_the_minute(&one.at));
        vec![id, kind, one.title.clone(), at, one.operator.clone()]
    };
    Table::new(&columns).rows(documents.iter().map(cells)).say()
}

impl Document {
    pub fn run(self, desk: &mut Desk, call: &Call) -> Refused<Answer> {
        let bytes = desk.document(call, self.id)?;
        write_new(&self.out, &bytes)?;
        let file = self.out.display().to_string();
        let text = format!("Document {} is in {file}.", self.id);
        Ok(Answer::saying(&json!({ "id": self.id, "file": file, "bytes": bytes.len() }), text))
    }
}

/// Writes a file that is not there yet (`file_exists`), for the eyes of who asked; one that cannot be written whole is
/// taken away again.
fn write_new(path: &Path, bytes: &[u8]) -> Refused<()> {
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options.open(path).and_then(|mut file| {
        let whole = file.write_all(bytes).and_then(|()| file.sync_all());
        if whole.is_err() {
            // The first error is the one to tell.
            let _ = std::fs::remove_file(path);
        }
        whole
    });
    written.map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => {
            Refusal::new(Code::FileExists, format!("{} is there already: name a new file", path.display()))
        }
        _ => Refusal::new(Code::CannotWrite, format!("{} cannot be written: {error}", path.display())),
    })
}
