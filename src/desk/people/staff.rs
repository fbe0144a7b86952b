//! The people at the counter: who they are, their PINs and roles.

use argon2::{Argon2, PasswordHasher};
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;
use unicode_security::skeleton;

use crate::basics::{Code, Now, Refusal, Refused};
use crate::desk::Desk;
use crate::desk::act::{Act, By, Call, Needs};
use crate::desk::deed::Deed;
use crate::desk::who::{PRACTICE, PinTry, SCHEDULER, known};
use crate::ledger::{Operator, Role, Tx, WrongPins};

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

/// Adds an operator. The PIN is no part of what is kept of it.
#[derive(Clone, Serialize, Deserialize)]
pub struct AddOperator {
    name: String,
    role: Role,
    #[serde(skip)]
    pin: NewPin,
}

/// Gives an operator a new PIN: their own, or as a supervisor somebody's, who is then let in at once.
#[derive(Clone, Serialize, Deserialize)]
pub struct SetPin {
    name: String,
    #[serde(skip)]
    pin: NewPin,
}

/// Gives an operator another role.
///
/// # Errors
/// `unknown_operator`, `last_supervisor`; from or to a supervisor those of an approval, once there are two.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetRole {
    pub name: String,
    pub role: Role,
}

/// Takes an operator's access away; what they did stays theirs, and their name.
///
/// # Errors
/// As [`SetRole`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Retire {
    pub name: String,
}

/// A new PIN, as it is typed, and hashed before the transaction begins: argon2 takes its time.
#[derive(Clone, Default)]
enum NewPin {
    #[default]
    None,
    Typed(String),
    Hashed(String),
}

impl NewPin {
    fn typed(pin: Option<&str>) -> Self {
        pin.map_or(Self::None, |pin| Self::Typed(pin.to_string()))
    }

    /// Refuses `bad_pin`.
    fn hashed(&self) -> Refused<Self> {
        let Self::Typed(pin) = self else { return Ok(self.clone()) };
        if !PIN_DIGITS.contains(&pin.len()) || !pin.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(bad_pin("a PIN is 4 to 12 digits: choose another"));
        }
        let hash = Argon2::default().hash_password(pin.as_bytes());
        hash.map(|hash| Self::Hashed(hash.to_string()))
            .map_err(|error| bad_pin(format!("the PIN cannot be kept: {error}")))
    }

    /// What is kept; none, where `may_be_none` lets in who has none.
    fn hash(&self, may_be_none: bool) -> Refused<Option<&str>> {
        match self {
            Self::Hashed(hash) => Ok(Some(hash)),
            Self::None if may_be_none => Ok(None),
            Self::None | Self::Typed(_) => Err(bad_pin("an operator needs a PIN: 4 to 12 digits")),
        }
    }
}

fn bad_pin(message: impl Into<String>) -> Refusal {
    Refusal::new(Code::BadPin, message)
}

impl Deed for AddOperator {
    const NAME: &'static str = "operator_add";
    const NEEDS: Needs = Needs::Supervisor;
    type Answer = OperatorView;

    fn prepared(&self, _: &mut Desk, _: By<'_>) -> Refused<Option<Self>> {
        Ok(Some(Self { pin: self.pin.hashed()?, ..self.clone() }))
    }

    fn run(&self, act: &Act<'_>) -> Refused<OperatorView> {
        if self.role == Role::Supervisor {
            need_second_supervisor(act, "operator add")?;
        }
        self.add(act.tx, act.practice, act.now)
    }
}

impl AddOperator {
    fn add(&self, tx: &Tx<'_>, practice: bool, now: Now) -> Refused<OperatorView> {
        check_name(&self.name)?;
        check_unlike(&self.name, &tx.operators()?)?;
        tx.add_operator(&self.name, self.role, self.pin.hash(practice)?, now.at)?;
        Ok(OperatorView { name: self.name.clone(), role: self.role, active: true })
    }
}

impl Deed for SetPin {
    const NAME: &'static str = "operator_pin";
    const NEEDS: Needs = Needs::Clerk;
    type Answer = OperatorView;

    fn prepared(&self, desk: &mut Desk, (_, signed): By<'_>) -> Refused<Option<Self>> {
        if !signed.operator.name.eq_ignore_ascii_case(&self.name) {
            Needs::Supervisor.check(Self::NAME, signed, desk.practice)?;
        }
        Ok(Some(Self { pin: self.pin.hashed()?, ..self.clone() }))
    }

