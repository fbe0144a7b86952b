//! A practice office's sample members: invented, the same for everybody who asks for as many, living on a real household's
//! days and paying as people do.

use chrono::{Days, NaiveDateTime, NaiveTime, TimeDelta};

use crate::basics::{Cents, Code, Day, Kwh, Now, Refusal, Refused};
use crate::desk::Desk;
use crate::desk::act::{Act, Call};
use crate::desk::counter::pay::{PartInput, PayInput, TenderInput};
use crate::desk::deed::Deed;
use crate::desk::joining::application::{
    EnrollInput, FinanceInput, Joining, MemberInput, PaymentInput, ServiceInput, SignatureInput,
};
use crate::desk::joining::enroll::{enroll_one, quote_of};
use crate::desk::morning::disconnects::EnterForecast;
use crate::desk::who::Who;
use crate::ledger::{AccountId, SimProfile, SimRow, Status};
use crate::words::Method;

/// How many members join or pay in one act.
const AT_ONCE: usize = 500;
/// Ten years.
const MOST_DAYS: u32 = 3650;
/// What a household is thought to use up in a day, before its first charge says so.
const A_DAY: Cents = Cents(5_00);

impl Desk {
    /// Enrolls so many sample members over the first of the `days` before now, and lets them live: read, billed, paying.
    pub(super) fn add_samples(
        &mut self,
        count: u32,
        days: u32,
        now: Now,
        progress: &mut dyn FnMut(u32, u32),
    ) -> Refused<u32> {
        if count == 0 {
            return Ok(0);
        }
        if days > MOST_DAYS {
            return Err(Refusal::new(
                Code::BadDay,
                format!("{days} days are too many: sample members have lived at most {MOST_DAYS} (--sample-days)"),
            ));
        }
        let begin = now.day() - Days::new(days.into());
        let opening = NaiveTime::from_hms_opt(9, 0, 0).unwrap_or_default();
        let call = |time: NaiveDateTime| Call { who: Who::Default, now: Some(time), ..Call::default() };
        let mut waiting: Vec<Sample> = (0..count).map(|index| Sample::number(index, days)).collect();
        let mut joined: Vec<(AccountId, Sample)> = Vec::with_capacity(waiting.len());
        for (step, day) in (0..=days).zip(begin.iter_days()) {
            let at = day.and_time(opening).min(now.local());
            if at.time() < opening && waiting.is_empty() {
                // The last day has not begun.
                break;
            }
            self.forecast_sample(&call(at), day)?;
            let (join, later) = waiting.into_iter().partition(|sample: &Sample| sample.joins_after <= step);
            waiting = later;
            joined.extend(self.enroll_samples(&call(at), join)?);
            let cut = day.and_time(self.terms()?.program(day).disconnect.at);
            let paying = cut + TimeDelta::minutes(30);
            if cut <= now.local() {
                self.cycle(&call(cut), false)?;
            }
            if paying <= now.local() {
                self.pay_samples(&call(paying), &joined, step)?;
            }
            progress(step + 1, days + 1);
        }
        Ok(count)
    }

    /// A mild forecast, where the terms need one.
    fn forecast_sample(&mut self, call: &Call, day: Day) -> Refused<()> {
        let terms = self.terms()?;
        let Some(limit) = terms.program(day).disconnect.freeze_at_or_below_f else { return Ok(()) };
        self.perform(call, &EnterForecast { date: day, low_f: limit + 9, inclement: false }).map(drop)
    }

    fn enroll_samples(&mut self, call: &Call, samples: Vec<Sample>) -> Refused<Vec<(AccountId, Sample)>> {
        let signed = self.sign(call)?;
        let mut joined = Vec::with_capacity(samples.len());
        for page in samples.chunks(AT_ONCE) {
            let enroll = |act: &Act<'_>| page.iter().map(|sample| Ok((sample.enroll(act)?, *sample))).collect();
            joined.extend(self.step::<Vec<_>>(&signed, enroll)?);
        }
        self.work_queue_by((call, &signed))?;
        Ok(joined)
    }

    /// Those for whom it is time pay, from outside: a new office begins without a drawer to count.
    fn pay_samples(&mut self, call: &Call, joined: &[(AccountId, Sample)], step: u32) -> Refused<()> {
        let signed = self.sign(call)?;
        let payments = self.ask_by(&signed, |act| {
            let pages = joined.chunks(AT_ONCE).map(|page| payments(act, page, step));
            Ok(pages.collect::<Refused<Vec<_>>>()?.concat())
        })?;
        for page in payments.chunks(AT_ONCE) {
            self.step(&signed, |act| page.iter().try_for_each(|payment| payment.run(act).map(drop)))?;
        }
        self.work_queue_by((call, &signed)).map(drop)
    }
}

