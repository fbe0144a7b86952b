//! The people at the counter: who they are, their PINs and roles.

use argon2::{Argon2, PasswordHasher};
use serde::{Deserialize, Serialize};

use crate::basics::{Code, Now, Refusal, Refused};
use crate::desk::Desk;
use crate::desk::act::{Act, Call, Needs};
use crate::desk::deed::Deed;
use crate::desk::who::{PRACTICE, SCHEDULER, check_pin, known};
use crate::ledger::{Role, Tx};

/// A PIN is short, and argon2 makes guessing slow; shorter than this it would not help.
const PIN_DIGITS: std::ops::RangeInclusive<usize> = 4..=12;

/// An operator, as `operator list` shows them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OperatorView {
    pub name: String,
    pub role: Role,
    pub active: bool,
}

/// What is asked to add an operator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewOperator {
    pub name: String,
    pub role: Role,
    /// Hashed before it is kept.
    pub pin: Option<String>,
}

/// Adds an operator, whose PIN is hashed already: it is no part of what is asked.
#[derive(Serialize, Deserialize)]
pub struct AddOperator {
    name: String,
    role: Role,
    #[serde(skip)]
    pin_hash: Option<String>,
}

impl Deed for AddOperator {
    const NAME: &'static str = "operator_add";
    const NEEDS: Needs = Needs::Supervisor;
    type Answer = OperatorView;

    fn run(&self, act: &Act<'_>) -> Refused<OperatorView> {
        self.add(act.tx, act.now)
    }
}

impl AddOperator {
    fn add(&self, tx: &Tx<'_>, now: Now) -> Refused<OperatorView> {
        tx.add_operator(&self.name, self.role, self.pin_hash.as_deref(), now.at)?;
        Ok(OperatorView { name: self.name.clone(), role: self.role, active: true })
    }
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
            (None, false) => return Err(Refusal::new(Code::BadPin, "an operator needs a PIN: 4 to 12 digits")),
        };
        let add = AddOperator { name: new.name.clone(), role: new.role, pin_hash };
        if self.store.read(is_staffed)? {
            return self.perform(call, &add);
        }
        if new.role != Role::Supervisor {
            return Err(Refusal::new(
                Code::FirstIsSupervisor,
                "the first operator of a store is a supervisor: add one first",
            ));
        }
        // There is nobody yet who could sign.
        let now = self.clock()?;
        self.store.write(|tx| add.add(tx, now))
    }

    /// Everybody who may sign in, and who once could.
    pub fn operators(&mut self) -> Refused<Vec<OperatorView>> {
        let operators = self.store.read(|tx| tx.operators())?;
        Ok(operators
            .into_iter()
            .map(|operator| OperatorView { name: operator.name, role: operator.role, active: operator.active })
            .collect())
    }

    /// Checks a name and PIN and answers who it is. In this process they are then [`SignedIn`](crate::desk::Who::SignedIn).
    ///
    /// # Errors
    /// `unknown_operator`, `wrong_pin`.
    pub fn sign_in(&mut self, name: &str, pin: Option<&str>) -> Refused<OperatorView> {
        let operator = self.store.read(|tx| known(tx, name))?;
        check_pin(&operator, pin)?;
        Ok(OperatorView { name: operator.name, role: operator.role, active: true })
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

fn hash_pin(pin: &str) -> Refused<String> {
    if !PIN_DIGITS.contains(&pin.len()) || !pin.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Refusal::new(Code::BadPin, "a PIN is 4 to 12 digits: choose another"));
    }
    let hash = Argon2::default()
        .hash_password(pin.as_bytes())
        .map_err(|error| Refusal::new(Code::BadPin, format!("the PIN cannot be kept: {error}")))?;
    Ok(hash.to_string())
}

fn check_name(name: &str) -> Refused<()> {
    if name.trim() == name && (1..=40).contains(&name.chars().count()) && !name.contains(char::is_control) {
        return Ok(());
    }
    Err(Refusal::new(Code::BadName, "an operator's name is 1 to 40 letters, without spaces around it"))
}
