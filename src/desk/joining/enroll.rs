//! Joining: the quote, and the enrollment that writes everything in one transaction (R01–R14, R39).

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::application::{EnrollInput, FinanceInput, Joining, MemberInput, ServiceInput, SignatureInput};
use crate::basics::{AccountNo, Cents, Code, Kwh, MeterNo, Refusal, Refused};
use crate::desk::Desk;
use crate::desk::act::{Act, Call, Needs};
use crate::desk::counter::credit::CreditSource;
use crate::desk::counter::pay::{TakenTenders, TenderInput};
use crate::desk::deed::Deed;
use crate::desk::looks::Looks;
use crate::desk::morning::reads::{Arrived, Source, arrive};
use crate::desk::texts::{check_contact, check_key, check_line, unprintable};
use crate::ledger::{
    Account, AccountId, AccountOption, Allocation, Balances, Cause, JoinedAs, Member, MemberId, Meter, MeterId,
    OptionKind, OwnKind, Power, ReadQuality, ReadRole, Receipt, ReceiptKind, Side, SimRow, Status, TxnKind,
};
use crate::rules::eligibility::Applicant;
use crate::rules::enrollment::{self, Application, Finance, JoinsAs, LineKind, Quote, StandardAccount};
use crate::rules::estimate::opening_use_cost;
use crate::rules::reads::cannot_show;
use crate::rules::tariff::{AddOn, ServiceFacts};
use crate::terms::DebtKind;
use crate::words::{Channel, Method};

/// A quote as it is printed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuoteView {
    pub lines: Vec<QuoteLine>,
    pub deposit: Cents,
    pub deposit_interest: Cents,
    pub due_now: Cents,
    pub to_arrears: Cents,
    pub opening_credit: Cents,
    /// Whether it is a return after closing (R39).
    pub returning: bool,
    /// What whoever signs should know before: what of the member no paper can show.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuoteLine {
    pub text: String,
    pub kind: String,
    pub due: Cents,
    pub from_deposit: Cents,
    pub financed: Cents,
}

/// What an enrollment answers: the account, and the quote it was made by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enrolled {
    pub account: String,
    pub member: String,
    pub receipt: Option<String>,
    pub change: Cents,
    pub balance: Cents,
    pub arrears: Cents,
    #[serde(flatten)]
    pub quote: QuoteView,
    /// The agreement's number among the account's documents.
    pub agreement: i64,
}

/// Enrolls: member, account, service, meter, money, agreement and receipt, all or nothing.
///
/// # Errors
/// Those of [`Desk::quote`], and those of taking its money.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Enroll {
    pub joining: Joining,
    pub input: EnrollInput,
}

impl Deed for Enroll {
    const NAME: &'static str = "enroll";
    const NEEDS: Needs = Needs::ClerkOrApproval;
    const MOVES_POWER: bool = true;
    type Answer = Enrolled;

    fn looks_at(&self) -> Looks<'_> {
        Looks { members: self.input.member.number.as_deref().into_iter().collect(), ..Looks::default() }.and_drawer()
    }

    fn key(&self) -> Option<Uuid> {
        self.input.key
    }

    fn run(&self, act: &Act<'_>) -> Refused<Enrolled> {
        enroll_one(act, self.joining, &self.input)
    }
}

impl Desk {
    /// What would be due, writing nothing. Refuses whom enrollment would refuse.
    pub fn quote(&mut self, call: &Call, joining: Joining, input: &EnrollInput) -> Refused<QuoteView> {
        self.ask(call, |act| quote_of(act, joining, input))
    }
}

/// As [`Desk::quote`], within an act.
pub(in crate::desk) fn quote_of(act: &Act<'_>, joining: Joining, input: &EnrollInput) -> Refused<QuoteView> {
    Ok(Plan::make(act, joining, input)?.view())
}

/// Enrolls within an act: one member at the counter, or a row of a file of them.
pub(in crate::desk) fn enroll_one(act: &Act<'_>, joining: Joining, input: &EnrollInput) -> Refused<Enrolled> {
    Plan::make(act, joining, input)?.carry_out(act)
}

/// An enrollment that the rules allow, before it is written.
struct Plan<'a> {
    input: &'a EnrollInput,
    joins_as: JoinsAs,
    /// The member, if they are one already.
    member: Option<Member>,
    /// The closed accounts of theirs that still owe, with what they owe.
    owing: Vec<(AccountId, Balances)>,
    service: ServiceFacts,
    quote: Quote,
}

