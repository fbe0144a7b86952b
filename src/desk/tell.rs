//! What a member is told, and when: notices queued in the transaction of what they are about (R24–R26, C30).

use chrono::{Days, NaiveDateTime};

use super::act::Act;
use super::standing::Facts;
use crate::basics::{Cents, Refused};
use crate::ledger::{AccountId, Channel, Notice, NoticeStatus};
use crate::rules::days_left::DaysLeft;
use crate::rules::notices::{self, Change, Contacts, Happening, Level};

impl Act<'_> {
    /// A payment was taken.
    pub fn tell_payment(&self, account: AccountId, amount: Cents) -> Refused<()> {
        self.tell(account, Happening::Payment(amount))
    }

    /// The balance was adjusted, by a fee, a correction, a returned payment or a person.
    pub fn tell_adjustment(&self, account: AccountId, by: Cents) -> Refused<()> {
        if by.is_zero() { Ok(()) } else { self.tell(account, Happening::Adjustment(by)) }
    }

    /// The switch was seen on, or off.
    pub fn tell_power(&self, account: AccountId, on: bool) -> Refused<()> {
        let facts = self.facts(account)?;
        let happening = if on {
            Happening::Reconnected
        } else {
            Happening::Disconnected { to_reconnect: self.still_needed(&facts) }
        };
        self.tell(account, happening)
    }

    /// The account was closed.
    pub fn tell_closed(&self, account: AccountId) -> Refused<()> {
        self.tell(account, Happening::Closed)
    }

    /// Charges were posted.
    pub fn tell_charges(&self, account: AccountId) -> Refused<()> {
        self.tell(account, Happening::Charges)
    }

    /// Somebody who moved house was told at the old account what there was to tell. (A new account was told nothing: what
    /// is below a threshold from the start is told with the first change.)
    pub fn told_before_moving(&self, from: AccountId, to: AccountId) -> Refused<()> {
        match self.tx.told(from)? {
            Some((balance, days_left)) => self.tx.set_told(to, balance, days_left),
            None => Ok(()),
        }
    }

    fn tell(&self, account: AccountId, happening: Happening) -> Refused<()> {
        let program = self.program();
        let facts = self.facts(account)?;
        let (after, lasts) = self.level(&facts)?;
        let before = self.tx.told(account)?.map(|(balance, days_left)| Level { balance, days_left });
        let own_threshold = facts.member.low_balance;
        let change = Change { happening, before, after, lasts, own_threshold, next_list: self.next_list() };
        let contacts = Contacts {
            email: facts.member.email.clone(),
            text: facts.member.text.clone(),
            phone: facts.member.phone.clone(),
        };
        let refused = self.tx.channels_refused(facts.member.id)?;
        for notice in notices::notices(&change, program) {
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
                    account,
                    event: notice.event.word().to_string(),
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
        if before != Some(after) {
            self.tx.set_told(account, after.balance, after.days_left)?;
        }
        Ok(())
    }

    /// How far the money reaches, and the days that are told; days are counted only where the terms tell by them.
    fn level(&self, facts: &Facts) -> Refused<(Level, Option<u32>)> {
        let by_days = !self.program().notices.low_balance_days.is_empty();
        let left = if by_days { self.days_left(facts)? } else { None };
        let level = Level { balance: facts.balances.energy, days_left: left.map(DaysLeft::at_or_below) };
        Ok((level, left.map(DaysLeft::whole)))
    }

    /// The local time of the next list that may cut.
    fn next_list(&self) -> Option<NaiveDateTime> {
        let program = self.program();
        let calendar = program.calendar();
        let first = if self.now.time() < program.disconnect.at { self.today() } else { self.today() + Days::new(1) };
        Some(calendar.next_business_day(first)?.and_time(program.disconnect.at))
    }
}
