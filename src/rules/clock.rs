//! When the computer's clock is believed: by what was done last.

use chrono::TimeDelta;

use crate::basics::Instant;

/// How far after the last act a clock may stand without a person's word: over a weekend's night, not over a wrong year.
const TRUSTED_HOURS: i64 = 36;

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
}
