//! What every command may be told: which store, who acts, where, when, with whose approval.

use std::io::IsTerminal;
use std::path::{Path, PathBuf};

use chrono::NaiveDateTime;
use clap::Args;
use uuid::Uuid;

use super::values::{key, local_time};
use crate::basics::{Code, Refusal, Refused};
use crate::desk::{Approver, Call, Desk, Who};

/// The operator's PIN.
const PIN: &str = "ADVANCE_PAY_PIN";
/// The PIN of whoever approves.
const APPROVER_PIN: &str = "ADVANCE_PAY_APPROVER_PIN";
/// The PIN of an operator who is being added.
const NEW_PIN: &str = "ADVANCE_PAY_NEW_PIN";

#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Options of every command")]
pub struct Options {
    /// The store's file [default: in the platform's data folder]
    #[arg(long, global = true, value_name = "FILE", env = "ADVANCE_PAY_STORE", hide_env_values = true)]
    pub store: Option<PathBuf>,
    /// Who acts; the PIN comes from ADVANCE_PAY_PIN or is asked for
    #[arg(long, global = true, value_name = "NAME", env = "ADVANCE_PAY_OPERATOR", hide_env_values = true)]
    pub operator: Option<String>,
    /// The office that this is done at
    #[arg(long, global = true, value_name = "NAME")]
    pub office: Option<String>,
    /// One JSON value on standard output, and nothing else there
    #[arg(long, global = true)]
    pub json: bool,
    /// The local time to act at, like 2026-11-30T10:00; only in a practice store
    #[arg(long, global = true, value_name = "TIME", value_parser = local_time)]
    pub now: Option<NaiveDateTime>,
    /// A key made once for what is to be written: asked again with the same key, it is done once
    #[arg(long, global = true, value_name = "UUID", value_parser = key)]
    pub key: Option<Uuid>,
    /// Who approves, where a second person must; their PIN comes from ADVANCE_PAY_APPROVER_PIN or is asked for
    #[arg(long, global = true, value_name = "NAME")]
    pub approved_by: Option<String>,
}

impl Options {
    /// The store's file: the one that was named, else the program's own in the platform's data folder.
    pub fn store_path(&self) -> Refused<PathBuf> {
        match &self.store {
            Some(path) => Ok(path.clone()),
            None => Ok(default_folder()?.join("store.sqlite")),
        }
    }

    /// The path for a store that is to be made; the platform's data folder is made if it is not there yet.
    pub fn new_store_path(&self) -> Refused<PathBuf> {
        if self.store.is_none() {
            let folder = default_folder()?;
            std::fs::create_dir_all(&folder).map_err(|error| {
                Refusal::new(
                    Code::NoDataFolder,
                    format!("{} cannot be made: {error}; name a file with --store", folder.display()),
                )
            })?;
        }
        self.store_path()
    }

    /// Opens the store and asks for the PINs that the call needs.
    pub fn desk(&self) -> Refused<(Desk, Call)> {
        let mut desk = Desk::open(&self.store_path()?)?;
        let call = self.call(Some(&mut desk))?;
        Ok((desk, call))
    }

    /// The call for what replaces the store: one that does not open knows nobody, and asks for no PIN.
    pub fn call_without_store(&self) -> Refused<Call> {
        self.call(Desk::open(&self.store_path()?).ok().as_mut())
    }

    fn call(&self, mut desk: Option<&mut Desk>) -> Refused<Call> {
        let mut pin = |name: &str, variable: &str| match (given(variable), desk.as_deref_mut()) {
            (Some(pin), _) => Ok(Some(pin)),
            (None, Some(desk)) => typed_if_needed(desk, name),
            (None, None) => Ok(None),
        };
        let who = match &self.operator {
            Some(name) => Who::Named { name: name.clone(), pin: pin(name, PIN)? },
            None => Who::Default,
        };
        let approver = match &self.approved_by {
            Some(name) => Some(Approver { name: name.clone(), pin: pin(name, APPROVER_PIN)? }),
            None => None,
        };
        Ok(Call { who, office: self.office.clone(), now: self.now, key: self.key, approver })
    }

    /// The PIN of an operator who is being added. The first one of a store adds themselves, so theirs is
    /// `ADVANCE_PAY_PIN` when nobody is named as who acts.
    pub fn new_pin(&self, name: &str) -> Refused<Option<String>> {
        let own = || if self.operator.is_none() { given(PIN) } else { None };
        if let Some(pin) = given(NEW_PIN).or_else(own) {
            return Ok(Some(pin));
        }
        let Some(pin) = typed(&format!("A PIN for {name}, 4 to 12 digits: "))? else { return Ok(None) };
        if typed("The same again: ")?.as_deref() != Some(&pin) {
            return Err(Refusal::new(Code::BadPin, "the two PINs are not the same: try again"));
        }
        Ok(Some(pin))
    }
}

/// The PIN as it is typed, if the operator has one and somebody sits there.
fn typed_if_needed(desk: &mut Desk, name: &str) -> Refused<Option<String>> {
    match desk.sign_in(name, None) {
        Err(refusal) if refusal.code == Code::PinNeeded => typed(&format!("PIN of {name}: ")),
        // An operator without a PIN, or none at all: the act itself tells.
        _ => Ok(None),
    }
}

fn given(variable: &str) -> Option<String> {
    std::env::var(variable).ok().filter(|value| !value.is_empty())
}

/// What is typed in a terminal without being shown; None when there is no terminal or nothing is typed.
fn typed(prompt: &str) -> Refused<Option<String>> {
    if !std::io::stdin().is_terminal() {
        return Ok(None);
    }
    let typed = rpassword::prompt_password(prompt)
        .map_err(|error| Refusal::new(Code::NoTerminal, format!("the PIN cannot be asked for: {error}; set {PIN}")))?;
    Ok(Some(typed).filter(|pin| !pin.is_empty()))
}

fn default_folder() -> Refused<PathBuf> {
    directories::ProjectDirs::from("", "", "advance-pay")
        .map(|project| Path::to_path_buf(project.data_dir()))
        .ok_or_else(|| {
            Refusal::new(Code::NoDataFolder, "this account has no home folder: name the store with --store FILE")
        })
}
