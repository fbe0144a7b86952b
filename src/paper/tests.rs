//! What every paper promises, whichever it is.

use proptest::prelude::*;

use super::agreement::Signature;
use super::page::{Mark, Page};
use super::receipt::{Power, Receipt};
use super::samples::{self, head};
use super::{Document, Letterhead, Paper};
use crate::basics::Cents;

/// The text of a document as one string, to look for words in.
fn read(document: &Document) -> String {
    document.lines().join("\n")
}

/// Text that has been wrapped is found with its lines joined.
fn holds(document: &Document, words: &str) -> bool {
    let flat = read(document).replace(['\n', ' '], "");
    flat.contains(&words.replace(' ', ""))
}

fn outside(page: &Page) -> Vec<&Mark> {
    let out = |mark: &&Mark| match mark {
        Mark::Text { x, y, size, weight, text, .. } => {
            *x < 0.0 || x + weight.measure(text, *size) > page.width || y - size < 0.0 || y + size * 0.3 > page.height
        }
        Mark::Fill { area, .. } => {
            area.x < 0.0 || area.y < 0.0 || area.x + area.width > page.width || area.y + area.height > page.height
        }
        Mark::Stroke { points, .. } => {
            points.iter().any(|(x, y)| *x < 0.0 || *y < 0.0 || *x > page.width || *y > page.height)
        }
    };
    page.marks.iter().filter(out).collect()
}

#[test]
fn nothing_leaves_the_page_and_no_character_is_missing() {
    for (name, document) in samples::all() {
        assert!(document.missing.is_empty(), "{name}: {:?}", document.missing);
        for page in &document.pages {
            assert_eq!(outside(page), Vec::<&Mark>::new(), "{name}");
        }
    }
}

#[test]
fn no_two_texts_lie_on_one_another() {
    for (name, document) in samples::all() {
        for page in &document.pages {
            let texts: Vec<_> = page
                .marks
                .iter()
                .filter_map(|mark| {
                    if let Mark::Text { x, y, size, weight, text, .. } = mark {
                        Some((*x, *y, weight.measure(text, *size), text))
                    } else {
                        None
                    }
                })
                .collect();
            for (index, a) in texts.iter().enumerate() {
                let hit = texts[index + 1..]
                    .iter()
                    .find(|b| (a.1 - b.1).abs() < 5.0 && a.0 < b.0 + b.2 - 0.5 && b.0 < a.0 + a.2 - 0.5);
                assert_eq!(hit, None, "{name}: over {:?}", a.3);
            }
        }
    }
}

#[test]
fn the_same_content_is_the_same_bytes() {
    for ((name, first), (_, again)) in samples::all().into_iter().zip(samples::all()) {
        assert!(first.pdf() == again.pdf(), "{name}");
    }
}

#[test]
fn every_page_of_a_practice_office_says_that_nothing_is_real() {
    let practice = samples::statement(200).lay_out(&head());
    assert!(practice.pages.len() > 3);
    let real = samples::statement(200).lay_out(&Letterhead { practice: false, sample_rates: false, ..head() });
    let samples_only = samples::statement(200).lay_out(&Letterhead { practice: false, ..head() });
    for (number, ((practice, real), sample)) in
        practice.pages.iter().zip(&real.pages).zip(&samples_only.pages).enumerate()
    {
        let text = |page: &Page| page.lines().join("\n");
        assert!(text(practice).contains("PRACTICE OFFICE · nothing here is real · rates are samples"));
        assert!(text(sample).contains("RATES ARE SAMPLES"));
        assert!(!text(real).contains("PRACTICE") && !text(real).contains("SAMPLE"));
        assert!(text(real).contains(&format!("Page {} of", number + 1)));
    }
}

#[test]
fn a_tables_head_stands_on_every_page_and_no_row_is_lost() {
    let document = samples::statement(200).lay_out(&head());
    for page in &document.pages {
        assert!(page.lines().iter().any(|line| line == "Day  What  Amount  Balance"));
    }
    let rows =
        document.lines().iter().filter(|line| line.contains("34.1 kWh") || line.contains("Payment, cash")).count();
    assert_eq!(rows, 200);
}

