//! The people at the counter: who they are, their PINs and roles.

use argon2::password_hash::phc::PasswordHash;
use argon2::{Argon2, PasswordHasher, PasswordVerifier};
use serde::{Deserialize, Serialize};

use crate::basics::{Now, Refusal, Refused};
use crate::desk::Desk;
use crate::desk::act::{Call, Needs, Who};
use crate::ledger::{Operator, Role, Tx};

/// The operator of a practice store: a supervisor without a PIN.
pub(in crate::desk) const PRACTICE: &str = "practice";
/// The operator of the scheduled cycle: no PIN, bound to the operating-system account that made the store.
pub(in crate::desk) const SCHEDULER: &str = "scheduler";
/// A PIN is short, and argon2 makes guessing slow; shorter than this it would not help.
const PIN_DIGITS: std::ops::RangeInclusive<usize> = 4..=12;

/// An operator, as `operator list` shows them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OperatorView {
    pub name: String,
    pub role: String,
    pub active: bool,
}

/// What is asked to add an operator.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NewOperator {
    pub name: String,
    pub role: Role,
    /// Hashed before it is kept.
    #[serde(skip)]
    pub pin: Option<String>,
}

impl Desk {
    /// Adds an operator. The first one of a store is a supervisor and needs nobody; later ones need a supervisor.
    ///
    /// # Errors
    /// `operator_exists`, `bad_pin`, `first_is_supervisor`, `supervisor_needed`.
    pub fn add_operator(&mut self, call: &Call, new: &NewOperator) -> Refused<OperatorView> {
        check_name(&new.name)?;
        let pin_hash = match (&new.pin, self.practice) {
            (Some(pin), _) => Some(hash_pin(pin)?),
            (None, true) => None,
            (None, false) => return Err(Refusal::new("bad_pin", "an operator needs a PIN: 4 to 12 digits")),
        };
        let view = OperatorView { name: new.name.clone(), role: new.role.word().to_string(), active: true };
        let staffed = self.store.read(is_staffed)?;
        if staffed {
            return self.act(call, "operator_add", Needs::Supervisor, new, |act| {
                act.tx.add_operator(&new.name, new.role, pin_hash.as_deref(), act.now.at)?;
                Ok(view)
            });
        }
        if new.role != Role::Supervisor {
            return Err(Refusal::new(
                "first_is_supervisor",
                "the first operator of a store is a supervisor: add one first",
            ));
        }
        let now = self.clock()?;
        self.store.write(|tx| {
            tx.add_operator(&new.name, new.role, pin_hash.as_deref(), now.at)?;
            Ok(view)
        })
    }

    /// Everybody who may sign in, and who once could.
    pub fn operators(&mut self) -> Refused<Vec<OperatorView>> {
        let operators = self.store.read(|tx| tx.operators())?;
        Ok(operators
            .into_iter()
            .map(|operator| OperatorView {
                name: operator.name,
                role: operator.role.word().to_string(),
                active: operator.active,
            })
            .collect())
    }

    /// Checks a name and PIN and answers who it is. In this process they are then [`Who::SignedIn`].
    ///
    /// # Errors
    /// `unknown_operator`, `wrong_pin`.
    pub fn sign_in(&mut self, name: &str, pin: Option<&str>) -> Refused<OperatorView> {
        let operator = self.store.read(|tx| known(tx, name))?;
        check_pin(&operator, pin)?;
        Ok(OperatorView { name: operator.name, role: operator.role.word().to_string(), active: true })
    }
}

/// Adds the operators that every store has: the scheduler, and `practice` in a practice store.
pub(in crate::desk) fn add_built_in(tx: &Tx<'_>, practice: bool, now: Now) -> Refused<()> {
    tx.add_operator(SCHEDULER, Role::System, None, now.at)?;
    if practice {
        tx.add_operator(PRACTICE, Role::Supervisor, None, now.at)?;
    }
    Ok(())
}

fn is_staffed(tx: &Tx<'_>) -> Refused<bool> {
    Ok(tx.operators()?.iter().any(|operator| operator.role != Role::System))
}

/// The operator who asks; the PIN is checked by the caller, outside the store's lock.
pub(in crate::desk) fn identify(tx: &Tx<'_>, who: &Who, practice: bool) -> Refused<Operator> {
    match who {
        Who::Default if practice => known(tx, PRACTICE),
        Who::Default => Err(Refusal::new("no_operator", "say who acts: --operator NAME, or ADVANCE_PAY_OPERATOR")),
        Who::Named { name, .. } | Who::SignedIn(name) => {
            let operator = known(tx, name)?;
            if operator.role == Role::System {
                check_system_account(tx)?;
            }
            Ok(operator)
        }
    }
}

/// The active operator of that name.
pub(in crate::desk) fn known(tx: &Tx<'_>, name: &str) -> Refused<Operator> {
    tx.operator_named(name)?.filter(|operator| operator.active).ok_or_else(|| {
        Refusal::new("unknown_operator", format!("there is no operator \"{name}\": a supervisor can add one"))
    })
}

/// The scheduler acts only from the operating-system account that made the store.
fn check_system_account(tx: &Tx<'_>) -> Refused<()> {
    let made_by = tx.fact("system_account")?.unwrap_or_default();
    if made_by == system_account() {
        return Ok(());
    }
    Err(Refusal::new(
        "wrong_system_account",
        format!("the scheduler of this store runs as {made_by}: schedule it under that account"),
    ))
}

/// The operating-system account of this process, in words that stay the same between logins.
pub(in crate::desk) fn system_account() -> String {
    #[cfg(target_os = "linux")]
    if let Ok(meta) = std::fs::metadata("/proc/self") {
        return format!("uid {}", std::os::unix::fs::MetadataExt::uid(&meta));
    }
    std::env::var("USERNAME").or_else(|_| std::env::var("USER")).unwrap_or_else(|_| "unknown".to_string())
}

/// Checks a PIN against the operator's. Refuses `pin_needed` and `wrong_pin`.
pub(in crate::desk) fn check_pin(operator: &Operator, pin: Option<&str>) -> Refused<()> {
    let Some(hash) = &operator.pin_hash else { return Ok(()) };
    let Some(pin) = pin else {
        return Err(Refusal::new(
            "pin_needed",
            format!(
                "{} signs with a PIN: set ADVANCE_PAY_PIN (an approver ADVANCE_PAY_APPROVER_PIN) or type it",
                operator.name
            ),
        ));
    };
    let wrong = || Refusal::new("wrong_pin", format!("that is not the PIN of {}: try again", operator.name));
    let hash = PasswordHash::new(hash).map_err(|_| wrong())?;
    Argon2::default().verify_password(pin.as_bytes(), &hash).map_err(|_| wrong())
}

fn hash_pin(pin: &str) -> Refused<String> {
    if !PIN_DIGITS.contains(&pin.len()) || !pin.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Refusal::new("bad_pin", "a PIN is 4 to 12 digits: choose another"));
    }
    let hash = Argon2::default()
        .hash_password(pin.as_bytes())
        .map_err(|error| Refusal::new("bad_pin", format!("the PIN cannot be kept: {error}")))?;
    Ok(hash.to_string())
}

fn check_name(name: &str) -> Refused<()> {
    if name.trim() == name && (1..=40).contains(&name.chars().count()) && !name.contains(char::is_control) {
        return Ok(());
    }
    Err(Refusal::new("bad_name", "an operator's name is 1 to 40 letters, without spaces around it"))
}
