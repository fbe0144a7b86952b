//! What people may write into the store: text that every screen, page and terminal can show.

use crate::basics::{Code, Refusal, Refused, is_joiner, is_spoiled, is_unseen};
use crate::outbox::check_address;
use crate::paper::undrawable;
use crate::words::Channel;

/// A blank that keeps two words on one line.
const NO_BREAK: char = '\u{a0}';
/// Longer than any name, address or number that stands on one line of a page.
const LONGEST_LINE: usize = 200;
/// A note is read at the counter, at a glance: longer than this it is a letter.
pub(super) const LONGEST_NOTE: usize = 1000;

/// Refuses (`bad_text`) an act whose input, as JSON, holds a character that cannot be shown. Lines may end.
pub(super) fn check_showable(json: &str) -> Refused<()> {
    let mut rest = json.chars();
    while let Some(character) = rest.next() {
        // JSON escapes what stands below the blank: `\n` ends a line, quotes and backslashes are themselves.
        let hidden = match character {
            '\\' => !matches!(rest.next(), Some('"' | '\\' | '/' | 'n')),
            other => other.is_control(),
        };
        if hidden {
            return Err(Refusal::new(
                Code::BadText,
                "a text holds a tab or a character that cannot be shown: type it anew, without what was pasted along",
            ));
        }
    }
    Ok(())
}

/// Refuses (`bad_input`) a text that does not fit on one line of a page, or is blank.
pub(super) fn check_line(key: &str, text: &str) -> Refused<()> {
    let wrong = if text.trim().is_empty() {
        "must not be empty"
    } else if text.chars().any(char::is_control) {
        "must be one line, without tabs or characters that cannot be shown"
    } else if text.chars().any(|it| is_unseen(it) && it != NO_BREAK && !is_joiner(it)) {
        "has a character that cannot be seen: type it anew, without what was pasted along"
    } else if text.chars().count() > LONGEST_LINE {
        "is too long for a page: write it in at most 200 letters"
    } else {
        return Ok(());
    };
    Err(Refusal::new(Code::BadInput, format!("{key}: {wrong}")))
}

/// Refuses (`bad_input`) a text by which something is known (a meter, an account, a reference) if another may look the same,
/// or if a spreadsheet has made it of what it was.
pub(super) fn check_key(key: &str, text: &str) -> Refused<()> {
    let wrong = if text.chars().any(is_unseen) {
        "has a character that cannot be seen: take it from its source anew"
    } else if is_spoiled(text) {
        "is a number that a spreadsheet has shortened or changed: take it from its source anew, as text"
    } else {
        return check_line(key, text);
    };
    let seen: String = text.chars().filter(|it| !is_unseen(*it)).collect();
    Err(Refusal::new(Code::BadInput, format!("{key}: \"{seen}\" {wrong}")))
}

/// A sentence about what of a text no paper can show; none when all of it can be printed.
pub(super) fn unprintable(key: &str, text: &str) -> Option<String> {
    let lost = undrawable(text);
    let message = format!(
        "{key}: no paper can show {lost}, a mark stands in its place: ask for a spelling in Latin letters before it is signed"
    );
    (!lost.is_empty()).then_some(message)
}

/// Refuses (`bad_contact`) what no notice can be sent to, in the words of who would send it; an empty one is none.
pub(super) fn check_contact(key: &str, channel: Channel, contact: Option<&str>) -> Refused<()> {
    let Some(contact) = contact.map(str::trim).filter(|contact| !contact.is_empty()) else { return Ok(()) };
    check_line(key, contact)?;
    check_address(channel, contact)
        .map_err(|wrong| Refusal::new(Code::BadContact, format!("{key}: {wrong}; read it back to the member")))
}

/// Refuses (`no_reason`) an act whose reason is missing; it is kept with what the act writes.
pub(super) fn need_reason(reason: &str, kept_with: &str) -> Refused<()> {
    if reason.trim().is_empty() {
        return Err(Refusal::new(Code::NoReason, format!("say why: the reason is kept with the {kept_with}")));
    }
    if reason.chars().count() > LONGEST_NOTE {
        return Err(Refusal::new(Code::BadReason, format!("a reason is said in at most {LONGEST_NOTE} letters")));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn showable(text: &str) -> bool {
        check_showable(&serde_json::to_string(text).expect("a text")).is_ok()
    }

    #[test]
    fn a_text_is_what_can_be_shown_in_any_language() {
        for good in [
            "",
            "Ada \"A\" Ozark",
            "back\\slash n\\t",
            "李小龍 \u{1f600}",
            "two\nlines",
            "Robert'); DROP TABLE account;--",
        ] {
            assert!(showable(good), "{good:?}");
        }
        for bad in ["\u{1b}[31mred", "bell\u{7}", "a\tb", "a\r\nb", "nul\u{0}", "c1 \u{9b}31m", "\u{7f}"] {
            assert!(!showable(bad), "{bad:?}");
        }
    }

    #[test]
    fn a_line_of_a_page_is_neither_blank_nor_endless() {
        assert!(check_line("member.name", "Ada Ozark").is_ok());
        for bad in ["", "  ", "two\nlines", "Ada\u{200b} Ozark", "a\u{202e}b", &"x".repeat(LONGEST_LINE + 1)] {
            let refusal = check_line("member.name", bad).expect_err(bad);
            assert!(refusal.message.starts_with("member.name: "), "{}", refusal.message);
        }
    }

    #[test]
    fn what_names_a_thing_looks_like_nothing_else() {
        for good in ["M1001", "M 10/01", "web 7-001"] {
            assert!(check_key("meter", good).is_ok(), "{good}");
        }
        for (bad, says) in [
            ("r1\u{200b}", "\"r1\" has a character that cannot be seen"),
            ("r\u{a0}1", "cannot be seen"),
            ("1.23457E+11", "\"1.23457E+11\" is a number that a spreadsheet has shortened"),
            ("", "empty"),
        ] {
            let refusal = check_key("meter", bad).expect_err(bad);
            assert!(refusal.message.contains(says), "{}", refusal.message);
        }
    }

    #[test]
    fn a_reason_says_something() {
        assert!(need_reason("meter misread", "adjustment").is_ok());
        for empty in ["", "  \n"] {
            assert_eq!(need_reason(empty, "adjustment").unwrap_err().code, Code::NoReason);
        }
    }
}
