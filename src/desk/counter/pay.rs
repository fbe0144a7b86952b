//! Taking money: what is tendered, where it goes, the power it brings back (R15, R28, R33, C7, C9, C33).

use serde::{Deserialize, Serialize};

use super::credit::CreditSource;
use crate::basics::{Cents, Code, Instant, Refusal, Refused};
use crate::desk::Desk;
use crate::desk::act::{Act, By, Call, Needs, Signed};
use crate::desk::deed::Deed;
use crate::desk::foreseen::series_of;
use crate::desk::looks::Looks;
use crate::desk::standing::Facts;
use crate::desk::switching::power::PowerOutcome;
use crate::desk::switching::seen::not_seen_on;
use crate::desk::texts::check_key;
use crate::ledger::{
    AccountId, Allocation, BookId, DrawerId, Method, OfficeId, Power, Receipt, ReceiptId, ReceiptKind, Side, Tender,
    TxnKind,
};
use crate::rules::limits::reaches_target;
use crate::rules::payment::{self, Split};
use crate::rules::returned::{self, Return};
use crate::words::{Asks, PowerNow};

/// One means of payment handed over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TenderInput {
    pub method: Method,
    pub amount: Cents,
    /// What was handed over; more than the amount only in cash.
    pub tendered: Option<Cents>,
    pub check_number: Option<String>,
    /// A card's last four and authorization code, or the outside source's own number.
    pub reference: Option<String>,
}

/// A part of the payment for one account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartInput {
    pub account: String,
    pub amount: Cents,
}

/// Takes a payment, and works the switch queue before it is answered.
///
/// # Errors
/// `no_open_drawer`, `method_not_taken`, `checks_refused`, `bad_amount`, `does_not_add_up`, `not_enough_tendered`,
/// `more_than_owed`, `more_than_arrears`, `changed`, and those of the rules.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PayInput {
    pub tenders: Vec<TenderInput>,
    pub parts: Vec<PartInput>,
    /// All of it to the past-due plan.
    #[serde(default)]
    pub arrears_only: bool,
    /// What the clerk was shown: the balance before. If it moved since, the act comes back (`changed`).
    #[serde(default)]
    pub seen_balance: Option<Cents>,
}

/// What a payment does to one account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartView {
    pub account: String,
    pub name: String,
    pub amount: Cents,
    pub to_arrears: Cents,
    pub to_credit: Cents,
    pub balance_before: Cents,
    pub arrears_before: Cents,
    pub balance: Cents,
    pub arrears: Cents,
    /// The one payment that still brings the power back; zero if it is on or comes back; null where none does.
    pub to_reconnect: Option<Cents>,
    pub power: PowerNow,
    /// What to say about the power, in a sentence.
    pub power_text: String,
    /// The same as a value, for the window; an act that is answered again only has the sentence.
    #[serde(skip)]
    pub told: PowerTold,
}

/// What a payment comes to for the power.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum PowerTold {
    /// It is on, and nothing about it changes.
    IsOn,
    /// More is needed, or a hold keeps it off.
    StaysOff,
    /// Something happens: it comes back, or a disconnect was taken back; or no payment brings it back.
    #[default]
    Else,
}

/// What `pay` answers. For several accounts the figures are of the first, and `parts` has all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paid {
    /// Null for a payment that was only shown.
    pub receipt: Option<String>,
    pub amount: Cents,
    pub to_arrears: Cents,
    pub to_credit: Cents,
    pub change: Cents,
    pub balance: Cents,
    pub arrears: Cents,
    pub to_reconnect: Option<Cents>,
    pub power: PowerNow,
    pub parts: Vec<PartView>,
    /// What the clerk should look at before posting: the same amount a few minutes ago.
    pub warning: Option<String>,
}

/// A payment of the same amount on the same account within so many minutes is asked about.
const TWICE_WITHIN_MINUTES: i64 = 15;

impl Desk {
    /// Shows what a payment would do, writing nothing.
    pub fn preview_payment(&mut self, call: &Call, input: &PayInput) -> Refused<Paid> {
        self.ask(call, |act| preview(act, input))
    }

    /// The power as it is after the queue was worked.
    fn refresh_power(&mut self, signed: &Signed, paid: &mut Paid) -> Refused<()> {
        self.ask_by(signed, |act| {
            for part in &mut paid.parts {
                (part.power, part.to_reconnect) = power_and_need(act, &act.facts_of(&part.account)?);
            }
            Ok(())
        })?;
        if let Some(first) = paid.parts.first() {
            paid.power = first.power;
            paid.to_reconnect = first.to_reconnect;
        }
        Ok(())
    }
}