impl<'a> Plan<'a> {
    fn make(act: &Act<'_>, joining: Joining, input: &'a EnrollInput) -> Refused<Self> {
        check_input(act, joining, input)?;
        let member = match &input.member.number {
            Some(number) => Some(act.tx.member_numbered(number)?.ok_or_else(|| {
                Refusal::new(
                    Code::UnknownMember,
                    format!("there is no member {number}: leave the number out for a new member"),
                )
            })?),
            None => None,
        };
        let (closed, owing) = past_accounts(act, member.as_ref())?;
        let joins_as = match joining {
            Joining::Convert => JoinsAs::Existing,
            Joining::New if closed => JoinsAs::Returning,
            Joining::New => JoinsAs::New,
        };
        let service = service_facts(&input.service, &input.exempt);
        let program = act.program();
        let terms = match joins_as {
            JoinsAs::New => &program.new_member,
            JoinsAs::Returning => &program.returning,
            JoinsAs::Existing => &program.existing_member,
        };
        let daily = input.service.estimated_daily_kwh.unwrap_or(program.rates.estimated_daily_use);
        let opening_use_cost = match terms.opening_credit_days {
            0 => Cents::ZERO,
            days => opening_use_cost(act.terms.tariff(act.today()), &service, act.today(), daily, days)?,
        };
        let application = Application {
            joins_as,
            applicant: applicant(input, member.as_ref()),
            switch_installed: input.service.switch_installed,
            standard: standard_account(input, &owing),
            finance: match input.finance {
                FinanceInput::None => Finance::None,
                FinanceInput::AsMuchAsAllowed => Finance::AsMuchAsAllowed,
                FinanceInput::Amount(amount) => Finance::Amount(amount),
            },
            opening_use_cost,
        };
        let quote = enrollment::quote(&application, program, act.today())?;
        Ok(Self { input, joins_as, member, owing, service, quote })
    }

    fn view(&self) -> QuoteView {
        QuoteView {
            lines: self
                .quote
                .lines
                .iter()
                .map(|line| QuoteLine {
                    text: line.text.to_string(),
                    kind: line.kind.word().to_string(),
                    due: line.due,
                    from_deposit: line.from_deposit,
                    financed: line.financed,
                })
                .collect(),
            deposit: self.quote.deposit,
            deposit_interest: self.quote.deposit_interest,
            due_now: self.quote.due_now,
            to_arrears: self.quote.to_arrears,
            opening_credit: self.quote.opening_credit,
            returning: self.joins_as == JoinsAs::Returning,
            warnings: self.unprintable(),
        }
    }

    /// What is stated and no paper can show.
    fn unprintable(&self) -> Vec<String> {
        let EnrollInput { member, service, signature, .. } = self.input;
        let stated = [
            ("member.name", member.name.as_deref()),
            ("member.joint", member.joint.as_deref()),
            ("member.authorized", member.authorized.as_deref()),
            ("member.mailing_address", member.mailing_address.as_deref()),
            ("service.address", Some(service.address.as_str())),
            ("signature.name", signature.as_ref().map(|signature| signature.name.as_str())),
        ];
        stated.into_iter().filter_map(|(key, text)| unprintable(key, text?)).collect()
    }

    fn carry_out(&self, act: &Act<'_>) -> Refused<Enrolled> {
        let signature = self.input.signature.as_ref().ok_or_else(|| {
            Refusal::new(
                Code::NotSigned,
                "the agreement is not signed: draw the signature, or say that it is signed on paper",
            )
        })?;
        check_signature(signature)?;
        let paid = self.input.payment.as_ref().map_or(Cents::ZERO, |payment| payment.amount);
        let opening = self.quote.balance_after(paid, self.joins_as, act.program())?;
        if let Some(payment) = &self.input.payment
            && payment.amount <= Cents::ZERO
        {
            return Err(Refusal::new(
                Code::BadAmount,
                "nothing is paid: leave the payment out (null) when nothing is due",
            ));
        }
        let member = self.write_member(act)?;
        let account = self.write_account(act, &member)?;
        self.write_meter(act, &account)?;
        let receipt = self.write_money(act, &account, opening, paid)?;
        act.tx.index_account(account.id)?;
        let facts = act.facts(account.id)?;
        let agreement = act.keep_agreement(&facts, &self.view(), signature)?;
        let mut answer = Enrolled {
            account: account.number.0.clone(),
            member: member.number.0.clone(),
            receipt: None,
            change: Cents::ZERO,
            balance: facts.balances.energy,
            arrears: facts.arrears(),
            quote: self.view(),
            agreement,
        };
        if let Some(receipt) = receipt {
            let paid = receipt.allocations.iter().map(|to| act.facts(to.account)).collect::<Refused<Vec<_>>>()?;
            act.keep_receipt(&receipt, &paid)?;
            answer.change = receipt.change;
            answer.receipt = Some(receipt.number.0);
        }
        Ok(answer)
    }

