//! What a value of the program file may be: money, a share, a price, a time, one word of a list.

use chrono::NaiveTime;
use rust_decimal::Decimal;
use toml::de::DeValue;

use crate::basics::{Cents, Day, Kwh, read_clock, read_day};

/// One kind of value: how it is read, and what to tell the person who wrote something else.
pub(super) struct Kind<T> {
    pub expected: &'static str,
    pub read: fn(&DeValue) -> Option<T>,
}

pub(super) const TEXT: Kind<String> =
    Kind { expected: "a text in quotes that is not empty", read: |value| text(value).map(str::to_string) };

/// An account number, a clause: any text, an empty one too.
pub(super) const ANY_TEXT: Kind<String> =
    Kind { expected: "a text in quotes", read: |value| value.as_str().map(str::to_string) };

/// A name that can stand in a file name and on a command line.
pub(super) const ID: Kind<String> = Kind {
    expected: "a short name of letters, digits and hyphens, like \"petit-jean\"",
    read: |value| {
        let id = text(value)?;
        id.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')).then(|| id.to_string())
    },
};

pub(super) const FLAG: Kind<bool> = Kind { expected: "true or false", read: |value| value.as_bool() };

pub(super) const COUNT: Kind<u32> = Kind {
    expected: "a whole number from 0 to 100000, without quotes",
    read: |value| whole(value).and_then(|number| u32::try_from(number).ok()).filter(|number| *number <= 100_000),
};

pub(super) const AT_LEAST_ONE: Kind<u32> = Kind {
    expected: "a whole number from 1 up, without quotes",
    read: |value| (COUNT.read)(value).filter(|number| *number >= 1),
};

pub(super) const DAY_OF_MONTH: Kind<u32> = Kind {
    expected: "a day of the month from 1 to 31, without quotes",
    read: |value| (COUNT.read)(value).filter(|day| (1..=31).contains(day)),
};

pub(super) const MONTH: Kind<u32> = Kind {
    expected: "a month from 1 to 12, without quotes",
    read: |value| (COUNT.read)(value).filter(|month| (1..=12).contains(month)),
};

pub(super) const FAHRENHEIT: Kind<i32> = Kind {
    expected: "whole degrees Fahrenheit from -100 to 150, without quotes, like 32",
    read: |value| {
        whole(value).and_then(|degrees| i32::try_from(degrees).ok()).filter(|degrees| (-100..=150).contains(degrees))
    },
};

pub(super) const MONEY: Kind<Cents> = Kind {
    expected: "dollars with two decimals in quotes, not negative, like \"20.00\"",
    read: |value| {
        value.as_str().filter(|money| money.contains('.'))?.parse().ok().filter(|cents| *cents >= Cents::ZERO)
    },
};

pub(super) const SHARE: Kind<Decimal> = Kind {
    expected: "a share from 0 to 1 in quotes, like \"0.50\"",
    read: |value| decimal(value).filter(|share| (Decimal::ZERO..=Decimal::ONE).contains(share)),
};

pub(super) const PRICE: Kind<Decimal> = Kind {
    expected: "dollars per kWh in quotes, not negative, like \"0.10250\"",
    read: |value| price(value).filter(|dollars| *dollars >= Decimal::ZERO),
};

pub(super) const SIGNED_PRICE: Kind<Decimal> =
    Kind { expected: "dollars per kWh in quotes, like \"0.00310\" or \"-0.00120\"", read: price };

pub(super) const KWH: Kind<Kwh> = Kind {
    expected: "kWh in quotes, with at most three decimals, not negative, like \"36\"",
    read: |value| value.as_str()?.parse().ok().filter(|kwh| *kwh >= Kwh::ZERO),
};

/// The upper end of a block; written as a number, or in quotes like every other amount of energy.
pub(super) const BLOCK_END: Kind<Kwh> = Kind {
    expected: "the kWh of the month up to which the price holds, more than 0, like 1000",
    read: |value| {
        let kwh = match value {
            DeValue::Integer(_) => Kwh::from_wh(whole(value).filter(|kwh| *kwh <= 1_000_000_000)?.checked_mul(1000)?),
            _ => (KWH.read)(value)?,
        };
        Some(kwh).filter(|kwh| *kwh > Kwh::ZERO)
    },
};

pub(super) const TIME: Kind<NaiveTime> = Kind {
    expected: "a time of day in quotes, like \"10:00\" or \"15:30\"",
    read: |value| value.as_str().filter(|time| time.len() == 5).and_then(read_clock),
};

pub(super) const DATE: Kind<Day> = Kind {
    expected: "a date that exists, in quotes, like \"2026-11-26\"",
    read: |value| value.as_str().and_then(|day| read_day(day).ok()),
};

/// A year written as a key. None if it is not one.
pub(super) fn year(key: &str) -> Option<i32> {
    key.parse().ok().filter(|year| (1900..=2999).contains(year) && key.len() == 4)
}

fn text<'a>(value: &'a DeValue) -> Option<&'a str> {
    value.as_str().filter(|text| !text.trim().is_empty())
}

fn whole(value: &DeValue) -> Option<i64> {
    let integer = value.as_integer()?;
    i64::from_str_radix(integer.as_str(), integer.radix()).ok()
}

/// A price is below a thousand dollars, so that no sum of money can overflow.
fn price(value: &DeValue) -> Option<Decimal> {
    decimal(value).filter(|dollars| dollars.abs() < Decimal::ONE_THOUSAND)
}

/// Digits with an optional sign and decimals, and nothing that would be rounded on the way.
fn decimal(value: &DeValue) -> Option<Decimal> {
    let number = value.as_str()?;
    let unsigned = number.strip_prefix('-').unwrap_or(number);
    let (whole, part) = unsigned.split_once('.').unwrap_or((unsigned, "0"));
    let digits = |text: &str| (1..=12).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole) || !digits(part) {
        return None;
    }
    Decimal::from_str_exact(number).ok()
}