impl Deed for PayInput {
    const NAME: &'static str = "pay";
    const NEEDS: Needs = Needs::ClerkOrApproval;
    const MOVES_POWER: bool = true;
    type Answer = Paid;

    fn looks_at(&self) -> Looks<'_> {
        let accounts = self.parts.iter().map(|part| part.account.as_str()).collect();
        let of = |method: Method| self.tenders.iter().any(|tender| tender.method == method);
        let drawer = !of(Method::External);
        Looks { accounts, drawer, outside: !drawer, checks: of(Method::Check), ..Looks::default() }.and_receipt()
    }

    fn run(&self, act: &Act<'_>) -> Refused<Paid> {
        take(act, self)
    }

    fn then(&self, desk: &mut Desk, by: By<'_>, paid: &mut Paid) -> Refused<()> {
        desk.refresh_power(by.1, paid)
    }
}

/// The power, and the one payment that still brings it back.
fn power_and_need(act: &Act<'_>, facts: &Facts) -> (PowerNow, Option<Cents>) {
    (facts.power(), facts.for_payment().to_reconnect(act.program()))
}

fn preview(act: &Act<'_>, input: &PayInput) -> Refused<Paid> {
    check_sums(input)?;
    let accounts = accounts_of(act, input)?;
    let tenders = checked_tenders(act, &input.tenders, &accounts.iter().map(Facts::id).collect::<Vec<_>>())?;
    let mut parts = Vec::new();
    for (facts, part) in accounts.iter().zip(&input.parts) {
        let split = split(act, facts, part.amount, input.arrears_only)?;
        parts.push(part_view(act, facts, part.amount, split)?);
    }
    Ok(answer(None, &tenders, parts, same_again(act, input, &accounts)?))
}

fn take(act: &Act<'_>, input: &PayInput) -> Refused<Paid> {
    check_sums(input)?;
    let accounts = accounts_of(act, input)?;
    check_unchanged(input, &accounts)?;
    let ids: Vec<AccountId> = accounts.iter().map(Facts::id).collect();
    let taken = TakenTenders::take(act, &input.tenders, &ids)?;
    let (mut lines, mut allocations, mut parts) = (Vec::new(), Vec::new(), Vec::new());
    for (facts, part) in accounts.iter().zip(&input.parts) {
        let split = split(act, facts, part.amount, input.arrears_only)?;
        lines.push((Side::Energy(facts.id()), split.to_balance));
        lines.push((Side::Arrears(facts.id()), split.to_arrears));
        allocations.push(Allocation {
            account: facts.id(),
            to_energy: split.to_balance,
            to_arrears: split.to_arrears,
            to_other: Cents::ZERO,
        });
        parts.push(part_view(act, facts, part.amount, split)?);
    }
    let kind = if taken.drawer.is_some() { ReceiptKind::Payment } else { ReceiptKind::External };
    let memo = taken.memo("Payment");
    let tenders = taken.tenders.clone();
    let receipt = taken.post(act, TxnKind::Payment, kind, &memo, lines, allocations, act.now.at)?;
    let mut paid = Vec::new();
    for (facts, part) in accounts.into_iter().zip(&mut parts) {
        let after = facts.credited(part.to_credit, part.to_arrears);
        let outcome = act.balance_moved_by(&after, false)?;
        (part.power_text, part.told) = (power_text(act, &after, &outcome), told(&after, &outcome));
        act.tell_payment(&after, part.amount)?;
        let after = after.switched(act);
        (part.power, part.to_reconnect) = power_and_need(act, &after);
        paid.push(after);
    }
    act.keep_receipt(&receipt, &paid)?;
    Ok(answer(Some(receipt.number.0), &tenders, parts, None))
}

fn answer(receipt: Option<String>, tenders: &[Tender], parts: Vec<PartView>, warning: Option<String>) -> Paid {
    let first = parts.first().cloned().expect("a payment is for at least one account: check_sums said so");
    Paid {
        receipt,
        amount: parts.iter().map(|part| part.amount).sum(),
        to_arrears: parts.iter().map(|part| part.to_arrears).sum(),
        to_credit: parts.iter().map(|part| part.to_credit).sum(),
        change: tenders.iter().map(|tender| tender.tendered - tender.amount).sum(),
        balance: first.balance,
        arrears: first.arrears,
        to_reconnect: first.to_reconnect,
        power: first.power,
        parts,
        warning,
    }
}

