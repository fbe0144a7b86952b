//! Offices, operators and the facts of the store itself.

use super::Tx;
use super::engine::{Row, cells};
use super::tables::{OFFICE, OPERATOR, PIN_TRY, STORE_FACT};
use crate::basics::{Code, Instant, Refusal, Refused};
use crate::words::Role;

/// An office's id in the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub struct OfficeId(pub i64);

/// An operator's id in the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub struct OperatorId(pub i64);

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Office {
    pub id: OfficeId,
    pub name: String,
    /// Stands in receipt numbers.
    pub code: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operator {
    pub id: OperatorId,
    pub name: String,
    pub role: Role,
    /// argon2; None: no PIN is asked.
    pub pin_hash: Option<String>,
    pub active: bool,
    /// None: the last PIN that was typed was right.
    pub wrong_pins: Option<WrongPins>,
}

/// The wrong PINs of an operator in a row, and when the last was tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WrongPins {
    pub in_row: u32,
    pub last: Instant,
}

const OPERATOR_COLUMNS: &str = "o.id,o.name,o.role,o.pin_hash,o.active,
    (SELECT t.wrong_in_row FROM pin_try t WHERE t.operator_id=o.id ORDER BY t.act_id DESC, t.line DESC LIMIT 1),
    (SELECT t.at FROM pin_try t WHERE t.operator_id=o.id ORDER BY t.act_id DESC, t.line DESC LIMIT 1)";
/// The last revision of an operator `o` is the one that holds.
pub(super) const NEWEST_OPERATOR: &str =
    "NOT EXISTS(SELECT 1 FROM operator n WHERE n.id=o.id AND n.revision=o.revision+1)";

impl Tx<'_> {
    /// A fact of the store: `practice`, `store_id`, `epoch`, …
    pub fn fact(&self, name: &str) -> Refused<Option<String>> {
        self.ask("SELECT value FROM store_fact WHERE name=?1 ORDER BY act_id DESC, line DESC LIMIT 1", cells![name])?
            .first(|row| row.get(0))
    }

    pub fn set_fact(&self, name: &str, value: &str) -> Refused<()> {
        self.insert(&STORE_FACT, cells![name, value])
    }

    pub fn add_office(&self, name: &str, code: &str) -> Refused<OfficeId> {
        let id = OfficeId(self.next_id(&OFFICE)?);
        self.insert(&OFFICE, cells![id, name, code])?;
        Ok(id)
    }

    pub fn offices(&self) -> Refused<Vec<Office>> {
        self.ask("SELECT id,name,code FROM office ORDER BY id", cells![])?.read(office_row)
    }

    /// The office of that name (`unknown_office`).
    pub fn office_named(&self, name: &str) -> Refused<Office> {
        let offices = self.offices()?;
        let names = offices.iter().map(|office| office.name.as_str()).collect::<Vec<_>>().join(", ");
        offices.into_iter().find(|office| office.name.eq_ignore_ascii_case(name)).ok_or_else(|| {
            Refusal::new(Code::UnknownOffice, format!("there is no office \"{name}\": this store has {names}"))
        })
    }

    pub fn office(&self, id: OfficeId) -> Refused<Office> {
        self.ask("SELECT id,name,code FROM office WHERE id=?1", cells![id])?.one(office_row)
    }

    pub fn add_operator(&self, name: &str, role: Role, pin_hash: Option<&str>, at: Instant) -> Refused<OperatorId> {
        if self.operator_named(name)?.is_some() {
            return Err(Refusal::new(
                Code::OperatorExists,
                format!("there is an operator \"{name}\" already: choose another name"),
            ));
        }
        let id = OperatorId(self.next_id(&OPERATOR)?);
        self.insert(&OPERATOR, cells![id, 1_i64, name, role.word(), pin_hash, at, true])?;
        Ok(id)
    }

    pub fn operators(&self) -> Refused<Vec<Operator>> {
        self.ask(format!("SELECT {OPERATOR_COLUMNS} FROM operator o WHERE {NEWEST_OPERATOR} ORDER BY o.id"), cells![])?
            .read(operator_row)
    }

    pub fn operator_named(&self, name: &str) -> Refused<Option<Operator>> {
        self.ask(
            format!("SELECT {OPERATOR_COLUMNS} FROM operator o WHERE lower(o.name)=lower(?1) AND {NEWEST_OPERATOR}"),
            cells![name],
        )?
        .first(operator_row)
    }

    pub fn operator(&self, id: OperatorId) -> Refused<Operator> {
        self.ask(format!("SELECT {OPERATOR_COLUMNS} FROM operator o WHERE o.id=?1 AND {NEWEST_OPERATOR}"), cells![id])?
            .one(operator_row)
    }

    /// An operator as they are from now on: what they did stays theirs.
    pub fn revise_operator(&self, operator: &Operator) -> Refused<()> {
        let (revision, added_at): (i64, i64) = self
            .ask(
                format!("SELECT o.revision,o.added_at FROM operator o WHERE o.id=?1 AND {NEWEST_OPERATOR}"),
                cells![operator.id],
            )?
            .one(|row| Ok((row.get(0)?, row.get(1)?)))?;
        let Operator { id, name, role, pin_hash, active, .. } = operator;
        self.insert(&OPERATOR, cells![*id, revision + 1, name, role.word(), pin_hash.clone(), added_at, *active])
    }

    /// Takes an operator's access away.
    pub fn retire_operator(&self, id: OperatorId) -> Refused<()> {
        self.revise_operator(&Operator { active: false, ..self.operator(id)? })
    }

    /// Records that a PIN was tried: how many wrong ones in a row that makes.
    pub fn record_pin_try(&self, of: OperatorId, by: Option<OperatorId>, tried: WrongPins) -> Refused<()> {
        self.insert(&PIN_TRY, cells![of, by, tried.last, i64::from(tried.in_row)])
    }

    /// When the last act was done: the clock may not run behind it.
    pub fn last_at(&self) -> Refused<Option<Instant>> {
        self.ask("SELECT max(at) FROM act", cells![])?.one(|row| row.get(0))
    }
}

fn office_row(row: Row<'_>) -> Refused<Office> {
    Ok(Office { id: row.get(0)?, name: row.get(1)?, code: row.get(2)? })
}

fn operator_row(row: Row<'_>) -> Refused<Operator> {
    let wrong: Option<(u32, Instant)> = row.get::<Option<u32>>(5)?.zip(row.get(6)?).filter(|(in_row, _)| *in_row > 0);
    Ok(Operator {
        id: row.get(0)?,
        name: row.get(1)?,
        role: row.get(2)?,
        pin_hash: row.get(3)?,
        active: row.get(4)?,
        wrong_pins: wrong.map(|(in_row, last)| WrongPins { in_row, last }),
    })
}
