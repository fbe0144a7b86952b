//! An account as the rules look at it: gathered from the store, once an act.

use crate::basics::{Cents, Code, Day, Instant, Kwh, Now, Refusal, Refused};
use crate::ledger::{
    Account, AccountId, AccountOption, Balances, ChargeQuality, ChargeRow, CommandStatus, Member, Meter, OptionKind,
    Power, Standing, Status, SwitchCommand, Tx, Wanted, WholeAccount,
};
use crate::rules::days_left::{DailyCost, DaysLeft};
use crate::rules::estimate::{Expectation, estimated_daily_use};
use crate::rules::hold::Hold;
use crate::rules::notices::Level;
use crate::rules::payment::{self, Service};
use crate::rules::pledge::Pledge;
use crate::rules::reads::Quality;
use crate::rules::tariff::{AddOn, ServiceFacts};

use super::act::Act;
use crate::words::PowerNow;

/// The last day of a hold that stands until somebody lifts it.
pub(super) const UNTIL_LIFTED: Day = Day::from_ymd_opt(9999, 12, 31).expect("a day of the calendar");
/// How many billed days a mean is taken of, at most (C24, C30, C35).
pub(super) const MEAN_DAYS: usize = 30;

/// Whether a command went out, so that its outcome is awaited. One that a person should look at may never have: its
/// meter did not answer, or it waits for that person.
pub(super) fn is_out(command: &SwitchCommand) -> bool {
    command.in_doubt || command.status == CommandStatus::Sent
}

/// What the store knows of an account now.
#[derive(Debug, Clone)]
pub struct Facts {
    pub account: Account,
    pub member: Member,
    pub standing: Standing,
    pub balances: Balances,
    pub meter: Meter,
    /// The switch command that is under way, if there is one.
    pub command: Option<SwitchCommand>,
    /// What notices last looked at.
    pub told: Option<Level>,
}

impl Facts {
    /// Accounts with their balances and commands: two questions more, however many they are.
    fn load(tx: &Tx<'_>, whole: Vec<WholeAccount>) -> Refused<Vec<Self>> {
        let mut ids: Vec<AccountId> = whole.iter().map(|whole| whole.account.id).collect();
        ids.sort_unstable();
        let (mut balances, mut commands) = (tx.balances_of(&ids)?, tx.open_commands(&ids)?);
        let facts = whole.into_iter().map(|WholeAccount { account, member, standing, told, meter }| Self {
            balances: balances.remove(&account.id).unwrap_or_default(),
            command: commands.remove(&account.id),
            told: told.map(|(balance, days_left)| Level { balance, days_left }),
            account,
            member,
            standing,
            meter,
        });
        Ok(facts.collect())
    }

    pub fn id(&self) -> AccountId {
        self.account.id
    }

    /// The same account with the command that the act queued, or without the one that it took back.
    pub fn switched(mut self, act: &Act<'_>) -> Self {
        if let Some(command) = act.commands.borrow().get(&self.id()) {
            self.command.clone_from(command);
        }
        self
    }

    /// The same account once so much was posted to its electricity and its past-due plan.
    pub fn credited(mut self, to_energy: Cents, to_arrears: Cents) -> Self {
        self.balances.energy += to_energy;
        self.balances.arrears += to_arrears;
        self
    }

    /// What the past-due plan still owes.
    pub fn arrears(&self) -> Cents {
        -self.balances.arrears
    }

    /// The power as people are told: `switching` while a command is under way, else the last state that was seen.
    pub fn power(&self) -> PowerNow {
        if let Some(command) = &self.command {
            let seen = match command.wanted {
                Wanted::On => Power::On,
                Wanted::Off => Power::Off,
            };
            if self.standing.power != seen {
                return PowerNow::Switching;
            }
        }
        match self.standing.power {
            Power::On => PowerNow::On,
            Power::Off => PowerNow::Off,
            Power::Armed => PowerNow::Switching,
            Power::Unknown => PowerNow::Unknown,
        }
    }

    /// Where a member's mail goes: to the house that is served, unless they said otherwise.
    pub fn mailing_address(&self) -> &str {
        self.member
            .mailing_address
            .as_deref()
            .filter(|address| !address.trim().is_empty())
            .unwrap_or(&self.account.address)
    }

    /// A disconnect that went out and whose outcome is awaited: from then on the reconnect target applies.
    pub fn cut_is_out(&self) -> bool {
        self.command.as_ref().is_some_and(|command| command.wanted == Wanted::Off && is_out(command))
    }

    /// The account as a payment finds it.
    pub fn for_payment(&self) -> payment::Standing {
        let service = match self.standing.status {
            Status::Closed | Status::Left => Service::Ended,
            Status::Disconnected => Service::Off,
            Status::Active if self.cut_is_out() => Service::Off,
            Status::Active => Service::On,
        };
        payment::Standing { balance: self.balances.energy, arrears: self.arrears(), service }
    }
}