    fn write_member(&self, act: &Act<'_>) -> Refused<Member> {
        let given = &self.input.member;
        if let Some(known) = &self.member {
            let or = |new: &Option<String>, old: &Option<String>| new.clone().or_else(|| old.clone());
            let member = Member {
                name: given.name.clone().unwrap_or_else(|| known.name.clone()),
                phone: or(&given.phone, &known.phone),
                email: or(&given.email, &known.email),
                text: or(&given.text, &known.text),
                mailing_address: or(&given.mailing_address, &known.mailing_address),
                joint: or(&given.joint, &known.joint),
                authorized: or(&given.authorized, &known.authorized),
                passphrase: or(&given.passphrase, &known.passphrase),
                ..known.clone()
            };
            act.tx.change_member(&member, act.operator.id, act.now.at)?;
            return Ok(member);
        }
        let mut member = Member {
            id: MemberId(0),
            number: act.tx.next_number("member")?.into(),
            name: given.name.clone().unwrap_or_default(),
            phone: given.phone.clone(),
            email: given.email.clone(),
            text: given.text.clone(),
            mailing_address: given.mailing_address.clone(),
            joint: given.joint.clone(),
            authorized: given.authorized.clone(),
            passphrase: given.passphrase.clone(),
            low_balance: None,
            deceased_at: None,
            joined_on: act.today(),
        };
        member.id = act.tx.add_member(&member)?;
        Ok(member)
    }

    fn write_account(&self, act: &Act<'_>, member: &Member) -> Refused<Account> {
        let service = &self.input.service;
        let number = match &self.input.account {
            Some(number) => number.clone(),
            None => act.tx.next_number("account")?,
        };
        let office = match &service.office {
            Some(name) => act.tx.office_named(name)?.id,
            None => act.office()?.id,
        };
        let mut account = Account {
            id: AccountId(0),
            number: AccountNo(number),
            member: member.id,
            office,
            address: service.address.clone(),
            class: service.class.clone(),
            phase: service.phase.clone(),
            tax_area: service.tax_area.clone(),
            estimated_daily: service.estimated_daily_kwh,
            opened_at: act.now.at,
            opened_on: act.today(),
            joined_as: match self.joins_as {
                JoinsAs::New => JoinedAs::New,
                JoinsAs::Returning => JoinedAs::Returning,
                JoinsAs::Existing => JoinedAs::Convert,
            },
            moved_from: None,
        };
        account.id = act.tx.add_account(&account, act.operator.id)?;
        act.add_options(account.id, &self.service)?;
        Ok(account)
    }

    fn write_meter(&self, act: &Act<'_>, account: &Account) -> Refused<()> {
        let service = &self.input.service;
        let link = service.link.clone().unwrap_or_else(|| "sim".to_string());
        act.begin_meter(account.id, &service.meter, service.digits, &link, service.start_kwh)
    }