    fn run(&self, act: &Act<'_>) -> Refused<OperatorView> {
        let operator = person(act.tx, &self.name)?;
        if operator.id != act.operator.id && operator.role == Role::Supervisor {
            need_second_supervisor(act, "operator pin")?;
        }
        let pin_hash = self.pin.hash(false)?.map(str::to_string);
        let by = Some(act.operator.id);
        act.tx.record_pin_try(operator.id, by, WrongPins { in_row: 0, last: act.now.at })?;
        revised(act.tx, Operator { pin_hash, ..operator })
    }
}

impl Deed for SetRole {
    const NAME: &'static str = "operator_role";
    const NEEDS: Needs = Needs::Supervisor;
    type Answer = OperatorView;

    fn run(&self, act: &Act<'_>) -> Refused<OperatorView> {
        let operator = person(act.tx, &self.name)?;
        if operator.role == self.role {
            return Ok(view(operator));
        }
        need_second_supervisor(act, "operator role")?;
        if operator.role == Role::Supervisor {
            need_another_supervisor(act.tx, &operator)?;
        }
        revised(act.tx, Operator { role: self.role, ..operator })
    }
}

impl Deed for Retire {
    const NAME: &'static str = "operator_retire";
    const NEEDS: Needs = Needs::Supervisor;
    type Answer = OperatorView;

    fn run(&self, act: &Act<'_>) -> Refused<OperatorView> {
        let operator = person(act.tx, &self.name)?;
        if operator.role == Role::Supervisor {
            need_another_supervisor(act.tx, &operator)?;
            if operator.id != act.operator.id {
                need_second_supervisor(act, "operator retire")?;
            }
        }
        revised(act.tx, Operator { active: false, ..operator })
    }
}

fn revised(tx: &Tx<'_>, operator: Operator) -> Refused<OperatorView> {
    tx.revise_operator(&operator)?;
    Ok(view(operator))
}

fn view(operator: Operator) -> OperatorView {
    OperatorView { name: operator.name, role: operator.role, active: operator.active }
}

/// Whoever works here under that name. What every store has by itself is no person, and stays as it is.
fn person(tx: &Tx<'_>, name: &str) -> Refused<Operator> {
    let operator = known(tx, name)?;
    if [SCHEDULER, PRACTICE].contains(&operator.name.as_str()) {
        return Err(Refusal::new(
            Code::BuiltIn,
            format!("{} belongs to the store and stays as it is: name a person", operator.name),
        ));
    }
    Ok(operator)
}

/// The people who are supervisors.
fn supervisors(tx: &Tx<'_>) -> Refused<Vec<Operator>> {
    let supervisor = |one: &Operator| one.active && one.role == Role::Supervisor && one.name != PRACTICE;
    Ok(tx.operators()?.into_iter().filter(supervisor).collect())
}

/// Who is a supervisor is decided by two of them, once there are two: else one makes herself a second, and approves what
/// she does.
fn need_second_supervisor(act: &Act<'_>, words: &str) -> Refused<()> {
    if act.operator.name == PRACTICE || supervisors(act.tx)?.len() < 2 {
        return Ok(());
    }
    act.need_approver(words)
}

/// Nobody could let anybody in any more.
fn need_another_supervisor(tx: &Tx<'_>, leaving: &Operator) -> Refused<()> {
    if supervisors(tx)?.iter().any(|one| one.id != leaving.id) {
        return Ok(());
    }
    Err(Refusal::new(Code::LastSupervisor, format!("{} is the only supervisor: make another one first", leaving.name)))
}

impl Desk {
    /// Adds an operator. The first one of a store is a supervisor and needs nobody; later ones need a supervisor, and who
    /// becomes one needs two, once there are two.
    ///
    /// # Errors
    /// `bad_name`, `bad_pin`, `operator_exists`, `name_alike`, `first_is_supervisor`, `supervisor_needed`, those of an approval.
    pub fn add_operator(&mut self, call: &Call, new: &NewOperator) -> Refused<OperatorView> {
        let NewOperator { name, role, pin } = new;
        let add = AddOperator { name: name.clone(), role: *role, pin: NewPin::typed(pin.as_deref()) };
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
        let first = AddOperator { pin: add.pin.hashed()?, ..add };
        let (practice, now) = (self.practice, self.clock()?);
        self.store.write(|tx| {
            if is_staffed(tx)? {
                return Err(Refusal::new(Code::NoOperator, "somebody was added just now: a supervisor adds the next"));
            }
            first.add(tx, practice, now)
        })
    }

