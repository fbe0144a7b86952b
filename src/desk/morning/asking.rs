//! Meters are asked for today's read: each link beside the others, and what it did not give is told by its name.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::time::{Duration, Instant as Moment};

use chrono::TimeDelta;

use super::page::Reads;
use crate::basics::{MeterNo, Now, Refused, side_by_side};
use crate::desk::Desk;
use crate::desk::act::{Act, Signed};
use crate::desk::switching::links::Links;
use crate::ledger::{Account, AccountId, Meter};
use crate::meters::{LinkError, MeterLink, RegisterRead};

/// So many links are asked at the same time.
const LINKS_AT_ONCE: usize = 16;
/// A link that takes longer than this for its reads is told as slow.
const SLOW: Duration = Duration::from_secs(60);
/// So many meters, and so many reasons, are named of a link.
const NAMED: usize = 3;
/// The matter of links whose reads did not come in as they should.
const LINK_TROUBLE: &str = "link_trouble";

/// The meters of one link, and whose each is.
type Meters = BTreeMap<MeterNo, AccountId>;

/// A link that was handed out, if it could be.
type Handed = Result<Option<Box<dyn MeterLink>>, LinkError>;

/// What one link gave.
struct Asked {
    link: String,
    of: usize,
    reads: Vec<(AccountId, RegisterRead)>,
    silent: Vec<(MeterNo, LinkError)>,
    /// What kept it from telling all of its meters in one list.
    list: Result<(), LinkError>,
    took: Duration,
}

impl Desk {
    /// Asks meters without a wire for today's read; those that a person reads have none.
    pub(super) fn read_built_in(&mut self, signed: &Signed, asked: &[(Account, Meter)]) -> Reads {
        let mut reads = Reads::new();
        for (name, meters) in by_link(asked) {
            // A simulated meter that is silent stands for one whose read is missing.
            let asked = Links::new(self, signed.now).with(name, |link| Ok(Asked::by(name, link, &meters)));
            reads.extend(asked.expect("a link without a wire opens").reads);
        }
        reads
    }

    /// Asks meters behind wires for today's read, with no transaction open, and tells on the attention list what was not
    /// read, by link, by meter and with the reason.
    pub(super) fn read_over_wires(&mut self, signed: &Signed, asked: &[(Account, Meter)]) -> Refused<Reads> {
        if asked.is_empty() {
            return Ok(Reads::new());
        }
        // A practice office's days run ahead of the head end's clock: a read keeps its age.
        let ahead = if self.practice { signed.now.at - chrono::Utc::now() } else { TimeDelta::zero() };
        let (mut reads, mut troubles, mut read) = (Reads::new(), Vec::new(), Vec::new());
        for asked in self.ask_links(signed.now, by_link(asked)) {
            let trouble = asked.trouble();
            read.push((asked.link.clone(), trouble.clone().filter(|_| asked.is_unread())));
            troubles.extend(trouble);
            let of_now = |read: RegisterRead| RegisterRead { read_at: read.read_at.map(|at| at + ahead), ..read };
            reads.extend(asked.reads.into_iter().map(|(account, read)| (account, of_now(read))));
        }
        troubles.sort_unstable();
        let text = (!troubles.is_empty()).then(|| troubles.join(". "));
        self.step(signed, |act| {
            read.iter().try_for_each(|(link, trouble)| act.link_was_read(link, trouble.as_deref()))?;
            tell(act, text.as_deref())
        })?;
        Ok(reads)
    }

    fn ask_links(&mut self, now: Now, by_link: BTreeMap<&str, Meters>) -> Vec<Asked> {
        let mut links = Links::new(self, now);
        let handed = by_link.into_iter().map(|(name, meters)| (name, meters, links.hand(name)));
        let handed: Vec<(&str, Meters, Handed)> = handed.collect();
        let mut all = Vec::new();
        let ask = |(name, meters, link): (&str, Meters, Handed)| {
            let busy = || LinkError::Unreachable(format!("the link \"{name}\" is at work"));
            match link.and_then(|link| link.ok_or_else(busy)) {
                Ok(mut link) => (Asked::by(name, &mut *link, &meters), Some(link)),
                Err(error) => (Asked::none_of(name, meters, &error), None),
            }
        };
        side_by_side(LINKS_AT_ONCE, handed, ask, |(asked, link)| {
            if let Some(link) = link {
                links.give_back(&asked.link, link);
            }
            all.push(asked);
        });
        all
    }
}

fn by_link(asked: &[(Account, Meter)]) -> BTreeMap<&str, Meters> {
    let mut by_link: BTreeMap<&str, Meters> = BTreeMap::new();
    for (account, meter) in asked {
        by_link.entry(&meter.link).or_default().insert(meter.number.clone(), account.id);
    }
    by_link
}

/// A trouble that is over goes off the list by itself.
fn tell(act: &Act<'_>, text: Option<&str>) -> Refused<()> {
    act.tx.attend_now(LINK_TROUBLE, text, act.operator.id, act.today(), act.now.at)
}

