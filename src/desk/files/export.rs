//! Files for the co-op's other systems: the ledger, the payments, the accounts, their balances, the sums by its own
//! account numbers; and for an auditor, the acts. Days are book days. In the ledger a credit is positive, as the balances are.

use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};

use chrono::Days;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::basics::{Code, Day, Refusal, Refused, csv_cell};
use crate::desk::Desk;
use crate::desk::act::{Act, Call, Signed};
use crate::ledger::{Account, AccountId, ActLine, BookSum, PostedLine, ReceiptPart, Status, TxnId};
use crate::words::{Method, Word};

/// What a file tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExportKind {
    /// Every line that was posted.
    Ledger,
    /// Every receipt, a row for each account that it paid.
    Payments,
    /// The accounts that were open in those days, with their members and services.
    Accounts,
    /// The balances at the end of the last day.
    Balances,
    /// Debits and credits by day, office and ledger account.
    Gl,
    /// Every act that was done in those days, for an auditor: who, by whose approval, where, why.
    Acts,
}

/// What `export` answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exported {
    /// Rows of the file, the header not counted.
    pub rows: u64,
    pub file: String,
}

/// How many accounts are looked at in one question.
const PAGE: usize = 1000;

impl Desk {
    /// Writes a CSV file of the book days from `from` to `to`. The file appears when it is whole.
    ///
    /// # Errors
    /// `file_exists`, `file_unwritable`, `bad_days` when `to` is before `from`, `not_allowed` for the scheduler.
    pub fn export(&mut self, call: &Call, kind: ExportKind, from: Day, to: Day, out: &Path) -> Refused<Exported> {
        if to < from {
            return Err(Refusal::new(Code::BadDays, format!("{to} is before {from}: name the first day first")));
        }
        let signed = self.sign_person(call)?;
        self.export_by(&signed, kind, from, to, out)
    }

    /// As [`Desk::export`], as a part of what an act does.
    pub(in crate::desk) fn export_by(
        &mut self,
        signed: &Signed,
        kind: ExportKind,
        from: Day,
        to: Day,
        out: &Path,
    ) -> Refused<Exported> {
        self.ask_by(signed, |act| {
            let mut file = OutFile::create(out)?;
            match kind {
                ExportKind::Ledger => ledger(act, from, to, &mut file)?,
                ExportKind::Payments => payments(act, from, to, &mut file)?,
                ExportKind::Accounts => accounts(act, from, to, &mut file)?,
                ExportKind::Balances => balances(act, to, &mut file)?,
                ExportKind::Gl => gl(act, from, to, &mut file)?,
                ExportKind::Acts => acts(act, from, to, &mut file)?,
            }
            file.publish()
        })
    }

    /// Copies the whole store to a new file, for the shelf; nothing is removed from it.
    ///
    /// # Errors
    /// As [`Desk::backup`].
    pub fn export_archive(&mut self, call: &Call, out: &Path) -> Refused<Exported> {
        self.backup(call, out)?;
        let rows = self.store.read(|tx| tx.count_accounts())?;
        Ok(Exported { rows: rows.unsigned_abs(), file: out.display().to_string() })
    }
}

fn ledger(act: &Act<'_>, from: Day, to: Day, file: &mut OutFile) -> Refused<()> {
    file.row([
        "book_day",
        "office",
        "transaction",
        "at",
        "kind",
        "service_day",
        "ledger_account",
        "name",
        "account",
        "gl",
        "amount",
        "memo",
        "operator",
        "reverses",
    ])?;
    act.tx.each_posted_line(from, to, |line: PostedLine| {
        file.row([
            line.book_day.to_string(),
            line.office.unwrap_or_default(),
            line.txn.0.to_string(),
            act.time(line.at),
            line.kind.word().to_string(),
            text_of(line.service_day),
            line.ledger.clone(),
            line.name.clone(),
            text_of(line.account),
            act.gl_number(line.book_day, &line.ledger, &line.name),
            line.amount.to_string(),
            line.memo,
            line.operator,
            text_of(line.reverses.map(|txn| txn.0)),
        ])
    })
}

fn payments(act: &Act<'_>, from: Day, to: Day, file: &mut OutFile) -> Refused<()> {
    file.row([
        "book_day",
        "office",
        "receipt",
        "kind",
        "at",
        "paid_at",
        "methods",
        "reference",
        "account",
        "member",
        "name",
        "gl",
        "amount",
        "to_credit",
        "to_arrears",
        "to_other",
        "undone",
        "undone_on",
        "operator",
    ])?;
    act.tx.each_receipt_part(from, to, |part: ReceiptPart| {
        let (undone, undone_on) = part.undone.unzip();
        file.row([
            part.book_day.to_string(),
            part.office.unwrap_or_default(),
            part.receipt.0,
            part.kind,
            act.time(part.at),
            act.time(part.paid_at),
            part.methods.clone(),
            part.reference,
            part.account.0,
            part.member.0,
            part.name,
            tender_numbers(act, part.book_day, &part.methods),
            (part.to_energy + part.to_arrears + part.to_other).to_string(),
            part.to_energy.to_string(),
            part.to_arrears.to_string(),
            part.to_other.to_string(),
            undone.unwrap_or_default(),
            text_of(undone_on),
            part.operator,
        ])
    })
}

