//! A meter connection as a person writes it: one URL, every part of it checked.
//!
//! ```text
//! dlms+tcp://HOST:PORT?auth=none|low|gmac&client=1&device=1&title=HEX16&timeout=5&wait=60
//! dlms+serial:///PATH?baud=9600&phy=N&…                 the same keys
//! multispeak+http://USER@HOST:PORT/PATH?notify=HOST:PORT&timeout=5&wait=60        and multispeak+https, with ca=FILE
//! ```
//!
//! A secret never stands in it.

use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use percent_encoding::percent_decode_str;
use url::Url;

use super::SystemTitle;

const TIMEOUT: Duration = Duration::from_secs(5);
const WAIT: Duration = Duration::from_secs(60);
const LONGEST: Duration = Duration::from_secs(3600);

/// A checked link URL. It is shown and stored as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkUrl {
    text: String,
    /// How long one answer may take, in real time.
    pub timeout: Duration,
    /// How long an accepted command's state may take to be seen, in real time.
    pub wait: Duration,
    pub target: Target,
}

/// What a link reaches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// One meter behind a TCP port (wrapper framing).
    DlmsTcp { host: String, port: u16, client: DlmsClient },
    /// One meter on a serial line (HDLC framing). `physical` is the physical device address, where one is used.
    DlmsSerial { path: String, baud: u32, physical: Option<u16>, client: DlmsClient },
    /// A head end with any number of meters.
    MultiSpeak(MultiSpeakServer),
}

/// How we present ourselves to a DLMS meter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DlmsClient {
    pub authentication: Authentication,
    /// The client SAP.
    pub client: u8,
    /// The logical device.
    pub device: u16,
    /// Our system title, where it is not the store's own.
    pub title: Option<SystemTitle>,
}

/// What a DLMS meter wants proved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Authentication {
    None,
    /// A password.
    Low,
    /// HLS-GMAC, every message ciphered.
    Gmac,
}

/// Where a MultiSpeak head end is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MultiSpeakServer {
    pub tls: bool,
    /// Empty when the head end asks for none.
    pub user: String,
    pub host: String,
    pub port: u16,
    /// With its leading slash.
    pub path: String,
    /// Where we listen for its notifications, told to it as `responseURL`.
    pub notify: Option<SocketAddr>,
    /// The file (PEM) of the certificate authority that the head end's certificate must be of; None: whom this computer
    /// trusts.
    pub ca: Option<PathBuf>,
}

/// Why a text is not a link URL.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct BadLinkUrl(pub String);

impl LinkUrl {
    /// Whether a practice store may use this link: only this machine by its number, or a serial path that the operator
    /// confirmed. Practice never switches a real house.
    #[must_use]
    pub fn allowed_in_practice(&self, confirmed: bool) -> bool {
        match &self.target {
            Target::DlmsTcp { host, .. } => is_this_machine(host),
            Target::DlmsSerial { .. } => confirmed,
            Target::MultiSpeak(server) => is_this_machine(&server.host),
        }
    }

    /// Whether the link needs a secret, and what it is, in words.
    #[must_use]
    pub fn secret_wanted(&self) -> Option<&'static str> {
        let authentication = match &self.target {
            Target::DlmsTcp { client, .. } | Target::DlmsSerial { client, .. } => client.authentication,
            Target::MultiSpeak(server) if server.user.is_empty() => Authentication::None,
            Target::MultiSpeak(_) => return Some("the head end's password"),
        };
        match authentication {
            Authentication::None => None,
            Authentication::Low => Some("the meter's password"),
            Authentication::Gmac => Some("BLOCKKEY:AUTHKEY in hex"),
        }
    }
}

/// 127.0.0.1 or ::1, written as such: a name could point elsewhere tomorrow.
fn is_this_machine(host: &str) -> bool {
    matches!(host, "127.0.0.1" | "::1")
}

impl fmt::Display for LinkUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.text)
    }
}

impl FromStr for LinkUrl {
    type Err = BadLinkUrl;

