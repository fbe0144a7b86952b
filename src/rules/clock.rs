//! When a clock is believed: the computer's by what was done last, a source's by the computer's.

use chrono::TimeDelta;

use crate::basics::Instant;

/// How far after the last act a clock may stand without a person's word: over a weekend's night, not over a wrong year.
const TRUSTED_HOURS: i64 = 36;

/// A source's clock so far ahead of ours is only a little wrong (C55).
const A_LITTLE_AHEAD: TimeDelta = TimeDelta::minutes(10);
/// What is further ahead than this never comes.
const FURTHEST_AHEAD: TimeDelta = TimeDelta::days(1);

/// What is thought of the clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clock {
    Trusted,
    /// Earlier than what was done already.
    Behind,
    /// More than 36 hours after the last act.
    FarAhead,
}

/// Judges the clock's `now` by the last act, if there was one.
#[must_use]
pub fn judge(now: Instant, last: Option<Instant>) -> Clock {
    match last {
        Some(last) if now < last => Clock::Behind,
        Some(last) if now - last > TimeDelta::hours(TRUSTED_HOURS) => Clock::FarAhead,
        _ => Clock::Trusted,
    }
}

/// What a source's time that is ahead of ours cannot be taken as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ahead {
    /// It waits until it has come.
    NotYet,
    /// It is more than a day ahead: the source's clock is wrong.
    Never,
}

/// When something of a source's time `at` happened by our clock, which shows `now` (C55).
///
/// # Errors
/// [`Ahead`] when it is more than ten minutes ahead.
pub fn of_source(at: Instant, now: Instant) -> Result<Instant, Ahead> {
    match at - now {
        ahead if ahead <= A_LITTLE_AHEAD => Ok(at.min(now)),
        ahead if ahead <= FURTHEST_AHEAD => Err(Ahead::NotYet),
        _ => Err(Ahead::Never),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_is_trusted_up_to_36_hours_after_the_last_act_and_never_before_it() {
        let last = Instant::from_timestamp_millis(1_800_000_000_000).expect("an instant");
        let at = |delta: TimeDelta| judge(last + delta, Some(last));
        assert_eq!(at(TimeDelta::zero()), Clock::Trusted);
        assert_eq!(at(TimeDelta::hours(36)), Clock::Trusted);
        assert_eq!(at(TimeDelta::hours(36) + TimeDelta::milliseconds(1)), Clock::FarAhead);
        assert_eq!(at(TimeDelta::milliseconds(-1)), Clock::Behind);
        assert_eq!(judge(last, None), Clock::Trusted, "nothing was done yet");
    }

    #[test]
    fn c55_a_sources_time_a_little_ahead_is_now_up_to_a_day_waits_and_then_cannot_be() {
        let now = Instant::from_timestamp_millis(1_800_000_000_000).expect("an instant");
        let at = |delta: TimeDelta| of_source(now + delta, now);
        assert_eq!(at(-TimeDelta::days(9)), Ok(now - TimeDelta::days(9)));
        assert_eq!((at(TimeDelta::seconds(3)), at(TimeDelta::minutes(10))), (Ok(now), Ok(now)));
        assert_eq!((at(TimeDelta::minutes(11)), at(TimeDelta::days(1))), (Err(Ahead::NotYet), Err(Ahead::NotYet)));
        assert_eq!(at(TimeDelta::hours(25)), Err(Ahead::Never));
    }
}