/// The account numbers that a receipt's tenders went into, joined as its methods are.
fn tender_numbers(act: &Act<'_>, day: Day, methods: &str) -> String {
    let ledger = |method: &str| Method::from_word(method).map_or("", |method| method.goes_to().word());
    let numbers: Vec<String> = methods.split('+').map(|method| act.gl_number(day, ledger(method), "")).collect();
    numbers.join("+")
}

fn accounts(act: &Act<'_>, from: Day, to: Day, file: &mut OutFile) -> Refused<()> {
    file.row([
        "account",
        "member",
        "name",
        "status",
        "address",
        "office",
        "class",
        "phase",
        "tax_area",
        "meter",
        "link",
        "phone",
        "email",
        "text",
        "mailing_address",
        "opened_on",
        "ended_on",
        "gl",
    ])?;
    for_each_account(act, |account| {
        let standing = act.tx.standing(account.id)?;
        if account.opened_on > to || standing.ended_on.is_some_and(|ended| ended < from) {
            return Ok(());
        }
        let member = act.tx.member(account.member)?;
        let meter = act.tx.meter_of(account.id)?;
        file.row([
            account.number.0.clone(),
            member.number.0,
            member.name,
            standing.status.word().to_string(),
            account.address.clone(),
            act.tx.office(account.office)?.name,
            account.class.clone(),
            account.phase.clone(),
            account.tax_area.clone().unwrap_or_default(),
            meter.number.0,
            meter.link,
            member.phone.unwrap_or_default(),
            member.email.unwrap_or_default(),
            member.text.unwrap_or_default(),
            member.mailing_address.unwrap_or_default(),
            account.opened_on.to_string(),
            text_of(standing.ended_on),
            act.gl_number(to, "energy", ""),
        ])
    })
}

/// The balances at the end of `to`: what stands now, less what later books moved. How many days are left is known only
/// of now.
fn balances(act: &Act<'_>, to: Day, file: &mut OutFile) -> Refused<()> {
    file.row(["account", "member", "name", "balance", "arrears", "days_left", "status", "gl", "gl_arrears"])?;
    let later = act.tx.moved_after(to)?;
    for_each_account(act, |account| {
        let Some(status) = act.tx.status_on(account.id, to)? else { return Ok(()) };
        let facts = act.facts(account.id)?;
        let (energy, arrears) = later.get(&account.id).copied().unwrap_or_default();
        let days_left = match status {
            _ if to < act.today() => None,
            Status::Disconnected => Some(0),
            _ => act.days_left(&facts)?.map(|left| left.whole()),
        };
        file.row([
            account.number.0.clone(),
            facts.member.number.0.clone(),
            facts.member.name.clone(),
            (facts.balances.energy - energy).to_string(),
            (facts.arrears() + arrears).to_string(),
            text_of(days_left),
            status.word().to_string(),
            act.gl_number(to, "energy", ""),
            act.gl_number(to, "arrears", ""),
        ])
    })
}

fn gl(act: &Act<'_>, from: Day, to: Day, file: &mut OutFile) -> Refused<()> {
    file.row(["book_day", "office", "gl", "ledger_account", "name", "debit", "credit"])?;
    for sum in act.tx.book_sums(from, to)? {
        let BookSum { book_day, office, ledger, name, debit, credit } = sum;
        let number = act.gl_number(book_day, &ledger, &name);
        let office = office.unwrap_or_default();
        file.row([book_day.to_string(), office, number, ledger, name, debit.to_string(), credit.to_string()])?;
    }
    Ok(())
}

/// What an answer names things by.
const IDS: [&str; 10] =
    ["account", "member", "meter", "receipt", "becomes", "drawer", "id", "document", "bag", "approval"];

/// Every act of the days from `from` to `to`, whatever it wrote. `transactions` leads to the ledger's
/// `transaction`.
fn acts(act: &Act<'_>, from: Day, to: Day, file: &mut OutFile) -> Refused<()> {
    file.row([
        "act",
        "at",
        "name",
        "operator",
        "approver",
        "office",
        "drawer",
        "reason",
        "transactions",
        "ids",
        "key",
    ])?;
    let days = (act.now.start_of(from), act.now.start_of(to + Days::new(1)));
    act.tx.each_act(days.0, days.1, |line: ActLine| {
        let transactions = line.txns.map(
            |(TxnId(first), TxnId(last))| {
                if first == last { first.to_string() } else { format!("{first}-{last}") }
            },
        );
        file.row([
            line.id.to_string(),
            act.time(line.at),
            line.name,
            line.operator.unwrap_or_default(),
            line.approver.unwrap_or_default(),
            line.office.unwrap_or_default(),
            text_of(line.drawer),
            line.reason.unwrap_or_default(),
            transactions.unwrap_or_default(),
            ids_in(&line.answer),
            line.key.to_string(),
        ])
    })
}