    fn from_str(text: &str) -> Result<Self, BadLinkUrl> {
        let (scheme, _) = text.split_once("://").ok_or_else(|| {
            BadLinkUrl(
                "a link begins with dlms+tcp://, dlms+serial://, multispeak+http:// or multispeak+https://".into(),
            )
        })?;
        let target = match scheme {
            "dlms+tcp" => dlms_tcp,
            "dlms+serial" => dlms_serial,
            "multispeak+http" | "multispeak+https" => multispeak,
            other => return Err(BadLinkUrl(format!("{other}:// is not a kind of link that this program knows"))),
        };
        // What was written is not repeated: a password could stand in it.
        let url = Url::parse(text).map_err(|error| BadLinkUrl(format!("this is no {scheme}:// link: {error}")))?;
        if url.password().is_some() {
            let why = "the password does not belong into the URL: name the variable that holds it with --secret-env";
            return Err(BadLinkUrl(why.into()));
        }
        if let Some(rest) = url.fragment() {
            return Err(BadLinkUrl(format!("\"#{rest}\" is no part of a link; within a path, # is written %23")));
        }
        let mut keys = Keys::of(&url)?;
        let timeout = keys.seconds("timeout", TIMEOUT)?;
        let wait = keys.seconds("wait", WAIT)?;
        if timeout.is_zero() {
            return Err(BadLinkUrl("timeout must be more than 0 seconds".into()));
        }
        let target = target(&url, &mut keys)?;
        keys.none_left(scheme)?;
        Ok(Self { text: text.to_string(), timeout, wait, target })
    }
}

fn dlms_tcp(url: &Url, keys: &mut Keys) -> Result<Target, BadLinkUrl> {
    if !url.username().is_empty() || !url.path().trim_matches('/').is_empty() {
        return Err(BadLinkUrl("a link to one meter is HOST:PORT, without a user and a path".into()));
    }
    let (host, port) = host_and_port(url, None)?;
    Ok(Target::DlmsTcp { host, port, client: dlms_client(keys)? })
}

fn dlms_serial(url: &Url, keys: &mut Keys) -> Result<Target, BadLinkUrl> {
    let path = decoded(url.path())?;
    if !url.authority().is_empty() || path.len() < 2 {
        return Err(BadLinkUrl("a serial link names the whole path of its port: dlms+serial:///dev/ttyUSB0".into()));
    }
    let baud = keys.number("baud", 300..=921_600)?.unwrap_or(9600);
    let physical = keys.number("phy", 0..=0x3FFF)?.map(to_u16);
    let client = dlms_client(keys)?;
    let most = if physical.is_some() { 0x3FFF } else { 0x7F };
    if client.device > most {
        return Err(BadLinkUrl(format!(
            "device must be from 0 to {most} on this serial line; above 127 it needs a phy"
        )));
    }
    Ok(Target::DlmsSerial { path, baud, physical, client })
}

fn dlms_client(keys: &mut Keys) -> Result<DlmsClient, BadLinkUrl> {
    let authentication = match keys.take("auth").as_deref() {
        None | Some("none") => Authentication::None,
        Some("low") => Authentication::Low,
        Some("gmac") => Authentication::Gmac,
        Some(other) => return Err(BadLinkUrl(format!("auth={other}: it is none, low or gmac"))),
    };
    let client = keys.number("client", 1..=127)?.map_or(1, to_u16) as u8;
    let device = keys.number("device", 0..=0xFFFF)?.map_or(1, to_u16);
    let title = keys.take("title").map(|hex| hex.parse()).transpose().map_err(BadLinkUrl)?;
    Ok(DlmsClient { authentication, client, device, title })
}

/// The ranges that are asked for all fit.
fn to_u16(number: u32) -> u16 {
    u16::try_from(number).unwrap_or(u16::MAX)
}

fn multispeak(url: &Url, keys: &mut Keys) -> Result<Target, BadLinkUrl> {
    let tls = url.scheme().ends_with("https");
    let (host, port) = host_and_port(url, Some(if tls { 443 } else { 80 }))?;
    let loopback = host == "localhost" || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback());
    if !tls && !loopback {
        let why =
            format!("{host}: MultiSpeak over plain HTTP would show its password to the network; use multispeak+https");
        return Err(BadLinkUrl(why));
    }
    let notify = keys.take("notify").map(|text| listening_address(&text)).transpose()?;
    let ca = keys.take("ca").map(|file| whole_path(&file, tls)).transpose()?;
    let path = if url.path().is_empty() { "/" } else { url.path() }.to_string();
    Ok(Target::MultiSpeak(MultiSpeakServer { tls, user: decoded(url.username())?, host, port, path, notify, ca }))
}

/// The file of a certificate authority: by its whole path, for the scheduler runs elsewhere.
fn whole_path(file: &str, tls: bool) -> Result<PathBuf, BadLinkUrl> {
    if !tls {
        return Err(BadLinkUrl("ca is for multispeak+https://: plain HTTP shows no certificate".into()));
    }
    let path = PathBuf::from(file);
    if path.is_absolute() { Ok(path) } else { Err(BadLinkUrl(format!("ca={file}: write the whole path of the file"))) }
}

fn listening_address(text: &str) -> Result<SocketAddr, BadLinkUrl> {
    let numbers = text.replace("localhost", "127.0.0.1");
    numbers
        .parse()
        .map_err(|_| BadLinkUrl(format!("notify={text}: write our own address and a port, like 10.0.0.5:8099")))
}

