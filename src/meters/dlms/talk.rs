//! One association with a meter: opened, asked, and opened again when an answer is lost.

use std::fmt;
use std::ops::Range;

use dlms_cosem_rs::acse::{Diagnostic, UserDiagnostic};
use dlms_cosem_rs::axdr::Data;
use dlms_cosem_rs::client::{AssociationStep, ClientSession, Response};
use dlms_cosem_rs::codec::{Error, ErrorKind};
use dlms_cosem_rs::obis::Obis;
use dlms_cosem_rs::security::RustCryptoProvider;
use dlms_cosem_rs::xdlms::{AttributeDescriptor, ExceptionResponse, MethodDescriptor, ServiceError, StateError};

use super::aare::mended;
use super::keys::{Identity, Random};
use super::wire::{Wire, WireError};
use crate::meters::LinkError;

/// The results by which a meter says that an association may not ask this of it.
const READ_WRITE_DENIED: u8 = 3;
const SCOPE_OF_ACCESS_VIOLATED: u8 = 13;
/// How often a question is asked at most.
const TRIES: usize = 3;
/// The longest request and the longest answer.
const LONGEST: usize = 2048;

type Session = ClientSession<RustCryptoProvider<Random>>;

/// An object of a meter: its class, its name, and what a person calls it.
#[derive(Debug, Clone, Copy)]
pub struct Object {
    pub class: u16,
    pub name: Obis,
    pub words: &'static str,
}

/// A request that came to nothing.
#[derive(Debug, PartialEq, Eq)]
pub enum Failed {
    /// Its answer is lost or damaged: it may have been acted on.
    Lost(LinkError),
    /// The meter said no, or cannot be asked.
    Final(LinkError),
}

impl From<WireError> for Failed {
    fn from(error: WireError) -> Self {
        match error {
            WireError::Lost(_) => Self::Lost(error.into()),
            WireError::Unreachable(_) => Self::Final(error.into()),
        }
    }
}

/// An open association.
pub struct Talk<'a> {
    wire: &'a mut dyn Wire,
    identity: &'a mut Identity,
    session: Session,
    counters: Range<u32>,
}

impl<'a> Talk<'a> {
    /// Opens the wire and the association on it.
    pub fn begin(wire: &'a mut dyn Wire, identity: &'a mut Identity) -> Result<Self, LinkError> {
        let (session, counters) = associated(wire, identity)?;
        Ok(Self { wire, identity, session, counters })
    }

    /// Opens both again, after an answer was lost.
    pub fn begin_again(&mut self) -> Result<(), LinkError> {
        (self.session, self.counters) = associated(self.wire, self.identity)?;
        Ok(())
    }

