//! What people may write into the store: text that every screen, page and terminal can show.

use crate::basics::{Code, Refusal, Refused};
use crate::outbox::check_address;
use crate::words::Channel;

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
    } else if text.chars().count() > LONGEST_LINE {
        "is too long for a page: write it in at most 200 letters"
    } else {
        return Ok(());
    };
    Err(Refusal::new(Code::BadInput, format!("{key}: {wrong}")))
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
        for bad in ["", "  ", "two\nlines", &"x".repeat(LONGEST_LINE + 1)] {
            let refusal = check_line("member.name", bad).expect_err(bad);
            assert!(refusal.message.starts_with("member.name: "), "{}", refusal.message);
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