/// The host, in plain letters, and its port or the usual one; an IPv6 number without its brackets.
fn host_and_port(url: &Url, usual: Option<u16>) -> Result<(String, u16), BadLinkUrl> {
    let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
    let plain = host.bytes().all(|b| b.is_ascii_alphanumeric() || b".-:_".contains(&b));
    let port = url.port().or(usual).filter(|port| *port > 0 && plain && !host.is_empty());
    let address = url.authority().rsplit('@').next().unwrap_or_default();
    port.map(|port| (host.to_string(), port)).ok_or_else(|| BadLinkUrl(format!("\"{address}\" is not HOST:PORT")))
}

/// Undoes `%41`.
fn decoded(text: &str) -> Result<String, BadLinkUrl> {
    let plain = percent_decode_str(text).decode_utf8();
    plain.map(String::from).map_err(|_| BadLinkUrl(format!("\"{text}\" is not UTF-8 text")))
}

/// The keys behind the question mark, each taken once by who knows it.
struct Keys(Vec<(String, String)>);

impl Keys {
    fn of(url: &Url) -> Result<Self, BadLinkUrl> {
        let mut keys: Vec<(String, String)> = Vec::new();
        for (key, value) in url.query_pairs() {
            if keys.iter().any(|(known, _)| *known == key) {
                return Err(BadLinkUrl(format!("{key} is given twice")));
            }
            keys.push((key.into_owned(), value.into_owned()));
        }
        Ok(Self(keys))
    }

    fn take(&mut self, key: &str) -> Option<String> {
        let at = self.0.iter().position(|(known, _)| known == key)?;
        Some(self.0.swap_remove(at).1)
    }

    fn number(&mut self, key: &str, range: std::ops::RangeInclusive<u32>) -> Result<Option<u32>, BadLinkUrl> {
        let Some(text) = self.take(key) else { return Ok(None) };
        let number = text.parse().ok().filter(|number| range.contains(number));
        let expected = || BadLinkUrl(format!("{key}={text}: a number from {} to {}", range.start(), range.end()));
        number.ok_or_else(expected).map(Some)
    }

    /// Seconds, with decimals if need be.
    fn seconds(&mut self, key: &str, default: Duration) -> Result<Duration, BadLinkUrl> {
        let Some(text) = self.take(key) else { return Ok(default) };
        let seconds = text.parse().ok().and_then(|seconds: f64| Duration::try_from_secs_f64(seconds).ok());
        let expected = || BadLinkUrl(format!("{key}={text}: seconds, from 0 to {}", LONGEST.as_secs()));
        seconds.filter(|time| *time <= LONGEST).ok_or_else(expected)
    }

