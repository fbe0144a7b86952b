//! Opening a link by its URL.

use super::dlms::DlmsLink;
use super::multispeak::{MultiSpeakLink, trusted};
use super::{LinkError, LinkUrl, MeterLink, Setup, Target};

/// Checks the file of the certificate authority that `url` names, if it names one.
///
/// # Errors
/// What is wrong with it, in words.
pub fn check_authority(url: &LinkUrl) -> Result<(), String> {
    match &url.target {
        Target::MultiSpeak(server) => trusted(server).map(drop),
        Target::DlmsTcp { .. } | Target::DlmsSerial { .. } => Ok(()),
    }
}

/// Opens the link that `url` names. It calls nobody yet, except that a link with a `notify` begins to listen there.
/// The simulator and the link without a wire have no URL: the desk makes them.
///
/// # Errors
/// [`LinkError::Auth`] when the secret is missing or is not of the form that the URL needs.
pub fn open(url: &LinkUrl, setup: Setup) -> Result<Box<dyn MeterLink>, LinkError> {
    if let (Some(wanted), None) = (url.secret_wanted(), &setup.secret) {
        return Err(LinkError::Auth(format!("this link needs {wanted}, and it was given none")));
    }
    match &url.target {
        Target::MultiSpeak(server) => Ok(Box::new(MultiSpeakLink::new(url, server, setup.secret, setup.zone)?)),
        Target::DlmsTcp { host, port, client } => Ok(Box::new(DlmsLink::over_tcp(url, host, *port, client, setup)?)),
        Target::DlmsSerial { path, baud, physical, client } => {
            Ok(Box::new(DlmsLink::over_serial(url, path, *baud, *physical, client, setup)?))
        }
    }
}
