//! A page of the morning: what the store knows of some hundred accounts, loaded in a number of questions that does not
//! depend on how many they are, so that each is decided in memory.
//!
//! Nearly every account has one day to bill, a read at either end of it and its power on. What it takes is in the page. An
//! account with anything out of the ordinary (days missed, a read that is missing or in doubt, a meter that was exchanged)
//! is worked out one by one, by the same rules.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::{Datelike, Days};

use super::billing::{NewCharge, charge_of, month_before_of, morning_of};
use crate::basics::{Day, Instant, Kwh, Refused, first_of_month};
use crate::desk::act::Act;
use crate::desk::standing::{Facts, service_of};
use crate::ledger::{
    Account, AccountId, AccountOption, Balances, Channel, ChargeRow, Member, MemberId, Meter, Power, ReadQuality,
    ReadRole, Reading, Standing, Status, SwitchCommand, Tx,
};
use crate::meters::RegisterRead;
use crate::rules::notices::Level;
use crate::rules::reads::{Boundary, KnownRead};

/// What meters answered, by account.
pub(super) type Reads = BTreeMap<AccountId, RegisterRead>;

/// The facts of the accounts that a morning's act is about.
pub(super) struct Page {
    pub accounts: Vec<Account>,
    pub standings: HashMap<AccountId, Standing>,
    meters: HashMap<AccountId, Meter>,
    members: HashMap<MemberId, Member>,
    balances: HashMap<AccountId, Balances>,
    commands: HashMap<AccountId, SwitchCommand>,
    told: HashMap<AccountId, Level>,
    refused: HashMap<MemberId, Vec<Channel>>,
    options: HashMap<AccountId, Vec<AccountOption>>,
    powers: HashMap<AccountId, Vec<(Instant, Power)>>,
    /// Everything that was read yesterday and today, rejected reads included.
    reads: HashMap<AccountId, Vec<Reading>>,
    /// The charge of the day before yesterday.
    before: HashMap<AccountId, ChargeRow>,
    /// The charges of the last days before yesterday, newest first, where notices go by days left.
    recent: HashMap<AccountId, Vec<ChargeRow>>,
    matters: HashSet<(AccountId, String)>,
}

impl Page {
    /// Loads what is known of `ids`; `recent`: how many charges before yesterday are wanted as well.
    pub fn load(tx: &Tx<'_>, ids: &[AccountId], today: Day, recent: usize) -> Refused<Self> {
        let yesterday = today - Days::new(1);
        let accounts = tx.accounts(ids)?;
        let members: Vec<MemberId> = accounts.iter().map(|account| account.member).collect();
        let before = yesterday - Days::new(1);
        let charges = tx.charges_of(ids, before..=before)?;
        let told = tx.told_of(ids)?.into_iter();
        Ok(Self {
            standings: tx.standings(ids)?,
            meters: tx.meters_at(ids)?,
            members: tx.members(&members)?,
            balances: tx.balances_of(ids)?,
            commands: tx.open_commands(ids)?,
            told: told.map(|(account, (balance, days_left))| (account, Level { balance, days_left })).collect(),
            refused: tx.channels_refused_by(&members)?,
            options: tx.options_of(ids)?,
            powers: tx.power_histories(ids)?,
            reads: tx.reads_of(ids, yesterday..=today)?,
            before: charges.into_iter().filter_map(|(account, mut charges)| Some((account, charges.pop()?))).collect(),
            recent: if recent == 0 { HashMap::new() } else { tx.last_sound_charges_of(ids, before, recent)? },
            matters: tx.open_matters_of(ids)?.into_iter().collect(),
            accounts,
        })
    }

    /// The account as an act looks at it, as it stood when the page was loaded.
    pub fn facts(&self, account: &Account) -> Option<Facts> {
        Some(Facts {
            account: account.clone(),
            member: self.members.get(&account.member)?.clone(),
            standing: self.standings.get(&account.id)?.clone(),
            balances: self.balances.get(&account.id).copied().unwrap_or_default(),
            meter: self.meters.get(&account.id)?.clone(),
            command: self.commands.get(&account.id).cloned(),
            told: self.told(account.id),
        })
    }

