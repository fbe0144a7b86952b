//! A program file that is wrong is refused with the file, the line, the key and what was expected.

use crate::common::Office;

/// One line of Petit Jean's file made wrong: what is replaced, by what, and the key that must be named.
const WRONG: [(&str, &str, &str); 22] = [
    ("title     =", "tittle    =", "tittle"),
    ("membership_fee         = \"20.00\"", "membership_fee         = 20.00", "membership_fee"),
    ("connection_fee         = \"40.00\"", "connection_fee         = \"forty\"", "connection_fee"),
    ("opening_credit         = \"20.00\"", "opening_credit         = \"20.0\"", "opening_credit"),
    ("financed_at_most       = \"200.00\"", "financed_at_most       = \"-200.00\"", "financed_at_most"),
    ("share_of_payments      = \"0.50\"", "share_of_payments      = \"1.01\"", "share_of_payments"),
    ("share_of_payments      = \"0.50\"", "share_of_payments      = \"-0.01\"", "share_of_payments"),
    ("past_due_after_day     = 14", "past_due_after_day     = 32", "past_due_after_day"),
    ("prior_account = \"1.00\"", "prior_acount = \"1.00\"", "prior_acount"),
    ("\"unbilled\", \"fees\", \"credit\"]", "\"unbilled\", \"fees\", \"credits\"]", "deposit_pays"),
    ("2026 = \"0.0125\"", "2026 = \"1.25%\"", "deposit_interest"),
    ("price = \"0.10000\"", "price = \"0,10000\"", "price"),
    ("months                 = [1, 2", "months                 = [13, 2", "months"),
    ("blocks                 = [ {", "blocks                 = [ { up_to = -5, price = \"0.2\" }, {", "up_to"),
    ("when                   = \"at_or_below_zero\"", "when                   = \"at_zero\"", "when"),
    ("at                     = \"10:00\"", "at                     = \"25:00\"", "at"),
    ("2026-11-26\", ", "2026-11-31\", ", "2026"),
    ("unit                   = \"business_days\"", "unit                   = \"workdays\"", "unit"),
    ("events                 = [\"low_balance\"", "events                 = [\"low_ballance\"", "events"),
    ("time_zone = \"America/Chicago\"", "time_zone = \"America/Clinton\"", "time_zone"),
    ("effective = \"2026-01-01\"", "effective = \"2026-13-01\"", "effective"),
    ("deposit                = \"two_months_average\"", "deposit                = \"two_months\"", "deposit"),
];

#[test]
fn a_wrong_program_file_is_refused_with_its_line_and_key() {
    for (right, wrong, key) in WRONG {
        let office = Office::with_program("petit-jean", &[(right, wrong)]);
        let text = std::fs::read_to_string(office.folder().join("program/program.toml")).expect("the variant");
        let line = 1 + text.lines().position(|line| line.contains(wrong)).expect("the changed line");
        let message = office.run(&["program", "check", &office.program_folder()]).refused().message;
        for needed in ["program.toml", key, &line.to_string()] {
            assert!(message.contains(needed), "{wrong:?} at line {line}: no {needed:?} in {message:?}");
        }
    }
}

#[test]
fn a_program_without_what_every_program_needs_is_refused() {
    for (section, next) in [
        ("[new_member]", "[returning]"),
        ("[existing_member]", "[debt]"),
        ("[disconnect]", "[holidays]"),
        ("[reconnect]", "[closing]"),
        ("[rates]", "[daily_cycle]"),
    ] {
        let office = Office::with_program("petit-jean", &[]);
        let file = office.folder().join("program/program.toml");
        let text = std::fs::read_to_string(&file).expect("the program");
        let (before, rest) = text.split_once(section).expect("the section");
        let (_, after) = rest.split_once(next).expect("the next section");
        std::fs::write(&file, format!("{before}{next}{after}")).expect("the program without the section");
        let message = office.run(&["program", "check", &office.program_folder()]).refused().message;
        let name = section.trim_matches(['[', ']']);
        assert!(message.contains(name), "no {name} in {message:?}");
    }
}

#[test]
fn a_letter_with_a_number_that_the_terms_do_not_have_is_refused() {
    let office = Office::with_program("petit-jean", &[]);
    let agreement = office.folder().join("program/agreement.txt");
    std::fs::write(&agreement, "The fee is {{new_member.conection_fee}}.\n").expect("an agreement");
    let message = office.run(&["program", "check", &office.program_folder()]).refused().message;
    assert!(message.contains("agreement.txt") && message.contains("conection_fee"), "{message:?}");
}

#[test]
fn a_wrong_program_makes_no_store_and_changes_none() {
    let office =
        Office::with_program("petit-jean", &[("share_of_payments      = \"0.50\"", "share_of_payments = \"5\"")]);
    office.run(&["init", "--program", &office.program_folder(), "--practice"]).refused();
    assert!(!office.store().exists(), "a refused init leaves a store behind");

    let mut good = Office::practice("petit-jean");
    good.at("2026-11-16T09:00");
    good.run(&["program", "load", &office.program_folder(), "--from", "2026-12-01"]).refused();
    good.verifies();
}

#[test]
fn every_example_program_loads_unchanged() {
    for program in ["petit-jean", "palmetto", "peninsula-light", "pec"] {
        let office = Office::with_program(program, &[]);
        let checked = office.run(&["program", "check", &office.program_folder()]).done();
        assert_eq!(checked["id"], program);
    }
}

#[test]
fn new_terms_hold_from_their_date_and_each_day_is_billed_under_its_own() {
    let mut office = Office::practice("petit-jean");
    office.at("2026-11-16T09:00").enroll(&crate::common::Enrollment::new_member());
    let dearer = Office::with_program("petit-jean", &[("price = \"0.10000\"", "price = \"0.20000\"")]);
    office.run(&["program", "load", &dearer.program_folder(), "--from", "2026-11-17"]).done();
    assert_eq!(office.cycles("2026-11-17", "2026-11-18", "09:00", "10"), ["18.00", "15.00"]);
}

#[test]
fn the_check_tells_what_a_store_would_take_and_nobody_can_mean() {
    let lists = "2026 = [\"2026-01-01\", \"2026-05-25\", \"2026-07-03\"";
    let office =
        Office::with_program("petit-jean", &[(lists, "2026 = [\"2026-01-01\", \"2026-05-25\", \"2026-07-04\"")]);
    let message = office.run(&["program", "check", &office.program_folder()]).refused().message;
    for needed in ["program.toml:", "holidays.2026[2]", "2026-07-04", "Saturday", "2026-07-03"] {
        assert!(message.contains(needed), "no {needed:?} in {message:?}");
    }
    // A store that has it goes on.
    office.run(&["init", "--program", &office.program_folder(), "--practice"]).done();

    let mut office = Office::with_program("petit-jean", &[]);
    std::fs::write(office.folder().join("program/welcome.txt"), "Dear {{member.name}}").expect("a letter");
    office.at("2026-11-15T09:00");
    let warnings = office.run(&["program", "check", &office.program_folder()]).done()["warnings"].to_string();
    for needed in ["holidays.2026: 2027 has no list", "welcome.txt: nothing prints this letter"] {
        assert!(warnings.contains(needed), "no {needed:?} in {warnings}");
    }
}
