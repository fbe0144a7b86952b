//! The budgets: what the program may cost, measured against what SQLite itself costs for the same rows.
//!
//! ```sh
//! cargo bench                                        # 20,000 and 100,000 accounts
//! cargo bench -- 2000                                # so many accounts, instead
//! cargo bench -- 20000 --disconnects 2000 --samples 500 --days 365
//! ```
//!
//! Prints a table in Markdown: `docs/performance.md` explains it and holds the last one. Each measurement counts the rows
//! that it made and fails when they are not those that it should have made.

mod big_days;
mod cost;
mod counter;
mod files;
mod morning;
mod office;
mod shell;
mod store_file;
mod table;

use std::path::{Path, PathBuf};

use office::{Lives, Office};
use shell::Shell;
use table::Table;

/// What is measured, by the words of the call.
struct Options {
    sizes: Vec<usize>,
    /// How many are disconnected at once.
    disconnects: usize,
    /// How many sample members `init` makes.
    samples: u32,
    /// Not 0: so many days are lived, to see whether the last cost as the first.
    days: u64,
}

impl Options {
    fn of(words: impl Iterator<Item = String>) -> Self {
        let mut options = Self { sizes: Vec::new(), disconnects: 20_000, samples: 20_000, days: 0 };
        let mut words = words.filter(|word| word != "--bench");
        while let Some(word) = words.next() {
            let mut number =
                || words.next().and_then(|word| word.parse::<u32>().ok()).expect("a number after an option");
            match &word[..] {
                "--disconnects" => options.disconnects = number() as usize,
                "--samples" => options.samples = number(),
                "--days" => options.days = number().into(),
                size => options.sizes.push(size.parse().unwrap_or_else(|_| panic!("{size} is no number of accounts"))),
            }
        }
        if options.sizes.is_empty() {
            options.sizes = vec![20_000, 100_000];
        }
        options
    }
}

/// What every measurement works with.
pub struct Bench {
    shell: Option<Shell>,
    /// Holds the stores that are made once for a schema and a number of members, and stay for the next run.
    made: PathBuf,
    /// Holds the copies that are worked on; it goes at the end.
    folder: PathBuf,
    table: Table,
}

impl Bench {
    /// A copy of the store of so many members, to be worked on.
    pub fn store(&self, members: usize, lives: Lives, name: &str) -> PathBuf {
        let made = Office::made(&self.made, members, lives);
        let copy = self.folder.join(name);
        store_file::copy(&made, &copy);
        copy
    }
}

fn main() {
    let options = Options::of(std::env::args().skip(1));
    let made = Path::new(env!("CARGO_TARGET_TMPDIR")).join("budgets");
    let folder = made.join("work");
    // What a run that failed has left.
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).expect("a folder");
    let mut bench = Bench { shell: Shell::find(), made, folder, table: Table::default() };
    match &bench.shell {
        Some(shell) => println!("SQLite {} in the program, sqlite3 shell {}.\n", rusqlite::version(), shell.version),
        None => println!("There is no sqlite3 shell here (Debian: apt-get install sqlite3), so there are no ratios.\n"),
    }
    Table::heading();
    let mut mornings = Vec::new();
    for size in options.sizes {
        files::import_readings(&mut bench, size);
        mornings.push((size, morning::measure(&mut bench, size)));
        counter::measure(&mut bench, size);
    }
    morning::is_linear(&mut bench, &mornings);
    big_days::disconnects(&mut bench, options.disconnects);
    big_days::samples(&mut bench, options.samples);
    if options.days > 0 {
        big_days::a_long_time(&mut bench, options.days);
    }
    std::fs::remove_dir_all(&bench.folder).expect("the copies go");
    let (looked_at, met) = bench.table.verdict();
    println!("\n{met} of {looked_at} budgets are met.");
}
