//! Members, their accounts and where each account stands.

use rusqlite::{OptionalExtension, params};

use super::codec::{Columns, day_no, ms};
use super::{OfficeId, OperatorId, Tx};
use crate::basics::{AccountNo, Cents, Day, Instant, Kwh, MemberNo, Refusal, Refused};
use crate::words::{JoinedAs, OptionKind, Power, Status};

/// An account's id in the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub struct AccountId(pub i64);

/// A member's id in the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MemberId(pub i64);

/// A member of the co-op.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    pub id: MemberId,
    pub number: MemberNo,
    pub name: String,
    pub phone: Option<String>,
    pub email: Option<String>,
    /// A number for text messages.
    pub text: Option<String>,
    pub mailing_address: Option<String>,
    pub joint: Option<String>,
    pub authorized: Option<String>,
    pub passphrase: Option<String>,
    /// The member's own low-balance threshold; None: the program's.
    pub low_balance: Option<Cents>,
    pub deceased_at: Option<Instant>,
    pub joined_on: Day,
}

/// An account and the service it pays for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    pub id: AccountId,
    pub number: AccountNo,
    pub member: MemberId,
    pub office: OfficeId,
    pub address: String,
    pub class: String,
    pub phase: String,
    pub tax_area: Option<String>,
    /// The member's own figure for a day's use.
    pub estimated_daily: Option<Kwh>,
    pub opened_at: Instant,
    pub opened_on: Day,
    pub joined_as: JoinedAs,
    pub moved_from: Option<AccountId>,
}

/// Where an account stands now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    pub status: Status,
    pub disconnected_at: Option<Instant>,
    pub disconnected_on: Option<Day>,
    /// The day of closing or leaving.
    pub ended_on: Option<Day>,
    pub power: Power,
    /// The last service day that was billed.
    pub billed_through: Day,
    /// Days in a row that were billed on estimates.
    pub estimated_run: u32,
    /// Until when a returned payment leaves the power on (C24).
    pub grace_until: Option<Instant>,
}

/// An add-on or an exemption, by day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountOption {
    pub kind: OptionKind,
    pub name: String,
    /// How many of it: three lights.
    pub count: u32,
    pub from_day: Day,
    /// The last day; None: still.
    pub to_day: Option<Day>,
}

impl AccountOption {
    /// Whether it holds on `day`.
    #[must_use]
    pub fn holds_on(&self, day: Day) -> bool {
        self.from_day <= day && self.to_day.is_none_or(|last| day <= last)
    }
}

