//! Members, their accounts and where each account stands.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::codec::day_no;
use super::engine::{Row, ask, cells};
use super::meters::{METER_COLUMNS, meter_row};
use super::offices::NEWEST_OPERATOR;
use super::tables::{
    ACCOUNT, ACCOUNT_OPTION, ACCOUNT_OPTION_ENDED, MEMBER, MEMBER_CHANGE, POWER_SEEN, STANDING, STATUS_CHANGE,
};
use super::{Meter, OfficeId, OperatorId, Tx};
use crate::basics::{AccountNo, Cents, Code, Day, Instant, Kwh, MemberNo, Refusal, Refused};
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

/// An account with what stands with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WholeAccount {
    pub account: Account,
    pub member: Member,
    pub standing: Standing,
    /// The balance and days left that notices last looked at; None: never.
    pub told: Option<(Cents, Option<u32>)>,
    /// The one in service, else the last.
    pub meter: Meter,
}

/// Whose account a number names, and whether everything about its power is as it mostly is: on, and nothing under way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AccountNamed {
    pub id: AccountId,
    pub member: MemberId,
    pub at_rest: bool,
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

/// So many numbers are asked about at a time, where the co-op gave some itself.
const NUMBERS_AT_A_TIME: i64 = 100;
const MEMBER_COLUMNS: &str =
    "m.id,m.number,m.name,m.phone,m.email,m.text_phone,m.mailing_address,m.joint,m.authorized,m.passphrase,
    m.low_balance_cents,m.deceased_at,m.joined_on";
/// The last revision of a member is the one that holds.
pub(super) const NEWEST: &str = "NOT EXISTS(SELECT 1 FROM member n WHERE n.id=m.id AND n.revision=m.revision+1)";
pub(super) const ACCOUNT_COLUMNS: &str = "a.id,a.number,a.member_id,a.office_id,a.address,a.class,a.phase,a.tax_area,
    a.estimated_daily_wh,a.opened_at,a.opened_on,a.joined_as,a.moved_from";
const STANDING_COLUMNS: &str =
    "s.account_id,s.status,s.disconnected_at,s.disconnected_on,s.ended_on,s.power,s.billed_through,
    s.estimated_run,s.grace_until";

