//! A meter's switch: how it stands, what is wanted of it and why.

use super::words;

words! {
    /// The last state of a meter's switch that was seen. `on` is closed, `off` is open; `armed` is open, and ready for the
    /// member to close at the meter.
    #[derive(Default)]
    Power {
        On = "on",
        Off = "off",
        Armed = "armed",
        #[default]
        Unknown = "unknown",
    }
}

impl Power {
    /// The words of a state that was seen.
    pub const SEEN: &'static [&'static str] = &[Self::On.word(), Self::Off.word(), Self::Armed.word()];
}

words! {
    /// The power as people are told: `switching` while a command is under way, else what was seen.
    PowerNow { On = "on", Off = "off", Switching = "switching", Unknown = "unknown" }
}

words! {
    /// What a person asks of a meter by hand.
    SwitchVerb { On = "on", Off = "off", Read = "read", State = "state" }
}

words! {
    /// What is wanted of the switch.
    Wanted { On = "on", Off = "off" }
}

impl From<Wanted> for SwitchVerb {
    fn from(wanted: Wanted) -> Self {
        match wanted {
            Wanted::On => Self::On,
            Wanted::Off => Self::Off,
        }
    }
}

words! {
    /// On which ground a switch is opened (C44): it says which gates count.
    Ground {
        /// The day's disconnect list.
        List = "list",
        /// The member asked for it.
        Request = "request",
        /// The member's service ends.
        Stop = "stop",
        /// The member moves house.
        Move = "move",
        Safety = "safety",
        Tampering = "tampering",
    }
}

impl Ground {
    /// Whether a supervisor who is not the maker stands behind it, and it is on the attention list until the power is on.
    #[must_use]
    pub fn needs_two(self) -> bool {
        matches!(self, Self::Safety | Self::Tampering)
    }
}

words! {
    /// Why a meter is switched.
    Cause { Disconnect = "disconnect", Reconnect = "reconnect", Hand = "hand", Closing = "closing", Opening = "opening" }
}

words! {
    /// `sent`: accepted, not seen yet. `done`: the state was seen.
    CommandStatus {
        Queued = "queued",
        Sent = "sent",
        Done = "done",
        Refused = "refused",
        Attention = "attention",
        Expired = "expired",
        Cancelled = "cancelled",
    }
}

impl CommandStatus {
    /// Whether the queue still works on it.
    #[must_use]
    pub fn is_open(self) -> bool {
        matches!(self, Self::Queued | Self::Sent | Self::Attention)
    }
}
