//! Every term by its dotted key, with its value in words: what `program show` and the terms screen list, and what the
//! agreement and the letters may name. A term that the program does not have is listed too, without a value.

use rust_decimal::Decimal;

use super::model::{
    Debt, DebtKind, DepositPays, DueAtStart, Joining, LeavingDeposit, PledgeHolds, Program, StaffFee, TrueUp,
    WhenSwitchInstalled,
};
use super::words;
use crate::basics::Cents;
use crate::words::Word;

/// One table of the program file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// Its dotted name (`rates.monthly[0]`); empty for the keys at the file's top.
    pub table: String,
    /// What it is about, for people.
    pub title: &'static str,
    /// The clause it was taken from; empty if it cites none.
    pub clause: String,
    pub rows: Vec<Row>,
}

/// One term.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The dotted key.
    pub key: String,
    /// In words; None: the program has no such term.
    pub value: Option<String>,
    /// Whether it says anything of its own: not none, no, zero, empty or the same as what it would default to.
    pub applies: bool,
    /// The clause of its table.
    pub clause: String,
    /// A reading that the board has not confirmed.
    pub to_confirm: bool,
}

impl Program {
    /// Every term in the order of the program file, each with its value in words and the clause it comes from.
    #[must_use]
    pub fn describe(&self) -> Vec<Section> {
        let mut sections = vec![the_co_op(self), eligibility(self)];
        for (table, title, terms) in [
            ("new_member", "A new member pays", &self.new_member),
            ("returning", "A member who comes back after closing pays", &self.returning),
            ("existing_member", "A member who changes over pays", &self.existing_member),
        ] {
            sections.push(joining(table, title, terms));
        }
        sections.extend([debt(&self.debt), rates(self)]);
        sections.extend(single_rates(self));
        sections.extend([daily_cycle(self), disconnect(self), holidays(self), reconnect(self), closing(self)]);
        sections.extend([returned_payment(self), notices(self), true_up(self), leaving(self), pledges(self)]);
        sections.push(payments(self));
        sections.extend(fees(self));
        sections.push(gl(self));
        for section in &mut sections {
            self.cite(section);
        }
        sections
    }

    fn cite(&self, section: &mut Section) {
        // Where the file does not say what a returning member pays, it is what a new member pays (R39).
        let as_new = section.table == "returning" && self.source("returning").is_empty();
        section.clause = self.source(if as_new { "new_member" } else { &section.table }).to_string();
        for row in &mut section.rows {
            row.clause.clone_from(&section.clause);
            row.to_confirm = self.to_confirm.iter().any(|key| *key == row.key || *key == section.table);
        }
    }
}

/// Gathers the rows of one table.
struct Rows {
    section: Section,
}

impl Rows {
    fn of(table: impl Into<String>, title: &'static str) -> Self {
        Self { section: Section { table: table.into(), title, clause: String::new(), rows: Vec::new() } }
    }

    fn row(mut self, key: &str, value: Option<String>, applies: bool) -> Self {
        let table = &self.section.table;
        let key = if table.is_empty() { key.to_string() } else { format!("{table}.{key}") };
        self.section.rows.push(Row { key, value, applies, clause: String::new(), to_confirm: false });
        self
    }

    fn words(self, key: &str, value: impl Into<String>) -> Self {
        self.row(key, Some(value.into()), true)
    }

    fn maybe(self, key: &str, value: Option<String>) -> Self {
        let applies = value.is_some();
        self.row(key, value, applies)
    }

    fn money(self, key: &str, amount: Cents) -> Self {
        self.row(key, Some(amount.dollars()), !amount.is_zero())
    }

    fn share(self, key: &str, share: Decimal) -> Self {
        self.row(key, Some(words::share(share)), !share.is_zero())
    }

    fn count(self, key: &str, count: u32) -> Self {
        self.row(key, Some(count.to_string()), count > 0)
    }

    fn flag(self, key: &str, flag: bool) -> Self {
        self.row(key, Some(words::flag(flag).to_string()), flag)
    }

    fn list<T: AsRef<str>>(self, key: &str, items: &[T], last: &str) -> Self {
        self.row(key, Some(words::joined(items, last)), !items.is_empty())
    }

