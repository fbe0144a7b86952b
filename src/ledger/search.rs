//! Finding an account by what a member says: name, account, meter, phone, address; and an account's history as lines.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::engine::{Ask, Row, ask, cells};
use super::offices::NEWEST_OPERATOR;
use super::posting::ledger_accounts_of;
use super::tables::SEARCH_WORD;
use super::{AccountId, BookId, Tx, TxnId};
use crate::basics::{AccountNo, Cents, Day, Instant, MeterNo, Refused};
use crate::words::{Moves, Status, TxnKind};

/// A line of the search's answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    pub account: AccountId,
    pub number: AccountNo,
    pub name: String,
    pub address: String,
    pub meter: MeterNo,
    pub phone: Option<String>,
    pub status: Status,
    pub balance: Cents,
}

/// What one transaction did to one of an account's balances.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryLine {
    pub txn: TxnId,
    pub kind: TxnKind,
    pub at: Instant,
    pub service_day: Option<Day>,
    pub book: BookId,
    pub operator: String,
    pub memo: String,
    pub moves: Moves,
    pub amount: Cents,
    pub receipt: Option<String>,
}

/// A word of fewer letters than this is looked for at the beginning of words only.
const ANYWHERE_FROM: usize = 3;

impl Tx<'_> {
    /// Writes an account's searchable words anew.
    pub fn index_account(&self, account: AccountId) -> Refused<()> {
        let found = self.account(account)?;
        let member = self.member(found.member)?;
        let mut words = BTreeMap::new();
        let meters = self.meters_of(account)?;
        let begun = [member.name.as_str(), found.number.as_str(), &found.address];
        for text in begun.into_iter().chain(meters.iter().map(|meter| meter.number.as_str())) {
            add_words(&mut words, text, true);
        }
        let digits = member.phone.as_deref().unwrap_or_default().replace(['-', ' '], "");
        let parts =
            [Some(member.number.as_str()), member.phone.as_deref(), member.text.as_deref(), member.joint.as_deref()];
        for text in parts.into_iter().flatten().chain([digits.as_str()]) {
            add_words(&mut words, text, false);
        }
        self.remove(&SEARCH_WORD, ["account_id"], cells![account])?;
        for (word, begins) in words {
            self.insert(&SEARCH_WORD, cells![word, account, begins])?;
        }
        Ok(())
    }

    /// The accounts in which every word of `text` stands, at most `limit`. Words of fewer than three letters match the
    /// beginning of a number, of a name or of a word of the address.
    pub fn find(&self, text: &str, limit: usize) -> Refused<Vec<Found>> {
        let words: Vec<String> = text.split_whitespace().map(folded).collect();
        let asks: Vec<Ask> = words
            .iter()
            .map(|word| {
                let begins = if word.chars().count() < ANYWHERE_FROM { " AND begins=1" } else { "" };
                ask(
                    format!("SELECT DISTINCT account_id FROM search_word WHERE word>=?1 AND word<?2{begins}"),
                    cells![word, format!("{word}\u{10ffff}")],
                )
            })
            .collect();
        let mut found: Option<HashSet<AccountId>> = None;
        for rows in self.ask_all(&asks)? {
            let with_word: HashSet<AccountId> = rows.column()?.into_iter().collect();
            found = Some(match found {
                None => with_word,
                Some(before) => before.intersection(&with_word).copied().collect(),
            });
        }
        let ids: Vec<AccountId> = found.into_iter().flatten().collect();
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        self.ask(
            "SELECT a.id, a.number, m.name, a.address, m.phone, s.status,
              (SELECT t.number FROM meter t LEFT JOIN meter_ended e ON e.meter_id=t.id WHERE t.account_id=a.id
               ORDER BY CASE WHEN e.to_day IS NULL THEN 0 ELSE 1 END, t.id DESC LIMIT 1), b.cents
             FROM account a JOIN member m ON m.id=a.member_id JOIN standing s ON s.account_id=a.id
             JOIN balance b ON b.ledger_account_id=a.id*8+1
             WHERE a.id IN LIST(?1) AND NOT EXISTS(SELECT 1 FROM member n WHERE n.id=m.id AND n.revision=m.revision+1)
             ORDER BY CASE WHEN s.status IN('closed','left') THEN 1 ELSE 0 END, m.name, a.id LIMIT ?2",
            cells![ids.as_slice(), limit as i64],
        )?
        .read(|row| {
            Ok(Found {
                account: row.get(0)?,
                number: AccountNo(row.get(1)?),
                name: row.get(2)?,
                address: row.get(3)?,
                meter: MeterNo(row.get::<Option<String>>(6)?.unwrap_or_default()),
                phone: row.get(4)?,
                status: row.get(5)?,
                balance: row.get(7)?,
            })
        })
    }

    /// Everything that moved an account's balances, oldest first.
    pub fn history(&self, account: AccountId) -> Refused<Vec<HistoryLine>> {
        let mut lines = self.lines_but_charges(account)?;
        lines.extend(self.lines_of_charges(account)?);
        lines.sort_by_key(|line| (line.txn, line.line));
        let mut txns: Vec<i64> = lines.iter().map(|line| line.txn.0).collect();
        txns.dedup();
        let answers = self.ask_all(&[
            ask(
                format!(
                    "SELECT t.id, t.kind, t.at, t.service_day, t.book_id, o.name, t.memo FROM txn t
                     JOIN operator o ON o.id=t.operator_id AND {NEWEST_OPERATOR} WHERE t.id IN LIST(?1)"
                ),
                cells![txns.clone()],
            ),
            ask("SELECT txn_id, number FROM receipt WHERE txn_id IN LIST(?1)", cells![txns]),
        ])?;
        let receipts: HashMap<TxnId, String> =
            answers[1].read(|row| Ok((row.get(0)?, row.get(1)?)))?.into_iter().collect();
        let txns: HashMap<TxnId, Row<'_>> =
            answers[0].iter().map(|row| Ok((row.get(0)?, row))).collect::<Refused<_>>()?;
        lines
            .into_iter()
            .filter_map(|line| txns.get(&line.txn).map(|row| (line, row)))
            .map(|(line, row)| {
                Ok(HistoryLine {
                    txn: line.txn,
                    kind: row.get(1)?,
                    at: row.get(2)?,
                    service_day: row.get(3)?,
                    book: row.get(4)?,
                    operator: row.get(5)?,
                    memo: row.get(6)?,
                    moves: line.moves,
                    amount: line.amount,
                    receipt: receipts.get(&line.txn).cloned(),
                })
            })
            .collect()
    }

    /// What stands in the index of the account's lines.
    fn lines_but_charges(&self, account: AccountId) -> Refused<Vec<Moved>> {
        self.ask(
            "SELECT txn_id, line, ledger_account_id%8, cents FROM posting
             WHERE daily IS NULL AND ledger_account_id IN LIST(?1)",
            cells![ledger_accounts_of(&[account])],
        )?
        .read(|row| {
            let moves = match row.get::<i64>(2)? {
                1 => Moves::Energy,
                2 => Moves::Arrears,
                3 => Moves::Deposit,
                4 => Moves::Membership,
                _ => Moves::Refund,
            };
            Ok(Moved { txn: row.get(0)?, line: row.get(1)?, moves, amount: row.get(3)? })
        })
    }

    /// What the mornings charged: one line a transaction, found by the days of the charges.
    fn lines_of_charges(&self, account: AccountId) -> Refused<Vec<Moved>> {
        let (first, last) = self
            .ask(
                "SELECT a.opened_on, s.billed_through FROM account a JOIN standing s ON s.account_id=a.id WHERE a.id=?1",
                cells![account],
            )?
            .one(|row| Ok((row.get::<i64>(0)?, row.get::<i64>(1)?)))?;
        let rows = self.ask(
            "SELECT c.service_day, c.revision, c.cents, c.txn_id, t.kind FROM charge c LEFT JOIN txn t ON t.id=c.txn_id
             WHERE c.service_day IN LIST(?1) AND c.account_id=?2 ORDER BY c.service_day, c.revision",
            cells![(first..=last).collect::<Vec<i64>>(), account],
        )?;
        let mut moved: BTreeMap<TxnId, Cents> = BTreeMap::new();
        let mut before = (0, Cents::ZERO);
        for row in rows.iter() {
            let (day, cents): (i64, Cents) = (row.get(0)?, row.get(2)?);
            let was = if before.0 == day { before.1 } else { Cents::ZERO };
            before = (day, cents);
            if let (Some(txn), Some(TxnKind::Charges)) = (row.get::<Option<TxnId>>(3)?, row.get::<Option<TxnKind>>(4)?)
            {
                *moved.entry(txn).or_default() += was - cents;
            }
        }
        let moved = moved.into_iter().filter(|(_, amount)| !amount.is_zero());
        Ok(moved.map(|(txn, amount)| Moved { txn, line: 0, moves: Moves::Energy, amount }).collect())
    }
}

/// What one line did to one of an account's balances.
struct Moved {
    txn: TxnId,
    line: i64,
    moves: Moves,
    amount: Cents,
}

/// Letters as they are looked for: small ones.
fn folded(word: &str) -> String {
    word.to_lowercase()
}

/// Adds the words of a text, each with its suffixes down to three letters; whether one stands where a word begins.
fn add_words(words: &mut BTreeMap<String, bool>, text: &str, begins: bool) {
    for word in text.split_whitespace().map(folded) {
        for (place, (at, _)) in word.char_indices().enumerate() {
            let suffix = &word[at..];
            if place == 0 || suffix.chars().count() >= ANYWHERE_FROM {
                *words.entry(suffix.to_string()).or_default() |= begins && place == 0;
            }
        }
    }
}
