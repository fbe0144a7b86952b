//! Holds, notes, pledges and what a person should look at.

use rusqlite::{OptionalExtension, params};

use super::codec::{Columns, day_no, ms};
use super::{AccountId, OperatorId, ReceiptId, Tx};
use crate::basics::{Cents, Day, Instant, Refusal, Refused};
use crate::words::{HoldKind, Stops};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hold {
    pub id: i64,
    pub account: AccountId,
    pub kind: HoldKind,
    pub stops: Vec<Stops>,
    pub from_day: Day,
    /// Its last day, included (C34).
    pub until: Day,
    pub reason: String,
    pub at: Instant,
    pub operator: OperatorId,
}

impl Hold {
    /// Whether it stops this on `day`.
    #[must_use]
    pub fn stops_on(&self, what: Stops, day: Day) -> bool {
        self.stops.contains(&what) && self.from_day <= day && day <= self.until
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    pub id: i64,
    pub text: String,
    pub pinned: bool,
    pub at: Instant,
    pub operator: String,
}

/// A promise of an agency to pay (R42).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pledge {
    pub id: i64,
    pub account: AccountId,
    pub agency: String,
    pub government: bool,
    pub amount: Cents,
    /// Its last day, included; None: until it is received.
    pub until: Option<Day>,
    pub arrears_only: bool,
    pub at: Instant,
    pub operator: OperatorId,
    pub received_at: Option<Instant>,
}

/// What a person should look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attention {
    pub id: i64,
    pub account: Option<AccountId>,
    pub day: Day,
    pub code: String,
    pub text: String,
    pub at: Instant,
}