    fn choices(self, key: &str, chosen: &[String], last: &str) -> Self {
        let chosen: Vec<&str> = chosen.iter().map(|word| words::choice(word)).collect();
        self.list(key, &chosen, last)
    }
}

fn the_co_op(program: &Program) -> Section {
    Rows::of("", "The program")
        .words("id", &program.id)
        .words("utility", &program.utility)
        .words("title", &program.title)
        .maybe("phone", program.phone.clone())
        .list("offices", &program.offices, "and")
        .words("time_zone", program.time_zone.name())
        .words("effective", words::day(program.effective))
        .list("to_confirm", &program.to_confirm, "and")
        .section
}

fn eligibility(program: &Program) -> Section {
    let terms = &program.eligibility;
    let refused_when: Vec<&str> = terms.refused_when.iter().map(|condition| condition.text()).collect();
    Rows::of("eligibility", "Who may join")
        .choices("service_classes", &terms.service_classes, "or")
        .choices("phases", &terms.phases, "or")
        .flag("demand_metered", terms.demand_metered)
        .flag("remote_switch", terms.remote_switch)
        .list("refused_when", &refused_when, "or")
        .count("contact_methods_at_least", terms.contact_methods_at_least)
        .section
}

fn joining(table: &str, title: &'static str, terms: &Joining) -> Section {
    let installed = terms.connection_fee_when_switch_installed;
    let rows = Rows::of(table, title)
        .money("membership_fee", terms.membership_fee)
        .money("connection_fee", terms.connection_fee)
        .money("setup_fee", terms.setup_fee)
        .money("opening_credit", terms.opening_credit)
        .count("opening_credit_days", terms.opening_credit_days)
        .flag("membership_fee_in_opening_credit", terms.membership_fee_in_opening_credit)
        .row(
            "connection_fee_when_switch_installed",
            Some(installed.text().to_string()),
            installed != WhenSwitchInstalled::Charged,
        );
    if table != "existing_member" {
        return rows.section;
    }
    rows.maybe("reconnect_fee_when_disconnected", terms.reconnect_fee_when_disconnected.map(Cents::dollars)).section
}

fn debt(terms: &Debt) -> Section {
    let order = |pays: &[DepositPays]| pays.iter().map(|one| one.text()).collect::<Vec<_>>();
    let interest = terms.deposit_interest.iter().map(|(year, rate)| format!("{} in {year}", words::share(*rate)));
    let mut rows = Rows::of("debt", "What is owed, and deposits")
        .flag("financed", terms.financed)
        .maybe("financed_at_most", terms.financed_at_most.map(Cents::dollars));
    let total = match &terms.due_at_start {
        DueAtStart::Total(share) => *share,
        DueAtStart::ByKind(_) => Decimal::ZERO,
    };
    rows = rows.list("due_at_start", &due_at_start(terms), "and").share("due_at_start.total", total);
    for kind in DebtKind::ALL {
        let share = match &terms.due_at_start {
            DueAtStart::ByKind(shares) => shares.get(kind).copied().unwrap_or_default(),
            DueAtStart::Total(_) => Decimal::ZERO,
        };
        rows = rows.share(&format!("due_at_start.{}", kind.word()), share);
    }
    rows.share("share_of_payments", terms.share_of_payments)
        .maybe("past_due_after_day", terms.past_due_after_day.map(|day| day.to_string()))
        .flag("cure_deficit_first", terms.cure_deficit_first)
        .list("deposit_pays", &order(&terms.deposit_pays), "and then")
        .row(
            "deposit_pays_when_disconnected",
            Some(words::joined(&order(&terms.deposit_pays_when_disconnected), "and then")),
            terms.deposit_pays_when_disconnected != terms.deposit_pays,
        )
        .list("deposit_interest", &interest.collect::<Vec<_>>(), "and")
        .section
}

/// What must be paid at the start, each share with its debt.
fn due_at_start(terms: &Debt) -> Vec<String> {
    match &terms.due_at_start {
        DueAtStart::Total(share) if share.is_zero() => Vec::new(),
        DueAtStart::Total(share) => vec![format!("{} of all that is owed", words::share(*share))],
        DueAtStart::ByKind(shares) => shares
            .iter()
            .filter(|(_, share)| !share.is_zero())
            .map(|(kind, share)| format!("{} of {}", words::share(*share), kind.text()))
            .collect(),
    }
}

