//! An office with a store of its own, worked from outside: every act is a call of the program.
#![allow(dead_code, reason = "every test binary uses its own part of the office")]

pub mod enrollment;
pub mod money;
pub mod process;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};

use chrono::{Days, NaiveDate};
use serde_json::Value;
use tempfile::TempDir;

pub use enrollment::Enrollment;
pub use process::{Answer, PROGRAM};

/// A co-op's branch office: a folder with its program file and its store, the time on its wall, the member at its
/// counter.
pub struct Office {
    folder: TempDir,
    /// The program's first branch.
    branch: String,
    now: Option<String>,
    signed_in: Option<(String, String)>,
    approver_pin: Option<String>,
    serving: Option<Account>,
    /// Watt-hours on the register of each simulated meter.
    registers: BTreeMap<String, i64>,
    files: AtomicUsize,
    /// What every call finds in its environment.
    environment: Vec<(String, String)>,
}

/// A member's account, and the meter that it began with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    pub number: String,
    pub meter: String,
}

/// What one day cost, as `account why` tells it.
#[derive(Debug, PartialEq, Eq)]
pub struct Charge {
    /// The service day (C26), not the day on which it was billed.
    pub day: String,
    pub kwh: String,
    /// `actual`, `spread` or `estimated`.
    pub quality: String,
    /// Energy, per-kWh charges, monthly charges, taxes: in this order.
    pub lines: Vec<String>,
    pub total: String,
}

impl Office {
    /// A practice store with one of the example programs (`tests/programs`).
    #[track_caller]
    pub fn practice(program: &str) -> Self {
        Self::variant(program, &[])
    }

    /// A practice store with an example program in which each text of `changes` is replaced by another.
    #[track_caller]
    pub fn variant(program: &str, changes: &[(&str, &str)]) -> Self {
        let office = Self::with_program(program, changes);
        // The store is made at the machine's own time, whatever time the tests set on the wall afterwards.
        office.run(&["init", "--program", &office.program_folder(), "--practice"]).done();
        office
    }

    /// A practice store of the shipped program `program` with invented members, made at `now`.
    #[track_caller]
    pub fn with_sample_members(program: &str, members: u32, now: &str) -> Self {
        let mut office = Self::with_program(program, &[]);
        office.at(now);
        office.run(&["init", "--program", program, "--practice", "--sample-members", &members.to_string()]).done();
        office
    }

    /// A store for real members: no practice, the machine's own clock.
    #[track_caller]
    pub fn real(program: &str) -> Self {
        let office = Self::with_program(program, &[]);
        office.run(&["init", "--program", &office.program_folder()]).done();
        office
    }

    /// A folder with an example program, and no store yet.
    pub fn with_program(program: &str, changes: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().expect("a folder for the office");
        let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/programs").join(program);
        std::fs::create_dir(folder.path().join("program")).expect("a folder for the program");
        for entry in shipped.read_dir().expect("an example program") {
            let file = entry.expect("a file of the program").path();
            let text = std::fs::read_to_string(&file).expect("the program's files are text");
            let text = if file.ends_with("program.toml") { changed(text, changes) } else { text };
            std::fs::write(folder.path().join("program").join(file.file_name().expect("a name")), text)
                .expect("a copy");
        }
        let terms = std::fs::read_to_string(folder.path().join("program/program.toml")).expect("a program file");
        let branch = terms.split_once("offices").and_then(|(_, rest)| rest.split('"').nth(1)).expect("an office");
        Self {
            branch: branch.to_string(),
            folder,
            now: None,
            signed_in: None,
            approver_pin: None,
            serving: None,
            registers: BTreeMap::new(),
            files: AtomicUsize::new(0),
            environment: Vec::new(),
        }
    }