impl Act<'_> {
    /// An account by its number, with all that is known of it.
    pub fn facts_of(&self, number: &str) -> Refused<Facts> {
        let found = self.facts_of_all(&[number])?.pop();
        found.ok_or_else(|| Refusal::new(Code::StoreFault, format!("the store lost account {number}")))
    }

    /// Accounts by their numbers, in their order (`unknown_account`).
    pub fn facts_of_all(&self, numbers: &[&str]) -> Refused<Vec<Facts>> {
        Facts::load(self.tx, self.tx.whole_accounts_numbered(numbers)?)
    }

    pub fn facts(&self, account: AccountId) -> Refused<Facts> {
        let found = Facts::load(self.tx, self.tx.whole_accounts(&[account])?)?.pop();
        found.ok_or_else(|| {
            Refusal::new(Code::StoreFault, format!("the store names an account {} that it lacks", account.0))
        })
    }

    /// What decides the account's charges on `day`.
    pub fn service_on(&self, account: &Account, day: Day) -> Refused<ServiceFacts> {
        service_on(self.tx, account, day)
    }

    /// How many days the balance lasts (C30); None when nothing says so, or the account is not served.
    pub fn days_left(&self, facts: &Facts) -> Refused<Option<DaysLeft>> {
        if matches!(facts.standing.status, Status::Closed | Status::Left) {
            return Ok(None);
        }
        let mut charges = self.tx.last_sound_charges_of(&[facts.id()], self.today(), MEAN_DAYS)?;
        let charges = charges.remove(&facts.id()).unwrap_or_default();
        self.days_left_by(facts, charges.iter().map(|charge| charge.total))
    }

    /// As [`Act::days_left`], by what the last [`MEAN_DAYS`] billed days cost.
    pub fn days_left_by(&self, facts: &Facts, billed: impl Iterator<Item = Cents>) -> Refused<Option<DaysLeft>> {
        let cost = match DailyCost::of_billed(billed) {
            Some(cost) => cost,
            None => {
                let service = self.service_on(&facts.account, self.today())?;
                let use_of_day = self.estimated_use(&facts.account, true)?;
                DailyCost::expected(self.terms.tariff(self.today()), &service, self.today(), use_of_day)?
            }
        };
        Ok(DaysLeft::of(facts.balances.energy, cost))
    }

    /// Estimated daily use (C24).
    pub fn estimated_use(&self, account: &Account, power_is_on: bool) -> Refused<Kwh> {
        let days = self.tx.last_actual_days(account.id, self.today(), MEAN_DAYS)?;
        Ok(estimated_daily_use(
            days.iter().map(|day| (day.used(), quality_of(day))),
            Expectation {
                of_member: account.estimated_daily,
                of_class: self.program().rates.estimated_daily_use,
                power_is_on,
            },
        ))
    }

    /// The holds of an account as the rules know them.
    pub fn holds_of(&self, account: AccountId) -> Refused<Vec<Hold>> {
        let today = self.today();
        let holds = self.tx.holds(account)?;
        Ok(holds
            .iter()
            .filter(|hold| hold.from_day <= today)
            .map(|hold| Hold {
                kind: hold.kind,
                stops: hold.stops.clone(),
                until: Some(hold.until).filter(|last| *last != UNTIL_LIFTED),
            })
            .collect())
    }

    /// The pledges of an account that were not received yet, as the rules know them.
    pub fn pledges_of(&self, account: AccountId) -> Refused<Vec<Pledge>> {
        let pledges = self.tx.pledges(account)?;
        Ok(pledges
            .into_iter()
            .filter(|pledge| pledge.is_open())
            .map(|pledge| Pledge {
                amount: pledge.amount,
                government: pledge.government,
                arrears_only: pledge.arrears_only,
                entered: self.now.at_instant(pledge.at).day(),
                until: pledge.until,
            })
            .collect())
    }
}

/// What decides an account's charges on `day`: class, tax area, and what it carried on that day.
pub(super) fn service_on(tx: &Tx<'_>, account: &Account, day: Day) -> Refused<ServiceFacts> {
    Ok(service_of(account, &tx.options(account.id)?, day))
}

/// As [`service_on`], of what the account ever carried.
pub(super) fn service_of(account: &Account, options: &[AccountOption], day: Day) -> ServiceFacts {
    let mut service = ServiceFacts {
        class: account.class.clone(),
        tax_area: account.tax_area.clone(),
        exempt: Vec::new(),
        add_ons: Vec::new(),
    };
    for option in options.iter().filter(|option| option.holds_on(day)) {
        match option.kind {
            OptionKind::Exempt => service.exempt.push(option.name.clone()),
            OptionKind::AddOn => match service.add_ons.iter_mut().find(|held| held.name == option.name) {
                Some(held) => held.count += option.count,
                None => service.add_ons.push(AddOn { name: option.name.clone(), count: option.count }),
            },
        }
    }
    service
}

/// A stored charge's quality in the rules' words.
pub(super) fn quality_of(charge: &ChargeRow) -> Quality {
    match charge.quality {
        ChargeQuality::Actual => Quality::Actual,
        ChargeQuality::Spread => Quality::Spread,
        ChargeQuality::Estimated => Quality::Estimated,
        ChargeQuality::Manual => Quality::Manual,
    }
}

/// Whether the power was off from one midnight to the next (C32), by the states that were seen.
pub(super) fn off_all_day(history: &[(Instant, Power)], now: &Now, day: Day) -> bool {
    let (start, end) = (now.start_of(day), now.start_of(day + chrono::Days::new(1)));
    let is_off = |state: Power| matches!(state, Power::Off | Power::Armed);
    let at_start = history.iter().rev().find(|(at, _)| *at <= start).is_some_and(|(_, state)| is_off(*state));
    at_start && !history.iter().any(|(at, state)| *at > start && *at < end && !is_off(*state))
}
