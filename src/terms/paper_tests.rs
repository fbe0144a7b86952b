//! Promises of what is printed from the terms, and of the programs that ship.

use std::collections::{BTreeMap, BTreeSet};

use super::template::fill;
use super::*;

fn form(id: &str) -> Program {
    let form = shipped().iter().find(|form| form.id == id).expect("it ships");
    form.program().unwrap_or_else(|errors| panic!("{id}:\n{errors}"))
}

/// Every fact, printed as its own name.
fn facts() -> BTreeMap<String, String> {
    FACTS.iter().map(|name| ((*name).to_string(), format!("<{name}>"))).collect()
}

fn filled(text: &str) -> Vec<Paragraph> {
    fill(&form("petit-jean"), "test.txt", text, &facts()).unwrap_or_else(|errors| panic!("{errors}"))
}

fn words(text: &str) -> Vec<String> {
    filled(text).iter().map(Paragraph::text).collect()
}

fn told(text: &str) -> String {
    let form = form("petit-jean");
    let loaded = Program::parse(shipped()[0].terms, text, form.letters).expect_err(text);
    loaded.to_string()
}

fn on_paper(program: &Program) -> String {
    let paragraphs = program.fill_agreement(&facts()).unwrap_or_else(|errors| panic!("{errors}"));
    paragraphs.iter().map(Paragraph::text).collect::<Vec<_>>().join("\n")
}

#[test]
fn every_shipped_program_loads_and_its_paper_can_be_filled() {
    for shipped in shipped() {
        let program = form(shipped.id);
        assert_eq!(program.id, shipped.id);
        let agreement = on_paper(&program);
        assert!(!agreement.contains("{{") && !agreement.contains(".."), "{agreement}");
        for letter in program.letters.keys() {
            program.fill_letter(letter, &facts()).unwrap_or_else(|errors| panic!("{errors}"));
        }
    }
}

#[test]
fn the_forms_on_disk_are_the_ones_in_the_binary() {
    let forms = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("forms");
    let folders = std::fs::read_dir(&forms).expect("forms").map(|entry| entry.expect("a folder").file_name());
    let on_disk: BTreeSet<String> = folders.map(|name| name.to_string_lossy().into_owned()).collect();
    assert_eq!(on_disk, shipped().iter().map(|form| form.id.to_string()).collect());
    for id in on_disk {
        assert_eq!(Program::load(&forms.join(&id)).unwrap_or_else(|errors| panic!("{id}:\n{errors}")), form(&id));
    }
}

#[test]
fn every_shipped_term_cites_its_clause_and_every_shipped_rate_is_marked_a_sample() {
    for shipped in shipped() {
        let program = form(shipped.id);
        assert!(program.rates.sample, "{} must say that its rates are samples", shipped.id);
        for section in program.describe() {
            let stands = section.rows.iter().any(|row| row.applies);
            assert!(!stands || !section.clause.is_empty(), "{}: [{}]", shipped.id, section.table);
        }
        assert!([2026, 2027].iter().all(|year| program.holidays.contains_key(year)));
    }
}

#[test]
fn the_agreement_states_what_the_terms_state() {
    let agreement = on_paper(&form("petit-jean"));
    for words in
        ["$80.00", "at or below $0.00", "at 10:00 a.m.", "5 business days", "32 °F", "at most $200.00", "fee of $25.00"]
    {
        assert!(agreement.contains(words), "{words}");
    }
    let mut other = form("petit-jean");
    other.closing = None;
    other.disconnect.freeze_at_or_below_f = None;
    other.new_member.connection_fee = crate::basics::Cents(55_00);
    let agreement = on_paper(&other);
    assert!(agreement.contains("$95.00") && !agreement.contains("5 business days") && !agreement.contains("°F"));
}

#[test]
fn every_agreement_can_be_filled_under_every_shipped_programs_terms() {
    for paper in shipped() {
        for terms in shipped() {
            let program = Program::parse(terms.terms, paper.agreement, terms.letters());
            program.unwrap_or_else(|errors| panic!("{} under the terms of {}:\n{errors}", paper.id, terms.id));
        }
    }
}

#[test]
fn r05_the_sum_for_joining_is_told_with_and_without_a_switch_that_is_installed() {
    let sum = |id: &str, name: &str| {
        let text = format!("{{{{{name}}}}}");
        fill(&form(id), "x.txt", &text, &facts()).unwrap_or_else(|errors| panic!("{errors}"))[0].text()
    };
    assert_eq!(sum("pec", "new_member.total"), "$100.00");
    assert_eq!(sum("pec", "new_member.total_when_switch_installed"), "$50.00");
    assert_eq!(sum("pec", "existing_member.total_when_switch_installed"), "$50.00");
    assert_eq!(sum("petit-jean", "returning.total_when_switch_installed"), "$80.00");
    assert_eq!(sum("peninsula-light", "new_member.total"), "$50.00");
}

#[test]
fn what_is_filled_is_set_apart_from_what_was_written() {
    let paragraphs = filled("Dear {{member.name}}, pay {{ returned_payment.fee }}.");
    let expected = [
        Piece::Text("Dear ".into()),
        Piece::Term("<member.name>".into()),
        Piece::Text(", pay ".into()),
        Piece::Term("$25.00".into()),
        Piece::Text(".".into()),
    ];
    assert_eq!(paragraphs, [Paragraph { style: Style::Plain, pieces: expected.into() }]);
}

