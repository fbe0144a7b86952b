//! The office's day: what is left to do, its close, its report.

use serde::{Deserialize, Serialize};

use super::day_report::{CardBatchView, DayReportView, Reported};
use crate::basics::{Cents, Code, Day, Refusal, Refused};
use crate::desk::Desk;
use crate::desk::act::{Act, By, Call, Needs};
use crate::desk::deed::Deed;
use crate::ledger::{DayClose, Office};
use crate::paper::{Document, day_text};
use crate::words::Method;

/// Closes the office's day with its Z report. What is taken later goes to the next business day's book.
///
/// # Errors
/// `day_closed`, `bad_day`, `drawers_open`, `approvals_waiting`, `card_batch_needed`, `card_batch_differs`, `no_office`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CloseDayInput {
    /// The day to close; None: today. An earlier one was left open.
    pub day: Option<Day>,
    /// What the card terminal's batch comes to; needed when cards were taken.
    pub card_batch: Option<Cents>,
    /// Why the batch differs; needed when it does.
    pub reason: Option<String>,
    /// What the proof of the store just before found.
    #[serde(skip)]
    pub proof: Option<Vec<String>>,
}

/// One thing to do before the day closes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Todo {
    pub done: bool,
    pub text: String,
    /// The day cannot close without it.
    pub needed: bool,
}

/// What is left to do before an office's day closes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayChecklist {
    pub office: String,
    pub day: Day,
    pub closed: bool,
    /// Everything that is needed is done.
    pub ready: bool,
    pub todo: Vec<Todo>,
}

impl Deed for CloseDayInput {
    const NAME: &'static str = "day_close";
    const NEEDS: Needs = Needs::Clerk;
    type Answer = DayReportView;

    /// Proves the store of a day that can be closed: a long proof within the act would keep everybody waiting who writes.
    /// One that does not hold closes no day.
    fn prepared(&self, desk: &mut Desk, (_, signed): By<'_>) -> Refused<Option<Self>> {
        desk.ask_by(signed, |act| to_be_closed(act, self))?;
        let proof = desk.store.read(|tx| tx.prove_structure())?;
        if !proof.is_empty() {
            desk.store.note_proof(&proof)?;
        }
        Ok(Some(Self { proof: Some(proof), ..self.clone() }))
    }

    fn run(&self, act: &Act<'_>) -> Refused<DayReportView> {
        close(act, self)
    }
}

impl Desk {
    /// What is left to do before today closes at the office; `card_batch` is the card terminal's total, once it is entered.
    ///
    /// # Errors
    /// `no_office`.
    pub fn day_checklist(&mut self, call: &Call, card_batch: Option<Cents>) -> Refused<DayChecklist> {
        self.ask(call, |act| checklist(act, card_batch))
    }

    /// The report of a day: of an office the stored Z of one that is closed, else the X as of now. None: today.
    ///
    /// # Errors
    /// `supervisor_needed` while a drawer's count is still blind; `no_office`.
    pub fn day_report(&mut self, call: &Call, day: Option<Day>, of: Reported) -> Refused<DayReportView> {
        self.ask(call, |act| report(act, day, of))
    }

    /// The same as a PDF: the Z report as it was kept, the same bytes always, or an X report as of now.
    ///
    /// # Errors
    /// As [`Desk::day_report`].
    pub fn day_report_paper(&mut self, call: &Call, day: Option<Day>) -> Refused<Vec<u8>> {
        self.ask(call, |act| {
            let report = report(act, day, Reported::Here)?;
            match report.document {
                Some(document) => act.paper(document),
                None => Ok(paper(act, &report).pdf()),
            }
        })
    }
}

fn report(act: &Act<'_>, day: Option<Day>, of: Reported) -> Refused<DayReportView> {
    let day = day.unwrap_or_else(|| act.today());
    let report = match of {
        Reported::Here => report_of_office(act, act.office()?, day)?,
        Reported::Outside => act.report_of_outside(day)?,
        Reported::All => act.report_of_all(day)?,
    };
    if !report.closed {
        act.check_may_see(&report)?;
    }
    Ok(report)
}

