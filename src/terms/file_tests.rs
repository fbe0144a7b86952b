//! Promises of the program file: what loads, what absence means, and what each kind of mistake is told as.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use chrono::NaiveTime;
use proptest::prelude::*;
use rust_decimal_macros::dec;

use super::tables::SERVICE_CLASSES;
use super::*;
use crate::basics::{Cents, Kwh};

/// A file with every key of the contract.
const EVERY_KEY: &str = include_str!("testdata/every_key.toml");

/// The least that a program file must say.
const LEAST: &str = r#"
id = "least"
utility = "Least Electric"
title = "Prepaid"
offices = ["Main"]
time_zone = "America/Chicago"
effective = "2026-01-01"
[new_member]
[existing_member]
[rates]
[[rates.energy]]
months = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]
blocks = [ { price = "0.1" } ]
[disconnect]
when = "below_zero"
at = "08:30"
[reconnect]
minimum_credit = "0.01"
"#;

fn letters() -> BTreeMap<String, String> {
    BTreeMap::from([("final-notice".to_string(), "Closed on {{account.closed_on}}.".to_string())])
}

fn parse(terms: &str) -> Result<Program, TermsErrors> {
    Program::parse(terms, "I ask for {{title}}.", letters())
}

fn parsed(terms: &str) -> Program {
    parse(terms).unwrap_or_else(|errors| panic!("{errors}"))
}

/// `EVERY_KEY` with the one line that begins with `key` (after the line `[table]`) replaced, and its number.
fn changed(table: &str, key: &str, line: &str) -> (String, usize) {
    let head = if table.is_empty() { 0 } else { EVERY_KEY.lines().position(|l| l.starts_with(table)).expect(table) };
    let is_key = |text: &str| text.split('=').next().is_some_and(|name| name.trim() == key);
    let at = EVERY_KEY.lines().skip(head).position(is_key).expect(key) + head;
    let lines: Vec<&str> = EVERY_KEY.lines().enumerate().map(|(n, old)| if n == at { line } else { old }).collect();
    (lines.join("\n"), at + 1)
}

/// Changing that line leads to exactly one error, with this key, on that line, with these words in it.
fn assert_wrong(table: &str, key: &str, line: &str, dotted: &str, words: &str) {
    let (terms, number) = changed(table, key, line);
    let errors = parse(&terms).expect_err(line);
    assert_eq!(errors.0.len(), 1, "{line}:\n{errors}");
    let error = &errors.0[0];
    assert_eq!(
        (error.file.as_str(), error.line, error.key.as_str()),
        ("program.toml", Some(number), dotted),
        "{errors}"
    );
    assert!(error.message.contains(words), "{error} does not say: {words}");
}

#[test]
fn a_file_with_every_key_of_the_contract_loads_with_its_values() {
    let program = parsed(EVERY_KEY);
    assert_eq!(program.new_member.opening_credit, Cents(20_00));
    assert_eq!(program.debt.due_at_start, DueAtStart::ByKind(BTreeMap::from([(DebtKind::PriorAccount, dec!(1))])));
    assert_eq!(program.debt.deposit_interest[&2025], dec!(0.0150));
    assert_eq!(program.rates.energy[0].blocks[0], Block { up_to: Some(Kwh::from_wh(1_000_000)), price: dec!(0.10250) });
    assert_eq!(program.disconnect.freeze_at_or_below_f, Some(32));
    assert_eq!(program.holidays[&2026].len(), 8);
    assert_eq!(program.closing.expect("there is one").letter.as_deref(), Some("final-notice"));
    assert_eq!(program.gl["income.energy"], "440.10");
    assert!(!program.rates.sample);
}

