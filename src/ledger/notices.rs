//! Notices: what is to be told to whom, and whether it left.

use rusqlite::params;

use super::codec::{Columns, ms, words};
use super::{AccountId, Tx};
use crate::basics::{Instant, Refused};

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

    /// The alert levels an account has reached and not left again.
    pub fn alert_levels(&self, account: AccountId) -> Refused<Vec<String>> {
        let mut query = self.conn.prepare_cached("SELECT level FROM alert_level WHERE account_id=?1")?;
        let rows = query.query_map([account.0], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    pub fn set_alert_level(&self, account: AccountId, level: &str, reached: bool) -> Refused<()> {
        let sql = if reached {
            "INSERT OR IGNORE INTO alert_level(account_id,level) VALUES(?1,?2)"
        } else {
            "DELETE FROM alert_level WHERE account_id=?1 AND level=?2"
        };
        self.conn.prepare_cached(sql)?.execute(params![account.0, level])?;
        Ok(())
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