fn rates(program: &Program) -> Section {
    let rates = &program.rates;
    let energy: Vec<String> = rates.energy.iter().map(words::energy_rate).collect();
    let per_kwh: Vec<String> = rates.per_kwh.iter().map(words::per_kwh_rate).collect();
    let monthly: Vec<String> = rates.monthly.iter().map(words::monthly_rate).collect();
    let tax: Vec<String> = rates.tax.iter().map(words::tax_rate).collect();
    let add_on: Vec<String> = rates.add_on.iter().map(words::add_on_rate).collect();
    Rows::of("rates", "What electricity costs")
        .flag("sample", rates.sample)
        .words("estimated_daily_use", words::kwh(rates.estimated_daily_use))
        .row("energy", Some(energy.join("; ")), !energy.is_empty())
        .list("per_kwh", &per_kwh, "and")
        .list("monthly", &monthly, "and")
        .list("tax", &tax, "and")
        .list("add_on", &add_on, "and")
        .section
}

/// The tables of the lists under `[rates]`, one a section.
fn single_rates(program: &Program) -> Vec<Section> {
    let rates = &program.rates;
    let mut sections = Vec::new();
    let all = |classes: &[String]| if classes.is_empty() { vec!["all".to_string()] } else { classes.to_vec() };
    for (index, rate) in rates.energy.iter().enumerate() {
        let rows = Rows::of(format!("rates.energy[{index}]"), "Energy")
            .words("months", words::months(&rate.months))
            .list("classes", &all(&rate.classes), "and")
            .words("blocks", words::blocks(&rate.blocks));
        sections.push(rows.section);
    }
    for (index, rate) in rates.per_kwh.iter().enumerate() {
        let rows = Rows::of(format!("rates.per_kwh[{index}]"), "By the kWh")
            .words("name", &rate.name)
            .row("price", Some(words::price(rate.price)), !rate.price.is_zero())
            .list("classes", &all(&rate.classes), "and");
        sections.push(rows.section);
    }
    for (index, rate) in rates.monthly.iter().enumerate() {
        let rows = Rows::of(format!("rates.monthly[{index}]"), "By the month, a share each day")
            .words("name", &rate.name)
            .money("amount", rate.amount)
            .flag("while_off", rate.while_off)
            .list("classes", &all(&rate.classes), "and");
        sections.push(rows.section);
    }
    for (index, rate) in rates.tax.iter().enumerate() {
        let on: Vec<&str> = rate.on.iter().map(|kind| kind.text()).collect();
        let rows = Rows::of(format!("rates.tax[{index}]"), "Tax")
            .words("name", &rate.name)
            .share("rate", rate.rate)
            .list("on", &on, "and")
            .list("areas", &all(&rate.areas), "and")
            .list("exempt", &rate.exempt, "and");
        sections.push(rows.section);
    }
    for (index, rate) in rates.add_on.iter().enumerate() {
        let rows = Rows::of(format!("rates.add_on[{index}]"), "Add-on")
            .words("name", &rate.name)
            .money("monthly", rate.monthly)
            .row("kwh", Some(words::kwh(rate.kwh)), rate.kwh.wh > 0);
        sections.push(rows.section);
    }
    sections
}

fn daily_cycle(program: &Program) -> Section {
    let terms = &program.daily_cycle;
    Rows::of("daily_cycle", "The day's bill")
        .flag("estimate_missing_reads", terms.estimate_missing_reads)
        .count("estimate_at_most_days", terms.estimate_at_most_days)
        .section
}

fn disconnect(program: &Program) -> Section {
    let terms = &program.disconnect;
    Rows::of("disconnect", "Disconnect")
        .words("when", terms.when.text())
        .words("at", words::time(terms.at))
        .flag("review", terms.review)
        .maybe("freeze_at_or_below_f", terms.freeze_at_or_below_f.map(|degrees| format!("{degrees} \u{b0}F")))
        .flag("inclement_weather_hold", terms.inclement_weather_hold)
        .words("not_after", words::time(terms.not_after))
        .choices("before_list", &terms.before_list, "and")
        .section
}

