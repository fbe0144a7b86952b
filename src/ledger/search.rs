//! Finding an account by what a member says: name, account, meter, phone, address; and an account's history as lines.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::engine::{Ask, Row, Value, ask, cells};
use super::offices::NEWEST_OPERATOR;
use super::posting::ledger_accounts_of;
use super::tables::{SEARCH_ACCOUNT, SEARCH_WORD};
use super::{Account, AccountId, BookId, Tx, TxnId};
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
    /// What that receipt says was paid on the account.
    pub paid: Option<Cents>,
}

/// A word of fewer letters than this is looked for at the beginning of words only.
const ANYWHERE_FROM: usize = 3;
/// A word that stands in fewer rows than this is looked up and put in order; of one that stands in more, the rows are
/// walked in order until there are enough.
const FEW: usize = 1000;
/// Of how many accounts it is proven at a time what they are found by.
const PROVEN_AT_A_TIME: usize = 500;
/// Nobody says more: words after these are not looked at.
const MOST_WORDS: usize = 50;

impl Tx<'_> {
    /// Writes what an account is found by anew, where it differs from what is written.
    pub fn index_account(&self, account: AccountId) -> Refused<()> {
        self.index_accounts(&[account])
    }

    /// As [`Tx::index_account`], of several accounts: the questions are the same.
    pub fn index_accounts(&self, accounts: &[AccountId]) -> Refused<()> {
        let mut before = self.findable_before(accounts)?;
        let mut on_file = self.findable(accounts)?;
        for account in accounts {
            let Some(now) = on_file.remove(account) else { continue };
            let before = before.remove(account);
            match &before {
                Some(before) if *before == now => continue,
                Some(_) => self.set(
                    &SEARCH_ACCOUNT,
                    ["account_id", "place", "begun", "inside"],
                    cells![*account, &now.place, &now.begun, &now.inside],
                )?,
                None => self.insert(&SEARCH_ACCOUNT, cells![*account, &now.place, &now.begun, &now.inside])?,
            }
            let (before, now) = (before.map(|before| before.rows()).unwrap_or_default(), now.rows());
            for [gram, place, word] in before.difference(&now) {
                let key = ["gram", "place", "account_id", "word"];
                self.remove(&SEARCH_WORD, key, cells![gram, place, *account, word])?;
            }
            for [gram, place, word] in now.difference(&before) {
                self.insert(&SEARCH_WORD, cells![gram, place, *account, word])?;
            }
        }
        Ok(())
    }

    /// Puts what [`Tx::index_accounts`] asks.
    pub(super) fn foresee_index(&self, accounts: &[AccountId]) {
        let _ = (self.findable_before(accounts), self.findable(accounts));
    }

    /// What these accounts are found by, as it is written.
    fn findable_before(&self, accounts: &[AccountId]) -> Refused<HashMap<AccountId, Findable>> {
        let rows = self.ask(
            "SELECT account_id, place, begun, inside FROM search_account WHERE account_id IN LIST(?1)",
            cells![accounts],
        )?;
        let kept = rows
            .read(|row| Ok((row.get(0)?, Findable { place: row.get(1)?, begun: row.get(2)?, inside: row.get(3)? })));
        Ok(kept?.into_iter().collect())
    }

    /// What these accounts are found by, as their rows say; one whose rows are not all there is missing.
    fn findable(&self, accounts: &[AccountId]) -> Refused<HashMap<AccountId, Findable>> {
        let rows = self.accounts(accounts)?;
        let members = self.members(&rows.iter().map(|account| account.member).collect::<Vec<_>>())?;
        let (standings, meters) = (self.standings(accounts)?, self.meter_numbers_of(accounts)?);
        let findable = |account: Account| {
            let member = members.get(&account.member)?;
            let ended = matches!(standings.get(&account.id)?.status, Status::Closed | Status::Left);
            let begun = [member.name.as_str(), account.number.as_str(), &account.address];
            let meters = meters.get(&account.id).into_iter().flatten();
            let numbers = [member.phone.as_deref(), member.text.as_deref()].into_iter().flatten().map(digits_of);
            let numbers: Vec<String> = numbers.collect();
            let inside = [Some(member.number.as_str()), member.joint.as_deref()].into_iter().flatten();
            let found = Findable {
                begun: folded(begun.into_iter().chain(meters.map(MeterNo::as_str))),
                inside: folded(inside.chain(numbers.iter().map(String::as_str))),
                place: format!("{}{}", i32::from(ended), member.name),
            };
            Some((account.id, found))
        };
        Ok(rows.into_iter().filter_map(findable).collect())
    }

    /// The accounts in which every word of `text` stands, at most `limit`, those that are served first, by name. Words of
    /// fewer than three letters match the beginning of a number, of a name or of a word of the address.
    pub fn find(&self, text: &str, limit: usize) -> Refused<Vec<Found>> {
        let text = folded([text].into_iter());
        let words: BTreeSet<Sought<'_>> = words_sought(&text).into_iter().map(Sought::new).collect();
        let ids = self.first_with(words.into_iter().take(MOST_WORDS).collect(), limit)?;
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let rows = self.ask(
            "SELECT a.id, a.number, m.name, a.address, m.phone, s.status, COALESCE(s.meter_number,
              (SELECT t.number FROM meter t LEFT JOIN meter_ended e ON e.meter_id=t.id WHERE t.account_id=a.id
               ORDER BY CASE WHEN e.to_day IS NULL THEN 0 ELSE 1 END, t.id DESC LIMIT 1)), b.cents
             FROM account a JOIN member m ON m.id=a.member_id JOIN standing s ON s.account_id=a.id
             JOIN balance b ON b.ledger_account_id=a.id*8+1
             WHERE a.id IN LIST(?1) AND NOT EXISTS(SELECT 1 FROM member n WHERE n.id=m.id AND n.revision=m.revision+1)",
            cells![ids.as_slice()],
        )?;
        let mut found: HashMap<AccountId, Found> = rows
            .read(|row| {
                let found = Found {
                    account: row.get(0)?,
                    number: AccountNo(row.get(1)?),
                    name: row.get(2)?,
                    address: row.get(3)?,
                    meter: MeterNo(row.get::<Option<String>>(6)?.unwrap_or_default()),
                    phone: row.get(4)?,
                    status: row.get(5)?,
                    balance: row.get(7)?,
                };
                Ok((found.account, found))
            })?
            .into_iter()
            .collect();
        Ok(ids.iter().filter_map(|id| found.remove(id)).collect())
    }

    /// The first accounts, in the order of the answer, in which all of these words stand. The rarest word leads; whether
    /// the others stand in the same account is one look into the key of each.
    fn first_with(&self, mut words: Vec<Sought<'_>>, limit: usize) -> Refused<Vec<AccountId>> {
        let probes: Vec<Ask> = words.iter().filter(|word| word.is_long()).map(Sought::probe).collect();
        let mut counts = self.ask_all(&probes)?.into_iter();
        for word in words.iter_mut().filter(|word| word.is_long()) {
            word.rows = counts.next().unwrap_or_default().one(|row| row.get(0))?;
        }
        words.sort_by_key(|word| (word.rows, Reverse(word.text.len())));
        let Some((rarest, others)) = words.split_first() else { return Ok(Vec::new()) };
        let mut with = Vec::new();
        let mut put = |value: Value| {
            with.push(value);
            format!("?{}", with.len())
        };
        let mut sql = format!(
            "SELECT DISTINCT w.place, w.account_id FROM search_word w WHERE {}",
            if rarest.rows < FEW { rarest.by_word(&mut put) } else { rarest.by_place("w", &mut put) }
        );
        for other in others {
            sql += &format!(
                " AND EXISTS(SELECT 1 FROM search_word x WHERE {} AND x.place=w.place AND x.account_id=w.account_id)",
                other.by_place("x", &mut put)
            );
        }
        sql += &format!(" ORDER BY w.place, w.account_id LIMIT {}", put(Value::from(limit as i64)));
        self.ask(sql, with)?.read(|row| row.get(1))
    }

    /// What an account is found by is what is on file of it. Each problem is a sentence, told to `say`.
    pub(super) fn prove_search(&self, say: &mut dyn FnMut(String)) -> Refused<()> {
        let last = self.count_accounts()?;
        let beside = "SELECT account_id FROM search_account WHERE account_id<1 OR account_id>?1 LIMIT 1";
        for account in self.ask(beside, cells![last])?.column::<i64>()? {
            say(format!("an account with id {account} can be found, and there is none"));
        }
        let every: Vec<AccountId> = (1..=last).map(AccountId).collect();
        for page in every.chunks(PROVEN_AT_A_TIME) {
            // What was never made findable is found by nobody, and says nothing false. Where what is on file cannot be
            // read, that is a problem of its own.
            let kept = self.findable_before(page)?;
            let now = match self.findable(page) {
                Ok(now) => now,
                Err(_) => page.iter().filter_map(|one| self.findable(&[*one]).ok()).flatten().collect(),
            };
            for account in
                page.iter().filter(|account| kept.contains_key(account) && kept.get(account) != now.get(account))
            {
                say(format!("what the account with id {} is found by is not what is on file of it", account.0));
            }
        }
        Ok(())
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
            ask(
                "SELECT r.txn_id, r.number, (SELECT CAST(sum(a.to_energy+a.to_arrears+a.to_other) AS BIGINT)
                  FROM receipt_allocation a WHERE a.receipt_id=r.id AND a.account_id=?2)
                 FROM receipt r WHERE r.txn_id IN LIST(?1)",
                cells![txns, account],
            ),
        ])?;
        let receipts: HashMap<TxnId, (String, Option<Cents>)> =
            answers[1].read(|row| Ok((row.get(0)?, (row.get(1)?, row.get(2)?))))?.into_iter().collect();
        let txns: HashMap<TxnId, Row<'_>> =
            answers[0].iter().map(|row| Ok((row.get(0)?, row))).collect::<Refused<_>>()?;
        lines
            .into_iter()
            .filter_map(|line| txns.get(&line.txn).map(|row| (line, row)))
            .map(|(line, row)| {
                let (receipt, paid) = receipts.get(&line.txn).cloned().unzip();
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
                    receipt,
                    paid: paid.flatten(),
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

/// What an account is found by.
#[derive(Debug, PartialEq, Eq)]
struct Findable {
    /// Where it stands in an answer: what is ended last, then by name.
    place: String,
    /// The words that are found from their first letter on.
    begun: String,
    /// The words that are found from three letters on.
    inside: String,
}

impl Findable {
    /// The rows of `search_word`, without the account: first letters, place, word.
    fn rows(&self) -> BTreeSet<[String; 3]> {
        let mut rows = BTreeSet::new();
        let mut add = |gram: &str, word: &str| rows.insert([gram.into(), self.place.clone(), word.into()]);
        for word in self.begun.split(' ') {
            for short in (1..ANYWHERE_FROM).filter_map(|letters| first_letters(word, letters)) {
                add(short, "");
            }
        }
        for word in self.begun.split(' ').chain(self.inside.split(' ')) {
            for suffix in word.char_indices().map(|(at, _)| &word[at..]) {
                if let Some(gram) = first_letters(suffix, ANYWHERE_FROM) {
                    add(gram, suffix);
                }
            }
        }
        rows
    }
}

/// A word that is looked for.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Sought<'a> {
    text: &'a str,
    /// Its first letters, under which its rows stand in the order of the answer.
    gram: &'a str,
    /// In how many rows it stands; [`FEW`]: in as many or more, or it was not counted.
    rows: usize,
}

impl<'a> Sought<'a> {
    fn new(text: &'a str) -> Self {
        Self { text, gram: first_letters(text, ANYWHERE_FROM).unwrap_or(text), rows: FEW }
    }

    /// Whether it is found anywhere in a word.
    fn is_long(&self) -> bool {
        first_letters(self.text, ANYWHERE_FROM).is_some()
    }

    /// Asks in how many rows it stands, if they are few.
    fn probe(&self) -> Ask {
        ask(
            format!(
                "SELECT count(*) FROM (SELECT 1 FROM search_word WHERE word<>'' AND word>=?1 AND word<?2 LIMIT {FEW}) AS few"
            ),
            cells![self.text, self.end()],
        )
    }

    /// Its rows by the index of words: few, and in no order. Without `word<>''` that index, which is a part of the table,
    /// answers nothing.
    fn by_word(&self, put: &mut impl FnMut(Value) -> String) -> String {
        format!("w.word<>'' AND w.word>={} AND w.word<{}", put(self.text.into()), put(self.end().into()))
    }

    /// Its rows by the key: in the order of the answer.
    fn by_place(&self, of: &str, put: &mut impl FnMut(Value) -> String) -> String {
        let gram = format!("{of}.gram={}", put(self.gram.into()));
        if self.text == self.gram {
            return gram;
        }
        format!("{gram} AND {of}.word>={} AND {of}.word<{}", put(self.text.into()), put(self.end().into()))
    }

    /// Where the words that begin with it end.
    fn end(&self) -> String {
        format!("{}\u{10ffff}", self.text)
    }
}

/// The first so many letters of a word that has as many.
fn first_letters(word: &str, letters: usize) -> Option<&str> {
    let (at, last) = word.char_indices().nth(letters.checked_sub(1)?)?;
    Some(&word[..at + last.len_utf8()])
}

/// The words of texts as they are looked for, with a space between: in small letters without their accents, and without
/// the signs within a word, so that `O’Hara`, `Peña` and `M-1001` are found however they are typed.
fn folded<'a>(texts: impl Iterator<Item = &'a str>) -> String {
    let words = texts.flat_map(str::split_whitespace).map(folded_word);
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

fn folded_word(word: &str) -> String {
    // A letter with its accent is taken apart, and what is left is put together again.
    let letters = word.nfkd().filter(|it| !is_combining_mark(*it) && !is_sign(*it));
    letters.flat_map(char::to_lowercase).flat_map(plain).nfc().collect()
}

/// Whether it only sets words and numbers apart: no letter, no digit, and none of the pictures that people put into names.
fn is_sign(it: char) -> bool {
    match it {
        '\0'..='\u{bf}' => !it.is_alphanumeric(),
        // Marks that stand as letters, the turned comma of Hawaii among them; dashes, quotes and what cannot be seen.
        '\u{2b0}'..='\u{2ff}' | '\u{2000}'..='\u{206f}' | '\u{2212}' | '\u{3000}'..='\u{303f}' | '\u{feff}' => true,
        _ => false,
    }
}

/// A small letter as somebody types it who has no key for it.
fn plain(letter: char) -> impl Iterator<Item = char> {
    let typed = match letter {
        '\u{df}' => "ss",
        '\u{e6}' => "ae",
        '\u{153}' => "oe",
        '\u{f8}' => "o",
        '\u{142}' => "l",
        '\u{111}' | '\u{f0}' => "d",
        '\u{fe}' => "th",
        '\u{131}' => "i",
        '\u{3c2}' => "\u{3c3}",
        _ => "",
    };
    typed.chars().chain(typed.is_empty().then_some(letter))
}

/// A telephone number as its digits, with what follows it in letters beside: it is found however it is typed.
fn digits_of(number: &str) -> String {
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    let beside = number.split_whitespace().filter(|word| word.chars().any(char::is_alphabetic));
    beside.fold(digits, |found, word| found + " " + word)
}

/// The words of a folded question. The 1 of long distance before ten digits is left out: few have it on file.
fn words_sought(text: &str) -> Vec<&str> {
    let ten = |words: &[&str]| {
        words.iter().all(|word| word.bytes().all(|byte| byte.is_ascii_digit()))
            && words.iter().map(|word| word.len()).sum::<usize>() == 10
    };
    let words: Vec<&str> = text.split(' ').filter(|word| !word.is_empty()).collect();
    match words.split_first() {
        Some((&"1", number)) if ten(number) => number.to_vec(),
        _ => words.iter().map(|word| word.strip_prefix('1').filter(|number| ten(&[number])).unwrap_or(word)).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sought(text: &str) -> Vec<String> {
        words_sought(&folded([text].into_iter())).into_iter().map(str::to_string).collect()
    }

    #[test]
    fn a_word_is_looked_for_without_accents_and_signs() {
        for (typed, word) in [
            ("Pe\u{f1}a", "pena"),
            ("Pen\u{303}a", "pena"),
            ("O'Hara", "ohara"),
            ("O\u{2019}Hara", "ohara"),
            ("O\u{2bc}HARA", "ohara"),
            ("Ka\u{2bb}ahumanu", "kaahumanu"),
            ("Smith-Jones", "smithjones"),
            ("Smith\u{2011}Jones", "smithjones"),
            ("Stra\u{df}e", "strasse"),
            ("\u{d8}rsted", "orsted"),
            ("\u{141}\u{f3}d\u{17a}", "lodz"),
            ("\u{130}nce", "ince"),
            ("\u{1d400}da", "ada"),
            ("Zo\u{200b}e", "zoe"),
            ("100%", "100"),
            ("M_1", "m1"),
            ("\u{674e}", "\u{674e}"),
            ("\u{ae40}", "\u{ae40}"),
            ("\u{1f600}", "\u{1f600}"),
        ] {
            assert_eq!(folded([typed].into_iter()), word, "{typed}");
        }
        for nothing in ["", "  ", "--", "%", "_", "''", "\u{0}\u{7f}", "\u{2014} \u{2026}", "\u{301}"] {
            assert_eq!(sought(nothing), Vec::<String>::new(), "{nothing:?}");
        }
    }

    #[test]
    fn a_telephone_number_is_its_digits_however_it_is_typed() {
        for typed in
            ["(501) 745-0199", "501.745.0199", "+1 501 745 0199", "1-501-745-0199", "15017450199", "501 7450199"]
        {
            let digits = digits_of("(501) 745-0199");
            assert!(sought(typed).iter().all(|word| digits.contains(word.as_str())), "{typed}: {:?}", sought(typed));
        }
        assert_eq!(digits_of("501-745-0199 x12"), "501745019912 x12");
        assert_eq!(sought("1 Elm"), ["1", "elm"]);
        assert_eq!(sought("1000001"), ["1000001"]);
    }
}