fn accounts_of(act: &Act<'_>, input: &PayInput) -> Refused<Vec<Facts>> {
    act.facts_of_all(&input.parts.iter().map(|part| part.account.as_str()).collect::<Vec<_>>())
}

fn split(act: &Act<'_>, facts: &Facts, amount: Cents, arrears_only: bool) -> Refused<Split> {
    let standing = facts.for_payment();
    let program = act.program();
    if arrears_only { standing.split_to_arrears_only(amount, program) } else { standing.split(amount, program) }
}

fn part_view(act: &Act<'_>, facts: &Facts, amount: Cents, split: Split) -> Refused<PartView> {
    let before = facts.for_payment();
    let after = before.after(split);
    let program = act.program();
    let to_reconnect = after.to_reconnect(program);
    let off = before.service == payment::Service::Off;
    let reaches = off && reaches_target(after.balance, program);
    let power_text = match (before.service, reaches) {
        (payment::Service::Ended, _) => "The account is closed: paying does not bring the power back".to_string(),
        (payment::Service::On, _) => power_of_active(facts),
        (payment::Service::Off, true) => "The power comes back by itself".to_string(),
        (payment::Service::Off, false) => {
            format!("The power stays off: {} more is needed", to_reconnect.unwrap_or_default().dollars())
        }
    };
    Ok(PartView {
        account: facts.account.number.0.clone(),
        name: facts.member.name.clone(),
        amount,
        to_arrears: split.to_arrears,
        to_credit: split.to_balance,
        balance_before: before.balance,
        arrears_before: before.arrears,
        balance: after.balance,
        arrears: after.arrears,
        to_reconnect: if reaches { Some(Cents::ZERO) } else { to_reconnect },
        power: facts.power(),
        power_text,
        told: told_of(before.service, reaches),
    })
}

fn told_of(service: payment::Service, comes_back: bool) -> PowerTold {
    match service {
        payment::Service::On => PowerTold::IsOn,
        payment::Service::Off if !comes_back => PowerTold::StaysOff,
        payment::Service::Off | payment::Service::Ended => PowerTold::Else,
    }
}

fn told(after: &Facts, outcome: &PowerOutcome) -> PowerTold {
    match outcome {
        PowerOutcome::HeldOff(_) => PowerTold::StaysOff,
        PowerOutcome::Unchanged => told_of(after.for_payment().service, false),
        PowerOutcome::Reconnecting | PowerOutcome::CutCancelled => PowerTold::Else,
    }
}

/// What to tell the member about the power once the payment is posted.
pub(in crate::desk) fn power_text(act: &Act<'_>, after: &Facts, outcome: &PowerOutcome) -> String {
    match outcome {
        PowerOutcome::Reconnecting => "Reconnect requested".to_string(),
        PowerOutcome::CutCancelled if after.standing.power == Power::On => {
            "The disconnect was taken back: the power stays on".to_string()
        }
        PowerOutcome::CutCancelled => "The disconnect was taken back".to_string(),
        PowerOutcome::HeldOff(why) => format!("The power stays off: {why}"),
        PowerOutcome::Unchanged => match after.for_payment().service {
            payment::Service::Ended => "Account closed".to_string(),
            payment::Service::On => power_of_active(after),
            payment::Service::Off => format!("{} more is needed to reconnect", act.still_needed(after).dollars()),
        },
    }
}

/// The power of an active account: on only if it was seen on (C44).
fn power_of_active(facts: &Facts) -> String {
    match facts.standing.power {
        Power::On => "The power is on",
        _ => not_seen_on(facts),
    }
    .to_string()
}

