//! Why an account is held, and what a hold stops.

use super::words;

words! {
    /// Why an account is held (R46, C22).
    HoldKind {
        Medical = "medical",
        Elderly = "elderly",
        Disabled = "disabled",
        ThirdParty = "third_party",
        Safety = "safety",
        Tampering = "tampering",
        MemberRequest = "member_request",
        Death = "death",
        Other = "other",
    }
}

words! {
    /// What a hold stops.
    Stops { Disconnect = "disconnect", Reconnect = "reconnect", Close = "close" }
}
