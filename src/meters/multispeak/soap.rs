//! One SOAP 1.1 call to a head end, bounded in time, and what its failure says about a command.

use std::time::Duration;

use quick_xml::escape::escape;
use ureq::Agent;
use ureq::config::Config;
use ureq::http::Uri;
use ureq::tls::{PemItem, RootCerts, TlsConfig, parse_pem};
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{ConnectionDetails, Connector, DefaultConnector, NextTimeout};

use super::xml::{self, Element};
use crate::meters::{LinkError, MultiSpeakServer, Secret};

/// The namespace of MultiSpeak 3.0.
pub const NAMESPACE: &str = "http://www.multispeak.org/Version_3.0";
/// The namespace of SOAP 1.1.
pub const SOAP: &str = "http://schemas.xmlsoap.org/soap/envelope/";
const NAME: &str = "Advance Pay Desk";
/// The largest answer that is read: a page of readings of a large co-op is below it.
const LARGEST_ANSWER: u64 = 16 << 20;
/// The longest raw answer that is handed on for the record.
const LONGEST_RECORD: usize = 4096;

/// Why a connection did not come about: its name, the refusal, the certificate. Nothing was sent.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct NothingSent(ureq::Error);

impl NothingSent {
    fn mark(error: ureq::Error) -> ureq::Error {
        ureq::Error::Other(Box::new(Self(error)))
    }
}

/// Marks what fails before the first byte of a call is sent.
#[derive(Debug)]
struct BeforeSending<T>(T);

impl Connector for BeforeSending<DefaultConnector> {
    type Out = <DefaultConnector as Connector>::Out;

    /// Connects, and greets by TLS where the URL says so.
    fn connect(&self, details: &ConnectionDetails<'_>, chained: Option<()>) -> Result<Option<Self::Out>, ureq::Error> {
        self.0.connect(details, chained).map_err(NothingSent::mark)
    }
}

impl Resolver for BeforeSending<DefaultResolver> {
    fn resolve(&self, uri: &Uri, config: &Config, timeout: NextTimeout) -> Result<ResolvedSocketAddrs, ureq::Error> {
        self.0.resolve(uri, config, timeout).map_err(NothingSent::mark)
    }
}

/// The certificates of `server`'s authority, where it has one of its own.
///
/// # Errors
/// What is wrong with its file, in words.
pub fn trusted(server: &MultiSpeakServer) -> Result<RootCerts, String> {
    let Some(file) = &server.ca else { return Ok(RootCerts::PlatformVerifier) };
    let unusable = |why: String| format!("the certificate authority {} cannot be used: {why}", file.display());
    let text = std::fs::read(file).map_err(|error| unusable(error.to_string()))?;
    let mut certificates = Vec::new();
    for item in parse_pem(&text) {
        if let PemItem::Certificate(one) = item.map_err(|error| unusable(error.to_string()))? {
            certificates.push(one);
        }
    }
    if certificates.is_empty() {
        return Err(unusable("it holds no certificate (PEM)".to_string()));
    }
    Ok(RootCerts::new_with_certs(&certificates))
}

/// A head end that can be called.
#[derive(Clone)]
pub struct Caller {
    agent: Agent,
    url: String,
    user: String,
    password: Option<Secret>,
}

/// A head end's answer.
pub struct Answer {
    /// The MultiSpeakMsgHeader; empty when there is none.
    pub header: Element,
    /// The operation's response element.
    pub response: Element,
}

/// A call that failed, and whether the head end may have acted on it all the same.
pub struct CallFailed {
    pub error: LinkError,
    pub may_have_run: bool,
    /// The head end itself did not answer; else it did, and it is one meter that is out of reach.
    pub silent: bool,
}

impl From<CallFailed> for LinkError {
    fn from(failed: CallFailed) -> Self {
        failed.error
    }
}

impl CallFailed {
    /// What it says about a command that was sent.
    pub fn of_a_command(self) -> LinkError {
        if self.may_have_run { self.error.after_sending() } else { self.error }
    }

    /// The head end answered, and says that nothing was done.
    pub fn before(error: LinkError) -> Self {
        Self { error, may_have_run: false, silent: false }
    }

    fn after(error: LinkError) -> Self {
        Self { error, may_have_run: true, silent: false }
    }
}

impl Caller {
    /// A caller of `server` that trusts certificates of `roots`, and gives connecting and each answer `timeout`; they are apart because a head end that was
    /// never reached was sent nothing. It follows no redirect and uses no proxy: what carries a
    /// password goes where the URL says and nowhere else.
    pub fn new(server: &MultiSpeakServer, roots: RootCerts, timeout: Duration, password: Option<Secret>) -> Self {
        let config = Agent::config_builder()
            .tls_config(TlsConfig::builder().root_certs(roots).build())
            .timeout_connect(Some(timeout))
            .timeout_recv_response(Some(timeout))
            .timeout_global(Some(timeout * 2))
            .http_status_as_error(false)
            .max_redirects(0)
            .proxy(None)
            .max_idle_connections(0)
            .build();
        let host = if server.host.contains(':') { format!("[{}]", server.host) } else { server.host.clone() };
        let scheme = if server.tls { "https" } else { "http" };
        let url = format!("{scheme}://{host}:{}{}", server.port, server.path);
        let agent = Agent::with_parts(
            config,
            BeforeSending(DefaultConnector::new()),
            BeforeSending(DefaultResolver::default()),
        );
        Self { agent, url, user: server.user.clone(), password }
    }

