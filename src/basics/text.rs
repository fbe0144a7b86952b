//! Characters that a reader does not see, and numbers that a spreadsheet has spoiled.

/// Whether a character leaves no mark of its own: what joins, splits, hides or turns letters, and every blank but the plain
/// one. Two texts that differ only by such a character look the same.
#[must_use]
pub fn is_unseen(it: char) -> bool {
    it.is_control()
        || (it.is_whitespace() && it != ' ')
        || matches!(it,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{2800}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}'
            | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// What joins letters and pictures in scripts that need it: unseen, and still a part of a name.
#[must_use]
pub fn is_joiner(it: char) -> bool {
    matches!(it, '\u{200c}' | '\u{200d}' | '\u{fe00}'..='\u{fe0f}')
}

/// Whether a spreadsheet has made another text of a number that names something: `1.23457E+11`, `1001.0`, `####`,
/// `#N/A`, `2-Jan`.
#[must_use]
pub fn is_spoiled(text: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let shortened = text.split_once(['E', 'e']).is_some_and(|(number, power)| {
        let (whole, part) = number.split_once(['.', ',']).unwrap_or((number, ""));
        let signed = power.starts_with(['+', '-']);
        let power = power.strip_prefix(['+', '-']).unwrap_or(power);
        digits(whole) && digits(power) && (digits(part) || (part.is_empty() && signed))
    });
    let of_a_float = text.split_once('.').is_some_and(|(whole, part)| digits(whole) && matches!(part, "0" | "00"));
    let fault = text.starts_with('#')
        && (text.bytes().all(|byte| byte == b'#')
            || ["#N/A", "#REF!", "#VALUE!", "#NAME?", "#NUM!", "#DIV/0!"].contains(&text));
    let months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let month = |text: &str| months.contains(&text.to_ascii_lowercase().as_str());
    let dated = text.split_once('-').is_some_and(|(a, b)| {
        let day = |text: &str| text.len() <= 2 && digits(text);
        day(a) && month(b) || month(a) && day(b)
    });
    shortened || of_a_float || fault || dated
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_looks_like_nothing_is_known_and_what_is_seen_is_not() {
        for unseen in ['\u{200b}', '\u{feff}', '\u{ad}', '\u{a0}', '\u{202e}', '\t', '\u{7f}', '\u{2060}', '\u{3000}'] {
            assert!(is_unseen(unseen), "U+{:04X}", unseen as u32);
        }
        assert!("Ada 7-\u{e9}\u{674e}\u{1f600}_#/.".chars().all(|it| !is_unseen(it)));
        assert!(is_joiner('\u{200d}') && !is_joiner('\u{200b}'));
    }

    #[test]
    fn a_number_that_a_spreadsheet_has_spoiled_is_known() {
        for spoiled in ["1.23457E+11", "1,23457E+11", "1.2e11", "1E+11", "1001.0", "######", "#N/A", "2-Jan", "Jan-02"]
        {
            assert!(is_spoiled(spoiled), "{spoiled}");
        }
        for right in ["1001", "M1001", "12E45", "0012", "M-1001", "1-2", "10.5", "E11", "#4", "1.2.0", "Jan", ""] {
            assert!(!is_spoiled(right), "{right}");
        }
    }
}
