//! Days and times as the screens write them, and as people type them.

use crate::basics::{Day, read_typed_day};

/// `Mon Nov 30, 2026`: with its weekday, as people speak of it, and its year, as papers need it.
pub fn day(day: Day) -> String {
    day.format("%a %b %-d, %Y").to_string()
}

/// A local time that the desk wrote (RFC 3339), for people: `Nov 30, 2:14 PM`. What cannot be read stays as it is.
pub fn when(at: &str) -> String {
    chrono::DateTime::parse_from_rfc3339(at)
        .map_or_else(|_| at.to_string(), |at| at.format("%b %-d, %-I:%M %p").to_string())
}

/// What a typed day means: `11/30/2026`, `11/30/26` or `2026-11-30`.
pub fn read_day(text: &str) -> Result<Day, String> {
    read_typed_day(text).map_err(|_| "Write a day, like 11/30/2026.".to_string())
}

/// The same, where no day may be meant.
pub fn read_day_if(text: &str) -> Result<Option<Day>, String> {
    if text.is_empty() { Ok(None) } else { read_day(text).map(Some) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_read_as_people_type_it() {
        let nov_30 = Day::from_ymd_opt(2026, 11, 30);
        for typed in ["2026-11-30", "11/30/2026", "11/30/26"] {
            assert_eq!(read_day(typed).ok(), nov_30, "{typed}");
        }
        assert!(read_day("Nov 30").is_err());
        assert_eq!(read_day_if(""), Ok(None));
    }

    #[test]
    fn a_time_is_shown_as_the_clock_on_the_wall() {
        assert_eq!(when("2026-11-30T14:14:00-06:00"), "Nov 30, 2:14 PM");
        assert_eq!(when("soon"), "soon");
    }
}