/// What a page of members pays on the day of this step.
fn payments(act: &Act<'_>, page: &[(AccountId, Sample)], step: u32) -> Refused<Vec<PayInput>> {
    let ids: Vec<AccountId> = page.iter().map(|(account, _)| *account).collect();
    let (standings, balances) = (act.tx.standings(&ids)?, act.tx.balances_of(&ids)?);
    let costs = act.tx.last_charges_of(&ids, act.today(), 1)?;
    let mut payments = Vec::new();
    for (account, sample) in page {
        let (Some(standing), Some(balances)) = (standings.get(account), balances.get(account)) else { continue };
        let billed = costs.get(account).and_then(|charges| charges.first()).map(|charge| charge.total);
        let a_day = billed.filter(|cost| *cost > Cents::ZERO).unwrap_or_else(|| sample.daily_cost());
        let amount = match standing.status {
            Status::Disconnected if sample.habit() != Habit::Never => {
                let needed = act.facts(*account)?.for_payment().to_reconnect(act.program()).unwrap_or_default();
                whole_tens(needed + of_days(a_day, 10))
            }
            Status::Active => sample.pays(balances.energy, a_day, step),
            Status::Disconnected | Status::Closed | Status::Left => Cents::ZERO,
        };
        if amount > Cents::ZERO {
            let number = act.tx.account(*account)?.number.0;
            payments.push(payment(number, amount, format!("sample-{}-{step}", sample.seed)));
        }
    }
    Ok(payments)
}

fn payment(account: String, amount: Cents, reference: String) -> PayInput {
    PayInput {
        tenders: vec![TenderInput {
            method: Method::External,
            amount,
            tendered: None,
            check_number: None,
            reference: Some(reference),
        }],
        parts: vec![PartInput { account, amount }],
        arrears_only: false,
        seen_balance: None,
    }
}

/// How a member pays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Habit {
    /// So many days apart, up to so many days' worth; sooner, if the money does not last till then.
    Every { days: u32, worth: u32 },
    /// When the power is cut.
    WhenCut,
    /// Once, when they join.
    Never,
}

/// An invented member of a practice office.
#[derive(Debug, Clone, Copy)]
struct Sample {
    /// Their own number, from which everything else about them follows.
    seed: u32,
    /// How many days after the first.
    joins_after: u32,
}

impl Sample {
    fn number(index: u32, days: u32) -> Self {
        // Spread by a multiplier that shares no factor with what it is taken modulo of.
        const SPREAD: u32 = 9973;
        let seed = index / SPREAD * SPREAD + index % SPREAD * 7919 % SPREAD;
        Self { seed, joins_after: seed % (days * 2 / 5).max(1) }
    }

    fn habit(&self) -> Habit {
        match self.seed / 3 % 100 {
            0..33 => Habit::Every { days: 30, worth: 45 },
            33..83 => Habit::Every { days: 14, worth: 28 },
            83..93 => Habit::Every { days: 7, worth: 17 },
            93..98 => Habit::WhenCut,
            _ => Habit::Never,
        }
    }

    /// How much of the household's energy this one uses.
    fn percent(&self) -> i64 {
        60 + i64::from(self.seed % 90)
    }

    fn daily_cost(&self) -> Cents {
        Cents(A_DAY.0 * self.percent() / 100)
    }

    /// What is paid today of the members' own accord, with this balance and at this cost of a day.
    fn pays(&self, balance: Cents, a_day: Cents, step: u32) -> Cents {
        let Habit::Every { days, worth } = self.habit() else { return Cents::ZERO };
        let payday = (step + self.seed / 7).is_multiple_of(days);
        // Most look at what they are told, and do not let it run out.
        let runs_out = balance < of_days(a_day, 3) && !(step + self.seed / 11).is_multiple_of(4);
        if payday || runs_out { whole_tens(of_days(a_day, worth) - balance) } else { Cents::ZERO }
    }

    /// Writes the member as a clerk would, and a meter that turns.
    fn enroll(&self, act: &Act<'_>) -> Refused<AccountId> {
        let mut input = self.input(&act.program().offices);
        let due = quote_of(act, Joining::New, &input)?.due_now;
        let lasts = match self.habit() {
            // As if they had paid some days ago.
            Habit::Every { days, worth } => worth - self.seed / 7 % days,
            Habit::WhenCut | Habit::Never => self.seed / 7 % 14,
        };
        let amount = due + whole_tens(of_days(self.daily_cost(), lasts));
        input.payment = (amount > Cents::ZERO).then(|| PaymentInput {
            method: "external".to_string(),
            amount,
            tendered: None,
            check_number: None,
            reference: None,
        });
        let enrolled = enroll_one(act, Joining::New, &input)?;
        act.tx.put_sim(&SimRow {
            number: input.service.meter.clone().into(),
            register: input.service.start_kwh,
            state: "on".to_string(),
            unreachable: false,
            refuse: false,
            stuck: false,
            lose_reply: false,
            profile: Some(SimProfile {
                shift: i64::from(self.seed) * 37,
                percent: self.percent(),
                turned_through: act.today().pred_opt().unwrap_or(act.today()),
            }),
        })?;
        Ok(act.tx.account_numbered(&enrolled.account)?.id)
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

/// What so many days cost.
fn of_days(a_day: Cents, days: u32) -> Cents {
    Cents(a_day.0 * i64::from(days))
}

/// People pay in whole tens.
fn whole_tens(amount: Cents) -> Cents {
    const TEN: i64 = 10_00;
    Cents((amount.0.max(0) + TEN - 1) / TEN * TEN)
}
