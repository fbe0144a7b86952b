//! Notices: what is to be told to whom, whether it left, and by which ways a member wants none.

use rusqlite::{OptionalExtension, params};

use super::codec::{Columns, ms};
use super::{AccountId, MemberId, OperatorId, Tx};
use crate::basics::{Cents, Instant, Refused};
use crate::words::{Channel, NoticeStatus};

/// A notice to a member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    pub id: i64,
    pub account: AccountId,
    /// The program file's word: `low_balance`, `disconnected`, …
    pub event: String,
    /// Which amount or number of days.
    pub level: String,
    pub channel: Channel,
    pub address: String,
    pub text: String,
    pub made_at: Instant,
    /// Not sent before: the end of the quiet hours, or the next try.
    pub not_before: Instant,
    pub status: NoticeStatus,
    pub tries: u32,
    pub sent_at: Option<Instant>,
    pub detail: String,
}

impl Tx<'_> {
    pub fn add_notice(&self, notice: &Notice) -> Refused<i64> {
        self.conn
            .prepare_cached(
                "INSERT INTO notice(account_id,event,level,channel,address,text,made_at,not_before,status)
                 VALUES(?1,?2,?3,?4,?5,?6,?7,?8,'waiting')",
            )?
            .execute(params![
                notice.account.0,
                notice.event,
                notice.level,
                notice.channel.word(),
                notice.address,
                notice.text,
                ms(notice.made_at),
                ms(notice.not_before)
            ])?;
        Ok(self.conn.last_insert_rowid())
    }

    /// Keeps what became of a notice; what it says is never changed.
    pub fn save_notice(&self, notice: &Notice) -> Refused<()> {
        self.conn
            .prepare_cached("UPDATE notice SET status=?2,tries=?3,sent_at=?4,detail=?5,not_before=?6 WHERE id=?1")?
            .execute(params![
                notice.id,
                notice.status.word(),
                notice.tries,
                notice.sent_at.map(ms),
                notice.detail,
                ms(notice.not_before)
            ])?;
        Ok(())
    }

    pub fn notice(&self, id: i64) -> Refused<Option<Notice>> {
        let mut query = self.conn.prepare_cached("SELECT * FROM notice WHERE id=?1")?;
        Ok(query.query_row([id], notice_row).optional()?)
    }

    /// The notices of a channel that may leave by `at`, oldest first.
    pub fn notices_due(&self, channel: Channel, at: Instant, limit: usize) -> Refused<Vec<Notice>> {
        let mut query = self.conn.prepare_cached(
            "SELECT * FROM notice WHERE status='waiting' AND not_before<=?1 AND channel=?2 ORDER BY id LIMIT ?3",
        )?;
        let rows = query.query_map(params![ms(at), channel.word(), whole(limit)], notice_row)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// How many notices have not left yet and are not given up.
    pub fn count_waiting_notices(&self) -> Refused<u32> {
        let mut query = self.conn.prepare_cached("SELECT count(*) FROM notice WHERE status='waiting'")?;
        Ok(query.query_row([], |row| row.get(0))?)
    }

    /// The notices of an account (or of all), newest first.
    pub fn notices(&self, account: Option<AccountId>, limit: usize) -> Refused<Vec<Notice>> {
        // Two questions, so that one account's notices are found by their index.
        let rows = match account {
            None => self
                .conn
                .prepare_cached("SELECT * FROM notice ORDER BY id DESC LIMIT ?1")?
                .query_map([whole(limit)], notice_row)?
                .collect::<Result<_, _>>()?,
            Some(account) => self
                .conn
                .prepare_cached("SELECT * FROM notice WHERE account_id=?1 ORDER BY id DESC LIMIT ?2")?
                .query_map([account.0, whole(limit)], notice_row)?
                .collect::<Result<_, _>>()?,
        };
        Ok(rows)
    }

    /// How many notices were ever made.
    pub fn count_notices(&self) -> Refused<u32> {
        Ok(self.conn.prepare_cached("SELECT count(*) FROM notice")?.query_row([], |row| row.get(0))?)
    }

    /// The balance and days left that notices last looked at; None: never.
    pub fn told(&self, account: AccountId) -> Refused<Option<(Cents, Option<u32>)>> {
        let told: (Option<i64>, Option<u32>) = self
            .conn
            .prepare_cached("SELECT told_cents, told_days FROM standing WHERE account_id=?1")?
            .query_row([account.0], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(told.0.map(|cents| (Cents(cents), told.1)))
    }

    pub fn set_told(&self, account: AccountId, balance: Cents, days_left: Option<u32>) -> Refused<()> {
        self.conn
            .prepare_cached("UPDATE standing SET told_cents=?2, told_days=?3 WHERE account_id=?1")?
            .execute(params![account.0, balance.0, days_left])?;
        Ok(())
    }

    /// Whether the last low-balance notice of an account failed to leave by every way that the member did not refuse.
    pub fn low_balance_notice_failed(&self, account: AccountId) -> Refused<bool> {
        Ok(self
            .conn
            .prepare_cached(
                "SELECT ifnull(sum(status='failed')>0 AND sum(status IN('waiting','sent'))=0, 0)
                 FROM notice WHERE account_id=?1 AND event='low_balance'
                  AND made_at=(SELECT max(made_at) FROM notice WHERE account_id=?1 AND event='low_balance')",
            )?
            .query_row([account.0], |row| row.get(0))?)
    }

    /// Records a member's word on a way of being told. What waits by a way that is refused is withdrawn.
    pub fn set_choice(
        &self,
        member: MemberId,
        channel: Channel,
        allowed: bool,
        by: OperatorId,
        at: Instant,
    ) -> Refused<()> {
        self.conn
            .prepare_cached(
                "INSERT INTO channel_choice(member_id,channel,allowed,at,operator_id) VALUES(?1,?2,?3,?4,?5)",
            )?
            .execute(params![member.0, channel.word(), allowed, ms(at), by.0])?;
        if !allowed {
            self.conn
                .prepare_cached(
                    "UPDATE notice SET status='withdrawn', detail='the member refused this way of being told'
                     WHERE status='waiting' AND sent_at IS NULL AND channel=?2
                      AND account_id IN(SELECT id FROM account WHERE member_id=?1)",
                )?
                .execute(params![member.0, channel.word()])?;
        }
        Ok(())
    }

    /// The ways by which a member wants no notices; without a word of theirs every way on file is wanted.
    pub fn channels_refused(&self, member: MemberId) -> Refused<Vec<Channel>> {
        let mut query = self.conn.prepare_cached(
            "SELECT channel FROM channel_choice c WHERE member_id=?1 AND allowed=0
              AND id=(SELECT max(id) FROM channel_choice WHERE member_id=?1 AND channel=c.channel)
             ORDER BY id",
        )?;
        let rows = query.query_map([member.0], |row| row.word("channel"))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

/// A limit as SQLite takes it.
fn whole(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX)
}

fn notice_row(row: &rusqlite::Row<'_>) -> rusqlite::Result<Notice> {
    Ok(Notice {
        id: row.get("id")?,
        account: AccountId(row.get("account_id")?),
        event: row.get("event")?,
        level: row.get("level")?,
        channel: row.word("channel")?,
        address: row.get("address")?,
        text: row.get("text")?,
        made_at: row.instant("made_at")?,
        not_before: row.instant("not_before")?,
        status: row.word("status")?,
        tries: row.get("tries")?,
        sent_at: row.instant_if("sent_at")?,
        detail: row.get("detail")?,
    })
}
