//! The chain of the first house, which covered transactions and their lines alone: its day reports print its heads.

use super::Findings;
use crate::basics::Refused;
use crate::ledger::Tx;
use crate::ledger::engine::{Row, cells};
use crate::ledger::seal::{NO_SEAL, Seal};

/// What [`OldChain::line`] reads of a transaction `t`, its seal `s` and one of its lines `p`.
pub(in crate::ledger) const OLD_LINE: &str =
    "t.id, t.kind, t.at, t.service_day, t.book_id, t.operator_id, t.approver_id,
    t.memo, t.reverses, s.hash, p.ledger_account_id, p.cents";

/// A walk along the old chain, line by line.
#[derive(Default)]
pub(in crate::ledger) struct OldChain {
    /// The last transaction; 0: none yet.
    pub id: i64,
    previous: Seal,
    /// What its own seal covers before its lines, after the number of them, and its lines.
    numbers: Vec<i64>,
    texts: [String; 2],
    seal: Option<Seal>,
    lines: Vec<[i64; 2]>,
}

impl OldChain {
    /// Takes the next line; a transaction that ends with the one before it is proven.
    pub fn line(&mut self, row: Row<'_>, say: &mut dyn FnMut(String)) -> Refused<()> {
        let id: i64 = row.get(0)?;
        if id != self.id {
            self.end(say);
            if id != self.id + 1 {
                say(format!("after transaction {} comes {id}: one in between is missing", self.id));
            }
            let number = |column| Ok::<_, crate::basics::Refusal>(row.get::<Option<i64>>(column)?.unwrap_or(i64::MIN));
            self.id = id;
            self.numbers = [0, 2, 3, 4, 5, 6, 8].into_iter().map(number).collect::<Refused<_>>()?;
            self.texts = [row.get(1)?, row.get(7)?];
            self.seal = row.get(9)?;
        }
        if let Some(account) = row.get(10)? {
            self.lines.push([account, row.get(11)?]);
        }
        Ok(())
    }

    /// Proves the transaction whose lines were the last: BLAKE3 over the seal before it and everything it says.
    pub fn end(&mut self, say: &mut dyn FnMut(String)) {
        if self.id == 0 {
            return;
        }
        let mut hasher = blake3::Hasher::new();
        hasher.update(&self.previous);
        for number in self.numbers.iter().copied().chain([self.lines.len() as i64]) {
            hasher.update(&number.to_le_bytes());
        }
        for text in &self.texts {
            hasher.update(&(text.len() as u64).to_le_bytes());
            hasher.update(text.as_bytes());
        }
        for number in self.lines.iter().flatten() {
            hasher.update(&number.to_le_bytes());
        }
        if self.seal != Some(*hasher.finalize().as_bytes()) {
            say(format!("transaction {} is not what its first seal says: it, or one before it, was changed", self.id));
        }
        self.previous = self.seal.unwrap_or(NO_SEAL);
        self.lines.clear();
    }
}

impl Tx<'_> {
    /// The transactions that the first house entered are those that its chain sealed.
    pub(super) fn prove_old_chain(&self, found: &mut Findings) -> Refused<()> {
        let mut chain = OldChain::default();
        self.each(
            format!(
                "SELECT {OLD_LINE} FROM posting p JOIN txn t ON t.id=p.txn_id JOIN old_seal s ON s.txn_id=t.id
                 WHERE p.act_id<=(SELECT max(act_id) FROM old_seal) ORDER BY p.act_id, p.line"
            ),
            cells![],
            &mut |row| chain.line(row, &mut |problem| found.say(problem)),
        )?;
        chain.end(&mut |problem| found.say(problem));
        let last: i64 = self.ask("SELECT COALESCE(max(txn_id),0) FROM old_seal", cells![])?.one(|row| row.get(0))?;
        if last != chain.id {
            found
                .say(format!("the chain of the first house ends with transaction {last}, its lines with {}", chain.id));
        }
        found.end_kind("first seals");
        Ok(())
    }
}
