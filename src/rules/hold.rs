//! Holds and flags that people put on an account (R46, C22, C34).

use crate::basics::Day;

/// Why a person holds an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum HoldKind {
    Medical,
    Elderly,
    Disabled,
    ThirdParty,
    Safety,
    Tampering,
    MemberRequest,
    Death,
    Other,
}

impl HoldKind {
    pub const ALL: [Self; 9] = [
        Self::Medical,
        Self::Elderly,
        Self::Disabled,
        Self::ThirdParty,
        Self::Safety,
        Self::Tampering,
        Self::MemberRequest,
        Self::Death,
        Self::Other,
    ];

    /// The stable word of scripts and the store.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Medical => "medical",
            Self::Elderly => "elderly",
            Self::Disabled => "disabled",
            Self::ThirdParty => "third_party",
            Self::Safety => "safety",
            Self::Tampering => "tampering",
            Self::MemberRequest => "member_request",
            Self::Death => "death",
            Self::Other => "other",
        }
    }

    /// The kind that `word` names.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// C22: a person whom the power must never leave silently. Such a flag needs a release whatever else it stops.
    #[must_use]
    pub fn is_flag(self) -> bool {
        matches!(self, Self::Medical | Self::Elderly | Self::Disabled | Self::ThirdParty)
    }

    /// What it stops when nothing else is said: a dangerous or tampered meter must not come on, the others not go off.
    #[must_use]
    pub fn stops_by_default(self) -> Stops {
        match self {
            Self::Safety | Self::Tampering => Stops { reconnect: true, ..Stops::default() },
            _ => Stops { disconnect: true, ..Stops::default() },
        }
    }
}

/// What a hold stops.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Stops {
    pub disconnect: bool,
    pub reconnect: bool,
    pub close: bool,
}

/// One hold on an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hold {
    pub kind: HoldKind,
    pub stops: Stops,
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
        self.stands(today) && (self.stops.disconnect || self.kind.is_flag())
    }

    /// Whether a payment that reaches the target is taken and the power stays off all the same.
    #[must_use]
    pub fn stops_reconnect(&self, today: Day) -> bool {
        self.stands(today) && self.stops.reconnect
    }

    /// Whether the account is not closed while it stands.
    #[must_use]
    pub fn stops_close(&self, today: Day) -> bool {
        self.stands(today) && self.stops.close
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::sample_terms::day;

    #[test]
    fn every_word_reads_back() {
        assert!(HoldKind::ALL.into_iter().all(|kind| HoldKind::from_word(kind.word()) == Some(kind)));
        assert_eq!(HoldKind::from_word("vacation"), None);
    }

    #[test]
    fn c34_a_holds_last_day_is_included() {
        let hold =
            Hold { kind: HoldKind::Other, stops: HoldKind::Other.stops_by_default(), until: Some(day("2026-11-30")) };
        assert!(hold.stops_disconnect(day("2026-11-30")));
        assert!(!hold.stops_disconnect(day("2026-12-01")));
    }

    #[test]
    fn c22_a_flag_stops_a_cut_whatever_else_it_stops() {
        let today = day("2026-11-30");
        let stops = Stops { close: true, ..Stops::default() };
        assert!(Hold { kind: HoldKind::ThirdParty, stops, until: None }.stops_disconnect(today));
        assert!(!Hold { kind: HoldKind::Death, stops, until: None }.stops_disconnect(today));
    }

    #[test]
    fn a_tampered_meter_stays_off_and_may_be_cut() {
        let stops = HoldKind::Tampering.stops_by_default();
        let hold = Hold { kind: HoldKind::Tampering, stops, until: None };
        assert!(hold.stops_reconnect(day("2026-11-30")) && !hold.stops_disconnect(day("2026-11-30")));
    }
}
