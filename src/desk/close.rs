//! (being written)
use super::act::Act;
use super::standing::Facts;
use crate::basics::{Day, Refused};
impl Act<'_> {
    pub fn close_account(&self, _facts: &Facts, _reason: &str, _last_day: Day) -> Refused<()> {
        Ok(())
    }
}