/// The main ids of an answer, as `account 100234; receipt R-C-000002`.
fn ids_in(answer: &str) -> String {
    let answer: Value = serde_json::from_str(answer).unwrap_or_default();
    let named = IDS.iter().filter_map(|id| match &answer[*id] {
        Value::String(text) => Some(format!("{id} {text}")),
        Value::Number(number) => Some(format!("{id} {number}")),
        _ => None,
    });
    named.collect::<Vec<_>>().join("; ")
}

fn for_each_account(act: &Act<'_>, mut look: impl FnMut(&Account) -> Refused<()>) -> Refused<()> {
    let mut last = AccountId(0);
    loop {
        let page = act.tx.accounts_page(last, PAGE)?;
        let Some(end) = page.last() else { return Ok(()) };
        last = end.id;
        page.iter().try_for_each(&mut look)?;
    }
}

impl Act<'_> {
    /// The co-op's own number of a ledger account, by the terms of `day`: of its kind and name if they map that (an income
    /// by what was charged), else of its kind; empty where they map neither.
    fn gl_number(&self, day: Day, ledger: &str, name: &str) -> String {
        let gl = &self.terms.program(day).gl;
        gl.get(&format!("{ledger}.{name}")).or_else(|| gl.get(ledger)).cloned().unwrap_or_default()
    }
}

fn text_of(value: Option<impl ToString>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

/// A CSV file under way: under another name until it is whole, gone if it never is.
struct OutFile {
    writer: csv::Writer<BufWriter<File>>,
    part: PathBuf,
    to: PathBuf,
    /// Rows written, the header included.
    rows: u64,
}

impl OutFile {
    /// Begins a file; refuses one that is there (`file_exists`).
    fn create(to: &Path) -> Refused<Self> {
        if to.exists() {
            return Err(Refusal::new(
                Code::FileExists,
                format!("{} is there already: name another file; exports overwrite nothing", to.display()),
            ));
        }
        let mut name = to.as_os_str().to_os_string();
        name.push(".part");
        let part = PathBuf::from(name);
        // What is left of an export that a crash ended.
        if part.exists() {
            std::fs::remove_file(&part).map_err(|error| unwritable(to, &error))?;
        }
        let mut options = File::options();
        options.write(true).create_new(true);
        // Members' names and money: for the eyes of who asked.
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(&part).map_err(|error| unwritable(to, &error))?;
        Ok(Self { writer: csv::Writer::from_writer(BufWriter::new(file)), part, to: to.to_path_buf(), rows: 0 })
    }

    fn row<const N: usize>(&mut self, fields: [impl AsRef<str>; N]) -> Refused<()> {
        self.rows += 1;
        let cells = fields.iter().map(|field| csv_cell(field.as_ref()));
        self.writer
            .write_record(cells.map(|cell| cell.into_owned().into_bytes()))
            .map_err(|error| unwritable(&self.to, &error))
    }

    /// Puts the whole file on the disk and gives it its name.
    fn publish(mut self) -> Refused<Exported> {
        let finish = |file: &mut Self| -> std::io::Result<()> {
            file.writer.flush()?;
            file.writer.get_ref().get_ref().sync_all()?;
            std::fs::rename(&file.part, &file.to)
        };
        finish(&mut self).map_err(|error| unwritable(&self.to, &error))?;
        Ok(Exported { rows: self.rows - 1, file: self.to.display().to_string() })
    }
}

impl Drop for OutFile {
    fn drop(&mut self) {
        // After `publish` there is none; else what was not finished goes away, as far as it can.
        let _ = std::fs::remove_file(&self.part);
    }
}

fn unwritable(to: &Path, error: &impl std::fmt::Display) -> Refusal {
    let message = format!("{} cannot be written: {error}; choose another folder or disk", to.display());
    Refusal::new(Code::FileUnwritable, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_appears_when_it_is_whole_and_never_over_another() {
        let folder = tempfile::tempdir().expect("a folder");
        let to = folder.path().join("out.csv");
        let mut file = OutFile::create(&to).expect("a new file");
        file.row(["a", "b"]).expect("a row");
        file.row(["1", "x,\"y\""]).expect("a row");
        assert!(!to.exists(), "half a file has its name");
        assert_eq!(file.publish().map(|exported| exported.rows), Ok(1));
        assert_eq!(std::fs::read_to_string(&to).expect("the file"), "a,b\n1,\"x,\"\"y\"\"\"\n");
        assert_eq!(OutFile::create(&to).map(|_| ()).map_err(|refusal| refusal.code), Err(Code::FileExists));
    }

    #[test]
    fn an_export_that_fails_leaves_nothing() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut file = OutFile::create(&folder.path().join("out.csv")).expect("a new file");
        file.row(["a"]).expect("a row");
        drop(file);
        assert_eq!(folder.path().read_dir().expect("the folder").count(), 0);
    }
}
