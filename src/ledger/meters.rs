//! Meters in service, their links, and the built-in meters of a practice store.

use std::collections::HashMap;

use super::engine::{Row, cells};
use super::tables::{LINK, LINK_COUNTER, METER, METER_ENDED, SIM_METER, STANDING};
use super::{AccountId, Tx};
use crate::basics::{Code, Day, Instant, Kwh, MeterNo, Refusal, Refused};

/// A meter's id in the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MeterId(pub i64);

/// A meter at an account's service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meter {
    pub id: MeterId,
    pub account: AccountId,
    pub number: MeterNo,
    /// The register goes past ten to this power of kWh (C31).
    pub digits: u32,
    /// The link's name: `sim`, `manual`, or one that was added.
    pub link: String,
    pub from_day: Day,
    /// The day of its final read; None: in service.
    pub to_day: Option<Day>,
}

/// A connection to meters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkRow {
    pub name: String,
    pub url: String,
    /// The environment variable that holds the secret.
    pub secret_env: Option<String>,
    /// A practice store may point to a serial path only when an operator confirmed it.
    pub confirmed: bool,
}

/// A built-in meter of a practice store, with its faults.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SimRow {
    pub number: MeterNo,
    pub register: Kwh,
    /// `on`, `off`, `armed`.
    pub state: String,
    pub unreachable: bool,
    pub refuse: bool,
    pub stuck: bool,
    pub lose_reply: bool,
    /// A sample member's meter turns by itself on a household's days.
    pub profile: Option<SimProfile>,
}

/// Which household days turn a sample member's meter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SimProfile {
    /// Where in the household's days it begins.
    pub shift: i64,
    /// Per cent of the household's use.
    pub percent: i64,
    /// The last day whose use the register holds.
    pub turned_through: Day,
}

/// A meter `x` with the day of its final read `e`, within a question about something else.
pub(super) const METER_COLUMNS: &str = "x.id,x.account_id,x.number,x.digits,x.link,x.from_day,e.to_day";
/// A meter `m` with the day of its final read `e`.
const METER_QUESTION: &str = "SELECT m.id,m.account_id,m.number,m.digits,m.link,m.from_day,e.to_day
    FROM meter m LEFT JOIN meter_ended e ON e.meter_id=m.id";
/// The one in service first, then the newest.
const LAST_FIRST: &str = "ORDER BY CASE WHEN e.to_day IS NULL THEN 0 ELSE 1 END, m.id DESC";