impl Tx<'_> {
    /// The next number for a member, an account or a check request that brings none: seven digits, counted by the store,
    /// past those that the co-op gave itself.
    pub fn next_number(&self, what: &str) -> Refused<String> {
        let name = format!("next_{what}");
        let mut next: i64 = self.fact(&name)?.and_then(|value| value.parse().ok()).unwrap_or(1_000_001);
        if ["member", "account"].contains(&what) {
            next = self.free_number(what, next)?;
        }
        self.set_fact(&name, &(next + 1).to_string())?;
        Ok(next.to_string())
    }

    /// The first number from `next` on that no member or account of the table has.
    fn free_number(&self, table: &str, mut next: i64) -> Refused<i64> {
        let sql = format!("SELECT number FROM {table} WHERE number IN LIST(?1)");
        loop {
            let numbers: Vec<String> = (next..next + NUMBERS_AT_A_TIME).map(|number| number.to_string()).collect();
            let taken: HashSet<String> =
                self.ask(sql.clone(), cells![numbers.clone()])?.column()?.into_iter().collect();
            if let Some(free) = (next..).zip(&numbers).find(|(_, number)| !taken.contains(*number)) {
                return Ok(free.0);
            }
            next += NUMBERS_AT_A_TIME;
        }
    }

    pub fn add_member(&self, member: &Member) -> Refused<MemberId> {
        let id = MemberId(self.next_id(&MEMBER)?);
        self.write_member(id, 1, member)?;
        Ok(id)
    }

    fn write_member(&self, id: MemberId, revision: i64, member: &Member) -> Refused<()> {
        self.insert(
            &MEMBER,
            cells![
                id,
                revision,
                member.number.as_str(),
                &member.name,
                &member.phone,
                &member.email,
                &member.text,
                &member.mailing_address,
                &member.joint,
                &member.authorized,
                &member.passphrase,
                member.low_balance,
                member.deceased_at,
                member.joined_on
            ],
        )
    }

    pub fn member(&self, id: MemberId) -> Refused<Member> {
        self.ask(
            format!("SELECT {MEMBER_COLUMNS} FROM member m WHERE m.id=?1 ORDER BY m.revision DESC LIMIT 1"),
            cells![id],
        )?
        .one(member_row)
    }

    /// The members of these ids.
    pub fn members(&self, ids: &[MemberId]) -> Refused<HashMap<MemberId, Member>> {
        let rows = self
            .ask(format!("SELECT {MEMBER_COLUMNS} FROM member m WHERE m.id IN LIST(?1) AND {NEWEST}"), cells![ids])?;
        Ok(rows.read(member_row)?.into_iter().map(|member| (member.id, member)).collect())
    }

    pub fn member_numbered(&self, number: &str) -> Refused<Option<Member>> {
        self.ask(format!("SELECT {MEMBER_COLUMNS} FROM member m WHERE m.number=?1 AND {NEWEST}"), cells![number])?
            .first(member_row)
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
        for (field, was, becomes) in fields.into_iter().filter(|(_, was, becomes)| was != becomes) {
            self.insert(&MEMBER_CHANGE, cells![member.id, at, operator, field, was, becomes])?;
        }
        let revision = self.last_revision(member.id)?;
        // What identifies a member stays, whatever was handed in.
        let kept = Member { number: before.number, joined_on: before.joined_on, ..member.clone() };
        self.write_member(member.id, revision + 1, &kept)?;
        let accounts: Vec<AccountId> = self.accounts_of(member.id)?.iter().map(|account| account.id).collect();
        self.index_accounts(&accounts)
    }

    /// The number of a member's last revision.
    fn last_revision(&self, member: MemberId) -> Refused<i64> {
        self.ask("SELECT max(revision) FROM member WHERE id=?1", cells![member])?.one(|row| row.get(0))
    }

    /// Puts what [`Tx::change_member`] asks of a member with these accounts.
    pub fn foresee_change(&self, member: MemberId, accounts: &[AccountId]) {
        let _ = (self.member(member), self.last_revision(member), self.accounts_of(member));
        self.foresee_index(accounts);
    }

    /// The members of these numbers, each with their accounts: what an act that names them will look at.
    pub fn members_named(&self, numbers: Vec<String>) -> Refused<Vec<(MemberId, Option<AccountId>)>> {
        self.ask(
            "SELECT DISTINCT m.id, a.id FROM member m LEFT JOIN account a ON a.member_id=m.id
             WHERE m.number IN LIST(?1) ORDER BY m.id, a.id",
            cells![numbers],
        )?
        .read(|row| Ok((row.get(0)?, row.get(1)?)))
    }

    /// Opens an account: its five balances, its standing (billed through the day before it opened) and its first status.
    pub fn add_account(&self, account: &Account, operator: OperatorId) -> Refused<AccountId> {
        let id = AccountId(self.next_id(&ACCOUNT)?);
        self.insert(
            &ACCOUNT,
            cells![
                id,
                account.number.as_str(),
                account.member,
                account.office,
                &account.address,
                &account.class,
                &account.phase,
                &account.tax_area,
                account.estimated_daily,
                account.opened_at,
                account.opened_on,
                account.joined_as.word(),
                account.moved_from
            ],
        )?;
        self.open_balances(id)?;
        let (none, no_text) = (None::<i64>, None::<String>);
        let billed_through = day_no(account.opened_on) - 1;
        self.insert(
            &STANDING,
            cells![
                id,
                Status::Active.word(),
                none,
                none,
                none,
                Power::Unknown.word(),
                billed_through,
                0_i64,
                none,
                none,
                none,
                none,
                no_text
            ],
        )?;
        self.record_status(id, Status::Active, "enrolled", operator, account.opened_at, account.opened_on)?;
        Ok(id)
    }

    pub fn account(&self, id: AccountId) -> Refused<Account> {
        self.ask(format!("SELECT {ACCOUNT_COLUMNS} FROM account a WHERE a.id=?1"), cells![id])?.one(account_row)
    }

    /// The accounts of these ids, in their order.
    pub fn accounts(&self, ids: &[AccountId]) -> Refused<Vec<Account>> {
        self.ask(format!("SELECT {ACCOUNT_COLUMNS} FROM account a WHERE a.id IN LIST(?1) ORDER BY a.id"), cells![ids])?
            .read(account_row)
    }

    /// The account of that number (`unknown_account`).
    pub fn account_numbered(&self, number: &str) -> Refused<Account> {
        self.ask(format!("SELECT {ACCOUNT_COLUMNS} FROM account a WHERE a.number=?1"), cells![number])?
            .first(account_row)?
            .ok_or_else(|| unknown_account(number))
    }

    /// These accounts, each with what stands with it, by id: one question, however many they are.
    pub fn whole_accounts(&self, ids: &[AccountId]) -> Refused<Vec<WholeAccount>> {
        self.ask(whole_where("a.id IN LIST(?1)"), cells![ids])?.read(whole_row)
    }

    /// The accounts of these numbers, in their order (`unknown_account`).
    pub fn whole_accounts_numbered(&self, numbers: &[&str]) -> Refused<Vec<WholeAccount>> {
        let with: Vec<String> = numbers.iter().map(ToString::to_string).collect();
        let found = self.ask(whole_where("a.number IN LIST(?1)"), cells![with])?.read(whole_row)?;
        let of = |number: &&str| {
            let found = found.iter().find(|whole| whole.account.number.as_str() == *number);
            found.cloned().ok_or_else(|| unknown_account(number))
        };
        numbers.iter().map(of).collect()
    }

    /// Whose accounts these are, of an account's, a meter's, a receipt's or a pledge's number: what an act that names them will look at.
    pub fn accounts_named(
        &self,
        accounts: Vec<String>,
        meters: Vec<String>,
        receipts: Vec<String>,
        pledges: &[i64],
    ) -> Refused<Vec<AccountNamed>> {
        let rows = self.ask(
            "SELECT a.id, a.member_id, CASE WHEN s.status='active' AND NOT EXISTS(SELECT 1 FROM command_state c
               WHERE c.account_id=a.id AND c.status IN('queued','sent','attention')) THEN 1 ELSE 0 END
             FROM (SELECT id FROM account WHERE number IN LIST(?1)
               UNION SELECT account_id FROM standing WHERE meter_number IN LIST(?2)
               UNION SELECT x.account_id FROM receipt r JOIN receipt_allocation x ON x.receipt_id=r.id
                WHERE r.number IN LIST(?3)
               UNION SELECT account_id FROM pledge WHERE id IN LIST(?4)) n
             JOIN account a ON a.id=n.id JOIN standing s ON s.account_id=a.id ORDER BY a.id",
            cells![accounts, meters, receipts, pledges.to_vec()],
        )?;
        rows.read(|row| Ok(AccountNamed { id: row.get(0)?, member: row.get(1)?, at_rest: row.get(2)? }))
    }

    pub fn account_number_taken(&self, number: &str) -> Refused<bool> {
        Ok(!self.ask("SELECT 1 FROM account WHERE number=?1", cells![number])?.is_empty())
    }

    pub fn accounts_of(&self, member: MemberId) -> Refused<Vec<Account>> {
        self.ask(format!("SELECT {ACCOUNT_COLUMNS} FROM account a WHERE a.member_id=?1 ORDER BY a.id"), cells![member])?
            .read(account_row)
    }

    /// Every account, by number; for exports.
    pub fn all_accounts(&self) -> Refused<Vec<Account>> {
        self.ask(format!("SELECT {ACCOUNT_COLUMNS} FROM account a ORDER BY a.id"), cells![])?.read(account_row)
    }

    pub fn count_accounts(&self) -> Refused<i64> {
        // Accounts are numbered from 1 without a gap and never go away.
        self.ask("SELECT COALESCE(max(id),0) FROM account", cells![])?.one(|row| row.get(0))
    }

    pub fn standing(&self, account: AccountId) -> Refused<Standing> {
        self.ask(format!("SELECT {STANDING_COLUMNS} FROM standing s WHERE s.account_id=?1"), cells![account])?
            .one(standing_row)
    }

    /// Where these accounts stand.
    pub fn standings(&self, accounts: &[AccountId]) -> Refused<HashMap<AccountId, Standing>> {
        let rows = self.ask(
            format!("SELECT {STANDING_COLUMNS} FROM standing s WHERE s.account_id IN LIST(?1)"),
            cells![accounts],
        )?;
        Ok(rows.read(|row| Ok((row.get(0)?, standing_row(row)?)))?.into_iter().collect())
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
        self.set(
            &STANDING,
            ["account_id", "status", "disconnected_at", "disconnected_on", "ended_on"],
            cells![
                account,
                status.word(),
                disconnected.then_some(at),
                disconnected.then_some(day),
                ended.then_some(day)
            ],
        )?;
        self.record_status(account, status, reason, operator, at, day)?;
        // What is ended is found last.
        if ended { self.index_account(account) } else { Ok(()) }
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
        self.insert(&STATUS_CHANGE, cells![account, at, day, status.word(), reason, operator])
    }

    /// The status history of an account, oldest first: when, which, why, who.
    pub fn status_history(&self, account: AccountId) -> Refused<Vec<(Instant, Status, String, String)>> {
        self.ask(
            format!(
                "SELECT s.at, s.status, s.reason, o.name FROM status_change s JOIN operator o ON o.id=s.operator_id
                 WHERE s.account_id=?1 AND {NEWEST_OPERATOR} ORDER BY s.act_id, s.line"
            ),
            cells![account],
        )?
        .read(|row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))
    }

    /// Records a switch state that was seen; the history grows only when it differs from the one before.
    pub fn see_power(&self, account: AccountId, state: Power, detail: &str, at: Instant) -> Refused<()> {
        if self.standing(account)?.power == state {
            return Ok(());
        }
        self.set(&STANDING, ["account_id", "power"], cells![account, state.word()])?;
        if state != Power::Unknown {
            self.insert(&POWER_SEEN, cells![account, at, state.word(), detail])?;
        }
        Ok(())
    }

    /// The switch states that were seen, oldest first.
    pub fn power_history(&self, account: AccountId) -> Refused<Vec<(Instant, Power)>> {
        Ok(self.power_histories(&[account])?.remove(&account).unwrap_or_default())
    }

    /// The switch states that were seen at these accounts, oldest first.
    pub fn power_histories(&self, accounts: &[AccountId]) -> Refused<HashMap<AccountId, Vec<(Instant, Power)>>> {
        let rows = self.ask(
            "SELECT account_id, at, state FROM power_seen WHERE account_id IN LIST(?1) ORDER BY account_id, at, act_id, line",
            cells![accounts],
        )?;
        let mut histories: HashMap<AccountId, Vec<(Instant, Power)>> = HashMap::new();
        for row in rows.iter() {
            histories.entry(row.get(0)?).or_default().push((row.get(1)?, row.get(2)?));
        }
        Ok(histories)
    }

    pub fn set_grace(&self, account: AccountId, until: Option<Instant>) -> Refused<()> {
        self.set(&STANDING, ["account_id", "grace_until"], cells![account, until])
    }

    pub fn set_billed(&self, account: AccountId, through: Day, estimated_run: u32) -> Refused<()> {
        self.set(&STANDING, ["account_id", "billed_through", "estimated_run"], cells![account, through, estimated_run])
    }

    /// As [`Tx::set_billed`], with the balance and days left that notices looked at: all that a day's charge moves of a
    /// standing, in one.
    pub fn set_billed_and_told(
        &self,
        account: AccountId,
        (through, estimated_run): (Day, u32),
        (balance, days_left): (Cents, Option<u32>),
    ) -> Refused<()> {
        self.set(
            &STANDING,
            ["account_id", "billed_through", "estimated_run", "told_cents", "told_days"],
            cells![account, through, estimated_run, balance, days_left],
        )
    }

    /// The active accounts whose Advance Pay balance is at or below `most`, lowest first: who might be cut.
    pub fn accounts_at_or_below(&self, most: Cents) -> Refused<Vec<AccountId>> {
        // Who is at or below zero stands in an index of its own.
        let indexed = if most <= Cents::ZERO { "b.cents<=0 AND " } else { "" };
        self.ask(
            format!(
                "SELECT s.account_id FROM balance b JOIN standing s ON s.account_id=b.ledger_account_id/8
                 WHERE {indexed}b.ledger_account_id%8=1 AND b.cents<=?1 AND s.status='active' ORDER BY b.cents, s.account_id"
            ),
            cells![most],
        )?
        .column()
    }

    /// The active accounts whose power was seen off last.
    pub fn active_seen_off(&self) -> Refused<Vec<AccountId>> {
        self.ask("SELECT account_id FROM standing WHERE status='active' AND power='off' ORDER BY account_id", cells![])?
            .column()
    }

    /// Accounts that are active or disconnected, after `after`, in order of id: a page for whoever walks through all.
    pub fn served_accounts(&self, after: AccountId, limit: usize) -> Refused<Vec<(Account, Standing)>> {
        self.ask(
            format!(
                "SELECT {ACCOUNT_COLUMNS},{STANDING_COLUMNS} FROM standing s JOIN account a ON a.id=s.account_id
                 WHERE s.account_id>?1 AND s.status IN('active','disconnected') ORDER BY s.account_id LIMIT ?2"
            ),
            cells![after, limit as i64],
        )?
        .read(|row| Ok((account_row(row)?, standing_row(row.from(13))?)))
    }

    /// The accounts in service that a cycle has to look at, in order of id: those that are not billed through `yesterday`,
    /// those that are disconnected, and those on which a matter of `code` is open.
    pub fn accounts_due(&self, yesterday: Day, code: &str) -> Refused<Vec<AccountId>> {
        let answers = self.ask_all(&[
            ask(
                "SELECT account_id FROM standing WHERE status IN('active','disconnected') AND billed_through<?1",
                cells![yesterday],
            ),
            ask("SELECT account_id FROM standing WHERE status='disconnected'", cells![]),
            ask(
                "SELECT s.account_id FROM pending p JOIN standing s ON s.account_id=p.of_id
                 WHERE p.kind='attention' AND p.is_open=1 AND p.code=?1 AND s.status IN('active','disconnected')",
                cells![code],
            ),
        ])?;
        let mut due = BTreeSet::new();
        for rows in &answers {
            due.extend(rows.column::<AccountId>()?);
        }
        Ok(due.into_iter().collect())
    }

    /// How many accounts are in service, and on how many of them the last day, through `yesterday`, was billed on an
    /// estimate.
    pub fn count_served(&self, yesterday: Day) -> Refused<(u32, u32)> {
        self.ask(
            "SELECT count(*), count(CASE WHEN estimated_run>0 AND billed_through>=?1 THEN 1 END) FROM standing
             WHERE status IN('active','disconnected')",
            cells![yesterday],
        )?
        .one(|row| Ok((row.get(0)?, row.get(1)?)))
    }

    /// Those of these accounts that are in service, in order of id, each with where it stands.
    pub fn served_of(&self, accounts: &[AccountId]) -> Refused<Vec<(Account, Standing)>> {
        self.ask(
            format!(
                "SELECT {ACCOUNT_COLUMNS},{STANDING_COLUMNS} FROM standing s JOIN account a ON a.id=s.account_id
                 WHERE s.account_id IN LIST(?1) AND s.status IN('active','disconnected') ORDER BY s.account_id"
            ),
            cells![accounts],
        )?
        .read(|row| Ok((account_row(row)?, standing_row(row.from(13))?)))
    }

    pub fn add_option(&self, account: AccountId, option: &AccountOption) -> Refused<()> {
        self.insert(&ACCOUNT_OPTION, cells![account, option.kind.word(), &option.name, option.count, option.from_day])?;
        match option.to_day {
            Some(last) => self.insert(
                &ACCOUNT_OPTION_ENDED,
                cells![account, option.kind.word(), &option.name, option.from_day, last],
            ),
            None => Ok(()),
        }
    }

    pub fn options(&self, account: AccountId) -> Refused<Vec<AccountOption>> {
        Ok(self.options_of(&[account])?.remove(&account).unwrap_or_default())
    }

    /// What these accounts carry or carried; accounts that never carried anything are left out.
    pub fn options_of(&self, accounts: &[AccountId]) -> Refused<HashMap<AccountId, Vec<AccountOption>>> {
        let rows = self.ask(
            "SELECT o.account_id, o.kind, o.name, o.count, o.from_day, e.to_day FROM account_option o
             LEFT JOIN account_option_ended e
              ON e.account_id=o.account_id AND e.kind=o.kind AND e.name=o.name AND e.from_day=o.from_day
             WHERE o.account_id IN LIST(?1) ORDER BY o.account_id, o.kind, o.name, o.from_day",
            cells![accounts],
        )?;
        let mut options: HashMap<AccountId, Vec<AccountOption>> = HashMap::new();
        for row in rows.iter() {
            options.entry(row.get(0)?).or_default().push(AccountOption {
                kind: row.get(1)?,
                name: row.get(2)?,
                count: row.get(3)?,
                from_day: row.get(4)?,
                to_day: row.get(5)?,
            });
        }
        Ok(options)
    }
}

