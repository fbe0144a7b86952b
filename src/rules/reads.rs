//! Register reads become points on one continuous register per account, whose differences are what was used (C26, C31).
//!
//! The read of day X is of its morning: what day D used is the boundary of D + 1 less the boundary of D.

use serde::{Deserialize, Serialize};

use crate::basics::Kwh;

/// How a boundary, or the use of a day, came to be known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Quality {
    /// The meter's own read.
    Actual,
    /// Between two reads, spread evenly over their days (C26).
    Spread,
    /// No read yet: the next actual one corrects it (R20).
    Estimated,
    /// Read by a person.
    Manual,
}

impl Quality {
    /// A stable word for scripts and stores.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Actual => "actual",
            Self::Spread => "spread",
            Self::Estimated => "estimated",
            Self::Manual => "manual",
        }
    }

    /// Whether the register was really looked at.
    #[must_use]
    pub fn is_read(self) -> bool {
        matches!(self, Self::Actual | Self::Manual)
    }
}

/// Where the continuous register stands on a morning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Boundary {
    pub cum: Kwh,
    pub quality: Quality,
}

/// What the day between two mornings used, and how that is known: estimated if its end is, spread if either side was
/// laid between reads, else as its end was read.
#[must_use]
pub fn day_use(from: Boundary, to: Boundary) -> (Kwh, Quality) {
    let quality = match (from.quality, to.quality) {
        (_, Quality::Estimated) => Quality::Estimated,
        (Quality::Spread, _) | (_, Quality::Spread) => Quality::Spread,
        (_, read) => read,
    };
    (to.cum - from.cum, quality)
}

/// A known read: what the meter showed, and the point of the continuous register it stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KnownRead {
    pub register: Kwh,
    pub cum: Kwh,
}

/// What a new register value is (C31).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    Taken {
        cum: Kwh,
    },
    /// The register went past its last digit.
    Rollover {
        cum: Kwh,
    },
    /// Never billed: its day is a day without a read, and the reason goes to the attention list.
    Rejected {
        why: String,
    },
}

impl Verdict {
    /// The point of the continuous register, unless the read was rejected.
    #[must_use]
    pub fn cum(&self) -> Option<Kwh> {
        match self {
            Self::Taken { cum } | Self::Rollover { cum } => Some(*cum),
            Self::Rejected { .. } => None,
        }
    }
}

/// Judges a register value by its digits (C57), by the last actual read of the same meter before it and, when it comes
/// late, by the first one after it (C31). `digits` are the register's whole kWh digits.
#[must_use]
pub fn judge(register: Kwh, digits: u32, last: KnownRead, later: Option<KnownRead>) -> Verdict {
    let verdict = judge_forward(register, digits, last);
    match (verdict.cum(), later) {
        (Some(cum), Some(later)) if cum > later.cum => Verdict::Rejected {
            why: format!(
                "The register shows {register} kWh, more than the later read of {} kWh: check both reads",
                later.register
            ),
        },
        _ => verdict,
    }
}

/// What no register of so many whole kWh digits can show (C57), in words; None: it can show it.
#[must_use]
pub fn cannot_show(register: Kwh, digits: u32) -> Option<String> {
    if register < Kwh::ZERO {
        return Some(format!("A register cannot show {register} kWh: check the read"));
    }
    let beyond = range_of(digits).is_some_and(|range| register >= range);
    beyond.then(|| format!("A register of {digits} digits cannot show {register} kWh: check the read and the digits"))
}

/// Judges a register value by the read before it alone.
fn judge_forward(register: Kwh, digits: u32, last: KnownRead) -> Verdict {
    if let Some(why) = cannot_show(register, digits) {
        return Verdict::Rejected { why };
    }
    if register >= last.register {
        return Verdict::Taken { cum: last.cum + (register - last.register) };
    }
    match range_of(digits).filter(|&range| explains_rollover(range, last.register, register)) {
        Some(range) => Verdict::Rollover { cum: last.cum + (range - last.register) + register },
        None => Verdict::Rejected {
            why: format!(
                "The register shows {register} kWh, less than the last actual read of {} kWh, and its {digits} digits \
                 do not explain it: read it again or correct the read",
                last.register
            ),
        },
    }
}

/// The first amount that a register of so many kWh digits cannot show.
fn range_of(digits: u32) -> Option<Kwh> {
    10_i64.checked_pow(digits.checked_add(3)?).map(Kwh::from_wh)
}

/// At least 90% of the range before and at most 10% after (C31). A register that was beyond its range has other digits
/// than we were told, so nothing is explained by them.
fn explains_rollover(range: Kwh, last: Kwh, register: Kwh) -> bool {
    let tenth = range.wh / 10;
    last < range && last.wh >= range.wh - tenth && register.wh <= tenth
}