impl Tx<'_> {
    pub fn add_meter(&self, meter: &Meter) -> Refused<MeterId> {
        if let Some(other) = self.meter_in_service(meter.number.as_str())? {
            let account = self.account(other.account)?;
            return Err(Refusal::new(
                Code::MeterInService,
                format!(
                    "meter {} is in service at account {}: check the number on the meter",
                    meter.number, account.number
                ),
            ));
        }
        let id = MeterId(self.next_id(&METER)?);
        self.insert(
            &METER,
            cells![id, meter.account, meter.number.as_str(), meter.digits, &meter.link, meter.from_day],
        )?;
        self.set(
            &STANDING,
            ["account_id", "meter_id", "meter_number"],
            cells![meter.account, id, meter.number.as_str()],
        )?;
        Ok(id)
    }

    /// Ends a meter's service with the day of its final read.
    pub fn end_meter(&self, meter: MeterId, day: Day) -> Refused<()> {
        let account = self.meter(meter)?.account;
        self.insert(&METER_ENDED, cells![meter, day])?;
        self.set(&STANDING, ["account_id", "meter_id", "meter_number"], cells![account, None::<i64>, None::<String>])
    }

    pub fn meter(&self, id: MeterId) -> Refused<Meter> {
        self.ask(format!("{METER_QUESTION} WHERE m.id=?1"), cells![id])?.one(meter_row)
    }

    /// The meter of that number that is in service anywhere.
    pub fn meter_in_service(&self, number: &str) -> Refused<Option<Meter>> {
        self.ask(format!("{METER_QUESTION} WHERE m.number=?1 AND e.to_day IS NULL"), cells![number])?.first(meter_row)
    }

    /// The last meter that carried that number, in service or not.
    pub fn meter_numbered(&self, number: &str) -> Refused<Meter> {
        self.ask(format!("{METER_QUESTION} WHERE m.number=?1 {LAST_FIRST} LIMIT 1"), cells![number])?
            .first(meter_row)?
            .ok_or_else(|| {
                Refusal::new(Code::UnknownMeter, format!("no account here has meter {number}: check the number"))
            })
    }

    /// The last meters that carried these numbers, in service or not; numbers that no meter carries are left out.
    pub fn meters_numbered(&self, numbers: Vec<String>) -> Refused<HashMap<MeterNo, Meter>> {
        let rows = self.ask(format!("{METER_QUESTION} WHERE m.number IN LIST(?1) {LAST_FIRST}"), cells![numbers])?;
        let mut found = HashMap::new();
        for meter in rows.read(meter_row)? {
            found.entry(meter.number.clone()).or_insert(meter);
        }
        Ok(found)
    }

    /// The account's meter: the one in service, else the last.
    pub fn meter_of(&self, account: AccountId) -> Refused<Meter> {
        self.ask(format!("{METER_QUESTION} WHERE m.account_id=?1 {LAST_FIRST} LIMIT 1"), cells![account])?
            .one(meter_row)
    }

    /// The meter of each of these accounts: the one in service, else the last.
    pub fn meters_at(&self, accounts: &[AccountId]) -> Refused<HashMap<AccountId, Meter>> {
        let rows =
            self.ask(format!("{METER_QUESTION} WHERE m.account_id IN LIST(?1) {LAST_FIRST}"), cells![accounts])?;
        let mut found = HashMap::new();
        for meter in rows.read(meter_row)? {
            found.entry(meter.account).or_insert(meter);
        }
        Ok(found)
    }

    /// The number of every meter that these accounts ever had, each account's oldest first.
    pub fn meter_numbers_of(&self, accounts: &[AccountId]) -> Refused<HashMap<AccountId, Vec<MeterNo>>> {
        let rows = self.ask(
            "SELECT account_id, number FROM meter WHERE account_id IN LIST(?1) ORDER BY account_id, id",
            cells![accounts],
        )?;
        let mut found: HashMap<AccountId, Vec<MeterNo>> = HashMap::new();
        for row in rows.iter() {
            found.entry(row.get(0)?).or_default().push(MeterNo(row.get(1)?));
        }
        Ok(found)
    }

    /// Every meter the account ever had, oldest first.
    pub fn meters_of(&self, account: AccountId) -> Refused<Vec<Meter>> {
        self.ask(format!("{METER_QUESTION} WHERE m.account_id=?1 ORDER BY m.id"), cells![account])?.read(meter_row)
    }

    pub fn add_link(&self, link: &LinkRow, at: Instant) -> Refused<()> {
        if self.link(&link.name)?.is_some() || matches!(link.name.as_str(), "sim" | "manual") {
            return Err(Refusal::new(
                Code::LinkExists,
                format!("there is a link \"{}\" already: choose another name", link.name),
            ));
        }
        self.insert(&LINK, cells![&link.name, &link.url, &link.secret_env, link.confirmed, at])
    }

    pub fn link(&self, name: &str) -> Refused<Option<LinkRow>> {
        self.ask("SELECT name,url,secret_env,confirmed FROM link WHERE name=?1", cells![name])?.first(link_row)
    }

    pub fn links(&self) -> Refused<Vec<LinkRow>> {
        self.ask("SELECT name,url,secret_env,confirmed FROM link ORDER BY name", cells![])?.read(link_row)
    }

    /// Takes a block of invocation counters for a link, stored before any of it is used. Answers the first.
    pub fn take_counters(&self, link: &str, count: u32) -> Refused<u32> {
        let next = self.next_counter(link)?;
        let first = u32::try_from(next).map_err(|_| {
            Refusal::new(
                Code::CountersUsedUp,
                format!("link {link} has used up its invocation counters: change the meter's keys"),
            )
        })?;
        self.insert(&LINK_COUNTER, cells![link, next + i64::from(count)])?;
        Ok(first)
    }

    /// Where the next block of a link's invocation counters begins.
    fn next_counter(&self, link: &str) -> Refused<i64> {
        let last = self.ask("SELECT max(next) FROM link_counter WHERE link=?1", cells![link])?;
        Ok(last.one(|row| row.get::<Option<i64>>(0))?.unwrap_or(1))
    }

    pub fn sim(&self, number: &str) -> Refused<Option<SimRow>> {
        self.ask(format!("{SIM_QUESTION} WHERE number=?1"), cells![number])?.first(sim_row)
    }

    /// The built-in meters of these numbers.
    pub fn sims(&self, numbers: Vec<String>) -> Refused<HashMap<MeterNo, SimRow>> {
        let rows = self.ask(format!("{SIM_QUESTION} WHERE number IN LIST(?1)"), cells![numbers])?;
        Ok(rows.read(sim_row)?.into_iter().map(|sim| (sim.number.clone(), sim)).collect())
    }

    pub fn put_sim(&self, sim: &SimRow) -> Refused<()> {
        let row = cells![
            sim.number.as_str(),
            sim.register,
            &sim.state,
            sim.unreachable,
            sim.refuse,
            sim.stuck,
            sim.lose_reply,
            sim.profile.map(|p| p.shift),
            sim.profile.map(|p| p.percent),
            sim.profile.map(|p| p.turned_through)
        ];
        if self.sim(sim.number.as_str())?.is_none() {
            return self.insert(&SIM_METER, row);
        }
        self.set(&SIM_METER, SIM_COLUMNS, row)
    }
}

const SIM_COLUMNS: [&str; 10] = [
    "number",
    "wh",
    "state",
    "unreachable",
    "refuse",
    "stuck",
    "lose_reply",
    "profile_shift",
    "profile_percent",
    "turned_through",
];
const SIM_QUESTION: &str = "SELECT number,wh,state,unreachable,refuse,stuck,lose_reply,profile_shift,profile_percent,
    turned_through FROM sim_meter";

pub(super) fn meter_row(row: Row<'_>) -> Refused<Meter> {
    Ok(Meter {
        id: row.get(0)?,
        account: row.get(1)?,
        number: MeterNo(row.get(2)?),
        digits: row.get(3)?,
        link: row.get(4)?,
        from_day: row.get(5)?,
        to_day: row.get(6)?,
    })
}

fn link_row(row: Row<'_>) -> Refused<LinkRow> {
    Ok(LinkRow { name: row.get(0)?, url: row.get(1)?, secret_env: row.get(2)?, confirmed: row.get(3)? })
}

fn sim_row(row: Row<'_>) -> Refused<SimRow> {
    let shift: Option<i64> = row.get(7)?;
    Ok(SimRow {
        number: MeterNo(row.get(0)?),
        register: row.get(1)?,
        state: row.get(2)?,
        unreachable: row.get(3)?,
        refuse: row.get(4)?,
        stuck: row.get(5)?,
        lose_reply: row.get(6)?,
        profile: match shift {
            Some(shift) => Some(SimProfile { shift, percent: row.get(8)?, turned_through: row.get(9)? }),
            None => None,
        },
    })
}
