//! What an office took in on one day: the X report while the day goes on, the Z report when it is closed.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::drawer::MovementView;
use crate::basics::{Cents, Code, Day, Refusal, Refused};
use crate::desk::act::Act;
use crate::ledger::{
    BookId, Drawer, Method, MovementKind, Office, OfficeId, OwnKind, Receipt, Role, Side, Undone, UndoneRow,
};
use crate::paper::{AmountLine, day_report as paper};
use crate::words::capitalized;

/// Whose day is reported (C46): each book once, so that all of them add up to the ledger.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Reported {
    /// The office that is asked at: its own drawers only.
    #[default]
    Here,
    /// What others took for us, pledges included: of no office.
    Outside,
    /// Every office, and the outside.
    All,
}

/// What was taken, by how it was handed over; voids are taken out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ByMethod(BTreeMap<Method, Cents>);

/// The receipts given: gapless, so the numbers say how many.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceiptsView {
    pub count: u32,
    pub first: Option<String>,
    pub last: Option<String>,
}

/// A drawer's line of the report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DrawerLine {
    pub name: String,
    pub operator: String,
    pub float: Cents,
    pub closed: bool,
    /// These three are null until the drawer's count is final.
    pub expected: Option<Cents>,
    pub counted: Option<Cents>,
    pub over_short: Option<Cents>,
}

/// A receipt that was voided, or a payment that came back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UndoneView {
    pub receipt: String,
    pub amount: Cents,
    pub how: Undone,
    pub reason: String,
    pub at: String,
    pub operator: String,
    pub approver: Option<String>,
}

/// A bag that went to the bank.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DepositLine {
    pub bag: String,
    pub cash: Cents,
    pub items: Cents,
    pub amount: Cents,
}

/// The card terminal's total beside ours.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CardBatchView {
    pub terminal: Cents,
    pub ours: Cents,
    pub difference: Cents,
    /// Why they differ. Nothing is posted for it.
    pub reason: Option<String>,
}

/// A part of the day: its receipts, and the two ways to add them up.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Takings {
    pub by_method: ByMethod,
    /// Where it went: `energy`, `arrears`, `membership`, `standard_billing`, kinds of income and tax.
    pub by_kind: BTreeMap<String, Cents>,
    /// How many receipts had such a tender or line.
    pub counts: BTreeMap<String, u32>,
    pub receipts: ReceiptsView,
}

/// A day of an office, of the outside, or of all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayReportView {
    pub office: String,
    pub day: Day,
    pub closed: bool,
    pub closed_at: Option<String>,
    pub closed_by: Option<String>,
    #[serde(flatten)]
    pub taken: Takings,
    pub drawers: Vec<DrawerLine>,
    pub voids: Vec<UndoneView>,
    pub returns: Vec<UndoneView>,
    pub paid_outs: Vec<MovementView>,
    /// Safe drops and hand-overs.
    pub drops: Vec<MovementView>,
    pub over_short: Cents,
    pub deposits: Vec<DepositLine>,
    pub card_batch: Option<CardBatchView>,
    /// The head of the chain of seals when the report was made.
    pub head: String,
    /// How many seals the chain has.
    pub seals: u64,
    /// What the proof of the whole store found wrong at the close: as it should be, nothing.
    pub problems: Vec<String>,
    /// The Z report's number among the documents.
    pub document: Option<i64>,
}

impl Default for ByMethod {
    fn default() -> Self {
        Self(Method::of_payments().map(|method| (method, Cents::ZERO)).collect())
    }
}

impl ByMethod {
    /// Each method with its sum, those with nothing too.
    pub fn sums(&self) -> impl Iterator<Item = (Method, Cents)> {
        self.0.iter().map(|(method, cents)| (*method, *cents))
    }

    /// The sum of a method; of all from outside, of one from outside.
    #[must_use]
    pub fn of(&self, method: Method) -> Cents {
        self.0.get(&method.summed_with()).copied().unwrap_or_default()
    }

    fn add(&mut self, method: Method, cents: Cents) {
        *self.0.entry(method.summed_with()).or_default() += cents;
    }
}

