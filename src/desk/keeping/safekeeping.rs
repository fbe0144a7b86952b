//! Backup and restore: a copy that proves itself, and the way back from one.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::basics::{Cents, Code, Now, Refused};
use crate::desk::Desk;
use crate::desk::act::{Call, Needs};
use crate::desk::switching::links::{Links, SIM};
use crate::desk::switching::switch::power_of;
use crate::ledger::{Account, AccountId, Meter, Power, ReceiptBrief, Standing, Status, Store};
use crate::meters::LinkError;

/// How many of the replaced store's receipts are looked at for the list of what to enter again: months of them.
const RECEIPTS_LOOKED_AT: usize = 50_000;
/// How many accounts are looked at in one question.
const PAGE: usize = 1000;
/// A link that is unreachable so often in a row is not asked for its other meters.
const GIVEN_UP_AFTER: u32 = 3;

/// What `backup` answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BackedUp {
    pub file: String,
    /// The chain's head when the copy was begun.
    pub head: String,
}

/// The last number of a receipt series.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeriesEnd {
    pub series: String,
    pub last: String,
}

/// A receipt of the replaced store that the backup does not have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LostReceipt {
    pub receipt: String,
    pub at: String,
    pub methods: String,
    pub accounts: String,
    pub amount: Cents,
}

/// What `restore` answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RestoredView {
    pub file: String,
    /// The replaced store, under its new name; null: there was none.
    pub kept: Option<String>,
    /// Receipts have numbers of their own from now on.
    pub epoch: i64,
    pub head: String,
    /// When the last act of the backup was done: what is on paper since must be entered again.
    pub last_act: Option<String>,
    /// Where each receipt series of the backup ends: higher numbers on paper are not in it.
    pub receipts_end: Vec<SeriesEnd>,
    /// The receipts of the replaced store that the backup does not have; null: it could not be read.
    pub enter_again: Option<Vec<LostReceipt>>,
    /// Meters whose state was asked and seen.
    pub meters_seen: u32,
    /// Meters that did not say: each is asked again before a command goes to it.
    pub meters_silent: u32,
    pub words: Vec<String>,
}

impl Desk {
    /// Copies the store to a new file while others go on working, and checks the copy. It holds all that is known of
    /// members and of PINs: a supervisor makes it.
    ///
    /// # Errors
    /// `supervisor_needed`, `file_exists`, `disk_full`, `file_unwritable`, `backup_failed`.
    pub fn backup(&mut self, call: &Call, file: &Path) -> Refused<BackedUp> {
        self.enter(call, "backup", Needs::Supervisor)?;
        let head = self.store.read(|tx| tx.head())?;
        self.store.backup(file)?;
        Ok(BackedUp { file: file.display().to_string(), head })
    }

    /// Puts a proven backup in the place of the store at `store`, which is kept under another name. Every meter's state is
    /// asked before any command goes out. The store may be open nowhere.
    ///
    /// A store that can be opened asks for a supervisor; one that cannot has nobody to ask.
    ///
    /// # Errors
    /// `no_backup`, `not_a_store`, `store_newer`, `backup_damaged`, `store_locked`, `supervisor_needed`, and those of
    /// signing in.
    pub fn restore(call: &Call, store: &Path, backup: &Path) -> Refused<RestoredView> {
        let replaced = match Self::open(store) {
            Ok(mut desk) => {
                desk.enter(call, "restore", Needs::Supervisor)?;
                Some(desk.store.read(|tx| tx.newest_receipts(RECEIPTS_LOOKED_AT))?)
            }
            Err(refusal) if matches!(refusal.code, Code::StoreLocked | Code::NetworkPath) => return Err(refusal),
            Err(_) => None,
        };
        let restored = Store::restore_over(store, backup)?;
        let mut desk = Self::open(store)?;
        let kept = restored.kept.map(|kept| kept.display().to_string());
        desk.after_restore(call, replaced, kept, restored.epoch)
    }

    /// Marks the restored store, and says what is to be done next.
    fn after_restore(
        &mut self,
        call: &Call,
        replaced: Option<Vec<ReceiptBrief>>,
        kept: Option<String>,
        epoch: i64,
    ) -> Refused<RestoredView> {
        let now = match call.now.filter(|_| self.practice) {
            Some(local) => Now::from_local(local, self.zone()),
            None => self.clock()?,
        };
        let (head, last_at, series) = self.store.read(|tx| Ok((tx.head()?, tx.last_at()?, tx.receipt_series()?)))?;
        let last_act = last_at.map(|at| now.at_instant(at));
        let since = last_act
            .map_or_else(|| "no known time".to_string(), |last| last.local().format("%Y-%m-%d %H:%M").to_string());
        let enter_again = replaced.map(|receipts| {
            let ends: BTreeMap<&str, i64> = series.iter().map(|(series, seq, _)| (series.as_str(), *seq)).collect();
            let lost = receipts.into_iter().filter(|row| row.seq > ends.get(row.series.as_str()).copied().unwrap_or(0));
            lost.map(|row| lost_receipt(row, &now)).collect::<Vec<_>>()
        });
        self.store.write(|tx| tx.forget_power())?;
        let (meters_seen, meters_silent) = self.ask_states(now)?;
        let words = next_steps(&since, enter_again.as_deref(), (meters_seen, meters_silent));
        self.store.write(|tx| tx.attend(None, "restored", &words.join(" "), now.day(), now.at))?;
        Ok(RestoredView {
            file: self.path().display().to_string(),
            kept,
            epoch,
            head,
            last_act: last_act.map(|last| last.rfc3339()),
            receipts_end: series.into_iter().map(|(series, _, last)| SeriesEnd { series, last: last.0 }).collect(),
            enter_again,
            meters_seen,
            meters_silent,
            words,
        })
    }