#[test]
fn a_blank_line_ends_a_paragraph_and_a_backslash_keeps_a_break() {
    assert_eq!(words("one\ntwo\n\nthree\\\nfour {{title}} \\\nfive"), ["one two", "three\nfour Advance Pay\nfive"]);
    assert_eq!(words("{{title}}\\\n{{#if true_up}}\n{{true_up.fee}}\n{{/if}}"), ["Advance Pay"]);
    let styles: Vec<Style> = filled("# Fees\nThey are:\n- one\nmore\n- two").iter().map(|p| p.style).collect();
    assert_eq!(styles, [Style::Heading, Style::Plain, Style::Item, Style::Item]);
    assert_eq!(words("By {{disconnect.at}}.\nThen"), ["By 10:00 a.m. Then"]);
}

#[test]
fn what_depends_on_a_term_is_printed_only_if_the_terms_have_it() {
    let text = "a\n{{#if true_up}}\nb {{true_up.fee}}\n{{/if}}\n{{#unless true_up}}\nc\n{{#if closing}}\nd\n{{/if}}\n{{/unless}}\ne";
    assert_eq!(words(text), ["a c d e"]);
    let mut facts = facts();
    facts.insert("member.email".into(), String::new());
    let text = "{{#if member.email}}\nby e-mail\n{{/if}}\n{{#unless member.email}}\nby post\n{{/unless}}";
    let paragraphs = fill(&form("petit-jean"), "x.txt", text, &facts).unwrap_or_else(|errors| panic!("{errors}"));
    assert_eq!(paragraphs[0].text(), "by post");
}

#[test]
fn an_unknown_placeholder_is_an_error_when_the_program_is_loaded() {
    let unknown = told("I pay\n{{new_member.conection_fee}}.");
    assert_eq!(
        unknown,
        "agreement.txt:2: {{new_member.conection_fee}}: is neither a term nor a fact that the program knows; did you \
         mean new_member.connection_fee?"
    );
    assert!(told("{{#if true_up}}\n{{true_up.fees}}\n{{/if}}").contains("agreement.txt:2: {{true_up.fees}}"));
    assert!(told("{{#if clsing}}\nx\n{{/if}}").contains("did you mean closing?"));
    let mut letters = form("petit-jean").letters;
    letters.insert("final-notice".into(), "\n\n{{member.nam}}".into());
    let errors = Program::parse(shipped()[0].terms, "x", letters).expect_err("the letter is wrong");
    assert!(errors.to_string().starts_with("final-notice.txt:3: {{member.nam}}"), "{errors}");
}

#[test]
fn a_text_that_would_print_a_term_the_program_lacks_is_an_error() {
    assert!(told("{{true_up.fee}}").contains("put what says so between {{#if true_up.fee}} and {{/if}}"));
    assert_eq!(told(" \n"), "agreement.txt: is empty: expected what the member signs");
}

#[test]
fn a_condition_must_close_and_a_placeholder_end() {
    assert!(told("x\n{{#if closing}}\ny").contains("agreement.txt:2: {{#if …}} has no {{/if}}"));
    assert!(told("{{/if}}").contains("agreement.txt:1: {{/if}} closes nothing"));
    assert!(told("{{#if closing}}\n{{/unless}}").contains("expected {{/if}} for line 1"));
    assert!(told("{{#if closing}} x {{/if}}").contains("alone on the line"));
    assert!(told("{{member.name").contains("expected }} after {{ on the same line"));
}

#[test]
fn a_fact_that_nobody_gave_is_an_error_and_one_with_braces_is_only_text() {
    let form = form("petit-jean");
    let errors = fill(&form, "x.txt", "{{member.name}}", &BTreeMap::new()).expect_err("no name");
    assert_eq!(errors.to_string(), "x.txt:1: member.name: was not given");
    let facts = BTreeMap::from([("member.name".to_string(), "{{#if closing}} \\".to_string())]);
    let paragraphs = fill(&form, "x.txt", "{{member.name}}", &facts).unwrap_or_else(|errors| panic!("{errors}"));
    assert_eq!(paragraphs[0].text(), "{{#if closing}} \\");
    assert!(
        form.fill_letter("final-notise", &facts).expect_err("none").to_string().contains("did you mean final-notice?")
    );
}

#[test]
fn a_term_is_shown_with_its_clause_and_whether_the_board_confirmed_it() {
    let sections = form("petit-jean").describe();
    let row = |key: &str| sections.iter().flat_map(|s| &s.rows).find(|row| row.key == key).expect(key).clone();
    let fee = row("returning.membership_fee");
    assert_eq!((fee.value.as_deref(), fee.to_confirm), (Some("$20.00"), true));
    assert!(fee.clause.contains("C5"));
    assert_eq!(row("closing.after").value.as_deref(), Some("5"));
    assert_eq!((row("true_up.fee").value, row("debt.cure_deficit_first").to_confirm), (None, true));
    assert!(!row("reconnect.minimum_credit").to_confirm);
}
