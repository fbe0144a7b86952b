//! A meter's switch: how it stands, what is wanted of it and why.

use super::words;

words! {
    /// The last state of a meter's switch that was seen.
    Power { On = "on", Off = "off", Armed = "armed", Unknown = "unknown" }
}

impl Power {
    /// The words of a state that was seen.
    pub const SEEN: &'static [&'static str] = &[Self::On.word(), Self::Off.word(), Self::Armed.word()];
}

words! {
    /// What is wanted of the switch.
    Wanted { On = "on", Off = "off" }
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
