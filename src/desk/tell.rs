//! What a member is told, and when: notices queued in the transaction of what they are about (R24–R26, C30).

use chrono::{Days, NaiveDateTime};

use super::act::Act;
use super::standing::Facts;
use crate::basics::{Cents, Refused};
use crate::ledger::{AccountId, Channel, Notice, NoticeStatus};
use crate::rules::notices::{self, Change, Contacts, Happening, Level};

impl Act<'_> {
    /// A payment was taken.
    pub fn tell_payment(&self, account: AccountId, amount: Cents) -> Refused<()> {
        self.tell(account, Happening::Payment(amount))
    }

    /// The balance was adjusted, by a fee, a correction or a person.
    pub fn tell_adjustment(&self, account: AccountId, by: Cents) -> Refused<()> {
        self.tell(account, Happening::Adjustment(by))
    }

    /// A payment came back.
    pub fn tell_returned(&self, account: AccountId, amount: Cents) -> Refused<()> {
        self.tell(account, Happening::Adjustment(-amount))
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

    /// The level an account begins with: what is below a threshold from the start is told with the first change.
    pub fn tell_enrolled(&self, facts: &Facts) -> Refused<()> {
        self.tx.set_told(facts.id(), facts.balances.energy, self.level(facts)?.days_left)
    }

    fn tell(&self, account: AccountId, happening: Happening) -> Refused<()> {
        let program = self.program();
        let facts = self.facts(account)?;
        let after = self.level(&facts)?;
        let before = self.tx.told(account)?.map(|(balance, days_left)| Level { balance, days_left });
        let change =
            Change { happening, before, after, own_threshold: facts.member.low_balance, next_list: self.next_list() };
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

    /// How far the money reaches; days are counted only where the terms tell by them.
    fn level(&self, facts: &Facts) -> Refused<Level> {
        let by_days = !self.program().notices.low_balance_days.is_empty();
        let days_left = if by_days { self.days_left(facts)?.map(|left| left.whole()) } else { None };
        Ok(Level { balance: facts.balances.energy, days_left })
    }

    /// The local time of the next list that may cut.
    fn next_list(&self) -> Option<NaiveDateTime> {
        let program = self.program();
        let calendar = program.calendar();
        let first = if self.now.time() < program.disconnect.at { self.today() } else { self.today() + Days::new(1) };
        Some(calendar.next_business_day(first)?.and_time(program.disconnect.at))
    }
}
