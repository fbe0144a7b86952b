//! What joining costs: the quote that enrollment charges (R04–R14, R39).
//!
//! A quote is a worksheet of lines. The deposit pays them in the terms' order, a part of the debt may be financed, and
//! what is left of each line is due now.

use std::collections::BTreeMap;

use serde::{Serialize, Serializer};

use super::clause::clause;
use super::eligibility::{self, Applicant};
use super::interest;
use crate::basics::{Cents, Code, Day, Refusal, Refused};
use crate::terms::{Debt, DebtKind, DepositPays, DueAtStart, Joining, Program, WhenSwitchInstalled};

/// What is financed is taken from the newest debt first, so that the oldest is paid.
const NEWEST_FIRST: [DebtKind; 4] =
    [DebtKind::Unbilled, DebtKind::BilledNotDue, DebtKind::PastDue, DebtKind::PriorAccount];

/// How somebody joins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JoinsAs {
    /// R07.
    New,
    /// R39: after an account of theirs was closed.
    Returning,
    /// R08: from the standard service.
    Existing,
}

impl JoinsAs {
    /// The table of the program file that says what it costs.
    fn table(self) -> &'static str {
        match self {
            Self::New => "new_member",
            Self::Returning => "returning",
            Self::Existing => "existing_member",
        }
    }
}

/// How much of the debt the member wants to pay over time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Finance {
    None,
    AsMuchAsAllowed,
    Amount(Cents),
}

/// Where the standard service stands; every amount is what is owed, or held, and never negative.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct StandardAccount {
    pub past_due: Cents,
    pub billed_not_due: Cents,
    pub unbilled: Cents,
    /// What a prior, closed account still owes.
    pub prior_account: Cents,
    pub deposit: Cents,
    pub deposit_since: Option<Day>,
    /// Whether the standard service is already cut.
    pub disconnected: bool,
}

impl StandardAccount {
    /// What is owed of one kind.
    #[must_use]
    pub fn debt(&self, kind: DebtKind) -> Cents {
        match kind {
            DebtKind::PastDue => self.past_due,
            DebtKind::BilledNotDue => self.billed_not_due,
            DebtKind::Unbilled => self.unbilled,
            DebtKind::PriorAccount => self.prior_account,
        }
    }
}

/// What is known when somebody asks to join.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Application {
    pub joins_as: JoinsAs,
    pub applicant: Applicant,
    /// A switch is already at the meter (R05).
    pub switch_installed: bool,
    pub standard: StandardAccount,
    pub finance: Finance,
    /// What the terms' `opening_credit_days` of estimated use cost (R06, C24); not looked at where they name none.
    pub opening_use_cost: Cents,
}

/// What a line of a quote is for, in the order in which a quote is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineKind {
    Debt(DebtKind),
    MembershipFee,
    ConnectionFee,
    SetupFee,
    ReconnectFee,
    OpeningCredit,
}

impl LineKind {
    /// The stable word that scripts see.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Debt(kind) => kind.word(),
            Self::MembershipFee => "membership_fee",
            Self::ConnectionFee => "connection_fee",
            Self::SetupFee => "setup_fee",
            Self::ReconnectFee => "reconnect_fee",
            Self::OpeningCredit => "opening_credit",
        }
    }

    /// What a person reads.
    #[must_use]
    pub fn text(self) -> &'static str {
        match self {
            Self::Debt(DebtKind::PastDue) => "Past due",
            Self::Debt(DebtKind::BilledNotDue) => "Billed, not yet due",
            Self::Debt(DebtKind::Unbilled) => "Used, not yet billed",
            Self::Debt(DebtKind::PriorAccount) => "Owed from a prior account",
            Self::MembershipFee => "Membership fee",
            Self::ConnectionFee => "Connection fee",
            Self::SetupFee => "Set-up fee",
            Self::ReconnectFee => "Reconnect fee",
            Self::OpeningCredit => "Opening credit",
        }
    }

    fn is_debt(self) -> bool {
        matches!(self, Self::Debt(_))
    }

    fn is_paid_as(self, pays: DepositPays) -> bool {
        match pays {
            DepositPays::Debt(kind) => self == Self::Debt(kind),
            DepositPays::Credit => self == Self::OpeningCredit,
            DepositPays::Fees => !self.is_debt() && self != Self::OpeningCredit,
        }
    }
}

impl Serialize for LineKind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.word())
    }
}

/// One line of a quote. `due` is from the deposit, or financed, or [`Line::left`]: due now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Line {
    pub text: &'static str,
    pub kind: LineKind,
    pub due: Cents,
    pub from_deposit: Cents,
    pub financed: Cents,
}

impl Line {
    fn new(kind: LineKind, due: Cents) -> Self {
        Self { text: kind.text(), kind, due, from_deposit: Cents::ZERO, financed: Cents::ZERO }
    }

    /// What is due now of this line.
    #[must_use]
    pub fn left(&self) -> Cents {
        self.due - self.from_deposit - self.financed
    }
}