impl Takings {
    /// Takes a receipt with its posted lines in. A voided one only counts as a number that was given.
    fn take(&mut self, receipt: &Receipt, lines: &[(Side, Cents)]) {
        if self.receipts.count == 0 {
            self.receipts.first = Some(receipt.number.0.clone());
        }
        self.receipts.count += 1;
        self.receipts.last = Some(receipt.number.0.clone());
        if is_void(receipt) {
            return;
        }
        let mut seen: Vec<String> = Vec::new();
        for tender in &receipt.tenders {
            self.by_method.add(tender.method, tender.amount);
            seen.push(tender.method.summed_with().to_string());
        }
        for (side, cents) in lines {
            if let Some(kind) = kind_of(side) {
                *self.by_kind.entry(kind.clone()).or_default() += *cents;
                seen.push(kind);
            }
        }
        seen.sort();
        seen.dedup();
        for key in seen {
            *self.counts.entry(key).or_default() += 1;
        }
    }

    /// Adds what another book took; its receipts have numbers of their own.
    fn add(&mut self, other: &Self) {
        for (method, cents) in other.by_method.sums() {
            self.by_method.add(method, cents);
        }
        for (kind, cents) in &other.by_kind {
            *self.by_kind.entry(kind.clone()).or_default() += *cents;
        }
        for (key, count) in &other.counts {
            *self.counts.entry(key.clone()).or_default() += count;
        }
        self.receipts.count += other.receipts.count;
    }
}

fn is_void(receipt: &Receipt) -> bool {
    receipt.undone.as_ref().is_some_and(|undone| undone.how == Undone::Void)
}

fn is_tender(side: &Side) -> bool {
    matches!(side, Side::Own(kind, _) if Method::ALL.iter().any(|method| method.goes_to() == *kind))
}

/// Where a line's money went; None for the tender's own side.
fn kind_of(side: &Side) -> Option<String> {
    Some(match side {
        side if is_tender(side) => return None,
        Side::Energy(_) => "energy".to_string(),
        Side::Arrears(_) => "arrears".to_string(),
        Side::Deposit(_) => "deposit".to_string(),
        Side::Membership(_) => "membership".to_string(),
        Side::Refund(_) => "refund".to_string(),
        Side::Own(OwnKind::Income, name) => name.clone(),
        Side::Own(kind, _) => kind.word().to_string(),
    })
}