fn holidays(program: &Program) -> Section {
    let mut rows = Rows::of("holidays", "Holidays, as observed");
    for (year, days) in &program.holidays {
        let days: Vec<String> = days.iter().map(|day| day.format("%B %-d").to_string()).collect();
        rows = rows.list(&year.to_string(), &days, "and");
    }
    rows.section
}

fn reconnect(program: &Program) -> Section {
    Rows::of("reconnect", "Reconnect").money("minimum_credit", program.reconnect.minimum_credit).section
}

fn closing(program: &Program) -> Section {
    let terms = program.closing.as_ref();
    let rows = Rows::of("closing", "Closing")
        .maybe("after", terms.map(|closing| closing.after.to_string()))
        .maybe("unit", terms.map(|closing| closing.unit.text().to_string()));
    let pays_debt = terms.is_some_and(|closing| closing.membership_fee_pays_debt);
    rows.row("membership_fee_pays_debt", terms.map(|_| words::flag(pays_debt).to_string()), pays_debt)
        .maybe("letter", terms.and_then(|closing| closing.letter.clone()))
        .section
}

fn returned_payment(program: &Program) -> Section {
    let terms = &program.returned_payment;
    Rows::of("returned_payment", "Returned payments")
        .money("fee", terms.fee)
        .count("grace_hours", terms.grace_hours)
        .count("checks_refused_after", terms.checks_refused_after)
        .count("within_months", terms.within_months)
        .section
}

fn notices(program: &Program) -> Section {
    let terms = &program.notices;
    let days: Vec<String> = terms.low_balance_days.iter().map(u32::to_string).collect();
    let events: Vec<&str> = terms.events.iter().map(|event| event.told_of()).collect();
    let quiet = terms.quiet.map(|(from, to)| format!("{} and {}", words::time(from), words::time(to)));
    Rows::of("notices", "Notices")
        .maybe("low_balance", terms.low_balance.map(Cents::dollars))
        .list("low_balance_days", &days, "and")
        .flag("member_sets_threshold", terms.member_sets_threshold)
        .list("events", &events, "and")
        .maybe("quiet", quiet)
        .section
}

fn true_up(program: &Program) -> Section {
    let terms = program.true_up.as_ref();
    let amount = |amount: fn(&TrueUp) -> Cents| terms.map(amount).filter(|amount| !amount.is_zero());
    Rows::of("true_up", "True-up at the end of the month")
        .maybe("fee", amount(|terms| terms.fee).map(Cents::dollars))
        .maybe("fee_credit", terms.map(words::fee_credit))
        .maybe("reserve", amount(|terms| terms.reserve).map(Cents::dollars))
        .section
}

fn leaving(program: &Program) -> Section {
    let terms = &program.leaving;
    Rows::of("leaving", "Back to monthly billing")
        .row("deposit", Some(terms.deposit.text().to_string()), terms.deposit != LeavingDeposit::None)
        .money("deposit_at_least", terms.deposit_at_least)
        .choices("waived_by", &terms.waived_by, "or")
        .flag("arrears_paid_first", terms.arrears_paid_first)
        .section
}

fn pledges(program: &Program) -> Section {
    let holds = program.pledges.holds;
    let agencies: Vec<&str> = program.pledges.agencies.iter().map(String::as_str).collect();
    Rows::of("pledges", "Pledges of assistance")
        .row("holds", Some(holds.text().to_string()), holds != PledgeHolds::None)
        .list("agencies", &agencies, "or")
        .count("at_most_days", program.pledges.at_most_days)
        .section
}

fn payments(program: &Program) -> Section {
    let methods: Vec<&str> = program.payments.methods.iter().map(|method| method.text()).collect();
    Rows::of("payments", "Payments at the counter").list("methods", &methods, "or").section
}

fn fees(program: &Program) -> Vec<Section> {
    let section = |(index, fee): (usize, &StaffFee)| {
        Rows::of(format!("fee[{index}]"), "A fee that staff may post")
            .words("name", &fee.name)
            .money("amount", fee.amount)
            .section
    };
    program.fees.iter().enumerate().map(section).collect()
}

fn gl(program: &Program) -> Section {
    let mut rows = Rows::of("gl", "Account numbers of the general ledger");
    for (kind, number) in &program.gl {
        rows = rows.words(kind, number);
    }
    rows.section
}