/// What joining costs, line by line; lines of nothing are left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Quote {
    pub lines: Vec<Line>,
    pub deposit: Cents,
    pub deposit_interest: Cents,
    /// The sum of what is left of each line.
    pub due_now: Cents,
    /// What is financed: the past-due plan's beginning (R14).
    pub to_arrears: Cents,
    /// The balance after paying exactly `due_now`.
    pub opening_credit: Cents,
}

impl Quote {
    /// The balance that the account opens with when `payment` is brought: more than is due adds to it, less is refused
    /// (`below_minimum`), naming the clause of how one `joins`.
    pub fn balance_after(&self, payment: Cents, joins: JoinsAs, program: &Program) -> Refused<Cents> {
        if payment < self.due_now {
            let message = format!(
                "{} is due to join, and {} was brought: {} more is needed{}.",
                self.due_now.dollars(),
                payment.dollars(),
                (self.due_now - payment).dollars(),
                clause(program, joins.table())
            );
            return Err(Refusal::new(Code::BelowMinimum, message));
        }
        Ok(self.opening_credit + payment - self.due_now)
    }
}

/// What it costs `application` to join today, or why it may not.
///
/// Refused as enrollment would be: who is not eligible (R01, R02), amounts that are negative (`bad_amount`), a deposit
/// without a date or rate (R11), and financing beyond the terms (R12, R13: `finance_not_allowed`, `finance_above_cap`,
/// `finance_above_debt`).
pub fn quote(application: &Application, program: &Program, today: Day) -> Refused<Quote> {
    eligibility::check(&application.applicant, program)?;
    check_amounts(application)?;
    let standard = &application.standard;
    let deposit_interest = interest::on_deposit(standard.deposit, standard.deposit_since, today, program)?;
    let mut worksheet = Worksheet::new(application, program);
    worksheet.pay_from_deposit(standard.deposit + deposit_interest, deposit_order(standard, &program.debt));
    worksheet.finance(application.finance, program)?;
    Ok(worksheet.quote(standard.deposit, deposit_interest))
}

fn check_amounts(application: &Application) -> Refused<()> {
    let standard = &application.standard;
    let financed = if let Finance::Amount(amount) = application.finance { amount } else { Cents::ZERO };
    let amounts = DebtKind::ALL
        .iter()
        .map(|kind| (LineKind::Debt(*kind).text(), standard.debt(*kind)))
        .chain([("Deposit", standard.deposit), ("Financed amount", financed)]);
    for (name, amount) in amounts {
        if amount < Cents::ZERO || amount > Cents::MOST {
            let message = format!("{name}: {} is not an amount that can be owed or held.", amount.dollars());
            return Err(Refusal::new(Code::BadAmount, message));
        }
    }
    let of_standard_service = [standard.past_due, standard.billed_not_due, standard.unbilled, standard.deposit];
    if application.joins_as != JoinsAs::Existing && of_standard_service != [Cents::ZERO; 4] {
        let message = "Only a prior account's debt can come with a new service: use conversion for a member with \
                       standard service.";
        return Err(Refusal::new(Code::NotAConversion, message));
    }
    Ok(())
}

fn deposit_order<'a>(standard: &StandardAccount, terms: &'a Debt) -> &'a [DepositPays] {
    if standard.disconnected { &terms.deposit_pays_when_disconnected } else { &terms.deposit_pays }
}

/// The quote in the making: one line a kind, lines of nothing included.
struct Worksheet {
    lines: Vec<Line>,
}

impl Worksheet {
    fn new(application: &Application, program: &Program) -> Self {
        let joining = match application.joins_as {
            JoinsAs::New => &program.new_member,
            JoinsAs::Returning => &program.returning,
            JoinsAs::Existing => &program.existing_member,
        };
        let debts = DebtKind::ALL.iter().map(|kind| Line::new(LineKind::Debt(*kind), application.standard.debt(*kind)));
        Self { lines: debts.chain(fees_and_credit(application, joining)).collect() }
    }

    /// The deposit pays in the terms' order (R10); whatever is left then is credit (C16).
    fn pay_from_deposit(&mut self, deposit: Cents, order: &[DepositPays]) {
        let mut left = deposit;
        for pays in order {
            for line in self.lines.iter_mut().filter(|line| line.kind.is_paid_as(*pays)) {
                let part = line.left().min(left);
                line.from_deposit += part;
                left -= part;
            }
        }
        for line in self.lines.iter_mut().filter(|line| line.kind == LineKind::OpeningCredit) {
            line.from_deposit += left;
            line.due = line.due.max(line.from_deposit);
        }
    }

    /// Finances what is asked for, the newest debt first, never of what is due at the start (R12–R14).
    fn finance(&mut self, asked: Finance, program: &Program) -> Refused<()> {
        let due_at_start = self.due_at_start(&program.debt.due_at_start);
        let open: Cents = self.debts().map(|(kind, line)| line.left() - due_at_start[&kind]).sum();
        let mut left = financed_amount(asked, open, program)?;
        for kind in NEWEST_FIRST {
            for line in self.lines.iter_mut().filter(|line| line.kind == LineKind::Debt(kind)) {
                line.financed = (line.left() - due_at_start[&kind]).min(left);
                left -= line.financed;
            }
        }
        Ok(())
    }

