//! What a corrected read changes about the reads after it (C31): each is judged again by the read before it, so that a
//! rollover that was none, or a good read that a wrong one kept out, does not stay behind.

use std::collections::BTreeMap;

use crate::basics::{Code, Day, Kwh, Refusal, Refused};
use crate::desk::act::Act;
use crate::ledger::{AccountId, Meter, MeterId, ReadQuality, ReadRole, Reading};
use crate::rules::reads::{KnownRead, Verdict, judge};

impl Act<'_> {
    /// Judges the reads after the morning of `day` again, and writes those whose point on the continuous register moved
    /// as a new revision.
    ///
    /// Refused: `bad_read` when a later read that counts would no longer be explained.
    pub fn judge_later_reads(&self, account: AccountId, day: Day) -> Refused<()> {
        let meters = self.tx.meters_of(account)?;
        let (before, after): (Vec<Later>, Vec<Later>) =
            in_order(self.tx.all_reads(account)?, &meters).into_iter().partition(|later| later.place() <= (day, DAILY));
        let mut chain = Chain::new(&meters);
        for earlier in &before {
            // An estimate after the corrected read was laid on what that read said before.
            let stood = earlier.replaced.filter(|_| earlier.day == day);
            chain.goes_on(&earlier.counts, None, stood);
        }
        for (index, later) in after.iter().enumerate() {
            let revised = chain.judged_again(later, &after[index + 1..])?;
            if let Some(revised) = &revised
                && later.counts.as_ref().is_none_or(|counts| counts.cum != revised.cum)
            {
                self.tx.add_reading(&Reading {
                    at: revised.at,
                    operator: self.operator.id,
                    approver: self.approver.map(|approver| approver.id),
                    detail: Some(format!("judged again after the read of {day} was corrected")),
                    ..revised.clone()
                })?;
            }
            chain.goes_on(&later.counts, revised, None);
        }
        Ok(())
    }
}

/// A morning's read comes before the final read of a meter, that before the start read of the next; the first morning's
/// read of an exchanged meter may come after its start.
const DAILY: u8 = 0;
const AFTER_START: u8 = 3;

/// What is known of one morning, or of one end of a meter.
struct Later {
    day: Day,
    position: u8,
    /// The read that counts; None: only rejected ones.
    counts: Option<Reading>,
    /// Where the read stood that the counting one replaced.
    replaced: Option<Kwh>,
    /// A read that was rejected and that nothing but an estimate stands for.
    rejected: Option<Reading>,
}

impl Later {
    fn place(&self) -> (Day, u8) {
        (self.day, self.position)
    }

    /// The register value that a person or the meter gave and that counts.
    fn true_read(&self) -> Option<&Reading> {
        self.counts.as_ref().filter(|read| is_true(read))
    }
}

fn is_true(read: &Reading) -> bool {
    matches!(read.quality, ReadQuality::Actual | ReadQuality::Manual)
}

/// All reads of an account, one entry a morning and an end of a meter, in the order of time.
fn in_order(reads: Vec<Reading>, meters: &[Meter]) -> Vec<Later> {
    let began = |read: &Reading| meters.iter().any(|meter| meter.id == read.meter && meter.from_day == read.day);
    let has_start: Vec<(Day, MeterId)> =
        reads.iter().filter(|read| read.role == ReadRole::Start).map(|read| (read.day, read.meter)).collect();
    let mut places: BTreeMap<(Day, u8), Later> = BTreeMap::new();
    for read in reads {
        let position = match read.role {
            ReadRole::Final => 1,
            ReadRole::Start => 2,
            ReadRole::Daily if began(&read) && has_start.contains(&(read.day, read.meter)) => AFTER_START,
            ReadRole::Daily => DAILY,
        };
        let place = places.entry((read.day, position)).or_insert(Later {
            day: read.day,
            position,
            counts: None,
            replaced: None,
            rejected: None,
        });
        if read.quality == ReadQuality::Rejected {
            place.rejected = Some(read);
            continue;
        }
        if is_true(&read) {
            place.rejected = None;
        }
        place.replaced = place.counts.replace(read).and_then(|replaced| replaced.cum);
    }
    places.into_values().collect()
}