    /// Gives an operator a new PIN: their own, or as a supervisor somebody's, who is then let in at once.
    ///
    /// # Errors
    /// `bad_pin`, `unknown_operator`, `supervisor_needed`; for another supervisor's those of an approval, once there are two.
    pub fn set_pin(&mut self, call: &Call, name: &str, pin: Option<&str>) -> Refused<OperatorView> {
        self.perform(call, &SetPin { name: name.to_string(), pin: NewPin::typed(pin) })
    }

    /// Everybody who may sign in, and who once could.
    pub fn operators(&mut self, call: &Call) -> Refused<Vec<OperatorView>> {
        self.ask(call, |act| Ok(act.tx.operators()?.into_iter().map(view).collect()))
    }

    /// Checks a name and PIN and answers who it is. In this process they are then [`SignedIn`](crate::desk::Who::SignedIn).
    ///
    /// # Errors
    /// `unknown_operator`, `pin_locked`, `pin_needed`, `wrong_pin`.
    pub fn sign_in(&mut self, name: &str, pin: Option<&str>) -> Refused<OperatorView> {
        let of = self.store.read(|tx| known(tx, name))?;
        let at = self.clock()?.at;
        self.check_pin(&PinTry { of: &of, given: pin, by: None, at })?;
        Ok(view(of))
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

fn check_name(name: &str) -> Refused<()> {
    let hidden = |letter: char| letter.is_control() || (letter != ' ' && is_nothing(letter));
    if name.trim() == name && (1..=40).contains(&name.chars().count()) && !name.contains(hidden) {
        return Ok(());
    }
    Err(Refusal::new(
        Code::BadName,
        "an operator's name is 1 to 40 letters that can be seen, without spaces around it: type it anew",
    ))
}

/// Refuses (`operator_exists`, `name_alike`) a name that reads as one that is there: on paper nobody could tell them apart.
fn check_unlike(name: &str, operators: &[Operator]) -> Refused<()> {
    let names = operators.iter().map(|operator| operator.name.as_str());
    for known in names.chain([PRACTICE, SCHEDULER]) {
        if known == name || known.to_lowercase() == name.to_lowercase() {
            return Err(Refusal::new(
                Code::OperatorExists,
                format!("there is an operator \"{known}\" already: choose another name"),
            ));
        }
        let (new, old) = (as_read(name), as_read(known));
        if new.iter().any(|read| old.contains(read)) {
            return Err(Refusal::new(
                Code::NameAlike,
                format!("\"{name}\" reads like \"{known}\", who is there already: choose another name"),
            ));
        }
    }
    Ok(())
}

/// A name as the eye reads it: without its spaces and case, each letter as the one that it looks like. A capital may look
/// like other letters than its small one does.
fn as_read(name: &str) -> [String; 2] {
    let seen: String = name.nfkc().filter(|letter| !letter.is_whitespace() && !is_nothing(*letter)).collect();
    let small = seen.to_lowercase();
    [skeleton(&seen).collect::<String>().to_lowercase(), skeleton(&small).collect::<String>().to_lowercase()]
}

/// Whether a character takes no place, or the place of a space.
fn is_nothing(letter: char) -> bool {
    letter.is_whitespace()
        || matches!(letter, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{2800}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn alike(new: &str, known: &str) -> bool {
        as_read(new).iter().any(|read| as_read(known).contains(read))
    }

    #[test]
    fn names_that_the_eye_cannot_tell_apart_are_alike() {
        for new in ["Саrl", "CARL", "Car1", "CarI", "C arl", "Ca\u{200b}rl", "Ｃarl", "Ca\u{a0}rl", "Сагl", "Car|"]
        {
            assert!(alike(new, "Carl"), "{new:?}");
        }
        for new in ["Carla", "Cara", "Dora", "Earl", "Çarl"] {
            assert!(!alike(new, "Carl"), "{new:?}");
        }
    }

    #[test]
    fn a_name_holds_nothing_that_is_not_seen() {
        for name in ["", " Carl", "Ca\u{200b}rl", "Ca\u{a0}rl", "Ca\u{ad}rl", "Carl\u{2060}", "Ca\u{202e}rl", "Ca\trl"]
        {
            assert_eq!(check_name(name).expect_err(name).code, Code::BadName, "{name:?}");
        }
        for name in ["Carl", "Mary Ann", "José", "O'Neil", "Łukasz"] {
            check_name(name).expect(name);
        }
    }
}