/// The parts are positive, name an account each once, and are the tenders' sum.
fn check_sums(input: &PayInput) -> Refused<()> {
    if input.parts.is_empty() || input.tenders.is_empty() {
        return Err(Refusal::new(Code::BadAmount, "a payment needs an amount and an account"));
    }
    for amount in input.parts.iter().map(|part| part.amount).chain(input.tenders.iter().map(|tender| tender.amount)) {
        if amount <= Cents::ZERO {
            return Err(Refusal::new(Code::BadAmount, format!("{amount} cannot be paid: enter an amount above 0.00")));
        }
    }
    for (index, part) in input.parts.iter().enumerate() {
        if input.parts[..index].iter().any(|other| other.account == part.account) {
            return Err(Refusal::new(
                Code::AccountTwice,
                format!("account {} is named twice: add its amounts up", part.account),
            ));
        }
    }
    let tendered: Cents = input.tenders.iter().map(|tender| tender.amount).sum();
    let parted: Cents = input.parts.iter().map(|part| part.amount).sum();
    if tendered != parted {
        return Err(Refusal::new(
            Code::DoesNotAddUp,
            format!("{tendered} is tendered and {parted} goes to accounts: the two must be the same"),
        ));
    }
    if input.arrears_only && input.parts.len() > 1 {
        return Err(Refusal::new(Code::OneAccount, "a payment on the past-due plan alone is for one account"));
    }
    Ok(())
}

fn check_unchanged(input: &PayInput, accounts: &[Facts]) -> Refused<()> {
    match (input.seen_balance, accounts.first()) {
        (Some(seen), Some(facts)) if seen != facts.balances.energy => Err(Refusal::new(
            Code::Changed,
            format!(
                "the balance was {} and is {} now: look at what the payment does and post it again",
                seen.dollars(),
                facts.balances.energy.dollars()
            ),
        )),
        _ => Ok(()),
    }
}

/// The same amount on the same account a few minutes ago is worth a question.
fn same_again(act: &Act<'_>, input: &PayInput, accounts: &[Facts]) -> Refused<Option<String>> {
    for (facts, part) in accounts.iter().zip(&input.parts) {
        let receipts = act.tx.receipts_of(facts.id())?;
        let recent = receipts.iter().rev().take(5).find(|receipt| {
            let minutes = (act.now.at - receipt.at).num_minutes();
            receipt.undone.is_none()
                && (0..TWICE_WITHIN_MINUTES).contains(&minutes)
                && receipt
                    .allocations
                    .iter()
                    .any(|to| to.account == facts.id() && to.to_energy + to.to_arrears + to.to_other == part.amount)
        });
        if let Some(receipt) = recent {
            let minutes = (act.now.at - receipt.at).num_minutes();
            let clerk = act.name_of(receipt.operator)?;
            return Ok(Some(format!(
                "The same amount was paid on this account {minutes} minutes ago ({}, {clerk}). Is this another payment?",
                receipt.number
            )));
        }
    }
    Ok(None)
}

/// Tenders that were checked, with the drawer they go into.
pub(in crate::desk) struct TakenTenders {
    pub tenders: Vec<Tender>,
    pub drawer: Option<DrawerId>,
    book: BookId,
    office: Option<OfficeId>,
    series: String,
}

impl TakenTenders {
    /// Checks what is tendered for `accounts`, and finds the drawer it goes into: the operator's open one. Money that
    /// came from outside goes into none.
    pub fn take(act: &Act<'_>, inputs: &[TenderInput], accounts: &[AccountId]) -> Refused<Self> {
        let tenders = checked_tenders(act, inputs, accounts)?;
        let outside = |tender: &Tender| tender.method.is_outside();
        if tenders.iter().all(outside) {
            for tender in &tenders {
                act.credit(CreditSource::Outside { reference: tender.reference.as_deref() })?;
            }
            return Self::outside(act, tenders);
        }
        if tenders.iter().any(outside) {
            return Err(Refusal::new(Code::MixedTenders, "money from outside has its own receipt: post it by itself"));
        }
        let drawer = act.open_drawer()?;
        let office = act.office()?;
        let series = act.series(&office.code)?;
        Ok(Self { tenders, drawer: Some(drawer.id), book: drawer.book, office: Some(office.id), series })
    }

    /// What an agency paid on its pledge (C48): no tender that anybody names.
    pub fn pledged(act: &Act<'_>, amount: Cents, agency: &str) -> Refused<Self> {
        act.credit(CreditSource::Pledge)?;
        let reference = Some(agency.to_string());
        let method = Method::Pledge;
        let tender = Tender { method, amount, tendered: amount, check_number: None, reference, returned: None };
        Self::outside(act, vec![tender])
    }

    fn outside(act: &Act<'_>, tenders: Vec<Tender>) -> Refused<Self> {
        Ok(Self { tenders, drawer: None, book: act.outside_book()?, office: None, series: act.series("X")? })
    }

