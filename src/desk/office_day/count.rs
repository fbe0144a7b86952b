//! A drawer's blind count and its close: one recount by a second person, over or short posted by itself.

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

use super::drawer::{DrawerView, cash_of};
use super::tally::{CountedByKind, Tally};
use crate::basics::{Cents, Code, Refusal, Refused};
use crate::desk::act::{Act, Needs};
use crate::desk::deed::Deed;
use crate::desk::looks::Looks;
use crate::desk::who::PRACTICE;
use crate::ledger::{Count, Drawer, OfficeId, Operator, OperatorId, OwnKind, Role, Side, TxnKind};

/// United States coins and notes, in cents, largest first.
pub const DENOMINATIONS: [Cents; 12] = [
    Cents(100_00),
    Cents(50_00),
    Cents(20_00),
    Cents(10_00),
    Cents(5_00),
    Cents(2_00),
    Cents(1_00),
    Cents(50),
    Cents(25),
    Cents(10),
    Cents(5),
    Cents(1),
];
/// Over or short by more than this needs a reason, where the office has set nothing else.
const USUAL_LIMIT: Cents = Cents(5_00);

/// Counts a drawer, blind. The answer tells what was expected only when the count stands: when it agrees, or when it
/// is the second one, by another person (who signs in, or approves beside the first).
///
/// # Errors
/// `bad_count`, `no_open_drawer`, `not_your_drawer`, `second_person_needed`, `count_final`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CountInput {
    /// `100=3,20=12,0.25=8,checks=140.00,money_orders=45.00`: how many of each, and what the papers come to.
    pub count: String,
    /// Whose drawer; None: the operator's own, else the one at the office that waits for a second person.
    pub of: Option<String>,
}

/// Closes a drawer that was counted: the last count stands, over or short posts by itself, the float goes back and
/// everything else into the safe.
///
/// # Errors
/// `not_counted`, `reason_needed`, `no_open_drawer`, `not_your_drawer`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CloseDrawerInput {
    /// Whose drawer; None: the operator's own.
    pub of: Option<String>,
    /// Why it is over or short; needed above the office's limit.
    pub reason: Option<String>,
}

/// From which over or short on, above it, the office asks for a reason.
///
/// # Errors
/// `bad_amount`, `supervisor_needed`, `no_office`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetOverShortLimit {
    pub limit: Cents,
}

/// What a person counted: pieces by denomination, and what the papers come to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Counted {
    pieces: Vec<(Cents, u32)>,
    checks: Cents,
    money_orders: Cents,
}

impl Counted {
    /// Reads `100=3,0.25=8,checks=140.00`; anything else is refused (`bad_count`).
    fn parse(text: &str) -> Refused<Self> {
        let mut counted = Self::default();
        let mut named: Vec<String> = Vec::new();
        for part in text.split(',').map(str::trim).filter(|part| !part.is_empty()) {
            let Some((what, number)) = part.split_once('=').map(|(what, number)| (what.trim(), number.trim())) else {
                return Err(bad_count(format!("\"{part}\" has no \"=\"")));
            };
            let name = counted.read(what, number)?;
            if named.contains(&name) {
                return Err(bad_count(format!("{name} is counted twice")));
            }
            named.push(name);
        }
        Ok(counted)
    }

    /// Takes one part in and answers what it is of, always written the same way.
    fn read(&mut self, what: &str, number: &str) -> Refused<String> {
        let sum = || {
            let sum: Cents = number.parse().map_err(|error| bad_count(format!("{what}: {error}")))?;
            if sum < Cents::ZERO { Err(bad_count(format!("{what}: {sum} is below 0.00"))) } else { Ok(sum) }
        };
        match what {
            "checks" => self.checks = sum()?,
            "money_orders" => self.money_orders = sum()?,
            _ => {
                let piece = what.parse().ok().filter(|piece| DENOMINATIONS.contains(piece));
                let piece = piece.ok_or_else(|| bad_count(format!("there is no coin or note \"{what}\"")))?;
                // Seven digits of hundreds are more than any drawer holds, and their sum is still exact.
                let count = number.parse().ok().filter(|count| *count < 10_000_000);
                let count =
                    count.ok_or_else(|| bad_count(format!("\"{number}\" is not how many of {what} there are")))?;
                self.pieces.push((piece, count));
                return Ok(piece.to_string());
            }
        }
        Ok(what.to_string())
    }