/// What each of `days` days used between two points: whole watt-hours, evenly, the remainder on the last (C26). Right
/// for a negative total too.
#[must_use]
pub fn spread(from: Kwh, to: Kwh, days: u32) -> Vec<Kwh> {
    let Some(others) = days.checked_sub(1).map(i64::from) else { return Vec::new() };
    let total = (to - from).wh;
    let even = total / (others + 1);
    let mut uses = vec![Kwh::from_wh(even); days as usize];
    if let Some(last) = uses.last_mut() {
        *last = Kwh::from_wh(total - even * others);
    }
    uses
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::rules::sample::kwh;

    fn known(register: &str, cum: &str) -> KnownRead {
        KnownRead { register: kwh(register), cum: kwh(cum) }
    }

    #[test]
    fn c31_a_register_that_went_past_its_last_digit_is_a_rollover_e24() {
        let verdict = judge(kwh("12.3"), 5, known("99971.5", "99971.5"), None);
        assert_eq!(verdict, Verdict::Rollover { cum: kwh("100012.3") });
        assert_eq!(kwh("100012.3") - kwh("99971.5"), kwh("40.8"));
        assert_eq!(judge(kwh("22.3"), 5, known("12.3", "100012.3"), None), Verdict::Taken { cum: kwh("100022.3") });
    }

    #[test]
    fn c31_a_rollover_is_from_90_percent_of_the_range_to_10_percent() {
        let rolls =
            |last: &str, now: &str| matches!(judge(kwh(now), 5, known(last, last), None), Verdict::Rollover { .. });
        assert!(rolls("90000.0", "10000.0"));
        assert!(!rolls("89999.999", "10000.0"));
        assert!(!rolls("90000.0", "10000.001"));
        assert!(!rolls("100000.0", "5.0"));
    }

    #[test]
    fn c31_a_lower_read_that_the_digits_do_not_explain_is_never_billed() {
        let last = known("1075.0", "1075.0");
        for (register, digits) in [("1074.999", 5), ("-1.0", 5), ("0.0", 30)] {
            assert_eq!(judge(kwh(register), digits, last, None).cum(), None, "{register} was taken");
        }
        assert_eq!(judge(kwh("1075.0"), 5, last, None), Verdict::Taken { cum: kwh("1075.0") });
    }

    #[test]
    fn c57_a_register_shows_what_its_digits_can_show() {
        let last = known("35270.0", "35270.0");
        for (register, digits, shown) in
            [("99999.999", 5, true), ("100000.0", 5, false), ("352700.2", 5, false), ("352700.2", 6, true)]
        {
            assert_eq!(
                judge(kwh(register), digits, last, None).cum().is_some(),
                shown,
                "{register} of {digits} digits"
            );
            assert_eq!(cannot_show(kwh(register), digits).is_none(), shown, "{register} of {digits} digits");
        }
    }

    #[test]
    fn c31_a_late_read_lies_between_its_neighbours() {
        let (last, later) = (known("1030.0", "1030.0"), Some(known("1100.0", "1100.0")));
        assert_eq!(judge(kwh("1060.0"), 5, last, later), Verdict::Taken { cum: kwh("1060.0") });
        assert_eq!(judge(kwh("1100.001"), 5, last, later).cum(), None);
        let rolled = Some(known("12.3", "100012.3"));
        assert_eq!(
            judge(kwh("5.0"), 5, known("99971.5", "99971.5"), rolled),
            Verdict::Rollover { cum: kwh("100005.0") }
        );
    }

    #[test]
    fn c31_an_exchange_goes_on_where_the_old_meter_ended_e26() {
        let at_17 = known("1030.0", "1030.0");
        let end = judge(kwh("1042.5"), 5, at_17, None).cum().expect("the final read is taken");
        let start = KnownRead { register: kwh("3.0"), cum: end };
        let at_18 = judge(kwh("23.1"), 5, start, None).cum().expect("the read is taken");
        assert_eq!(at_18 - at_17.cum, kwh("32.6"));
    }

    #[test]
    fn c26_the_remainder_of_the_watt_hours_is_on_the_last_day_e43() {
        let uses = spread(kwh("1030.0"), kwh("1230.003"), 6);
        assert_eq!(uses[..5], [kwh("33.333"); 5]);
        assert_eq!(uses[5], kwh("33.338"));
        assert_eq!(spread(kwh("1.0"), kwh("2.0"), 0), vec![]);
    }

    #[test]
    fn c26_days_between_reads_are_spread_and_not_estimated() {
        let at = |quality| Boundary { cum: Kwh::ZERO, quality };
        let day = |from, to| day_use(at(from), at(to)).1;
        use Quality::{Actual, Estimated, Manual, Spread};
        assert_eq!([day(Actual, Spread), day(Spread, Spread), day(Spread, Actual)], [Spread; 3]);
        assert_eq!([day(Actual, Estimated), day(Estimated, Estimated)], [Estimated; 2]);
        assert_eq!([day(Estimated, Actual), day(Actual, Manual)], [Actual, Manual]);
    }

    #[test]
    fn r20_a_day_after_estimates_may_be_negative_e32() {
        let estimated = Boundary { cum: kwh("1300.0"), quality: Quality::Estimated };
        let read = Boundary { cum: kwh("1280.0"), quality: Quality::Actual };
        assert_eq!(day_use(estimated, read), (kwh("-20.0"), Quality::Actual));
    }

    proptest! {
        #[test]
        fn c26_a_spread_adds_up(from in -1_000_000..1_000_000_i64, to in -1_000_000..1_000_000_i64, days in 1..60_u32) {
            let uses = spread(Kwh::from_wh(from), Kwh::from_wh(to), days);
            prop_assert_eq!(uses.len(), days as usize);
            prop_assert_eq!(uses.iter().map(|used| used.wh).sum::<i64>(), to - from);
            let even = uses[0];
            prop_assert!(uses[..uses.len() - 1].iter().all(|&used| used == even));
            prop_assert!((uses[uses.len() - 1] - even).wh.abs() < i64::from(days));
        }

        #[test]
        fn c31_what_is_taken_never_runs_backwards(last in 0..100_000_000_i64, register in -5..110_000_000_i64, cum in 0..1_000_000_000_i64) {
            let last = KnownRead { register: Kwh::from_wh(last), cum: Kwh::from_wh(cum) };
            if let Some(taken) = judge(Kwh::from_wh(register), 5, last, None).cum() {
                prop_assert!(taken >= last.cum);
            }
        }
    }
}
