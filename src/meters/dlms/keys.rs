//! What is needed to prove to a meter who we are.

use std::ops::Range;

use dlms_cosem_rs::acse::AuthMechanism;
use dlms_cosem_rs::client::ClientConfig;
use dlms_cosem_rs::codec::{Error, ErrorKind};
use dlms_cosem_rs::security::{self, KeyRing, RandomSource, RustCryptoProvider, SecurityPolicy, SecuritySuite};

use crate::meters::setup::{Entropy, from_hex};
use crate::meters::{Authentication, Counters, DlmsClient, LinkError, Secret, SystemTitle};

/// How many invocation counters one association may use; it needs about a dozen. What it leaves is lost.
const PER_ASSOCIATION: u32 = 64;

/// The proof that a link was opened with.
pub enum Proof {
    None,
    Password(Secret),
    Keys { block: [u8; 16], authentication: [u8; 16] },
}

impl Proof {
    /// Reads the secret for `authentication`.
    ///
    /// # Errors
    /// [`LinkError::Auth`] when it is missing or not of its form; it is not repeated.
    pub fn of(authentication: Authentication, secret: Option<Secret>) -> Result<Self, LinkError> {
        let keys = "the secret of this link must be BLOCKKEY:AUTHKEY, two keys of 32 hex digits each";
        match (authentication, secret) {
            (Authentication::None, _) => Ok(Self::None),
            (Authentication::Low, Some(secret)) if secret.reveal().len() <= security::Secret::MAX_LEN => {
                Ok(Self::Password(secret))
            }
            (Authentication::Low, _) => {
                Err(LinkError::Auth("this link needs the meter's password, of at most 64 letters".to_string()))
            }
            (Authentication::Gmac, secret) => {
                let pair = secret.as_ref().and_then(|secret| secret.reveal().trim().split_once(':'));
                let key = |text: &str| from_hex(text).and_then(|bytes| <[u8; 16]>::try_from(bytes).ok());
                let pair = pair.and_then(|(block, authentication)| Some((key(block)?, key(authentication)?)));
                let (block, authentication) = pair.ok_or_else(|| LinkError::Auth(keys.to_string()))?;
                Ok(Self::Keys { block, authentication })
            }
        }
    }

    pub fn mechanism(&self) -> AuthMechanism {
        match self {
            Self::None => AuthMechanism::None,
            Self::Password(_) => AuthMechanism::Low,
            Self::Keys { .. } => AuthMechanism::HighGmac,
        }
    }

    /// The words for it on a screen.
    pub fn words(&self) -> &'static str {
        match self {
            Self::None => "without a password",
            Self::Password(_) => "with its password",
            Self::Keys { .. } => "with its keys, ciphered",
        }
    }
}

/// What every association of a link is made from.
pub struct Identity {
    pub proof: Proof,
    pub client: DlmsClient,
    pub title: SystemTitle,
    pub entropy: Entropy,
    stock: Stock,
}

impl Identity {
    pub fn new(
        proof: Proof,
        client: DlmsClient,
        title: SystemTitle,
        entropy: Entropy,
        counters: Box<dyn Counters>,
    ) -> Self {
        let stock = Stock { counters, left: 0..0 };
        Self { proof, client, title, entropy, stock }
    }

    /// The configuration of one association, and the counters that it may use.
    pub fn configure(&mut self) -> Result<(ClientConfig, Range<u32>), LinkError> {
        let base = ClientConfig {
            client_sap: self.client.client,
            mechanism: self.proof.mechanism(),
            max_pdu_size: 1024,
            ..ClientConfig::default()
        };
        match &self.proof {
            Proof::None => Ok((base, 0..0)),
            Proof::Password(password) => {
                let password = security::Secret::new(password.reveal().as_bytes());
                let password = password.map_err(|_| LinkError::Auth("the meter's password is too long".to_string()))?;
                Ok((ClientConfig { password: Some(password), ..base }, 0..0))
            }
            Proof::Keys { .. } => {
                let counters = self.stock.take(self.title)?;
                let ciphered = ClientConfig {
                    system_title: Some(security::SystemTitle::new(self.title.0)),
                    security: SecurityPolicy::authenticated_encrypted(SecuritySuite::Suite0),
                    invocation_counter: counters.start - 1,
                    ..base
                };
                Ok((ciphered, counters))
            }
        }
    }