    /// Posts what the quote says: fees, debts, deposit, the financed rest, and the opening balance.
    fn write_money(&self, act: &Act<'_>, account: &Account, opening: Cents, paid: Cents) -> Refused<Option<Receipt>> {
        let id = account.id;
        let clearing = || Side::own(OwnKind::StandardBilling);
        let (deposit, interest) = (self.quote.deposit, self.quote.deposit_interest);
        // The deposit comes over from the standard billing, with its interest.
        if deposit > Cents::ZERO {
            act.credit(CreditSource::Deposit)?;
        }
        act.post(
            TxnKind::Conversion,
            act.own_book()?,
            "Deposit brought over",
            vec![
                (clearing(), -deposit),
                (Side::Deposit(id), deposit + interest),
                (Side::own(OwnKind::DepositInterest), -interest),
            ],
        )?;
        let mut from_deposit = Vec::new();
        let mut from_tender = Vec::new();
        let mut financed = Vec::new();
        for line in &self.quote.lines {
            let (in_deposit, in_tender) = (line.from_deposit, line.left());
            from_deposit.extend(self.goes_to(id, line.kind, Cents::ZERO, in_deposit));
            from_tender.extend(self.goes_to(id, line.kind, in_deposit, in_tender));
            if !line.financed.is_zero() {
                financed.push((Side::Arrears(id), -line.financed));
                financed.extend(self.goes_to(id, line.kind, in_deposit + in_tender, line.financed));
            }
        }
        if !from_deposit.is_empty() {
            let whole: Cents = from_deposit.iter().map(|(_, cents): &(Side, Cents)| *cents).sum();
            from_deposit.push((Side::Deposit(id), -whole));
            act.post(TxnKind::Conversion, act.own_book()?, "Deposit applied", from_deposit)?;
        }
        act.post(TxnKind::Conversion, act.own_book()?, "Past-due plan", financed)?;
        let more = paid - self.quote.due_now;
        from_tender.push((Side::Energy(id), more));
        let Some(payment) = self.input.payment.as_ref().filter(|_| paid > Cents::ZERO) else { return Ok(None) };
        let tender = TenderInput {
            method: Method::named(&payment.method).map_err(|why| Refusal::new(Code::UnknownMethod, why))?,
            amount: payment.amount,
            tendered: payment.tendered,
            check_number: payment.check_number.clone(),
            reference: payment.reference.clone(),
        };
        let taken = TakenTenders::take(act, &[tender], &self.accounts_before(act)?)?;
        let to_energy: Cents =
            from_tender.iter().filter(|(side, _)| *side == Side::Energy(id)).map(|(_, cents)| *cents).sum();
        debug_assert!(opening >= to_energy, "what is tendered for the balance is part of the opening balance");
        let allocation = Allocation { account: id, to_energy, to_arrears: Cents::ZERO, to_other: paid - to_energy };
        let receipt = taken.post(
            act,
            TxnKind::Enrollment,
            ReceiptKind::Enrollment,
            "Enrollment",
            from_tender,
            vec![allocation],
            act.now.at,
        )?;
        Ok(Some(receipt))
    }

    /// The accounts that the member had before: checks that came back there count here too (R41).
    fn accounts_before(&self, act: &Act<'_>) -> Refused<Vec<AccountId>> {
        let Some(member) = &self.member else { return Ok(Vec::new()) };
        let accounts = act.tx.accounts_of(member.id)?;
        Ok(accounts.into_iter().filter(|account| account.opened_at < act.now.at).map(|account| account.id).collect())
    }

    /// The accounts that a part of a quote's line is posted to; `paid` is what the parts before it paid of the line.
    fn goes_to(&self, id: AccountId, kind: LineKind, paid: Cents, cents: Cents) -> Vec<(Side, Cents)> {
        if cents.is_zero() {
            return Vec::new();
        }
        let side = match kind {
            LineKind::Debt(DebtKind::PriorAccount) => return self.prior_debt(paid, cents),
            LineKind::Debt(_) => Side::own(OwnKind::StandardBilling),
            LineKind::MembershipFee => Side::Membership(id),
            LineKind::OpeningCredit => Side::Energy(id),
            fee => Side::income(fee.word()),
        };
        vec![(side, cents)]
    }

    /// What closed accounts of our own owe is paid there, each energy first, then arrears (C14); the rest belongs to the
    /// standard billing.
    fn prior_debt(&self, paid: Cents, cents: Cents) -> Vec<(Side, Cents)> {
        let debts = self.owing.iter().flat_map(|(account, balances)| {
            [(Side::Energy(*account), -balances.energy), (Side::Arrears(*account), -balances.arrears)]
        });
        let (mut paid, mut left) = (paid, cents);
        let mut parts = Vec::new();
        for (side, owed) in debts {
            let owed = owed.or_zero();
            let before = owed.min(paid);
            let part = (owed - before).min(left);
            paid -= before;
            left -= part;
            parts.push((side, part));
        }
        parts.push((Side::own(OwnKind::StandardBilling), left));
        parts
    }
}

/// Whether an account of the member's was closed, and those that still owe, with what they owe.
fn past_accounts(act: &Act<'_>, member: Option<&Member>) -> Refused<(bool, Vec<(AccountId, Balances)>)> {
    let (mut closed, mut owing) = (false, Vec::new());
    let Some(member) = member else { return Ok((false, owing)) };
    let accounts = act.tx.accounts_of(member.id)?;
    for account in &accounts {
        if act.tx.standing(account.id)?.status != Status::Closed {
            continue;
        }
        // Who moved house came out of the account that was left, and did not leave the program.
        closed |= !accounts.iter().any(|later| later.moved_from == Some(account.id));
        let balances = act.tx.balances(account.id)?;
        if balances.energy < Cents::ZERO || balances.arrears < Cents::ZERO {
            owing.push((account.id, balances));
        }
    }
    Ok((closed, owing))
}