fn unknown_account(number: &str) -> Refusal {
    Refusal::new(Code::UnknownAccount, format!("there is no account {number}: look it up with `account find`"))
}

/// [`WholeAccount`]s, as [`whole_row`] reads them.
fn whole_where(which: &str) -> String {
    format!(
        "SELECT {ACCOUNT_COLUMNS},{MEMBER_COLUMNS},{STANDING_COLUMNS},s.told_cents,s.told_days,{METER_COLUMNS}
         FROM account a JOIN member m ON m.id=a.member_id AND {NEWEST} JOIN standing s ON s.account_id=a.id
         JOIN meter x ON x.id=COALESCE(s.meter_id,(SELECT max(y.id) FROM meter y WHERE y.account_id=a.id))
         LEFT JOIN meter_ended e ON e.meter_id=x.id WHERE {which} ORDER BY a.id"
    )
}

fn whole_row(row: Row<'_>) -> Refused<WholeAccount> {
    let told: Option<Cents> = row.get(35)?;
    let days = row.get(36)?;
    Ok(WholeAccount {
        account: account_row(row)?,
        member: member_row(row.from(13))?,
        standing: standing_row(row.from(26))?,
        told: told.map(|cents| (cents, days)),
        meter: meter_row(row.from(37))?,
    })
}

