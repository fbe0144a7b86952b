//! Making a store.

use std::path::Path;

use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::program::{add_office, find_program};
use crate::basics::{Code, Now, Refusal, Refused};
use crate::desk::Desk;
use crate::desk::people::staff;
use crate::desk::who::system_account;
use crate::ledger::{Store, TermsRow, Tx};

/// What is asked of `init`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct InitInput {
    /// A shipped program's id, or a folder.
    pub program: String,
    pub practice: bool,
    pub sample_members: u32,
    /// How many days before now the first of them joined; None: [`SAMPLE_DAYS`].
    pub sample_days: Option<u32>,
    /// The local time at which it is made; only for practice.
    pub now: Option<NaiveDateTime>,
}

/// What `init` answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Initialized {
    pub program: String,
    pub store: String,
    pub practice: bool,
    pub members: u32,
}

/// How long sample members have lived, where nothing else is said.
pub const SAMPLE_DAYS: u32 = 30;

impl Desk {
    /// Makes the store at `path`, with the program's terms in force from their first day on.
    ///
    /// # Errors
    /// `store_exists`, `unknown_program`, `bad_program`, `samples_need_practice`; nothing is left behind.
    pub fn init(path: &Path, input: &InitInput, progress: &mut dyn FnMut(u32, u32)) -> Refused<Initialized> {
        if input.sample_members > 0 && !input.practice {
            return Err(Refusal::new(
                Code::SamplesNeedPractice,
                "sample members are for a practice store: add --practice",
            ));
        }
        if input.now.is_some() && !input.practice {
            return Err(Refusal::new(
                Code::NowOnlyInPractice,
                "a time can be given only in a practice store: leave --now out",
            ));
        }
        let found = find_program(&input.program)?;
        let zone = found.program.time_zone;
        let real = Now::new(chrono::Utc::now(), zone);
        let now = input.now.map_or(real, |local| Now::from_local(local, zone));
        let mut store = Store::create(path)?;
        let made = store.write(|tx| furnish(tx, input, &found.row, &found.program.offices, now));
        if let Err(refusal) = made {
            drop(store);
            remove_store(path);
            return Err(refusal);
        }
        drop(store);
        let mut desk = Self::open(path)?;
        let members =
            match desk.add_samples(input.sample_members, input.sample_days.unwrap_or(SAMPLE_DAYS), now, progress) {
                Ok(members) => members,
                Err(refusal) => {
                    drop(desk);
                    remove_store(path);
                    return Err(refusal);
                }
            };
        Ok(Initialized {
            program: found.program.id,
            store: path.display().to_string(),
            practice: input.practice,
            members,
        })
    }
}

/// What every store begins with: who it is, its offices, its built-in operators, its terms.
fn furnish(tx: &Tx<'_>, input: &InitInput, row: &TermsRow, offices: &[String], now: Now) -> Refused<()> {
    for (name, value) in [
        ("practice", if input.practice { "yes" } else { "no" }.to_string()),
        ("store_id", Uuid::now_v7().to_string()),
        ("epoch", "1".to_string()),
        ("created_at", now.rfc3339()),
        ("system_account", system_account()),
    ] {
        tx.set_fact(name, &value)?;
    }
    for office in offices {
        add_office(tx, office)?;
    }
    staff::add_built_in(tx, input.practice, now)?;
    let maker = tx
        .operators()?
        .first()
        .map(|operator| operator.id)
        .ok_or_else(|| Refusal::new(Code::StoreFault, "no operator"))?;
    tx.add_terms(row, maker, now.at)?;
    Ok(())
}

fn remove_store(path: &Path) {
    for suffix in ["", "-wal", "-shm", ".cycle"] {
        let mut file = path.as_os_str().to_os_string();
        file.push(suffix);
        // What is not there needs no removing, and the refusal that brought us here is what the person must read.
        let _ = std::fs::remove_file(file);
    }
}