fn applicant(input: &EnrollInput, member: Option<&Member>) -> Applicant {
    let given = &input.member;
    let reaches = |new: &Option<String>, old: Option<&String>| u32::from(new.is_some() || old.is_some());
    Applicant {
        service_class: input.service.class.clone(),
        phase: input.service.phase.clone(),
        demand_metered: input.service.demand_metered,
        remote_switch: input.service.remote_switch,
        conditions: input.conditions.clone(),
        contact_methods: reaches(&given.phone, member.and_then(|m| m.phone.as_ref()))
            + reaches(&given.email, member.and_then(|m| m.email.as_ref()))
            + reaches(&given.text, member.and_then(|m| m.text.as_ref())),
    }
}

/// The debts as the rules know them. What closed accounts of our own owe is counted once, whether it was stated too.
fn standard_account(input: &EnrollInput, owing: &[(AccountId, Balances)]) -> StandardAccount {
    let stated = input.standard_account.clone().unwrap_or_default();
    let owed: Cents =
        owing.iter().map(|(_, balances)| (-balances.energy).or_zero() + (-balances.arrears).or_zero()).sum();
    StandardAccount {
        past_due: stated.past_due,
        billed_not_due: stated.billed_not_due,
        unbilled: stated.unbilled,
        prior_account: stated.prior_account.max(owed),
        deposit: stated.deposit,
        deposit_since: stated.deposit_since,
        disconnected: stated.disconnected,
    }
}

fn check_input(act: &Act<'_>, joining: Joining, input: &EnrollInput) -> Refused<()> {
    let bad = |message: String| Err(Refusal::new(Code::BadInput, message));
    let service = &input.service;
    if input.member.number.is_none() && input.member.name.as_deref().unwrap_or_default().trim().is_empty() {
        return bad("member.name: a new member needs a name".to_string());
    }
    check_service(act, service)?;
    check_lines(&input.member)?;
    if let Some(since) = input.standard_account.as_ref().and_then(|standard| standard.deposit_since)
        && since > act.today()
    {
        return bad(format!("standard_account.deposit_since: {since} has not come yet"));
    }
    if joining == Joining::Convert && input.standard_account.is_none() {
        return bad("standard_account: a conversion states what the standard account owes and holds".to_string());
    }
    for (key, number) in [("account", &input.account), ("member.number", &input.member.number)] {
        number.as_deref().map_or(Ok(()), |number| check_key(key, number))?;
    }
    if let Some(number) = &input.account
        && act.tx.account_number_taken(number)?
    {
        return Err(Refusal::new(
            Code::AccountExists,
            format!("there is an account {number} already: give another number"),
        ));
    }
    Ok(())
}

/// Every text about the member that is stated is one that a page can show.
fn check_lines(member: &MemberInput) -> Refused<()> {
    let stated = [
        ("member.name", &member.name),
        ("member.phone", &member.phone),
        ("member.email", &member.email),
        ("member.text", &member.text),
        ("member.mailing_address", &member.mailing_address),
        ("member.joint", &member.joint),
        ("member.authorized", &member.authorized),
        ("member.passphrase", &member.passphrase),
    ];
    for (key, text) in stated {
        if let Some(text) = text.as_deref().filter(|text| !text.is_empty()) {
            check_line(key, text)?;
        }
    }
    check_contact("member.phone", Channel::Phone, member.phone.as_deref())?;
    check_contact("member.email", Channel::Email, member.email.as_deref())?;
    check_contact("member.text", Channel::Text, member.text.as_deref())
}

