//! Meters in service, their links, and the built-in meters of a practice store.

use rusqlite::{OptionalExtension, params};

use super::codec::{Columns, day_no, ms};
use super::{AccountId, Tx};
use crate::basics::{Day, Instant, Kwh, MeterNo, Refusal, Refused};

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

impl Tx<'_> {
    pub fn add_meter(&self, meter: &Meter) -> Refused<MeterId> {
        if let Some(other) = self.meter_in_service(meter.number.as_str())? {
            let account = self.account(other.account)?;
            return Err(Refusal::new(
                "meter_in_service",
                format!(
                    "meter {} is in service at account {}: check the number on the meter",
                    meter.number, account.number
                ),
            ));
        }
        self.conn
            .prepare_cached("INSERT INTO meter(account_id,number,digits,link,from_day) VALUES(?1,?2,?3,?4,?5)")?
            .execute(params![
                meter.account.0,
                meter.number.as_str(),
                meter.digits,
                meter.link,
                day_no(meter.from_day)
            ])?;
        Ok(MeterId(self.conn.last_insert_rowid()))
    }

    /// Ends a meter's service with the day of its final read.
    pub fn end_meter(&self, meter: MeterId, day: Day) -> Refused<()> {
        self.conn.prepare_cached("UPDATE meter SET to_day=?2 WHERE id=?1")?.execute(params![meter.0, day_no(day)])?;
        Ok(())
    }

    pub fn meter(&self, id: MeterId) -> Refused<Meter> {
        Ok(self.conn.prepare_cached("SELECT * FROM meter WHERE id=?1")?.query_row([id.0], meter_row)?)
    }

    /// The meter of that number that is in service anywhere.
    pub fn meter_in_service(&self, number: &str) -> Refused<Option<Meter>> {
        Ok(self
            .conn
            .prepare_cached("SELECT * FROM meter WHERE number=?1 AND to_day IS NULL")?
            .query_row([number], meter_row)
            .optional()?)
    }

    /// The last meter that carried that number, in service or not.
    pub fn meter_numbered(&self, number: &str) -> Refused<Meter> {
        self.conn
            .prepare_cached("SELECT * FROM meter WHERE number=?1 ORDER BY to_day IS NULL DESC, id DESC LIMIT 1")?
            .query_row([number], meter_row)
            .optional()?
            .ok_or_else(|| {
                Refusal::new("unknown_meter", format!("no account here has meter {number}: check the number"))
            })
    }

    /// The account's meter: the one in service, else the last.
    pub fn meter_of(&self, account: AccountId) -> Refused<Meter> {
        Ok(self
            .conn
            .prepare_cached("SELECT * FROM meter WHERE account_id=?1 ORDER BY to_day IS NULL DESC, id DESC LIMIT 1")?
            .query_row([account.0], meter_row)?)
    }

    /// Every meter the account ever had, oldest first.
    pub fn meters_of(&self, account: AccountId) -> Refused<Vec<Meter>> {
        let mut query = self.conn.prepare_cached("SELECT * FROM meter WHERE account_id=?1 ORDER BY id")?;
        let rows = query.query_map([account.0], meter_row)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    pub fn add_link(&self, link: &LinkRow, at: Instant) -> Refused<()> {
        if self.link(&link.name)?.is_some() || matches!(link.name.as_str(), "sim" | "manual") {
            return Err(Refusal::new(
                "link_exists",
                format!("there is a link \"{}\" already: choose another name", link.name),
            ));
        }
        self.conn
            .prepare_cached("INSERT INTO link(name,url,secret_env,confirmed,added_at) VALUES(?1,?2,?3,?4,?5)")?
            .execute(params![link.name, link.url, link.secret_env, link.confirmed, ms(at)])?;
        Ok(())
    }

    pub fn link(&self, name: &str) -> Refused<Option<LinkRow>> {
        Ok(self.conn.prepare_cached("SELECT * FROM link WHERE name=?1")?.query_row([name], link_row).optional()?)
    }

    pub fn links(&self) -> Refused<Vec<LinkRow>> {
        let mut query = self.conn.prepare_cached("SELECT * FROM link ORDER BY name")?;
        let rows = query.query_map([], link_row)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Takes a block of invocation counters for a link, stored before any of it is used. Answers the first.
    pub fn take_counters(&self, link: &str, count: u32) -> Refused<u32> {
        let next: i64 = self
            .conn
            .prepare_cached("SELECT next FROM link_counter WHERE link=?1")?
            .query_row([link], |row| row.get(0))
            .optional()?
            .unwrap_or(1);
        let first = u32::try_from(next).map_err(|_| {
            Refusal::new(
                "counters_used_up",
                format!("link {link} has used up its invocation counters: change the meter's keys"),
            )
        })?;
        self.conn
            .prepare_cached(
                "INSERT INTO link_counter VALUES(?1,?2) ON CONFLICT(link) DO UPDATE SET next=excluded.next",
            )?
            .execute(params![link, next + i64::from(count)])?;
        Ok(first)
    }

    pub fn sim(&self, number: &str) -> Refused<Option<SimRow>> {
        Ok(self
            .conn
            .prepare_cached("SELECT * FROM sim_meter WHERE number=?1")?
            .query_row([number], sim_row)
            .optional()?)
    }

    pub fn put_sim(&self, sim: &SimRow) -> Refused<()> {
        self.conn
            .prepare_cached(
                "INSERT INTO sim_meter VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10)
                 ON CONFLICT(number) DO UPDATE SET wh=excluded.wh, state=excluded.state, unreachable=excluded.unreachable,
                 refuse=excluded.refuse, stuck=excluded.stuck, lose_reply=excluded.lose_reply,
                 profile_shift=excluded.profile_shift, profile_percent=excluded.profile_percent,
                 turned_through=excluded.turned_through",
            )?
            .execute(params![
                sim.number.as_str(),
                sim.register.wh,
                sim.state,
                sim.unreachable,
                sim.refuse,
                sim.stuck,
                sim.lose_reply,
                sim.profile.map(|p| p.shift),
                sim.profile.map(|p| p.percent),
                sim.profile.map(|p| day_no(p.turned_through))
            ])?;
        Ok(())
    }
}

fn meter_row(row: &rusqlite::Row<'_>) -> rusqlite::Result<Meter> {
    Ok(Meter {
        id: MeterId(row.get("id")?),
        account: AccountId(row.get("account_id")?),
        number: MeterNo(row.get("number")?),
        digits: row.get("digits")?,
        link: row.get("link")?,
        from_day: row.day("from_day")?,
        to_day: row.day_if("to_day")?,
    })
}

fn link_row(row: &rusqlite::Row<'_>) -> rusqlite::Result<LinkRow> {
    Ok(LinkRow {
        name: row.get("name")?,
        url: row.get("url")?,
        secret_env: row.get("secret_env")?,
        confirmed: row.get("confirmed")?,
    })
}

fn sim_row(row: &rusqlite::Row<'_>) -> rusqlite::Result<SimRow> {
    let shift: Option<i64> = row.get("profile_shift")?;
    Ok(SimRow {
        number: MeterNo(row.get("number")?),
        register: row.kwh("wh")?,
        state: row.get("state")?,
        unreachable: row.get("unreachable")?,
        refuse: row.get("refuse")?,
        stuck: row.get("stuck")?,
        lose_reply: row.get("lose_reply")?,
        profile: match shift {
            Some(shift) => Some(SimProfile {
                shift,
                percent: row.get("profile_percent")?,
                turned_through: row.day("turned_through")?,
            }),
            None => None,
        },
    })
}