    /// Asks for an attribute, anew when its answer is lost.
    pub fn get<T>(
        &mut self,
        object: Object,
        attribute: i8,
        read: impl Fn(&Data<'_>) -> Result<T, String>,
    ) -> Result<T, LinkError> {
        let mut tries = 1;
        loop {
            match self.get_once(object, attribute, &read) {
                Ok(value) => return Ok(value),
                Err(Failed::Lost(_)) if tries < TRIES => self.begin_again()?,
                Err(Failed::Lost(error) | Failed::Final(error)) => return Err(error),
            }
            tries += 1;
        }
    }

    fn get_once<T>(
        &mut self,
        object: Object,
        attribute: i8,
        read: impl Fn(&Data<'_>) -> Result<T, String>,
    ) -> Result<T, Failed> {
        self.has_counters()?;
        let mut request = [0; LONGEST];
        let mut plain = [0; LONGEST];
        let descriptor = AttributeDescriptor::new(object.class, object.name, attribute);
        let size = self.session.get_request(descriptor, None, &mut request).map_err(unbuildable)?;
        let answer = self.wire.exchange(&request[..size])?;
        match self.session.handle_response(&answer, &mut plain).map_err(unreadable)? {
            Response::Data(data) => read(&data).map_err(|why| Failed::Final(LinkError::Protocol(why))),
            Response::DataError(why) => {
                Err(Failed::Final(refused(why.as_u8(), &why, &format!("give its {}", object.words))))
            }
            Response::Exception(exception) => Err(Failed::Final(excepted(exception))),
            other => Err(unexpected(&other)),
        }
    }

    /// Invokes a method once. It is never sent again from here: a lost answer is told as [`Failed::Lost`].
    pub fn act(&mut self, object: Object, method: i8) -> Result<(), Failed> {
        self.has_counters()?;
        let mut request = [0; LONGEST];
        let mut plain = [0; LONGEST];
        let descriptor = MethodDescriptor::new(object.class, object.name, method);
        let parameter = Some(Data::Integer(0));
        let size = self.session.action_request(descriptor, parameter, &mut request).map_err(unbuildable)?;
        let answer = self.wire.exchange(&request[..size])?;
        match self.session.handle_response(&answer, &mut plain).map_err(unreadable)? {
            Response::Ok => Ok(()),
            Response::ActionResult { result, .. } if result.is_success() => Ok(()),
            Response::ActionResult { result, .. } => {
                Err(Failed::Final(refused(result.as_u8(), &result, &format!("work its {}", object.words))))
            }
            Response::Exception(exception) => Err(Failed::Final(excepted(exception))),
            other => Err(unexpected(&other)),
        }
    }

    /// No message is sent under a counter that was not taken for it.
    fn has_counters(&self) -> Result<(), Failed> {
        let next = self.session.invocation_counter().saturating_add(1);
        if self.counters.is_empty() || self.counters.contains(&next) {
            return Ok(());
        }
        Err(Failed::Final(LinkError::Protocol("this association has used up its invocation counters".to_string())))
    }
}

/// An association, asked for anew while its answers are lost.
fn associated(wire: &mut dyn Wire, identity: &mut Identity) -> Result<(Session, Range<u32>), LinkError> {
    let mut tries = 1;
    loop {
        match associate(wire, identity) {
            Ok(open) => return Ok(open),
            Err(Failed::Lost(_)) if tries < TRIES => tries += 1,
            Err(Failed::Lost(error) | Failed::Final(error)) => return Err(error),
        }
    }
}

fn associate(wire: &mut dyn Wire, identity: &mut Identity) -> Result<(Session, Range<u32>), Failed> {
    // The wire repeats by itself what opens it, so a wire that does not open will not open now.
    wire.open().map_err(|error| Failed::Final(error.into()))?;
    let (config, counters) = identity.configure().map_err(Failed::Final)?;
    let mut session = Session::new(config, identity.provider());
    let mut request = [0; LONGEST];
    let size = session.associate_request(&mut request).map_err(unbuildable)?;
    let answer = mended(wire.exchange(&request[..size])?, identity.proof.mechanism());
    let mut step = session.handle_associate_response(&answer).map_err(unreadable)?;
    if step == AssociationStep::HlsReplyRequired {
        let size = session.hls_reply_request(&mut request).map_err(unbuildable)?;
        let answer = wire.exchange(&request[..size])?;
        step = session.handle_hls_reply_response(&answer).map_err(unreadable)?;
    }
    match step {
        AssociationStep::Established => Ok((session, counters)),
        AssociationStep::HlsReplyRequired => {
            Err(Failed::Final(LinkError::Protocol("the meter asks for a second proof".to_string())))
        }
        AssociationStep::Rejected { diagnostic, .. } => Err(Failed::Final(LinkError::Auth(rejected(diagnostic)))),
        AssociationStep::Exception(exception) => Err(Failed::Final(excepted(exception))),
    }
}

fn rejected(diagnostic: Diagnostic) -> String {
    let why = match diagnostic {
        Diagnostic::User(UserDiagnostic::AuthenticationFailure) => {
            "the password or the keys are not its own, or an invocation counter was used before"
        }
        Diagnostic::User(
            UserDiagnostic::AuthenticationMechanismNameNotRecognised
            | UserDiagnostic::AuthenticationMechanismNameRequired
            | UserDiagnostic::AuthenticationRequired,
        ) => "it wants another proof than this link's auth gives",
        Diagnostic::User(UserDiagnostic::ApplicationContextNameNotSupported) => {
            "it does not take the ciphering that this link's auth asks for, or needs one"
        }
        _ => "it gives no reason",
    };
    format!("the meter does not accept us: {why}")
}

/// What a meter does not do for us; by its result's number it says whether this association may not ask it at all.
fn refused(result: u8, why: &dyn fmt::Debug, what: &str) -> LinkError {
    if matches!(result, READ_WRITE_DENIED | SCOPE_OF_ACCESS_VIOLATED) {
        return LinkError::NotAllowed(format!(
            "the meter does not let this association {what} ({why:?}): the link's client or auth must be one that may"
        ));
    }
    LinkError::Refused(format!("the meter does not {what}: {why:?}"))
}

/// A request that the meter threw out whole.
fn excepted(exception: ExceptionResponse) -> LinkError {
    match (exception.service_error, exception.expected_invocation_counter) {
        (ServiceError::DecipheringError, _) => LinkError::Auth(
            "the meter cannot decipher us: the keys are not its own, or a counter was used before".into(),
        ),
        (ServiceError::InvocationCounterError, Some(next)) => {
            LinkError::Auth(format!("the meter expects invocation counter {next}: ours are behind"))
        }
        (ServiceError::InvocationCounterError, None) => {
            LinkError::Auth("the meter has seen our invocation counter before: ours are behind".into())
        }
        (why, _) if exception.state_error == StateError::ServiceNotAllowed => LinkError::NotAllowed(format!(
            "the meter does not let this association ask it ({why:?}): the link's client or auth must be one that may"
        )),
        (why, _) => LinkError::Refused(format!("the meter throws the request out: {why:?}")),
    }
}

fn unbuildable(error: Error) -> Failed {
    Failed::Final(LinkError::Protocol(format!("the request cannot be made for this meter: {error}")))
}

/// An answer that cannot be read may be a damaged one.
fn unreadable(error: Error) -> Failed {
    Failed::Lost(match error.kind {
        ErrorKind::BadTag => {
            LinkError::Auth("the meter's answer does not prove its keys: they are not this link's".to_string())
        }
        _ => LinkError::Protocol(format!("the meter's answer cannot be read: {error}")),
    })
}

fn unexpected(response: &Response<'_>) -> Failed {
    Failed::Lost(LinkError::Protocol(format!("the meter answers something else: {response:?}")))
}
