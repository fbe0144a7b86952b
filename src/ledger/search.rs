//! Finding an account by what a member says: name, account, meter, phone, address; and an account's history as lines.

use rusqlite::params;

use super::codec::Columns;
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

impl Tx<'_> {
    /// Writes an account's searchable words anew.
    pub fn index_account(&self, account: AccountId) -> Refused<()> {
        self.conn.prepare_cached("DELETE FROM account_search WHERE rowid=?1")?.execute([account.0])?;
        self.conn
            .prepare_cached(
                "INSERT INTO account_search(rowid,name,account,meter,phone,address)
                 SELECT a.id, m.name, a.number||' '||m.number,
                  (SELECT group_concat(number,' ') FROM meter WHERE account_id=a.id),
                  ifnull(m.phone,'')||' '||ifnull(m.text_phone,'')||' '||
                  replace(replace(ifnull(m.phone,''),'-',''),' ','')||' '||ifnull(m.joint,''), a.address
                 FROM account a JOIN member m ON m.id=a.member_id WHERE a.id=?1",
            )?
            .execute([account.0])?;
        Ok(())
    }

    /// The accounts in which every word of `text` stands, at most `limit`. Words of fewer than three letters match the
    /// beginning of a number, of a name or of a word of the address.
    pub fn find(&self, text: &str, limit: usize) -> Refused<Vec<Found>> {
        let words: Vec<&str> = text.split_whitespace().collect();
        let (long, short): (Vec<&str>, Vec<&str>) = words.iter().partition(|word| word.chars().count() >= 3);
        if words.is_empty() {
            return Ok(Vec::new());
        }
        let mut sql = "SELECT a.id, a.number, m.name, a.address, m.phone, s.status,
            (SELECT number FROM meter WHERE account_id=a.id ORDER BY to_day IS NULL DESC, id DESC LIMIT 1) AS meter,
            (SELECT cents FROM balance WHERE ledger_account_id=a.id*8+1) AS cents
            FROM account a JOIN member m ON m.id=a.member_id JOIN standing s ON s.account_id=a.id WHERE 1=1"
            .to_string();
        let mut values: Vec<String> = Vec::new();
        if !long.is_empty() {
            sql.push_str(" AND a.id IN (SELECT rowid FROM account_search WHERE account_search MATCH ?1)");
            values.push(
                long.iter().map(|word| format!("\"{}\"", word.replace('"', "\"\""))).collect::<Vec<_>>().join(" AND "),
            );
        }
        for word in short {
            values.push(format!("{}%", word.replace(['%', '_'], "")));
            let n = values.len();
            sql.push_str(&format!(
                " AND (m.name LIKE ?{n} OR m.name LIKE '% '||?{n} OR a.number LIKE ?{n}
                 OR a.address LIKE ?{n} OR a.address LIKE '% '||?{n}
                 OR EXISTS (SELECT 1 FROM meter WHERE account_id=a.id AND number LIKE ?{n}))"
            ));
        }
        values.push(limit.to_string());
        sql.push_str(&format!(
            " ORDER BY s.status IN('closed','left'), m.name, a.id LIMIT CAST(?{} AS INTEGER)",
            values.len()
        ));
        let mut query = self.conn.prepare_cached(&sql)?;
        let rows = query.query_map(rusqlite::params_from_iter(values), |row| {
            Ok(Found {
                account: AccountId(row.get("id")?),
                number: AccountNo(row.get("number")?),
                name: row.get("name")?,
                address: row.get("address")?,
                meter: MeterNo(row.get::<_, Option<String>>("meter")?.unwrap_or_default()),
                phone: row.get("phone")?,
                status: row.word("status")?,
                balance: row.cents("cents")?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Everything that moved an account's balances, oldest first.
    pub fn history(&self, account: AccountId) -> Refused<Vec<HistoryLine>> {
        let mut query = self.conn.prepare_cached(
            "SELECT t.id, t.kind, t.at, t.service_day, t.book_id, o.name AS operator, t.memo,
              l.kind AS moves, p.cents, r.number AS receipt
             FROM posting p JOIN txn t ON t.id=p.txn_id JOIN ledger_account l ON l.id=p.ledger_account_id
             JOIN operator o ON o.id=t.operator_id LEFT JOIN receipt r ON r.txn_id=t.id
             WHERE p.ledger_account_id BETWEEN ?1 AND ?2 ORDER BY t.id, p.line",
        )?;
        let rows = query.query_map(params![account.0 * 8 + 1, account.0 * 8 + 5], |row| {
            Ok(HistoryLine {
                txn: TxnId(row.get("id")?),
                kind: row.word("kind")?,
                at: row.instant("at")?,
                service_day: row.day_if("service_day")?,
                book: BookId(row.get("book_id")?),
                operator: row.get("operator")?,
                memo: row.get("memo")?,
                moves: row.word("moves")?,
                amount: row.cents("cents")?,
                receipt: row.get("receipt")?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}
