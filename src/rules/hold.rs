//! Holds and flags that people put on an account (R46, C22, C34).

use crate::basics::Day;
use crate::words::{HoldKind, Stops};

impl HoldKind {
    /// C22: a person whom the power must never leave silently. Such a flag needs a release whatever else it stops.
    #[must_use]
    pub fn is_flag(self) -> bool {
        matches!(self, Self::Medical | Self::Elderly | Self::Disabled | Self::ThirdParty)
    }

    /// What it stops when nothing else is said: a dangerous or tampered meter must not come on, the others not go off.
    #[must_use]
    pub fn stops_by_default(self) -> Stops {
        match self {
            Self::Safety | Self::Tampering => Stops::Reconnect,
            _ => Stops::Disconnect,
        }
    }
}

/// One hold on an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hold {
    pub kind: HoldKind,
    pub stops: Vec<Stops>,
    /// Its last day, included (C34); None: until it is lifted.
    pub until: Option<Day>,
}

impl Hold {
    /// Whether it is in force on `today`.
    #[must_use]
    pub fn stands(&self, today: Day) -> bool {
        self.until.is_none_or(|last| today <= last)
    }

    /// Whether it keeps the power from being cut `today` without a person's release (C22).
    #[must_use]
    pub fn stops_disconnect(&self, today: Day) -> bool {
        self.stands(today) && (self.stops.contains(&Stops::Disconnect) || self.kind.is_flag())
    }

    /// Whether a payment that reaches the target is taken and the power stays off all the same.
    #[must_use]
    pub fn stops_reconnect(&self, today: Day) -> bool {
        self.stands(today) && self.stops.contains(&Stops::Reconnect)
    }

    /// Whether the account is not closed while it stands.
    #[must_use]
    pub fn stops_close(&self, today: Day) -> bool {
        self.stands(today) && self.stops.contains(&Stops::Close)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::sample_terms::day;

    #[test]
    fn c34_a_holds_last_day_is_included() {
        let stops = vec![HoldKind::Other.stops_by_default()];
        let hold = Hold { kind: HoldKind::Other, stops, until: Some(day("2026-11-30")) };
        assert!(hold.stops_disconnect(day("2026-11-30")));
        assert!(!hold.stops_disconnect(day("2026-12-01")));
    }

    #[test]
    fn c22_a_flag_stops_a_cut_whatever_else_it_stops() {
        let today = day("2026-11-30");
        let stops = vec![Stops::Close];
        assert!(Hold { kind: HoldKind::ThirdParty, stops: stops.clone(), until: None }.stops_disconnect(today));
        assert!(!Hold { kind: HoldKind::Death, stops, until: None }.stops_disconnect(today));
    }

    #[test]
    fn a_tampered_meter_stays_off_and_may_be_cut() {
        let stops = vec![HoldKind::Tampering.stops_by_default()];
        let hold = Hold { kind: HoldKind::Tampering, stops, until: None };
        assert!(hold.stops_reconnect(day("2026-11-30")) && !hold.stops_disconnect(day("2026-11-30")));
    }
}
