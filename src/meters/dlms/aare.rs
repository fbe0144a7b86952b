//! Mending an association's answer before the crate reads it.

use dlms_cosem_rs::acse::{Aare, AuthMechanism};
use dlms_cosem_rs::codec::{Decode, Encode};

/// An accepted low-level association need not repeat the name of its mechanism, but the crate insists on it: it is put
/// in. Everything else is left as it came: a refusal, another mechanism that is named, and what is not an AARE at all.
pub fn mended(answer: Vec<u8>, asked: AuthMechanism) -> Vec<u8> {
    if asked != AuthMechanism::Low {
        return answer;
    }
    let mended = match Aare::from_bytes(&answer) {
        Ok(aare) if aare.is_accepted() && aare.mechanism_name.is_none() => {
            let mut whole = Vec::new();
            let named = Aare { responder_acse_requirements: true, mechanism_name: Some(asked), ..aare };
            named.encode(&mut whole).is_ok().then_some(whole)
        }
        _ => None,
    };
    mended.unwrap_or(answer)
}

#[cfg(test)]
mod tests {
    use dlms_cosem_rs::acse::{ApplicationContext, AssociationResult};

    use super::*;

    fn answer(result: AssociationResult, mechanism_name: Option<AuthMechanism>) -> Vec<u8> {
        let aare = Aare {
            application_context: Some(ApplicationContext::from_arc(1)),
            result,
            mechanism_name,
            user_information: Some(&[8, 0, 6, 0x5F, 0x1F, 4, 0, 0, 0x18, 0x1D, 4, 0, 0, 7]),
            ..Aare::default()
        };
        let mut bytes = Vec::new();
        aare.encode(&mut bytes).expect("it encodes");
        bytes
    }

    #[test]
    fn an_accepted_low_association_without_a_mechanism_name_gets_it() {
        let plain = answer(AssociationResult::Accepted, None);
        let whole = mended(plain.clone(), AuthMechanism::Low);
        let (before, after) = (Aare::from_bytes(&plain).expect("whole"), Aare::from_bytes(&whole).expect("whole"));
        assert_eq!(after.mechanism_name, Some(AuthMechanism::Low));
        assert_eq!(after.user_information, before.user_information);
        assert_eq!(after.application_context, before.application_context);
    }

    #[test]
    fn a_refusal_another_mechanism_and_noise_are_left_alone() {
        let refused = answer(AssociationResult::RejectedPermanent, None);
        let other = answer(AssociationResult::Accepted, Some(AuthMechanism::HighGmac));
        let unnamed = answer(AssociationResult::Accepted, None);
        for bytes in [refused, other, vec![0xD8, 1, 1], Vec::new()] {
            assert_eq!(mended(bytes.clone(), AuthMechanism::Low), bytes);
        }
        assert_eq!(mended(unnamed.clone(), AuthMechanism::HighGmac), unnamed);
    }
}
