//! The file of `account transfer`: an enrollment's JSON without what a move does not ask for.

use std::path::Path;

use serde::Deserialize;
use serde::de::IgnoredAny;
use uuid::Uuid;

use super::json_input::json_file;
use crate::basics::{Code, Kwh, Refusal, Refused};
use crate::desk::{ServiceInput, SignatureInput, TransferInput};

/// What may stand in the file. The file that enrolled somebody may serve again, with the new service.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct TransferFile {
    service: ServiceInput,
    signature: SignatureInput,
    #[serde(default)]
    final_kwh: Option<Kwh>,
    #[serde(default)]
    exempt: Option<Vec<String>>,
    #[serde(default)]
    conditions: Option<Vec<String>>,
    #[serde(default)]
    account: Option<String>,
    #[serde(default)]
    key: Option<Uuid>,
    /// The account names its member: what an enrollment says of them changes nothing here.
    #[serde(default, rename = "member")]
    _member: Option<IgnoredAny>,
    /// The plan goes along as it stands.
    #[serde(default, rename = "finance")]
    _finance: Option<IgnoredAny>,
    #[serde(default)]
    standard_account: Option<IgnoredAny>,
    #[serde(default)]
    payment: Option<IgnoredAny>,
}

/// Reads the input of a move.
///
/// # Errors
/// `bad_input`, also for a payment or a standard account: a move takes no money and brings no debt, and must not seem to.
pub fn transfer_file(path: &Path) -> Refused<TransferInput> {
    let file: TransferFile = json_file(path)?;
    let none = |key: &str, what: &str| Err(Refusal::new(Code::BadInput, format!("{}: {key}: {what}", path.display())));
    if file.payment.is_some() {
        return none("payment", "a move takes no money: leave it out, and take a payment with `pay`");
    }
    if file.standard_account.is_some() {
        return none("standard_account", "a move brings no debt along from elsewhere: leave it out");
    }
    let TransferFile { service, signature, final_kwh, exempt, conditions, account, key, .. } = file;
    Ok(TransferInput {
        service,
        final_kwh,
        signature,
        exempt,
        conditions: conditions.unwrap_or_default(),
        account,
        key,
    })
}