impl Act<'_> {
    /// The report of an office's day as it stands now.
    pub(in crate::desk) fn report_of(&self, office: &Office, day: Day, book: Option<BookId>) -> Refused<DayReportView> {
        let mut report = self.empty_report(&office.name, day)?;
        report.returns = self.returns_of(Some(office.id), day)?;
        if let Some(book) = book {
            self.report_book(&mut report, book)?;
        }
        Ok(report)
    }

    /// What came from outside on a day, as it stands now: it is of no office, and closes with none.
    pub(in crate::desk) fn report_of_outside(&self, day: Day) -> Refused<DayReportView> {
        let mut report = self.empty_report("outside", day)?;
        report.returns = self.returns_of(None, day)?;
        // Before it had a book of its own, it was in the store's.
        let books = [None, Some(OfficeId::OUTSIDE)].map(|whose| self.tx.find_book(whose, day));
        for book in books.into_iter().filter_map(Result::transpose) {
            let taken = self.takings(book?)?;
            report.taken.receipts.first = report.taken.receipts.first.or(taken.receipts.first.clone());
            report.taken.receipts.last = taken.receipts.last.clone().or(report.taken.receipts.last);
            report.taken.add(&taken);
        }
        Ok(report)
    }

    /// Every office's day and the outside's, each once. Their receipts have several series, so no first and last are told.
    pub(in crate::desk) fn report_of_all(&self, day: Day) -> Refused<DayReportView> {
        let mut all = self.empty_report("all", day)?;
        let mut parts = vec![self.report_of_outside(day)?];
        for office in self.tx.offices()? {
            parts.push(self.report_of(&office, day, self.tx.find_book(Some(office.id), day)?)?);
        }
        for part in parts {
            all.taken.add(&part.taken);
            all.drawers.extend(part.drawers);
            all.voids.extend(part.voids);
            all.returns.extend(part.returns);
            all.paid_outs.extend(part.paid_outs);
            all.drops.extend(part.drops);
            all.over_short += part.over_short;
            all.deposits.extend(part.deposits);
        }
        Ok(all)
    }

    /// What came back on a day of the receipts of an office, or of none, an item each.
    fn returns_of(&self, office: Option<OfficeId>, day: Day) -> Refused<Vec<UndoneView>> {
        let mut views = Vec::new();
        for receipt in self.tx.returned_on(office, day)? {
            let items = receipt.returned();
            let whole = receipt.undone.iter().map(|undone| (receipt.amount, undone)).filter(|_| items.is_empty());
            let items = items.iter().filter_map(|item| Some((item.amount, item.returned.as_ref()?)));
            for (amount, undone) in items.chain(whole).filter(|(_, undone)| undone.day == day) {
                views.push(self.undone_view(&receipt, amount, undone)?);
            }
        }
        Ok(views)
    }

    fn empty_report(&self, whose: &str, day: Day) -> Refused<DayReportView> {
        Ok(DayReportView {
            office: whose.to_string(),
            day,
            closed: false,
            closed_at: None,
            closed_by: None,
            taken: Takings::default(),
            drawers: Vec::new(),
            voids: Vec::new(),
            returns: Vec::new(),
            paid_outs: Vec::new(),
            drops: Vec::new(),
            over_short: Cents::ZERO,
            deposits: Vec::new(),
            card_batch: None,
            head: self.tx.head()?,
            seals: self.tx.seal_count()?,
            problems: Vec::new(),
            document: None,
        })
    }

    /// What the office's own book says: its receipts, drawers and deposits.
    fn report_book(&self, report: &mut DayReportView, book: BookId) -> Refused<()> {
        report.taken = self.takings(book)?;
        for receipt in self.tx.receipts_of_book(book)?.iter().filter(|receipt| is_void(receipt)) {
            if let Some(undone) = &receipt.undone {
                report.voids.push(self.undone_view(receipt, receipt.amount, undone)?);
            }
        }
        for drawer in self.tx.drawers_of_book(book)? {
            let line = self.drawer_line(&drawer)?;
            for movement in self.movements_of(&drawer, &line.name)? {
                let paid_out = movement.kind == MovementKind::PaidOut;
                if paid_out { &mut report.paid_outs } else { &mut report.drops }.push(movement);
            }
            report.over_short += line.over_short.unwrap_or_default();
            report.drawers.push(line);
        }
        for deposit in self.tx.bank_deposits(book)? {
            let items = deposit.amount - deposit.cash;
            report.deposits.push(DepositLine { bag: deposit.bag, cash: deposit.cash, items, amount: deposit.amount });
        }
        Ok(())
    }

    /// The receipts of a book that took money in: one that only moved a payment to another account did not.
    fn takings(&self, book: BookId) -> Refused<Takings> {
        let mut takings = Takings::default();
        for receipt in self.tx.receipts_of_book(book)? {
            let lines = self.tx.lines_of(receipt.txn)?;
            if lines.iter().any(|(side, _)| is_tender(side)) {
                takings.take(&receipt, &lines);
            }
        }
        Ok(takings)
    }

    fn drawer_line(&self, drawer: &Drawer) -> Refused<DrawerLine> {
        let counted = self.count_of(drawer)?.told();
        Ok(DrawerLine {
            name: self.drawer_name(drawer)?,
            operator: drawer.operator_name.clone(),
            float: self.tx.float_of(drawer.id)?,
            closed: drawer.closed_at.is_some(),
            expected: counted.map(|counted| counted.expected()),
            counted: counted.map(|counted| counted.counted()),
            over_short: counted.map(|counted| counted.over_short()),
        })
    }

    fn undone_view(&self, receipt: &Receipt, amount: Cents, undone: &UndoneRow) -> Refused<UndoneView> {
        Ok(UndoneView {
            receipt: receipt.number.0.clone(),
            amount,
            how: undone.how,
            reason: undone.reason.clone(),
            at: self.time(undone.at),
            operator: self.tx.operator(undone.operator)?.name,
            approver: undone.approver.map(|approver| self.tx.operator(approver).map(|found| found.name)).transpose()?,
        })
    }

    /// The count is blind: while a drawer of the day is not finally counted, the day's totals would tell what it should
    /// hold, and are for supervisors.
    pub(in crate::desk) fn check_may_see(&self, report: &DayReportView) -> Refused<()> {
        let blind = report.drawers.iter().any(|drawer| drawer.expected.is_none());
        if !blind || self.operator.role == Role::Supervisor {
            return Ok(());
        }
        Err(Refusal::new(
            Code::SupervisorNeeded,
            "the count is blind: until every drawer of the day is counted, only a supervisor sees the day's totals",
        ))
    }
}