#[test]
fn amounts_of_a_column_end_at_one_edge() {
    let amounts = ["7.01", "−43.02", "512.03", "−8,004.04", "123,456.05"];
    let mut statement = samples::statement(5);
    for (entry, amount) in statement.entries.iter_mut().zip(amounts) {
        entry.amount = amount.replace(',', "").replace('−', "-").parse().expect("an amount");
    }
    let document = statement.lay_out(&head());
    let right = |mark: &Mark| match mark {
        Mark::Text { x, size, weight, text, .. } if amounts.contains(&text.as_str()) => {
            Some(x + weight.measure(text, *size))
        }
        _ => None,
    };
    let edges: Vec<f32> = document.pages.iter().flat_map(|page| page.marks.iter().filter_map(right)).collect();
    assert_eq!(edges.len(), amounts.len());
    assert!(edges.windows(2).all(|pair| (pair[0] - pair[1]).abs() < 0.01), "{edges:?}");
}

#[test]
fn a_receipt_holds_all_it_must() {
    for paper in [Paper::Roll, Paper::HalfLetter] {
        let document = samples::receipt().lay_out(paper, &head());
        let must = [
            "Petit Jean Electric Cooperative",
            "Clinton office",
            "D. Park",
            "R-C-004118",
            "Mon Nov 30, 2026, 2:09 PM",
            "Ada Ozark",
            "1000204",
            "12 Elm St, Clinton",
            "Cash",
            "$40.00",
            "To electricity",
            "To the past-due plan",
            "−$0.56",
            "$100.00",
            "$20.56 more is needed to reconnect",
        ];
        for words in must {
            assert!(holds(&document, words), "{paper:?} lacks {words:?}:\n{}", read(&document));
        }
        assert!(!holds(&document, "COPY") && !holds(&document, "VOID"));
    }
}

#[test]
fn a_receipt_of_several_accounts_tells_each_tender_and_each_account() {
    let receipt = samples::receipt_of_three();
    assert_eq!(receipt.paid(), Cents(1_334_00));
    for paper in [Paper::Roll, Paper::HalfLetter] {
        let document = receipt.lay_out(paper, &head());
        let must = [
            "COPY",
            "VOID",
            "Check, number 2291",
            "Card, ending 4242",
            "$1,334.00",
            "1000077",
            "Membership fee",
            "Wilhelmina",
            "Marshall AR 72650",
            "Power is on",
            "Reconnect requested",
            "the wrong member's account",
        ];
        for words in must {
            assert!(holds(&document, words), "{paper:?} lacks {words:?}:\n{}", read(&document));
        }
    }
}

#[test]
fn a_roll_is_one_page_as_long_as_its_content() {
    let short = samples::receipt().lay_out(Paper::Roll, &head());
    let long = samples::receipt_of_three().lay_out(Paper::Roll, &head());
    assert_eq!((short.pages.len(), long.pages.len()), (1, 1));
    assert!(short.pages[0].height < long.pages[0].height && short.pages[0].height < 500.0);
}

#[test]
fn a_name_that_the_font_lacks_is_seen_and_reported() {
    let mut receipt = samples::receipt();
    receipt.allocations[0].name = "Ada \u{738B}".into();
    let document = receipt.lay_out(Paper::Roll, &head());
    assert_eq!(document.missing.iter().collect::<String>(), "\u{738B}");
    assert!(holds(&document, "Ada \u{FFFD}"));
}

