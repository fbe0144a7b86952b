//! Doubts: what came in that may not be so holds an account back until a person has decided (C45).
//!
//! A doubt is a matter on the attention list with whom it is about. Whoever asks whether an account's balance is certain asks
//! [`Act::doubts_of`]: the day's list, a release, an order at the switch.

use chrono::Days;
use serde::{Deserialize, Serialize};

use crate::basics::{Cents, Code, Day, Refusal, Refused};
use crate::desk::act::{Act, Needs};
use crate::desk::deed::Deed;
use crate::desk::standing::{Facts, MEAN_DAYS, quality_of};
use crate::desk::texts::need_reason;
use crate::ledger::{AccountId, Attention, ChargeRow, DoubtKind, OpenDoubt, ReadQuality, Reading, Word};
use crate::rules::doubt::{BilledDay, Doubt, jumps};
use crate::rules::reads::cannot_show;

/// What `attention decide` answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decided {
    pub id: i64,
    /// Null: it is about no one account.
    pub account: Option<String>,
    pub code: String,
    /// `accepted` or `rejected`.
    pub decision: String,
    /// What it changed, and what the account then holds; null without an account.
    pub changed: Option<Cents>,
    pub balance: Option<Cents>,
}

/// A supervisor decides a matter: what was read or paid counts, or it does not. What that changes is posted at once, and what
/// it raised is over.
///
/// # Errors
/// `unknown_matter`, `no_reason`, `bad_read` where a read cannot count, `file_first` for a file of payments, which counts by
/// being taken in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decide {
    pub id: i64,
    pub accept: bool,
    pub reason: String,
}

impl Deed for Decide {
    const NAME: &'static str = "attention_decide";
    const NEEDS: Needs = Needs::Supervisor;
    const MOVES_POWER: bool = true;
    type Answer = Decided;

    fn run(&self, act: &Act<'_>) -> Refused<Decided> {
        need_reason(&self.reason, "decision")?;
        let matter = act.tx.attention(None)?.into_iter().find(|matter| matter.id == self.id).ok_or_else(|| {
            Refusal::new(Code::UnknownMatter, format!("there is no open matter {}: list them again", self.id))
        })?;
        decide(act, &matter, self.accept, &self.reason)
    }
}

fn decide(act: &Act<'_>, matter: &Attention, accept: bool, reason: &str) -> Refused<Decided> {
    let balance = |account: AccountId| act.tx.balances(account).map(|balances| balances.energy);
    let before = matter.account.map(balance).transpose()?;
    let kind = DoubtKind::from_word(&matter.code);
    if kind == Some(DoubtKind::PaymentsFile) && accept {
        return Err(Refusal::new(
            Code::FileFirst,
            "its payments count once the file is taken in: import it when it is right, and this is over",
        ));
    }
    if let Some(account) = matter.account {
        let open = act.tx.doubts_of(&[account])?.remove(&account).unwrap_or_default();
        for doubt in open.iter().filter(|doubt| doubt.matter == matter.id) {
            match kind {
                // Accepting one read may explain the next.
                Some(DoubtKind::BadRead) if accept && !act.counts_by_now(account, doubt.day)? => {
                    act.accept_read(account, doubt.day, reason)?;
                }
                Some(DoubtKind::UseJump) if !accept => act.reject_read(account, doubt.day, reason)?,
                _ => {}
            }
        }
    }
    act.tx.decide_matter(matter.id, accept, reason, act.operator.id, act.now.at)?;
    if let Some(account) = matter.account {
        act.end_doubts_answered(account)?;
    }
    let after = matter.account.map(balance).transpose()?;
    Ok(Decided {
        id: matter.id,
        account: matter.account.map(|id| act.tx.account(id)).transpose()?.map(|account| account.number.0),
        code: matter.code.clone(),
        decision: if accept { "accepted" } else { "rejected" }.to_string(),
        changed: before.zip(after).map(|(before, after)| after - before),
        balance: after,
    })
}