impl DayReportView {
    /// The report as it is printed.
    pub(in crate::desk) fn on_paper(&self) -> paper::DayReport {
        paper::DayReport {
            day: self.day,
            standing: match (&self.closed_by, instant(self.closed_at.as_deref().unwrap_or_default())) {
                (Some(by), Some(at)) => paper::Standing::Closed { at, by: by.clone() },
                _ => paper::Standing::Open,
            },
            drawers: self.drawers.iter().map(drawer_on_paper).collect(),
            receipts: self.receipts_on_paper(),
            by_method: self.methods_on_paper(),
            by_kind: self.kinds_on_paper(),
            voids: self.voids.iter().filter_map(reversal_on_paper).collect(),
            returns: self.returns.iter().filter_map(reversal_on_paper).collect(),
            paid_outs: self.paid_outs.iter().filter_map(movement_on_paper).collect(),
            drops: self.drops.iter().filter_map(movement_on_paper).collect(),
            deposit: self.deposit_on_paper(),
            card_batch: self
                .card_batch
                .as_ref()
                .map(|batch| paper::CardBatch { terminal: batch.terminal, ours: batch.ours }),
            chain_head: self.head.clone(),
            chain_length: self.seals,
        }
    }

    fn receipts_on_paper(&self) -> Option<paper::Receipts> {
        let receipts = &self.taken.receipts;
        let (first, last) = (receipts.first.clone()?, receipts.last.clone()?);
        Some(paper::Receipts { count: receipts.count, first: first.into(), last: last.into() })
    }

    fn methods_on_paper(&self) -> Vec<paper::Total> {
        let sums = self.taken.by_method.sums();
        sums.map(|(method, amount)| self.total(method.summed_as().to_string(), method.word(), amount)).collect()
    }

    fn kinds_on_paper(&self) -> Vec<paper::Total> {
        self.taken.by_kind.iter().map(|(kind, amount)| self.total(kind_text(kind), kind, *amount)).collect()
    }

    fn total(&self, text: String, key: &str, amount: Cents) -> paper::Total {
        paper::Total { text, count: self.taken.counts.get(key).copied().unwrap_or_default(), amount }
    }

    /// The day's bags as one: mostly there is only one.
    fn deposit_on_paper(&self) -> Option<paper::Deposit> {
        let bags: Vec<&str> = self.deposits.iter().map(|deposit| deposit.bag.as_str()).collect();
        let cash = self.deposits.iter().map(|deposit| deposit.cash).sum();
        let items = self.deposits.iter().map(|deposit| deposit.items).sum();
        let lines = vec![AmountLine::new("Cash", cash), AmountLine::new("Checks and money orders", items)];
        (!bags.is_empty()).then(|| paper::Deposit { bag: bags.join(", "), lines })
    }
}

/// Where money went, as people read it.
pub fn kind_text(kind: &str) -> String {
    match kind {
        "energy" => "Electricity (Advance Pay balance)".to_string(),
        "arrears" => "Past-due plan".to_string(),
        "standard_billing" => "Standard billing".to_string(),
        other => capitalized(&other.replace('_', " ")),
    }
}

/// An instant as the views write it, for papers that write it their own way.
fn instant(text: &str) -> Option<crate::basics::Instant> {
    chrono::DateTime::parse_from_rfc3339(text).ok().map(|at| at.to_utc())
}

fn drawer_on_paper(line: &DrawerLine) -> paper::Drawer {
    paper::Drawer {
        name: line.name.clone(),
        operator: line.operator.clone(),
        float: line.float,
        expected: line.expected,
        counted: line.counted,
    }
}

fn reversal_on_paper(undone: &UndoneView) -> Option<paper::Reversal> {
    Some(paper::Reversal {
        receipt: undone.receipt.clone().into(),
        at: instant(&undone.at)?,
        amount: undone.amount,
        by: undone.operator.clone(),
        approved_by: undone.approver.clone().unwrap_or_else(|| "–".to_string()),
        reason: undone.reason.clone(),
    })
}

fn movement_on_paper(movement: &MovementView) -> Option<paper::Movement> {
    Some(paper::Movement {
        drawer: movement.drawer.clone(),
        at: instant(&movement.at)?,
        text: movement.reason.clone(),
        amount: movement.amount,
    })
}
