//! The mail server as a person writes it: `smtp://USER@HOST:PORT?tls=none|starttls|tls&timeout=15`.
//!
//! A password never stands in it.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;
use std::time::Duration;

use percent_encoding::percent_decode_str;
use url::Url;

/// How long the server may take for one answer.
const TIMEOUT: Duration = Duration::from_secs(15);
const LONGEST_TIMEOUT: u64 = 300;

/// How the way to the server is kept private.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Security {
    /// Not at all: only to this machine.
    Plain,
    /// Begins plain and is encrypted before anything is said.
    StartTls,
    /// Encrypted from the first byte.
    Tls,
}

impl Security {
    const fn usual_port(self) -> u16 {
        match self {
            Self::Plain => 25,
            Self::StartTls => 587,
            Self::Tls => 465,
        }
    }
}

/// A checked mail server. It is shown and stored as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SmtpUrl {
    text: String,
    /// Who signs in; None: the server asks nobody to.
    pub user: Option<String>,
    pub host: String,
    pub port: u16,
    pub security: Security,
    /// How long one answer may take, in real time.
    pub timeout: Duration,
}

/// Why a text is not a mail server's URL.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct BadSmtpUrl(pub String);

impl SmtpUrl {
    /// Whether the server is this machine, by its number: a name could point elsewhere tomorrow.
    #[must_use]
    pub fn is_this_machine(&self) -> bool {
        self.host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
    }
}

impl fmt::Display for SmtpUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.text)
    }
}

impl FromStr for SmtpUrl {
    type Err = BadSmtpUrl;

    fn from_str(text: &str) -> Result<Self, BadSmtpUrl> {
        let example = "write it like smtp://user@mail.example.org:587?tls=starttls";
        let bad = |what: &str| BadSmtpUrl(format!("\"{text}\" {what}: {example}"));
        if !text.starts_with("smtp://") {
            return Err(bad("does not begin with smtp://"));
        }
        // What was written is not repeated: a password could stand in it.
        let server =
            Url::parse(text).map_err(|error| BadSmtpUrl(format!("this is no mail server, {error}: {example}")))?;
        if server.password().is_some() {
            return Err(BadSmtpUrl("a password never stands in the URL: name the variable that holds it".to_string()));
        }
        let (security, timeout) = options(&server).map_err(|what| bad(&what))?;
        let host = decoded(server.host_str().unwrap_or_default().trim_matches(['[', ']']));
        let port = server.port().unwrap_or(security.usual_port());
        if host.is_empty() || port == 0 || server.fragment().is_some() || !server.path().trim_matches('/').is_empty() {
            return Err(bad("names no host and port"));
        }
        let user = Some(decoded(server.username())).filter(|user| !user.is_empty());
        let url = Self { text: text.to_string(), user, host, port, security, timeout };
        if security == Security::Plain && !url.is_this_machine() {
            return Err(bad("would send unencrypted over the network, which is for 127.0.0.1 and ::1 only"));
        }
        Ok(url)
    }
}

/// Undoes `%41`.
fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

fn options(server: &Url) -> Result<(Security, Duration), String> {
    let (mut security, mut timeout) = (Security::StartTls, TIMEOUT);
    for (key, value) in server.query_pairs() {
        match (&*key, &*value) {
            ("tls", "none") => security = Security::Plain,
            ("tls", "starttls") => security = Security::StartTls,
            ("tls", "tls") => security = Security::Tls,
            ("tls", other) => return Err(format!("has tls={other}, which is none of: none, starttls, tls")),
            ("timeout", seconds) => {
                let seconds = seconds.parse().ok().filter(|seconds| (1..=LONGEST_TIMEOUT).contains(seconds));
                let seconds =
                    seconds.ok_or_else(|| format!("has a timeout that is not 1 to {LONGEST_TIMEOUT} seconds"))?;
                timeout = Duration::from_secs(seconds);
            }
            (key, _) => return Err(format!("has an unknown key \"{key}\"")),
        }
    }
    Ok((security, timeout))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> SmtpUrl {
        text.parse().expect("a mail server")
    }

    #[test]
    fn a_server_is_read_with_its_user_port_and_encryption() {
        let full = url("smtp://desk@example.org@mail.example.org:2525?tls=tls&timeout=3");
        assert_eq!(full.user.as_deref(), Some("desk@example.org"));
        assert_eq!((full.host.as_str(), full.port, full.security), ("mail.example.org", 2525, Security::Tls));
        assert_eq!(full.timeout, Duration::from_secs(3));
        let short = url("smtp://mail.example.org");
        assert_eq!((short.user, short.port, short.security), (None, 587, Security::StartTls));
        assert_eq!(url("smtp://mail.example.org?tls=tls").port, 465);
        let six = url("smtp://[::1]:2525?tls=none");
        assert_eq!((six.host.as_str(), six.port, six.is_this_machine()), ("::1", 2525, true));
    }

    #[test]
    fn nothing_goes_unencrypted_over_the_network() {
        assert!(url("smtp://127.0.0.1:25?tls=none").is_this_machine());
        for elsewhere in ["smtp://mail.example.org?tls=none", "smtp://localhost?tls=none", "smtp://192.0.2.7?tls=none"]
        {
            assert!(elsewhere.parse::<SmtpUrl>().is_err(), "{elsewhere} was taken");
        }
    }

    #[test]
    fn what_is_no_server_or_holds_a_password_is_refused_with_the_reason() {
        for (wrong, word) in [
            ("mail.example.org", "smtp://"),
            ("smtp://", "host"),
            ("smtp://mail.example.org:mail", "port"),
            ("smtp://mail.example.org:0", "port"),
            ("smtp://mail.example.org?tls=maybe", "maybe"),
            ("smtp://mail.example.org?colour=red", "colour"),
            ("smtp://mail.example.org?timeout=0", "timeout"),
            ("smtp://desk:secret@mail.example.org", "password"),
        ] {
            let why = wrong.parse::<SmtpUrl>().expect_err(wrong).to_string();
            assert!(why.contains(word), "{why:?} does not say {word:?}");
            assert!(!why.contains("secret"), "a password is repeated: {why}");
        }
    }
}
