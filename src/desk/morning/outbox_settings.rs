//! How notices leave this office: the mail server, and the folder that the text gateway and the dialer empty.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::basics::{Code, Refusal, Refused};
use crate::desk::Desk;
use crate::desk::act::{Act, Call, Needs, Signed};
use crate::desk::deed::Deed;
use crate::ledger::{Channel, Tx};
use crate::outbox::{EmailOutbox, FileOutbox, Outbox, SmtpUrl, authority, check_sender};

/// The store's fact that keeps the settings.
const FACT: &str = "outbox";

/// Sets up how notices leave, whole each time: what is left out is not set up.
///
/// # Errors
/// `bad_outbox` with what is wrong; `not_in_practice` for anything but a mail server on this machine.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct OutboxSettings {
    /// `smtp://USER@HOST:PORT?tls=none|starttls|tls`.
    pub smtp: Option<String>,
    /// Who the mails come from.
    pub from: Option<String>,
    /// The environment variable that holds the mail server's password; the password itself is never stored.
    pub password_env: Option<String>,
    /// Where texts and calls are written for the gateway and the dialer, and their results are read back.
    pub folder: Option<String>,
    /// The file (PEM) of the mail server's own certificate authority; None: whom this computer trusts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ca: Option<String>,
}

impl Deed for OutboxSettings {
    const NAME: &'static str = "notices_setup";
    const NEEDS: Needs = Needs::Supervisor;
    type Answer = Self;

    fn run(&self, act: &Act<'_>) -> Refused<Self> {
        let mut checked = self.clone();
        check_mail(self)?;
        if let Some(folder) = &self.folder {
            checked.folder = Some(whole_path(folder)?);
        }
        if let Some(ca) = &self.ca {
            let whole = std::path::absolute(ca).map_err(|error| bad(format!("{ca}: {error}")))?;
            authority(&whole).map_err(bad)?;
            checked.ca = Some(whole.into_os_string().into_string().map_err(|_| bad("the file's name is not UTF-8"))?);
        }
        if act.practice && !allowed_in_practice(self) {
            return Err(Refusal::new(
                Code::NotInPractice,
                "a practice store mails only to this machine (127.0.0.1, ::1), and writes texts and calls beside itself: \
                 practice never tells a real member anything",
            ));
        }
        let json = serde_json::to_string(&checked).map_err(|error| bad(error.to_string()))?;
        act.tx.set_fact(FACT, &json)?;
        Ok(checked)
    }
}

impl Desk {
    /// How notices leave; all empty when nothing was set up.
    pub fn outbox_settings(&mut self, call: &Call) -> Refused<OutboxSettings> {
        self.ask(call, |act| settings_of(act.tx))
    }

    /// The ways out as they are set up now.
    pub(in crate::desk) fn ways_out(&mut self, signed: &Signed) -> Refused<WaysOut> {
        let settings = self.store.read(settings_of)?;
        let mut beside = self.store.path().as_os_str().to_os_string();
        beside.push(".outbox");
        let label = signed.now.local().format("%Y%m%d-%H%M%S").to_string();
        Ok(WaysOut { settings, practice: self.practice.then(|| PathBuf::from(beside)), label })
    }
}

/// The ways out of this office, opened when there is something to send.
pub(in crate::desk) struct WaysOut {
    settings: OutboxSettings,
    /// In a practice store: the folder that stands for everybody out there.
    practice: Option<PathBuf>,
    label: String,
}

/// A way that is set up; the reason when it cannot be used now.
pub(in crate::desk) type Way = Result<Box<dyn Outbox>, String>;

impl WaysOut {
    /// The way for a channel; None: none is set up.
    pub fn way(&self, channel: Channel) -> Option<Way> {
        match (channel, &self.settings.smtp) {
            (Channel::Email, Some(smtp)) => Some(self.mail(smtp)),
            (Channel::Email, None) => self.practice.as_deref().map(|folder| self.files(folder)),
            (Channel::Text | Channel::Phone, _) => self.folder().map(|folder| self.files(folder)),
        }
    }

    /// Where files are written and results are read back.
    pub fn folder(&self) -> Option<&Path> {
        self.practice.as_deref().or(self.settings.folder.as_deref().map(Path::new))
    }

    /// What stands before the detail of what left: that nobody was told in earnest.
    pub fn mark(&self, channel: Channel) -> &'static str {
        let on_paper = self.practice.is_some() && !(channel == Channel::Email && self.settings.smtp.is_some());
        if on_paper { "practice: " } else { "" }
    }

    fn files(&self, folder: &Path) -> Way {
        Ok(Box::new(FileOutbox::new(folder, &self.label)))
    }

    fn mail(&self, smtp: &str) -> Way {
        let server: SmtpUrl = smtp.parse().map_err(|error| format!("{error}"))?;
        // The settings were checked when they were made; a store that came from elsewhere is checked again.
        if self.practice.is_some() && !server.is_this_machine() {
            return Err("a practice store mails only to this machine".to_string());
        }
        let password = match &self.settings.password_env {
            None => None,
            Some(name) => Some(std::env::var(name).map_err(|_| {
                format!("the variable {name}, which holds the mail server's password, is not set for this program")
            })?),
        };
        let from = self.settings.from.as_deref().unwrap_or_default();
        Ok(Box::new(EmailOutbox::new(server, from, password, self.settings.ca.as_deref().map(Path::new))?))
    }
}