fn member_row(row: Row<'_>) -> Refused<Member> {
    Ok(Member {
        id: row.get(0)?,
        number: MemberNo(row.get(1)?),
        name: row.get(2)?,
        phone: row.get(3)?,
        email: row.get(4)?,
        text: row.get(5)?,
        mailing_address: row.get(6)?,
        joint: row.get(7)?,
        authorized: row.get(8)?,
        passphrase: row.get(9)?,
        low_balance: row.get(10)?,
        deceased_at: row.get(11)?,
        joined_on: row.get(12)?,
    })
}

/// Reads [`ACCOUNT_COLUMNS`], which a question begins with.
pub(super) fn account_row(row: Row<'_>) -> Refused<Account> {
    Ok(Account {
        id: row.get(0)?,
        number: AccountNo(row.get(1)?),
        member: row.get(2)?,
        office: row.get(3)?,
        address: row.get(4)?,
        class: row.get(5)?,
        phase: row.get(6)?,
        tax_area: row.get(7)?,
        estimated_daily: row.get(8)?,
        opened_at: row.get(9)?,
        opened_on: row.get(10)?,
        joined_as: row.get(11)?,
        moved_from: row.get(12)?,
    })
}

/// Reads [`STANDING_COLUMNS`].
fn standing_row(row: Row<'_>) -> Refused<Standing> {
    Ok(Standing {
        status: row.get(1)?,
        disconnected_at: row.get(2)?,
        disconnected_on: row.get(3)?,
        ended_on: row.get(4)?,
        power: row.get(5)?,
        billed_through: row.get(6)?,
        estimated_run: row.get(7)?,
        grace_until: row.get(8)?,
    })
}
