//! How the words of a call become values. Whatever does not is a wrong call, told with what was expected.

use chrono::NaiveDateTime;
use clap::builder::{PossibleValuesParser, TypedValueParser as _};
use uuid::Uuid;

use crate::basics::{BadTime, Cents, Day, read_day, read_local};
use crate::desk::{PartInput, TenderInput};
use crate::words::{Asks, Method};

/// The ways to pay, as `--method` names them.
pub fn methods() -> impl clap::builder::TypedValueParser<Value = Method> {
    let words: Vec<&'static str> = Method::of_payments().map(Method::word).collect();
    PossibleValuesParser::new(words).try_map(|word| Method::named(&word))
}

/// A local time like `2026-11-30T10:00`; seconds may follow.
pub fn local_time(text: &str) -> Result<NaiveDateTime, String> {
    let whole = matches!(text.len(), 16 | 19) && text.contains('T');
    let read = if whole { read_local(text) } else { Err(BadTime::Time(text.to_string())) };
    read.map_err(|error| match error {
        BadTime::Year(_) => error.to_string(),
        _ => format!("\"{text}\" is not a time: write it like 2026-11-30T10:00"),
    })
}

/// A day like `2026-11-30`.
pub fn day(text: &str) -> Result<Day, String> {
    read_day(text).map_err(|error| error.to_string())
}

/// `yes` or `no`.
pub fn yes_or_no(text: &str) -> Result<bool, String> {
    match text {
        "yes" => Ok(true),
        "no" => Ok(false),
        _ => Err(format!("\"{text}\" is neither yes nor no")),
    }
}

/// A tender like `cash=40.00` or `check=60.00#1234`: what is handed over. The number is a check's own, else a reference.
pub fn tender(text: &str) -> Result<TenderInput, String> {
    let expected =
        || format!("\"{text}\" is not a tender: write METHOD=AMOUNT or METHOD=AMOUNT#NUMBER, like check=60.00#1234");
    let (method, rest) = text.split_once('=').ok_or_else(expected)?;
    let method = Method::named(method)?;
    let (amount, number) = match rest.split_once('#') {
        Some((_, "")) => return Err(expected()),
        Some((amount, number)) => (amount, Some(number.to_string())),
        None => (rest, None),
    };
    let amount: Cents = amount.parse().map_err(|error| format!("{error}"))?;
    let (check_number, reference) = if method == Method::Check { (number, None) } else { (None, number) };
    Ok(TenderInput { method, amount, tendered: None, check_number, reference })
}

/// A part of a payment for an account, like `100234=70.00`.
pub fn part(text: &str) -> Result<PartInput, String> {
    let (account, amount) = text
        .rsplit_once('=')
        .filter(|(account, _)| !account.is_empty())
        .ok_or_else(|| format!("\"{text}\" is not a part of a payment: write ACCOUNT=AMOUNT, like 100234=70.00"))?;
    let amount: Cents = amount.parse().map_err(|error| format!("{error}"))?;
    Ok(PartInput { account: account.to_string(), amount })
}

/// Takes the change out of the cash, when more was handed over than goes to accounts. Without enough cash the tenders
/// stay as they are, and the desk says that they do not add up.
pub fn change_from_cash(tenders: &mut [TenderInput], parts: &[PartInput]) {
    let handed_over: Cents = tenders.iter().map(|tender| tender.amount).sum();
    let paid: Cents = parts.iter().map(|part| part.amount).sum();
    let change = handed_over - paid;
    if change <= Cents::ZERO {
        return;
    }
    if let Some(cash) =
        tenders.iter_mut().find(|tender| tender.method.asks() == Some(Asks::HandedOver) && tender.amount > change)
    {
        cash.tendered = Some(cash.amount);
        cash.amount -= change;
    }
}

/// A key like `01906c0c-6a30-7b6e-8a0b-2f4d1c9e5a77`.
pub fn key(text: &str) -> Result<Uuid, String> {
    Uuid::try_parse(text)
        .map_err(|_| format!("\"{text}\" is no UUID: write it like 019a8f3e-6b1d-7d3c-9a5e-4b7c21d0f6aa"))
}

/// A number by which a list names a row: of a document, a hold, a pledge, an approval.
pub fn id(text: &str) -> Result<i64, String> {
    text.parse().map_err(|_| format!("\"{text}\" is not a number: write it as the list shows it"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_may_be_left_out_and_nothing_else() {
        assert_eq!(local_time("2026-11-30T10:00"), local_time("2026-11-30T10:00:00"));
        for wrong in [
            "",
            "yesterday",
            "2026-11-30",
            "2026-11-31T10:00",
            "2026-11-30T25:00",
            "2026-11-30 10:00",
            "2026-1-30T10:00",
        ] {
            assert!(local_time(wrong).is_err(), "{wrong} was taken as a time");
        }
    }

    #[test]
    fn a_day_that_the_calendar_does_not_have_is_none() {
        assert!(day("2026-11-30").is_ok());
        for wrong in ["tomorrow", "2026-02-30", "2026-2-3", "26-11-30xx"] {
            assert!(day(wrong).is_err(), "{wrong} was taken as a day");
        }
    }

    #[test]
    fn a_number_after_a_check_is_its_own_and_after_a_card_a_reference() {
        let check = tender("check=60.00#1234").expect("a tender");
        assert_eq!((check.amount, check.check_number.as_deref(), check.reference), (Cents(60_00), Some("1234"), None));
        let card = tender("card=60.00#4242 A1").expect("a tender");
        assert_eq!((card.check_number, card.reference.as_deref()), (None, Some("4242 A1")));
    }

    #[test]
    fn a_tender_or_part_that_is_not_whole_is_told() {
        for wrong in ["", "cash", "cash=", "shells=4.00", "check=60.00#", "cash=4O.00"] {
            assert!(tender(wrong).is_err(), "{wrong} was taken as a tender");
        }
        for wrong in ["", "100234", "=70.00", "100234=", "100234=70"] {
            assert_eq!(part(wrong).is_ok(), wrong == "100234=70", "{wrong}");
        }
    }

    #[test]
    fn change_comes_out_of_the_cash_and_never_out_of_a_check() {
        let parts = [part("1=90.00").expect("a part")];
        let tenders = |words: [&str; 2]| words.map(|word| tender(word).expect("a tender"));
        let mut with_cash = tenders(["cash=40.00", "check=60.00"]);
        change_from_cash(&mut with_cash, &parts);
        assert_eq!((with_cash[0].amount, with_cash[0].tendered), (Cents(30_00), Some(Cents(40_00))));
        assert_eq!(with_cash[1], tender("check=60.00").expect("a tender"));

        let mut without = tenders(["card=40.00", "check=60.00"]);
        change_from_cash(&mut without, &parts);
        assert_eq!(without, tenders(["card=40.00", "check=60.00"]));
    }
}