    pub fn meter(&self, account: AccountId) -> Option<&Meter> {
        self.meters.get(&account)
    }

    /// What notices last looked at.
    pub fn told(&self, account: AccountId) -> Option<Level> {
        self.told.get(&account).copied()
    }

    /// The ways by which a member wants no notices.
    pub fn refused(&self, member: MemberId) -> &[Channel] {
        self.refused.get(&member).map_or(&[], Vec::as_slice)
    }

    /// The last charges before yesterday's, newest first.
    pub fn recent(&self, account: AccountId) -> &[ChargeRow] {
        self.recent.get(&account).map_or(&[], Vec::as_slice)
    }

    /// What the days of the month that ended with the day before yesterday used; None: there are none, or too many to say
    /// anything about the last thirty.
    pub fn month_so_far(&self, account: AccountId) -> Option<Kwh> {
        let last = self.before.get(&account).filter(|charge| charge.service_day.day() <= 30)?;
        Some(last.month_before.used + last.used())
    }

    /// Whether a matter of this code is open on an account.
    pub fn is_open(&self, account: AccountId, code: &str) -> bool {
        self.matters.contains(&(account, code.to_string()))
    }

    /// The read that today's is compared with, where nothing about the account's reads is out of the ordinary: yesterday's
    /// true one of the meter in service, and none of today yet.
    pub fn read_before(&self, account: AccountId, today: Day) -> Option<KnownRead> {
        let [read] = self.reads.get(&account).map_or(&[][..], Vec::as_slice) else { return None };
        let true_one =
            matches!(read.quality, ReadQuality::Actual | ReadQuality::Manual) && read.role == ReadRole::Daily;
        let in_service =
            self.meters.get(&account).is_some_and(|meter| meter.id == read.meter && meter.to_day.is_none());
        (true_one && in_service && read.day == today - Days::new(1))
            .then_some(KnownRead { register: read.register, cum: read.cum? })
    }

    /// Takes a read of today into the page, when it was written.
    pub fn add_read(&mut self, read: Reading) {
        self.reads.entry(read.account).or_default().push(read);
    }

    /// Yesterday's charge of an account whose only unbilled day it is, with a read at either end of it; None: what is to be
    /// billed has to be looked into.
    pub fn day_to_bill(&self, act: &Act<'_>, account: &Account) -> Refused<Option<NewCharge>> {
        let day = act.today() - Days::new(1);
        let Some(standing) = self.standings.get(&account.id) else { return Ok(None) };
        let last_billed = day - Days::new(1);
        if standing.status != Status::Active || standing.billed_through != last_billed {
            return Ok(None);
        }
        let Some((from, to)) = self.ends_of(account.id, day) else { return Ok(None) };
        let month = match (day == first_of_month(day), self.before.get(&account.id)) {
            (true, _) => month_before_of(act.terms, None),
            (false, Some(charge)) => month_before_of(act.terms, Some(charge)),
            // Nothing before it: the day on which service began.
            (false, None) if account.opened_on == day => month_before_of(act.terms, None),
            (false, None) => return Ok(None),
        };
        let service = service_of(account, self.options.get(&account.id).map_or(&[], Vec::as_slice), day);
        let powers = self.powers.get(&account.id).map_or(&[][..], Vec::as_slice);
        let (charge, _) = charge_of(act.terms, &act.now, account, day, (from, to), powers, &service, month)?;
        Ok(Some(charge))
    }

    /// Where the register stood at the two ends of a day, where each has one read that counts and nothing else was read.
    fn ends_of(&self, account: AccountId, day: Day) -> Option<(Boundary, Boundary)> {
        let reads = self.reads.get(&account)?;
        let [from, to] = reads.as_slice() else { return None };
        let end = |read: &Reading, at: Day| {
            let morning = morning_of(read)?;
            (read.day == at && read.role == ReadRole::Daily && read.revision == 1)
                .then_some(Boundary { cum: morning.cum, quality: morning.quality })
        };
        Some((end(from, day)?, end(to, day + Days::new(1))?))
    }
}