    /// Calls `operation`; `inner` is the XML within its element.
    pub fn call(&self, operation: &str, inner: &str) -> Result<Answer, CallFailed> {
        let response = self
            .agent
            .post(&self.url)
            .header("Content-Type", "text/xml; charset=utf-8")
            .header("SOAPAction", format!("\"{NAMESPACE}/{operation}\""))
            .send(self.envelope(operation, inner));
        let mut response = response.map_err(|error| self.not_answered(operation, &error))?;
        let status = response.status().as_u16();
        let body = response.body_mut().with_config().limit(LARGEST_ANSWER).read_to_string();
        let body = body.map_err(|error| self.not_answered(operation, &error))?;
        self.understood(operation, status, &body)
    }

    fn envelope(&self, operation: &str, inner: &str) -> String {
        let password = self.password.as_ref().map_or("", Secret::reveal);
        format!(
            "<?xml version=\"1.0\" encoding=\"utf-8\"?><soap:Envelope xmlns:soap=\"{SOAP}\"><soap:Header>\
             <MultiSpeakMsgHeader xmlns=\"{NAMESPACE}\" Version=\"3.0\" UserID=\"{}\" Pwd=\"{}\" AppName=\"{NAME}\" \
             AppVersion=\"{}\" Company=\"{NAME}\"/></soap:Header><soap:Body><{operation} xmlns=\"{NAMESPACE}\">{inner}\
             </{operation}></soap:Body></soap:Envelope>",
            escape(self.user.as_str()),
            escape(password),
            env!("CARGO_PKG_VERSION"),
        )
    }

    fn not_answered(&self, operation: &str, error: &ureq::Error) -> CallFailed {
        if let ureq::Error::BodyExceedsLimit(most) = error {
            return self.unreadable(operation, &format!("it is larger than {most} bytes"));
        }
        let before = match error {
            ureq::Error::Other(other) => other.downcast_ref::<NothingSent>(),
            _ => None,
        };
        let why = self.without_secret(&before.map_or(error, |NothingSent(error)| error).to_string());
        let error = LinkError::Unreachable(format!("the head end at {} did not answer {operation}: {why}", self.url));
        CallFailed { error, may_have_run: before.is_none(), silent: true }
    }

    fn understood(&self, operation: &str, status: u16, body: &str) -> Result<Answer, CallFailed> {
        let at = &self.url;
        if status == 401 || status == 403 {
            let why = format!("the head end at {at} did not accept the user or the password (HTTP status {status})");
            return Err(CallFailed::before(LinkError::Auth(why)));
        }
        let envelope = match xml::parse(body) {
            Ok(root) if root.name == "Envelope" => root,
            _ if status != 200 => {
                let error =
                    LinkError::Protocol(format!("the head end at {at} answered {operation} with HTTP status {status}"));
                // A gateway's 5xx tells nothing about what happened behind it.
                return Err(if status >= 500 { CallFailed::after(error) } else { CallFailed::before(error) });
            }
            Ok(_) => return Err(self.unreadable(operation, "it is not a SOAP envelope")),
            Err(why) => return Err(self.unreadable(operation, &why)),
        };
        let content = envelope.child("Body").and_then(|body| body.children.first());
        let Some(content) = content else { return Err(self.unreadable(operation, "its body is empty")) };
        if content.name == "Fault" {
            return Err(CallFailed::before(self.fault(operation, status, content)));
        }
        if status != 200 || content.name != format!("{operation}Response") {
            return Err(self.unreadable(operation, &format!("HTTP status {status} with {}", content.name)));
        }
        let header = envelope.child("Header").and_then(|header| header.child("MultiSpeakMsgHeader"));
        Ok(Answer { header: header.cloned().unwrap_or_default(), response: content.clone() })
    }

    fn unreadable(&self, operation: &str, why: &str) -> CallFailed {
        let why = format!("the head end at {} answered {operation} with something unreadable: {why}", self.url);
        CallFailed::after(LinkError::Protocol(why))
    }

    /// A SOAP fault means that the call was not carried out.
    fn fault(&self, operation: &str, status: u16, fault: &Element) -> LinkError {
        // SOAP 1.2 says Reason/Text where 1.1 says faultstring.
        let reason = fault.child("Reason").and_then(|reason| reason.text_of("Text"));
        let words = fault.text_of("faultstring").or(reason).unwrap_or("no reason given");
        let words = self.without_secret(words);
        failure(&words, format!("the head end refused {operation} (HTTP status {status}): {words}"))
    }