#[test]
fn what_is_left_out_is_none_no_or_zero_or_what_its_comment_says() {
    let program = parsed(LEAST);
    assert_eq!(program.returning, program.new_member);
    assert_eq!(program.disconnect.not_after, NaiveTime::from_hms_opt(15, 30, 0).expect("a time"));
    assert_eq!(program.payments.methods, Method::AT_COUNTER);
    assert_eq!(program.pledges.holds, PledgeHolds::None);
    assert_eq!(program.new_member.connection_fee_when_switch_installed, WhenSwitchInstalled::Charged);
    assert_eq!((program.closing, program.true_up, program.notices.quiet), (None, None, None));
    assert_eq!(program.eligibility.service_classes, SERVICE_CLASSES);
    assert!(program.holidays.is_empty() && !program.debt.financed && program.notices.events.is_empty());
    assert_eq!(program.rates.estimated_daily_use, Kwh::ZERO);
}

#[test]
fn c16_a_deposit_without_an_order_pays_debts_and_credit_but_no_fees() {
    let debt = parsed(LEAST).debt;
    assert!(!debt.deposit_pays.contains(&DepositPays::Fees));
    assert_eq!(debt.deposit_pays.last(), Some(&DepositPays::Credit));
    let ordered = parsed(&format!("{LEAST}[debt]\ndeposit_pays = [\"fees\", \"past_due\"]")).debt;
    assert_eq!(ordered.deposit_pays, [DepositPays::Fees, DepositPays::Debt(DebtKind::PastDue)]);
    assert_eq!(ordered.deposit_pays_when_disconnected, ordered.deposit_pays);
}

#[test]
fn r39_what_returning_leaves_out_is_as_for_a_new_member() {
    let program = parsed(
        &LEAST.replace("[new_member]", "[returning]\nsetup_fee = \"1.00\"\n[new_member]\nopening_credit = \"20.00\""),
    );
    assert_eq!((program.returning.setup_fee, program.returning.opening_credit), (Cents(1_00), Cents(20_00)));
}

#[test]
fn r24_an_amount_without_a_list_of_events_alerts_all_the_same() {
    let events = |notices: &str| parsed(&format!("{LEAST}[notices]\n{notices}")).notices.events;
    assert_eq!(events("low_balance = \"15.00\""), BTreeSet::from([NoticeEvent::LowBalance]));
    assert_eq!(events("low_balance = \"15.00\"\nevents = [\"closed\"]"), BTreeSet::from([NoticeEvent::Closed]));
}

#[test]
fn every_table_may_cite_its_clause() {
    let terms = LEAST
        .replace("months =", "source = \"Schedule R\"\nmonths =")
        .replace("[rates]", "[rates]\nsource = \"Rates\"");
    let program = parsed(&format!(
        "{terms}[holidays]\nsource = \"the board\"\n2026 = []\n[[fee]]\nsource = \"A5\"\nname = \"Trip\"\namount = \"50.00\""
    ));
    let cited = |table: &str| program.source(table).to_string();
    assert_eq!(
        ["rates", "rates.energy[0]", "holidays", "fee[0]"].map(cited),
        ["Rates", "Schedule R", "the board", "A5"]
    );
    assert!(program.holidays[&2026].is_empty());
}

#[test]
fn an_unknown_key_is_told_with_the_one_that_was_probably_meant() {
    assert_wrong(
        "[debt]",
        "share_of_payments",
        "share_of_payment = \"0.50\"",
        "debt.share_of_payment",
        "did you mean share_of_payments?",
    );
    assert_wrong("", "phone", "fax = \"501-555-0100\"", "fax", "is not a key of the program file");
    assert_wrong("[gl]", "cash", "petty_cash = \"1\"", "gl.petty_cash", "is not a key of [gl]");
    assert_wrong("[gl]", "income.energy", "income.enrgy = \"1\"", "gl.income.enrgy", "did you mean energy?");
    assert_wrong("[holidays]", "2026", "year = []", "holidays.year", "is not a key of [holidays]");
}

#[test]
fn a_share_is_a_number_from_0_to_1_in_quotes() {
    for bad in ["\"1.5\"", "\"-0.1\"", "\"half\"", "0.5", "\"\"", "\"50%\"", "\"1e-1\""] {
        let line = format!("share_of_payments = {bad}");
        assert_wrong("[debt]", "share_of_payments", &line, "debt.share_of_payments", "expected a share from 0 to 1");
    }
    assert_wrong(
        "[debt]",
        "due_at_start",
        "due_at_start = { past_due = \"2\" }",
        "debt.due_at_start.past_due",
        "found \"2\"",
    );
}

