//! Making a store; and a practice office's sample members, who live on a real household's days.

use std::path::Path;

use chrono::{Days, NaiveDateTime, NaiveTime, TimeDelta};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::program::{add_office, find_program};
use crate::basics::{Cents, Code, Day, Kwh, Now, Refusal, Refused};
use crate::desk::Desk;
use crate::desk::act::Call;
use crate::desk::counter::pay::{PartInput, PayInput, TenderInput};
use crate::desk::joining::application::{
    EnrollInput, FinanceInput, Joining, MemberInput, PaymentInput, ServiceInput, SignatureInput,
};
use crate::desk::joining::enroll::Enroll;
use crate::desk::morning::disconnects::EnterForecast;
use crate::desk::people::staff;
use crate::desk::who::{Who, system_account};
use crate::ledger::{SimProfile, SimRow, Store, TermsRow, Tx};
use crate::words::{Method, Status};

/// What is asked of `init`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct InitInput {
    /// A shipped program's id, or a folder.
    pub program: String,
    pub practice: bool,
    pub sample_members: u32,
    /// The local time at which it is made; only for practice.
    pub now: Option<NaiveDateTime>,
}

/// What `init` answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Initialized {
    pub program: String,
    pub store: String,
    pub practice: bool,
    pub members: u32,
}

/// So many days before today the sample members joined, at most.
const SAMPLE_DAYS: u64 = 30;
/// A sample office has at most so many members.
const MOST_SAMPLES: u32 = 5000;

impl Desk {
    /// Makes the store at `path`, with the program's terms in force from their first day on.
    ///
    /// # Errors
    /// `store_exists`, `unknown_program`, `bad_program`, `samples_need_practice`; nothing is left behind.
    pub fn init(path: &Path, input: &InitInput, progress: &mut dyn FnMut(u32, u32)) -> Refused<Initialized> {
        if input.sample_members > 0 && !input.practice {
            return Err(Refusal::new(
                Code::SamplesNeedPractice,
                "sample members are for a practice store: add --practice",
            ));
        }
        if input.now.is_some() && !input.practice {
            return Err(Refusal::new(
                Code::NowOnlyInPractice,
                "a time can be given only in a practice store: leave --now out",
            ));
        }
        if input.sample_members > MOST_SAMPLES {
            return Err(Refusal::new(
                Code::TooManySamples,
                format!("a practice office has at most {MOST_SAMPLES} sample members"),
            ));
        }
        let found = find_program(&input.program)?;
        let zone = found.program.time_zone;
        let real = Now::new(chrono::Utc::now(), zone);
        let now = input.now.map_or(real, |local| Now::from_local(local, zone));
        let mut store = Store::create(path)?;
        let made = store.write(|tx| furnish(tx, input, &found.row, &found.program.offices, now));
        if let Err(refusal) = made {
            drop(store);
            remove_store(path);
            return Err(refusal);
        }
        drop(store);
        let mut desk = Self::open(path)?;
        let members = match desk.add_samples(input.sample_members, now, progress) {
            Ok(members) => members,
            Err(refusal) => {
                drop(desk);
                remove_store(path);
                return Err(refusal);
            }
        };
        Ok(Initialized {
            program: found.program.id,
            store: path.display().to_string(),
            practice: input.practice,
            members,
        })
    }