/// The continuous register as it goes on from read to read.
struct Chain {
    digits: BTreeMap<MeterId, u32>,
    /// The last true read of each meter.
    known: BTreeMap<MeterId, KnownRead>,
    /// The last point of all, an estimate's included: as it stood before the correction, and as it stands now.
    point: Option<(Kwh, Reading)>,
}

impl Chain {
    fn new(meters: &[Meter]) -> Self {
        let digits = meters.iter().map(|meter| (meter.id, meter.digits)).collect();
        Self { digits, known: BTreeMap::new(), point: None }
    }

    /// Goes on to a read that was `was` and is `revised` now; `stood`: where it stood before, if it is not `was`.
    fn goes_on(&mut self, was: &Option<Reading>, revised: Option<Reading>, stood: Option<Kwh>) {
        let Some(now) = revised.or_else(|| was.clone()) else { return };
        let Some(cum) = now.cum else { return };
        if is_true(&now) {
            self.known.insert(now.meter, KnownRead { register: now.register, cum });
        }
        let stood = stood.or_else(|| was.as_ref()?.cum).unwrap_or(cum);
        self.point = Some((stood, now));
    }

    /// What a later read is now; None: it stays what it is. `rest` are the reads after it.
    fn judged_again(&self, later: &Later, rest: &[Later]) -> Refused<Option<Reading>> {
        if let Some(rejected) = &later.rejected
            && let Some(good) = self.explained(rejected, rest)
        {
            return Ok(Some(good));
        }
        let Some(counts) = &later.counts else { return Ok(None) };
        match counts.quality {
            ReadQuality::Estimated => Ok(self.estimate_on(counts)),
            _ if counts.role == ReadRole::Start => Ok(self.start_on(counts)),
            _ => self.true_read_on(counts),
        }
    }

    /// A read that was kept out and is explained by the corrected one, if the next true read follows from it.
    fn explained(&self, rejected: &Reading, rest: &[Later]) -> Option<Reading> {
        let digits = self.digits.get(&rejected.meter).copied()?;
        let cum = judge(rejected.register, digits, *self.known.get(&rejected.meter)?, None).cum()?;
        let known = KnownRead { register: rejected.register, cum };
        let next = rest.iter().filter_map(Later::true_read).find(|read| read.meter == rejected.meter);
        let follows = next.is_none_or(|next| judge(next.register, digits, known, None).cum().is_some());
        follows.then(|| Reading { cum: Some(cum), quality: ReadQuality::Actual, ..rejected.clone() })
    }

    /// An estimate is so much use after the morning before it, wherever that stands now.
    fn estimate_on(&self, counts: &Reading) -> Option<Reading> {
        let (stood, before) = self.point.as_ref()?;
        let used = counts.cum? - *stood;
        Some(Reading {
            cum: Some(before.cum? + used),
            register: if before.meter == counts.meter { before.register + used } else { counts.register },
            ..counts.clone()
        })
    }

    /// A new meter starts at the point at which the old one ended.
    fn start_on(&self, counts: &Reading) -> Option<Reading> {
        let (_, before) = self.point.as_ref()?;
        Some(Reading { cum: before.cum, ..counts.clone() })
    }

    fn true_read_on(&self, counts: &Reading) -> Refused<Option<Reading>> {
        let (Some(known), Some(digits)) = (self.known.get(&counts.meter), self.digits.get(&counts.meter)) else {
            return Ok(None);
        };
        match judge(counts.register, *digits, *known, None) {
            Verdict::Taken { cum } | Verdict::Rollover { cum } => {
                Ok(Some(Reading { cum: Some(cum), ..counts.clone() }))
            }
            Verdict::Rejected { .. } => Err(Refusal::new(
                Code::BadRead,
                format!(
                    "the read of {}, {} kWh, would not follow from it: check both, and correct that one first",
                    counts.day, counts.register
                ),
            )),
        }
    }
}