    /// The head end's own words of an errorObject, as an error.
    pub fn error_object(&self, operation: &str, object: &Element) -> LinkError {
        let words = object.attribute("errorString").or_else(|| object.text_of("errorString"));
        let words = self.without_secret(words.unwrap_or("no reason given"));
        failure(&words, format!("the head end refused {operation}: {words}"))
    }

    /// An element as it came, for the record.
    pub fn record(&self, element: &Element) -> String {
        let mut text = self.without_secret(&element.compact());
        if text.len() > LONGEST_RECORD {
            let end = (0..=LONGEST_RECORD).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
            text.truncate(end);
            text.push('…');
        }
        text
    }

    /// `text` with the password taken out, should the head end have echoed it.
    fn without_secret(&self, text: &str) -> String {
        let Some(password) = self.password.as_ref().map(Secret::reveal).filter(|password| !password.is_empty()) else {
            return text.to_string();
        };
        text.replace(password, "***").replace(escape(password).as_ref(), "***")
    }
}

/// What a head end's words about a failure mean; they are free text, so what is not recognised is a refusal.
pub fn failure(words: &str, detail: String) -> LinkError {
    let words = words.to_lowercase();
    let says = |any: &[&str]| any.iter().any(|word| words.contains(word));
    if says(&[
        "not authorized",
        "not authorised",
        "unauthorized",
        "not permitted",
        "not allowed",
        "permission",
        "access denied",
    ]) {
        LinkError::NotAllowed(detail)
    } else if says(&["authentic", "password", "credential", "login"]) {
        LinkError::Auth(detail)
    } else if words.contains("meter") && says(&["unknown", "not found", "invalid meter", "does not exist", "no such"]) {
        LinkError::UnknownMeter(detail)
    } else if says(&[
        "no answer",
        "no response",
        "not answer",
        "not respond",
        "not reach",
        "unreachable",
        "timed out",
        "timeout",
        "time out",
        "offline",
        "out of reach",
        "communication",
    ]) {
        LinkError::Unreachable(detail)
    } else {
        LinkError::Refused(detail)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::basics::Code;

    fn caller() -> Caller {
        let server = MultiSpeakServer {
            tls: false,
            user: "a\"b".into(),
            host: "::1".into(),
            port: 8090,
            path: "/cd".into(),
            notify: None,
            ca: None,
        };
        Caller::new(&server, RootCerts::PlatformVerifier, Duration::from_secs(1), Some(Secret::new("p<w")))
    }

    fn failed(status: u16, body: &str) -> CallFailed {
        caller().understood("PingURL", status, body).err().expect("a failure")
    }

    #[test]
    fn the_header_carries_the_users_names_escaped() {
        let text = caller().envelope("PingURL", "");
        assert!(text.contains("UserID=\"a&quot;b\"") && text.contains("Pwd=\"p&lt;w\""), "{text}");
        assert!(text.contains("<PingURL xmlns=\"http://www.multispeak.org/Version_3.0\"></PingURL>"), "{text}");
        assert_eq!(xml::parse(&text).expect("XML").name, "Envelope");
    }

    #[test]
    fn an_http_status_is_told_by_its_number() {
        assert!(failed(404, "<html/>").error.to_string().contains("404"));
        assert_eq!(failed(401, "").error.code(), Code::Auth);
        assert!(!failed(404, "").may_have_run && failed(502, "").may_have_run);
    }

    #[test]
    fn a_fault_is_a_refusal_in_the_head_ends_words_and_was_not_carried_out() {
        let fault = |words: &str| {
            let fault = format!("<e:Fault><faultstring>{words}</faultstring></e:Fault>");
            failed(500, &format!("<e:Envelope xmlns:e='x'><e:Body>{fault}</e:Body></e:Envelope>"))
        };
        let busy = fault("the head end is busy");
        assert!(!busy.may_have_run && busy.error.to_string().contains("busy"));
        assert_eq!(busy.error.code(), Code::Refused);
        assert_eq!(fault("not authorized").error.code(), Code::Auth);
        assert_eq!(fault("meter 7 is unknown").error.code(), Code::UnknownMeter);
    }

    #[test]
    fn an_echoed_password_is_taken_out() {
        let fault = "<Envelope><Body><Fault><faultstring>bad Pwd p&lt;w</faultstring></Fault></Body></Envelope>";
        assert!(!failed(500, fault).error.to_string().contains("p<w"));
        let echo = xml::parse("<x Pwd='p&lt;w'>p&lt;w</x>").expect("XML");
        assert_eq!(caller().record(&echo), "<x Pwd=\"***\">***</x>");
    }

    #[test]
    fn an_answer_that_cannot_be_read_leaves_a_command_unknown() {
        for body in ["<html>", "<Envelope/>", "<Envelope><Body><OtherResponse/></Body></Envelope>"] {
            assert_eq!(failed(200, body).of_a_command().code(), Code::OutcomeUnknown, "{body}");
        }
    }
}