impl Tx<'_> {
    pub fn add_hold(&self, hold: &Hold) -> Refused<i64> {
        let stops = hold.stops.iter().map(|s| s.word()).collect::<Vec<_>>().join(",");
        self.conn
            .prepare_cached("INSERT INTO hold(account_id,kind,stops,from_day,until_day,reason,at,operator_id) VALUES(?1,?2,?3,?4,?5,?6,?7,?8)")?
            .execute(params![
                hold.account.0,
                hold.kind.word(),
                stops,
                day_no(hold.from_day),
                day_no(hold.until),
                hold.reason,
                ms(hold.at),
                hold.operator.0
            ])?;
        Ok(self.conn.last_insert_rowid())
    }

    /// The holds that were not lifted, ended ones included.
    pub fn holds(&self, account: AccountId) -> Refused<Vec<Hold>> {
        let mut query =
            self.conn.prepare_cached("SELECT * FROM hold WHERE account_id=?1 AND lifted_at IS NULL ORDER BY id")?;
        let rows = query.query_map([account.0], |row| {
            let stops: String = row.get("stops")?;
            Ok(Hold {
                id: row.get("id")?,
                account: AccountId(row.get("account_id")?),
                kind: row.word("kind")?,
                stops: stops.split(',').filter_map(|word| word.parse().ok()).collect(),
                from_day: row.day("from_day")?,
                until: row.day("until_day")?,
                reason: row.get("reason")?,
                at: row.instant("at")?,
                operator: OperatorId(row.get("operator_id")?),
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    pub fn lift_hold(&self, id: i64, by: OperatorId, at: Instant) -> Refused<()> {
        self.conn
            .prepare_cached("UPDATE hold SET lifted_at=?2, lifted_by=?3 WHERE id=?1 AND lifted_at IS NULL")?
            .execute(params![id, ms(at), by.0])?;
        Ok(())
    }

    pub fn add_note(
        &self,
        account: AccountId,
        text: &str,
        pinned: bool,
        operator: OperatorId,
        at: Instant,
    ) -> Refused<i64> {
        self.conn
            .prepare_cached("INSERT INTO note(account_id,text,pinned,at,operator_id) VALUES(?1,?2,?3,?4,?5)")?
            .execute(params![account.0, text, pinned, ms(at), operator.0])?;
        Ok(self.conn.last_insert_rowid())
    }

    /// The notes of an account, pinned ones first, then newest first.
    pub fn notes(&self, account: AccountId) -> Refused<Vec<Note>> {
        let mut query = self.conn.prepare_cached(
            "SELECT n.id,n.text,n.pinned,n.at,o.name AS operator FROM note n JOIN operator o ON o.id=n.operator_id
             WHERE account_id=?1 ORDER BY n.pinned DESC, n.id DESC",
        )?;
        let rows = query.query_map([account.0], |row| {
            Ok(Note {
                id: row.get("id")?,
                text: row.get("text")?,
                pinned: row.get("pinned")?,
                at: row.instant("at")?,
                operator: row.get("operator")?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    pub fn add_pledge(&self, pledge: &Pledge) -> Refused<i64> {
        self.conn
            .prepare_cached("INSERT INTO pledge(account_id,agency,government,cents,until_day,arrears_only,at,operator_id) VALUES(?1,?2,?3,?4,?5,?6,?7,?8)")?
            .execute(params![
                pledge.account.0,
                pledge.agency,
                pledge.government,
                pledge.amount.0,
                pledge.until.map(day_no),
                pledge.arrears_only,
                ms(pledge.at),
                pledge.operator.0
            ])?;
        Ok(self.conn.last_insert_rowid())
    }

    /// The pledge of that id (`unknown_pledge`).
    pub fn pledge(&self, id: i64) -> Refused<Pledge> {
        self.conn
            .prepare_cached("SELECT * FROM pledge WHERE id=?1")?
            .query_row([id], pledge_row)
            .optional()?
            .ok_or_else(|| {
                Refusal::new("unknown_pledge", format!("there is no pledge {id}: see the account's pledges"))
            })
    }

    pub fn pledges(&self, account: AccountId) -> Refused<Vec<Pledge>> {
        let mut query = self.conn.prepare_cached("SELECT * FROM pledge WHERE account_id=?1 ORDER BY id")?;
        let rows = query.query_map([account.0], pledge_row)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    pub fn receive_pledge(&self, id: i64, receipt: ReceiptId, at: Instant) -> Refused<()> {
        self.conn
            .prepare_cached("UPDATE pledge SET received_at=?2, receipt_id=?3 WHERE id=?1 AND received_at IS NULL")?
            .execute(params![id, ms(at), receipt.0])?;
        Ok(())
    }

    /// Puts a matter on the attention list; one that is open already stays as it is.
    pub fn attend(&self, account: Option<AccountId>, code: &str, text: &str, day: Day, at: Instant) -> Refused<()> {
        self.conn
            .prepare_cached("INSERT OR IGNORE INTO attention(account_id,day,code,text,at) VALUES(?1,?2,?3,?4,?5)")?
            .execute(params![account.map(|a| a.0), day_no(day), code, text, ms(at)])?;
        Ok(())
    }

    /// Takes matters of one code off an account's attention list: the program saw that they are over.
    pub fn attended(&self, account: Option<AccountId>, code: &str, by: OperatorId, at: Instant) -> Refused<()> {
        self.conn
            .prepare_cached(
                "UPDATE attention SET cleared_at=?3, cleared_by=?4 WHERE account_id IS ?1 AND code=?2 AND cleared_at IS NULL",
            )?
            .execute(params![account.map(|a| a.0), code, ms(at), by.0])?;
        Ok(())
    }

    /// Takes one matter off the attention list.
    pub fn clear_attention(&self, id: i64, by: OperatorId, at: Instant) -> Refused<()> {
        self.conn
            .prepare_cached("UPDATE attention SET cleared_at=?2, cleared_by=?3 WHERE id=?1 AND cleared_at IS NULL")?
            .execute(params![id, ms(at), by.0])?;
        Ok(())
    }

    /// The open matters, of one account or of all (`None`), newest first.
    pub fn attention(&self, account: Option<AccountId>) -> Refused<Vec<Attention>> {
        let mut query = self.conn.prepare_cached(
            "SELECT * FROM attention WHERE cleared_at IS NULL AND (?1 IS NULL OR account_id=?1) ORDER BY id DESC",
        )?;
        let rows = query.query_map([account.map(|a| a.0)], |row| {
            Ok(Attention {
                id: row.get("id")?,
                account: row.get::<_, Option<i64>>("account_id")?.map(AccountId),
                day: row.day("day")?,
                code: row.get("code")?,
                text: row.get("text")?,
                at: row.instant("at")?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

fn pledge_row(row: &rusqlite::Row<'_>) -> rusqlite::Result<Pledge> {
    Ok(Pledge {
        id: row.get("id")?,
        account: AccountId(row.get("account_id")?),
        agency: row.get("agency")?,
        government: row.get("government")?,
        amount: row.cents("cents")?,
        until: row.day_if("until_day")?,
        arrears_only: row.get("arrears_only")?,
        at: row.instant("at")?,
        operator: OperatorId(row.get("operator_id")?),
        received_at: row.instant_if("received_at")?,
    })
}