impl Tx<'_> {
    /// The next number for a member or an account that brings none: seven digits, counted by the store.
    pub fn next_number(&self, what: &str) -> Refused<String> {
        let name = format!("next_{what}");
        let next: i64 = self.fact(&name)?.and_then(|value| value.parse().ok()).unwrap_or(1_000_001);
        self.set_fact(&name, &(next + 1).to_string())?;
        Ok(next.to_string())
    }

    pub fn add_member(&self, member: &Member) -> Refused<MemberId> {
        self.conn
            .prepare_cached(
                "INSERT INTO member(number,name,phone,email,text_phone,mailing_address,joint,authorized,passphrase,
                 low_balance_cents,joined_on) VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11)",
            )?
            .execute(params![
                member.number.as_str(),
                member.name,
                member.phone,
                member.email,
                member.text,
                member.mailing_address,
                member.joint,
                member.authorized,
                member.passphrase,
                member.low_balance.map(|c| c.0),
                day_no(member.joined_on)
            ])?;
        Ok(MemberId(self.conn.last_insert_rowid()))
    }

    pub fn member(&self, id: MemberId) -> Refused<Member> {
        Ok(self.conn.prepare_cached("SELECT * FROM member WHERE id=?1")?.query_row([id.0], member_row)?)
    }

    pub fn member_numbered(&self, number: &str) -> Refused<Option<Member>> {
        Ok(self
            .conn
            .prepare_cached("SELECT * FROM member WHERE number=?1")?
            .query_row([number], member_row)
            .optional()?)
    }

    /// Writes a member's contacts and wishes anew, and keeps what they were.
    pub fn change_member(&self, member: &Member, operator: OperatorId, at: Instant) -> Refused<()> {
        let before = self.member(member.id)?;
        let fields: [(&str, Option<String>, Option<String>); 10] = [
            ("name", Some(before.name), Some(member.name.clone())),
            ("phone", before.phone, member.phone.clone()),
            ("email", before.email, member.email.clone()),
            ("text", before.text, member.text.clone()),
            ("mailing_address", before.mailing_address, member.mailing_address.clone()),
            ("joint", before.joint, member.joint.clone()),
            ("authorized", before.authorized, member.authorized.clone()),
            ("passphrase", before.passphrase, member.passphrase.clone()),
            ("low_balance", before.low_balance.map(|c| c.to_string()), member.low_balance.map(|c| c.to_string())),
            ("deceased", before.deceased_at.map(|t| t.to_rfc3339()), member.deceased_at.map(|t| t.to_rfc3339())),
        ];
        for (field, was, becomes) in fields {
            if was != becomes {
                self.conn
                    .prepare_cached(
                        "INSERT INTO member_change(member_id,at,operator_id,field,was,becomes) VALUES(?1,?2,?3,?4,?5,?6)",
                    )?
                    .execute(params![member.id.0, ms(at), operator.0, field, was, becomes])?;
            }
        }
        self.conn
            .prepare_cached(
                "UPDATE member SET name=?2,phone=?3,email=?4,text_phone=?5,mailing_address=?6,joint=?7,authorized=?8,
                 passphrase=?9,low_balance_cents=?10,deceased_at=?11 WHERE id=?1",
            )?
            .execute(params![
                member.id.0,
                member.name,
                member.phone,
                member.email,
                member.text,
                member.mailing_address,
                member.joint,
                member.authorized,
                member.passphrase,
                member.low_balance.map(|c| c.0),
                member.deceased_at.map(ms)
            ])?;
        for account in self.accounts_of(member.id)? {
            self.index_account(account.id)?;
        }
        Ok(())
    }

    /// Opens an account: its five balances, its standing (billed through the day before it opened) and its first status.
    pub fn add_account(&self, account: &Account, operator: OperatorId) -> Refused<AccountId> {
        self.conn
            .prepare_cached(
                "INSERT INTO account(number,member_id,office_id,address,class,phase,tax_area,estimated_daily_wh,opened_at,
                 opened_on,joined_as,moved_from) VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12)",
            )?
            .execute(params![
                account.number.as_str(),
                account.member.0,
                account.office.0,
                account.address,
                account.class,
                account.phase,
                account.tax_area,
                account.estimated_daily.map(|k| k.wh),
                ms(account.opened_at),
                day_no(account.opened_on),
                account.joined_as.word(),
                account.moved_from.map(|a| a.0)
            ])?;
        let id = AccountId(self.conn.last_insert_rowid());
        self.open_balances(id)?;
        self.conn
            .prepare_cached(
                "INSERT INTO standing(account_id,status,power,billed_through) VALUES(?1,'active','unknown',?2)",
            )?
            .execute(params![id.0, day_no(account.opened_on) - 1])?;
        self.record_status(id, Status::Active, "enrolled", operator, account.opened_at, account.opened_on)?;
        Ok(id)
    }

    pub fn account(&self, id: AccountId) -> Refused<Account> {
        Ok(self.conn.prepare_cached("SELECT * FROM account WHERE id=?1")?.query_row([id.0], account_row)?)
    }

    /// The account of that number (`unknown_account`).
    pub fn account_numbered(&self, number: &str) -> Refused<Account> {
        self.conn
            .prepare_cached("SELECT * FROM account WHERE number=?1")?
            .query_row([number], account_row)
            .optional()?
            .ok_or_else(|| {
                Refusal::new("unknown_account", format!("there is no account {number}: look it up with `account find`"))
            })
    }

    pub fn account_number_taken(&self, number: &str) -> Refused<bool> {
        Ok(self
            .conn
            .prepare_cached("SELECT EXISTS(SELECT 1 FROM account WHERE number=?1)")?
            .query_row([number], |row| row.get(0))?)
    }

    pub fn accounts_of(&self, member: MemberId) -> Refused<Vec<Account>> {
        let mut query = self.conn.prepare_cached("SELECT * FROM account WHERE member_id=?1 ORDER BY id")?;
        let rows = query.query_map([member.0], account_row)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Every account, by number; for exports.
    pub fn all_accounts(&self) -> Refused<Vec<Account>> {
        let mut query = self.conn.prepare_cached("SELECT * FROM account ORDER BY id")?;
        let rows = query.query_map([], account_row)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    pub fn count_accounts(&self) -> Refused<i64> {
        Ok(self.conn.query_row("SELECT count(*) FROM account", [], |row| row.get(0))?)
    }

    pub fn standing(&self, account: AccountId) -> Refused<Standing> {
        Ok(self
            .conn
            .prepare_cached("SELECT * FROM standing WHERE account_id=?1")?
            .query_row([account.0], standing_row)?)
    }

    /// Changes an account's status and writes it to its history.
    pub fn set_status(
        &self,
        account: AccountId,
        status: Status,
        reason: &str,
        operator: OperatorId,
        at: Instant,
        day: Day,
    ) -> Refused<()> {
        let disconnected = status == Status::Disconnected;
        let ended = matches!(status, Status::Closed | Status::Left);
        self.conn
            .prepare_cached(
                "UPDATE standing SET status=?2, disconnected_at=?3, disconnected_on=?4, ended_on=?5 WHERE account_id=?1",
            )?
            .execute(params![
                account.0,
                status.word(),
                disconnected.then(|| ms(at)),
                disconnected.then(|| day_no(day)),
                ended.then(|| day_no(day))
            ])?;
        self.record_status(account, status, reason, operator, at, day)
    }

    fn record_status(
        &self,
        account: AccountId,
        status: Status,
        reason: &str,
        operator: OperatorId,
        at: Instant,
        day: Day,
    ) -> Refused<()> {
        self.conn
            .prepare_cached(
                "INSERT INTO status_change(account_id,at,day,status,reason,operator_id) VALUES(?1,?2,?3,?4,?5,?6)",
            )?
            .execute(params![account.0, ms(at), day_no(day), status.word(), reason, operator.0])?;
        Ok(())
    }

    /// The status history of an account, oldest first: when, which, why, who.
    pub fn status_history(&self, account: AccountId) -> Refused<Vec<(Instant, Status, String, String)>> {
        let mut query = self.conn.prepare_cached(
            "SELECT s.at, s.status, s.reason, o.name FROM status_change s JOIN operator o ON o.id=s.operator_id
             WHERE account_id=?1 ORDER BY s.id",
        )?;
        let rows = query
            .query_map([account.0], |row| Ok((row.instant("at")?, row.word("status")?, row.get(2)?, row.get(3)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Records a switch state that was seen; the history grows only when it differs from the one before.
    pub fn see_power(&self, account: AccountId, state: Power, detail: &str, at: Instant) -> Refused<()> {
        let changed = self
            .conn
            .prepare_cached("UPDATE standing SET power=?2 WHERE account_id=?1 AND power<>?2")?
            .execute(params![account.0, state.word()])?;
        if changed == 1 && state != Power::Unknown {
            self.conn
                .prepare_cached("INSERT INTO power_seen(account_id,at,state,detail) VALUES(?1,?2,?3,?4)")?
                .execute(params![account.0, ms(at), state.word(), detail])?;
        }
        Ok(())
    }

    /// The switch states that were seen, oldest first.
    pub fn power_history(&self, account: AccountId) -> Refused<Vec<(Instant, Power)>> {
        let mut query =
            self.conn.prepare_cached("SELECT at,state FROM power_seen WHERE account_id=?1 ORDER BY at,id")?;
        let rows = query.query_map([account.0], |row| Ok((row.instant("at")?, row.word("state")?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    pub fn set_grace(&self, account: AccountId, until: Option<Instant>) -> Refused<()> {
        self.conn
            .prepare_cached("UPDATE standing SET grace_until=?2 WHERE account_id=?1")?
            .execute(params![account.0, until.map(ms)])?;
        Ok(())
    }

    pub fn set_billed(&self, account: AccountId, through: Day, estimated_run: u32) -> Refused<()> {
        self.conn
            .prepare_cached("UPDATE standing SET billed_through=?2, estimated_run=?3 WHERE account_id=?1")?
            .execute(params![account.0, day_no(through), estimated_run])?;
        Ok(())
    }

    /// The active accounts whose Advance Pay balance is at or below `most`, lowest first: who might be cut.
    pub fn accounts_at_or_below(&self, most: Cents) -> Refused<Vec<AccountId>> {
        let mut query = self.conn.prepare_cached(
            "SELECT s.account_id FROM standing s JOIN balance b ON b.ledger_account_id=s.account_id*8+1
             WHERE s.status='active' AND b.cents<=?1 ORDER BY b.cents, s.account_id",
        )?;
        let rows = query.query_map([most.0], |row| row.get(0).map(AccountId))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Accounts that are active or disconnected, after `after`, in order of id: a page for whoever walks through all.
    pub fn served_accounts(&self, after: AccountId, limit: usize) -> Refused<Vec<(Account, Standing)>> {
        let mut query = self.conn.prepare_cached(
            "SELECT a.*, s.* FROM account a JOIN standing s ON s.account_id=a.id
             WHERE a.id>?1 AND s.status IN('active','disconnected') ORDER BY a.id LIMIT ?2",
        )?;
        let rows =
            query.query_map(params![after.0, limit as i64], |row| Ok((account_row(row)?, standing_row(row)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    pub fn add_option(&self, account: AccountId, option: &AccountOption) -> Refused<()> {
        self.conn
            .prepare_cached(
                "INSERT INTO account_option(account_id,kind,name,count,from_day,to_day) VALUES(?1,?2,?3,?4,?5,?6)",
            )?
            .execute(params![
                account.0,
                option.kind.word(),
                option.name,
                option.count,
                day_no(option.from_day),
                option.to_day.map(day_no)
            ])?;
        Ok(())
    }

    pub fn options(&self, account: AccountId) -> Refused<Vec<AccountOption>> {
        let mut query =
            self.conn.prepare_cached("SELECT * FROM account_option WHERE account_id=?1 ORDER BY kind,name,from_day")?;
        let rows = query.query_map([account.0], |row| {
            Ok(AccountOption {
                kind: row.word("kind")?,
                name: row.get("name")?,
                count: row.get("count")?,
                from_day: row.day("from_day")?,
                to_day: row.day_if("to_day")?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

fn member_row(row: &rusqlite::Row<'_>) -> rusqlite::Result<Member> {
    Ok(Member {
        id: MemberId(row.get("id")?),
        number: MemberNo(row.get("number")?),
        name: row.get("name")?,
        phone: row.get("phone")?,
        email: row.get("email")?,
        text: row.get("text_phone")?,
        mailing_address: row.get("mailing_address")?,
        joint: row.get("joint")?,
        authorized: row.get("authorized")?,
        passphrase: row.get("passphrase")?,
        low_balance: row.get::<_, Option<i64>>("low_balance_cents")?.map(Cents),
        deceased_at: row.instant_if("deceased_at")?,
        joined_on: row.day("joined_on")?,
    })
}

pub(super) fn account_row(row: &rusqlite::Row<'_>) -> rusqlite::Result<Account> {
    Ok(Account {
        id: AccountId(row.get("id")?),
        number: AccountNo(row.get("number")?),
        member: MemberId(row.get("member_id")?),
        office: OfficeId(row.get("office_id")?),
        address: row.get("address")?,
        class: row.get("class")?,
        phase: row.get("phase")?,
        tax_area: row.get("tax_area")?,
        estimated_daily: row.get::<_, Option<i64>>("estimated_daily_wh")?.map(Kwh::from_wh),
        opened_at: row.instant("opened_at")?,
        opened_on: row.day("opened_on")?,
        joined_as: row.word("joined_as")?,
        moved_from: row.get::<_, Option<i64>>("moved_from")?.map(AccountId),
    })
}

fn standing_row(row: &rusqlite::Row<'_>) -> rusqlite::Result<Standing> {
    Ok(Standing {
        status: row.word("status")?,
        disconnected_at: row.instant_if("disconnected_at")?,
        disconnected_on: row.day_if("disconnected_on")?,
        ended_on: row.day_if("ended_on")?,
        power: row.word("power")?,
        billed_through: row.day("billed_through")?,
        estimated_run: row.get("estimated_run")?,
        grace_until: row.instant_if("grace_until")?,
    })
}