#[test]
fn money_is_dollars_with_two_decimals_in_quotes_and_never_negative() {
    for bad in ["20.00", "\"20\"", "\"20.5\"", "\"-20.00\"", "\"$20.00\"", "20", "true"] {
        let line = format!("membership_fee = {bad}");
        assert_wrong(
            "[new_member]",
            "membership_fee",
            &line,
            "new_member.membership_fee",
            "expected dollars with two decimals",
        );
    }
}

#[test]
fn a_price_per_kwh_may_be_negative_but_not_that_of_energy() {
    let (terms, _) = changed("[[rates.per_kwh]]", "price", "price = \"-0.00120\"");
    assert_eq!(parsed(&terms).rates.per_kwh[0].price, dec!(-0.00120));
    assert_wrong("[[rates.per_kwh]]", "price", "price = 0.0031", "rates.per_kwh[0].price", "dollars per kWh in quotes");
    assert_wrong(
        "[[rates.energy]]",
        "blocks",
        "blocks = [ { price = \"-1\" } ]",
        "rates.energy[0].blocks[0].price",
        "not negative",
    );
}

#[test]
fn a_date_or_a_time_must_exist() {
    assert_wrong("", "effective", "effective = \"2026-02-30\"", "effective", "a date that exists");
    assert_wrong("", "effective", "effective = 2026-02-03", "effective", "found 2026-02-03 without quotes");
    assert_wrong("[disconnect]", "at", "at = \"25:00\"", "disconnect.at", "a time of day");
    assert_wrong("[disconnect]", "at", "at = \"16:00\"", "disconnect.at", "not later than not_after");
    assert_wrong("", "time_zone", "time_zone = \"America/Chicgo\"", "time_zone", "did you mean America/Chicago?");
}

#[test]
fn a_holiday_stands_once_in_the_list_of_its_year() {
    assert_wrong("[holidays]", "2026", "2026 = [\"2027-01-01\"]", "holidays.2026", "expected days of 2026");
    assert_wrong("[holidays]", "2026", "2026 = [\"2026-01-01\", \"2026-01-01\"]", "holidays.2026[1]", "twice");
}

#[test]
fn a_word_that_the_program_does_not_know_is_told_with_those_it_does() {
    assert_wrong("[disconnect]", "when", "when = \"bellow_zero\"", "disconnect.when", "did you mean below_zero?");
    assert_wrong(
        "[eligibility]",
        "phases",
        "phases = [\"two\"]",
        "eligibility.phases[0]",
        "one of \"single\", \"three\"",
    );
    assert_wrong("[notices]", "events", "events = [\"paid\"]", "notices.events[0]", "\"payment\"");
    assert_wrong("[debt]", "deposit_pays", "deposit_pays = [\"fees\", \"fees\"]", "debt.deposit_pays[1]", "twice");
}

#[test]
fn blocks_ascend_and_only_the_last_is_open() {
    let wrong = |blocks: &str, key: &str, words: &str| {
        let key =
            if key.is_empty() { "rates.energy[0].blocks".to_string() } else { format!("rates.energy[0].blocks{key}") };
        assert_wrong("[[rates.energy]]", "blocks", &format!("blocks = [{blocks}]"), &key, words);
    };
    wrong("", "", "at least one block");
    wrong("{ up_to = 500, price = \"0.1\" }", "[0]", "must be open");
    wrong("{ price = \"0.1\" }, { price = \"0.2\" }", "[0]", "only the last block may be open");
    wrong(
        "{ up_to = 500, price = \"0.1\" }, { up_to = 500, price = \"0.1\" }, { price = \"0.2\" }",
        "[1]",
        "above 500.0",
    );
}