    /// The folder of everything that belongs to this office.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub fn store(&self) -> PathBuf {
        self.folder().join("store.sqlite")
    }

    /// The folder with this office's program file.
    pub fn program_folder(&self) -> String {
        self.folder().join("program").into_os_string().into_string().expect("temporary folders are UTF-8")
    }

    /// Sets the clock on the wall, like `2026-11-30T09:59:59`.
    pub fn at(&mut self, now: &str) -> &mut Self {
        self.now = Some(now.to_string());
        self
    }

    /// Who acts from now on, with their PIN.
    /// Every call from now on finds this in its environment: the secret of a link, for example.
    pub fn environment(&mut self, name: &str, value: &str) -> &mut Self {
        self.environment.push((name.to_string(), value.to_string()));
        self
    }

    pub fn signed_in(&mut self, name: &str, pin: &str) -> &mut Self {
        self.signed_in = Some((name.to_string(), pin.to_string()));
        self
    }

    /// Nobody is signed in.
    pub fn signed_out(&mut self) -> &mut Self {
        self.signed_in = None;
        self
    }

    /// The PIN that the approver types beside the one who acts.
    pub fn approver_types(&mut self, pin: &str) -> &mut Self {
        self.approver_pin = Some(pin.to_string());
        self
    }

    /// A call of the program on this office's store, ready to run. Nothing of the machine's own settings reaches it,
    /// its time zone is far from every co-op's.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = self.command_without_store();
        command.arg("--store").arg(self.store()).args(args);
        command
    }

    /// The same, without naming a store.
    pub fn command_without_store(&self) -> Command {
        let mut command = Command::new(PROGRAM);
        command.env_clear().env("HOME", self.folder()).env("TZ", "Asia/Tokyo").current_dir(self.folder());
        command.env("PATH", std::env::var_os("PATH").unwrap_or_default()).stdin(std::process::Stdio::null());
        command.envs(self.environment.iter().map(|(name, value)| (name, value)));
        if let Some((name, pin)) = &self.signed_in {
            command.args(["--operator", name]).env("ADVANCE_PAY_PIN", pin);
        }
        if let Some(pin) = &self.approver_pin {
            command.env("ADVANCE_PAY_APPROVER_PIN", pin);
        }
        if let Some(now) = &self.now {
            command.args(["--now", now]);
        }
        command.arg("--json");
        command
    }

    pub fn run(&self, args: &[&str]) -> Answer {
        Answer::of(&mut self.command(args))
    }

    /// Writes a file into the office's folder and gives its path.
    pub fn file(&self, name: &str, text: &str) -> String {
        let path = self.folder().join(format!("{}-{name}", self.files.fetch_add(1, Ordering::Relaxed)));
        std::fs::write(&path, text).expect("a file in the office's folder");
        path.into_os_string().into_string().expect("temporary folders are UTF-8")
    }

    // Joining

    #[track_caller]
    pub fn quote(&self, enrollment: &Enrollment) -> Value {
        self.try_quote(enrollment).done()
    }

    pub fn try_quote(&self, enrollment: &Enrollment) -> Answer {
        self.run(&["quote", enrollment.way, &self.file("quote.json", &self.input(enrollment, None))])
    }

    /// Enrolls, pays what is due (or what the test says), and serves that member from now on.
    #[track_caller]
    pub fn enroll(&mut self, enrollment: &Enrollment) -> Value {
        let done = self.try_enroll(enrollment).done();
        let number = done["account"].as_str().expect("an account's number").to_string();
        self.registers.insert(enrollment.meter().to_string(), money::wh(enrollment.start_kwh()));
        self.serving = Some(Account { number, meter: enrollment.meter().to_string() });
        done
    }

    pub fn try_enroll(&self, enrollment: &Enrollment) -> Answer {
        let due = if enrollment.brings_its_own_payment() {
            None
        } else {
            self.quote(enrollment)["due_now"].as_str().map(str::to_string)
        };
        let input = self.input(enrollment, due.as_deref());
        self.run(&["enroll", enrollment.way, &self.file("enroll.json", &input)])
    }

    /// The JSON of an enrollment here and today that pays `due`.
    pub fn input(&self, enrollment: &Enrollment, due: Option<&str>) -> String {
        enrollment.input(&self.branch, &self.today(), due).to_string()
    }

    fn today(&self) -> String {
        self.now.as_deref().map_or_else(|| chrono::Local::now().date_naive().to_string(), |now| now[..10].to_string())
    }

    // The member at the counter

    /// The account that was enrolled last, or the one that is served.
    #[track_caller]
    pub fn account(&self) -> &Account {
        self.serving.as_ref().expect("somebody was enrolled")
    }

    pub fn serve(&mut self, account: &Account) -> &mut Self {
        self.serving = Some(account.clone());
        self
    }

    #[track_caller]
    pub fn show(&self) -> Value {
        self.run(&["account", "show", &self.account().number]).done()
    }

    /// `account show` gives these values.
    #[track_caller]
    pub fn shows(&self, expected: Value) {
        let shown = self.show();
        for (key, value) in expected.as_object().expect("keys and values") {
            assert_eq!(&shown[key], value, "{key} at {}, in {shown:#}", self.now.as_deref().unwrap_or("now"));
        }
    }

    #[track_caller]
    pub fn balance(&self) -> String {
        self.show()["balance"].as_str().expect("a balance").to_string()
    }

    #[track_caller]
    pub fn ledger(&self) -> Vec<Value> {
        let lines = self.run(&["account", "ledger", &self.account().number]).done();
        lines.as_array().expect("an array of lines").clone()
    }

    /// What each day cost, by its charges that stand.
    #[track_caller]
    pub fn charges(&self) -> Vec<Charge> {
        let why = self.run(&["account", "why", &self.account().number]).done();
        let text = |value: &Value| value.as_str().unwrap_or_else(|| panic!("a text is missing in {why:#}")).to_string();
        let days = why["days"].as_array().unwrap_or_else(|| panic!("there are no days in {why:#}"));
        let charge = |day: &Value| Charge {
            day: text(&day["date"]),
            kwh: text(&day["kwh"]),
            quality: text(&day["quality"]),
            lines: day["lines"].as_array().expect("lines").iter().map(|line| text(&line["amount"])).collect(),
            total: text(&day["total"]),
        };
        days.iter().map(charge).collect()
    }

    // Money

    #[track_caller]
    pub fn pay(&self, amount: &str) -> Value {
        self.try_pay(amount).done()
    }

    pub fn try_pay(&self, amount: &str) -> Answer {
        self.run(&["pay", &self.account().number, "--method", "external", "--amount", amount])
    }

    /// Pays by check at the counter and gives the receipt's number.
    #[track_caller]
    pub fn pay_by_check(&self, amount: &str) -> String {
        let account = &self.account().number;
        let paid =
            self.run(&["pay", account, "--method", "check", "--check-number", "1001", "--amount", amount]).done();
        paid["receipt"].as_str().expect("a receipt").to_string()
    }

    #[track_caller]
    pub fn return_payment(&self, receipt: &str) -> Value {
        self.run(&["return-payment", receipt, "--reason", "insufficient funds"]).done()
    }

    /// One adjustment that leaves exactly `balance`.
    #[track_caller]
    pub fn set_to(&self, balance: &str) -> &Self {
        let difference = money::amount(money::cents(balance) - money::cents(&self.balance()));
        let adjust = ["adjust", &self.account().number, "--amount", &difference];
        self.run(&[&adjust[..], &["--reason", "an example's balance", "--approved-by", "practice"]].concat()).done();
        self
    }

    // The day

    /// The meter counts `kwh` more than it showed last.
    #[track_caller]
    pub fn use_kwh(&mut self, kwh: &str) -> &mut Self {
        let meter = self.account().meter.clone();
        let register = self.registers[&meter] + money::wh(kwh);
        self.registers.insert(meter.clone(), register);
        self.register(&meter, &money::kwh(register))
    }

    /// A meter's register shows `kwh`, and it answers.
    #[track_caller]
    pub fn register(&mut self, meter: &str, kwh: &str) -> &mut Self {
        self.run(&["sim", "set", meter, "--kwh", kwh]).done();
        self
    }

    /// The meter no longer answers; its register goes on from where it was when it does again.
    #[track_caller]
    pub fn unreachable(&mut self) -> &mut Self {
        self.run(&["sim", "set", &self.account().meter, "--unreachable"]).done();
        self
    }

    #[track_caller]
    pub fn cycle(&self) -> Value {
        self.run(&["cycle"]).done()
    }

    /// A person releases this account's row on the day's list.
    pub fn release(&self) -> Answer {
        self.run(&["cycle", "release", &self.account().number])
    }

    /// The same, against a gate: with a reason and a second person.
    pub fn release_against_gates(&self) -> Answer {
        let account = &self.account().number;
        self.run(&["cycle", "release", account, "--reason", "the manager insists", "--approved-by", "practice"])
    }

    /// `cycle` at `time` of each day from `first` to `last`, with `kwh` used on each; gives the balances.
    #[track_caller]
    pub fn cycles(&mut self, first: &str, last: &str, time: &str, kwh: &str) -> Vec<String> {
        let days: Vec<String> = days(first, last).collect();
        days.iter().map(|day| self.at(&format!("{day}T{time}")).use_kwh(kwh).cycle_and_balance()).collect()
    }

    #[track_caller]
    pub fn cycle_and_balance(&self) -> String {
        self.cycle();
        self.balance()
    }

    /// What the served member was told by e-mail, oldest first.
    #[track_caller]
    pub fn told(&self) -> Vec<String> {
        let store = rusqlite::Connection::open(self.store()).expect("the store");
        let sql = "SELECT n.text FROM notice n JOIN account a ON a.id=n.account_id
                   WHERE a.number=?1 AND n.channel='email' ORDER BY n.id";
        let mut query = store.prepare(sql).expect("the notices");
        let texts = query.query_map([&self.account().number], |row| row.get(0)).expect("the notices");
        texts.collect::<Result<_, _>>().expect("texts")
    }

    /// Every invariant of the store holds.
    #[track_caller]
    pub fn verifies(&self) {
        let verified = self.run(&["verify"]).done();
        assert_eq!(verified["ok"], true, "{verified:#}");
    }
}

/// The days from `first` through `last`.
pub fn days(first: &str, last: &str) -> impl Iterator<Item = String> {
    let day = |text: &str| text.parse::<NaiveDate>().expect("a day");
    let last = day(last);
    std::iter::successors(Some(day(first)), |day| Some(*day + Days::new(1)))
        .take_while(move |day| *day <= last)
        .map(|day| day.to_string())
}

/// The program file with each text replaced; one that is not there would make the variant the original.
#[track_caller]
fn changed(text: String, changes: &[(&str, &str)]) -> String {
    changes.iter().fold(text, |text, (from, to)| {
        assert!(text.contains(from), "the program file has no {from:?}");
        text.replace(from, to)
    })
}