impl Asked {
    fn by(name: &str, link: &mut dyn MeterLink, meters: &Meters) -> Self {
        let begun = Moment::now();
        let numbers: Vec<MeterNo> = meters.keys().cloned().collect();
        let (mut reads, mut silent) = (Vec::new(), Vec::new());
        let list = link.read_many(&numbers, &mut |number, read| match (meters.get(number), read) {
            (Some(account), Ok(read)) => reads.push((*account, read)),
            (_, Err(error)) => silent.push((number.clone(), error)),
            (None, Ok(_)) => {}
        });
        Self { link: name.to_string(), of: meters.len(), reads, silent, list, took: begun.elapsed() }
    }

    /// A link that cannot be opened answers for none of its meters.
    fn none_of(name: &str, meters: Meters, error: &LinkError) -> Self {
        let of = meters.len();
        let silent = meters.into_keys().map(|meter| (meter, error.clone())).collect();
        Self { link: name.to_string(), of, reads: Vec::new(), silent, list: Ok(()), took: Duration::ZERO }
    }

    /// Whether the link itself could not be read (C45). One meter that does not answer is none.
    fn is_unread(&self) -> bool {
        self.reads.is_empty() && (self.of > 1 || self.list.is_err())
    }

    /// What a person should know of the link.
    fn trouble(&self) -> Option<String> {
        let mut said = Vec::new();
        if let Err(error) = &self.list {
            said.push(format!("its list of reads failed and its meters were asked one by one: {error}"));
        }
        said.extend(self.unread());
        if self.took > SLOW {
            said.push(format!("it answers slowly: {} s for the reads of {} meters", self.took.as_secs(), self.of));
        }
        (!said.is_empty()).then(|| format!("Link \"{}\": {}", self.link, said.join("; ")))
    }

    /// Which meters were not read and why, those with the same reason together.
    fn unread(&self) -> Vec<String> {
        let mut by_reason: Vec<(String, Vec<&MeterNo>)> = Vec::new();
        for (meter, error) in &self.silent {
            let error = error.to_string();
            match by_reason.iter().position(|(reason, _)| *reason == error) {
                Some(known) => by_reason[known].1.push(meter),
                None if by_reason.len() < NAMED => by_reason.push((error, vec![meter])),
                None => {}
            }
        }
        let named: usize = by_reason.iter().map(|(_, meters)| meters.len()).sum();
        let mut said: Vec<String> = by_reason.into_iter().map(|(why, meters)| self.not_read(&meters, &why)).collect();
        if named < self.silent.len() {
            said.push(format!("{} more of its meters were not read, for other reasons", self.silent.len() - named));
        }
        said
    }

    fn not_read(&self, meters: &[&MeterNo], why: &str) -> String {
        let mut said = format!("{} of {} meters not read (", meters.len(), self.of);
        let names: Vec<&str> = meters.iter().take(NAMED).map(|meter| meter.as_str()).collect();
        said.push_str(&names.join(", "));
        if meters.len() > NAMED {
            // Writing to a String cannot fail.
            let _ = write!(said, " and {} more", meters.len() - NAMED);
        }
        let _ = write!(said, "): {why}");
        said
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(silent: &[(&str, &str)], list: Result<(), LinkError>, seconds: u64) -> Option<String> {
        let silent = silent.iter().map(|(meter, why)| ((*meter).into(), LinkError::Unreachable((*why).to_string())));
        let took = Duration::from_secs(seconds);
        Asked { link: "hub".into(), of: 5, reads: Vec::new(), silent: silent.collect(), list, took }.trouble()
    }

    #[test]
    fn a_link_that_gave_all_in_time_is_no_trouble_and_one_that_did_not_is_told_by_its_name_and_why() {
        assert_eq!(asked(&[], Ok(()), 60), None);
        let told = |silent: &[(&str, &str)]| asked(silent, Ok(()), 1).expect("trouble");
        assert_eq!(told(&[("M1", "gone"), ("M2", "gone")]), "Link \"hub\": 2 of 5 meters not read (M1, M2): gone");
        let all = ["M1", "M2", "M3", "M4", "M5"].map(|meter| (meter, "gone"));
        assert_eq!(told(&all), "Link \"hub\": 5 of 5 meters not read (M1, M2, M3 and 2 more): gone");
        let each = [("M1", "a"), ("M2", "b"), ("M3", "c"), ("M4", "d")];
        assert!(told(&each).ends_with("M3): c; 1 more of its meters were not read, for other reasons"));
    }

    #[test]
    fn a_list_that_failed_and_a_link_that_is_slow_are_told_though_every_meter_was_read() {
        let failed = asked(&[], Err(LinkError::Protocol("no list here".into())), 1).expect("trouble");
        assert!(failed.contains("one by one: no list here"), "{failed}");
        assert!(asked(&[], Ok(()), 95).is_some_and(|told| told.contains("slowly: 95 s")));
    }
}