#[test]
fn every_month_and_class_that_is_served_has_exactly_one_energy_table() {
    let (terms, _) = changed("[[rates.energy]]", "months", "months = [1, 2, 3, 13]");
    let errors = parse(&terms).expect_err("months are missing").to_string();
    assert!(errors.contains("rates.energy[0].months[3]: expected a month from 1 to 12"), "{errors}");
    assert!(
        errors.contains("no energy table covers months 4, 5, 6, 7, 8, 9, 10, 11, 12 for residential service"),
        "{errors}"
    );
    let twice = format!("{EVERY_KEY}\n[[rates.energy]]\nmonths = [7]\nblocks = [ {{ price = \"0.1\" }} ]");
    let errors = parse(&twice).expect_err("July has two");
    assert_eq!(errors.0.len(), 1, "{errors}");
    assert!(
        errors.to_string().contains("rates.energy[1].months: month 7 has another energy table for residential service")
    );
}

#[test]
fn a_name_stands_twice_only_for_different_classes_or_areas() {
    let monthly = |class: &str| format!("[[rates.monthly]]\nname = \"Base\"\namount = \"1.00\"\nclasses = [{class}]\n");
    parsed(&format!("{LEAST}{}{}", monthly("\"residential\""), monthly("\"general\"")));
    let errors =
        parse(&format!("{LEAST}{}{}", monthly("\"residential\""), monthly(""))).expect_err("both are residential");
    assert!(errors.to_string().ends_with("rates.monthly[1].name: another one is named \"Base\" already"), "{errors}");
    let fee = "[[fee]]\nname = \"Trip\"\namount = \"5.00\"\n";
    assert!(
        parse(&format!("{LEAST}{fee}{fee}")).expect_err("twice").to_string().contains("two fees are named \"Trip\"")
    );
}

#[test]
fn what_must_be_there_is_told_when_it_is_missing() {
    let without = |what: &str| parse(&LEAST.replace(what, "")).expect_err(what).to_string();
    assert!(
        without("offices = [\"Main\"]").contains("program.toml:1: offices: expected a list with at least one value")
    );
    assert!(without("id = \"least\"").contains("program.toml:1: id: is missing"));
    assert!(without("[new_member]").contains("new_member: the table [new_member] is missing"));
    assert!(without("at = \"08:30\"").contains(":14: disconnect.at: is missing"));
    assert!(without("[reconnect]\nminimum_credit = \"0.01\"").contains("the table [reconnect] is missing"));
    assert_wrong("", "offices", "offices = []", "offices", "at least one value");
}

#[test]
fn terms_that_cannot_both_hold_are_told() {
    assert_wrong(
        "[debt]",
        "due_at_start",
        "due_at_start = { total = \"0.2\", past_due = \"1\" }",
        "debt.due_at_start.total",
        "not both",
    );
    assert_wrong("[true_up]", "fee_credit", "fee_credit = []", "true_up.fee_credit", "after 0, 1, 2");
    assert_wrong(
        "[true_up]",
        "fee_credit",
        "fee_credit = [\"6.00\", \"60.00\"]",
        "true_up.fee_credit[1]",
        "at most the fee",
    );
    assert_wrong("[notices]", "quiet", "quiet = [\"21:00\"]", "notices.quiet", "two different times");
    assert_wrong("[closing]", "letter", "letter = \"last-notice\"", "closing.letter", "the file last-notice.txt");
    assert_wrong(
        "",
        "to_confirm",
        "to_confirm = [\"debt.cure_first\"]",
        "to_confirm[0]",
        "expected a key of this file",
    );
}

/// What the check of a changed file tells on a day: its mistakes, or its warnings.
fn told(terms: &str, letters: &[&str], today: &str) -> Result<Vec<String>, String> {
    let letters = letters.iter().map(|name| ((*name).to_string(), "Dear {{member.name}}".to_string())).collect();
    let today = today.parse().expect("a day");
    let checked = Program::check(terms, "I ask for {{title}}.", letters, today);
    checked.map(|(_, warnings)| warnings.iter().map(ToString::to_string).collect()).map_err(|errors| errors.to_string())
}

