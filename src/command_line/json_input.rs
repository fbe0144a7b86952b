//! Input files of JSON, and what is said about one that cannot be read: the key, and what belongs there.

use std::path::Path;

use serde::de::DeserializeOwned;

use crate::basics::{Code, Refusal, Refused};

/// Reads an input file of JSON. A UTF-8 mark at its start, as some editors and shells write one, is no part of it.
///
/// # Errors
/// `bad_input`, naming the file, the line, the key and what was expected there.
pub fn json_file<T: DeserializeOwned>(path: &Path) -> Refused<T> {
    let bad = |what: String| Refusal::new(Code::BadInput, format!("{}{what}", path.display()));
    let text = std::fs::read_to_string(path).map_err(|error| bad(format!(": the file cannot be read: {error}")))?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    serde_json::from_str(text).map_err(|error| bad(told(text, &error)))
}

/// What is wrong with the text, to follow the file's name.
fn told(text: &str, error: &serde_json::Error) -> String {
    let (line, said) = (error.line(), error.to_string());
    let said = said.split(" at line ").next().unwrap_or(&said);
    if !error.is_data() {
        return format!(", line {line}: this is no JSON: {said}");
    }
    let mut path = path_to(text, error);
    let quoted = said.split('`').nth(1).unwrap_or_default();
    let wrong = if said.starts_with("missing field") {
        *last(&mut path) = quoted.to_string();
        "is missing".to_string()
    } else if said.starts_with("unknown field") {
        let known = said.split_once("expected ").map_or("none", |(_, known)| known).trim_start_matches("one of ");
        format!("there is no such key here; the keys are {}", known.replace('`', ""))
    } else if said.starts_with("duplicate field") {
        "is there twice".to_string()
    } else {
        in_words(said)
    };
    if path.is_empty() {
        format!(", line {line}: {wrong}")
    } else {
        format!(", line {line}: {}: {wrong}", path.join("."))
    }
}

/// The path's last key, which is there whenever an object is being read.
fn last(path: &mut Vec<String>) -> &mut String {
    if path.is_empty() {
        path.push(String::new());
    }
    let end = path.len() - 1;
    &mut path[end]
}

/// A message about a value of the wrong kind, without the words of the program's own types.
fn in_words(said: &str) -> String {
    // What the readers of dates and keys say of a text that is none.
    let no_date =
        ["input contains invalid characters", "premature end of input", "input is out of range", "trailing input"];
    if no_date.contains(&said) {
        return "this is no date: write it like \"2026-11-30\"".to_string();
    }
    if said.starts_with("UUID parsing failed") {
        return "this is no UUID: write it like \"019a8f3e-6b1d-7d3c-9a5e-4b7c21d0f6aa\"".to_string();
    }
    let kind = said.strip_prefix("invalid type: ").or_else(|| said.strip_prefix("invalid value: "));
    let Some((found, expected)) = kind.and_then(|kind| kind.split_once(", expected ")) else {
        return said.to_string();
    };
    let found = match found {
        "map" => "an object",
        "sequence" => "a list",
        text if text.starts_with("string ") => text.trim_start_matches("string "),
        other => other.split('`').nth(1).unwrap_or(other),
    };
    let expected = match expected {
        "a string" => "a text in double quotes",
        "a boolean" => "true or false",
        "a sequence" => "a list in [ ]",
        "u32" => "a whole number without quotes",
        "f32" => "a number",
        it if it.starts_with("struct") => "an object in { }",
        other => other,
    };
    format!("{expected} is expected, not {found}")
}

