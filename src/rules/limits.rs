//! The two limits of a balance: at which the terms cut, and from which the power comes back.

use crate::basics::Cents;
use crate::terms::{CutWhen, Program};

/// Whether the terms cut at this balance (R30, C1).
#[must_use]
pub fn meets_condition(balance: Cents, program: &Program) -> bool {
    match program.disconnect.when {
        CutWhen::AtOrBelowZero => balance <= Cents::ZERO,
        CutWhen::BelowZero => balance < Cents::ZERO,
    }
}

/// Whether `balance` brings a disconnected account's power back, whatever posting lifted it (R33, C33).
#[must_use]
pub fn reaches_target(balance: Cents, program: &Program) -> bool {
    balance >= program.reconnect.minimum_credit
}