/// Refuses a service that cannot be put into the store: what is missing or out of range (`bad_input`), an office or a
/// link that is unknown, a meter that is in service elsewhere (`meter_in_service`).
pub(in crate::desk) fn check_service(act: &Act<'_>, service: &ServiceInput) -> Refused<()> {
    let bad = |message: String| Err(Refusal::new(Code::BadInput, message));
    check_key("service.meter", &service.meter)?;
    check_line("service.address", &service.address)?;
    if !(3..=9).contains(&service.digits) {
        return bad(format!("service.digits: a register has 3 to 9 digits of kWh, not {}", service.digits));
    }
    if let Some(why) = cannot_show(service.start_kwh, service.digits) {
        return bad(format!("service.start_kwh: {why}"));
    }
    if service.estimated_daily_kwh.is_some_and(|kwh| kwh < Kwh::ZERO) {
        return bad("service.estimated_daily_kwh: cannot be less than 0".to_string());
    }
    let known = &act.program().rates.add_on;
    if let Some(unknown) = service.add_ons.iter().find(|name| !known.iter().any(|rate| rate.name == **name)) {
        return bad(format!("service.add_ons: the terms have no add-on \"{unknown}\""));
    }
    if let Some(office) = &service.office {
        act.tx.office_named(office)?;
    }
    if let Some(meter) = act.tx.meter_in_service(&service.meter)? {
        let number = act.tx.account(meter.account)?.number;
        return Err(Refusal::new(
            Code::MeterInService,
            format!("meter {} is in service at account {number}: check the number on the meter", service.meter),
        ));
    }
    act.check_link(service.link.as_deref().unwrap_or("sim"))
}

/// Refuses (`not_signed`) an agreement without a name, or without either strokes or a signed form; and strokes that
/// cannot be drawn (`bad_input`).
pub(in crate::desk) fn check_signature(signature: &SignatureInput) -> Refused<()> {
    if signature.name.trim().is_empty() {
        return Err(Refusal::new(Code::NotSigned, "signature.name: the name of who signs is missing"));
    }
    if signature.strokes.iter().flatten().flatten().any(|place| !place.is_finite()) {
        return Err(Refusal::new(Code::BadInput, "signature.strokes: a stroke leads off the page: sign again"));
    }
    let drawn = signature.strokes.iter().any(|stroke| stroke.len() >= 2);
    if !signature.paper && !drawn {
        return Err(Refusal::new(
            Code::NotSigned,
            "nothing is drawn: sign on the screen, or say that it is signed on paper",
        ));
    }
    Ok(())
}

/// A service as its charges will find it.
pub(in crate::desk) fn service_facts(service: &ServiceInput, exempt: &[String]) -> ServiceFacts {
    ServiceFacts {
        class: service.class.clone(),
        tax_area: service.tax_area.clone(),
        exempt: exempt.to_vec(),
        add_ons: service.add_ons.iter().map(|name| AddOn { name: name.clone(), count: 1 }).collect(),
    }
}

impl Act<'_> {
    /// Writes what an account carries from today on: exemptions and add-ons.
    pub fn add_options(&self, account: AccountId, service: &ServiceFacts) -> Refused<()> {
        let option = |kind, name: &str, count| AccountOption {
            kind,
            name: name.to_string(),
            count,
            from_day: self.today(),
            to_day: None,
        };
        for code in &service.exempt {
            self.tx.add_option(account, &option(OptionKind::Exempt, code, 1))?;
        }
        let mut counted: std::collections::BTreeMap<&str, u32> = std::collections::BTreeMap::new();
        for add_on in &service.add_ons {
            *counted.entry(&add_on.name).or_default() += add_on.count;
        }
        for (name, count) in counted {
            self.tx.add_option(account, &option(OptionKind::AddOn, name, count))?;
        }
        Ok(())
    }

    /// Puts a meter into service: its start read, and for a built-in one the meter itself, on.
    pub fn begin_meter(&self, account: AccountId, number: &str, digits: u32, link: &str, start: Kwh) -> Refused<()> {
        let meter = Meter {
            id: MeterId(0),
            account,
            number: MeterNo(number.to_string()),
            digits,
            link: link.to_string(),
            from_day: self.today(),
            to_day: None,
        };
        let meter = Meter { id: self.tx.add_meter(&meter)?, ..meter };
        let arrived = Arrived {
            source: Source::Start { cum: start },
            meter: &meter,
            day: self.today(),
            role: ReadRole::Daily,
            register: start,
            quality: ReadQuality::Actual,
            at: self.now.at,
            detail: Some("the register when service began".to_string()),
        };
        arrive(self, &arrived)?;
        if link == "sim" {
            let known = self.tx.sim(number)?;
            let state = known.as_ref().map_or_else(|| "on".to_string(), |sim| sim.state.clone());
            self.tx.put_sim(&SimRow {
                number: meter.number.clone(),
                register: start,
                state: state.clone(),
                unreachable: false,
                refuse: false,
                stuck: false,
                lose_reply: false,
                profile: None,
            })?;
            if state == "on" {
                return self.tx.see_power(account, Power::On, "the simulated meter is on", self.now.at);
            }
        }
        let facts = self.facts(account)?;
        self.order_on(&facts, Cause::Opening, "service begins")?;
        Ok(())
    }
}
