//! Who acts: known by name, and by the PIN that only they type.

use argon2::password_hash::phc::PasswordHash;
use argon2::{Argon2, PasswordVerifier};
use chrono::TimeDelta;

use super::Desk;
use crate::basics::{Code, Instant, Refusal, Refused};
use crate::ledger::{Operator, OperatorId, Role, Tx, WrongPins};
use crate::rules::pin;

/// The operator of a practice store: a supervisor without a PIN.
pub(super) const PRACTICE: &str = "practice";
/// The operator of the scheduled cycle: no PIN, bound to the operating-system account that made the store.
pub(super) const SCHEDULER: &str = "scheduler";

/// Who asks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Who {
    /// Whoever acts where nobody needs to sign in: `practice` in a practice store; elsewhere refused.
    #[default]
    Default,
    /// By name and PIN; a PIN that is missing is refused where one is set.
    Named { name: String, pin: Option<String> },
    /// Signed in before, in this process.
    SignedIn(String),
}

/// A second person's word, by their own PIN.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Approver {
    pub name: String,
    pub pin: Option<String>,
}

/// The operator who asks; the PIN is checked by the caller, outside the store's lock.
pub(super) fn identify(tx: &Tx<'_>, who: &Who, practice: bool) -> Refused<Operator> {
    match who {
        Who::Default if practice => known(tx, PRACTICE),
        Who::Default => Err(Refusal::new(Code::NoOperator, "say who acts: --operator NAME, or ADVANCE_PAY_OPERATOR")),
        Who::Named { name, .. } | Who::SignedIn(name) => {
            let operator = known(tx, name)?;
            if operator.role == Role::System {
                check_system_account(tx)?;
            }
            Ok(operator)
        }
    }
}

/// Puts what [`identify`] and [`known`] ask of those who are named.
pub(super) fn foresee_who(tx: &Tx<'_>, who: &Who, approver: Option<&Approver>, practice: bool) {
    let name = match who {
        Who::Default => practice.then_some(PRACTICE),
        Who::Named { name, .. } | Who::SignedIn(name) => Some(name.as_str()),
    };
    for name in name.into_iter().chain(approver.map(|approver| approver.name.as_str())) {
        let _ = tx.operator_named(name);
    }
    if name == Some(SCHEDULER) {
        let _ = tx.fact("system_account");
    }
}

/// The active operator of that name.
pub(super) fn known(tx: &Tx<'_>, name: &str) -> Refused<Operator> {
    tx.operator_named(name)?.filter(|operator| operator.active).ok_or_else(|| {
        Refusal::new(Code::UnknownOperator, format!("there is no operator \"{name}\": a supervisor can add one"))
    })
}

/// The scheduler acts only from the operating-system account that made the store.
fn check_system_account(tx: &Tx<'_>) -> Refused<()> {
    let made_by = tx.fact("system_account")?.unwrap_or_default();
    if made_by == system_account() {
        return Ok(());
    }
    Err(Refusal::new(
        Code::WrongSystemAccount,
        format!("the scheduler of this store runs as {made_by}: schedule it under that account"),
    ))
}

/// The operating-system account of this process, in words that stay the same between logins.
pub(super) fn system_account() -> String {
    #[cfg(target_os = "linux")]
    if let Ok(meta) = std::fs::metadata("/proc/self") {
        return format!("uid {}", std::os::unix::fs::MetadataExt::uid(&meta));
    }
    std::env::var("USERNAME").or_else(|_| std::env::var("USER")).unwrap_or_else(|_| "unknown".to_string())
}

/// A PIN that is to be looked at.
pub(super) struct PinTry<'a> {
    pub of: &'a Operator,
    pub given: Option<&'a str>,
    /// Who signed the call in which it is an approver's.
    pub by: Option<OperatorId>,
    pub at: Instant,
}

impl Desk {
    /// Looks at a PIN, and records that it was wrong, or right after wrong ones: every process of the store waits as long.
    ///
    /// # Errors
    /// `pin_locked`, `pin_needed`, `wrong_pin`.
    pub(super) fn check_pin(&mut self, tried: &PinTry<'_>) -> Refused<()> {
        let (of, at) = (tried.of, tried.at);
        let Some(hash) = &of.pin_hash else { return Ok(()) };
        if let Some(wait) = of.wrong_pins.and_then(|wrong| pin::wait(wrong.in_row, wrong.last, at)) {
            return Err(locked(of, wait));
        }
        let Some(given) = tried.given else {
            return Err(Refusal::new(
                Code::PinNeeded,
                format!(
                    "{} signs with a PIN: set ADVANCE_PAY_PIN (an approver ADVANCE_PAY_APPROVER_PIN) or type it",
                    of.name
                ),
            ));
        };
        let right = PasswordHash::new(hash)
            .is_ok_and(|hash| Argon2::default().verify_password(given.as_bytes(), &hash).is_ok());
        if right && of.wrong_pins.is_none() {
            return Ok(());
        }
        let in_row = self.store.take_down(|tx| {
            let in_row = if right { 0 } else { tx.operator(of.id)?.wrong_pins.map_or(1, |before| before.in_row + 1) };
            tx.record_pin_try(of.id, tried.by, WrongPins { in_row, last: at })?;
            Ok(in_row)
        })?;
        if right {
            return Ok(());
        }
        let then = match pin::wait(in_row, at, at) {
            Some(wait) if wait.num_minutes() == 1 => "wait a minute, then try again".to_string(),
            Some(wait) => format!("wait {} minutes, then try again", wait.num_minutes()),
            None => "try again".to_string(),
        };
        Err(Refusal::new(Code::WrongPin, format!("that is not the PIN of {}: {then}", of.name)))
    }
}

fn locked(of: &Operator, wait: TimeDelta) -> Refusal {
    Refusal::new(
        Code::PinLocked,
        format!(
            "too many wrong PINs were typed for {}: try again in {} seconds, or a supervisor gives a new PIN",
            of.name,
            (wait.num_milliseconds() + 999) / 1000
        ),
    )
}
