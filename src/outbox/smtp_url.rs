//! The mail server as a person writes it: `smtp://USER@HOST:PORT?tls=none|starttls|tls&timeout=15`.
//!
//! A password never stands in it.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;
use std::time::Duration;

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
        let bad = |what: &str| {
            BadSmtpUrl(format!("\"{text}\" {what}: write it like smtp://user@mail.example.org:587?tls=starttls"))
        };
        let rest = text.strip_prefix("smtp://").ok_or_else(|| bad("does not begin with smtp://"))?;
        let (place, query) = rest.split_once('?').unwrap_or((rest, ""));
        // A user's name is often an e-mail address: the last @ parts it from the host.
        let (user, place) = place.rsplit_once('@').map_or((None, place), |(user, place)| (Some(user), place));
        if user.is_some_and(|user| user.contains(':')) {
            return Err(BadSmtpUrl("a password never stands in the URL: name the variable that holds it".to_string()));
        }
        let (security, timeout) = options(query).map_err(|what| bad(&what))?;
        let (host, port) = host_and_port(place, security).ok_or_else(|| bad("names no host and port"))?;
        let url = Self {
            text: text.to_string(),
            user: user.filter(|user| !user.is_empty()).map(str::to_string),
            host,
            port,
            security,
            timeout,
        };
        if security == Security::Plain && !url.is_this_machine() {
            return Err(bad("would send unencrypted over the network, which is for 127.0.0.1 and ::1 only"));
        }
        Ok(url)
    }
}

fn options(query: &str) -> Result<(Security, Duration), String> {
    let (mut security, mut timeout) = (Security::StartTls, TIMEOUT);
    for part in query.split('&').filter(|part| !part.is_empty()) {
        match part.split_once('=').unwrap_or((part, "")) {
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

/// `host`, `host:port`, `[::1]` or `[::1]:port`; without a port the usual one.
fn host_and_port(place: &str, security: Security) -> Option<(String, u16)> {
    let usual = match security {
        Security::Plain => 25,
        Security::StartTls => 587,
        Security::Tls => 465,
    };
    let place = place.trim_end_matches('/');
    let (host, port) = match place.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((host, port)) => (host, port),
        None => place.split_at(place.find(':').unwrap_or(place.len())),
    };
    let port = if port.is_empty() { usual } else { port.strip_prefix(':')?.parse().ok().filter(|port| *port > 0)? };
    let plain = !host.is_empty() && !host.contains(|c: char| c.is_whitespace() || c == '/');
    plain.then(|| (host.to_string(), port))
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
