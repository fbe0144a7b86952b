//! What somebody who joins brings: the input of a quote and of an enrollment.

use serde::{Deserialize, Serialize};

use crate::basics::{Cents, Day, Kwh, day_of_json};

/// The input of `quote` and `enroll`, as cli.md has it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EnrollInput {
    pub member: MemberInput,
    pub service: ServiceInput,
    /// Exemption codes of the account.
    #[serde(default, deserialize_with = "or_default")]
    pub exempt: Vec<String>,
    /// What is so, in words of [`Condition`](crate::words::Condition).
    #[serde(default, deserialize_with = "or_default")]
    pub conditions: Vec<String>,
    #[serde(default)]
    pub standard_account: Option<StandardInput>,
    #[serde(default)]
    pub finance: FinanceInput,
    #[serde(default)]
    pub signature: Option<SignatureInput>,
    #[serde(default)]
    pub payment: Option<PaymentInput>,
    /// The account's number, where the co-op gives it; else the next of the store's own.
    #[serde(default, deserialize_with = "stated")]
    pub account: Option<String>,
    /// The act's key; `--key` comes before it.
    #[serde(default, skip_serializing)]
    pub key: Option<uuid::Uuid>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MemberInput {
    /// Names somebody who is a member already.
    #[serde(default, deserialize_with = "stated")]
    pub number: Option<String>,
    #[serde(default, deserialize_with = "stated")]
    pub name: Option<String>,
    #[serde(default, deserialize_with = "stated")]
    pub phone: Option<String>,
    #[serde(default, deserialize_with = "stated")]
    pub email: Option<String>,
    /// A number for text messages.
    #[serde(default, deserialize_with = "stated")]
    pub text: Option<String>,
    #[serde(default, deserialize_with = "stated")]
    pub mailing_address: Option<String>,
    #[serde(default, deserialize_with = "stated")]
    pub joint: Option<String>,
    #[serde(default, deserialize_with = "stated")]
    pub authorized: Option<String>,
    #[serde(default, deserialize_with = "stated")]
    pub passphrase: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServiceInput {
    pub meter: String,
    pub address: String,
    pub class: String,
    pub phase: String,
    #[serde(default, deserialize_with = "or_default")]
    pub demand_metered: bool,
    #[serde(default, deserialize_with = "or_default")]
    pub remote_switch: bool,
    #[serde(default, deserialize_with = "or_default")]
    pub switch_installed: bool,
    pub start_kwh: Kwh,
    #[serde(default = "five", deserialize_with = "or_five")]
    pub digits: u32,
    #[serde(default)]
    pub estimated_daily_kwh: Option<Kwh>,
    #[serde(default, deserialize_with = "stated")]
    pub link: Option<String>,
    #[serde(default, deserialize_with = "stated")]
    pub office: Option<String>,
    #[serde(default, deserialize_with = "stated")]
    pub tax_area: Option<String>,
    #[serde(default, deserialize_with = "or_default")]
    pub add_ons: Vec<String>,
}

fn five() -> u32 {
    5
}

fn or_five<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<u32, D::Error> {
    Ok(Option::deserialize(deserializer)?.unwrap_or_else(five))
}

/// A text without the blanks around it; one that is only blanks is none.
fn stated<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    let text: Option<String> = Option::deserialize(deserializer)?;
    Ok(text.map(|text| text.trim().to_string()).filter(|text| !text.is_empty()))
}

/// A null says the same as a key that is left out.
fn or_default<'de, D: serde::Deserializer<'de>, T: Default + Deserialize<'de>>(deserializer: D) -> Result<T, D::Error> {
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct StandardInput {
    #[serde(deserialize_with = "or_default")]
    pub past_due: Cents,
    #[serde(deserialize_with = "or_default")]
    pub billed_not_due: Cents,
    #[serde(deserialize_with = "or_default")]
    pub unbilled: Cents,
    #[serde(deserialize_with = "or_default")]
    pub prior_account: Cents,
    #[serde(deserialize_with = "or_default")]
    pub deposit: Cents,
    #[serde(deserialize_with = "day_of_json")]
    pub deposit_since: Option<Day>,
    #[serde(deserialize_with = "or_default")]
    pub disconnected: bool,
}

/// `"none"`, `"as_much_as_allowed"` or an amount.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum FinanceInput {
    #[default]
    None,
    AsMuchAsAllowed,
    Amount(Cents),
}

impl Serialize for FinanceInput {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::None => serializer.serialize_str("none"),
            Self::AsMuchAsAllowed => serializer.serialize_str("as_much_as_allowed"),
            Self::Amount(amount) => amount.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for FinanceInput {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Option::<String>::deserialize(deserializer)?.as_deref() {
            None | Some("none") => Ok(Self::None),
            Some("as_much_as_allowed") => Ok(Self::AsMuchAsAllowed),
            Some(amount) => amount.parse().map(Self::Amount).map_err(|_| {
                serde::de::Error::custom(format!(
                    "finance is \"none\", \"as_much_as_allowed\" or an amount like \"100.00\", not \"{amount}\""
                ))
            }),
        }
    }
}

/// Drawn (`strokes`), or `paper` for one signed in ink on the printed form.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignatureInput {
    pub name: String,
    #[serde(default)]
    pub strokes: Vec<Vec<[f32; 2]>>,
    #[serde(default)]
    pub paper: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PaymentInput {
    /// As [`Method::named`].
    pub method: String,
    pub amount: Cents,
    #[serde(default)]
    pub tendered: Option<Cents>,
    #[serde(default, deserialize_with = "stated")]
    pub check_number: Option<String>,
    #[serde(default, deserialize_with = "stated")]
    pub reference: Option<String>,
}

/// Which of the two ways in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Joining {
    New,
    Convert,
}