    /// Enrolls the sample members over the last month and lets them live: read, billed, paying now and then.
    fn add_samples(&mut self, count: u32, now: Now, progress: &mut dyn FnMut(u32, u32)) -> Refused<u32> {
        if count == 0 {
            return Ok(0);
        }
        let today = now.day();
        let begin = today - Days::new(SAMPLE_DAYS);
        let opening = NaiveTime::from_hms_opt(9, 0, 0).unwrap_or_default();
        let mut samples: Vec<Sample> = (0..count).map(Sample::number).collect();
        for step in 0..=SAMPLE_DAYS {
            let day = begin + Days::new(step);
            let at = day.and_time(opening);
            if at > now.local() {
                break;
            }
            let cycle_at = self.terms()?.program(day).disconnect.at;
            let call = |time: NaiveDateTime| Call { who: Who::Default, now: Some(time), ..Call::default() };
            self.forecast_sample(&call(at), day)?;
            for sample in samples.iter_mut().filter(|sample| sample.joins_after == step) {
                sample.account = Some(self.enroll_sample(&call(at), sample, day)?);
            }
            let cut = day.and_time(cycle_at);
            if cut <= now.local() {
                self.cycle(&call(cut), false)?;
                self.pay_samples(&call(cut + TimeDelta::minutes(30)), &samples, step, now)?;
            }
            progress(u32::try_from(step + 1).unwrap_or(0), u32::try_from(SAMPLE_DAYS + 1).unwrap_or(0));
        }
        u32::try_from(samples.iter().filter(|sample| sample.account.is_some()).count())
            .map_err(|_| Refusal::new(Code::TooManySamples, "too many sample members"))
    }

    /// A mild forecast, where the terms need one.
    fn forecast_sample(&mut self, call: &Call, day: Day) -> Refused<()> {
        let terms = self.terms()?;
        let Some(limit) = terms.program(day).disconnect.freeze_at_or_below_f else { return Ok(()) };
        self.perform(call, &EnterForecast { date: day, low_f: limit + 9, inclement: false }).map(drop)
    }

    fn enroll_sample(&mut self, call: &Call, sample: &Sample, day: Day) -> Refused<String> {
        let mut input = sample.input(&self.terms()?.program(day).offices);
        let quote = self.quote(call, Joining::New, &input)?;
        let extra = Cents(i64::from(sample.seed % 9) * 10_00);
        input.payment = Some(PaymentInput {
            // From outside: a new office begins without a drawer to count.
            method: "external".to_string(),
            amount: quote.due_now + extra,
            tendered: None,
            check_number: None,
            reference: None,
        })
        .filter(|payment| payment.amount > Cents::ZERO);
        let (meter, register) = (input.service.meter.clone(), input.service.start_kwh);
        let enrolled = self.perform(call, &Enroll { joining: Joining::New, input })?;
        self.store.write(|tx| {
            tx.put_sim(&SimRow {
                number: meter.clone().into(),
                register,
                state: "on".to_string(),
                unreachable: false,
                refuse: false,
                stuck: false,
                lose_reply: false,
                profile: Some(SimProfile {
                    shift: i64::from(sample.seed) * 37,
                    percent: 60 + i64::from(sample.seed % 90),
                    turned_through: day.pred_opt().unwrap_or(day),
                }),
            })
        })?;
        Ok(enrolled.account)
    }

    /// Most sample members pay before their money is gone; some only when they are cut; a few not at all.
    fn pay_samples(&mut self, call: &Call, samples: &[Sample], step: u64, now: Now) -> Refused<()> {
        if call.now.is_some_and(|at| at > now.local()) {
            return Ok(());
        }
        for sample in samples {
            let Some(account) = &sample.account else { continue };
            let view = self.show(call, account)?;
            let habit = sample.seed % 10;
            let amount = match view.status {
                Status::Disconnected if habit < 7 => {
                    view.to_reconnect.unwrap_or_default() + Cents(i64::from(habit) * 5_00)
                }
                Status::Active
                    if habit >= 2
                        && view.balance < Cents(12_00)
                        && (step + u64::from(sample.seed)).is_multiple_of(2) =>
                {
                    Cents(20_00 + i64::from(habit) * 10_00)
                }
                _ => continue,
            };
            let input = PayInput {
                tenders: vec![TenderInput {
                    method: Method::External,
                    amount,
                    tendered: None,
                    check_number: None,
                    reference: Some(format!("sample-{}-{step}", sample.seed)),
                }],
                parts: vec![PartInput { account: account.clone(), amount }],
                arrears_only: false,
                seen_balance: None,
            };
            self.perform(call, &input)?;
        }
        Ok(())
    }
}