    pub fn provider(&self) -> RustCryptoProvider<Random> {
        let keys = match &self.proof {
            Proof::Keys { block, authentication } => KeyRing::new(*block, *authentication),
            Proof::None | Proof::Password(_) => KeyRing::default(),
        };
        RustCryptoProvider::with_rng(keys, Random(self.entropy))
    }
}

/// The invocation counters that this process has taken and not used yet.
struct Stock {
    counters: Box<dyn Counters>,
    left: Range<u32>,
}

impl Stock {
    /// Counters that nobody else has and nobody gets again, beginning at 1 at least.
    fn take(&mut self, title: SystemTitle) -> Result<Range<u32>, LinkError> {
        if self.left.end.saturating_sub(self.left.start) < PER_ASSOCIATION {
            let block = self.counters.take_block(title).map_err(|refusal| LinkError::Protocol(refusal.message))?;
            self.left = block.start.max(1)..block.end;
        }
        let end = self.left.start.checked_add(PER_ASSOCIATION).filter(|end| *end <= self.left.end);
        let end = end.ok_or_else(|| {
            LinkError::Protocol("no invocation counters are left: the keys must be renewed".to_string())
        })?;
        let taken = self.left.start..end;
        self.left.start = end;
        Ok(taken)
    }
}

/// The caller's randomness, as the crate wants it.
pub struct Random(Entropy);

impl RandomSource for Random {
    fn fill(&self, out: &mut [u8]) -> Result<(), Error> {
        (self.0)(out).map_err(|_| Error::new(ErrorKind::Unsupported, 0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::basics::{Code, Refusal, Refused};

    struct Blocks(Vec<Range<u32>>);

    impl Counters for Blocks {
        fn take_block(&mut self, _: SystemTitle) -> Refused<Range<u32>> {
            self.0.pop().ok_or_else(|| Refusal::new(Code::StoreFault, "the store is full"))
        }
    }

    fn stock(blocks: &[Range<u32>]) -> Stock {
        Stock { counters: Box::new(Blocks(blocks.iter().rev().cloned().collect())), left: 0..0 }
    }

    #[test]
    fn no_counter_is_handed_out_twice_and_a_new_block_is_taken_when_one_runs_short() {
        let mut stock = stock(&[0..200, 1000..1100]);
        let title = SystemTitle([0; 8]);
        let taken: Vec<_> = (0..4).map(|_| stock.take(title).expect("counters")).collect();
        assert_eq!(taken, [1..65, 65..129, 129..193, 1000..1064]);
        assert!(stock.take(title).is_err());
    }

    #[test]
    fn counters_that_could_not_be_stored_are_not_used() {
        assert!(stock(&[]).take(SystemTitle([0; 8])).expect_err("not stored").to_string().contains("full"));
        assert!(stock(&[5..10, 20..25]).take(SystemTitle([0; 8])).is_err());
    }

    #[test]
    fn keys_are_two_times_sixteen_bytes_and_are_not_repeated_when_they_are_not() {
        let good = "000102030405060708090A0B0C0D0E0F:D0D1D2D3D4D5D6D7D8D9DADBDCDDDEDF";
        assert!(Proof::of(Authentication::Gmac, Some(Secret::new(good))).is_ok());
        for bad in ["", "0001:0203", &good[1..], "hunter2"] {
            let error = Proof::of(Authentication::Gmac, Some(Secret::new(bad))).err().expect(bad);
            assert_eq!(error.code(), Code::Auth);
            assert!(bad.is_empty() || !error.to_string().contains(bad));
        }
        assert!(Proof::of(Authentication::Low, None).is_err());
    }
}