    fn tally(&self) -> Tally {
        let cash = self.pieces.iter().map(|(piece, count)| Cents(piece.0 * i64::from(*count))).sum();
        Tally { cash, checks: self.checks, money_orders: self.money_orders }
    }

    /// JSON, as the count is kept: `{"100.00":3}`.
    fn json(&self) -> String {
        let mut json = String::from("{");
        for (index, (piece, count)) in self.pieces.iter().enumerate() {
            let comma = if index > 0 { "," } else { "" };
            write!(json, "{comma}\"{piece}\":{count}").expect("writing to a string does not fail");
        }
        json.push('}');
        json
    }
}

fn bad_count(why: String) -> Refusal {
    Refusal::new(Code::BadCount, format!("{why}: count like 100=3,20=12,0.25=8,checks=140.00,money_orders=45.00"))
}

/// How often a drawer was counted, and whether that stands.
pub(in crate::desk) struct CountState {
    counts: Vec<Count>,
    closed: bool,
    /// Counted by `practice`, which has nobody beside it.
    alone: bool,
}

impl CountState {
    pub fn times(&self) -> u32 {
        self.counts.len() as u32
    }

    fn last(&self) -> Option<CountedByKind> {
        self.counts.last().map(CountedByKind::from)
    }

    fn agrees(&self) -> bool {
        self.last().is_some_and(|count| count.off_by().is_zero())
    }

    /// One recount, when the first count is off.
    pub fn may_be_recounted(&self) -> bool {
        !self.closed && self.counts.len() == 1 && !self.agrees()
    }

    /// The count once it stands: when it agrees, when two persons counted, when the drawer is closed. `practice` has no
    /// second person, and is told at once.
    pub fn told(&self) -> Option<CountedByKind> {
        self.last().filter(|_| self.closed || self.agrees() || self.counts.len() > 1 || self.alone)
    }
}

impl Deed for CountInput {
    const NAME: &'static str = "drawer_count";
    const NEEDS: Needs = Needs::SecondPerson;
    type Answer = DrawerView;

    fn looks_at(&self) -> Looks<'_> {
        Looks::default().and_drawer()
    }

    fn run(&self, act: &Act<'_>) -> Refused<DrawerView> {
        count(act, self)
    }
}

impl Deed for CloseDrawerInput {
    const NAME: &'static str = "drawer_close";
    const NEEDS: Needs = Needs::Clerk;
    type Answer = DrawerView;

    fn looks_at(&self) -> Looks<'_> {
        Looks::default().and_drawer()
    }

    fn run(&self, act: &Act<'_>) -> Refused<DrawerView> {
        close(act, self)
    }
}

impl Deed for SetOverShortLimit {
    const NAME: &'static str = "over_short_limit";
    const NEEDS: Needs = Needs::Supervisor;
    type Answer = Cents;

    fn run(&self, act: &Act<'_>) -> Refused<Cents> {
        if self.limit < Cents::ZERO {
            return Err(Refusal::new(Code::BadAmount, "the limit is an amount of 0.00 or more"));
        }
        act.tx.set_fact(&limit_fact(act.office()?.id), &self.limit.to_string())?;
        Ok(self.limit)
    }
}

fn limit_fact(office: OfficeId) -> String {
    format!("over_short_limit.{}", office.0)
}

fn count(act: &Act<'_>, input: &CountInput) -> Refused<DrawerView> {
    let counted = Counted::parse(&input.count)?;
    let drawer = act.drawer_to_count(input.of.as_deref())?;
    let state = act.count_of(&drawer)?;
    let (ordinal, counter) = match state.counts.first() {
        None => {
            act.check_drawer_is_theirs(&drawer)?;
            (1, act.operator.id)
        }
        Some(first) if state.may_be_recounted() => (2, act.second_person(first)?.id),
        Some(_) => return Err(Refusal::new(Code::CountFinal, "this count is final: close the drawer (drawer close)")),
    };
    let (found, expected) = (counted.tally(), Tally::expected(act, &drawer)?);
    act.tx.add_count(&Count {
        drawer: drawer.id,
        ordinal,
        operator: counter,
        at: act.now.at,
        pieces: counted.json(),
        cash: found.cash,
        checks: found.checks,
        money_orders: found.money_orders,
        expected_cash: expected.cash,
        expected_checks: expected.checks,
        expected_money_orders: expected.money_orders,
    })?;
    act.drawer_view(&drawer)
}