#[test]
fn a_listed_holiday_that_is_no_business_day_is_a_mistake_and_loads() {
    for (day, name, observed) in [
        ("2026-07-04", "Saturday", "2026-07-03"),
        ("2026-11-01", "Sunday", "2026-11-02"),
        ("2026-12-26", "Saturday", "2026-12-25"),
    ] {
        let line = format!("2026 = [\"2026-01-01\", \"{day}\"]");
        let terms = format!("{LEAST}\n[holidays]\n{line}\n2027 = [\"2027-01-01\"]\n");
        let at = 1 + terms.lines().position(|found| found == line).expect("the line");
        let message = told(&terms, &[], "2026-03-01").expect_err(day);
        for part in [&format!("program.toml:{at}: holidays.2026[1]: \"{day}\" is a {name}"), observed] {
            assert!(message.contains(part), "{message}");
        }
        parsed(&terms);
    }
}

#[test]
fn r21_a_lights_energy_without_a_true_up_is_a_mistake_and_loads() {
    let light =
        |kwh: &str| format!("{LEAST}\n[[rates.add_on]]\nname = \"Light\"\nmonthly = \"7.50\"\nkwh = \"{kwh}\"\n");
    let message = told(&light("40"), &[], "2026-03-01").expect_err("a light");
    assert!(message.contains("rates.add_on[0].kwh: a light's energy is billed at the true-up"), "{message}");
    parsed(&light("40"));
    assert_eq!(told(&light("0"), &[], "2026-03-01"), Ok(Vec::new()));
    assert_eq!(told(&(light("40") + "\n[true_up]\nfee = \"6.00\"\n"), &[], "2026-03-01"), Ok(Vec::new()));
}

#[test]
fn a_letter_that_nothing_prints_and_a_key_that_stands_nowhere_are_told() {
    let closing = "\n[closing]\nafter = 5\nunit = \"days\"\nletter = \"last\"\n";
    assert_eq!(told(&format!("{LEAST}{closing}"), &["last"], "2026-03-01"), Ok(Vec::new()));
    let warnings = told(&format!("{LEAST}{closing}"), &["last", "welcome"], "2026-03-01").expect("it loads");
    assert_eq!(
        warnings,
        ["welcome.txt: nothing prints this letter: name it where the terms name a letter, or take it away"]
    );

    let confirm = |key: &str| format!("to_confirm = [\"{key}\"]\n{LEAST}");
    assert_eq!(told(&confirm("disconnect.at"), &[], "2026-03-01"), Ok(Vec::new()));
    assert_eq!(told(&confirm("disconnect"), &[], "2026-03-01"), Ok(Vec::new()));
    for key in ["returning.membership_fee", "true_up", "debt.cure_deficit_first"] {
        let warnings = told(&confirm(key), &[], "2026-03-01").expect("it loads");
        assert!(
            warnings[0].starts_with(&format!("program.toml:1: to_confirm[0]: {key} stands nowhere")),
            "{warnings:?}"
        );
    }
}

#[test]
fn holidays_that_end_within_sixty_days_are_told_with_the_line_of_the_last_list() {
    let terms = format!("{LEAST}\n[holidays]\n2026 = [\"2026-01-01\"]\n2027 = [\"2027-01-01\"]\n2029 = []\n");
    let line = 1 + terms.lines().position(|line| line.starts_with("2027")).expect("a list");
    for (today, ends) in
        [("2026-11-29", false), ("2027-11-01", false), ("2027-11-02", true), ("2027-12-31", true), ("2028-03-01", true)]
    {
        let warnings = told(&terms, &[], today).expect("it loads");
        assert_eq!(!warnings.is_empty(), ends, "{today}: {warnings:?}");
        assert!(
            !ends || warnings[0].starts_with(&format!("program.toml:{line}: holidays.2027: 2028 has no list")),
            "{warnings:?}"
        );
    }
    assert_eq!(told(LEAST, &[], "2027-12-31"), Ok(Vec::new()), "a program that cuts nobody by a calendar");
}

