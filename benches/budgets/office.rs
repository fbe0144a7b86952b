//! The office that is measured: a practice store with invented members, made by the program's own import, whose meters
//! turn by themselves. Everything that the bench asks of the program is asked here.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use advance_pay::trial::Cents;
use advance_pay::trial::desk::{
    Call, CycleCounts, Desk, EnterForecast, ImportKind, Imported, InitInput, Initialized, PartInput, PayInput,
    TenderInput, Verified,
};
use chrono::{Days, NaiveDate, NaiveDateTime};
use rusqlite::params;

use crate::store_file;

/// The program whose terms everybody is on.
const PROGRAM: &str = "petit-jean";
/// Milder than the terms' freeze limit.
const MILD_F: i32 = 41;

/// How the members of a store live.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lives {
    /// Most have money for weeks; every day one in a hundred runs out.
    Ordinary,
    /// Everybody's money is gone after the first day.
    OutOfMoney,
}

/// A member of the office, by their place in the file.
#[derive(Debug, Clone, Copy)]
pub struct Member(pub usize);

impl Member {
    /// The nth who comes to the counter: anybody but those whose money was soon gone, who may be closed by then.
    pub fn at_the_counter(n: usize, members: usize) -> Self {
        let who = n * 7919 % members;
        Self(if who % 100 < 4 { who + 4 } else { who })
    }

    pub fn account(self) -> String {
        format!("7{:07}", self.0)
    }

    pub fn meter(self) -> String {
        format!("M{:07}", self.0)
    }

    pub fn name(self) -> String {
        const FIRST: [&str; 24] = [
            "Ada", "Ben", "Cora", "Dell", "Edna", "Floyd", "Gail", "Hank", "Ina", "Jess", "Kate", "Lee", "Mae", "Ned",
            "Opal", "Pete", "Ruth", "Sol", "Tess", "Vern", "Wes", "Iris", "Clay", "Joan",
        ];
        const BEGINNING: [&str; 25] = [
            "Bar", "Cal", "Den", "El", "Far", "Gan", "Hol", "Ives", "Jar", "Kem", "Lar", "Mor", "Nor", "Oz", "Pru",
            "Quil", "Rid", "Sim", "Tul", "Ul", "Vos", "Win", "Yar", "Zar", "Black",
        ];
        const END: [&str; 20] = [
            "ark", "bluff", "cade", "dell", "ett", "fenn", "gard", "ham", "itt", "ko", "lin", "man", "nix", "ow",
            "port", "quist", "ridge", "son", "ton", "wood",
        ];
        let n = self.0;
        format!("{} {}{}", FIRST[n % 24], BEGINNING[n / 24 % 25], END[(n / 600 + n) % 20])
    }

    pub fn phone(self) -> String {
        let n = self.0 * 7919 % 10_000_000;
        format!("501-{:03}-{:04}", 200 + n / 10_000 % 800, n % 10_000)
    }

    pub fn address(self) -> String {
        const STREET: [&str; 12] = [
            "Elm St",
            "Oak Ave",
            "Ridge Rd",
            "Mill Ln",
            "Hwy 16",
            "Bluff Rd",
            "Cedar Dr",
            "Main St",
            "Quarry Rd",
            "Lake Shore Dr",
            "Old Depot Rd",
            "Church St",
        ];
        format!("{} {}, Clinton AR", 1 + self.0 / 12 % 9900, STREET[self.0 % 12])
    }

    /// What the register shows when service begins.
    pub fn start_kwh(self) -> usize {
        1_000 + self.0 % 50_000
    }

    /// What is paid beyond what is due.
    fn purse(self, lives: Lives) -> usize {
        match lives {
            Lives::Ordinary => self.0 % 100 * 2 + if self.0 % 100 < 4 { 0 } else { 10 },
            Lives::OutOfMoney => 0,
        }
    }
}

/// The day on which everybody joins.
pub fn joining() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 2).expect("a Monday")
}

/// So many days after everybody joined, at this hour.
pub fn at(day: u64, hour: u32) -> NaiveDateTime {
    (joining() + Days::new(day)).and_hms_opt(hour, 0, 0).expect("an hour of the day")
}

fn call(now: NaiveDateTime) -> Call {
    Call { now: Some(now), ..Call::default() }
}

/// An open store.
pub struct Office {
    desk: Desk,
    path: PathBuf,
    pub members: usize,
}

impl Office {
    /// The store of so many members on the day on which they joined, closed; made if it was not made before.
    pub fn made(folder: &Path, members: usize, lives: Lives) -> PathBuf {
        let schema = blake3::hash(include_bytes!("../../schema.sql")).to_hex();
        let path = folder.join(format!("{lives:?}-{members}-{}.sqlite", &schema[..8]));
        if !path.exists() {
            let making = path.with_extension("making");
            let _ = std::fs::remove_file(&making);
            init(&making, 0).expect("a store");
            let mut office = Self::open(&making, members);
            let file = path.with_extension("csv");
            std::fs::write(&file, members_csv(members, lives)).expect("a file of members");
            let imported = office.import(ImportKind::Members, &file, at(0, 9));
            assert_eq!(imported.added, members, "every member is enrolled");
            std::fs::remove_file(file).expect("the file goes");
            drop(office);
            let_meters_turn(&making, lives);
            std::fs::rename(&making, &path).expect("the store is whole");
        }
        path
    }