fn close(act: &Act<'_>, input: &CloseDrawerInput) -> Refused<DrawerView> {
    let drawer = act.open_drawer_of(act.operator_of_drawer(input.of.as_deref())?)?;
    act.check_drawer_is_theirs(&drawer)?;
    let Some(counted) = act.count_of(&drawer)?.last() else {
        return Err(Refusal::new(Code::NotCounted, "count the drawer before it is closed (drawer count)"));
    };
    let office = act.office_of(drawer.office)?;
    let reason = input.reason.as_deref().map(str::trim).filter(|reason| !reason.is_empty());
    let limit = act.over_short_limit(office.id)?;
    if counted.off_by() > limit && reason.is_none() {
        return Err(Refusal::new(
            Code::ReasonNeeded,
            format!("the drawer is over or short by more than {}: say why (--reason)", limit.dollars()),
        ));
    }
    let kinds = [
        (OwnKind::Cash, counted.cash),
        (OwnKind::Checks, counted.checks),
        (OwnKind::MoneyOrders, counted.money_orders),
    ];
    let of_drawer = drawer.id.0.to_string();
    let mut over_short = vec![(Side::Own(OwnKind::OverShort, office.name.clone()), counted.over_short())];
    over_short.extend(kinds.map(|(kind, counted)| (Side::Own(kind, of_drawer.clone()), -counted.over_short)));
    act.post(TxnKind::OverShort, drawer.book, reason.unwrap_or("Over or short"), over_short)?;

    let to_float = act.float_to_give_back(&drawer, &office.name, counted.cash.counted)?;
    let mut emptied = vec![
        (cash_of(drawer.id), counted.cash.counted),
        (Side::Own(OwnKind::Float, office.name.clone()), -to_float),
        (Side::Own(OwnKind::Safe, office.name.clone()), to_float - counted.cash.counted),
    ];
    for (kind, counted) in &kinds[1..] {
        emptied.push((Side::Own(*kind, of_drawer.clone()), counted.counted));
        emptied.push((Side::Own(*kind, office.name.clone()), -counted.counted));
    }
    act.post(TxnKind::DrawerClose, drawer.book, "Drawer closed", emptied)?;
    act.tx.close_drawer(drawer.id, act.operator.id, act.now.at)?;
    act.drawer_view(&drawer)
}