/// The keys that lead to the place where reading stopped. The text is sound JSON up to there.
fn path_to(text: &str, error: &serde_json::Error) -> Vec<String> {
    let before: usize = text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
    // The last character that was read may close what the error is about.
    let end = (before + error.column().saturating_sub(1)).min(text.len());
    let mut path: Vec<Step> = Vec::new();
    let mut rest = text.as_bytes()[..end].iter().enumerate();
    while let Some((at, byte)) = rest.next() {
        match byte {
            b'{' => path.push(Step::Key(String::new())),
            b'[' => path.push(Step::Item),
            b'}' | b']' => drop(path.pop()),
            b',' => {
                if let Some(Step::Key(key)) = path.last_mut() {
                    key.clear();
                }
            }
            b'"' => {
                let mut escaped = false;
                let closing = rest.by_ref().find(|(_, byte)| {
                    let closes = **byte == b'"' && !escaped;
                    escaped = **byte == b'\\' && !escaped;
                    closes
                });
                let word = String::from_utf8_lossy(&text.as_bytes()[at + 1..closing.map_or(end, |(end, _)| end)]);
                // The first text after { or , is the key; one that follows it is its value.
                if let Some(Step::Key(key)) =
                    path.last_mut().filter(|step| matches!(step, Step::Key(key) if key.is_empty()))
                {
                    *key = word.into_owned();
                }
            }
            _ => {}
        }
    }
    path.into_iter().filter_map(Step::key).collect()
}

/// A step into a value: a key of an object, or an item of a list.
enum Step {
    Key(String),
    Item,
}

impl Step {
    fn key(self) -> Option<String> {
        match self {
            Self::Key(key) => Some(key),
            Self::Item => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::EnrollInput;

    const WHOLE: &str = r#"{"member":{"name":"Ada \"A\" Ozark"},
 "service":{"meter":"M1001","address":"12 Elm St","class":"residential","phase":"single",
            "remote_switch":true,"start_kwh":"1000.0","digits":5},
 "signature":{"name":"Ada","strokes":[[[10,12],[14,18]]]},
 "payment":{"method":"cash","amount":"80.00"}}"#;

    /// What is said of the input with `right` replaced by `wrong`.
    fn said(right: &str, wrong: &str) -> String {
        let text = WHOLE.replacen(right, wrong, 1);
        let error = serde_json::from_str::<EnrollInput>(&text).expect_err("a wrong input");
        told(&text, &error)
    }

    #[test]
    fn a_wrong_value_is_named_by_its_keys_and_its_line() {
        assert!(serde_json::from_str::<EnrollInput>(WHOLE).is_ok());
        for (right, wrong, expected) in [
            ("\"1000.0\"", "1000", ", line 3: service.start_kwh: a text in double quotes is expected, not 1000"),
            ("true", "\"yes\"", ", line 3: service.remote_switch: true or false is expected, not \"yes\""),
            (":5", ":-5", ", line 3: service.digits: a whole number without quotes is expected, not -5"),
            (":5", ":5.5", ", line 3: service.digits: a whole number without quotes is expected, not 5.5"),
            ("[10,12]", "[10,\"x\"]", ", line 4: signature.strokes: a number is expected, not \"x\""),
            (
                "{\"method\":\"cash\",\"amount\":\"80.00\"}",
                "80",
                ", line 5: payment: an object in { } is expected, not 80",
            ),
            ("\"meter\":\"M1001\",", "", ", line 3: service.meter: is missing"),
            ("\"address\":", "\"meter\":\"M2\",\"address\":", ", line 2: service.meter: is there twice"),
        ] {
            assert_eq!(said(right, wrong), expected);
        }
        let money = said("80.00", "80.5");
        assert!(money.starts_with(", line 5: payment.amount: \"80.5\" is not an amount of money"), "{money}");
    }

    #[test]
    fn an_unknown_key_is_told_with_those_that_there_are() {
        let unknown = said("\"class\"", "\"clas\"");
        assert!(
            unknown.starts_with(", line 2: service.clas: there is no such key here; the keys are meter, "),
            "{unknown}"
        );
    }

    #[test]
    fn what_is_no_json_is_told_by_its_line() {
        assert_eq!(said("\"phase\":\"single\",", "\"phase\":single,"), ", line 2: this is no JSON: expected value");
    }
}
