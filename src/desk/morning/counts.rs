//! What a run of the cycle counts, and answers.

use serde::{Deserialize, Serialize};

/// What a cycle did; all are counts, `billed`, `estimated` and `charged` of account-days.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CycleCounts {
    pub billed: u32,
    pub estimated: u32,
    pub charged: u32,
    pub disconnects: u32,
    pub reconnects: u32,
    pub closed: u32,
    pub held: u32,
    pub attention: u32,
    pub notices: u32,
    pub reads: u32,
    pub missing_reads: u32,
    /// Another cycle was at work, and this one did nothing.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub already_running: bool,
}