fn report_of_office(act: &Act<'_>, office: &Office, day: Day) -> Refused<DayReportView> {
    let book = act.tx.find_book(Some(office.id), day)?;
    if let Some(book) = book
        && let Some(close) = act.tx.day_close(book)?
    {
        return serde_json::from_str(&close.report).map_err(unreadable);
    }
    act.report_of(office, day, book)
}

/// The report of a day that can be closed.
fn to_be_closed(act: &Act<'_>, input: &CloseDayInput) -> Refused<DayReportView> {
    let (office, day) = (act.office()?, input.day.unwrap_or_else(|| act.today()));
    if day > act.today() {
        return Err(Refusal::new(Code::BadDay, format!("{day} has not begun: only today or an earlier day is closed")));
    }
    if act.tx.book_closed(office.id, day)? {
        return Err(Refusal::new(
            Code::DayClosed,
            format!("{day} is closed at {}: its report is day report {day}", office.name),
        ));
    }
    let mut report = act.report_of(office, day, act.tx.find_book(Some(office.id), day)?)?;
    check_drawers(&report)?;
    check_approvals(act, office)?;
    report.card_batch = card_batch(&report, input)?;
    Ok(report)
}

fn close(act: &Act<'_>, input: &CloseDayInput) -> Refused<DayReportView> {
    let mut report = to_be_closed(act, input)?;
    let book = act.tx.book(Some(act.office()?.id), report.day, act.now.at)?;
    let unproven =
        || Refusal::new(Code::StoreFault, "a day is closed only when the store was proven: close it by itself");
    report.problems = input.proof.clone().ok_or_else(unproven)?;
    attend(act, &report)?;
    report.closed = true;
    report.closed_at = Some(act.time(act.now.at));
    report.closed_by = Some(act.operator.name.clone());
    report.document = Some(act.keep_paper(None, "day-report", &paper(act, &report))?);
    act.tx.close_book(&DayClose {
        book,
        at: act.now.at,
        operator: act.operator.id,
        card_batch: input.card_batch,
        head: report.head.clone(),
        report: serde_json::to_string(&report).map_err(unreadable)?,
    })?;
    Ok(report)
}

/// What the close found and a person should look at: a card batch that differs.
fn attend(act: &Act<'_>, report: &DayReportView) -> Refused<()> {
    let (office, day) = (&report.office, report.day);
    if let Some(batch) = report.card_batch.as_ref().filter(|batch| !batch.difference.is_zero()) {
        let reason = batch.reason.as_deref().unwrap_or_default();
        let text = format!("{office}, {day}: the card batch differs by {}: {reason}", batch.difference.dollars());
        act.tx.attend(None, &format!("card_batch_{office}_{day}"), &text, act.today(), act.now.at)?;
    }
    Ok(())
}

fn paper(act: &Act<'_>, report: &DayReportView) -> Document {
    report.on_paper().lay_out(&act.letterhead(&report.office))
}

fn unreadable(error: serde_json::Error) -> Refusal {
    Refusal::new(Code::AnswerUnreadable, format!("the day's report cannot be read or written: {error}"))
}

fn check_drawers(report: &DayReportView) -> Refused<()> {
    let open: Vec<String> = report
        .drawers
        .iter()
        .filter(|drawer| !drawer.closed)
        .map(|drawer| format!("{} ({})", drawer.name, drawer.operator))
        .collect();
    if open.is_empty() {
        return Ok(());
    }
    Err(Refusal::new(
        Code::DrawersOpen,
        format!("still open: {}: count and close each, then close the day", open.join(", ")),
    ))
}

fn check_approvals(act: &Act<'_>, office: &Office) -> Refused<()> {
    match approvals_waiting(act, office)? {
        0 => Ok(()),
        count => Err(Refusal::new(
            Code::ApprovalsWaiting,
            format!("{count} acts wait for a second person (To approve): decide on them, then close the day"),
        )),
    }
}

fn approvals_waiting(act: &Act<'_>, office: &Office) -> Refused<usize> {
    Ok(act.tx.approvals_waiting()?.iter().filter(|waiting| waiting.office == office.id).count())
}