fn settings_of(tx: &Tx<'_>) -> Refused<OutboxSettings> {
    let Some(json) = tx.fact(FACT)? else { return Ok(OutboxSettings::default()) };
    serde_json::from_str(&json)
        .map_err(|error| bad(format!("the settings for notices cannot be read: {error}; run `notices setup` again")))
}

fn check_mail(settings: &OutboxSettings) -> Refused<()> {
    let OutboxSettings { smtp, from, password_env, ca, .. } = settings;
    let Some(smtp) = smtp else {
        return match from.as_ref().or(password_env.as_ref()).or(ca.as_ref()) {
            None => Ok(()),
            Some(_) => Err(bad("a sender, a password or a certificate authority is for a mail server: name that too")),
        };
    };
    let server: SmtpUrl = smtp.parse().map_err(|error| bad(format!("{error}")))?;
    let from = from.as_deref().ok_or_else(|| bad("name the sender of the mails, like billing@example.org"))?;
    check_sender(from).map_err(bad)?;
    match (&server.user, password_env) {
        (Some(user), None) => Err(bad(format!("name the variable that holds the password of {user}"))),
        (None, Some(_)) => Err(bad("a password is for somebody: write the user into the URL, smtp://USER@HOST")),
        _ => Ok(()),
    }
}

fn allowed_in_practice(settings: &OutboxSettings) -> bool {
    let here = |smtp: &String| smtp.parse::<SmtpUrl>().is_ok_and(|server| server.is_this_machine());
    settings.folder.is_none() && settings.smtp.as_ref().is_none_or(here)
}

/// The folder's whole path: the scheduler works from another place than who sets it up.
pub(in crate::desk) fn whole_path(folder: &str) -> Refused<String> {
    let path = std::fs::canonicalize(folder).ok().filter(|path| path.is_dir());
    let path =
        path.ok_or_else(|| Refusal::new(Code::NoFolder, format!("there is no folder {folder}: make it first")))?;
    path.into_os_string().into_string().map_err(|_| Refusal::new(Code::NoFolder, "the folder's name is not UTF-8"))
}

fn bad(why: impl Into<String>) -> Refusal {
    Refusal::new(Code::BadOutbox, why)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(smtp: &str, from: Option<&str>, password_env: Option<&str>) -> OutboxSettings {
        OutboxSettings {
            smtp: Some(smtp.to_string()),
            from: from.map(str::to_string),
            password_env: password_env.map(str::to_string),
            folder: None,
            ca: None,
        }
    }

    #[test]
    fn a_mail_server_needs_a_sender_and_a_user_a_variable_for_the_password() {
        let from = Some("billing@example.org");
        assert_eq!(check_mail(&settings("smtp://mail.example.org", from, None)), Ok(()));
        assert_eq!(check_mail(&settings("smtp://desk@mail.example.org", from, Some("MAIL_PASSWORD"))), Ok(()));
        for wrong in [
            settings("smtp://mail.example.org", None, None),
            settings("smtp://mail.example.org", Some("nobody"), None),
            settings("smtp://desk@mail.example.org", from, None),
            settings("smtp://mail.example.org", from, Some("MAIL_PASSWORD")),
            settings("mail.example.org", from, None),
            OutboxSettings { from: from.map(str::to_string), ..OutboxSettings::default() },
        ] {
            assert_eq!(check_mail(&wrong).expect_err("wrong settings").code, Code::BadOutbox, "{wrong:?}");
        }
    }

    #[test]
    fn practice_reaches_nobody_outside_this_machine() {
        let from = Some("billing@example.org");
        assert!(allowed_in_practice(&settings("smtp://127.0.0.1:2525?tls=none", from, None)));
        assert!(!allowed_in_practice(&settings("smtp://mail.example.org", from, None)));
        assert!(!allowed_in_practice(&OutboxSettings { folder: Some("gateway".into()), ..OutboxSettings::default() }));
        let ways = WaysOut {
            settings: settings("smtp://mail.example.org", from, None),
            practice: Some(PathBuf::from("store.outbox")),
            label: String::new(),
        };
        let way = ways.way(Channel::Email).expect("a way").err();
        assert!(way.is_some_and(|why| why.contains("this machine")), "a practice store would mail to the world");
    }
}
