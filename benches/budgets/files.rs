//! Files that come in, and papers that go out.

use std::fmt::Write as _;
use std::path::PathBuf;

use advance_pay::trial::desk::ImportKind;

use crate::Bench;
use crate::cost::{self, Cost};
use crate::morning::{DAY, STORE};
use crate::office::{Lives, Member, Office, at};
use crate::store_file::Rows;
use crate::table::Row;

/// A read of every meter on the morning after everybody joined, then the cycle that bills them.
pub fn import_readings(bench: &mut Bench, members: usize) {
    let path = bench.store(members, Lives::Ordinary, "readings.sqlite");
    let mut csv = "meter,at,kwh\n".to_string();
    for member in (0..members).map(Member) {
        let kwh = member.start_kwh() + 20 + member.0 % 30;
        writeln!(csv, "{},{}T06:00:00,{kwh}.0", member.meter(), at(1, 6).date()).expect("text takes more text");
    }
    let file = keep(bench, "readings.csv", &csv);
    let before = Rows::of(&path);
    let mut office = Office::open(&path, members);
    let (cost, imported) = cost::of(|| office.import(ImportKind::Readings, &file, at(1, 9)));
    assert_eq!(imported.added, members, "every read is taken in: {imported:?}");
    drop(office);
    assert_eq!(Rows::of(&path).since(&before, "reading"), members, "a row of reading for each");
    let billed = Office::open(&path, members).morning(1).billed;
    assert_eq!(billed as usize, members, "what was read is billed");
    let row = Row {
        accounts: members,
        what: "import readings".to_string(),
        made: format!("{members} reads"),
        measured: each(cost, members),
        budget: "10 µs CPU a row over the shell's own import",
        ..Row::default()
    };
    let shell = bench.shell.as_ref().map(|shell| shell.import(&file));
    bench.table.add(match shell {
        None => row,
        Some(own) => Row {
            shell: each(own, members),
            ratio: Some(cost.cpu.as_secs_f64() / own.cpu.as_secs_f64()),
            met: Some(cost.cpu_each(members) - own.cpu_each(members) <= 10.0),
            ..row
        },
    });
    for used in [path, file] {
        std::fs::remove_file(used).expect("what was used goes");
    }
}

/// A payment from outside for one account in ten.
pub fn import_payments(bench: &mut Bench, members: usize) {
    let path = bench.folder.join(STORE);
    let count = members / 10;
    let mut csv = "source,reference,account,amount,paid_at\n".to_string();
    for n in 0..count {
        let account = Member(n * 10).account();
        writeln!(csv, "web,{n},{account},25.00,{}T11:30:00", at(DAY, 11).date()).expect("text takes more text");
    }
    let file = keep(bench, "payments.csv", &csv);
    let before = Rows::of(&path);
    let mut office = Office::open(&path, members);
    let (cost, imported) = cost::of(|| office.import(ImportKind::Payments, &file, at(DAY, 12)));
    assert_eq!(imported.added, count, "every payment is taken in: {imported:?}");
    drop(office);
    let rows = Rows::of(&path);
    assert_eq!(rows.since(&before, "receipt"), count, "a receipt for each");
    bench.table.add(Row {
        accounts: members,
        what: "import payments".to_string(),
        made: format!("{count} receipts, {} lines", rows.since(&before, "posting")),
        measured: each(cost, count),
        ..Row::default()
    });
    std::fs::remove_file(file).expect("what was used goes");
}

/// The papers of receipts, as files.
pub fn receipts(bench: &mut Bench, members: usize, numbers: &[String]) {
    let folder = bench.folder.join("receipts");
    std::fs::create_dir_all(&folder).expect("a folder");
    let mut office = Office::open(&bench.folder.join(STORE), members);
    let (cost, bytes) = cost::of(|| {
        let draw = |number: &String| {
            let pdf = office.receipt_pdf(number, DAY);
            std::fs::write(folder.join(format!("{number}.pdf")), &pdf).expect("the paper is written");
            pdf.len()
        };
        numbers.iter().map(draw).sum::<usize>()
    });
    let files = std::fs::read_dir(&folder).expect("the folder").count();
    assert_eq!(files, numbers.len(), "a file for each receipt");
    std::fs::remove_dir_all(folder).expect("the papers go");
    let (a_second, size) = (files as f64 / cost.wall.as_secs_f64(), bytes as f64 / files as f64 / 1024.0);
    bench.table.add(Row {
        accounts: members,
        what: "receipts as files".to_string(),
        made: format!("{files} files"),
        measured: format!("{a_second:.0} a second, {size:.1} KB each"),
        budget: "300 a second, 25 KB each",
        met: Some(a_second >= 300.0 && size <= 25.0),
        ..Row::default()
    });
}

fn keep(bench: &Bench, name: &str, text: &str) -> PathBuf {
    let path = bench.folder.join(name);
    std::fs::write(&path, text).expect("a file");
    path
}

fn each(cost: Cost, count: usize) -> String {
    format!(
        "{:.2} s, {:.1} µs CPU a row (wall {:.1})",
        cost.wall.as_secs_f64(),
        cost.cpu_each(count),
        cost.wall_each(count)
    )
}
