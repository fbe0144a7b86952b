//! Moving house: the member's credit, past-due plan and membership go along to an account at the new service.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::application::{ServiceInput, SignatureInput};
use super::enroll::{QuoteView, check_service, check_signature, service_facts};
use crate::basics::{AccountNo, Cents, Code, Kwh, Refusal, Refused, first_of_month};
use crate::desk::Desk;
use crate::desk::act::{Act, By, Needs};
use crate::desk::deed::Deed;
use crate::desk::looks::Looks;
use crate::desk::standing::Facts;
use crate::desk::switching::links::SIM;
use crate::ledger::{Account, AccountId, Ground, JoinedAs, OptionKind, Side, Status, TxnKind};
use crate::rules::eligibility::{self, Applicant};

/// The input of `account transfer`: the new service as in `enroll`, with its start read, and the final read of the old.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TransferInput {
    pub service: ServiceInput,
    /// The final read of the service that is left; None: its meter is asked, else today's read counts.
    #[serde(default)]
    pub final_kwh: Option<Kwh>,
    /// The new agreement is signed.
    pub signature: SignatureInput,
    /// Exemption codes of the account; None: those that it has.
    #[serde(default)]
    pub exempt: Option<Vec<String>>,
    /// What is so, in words of [`Condition`](crate::words::Condition).
    #[serde(default)]
    pub conditions: Vec<String>,
    /// The new account's number, where the co-op gives it; else the next of the store's own.
    #[serde(default)]
    pub account: Option<String>,
    /// The act's key; `--key` comes before it.
    #[serde(default, skip_serializing)]
    pub key: Option<Uuid>,
}

/// What `account transfer` answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transferred {
    /// The new account.
    pub account: String,
    /// The account that was left; it is closed.
    pub from: String,
    pub member: String,
    pub meter: String,
    pub balance: Cents,
    pub arrears: Cents,
    pub membership: Cents,
    /// The new agreement among the new account's documents.
    pub agreement: i64,
}

/// Moves a member's account to another service: the old one is billed to its final read and closed, what it holds
/// and owes goes along, a new agreement is kept. No fee is charged.
///
/// # Errors
/// `not_eligible`, `not_signed`, `already_ended`, `disconnected`, `cut_under_way`, `final_read_needed`, `bad_read`,
/// `meter_in_service`, `account_exists`, `bad_input`, `unknown_account`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Transfer {
    pub account: String,
    pub input: TransferInput,
}

impl Deed for Transfer {
    const NAME: &'static str = "transfer";
    const NEEDS: Needs = Needs::Clerk;
    const MOVES_POWER: bool = true;
    type Answer = Transferred;

    fn looks_at(&self) -> Looks<'_> {
        Looks::at(&self.account)
    }

    fn key(&self) -> Option<Uuid> {
        self.input.key
    }

    fn prepared(&self, desk: &mut Desk, by: By<'_>) -> Refused<Option<Self>> {
        let final_kwh = desk.final_register(by, &self.account, self.input.final_kwh)?;
        Ok(Some(Self { input: TransferInput { final_kwh, ..self.input.clone() }, ..self.clone() }))
    }

    fn run(&self, act: &Act<'_>) -> Refused<Transferred> {
        let input = &self.input;
        let old = act.facts_of(&self.account)?;
        act.check_may_leave(&old)?;
        check(act, &old, input)?;
        act.bill_to_final(&old, input.final_kwh)?;
        act.true_up_month(old.id(), first_of_month(act.today()))?;
        let old = act.facts(old.id())?;
        let new = open_account(act, &old, input)?;
        move_over(act, &old, &new, input)
    }
}

/// The new service is one that may be in the program, and its agreement is signed.
fn check(act: &Act<'_>, old: &Facts, input: &TransferInput) -> Refused<()> {
    let (service, member) = (&input.service, &old.member);
    check_service(act, service)?;
    check_signature(&input.signature)?;
    if let Some(number) = &input.account
        && act.tx.account_number_taken(number)?
    {
        return Err(Refusal::new(
            Code::AccountExists,
            format!("there is an account {number} already: give another number"),
        ));
    }
    let applicant = Applicant {
        service_class: service.class.clone(),
        phase: service.phase.clone(),
        demand_metered: service.demand_metered,
        remote_switch: service.remote_switch,
        conditions: input.conditions.clone(),
        contact_methods: [&member.phone, &member.email, &member.text]
            .into_iter()
            .map(|way| u32::from(way.is_some()))
            .sum(),
    };
    eligibility::check(&applicant, act.program())
}

