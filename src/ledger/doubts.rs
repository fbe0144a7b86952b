//! Doubts: matters of the attention list that hold accounts back until a person has decided (C45).

use std::collections::HashMap;
use std::ops::RangeInclusive;

use super::engine::{Row, cells};
use super::tables::{ATTENTION_DECIDED, DOUBT, DOUBT_OVER};
use super::{AccountId, OperatorId, Tx};
use crate::basics::{Day, Instant, Refused};
use crate::words::DoubtKind;

/// A doubt that stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenDoubt {
    /// Its matter on the attention list.
    pub matter: i64,
    pub kind: DoubtKind,
    /// Of a read the morning; else the day on which it came up.
    pub day: Day,
    pub text: String,
    /// The link that it is about.
    pub source: Option<String>,
    /// The days whose charges stand on the read.
    pub days: Option<RangeInclusive<Day>>,
}

/// The codes of the matters that are doubts.
fn codes() -> String {
    let words: Vec<String> = DoubtKind::ALL.iter().map(|kind| format!("'{}'", kind.word())).collect();
    words.join(",")
}

/// What is asked of a doubt: its matter `p` in `a`, and what more there is to it.
const COLUMNS: &str = "p.of_id, p.id, p.code, COALESCE(d.day,a.day), a.text, d.source, d.from_day, d.through_day";

impl Tx<'_> {
    /// Puts what is in doubt on the attention list: the read of an account's morning `day`, with the days whose charges stand on
    /// it; or whoever is behind the link `source`. A matter of this kind that is open is about it too.
    pub fn doubt(
        &self,
        kind: DoubtKind,
        account: Option<AccountId>,
        (text, day, at): (&str, Day, Instant),
        source: Option<&str>,
        days: Option<RangeInclusive<Day>>,
    ) -> Refused<()> {
        let matter = match self.open_matters(account, kind.word())?.first() {
            Some(open) => *open,
            None => self.open_matter(account, kind.word(), text, day, at)?,
        };
        let (from, through) = days.map_or((None, None), |days| (Some(*days.start()), Some(*days.end())));
        self.insert(&DOUBT, cells![matter, day, source.map(str::to_string), from, through])
    }

    /// The doubts about these accounts that stand, oldest first; accounts without one are left out. What is in doubt for
    /// everybody, or behind a link, is asked for by [`Tx::doubts_at_large`].
    pub fn doubts_of(&self, accounts: &[AccountId]) -> Refused<HashMap<AccountId, Vec<OpenDoubt>>> {
        let rows = self.ask(
            format!(
                "SELECT {COLUMNS} FROM pending p JOIN attention a ON a.id=p.id LEFT JOIN doubt d ON d.attention_id=p.id
                 WHERE p.kind='attention' AND p.of_id IN LIST(?1) AND p.code IN({}) AND p.is_open=1 AND NOT EXISTS(
                  SELECT 1 FROM doubt_over o WHERE o.attention_id=p.id AND o.account_id=p.of_id
                   AND o.day=COALESCE(d.day,a.day))",
                codes()
            ),
            cells![accounts],
        )?;
        let mut found: HashMap<AccountId, Vec<OpenDoubt>> = HashMap::new();
        for row in rows.iter() {
            found.entry(row.get(0)?).or_default().push(open_doubt(row)?);
        }
        found.values_mut().for_each(|doubts| doubts.sort_by_key(|doubt| (doubt.matter, doubt.day)));
        Ok(found)
    }

    /// The doubts that stand about no account by name: a link that could not be read, a file of which nothing can be.
    pub fn doubts_at_large(&self) -> Refused<Vec<OpenDoubt>> {
        self.ask(
            format!(
                "SELECT {COLUMNS} FROM pending p JOIN attention a ON a.id=p.id LEFT JOIN doubt d ON d.attention_id=p.id
                 WHERE p.kind='attention' AND p.of_id=0 AND p.code IN({}) AND p.is_open=1",
                codes()
            ),
            cells![],
        )?
        .read(open_doubt)
    }

    /// Whether a doubt at large is over for this account: its row of the list was released against it.
    pub fn is_over_for(&self, doubt: &OpenDoubt, account: AccountId) -> Refused<bool> {
        let found = self.ask(
            "SELECT 1 FROM doubt_over WHERE attention_id=?1 AND account_id=?2 AND day=?3",
            cells![doubt.matter, account, doubt.day],
        )?;
        Ok(!found.is_empty())
    }

    /// Whether a person has decided that the read of this account's morning counts, whatever it makes the days use.
    pub fn jump_was_accepted(&self, account: AccountId, morning: Day) -> Refused<bool> {
        let found = self.ask(
            "SELECT 1 FROM attention a JOIN attention_decided x ON x.attention_id=a.id JOIN doubt d ON d.attention_id=a.id
             WHERE a.account_id=?1 AND a.code='use_jump' AND d.day=?2 AND x.accepted=1",
            cells![account, morning],
        )?;
        Ok(!found.is_empty())
    }

    /// Keeps what a person decided of a matter, and takes it off the list.
    pub fn decide_matter(&self, id: i64, accepted: bool, reason: &str, by: OperatorId, at: Instant) -> Refused<()> {
        self.insert(&ATTENTION_DECIDED, cells![id, accepted, reason, at, by])?;
        self.clear_attention(id, by, at)
    }

    /// Ends a doubt for one account; what else its matter is about waits on.
    pub fn end_doubt(&self, doubt: &OpenDoubt, account: AccountId, by: OperatorId, at: Instant) -> Refused<()> {
        self.insert(&DOUBT_OVER, cells![doubt.matter, account, doubt.day, at, by])?;
        let open = self.doubts_of(&[account])?.remove(&account).unwrap_or_default();
        let at_large = self.doubts_at_large()?.iter().any(|other| other.matter == doubt.matter);
        if at_large || open.iter().any(|other| other.matter == doubt.matter) {
            return Ok(());
        }
        self.clear_attention(doubt.matter, by, at)
    }
}

fn open_doubt(row: Row<'_>) -> Refused<OpenDoubt> {
    let (from, through): (Option<Day>, Option<Day>) = (row.get(6)?, row.get(7)?);
    Ok(OpenDoubt {
        matter: row.get(1)?,
        kind: row.get(2)?,
        day: row.get(3)?,
        text: row.get(4)?,
        source: row.get(5)?,
        days: from.zip(through).map(|(from, through)| from..=through),
    })
}