    /// What must still be paid of each kind at the start (R13): the share of what was owed, less what the deposit paid
    /// of it (C18, C19). A share of the whole is paid on the oldest debt first.
    fn due_at_start(&self, rule: &DueAtStart) -> BTreeMap<DebtKind, Cents> {
        match rule {
            DueAtStart::ByKind(shares) => self
                .debts()
                .map(|(kind, line)| {
                    let share = shares.get(&kind).map_or(Cents::ZERO, |share| line.due.times(*share));
                    (kind, (share - line.from_deposit).or_zero())
                })
                .collect(),
            DueAtStart::Total(share) => {
                let owed: Cents = self.debts().map(|(_, line)| line.due).sum();
                let from_deposit: Cents = self.debts().map(|(_, line)| line.from_deposit).sum();
                let mut to_pay = (owed.times(*share) - from_deposit).or_zero();
                let left: BTreeMap<_, _> = self.debts().map(|(kind, line)| (kind, line.left())).collect();
                NEWEST_FIRST
                    .into_iter()
                    .rev()
                    .map(|kind| {
                        let part = left[&kind].min(to_pay);
                        to_pay -= part;
                        (kind, part)
                    })
                    .collect()
            }
        }
    }

    fn debts(&self) -> impl Iterator<Item = (DebtKind, &Line)> {
        self.lines.iter().filter_map(|line| match line.kind {
            LineKind::Debt(kind) => Some((kind, line)),
            _ => None,
        })
    }

    fn quote(self, deposit: Cents, deposit_interest: Cents) -> Quote {
        let opening_credit = self.lines.iter().filter(|line| line.kind == LineKind::OpeningCredit);
        Quote {
            opening_credit: opening_credit.map(|line| line.due).sum(),
            due_now: self.lines.iter().map(Line::left).sum(),
            to_arrears: self.lines.iter().map(|line| line.financed).sum(),
            lines: self.lines.into_iter().filter(|line| !line.due.is_zero()).collect(),
            deposit,
            deposit_interest,
        }
    }
}

/// The fees and the opening credit of one way of joining (R04–R06, C4).
fn fees_and_credit(application: &Application, joining: &Joining) -> [Line; 5] {
    let reconnect_fee = joining.reconnect_fee_when_disconnected.filter(|_| application.standard.disconnected);
    let mut connection_fee = if reconnect_fee.is_some() { Cents::ZERO } else { joining.connection_fee };
    let mut opening_credit = joining.opening_credit;
    if joining.opening_credit_days > 0 {
        opening_credit = opening_credit.max(application.opening_use_cost);
    }
    if application.switch_installed {
        match joining.connection_fee_when_switch_installed {
            WhenSwitchInstalled::Charged => {}
            WhenSwitchInstalled::Waived => connection_fee = Cents::ZERO,
            WhenSwitchInstalled::Credited => {
                opening_credit = opening_credit.max(connection_fee);
                connection_fee = Cents::ZERO;
            }
        }
    }
    if joining.membership_fee_in_opening_credit {
        opening_credit = (opening_credit - joining.membership_fee).or_zero();
    }
    [
        Line::new(LineKind::MembershipFee, joining.membership_fee),
        Line::new(LineKind::ConnectionFee, connection_fee),
        Line::new(LineKind::SetupFee, joining.setup_fee),
        Line::new(LineKind::ReconnectFee, reconnect_fee.unwrap_or_default()),
        Line::new(LineKind::OpeningCredit, opening_credit),
    ]
}

/// How much is financed of the `open` debt: what the deposit left and the start does not claim (R12, R13).
fn financed_amount(asked: Finance, open: Cents, program: &Program) -> Refused<Cents> {
    let terms = &program.debt;
    let refuse = |code, why: String| Err(Refusal::new(code, format!("{why}{}.", clause(program, "debt"))));
    let wanted = match asked {
        Finance::None | Finance::Amount(Cents::ZERO) => return Ok(Cents::ZERO),
        Finance::AsMuchAsAllowed if !terms.financed => return Ok(Cents::ZERO),
        Finance::AsMuchAsAllowed => return Ok(terms.financed_at_most.map_or(open, |cap| open.min(cap))),
        Finance::Amount(wanted) => wanted,
    };
    match terms.financed_at_most {
        _ if !terms.financed => refuse(
            Code::FinanceNotAllowed,
            format!("{} finances no debt: all of it is due at the start", program.title),
        ),
        Some(cap) if wanted > cap => refuse(
            Code::FinanceAboveCap,
            format!("At most {} can be financed, and {} was asked for", cap.dollars(), wanted.dollars()),
        ),
        _ if wanted > open => refuse(
            Code::FinanceAboveDebt,
            format!("Only {} is left to finance, and {} was asked for", open.dollars(), wanted.dollars()),
        ),
        _ => Ok(wanted),
    }
}

#[cfg(test)]
#[path = "enrollment_tests.rs"]
mod tests;