    pub fn open(path: &Path, members: usize) -> Self {
        Self { desk: Desk::open(path).expect("the store opens"), path: path.to_path_buf(), members }
    }

    /// The same store in another desk, as a second process has it.
    pub fn again(&self) -> Self {
        Self::open(&self.path, self.members)
    }

    /// The forecast is entered and everything that is due by ten is done.
    pub fn morning(&mut self, day: u64) -> CycleCounts {
        self.forecast(day);
        self.cycle(day)
    }

    pub fn forecast(&mut self, day: u64) {
        let forecast = EnterForecast { date: joining() + Days::new(day), low_f: MILD_F, inclement: false };
        self.desk.perform(&call(at(day, 8)), &forecast).expect("a forecast");
    }

    pub fn cycle(&mut self, day: u64) -> CycleCounts {
        self.cycle_at(at(day, 10))
    }

    pub fn cycle_at(&mut self, now: NaiveDateTime) -> CycleCounts {
        self.desk.cycle(&call(now), false).expect("a cycle")
    }

    /// Takes ten dollars and more in cash; answers the receipt's number.
    pub fn pay(&mut self, member: Member, cents: i64, now: NaiveDateTime) -> String {
        let amount = Cents(cents);
        let tender = TenderInput {
            method: "cash".parse().expect("a method"),
            amount,
            tendered: Some(amount),
            check_number: None,
            reference: None,
        };
        let input = PayInput {
            tenders: vec![tender],
            parts: vec![PartInput { account: member.account(), amount }],
            arrears_only: false,
            seen_balance: None,
        };
        self.desk.perform(&call(now), &input).expect("a payment").receipt.expect("a receipt")
    }

    /// How many accounts are found.
    pub fn find(&mut self, text: &str, limit: usize) -> usize {
        self.desk.find(&Call::default(), text, limit).expect("a search").len()
    }

    pub fn import(&mut self, kind: ImportKind, file: &Path, now: NaiveDateTime) -> Imported {
        self.desk.import(&call(now), kind, file).expect("every row is good")
    }

    pub fn verify(&mut self, day: u64) -> Verified {
        self.desk.verify(&call(at(day, 12)), None).expect("a proof")
    }

    pub fn receipt_pdf(&mut self, number: &str, day: u64) -> Vec<u8> {
        self.desk.reprint_receipt(&call(at(day, 12)), number).expect("a receipt")
    }
}

/// Makes a practice store, with sample members of the program's own.
///
/// # Errors
/// The refusal, in words.
pub fn init(path: &Path, sample_members: u32) -> Result<Initialized, String> {
    let now = Some(if sample_members == 0 { at(0, 8) } else { at(30, 12) });
    let input = InitInput { program: PROGRAM.to_string(), practice: true, sample_members, now, ..InitInput::default() };
    Desk::init(path, &input, &mut |_, _| {}).map_err(|refusal| refusal.message)
}

/// A file of new members, whose file of columns is that of `import members`.
fn members_csv(members: usize, lives: Lives) -> String {
    let mut text = "account,member.name,member.phone,member.email,service.meter,service.address,service.class,\
                    service.phase,service.demand_metered,service.remote_switch,service.switch_installed,\
                    service.start_kwh,service.digits,service.link,service.office,finance,signature.name,\
                    signature.paper,payment.method,payment.amount\n"
        .to_string();
    for member in (0..members).map(Member) {
        let (name, start) = (member.name(), member.start_kwh());
        // Membership, connection and opening credit are due: 80.00.
        let amount = 80 + member.purse(lives);
        writeln!(
            text,
            "{},{name},{},m{}@example.org,{},\"{}\",residential,single,false,true,true,{start}.0,5,sim,Clinton,none,\
             {name},true,external,{amount}.00",
            member.account(),
            member.phone(),
            member.0,
            member.meter(),
            member.address(),
        )
        .expect("text takes more text");
    }
    text
}

/// A practice meter that is made by an enrollment stands still; here each follows a household's days from now on.
fn let_meters_turn(path: &Path, lives: Lives) {
    let (shift, percent) = match lives {
        // Four in a hundred use so much that each of the first days' lists has somebody on it.
        Lives::Ordinary => {
            ("n%1400", "CASE n%100 WHEN 0 THEN 1000 WHEN 1 THEN 500 WHEN 2 THEN 330 WHEN 3 THEN 250 ELSE 60+n%90 END")
        }
        Lives::OutOfMoney => ("0", "1500"),
    };
    let sql = format!(
        "UPDATE sim_meter SET profile_shift={shift}, profile_percent={percent}, turned_through=?1-1
         FROM (SELECT number AS which, CAST(substr(number,2) AS INTEGER) AS n FROM sim_meter) WHERE number=which"
    );
    let conn = store_file::open(path);
    conn.execute(&sql, params![joining().to_epoch_days()]).expect("the meters turn");
}
