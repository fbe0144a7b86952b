//! Where a message can go: what a sender would refuse for good is told when it is written down.

use super::email::recipient;
use crate::words::Channel;

/// What may stand in a telephone number beside its digits.
const BETWEEN: [char; 6] = [' ', '-', '.', '(', ')', '/'];

/// Checks the address of a channel as its sender will.
///
/// # Errors
/// What is wrong with it, in words.
pub fn check_address(channel: Channel, address: &str) -> Result<(), String> {
    let right = match channel {
        Channel::Email => return recipient(address).map(drop),
        // A person may answer behind an extension; a text cannot be sent to one.
        Channel::Phone => is_number(without_extension(address), true),
        Channel::Text => is_number(address, false),
    };
    let like = "write it with its area code, like 501-555-0100";
    if right { Ok(()) } else { Err(format!("\"{address}\" is no telephone number: {like}")) }
}

/// `501-555-0100 x12`, `501-555-0100 ext. 12` without what follows the number.
fn without_extension(address: &str) -> &str {
    let end = address.find(|it: char| it.is_ascii_alphabetic() || it == ',' || it == ';');
    let Some((number, extension)) = end.map(|end| address.split_at(end)) else { return address };
    let word = extension.trim_end_matches(|it: char| it.is_ascii_digit());
    let named = ["x", "ext", "ext.", "extension", ",", ";"].contains(&word.trim().to_ascii_lowercase().as_str());
    if named && word.len() < extension.len() { number } else { address }
}

/// Ten digits, eleven with the 1 of long distance, a number of another country with its `+`; seven where somebody dials who
/// knows the area code.
fn is_number(text: &str, seven: bool) -> bool {
    let (abroad, rest) = text.trim().strip_prefix('+').map_or((false, text.trim()), |rest| (true, rest));
    let digits: String = rest.chars().filter(char::is_ascii_digit).collect();
    if rest.chars().any(|it| !it.is_ascii_digit() && !BETWEEN.contains(&it)) {
        return false;
    }
    match digits.len() {
        _ if abroad => (8..=15).contains(&digits.len()) && !digits.starts_with('0'),
        7 => seven,
        10 => true,
        11 => digits.starts_with('1'),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_sender_would_refuse_is_refused_in_its_words() {
        for wrong in [
            "Zoe <zoe@c.org>",
            "a b@c.org",
            "@",
            "x@",
            "@c.org",
            "zoe@c",
            "zoe",
            "zo\u{eb}@c.org",
            "a@b@c.org",
            "zoe@c.org,",
        ] {
            let told = check_address(Channel::Email, wrong).expect_err(wrong);
            assert!(told.contains(wrong), "{told}");
        }
        for wrong in [
            "",
            "call me",
            "12345",
            "501-555-01000",
            "501-555-010O",
            "=1+501",
            "+1",
            "501-555-0100 x",
            "2-501-555-0100",
        ] {
            assert!(check_address(Channel::Phone, wrong).is_err(), "{wrong} was taken as a telephone");
        }
        for wrong in ["555-0100", "501-555-0100 x12", "none", "ada@example.org"] {
            assert!(check_address(Channel::Text, wrong).is_err(), "{wrong} was taken as a number for texts");
        }
    }

    #[test]
    fn a_number_is_taken_as_people_write_it() {
        for right in [
            "501-555-0100",
            "(501) 555-0100",
            "501.555.0100",
            "5015550100",
            "1 501 555 0100",
            "+1 501 555 0100",
            "+44 20 7946 0000",
        ] {
            for channel in [Channel::Phone, Channel::Text] {
                assert_eq!(check_address(channel, right), Ok(()), "{right}");
            }
        }
        for right in ["555-0100", "501-555-0100 x12", "501-555-0100 ext. 7", "501-555-0100,12"] {
            assert_eq!(check_address(Channel::Phone, right), Ok(()), "{right}");
        }
        for right in ["ada@example.org", "o'hara+bill@mail.example.org"] {
            assert_eq!(check_address(Channel::Email, right), Ok(()), "{right}");
        }
    }
}
