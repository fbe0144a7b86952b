//! Energy as a register counts it.

use std::fmt;
use std::ops::{Add, Neg, Sub};
use std::str::FromStr;

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// An amount of energy, kept as whole watt-hours. Written and read in kWh, like `"1042.5"`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Kwh {
    /// Watt-hours.
    pub wh: i64,
}

impl Kwh {
    pub const ZERO: Self = Self { wh: 0 };

    #[must_use]
    pub const fn from_wh(wh: i64) -> Self {
        Self { wh }
    }

    /// In kWh, exactly.
    #[must_use]
    pub fn decimal(self) -> Decimal {
        Decimal::new(self.wh, 3)
    }
}

impl fmt::Display for Kwh {
    /// At least one decimal, at most three: `1000.0`, `33.333`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = format!("{:03}", self.wh.unsigned_abs() % 1000);
        let part = digits.trim_end_matches('0');
        let sign = if self.wh < 0 { "-" } else { "" };
        let part = if part.is_empty() { "0" } else { part };
        f.pad(&format!("{sign}{}.{part}", self.wh.unsigned_abs() / 1000))
    }
}

/// Why a text is not an amount of energy.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is not a number of kWh: write it like 1042.5, with at most three decimals")]
pub struct NotKwh(pub String);

impl FromStr for Kwh {
    type Err = NotKwh;

    /// Reads kWh with up to three decimals; more, or anything else, is an error.
    fn from_str(text: &str) -> Result<Self, NotKwh> {
        let bad = || NotKwh(text.to_string());
        let digits = text.strip_prefix('-').unwrap_or(text);
        if !digits.starts_with(|c: char| c.is_ascii_digit()) || digits.bytes().any(|b| !b.is_ascii_digit() && b != b'.')
        {
            return Err(bad());
        }
        let kwh: Decimal = text.parse().map_err(|_| bad())?;
        let wh = kwh.checked_mul(Decimal::ONE_THOUSAND).ok_or_else(bad)?;
        if wh.fract() != Decimal::ZERO || wh.abs() > Decimal::from(1_000_000_000_000_i64) {
            return Err(bad());
        }
        Ok(Self { wh: wh.to_i64().ok_or_else(bad)? })
    }
}

impl Serialize for Kwh {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Kwh {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

impl Add for Kwh {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self { wh: self.wh + other.wh }
    }
}

impl Sub for Kwh {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self { wh: self.wh - other.wh }
    }
}

impl Neg for Kwh {
    type Output = Self;
    fn neg(self) -> Self {
        Self { wh: -self.wh }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kwh_are_exact_to_the_watt_hour() {
        assert_eq!("1042.5".parse(), Ok(Kwh::from_wh(1_042_500)));
        assert_eq!("200.003".parse(), Ok(Kwh::from_wh(200_003)));
        assert_eq!(Kwh::from_wh(1_000_000).to_string(), "1000.0");
        assert_eq!(Kwh::from_wh(-20_050).to_string(), "-20.05");
        for bad in ["", "x", "1.0005", "+3", ".5", "1e3", "1.2.3"] {
            assert!(bad.parse::<Kwh>().is_err(), "{bad} was taken as kWh");
        }
    }
}