    /// Asks every served meter whose state is not known. Answers how many were seen and how many were silent; before a
    /// command goes to one of those, the switch queue asks it again.
    fn ask_states(&mut self, now: Now) -> Refused<(u32, u32)> {
        let (mut seen, mut silent) = (0, 0);
        let mut unreachable: BTreeMap<String, u32> = BTreeMap::new();
        let mut last = AccountId(0);
        loop {
            let page = self.store.read(|tx| {
                let accounts = tx.served_accounts(last, PAGE)?.into_iter();
                accounts
                    .map(|(account, standing)| Ok((tx.meter_of(account.id)?, account, standing)))
                    .collect::<Refused<Vec<_>>>()
            })?;
            let Some((_, end, _)) = page.last() else { return Ok((seen, silent)) };
            last = end.id;
            for (meter, account, standing) in page.iter().filter(|(_, _, standing)| standing.power == Power::Unknown) {
                let in_a_row = unreachable.entry(meter.link.clone()).or_default();
                match (*in_a_row < GIVEN_UP_AFTER).then(|| self.state_of(meter, now)) {
                    Some(Ok(power)) => {
                        *in_a_row = 0;
                        seen += 1;
                        self.keep_state(account, standing, power, now)?;
                    }
                    Some(Err(LinkError::Unreachable(_))) if meter.link != SIM => {
                        *in_a_row += 1;
                        silent += 1;
                    }
                    Some(Err(_)) | None => silent += 1,
                }
            }
        }
    }

    fn state_of(&mut self, meter: &Meter, now: Now) -> Result<Power, LinkError> {
        let mut links = Links::new(self, now);
        let seen = links.with(&meter.link, |link| link.switch_state(&meter.number))?;
        power_of(seen.state)
            .ok_or_else(|| LinkError::Protocol("the meter does not say how its switch stands".to_string()))
    }

    /// Keeps the state that was seen; one that the backup's account does not explain is for a person to look at.
    fn keep_state(&mut self, account: &Account, standing: &Standing, power: Power, now: Now) -> Refused<()> {
        let explained = (standing.status == Status::Active) == (power == Power::On);
        self.store.write(|tx| {
            tx.see_power(account.id, power, "asked after a restore", now.at)?;
            if explained {
                return Ok(());
            }
            let (status, power) = (standing.status.word(), power.word());
            let text =
                format!("Restored as {status}, and its meter is seen {power}: find out on paper what was done since.");
            tx.attend(Some(account.id), "power_differs", &text, now.day(), now.at)
        })
    }
}

fn lost_receipt(row: ReceiptBrief, now: &Now) -> LostReceipt {
    LostReceipt {
        receipt: row.number.0,
        at: now.at_instant(row.at).rfc3339(),
        methods: row.methods.replace(',', " and ").replace('_', " "),
        accounts: row.accounts,
        amount: row.amount,
    }
}

fn next_steps(since: &str, enter_again: Option<&[LostReceipt]>, (seen, silent): (u32, u32)) -> Vec<String> {
    let mut words = vec![format!("The store was restored from a backup whose last act was done at {since}.")];
    words.push(match enter_again {
        None => {
            "No store that could be read was replaced: enter again every receipt on paper since then, oldest first."
                .to_string()
        }
        Some([]) => "It has every receipt of the replaced store.".to_string(),
        Some(lost) => {
            let sum: Cents = lost.iter().map(|row| row.amount).sum();
            format!(
                "Receipts taken since then that it does not have: {}, {} in all. Enter them again, oldest first.",
                lost.len(),
                sum.dollars()
            )
        }
    });
    words.push(format!(
        "Every meter was asked for its state: {seen} were seen, {silent} were silent and are asked before a command goes to them."
    ));
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_to_be_entered_again_is_said_in_words() {
        let lost = [LostReceipt {
            receipt: "R-C-000002".to_string(),
            at: "2026-11-30T10:00:00-06:00".to_string(),
            methods: "cash".to_string(),
            accounts: "1000001".to_string(),
            amount: Cents(40_00),
        }];
        let words = |enter_again| next_steps("2026-11-30 09:00", enter_again, (2, 0))[1].clone();
        assert_eq!(
            words(Some(&lost[..])),
            "Receipts taken since then that it does not have: 1, $40.00 in all. Enter them again, oldest first."
        );
        assert_eq!(words(Some(&[])), "It has every receipt of the replaced store.");
        assert!(words(None).contains("every receipt on paper"));
    }
}