impl Act<'_> {
    /// How a drawer's count stands.
    pub(in crate::desk) fn count_of(&self, drawer: &Drawer) -> Refused<CountState> {
        let counts = self.tx.counts(drawer.id)?;
        let alone = match counts.first() {
            Some(first) if self.practice => self.name_of(first.operator)? == PRACTICE,
            _ => false,
        };
        Ok(CountState { counts, closed: drawer.closed_at.is_some(), alone })
    }

    fn over_short_limit(&self, office: OfficeId) -> Refused<Cents> {
        let set = self.tx.fact(&limit_fact(office))?;
        Ok(set.and_then(|limit| limit.parse().ok()).unwrap_or(USUAL_LIMIT))
    }

    /// The newest open drawer of an operator at the office; one that was forgotten on an earlier day is closed here too.
    fn open_drawer_of(&self, operator: OperatorId) -> Refused<Drawer> {
        let open = self.tx.open_drawers_of(self.office()?.id, operator)?;
        open.into_iter().next_back().ok_or_else(|| {
            Refusal::new(Code::NoOpenDrawer, "there is no open drawer to count or close: name whose it is, or open one")
        })
    }

    /// The drawer that is counted: the one of who is named, the operator's own, or the one that waits for a second person.
    fn drawer_to_count(&self, of: Option<&str>) -> Refused<Drawer> {
        let own = self.open_drawer_of(self.operator_of_drawer(of)?);
        if of.is_some() || own.is_ok() {
            return own;
        }
        let mut waiting = Vec::new();
        for drawer in self.tx.open_drawers_at(self.office()?.id)? {
            if self.count_of(&drawer)?.may_be_recounted() {
                waiting.push(drawer);
            }
        }
        match <[Drawer; 1]>::try_from(waiting) {
            Ok([drawer]) => Ok(drawer),
            Err(none) if none.is_empty() => own,
            Err(_) => Err(Refusal::new(Code::WhichDrawer, "several drawers wait for a second count: name whose it is")),
        }
    }

    /// Who counts once more: not who counted first. `practice` may be its own second person.
    fn second_person(&self, first: &Count) -> Refused<&Operator> {
        let other = |person: &&Operator| person.role != Role::System && person.id != first.operator;
        let practice = |person: &&Operator| self.practice && person.name == PRACTICE;
        let beside = self.approver.filter(other);
        Some(self.operator).filter(other).or(beside).or(Some(self.operator).filter(practice)).ok_or_else(|| {
            Refusal::new(
                Code::SecondPersonNeeded,
                "the count is off, and is counted once more by a second person: they sign in and count, or approve with their PIN",
            )
        })
    }

    /// What of the counted cash goes back to be tomorrow's float: all of the float, if need be out of what lies in the
    /// safe after drops, else what there is.
    fn float_to_give_back(&self, drawer: &Drawer, office: &str, counted: Cents) -> Refused<Cents> {
        let in_safe = (-self.tx.own_balance(OwnKind::Safe, office)?).or_zero();
        Ok(self.tx.float_of(drawer.id)?.min(counted + in_safe))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_count_is_coins_notes_and_the_sums_of_papers() {
        let counted = Counted::parse("100=3, 20=12,0.25=8,checks=140.00,money_orders=45.00").expect("a count");
        let tally = Tally { cash: Cents(542_00), checks: Cents(140_00), money_orders: Cents(45_00) };
        assert_eq!(counted.tally(), tally);
        assert_eq!(counted.json(), r#"{"100.00":3,"20.00":12,"0.25":8}"#);
        assert_eq!(Counted::parse("").expect("an empty drawer").tally(), Tally::default());
    }

    #[test]
    fn a_count_that_cannot_be_read_is_refused_and_says_how_to_write_it() {
        for bad in
            ["100", "3=1", "20=-1", "20=x", "20=1,20.00=2", "checks=1.5", "checks=-1.00", "cards=5.00", "1=99999999"]
        {
            let refusal = Counted::parse(bad).expect_err(bad);
            assert_eq!(refusal.code, Code::BadCount, "{bad}");
            assert!(refusal.message.contains("100=3"), "{}", refusal.message);
        }
    }

    fn count(ordinal: u32, cash: i64) -> Count {
        Count {
            drawer: crate::ledger::DrawerId(1),
            ordinal,
            operator: OperatorId(1),
            at: chrono::DateTime::UNIX_EPOCH,
            pieces: "{}".into(),
            cash: Cents(cash),
            checks: Cents(60_00),
            money_orders: Cents::ZERO,
            expected_cash: Cents(100_00),
            expected_checks: Cents(60_00),
            expected_money_orders: Cents::ZERO,
        }
    }

    fn state(cash: &[i64]) -> CountState {
        let counts = cash.iter().zip(1..).map(|(cash, ordinal)| count(ordinal, *cash)).collect();
        CountState { counts, closed: false, alone: false }
    }

    #[test]
    fn a_count_that_is_off_tells_nothing_until_a_second_person_counted() {
        assert!(state(&[]).told().is_none());
        let off = state(&[99_75]);
        assert!(off.told().is_none() && off.may_be_recounted());
        let twice = state(&[99_75, 99_50]);
        assert_eq!(twice.told().map(|count| count.over_short()), Some(Cents(-50)));
        assert!(!twice.may_be_recounted());
    }

    #[test]
    fn a_count_that_agrees_is_final_at_once() {
        let right = state(&[100_00]);
        assert_eq!(right.told().map(|count| count.expected()), Some(Cents(160_00)));
        assert!(!right.may_be_recounted());
    }

    #[test]
    fn closing_makes_the_last_count_final() {
        let closed = CountState { closed: true, ..state(&[99_75]) };
        assert!(closed.told().is_some() && !closed.may_be_recounted());
    }

    #[test]
    fn cash_that_is_over_does_not_make_up_for_a_check_that_is_missing() {
        let counted = CountedByKind::from(&Count { checks: Cents(50_00), ..count(1, 110_00) });
        assert_eq!((counted.over_short(), counted.off_by()), (Cents::ZERO, Cents(20_00)));
    }

    proptest! {
        #[test]
        fn every_count_adds_up_to_its_pieces(counts in proptest::collection::vec(0..1000_u32, DENOMINATIONS.len())) {
            let parts: Vec<String> =
                DENOMINATIONS.iter().zip(&counts).map(|(piece, count)| format!("{piece}={count}")).collect();
            let whole: i64 = DENOMINATIONS.iter().zip(&counts).map(|(piece, count)| piece.0 * i64::from(*count)).sum();
            prop_assert_eq!(Counted::parse(&parts.join(",")).expect("a count").tally().cash, Cents(whole));
        }
    }
}
