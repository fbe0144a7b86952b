//! What can go wrong between the desk and a meter.

use crate::basics::{Code, MeterNo};

/// Why a link did not do what it was asked. Each carries one sentence for the person who reads it; none ever carries
/// a secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LinkError {
    /// Nothing answered, and nothing was sent that could have moved a switch. It says nothing about the switch.
    #[error("{0}")]
    Unreachable(String),
    /// A command was sent and its answer is lost. Ask the state before it is sent again.
    #[error("{0}")]
    OutcomeUnknown(String),
    /// The other end understood the command and said no.
    #[error("{0}")]
    Refused(String),
    /// The other end knows who we are and does not let us do this: asking again helps only once it does.
    #[error("{0}")]
    NotAllowed(String),
    /// The other end did not accept who we are, or the secret is missing or unusable.
    #[error("{0}")]
    Auth(String),
    /// The other end does not know this meter.
    #[error("{0}")]
    UnknownMeter(String),
    /// The link reaches another meter than the account's.
    #[error("{0}")]
    WrongMeter(String),
    /// The other end answered something that this program cannot take at its word.
    #[error("{0}")]
    Protocol(String),
}

impl LinkError {
    /// The stable word for scripts.
    #[must_use]
    pub fn code(&self) -> Code {
        match self {
            Self::Unreachable(_) => Code::Unreachable,
            Self::OutcomeUnknown(_) => Code::OutcomeUnknown,
            Self::Refused(_) => Code::Refused,
            Self::Auth(_) | Self::NotAllowed(_) => Code::Auth,
            Self::UnknownMeter(_) => Code::UnknownMeter,
            Self::WrongMeter(_) => Code::WrongMeter,
            Self::Protocol(_) => Code::Protocol,
        }
    }

    /// The refusal of a link that reaches `found` when the account's meter is `wanted`.
    #[must_use]
    pub fn wrong_meter(wanted: &MeterNo, found: &str) -> Self {
        Self::WrongMeter(format!(
            "this link reaches meter {found}, not the account's meter {wanted}: nothing was sent to it; \
             check the link and the account"
        ))
    }

    /// What is known of a command that was sent and whose answer failed with `self`: nothing. It may have been carried
    /// out.
    #[must_use]
    pub fn after_sending(self) -> Self {
        match self {
            Self::OutcomeUnknown(_) => self,
            other => Self::OutcomeUnknown(format!("the command was sent and may have been carried out: {other}")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_meter_is_refused_by_both_numbers() {
        let error = LinkError::wrong_meter(&"10042".into(), "10043");
        assert!(error.to_string().contains("10042") && error.to_string().contains("10043"));
        assert_eq!(error.code(), Code::WrongMeter);
    }

    #[test]
    fn a_lost_answer_to_a_command_is_unknown_whatever_was_lost() {
        for lost in [LinkError::Unreachable("no answer".into()), LinkError::Auth("no proof".into())] {
            let unknown = lost.after_sending();
            assert_eq!(unknown.code(), Code::OutcomeUnknown);
            assert_eq!(unknown.clone().after_sending(), unknown);
        }
    }
}