    fn none_left(self, scheme: &str) -> Result<(), BadLinkUrl> {
        match self.0.first() {
            None => Ok(()),
            Some((key, _)) => Err(BadLinkUrl(format!("{key} is not a key of {scheme}://"))),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn url(text: &str) -> LinkUrl {
        text.parse().unwrap_or_else(|error| panic!("{text}: {error}"))
    }

    fn error(text: &str) -> String {
        text.parse::<LinkUrl>().expect_err(text).to_string()
    }

    #[test]
    fn a_tcp_meter_has_its_defaults() {
        let link = url("dlms+tcp://10.1.2.3:4061?auth=gmac&title=5453540000000002&timeout=0.5");
        let Target::DlmsTcp { host, port, client } = &link.target else { panic!("{link:?}") };
        assert_eq!((host.as_str(), *port, client.client, client.device), ("10.1.2.3", 4061, 1, 1));
        assert_eq!(client.authentication, Authentication::Gmac);
        assert_eq!(client.title.map(|title| title.to_string()).as_deref(), Some("5453540000000002"));
        assert_eq!((link.timeout, link.wait), (Duration::from_millis(500), Duration::from_secs(60)));
    }

    #[test]
    fn a_serial_meter_names_its_whole_path() {
        let link = url("dlms+serial:///dev/ttyUSB0?baud=19200&phy=17&auth=low&client=2&device=3");
        let Target::DlmsSerial { path, baud, physical, client } = &link.target else { panic!("{link:?}") };
        assert_eq!((path.as_str(), *baud, *physical), ("/dev/ttyUSB0", 19200, Some(17)));
        assert_eq!((client.client, client.device), (2, 3));
        assert!(error("dlms+serial://ttyUSB0").contains("whole path"));
    }

    #[test]
    fn a_head_end_has_a_user_a_path_and_a_place_to_notify() {
        let link = url("multispeak+https://a%20b@head.example.org/cd/service?notify=10.0.0.5:8099&wait=0");
        let Target::MultiSpeak(server) = &link.target else { panic!("{link:?}") };
        assert_eq!((server.user.as_str(), server.port, server.path.as_str()), ("a b", 443, "/cd/service"));
        assert_eq!(server.notify, "10.0.0.5:8099".parse().ok());
        assert!(link.wait.is_zero());
    }

    #[test]
    fn an_unknown_or_doubled_key_or_a_bad_value_is_an_error_that_names_it() {
        assert!(error("dlms+tcp://127.0.0.1:4061?atuh=low").contains("atuh"));
        assert!(error("dlms+tcp://127.0.0.1:4061?baud=9600").contains("baud"));
        assert!(error("multispeak+https://head.example.org/?client=1").contains("client"));
        assert!(error("dlms+tcp://127.0.0.1:4061?auth=high").contains("auth"));
        assert!(error("dlms+tcp://127.0.0.1:4061?client=1&client=2").contains("twice"));
        assert!(error("dlms+tcp://127.0.0.1:4061?title=12").contains("title"));
        for key in ["timeout=0", "timeout=-1", "timeout=inf", "wait=1e9", "client=0", "client=128", "device=70000"] {
            let name = key.split('=').next().expect("a name");
            assert!(error(&format!("dlms+tcp://127.0.0.1:4061?{key}")).contains(name), "{key}");
        }
    }

    #[test]
    fn an_address_without_a_host_a_port_or_a_known_kind_is_refused() {
        for bad in ["dlms+tcp://", "dlms+tcp://:4061", "dlms+tcp://host", "dlms+tcp://host:0", "dlms+tcp://host:x"] {
            assert!(bad.parse::<LinkUrl>().is_err(), "{bad}");
        }
        for bad in
            ["dlms+tcp://u@127.0.0.1:1", "dlms+tcp://127.0.0.1:1/x", "dlms+serial:///dev/tty#1", "dlms+tcp://[::1:1"]
        {
            assert!(bad.parse::<LinkUrl>().is_err(), "{bad}");
        }
        for bad in ["http://127.0.0.1/", "sim", "dlms+tcp://a b:1", "multispeak+http:///path"] {
            assert!(bad.parse::<LinkUrl>().is_err(), "{bad}");
        }
    }

    #[test]
    fn a_password_in_the_url_is_refused_and_not_repeated() {
        let why = error("multispeak+https://cis:hunter2@head.example.org/");
        assert!(why.contains("--secret-env") && !why.contains("hunter2"));
    }

    #[test]
    fn a_certificate_authority_is_a_whole_path_of_a_link_over_tls() {
        let link = url("multispeak+https://head.example.org/?ca=/etc/coop/ca.pem");
        let Target::MultiSpeak(server) = &link.target else { panic!("{link:?}") };
        assert_eq!(server.ca, Some(PathBuf::from("/etc/coop/ca.pem")));
        assert!(error("multispeak+https://head.example.org/?ca=ca.pem").contains("whole path"));
        assert!(error("multispeak+http://127.0.0.1/?ca=/etc/coop/ca.pem").contains("https"));
        assert!(error("dlms+tcp://127.0.0.1:1?ca=/etc/coop/ca.pem").contains("ca is not a key"));
    }

    #[test]
    fn plain_http_goes_to_this_machine_only() {
        url("multispeak+http://cis@127.0.0.1:8090/");
        url("multispeak+http://cis@[::1]:8090/");
        url("multispeak+http://cis@localhost:8090/");
        assert!(error("multispeak+http://cis@10.0.0.9:8090/").contains("https"));
    }

    #[test]
    fn practice_never_reaches_beyond_this_machine() {
        for this_machine in ["dlms+tcp://127.0.0.1:1", "dlms+tcp://[::1]:1", "multispeak+http://127.0.0.1:1/"] {
            assert!(url(this_machine).allowed_in_practice(false), "{this_machine}");
        }
        for elsewhere in ["dlms+tcp://10.0.0.9:1", "dlms+tcp://localhost:1", "multispeak+https://head.example.org/"] {
            assert!(!url(elsewhere).allowed_in_practice(true), "{elsewhere}");
        }
        assert!(!url("dlms+serial:///dev/ttyUSB0").allowed_in_practice(false));
        assert!(url("dlms+serial:///dev/ttyUSB0").allowed_in_practice(true));
    }

    proptest! {
        #[test]
        fn what_is_taken_is_shown_as_it_was_written(
            kind in "dlms\\+tcp|dlms\\+serial|multispeak\\+https?", rest in "[a-z%@:/0-9?&=\\[\\]]{0,40}",
        ) {
            let text = format!("{kind}://{rest}");
            if let Ok(link) = text.parse::<LinkUrl>() {
                prop_assert_eq!(link.to_string(), text);
            }
        }
    }
}