#[test]
fn an_agreement_shows_its_terms_its_sums_and_how_it_was_signed() {
    let draft = samples::agreement(Signature::Draft { name: "Ada Ozark".into() }).lay_out(&head());
    for words in [
        "Not signed yet",
        "Terms in force from Jan 1, 2026",
        "9f86d081884c7d659a2feaa0",
        "Signature of the member",
        "545.90",
        "145.90",
        "Benjamin Ozark",
    ] {
        assert!(holds(&draft, words), "lacks {words:?}");
    }
    assert!(draft.pages.len() > 1);
    let strokes = |document: &Document| {
        document.pages.iter().flat_map(|page| &page.marks).filter(|mark| matches!(mark, Mark::Stroke { .. })).count()
    };
    let all = samples::all();
    let of = |name: &str| &all.iter().find(|sample| sample.0 == name).expect("a sample").1;
    assert_eq!((strokes(&draft), strokes(of("agreement-drawn")), strokes(of("agreement-ink"))), (0, 4, 0));
    assert!(holds(of("agreement-ink"), "Signed in ink"));
}

#[test]
fn a_closed_day_shows_the_head_of_the_chain_and_an_open_one_hides_what_is_expected() {
    let closed = samples::day_report().lay_out(&head());
    for words in [
        "Z report",
        "9f86d081 884c7d65",
        "--day 2026-11-30",
        "61 receipts, R-C-004060 to R-C-004120",
        "−0.25",
        "+0.25",
        "Bag B-77120",
        "$2,577.50",
        "Postage stamps",
    ] {
        assert!(holds(&closed, words), "lacks {words:?}:\n{}", read(&closed));
    }
    let all = samples::all();
    let open = &all.iter().find(|sample| sample.0 == "day-report-x").expect("a sample").1;
    assert!(holds(open, "not counted") && holds(open, "differs by $12.18"));
    assert!(!read(open).contains("743.75"), "a blind count does not see what is expected");
}

#[test]
fn a_reason_longer_than_a_page_goes_on_to_the_next() {
    let mut receipt: Receipt = samples::receipt();
    receipt.allocations[0].service_address = "out past the creek ".repeat(400);
    receipt.allocations[0].power = Power::Other("call us ".repeat(20));
    let document = receipt.lay_out(Paper::HalfLetter, &head());
    assert!(document.pages.len() > 2);
    assert!(document.pages.iter().all(|page| outside(page).is_empty()));
}

#[test]
fn a_receipt_takes_at_most_25_kb() {
    for paper in [Paper::Roll, Paper::HalfLetter] {
        let size = samples::receipt_of_three().lay_out(paper, &head()).pdf().len();
        assert!(size <= 25_000, "{paper:?}: {size} bytes");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn whatever_is_written_nothing_leaves_the_page(
        name in "\\PC{0,60}", address in "[A-Za-z0-9 ]{0,400}", text in "\\PC{0,2000}", amount in -100_000_000_000..100_000_000_000_i64,
    ) {
        let mut receipt = samples::receipt_of_three();
        receipt.allocations[1].name.clone_from(&name);
        receipt.allocations[1].service_address = address;
        receipt.allocations[1].balance = Cents(amount);
        let mut statement = samples::statement(40);
        statement.entries[7].text = text;
        statement.entries[7].balance = Cents(amount);
        let papers = [receipt.lay_out(Paper::Roll, &head()), receipt.lay_out(Paper::HalfLetter, &head()), statement.lay_out(&head())];
        for page in papers.iter().flat_map(|document| &document.pages) {
            prop_assert_eq!(outside(page), Vec::<&Mark>::new());
        }
        prop_assert!(super::undrawable(&name).chars().all(|letter| papers[0].missing.contains(&letter)));
    }
}

/// `PAPERS_TO=folder` keeps one of each there, for a person to look at.
#[test]
fn every_paper_is_a_pdf() {
    let folder = std::env::var_os("PAPERS_TO").map(std::path::PathBuf::from);
    for (name, document) in samples::all() {
        let pdf = document.pdf();
        assert!(pdf.starts_with(b"%PDF-"), "{name}");
        if let Some(folder) = &folder {
            std::fs::write(folder.join(format!("{name}.pdf")), pdf).expect("the folder takes the papers");
        }
    }
}
