//! Notices: what is to be told to whom, and whether it left.

use rusqlite::params;

use super::codec::{Columns, ms, words};
use super::{AccountId, Tx};
use crate::basics::{Cents, Instant, Refused};

words! {
    /// How a notice travels.
    Channel { Email = "email", Text = "text", Phone = "phone" }
}

words! {
    NoticeStatus { Waiting = "waiting", Sent = "sent", Failed = "failed" }
}

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
    /// Quiet hours: not sent before.
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

    /// The notices that may leave by `at`.
    pub fn notices_due(&self, at: Instant, limit: usize) -> Refused<Vec<Notice>> {
        let mut query = self
            .conn
            .prepare_cached("SELECT * FROM notice WHERE status='waiting' AND not_before<=?1 ORDER BY id LIMIT ?2")?;
        let rows = query.query_map(params![ms(at), limit as i64], notice_row)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The notices of an account (or of all), newest first.
    pub fn notices(&self, account: Option<AccountId>, limit: usize) -> Refused<Vec<Notice>> {
        let mut query = self
            .conn
            .prepare_cached("SELECT * FROM notice WHERE ?1 IS NULL OR account_id=?1 ORDER BY id DESC LIMIT ?2")?;
        let rows = query.query_map(params![account.map(|a| a.0), limit as i64], notice_row)?;
        Ok(rows.collect::<Result<_, _>>()?)
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

    /// Whether the last low-balance notice of an account failed to leave by every way.
    pub fn low_balance_notice_failed(&self, account: AccountId) -> Refused<bool> {
        Ok(self
            .conn
            .prepare_cached(
                "SELECT ifnull(max(made_at)=max(CASE status WHEN 'failed' THEN made_at END)
                   AND NOT EXISTS(SELECT 1 FROM notice s WHERE s.account_id=?1 AND s.event='low_balance' AND s.status<>'failed'
                                  AND s.made_at=(SELECT max(made_at) FROM notice WHERE account_id=?1 AND event='low_balance')), 0)
                 FROM notice WHERE account_id=?1 AND event='low_balance'",
            )?
            .query_row([account.0], |row| row.get(0))?)
    }
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
