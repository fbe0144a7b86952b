//! Money as the ledger keeps it.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg, Sub, SubAssign};
use std::str::FromStr;

use rust_decimal::prelude::ToPrimitive;
use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// An exact amount in cents. Credits are positive. Written and read as `"40.00"`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cents(pub i64);

impl Cents {
    pub const ZERO: Self = Self(0);
    /// The largest amount that any one act may name: a billion dollars. Sums of such amounts cannot overflow.
    pub const MOST: Self = Self(100_000_000_000);

    /// This amount times `factor`, to the cent, half away from zero.
    #[must_use]
    pub fn times(self, factor: Decimal) -> Self {
        Self::rounded(Decimal::from(self.0) * factor)
    }

    /// An exact number of cents, rounded once, half away from zero.
    #[must_use]
    pub fn rounded(cents: Decimal) -> Self {
        let whole = cents.round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero);
        Self(whole.to_i64().expect("amounts are bounded by `MOST` and factors by the terms' checks"))
    }

    /// The amount without its sign.
    #[must_use]
    pub fn abs(self) -> Self {
        Self(self.0.abs())
    }

    /// This amount, or zero if it is negative.
    #[must_use]
    pub fn or_zero(self) -> Self {
        self.max(Self::ZERO)
    }

    #[must_use]
    pub fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// As a person reads it: `$1,234.50`, `−$0.56` (with a true minus sign).
    #[must_use]
    pub fn dollars(self) -> String {
        let whole = (self.0.unsigned_abs() / 100).to_string();
        let mut grouped = String::new();
        for (index, digit) in whole.chars().enumerate() {
            if index > 0 && (whole.len() - index).is_multiple_of(3) {
                grouped.push(',');
            }
            grouped.push(digit);
        }
        format!("{}${grouped}.{:02}", if self.0 < 0 { "\u{2212}" } else { "" }, self.0.unsigned_abs() % 100)
    }
}

impl fmt::Display for Cents {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let text = format!("{sign}{}.{:02}", self.0.unsigned_abs() / 100, self.0.unsigned_abs() % 100);
        f.pad(&text)
    }
}

/// Why a text is not an amount.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is not an amount of money: write dollars and two decimals, like 40.00")]
pub struct NotMoney(pub String);

impl FromStr for Cents {
    type Err = NotMoney;

    /// Reads `40.00`, `-0.56` or whole dollars `40`; anything else is an error.
    fn from_str(text: &str) -> Result<Self, NotMoney> {
        let bad = || NotMoney(text.to_string());
        let (negative, digits) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
        let (whole, part) = digits.split_once('.').unwrap_or((digits, "00"));
        let all_digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
        if !all_digits(whole) || !all_digits(part) || part.len() != 2 || whole.len() > 10 {
            return Err(bad());
        }
        let cents = whole.parse::<i64>().map_err(|_| bad())? * 100 + part.parse::<i64>().map_err(|_| bad())?;
        if cents > Self::MOST.0 {
            return Err(bad());
        }
        Ok(Self(if negative { -cents } else { cents }))
    }
}

impl Serialize for Cents {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Cents {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

impl Add for Cents {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl Sub for Cents {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}

impl Neg for Cents {
    type Output = Self;
    fn neg(self) -> Self {
        Self(-self.0)
    }
}

impl AddAssign for Cents {
    fn add_assign(&mut self, other: Self) {
        self.0 += other.0;
    }
}

impl SubAssign for Cents {
    fn sub_assign(&mut self, other: Self) {
        self.0 -= other.0;
    }
}

impl Sum for Cents {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::ZERO, Add::add)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_amount_is_dollars_and_two_decimals_and_nothing_else() {
        assert_eq!("40.00".parse(), Ok(Cents(40_00)));
        assert_eq!("-0.56".parse(), Ok(Cents(-56)));
        assert_eq!("40".parse(), Ok(Cents(40_00)));
        for bad in ["", "-", ".50", "40.5", "40.005", "4O.00", "+1.00", " 1.00", "1,000.00", "--1.00", "99999999999.00"]
        {
            assert!(bad.parse::<Cents>().is_err(), "{bad} was taken as money");
        }
    }

    #[test]
    fn a_person_reads_thousands_and_a_true_minus_sign() {
        assert_eq!(Cents(1_234_567_89).dollars(), "$1,234,567.89");
        assert_eq!(Cents(-56).dollars(), "\u{2212}$0.56");
    }

    proptest! {
        #[test]
        fn what_is_written_reads_back(cents in -100_000_000_000..=100_000_000_000_i64) {
            prop_assert_eq!(Cents(cents).to_string().parse(), Ok(Cents(cents)));
        }
    }
}
