//! What a register read is, and what a day's charge stands on.

use super::words;

words! {
    /// What a read is: the morning's, or the first or last of a meter.
    ReadRole { Daily = "daily", Start = "start", Final = "final" }
}

words! {
    /// How a read came to be. `rejected` is kept and never billed (C31).
    ReadQuality { Actual = "actual", Manual = "manual", Estimated = "estimated", Rejected = "rejected" }
}

words! {
    /// What a day's use stands on.
    ChargeQuality { Actual = "actual", Spread = "spread", Estimated = "estimated", Manual = "manual" }
}

/// Words as they are kept where nearly every row says the first of them, which takes no room.
const fn spared<const N: usize>(words: &[&'static str]) -> [&'static str; N] {
    let (mut kept, mut at) = ([""; N], 1);
    while at < N {
        kept[at] = words[at];
        at += 1;
    }
    kept
}

impl ReadRole {
    /// As columns keep it: nothing for a daily one.
    pub const SPARED: &'static [&'static str] = &spared::<{ Self::WORDS.len() }>(Self::WORDS);
}

impl ReadQuality {
    /// As columns keep it: nothing for an actual one.
    pub const SPARED: &'static [&'static str] = &spared::<{ Self::WORDS.len() }>(Self::WORDS);
}

impl ChargeQuality {
    /// As columns keep it: nothing for an actual one.
    pub const SPARED: &'static [&'static str] = &spared::<{ Self::WORDS.len() }>(Self::WORDS);
}
