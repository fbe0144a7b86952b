//! Notices: what is to be told to whom, whether it left, and by which ways a member wants none.

use std::collections::HashMap;

use super::engine::{Row, cells};
use super::tables::{CHANNEL_CHOICE, NOTICE, NOTICE_STATE, NOTICE_STEP, STANDING};
use super::{AccountId, MemberId, OperatorId, Tx};
use crate::basics::{Cents, Instant, Refused};
use crate::words::{Channel, NoticeEvent, NoticeStatus};

/// A notice to a member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    pub id: i64,
    pub account: AccountId,
    /// The program file's word: `low_balance`, `disconnected`, …
    pub event: NoticeEvent,
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

/// A notice `t` with how it stands `s`.
const NOTICE_QUESTION: &str =
    "SELECT t.id,t.account_id,t.event,t.level,t.channel,t.address,t.text,t.made_at,s.not_before,s.status,
    s.tries,s.sent_at,s.detail FROM notice t JOIN notice_state s ON s.notice_id=t.id";

impl Tx<'_> {
    pub fn add_notice(&self, notice: &Notice) -> Refused<i64> {
        let id = self.next_id(&NOTICE)?;
        self.insert(
            &NOTICE,
            cells![
                id,
                notice.account,
                notice.event,
                &notice.level,
                notice.channel.word(),
                &notice.address,
                &notice.text,
                notice.made_at,
                notice.not_before
            ],
        )?;
        let waiting = NoticeStatus::Waiting.word();
        self.insert(
            &NOTICE_STATE,
            cells![id, notice.channel.word(), waiting, 0_i64, notice.not_before, None::<i64>, ""],
        )?;
        Ok(id)
    }

    /// Keeps what became of a notice; what it says is never changed.
    pub fn save_notice(&self, notice: &Notice) -> Refused<()> {
        let status = notice.status.word();
        self.insert(
            &NOTICE_STEP,
            cells![notice.id, status, notice.tries, notice.not_before, notice.sent_at, &notice.detail],
        )?;
        self.set(
            &NOTICE_STATE,
            ["notice_id", "status", "tries", "not_before", "sent_at", "detail"],
            cells![notice.id, status, notice.tries, notice.not_before, notice.sent_at, &notice.detail],
        )
    }

    pub fn notice(&self, id: i64) -> Refused<Option<Notice>> {
        self.ask(format!("{NOTICE_QUESTION} WHERE t.id=?1"), cells![id])?.first(notice_row)
    }

    /// The notices of a channel that may leave by `at`, oldest first.
    pub fn notices_due(&self, channel: Channel, at: Instant, limit: usize) -> Refused<Vec<Notice>> {
        self.ask(
            format!(
                "{NOTICE_QUESTION} WHERE s.status='waiting' AND s.channel=?2 AND s.not_before<=?1 ORDER BY t.id LIMIT ?3"
            ),
            cells![at, channel.word(), whole(limit)],
        )?
        .read(notice_row)
    }

    /// How many notices have not left yet and are not given up.
    pub fn count_waiting_notices(&self) -> Refused<u32> {
        self.ask("SELECT count(*) FROM notice_state WHERE status='waiting'", cells![])?.one(|row| row.get(0))
    }

    /// The notices of an account (or of all), newest first.
    pub fn notices(&self, account: Option<AccountId>, limit: usize) -> Refused<Vec<Notice>> {
        // Two questions, so that one account's notices are found by their index.
        let rows = match account {
            None => self.ask(format!("{NOTICE_QUESTION} ORDER BY t.id DESC LIMIT ?1"), cells![whole(limit)])?,
            Some(account) => self.ask(
                format!("{NOTICE_QUESTION} WHERE t.account_id=?1 ORDER BY t.id DESC LIMIT ?2"),
                cells![account, whole(limit)],
            )?,
        };
        rows.read(notice_row)
    }

    /// How many notices were ever made.
    pub fn count_notices(&self) -> Refused<u32> {
        // They are numbered from 1 without a gap and never go away.
        self.ask("SELECT COALESCE(max(id),0) FROM notice", cells![])?.one(|row| row.get(0))
    }

    /// The balance and days left that notices last looked at; None: never.
    pub fn told(&self, account: AccountId) -> Refused<Option<(Cents, Option<u32>)>> {
        Ok(self.told_of(&[account])?.remove(&account))
    }

    /// The balance and days left that notices last looked at, by account; accounts never looked at are left out.
    pub fn told_of(&self, accounts: &[AccountId]) -> Refused<HashMap<AccountId, (Cents, Option<u32>)>> {
        let rows = self.ask(
            "SELECT account_id, told_cents, told_days FROM standing WHERE account_id IN LIST(?1) AND told_cents IS NOT NULL",
            cells![accounts],
        )?;
        Ok(rows.read(|row| Ok((row.get(0)?, (row.get(1)?, row.get(2)?))))?.into_iter().collect())
    }

    pub fn set_told(&self, account: AccountId, balance: Cents, days_left: Option<u32>) -> Refused<()> {
        self.set(&STANDING, ["account_id", "told_cents", "told_days"], cells![account, balance, days_left])
    }

    /// Whether the last low-balance notice of an account failed to leave by every way that the member did not refuse.
    pub fn low_balance_notice_failed(&self, account: AccountId) -> Refused<bool> {
        let last: Vec<NoticeStatus> = self
            .ask(
                "SELECT s.status FROM notice t JOIN notice_state s ON s.notice_id=t.id
                 WHERE t.account_id=?1 AND t.event='low_balance' AND t.made_at=(SELECT max(l.made_at) FROM notice l
                  WHERE l.account_id=?1 AND l.event='low_balance')",
                cells![account],
            )?
            .column()?;
        Ok(last.contains(&NoticeStatus::Failed)
            && !last.iter().any(|status| matches!(status, NoticeStatus::Waiting | NoticeStatus::Sent)))
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
        self.insert(&CHANNEL_CHOICE, cells![member, channel.word(), allowed, at, by])?;
        if allowed {
            return Ok(());
        }
        let waiting = self
            .ask(
                format!(
                    "{NOTICE_QUESTION} JOIN account a ON a.id=t.account_id
                     WHERE a.member_id=?1 AND s.status='waiting' AND s.sent_at IS NULL AND s.channel=?2 ORDER BY t.id"
                ),
                cells![member, channel.word()],
            )?
            .read(notice_row)?;
        for notice in waiting {
            self.save_notice(&Notice {
                status: NoticeStatus::Withdrawn,
                detail: "the member refused this way of being told".to_string(),
                ..notice
            })?;
        }
        Ok(())
    }

    /// The ways by which a member wants no notices; without a word of theirs every way on file is wanted.
    pub fn channels_refused(&self, member: MemberId) -> Refused<Vec<Channel>> {
        Ok(self.channels_refused_by(&[member])?.remove(&member).unwrap_or_default())
    }

    /// The ways by which these members want no notices; members who refused none are left out.
    pub fn channels_refused_by(&self, members: &[MemberId]) -> Refused<HashMap<MemberId, Vec<Channel>>> {
        let rows = self.ask(
            "SELECT member_id, channel, allowed FROM channel_choice WHERE member_id IN LIST(?1) ORDER BY act_id, line",
            cells![members],
        )?;
        let mut refused: HashMap<MemberId, Vec<Channel>> = HashMap::new();
        for row in rows.iter() {
            let (member, channel, allowed): (MemberId, Channel, bool) = (row.get(0)?, row.get(1)?, row.get(2)?);
            // The last word on a way counts.
            let ways = refused.entry(member).or_default();
            ways.retain(|way| *way != channel);
            if !allowed {
                ways.push(channel);
            }
        }
        refused.retain(|_, ways| !ways.is_empty());
        Ok(refused)
    }
}

/// A limit as the store takes it.
fn whole(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX)
}

fn notice_row(row: Row<'_>) -> Refused<Notice> {
    Ok(Notice {
        id: row.get(0)?,
        account: row.get(1)?,
        event: row.get(2)?,
        level: row.get(3)?,
        channel: row.get(4)?,
        address: row.get(5)?,
        text: row.get(6)?,
        made_at: row.get(7)?,
        not_before: row.get(8)?,
        status: row.get(9)?,
        tries: row.get(10)?,
        sent_at: row.get(11)?,
        detail: row.get(12)?,
    })
}
