//! How long nobody may try a PIN again: four digits are guessed in minutes by who may go on trying.

use chrono::TimeDelta;

use crate::basics::Instant;

/// So many wrong PINs in a row are only mistyped.
const MISTYPED: u32 = 4;
/// A wait is doubled so many times at most: ten doublings of a minute are 17 hours.
const DOUBLINGS: u32 = 10;

/// How long it is until a PIN may be tried again, after `wrong` ones in a row, the last of them at `last`. From the fifth on
/// that is a minute, doubled with each. A clock that was set back or ahead by more than the wait ends it.
#[must_use]
pub fn wait(wrong: u32, last: Instant, now: Instant) -> Option<TimeDelta> {
    let doublings = wrong.checked_sub(MISTYPED + 1)?.min(DOUBLINGS);
    let whole = TimeDelta::minutes(1 << doublings);
    let waited = (now - last).abs();
    (waited < whole).then(|| whole - waited)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fifth_wrong_pin_costs_a_minute_and_each_one_more_doubles_it() {
        let last = Instant::from_timestamp_millis(1_800_000_000_000).expect("an instant");
        let minutes = |wrong| wait(wrong, last, last).map_or(0, |wait| wait.num_minutes());
        assert_eq!([0, 4, 5, 6, 7, 14].map(minutes), [0, 0, 1, 2, 4, 512]);
        assert_eq!(minutes(u32::MAX), 1024, "it ends some day");
        assert_eq!(wait(5, last, last + TimeDelta::seconds(59)), Some(TimeDelta::seconds(1)));
        assert_eq!(wait(5, last, last + TimeDelta::seconds(60)), None);
        assert_eq!(wait(5, last, last - TimeDelta::hours(9)), None, "the clock was set right again");
    }
}
