//! What a member is told, and when: notices queued in the transaction of what they are about (R24–R26, C30).

use chrono::{Days, NaiveDateTime};

use super::act::Act;
use super::standing::Facts;
use crate::basics::{Cents, Refused};
use crate::ledger::{AccountId, Channel, Notice, NoticeStatus};
use crate::rules::days_left::DaysLeft;
pub(super) use crate::rules::notices::Happening;
use crate::rules::notices::{self, Change, Contacts, Level};

impl Act<'_> {
    /// A payment was taken; the account is as it stands after it.
    pub fn tell_payment(&self, after: &Facts, amount: Cents) -> Refused<()> {
        self.tell(after, Happening::Payment(amount))
    }

    /// The balance was adjusted, by a fee, a correction, a returned payment or a person; the account is as it stands after.
    pub fn tell_adjustment(&self, after: &Facts, by: Cents) -> Refused<()> {
        if by.is_zero() { Ok(()) } else { self.tell(after, Happening::Adjustment(by)) }
    }

    /// The switch was seen on, or off, and the account follows.
    pub fn tell_power(&self, after: &Facts, on: bool) -> Refused<()> {
        let happening = if on {
            Happening::Reconnected
        } else {
            Happening::Disconnected { to_reconnect: self.still_needed(after) }
        };
        self.tell(after, happening)
    }

    /// The account was closed.
    pub fn tell_closed(&self, account: AccountId) -> Refused<()> {
        self.tell(&self.facts(account)?, Happening::Closed)
    }

    /// Charges were posted.
    pub fn tell_charges(&self, account: AccountId) -> Refused<()> {
        self.tell(&self.facts(account)?, Happening::Charges)
    }

    /// Somebody who moved house was told at the old account what there was to tell. (A new account was told nothing: what
    /// is below a threshold from the start is told with the first change.)
    pub fn told_before_moving(&self, from: AccountId, to: AccountId) -> Refused<()> {
        match self.tx.told(from)? {
            Some((balance, days_left)) => self.tx.set_told(to, balance, days_left),
            None => Ok(()),
        }
    }

    fn tell(&self, facts: &Facts, happening: Happening) -> Refused<()> {
        let account = facts.id();
        let before = facts.told;
        let lasts = if self.tells_by_days() { self.days_left(facts)? } else { None };
        let refused = self.tx.channels_refused(facts.member.id)?;
        let after = self.tell_by(facts, before, lasts, &refused, happening)?;
        if before != Some(after) {
            self.tx.set_told(account, after.balance, after.days_left)?;
        }
        Ok(())
    }

    /// Queues what there is to tell by these facts: what notices last looked at, how long the money lasts now, and the ways
    /// that the member refused. Answers what notices looked at this time, which is the caller's to keep.
    pub fn tell_by(
        &self,
        facts: &Facts,
        before: Option<Level>,
        lasts: Option<DaysLeft>,
        refused: &[Channel],
        happening: Happening,
    ) -> Refused<Level> {
        let program = self.program();
        let after = Level { balance: facts.balances.energy, days_left: lasts.map(DaysLeft::at_or_below) };
        let change = Change {
            happening,
            before,
            after,
            lasts: lasts.map(DaysLeft::whole),
            own_threshold: facts.member.low_balance,
            next_list: self.next_list(),
        };
        for notice in notices::notices(&change, program) {
            let contacts = Contacts {
                email: facts.member.email.clone(),
                text: facts.member.text.clone(),
                phone: facts.member.phone.clone(),
            };
            for (channel, address) in contacts.on_file() {
                let channel = match channel {
                    notices::Channel::Email => Channel::Email,
                    notices::Channel::Text => Channel::Text,
                    notices::Channel::Phone => Channel::Phone,
                };
                if refused.contains(&channel) {
                    continue;
                }
                self.tx.add_notice(&Notice {
                    id: 0,
                    account: facts.id(),
                    event: notice.event,
                    level: after.balance.to_string(),
                    channel,
                    address: address.to_string(),
                    text: notice.text.clone(),
                    made_at: self.now.at,
                    not_before: notices::earliest_send(self.now, program),
                    status: NoticeStatus::Waiting,
                    tries: 0,
                    sent_at: None,
                    detail: String::new(),
                })?;
            }
        }
        Ok(after)
    }

    /// Whether days are told: they are counted only where the terms tell by them.
    pub fn tells_by_days(&self) -> bool {
        !self.program().notices.low_balance_days.is_empty()
    }

    /// The local time of the next list that may cut.
    fn next_list(&self) -> Option<NaiveDateTime> {
        let program = self.program();
        let calendar = program.calendar();
        let first = if self.now.time() < program.disconnect.at { self.today() } else { self.today() + Days::new(1) };
        Some(calendar.next_business_day(first)?.and_time(program.disconnect.at))
    }
}