#[test]
fn the_shipped_programs_hold_no_mistake() {
    for form in crate::terms::shipped() {
        let checked = Program::check(form.terms, form.agreement, form.letters(), "2026-03-01".parse().expect("a day"));
        let (_, warnings) = checked.unwrap_or_else(|errors| panic!("{}: {errors}", form.id));
        let letters = warnings.iter().all(|warning| warning.to_string().contains("nothing prints this letter"));
        assert!(letters, "{}: {warnings:?}", form.id);
    }
}

#[test]
fn everything_that_is_wrong_is_told_at_once_in_the_order_of_lines() {
    let terms = LEAST.replace("\"least\"", "7").replace("\"08:30\"", "830").replace("\"0.01\"", "\"1\"");
    let errors = parse(&terms).expect_err("three things are wrong");
    let keys: Vec<&str> = errors.0.iter().map(|error| error.key.as_str()).collect();
    assert_eq!(keys, ["id", "disconnect.at", "reconnect.minimum_credit"]);
}

#[test]
fn what_is_not_toml_is_told_with_its_line() {
    let errors = parse(&LEAST.replace("at = \"08:30\"", "at = 08:30\nat = \"1\"")).expect_err("no TOML");
    assert!(errors.to_string().starts_with("program.toml:17: is not TOML: "), "{errors}");
}

#[test]
fn a_folder_is_read_with_its_agreement_and_letters() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &[u8]| fs::write(folder.path().join(name), text).expect("written");
    let told = || Program::load(folder.path()).expect_err("something is wrong").to_string();
    assert!(told().contains("agreement.txt: cannot be read in"), "{}", told());
    write("program.toml", EVERY_KEY.as_bytes());
    write("agreement.txt", "\u{feff}I ask for {{title}}.".as_bytes());
    assert!(told().contains("closing.letter: names a letter that is not there: expected the file final-notice.txt"));
    write("final-notice.txt", b"Dear {{member.name}}");
    write("notes.md", b"{{not read}}");
    let program = Program::load(folder.path()).unwrap_or_else(|errors| panic!("{errors}"));
    assert_eq!(program.agreement, "I ask for {{title}}.");
    assert_eq!(program.letters.keys().collect::<Vec<_>>(), ["final-notice"]);
    write("final-notice.txt", b"Dear\nMr. \xff");
    assert_eq!(told(), "final-notice.txt:2: is not UTF-8 text: save the file with the encoding UTF-8");
    write("final-notice.txt", &vec![b' '; (1 << 20) + 1]);
    assert!(told().contains("final-notice.txt: is too large"));
}

proptest! {
    #[test]
    fn a_damaged_file_is_refused_and_never_brings_the_program_down(
        at in 0..EVERY_KEY.len(), cut in 0..40_usize, put in "[-a-z0-9\"\\[\\]{}=.,\n ]{0,6}",
    ) {
        let (from, to) = (EVERY_KEY.floor_char_boundary(at), EVERY_KEY.floor_char_boundary((at + cut).min(EVERY_KEY.len())));
        let damaged = format!("{}{put}{}", &EVERY_KEY[..from], &EVERY_KEY[to.max(from)..]);
        if let Err(errors) = parse(&damaged) {
            prop_assert!(!errors.0.is_empty());
        }
    }

    #[test]
    fn any_text_at_all_is_read_without_a_panic(text in any::<String>()) {
        let _ = parse(&text);
        let _ = Program::parse(LEAST, &text, BTreeMap::new());
    }

    #[test]
    fn a_share_is_kept_to_the_last_digit(thousandths in 0..=1000_u32) {
        let share = rust_decimal::Decimal::new(thousandths.into(), 3);
        let (terms, _) = changed("[debt]", "share_of_payments", &format!("share_of_payments = \"{share}\""));
        prop_assert_eq!(parsed(&terms).debt.share_of_payments, share);
    }
}
