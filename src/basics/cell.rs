//! What is written into a CSV cell.

use std::borrow::Cow;

/// `text` as it stands in a CSV cell: one that a spreadsheet would work out as a formula gets an apostrophe before it, which
/// makes it text there. A number stays one, below zero too.
#[must_use]
pub fn csv_cell(text: &str) -> Cow<'_, str> {
    let begins = text.trim_start_matches(|it: char| it.is_whitespace() || it.is_control()).chars().next();
    // The wide forms are what an East Asian keyboard types, and count as the narrow ones.
    let formula = matches!(begins, Some('=' | '+' | '-' | '@' | '\u{ff1d}' | '\u{ff0b}' | '\u{ff0d}' | '\u{ff20}'));
    let steered = text.starts_with(['\t', '\r', '\n']);
    if (formula || steered) && !is_number(text) { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

/// Digits with a sign before and a point between: all that a cell of ours holds as a number.
fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
    [whole, part].iter().all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_becomes_a_formula_and_no_number_becomes_text() {
        for formula in ["=1+1", "+1-501 x", "-2+3", "@SUM(A1)", "  =1", "\t=1", "\rx", "-", "\u{ff1d}1", "-5.00.1", "+"]
        {
            assert_eq!(csv_cell(formula), format!("'{formula}"));
        }
        for plain in ["", "Ada Ozark", "-20.56", "+15015550100", "0.00", "a=b", "12 Elm St", "'=1"] {
            assert_eq!(csv_cell(plain), plain);
        }
    }
}