/// Compares the card terminal's total with what was taken by card. A difference needs a reason and posts nothing.
fn card_batch(report: &DayReportView, input: &CloseDayInput) -> Refused<Option<CardBatchView>> {
    let ours = report.taken.by_method.of(Method::Card);
    let Some(terminal) = input.card_batch else {
        if ours.is_zero() {
            return Ok(None);
        }
        return Err(Refusal::new(
            Code::CardBatchNeeded,
            "cards were taken today: close the card terminal's batch and enter its total (--card-batch)",
        ));
    };
    let reason = input.reason.as_deref().map(str::trim).filter(|reason| !reason.is_empty());
    if terminal != ours && reason.is_none() {
        return Err(Refusal::new(
            Code::CardBatchDiffers,
            format!(
                "the terminal's batch is {} and the receipts by card come to {}: find the difference, or say why (--reason)",
                terminal.dollars(),
                ours.dollars()
            ),
        ));
    }
    let reason = reason.map(str::to_string);
    Ok(Some(CardBatchView { terminal, ours, difference: terminal - ours, reason }))
}

fn checklist(act: &Act<'_>, batch: Option<Cents>) -> Refused<DayChecklist> {
    let (office, day) = (act.office()?, act.today());
    let report = act.report_of(office, day, act.tx.find_book(Some(office.id), day)?)?;
    let mut todo = vec![card_todo(report.taken.by_method.of(Method::Card), batch)];
    for drawer in &report.drawers {
        let doing = match (drawer.closed, drawer.expected.is_some()) {
            (true, _) => "counted and closed",
            (false, true) => "counted: close it",
            (false, false) => "count it and close it",
        };
        let text = format!("{} ({}): {doing}", drawer.name, drawer.operator);
        todo.push(Todo { done: drawer.closed, text, needed: true });
    }
    todo.push(deposit_todo(act, &report)?);
    todo.extend(earlier_todo(act, office, day)?);
    let waiting = approvals_waiting(act, office)?;
    let text = if waiting == 1 { "1 approval waiting".to_string() } else { format!("{waiting} approvals waiting") };
    todo.push(Todo { done: waiting == 0, text, needed: true });
    Ok(DayChecklist {
        office: office.name.clone(),
        day,
        closed: act.tx.book_closed(office.id, day)?,
        ready: todo.iter().all(|todo| todo.done || !todo.needed),
        todo,
    })
}

fn card_todo(ours: Cents, batch: Option<Cents>) -> Todo {
    let (done, text) = match batch {
        None if ours.is_zero() => (true, "No card was taken".to_string()),
        None => (false, format!("Card terminal batch total: receipts come to {}", ours.dollars())),
        Some(batch) if batch == ours => (true, format!("Card terminal batch total {} matches", batch.dollars())),
        Some(batch) => {
            (false, format!("Card terminal batch total {} differs from {}", batch.dollars(), ours.dollars()))
        }
    };
    Todo { done, text, needed: true }
}

/// The deposit may also go in the morning: the day closes without it.
fn deposit_todo(act: &Act<'_>, report: &DayReportView) -> Refused<Todo> {
    let waits = act.next_deposit(&[])?.amount;
    let bags: Vec<&str> = report.deposits.iter().map(|deposit| deposit.bag.as_str()).collect();
    let text = match (waits.is_zero(), bags.is_empty()) {
        (false, _) => format!("Bank deposit: bag number, {} wait in the safe", waits.dollars()),
        (true, false) => format!("Bank deposit: bag {}", bags.join(", ")),
        (true, true) => "Bank deposit: nothing waits in the safe".to_string(),
    };
    Ok(Todo { done: waits.is_zero(), text, needed: false })
}

/// Earlier days that were left open, by a drawer that was forgotten. A practice store's days run ahead and are left open.
fn earlier_todo(act: &Act<'_>, office: &Office, day: Day) -> Refused<Option<Todo>> {
    if act.practice {
        return Ok(None);
    }
    let left_open = act.tx.days_left_open(office.id, day)?;
    let days: Vec<String> = left_open.into_iter().map(day_text).collect();
    let text = format!("Earlier days are not closed: {}", days.join("; "));
    Ok((!days.is_empty()).then_some(Todo { done: false, text, needed: false }))
}