/// Opens the account at the new service, with its meter and what it carries.
fn open_account(act: &Act<'_>, old: &Facts, input: &TransferInput) -> Refused<Facts> {
    let service = &input.service;
    let number = match &input.account {
        Some(number) => number.clone(),
        None => act.tx.next_number("account")?,
    };
    let office = match &service.office {
        Some(name) => act.tx.office_named(name)?.id,
        None => old.account.office,
    };
    let account = Account {
        id: AccountId(0),
        number: AccountNo(number),
        member: old.member.id,
        office,
        address: service.address.clone(),
        class: service.class.clone(),
        phase: service.phase.clone(),
        tax_area: service.tax_area.clone(),
        estimated_daily: service.estimated_daily_kwh,
        opened_at: act.now.at,
        opened_on: act.today(),
        joined_as: JoinedAs::Transfer,
        moved_from: Some(old.id()),
    };
    let id = act.tx.add_account(&account, act.operator.id)?;
    let exempt = match &input.exempt {
        Some(codes) => codes.clone(),
        None => exemptions(act, old)?,
    };
    act.add_options(id, &service_facts(service, &exempt))?;
    let link = service.link.as_deref().unwrap_or(SIM);
    act.begin_meter(id, &service.meter, service.digits, link, service.start_kwh)?;
    act.tx.index_account(id)?;
    act.facts(id)
}

/// The exemptions that the old account has today.
fn exemptions(act: &Act<'_>, old: &Facts) -> Refused<Vec<String>> {
    let options = act.tx.options(old.id())?;
    let held = options.into_iter().filter(|option| option.kind == OptionKind::Exempt && option.holds_on(act.today()));
    Ok(held.map(|option| option.name).collect())
}

fn move_over(act: &Act<'_>, old: &Facts, new: &Facts, input: &TransferInput) -> Refused<Transferred> {
    // By the holds as they stand here: they move along with the member.
    let judged = act.judged_to_end(old, Some(Ground::Move))?;
    move_money(act, old, new)?;
    act.tx.set_grace(new.id(), old.standing.grace_until)?;
    act.carry_flags(old, new)?;
    carry_pledges(act, old, new)?;
    let reason = format!("moved to account {}", new.account.number);
    act.tx.set_status(old.id(), Status::Closed, &reason, act.operator.id, act.now.at, act.today())?;
    act.end_service(old, judged, act.today())?;
    let facts = act.facts(new.id())?;
    let agreement = act.keep_agreement(&facts, &nothing_due(facts.balances.energy), &input.signature)?;
    act.told_before_moving(old.id(), new.id())?;
    Ok(Transferred {
        account: facts.account.number.0.clone(),
        from: old.account.number.0.clone(),
        member: facts.member.number.0.clone(),
        meter: facts.meter.number.0.clone(),
        balance: facts.balances.energy,
        arrears: facts.arrears(),
        membership: facts.balances.membership,
        agreement,
    })
}

/// What the old account holds and owes goes along; what is owed to the member stays to be paid out.
fn move_money(act: &Act<'_>, old: &Facts, new: &Facts) -> Refused<()> {
    let (from, to, balances) = (old.id(), new.id(), &old.balances);
    let moved = [
        (Side::Energy(from), Side::Energy(to), balances.energy),
        (Side::Arrears(from), Side::Arrears(to), balances.arrears),
        (Side::Deposit(from), Side::Deposit(to), balances.deposit),
        (Side::Membership(from), Side::Membership(to), balances.membership),
    ];
    let lines = moved.into_iter().flat_map(|(from, to, cents)| [(from, -cents), (to, cents)]).collect();
    let memo = format!("Moved from account {} to {}", old.account.number, new.account.number);
    act.post(TxnKind::Transfer, act.own_book()?, memo, lines)?;
    Ok(())
}

/// What an agency promised for the member is entered anew where the member is now.
fn carry_pledges(act: &Act<'_>, old: &Facts, new: &Facts) -> Refused<()> {
    for pledge in act.tx.pledges(old.id())?.into_iter().filter(crate::ledger::Pledge::is_open) {
        // It is received once, on the account where it is now.
        let reason = format!("moved to account {}", new.account.number);
        act.tx.withdraw_pledge(pledge.id, &reason, act.operator.id, act.now.at)?;
        act.tx.add_pledge(&crate::ledger::Pledge { account: new.id(), ..pledge })?;
    }
    Ok(())
}

/// A move costs nothing: what the agreement shows is the credit that came along.
fn nothing_due(opening_credit: Cents) -> QuoteView {
    QuoteView {
        lines: Vec::new(),
        deposit: Cents::ZERO,
        deposit_interest: Cents::ZERO,
        due_now: Cents::ZERO,
        to_arrears: Cents::ZERO,
        opening_credit,
        returning: false,
        warnings: Vec::new(),
    }
}