impl Act<'_> {
    /// What leaves an account's balance in doubt now. One question answers it for the power as for the list.
    pub fn doubts_of(&self, facts: &Facts) -> Refused<Vec<Doubt>> {
        let mut open = self.tx.doubts_of(&[facts.id()])?.remove(&facts.id()).unwrap_or_default();
        let link =
            |doubt: &OpenDoubt| doubt.kind == DoubtKind::LinkUnread && doubt.source.as_ref() == Some(&facts.meter.link);
        let behind: Vec<OpenDoubt> = self.tx.doubts_at_large()?.into_iter().filter(link).collect();
        if !behind.is_empty() {
            let read = self.tx.morning_read(facts.id(), self.today())?;
            if read.is_none_or(|read| read.quality == ReadQuality::Estimated) {
                for doubt in behind {
                    if !self.tx.is_over_for(&doubt, facts.id())? {
                        open.push(doubt);
                    }
                }
            }
        }
        let in_words =
            |doubt: OpenDoubt| Doubt { kind: doubt.kind, text: doubt.text.trim_end_matches('.').to_string() };
        Ok(open.into_iter().map(in_words).collect())
    }

    /// Why every balance is in doubt: a file of payments of which nothing can be read. The whole list waits for a person.
    pub fn doubt_of_everybody(&self) -> Refused<Option<String>> {
        let at_large = self.tx.doubts_at_large()?.into_iter();
        Ok(at_large.filter(|doubt| doubt.kind == DoubtKind::PaymentsFile).map(|doubt| doubt.text).next())
    }

    /// Puts a read in doubt: a matter of its own for each morning.
    pub fn doubt_read(
        &self,
        kind: DoubtKind,
        account: AccountId,
        morning: Day,
        why: &str,
        days: Option<std::ops::RangeInclusive<Day>>,
    ) -> Refused<()> {
        let stands = |doubt: &OpenDoubt| doubt.kind == kind && doubt.day == morning;
        if self.tx.doubts_of(&[account])?.remove(&account).unwrap_or_default().iter().any(stands) {
            return Ok(());
        }
        self.tx.doubt(kind, Some(account), (why, morning, self.now.at), None, days)
    }

    /// Looks at days of an account that were billed just now, one after the other: whether any uses too much to be believed.
    pub fn watch_charges<'c>(&self, account: AccountId, charges: impl Iterator<Item = &'c ChargeRow>) -> Refused<bool> {
        let days: Vec<BilledDay> = charges.map(billed_day).collect();
        let Some(first) = days.first() else { return Ok(false) };
        let before = self.tx.last_sound_charges_of(&[account], first.day - Days::new(1), MEAN_DAYS)?.remove(&account);
        let jumps = jumps(before.unwrap_or_default().iter().map(ChargeRow::used), &days);
        for jump in &jumps {
            let Some(read) = self.tx.next_actual_read(account, jump.day)? else { continue };
            if self.tx.jump_was_accepted(account, read.day)? {
                continue;
            }
            let last = self.tx.last_morning_read(account, read.day - Days::new(1), true)?;
            let from = last.map_or(jump.day, |last| last.day).min(jump.day);
            let days = Some(from..=read.day - Days::new(1));
            self.doubt_read(DoubtKind::UseJump, account, read.day, &jump.in_words(), days)?;
        }
        Ok(!jumps.is_empty())
    }

    /// As [`Act::watch_charges`], of days that were billed again.
    pub fn watch_days(&self, account: AccountId, days: Vec<Day>) -> Refused<()> {
        let (Some(first), Some(last)) = (days.first(), days.last()) else { return Ok(()) };
        self.watch_charges(account, self.tx.charges(account, *first, *last)?.iter()).map(drop)
    }

    /// A person entered the read of a morning: what was in doubt about it is decided.
    pub fn read_was_entered(&self, account: AccountId, morning: Day) -> Refused<()> {
        for doubt in self.tx.doubts_of(&[account])?.remove(&account).unwrap_or_default() {
            let of_read = matches!(doubt.kind, DoubtKind::BadRead | DoubtKind::UseJump) && doubt.day == morning;
            if of_read {
                self.tx.end_doubt(&doubt, account, self.operator.id, self.now.at)?;
            }
        }
        Ok(())
    }

    /// Ends the doubts that a decision answered: a read that was kept out and counts now, and a day that uses too much no
    /// longer.
    pub fn end_doubts_answered(&self, account: AccountId) -> Refused<()> {
        for doubt in self.tx.doubts_of(&[account])?.remove(&account).unwrap_or_default() {
            let answered = match doubt.kind {
                DoubtKind::BadRead => self.counts_by_now(account, doubt.day)?,
                DoubtKind::UseJump => !self.jumps_still(account, &doubt)?,
                _ => false,
            };
            if answered {
                self.tx.end_doubt(&doubt, account, self.operator.id, self.now.at)?;
            }
        }
        Ok(())
    }

    /// A row of the list was released against its doubts: a person decided them, for this account.
    pub fn end_doubts_released(&self, facts: &Facts, reason: &str) -> Refused<()> {
        if self.approver.is_none() {
            return Ok(());
        }
        let (by, at) = (self.operator.id, self.now.at);
        let mut open = self.tx.doubts_of(&[facts.id()])?.remove(&facts.id()).unwrap_or_default();
        open.dedup_by_key(|doubt| doubt.matter);
        for doubt in open {
            // What was billed counts, what was kept out does not.
            self.tx.decide_matter(doubt.matter, doubt.kind == DoubtKind::UseJump, reason, by, at)?;
        }
        let of_link = |doubt: &OpenDoubt| doubt.source.as_ref() == Some(&facts.meter.link);
        for doubt in self.tx.doubts_at_large()?.into_iter().filter(of_link) {
            if !self.tx.is_over_for(&doubt, facts.id())? {
                self.tx.end_doubt(&doubt, facts.id(), by, at)?;
            }
        }
        Ok(())
    }

    /// A link could not be read, and why; or it could. Who is behind it and has no read of today is in doubt until it can.
    pub fn link_was_read(&self, link: &str, trouble: Option<&str>) -> Refused<()> {
        let of_link = |doubt: &OpenDoubt| doubt.source.as_deref() == Some(link);
        let open = self.tx.doubts_at_large()?.into_iter().find(of_link);
        match (trouble, open) {
            (None, Some(doubt)) => self.tx.clear_attention(doubt.matter, self.operator.id, self.now.at),
            (Some(why), None) => {
                let text = format!("The meters behind the link \"{link}\" could not be read: {why}");
                let told = (text.as_str(), self.today(), self.now.at);
                self.tx.doubt(DoubtKind::LinkUnread, None, told, Some(link), None)
            }
            _ => Ok(()),
        }
    }

    /// What was read counts although nothing explains it: the reads before it were wrong, and what they were too high comes
    /// back.
    fn accept_read(&self, account: AccountId, morning: Day, reason: &str) -> Refused<()> {
        let bad = |message: String| Err(Refusal::new(Code::BadRead, message));
        let reads = self.tx.reads_of_morning(account, morning)?;
        let Some(read) = reads.into_iter().rev().find(|read| read.quality == ReadQuality::Rejected) else {
            return bad(format!("there is no rejected read of {morning}: enter one with `reading add`"));
        };
        let meter = self.tx.meters_of(account)?.into_iter().find(|meter| meter.id == read.meter);
        if let Some(why) = meter.and_then(|meter| cannot_show(read.register, meter.digits)) {
            return bad(format!("{why}: it cannot be accepted; reject it, or correct it with `reading correct`"));
        }
        let before = self.tx.true_read_before(read.meter, morning)?;
        let cum = before.and_then(|before| Some(before.cum? + (read.register - before.register)));
        self.supersede(
            Reading { cum: Some(cum.unwrap_or(read.register)), quality: ReadQuality::Manual, ..read },
            reason,
        )
    }

    /// What was read does not count: the morning is estimated, by what is in no doubt (C24).
    fn reject_read(&self, account: AccountId, morning: Day, reason: &str) -> Refused<()> {
        let before = self.tx.last_morning_read(account, morning - Days::new(1), true)?;
        let read = self.tx.morning_read(account, morning)?;
        let (Some(before), Some(read)) = (before, read) else {
            return Err(Refusal::new(Code::NoRead, format!("there is no read of {morning} that counts")));
        };
        let days = (morning - before.day).num_days();
        let daily = self.estimated_use(&self.tx.account(account)?, true)?;
        let used = crate::basics::Kwh::from_wh(daily.wh * days);
        let register = if before.meter == read.meter { before.register + used } else { read.register };
        let cum = before.cum.map(|cum| cum + used);
        self.supersede(Reading { register, cum, quality: ReadQuality::Estimated, ..read }, reason)
    }

    /// Writes a read in the place of another, by the person who decided it, and bills what it changes.
    fn supersede(&self, read: Reading, reason: &str) -> Refused<()> {
        let (account, morning) = (read.account, read.day);
        self.tx.add_reading(&Reading {
            at: self.now.at,
            operator: self.operator.id,
            approver: self.approver.map(|approver| approver.id),
            detail: Some(format!("decided: {reason}")),
            ..read
        })?;
        self.judge_later_reads(account, morning)?;
        super::reads::bill_again(self, account, morning, super::reads::Source::Correction)
    }

    /// Whether a read that was kept out is the one that counts for its morning by now.
    fn counts_by_now(&self, account: AccountId, morning: Day) -> Refused<bool> {
        let reads = self.tx.reads_of_morning(account, morning)?;
        let counts = reads.iter().rev().find(|read| read.cum.is_some());
        let kept_out =
            |register| reads.iter().any(|read| read.quality == ReadQuality::Rejected && read.register == register);
        Ok(counts.is_some_and(|read| read.quality != ReadQuality::Estimated && kept_out(read.register)))
    }

    /// Whether the days that a doubt is about use too much still.
    fn jumps_still(&self, account: AccountId, doubt: &OpenDoubt) -> Refused<bool> {
        let Some(days) = &doubt.days else { return Ok(true) };
        let charges: Vec<BilledDay> =
            self.tx.charges(account, *days.start(), *days.end())?.iter().map(billed_day).collect();
        let before = *days.start() - Days::new(1);
        let before = self.tx.last_sound_charges_of(&[account], before, MEAN_DAYS)?.remove(&account).unwrap_or_default();
        Ok(!jumps(before.iter().map(ChargeRow::used), &charges).is_empty())
    }
}

fn billed_day(charge: &ChargeRow) -> BilledDay {
    BilledDay { day: charge.service_day, used: charge.used(), quality: quality_of(charge) }
}