/// What every store begins with: who it is, its offices, its built-in operators, its terms.
fn furnish(tx: &Tx<'_>, input: &InitInput, row: &TermsRow, offices: &[String], now: Now) -> Refused<()> {
    for (name, value) in [
        ("practice", if input.practice { "yes" } else { "no" }.to_string()),
        ("store_id", Uuid::now_v7().to_string()),
        ("epoch", "1".to_string()),
        ("created_at", now.rfc3339()),
        ("system_account", system_account()),
    ] {
        tx.set_fact(name, &value)?;
    }
    for office in offices {
        add_office(tx, office)?;
    }
    staff::add_built_in(tx, input.practice, now)?;
    let maker = tx
        .operators()?
        .first()
        .map(|operator| operator.id)
        .ok_or_else(|| Refusal::new(Code::StoreFault, "no operator"))?;
    tx.add_terms(row, maker, now.at)?;
    Ok(())
}

fn remove_store(path: &Path) {
    for suffix in ["", "-wal", "-shm", ".cycle"] {
        let mut file = path.as_os_str().to_os_string();
        file.push(suffix);
        // What is not there needs no removing, and the refusal that brought us here is what the person must read.
        let _ = std::fs::remove_file(file);
    }
}

/// An invented member of a practice office.
struct Sample {
    seed: u32,
    /// How many days into the month they join.
    joins_after: u64,
    account: Option<String>,
}

impl Sample {
    fn number(index: u32) -> Self {
        // Spread by a multiplier that shares no factor with what it is taken modulo of.
        let seed = index.wrapping_mul(7919) % 9973;
        Self { seed, joins_after: u64::from(seed % 12), account: None }
    }

    fn input(&self, offices: &[String]) -> EnrollInput {
        const FIRST: [&str; 20] = [
            "Ada", "Ben", "Cora", "Dell", "Edna", "Floyd", "Gail", "Hank", "Ina", "Jess", "Kate", "Lee", "Mae", "Ned",
            "Opal", "Pete", "Ruth", "Sol", "Tess", "Vern",
        ];
        const LAST: [&str; 20] = [
            "Ozark", "Riddle", "Hatch", "Tull", "Sims", "Voss", "Orr", "Pruitt", "Bluff", "Cade", "Dunn", "Fenn",
            "Gantry", "Hollis", "Kemp", "Lark", "Moss", "Nix", "Quill", "Stark",
        ];
        const STREET: [&str; 8] =
            ["Elm St", "Oak Ave", "Ridge Rd", "Mill Ln", "Hwy 16", "Bluff Rd", "Cedar Dr", "Main St"];
        let seed = self.seed;
        let pick = |list: &[&'static str], by: u32| list[(by as usize) % list.len()];
        let name = format!("{} {}", pick(&FIRST, seed / 7), pick(&LAST, seed / 140 + seed / 7));
        let office = offices.get(seed as usize % offices.len().max(1)).cloned();
        let town = office.clone().unwrap_or_default();
        EnrollInput {
            member: MemberInput {
                name: Some(name.clone()),
                phone: Some(format!("501-555-01{:02}", seed % 100)),
                email: Some(format!("member{seed}@example.org")),
                text: seed.is_multiple_of(3).then(|| format!("501-555-01{:02}", (seed + 7) % 100)),
                mailing_address: None,
                ..MemberInput::default()
            },
            service: ServiceInput {
                meter: format!("M{}", 10_000 + seed),
                address: format!("{} {}, {town}", 1 + seed % 940, pick(&STREET, seed / 3)),
                class: "residential".to_string(),
                phase: "single".to_string(),
                demand_metered: false,
                remote_switch: true,
                switch_installed: true,
                start_kwh: Kwh::from_wh(i64::from(seed % 800) * 100_000 + 1_000_000),
                digits: 5,
                estimated_daily_kwh: None,
                link: Some("sim".to_string()),
                office,
                tax_area: None,
                add_ons: Vec::new(),
            },
            exempt: Vec::new(),
            conditions: Vec::new(),
            standard_account: None,
            finance: FinanceInput::None,
            signature: Some(SignatureInput { name, strokes: Vec::new(), paper: true }),
            payment: None,
            account: None,
            key: None,
        }
    }
}
