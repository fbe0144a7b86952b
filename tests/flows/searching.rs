//! A member is found by what they say and by how a clerk types it.

use crate::common::{Enrollment, Office};

fn found(office: &Office, text: &str) -> usize {
    office.run(&["account", "find", "--", text]).done().as_array().expect("a list").len()
}

#[test]
fn a_member_is_found_however_name_and_telephone_are_typed() {
    let mut office = Office::practice("petit-jean");
    office.at("2026-11-16T09:00");
    let joins = |name: &str, meter: &str, phone: &str, text: &str| {
        Enrollment::new_member().named(name, meter).with("/member/phone", phone).with("/member/text", text)
    };
    office.enroll(&joins("Rosa Pe\u{f1}a-O\u{2019}Hara", "M-7001", "(501) 745-0199", "501 555 0123"));
    office.enroll(&joins("Zoe\u{308} Ozark", "M-7002", "+1 501.555.0177 x4", "501-555-0178"));
    for text in [
        "5017450199",
        "501-745-0199",
        "501.745.0199",
        "(501) 745-0199",
        "745-0199",
        "7450199",
        "1-501-745-0199",
        "+1 501 745 0199",
        "0199",
        "5015550123",
        "501-555-0123",
        "pena",
        "Pe\u{f1}a",
        "PEN\u{303}A",
        "o'hara",
        "ohara",
        "O\u{2bc}Hara",
        "hara",
        "pena-o'hara",
        "rosa pena",
        "m7001",
        "M-7001",
        "7001",
    ] {
        assert_eq!(found(&office, text), 1, "{text}");
    }
    for text in ["5015550177", "(501) 555-0177", "1 501 555 0177", "15015550177", "555.0178", "zoe", "Zo\u{eb}"] {
        assert_eq!(found(&office, text), 1, "{text}");
    }
    for text in ["--", "- -", "%", "_", "'", "\u{2014}", "(", "ozark pena", "0199 0177"] {
        assert_eq!(found(&office, text), 0, "{text}");
    }
    assert_eq!(found(&office, "elm %"), 2, "what says nothing leaves nobody out");
}

#[test]
fn no_question_is_too_long_or_too_odd() {
    let mut office = Office::practice("petit-jean");
    office.at("2026-11-16T09:00").enroll(&Enrollment::new_member());
    let letters = "a".repeat(10_000);
    let words = "ozark ".repeat(2_000);
    let marks = "\u{301}".repeat(5_000);
    let pictures = "\u{1f600}".repeat(3_000);
    let numbers = (0..3_000).map(|number| number.to_string()).collect::<Vec<_>>().join(" ");
    for odd in [
        letters.as_str(),
        &marks,
        &pictures,
        &numbers,
        "\u{10ffff}\u{10ffff}\u{10ffff}",
        "'; DROP TABLE account;--",
        "a%b_c\\",
    ] {
        assert_eq!(found(&office, odd), 0, "{}", &odd.chars().take(20).collect::<String>());
    }
    assert_eq!(found(&office, &words), 1);
}