    /// What the transaction says: `Payment, cash`.
    pub fn memo(&self, what: &str) -> String {
        let mut methods: Vec<&str> = self.tenders.iter().map(|tender| tender.method.text()).collect();
        methods.dedup();
        format!("{what}, {}", methods.join(" and "))
    }

    /// Posts the tenders against `lines` and writes the receipt.
    #[allow(clippy::too_many_arguments, reason = "a receipt is all of this, and each caller says all of it once")]
    pub fn post(
        self,
        act: &Act<'_>,
        txn: TxnKind,
        kind: ReceiptKind,
        memo: &str,
        lines: Vec<(Side, Cents)>,
        allocations: Vec<Allocation>,
        paid_at: Instant,
    ) -> Refused<Receipt> {
        let mut lines = lines;
        for tender in &self.tenders {
            lines.push((tender_side(tender.method, self.drawer), -tender.amount));
        }
        let txn = act
            .post(txn, self.book, memo, lines)?
            .ok_or_else(|| Refusal::new(Code::BadAmount, "nothing is paid: enter an amount above 0.00"))?;
        let change = self.tenders.iter().map(|tender| tender.tendered - tender.amount).sum();
        let mut receipt = Receipt {
            id: ReceiptId(0),
            number: String::new().into(),
            kind,
            txn,
            at: act.now.at,
            paid_at,
            office: self.office,
            drawer: self.drawer,
            operator: act.operator.id,
            amount: self.tenders.iter().map(|tender| tender.amount).sum(),
            change,
            tenders: self.tenders,
            allocations,
            undone: None,
        };
        (receipt.id, receipt.number) = act.tx.add_receipt(&receipt, &self.series)?;
        Ok(receipt)
    }
}

/// The co-op's account that a tender goes into.
pub(in crate::desk) fn tender_side(method: Method, drawer: Option<DrawerId>) -> Side {
    let drawer = drawer.filter(|_| method.is_in_drawer());
    Side::Own(method.goes_to(), drawer.map_or_else(String::new, |drawer| drawer.0.to_string()))
}

fn checked_tenders(act: &Act<'_>, inputs: &[TenderInput], accounts: &[AccountId]) -> Refused<Vec<Tender>> {
    inputs.iter().map(|input| checked_tender(act, input, accounts)).collect()
}

fn checked_tender(act: &Act<'_>, input: &TenderInput, accounts: &[AccountId]) -> Refused<Tender> {
    let method = input.method;
    if method == Method::Pledge {
        return Err(Refusal::new(
            Code::MethodNotTaken,
            "a pledge is no way to pay: enter it (account pledge), and receive it when its money is here (C48)",
        ));
    }
    if !method.is_outside() {
        payment::accepts(method, act.program())?;
    }
    let tendered = input.tendered.unwrap_or(input.amount);
    if tendered < input.amount {
        return Err(Refusal::new(
            Code::NotEnoughTendered,
            format!("{tendered} is handed over for {}: {} is missing", input.amount, input.amount - tendered),
        ));
    }
    if tendered > input.amount && method.asks() != Some(Asks::HandedOver) {
        return Err(Refusal::new(
            Code::ChangeOnlyFromCash,
            "change is given only from cash: post the check's or card's own amount",
        ));
    }
    if method == Method::Check {
        for account in accounts {
            let returns: Vec<Return> =
                act.tx.check_returns(*account)?.into_iter().map(|on| Return { on, bank_erred: false }).collect();
            returned::accepts_checks(&returns, act.today(), act.program())?;
        }
    }
    if let Some(reference) = &input.reference
        && method.asks() == Some(Asks::CardSlip)
        && reference.bytes().filter(u8::is_ascii_digit).count() > 12
    {
        return Err(Refusal::new(
            Code::CardNumber,
            "never enter a card's number: its last four and the authorization code only",
        ));
    }
    for (key, text) in [("check_number", &input.check_number), ("reference", &input.reference)] {
        text.as_deref().map_or(Ok(()), |text| check_key(key, text))?;
    }
    Ok(Tender {
        method,
        amount: input.amount,
        tendered,
        check_number: input.check_number.clone(),
        reference: input.reference.clone(),
        returned: None,
    })
}

impl Act<'_> {
    /// The receipt series of a code: a restored store begins its own (`C2`).
    pub fn series(&self, code: &str) -> Refused<String> {
        Ok(series_of(code, self.tx.fact("epoch")?.as_deref()))
    }
}

#[cfg(test)]
#[path = "pay_tests.rs"]
mod tests;
